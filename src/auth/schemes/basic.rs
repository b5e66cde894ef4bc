//! The Basic scheme, RFC 7617.
//!
//! ```abnf
//! challenge   = "Basic" 1*SP #auth-param ; realm REQUIRED, charset OPTIONAL
//! credentials = "Basic" 1*SP token68     ; the base64 of user-pass
//! user-pass   = user-id ":" password
//! user-id     = *<any octet but ":" and controls>
//! password    = *<any octet but controls>
//! ```
//! [RFC 7617, section 2](https://www.rfc-editor.org/rfc/rfc7617#section-2)
//!
//! | octets | read | why |
//! |---|---|---|
//! | a challenge without realm | refused: [`ErrorKind::Missing`] | the realm is REQUIRED |
//! | a challenge that holds a token68 | refused: [`Rule::AuthParam`] | it has no realm |
//! | a parameter that occurs twice | refused: [`ErrorKind::DuplicateParam`] | RFC 9110 §11.2 |
//! | a charset other than `UTF-8` | read, and [`is_utf8`](Challenge::is_utf8) is false; it is not written again | other values are reserved |
//! | other parameters | passed over, and not written again | no standard gives them a meaning |
//! | scheme, parameter names and charset in any case | read | RFC 9110 §11.1, §11.2; RFC 7617 §2.1 |
//! | base64url, missing padding, bits beyond the last octet | refused: [`Rule::Base64`] | RFC 4648 §4 and §3.5 |
//! | no colon, or a control character, HTAB included | refused: [`Rule::UserPass`] | §2 |
//! | a colon in the password | read: the first colon splits | §2 |
//! | octets that are no UTF-8 | read, as octets | the charset is not known to the value |

use core::fmt;

use crate::auth::coding::base64;
use crate::auth::coding::base64::Form;
use crate::auth::deviation::{Deviation, Leniency};
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::{bytes_after, payload_after};
use crate::auth::slots;
use crate::auth::token68::Token68;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{DecodeError, ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::secret::constant_time_eq;
use crate::syntax::text::Text;
use crate::syntax::wide::find_control_or;

/// The name of the scheme.
pub const SCHEME: &str = "Basic";

/// A Basic challenge: the realm whose user names and passwords are asked for.
///
/// ```
/// use countersign::{Encode, auth::basic};
///
/// let challenge = basic::Challenge::parse(b"Basic realm=\"staff\", charset=UTF-8")?;
/// assert_eq!(challenge.realm(), "staff");
/// assert!(challenge.is_utf8());
///
/// let mut buffer = [0; 64];
/// let sent = basic::Challenge::new("staff")?.with_utf8();
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"Basic realm=\"staff\", charset=\"UTF-8\"");
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge<'a> {
    realm: Text<'a>,
    utf8: bool,
}

impl<'a> Challenge<'a> {
    /// Reads a value that is this one challenge.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; a repeated parameter; no realm.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [realm, charset] = slots::read(payload, ["realm", "charset"])?;
        Ok(Self {
            realm: realm.required()?,
            utf8: charset.optional().is_some_and(|charset| charset.eq_ignore_ascii_case(b"UTF-8")),
        })
    }

    /// A challenge to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character in the realm.
    pub fn new<R: AsRef<[u8]> + ?Sized>(realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Text::for_part("realm", realm.as_ref())?, utf8: false })
    }

    /// The same challenge, telling that user names and passwords are expected in UTF-8, in normalization form C.
    #[must_use]
    pub const fn with_utf8(self) -> Self {
        Self { utf8: true, ..self }
    }

    /// The realm, for people to read; with the origin it tells one protection space from another.
    #[must_use]
    pub const fn realm(&self) -> Text<'a> {
        self.realm
    }

    /// Whether the server expects UTF-8.
    #[must_use]
    pub const fn is_utf8(&self) -> bool {
        self.utf8
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.quoted("realm", self.realm)?;
        if self.utf8 {
            params.quoted("charset", Text::token(b"UTF-8"))?;
        }
        Ok(())
    }
}

