//! lighttpd: Basic, and Digest with MD5, with SHA-256, with SHA-512-256, with several algorithms, and with hashed user names.

use countersign::Text;
use countersign::auth::digest::{Algorithm, RustCrypto, ha1, userhash};

use crate::process::write;
use crate::server::Server;
use crate::{FOREIGN_USER, PASSWORD, USER};

/// The pages, with the scheme, the algorithms and the options of their realms.
const REALMS: [(&str, &str, &str, &str); 6] = [
    ("basic", "basic", "MD5", ""),
    ("md5", "digest", "MD5", ""),
    ("sha-256", "digest", "SHA-256", ""),
    ("sha-512-256", "digest", "SHA-512-256", ""),
    ("both", "digest", "MD5|SHA-256", ""),
    ("userhash", "digest", "SHA-256", r#""userhash" => "enable", "#),
];

/// Starts the server with the pages `/basic/page`, `/md5/page`, `/sha-256/page`, `/sha-512-256/page`, `/both/page` and
/// `/userhash/page`.
#[must_use]
pub fn start() -> Server {
    Server::start("lighttpd", "lighttpd", |directory, port| {
        let configuration = directory.join("lighttpd.conf");
        let directory_name = directory.display();
        write(directory, "users", &format!("{USER}:{PASSWORD}\n{FOREIGN_USER}:{PASSWORD}\n"));
        write(directory, "hashed-users", &hashed_user());
        for (page, ..) in REALMS {
            write(directory, &format!("pages/{page}/page"), "in\n");
        }
        let realms = REALMS
            .map(|(page, method, algorithms, options)| {
                format!(
                    r#""/{page}/" => ("method" => "{method}", "algorithm" => "{algorithms}", {options}"realm" => "staff", "require" => "valid-user"),"#
                )
            })
            .join("\n");
        write(
            directory,
            "lighttpd.conf",
            &format!(
                r#"
server.modules = ("mod_auth", "mod_authn_file")
server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{directory_name}/pages"
auth.backend = "plain"
auth.backend.plain.userfile = "{directory_name}/users"
auth.backend.htdigest.userfile = "{directory_name}/hashed-users"
auth.require = (
{realms}
)
$HTTP["url"] =~ "^/userhash/" {{ auth.backend = "htdigest" }}
"#
            ),
        );
        vec!["-D".into(), "-f".into(), configuration.into()]
    })
}

/// Returns the name, the realm, and the hashes of both, with and without the password.
fn hashed_user() -> String {
    let realm = Text::new(b"staff").expect("the value can be sent");
    let secret = ha1(RustCrypto, Algorithm::Sha256, USER, realm, PASSWORD).expect("SHA-256 is supported");
    let name = userhash(RustCrypto, Algorithm::Sha256, USER, realm).expect("SHA-256 is supported");
    format!("{USER}:staff:{}:{}\n", secret.as_str(), name.as_str())
}
