//! What is found in a file, of any type, so that a wrong type is one mistake among others.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The value of a setting, or of an entry of a list.
pub(super) enum Found {
    Null,
    Bool(bool),
    Integer(i64),
    LongInteger,
    Fraction,
    Text(String),
    List(Vec<Found>),
    Map,
    Bytes,
}

impl Found {
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) | Self::LongInteger | Self::Fraction => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map => "a map",
            Self::Bytes => "bytes",
        }
    }
}

impl<'de> Deserialize<'de> for Found {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Found, E> {
        Ok(Found::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Found, E> {
        Ok(Found::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Found, E> {
        Ok(i64::try_from(value).map_or(Found::LongInteger, Found::Integer))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Found, E> {
        Ok(i64::try_from(value).map_or(Found::LongInteger, Found::Integer))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Found, E> {
        Ok(i64::try_from(value).map_or(Found::LongInteger, Found::Integer))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Found, E> {
        Ok(Found::Fraction)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Found, E> {
        Ok(Found::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Found, E> {
        Ok(Found::Text(value))
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<Found, E> {
        Ok(Found::Bytes)
    }

    fn visit_none<E: Error>(self) -> Result<Found, E> {
        Ok(Found::Null)
    }

    fn visit_unit<E: Error>(self) -> Result<Found, E> {
        Ok(Found::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Found, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element()? {
            entries.push(entry);
        }
        Ok(Found::List(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Found::Map)
    }
}