/// Basic credentials: a user-id and a password, as octets.
///
/// The octets are UTF-8 when the [challenge asked for it](Challenge::is_utf8), and in an unknown charset else.
/// `Debug` shows neither part, and two credentials have no `==`: [`matches`](Self::matches) compares in constant time.
/// The buffer that they are decoded into keeps them in the clear until its owner wipes it.
///
/// ```
/// use countersign::{Encode, auth::basic};
///
/// let mut decoded = [0; 64];
/// let credentials = basic::Credentials::parse(b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", &mut decoded)?;
/// assert_eq!(credentials.user_id(), b"Aladdin");
/// assert!(credentials.matches("Aladdin", "open sesame"));
///
/// let mut buffer = [0; 64];
/// let credentials = basic::Credentials::new("Aladdin", "open sesame")?;
/// assert_eq!(credentials.encode_to_slice(&mut buffer)?, b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    user_id: &'a [u8],
    password: &'a [u8],
}

impl<'a> Credentials<'a> {
    /// Reads a value that holds Basic credentials, and decodes them into `buffer`.
    ///
    /// As much room as the decoded octets need suffices; that is never more than three octets for four symbols.
    ///
    /// # Errors
    /// [`DecodeError::Parse`]: another scheme, no token68, base64 that is malformed, a user-pass without colon or with
    /// a control character. [`DecodeError::Capacity`] when `buffer` is too small.
    pub fn parse(value: &[u8], buffer: &'a mut [u8]) -> Result<Self, DecodeError> {
        let (at, symbols) = bytes_after(SCHEME, value)?;
        // What is no token68 is refused as such, as it is when the grammar was checked before.
        Self::decode_symbols(symbols, at, buffer)
            .map_err(|error| Token68::parse_at(symbols, at).map_or_else(Into::into, |_| error))
    }

    /// Decodes credentials that were read already into `buffer`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn decode<T: Leniency>(
        credentials: &crate::auth::Credentials<'_, T>,
        buffer: &'a mut [u8],
    ) -> Result<Self, DecodeError> {
        let mut payload = credentials.scheme_payload().expect(SCHEME)?;
        let (at, token68) = payload.required_token68()?;
        let symbols = token68.as_bytes();
        if T::FORGIVES && base64::is_padded_amiss(symbols) && payload.forgives(Deviation::Padding, at) {
            let octets = base64::decode(Form::StandardUnpadded, base64::without_padding(symbols), at, buffer)?;
            return Self::split(octets, symbols, at);
        }
        Self::decode_symbols(symbols, at, buffer)
    }

    fn decode_symbols(symbols: &[u8], at: usize, buffer: &'a mut [u8]) -> Result<Self, DecodeError> {
        let octets = base64::decode(Form::Standard, symbols, at, buffer)?;
        Self::split(octets, symbols, at)
    }

    /// `at` is where the symbols of the octets stand, for the error.
    #[inline(always)]
    fn split(octets: &'a [u8], symbols: &[u8], at: usize) -> Result<Self, DecodeError> {
        let (user_id, password) = user_pass(octets).map_err(|wrong| {
            let symbol = if wrong < octets.len() { wrong.saturating_mul(4) / 3 } else { symbols.len() };
            ParseError::new(ErrorKind::Expected(Rule::UserPass), at.saturating_add(symbol))
        })?;
        Ok(Self { user_id, password })
    }

    /// Credentials to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character, or at a colon in the user-id: it would end there.
    pub fn new<U, P>(user_id: &'a U, password: &'a P) -> Result<Self, ValueError>
    where
        U: AsRef<[u8]> + ?Sized,
        P: AsRef<[u8]> + ?Sized,
    {
        let (user_id, password) = (user_id.as_ref(), password.as_ref());
        let refused = |part, offset| Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
        if let Some(offset) = find_control_or(b':', user_id) {
            return refused("user-id", offset);
        }
        if let Some(offset) = find_control(password) {
            return refused("password", offset);
        }
        Ok(Self { user_id, password })
    }

    /// The user-id.
    #[must_use]
    pub const fn user_id(&self) -> &'a [u8] {
        self.user_id
    }

    /// The password.
    #[must_use]
    pub const fn password(&self) -> &'a [u8] {
        self.password
    }

    /// The user-id as text, when it is UTF-8.
    #[must_use]
    pub fn user_id_str(&self) -> Option<&'a str> {
        core::str::from_utf8(self.user_id).ok()
    }

    /// The password as text, when it is UTF-8.
    #[must_use]
    pub fn password_str(&self) -> Option<&'a str> {
        core::str::from_utf8(self.password).ok()
    }

    /// Whether user-id and password are these, octet for octet, in a time that tells nothing but lengths.
    ///
    /// Nothing is normalized: `é` in one code point is not `é` in two.
    #[must_use]
    pub fn matches<U, P>(&self, user_id: &U, password: &P) -> bool
    where
        U: AsRef<[u8]> + ?Sized,
        P: AsRef<[u8]> + ?Sized,
    {
        // `&` and not `&&`: the time must not tell which of the two differs.
        constant_time_eq(self.user_id, user_id.as_ref()) & constant_time_eq(self.password, password.as_ref())
    }
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(SCHEME.as_bytes())?;
        wire.put(b" ")?;
        base64::write(wire, Form::Standard, [self.user_id, b":", self.password])
    }
}

