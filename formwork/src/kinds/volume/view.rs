//! `volume_<name>.tf`: one file system, its way into the network and an access point for each entry that
//! mounts it.

use serde::Serialize;

use super::alarms::alarms;
use super::entry::Entry;
use super::existing::ROOT;
use super::operations::{access_point_id, file_system_id};
use super::user::{self, PosixUser};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{AlarmView, File, Optional, Present, Site, Template, present_if};
use crate::written::Written;

const TEMPLATE: Template = Template::new("volume.tf", include_str!("volume.tf.hbs"));

/// The directory of a file system that holds the files: its root belongs to root.
const DIRECTORY: &str = "/files";

/// What `volume.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Volume {
    id: Word,
    /// What is made, unless it exists.
    made: Optional<Made>,
    access_points: Vec<AccessPoint>,
}

#[derive(Debug, Serialize)]
struct Made {
    aws_id: Word,
    name: Word,
    vpc_id: Expr,
    /// The private subnets, and the id of one.
    subnets: &'static str,
    subnet_id: &'static str,
    throughput: &'static str,
    kms_key: Optional<Expr>,
    /// What EFS calls the time after which files move.
    infrequent: Optional<String>,
    backups: Optional<Present>,
    protected: Optional<Present>,
    alarms: Vec<AlarmView>,
}

/// The way of one entry to the files.
#[derive(Debug, Serialize)]
struct AccessPoint {
    resource: Word,
    /// The mount that it is for: the start of a comment.
    mount: String,
    name: Word,
    file_system: Expr,
    user: User,
    path: Literal,
    /// Whom the directory belongs to, where the access point makes it.
    directory: Optional<User>,
}

#[derive(Debug, Serialize)]
struct User {
    user: u32,
    group: u32,
}

impl From<PosixUser> for User {
    fn from(PosixUser { user, group }: PosixUser) -> Self {
        Self { user, group }
    }
}

/// The file of one volume. One that exists and that nobody mounts has none.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> Option<File> {
    let id = site.id();
    let access_points = access_points(entry, site);
    let made = entry.existing.is_none().then(|| made(entry, site));
    if made.is_none() && access_points.is_empty() {
        return None;
    }
    let view = Volume {
        id: id.into(),
        made: made.into_iter().collect(),
        access_points,
    };
    Some(File::new(format!("volume_{id}.tf"), &TEMPLATE, &view))
}

fn made(entry: &Entry, site: &Site<'_>) -> Made {
    let is_production = site.is_production();
    let infrequent = entry.infrequent_after_days.map(|days| {
        let plural = if days == 1 { "" } else { "S" };
        format!("AFTER_{days}_DAY{plural}")
    });
    let [subnets, subnet_id] = site.stack.network.names().each_private_subnet;
    Made {
        aws_id: Word::in_aws(site.id()),
        name: site.name(),
        vpc_id: site.vpc_id(),
        subnets,
        subnet_id,
        throughput: entry.throughput.word(),
        kms_key: entry.kms_key.iter().map(Written::as_string).collect(),
        infrequent: infrequent.into_iter().collect(),
        backups: present_if(entry.backups.unwrap_or(is_production)),
        protected: present_if(is_production),
        alarms: site.alarm_views(&alarms(entry, site)),
    }
}

/// An access point for each entry that mounts the volume.
fn access_points(entry: &Entry, site: &Site<'_>) -> Vec<AccessPoint> {
    let (stack, id) = (site.stack, site.id());
    let owner = user::owner(entry, stack, id);
    let entries = stack.entries.iter();
    let mounting = entries.filter_map(|it| {
        let container = it.container()?;
        let mounts = container.mounted().any(|(mounted, _)| mounted == id);
        mounts.then_some((it, container))
    });
    let path = entry.existing.as_ref().map_or(DIRECTORY, |it| &it.path);
    let target = site
        .stack
        .entries
        .get(id)
        .map(|it| stack.target(it.kind, id));
    let file_system = target.map_or(String::new(), |target| file_system_id(&target));
    mounting
        .map(|(mounter, container)| AccessPoint {
            resource: access_point_id(id, mounter.id),
            mount: format!("[{}.{}] mounts.{id}", mounter.kind.table(), mounter.id),
            name: Word::joined(&[&site.name(), &mounter.id.kebab()], '-'),
            file_system: Expr::new(&file_system),
            user: entry
                .user
                .or_else(|| user::of(container))
                .unwrap_or(owner)
                .into(),
            path: Literal::new(path),
            directory: Vec::from_iter((path != ROOT).then(|| owner.into())),
        })
        .collect()
}
