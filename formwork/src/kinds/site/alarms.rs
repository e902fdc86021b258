//! What tells that a site answers with errors.

use super::view::REGION;
use crate::kind::{Alarm, Site};

pub(super) const WORDS: &[&str] = &["errors"];

/// CloudFront counts in one region, and an alarm there tells topics of that region alone.
pub(super) fn alarms(site: &Site<'_>) -> Vec<Alarm> {
    const PERCENT: u32 = 5;
    if site.stack.region.to_string() != REGION {
        return Vec::new();
    }
    let (id, in_aws) = (site.id(), site.id().in_aws());
    let says = format!(
        "Site {in_aws} has answered more than {PERCENT} % of requests with an error of the server for 15 minutes."
    );
    let distribution = format!("aws_cloudfront_distribution.{id}.id");
    let dimensions = [
        ("DistributionId", distribution),
        ("Region", "\"Global\"".to_owned()),
    ];
    let alarm = Alarm::above("errors", PERCENT, says)
        .set_by(format!("[site.{id}]"))
        .watches("AWS/CloudFront", "5xxErrorRate", "Average", &dimensions)
        .during(3, 300)
        .silence_is_fine("CloudFront counts nothing while nobody asks.")
        .first_look("Whether the bucket refuses CloudFront: its policy, and the key of its files.");
    vec![alarm]
}
