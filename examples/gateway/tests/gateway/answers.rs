//! Requests and their answers, scopes, and the built-in documents.

use crate::{FAILURE, Files, SUCCESS, USAGE, gateway, program};

const STATEMENT: &str = "<cors><allowed-origins><origin>https://a.example/</origin></allowed-origins></cors>";

const ANSWER: &str = "
OPTIONS /
│  Origin: https://a.example
│  Access-Control-Request-Method: POST
├─ row     4: a preflight whose origin the first policy matches
├─ action  respond with 200 and no body; the request does not reach the backend
├─ policy  api
├─ set     Access-Control-Allow-Origin   https://a.example
├─ set     Access-Control-Allow-Methods  GET,POST
└─ set     Access-Control-Max-Age        0
";

const BLOCK: &str = "OPTIONS /\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method:POST\r\n\r\n";

#[test]
fn requests_come_from_arguments_files_and_standard_input() {
    let files = Files::new("requests");
    let api = files.put("api=", "api.xml", STATEMENT);
    let block = files.put("", "requests.txt", BLOCK);
    let fields = ["Origin: https://a.example", "Access-Control-Request-Method: POST"];
    for (args, input) in [
        (vec![&*api], BLOCK),
        (vec![&api, "--requests", "-"], BLOCK),
        (vec![&api, "--requests", &block], ""),
        (vec![&api, "--request", "OPTIONS /", fields[0], fields[1]], ""),
        (vec![&api, "--request", BLOCK.trim_end()], ""),
        (vec!["--request", BLOCK.trim_end(), "--", &api], ""),
        (vec!["api=-", "--requests", &block], STATEMENT),
    ] {
        let run = gateway(&args, input.as_bytes());
        assert_eq!((run.code, run.stderr.as_str()), (SUCCESS, ""), "{args:?}");
        assert!(run.stdout.ends_with(ANSWER), "{args:?}: {}", run.stdout);
    }
    let twice = format!("\n\n{BLOCK}\n\n\n{BLOCK}");
    assert_eq!(gateway(&[&api], twice.as_bytes()).stdout.matches(ANSWER).count(), 2);
    let args = [&*api, "--request", "GET /", "Origin: null", "--request", "OPTIONS", fields[0]];
    let run = gateway(&args, b"");
    assert!(
        run.stdout.contains("GET /\n│  Origin: null\n├─ row     15: ") && run.stdout.contains("OPTIONS\n│  Origin")
    );
    assert!(run.stdout.contains("and row 27: only * matches Origin: null") && run.stdout.contains("├─ row     23: "));
}

#[test]
fn scopes_are_named_or_in_order() {
    let files = Files::new("scopes");
    let policies = |content: &str| format!("<policies><inbound>{content}</inbound></policies>");
    let passing = STATEMENT.replace("<cors", "<cors terminate-unmatched-request='false'");
    let base_first = policies(&format!("<base/>{STATEMENT}"));
    let base_last = policies(&format!("{passing}<base/>"));
    let alone = policies(STATEMENT);
    let write = |scope: &str, content: &str| files.put(&format!("{scope}="), &format!("{scope}.xml"), content);
    let named = [
        write("global", &alone),
        write("product", &base_first),
        write("api", &policies("<base/>")),
        write("operation", &base_last),
    ];
    let unnamed: Vec<_> = [&base_last, &passing, &alone]
        .iter()
        .enumerate()
        .map(|(at, text)| files.put("", &format!("{at}.xml"), text))
        .collect();

    let args: Vec<_> = named.iter().map(String::as_str).collect();
    assert!(gateway(&args, b"").stdout.contains("effective order  operation, then global, then product\n"));
    let args: Vec<_> = unnamed.iter().map(String::as_str).collect();
    assert!(gateway(&args, b"").stdout.contains("effective order  operation, then api, then product\n"));
    assert!(
        gateway(&[&named[0], &named[1]], b"").stdout.starts_with("product  "),
        "the narrowest scope is shown first"
    );

    let many = vec![args[0]; 6];
    for wrong in [vec![&*named[0], &*named[0]], vec![&*named[0], args[0]], many, vec!["all=a.xml"], vec!["-", "-"]] {
        assert_eq!(gateway(&wrong, STATEMENT.as_bytes()).code, USAGE, "{wrong:?}");
    }
}

