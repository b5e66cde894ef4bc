//! Where the parser asks its tolerance.
//!
//! A deviation is asked for only where the strict reading is an error, there or later in the line. If it is refused, the
//! strict reading stands, so the line has an error.

use core::mem;

use super::{Events, Field, Next, State};
use crate::auth::ahead::{after_value, has_params_after, has_value_after, is_known_challenge, is_param};
use crate::auth::deviant::{self, Deviant, Semicolons};
use crate::auth::deviation::{Deviation, Tolerance};
use crate::auth::scheme::Scheme;
use crate::syntax::class::{GAP, TCHAR, WSP, span};
use crate::syntax::rules::{Read, ows_before, token, trim_start};
use crate::syntax::text::Text;
use crate::syntax::wide::{WIDE, tchars};

impl<'a, T: Tolerance> Events<'a, T> {
    #[inline(always)]
    pub(super) fn forgives(&mut self, deviation: Deviation, at: &[u8]) -> bool {
        T::FORGIVES && self.tolerance.forgive(deviation, self.end.wrapping_sub(at.len()))
    }

    /// Returns whether a deviation is tolerated that only a scheme can recognize.
    #[inline(always)]
    pub(in crate::auth) fn forgives_at(&mut self, deviation: Deviation, offset: usize) -> bool {
        T::FORGIVES && self.tolerance.forgive(deviation, offset)
    }

    /// Returns whether the end, a comma and the end, a parameter or a challenge with parameters follows a value. This is the
    /// usual case; the name after the comma is then not read twice.
    #[inline(always)]
    pub(super) fn list_goes_on(&mut self, after: &[u8]) -> bool {
        // Nearly always a parameter follows in this form, or a scheme with a parameter.
        if WIDE && let [b',', b' ', next @ ..] = after {
            let length = tchars(next);
            let after_name = next.get(length..).unwrap_or_default();
            if (matches!(after_name, [b'=', ..]) || has_value_after(after_name))
                && let Ok(name @ 1..) = u8::try_from(length)
            {
                (self.name, self.gap) = (name, 2);
                return true;
            }
        }
        match ows_before(b',', after) {
            Ok(([], ())) => true,
            Ok(([b',', rest @ ..], ())) => {
                let next = trim_start(rest, GAP);
                let length = span(next, TCHAR);
                let after_name = next.get(length..).unwrap_or_default();
                let is_param = matches!(trim_start(after_name, WSP), [b'=', ..]);
                let is_known = length > 0 && (is_param || has_value_after(after_name));
                if is_known
                    && let (Ok(name), Ok(gap)) = (length.try_into(), after.len().saturating_sub(next.len()).try_into())
                {
                    (self.name, self.gap) = (name, gap);
                }
                is_known || next.is_empty() || has_params_after(after_name)
            }
            _ => false,
        }
    }

    /// `token`
    #[inline(always)]
    pub(super) fn name(&mut self) -> Read<'a, &'a [u8]> {
        if T::FORGIVES
            && let length @ 1.. = mem::take(&mut self.name)
            && let Some((name, rest)) = self.rest.split_at_checked(length.into())
        {
            return Ok((rest, name));
        }
        token(self.rest)
    }

    /// Returns the state after a scheme.
    #[inline(always)]
    pub(super) fn after_scheme(&self, scheme: Scheme<'a>, rest: &[u8]) -> State {
        if !T::FORGIVES {
            return State::Scheme;
        }
        if !WIDE {
            return self.after_unusual(scheme, rest);
        }
        let index = match self.field {
            Field::Challenges if matches!(rest, [b',' | b'\t', ..]) => Err(true),
            Field::Challenges => scheme.usual_index_in(Scheme::WITH_TOKEN68_IN_CHALLENGES),
            _ => scheme.usual_index_in(Scheme::WITH_TOKEN68_IN_CREDENTIALS),
        };
        match index {
            Ok(index) if index < Scheme::WITH_BASE64 => State::Base64Scheme,
            Ok(_) => State::TokenScheme,
            Err(false) => State::Scheme,
            Err(true) => self.after_unusual(scheme, rest),
        }
    }

