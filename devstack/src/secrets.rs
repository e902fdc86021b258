//! Secrets Manager: the one action that the API needs, and what can go wrong with it.
//!
//! The protocol is AWS JSON 1.1: the action stands in the header `X-Amz-Target`, an error in
//! `__type` of the body.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::ACCESS_KEY_ID;
use crate::error::Error;
use crate::postgres::Login;
use crate::server::Server;

/// How a secret answers instead of giving its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// `InternalServiceError`, status 500.
    Down,
    /// No answer at all.
    Hang,
    /// `AccessDeniedException`, as for a role without the grant.
    AccessDenied,
}

/// A Secrets Manager on this machine. Faults and counts are per secret, so that tests side by side
/// don't meet each other's.
#[derive(Debug)]
pub struct Secrets {
    server: Server,
    store: Store,
}

/// Secrets by their ARN.
type Store = Arc<Mutex<BTreeMap<String, Secret>>>;

#[derive(Debug, Clone)]
struct Secret {
    login: Login,
    version: u32,
    fault: Option<Fault>,
    calls: usize,
}

impl Secrets {
    /// Starts an empty one.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where no port is free.
    pub async fn start() -> Result<Self, Error> {
        let store = Store::default();
        let shared = Arc::clone(&store);
        let service = service_fn(move |request| answer(request, Arc::clone(&shared)));
        let server = Server::start(service, None).await?;
        Ok(Self { server, store })
    }

    /// What `AWS_ENDPOINT_URL_SECRETS_MANAGER` is set to.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        self.server.url()
    }

    /// The port of the endpoint, on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// Stores a login as RDS does, in place of the one before.
    pub fn put(&self, arn: &str, login: &Login) {
        let mut secrets = lock(&self.store);
        let secret = secrets.entry(arn.to_owned()).or_insert(Secret {
            login: login.clone(),
            version: 0,
            fault: None,
            calls: 0,
        });
        secret.login = login.clone();
        secret.version += 1;
    }

    /// Lets a secret answer so from now on; `None` gives its value again. Unknown ones stay
    /// unknown.
    pub fn set_fault(&self, arn: &str, fault: Option<Fault>) {
        if let Some(secret) = lock(&self.store).get_mut(arn) {
            secret.fault = fault;
        }
    }

    /// How often a secret has been asked for, whatever the answer was.
    #[must_use]
    pub fn calls(&self, arn: &str) -> usize {
        lock(&self.store).get(arn).map_or(0, |secret| secret.calls)
    }
}

fn lock(store: &Store) -> MutexGuard<'_, BTreeMap<String, Secret>> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(
    request: Request<Incoming>,
    store: Store,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let header = |name| {
        let value = head.headers.get(name)?;
        value.to_str().ok()
    };
    let signed_by_us = header(AUTHORIZATION.as_str())
        .is_some_and(|value| value.contains(&format!("Credential={ACCESS_KEY_ID}/")));
    let (status, body) = if !signed_by_us {
        refusal(
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        )
    } else if header("x-amz-target") != Some("secretsmanager.GetSecretValue") {
        refusal("UnknownOperationException", "Only GetSecretValue is here.")
    } else {
        let body = body
            .collect()
            .await
            .map(http_body_util::Collected::to_bytes);
        secret_value(&body.unwrap_or_default(), &store).await
    };
    let mut response = Response::new(Full::from(body.to_string()));
    *response.status_mut() = status;
    let json = hyper::header::HeaderValue::from_static("application/x-amz-json-1.1");
    response.headers_mut().insert(CONTENT_TYPE, json);
    Ok(response)
}

async fn secret_value(body: &[u8], store: &Store) -> (StatusCode, Value) {
    let Ok(input) = serde_json::from_slice::<Value>(body) else {
        return refusal("SerializationException", "The body is not JSON.");
    };
    let Some(arn) = input["SecretId"].as_str() else {
        return refusal("ValidationException", "SecretId is missing.");
    };
    let secret = lock(store).get_mut(arn).map(|secret| {
        secret.calls += 1;
        secret.clone()
    });
    let Some(secret) = secret else {
        return refusal(
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret.",
        );
    };
    match secret.fault {
        None => (StatusCode::OK, value(arn, &secret)),
        Some(Fault::Hang) => pending().await,
        Some(Fault::AccessDenied) => refusal(
            "AccessDeniedException",
            "User is not authorized to perform: secretsmanager:GetSecretValue",
        ),
        Some(Fault::Down) => {
            let (_, body) = refusal("InternalServiceError", "An error occurred on our side.");
            (StatusCode::INTERNAL_SERVER_ERROR, body)
        }
    }
}

/// The answer for a secret that RDS manages.
fn value(arn: &str, secret: &Secret) -> Value {
    let Login { user, password } = &secret.login;
    json!({
        "ARN": arn,
        "Name": arn.rsplit(':').next(),
        "VersionId": format!("00000000-0000-0000-0000-{:012}", secret.version),
        "VersionStages": ["AWSCURRENT"],
        "SecretString": json!({ "username": user, "password": password }).to_string(),
    })
}

fn refusal(kind: &str, message: &str) -> (StatusCode, Value) {
    let body = json!({ "__type": kind, "Message": message });
    (StatusCode::BAD_REQUEST, body)
}
