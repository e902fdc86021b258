//! Names of queues, with the URLs and ARNs that are made of them.

use super::error::{Code, no_queue};
use crate::aws_json::Refusal;
use crate::{ACCOUNT_ID, REGION};

/// The end of the name of a FIFO queue, and of no other.
const FIFO: &str = ".fifo";

/// Whether a queue may have this name.
pub(super) fn check(name: &str, fifo: bool) -> Result<(), Refusal> {
    let stem = name.strip_suffix(FIFO).filter(|_| fifo).unwrap_or(name);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let fits = (1..=80).contains(&name.len()) && !stem.is_empty() && stem.bytes().all(plain);
    let message = match (fifo, name.ends_with(FIFO)) {
        (true, false) => "The name of a FIFO queue must end with the .fifo suffix.",
        (false, true) => "A name with the .fifo suffix needs the attribute FifoQueue.",
        _ if fits => return Ok(()),
        _ => "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    };
    Err(Code::InvalidParameterValue.because(message))
}

/// The ARN of a queue.
pub(super) fn arn(name: &str) -> String {
    format!("arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{name}")
}

/// The queue of an ARN.
pub(super) fn of_arn(arn: &str) -> Option<&str> {
    arn.strip_prefix(&format!("arn:aws:sqs:{REGION}:{ACCOUNT_ID}:"))
}

/// The URL of a queue, for a client that reaches us by `host`.
pub(super) fn url(host: &str, name: &str) -> String {
    format!("http://{host}/{ACCOUNT_ID}/{name}")
}

/// The queue of a URL, whatever its host: clients keep URLs, and our port changes.
pub(super) fn of_url(url: &str) -> Result<&str, Refusal> {
    let path = url
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'));
    let Some((account, name)) = path.and_then(|(_, path)| path.split_once('/')) else {
        let message = format!("The address {url} is not valid for this endpoint.");
        return Err(Code::InvalidAddress.because(message));
    };
    if account == ACCOUNT_ID {
        Ok(name)
    } else {
        Err(no_queue())
    }
}
