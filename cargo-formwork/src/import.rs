//! `cargo formwork import`: a root module of Terraform as a `stack.toml`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use formwork::import::{Import, ImportError, Imported, RemarkKind};

use crate::cli::{Global, ImportOptions};
use crate::outcome::{Failed, Status};
use crate::output::Output;
use crate::project::shown;

/// How a help names the problem of a module that another program reads.
const UNREADABLE: &str = "mend the file first: `terraform validate` refuses it too";

pub(crate) fn run(
    global: &Global,
    options: &ImportOptions,
    output: &mut Output<'_>,
    err: &mut dyn Write,
) -> Result<Status, Failed> {
    if let Some(file) = &options.output {
        refuse_if_there(file)?;
    }
    let hcl_out = hcl_out(global, options);
    let import = Import::new(&options.directory).hcl_out(hcl_out);
    let imported = import
        .run()
        .map_err(|error| failed(&error, &options.directory))?;
    match &options.output {
        Some(file) => {
            write(file, &imported.manifest).map_err(|error| unwritable(file, &error))?;
            output.line(format_args!("wrote {}", shown(file)))?;
        }
        None => output.text(&imported.manifest)?,
    }
    tell(&imported, &options.directory, output, err)
}

/// Where a build of the new manifest will write.
fn hcl_out(global: &Global, options: &ImportOptions) -> PathBuf {
    if let Some(hcl_out) = &global.hcl_out {
        return hcl_out.clone();
    }
    let manifest = options.output.as_ref();
    let beside = manifest.and_then(|file| file.parent());
    beside.unwrap_or(&options.directory).join("hcl-out")
}

/// A symbolic link that leads nowhere is there too.
fn refuse_if_there(file: &Path) -> Result<(), Failed> {
    if file.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(Failed::new(
        format!("nothing was written, since `{}` is there", shown(file)),
        "move it away, or name another file: `--output FILE`",
    ))
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = file.parent().filter(|it| !it.as_os_str().is_empty()) {
        fs::create_dir_all(parent)?;
    }
    // Not `File::create`: what another program has made meanwhile is not overwritten either.
    File::create_new(file)?.write_all(text.as_bytes())
}

fn unwritable(file: &Path, error: &io::Error) -> Failed {
    Failed::new(
        format!("cannot write `{}`: {error}", shown(file)),
        "name a file in a directory that you may write to",
    )
}

fn failed(error: &ImportError, directory: &Path) -> Failed {
    let help = match error {
        ImportError::Unreadable(_) => UNREADABLE,
        ImportError::NoModule(_) => "name the directory in which `terraform plan` runs",
        ImportError::Bug(_) => "please report it, with the module if you can",
        _ => "see whether it is there, and whether you may read it",
    };
    let message = match error {
        ImportError::Unreadable(it) => in_directory(directory, &it.file, &it.to_string()),
        other => other.to_string(),
    };
    Failed::new(message, help)
}

/// A message that begins with the name of a file, which lies in a directory.
fn in_directory(directory: &Path, file: &str, message: &str) -> String {
    let rest = message.get(file.len()..).unwrap_or_default();
    shown(&directory.join(file)) + rest
}

/// What is not as it was, and what follows from it.
fn tell(
    imported: &Imported,
    directory: &Path,
    output: &Output<'_>,
    err: &mut dyn Write,
) -> Result<Status, Failed> {
    for remark in &imported.remarks {
        let line = in_directory(directory, &remark.file, &remark.to_string());
        writeln!(err, "{line}")?;
    }
    if let Some(problems) = &imported.problems {
        write!(err, "{}", problems.styled(output.style()))?;
    }
    let count = |kind| imported.remarks.iter().filter(|it| it.kind == kind).count();
    let (lost, changed) = (count(RemarkKind::Lost), count(RemarkKind::Changed));
    let verdict = match (&imported.problems, lost + changed) {
        (Some(_), _) => "a build refuses the stack.toml until its problems are solved",
        (None, 0) => "a plan on the old state shows no change",
        (None, _) => "what was not listed comes back as it was",
    };
    let blocks = match imported.blocks {
        1 => "1 block".to_owned(),
        blocks => format!("{blocks} blocks"),
    };
    let entries = match imported.entries {
        0 => String::new(),
        1 => "1 entry, ".to_owned(),
        entries => format!("{entries} entries, "),
    };
    writeln!(
        err,
        "{entries}{blocks}, {lost} lost, {changed} changed: {verdict}"
    )?;
    let is_clean = lost + changed == 0 && imported.problems.is_none();
    Ok(if is_clean {
        Status::Clean
    } else {
        Status::Found
    })
}
