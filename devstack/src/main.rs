//! `cargo dev` of this repository: the task API and all that it needs of AWS.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use devstack::dev::{self, Failure, Project};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    dev::report(run().await)
}

async fn run() -> Result<ExitCode, Failure> {
    if std::env::args_os().count() > 1 {
        return Err("`cargo dev` takes no arguments".into());
    }
    dev::run(&task_api(&std::env::current_exe()?)?).await
}

/// The workspace that this binary was built from. Its data is in `target/devstack`, wherever the
/// target directory is: the binary lies in `target/debug`.
fn task_api(binary: &Path) -> io::Result<Project> {
    let target = binary.ancestors().nth(2);
    let target = target.ok_or_else(|| io::Error::other("no target directory"))?;
    let workspace: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Ok(Project {
        cargo_toml: workspace.join("Cargo.toml"),
        hcl_out: workspace.join("hcl-out"),
        data: target.join("devstack"),
        service: "api".to_owned(),
        binary: ["--package", "task-api", "--bin", "task-api"]
            .map(Into::into)
            .to_vec(),
        tenant: "tasks".to_owned(),
    })
}
