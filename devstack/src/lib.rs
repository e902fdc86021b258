//! The AWS of a developer's machine: what the task API needs to run, without an account.
//!
//! - [`Postgres`]: a cluster of its own from installed binaries, TLS and passwords only
//! - [`Objects`]: S3, in this process
//! - [`Queues`]: SQS, in this process
//! - [`Topics`]: SNS, in this process
//! - [`Tables`]: DynamoDB, in this process
//! - [`Cache`]: Valkey or Redis, from an installed one
//! - [`Distributions`] and [`Site`]: CloudFront, in this process
//! - [`Secrets`]: Secrets Manager and Parameter Store, in this process
//! - [`Relay`]: a network between the API and any of them, which can fail
//!
//! [`Devstack`] is all of it. `cargo dev` starts it with data that stays. A test takes a share of
//! the one that its process has:
//!
//! ```no_run
//! # async fn test() -> Result<(), devstack::Error> {
//! let stack = devstack::shared().await?;
//! let tenant = stack.fresh().await?; // an empty database, an empty bucket, a secret
//! let environment = tenant.variables(); // what the task definition would set
//! # Ok(())
//! # }
//! ```
//!
//! A test about a fault puts a relay before the part that shall fail, and its port into the
//! variables:
//!
//! ```no_run
//! # async fn test() -> Result<(), devstack::Error> {
//! # let stack = devstack::shared().await?;
//! # let tenant = stack.fresh().await?;
//! let relay = devstack::Relay::to(stack.postgres().port()).await?;
//! let mut environment = tenant.variables().clone();
//! environment.insert("TASKDB_PORT".to_owned(), relay.port().to_string());
//! relay.set(devstack::Mode::Hang).await;
//! # Ok(())
//! # }
//! ```
//!
//! Nothing of it outlives the process that started it, not even if that is killed.

mod account;
mod aws_json;
mod aws_query;
mod background;
mod caches;
pub mod dev;
mod distributions;
mod error;
mod files;
mod installed;
mod objects;
mod percent;
mod policy;
mod ports;
mod postgres;
mod program;
mod queues;
mod random;
mod relay;
mod secrets;
mod server;
mod sites;
mod stack;
mod standins;
mod supervisor;
mod tables;
mod terraform;
mod topics;
mod values;

use std::path::Path;
use std::sync::Arc;

use formwork::testing::Module;

use crate::error::Context;
use crate::terraform::Terraform;

pub use caches::{Cache, User};
pub use distributions::Distributions;
pub use error::Error;
pub use objects::Objects;
pub use postgres::{Login, Postgres};
pub use program::Program;
pub use queues::{Queues, Role};
pub use relay::{Mode, Relay};
pub use secrets::{Fault, Secrets};
pub use sites::{Missing, Site};
pub use stack::{Devstack, Tenant, shared};
pub use tables::Tables;
pub use topics::Topics;

/// The Terraform of this workspace, as the last `cargo build` wrote it.
///
/// # Errors
///
/// [`Error::Io`] where it can't be read, or is not HCL.
pub fn synthesized() -> Result<Arc<Module>, Error> {
    synthesized_in(&Terraform::workspace())
}

/// The Terraform in a directory, as the last build wrote it.
///
/// # Errors
///
/// As [`synthesized`].
pub fn synthesized_in(hcl_out: &Path) -> Result<Arc<Module>, Error> {
    let module = Terraform::new(hcl_out).module();
    module.context(|| "read hcl-out, which `cargo build` writes".to_owned())
}

/// A key id that the AWS of the stack accepts: that of somebody who may do what any task role may.
pub const ACCESS_KEY_ID: &str = "DEVSTACKACCESSKEY";

/// The key id of the task role of a container, by its name in `stack.toml`.
#[must_use]
pub fn access_key(container: &str) -> String {
    format!("{ACCESS_KEY_ID}-{container}")
}

/// Whose key it is: that of a container, or of nobody in particular. None where we gave out no such key.
fn caller_of(access_key: &str) -> Option<policy::Caller<'_>> {
    let rest = access_key.strip_prefix(ACCESS_KEY_ID)?;
    match rest.strip_prefix('-') {
        Some(container) => Some(Some(container)),
        None => rest.is_empty().then_some(None),
    }
}

/// The secret of each of these keys. It opens nothing but what listens on 127.0.0.1.
pub const SECRET_ACCESS_KEY: &str = "devstack-secret-access-key";

/// The account of the stack.
const ACCOUNT_ID: &str = "123456789012";

/// The region of the stack.
pub const REGION: &str = "us-east-1";
