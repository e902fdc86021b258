//! The keys of an S3 backend belong to an S3 backend.

use crate::kind::Scope;
use crate::manifest::{BackendType, Field};
use crate::problem::{Code, Problem};
use crate::source::Span;

pub(super) fn check_backend_keys(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let table = &manifest.terraform.backend.span_or(&(0..0));
    let backend = manifest.terraform.backend.get();
    if *backend.r#type.get() != BackendType::Local
        || manifest.is_unread(&["terraform", "backend", "type"])
    {
        return Vec::new();
    }
    let keys: [(&str, Option<Span>); 4] = [
        ("bucket", span(backend.bucket.as_ref(), table)),
        ("key", span(backend.key.as_ref(), table)),
        ("region", span(backend.region.as_ref(), table)),
        ("use_lockfile", span(backend.use_lockfile.as_ref(), table)),
    ];
    let of_type = backend.r#type.span_or(table);
    let is_written = backend.r#type.is_written();
    let why = if is_written {
        "the type of the backend"
    } else {
        "its type is `local` by default"
    };
    let problem = |(key, span): (&str, Option<Span>)| {
        let message = format!("a backend of type `local` has no `{key}`");
        let problem = Problem::new(Code::BackendKey, message)
            .at(span?, "a key of type `s3`")
            .at(of_type.clone(), why);
        Some(problem.help(format!("write `type = \"s3\"`, or remove `{key}`")))
    };
    keys.into_iter().filter_map(problem).collect()
}

fn span<T>(field: Option<&Field<T>>, table: &Span) -> Option<Span> {
    field.map(|field| field.span_or(table))
}
