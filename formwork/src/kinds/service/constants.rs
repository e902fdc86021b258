//! Constants for the code of a service.

use serde::Serialize;

use super::entry::Entry;
use super::protocol::Protocol;
use crate::hcl::Word;
use crate::identifier::MAX_WIDTH;
use crate::kind::{Constants, File, LogicalId, Template};

const TEMPLATE: Template = Template::new("service_constants.rs", include_str!("constants.rs.hbs"));

/// What `constants.rs.hbs` sees.
#[derive(Debug, Serialize)]
struct View {
    service: Word,
    port: u16,
    /// Quoted, with the space or the line break before it.
    health_path: String,
    /// What is asked, and what a good answer is.
    health: &'static str,
}

pub(super) fn constants(entry: &Entry, id: &LogicalId) -> Constants {
    let view = View {
        service: id.into(),
        port: entry.port,
        health_path: health_path(&format!("\"{}\"", entry.health_check.path)),
        health: match entry.protocol {
            Protocol::Http1 | Protocol::Http2 => "Path that answers 200",
            Protocol::Grpc => "Method of gRPC that answers `OK`",
        },
    };
    Constants(File::new("stack.rs", &TEMPLATE, &view))
}

/// The value of `HEALTH_PATH`, on a line of its own where rustfmt puts it there.
fn health_path(literal: &str) -> String {
    let fits = |before: &str| before.len() + literal.len() + ";".len() <= MAX_WIDTH;
    if !fits("pub const HEALTH_PATH: &str = ") && fits("    ") {
        return format!("\n    {literal}");
    }
    format!(" {literal}")
}
