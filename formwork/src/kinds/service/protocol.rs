//! What a service speaks at its port.

use serde::Deserialize;

/// What is spoken on the way to the tasks of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Protocol {
    /// HTTP/1.1.
    Http1,
    /// HTTP/2 without TLS. Clients of the load balancer must speak HTTP/2 too.
    Http2,
    /// gRPC, which is HTTP/2 with answers of its own.
    Grpc,
}

impl Protocol {
    /// How `stack.toml` says it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Http1 => "http1",
            Self::Http2 => "http2",
            Self::Grpc => "grpc",
        }
    }

    /// Elastic Load Balancing API, `CreateTargetGroup`: `ProtocolVersion`.
    pub(super) fn of_target_group(self) -> &'static str {
        match self {
            Self::Http1 => "HTTP1",
            Self::Http2 => "HTTP2",
            Self::Grpc => "GRPC",
        }
    }

    /// Amazon ECS API, `PortMapping`: `appProtocol`.
    pub(super) fn of_port(self) -> &'static str {
        match self {
            Self::Http1 => "http",
            Self::Http2 => "http2",
            Self::Grpc => "grpc",
        }
    }

    /// What a good answer to a health check says, and what the load balancer asks for, unless keys say otherwise.
    /// Of gRPC it is the standard service for health checks, and its status `OK`.
    pub(super) fn default_check(self) -> (&'static str, &'static str) {
        match self {
            Self::Http1 | Self::Http2 => ("/health", "200"),
            Self::Grpc => ("/grpc.health.v1.Health/Check", "0"),
        }
    }
}
