//! Completions and the manual, both made of the command line.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::command;
use crate::outcome::{Failed, Status};
use crate::output::Output;
use crate::project::shown;

/// The name of the binary.
const BINARY: &str = "cargo-formwork";

/// Prints the completions of a shell.
pub(crate) fn completions(shell: Shell, output: &mut Output<'_>) -> Result<Status, Failed> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command(), BINARY, &mut text);
    output.text(String::from_utf8_lossy(&text))?;
    Ok(Status::Clean)
}

/// Writes the pages, and says which.
pub(crate) fn write(directory: &Path, output: &mut Output<'_>) -> Result<Status, Failed> {
    let failed = |path: &Path, error: &io::Error| {
        let message = format!("cannot write `{}`: {error}", shown(path));
        Failed::new(message, "name a directory that you may write to")
    };
    fs::create_dir_all(directory).map_err(|error| failed(directory, &error))?;
    for (name, page) in pages()? {
        let path = directory.join(name);
        let written = File::create(&path).and_then(|mut file| file.write_all(&page));
        written.map_err(|error| failed(&path, &error))?;
        output.line(shown(&path))?;
    }
    Ok(Status::Clean)
}

/// The page of the program, and one for each of its commands, by the names of their files.
fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    let program = command().bin_name("cargo formwork");
    let mut pages = vec![page(program.clone(), BINARY)?];
    for inner in program.get_subcommands() {
        let name = inner.get_name();
        let of_binary = format!("{BINARY}-{name}");
        let own = inner.clone().name(of_binary.clone());
        let own = own.bin_name(format!("cargo formwork {name}"));
        pages.push(page(own, &of_binary)?);
    }
    Ok(pages)
}

fn page(command: Command, name: &str) -> io::Result<(String, Vec<u8>)> {
    let mut text = Vec::new();
    // Without the date of the day: the same command line gives the same page.
    Man::new(command)
        .title(name.to_uppercase())
        .render(&mut text)?;
    Ok((format!("{name}.1"), text))
}
