//! A module with those that it calls by a path: read, parsed, and each checked once.

use std::collections::BTreeMap;

use hcl_edit::structure::Body;

use super::checker::Checker;
use super::cycles;
use super::declared::Declared;
use super::files::{Files, joined};
use super::finding::{Finding, Step};
use super::graph::Graph;
use super::lines;
use super::overrides;
use super::toolchain::Toolchain;
use crate::hcl::Unreadable;
use crate::hcl::read_hcl;
use crate::hcl::syntax::{Outline, Way, line_and_column};
use crate::problem::Code;

/// A file of a module.
#[derive(Debug)]
pub(crate) struct Parsed {
    /// Its path from the module that is checked.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) body: Body,
    pub(crate) outline: Outline,
}

/// The files of a directory, with the directories of the modules that they call.
#[derive(Debug, Default)]
struct Module {
    files: Vec<Parsed>,
    calls: BTreeMap<String, String>,
}

/// Modules by their directories; that of the one that is checked is empty.
#[derive(Debug)]
pub(super) struct Tree<'f> {
    files: &'f dyn Files,
    modules: BTreeMap<String, Module>,
    findings: Vec<Finding>,
}

impl<'f> Tree<'f> {
    /// Reads a module and what it calls.
    pub(super) fn read(files: &'f dyn Files) -> Result<Self, Unreadable> {
        let mut tree = Self::empty(files);
        let mut left = vec![String::new()];
        while let Some(directory) = left.pop() {
            if tree.modules.contains_key(&directory) {
                continue;
            }
            let mut parsed = Vec::new();
            for (name, text) in files.module(&directory) {
                let (body, outline) = read_hcl(&name, &text)?;
                parsed.push(Parsed {
                    name,
                    text,
                    body,
                    outline,
                });
            }
            left.extend(tree.add(directory, parsed));
        }
        Ok(tree)
    }

    /// A module whose files are parsed already.
    pub(super) fn of_bodies<'n>(
        bodies: impl IntoIterator<Item = (&'n str, Body)>,
        files: &'f dyn Files,
    ) -> Self {
        let parsed = bodies.into_iter().map(|(name, body)| Parsed {
            name: name.to_owned(),
            text: String::new(),
            body,
            outline: Outline::default(),
        });
        let mut tree = Self::empty(files);
        tree.add(String::new(), parsed.collect());
        tree
    }

    fn empty(files: &'f dyn Files) -> Self {
        Self {
            files,
            modules: BTreeMap::new(),
            findings: Vec::new(),
        }
    }

    /// Adds a module; gives the directories of those that it calls and that can be read.
    fn add(&mut self, directory: String, files: Vec<Parsed>) -> Vec<String> {
        let (files, findings) = overrides::merge(files);
        self.findings.extend(findings);
        let mut module = Module {
            files,
            calls: BTreeMap::new(),
        };
        for file in &module.files {
            for (index, block) in file.body.iter().enumerate() {
                let block = block.as_block().filter(|block| block.has_ident("module"));
                let Some((name, source)) = block.and_then(call) else {
                    continue;
                };
                let called = joined(&directory, source);
                if !self.files.module(&called).is_empty() {
                    module.calls.insert(name.to_owned(), called);
                } else if self.files.is_absent(&called) {
                    let message = format!("there is no directory `{source}`");
                    self.findings.push(Finding {
                        structure: Some(index),
                        path: vec![Step::Name("source".to_owned())],
                        ..Finding::new(
                            Code::InvalidBlock,
                            &file.name,
                            &format!("module.{name}"),
                            message,
                        )
                    });
                }
            }
        }
        let called = module.calls.values().cloned().collect();
        self.modules.insert(directory, module);
        called
    }

    /// What to check the modules for, if nobody says it.
    pub(super) fn toolchain(&self) -> Toolchain {
        let files = self.modules.values().flat_map(|module| &module.files);
        Toolchain::of(files.map(|file| &file.body))
    }

    /// Checks the modules for each of some toolchains. What one of them alone has is marked.
    pub(super) fn findings_of(&self, toolchains: &[Toolchain]) -> Vec<Finding> {
        let of_each = toolchains
            .iter()
            .map(|toolchain| (toolchain.provider, self.findings(*toolchain)));
        lines::merged(&of_each.collect::<Vec<_>>())
    }

