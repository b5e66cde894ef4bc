//! Maps of fields: what is built in, and what a caller wraps.

use std::collections::BTreeMap;

use countersign::{AllFields, Fields, FieldsFn, auth};

/// Checks that a map returns the values of a name in order, without regard to case, and nothing for another.
fn lends<'m>(fields: impl Fields<'m>) {
    let values = |name| fields.values(name).collect::<Vec<_>>();
    assert_eq!(values("WWW-Authenticate"), [&b"Negotiate"[..], b"Basic realm=x"]);
    assert_eq!(values("www-authenticate"), values("WWW-Authenticate"));
    assert!(values("Authorization").is_empty());
}

/// Checks that a map lends all of its lines too.
fn lists<'m>(fields: impl AllFields<'m>) {
    lends(fields);
    let values = |name| fields.values(name).collect::<Vec<_>>();
    let named = fields.all_lines().filter(|(name, _)| name.eq_ignore_ascii_case(b"WWW-Authenticate"));
    assert_eq!(named.map(|(_, value)| value).collect::<Vec<_>>(), values("WWW-Authenticate"));
    assert_eq!(fields.all_lines().count(), 3);
    assert!(fields.all_lines().any(|(name, value)| name.eq_ignore_ascii_case(b"Date") && !value.is_empty()));
}

const LINES: [(&str, &str); 3] =
    [("WWW-Authenticate", "Negotiate"), ("Date", "x"), ("www-authenticate", "Basic realm=x")];

#[test]
fn arrays_slices_and_vectors_are_maps() {
    lists(&LINES);
    lists(&LINES[..]);
    lists(&LINES.map(|(name, value)| (name.as_bytes(), value.as_bytes().to_vec())));
    #[cfg(feature = "alloc")]
    lists(&LINES.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec())).to_vec());
}

/// The values borrow from the message: they outlive the array of headers.
#[test]
fn headers_of_httparse_are_a_map() {
    fn values(head: &[u8]) -> Vec<&[u8]> {
        let mut headers = [httparse::EMPTY_HEADER; 4];
        let mut response = httparse::Response::new(&mut headers);
        assert!(response.parse(head).is_ok_and(|status| status.is_complete()));
        lists(&*response.headers);
        (&*response.headers).values("Date").collect()
    }
    let head = b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nDate: x\xFF\r\nwww-authenticate: Basic realm=x\r\n\r\n";
    assert_eq!(values(head), [b"x\xFF"]);
}

#[test]
fn a_closure_is_a_map() {
    lends(FieldsFn(|name: &str| {
        let name = name.to_owned();
        LINES.iter().filter(move |line| line.0.eq_ignore_ascii_case(&name)).map(|line| line.1.as_bytes())
    }));
}

/// An iterator of lines that cannot be cloned, as those of some header maps.
struct Once<I>(I);

impl<I: Iterator> Iterator for Once<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.0.next()
    }
}

#[test]
fn lines_need_not_be_clone() {
    let fields = FieldsFn(|_| Once(["Negotiate", "Basic realm=x"].iter().map(|line| line.as_bytes())));
    let challenges = auth::www_authenticate(fields).unwrap().unwrap();
    assert_eq!(challenges.iter().count(), 2);
    assert_eq!(challenges.iter().count(), 2, "the lines are asked for again");
}

type Map = BTreeMap<String, Vec<u8>>;

#[derive(Clone, Copy)]
struct Headers<'m>(&'m Map);

impl<'m> Fields<'m> for Headers<'m> {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        self.0.get(&name.to_ascii_lowercase()).map(Vec::as_slice).into_iter()
    }
}

/// The wrapper is made here, and what it lends is returned.
fn credentials(map: &Map) -> Option<auth::Credentials<'_>> {
    auth::authorization(Headers(map)).ok()?
}

#[test]
fn values_outlive_the_wrapper() {
    let map = Map::from([("authorization".to_owned(), b"Bearer abc".to_vec())]);
    assert!(credentials(&map).unwrap().scheme().is("Bearer"));
    assert!(credentials(&Map::new()).is_none());
}
