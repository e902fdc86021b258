//! S3 as the API uses it, by the client that the API uses.
#![expect(
    clippy::disallowed_types,
    reason = "these tests are of what the clients of AWS meet"
)]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart, Delete, MetadataDirective,
    ObjectIdentifier,
};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use devstack::{Objects, Tenant};
use std::time::Duration;

const PART: usize = 5 * 1024 * 1024;

fn client_with(secret: &str, endpoint: &str) -> Client {
    let http = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let credentials = Credentials::new(devstack::ACCESS_KEY_ID, secret, None, None, "test");
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(devstack::REGION))
        .credentials_provider(credentials)
        .endpoint_url(endpoint)
        .force_path_style(true)
        .http_client(http)
        .build();
    Client::from_conf(config)
}

async fn tenant() -> (&'static Objects, Client, Tenant) {
    let stack = devstack::shared().await.unwrap();
    let tenant = stack.fresh().await.unwrap();
    let endpoint = &tenant.variables()["AWS_ENDPOINT_URL_S3"];
    let client = client_with(devstack::SECRET_ACCESS_KEY, endpoint);
    (stack.objects(), client, tenant)
}

/// The code by which the service refused.
#[track_caller]
fn code<T, E: ProvideErrorMetadata>(result: Result<T, SdkError<E>>) -> String {
    let Err(error) = result else {
        panic!("S3 refuses");
    };
    error.code().expect("S3 says why").to_owned()
}

/// The status by which the service refused; an answer to HEAD has no body that could say more.
#[track_caller]
fn status<T, E>(result: Result<T, SdkError<E>>) -> u16 {
    let Err(error) = result else {
        panic!("S3 refuses");
    };
    error.raw_response().expect("S3 answers").status().as_u16()
}

fn parts_of(text: &str) -> [Vec<u8>; 2] {
    [vec![b'a'; PART], text.as_bytes().to_vec()]
}

async fn upload(client: &Client, bucket: &str, key: &str, parts: [Vec<u8>; 2]) -> String {
    let begun = client
        .create_multipart_upload()
        .bucket(bucket)
        .key(key)
        .content_type("text/plain")
        .checksum_algorithm(ChecksumAlgorithm::Crc32)
        .send()
        .await
        .unwrap();
    let id = begun.upload_id().unwrap().to_owned();
    let mut completed = CompletedMultipartUpload::builder();
    for (number, bytes) in (1..).zip(parts) {
        let part = client
            .upload_part()
            .bucket(bucket)
            .key(key)
            .upload_id(&id)
            .part_number(number)
            .checksum_algorithm(ChecksumAlgorithm::Crc32)
            .body(ByteStream::from(bytes))
            .send()
            .await
            .unwrap();
        let part = CompletedPart::builder()
            .part_number(number)
            .set_e_tag(part.e_tag)
            .set_checksum_crc32(part.checksum_crc32)
            .build();
        completed = completed.parts(part);
    }
    client
        .complete_multipart_upload()
        .bucket(bucket)
        .key(key)
        .upload_id(&id)
        .multipart_upload(completed.build())
        .send()
        .await
        .unwrap();
    id
}

async fn read(client: &Client, bucket: &str, key: &str) -> Vec<u8> {
    let object = client.get_object().bucket(bucket).key(key).send().await;
    object.unwrap().body.collect().await.unwrap().to_vec()
}

#[tokio::test]
async fn stores_reads_and_deletes() {
    let (objects, client, tenant) = tenant().await;
    let bucket = tenant.bucket();
    client
        .put_object()
        .bucket(bucket)
        .key("a/b c.txt")
        .content_type("text/plain")
        .metadata("owner", "me")
        .body(ByteStream::from_static(b"hello"))
        .send()
        .await
        .unwrap();
    assert_eq!(objects.keys(bucket).unwrap(), ["a/b c.txt"]);
    assert_eq!(objects.content(bucket, "a/b c.txt").unwrap(), b"hello");
    assert_eq!(read(&client, bucket, "a/b c.txt").await, b"hello");

    let head = client.head_object().bucket(bucket).key("a/b c.txt").send();
    let head = head.await.unwrap();
    assert_eq!(head.content_length(), Some(5));
    assert_eq!(head.content_type(), Some("text/plain"));
    assert_eq!(head.metadata().unwrap()["owner"], "me");
    // The MD5 of "hello".
    assert_eq!(head.e_tag(), Some("\"5d41402abc4b2a76b9719d911017c592\""));

    let delete = || {
        client
            .delete_object()
            .bucket(bucket)
            .key("a/b c.txt")
            .send()
    };
    delete().await.unwrap();
    delete().await.unwrap();
    assert!(objects.keys(bucket).unwrap().is_empty());
    let gone = client.get_object().bucket(bucket).key("a/b c.txt").send();
    // Not `NoSuchKey`: the service may not list the bucket.
    assert_eq!(code(gone.await), "AccessDenied");
    let gone = client.head_object().bucket(bucket).key("a/b c.txt").send();
    assert_eq!(status(gone.await), 403);
}

