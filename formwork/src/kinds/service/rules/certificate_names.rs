//! The names of the domain and of all hosts fit into one certificate.

use std::collections::BTreeSet;

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::manifest::Field;
use crate::problem::{Code, Problem};

/// AWS Certificate Manager, "Quotas": ten names, which can be raised to a hundred and not beyond.
const MAX_NAMES: usize = 100;

pub(super) fn check_certificate_names(scope: &Scope<'_>) -> Vec<Problem> {
    let Some(domain) = &scope.manifest.domain else {
        return Vec::new();
    };
    if scope.has_existing_load_balancer() || domain.get().certificate_arn.is_some() {
        return Vec::new();
    }
    let services = entries::<Service>(scope.manifest);
    let hosts = services.flat_map(|(_, keys)| &keys.own.hosts);
    let mut fields: Vec<&Field<String>> = domain.get().name.iter().chain(hosts).collect();
    fields.sort_by_key(|field| field.span_or(&(0..0)).start);
    let mut names = BTreeSet::new();
    fields.retain(|field| names.insert(field.get().as_str()));
    let problem = fields.get(MAX_NAMES).map(|first| {
        let message = format!(
            "the domain and its hosts are {} names, a certificate takes {MAX_NAMES}",
            names.len()
        );
        Problem::new(Code::InvalidDomain, message)
            .at(first.span_or(&(0..0)), "one too many")
            .help("join hosts by a wildcard, such as `*.shop.acme.example`")
    });
    problem.into_iter().collect()
}
