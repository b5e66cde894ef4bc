//! What the signature of a request covers, whether it is right, and why it is wrong.

mod causes;

use std::io::Write;
use std::path::PathBuf;

use serde_json::Value;

use crate::{FAILURE, Run, SUCCESS, USAGE, program};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// Amazon, S3 API: Signature Calculations for the Authorization Header, GET Object.
const S3: &str = "\
GET /test.txt HTTP/1.1
Host: examplebucket.s3.amazonaws.com
Range: bytes=0-9
x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
x-amz-date: 20130524T000000Z
Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, \
Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41

";

/// The same documentation: Authenticating Requests, Using Query Parameters.
const PRESIGNED: &str = "\
GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404 HTTP/1.1
Host: examplebucket.s3.amazonaws.com

";

/// RFC 5849 §1.2, whose secrets are `kd94hf93k423kf44` and `pfkkdhi9sl3r4s00`.
const OAUTH: &str = "\
GET /photos?file=vacation.jpg&size=original HTTP/1.1
Host: photos.example.net:80
Authorization: OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", \
oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", \
oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"

";

/// The readme of mozilla/hawk, whose key is `werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn`.
const HAWK: &str = "\
GET /resource/1?b=1&a=2 HTTP/1.1
Host: example.com:8000
Authorization: Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-ext-data\", \
mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\"

";

/// Azure/azure-sdk-for-node, sharedkeylitetable-tests.js; the key of the emulator is public.
const AZURE: &str = "\
GET /?restype=service&comp=properties HTTP/1.1
Host: 127.0.0.1:10002
x-ms-version: 2011-08-18
x-ms-date: Mon, 05 Dec 2011 17:55:02 GMT
Authorization: SharedKeyLite devstoreaccount1:b89upLBiJ54w3Ju3zBv4GzThZGj/M6C3CdTm1BySj28=

";
const EMULATOR: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

fn check(args: &[&str], key: &str, input: &str) -> Run {
    let mut command = program();
    command.arg("--signature").args(args).env("KEY", key).env("TOKEN_KEY", "pfkkdhi9sl3r4s00");
    if !key.is_empty() {
        command.args(["--key", "env:KEY"]);
    }
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    // With wrong arguments, the program exits before it reads the input.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("the program exits");
    Run {
        code: output.status.code().expect("the program exits with a code"),
        stdout: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("the output is UTF-8"),
    }
}

fn json(args: &[&str], key: &str, input: &str) -> Value {
    let run = check(&[args, &["--json"]].concat(), key, input);
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr))
}

/// The kinds of the causes, or of the error.
fn causes(args: &[&str], key: &str, input: &str) -> String {
    let report = json(args, key, input);
    let kinds = match &report["causes"] {
        Value::Array(causes) => {
            causes.iter().map(|cause| cause["kind"].as_str().unwrap_or_default()).collect::<Vec<_>>()
        }
        _ => vec![report["error"]["kind"].as_str().unwrap_or_default()],
    };
    kinds.join(" ")
}

/// A file that is deleted at the end of the test.
struct File(PathBuf);

