//! `repository_<name>.tf`: one repository of ECR and the role that pushes to it; `github.tf`: GitHub's
//! identity provider.

use serde::Serialize;

use super::GITHUB;
use super::entry::{Entry, FORM};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{File, Optional, Shared, Site, Template};
use crate::written::Written;

const TEMPLATE: Template = Template::new("repository.tf", include_str!("repository.tf.hbs"));

/// What `repository.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct View {
    id: Word,
    arn: Expr,
    made: Optional<Made>,
    push: Optional<Push>,
}

/// What is made, unless it exists.
#[derive(Debug, Serialize)]
struct Made {
    /// In ECR, where names have levels.
    name: Word,
    /// Whether `terraform destroy` may delete the images too.
    force_delete: bool,
    keep_images: u32,
    untagged_days: u32,
}

/// The role under which workflows push.
#[derive(Debug, Serialize)]
struct Push {
    name: Word,
    provider: Expr,
    subjects: Expr,
    actions: &'static [&'static str],
    everywhere: &'static [&'static str],
}

/// The file of one repository, unless there is nothing to make.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> Option<File> {
    let id = site.id();
    let subjects = entry.push_from.iter().flat_map(|from| &from.subjects);
    let subjects: Vec<Literal> = subjects.map(Literal::new).collect();
    let made = || Expr::new("aws_iam_openid_connect_provider.github.arn");
    let push = (!subjects.is_empty()).then(|| Push {
        name: Word::joined(&[&site.name(), &"push"], '-'),
        provider: entry
            .provider
            .as_ref()
            .map_or_else(made, Written::as_string),
        subjects: match subjects.as_slice() {
            // IAM returns a list of one value as that value.
            [only] => only.clone().into(),
            several => Expr::list(several),
        },
        actions: GITHUB.actions,
        everywhere: GITHUB.everywhere,
    });
    if entry.existing.is_some() && push.is_none() {
        return None;
    }
    let made = Made {
        name: Word::joined(&[&site.stack.name, &id.kebab()], '/'),
        force_delete: !site.is_production(),
        keep_images: entry.keep_images,
        untagged_days: entry.untagged_days,
    };
    let existing = entry.existing.as_ref();
    let target = site.target();
    let view = View {
        id: id.into(),
        arn: match existing {
            Some(existing) => Expr::new(existing.arn(&FORM, &target, "")),
            None => Expr::new(format!("aws_ecr_repository.{id}.arn")),
        },
        made: Vec::from_iter(existing.is_none().then_some(made)),
        push: push.into_iter().collect(),
    };
    Some(File::new(format!("repository_{id}.tf"), &TEMPLATE, &view))
}

const PROVIDER: Template = Template::new("github.tf", include_str!("github.tf.hbs"));

#[derive(Debug, Serialize)]
struct Provider {}

/// GitHub's identity provider, once, unless the account has it or nobody pushes.
pub(super) fn provider(shared: &Shared<'_>) -> Option<File> {
    let mut entries = shared.stack.entries.iter();
    let needs_one = entries.any(|entry| {
        let entry = entry.value.downcast_ref::<Entry>();
        entry.is_some_and(Entry::makes_provider)
    });
    needs_one.then(|| File::new("github.tf", &PROVIDER, &Provider {}))
}
