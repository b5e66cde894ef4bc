//! Finds the messages in captures.

use std::fmt::Write;

use countersign_explain::{Note, hops};

/// Returns a summary of each step.
fn found(text: &str) -> Vec<String> {
    let shown = hops(text.as_bytes()).map(|hop| {
        let pairs = [hop.preflight(), hop.actual()].into_iter().flatten().map(|pair| {
            let request = &pair.request;
            let method = String::from_utf8_lossy(request.method().unwrap()).into_owned();
            let target = String::from_utf8_lossy(request.target()).into_owned();
            let lines = request.lines().count();
            let response = pair.response.map(|response| format!("{}:{}", response.status(), response.lines().count()));
            format!("{method} {target}:{lines} {}", response.unwrap_or_default())
        });
        pairs.collect::<Vec<_>>().join(", ")
    });
    shown.collect()
}

#[test]
fn messages_are_found_in_all_forms() {
    for (text, expected) in [
        (
            // What curl 7.88 prints over HTTP/1.1.
            "*   Trying 192.0.2.1:443...\n* Connected to a (192.0.2.1) port 443 (#0)\n> GET /x?token=1 HTTP/1.1\r\n\
             > Host: a\r\n> User-Agent: curl/7.88.1\r\n> Accept: */*\r\n> Origin: https://b\r\n> \r\n\
             < HTTP/1.1 200 OK\r\n< content-length: 6\r\n< \r\n{ [6 bytes data]\n* Connection #0 left intact\nhello\n",
            &["GET /x:4 200:1"][..],
        ),
        (
            // What curl 8 prints over HTTP/2, with a body that looks like a message.
            "* ALPN: server accepted h2\n* using HTTP/2\n* [HTTP/2] [1] [:method: GET]\n> GET / HTTP/2\r\n> Host: a\r\n\
             > \r\n* Request completely sent off\n< HTTP/2 200 \r\n< content-type: text/plain\r\n< \r\n\
             GET / HTTP/1.1\r\nHost: a\r\n\r\n* Connection #0 to host a left intact\n",
            &["GET /:1 200:1"],
        ),
        (
            // The progress meter of curl, and the response a second time.
            "  % Total\n\r  0     0\r  0     0    0     0  --:--:--     0> GET / HTTP/1.1\r\n> \r\n\
             \r  0     0    0     0  --:--:--  0:00:01 --:--:--     0< HTTP/1.1 204 No Content\r\n< a: b\r\n< \r\n\
             HTTP/1.1 204 No Content\r\na: b\r\n\r\n",
            &["GET /:0 204:1"],
        ),
        (
            // Interim responses, a tunnel, a retry.
            "> CONNECT a:443 HTTP/1.1\n>\n< HTTP/1.1 200 Connection established\n<\n> PUT / HTTP/1.1\n> Host: a\n>\n\
             < HTTP/1.1 100 Continue\n<\n< HTTP/1.1 401 Unauthorized\n<\n> PUT / HTTP/1.1\n>\n< HTTP/1.1 200 OK\n",
            &["PUT /:1 401:0", "PUT /:0 200:0"],
        ),
        ("GET / HTTP/1.1\nHost: a\n\nHTTP/1.1 200 OK\nb: c\n\nbody\nHTTP/1.1 500 No\n", &["GET /:1 200:1"]),
        ("\n\nGET / HTTP/1.1\r\n\r\n\r\n\r\nHTTP/1.0 200\r\nb: c", &["GET /:0 200:1"]),
        ("HTTP/1.1 200 OK\nb: c\n\nGET / HTTP/1.1\nHost: a\n", &["GET /:1 200:1"]),
        (
            "OPTIONS /x HTTP/1.1\nOrigin: a\nAccess-Control-Request-Method: PUT\n\nHTTP/1.1 204 No\n\n\
             PUT /x?y HTTP/1.1\nOrigin: a\n\nHTTP/1.1 200 OK\n",
            &["OPTIONS /x:2 204:0, PUT /x:1 200:0"],
        ),
        (
            "OPTIONS /x HTTP/1.1\nOrigin: a\nAccess-Control-Request-Method: PUT\n\nHTTP/1.1 204 No\n\n\
             PUT /y HTTP/1.1\nOrigin: a\n\nHTTP/1.1 200 OK\n",
            &["OPTIONS /x:2 204:0", "PUT /y:1 200:0"],
        ),
        ("OPTIONS /x HTTP/1.1\nOrigin: a\n", &["OPTIONS /x:1 "]),
        ("", &[]),
        ("HTTP/1.1 200 OK\nb: c\n", &[]),
        ("> \n< \n>\n", &[]),
        ("GET / HTTP/1.1 more\n\nHTTP/1.1 2000 OK\n\nHTTP/1.1 abc\n", &[]),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

/// The address behind a name decides whether the URL is in a local network.
#[test]
fn the_address_that_curl_connected_to_is_read() {
    for (connected, is_local) in [
        ("* Connected to api.example (127.0.0.1) port 8080 (#0)\n", true),
        ("\r  0     0* Connected to api.example (fd00::1) port 8080\n", true),
        ("* Established connection to api.example (192.168.0.9 port 443) from 10.0.0.2 port 5000\n", true),
        ("* Connected to api.example (192.0.2.1) port 443\n", false),
        ("* Connected to proxy.example (127.0.0.1) port 3128\n", false),
        ("* Connected to api.example (here) port 443\n", false),
        ("", false),
    ] {
        let text = format!(
            "*   Trying 127.0.0.1:80...\n{connected}> GET /a HTTP/1.1\r\n> Host: api.example:8080\r\n> Origin: https://shop.example\r\n>\r\n\
             < HTTP/1.1 200 OK\r\n< Access-Control-Allow-Origin: *\r\n<\r\n"
        );
        let hop = hops(text.as_bytes()).next().unwrap();
        let question = hop.question().unwrap();
        let kinds: Vec<_> = question.notes().filter(Note::is_unseen).map(|note| note.kind()).collect();
        assert_eq!(kinds, if is_local { vec!["local-network"] } else { vec![] }, "{connected}");
    }
}

/// No text causes a panic or an endless loop, cut at any length.
#[test]
fn any_text_is_explained() {
    let whole = "> OPTIONS /x HTTP/1.1\r\n> Origin: https://a\r\n> Access-Control-Request-Method: PUT\r\n\
                 > Access-Control-Request-Headers: x-a,x-b\r\n> Host: b:1\r\n>\r\n< HTTP/1.1 204 No\r\n\
                 < Access-Control-Allow-Origin: \u{e9}\r\n<\r\n> PUT /x HTTP/1.1\r\n> Origin: https://a\r\n>\r\n< HTTP/1.1 200\r\n<\r\n";
    let mut texts: Vec<Vec<u8>> = (0..whole.len()).map(|end| whole.as_bytes()[..end].to_vec()).collect();
    let chain = "GET /x/y HTTP/1.1\nHost: b\nOrigin: https://a\n\nHTTP/1.1 302 Found\nAccess-Control-Allow-Origin: *\n\
                 Location: https://u:p@c:1/../x/./y\u{e9}?z#\n\nGET /x/y%C3%A9?z HTTP/1.1\nHost: c:1\nOrigin: null\n\n";
    texts.extend((0..chain.len()).map(|end| chain.as_bytes()[..end].to_vec()));
    texts.push(chain.repeat(2_000).into_bytes());
    texts.push(
        [chain.as_bytes(), b"HTTP/1.1 302\nLocation: ", &b"../".repeat(1 << 16), b"\n\n", chain.as_bytes()].concat(),
    );
    texts.push([b"GET / HTTP/1.1\nOrigin: https://a\n".to_vec(), b"x-a: b\n".repeat(300)].concat());
    texts.push(b"> CONNECT a HTTP/1.1\n>\n".repeat(50_000));
    texts.push(vec![0xFF; 1 << 16]);
    for text in texts {
        for hop in hops(&text) {
            let mut said = String::new();
            if let Ok(question) = hop.question() {
                question.write(&countersign_explain::Credentials::BOTH, &mut said).unwrap();
            }
            assert!(said.chars().all(|char| char == '\n' || char == '…' || !char.is_control()));
        }
    }
}

#[test]
fn ignored_fields_are_reported() {
    let mut text = "GET / HTTP/1.1\nOrigin: https://a\n".to_owned();
    for index in 0..70 {
        writeln!(text, "x-{index}: b").unwrap();
    }
    let hop = hops(text.as_bytes()).next().unwrap();
    let notes: Vec<String> = hop.question().unwrap().notes().map(|note| note.to_string()).collect();
    assert!(notes.iter().any(|note| note == "The request has too many fields; 6 of them were ignored."), "{notes:?}");
}