#[tokio::test]
async fn deletes_several_at_once() {
    let (objects, client, tenant) = tenant().await;
    let bucket = tenant.bucket();
    for key in ["x/1", "x/2", "y"] {
        let body = ByteStream::from_static(b"-");
        let put = client.put_object().bucket(bucket).key(key).body(body);
        put.send().await.unwrap();
    }
    let named = |key| ObjectIdentifier::builder().key(key).build().unwrap();
    let keys = Delete::builder().set_objects(Some(["x/1", "y", "z"].map(named).into()));
    let delete = client
        .delete_objects()
        .bucket(bucket)
        .delete(keys.build().unwrap());
    assert_eq!(delete.send().await.unwrap().deleted().len(), 3);
    assert_eq!(objects.keys(bucket).unwrap(), ["x/2"]);
}

#[tokio::test]
async fn joins_the_parts_of_an_upload() {
    let (objects, client, tenant) = tenant().await;
    let bucket = tenant.bucket();
    // Attributes of the one before must not outlive it.
    let before = client
        .put_object()
        .bucket(bucket)
        .key("big")
        .metadata("old", "1");
    let before = before.checksum_algorithm(ChecksumAlgorithm::Sha256);
    before
        .body(ByteStream::from_static(b"before"))
        .send()
        .await
        .unwrap();

    upload(&client, bucket, "big", parts_of("end")).await;
    assert_eq!(objects.pending_uploads(bucket).unwrap(), 0);
    let bytes = read(&client, bucket, "big").await;
    assert!(bytes == parts_of("end").concat());
    let head = client
        .head_object()
        .bucket(bucket)
        .key("big")
        .send()
        .await
        .unwrap();
    assert_eq!(head.content_type(), Some("text/plain"));
    assert_eq!(head.checksum_sha256(), None);
    assert!(
        head.metadata()
            .is_none_or(|metadata| !metadata.contains_key("old"))
    );
}

#[tokio::test]
async fn an_upload_can_be_given_up() {
    let (objects, client, tenant) = tenant().await;
    let bucket = tenant.bucket();
    let begun = client
        .create_multipart_upload()
        .bucket(bucket)
        .key("big")
        .send();
    let id = begun.await.unwrap().upload_id.unwrap();
    let part = || {
        let body = ByteStream::from_static(b"part");
        let part = client
            .upload_part()
            .bucket(bucket)
            .key("big")
            .upload_id(&id);
        part.part_number(1).body(body).send()
    };
    part().await.unwrap();
    assert_eq!(objects.pending_uploads(bucket).unwrap(), 1);

    let abort = || {
        client
            .abort_multipart_upload()
            .bucket(bucket)
            .key("big")
            .upload_id(&id)
            .send()
    };
    abort().await.unwrap();
    assert_eq!(objects.pending_uploads(bucket).unwrap(), 0);
    assert!(objects.keys(bucket).unwrap().is_empty());
    assert_eq!(code(part().await), "NoSuchUpload");
    assert_eq!(code(abort().await), "NoSuchUpload");
}

#[tokio::test]
async fn copies_with_what_belongs_to_an_object() {
    let (objects, client, tenant) = tenant().await;
    let bucket = tenant.bucket();
    let put = client
        .put_object()
        .bucket(bucket)
        .key("tasks/ä 1")
        .content_type("image/png");
    put.body(ByteStream::from_static(b"bytes"))
        .send()
        .await
        .unwrap();
    let copy = |to: &str| {
        let source = format!("{bucket}/tasks/%C3%A4%201");
        client
            .copy_object()
            .bucket(bucket)
            .copy_source(source)
            .key(to)
    };
    copy("archived/1").send().await.unwrap();
    let replaced = copy("archived/2").metadata_directive(MetadataDirective::Replace);
    replaced.content_type("text/plain").send().await.unwrap();

    assert_eq!(
        objects.keys(bucket).unwrap(),
        ["archived/1", "archived/2", "tasks/ä 1"]
    );
    assert_eq!(read(&client, bucket, "archived/1").await, b"bytes");
    for (key, content_type) in [("archived/1", "image/png"), ("archived/2", "text/plain")] {
        let head = client
            .head_object()
            .bucket(bucket)
            .key(key)
            .send()
            .await
            .unwrap();
        assert_eq!(head.content_type(), Some(content_type));
    }
    let source = format!("{bucket}/nothing");
    let copy = client
        .copy_object()
        .bucket(bucket)
        .copy_source(source)
        .key("x")
        .send();
    assert_eq!(code(copy.await), "AccessDenied");
}

