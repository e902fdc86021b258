//! What several values of the manifest must prove together: one rule, one file.
//!
//! A rule returns every problem it finds. It says nothing about values that do not hold on their
//! own, since the sections have said it.

use crate::kind::Rule;

mod availability_zones;
mod backend_keys;
mod bare_stack;
mod default_subnets;
mod duplicate_names;
mod existing_load_balancer;
mod existing_network;
mod name_lengths;
mod newer_nat_gateway;
mod newer_region;
mod offline_in_production;
mod production_without_tls;
mod repeated_topics;
mod reserved_networks;
mod subnet_count;
mod subnet_outside_network;
mod subnet_overlap;
mod subnet_size;
mod zone_choice;

/// Every rule.
pub(super) const RULES: &[Rule] = &[
    Rule(backend_keys::check_backend_keys),
    Rule(bare_stack::check_bare_stack),
    Rule(duplicate_names::check_duplicate_names),
    Rule(name_lengths::check_name_lengths),
    Rule(availability_zones::check_availability_zones),
    Rule(subnet_count::check_subnet_count),
    Rule(default_subnets::check_default_subnets),
    Rule(reserved_networks::check_reserved_networks),
    Rule(subnet_outside_network::check_subnet_outside_network),
    Rule(subnet_overlap::check_subnet_overlap),
    Rule(subnet_size::check_subnet_size),
    Rule(existing_network::check_existing_network),
    Rule(existing_load_balancer::check_existing_load_balancer),
    Rule(zone_choice::check_zone_choice),
    Rule(production_without_tls::check_production_without_tls),
    Rule(offline_in_production::check_offline_in_production),
    Rule(newer_nat_gateway::check_newer_nat_gateway),
    Rule(newer_region::check_newer_region),
    Rule(repeated_topics::check_repeated_topics),
];
