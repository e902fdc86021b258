//! What the containers of a stack need of AWS, on this machine: exactly what they are told of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use formwork::testing::{Argument, Module};
use formwork::{TaskContainer, Told};

use crate::error::Error;
use crate::files::create_private;
use crate::objects::Objects;
use crate::postgres::{Login, Postgres};
use crate::queues::{Queues, Role};
use crate::secrets::Secrets;
use crate::sites::{Missing, Site};
use crate::values::{Facts, Values};
use crate::{ACCOUNT_ID, REGION, SECRET_ACCESS_KEY, access_key};

/// The stand-ins that run. Those that a changed stack needs too are started beside them.
#[derive(Debug)]
pub(crate) struct Standins {
    directory: PathBuf,
    hcl_out: PathBuf,
    postgres: Option<Postgres>,
    objects: Option<Objects>,
    secrets: Option<Secrets>,
    queues: Option<Queues>,
    sites: BTreeMap<String, Site>,
    facts: Facts,
    lines: BTreeMap<String, String>,
}

/// An entry that a container is told of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    table: &'static str,
    target: String,
    address: String,
}

impl Standins {
    /// None yet, for a stack whose Terraform is in `hcl_out`. Data is in `directory`.
    pub(crate) fn new(directory: &Path, hcl_out: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
            hcl_out: hcl_out.to_owned(),
            postgres: None,
            objects: None,
            secrets: None,
            queues: None,
            sites: BTreeMap::new(),
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
                "database" => self.database(&wanted, module).await?,
                "bucket" => self.bucket(&wanted, module).await?,
                "queue" => self.queue(&wanted, module).await?,
                "secret" => self.secret(&wanted).await?,
                "volume" => self.volume(&wanted)?,
                "service" => self.service(&wanted, all),
                _ => {}
            }
        }
        Ok(())
    }

    /// Serves the sites of the stack whose files are in a directory of their name, where they are uploaded from.
    pub(crate) async fn serve_sites(&mut self, module: &Module, root: &Path) -> Result<(), Error> {
        for distribution in module.resources("aws_cloudfront_distribution") {
            let address = distribution.address();
            let name = address.rsplit('.').next().unwrap_or_default();
            let folder = root.join(name);
            let missing = Missing::of(module, name).filter(|_| folder.is_dir());
            if let Some(missing) = missing {
                let last = self.sites.remove(name).map(|site| site.port());
                let site = Site::start(&folder, missing, last).await?;
                self.lines.insert(format!("site {name}"), site.url());
                self.sites.insert(name.to_owned(), site);
            }
        }
        Ok(())
    }

    /// The variables of a container, with what AWS gives a task beside them, and those that have no value here.
    pub(crate) fn values(&self, container: &TaskContainer) -> Values {
        let resolve = |reference: &str| self.queues.as_ref()?.resolve(reference);
        let mut values = self.facts.values(container, resolve);
        values.variables.extend(self.aws(&container.name));
        values
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
            // The image's.
            endpoint("PGSSLROOTCERT", ca_bundle),
        ];
        let all = all.into_iter().flatten();
        all.map(|(name, value)| (name.to_owned(), value)).collect()
    }

    async fn database(&mut self, wanted: &Wanted, module: &Module) -> Result<(), Error> {
        if !is_postgres(&wanted.target, module) {
            return Ok(());
        }
        if self.postgres.is_none() {
            let directory = self.directory.join("postgres");
            self.postgres = Some(Postgres::persistent(&directory).await?);
        }
        let secret_arn = format!(
            "arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:rds!{}",
            wanted.target
        );
        let Some(postgres) = &self.postgres else {
            return Ok(());
        };
        let login = postgres.create_database(&wanted.target).await?;
        let (host, port) = (postgres.host().to_owned(), postgres.port().to_string());
        let line = psql(postgres, &wanted.target, &login);
        self.lines
            .insert(format!("database {}", wanted.target), line);
        self.secrets().await?.put(&secret_arn, &login);
        let facts = [
            ("HOST", host.clone()),
            ("READ_HOST", host),
            ("PORT", port),
            ("NAME", wanted.target.clone()),
            ("SECRET_ARN", secret_arn),
        ];
        self.facts.tell(wanted.table, &wanted.target, facts);
        Ok(())
    }

    async fn bucket(&mut self, wanted: &Wanted, module: &Module) -> Result<(), Error> {
        if self.objects.is_none() {
            let directory = self.directory.join("objects");
            self.objects = Some(Objects::persistent(&directory, &self.hcl_out).await?);
        }
        let Some(objects) = &self.objects else {
            return Ok(());
        };
        let name = bucket_name(wanted, module);
        objects.create_bucket(&name)?;
        let line = format!(
            "{} in {}",
            objects.endpoint_url(),
            objects.directory().join(&name).display()
        );
        self.lines.insert(format!("bucket {}", wanted.target), line);
        let facts = [("BUCKET", name)];
        self.facts.tell(wanted.table, &wanted.target, facts);
        Ok(())
    }

    async fn queue(&mut self, wanted: &Wanted, module: &Module) -> Result<(), Error> {
        if self.queues.is_none() {
            let role = Role::Task(self.hcl_out.clone());
            self.queues = Some(Queues::start(role).await?);
        }
        let Some(queues) = &self.queues else {
            return Ok(());
        };
        queues.deploy(module)?;
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

/// What containers are told of, each once.
fn wanted(containers: &[TaskContainer]) -> BTreeSet<Wanted> {
    let variables = containers.iter().flat_map(|container| &container.variables);
    let wanted = variables.filter_map(|variable| match &variable.tells {
        Told::Fact {
            table,
            target,
            address,
            ..
        } => Some((*table, target, address.clone())),
        Told::Injected { table, target } => Some((*table, target, String::new())),
        _ => None,
    });
    let mut seen = BTreeMap::new();
    for (table, target, address) in wanted {
        let of_entry: &mut String = seen.entry((table, target.clone())).or_default();
        if of_entry.is_empty() {
            *of_entry = address;
        }
    }
    let seen = seen.into_iter();
    seen.map(|((table, target), address)| Wanted {
        table,
        target,
        address,
    })
    .collect()
}

/// Whether a database speaks the protocol of PostgreSQL. One that exists is not in the module.
fn is_postgres(target: &str, module: &Module) -> bool {
    let of_type = |of_type: &str| module.get(&format!("{of_type}.{target}"));
    let declared = of_type("aws_db_instance").or_else(|| of_type("aws_rds_cluster"));
    let engine = declared.map(|block| block.values("engine"));
    let engine = engine.iter().flatten().find_map(Argument::as_text);
    engine.is_none_or(|engine| engine.contains("postgres"))
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

fn psql(postgres: &Postgres, database: &str, login: &Login) -> String {
    format!(
        "psql 'postgresql://{user}:{password}@{host}:{port}/{database}?sslmode=verify-full&sslrootcert={ca}'",
        user = login.user,
        password = login.password,
        host = postgres.host(),
        port = postgres.port(),
        ca = postgres.ca_bundle().display(),
    )
}
