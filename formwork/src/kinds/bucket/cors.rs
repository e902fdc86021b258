//! `cors`: which pages may ask a bucket from a browser.
//!
//! (Amazon S3 API, `CORSRule`.)

use super::manifest;
use crate::kind::{Limits, Validation, number};
use crate::manifest::Field;
use crate::problem::{Code, Problem, help_one_of};
use crate::source::Span;

/// A day is the longest that browsers keep to.
pub(super) const MAX_AGE: Limits = Limits {
    key: "max_age_seconds",
    range: 0..=86_400,
    taker: "the bucket",
};

const METHODS: [&str; 5] = ["GET", "PUT", "POST", "DELETE", "HEAD"];

/// S3 takes so many rules.
const MOST_RULES: usize = 100;

/// One rule.
#[derive(Debug, Clone)]
pub(super) struct Cors {
    pub(super) origins: Vec<String>,
    pub(super) methods: Vec<String>,
    pub(super) headers: Vec<String>,
    pub(super) expose_headers: Vec<String>,
    pub(super) max_age_seconds: u32,
}

pub(super) fn rules(
    entries: &[Field<manifest::Cors>],
    at: &mut Validation<'_>,
) -> Option<Vec<Cors>> {
    if let Some(first) = entries.get(MOST_RULES) {
        let message = format!("a bucket takes {MOST_RULES} rules of `cors`");
        at.problem(
            Problem::new(Code::InvalidCors, message)
                .at(first.span_or(&at.key().span()), "one too many")
                .help("list several origins in one rule"),
        );
    }
    let rules: Vec<Option<Cors>> = entries.iter().map(|entry| rule(entry, at)).collect();
    rules.into_iter().collect()
}

fn rule(entry: &Field<manifest::Cors>, at: &mut Validation<'_>) -> Option<Cors> {
    let table = &entry.span_or(&at.key().span());
    let owner = &format!("a rule of `cors` of {}", at.owner());
    let keys = entry.get();
    let example = "origins = [\"https://acme.example\"]";
    let origins = at.require_of(
        &["cors", "origins"],
        keys.origins.as_ref(),
        owner,
        table,
        example,
    );
    let example = "methods = [\"GET\", \"PUT\"]";
    let methods = at.require_of(
        &["cors", "methods"],
        keys.methods.as_ref(),
        owner,
        table,
        example,
    );
    let origins = origins.and_then(|list| texts(list, table, "origins", origin, at));
    let methods = methods.and_then(|list| texts(list, table, "methods", method, at));
    let headers = keys
        .headers
        .get()
        .iter()
        .map(|field| header(field, true, table, at))
        .collect();
    let exposed = keys.expose_headers.get().iter();
    let exposed = exposed
        .map(|field| header(field, false, table, at))
        .collect();
    let max_age = at.keep(number(&keys.max_age_seconds, table, &MAX_AGE));
    let (headers, expose_headers): (Option<Vec<String>>, Option<Vec<String>>) = (headers, exposed);
    Some(Cors {
        origins: origins?,
        methods: methods?,
        headers: headers?,
        expose_headers: expose_headers?,
        max_age_seconds: max_age?,
    })
}

/// The items of a list that may not be empty.
fn texts(
    list: &Field<Vec<Field<String>>>,
    table: &Span,
    what: &str,
    parse: fn(&str) -> Result<(), Problem>,
    at: &mut Validation<'_>,
) -> Option<Vec<String>> {
    if list.get().is_empty() {
        at.problem(
            Problem::new(Code::InvalidCors, format!("a rule of `cors` has no {what}"))
                .at(list.span_or(table), "empty")
                .help("list some, or remove the rule: it lets in nobody"),
        );
        return None;
    }
    let items = list.get().iter().map(|field| {
        let parsed = parse(field.get()).map(|()| field.get().clone());
        at.keep(parsed.map_err(|problem| problem.at(field.span_or(table), "S3 refuses it")))
    });
    let items: Vec<Option<String>> = items.collect();
    items.into_iter().collect()
}

/// `https://acme.example`, `https://*.acme.example` or `*`.
fn origin(text: &str) -> Result<(), Problem> {
    let invalid = |help: String| {
        Err(Problem::new(Code::InvalidCors, format!("`{text}` is no origin")).help(help))
    };
    if text == "*" {
        return Ok(());
    }
    let Some((scheme, host)) = text.split_once("://") else {
        return invalid(format!("write the scheme in front: `https://{text}`"));
    };
    if let Some((host, _)) = host.split_once('/') {
        return invalid(format!("leave out the path: `{scheme}://{host}`"));
    }
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-.:*[]".contains(c);
    let is_host = !host.is_empty() && host.chars().all(is_allowed);
    let is_scheme = !scheme.is_empty()
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '*');
    if !is_host || !is_scheme || text.matches('*').count() > 1 {
        return invalid(
            "write scheme and host, with one `*` at most: `https://*.acme.example`".to_owned(),
        );
    }
    Ok(())
}

fn method(text: &str) -> Result<(), Problem> {
    if METHODS.contains(&text) {
        return Ok(());
    }
    let message = format!("`{text}` is no method of a rule of `cors`");
    let help = match text.to_ascii_uppercase().as_str() {
        "OPTIONS" => "leave it out: S3 answers `OPTIONS` by itself".to_owned(),
        upper if METHODS.contains(&upper) => format!("write `{upper}`"),
        _ => help_one_of(text, METHODS),
    };
    Err(Problem::new(Code::InvalidCors, message).help(help))
}

/// The name of a header; those that may be sent may have one `*`.
fn header(
    field: &Field<String>,
    with_star: bool,
    table: &Span,
    at: &mut Validation<'_>,
) -> Option<String> {
    let text = field.get();
    let stars = text.matches('*').count();
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-_*".contains(c);
    if !text.is_empty() && text.chars().all(is_allowed) && stars <= usize::from(with_star) {
        return Some(text.clone());
    }
    let help = if with_star {
        "write a name with one `*` at most, such as `x-amz-*`"
    } else {
        "write the name of one header, such as `ETag`"
    };
    at.problem(
        Problem::new(
            Code::InvalidCors,
            format!("`{text}` is no header of a rule of `cors`"),
        )
        .at(field.span_or(table), "S3 refuses it")
        .help(help),
    );
    None
}
