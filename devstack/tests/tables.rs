//! DynamoDB by the SDK that services use, with the tables that a stack declares.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::io::Write;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{
    AttributeValue, DeleteRequest, Put, PutRequest, TransactWriteItem, WriteRequest,
};
use aws_smithy_http_client::Builder;
use devstack::{Role, Tables};
use formwork::testing::{Module, module_of, module_of_hcl};

/// Written by formwork, for a line of the provider.
fn stack(version: &str, more: &str) -> Module {
    module_of(&format!(
        r#"
        stack.name = "shop"
        provider.versions = ["{version}"]
        service.web.image = "web:1"

        [table.carts]
        partition_key = {{ name = "customer", type = "string" }}
        sort_key = {{ name = "sku", type = "string" }}
        ttl = "expires"
        stream = "new"

        [table.carts.index.by_sku]
        partition_key = {{ name = "sku", type = "string" }}
        sort_key = {{ name = "price", type = "number" }}
        attributes = ["note"]
        {more}
        "#
    ))
}

struct DynamoDb {
    tables: Tables,
    client: Client,
}

impl DynamoDb {
    async fn start(module: &Module) -> Self {
        let tables = Tables::start(Role::Admin).await.unwrap();
        tables.deploy(module).await.unwrap();
        Self::of(tables)
    }

    async fn persistent(directory: &Path) -> Self {
        let tables = Tables::persistent(directory, Role::Admin).await;
        Self::of(tables.unwrap())
    }

    fn of(tables: Tables) -> Self {
        let client = client_of(&tables, &devstack::access_key("api"));
        Self { tables, client }
    }

    async fn put(&self, customer: &str, sku: &str, price: u32) {
        let put = self.client.put_item().table_name("shop-carts");
        put.item("customer", text(customer))
            .item("sku", text(sku))
            .item("price", number(price))
            .item("note", text("x"))
            .item("size", number(1))
            .send()
            .await
            .unwrap();
    }

    /// The things in a customer's cart.
    async fn skus(&self, customer: &str) -> Vec<String> {
        let query = self.client.query().table_name("shop-carts");
        let found = query
            .key_condition_expression("customer = :customer")
            .expression_attribute_values(":customer", text(customer))
            .send()
            .await
            .unwrap();
        let items = found.items().iter();
        items.map(|it| it["sku"].as_s().unwrap().clone()).collect()
    }
}

