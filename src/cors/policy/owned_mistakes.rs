//! All mistakes in a policy, with texts of their own.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use super::mistake::{Mistake, Part, Reason, Setting, write_mistakes};
use super::mistakes::Mistakes;
use super::paths::{Path, Report};

/// The mistakes in a policy. They own their texts, so that `?` returns them from anywhere.
///
/// ```
/// use countersign::cors::policy::{OwnedMistakes, Policy};
///
/// fn check(origins: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
///     Policy::for_origin_lines(origins).build().map_err(|mistakes| mistakes.into_owned())?;
///     Ok(())
/// }
///
/// let error = check("https://app.example.com/").unwrap_err().downcast::<OwnedMistakes>()?;
/// assert_eq!(error.to_string(), "origin \"https://app.example.com/\": has a path, a query or a fragment");
/// assert_eq!(error.iter().next().unwrap().remedy(), "end it after the host or the port");
/// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
/// ```
#[derive(Clone)]
pub struct OwnedMistakes(Box<[OwnedMistake]>);

#[derive(Clone)]
struct OwnedMistake {
    path: Path,
    part: Part,
    setting: OwnedSetting,
    reason: Reason,
}

#[derive(Clone)]
enum OwnedSetting {
    Text(Box<str>),
    Number(i64),
}

impl OwnedMistakes {
    /// Returns the mistakes, in the order of [`Part`].
    pub fn iter(&self) -> impl Iterator<Item = Mistake<'_>> + Clone {
        self.paths().map(|(_, mistake)| mistake)
    }

    /// Returns the mistakes with their places, as [`Mistakes::paths`].
    pub fn paths(&self) -> impl Iterator<Item = (Path, Mistake<'_>)> + Clone {
        self.0.iter().map(|mistake| {
            let setting = match &mistake.setting {
                OwnedSetting::Text(text) => Setting::Text(text),
                OwnedSetting::Number(number) => Setting::Number(*number),
            };
            (mistake.path, Mistake::new(mistake.part, setting, mistake.reason))
        })
    }

    /// Returns the mistakes to be shown, as [`Mistakes::report`].
    #[must_use]
    pub fn report(&self) -> Report<impl Iterator<Item = (Path, Mistake<'_>)> + Clone> {
        Report(self.paths())
    }
}

impl Mistakes<'_> {
    /// Returns the same mistakes, with texts of their own.
    #[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
    #[must_use]
    pub fn into_owned(self) -> OwnedMistakes {
        let owned = self.paths().map(|(path, mistake)| OwnedMistake {
            path,
            part: mistake.part(),
            setting: match mistake.setting() {
                Setting::Text(text) => OwnedSetting::Text(text.into()),
                Setting::Number(number) => OwnedSetting::Number(number),
            },
            reason: mistake.reason(),
        });
        OwnedMistakes(owned.collect::<Vec<_>>().into())
    }
}

impl fmt::Display for OwnedMistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_mistakes(f, self.iter())
    }
}

impl fmt::Debug for OwnedMistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl core::error::Error for OwnedMistakes {}
