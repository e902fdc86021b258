//! The id of a resource in a path.

use std::convert::Infallible;

use rocket::request::FromParam;
use uuid::Uuid;

/// A UUID; the nil UUID, which names nothing, where the text is none.
///
/// So a path that can't name anything is answered like one that names nothing: with 404.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Id(pub(crate) Uuid);

impl FromParam<'_> for Id {
    type Error = Infallible;

    fn from_param(text: &str) -> Result<Self, Infallible> {
        Ok(Self(Uuid::try_parse(text).unwrap_or_default()))
    }
}
