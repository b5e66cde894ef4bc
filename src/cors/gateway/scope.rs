//! Scopes, their policy documents, and the order of policies that `base` defines.

use core::fmt;

/// The scope of a policy document, from the broadest to the narrowest.
///
/// ```
/// use countersign::cors::gateway::Scope;
///
/// assert!(Scope::Operation > Scope::Api, "a narrower scope is greater");
/// assert_eq!(Scope::ALL.map(Scope::name), ["global", "workspace", "product", "api", "operation"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// All APIs.
    Global,
    /// The APIs of a workspace.
    Workspace,
    /// The APIs of a product.
    Product,
    /// An API.
    Api,
    /// An operation of an API.
    Operation,
}

impl Scope {
    /// All scopes, the broadest first.
    pub const ALL: [Self; 5] = [Self::Global, Self::Workspace, Self::Product, Self::Api, Self::Operation];

    /// Returns the name, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Workspace => "workspace",
            Self::Product => "product",
            Self::Api => "api",
            Self::Operation => "operation",
        }
    }

    /// Returns the next narrower scope.
    const fn narrower(self) -> Option<Self> {
        match self {
            Self::Global => Some(Self::Workspace),
            Self::Workspace => Some(Self::Product),
            Self::Product => Some(Self::Api),
            Self::Api => Some(Self::Operation),
            Self::Operation => None,
        }
    }

    /// Returns the next broader scope.
    const fn broader(self) -> Option<Self> {
        match self {
            Self::Global => None,
            Self::Workspace => Some(Self::Global),
            Self::Product => Some(Self::Workspace),
            Self::Api => Some(Self::Product),
            Self::Operation => Some(Self::Api),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The `cors` and `base` elements in the `inbound` section of a document, in either order.
///
/// `base` includes the policies of the next broader scope that has a document. A document without `base` inherits
/// nothing. `T` is the policy, a reference to it, or a slice of [`Step`](super::Step)s where fragments are included.
///
/// ```
/// use countersign::cors::gateway::{Document, Policy, Statement};
///
/// let document = Document::BaseThenCors(Statement { allowed_origins: &["*"], ..Statement::DEFAULT });
/// let document = document.map(|statement| Policy::new(statement).unwrap());
/// assert_eq!(document.policies().next().unwrap().statement().allowed_origins, ["*"]);
/// assert!(Document::<Policy<'_>>::Base.policies().next().is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document<T> {
    /// Neither of them.
    Nothing,
    /// `<base/>`
    Base,
    /// `<cors>`
    Cors(T),
    /// `<base/>` and then `<cors>`: broader policies come first.
    BaseThenCors(T),
    /// `<cors>` and then `<base/>`: broader policies come last.
    CorsThenBase(T),
    /// Something that may be a policy on both sides of `<base/>`. Only fragments bring a document to that: `cors` itself is
    /// allowed once.
    AroundBase(T, T),
}

impl<T> Document<T> {
    /// Returns the policies.
    pub fn policies(&self) -> impl Iterator<Item = &T> {
        let (first, second) = match self {
            Self::Nothing | Self::Base => (None, None),
            Self::Cors(policy) | Self::BaseThenCors(policy) | Self::CorsThenBase(policy) => (Some(policy), None),
            Self::AroundBase(before, after) => (Some(before), Some(after)),
        };
        first.into_iter().chain(second)
    }

    /// Returns the document with another type of policy.
    #[must_use]
    pub fn map<U>(self, mut to: impl FnMut(T) -> U) -> Document<U> {
        match self {
            Self::Nothing => Document::Nothing,
            Self::Base => Document::Base,
            Self::Cors(policy) => Document::Cors(to(policy)),
            Self::BaseThenCors(policy) => Document::BaseThenCors(to(policy)),
            Self::CorsThenBase(policy) => Document::CorsThenBase(to(policy)),
            Self::AroundBase(before, after) => Document::AroundBase(to(before), to(after)),
        }
    }

    const fn has_base(&self) -> bool {
        matches!(self, Self::Base | Self::BaseThenCors(_) | Self::CorsThenBase(_) | Self::AroundBase(..))
    }
}

/// The documents of all scopes of a request.
///
/// A scope without a document inherits from the next broader one.
///
/// ```
/// use countersign::cors::gateway::{Document, Scope, Scopes};
///
/// let scopes = Scopes::new()
///     .with(Scope::Global, Document::Cors("g"))
///     .with(Scope::Product, Document::BaseThenCors("p"))
///     .with(Scope::Api, Document::Base)
///     .with(Scope::Operation, Document::CorsThenBase("o"));
/// let order = scopes.effective_order();
/// assert!(order.eq([(Scope::Operation, "o"), (Scope::Global, "g"), (Scope::Product, "p")]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scopes<T> {
    global: Option<Document<T>>,
    workspace: Option<Document<T>>,
    product: Option<Document<T>>,
    api: Option<Document<T>>,
    operation: Option<Document<T>>,
}

