//! The client that comes with MySQL or `MariaDB`.

use std::path::Path;
use std::process::Command;

use devstack::{Login, MySql};

/// What a statement gives, or why it is refused.
pub(crate) fn ask(
    server: &MySql,
    login: &Login,
    database: &str,
    options: &[&str],
    statement: &str,
) -> Result<String, String> {
    let programs = ["mariadb", "mysql"].iter().flat_map(|program| {
        let directories = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];
        directories.map(|directory| Path::new(directory).join(program))
    });
    let client = programs.into_iter().find(|program| program.is_file());
    let output = Command::new(client.expect("the server's package brings a client"))
        .args([
            "--no-defaults",
            "--protocol=TCP",
            "--batch",
            "--skip-column-names",
        ])
        .args([
            "--host",
            server.host(),
            "--port",
            &server.port().to_string(),
        ])
        .args([
            "--user",
            &login.user,
            &format!("--password={}", login.password),
        ])
        .args(options)
        .args(["--execute", statement, database])
        .output()
        .unwrap();
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// The options of a client that checks the server's certificate.
pub(crate) fn by_tls(server: &MySql) -> Vec<String> {
    let bundle = format!("--ssl-ca={}", server.ca_bundle().display());
    vec![bundle, "--ssl-verify-server-cert".to_owned()]
}
