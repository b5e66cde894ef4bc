//! Azure's scheme `SharedAccessSignature`: the forms of its documents and clients, and each error.

use countersign::auth;
use countersign::auth::shared_access_signature::{Credentials, Escaped};
use countersign::{Encode, ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

/// A token of an IoT Edge module: its key has no name.
const MODULE: &str = "SharedAccessSignature sr=grid-admin-hub.azure-devices.net%2Fdevices%2Fb6ab4904%2Fmodules%2Fgrid\
    &sig=h%2Bai4%2B334V3Sn2bONy56NJkaMSWnTMr9fXJdgoWK9q0%3D&se=1617837820";

/// A token of Service Bus.
const BUS: &str = "SharedAccessSignature sr=https%3A%2F%2Fa.servicebus.windows.net%2Fq\
    &sig=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc%3D&se=1438205742&skn=RootManageSharedAccessKey";

/// Other forms of the token of Service Bus: a part, and its replacement. The signature is the same.
const OTHER: [(&str, &str); 7] = [
    // The order of IoT Hub's and Event Hubs' documents.
    (
        "sr=https%3A%2F%2Fa.servicebus.windows.net%2Fq&sig=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc%3D&se=1438205742&skn=RootManageSharedAccessKey",
        "sig=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc%3D&se=1438205742&skn=RootManageSharedAccessKey&sr=https%3A%2F%2Fa.servicebus.windows.net%2Fq",
    ),
    ("SharedAccessSignature", "sharedaccesssignature"),
    // Python's `urllib.parse.quote` keeps slashes, and other clients escape nothing.
    ("c%3D", "c="),
    ("c%3D", "c%3d"),
    ("BwcH", "%42wcH"),
    ("&se", "&x=y&se"),
    ("&skn", "&amp=&skn"),
];

/// Variants that are rejected: a part, its replacement, the kind of the error, and the text at its offset.
const REJECTED: [(&str, &str, ErrorKind, &str); 23] = [
    ("SharedAccessSignature", "SharedAccess", ErrorKind::Scheme("SharedAccessSignature"), "Shared"),
    ("Signature ", "Signature\t", ErrorKind::Expected(Rule::Space), "\tsr"),
    ("sr=", "SR=", ErrorKind::Missing("sr"), ""),
    ("&sig=", "&signature=", ErrorKind::Missing("sig"), ""),
    ("&se=", "&st=", ErrorKind::Missing("se"), ""),
    ("&skn=", "&sr=", ErrorKind::DuplicateParam, "sr=Root"),
    ("&skn=", "&SIG=", ErrorKind::DuplicateParam, "SIG="),
    ("&skn=", "&", ErrorKind::Expected(Rule::Equals), ""),
    ("&skn=", "&&skn=", ErrorKind::Expected(Rule::Token), "&skn"),
    ("&skn=", "&=", ErrorKind::Expected(Rule::Token), "=Root"),
    ("AccessKey", "AccessKey&", ErrorKind::Expected(Rule::Token), ""),
    ("AccessKey", "Access Key", ErrorKind::Expected(Rule::Ampersand), " Key"),
    ("AccessKey", "Access\"Key", ErrorKind::Expected(Rule::Ampersand), "\"Key"),
    ("AccessKey", "Access\u{e4}", ErrorKind::Expected(Rule::Ampersand), "\u{e4}"),
    ("%3A", "%3", ErrorKind::Expected(Rule::PctEncoded), "%3%2F"),
    ("%3D", "%", ErrorKind::Expected(Rule::PctEncoded), "%&se"),
    ("c%3D", "c", ErrorKind::InvalidParam("sig"), "sig="),
    ("BwcH", "", ErrorKind::InvalidParam("sig"), "sig="),
    ("BwcH", "Bw-H", ErrorKind::InvalidParam("sig"), "sig="),
    ("BwcH", "BwcHBwcH", ErrorKind::InvalidParam("sig"), "sig="),
    ("1438205742", "", ErrorKind::InvalidParam("se"), "se="),
    ("1438205742", "1438205742.5", ErrorKind::InvalidParam("se"), "se="),
    ("sr=https%3A%2F%2Fa.servicebus.windows.net%2Fq", "sr=", ErrorKind::InvalidParam("sr"), "sr="),
];

#[test]
fn tokens_are_parsed_and_built() {
    for token in [MODULE, BUS] {
        assert_eq!(written(&Credentials::parse(token.as_bytes()).unwrap()), token.as_bytes());
        assert!(auth::Credentials::parse(token.as_bytes()).is_err(), "the framework rejects it");
    }
    let built = Credentials::new("https://a.servicebus.windows.net/q", &[7; 32], 1_438_205_742).unwrap();
    assert!(built.key_name().is_none());
    let built = built.with_key_name("RootManageSharedAccessKey").unwrap();
    assert_eq!(written(&built), BUS.as_bytes());

    let credentials = Credentials::parse(MODULE.as_bytes()).unwrap();
    let mut buffer = [0; 80];
    let resource = credentials.resource().decode_into(&mut buffer).unwrap();
    assert_eq!(resource, b"grid-admin-hub.azure-devices.net/devices/b6ab4904/modules/grid");
    assert!(credentials.signature().starts_with(&[0x87, 0xE6, 0xA2]) && credentials.key_name().is_none());
    assert_eq!(credentials.expiry().as_str(), "1617837820");
}

#[test]
fn other_forms_are_the_same_value() {
    for (from, to) in OTHER {
        let wild = BUS.replacen(from, to, 1);
        assert_ne!(wild, BUS);
        let credentials = Credentials::parse(wild.as_bytes()).unwrap();
        assert_eq!(written(&credentials), BUS.as_bytes(), "{wild}");
    }
    // What the signature covers is written as it was sent.
    for (from, to) in [("%3A%2F%2F", "%3a%2f%2f"), ("%3A%2F%2F", "://"), ("%2Fq", "/q+r")] {
        let wild = BUS.replacen(from, to, 1);
        let credentials = Credentials::parse(wild.as_bytes()).unwrap();
        assert_eq!(written(&credentials), wild.as_bytes());
        assert!(wild.contains(&credentials.resource().display().to_string()));
    }
    let leading = BUS.replace("1438205742", "0001438205742");
    let credentials = Credentials::parse(leading.as_bytes()).unwrap();
    assert_eq!((credentials.expiry().get(), written(&credentials)), (1_438_205_742, leading.into_bytes()));
    let device = MODULE.replace("&se", "&skn=&se");
    assert_eq!(Credentials::parse(device.as_bytes()).unwrap().key_name(), Some(Escaped::new("")));
}

#[test]
fn invalid_values_are_rejected() {
    for (from, to, kind, at) in REJECTED {
        let wild = BUS.replacen(from, to, 1);
        assert_ne!(wild, BUS);
        let error = Credentials::parse(wild.as_bytes()).unwrap_err();
        let offset = if at.is_empty() { wild.len() } else { wild.find(at).unwrap() };
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{wild}");
    }
    for (value, kind, offset) in [
        ("SharedAccessSignature", ErrorKind::Expected(Rule::Space), 21),
        ("SharedAccessSignature ,", ErrorKind::Expected(Rule::Token), 22),
        // The tokens of another service have other fields.
        ("SharedAccessSignature uid=a&ex=2018-04-05T06:00:00.0000000Z&sn=YQ==", ErrorKind::Missing("sr"), 67),
    ] {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
    let many: Vec<_> = (0..65).map(|number| format!("a{number}=")).collect();
    let many = format!("{BUS}&{}", many.join("&"));
    assert_eq!(Credentials::parse(many.as_bytes()).unwrap_err().kind(), ErrorKind::TooMany);
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    let built = Credentials::new("a", &[7; 32], 1).unwrap();
    for (error, part) in
        [(Credentials::new("", &[7; 32], 1).unwrap_err(), "sr"), (built.with_key_name("").unwrap_err(), "skn")]
    {
        assert_eq!((error.part(), error.kind(), error.offset()), (part, ValueErrorKind::Empty, 0));
    }
    let escaped = written(&Credentials::new("a\r\n\"&ä", &[7; 32], 1).unwrap().resource());
    assert_eq!(escaped, b"a%0D%0A%22%26%C3%A4");
}

#[test]
fn debug_output_has_no_secret() {
    let credentials = Credentials::parse(BUS.as_bytes()).unwrap();
    assert_eq!(format!("{credentials:?} {:?}", credentials.resource()), "Credentials { .. } Escaped(34 bytes)");
}

#[test]
fn all_prefixes_keep_the_laws() {
    let rejected = REJECTED.map(|(from, to, ..)| BUS.replacen(from, to, 1));
    let other = OTHER.map(|(from, to)| BUS.replacen(from, to, 1));
    let more = [MODULE, BUS, "https://a/ä\nkey name", "\n"].map(str::to_owned);
    for value in more.into_iter().chain(rejected).chain(other) {
        crate::prefixes::lengths(value.len())
            .for_each(|length| laws::check("shared_access_signature", &value.as_bytes()[..length]));
    }
}
