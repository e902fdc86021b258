//! `variables.tf`: what differs from one apply to the next.

use serde::Serialize;

use super::Optional;
use super::raw::Blocks;
use crate::hcl::{Expr, Literal, Word};
use crate::stack::{Image, LogicalId, Service, Stack};

/// What `variables.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Variables {
    images: Vec<ImageVariable>,
    /// Those of `[variable]`.
    blocks: Vec<Expr>,
}

/// The image of one service.
#[derive(Debug, Serialize)]
struct ImageVariable {
    service: Word,
    default: Literal,
    ecr: Optional<EcrRepository>,
}

/// The repository in ECR, the only one that the task execution role may pull from.
#[derive(Debug, Serialize)]
struct EcrRepository {
    service: Word,
    with_tag: Literal,
    with_digest: Literal,
    error_message: Literal,
}

impl Variables {
    pub(crate) fn new(stack: &Stack, raw: Blocks) -> Self {
        let image = |(id, service): (&LogicalId, &Service)| ImageVariable {
            service: id.into(),
            default: Literal::new(&service.image),
            ecr: service
                .image
                .ecr()
                .map(|_| EcrRepository::new(id, &service.image))
                .into_iter()
                .collect(),
        };
        Self {
            images: stack.services.iter().map(image).collect(),
            blocks: raw.into_blocks(),
        }
    }
}

impl EcrRepository {
    fn new(id: &LogicalId, image: &Image) -> Self {
        let repository = image.repository();
        Self {
            service: id.into(),
            with_tag: Literal::new(format!("{repository}:")),
            with_digest: Literal::new(format!("{repository}@")),
            error_message: Literal::new(format!(
                "The image must lie in {repository}; for another repository, edit service.{id}.image in stack.toml."
            )),
        }
    }
}
