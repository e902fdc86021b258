//! Queues, and the topics that fill them.

use formwork::testing::Module;

use super::Standins;
use super::wanted::Wanted;
use crate::error::Error;
use crate::queues::{Queues, Role};
use crate::topics::Topics;

impl Standins {
    pub(super) async fn queue(&mut self, wanted: &Wanted, module: &Module) -> Result<(), Error> {
        self.queues(module).await?;
        let queues = self.queues.as_ref().ok_or(Error::Down)?;
        if module.get(&wanted.address).is_none() {
            queues.stand_in(&wanted.address, &wanted.target)?;
        }
        let resolve = |address: &str, attribute| {
            let resolved = queues.resolve(&format!("{address}.{attribute}"));
            resolved.unwrap_or_default()
        };
        let dead = format!("{}_dead", wanted.address);
        let url = resolve(&wanted.address, "url");
        let line = format!("{}, {url}", queues.endpoint_url());
        self.lines.insert(format!("queue {}", wanted.target), line);
        let facts = [
            ("QUEUE_URL", url),
            ("DEAD_QUEUE_URL", resolve(&dead, "url")),
            ("DEAD_QUEUE_ARN", resolve(&dead, "arn")),
        ];
        self.facts.tell(wanted.table, &wanted.target, facts);
        Ok(())
    }

    pub(super) async fn topic(&mut self, wanted: &Wanted, module: &Module) -> Result<(), Error> {
        self.queues(module).await?;
        if self.topics.is_none()
            && let Some(queues) = &self.queues
        {
            let role = Role::Task(self.hcl_out.clone());
            self.topics = Some(Topics::start(role, queues).await?);
        }
        let topics = self.topics.as_ref().ok_or(Error::Down)?;
        topics.deploy(module)?;
        if module.get(&wanted.address).is_none() {
            topics.stand_in(&wanted.address, &wanted.target);
        }
        let arn = topics.resolve(&format!("{}.arn", wanted.address));
        let arn = arn.unwrap_or_default();
        let line = format!("{}, {arn}", topics.endpoint_url());
        self.lines.insert(format!("topic {}", wanted.target), line);
        let facts = [("TOPIC_ARN", arn)];
        self.facts.tell(wanted.table, &wanted.target, facts);
        Ok(())
    }

    /// The queues of the module.
    pub(super) async fn queues(&mut self, module: &Module) -> Result<(), Error> {
        if self.queues.is_none() {
            let role = Role::Task(self.hcl_out.clone());
            self.queues = Some(Queues::start(role).await?);
        }
        let queues = self.queues.as_ref().ok_or(Error::Down)?;
        queues.deploy(module)
    }
}
