//! Runs one law of `tests/it/laws.rs` on the fuzzer's input, and on the value that is drawn from it. The environment variable
//! `LAW` names it. If `ONLY_LAW` names one when the target is compiled, the target has that law alone. Then it runs faster: after
//! each input, the fuzzer looks at a counter for each edge of the program.

#![no_main]

use std::env;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it"]
#[allow(dead_code)] // The tables of the laws are also counted, in tests/it/lists.rs.
mod it {
    pub(crate) mod laws;
}

use it::laws::{self, Law};

/// The law that was named when the target was compiled.
const ONLY: Option<(&str, Law)> = match option_env!("ONLY_LAW") {
    Some(name) => Some((name, laws::law(name).expect("`ONLY_LAW` names a law"))),
    None => None,
};

static LAW: LazyLock<String> = LazyLock::new(|| env::var("LAW").expect("`LAW` names a law, for example `LAW=basic`"));

fuzz_target!(|data: &[u8]| {
    if let Some((name, law)) = ONLY {
        law(data);
        law(&laws::inputs::of(name, data));
    } else {
        laws::check(&LAW, data);
        laws::check(&LAW, &laws::inputs::of(&LAW, data));
    }
});
