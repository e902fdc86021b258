//! What tells that a service is in trouble: too few tasks, tasks that are unhealthy, slow answers.

use super::entry::Entry;
use super::view::in_ecs;
use crate::container::{RUNNING_TASKS, least, running_tasks};
use crate::kind::{Alarm, Limits, Site, Threshold};

pub(super) const WORDS: &[&str] = &[RUNNING_TASKS, "unhealthy_tasks", "response_time"];

/// An hour at most: no request takes longer.
const RESPONSE_LIMITS: Limits = Limits::new(
    "service_response_milliseconds",
    1..=3_600_000,
    "an alarm that can go off",
);

pub(super) const RESPONSE_MILLISECONDS: Threshold = Threshold::new(
    &RESPONSE_LIMITS,
    2000,
    "An alarm goes off if one answer in twenty of a service takes longer than this to begin, for 15 minutes.",
    "500",
);

pub(super) const THRESHOLDS: &[Threshold] = &[RESPONSE_MILLISECONDS];

/// The alarms of a service.
pub(super) fn alarms(entry: &Entry, site: &Site<'_>) -> Vec<Alarm> {
    let min = least(entry.scaling.min, &entry.scaling.schedule);
    let running = running_tasks(site, &in_ecs(entry, site), min);
    let of_groups = target_groups(entry, site).into_iter().flat_map(|group| {
        let alarms = [
            unhealthy_tasks(entry, site, &group),
            response_time(site, &group),
        ];
        alarms.map(|alarm| match group.number {
            Some(number) => alarm.numbered(number),
            None => alarm,
        })
    });
    running.into_iter().chain(of_groups).collect()
}

/// A target group, with the number of its alarms.
struct TargetGroup {
    address: String,
    number: Option<u32>,
}

/// The target groups of a service: of two, either may have the tasks.
fn target_groups(entry: &Entry, site: &Site<'_>) -> Vec<TargetGroup> {
    let Some(route) = &entry.route else {
        return Vec::new();
    };
    let first = TargetGroup {
        address: format!("aws_lb_target_group.{}", site.id()),
        number: None,
    };
    let alternate = route.is_shifted.then(|| TargetGroup {
        address: format!("aws_lb_target_group.{}_alternate", site.id()),
        number: Some(2),
    });
    [first].into_iter().chain(alternate).collect()
}

/// The metrics of a target group.
fn dimensions(site: &Site<'_>, group: &TargetGroup) -> [(&'static str, String); 2] {
    let group = format!("{}.arn_suffix", group.address);
    [
        ("LoadBalancer", site.stack.load_balancer_suffix().to_owned()),
        ("TargetGroup", group),
    ]
}

/// ECS replaces an unhealthy task, so one that goes on for minutes is no accident.
fn unhealthy_tasks(entry: &Entry, site: &Site<'_>, group: &TargetGroup) -> Alarm {
    let name = site.id().in_aws();
    let says = format!("A task of {name} has failed its health check for 5 minutes.");
    let look = site.command(&format!("logs tail /ecs/{} --since 15m", site.name()));
    Alarm::above("unhealthy_tasks", 0, says)
        .set_by(format!("[service.{}] health_check", site.id()))
        .watches(
            "AWS/ApplicationELB",
            "UnHealthyHostCount",
            "Maximum",
            &dimensions(site, group),
        )
        .during(5, 60)
        .silence_is_fine(
            "Without a task there is no value: the alarm on running tasks tells of that.",
        )
        .first_look(format!(
            "{look} shows what the tasks say while `{}` fails.",
            entry.health_check.path
        ))
}

fn response_time(site: &Site<'_>, group: &TargetGroup) -> Alarm {
    let name = site.id().in_aws();
    let milliseconds = site.threshold(&RESPONSE_MILLISECONDS);
    let says = format!(
        "One answer in twenty of {name} has taken more than {milliseconds} ms to begin, for 15 minutes."
    );
    Alarm::above("response_time", f64::from(milliseconds) / 1000.0, says)
        .set_by("[alarms] service_response_milliseconds")
        .watches(
            "AWS/ApplicationELB",
            "TargetResponseTime",
            "p95",
            &dimensions(site, group),
        )
        .during(3, 300)
        .silence_is_fine("Without a request there is no value.")
        .first_look(
            "The CPU of the tasks and of what they wait for, in the metrics of the same time.",
        )
}
