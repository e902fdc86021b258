//! What stands in the files of a new crate: the templates, filled in.

use handlebars::{Handlebars, no_escape};
use serde::Serialize;

use crate::cli::{Entries, Framework};
use crate::outcome::Failed;

/// The formwork that a new crate is built with, as it is published.
pub(super) const FORMWORK_VERSION: &str = "0.1";

/// What the templates are about.
pub(super) struct Template<'a> {
    /// The name of the package and of its binary.
    pub(super) package: &'a str,
    /// The name of the stack.
    pub(super) stack: &'a str,
    /// None for a crate that has its own code.
    pub(super) framework: Option<Framework>,
    pub(super) entries: &'a Entries,
    /// What stands behind `formwork =` in `Cargo.toml`.
    pub(super) formwork: String,
}

/// A file that is to be written.
#[derive(Debug)]
pub(super) struct NewFile {
    pub(super) path: &'static str,
    pub(super) text: String,
}

/// What the templates see.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a template asks for nothing but yes or no"
)]
struct View<'a> {
    package: &'a str,
    stack: &'a str,
    formwork: &'a str,
    /// Whether the code is made too.
    has_code: bool,
    rocket: bool,
    axum: bool,
    database: bool,
    bucket: bool,
    queue: bool,
    has_entries: bool,
    /// The value of `grants`.
    grants: String,
}

/// Path in the crate, and the template.
type Source = (&'static str, &'static str);

const CARGO_TOML: Source = (
    "Cargo.toml",
    include_str!("../../templates/new/Cargo.toml.hbs"),
);
const GIT_IGNORE: Source = (
    ".gitignore",
    include_str!("../../templates/new/gitignore.hbs"),
);
const README: Source = (
    "README.md",
    include_str!("../../templates/new/README.md.hbs"),
);
const ROCKET: Source = (
    "src/main.rs",
    include_str!("../../templates/new/src/rocket.rs.hbs"),
);
const AXUM: Source = (
    "src/main.rs",
    include_str!("../../templates/new/src/axum.rs.hbs"),
);
const AWS: Source = (
    "src/aws.rs",
    include_str!("../../templates/new/src/aws.rs.hbs"),
);
const DATABASE: Source = (
    "src/database.rs",
    include_str!("../../templates/new/src/database.rs.hbs"),
);
const FILES: Source = (
    "src/files.rs",
    include_str!("../../templates/new/src/files.rs.hbs"),
);
const JOBS: Source = (
    "src/jobs.rs",
    include_str!("../../templates/new/src/jobs.rs.hbs"),
);

/// What every crate needs that a stack.toml belongs to.
const INFRASTRUCTURE: [Source; 5] = [
    ("build.rs", include_str!("../../templates/new/build.rs.hbs")),
    (
        "stack.toml",
        include_str!("../../templates/new/stack.toml.hbs"),
    ),
    (
        "Dockerfile",
        include_str!("../../templates/new/Dockerfile.hbs"),
    ),
    (
        ".dockerignore",
        include_str!("../../templates/new/dockerignore.hbs"),
    ),
    (
        ".github/workflows/formwork.yml",
        include_str!("../../templates/new/workflow.yml.hbs"),
    ),
];

/// What is left to do in a crate that is there.
const STEPS: &str = include_str!("../../templates/init.txt.hbs");

impl Template<'_> {
    /// A whole crate.
    pub(super) fn crate_files(&self) -> Result<Vec<NewFile>, Failed> {
        let Entries {
            database,
            bucket,
            queue,
            ..
        } = *self.entries;
        let main = match self.framework {
            Some(Framework::Axum) => AXUM,
            Some(Framework::Rocket) | None => ROCKET,
        };
        let parts = [
            (true, CARGO_TOML),
            (true, GIT_IGNORE),
            (true, README),
            (true, main),
            (self.has_entries(), AWS),
            (database, DATABASE),
            (bucket, FILES),
            (queue, JOBS),
        ];
        let parts = parts.into_iter().filter(|(is_wanted, _)| *is_wanted);
        let sources: Vec<Source> = parts
            .map(|(_, source)| source)
            .chain(INFRASTRUCTURE)
            .collect();
        self.fill(&sources)
    }

    /// What a crate with code of its own lacks.
    pub(super) fn infrastructure_files(&self) -> Result<Vec<NewFile>, Failed> {
        self.fill(&INFRASTRUCTURE)
    }

    /// What to do by hand in a crate with code of its own.
    pub(super) fn steps(&self) -> Result<String, Failed> {
        self.render("init", STEPS)
    }

    fn fill(&self, sources: &[Source]) -> Result<Vec<NewFile>, Failed> {
        let files = sources.iter().map(|(path, template)| {
            let text = self.render(path, template)?;
            Ok(NewFile { path, text })
        });
        files.collect()
    }

    fn render(&self, name: &str, template: &str) -> Result<String, Failed> {
        let mut engine = Handlebars::new();
        engine.register_escape_fn(no_escape);
        engine.set_strict_mode(true);
        let rendered = engine.render_template(template, &self.view());
        rendered.map_err(|error| {
            Failed::new(
                format!("the template of {name} cannot be filled in: {error}"),
                "this is a bug in cargo-formwork, please report it with the command",
            )
        })
    }

    fn view(&self) -> View<'_> {
        let entries = self.entries;
        let grants = [
            (entries.database, "app = [\"connect\"]"),
            (entries.bucket, "files = [\"read\"]"),
            (entries.queue, "jobs = [\"send\"]"),
        ];
        let grants = grants.into_iter().filter(|(is_wanted, _)| *is_wanted);
        let grants: Vec<&str> = grants.map(|(_, grant)| grant).collect();
        View {
            package: self.package,
            stack: self.stack,
            formwork: &self.formwork,
            has_code: self.framework.is_some(),
            rocket: self.framework == Some(Framework::Rocket),
            axum: self.framework == Some(Framework::Axum),
            database: entries.database,
            bucket: entries.bucket,
            queue: entries.queue,
            has_entries: self.has_entries(),
            grants: grants.join(", "),
        }
    }

    fn has_entries(&self) -> bool {
        let Entries {
            database,
            bucket,
            queue,
            ..
        } = *self.entries;
        database || bucket || queue
    }
}
