//! `variables.tf`: what differs from one apply to the next.

use serde::Serialize;

use crate::hcl::{Literal, Word};
use crate::stack::Stack;

/// What `variables.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Variables {
    images: Vec<ImageVariable>,
}

/// The image of one service.
#[derive(Debug, Serialize)]
struct ImageVariable {
    service: Word,
    default: Literal,
    repository_and_tag: Literal,
    repository_and_digest: Literal,
    error_message: Literal,
}

impl Variables {
    pub(crate) fn new(stack: &Stack) -> Self {
        let images = stack
            .services
            .iter()
            .map(|(id, service)| {
                let repository = service.image.repository();
                ImageVariable {
                    service: id.into(),
                    default: Literal::new(&service.image),
                    repository_and_tag: Literal::new(format!("{repository}:")),
                    repository_and_digest: Literal::new(format!("{repository}@")),
                    error_message: Literal::new(format!(
                        "The image must lie in {repository}; for another repository, edit service.{id}.image in stack.toml."
                    )),
                }
            })
            .collect();
        Self { images }
    }
}
