//! `scaling.schedule`: other bounds for the number of tasks from a time on.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::schedule::{Schedule, TimeZone};
use crate::kind::{KeyFact, Limits, MostTasks, Validation, at_both};
use crate::manifest::Field;
use crate::problem::{Code, Problem};
use crate::source::Span;

/// `{ at = "cron(0 7 ? * MON-FRI *)", timezone = "Europe/Berlin", min = 4 }`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct ScheduledKeys {
    /// The time from which it holds: `cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR)` with a `?` for one
    /// of the two days, `rate(1 day)`, or `at(2027-01-31T03:00:00)` for once. It holds until the next entry's time.
    pub(crate) at: Option<Field<String>>,
    /// The time zone of `at`, by its name of the IANA.
    pub(crate) timezone: Field<String>,
    /// Least number of tasks from then on. Default: `scaling.min`.
    pub(crate) min: Option<Field<u32>>,
    /// Largest number of tasks from then on. Default: `scaling.max`.
    pub(crate) max: Option<Field<u32>>,
}

impl Default for ScheduledKeys {
    fn default() -> Self {
        Self {
            at: None,
            timezone: "UTC".to_owned().into(),
            min: None,
            max: None,
        }
    }
}

/// The most tasks by `scaling` and its schedule, if they hold.
pub(crate) fn most_tasks<'a>(
    max: &'a Field<u32>,
    schedule: &'a [Field<ScheduledKeys>],
    limits: &Limits,
    percent: u32,
) -> Option<MostTasks<'a>> {
    let scheduled = schedule.iter().filter_map(|entry| entry.get().max.as_ref());
    let max = scheduled.chain([max]).max_by_key(|max| *max.get())?;
    let is_offered = limits.range.contains(max.get());
    is_offered.then_some(MostTasks { max, percent })
}

const AT: KeyFact = KeyFact::new("scaling.schedule.[].at", MORNING)
    .required()
    .like(r"^(cron|rate|at)\(.+\)$");

const MORNING: &str = r#""cron(0 7 ? * MON-FRI *)""#;

/// What the types do not say of these keys, of a kind with its own limits.
pub(crate) const fn schedule_keys(min: &'static Limits, max: &'static Limits) -> [KeyFact; 4] {
    // What the other keys of an entry need beside them.
    const WITH: &[(&str, &str)] = &[("scaling.schedule.[].at", MORNING)];
    [
        AT,
        KeyFact::new("scaling.schedule.[].timezone", r#""Europe/Berlin""#)
            .like("^[A-Za-z0-9_+/-]+$")
            .with(WITH),
        KeyFact::new("scaling.schedule.[].min", "4")
            .within(min)
            .with(WITH),
        KeyFact::new("scaling.schedule.[].max", "40")
            .within(max)
            .with(WITH),
    ]
}

/// What `scaling` says of the number of tasks, and what it may.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds<'a> {
    pub(crate) min: &'a Field<u32>,
    pub(crate) max: &'a Field<u32>,
    pub(crate) min_limits: &'static Limits,
    pub(crate) max_limits: &'static Limits,
}

/// Other bounds from a time on. Both are said each time, so that nothing depends on which was the last.
#[derive(Debug, Clone)]
pub(crate) struct Scheduled {
    pub(crate) at: Schedule,
    pub(crate) timezone: TimeZone,
    pub(crate) min: u32,
    pub(crate) max: u32,
}

impl Scheduled {
    /// What tells it from the others of its entry, as a part of an address: `cron_0_7_mon_fri`.
    pub(crate) fn name(&self) -> String {
        let text = self.at.to_string().to_ascii_lowercase();
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        words.join("_")
    }
}

/// The least number of tasks that anything asks for.
pub(crate) fn least(min: u32, scheduled: &[Scheduled]) -> u32 {
    scheduled.iter().map(|it| it.min).fold(min, u32::min)
}

/// What the entries mean, if all of them are right.
pub(crate) fn scheduled(
    entries: &[Field<ScheduledKeys>],
    bounds: Bounds<'_>,
    at: &mut Validation<'_>,
) -> Option<Vec<Scheduled>> {
    let all: Option<Vec<Scheduled>> = entries
        .iter()
        .map(|entry| of_entry(entry, bounds, at))
        .collect::<Vec<_>>()
        .into_iter()
        .collect();
    let all = all?;
    let mut names = BTreeSet::new();
    let again = all
        .iter()
        .zip(entries)
        .filter(|(it, _)| !names.insert(it.name()));
    let again: Vec<Problem> = again
        .map(|(it, entry)| same_time(it, &entry.span_or(&at.key().span())))
        .collect();
    if again.is_empty() {
        return Some(all);
    }
    at.problems.extend(again);
    None
}

fn same_time(scheduled: &Scheduled, place: &Span) -> Problem {
    let message = format!(
        "two entries of `scaling.schedule` are for `{}`",
        scheduled.at
    );
    Problem::new(Code::InvalidSchedule, message)
        .at(place.clone(), "again")
        .help("remove one of them, or give it another time: names in AWS are made of the time")
}

fn of_entry(
    entry: &Field<ScheduledKeys>,
    bounds: Bounds<'_>,
    at: &mut Validation<'_>,
) -> Option<Scheduled> {
    let keys = entry.get();
    let table = &entry.span_or(&at.key().span());
    let owner = &format!("an entry of `scaling.schedule` of {}", at.owner());
    let path = ["scaling", "schedule", "at"];
    let example = "at = \"cron(0 7 ? * MON-FRI *)\"";
    let time = at.require_of(&path, keys.at.as_ref(), owner, table, example);
    let time = time.and_then(|field| at.text(field, "from when on", Schedule::parse));
    let timezone = at.text(&keys.timezone, "the time zone", TimeZone::parse);
    let (min, max) = (
        keys.min.as_ref().unwrap_or(bounds.min),
        keys.max.as_ref().unwrap_or(bounds.max),
    );
    // What `scaling` says itself has a problem of its own.
    let own_min = keys
        .min
        .as_ref()
        .map(|field| at.number(field, bounds.min_limits));
    let own_max = keys
        .max
        .as_ref()
        .map(|field| at.number(field, bounds.max_limits));
    own_min.unwrap_or(Some(0))?;
    own_max.unwrap_or(Some(0))?;
    if (keys.min.is_some() || keys.max.is_some()) && min.get() > max.get() {
        at.problem(reversed(min, max, table));
        return None;
    }
    Some(Scheduled {
        at: time?,
        timezone: timezone?,
        min: *min.get(),
        max: *max.get(),
    })
}

fn reversed(min: &Field<u32>, max: &Field<u32>, table: &Span) -> Problem {
    let message = format!(
        "from then on it would scale from {} to {} tasks",
        min.get(),
        max.get()
    );
    let problem = Problem::new(Code::MinAboveMax, message)
        .help(format!("use at least {} for `max`", min.get()));
    at_both(problem, table, ("min", min), ("max", max))
}
