//! The command line, and what `--help` prints.

use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use countersign::cors::gateway::Scope;

use crate::readings::Reading;
use crate::show::Color;
use crate::values::{self, Given, Pair};

pub(crate) struct Args {
    pub documents: Vec<Place>,
    /// The lines of each request.
    pub request: Vec<Vec<String>>,
    /// The file of requests.
    pub requests: Option<String>,
    pub values: Vec<Given>,
    pub named_values: Vec<Pair>,
    /// The files of fragments, by id.
    pub fragments: Vec<Pair>,
    pub key_in_header: bool,
    pub version_in_header: bool,
    pub readings: Vec<Reading>,
    pub options_operation: bool,
    pub color: Color,
}

/// A document on the command line.
#[derive(Clone)]
pub(crate) struct Place {
    pub scope: Option<Scope>,
    /// `-` is standard input.
    pub file: String,
}

impl FromStr for Place {
    type Err = String;

    fn from_str(place: &str) -> Result<Self, String> {
        // A path may have "=" in it too.
        match place.split_once('=').filter(|(scope, _)| !scope.contains(['/', '\\', '.', ';'])) {
            Some((scope, file)) => Ok(Self { scope: Some(values::scope_of(scope)?), file: file.to_owned() }),
            None => Ok(Self { scope: None, file: place.to_owned() }),
        }
    }
}

impl Args {
    /// Reads the arguments of the process. Wrong arguments and `--help` end it.
    pub(crate) fn parse() -> Self {
        let mut matches = command().get_matches();
        let requests = matches.remove_occurrences("request").into_iter().flatten();
        Self {
            request: requests.map(Iterator::collect).collect(),
            documents: all(&mut matches, "documents"),
            requests: matches.remove_one("requests"),
            values: all(&mut matches, "value"),
            named_values: all(&mut matches, "named-value"),
            fragments: all(&mut matches, "fragment"),
            key_in_header: matches.get_flag("key-in-header"),
            version_in_header: matches.get_flag("version-in-header"),
            readings: all(&mut matches, "reading"),
            options_operation: matches.get_flag("options-operation"),
            color: matches.remove_one("color").unwrap_or(Color::Auto),
        }
    }
}

fn all<T: Clone + Send + Sync + 'static>(matches: &mut ArgMatches, name: &str) -> Vec<T> {
    matches.remove_many(name).into_iter().flatten().collect()
}

fn command() -> Command {
    Command::new("gateway").about(ABOUT).long_about(LONG_ABOUT).after_long_help(MORE).args([
        Arg::new("documents")
            .value_name("[SCOPE=]FILE")
            .num_args(0..)
            .value_parser(value_parser!(Place))
            .help("One document per scope, the narrowest scope first; - is standard input"),
        Arg::new("request")
            .long("request")
            .value_name("LINE")
            .num_args(1..)
            .action(ArgAction::Append)
            .help("A request line and its field lines, one argument each; may be repeated"),
        Arg::new("requests")
            .long("requests")
            .value_name("FILE")
            .conflicts_with("request")
            .help("A file of requests with an empty line between them; - is standard input"),
        Arg::new("value")
            .long("value")
            .value_name("[SCOPE:]NAME=VALUE")
            .value_parser(value_parser!(Given))
            .action(ArgAction::Append)
            .help("The result of the policy expression that is the value of NAME; see Policy expressions"),
        Arg::new("named-value")
            .long("named-value")
            .value_name("NAME=VALUE")
            .value_parser(value_parser!(Pair))
            .action(ArgAction::Append)
            .help("The named value that a document writes as {{NAME}}"),
        Arg::new("fragment")
            .long("fragment")
            .value_name("ID=FILE")
            .value_parser(value_parser!(Pair))
            .action(ArgAction::Append)
            .help("The fragment that a document includes by this ID"),
        Arg::new("key-in-header")
            .long("key-in-header")
            .action(ArgAction::SetTrue)
            .help("Requests have the subscription key in a header"),
        Arg::new("version-in-header")
            .long("version-in-header")
            .action(ArgAction::SetTrue)
            .help("Requests name the version of the API in a header"),
        Arg::new("reading")
            .long("reading")
            .value_name("NAME=true|false")
            .value_parser(value_parser!(Reading))
            .action(ArgAction::Append)
            .help("How to interpret a point that the gateway's reference leaves open; see Readings"),
        Arg::new("options-operation")
            .long("options-operation")
            .action(ArgAction::SetTrue)
            .help("The API has an operation for the method OPTIONS"),
        Arg::new("color")
            .long("color")
            .value_name("WHEN")
            .value_parser(PossibleValuesParser::new(["auto", "always", "never"]).map(|when| color_of(&when)))
            .default_value("auto")
            .help("Whether to use colour; auto means on a terminal, unless NO_COLOR is set"),
    ])
}

