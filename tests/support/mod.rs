//! One service per test: on real PostgreSQL and S3, with a database and a bucket of its own.
#![allow(
    dead_code,
    reason = "compiled into each test binary, which uses a part of it"
)]

pub(crate) mod files;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::config::{Credentials, SharedCredentialsProvider};
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use devstack::Tenant;
use rocket::config::Config;
use rocket::fairing::AdHoc;
use rocket::figment::providers::Serialized;
use rocket::http::{Header, Method, Status};
use rocket::local::asynchronous::{Client, LocalRequest, LocalResponse};
use rocket::{Build, Rocket};
use serde_json::{Value, json};
use task_api::Setup;

/// Good enough for every user of a test.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// The service as it is deployed, but for the socket.
pub(crate) struct Service {
    pub(crate) client: Client,
    pub(crate) tenant: Tenant,
}

impl Service {
    /// Starts one with an empty database and an empty bucket. Its requests wait for a connection as long as
    /// it takes: a busy machine makes no test fail.
    pub(crate) async fn start() -> Self {
        let stack = devstack::shared().await.expect("PostgreSQL is installed");
        let tenant = stack.fresh().await.expect("a tenant");
        let variables = tenant.variables().clone();
        let service = Self::start_patient(tenant, &variables, PATIENCE).await;
        service.until_healthy().await;
        service
    }

    /// Starts one whose requests wait this long for a connection.
    pub(crate) async fn start_patient(
        tenant: Tenant,
        variables: &Variables,
        patience: Duration,
    ) -> Self {
        let rocket = task_api::rocket(&setup(variables).patience(patience));
        let client = Client::untracked(rocket.expect("a fit setup")).await;
        Self {
            client: client.expect("a launch"),
            tenant,
        }
    }

    /// Starts one on what others use too.
    pub(crate) async fn start_on(tenant: Tenant) -> Self {
        let variables = tenant.variables().clone();
        Self::start_with(tenant, &variables).await
    }

    /// Starts one that finds its database and AWS elsewhere than the tenant says.
    pub(crate) async fn start_with(tenant: Tenant, variables: &Variables) -> Self {
        let client = Client::untracked(rocket(variables)).await;
        Self {
            client: client.expect("a launch"),
            tenant,
        }
    }

    /// Asks a path of its own, outside `/api/v1`.
    pub(crate) async fn ask(&self, path: &str) -> Answer {
        Answer::read(self.client.get(path.to_owned()).dispatch().await).await
    }

    /// Waits until its schema is there, however busy the machine is: requests wait for it 2 s only.
    pub(crate) async fn until_healthy(&self) {
        eventually("it is healthy", async || {
            self.ask("/health").await.status == Status::Ok
        })
        .await;
    }

    /// Waits until it can do its work.
    pub(crate) async fn until_ready(&self) {
        let deadline = Instant::now() + PATIENCE;
        while self.ask("/ready").await.status != Status::Ok {
            assert!(Instant::now() < deadline, "it does not become ready");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Registers a user and logs in.
    pub(crate) async fn user(&self, name: &str) -> User<'_> {
        self.until_healthy().await;
        let email = format!("{name}@example.com");
        let new = json!({ "email": email, "name": name, "password": PASSWORD });
        let user = self.anonymous().post("/users", new).await.expect(201);
        let token = self.log_in(&email, PASSWORD).await.expect(201).body["token"]
            .as_str()
            .map(str::to_owned);
        let id = user.text("id");
        User {
            service: self,
            id,
            email,
            token,
        }
    }

    /// Registers as many users and logs them in.
    pub(crate) async fn users(&self, count: usize) -> Vec<User<'_>> {
        let mut users = Vec::new();
        for n in 0..count {
            users.push(self.user(&format!("user-{n}")).await);
        }
        users
    }

