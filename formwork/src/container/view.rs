//! What the files of every kind with a container have in common: log group, security group, the two roles
//! and the task definition.

use std::collections::BTreeMap;

use serde::Serialize;

use super::paths::volumes;
use super::{
    Architecture, Helper, Injected, Mounted, Role, Runs, Statement, VariableName, WritablePath,
};
use super::{Container, Variable, environment};
use crate::edge::Rule;
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{LogKey, LogicalId, Optional, Present, Site, log_key, present_if};
use crate::stack::Stack;
use crate::written::Written;

mod before;
mod connect;
mod launch;
mod service;

pub(crate) use before::dependencies;
use connect::Connect;
pub(crate) use connect::Served;
use launch::Launch;
pub(crate) use launch::{Provider, strategy};
pub(crate) use service::{EcsService, Portion, RUNNING_TASKS, Scaling, Shifted, running_tasks};

/// Blocks that the templates of kinds contain: each is written for [`Tasks`].
pub(crate) const BLOCKS: &[(&str, &str)] = &[
    ("tasks_network", include_str!("network.tf.hbs")),
    ("tasks_roles", include_str!("roles.tf.hbs")),
    ("tasks_definition", include_str!("definition.tf.hbs")),
    ("tasks_container", include_str!("container.tf.hbs")),
    ("capacity_providers", include_str!("capacity.tf.hbs")),
    ("tasks_service", include_str!("service.tf.hbs")),
    ("tasks_scaling", include_str!("scaling.tf.hbs")),
];

/// What runs a container, as the blocks of [`BLOCKS`] see it.
#[derive(Debug, Serialize)]
pub(crate) struct Tasks {
    table: &'static str,
    id: Word,
    /// What AWS knows it by: texts there have it where addresses have the id.
    aws_id: Word,
    name: Word,
    vpc_id: Expr,
    log_retention_days: u32,
    log_key: Optional<LogKey>,
    /// The keys that decide who may talk to whom.
    access_keys: &'static str,
    rules: Vec<Rule>,
    execution_statements: Vec<Statement>,
    /// Without a grant there is none.
    task_policy: Optional<TaskPolicy>,
    definition: Definition,
}

/// The policy of the task role.
#[derive(Debug, Serialize)]
struct TaskPolicy {
    statements: Vec<Statement>,
}

#[derive(Debug, Serialize)]
struct Definition {
    /// The keys of `stack.toml` that it is made of.
    keys: String,
    cpu_units: u32,
    memory_mib: u32,
    architecture: &'static str,
    ephemeral_gib: Optional<u32>,
    containers: Vec<OneContainer>,
    volumes: Vec<TaskVolume>,
    /// Whether a revision goes when nothing names it any more; others stay active for good.
    until_replaced: bool,
}

/// A container definition.
#[derive(Debug, Serialize)]
struct OneContainer {
    name: Literal,
    image: Expr,
    essential: bool,
    entrypoint: Optional<Expr>,
    command: Optional<Expr>,
    user: Optional<Literal>,
    cpu_units: Optional<u32>,
    memory_mib: Optional<u32>,
    stop_timeout_seconds: Optional<u32>,
    start_timeout_seconds: Optional<u32>,
    depends_on: Optional<Items<Dependency>>,
    restart: Optional<Present>,
    health_command: Optional<Expr>,
    ports: Optional<Items<Port>>,
    environment: Optional<Items<Variable>>,
    secrets: Optional<Items<Secret>>,
    mount_points: Vec<MountPoint>,
    drop_capabilities: Optional<Present>,
    log_group: Word,
    region: Word,
}

/// A list that is there if it has items: ECS returns no empty one.
#[derive(Debug, Serialize)]
struct Items<T> {
    items: Vec<T>,
}

/// A port that others than the containers of the task reach.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Port {
    number: u16,
    /// What Service Connect knows it by, and what is spoken there.
    named: Optional<Named>,
}

#[derive(Debug, Clone, Serialize)]
struct Named {
    name: String,
    app_protocol: &'static str,
}

#[derive(Debug, Serialize)]
struct Secret {
    name: Literal,
    value_from: Expr,
}

