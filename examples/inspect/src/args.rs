//! The command line, and what `--help` prints.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use countersign_explain::Credentials;

use crate::print::Color;

#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Args {
    /// `-` is standard input.
    pub files: Vec<PathBuf>,
    pub explain: bool,
    /// Show what the signature of a request covers.
    pub signature: bool,
    /// Where the secret of the key is, and that of the token.
    pub key: Option<Source>,
    pub token_key: Option<Source>,
    pub body: Option<PathBuf>,
    pub theirs: Option<PathBuf>,
    pub origin: Option<String>,
    /// Built-in messages in place of input.
    pub demo: bool,
    /// The modes to explain.
    pub credentials: &'static [Credentials],
    /// Field lines in place of files.
    pub fields: Vec<OsString>,
    pub json: bool,
    pub reveal: bool,
    pub color: Color,
}

impl Args {
    /// Reads the arguments of the process. Wrong arguments and `--help` end it.
    pub(crate) fn parse() -> Self {
        let mut command = command();
        if std::env::args_os().any(|arg| arg == "--signature") {
            command = about_signatures(command);
        }
        let mut matches = command.get_matches_mut();
        let args = Self {
            files: all(&mut matches, "FILE"),
            explain: matches.get_flag("explain"),
            signature: matches.get_flag("signature"),
            key: source(&mut command.clone(), &mut matches, "key"),
            token_key: source(&mut command.clone(), &mut matches, "token-key"),
            body: matches.remove_one("body"),
            theirs: matches.remove_one("theirs"),
            origin: matches.remove_one("origin"),
            demo: matches.get_flag("demo"),
            credentials: matches.remove_one("credentials").unwrap_or(&Credentials::BOTH),
            fields: all(&mut matches, "field"),
            json: matches.get_flag("json"),
            reveal: matches.get_flag("reveal"),
            color: matches.remove_one("color").unwrap_or(Color::Auto),
        };
        if args.files.len() > 1 && !args.explain {
            command.error(ErrorKind::TooManyValues, "more than one file requires --explain").exit();
        }
        args
    }
}

/// Where a secret is. A command line is seen by other users, and kept in the history of the shell.
pub(crate) enum Source {
    Variable(OsString),
    File(PathBuf),
}

/// Reads where a secret is. Something else may be the secret itself, and is not shown.
fn source(command: &mut Command, matches: &mut ArgMatches, name: &str) -> Option<Source> {
    let value: OsString = matches.remove_one(name)?;
    let after =
        |prefix| value.to_str().and_then(|value: &str| value.strip_prefix(prefix)).filter(|rest| !rest.is_empty());
    match (after("env:"), after("file:")) {
        (Some(variable), _) => Some(Source::Variable(variable.into())),
        (_, Some(file)) => Some(Source::File(file.into())),
        _ => {
            let error =
                format!("--{name} is env:VARIABLE or file:PATH; a secret itself does not belong on a command line");
            command.error(ErrorKind::ValueValidation, error).exit()
        }
    }
}

fn all<T: Clone + Send + Sync + 'static>(matches: &mut ArgMatches, name: &str) -> Vec<T> {
    matches.remove_many(name).into_iter().flatten().collect()
}

