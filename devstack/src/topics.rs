//! SNS on this machine: what is published reaches the queues that subscribe, by their filters, in the order and as
//! often as on AWS.
//!
//! Its state is in memory, and its clock is that of the queues.

mod deployed;
mod envelope;
mod filter;
mod protocol;
mod publish;
mod topic;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use formwork::testing::Module;
use hyper::service::service_fn;

use self::topic::{Order, Topic};
use crate::error::Error;
use crate::policy::Policy;
use crate::queues::deployed::address_in;
use crate::queues::{Inlet, Queues, Role};
use crate::server::Server;
use crate::{ACCOUNT_ID, REGION};

/// An SNS on this machine. Requests must be signed with an [access key](crate::access_key).
#[derive(Debug)]
pub struct Topics {
    server: Server,
    shared: Arc<Shared>,
}

/// What requests and this process look at.
#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    queues: Inlet,
    /// None for one who may do everything.
    policy: Option<Policy>,
}

#[derive(Debug, Default)]
struct State {
    /// By their names.
    topics: BTreeMap<String, Topic>,
    /// The names by the addresses in Terraform.
    addresses: BTreeMap<String, String>,
}

impl Topics {
    /// Starts one without topics, which delivers to `queues`.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where no port is free.
    pub async fn start(role: Role, queues: &Queues) -> Result<Self, Error> {
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            queues: queues.inlet(),
            policy: role.policy(),
        });
        let state = Arc::clone(&shared);
        let service = service_fn(move |request| protocol::answer(request, Arc::clone(&state)));
        let server = Server::start(service, None).await?;
        Ok(Self { server, shared })
    }

    /// What `AWS_ENDPOINT_URL_SNS` is set to.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        self.server.url()
    }

    /// Makes the topics that a module declares, with the queues that subscribe to them. These are deployed before. What
    /// a FIFO topic remembers of the last five minutes is kept.
    ///
    /// # Errors
    ///
    /// [`Error::Topic`] where only Terraform can tell what one is to be, or SNS would refuse it.
    pub fn deploy(&self, module: &Module) -> Result<(), Error> {
        let declared = deployed::topics(module, &self.shared.queues)?;
        let mut state = self.shared.lock();
        for (address, topic) in declared {
            let name = topic.name.clone();
            match state.topics.get_mut(&name) {
                Some(known) => known.change(topic),
                None => drop(state.topics.insert(name.clone(), topic)),
            }
            state.addresses.insert(address, name);
        }
        Ok(())
    }

    /// Has a topic for one that exists on AWS, of which the Terraform says nothing: nobody subscribes to it.
    pub fn stand_in(&self, address: &str, name: &str) {
        let mut state = self.shared.lock();
        let topic = Topic::new(name, Order::Unknown);
        state.topics.entry(name.to_owned()).or_insert(topic);
        state.addresses.insert(address.to_owned(), name.to_owned());
    }

    /// What a reference to a deployed topic is on this machine: `aws_sns_topic.events.arn`.
    #[must_use]
    pub fn resolve(&self, reference: &str) -> Option<String> {
        let (address, attribute) = address_in(reference)?;
        let name = self.shared.lock().addresses.get(address)?.clone();
        match attribute {
            "arn" | "id" => Some(arn(&name)),
            "name" => Some(name),
            _ => None,
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn arn(name: &str) -> String {
    format!("arn:aws:sns:{REGION}:{ACCOUNT_ID}:{name}")
}

/// The name in an ARN.
fn of_arn(arn: &str) -> Option<&str> {
    arn.strip_prefix(&format!("arn:aws:sns:{REGION}:{ACCOUNT_ID}:"))
}
