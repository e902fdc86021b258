//! `stack.permissions_boundary` on every role of a file, whoever wrote the file: formwork, a kind of
//! another crate, or the author of a raw block.

use hcl_edit::structure::{Attribute, Body};

use super::overrides::insert_argument;
use crate::hcl::syntax::parse_body;

/// The argument of a role.
const ARGUMENT: &str = "permissions_boundary";

/// Gives the boundary to each role that has none of its own; tells whether there was such a role.
pub(crate) fn bound(body: &mut Body, boundary: &str) -> bool {
    let Some(argument) = argument(boundary) else {
        return false;
    };
    let mut is_changed = false;
    for block in body.blocks_mut() {
        let of_type = block.labels.first();
        let is_role = block.ident.as_str() == "resource"
            && of_type.is_some_and(|of| of.as_str() == "aws_iam_role");
        if is_role && block.body.get_attribute(ARGUMENT).is_none() {
            insert_argument(&mut block.body, argument.clone());
            is_changed = true;
        }
    }
    is_changed
}

/// The argument with an ARN, which holds no character that means something in HCL.
fn argument(arn: &str) -> Option<Attribute> {
    let body = parse_body(&format!("{ARGUMENT} = \"{arn}\"\n")).ok()?;
    body.into_attributes().next()
}
