//! Prints a page that needs a password: `reqwest_agent URL USER PASSWORD [--basic]`. Fails if the password is wrong or no
//! challenge can be answered, and says why.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use countersign::auth::agent::{Agent, Login};
use countersign::auth::digest::RustCrypto;
use reqwest::{Client, Url, redirect};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(None) => return ExitCode::SUCCESS,
        Ok(Some(reason)) => eprintln!("reqwest_agent: {reason}"),
        Err(error) => eprintln!("reqwest_agent: {error}"),
    }
    ExitCode::FAILURE
}

/// Prints the response. Returns why the agent gave up, if it did.
async fn run() -> Result<Option<String>, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [url, user, password, options @ ..] = &arguments[..] else {
        return Err("usage: reqwest_agent URL USER PASSWORD [--basic]".into());
    };
    let login = Login::password(user.clone(), password.clone())?;
    let login = if options == ["--basic"] { login.with_basic() } else { login };
    let url = Url::parse(url)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a URL with a user would be answered with Basic, without asking".into());
    }
    let mut agent = Agent::new(RustCrypto, url.to_string(), login);

    let client = Client::builder().redirect(redirect::Policy::none()).build()?;
    let request = client.get(url).build()?;
    let (response, reason) = reqwest_agent::execute(&client, &mut agent, request).await?;
    println!("{}\n{}", response.status(), response.text().await?);
    Ok(reason)
}
