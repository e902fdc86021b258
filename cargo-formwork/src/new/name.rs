//! The name of a crate, which is that of its stack.

use std::fs;
use std::path::Path;

use formwork::{SourceFile, Stack};

use crate::outcome::Failed;

/// Words that Rust or Cargo take for their own: no binary may be called so.
const RESERVED: [&str; 58] = [
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "where",
    "while",
    "yield",
];

/// The crates that a new one is made of: a crate of such a name would depend on itself.
const DEPENDENCIES: [&str; 15] = [
    "aws-config",
    "aws-sdk-s3",
    "aws-sdk-secretsmanager",
    "aws-sdk-sqs",
    "aws-smithy-http-client",
    "axum",
    "build-rs",
    "deadpool",
    "formwork",
    "rocket",
    "rustls",
    "tokio",
    "tokio-postgres",
    "tokio-postgres-rustls",
    "tower",
];

/// The name of the crate in a new directory.
pub(super) fn of_directory(directory: &Path) -> Result<String, Failed> {
    let name = directory.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| {
        Failed::new(
            format!("`{}` ends in no name", directory.display()),
            "name a new directory, such as `task-api`; for this one there is `cargo formwork init`",
        )
    })?;
    check(name)?;
    Ok(name.to_owned())
}

/// The name of the package in a directory, as its stack can have it.
pub(super) fn of_package(directory: &Path) -> Result<String, Failed> {
    let path = directory.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(|error| {
        Failed::new(
            format!("cannot read `{}`: {error}", path.display()),
            "go to the directory of a crate, or make one: `cargo formwork new NAME`",
        )
    })?;
    let manifest: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        Failed::new(
            format!(
                "`{}` is not TOML: {}",
                path.display(),
                error.to_string().trim_end()
            ),
            "`cargo metadata` says more",
        )
    })?;
    let name = manifest
        .get("package")
        .and_then(|package| package.get("name"));
    let name = name.and_then(toml::Value::as_str).ok_or_else(|| {
        Failed::new(
            format!("`{}` has no [package] with a name", path.display()),
            "go to the directory of the crate that is the service",
        )
    })?;
    Ok(name.to_owned())
}

/// The name of the stack of a package.
pub(super) fn of_stack(package: &str) -> Result<String, Failed> {
    let stack = package.to_lowercase().replace('_', "-");
    stack_name(&stack)?;
    Ok(stack)
}

/// Whether a crate and a stack can be called so. The stack is asked itself.
fn check(name: &str) -> Result<(), Failed> {
    if RESERVED.contains(&name) || DEPENDENCIES.contains(&name) {
        return Err(Failed::new(
            format!(
                "a crate cannot be called `{name}`: Rust, Cargo or one of its own crates has that name"
            ),
            format!("choose another name, such as `{name}-api`"),
        ));
    }
    stack_name(name)
}

/// What formwork itself says of a name.
fn stack_name(name: &str) -> Result<(), Failed> {
    let name = toml::Value::from(name);
    let text = format!("stack.name = {name}\nservice.web.image = 'nginx:1'\n");
    let Err(report) = Stack::from_source(&SourceFile::new("stack.toml", text)) else {
        return Ok(());
    };
    let problem = report.problems().first();
    let told = problem.map(|problem| {
        (
            problem.message().to_owned(),
            problem.help_text().unwrap_or_default().to_owned(),
        )
    });
    let (message, help) = told.unwrap_or_default();
    Err(Failed::new(message, help))
}
