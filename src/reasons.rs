//! The macro that says what the enums of errors share. What each reason means for the caller stands in the file of the enum.

/// Implements `Display` and `Error` for an enum of reasons: each has a text, or wraps an error. `reasons!(Refusal:
/// Malformed(ParseError); Stale => "…")`: a wrapped error is shown as it is, is the source, and becomes the reason with `?`.
macro_rules! reasons {
    ($Reasons:ident $(: $($Wrapping:ident($Error:ty)),+)? $(; $($Reason:ident => $text:literal),+ $(,)?)?) => {
        impl core::fmt::Display for $Reasons {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    $($(Self::$Wrapping(error) => error.fmt(f),)+)?
                    $($(Self::$Reason => f.write_str($text),)+)?
                }
            }
        }

        impl core::error::Error for $Reasons {
            fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
                match self {
                    $($(Self::$Wrapping(error) => Some(error),)+)?
                    $($(Self::$Reason => None,)+)?
                }
            }
        }

        $($(impl From<$Error> for $Reasons {
            fn from(error: $Error) -> Self {
                Self::$Wrapping(error)
            }
        })+)?
    };
}
