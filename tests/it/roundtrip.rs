//! Runs every law on arbitrary bytes, on bytes that resemble header fields, and on every seed of the fuzzer, cut at every
//! length.

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;

use countersign::auth::{MAX_PARAMS, SCHEMES};

use crate::laws;

/// Parameters that the schemes define, and others.
const PARAMS: [&[u8]; 66] = [
    b"a=a",
    b"A=a",
    b"b=\"x\"",
    b"c=\"\\\"\\\\\"",
    b"d = \t\"\"",
    b"realm=\"x\"",
    b"Realm=y",
    b"charset=UTF-8",
    b"scope=\"a  b\"",
    b"error=\"invalid_token\"",
    b"max_age=5",
    b"max_age=\"x\"",
    b"qop=\"auth, AUTH-int,x\"",
    b"qop=auth",
    b"algorithm=SHA-256-sess",
    b"algorithm=\"x y\"",
    b"algorithm=md5",
    b"userhash=true",
    b"username=\"Mufasa\"",
    b"username*=UTF-8''%C3%A9",
    b"username*=x",
    b"nonce=\"b\"",
    b"uri=\"/\"",
    b"cnonce=c",
    b"nc=00000001",
    b"nc=1",
    b"response=8ca523f5e9506fed4657c9700eebdbec",
    b"rspauth=\"8CA523F5E9506FED4657C9700EEBDBEC\"",
    b"nextnonce=\"\\n\"",
    b"opaque=\"\"",
    b"stale=TRUE",
    b"domain=\"/ /a\"",
    b"algs=\"ES256 PS256\"",
    b"challenge=\"YWFhYQ==\"",
    b"challenge=YWFh",
    b"max-age=10",
    b"token-key=\"-_8=\"",
    b"token=YWFh",
    b"result=\"a.b.c.YQ==\"",
    b"result=a.b.c.YQ",
    b"t=YQ.YQ.YQ",
    b"k=\"BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs\"",
    b"oauth_consumer_key=a%20b",
    b"oauth_signature_method=PLAINTEXT",
    b"oauth_signature=\"c%26\"",
    b"oauth_timestamp=007",
    b"oauth_nonce=\"%\"",
    b"oauth_version=1.0",
    b"Credential=a/20130524/s3/aws4_request",
    b"SignedHeaders=host;Date",
    b"Signature=00ff",
    b"as_uri=\"https://a\"",
    b"id=\"a\"",
    b"ts=1",
    b"tsm=YQ==",
    b"mac=\"YQ==\"",
    b"app=a",
    b"dlg=\"b\"",
    b"keyId=a",
    b"signature=\"YWFh\"",
    b"created=1",
    b"expires=1.5",
    b"headers=\"host (created)\"",
    b"token=\"a\\\"b\"",
    b"s=7",
    b"v=dmVyaWZpY2F0aW9u_zE2Qg",
];

/// Other pieces of header fields.
const PIECES: [&[u8]; 30] = [
    b"a ",
    b"a",
    b"a==",
    b"abc/+=",
    b" ",
    b"\t",
    b", ",
    b",",
    b"=",
    b"\"",
    b"\\",
    b"\n",
    b"\r\n",
    b"\0",
    b"\x7F",
    b"\x80",
    b"\xC3\xA9",
    b":",
    b"/",
    b"Basic ",
    b"bAsIc ",
    b"QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    b"Og==",
    b"Bearer ",
    b"Digest ",
    b"Negotiate",
    b"UTF-8''",
    b"'",
    b"%20",
    b"*",
];

/// Schemes with the parameters that they require. The names of all schemes are added to them.
const HEADS: [&[u8]; 20] = [
    b"",
    b"a ",
    b"Basic ",
    b"Basic realm=r, ",
    b"Bearer ",
    b"DPoP ",
    b"HOBA challenge=YQ, max-age=1, ",
    b"PrivateToken challenge=YWFh, ",
    b"vapid t=YQ.YQ.YQ, ",
    b"Digest realm=r, nonce=\"n\", ",
    b"Digest realm=r, nonce=n, uri=\"/\", response=8ca523f5e9506fed4657c9700eebdbec, ",
    b"OAuth oauth_consumer_key=a, oauth_signature_method=PLAINTEXT, oauth_signature=b, ",
    b"AWS4-ECDSA-P256-SHA256 Credential=a/20130524/s3/aws4_request, Signature=00, ",
    b"SharedKey a:",
    b"Concealed k=YQ, a=YQ, p=YQ, ",
    b"GNAP ",
    b"Hawk id=a, nonce=b, mac=YWFh, ",
    b"Signature keyId=a, ",
    b"Token ",
    b"ApiKey ",
];

