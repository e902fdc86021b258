//! The query protocol of AWS: a form that names its action, answered in XML.

use std::collections::BTreeMap;

use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Request, Response};
use serde_json::Value;
use uuid::Uuid;

use crate::aws_json::{Answer, Refusal, access_key};
use crate::{caller_of, percent};

/// How SQS names errors in this protocol, which other services have without it.
const OF_SQS: &str = "AWS.SimpleQueueService.";

/// What a client asks for.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) action: String,
    pub(crate) parameters: Parameters,
    /// The container whose role signed it, if it is that of one.
    pub(crate) caller: Option<String>,
}

/// The parameters of a call, or those of one item of a list.
#[derive(Debug, Default, Clone)]
pub(crate) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Takes one out.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// The items of a list, such as those of `MessageAttributes.entry.1.Name`, in their order.
    pub(crate) fn items(&self, list: &str) -> Vec<Self> {
        let mut items: BTreeMap<usize, Self> = BTreeMap::new();
        for (name, value) in &self.0 {
            let rest = name.strip_prefix(list).and_then(|it| it.strip_prefix('.'));
            let numbered = rest.and_then(|rest| rest.split_once('.'));
            let Some((number, name)) = numbered else {
                continue;
            };
            if let Ok(number) = number.parse() {
                let item = items.entry(number).or_default();
                item.0.insert(name.to_owned(), value.clone());
            }
        }
        items.into_values().collect()
    }
}

/// Reads a request, which must be signed with our key.
pub(crate) async fn read(request: Request<Incoming>) -> Result<Call, Refusal> {
    let (head, body) = request.into_parts();
    let key = access_key(&head.headers);
    let Some(caller) = key.as_deref().and_then(caller_of) else {
        let message = "The security token included in the request is invalid.";
        return Err(Refusal::new("InvalidClientTokenId", message));
    };
    let body = body.collect().await.map_err(|_| unreadable())?.to_bytes();
    let text = std::str::from_utf8(&body).map_err(|_| unreadable())?;
    let mut parameters = form(text).ok_or_else(unreadable)?;
    let action = parameters.take("Action");
    Ok(Call {
        action: action.ok_or_else(unreadable)?,
        parameters,
        caller: caller.map(str::to_owned),
    })
}

fn form(text: &str) -> Option<Parameters> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((percent::of_form(name)?, percent::of_form(value)?))
    });
    pairs.collect::<Option<_>>().map(Parameters)
}

/// What the client gets: the members of an object as elements, of a list as `member`.
#[expect(
    clippy::unnecessary_wraps,
    reason = "hyper's services answer with a result, also those that cannot fail"
)]
pub(crate) fn respond(action: &str, namespace: &str, answer: Result<Value, Refusal>) -> Answer {
    let id = Uuid::new_v4();
    let (status, body) = match answer {
        Ok(output) => {
            let output = xml(&output);
            let body = format!(
                "<{action}Response xmlns=\"{namespace}\"><{action}Result>{output}</{action}Result>\
                 <ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></{action}Response>"
            );
            (hyper::StatusCode::OK, body)
        }
        Err(refusal) => {
            let error = error(&refusal);
            let body = format!(
                "<ErrorResponse xmlns=\"{namespace}\"><Error>{error}</Error>\
                 <RequestId>{id}</RequestId></ErrorResponse>"
            );
            (refusal.status, body)
        }
    };
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    let of_type = HeaderValue::from_static("text/xml");
    response.headers_mut().insert(CONTENT_TYPE, of_type);
    Ok(response)
}

fn error(refusal: &Refusal) -> String {
    let at_fault = if refusal.is_ours() {
        "Receiver"
    } else {
        "Sender"
    };
    xml(&serde_json::json!({
        "Type": at_fault,
        "Code": code(refusal),
        "Message": refusal.message,
    }))
}

/// The name of an error in this protocol.
pub(crate) fn code(refusal: &Refusal) -> &'static str {
    let name = refusal.query.unwrap_or(refusal.kind);
    name.strip_prefix(OF_SQS).unwrap_or(name)
}

fn xml(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            let members = members.map(|(name, value)| format!("<{name}>{}</{name}>", xml(value)));
            members.collect::<Vec<_>>().concat()
        }
        Value::Array(items) => {
            let items = items.iter();
            let items = items.map(|item| format!("<member>{}</member>", xml(item)));
            items.collect::<Vec<_>>().concat()
        }
        Value::String(text) => escaped(text),
        other => other.to_string(),
    }
}

/// A text as XML has it.
pub(crate) fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

fn unreadable() -> Refusal {
    Refusal::new(
        "MalformedQueryString",
        "The body is not a form with an Action.",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn items_of_lists_come_by_their_numbers() {
        let form = form("A.entry.10.Name=z&A.entry.2.Name=a+b&A.entry.2.Value.Type=%3C&B=1");
        let mut form = form.expect("it is a form");
        let items = form.items("A.entry");
        let names: Vec<_> = items.iter().map(|item| item.0["Name"].as_str()).collect();
        assert_eq!(names, ["a b", "z"]);
        assert_eq!(items[0].0["Value.Type"], "<");
        assert_eq!(form.take("B").as_deref(), Some("1"));
        assert!(form.items("C").is_empty());
    }

    #[test]
    fn answers_are_xml() {
        let answer = json!({ "Id": "a&b", "None": null, "List": [{ "Fault": true }, {}] });
        let expected = "<Id>a&amp;b</Id><List><member><Fault>true</Fault></member>\
                        <member></member></List>";
        assert_eq!(xml(&answer), expected);
    }
}
