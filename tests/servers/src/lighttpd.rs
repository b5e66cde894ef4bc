//! lighttpd: Basic, and Digest with MD5, with SHA-256, and with both.

use crate::server::{Server, write};
use crate::{PASSWORD, USER};

/// Starts it, with the pages `/basic/page`, `/md5/page`, `/sha-256/page` and `/both/page`.
#[must_use]
pub fn start() -> Server {
    Server::start("lighttpd", "lighttpd", |directory, port| {
        let configuration = directory.join("lighttpd.conf");
        let directory_name = directory.display();
        write(directory, "users", &format!("{USER}:{PASSWORD}\n"));
        for page in ["basic/page", "md5/page", "sha-256/page", "both/page"] {
            write(directory, &format!("pages/{page}"), "in\n");
        }
        let realm = |path: &str, method: &str, algorithm: &str| {
            format!(
                r#""/{path}/" => ("method" => "{method}", "algorithm" => "{algorithm}", "realm" => "staff", "require" => "valid-user"),"#
            )
        };
        let realms = [
            realm("basic", "basic", "MD5"),
            realm("md5", "digest", "MD5"),
            realm("sha-256", "digest", "SHA-256"),
            realm("both", "digest", "MD5|SHA-256"),
        ]
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
auth.require = (
{realms}
)
"#
            ),
        );
        vec!["-D".into(), "-f".into(), configuration.into()]
    })
}
