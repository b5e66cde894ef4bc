//! The client: it answers the server's message, and checks the server's proof. RFC 5802 §3 and §5.

use core::fmt;
use core::num::NonZeroU32;
use core::ops::RangeInclusive;

use super::{
    AuthMessage, Channel, ClientFinal, ClientFinalWithoutProof, ClientFirst, Derivation, Functions, ITERATION_COUNTS,
    Keys, Password, ServerFinal, ServerFirst,
};
use crate::error::{CapacityError, ParseError};
use crate::hash::HashFunction;
use crate::mac::{MacFunction, MacKey};

/// A client, in an exchange that it has begun with a [`ClientFirst`].
///
/// It checks in this order, before it computes anything: whether the nonce is its own and more, whether the message has a
/// mandatory extension, whether the iteration count is within its bounds.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::scram::{Client, ClientFirst, Functions, Gs2Header, Nonce, Password, ServerFinal, ServerFirst};
/// use countersign::hash::Sha256;
///
/// // RFC 7677 §3. The nonce of a client must be random.
/// let client_first = ClientFirst::new(Gs2Header::new(), "user", Nonce::new("rOprNGfwEbeRWgbNEkqO")?)?;
/// let client = Client::new(Functions::new(Sha256), client_first);
/// // … send `client_first`; the server answers …
/// let server_first = ServerFirst::parse(
///     b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
/// )?;
/// let keys = client.derive(&server_first, Password::ascii("pencil")?)?.finish();
/// let answer = client.answer(server_first, &keys)?;
/// assert_eq!(
///     answer.message().display().to_string(),
///     "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
/// );
/// // … send it; the server answers …
/// let server_final = ServerFinal::parse(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")?;
/// answer.accept(Some(&server_final))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A client that [reauthenticates](super::Nonce::with_reauthentication) without a first message builds the two first messages
/// itself, both with the nonce that it sends.
#[derive(Clone, Copy)]
pub struct Client<'a, F, M> {
    functions: Functions<F, M>,
    begun: ClientFirst<'a>,
    channel: Channel<'a>,
    cbind_input: &'a [u8],
    iteration_counts: (u32, u32),
}

impl<'a, F, M> Client<'a, F, M> {
    /// Returns the client that sent this message, which accepts the iteration counts of [`ITERATION_COUNTS`].
    #[must_use]
    pub const fn new(functions: Functions<F, M>, client_first: ClientFirst<'a>) -> Self {
        let cbind_input = client_first.gs2_header().as_bytes();
        let iteration_counts = (*ITERATION_COUNTS.start(), *ITERATION_COUNTS.end());
        Self { functions, begun: client_first, channel: Channel::UNSUPPORTED, cbind_input, iteration_counts }
    }

    /// Accepts these iteration counts. A device that is slow, or that may not wait, needs a lower bound.
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "it is how a range is written")]
    pub fn with_iteration_counts(self, counts: RangeInclusive<u32>) -> Self {
        Self { iteration_counts: (*counts.start(), *counts.end()), ..self }
    }

    /// Binds the exchange to a channel, or says that there is one to which it could be bound. The header and the data of the
    /// channel are written into `buffer`.
    ///
    /// ```
    /// use countersign::Encode;
    /// use countersign::auth::scram::{Channel, Client, ClientFirst, Functions, Gs2Header, Keys, Nonce, ServerFirst};
    /// use countersign::hash::Sha256;
    ///
    /// let (mut header, mut input) = ([0; 64], [0; 128]);
    /// let channel = Channel::bound("tls-exporter", b"the 32 bytes of the TLS exporter")?;
    /// let header = Gs2Header::for_channel(&channel, None, &mut header)?;
    /// let client_first = ClientFirst::new(header, "user", Nonce::new("abc")?)?;
    /// let client = Client::new(Functions::new(Sha256), client_first).with_channel(channel, &mut input)?;
    ///
    /// let answer = client.answer(ServerFirst::parse(b"r=abcdef,s=QQ==,i=4096")?, &Keys::new([1; 32], [2; 32]))?;
    /// assert!(answer.message().without_proof().is_bound_to_channel(&header, &channel));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn with_channel(self, channel: Channel<'a>, buffer: &'a mut [u8]) -> Result<Self, CapacityError> {
        let cbind_input = self.begun.gs2_header().bind(&channel, buffer)?;
        Ok(Self { channel, cbind_input, ..self })
    }

    /// Begins to compute the keys, for the salt and the iteration count of the server's message.
    ///
    /// Keys of an earlier exchange can be used instead if both are the same.
    ///
    /// # Errors
    /// [`ClientError::Nonce`], [`ClientError::Extension`] or [`ClientError::IterationCount`].
    pub fn derive<const N: usize>(
        &self,
        server_first: &ServerFirst<'_>,
        password: Password<'_>,
    ) -> Result<Derivation<F, M, N>, ClientError>
    where
        F: Copy,
        M: MacFunction<N>,
    {
        let iterations = self.check(server_first)?;
        Ok(Derivation::with_received_salt(self.functions, password, server_first.salt(), iterations))
    }

    /// Answers the server's message.
    ///
    /// The answer borrows both first messages until it is [accepted](Answer::accept): keep each message in a buffer of its own.
    ///
    /// # Errors
    /// [`ClientError::Nonce`], [`ClientError::Extension`] or [`ClientError::IterationCount`]; [`ClientError::Channel`] if the
    /// client's first message announces another channel than the client's.
    pub fn answer<const N: usize>(
        &self,
        server_first: ServerFirst<'a>,
        keys: &Keys<N>,
    ) -> Result<Answer<'a, N>, ClientError>
    where
        F: HashFunction<N>,
        M: MacFunction<N>,
    {
        self.check(&server_first)?;
        if !self.channel.sends(&self.begun.gs2_header()) {
            return Err(ClientError::Channel);
        }
        let without_proof = ClientFinalWithoutProof::bound(self.cbind_input, server_first.nonce());
        let signed = AuthMessage::new(self.begun, server_first, without_proof);
        let record = keys.record(self.functions);
        // The client's signature. With the client's key it is the proof.
        let mut proof = self.functions.mac.key(record.stored_key()).mac_of(&signed);
        proof.iter_mut().zip(keys.client_key()).for_each(|(byte, key)| *byte ^= key);
        let server_signature = self.functions.mac.key(record.server_key()).mac_of(&signed);
        Ok(Answer { without_proof, proof, server_signature })
    }

    fn check(&self, server_first: &ServerFirst<'_>) -> Result<NonZeroU32, ClientError> {
        if !server_first.nonce().extends(&self.begun.nonce()) {
            return Err(ClientError::Nonce);
        }
        if server_first.extensions().are_mandatory() {
            return Err(ClientError::Extension);
        }
        let (least, most) = self.iteration_counts;
        let count = server_first.iteration_count_within(least..=most).map_err(|_| ClientError::IterationCount)?;
        NonZeroU32::new(count).ok_or(ClientError::IterationCount)
    }
}

