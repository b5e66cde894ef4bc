//! What the tolerant parser makes of a line that the strict parser rejects.

use std::cell::RefCell;

use countersign::auth::tolerant::{self, Broken, Tolerant};
use countersign::auth::{Challenge, Deviation, Tolerance};

use crate::meaning::{Element, Kind, Problem};
use crate::schemes::{self, Received};
use crate::secrets;
use crate::value::Value;

/// The tolerant reading of a line.
pub(crate) struct Forgiven {
    /// The challenges, or the credentials, or the parameters of Authentication-Info.
    pub parts: Vec<Part>,
    /// What the parser tolerated, with the offsets, in order.
    pub deviations: Vec<(Deviation, usize)>,
}

pub(crate) enum Part {
    Read(Element),
    /// A part that cannot be read, even tolerantly.
    Broken {
        scheme: Option<Value>,
        problem: Problem,
    },
}

/// Tolerates and records every deviation. The types of schemes ask it too, about padding for example.
#[derive(Clone, Copy)]
pub(crate) struct Recorder<'r>(&'r RefCell<Vec<(Deviation, usize)>>);

impl Recorder<'_> {
    fn add(self, deviation: Deviation, offset: usize) {
        self.0.borrow_mut().push((deviation, offset));
    }

    /// Returns what `read` returns, and whether it took a token68 as a parameter without a value.
    fn watch<T>(self, read: impl FnOnce() -> T) -> (T, bool) {
        let before = self.0.borrow().len();
        let typed = read();
        (typed, self.0.borrow().iter().skip(before).any(|(deviation, _)| *deviation == Deviation::EmptyValue))
    }
}

impl Tolerance for Recorder<'_> {
    fn forgive(&mut self, deviation: Deviation, offset: usize) -> bool {
        self.add(deviation, offset);
        true
    }
}

impl Forgiven {
    /// Reads a line of which the strict parser read `read`. Returns `None` if the tolerant parser makes no more of it.
    pub(crate) fn read(kind: Kind, value: &[u8], read: &Result<Vec<Element>, Problem>) -> Option<Self> {
        let recorded = RefCell::default();
        let parts = match kind {
            Kind::Challenges => challenges(value, Recorder(&recorded)),
            Kind::Credentials => vec![credentials(value, Recorder(&recorded), schemes::credentials)],
            Kind::ServerCredentials => {
                vec![credentials(value, Recorder(&recorded), |given| Some(schemes::server_authorization(given)))]
            }
            Kind::Info => vec![info(value, Recorder(&recorded))],
            Kind::Open | Kind::Proof => return None,
        };
        let mut deviations = recorded.into_inner();
        deviations.sort_by_key(|(_, offset)| *offset);
        deviations.dedup();
        let forgiven = Self { parts, deviations };
        let is_more = match read {
            // Without a deviation, the error is in another line.
            Err(_) => forgiven.read_parts() > 0 && !(forgiven.deviations.is_empty() && forgiven.broken_parts() == 0),
            Ok(elements) => forgiven.typed_parts() > elements.iter().filter(|element| element.is_typed()).count(),
        };
        is_more.then_some(forgiven)
    }

    fn read_parts(&self) -> usize {
        self.elements().count()
    }

    fn broken_parts(&self) -> usize {
        self.parts.len() - self.read_parts()
    }

    fn typed_parts(&self) -> usize {
        self.elements().filter(|element| element.is_typed()).count()
    }

    /// Returns the parts that can be read.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.parts.iter().filter_map(|part| match part {
            Part::Read(element) => Some(element),
            Part::Broken { .. } => None,
        })
    }
}

fn challenges(value: &[u8], recorder: Recorder<'_>) -> Vec<Part> {
    let part = |challenge: Result<Challenge<'_, Tolerant>, Broken<'_>>| match challenge {
        Ok(challenge) => {
            challenge.deviations(|deviation, offset| recorder.add(deviation, offset));
            let given = Received::Tolerant(challenge.tolerating(recorder));
            let (typed, is_param) = recorder.watch(|| schemes::challenge(given));
            Part::Read(Element::of_challenge(challenge, typed).with_empty_param_if(is_param))
        }
        Err(broken) => Part::broken(&broken, false),
    };
    tolerant::challenges(value).map(part).collect()
}

/// All values are masked: where the grammar is broken, any value may hold a part of a secret.
fn credentials(
    value: &[u8],
    recorder: Recorder<'_>,
    typed: impl FnOnce(schemes::Credentials<'_, '_>) -> Option<schemes::Typed>,
) -> Part {
    let is_secret = secrets::hidden_from(Kind::Credentials, value) == 0;
    match tolerant::credentials(value) {
        Ok(credentials) => {
            credentials.deviations(|deviation, offset| recorder.add(deviation, offset));
            let given = Received::Tolerant(credentials.tolerating(recorder));
            let (typed, is_param) = recorder.watch(|| typed(given));
            let element = Element::of_credentials(credentials, typed).with_empty_param_if(is_param);
            let element = element.masked(Kind::Credentials);
            Part::Read(Element { scheme: element.scheme.map(|scheme| scheme.secret_if(is_secret)), ..element })
        }
        Err(broken) => Part::broken(&broken, is_secret),
    }
}

fn info(value: &[u8], recorder: Recorder<'_>) -> Part {
    match tolerant::info(value) {
        Ok(info) => {
            info.deviations(|deviation, offset| recorder.add(deviation, offset));
            Part::Read(Element::of_info(info, schemes::info(value, Received::Tolerant(info))).masked(Kind::Info))
        }
        Err(broken) => Part::broken(&broken, false),
    }
}

impl Part {
    fn broken(broken: &Broken<'_>, is_secret: bool) -> Self {
        let scheme = broken.scheme().map(|scheme| Value::new(scheme.as_bytes()).secret_if(is_secret));
        Self::Broken { scheme, problem: broken.error().into() }
    }
}
