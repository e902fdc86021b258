//! SQS on this machine, with what a worker meets on AWS: visibility time-outs, long polling, FIFO
//! groups, deduplication, dead letters and their way back.
//!
//! Its state is in memory: messages are gone when this process ends, queues are made again when it
//! starts. Time goes as on the machine's clock, until [`Queues::advance`] puts it forward.

mod account;
pub(crate) mod attribute;
pub(crate) mod batch;
pub(crate) mod clock;
pub(crate) mod deployed;
pub(crate) mod digest;
pub(crate) mod error;
pub(crate) mod fifo;
mod inlet;
mod message;
mod messages;
mod moves;
mod name;
mod permissions;
mod protocol;
mod queue;
mod receipt;
mod redrive;
mod settings;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use formwork::testing::Module;
use hyper::service::service_fn;
use tokio::sync::watch;

use self::account::Account;
use self::clock::Clock;
use self::deployed::{Addresses, Unknown};
pub(crate) use self::inlet::{Delivery, Inlet};
use self::permissions::Permissions;
use crate::aws_json::Refusal;
use crate::error::Error;
use crate::policy::Policy;
use crate::server::Server;
use crate::terraform::Terraform;

/// Who calls. Requests must be signed with [`ACCESS_KEY_ID`](crate::ACCESS_KEY_ID).
#[derive(Debug, Clone)]
pub enum Role {
    /// A task role by its [access key](crate::access_key), as the Terraform in a directory has it: what `grants` in
    /// `stack.toml` doesn't list is refused, queue by queue.
    Task(PathBuf),
    /// Someone who may do everything.
    Admin,
}

impl Role {
    /// What task roles may do; none for someone who may do everything.
    pub(crate) fn policy(self) -> Option<Policy> {
        match self {
            Self::Task(terraform) => Some(Policy::new(Terraform::new(&terraform))),
            Self::Admin => None,
        }
    }

    /// Task roles as `cargo build` writes them in this workspace.
    #[must_use]
    pub fn of_workspace() -> Self {
        Self::Task(Terraform::workspace())
    }
}

/// An SQS on this machine. All who use it share its clock: a test that moves it starts one of its
/// own, which takes a millisecond.
#[derive(Debug)]
pub struct Queues {
    server: Server,
    shared: Arc<Shared>,
}

/// What requests and this process look at.
#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    permissions: Permissions,
    /// Says that something happened, to those who wait for messages.
    changed: watch::Sender<()>,
}

#[derive(Debug)]
struct State {
    account: Account,
    addresses: Addresses,
    clock: Clock,
}

impl Queues {
    /// Starts one without queues.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where no port is free.
    pub async fn start(role: Role) -> Result<Self, Error> {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                account: Account::default(),
                addresses: Addresses::default(),
                clock: Clock::new(),
            }),
            permissions: Permissions::of(role),
            changed: watch::Sender::new(()),
        });
        let state = Arc::clone(&shared);
        let service = service_fn(move |request| protocol::answer(request, Arc::clone(&state)));
        let server = Server::start(service, None).await?;
        Ok(Self { server, shared })
    }

    /// What `AWS_ENDPOINT_URL_SQS` is set to.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        self.server.url()
    }

    /// The port of the endpoint, on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// Creates the queues that a module declares, as `aws_sqs_queue`, with where their dead letters
    /// go. Those that exist are kept.
    ///
    /// # Errors
    ///
    /// [`Error::Queue`] where AWS would refuse one, or only Terraform can tell what it is to be.
    pub fn deploy(&self, module: &Module) -> Result<(), Error> {
        let mut state = self.shared.lock();
        let now = state.clock.now();
        for queue in deployed::queues(module)? {
            let created = state
                .account
                .create_named(&queue.name, &queue.attributes, now);
            created.map_err(|refusal| refused(&queue.address, &refusal))?;
            state.addresses.add(&queue.address, &queue.name);
        }
        for policy in deployed::policies(module, &state.addresses)? {
            let name = state.addresses.name(&policy.address);
            let name = name.unwrap_or_default().to_owned();
            let set = state.account.set_named(&name, &policy.attributes, now);
            set.map_err(|refusal| refused(&policy.address, &refusal))?;
        }
        Ok(())
    }

    /// Creates a queue for one that exists on AWS, of which the Terraform says nothing: with all defaults, under this
    /// name and address. One of that name is kept.
    ///
    /// # Errors
    ///
    /// [`Error::Queue`] where AWS would refuse the name.
    pub fn stand_in(&self, address: &str, name: &str) -> Result<(), Error> {
        let mut state = self.shared.lock();
        let now = state.clock.now();
        let created = state.account.create_named(name, &BTreeMap::new(), now);
        created.map_err(|refusal| refused(address, &refusal))?;
        state.addresses.add(address, name);
        Ok(())
    }

    /// What a reference to a deployed queue is on this machine: `aws_sqs_queue.jobs.url`.
    #[must_use]
    pub fn resolve(&self, reference: &str) -> Option<String> {
        let host = format!("127.0.0.1:{}", self.port());
        self.shared.lock().addresses.resolve(reference, &host)
    }

    /// The way in for messages of other services.
    pub(crate) fn inlet(&self) -> Inlet {
        Inlet::new(Arc::clone(&self.shared))
    }

    /// The names of all queues.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.shared.lock().account.queues.keys().cloned().collect()
    }

    /// The bodies of all messages of a queue, in the order in which they came: those in flight and
    /// those that are delayed too. An unknown queue has none.
    #[must_use]
    pub fn bodies(&self, name: &str) -> Vec<String> {
        let mut state = self.shared.lock();
        state.settle();
        let queue = state.account.queues.get(name);
        queue.map(queue::Queue::bodies).unwrap_or_default()
    }

    /// Stops the clock: from now on time passes by [`Queues::advance`] alone, however long a test
    /// takes.
    pub fn stop_clock(&self) {
        self.shared.lock().clock.stop();
    }

    /// Puts the clock forward: what is due until then happens, and who waits for it is answered.
    pub fn advance(&self, by: Duration) {
        self.shared.lock().clock.advance(by);
        self.shared.changed.send_replace(());
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn settle(&mut self) {
        self.account.settle(self.clock.now());
    }
}

fn refused(address: &str, refusal: &Refusal) -> Error {
    Error::Queue {
        address: address.to_owned(),
        reason: refusal.message.clone(),
    }
}

impl From<Unknown> for Error {
    fn from(unknown: Unknown) -> Self {
        let Unknown {
            address,
            argument,
            expression,
        } = unknown;
        Self::Queue {
            address,
            reason: format!(
                "only Terraform can tell what `{argument}` is: {expression}\n\
                 help: give it a value, or a variable with a default"
            ),
        }
    }
}
