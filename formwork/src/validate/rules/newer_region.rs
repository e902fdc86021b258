//! A region is known to each line of the provider, and to Terraform if the state lies in it.

use crate::kind::Scope;
use crate::manifest::{BackendType, Manifest};
use crate::problem::{Code, Problem};
use crate::stack::Region;

pub(super) fn check_newer_region(scope: &Scope<'_>) -> Vec<Problem> {
    let of_provider = of_provider(scope).into_iter();
    of_provider.chain(of_state(scope.manifest)).collect()
}

fn of_provider(scope: &Scope<'_>) -> Option<Problem> {
    let field = &scope.manifest.stack.get().region;
    let region = Region::parse(field.get()).ok()?;
    scope.newer_provider(
        field.span_or(&(0..0)),
        |line| !region.is_in(line),
        |line| format!("version {line} of the AWS provider does not know the region `{region}`"),
        None,
    )
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
