//! Authentication-Info, RFC 9110 §11.6.3.

use countersign::auth::{self, AuthenticationInfo, Events};
use countersign::{ErrorKind, FieldsFn};

use super::parts::{Parts, agreed};
use super::{lines, reader, written};

pub(crate) fn check(data: &[u8]) {
    received(data);
    of_lines(data);
    if let Some(parts) = Parts::of(data) {
        built(&parts);
    }
}

fn received(line: &[u8]) {
    let events = Events::info(line);
    reader::check(events, line, false);
    let error = AuthenticationInfo::parse(line).err();
    assert_eq!(error.map(|error| (error.kind(), error.offset())), reader::first_error(events));
    if let Ok(info) = AuthenticationInfo::parse(line) {
        assert_eq!(info.into_iter().count(), events.count(), "an iterator over checked bytes reaches the end");
        reads_back(info);
    }
}

fn reads_back(info: AuthenticationInfo<'_>) {
    reads_back!(AuthenticationInfo, info);
    for param in info {
        assert_eq!(info.get(&param.name().as_str().to_ascii_uppercase()), Some(param.value()));
    }
}

/// Asserts that all lines are one list of parameters: it has the parameters of each line, and no name twice.
fn of_lines(data: &[u8]) {
    let fields = FieldsFn(|_| lines(data));
    let each: Vec<_> = lines(data).map(AuthenticationInfo::parse).collect();
    let joined = lines(data).collect::<Vec<_>>().join(&b", "[..]);
    match auth::authentication_info(fields) {
        Ok(all) => {
            let all = all.expect("there is a line");
            assert!(all.iter().eq(each.into_iter().flat_map(|line| line.expect("all lines were checked"))));
            let joined = AuthenticationInfo::parse(&joined).expect("a list may be sent in one line");
            assert!(all.iter().eq(joined));
        }
        Err(error) => {
            let first = each.iter().position(Result::is_err);
            match error.error().kind() {
                ErrorKind::DuplicateParam | ErrorKind::TooMany => {
                    assert!(first.is_none_or(|first| first >= error.line()));
                }
                _ => assert_eq!(each[error.line()], Err(error.error())),
            }
            // In the joined line, a quote that an invalid line opens may be closed by the next line.
            assert!(first.is_some() || AuthenticationInfo::parse(&joined).is_err());
        }
    }
}

fn built(parts: &Parts<'_>) {
    if let Some(info) = agreed(AuthenticationInfo::new(&parts.params), parts.params_fault()) {
        reads_back(info);
        let wire = written(&info);
        parts.are(AuthenticationInfo::parse(&wire).expect("what is written can be parsed").params());
    }
}
