//! A policy from lists of texts.

use alloc::string::String;
use alloc::vec::Vec;

use super::mistakes::Mistakes;
use super::owned::{Config, Owned, PublicSuffixes};
use super::owned_mistakes::OwnedMistakes;
use super::texts::Texts;

#[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
impl<T: AsRef<str>> Config<Vec<T>> {
    /// Checks the settings, whose lists are lists of texts, and keeps them as a policy.
    ///
    /// A list with an empty text, or with a text of two lines, is a mistake: in a `Config<String>`, an empty line has no
    /// meaning, and each line is a text.
    ///
    /// ```
    /// use countersign::cors::policy::{Config, Owned};
    ///
    /// let mut config = Config::new(vec!["https://app.example.com".to_owned(), "https://*.example.org".to_owned()]);
    /// config.methods = vec!["PUT".to_owned(), "DELETE".to_owned()];
    /// let policy: Owned<String> = config.build_lists()?;
    /// assert!(policy.as_policy().decide("GET", &[("Origin", "https://a.example.org")]).refusal().is_none());
    ///
    /// let error = Config::new(vec!["https://app.example.com", "https://a.example\nhttps://b.example"]).build_lists();
    /// assert_eq!(error.unwrap_err().paths().next().unwrap().0.to_string(), "origins[1]");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// All mistakes.
    pub fn build_lists(self) -> Result<Owned<String>, OwnedMistakes> {
        self.build_lists_with(None)
    }

    /// Checks the settings with a list of public suffixes too, as [`Config::build_with_public_suffixes`] does, and keeps them
    /// as a policy.
    ///
    /// # Errors
    /// As [`build_lists`](Self::build_lists).
    pub fn build_lists_with_public_suffixes(
        self,
        is_public_suffix: &'static (dyn Fn(&str) -> bool + Sync),
    ) -> Result<Owned<String>, OwnedMistakes> {
        self.build_lists_with(Some(is_public_suffix))
    }

    fn build_lists_with(self, is_public_suffix: Option<PublicSuffixes>) -> Result<Owned<String>, OwnedMistakes> {
        let lists = self.map(|list| list.iter().map(AsRef::as_ref).collect::<Vec<&str>>());
        let settings = lists.map(|list| Texts::Slice(list)).settings();
        let mistakes = Mistakes::new(settings, is_public_suffix);
        if mistakes.iter().next().is_some() {
            return Err(mistakes.into_owned());
        }
        // No text is empty or has a line break: that is a mistake in each list.
        let lines = lists.map(|list| list.join("\n"));
        lines.build_with(is_public_suffix).map_err(|invalid| invalid.mistakes().into_owned())
    }
}