/// Arbitrary bytes, pieces of the grammar, and whole challenges, some of which a piece makes invalid.
pub(crate) fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let names = || SCHEMES.iter().flat_map(|(_, names)| *names).map(|name| format!("{name} ").into_bytes());
    let head = move || prop::sample::select(HEADS.iter().map(|head| head.to_vec()).chain(names()).collect::<Vec<_>>());
    let param = || prop::sample::select(&PARAMS[..]);
    let piece = || prop_oneof![2 => prop::sample::select(&PIECES[..]), 1 => param()];
    let pieces = || vec(piece(), 0..12).prop_map(|pieces| pieces.concat());
    let params = || vec(param(), 0..7).prop_map(|params| params.join(&b", "[..]));
    let challenge = || (head(), params()).prop_map(|(head, params)| [head, params].concat());
    let broken = (challenge(), any::<prop::sample::Index>(), piece()).prop_map(|(mut challenge, at, piece)| {
        let at = at.index(challenge.len() + 1);
        challenge.splice(at..at, piece.iter().copied());
        challenge
    });
    let challenges = vec(prop_oneof![3 => challenge(), 1 => broken, 1 => pieces()], 1..4);
    prop_oneof![
        1 => vec(any::<u8>(), 0..48),
        1 => vec(32_u8..127, 0..48),
        2 => pieces(),
        2 => challenge(),
        3 => challenges.prop_map(|challenges| challenges.join(&b", "[..])),
        1 => (head(), pieces()).prop_map(|(head, pieces)| [head, pieces].concat()),
    ]
}

/// Bytes that a quoted-string can contain, and a few others.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        40 => 32_u8..127,
        5 => Just(b'"'),
        5 => Just(b'\\'),
        5 => Just(b'\t'),
        10 => 128_u8..,
        1 => 0_u8..32,
    ];
    prop_oneof![vec(byte, 0..12), "[ -~\u{C0}-\u{FF}]{0,12}".prop_map(String::into_bytes)]
}

/// Parts of a value, one per line: texts, or a scheme and parameters. The value of a parameter is a token, or a text
/// after a quote.
pub(crate) fn parts() -> impl Strategy<Value = Vec<u8>> {
    let token = || "[!#-'*+.0-9A-Z^-z|~-]{1,6}".prop_map(String::into_bytes);
    let value = prop_oneof![
        4 => token(),
        4 => text().prop_map(|text| [b"\"", &*text].concat()),
        1 => vec(any::<u8>(), 0..8),
    ];
    let name = prop_oneof![6 => token(), 2 => "[aA]".prop_map(String::into_bytes), 1 => Just(b"realm".to_vec()), 1 => vec(any::<u8>(), 0..3)];
    let param = (name, value).prop_map(|(name, value)| [&*name, b"=", &*value].concat());
    let params = (token(), vec(param, 0..6)).prop_map(|(scheme, params)| [vec![scheme], params].concat());
    prop_oneof![params, vec(text(), 1..8)].prop_map(|lines| lines.join(&b"\n"[..]))
}

/// Pieces of CORS fields.
const VALUES: [&str; 52] = [
    "\n",
    "\n",
    "\n",
    ", ",
    ",",
    " ",
    "\t",
    ":",
    "\"",
    "\\",
    "=",
    ";",
    "*",
    "get",
    "PUT",
    "patch",
    "TRACE",
    "Options",
    "x-a",
    "X-A",
    "x-b-and-more",
    "X-B-and-more",
    "Accept:",
    "accept:a, b",
    "Accept-Language:",
    "Content-Language: en",
    "Content-Type:",
    "content-type: text/plain",
    "Range:",
    "range:bytes=5-",
    "bytes=0-9",
    "text/plain",
    "multipart/form-data;boundary=a",
    "application/json",
    "Origin",
    "origin",
    "Authorization",
    "Set-Cookie",
    "sec-",
    "true",
    "True",
    "null",
    "https://a.example",
    "https://A.example",
    "same-site",
    "cross-origin",
    "01:23:45:67:89:0a",
    "0",
    "600",
    "18446744073709551615",
    "tv.1_a",
    "\u{E9}",
];

