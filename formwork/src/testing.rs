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
    let mut blocks = Vec::new();
    for file in files {
        match verify::parse_file(&file.name, &file.text) {
            Ok(body) => blocks.extend(blocks_of(&file.name, &body)),
            Err(bug) => panic!("{bug}"),
        }
    }
    Module { blocks }
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
        let of_type = |block: &&Block| block.inner.kind() == Some(of_type);
        self.blocks.iter().filter(of_type).count()
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

/// A value as HCL, and what it says.
fn as_hcl(value: Value) -> Result<(String, module::Value), String> {
    let tree = value.into_tree(&Place::Manifest(0..0));
    let text = raw::write_value(&tree)?;
    let expression: Expression = text
        .parse()
        .map_err(|error: hcl_edit::parser::Error| error.message().to_owned())?;
    Ok((text, module::Value::new(&expression)))
}
