#![no_main]

#[path = "../../tests/properties/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|data: &[u8]| laws::check("policy", data));