impl File {
    fn new(name: &str, content: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("countersign-signature-{}-{name}", std::process::id()));
        std::fs::write(&path, content).expect("a temporary file can be written");
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("its name is UTF-8")
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The request, the key, further arguments, and what is shown.
type Row = (&'static str, &'static str, &'static [&'static str], &'static str);

const SHOWN: [Row; 5] = [
    (
        S3,
        SECRET,
        &[],
        "
AWS4-HMAC-SHA256  (in Authorization)
├─ key      AKIAIOSFODNN7EXAMPLE
├─ service  s3
└─ signed   host range x-amz-content-sha256 x-amz-date
canonical request
   1  GET  (the method)
   2  /test.txt  (the path)
   3  (no query)
   4  host:examplebucket.s3.amazonaws.com
   5  range:bytes=0-9
   6  x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
   7  x-amz-date:20130524T000000Z
   8
   9  host;range;x-amz-content-sha256;x-amz-date  (the names of the signed fields)
  10  e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  (what the request says of its body)
string to sign
   1  AWS4-HMAC-SHA256
   2  20130524T000000Z  (the time of signing)
   3  20130524/us-east-1/s3/aws4_request  (the scope of the key)
   4  7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972  (the SHA-256 of the canonical request)
signature
├─ sent   ••••••••••••••••••••••••••••••••••••••••••••••••••••••••••••••••
└─ right  ••••••••••••••••••••••••••••••••••••••••••••••••••••••••••••••••  (the same)
The signature is right.
",
    ),
    (
        PRESIGNED,
        SECRET,
        &["--reveal"],
        "
AWS4-HMAC-SHA256  (in the query)
├─ key      AKIAIOSFODNN7EXAMPLE
├─ service  s3
├─ signed   host
└─ expires  86400 seconds after 20130524T000000Z
canonical request
   1  GET  (the method)
   2  /test.txt  (the path)
   3  X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host  (the query, sorted)
   4  host:examplebucket.s3.amazonaws.com
   5
   6  host  (the names of the signed fields)
   7  UNSIGNED-PAYLOAD  (presigned: the body is not signed)
string to sign
   1  AWS4-HMAC-SHA256
   2  20130524T000000Z  (X-Amz-Date)
   3  20130524/us-east-1/s3/aws4_request  (the scope of the key)
   4  3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04  (the SHA-256 of the canonical request)
signature
├─ sent   aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404
└─ right  aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404
The signature is right.
",
    ),
    (
        OAUTH,
        "kd94hf93k423kf44",
        &["--token-key", "env:TOKEN_KEY"],
        "
OAuth  (in Authorization)
├─ client  dpf43f3p2l4k3l03
├─ method  HMAC-SHA1
└─ origin  http://photos.example.net
base string
   1  GET&  (the method)
   2  http%3A%2F%2Fphotos.example.net%2Fphotos&  (the URI, without its query)
   3  file%3D••••••••.•••%26  (the parameters, sorted: those of the query, of a form, and of the credentials)
   4  oauth_consumer_key%3Ddpf43f3p2l4k3l03%26
   5  oauth_nonce%3DchapoH%26
   6  oauth_signature_method%3DHMAC-SHA1%26
   7  oauth_timestamp%3D137131202%26
   8  oauth_token%3D••••••••••••••••%26
   9  size%3D••••••••
signature
├─ sent   ••••••••••••••••••••••••••••
└─ right  ••••••••••••••••••••••••••••  (the same)
The signature is right.
",
    ),
    (
        HAWK,
        "",
        &[],
        "
Hawk  (in Authorization)
├─ key     dh37fgj492je
├─ mac     HMAC-SHA-256, by its length
└─ origin  example.com, port 8000
normalized
   1  hawk.1.header
   2  1353832234  (the time)
   3  j4h3g2  (the nonce)
   4  GET  (the method)
   5  /resource/1?b=•&a=•  (the target)
   6  example.com  (the host)
   7  8000  (the port)
   8  (the hash of the payload)
   9  •••••••••••••••••  (ext)
  10
signature
└─ sent  ••••••••••••••••••••••••••••••••••••••••••••
Without --key, the signature is not computed.
",
    ),
    (
        AZURE,
        EMULATOR,
        &[],
        "
SharedKeyLite  (in Authorization)
├─ account  devstoreaccount1
├─ service  table
└─ version  2011-08-18
string to sign
   1  Mon, 05 Dec 2011 17:55:02 GMT
   2  /devstoreaccount1/?comp=properties  (the account and the path)
signature
├─ sent   ••••••••••••••••••••••••••••••••••••••••••••
└─ right  ••••••••••••••••••••••••••••••••••••••••••••  (the same)
The signature is right.
",
    ),
];

#[test]
fn what_is_signed_is_shown_line_by_line() {
    for (input, key, args, expected) in SHOWN {
        // Lines end with LF or CRLF.
        for input in [input.to_owned(), input.replace('\n', "\r\n")] {
            let run = check(args, key, &input);
            assert_eq!((run.stdout.as_str(), run.code), (expected.trim_start(), SUCCESS), "{}", run.stderr);
        }
    }
}

#[test]
fn the_first_difference_is_marked() {
    const CANONICAL: &str = "GET
/test.txt

host:examplebucket.s3.amazonaws.com
range:bytes=0-90
x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
x-amz-date:20130524T000000Z

host;range;x-amz-content-sha256;x-amz-date
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const STRING: &str = "AWS4-HMAC-SHA256
20130524T000000Z
20130524/us-east-1/s3/aws4_request
7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972";
    let hex = CANONICAL.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x} "));
    for (name, theirs) in [
        ("text", CANONICAL.to_owned()),
        ("text with CRLF", CANONICAL.replace('\n', "\r\n") + "\r\n"),
        (
            "XML",
            format!(
                "<Error><StringToSign>{STRING}</StringToSign><CanonicalRequest>{CANONICAL}</CanonicalRequest></Error>"
            ),
        ),
        (
            "XML with bytes",
            format!(
                "<Error><CanonicalRequest>?</CanonicalRequest><CanonicalRequestBytes>{hex}</CanonicalRequestBytes></Error>"
            ),
        ),
        (
            "JSON",
            serde_json::json!({ "message": format!(
                "The request signature we calculated does not match the signature you provided.\n\n\
                 The Canonical String for this request should have been\n'{CANONICAL}'\n\n\
                 The String-to-Sign should have been\n'{STRING}'\n"
            ) })
            .to_string(),
        ),
    ] {
        let file = File::new("difference", theirs.as_bytes());
        let run = check(&["--theirs", file.path()], SECRET, S3);
        let expected = "
   5  range:bytes=0-9
      range:bytes=0-90  (the other side)
                     ^
                     the first difference, at byte 66 of the text
   6  x-amz-content-sha256";
        assert!(run.stdout.contains(expected) && run.code == FAILURE, "{name}: {}{}", run.stdout, run.stderr);
        assert_eq!(run.stdout.matches('^').count(), 1, "{name}");
        assert_eq!(causes(&["--theirs", file.path()], SECRET, S3), "text-differs", "{name}");
        let report = json(&["--theirs", file.path()], "", S3);
        let difference = &report["texts"][0]["differs"];
        assert_eq!((difference["line"].as_u64(), difference["column"].as_u64()), (Some(4), Some(15)), "{name}");
        assert_eq!(difference["theirs"], "range:bytes=0-90", "{name}");
    }
}

