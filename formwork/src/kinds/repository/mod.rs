//! `[repository.NAME]`: a repository of Amazon ECR for the images of containers, and who may push to it.

use crate::kind::{
    DerivedName, File, Images, KeyFact, Kind, Names, Output, Outsider, Recognition, Runbook,
    Shared, Site, Target, Validation,
};
use crate::problem::Code;

mod codes;
mod entry;
mod manifest;
mod push;
mod recognition;
mod runbook;
mod view;

/// The kind of `[repository.NAME]`.
///
/// Amazon ECR API, `CreateRepository`: a name has 2 to 256 lower-case letters, digits and separators. Here it
/// has 3 to 63: the names of the stack and of the entry, joined by a slash.
#[derive(Debug)]
pub(crate) struct Repository;

impl Kind for Repository {
    const TABLE: &str = "repository";
    const RESOURCE: &str = "aws_ecr_repository";
    const ABOUT: &str =
        "Repositories of Amazon ECR, by name: a tag stands for one image, which is scanned.";

    const EXAMPLE: &str = "[repository.shop]";

    type Manifest = manifest::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[manifest::KEYS]
    }

    #[cfg(any(test, feature = "schema"))]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<Self::Manifest>()
    }

    fn codes() -> &'static [Code] {
        codes::CODES
    }

    fn validate(keys: &Self::Manifest, at: &mut Validation<'_>) -> Option<Self::Entry> {
        entry::Entry::from_keys(keys, at)
    }

    fn renamed_from(keys: &Self::Manifest) -> Option<&Names> {
        keys.renamed_from.as_ref()
    }

    fn files(entry: &Self::Entry, site: &Site<'_>) -> Vec<File> {
        view::file(entry, site).into_iter().collect()
    }

    fn runbook(entry: &Self::Entry, site: &Site<'_>) -> Runbook {
        runbook::runbook(entry, site)
    }

    fn stands_alone() -> bool {
        true
    }

    fn recognition() -> Option<&'static Recognition> {
        Some(&recognition::RECOGNITION)
    }

    fn summary(entry: &Self::Entry) -> String {
        let pushed = match entry.push_from.len() {
            0 => "",
            _ => ", pushed to from GitHub",
        };
        if let Some(existing) = &entry.existing {
            return format!("ECR, one that exists: `{}`{pushed}", existing.name());
        }
        format!(
            "ECR, immutable tags, scanned, {} images kept{pushed}",
            entry.keep_images
        )
    }

    /// `[repository.api]` has the images of `[service.api]`.
    fn shares_names() -> bool {
        true
    }

    fn images() -> Option<&'static Images> {
        const IMAGES: Images = Images { uri, arn };
        Some(&IMAGES)
    }

    fn outsider(entry: &Self::Entry) -> Option<Outsider> {
        let is_pushed_to = !entry.push_from.is_empty();
        let made = ("GitHub's identity provider", "github_provider_arn");
        let provider = entry.makes_provider().then_some(made);
        is_pushed_to.then_some(Outsider { provider, ..GITHUB })
    }

    fn outputs() -> &'static [Output] {
        OUTPUTS
    }

    /// AWS IAM API, `CreateRole`: `RoleName`.
    fn names() -> &'static [DerivedName] {
        &[DerivedName {
            of: "the role that pushes",
            suffix: "-push",
            max: 64,
        }]
    }

    fn shared(shared: &Shared<'_>) -> Vec<File> {
        view::provider(shared).into_iter().collect()
    }
}

/// What the template of the role allows. (Amazon ECR user guide, "IAM permissions for pushing an image".)
const GITHUB: Outsider = Outsider {
    who: "GitHub",
    does: "pushes",
    actions: &[
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    ],
    everywhere: &["ecr:GetAuthorizationToken"],
    provider: None,
};

const OUTPUTS: &[Output] = &[
    Output {
        name: "repository_url",
        description: "URL of repository {}, to which a colon and a tag are added.",
        value: repository_url,
    },
    Output {
        name: "login_command",
        description: "Lets Docker push to repository {}.",
        value: login_command,
    },
];

fn repository_url(target: &Target<'_>) -> String {
    let entry = target.entry::<entry::Entry>();
    let Some(existing) = entry.and_then(|entry| entry.existing.as_ref()) else {
        return format!("{}.repository_url", target.address());
    };
    let (region, account, name) = (
        target.region(),
        existing.account(target.account_id()),
        existing.name(),
    );
    let suffix = region.dns_suffix();
    format!("\"{account}.dkr.ecr.{region}.{suffix}/{name}\"")
}

/// A tag in it.
fn uri(target: &Target<'_>, tag: &str) -> String {
    let url = repository_url(target);
    match url.strip_suffix('"') {
        // A text already.
        Some(text) => format!("{text}:{tag}\""),
        None => format!("\"${{{url}}}:{tag}\""),
    }
}

fn arn(target: &Target<'_>) -> String {
    let entry = target.entry::<entry::Entry>();
    let existing = entry.and_then(|entry| entry.existing.as_ref());
    match existing {
        Some(existing) => existing.arn(&entry::FORM, target, ""),
        None => format!("{}.arn", target.address()),
    }
}

/// The registry is what stands before the first slash of the URL.
fn login_command(target: &Target<'_>) -> String {
    let (url, region) = (repository_url(target), target.region());
    format!(
        "\"aws ecr get-login-password --region {region} | docker login --username AWS --password-stdin ${{split(\"/\", {url})[0]}}\""
    )
}