    /// Checks each module once, then how they hang together.
    pub(super) fn findings(&self, toolchain: Toolchain) -> Vec<Finding> {
        let mut findings = self.findings.clone();
        let declared: BTreeMap<&str, Declared<'_>> = self
            .modules
            .iter()
            .map(|(directory, module)| {
                let files = module.files.iter();
                let files: Vec<_> = files.map(|file| (file.name.as_str(), &file.body)).collect();
                (directory.as_str(), Declared::new(&files, toolchain))
            })
            .collect();
        let mut references = BTreeMap::new();
        for (directory, module) in &self.modules {
            let checker = self.checker(directory, module, &declared, true);
            let mut found = checker.findings.into_inner();
            if found.iter().any(|finding| !finding.code.is_note()) {
                let plain = self.checker(directory, module, &declared, false);
                tell_apart(&mut found, &plain.findings.into_inner());
            }
            findings.extend(found);
            let mut of_module = checker.references.into_inner();
            for address in declared[directory.as_str()].addresses() {
                of_module.entry(address).or_default();
            }
            references.insert(directory.as_str(), of_module);
        }
        let graph = Graph::new(&references, &|directory| {
            let module = self.modules.get(directory).into_iter();
            let calls = module.flat_map(|module| &module.calls);
            calls
                .map(|(name, directory)| (name.as_str(), directory.as_str()))
                .collect()
        });
        findings.extend(cycles::find(&graph, &declared));
        findings.extend(declared.into_values().flat_map(|each| each.duplicates));
        for finding in &mut findings {
            lines::explain(finding, toolchain.provider);
        }
        findings
    }

    fn checker<'d>(
        &'d self,
        directory: &'d str,
        module: &'d Module,
        declared: &'d BTreeMap<&str, Declared<'d>>,
        is_of_plan: bool,
    ) -> Checker<'d> {
        let calls = module.calls.iter();
        let children = calls.filter_map(|(name, directory)| {
            Some((name.as_str(), declared.get(directory.as_str())?))
        });
        let checker = Checker::new(
            &declared[directory],
            children.collect(),
            self.files,
            directory,
            is_of_plan,
        );
        for file in &module.files {
            checker.file(&file.name, &file.body);
        }
        checker
    }

    /// One line, with the line of the file where it is known.
    pub(super) fn line_of(&self, finding: &Finding) -> String {
        match self.place_of(finding) {
            Some(line) => finding.at_line(line),
            None => finding.to_string(),
        }
    }

    /// The line that a finding is about.
    pub(super) fn place_of(&self, finding: &Finding) -> Option<usize> {
        let mut files = self.modules.values().flat_map(|module| &module.files);
        let file = files.find(|file| file.name == finding.file)?;
        let way = way_of(finding);
        let at = file.outline.locate(&file.text, finding.structure?, &way)?;
        Some(line_and_column(&file.text, at).0)
    }

    /// The files of the modules that are called.
    pub(super) fn called_files(&self) -> Vec<String> {
        let called = self
            .modules
            .iter()
            .filter(|(directory, _)| !directory.is_empty());
        let files = called.flat_map(|(_, module)| &module.files);
        files.map(|file| file.name.clone()).collect()
    }
}

/// The way through the text: an entry of `locals` is one step in.
fn way_of(finding: &Finding) -> Vec<Way<'_>> {
    let local = finding.address.strip_prefix("local.").map(Way::Name);
    let path = finding.path.iter().map(|step| match step {
        Step::Name(name) => Way::Name(name),
        Step::Index(index) => Way::Index(*index),
    });
    local.into_iter().chain(path).collect()
}

/// The name of a call and its source, of one by a path.
fn call(block: &hcl_edit::structure::Block) -> Option<(&str, &str)> {
    let name = block.labels.first()?.as_str();
    let source = block.body.get_attribute("source")?.value.as_str()?;
    let is_local = source.starts_with("./") || source.starts_with("../");
    is_local.then_some((name, source))
}

/// Marks what only a plan refuses: what is not found where resources are not known.
fn tell_apart(found: &mut [Finding], of_validate: &[Finding]) {
    for finding in found {
        finding.is_of_plan |= !of_validate.iter().any(|other| finding.is_same(other));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Tree;
    use crate::check::files::Given;

    #[test]
    fn what_is_called_by_a_path_is_read() {
        let given = Given::new([
            (
                "main.tf",
                "module \"a\" {\n  source = \"./a\"\n}\nmodule \"b\" {\n  source = \"acme/b/aws\"\n}\n",
            ),
            ("a/main.tf", "module \"c\" {\n  source = \"../c\"\n}\n"),
            ("c/main.tf", ""),
            ("d/main.tf", "this is not read\n"),
        ]);
        let tree = Tree::read(&given).unwrap();
        let directories: BTreeSet<&str> = tree.modules.keys().map(String::as_str).collect();
        assert_eq!(directories, ["", "a", "c"].into());
    }
}
