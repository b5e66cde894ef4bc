//! A policy from lists and from files: each mistake has its path, and none hides another.

use std::sync::{Arc, RwLock};

use countersign::cors::policy::{Config, Owned, OwnedMistakes, Path, Policy, Reason};
use proptest::collection::vec;
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::value::{EnumAccessDeserializer, Error, MapDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

/// What a server has in its file: the policy is one section of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Server<P> {
    cors: P,
}

type Read<P> = fn(&str) -> Result<Server<P>, String>;

fn json<P: DeserializeOwned>(text: &str) -> Result<Server<P>, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn toml<P: DeserializeOwned>(text: &str) -> Result<Server<P>, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

const JSON: &str = r#"{"cors": {
    "origins": ["https://app.example.com", "https://example.com/", 8080, "null", ""],
    "methods": "PUT\nCONNECT",
    "request-headers": ["x-tenant"],
    "response_headers": {"a": 1},
    "credentials": "yes",
    "max_age": 1728000,
    "preflight_status": 404,
    "allow_all": true,
    "dangerously_tolerate_any_host": ["moz-extension://*"]
}}"#;

const TOML: &str = r#"
[cors]
origins = ["https://app.example.com", "https://example.com/", 8080, "null", ""]
methods = """
PUT
CONNECT"""
request-headers = ["x-tenant"]
response_headers = { a = 1 }
credentials = "yes"
max_age = 1728000
preflight_status = 404
allow_all = true
dangerously_tolerate_any_host = ["moz-extension://*"]
"#;

/// The places and the reports of the mistakes in each of these files.
const MISTAKES: [&str; 10] = [
    "origins[2]: expected a text, found a number (write it in quotes)",
    "request-headers: unknown key (write `request_headers`)",
    "response_headers: expected a list of texts, found a map (write a list, or one text with an entry on each line)",
    "credentials: expected true or false, found a text (write it without quotes)",
    "allow_all: unknown key (remove it; the keys are origins, methods, request_headers, response_headers, credentials, \
     max_age, preflight_status, private_network, vary_on_options, nobody, dangerously_tolerate_insecure_origins, \
     dangerously_tolerate_any_host, dangerously_tolerate_subdomains_of_public_suffixes)",
    "origins[1]: origin \"https://example.com/\": has a path, a query or a fragment (end it after the host or the port)",
    "origins[3]: origin \"null\": is an origin that any page can have, in a sandboxed frame (remove it and give the page an \
     origin of its own; only `*`, without credentials, allows `null`)",
    "origins[4]: origin \"\": is empty (remove it)",
    "methods[1]: method \"CONNECT\": browsers let no page use it (remove it)",
    "max_age: max-age 1728000: must be -1 to 86400 (use a number in this range)",
];

const LAST: &str = "preflight_status: preflight status 404: must be 200 to 299 (use a number in this range)";

