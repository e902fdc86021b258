//! All of it together, and a share of it for each test.

use std::collections::BTreeMap;
use std::path::Path;

use formwork::{SourceFile, Stack, TaskContainer, Told};
use tokio::sync::OnceCell;

use crate::error::Error;
use crate::objects::Objects;
use crate::postgres::{Login, Postgres};
use crate::queues::{Queues, Role};
use crate::secrets::Secrets;
use crate::terraform::Terraform;
use crate::values::Facts;
use crate::{ACCOUNT_ID, REGION, SECRET_ACCESS_KEY, access_key, random};

static SHARED: OnceCell<Devstack> = OnceCell::const_new();

/// The stack that all tests of this process share. The first caller starts it, about a second.
///
/// # Errors
///
/// As [`Devstack::ephemeral`]; the next caller tries again.
pub async fn shared() -> Result<&'static Devstack, Error> {
    SHARED.get_or_try_init(Devstack::ephemeral).await
}

/// What the service of this workspace needs of AWS.
#[derive(Debug)]
pub struct Devstack {
    postgres: Postgres,
    objects: Objects,
    secrets: Secrets,
    queues: Queues,
}

impl Devstack {
    /// Starts an empty one for tests, which vanishes with this process.
    ///
    /// # Errors
    ///
    /// Whatever keeps a part from starting.
    pub async fn ephemeral() -> Result<Self, Error> {
        let (postgres, objects, secrets, queues) = tokio::try_join!(
            Postgres::ephemeral(),
            Objects::ephemeral(),
            Secrets::start(),
            Queues::start(Role::of_workspace())
        )?;
        Ok(Self {
            postgres,
            objects,
            secrets,
            queues,
        })
    }

    /// Starts the one whose data is in `directory`, all but messages and secrets, which are in
    /// memory.
    ///
    /// # Errors
    ///
    /// As [`Devstack::ephemeral`], and [`Error::InUse`] while another process runs it.
    pub async fn persistent(directory: &Path) -> Result<Self, Error> {
        // In order: PostgreSQL's lock holds a second process off before it touches objects.
        let postgres = Postgres::persistent(&directory.join("postgres")).await?;
        let objects = directory.join("objects");
        let objects = Objects::persistent(&objects, &Terraform::workspace()).await?;
        let secrets = Secrets::start().await?;
        let queues = Queues::start(Role::of_workspace()).await?;
        Ok(Self {
            postgres,
            objects,
            secrets,
            queues,
        })
    }

    /// PostgreSQL. All tenants share it: a test that stops it needs a stack of its own, or a
    /// [`Relay`](crate::Relay).
    #[must_use]
    pub fn postgres(&self) -> &Postgres {
        &self.postgres
    }

    /// S3.
    #[must_use]
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// Secrets Manager.
    #[must_use]
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// SQS. It has the queues that [`Queues::deploy`] makes, for all tenants.
    #[must_use]
    pub fn queues(&self) -> &Queues {
        &self.queues
    }

    /// A tenant that nobody else knows: empty database, empty bucket, a secret.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], [`Error::Io`].
    pub async fn fresh(&self) -> Result<Tenant, Error> {
        self.tenant(&format!("t{}", random::hex(8))).await
    }

    /// The tenant `name`, lowercase letters and digits; what it had is kept, but for its password.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], [`Error::Io`].
    pub async fn tenant(&self, name: &str) -> Result<Tenant, Error> {
        let login = self.postgres.create_database(name).await?;
        let bucket = format!("{name}-uploads");
        self.objects.create_bucket(&bucket)?;
        let secret_arn = format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:rds!{name}");
        self.secrets.put(&secret_arn, &login);
        Ok(Tenant {
            variables: self.variables(name, &bucket, &secret_arn)?,
            database: name.to_owned(),
            bucket,
            secret_arn,
            login,
        })
    }

    /// Gives a tenant's user another password, in database and secret, as RDS rotates it: open
    /// connections go on, new ones need the new password.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn rotate(&self, tenant: &mut Tenant) -> Result<(), Error> {
        tenant.login.password = random::hex(16);
        let Login { user, password } = &tenant.login;
        self.postgres.set_password(user, password).await?;
        self.secrets.put(&tenant.secret_arn, &tenant.login);
        Ok(())
    }

    fn variables(
        &self,
        name: &str,
        bucket: &str,
        secret_arn: &str,
    ) -> Result<BTreeMap<String, String>, Error> {
        let service = of_workspace()?;
        let mut facts = Facts::default();
        for variable in &service.variables {
            let Told::Fact { table, target, .. } = &variable.tells else {
                continue;
            };
            match *table {
                "database" => facts.tell(
                    table,
                    target,
                    [
                        ("HOST", self.postgres.host().to_owned()),
                        ("PORT", self.postgres.port().to_string()),
                        ("NAME", name.to_owned()),
                        ("SECRET_ARN", secret_arn.to_owned()),
                    ],
                ),
                "bucket" => facts.tell(table, target, [("BUCKET", bucket.to_owned())]),
                _ => {}
            }
        }
        let mut variables = facts
            .values(&service, |reference| self.queues.resolve(reference))
            .variables;
        // Tests of the service set it, and say which.
        variables.remove("FORMWORK_FINGERPRINT");
        variables.extend(self.aws(&service.name));
        Ok(variables)
    }

    /// What AWS gives a task: credentials and region. Here also where AWS is.
    fn aws(&self, service: &str) -> BTreeMap<String, String> {
        let ca_bundle = self.postgres.ca_bundle().display();
        let all = [
            ("AWS_ACCESS_KEY_ID", access_key(service)),
            ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY.to_owned()),
            ("AWS_REGION", REGION.to_owned()),
            ("AWS_ENDPOINT_URL_S3", self.objects.endpoint_url()),
            (
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                self.secrets.endpoint_url(),
            ),
            ("AWS_ENDPOINT_URL_SQS", self.queues.endpoint_url()),
            // The image's.
            ("PGSSLROOTCERT", ca_bundle.to_string()),
        ];
        all.map(|(name, value)| (name.to_owned(), value)).into()
    }
}

/// The one service of the stack of this workspace.
fn of_workspace() -> Result<TaskContainer, Error> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stack.toml");
    let unusable = |reason: String| Error::Stack {
        manifest: manifest.clone(),
        reason,
    };
    let source = SourceFile::read(&manifest).map_err(|error| unusable(error.to_string()))?;
    let stack = Stack::from_source(&source).map_err(|report| unusable(report.to_string()))?;
    let containers = stack.containers();
    let containers = containers.map_err(|bug| unusable(bug.to_string()))?;
    let mut services = containers.into_iter();
    let service = services.find(|container| container.table == "service");
    service.ok_or_else(|| unusable("it has no service".to_owned()))
}

/// A database, a bucket and a secret that belong together.
#[derive(Debug, Clone)]
pub struct Tenant {
    variables: BTreeMap<String, String>,
    database: String,
    bucket: String,
    secret_arn: String,
    login: Login,
}

impl Tenant {
    /// The environment of a task that serves this tenant, `FORMWORK_FINGERPRINT` aside, which
    /// only the API knows.
    #[must_use]
    pub fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }

    /// The name of its database.
    #[must_use]
    pub fn database(&self) -> &str {
        &self.database
    }

    /// The name of its bucket.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The ARN of its secret.
    #[must_use]
    pub fn secret_arn(&self) -> &str {
        &self.secret_arn
    }

    /// What the secret holds, unless it was changed behind the tenant's back.
    #[must_use]
    pub fn login(&self) -> &Login {
        &self.login
    }
}
