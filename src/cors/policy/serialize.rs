//! The settings of a policy, written to a file.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::owned::Config;
use super::texts::Texts;

/// Writes the settings that are not as [`Config::default`] has them. Each list is a list of texts.
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<S: AsRef<str>> Serialize for Config<S> {
    fn serialize<O: Serializer>(&self, serializer: O) -> Result<O::Ok, O::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut list = |key, text: &S| match Texts::Lines(text.as_ref().as_bytes()) {
            texts if texts.is_empty() => Ok(()),
            texts => map.serialize_entry(key, &List(texts)),
        };
        list("origins", &self.origins)?;
        list("methods", &self.methods)?;
        list("request_headers", &self.request_headers)?;
        list("response_headers", &self.response_headers)?;
        list("dangerously_tolerate_insecure_origins", &self.dangerously_tolerate_insecure_origins)?;
        list("dangerously_tolerate_any_host", &self.dangerously_tolerate_any_host)?;
        if self.max_age != 0 {
            map.serialize_entry("max_age", &self.max_age)?;
        }
        if let Some(status) = self.preflight_status {
            map.serialize_entry("preflight_status", &status)?;
        }
        for (key, is_on) in [
            ("credentials", self.credentials),
            ("private_network", self.private_network),
            ("vary_on_options", self.vary_on_options),
            ("nobody", self.nobody),
            (
                "dangerously_tolerate_subdomains_of_public_suffixes",
                self.dangerously_tolerate_subdomains_of_public_suffixes,
            ),
        ] {
            if is_on {
                map.serialize_entry(key, &true)?;
            }
        }
        map.end()
    }
}

struct List<'a>(Texts<'a>);

impl Serialize for List<'_> {
    fn serialize<O: Serializer>(&self, serializer: O) -> Result<O::Ok, O::Error> {
        serializer.collect_seq(self.0.iter())
    }
}
