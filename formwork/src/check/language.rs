//! The blocks of the Terraform language, version 1.11: their arguments and blocks, as tables.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::schema::{Attribute, BlockType, Type};

/// What a block of the language takes.
#[derive(Debug)]
pub(super) struct Grammar {
    pub(super) arguments: &'static [Argument],
    pub(super) blocks: &'static [Child],
}

/// An argument of a block of the language.
#[derive(Debug)]
pub(super) struct Argument {
    pub(super) name: &'static str,
    pub(super) form: Form,
    pub(super) required: bool,
}

/// How the value of an argument is written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// Any expression.
    Value,
    /// An expression whose value becomes a string.
    StringValue,
    /// An expression whose value becomes a bool.
    BoolValue,
    /// `true` or `false`, since Terraform reads it before it evaluates anything.
    Bool,
    /// A quoted text without `${}`, for the same reason.
    Text,
    /// A value without references and calls.
    Constant,
    /// The type of a variable.
    Type,
    /// `aws_sqs_queue.jobs`: an address, which needs not be declared.
    Address,
    /// `aws` or `aws.west`.
    Provider,
    /// A list of references to whole objects.
    References,
    /// A list of references, to attributes too.
    Triggers,
    /// `all`, or a list of arguments of this block.
    Arguments,
    /// The number of instances.
    Count,
    /// The keys of the instances.
    ForEach,
    /// What Terraform reads in a way of its own, and what is not looked at.
    Other,
}

/// A nested block of the language.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a row of a table, whose constants name them"
)]
pub(super) struct Child {
    pub(super) name: &'static str,
    pub(super) labels: usize,
    pub(super) required: bool,
    pub(super) repeats: bool,
    pub(super) grammar: &'static Grammar,
    /// Whether it takes more than the grammar says.
    pub(super) is_open: bool,
    /// Whether `self` is the resource there.
    pub(super) has_self: bool,
}

const fn optional(name: &'static str, form: Form) -> Argument {
    Argument {
        name,
        form,
        required: false,
    }
}

const fn required(name: &'static str, form: Form) -> Argument {
    Argument {
        name,
        form,
        required: true,
    }
}

const fn one(name: &'static str, grammar: &'static Grammar) -> Child {
    Child {
        name,
        labels: 0,
        required: false,
        repeats: false,
        grammar,
        is_open: false,
        has_self: false,
    }
}

const fn several(name: &'static str, grammar: &'static Grammar) -> Child {
    Child {
        repeats: true,
        ..one(name, grammar)
    }
}

const NOTHING: Grammar = Grammar {
    arguments: &[],
    blocks: &[],
};

const CONDITION: Grammar = Grammar {
    arguments: &[
        required("condition", Form::BoolValue),
        required("error_message", Form::StringValue),
    ],
    blocks: &[],
};

const POSTCONDITION: Child = Child {
    has_self: true,
    ..several("postcondition", &CONDITION)
};

const COUNT: Argument = optional("count", Form::Count);
const FOR_EACH: Argument = optional("for_each", Form::ForEach);
const DEPENDS_ON: Argument = optional("depends_on", Form::References);
const PROVIDER: Argument = optional("provider", Form::Provider);

const CONNECTION: Child = Child {
    is_open: true,
    has_self: true,
    ..one("connection", &NOTHING)
};

const PROVISIONER: Child = Child {
    labels: 1,
    is_open: true,
    has_self: true,
    ..several(
        "provisioner",
        &Grammar {
            arguments: &[
                optional("when", Form::Other),
                optional("on_failure", Form::Other),
            ],
            blocks: &[CONNECTION],
        },
    )
};

/// `resource`, beside what its type takes.
pub(super) const RESOURCE: Grammar = Grammar {
    arguments: &[COUNT, FOR_EACH, DEPENDS_ON, PROVIDER],
    blocks: &[
        one(
            "lifecycle",
            &Grammar {
                arguments: &[
                    optional("create_before_destroy", Form::Bool),
                    optional("prevent_destroy", Form::Bool),
                    optional("ignore_changes", Form::Arguments),
                    optional("replace_triggered_by", Form::Triggers),
                ],
                blocks: &[several("precondition", &CONDITION), POSTCONDITION],
            },
        ),
        CONNECTION,
        PROVISIONER,
    ],
};

/// `data` and `ephemeral`, beside what their types take.
pub(super) const DATA: Grammar = Grammar {
    arguments: &[COUNT, FOR_EACH, DEPENDS_ON, PROVIDER],
    blocks: &[one(
        "lifecycle",
        &Grammar {
            arguments: &[],
            blocks: &[several("precondition", &CONDITION), POSTCONDITION],
        },
    )],
};

/// `provider`, beside what the provider takes.
pub(super) const PROVIDER_BLOCK: Grammar = Grammar {
    arguments: &[
        optional("alias", Form::Text),
        optional("version", Form::Text),
    ],
    blocks: &[],
};

pub(super) const VARIABLE: Grammar = Grammar {
    arguments: &[
        optional("type", Form::Type),
        optional("default", Form::Constant),
        optional("description", Form::Text),
        optional("sensitive", Form::Bool),
        optional("nullable", Form::Bool),
        optional("ephemeral", Form::Bool),
    ],
    blocks: &[several("validation", &CONDITION)],
};

pub(super) const OUTPUT: Grammar = Grammar {
    arguments: &[
        required("value", Form::Value),
        optional("description", Form::Text),
        optional("sensitive", Form::Bool),
        optional("ephemeral", Form::Bool),
        DEPENDS_ON,
    ],
    blocks: &[several("precondition", &CONDITION)],
};

