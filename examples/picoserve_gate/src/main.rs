//! A device on picoserve with CORS and Basic, here on tokio. Nothing of the gate is on the heap.

use std::process::ExitCode;
use std::rc::Rc;

use anyhow::Context;
use countersign::auth::basic;
use countersign::cors::policy::{Action, Policy};
use countersign::gate::{Gate, Verdict};
use countersign::{Encode, FieldContent, FieldsFn};
use picoserve::io::Read;
use picoserve::request::RequestParts;
use picoserve::response::{Body, Connection, HeadersIter, Response, ResponseWriter, StatusCode};
use picoserve::routing::{Layer, Next, get};
use picoserve::{ResponseSent, Router};

const POLICY: Policy<'_> = Policy::for_origins(&["http://localhost:*", "https://panel.example.com"])
    .with_request_headers(&["Authorization"])
    .with_response_headers(&["WWW-Authenticate"])
    .in_const();

struct Guard {
    user: &'static str,
    password: &'static str,
}

impl<State, Parameters> Layer<State, Parameters> for Guard {
    type NextState = State;
    type NextPathParameters = Parameters;

    async fn call_layer<'a, R: Read + 'a, N: Next<'a, R, State, Parameters>, W: ResponseWriter<Error = R::Error>>(
        &self,
        next: N,
        state: &State,
        parameters: Parameters,
        parts: RequestParts<'_>,
        writer: W,
    ) -> Result<ResponseSent, W::Error> {
        let challenge = basic::Challenge::new("device").expect("a realm").with_utf8();
        let challenges: [&dyn FieldContent; 1] = [&challenge];
        let headers = parts.headers();
        let fields = FieldsFn(|name| headers.iter().filter(move |line| line.0 == name).map(|line| line.1.as_raw()));
        let answer = Gate::new(&POLICY, &challenges).decide(parts.method(), fields, |credentials| {
            let user_pass = credentials.ok().flatten().and_then(|one| basic::UserPass::try_from(one).ok());
            match user_pass {
                Some(one) if one.credentials().matches(self.user, self.password) => Verdict::Accepted,
                _ => Verdict::Challenged,
            }
        });
        // A policy without the private network sets at most six fields, and appends Vary.
        let mut lines = answer.set().chain(answer.append());
        let lines: [_; 8] = std::array::from_fn(|_| lines.next());
        let lines = lines.each_ref().map(|line| line.as_ref().map(|(name, value)| (*name, value.display())));
        let writer = With(lines, writer);
        let Action::Respond(status) = answer.action() else { return next.run(state, parameters, writer).await };
        writer.write_response(next.into_connection().await?, Response::new(StatusCode::new(status), "")).await
    }
}

/// Adds lines to every response.
struct With<H, W>(H, W);

impl<H: HeadersIter, W: ResponseWriter> ResponseWriter for With<H, W> {
    type Error = W::Error;

    async fn write_response<R: Read<Error = W::Error>, G: HeadersIter, B: Body>(
        self,
        connection: Connection<'_, R>,
        response: Response<G, B>,
    ) -> Result<ResponseSent, W::Error> {
        self.1.write_response(connection, response.with_headers(self.0)).await
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1).map_while(|it| it.into_string().ok());
    let served = match &arguments.collect::<Vec<_>>()[..] {
        [] => serve("127.0.0.1:8080").await,
        [address] if !address.starts_with('-') => serve(address).await,
        _ => {
            eprintln!("Usage: picoserve_gate [ADDRESS]\n  Without it, the address is 127.0.0.1:8080.");
            return ExitCode::FAILURE;
        }
    };
    if let Err(error) = served {
        eprintln!("picoserve_gate: {error:#}");
    }
    ExitCode::FAILURE
}

async fn serve(address: &str) -> anyhow::Result<()> {
    let guard = Guard { user: "admin", password: "s3cr3t" };
    let app = Rc::new(Router::new().route("/", get(async || "led on\n")).layer(guard));
    let config: &'static picoserve::Config = const { &picoserve::Config::const_default() };
    let listener = tokio::net::TcpListener::bind(address).await.with_context(|| address.to_owned())?;
    println!("http://{}", listener.local_addr()?);
    let serve = async {
        loop {
            let (stream, _) = listener.accept().await?;
            let app = Rc::clone(&app);
            tokio::task::spawn_local(async move {
                let _ = picoserve::Server::new_tokio(&app, config, &mut [0; 2048]).serve(stream).await;
            });
        }
    };
    tokio::task::LocalSet::new().run_until(serve).await
}
