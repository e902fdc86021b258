//! What a lint found, and where `stack.toml` says so.

use toml::de::{DeTable, DeValue};

use super::module::Block;
use crate::problem::Code;
use crate::source::Span;

/// One finding: a resource of the final HCL that a lint objects to.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    pub(crate) address: String,
    pub(crate) message: String,
    pub(crate) help: String,
    file: String,
    argument: String,
    key: &'static str,
}

impl Finding {
    /// What is wrong with a block, as the rest of a sentence that starts with its address.
    pub(super) fn new(code: Code, block: &Block, message: &str) -> Self {
        let address = block.address();
        Self {
            code,
            message: format!("`{address}` {message}"),
            help: String::new(),
            file: block.file.clone(),
            argument: String::new(),
            key: "",
            address,
        }
    }

    /// The argument that is wrong or absent.
    pub(super) fn argument(mut self, path: impl Into<String>) -> Self {
        self.argument = path.into();
        self
    }

    /// The key of `stack.toml` that decides for what formwork makes: of the entry whose file it
    /// is, or with its section.
    pub(super) fn key(mut self, key: &'static str) -> Self {
        self.key = key;
        self
    }

    /// What to write instead.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Where `stack.toml` speaks of it: in an override, in a resource of the user's own, at the
    /// key that decides, or at the entry that it comes from.
    pub(super) fn span(&self, manifest: &DeTable<'_>) -> Span {
        let mut address: Vec<&str> = self.address.split('.').collect();
        if address.first() == Some(&"data") {
            address.remove(0);
        }
        let argument = self.argument.split('.').filter(|step| !step.is_empty());
        let below: Vec<&str> = address.iter().copied().chain(argument).collect();
        // An override speaks of the arguments that it sets; a resource of the user's own, of all.
        let written = [("override", below.len() + 1), ("resource", 3), ("data", 3)];
        let written = written.map(|(kind, least)| {
            let path: Vec<&str> = [kind].into_iter().chain(below.iter().copied()).collect();
            (path, least)
        });
        let ours = (self.origin(), 1);
        let candidates = written.into_iter().chain([ours]);
        candidates
            .filter_map(|(path, least)| locate(manifest, &path, least))
            .chain(locate(manifest, &["stack", "name"], 1))
            .next()
            .unwrap_or(0..0)
    }

    /// The entry of `stack.toml` whose file this is, and the key in it.
    fn origin(&self) -> Vec<&str> {
        let key = self.key.split('.').filter(|step| !step.is_empty());
        let stem = self.file.trim_end_matches(".tf");
        let entry = stem
            .split_once('_')
            .filter(|(kind, _)| ["service", "database", "bucket"].contains(kind));
        match entry {
            Some((kind, name)) => [kind, name].into_iter().chain(key).collect(),
            None if self.key.is_empty() && stem == "network" => vec!["network"],
            None => key.collect(),
        }
    }
}

/// The span of the value at `path`, or of the last key on the way, if at least `least` keys are
/// there.
pub(super) fn locate(root: &DeTable<'_>, path: &[&str], least: usize) -> Option<Span> {
    let mut table = root;
    let mut found = None;
    for (depth, step) in path.iter().enumerate() {
        let Some((key, value)) = table.get_key_value(*step) else {
            break;
        };
        let is_last = depth + 1 == path.len();
        let is_table = matches!(value.get_ref(), DeValue::Table(_));
        let span = if is_last && !is_table {
            value.span()
        } else {
            key.span()
        };
        found = (depth + 1 >= least).then_some(span).or(found);
        match value.get_ref() {
            DeValue::Table(inner) => table = inner,
            _ => break,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::module::{FileBlocks, Module};
    use super::*;

    const MANIFEST: &str = "[stack]\nname = \"shop\"\n[database.orders]\nmulti_az = false\n\
        [override.aws_db_instance.orders]\npublicly_accessible = true\n\
        [resource.aws_sqs_queue.jobs]\nsqs_managed_sse_enabled = false\n";

    #[track_caller]
    fn points_at(file: &str, hcl: &str, argument: &str, key: &'static str, text: &str) {
        let mut module = Module::default();
        module.add(FileBlocks::new(file, &hcl.parse().unwrap()));
        let block = module.blocks().next().unwrap();
        let finding = Finding::new(Code::SingleAz, block, "is odd")
            .argument(argument)
            .key(key);
        let manifest = DeTable::parse(MANIFEST).unwrap();
        assert_eq!(&MANIFEST[finding.span(manifest.get_ref())], text);
    }

    #[test]
    fn a_finding_points_at_what_the_user_wrote() {
        let database = "resource \"aws_db_instance\" \"orders\" {}";
        points_at(
            "database_orders.tf",
            database,
            "publicly_accessible",
            "",
            "true",
        );
        points_at(
            "database_orders.tf",
            database,
            "multi_az",
            "multi_az",
            "false",
        );
        let queue = "resource \"aws_sqs_queue\" \"jobs\" {}";
        points_at(
            "resources.tf",
            queue,
            "sqs_managed_sse_enabled",
            "",
            "false",
        );
        let group = "resource \"aws_db_subnet_group\" \"orders\" {}";
        points_at("database_orders.tf", group, "name", "multi_az", "false");
        points_at(
            "load_balancer.tf",
            "resource \"aws_lb\" \"main\" {}",
            "x",
            "",
            "\"shop\"",
        );
    }
}
