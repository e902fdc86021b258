//! `database_<name>.tf`: one cluster of Aurora.

use serde::Serialize;

use super::aurora::{Aurora, Capacity};
use super::cluster_alarms;
use super::entry::Entry;
use super::manifest::Engine;
use super::parameters::Parameter;
use super::shared::{Database, ParameterView, force_tls, slow_statements};
use crate::hcl::{Expr, Literal};
use crate::kind::{AlarmView, File, Optional, Present, Site, Template, present_if};

const TEMPLATE: Template = Template::new(
    "aurora.tf",
    concat!(
        include_str!("network.tf.hbs"),
        include_str!("cluster_groups.tf.hbs"),
        include_str!("logs.tf.hbs"),
        include_str!("cluster.tf.hbs"),
    ),
);

/// What `cluster.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Cluster {
    #[serde(flatten)]
    database: Database,
    capacity: Optional<CapacityView>,
    /// Parameters of the cluster, and of each instance.
    for_all: Vec<ParameterView>,
    for_each_instance: Vec<ParameterView>,
    /// The numbers of the instances, with their zones where the stack knows them.
    instances: Expr,
    zones: Optional<Present>,
    /// Outside of production. The provider keeps what is not written.
    unmeasured: Optional<Present>,
    alarms: Vec<AlarmView>,
}

#[derive(Debug, Serialize)]
struct CapacityView {
    min_acu: String,
    max_acu: String,
}

/// The file of one cluster.
pub(super) fn file(entry: &Entry, aurora: &Aurora, site: &Site<'_>) -> File {
    let own = |is_wanted: bool| {
        let own = entry.parameters.iter();
        let wanted = own.filter(move |own| is_of_instances(entry, own) == is_wanted);
        wanted.map(ParameterView::from)
    };
    let for_all = force_tls(entry).into_iter().chain(own(false));
    let for_each_instance = slow_statements(entry).into_iter().chain(own(true));
    let zones = zones(site);
    let view = Cluster {
        database: Database::new(entry, site),
        capacity: aurora
            .capacity
            .map(CapacityView::from)
            .into_iter()
            .collect(),
        for_all: for_all.collect(),
        for_each_instance: for_each_instance.collect(),
        instances: instances_in(&zones, aurora.readers + 1),
        zones: present_if(!zones.is_empty()),
        unmeasured: present_if(!site.is_production()),
        alarms: site.alarm_views(&cluster_alarms::alarms(aurora, site)),
    };
    File::new(format!("database_{}.tf", site.id()), &TEMPLATE, &view)
}

impl From<Capacity> for CapacityView {
    fn from(capacity: Capacity) -> Self {
        let Capacity { min_acu, max_acu } = capacity;
        Self {
            min_acu: min_acu.to_string(),
            max_acu: max_acu.to_string(),
        }
    }
}

/// A group of a cluster takes nearly all parameters of its instances too (Amazon Aurora user guide, "Amazon Aurora
/// PostgreSQL parameters"). Those that belong to instances alone in some version stand in their group.
fn is_of_instances(entry: &Entry, parameter: &Parameter) -> bool {
    match (entry.engine, parameter.name.as_str()) {
        (Engine::AuroraPostgres, "log_min_duration_statement")
        | (Engine::AuroraMysql, "long_query_time" | "slow_query_log") => true,
        (Engine::AuroraPostgres, "shared_preload_libraries") => {
            entry.engine_version.family() == "aurora-postgresql18"
        }
        _ => false,
    }
}

/// The zones that the private subnets lie in.
fn zones(site: &Site<'_>) -> Vec<Literal> {
    let made = site.stack.network.made();
    let subnets = made.into_iter().flat_map(|network| &network.subnets);
    subnets
        .map(|subnets| Literal::new(&subnets.availability_zone))
        .collect()
}

/// So many instances by their numbers, in one zone after the other.
fn instances_in(zones: &[Literal], count: u32) -> Expr {
    let numbers = (1..=count).map(|number| Literal::new(number.to_string()));
    if zones.is_empty() {
        return Expr::new(format!("toset({})", Expr::list(numbers)));
    }
    let lines: Vec<String> = numbers
        .zip(zones.iter().cycle())
        .map(|(number, zone)| format!("    {number} = {zone}\n"))
        .collect();
    Expr::new(format!("{{\n{}  }}", lines.concat()))
}
