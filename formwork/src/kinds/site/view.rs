//! `site_<name>.tf`: one distribution of CloudFront, its name, and what tells of trouble with it.

use serde::Serialize;

use super::alarms::alarms;
use super::entry::Entry;
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{AlarmView, File, Optional, Present, Site, Template, present_if};
use crate::stack::{DomainName, HostPattern, Rules, Stack};

const TEMPLATE: Template = Template::new("site.tf", include_str!("site.tf.hbs"));

/// Where CloudFront takes certificates from, and where its metrics and logs are. (Amazon CloudFront developer
/// guide, "Requirements for using SSL/TLS certificates with CloudFront".)
pub(super) const REGION: &str = "us-east-1";

/// What `site.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct View {
    id: Word,
    aws_id: Word,
    name: Word,
    bucket: Word,
    /// Pages in folders have a page of their own.
    folders: Optional<Present>,
    errors: Optional<ErrorPage>,
    named: Optional<Named>,
    unnamed: Optional<Present>,
    logs: Optional<Logs>,
    alarms: Vec<AlarmView>,
}

/// What is shown instead of S3's word that there is no such file.
#[derive(Debug, Serialize)]
struct ErrorPage {
    comment: &'static str,
    status: u16,
    page: Literal,
}

#[derive(Debug, Serialize)]
struct Named {
    domain: Word,
    zone_id: Expr,
    place: Placement,
    /// The record that proves the name, unless the load balancer's certificate has it already.
    own_record: Optional<Present>,
    record: Expr,
}

/// Access logs.
#[derive(Debug, Serialize)]
struct Logs {
    retention_days: u32,
    place: Placement,
}

/// What puts a resource into [`REGION`].
#[derive(Debug, Serialize)]
struct Placement {
    provider: Optional<Present>,
    region: Optional<&'static str>,
}

impl Placement {
    /// Version 6 of the provider has an argument for it; version 5 needs a configuration of its own.
    fn new(stack: &Stack) -> Self {
        let is_elsewhere = stack.region.to_string() != REGION;
        let by_argument = stack.has_version_6();
        Self {
            provider: present_if(is_elsewhere && !by_argument),
            region: Vec::from_iter((is_elsewhere && by_argument).then_some(REGION)),
        }
    }
}

/// The file of one site.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> File {
    let (id, stack) = (site.id(), site.stack);
    let logs = site.is_production().then(|| Logs {
        retention_days: site.log_retention_days(),
        place: Placement::new(stack),
    });
    let named = entry.domain.as_ref();
    let named = named.and_then(|domain| named_as(domain, site));
    let view = View {
        id: id.into(),
        aws_id: Word::in_aws(id),
        name: site.name(),
        bucket: (&entry.bucket).into(),
        folders: present_if(!entry.single_page),
        errors: error_page(entry).into_iter().collect(),
        unnamed: present_if(named.is_none()),
        named: named.into_iter().collect(),
        logs: logs.into_iter().collect(),
        alarms: site.alarm_views(&alarms(site)),
    };
    File::new(format!("site_{id}.tf"), &TEMPLATE, &view)
}

fn error_page(entry: &Entry) -> Option<ErrorPage> {
    if entry.single_page {
        return Some(ErrorPage {
            comment: "single_page: the code in the page reads the path.",
            status: 200,
            page: Literal::new("/index.html"),
        });
    }
    entry.not_found.as_ref().map(|page| ErrorPage {
        comment: "not_found.",
        status: 404,
        page: Literal::new(format!("/{page}")),
    })
}

fn named_as(domain: &DomainName, site: &Site<'_>) -> Option<Named> {
    let is_proven = is_proven(domain, site.stack);
    let id = site.id();
    let record = if is_proven {
        format!("aws_route53_record.certificate_validation[\"{domain}\"].fqdn")
    } else {
        format!("aws_route53_record.{id}_certificate.fqdn")
    };
    Some(Named {
        domain: domain.into(),
        zone_id: site.zone_of(domain)?,
        place: Placement::new(site.stack),
        own_record: present_if(!is_proven),
        record: Expr::new(record),
    })
}

/// Whether the certificate of the load balancer is proven by the same record: that of `*.a.example` and of
/// `a.example` is one.
fn is_proven(domain: &DomainName, stack: &Stack) -> bool {
    if stack.certified_domain().is_none() {
        return false;
    }
    let routes = stack.entries.iter();
    let rules = routes.filter_map(|entry| entry.route()?.rules.as_ref());
    let mut hosts = rules.flat_map(Rules::hosts).map(HostPattern::text);
    hosts.any(|host| host.strip_prefix("*.") == Some(domain.as_str()))
}
