//! Apache httpd: Basic, and Digest with MD5 and long or short nonce lifetimes.

use crate::process::write;
use crate::server::Server;

/// The name, the realm and the MD5 of both with the password.
const HTDIGEST: &str = "\
Mufasa:staff:b2d0f9adc4f1a5089a1d766cd1df43dc
Jäsøn Doe:staff:5050b00daec18a303a14b3984290b4b8
";
/// The name, and the SHA-1 of the password.
const HTPASSWD: &str = "Mufasa:{SHA}y/waJdy9m/a+D8VTRQ/e2awAzpQ=\n";

/// The directory of the modules.
const MODULES: &str = "/usr/lib/apache2/modules";

/// Starts the server with the pages `/basic/page`, in a realm with quotes in its name, `/digest/page`, and `/short/page`,
/// where nonces expire so fast that each response has the next one.
#[must_use]
pub fn start() -> Server {
    Server::start("apache2", "apache2", |directory, port| {
        let configuration = directory.join("apache2.conf");
        let directory_name = directory.display();
        write(directory, "htdigest", HTDIGEST);
        write(directory, "htpasswd", HTPASSWD);
        write(directory, "pages/basic/page", "in\n");
        write(directory, "pages/digest/page", "in\n");
        write(directory, "pages/short/page", "in\n");
        let modules =
            ["mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "auth_digest"]
                .map(|module| format!("LoadModule {module}_module {MODULES}/mod_{module}.so\n"))
                .concat();
        write(
            directory,
            "apache2.conf",
            &format!(
                r#"
{modules}
ServerRoot "{directory_name}"
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{directory_name}/pid"
DefaultRuntimeDir "{directory_name}"
ErrorLog "{directory_name}/log"
DocumentRoot "{directory_name}/pages"
<Location "/basic">
  AuthType Basic
  AuthName "the \"staff\""
  AuthUserFile "{directory_name}/htpasswd"
  Require valid-user
</Location>
<Location "/digest">
  AuthType Digest
  AuthName "staff"
  AuthDigestDomain "/digest/" "http://localhost/"
  AuthUserFile "{directory_name}/htdigest"
  Require valid-user
</Location>
<Location "/short">
  AuthType Digest
  AuthName "staff"
  AuthDigestNonceLifetime 25
  AuthUserFile "{directory_name}/htdigest"
  Require valid-user
</Location>
"#
            ),
        );
        // A single process.
        vec!["-X".into(), "-f".into(), configuration.into()]
    })
}
