//! Events of buckets: queues that are told of what happens to objects. (Amazon S3 user guide, "Amazon S3 Event
//! Notifications" and "Event message structure".)

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use formwork::testing::{Argument, Block, Module};
use serde_json::{Value, json};

use crate::policy::matches;
use crate::queues::clock::rfc3339;
use crate::queues::deployed::{address_in, value};
use crate::queues::{Delivery, Inlet};
use crate::{ACCOUNT_ID, REGION, percent, random};

/// What a queue is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notice {
    queue_arn: String,
    /// `s3:ObjectCreated:*`.
    events: Vec<String>,
    prefix: String,
    suffix: String,
}

/// What a bucket tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notices {
    notices: Vec<Notice>,
    /// Whether a delete leaves a marker.
    is_versioned: bool,
}

/// What buckets tell, and where to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Events(Arc<Mutex<Told>>);

#[derive(Debug, Default)]
struct Told {
    buckets: BTreeMap<String, Notices>,
    queues: Option<Inlet>,
}

/// What happened to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Happened {
    Put,
    Copied,
    Completed,
    Deleted,
}

impl Notices {
    /// What the module says of the bucket of an address; nothing if it tells no queue.
    pub(super) fn of(module: &Module, address: &str, queues: &Inlet) -> Option<Self> {
        let is_of = |block: &&Block| {
            let bucket = value(module, block, "bucket");
            let Some(Argument::Expression(reference)) = bucket else {
                return false;
            };
            address_in(&reference).is_some_and(|(of, _)| of == address)
        };
        let mut blocks = module.resources("aws_s3_bucket_notification");
        let block = blocks.find(is_of)?;
        let queues_told = block.nested("queue");
        let notices = queues_told.iter().filter_map(|queue| {
            let text = |argument| match value(module, queue, argument) {
                Some(Argument::Text(text)) => text,
                _ => String::new(),
            };
            let queue_arn = match value(module, queue, "queue_arn")? {
                Argument::Text(arn) => arn,
                Argument::Expression(reference) => queues.resolve(&reference)?,
                _ => return None,
            };
            let events = value(module, queue, "events")?;
            let events = events.items().iter().filter_map(Argument::as_text);
            Some(Notice {
                queue_arn,
                events: events.map(str::to_owned).collect(),
                prefix: text("filter_prefix"),
                suffix: text("filter_suffix"),
            })
        });
        let mut versioning = module.resources("aws_s3_bucket_versioning").filter(is_of);
        Some(Self {
            notices: notices.collect(),
            is_versioned: versioning.any(|block| {
                let status = block.values("versioning_configuration.status");
                status.iter().any(|it| it.as_text() == Some("Enabled"))
            }),
        })
    }
}

impl Events {
    /// From now on a bucket tells this. S3 tries each queue that is new with a message that tells of nothing.
    pub(super) fn set(&self, bucket: &str, notices: &Notices, queues: Inlet) {
        let mut told = self.lock();
        let before = told.buckets.insert(bucket.to_owned(), notices.clone());
        let before = before.map_or_else(Vec::new, |before| before.notices);
        for notice in &notices.notices {
            if !before.contains(notice) {
                let test = json!({
                    "Service": "Amazon S3",
                    "Event": "s3:TestEvent",
                    "Time": rfc3339(queues.now()),
                    "Bucket": bucket,
                    "RequestId": random::hex(8).to_uppercase(),
                    "HostId": "devstack",
                });
                send(&queues, &notice.queue_arn, &test);
            }
        }
        told.queues = Some(queues);
    }

    /// Tells the queues that want to know.
    pub(super) fn tell(&self, root: &Path, bucket: &str, key: &str, happened: Happened) {
        let told = self.lock();
        let (Some(notices), Some(queues)) = (told.buckets.get(bucket), &told.queues) else {
            return;
        };
        let name = happened.name(notices.is_versioned);
        let wants = |notice: &&Notice| {
            let event = format!("s3:{name}");
            let mut events = notice.events.iter();
            key.starts_with(&notice.prefix)
                && key.ends_with(&notice.suffix)
                && events.any(|pattern| matches(pattern, &event))
        };
        let size = fs::metadata(root.join(bucket).join(key)).map(|it| it.len());
        for notice in notices.notices.iter().filter(wants) {
            let record = json!({
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "awsRegion": REGION,
                "eventTime": rfc3339(queues.now()),
                "eventName": name,
                "userIdentity": { "principalId": format!("AWS:{ACCOUNT_ID}") },
                "requestParameters": { "sourceIPAddress": "127.0.0.1" },
                "responseElements": { "x-amz-request-id": random::hex(8).to_uppercase() },
                "s3": {
                    "s3SchemaVersion": "1.0",
                    "configurationId": "devstack",
                    "bucket": {
                        "name": bucket,
                        "ownerIdentity": { "principalId": ACCOUNT_ID },
                        "arn": format!("arn:aws:s3:::{bucket}"),
                    },
                    "object": object(key, happened, size.as_ref().ok().copied(), queues),
                },
            });
            send(queues, &notice.queue_arn, &json!({ "Records": [record] }));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An object of a record; of one that is gone nobody knows the size.
fn object(key: &str, happened: Happened, size: Option<u64>, queues: &Inlet) -> Value {
    let mut object = json!({
        "key": percent::to_form(key),
        "sequencer": format!("{:020X}", queues.now().as_nanos()),
    });
    if happened != Happened::Deleted
        && let Some(size) = size
    {
        object["size"] = json!(size);
    }
    object
}

impl Happened {
    fn name(self, is_versioned: bool) -> &'static str {
        match self {
            Self::Put => "ObjectCreated:Put",
            Self::Copied => "ObjectCreated:Copy",
            Self::Completed => "ObjectCreated:CompleteMultipartUpload",
            Self::Deleted if is_versioned => "ObjectRemoved:DeleteMarkerCreated",
            Self::Deleted => "ObjectRemoved:Delete",
        }
    }
}

/// S3 tries for hours where a queue takes nothing; here what it does not take is lost.
fn send(queues: &Inlet, queue_arn: &str, message: &Value) {
    let delivery = Delivery {
        body: message.to_string(),
        ..Delivery::default()
    };
    let _ = queues.deliver(queue_arn, delivery);
}
