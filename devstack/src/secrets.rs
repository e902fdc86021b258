//! Secrets Manager and Parameter Store: reading and writing a value, and what can go wrong with it.

use std::collections::BTreeMap;
use std::future::pending;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, StatusCode};
use serde_json::{Value, json};

use crate::aws_json::{Answer, Call, Protocol, Refusal, unknown_operation};
use crate::error::Error;
use crate::files::write_private;
use crate::policy::Policy;
use crate::postgres::Login;
use crate::server::Server;
use crate::terraform::Terraform;

const SECRETS_MANAGER: Protocol = Protocol {
    version: "1.1",
    target: "secretsmanager",
};

/// Systems Manager, of which Parameter Store is a part.
const PARAMETER_STORE: Protocol = Protocol {
    version: "1.1",
    target: "AmazonSSM",
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
    value: Kept,
    version: u32,
    fault: Option<Fault>,
    calls: usize,
}

/// Where the value of a secret is.
#[derive(Debug, Clone)]
enum Kept {
    InMemory(String),
    /// In a file, which people may edit.
    InFile(PathBuf),
}

impl Kept {
    /// The value as it is now, if there is one.
    fn read(&self) -> Option<String> {
        match self {
            Self::InMemory(value) => Some(value.clone()),
            Self::InFile(path) => {
                let value = std::fs::read_to_string(path).ok()?;
                // Editors end a file with a line break.
                Some(value.trim_end_matches(['\r', '\n']).to_owned())
            }
        }
    }

    fn write(&mut self, value: &str) -> Result<(), Error> {
        match self {
            Self::InMemory(kept) => value.clone_into(kept),
            Self::InFile(path) => write_private(path, value)?,
        }
        Ok(())
    }
}

impl Secret {
    fn new(value: Kept) -> Self {
        Self {
            value,
            version: 0,
            fault: None,
            calls: 0,
        }
    }
}

impl Secrets {
    /// Starts an empty one, where whoever signs may do everything.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where no port is free.
    pub async fn start() -> Result<Self, Error> {
        Self::start_with(None).await
    }

    /// Starts an empty one, where a task role may do what the Terraform in a directory says.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where no port is free.
    pub async fn for_roles(hcl_out: &Path) -> Result<Self, Error> {
        Self::start_with(Some(Policy::new(Terraform::new(hcl_out)))).await
    }

    async fn start_with(policy: Option<Policy>) -> Result<Self, Error> {
        let store = Store::default();
        let shared = Arc::clone(&store);
        let service =
            service_fn(move |request| answer(request, Arc::clone(&shared), policy.clone()));
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
        let Login { user, password } = login;
        let text = json!({ "username": user, "password": password }).to_string();
        let mut secrets = lock(&self.store);
        let secret = secrets.entry(arn.to_owned());
        let secret = secret.or_insert(Secret::new(Kept::InMemory(String::new())));
        secret.value = Kept::InMemory(text);
        secret.version += 1;
    }

    /// Has a secret, by its ARN, or a parameter, by its name, whose value is what a file says. Until that is there it
    /// has none.
    pub fn keep(&self, id: &str, file: &Path) {
        let secret = Secret::new(Kept::InFile(file.to_owned()));
        lock(&self.store).entry(id.to_owned()).or_insert(secret);
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

async fn answer(request: Request<Incoming>, store: Store, policy: Option<Policy>) -> Answer {
    let target = request.headers().get("x-amz-target");
    let is_parameter = target.is_some_and(|it| it.as_bytes().starts_with(b"AmazonSSM."));
    let protocol = if is_parameter {
        PARAMETER_STORE
    } else {
        SECRETS_MANAGER
    };
    let answer = match protocol.read(request).await {
        Ok(call) => answered(&call, is_parameter, &store, policy.as_ref()).await,
        Err(refusal) => Err(refusal),
    };
    protocol.respond(answer)
}

async fn answered(
    call: &Call,
    is_parameter: bool,
    store: &Store,
    policy: Option<&Policy>,
) -> Result<Value, Refusal> {
    let operation = call.operation.as_str();
    let (service, id) = match (is_parameter, operation) {
        (false, "GetSecretValue" | "PutSecretValue") => ("secretsmanager", "SecretId"),
        (true, "GetParameter" | "PutParameter") => ("ssm", "Name"),
        _ => return Err(unknown_operation(operation)),
    };
    if let Some(policy) = policy {
        permit(policy, call, &format!("{service}:{operation}"))?;
    }
    let Some(id) = call.input[id].as_str() else {
        let message = format!("{id} is missing.");
        return Err(Refusal::new("ValidationException", message));
    };
    match operation {
        "GetSecretValue" => secret_value(id, store).await,
        "GetParameter" => parameter(id, store).await,
        "PutSecretValue" => put(id, &call.input["SecretString"], false, store),
        _ => put(id, &call.input["Value"], true, store),
    }
}

/// Refuses what no grant of the caller allows.
fn permit(policy: &Policy, call: &Call, action: &str) -> Result<(), Refusal> {
    match policy.allows(call.caller.as_deref(), action) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Refusal::new(
            "AccessDeniedException",
            format!("The task role is not authorized to perform: {action}: no grant allows it"),
        )),
        Err(error) => Err(Refusal {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            ..Refusal::new(
                "InternalServiceError",
                format!(
                    "cannot read what the task role may do: {error}; `cargo build` writes hcl-out"
                ),
            )
        }),
    }
}

/// The secret of an id, and its value, unless it is told to fail.
async fn read(id: &str, store: &Store) -> Result<(Secret, String), Refusal> {
    let secret = lock(store).get_mut(id).map(|secret| {
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
        None => match secret.value.read() {
            Some(value) => Ok((secret, value)),
            None => Err(Refusal::new(
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
            )),
        },
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

async fn secret_value(arn: &str, store: &Store) -> Result<Value, Refusal> {
    let (secret, value) = read(arn, store).await?;
    Ok(json!({
        "ARN": arn,
        "Name": arn.rsplit(':').next(),
        "VersionId": version_id(secret.version),
        "VersionStages": ["AWSCURRENT"],
        "SecretString": value,
    }))
}

async fn parameter(name: &str, store: &Store) -> Result<Value, Refusal> {
    let (secret, value) = read(name, store).await.map_err(|refusal| {
        // Parameter Store has a name of its own for that.
        if refusal.kind == "ResourceNotFoundException" {
            Refusal::new("ParameterNotFound", "")
        } else {
            refusal
        }
    })?;
    let parameter = json!({
        "Name": name,
        "Type": "SecureString",
        "Value": value,
        "Version": secret.version.max(1),
    });
    Ok(json!({ "Parameter": parameter }))
}

fn put(id: &str, value: &Value, is_parameter: bool, store: &Store) -> Result<Value, Refusal> {
    let Some(value) = value.as_str() else {
        return Err(Refusal::new(
            "ValidationException",
            "There is no text to store.",
        ));
    };
    let mut secrets = lock(store);
    let Some(secret) = secrets.get_mut(id) else {
        return Err(Refusal::new(
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret.",
        ));
    };
    secret.value.write(value).map_err(|error| Refusal {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        ..Refusal::new("InternalServiceError", error.to_string())
    })?;
    secret.version += 1;
    let version = secret.version;
    Ok(if is_parameter {
        json!({ "Version": version, "Tier": "Standard" })
    } else {
        json!({
            "ARN": id,
            "Name": id.rsplit(':').next(),
            "VersionId": version_id(version),
            "VersionStages": ["AWSCURRENT"],
        })
    })
}

fn version_id(version: u32) -> String {
    format!("00000000-0000-0000-0000-{version:012}")
}
