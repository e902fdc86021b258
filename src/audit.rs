//! The trail of what matters when somebody asks later who did it: one log line each, with
//! `"target":"audit"`, apart from the line that every request has.

use std::net::IpAddr;

use rocket::Request;
use rocket::request::{FromRequest, Outcome};
use tracing::info;
use uuid::Uuid;

use crate::access_log;
use crate::request_id::RequestId;

/// Who sends a request, as far as it is known before anybody logs in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Audit {
    request_id: RequestId,
    client_address: Option<IpAddr>,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Audit {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        Outcome::Success(Self {
            request_id: RequestId::of(request),
            client_address: access_log::client_address(request),
        })
    }
}

impl Audit {
    /// Says that something happened, such as `task deleted`, once it is certain: after the commit.
    /// `subject` is the id of what it happened to, or a hash where even the name is nobody's concern.
    pub(crate) fn record(
        self,
        event: &'static str,
        user_id: Option<Uuid>,
        subject: impl std::fmt::Display,
    ) {
        info!(
            target: "audit",
            event,
            user_id = user_id.map(tracing::field::display),
            %subject,
            client_address = self.client_address.map(tracing::field::display),
            request_id = %self.request_id,
            "{event}"
        );
    }
}