    /// Somebody without a token.
    pub(crate) fn anonymous(&self) -> User<'_> {
        User {
            service: self,
            id: String::new(),
            email: String::new(),
            token: None,
        }
    }

    /// What is in the bucket, the marker of readiness aside.
    pub(crate) async fn keys(&self) -> Vec<String> {
        let stack = devstack::shared().await.expect("it runs");
        let mut keys = stack
            .objects()
            .keys(self.tenant.bucket())
            .expect("it is there");
        keys.retain(|key| key != "ready");
        keys
    }

    /// The bytes of an object.
    pub(crate) async fn object(&self, key: &str) -> Vec<u8> {
        let stack = devstack::shared().await.expect("it runs");
        let content = stack.objects().content(self.tenant.bucket(), key);
        content.expect("it is there")
    }

    /// How many uploads in parts are open.
    pub(crate) async fn pending_uploads(&self) -> usize {
        let stack = devstack::shared().await.expect("it runs");
        let count = stack.objects().pending_uploads(self.tenant.bucket());
        count.expect("it is there")
    }

    /// Changes the database behind the service's back.
    pub(crate) async fn execute(&self, sql: &str) {
        let stack = devstack::shared().await.expect("it runs");
        let database = stack.postgres().client(self.tenant.database()).await;
        let done = database.expect("a connection").batch_execute(sql).await;
        done.expect("SQL");
    }

    /// How many rows a table has.
    pub(crate) async fn count(&self, table: &str) -> usize {
        let stack = devstack::shared().await.expect("it runs");
        let database = stack.postgres().client(self.tenant.database()).await;
        let sql = format!("SELECT count(*) FROM {table}");
        let row = database.expect("a connection").query_one(&sql, &[]).await;
        let count: i64 = row.expect("a table").get(0);
        count.try_into().expect("not negative")
    }

    /// Waits until the service has removed all that nothing refers to, and asserts what is left.
    pub(crate) async fn expect_swept(&self, keys: &[&str]) {
        eventually("all loose objects are removed", async || {
            self.count("loose_objects").await == 0
        })
        .await;
        assert_eq!(self.keys().await, keys);
        assert_eq!(self.pending_uploads().await, 0);
    }

    /// Makes all loose objects due, for another instance to find, and asserts what is left.
    pub(crate) async fn expect_swept_by_another(&self, keys: &[&str]) {
        self.execute("UPDATE loose_objects SET due_at = now()")
            .await;
        let _other = Self::start_on(self.tenant.clone()).await;
        self.expect_swept(keys).await;
    }

    pub(crate) async fn log_in(&self, email: &str, password: &str) -> Answer {
        let login = json!({ "email": email, "password": password });
        self.anonymous().post("/sessions", login).await
    }
}

/// What a task definition sets.
pub(crate) type Variables = BTreeMap<String, String>;

/// Longer than anything takes that a test waits for, also on a machine that is busy.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// The service on a socket, for what a client can do only there. Its port is its own.
pub(crate) struct Listening {
    pub(crate) port: u16,
    shutdown: rocket::Shutdown,
}

impl Listening {
    /// Starts one, and waits until it listens. Its requests wait for a connection as long as it takes.
    pub(crate) async fn start(variables: &Variables) -> Self {
        let rocket = task_api::rocket(&setup(variables).patience(PATIENCE)).expect("a fit setup");
        let any_port = Serialized::global(Config::PORT, 0);
        let figment = rocket.figment().clone().merge(any_port);
        let (tell, told) = tokio::sync::oneshot::channel();
        let rocket = rocket
            .configure(figment)
            .attach(AdHoc::on_liftoff("port", |rocket| {
                // Nobody waits any more where the test has failed.
                let _ = tell.send((rocket.config().port, rocket.shutdown()));
                Box::pin(async {})
            }));
        tokio::spawn(rocket.launch());
        let (port, shutdown) = told.await.expect("a launch");
        Self { port, shutdown }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.shutdown.clone().notify();
    }
}

/// Asks again until it is so: for what the service does after it has answered.
pub(crate) async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so().await {
        assert!(Instant::now() < deadline, "not within a minute: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The service on these variables instead of those of the process.
pub(crate) fn rocket(variables: &Variables) -> Rocket<Build> {
    task_api::rocket(&setup(variables)).expect("a fit setup")
}

fn setup(variables: &Variables) -> Setup {
    let setup = Setup::new(|name| variables.get(name).map(Into::into), aws(variables));
    setup.expect("all variables")
}

fn aws(variables: &Variables) -> SdkConfig {
    let variable = |name: &str| variables[name].clone();
    let credentials = Credentials::new(
        variable("AWS_ACCESS_KEY_ID"),
        variable("AWS_SECRET_ACCESS_KEY"),
        None,
        None,
        "tests",
    );
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(variable("AWS_REGION")))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .service_config(Endpoints(variables.clone()))
        .build()
}

/// Answers for `AWS_ENDPOINT_URL_S3` and its like, as the environment does for a process.
#[derive(Debug)]
struct Endpoints(Variables);

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        self.0
            .get(format!("{}_{service}", key.env()).as_str())
            .cloned()
    }
}

