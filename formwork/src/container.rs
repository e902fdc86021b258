//! Containers on Fargate: what every kind shares whose entries run one.

use std::collections::BTreeMap;

use crate::hcl::path::Step;
use crate::kind::{Limits, Validation, at_both};
use crate::names::LogicalId;
use crate::written::Written;

mod allow;
mod capacity;
mod codes;
mod command;
mod constants;
mod environment;
mod grants;
mod guards;
mod iam;
mod image;
mod injected;
mod manifest;
mod mounts;
mod other_words;
mod paths;
mod rules;
mod run;
pub(crate) mod runbook;
mod schedule;
mod scheduled;
mod sidecar;
mod size;
mod stored;
mod texts;
mod user;
mod variables;
mod view;

pub(crate) use allow::Allow;
pub(crate) use capacity::{Capacity, Providers};
use capacity::{EPHEMERAL, ON_DEMAND};
pub(crate) use codes::CODES;
use command::{Process, words};
pub(crate) use constants::{constants, name_constant};
pub(crate) use environment::value_of;
use environment::{Variable, environment};
pub(crate) use grants::{Grant, RawTarget, await_build_script};
pub(crate) use guards::{GUARDS, LOG_GROUP_NAME, NAMES, OUTPUTS};
use iam::actions_on;
pub(crate) use iam::{IN_CLUSTER, Statement, execution_statements, task_statements};
pub(crate) use image::Image;
pub(crate) use injected::Injected;
pub use manifest::Keys;
pub(crate) use manifest::{Architecture, KEYS};
pub(crate) use mounts::{Mount, Mounted};
pub(crate) use other_words::WORDS;
pub(crate) use paths::WritablePath;
pub(crate) use rules::{HELP_WITH_SECRET, RULES, check_policy_size};
pub(crate) use run::run_command;
pub(crate) use schedule::{Schedule, TimeZone};
pub(crate) use scheduled::{
    Bounds, Scheduled, ScheduledKeys, least, most_tasks, schedule_keys, scheduled,
};
pub(crate) use sidecar::{Helper, Role};
pub(crate) use size::TaskSize;
pub(crate) use stored::{Runs, Stored};
pub(crate) use user::ContainerUser;
pub(crate) use variables::VariableName;
pub(crate) use view::{
    BLOCKS, EcsService, Port, Portion, Provider, RUNNING_TASKS, Scaling, Served, Shifted, Tasks,
    dependencies, running_tasks, strategy,
};

/// A container, and what its code may do.
#[derive(Debug, Clone)]
pub struct Container {
    pub(crate) image: Runs,
    pub(crate) size: TaskSize,
    /// `None`: whom the image names.
    pub(crate) user: Option<ContainerUser>,
    pub(crate) stop_timeout_seconds: u32,
    pub(crate) process: Process,
    pub(crate) capacity: Capacity,
    pub(crate) writable_paths: Vec<WritablePath>,
    /// What the agent of ECS Exec writes to, if people may open a shell.
    exec_paths: Vec<WritablePath>,
    /// Empty: ECS asks nothing.
    pub(crate) health_command: Vec<Written>,
    pub(crate) environment: BTreeMap<VariableName, Written>,
    pub(crate) secrets: BTreeMap<VariableName, Injected>,
    /// Whether people may open a shell in its tasks.
    pub(crate) exec: bool,
    pub(crate) grants: BTreeMap<LogicalId, Grant>,
    pub(crate) allow: Vec<Allow>,
    /// The directories with files of entries.
    pub(crate) mounts: BTreeMap<LogicalId, Mounted>,
    /// The other containers of its tasks.
    pub(crate) helpers: Vec<Helper>,
    /// Whether its code may keep ECS from ending a task that works on something.
    pub(crate) protects: bool,
}

/// The same: `startTimeout`, which the container that waits for it takes.
const START_TIMEOUT: Limits = Limits {
    key: "timeout_seconds",
    range: 2..=120,
    taker: "Fargate",
};

/// Amazon ECS API, `ContainerDefinition`: `stopTimeout`.
const STOP_TIMEOUT: Limits = Limits {
    key: "stop_timeout_seconds",
    range: 2..=120,
    taker: "Fargate",
};