impl<F, M> fmt::Debug for Client<'_, F, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("begun", &self.begun).field("channel", &self.channel).finish()
    }
}

/// A client's answer, and the server's proof that it waits for. `Debug` shows no byte of the proofs.
#[derive(Clone)]
pub struct Answer<'a, const N: usize> {
    without_proof: ClientFinalWithoutProof<'a>,
    proof: [u8; N],
    server_signature: [u8; N],
}

impl<const N: usize> Answer<'_, N> {
    /// Returns the message to send.
    #[must_use]
    pub const fn message(&self) -> ClientFinal<'_> {
        self.without_proof.proved(&self.proof)
    }

    /// Checks the server's proof, in constant time.
    ///
    /// `server_final` is `None` if the server sent no message, whatever the status of its response is. Such a response must
    /// not be trusted: only the message proves that the server knows the user.
    ///
    /// # Errors
    /// [`ClientError::Unproved`] without a message; [`ClientError::Refused`] if the message is an error, which
    /// [`ServerFinal::verifier`] returns; [`ClientError::Extension`]; [`ClientError::Verifier`] if the proof is wrong.
    pub fn accept(&self, server_final: Option<&ServerFinal<'_>>) -> Result<(), ClientError> {
        let server_final = server_final.ok_or(ClientError::Unproved)?;
        let verifier = server_final.verifier().map_err(|_| ClientError::Refused)?;
        if server_final.extensions().are_mandatory() {
            return Err(ClientError::Extension);
        }
        if verifier.matches(&self.server_signature) { Ok(()) } else { Err(ClientError::Verifier) }
    }
}

impl<const N: usize> fmt::Debug for Answer<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("without_proof", &self.without_proof).finish_non_exhaustive()
    }
}

/// Why a [`Client`] ends the exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// A message is malformed. The client never returns it: it exists so that `?` works on [`ServerFirst::parse`] in the same
    /// function.
    Malformed(ParseError),
    /// The server's nonce does not begin with the client's, or adds nothing to it.
    Nonce,
    /// The message has a mandatory extension, and none is defined.
    Extension,
    /// The server asks for fewer or more iterations than the client computes.
    IterationCount,
    /// The client's first message announces another channel than that to which the exchange is bound.
    Channel,
    /// The server sent an error.
    Refused,
    /// The server sent no proof.
    Unproved,
    /// The server's proof is wrong: it does not know the user.
    Verifier,
}

reasons! { ClientError: Malformed(ParseError);
    Nonce => "the server's nonce does not continue the client's",
    Extension => "the message has a mandatory extension",
    IterationCount => "the iteration count is outside the client's bounds",
    Channel => "the first message announces another channel",
    Refused => "the server sent an error",
    Unproved => "the server sent no proof",
    Verifier => "the server's proof is wrong",
}
