//! What tells that a database is in trouble: no CPU, no storage, no connections, no memory.

use super::engine::Protocol;
use super::entry::Entry;
use super::{cluster_alarms, memory};
use crate::kind::{Alarm, Limits, Site, Threshold};

const TAKER: &str = "an alarm that can go off";
const CPU_LIMITS: Limits = Limits::new("database_cpu_percent", 1..=99, TAKER);
const STORAGE_LIMITS: Limits = Limits::new("database_free_storage_percent", 1..=50, TAKER);
const CONNECTIONS_LIMITS: Limits = Limits::new("database_connections_percent", 1..=99, TAKER);
const MEMORY_LIMITS: Limits = Limits::new("database_free_memory_percent", 1..=50, TAKER);

pub(super) const CPU_PERCENT: Threshold = Threshold::new(
    &CPU_LIMITS,
    80,
    "An alarm goes off if a database's CPU stays above this for 15 minutes.",
    "70",
);
const FREE_STORAGE_PERCENT: Threshold = Threshold::new(
    &STORAGE_LIMITS,
    10,
    "An alarm goes off if less than this part of a database's `storage_gib` is free.",
    "20",
);
const CONNECTIONS_PERCENT: Threshold = Threshold::new(
    &CONNECTIONS_LIMITS,
    80,
    "An alarm goes off if a database has more than this part of the connections that it takes, for 15 minutes.",
    "60",
);
const FREE_MEMORY_PERCENT: Threshold = Threshold::new(
    &MEMORY_LIMITS,
    5,
    "An alarm goes off if less than this part of the memory of a database's class is free for 15 minutes.",
    "10",
);

pub(super) const THRESHOLDS: &[Threshold] = &[
    CPU_PERCENT,
    FREE_STORAGE_PERCENT,
    CONNECTIONS_PERCENT,
    FREE_MEMORY_PERCENT,
];

pub(super) const WORDS: &[&str] = &[
    "cpu",
    "free_storage",
    "connections",
    "free_memory",
    "cpu_credits",
    "readers_cpu",
    "lag",
    "capacity",
];

/// The alarms of a database that is made. What exists has those of whoever made it.
pub(super) fn alarms(entry: &Entry, site: &Site<'_>) -> Vec<Alarm> {
    if entry.existing.is_some() {
        return Vec::new();
    }
    if let Some(aurora) = &entry.aurora {
        return cluster_alarms::alarms(aurora, site);
    }
    let of = Of { entry, site };
    let always = [of.cpu(), of.free_storage()];
    let by_class = [of.connections(), of.free_memory(), of.cpu_credits()];
    always
        .into_iter()
        .chain(by_class.into_iter().flatten())
        .collect()
}

#[derive(Clone, Copy)]
struct Of<'a> {
    entry: &'a Entry,
    site: &'a Site<'a>,
}