fn command() -> Command {
    let flag = |name, help| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    let of_signature = |name, value, help| Arg::new(name).long(name).value_name(value).requires("signature").help(help);
    Command::new("inspect").about(ABOUT).long_about(LONG_ABOUT).after_long_help(MORE).args([
        Arg::new("FILE")
            .num_args(0..)
            .value_parser(value_parser!(PathBuf))
            .help("The header block; - is standard input, even if it is a terminal or empty"),
        flag("explain", "Explains whether a page may read the response, and if not, why")
            .conflicts_with_all(["field", "reveal"]),
        Arg::new("credentials")
            .long("credentials")
            .value_name("MODE")
            .value_parser(PossibleValuesParser::new(["omit", "same-origin", "include"]).map(|mode| mode_of(&mode)))
            .requires("explain")
            .help("Whether the page includes credentials; without it, --explain covers both cases"),
        flag("signature", "Shows what the signature of a request covers, and whether it is right")
            .conflicts_with_all(["explain", "field", "demo"]),
        of_signature("key", "SOURCE", "With --signature: where the secret of the key is, env:VARIABLE or file:PATH")
            .value_parser(value_parser!(OsString)),
        of_signature("token-key", "SOURCE", "With --signature: where the secret of an OAuth token is")
            .value_parser(value_parser!(OsString)),
        of_signature("body", "FILE", "With --signature: the body, if the input does not have it")
            .value_parser(value_parser!(PathBuf)),
        of_signature("theirs", "FILE", "With --signature: the text that the other side signed, or its error message")
            .value_parser(value_parser!(PathBuf)),
        of_signature("origin", "URL", "With --signature: the scheme, host and port that the client used"),
        Arg::new("field")
            .long("field")
            .value_name("NAME: VALUE")
            .value_parser(value_parser!(OsString))
            .action(ArgAction::Append)
            .conflicts_with("FILE")
            .help("A field line to read in place of a file; may be repeated"),
        flag("demo", "Shows a built-in exchange, as without input on a terminal").conflicts_with_all(["FILE", "field"]),
        flag("json", "Prints one JSON object per field line, or per request with --explain or --signature"),
        flag("reveal", "Shows secrets instead of masking them"),
        Arg::new("color")
            .long("color")
            .value_name("WHEN")
            .value_parser(PossibleValuesParser::new(["auto", "always", "never"]).map(|when| color_of(&when)))
            .default_value("auto")
            .help("Whether to use colour; auto means on a terminal, unless NO_COLOR is set"),
    ])
}

/// Makes `--signature --help` print what concerns signatures only.
fn about_signatures(command: Command) -> Command {
    const TITLES: [&str; 3] = ["Signatures:", "JSON with --signature:", "Exit codes:"];
    let sections = MORE.split("\n\n").filter(|section| TITLES.iter().any(|title| section.starts_with(title)));
    let more = sections.collect::<Vec<_>>().join("\n\n");
    let others = ["explain", "credentials", "field", "demo"];
    let command = others.into_iter().fold(command, |command, other| command.mut_arg(other, |arg| arg.hide(true)));
    command.long_about(OF_SIGNATURES).after_long_help(more)
}

/// The modes of `credentials` in `fetch()`. CORS concerns requests to other origins only, where `omit` and
/// `same-origin` are the same.
fn mode_of(name: &str) -> &'static [Credentials] {
    if name == "include" { &[Credentials::Include] } else { &[Credentials::Omit] }
}

fn color_of(name: &str) -> Color {
    match name {
        "always" => Color::Always,
        "never" => Color::Never,
        _ => Color::Auto,
    }
}

const ABOUT: &str = "Shows what the authentication and CORS fields of an HTTP header block mean";

// Lines are at most 100 characters long: `clap` breaks lines only with a feature that costs several seconds to compile.
const LONG_ABOUT: &str = "\
Shows what the authentication and CORS fields of an HTTP header block mean.

Reads WWW-Authenticate, Proxy-Authenticate, Optional-WWW-Authenticate, Authorization,
Proxy-Authorization, Authentication-Info and Proxy-Authentication-Info. Shows each line as a tree of
schemes and parameters, with the values that Basic, Bearer, Digest and the other schemes define.
Reads Authentication-Control and the fields of single schemes too: Concealed-Auth-Export,
Crypto-Key, DPoP, DPoP-Nonce, Hobareg, Server-Authorization and Signature. Of the CORS fields it
reads Origin, all Access-Control fields, Vary, Timing-Allow-Origin, Cross-Origin-Resource-Policy and
the fields of Private Network Access. A malformed line is shown as it was sent, with a caret under
the first invalid byte, and then as the tolerant parser reads it, with what that parser tolerated.
Other fields are counted.

Two standards have a Signature field. Parameters such as keyId are those of
draft-cavage-http-signatures; a dictionary such as sig1=:...: is that of RFC 9421, of which only the
labels are shown. Signature-Input, which belongs to RFC 9421, is counted with the other fields.

