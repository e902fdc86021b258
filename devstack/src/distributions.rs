//! CloudFront on this machine: it takes invalidations, of which a site that is served from a directory needs none.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use formwork::testing::Argument;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};

use crate::aws_json::{Answer, Refusal, access_key};
use crate::error::Error;
use crate::policy::{Policy, matches};
use crate::queues::clock::rfc3339;
use crate::server::Server;
use crate::terraform::Terraform;
use crate::{ACCOUNT_ID, aws_query, caller_of, random};

const NAMESPACE: &str = "http://cloudfront.amazonaws.com/doc/2020-05-31/";

/// A CloudFront on this machine.
#[derive(Debug)]
pub struct Distributions {
    server: Server,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    policy: Policy,
    /// The addresses in Terraform by the ids of distributions.
    addresses: Mutex<BTreeMap<String, String>>,
    /// What was asked for, by the ids of invalidations.
    batches: Mutex<BTreeMap<String, String>>,
}

impl Distributions {
    /// Starts one without distributions, where a task role may do what the Terraform in a directory says.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where no port is free.
    pub async fn for_roles(hcl_out: &Path) -> Result<Self, Error> {
        let shared = Arc::new(Shared {
            policy: Policy::new(Terraform::new(hcl_out)),
            addresses: Mutex::default(),
            batches: Mutex::default(),
        });
        let state = Arc::clone(&shared);
        let service = service_fn(move |request| answer(request, Arc::clone(&state)));
        let server = Server::start(service, None).await?;
        Ok(Self { server, shared })
    }

    /// What `AWS_ENDPOINT_URL_CLOUDFRONT` is set to.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        self.server.url()
    }

    /// Has the distribution of an address in Terraform. Returns its id.
    #[must_use]
    pub fn add(&self, address: &str) -> String {
        let label = address.rsplit('.').next().unwrap_or_default();
        let id = format!("LOCAL{}", label.to_uppercase().replace('_', ""));
        let mut addresses = lock(&self.shared.addresses);
        addresses.insert(id.clone(), address.to_owned());
        id
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(request: Request<Incoming>, shared: Arc<Shared>) -> Answer {
    match answered(request, &shared).await {
        Ok((status, location, body)) => {
            let mut response = Response::new(Full::from(body));
            *response.status_mut() = status;
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml"));
            if let Ok(location) = HeaderValue::from_str(&location) {
                headers.insert(LOCATION, location);
            }
            Ok(response)
        }
        Err(refusal) => aws_query::respond("", NAMESPACE, Err(refusal)),
    }
}

async fn answered(
    request: Request<Incoming>,
    shared: &Shared,
) -> Result<(StatusCode, String, String), Refusal> {
    let (head, body) = request.into_parts();
    let key = access_key(&head.headers);
    let Some(caller) = key.as_deref().and_then(caller_of) else {
        let message = "The security token included in the request is invalid.";
        return Err(with(StatusCode::FORBIDDEN, "InvalidClientTokenId", message));
    };
    let path = head.uri.path().to_owned();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (&head.method, parts.as_slice()) {
        (&Method::POST, [_, "distribution", id, "invalidation"]) => {
            shared.check(caller, "cloudfront:CreateInvalidation", id)?;
            let body = body.collect().await.map_err(|_| malformed())?.to_bytes();
            let text = std::str::from_utf8(&body).map_err(|_| malformed())?;
            let batch = text.find("<InvalidationBatch").map(|start| &text[start..]);
            let batch = batch.ok_or_else(malformed)?.to_owned();
            let invalidation = format!("I{}", random::hex(6).to_uppercase());
            let answer = written(&invalidation, &batch);
            lock(&shared.batches).insert(invalidation.clone(), batch);
            Ok((
                StatusCode::CREATED,
                format!("{path}/{invalidation}"),
                answer,
            ))
        }
        (&Method::GET, [_, "distribution", id, "invalidation", invalidation]) => {
            shared.check(caller, "cloudfront:GetInvalidation", id)?;
            let batch = lock(&shared.batches).get(*invalidation).cloned();
            let batch = batch.ok_or_else(|| {
                let message = "The specified invalidation does not exist.";
                with(StatusCode::NOT_FOUND, "NoSuchInvalidation", message)
            })?;
            Ok((StatusCode::OK, path.clone(), written(invalidation, &batch)))
        }
        _ => Err(with(
            StatusCode::NOT_FOUND,
            "InvalidAction",
            &format!("devstack has no `{} {path}`.", head.method),
        )),
    }
}

impl Shared {
    /// Refuses what no statement allows, and what is done with no distribution.
    fn check(&self, caller: Option<&str>, action: &str, id: &str) -> Result<(), Refusal> {
        let address = lock(&self.addresses).get(id).cloned();
        let arn = format!("arn:aws:cloudfront::{ACCOUNT_ID}:distribution/{id}");
        let is_meant = |resource: &Argument| match resource {
            Argument::Text(pattern) => matches(pattern, &arn),
            Argument::Expression(text) => {
                let address = address.as_ref();
                address.is_some_and(|address| *text == format!("{address}.arn"))
            }
            _ => false,
        };
        let refused = |status, kind, message: String| Err(with(status, kind, &message));
        match self.policy.allows_on(caller, action, is_meant) {
            Ok(true) if address.is_some() => Ok(()),
            Ok(true) => refused(
                StatusCode::NOT_FOUND,
                "NoSuchDistribution",
                "The specified distribution does not exist.".to_owned(),
            ),
            Ok(false) => refused(
                StatusCode::FORBIDDEN,
                "AccessDenied",
                format!(
                    "The task role is not authorized to perform: {action} on resource: {arn} because no \
                     grant of the service allows the {action} action."
                ),
            ),
            Err(error) => refused(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalError",
                format!(
                    "cannot read what the task role may do: {error}; `cargo build` writes hcl-out"
                ),
            ),
        }
    }
}

/// An invalidation, which is done as soon as it is asked for: nothing was kept.
fn written(id: &str, batch: &str) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let time = rfc3339(now.unwrap_or_default());
    format!(
        "<Invalidation xmlns=\"{NAMESPACE}\"><Id>{id}</Id><Status>Completed</Status>\
         <CreateTime>{time}</CreateTime>{batch}</Invalidation>"
    )
}

fn malformed() -> Refusal {
    let message = "The body is no InvalidationBatch.";
    with(StatusCode::BAD_REQUEST, "MalformedXML", message)
}

fn with(status: StatusCode, kind: &'static str, message: &str) -> Refusal {
    Refusal {
        status,
        ..Refusal::new(kind, message)
    }
}
