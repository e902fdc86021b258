//! A site on this machine: a folder, served as CloudFront serves the files of its bucket.

use std::convert::Infallible;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use formwork::testing::{Argument, Module};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};

use crate::error::Error;
use crate::percent;
use crate::server::Server;

/// What answers for a path that is no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// `index.html`: `single_page = true`.
    SinglePage,
    /// This file, as what was not found: `not_found`.
    Page(String),
    /// No file.
    Nothing,
}

impl Missing {
    /// What the Terraform of a stack says of one of its sites; nothing if it has no such site.
    #[must_use]
    pub fn of(module: &Module, site: &str) -> Option<Self> {
        let distribution = module.get(&format!("aws_cloudfront_distribution.{site}"))?;
        let values =
            |argument: &str| distribution.values(&format!("custom_error_response.{argument}"));
        let pages = values("response_page_path");
        let Some(page) = pages.first().and_then(Argument::as_text) else {
            return Some(Self::Nothing);
        };
        let is_answer = values("response_code").contains(&Argument::Number(200.0));
        Some(if is_answer {
            Self::SinglePage
        } else {
            Self::Page(page.trim_start_matches('/').to_owned())
        })
    }
}

/// A site on a port of 127.0.0.1. Dropping it ends it.
///
/// A file that changes is served as it is now: there is no cache to invalidate.
#[derive(Debug)]
pub struct Site {
    server: Server,
}

/// What requests look at.
#[derive(Debug)]
struct Folder {
    root: PathBuf,
    missing: Missing,
}

impl Site {
    /// Serves the files in `folder`, on `port` if that is free.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where no port is free.
    pub async fn start(folder: &Path, missing: Missing, port: Option<u16>) -> Result<Self, Error> {
        let folder = Arc::new(Folder {
            root: folder.to_owned(),
            missing,
        });
        let service = service_fn(move |request| {
            let folder = Arc::clone(&folder);
            async move { Ok::<_, Infallible>(folder.answer(&request)) }
        });
        let server = Server::start(service, port).await?;
        Ok(Self { server })
    }

    /// The port of that, on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// Where a browser finds it.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }
}

impl Folder {
    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut refused = text(StatusCode::METHOD_NOT_ALLOWED, "GET and HEAD alone");
            let allowed = hyper::header::HeaderValue::from_static("GET, HEAD");
            refused.headers_mut().insert(ALLOW, allowed);
            return refused;
        }
        let path = request.uri().path();
        match self.read(&self.key(path)) {
            Some((file, bytes)) => page(StatusCode::OK, &file, bytes),
            None => self.missing(),
        }
    }

    /// The key in the bucket that a path asks for. CloudFront has a page for the root; unless every path is one page,
    /// folders have theirs.
    fn key(&self, path: &str) -> String {
        let key = path.trim_start_matches('/');
        let is_folder = key.is_empty() || key.ends_with('/');
        if is_folder && (key.is_empty() || self.missing != Missing::SinglePage) {
            format!("{key}index.html")
        } else {
            key.to_owned()
        }
    }

    /// The file of a key, and what is in it. A key that leads out of the folder has none.
    fn read(&self, key: &str) -> Option<(PathBuf, Vec<u8>)> {
        let decoded = percent::decoded(key).filter(|text| !text.contains('\0'))?;
        let relative = Path::new(&decoded);
        let mut parts = relative.components();
        if !parts.all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let file = self.root.join(relative);
        let read = || -> io::Result<Option<Vec<u8>>> {
            // No link either: it may lead anywhere.
            let inside = file.canonicalize()?.starts_with(self.root.canonicalize()?);
            (inside && file.is_file())
                .then(|| std::fs::read(&file))
                .transpose()
        };
        let bytes = read().ok().flatten()?;
        Some((file, bytes))
    }

    fn missing(&self) -> Response<Full<Bytes>> {
        let (status, key) = match &self.missing {
            Missing::SinglePage => (StatusCode::OK, "index.html"),
            Missing::Page(key) => (StatusCode::NOT_FOUND, key.as_str()),
            // As S3 tells who may not list the bucket.
            Missing::Nothing => return text(StatusCode::FORBIDDEN, "there is no such file"),
        };
        match self.read(key) {
            Some((file, bytes)) => page(status, &file, bytes),
            None => text(StatusCode::FORBIDDEN, "there is no such file"),
        }
    }
}

/// The types that `aws s3 sync` gives to files by their names, of those that a site is made of.
const TYPES: &[(&str, &str)] = &[
    ("css", "text/css"),
    ("gif", "image/gif"),
    ("html", "text/html"),
    ("ico", "image/vnd.microsoft.icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("map", "application/json"),
    ("mjs", "text/javascript"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain"),
    ("wasm", "application/wasm"),
    ("webmanifest", "application/manifest+json"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
    ("xml", "text/xml"),
];

fn page(status: StatusCode, file: &Path, bytes: Vec<u8>) -> Response<Full<Bytes>> {
    let end = file.extension().and_then(|end| end.to_str());
    let known = TYPES.iter().find(|(known, _)| Some(*known) == end);
    let of_type = known.map_or("binary/octet-stream", |(_, of_type)| *of_type);
    with_headers(status, of_type, bytes)
}

fn text(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    with_headers(status, "text/plain", text.as_bytes().to_vec())
}

/// What the managed policy `SecurityHeadersPolicy` adds, but for `Strict-Transport-Security`, which only HTTPS may say.
const SECURITY_HEADERS: &[(&str, &str)] = &[
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "SAMEORIGIN"),
    ("x-xss-protection", "1; mode=block"),
];

fn with_headers(
    status: StatusCode,
    of_type: &'static str,
    bytes: Vec<u8>,
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        hyper::header::HeaderValue::from_static(of_type),
    );
    for (name, value) in SECURITY_HEADERS {
        headers.insert(*name, hyper::header::HeaderValue::from_static(value));
    }
    response
}
