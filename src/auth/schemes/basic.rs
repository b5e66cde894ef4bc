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
//! | input | result | why |
//! |---|---|---|
//! | a challenge without a realm | rejected: [`ErrorKind::Missing`]; can be [tolerated](crate::auth::Deviation::MissingRealm), as an empty realm | the realm is REQUIRED; browsers answer such a challenge |
//! | a challenge with a token68 | rejected: [`Rule::AuthParam`] | a token68 leaves no place for the required realm |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`] | RFC 9110 §11.2 |
//! | a charset other than `UTF-8` | accepted: [`is_utf8`](Challenge::is_utf8) is false, and the charset is not kept | other values are reserved |
//! | other parameters | ignored, and not kept | no standard defines any |
//! | scheme, parameter names and charset in upper or lower case | accepted | RFC 9110 §11.1, §11.2; RFC 7617 §2.1 |
//! | base64url, missing padding, non-zero bits after the last byte | rejected: [`Rule::Base64`] | RFC 4648 §4 and §3.5 |
//! | white space in the base64, left by a folded line | rejected: [`Rule::Token68`]; can be [tolerated](crate::auth::Deviation::FoldedSpace) | mailers fold lines at 76 characters |
//! | no colon, or a control character such as HTAB | rejected: [`Rule::UserPass`] | RFC 7617 §2 |
//! | a colon in the password | accepted: the first colon separates | RFC 7617 §2 |
//! | bytes that are not UTF-8 | accepted, as bytes | credentials do not name their charset |

#[cfg(feature = "alloc")]
mod kept;

use core::fmt;

use crate::auth::coding::base64;
use crate::auth::coding::base64::Form;
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::{bytes_after, payload_after};
use crate::auth::slots;
use crate::auth::token68::Token68;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{DecodeError, ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};
use crate::owned::Owned;
use crate::syntax::class::{WSP, is};
use crate::syntax::secret::constant_time_eq;
use crate::syntax::text::Text;
use crate::syntax::wide::{before_in_long, find_control, find_control_or};

/// The name of the scheme.
pub const SCHEME: &str = "Basic";

/// A Basic challenge: the server asks for a user-id and a password of its realm.
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
    /// Parses a field value that holds one Basic challenge.
    ///
    /// # Errors
    /// The value does not match the grammar, is of another scheme, has a token68 or a repeated parameter, or has no
    /// realm.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [realm, charset] = slots::read(payload, ["realm", "charset"])?;
        Ok(Self {
            realm: realm.required_realm(payload)?,
            utf8: charset.optional().is_some_and(|charset| charset.eq_ignore_ascii_case(b"UTF-8")),
        })
    }

    /// Returns a challenge with this realm.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character in the realm.
    pub fn new<R: AsRef<[u8]> + ?Sized>(realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Text::for_part("realm", realm.as_ref())?, utf8: false })
    }

    /// Adds `charset="UTF-8"`: the server expects the user-id and the password in UTF-8, in normalization form C.
    #[must_use]
    pub const fn with_utf8(self) -> Self {
        Self { utf8: true, ..self }
    }

    /// Returns the realm. Users see it; together with the origin it identifies the protection space.
    #[must_use]
    pub const fn realm(&self) -> Text<'a> {
        self.realm
    }

    /// Reports whether the server expects UTF-8.
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

