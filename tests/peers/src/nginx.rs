//! nginx: Basic. It sends quotes in a realm without escaping them.

use crate::process::write;
use crate::server::Server;
use crate::{PASSWORD, USER};

/// Starts the server with the pages `/basic/page`, and `/quotes/page` and `/lines/page` in a realm with quotes in its name.
/// The last has a second field line with a challenge of another scheme.
#[must_use]
pub fn start() -> Server {
    Server::start("nginx", "nginx", |directory, port| {
        let configuration = directory.join("nginx.conf");
        let directory_name = directory.display();
        write(directory, "htpasswd", &format!("{USER}:{{PLAIN}}{PASSWORD}\n"));
        write(directory, "pages/basic/page", "in\n");
        write(directory, "pages/quotes/page", "in\n");
        write(directory, "pages/lines/page", "in\n");
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|what| format!("  {what}_temp_path \"{directory_name}/{what}\";\n"))
            .concat();
        write(
            directory,
            "nginx.conf",
            &format!(
                r#"
daemon off;
master_process off;
pid "{directory_name}/pid";
error_log stderr;
events {{}}
http {{
{temporary}
  access_log off;
  server {{
    listen 127.0.0.1:{port};
    root "{directory_name}/pages";
    auth_basic_user_file "{directory_name}/htpasswd";
    location /basic/ {{ auth_basic "staff"; }}
    location /quotes/ {{ auth_basic "the \"staff\""; }}
    location /lines/ {{
      auth_basic "the \"staff\"";
      add_header WWW-Authenticate "Negotiate" always;
    }}
  }}
}}
"#
            ),
        );
        vec!["-e".into(), "stderr".into(), "-p".into(), directory.into(), "-c".into(), configuration.into()]
    })
}
