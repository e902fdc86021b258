//! `[alarms]`: thresholds and whom they tell.

use crate::arn::{Arn, is_account};
use crate::kind::{Limits, Problems};
use crate::manifest::{self, Field, Text};
use crate::problem::{Code, Problem};
use crate::stack::{Alarms, Region};
use crate::written::Written;

pub(crate) const DATABASE_CPU_PERCENT: Limits = Limits {
    key: "database_cpu_percent",
    range: 1..=99,
    taker: "an alarm that can go off",
};

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
    section: &manifest::Alarms,
    region: Option<&Region>,
    problems: &mut Problems,
) -> Option<Alarms> {
    let table = &(0..0);
    let database_cpu_percent =
        problems.number(&section.database_cpu_percent, table, &DATABASE_CPU_PERCENT);
    let http_5xx_minutes = problems.number(&section.http_5xx_minutes, table, &HTTP_5XX_MINUTES);
    problems.extend(too_many_topics(section));
    let region = region?;
    let topics = section.notify.iter().map(|arn| topic(arn, region));
    let notify = topics.filter_map(|topic| problems.keep(topic)).collect();
    Some(Alarms {
        database_cpu_percent: database_cpu_percent?,
        http_5xx_count: *section.http_5xx_count.get(),
        http_5xx_minutes: http_5xx_minutes?,
        notify,
    })
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