/// Basic credentials: a user-id and a password, as bytes.
///
/// If the [challenge asks for UTF-8](Challenge::is_utf8), the bytes should be UTF-8; this is not checked.
/// Otherwise their charset is unknown.
///
/// `Debug` shows neither part, and there is no `==`: [`matches`](Self::matches) compares in constant time. The buffer that
/// holds the decoded credentials keeps them in the clear until its owner overwrites it.
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
    /// Parses a field value that holds Basic credentials, and decodes them into `buffer`.
    ///
    /// The buffer needs as many bytes as the user-id, the colon and the password have together. Three quarters of the length
    /// of `value` are always enough.
    ///
    /// # Errors
    /// [`DecodeError::Parse`] when the value is of another scheme, has no token68 or malformed base64, or when the user-pass
    /// has no colon or has a control character. [`DecodeError::Capacity`] when `buffer` is too small.
    pub fn parse(value: &[u8], buffer: &'a mut [u8]) -> Result<Self, DecodeError> {
        let (at, symbols) = bytes_after(SCHEME, value)?;
        // Reports a token68 error before a base64 error, as `decode` does.
        Self::decode_symbols(symbols, at, buffer)
            .map_err(|error| Token68::parse_at(symbols, at).map_or_else(Into::into, |_| error))
    }

    /// Decodes, into `buffer`, credentials that were parsed already.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn decode<T: Leniency>(
        credentials: &crate::auth::Credentials<'_, T>,
        buffer: &'a mut [u8],
    ) -> Result<Self, DecodeError> {
        let payload = credentials.scheme_payload().expect(SCHEME)?;
        if T::FORGIVES {
            let symbols = payload.required_base64()?;
            return Self::split(symbols.decode_into(buffer)?, symbols.symbols(), symbols.at());
        }
        let (at, token68) = payload.required_token68()?;
        Self::decode_symbols(token68.as_bytes(), at, buffer)
    }

    fn decode_symbols(symbols: &[u8], at: usize, buffer: &'a mut [u8]) -> Result<Self, DecodeError> {
        let bytes = base64::decode(Form::Standard, symbols, at, buffer)?;
        Self::split(bytes, symbols, at)
    }

    /// `symbols` at the offset `at` are what the bytes were decoded from; an error needs both.
    #[inline(always)]
    fn split(bytes: &'a [u8], symbols: &[u8], at: usize) -> Result<Self, DecodeError> {
        match user_pass(bytes) {
            Ok((user_id, password)) => Ok(Self { user_id, password }),
            Err(wrong) => Err(not_a_user_pass(wrong, bytes.len(), symbols, at).into()),
        }
    }

    /// Returns credentials with this user-id and this password.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character, and at a colon in the user-id, which would end it.
    pub fn new<U, P>(user_id: &'a U, password: &'a P) -> Result<Self, ValueError>
    where
        U: AsRef<[u8]> + ?Sized,
        P: AsRef<[u8]> + ?Sized,
    {
        let (user_id, password) = (user_id.as_ref(), password.as_ref());
        let invalid = |part, offset| Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
        if let Some(offset) = find_control_or(b':', user_id) {
            return invalid("user-id", offset);
        }
        if let Some(offset) = find_control(password) {
            return invalid("password", offset);
        }
        Ok(Self { user_id, password })
    }

    /// Returns the user-id.
    #[must_use]
    pub const fn user_id(&self) -> &'a [u8] {
        self.user_id
    }

    /// Returns the password.
    #[must_use]
    pub const fn password(&self) -> &'a [u8] {
        self.password
    }

    /// Returns the user-id as text, if it is UTF-8.
    #[must_use]
    pub fn user_id_str(&self) -> Option<&'a str> {
        core::str::from_utf8(self.user_id).ok()
    }

    /// Returns the password as text, if it is UTF-8.
    #[must_use]
    pub fn password_str(&self) -> Option<&'a str> {
        core::str::from_utf8(self.password).ok()
    }

    /// Reports whether the user-id and the password are equal to these, byte for byte. The time that it takes depends only on
    /// lengths.
    ///
    /// Nothing is normalized: an `é` of one code point differs from an `é` of two.
    #[must_use]
    pub fn matches<U, P>(&self, user_id: &U, password: &P) -> bool
    where
        U: AsRef<[u8]> + ?Sized,
        P: AsRef<[u8]> + ?Sized,
    {
        // `&` and not `&&`: the time must not reveal which of the two differs.
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

    fn is_secret(&self) -> bool {
        true
    }
}

/// Basic credentials that own their bytes: up to 256 decoded bytes.
///
/// See [`UserPassIn`], which takes other sizes. The alias fixes the size, so `UserPass::parse` needs no type annotation.
pub type UserPass = UserPassIn<256>;

/// Basic credentials that own their bytes: up to `N` decoded bytes.
///
/// With the feature `zeroize`, the bytes are overwritten when the value is dropped. Without it, they stay in memory until
/// something else overwrites them. A value that is moved may leave a copy where it was, with or without the feature.
///
/// ```
/// use countersign::{Encode, auth::{self, basic::UserPass}};
///
/// let request = [("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")];
/// let credentials = auth::authorization(&request)?.expect("the client sends credentials");
/// let user_pass: UserPass = credentials.try_into()?;
/// assert!(user_pass.credentials().matches("Aladdin", "open sesame"));
///
/// let user_pass = UserPass::parse(b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")?;
/// assert_eq!(user_pass.encode_to_slice(&mut [0; 64])?, b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct UserPassIn<const N: usize> {
    bytes: Owned<[u8; N]>,
    colon: usize,
}

