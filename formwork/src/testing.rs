//! Assertions for a crate's own tests: what its `stack.toml` becomes, in memory, without Terraform
//! and without files.
//!
//! ```
//! # let manifest = "stack.name = 'shop'\nservice.web.image = 'web:1'\ndatabase.orders.multi_az = true\n";
//! let module = formwork::testing::module_of(manifest); // or `module("stack.toml")`
//! module.resource("aws_db_instance.orders").has("multi_az", true);
//! module.resource("aws_lb_target_group.web").has("health_check.path", "/health");
//! module.lacks("aws_instance.bastion");
//! ```

use std::path::Path;

use hcl_edit::Decorate;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;

use crate::bug::Bug;
use crate::builder::Value;
use crate::hcl::module;
use crate::problem::help_one_of;
use crate::raw;
use crate::source::SourceFile;
use crate::stack::Stack;
use crate::synth::synth;
use crate::tree::Place;
use crate::verify;

/// The final HCL of a stack.
#[derive(Debug)]
pub struct Module {
    blocks: Vec<Block>,
}

/// A block of the final HCL.
#[derive(Debug)]
pub struct Block {
    address: String,
    text: String,
    file: String,
    inner: module::Block,
}

/// What an argument is set to. What only Terraform can know stays as it is written.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Argument {
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text without references.
    Text(String),
    /// A list.
    List(Vec<Argument>),
    /// An object, or what `jsonencode` takes.
    Object(Vec<(String, Argument)>),
    /// Anything else, such as `aws_sqs_queue.jobs.arn`.
    Expression(String),
}

/// The module of a manifest on disk.
///
/// # Panics
///
/// With the report, if the manifest cannot be read or is wrong.
#[must_use]
#[track_caller]
pub fn module(manifest: impl AsRef<Path>) -> Module {
    module_with(manifest, |_| {})
}

/// The module of a manifest on disk, with what `build.rs` adds to it: let both call one function.
///
/// # Panics
///
/// As [`module`].
#[must_use]
#[track_caller]
pub fn module_with(manifest: impl AsRef<Path>, add: impl FnOnce(&mut Stack)) -> Module {
    let path = manifest.as_ref();
    match SourceFile::read(path) {
        Ok(source) => of_source(&source, add),
        Err(error) => panic!("cannot read `{}`: {error}", path.display()),
    }
}

/// The module of a manifest in memory.
///
/// # Panics
///
/// With the report, if the manifest is wrong.
#[must_use]
#[track_caller]
pub fn module_of(manifest: &str) -> Module {
    of_source(&SourceFile::new("stack.toml", manifest), |_| {})
}

/// The module of files of Terraform, by name and text: those of `hcl-out/`, for example, as the
/// last build wrote them.
///
/// # Errors
///
/// A file is not HCL.
pub fn module_of_hcl<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Module, Bug> {
    let mut blocks = Vec::new();
    for (name, text) in files {
        blocks.extend(blocks_of(name, &verify::parse_file(name, text)?));
    }
    Ok(Module { blocks })
}

#[track_caller]
fn of_source(source: &SourceFile, add: impl FnOnce(&mut Stack)) -> Module {
    let mut stack = match Stack::from_source(source) {
        Ok(stack) => stack,
        Err(report) => panic!("{report}"),
    };
    add(&mut stack);
    module_of_stack(&stack)
}

/// The module of a stack, which may have entries of kinds that are not formwork's:
/// [`Stack::with_kinds`].
///
/// # Panics
///
/// With the report, if raw blocks, overrides or kinds are wrong.
#[must_use]
#[track_caller]
pub fn module_of_stack(stack: &Stack) -> Module {
    let files = match synth(stack) {
        Ok(files) => files,
        Err(error) => panic!("{error}"),
    };
    let files = files.iter().filter(|file| {
        Path::new(&file.name)
            .extension()
            .is_some_and(|of| of == "tf")
    });
    match module_of_hcl(files.map(|file| (file.name.as_str(), file.text.as_str()))) {
        Ok(module) => module,
        Err(bug) => panic!("{bug}"),
    }
}

fn blocks_of(file: &str, body: &Body) -> Vec<Block> {
    let blocks = body.blocks();
    blocks
        .map(|block| {
            let inner = module::Block::new(file, block);
            let mut alone = block.clone();
            // What stands above it may be the head of the file.
            alone.decor_mut().set_prefix("");
            Block {
                address: inner.address(),
                text: Body::builder().block(alone).build().to_string(),
                file: file.to_owned(),
                inner,
            }
        })
        .collect()
}

impl Module {
    /// A resource by its address, such as `aws_db_instance.taskdb`.
    ///
    /// # Panics
    ///
    /// There is none; the message has the nearest address.
    #[must_use]
    #[track_caller]
    pub fn resource(&self, address: &str) -> &Block {
        self.block(address)
    }

