//! The messages of the client, RFC 5802 §7.

use nom::Parser;
use nom::sequence::preceded;

use super::attributes::{
    Extensions, Nonce, Saslname, attribute, base64, bytes, bytes_for_sending, extensions, nonce, saslname,
};
use super::gs2_header::{bound_gs2_header, gs2_header};
use super::{Base64, Channel, Form, Gs2Header, ServerFirst};
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ParseError, Rule, ValueError};
use crate::syntax::rules::{Read, comma, whole};

/// The first message of a client: the user's name and the client's nonce.
///
/// ```abnf
/// client-first-message      = gs2-header client-first-message-bare
/// client-first-message-bare = username "," nonce [ "," extensions ]
/// username                  = "n=" saslname
/// ```
/// [RFC 5802, section 7](https://www.rfc-editor.org/rfc/rfc5802#section-7)
///
/// An attribute `m` before the name is rejected: it announces a mandatory extension, and none is defined.
///
/// ```
/// use countersign::{Encode, auth::scram::{ClientFirst, Gs2Header, Nonce}};
///
/// let message = ClientFirst::parse(b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO")?;
/// assert!(message.username().is("user"));
///
/// let sent = ClientFirst::new(Gs2Header::new(), "user", Nonce::new("rOprNGfwEbeRWgbNEkqO")?)?;
/// assert_eq!(sent, message);
/// let mut buffer = [0; 64];
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientFirst<'a> {
    gs2_header: Gs2Header<'a>,
    username: Saslname<'a>,
    nonce: Nonce<'a>,
    extensions: Extensions<'a>,
}

impl<'a> ClientFirst<'a> {
    /// Parses bytes that are one message and nothing else.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) with the rule that does not match, at the first byte that
    /// does not. The offset counts from the start of the message.
    pub fn parse(message: &'a [u8]) -> Result<Self, ParseError> {
        whole(message, Rule::End, client_first_message)
    }

    /// Parses bytes that are one message and nothing else, as [`parse`](Self::parse) does. Its header may
    /// [announce channel bindings](Gs2Header::parse_with_binding), which HTTP does not have.
    ///
    /// # Errors
    /// The errors of [`parse`](Self::parse).
    pub fn parse_with_binding(message: &'a [u8]) -> Result<Self, ParseError> {
        whole(message, Rule::End, bound_client_first_message)
    }

    /// Parses bytes that are one message and nothing else, as [`parse_with_binding`](Self::parse_with_binding) does. The
    /// user's name may be empty, which RFC 5802 §7 does not allow: PostgreSQL's clients name the user in another message.
    ///
    /// ```
    /// use countersign::auth::scram::ClientFirst;
    ///
    /// let message = b"n,,n=,r=rOprNGfwEbeRWgbNEkqO";
    /// assert!(ClientFirst::parse_with_binding(message).is_err());
    /// assert_eq!(ClientFirst::parse_unnamed(message)?.username().as_str(), Some(""));
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The errors of [`parse`](Self::parse).
    pub fn parse_unnamed(message: &'a [u8]) -> Result<Self, ParseError> {
        whole(message, Rule::End, unnamed_client_first_message)
    }

    /// Creates a message.
    ///
    /// # Errors
    /// The errors of [`Saslname::new`], for the user's name.
    pub fn new(gs2_header: Gs2Header<'a>, username: &'a str, nonce: Nonce<'a>) -> Result<Self, ValueError> {
        Ok(Self { gs2_header, username: Saslname::new(username)?, nonce, extensions: Extensions::none() })
    }

    /// Returns the start of the message, which the client repeats in its final message.
    #[must_use]
    pub const fn gs2_header(&self) -> Gs2Header<'a> {
        self.gs2_header
    }

    /// Returns the user's name.
    #[must_use]
    pub const fn username(&self) -> Saslname<'a> {
        self.username
    }

    /// Returns the client's part of the nonce.
    #[must_use]
    pub const fn nonce(&self) -> Nonce<'a> {
        self.nonce
    }

    /// Returns the optional attributes.
    #[must_use]
    pub const fn extensions(&self) -> Extensions<'a> {
        self.extensions
    }

    /// `client-first-message-bare`
    fn write_bare<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(b"n=")?;
        self.username.write(wire)?;
        wire.put(b",r=")?;
        self.nonce.write(wire)?;
        self.extensions.write(wire)
    }
}

impl Encode for ClientFirst<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.gs2_header.write(wire)?;
        self.write_bare(wire)
    }
}