    #[inline(never)]
    fn after_unusual(&self, scheme: Scheme<'a>, rest: &[u8]) -> State {
        let index = match self.field {
            Field::Challenges => scheme.index_in(&Scheme::WITH_TOKEN68_IN_CHALLENGES),
            _ => scheme.index_in(&Scheme::WITH_TOKEN68_IN_CREDENTIALS),
        };
        let has_comma = matches!(rest, [b',' | b'\t', ..]) && matches!(trim_start(rest, WSP), [b',', ..]);
        let is_after_params =
            matches!(self.state, State::Param | State::Token68 | State::DoubtfulScheme | State::LaterScheme);
        match index {
            None if has_comma && is_after_params && scheme.is_known() => State::LaterScheme,
            None if !has_comma || !is_after_params => State::Scheme,
            _ if has_comma && is_after_params => State::DoubtfulScheme,
            Some(index) if index < Scheme::WITH_BASE64 => State::Base64Scheme,
            _ => State::TokenScheme,
        }
    }

    /// Returns whether a known scheme follows a scheme or a token68 without a comma.
    #[inline(never)]
    pub(super) fn forgives_next_challenge(&mut self, next: &[u8]) -> bool {
        T::FORGIVES
            && self.field == Field::Challenges
            && is_known_challenge(next)
            && self.forgives(Deviation::MissingComma, next)
    }

    /// Returns the next parameter or scheme after a parameter, if there is no comma between them.
    #[inline(always)]
    pub(super) fn forgiven_separators(&mut self) -> Option<&'a [u8]> {
        if !T::FORGIVES {
            return None;
        }
        let (deviation, next) = after_value(self.rest)?;
        self.forgives(deviation, trim_start(self.rest, WSP)).then_some(next)
    }

    /// Returns whether the parameters may end here. White space at the end of a challenge stands in place of a comma.
    #[inline(always)]
    pub(super) fn forgives_end(&mut self, space: &[u8]) -> bool {
        !T::FORGIVES || space.is_empty() || self.forgives(Deviation::MissingComma, &[])
    }

    /// Returns whether a comma after a scheme may precede a parameter of that scheme.
    #[inline(always)]
    pub(super) fn forgives_stray_comma(&mut self, comma: &[u8]) -> bool {
        T::FORGIVES
            && self.state != State::DoubtfulScheme
            && is_param(trim_start(comma, GAP))
            && self.forgives(Deviation::StrayComma, comma)
    }

    /// What stands in place of a token68.
    #[inline(never)]
    pub(super) fn deviant_token(&mut self, input: &'a [u8]) -> Next<'a> {
        if let Some(token) = deviant::visible_token(input) {
            if self.forgives(Deviation::BareToken, input) {
                return Next::Token68(token);
            }
        } else if self.field == Field::Challenges
            && let Some((token, next)) = deviant::token_before_challenge(input)
        {
            if self.forgives(Deviation::MissingComma, next) {
                return Next::Token68(token);
            }
        } else if self.state == State::Base64Scheme
            && let Some(token) = deviant::folded_token(input)
            && self.forgives(Deviation::FoldedSpace, input)
        {
            return Next::Folded(token);
        }
        Next::Element
    }

    /// The value and the bytes after it, if there is another reading than the strict one.
    #[inline(never)]
    pub(super) fn deviant_value(
        &mut self,
        name: &[u8],
        after_equals: &'a [u8],
        input: &'a [u8],
    ) -> Option<(&'a [u8], Text<'a>)> {
        let mut semicolons = match self.field {
            _ if deviant::is_list_of_fields(name) => Semicolons::Kept,
            Field::BareCredentials => Semicolons::SeparateParams,
            _ => Semicolons::Separate,
        };
        loop {
            let Deviant { deviation, at, text, rest } = deviant::value(semicolons, after_equals, input)?;
            if self.forgives(deviation, at) {
                return Some((rest, text));
            }
            if deviation != Deviation::Semicolon || semicolons != Semicolons::Separate {
                return None;
            }
            // If the semicolons are not tolerated as separators, they may be tolerated in the value.
            semicolons = Semicolons::SeparateParams;
        }
    }
}