impl Of<'_> {
    fn name(self) -> String {
        format!("database {}", self.site.id().in_aws())
    }

    fn watched(self, alarm: Alarm, metric: &'static str, statistic: &'static str) -> Alarm {
        let instance = format!("aws_db_instance.{}.identifier", self.site.id());
        let dimensions = [("DBInstanceIdentifier", instance)];
        alarm
            .watches("AWS/RDS", metric, statistic, &dimensions)
            .during(3, 300)
    }

    /// It goes off as well when the database is down, and so has no CPU to tell of.
    fn cpu(self) -> Alarm {
        let percent = self.site.threshold(&CPU_PERCENT);
        let says = format!(
            "The CPU of {} has been above {percent} % for 15 minutes, or it tells nothing any more.",
            self.name()
        );
        let look = self.site.command(&format!(
            "rds describe-events --source-type db-instance --source-identifier {} --duration 120",
            self.site.name()
        ));
        let alarm = Alarm::above("cpu", percent, says).set_by("[alarms] database_cpu_percent");
        self.watched(alarm, "CPUUtilization", "Average")
            .silence_is_alarming("Silence means that the database is down.")
            .first_look(format!(
                "{look} says whether it restarted or failed over. Then the slow statements of `/aws/rds/instance/{}/{}`.",
                self.site.name(),
                match self.entry.engine.protocol() {
                    Protocol::Postgres => "postgresql",
                    Protocol::Mysql => "slowquery",
                }
            ))
    }

    /// A database without storage stops, and its storage can be changed once in six hours.
    fn free_storage(self) -> Alarm {
        const BYTES: f64 = 1_073_741_824.0;
        let percent = self.site.threshold(&FREE_STORAGE_PERCENT);
        let gib = f64::from(self.entry.storage_gib) * f64::from(percent) / 100.0;
        let says = format!(
            "Less than {gib} GiB of the storage of {} is free: it stops when it is full.",
            self.name()
        );
        let alarm = Alarm::below("free_storage", (gib * BYTES).round(), says)
            .set_by("[alarms] database_free_storage_percent");
        self.watched(alarm, "FreeStorageSpace", "Minimum")
            .silence_is_fine("The alarm on the CPU tells of a database that is down.")
            .first_look(format!(
                "What grew: tables, or {}. Then a larger `storage_gib` of `[database.{}]`.",
                match self.entry.engine.protocol() {
                    Protocol::Postgres =>
                        "the log of a replication slot that nobody reads (`pg_replication_slots`)",
                    Protocol::Mysql => "binary logs that something keeps (`show binary logs`)",
                },
                self.site.id()
            ))
    }

    fn connections(self) -> Option<Alarm> {
        let most = memory::max_connections(self.entry)?;
        let count = most * self.site.threshold(&CONNECTIONS_PERCENT) / 100;
        let says = format!(
            "{} has had more than {count} connections for 15 minutes. It takes about {most}.",
            capitalized(&self.name())
        );
        let alarm = Alarm::above("connections", count, says)
            .set_by("[alarms] database_connections_percent");
        let alarm = self
            .watched(alarm, "DatabaseConnections", "Maximum")
            .silence_is_fine("The alarm on the CPU tells of a database that is down.")
            .first_look(match self.entry.engine.protocol() {
                Protocol::Postgres => {
                    "Who holds them: `select usename, application_name, state, count(*) from pg_stat_activity group by 1, 2, 3`."
                }
                Protocol::Mysql => {
                    "Who holds them: `select user, host, command, count(*) from information_schema.processlist group by 1, 2, 3`."
                }
            });
        Some(alarm)
    }

    fn free_memory(self) -> Option<Alarm> {
        const BYTES: f64 = 1_048_576.0;
        let memory_mib = memory::of_class(&self.entry.instance_class.to_string())?;
        let percent = self.site.threshold(&FREE_MEMORY_PERCENT);
        let mib = f64::from(memory_mib) * f64::from(percent) / 100.0;
        let says = format!(
            "Less than {} MiB of the memory of {} has been free for 15 minutes.",
            mib.round(),
            self.name()
        );
        let alarm = Alarm::below("free_memory", (mib * BYTES).round(), says)
            .set_by("[alarms] database_free_memory_percent");
        let alarm = self
            .watched(alarm, "FreeableMemory", "Average")
            .silence_is_fine("The alarm on the CPU tells of a database that is down.")
            .first_look(format!(
                "The number of connections at the same time, and what each may take. Then a larger `instance_class` of `[database.{}]`.",
                self.site.id()
            ));
        Some(alarm)
    }

    /// Amazon RDS user guide, "DB instance class types": T3 and T4g are unlimited, so that no credits left is
    /// more to pay and no slower database.
    fn cpu_credits(self) -> Option<Alarm> {
        if !memory::is_burstable(&self.entry.instance_class.to_string()) {
            return None;
        }
        let says = format!(
            "{} uses more CPU than its class pays for, and AWS charges for it.",
            capitalized(&self.name())
        );
        let alarm = Alarm::above("cpu_credits", 0, says)
            .set_by(format!("[database.{}] instance_class", self.site.id()));
        let alarm = self
            .watched(alarm, "CPUSurplusCreditsCharged", "Maximum")
            .silence_is_fine("The alarm on the CPU tells of a database that is down.")
            .first_look(format!(
                "The CPU of the last day. If it stays so, an `instance_class` of `[database.{}]` that is not burstable costs less.",
                self.site.id()
            ));
        Some(alarm)
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
