//! Latencies of a period: few distinct values with their counts, each within a tenth of what it was.

use std::collections::BTreeMap;
use std::time::Duration;

/// How far apart two values are that are told apart.
const STEP: f64 = 1.1;

/// Counts by the power of [`STEP`] microseconds.
#[derive(Debug, Default)]
pub(super) struct Histogram(BTreeMap<u16, u64>);

impl Histogram {
    pub(super) fn count(&mut self, latency: Duration) {
        let power = (latency.as_secs_f64() * 1e6).max(1.0).log(STEP).round();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and the 305 of a century; a cast saturates"
        )]
        let power = power as u16;
        *self.0.entry(power).or_default() += 1;
    }

    /// Milliseconds, and how often each. At most a hundred of them: CloudWatch takes no more, and a
    /// hundred steps reach from one to fourteen thousand.
    pub(super) fn values_and_counts(&self) -> (Vec<f64>, Vec<f64>) {
        #[expect(
            clippy::cast_precision_loss,
            reason = "nobody counts so far in a minute"
        )]
        let pairs = self.0.iter().rev().take(100).map(|(power, count)| {
            let milliseconds = STEP.powi(i32::from(*power)) / 1e3;
            ((milliseconds * 1e3).round() / 1e3, *count as f64)
        });
        let mut pairs: Vec<_> = pairs.collect();
        pairs.reverse();
        pairs.into_iter().unzip()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_within_a_tenth() {
        for milliseconds in [1_u64, 7, 40, 999, 60_000] {
            let mut histogram = Histogram::default();
            histogram.count(Duration::from_millis(milliseconds));
            let (values, counts) = histogram.values_and_counts();
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let ratio = values[0] / milliseconds as f64;
            assert!((0.9..1.1).contains(&ratio), "{milliseconds}: {values:?}");
            assert_eq!(counts, [1.0]);
        }
    }

    #[test]
    fn an_instant_is_a_microsecond() {
        let mut histogram = Histogram::default();
        histogram.count(Duration::ZERO);
        assert_eq!(histogram.values_and_counts().0, [0.001]);
    }
}
