//! Reads the JSON of a proof.

use super::{Claims, Header, Proof};
use crate::auth::coding::json::Reader;
use crate::auth::coding::jwk::{Jwk, Members};
use crate::auth::coding::jwt::Jwt;
use crate::error::{CapacityError, DecodeError, ErrorKind, ParseError, ValueError, ValueErrorKind};

impl<'a> Proof<'a> {
    /// Decodes the header and the claims into `buffer` and parses them. It needs three quarters of the length of the JWT.
    ///
    /// ```
    /// use countersign::auth::dpop::{self, Proof};
    ///
    /// let request = [("DPoP", concat!(
    ///     "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVkRFNBIiwiandrIjp7Imt0eSI6Ik9LUCIsImNydiI6IkVkMjU1MTkiLCJ4IjoiMTFxWUFZS3hDcmZWU183VHlX",
    ///     "UUhPZzdodkJQYXBpTWxyd0lhYVBjSFVSbyJ9fQ.eyJqdGkiOiJhIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6XC9cL2EiLCJpYXQiOjd9.AA",
    /// ))];
    /// let jwt = dpop::proof(&request)?.expect("the client sends a proof");
    /// let mut buffer = [0; 1024];
    /// let proof = Proof::read(jwt, &mut buffer)?;
    /// assert_eq!((proof.header().alg, proof.header().jwk.crv()), ("EdDSA", Some("Ed25519")));
    /// assert_eq!((proof.claims().htm, proof.claims().htu, proof.claims().iat), ("GET", "https://a", 7));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`DecodeError::Capacity`] when `buffer` is too small. The offsets of a [`DecodeError::Parse`] are in the decoded header or
    /// the decoded claims: [`Rule::Json`](crate::Rule::Json) for malformed JSON, [`ErrorKind::DuplicateParam`],
    /// [`ErrorKind::Missing`] and [`ErrorKind::InvalidParam`] with the name of the member, also for a private member of the key
    /// and for `crit`, and [`ErrorKind::TooMany`] for more than 32 members.
    #[cfg_attr(docsrs, doc(cfg(feature = "json")))]
    pub fn read(jwt: Jwt<'a>, buffer: &'a mut [u8]) -> Result<Self, DecodeError> {
        let (header, claims) = (jwt.header().decoded_len(), jwt.payload().decoded_len());
        let needed = CapacityError::new(header.saturating_add(claims));
        let (header, rest) = buffer.split_at_mut_checked(header).ok_or(needed)?;
        let claims = rest.get_mut(..claims).ok_or(needed)?;
        jwt.header().decode_into(header).and(jwt.payload().decode_into(claims)).map_err(|_| needed)?;
        Ok(Self::new(jwt, Header::read(header)?, Claims::read(claims)?))
    }
}

impl<'a> Header<'a> {
    fn read(json: &'a mut [u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(json);
        let mut object = reader.open()?;
        let (mut typ, mut alg, mut jwk) = (None, None, None);
        while let Some(name) = reader.name(&mut object)? {
            match name {
                "typ" => typ = Some(reader.text("typ")?),
                "alg" => alg = Some(reader.text("alg")?),
                "jwk" => jwk = Some(key(&mut reader)?),
                "crit" => return Err(reader.error(ErrorKind::InvalidParam("crit"))),
                _ => reader.skip()?,
            }
        }
        let missing = |name| reader.error(ErrorKind::Missing(name));
        let header =
            Self { typ: typ.ok_or(missing("typ"))?, alg: alg.ok_or(missing("alg"))?, jwk: jwk.ok_or(missing("jwk"))? };
        reader.end().map(|()| header)
    }
}

fn key<'a>(reader: &mut Reader<'a>) -> Result<Jwk<'a>, ParseError> {
    let wrong = |error: ValueError| match error.kind() {
        ValueErrorKind::Requires(name) => ErrorKind::Missing(name),
        _ => ErrorKind::InvalidParam(error.part()),
    };
    let mut object = reader.open()?;
    let mut members = Members::default();
    while let Some(name) = reader.name(&mut object)? {
        let value = reader.text_or_other()?;
        members.add(name, value).map_err(|error| reader.error(wrong(error)))?;
    }
    members.jwk().map_err(|error| reader.error(wrong(error)))
}

impl<'a> Claims<'a> {
    fn read(json: &'a mut [u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(json);
        let mut object = reader.open()?;
        let (mut jti, mut htm, mut htu, mut iat, mut ath, mut nonce) = (None, None, None, None, None, None);
        while let Some(name) = reader.name(&mut object)? {
            match name {
                "jti" => jti = Some(reader.text("jti")?),
                "htm" => htm = Some(reader.text("htm")?),
                "htu" => htu = Some(reader.text("htu")?),
                "iat" => iat = Some(reader.seconds("iat")?),
                "ath" => ath = Some(reader.text("ath")?),
                "nonce" => nonce = Some(reader.text("nonce")?),
                _ => reader.skip()?,
            }
        }
        let missing = |name| reader.error(ErrorKind::Missing(name));
        let claims = Self {
            jti: jti.ok_or(missing("jti"))?,
            htm: htm.ok_or(missing("htm"))?,
            htu: htu.ok_or(missing("htu"))?,
            iat: iat.ok_or(missing("iat"))?,
            ath,
            nonce,
        };
        reader.end().map(|()| claims)
    }
}
