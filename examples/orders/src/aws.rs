//! Clients of the AWS SDK: credentials, region and endpoints as every SDK finds them.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

pub(crate) async fn config() -> SdkConfig {
    let http = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .load()
        .await
}

/// A stand-in of S3 has no host name for each bucket.
pub(crate) fn s3(config: &SdkConfig) -> aws_sdk_s3::Client {
    let is_stand_in = std::env::var_os("AWS_ENDPOINT_URL_S3").is_some();
    let config = aws_sdk_s3::config::Builder::from(config)
        .force_path_style(is_stand_in)
        .build();
    aws_sdk_s3::Client::from_conf(config)
}
