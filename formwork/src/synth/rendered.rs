//! What the entries of a stack make, before it is held to anything: an import compares it with a module.

use hcl_edit::structure::Body;

use crate::bug::Bug;
use crate::kind::Origin;
use crate::render::Renderer;
use crate::stack::Stack;
use crate::verify;
use crate::view::{self, RawText};
use crate::wiring::Wiring;

/// A file that a kind makes.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// The table of the kind.
    pub(crate) table: &'static str,
    /// The entry, unless all entries of the kind share the file.
    pub(crate) id: Option<String>,
    pub(crate) text: String,
    pub(crate) body: Body,
}

/// The files that kinds make of the entries of a stack, without its raw blocks and overrides.
///
/// # Errors
///
/// A [`Bug`] of formwork.
pub(crate) fn rendered(stack: &Stack) -> Result<Vec<Rendered>, Bug> {
    let files = view::files(stack, &Wiring::new(stack), RawText::default())?;
    let of_kinds = files.iter().filter_map(|file| Some((file, file.kind?)));
    let mut renderer = Renderer::new();
    of_kinds
        .map(|(file, kind)| {
            let text = renderer.render(file)?;
            let body = verify::parse_file(&file.name, &text)?;
            let id = match &file.origin {
                Origin::Entry(_, id) => Some(id.as_str().to_owned()),
                _ => None,
            };
            let table = kind.table();
            Ok(Rendered {
                table,
                id,
                text,
                body,
            })
        })
        .collect()
}
