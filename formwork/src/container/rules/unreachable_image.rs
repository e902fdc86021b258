//! Without a NAT gateway tasks reach AWS only, through the endpoints of the VPC.

use crate::container::Image;
use crate::kind::Scope;
use crate::manifest::{Field, NatGateways};
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::stack::Region;

/// Amazon ECR user guide, "Amazon ECR interface VPC endpoints": private repositories of the same
/// region can be pulled through them.
pub(super) fn check_unreachable_image(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let nat_gateways = &manifest.network.get().nat_gateways;
    let Some(region) = &scope.region else {
        return Vec::new();
    };
    if *nat_gateways.get() != NatGateways::None || manifest.is_unread(&["stack", "region"]) {
        return Vec::new();
    }
    let nat_at = nat_gateways.span_or(&manifest.network.span_or(&(0..0)));
    let images = scope
        .containers()
        .flat_map(|container| container.keys.all_images());
    images
        .filter(|image| is_out_of_reach(image, region))
        .map(|image| problem(image, region, &nat_at))
        .collect()
}

fn is_out_of_reach(image: &Field<String>, region: &Region) -> bool {
    Image::parse(image.get()).is_ok_and(|image| {
        image
            .ecr()
            .is_none_or(|repository| !repository.is_behind_endpoint_of(region))
    })
}

fn problem(image: &Field<String>, region: &Region, nat_at: &Span) -> Problem {
    let message = format!(
        "the image `{}` cannot be reached without a NAT gateway",
        image.get()
    );
    Problem::new(Code::UnreachableImage, message)
        .at(image.span_or(&(0..0)), format!("behind no endpoint of Amazon ECR in `{region}`"))
        .at(nat_at.clone(), "leaves only what AWS offers inside the VPC")
        .help(format!(
            "copy it to `ACCOUNT.dkr.ecr.{region}.{}/NAME:TAG`, or write `nat_gateways = \"single\"`",
            region.dns_suffix()
        ))
}
