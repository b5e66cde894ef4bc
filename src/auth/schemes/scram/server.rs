//! The server: it verifies the client's proof, and proves that it knows the user. RFC 5802 §3 and §5.

use core::fmt;
use core::hint::black_box;

use super::{
    AuthMessage, Channel, ClientFinal, ClientFirst, Functions, Record, Saslname, ServerError, ServerFinal, ServerFirst,
};
use crate::error::ParseError;
use crate::hash::HashFunction;
use crate::mac::{MacFunction, MacKey};
use crate::syntax::secret::constant_time_eq;

/// A server, in an exchange that it has continued with a [`ServerFirst`].
///
/// It keeps the two first messages between the requests, with the user and the session's name. It forgets them after the
/// first answer, so that each is answered once.
///
/// ```
/// use core::num::NonZeroU32;
///
/// use countersign::Encode;
/// use countersign::auth::scram::{
///     Client, ClientFinal, ClientFirst, Functions, Keys, Nonce, Password, Server, ServerFirst, fake_salt,
/// };
/// use countersign::hash::Sha256;
/// use countersign::mac::{Hmac, MacFunction};
///
/// // When the user chooses a password:
/// let functions = Functions::new(Sha256);
/// let salt = *b"random, for each";
/// let iterations = NonZeroU32::new(4096).unwrap();
/// let record = Keys::derive(functions, Password::ascii("pencil")?, &salt, iterations).record(functions);
///
/// // The client begins.
/// let client_first = ClientFirst::parse(b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO")?;
/// let stored = Some((&salt, 4096, &record)).filter(|_| client_first.username().is("user"));
/// let unknown = fake_salt(&Hmac(Sha256).key(b"a key that only this server knows"), &client_first.username());
/// let (salt, count) = stored.map_or((&unknown[..16], 4096), |(salt, count, _)| (&salt[..], count));
/// let nonce = client_first.nonce().with_server("%hvYDpWUa2RaTCAfuxFIlj")?; // random
/// let server_first = ServerFirst::new(nonce, salt, count)?;
///
/// // … send `server_first`; the client answers …
/// # let client = Client::new(functions, client_first);
/// # let keys = client.derive(&server_first, Password::ascii("pencil")?)?.finish();
/// # let answer = client.answer(server_first, &keys)?;
/// # let mut received = [0; 256];
/// # let received = answer.message().encode_to_slice(&mut received)?;
/// let client_final = ClientFinal::parse(received)?;
/// let server = Server::new(functions, client_first, server_first);
/// let verified = server.verify(&client_final, stored.map(|(.., record)| record))?;
///
/// // The server proves in turn that it knows the user.
/// let server_final = verified.message();
/// # answer.accept(Some(&server_final))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A user who wants to [act for another](super::Gs2Header::authzid) is verified as themselves. Whether they may is for the
/// caller to decide.
#[derive(Clone, Copy)]
pub struct Server<'a, F, M> {
    functions: Functions<F, M>,
    received: ClientFirst<'a>,
    sent: ServerFirst<'a>,
    channel: Channel<'a>,
}

impl<'a, F, M> Server<'a, F, M> {
    /// Returns the server that received and sent these messages.
    #[must_use]
    pub const fn new(functions: Functions<F, M>, client_first: ClientFirst<'a>, server_first: ServerFirst<'a>) -> Self {
        Self { functions, received: client_first, sent: server_first, channel: Channel::UNSUPPORTED }
    }

    /// Binds the exchange to a channel, or says that there is one to which it could be bound. A server that
    /// [does not accept](Channel::accepts) the header of the client's first message need not answer it.
    #[must_use]
    pub fn with_channel(self, channel: Channel<'a>) -> Self {
        Self { channel, ..self }
    }

