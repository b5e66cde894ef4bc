//! The program, asked by curl and by pages in Chromium.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;

const TOKEN: &str = "Authorization: Bearer mF_9.B5f-4.1JqM";

/// A running program, with a file of its own.
struct Server {
    program: Child,
    errors: BufReader<ChildStderr>,
    url: String,
    file: PathBuf,
}

impl Server {
    fn start(name: &str) -> Self {
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.toml"));
        fs::write(&file, include_str!("../gate.toml")).unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_axum_gate"));
        program.arg(&file).arg("127.0.0.1:0").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut program = program.spawn().unwrap();
        let mut url = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let errors = BufReader::new(program.stderr.take().unwrap());
        Self { program, errors, url: url.trim().to_owned(), file }
    }

    /// Returns the status and the body, and the fields in lower case.
    fn curl(&self, arguments: &[&str]) -> (String, Vec<String>) {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--include", "--max-time", "20", "--noproxy", "*"]).args(arguments);
        let output = curl.arg(format!("{}/orders", self.url)).output().expect("curl is installed");
        let output = String::from_utf8(output.stdout).unwrap();
        // With Digest there are two responses.
        let last = output.rfind("HTTP/1.1 ").expect("a response");
        let (head, body) = output[last..].split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let fields = lines.map(|line| line.split_once(": ").unwrap()).map(|(name, value)| format!("{name}: {value}"));
        (format!("{status} {}", body.trim()), fields.collect())
    }

    /// Writes another file, makes the program read it, and returns what it reports until `end`.
    fn reload(&mut self, settings: &str, end: Option<&str>) -> String {
        fs::write(&self.file, settings).unwrap();
        let pid = self.program.id().to_string();
        assert!(Command::new("kill").args(["-HUP", &pid]).status().unwrap().success());
        let mut report = String::new();
        while let Some(end) = end.filter(|end| !report.contains(end)) {
            assert!(self.errors.read_line(&mut report).unwrap() > 0, "{end} is not in {report}");
        }
        report
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.program.kill().unwrap();
        self.program.wait().unwrap();
    }
}

const ORIGIN: &str = "Origin: https://app.example.com";

#[test]
fn curl_gets_through_with_a_token_or_a_password() {
    let server = Server::start("curl");
    let answer = "200 the orders of alice";
    for (arguments, expected) in [
        (&["-H", TOKEN][..], answer),
        (&["-H", TOKEN, "-X", "PUT"], answer),
        (&["--digest", "--user", "alice:Circle of Life"], answer),
        (&["--anyauth", "--user", "alice:Circle of Life"], answer),
        (&["--digest", "--user", "alice:wrong"], "401 "),
        (&["--digest", "--user", "bob:Circle of Life"], "401 "),
        (&["--basic", "--user", "alice:Circle of Life"], "401 "),
        (&["-H", "Authorization: Bearer alice"], "401 "),
        (&["-H", "Authorization: Digest"], "400 "),
        (&["-H", TOKEN, "-H", TOKEN], "400 "),
    ] {
        assert_eq!(server.curl(arguments).0, expected, "{arguments:?}");
    }
    let (status, fields) = server.curl(&["-H", ORIGIN]);
    assert_eq!(status, "401 ");
    let start =
        |name: &str| fields.iter().filter(|line| line.starts_with(name)).map(String::as_str).collect::<Vec<_>>();
    let offered = start("www-authenticate: ");
    assert_eq!(offered.len(), 2, "{offered:?}");
    assert!(offered[0].contains("Digest realm=\"staff\"") && offered[0].contains("algorithm=SHA-256"), "{offered:?}");
    assert_eq!(offered[1], "www-authenticate: Bearer realm=\"staff\"");
    assert_eq!(start("access-control-allow-origin: "), ["access-control-allow-origin: https://app.example.com"]);
    assert_eq!(start("access-control-expose-headers: "), ["access-control-expose-headers: WWW-Authenticate"]);
}

