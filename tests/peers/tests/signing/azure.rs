//! Azure's libraries for Python sign, and the crate verifies; the crate signs, and Azurite verifies.

use countersign::auth::HttpDate;
use countersign::auth::colon_pair::shared_key::{AccountKey, Client, Request, Server, Service};
use countersign::auth::colon_pair::{Credentials, Kind};
use countersign::hash::Sha256;
use countersign::mac::Hmac;
use countersign_peers::azurite::{ACCOUNT, Azurite, KEY};
use countersign_peers::outcome::rows;
use countersign_peers::{Connection, Judge, Message, changes, python, wire};
use serde_json::json;

use crate::now;

const OTHER: &str = "Fby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// The status with which Azurite answers. It has no SharedKeyLite for blobs, and no body is signed.
const ANSWERS: &str = r#"
service | scheme        | method | target                          | fields                    | body               | status
blob    | SharedKey     | GET    | /?comp=list                     |                           |                    | 200
blob    | SharedKey     | PUT    | /things?restype=container       | x-ms-meta-a_1: b          |                    | 201
blob    | SharedKey     | PUT    | /things/a%20blob                | x-ms-blob-type: BlockBlob, Content-Type: text/plain | a body | 201
blob    | SharedKey     | PUT    | /things/a%20blob                | x-ms-blob-type: BlockBlob, Content-MD5: df2YmYFQmVh3fN/Nxm4htQ== | a body | 201
blob    | SharedKey     | GET    | /things/a%20blob                | Range: bytes=0-2          |                    | 206
blob    | SharedKey     | GET    | /things/a%20blob                | If-None-Match: "x"        |                    | 200
blob    | SharedKey     | GET    | /things?restype=container&comp=list&prefix=a%20b | |                            | 200
table   | SharedKey     | GET    | /Tables                         |                           |                    | 200
table   | SharedKey     | POST   | /Tables                         | Content-Type: application/json | {"TableName":"abc"} | 201
table   | SharedKeyLite | GET    | /Tables                         |                           |                    | 200
table   | SharedKeyLite | GET    | /abc()?$top=1                   |                           |                    | 200
"#;

/// What is done with Azure's libraries, with a request for each.
const TASKS: &str = "
service | do               | name               | body
blob    | create_container |                    |
blob    | list_containers  |                    |
blob    | upload_blob      | a blob/ü+&?=#~     | a body
blob    | download_blob    | a blob/ü+&?=#~     |
blob    | list_blobs       |                    |
blob    | delete_blob      | key                |
table   | create_table     |                    |
table   | list_tables      |                    |
table   | upsert_entity    | a key/ü            | a body
table   | query_entities   |                    |
";

/// The fields that SharedKey signs for blobs, besides those that begin with `x-ms-`. A change of the length would change the
/// framing.
const STANDARD: [&str; 9] = [
    "content-encoding",
    "content-language",
    "content-md5",
    "content-type",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-unmodified-since",
    "range",
];

/// Returns copies of a request with one changed byte that is signed, or in the credentials.
fn signed_changes(request: &Message, service: &str, kind: Kind) -> Vec<Message> {
    let is_signed = |name: &str| match (service, kind) {
        (_, _) if matches!(name, "authorization" | "x-ms-date") => true,
        ("blob", _) => name.starts_with("x-ms-") || STANDARD.contains(&name),
        (_, Kind::SharedKey) => matches!(name, "content-md5" | "content-type"),
        _ => false,
    };
    let names = request.fields().into_iter().map(|(name, _)| String::from_utf8_lossy(name).to_ascii_lowercase());
    let names: Vec<_> = names.filter(|name| is_signed(name)).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let path = |request: &Message| request.target().split('?').next().map(str::to_owned);
    let mut changes = changes(request, &names);
    // The table service signs no parameter but `comp`, with SharedKeyLite no method, and one of two dates.
    changes.retain(|changed| {
        let is_query = changed.target() != request.target() && path(changed) == path(request);
        let is_method = changed.method() != request.method() && kind == Kind::SharedKeyLite;
        let has_date = changed.field("x-ms-date").is_none() && changed.field("date").is_some();
        let is_unsigned = is_query || is_method || has_date;
        changed.body() == request.body() && (service == "blob" || !is_unsigned)
    });
    changes
}

