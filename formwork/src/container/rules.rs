//! What several keys of a container, or of several containers, must prove together.

use crate::kind::Rule;

mod environment_size;
mod loopback_address;
mod no_container;
mod policy_size;
mod reserved_variables;
mod secrets;
mod standalone_calls;
mod task_containers;
mod unreachable_image;
mod variable_fields;

pub(crate) use policy_size::check_policy_size;
pub(crate) use secrets::HELP as HELP_WITH_SECRET;

/// Every rule.
pub(crate) const RULES: &[Rule] = &[
    Rule(no_container::check_no_container),
    Rule(reserved_variables::check_reserved_variables),
    Rule(variable_fields::check_variable_fields),
    Rule(loopback_address::check_loopback_address),
    Rule(environment_size::check_environment_size),
    Rule(secrets::check_secrets),
    Rule(unreachable_image::check_unreachable_image),
    Rule(task_containers::check_task_containers),
    Rule(standalone_calls::check_standalone_calls),
];
