//! Credentials of Digest AKA that resynchronize, RFC 3310 §3.4.

use super::options::Options;
use super::{ClientError, ClientIn, Credentials, Hashes, Request, SCHEME, Secret, Server, VerifyError};
use crate::auth::coding::base64::{Base64, Form};
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::text::Text;

/// The credentials of a client whose SIM finds the sequence number of the challenge out of range.
///
/// ```abnf
/// auts       = "auts" "=" auts-param
/// auts-param = DQUOTE auts-value DQUOTE
/// auts-value = <base64 encoding of AUTS>
/// ```
/// [RFC 3310, section 3.4](https://www.rfc-editor.org/rfc/rfc3310#section-3.4)
///
/// The SIM has computed AUTS, and no password. So the response is that of the empty password, as section 3.4 requires:
/// anyone can compute it, and it proves nothing about the user. The server gives AUTS and the RAND of its nonce to the
/// operator's authentication centre, which checks AUTS and resynchronizes. Then the server sends a new challenge. It never
/// serves the request.
///
/// | input | result | why |
/// |---|---|---|
/// | everything that [`Credentials`] reject | rejected | §3.4 adds a parameter |
/// | no `auts` | rejected: [`ErrorKind::Missing`](crate::ErrorKind::Missing) | such credentials have the response of a password |
/// | `auts` that is empty or not base64 | rejected: [`Rule::Base64`](crate::Rule::Base64) | §3.4 |
/// | white space in `auts`, where its line was folded | rejected; can be [tolerated](crate::auth::Deviation::FoldedSpace) | as for a folded response |
/// | `auts` of another length than 14 bytes | accepted | 3GPP TS 33.102 §6.3.3 has 14 bytes; RFC 3310 gives no length |
/// | `auts` as token | accepted | RFC 9110 §11.2 |
/// | an empty response | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | the client MUST calculate it, §3.4 |
/// | an algorithm that is not of AKA, or none | accepted; [`verify`](Self::verify) refuses what the server does not offer | the algorithm is that of the challenge |
///
/// [`Credentials`] are parsed from the same value and have no `auts`. A server that knows [`Aka`](super::Aka) parses this type
/// first.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::digest::{
///     Aka, Algorithm, Challenge, Client, Credentials, Request, Resynchronization, RustCrypto, Server,
/// };
///
/// let nonce = "CjPk9mRqNuT25eRkajM09uTl9nM09uTl9nMz5OX25PZz==";
/// let field = format!("Digest realm=\"r\", nonce=\"{nonce}\", qop=\"auth\", algorithm=AKAv1-MD5");
/// let challenge = Challenge::parse(field.as_bytes())?;
///
/// // The client: its SIM has answered with AUTS.
/// let mut client = Client::new(Aka(RustCrypto), &challenge)?;
/// let auts = [0x31, 0x41, 0x59, 0x26, 0x53, 0x58, 0x97, 0x93, 0x23, 0x84, 0x62, 0x64, 0x33, 0x83];
/// let request = Request::new("REGISTER", "sip:home.mobile.biz")?;
/// let mut answer = [0; 512];
/// let sent = client.resynchronize(request, "jon.dough@mobile.biz", &auts, [7; 16])?;
/// let answer = sent.encode_to_slice(&mut answer)?;
/// assert!(answer.ends_with(b", auts=\"MUFZJlNYl5MjhGJkM4M=\""));
///
/// // The server: AUTS goes to the authentication centre, and the client gets another challenge.
/// let received = Resynchronization::parse(answer)?;
/// let server = Server::new(Aka(RustCrypto), challenge);
/// received.verify(&server, request, "jon.dough@mobile.biz", |sent, _| sent == nonce)?;
/// let mut buffer = [0; 16];
/// assert_eq!(received.auts().decode_into(&mut buffer)?, auts);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Resynchronization<'a> {
    credentials: Credentials<'a>,
    auts: Base64<'a>,
}

impl<'a> Resynchronization<'a> {
    /// Parses a field value that holds Digest credentials with `auts`.
    ///
    /// # Errors
    /// The value is not that of [`Credentials`], or is rejected by the table above.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let credentials = Credentials::read(payload)?;
        let [auts] = slots::read(payload, ["auts"])?;
        Ok(Self { credentials, auts: auts.base64(payload, Form::Standard)?.ok_or(auts.missing())? })
    }

    /// Adds the bytes of AUTS to credentials. Their response must be that of [`Secret::empty_password`]; a
    /// [client](ClientIn::resynchronize) makes both.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] when AUTS is empty.
    pub fn new<A: AsRef<[u8]> + ?Sized>(credentials: Credentials<'a>, auts: &'a A) -> Result<Self, ValueError> {
        match auts.as_ref() {
            [] => Err(ValueError::new("auts", ValueErrorKind::Empty, 0)),
            auts => Ok(Self { credentials, auts: Base64::of(auts, Form::Standard) }),
        }
    }

    /// Returns the credentials without AUTS.
    #[must_use]
    pub const fn credentials(&self) -> Credentials<'a> {
        self.credentials
    }

    /// Returns AUTS.
    #[must_use]
    pub const fn auts(&self) -> Base64<'a> {
        self.auts
    }

    /// Verifies everything but the user: that the credentials are for a challenge of the server, for this request, and have
    /// the response of the empty password. The parameters are those of [`Server::verify`].
    ///
    /// `Ok` is no reason to serve the request. It is one to resynchronize, and to send another challenge.
    ///
    /// # Errors
    /// As [`Server::verify`].
    pub fn verify<S: Hashes>(
        &self,
        server: &Server<'_, S>,
        request: Request<'a>,
        username: &(impl AsRef<[u8]> + ?Sized),
        is_fresh: impl FnOnce(Text<'a>, Option<u32>) -> bool,
    ) -> Result<(), VerifyError> {
        server.verify(&self.credentials, request, username, Some(Secret::empty_password()), is_fresh)
    }
}

impl<S: Hashes, const N: usize, O: Options> ClientIn<S, N, O> {
    /// As [`answer`](Self::answer), for a SIM that finds the sequence number of the challenge out of range and answers with
    /// AUTS. The server then sends another challenge, to which the client [changes](Self::renew).
    ///
    /// # Errors
    /// [`ClientError::Value`] when AUTS is empty. Otherwise as [`answer`](Self::answer). The request is not counted then.
    pub fn resynchronize<'a, U, A>(
        &'a mut self,
        request: Request<'a>,
        username: &'a U,
        auts: &'a A,
        random: [u8; 16],
    ) -> Result<Resynchronization<'a>, ClientError>
    where
        U: AsRef<[u8]> + ?Sized,
        A: AsRef<[u8]> + ?Sized,
    {
        if auts.as_ref().is_empty() {
            return Err(ValueError::new("auts", ValueErrorKind::Empty, 0).into());
        }
        // The key of a session is that of a password.
        self.session_key = None;
        let credentials = self.answer(request, username, Secret::empty_password(), random)?;
        Ok(Resynchronization::new(credentials, auts)?)
    }
}

typed!(Credentials => Resynchronization, SCHEME);

impl FieldContent for Resynchronization<'_> {}

impl Encode for Resynchronization<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.credentials.write(wire)?;
        wire.put(b", auts=\"")?;
        self.auts.write(wire)?;
        wire.put(b"\"")
    }

    fn is_secret(&self) -> bool {
        true
    }
}
