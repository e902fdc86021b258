//! What the containers of a stack need of AWS, on this machine: exactly what they are told of.

mod databases;
mod messages;
mod sites;
mod stores;
mod wanted;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use formwork::TaskContainer;
use formwork::testing::Module;

use self::wanted::{Wanted, wanted};

use crate::caches::Cache;
use crate::distributions::Distributions;
use crate::error::Error;
use crate::files::create_private;
use crate::mysql::MySql;
use crate::objects::Objects;
use crate::postgres::Postgres;
use crate::queues::Queues;
use crate::secrets::Secrets;
use crate::sites::Site;
use crate::tables::Tables;
use crate::topics::Topics;
use crate::values::{Facts, Values};
use crate::{ACCOUNT_ID, REGION, SECRET_ACCESS_KEY, access_key, random};

/// The stand-ins that run. Those that a changed stack needs too are started beside them.
#[derive(Debug)]
pub(crate) struct Standins {
    directory: PathBuf,
    hcl_out: PathBuf,
    postgres: Option<Postgres>,
    mysql: Option<MySql>,
    objects: Option<Objects>,
    secrets: Option<Secrets>,
    queues: Option<Queues>,
    topics: Option<Topics>,
    tables: Option<Tables>,
    /// By their names.
    caches: BTreeMap<String, Cache>,
    /// The names of users of caches by their addresses in Terraform.
    cache_users: BTreeMap<String, String>,
    distributions: Option<Distributions>,
    sites: BTreeMap<String, Site>,
    /// Of the users of databases, who have a token on AWS.
    password: String,
    /// Where the objects of buckets are, by the addresses in Terraform.
    buckets: BTreeMap<String, PathBuf>,
    facts: Facts,
    lines: BTreeMap<String, String>,
}