#[derive(Debug, Serialize)]
struct MountPoint {
    volume: Literal,
    path: Literal,
    read_only: bool,
}

/// A volume of the task: an empty directory, or the files of an entry.
#[derive(Debug, Serialize)]
struct TaskVolume {
    name: Literal,
    files: Optional<Files>,
}

/// Where ECS finds the files of an entry.
#[derive(Debug, Serialize)]
struct Files {
    file_system: Expr,
    access_point: Expr,
}

#[derive(Debug, Serialize)]
struct Dependency {
    container: Literal,
    condition: &'static str,
}

impl TaskVolume {
    fn empty(name: impl AsRef<str>) -> Self {
        Self {
            name: Literal::new(name.as_ref()),
            files: Vec::new(),
        }
    }
}

impl Port {
    /// A port of TCP.
    pub(crate) fn new(number: u16) -> Self {
        Self {
            number,
            named: Vec::new(),
        }
    }

    /// The same, which others reach through ECS Service Connect.
    pub(crate) fn reached_by_name(self, site: &Site<'_>, app_protocol: &'static str) -> Self {
        let name = site.id().kebab();
        Self {
            named: vec![Named { name, app_protocol }],
            ..self
        }
    }
}

impl Tasks {
    /// What runs the container of an entry, which is reached at `ports`.
    pub(crate) fn new(container: &Container, site: &Site<'_>, ports: Vec<Port>) -> Self {
        let (stack, id) = (site.stack, site.id());
        let roles = site.wiring.roles_of(id);
        let task_policy = (!roles.task.is_empty()).then(|| TaskPolicy {
            statements: roles.task.clone(),
        });
        Self {
            table: site.table(),
            id: id.into(),
            aws_id: Word::in_aws(id),
            name: site.name(),
            vpc_id: site.vpc_id(),
            log_retention_days: stack.log_retention_days,
            log_key: log_key(stack),
            access_keys: if ports.is_empty() {
                "grants"
            } else {
                "port, grants"
            },
            rules: site.rules(),
            execution_statements: roles.execution.clone(),
            task_policy: task_policy.into_iter().collect(),
            definition: Parts::new(container, site).definition(ports),
        }
    }
}

impl Tasks {
    /// The same, whose definition stays until nothing names it any more.
    pub(crate) fn until_replaced(mut self) -> Self {
        self.definition.until_replaced = true;
        self
    }
}

/// What a task definition is made from.
struct Parts<'a> {
    container: &'a Container,
    site: &'a Site<'a>,
    /// The variables of the contract.
    environment: Vec<Variable>,
    volumes: BTreeMap<&'a WritablePath, String>,
}

impl<'a> Parts<'a> {
    fn new(container: &'a Container, site: &'a Site<'a>) -> Self {
        let contract = site.contract();
        let of_helpers = container.helpers.iter();
        let of_helpers = of_helpers.flat_map(|helper| &helper.writable_paths);
        let mounted = container.mounted().map(|(id, _)| name_of(id));
        let taken: Vec<String> = container
            .helpers
            .iter()
            .map(own_tmp)
            .chain(mounted)
            .collect();
        Self {
            container,
            site,
            environment: contract.map_or(Vec::new(), |contract| environment(site.stack, &contract)),
            volumes: volumes(container.paths().chain(of_helpers), &taken),
        }
    }

    fn definition(&self, ports: Vec<Port>) -> Definition {
        let container = self.container;
        let is_unprivileged = ports.iter().all(|port| port.number >= 1024);
        let mut containers = vec![self.own(ports, is_unprivileged)];
        let helpers = container.helpers.iter();
        containers.extend(helpers.map(|helper| self.helper(helper, is_unprivileged)));
        let own_tmps = container.helpers.iter().map(own_tmp);
        let volumes = ["tmp".to_owned()].into_iter().chain(own_tmps);
        let volumes = volumes.chain(self.volumes.values().cloned());
        Definition {
            keys: keys(container).join(", "),
            cpu_units: container.size.cpu_units(),
            memory_mib: container.size.memory_mib(),
            architecture: match container.capacity.architecture {
                Architecture::X86_64 => "X86_64",
                Architecture::Arm64 => "ARM64",
            },
            ephemeral_gib: container.capacity.ephemeral_gib.into_iter().collect(),
            containers,
            volumes: volumes
                .map(TaskVolume::empty)
                .chain(self.shared_volumes())
                .collect(),
            until_replaced: false,
        }
    }

