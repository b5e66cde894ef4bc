// The switch, which is appended to `lib.rs`. In a constant every mutant is off. At run time, the environment variable
// `MUTANT` has the number of the one that is on, or `MUTANT_TRACE` the name of a file for the numbers of those that are asked.
extern crate std as std_of_mutants;

pub(crate) const fn mutant(index: usize) -> bool {
    const fn never(_: usize) -> bool {
        false
    }
    core::intrinsics::const_eval_select((index,), never, is_mutant)
}

fn is_mutant(index: usize) -> bool {
    use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
    use std_of_mutants::io::Write;
    use std_of_mutants::{env, fs};
    const UNREAD: usize = usize::MAX;
    const TRACE: usize = usize::MAX - 1;
    const NONE: usize = usize::MAX - 2;
    static ON: AtomicUsize = AtomicUsize::new(UNREAD);
    static SEEN: [AtomicBool; 1 << 16] = [const { AtomicBool::new(false) }; 1 << 16];
    if ON.load(Relaxed) == UNREAD {
        let number = env::var("MUTANT").ok().and_then(|number| number.parse().ok());
        ON.store(number.unwrap_or(if env::var_os("MUTANT_TRACE").is_some() { TRACE } else { NONE }), Relaxed);
    }
    let on = ON.load(Relaxed);
    if on == TRACE && !SEEN[index].swap(true, Relaxed) {
        let file = fs::OpenOptions::new().append(true).create(true).open(env::var_os("MUTANT_TRACE").unwrap());
        std_of_mutants::writeln!(file.unwrap(), "{index}").unwrap();
    }
    on == index
}
