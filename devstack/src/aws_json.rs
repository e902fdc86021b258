//! The JSON protocols of AWS: the operation stands in the header `X-Amz-Target`, input and output
//! are the bodies, an error has its name in `__type`.

use std::convert::Infallible;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderValue};
use hyper::{Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::caller_of;

/// The error of older protocols, for clients that know its name from there.
const QUERY_ERROR: &str = "x-amzn-query-error";

/// The protocol of a service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Protocol {
    /// `1.0` or `1.1`.
    pub(crate) version: &'static str,
    /// What stands before the operation in `X-Amz-Target`.
    pub(crate) target: &'static str,
}

/// What a client asks for.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) operation: String,
    pub(crate) input: Value,
    /// The address by which the client reaches the service.
    pub(crate) host: String,
    /// The container whose role signed it, if it is that of one.
    pub(crate) caller: Option<String>,
}

/// Why a service did not do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// The name of the error.
    pub(crate) kind: &'static str,
    /// Its name in the query protocol, where the service had that before.
    pub(crate) query: Option<&'static str>,
    pub(crate) message: String,
}

impl Refusal {
    /// One that has status 400 and no other name.
    pub(crate) fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind,
            query: None,
            message: message.into(),
        }
    }

    /// Whether the client did nothing wrong.
    pub(crate) fn is_ours(&self) -> bool {
        self.status.is_server_error()
    }
}

impl Protocol {
    /// Reads a request, which must be signed with our key.
    pub(crate) async fn read(self, request: Request<Incoming>) -> Result<Call, Refusal> {
        let (head, body) = request.into_parts();
        let key = access_key(&head.headers);
        let Some(caller) = key.as_deref().and_then(caller_of) else {
            return Err(Refusal {
                query: Some("InvalidClientTokenId"),
                ..Refusal::new(
                    "UnrecognizedClientException",
                    "The security token included in the request is invalid.",
                )
            });
        };
        let operation = self.operation(&head.headers)?;
        let body = body.collect().await.map_err(|_| unreadable())?.to_bytes();
        Ok(Call {
            operation,
            input: serde_json::from_slice(&body).map_err(|_| unreadable())?,
            host: text(&head.headers, HOST.as_str()).unwrap_or_default(),
            caller: caller.map(str::to_owned),
        })
    }

    fn operation(self, headers: &HeaderMap) -> Result<String, Refusal> {
        let target = text(headers, "x-amz-target").unwrap_or_default();
        match target.split_once('.') {
            Some((service, operation)) if service == self.target => Ok(operation.to_owned()),
            _ => Err(unknown_operation(&target)),
        }
    }

    /// A body that is JSON already.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "hyper's services answer with a result, also those that cannot fail"
    )]
    pub(crate) fn respond_with(self, status: StatusCode, body: String) -> Answer {
        let mut response = Response::new(Full::from(body));
        *response.status_mut() = status;
        let version = format!("application/x-amz-json-{}", self.version);
        response.headers_mut().insert(CONTENT_TYPE, value(&version));
        Ok(response)
    }

    /// What the client gets.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "hyper's services answer with a result, also those that cannot fail"
    )]
    pub(crate) fn respond(self, answer: Result<Value, Refusal>) -> Answer {
        let mut response = match answer {
            Ok(output) => Response::new(Full::from(without_nulls(output).to_string())),
            Err(refusal) => refused(&refusal),
        };
        let version = format!("application/x-amz-json-{}", self.version);
        response.headers_mut().insert(CONTENT_TYPE, value(&version));
        Ok(response)
    }
}

/// A service that fails says so in its answer.
pub(crate) type Answer = Result<Response<Full<Bytes>>, Infallible>;

/// For an operation that is not here.
pub(crate) fn unknown_operation(operation: &str) -> Refusal {
    Refusal::new(
        "UnknownOperationException",
        format!("devstack has no `{operation}`."),
    )
}

fn refused(refusal: &Refusal) -> Response<Full<Bytes>> {
    let body = json!({ "__type": refusal.kind, "message": refusal.message });
    let mut response = Response::new(Full::from(body.to_string()));
    *response.status_mut() = refusal.status;
    if let Some(query) = refusal.query {
        let at_fault = if refusal.is_ours() {
            "Receiver"
        } else {
            "Sender"
        };
        let error = value(&format!("{query};{at_fault}"));
        response.headers_mut().insert(QUERY_ERROR, error);
    }
    response
}

/// AWS leaves out what there is none of.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            let entries = entries.into_iter().filter(|(_, value)| !value.is_null());
            entries
                .map(|(key, value)| (key, without_nulls(value)))
                .collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        plain => plain,
    }
}

/// The key that a request is signed with.
pub(crate) fn access_key(headers: &HeaderMap) -> Option<String> {
    let authorization = text(headers, AUTHORIZATION.as_str())?;
    let (_, credential) = authorization.split_once("Credential=")?;
    let (key, _) = credential.split_once('/')?;
    Some(key.to_owned())
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("names of errors and versions are visible ASCII")
}

fn unreadable() -> Refusal {
    Refusal::new("SerializationException", "The body is not JSON.")
}
