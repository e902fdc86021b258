//! `variables.tf`: what differs from one apply to the next.

use serde::Serialize;

use super::raw::Blocks;
use crate::container::Image;
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Entry, Optional};
use crate::stack::Stack;

/// What `variables.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Variables {
    images: Vec<ImageVariable>,
    /// Those of `[variable]`.
    blocks: Vec<Expr>,
}

/// The image of one container.
#[derive(Debug, Serialize)]
struct ImageVariable {
    table: &'static str,
    id: Word,
    default: Literal,
    ecr: Optional<EcrRepository>,
}

/// The repository in ECR, the only one that the task execution role may pull from.
#[derive(Debug, Serialize)]
struct EcrRepository {
    id: Word,
    with_tag: Literal,
    with_digest: Literal,
    error_message: Literal,
}

impl Variables {
    pub(crate) fn new(stack: &Stack, raw: Blocks) -> Self {
        let containers = stack.entries.iter();
        let image = |entry: Entry<'_>| {
            let image = &entry.container()?.image;
            let ecr = image.ecr().map(|_| EcrRepository::new(entry, image));
            Some(ImageVariable {
                table: entry.kind.table(),
                id: entry.id.into(),
                default: Literal::new(image),
                ecr: ecr.into_iter().collect(),
            })
        };
        Self {
            images: containers.filter_map(image).collect(),
            blocks: raw.into_blocks(),
        }
    }
}

impl EcrRepository {
    fn new(entry: Entry<'_>, image: &Image) -> Self {
        let (table, id) = (entry.kind.table(), entry.id);
        let repository = image.repository();
        Self {
            id: id.into(),
            with_tag: Literal::new(format!("{repository}:")),
            with_digest: Literal::new(format!("{repository}@")),
            error_message: Literal::new(format!(
                "The image must lie in {repository}; for another repository, edit {table}.{id}.image in stack.toml."
            )),
        }
    }
}
