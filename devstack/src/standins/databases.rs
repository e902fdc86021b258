//! Databases, each on a server of its engine.

use std::collections::BTreeSet;

use formwork::testing::{Argument, Module};
use formwork::{TaskContainer, Told};

use super::Standins;
use super::wanted::Wanted;
use crate::error::Error;
use crate::mysql::MySql;
use crate::postgres::{Login, Postgres};
use crate::values::{PASSWORD, USER};
use crate::{ACCOUNT_ID, REGION};

impl Standins {
    pub(super) async fn database(
        &mut self,
        wanted: &Wanted,
        module: &Module,
        containers: &[TaskContainer],
    ) -> Result<(), Error> {
        let name = &wanted.target;
        let (users, password) = (users(wanted, containers), self.password.clone());
        let (login, host, port, line) = if is_postgres(name, module) {
            let postgres = self.postgres().await?;
            let login = postgres.create_database(name).await?;
            for user in &users {
                postgres.create_user(user, &password).await?;
            }
            let line = psql(postgres, name, &login);
            (login, postgres.host().to_owned(), postgres.port(), line)
        } else {
            let mysql = self.mysql().await?;
            let login = mysql.create_database(name).await?;
            mysql.create_users(users, &password).await?;
            let line = client(mysql, name, &login);
            (login, mysql.host().to_owned(), mysql.port(), line)
        };
        self.lines.insert(format!("database {name}"), line);
        let secret_arn = format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:rds!{name}");
        self.secrets().await?.put(&secret_arn, &login);
        let facts = [
            ("HOST", host.clone()),
            ("READ_HOST", host),
            ("PORT", port.to_string()),
            ("NAME", name.clone()),
            ("SECRET_ARN", secret_arn),
            (PASSWORD, password),
        ];
        self.facts.tell(wanted.table, name, facts);
        Ok(())
    }

    async fn postgres(&mut self) -> Result<&Postgres, Error> {
        if self.postgres.is_none() {
            let directory = self.directory.join("postgres");
            self.postgres = Some(Postgres::persistent(&directory).await?);
        }
        self.postgres.as_ref().ok_or(Error::Down)
    }

    async fn mysql(&mut self) -> Result<&mut MySql, Error> {
        if self.mysql.is_none() {
            let directory = self.directory.join("mysql");
            self.mysql = Some(MySql::persistent(&directory).await?);
        }
        self.mysql.as_mut().ok_or(Error::Down)
    }
}

/// The users that containers log in to a database as, each of whom AWS lets in with a token.
fn users(wanted: &Wanted, containers: &[TaskContainer]) -> BTreeSet<String> {
    let variables = containers.iter().flat_map(|container| &container.variables);
    let users = variables.filter_map(|variable| match (&variable.tells, &variable.value) {
        (
            Told::Fact {
                table,
                target,
                fact: USER,
                ..
            },
            Argument::Text(name),
        ) if (*table, target) == (wanted.table, &wanted.target) => Some(name.clone()),
        _ => None,
    });
    users.collect()
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

fn client(mysql: &MySql, database: &str, login: &Login) -> String {
    format!(
        "mysql --host={host} --port={port} --user={user} --password={password} --ssl-ca={ca} {database}",
        user = login.user,
        password = login.password,
        host = mysql.host(),
        port = mysql.port(),
        ca = mysql.ca_bundle().display(),
    )
}

#[cfg(test)]
mod tests {
    use formwork::testing::module_of;
    use formwork::{SourceFile, Stack};

    use super::*;

    const STACK: &str = "stack.name = 'shop'\n[service.web]\nimage = 'web:1'\n\
        grants = { orders = ['connect'] }\n[database.orders]\nengine = 'mysql'\n";

    #[test]
    fn an_engine_is_that_of_the_terraform() {
        for (engine, expected) in [
            ("postgres", true),
            ("aurora_postgres", true),
            ("mysql", false),
            ("aurora_mysql", false),
        ] {
            let module = module_of(&STACK.replace("mysql", engine));
            assert_eq!(is_postgres("orders", &module), expected, "{engine}");
        }
        assert!(is_postgres("theirs", &module_of(STACK)));
    }

    /// It starts a PostgreSQL, which takes some seconds.
    #[tokio::test]
    async fn a_container_is_told_of_its_user_and_who_migrates_of_the_secret() {
        let manifest = "stack.name = 'shop'\n[service.web]\nimage = 'web:1'\n\
            grants = { orders = ['connect'] }\n[task.migrate]\nimage = 'web:1'\n\
            grants = { orders = ['own'] }\n[database.orders]\nlogin = 'iam'\n";
        let stack = Stack::from_source(&SourceFile::new("stack.toml", manifest));
        let stack = stack.unwrap_or_else(|report| panic!("{report}"));
        let containers = stack.containers().expect("no bug");
        let directory = tempfile::tempdir().expect("a directory");
        let mut standins = Standins::new(directory.path(), directory.path());
        // The one that runs is not the one that migrates.
        let [web, migrate] = containers.as_slice() else {
            panic!("{containers:?}");
        };
        let module = module_of(manifest);
        let fitted = standins.fit(std::slice::from_ref(migrate), &module, &containers);
        fitted.await.expect("it is installed");
        let values = standins.values(web);
        assert_eq!(values.unknown, [""; 0]);
        assert_eq!(values.variables["ORDERS_USER"], "web");
        let password = values.variables["ORDERS_PASSWORD"].clone();
        assert!(!values.variables.contains_key("ORDERS_SECRET_ARN"));
        let values = standins.values(migrate);
        assert!(values.variables.contains_key("ORDERS_SECRET_ARN"));
        assert!(!values.variables.contains_key("ORDERS_PASSWORD"));
        // The user is there and may log in.
        let postgres = standins.postgres().await.expect("it runs");
        let login = Login {
            user: "web".to_owned(),
            password,
        };
        let url = psql(postgres, "orders", &login);
        let url = url.trim_start_matches("psql ").trim_matches('\'');
        let asked = std::process::Command::new("psql")
            .args([url, "--tuples-only", "--command", "SELECT current_user"])
            .output();
        let asked = asked.expect("PostgreSQL brings its client");
        let said = String::from_utf8_lossy(&asked.stdout);
        assert_eq!(
            said.trim(),
            "web",
            "{}",
            String::from_utf8_lossy(&asked.stderr)
        );
    }

    /// It starts a MySQL or `MariaDB`, which takes some seconds.
    #[tokio::test]
    async fn a_container_is_told_of_its_mysql() {
        let stack = Stack::from_source(&SourceFile::new("stack.toml", STACK));
        let stack = stack.unwrap_or_else(|report| panic!("{report}"));
        let containers = stack.containers().expect("no bug");
        let directory = tempfile::tempdir().expect("a directory");
        let mut standins = Standins::new(directory.path(), directory.path());
        let module = module_of(STACK);
        let fitted = standins.fit(&containers, &module, &containers);
        fitted.await.expect("it is installed");
        let values = standins.values(&containers[0]);
        assert_eq!(values.unknown, [""; 0]);
        assert_eq!(values.variables["ORDERS_HOST"], "localhost");
        assert_eq!(values.variables["ORDERS_NAME"], "orders");
        assert!(values.variables.contains_key("ORDERS_SECRET_ARN"));
        assert!(values.variables["MYSQL_SSL_CA"].ends_with("ca.pem"));
        assert!(!values.variables.contains_key("PGSSLROOTCERT"));
    }
}
