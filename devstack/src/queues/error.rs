//! The errors of SQS by their names on AWS.

use std::ops::RangeInclusive;

use hyper::StatusCode;

use crate::aws_json::Refusal;

/// What SQS refuses by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    AccessDenied,
    BatchEntryIdsNotDistinct,
    BatchRequestTooLong,
    EmptyBatchRequest,
    InternalError,
    InvalidAddress,
    InvalidAttributeName,
    InvalidAttributeValue,
    InvalidBatchEntryId,
    InvalidMessageContents,
    InvalidParameterValue,
    MessageNotInflight,
    MissingParameter,
    OverLimit,
    PurgeQueueInProgress,
    QueueDeletedRecently,
    QueueDoesNotExist,
    QueueNameExists,
    ReceiptHandleIsInvalid,
    ResourceNotFoundException,
    TooManyEntriesInBatchRequest,
    UnsupportedOperation,
}

/// The name in JSON, and that of the query protocol, which most errors have by themselves.
macro_rules! names {
    ($name:literal) => {
        ($name, $name)
    };
    (AWS.$name:literal) => {
        ($name, concat!("AWS.SimpleQueueService.", $name))
    };
}

impl Code {
    /// Its name in JSON and in the query protocol. The SDK for Rust goes by the second, as those
    /// do that are older than the JSON protocol of SQS.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::AccessDenied => ("AccessDeniedException", "AccessDenied"),
            Self::BatchEntryIdsNotDistinct => names!(AWS."BatchEntryIdsNotDistinct"),
            Self::BatchRequestTooLong => names!(AWS."BatchRequestTooLong"),
            Self::EmptyBatchRequest => names!(AWS."EmptyBatchRequest"),
            Self::InternalError => names!("InternalError"),
            Self::InvalidAddress => names!("InvalidAddress"),
            Self::InvalidAttributeName => names!("InvalidAttributeName"),
            Self::InvalidAttributeValue => names!("InvalidAttributeValue"),
            Self::InvalidBatchEntryId => names!(AWS."InvalidBatchEntryId"),
            Self::InvalidMessageContents => names!("InvalidMessageContents"),
            Self::InvalidParameterValue => {
                ("InvalidParameterValueException", "InvalidParameterValue")
            }
            Self::MessageNotInflight => names!(AWS."MessageNotInflight"),
            Self::MissingParameter => ("MissingRequiredParameterException", "MissingParameter"),
            Self::OverLimit => names!("OverLimit"),
            Self::PurgeQueueInProgress => names!(AWS."PurgeQueueInProgress"),
            Self::QueueDeletedRecently => names!(AWS."QueueDeletedRecently"),
            Self::QueueDoesNotExist => (
                "QueueDoesNotExist",
                "AWS.SimpleQueueService.NonExistentQueue",
            ),
            Self::QueueNameExists => ("QueueNameExists", "QueueAlreadyExists"),
            Self::ReceiptHandleIsInvalid => names!("ReceiptHandleIsInvalid"),
            Self::ResourceNotFoundException => names!("ResourceNotFoundException"),
            Self::TooManyEntriesInBatchRequest => names!(AWS."TooManyEntriesInBatchRequest"),
            Self::UnsupportedOperation => names!(AWS."UnsupportedOperation"),
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::AccessDenied | Self::OverLimit | Self::PurgeQueueInProgress => {
                StatusCode::FORBIDDEN
            }
            Self::InvalidAddress
            | Self::ReceiptHandleIsInvalid
            | Self::ResourceNotFoundException => StatusCode::NOT_FOUND,
            Self::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// A refusal with this code.
    pub(crate) fn because(self, message: impl Into<String>) -> Refusal {
        let (kind, query) = self.names();
        Refusal {
            status: self.status(),
            kind,
            query: Some(query),
            message: message.into(),
        }
    }
}

/// A parameter whose value SQS does not take, as it says so.
pub(super) fn invalid(parameter: &str, value: &str, reason: &str) -> Refusal {
    Code::InvalidParameterValue.because(format!(
        "Value {value} for parameter {parameter} is invalid. Reason: {reason}"
    ))
}

/// A number that a client may give, within what SQS takes.
pub(super) fn in_range(
    parameter: &str,
    value: Option<i64>,
    range: RangeInclusive<u32>,
) -> Result<Option<u32>, Refusal> {
    let Some(value) = value else {
        return Ok(None);
    };
    match u32::try_from(value) {
        Ok(number) if range.contains(&number) => Ok(Some(number)),
        _ => Err(invalid(
            parameter,
            &value.to_string(),
            &format!(
                "Must be between {} and {}, if provided.",
                range.start(),
                range.end()
            ),
        )),
    }
}

/// A parameter that is not there.
pub(super) fn missing(parameter: &str) -> Refusal {
    Code::MissingParameter.because(format!(
        "The request must contain the parameter {parameter}."
    ))
}

/// There is no such queue.
pub(super) fn no_queue() -> Refusal {
    Code::QueueDoesNotExist.because("The specified queue does not exist.")
}