fn client_of(tables: &Tables, key_id: &str) -> Client {
    let secret = devstack::SECRET_ACCESS_KEY;
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(devstack::REGION))
        .credentials_provider(Credentials::new(key_id, secret, None, None, "test"))
        .endpoint_url(tables.endpoint_url())
        .http_client(Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .build();
    Client::from_conf(config)
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn number(number: u32) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

#[tokio::test]
async fn a_table_has_the_keys_and_indexes_that_the_stack_gives_it() {
    for version in ["5", "6"] {
        let db = DynamoDb::start(&stack(version, "")).await;
        db.put("ada", "tea", 3).await;
        db.put("ada", "cup", 5).await;
        db.put("bob", "tea", 2).await;
        assert_eq!(db.skus("ada").await, ["cup", "tea"]);
        let by_sku = db.client.query().table_name("shop-carts");
        let found = by_sku
            .index_name("by_sku")
            .key_condition_expression("sku = :tea")
            .expression_attribute_values(":tea", text("tea"))
            .send()
            .await
            .unwrap();
        let items = found.items();
        assert_eq!(items[0]["customer"], text("bob"));
        assert_eq!(items[1]["customer"], text("ada"));
        // It has the attributes that it lists, and no others.
        assert!(items[0].contains_key("note") && !items[0].contains_key("size"));
        let described = db.client.describe_table().table_name("shop-carts");
        let described = described.send().await.unwrap().table.unwrap();
        let stream = described.stream_specification().unwrap();
        assert_eq!(stream.stream_view_type().unwrap().as_str(), "NEW_IMAGE");
    }
}

#[tokio::test]
async fn batches_transactions_and_conditions_are_as_on_aws() {
    let db = DynamoDb::start(&stack("6", "")).await;
    db.put("ada", "cup", 5).await;
    let key = |sku: &str| {
        let delete = DeleteRequest::builder().key("customer", text("ada"));
        delete.key("sku", text(sku)).build().unwrap()
    };
    let put = PutRequest::builder().item("customer", text("ada"));
    let put = put.item("sku", text("tea")).build().unwrap();
    let writes = vec![
        WriteRequest::builder().delete_request(key("cup")).build(),
        WriteRequest::builder().put_request(put).build(),
    ];
    let batch = db.client.batch_write_item();
    let done = batch.request_items("shop-carts", writes).send().await;
    assert!(done.unwrap().unprocessed_items().unwrap().is_empty());
    assert_eq!(db.skus("ada").await, ["tea"]);

    let put = Put::builder().table_name("shop-carts");
    let put = put
        .item("customer", text("ada"))
        .item("sku", text("tea"))
        .condition_expression("attribute_not_exists(sku)")
        .build()
        .unwrap();
    let transaction = db.client.transact_write_items();
    let item = TransactWriteItem::builder().put(put).build();
    let error = transaction.transact_items(item).send().await.unwrap_err();
    let error = error.into_service_error();
    let reasons = match &error {
        aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(
            canceled,
        ) => canceled.cancellation_reasons(),
        other => panic!("{other:?}"),
    };
    assert_eq!(reasons[0].code(), Some("ConditionalCheckFailed"));

    let update = db.client.update_item().table_name("shop-carts");
    let error = update
        .key("customer", text("ada"))
        .key("sku", text("tea"))
        .update_expression("SET price = :two")
        .condition_expression("price = :one")
        .expression_attribute_values(":one", number(1))
        .expression_attribute_values(":two", number(2))
        .send()
        .await
        .unwrap_err();
    let error = error.into_service_error();
    assert!(error.is_conditional_check_failed_exception(), "{error:?}");
    let missing = db.client.get_item().table_name("shop-carts-not");
    let missing = missing.key("customer", text("ada")).send().await;
    let error = missing.unwrap_err().into_service_error();
    assert!(error.is_resource_not_found_exception(), "{error:?}");
}

#[tokio::test]
async fn items_go_when_their_time_is_over() {
    let db = DynamoDb::start(&stack("6", "")).await;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = now.as_secs();
    for (sku, expires) in [("old", now - 60), ("new", now + 3600)] {
        let put = db.client.put_item().table_name("shop-carts");
        let put = put.item("customer", text("ada")).item("sku", text(sku));
        let put = put.item("expires", AttributeValue::N(expires.to_string()));
        put.send().await.unwrap();
    }
    assert_eq!(db.tables.sweep().await.unwrap(), 1);
    assert_eq!(db.skus("ada").await, ["new"]);
}

#[tokio::test]
async fn data_stays_until_the_keys_are_others() {
    let directory = tempfile::tempdir().unwrap();
    let first = DynamoDb::persistent(directory.path()).await;
    let replaced = first.tables.deploy(&stack("6", "")).await.unwrap();
    assert!(replaced.is_empty());
    first.put("ada", "tea", 3).await;
    drop(first);

    // Another index, other images in the stream: what is there stays.
    let changed = r#"
        [table.carts.index.by_price]
        partition_key = { name = "customer", type = "string" }
        sort_key = { name = "price", type = "number" }
    "#;
    let second = DynamoDb::persistent(directory.path()).await;
    let replaced = second.tables.deploy(&stack("6", changed)).await.unwrap();
    assert!(replaced.is_empty());
    assert_eq!(second.skus("ada").await, ["tea"]);
    let by_price = second.client.query().table_name("shop-carts");
    let found = by_price
        .index_name("by_price")
        .key_condition_expression("customer = :ada")
        .expression_attribute_values(":ada", text("ada"))
        .send()
        .await
        .unwrap();
    assert_eq!(found.count(), 1);
    second.tables.deploy(&stack("6", "")).await.unwrap();
    let described = second.client.describe_table().table_name("shop-carts");
    let described = described.send().await.unwrap().table.unwrap();
    assert_eq!(described.global_secondary_indexes().len(), 1);

    let other = module_of(
        "stack.name = 'shop'\nservice.web.image = 'web:1'\n\
         [table.carts]\npartition_key = { name = 'customer', type = 'string' }\n",
    );
    let replaced = second.tables.deploy(&other).await.unwrap();
    assert_eq!(replaced, ["shop-carts"]);
    let scanned = second.client.scan().table_name("shop-carts").send().await;
    assert_eq!(scanned.unwrap().count(), 0);
}

#[tokio::test]
async fn a_stream_tells_of_what_was_written() {
    let db = DynamoDb::start(&stack("6", "")).await;
    db.put("ada", "tea", 3).await;
    let arn = db.tables.resolve("aws_dynamodb_table.carts.stream_arn");
    let arn = arn.unwrap();
    let body = format!(r#"{{"StreamArn":"{arn}"}}"#);
    let described = streams(&db.tables, "DescribeStream", &body).await;
    let shard = described["StreamDescription"]["Shards"][0]["ShardId"].clone();
    let body = serde_json::json!({
        "StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON",
    });
    let iterator = streams(&db.tables, "GetShardIterator", &body.to_string()).await;
    let body = serde_json::json!({ "ShardIterator": iterator["ShardIterator"] });
    let records = streams(&db.tables, "GetRecords", &body.to_string()).await;
    let record = &records["Records"][0];
    assert_eq!(record["eventName"], "INSERT");
    assert_eq!(record["dynamodb"]["NewImage"]["sku"]["S"], "tea");
}

/// The SDK of streams is a crate of its own; its protocol is a line.
async fn streams(tables: &Tables, operation: &str, body: &str) -> serde_json::Value {
    let key = devstack::access_key("api");
    let request = reqwest::Client::new()
        .post(tables.endpoint_url())
        .header(
            "X-Amz-Target",
            format!("DynamoDBStreams_20120810.{operation}"),
        )
        .header(
            "Authorization",
            format!("AWS4-HMAC-SHA256 Credential={key}/x"),
        )
        .body(body.to_owned());
    let answer = request.send().await.unwrap().text().await.unwrap();
    serde_json::from_str(&answer).unwrap()
}

/// Tables whose caller has the statements.
async fn role(statements: &str) -> (DynamoDb, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let policy = format!(
        "resource \"aws_iam_role_policy\" \"api_task\" {{\n  policy = jsonencode({{\n    \
         Statement = [{statements}]\n  }})\n}}\n"
    );
    let mut file = std::fs::File::create(directory.path().join("api.tf")).unwrap();
    file.write_all(policy.as_bytes()).unwrap();
    let tables = Tables::start(Role::Task(directory.path().to_owned())).await;
    let tables = tables.unwrap();
    tables.deploy(&stack("6", "")).await.unwrap();
    (DynamoDb::of(tables), directory)
}

#[tokio::test]
async fn what_is_not_granted_is_refused_table_by_table_and_index_by_index() {
    let write = r#"
      { Effect = "Allow", Action = ["dynamodb:PutItem"], Resource = aws_dynamodb_table.carts.arn },
      { Effect = "Allow", Action = ["dynamodb:Query"], Resource = "${aws_dynamodb_table.carts.arn}/index/*" },
    "#;
    let (db, _directory) = role(write).await;
    db.put("ada", "tea", 3).await;
    let query = |index: Option<&str>| {
        let query = db.client.query().table_name("shop-carts");
        query
            .set_index_name(index.map(str::to_owned))
            .key_condition_expression("sku = :tea")
            .expression_attribute_values(":tea", text("tea"))
            .send()
    };
    assert_eq!(query(Some("by_sku")).await.unwrap().count(), 1);
    let refused = query(None).await.unwrap_err();
    assert_eq!(refused.code(), Some("AccessDeniedException"));
    let message = refused.message().unwrap();
    assert!(
        message.contains("dynamodb:Query on resource: arn:aws:dynamodb:"),
        "{message}"
    );

    let put = |name: &str| {
        let put = Put::builder()
            .table_name(name)
            .item("customer", text("ada"));
        let put = put.item("sku", text("cup")).build().unwrap();
        let item = TransactWriteItem::builder().put(put).build();
        let transaction = db.client.transact_write_items();
        transaction.transact_items(item).send()
    };
    assert!(put("shop-carts").await.is_ok());
    let refused = put("shop-others").await.unwrap_err();
    assert_eq!(refused.code(), Some("AccessDeniedException"));
    let key = DeleteRequest::builder().key("customer", text("ada"));
    let delete = key.key("sku", text("cup")).build().unwrap();
    let write = WriteRequest::builder().delete_request(delete).build();
    let batch = db.client.batch_write_item();
    let refused = batch.request_items("shop-carts", vec![write]).send().await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), Some("AccessDeniedException"));
}

