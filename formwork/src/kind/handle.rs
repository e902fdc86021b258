//! Handles: what `stack.rs` has of an entry.

use super::Template;

/// The templates of the parts of `stack.rs` that concern a kind.
///
/// All three see what `synth/rust.rs` makes: `shared` the operations of the
/// kind, the others one entry.
#[derive(Debug)]
pub struct Handle {
    /// What the handles share, once.
    pub(crate) shared: &'static Template,
    /// The method of `Environment` that gives a handle.
    pub(crate) method: &'static Template,
    /// The handle.
    pub(crate) item: &'static Template,
    /// The list by which an entry says that its handle signs logins.
    pub(crate) signs: Option<&'static str>,
}

impl Handle {
    /// A kind's own templates.
    pub(crate) const fn new(
        shared: &'static Template,
        method: &'static Template,
        item: &'static Template,
    ) -> Self {
        Self {
            shared,
            method,
            item,
            signs: None,
        }
    }

    /// The same handle, which signs logins where an entry has something in a list.
    pub(crate) const fn signing(self, list: &'static str) -> Self {
        Self {
            signs: Some(list),
            ..self
        }
    }

    /// A handle with a method for each operation that is granted. It gives the facts.
    pub const STANDARD: Self = Self {
        shared: &Template::new("handle_shared.rs", include_str!("handle/shared.rs.hbs")),
        method: &Template::new("handle_method.rs", include_str!("handle/method.rs.hbs")),
        item: &Template::new("handle.rs", include_str!("handle/item.rs.hbs")),
        signs: None,
    };

    /// What all handles share that sign logins.
    pub(crate) const SIGNING: Template =
        Template::new("iam_login.rs", include_str!("handle/iam_login.rs.hbs"));
}
