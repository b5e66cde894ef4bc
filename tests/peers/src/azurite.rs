//! Azurite, an emulator of Azure Storage: SharedKey for blobs, and SharedKey and SharedKeyLite for tables.

use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::thread;
use std::time::Instant;

use crate::process::free_port;
use crate::server::Server;
use crate::{PATIENCE, PAUSE};

/// The name of the account.
pub const ACCOUNT: &str = "devstoreaccount1";
/// Its key, which is public.
pub const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// A server with an empty account.
#[derive(Debug)]
pub struct Azurite {
    blobs: Server,
    tables: u16,
}

impl Azurite {
    /// Starts the server.
    ///
    /// # Panics
    /// Panics if it is not installed, or does not start.
    #[must_use]
    pub fn start() -> Self {
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/node/node_modules/azurite/dist/src/azurite.js");
        assert!(script.is_file(), "target/node is missing; .ci/node installs it");
        let tables = free_port();
        let blobs = Server::start("node", "nodejs", |_, port| {
            let ports = [("--blobPort", port), ("--queuePort", free_port()), ("--tablePort", tables)];
            let ports = ports.into_iter().flat_map(|(name, port)| [name.into(), port.to_string().into()]);
            let options = ["--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--silent"];
            [script.into()].into_iter().chain(ports).chain(options.map(Into::into)).collect()
        });
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, tables)).is_err() {
            assert!(Instant::now() < deadline, "Azurite has no tables");
            thread::sleep(PAUSE);
        }
        Self { blobs, tables }
    }

    /// Returns the port for blobs.
    #[must_use]
    pub const fn blobs(&self) -> u16 {
        self.blobs.port()
    }

    /// Returns the port for tables.
    #[must_use]
    pub const fn tables(&self) -> u16 {
        self.tables
    }
}
