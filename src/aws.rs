//! Clients of AWS, each with a limit on how long it may take. Only this module makes them.
#![expect(
    clippy::disallowed_types,
    reason = "this is the module that makes the clients"
)]

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_s3::config::SharedHttpClient;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_types::service_config::ServiceConfigKey;

const CONNECT: Duration = Duration::from_secs(1);

/// The configuration that every SDK finds: region, credentials of the task role, endpoints.
pub(crate) async fn config() -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(http_client())
        .load()
        .await
}

/// Secrets Manager: answers are small, and a connection to the database waits for them.
pub(crate) fn secrets_manager(config: &SdkConfig) -> aws_sdk_secretsmanager::Client {
    let limits = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(Duration::from_secs(1))
        .operation_timeout(Duration::from_secs(3))
        .build();
    let config = aws_sdk_secretsmanager::config::Builder::from(config)
        .http_client(http_client())
        .retry_config(RetryConfig::standard())
        .timeout_config(limits)
        .build();
    aws_sdk_secretsmanager::Client::from_conf(config)
}

/// S3: an attempt may have to send a part of 8 MiB.
pub(crate) fn s3(config: &SdkConfig) -> aws_sdk_s3::Client {
    let limits = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(Duration::from_secs(10))
        .operation_timeout(Duration::from_secs(25))
        .build();
    let elsewhere = config.endpoint_url().is_some() || has_own_endpoint(config);
    let config = aws_sdk_s3::config::Builder::from(config)
        .http_client(http_client())
        .retry_config(RetryConfig::standard())
        .timeout_config(limits)
        // Only AWS has a host name for each bucket.
        .force_path_style(elsewhere)
        .build();
    aws_sdk_s3::Client::from_conf(config)
}

/// Whether S3 is at an endpoint of its own: `AWS_ENDPOINT_URL_S3`, or the same in a profile.
fn has_own_endpoint(config: &SdkConfig) -> bool {
    let key = ServiceConfigKey::builder()
        .service_id("S3")
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build()
        .expect("all three are set");
    config
        .service_config()
        .is_some_and(|services| services.load_config(key).is_some())
}

/// TLS by ring, as for the database, with the certificates that the system trusts.
fn http_client() -> SharedHttpClient {
    Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https()
}
