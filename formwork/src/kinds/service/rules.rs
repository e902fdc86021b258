//! What several keys of a service, or of several services, must prove together.

use crate::kind::Rule;

mod ambiguous_rules;
mod certificate_names;
mod circular_calls;
mod deployment;
mod domain_outside_zone;
mod health_check;
mod host_without_domain;
mod missing_alarm;
mod namesake;
mod not_public;
mod port_variables;
mod protocol_without_tls;
mod rule_values;
mod scaling;
mod sidecar_ports;
mod strategy;
mod unrouted_services;

pub(super) const RULES: &[Rule] = &[
    Rule(domain_outside_zone::check_domain_outside_zone),
    Rule(host_without_domain::check_host_without_domain),
    Rule(certificate_names::check_certificate_names),
    Rule(health_check::check_health_check),
    Rule(scaling::check_scaling),
    Rule(deployment::check_deployment),
    Rule(strategy::check_strategy),
    Rule(missing_alarm::check_missing_alarm),
    Rule(rule_values::check_rule_values),
    Rule(unrouted_services::check_unrouted_services),
    Rule(ambiguous_rules::check_ambiguous_rules),
    Rule(port_variables::check_port_variables),
    Rule(sidecar_ports::check_sidecar_ports),
    Rule(not_public::check_not_public),
    Rule(protocol_without_tls::check_protocol_without_tls),
    Rule(circular_calls::check_circular_calls),
];