#[tokio::test]
async fn nobody_makes_or_deletes_tables_but_the_stack() {
    let db = DynamoDb::start(&stack("6", "")).await;
    let delete = db.client.delete_table().table_name("shop-carts");
    let refused = delete.send().await.unwrap_err();
    assert_eq!(refused.code(), Some("UnknownOperationException"));
    let stranger = client_of(&db.tables, "AKIDSOMEBODY");
    let refused = stranger.list_tables().send().await.unwrap_err();
    assert_eq!(refused.code(), Some("UnrecognizedClientException"));
}

#[tokio::test]
async fn a_table_that_only_terraform_knows_is_an_error_that_names_it() {
    let tables = Tables::start(Role::Admin).await.unwrap();
    let hcl = "resource \"aws_dynamodb_table\" \"carts\" {\n  name     = \"carts\"\n  \
               hash_key = local.key\n}\n";
    let module = module_of_hcl([("main.tf", hcl)]).unwrap();
    let error = tables.deploy(&module).await.unwrap_err().to_string();
    assert!(error.contains("aws_dynamodb_table.carts"), "{error}");
    assert!(
        error.contains("`hash_key`") && error.contains("help: "),
        "{error}"
    );
    let hcl = "resource \"aws_dynamodb_table\" \"carts\" {\n  name     = \"carts\"\n  \
               hash_key = \"id\"\n}\n";
    let module = module_of_hcl([("main.tf", hcl)]).unwrap();
    let error = tables.deploy(&module).await.unwrap_err().to_string();
    assert!(error.starts_with("cannot make the table"), "{error}");
}
