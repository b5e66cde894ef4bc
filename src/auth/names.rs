//! Tables of registered names, each with its value.

/// Returns the value of the first name that `is_name` accepts.
pub(in crate::auth) fn value_of<T: Copy>(
    table: &[(&'static str, T)],
    is_name: impl Fn(&'static str) -> bool,
) -> Option<T> {
    table.iter().find(|(name, _)| is_name(name)).map(|(_, value)| *value)
}

/// Returns the name of a value, or an empty name for a value that is not in the table.
pub(in crate::auth) fn name_of<T: PartialEq>(table: &[(&'static str, T)], value: &T) -> &'static str {
    table.iter().find(|(_, other)| other == value).map_or("", |(name, _)| name)
}
