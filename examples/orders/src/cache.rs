//! A connection to the cache, with a login that the role signs; on a machine of a developer by a password.

use std::time::SystemTime;

use aws_config::SdkConfig;
use aws_sdk_secretsmanager::config::ProvideCredentials;
use redis::aio::MultiplexedConnection;
use redis::{Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo, RedisConnectionInfo};

use crate::{Failure, stack};

/// The password of a stand-in, which has neither TLS nor IAM.
const LOCAL_PASSWORD: &str = "QUOTES_PASSWORD";

pub(crate) struct Cache {
    aws: SdkConfig,
    connection: stack::cache::Connection,
    open: tokio::sync::Mutex<Option<(MultiplexedConnection, SystemTime)>>,
}

impl Cache {
    pub(crate) fn new(aws: SdkConfig, connection: stack::cache::Connection) -> Self {
        Self {
            aws,
            connection,
            open: tokio::sync::Mutex::default(),
        }
    }

    /// The connection, or a new one where AWS would soon end it.
    pub(crate) async fn get(&self) -> Result<MultiplexedConnection, Failure> {
        let mut open = self.open.lock().await;
        let is_young = |since: &SystemTime| {
            let age = since.elapsed().unwrap_or_default();
            age < stack::cache::Connection::MAX_AGE / 2
        };
        if let Some((connection, since)) = open.as_ref()
            && is_young(since)
        {
            return Ok(connection.clone());
        }
        let client = Client::open(self.info().await?)?;
        let connection = client.get_multiplexed_async_connection().await?;
        *open = Some((connection.clone(), SystemTime::now()));
        Ok(connection)
    }

    /// Forgets a connection that has failed.
    pub(crate) async fn close(&self) {
        *self.open.lock().await = None;
    }

    async fn info(&self) -> Result<ConnectionInfo, Failure> {
        let local = std::env::var(LOCAL_PASSWORD).ok();
        let (host, port) = (self.connection.host.clone(), self.connection.port);
        let (address, login) = match &local {
            Some(password) => {
                let proof = stack::cache::Proof::Password(password);
                let login = self.connection.login(proof, SystemTime::now());
                (ConnectionAddr::Tcp(host, port), login)
            }
            None => {
                let provider = self.aws.credentials_provider();
                let provider = provider.ok_or("there are no credentials of AWS")?;
                let credentials = provider.provide_credentials().await?;
                let proof = stack::cache::Proof::Role {
                    access_key_id: credentials.access_key_id(),
                    secret_access_key: credentials.secret_access_key(),
                    session_token: credentials.session_token(),
                };
                let address = ConnectionAddr::TcpTls {
                    host,
                    port,
                    insecure: false,
                    tls_params: None,
                };
                (address, self.connection.login(proof, SystemTime::now()))
            }
        };
        let login = RedisConnectionInfo::default()
            .set_username(login.user)
            .set_password(login.password);
        Ok(address.into_connection_info()?.set_redis_settings(login))
    }
}
