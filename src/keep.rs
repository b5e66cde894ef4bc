//! The macro that lets values be kept. It is here so that the files of the types need no feature.

/// Implements `Keep` for a type whose `parse` reads a field value. `keep!(Type)` has no tolerant parser, and
/// `keep!(Type, parse_tolerant)` names it. `keep!(Type<Element>)` is for a list.
macro_rules! keep {
    ($Type:ident $(<$Element:ident>)?) => {
        keep!($Type $(<$Element>)?, parse);
    };
    ($Type:ident $(<$Element:ident>)?, $tolerant:ident) => {
        #[cfg(feature = "alloc")]
        #[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
        impl $crate::kept::Keep for $Type<'_ $(, $Element<'_>)?> {
            type View<'a> = $Type<'a $(, $Element<'a>)?>;

            fn read(kept: &[u8], reader: $crate::kept::Reader) -> Result<Self::View<'_>, $crate::ParseError> {
                match reader {
                    $crate::kept::Reader::Strict => $Type::parse(kept),
                    $crate::kept::Reader::Tolerant => $Type::$tolerant(kept),
                }
            }
        }
    };
}
