//! Which `stack.toml` a command is about, and what a build makes of it.

use std::fs;
use std::path::{Path, PathBuf};

use formwork::kind::Kinds;
use formwork::{Failure, Inspection, SourceFile};

use crate::Tool;
use crate::build_script::Additions;
use crate::cli::Global;
use crate::outcome::Failed;

/// The name of the manifest.
const MANIFEST: &str = "stack.toml";

/// How many directories above the current one are searched.
const DEEPEST: usize = 64;

/// A `stack.toml` and what lies beside it.
#[derive(Debug)]
pub(crate) struct Project {
    manifest: PathBuf,
    hcl_out: PathBuf,
    kinds: Kinds,
    /// What `build.rs` adds that a `stack.toml` alone does not tell.
    additions: Additions,
    has_more_kinds: bool,
}

impl Project {
    /// The one that is named, or that of this directory, or of the nearest above it.
    pub(crate) fn find(global: &Global, tool: &Tool) -> Result<Self, Failed> {
        let manifest = match &global.manifest {
            Some(path) => path.clone(),
            None => nearest()?,
        };
        let beside = manifest.parent().unwrap_or(Path::new(""));
        let hcl_out = global.hcl_out.clone();
        Ok(Self {
            hcl_out: hcl_out.unwrap_or_else(|| beside.join("hcl-out")),
            additions: Additions::of(&beside.join("build.rs")),
            kinds: tool.kinds.clone(),
            has_more_kinds: tool.has_more_kinds,
            manifest,
        })
    }

    /// Reads the manifest.
    pub(crate) fn source(&self) -> Result<SourceFile, Failed> {
        let source = SourceFile::read(&self.manifest);
        Ok(source.map_err(|cause| Failure::Unreadable {
            path: self.manifest.clone(),
            cause,
        })?)
    }

    /// What a build makes of the manifest.
    pub(crate) fn inspect(&self) -> Result<Inspection, Failed> {
        self.require_kinds()?;
        self.inspect_source(&self.source()?)
    }

    /// Whether this program knows the kinds that `build.rs` does.
    pub(crate) fn require_kinds(&self) -> Result<(), Failed> {
        if self.additions.kinds && !self.has_more_kinds {
            return Err(Failed::new(
                "build.rs registers kinds of entry that this program does not know",
                "`cargo build` knows them; or make a binary of `cargo_formwork::Tool::default()` \
                 with `.kind::<…>()` for each",
            ));
        }
        Ok(())
    }

    /// What a build would make of another text of the manifest.
    pub(crate) fn inspect_source(&self, source: &SourceFile) -> Result<Inspection, Failed> {
        Ok(Inspection::of_source(source, &self.hcl_out, &self.kinds)?)
    }

    /// Whether `build.rs` adds blocks, which nobody but a build knows.
    pub(crate) fn has_computed_blocks(&self) -> bool {
        self.additions.blocks
    }

    pub(crate) fn manifest(&self) -> &Path {
        &self.manifest
    }

    pub(crate) fn hcl_out(&self) -> &Path {
        &self.hcl_out
    }

    pub(crate) fn kinds(&self) -> &Kinds {
        &self.kinds
    }
}

/// A path as reports print it.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

fn nearest() -> Result<PathBuf, Failed> {
    let mut directory = PathBuf::new();
    for _ in 0..DEEPEST {
        let manifest = directory.join(MANIFEST);
        if manifest.exists() {
            return Ok(manifest);
        }
        let here = if directory.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &directory
        };
        let is_top = fs::canonicalize(here).is_ok_and(|path| path.parent().is_none());
        if is_top {
            break;
        }
        directory.push("..");
    }
    Err(Failed::new(
        "there is no stack.toml in this directory or above it",
        "go to the directory of one, or name it: `--manifest FILE`",
    ))
}
