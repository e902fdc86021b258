//! Volumes on this machine: each is a folder, and the variable that tells the code where its files are names that
//! folder.
//!
//! Nothing keeps the code from writing where it only reads on AWS: the handle in `stack.rs` does.

use std::collections::BTreeMap;
use std::path::Path;

use formwork::testing::{Argument, Module};

use crate::error::Error;
use crate::files::create_private;

/// Makes a folder in `directory` for each volume that the container of a service mounts, `/tmp` aside, and gives the
/// variables that name one of the mounted directories, each with its folder. A volume that several services mount is
/// one folder.
///
/// # Errors
///
/// [`Error::Io`] where a folder cannot be made.
pub fn volumes(
    module: &Module,
    service: &str,
    directory: &Path,
) -> Result<BTreeMap<String, String>, Error> {
    let Some(container) = container(module, service) else {
        return Ok(BTreeMap::new());
    };
    let list = |key| container.get(key).map_or(&[][..], Argument::items);
    let mounts: BTreeMap<&str, &str> = list("mountPoints")
        .iter()
        .filter_map(|mount| Some((text(mount, "containerPath")?, text(mount, "sourceVolume")?)))
        .collect();
    let mut variables = BTreeMap::new();
    for variable in list("environment") {
        let named = text(variable, "name").zip(text(variable, "value"));
        let Some((name, path)) = named.filter(|(_, path)| *path != "/tmp") else {
            continue;
        };
        let Some(volume) = mounts.get(path) else {
            continue;
        };
        let folder = directory.join(volume);
        create_private(&folder)?;
        variables.insert(name.to_owned(), folder.display().to_string());
    }
    Ok(variables)
}

/// The container of a service, in its task definition.
fn container(module: &Module, service: &str) -> Option<Argument> {
    let definition = module.get(&format!("aws_ecs_task_definition.{service}"))?;
    let definitions = definition.values("container_definitions");
    let mut containers = definitions.iter().flat_map(Argument::items);
    containers
        .find(|container| text(container, "name") == Some(service))
        .cloned()
}

fn text<'a>(object: &'a Argument, key: &str) -> Option<&'a str> {
    object.get(key)?.as_text()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use formwork::testing::module_of;

    use super::volumes;
    use crate::files::Scratch;

    #[test]
    fn a_volume_is_a_folder_that_services_share() {
        let module = module_of(
            "stack.name = 'wiki'\n\
             [service.web]\nimage = 'wiki:1'\nmounts = { files = '/mnt/files' }\n\
             environment = { MODE = '/mnt/other', SCRATCH = '/tmp' }\n\
             [worker.index]\nimage = 'index:1'\nmounts = { files = '/srv' }\n\
             [volume.files]\n",
        );
        let scratch = Scratch::new().expect("a directory");
        let of = |service| volumes(&module, service, scratch.path()).expect("folders");
        let web = of("web");
        assert_eq!(web.keys().collect::<Vec<_>>(), ["FILES_PATH"]);
        let folder = &web["FILES_PATH"];
        assert!(
            folder.starts_with(&scratch.path().display().to_string()),
            "{folder}"
        );
        let page = fs::File::create(format!("{folder}/page.txt"));
        let written = page.and_then(|mut page| page.write_all(b"hello"));
        written.expect("it can be written to");
        let index = of("index");
        let page = fs::read_to_string(format!("{}/page.txt", index["FILES_PATH"]));
        assert_eq!(page.expect("it is there"), "hello");
        assert!(of("nobody").is_empty());
    }
}
