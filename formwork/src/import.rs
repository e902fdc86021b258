//! import: a root module of Terraform becomes a `stack.toml` of entries and raw blocks, from which a build makes the
//! same module at the same addresses.

mod body;
mod candidates;
mod choice;
mod comments;
mod constants;
mod document;
mod equal;
mod expression;
mod heredoc;
mod item;
mod json;
mod meaning;
mod module;
mod parts;
mod paths;
mod recognise;
mod refactoring;
mod remark;
mod sections;
mod settings;
mod strip;
mod tags;
mod trial;
mod verify;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use hcl_edit::structure::{Block, BlockLabel};

use crate::bug::Bug;
use crate::build_script::Failure;
use crate::hcl::Unreadable;
use crate::kind::Kinds;
use crate::problem::Report;
use crate::raw::{Level, Shape};
use crate::schema::ProviderLine;
use crate::stack::RawKind;

use choice::Choice;
use equal::Equality;
use module::{Module, Spot};
use parts::Made;
use paths::Use;
use recognise::recognise;
pub use remark::{Remark, RemarkKind};
use strip::Kept;
use verify::{Proof, Verdict, first_of};

/// The stack of an import.
const STACK: usize = 64 * 1024 * 1024;

/// A module that is to become a `stack.toml`.
#[derive(Debug, Clone)]
pub struct Import {
    directory: PathBuf,
    hcl_out: PathBuf,
    kinds: Kinds,
}

/// What became of a module.
#[derive(Debug)]
#[non_exhaustive]
pub struct Imported {
    /// The text of the `stack.toml`.
    pub manifest: String,
    /// How many entries it has.
    pub entries: usize,
    /// How many raw blocks it has: those with an address, and moves, imports and removals.
    pub blocks: usize,
    /// What is not there as it was, by place.
    pub remarks: Vec<Remark>,
    /// Why a build refuses the `stack.toml`, if it does: then it is not known whether the module comes back.
    pub problems: Option<Report>,
}

/// Why nothing became of a module.
#[derive(Debug)]
#[non_exhaustive]
pub enum ImportError {
    /// The directory cannot be read.
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A file cannot be read.
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The directory has no file of Terraform.
    NoModule(PathBuf),
    /// A file is not HCL, or not JSON of Terraform.
    Unreadable(Unreadable),
    /// formwork is wrong.
    Bug(Bug),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory { path, cause } | Self::File { path, cause } => {
                write!(f, "cannot read `{}`: {cause}", path.display())
            }
            Self::NoModule(path) => {
                let path = path.display();
                write!(
                    f,
                    "there is no module in `{path}`: no file ends in `.tf` or `.tf.json`"
                )
            }
            Self::Unreadable(unreadable) => unreadable.fmt(f),
            Self::Bug(bug) => bug.fmt(f),
        }
    }
}

impl std::error::Error for ImportError {}

impl From<Unreadable> for ImportError {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

impl Import {
    /// The root module in a directory, whose `stack.toml` will stand there too.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        let directory = directory.into();
        Self {
            hcl_out: directory.join("hcl-out"),
            directory,
            kinds: Kinds::default(),
        }
    }

    /// Where a build will write Terraform. Paths of other files lead from there to the module.
    #[must_use]
    pub fn hcl_out(self, hcl_out: impl Into<PathBuf>) -> Self {
        Self {
            hcl_out: hcl_out.into(),
            ..self
        }
    }

    /// The kinds that entries may have. Default: formwork's own.
    #[must_use]
    pub fn kinds(self, kinds: Kinds) -> Self {
        Self { kinds, ..self }
    }

    /// Reads the module, says it in entries and raw blocks, makes Terraform of these, and holds that to the module.
    /// Nothing is written.
    ///
    /// # Errors
    ///
    /// The module cannot be read, or formwork is wrong.
    pub fn run(&self) -> Result<Imported, ImportError> {
        // What walks an expression needs more for a deep one than a thread of a test has.
        stacker::maybe_grow(STACK, STACK, || self.imported())
    }

    fn imported(&self) -> Result<Imported, ImportError> {
        let module = Module::read(&self.directory)?;
        let line = settings::line(&module);
        let lines = [line];
        let mut kept = strip::files(&module, &lines);
        let way = way_between(&self.hcl_out, &self.directory);
        for (file, kept) in &mut kept {
            rebase(&module, file, kept, &way);
        }
        for (file, what) in &module.beside {
            let message = format!("{what}: Terraform looks for it in hcl-out, so copy it there");
            module.note(&Spot::of(file, 0), message);
        }
        let parts = sections::sections(&module, &kept, line);
        let kinds = &self.kinds;
        let equality = Equality::new(kinds, &lines);
        let name = name_of(&self.directory);
        let choice = recognise(&module, &kept, &parts, &name, &equality, kinds);
        let proof = Proof {
            module: &module,
            kept: &kept,
            parts: &parts,
            hcl_out: &self.hcl_out,
            lines: &lines,
            equality: &equality,
            kinds,
        };
        let (made, verdict) = proven(&proof, &choice, &name)?;
        let problems = verdict.tell(&module);
        Ok(Imported {
            manifest: made.text,
            entries: made.entries,
            blocks: made.blocks,
            problems,
            remarks: module.into_remarks(),
        })
    }
}

