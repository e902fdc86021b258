//! DynamoDB on this machine: the engine of `dynoxide`, with the tables that a stack declares and for the roles that it
//! has.

mod declared;
mod deploy;
mod permissions;
mod protocol;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dynoxide::Database;
use formwork::testing::Module;
use hyper::service::service_fn;
use tokio::task::AbortHandle;

use self::deploy::Deployed;
use crate::background;
use crate::error::Error;
use crate::files::create_private;
use crate::policy::Policy;
use crate::queues::Role;
use crate::queues::deployed::address_in;
use crate::server::Server;

/// How often items go whose time is over. AWS takes up to some days.
const SWEEP: Duration = Duration::from_mins(1);

/// A DynamoDB on this machine, streams included. Requests must be signed with an [access key](crate::access_key).
#[derive(Debug)]
pub struct Tables {
    server: Server,
    shared: Arc<Shared>,
    sweeper: AbortHandle,
}

/// What requests and this process look at.
struct Shared {
    database: Database,
    /// The names of tables by the addresses in Terraform.
    addresses: Mutex<BTreeMap<String, String>>,
    /// None for one who may do everything.
    policy: Option<Policy>,
}

impl Tables {
    /// Starts an empty one in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where no port is free, [`Error::Tables`].
    pub async fn start(role: Role) -> Result<Self, Error> {
        let database = background::run_blocking(Database::memory).await;
        Self::serve(database.map_err(failed)?, role).await
    }

    /// Starts the one whose tables are in `directory`, an empty one at first.
    ///
    /// # Errors
    ///
    /// As [`Tables::start`].
    pub async fn persistent(directory: &Path, role: Role) -> Result<Self, Error> {
        create_private(directory)?;
        let file: PathBuf = directory.join("tables.sqlite");
        let open = move || Database::new(&file.to_string_lossy());
        let database = background::run_blocking(open).await;
        Self::serve(database.map_err(failed)?, role).await
    }

    async fn serve(database: Database, role: Role) -> Result<Self, Error> {
        let shared = Arc::new(Shared {
            database,
            addresses: Mutex::default(),
            policy: role.policy(),
        });
        let state = Arc::clone(&shared);
        let service = service_fn(move |request| protocol::answer(request, Arc::clone(&state)));
        let server = Server::start(service, None).await?;
        let swept = Arc::clone(&shared);
        let sweep = async move {
            loop {
                tokio::time::sleep(SWEEP).await;
                let database = swept.database.clone();
                // What could not go now goes the next time.
                let _ = background::run_blocking(move || database.sweep_ttl()).await;
            }
        };
        let sweeper = background::handle().spawn(sweep).abort_handle();
        Ok(Self {
            server,
            shared,
            sweeper,
        })
    }

    /// What `AWS_ENDPOINT_URL_DYNAMODB` and `AWS_ENDPOINT_URL_DYNAMODB_STREAMS` are set to.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        self.server.url()
    }

    /// Makes the tables that a module declares. One that is there is changed where AWS would change it; where AWS
    /// would make another one, since the keys are others, so it is here, and what was in it is gone. Returns the
    /// names of such.
    ///
    /// # Errors
    ///
    /// [`Error::Table`] where AWS would refuse one, or only Terraform can tell what it is to be.
    pub async fn deploy(&self, module: &Module) -> Result<Vec<String>, Error> {
        let declared = declared::tables(module)?;
        let database = self.shared.database.clone();
        let deploy = move || {
            let mut replaced = Vec::new();
            let mut addresses = BTreeMap::new();
            for table in declared {
                if deploy::deploy(&database, &table)? == Deployed::Anew {
                    replaced.push(table.name.clone());
                }
                addresses.insert(table.address, table.name);
            }
            Ok::<_, Error>((replaced, addresses))
        };
        let (replaced, addresses) = background::run_blocking(deploy).await?;
        self.shared.addresses().extend(addresses);
        Ok(replaced)
    }

    /// What a reference to a deployed table is on this machine: `aws_dynamodb_table.carts.name`.
    #[must_use]
    pub fn resolve(&self, reference: &str) -> Option<String> {
        let (address, attribute) = address_in(reference)?;
        let name = self.shared.addresses().get(address)?.clone();
        match attribute {
            "arn" => Some(dynoxide::streams::table_arn(&name)),
            "id" | "name" => Some(name),
            "stream_arn" => {
                let described = deploy::describe(&self.shared.database, &name).ok()??;
                described["LatestStreamArn"].as_str().map(str::to_owned)
            }
            _ => None,
        }
    }

    /// Removes the items whose time is over, which otherwise happens once a minute. Returns how many these were.
    ///
    /// # Errors
    ///
    /// [`Error::Tables`].
    pub async fn sweep(&self) -> Result<usize, Error> {
        let database = self.shared.database.clone();
        let swept = background::run_blocking(move || database.sweep_ttl()).await;
        swept.map_err(failed)
    }
}

impl Drop for Tables {
    fn drop(&mut self) {
        self.sweeper.abort();
    }
}

impl Shared {
    fn addresses(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("addresses", &self.addresses)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

fn failed(error: dynoxide::DynoxideError) -> Error {
    Error::Tables(Box::new(error))
}
