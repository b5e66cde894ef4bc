//! Reads the JSON of a token.

use super::{Claims, Credentials, Token};
use crate::auth::coding::json::Reader;
use crate::error::{CapacityError, DecodeError, ErrorKind, ParseError};

impl<'a> Token<'a> {
    /// Decodes the header and the claims into `buffer` and parses them. It needs three quarters of the length of the JWT.
    ///
    /// ```
    /// use countersign::auth::vapid::{Credentials, Token};
    ///
    /// let credentials = Credentials::parse(concat!(
    ///     "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1Yi",
    ///     "I6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzv",
    ///     "oD1oA, k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs",
    /// ).as_bytes())?;
    /// let mut buffer = [0; 256];
    /// let token = Token::read(credentials, &mut buffer)?;
    /// assert_eq!((token.alg(), token.claims().aud), ("ES256", "https://push.example.net"));
    /// assert_eq!((token.claims().exp, token.claims().sub), (1_453_523_768, Some("mailto:push@example.com")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`DecodeError::Capacity`] when `buffer` is too small. The offsets of a [`DecodeError::Parse`] are in the decoded header or
    /// the decoded claims: [`Rule::Json`](crate::Rule::Json) for malformed JSON, [`ErrorKind::DuplicateParam`],
    /// [`ErrorKind::Missing`] and [`ErrorKind::InvalidParam`] with the name of the member, also for `crit`, and
    /// [`ErrorKind::TooMany`] for more than 32 members.
    #[cfg_attr(docsrs, doc(cfg(feature = "json")))]
    pub fn read(credentials: Credentials<'a>, buffer: &'a mut [u8]) -> Result<Self, DecodeError> {
        let jwt = credentials.t();
        let (header, claims) = (jwt.header().decoded_len(), jwt.payload().decoded_len());
        let needed = CapacityError::new(header.saturating_add(claims));
        let (header, rest) = buffer.split_at_mut_checked(header).ok_or(needed)?;
        let claims = rest.get_mut(..claims).ok_or(needed)?;
        jwt.header().decode_into(header).and(jwt.payload().decode_into(claims)).map_err(|_| needed)?;
        Ok(Self::new(credentials, alg(header)?, Claims::read(claims)?))
    }
}

fn alg(json: &mut [u8]) -> Result<&str, ParseError> {
    let mut reader = Reader::new(json);
    let mut object = reader.open()?;
    let mut alg = None;
    while let Some(name) = reader.name(&mut object)? {
        match name {
            "alg" => alg = Some(reader.text("alg")?),
            "crit" => return Err(reader.error(ErrorKind::InvalidParam("crit"))),
            _ => reader.skip()?,
        }
    }
    let alg = alg.ok_or(reader.error(ErrorKind::Missing("alg")))?;
    reader.end().map(|()| alg)
}

impl<'a> Claims<'a> {
    fn read(json: &'a mut [u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(json);
        let mut object = reader.open()?;
        let (mut aud, mut exp, mut sub) = (None, None, None);
        while let Some(name) = reader.name(&mut object)? {
            match name {
                "aud" => aud = Some(reader.text_or_only_text("aud")?),
                "exp" => exp = Some(reader.seconds("exp")?),
                "sub" => sub = Some(reader.text("sub")?),
                _ => reader.skip()?,
            }
        }
        let missing = |name| reader.error(ErrorKind::Missing(name));
        let claims = Self { aud: aud.ok_or(missing("aud"))?, exp: exp.ok_or(missing("exp"))?, sub };
        reader.end().map(|()| claims)
    }
}
