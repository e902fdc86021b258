//! `terraform.tf`: versions and where the state lives.

use serde::Serialize;

use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Optional, Present, present_if};
use crate::schema::ProviderLine;
use crate::stack::{Backend, Engine, RequiredProvider, Stack};

/// What `terraform.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Terraform {
    required_version: Literal,
    aws_version: Literal,
    local_backend: Optional<Present>,
    s3_backend: Optional<S3Backend>,
    /// Beside AWS.
    providers: Vec<Provider>,
}

#[derive(Debug, Serialize)]
struct Provider {
    name: Expr,
    source: Literal,
    version: Optional<Version>,
}

#[derive(Debug, Serialize)]
struct Version {
    text: Literal,
}

#[derive(Debug, Serialize)]
struct S3Backend {
    bucket: Literal,
    key: Literal,
    region: Word,
    use_lockfile: bool,
}

impl Provider {
    fn new((name, provider): (&String, &RequiredProvider)) -> Self {
        let version = provider.version.as_ref();
        let version = version.map(|version| Version {
            text: Literal::new(version),
        });
        Self {
            // An identifier, which `validate` has seen to.
            name: Expr::new(name),
            source: Literal::new(&provider.source),
            version: version.into_iter().collect(),
        }
    }
}

impl Terraform {
    pub(crate) fn new(stack: &Stack) -> Self {
        let s3_backend = match &stack.backend {
            Backend::Local => None,
            Backend::S3 {
                bucket,
                key,
                region,
                use_lockfile,
            } => Some(S3Backend {
                bucket: Literal::new(bucket),
                key: Literal::new(key),
                region: region.into(),
                use_lockfile: *use_lockfile,
            }),
        };
        Self {
            required_version: Literal::new(required_version(stack.engine)),
            aws_version: Literal::new(aws_version(&stack.provider_lines)),
            local_backend: present_if(s3_backend.is_none()),
            s3_backend: s3_backend.into_iter().collect(),
            providers: stack.raw.providers.iter().map(Provider::new).collect(),
        }
    }
}

/// The releases of the program whose language formwork checks. `OpenTofu` has write-only arguments and
/// ephemeral resources since 1.11.
fn required_version(engine: Engine) -> &'static str {
    match engine {
        Engine::Terraform => ">= 1.10.0, < 2.0.0",
        Engine::OpenTofu => ">= 1.11.0, < 2.0.0",
    }
}

/// From the release that formwork knows of the oldest line to the end of the newest one.
fn aws_version(lines: &[ProviderLine]) -> String {
    let oldest = lines.first().copied().unwrap_or(ProviderLine::NEWEST);
    let minor = oldest.minor();
    if lines.len() > 1 {
        format!(">= {minor}, < 7.0")
    } else {
        format!("~> {minor}")
    }
}
