//! A region is known to each line of the provider, and to Terraform if the state lies in it.

use crate::kind::Scope;
use crate::manifest::{BackendType, Manifest};
use crate::problem::{Code, Problem};
use crate::stack::Region;
use crate::validate::provider::known_lines;

pub(super) fn check_newer_region(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let of_provider = of_provider(manifest);
    of_provider.into_iter().chain(of_state(manifest)).collect()
}

fn of_provider(manifest: &Manifest) -> Option<Problem> {
    let field = &manifest.stack.get().region;
    let region = Region::parse(field.get()).ok()?;
    let lines = known_lines(&manifest.provider);
    let (line, place) = lines.into_iter().find(|(line, _)| !region.is_in(*line))?;
    let message = format!("version {line} of the AWS provider does not know the region `{region}`");
    let problem = Problem::new(Code::NewerProvider, message)
        .at(field.span_or(&(0..0)), "came with version 6")
        .at(
            place.span_or(&(0..0)),
            "the version that the stack must hold in",
        )
        .help("write `versions = [\"6\"]` in `[provider]`");
    Some(problem)
}

/// Terraform knows the regions of its backend by itself.
fn of_state(manifest: &Manifest) -> Option<Problem> {
    let backend = manifest.terraform.backend.get();
    let own = backend.region.as_ref();
    let field = own.unwrap_or(&manifest.stack.get().region);
    let region = Region::parse(field.get()).ok()?;
    if *backend.r#type.get() != BackendType::S3 || !region.is_newer() {
        return None;
    }
    let message = format!("Terraform keeps no state in the region `{region}`");
    let problem = Problem::new(Code::UnknownValue, message)
        .at(field.span_or(&(0..0)), "unknown to the backend `s3`")
        .help("give the backend a bucket in another region, with `region`");
    Some(problem)
}
