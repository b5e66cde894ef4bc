//! Counts the steps of every entry point on inputs of growing length, and fails where steps per byte grow.
//!
//! ```text
//! .ci/linear [all] [FILTER..]
//! ```
//!
//! An entry is a parser together with all that can be done with the value: iterating, comparing, writing, showing. It gets
//! each shape of input at 1 KiB and at 16 KiB, and the shapes that cost the most at 1 MiB too. With `all`, it gets each
//! shape at 1, 4, 16, 64 and 256 KiB and 1 MiB.

mod auth;
mod cors;
mod covered;
mod entry;
mod shapes;
mod signing;
mod steps;

use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Mutex;

use entry::{Entry, Input};
use shapes::{ENDS, PIECES, Shape};

const KIB: usize = 1 << 10;
const SIZES: [usize; 6] = [KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, KIB * KIB];
const QUICK_SIZES: [usize; 2] = [KIB, 16 * KIB];

/// How many shapes get the largest size in a quick run.
const WORST: usize = 2;

/// How many shapes on which an entry is not linear are enough to end its run.
const ENOUGH: usize = 4;

/// The greatest growth of the steps per byte, from any size to any greater size.
const MOST_GROWTH: f64 = 1.5;

/// The steps per byte that are too few to judge: a part of them does not depend on the length.
const FEW: f64 = 2.0;

/// The steps per byte of one shape, from the smallest size up.
struct Course {
    shape: String,
    per_byte: Vec<f64>,
}

impl Course {
    fn last(&self) -> f64 {
        self.per_byte.last().copied().unwrap_or_default()
    }

    fn growth(&self) -> f64 {
        let mut least = f64::INFINITY;
        let growths = self.per_byte.iter().map(|per_byte| {
            least = least.min(per_byte.max(FEW));
            per_byte / least
        });
        growths.fold(1.0, f64::max)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !steps::are_counted() {
        eprintln!("this program does not count steps; run .ci/linear");
        return ExitCode::FAILURE;
    }
    let entries: Vec<Entry> = auth::entries().into_iter().chain(signing::entries()).chain(cors::entries()).collect();
    let mut fails = false;
    for missing in entry::missing(&entries).chain(covered::missing()) {
        println!("no entry for {missing}");
        fails = true;
    }
    let (all, filters) = match arguments.split_first() {
        Some((first, filters)) if first == "all" => (true, filters),
        _ => (false, arguments.as_slice()),
    };
    let chosen = |name: &str| filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str()));
    let chosen: Vec<&Entry> = entries.iter().filter(|entry| chosen(entry.name)).collect();
    println!("{:<36} {:>6} {:>14} {:>7}  shape", "entry", "shapes", "steps per byte", "growth");
    let queue = Mutex::new(chosen.iter());
    let next = || queue.lock().ok()?.next();
    let failed: usize = std::thread::scope(|scope| {
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        let threads: Vec<_> = (0..count)
            .map(|_| scope.spawn(|| std::iter::from_fn(next).filter(|entry| !is_linear(entry, all)).count()))
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no entry panics")).sum()
    });
    if fails || failed > 0 || chosen.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Prints the worst shape of an entry, and each shape whose steps per byte grow.
fn is_linear(entry: &Entry, all: bool) -> bool {
    let courses = match &entry.input {
        Input::Bytes(operation, starts) => {
            let shapes: Vec<Shape<'_>> = starts
                .iter()
                .flat_map(|start| PIECES.into_iter().flat_map(move |piece| ENDS.map(|end| Shape { start, piece, end })))
                .collect();
            courses(&shapes, all, |shape, size| {
                let bytes = shape.bytes(size);
                (steps::steps(|| operation(black_box(&bytes))), bytes.len(), format!("{shape}"))
            })
        }
        Input::Length(operation) => courses(&[()], all, |(), size| {
            let prepared = operation(size);
            (steps::steps(prepared), size, String::new())
        }),
    };
    let worst = courses.iter().max_by(|one, other| one.last().total_cmp(&other.last()));
    let Some(worst) = worst else { return false };
    let growth = courses.iter().map(Course::growth).fold(1.0, f64::max);
    println!("{:<36} {:>6} {:>14.1} {growth:>7.2}  {}", entry.name, courses.len(), worst.last(), worst.shape);
    for course in courses.iter().filter(|course| course.growth() > MOST_GROWTH) {
        println!("{} is not linear on {}: {:.1?} steps per byte", entry.name, course.shape, course.per_byte);
    }
    growth <= MOST_GROWTH
}

/// Measures each shape at each size. In a quick run, only the worst get the largest size.
fn courses<S: Copy>(shapes: &[S], all: bool, measure: impl Fn(S, usize) -> (u64, usize, String)) -> Vec<Course> {
    let per_byte = |shape: S, size: usize| {
        let (steps, bytes, name) = measure(shape, size);
        (steps as f64 / bytes as f64, name)
    };
    let sizes: &[usize] = if all { &SIZES } else { &QUICK_SIZES };
    let mut courses: Vec<(S, Course)> = Vec::new();
    let mut grown = 0;
    for shape in shapes {
        let mut course = Course { shape: String::new(), per_byte: Vec::new() };
        for size in sizes {
            let (per_byte, name) = per_byte(*shape, *size);
            course.per_byte.push(per_byte);
            course.shape = name;
            if course.growth() > MOST_GROWTH {
                grown += 1;
                break;
            }
        }
        courses.push((*shape, course));
        // What is not linear takes long.
        if grown == ENOUGH {
            break;
        }
    }
    if !all && grown < ENOUGH {
        courses.sort_by(|(_, one), (_, other)| other.last().total_cmp(&one.last()));
        for (shape, course) in courses.iter_mut().filter(|(_, course)| course.growth() <= MOST_GROWTH).take(WORST) {
            course.per_byte.push(per_byte(*shape, KIB * KIB).0);
        }
    }
    courses.into_iter().map(|(_, course)| course).collect()
}
