//! `[alarms]`: which there are, thresholds and whom they tell.

use std::collections::{BTreeMap, BTreeSet};

use crate::arn::{Arn, is_account};
use crate::kind::{AnyKind, Kinds, Limits, Problems, Scope, optional, word_of};
use crate::manifest::{self, Field, Text};
use crate::problem::{Code, Problem, help_one_of};
use crate::stack::{Alarms, HTTP_5XX, Region};
use crate::written::Written;

/// An alarm looks back over a day at most (Amazon CloudWatch API, `PutMetricAlarm`: `Period` times
/// `EvaluationPeriods`).
pub(crate) const HTTP_5XX_MINUTES: Limits = Limits {
    key: "http_5xx_minutes",
    range: 1..=1440,
    taker: "CloudWatch",
};

/// The actions of one state of an alarm (Amazon CloudWatch API, `PutMetricAlarm`: `AlarmActions`).
const MAX_TOPICS: usize = 5;

pub(super) fn alarms(
    scope: &Scope<'_>,
    region: Option<&Region>,
    problems: &mut Problems,
) -> Option<Alarms> {
    let (section, table) = (&scope.manifest.alarms, &(0..0));
    let thresholds = thresholds(scope, problems);
    let only = optional(section.only.as_ref(), |field| only(field, scope, problems));
    let http_5xx_minutes = problems.number(&section.http_5xx_minutes, table, &HTTP_5XX_MINUTES);
    problems.extend(too_many_topics(section));
    let region = region?;
    let topics = section.notify.iter().map(|arn| topic(arn, region));
    let notify = topics.filter_map(|topic| problems.keep(topic)).collect();
    Some(Alarms {
        thresholds: thresholds?,
        only: only.ok()?,
        http_5xx_count: *section.http_5xx_count.get(),
        http_5xx_minutes: http_5xx_minutes?,
        notify,
    })
}

/// The numbers that kinds add, as far as they are written.
fn thresholds(scope: &Scope<'_>, problems: &mut Problems) -> Option<BTreeMap<&'static str, u32>> {
    let thresholds = scope.kinds.iter().flat_map(AnyKind::thresholds);
    let written = thresholds.filter_map(|threshold| {
        let field = scope.manifest.alarms.thresholds.get(threshold.key)?;
        let number = problems.number(field, &(0..0), threshold.limits);
        Some(number.map(|number| (threshold.key, number)))
    });
    // Each is looked at, so that all that is wrong is told.
    written.collect::<Vec<_>>().into_iter().collect()
}

/// The words of the only alarms.
fn only(
    field: &Field<Vec<Field<String>>>,
    scope: &Scope<'_>,
    problems: &mut Problems,
) -> Option<BTreeSet<String>> {
    let known = alarm_words(scope.kinds);
    let mut seen: BTreeMap<&str, &Field<String>> = BTreeMap::new();
    let before = problems.len();
    for word in field.get() {
        if !known.contains(word.get()) {
            problems.extend([unknown_alarm(word, &known)]);
        } else if let Some(first) = seen.insert(word.get(), word) {
            problems.extend([repeated_alarm(word, first)]);
        }
    }
    let words = field.get().iter().map(|word| word.get().clone());
    (problems.len() == before).then(|| words.collect())
}

fn unknown_alarm(word: &Field<String>, known: &[String]) -> Problem {
    let message = format!("there is no alarm `{}`", word.get());
    Problem::new(Code::UnknownValue, message)
        .at(word.span_or(&(0..0)), "not an alarm")
        .help(help_one_of(word.get(), known.iter().map(String::as_str)))
}

fn repeated_alarm(word: &Field<String>, first: &Field<String>) -> Problem {
    let message = format!("the alarm `{}` is listed twice", word.get());
    Problem::new(Code::UnknownValue, message)
        .at(word.span_or(&(0..0)), "again")
        .at(first.span_or(&(0..0)), "first here")
        .help("remove one of them")
}

/// What `only` may list: the alarm of the load balancer, and those of the kinds.
pub(crate) fn alarm_words(kinds: &Kinds) -> Vec<String> {
    let of_kinds = kinds.iter().flat_map(|kind| {
        let words = kind.alarm_words().iter();
        words.map(move |word| word_of(kind.table(), word))
    });
    std::iter::once(HTTP_5XX.to_owned())
        .chain(of_kinds)
        .collect()
}

/// A topic by its ARN, or by a reference to one.
fn topic(field: &Field<Text>, region: &Region) -> Result<Written, Problem> {
    let arn = Written::parse(field, &(0..0))?;
    let checked = arn
        .plain()
        .map_or(Ok(()), |text| parse_topic_arn(text, region));
    match checked {
        Ok(()) => Ok(arn),
        Err(problem) => Err(problem.at(arn.place(), "told when an alarm goes off")),
    }
}

fn too_many_topics(section: &manifest::Alarms) -> Option<Problem> {
    let first_too_many: &Field<Text> = section.notify.get(MAX_TOPICS)?;
    let message = format!(
        "`notify` lists {} topics, an alarm of CloudWatch tells {MAX_TOPICS}",
        section.notify.len()
    );
    Some(
        Problem::new(Code::OutOfRange, message)
            .at(first_too_many.span_or(&(0..0)), "one too many")
            .help("subscribe more receivers to one topic"),
    )
}

/// The ARN of a standard SNS topic (Amazon SNS API, `CreateTopic`). An alarm can tell no topic of
/// another region: `PutMetricAlarm` refuses it.
fn parse_topic_arn(text: &str, region: &Region) -> Result<(), Problem> {
    let example = format!(
        "arn:{}:sns:{region}:123456789012:alarms",
        region.partition()
    );
    let invalid = |why: &str| {
        Problem::new(Code::InvalidArn, format!("`{text}` {why}"))
            .help(format!("write it like `{example}`"))
    };
    let Some(arn) = Arn::split(text).filter(|arn| arn.service == "sns") else {
        return Err(invalid("is not the ARN of an SNS topic"));
    };
    let is_name = (1..=256).contains(&arn.resource.len())
        && arn
            .resource
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if !is_account(arn.account) || !is_name {
        return Err(invalid("is not the ARN of an SNS topic"));
    }
    if arn.partition != region.partition() || arn.region != region.to_string() {
        return Err(invalid(&format!(
            "is not a topic of `{region}`, where the alarms are"
        )));
    }
    Ok(())
}