impl Container {
    /// What the keys of a container mean.
    pub(crate) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let image = stored::runs(keys, at);
        let size = size(keys, at);
        let user = keys.user.as_ref();
        let user =
            user.and_then(|field| at.text(field, "who runs the container", ContainerUser::parse));
        let stop_timeout = at.number(&keys.stop_timeout_seconds, &STOP_TIMEOUT);
        let process = Process::of_keys(keys, at);
        let capacity = Capacity::from_keys(keys, at);
        let health_command = words(&keys.health_command, "health_command", at);
        let environment = variables::environment_of(&keys.environment, at);
        let secrets = injected::injected(&keys.secrets, at);
        let mut grants = grants::grants(keys, at);
        let writable_paths = paths::paths(&keys.writable_paths, at);
        let mounts = mounts::mounts(&keys.mounts, &[], &writable_paths, at);
        let allow = allow::allow(&keys.allow, at);
        let helpers = sidecar::helpers(keys, at);
        grants.extend(grants::of_mounts(
            &mounts,
            helpers.as_deref().unwrap_or_default(),
        ));
        Some(Self {
            image: image?,
            size: size?,
            user,
            stop_timeout_seconds: stop_timeout?,
            process: process?,
            capacity: capacity?,
            writable_paths,
            exec_paths: if *keys.exec.get() {
                paths::of_exec().into()
            } else {
                Vec::new()
            },
            health_command: health_command?,
            environment,
            secrets,
            exec: *keys.exec.get(),
            grants,
            allow,
            mounts,
            helpers: helpers?,
            protects: false,
        })
    }

    /// The same, whose code may keep ECS from ending a task that works on something.
    pub(crate) fn protecting_tasks(self) -> Self {
        Self {
            protects: true,
            ..self
        }
    }

    /// The same, whose tasks are started by a strategy even if nothing is said about spare capacity.
    pub(crate) fn started_by_providers(mut self) -> Self {
        self.capacity.providers.get_or_insert(Providers::OnDemand);
        self
    }

    /// Gives the targets of grants other ids.
    pub(crate) fn rename(&mut self, names: &BTreeMap<LogicalId, LogicalId>) {
        let grants = std::mem::take(&mut self.grants).into_iter();
        self.grants = grants
            .map(|(target, grant)| (names.get(&target).cloned().unwrap_or(target), grant))
            .collect();
        mounts::rename(&mut self.mounts, names);
        for helper in &mut self.helpers {
            mounts::rename(&mut helper.mounts, names);
        }
        let helpers = self.helpers.iter_mut();
        let of_helpers = helpers.flat_map(|helper| helper.secrets.values_mut());
        if let Runs::Stored(stored) = &mut self.image
            && let Some(renamed) = names.get(&stored.id)
        {
            stored.id = renamed.clone();
        }
        for injected in self.secrets.values_mut().chain(of_helpers) {
            if let Some(renamed) = names.get(&injected.id) {
                injected.id = renamed.clone();
            }
        }
    }

    /// The texts of its definitions beside the environment of the contract, each with its way into
    /// `container_definitions`.
    pub(crate) fn texts(&self) -> Vec<(Vec<Step>, &Written)> {
        texts::texts(self)
    }

    /// The secrets that its tasks start with, each once.
    pub(crate) fn injected(&self) -> impl Iterator<Item = &Injected> {
        let of_helpers = self.helpers.iter().flat_map(|helper| &helper.secrets);
        let all = self.secrets.iter().chain(of_helpers);
        let by_id: BTreeMap<&LogicalId, &Injected> =
            all.map(|(_, injected)| (&injected.id, injected)).collect();
        by_id.into_values()
    }

    /// The directories that it may write to, beside `/tmp`.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &WritablePath> {
        self.exec_paths.iter().chain(&self.writable_paths)
    }

    /// The files that its tasks have, each once: as one that writes them has them, if any does.
    pub(crate) fn mounted(&self) -> impl Iterator<Item = (&LogicalId, &Mounted)> {
        let of_helpers = self.helpers.iter().flat_map(|helper| &helper.mounts);
        let mut all: BTreeMap<&LogicalId, &Mounted> = BTreeMap::new();
        for (id, mounted) in self.mounts.iter().chain(of_helpers) {
            let known = all.entry(id).or_insert(mounted);
            if known.is_read_only {
                *known = mounted;
            }
        }
        all.into_iter()
    }

    /// What the code relies on of its tasks, one line each: where it finds the containers beside it.
    pub(crate) fn contract(&self) -> Vec<String> {
        let ports = self.helpers.iter();
        let ports = ports.filter_map(|helper| Some((&helper.id, helper.port()?)));
        ports
            .map(|(id, port)| format!("sidecar {id} {port}"))
            .collect()
    }

    /// The grants by the names in AWS, so that what is made of them is the same after a renaming.
    pub(crate) fn grants_in_aws(&self) -> Vec<(&LogicalId, &Grant)> {
        let mut grants: Vec<_> = self.grants.iter().collect();
        grants.sort_by_key(|(target, _)| target.in_aws());
        grants
    }
}

fn size(keys: &Keys, at: &mut Validation<'_>) -> Option<TaskSize> {
    if at.is_unread(&["cpu_units"]) || at.is_unread(&["memory_mib"]) {
        return None;
    }
    let (cpu, memory) = (&keys.cpu_units, &keys.memory_mib);
    let table = at.key().span();
    let size = TaskSize::new(*cpu.get(), *memory.get())
        .map_err(|problem| at_both(problem, &table, ("memory_mib", memory), ("cpu_units", cpu)));
    at.keep(size)
}
