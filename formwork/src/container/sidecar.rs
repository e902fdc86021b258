//! Containers beside that of an entry, and those that run before it.

use std::collections::BTreeMap;

use super::command::{Process, words};
use super::injected::injected;
use super::manifest::{self, ImageKeys, Keys};
use super::mounts::mounts;
use super::paths::paths;
use super::stored::{self, Runs};
use super::variables::environment_of;
use super::{ContainerUser, Injected, Mount, Mounted, START_TIMEOUT, VariableName, WritablePath};
use crate::kind::{Limits, Validation};
use crate::manifest::{Field, Key};
use crate::names::LogicalId;
use crate::problem::{Code, Problem};
use crate::written::Written;

/// Linux: the ports that a program can listen on.
pub(super) const PORT: Limits = Limits {
    key: "port",
    range: 1..=65535,
    taker: "TCP",
};

/// Amazon ECS API, `ContainerDefinition`: `cpu`, of at most what Fargate offers a task.
pub(super) const CPU_UNITS: Limits = Limits {
    key: "cpu_units",
    range: 2..=16384,
    taker: "Amazon ECS",
};

/// The same: `memory`, at least 6 MiB.
pub(super) const MEMORY: Limits = Limits {
    key: "memory_mib",
    range: 6..=122_880,
    taker: "Amazon ECS",
};

/// A container of a task that is not that of the entry.
#[derive(Debug, Clone)]
pub(crate) struct Helper {
    pub(crate) id: LogicalId,
    /// `None`: that of the entry, with its variables.
    pub(crate) image: Option<Runs>,
    pub(crate) process: Process,
    pub(crate) cpu_units: Option<u32>,
    pub(crate) memory_mib: Option<u32>,
    pub(crate) user: Option<ContainerUser>,
    pub(crate) writable_paths: Vec<WritablePath>,
    pub(crate) mounts: BTreeMap<LogicalId, Mounted>,
    pub(crate) environment: BTreeMap<VariableName, Written>,
    pub(crate) secrets: BTreeMap<VariableName, Injected>,
    pub(crate) role: Role,
}

/// When it runs.
#[derive(Debug, Clone)]
pub(crate) enum Role {
    /// Before the container of the entry, for so many seconds at most.
    Init { timeout_seconds: u32 },
    /// Beside it.
    Sidecar {
        port: Option<u16>,
        is_essential: bool,
        health_command: Vec<Written>,
    },
}

impl Helper {
    /// The condition under which the entry's container starts (Amazon ECS API, `ContainerDependency`).
    pub(crate) fn condition(&self) -> &'static str {
        match &self.role {
            Role::Init { .. } => "SUCCESS",
            Role::Sidecar { health_command, .. } if !health_command.is_empty() => "HEALTHY",
            Role::Sidecar { .. } => "START",
        }
    }

    /// The port that the others of the task reach it at.
    pub(crate) fn port(&self) -> Option<u16> {
        match self.role {
            Role::Sidecar { port, .. } => port,
            Role::Init { .. } => None,
        }
    }
}

/// What every container beside that of the entry says.
struct Common<'a> {
    table: &'static str,
    name: &'a Key,
    image: Option<&'a Field<ImageKeys>>,
    entrypoint: &'a Field<Vec<Field<crate::manifest::Text>>>,
    command: &'a Field<Vec<Field<crate::manifest::Text>>>,
    cpu_units: Option<&'a Field<u32>>,
    memory_mib: Option<&'a Field<u32>>,
    user: Option<&'a Field<String>>,
    writable_paths: &'a Field<Vec<Field<String>>>,
    mounts: &'a crate::manifest::Entries<Field<Mount>>,
    environment: &'a crate::manifest::Entries<Field<crate::manifest::Text>>,
    secrets: &'a crate::manifest::Entries<Field<String>>,
}

/// The containers beside that of the entry, those that run first in front.
pub(super) fn helpers(keys: &Keys, at: &mut Validation<'_>) -> Option<Vec<Helper>> {
    let init = keys.init.iter().map(|(name, keys)| init(name, keys, at));
    let init: Vec<Option<Helper>> = init.collect();
    let sidecars = keys.sidecar.iter();
    let sidecars = sidecars.map(|(name, keys)| sidecar(name, keys, at));
    let sidecars: Vec<Option<Helper>> = sidecars.collect();
    init.into_iter().chain(sidecars).collect()
}

