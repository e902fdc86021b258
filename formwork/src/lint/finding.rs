//! What a lint found, and where `stack.toml` says so.

use toml::de::DeTable;

use super::module::Block;
use crate::check::Step;
use crate::problem::Code;
use crate::raw::{Aim, entry_of, locate, place_of};
use crate::stack::Raw;
use crate::tree::Place;

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

    /// Where its author speaks of it: in an override, in a raw block, at the key of `stack.toml`
    /// that decides, or at the entry that it comes from.
    pub(super) fn place(&self, raw: &Raw, manifest: &DeTable<'_>) -> Place {
        let argument = self.argument.split('.').filter(|step| !step.is_empty());
        let path: Vec<Step> = argument.map(|step| Step::Name(step.to_owned())).collect();
        if let Some(place) = place_of(raw, &self.address, &path, Aim::Value) {
            return place;
        }
        let ours = locate(manifest, &self.origin(), 1);
        ours.or_else(|| locate(manifest, &["stack", "name"], 1))
            .unwrap_or(0..0)
            .into()
    }

    /// The entry of `stack.toml` whose file this is, and the key in it.
    fn origin(&self) -> Vec<&str> {
        let key = self.key.split('.').filter(|step| !step.is_empty());
        match entry_of(&self.file) {
            Some(entry) => entry.into_iter().chain(key).collect(),
            None if self.key.is_empty() && self.file == "network.tf" => vec!["network"],
            None => key.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::module::{FileBlocks, Module};
    use super::*;
    use crate::source::SourceFile;
    use crate::stack::Stack;

    const MANIFEST: &str = "[stack]\nname = \"shop\"\n[service.web]\nimage = \"web:1\"\n\
        [database.orders]\nmulti_az = false\n\
        [override.aws_db_instance.orders]\npublicly_accessible = true\nremove = [\"backup_window\"]\n\
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
        let stack = Stack::from_source(&SourceFile::new("stack.toml", MANIFEST)).unwrap();
        match finding.place(&stack.raw, manifest.get_ref()) {
            Place::Manifest(span) => assert_eq!(&MANIFEST[span], text),
            Place::Code(location) => panic!("{location}"),
        }
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
            "backup_window",
            "",
            "\"backup_window\"",
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