/// Lines of CORS fields, some of them long.
pub(crate) fn values() -> impl Strategy<Value = Vec<u8>> {
    let piece = || prop::sample::select(&VALUES[..]);
    let long = (piece(), 1..140_usize).prop_map(|(head, count)| [head, &"a".repeat(count)].concat());
    let piece = prop_oneof![20 => piece().prop_map(str::to_owned), 1 => long];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat().into_bytes())
}

/// Pieces of origins and of patterns.
const ORIGINS: [&str; 46] = [
    "https://",
    "http://",
    "ws://",
    "file://",
    "x+y://",
    "null",
    "*",
    "*.",
    ".",
    "-",
    "_",
    "a",
    "b1",
    "localhost",
    "example.com",
    "127.0.0.1",
    "1",
    "0",
    "255",
    "256",
    "0x1f",
    "xn--",
    "xn--a",
    "xn--xample-9ua",
    "xn--99a",
    "[",
    "]",
    "::",
    ":",
    "ffff",
    "0a",
    "db8",
    "1.2.3.4",
    "[::1]",
    "[1:2:3:4:5:6:7:8]",
    ":443",
    ":80",
    ":8443",
    ":*",
    ":0",
    "65536",
    "A",
    "\u{E9}",
    "/",
    " ",
    "\n",
];

/// Pieces of origins, or a pattern and, on the next line, an origin that it may match.
pub(crate) fn origins() -> impl Strategy<Value = Vec<u8>> {
    let pieces = || vec(prop::sample::select(&ORIGINS[..]), 0..10).prop_map(|pieces| pieces.concat());
    let scheme = || prop::sample::select(&["https://", "http://", "wss://"][..]);
    let host = || prop::sample::select(&["a", "a.b", "c.a.b", "a.b.", "a_b", "ca.b", "127.0.0.1", "[::1]"][..]);
    let port = || prop::sample::select(&["", ":1", ":01", ":443", ":*"][..]);
    let one = move |wild| {
        let wild = prop::sample::select(if wild { &["", "*."][..] } else { &["", "x.", "y.x."][..] });
        (scheme(), wild, host(), port()).prop_map(|(scheme, wild, host, port)| [scheme, wild, host, port].concat())
    };
    let pair = (one(true), one(false)).prop_map(|(pattern, origin)| [pattern, origin].join("\n"));
    let punycode = "(https://)?xn--([a-z0-9]{1,4}-)?[a-z0-9]{1,8}";
    let hexadecimal = r"http://\[[0-9a-f]{0,4}(:{1,2}[0-9a-f]{0,5}){0,8}\]";
    prop_oneof![3 => pieces(), 3 => pair, 1 => punycode, 1 => hexadecimal].prop_map(String::into_bytes)
}

pub(crate) fn every_law(data: &[u8]) {
    for (_, law) in laws::MODULES {
        law(data);
    }
}

/// Bytes for the generators: see `laws/inputs.rs`.
pub(crate) fn choices() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..1024)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_keep_the_laws(data in bytes()) {
        every_law(&data);
    }

    #[test]
    fn drawn_inputs_keep_the_laws(data in choices()) {
        for (module, _) in laws::MODULES {
            laws::check(module, &laws::inputs::of(module, &data));
        }
    }

    #[test]
    fn values_of_cors_keep_the_laws(data in values()) {
        for module in ["list", "names", "origin", "values"] {
            laws::check(module, &data);
        }
    }

    #[test]
    fn values_built_of_parts_keep_the_laws(data in parts()) {
        every_law(&data);
    }

    #[test]
    fn origins_keep_the_laws(data in origins()) {
        laws::check("origin", &data);
    }
}

#[test]
fn seeds_keep_the_laws_cut_at_every_length() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for (module, law) in laws::MODULES {
        let files: Vec<_> = fs::read_dir(seeds.join(module)).expect("a folder of seeds for each law").collect();
        assert!(!files.is_empty(), "fuzz/seeds/{module} has no seed");
        for file in files {
            let data = fs::read(file.expect("a listed file").path()).expect("a file that can be read");
            crate::prefixes::lengths(data.len()).for_each(|length| law(&data[..length]));
            laws::check("kept", &data);
        }
    }
}

#[test]
fn parameters_are_counted_to_the_limit() {
    for count in [MAX_PARAMS - 1, MAX_PARAMS, MAX_PARAMS + 1] {
        let params: Vec<String> = (0..count).map(|number| format!("p{number}=v")).collect();
        for (separator, head) in [("\n", "Newauth\n"), (", ", "Newauth "), (", ", "Bearer "), (", ", "")] {
            let data = [head, &params.join(separator)].concat();
            every_law(data.as_bytes());
        }
    }
}
