//! CloudFront as code asks it to forget pages. `examples/orders` does it by the SDK.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::io::Write;

use devstack::Distributions;
use reqwest::{Client, Method};

const BATCH: &str = "<?xml version=\"1.0\"?><InvalidationBatch><Paths><Quantity>1</Quantity><Items><Path>/*</Path>\
                     </Items></Paths><CallerReference>now</CallerReference></InvalidationBatch>";

/// A CloudFront with the distribution `www`, which the nightly job may invalidate.
async fn start() -> (Distributions, String, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let policy = r#"
resource "aws_iam_role_policy" "nightly_task" {
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
      Resource = aws_cloudfront_distribution.www.arn
    }]
  })
}
"#;
    let file = std::fs::File::create(directory.path().join("job.tf"));
    file.unwrap().write_all(policy.as_bytes()).unwrap();
    let distributions = Distributions::for_roles(directory.path()).await.unwrap();
    let id = distributions.add("aws_cloudfront_distribution.www");
    (distributions, id, directory)
}

/// The status and the text of an answer to a container.
async fn ask(to: &Distributions, by: &str, method: Method, path: &str) -> (u16, String) {
    let key = devstack::access_key(by);
    let url = format!("{}/2020-05-31/distribution/{path}", to.endpoint_url());
    let request = Client::new().request(method, url).body(BATCH);
    let authorization = format!("AWS4-HMAC-SHA256 Credential={key}/x");
    let answer = request.header("Authorization", authorization).send().await;
    let answer = answer.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn an_invalidation_is_taken_and_is_done() {
    let (distributions, id, _directory) = start().await;
    let path = format!("{id}/invalidation");
    let (status, text) = ask(&distributions, "nightly", Method::POST, &path).await;
    assert_eq!(status, 201);
    assert!(text.contains("<Status>Completed</Status>"), "{text}");
    assert!(text.contains("<Path>/*</Path>"), "{text}");
    let (_, rest) = text.split_once("<Id>").unwrap();
    let (invalidation, _) = rest.split_once("</Id>").unwrap();
    let path = format!("{path}/{invalidation}");
    let (status, again) = ask(&distributions, "nightly", Method::GET, &path).await;
    assert_eq!(status, 200);
    assert!(
        again.contains("<CallerReference>now</CallerReference>"),
        "{again}"
    );
    let unknown = format!("{id}/invalidation/I0");
    let (status, text) = ask(&distributions, "nightly", Method::GET, &unknown).await;
    assert_eq!(status, 404);
    assert!(text.contains("<Code>NoSuchInvalidation</Code>"), "{text}");
}

#[tokio::test]
async fn who_has_no_grant_on_a_distribution_is_refused() {
    let (distributions, id, _directory) = start().await;
    let other = distributions.add("aws_cloudfront_distribution.docs");
    for (by, id) in [("api", &id), ("nightly", &other)] {
        let path = format!("{id}/invalidation");
        let (status, text) = ask(&distributions, by, Method::POST, &path).await;
        assert_eq!(status, 403, "{by}");
        assert!(text.contains("<Code>AccessDenied</Code>"), "{text}");
        assert!(text.contains("cloudfront:CreateInvalidation"), "{text}");
    }
}
