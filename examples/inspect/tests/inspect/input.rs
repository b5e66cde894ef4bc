//! Where the input comes from, where it ends, and what it may contain.

use std::io::Write;

use crate::{FAILURE, SUCCESS, USAGE, inspect, program};

#[test]
fn a_block_ends_at_the_empty_line() {
    const FIELD: &str = "WWW-Authenticate: Negotiate";
    const SHOWN: &str = "WWW-Authenticate\n└─ Negotiate\n";
    for (input, expected) in [
        (format!("{FIELD}\n\n{FIELD}\n"), SHOWN.to_owned()),
        (format!("{FIELD}\r\n\r\nTrailing: body"), SHOWN.to_owned()),
        (format!("HTTP/1.1 401 Unauthorized\r\n{FIELD}\r\n\r\n"), format!("HTTP/1.1 401 Unauthorized\n{SHOWN}")),
        (format!("GET / HTTP/1.1\n{FIELD}\n"), format!("GET / HTTP/1.1\n{SHOWN}")),
        (
            format!("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 \r\nServer: a\r\n{FIELD}\r\n\r\nHTTP"),
            format!("HTTP/1.1 100 Continue\nHTTP/1.1 401 \n{SHOWN}1 other field\n"),
        ),
        (format!("Server: a\n{FIELD}\nVia: b\n"), format!("{SHOWN}2 other fields\n")),
        ("Server: a\n".to_owned(), "no authentication or CORS fields; 1 other field\n".to_owned()),
        ("HTTP/2 200 \n\n".to_owned(), "HTTP/2 200 \nno authentication or CORS fields\n".to_owned()),
    ] {
        let run = inspect(&[], input.as_bytes());
        assert_eq!((run.stdout, run.code), (expected, SUCCESS), "{input:?}");
    }
}

#[test]
fn a_demonstration_shows_a_built_in_exchange() {
    let run = inspect(&["--demo"], b"");
    assert_eq!(run.code, SUCCESS);
    for shown in [
        "401 Unauthorized",
        "└─ Digest",
        "└─ Basic",
        "GET ",
        "Authorization",
        "username",
        "Authentication-Info",
        "rspauth",
        "OPTIONS ",
        "Origin\n└─ https://shop.example\n   ├─ scheme  https",
        "Access-Control-Request-Headers\n├─ authorization\n└─ content-type",
        "Access-Control-Max-Age\n└─ 3600",
        "Access-Control-Expose-Headers",
    ] {
        assert!(run.stdout.contains(shown), "{shown}");
    }
    assert!(run.stdout.contains('•') && !run.stdout.contains("753927fa"));
    assert!(inspect(&["--demo", "--reveal"], b"").stdout.contains("753927fa"));
    assert!(run.stdout.contains("cargo run -p inspect"));
}

#[test]
fn an_empty_pipe_is_an_error() {
    for args in [&[][..], &["--json"], &["--explain"], &["--explain", "--json"]] {
        let run = inspect(args, b"");
        assert_eq!((run.stdout.as_str(), run.code), ("", USAGE), "{args:?}");
        assert_eq!(run.stderr, "inspect: there was no input; --demo shows a built-in exchange\n", "{args:?}");
    }
    assert_eq!(inspect(&["-"], b"").stdout, "no authentication or CORS fields\n");
}

#[test]
fn any_input_is_read_to_its_end() {
    let junk: Vec<u8> = (0..1_u32 << 20).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    let field = |value: &[u8]| [b"WWW-Authenticate: ", value, b"\n"].concat();
    for (name, input, code) in [
        ("only a body", b"<html>\n</html>\n".to_vec(), FAILURE),
        ("an empty line and a body", b"\r\n<html>\n".to_vec(), SUCCESS),
        ("one line end", b"\n".to_vec(), SUCCESS),
        ("CR", b"\r".to_vec(), FAILURE),
        ("junk", junk.clone(), FAILURE),
        ("a value of junk", field(&junk.iter().copied().filter(|byte| *byte != b'\n').collect::<Vec<_>>()), FAILURE),
        ("NUL in a value", field(b"Basic realm=\"\0\""), FAILURE),
        ("NUL in a name", b"WWW\0-Authenticate: a".to_vec(), FAILURE),
        ("NUL in a block", vec![0; 1 << 20], FAILURE),
        ("CR in a value", field(b"Basic realm=a\r b"), FAILURE),
        ("C1 controls", field(b"Basic realm=\"\xC2\x9B31m\x9B31m\""), SUCCESS),
        ("characters that change the direction", field("Basic realm=\"\u{202E}\u{E0001}\"".as_bytes()), SUCCESS),
        ("obs-text", field(b"Basic realm=\"\xFF\xC3\""), SUCCESS),
        ("many lines", b"Authentication-Info:\nProxy-Authorization: a b\nx\n".repeat(4_000), FAILURE),
        ("many folds", [field(b"a"), b" , b\n".repeat(40_000)].concat(), SUCCESS),
        (
            "many parameters",
            field(&b"Digest a=b".iter().copied().chain(*b",c=d").collect::<Vec<_>>().repeat(10_000)),
            FAILURE,
        ),
        ("many challenges", field(&b"Negotiate,".repeat(20_000)), SUCCESS),
        ("a body without end of line", [b"A: b\n\n".to_vec(), junk].concat(), SUCCESS),
    ] {
        for args in [&["-"][..], &["-", "--json"]] {
            let run = inspect(args, &input);
            assert_eq!((run.code, run.stderr.as_str()), (code, ""), "{name}");
            assert!(
                !run.stdout.contains(|char: char| char.is_control() && char != '\n' || char == '\u{202E}'),
                "{name}"
            );
        }
    }
}

