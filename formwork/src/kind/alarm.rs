//! An alarm of CloudWatch: what is watched, when it goes off, and what to look at then.
//!
//! A kind gives its alarms as data. The block of each, the words of `[alarms] only` and the table of
//! alarms in `hcl-out/README.md` are all made of it.

use super::{KeyFact, Limits};

mod view;

pub(crate) use view::{AlarmNote, AlarmView, Watched, word_of};

/// A number of `[alarms]` at which alarms go off.
#[derive(Debug)]
#[non_exhaustive]
pub struct Threshold {
    /// The key, which starts with the table of its kind: `database_cpu_percent`.
    pub key: &'static str,
    /// What it is where nobody says.
    pub default: u32,
    pub(crate) limits: &'static Limits,
    #[cfg_attr(
        not(any(test, feature = "schema")),
        expect(dead_code, reason = "read by the JSON schema and the reference alone")
    )]
    pub(crate) about: &'static str,
    #[cfg_attr(
        not(any(test, feature = "schema")),
        expect(dead_code, reason = "read by the JSON schema and the reference alone")
    )]
    pub(crate) fact: KeyFact,
}

impl Threshold {
    /// The number under the key of `limits`, with its default, what it means in a sentence, and another number
    /// as an example.
    #[must_use]
    pub const fn new(
        limits: &'static Limits,
        default: u32,
        about: &'static str,
        example: &'static str,
    ) -> Self {
        Self {
            key: limits.key,
            default,
            limits,
            about,
            fact: KeyFact::new(limits.key, example).within(limits),
        }
    }
}

/// An alarm of an entry.
#[derive(Debug, Clone)]
pub struct Alarm {
    word: &'static str,
    number: Option<u32>,
    says: String,
    set_by: String,
    metrics: Vec<Metric>,
    label: &'static str,
    comparison: &'static str,
    threshold: f64,
    periods: u32,
    period_seconds: u32,
    datapoints: Option<u32>,
    missing: &'static str,
    silence: Option<&'static str>,
    depends_on: Option<String>,
    first_look: String,
}

/// What CloudWatch measures.
#[derive(Debug, Clone)]
struct Metric {
    /// What an expression calls it.
    id: &'static str,
    namespace: &'static str,
    name: &'static str,
    /// `Average` and the like, or a percentile such as `p95`.
    statistic: &'static str,
    dimensions: Vec<(&'static str, String)>,
}

impl Alarm {
    /// An alarm that goes off above a number. The `word` is its name beside that of the entry, in lower case:
    /// `cpu` of the database `orders` is `aws_cloudwatch_metric_alarm.orders_cpu`, and `database_cpu` in
    /// `[alarms] only`. What it `says` is a sentence.
    #[must_use]
    pub fn above(word: &'static str, threshold: impl Into<f64>, says: impl Into<String>) -> Self {
        Self {
            word,
            number: None,
            says: one_line(&says.into()),
            set_by: String::new(),
            metrics: Vec::new(),
            label: "",
            comparison: "GreaterThanThreshold",
            threshold: threshold.into(),
            periods: 1,
            period_seconds: 60,
            datapoints: None,
            missing: "notBreaching",
            silence: None,
            depends_on: None,
            first_look: String::new(),
        }
    }

    /// An alarm that goes off below a number.
    #[must_use]
    pub fn below(word: &'static str, threshold: impl Into<f64>, says: impl Into<String>) -> Self {
        Self {
            comparison: "LessThanThreshold",
            ..Self::above(word, threshold, says)
        }
    }

    /// One of several of its word, by number.
    #[must_use]
    pub fn numbered(mut self, number: u32) -> Self {
        self.number = Some(number);
        self
    }

    /// The keys that decide about it, for the comment above it: `[alarms] database_cpu_percent`.
    #[must_use]
    pub fn set_by(mut self, keys: impl Into<String>) -> Self {
        self.set_by = one_line(&keys.into());
        self
    }

    /// The metric that it watches, by a statistic such as `Average` or `p95`, of what has a dimension with a
    /// value, an expression of HCL.
    #[must_use]
    pub fn watches(
        mut self,
        namespace: &'static str,
        name: &'static str,
        statistic: &'static str,
        dimensions: &[(&'static str, String)],
    ) -> Self {
        self.metrics = vec![Metric {
            id: "watched",
            namespace,
            name,
            statistic,
            dimensions: dimensions.to_vec(),
        }];
        self
    }

    /// The same for the sum of several metrics, each with a word for it, which have no value instead of 0.
    #[must_use]
    pub fn watches_sum(
        mut self,
        label: &'static str,
        namespace: &'static str,
        metrics: &[(&'static str, &'static str)],
        dimensions: &[(&'static str, String)],
    ) -> Self {
        self.label = label;
        let metrics = metrics.iter().map(|(id, name)| Metric {
            id,
            namespace,
            name,
            statistic: "Sum",
            dimensions: dimensions.to_vec(),
        });
        self.metrics = metrics.collect();
        self
    }

    /// For how many periods of how many seconds in a row it must hold. Default: one of 60.
    #[must_use]
    pub const fn during(mut self, periods: u32, period_seconds: u32) -> Self {
        self.periods = periods;
        self.period_seconds = period_seconds;
        self
    }

    /// In how many of these periods it must hold. Default: in all.
    #[must_use]
    pub const fn in_any(mut self, datapoints: u32) -> Self {
        self.datapoints = Some(datapoints);
        self
    }

    /// That it goes off as well where there is no value, and why: a sentence.
    #[must_use]
    pub const fn silence_is_alarming(mut self, why: &'static str) -> Self {
        self.missing = "breaching";
        self.silence = Some(why);
        self
    }

    /// Why nothing is wrong where there is no value: a sentence.
    #[must_use]
    pub const fn silence_is_fine(mut self, why: &'static str) -> Self {
        self.silence = Some(why);
        self
    }

    /// A resource without which its dimensions mean nothing.
    #[must_use]
    pub(crate) fn after(mut self, address: String) -> Self {
        self.depends_on = Some(address);
        self
    }

    /// The first thing to look at when it went off, in one line of Markdown, with the command filled in.
    #[must_use]
    pub fn first_look(mut self, look: impl Into<String>) -> Self {
        self.first_look = one_line(&look.into());
        self
    }
}

fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}
