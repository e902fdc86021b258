//! view: what each template sees, made from the [`Stack`]. Every decision is made here, or by the
//! kind whose file it is.

use crate::bug::Bug;
use crate::kind::{File, Origin, Shared, Site, Syntax, Template};
use crate::render::render_alone;
use crate::stack::{Network, Stack};
use crate::wiring::Wiring;

mod audit;
mod cluster;
mod dns;
mod load_balancer;
mod network;
mod outputs;
pub(crate) mod picture;
mod provider;
mod raw;
mod readme;
mod tags;
mod terraform;
mod variables;
mod waf;

pub(crate) use raw::RawText;

/// A template of `templates/` by the name of the file that it makes.
macro_rules! template {
    ($name:literal) => {{
        const TEMPLATE: Template =
            Template::new($name, include_str!(concat!("../templates/", $name, ".hbs")));
        &TEMPLATE
    }};
}

/// The files of `hcl-out/`, by concern: what every stack has, then those of each entry, and those of
/// raw blocks if there are any.
///
/// # Errors
///
/// A [`Bug`]: a part of a file cannot be rendered.
pub(crate) fn files(stack: &Stack, wiring: &Wiring, raw: RawText) -> Result<Vec<File>, Bug> {
    let mut files = of_stack(stack, wiring, raw)?;
    for (kind, ids) in stack.entries.by_kind() {
        if stack.is_bare && ids.is_empty() {
            continue;
        }
        let shared = kind.shared(&Shared { stack, ids: &ids }).into_iter();
        files.extend(shared.map(|file| file.made_by(kind)));
    }
    for entry in stack.entries.iter() {
        let site = Site {
            stack,
            id: entry.id,
            wiring,
        };
        let origin = || Origin::Entry(entry.kind.table(), entry.id.clone());
        let of_entry = entry.files(&site).into_iter();
        files.extend(of_entry.map(|file| file.of(origin()).made_by(entry.kind)));
    }
    Ok(files)
}

/// What every stack has once.
fn of_stack(stack: &Stack, wiring: &Wiring, raw: RawText) -> Result<Vec<File>, Bug> {
    let mut files = vec![
        File::new(".gitignore", template!(".gitignore"), &()).written_as(Syntax::Gitignore),
        readme(stack, wiring).written_as(Syntax::Markdown),
    ];
    if !stack.is_bare {
        files.push(file(template!("cluster.tf"), &cluster::Cluster::new(stack)));
        files.push(network(stack).of(Origin::Section("network")));
    }
    files.extend([
        file(
            template!("outputs.tf"),
            &outputs::Outputs::new(stack, raw.outputs),
        ),
        file(
            template!("provider.tf"),
            &provider::Provider::new(stack, raw.provider_aliases),
        ),
        file(template!("terraform.tf"), &terraform::Terraform::new(stack)),
        file(
            template!("variables.tf"),
            &variables::Variables::new(stack, raw.variables),
        ),
    ]);
    if !stack.is_bare {
        files.extend(around_entries(stack, wiring)?);
    }
    files.extend(of_raw_blocks(template!("data.tf"), &raw.data));
    files.extend(of_raw_blocks(template!("locals.tf"), &raw.locals));
    files.extend(of_raw_blocks(template!("modules.tf"), &raw.modules));
    files.extend(of_raw_blocks(template!("refactoring.tf"), &raw.refactoring));
    files.extend(of_raw_blocks(template!("resources.tf"), &raw.resources));
    Ok(files)
}

/// What a stack with a network may have around its entries.
fn around_entries(stack: &Stack, wiring: &Wiring) -> Result<Vec<File>, Bug> {
    let mut files = Vec::from_iter(load_balancer(stack, wiring));
    let waf = stack.load_balancer.waf.as_ref();
    let waf = waf.filter(|_| stack.has_load_balancer());
    files.extend(waf.map(|waf| file(template!("waf.tf"), &waf::WebAcl::new(stack, waf))));
    let dns = dns::Dns::new(stack);
    files.extend(dns.map(|dns| file(template!("dns.tf"), &dns)));
    let audit = audit::Audit::new(stack, parts_of_audit(stack)?);
    files.extend(audit.map(|audit| file(template!("audit.tf"), &audit)));
    Ok(files)
}

fn readme(stack: &Stack, wiring: &Wiring) -> File {
    if stack.is_bare {
        let bare = readme::Bare::new(stack, wiring);
        return File::new("README.md", template!("bare_README.md"), &bare);
    }
    file(template!("README.md"), &readme::Readme::new(stack, wiring))
}

/// The network that is made, or the ids of one that exists.
fn network(stack: &Stack) -> File {
    match &stack.network {
        Network::Made(vpc) => file(template!("network.tf"), &network::Network::new(stack, vpc)),
        Network::Existing(existing) => File::new(
            "network.tf",
            template!("existing_network.tf"),
            &network::Existing::new(stack, existing),
        ),
    }
}

/// The load balancer that is made, or the ids of one that exists.
fn load_balancer(stack: &Stack, wiring: &Wiring) -> Option<File> {
    if !stack.has_load_balancer() {
        return None;
    }
    Some(match &stack.load_balancer.existing {
        None => {
            let made = load_balancer::LoadBalancer::new(stack, &wiring.edges);
            file(template!("load_balancer.tf"), &made)
        }
        Some(existing) => File::new(
            "load_balancer.tf",
            template!("existing_load_balancer.tf"),
            &load_balancer::Existing::new(stack, existing),
        ),
    })
}

/// A file with the name of its template.
fn file(template: &'static Template, view: &impl serde::Serialize) -> File {
    File::new(template.name, template, view)
}

/// A file that has raw blocks only, if there are any.
fn of_raw_blocks(template: &'static Template, blocks: &raw::Blocks) -> Option<File> {
    (!blocks.is_empty()).then(|| file(template, blocks).of(Origin::Raw))
}

/// What kinds add to `audit.tf`.
fn parts_of_audit(stack: &Stack) -> Result<Vec<String>, Bug> {
    if !stack.environment.is_production() {
        return Ok(Vec::new());
    }
    let kinds = stack.entries.by_kind();
    let parts = kinds.filter_map(|(kind, ids)| kind.audit(&Shared { stack, ids: &ids }));
    parts.map(|part| render_alone(&part.file)).collect()
}
