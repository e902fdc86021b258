//! Sites, and the CloudFront that code asks to forget their pages.

use std::path::{Path, PathBuf};

use formwork::testing::{Argument, Block, Module};

use super::Standins;
use super::wanted::Wanted;
use crate::distributions::Distributions;
use crate::error::Error;
use crate::queues::deployed::address_in;
use crate::sites::{Missing, Site};

impl Standins {
    /// Serves the sites of the stack: the directory of their name, where their files are uploaded from, or the bucket
    /// that code writes them to.
    pub(crate) async fn serve_sites(&mut self, module: &Module, root: &Path) -> Result<(), Error> {
        for distribution in module.resources("aws_cloudfront_distribution") {
            let address = distribution.address();
            let name = address.rsplit('.').next().unwrap_or_default();
            let folder = Some(root.join(name)).filter(|folder| folder.is_dir());
            let folder = folder.or_else(|| self.bucket_of(distribution));
            if let Some((folder, missing)) = folder.zip(Missing::of(module, name)) {
                let last = self.sites.remove(name).map(|site| site.port());
                let site = Site::start(&folder, missing, last).await?;
                self.lines.insert(format!("site {name}"), site.url());
                self.sites.insert(name.to_owned(), site);
            }
        }
        Ok(())
    }

    /// Where the objects of the bucket are that a site is before, if some container has to do with it.
    fn bucket_of(&self, distribution: &Block) -> Option<PathBuf> {
        let origins = distribution.values("origin.domain_name");
        let mut addresses = origins.iter().filter_map(|origin| match origin {
            Argument::Expression(reference) => address_in(reference),
            _ => None,
        });
        addresses.find_map(|(address, _)| self.buckets.get(address).cloned())
    }

    pub(super) async fn site(&mut self, wanted: &Wanted) -> Result<(), Error> {
        if self.distributions.is_none() {
            self.distributions = Some(Distributions::for_roles(&self.hcl_out).await?);
        }
        let distributions = self.distributions.as_ref().ok_or(Error::Down)?;
        let facts = [("DISTRIBUTION_ID", distributions.add(&wanted.address))];
        self.facts.tell(wanted.table, &wanted.target, facts);
        Ok(())
    }
}