#[tokio::test]
async fn a_presigned_url_is_enough_and_says_how_to_save() {
    let (_, client, tenant) = tenant().await;
    let bucket = tenant.bucket();
    let put = client
        .put_object()
        .bucket(bucket)
        .key("k")
        .content_type("text/html");
    put.body(ByteStream::from_static(b"hello"))
        .send()
        .await
        .unwrap();
    let disposition = "attachment; filename=\"a b.txt\"; filename*=UTF-8''%C3%A4.txt";
    let get = client.get_object().bucket(bucket).key("k");
    let get = get.response_content_disposition(disposition);
    let get = get.response_content_type("application/octet-stream");
    let period = PresigningConfig::expires_in(Duration::from_mins(1)).unwrap();
    let url = get.presigned(period).await.unwrap().uri().to_owned();

    let http = reqwest::Client::new();
    let response = http.get(&url).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-disposition"], disposition);
    assert_eq!(
        response.headers()["content-type"],
        "application/octet-stream"
    );
    assert_eq!(response.bytes().await.unwrap(), "hello");

    let changed = url.replace("/k?", "/other?");
    assert_ne!(changed, url);
    assert_eq!(http.get(changed).send().await.unwrap().status(), 403);
    let unsigned = url.split_once('?').unwrap().0;
    assert_eq!(http.get(unsigned).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_range_is_a_part() {
    let (_, client, tenant) = tenant().await;
    let bucket = tenant.bucket();
    let put = client.put_object().bucket(bucket).key("k");
    put.body(ByteStream::from_static(b"0123456789"))
        .send()
        .await
        .unwrap();
    let get = client
        .get_object()
        .bucket(bucket)
        .key("k")
        .range("bytes=2-4");
    let object = get.send().await.unwrap();
    assert_eq!(object.content_range(), Some("bytes 2-4/10"));
    assert_eq!(object.body.collect().await.unwrap().to_vec(), b"234");
}

#[tokio::test]
async fn refuses_another_key_and_an_unknown_bucket() {
    let (objects, client, tenant) = tenant().await;
    let other = client_with("another secret", &objects.endpoint_url());
    let body = || ByteStream::from_static(b"-");
    let put = other
        .put_object()
        .bucket(tenant.bucket())
        .key("k")
        .body(body());
    assert_eq!(code(put.send().await), "SignatureDoesNotMatch");
    assert!(objects.keys(tenant.bucket()).unwrap().is_empty());

    let put = client.put_object().bucket("nobodys").key("k").body(body());
    assert_eq!(code(put.send().await), "NoSuchBucket");
    let begin = client.create_multipart_upload().bucket("nobodys").key("k");
    assert_eq!(code(begin.send().await), "NoSuchBucket");
    let get = client.get_object().bucket("nobodys").key("k");
    assert_eq!(code(get.send().await), "NoSuchBucket");
}

#[tokio::test]
async fn refuses_what_the_service_is_not_granted() {
    let (_, client, tenant) = tenant().await;
    let list = client.list_objects_v2().bucket(tenant.bucket());
    assert_eq!(code(list.send().await), "AccessDenied");
    let head = client.head_bucket().bucket(tenant.bucket());
    assert_eq!(status(head.send().await), 403);
}

#[tokio::test]
async fn keeps_nothing_of_bytes_that_were_damaged() {
    let (objects, client, tenant) = tenant().await;
    let put = client.put_object().bucket(tenant.bucket()).key("k");
    let put = put
        .checksum_crc32("AAAAAA==")
        .body(ByteStream::from_static(b"hello"));
    assert_eq!(code(put.send().await), "BadDigest");
    assert!(objects.keys(tenant.bucket()).unwrap().is_empty());
}
