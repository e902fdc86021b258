//! The codes of a site.

use crate::problem::codes;

codes! {
    /// What can be wrong with a site.
    CODES:
    /// A bucket that CloudFront cannot read, or none.
    SiteBucket = "site-bucket",
    /// A site in a partition without CloudFront.
    SiteRegion = "site-region",
    /// A page of a site that is none, or that nobody sees.
    SitePage = "site-page",
    /// A name of a site that something else has, or that nothing answers for.
    SiteDomain = "site-domain",
    /// A call of CloudFront from a network that does not reach it.
    UnreachableCloudFront = "unreachable-cloudfront",
}