#[test]
fn every_mistake_of_a_file_is_reported_at_once() {
    let rows: [(&str, Read<Owned<String>>, &str); 2] = [("JSON", json, JSON), ("TOML", toml, TOML)];
    for (format, read, text) in rows {
        let error = read(text).expect_err("the file has mistakes");
        let expected = ["11 mistakes in the policy:", &MISTAKES.join("\n"), LAST].join("\n");
        // TOML sorts no keys, but may read them in another order.
        let lines = |text: &str| {
            let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        for line in lines(&expected) {
            assert!(error.contains(&line), "{format} lacks\n{line}\nin\n{error}");
        }
    }
}

/// A key with its value in JSON, and the one mistake in it.
const VALUES: [(&str, &str); 24] = [
    (r#""origins": null"#, "origins: expected a list of texts, found nothing"),
    (r#""origins": 1"#, "origins: expected a list of texts, found a number"),
    (r#""origins": true"#, "origins: expected a list of texts, found a boolean"),
    (r#""origins": [["https://a.example"]]"#, "origins[0]: expected a text, found a list"),
    (r#""origins": ["https://a.example", null]"#, "origins[1]: expected a text, found nothing"),
    (r#""origins": ["https://a.example", {}]"#, "origins[1]: expected a text, found a map"),
    (r#""origins": []"#, "origins: no origin is listed"),
    (r#""origins": """#, "origins: no origin is listed"),
    (r#""methods": ["PUT", 1.5]"#, "methods[1]: expected a text, found a number"),
    (r#""methods": ["PUT\nDELETE"]"#, "methods[0]: method \"PUT\\nDELETE\": is not a method"),
    (r#""methods": ["PUT", ""]"#, "methods[1]: method \"\": is empty"),
    (r#""request_headers": ["a", "host"]"#, "request_headers[1]: request header \"host\": browsers let no page use it"),
    (r#""response_headers": ["a", "a b"]"#, "response_headers[1]: response header \"a b\": is not a field name"),
    (r#""credentials": 1"#, "credentials: expected true or false, found a number"),
    (r#""credentials": null"#, "credentials: expected true or false, found nothing"),
    (r#""max_age": "600""#, "max_age: expected a whole number, found a text"),
    (r#""max_age": 600.0"#, "max_age: expected a whole number, found a number"),
    (r#""max_age": 18446744073709551615"#, "max_age: must be -1 to 86400"),
    (r#""preflight_status": 99999"#, "preflight_status: 99999 must be 200 to 299"),
    (r#""preflight_status": -1"#, "preflight_status: -1 must be 200 to 299"),
    (r#""private_network": []"#, "private_network: expected true or false, found a list"),
    (r#""nobody": true"#, "origins[0]: origin \"https://a.example\": is listed in a policy that allows nobody"),
    (r#""max_age": 1, "max_age": 2"#, "max_age: is set twice"),
    (
        r#""dangerously_tolerate_any_host": ["https://b.example"]"#,
        "dangerously_tolerate_any_host[0]: origin \"https://b.example\": is tolerated, and not listed",
    ),
];

#[test]
fn each_mistake_has_its_path() {
    for (setting, expected) in VALUES {
        let origins = if setting.contains("\"origins\"") { "" } else { r#""origins": ["https://a.example"], "# };
        let text = format!("{{\"cors\": {{{origins}{setting}}}}}");
        let error = json::<Owned<String>>(&text).map(|_| ()).expect_err(setting);
        assert!(error.starts_with(expected), "{setting}: {error}");
        assert!(error.contains('(') && error.lines().count() == 1, "{setting}: {error}");
    }
}

/// A format may have values that no list of settings has.
#[test]
fn what_is_no_value_is_named() {
    let variant: StrDeserializer<'_, Error> = "A".into_deserializer();
    let origins = [("origins", EnumAccessDeserializer::new(variant))];
    let error = Owned::<String>::deserialize(MapDeserializer::new(origins.into_iter())).unwrap_err();
    assert_eq!(error.to_string(), "invalid type: enum, expected a value");
}

#[test]
fn a_wrong_entry_does_not_move_the_others() {
    let error = json::<Owned<String>>(r#"{"cors": {"origins": [1, 2, "https://a.example", "b"], "nobdoy": 1}}"#);
    let error = error.expect_err("mistakes");
    for place in ["origins[0]: ", "origins[1]: ", "origins[3]: origin \"b\"", "nobdoy: unknown key (write `nobody`)"] {
        assert!(error.contains(place), "{place} is in {error}");
    }
    assert!(error.starts_with("4 mistakes"), "{error}");
    // An origin that cannot be read is not missing, and neither is one with a key that has a typing error.
    for (key, expected) in [
        ("originss", "originss: unknown key (write `origins`)"),
        ("origin", "origin: unknown key (write `origins`)"),
        ("Origins", "Origins: unknown key (write `origins`)"),
    ] {
        let error = json::<Owned<String>>(&format!("{{\"cors\": {{\"{key}\": [\"https://a.example\"]}}}}"));
        assert!(
            error.as_ref().is_err_and(|error| error.starts_with(expected) && error.lines().count() == 1),
            "{error:?}"
        );
    }
    let error = json::<Owned<String>>(r#"{"cors": {"sources": true}}"#).expect_err("mistakes");
    assert!(error.contains("sources: unknown key") && error.contains("origins: no origin is listed"), "{error}");
    let error = json::<Owned<String>>(
        r#"{"cors": {"origins": [1], "dangerously_tolerate_insecure_origins": ["http://a.example"]}}"#,
    );
    assert!(error.expect_err("a mistake").starts_with("origins[0]: expected a text"));
}

#[test]
fn settings_are_read_as_they_are_meant() {
    let lists = r#"{"cors": {"origins": ["https://a.example", "https://*.b.example"], "methods": ["PUT"],
        "request_headers": ["authorization"], "response_headers": ["x-a"], "credentials": true, "max_age": 600,
        "preflight_status": 200, "private_network": true, "vary_on_options": true}}"#;
    let lines = "[cors]\norigins = '''https://a.example\n\nhttps://*.b.example\n'''\nmethods = 'PUT'\n\
        request_headers = 'authorization'\nresponse_headers = 'x-a'\ncredentials = true\nmax_age = 600\n\
        preflight_status = 200\nprivate_network = true\nvary_on_options = true\n";
    let mut expected = Config::new("https://a.example\nhttps://*.b.example".to_owned());
    expected.methods = "PUT".to_owned();
    expected.request_headers = "authorization".to_owned();
    expected.response_headers = "x-a".to_owned();
    (expected.credentials, expected.private_network, expected.vary_on_options) = (true, true, true);
    (expected.max_age, expected.preflight_status) = (600, Some(200));
    let read: Config<String> = json(lists).expect("JSON").cors;
    assert_eq!(read, expected);
    assert_eq!(toml::<Config<String>>(lines).expect("TOML").cors, expected);
    let owned: Owned<String> = toml(lines).expect("TOML").cors;
    assert_eq!(*owned.config(), expected);
    let of_lists: Config<Vec<String>> = json(lists).expect("JSON").cors;
    assert_eq!(*of_lists.build_lists().expect("a policy").config(), expected);
    let nobody = "[cors]\nnobody = true\npreflight_status = 204";
    assert!(toml::<Owned<String>>(nobody).expect("TOML").cors.config().nobody);
}

/// A list of a `Config<String>` is one text, in which an empty entry and a line break have no meaning.
#[test]
fn entries_of_texts_are_lines() {
    for (entry, path) in [("\"\"", "origins[1]: "), ("\"a\\nb\"", "origins[1]: "), ("\"a\\rb\"", "origins[1]: ")] {
        let error = json::<Config<String>>(&format!("{{\"cors\": {{\"origins\": [\"x\", {entry}]}}}}"));
        assert!(error.expect_err(entry).starts_with(path), "{entry}");
    }
}

/// Each field of the settings is written, and read as it was.
#[test]
fn settings_are_written_as_they_are_read() {
    let mut config = Config::new("https://a.example\nhttp://b.example\nmoz-extension://*".to_owned());
    config.methods = "PUT\nDELETE".to_owned();
    config.request_headers = "x-a".to_owned();
    config.response_headers = "x-b".to_owned();
    (config.credentials, config.max_age, config.preflight_status) = (true, -1, Some(299));
    (config.private_network, config.vary_on_options, config.nobody) = (true, true, true);
    config.dangerously_tolerate_insecure_origins = "http://b.example".to_owned();
    config.dangerously_tolerate_any_host = "moz-extension://*".to_owned();
    config.dangerously_tolerate_subdomains_of_public_suffixes = true;
    let written = serde_json::to_value(&config).expect("settings");
    // The names of the fields, as `Debug` of the settings shows them.
    let shown = format!("{config:#?}");
    let fields = shown.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(": "));
    let fields: Vec<_> = fields.filter(|(name, _)| !name.starts_with(' ')).map(|(name, _)| name.to_owned()).collect();
    assert_eq!(fields.len(), 13);
    for field in &fields {
        assert!(written.get(field).is_some(), "{field} is written");
    }
    assert_eq!(written.as_object().map(serde_json::Map::len), Some(fields.len()));
    assert_eq!(serde_json::from_value::<Config<String>>(written).expect("settings"), config);
    let text = toml::to_string(&config).expect("TOML");
    assert_eq!(toml::from_str::<Config<String>>(&text).expect("TOML"), config);
    assert_eq!(serde_json::to_string(&Config::new("")).expect("settings"), "{}");
}

/// The state of a server whose file changes while it runs.
struct Reloading(RwLock<Arc<Owned<String>>>);

impl Reloading {
    fn reload(&self, file: &str) -> Result<(), toml::de::Error> {
        let policy: Owned<String> = toml::from_str(file)?;
        *self.0.write().expect("no writer panics") = Arc::new(policy);
        Ok(())
    }

    fn allows(&self, origin: &str) -> bool {
        let policy = Arc::clone(&self.0.read().expect("no writer panics"));
        policy.as_policy().decide("GET", &[("Origin", origin)]).refusal().is_none()
    }
}

#[test]
fn a_bad_file_leaves_the_policy_as_it_is() {
    let first = toml::from_str("origins = ['https://a.example']").expect("a policy");
    let server = Reloading(RwLock::new(Arc::new(first)));
    assert!(server.allows("https://a.example") && !server.allows("https://b.example"));
    server.reload("origins = ['https://b.example/']").expect_err("a slash at the end");
    assert!(server.allows("https://a.example") && !server.allows("https://b.example"));
    server.reload("origins = ['https://b.example']").expect("a policy");
    assert!(!server.allows("https://a.example") && server.allows("https://b.example"));
}

fn is_static<T: Send + Sync + std::error::Error + 'static>(_: &T) {}

#[test]
fn mistakes_outlive_the_texts() {
    let origins = vec!["https://a.example/".to_owned()];
    let texts: Vec<&str> = origins.iter().map(String::as_str).collect();
    let mistakes = Policy::for_origins(&texts).with_max_age(-2).build().expect_err("mistakes");
    let (shown, debug, report) = (mistakes.to_string(), format!("{mistakes:?}"), mistakes.report().to_string());
    let owned = mistakes.into_owned();
    drop(texts);
    drop(origins);
    is_static(&owned);
    assert_eq!((owned.to_string(), format!("{owned:?}"), owned.report().to_string()), (shown, debug, report));
    assert!(owned.iter().map(|mistake| mistake.reason()).eq([Reason::Path, Reason::OutOfBounds]));
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    let text = prop_oneof![
        Just("*"),
        Just("null"),
        Just(""),
        Just("https://a.example"),
        Just("http://a.example"),
        Just("https://a.example/"),
        Just("moz-extension://*"),
        Just("a\nb"),
        Just("PUT"),
        Just("CONNECT"),
        Just("x-a"),
        Just("host"),
        Just("x a"),
    ];
    vec(text.prop_map(str::to_owned), 0..5)
}

fn entry<'c>(config: &'c Config<Vec<String>>, path: &Path) -> Option<&'c String> {
    let list = match path.key() {
        "origins" => &config.origins,
        "methods" => &config.methods,
        "request_headers" => &config.request_headers,
        "response_headers" => &config.response_headers,
        "dangerously_tolerate_insecure_origins" => &config.dangerously_tolerate_insecure_origins,
        "dangerously_tolerate_any_host" => &config.dangerously_tolerate_any_host,
        _ => return None,
    };
    list.get(path.index()?)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each path leads to the text that is wrong, and no two mistakes with an index have the same path.
    #[test]
    fn paths_lead_to_the_mistakes(
        origins in texts(), methods in texts(), request in texts(), response in texts(), insecure in texts(),
        any_host in texts(), credentials: bool, nobody: bool,
    ) {
        let mut config = Config::new(origins);
        (config.methods, config.request_headers, config.response_headers) = (methods, request, response);
        config.dangerously_tolerate_insecure_origins = insecure;
        config.dangerously_tolerate_any_host = any_host;
        (config.credentials, config.nobody) = (credentials, nobody);
        match config.clone().build_lists() {
            Ok(policy) => assert_eq!(policy.config().origins, config.origins.join("\n")),
            Err(mistakes) => {
                check_paths(&config, &mistakes);
                let json = serde_json::json!({
                    "origins": config.origins, "methods": config.methods, "request_headers": config.request_headers,
                    "response_headers": config.response_headers, "credentials": credentials, "nobody": nobody,
                    "dangerously_tolerate_insecure_origins": config.dangerously_tolerate_insecure_origins,
                    "dangerously_tolerate_any_host": config.dangerously_tolerate_any_host,
                });
                let error = serde_json::from_value::<Owned<String>>(json).expect_err("the same mistakes").to_string();
                assert!(error.ends_with(&mistakes.report().to_string()), "{error}\nis not\n{}", mistakes.report());
            }
        }
    }
}

fn check_paths(config: &Config<Vec<String>>, mistakes: &OwnedMistakes) {
    let mut seen = Vec::new();
    for (path, mistake) in mistakes.paths() {
        match mistake.reason() {
            Reason::Missing => assert_eq!(path.to_string(), "origins"),
            Reason::NotAlone => assert_eq!(entry(config, &path).map(String::as_str), Some("*")),
            _ => {
                let shown = entry(config, &path).map(|text| format!("{text:?}"));
                assert!(mistake.to_string().contains(&shown.unwrap_or_else(|| panic!("{path} leads to nothing"))));
                assert!(!seen.contains(&path), "{path} is reported twice");
                seen.push(path);
            }
        }
    }
}
