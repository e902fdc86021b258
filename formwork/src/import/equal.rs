//! Whether a plan sees no difference between two blocks of one address, though they are not written alike.
//!
//! These are the same: an argument that says the default of the provider's schema, or null, and one that is left out;
//! attributes that always have the same value; and an order of resources, if ours keeps that of the module.

use hcl_edit::Ident;
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};
use hcl_edit::visit_mut::{self, VisitMut};

use super::meaning::{self, of_module};
use crate::kind::{AnyKind, Kinds, ProviderDefault, Twins};
use crate::schema::ProviderLine;

/// What is the same, by what kinds know of their resources.
#[derive(Debug)]
pub(super) struct Equality<'l> {
    defaults: Vec<ProviderDefault>,
    twins: Vec<Twins>,
    lines: &'l [ProviderLine],
}

impl<'l> Equality<'l> {
    pub(super) fn new(kinds: &Kinds, lines: &'l [ProviderLine]) -> Self {
        let known = || kinds.iter().filter_map(AnyKind::recognition);
        Self {
            defaults: known().flat_map(|it| it.defaults).copied().collect(),
            twins: known().flat_map(|it| it.twins).copied().collect(),
            lines,
        }
    }

    /// The first argument or block in which they differ, if they do.
    pub(super) fn difference(&self, theirs: &Block, ours: &Block) -> Option<String> {
        let [mut theirs, mut ours] = [theirs, ours].map(|block| self.plain(block));
        let kept = orders(&ours);
        if orders(&theirs).iter().all(|address| kept.contains(address)) {
            for block in [&mut theirs, &mut ours] {
                block.body.remove_attribute("depends_on");
            }
        }
        if self.meaning(&theirs) == self.meaning(&ours) {
            return None;
        }
        let mut names = names(&theirs).chain(names(&ours));
        let differs = |name: &String| {
            let [theirs, ours] = [&theirs, &ours].map(|block| self.meaning(&only(block, name)));
            theirs != ours
        };
        names
            .find(differs)
            .or_else(|| Some("its labels".to_owned()))
    }

    fn meaning(&self, block: &Block) -> String {
        let mut body = Body::new();
        body.push(block.clone());
        format!("{:?}", of_module([&body], self.lines))
    }

    /// Without what means nothing, and with one name for what is the same.
    fn plain(&self, block: &Block) -> Block {
        let mut plain = block.clone();
        let of_type = block.labels.first().map_or("", BlockLabel::as_str);
        let is_default = |name: &str, value: &Expression| {
            let value = meaning::of(value);
            let mut defaults = self.defaults.iter();
            defaults.any(|(own, argument, default)| {
                *own == of_type && *argument == name && *default == value
            })
        };
        let means_nothing = |structure: &Structure| {
            let attribute = structure.as_attribute()?;
            let name = attribute.key.as_str();
            let is_left_out = attribute.value.is_null() || is_default(name, &attribute.value);
            is_left_out.then(|| name.to_owned())
        };
        let left_out: Vec<String> = block.body.iter().filter_map(means_nothing).collect();
        for name in left_out {
            plain.body.remove_attribute(&name);
        }
        Renamer(&self.twins).visit_body_mut(&mut plain.body);
        plain
    }
}

/// The addresses that a block waits for.
fn orders(block: &Block) -> Vec<String> {
    let list = block.body.get_attribute("depends_on");
    let list = list.and_then(|it| it.value.as_array());
    list.map_or_else(Vec::new, |items| items.iter().map(meaning::of).collect())
}

fn names(block: &Block) -> impl Iterator<Item = String> {
    block.body.iter().map(|structure| match structure {
        Structure::Attribute(attribute) => attribute.key.as_str().to_owned(),
        Structure::Block(block) => block.ident.as_str().to_owned(),
    })
}

/// The block with what has a name alone.
fn only(block: &Block, name: &str) -> Block {
    let mut only = block.clone();
    let has_name = |structure: &&Structure| match structure {
        Structure::Attribute(attribute) => attribute.key.as_str() == name,
        Structure::Block(block) => block.ident.as_str() == name,
    };
    only.body = block.body.iter().filter(has_name).cloned().collect();
    only
}

/// Gives attributes that are the same the second of their names.
struct Renamer<'t>(&'t [Twins]);

impl VisitMut for Renamer<'_> {
    fn visit_traversal_mut(&mut self, traversal: &mut Traversal) {
        let of_type = traversal
            .expr
            .as_variable()
            .map(|it| it.as_str().to_owned());
        if let (Some(of_type), [_, attribute, ..]) = (of_type, traversal.operators.as_mut_slice())
            && let TraversalOperator::GetAttr(name) = attribute.value()
        {
            let mut twins = self.0.iter();
            let twin = twins.find(|(own, [first, _])| *own == of_type && *first == name.as_str());
            if let Some((_, [_, second])) = twin {
                *attribute.value_mut() = TraversalOperator::GetAttr(Ident::new(*second).into());
            }
        }
        visit_mut::visit_traversal_mut(self, traversal);
    }
}

#[cfg(test)]
mod tests {
    use super::Equality;
    use crate::hcl::syntax::parse_body;
    use crate::kind::Kinds;
    use crate::schema::ProviderLine;

    /// What differs between two queues.
    #[track_caller]
    fn differ(theirs: &str, ours: &str, expected: Option<&str>) {
        let lines = [ProviderLine::NEWEST];
        let equality = Equality::new(&Kinds::default(), &lines);
        let [theirs, ours] = [theirs, ours].map(|body| {
            let text = format!("resource \"aws_sqs_queue\" \"jobs\" {{\n{body}\n}}\n");
            let body = parse_body(&text).unwrap();
            body.blocks().next().cloned().unwrap()
        });
        assert_eq!(equality.difference(&theirs, &ours).as_deref(), expected);
    }

    #[test]
    fn a_default_of_the_schema_is_nothing() {
        differ("", "visibility_timeout_seconds = 30", None);
        differ("delay_seconds = 0\nname = null", "", None);
        differ(
            "",
            "visibility_timeout_seconds = 31",
            Some("visibility_timeout_seconds"),
        );
        // AWS chooses this one, and a plan may tell it from none.
        differ(
            "",
            "sqs_managed_sse_enabled = true",
            Some("sqs_managed_sse_enabled"),
        );
    }

    #[test]
    fn twins_are_the_same() {
        let policy = |of: &str| format!("policy = \"${{aws_sqs_queue.dead.{of}}}/x\"");
        differ(&policy("id"), &policy("url"), None);
        differ(&policy("id"), &policy("arn"), Some("policy"));
        differ(
            "policy = aws_sns_topic.a.id",
            "policy = aws_sns_topic.a.url",
            Some("policy"),
        );
    }

    #[test]
    fn an_order_may_be_added_and_not_lost() {
        let one = "depends_on = [aws_sns_topic.a]";
        let both = "depends_on = [aws_sns_topic.b, aws_sns_topic.a]";
        differ("", one, None);
        differ(one, both, None);
        differ(both, one, Some("depends_on"));
        differ(one, "", Some("depends_on"));
    }

    #[test]
    fn all_else_is_a_difference() {
        differ("tags = { a = 1 }", "", Some("tags"));
        differ(
            "lifecycle {\nprevent_destroy = true\n}",
            "",
            Some("lifecycle"),
        );
        differ("count = 1", "", Some("count"));
        differ("name = \"a-${var.b}\"", "name = \"a-b\"", Some("name"));
    }
}