impl Standins {
    /// None yet, for a stack whose Terraform is in `hcl_out`. Data is in `directory`.
    pub(crate) fn new(directory: &Path, hcl_out: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
            hcl_out: hcl_out.to_owned(),
            postgres: None,
            mysql: None,
            objects: None,
            secrets: None,
            queues: None,
            topics: None,
            tables: None,
            caches: BTreeMap::new(),
            cache_users: BTreeMap::new(),
            distributions: None,
            sites: BTreeMap::new(),
            password: random::hex(16),
            buckets: BTreeMap::new(),
            facts: Facts::default(),
            lines: BTreeMap::new(),
        }
    }

    /// Starts what is missing for these containers, as the module says what it is. They may call others of `all`.
    pub(crate) async fn fit(
        &mut self,
        containers: &[TaskContainer],
        module: &Module,
        all: &[TaskContainer],
    ) -> Result<(), Error> {
        self.facts = Facts::default();
        self.lines.clear();
        for wanted in wanted(containers) {
            match wanted.table {
                "database" => self.database(&wanted, module, all).await?,
                "bucket" => self.bucket(&wanted, module).await?,
                "queue" => self.queue(&wanted, module).await?,
                "topic" => self.topic(&wanted, module).await?,
                "table" => self.table(&wanted, module).await?,
                "cache" => self.cache(&wanted, module).await?,
                "site" => self.site(&wanted).await?,
                "secret" => self.secret(&wanted).await?,
                "volume" => self.volume(&wanted)?,
                "service" => self.service(&wanted, all),
                _ => {}
            }
        }
        Ok(())
    }

    /// The variables of a container, with what AWS gives a task beside them, and those that have no value here.
    pub(crate) fn values(&self, container: &TaskContainer) -> Values {
        let resolve = |reference: &str| self.resolve(reference);
        let mut values = self.facts.values(container, resolve);
        values.variables.extend(self.aws(&container.name));
        values
    }

    /// What a reference in `environment` is here.
    fn resolve(&self, reference: &str) -> Option<String> {
        let queue = self.queues.as_ref().and_then(|it| it.resolve(reference));
        let topic = || self.topics.as_ref()?.resolve(reference);
        let table = || self.tables.as_ref()?.resolve(reference);
        let user = || {
            let address = reference.strip_suffix(".user_name")?;
            self.cache_users.get(address).cloned()
        };
        queue.or_else(topic).or_else(table).or_else(user)
    }

    /// What each stand-in is, and how it is reached, in lines for people.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (&str, &str)> {
        let lines = self.lines.iter();
        lines.map(|(what, how)| (what.as_str(), how.as_str()))
    }

    /// Credentials and region, and where AWS is.
    fn aws(&self, container: &str) -> BTreeMap<String, String> {
        let endpoint = |name, url: Option<String>| Some((name, url?));
        let ca_bundle = self.postgres.as_ref();
        let ca_bundle = ca_bundle.map(|it| it.ca_bundle().display().to_string());
        let of_mysql = self.mysql.as_ref();
        let of_mysql = of_mysql.map(|it| it.ca_bundle().display().to_string());
        let all = [
            Some(("AWS_ACCESS_KEY_ID", access_key(container))),
            Some(("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY.to_owned())),
            Some(("AWS_REGION", REGION.to_owned())),
            endpoint(
                "AWS_ENDPOINT_URL_S3",
                self.objects.as_ref().map(Objects::endpoint_url),
            ),
            endpoint(
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                self.secrets.as_ref().map(Secrets::endpoint_url),
            ),
            endpoint(
                "AWS_ENDPOINT_URL_SSM",
                self.secrets.as_ref().map(Secrets::endpoint_url),
            ),
            endpoint(
                "AWS_ENDPOINT_URL_SQS",
                self.queues.as_ref().map(Queues::endpoint_url),
            ),
            endpoint(
                "AWS_ENDPOINT_URL_SNS",
                self.topics.as_ref().map(Topics::endpoint_url),
            ),
            endpoint(
                "AWS_ENDPOINT_URL_DYNAMODB",
                self.tables.as_ref().map(Tables::endpoint_url),
            ),
            endpoint(
                "AWS_ENDPOINT_URL_DYNAMODB_STREAMS",
                self.tables.as_ref().map(Tables::endpoint_url),
            ),
            endpoint(
                "AWS_ENDPOINT_URL_CLOUDFRONT",
                self.distributions.as_ref().map(Distributions::endpoint_url),
            ),
            // The image's.
            endpoint("PGSSLROOTCERT", ca_bundle),
            endpoint("MYSQL_SSL_CA", of_mysql),
        ];
        let all = all.into_iter().flatten();
        all.map(|(name, value)| (name.to_owned(), value)).collect()
    }

    async fn secret(&mut self, wanted: &Wanted) -> Result<(), Error> {
        let file = self.directory.join("secrets").join(&wanted.target);
        let name = &wanted.target;
        let arn = format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:{name}");
        let parameter = format!("/{name}");
        create_private(&self.directory.join("secrets"))?;
        let secrets = self.secrets().await?;
        secrets.keep(&arn, &file);
        secrets.keep(&parameter, &file);
        let facts = [("SECRET_ARN", arn), ("PARAMETER", parameter)];
        self.facts.tell(wanted.table, name, facts);
        let state = match std::fs::read_to_string(&file) {
            Ok(value) => {
                self.facts
                    .inject(wanted.table, name, value.trim_end().to_owned());
                "has the value in"
            }
            Err(_) => "has no value yet: write it to",
        };
        let line = format!("{state} {}", file.display());
        self.lines.insert(format!("secret {name}"), line);
        Ok(())
    }

    /// A volume is a folder, for all who mount it.
    fn volume(&mut self, wanted: &Wanted) -> Result<(), Error> {
        let folder = self.directory.join("volumes").join(&wanted.target);
        create_private(&folder)?;
        let path = folder.display().to_string();
        self.lines
            .insert(format!("volume {}", wanted.target), path.clone());
        self.facts
            .tell(wanted.table, &wanted.target, [("PATH", path)]);
        Ok(())
    }

    /// A service answers on its own port here, where Service Connect has one for all.
    fn service(&mut self, wanted: &Wanted, containers: &[TaskContainer]) {
        let mut services = containers.iter();
        let called = services.find(|it| it.table == wanted.table && it.name == wanted.target);
        if let Some(port) = called.and_then(|it| it.port) {
            let url = format!("http://localhost:{port}");
            self.facts
                .tell(wanted.table, &wanted.target, [("URL", url)]);
        }
    }

    async fn secrets(&mut self) -> Result<&Secrets, Error> {
        if self.secrets.is_none() {
            self.secrets = Some(Secrets::for_roles(&self.hcl_out).await?);
        }
        self.secrets.as_ref().ok_or(Error::Down)
    }
}