    /// Any block by its address: `data.aws_iam_policy_document.jobs`, `output.url`,
    /// `variable.api_image`, `module.vpc`.
    ///
    /// # Panics
    ///
    /// There is none; the message has the nearest address.
    #[must_use]
    #[track_caller]
    pub fn block(&self, address: &str) -> &Block {
        if let Some(block) = self.find(address) {
            return block;
        }
        let of_type = address.rsplit_once('.').map_or("", |(of_type, _)| of_type);
        let known = || self.blocks.iter().map(|block| block.address.as_str());
        let same = known().filter(|known| known.starts_with(&format!("{of_type}.")));
        let same: Vec<&str> = same.collect();
        let help = if same.is_empty() {
            help_one_of(address, known().collect::<Vec<_>>())
        } else {
            help_one_of(address, same)
        };
        panic!("the stack has no `{address}`; {help}");
    }

    /// Asserts that there is no block of an address.
    ///
    /// # Panics
    ///
    /// There is one; the message shows it.
    #[track_caller]
    pub fn lacks(&self, address: &str) {
        if let Some(block) = self.find(address) {
            panic!("the stack has `{address}`\n{}", block.shown());
        }
    }

    /// How many resources of a type there are.
    #[must_use]
    pub fn count(&self, of_type: &str) -> usize {
        self.resources(of_type).count()
    }

    /// The resources of a type.
    pub fn resources(&self, of_type: &str) -> impl Iterator<Item = &Block> {
        let blocks = self.blocks.iter();
        blocks.filter(move |block| block.inner.kind() == Some(of_type))
    }

    /// Any block by its address, as [`Module::block`], if there is one.
    #[must_use]
    pub fn get(&self, address: &str) -> Option<&Block> {
        self.find(address)
    }

    fn find(&self, address: &str) -> Option<&Block> {
        self.blocks.iter().find(|block| block.address == address)
    }
}

impl Block {
    /// Asserts that the value at a path through nested blocks, objects and lists is `expected`;
    /// where there are several, that one of them is. What `jsonencode` takes counts as an object.
    ///
    /// # Panics
    ///
    /// It is not; the message shows the block.
    #[track_caller]
    pub fn has(&self, path: &str, expected: impl Into<Value>) -> &Self {
        let found = self.inner.values(path);
        let expected = expected.into();
        let (text, wanted) = match as_hcl(expected) {
            Ok(wanted) => wanted,
            Err(error) => panic!("the value that is expected of `{path}` is no HCL: {error}"),
        };
        if found.contains(&&wanted) {
            return self;
        }
        let is = match found.as_slice() {
            [] => format!("has no `{path}`"),
            _ => format!("has another `{path}`"),
        };
        panic!("`{}` {is}, expected {text}\n{}", self.address, self.shown());
    }

    /// Asserts that there is no value and no nested block at a path.
    ///
    /// # Panics
    ///
    /// There is one; the message shows the block.
    #[track_caller]
    #[expect(
        clippy::must_use_candidate,
        reason = "an assertion; the block is handed back for the next one"
    )]
    pub fn lacks(&self, path: &str) -> &Self {
        if self.inner.values(path).is_empty() && !self.inner.has_block(path) {
            return self;
        }
        panic!("`{}` has `{path}`\n{}", self.address, self.shown());
    }

    /// Every value at a path, which is as that of [`Block::has`].
    #[must_use]
    pub fn values(&self, path: &str) -> Vec<Argument> {
        let values = self.inner.values(path).into_iter();
        values.map(Argument::new).collect()
    }

    /// The blocks of a name that stand in it, in their order.
    #[must_use]
    pub fn nested(&self, name: &str) -> Vec<Self> {
        let nested = self.inner.children(name);
        let nested = nested.map(|inner| Self {
            address: self.address.clone(),
            text: self.text.clone(),
            file: self.file.clone(),
            inner: inner.clone(),
        });
        nested.collect()
    }

    /// Where the block is: `aws_sqs_queue.jobs`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The HCL of the block.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The block below the name of its file.
    fn shown(&self) -> String {
        format!("\n# hcl-out/{}\n{}", self.file, self.text)
    }
}

impl Argument {
    pub(crate) fn new(value: &module::Value) -> Self {
        match value {
            module::Value::Bool(value) => Self::Bool(*value),
            module::Value::Number(number) => Self::Number(*number),
            module::Value::Text(text) => Self::Text(text.clone()),
            module::Value::List(items) => Self::List(items.iter().map(Self::new).collect()),
            module::Value::Object(entries) => {
                let entries = entries.iter();
                Self::Object(
                    entries
                        .map(|(key, value)| (key.clone(), Self::new(value)))
                        .collect(),
                )
            }
            module::Value::Expression(text) => Self::Expression(text.clone()),
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; a single value is a list of itself, as in policies of IAM.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            single => std::slice::from_ref(single),
        }
    }

    /// What an object has under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(entries) = self else {
            return None;
        };
        let entry = entries.iter().find(|(name, _)| name == key);
        entry.map(|(_, value)| value)
    }
}

/// A value as HCL, and what it says.
fn as_hcl(value: Value) -> Result<(String, module::Value), String> {
    let tree = value.into_tree(&Place::Manifest(0..0));
    let text = raw::write_value(&tree)?;
    let expression: Expression = text
        .parse()
        .map_err(|error: hcl_edit::parser::Error| error.message().to_owned())?;
    Ok((text, module::Value::new(&expression)))
}
