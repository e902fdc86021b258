//! A load balancer that exists leads to tasks in its own VPC, and the records of a domain lead to it.

use crate::kind::Scope;
use crate::manifest::{Domain, ExistingLoadBalancer, Field};
use crate::problem::{Code, Problem};

pub(super) fn check_existing_load_balancer(scope: &Scope<'_>) -> Vec<Problem> {
    match &scope.manifest.load_balancer.get().existing {
        Some(existing) if scope.has_load_balancer() => {
            let problems = [
                in_another_vpc(scope, existing),
                without_target(scope, existing),
                second_certificate(scope, existing),
            ];
            problems.into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// Elastic Load Balancing, "Target groups for your Application Load Balancers": both are in one VPC.
fn in_another_vpc(scope: &Scope<'_>, existing: &Field<ExistingLoadBalancer>) -> Option<Problem> {
    let manifest = scope.manifest;
    if manifest.network.get().existing.is_some() || manifest.is_unread(&["network", "existing"]) {
        return None;
    }
    let message = "the tasks are not in the VPC of the load balancer";
    Some(
        Problem::new(Code::MissingKey, message)
            .at(existing.span_or(&(0..0)), "leads to tasks in its own VPC alone")
            .help("add `[network.existing]` with the ids of that VPC: `vpc_id` and `private_subnet_ids`"),
    )
}

/// The records of the domain are aliases of the name that AWS gave the load balancer.
fn without_target(scope: &Scope<'_>, existing: &Field<ExistingLoadBalancer>) -> Option<Problem> {
    let (manifest, keys) = (scope.manifest, existing.get());
    let domain = manifest.domain.as_ref()?;
    if domain.get().certificate_arn.is_some() {
        // That is another problem, and without a zone there are no records.
        return None;
    }
    let is_missing = |key: &str, field: &Option<Field<String>>| {
        field.is_none() && !manifest.is_unread(&["load_balancer", "existing", key])
    };
    let missing = [
        (
            "dns_name",
            "shared-1234567890.us-east-1.elb.amazonaws.com",
            &keys.dns_name,
        ),
        ("zone_id", "Z35SXDOTRQ7X7K", &keys.zone_id),
    ];
    let missing = missing
        .into_iter()
        .filter(|(key, _, field)| is_missing(key, field));
    let lines: Vec<String> = missing
        .map(|(key, example, _)| format!("`{key} = \"{example}\"`"))
        .collect();
    (!lines.is_empty()).then(|| {
        let message = "the records of the domain have nothing to lead to";
        Problem::new(Code::MissingKey, message)
            .at(existing.span_or(&(0..0)), "does not say where it is reached")
            .at(domain.span_or(&(0..0)), "wants records")
            .help(format!(
                "add {}, which `aws elbv2 describe-load-balancers` lists as `DNSName` and `CanonicalHostedZoneId`; or remove `[domain]`",
                lines.join(" and ")
            ))
    })
}

/// The listener has the certificate of its owner.
fn second_certificate(
    scope: &Scope<'_>,
    existing: &Field<ExistingLoadBalancer>,
) -> Option<Problem> {
    let domain = scope.manifest.domain.as_ref()?;
    let certificate = domain.get().certificate_arn.as_ref()?;
    let message =
        "`certificate_arn` has no effect: the listener exists, with the certificate of its owner";
    let problem = Problem::new(Code::KeyOfExisting, message)
        .at(certificate.span_or(&(0..0)), "goes to no listener")
        .at(existing.span_or(&(0..0)), "serves HTTPS already")
        .help(without_certificate(domain.get()));
    Some(problem)
}

/// Without it, the domain needs a zone for its records.
fn without_certificate(domain: &Domain) -> &'static str {
    if domain.has_zone() {
        "remove `certificate_arn`"
    } else {
        "remove `[domain]`: its records are made by others, as the certificate is"
    }
}