impl<T: Copy> Scopes<T> {
    /// Creates scopes without documents.
    #[must_use]
    pub const fn new() -> Self {
        Self { global: None, workspace: None, product: None, api: None, operation: None }
    }

    /// Returns the scopes with this document for one of them.
    #[must_use]
    pub const fn with(self, scope: Scope, document: Document<T>) -> Self {
        let document = Some(document);
        match scope {
            Scope::Global => Self { global: document, ..self },
            Scope::Workspace => Self { workspace: document, ..self },
            Scope::Product => Self { product: document, ..self },
            Scope::Api => Self { api: document, ..self },
            Scope::Operation => Self { operation: document, ..self },
        }
    }

    /// Returns the document of a scope.
    #[must_use]
    pub const fn document(&self, scope: Scope) -> Option<Document<T>> {
        match scope {
            Scope::Global => self.global,
            Scope::Workspace => self.workspace,
            Scope::Product => self.product,
            Scope::Api => self.api,
            Scope::Operation => self.operation,
        }
    }

    /// Returns the policies in the order in which they apply, each with its scope.
    #[must_use]
    pub const fn effective_order(&self) -> EffectiveOrder<T> {
        EffectiveOrder { scopes: *self, next: Some(Scope::Operation), way: Way::Out }
    }
}

impl<T: Copy> Default for Scopes<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// The policies in the order in which they apply: one of each scope, or two around `base`.
///
/// The iterator goes from the narrowest scope to the broadest that is inherited, and returns the policies before a
/// `base`. On the way back it returns the policies after a `base`.
///
/// ```
/// use countersign::cors::gateway::{Document, Scope, Scopes};
///
/// let scopes = Scopes::new().with(Scope::Global, Document::Cors("g")).with(Scope::Api, Document::BaseThenCors("a"));
/// assert!(scopes.effective_order().eq([(Scope::Global, "g"), (Scope::Api, "a")]));
///
/// let scopes = scopes.with(Scope::Operation, Document::Cors("o"));
/// assert!(scopes.effective_order().eq([(Scope::Operation, "o")]), "a document without `base` inherits nothing");
/// ```
#[derive(Clone, Debug)]
pub struct EffectiveOrder<T> {
    scopes: Scopes<T>,
    next: Option<Scope>,
    way: Way,
}

#[derive(Clone, Copy, Debug)]
enum Way {
    /// To broader scopes.
    Out,
    /// To narrower scopes.
    Back,
}

impl<T: Copy> Iterator for EffectiveOrder<T> {
    type Item = (Scope, T);

    fn next(&mut self) -> Option<(Scope, T)> {
        while let Some(scope) = self.next {
            let document = self.scopes.document(scope);
            let (next, way) = match self.way {
                Way::Back => (scope.narrower(), Way::Back),
                Way::Out if document.as_ref().is_none_or(Document::has_base) && scope != Scope::Global => {
                    (scope.broader(), Way::Out)
                }
                // The way back begins at the scope where the way out ends.
                Way::Out => (Some(scope), Way::Back),
            };
            let policy = match (self.way, document) {
                (
                    Way::Out,
                    Some(Document::Cors(policy) | Document::CorsThenBase(policy) | Document::AroundBase(policy, _)),
                )
                | (Way::Back, Some(Document::BaseThenCors(policy) | Document::AroundBase(_, policy))) => Some(policy),
                _ => None,
            };
            (self.next, self.way) = (next, way);
            if let Some(policy) = policy {
                return Some((scope, policy));
            }
        }
        None
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(Scope::ALL.len().saturating_mul(2)))
    }
}
