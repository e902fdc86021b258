//! `cargo formwork new` and `init`: the files that a service and its infrastructure begin with.

mod files;
mod name;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::{Entries, InitOptions, NewOptions};
use crate::outcome::{Failed, Status};
use crate::output::Output;
use crate::project::shown;
use files::{NewFile, Template};

/// Makes a crate in a directory of its own.
pub(crate) fn new(options: &NewOptions, output: &mut Output<'_>) -> Result<Status, Failed> {
    let directory = &options.directory;
    let name = name::of_directory(directory)?;
    let template = Template {
        package: &name,
        stack: &name,
        framework: Some(options.framework),
        entries: &options.entries,
        formwork: dependency(&options.entries)?,
    };
    write_all(directory, &template.crate_files()?, output)?;
    output.line(format_args!(
        "\nNext:\n  cd {}\n  cargo formwork dev          # or `cargo build`, which writes hcl-out",
        shown(directory)
    ))?;
    Ok(Status::Clean)
}

/// Adds what a crate lacks.
pub(crate) fn init(options: &InitOptions, output: &mut Output<'_>) -> Result<Status, Failed> {
    let directory = options.directory.as_deref().unwrap_or(Path::new(""));
    let package = name::of_package(directory)?;
    let stack = name::of_stack(&package)?;
    let template = Template {
        package: &package,
        stack: &stack,
        framework: None,
        entries: &options.entries,
        formwork: dependency(&options.entries)?,
    };
    write_all(directory, &template.infrastructure_files()?, output)?;
    output.text(template.steps()?)?;
    Ok(Status::Clean)
}

/// How `Cargo.toml` names formwork: as it is published, or in a checkout.
fn dependency(entries: &Entries) -> Result<String, Failed> {
    let Some(path) = &entries.formwork_path else {
        return Ok(format!("\"{}\"", files::FORMWORK_VERSION));
    };
    let path = fs::canonicalize(path).map_err(|error| Failed::unreadable(path, &error))?;
    if !path.join("Cargo.toml").exists() {
        return Err(Failed::new(
            format!("there is no Cargo.toml in `{}`", shown(&path)),
            "name the directory of the crate formwork: `--formwork-path CHECKOUT/formwork`",
        ));
    }
    Ok(format!("{{ path = '{}' }}", shown(&path)))
}

/// Writes all files, or none if one of them is there.
fn write_all(directory: &Path, files: &[NewFile], output: &mut Output<'_>) -> Result<(), Failed> {
    let taken: Vec<String> = files
        .iter()
        .map(|file| directory.join(file.path))
        // A symbolic link that leads nowhere is there too.
        .filter(|path| path.symlink_metadata().is_ok())
        .map(|path| format!("\n  {}", shown(&path)))
        .collect();
    if !taken.is_empty() {
        return Err(Failed::new(
            format!(
                "nothing was written, since these files are there:{}",
                taken.concat()
            ),
            "move them away, or choose another directory",
        ));
    }
    for file in files {
        let path = directory.join(file.path);
        write(&path, &file.text).map_err(|error| {
            Failed::new(
                format!("cannot write `{}`: {error}", shown(&path)),
                "name a directory that you may write to",
            )
        })?;
        output.line(format_args!("wrote {}", shown(&path)))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let parent: PathBuf = path.parent().map(Path::to_path_buf).unwrap_or_default();
    if !parent.as_os_str().is_empty() {
        fs::create_dir_all(parent)?;
    }
    // Not `File::create`: what another program has made meanwhile is not overwritten either.
    File::create_new(path)?.write_all(text.as_bytes())
}