Lines end with LF or CRLF. The input may have a status line or a request line, and a body. Reading
stops at the empty line, unless a status line follows it, as after 100 Continue. On a terminal,
without a file, inspect shows a built-in exchange.

With --explain it reads requests and responses, and explains in plain words whether a browser lets a
page read the response: which step of the Fetch standard fails, because of which field, and what the
server should have sent.

With --signature it shows what the signature of a request covers: see --signature --help.";

const OF_SIGNATURES: &str = "\
Reads a signed request, and shows what the signature covers, line by line:
AWS4-HMAC-SHA256 and GOOG4-HMAC-SHA256 in Authorization and in the query of a presigned request,
SharedKey and SharedKeyLite, OAuth 1.0, and Hawk with its bewit. With the key it says whether the
signature is right; if it is wrong, what the client did; and with the text that the other side
signed, which byte is the first that differs.";

const MORE: &str = "\
Examples (in a clone of the repository, write cargo run -p inspect -- in place of inspect):
  curl -si https://example.org/private | inspect
  inspect --field 'WWW-Authenticate: Basic realm=\"staff\", Bearer scope=\"openid email\"'
  inspect --json response.txt | jq -r '.ok[]?.scheme'
  curl -sv -H 'Origin: https://shop.example' https://api.example.org/orders 2>&1 | inspect --explain

Explaining:
  The input has a request and its response, a preflight and its response, or first a preflight and
  then the request that it allows. It is the output of curl -v, or header blocks with an empty line
  between them, in one file or in several. To send a preflight:
    curl -sv -X OPTIONS -H 'Origin: https://shop.example' -H 'Access-Control-Request-Method: PUT' \\
      -H 'Access-Control-Request-Headers: authorization,content-type' URL
  Four profiles decide: the Fetch standard, and Chromium, Firefox and WebKit with their measured
  differences from it. WebKit was measured in WebKitGTK 2.50.6; no build of Apple was tested. What
  decides and no field shows is named, such as the user's permission to reach a local network.
  A request does not show whether the page includes credentials, so both cases are explained, unless
  --credentials is given. The scheme of a URL is that of the redirect before it or, in the output of
  curl -v, that of a default port; otherwise that of the page is assumed. A request to the URL of a
  redirect just before it has the Origin that a browser sends then, whatever curl -L sends. The
  output contains names, paths and the values of CORS fields. It contains no other field value and
  no query. For a request with Sec-Fetch-Mode: no-cors, it says whether the page may embed the
  response, by Cross-Origin-Resource-Policy and the Cross-Origin-Embedder-Policy of the page, if the
  input begins with the request that loads the page.

Signatures:
  The input is the request as it was sent: a request line, a header block and perhaps a body, or the
  output of curl -v, which has no body. --body gives the body.
    curl -sv --aws-sigv4 aws:amz:us-east-1:s3 --user \"$ID:$SECRET\" URL 2>&1 |
      inspect --signature --key env:SECRET
    inspect --signature --key file:secret --theirs error.xml request.txt
  The key is the secret access key; the key of the account in base64, for SharedKey; the secret of
  the client, for OAuth, whose token has a second one. It is read from an environment variable or a
  file, without the line end at the end of the file. It is never shown.
  --theirs is a text that is signed, or an error message that has it: the XML of S3, with
  CanonicalRequest and StringToSign of SignatureDoesNotMatch; the JSON of other services of Amazon;
  or the answer of Azure (Server used following string to sign).
  If the signature is wrong, inspect tries what clients do: another encoding of the path, `+` as a
  space, a query that is not sorted, a host without its port, fields that were changed later,
  another payload, method, day or region, a line end in the key, and pairs of these. What it names
  makes the signature right. What is wrong without a key is named too: a signed field that is
  absent, a field that must be signed, another day in the scope, another hash than that of the body.
  The service is that of the scope: s3 has rules of its own. The table service of Azure is known by
  its host. OAuth signs the scheme and the host, Hawk the host and the port: those of Host, with
  https unless the port is 80, or those of --origin.

