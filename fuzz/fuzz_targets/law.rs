//! Runs one law of `tests/it/laws.rs` on the fuzzer's input, and on the value that is drawn from it. The environment variable `LAW` names it.

#![no_main]

use std::env;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it"]
#[allow(dead_code)] // The tables of the laws are also counted, in tests/it/lists.rs.
mod it {
    pub(crate) mod laws;
}

static LAW: LazyLock<String> = LazyLock::new(|| env::var("LAW").expect("LAW names a law, for example `LAW=basic`"));

fuzz_target!(|data: &[u8]| {
    it::laws::check(&LAW, data);
    it::laws::check(&LAW, &it::laws::inputs::of(&LAW, data));
});
