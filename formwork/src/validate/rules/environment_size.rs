//! The environment of a service fits into its task definition.

use crate::manifest::{Key, Manifest, Service};
use crate::problem::{Code, Problem};

/// Amazon ECS service quotas, "Task definition size": 64 KiB in all. The rest is left to what
/// stands beside the environment.
const MAX_BYTES: usize = 48 * 1024;

pub(super) fn check_environment_size(manifest: &Manifest) -> Vec<Problem> {
    manifest
        .service
        .iter()
        .filter_map(|(key, service)| check(key, service))
        .collect()
}

fn check(key: &Key, service: &Service) -> Option<Problem> {
    let size = |(name, value): (&Key, _)| -> usize {
        let value: &crate::manifest::Field<String> = value;
        name.get().len() + value.get().len()
    };
    let bytes: usize = service.environment.iter().map(size).sum();
    let largest = service
        .environment
        .iter()
        .max_by_key(|entry| size(*entry))?;
    (bytes > MAX_BYTES).then(|| {
        let message = format!(
            "the environment of `{}` has {bytes} bytes, of at most {MAX_BYTES}",
            key.get()
        );
        Problem::new(Code::InvalidVariable, message)
            .at(largest.0.span(), format!("{} of them", size(largest)))
            .help("put long values into a file of the image")
    })
}
