//! The files of the module that is imported, and where everything in them stands.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::ImportError;
use super::json;
use super::remark::{Remark, RemarkKind};
use crate::check::{Parsed, is_terraform, merge_overrides};
use crate::hcl::read_hcl;
use crate::hcl::syntax::{Outline, Way, line_and_column};
use crate::schema::ProviderLine;
use crate::source::SourceFile;

/// The file in which `terraform init` keeps the releases of providers.
const LOCK_FILE: &str = ".terraform.lock.hcl";

/// The module, overrides merged.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) files: Vec<Parsed>,
    /// Where the parts of JSON stand, by file.
    json: BTreeMap<String, json::Places>,
    /// The lock file, if there is one.
    pub(super) lock: Option<Parsed>,
    /// Files that Terraform looks for where it runs, each with what is in it.
    pub(super) beside: Vec<(String, &'static str)>,
    remarks: RefCell<Vec<Remark>>,
}

/// A place in a module: a structure of a file by its order, and a way from there.
#[derive(Debug, Clone)]
pub(super) struct Spot<'s> {
    pub(super) file: &'s str,
    pub(super) structure: usize,
    pub(super) way: Vec<Way<'s>>,
}

impl<'s> Spot<'s> {
    pub(super) fn of(file: &'s str, structure: usize) -> Self {
        Self {
            file,
            structure,
            way: Vec::new(),
        }
    }

    /// One or more steps further in.
    pub(super) fn to<const N: usize>(&self, steps: [Way<'s>; N]) -> Self {
        let mut to = self.clone();
        to.way.extend(steps);
        to
    }
}

impl Module {
    /// Reads a directory as Terraform does.
    pub(super) fn read(directory: &Path) -> Result<Self, ImportError> {
        let mut texts = Vec::new();
        let mut beside = Vec::new();
        let mut lock = None;
        for name in names(directory)? {
            let path = directory.join(&name);
            let is_hidden = name.starts_with(['.', '#']) || name.ends_with('~');
            if name == LOCK_FILE {
                lock = Some(parsed(&name, text_of(&path)?)?);
            } else if is_hidden {
            } else if is_terraform(&name) || name.ends_with(".tf.json") {
                texts.push((name, text_of(&path)?));
            } else if let Some(what) = what_is_in(&name) {
                beside.push((name, what));
            }
        }
        if texts.is_empty() {
            return Err(ImportError::NoModule(directory.to_owned()));
        }
        let mut json = BTreeMap::new();
        let mut doubts = Vec::new();
        let mut files = Vec::new();
        for (name, text) in texts {
            files.push(if is_terraform(&name) {
                parsed(&name, text)?
            } else {
                let (body, places) = json::read(&name, &text, &ProviderLine::ALL)?;
                let told = places
                    .doubts
                    .iter()
                    .map(|(at, message)| doubt(&name, &text, *at, message));
                doubts.extend(told);
                json.insert(name.clone(), places);
                Parsed {
                    name,
                    text,
                    body,
                    outline: Outline::default(),
                }
            });
        }
        let (files, findings) = merge_overrides(files);
        let module = Self {
            files,
            json,
            lock,
            beside,
            remarks: RefCell::new(doubts),
        };
        for finding in findings {
            let spot = Spot::of(&finding.file, finding.structure.unwrap_or(0));
            module.tell(RemarkKind::Lost, &spot, finding.message.clone());
        }
        Ok(module)
    }

    pub(super) fn lost(&self, spot: &Spot<'_>, message: impl Into<String>) {
        self.tell(RemarkKind::Lost, spot, message);
    }

    pub(super) fn changed(&self, spot: &Spot<'_>, message: impl Into<String>) {
        self.tell(RemarkKind::Changed, spot, message);
    }

    pub(super) fn note(&self, spot: &Spot<'_>, message: impl Into<String>) {
        self.tell(RemarkKind::Note, spot, message);
    }

    /// Whether the block at a place is told to be lost.
    pub(super) fn is_lost(&self, spot: &Spot<'_>) -> bool {
        let place = self.place(spot);
        let remarks = self.remarks.borrow();
        remarks.iter().any(|it| {
            it.kind == RemarkKind::Lost && it.file == spot.file && (it.line, it.column) == place
        })
    }

    fn tell(&self, kind: RemarkKind, spot: &Spot<'_>, message: impl Into<String>) {
        let (line, column) = self.place(spot);
        let remark = Remark {
            kind,
            file: spot.file.to_owned(),
            line,
            column,
            message: message.into(),
        };
        let mut remarks = self.remarks.borrow_mut();
        if !remarks.contains(&remark) {
            remarks.push(remark);
        }
    }

    fn place(&self, spot: &Spot<'_>) -> (usize, usize) {
        let files = self.files.iter().chain(&self.lock);
        let Some(file) = files.into_iter().find(|file| file.name == spot.file) else {
            return (1, 1);
        };
        let found = match self.json.get(spot.file) {
            Some(places) => places.locate(spot.structure, &spot.way),
            None => file.outline.locate(&file.text, spot.structure, &spot.way),
        };
        line_and_column(&file.text, found.unwrap_or(0))
    }

    /// All remarks, by place.
    pub(super) fn into_remarks(self) -> Vec<Remark> {
        let mut remarks = self.remarks.into_inner();
        remarks.sort_by(|a, b| {
            let place = |it: &Remark| (it.file.clone(), it.line, it.column, it.kind);
            place(a).cmp(&place(b))
        });
        remarks
    }
}

fn doubt(file: &str, text: &str, at: usize, message: &str) -> Remark {
    let (line, column) = line_and_column(text, at);
    Remark {
        kind: RemarkKind::Changed,
        file: file.to_owned(),
        line,
        column,
        message: message.to_owned(),
    }
}

fn parsed(name: &str, text: String) -> Result<Parsed, ImportError> {
    let (body, outline) = read_hcl(name, &text)?;
    Ok(Parsed {
        name: name.to_owned(),
        text,
        body,
        outline,
    })
}

/// The names of the files in a directory, in their order.
fn names(directory: &Path) -> Result<Vec<String>, ImportError> {
    let unreadable = |cause| ImportError::Directory {
        path: directory.to_owned(),
        cause,
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if !entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn text_of(path: &Path) -> Result<String, ImportError> {
    let source = SourceFile::read(path).map_err(|cause| ImportError::File {
        path: path.to_owned(),
        cause,
    })?;
    Ok(source.text().to_owned())
}

/// What is in a file that Terraform looks for without being told.
fn what_is_in(name: &str) -> Option<&'static str> {
    match name {
        "terraform.tfstate" => Some("the state"),
        "terraform.tfvars" | "terraform.tfvars.json" => Some("values of variables"),
        _ if name.ends_with(".auto.tfvars") => Some("values of variables"),
        _ if name.ends_with(".auto.tfvars.json") => Some("values of variables"),
        _ => None,
    }
}
