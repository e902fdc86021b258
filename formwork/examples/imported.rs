//! Imports a root module and writes what formwork makes of it: the way there and back, as a program.
//!
//! usage: `imported MODULE HCL_OUT`

#![expect(clippy::print_stderr, reason = "a program prints")]

use std::env;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use formwork::import::Import;
use formwork::kind::Kinds;
use formwork::{Inspection, SourceFile, emit};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, hcl_out] = arguments.as_slice() else {
        eprintln!("usage: imported MODULE HCL_OUT");
        return ExitCode::FAILURE;
    };
    match import(Path::new(module), Path::new(hcl_out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn import(module: &Path, hcl_out: &Path) -> Result<(), Box<dyn Error>> {
    let imported = Import::new(module).run()?;
    let source = SourceFile::new("stack.toml", imported.manifest);
    let inspection = Inspection::of_source(&source, hcl_out, &Kinds::default())?;
    emit::write_roots(hcl_out, inspection.roots(), None)?;
    Ok(())
}
