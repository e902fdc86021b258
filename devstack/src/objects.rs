//! S3 on this machine: the files of `s3s-fs` behind the protocol of `s3s`.

mod events;
mod policy;
mod store;

use std::fs;
use std::path::{Path, PathBuf};

use formwork::testing::Module;
use s3s::service::S3ServiceBuilder;

use self::events::{Events, Notices};
use crate::background;
use crate::error::{Context, Error};
use crate::files::{Scratch, create_private};
use crate::objects::policy::Keys;
use crate::objects::store::Store;
use crate::policy::Policy;
use crate::queues::Queues;
use crate::server::Server;
use crate::terraform::Terraform;

/// An S3 on this machine. Requests must be signed with an [access key](crate::access_key) and
/// [`SECRET_ACCESS_KEY`](crate::SECRET_ACCESS_KEY), buckets stand in the path. Whoever signs is a task role: what
/// `grants` in `stack.toml` doesn't list is refused.
#[derive(Debug)]
pub struct Objects {
    server: Server,
    directory: PathBuf,
    events: Events,
    /// Present if the objects vanish with this value; after the server.
    _scratch: Option<Scratch>,
}

impl Objects {
    /// Starts an empty one for tests, which vanishes with this process.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], [`Error::Objects`].
    pub async fn ephemeral() -> Result<Self, Error> {
        let scratch = background::run_blocking(Scratch::new).await?;
        let directory = scratch.path().to_owned();
        Self::start(directory, Some(scratch), Policy::of_workspace()).await
    }

    /// Starts the one whose objects are in `directory`, an empty one at first. What task roles may do says the
    /// Terraform in `hcl_out`.
    ///
    /// # Errors
    ///
    /// As [`Objects::ephemeral`].
    pub async fn persistent(directory: &Path, hcl_out: &Path) -> Result<Self, Error> {
        create_private(directory)?;
        let policy = Policy::new(Terraform::new(hcl_out));
        Self::start(directory.to_owned(), None, policy).await
    }

    async fn start(
        directory: PathBuf,
        scratch: Option<Scratch>,
        policy: Policy,
    ) -> Result<Self, Error> {
        let events = Events::default();
        let store = Store::open(&directory, policy.clone(), events.clone());
        let store = store.map_err(|reason| Error::Objects {
            directory: directory.clone(),
            reason,
        })?;
        let mut service = S3ServiceBuilder::new(store);
        service.set_auth(Keys);
        service.set_access(policy);
        let server = Server::start(service.build(), None).await?;
        Ok(Self {
            server,
            directory,
            events,
            _scratch: scratch,
        })
    }

    /// What `AWS_ENDPOINT_URL_S3` is set to.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        self.server.url()
    }

    /// The port of the endpoint, on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// Where the objects are, a directory for each bucket.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Creates a bucket, unless it exists.
    ///
    /// # Errors
    ///
    /// [`Error::Io`].
    pub fn create_bucket(&self, name: &str) -> Result<(), Error> {
        create_private(&self.directory.join(name))
    }

    /// From now on a bucket tells queues of what happens to its objects, as a module says of the bucket of an address.
    /// These are deployed before.
    pub fn tell(&self, bucket: &str, module: &Module, address: &str, queues: &Queues) {
        let queues = queues.inlet();
        if let Some(notices) = Notices::of(module, address, &queues) {
            self.events.set(bucket, &notices, queues);
        }
    }

    /// The keys of all objects in `bucket`, sorted.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if there is no such bucket.
    pub fn keys(&self, bucket: &str) -> Result<Vec<String>, Error> {
        let root = self.directory.join(bucket);
        let mut keys = Vec::new();
        collect_keys(&root, "", &mut keys).context(|| format!("read bucket {bucket}"))?;
        keys.sort();
        Ok(keys)
    }

    /// The bytes of an object.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if there is no such object.
    pub fn content(&self, bucket: &str, key: &str) -> Result<Vec<u8>, Error> {
        let path = self.directory.join(bucket).join(key);
        fs::read(path).context(|| format!("read {key} of bucket {bucket}"))
    }

    /// How many multipart uploads to `bucket` were begun and neither completed nor aborted.
    ///
    /// # Errors
    ///
    /// [`Error::Io`].
    pub fn pending_uploads(&self, bucket: &str) -> Result<usize, Error> {
        store::pending_uploads(&self.directory, bucket)
            .context(|| format!("list uploads to bucket {bucket}"))
    }
}

fn collect_keys(directory: &Path, prefix: &str, keys: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let key = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect_keys(&entry.path(), &format!("{key}/"), keys)?;
        } else {
            keys.push(key);
        }
    }
    Ok(())
}
