//! The values of the CORS fields, and the one Item of structured fields.

use std::iter::once;
use std::time::Duration;

use countersign::auth::concealed::Export;
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::cors::values::{AllowOrigin, DeltaSeconds, True};
use countersign::{List, cors};
use countersign_differential::{Bytes, Rule, compare, inputs, rules};
use headers::Header;
use http::HeaderValue;

fn decoded<H: Header, T>(value: &Bytes, look: impl Fn(H) -> T) -> Option<T> {
    let value = HeaderValue::from_bytes(value.trimmed()).ok()?;
    H::decode(&mut once(&value)).ok().map(look)
}

fn values(name: &'static str) -> impl Iterator<Item = Bytes> {
    inputs::field(10_000, name).chain(inputs::vectors())
}

fn names(line: &Bytes) -> Option<Vec<String>> {
    let names = List::<FieldName<'_>>::parse(line).ok()?;
    Some(names.iter().map(|name| name.lower_case().to_string()).collect())
}

#[test]
fn headers_reads_the_same_names() {
    let rules: &[Rule<Bytes, Vec<String>>] = &[
        rules::element_of_no_token(),
        Rule {
            name: "an empty element",
            why: "RFC 9110 §5.6.1.2: a recipient ignores it; the other crate stops at it",
            explains: |it| {
                it.ours.is_some()
                    && it.theirs.is_some()
                    && it.input.split(|byte| *byte == b',').any(|element| element.trim_ascii().is_empty())
            },
        },
    ];
    let theirs = |line: &Bytes| {
        decoded(line, |names: headers::AccessControlAllowHeaders| {
            names.iter().map(|name| name.as_str().to_owned()).collect()
        })
    };
    let lines = values(cors::ACCESS_CONTROL_ALLOW_HEADERS);
    compare("names of headers", lines, names, theirs, rules, Bytes::shorter);
}

#[test]
fn headers_reads_the_same_methods() {
    let rules: &[Rule<Bytes, Vec<String>>] = &[rules::element_of_no_token()];
    let ours = |line: &Bytes| {
        let methods = List::<Method<'_>>::parse(line).ok()?;
        Some(methods.iter().map(|method| method.as_str().to_owned()).collect())
    };
    let theirs = |line: &Bytes| {
        decoded(line, |methods: headers::AccessControlAllowMethods| {
            methods.iter().map(|method| method.as_str().to_owned()).collect()
        })
    };
    let lines = values(cors::ACCESS_CONTROL_ALLOW_METHODS);
    compare("methods of headers", lines, ours, theirs, rules, Bytes::shorter);
}

#[test]
fn headers_reads_the_same_method() {
    let rules: &[Rule<Bytes, String>] = &[];
    let ours = |line: &Bytes| Method::parse(line).ok().map(|method| method.as_str().to_owned());
    let theirs = |line: &Bytes| {
        decoded(line, |method: headers::AccessControlRequestMethod| http::Method::from(method).as_str().to_owned())
    };
    let lines = values(cors::ACCESS_CONTROL_REQUEST_METHOD);
    compare("method of headers", lines, ours, theirs, rules, Bytes::shorter);
}

#[test]
fn headers_reads_the_same_seconds() {
    let rules: &[Rule<Bytes, u64>] = &[
        Rule {
            name: "a sign",
            why: "RFC 9111 §1.2.2: only digits",
            explains: |it| it.is_only_theirs() && it.input.trim_ascii().starts_with(b"+"),
        },
        Rule {
            name: "a number above 64 bits",
            why: "RFC 9111 §1.2.2: it counts as the greatest",
            explains: |it| *it.ours == Some(u64::MAX) && it.theirs.is_none(),
        },
    ];
    let ours = |line: &Bytes| DeltaSeconds::parse(line).ok().map(DeltaSeconds::get);
    let theirs = |line: &Bytes| decoded(line, |age: headers::AccessControlMaxAge| Duration::from(age).as_secs());
    let lines = values(cors::ACCESS_CONTROL_MAX_AGE);
    compare("seconds of headers", lines, ours, theirs, rules, Bytes::shorter);
}

#[test]
fn headers_reads_the_same_true() {
    let rules: &[Rule<Bytes, ()>] = &[];
    let ours = |line: &Bytes| True::parse(line).ok().map(drop);
    let theirs = |line: &Bytes| decoded(line, |_: headers::AccessControlAllowCredentials| ());
    let lines = values(cors::ACCESS_CONTROL_ALLOW_CREDENTIALS);
    compare("true of headers", lines, ours, theirs, rules, Bytes::shorter);
}

/// The scheme, the host and the port; `None` for `null` and for `*`.
type Parts = Option<(String, String, Option<u16>)>;

fn parts(origin: &Origin<'_>) -> Parts {
    let (scheme, host) = origin.scheme().zip(origin.host())?;
    Some((scheme.to_owned(), host.as_str().to_owned(), origin.port()))
}

fn their_parts(origin: &headers::Origin) -> Parts {
    (!origin.is_null()).then(|| (origin.scheme().to_owned(), origin.hostname().to_owned(), origin.port()))
}

#[test]
fn headers_reads_the_same_origin() {
    let rules: &[Rule<Bytes, Parts>] = &[rules::not_of_browsers(), rules::percent_in_a_host()];
    let ours = |line: &Bytes| Origin::parse_tolerant(line).ok().map(|origin| parts(&origin));
    let theirs = |line: &Bytes| decoded(line, |origin: headers::Origin| their_parts(&origin));
    let lines = values(cors::ORIGIN);
    compare("origin of headers", lines, ours, theirs, rules, Bytes::shorter);
}