#[test]
fn texts_of_all_schemes_are_compared() {
    let azure = |string: &str| {
        format!(
            "<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code><AuthenticationErrorDetail>The MAC signature found in \
             the HTTP request 'b89upLBi=' is not the same as any computed signature. Server used following string to sign: \
             '{string}'.</AuthenticationErrorDetail></Error>"
        )
    };
    let date = "Mon, 05 Dec 2011 17:55:02 GMT";
    let hawk = "hawk.1.header\n1353832234\nj4h3g2\nGET\n/resource/1?b=1&a=2\nexample.com\n8000\n\nsome-app-ext-data\n";
    let oauth = "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03%26\
                 oauth_nonce%3DchapoH%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131202%26\
                 oauth_token%3Dnnch734d00sl2jdk%26size%3Doriginal";
    for (input, theirs, place) in [
        (AZURE, azure(&format!("{date}\n/devstoreaccount1/?comp=properties")), None),
        (AZURE, azure(&format!("{date}\n/devstoreaccount1/?comp=a&amp;b")), Some((1, 24))),
        (AZURE, azure(&format!("{date}\n/devstoreaccount1/")), Some((1, 18))),
        (HAWK, hawk.to_owned(), None),
        (HAWK, hawk.trim_end().to_owned(), None),
        (HAWK, hawk.replace("8000", "443"), Some((6, 0))),
        (HAWK, hawk.replace("GET\n", "GET\n\n"), Some((4, 0))),
        (OAUTH, oauth.to_owned(), None),
        (OAUTH, oauth.replace("chapoH", "chapoX"), Some((4, 19))),
        (OAUTH, oauth.replace("http%3A", "https%3A"), Some((1, 4))),
        (OAUTH, format!("{oauth}%26z%3D1"), Some((8, 15))),
        (OAUTH, oauth.replace("%26size%3Doriginal", ""), Some((7, 30))),
    ] {
        let file = File::new("schemes", theirs.as_bytes());
        let report = json(&["--theirs", file.path()], "", input);
        let difference = &report["texts"][0]["differs"];
        let came = difference["line"].as_u64().zip(difference["column"].as_u64());
        assert_eq!(came, place, "{theirs}: {report}");
    }
    let file = File::new("other-scheme", b"<Error><CanonicalRequest>GET</CanonicalRequest></Error>");
    assert_eq!(causes(&["--theirs", file.path()], "", AZURE), "theirs-unreadable");
    let file = File::new("no-text", b"{}");
    assert_eq!(causes(&["--theirs", file.path()], "", S3), "text-differs");
}