    /// Verifies the client's proof, in constant time.
    ///
    /// `record` is that of the user whom the client's first message names, or `None` if there is no such user. Such a client
    /// is always refused, after the same work, so that timing does not reveal which users exist. [`fake_salt`] makes the
    /// salt that is sent to it.
    ///
    /// The checks are, in this order: the channel, the nonce, mandatory extensions, the proof. What the user may do, and
    /// whether the exchange was begun a short time ago, are for the caller to check.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn verify<const N: usize>(
        &self,
        client_final: &ClientFinal<'_>,
        record: Option<&Record<N>>,
    ) -> Result<Verified<N>, Refusal>
    where
        F: HashFunction<N>,
        M: MacFunction<N>,
    {
        let without_proof = client_final.without_proof();
        let header = self.received.gs2_header();
        if !self.channel.accepts(&header) || !without_proof.is_bound_to_channel(&header, &self.channel) {
            return Err(Refusal::Channel);
        }
        let nonce = self.sent.nonce();
        if without_proof.nonce() != nonce {
            return Err(Refusal::Nonce);
        }
        if self.received.extensions().are_mandatory() || without_proof.extensions().are_mandatory() {
            return Err(Refusal::Extension);
        }
        let mut key = [0; N];
        if client_final.proof().decoded_len() != N || client_final.proof().decode_into(&mut key).is_err() {
            return Err(Refusal::Proof);
        }
        let signed = AuthMessage::new(self.received, self.sent, without_proof);
        let unknown = black_box(Record::new([0; N], [0; N]));
        let user = record.unwrap_or(&unknown);
        let client_signature = self.functions.mac.key(user.stored_key()).mac_of(&signed);
        // With the client's signature, the proof is the client's key.
        key.iter_mut().zip(client_signature).for_each(|(byte, signature)| *byte ^= signature);
        let is_right = constant_time_eq(&self.functions.hash.hash(&key), user.stored_key());
        let server_signature = self.functions.mac.key(user.server_key()).mac_of(&signed);
        if !(is_right & record.is_some()) {
            return Err(Refusal::Proof);
        }
        Ok(Verified { server_signature })
    }
}

impl<F, M> fmt::Debug for Server<'_, F, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("received", &self.received)
            .field("sent", &self.sent)
            .field("channel", &self.channel)
            .finish()
    }
}

/// Returns a salt for a user who does not exist: the same one whenever the name is the same, so that no two exchanges reveal
/// that there is no such user.
///
/// It is the MAC of the name with a key that only the server knows. Send as many bytes of it as the salts of other users have,
/// with the iteration count of other users.
///
/// ```
/// use countersign::auth::scram::{Saslname, fake_salt};
/// use countersign::hash::Sha256;
/// use countersign::mac::{Hmac, MacFunction};
///
/// let key = Hmac(Sha256).key(b"a key that only this server knows");
/// let salt = fake_salt(&key, &Saslname::new("a,b")?);
/// assert_eq!(salt, fake_salt(&key, &Saslname::parse(b"a=2Cb")?));
/// assert_ne!(salt, fake_salt(&key, &Saslname::new("a")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn fake_salt<K: MacKey<N>, const N: usize>(key: &K, username: &Saslname<'_>) -> [u8; N] {
    key.mac_of(username)
}

/// A user who has proved that they know the password, and the server's own proof. `Debug` shows no byte of it.
#[derive(Clone)]
pub struct Verified<const N: usize> {
    server_signature: [u8; N],
}

impl<const N: usize> Verified<N> {
    /// Returns the message to send. In HTTP it is the [`Info`](super::Info) of the response.
    #[must_use]
    pub const fn message(&self) -> ServerFinal<'_> {
        ServerFinal::proved(&self.server_signature)
    }
}

impl<const N: usize> fmt::Debug for Verified<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").finish_non_exhaustive()
    }
}

/// Why a [`Server`] does not accept a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// A message is malformed. [`Server::verify`] never returns it: it exists so that `?` works on [`ClientFinal::parse`] in
    /// the same function.
    Malformed(ParseError),
    /// The client is bound to another channel, or does not repeat the header of its first message.
    Channel,
    /// The nonce is not that of the exchange.
    Nonce,
    /// A message has a mandatory extension, and none is defined.
    Extension,
    /// The proof is wrong: there is no such user, or the client does not know the password.
    Proof,
}

impl Refusal {
    /// Returns the status code of the response to send: 400 if the messages can be those of no client, otherwise 401, with a
    /// new challenge.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) | Self::Extension => 400,
            Self::Channel | Self::Nonce | Self::Proof => 401,
        }
    }

    /// Returns the error to send, in protocols that send it. For an unknown user it is the same as for a wrong password.
    #[must_use]
    pub const fn server_error(&self) -> ServerError<'static> {
        match self {
            Self::Malformed(_) => ServerError::INVALID_ENCODING,
            Self::Channel => ServerError::CHANNEL_BINDINGS_DONT_MATCH,
            Self::Nonce => ServerError::OTHER_ERROR,
            Self::Extension => ServerError::EXTENSIONS_NOT_SUPPORTED,
            Self::Proof => ServerError::INVALID_PROOF,
        }
    }
}

reasons! { Refusal: Malformed(ParseError);
    Channel => "the client is bound to another channel",
    Nonce => "the nonce is not that of the exchange",
    Extension => "the message has a mandatory extension",
    Proof => "the proof is wrong",
}
