//! User and password of the database, as Secrets Manager has them now.
//!
//! RDS owns the secret and rotates it. The cached login serves every new connection until the
//! database refuses it; then it is fetched again, once, however many connections wait for it.
#![expect(
    clippy::disallowed_types,
    reason = "the one secret that the role may read is read here"
)]

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::DisplayErrorContext;
use serde::Deserialize;
use tokio::sync::Mutex;

/// A login that was just fetched and refused is asked for again after this long: a rotation sets
/// the password in the database first and makes it the current one of the secret a moment later.
const FETCH_AGAIN_AFTER: Duration = Duration::from_millis(200);

/// The secret of a database, and the login that was last read from it.
pub(crate) struct Credentials {
    client: Client,
    secret_arn: String,
    /// Held while the secret is fetched, so that one fetch serves everybody who waits.
    cached: Mutex<Option<Cached>>,
}

struct Cached {
    login: Arc<Login>,
    fetched_at: Instant,
}

/// User and password, as RDS writes them into the secret that it manages.
#[derive(Deserialize)]
pub(crate) struct Login {
    pub(crate) username: String,
    pub(crate) password: String,
}

/// Without the password.
impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// Why there is no login.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CredentialsError {
    /// Secrets Manager did not answer, or refused.
    #[error("cannot read the secret of the database: {0}")]
    Fetch(String),
    /// The secret holds something else.
    #[error("the secret of the database does not hold `username` and `password`")]
    Malformed,
}

impl Credentials {
    /// Reads the secret on first use, not here.
    pub(crate) fn new(client: Client, secret_arn: String) -> Self {
        Self {
            client,
            secret_arn,
            cached: Mutex::new(None),
        }
    }

    /// The login that worked last, or the secret's where there is none yet.
    ///
    /// # Errors
    ///
    /// If Secrets Manager has to be asked and gives no login.
    pub(crate) async fn login(&self) -> Result<Arc<Login>, CredentialsError> {
        let mut cached = self.cached.lock().await;
        match &*cached {
            Some(cached) => Ok(Arc::clone(&cached.login)),
            None => self.fetch_into(&mut cached).await,
        }
    }

    /// A login that is newer than `refused`.
    ///
    /// # Errors
    ///
    /// As [`login`](Self::login).
    pub(crate) async fn login_after(
        &self,
        refused: &Arc<Login>,
    ) -> Result<Arc<Login>, CredentialsError> {
        let mut cached = self.cached.lock().await;
        match &*cached {
            Some(cached) if !Arc::ptr_eq(&cached.login, refused) => {
                return Ok(Arc::clone(&cached.login));
            }
            Some(cached) => {
                tokio::time::sleep_until((cached.fetched_at + FETCH_AGAIN_AFTER).into()).await;
            }
            None => {}
        }
        self.fetch_into(&mut cached).await
    }

    async fn fetch_into(
        &self,
        cached: &mut Option<Cached>,
    ) -> Result<Arc<Login>, CredentialsError> {
        let login = Arc::new(self.fetch().await?);
        *cached = Some(Cached {
            login: Arc::clone(&login),
            fetched_at: Instant::now(),
        });
        Ok(login)
    }

    async fn fetch(&self) -> Result<Login, CredentialsError> {
        let request = self.client.get_secret_value().secret_id(&self.secret_arn);
        // Boxed: it is large, and so would be every future that may have to connect.
        let answer = Box::pin(request.send())
            .await
            .map_err(|error| CredentialsError::Fetch(DisplayErrorContext(error).to_string()))?;
        answer
            .secret_string()
            // serde's message could quote the secret.
            .and_then(|text| serde_json::from_str(text).ok())
            .ok_or(CredentialsError::Malformed)
    }
}
