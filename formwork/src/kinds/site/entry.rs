//! What a site is: files, a name and what answers for paths that are no file.

use super::manifest::Keys;
use crate::kind::{LogicalId, Validation, optional};
use crate::manifest::Field;
use crate::problem::{Code, Problem};
use crate::stack::DomainName;

/// One site.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) bucket: LogicalId,
    /// None: that of CloudFront.
    pub(super) domain: Option<DomainName>,
    pub(super) single_page: bool,
    /// The key of the page in the bucket.
    pub(super) not_found: Option<String>,
}

impl Entry {
    /// What the keys of a site mean.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        check_partition(at)?;
        let example = "bucket = \"pages\"";
        let bucket = at.require("bucket", keys.bucket.as_ref(), example);
        let domain = optional(keys.domain.as_ref(), |field| {
            at.text(
                field,
                "where browsers find it",
                DomainName::parse_for_certificate,
            )
        });
        let single_page = *keys.single_page.get();
        let not_found = optional(keys.not_found.as_ref(), |field| {
            at.text(field, "what tells that there is no page", parse_page)
        });
        if let Some(field) = keys.not_found.as_ref().filter(|_| single_page) {
            at.problem(never_shown(field, &keys.single_page, at));
        }
        // A rule says where there is no such bucket.
        let bucket = at.id_of(&bucket?.get().clone().into())?.clone();
        Some(Self {
            bucket,
            domain: domain.ok()?,
            single_page,
            not_found: not_found.ok()?,
        })
    }
}

/// In China CloudFront is another service, with certificates of IAM and a licence; AWS `GovCloud` has none.
fn check_partition(at: &mut Validation<'_>) -> Option<()> {
    let region = at.region()?.clone();
    if region.partition() == "aws" {
        return Some(());
    }
    let message = format!(
        "{} needs CloudFront, which is not part of `{}`",
        at.owner(),
        region.partition()
    );
    let problem = Problem::new(Code::SiteRegion, message)
        .at(at.key().span(), format!("a stack in `{region}`"))
        .help("serve the files by a service, or put the site into a stack in another region");
    at.problem(problem);
    None
}

/// The key of an object that a URL can name as it is.
fn parse_page(text: &str) -> Result<String, Problem> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-".contains(&b);
    let is_page = !text.is_empty()
        && !text.starts_with('/')
        && !text.ends_with('/')
        && text.len() <= 200
        && text.bytes().all(is_plain);
    if is_page {
        return Ok(text.to_owned());
    }
    let help = match text.strip_prefix('/') {
        Some(key) if !key.is_empty() && !key.starts_with('/') => {
            format!("leave out the slash: `{key}`")
        }
        _ => "name a file of the bucket, in letters, digits, `.`, `_`, `-` and `/`, such as `404.html`".to_owned(),
    };
    Err(Problem::new(
        Code::SitePage,
        format!("`{text}` is not a page of the bucket"),
    )
    .help(help))
}

fn never_shown(
    not_found: &Field<impl Sized>,
    single_page: &Field<bool>,
    at: &Validation<'_>,
) -> Problem {
    let table = at.key().span();
    let message = format!("`not_found` of {} is never shown", at.owner());
    Problem::new(Code::SitePage, message)
        .at(not_found.span_or(&table), "for paths that are no file")
        .at(
            single_page.span_or(&table),
            "`index.html` answers for all of them",
        )
        .help("remove `not_found`: the code in `index.html` knows which paths there are")
}
