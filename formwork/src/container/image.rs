//! Container images and the registry they are pulled from.

use std::fmt;
use std::num::NonZero;

use crate::arn::is_account;
use crate::problem::{Code, Problem};
use crate::stack::Region;

/// A container image with a tag or a digest.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    text: String,
    repository_end: usize,
    ecr: Option<EcrRepository>,
}

/// A private repository of Amazon ECR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EcrRepository {
    account: String,
    region: String,
    name: String,
    /// Whether it is named by its IPv4 host without FIPS.
    is_plain: bool,
}

impl EcrRepository {
    /// Its ARN, as a policy names it.
    pub(crate) fn arn(&self, partition: &str) -> String {
        format!(
            "arn:{partition}:ecr:{}:{}:repository/{}",
            self.region, self.account, self.name
        )
    }

    /// Whether the interface endpoints of a region lead to it: "Amazon ECR does not support AWS
    /// `PrivateLink` traffic over dual-stack endpoints" (user guide), and FIPS has endpoints of its own.
    pub(crate) fn is_behind_endpoint_of(&self, region: &Region) -> bool {
        self.is_plain && self.is_in(region)
    }

    pub(crate) fn account(&self) -> &str {
        &self.account
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn is_in(&self, region: &Region) -> bool {
        self.region == region.to_string()
    }
}

impl Image {
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let invalid = |why: &str, help: &str| {
            Problem::new(Code::InvalidImage, format!("the image `{text}` {why}")).help(help)
        };
        if text.is_empty()
            || text.len() > 255
            || !text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-/:@".contains(&b))
        {
            return Err(invalid(
                "is not a container image",
                "write a repository and a tag, such as `registry.acme.example/tasks:1.4`",
            ));
        }
        let last_segment = text.rfind('/').map_or(0, |slash| slash + 1);
        let repository_end = text
            .find('@')
            .or_else(|| {
                text[last_segment..]
                    .find(':')
                    .map(|colon| last_segment + colon)
            })
            .ok_or_else(|| invalid("has no tag", &format!("add the tag: `{text}:latest`")))?;
        let (repository, version) = text.split_at(repository_end);
        if !is_repository(repository) || !is_version(version) {
            return Err(invalid(
                "is not a container image",
                "write a repository and a tag, such as `registry.acme.example/tasks:1.4`",
            ));
        }
        let ecr = parse_ecr(repository);
        let host = repository.split('/').next().unwrap_or_default();
        if ecr.is_none()
            && [".dkr.ecr", ".dkr-ecr"]
                .iter()
                .any(|ecr| host.contains(ecr))
        {
            return Err(invalid(
                "looks like Amazon ECR and names no repository of it",
                "write `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`, the account with 12 digits",
            ));
        }
        Ok(Self {
            text: text.to_owned(),
            repository_end,
            ecr,
        })
    }

    /// The image without tag and digest.
    pub(crate) fn repository(&self) -> &str {
        &self.text[..self.repository_end]
    }

    /// The tag or the digest.
    pub(crate) fn version(&self) -> &str {
        self.text[self.repository_end..].trim_start_matches([':', '@'])
    }

    /// The ECR repository, if the image lies in one.
    pub(crate) fn ecr(&self) -> Option<&EcrRepository> {
        self.ecr.as_ref()
    }
}

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Path segments of lower-case letters, digits and separators: a point, one or two underscores, or
/// hyphens (OCI Distribution Specification, "Pulling manifests"). The registry may name a port.
fn is_repository(repository: &str) -> bool {
    repository.split('/').enumerate().all(|(index, segment)| {
        let host = if index == 0 {
            segment.split_once(':').map_or(segment, |(host, _)| host)
        } else {
            segment
        };
        !host.is_empty()
            && host
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
            && host.starts_with(|c: char| c.is_ascii_alphanumeric())
            && host.ends_with(|c: char| c.is_ascii_alphanumeric())
            && !["..", "___", "._", "_.", "-.", ".-", "-_", "_-"]
                .iter()
                .any(|separators| host.contains(separators))
    }) && repository.split('/').next().is_some_and(|host| {
        host.split_once(':').is_none_or(|(_, port)| {
            port.parse::<NonZero<u16>>().is_ok() && repository.contains('/')
        })
    })
}

/// What stands behind the colon.
pub(super) fn is_tag(tag: &str) -> bool {
    (1..=128).contains(&tag.len())
        && tag
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        && !tag.starts_with(['.', '-'])
}