#[test]
fn odd_input_is_named() {
    let basic = S3.replace("AWS4-HMAC-SHA256 Credential=", "Basic Credential=");
    for (input, expected) in [
        (S3.split("Authorization").next().unwrap_or_default(), "no-signature"),
        (basic.as_str(), "unknown-scheme"),
        ("GET / HTTP/1.1\nAuthorization: AWS a:YQ==\n\n", "unknown-scheme"),
        ("GET / HTTP/1.1\nAuthorization: s3cr3t\n\n", "unknown-scheme"),
        ("GET / HTTP/1.1\nAuthorization: AWS4-HMAC-SHA256 s3cr3t\n\n", "malformed"),
        ("GET / HTTP/1.1\nAuthorization: Hawk id=\"a\", ts=\"1\", nonce=\"n\", mac=\"YQ==\"\n\n", "field-absent"),
        (
            "POST / HTTP/1.1\nHost: a\nX-Amz-Date: 20130524T000000Z\nContent-Length: 4\nAuthorization: AWS4-HMAC-SHA256 \
             Credential=A/20130524/us-east-1/sqs/aws4_request, SignedHeaders=host;x-amz-date, \
             Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41\n\n",
            "body-missing",
        ),
    ] {
        assert_eq!(causes(&[], SECRET, input), expected, "{input}");
        let run = check(&[], SECRET, input);
        assert!(run.code == FAILURE && run.stdout.ends_with(".\n") && !run.stdout.contains("s3cr3t"), "{}", run.stdout);
    }
    for (args, key, input, expected) in [
        (&[][..], "", "HTTP/1.1 200 OK\n\n", "the input has no request"),
        (&[], "", "", "there was no input"),
        (&["--key", "s3cr3t"], "", S3, "--key is env:VARIABLE or file:PATH"),
        (&["--key", "env:"], "", S3, "--key is env:VARIABLE or file:PATH"),
        (&["--key", "env:NO_SUCH_KEY"], "", S3, "--key: the environment variable NO_SUCH_KEY is not set"),
        (&["--token-key", "env:_1"], "", S3, "--token-key: the environment variable _1 is not set"),
        // What the shell put in place of a variable.
        (&["--key", "env:no/s3cr3t"], "", S3, "--key: the environment variable is not set"),
        (&["--key", "env:s3cr3t"], "", S3, "--key: the environment variable is not set"),
        (&["--key", "env:1S3CR3T"], "", S3, "--key: the environment variable is not set"),
        (&["--key", "file:/nowhere/s3cr3t"], "", S3, "--key: the file can't be read"),
        (&["--body", "/nowhere/s3cr3t"], "", S3, "the file of --body can't be read"),
        (&["--explain"], "", S3, "cannot be used with"),
    ] {
        let run = check(args, key, input);
        assert_eq!((run.code, run.stdout.as_str()), (USAGE, ""), "{args:?}");
        assert!(run.stderr.contains(expected) && !run.stderr.to_lowercase().contains("s3cr3t"), "{}", run.stderr);
    }
}

#[test]
fn curl_bodies_and_files_are_read() {
    // The output of `curl -v`: the second request has the signature.
    let sent = format!("> {}\n", S3.trim_end().replace('\n', "\n> ") + "\n> ");
    let capture = format!(
        "* Connected\n> GET / HTTP/1.1\n> Host: a\n>\n< HTTP/1.1 401 \n<\n{{ [5 bytes data]\n{sent}< HTTP/1.1 200 OK\n"
    );
    assert_eq!(causes(&[], SECRET, &capture), "");
    let key = File::new("key", format!("{SECRET}\r\n").as_bytes());
    let body = File::new("body", b"");
    let run = check(&["--key", &format!("file:{}", key.path()), "--body", body.path()], "", S3);
    assert!(run.stdout.contains("The signature is right.") && run.code == SUCCESS, "{}{}", run.stdout, run.stderr);
    // The body in the file of the request has no end but that of the file: mozilla/hawk, the readme, with the hash of the body.
    let request = HAWK.replace("GET", "POST").replace(
        "ext=\"some-app-ext-data\", mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\"",
        "hash=\"Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=\", ext=\"some-app-ext-data\", \
         mac=\"aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=\"",
    );
    for (body, expected) in [("Thank you for flying Hawk", ""), ("Thank you for flying Hawk\n\n", "payload-hash")] {
        let input = request.replacen('\n', "\nContent-Type: text/plain\n", 1) + body;
        let file = File::new("request", input.as_bytes());
        assert_eq!(causes(&[file.path()], "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn", ""), expected, "{body:?}");
    }
    let body = File::new("other-body", b"other");
    assert_eq!(causes(&["--body", body.path()], SECRET, S3), "payload-hash");
}

