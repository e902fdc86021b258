//! `mailer_<name>.tf`: one identity of SES and its records.

use formwork::hcl::{Expr, Literal, Word};
use formwork::kind::{File, Site, Template};
use serde::Serialize;

use crate::entry::Entry;

const TEMPLATE: Template = Template::new("mailer.tf", include_str!("mailer.tf.hbs"));

/// What `mailer.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Mailer {
    id: Word,
    domain: Word,
    zone: Expr,
    ttl_seconds: u32,
    /// Where SES publishes the keys.
    dkim_host: String,
    dmarc: Literal,
}

/// The file of one mailer; none in a stack without a zone, which `validate` refuses.
pub(crate) fn file(entry: &Entry, site: &Site<'_>) -> Option<File> {
    let id = site.id();
    let view = Mailer {
        id: id.into(),
        domain: entry.domain.word(),
        zone: site.zone_id()?,
        ttl_seconds: entry.ttl_seconds,
        dkim_host: dkim_host(&site.region().to_string()),
        dmarc: Literal::new(format!("v=DMARC1; p={}", entry.dmarc_policy.word())),
    };
    Some(File::new(format!("mailer_{id}.tf"), &TEMPLATE, &view))
}

/// Regions with a host of their own for the keys (AWS General Reference, "Amazon Simple Email Service
/// endpoints and quotas", DKIM domains).
const WITH_DKIM_HOST: &[&str] = &[
    "af-south-1",
    "ap-northeast-3",
    "ap-southeast-3",
    "eu-south-1",
    "il-central-1",
];

fn dkim_host(region: &str) -> String {
    if WITH_DKIM_HOST.contains(&region) {
        format!("dkim.{region}.amazonses.com")
    } else {
        "dkim.amazonses.com".to_owned()
    }
}
