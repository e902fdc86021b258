//! `cargo formwork dev` for a project: its services and workers with all that they need of AWS, and a job or a task
//! on demand. Data stays.

mod announce;
mod cargo;
mod lock;
mod log;
mod plan;
mod ports;
mod stop;
mod watch;

use std::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use formwork::kind::Kinds;
use formwork::{SourceFile, Stack, TaskContainer};
use tokio::time::sleep;

use self::announce::Announced;
use self::cargo::{Built, Package};
use self::lock::Lock;
use self::log::{Log, Piped, say};
use self::plan::Start;
use self::stop::Stop;
use self::watch::Watch;
use crate::standins::Standins;
use crate::{Program, synthesized_in};

/// How often programs and files are looked at.
const TICK: Duration = Duration::from_millis(100);

/// Why a project does not run; it prints as what to tell the developer.
pub type Failure = Box<dyn Error>;

/// What is built and run, and where its data stays.
#[derive(Debug, Clone)]
pub struct Project {
    /// The `Cargo.toml` of the crate.
    pub cargo_toml: PathBuf,
    /// Its `stack.toml`.
    pub manifest: PathBuf,
    /// Where a build writes its Terraform.
    pub hcl_out: PathBuf,
    /// Where data stays; `devstack` in the target directory if it is none.
    pub data: Option<PathBuf>,
    /// The kinds of entry that its `build.rs` knows.
    pub kinds: Kinds,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As it was asked to, or the job or task with 0.
    Done,
    /// The build failed, of which Cargo has said why, or the job or task ended with something else than 0.
    Failed,
}

/// Builds and runs services and workers, all that the crate implements if `only` names none, until this process is
/// told to end. They start again when a file changes that they are built of. What was started ends in the reverse
/// order.
///
/// # Errors
///
/// Something keeps them or what they need from starting, or they did not end in order.
pub fn serve(project: &Project, only: &[String]) -> Result<Outcome, Failure> {
    in_a_runtime(async {
        let mut stop = Stop::listen()?;
        let mut session = Session::open(project)?;
        session.lock()?;
        let Some(outcome) = until(&mut stop, session.prepare(only)).await? else {
            return Ok(Outcome::Done);
        };
        let Some(starts) = outcome else {
            return Ok(Outcome::Failed);
        };
        let mut running = session.start(starts)?;
        let ended = session.run(only, &mut running, &mut stop).await;
        let stopped = session.stop(&mut running, &mut stop).await;
        ended.and(stopped).map(|()| Outcome::Done)
    })
}

/// Builds and runs a job or a task once, with arguments behind its own. Where [`serve`] runs for the same project,
/// it takes the databases, buckets and queues of that.
///
/// # Errors
///
/// There is no such job or task, or something keeps it or what it needs from starting.
pub fn run_once(project: &Project, name: &str, arguments: &[OsString]) -> Result<Outcome, Failure> {
    in_a_runtime(async {
        let mut stop = Stop::listen()?;
        let mut session = Session::open(project)?;
        let containers = session.containers()?;
        plan::on_demand(&containers, name)?;
        let Some(outcome) = until(&mut stop, session.prepare_one(name)).await? else {
            return Ok(Outcome::Done);
        };
        let Some(mut start) = outcome else {
            return Ok(Outcome::Failed);
        };
        start.arguments.extend(arguments.iter().cloned());
        let mut running = session.start(vec![start])?;
        session.finish(&mut running, &mut stop).await
    })
}

fn in_a_runtime(work: impl Future<Output = Result<Outcome, Failure>>) -> Result<Outcome, Failure> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build()?.block_on(work)
}

/// What comes of something, or nothing if this process is told to end before.
async fn until<T>(
    stop: &mut Stop,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<Option<T>, Failure> {
    tokio::select! {
        outcome = work => outcome.map(Some),
        () = stop.requested() => Ok(None),
    }
}

/// A program that was started, and how it ended.
#[derive(Debug)]
struct Running {
    name: String,
    port: Option<u16>,
    patience: Duration,
    program: Program,
    output: Piped,
    ended: Option<ExitStatus>,
}

#[derive(Debug)]
struct Session<'a> {
    project: &'a Project,
    package: Package,
    data: PathBuf,
    log: Log,
    watch: Watch,
    announced: Announced,
    standins: Standins,
    /// Held by one that others may use the stand-ins of. It goes after them.
    lock: Option<Lock>,
}