/// Returns the request of a row, signed with a key.
fn request(row: &[&str], key: &str) -> Message {
    let [service, scheme, method, target, more, body, _] = row[..] else { panic!("{row:?}") };
    let target = format!("/{ACCOUNT}{target}");
    let date = HttpDate::new(now()).expect("it has four digits of a year");
    let mut request = Message::request(method, &target).with_field("Host", "localhost");
    request = request.with_field("x-ms-date", wire(&date)).with_field("x-ms-version", "2021-12-02");
    // The table service writes JSON only.
    let accept = (service == "table").then_some("Accept: application/json;odata=nometadata");
    for (name, value) in more.split(", ").chain(accept).filter_map(|field| field.split_once(": ")) {
        request = request.with_field(name, value);
    }
    if method != "GET" {
        request = request.with_body(body);
    }
    let service = if service == "blob" { Service::Blob } else { Service::Table };
    let kind = kind(scheme);
    let fields = request.fields();
    let signing = Request::new(service, ACCOUNT, method, &target, &fields[..]).expect("it can be signed");
    let client = Client::new(Hmac(Sha256), AccountKey::from_base64(key).expect("it is base64"));
    let signed = client.sign(&signing, kind).expect("it can be signed");
    let credentials = wire(&signed.credentials());
    request.clone().with_field("Authorization", credentials)
}

fn kind(scheme: &str) -> Kind {
    if scheme == "SharedKey" { Kind::SharedKey } else { Kind::SharedKeyLite }
}

#[test]
fn azurite_verifies() {
    let server = Azurite::start();
    for row in rows(ANSWERS) {
        let port = if row[0] == "blob" { server.blobs() } else { server.tables() };
        let mut connection = None;
        let mut ask = |request: &Message| {
            let answer = connection.get_or_insert_with(|| Connection::open(port)).ask(request).ok();
            // It closes the connection after what is no HTTP.
            if answer.as_ref().is_none_or(|answer| answer.field("Connection") == Some(b"close")) {
                connection = None;
            }
            answer.map_or(400, |answer| answer.status())
        };
        assert_eq!(ask(&request(&row, OTHER)), 403, "{row:?}");
        let sent = request(&row, KEY);
        for changed in signed_changes(&sent, row[0], kind(row[1])) {
            assert!(ask(&changed) >= 400, "{}", String::from_utf8_lossy(changed.head()));
        }
        assert_eq!(ask(&sent).to_string(), row[6], "{row:?}");
    }
}

/// Verifies a request with the crate.
fn verify(request: &Message, service: Service, key: &str) -> Result<(), String> {
    let credentials = Credentials::parse(request.field("Authorization").ok_or("no credentials")?);
    let credentials = credentials.map_err(|error| error.to_string())?;
    let fields = request.fields();
    let read = Request::new(service, credentials.id(), request.method(), request.target(), &fields[..]);
    let read = read.map_err(|error| error.to_string())?;
    let key = AccountKey::from_base64(key).map_err(|error| error.to_string())?;
    let key = Some(key).filter(|_| credentials.id() == ACCOUNT);
    let verified = Server::new(Hmac(Sha256)).verify(&credentials, &read, key, now(), |_, _| true);
    verified.map_err(|refusal| refusal.to_string())
}

#[test]
fn the_libraries_sign() {
    for (name, service) in [("blob", Service::Blob), ("table", Service::Table)] {
        let server = Judge::start(move |request| verify(request, service, KEY).map(|()| String::new()));
        let of_service = rows(TASKS).filter(|row| row[0] == name);
        let tasks = of_service.map(|row| json!({ "do": row[1], "name": row[2], "body": row[3] }));
        let tasks: Vec<_> = tasks.collect();
        let url = server.url(&format!("/{ACCOUNT}"));
        let done = python(
            "tests/signing/azure.py",
            &json!({ "url": url, "service": name, "account": ACCOUNT, "key": KEY, "rows": &tasks }),
        );
        assert_eq!(done, json!(vec![1; tasks.len()]));
        for (task, (request, sentence)) in tasks.iter().zip(server.take()) {
            assert_eq!(sentence, Ok(String::new()), "{task}");
            assert!(verify(&request, service, OTHER).is_err(), "{task}");
            for changed in signed_changes(&request, name, Kind::SharedKey) {
                let head = String::from_utf8_lossy(changed.head());
                assert!(verify(&changed, service, KEY).is_err(), "{task}: {head}");
            }
        }
    }
}
