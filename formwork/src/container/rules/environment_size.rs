//! The environment of a service fits into its task definition.

use crate::container::Keys;
use crate::kind::Scope;
use crate::manifest::{Field, Key, Text};
use crate::problem::{Code, Problem};

/// Amazon ECS service quotas, "Task definition size": 64 KiB in all. The rest is left to what
/// stands beside the environment.
const MAX_BYTES: usize = 48 * 1024;

pub(super) fn check_environment_size(scope: &Scope<'_>) -> Vec<Problem> {
    let containers = scope.containers();
    containers
        .filter_map(|container| check(container.key, container.keys))
        .collect()
}

fn check(key: &Key, keys: &Keys) -> Option<Problem> {
    let size = |(name, value): (&Key, &Field<Text>)| -> usize {
        name.get().len() + value.get().as_written().len()
    };
    let own: usize = keys.environment.iter().map(size).sum();
    // A container without an image of its own has the variables of the entry too.
    let images = keys.init.values().map(|it| &it.image);
    let images = images.chain(keys.sidecar.values().map(|it| &it.image));
    let copies = images.filter(|image| image.is_none()).count();
    let all: usize = keys.all_environments().flatten().map(size).sum();
    let bytes = all + copies * own;
    let largest = keys.environment.iter().max_by_key(|entry| size(*entry))?;
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