impl<'a> Session<'a> {
    fn open(project: &'a Project) -> Result<Self, Failure> {
        let package = Package::find(&project.cargo_toml)?;
        let data = project.data.clone();
        let data = data.unwrap_or_else(|| package.target_directory.join("devstack"));
        Ok(Self {
            project,
            standins: Standins::new(&data, &project.hcl_out),
            watch: Watch::new(&project.hcl_out),
            package,
            data,
            log: Log::default(),
            announced: Announced::default(),
            lock: None,
        })
    }

    fn lock(&mut self) -> Result<(), Failure> {
        self.lock = Some(Lock::take(&self.data)?);
        Ok(())
    }

    /// The containers of the stack as it is written now.
    fn containers(&self) -> Result<Vec<TaskContainer>, Failure> {
        let path = &self.project.manifest;
        let source = SourceFile::read(path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let stack = Stack::with_kinds(&source, &self.project.kinds)
            .map_err(|report| Told(report.to_string()))?;
        Ok(stack.containers()?)
    }

    /// Builds, and tells what to start; nothing if the build fails.
    async fn prepare(&mut self, only: &[String]) -> Result<Option<Vec<Start>>, Failure> {
        // Before a build that takes long.
        plan::require_known(&self.containers()?, only)?;
        let Some(built) = self.build().await? else {
            return Ok(None);
        };
        let containers = self.containers()?;
        let served = plan::served(&containers, &built, only)?;
        ports::require_one_each(&served)?;
        if !self.announced.is_running() {
            let mut served = served.iter();
            served.try_for_each(|container| ports::require_free(container))?;
        }
        let starts = self.fit(&containers, &built).await?;
        let is_served = |start: &Start| served.iter().any(|it| it.name == start.name);
        Ok(Some(starts.into_iter().filter(is_served).collect()))
    }

    /// Builds, and tells how to start a job or a task; nothing if the build fails.
    async fn prepare_one(&mut self, name: &str) -> Result<Option<Start>, Failure> {
        let Some(built) = self.build().await? else {
            return Ok(None);
        };
        let containers = self.containers()?;
        let container = plan::on_demand(&containers, name)?;
        plan::require_implemented(container, &built)?;
        let shared = Lock::variables_of_owner(&self.data, name)?;
        if let Some(variables) = shared {
            let mut start = Start::new(container, &self.package, &built)?;
            start.variables = variables;
            return Ok(Some(start));
        }
        self.lock()?;
        let starts = self.fit(&containers, &built).await?;
        Ok(starts.into_iter().find(|start| start.name == name))
    }

    async fn build(&mut self) -> Result<Option<Built>, Failure> {
        self.watch.before_a_build();
        let built = self.package.build().await?;
        if let Some(built) = &built {
            let own = [&*self.project.manifest, &*self.project.cargo_toml];
            self.watch.after_a_build(&built.sources(), own);
        }
        Ok(built)
    }

    /// Starts the stand-ins that are missing, and tells how to start what the crate implements.
    async fn fit(
        &mut self,
        containers: &[TaskContainer],
        built: &Built,
    ) -> Result<Vec<Start>, Failure> {
        let module = synthesized_in(&self.project.hcl_out)?;
        let own: Vec<TaskContainer> = containers
            .iter()
            .filter(|container| built.implements(&container.name))
            .cloned()
            .collect();
        self.standins.fit(&own, &module, containers).await?;
        let root = root(self.project);
        self.standins.serve_sites(&module, root).await?;
        let mut starts = Vec::new();
        for container in &own {
            let mut start = Start::new(container, &self.package, built)?;
            let values = self.standins.values(container);
            plan::tell_unknown(container, &values.unknown)?;
            start.variables.extend(values.variables);
            if let Some(lock) = &self.lock {
                lock.share(&start.name, &start.variables)?;
            }
            starts.push(start);
        }
        Ok(starts)
    }

    fn start(&mut self, starts: Vec<Start>) -> Result<Vec<Running>, Failure> {
        self.log.fit(starts.iter().map(|start| start.name.as_str()));
        let starts = starts.into_iter();
        starts.map(|start| self.start_one(start)).collect()
    }

    fn start_one(&self, start: Start) -> Result<Running, Failure> {
        let mut program = start.program(root(self.project))?;
        let output = self.log.pipe(&start.name, program.output());
        Ok(Running {
            name: start.name,
            port: start.port,
            patience: start.patience,
            program,
            output,
            ended: None,
        })
    }

    /// Looks after the programs until this process is told to end.
    async fn run(
        &mut self,
        only: &[String],
        running: &mut Vec<Running>,
        stop: &mut Stop,
    ) -> Result<(), Failure> {
        while until(stop, tick()).await?.is_some() {
            for one in running.iter_mut().filter(|one| one.ended.is_none()) {
                one.ended = one.program.ended()?;
                if let Some(status) = one.ended {
                    say(&format!(
                        "{} has ended by itself ({status}); it starts again after the next change",
                        one.name
                    ))?;
                }
            }
            self.announced.look(running, &self.standins)?;
            if self.watch.has_changed() && !self.again(only, running, stop).await? {
                break;
            }
        }
        Ok(())
    }

    /// Builds again and starts again; a mistake leaves running what runs. Returns whether to go on.
    async fn again(
        &mut self,
        only: &[String],
        running: &mut Vec<Running>,
        stop: &mut Stop,
    ) -> Result<bool, Failure> {
        let prepared = match until(stop, self.prepare(only)).await {
            Ok(None) => return Ok(false),
            Ok(Some(prepared)) => prepared,
            Err(failure) => {
                say(&format!("{}", Shown(&failure)))?;
                None
            }
        };
        if let Some(starts) = prepared {
            self.stop(running, stop).await?;
            *running = self.start(starts)?;
            self.announced.again();
        }
        Ok(true)
    }

    /// Lets programs finish what they do; who asks twice doesn't want to wait for that.
    async fn stop(&self, running: &mut Vec<Running>, stop: &mut Stop) -> Result<(), Failure> {
        for one in running.iter_mut() {
            one.program.terminate();
        }
        let mut disorderly = Vec::new();
        for mut one in running.drain(..) {
            let had_ended = one.ended.is_some();
            let status = one.end(stop).await?;
            if !had_ended && !status.success() {
                disorderly.push(format!("{} did not end in order ({status})", one.name));
            }
        }
        if disorderly.is_empty() {
            return Ok(());
        }
        Err(disorderly.join("\n").into())
    }

    /// Waits for a job or a task.
    async fn finish(
        &self,
        running: &mut Vec<Running>,
        stop: &mut Stop,
    ) -> Result<Outcome, Failure> {
        let Some(one) = running.first_mut() else {
            return Ok(Outcome::Failed);
        };
        let waited = async { Ok(one.program.wait().await?) };
        let Some(status) = until(stop, waited).await? else {
            self.stop(running, stop).await?;
            return Ok(Outcome::Failed);
        };
        one.output.drain();
        if status.success() {
            return Ok(Outcome::Done);
        }
        say(&format!("{} has ended with {status}", one.name))?;
        Ok(Outcome::Failed)
    }
}

impl Running {
    async fn end(&mut self, stop: &mut Stop) -> Result<ExitStatus, Failure> {
        let is_impatient = tokio::select! {
            status = self.program.wait() => {
                self.output.drain();
                return Ok(status?);
            }
            () = sleep(self.patience) => true,
            () = stop.requested() => true,
        };
        if is_impatient {
            self.program.kill();
        }
        Ok(self.program.wait().await?)
    }
}

/// The directory of the crate, where its programs run.
fn root(project: &Project) -> &Path {
    project.cargo_toml.parent().unwrap_or(Path::new(""))
}

async fn tick() -> Result<(), Failure> {
    sleep(TICK).await;
    Ok(())
}

/// What has been told in full: a report of the library.
#[derive(Debug)]
struct Told(String);

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.trim_end())
    }
}

impl Error for Told {}

/// A failure as people read it: a report as it is, anything else as an error with its help indented.
#[derive(Debug)]
pub struct Shown<'a>(pub &'a Failure);

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(failure) = self;
        if failure.is::<Told>() {
            return write!(f, "{failure}");
        }
        let text = failure.to_string().replace("\nhelp: ", "\n  help: ");
        write!(f, "error: {text}")
    }
}