/// Two masked signatures of one length look the same.
#[test]
fn masked_signatures_are_compared() {
    for (key, args, expected) in [
        (SECRET, &[][..], "•  (the same)\nThe signature is right."),
        ("other", &[], "•  (they differ)\nThe signature is wrong."),
        ("other", &["--reveal"], "\nThe signature is wrong."),
        ("", &[], "•\nWithout --key"),
    ] {
        let run = check(args, key, S3);
        assert!(run.stdout.contains(expected), "{}", run.stdout);
        assert_eq!(run.stdout.contains("(they differ)"), expected.contains("(they differ)"), "{}", run.stdout);
    }
}

#[test]
fn help_about_signatures_has_nothing_else() {
    let run = check(&["--help"], "", "");
    assert_eq!((run.code, run.stderr.as_str()), (SUCCESS, ""));
    for (text, is_shown) in [
        ("Reads a signed request", true),
        ("--theirs", true),
        ("Signatures:", true),
        ("JSON with --signature:", true),
        ("Exit codes:", true),
        ("JSON with --explain:", false),
        ("--credentials", false),
        ("WWW-Authenticate", false),
        ("Secrets:", false),
    ] {
        assert_eq!(run.stdout.contains(text), is_shown, "{text}: {}", run.stdout);
    }
}

#[test]
fn secrets_of_signed_requests_are_masked() {
    let request = "GET /a?q=s3cr3t%2Bm0re+t0ken%C3%A9&X-Amz-Date=20130524T000000Z HTTP/1.1\nHost: h\n\
                   X-Amz-Date: 20130524T000000Z\nX-Amz-Security-Token: s3cr3t+/\nX-Amz-Meta-A: s3cr3t  m0re\n\
                   Cookie: s3cr3t\nAuthorization: AWS4-HMAC-SHA256 Credential=A/20130524/us-east-1/sqs/aws4_request, \
                   SignedHeaders=cookie;host;x-amz-date;x-amz-meta-a;x-amz-security-token, \
                   Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41\n\n";
    let theirs = File::new("masked", b"GET\n/a\nq=th31rs\nhost:h\n\nhost\ne3b0");
    for args in [&[][..], &["--json"]] {
        let args = [args, &["--theirs", theirs.path()]].concat();
        let run = check(&args, "k3y", request);
        for secret in ["s3cr3t", "m0re", "t0ken", "C3", "f0e8bdb8", "k3y", "th31rs"] {
            assert!(!run.stdout.contains(secret), "{secret}: {}", run.stdout);
        }
        for shown in [
            "q=••••••%2B••••%2B•••••%••%••",
            "x-amz-meta-a:•••••• ••••",
            "x-amz-security-token:••••••••",
            "cookie:••••••",
        ] {
            assert!(run.stdout.contains(shown), "{shown}: {}", run.stdout);
        }
        let revealed = check(&[&args[..], &["--reveal"]].concat(), "k3y", request);
        for secret in ["s3cr3t%2Bm0re%2Bt0ken%C3%A9", "f0e8bdb8", "cookie:s3cr3t", "th31rs"] {
            assert!(revealed.stdout.contains(secret), "{secret}: {}", revealed.stdout);
        }
        assert!(!revealed.stdout.contains("k3y") && !revealed.stdout.contains('•'));
    }
}

#[test]
fn a_long_line_is_cut_around_its_difference() {
    let long = |end: &str| format!("hawk.1.header\n1353832234\nj4h3g2\nGET\n/{}{end}\n", "a".repeat(500));
    let input = HAWK.replace("/resource/1?b=1&a=2", &format!("/{}x{}", "a".repeat(500), "b".repeat(300)));
    let file = File::new("long", long("y").as_bytes());
    let run = check(&["--theirs", file.path()], "", &input);
    let lines: Vec<_> = run.stdout.lines().collect();
    let caret = lines.iter().position(|line| line.trim() == "^").expect("there is a caret");
    let at = lines[caret].chars().count() - 1;
    let char_at = |line: &str| line.chars().nth(at);
    assert_eq!((char_at(lines[caret - 2]), char_at(lines[caret - 1])), (Some('x'), Some('y')), "{}", run.stdout);
    assert!(lines[caret - 2].chars().count() < 130);
}
