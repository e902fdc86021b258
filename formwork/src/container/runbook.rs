//! What people do with what runs a container: new images, and the way back.

use super::{Container, Image, Runs, Stored};
use crate::hcl::Word;
use crate::kind::{Runbook, Site};

/// The steps of a service of ECS, which replaces its tasks.
pub(crate) fn of_service(container: &Container, in_ecs: &Word, site: &Site<'_>) -> Runbook {
    let back = site.command(&format!(
        "ecs update-service --cluster {} --service {in_ecs} --task-definition {}:REVISION",
        site.stack.name,
        site.name()
    ));
    let revisions = site.command(&format!(
        "ecs list-task-definitions --family-prefix {} --sort DESC --max-items 5",
        site.name()
    ));
    of_task(container, site).back(format!(
        "at once, without Terraform: {back}, with a revision that {revisions} lists. The next apply goes on to what `stack.toml` says"
    ))
}

/// The steps of tasks that are started one by one: the next one has the new image.
pub(crate) fn of_task(container: &Container, site: &Site<'_>) -> Runbook {
    let variable = format!("{}_image", site.id());
    let repository = match &container.image {
        Runs::Image(image) => image.repository().to_owned(),
        Runs::Stored(stored) => format!("$(terraform output -raw {}_repository_url)", stored.id),
    };
    let apply = |version: &str| format!("`terraform apply -var {variable}={repository}:{version}`");
    let first = match &container.image {
        Runs::Image(image) => first_image(image, site),
        Runs::Stored(stored) => in_repository(stored),
    };
    let of_helpers = container.helpers.iter();
    let of_helpers = of_helpers.filter_map(|helper| helper.image.as_ref()?.stored());
    let runbook = Runbook::new().before(first);
    of_helpers
        .fold(runbook, |runbook, stored| {
            runbook.before(in_repository(stored))
        })
        .deploy(apply("TAG"))
        .back(apply("FORMER_TAG"))
        .destroy(revisions(site))
}

fn in_repository(stored: &Stored) -> String {
    format!(
        "the image with the tag `{}` in `[repository.{}]`",
        stored.tag, stored.id
    )
}

/// Terraform waits until the tasks of a service serve, so its image must be there.
fn first_image(image: &Image, site: &Site<'_>) -> String {
    let Some(repository) = image.ecr() else {
        return format!("the image `{image}`, where Fargate can pull it");
    };
    let version = image.version();
    let by = match version.strip_prefix("sha256:") {
        Some(_) => format!("imageDigest={version}"),
        None => format!("imageTag={version}"),
    };
    let look = site.command(&format!(
        "ecr describe-images --registry-id {} --repository-name {} --image-ids {by}",
        repository.account(),
        repository.name()
    ));
    format!("the image `{image}`: {look}")
}

/// What stays: Terraform keeps former revisions, which the way back needs.
fn revisions(site: &Site<'_>) -> String {
    let list = site.command(&format!(
        "ecs list-task-definitions --family-prefix {}",
        site.name()
    ));
    let deregister = site.command("ecs deregister-task-definition --task-definition ARN");
    format!(
        "the revisions of its task definition stay, and cost nothing: {list}, and {deregister} for each"
    )
}
