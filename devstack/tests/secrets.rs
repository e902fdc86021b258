//! Secrets Manager by the client that the API uses.
#![expect(
    clippy::disallowed_types,
    reason = "these tests are of what the clients of AWS meet"
)]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::time::Duration;

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::retry::RetryConfig;
use aws_sdk_secretsmanager::config::timeout::TimeoutConfig;
use aws_sdk_secretsmanager::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_secretsmanager::error::SdkError;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;
use aws_smithy_http_client::Builder;
use devstack::{Fault, Login, Secrets};

const ARN: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-1";

fn client(secrets: &Secrets, key_id: &str) -> Client {
    let timeouts = TimeoutConfig::builder()
        .operation_timeout(Duration::from_millis(300))
        .build();
    let secret = devstack::SECRET_ACCESS_KEY;
    let config = aws_sdk_secretsmanager::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(devstack::REGION))
        .credentials_provider(Credentials::new(key_id, secret, None, None, "test"))
        .endpoint_url(secrets.endpoint_url())
        .http_client(Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts)
        .build();
    Client::from_conf(config)
}

fn login(password: &str) -> Login {
    Login {
        user: "tasks".to_owned(),
        password: password.to_owned(),
    }
}

async fn get(client: &Client) -> Result<String, SdkError<GetSecretValueError>> {
    get_of(client, ARN).await
}

async fn get_of(client: &Client, arn: &str) -> Result<String, SdkError<GetSecretValueError>> {
    let answer = client.get_secret_value().secret_id(arn).send().await?;
    assert_eq!(answer.arn(), Some(arn));
    Ok(answer.secret_string().unwrap().to_owned())
}

#[tokio::test]
async fn gives_the_last_login_in_the_form_of_rds_and_counts() {
    let secrets = Secrets::start().await.unwrap();
    let client = client(&secrets, devstack::ACCESS_KEY_ID);
    secrets.put(ARN, &login("old"));
    secrets.put(ARN, &login("it's \"new\""));
    assert_eq!(secrets.calls(ARN), 0);
    let value: serde_json::Value = serde_json::from_str(&get(&client).await.unwrap()).unwrap();
    let expected = serde_json::json!({ "username": "tasks", "password": "it's \"new\"" });
    assert_eq!(value, expected);
    assert_eq!(secrets.calls(ARN), 1);
}

#[tokio::test]
async fn knows_no_secret_that_was_not_put() {
    let secrets = Secrets::start().await.unwrap();
    let client = client(&secrets, devstack::ACCESS_KEY_ID);
    let error = get(&client).await.unwrap_err().into_service_error();
    assert!(error.is_resource_not_found_exception(), "{error}");
    let error = client.list_secrets().send().await.unwrap_err();
    assert_eq!(
        error.into_service_error().meta().code(),
        Some("UnknownOperationException")
    );
}

#[tokio::test]
async fn fails_as_told_until_told_otherwise() {
    let secrets = Secrets::start().await.unwrap();
    let ours = client(&secrets, devstack::ACCESS_KEY_ID);
    secrets.put(ARN, &login("p"));

    secrets.set_fault(ARN, Some(Fault::Down));
    let error = get(&ours).await.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 500);
    assert!(error.into_service_error().is_internal_service_error());

    secrets.set_fault(ARN, Some(Fault::AccessDenied));
    let error = get(&ours).await.unwrap_err().into_service_error();
    assert_eq!(error.meta().code(), Some("AccessDeniedException"));

    secrets.set_fault(ARN, Some(Fault::Hang));
    let error = get(&ours).await.unwrap_err();
    assert!(matches!(error, SdkError::TimeoutError(_)), "{error:?}");

    secrets.set_fault(ARN, None);
    get(&ours).await.unwrap();
    assert_eq!(secrets.calls(ARN), 4);

    let error = get(&client(&secrets, "SOMEBODY"))
        .await
        .unwrap_err()
        .into_service_error();
    assert_eq!(error.meta().code(), Some("UnrecognizedClientException"));
}

#[tokio::test]
async fn rotating_a_tenant_changes_its_secret() {
    let stack = devstack::shared().await.unwrap();
    let mut tenant = stack.fresh().await.unwrap();
    let client = client(stack.secrets(), devstack::ACCESS_KEY_ID);
    let before = get_of(&client, tenant.secret_arn()).await.unwrap();
    assert!(before.contains(&tenant.login().password), "{before}");
    stack.rotate(&mut tenant).await.unwrap();
    let after = get_of(&client, tenant.secret_arn()).await.unwrap();
    assert!(after.contains(&tenant.login().password), "{after}");
    assert_ne!(before, after);
}