/// `:tag`, `@sha256:…`, or both.
fn is_version(version: &str) -> bool {
    let (tag, digest) = match version.split_once('@') {
        Some((tag, digest)) => (tag, Some(digest)),
        None => (version, None),
    };
    let is_digest = |digest: &str| {
        digest
            .strip_prefix("sha256:")
            .is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    (tag.is_empty() || tag.strip_prefix(':').is_some_and(is_tag))
        && digest.is_none_or(is_digest)
        && !version.is_empty()
}

/// `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME` or a host that is dual stack, of FIPS, or both (AWS General
/// Reference, "Amazon ECR endpoints and quotas").
fn parse_ecr(repository: &str) -> Option<EcrRepository> {
    let (host, name) = repository.split_once('/')?;
    let (account, host) = host.split_once('.')?;
    let forms = [
        ("dkr.ecr.", false, true),
        ("dkr.ecr-fips.", false, false),
        ("dkr-ecr.", true, false),
        ("dkr-ecr-fips.", true, false),
    ];
    let of_form = |(start, is_dual_stack, is_plain): (&str, bool, bool)| {
        let (region, suffix) = host.strip_prefix(start)?.split_once('.')?;
        let region = Region::parse(region).ok()?;
        let is_right = if is_dual_stack {
            suffix == region.dual_stack_suffix()
        } else {
            suffix == region.dns_suffix()
        };
        is_right.then_some((region, is_plain))
    };
    let (region, is_plain) = forms.into_iter().find_map(of_form)?;
    is_account(account).then(|| EcrRepository {
        account: account.to_owned(),
        region: region.to_string(),
        name: name.to_owned(),
        is_plain,
    })
}

#[cfg(test)]
mod tests {
    use super::Image;

    #[test]
    fn an_ecr_image_names_its_repository() {
        let image =
            Image::parse("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/tasks:1.4").unwrap();
        assert_eq!(
            image.repository(),
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/tasks"
        );
        assert_eq!(
            image.ecr().unwrap().arn("aws"),
            "arn:aws:ecr:us-east-1:123456789012:repository/team/tasks"
        );
    }

    #[test]
    fn every_form_of_an_ecr_host_names_its_repository() {
        for (host, partition) in [
            ("dkr.ecr.eu-west-1.amazonaws.com", "aws"),
            ("dkr-ecr.eu-west-1.on.aws", "aws"),
            ("dkr.ecr-fips.us-gov-west-1.amazonaws.com", "aws-us-gov"),
            ("dkr-ecr-fips.us-east-1.on.aws", "aws"),
            ("dkr.ecr.cn-north-1.amazonaws.com.cn", "aws-cn"),
            ("dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "aws-cn"),
        ] {
            let image = Image::parse(&format!("123456789012.{host}/tasks:1")).unwrap();
            let region = host.split('.').find(|part| part.ends_with("-1")).unwrap();
            let arn = format!("arn:{partition}:ecr:{region}:123456789012:repository/tasks");
            assert_eq!(image.ecr().unwrap().arn(partition), arn);
        }
        for host in [
            "dkr.ecr.cn-north-1.amazonaws.com",
            "dkr-ecr.eu-west-1.amazonaws.com",
            "dkr.ecr.eu-west-9.amazonaws.com",
        ] {
            let image = format!("123456789012.{host}/tasks:1");
            assert!(Image::parse(&image).is_err(), "{image}");
        }
    }

    #[test]
    fn other_registries_have_no_ecr_repository() {
        let digest = format!("ghcr.io/acme/tasks@sha256:{}", "0".repeat(64));
        for image in [
            "nginx:1.29",
            "localhost:5000/tasks:dev",
            "public.ecr.aws/nginx/nginx:1.29",
            &digest,
        ] {
            assert!(Image::parse(image).unwrap().ecr().is_none(), "{image}");
        }
    }

    #[test]
    fn an_image_has_a_tag_or_a_digest() {
        for invalid in [
            "",
            "nginx",
            "ghcr.io/acme/tasks",
            "nginx:",
            "Nginx:1",
            "a b:1",
            "nginx@sha256:12",
            "/x:1",
            "a//b:1",
            "localhost:5000:1",
            "localhost:0/a:1",
            "ghcr.io/acme/ta..sks:1",
            "ghcr.io/acme/ta_.sks:1",
        ] {
            assert!(Image::parse(invalid).is_err(), "{invalid}");
        }
    }
}
