//! Documents: how they are read, and the errors in them.

use crate::{FAILURE, Files, Run, SUCCESS, USAGE, gateway};

/// All elements and attributes.
const WHOLE: &str = r#"<cors allow-credentials="true" terminate-unmatched-request="false">
  <allowed-origins>
    <origin>https://a.example/</origin>
    <origin>http://localhost:8080</origin>
  </allowed-origins>
  <allowed-methods preflight-result-max-age="300">
    <method>GET</method>
    <method>PUT</method>
  </allowed-methods>
  <allowed-headers>
    <header>x-a</header>
  </allowed-headers>
  <expose-headers>
    <header>x-b</header>
  </expose-headers>
</cors>"#;

const SHOWN: &str = "\
operation  standard input
├─ allow-credentials            true
├─ terminate-unmatched-request  false
├─ allowed-origins              https://a.example/, http://localhost:8080
├─ allowed-methods              GET, PUT
├─ preflight-result-max-age     300
├─ allowed-headers              x-a
└─ expose-headers               x-b
effective order  operation
";

fn statement(attributes: &str, content: &str) -> String {
    format!("<cors{attributes}>{content}</cors>")
}

const ORIGINS: &str = "<allowed-origins><origin>https://a.example</origin></allowed-origins>";

#[test]
fn a_statement_is_shown() {
    let Run { code, stdout, stderr } = gateway(&["-"], WHOLE.as_bytes());
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (SUCCESS, SHOWN, ""));
    assert_eq!(gateway(&[], WHOLE.as_bytes()).stdout, SHOWN);
}

#[test]
fn defaults_are_marked() {
    let run = gateway(&["-"], statement("", ORIGINS).as_bytes());
    assert_eq!(
        run.stdout,
        "operation  standard input\n\
         ├─ allow-credentials            false\n\
         ├─ terminate-unmatched-request  true  (default)\n\
         ├─ allowed-origins              https://a.example\n\
         ├─ allowed-methods              GET, POST  (default)\n\
         ├─ preflight-result-max-age     0\n\
         ├─ allowed-headers              none\n\
         └─ expose-headers               none\n   \
         remark: line 1, column 1: there is no <allowed-headers>, which editions of the reference require; \
         list a header\n\
         effective order  operation\n"
    );
}

/// XML can write the same document in many ways.
#[test]
fn xml_is_read_as_xml() {
    let spelled = WHOLE
        .replace("https://a.example/", " \n <![CDATA[https://a.]]>&#x65;xample<!-- not here -->&#47; ")
        .replace("<method>PUT", "<?pi a?><method>&#80;UT")
        .replace("\"300\"", "' 3&#48;0\n'")
        .replace("<header>x-a</header>", "<!-- <header>x-z</header> --><header\n>x-a</header >")
        .replace('\n', "\r\n");
    for document in
        [spelled.clone(), format!("\u{FEFF}<?xml version='1.0' encoding='utf-8'?>\n<!-- a -->{spelled}<!-- b -->\n")]
    {
        let run = gateway(&["-"], document.as_bytes());
        assert_eq!((run.code, run.stdout.as_str()), (SUCCESS, SHOWN), "{document}");
    }
}

