//! Databases, each on a server of its engine.

use formwork::testing::{Argument, Module};

use super::Standins;
use super::wanted::Wanted;
use crate::error::Error;
use crate::postgres::{Login, Postgres};
use crate::{ACCOUNT_ID, REGION};

impl Standins {
    pub(super) async fn database(&mut self, wanted: &Wanted, module: &Module) -> Result<(), Error> {
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
}

/// Whether a database speaks the protocol of PostgreSQL. One that exists is not in the module.
fn is_postgres(target: &str, module: &Module) -> bool {
    let of_type = |of_type: &str| module.get(&format!("{of_type}.{target}"));
    let declared = of_type("aws_db_instance").or_else(|| of_type("aws_rds_cluster"));
    let engine = declared.map(|block| block.values("engine"));
    let engine = engine.iter().flatten().find_map(Argument::as_text);
    engine.is_none_or(|engine| engine.contains("postgres"))
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
