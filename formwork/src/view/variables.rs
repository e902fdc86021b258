//! `variables.tf`: what differs from one apply to the next.

use serde::Serialize;

use super::raw::Blocks;
use crate::container::{Image, Runs, Stored};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Entry, Optional, Present, present_if};
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
    /// What it is without the variable, for its description.
    otherwise: Optional<String>,
    default: Expr,
    /// Where the default is an image, and nothing is not.
    required: Optional<Present>,
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
            Some(match &entry.container()?.image {
                Runs::Image(image) => ImageVariable::of_image(entry, image),
                Runs::Stored(stored) => ImageVariable::of_stored(entry, stored),
            })
        };
        Self {
            images: containers.filter_map(image).collect(),
            blocks: raw.into_blocks(),
        }
    }
}

impl ImageVariable {
    fn of_image(entry: Entry<'_>, image: &Image) -> Self {
        let ecr = image.ecr().map(|_| EcrRepository::new(entry, image));
        Self {
            table: entry.kind.table(),
            id: entry.id.into(),
            otherwise: Vec::new(),
            default: Literal::new(image).into(),
            required: present_if(true),
            ecr: ecr.into_iter().collect(),
        }
    }

    /// A default of Terraform refers to nothing: the task definition has it.
    fn of_stored(entry: Entry<'_>, stored: &Stored) -> Self {
        let Stored { id, tag, .. } = stored;
        Self {
            table: entry.kind.table(),
            id: entry.id.into(),
            otherwise: vec![format!(" Without one it is {tag} of repository {id}.")],
            default: Expr::new("null"),
            required: Vec::new(),
            ecr: Vec::new(),
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
