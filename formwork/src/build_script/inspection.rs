//! What a build would make, for tools that only look: nothing is written.

use std::path::{Path, PathBuf};

use super::{Failure, roots};
use crate::emit::{self, EmitError, Roots, Written};
use crate::hcl::module::{Block, Module};
use crate::kind::{Kinds, Origin};
use crate::lint::{Origins, Verdict};
use crate::problem::Report;
use crate::raw::{Aim, nearest_place_of, place_of};
use crate::source::{SourceFile, Span};
use crate::stack::Stack;
use crate::synth::{into_roots, merged_reports, synthesize_each};
use crate::tree::Place;

/// What a build would make of a `stack.toml`, and what it would say of it.
#[derive(Debug)]
pub struct Inspection {
    stack: Stack,
    hcl_out: PathBuf,
    roots: Roots,
    verdict: Verdict,
    notes: Option<Report>,
    module: Module,
    origins: Origins,
}

/// What a block of Terraform comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Maker {
    /// The file of `hcl-out/` that the block stands in.
    pub file: String,
    /// The entry or section of `stack.toml`, as keys: `["service", "api"]`. None if the whole file is the
    /// reason, as it is for a network.
    pub keys: Vec<String>,
    /// Where that stands in the manifest, if it is written there.
    pub span: Option<Span>,
    /// Where an override of the block stands in the manifest, if there is one.
    pub changed_at: Option<Span>,
}

impl Inspection {
    /// Reads `manifest` and makes all that a build makes, for entries of these kinds. Denied lints are part
    /// of the result.
    ///
    /// # Errors
    ///
    /// A [`Failure`] that a build would have, but for those of writing.
    pub fn new(manifest: &Path, hcl_out: &Path, kinds: &Kinds) -> Result<Self, Failure> {
        let source = SourceFile::read(manifest).map_err(|cause| Failure::Unreadable {
            path: manifest.to_owned(),
            cause,
        })?;
        Self::of_source(&source, hcl_out, kinds)
    }

    /// As [`new`](Self::new), for a manifest in memory.
    ///
    /// # Errors
    ///
    /// As of `new`.
    pub fn of_source(source: &SourceFile, hcl_out: &Path, kinds: &Kinds) -> Result<Self, Failure> {
        let stack = Stack::with_kinds(source, kinds).map_err(Failure::Problems)?;
        let mut syntheses = synthesize_each(&stack)?;
        let notes = merged_reports(&stack, syntheses.iter().map(|of| of.notes.clone()));
        let verdict = roots::verdict(&stack, &syntheses);
        roots::modules(&stack, &syntheses, hcl_out)?;
        let (module, origins) = match syntheses.first_mut() {
            Some(base) => (
                std::mem::take(&mut base.module),
                std::mem::take(&mut base.origins),
            ),
            None => (Module::default(), Origins::new()),
        };
        Ok(Self {
            hcl_out: hcl_out.to_owned(),
            roots: into_roots(&stack, syntheses),
            stack,
            verdict,
            notes,
            module,
            origins,
        })
    }

    /// The stack, without an overlay.
    #[must_use]
    pub fn stack(&self) -> &Stack {
        &self.stack
    }

    /// The manifest that it was made of.
    #[must_use]
    pub fn source(&self) -> &SourceFile {
        &self.stack.source
    }

    /// The files of `hcl-out/`.
    #[must_use]
    pub fn roots(&self) -> &Roots {
        &self.roots
    }

    /// What the lints deny and warn of.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// What Terraform accepts and an author should know.
    #[must_use]
    pub fn notes(&self) -> Option<&Report> {
        self.notes.as_ref()
    }

    /// What a build would change in `hcl-out/`.
    ///
    /// # Errors
    ///
    /// Something is in the way there, or cannot be read.
    pub fn drift(&self) -> Result<Written, EmitError> {
        emit::preview_roots(&self.hcl_out, &self.roots)
    }

    /// The addresses of all blocks that have one, local values and variables aside, in the order of their
    /// files.
    pub fn addresses(&self) -> impl Iterator<Item = String> {
        self.module.blocks().map(Block::address)
    }

    /// What the block at an address comes from.
    #[must_use]
    pub fn maker(&self, address: &str) -> Option<Maker> {
        let block = self.module.blocks().find(|it| it.address() == address)?;
        let raw = &self.stack.raw;
        let in_manifest = |place: Option<Place>| match place {
            Some(Place::Manifest(span)) => Some(span),
            _ => None,
        };
        let of_raw = place_of(raw, address, &[], Aim::Key);
        let keys: Vec<String> = match (&of_raw, self.origins.get(&block.file)) {
            (Some(_), _) => keys_of_raw(address),
            (None, Some(Origin::Entry(table, id))) => {
                vec![(*table).to_owned(), id.as_str().to_owned()]
            }
            (None, Some(Origin::Section(section))) => vec![(*section).to_owned()],
            (None, _) => Vec::new(),
        };
        let path: Vec<&str> = keys.iter().map(String::as_str).collect();
        let written = match of_raw {
            Some(_) => in_manifest(of_raw.clone()),
            None => self.stack.places.locate(&path, path.len().max(1)),
        };
        let changed = nearest_place_of(raw, address, &[], Aim::Key).filter(|_| of_raw.is_none());
        Some(Maker {
            file: block.file.clone(),
            span: written,
            changed_at: in_manifest(changed),
            keys,
        })
    }
}

/// The keys of a raw block by its address: `resource.TYPE.NAME`, and the others as they are.
fn keys_of_raw(address: &str) -> Vec<String> {
    let steps: Vec<&str> = address.split('.').collect();
    let table = match steps.as_slice() {
        [of_type, _] if !matches!(*of_type, "output" | "variable" | "module" | "provider") => {
            Some("resource")
        }
        _ => None,
    };
    table.into_iter().chain(steps).map(str::to_owned).collect()
}