/// The `stack.toml` with the entries of a choice, if the module comes back from it; or else with none.
fn proven<'m>(
    proof: &Proof<'_, 'm>,
    choice: &Choice,
    name: &str,
) -> Result<(Made, Verdict<'m>), ImportError> {
    let made = proof.parts.made(choice);
    let verdict = proof.verify(&made, choice)?;
    if verdict.is_clean() || choice.entries.is_empty() {
        return Ok((made, verdict));
    }
    let message =
        "all blocks stay raw: the module would not come back from its entries and the rest";
    proof.module.note(&first_of(proof.module), message);
    let choice = Choice::none(name);
    let made = proof.parts.made(&choice);
    let verdict = proof.verify(&made, &choice)?;
    Ok((made, verdict))
}

impl From<Failure> for ImportError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Bug(bug) => Self::Bug(bug),
            other => Self::Bug(Bug::new("stack.toml", other.for_stderr())),
        }
    }
}

/// What a block of the top takes, and where its body stands.
fn shape_of(block: &Block, lines: &[ProviderLine]) -> (Shape<'static>, Level) {
    let label = block.labels.first().map(BlockLabel::as_str);
    shape_of_labels(block.ident.as_str(), label, lines)
}

fn shape_of_labels(
    ident: &str,
    label: Option<&str>,
    lines: &[ProviderLine],
) -> (Shape<'static>, Level) {
    let kind = match ident {
        "resource" => RawKind::Resource,
        "data" => RawKind::Data,
        "module" => RawKind::Module,
        "output" => RawKind::Output,
        "variable" => RawKind::Variable,
        "provider" => RawKind::ProviderAlias,
        _ => return (Shape::Unknown, Level::Nested),
    };
    Shape::of(kind, label.unwrap_or_default(), lines)
}

/// Makes the paths of a file start at `hcl-out/`, and tells where a plan may show that.
fn rebase(module: &Module, file: &str, kept: &mut Kept, way: &str) {
    if way.is_empty() {
        return;
    }
    for (block, index) in kept.body.blocks_mut().zip(&kept.indices) {
        let spot = Spot::of(file, *index);
        let is_module = block.has_ident("module");
        for used in paths::rebase(&mut block.body, way) {
            tell_of_path(module, &spot, used, way);
        }
        if let Some(mut source) = block.body.get_attribute_mut("source").filter(|_| is_module)
            && let Some(moved) = source
                .get()
                .value
                .as_str()
                .and_then(|it| paths::source(it, way))
        {
            *source.value_mut() = moved.into();
        }
    }
}

fn tell_of_path(module: &Module, spot: &Spot<'_>, used: Use, way: &str) {
    let rewritten = format!("`${{path.module}}/{way}`");
    match used {
        Use::Read => {
            let message = format!("`path.module` is hcl-out: files are read at {rewritten}");
            module.note(spot, message);
        }
        Use::Value => {
            let message = format!(
                "`path.module` is hcl-out, so it is written {rewritten}: where a resource keeps the path, a plan shows it"
            );
            module.changed(spot, message);
        }
        Use::WorkingDirectory => module.changed(
            spot,
            "`path.cwd` is where Terraform runs, which is hcl-out unless `-chdir` is used",
        ),
        Use::Computed => module.changed(
            spot,
            "a function reads a file whose path is computed: it starts at hcl-out",
        ),
    }
}

/// The way from one directory to another, empty if they are the same.
fn way_between(from: &Path, to: &Path) -> String {
    let (from, to) = (absolute(from), absolute(to));
    let shared = from.components().zip(to.components());
    let shared = shared.take_while(|(one, other)| one == other).count();
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to.components().skip(shared);
    let down = down.map(|it| it.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// The path without links and `..`, as far as it is there.
fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if let Ok(found) = path.canonicalize() {
        return found;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => absolute(parent).join(name),
        _ => path,
    }
}

/// A name for the stack, after the directory.
fn name_of(directory: &Path) -> String {
    let directory = absolute(directory);
    let name = directory
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let name = words.join("-");
    let name = name.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let name = name.get(..32).unwrap_or(name).trim_end_matches('-');
    if name.is_empty() {
        "imported".to_owned()
    } else {
        name.to_owned()
    }
}