/// Of a whole document, only `base` and `cors` in `inbound` are used.
#[test]
fn only_inbound_is_used() {
    let policies = |inbound: &str| {
        format!("<policies><inbound>{inbound}</inbound><backend><forward-request/></backend><outbound/></policies>")
    };
    let rate = "<rate-limit calls='1'/>";
    let nested = format!("<choose><when condition=\"@(a &gt; b)\">{}</when></choose>", statement("", "<any/>"));
    for (inbound, order, note) in [
        (format!("{rate}<base />{}{rate}", statement("", ORIGINS)), "operation", ""),
        (
            format!("{rate}{nested}"),
            "no policy",
            "ignored, because it is inside another policy: <cors> at line 1, column ",
        ),
        (format!("{nested}{}{nested}", statement("", ORIGINS)), "operation", ", and 1 more\n"),
        ("<base/>".to_owned(), "no policy", "└─ no cors policy\n"),
        (String::new(), "no policy", ""),
    ] {
        let run = gateway(&["-"], policies(&inbound).as_bytes());
        assert_eq!(run.code, SUCCESS, "{}", run.stdout);
        assert!(
            run.stdout.contains(&format!("effective order  {order}\n")) && run.stdout.contains(note),
            "{}",
            run.stdout
        );
    }
    for (document, expected) in [
        (policies("<base/><base/>"), "line 1, column 27: <base> is repeated"),
        (policies(&statement("", ORIGINS).repeat(2)), "<cors> is repeated"),
        (policies("<cors/>"), "line 1, column 20: <allowed-origins> has no <origin>"),
        ("<policies/>".to_owned(), "line 1, column 1: <policies> has no <inbound>"),
        ("<policies><inbound/><inbound/></policies>".to_owned(), "line 1, column 21: <inbound> is repeated"),
        (
            "<policies><inbound/><outbound><cors/></outbound></policies>".to_owned(),
            "<cors> is allowed in <inbound> only",
        ),
        ("<policies><cors/><inbound/></policies>".to_owned(), "<cors> is allowed in <inbound> only"),
        ("<policy/>".to_owned(), "<policy> is not <policies>, <inbound>, <fragment> or <cors>\n"),
        (
            "<x:cors xmlns:x='y'/>".to_owned(),
            "<cors> of the namespace \"y\" is not <policies>, <inbound>, <fragment> or <cors>; names of elements are",
        ),
        (
            "<policies xmlns='urn:x'><inbound/></policies>".to_owned(),
            "<policies> of the namespace \"urn:x\" is not <policies>,",
        ),
        (
            "<Policies/>".to_owned(),
            "<Policies> is not <policies>, <inbound>, <fragment> or <cors>; names of elements are",
        ),
        (
            "<policies><inbound/><Inbound><cors/></Inbound></policies>".to_owned(),
            "line 1, column 21: <Inbound> is not a section; names of elements are case-sensitive and have no namespace",
        ),
        ("<policies>a<inbound/></policies>".to_owned(), "line 1, column 11: only policies are allowed here"),
        (policies("hello<base/>"), "line 1, column 20: only policies are allowed here, but this is text"),
        (policies("{{a}} hello {{b}}"), "line 1, column 26: only policies are allowed here, but this is text"),
        (policies("\r\n\r\n {{a}}\r\n }}"), "line 4, column 2: only policies are allowed here, but this is text"),
        (policies("@(a)"), "line 1, column 20: only policies are allowed here, but this is text"),
        (policies("<![CDATA[<base/>]]>"), "only policies are allowed here, but this is text"),
        (policies("{{}}"), "only policies are allowed here, but this is text"),
        (statement("", "<Allowed-Origins/>"), "<Allowed-Origins> is not an element of <cors>; names of elements are"),
        (
            statement("", "<allowed-origins><o:origin xmlns:o='p'/></allowed-origins>"),
            "<origin> of the namespace \"p\" is not an element of <allowed-origins>; names of elements are",
        ),
        (
            statement(" xmlns:a='b' a:allow-credentials='true'", ORIGINS),
            "allow-credentials of the namespace \"b\" is not an attribute of <cors>",
        ),
    ] {
        let run = gateway(&["-"], document.as_bytes());
        assert_eq!(run.code, FAILURE, "{document}");
        assert!(run.stdout.contains(expected), "{document}: {}", run.stdout);
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "it is a table")]
fn errors_have_a_place() {
    let list = |name: &str, content: &str| format!("<{name}>{content}</{name}>");
    for (document, expected) in [
        (statement("", ""), "line 1, column 1: <allowed-origins> has no <origin>"),
        (statement("", "<allowed-origins/>"), "line 1, column 7: <allowed-origins> has no <origin>"),
        (statement("", "\n <allowed-origin/>"), "line 2, column 2: <allowed-origin> is not an element of <cors>"),
        (statement(" allow-origin='a'", ORIGINS), "line 1, column 7: allow-origin is not an attribute of <cors>"),
        (
            statement(" allow-credentials='yes'", ORIGINS),
            "line 1, column 26: allow-credentials is \"yes\", which is not true or false",
        ),
        (statement(" allow-credentials='True'", ORIGINS), "which is not true or false"),
        (statement(" terminate-unmatched-request=''", ORIGINS), "which is not true or false"),
        (statement("", &ORIGINS.repeat(2)), "line 1, column 76: <allowed-origins> is repeated"),
        (
            statement("", &list("allowed-origins", "<uri>a</uri>")),
            "column 24: <uri> is not an element of <allowed-origins>",
        ),
        (statement("", &list("allowed-origins", "https://a")), "column 24: <allowed-origins> contains text"),
        (
            statement("", &list("allowed-origins", "<origin>\n  https://*.a.example</origin>")),
            "line 2, column 3: origin \"https://*.a.example\": expected a scheme, a host and an optional port",
        ),
        (
            statement("", &list("allowed-origins", "<origin>https://a/b</origin>")),
            "expected a scheme, a host and an optional port",
        ),
        (
            statement("", &list("allowed-origins", "<origin/>")),
            "column 24: origin \"\": expected a scheme, a host and an optional port",
        ),
        (
            statement("", &list("allowed-origins", "<origin><b/></origin>")),
            "<origin> contains <b>, but only text is allowed",
        ),
        (
            statement("", &list("allowed-origins", "<origin a='b'>https://a</origin>")),
            "a is not an attribute of <origin>",
        ),
        (
            statement("", &list("allowed-origins", "<origin>*</origin><origin>https://a</origin>")),
            "any origin is allowed, so the other origins have no effect",
        ),
        (
            statement(" allow-credentials='true'", &list("allowed-origins", "<origin>*</origin>")),
            "any origin is allowed together with allow-credentials",
        ),
        (statement("", &format!("{ORIGINS}<allowed-methods/>")), "<allowed-methods> has no <method>"),
        (
            statement("", &format!("{ORIGINS}{}", list("allowed-methods", "<method>a b</method>"))),
            "method \"a b\": not a token",
        ),
        (
            statement("", &format!("{ORIGINS}<allowed-methods preflight-result-max-age='-1'/>")),
            "which is not a number of seconds",
        ),
        (
            statement("", &format!("{ORIGINS}<allowed-methods preflight-result-max-age='4294967296'/>")),
            "which is not a number of seconds",
        ),
        (
            statement("", &format!("{ORIGINS}<allowed-headers preflight-result-max-age='1'/>")),
            "is not an attribute of <allowed-headers>",
        ),
        (
            statement("", &format!("{ORIGINS}{}", list("expose-headers", "<header>a</header>text"))),
            "<expose-headers> contains text",
        ),
        ("<cors>".to_owned(), "line 1, column 7: "),
        ("<cors a=\"@(b == \"c\")\"/>".to_owned(), "line 1, column 7: a is not an attribute of <cors>"),
        (
            "<policies><a b=\"@(c(\" d=\"@(e \"f\")/></policies>".to_owned(),
            "line 1, column 17: this policy expression has no end",
        ),
        ("<policies><inbound/></policies><x/>".to_owned(), "line 1, column 32: "),
        ("<cors>&nbsp;</cors>".to_owned(), "unknown entity"),
        (
            "<!DOCTYPE cors [<!ENTITY a 'b'>]><cors>&a;</cors>".to_owned(),
            "line 1, column 1: a policy document has no document type declaration",
        ),
        (
            "<?xml version='1.0' encoding='iso-8859-1'?><cors/>".to_owned(),
            "the document declares the encoding iso-8859-1",
        ),
        ("no XML".to_owned(), "line 1, column 1: "),
    ] {
        let run = gateway(&["-"], document.as_bytes());
        assert_eq!((run.code, run.stderr.as_str()), (FAILURE, ""), "{document}: {}", run.stdout);
        assert!(run.stdout.contains(expected), "{document}: {}", run.stdout);
    }
    let run = gateway(&["-"], b"<cors>\n\xFF</cors>");
    assert!(run.code == FAILURE && run.stdout.contains("line 2, column 1: this byte is not UTF-8"));
}

