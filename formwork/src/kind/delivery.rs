//! Deliveries: what a service of AWS hands to one entry, or takes from it, on behalf of another.

use crate::hcl::Expr;
use crate::names::LogicalId;

/// A queue gets what a topic publishes, or CloudFront reads the files of a bucket for a site. The policy of the
/// entry lets the service in, on behalf of this source alone.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The entry that gets it.
    pub(crate) to: LogicalId,
    /// The principal of the service: `sns.amazonaws.com`.
    pub(crate) by: &'static str,
    /// What it does there, as an action of IAM.
    pub(crate) action: &'static str,
    /// What people call the service.
    pub(crate) service: &'static str,
    /// What the picture says of it: `delivers`.
    pub(crate) does: &'static str,
    /// The ARN of the resource on whose behalf it is delivered.
    pub(crate) source: Expr,
    /// Whether that ARN has the account in it. If not, the policy names the account beside it: somebody
    /// else could have a resource of the same name one day.
    pub(crate) is_named_by_account: bool,
}
