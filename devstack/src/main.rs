//! `cargo dev`: the API and all that it needs of AWS, with data that stays.

mod task_definition;

use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};
use std::sync::Arc;
use std::time::Duration;

use devstack::{Devstack, Missing, Program, Site, Tenant};
use formwork::testing::Module;
use tokio::net::TcpStream;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::sleep;

use crate::task_definition::TaskDefinition;

type Failure = Box<dyn Error>;

/// Whose database, bucket and secret the API serves.
const TENANT: &str = "tasks";

/// The service of `stack.toml` that the API is.
const SERVICE: &str = "api";

/// What Cargo builds and runs.
const BINARY: [&str; 4] = ["--package", "task-api", "--bin", "task-api"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(code) => code,
        Err(failure) => {
            // Nobody is left to tell if this fails.
            let _ = writeln!(io::stderr(), "error: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Ends when it is told to, or when the API ends. What was started ends in the reverse order.
async fn run() -> Result<ExitCode, Failure> {
    if std::env::args_os().count() > 1 {
        return Err("`cargo dev` takes no arguments".into());
    }
    let mut stop = Stop::listen()?;
    // Before anything is started or built. The build may write another port, so it is asked again.
    if let Ok((_, definition)) = synthesized() {
        require_free(definition.port())?;
    }
    let stack = start_stack(&data_directory()?).await?;
    let tenant = stack.tenant(TENANT).await?;
    // Before the task definition is read: the build may write another one.
    let built = tokio::select! {
        built = build() => built?,
        () = stop.requested() => return Ok(ExitCode::SUCCESS),
    };
    if !built.success() {
        // Cargo has said why.
        return Ok(ExitCode::FAILURE);
    }
    let (module, definition) = synthesized()?;
    stack.queues().deploy(&module)?;
    require_free(definition.port())?;

    let volumes = devstack::volumes(&module, SERVICE, &data_directory()?.join("volumes"))?;
    let sites = start_sites(&module).await?;
    let mut service = start_service(&stack, &tenant, &definition, &volumes)?;
    let ended = tokio::select! {
        status = service.wait() => Some(status?),
        failure = announce(&stack, &tenant, definition.port(), &sites) => return Err(failure),
        () = stop.requested() => None,
    };
    match ended {
        Some(status) => Err(format!("the API has ended by itself ({status})").into()),
        None => stop_service(&mut service, &mut stop).await,
    }
}

/// `target/devstack`, wherever the target directory is: this binary lies in `target/debug`.
fn data_directory() -> Result<PathBuf, Failure> {
    let binary = std::env::current_exe()?;
    let target = binary.ancestors().nth(2).ok_or("no target directory")?;
    Ok(target.join("devstack"))
}

/// The workspace that this binary was built from.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What the last build synthesized: the whole module, and the task definition in it.
fn synthesized() -> Result<(Arc<Module>, TaskDefinition), Failure> {
    let module = devstack::synthesized()?;
    let definition = TaskDefinition::read(&module, SERVICE)?;
    Ok((module, definition))
}

async fn start_stack(directory: &Path) -> Result<Devstack, Failure> {
    let stack = Devstack::persistent(directory).await?;
    let cluster = stack.postgres().directory();
    if !cluster.starts_with(directory) {
        say(&format!(
            "PostgreSQL runs as another user than root, who can't reach {}; its data is in {}",
            directory.display(),
            cluster.display()
        ))?;
    }
    Ok(stack)
}

async fn build() -> Result<ExitStatus, Failure> {
    let mut cargo = start_cargo(&["build"], &BTreeMap::new())?;
    Ok(cargo.wait().await?)
}

/// Serves the sites of the stack whose files are in a directory of their name, where they are uploaded from.
async fn start_sites(module: &Module) -> Result<BTreeMap<String, Site>, Failure> {
    let mut sites = BTreeMap::new();
    for distribution in module.resources("aws_cloudfront_distribution") {
        let name = distribution
            .address()
            .rsplit('.')
            .next()
            .unwrap_or_default();
        let folder = workspace().join(name);
        let missing = Missing::of(module, name).filter(|_| folder.is_dir());
        if let Some(missing) = missing {
            sites.insert(name.to_owned(), Site::start(&folder, missing, None).await?);
        }
    }
    Ok(sites)
}

/// `cargo run` turns into the binary, so signals reach it.
fn start_service(
    stack: &Devstack,
    tenant: &Tenant,
    definition: &TaskDefinition,
    volumes: &BTreeMap<String, String>,
) -> Result<Program, Failure> {
    let mut variables: BTreeMap<&str, String> = tenant.variables().clone();
    // What refers to anything else than a queue is the tenant's.
    variables.extend(definition.variables(|reference| stack.queues().resolve(reference)));
    let volumes = volumes.iter();
    variables.extend(volumes.map(|(name, folder)| (name.as_str(), folder.clone())));
    #[expect(
        clippy::disallowed_methods,
        reason = "a developer may want to see more than production writes"
    )]
    if let Ok(filter) = std::env::var("RUST_LOG") {
        variables.insert("RUST_LOG", filter);
    }
    start_cargo(&["run", "--quiet"], &variables)
}

fn start_cargo(command: &[&str], variables: &BTreeMap<&str, String>) -> Result<Program, Failure> {
    let manifest = workspace().join("Cargo.toml");
    let manifest = ["--manifest-path".into(), manifest.into_os_string()];
    let mut arguments: Vec<OsString> = command.iter().map(Into::into).collect();
    arguments.extend(manifest);
    arguments.extend(BINARY.map(Into::into));
    Ok(Program::start(&cargo(), &arguments, variables)?)
}

/// The Cargo that runs this, as it tells those whom it runs.
fn cargo() -> OsString {
    #[expect(
        clippy::disallowed_methods,
        reason = "Cargo sets it, no task definition does"
    )]
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// On every address by which `localhost` may be understood: whoever listens on one of them would be asked
/// instead of the API.
fn require_free(port: u16) -> Result<(), Failure> {
    let v4 = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).map(drop);
    let v6 = match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).map(drop) {
        // A machine may have no IPv6.
        Err(error) if error.kind() != io::ErrorKind::AddrInUse => Ok(()),
        outcome => outcome,
    };
    v4.and(v6).map_err(|error| {
        format!(
            "port {port}, which `stack.toml` gives to the API, is not free: {error}\n\
             help: stop what listens there; `lsof -i :{port}` names it"
        )
        .into()
    })
}

