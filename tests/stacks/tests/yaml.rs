//! A policy in YAML is read, and rejected, as the same one in JSON is.

use countersign::cors::policy::{Config, Owned};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What a server has in its file: the policy is one section of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Server<P> {
    cors: P,
}

fn json<P: DeserializeOwned>(text: &str) -> Result<P, String> {
    serde_json::from_str(text).map(|server: Server<P>| server.cors).map_err(|error| error.to_string())
}

fn yaml<P: DeserializeOwned>(text: &str) -> Result<P, String> {
    serde_saphyr::from_str(text).map(|server: Server<P>| server.cors).map_err(|error| error.to_string())
}

#[test]
fn every_mistake_of_a_file_is_reported_at_once() {
    let of_yaml = yaml::<Owned<String>>(
        r#"
cors:
  origins: ["https://app.example.com", "https://example.com/", 8080, "null", ""]
  methods: |
    PUT
    CONNECT
  request-headers: [x-tenant]
  response_headers: { a: 1 }
  credentials: "yes"
  max_age: 1728000
  preflight_status: 404
  allow_all: true
"#,
    );
    let of_json = json::<Owned<String>>(
        r#"{"cors": {
            "origins": ["https://app.example.com", "https://example.com/", 8080, "null", ""],
            "methods": "PUT\nCONNECT",
            "request-headers": ["x-tenant"],
            "response_headers": {"a": 1},
            "credentials": "yes",
            "max_age": 1728000,
            "preflight_status": 404,
            "allow_all": true
        }}"#,
    );
    let (of_yaml, of_json) = (of_yaml.expect_err("mistakes"), of_json.expect_err("mistakes"));
    let mistakes: Vec<_> = of_json.lines().map(|line| line.split(" at line ").next().unwrap()).collect();
    assert_eq!(mistakes[0], "11 mistakes in the policy:");
    assert_eq!(mistakes.len(), 12);
    for mistake in mistakes {
        assert!(of_yaml.contains(mistake), "{mistake}\nis not in\n{of_yaml}");
    }
}

#[test]
fn settings_are_read_as_they_are_meant() {
    let text = "cors:\n  origins: |\n    https://a.example\n\n    https://*.b.example\n  methods: PUT\n  \
        request_headers: [authorization]\n  response_headers: x-a\n  credentials: true\n  max_age: 600\n  \
        preflight_status: 200\n  private_network: true\n  vary_on_options: true\n";
    let mut expected = Config::new("https://a.example\nhttps://*.b.example".to_owned());
    expected.methods = "PUT".to_owned();
    expected.request_headers = "authorization".to_owned();
    expected.response_headers = "x-a".to_owned();
    (expected.credentials, expected.private_network, expected.vary_on_options) = (true, true, true);
    (expected.max_age, expected.preflight_status) = (600, Some(200));
    assert_eq!(yaml::<Config<String>>(text), Ok(expected.clone()));
    assert_eq!(*yaml::<Owned<String>>(text).expect("a policy").config(), expected);
}
