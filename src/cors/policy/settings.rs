//! What a policy is set to, before it is checked.

use super::texts::Texts;

#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Settings<'a> {
    pub(super) origins: Texts<'a>,
    pub(super) static_origin: Option<&'a str>,
    pub(super) methods: Texts<'a>,
    pub(super) request_headers: Texts<'a>,
    pub(super) response_headers: Texts<'a>,
    pub(super) max_age: i64,
    pub(super) preflight_status: u16,
    pub(super) credentials: bool,
    pub(super) private_network: bool,
    pub(super) allows_nobody: bool,
    pub(super) varies_options: bool,
    /// Of the origins, those that are tolerated although they are insecure.
    pub(super) insecure: Texts<'a>,
    /// Of the origins, those that are tolerated although any host of their scheme matches.
    pub(super) any_host: Texts<'a>,
    pub(super) tolerates_public_suffixes: bool,
}

impl<'a> Settings<'a> {
    pub(super) const fn new(origins: Texts<'a>, static_origin: Option<&'a str>) -> Self {
        Self {
            origins,
            static_origin,
            methods: Texts::EMPTY,
            request_headers: Texts::EMPTY,
            response_headers: Texts::EMPTY,
            max_age: 0,
            preflight_status: 204,
            credentials: false,
            private_network: false,
            allows_nobody: false,
            varies_options: false,
            insecure: Texts::EMPTY,
            any_host: Texts::EMPTY,
            tolerates_public_suffixes: false,
        }
    }
}
