//! Digest and Basic with reqwest.

use std::error::Error;

use countersign::auth::agent::{Agent, Next};
use countersign::auth::digest::{self, RustCrypto};
use countersign::http::header_value;
use reqwest::header::AUTHORIZATION;
use reqwest::{Client, Request, Response};

/// Sends a request, and answers the challenges of the agent's origin. Returns the first response that is not to be
/// answered, and why the agent gave up if it is a 401.
///
/// The client must not follow redirects by itself: each new URL needs a call of its own, so that no other origin gets
/// credentials.
///
/// # Errors
/// The request cannot be repeated, the connection fails, or the server sends a wrong proof.
pub async fn execute(
    client: &Client,
    agent: &mut Agent<RustCrypto, String>,
    request: Request,
) -> Result<(Response, Option<String>), Box<dyn Error>> {
    let url = request.url().clone();
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let mut exchange = agent.exchange(url.as_str(), digest::Request::new(request.method().as_str(), &target)?);
    loop {
        let mut attempt = request.try_clone().ok_or("the body can be sent only once")?;
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        if let Some(value) = exchange.authorization(random)? {
            attempt.headers_mut().insert(AUTHORIZATION, header_value(&value));
        }
        let response = client.execute(attempt).await?;
        if *response.url() != url {
            return Err("the client followed a redirect".into());
        }
        let reason = match exchange.answered_tolerantly(response.status().as_u16(), response.headers())? {
            Next::Repeat => continue,
            Next::Done { .. } => None,
            Next::WrongSecret => Some("the server rejected the user or the password".to_owned()),
            Next::Unanswerable(reason) => Some(reason.to_string()),
            Next::Other(challenge) => Some(format!("no code here answers {}", challenge.scheme().as_str())),
        };
        return Ok((response, reason));
    }
}
