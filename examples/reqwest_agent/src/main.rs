//! Prints a page that needs a password: `reqwest_agent URL USER PASSWORD [--basic]`. Fails if the password is wrong or no
//! challenge can be answered, and says why.

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use countersign::auth::agent::{Agent, Login};
use countersign::auth::digest::RustCrypto;
use reqwest::{Client, Url, redirect};

const USAGE: &str = "\
Prints a page that needs a password.

Usage: reqwest_agent URL USER PASSWORD [--basic]
  --basic  the password may be sent itself, if the server asks for Basic

Exits with 0 if the server sends the page, with 1 if not, and with 2 if the arguments are wrong.";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // `env::args` would panic at an argument that is not UTF-8.
    let arguments: Vec<String> = env::args_os().skip(1).map_while(|it| OsString::into_string(it).ok()).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let page = match arguments[..] {
        ["-h" | "--help"] => {
            let _ = writeln!(io::stdout(), "{USAGE}");
            return ExitCode::SUCCESS;
        }
        [url, user, password] => page(url, user, password, false).await,
        [url, user, password, "--basic"] => page(url, user, password, true).await,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match page {
        Ok(None) => return ExitCode::SUCCESS,
        Ok(Some(reason)) => eprintln!("reqwest_agent: {reason}"),
        Err(error) => {
            eprint!("reqwest_agent: {error}");
            // The errors of reqwest leave the cause to their source.
            let mut source = error.source();
            while let Some(cause) = source {
                eprint!(": {cause}");
                source = cause.source();
            }
            eprintln!();
        }
    }
    ExitCode::FAILURE
}

/// Prints the response. Returns why the agent gave up, if it did.
async fn page(url: &str, user: &str, password: &str, basic: bool) -> Result<Option<String>, Box<dyn Error>> {
    let login = Login::password(user.to_owned(), password.to_owned())?;
    let login = if basic { login.with_basic() } else { login };
    let url = Url::parse(url).map_err(|error| format!("{url} is not a URL: {error}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a URL with a user would be answered with Basic, without asking".into());
    }
    let mut agent = Agent::new(RustCrypto, url.to_string(), login);

    let client = Client::builder().redirect(redirect::Policy::none()).build()?;
    let request = client.get(url).build()?;
    let (response, reason) = reqwest_agent::execute(&client, &mut agent, request).await?;
    writeln!(io::stdout(), "{}\n{}", response.status(), response.text().await?)?;
    Ok(reason)
}
