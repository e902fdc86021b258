//! What refers to what, over all modules, as Terraform orders it: a module is not one node, its
//! inputs, its outputs and what stands in it are.

use std::collections::{BTreeMap, BTreeSet};

/// Addresses of a module by what they refer to.
pub(super) type References = BTreeMap<String, BTreeSet<String>>;

/// How many modules may call each other in a row.
const DEEPEST: usize = 16;

/// What a module waits for before anything in it is made: its `count`, `for_each` and `depends_on`.
const EXPANSION: &str = " (expand)";

/// The addresses of all modules, those of a module that is called with `module.NAME.` in front.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) edges: References,
    /// The directory that the addresses with a beginning stand in.
    pub(super) directories: BTreeMap<String, String>,
}

/// The modules that one calls: their names and their directories.
type Called<'c> = dyn Fn(&str) -> Vec<(&'c str, &'c str)> + 'c;

impl Graph {
    pub(super) fn new(references: &BTreeMap<&str, References>, called: &Called<'_>) -> Self {
        let mut graph = Self::default();
        graph.add(references, called, "", "", 0);
        graph
    }

    /// Adds a module at a beginning; gives its addresses.
    fn add(
        &mut self,
        references: &BTreeMap<&str, References>,
        called: &Called<'_>,
        directory: &str,
        prefix: &str,
        depth: usize,
    ) -> BTreeSet<String> {
        let mut nodes = BTreeSet::new();
        let Some(own) = references.get(directory).filter(|_| depth < DEEPEST) else {
            return nodes;
        };
        self.directories
            .insert(prefix.to_owned(), directory.to_owned());
        for (from, all) in own {
            nodes.insert(format!("{prefix}{from}"));
            for to in all {
                self.connect(format!("{prefix}{from}"), format!("{prefix}{to}"));
            }
        }
        for (name, child) in called(directory) {
            let whole = format!("{prefix}module.{name}");
            let inside = format!("{whole}.");
            let within = self.add(references, called, child, &inside, depth + 1);
            for node in &within {
                self.connect(node.clone(), format!("{whole}{EXPANSION}"));
                self.connect(whole.clone(), node.clone());
                // Its configuration of a provider is that of who calls it.
                if let Some(provider) = node.strip_prefix(&inside)
                    && provider.starts_with("provider.")
                {
                    self.connect(node.clone(), format!("{prefix}{provider}"));
                }
            }
            nodes.extend(within);
        }
        nodes
    }

    fn connect(&mut self, from: String, to: String) {
        self.edges.entry(from).or_default().insert(to);
    }
}

/// The node that an argument of a block refers from.
pub(super) fn referring(address: &str, argument: Option<&str>) -> String {
    let is_call = address.starts_with("module.");
    match argument {
        Some("count" | "for_each" | "depends_on" | "providers" | "source" | "version")
            if is_call =>
        {
            format!("{address}{EXPANSION}")
        }
        Some(input) if is_call => format!("{address}.var.{input}"),
        _ => address.to_owned(),
    }
}

/// An address without what a node of it is for.
pub(super) fn plain(node: &str) -> &str {
    node.strip_suffix(EXPANSION).unwrap_or(node)
}

/// The name of a module in the beginning of an address.
pub(super) fn called_name(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("module.")?;
    rest.split(['.', ' ']).next()
}

#[cfg(test)]
mod tests {
    use super::{called_name, referring};

    #[test]
    fn an_argument_of_a_call_is_a_node_of_its_own() {
        assert_eq!(referring("module.a", Some("x")), "module.a.var.x");
        assert_eq!(referring("module.a", Some("count")), "module.a (expand)");
        assert_eq!(referring("aws_vpc.a", Some("count")), "aws_vpc.a");
        assert_eq!(called_name("module.a.var.x"), Some("a"));
        assert_eq!(called_name("module.a (expand)"), Some("a"));
        assert_eq!(called_name("module.a"), Some("a"));
        assert_eq!(called_name("local.a"), None);
    }
}