/// `module`, beside the variables of the module.
pub(super) const MODULE: Grammar = Grammar {
    arguments: &[
        required("source", Form::Text),
        optional("version", Form::Text),
        optional("providers", Form::Other),
        COUNT,
        FOR_EACH,
        DEPENDS_ON,
    ],
    blocks: &[],
};

pub(super) const TERRAFORM: Grammar = Grammar {
    arguments: &[
        optional("required_version", Form::Text),
        optional("experiments", Form::Other),
    ],
    blocks: &[
        Child {
            labels: 1,
            is_open: true,
            ..one("backend", &NOTHING)
        },
        Child {
            is_open: true,
            ..one("cloud", &NOTHING)
        },
        Child {
            is_open: true,
            ..one("required_providers", &NOTHING)
        },
        Child {
            labels: 1,
            is_open: true,
            ..several("provider_meta", &NOTHING)
        },
    ],
};

pub(super) const MOVED: Grammar = Grammar {
    arguments: &[
        required("from", Form::Address),
        required("to", Form::Address),
    ],
    blocks: &[],
};

pub(super) const IMPORT: Grammar = Grammar {
    arguments: &[
        required("to", Form::Address),
        required("id", Form::StringValue),
        PROVIDER,
        FOR_EACH,
    ],
    blocks: &[],
};

pub(super) const REMOVED: Grammar = Grammar {
    arguments: &[required("from", Form::Address)],
    blocks: &[
        one(
            "lifecycle",
            &Grammar {
                arguments: &[optional("destroy", Form::Bool)],
                blocks: &[],
            },
        ),
        CONNECTION,
        PROVISIONER,
    ],
};

/// `check`, beside its one data source.
pub(super) const CHECK: Grammar = Grammar {
    arguments: &[],
    blocks: &[Child {
        required: true,
        ..several("assert", &CONDITION)
    }],
};

/// Every kind of block at the top of a file, with its number of labels.
pub(super) const TOP: &[(&str, usize)] = &[
    ("check", 1),
    ("data", 2),
    ("ephemeral", 2),
    ("import", 0),
    ("locals", 0),
    ("module", 1),
    ("moved", 0),
    ("output", 1),
    ("provider", 1),
    ("removed", 0),
    ("resource", 2),
    ("terraform", 0),
    ("variable", 1),
];

/// The provisioners that are built into Terraform; others need a plugin of their own.
pub(super) const PROVISIONERS: &[&str] = &["file", "local-exec", "remote-exec"];

/// The places that Terraform keeps a state in.
pub(super) const BACKENDS: &[&str] = &[
    "azurerm",
    "consul",
    "cos",
    "gcs",
    "http",
    "inmem",
    "kubernetes",
    "local",
    "oss",
    "pg",
    "remote",
    "s3",
];

/// Names that no variable may have, since `module` blocks take them.
pub(super) const RESERVED_VARIABLES: &[&str] = &[
    "source",
    "version",
    "providers",
    "count",
    "for_each",
    "lifecycle",
    "depends_on",
    "locals",
];

/// The types of the provider that is built into Terraform.
pub(super) fn own_type(mode: &str, kind: &str) -> Option<&'static BlockType> {
    static TERRAFORM_DATA: LazyLock<BlockType> = LazyLock::new(|| {
        block_type(&[
            ("id", Type::String, false, false),
            ("input", Type::Dynamic, false, true),
            ("output", Type::Dynamic, false, false),
            ("triggers_replace", Type::Dynamic, false, true),
        ])
    });
    static REMOTE_STATE: LazyLock<BlockType> = LazyLock::new(|| {
        block_type(&[
            ("backend", Type::String, true, false),
            ("config", Type::Dynamic, false, true),
            ("defaults", Type::Dynamic, false, true),
            ("outputs", Type::Dynamic, false, false),
            ("workspace", Type::String, false, true),
        ])
    });
    match (mode, kind) {
        ("resource", "terraform_data") => Some(&TERRAFORM_DATA),
        ("data", "terraform_remote_state") => Some(&REMOTE_STATE),
        _ => None,
    }
}

/// A block of arguments by name and type, with `required` and `optional`.
pub(super) fn block_type(arguments: &[(&'static str, Type, bool, bool)]) -> BlockType {
    let arguments = arguments.iter().map(|(name, ty, required, optional)| {
        let attribute = Attribute {
            ty: ty.clone(),
            required: *required,
            optional: *optional,
            computed: !required && !optional,
            sensitive: false,
            write_only: false,
            deprecated: false,
        };
        (*name, attribute)
    });
    BlockType {
        attributes: arguments.collect(),
        ..BlockType::default()
    }
}

/// What an argument of type list or set of objects takes where it is written as blocks, which
/// Terraform allows: everything in them may be left out.
pub(super) fn as_blocks(ty: &Type) -> Option<BlockType> {
    let (Type::List(item) | Type::Set(item)) = ty else {
        return None;
    };
    let Type::Object(members) = item.as_ref() else {
        return None;
    };
    let mut block = BlockType::default();
    for (name, member) in members.iter() {
        let Cow::Borrowed(name) = name else {
            return None;
        };
        let attribute = Attribute {
            ty: member.ty.clone(),
            required: false,
            optional: true,
            computed: false,
            sensitive: false,
            write_only: false,
            deprecated: false,
        };
        block.attributes.insert(name, attribute);
    }
    Some(block)
}
