//! Opens connections: TLS, the current login, and a second try where the login was rotated.

use std::error::Error as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use deadpool_postgres::ClientWrapper;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::task::AbortHandle;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres_rustls::MakeRustlsConnect;
use tracing::{info, warn};

use super::credentials::{Credentials, CredentialsError, Login};
use crate::stack;

/// A server that says nothing for this long while data waits for its acknowledgement is gone.
const UNACKNOWLEDGED: Duration = Duration::from_secs(10);

/// A server that does not even accept is gone sooner.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How often one connection asks for a newer login.
const LOGINS: usize = 4;

/// Ends a statement that runs away, and a transaction that its owner forgot. The last one tells a
/// trigger that the keys of addresses are made here.
const SETTINGS: &str = "-c statement_timeout=5s -c lock_timeout=3s \
    -c idle_in_transaction_session_timeout=10s -c task_api.makes_email_keys=on";

/// Why the service can't talk TLS to its database.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    /// The file can't be read, or is no PEM.
    #[error("cannot read the CA bundle {path}: {cause}")]
    Bundle {
        path: String,
        cause: rustls::pki_types::pem::Error,
    },
    /// It holds no certificate that can be trusted.
    #[error("the CA bundle {path} holds no certificate")]
    Empty { path: String },
}

/// Where the database is: everything but who connects.
pub(super) fn config(connection: &stack::Connection) -> Config {
    let mut config = Config::new();
    config
        .host(&connection.host)
        .port(connection.port)
        .dbname(&connection.name)
        .application_name(stack::SERVICE)
        .ssl_mode(SslMode::Require)
        .options(SETTINGS)
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_user_timeout(UNACKNOWLEDGED)
        .keepalives_idle(UNACKNOWLEDGED);
    config
}

/// TLS that trusts exactly the certificates of the bundle, and checks the server's name.
///
/// # Errors
///
/// If the bundle can't be read or holds no certificate.
pub(super) fn tls(ca_bundle: &Path) -> Result<MakeRustlsConnect, TlsError> {
    let path = || ca_bundle.display().to_string();
    let bundle = |cause| TlsError::Bundle {
        path: path(),
        cause,
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(ca_bundle).map_err(bundle)? {
        // A bundle may carry a root of a kind that rustls doesn't know; the others still count.
        if let Err(error) = roots.add(certificate.map_err(bundle)?) {
            warn!(path = path(), %error, "skipped a certificate of the CA bundle");
        }
    }
    if roots.is_empty() {
        return Err(TlsError::Empty { path: path() });
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring offers TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// Makes and checks the connections of the pool.
pub(super) struct Manager {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
    pub(super) credentials: Credentials,
    /// As which requests are served; known once it is there.
    pub(super) role: OnceLock<String>,
}

/// A connection of the pool, and the task that moves its bytes.
pub(super) struct Connection {
    pub(super) client: ClientWrapper,
    /// Ending it ends the connection, and with it every statement that waits for an answer.
    pub(super) task: AbortHandle,
}

/// Why there is no new connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectError {
    /// Secrets Manager gives no login.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The database can't be reached, or refuses.
    #[error("cannot connect to the database: {}", with_cause(.0))]
    Database(#[from] tokio_postgres::Error),
}

impl managed::Manager for Manager {
    type Type = Connection;
    type Error = ConnectError;

    async fn create(&self) -> Result<Connection, ConnectError> {
        self.connect(self.role.get().map(String::as_str)).await
    }

    async fn recycle(
        &self,
        connection: &mut Connection,
        _: &Metrics,
    ) -> RecycleResult<ConnectError> {
        if connection.client.is_closed() {
            return Err(RecycleError::message("closed"));
        }
        Ok(())
    }
}

impl Manager {
    /// Connects, and as long as the database refuses the login, does so again with a newer one.
    ///
    /// # Errors
    ///
    /// If there is no login, or the database can't be reached or refuses.
    pub(super) async fn connect(&self, role: Option<&str>) -> Result<Connection, ConnectError> {
        let mut login = self.credentials.login().await?;
        for _ in 1..LOGINS {
            match self.connect_as(&login, role).await {
                Err(error) if refuses_login(&error) => {
                    info!("the database refuses the login, reading the secret again");
                    login = self.credentials.login_after(&login).await?;
                }
                outcome => return Ok(outcome?),
            }
        }
        Ok(self.connect_as(&login, role).await?)
    }

    async fn connect_as(
        &self,
        login: &Login,
        role: Option<&str>,
    ) -> Result<Connection, tokio_postgres::Error> {
        let mut config = self.config.clone();
        config.user(&login.username).password(&login.password);
        if let Some(role) = role {
            // With the first packet, so that it costs no statement and RESET ROLE doesn't undo it.
            let role = role.replace('\\', "\\\\").replace(' ', "\\ ");
            config.options(format!("{SETTINGS} -c role={role}"));
        }
        // Boxed: it is large, and so would be every future that may have to connect.
        let (client, connection) = Box::pin(config.connect(self.tls.clone())).await?;
        let task = tokio::spawn(async move {
            // The statement that was running gets the error too; this is for connections at rest.
            if let Err(error) = connection.await {
                info!(
                    error = with_cause(&error),
                    "a connection to the database ended"
                );
            }
        });
        Ok(Connection {
            task: task.abort_handle(),
            client: ClientWrapper::new(client, task),
        })
    }
}

/// A wrong password or user, in PostgreSQL's words.
fn refuses_login(error: &tokio_postgres::Error) -> bool {
    matches!(
        error.code(),
        Some(&SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
    )
}

/// The driver's own text leaves out what the server or the system said.
pub(super) fn with_cause(error: &tokio_postgres::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
