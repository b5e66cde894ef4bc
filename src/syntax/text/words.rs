//! A text as a list of words.

use core::fmt;
use core::hash::{Hash, Hasher};

use crate::syntax::class::{WSP, is};
use crate::syntax::text::Text;

/// A text that is a list of words between spaces, such as a `scope`.
///
/// Spaces at the ends are ignored, and several in a row are read as one, so no word is empty. Two values are equal when
/// they hold the same words in the same order; then their hashes are equal too.
///
/// ```
/// use countersign::auth::bearer;
///
/// let challenge = bearer::Challenge::parse(b"Bearer scope=\"openid  profile\"")?;
/// let scope = challenge.scope().unwrap();
/// assert!(scope.contains("profile") && !scope.contains("pro"));
/// assert_eq!(scope.iter().filter_map(|word| word.as_str()).collect::<Vec<_>>(), ["openid", "profile"]);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Words<'a>(Text<'a>);

impl<'a> Words<'a> {
    pub(crate) const fn new(text: Text<'a>) -> Self {
        Self(text)
    }

    /// Iterates over the words, in order.
    pub fn iter(&self) -> impl Iterator<Item = Text<'a>> + Clone + use<'a> {
        self.0.split(b' ')
    }

    /// Returns whether the text is empty or white space.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.bytes().all(|byte| is(byte, WSP))
    }

    /// Returns whether one of the words is `word`. Case counts.
    #[must_use]
    pub fn contains(&self, word: impl AsRef<[u8]>) -> bool {
        let word = word.as_ref();
        self.iter().any(|other| other == *word)
    }

    /// Returns the whole text.
    #[must_use]
    pub const fn text(&self) -> Text<'a> {
        self.0
    }
}

impl PartialEq for Words<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Words<'_> {}

impl Hash for Words<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|word| word.hash(state));
        state.write_u8(0xFF);
    }
}

impl fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