#[test]
fn fields_and_files_are_arguments() {
    const FIELD: &str = "WWW-Authenticate: Negotiate";
    const SHOWN: &str = "WWW-Authenticate\n└─ Negotiate\n";
    let file = std::env::temp_dir().join(format!("countersign-inspect-{}", std::process::id()));
    std::fs::write(&file, FIELD).expect("a temporary file can be written");
    let path = file.to_str().expect("its name is UTF-8");
    for (args, code, expected) in [
        (&["--field", FIELD][..], SUCCESS, SHOWN),
        (&["--field", FIELD, "--field=Via: a"], SUCCESS, "WWW-Authenticate\n└─ Negotiate\n1 other field\n"),
        (
            &["--field", "WWW-Authenticate: a\nb"],
            FAILURE,
            "WWW-Authenticate: a␊b\n                   ^\n                   expected SP at byte 1\n",
        ),
        (
            &["--field", r#"WWW-Authenticate: A b="\"", c="d"#],
            FAILURE,
            "WWW-Authenticate: A b=\"\\\"\", c=\"d\n                                ^\n                                \
             expected quoted-string at byte 14: the quote at byte 12 is not closed\n\
             read tolerantly as A, with: a quoted value without a closing quote at byte 12\n\
             └─ A\n   ├─ b  \"\\\"\"\n   └─ c  \"d\"\n",
        ),
        (
            &["--field", "Origin: https://A.example"],
            FAILURE,
            "Origin: https://A.example\n                ^\n                expected host at byte 8: \
             browsers send lower case\n",
        ),
        (
            &["--field", "HTTP/1.1 200 OK"],
            FAILURE,
            "1 line is not a field line: line 1, expected \":\" at byte 4\nno authentication or CORS fields\n",
        ),
        (&[path], SUCCESS, SHOWN),
        (&[path, "--field", FIELD], USAGE, ""),
        (&[path, "--demo"], USAGE, ""),
        (&["--fields"], USAGE, ""),
        (&["--color=blue"], USAGE, ""),
        (&["/nowhere/Authorization: Basic s3cr3t"], USAGE, ""),
        (&["/"], USAGE, ""),
    ] {
        let run = inspect(args, b"");
        assert_eq!((run.stdout.as_str(), run.code), (expected, code), "{args:?}: {}", run.stderr);
        assert_eq!(run.stderr.is_empty(), code != USAGE, "{args:?}");
        assert!(!run.stderr.contains("s3cr3t"));
    }
    std::fs::remove_file(&file).expect("the file is still there");
}

#[test]
fn help_covers_all_topics() {
    let run = inspect(&["--help"], b"");
    for topic in [
        "curl -si",
        "Exit codes",
        "--reveal",
        "--json",
        "JSON:",
        "Secrets:",
        "NO_COLOR",
        "--explain",
        "--credentials",
        "Explaining:",
        "--signature",
        "Signatures:",
        "--theirs",
    ] {
        assert!(run.stdout.contains(topic), "{topic}");
    }
    assert_eq!(run.code, SUCCESS);
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 100));
}

#[test]
fn a_closed_output_is_not_a_failure() {
    let mut child = program().arg("-").spawn().expect("the program starts");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    stdin.write_all(&b"WWW-Authenticate: Negotiate\n".repeat(10_000)).expect("all input is read");
    drop(stdin);
    let output = child.wait_with_output().expect("the program exits");
    assert_eq!((output.status.code(), output.stderr), (Some(SUCCESS), Vec::new()));
}
