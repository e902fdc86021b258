//! `database_<name>.tf`: one cluster of Aurora.

use serde::Serialize;

use super::aurora::{Aurora, Capacity};
use super::entry::Entry;
use super::manifest::Engine;
use super::parameters::Parameter;
use super::shared::{Database, ParameterView, force_tls, slow_statements};
use crate::hcl::{Expr, Literal};
use crate::kind::{File, Notify, Optional, Present, Site, Template, notify, present_if};

const TEMPLATE: Template = Template::new(
    "aurora.tf",
    concat!(
        include_str!("network.tf.hbs"),
        include_str!("cluster_groups.tf.hbs"),
        include_str!("logs.tf.hbs"),
        include_str!("cluster.tf.hbs"),
        include_str!("cluster_alarms.tf.hbs"),
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
    alarms: Vec<Alarm>,
}

#[derive(Debug, Serialize)]
struct CapacityView {
    min_acu: String,
    max_acu: String,
}

#[derive(Debug, Serialize)]
struct Alarm {
    /// The key that it follows from.
    key: String,
    resource: String,
    name: String,
    description: Literal,
    metric: &'static str,
    statistic: &'static str,
    threshold: u32,
    /// Whether silence is trouble.
    breaching: Optional<Present>,
    missing: &'static str,
    role: Optional<&'static str>,
    notify: Optional<Notify>,
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
        alarms: alarms(aurora, site),
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
    let subnets = site.stack.network.subnets.iter();
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

/// What ends a cluster: no CPU, no capacity left to grow into, readers that show the past.
fn alarms(aurora: &Aurora, site: &Site<'_>) -> Vec<Alarm> {
    const CAPACITY_PERCENT: u32 = 90;
    const LAG_MILLISECONDS: u32 = 2000;
    let cpu_percent = site.stack.alarms.database_cpu_percent;
    let in_aws = site.id().in_aws();
    // An instance that pauses tells nothing.
    let pauses = aurora
        .capacity
        .is_some_and(|capacity| capacity.min_acu == 0.0);
    let silence = if pauses {
        ""
    } else {
        ", or it tells nothing any more"
    };
    let of_cpu = |what: &str, subject: &str, role| {
        let says = format!(
            "The CPU of {subject} of database {in_aws} has been above {cpu_percent} % for 15 minutes{silence}."
        );
        Alarm {
            breaching: present_if(!pauses),
            missing: if pauses { "notBreaching" } else { "breaching" },
            role: vec![role],
            ..alarm(site, what, "CPUUtilization", cpu_percent, says)
        }
    };
    let mut alarms = vec![of_cpu("cpu", "the writer", "WRITER")];
    if aurora.readers > 0 {
        alarms.push(of_cpu("readers_cpu", "the readers", "READER"));
        let says = format!(
            "A reader of database {in_aws} has been more than {LAG_MILLISECONDS} ms behind the writer for 15 minutes."
        );
        alarms.push(Alarm {
            statistic: "Maximum",
            key: format!("[database.{}] readers", site.id()),
            ..alarm(
                site,
                "lag",
                "AuroraReplicaLagMaximum",
                LAG_MILLISECONDS,
                says,
            )
        });
    }
    if aurora.capacity.is_some() {
        let says = format!(
            "Database {in_aws} has used more than {CAPACITY_PERCENT} % of its largest capacity for 15 minutes: raise `max_acu`."
        );
        alarms.push(Alarm {
            key: format!("[database.{}] capacity", site.id()),
            ..alarm(site, "capacity", "ACUUtilization", CAPACITY_PERCENT, says)
        });
    }
    alarms
}

fn alarm(site: &Site<'_>, what: &str, metric: &'static str, threshold: u32, says: String) -> Alarm {
    Alarm {
        key: "[alarms] database_cpu_percent".to_owned(),
        resource: format!("{}_{what}", site.id()),
        name: format!("{}-{}", site.name(), what.replace('_', "-")),
        description: Literal::new(says),
        metric,
        statistic: "Average",
        threshold,
        breaching: Vec::new(),
        missing: "notBreaching",
        role: Vec::new(),
        notify: notify(site.stack),
    }
}
