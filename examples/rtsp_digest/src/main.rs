//! Prints the description of a camera's streams: `rtsp_digest HOST:PORT PATH USER PASSWORD`.

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::net::TcpStream;
use std::process::ExitCode;
use std::time::Duration;

use countersign::auth::agent::{Agent, Login};
use countersign::auth::digest::RustCrypto;
use rtsp_digest::Connection;

const USAGE: &str = "\
Prints the description of a camera's streams.

Usage: rtsp_digest HOST:PORT PATH USER PASSWORD
  such as: rtsp_digest 192.0.2.7:554 /stream1 admin secret

Exits with 0 if the camera sends a description, with 1 if not, and with 2 if the arguments are wrong.";

/// How long the camera may take for each part of a response.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    // `env::args` would panic at an argument that is not UTF-8.
    let arguments: Vec<String> = env::args_os().skip(1).map_while(|it| OsString::into_string(it).ok()).collect();
    match &arguments[..] {
        [option] if ["-h", "--help"].contains(&option.as_str()) => {
            let _ = writeln!(io::stdout(), "{USAGE}");
            ExitCode::SUCCESS
        }
        [address, path, user, password] if path.starts_with('/') => match describe(address, path, user, password) {
            Ok(status) => ExitCode::from(u8::from(status != 200)),
            Err(error) => {
                eprintln!("rtsp_digest: {address}: {error}");
                ExitCode::FAILURE
            }
        },
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn describe(address: &str, path: &str, user: &str, password: &str) -> Result<u16, Box<dyn Error>> {
    let origin = format!("rtsp://{address}");
    let mut agent = Agent::new(RustCrypto, origin.clone(), Login::password(user.to_owned(), password.to_owned())?);
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut camera = Connection::new(stream, &origin, "RTSP/1.0");
    let response = camera.ask(&mut agent, "DESCRIBE", &format!("{origin}{path}"), "Accept: application/sdp\r\n")?;
    writeln!(io::stdout(), "{}\n{}", response.status, String::from_utf8_lossy(&response.body))?;
    Ok(response.status)
}