#[test]
fn readings_and_the_operation_are_arguments() {
    let files = Files::new("readings");
    let api = files.put("api=", "api.xml", STATEMENT);
    let request = ["--request", "PUT /", "Origin: https://b.example"];
    for (args, row) in [
        (vec![], "21: "),
        (vec!["--reading", "terminate-other-methods=false"], "22: "),
        (vec!["--reading", "terminate-unmatched-request=false"], "22: "),
        (vec!["--options-operation"], "21: "),
    ] {
        let args = [&[api.as_str()][..], &args, &request].concat();
        let run = gateway(&args, b"");
        assert!(run.stdout.contains(&format!("├─ row     {row}")), "{args:?}: {}", run.stdout);
    }
    let run = gateway(&[&api, "--options-operation"], BLOCK.as_bytes());
    assert!(run.stdout.contains("├─ row     3: ") && run.stdout.contains("continue to the backend"));
    for wrong in ["terminate-other-methods", "terminate-other-methods=1", "other=true"] {
        assert_eq!(gateway(&[&api, "--reading", wrong], b"").code, USAGE, "{wrong}");
    }
}

#[test]
fn lines_that_are_not_a_request_are_errors() {
    let files = Files::new("broken");
    let api = files.put("api=", "api.xml", STATEMENT);
    for (input, expected) in [
        ("GET / HTTP/1.1\nno field\n", "line 2 of the requests: expected field-name \":\" value"),
        ("GET /\n\n:a\n", "line 3 of the requests: expected a request line"),
        ("GET / a b\n", "line 1 of the requests: expected a request line"),
        ("G\u{FC}T /\n", "line 1 of the requests: expected a request line"),
    ] {
        let run = gateway(&[&api], input.as_bytes());
        assert_eq!((run.code, run.stdout.as_str()), (USAGE, ""), "{input}");
        assert!(run.stderr.contains(expected), "{input}: {}", run.stderr);
    }
    assert_eq!(gateway(&["no such file"], b"").code, USAGE);
    assert_eq!(gateway(&["--requests", "no such file"], b"").code, USAGE);
    assert_eq!(gateway(&["--no-such-option"], b"").code, USAGE);
    let run = gateway(&[&api], b"GET / HTTP/1.1\nOrigin: \x1B[31m\xFF\xE2\x80\xAE\n");
    assert!(run.code == SUCCESS && !run.stdout.contains(['\u{1B}', '\u{202E}']), "{}", run.stdout);
}

#[test]
fn without_documents_built_in_ones_are_shown() {
    let run = gateway(&[], b"");
    assert_eq!((run.code, run.stderr.as_str()), (SUCCESS, ""));
    for shown in [
        "api  built in\n",
        "global  built in\n",
        "terminate-unmatched-request  false\n",
        "expose-headers               x-due-date\n",
        "effective order  api, then global\n",
        "row     4: ",
        "row     5: ",
        "row     10: ",
        "row     18: ",
        "row     19: ",
        "row     1: ",
        "append  Vary",
        "gateway policy.xml --request",
    ] {
        assert!(run.stdout.contains(shown), "{shown}");
    }
    assert!(
        gateway(&["--request", "GET /"], b"")
            .stdout
            .ends_with("├─ action  continue to the backend\n└─ append  Vary  Origin\n")
    );
    assert_eq!(gateway(&["-"], b"").code, FAILURE, "- requires a document");
}

#[test]
fn colour_is_for_terminals() {
    assert!(!gateway(&[], b"").stdout.contains('\u{1B}'));
    assert!(gateway(&["--color", "always"], b"").stdout.contains("\u{1B}["));
    let output = program().env("NO_COLOR", "1").args(["--color", "auto"]).stdin(std::process::Stdio::null()).output();
    assert!(!output.expect("the program runs").stdout.contains(&0x1B));
    let help = gateway(&["--help"], b"");
    assert_eq!(help.code, SUCCESS);
    for expected in ["Exit codes:", "--value", "<base/>", "Policy expressions:", "Scopes:"] {
        assert!(help.stdout.contains(expected), "{expected}");
    }
}
