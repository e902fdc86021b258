//! A site has the files of a bucket whose policy lets CloudFront in.

use crate::kind::{Scope, entries};
use crate::kinds::bucket::Bucket;
use crate::kinds::site::StaticSite;
use crate::manifest::Field;
use crate::problem::{Code, Problem, help_one_of};

pub(super) fn check_buckets(scope: &Scope<'_>) -> Vec<Problem> {
    let sites = entries::<StaticSite>(scope.manifest);
    let buckets = sites.filter_map(|(_, keys)| keys.bucket.as_ref());
    buckets.filter_map(|bucket| check(scope, bucket)).collect()
}

fn check(scope: &Scope<'_>, bucket: &Field<String>) -> Option<Problem> {
    let (name, place) = (bucket.get().as_str(), bucket.span_or(&(0..0)));
    let mut buckets = entries::<Bucket>(scope.manifest);
    let Some((declared, keys)) = buckets.find(|(key, _)| key.get() == name) else {
        let is_unread = scope.manifest.is_unread(&["bucket", name]);
        return (!is_unread).then(|| {
            Problem::new(Code::SiteBucket, format!("no bucket `{name}` is declared"))
                .at(place, "not declared")
                .help(help(scope, name))
        });
    };
    if let Some(existing) = &keys.existing {
        let message =
            format!("the policy of `{name}` is not formwork's, so CloudFront may not read it");
        return Some(
            Problem::new(Code::SiteBucket, message)
                .at(place, "has the files of the site")
                .at(existing.span_or(&declared.span()), "made elsewhere")
                .help("name a bucket that this stack makes"),
        );
    }
    let key = keys.kms_key.as_ref()?;
    let message = format!("CloudFront cannot read `{name}`, whose key had to know the site first");
    Some(
        Problem::new(Code::SiteBucket, message)
            .at(place, "has the files of the site")
            .at(key.span_or(&declared.span()), "encrypted with this key")
            .help("remove `kms_key`: S3 encrypts the files with keys of its own"),
    )
}

fn help(scope: &Scope<'_>, name: &str) -> String {
    let declared = entries::<Bucket>(scope.manifest).map(|(key, _)| key.get().as_str());
    if declared.clone().next().is_none() {
        format!("declare it as `[bucket.{name}]`")
    } else {
        help_one_of(name, declared)
    }
}
