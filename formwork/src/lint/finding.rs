//! What a lint found, and where `stack.toml` says so.

use super::Origins;
use crate::hcl::module::Block;
use crate::hcl::path::Step;
use crate::kind::Origin;
use crate::problem::Code;
use crate::raw::{Aim, place_of};
use crate::stack::Stack;
use crate::tree::Place;
use crate::written::Spots;

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
    pub(super) fn place(&self, stack: &Stack, origins: &Origins) -> Place {
        let argument = self.argument.split('.').filter(|step| !step.is_empty());
        let step = |step: &str| match step.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Name(step.to_owned()),
        };
        let path: Vec<Step> = argument.map(step).collect();
        if let Some(place) = Spots::new(stack).place_of(&self.address, &path) {
            return place.clone();
        }
        if let Some(place) = place_of(&stack.raw, &self.address, &path, Aim::Value) {
            return place;
        }
        let ours = stack.places.locate(&self.origin(origins), 1);
        ours.or_else(|| stack.places.locate(&["stack", "name"], 1))
            .unwrap_or(0..0)
            .into()
    }

    /// The entry or section of `stack.toml` whose file this is, and the key in it.
    fn origin<'a>(&'a self, origins: &'a Origins) -> Vec<&'a str> {
        let key = self.key.split('.').filter(|step| !step.is_empty());
        match origins.get(&self.file) {
            Some(Origin::Entry(table, id)) => [table, id.as_str()].into_iter().chain(key).collect(),
            Some(Origin::Section(section)) if self.key.is_empty() => vec![section],
            _ => key.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hcl::module::{FileBlocks, Module};
    use crate::names::LogicalId;
    use crate::source::SourceFile;

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
        let stack = Stack::from_source(&SourceFile::new("stack.toml", MANIFEST)).unwrap();
        let orders = LogicalId::parse("orders").unwrap();
        let origin = Origin::Entry("database", orders);
        let origins = Origins::from([("database_orders.tf".to_owned(), origin)]);
        match finding.place(&stack, &origins) {
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
