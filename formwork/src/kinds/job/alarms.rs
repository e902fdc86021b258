//! What tells that a job did not do its work.

use crate::kind::{Alarm, Site};

pub(super) const WORDS: &[&str] = &["failed", "dropped"];

/// The alarms of a job.
pub(super) fn alarms(site: &Site<'_>) -> Vec<Alarm> {
    vec![failed_runs(site), dropped(site)]
}

/// What is said of a run that failed.
pub(super) fn failed(site: &Site<'_>) -> String {
    let name = site.id().in_aws();
    format!("A run of job {name} ended with another code than 0, or did not start.")
}

fn failed_runs(site: &Site<'_>) -> Alarm {
    let id = site.id();
    let rule = format!("aws_cloudwatch_event_rule.{id}_failed.name");
    let look = site.command(&format!("logs tail /ecs/{} --since 1h", site.name()));
    Alarm::above("failed", 0, failed(site))
        .set_by(format!("[job.{id}] A run that failed."))
        .watches("AWS/Events", "TriggeredRules", "Sum", &[("RuleName", rule)])
        .silence_is_fine("CloudWatch has no value, not 0, for a time without such a run.")
        .first_look(format!("{look} shows what the run said last."))
}

/// A start that AWS refused as often as it was tried.
fn dropped(site: &Site<'_>) -> Alarm {
    let (id, name) = (site.id(), site.id().in_aws());
    let says = format!("Job {name} was not started: AWS refused it.");
    let group = format!("aws_scheduler_schedule_group.{id}.name");
    let look = site.command("cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=RunTask");
    Alarm::above("dropped", 0, says)
        .set_by(format!(
            "[job.{id}] A start that AWS refused as often as it was tried."
        ))
        .watches(
            "AWS/Scheduler",
            "InvocationDroppedCount",
            "Sum",
            &[("ScheduleGroup", group)],
        )
        .silence_is_fine("CloudWatch has no value, not 0, for a time without such a start.")
        .first_look(format!("{look} says why."))
}
