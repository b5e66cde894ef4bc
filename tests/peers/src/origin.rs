//! A server built with countersign, for other clients.

use std::io::{self, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use crate::PATIENCE;
use crate::http::Message;

/// A server on loopback, which runs until the value is dropped.
///
/// It is also a proxy to itself: it answers the requests that come through its tunnels.
#[derive(Debug)]
pub struct Origin {
    address: SocketAddr,
    ends: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
}

impl Origin {
    /// Starts a server that answers each request with `answer`.
    ///
    /// # Panics
    /// Panics if loopback has no free port.
    pub fn start(answer: impl Fn(&Message) -> Message + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let ends = Arc::new(AtomicBool::new(false));
        let (answer, ended) = (Arc::new(answer), Arc::clone(&ends));
        let listener = thread::spawn(move || {
            for stream in listener.incoming().take_while(|_| !ended.load(Ordering::SeqCst)).flatten() {
                let answer = Arc::clone(&answer);
                // If a client closes the connection early, its result shows it.
                thread::spawn(move || serve(&stream, &*answer));
            }
        });
        Self { address, ends, listener: Some(listener) }
    }

    /// Returns the port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Returns the URL of a page.
    #[must_use]
    pub fn url(&self, target: &str) -> String {
        format!("http://{}{target}", self.address)
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        // A last connection wakes the listener.
        let _ = TcpStream::connect(self.address);
        let _ = self.listener.take().map(JoinHandle::join);
    }
}

fn serve(mut stream: &TcpStream, answer: &dyn Fn(&Message) -> Message) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream);
    while let Some(mut request) = Message::read_head(&mut reader)? {
        if request.field("Expect").is_some_and(|what| what.eq_ignore_ascii_case(b"100-continue")) {
            Message::response(100).write(&mut stream)?;
        }
        request.read_body(&mut reader)?;
        answer(&request).write(&mut stream)?;
        if request.field("Connection").is_some_and(|option| option.eq_ignore_ascii_case(b"close")) {
            break;
        }
    }
    Ok(())
}