fn color_of(name: &str) -> Color {
    match name {
        "always" => Color::Always,
        "never" => Color::Never,
        _ => Color::Auto,
    }
}

const ABOUT: &str = "Shows what the cors policies of an API gateway mean, and how they answer requests";

// Lines are at most 100 characters long: `clap` breaks lines only with a feature that costs several seconds to compile.
const LONG_ABOUT: &str = "\
Shows what the cors policies of an API gateway mean, and how they answer requests.

Reads policy documents of Azure API Management: a <policies> element, of which it uses the <base/>,
the <cors> and the fragments in <inbound>, or a <cors> statement alone. Shows each policy, the order
in which the gateway applies them, and what the gateway does with each request: the row of its
decision table, the action, and the fields that it adds to the response.

Without a document, gateway shows built-in policies and requests.";

const MORE: &str = "\
Examples:
  gateway policy.xml --request 'OPTIONS /' 'Origin: https://a.example' \\
    'Access-Control-Request-Method: PUT'
  gateway api=orders.xml global=all.xml --requests requests.txt
  gateway - --value allow-credentials=true < policy.xml
  gateway policy.xml < requests.txt
  gateway policy.xml --named-value origin=https://a.example --fragment shared-cors=cors.xml

Scopes:
  From the narrowest to the broadest, the scopes are operation, api, product, workspace and global.
  Documents without a scope get them in this order. In a document, <base/> stands for the policy of
  the next broader scope; without <base/>, broader policies do not apply. A <cors> statement alone
  is read as if <base/> followed it, so that several statements apply one after the other.

Standard input:
  With documents and without --request and --requests, requests are read from standard input, unless
  it is a terminal or a document is read from it. Without documents, a document is read from it,
  unless it is a terminal or empty.

Policy expressions:
  The gateway evaluates @(...) and @{...} for each request. Here, --value gives the result. NAME is
  allow-credentials, terminate-unmatched-request or preflight-result-max-age for an attribute, and
  method, origin, header or exposed-header for an element. If a list has several expressions, the
  first --value is for the first one, and so on; a single one is for all.
  {{NAME}} in the text of <cors> or between policies is a named value of the gateway. --named-value
  gives it; between policies, its value is read as policies.

What is not known:
  A document may have an expression or a named value that was not given, include a fragment that
  was not given with --fragment, or have an element such as <Cors>, which is not <cors>: names of
  elements are case-sensitive. Each is shown with its place. If one may change an answer, the answer
  has a line that begins with \"unseen\" and says how to give or write it.

Documents:
  A document is XML in UTF-8 or UTF-16, without a document type declaration. It may lack its root:
  an <inbound> section or what such a section has is enough, and so is a <fragment>. A section has
  no text but white space and named values. Expressions may be written as the gateway exports them,
  with \", & and < in them. Other elements of <policies> are ignored, and so is a <cors> inside
  another policy, such as <choose>.

Remarks and issues:
  A remark is on a part of a policy that the gateway accepts but that has no use, such as the method
  TRACE, or that it should have. An issue is a configuration in which a policy does not do what it
  says: an earlier policy that decides all requests, another policy before <cors>, and, if
  --key-in-header or --version-in-header say so, a subscription key or a version in a header, which
  preflights do not have. None of them makes a document wrong.

Readings:
  All are true, except emit-false-credentials.
  terminate-unmatched-request  the default of the attribute of this name
  preflight-needs-method       an OPTIONS without Access-Control-Request-Method is not a preflight
  terminate-other-methods      requests with methods other than GET and HEAD end at an unmatched origin
  fall-through-actual          requests that are not preflights continue to broader policies
  compare-origins-as-uris      a trailing / and the default port of a configured origin are ignored
  ignore-case-of-origins       origins are compared without regard to case
  echo-for-credentials         with credentials, the requested names are sent instead of *
  emit-zero-max-age            Access-Control-Max-Age: 0 is sent
  emit-false-credentials       Access-Control-Allow-Credentials: false is sent

Exit codes:
  0  all documents are accepted, and all answers are certain
  1  a document is rejected; each reason is shown with its line and column
  2  the arguments or the requests are wrong, or an input can't be read
  3  an answer depends on something that is not known";