Secrets:
  Passwords, tokens and other proofs of identity are masked, character by character, in trees and
  in JSON, unless --reveal is given. In Authorization, these are every token68, and every
  parameter except realm and those that the scheme sends openly. Digest sends the user name and
  the nonce openly, for example, but not response and cnonce; other schemes send the name of a key
  openly, but not a signature. The name of a parameter is masked too if the scheme does not define
  it and the value is not in quotes, because it may be part of a key. If the line is malformed,
  everything after the scheme is masked; the tolerant reading shows only the names that the scheme
  defines. In Authentication-Info, everything except nextnonce, qop and nc is masked. DPoP is masked
  except the header of the proof, a Signature field except the names in it, and all of
  Concealed-Auth-Export. With --signature, the signature that was sent and the one that is right are
  masked: with the right one, anybody can send the request. In queries and in field values that may
  be secret, letters and digits are masked; what signing changes is shown, such as spaces, `+` and
  percent signs. Tokens, keys and cookies are masked as a whole. Challenges and CORS fields contain
  no secrets, except in URLs: queries, fragments and user names are masked in all URLs, and in the
  request line.

Bytes:
  Characters that a terminal does not print are escaped. In trees, \\xC3 is a byte that is not UTF-8.
  In a malformed line each byte has one column: control characters are shown as pictures such as ␀,
  and bytes that are not ASCII as �.

JSON:
  {\"field\": \"WWW-Authenticate\", \"ok\": [...]}, with an element for each challenge or value, or
  {\"field\": \"WWW-Authenticate\", \"error\": {\"kind\": \"expected quoted-string\", \"offset\": 14}}
  scheme   the scheme as sent; Authentication-Info has none
  token68  or params, which are pairs of name and value in the order sent
  value    in CORS fields: an origin, a method, a field name or another value, as sent
  typed    the values that the scheme or the field defines, bytes in base64url; or refused, with
           kind and offset, if the scheme rejects its parameters
  other    next to error: the values of a scheme with a grammar of its own, such as AWS4-HMAC-SHA256
  tolerant next to error or ok: what the tolerant parser makes of a line that is rejected: read,
           with an element for each part or its error, and deviations, which have kind, text, offset
  latin1   the names of values that are not UTF-8, in which U+0000 to U+00FF stand for the bytes
  folds    next to field: how many further lines the value continues on, joined by spaces
  line     next to \"field\": null: the number of an input line that is not a field line
  Offsets count bytes from the start of the value, after the white space before it.

JSON with --explain:
  cors     false, with kind and text, if the request involves no CORS; and usable (null if unknown),
           if a page embeds the response; otherwise true, and:
  origin, method, target
           what the page requested
  sent_origin
           the Origin that a browser sends: that of the page, or null after some redirects
  preflight, status
           the status of the response to the preflight, and of the response, or null
  notes    further remarks, each with kind and text
  unseen   the kinds of those that name what the verdicts depend on and the input does not show
  text     the whole explanation
  line     next to \"field\": null: the number of a line that is a malformed status line
  verdicts one for each outcome, with the credentials modes and the profiles that have it in common,
           outcome (readable, sent, followed, unfollowed, unreached, unseen, unanswered, refused),
           and readable (null if unknown); then the visible and the hidden fields; or why a redirect
           is unfollowed; or stage, algorithm, step, section, url, field, why, and the lines that
           were wanted

JSON with --signature:
  scheme   and form, field or query; or error, with kind and text, if there is nothing to show
  facts    what the credentials say
  texts    what is signed: text (canonical-request, string-to-sign, base-string or normalized),
           lines, and with --theirs differs (null if nothing does), with line and column from zero,
           offset and theirs. Characters U+0000 to U+00FF stand for bytes
  sent     the signature; and right, the one that is right, and is_right: null without the key
  causes   what is wrong, each with kind and text

Exit codes:
  0  every line is well-formed
  1  a line is malformed, or its scheme rejects it, such as Digest without nonce; with --explain, a
     browser blocks a request, its response or a redirect in the given credentials mode, or in both;
     with --signature, the signature is wrong or absent, or something else of the request is
  2  the arguments are wrong, there was no input, the input can't be read, or it has no request
     to explain or to check";