/// Somebody who sends requests below `/api/v1`.
#[derive(Clone)]
pub(crate) struct User<'a> {
    service: &'a Service,
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) token: Option<String>,
}

impl User<'_> {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::Get, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::Post, path).json(&body))
            .await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::Put, path).json(&body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::Patch, path).json(&body))
            .await
    }

    /// Sends a file.
    pub(crate) async fn upload(
        &self,
        path: &str,
        media_type: &'static str,
        bytes: &[u8],
    ) -> Answer {
        self.send(self.file(Method::Post, path, media_type, bytes))
            .await
    }

    /// A request whose body is a file.
    pub(crate) fn file(
        &self,
        method: Method,
        path: &str,
        media_type: &'static str,
        bytes: &[u8],
    ) -> LocalRequest<'_> {
        self.request(method, path)
            .header(Header::new("Content-Type", media_type))
            .body(bytes)
    }

    /// Offers a task to somebody, who accepts: then it is theirs to do.
    pub(crate) async fn assign(&self, task: &str, assignee: &User<'_>) -> Answer {
        let offer = json!({ "email": assignee.email });
        let offer = self.put(&format!("/tasks/{task}/offer"), offer).await;
        let accept = format!("/offers/{}/accept", offer.expect(200).text("id"));
        assignee
            .send(assignee.request(Method::Post, &accept))
            .await
            .expect(200)
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::Delete, path)).await
    }

    /// A request with the user's token, for what the others don't say.
    pub(crate) fn request(&self, method: Method, path: &str) -> LocalRequest<'_> {
        let request = self.service.client.req(method, format!("/api/v1{path}"));
        match &self.token {
            Some(token) => request.header(Header::new("Authorization", format!("Bearer {token}"))),
            None => request,
        }
    }

    pub(crate) async fn send(&self, request: LocalRequest<'_>) -> Answer {
        Answer::read(request.dispatch().await).await
    }
}

/// A response that was read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: Status,
    pub(crate) headers: BTreeMap<String, String>,
    /// `null` where it isn't JSON.
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn read(response: LocalResponse<'_>) -> Self {
        let status = response.status();
        let headers = response
            .headers()
            .iter()
            .map(|header| {
                let name = header.name().as_str().to_lowercase();
                (name, header.value().to_owned())
            })
            .collect();
        let text = response.into_string().await.unwrap_or_default();
        let body = serde_json::from_str(&text).unwrap_or_default();
        Self {
            status,
            headers,
            body,
        }
    }

    /// Asserts the status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.code, status, "{}", self.body);
        self
    }

    /// Asserts that this is a problem of that status, in the one shape that all have.
    #[track_caller]
    pub(crate) fn expect_problem(self, status: u16) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        let kind = answer.text("type");
        assert!(kind.starts_with("/problems/"), "{kind}");
        assert_eq!(answer.body["status"], status);
        assert!(answer.body["title"].is_string(), "{}", answer.body);
        let instance = format!("urn:uuid:{}", answer.headers["x-request-id"]);
        assert_eq!(answer.body["instance"], instance);
        answer
    }

    /// Asserts that the service is away for now, and says when to come again.
    #[track_caller]
    pub(crate) fn expect_unavailable(self) -> Self {
        let answer = self.expect_problem(503);
        assert_eq!(answer.header("retry-after"), "1");
        answer
    }

    /// Asserts a 422 that names exactly these fields.
    #[track_caller]
    pub(crate) fn expect_invalid(self, fields: &[&str]) -> Self {
        let answer = self.expect_problem(422);
        let mut named: Vec<_> = answer.body["errors"]
            .as_array()
            .expect("a list of errors")
            .iter()
            .filter_map(|error| error["field"].as_str())
            .collect();
        named.sort_unstable();
        assert_eq!(named, fields, "{}", answer.body);
        answer
    }

    /// A field of the body that is a text.
    #[track_caller]
    pub(crate) fn text(&self, field: &str) -> String {
        match self.body[field].as_str() {
            Some(text) => text.to_owned(),
            None => panic!("no text `{field}` in {}", self.body),
        }
    }

    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        match self.headers.get(name) {
            Some(value) => value,
            None => panic!("no header `{name}` in {:?}", self.headers),
        }
    }
}

/// A cursor as the service gives them out, with a key of the test's choice.
pub(crate) fn cursor(key: &Value, list: &str) -> String {
    let id = "018f6b1e-7d0c-7cc0-98f0-2f1f0d9be111";
    let cursor = json!({ "k": key, "i": id, "l": list });
    URL_SAFE_NO_PAD.encode(cursor.to_string())
}
