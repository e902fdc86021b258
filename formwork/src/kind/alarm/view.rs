//! What templates and the README see of an alarm.

use serde::Serialize;

use super::{Alarm, Metric};
use crate::hcl::{Expr, Literal};
use crate::kind::{Notify, Optional, notify};
use crate::stack::Stack;

/// Whose alarms they are.
#[derive(Debug, Clone)]
pub(crate) struct Watched<'a> {
    pub(crate) stack: &'a Stack,
    pub(crate) table: &'a str,
    /// The start of the names of resources.
    pub(crate) id: &'a str,
    /// The start of the names in AWS.
    pub(crate) name: String,
}

/// What `[alarms] only` calls an alarm of a table.
pub(crate) fn word_of(table: &str, word: &str) -> String {
    format!("{table}_{word}")
}

impl Watched<'_> {
    /// Those of the alarms that the stack has, for a template.
    pub(crate) fn views(&self, alarms: &[Alarm]) -> Vec<AlarmView> {
        let wanted = alarms.iter().filter(|alarm| self.wants(alarm));
        wanted.map(|alarm| self.view(alarm)).collect()
    }

    /// The same, for the README.
    pub(crate) fn notes(&self, alarms: &[Alarm]) -> Vec<AlarmNote> {
        let wanted = alarms.iter().filter(|alarm| self.wants(alarm));
        let note = |alarm: &Alarm| AlarmNote {
            name: self.name_of(alarm),
            means: alarm.says.clone(),
            first_look: alarm.first_look.clone(),
        };
        wanted.map(note).collect()
    }

    fn wants(&self, alarm: &Alarm) -> bool {
        self.stack.alarms.has(&word_of(self.table, alarm.word))
    }

    fn name_of(&self, alarm: &Alarm) -> String {
        let word = alarm.word.replace('_', "-");
        match alarm.number {
            Some(number) => format!("{}-{word}-{number}", self.name),
            None => format!("{}-{word}", self.name),
        }
    }

    fn resource_of(&self, alarm: &Alarm) -> String {
        match alarm.number {
            Some(number) => format!("{}_{}_{number}", self.id, alarm.word),
            None => format!("{}_{}", self.id, alarm.word),
        }
    }

    fn view(&self, alarm: &Alarm) -> AlarmView {
        let views = |metrics: &[Metric]| -> Vec<MetricView> {
            metrics
                .iter()
                .map(|it| MetricView::new(it, alarm))
                .collect()
        };
        let (one, sum) = match alarm.metrics.as_slice() {
            several @ [_, _, ..] => (Vec::new(), vec![Sum::new(alarm, views(several))]),
            one => (views(one), Vec::new()),
        };
        AlarmView {
            resource: Expr::new(self.resource_of(alarm)),
            comment: alarm.set_by.clone(),
            name: Literal::new(self.name_of(alarm)),
            description: Literal::new(&alarm.says),
            one,
            sum,
            comparison: alarm.comparison,
            threshold: Expr::new(alarm.threshold.to_string()),
            periods: alarm.periods,
            datapoints: alarm.datapoints.into_iter().collect(),
            silence: alarm.silence.into_iter().collect(),
            missing: alarm.missing,
            depends_on: alarm.depends_on.iter().map(Expr::new).collect(),
            notify: notify(self.stack),
        }
    }
}

/// A row of the alarms in `hcl-out/README.md`.
#[derive(Debug)]
pub(crate) struct AlarmNote {
    pub(crate) name: String,
    pub(crate) means: String,
    /// Markdown.
    pub(crate) first_look: String,
}

/// What `alarm.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct AlarmView {
    resource: Expr,
    comment: String,
    name: Literal,
    description: Literal,
    /// What is watched: one metric, or the sum of several.
    one: Optional<MetricView>,
    sum: Optional<Sum>,
    comparison: &'static str,
    threshold: Expr,
    periods: u32,
    datapoints: Optional<u32>,
    /// Why silence means what it means.
    silence: Optional<&'static str>,
    missing: &'static str,
    depends_on: Optional<Expr>,
    notify: Optional<Notify>,
}

#[derive(Debug, Serialize)]
struct MetricView {
    id: &'static str,
    namespace: Literal,
    name: Literal,
    statistic: Literal,
    /// The argument that has the statistic.
    argument: &'static str,
    is_percentile: bool,
    period_seconds: u32,
    dimensions: Vec<Dimension>,
}

#[derive(Debug, Serialize)]
struct Dimension {
    name: Expr,
    value: Expr,
}

#[derive(Debug, Serialize)]
struct Sum {
    expression: Literal,
    label: Literal,
    parts: Vec<MetricView>,
}

impl MetricView {
    fn new(metric: &Metric, alarm: &Alarm) -> Self {
        let dimensions = metric.dimensions.iter().map(|(name, value)| Dimension {
            name: Expr::key(name),
            value: Expr::new(value.clone()),
        });
        let is_percentile = metric.statistic.starts_with('p');
        Self {
            id: metric.id,
            namespace: Literal::new(metric.namespace),
            name: Literal::new(metric.name),
            statistic: Literal::new(metric.statistic),
            argument: if is_percentile {
                "extended_statistic"
            } else {
                "statistic"
            },
            is_percentile,
            period_seconds: alarm.period_seconds,
            dimensions: dimensions.collect(),
        }
    }
}

impl Sum {
    /// Where a metric has no value, nothing is added.
    fn new(alarm: &Alarm, parts: Vec<MetricView>) -> Self {
        let filled = parts.iter().map(|part| format!("FILL({}, 0)", part.id));
        Self {
            expression: Literal::new(filled.collect::<Vec<String>>().join(" + ")),
            label: Literal::new(alarm.label),
            parts,
        }
    }
}
