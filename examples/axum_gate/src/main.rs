//! An axum application with CORS, Bearer and Digest. Reads its policy and its users from a file, again at each SIGHUP.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use axum::http::request::Parts;
use axum::{Extension, Router, routing::get};
use countersign::Kept;
use countersign::auth::{authorization, bearer, digest};
use countersign::cors::policy::Owned;
use countersign::tower::{Digest, GateLayer, Judgement};
use tokio::signal::unix;

#[derive(Clone, serde::Deserialize)]
struct User {
    name: String,
    token: String,
    password: String,
}

/// The file. A policy with mistakes is an error that names each of them.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    policy: Owned<String>,
    users: Vec<User>,
}

type App = (Arc<Owned<String>>, Vec<User>);

fn load(path: &str) -> anyhow::Result<Arc<App>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{path} cannot be read"))?;
    let settings: Settings = toml::from_str(&text).with_context(|| path.to_owned())?;
    Ok(Arc::new((Arc::new(settings.policy), settings.users)))
}

/// A database would be asked here.
async fn look_up(users: &[User], is_meant: impl Fn(&User) -> bool) -> Option<User> {
    tokio::task::yield_now().await;
    users.iter().find(|user| is_meant(user)).cloned()
}

const USAGE: &str = "Usage: axum_gate FILE ADDRESS\n  such as: axum_gate examples/axum_gate/gate.toml 127.0.0.1:8080";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1).map_while(|it| it.into_string().ok());
    match &arguments.collect::<Vec<_>>()[..] {
        [path, address] => match serve(path.clone(), address).await {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => eprintln!("axum_gate: {error:#}"),
        },
        _ => eprintln!("{USAGE}"),
    }
    ExitCode::FAILURE
}

async fn serve(path: String, address: &str) -> anyhow::Result<()> {
    let state = Arc::new(arc_swap::ArcSwap::new(load(&path)?));
    let mut key = [0; 32];
    getrandom::fill(&mut key)?;
    let digest = Digest::new(digest::RustCrypto, "staff", &key)?;
    let challenge = bearer::Challenge::new().with_realm("staff")?;
    let (current, users) = (state.clone(), state.clone());
    let judge = move |parts: &Parts| {
        let bearer = authorization(&parts.headers).ok().flatten().map(bearer::Credentials::try_from);
        // It outlives the request, as the look-up may.
        let token =
            bearer.and_then(Result::ok).and_then(|bearer| Kept::<bearer::Credentials<'static>>::new(&bearer).ok());
        let (all, users) = (users.load_full(), users.load_full());
        let by_password = digest.judge(parts, |name, _| async move {
            look_up(&users.1, |user| user.name == name).await.map(|user| (user.clone(), user.password.into()))
        });
        async move {
            let Some(token) = token else { return by_password.await.or_challenge(&challenge) };
            let wrong = || Judgement::challenged(&challenge.with_error(bearer::ErrorCode::InvalidToken));
            let is_of = |user: &User| token.view().is_ok_and(|bearer| bearer.matches(&user.token));
            look_up(&all.1, is_of).await.map_or_else(wrong, Judgement::accepted)
        }
    };
    let orders = |Extension(user): Extension<User>| async move { format!("the orders of {}\n", user.name) };
    let gate = GateLayer::new(move || current.load().0.clone(), judge);
    let router = Router::new().route("/orders", get(orders).put(orders)).layer(gate);
    let mut hangups = unix::signal(unix::SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangups.recv().await.is_some() {
            load(&path).map_or_else(|error| eprintln!("the file is not used: {error:#}"), |new| state.store(new));
        }
    });
    let listener = tokio::net::TcpListener::bind(address).await.with_context(|| address.to_owned())?;
    println!("http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}
