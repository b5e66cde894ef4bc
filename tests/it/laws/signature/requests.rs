//! What is signed of a request: the string is that of a naive builder, a server accepts what a client signed, and no longer
//! when a byte is changed that is signed.

use countersign::Encode;
use countersign::auth::HttpDate;
use countersign::auth::signature::{
    Body, BodyDigest, Client, MAX_NAMES, Parameters, Policy, Refusal, Request, Rules, Server, SigningString,
};
use countersign::hash::{HashFunction, Sha256};
use countersign::mac::{Hmac, MacFunction, MacKey};

const SECRET: &[u8] = b"secret";
const NOW: u64 = 1_388_957_500;
const RULES: [Rules; 3] = [Rules::new(), Rules::new().with_date_by_default(), Rules::new().with_path_only()];
const ALGORITHMS: [&str; 4] = ["", "hs2019", "HMAC-sha256", "ecdsa"];
const EXPIRES: [&str; 4] = ["", "1388957501", "01388957600", "1388957600.5"];

type Field = (String, Vec<u8>);

/// A request: the first line has the names of what is signed, the second the target, and the others are fields. The first byte
/// chooses the rules and the parameters.
pub(crate) fn check(data: &[u8]) {
    digests(data);
    let Some((choice, data)) = data.split_first() else { return };
    let bits = |shift: u8, bits: u8| usize::from(choice >> shift & bits);
    let chosen = Chosen {
        rules: bits(0, 3) % RULES.len(),
        algorithm: ALGORITHMS[bits(2, 3)],
        expires: EXPIRES[bits(4, 3)],
        created: bits(6, 1) == 0,
        has_names: bits(7, 1) == 0,
    };
    let mut lines = data.split(|byte| *byte == b'\n');
    let names = lines.next().unwrap_or_default();
    let target = lines.next().unwrap_or(b"/");
    let names = std::str::from_utf8(names)
        .ok()
        .filter(|names| names.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')));
    let Some(names) = names else { return };
    let fields = lines.filter_map(|line| {
        let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
        Some((std::str::from_utf8(name).ok()?.to_owned(), value[1..].to_vec()))
    });
    chosen.agrees(names, target, &fields.collect::<Vec<_>>());
}

struct Chosen {
    rules: usize,
    algorithm: &'static str,
    expires: &'static str,
    created: bool,
    has_names: bool,
}

impl Chosen {
    /// Returns the value of a Signature field.
    fn line(&self, names: &str) -> String {
        let part = |name, value: &str, is_sent| if is_sent { format!("{name}=\"{value}\", ") } else { String::new() };
        let created = part("created", &NOW.to_string(), self.created);
        let expires = part("expires", self.expires, !self.expires.is_empty());
        let algorithm = part("algorithm", self.algorithm, !self.algorithm.is_empty());
        let names = part("headers", names, self.has_names);
        format!("{created}{expires}{algorithm}{names}keyId=\"k\", signature=\"AA==\"")
    }

    fn names<'n>(&self, names: &'n str) -> Vec<&'n str> {
        match (self.has_names, self.rules) {
            (true, _) => names.split(' ').filter(|name| !name.is_empty()).collect(),
            (false, 1) => vec!["date"],
            (false, _) => vec!["(created)"],
        }
    }

    /// What is signed, built as a text; `None` if nothing may be signed.
    fn naive(&self, names: &str, target: &[u8], fields: &[Field]) -> Option<Vec<u8>> {
        let names = self.names(names);
        let is_old = ["rsa", "hmac", "ecdsa"].iter().any(|old| self.algorithm.to_lowercase().starts_with(old));
        if names.is_empty() || names.len() > MAX_NAMES {
            return None;
        }
        let line = |name: &str| {
            let name = name.to_ascii_lowercase();
            let value = match &*name {
                "(created)" | "(expires)" if is_old => return None,
                "(created)" => self.created.then(|| NOW.to_string().into_bytes())?,
                "(expires)" if self.expires.is_empty() || self.expires.contains('.') => return None,
                "(expires)" => self.expires.as_bytes().to_vec(),
                "(request-target)" => {
                    let path = target.split(|byte| *byte == b'?').next().unwrap_or_default();
                    [&b"post "[..], if self.rules == 2 { path } else { target }].concat()
                }
                _ => {
                    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
                    let mut lines = fields.iter().filter(|(other, _)| other.eq_ignore_ascii_case(&name)).peekable();
                    lines.peek().filter(|_| name.bytes().all(is_name))?;
                    let values: Vec<&[u8]> = lines.map(|(_, value)| trimmed(value)).collect();
                    values.join(&b", "[..])
                }
            };
            let is_one_line = !value.iter().any(|byte| b"\r\n\0".contains(byte));
            is_one_line.then(|| [name.as_bytes(), b": ", &value].concat())
        };
        let lines: Option<Vec<_>> = names.into_iter().map(line).collect();
        lines.map(|lines| lines.join(&b'\n'))
    }

    fn agrees(&self, names: &str, target: &[u8], fields: &[Field]) {
        let Ok(request) = Request::new("Post", target, fields) else {
            assert!(target.is_empty() || target.iter().any(|byte| *byte <= b' ' || b"#\x7F".contains(byte)));
            return;
        };
        let naive = self.naive(names, target, fields);
        let line = self.line(names);
        let Ok(parameters) = Parameters::parse(line.as_bytes()) else {
            assert!(naive.is_none(), "only an empty list of names is malformed");
            return;
        };
        let rules = RULES[self.rules];
        let string = SigningString::new(&parameters, &request, rules);
        let string = string.map(|string| string.encode_to_vec());
        assert_eq!(string.as_ref().ok(), naive.as_ref(), "{line}");
        if let Err(error) = string {
            let in_names = error.part() == "headers" && error.offset() <= names.len().max(MAX_NAMES);
            assert!(in_names || ["field", "expires"].contains(&error.part()));
            return;
        }
        self.signs(names, target, fields, &parameters, naive.as_deref().unwrap_or_default());
    }

    /// Signs, and verifies what is changed.
    fn signs(&self, names: &str, target: &[u8], fields: &[Field], parameters: &Parameters<'_>, naive: &[u8]) {
        let rules = RULES[self.rules];
        let request = Request::new("Post", target, fields).expect("the target is one");
        let client = Client::new("k", Hmac(Sha256).key(SECRET)).with_rules(rules);
        let signed = client.sign(&request, *parameters).expect("it can be signed");
        assert!(signed.parameters().signature().matches(&Hmac(Sha256).key(SECRET).mac(naive)));

        let names = self.names(names);
        let required = names.join(" ").to_ascii_lowercase();
        let policy = Policy::new(&required).expect("the names are those of fields");
        let server = Server::new(Hmac(Sha256), "hmac-sha256").with_rules(rules).with_policy(policy);
        let verify = |method: &str, target: &[u8], fields: &[Field]| {
            let request = Request::new(method, target, fields).map_err(Refusal::from)?;
            server.verify(&signed.parameters(), &request, Body::Absent, Some(SECRET), NOW, |_, until| until >= NOW)
        };
        let verified = verify("Post", target, fields);
        if verified.is_err() {
            let is_signed = |name: &str| names.iter().any(|signed| signed.eq_ignore_ascii_case(name));
            match verified {
                Err(Refusal::Algorithm) => assert_eq!(self.algorithm, "ecdsa"),
                Err(Refusal::Date | Refusal::Time) => assert!(is_signed("date")),
                other => panic!("{other:?}"),
            }
            return;
        }
        // Fields of other names may stand elsewhere, and be written in another case.
        let mut moved = fields.to_vec();
        moved.sort_by_key(|(name, _)| name.to_ascii_lowercase());
        for (name, value) in &mut moved {
            name.make_ascii_uppercase();
            *value = [b" \t", &**value, b" "].concat();
        }
        assert_eq!(verify("pOST", target, &moved), Ok(()));
        for (index, (name, _)) in fields.iter().enumerate() {
            let mut changed = fields.to_vec();
            changed[index].1.push(b'a');
            let is_signed = names.iter().any(|signed| signed.eq_ignore_ascii_case(name));
            assert_eq!(verify("Post", target, &changed).is_ok(), !is_signed, "{name}");
            changed[index] = fields[index].clone();
            changed.insert(index, fields[index].clone());
            assert_eq!(verify("Post", target, &changed).is_ok(), !is_signed, "a second line of {name}");
            changed.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
            assert_eq!(verify("Post", target, &changed).is_ok(), !is_signed, "no {name}");
        }
        let is_signed = names.iter().any(|name| name.eq_ignore_ascii_case("(request-target)"));
        assert_eq!(verify("PUT", target, fields).is_ok(), !is_signed);
        assert_eq!(verify("Post", &[target, b"?"].concat(), fields).is_ok(), !is_signed || self.rules == 2);
        assert_eq!(verify("Post", &[b"/", target].concat(), fields).is_ok(), !is_signed);
    }
}

fn trimmed(value: &[u8]) -> &[u8] {
    let is_text = |byte: &u8| !b" \t".contains(byte);
    let start = value.iter().position(is_text).unwrap_or(value.len());
    let end = value.iter().rposition(is_text).map_or(start, |last| last + 1);
    &value[start..end]
}

/// What is read as a digest is written, and read as the same one.
fn digests(data: &[u8]) {
    let written = |digest: BodyDigest| digest.encode_to_vec();
    let of_body = BodyDigest::of(Sha256, data);
    assert!(of_body.matches(&Sha256.hash(data)));
    assert_eq!(BodyDigest::parse(&written(of_body)), Ok(of_body));
    match BodyDigest::parse(data) {
        Ok(digest) => assert_eq!(BodyDigest::parse(&written(digest)), Ok(digest)),
        Err(error) => assert!(error.offset() <= data.len()),
    }
}

/// The date of `NOW`.
pub(crate) fn date() -> String {
    HttpDate::new(NOW).expect("a date").display().to_string()
}
