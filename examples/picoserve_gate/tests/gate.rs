//! The program, asked by curl.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

const ORIGIN: &str = "Origin: http://localhost:8000";
const ASKS: &str = "Access-Control-Request-Method: GET";
const ALLOWED: &str = "Access-Control-Allow-Origin: http://localhost:8000";
const EXPOSED: &str = "Access-Control-Expose-Headers: WWW-Authenticate";
const CHALLENGE: &str = "WWW-Authenticate: Basic realm=\"device\", charset=\"UTF-8\"";

#[test]
fn curl_gets_through_with_the_password() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_picoserve_gate"));
    let mut program = Server(program.arg("127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap());
    let mut url = String::new();
    BufReader::new(program.0.stdout.take().unwrap()).read_line(&mut url).unwrap();

    for (path, arguments, status, body, fields) in [
        ("/", &["-X", "OPTIONS", "-H", ORIGIN, "-H", ASKS][..], "204", "", &[ALLOWED][..]),
        ("/", &["-X", "OPTIONS", "-H", "Origin: http://evil.example", "-H", ASKS], "403", "", &[]),
        ("/", &["-H", ORIGIN], "401", "", &[ALLOWED, EXPOSED, "Vary: Origin", CHALLENGE]),
        ("/", &["-H", ORIGIN, "--user", "admin:wrong"], "401", "", &[ALLOWED, EXPOSED, "Vary: Origin", CHALLENGE]),
        ("/", &["-H", ORIGIN, "--user", "admin:s3cr3t"], "200", "led on\n", &[ALLOWED, EXPOSED, "Vary: Origin"]),
        ("/", &["--anyauth", "--user", "admin:s3cr3t"], "200", "led on\n", &["Vary: Origin"]),
        ("/none", &["-H", ORIGIN, "--user", "admin:s3cr3t"], "404", "", &[ALLOWED, EXPOSED, "Vary: Origin"]),
        ("/none", &["-H", "X-Name: \u{FF}\u{FE}"], "401", "", &["Vary: Origin", CHALLENGE]),
    ] {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--include", "--max-time", "20", "--noproxy", "*"]).args(arguments);
        let output = curl.arg(format!("{}{path}", url.trim())).output().expect("curl is installed");
        let output = String::from_utf8(output.stdout).unwrap();
        // With --anyauth there are two responses.
        let last = &output[output.rfind("HTTP/1.1 ").expect("a response")..];
        let (head, sent) = last.split_once("\r\n\r\n").unwrap();
        assert_eq!(head.split(' ').nth(1), Some(status), "{arguments:?}: {head}");
        assert!(body.is_empty() || body == sent, "{arguments:?}: {sent}");
        let starts = ["Access-Control-", "Vary", "WWW-"];
        let lines: Vec<_> = head.lines().filter(|line| starts.iter().any(|start| line.starts_with(start))).collect();
        assert_eq!(lines, fields, "{arguments:?}");
    }
}
