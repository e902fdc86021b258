//! gzip, where a client asks for it and it is worth it.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use rocket::{Request, Response};

/// Shorter bodies fit into one packet either way.
pub(super) const NOT_WORTH: usize = 1024;

/// Whether the body is sent compressed.
///
/// Not where it has an `ETag`: that names these bytes, and a compressed answer would need one of its
/// own, which no `If-Match` would take. Those are single resources, and short.
pub(super) fn is_wanted(request: &Request<'_>, response: &mut Response<'_>) -> bool {
    let is_text = response.content_type().is_some_and(|media| {
        media.is_json() || media.top() == "text" || media.sub().as_str().ends_with("+json")
    });
    if !is_text || response.headers().contains("ETag") {
        return false;
    }
    response.adjoin_raw_header("Vary", "Accept-Encoding");
    accepts_gzip(request)
}

/// Whether `Accept-Encoding` names gzip, and not with a quality of 0 (RFC 9110, 12.5.3).
pub(crate) fn accepts_gzip(request: &Request<'_>) -> bool {
    request
        .headers()
        .get("Accept-Encoding")
        .flat_map(|field| field.split(','))
        .any(names_gzip)
}

fn names_gzip(coding: &str) -> bool {
    let mut parts = coding.split(';').map(str::trim);
    let is_gzip = parts
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case("gzip") || name == "*");
    let quality = parts.find_map(|part| part.strip_prefix("q="));
    is_gzip && quality.is_none_or(|q| q.parse::<f32>().is_ok_and(|q| q > 0.0))
}

/// The fastest level: most of what there is to gain, and a page takes less than a millisecond.
pub(crate) fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let done = encoder.write_all(bytes).and_then(|()| encoder.finish());
    done.expect("a vector takes all that is written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_of_quality_0_is_not_wanted() {
        for wanted in ["gzip", " gzip;q=0.5", "GZIP", "*", "gzip; q=1.0"] {
            assert!(names_gzip(wanted), "{wanted}");
        }
        for other in ["br", "gzip;q=0", "*;q=0.0", "", "x-gzip", "gzip;q=x"] {
            assert!(!names_gzip(other), "{other}");
        }
    }
}
