//! The role as which requests are served. It reads and writes rows; tables and their definitions
//! belong to the login of the secret, which migrates.

use tokio_postgres::Client;
use tracing::warn;

/// What the name of a database becomes for the role: roles are known in the whole cluster.
pub(super) fn name(database: &str) -> String {
    format!("{database}_requests")
}

/// Makes the role and lets it use what the migrations made; under their lock. Says whether it is there.
///
/// Where the login may not make roles, nobody has prepared one, and requests are served as before:
/// an RDS master may.
///
/// # Errors
///
/// If a statement fails.
pub(super) async fn prepare(client: &Client, role: &str) -> Result<bool, tokio_postgres::Error> {
    let row = client.query_one(STATE, &[&role]).await?;
    let (exists, may_create): (bool, bool) = (row.get("exists"), row.get("may_create"));
    if !exists && !may_create {
        warn!(
            role,
            "requests are served as the owner of the tables: the login of the secret lacks CREATEROLE"
        );
        return Ok(false);
    }
    let name = format!("\"{}\"", role.replace('"', "\"\""));
    if !exists {
        client
            .batch_execute(&format!("CREATE ROLE {name} NOLOGIN"))
            .await?;
    }
    if !may_become(client, role).await? {
        client
            .batch_execute(&format!("GRANT {name} TO CURRENT_USER"))
            .await?;
    }
    let rows = client.query(RIGHTS, &[&role]).await?;
    let rights: Vec<&str> = rows.iter().map(|row| row.get("statement")).collect();
    client.batch_execute(&rights.join(";")).await?;
    Ok(true)
}

const STATE: &str = "SELECT
    EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS exists,
    (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) AS may_create";

/// The statements that give the role what it needs of what is the login's own: rows, and no history of
/// the schema. What somebody else put into the database is none of ours.
const RIGHTS: &str = "
    SELECT format(CASE relkind WHEN 'S' THEN 'GRANT USAGE, SELECT ON SEQUENCE %s TO %I'
                      ELSE 'GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I' END,
                  pg_class.oid::regclass, $1::text) AS statement
    FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner
    WHERE relnamespace = 'public'::regnamespace AND rolname = current_user
        AND relkind IN ('r', 'p', 'S') AND relname <> 'refinery_schema_history'
    UNION ALL
    SELECT format('GRANT USAGE ON SCHEMA public TO %I', $1::text)
    WHERE NOT has_schema_privilege($1::text, 'public', 'USAGE')";

/// PostgreSQL 16 tells members from those who may become the role.
async fn may_become(client: &Client, role: &str) -> Result<bool, tokio_postgres::Error> {
    let sql = "SELECT pg_has_role(current_user, $1,
        CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)";
    Ok(client.query_one(sql, &[&role]).await?.get(0))
}