/// Says where everything is as soon as the API accepts connections; returns only if it can't.
async fn announce(
    stack: &Devstack,
    tenant: &Tenant,
    port: u16,
    sites: &BTreeMap<String, Site>,
) -> Failure {
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port))
        .await
        .is_err()
    {
        sleep(Duration::from_millis(20)).await;
    }
    let postgres = stack.postgres();
    let login = tenant.login();
    let queues = stack.queues();
    let names = match queues.names() {
        names if names.is_empty() => "no queues".to_owned(),
        names => format!("queues {}", names.join(", ")),
    };
    let sites = sites.iter();
    let sites: String = sites
        .map(|(name, site)| format!("  site {name:<7}{}\n", site.url()))
        .collect();
    let text = format!(
        "\n  API         http://localhost:{port}\n  \
           docs        http://localhost:{port}/docs\n  \
           PostgreSQL  psql 'postgresql://{user}:{password}@{host}:{postgres_port}/{database}\
                       ?sslmode=verify-full&sslrootcert={ca}'\n  \
           S3          {s3}, bucket {bucket}, key {key} with {secret}\n  \
           SQS         {sqs}, {names}\n{sites}\n  \
           Ctrl-C ends all of it; the data stays, but for messages in queues.\n",
        user = login.user,
        password = login.password,
        host = postgres.host(),
        postgres_port = postgres.port(),
        database = tenant.database(),
        ca = postgres.ca_bundle().display(),
        s3 = stack.objects().endpoint_url(),
        sqs = queues.endpoint_url(),
        bucket = tenant.bucket(),
        key = devstack::ACCESS_KEY_ID,
        secret = devstack::SECRET_ACCESS_KEY,
    );
    match say(&text) {
        Ok(()) => std::future::pending().await,
        Err(error) => error.into(),
    }
}

fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// Lets the API finish its requests; who asks twice doesn't want to wait for that.
async fn stop_service(service: &mut Program, stop: &mut Stop) -> Result<ExitCode, Failure> {
    service.terminate();
    let status = tokio::select! {
        status = service.wait() => status?,
        () = stop.requested() => {
            service.kill();
            service.wait().await?
        }
    };
    if status.success() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(format!("the API did not end in order ({status})").into())
}

/// The signals that ask for an end: Ctrl-C, `kill`, a terminal that is closed.
struct Stop {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Stop {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn requested(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}
