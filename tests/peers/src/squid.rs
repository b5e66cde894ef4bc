//! squid, a proxy: Digest with MD5, and Basic.

use crate::process::write;
use crate::server::Server;

/// The name, the realm and the MD5 of both with the password.
const HTDIGEST: &str = "Mufasa:staff:b2d0f9adc4f1a5089a1d766cd1df43dc\n";
/// The name, and the password as crypt(5) hashes it with SHA-256.
const HTPASSWD: &str = "Mufasa:$5$countersign$fwI1Yxa1cgnbpUu2nAx1No0vnmgNhHhGfKWkLv0WLC5\n";

/// The directory of the helpers.
const HELPERS: &str = "/usr/lib/squid";

/// Starts the proxy with a realm that offers Digest first.
#[must_use]
pub fn start() -> Server {
    Server::start("squid", "squid", |directory, port| {
        let configuration = directory.join("squid.conf");
        let directory_name = directory.display();
        write(directory, "htdigest", HTDIGEST);
        write(directory, "htpasswd", HTPASSWD);
        write(
            directory,
            "squid.conf",
            &format!(
                r"
http_port 127.0.0.1:{port}
visible_hostname localhost
pid_filename none
cache_log /dev/stderr
access_log none
cache deny all
cache_mem 8 MB
pinger_enable off
coredump_dir {directory_name}
shutdown_lifetime 0 seconds
auth_param digest program {HELPERS}/digest_file_auth -c {directory_name}/htdigest
auth_param digest children 1
auth_param digest realm staff
auth_param basic program {HELPERS}/basic_ncsa_auth {directory_name}/htpasswd
auth_param basic children 1
auth_param basic realm staff
auth_param basic casesensitive on
acl members proxy_auth REQUIRED
http_access allow members
http_access deny all
"
            ),
        );
        // A single process, except for the helpers, which exit with it. The name is that of its shared memory.
        vec!["-N".into(), "-n".into(), format!("countersign{port}").into(), "-f".into(), configuration.into()]
    })
}
