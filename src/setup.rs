//! What the service is given from outside: the variables of its task definition, and AWS.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use aws_config::SdkConfig;

use crate::aws;
use crate::stack::Environment;
use crate::telemetry;

/// The variable of libpq that names the file with the certificates to trust. The image sets it.
const CA_BUNDLE: &str = "PGSSLROOTCERT";

/// Everything that differs between places where the same binary runs.
#[derive(Debug)]
pub struct Setup {
    pub(crate) environment: Environment,
    pub(crate) ca_bundle: PathBuf,
    pub(crate) aws: SdkConfig,
    pub(crate) patience: Duration,
    /// A collector of OpenTelemetry, where there is one.
    pub(crate) collector: Option<String>,
}

/// A request waits this long for a connection to the database.
const PATIENCE: Duration = Duration::from_secs(2);

impl Setup {
    /// Reads the environment of the process, and finds AWS as every SDK does.
    ///
    /// # Errors
    ///
    /// Names every variable that is missing or malformed.
    pub async fn from_env() -> Result<Self, Incomplete> {
        #[expect(
            clippy::disallowed_methods,
            reason = "handed on to where the environment is read"
        )]
        let setup = Self::new(|name| std::env::var_os(name), SdkConfig::builder().build())?;
        Ok(Self {
            aws: aws::config().await,
            ..setup
        })
    }

    /// Lets a request wait this long for a connection to the database, instead of 2 s: a test that is not
    /// about that has no say in how busy its machine is.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Reads the variables by `lookup` and takes AWS as it is given, as a test does.
    ///
    /// # Errors
    ///
    /// Names every variable that is missing or malformed.
    pub fn new(
        lookup: impl Fn(&str) -> Option<OsString>,
        aws: SdkConfig,
    ) -> Result<Self, Incomplete> {
        let environment = Environment::from_lookup(&lookup);
        match (environment, lookup(CA_BUNDLE)) {
            (Ok(environment), Some(ca_bundle)) => Ok(Self {
                environment,
                ca_bundle: ca_bundle.into(),
                aws,
                patience: PATIENCE,
                collector: lookup(telemetry::ENDPOINT)
                    .map(|endpoint| endpoint.to_string_lossy().into_owned()),
            }),
            (environment, ca_bundle) => {
                let mut faults: Vec<_> = environment
                    .err()
                    .map(|error| error.to_string())
                    .into_iter()
                    .collect();
                if ca_bundle.is_none() {
                    faults.push(format!("`{CA_BUNDLE}` is not set"));
                }
                Err(Incomplete(faults.join("\n")))
            }
        }
    }
}

/// The environment is not the one that the task definition hands over.
#[derive(Debug)]
pub struct Incomplete(String);

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the environment is not complete: {}; `cargo dev` starts the service with all it needs",
            self.0.replace('\n', ", ")
        )
    }
}

impl std::error::Error for Incomplete {}