/// Basic credentials that own their octets, at most `N` of them decoded.
///
/// The octets stay in memory until they are overwritten; nothing wipes them.
///
/// ```
/// use countersign::{Encode, auth::{self, basic::UserPass}};
///
/// let request = [("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")];
/// let credentials = auth::authorization(&request)?.expect("the client sends credentials");
/// let user_pass: UserPass = credentials.try_into()?;
/// assert!(user_pass.credentials().matches("Aladdin", "open sesame"));
///
/// let user_pass = <UserPass>::parse(b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")?;
/// assert_eq!(user_pass.encode_to_slice(&mut [0; 64])?, b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct UserPass<const N: usize = 256> {
    octets: heapless::Vec<u8, N>,
    colon: usize,
}

impl<const N: usize> UserPass<N> {
    /// Reads a value that holds Basic credentials.
    ///
    /// # Errors
    /// As [`Credentials::parse`]; [`ErrorKind::TooLong`], at the token68, when there are more octets than `N`.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        Self::decode(&crate::auth::Credentials::parse(value)?)
    }

    fn decode<T: Leniency>(credentials: &crate::auth::Credentials<'_, T>) -> Result<Self, ParseError> {
        let mut octets = heapless::Vec::new();
        octets.resize_default(N).unwrap_or_default();
        match Credentials::decode(credentials, &mut octets) {
            Ok(Credentials { user_id, password }) => {
                let colon = user_id.len();
                let length = colon.saturating_add(1).saturating_add(password.len());
                octets.truncate(length);
                Ok(Self { octets, colon })
            }
            Err(DecodeError::Parse(error)) => Err(error),
            Err(DecodeError::Capacity(error)) => {
                let (at, _) = credentials.scheme_payload().expect(SCHEME)?.required_token68()?;
                Err(ParseError::new(ErrorKind::TooLong(error.needed()), at))
            }
        }
    }

    /// The user-id and the password.
    #[must_use]
    pub fn credentials(&self) -> Credentials<'_> {
        let (user_id, rest) = self.octets.split_at_checked(self.colon).unwrap_or_default();
        Credentials { user_id, password: rest.get(1..).unwrap_or_default() }
    }
}

impl<T: Leniency, const N: usize> TryFrom<crate::auth::Credentials<'_, T>> for UserPass<N> {
    type Error = ParseError;

    fn try_from(credentials: crate::auth::Credentials<'_, T>) -> Result<Self, ParseError> {
        Self::decode(&credentials)
    }
}

impl<const N: usize> fmt::Debug for UserPass<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserPass").finish_non_exhaustive()
    }
}

impl<const N: usize> FieldContent for UserPass<N> {}

impl<const N: usize> Encode for UserPass<N> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.credentials().write(wire)
    }
}

/// `user-pass = user-id ":" password`, or at which octet it ends to be one.
fn user_pass(octets: &[u8]) -> Result<(&[u8], &[u8]), usize> {
    if let Some(control) = find_control(octets) {
        return Err(control);
    }
    let colon = octets.iter().position(|&octet| octet == b':').ok_or(octets.len())?;
    let (user_id, rest) = octets.split_at_checked(colon).ok_or(colon)?;
    Ok((user_id, rest.get(1..).unwrap_or_default()))
}

/// Where the first control character is, HTAB included.
fn find_control(octets: &[u8]) -> Option<usize> {
    const DEL: u8 = 0x7F;
    find_control_or(DEL, octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_pass_splits_at_the_first_colon() {
        for (octets, expected) in [
            (&b"a:b"[..], Ok((&b"a"[..], &b"b"[..]))),
            (b"a:b:c", Ok((b"a", b"b:c"))),
            (b":", Ok((b"", b""))),
            (b"a:\xFF", Ok((b"a", b"\xFF"))),
            (b"a", Err(1)),
            (b"", Err(0)),
            (b"a\n:b", Err(1)),
            (b"a:b\x7F", Err(3)),
        ] {
            assert_eq!(user_pass(octets), expected, "{octets:?}");
        }
    }
}