impl<const N: usize> UserPassIn<N> {
    /// Parses a field value that holds Basic credentials.
    ///
    /// # Errors
    /// As [`Credentials::parse`], except that more than `N` decoded bytes are [`ErrorKind::TooLong`], at the token68.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        Self::decode(&crate::auth::Credentials::parse(value)?)
    }

    fn decode<T: Leniency>(credentials: &crate::auth::Credentials<'_, T>) -> Result<Self, ParseError> {
        let mut bytes = Owned::new();
        match Credentials::decode(credentials, bytes.buffer()) {
            Ok(Credentials { user_id, password }) => {
                let colon = user_id.len();
                let length = colon.saturating_add(1).saturating_add(password.len());
                bytes.keep(length);
                Ok(Self { bytes, colon })
            }
            Err(DecodeError::Parse(error)) => Err(error),
            Err(DecodeError::Capacity(error)) => {
                let (at, _) = credentials.scheme_payload().expect(SCHEME)?.required_token68()?;
                Err(ParseError::new(ErrorKind::TooLong(error.needed()), at))
            }
        }
    }

    /// Returns the user-id and the password.
    #[must_use]
    pub fn credentials(&self) -> Credentials<'_> {
        let (user_id, rest) = self.bytes.as_bytes().split_at_checked(self.colon).unwrap_or_default();
        Credentials { user_id, password: rest.get(1..).unwrap_or_default() }
    }
}

#[cfg(feature = "zeroize")]
impl<const N: usize> UserPassIn<N> {
    /// Overwrites the user-id and the password with zeros. Both are then empty.
    ///
    /// ```
    /// use countersign::auth::basic::UserPass;
    ///
    /// let mut user_pass = UserPass::parse(b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")?;
    /// user_pass.zeroize();
    /// assert_eq!((user_pass.credentials().user_id(), user_pass.credentials().password()), (&b""[..], &b""[..]));
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    pub fn zeroize(&mut self) {
        self.bytes.zeroize();
        self.colon = 0;
    }
}

impl<T: Leniency, const N: usize> TryFrom<crate::auth::Credentials<'_, T>> for UserPassIn<N> {
    type Error = ParseError;

    fn try_from(credentials: crate::auth::Credentials<'_, T>) -> Result<Self, ParseError> {
        Self::decode(&credentials)
    }
}

impl<const N: usize> fmt::Debug for UserPassIn<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserPass").finish_non_exhaustive()
    }
}

impl<const N: usize> FieldContent for UserPassIn<N> {}

impl<const N: usize> Encode for UserPassIn<N> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.credentials().write(wire)
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// `user-pass = user-id ":" password`. The error is the offset of the first byte that does not fit.
#[cfg_attr(target_pointer_width = "64", inline(always))]
fn user_pass(bytes: &[u8]) -> Result<(&[u8], &[u8]), usize> {
    if let Some(control) = find_control(bytes) {
        return Err(control);
    }
    match bytes.split_at_checked(before_in_long(b':', bytes)) {
        Some((user_id, [_, password @ ..])) => Ok((user_id, password)),
        _ => Err(bytes.len()),
    }
}

/// Returns the error at the symbol of the byte `wrong`, of `length` decoded bytes.
#[cfg_attr(target_pointer_width = "64", cold, inline(never))]
fn not_a_user_pass(wrong: usize, length: usize, symbols: &[u8], at: usize) -> ParseError {
    // `wrong * 4 / 3` is the number of symbols before that of a decoded byte.
    let mut places = symbols.iter().enumerate().filter(|(_, symbol)| !is(**symbol, WSP));
    let symbol = match places.nth(wrong.saturating_mul(4) / 3) {
        Some((place, _)) if wrong < length => place,
        _ => symbols.len(),
    };
    ParseError::new(ErrorKind::Expected(Rule::UserPass), at.saturating_add(symbol))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_pass_splits_at_the_first_colon() {
        for (bytes, expected) in [
            (&b"a:b"[..], Ok((&b"a"[..], &b"b"[..]))),
            (b"a:b:c", Ok((b"a", b"b:c"))),
            (b":", Ok((b"", b""))),
            (b"a:\xFF", Ok((b"a", b"\xFF"))),
            (b"a", Err(1)),
            (b"", Err(0)),
            (b"a\n:b", Err(1)),
            (b"a:b\x7F", Err(3)),
        ] {
            assert_eq!(user_pass(bytes), expected, "{bytes:?}");
        }
    }
}