fn init(name: &Key, keys: &manifest::Init, at: &mut Validation<'_>) -> Option<Helper> {
    let timeout = at.number(&keys.timeout_seconds, &START_TIMEOUT);
    let common = Common {
        table: "init",
        name,
        image: keys.image.as_ref(),
        entrypoint: &keys.entrypoint,
        command: &keys.command,
        cpu_units: keys.cpu_units.as_ref(),
        memory_mib: keys.memory_mib.as_ref(),
        user: keys.user.as_ref(),
        writable_paths: &keys.writable_paths,
        mounts: &keys.mounts,
        environment: &keys.environment,
        secrets: &keys.secrets,
    };
    let timeout_seconds = timeout.unwrap_or_default();
    let helper = common.helper(Role::Init { timeout_seconds }, at);
    helper.filter(|_| timeout.is_some())
}

fn sidecar(name: &Key, keys: &manifest::Sidecar, at: &mut Validation<'_>) -> Option<Helper> {
    let port = keys.port.as_ref().map(|port| at.number(port, &PORT));
    let health_command = words(&keys.health_command, "health_command", at);
    let common = Common {
        table: "sidecar",
        name,
        image: keys.image.as_ref(),
        entrypoint: &keys.entrypoint,
        command: &keys.command,
        cpu_units: keys.cpu_units.as_ref(),
        memory_mib: keys.memory_mib.as_ref(),
        user: keys.user.as_ref(),
        writable_paths: &keys.writable_paths,
        mounts: &keys.mounts,
        environment: &keys.environment,
        secrets: &keys.secrets,
    };
    let helper = common.helper(
        Role::Sidecar {
            port: port.flatten(),
            is_essential: *keys.essential.get(),
            health_command: health_command.clone().unwrap_or_default(),
        },
        at,
    );
    let is_port_read = port.is_none_or(|port| port.is_some());
    helper.filter(|_| is_port_read && health_command.is_some())
}

impl Common<'_> {
    fn helper(&self, role: Role, at: &mut Validation<'_>) -> Option<Helper> {
        let id = LogicalId::parse(self.name.get())
            .map_err(|problem| problem.at(self.name.span(), "becomes the name of a container"));
        let id = at.keep(id);
        let image = optional(self.image, |field| {
            let path = [self.table, self.name.get(), "image"];
            stored::image(field, &path, "what it runs", at)
        });
        let process = Process::new(self.entrypoint, self.command, at);
        self.check_purpose(at);
        let cpu_units = optional(self.cpu_units, |field| at.number(field, &CPU_UNITS));
        let memory_mib = optional(self.memory_mib, |field| at.number(field, &MEMORY));
        let user = self.user;
        let user =
            user.and_then(|field| at.text(field, "who runs the container", ContainerUser::parse));
        let writable_paths = paths(self.writable_paths, at);
        let owner = [self.table, self.name.get()];
        let mounts = mounts(self.mounts, &owner, &writable_paths, at);
        Some(Helper {
            id: id?,
            image: image.ok()?,
            process: process?,
            cpu_units: cpu_units.ok()?,
            memory_mib: memory_mib.ok()?,
            user,
            writable_paths,
            mounts,
            environment: environment_of(self.environment, at),
            secrets: injected(self.secrets, at),
            role,
        })
    }

    /// Whether it does anything else than the container of the entry.
    fn check_purpose(&self, at: &mut Validation<'_>) {
        let own = |key| at.is_unread(&[self.table, self.name.get(), key]);
        let is_unread = ["image", "command", "entrypoint"].into_iter().any(own);
        let has_own = self.image.is_some()
            || !self.command.get().is_empty()
            || !self.entrypoint.get().is_empty();
        if has_own || is_unread {
            return;
        }
        let (table, name) = (self.table, self.name.get());
        let message = format!("`{table}.{name}` would run what {} runs", at.owner());
        let problem = Problem::new(Code::MissingKey, message)
            .at(self.name.span(), "neither an image nor a command")
            .help("add `image = \"...\"`, or `command = [\"...\"]` for another program of the same image");
        at.problem(problem);
    }
}

/// A key whose value is wrong, which has a problem.
struct Unread;

/// What a key means that may be absent: nothing if it is there and wrong.
fn optional<T, U>(
    field: Option<T>,
    read: impl FnOnce(T) -> Option<U>,
) -> Result<Option<U>, Unread> {
    field.map(|field| read(field).ok_or(Unread)).transpose()
}
