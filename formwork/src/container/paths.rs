//! `writable_paths`: directories that a container may write to, each an empty volume of the task.

use std::collections::BTreeMap;

use crate::kind::Validation;
use crate::manifest::Field;
use crate::problem::{Code, Problem};

/// An absolute path of a directory, without `.`, `..` and a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WritablePath(String);

/// What the kernel, ECS or formwork mounts.
const TAKEN: &[(&str, &str)] = &[
    ("/tmp", "can be written to in every container"),
    ("/dev", "is the kernel's"),
    ("/proc", "is the kernel's"),
    ("/sys", "is the kernel's"),
    ("/managed-agents", "belongs to `exec`"),
    ("/var/lib/amazon/ssm", "belongs to `exec`"),
    ("/var/log/amazon/ssm", "belongs to `exec`"),
];

impl WritablePath {
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let invalid = |message: String| Problem::new(Code::InvalidPath, message);
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-".contains(&b);
        let segments = || text.split('/').skip(1);
        let is_path = text.starts_with('/')
            && text.len() <= 200
            && text.bytes().all(is_plain)
            && segments().all(|segment| !matches!(segment, "" | "." | ".."));
        if !is_path {
            return Err(
                invalid(format!("`{text}` is not the path of a directory")).help(
                    "start with `/`, end with a name, and use letters, digits, `.`, `_` and `-`, such as `/var/cache/app`",
                ),
            );
        }
        let inside = |of: &str| text == of || text.starts_with(&format!("{of}/"));
        if let Some((_, why)) = TAKEN.iter().find(|(taken, _)| inside(taken)) {
            return Err(
                invalid(format!("`{text}` {why}")).help("remove it, or use another directory")
            );
        }
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the agent of ECS Exec writes to: with a read-only root it would end at once. (Amazon ECS developer
/// guide, "Monitor Amazon ECS containers with ECS Exec".)
pub(super) fn of_exec() -> [WritablePath; 3] {
    [
        "/managed-agents",
        "/var/lib/amazon/ssm",
        "/var/log/amazon/ssm",
    ]
    .map(|path| WritablePath(path.to_owned()))
}

/// The paths of a list, each of them once.
pub(super) fn paths(
    list: &Field<Vec<Field<String>>>,
    at: &mut Validation<'_>,
) -> Vec<WritablePath> {
    let mut paths: Vec<WritablePath> = Vec::new();
    for field in list.get() {
        let Some(path) = at.text(field, "to be written to", WritablePath::parse) else {
            continue;
        };
        if paths.contains(&path) {
            let message = format!("`{}` is listed twice", path.as_str());
            let problem = Problem::new(Code::InvalidPath, message)
                .at(field.span_or(&at.key().span()), "again")
                .help("remove one of them");
            at.problem(problem);
        } else {
            paths.push(path);
        }
    }
    paths.sort();
    paths
}

/// The volumes of a task by the paths that they are mounted at. (Amazon ECS API, `Volume`: letters, digits,
/// underscores and hyphens.)
pub(super) fn volumes<'a>(
    paths: impl Iterator<Item = &'a WritablePath>,
    taken: &[String],
) -> BTreeMap<&'a WritablePath, String> {
    let mut volumes: BTreeMap<&WritablePath, String> = BTreeMap::new();
    let mut all: Vec<&WritablePath> = paths.collect();
    all.sort();
    all.dedup();
    for path in all {
        let plain = path
            .as_str()
            .trim_start_matches('/')
            .replace(['/', '.'], "-");
        let mut name = plain.clone();
        let mut number = 1;
        let is_taken = |name: &String| {
            volumes.values().chain(taken).any(|taken| taken == name) || name == "tmp"
        };
        while is_taken(&name) {
            number += 1;
            name = format!("{plain}-{number}");
        }
        volumes.insert(path, name);
    }
    volumes
}

#[cfg(test)]
mod tests {
    use super::{WritablePath, volumes};

    #[test]
    fn a_path_is_absolute_and_nobody_elses() {
        for valid in ["/var/cache/app", "/data", "/a.b/c_d-e", "/temporary"] {
            assert!(WritablePath::parse(valid).is_ok(), "{valid}");
        }
        for invalid in [
            "",
            "/",
            "data",
            "/a/",
            "/a//b",
            "/a/../b",
            "/./a",
            "/tmp",
            "/tmp/x",
            "/proc",
            "/a b",
            "/ü",
            "/var/lib/amazon/ssm",
        ] {
            assert!(WritablePath::parse(invalid).is_err(), "{invalid}");
        }
    }

    #[test]
    fn every_path_has_a_volume_of_its_own() {
        let paths: Vec<WritablePath> = ["/a/b", "/a-b", "/a.b", "/tmp-2"]
            .map(|path| WritablePath::parse(path).unwrap())
            .into();
        let volumes = volumes(paths.iter().chain(&paths), &[]);
        let names: Vec<&str> = volumes.values().map(String::as_str).collect();
        assert_eq!(names, ["a-b", "a-b-2", "a-b-3", "tmp-2"]);
    }
}
