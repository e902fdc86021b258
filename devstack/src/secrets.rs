//! Secrets Manager: the one action that the API needs, and what can go wrong with it.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, StatusCode};
use serde_json::{Value, json};

use crate::aws_json::{Answer, Protocol, Refusal, unknown_operation};
use crate::error::Error;
use crate::postgres::Login;
use crate::server::Server;

const PROTOCOL: Protocol = Protocol {
    version: "1.1",
    target: "secretsmanager",
};

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

async fn answer(request: Request<Incoming>, store: Store) -> Answer {
    let answer = match PROTOCOL.read(request).await {
        Ok(call) if call.operation == "GetSecretValue" => secret_value(&call.input, &store).await,
        Ok(call) => Err(unknown_operation(&call.operation)),
        Err(refusal) => Err(refusal),
    };
    PROTOCOL.respond(answer)
}

async fn secret_value(input: &Value, store: &Store) -> Result<Value, Refusal> {
    let Some(arn) = input["SecretId"].as_str() else {
        return Err(Refusal::new("ValidationException", "SecretId is missing."));
    };
    let secret = lock(store).get_mut(arn).map(|secret| {
        secret.calls += 1;
        secret.clone()
    });
    let Some(secret) = secret else {
        return Err(Refusal::new(
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret.",
        ));
    };
    match secret.fault {
        None => Ok(value(arn, &secret)),
        Some(Fault::Hang) => pending().await,
        Some(Fault::AccessDenied) => Err(Refusal::new(
            "AccessDeniedException",
            "User is not authorized to perform: secretsmanager:GetSecretValue",
        )),
        Some(Fault::Down) => Err(Refusal {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            ..Refusal::new("InternalServiceError", "An error occurred on our side.")
        }),
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