    /// The container of the entry.
    fn own(&self, ports: Vec<Port>, is_unprivileged: bool) -> OneContainer {
        let (container, id) = (self.container, self.site.id());
        let helpers = container.helpers.iter().map(|helper| Dependency {
            container: Literal::new(helper.id.kebab()),
            condition: helper.condition(),
        });
        OneContainer {
            name: Literal::new(id.in_aws()),
            image: self.image(),
            essential: true,
            entrypoint: words(&[], &container.process.entrypoint),
            command: words(&[], &container.process.command),
            user: container.user.iter().map(Literal::new).collect(),
            cpu_units: Vec::new(),
            memory_mib: Vec::new(),
            stop_timeout_seconds: vec![container.stop_timeout_seconds],
            start_timeout_seconds: Vec::new(),
            depends_on: items(helpers.collect()),
            restart: Vec::new(),
            health_command: words(&["CMD"], &container.health_command),
            ports: items(ports),
            environment: items(self.environment.clone()),
            secrets: items(secrets(self.site.stack, &container.secrets)),
            mount_points: self.mount_points("tmp", container.paths(), &container.mounts),
            // To listen on a lower port is a capability itself.
            drop_capabilities: present_if(is_unprivileged),
            log_group: self.log_group(),
            region: self.site.region(),
        }
    }

    /// A container beside it. One without an image of its own runs that of the entry, whose variables it
    /// therefore needs.
    fn helper(&self, helper: &Helper, is_unprivileged: bool) -> OneContainer {
        let (container, stack) = (self.container, self.site.stack);
        let own = helper.environment.iter().map(Variable::own);
        let (image, environment, mut injected) = match &helper.image {
            Some(image) => (Literal::new(image).into(), own.collect(), BTreeMap::new()),
            None => (
                self.image(),
                merged(&self.environment, own.collect()),
                container.secrets.clone(),
            ),
        };
        injected.extend(helper.secrets.clone());
        let (is_essential, restarts, health_command, timeout) = match &helper.role {
            Role::Init { timeout_seconds } => (false, false, &[][..], Some(*timeout_seconds)),
            Role::Sidecar {
                is_essential,
                health_command,
                ..
            } => (
                *is_essential,
                !is_essential,
                health_command.as_slice(),
                None,
            ),
        };
        // An image of others that starts as root may need what it starts with.
        let is_known = helper.user.is_some() || (helper.image.is_none() && is_unprivileged);
        let binds_low = helper.port().is_some_and(|port| port < 1024);
        OneContainer {
            name: Literal::new(helper.id.kebab()),
            image,
            essential: is_essential,
            entrypoint: words(&[], &helper.process.entrypoint),
            command: words(&[], &helper.process.command),
            user: helper.user.iter().map(Literal::new).collect(),
            cpu_units: helper.cpu_units.into_iter().collect(),
            memory_mib: helper.memory_mib.into_iter().collect(),
            stop_timeout_seconds: Vec::new(),
            start_timeout_seconds: timeout.into_iter().collect(),
            depends_on: Vec::new(),
            restart: present_if(restarts),
            health_command: words(&["CMD"], health_command),
            ports: Vec::new(),
            environment: items(environment),
            secrets: items(secrets(stack, &injected)),
            mount_points: self.mount_points(
                &own_tmp(helper),
                helper.writable_paths.iter(),
                &helper.mounts,
            ),
            drop_capabilities: present_if(is_known && !binds_low),
            log_group: self.log_group(),
            region: self.site.region(),
        }
    }

    fn image(&self) -> Expr {
        let variable = format!("var.{}_image", self.site.id());
        let by_default = match &self.container.image {
            Runs::Image(_) => None,
            Runs::Stored(stored) => stored.uri(self.site.stack),
        };
        match by_default {
            Some(uri) => Expr::new(format!("coalesce({variable}, {uri})")),
            None => Expr::new(variable),
        }
    }

