//! The probes that `.ci/panics` links, which it can search only for what they call.

#[path = "../../benches/panics/src/cors.rs"]
mod cors;
#[path = "../../benches/panics/src/framework.rs"]
mod framework;
#[path = "../../benches/panics/src/probe.rs"]
mod probe;
#[path = "../../benches/panics/src/proofs.rs"]
mod proofs;
#[path = "../../benches/panics/src/schemes.rs"]
mod schemes;
#[path = "../../benches/panics/src/signing.rs"]
mod signing;

use std::fs;
use std::path::Path;

use countersign::auth;
use countersign::cors::FIELDS;

use probe::Probe;

/// The seeds below a folder.
fn seeds(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { seeds(&path) } else { vec![fs::read(path).expect("a seed")] }).collect()
}

/// Panics if the probe parses none of the inputs.
fn check(name: &str, probe: Probe, inputs: &[Vec<u8>]) {
    let mut buffer = [0; 4096];
    let parsed = inputs.iter().filter(|input| probe(input, &mut buffer)).count();
    assert!(parsed > 0, "the probe of {name} in benches/panics parses nothing");
}

#[test]
fn every_scheme_has_a_probe() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for (module, _) in auth::SCHEMES {
        let probe = schemes::SCHEMES.iter().find(|(name, _)| *name == module);
        let (_, probe) = probe.unwrap_or_else(|| panic!("benches/panics/src/schemes.rs lacks {module}"));
        check(module, *probe, &seeds(&root.join(module)));
    }
    assert_eq!(schemes::SCHEMES.len(), auth::SCHEMES.len());
}

/// Each probe gets its input as a value of its field only.
#[test]
fn every_cors_field_has_a_probe() {
    const VALUES: [&str; 7] = ["null", "PUT", "true", "*", "600", "01:23:45:67:89:0A", "same-site"];
    let values = VALUES.map(|value| value.as_bytes().to_vec());
    for (field, _) in FIELDS {
        let probe = cors::FIELDS.iter().find(|(name, _)| *name == field);
        let (_, probe) = probe.unwrap_or_else(|| panic!("benches/panics/src/cors.rs lacks {field}"));
        check(field, *probe, &values);
    }
    assert_eq!(cors::FIELDS.len(), FIELDS.len());
}

#[test]
fn every_probe_parses_something() {
    let seeds = seeds(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds"));
    for (name, probe) in framework::PROBES.iter().chain(&cors::PROBES) {
        check(name, *probe, &seeds);
    }
}
