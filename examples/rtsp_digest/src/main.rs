//! Prints the description of a camera's streams: `rtsp_digest HOST:PORT PATH USER PASSWORD`.

use std::env;
use std::error::Error;
use std::net::TcpStream;

use countersign::auth::agent::{Agent, Login};
use countersign::auth::digest::RustCrypto;
use rtsp_digest::Connection;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [address, path, user, password] = &arguments[..] else {
        return Err("usage: rtsp_digest HOST:PORT PATH USER PASSWORD".into());
    };
    let origin = format!("rtsp://{address}");
    let mut agent = Agent::new(RustCrypto, origin.clone(), Login::password(user.clone(), password.clone())?);
    let mut camera = Connection::new(TcpStream::connect(address)?, &origin, "RTSP/1.0");
    let uri = format!("{origin}{path}");
    let response = camera.ask(&mut agent, "DESCRIBE", &uri, "Accept: application/sdp\r\n")?;
    println!("{}\n{}", response.status, String::from_utf8_lossy(&response.body));
    Ok(())
}
