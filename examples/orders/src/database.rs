//! Connections to the database: by TLS, with the login that RDS keeps in Secrets Manager.

use std::sync::Arc;

use aws_config::SdkConfig;
use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use serde::Deserialize;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{Failure, stack};

/// Where the image has the certificates of RDS, as libpq calls it.
const CA_BUNDLE: &str = "PGSSLROOTCERT";

/// As RDS writes it into the secret.
#[derive(Deserialize)]
struct Login {
    username: String,
    password: String,
}

/// Connections that are opened as they are wanted. A new login needs a new pool: RDS changes the password
/// once a week, and a container that cannot connect ends and is started again.
pub(crate) async fn pool(aws: &SdkConfig, database: &stack::Connection) -> Result<Pool, Failure> {
    let secrets = aws_sdk_secretsmanager::Client::new(aws);
    let secret = secrets
        .get_secret_value()
        .secret_id(&database.secret_arn)
        .send()
        .await?;
    let login: Login = serde_json::from_str(secret.secret_string().unwrap_or_default())?;
    let mut config = tokio_postgres::Config::new();
    config
        .host(&database.host)
        .port(database.port)
        .dbname(&database.name)
        .user(login.username)
        .password(login.password)
        .ssl_mode(SslMode::Require);
    let recycle = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = Manager::from_config(config, tls()?, recycle);
    Ok(Pool::builder(manager).max_size(8).build()?)
}

pub(crate) async fn connect(pool: &Pool) -> Result<Client, Failure> {
    Ok(pool.get().await?)
}

fn tls() -> Result<MakeRustlsConnect, Failure> {
    let bundle = std::env::var_os(CA_BUNDLE).ok_or_else(|| format!("`{CA_BUNDLE}` is not set"))?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(bundle)? {
        roots.add(certificate?)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
