//! Provisioners and connections: what each kind takes, and what one may look at that runs when its
//! resource is destroyed.

use std::sync::LazyLock;

use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};
use hcl_edit::visit::{self, Visit};

use super::body::Content;
use super::checker::{Checker, Scope};
use super::language::{PROVISIONERS, block_type};
use crate::problem::{Code, help_one_of, list};
use crate::schema::{BlockType, Type};

static LOCAL_EXEC: LazyLock<BlockType> = LazyLock::new(|| {
    block_type(&[
        ("command", Type::String, true, false),
        ("environment", Type::Map(Type::String.into()), false, true),
        ("interpreter", Type::List(Type::String.into()), false, true),
        ("quiet", Type::Bool, false, true),
        ("working_dir", Type::String, false, true),
    ])
});

static REMOTE_EXEC: LazyLock<BlockType> = LazyLock::new(|| {
    block_type(&[
        ("inline", Type::List(Type::String.into()), false, true),
        ("script", Type::String, false, true),
        ("scripts", Type::List(Type::String.into()), false, true),
    ])
});

static FILE: LazyLock<BlockType> = LazyLock::new(|| {
    block_type(&[
        ("content", Type::String, false, true),
        ("destination", Type::String, true, false),
        ("source", Type::String, false, true),
    ])
});

/// What a `connection` takes.
static CONNECTION: LazyLock<BlockType> = LazyLock::new(|| {
    let text = [
        "type",
        "user",
        "password",
        "host",
        "private_key",
        "certificate",
        "host_key",
        "target_platform",
        "script_path",
        "timeout",
        "cacert",
        "proxy_scheme",
        "proxy_host",
        "proxy_user_name",
        "proxy_user_password",
        "bastion_host",
        "bastion_host_key",
        "bastion_user",
        "bastion_password",
        "bastion_private_key",
        "bastion_certificate",
        "agent_identity",
    ];
    let text = text.map(|name| (name, Type::String, false, true));
    let number =
        ["port", "proxy_port", "bastion_port"].map(|name| (name, Type::Number, false, true));
    let switch =
        ["agent", "https", "insecure", "use_ntlm"].map(|name| (name, Type::Bool, false, true));
    block_type(&[&text[..], &number, &switch].concat())
});

/// What a provisioner of a kind, or a connection, may hold.
pub(super) fn content(block: &Block) -> Content<'static> {
    let label = block.labels.first().map(BlockLabel::as_str);
    match (block.ident.as_str(), label) {
        ("connection", _) => Content::Schema(&CONNECTION),
        (_, Some("local-exec")) => Content::Schema(&LOCAL_EXEC),
        (_, Some("remote-exec")) => Content::Schema(&REMOTE_EXEC),
        (_, Some("file")) => Content::Schema(&FILE),
        _ => Content::Open,
    }
}

impl Checker<'_> {
    pub(super) fn provisioner(&self, block: &Block, scope: &mut Scope<'_>) {
        let name = block.labels.first().map_or("", BlockLabel::as_str);
        if !PROVISIONERS.contains(&name) {
            let message = format!("there is no provisioner `{name}`");
            let help = help_one_of(name, PROVISIONERS.iter().copied());
            self.report_with(scope, Code::InvalidBlock, message, help);
        }
        let when = self.word(&block.body, "when", &["create", "destroy"], scope);
        self.word(&block.body, "on_failure", &["continue", "fail"], scope);
        self.exclusive(name, &block.body, scope);
        if when.as_deref() == Some("destroy") {
            self.destroy(&block.body, scope);
        }
    }

    /// An argument that is one of some words.
    fn word(
        &self,
        body: &Body,
        name: &str,
        known: &[&str],
        scope: &mut Scope<'_>,
    ) -> Option<String> {
        let value = &body.get_attribute(name)?.value;
        let word = value.as_variable().map(hcl_edit::Ident::as_str);
        let word = word.or_else(|| value.as_str()).unwrap_or_default();
        if !known.contains(&word) {
            scope.at(name, |scope| {
                let message = format!("`{name}` is one of some words, and this is none of them");
                let help = help_one_of(word, known.iter().copied());
                self.report_with(scope, Code::InvalidExpression, message, help);
            });
        }
        Some(word.to_owned())
    }

    /// Arguments of which one alone is needed.
    fn exclusive(&self, provisioner: &str, body: &Body, scope: &Scope<'_>) {
        let (names, is_needed): (&[&str], bool) = match provisioner {
            "remote-exec" => (&["inline", "script", "scripts"], true),
            "file" => (&["source", "content"], true),
            _ => return,
        };
        let given = names.iter().filter(|name| {
            let argument = body.get_attribute(name);
            argument.is_some_and(|argument| !argument.value.is_null())
        });
        let given = given.count();
        if given > 1 || (is_needed && given == 0) {
            let all = list(names.iter().copied());
            let message = format!("one of {all} is needed, and there are {given}");
            if given > 1 {
                self.report_with(scope, Code::MissingArgument, message, "keep one of them");
            } else {
                self.report_missing(names[0], message, scope);
            }
        }
    }

    /// What runs when the resource is gone sees `self`, `each.key`, `count.index` and paths alone.
    fn destroy(&self, body: &Body, scope: &mut Scope<'_>) {
        let mut search = Foreign(None);
        for structure in body {
            match structure {
                Structure::Attribute(attribute)
                    if !matches!(attribute.key.as_str(), "when" | "on_failure") =>
                {
                    search.visit_expr(&attribute.value);
                }
                Structure::Attribute(_) => {}
                Structure::Block(block) => search.visit_body(&block.body),
            }
        }
        if let Some(found) = search.0 {
            let message = format!("`{found}` cannot be referred to when the resource is destroyed");
            let help = "refer to `self`, `each.key`, `count.index` or a path alone";
            self.report_with(scope, Code::OutOfScope, message, help);
        }
    }
}

/// The first reference that a destroy provisioner may not have.
struct Foreign(Option<String>);

impl Visit for Foreign {
    fn visit_traversal(&mut self, traversal: &hcl_edit::expr::Traversal) {
        if let Expression::Variable(root) = &traversal.expr {
            let name = match traversal.operators.first().map(hcl_edit::Decorated::value) {
                Some(TraversalOperator::GetAttr(name)) => name.as_str(),
                _ => "",
            };
            let is_allowed = matches!(
                (root.as_str(), name),
                ("self" | "path" | "terraform", _) | ("each", "key") | ("count", "index")
            );
            if !is_allowed && self.0.is_none() {
                self.0 = Some(format!("{}.{name}", root.as_str()));
            }
        }
        visit::visit_traversal(self, traversal);
    }
}
