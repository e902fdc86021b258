//! What was deployed once is what is deployed again.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Module, Value};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let definitions = module
        .resources("aws_ecs_task_definition")
        .filter(|block| has_mutable_image(module, block))
        .map(|block| {
            Finding::new(Code::MutableImage, block, "runs an image whose tag moves")
                .argument("container_definitions")
                .key("image")
                .help("use a tag of one version, or a digest")
        });
    let repositories = module
        .resources("aws_ecr_repository")
        .filter(|block| {
            block
                .text("image_tag_mutability")
                .is_none_or(|kind| kind == "MUTABLE")
        })
        .map(|block| {
            Finding::new(Code::MutableImage, block, "lets tags move")
                .argument("image_tag_mutability")
                .help("write `image_tag_mutability = \"IMMUTABLE\"`")
        });
    definitions.chain(repositories).collect()
}

fn has_mutable_image(module: &Module, block: &Block) -> bool {
    let containers = block
        .value("container_definitions")
        .map_or(&[][..], Value::items);
    let images = containers
        .iter()
        .filter_map(|container| container.get("image"));
    let mut images = images.filter_map(|image| module.resolve(image).text());
    images.any(|image| {
        let name = image.rsplit('/').next().unwrap_or(image);
        !image.contains('@') && (name.ends_with(":latest") || !name.contains(':'))
    })
}