/// The final message of a client without its proof. The proof is computed over this part.
///
/// ```abnf
/// client-final-message-without-proof = channel-binding "," nonce [ "," extensions ]
/// channel-binding                    = "c=" base64 ; of cbind-input: the gs2-header, and the data of a channel
/// ```
/// [RFC 5802, section 7](https://www.rfc-editor.org/rfc/rfc5802#section-7)
///
/// ```
/// use countersign::{Encode, auth::scram::{ClientFinalWithoutProof, Gs2Header, Nonce}};
///
/// let without_proof = ClientFinalWithoutProof::new(Gs2Header::new(), Nonce::new("abc")?.with_server("def")?);
/// assert!(without_proof.is_bound_to(&Gs2Header::new()));
/// let mut buffer = [0; 32];
/// assert_eq!(without_proof.encode_to_slice(&mut buffer)?, b"c=biws,r=abcdef");
/// assert_eq!(without_proof.with_proof(b"abc")?.encode_to_slice(&mut buffer)?, b"c=biws,r=abcdef,p=YWJj");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientFinalWithoutProof<'a> {
    channel_binding: Base64<'a>,
    nonce: Nonce<'a>,
    extensions: Extensions<'a>,
}

impl<'a> ClientFinalWithoutProof<'a> {
    /// Creates a message from the header of the client's first message and the nonce of both sides.
    #[must_use]
    pub const fn new(gs2_header: Gs2Header<'a>, nonce: Nonce<'a>) -> Self {
        Self::bound(gs2_header.as_bytes(), nonce)
    }

    /// Creates a message that is bound to a channel, from [what binds it](Gs2Header::bind) and the nonce of both sides.
    #[must_use]
    pub const fn bound(cbind_input: &'a [u8], nonce: Nonce<'a>) -> Self {
        let channel_binding = Base64::of(cbind_input, Form::Standard);
        Self { channel_binding, nonce, extensions: Extensions::none() }
    }

    /// Returns the whole message, with the bytes of the proof.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty proof.
    pub fn with_proof<P: AsRef<[u8]> + ?Sized>(self, proof: &'a P) -> Result<ClientFinal<'a>, ValueError> {
        Ok(ClientFinal { without_proof: self, proof: bytes_for_sending("proof", proof.as_ref())? })
    }

    /// Returns the whole message, with a proof that is as long as a hash.
    pub(super) const fn proved<const N: usize>(self, proof: &'a [u8; N]) -> ClientFinal<'a> {
        const { assert!(N > 0, "a hash has at least one byte") }
        ClientFinal { without_proof: self, proof: Base64::of(proof, Form::Standard) }
    }

    /// Reports whether the message repeats this header, which must be that of the client's first message.
    #[must_use]
    pub fn is_bound_to(&self, gs2_header: &Gs2Header<'_>) -> bool {
        self.channel_binding.matches(gs2_header.as_bytes())
    }

    /// Reports whether the message repeats this header and has the data of this channel. The data are compared in constant
    /// time.
    #[must_use]
    pub fn is_bound_to_channel(&self, gs2_header: &Gs2Header<'_>, channel: &Channel<'_>) -> bool {
        channel.is_input(gs2_header, self.channel_binding.bytes())
    }

    /// Returns the header of the client's first message, and the data of the channel if it is bound to one, in base64.
    #[must_use]
    pub const fn channel_binding(&self) -> Base64<'a> {
        self.channel_binding
    }

    /// Returns the nonce, with the parts of both sides.
    #[must_use]
    pub const fn nonce(&self) -> Nonce<'a> {
        self.nonce
    }

    /// Returns the optional attributes.
    #[must_use]
    pub const fn extensions(&self) -> Extensions<'a> {
        self.extensions
    }
}

impl Encode for ClientFinalWithoutProof<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.write_after(b"c=", wire)
    }
}

impl ClientFinalWithoutProof<'_> {
    /// Writes the message after `start`, which ends with its first bytes.
    fn write_after<S: Sink>(&self, start: &[u8], wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(start)?;
        self.channel_binding.write(wire)?;
        wire.put(b",r=")?;
        self.nonce.write(wire)?;
        self.extensions.write(wire)
    }
}

/// The final message of a client, which proves that it knows the password.
///
/// ```abnf
/// client-final-message = client-final-message-without-proof "," proof
/// proof                = "p=" base64
/// ```
/// [RFC 5802, section 7](https://www.rfc-editor.org/rfc/rfc5802#section-7)
///
/// `Debug` shows lengths only, and there is no `==`.
///
/// ```
/// use countersign::{Encode, auth::scram::{ClientFinal, ClientFinalWithoutProof, Gs2Header, Nonce}};
///
/// let wire = b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYD,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
/// let message = ClientFinal::parse(wire)?;
/// assert!(message.without_proof().is_bound_to(&Gs2Header::new()));
/// let mut proof = [0; 32];
/// let proof = message.proof().decode_into(&mut proof)?;
///
/// let nonce = Nonce::new("rOprNGfwEbeRWgbNEkqO")?.with_server("%hvYD")?;
/// let sent = ClientFinalWithoutProof::new(Gs2Header::new(), nonce).with_proof(proof)?;
/// let mut buffer = [0; 128];
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, wire);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ClientFinal<'a> {
    without_proof: ClientFinalWithoutProof<'a>,
    proof: Base64<'a>,
}

impl<'a> ClientFinal<'a> {
    /// Parses bytes that are one message and nothing else.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) with the rule that does not match, at the first byte that
    /// does not. The offset counts from the start of the message.
    pub fn parse(message: &'a [u8]) -> Result<Self, ParseError> {
        whole(message, Rule::End, client_final_message)
    }