#[test]
fn expressions_take_their_value_from_the_command_line() {
    let files = Files::new("expressions");
    let document = statement(" allow-credentials='@(true)' terminate-unmatched-request='@{ return false; }'", ORIGINS);
    let api = files.put("api=", "api.xml", &document);
    let run = gateway(&[&api], b"");
    assert_eq!(run.code, SUCCESS, "no request depends on it");
    assert!(run.stdout.contains("allow-credentials            ?  (not known)\n"), "{}", run.stdout);
    assert!(run.stdout.contains(
        "line 1, column 26: allow-credentials is a policy expression; pass its value with --value allow-credentials=…"
    ));
    assert!(run.stdout.contains("terminate-unmatched-request is a policy expression"));

    let own = "api:allow-credentials=true";
    let args =
        ["--value", "allow-credentials=false", "--value", own, "--value", "terminate-unmatched-request=false", &api];
    let run = gateway(&args, b"");
    assert_eq!(run.code, SUCCESS);
    assert!(run.stdout.contains("allow-credentials            true\n"), "a value for one scope takes precedence");
    assert!(run.stdout.contains("terminate-unmatched-request  false\n"));

    for wrong in [
        "allow-credentials",
        "allow-credentials=yes",
        "preflight-result-max-age=-1",
        "origins=a",
        "b:allow-credentials=true",
    ] {
        assert_eq!(gateway(&["--value", wrong, &api], b"").code, USAGE, "{wrong}");
    }
}

#[test]
fn hostile_documents_are_rejected_quickly() {
    let nested = |count: usize| {
        format!("<policies><inbound>{}{}</inbound></policies>", "<a>".repeat(count), "</a>".repeat(count))
    };
    let attributes = (0..40_000).fold(String::new(), |attributes, index| attributes + &format!(" a{index}=''"));
    let namespaces = (0..12_000).fold(String::new(), |elements, index| elements + &format!("<b xmlns:a{index}='u'>"));
    for (name, document, code) in [
        ("deep", nested(60_000), SUCCESS),
        ("deep and open", "<a>".repeat(150_000), FAILURE),
        ("long", "a".repeat(20 << 20), FAILURE),
        ("one long text", statement("", &"x".repeat(500_000)), FAILURE),
        ("many attributes", format!("<cors{attributes}/>"), FAILURE),
        ("many namespaces", namespaces, FAILURE),
        (
            "many origins",
            statement("", &format!("<allowed-origins>{}</allowed-origins>", "<origin>*</origin>".repeat(25_000))),
            FAILURE,
        ),
        ("many texts", statement("", &"x<!---->".repeat(50_000)), FAILURE),
        ("NUL", "\0".repeat(1000), FAILURE),
        ("characters that change the direction", statement(" \u{202E}=''", ""), FAILURE),
    ] {
        let run = gateway(&["-"], document.as_bytes());
        assert_eq!((run.code, run.stderr.as_str()), (code, ""), "{name}");
        assert!(!run.stdout.contains(|char: char| char.is_control() && char != '\n' || char == '\u{202E}'), "{name}");
        assert!(run.stdout.lines().count() < 100, "{name}");
    }
}
