//! Authentication-Control, RFC 8053.

use countersign::FieldsFn;
use countersign::auth::control::{AuthStyle, AuthenticationControl, Entry, Username};
use countersign::auth::{self, Challenges};

use super::parts::agreed;
use super::{lines, oracle, points_into, written};

pub(crate) fn check(data: &[u8]) {
    received(data);
    of_lines(data);
    built(data);
}

fn received(line: &[u8]) {
    let challenges = Challenges::parse(line);
    match AuthenticationControl::parse(line) {
        Ok(control) => {
            let challenges = challenges.expect("the entries have the grammar of challenges");
            assert_eq!(control.iter().count(), challenges.len());
            assert!(challenges.iter().all(|challenge| !challenge.params().is_empty()));
            for (entry, challenge) in control.iter().zip(challenges) {
                assert_eq!(entry.scheme(), challenge.scheme());
                assert_eq!(entry.realm(), challenge.get("realm"));
                assert_eq!(entry.location_when_logout(), challenge.get("location-when-logout"));
                let kept = [
                    entry.realm().is_some(),
                    entry.auth_style().is_some(),
                    entry.location_when_unauthenticated().is_some(),
                    entry.no_auth().is_some(),
                    entry.location_when_logout().is_some(),
                    entry.logout_timeout().is_some(),
                    entry.username().is_some(),
                ];
                let kept = kept.into_iter().filter(|is_kept| *is_kept).count();
                assert_eq!(kept + entry.other_params().count(), challenge.params().iter().count(), "nothing is lost");
            }
            reads_back!(AuthenticationControl, control);
        }
        Err(error) => {
            points_into(line, error);
            if let Err(generic) = challenges {
                assert_eq!(error, generic, "both parsers agree");
            }
        }
    }
}

fn of_lines(data: &[u8]) {
    let each: Vec<_> = lines(data).map(AuthenticationControl::parse).collect();
    match auth::authentication_control(FieldsFn(|_| lines(data))) {
        Ok(all) => {
            let each = each.into_iter().flat_map(|line| line.expect("all lines were checked"));
            assert!(all.expect("there is a line").iter().eq(each));
        }
        Err(error) => assert_eq!(each[error.line()], Err(error.error())),
    }
}

/// Builds an entry. Each line is one part.
fn built(data: &[u8]) {
    let mut parts = lines(data).map(|line| core::str::from_utf8(line).unwrap_or("a")).chain([""; 4]);
    let [scheme, realm, location, name] = [(); 4].map(|()| parts.next().expect("there is a line"));
    let fault = oracle::token("scheme", scheme.as_bytes()).or_else(|| oracle::text("realm", realm.as_bytes()));
    let Some(entry) = agreed(Entry::new(scheme, realm), fault) else {
        return;
    };
    let entry = entry.with_auth_style(AuthStyle::NonModal).with_no_auth(true).with_logout_timeout(u64::MAX);
    let uri = |part| oracle::stray_or_empty(part, location.as_bytes(), |byte| byte.is_ascii_graphic());
    let unauthenticated = entry.with_location_when_unauthenticated(location);
    let entries = [
        Some(entry),
        agreed(unauthenticated, uri("location-when-unauthenticated")),
        agreed(entry.with_location_when_logout(location), uri("location-when-logout")),
        agreed(entry.with_username(name), oracle::text("username", name.as_bytes())),
    ];
    assert_eq!(Username::new(name).is_ok(), entries[3].is_some());
    assert!(entries[3].is_none_or(|entry| entry.username().is_some_and(|user| user.is(name))));
    let entries: Vec<_> = entries.into_iter().flatten().collect();
    reads_back!(AuthenticationControl, AuthenticationControl::new(&entries).expect("there is an entry"));
}
