//! No policy lets anybody at all in.

use super::super::finding::Finding;
use super::super::policy;
use crate::hcl::module::Module;
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let statements = policy::allowed(module).into_iter();
    statements
        .filter(|statement| statement.is_open)
        .map(|statement| {
            Finding::new(Code::OpenPrincipal, statement.block, "lets anybody in")
                .argument(statement.path_to("Principal"))
                .help("name the principals, or add a condition on the account")
        })
        .collect()
}
