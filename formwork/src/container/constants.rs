//! Constants for the code of a container: what it is called, and where it finds the others of its task.

use serde::Serialize;

use super::Container;
use crate::hcl::Word;
use crate::kind::{Constants, Entry, File, LogicalId, Template};

const TEMPLATE: Template =
    Template::new("container_constants.rs", include_str!("constants.rs.hbs"));

const NAME: Template = Template::new("name_constant.rs", include_str!("name.rs.hbs"));

/// What `name.rs.hbs` sees.
#[derive(Debug, Serialize)]
struct Name {
    table: &'static str,
    constant: String,
    id: Word,
}

/// The constant with the name of an entry, for a kind that has no other.
pub(crate) fn name_constant(table: &'static str, id: &LogicalId) -> Constants {
    let view = Name {
        table,
        constant: table.to_ascii_uppercase(),
        id: id.into(),
    };
    Constants(File::new("stack.rs", &NAME, &view))
}

/// What `constants.rs.hbs` sees.
#[derive(Debug, Serialize)]
struct View {
    table: &'static str,
    owner: Word,
    ports: Vec<Port>,
}

#[derive(Debug, Serialize)]
struct Port {
    id: Word,
    constant: String,
    number: u16,
}

/// The constants of an entry's container, if there are any.
pub(crate) fn constants(entry: Entry<'_>, container: &Container) -> Option<Constants> {
    let ports = container.helpers.iter();
    let ports: Vec<Port> = ports
        .filter_map(|helper| {
            Some(Port {
                id: (&helper.id).into(),
                constant: format!("{}_PORT", helper.id.screaming()),
                number: helper.port()?,
            })
        })
        .collect();
    (!ports.is_empty()).then(|| {
        let view = View {
            table: entry.kind.table(),
            owner: entry.id.into(),
            ports,
        };
        Constants(File::new("stack.rs", &TEMPLATE, &view))
    })
}