#[test]
fn headers_reads_the_same_allowed_origin() {
    let rules: &[Rule<Bytes, (bool, Parts)>] = &[rules::not_of_browsers(), rules::percent_in_a_host()];
    let ours = |line: &Bytes| {
        AllowOrigin::parse(line).ok().map(|allowed| match allowed {
            AllowOrigin::Any => (true, None),
            AllowOrigin::Origin(origin) => (false, parts(&origin)),
        })
    };
    let theirs = |line: &Bytes| {
        decoded(line, |allowed: headers::AccessControlAllowOrigin| match allowed.origin() {
            Some(origin) => (false, their_parts(origin)),
            None => (allowed != headers::AccessControlAllowOrigin::NULL, None),
        })
    };
    let lines = values(cors::ACCESS_CONTROL_ALLOW_ORIGIN);
    compare("allowed origin of headers", lines, ours, theirs, rules, Bytes::shorter);
}

#[test]
fn parse_net_reads_the_same_origin() {
    let rules: &[Rule<Bytes, Bytes>] = &[
        rules::not_of_browsers(),
        Rule {
            name: "a last label of digits, or a host that the URL Standard rejects",
            why: "Fetch §3.2: it is a label; the other crate parses a URL",
            explains: |it| it.is_only_ours(),
        },
        Rule {
            name: "another spelling of a host or a port",
            why: "URL Standard, serializing: browsers send one spelling; the other crate returns that spelling, this one compares what was sent",
            explains: |it| it.ours.is_some() && it.theirs.is_some(),
        },
    ];
    let ours = |line: &Bytes| Origin::parse_tolerant(line).ok().map(|origin| Bytes::from(&origin.to_string()));
    let theirs = |line: &Bytes| match parse_net::origin::parse_origin(line).ok()? {
        parse_net::origin::OriginValue::Origin(origin) => {
            let mut buffer = vec![0; line.len() + 8];
            let mut sink = parse_net::SliceSink::new(&mut buffer);
            origin.write_to(&mut sink).ok()?;
            Some(sink.written().into())
        }
        parse_net::origin::OriginValue::Null => Some(b"null".into()),
    };
    let lines = values(cors::ORIGIN);
    compare("origin of parse-net", lines, ours, theirs, rules, Bytes::shorter);
}

/// Names as a List of structured fields, RFC 9651 §3.1, which is another grammar: the same for lists of simple names.
#[test]
fn sfv_reads_the_same_names() {
    let rules: &[Rule<Bytes, Vec<String>>] = &[
        Rule {
            name: "no name, or an empty element",
            why: "RFC 9110 §5.6.1.2: a recipient ignores empty elements; RFC 9651 §4.2.1 does not",
            explains: |it| {
                it.is_only_ours() && it.input.split(|byte| *byte == b',').any(|element| element.trim_ascii().is_empty())
            },
        },
        Rule {
            name: "a name that does not begin with a letter or `*`",
            why: "RFC 9651 §3.3.4: a Token does; a field name need not",
            explains: |it| {
                it.theirs.is_none()
                    && it.ours.as_ref().is_some_and(|names| {
                        names
                            .iter()
                            .any(|name| !name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '*'))
                    })
            },
        },
        Rule {
            name: "`:` or `/` in a name",
            why: "RFC 9651 §3.3.4: a Token may have them; RFC 9110 §5.1: a field name may not",
            explains: |it| {
                it.ours.is_none()
                    && it.theirs.as_ref().is_some_and(|names| names.iter().any(|name| name.contains([':', '/'])))
            },
        },
    ];
    let theirs = |line: &Bytes| {
        let list = sfv::Parser::new(line.trimmed()).parse::<sfv::List>().ok()?;
        list.iter()
            .map(|member| match member {
                sfv::ListEntry::Item(sfv::Item { bare_item: sfv::BareItem::Token(token), params })
                    if params.is_empty() =>
                {
                    Some(token.as_str().to_ascii_lowercase())
                }
                _ => None,
            })
            .collect()
    };
    let lines = values(cors::ACCESS_CONTROL_EXPOSE_HEADERS);
    compare("names of sfv", lines, names, theirs, rules, Bytes::shorter);
}

/// Concealed-Auth-Export, RFC 9729 §6.2: an Item of structured fields that is a Byte Sequence.
#[test]
fn sfv_reads_the_same_export() {
    let rules: &[Rule<Bytes, Bytes>] = &[Rule {
        name: "another length, or parameters",
        why: "RFC 9729 §6.2: an Item of 48 bytes; the grammar of an Item allows more",
        explains: |it| it.is_only_theirs(),
    }];
    let ours = |line: &Bytes| {
        let export = Export::parse(line).ok()?;
        Some(Bytes([&export.signed()[..], &export.verification()].concat()))
    };
    let theirs = |line: &Bytes| match sfv::Parser::new(line.trimmed()).parse::<sfv::Item>().ok()? {
        sfv::Item { bare_item: sfv::BareItem::ByteSequence(bytes), .. } => Some(Bytes(bytes)),
        _ => None,
    };
    let lines = values(countersign::auth::CONCEALED_AUTH_EXPORT);
    compare("export of sfv", lines, ours, theirs, rules, Bytes::shorter);
}
