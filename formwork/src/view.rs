//! view: one struct per template, made from the [`Stack`]. Every decision is made here.

use serde::Serialize;

use crate::stack::Stack;

mod audit;
mod bucket;
mod cluster;
mod database;
mod dns;
mod edge;
mod load_balancer;
mod network;
mod outputs;
mod provider;
mod raw;
mod readme;
mod rust;
mod service;
mod tags;
mod terraform;
mod variables;

pub(crate) use edge::{Edge, edges};
pub(crate) use raw::RawText;
pub(crate) use rust::Rust;
pub(crate) use tags::all_tags;

/// What one template sees.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum View {
    Audit(audit::Audit),
    Bucket(bucket::Bucket),
    Cluster(cluster::Cluster),
    Data(raw::Blocks),
    Database(database::Database),
    Dns(dns::Dns),
    Gitignore,
    LoadBalancer(load_balancer::LoadBalancer),
    Locals(raw::Blocks),
    Modules(raw::Blocks),
    Network(network::Network),
    Outputs(outputs::Outputs),
    Provider(provider::Provider),
    Readme(readme::Readme),
    Refactoring(raw::Blocks),
    Resources(raw::Blocks),
    Service(service::Service),
    Terraform(terraform::Terraform),
    Variables(variables::Variables),
}

impl View {
    /// The template that this view is made for.
    pub(crate) fn template(&self) -> &'static str {
        match self {
            Self::Audit(_) => "audit.tf",
            Self::Bucket(_) => "bucket.tf",
            Self::Cluster(_) => "cluster.tf",
            Self::Data(_) => "data.tf",
            Self::Database(_) => "database.tf",
            Self::Dns(_) => "dns.tf",
            Self::Gitignore => ".gitignore",
            Self::LoadBalancer(_) => "load_balancer.tf",
            Self::Locals(_) => "locals.tf",
            Self::Modules(_) => "modules.tf",
            Self::Network(_) => "network.tf",
            Self::Outputs(_) => "outputs.tf",
            Self::Provider(_) => "provider.tf",
            Self::Readme(_) => "README.md",
            Self::Refactoring(_) => "refactoring.tf",
            Self::Resources(_) => "resources.tf",
            Self::Service(_) => "service.tf",
            Self::Terraform(_) => "terraform.tf",
            Self::Variables(_) => "variables.tf",
        }
    }

    /// Whether all its blocks are raw.
    pub(crate) fn is_raw(&self) -> bool {
        matches!(
            self,
            Self::Data(_)
                | Self::Locals(_)
                | Self::Modules(_)
                | Self::Refactoring(_)
                | Self::Resources(_)
        )
    }

    /// The syntax of the file that it becomes.
    pub(crate) fn syntax(&self) -> Syntax {
        match self {
            Self::Gitignore => Syntax::Gitignore,
            Self::Readme(_) => Syntax::Markdown,
            _ => Syntax::Hcl,
        }
    }
}

/// What a comment looks like in a file, and whether it is HCL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    Hcl,
    Markdown,
    Gitignore,
}

/// A file of `hcl-out/` to be rendered.
#[derive(Debug)]
pub(crate) struct FileView {
    pub(crate) name: String,
    pub(crate) view: View,
}

/// The views of all files of `hcl-out/`, by concern: what every stack has, then one file per
/// service, database and bucket, and those of raw blocks if there are any.
pub(crate) fn files(stack: &Stack, raw: RawText) -> Vec<FileView> {
    let edges = edge::edges(stack);
    let mut views = vec![
        View::Gitignore,
        View::Readme(readme::Readme::new(stack, &edges)),
        View::Cluster(cluster::Cluster::new(stack)),
        View::LoadBalancer(load_balancer::LoadBalancer::new(stack, &edges)),
        View::Network(network::Network::new(stack)),
        View::Outputs(outputs::Outputs::new(stack, raw.outputs)),
        View::Provider(provider::Provider::new(stack, raw.provider_aliases)),
        View::Terraform(terraform::Terraform::new(stack)),
        View::Variables(variables::Variables::new(stack, raw.variables)),
    ];
    views.extend(
        stack
            .domain
            .as_ref()
            .map(|domain| View::Dns(dns::Dns::new(stack, domain))),
    );
    views.extend(audit::Audit::new(stack).map(View::Audit));
    views.extend(of_raw_blocks(raw.data, View::Data));
    views.extend(of_raw_blocks(raw.locals, View::Locals));
    views.extend(of_raw_blocks(raw.modules, View::Modules));
    views.extend(of_raw_blocks(raw.refactoring, View::Refactoring));
    views.extend(of_raw_blocks(raw.resources, View::Resources));
    let mut files: Vec<FileView> = views
        .into_iter()
        .map(|view| FileView {
            name: view.template().to_owned(),
            view,
        })
        .collect();

    files.extend(service::services(stack, &edges).map(|service| FileView {
        name: format!("service_{}.tf", service.id()),
        view: View::Service(service),
    }));
    files.extend(stack.databases.iter().map(|(id, database)| FileView {
        name: format!("database_{id}.tf"),
        view: View::Database(database::Database::new(stack, id, database)),
    }));
    files.extend(bucket::buckets(stack).map(|bucket| FileView {
        name: format!("bucket_{}.tf", bucket.id()),
        view: View::Bucket(bucket),
    }));
    files
}

/// The view of a file that has raw blocks only, if there are any.
fn of_raw_blocks(blocks: raw::Blocks, view: fn(raw::Blocks) -> View) -> Option<View> {
    (!blocks.is_empty()).then(|| view(blocks))
}

/// A block that is there or not: a list of length 0 or 1, so that no template has an `if`.
type Optional<T> = Vec<T>;

/// Marks the presence of a block that needs no values.
#[derive(Debug, Serialize)]
struct Present {}

/// One [`Present`] where `condition` holds.
fn present_if(condition: bool) -> Optional<Present> {
    condition.then_some(Present {}).into_iter().collect()
}
