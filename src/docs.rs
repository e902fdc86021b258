//! The page that shows the API and tries it, and the description that it reads: files that are the
//! same for everybody until the next deployment.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rocket::fairing::AdHoc;
use rocket::http::{ContentType, Header, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::response::{self, Redirect, Responder, Response};
use rocket::{Either, Request, State, get, routes};
use sha2::{Digest, Sha256};
use utoipa_swagger_ui::{Config, Url};

use crate::answers::{Shared, compression};
use crate::openapi;
use crate::problem::Problem;

/// The page, and everything that it loads, from this service alone.
pub(crate) const PAGE: &str = "/docs";

/// A browser asks again after an hour: whether it is still the same costs no more than a 304.
const CACHE_CONTROL: &str = "public, max-age=3600";

/// Attaches the page and the description.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("documentation", |rocket| async {
        rocket
            .manage(Files::new())
            .mount(openapi::PATH, routes![document])
            .mount(PAGE, routes![page])
    })
}

/// The files, each read and compressed when somebody asks for it first.
struct Files {
    config: Arc<Config<'static>>,
    known: Mutex<BTreeMap<String, Arc<File>>>,
}

impl Files {
    fn new() -> Self {
        let config = Config::new([Url::new("task API", openapi::PATH)])
            .try_it_out_enabled(true)
            // A token belongs into no storage that outlives the page.
            .persist_authorization(false)
            // Otherwise the page asks a server of its makers.
            .validator_url("none");
        Self {
            config: Arc::new(config),
            known: Mutex::default(),
        }
    }

    fn get(&self, name: &str) -> Result<Arc<File>, Problem> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = known.get(name) {
            return Ok(Arc::clone(file));
        }
        let file = utoipa_swagger_ui::serve(name, Arc::clone(&self.config))
            .map_err(|error| Problem::internal(error.as_ref()))?
            .ok_or_else(|| Problem::new(Status::NotFound, "the page has no such file"))?;
        let media = ContentType::parse_flexible(&file.content_type);
        let file = File::new(
            media.unwrap_or(ContentType::Binary),
            file.bytes.into_owned(),
        );
        let file = Arc::new(file);
        known.insert(name.to_owned(), Arc::clone(&file));
        Ok(file)
    }
}

/// A file, as it is and compressed.
struct File {
    media: ContentType,
    plain: Vec<u8>,
    gzip: Vec<u8>,
    /// Of the plain bytes. The compressed ones have another.
    digest: String,
}

impl File {
    fn new(media: ContentType, plain: Vec<u8>) -> Self {
        Self {
            media,
            gzip: compression::compress(&plain),
            digest: URL_SAFE_NO_PAD.encode(&Sha256::digest(&plain)[..12]),
            plain,
        }
    }
}

/// Bytes that are shared by all who read them.
struct Bytes {
    file: Arc<File>,
    is_compressed: bool,
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        if self.is_compressed {
            &self.file.gzip
        } else {
            &self.file.plain
        }
    }
}

/// A file as an answer.
struct Served(Arc<File>);

impl<'r> Responder<'r, 'static> for Served {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        Shared::mark(request);
        let is_compressed = compression::accepts_gzip(request);
        let suffix = if is_compressed { "-gzip" } else { "" };
        let etag = format!("\"{}{suffix}\"", self.0.digest);
        let is_known = request
            .headers()
            .get("If-None-Match")
            .any(|known| known.contains(&etag));
        let mut response = Response::build();
        response
            .header(Header::new("ETag", etag))
            .header(Header::new("Cache-Control", CACHE_CONTROL))
            .header(Header::new("Vary", "Accept-Encoding"));
        if is_known {
            return response.status(Status::NotModified).ok();
        }
        if is_compressed {
            response.header(Header::new("Content-Encoding", "gzip"));
        }
        response.header(self.0.media.clone());
        let bytes = Bytes {
            file: self.0,
            is_compressed,
        };
        let length = bytes.as_ref().len();
        response.sized_body(length, Cursor::new(bytes)).ok()
    }
}

#[get("/")]
fn document() -> Served {
    static DOCUMENT: std::sync::LazyLock<Arc<File>> = std::sync::LazyLock::new(|| {
        Arc::new(File::new(ContentType::JSON, openapi::text().into_bytes()))
    });
    Served(Arc::clone(&DOCUMENT))
}

/// What the page loads has names relative to it, so its own ends with `/`.
#[get("/<_..>")]
fn page(asked: Asked<'_>, files: &State<Files>) -> Result<Either<Served, Redirect>, Problem> {
    match asked.0.strip_prefix('/') {
        Some(name) => files.get(name).map(|file| Either::Left(Served(file))),
        None => Ok(Either::Right(Redirect::to(format!("{PAGE}/")))),
    }
}

/// What stands behind the path of the page.
#[derive(Clone, Copy)]
struct Asked<'r>(&'r str);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Asked<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let path = request.uri().path().as_str();
        Outcome::Success(Self(path.strip_prefix(PAGE).unwrap_or_default()))
    }
}