    fn log_group(&self) -> Word {
        Word::joined(&[self.site.id(), &"tasks"], '_')
    }

    fn mount_points(
        &self,
        tmp: &str,
        paths: impl Iterator<Item = &'a WritablePath>,
        mounts: &BTreeMap<LogicalId, Mounted>,
    ) -> Vec<MountPoint> {
        let point = |volume: &str, path: &str, read_only| MountPoint {
            volume: Literal::new(volume),
            path: Literal::new(path),
            read_only,
        };
        let paths = paths.filter_map(|path| Some((self.volumes.get(path)?, path.as_str())));
        let paths = paths.map(|(volume, path)| point(volume, path, false));
        let mounts = mounts.iter();
        let mounts = mounts
            .map(|(id, mounted)| point(&name_of(id), mounted.path.as_str(), mounted.is_read_only));
        let tmp = point(tmp, "/tmp", false);
        [tmp].into_iter().chain(paths).chain(mounts).collect()
    }

    /// The volumes with the files of entries.
    fn shared_volumes(&self) -> impl Iterator<Item = TaskVolume> {
        let (stack, owner) = (self.site.stack, self.site.id());
        let mounted = self.container.mounted();
        mounted.filter_map(move |(id, mounted)| {
            let mounting = mounted.kind.mounting()?;
            let target = stack.target(mounted.kind, id).granted_to(owner);
            Some(TaskVolume {
                name: Literal::new(name_of(id)),
                files: vec![Files {
                    file_system: Expr::new((mounting.file_system)(&target)),
                    access_point: Expr::new((mounting.access_point)(&target)),
                }],
            })
        })
    }
}

/// The volume that is mounted at `/tmp` of a container beside that of the entry.
fn own_tmp(helper: &Helper) -> String {
    format!("{}-tmp", helper.id.kebab())
}

/// The volume with the files of an entry. The names of empty volumes keep off it.
fn name_of(id: &LogicalId) -> String {
    format!("{}_volume", id.kebab())
}

/// The keys that a definition is made of, for its comment.
fn keys(container: &Container) -> Vec<&'static str> {
    let mut keys = vec!["cpu_units", "memory_mib", "environment"];
    let has_init = |helper: &Helper| matches!(helper.role, Role::Init { .. });
    let inits = container.helpers.iter().filter(|it| has_init(it)).count();
    let more = [
        ("secrets", !container.secrets.is_empty()),
        ("writable_paths", !container.writable_paths.is_empty()),
        ("mounts", !container.mounts.is_empty()),
        ("init", inits > 0),
        ("sidecar", container.helpers.len() > inits),
    ];
    keys.extend(more.into_iter().filter(|(_, is)| *is).map(|(key, _)| key));
    keys
}

fn items<T>(items: Vec<T>) -> Optional<Items<T>> {
    Vec::from_iter((!items.is_empty()).then_some(Items { items }))
}

/// A list of words that is there if the user has written one.
fn words(before: &[&str], words: &[Written]) -> Optional<Expr> {
    let before = before.iter().map(|word| Expr::from(Literal::new(word)));
    let list = || Expr::list(before.chain(words.iter().map(Written::as_string)));
    Vec::from_iter((!words.is_empty()).then(list))
}

/// In the order of their names, in which ECS returns them.
fn secrets(stack: &Stack, injected: &BTreeMap<VariableName, Injected>) -> Vec<Secret> {
    let secrets = injected.iter().filter_map(|(name, injected)| {
        let injection = injected.kind.injection()?;
        let target = stack.target(injected.kind, &injected.id);
        Some(Secret {
            name: Literal::new(name.as_str()),
            value_from: Expr::new((injection.value_from)(&target)),
        })
    });
    secrets.collect()
}

/// The variables of an entry, with those of one of its containers in their place or beside them.
fn merged(of_entry: &[Variable], own: Vec<Variable>) -> Vec<Variable> {
    let all = of_entry.iter().cloned().chain(own);
    let by_name: BTreeMap<String, Variable> =
        all.map(|variable| (variable.key(), variable)).collect();
    by_name.into_values().collect()
}
