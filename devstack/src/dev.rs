//! `cargo dev` for a project: its service and all that it needs of AWS, with data that stays.

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

use formwork::testing::Module;
use tokio::net::TcpStream;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::sleep;

use crate::{
    ACCESS_KEY_ID, Devstack, Missing, Program, SECRET_ACCESS_KEY, Site, Tenant, synthesized_in,
    volumes,
};
use task_definition::TaskDefinition;

/// Why a project does not run; it prints as what to tell the developer.
pub type Failure = Box<dyn Error>;

/// What is built and run, and where its data stays.
#[derive(Debug, Clone)]
pub struct Project {
    /// The `Cargo.toml` of the crate, or of its workspace.
    pub cargo_toml: PathBuf,
    /// Where a build writes its Terraform.
    pub hcl_out: PathBuf,
    /// The directory of what PostgreSQL and S3 keep.
    pub data: PathBuf,
    /// The service of `stack.toml` that the crate is.
    pub service: String,
    /// The options that tell Cargo which binary to build and run: `--package`, `--bin`.
    pub binary: Vec<OsString>,
    /// Whose database, bucket and secret the service has: lowercase letters and digits.
    pub tenant: String,
}

/// Prints a failure, and gives what `main` returns.
#[must_use = "`main` returns it"]
pub fn report(outcome: Result<ExitCode, Failure>) -> ExitCode {
    outcome.unwrap_or_else(|failure| {
        // Nobody is left to tell if this fails.
        let _ = writeln!(io::stderr(), "error: {failure}");
        ExitCode::FAILURE
    })
}

/// Builds and runs a project until this process is told to end, or the service ends. What was started
/// ends in the reverse order.
///
/// # Errors
///
/// Something keeps the service or what it needs from starting, or it did not end in order.
pub async fn run(project: &Project) -> Result<ExitCode, Failure> {
    let mut stop = Stop::listen()?;
    // Before anything is started or built. The build may write another port, so it is asked again.
    if let Ok((_, definition)) = synthesized(project) {
        require_free(definition.port())?;
    }
    let stack = start_stack(&project.data).await?;
    let tenant = stack.tenant(&project.tenant).await?;
    // Before the task definition is read: the build may write another one.
    let built = tokio::select! {
        built = build(project) => built?,
        () = stop.requested() => return Ok(ExitCode::SUCCESS),
    };
    if !built.success() {
        // Cargo has said why.
        return Ok(ExitCode::FAILURE);
    }
    let (module, definition) = synthesized(project)?;
    stack.queues().deploy(&module)?;
    require_free(definition.port())?;

    let volumes = volumes(&module, &project.service, &project.data.join("volumes"))?;
    let sites = start_sites(project, &module).await?;
    let mut service = start_service(project, &stack, &tenant, &definition, &volumes)?;
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

/// What the last build synthesized: the whole module, and the task definition in it.
fn synthesized(project: &Project) -> Result<(Arc<Module>, TaskDefinition), Failure> {
    let module = synthesized_in(&project.hcl_out)?;
    let definition = TaskDefinition::read(&module, &project.service)?;
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

async fn build(project: &Project) -> Result<ExitStatus, Failure> {
    let mut cargo = start_cargo(project, &["build"], &BTreeMap::new())?;
    Ok(cargo.wait().await?)
}

/// Serves the sites of the stack whose files are in a directory of their name, where they are uploaded from.
async fn start_sites(
    project: &Project,
    module: &Module,
) -> Result<BTreeMap<String, Site>, Failure> {
    let root = project.cargo_toml.parent().unwrap_or(Path::new(""));
    let mut sites = BTreeMap::new();
    for distribution in module.resources("aws_cloudfront_distribution") {
        let name = distribution
            .address()
            .rsplit('.')
            .next()
            .unwrap_or_default();
        let folder = root.join(name);
        let missing = Missing::of(module, name).filter(|_| folder.is_dir());
        if let Some(missing) = missing {
            sites.insert(name.to_owned(), Site::start(&folder, missing, None).await?);
        }
    }
    Ok(sites)
}

/// `cargo run` turns into the binary, so signals reach it.
fn start_service(
    project: &Project,
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
    start_cargo(project, &["run", "--quiet"], &variables)
}

fn start_cargo(
    project: &Project,
    command: &[&str],
    variables: &BTreeMap<&str, String>,
) -> Result<Program, Failure> {
    let manifest = ["--manifest-path".into(), project.cargo_toml.clone().into()];
    let mut arguments: Vec<OsString> = command.iter().map(Into::into).collect();
    arguments.extend(manifest);
    arguments.extend(project.binary.iter().cloned());
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
    let sites = sites.map(|(name, site)| format!("  site {name:<7}{}\n", site.url()));
    let sites = sites.collect::<Vec<_>>().concat();
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
        key = ACCESS_KEY_ID,
        secret = SECRET_ACCESS_KEY,
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
