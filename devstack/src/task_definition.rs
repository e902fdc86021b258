//! What the task definition in `hcl-out/` fixes: the port, and variables whose value is a literal.
//!
//! Read from what `formwork` writes, one variable a line, and not as HCL: its layout is ours.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The part of a task definition that doesn't depend on AWS.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TaskDefinition {
    port: u16,
    literals: BTreeMap<String, String>,
}

impl TaskDefinition {
    /// Reads the file that `cargo build` has written.
    pub(crate) fn read(path: &Path) -> Result<Self, Unreadable> {
        let unreadable = |reason| Unreadable {
            path: path.to_owned(),
            reason,
        };
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(Some(error)))?;
        Self::parse(&text).ok_or_else(|| unreadable(None))
    }

    fn parse(text: &str) -> Option<Self> {
        let port = text.lines().find_map(|line| {
            let (name, value) = line.split_once('=')?;
            (name.trim() == "containerPort").then(|| value.trim().parse().ok())?
        })?;
        let literals = text.lines().filter_map(|line| {
            let variable = line.trim().strip_prefix("{ name = \"")?;
            let (name, value) = variable.split_once("\", value = \"")?;
            Some((name.to_owned(), value.strip_suffix("\" },")?.to_owned()))
        });
        Some(Self {
            port,
            literals: literals.collect(),
        })
    }

    /// Where the service listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Variables with their values; `FORMWORK_FINGERPRINT` is one of them.
    pub(crate) fn literals(&self) -> &BTreeMap<String, String> {
        &self.literals
    }
}

/// The file is missing, or nothing that `formwork` writes.
#[derive(Debug)]
pub(crate) struct Unreadable {
    path: PathBuf,
    reason: Option<io::Error>,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.reason {
            Some(error) => write!(f, "cannot read {path}: {error}"),
            None => write!(f, "{path} has no task definition with a port"),
        }
    }
}

impl std::error::Error for Unreadable {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_port_and_literals_and_leaves_references() {
        let text = r#"
              containerPort = 8000
              { name = "FORMWORK_FINGERPRINT", value = "dfbce12dec5c7068" },
              { name = "TASKDB_NAME", value = aws_db_instance.taskdb.db_name },
        "#;
        let fingerprint = ("FORMWORK_FINGERPRINT", "dfbce12dec5c7068");
        let expected = TaskDefinition {
            port: 8000,
            literals: BTreeMap::from([fingerprint].map(|(n, v)| (n.to_owned(), v.to_owned()))),
        };
        assert_eq!(TaskDefinition::parse(text), Some(expected));
    }

    #[test]
    fn the_committed_one_has_what_the_api_compares() {
        let committed = include_str!("../../hcl-out/service_api.tf");
        let definition = TaskDefinition::parse(committed).expect("a task definition");
        let names: Vec<_> = definition.literals().keys().collect();
        assert_eq!(names, ["FORMWORK_FINGERPRINT", "RUST_LOG"]);
    }
}
