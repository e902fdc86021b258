//! Buckets, tables and caches.

use formwork::testing::{Argument, Module};

use super::Standins;
use super::wanted::Wanted;
use crate::caches::{Cache, User};
use crate::error::Error;
use crate::objects::Objects;
use crate::queues::Role;
use crate::tables::Tables;
use crate::values::PASSWORD;

impl Standins {
    pub(super) async fn bucket(&mut self, wanted: &Wanted, module: &Module) -> Result<(), Error> {
        if self.objects.is_none() {
            let directory = self.directory.join("objects");
            self.objects = Some(Objects::persistent(&directory, &self.hcl_out).await?);
        }
        let Some(objects) = &self.objects else {
            return Ok(());
        };
        let name = bucket_name(wanted, module);
        objects.create_bucket(&name)?;
        let directory = objects.directory().join(&name);
        let line = format!("{} in {}", objects.endpoint_url(), directory.display());
        self.lines.insert(format!("bucket {}", wanted.target), line);
        self.buckets.insert(wanted.address.clone(), directory);
        let facts = [("BUCKET", name.clone())];
        self.facts.tell(wanted.table, &wanted.target, facts);
        self.events(wanted, &name, module).await
    }

    /// Has a bucket tell the queues that its Terraform names.
    async fn events(&mut self, wanted: &Wanted, name: &str, module: &Module) -> Result<(), Error> {
        if module.count("aws_s3_bucket_notification") == 0 {
            return Ok(());
        }
        self.queues(module).await?;
        if let (Some(objects), Some(queues)) = (&self.objects, &self.queues) {
            objects.tell(name, module, &wanted.address, queues);
        }
        Ok(())
    }

    pub(super) async fn table(&mut self, wanted: &Wanted, module: &Module) -> Result<(), Error> {
        // Of one that exists on AWS nothing says here which keys it has.
        if module.get(&wanted.address).is_none() {
            return Ok(());
        }
        if self.tables.is_none() {
            let directory = self.directory.join("tables");
            let role = Role::Task(self.hcl_out.clone());
            self.tables = Some(Tables::persistent(&directory, role).await?);
        }
        let tables = self.tables.as_ref().ok_or(Error::Down)?;
        let replaced = tables.deploy(module).await?;
        let resolve = |attribute| tables.resolve(&format!("{}.{attribute}", wanted.address));
        let name = resolve("name").unwrap_or_default();
        let stream = resolve("stream_arn").unwrap_or_default();
        let anew = if replaced.contains(&name) {
            ", made anew and empty, since its keys are others than before"
        } else {
            ""
        };
        let line = format!("{}, {name}{anew}", tables.endpoint_url());
        self.lines.insert(format!("table {}", wanted.target), line);
        let facts = [("TABLE", name), ("STREAM_ARN", stream)];
        self.facts.tell(wanted.table, &wanted.target, facts);
        Ok(())
    }

    pub(super) async fn cache(&mut self, wanted: &Wanted, module: &Module) -> Result<(), Error> {
        let users = cache_users(wanted, module);
        let of_users = users.iter().cloned();
        self.cache_users
            .extend(of_users.map(|(address, user)| (address, user.name)));
        let users: Vec<User> = users.into_iter().map(|(_, user)| user).collect();
        let known = self.caches.get_mut(&wanted.target);
        if !known.is_some_and(|cache| cache.has(&users)) {
            let directory = self.directory.join("caches").join(&wanted.target);
            let cache = Cache::start(&directory, &users).await?;
            self.caches.insert(wanted.target.clone(), cache);
        }
        let Some(cache) = self.caches.get(&wanted.target) else {
            return Ok(());
        };
        let (port, password) = (cache.port(), cache.password());
        let user = users.first().map_or("", |user| user.name.as_str());
        let line = format!("redis://{user}:{password}@127.0.0.1:{port}");
        self.lines.insert(format!("cache {}", wanted.target), line);
        let host = "127.0.0.1".to_owned();
        let facts = [
            ("HOST", host.clone()),
            ("READER_HOST", host),
            ("PORT", port.to_string()),
            ("CACHE", wanted.target.clone()),
            (PASSWORD, password.to_owned()),
        ];
        self.facts.tell(wanted.table, &wanted.target, facts);
        Ok(())
    }
}

/// The users of a cache by their addresses, as the Terraform makes them: those of its group.
fn cache_users(wanted: &Wanted, module: &Module) -> Vec<(String, User)> {
    let group = module.get(&format!("aws_elasticache_user_group.{}", wanted.target));
    let ids = group.map(|group| group.values("user_ids"));
    let ids = ids.iter().flatten().flat_map(Argument::items);
    let addresses = ids.filter_map(|id| match id {
        Argument::Expression(text) => text.strip_suffix(".user_id"),
        _ => None,
    });
    let users = addresses.filter_map(|address| {
        let text = |argument: &str| {
            let values = module.get(address)?.values(argument);
            values
                .first()
                .and_then(Argument::as_text)
                .map(str::to_owned)
        };
        let (name, access) = (text("user_name")?, text("access_string")?);
        Some((address.to_owned(), User { name, access }))
    });
    users.collect()
}

/// The name of a bucket: what AWS completes stays short here, and one that exists is called as its entry.
fn bucket_name(wanted: &Wanted, module: &Module) -> String {
    let block = module.get(&wanted.address);
    let text = |argument: &str| {
        let values = block.map(|block| block.values(argument));
        let text = values.iter().flatten().find_map(Argument::as_text);
        text.map(str::to_owned)
    };
    let prefix = text("bucket_prefix").map(|prefix| prefix.trim_end_matches('-').to_owned());
    let otherwise = || format!("local-{}", wanted.target.replace('_', "-"));
    text("bucket").or(prefix).unwrap_or_else(otherwise)
}