#[test]
fn a_file_with_mistakes_leaves_the_old_policy() {
    let mut server = Server::start("reload");
    let preflight = ["-X", "OPTIONS", "-H", ORIGIN, "-H", "Access-Control-Request-Method: PUT"];
    assert_eq!(server.curl(&preflight).0, "204 ");

    let settings = include_str!("../gate.toml");
    let mistaken = settings.replace("https://app.example.com", "https://app.example.com/\", \"App.example.com");
    let mistaken = mistaken.replace("\"PUT\"", "\"P T\", \"TRACE\"");
    let report = server.reload(&mistaken, Some("TRACE"));
    for part in ["https://app.example.com/", "App.example.com", "P T", "TRACE"] {
        assert!(report.contains(part), "{part} is not in {report}");
    }
    assert_eq!(server.curl(&preflight).0, "204 ");
    let report = server.reload("users = []\n[policy]\norigins = 1", Some("origins"));
    assert!(report.contains("is not used"), "{report}");
    assert_eq!(server.curl(&preflight).0, "204 ");

    server.reload(&settings.replace("app.example.com", "other.example"), None);
    let refused = (0..100).any(|_| {
        thread::sleep(std::time::Duration::from_millis(50));
        server.curl(&preflight).0 == "403 "
    });
    assert!(refused, "the new policy is used");
}

/// Asks as a page of another origin asks: with a preflight, a wrong token, and the right one.
const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><body><script type="module">
const ask = async (token) => {
  const response = await fetch('URL/orders', { method: 'PUT', headers: { Authorization: `Bearer ${token}` } });
  return `${response.status} ${response.headers.get('WWW-Authenticate')} ${(await response.text()).trim()}`;
};
try {
  document.body.textContent = `[${await ask('x')}] [${await ask('mF_9.B5f-4.1JqM')}]`;
} catch (error) {
  document.body.textContent = `[${error}]`;
}
</script>"#;

/// Serves the page at an origin of its own.
fn serve_page(page: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let length = page.len();
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close");
            let _ = write!(stream, "{head}\r\n\r\n{page}");
        }
    });
    url
}

/// Returns the text of a page after its scripts have run.
fn shown_in_chromium(name: &str, url: &str) -> String {
    let profile = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut chromium = Command::new("chromium");
    chromium.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]);
    chromium.args([
        "--disable-background-networking",
        "--no-proxy-server",
        "--virtual-time-budget=20000",
        "--dump-dom",
    ]);
    chromium.arg(format!("--user-data-dir={}", profile.display())).arg(url);
    let output = chromium.env("HOME", &profile).output().expect("chromium is installed");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    let body = shown.split_once("<body>").and_then(|(_, rest)| rest.split_once("</body>"));
    body.unwrap_or_else(|| panic!("no page: {shown} {}", String::from_utf8_lossy(&output.stderr))).0.trim().to_owned()
}

#[test]
fn a_page_reads_the_challenge_and_sends_its_token() {
    let mut server = Server::start("page");
    let page = serve_page(PAGE.replace("URL", &server.url));
    let challenge = "Bearer realm=\"staff\", error=\"invalid_token\"";
    assert_eq!(shown_in_chromium("page", &page), format!("[401 {challenge} ] [200 null the orders of alice]"));

    // Without the permission to read it, the challenge is hidden; without that for the page, everything is.
    let settings = include_str!("../gate.toml");
    for (from, to, expected) in [
        ("[\"WWW-Authenticate\"]", "[]", "[401 null ] [200 null the orders of alice]"),
        ("[\"Authorization\"]", "[]", "[TypeError: Failed to fetch]"),
    ] {
        server.reload(&settings.replace(from, to), None);
        thread::sleep(std::time::Duration::from_secs(1));
        assert_eq!(shown_in_chromium("page", &page), expected, "{to} in place of {from}");
    }
}
