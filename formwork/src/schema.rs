//! What the AWS provider takes and exports, line by line and type by type; `formwork/schema/README.md`
//! has the form of the data.
//!
//! A look-up reads one type; the blocks in it are read when somebody enters them, and kept.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

mod data;
mod line;
mod rules;
mod strings;

use data::{DATA, Section};
pub use line::ProviderLine;
pub(crate) use line::newest_of;
pub(crate) use rules::{Rule, Rules, Words, rules_of};
#[cfg(test)]
pub(crate) use strings::STRING_FUNCTIONS;
pub(crate) use strings::{is_string, lacks_arn};

/// What a block takes: the block of a resource, or one below it.
#[derive(Debug, Clone, Default)]
pub(crate) struct BlockType {
    pub(crate) attributes: BTreeMap<&'static str, Attribute>,
    pub(crate) blocks: BTreeMap<&'static str, NestedBlock>,
    pub(crate) deprecated: bool,
}

/// An argument, or what the provider exports under that name, or both.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the flags of the provider's schema"
)]
pub(crate) struct Attribute {
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) optional: bool,
    /// The provider may choose it; without `optional` nobody else may.
    pub(crate) computed: bool,
    pub(crate) sensitive: bool,
    pub(crate) write_only: bool,
    pub(crate) deprecated: bool,
}

/// Blocks of one name inside a block.
#[derive(Debug, Clone)]
pub(crate) struct NestedBlock {
    pub(crate) nesting: Nesting,
    pub(crate) min_items: u32,
    pub(crate) max_items: Option<u32>,
    /// The number of its block in the data.
    content: u32,
}

/// What several blocks of one name are together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nesting {
    /// At most one: an object, or null.
    Single,
    /// At most one: an object, of nulls if the block is absent.
    Group,
    List,
    Set,
    /// By label.
    Map,
}

/// A type of Terraform.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    String,
    Number,
    Bool,
    /// Any type; known when Terraform runs.
    Dynamic,
    List(Arc<Type>),
    Set(Arc<Type>),
    Map(Arc<Type>),
    Object(Arc<BTreeMap<Cow<'static, str>, Member>>),
    Tuple(Arc<[Type]>),
}

/// An attribute of an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) ty: Type,
    /// By `optional()` in the type of a variable.
    pub(crate) optional: bool,
}

/// Reads a type of resource of the newest line with all blocks below it, keeps nothing, and gives the
/// number of its arguments: what a first look-up costs at most, for the benchmark.
#[doc(hidden)]
#[must_use]
pub fn read_afresh(kind: &str) -> Option<usize> {
    fn read(number: u32) -> usize {
        let block = DATA.read_block(number);
        let below = block.blocks.values().map(|nested| read(nested.content));
        block.attributes.len() + below.sum::<usize>()
    }
    DATA.find(ProviderLine::NEWEST, Section::Resources, kind)
        .map(read)
}

/// Each block once, from its first use on.
fn block(number: u32) -> &'static BlockType {
    static BLOCKS: LazyLock<Vec<OnceLock<BlockType>>> =
        LazyLock::new(|| (0..DATA.block_count()).map(|_| OnceLock::new()).collect());
    BLOCKS[number as usize].get_or_init(|| DATA.read_block(number))
}

impl Attribute {
    /// Whether an author may set it.
    pub(crate) fn is_settable(&self) -> bool {
        self.required || self.optional
    }
}

impl NestedBlock {
    /// What each of the blocks takes.
    pub(crate) fn block(&self) -> &'static BlockType {
        block(self.content)
    }
}

impl Type {
    /// An object all of whose attributes are always there.
    pub(crate) fn object<N: Into<Cow<'static, str>>>(
        members: impl IntoIterator<Item = (N, Self)>,
    ) -> Self {
        let members = members.into_iter().map(|(name, ty)| {
            let member = Member {
                ty,
                optional: false,
            };
            (name.into(), member)
        });
        Self::Object(Arc::new(members.collect()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{BlockType, NestedBlock, Nesting, ProviderLine, Type};

    fn count(block: &BlockType) -> usize {
        let below = block.blocks.values().map(|nested| count(nested.block()));
        let names = block.attributes.keys().chain(block.blocks.keys());
        assert!(names.clone().all(|name| !name.is_empty()));
        names.count() + below.sum::<usize>()
    }

    /// How many resources, data sources and ephemeral resources there are, and how many arguments and
    /// blocks in all.
    fn counts(line: ProviderLine) -> [usize; 4] {
        let resources = line.resources().filter_map(|each| line.resource(each));
        let data_sources = line
            .data_sources()
            .filter_map(|each| line.data_source(each));
        let ephemerals = line.ephemerals().filter_map(|each| line.ephemeral(each));
        assert!(line.resources().is_sorted() && line.data_sources().is_sorted());
        let types = [
            resources.clone().count(),
            data_sources.clone().count(),
            ephemerals.clone().count(),
        ];
        let all = resources.chain(data_sources).chain(ephemerals);
        let members = all.chain(line.provider()).map(count).sum();
        [types[0], types[1], types[2], members]
    }

    #[test]
    fn every_type_of_the_provider_is_read() {
        // As many as `terraform providers schema -json` has: 87,103 arguments, 49,424 blocks.
        let of_5 = [1526, 608, 7, 87_103 + 49_424];
        assert_eq!(counts(ProviderLine::V5), of_5);
        let [resources, data_sources, ephemerals, _] = counts(ProviderLine::V6);
        assert_eq!((resources, data_sources, ephemerals), (1725, 683, 10));
    }

    #[test]
    fn a_type_has_its_arguments_with_their_flags() {
        let queue = ProviderLine::V5.resource("aws_sqs_queue").unwrap();
        let policy = &queue.attributes["policy"];
        assert!(policy.optional && policy.computed && policy.is_settable());
        assert_eq!(policy.ty, Type::String);
        let arn = &queue.attributes["arn"];
        assert!(arn.computed && !arn.is_settable());
        assert_eq!(
            queue.attributes["tags"].ty,
            Type::Map(Arc::new(Type::String))
        );
        let database = ProviderLine::V5.resource("aws_db_instance").unwrap();
        assert!(database.attributes["instance_class"].required);
        assert!(database.attributes["password"].sensitive);
        assert!(database.attributes["password_wo"].write_only);
    }

    #[test]
    fn a_nested_block_has_its_limits() {
        let service = ProviderLine::V5.resource("aws_ecs_service").unwrap();
        let network: &NestedBlock = &service.blocks["network_configuration"];
        assert_eq!(
            (network.nesting, network.min_items, network.max_items),
            (Nesting::List, 0, Some(1))
        );
        assert!(network.block().attributes["subnets"].required);
        let listener = ProviderLine::V5.resource("aws_lb_listener").unwrap();
        let action = &listener.blocks["default_action"];
        assert_eq!((action.min_items, action.max_items), (1, None));
    }

    #[test]
    fn what_the_provider_does_not_have_is_not_found() {
        for kind in ["", "aws", "aws_sqs_queues", "zzz", "null_resource"] {
            for line in ProviderLine::ALL {
                assert!(line.resource(kind).is_none(), "{kind}");
            }
        }
    }
}