    /// Returns the part over which the proof is computed, together with the messages before it.
    #[must_use]
    pub const fn without_proof(&self) -> ClientFinalWithoutProof<'a> {
        self.without_proof
    }

    /// Returns the proof, which is never empty. The server computes the stored key from it and compares that.
    ///
    /// A server first checks that the proof is as long as its hash.
    #[must_use]
    pub const fn proof(&self) -> Base64<'a> {
        self.proof
    }
}

impl Encode for ClientFinal<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.without_proof.write(wire)?;
        wire.put(b",p=")?;
        self.proof.write(wire)
    }
}

/// The text that both sides sign: the messages before the proof, as they were sent.
///
/// ```abnf
/// AuthMessage = client-first-message-bare "," server-first-message "," client-final-message-without-proof
/// ```
/// [RFC 5802, section 3](https://www.rfc-editor.org/rfc/rfc5802#section-3)
///
/// It can be written into a keyed hash that is a [`Sink`]; no buffer needs to hold it. A client that reauthenticates in
/// one round builds the two first messages from what it remembers, RFC 7804 §5.1.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::scram::{AuthMessage, ClientFirst, ClientFinalWithoutProof, Gs2Header, Nonce, ServerFirst};
///
/// let client_first = ClientFirst::new(Gs2Header::new(), "user", Nonce::new("abc")?)?;
/// let server_first = ServerFirst::parse(b"r=abcdef,s=QQ==,i=4096")?;
/// let client_final = ClientFinalWithoutProof::new(Gs2Header::new(), server_first.nonce());
/// let signed = AuthMessage::new(client_first, server_first, client_final);
/// let mut buffer = [0; 64];
/// assert_eq!(signed.encode_to_slice(&mut buffer)?, b"n=user,r=abc,r=abcdef,s=QQ==,i=4096,c=biws,r=abcdef");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthMessage<'a> {
    client_first: ClientFirst<'a>,
    server_first: ServerFirst<'a>,
    client_final: ClientFinalWithoutProof<'a>,
}

impl<'a> AuthMessage<'a> {
    /// Creates the text from the messages of one exchange.
    #[must_use]
    pub const fn new(
        client_first: ClientFirst<'a>,
        server_first: ServerFirst<'a>,
        client_final: ClientFinalWithoutProof<'a>,
    ) -> Self {
        Self { client_first, server_first, client_final }
    }
}

impl Encode for AuthMessage<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.client_first.write_bare(wire)?;
        self.server_first.write_after(b",r=", wire)?;
        self.client_final.write_after(b",c=", wire)
    }
}

/// `client-first-message = gs2-header client-first-message-bare`
fn client_first_message(input: &[u8]) -> Read<'_, ClientFirst<'_>> {
    client_first_message_bare(gs2_header(input)?)
}

fn bound_client_first_message(input: &[u8]) -> Read<'_, ClientFirst<'_>> {
    client_first_message_bare(bound_gs2_header(input)?)
}

fn unnamed_client_first_message(input: &[u8]) -> Read<'_, ClientFirst<'_>> {
    let (input, gs2_header) = bound_gs2_header(input)?;
    match input.strip_prefix(b"n=") {
        Some(rest) if rest.starts_with(b",") => after_username(gs2_header, Saslname::EMPTY, rest),
        _ => client_first_message_bare((input, gs2_header)),
    }
}

/// `client-first-message-bare = username "," nonce [ "," extensions ]`, after the header
fn client_first_message_bare<'a>((input, gs2_header): (&'a [u8], Gs2Header<'a>)) -> Read<'a, ClientFirst<'a>> {
    let (rest, username) = username(input)?;
    after_username(gs2_header, username, rest)
}

fn after_username<'a>(gs2_header: Gs2Header<'a>, username: Saslname<'a>, rest: &'a [u8]) -> Read<'a, ClientFirst<'a>> {
    let (rest, nonce) = preceded(comma, nonce).parse(rest)?;
    let (rest, extensions) = extensions(None, rest)?;
    Ok((rest, ClientFirst { gs2_header, username, nonce, extensions }))
}

/// `username = "n=" saslname`
fn username(input: &[u8]) -> Read<'_, Saslname<'_>> {
    let (name, ()) = attribute(b'n', Rule::Username, input)?;
    saslname(Rule::Username, name)
}

/// `client-final-message = client-final-message-without-proof "," proof`
fn client_final_message(input: &[u8]) -> Read<'_, ClientFinal<'_>> {
    let (rest, channel_binding) = base64(b'c', Rule::ChannelBinding, input)?;
    let (rest, nonce) = preceded(comma, nonce).parse(rest)?;
    let (rest, extensions) = extensions(Some(b'p'), rest)?;
    let (rest, ()) = comma(rest)?;
    let (rest, proof) = bytes(b'p', Rule::Proof, rest)?;
    Ok((rest, ClientFinal { without_proof: ClientFinalWithoutProof { channel_binding, nonce, extensions }, proof }))
}
