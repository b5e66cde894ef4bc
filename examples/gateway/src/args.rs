//! The command line, and what `--help` prints.

use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use countersign::cors::gateway::Scope;

use crate::readings::Reading;
use crate::show::Color;
use crate::values::{self, Given};

pub(crate) struct Args {
    pub documents: Vec<Place>,
    /// The lines of each request.
    pub request: Vec<Vec<String>>,
    /// The file of requests.
    pub requests: Option<String>,
    pub values: Vec<Given>,
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
        match place.split_once('=') {
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
            .help("The result of the policy expression in the attribute NAME"),
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

Reads policy documents of Azure API Management: a <policies> element, of which it uses the <base/>
and the <cors> in <inbound>, or a <cors> statement alone. Shows each policy, the order in which the
gateway applies them, and what the gateway does with each request: the row of its decision table,
the action, and the fields that it adds to the response.

Without a document, gateway shows built-in policies and requests.";

const MORE: &str = "\
Examples:
  gateway policy.xml --request 'OPTIONS /' 'Origin: https://a.example' \\
    'Access-Control-Request-Method: PUT'
  gateway api=orders.xml global=all.xml --requests requests.txt
  gateway - --value allow-credentials=true < policy.xml
  gateway policy.xml < requests.txt

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
  The gateway evaluates an attribute of the form @(...) or @{...} for each request. Here, --value
  gives its result. A document with an expression and no value for it is rejected. Expressions must
  be escaped as XML requires: a document with an unescaped \" or < in an expression is not XML.

Documents:
  A document is XML in UTF-8, without a document type declaration. The elements of <cors> must be in
  the order allowed-origins, allowed-methods, allowed-headers, expose-headers. Other elements of
  <policies> are ignored, and so is a <cors> inside another policy, such as <choose>.

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
  0  all documents are accepted, and all requests are answered
  1  a document is rejected; each reason is shown with its line and column
  2  the arguments or the requests are wrong, or an input can't be read";
