//! What several values of the manifest must prove together: one rule, one file.
//!
//! A rule returns every problem it finds. It says nothing about values that do not hold on their
//! own, since the sections have said it.

use crate::manifest::Manifest;
use crate::problem::Problem;

mod ambiguous_rules;
mod availability_zones;
mod backend_keys;
mod certificate_names;
mod default_subnets;
mod domain_outside_zone;
mod duplicate_names;
mod environment_size;
mod health_check;
mod host_without_domain;
mod loopback_address;
mod name_lengths;
mod no_service;
mod offline_in_production;
mod policy_size;
mod port_variables;
mod production_without_tls;
mod repeated_expirations;
mod repeated_topics;
mod reserved_networks;
mod reserved_variables;
mod rule_values;
mod scaling;
mod secrets;
mod shadowed_expirations;
mod subnet_count;
mod subnet_outside_network;
mod subnet_overlap;
mod subnet_size;
mod unreachable_image;
mod unrouted_services;
mod variable_fields;
mod zone_choice;

pub(crate) use secrets::is_secret;

/// A rule: the problems of a manifest in one respect.
pub(super) type Rule = fn(&Manifest) -> Vec<Problem>;

/// Every rule.
pub(super) const RULES: &[Rule] = &[
    no_service::check_no_service,
    backend_keys::check_backend_keys,
    duplicate_names::check_duplicate_names,
    name_lengths::check_name_lengths,
    availability_zones::check_availability_zones,
    subnet_count::check_subnet_count,
    default_subnets::check_default_subnets,
    reserved_networks::check_reserved_networks,
    subnet_outside_network::check_subnet_outside_network,
    subnet_overlap::check_subnet_overlap,
    subnet_size::check_subnet_size,
    unreachable_image::check_unreachable_image,
    zone_choice::check_zone_choice,
    domain_outside_zone::check_domain_outside_zone,
    host_without_domain::check_host_without_domain,
    certificate_names::check_certificate_names,
    production_without_tls::check_production_without_tls,
    offline_in_production::check_offline_in_production,
    health_check::check_health_check,
    scaling::check_scaling,
    rule_values::check_rule_values,
    unrouted_services::check_unrouted_services,
    ambiguous_rules::check_ambiguous_rules,
    reserved_variables::check_reserved_variables,
    variable_fields::check_variable_fields,
    port_variables::check_port_variables,
    loopback_address::check_loopback_address,
    environment_size::check_environment_size,
    policy_size::check_policy_size,
    secrets::check_secrets,
    repeated_expirations::check_repeated_expirations,
    repeated_topics::check_repeated_topics,
    shadowed_expirations::check_shadowed_expirations,
];
