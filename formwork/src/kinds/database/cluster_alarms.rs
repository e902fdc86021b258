//! What tells that a cluster of Aurora is in trouble: no CPU, no capacity left to grow into, readers that show the
//! past.

use super::alarms::CPU_PERCENT;
use super::aurora::Aurora;
use crate::kind::{Alarm, Site};

pub(super) fn alarms(aurora: &Aurora, site: &Site<'_>) -> Vec<Alarm> {
    let of = Of { aurora, site };
    let mut alarms = vec![of.cpu("cpu", "the writer", "WRITER")];
    if aurora.readers > 0 {
        alarms.push(of.cpu("readers_cpu", "the readers", "READER"));
        alarms.push(of.lag());
    }
    alarms.extend(aurora.capacity.map(|_| of.capacity()));
    alarms
}

#[derive(Clone, Copy)]
struct Of<'a> {
    aurora: &'a Aurora,
    site: &'a Site<'a>,
}

impl Of<'_> {
    fn watched(
        self,
        alarm: Alarm,
        metric: &'static str,
        statistic: &'static str,
        role: Option<&str>,
    ) -> Alarm {
        let cluster = format!("aws_rds_cluster.{}.cluster_identifier", self.site.id());
        let role = role.map(|role| ("Role", format!("\"{role}\"")));
        let dimensions: Vec<_> = [("DBClusterIdentifier", cluster)]
            .into_iter()
            .chain(role)
            .collect();
        alarm
            .watches("AWS/RDS", metric, statistic, &dimensions)
            .during(3, 300)
    }

    fn key(self, key: &str) -> String {
        format!("[database.{}] {key}", self.site.id())
    }

    /// An instance that pauses tells nothing, and nothing is wrong.
    fn cpu(self, word: &'static str, subject: &str, role: &str) -> Alarm {
        let capacity = self.aurora.capacity;
        let pauses = capacity.is_some_and(|capacity| capacity.min_acu == 0.0);
        let percent = self.site.threshold(&CPU_PERCENT);
        let silence = if pauses {
            ""
        } else {
            ", or it tells nothing any more"
        };
        let says = format!(
            "The CPU of {subject} of database {} has been above {percent} % for 15 minutes{silence}.",
            self.site.id().in_aws()
        );
        let look = self.site.command(&format!(
            "rds describe-events --source-type db-cluster --source-identifier {} --duration 120",
            self.site.name()
        ));
        let alarm = Alarm::above(word, percent, says).set_by("[alarms] database_cpu_percent");
        let alarm = self.watched(alarm, "CPUUtilization", "Average", Some(role));
        let alarm = if pauses {
            alarm.silence_is_fine("An instance that pauses tells nothing.")
        } else {
            alarm.silence_is_alarming("Silence means that the database is down.")
        };
        alarm.first_look(format!(
            "{look} says whether it failed over. Then the statements that run: Performance Insights has them in production."
        ))
    }

    fn lag(self) -> Alarm {
        const MILLISECONDS: u32 = 2000;
        let says = format!(
            "A reader of database {} has been more than {MILLISECONDS} ms behind the writer for 15 minutes.",
            self.site.id().in_aws()
        );
        let alarm = Alarm::above("lag", MILLISECONDS, says).set_by(self.key("readers"));
        self.watched(alarm, "AuroraReplicaLagMaximum", "Maximum", None)
            .silence_is_fine("The alarm on the CPU of the readers tells of readers that are down.")
            .first_look(
                "The writer: a long transaction or a bulk load. Then the CPU of the readers.",
            )
    }

    fn capacity(self) -> Alarm {
        const PERCENT: u32 = 90;
        let says = format!(
            "Database {} has used more than {PERCENT} % of its largest capacity for 15 minutes: raise `max_acu`.",
            self.site.id().in_aws()
        );
        let alarm = Alarm::above("capacity", PERCENT, says).set_by(self.key("capacity"));
        self.watched(alarm, "ACUUtilization", "Average", None)
            .silence_is_fine("An instance that pauses tells nothing.")
            .first_look(format!(
                "What grew: load, or a slow statement. Then `max_acu` in `{}`.",
                self.key("capacity")
            ))
    }
}
