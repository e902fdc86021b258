//! Media types that are taken: none that a browser runs or a desktop opens as a program.

use rocket::http::ContentType;

/// A media type, and how its content can be told from that of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Media {
    pub(crate) name: &'static str,
    pub(crate) extension: &'static str,
    /// Where in the content which bytes stand; one of them must. Empty for texts.
    signatures: &'static [(usize, &'static [u8])],
}

const fn media(
    name: &'static str,
    extension: &'static str,
    signatures: &'static [(usize, &'static [u8])],
) -> Media {
    Media {
        name,
        extension,
        signatures,
    }
}

/// Of a file, and of an archive without any.
const ZIP: &[(usize, &[u8])] = &[(0, b"PK\x03\x04"), (0, b"PK\x05\x06")];

const PNG: Media = media("image/png", "png", &[(0, b"\x89PNG\r\n\x1a\n")]);
const JPEG: Media = media("image/jpeg", "jpg", &[(0, b"\xff\xd8\xff")]);
const GIF: Media = media("image/gif", "gif", &[(0, b"GIF87a"), (0, b"GIF89a")]);
const WEBP: Media = media("image/webp", "webp", &[(8, b"WEBP")]);

/// What a profile image may be.
pub(crate) const IMAGES: &[Media] = &[PNG, JPEG, WEBP];

/// What an attachment may be. Without HTML and SVG, which carry scripts.
pub(crate) const ATTACHMENTS: &[Media] = &[
    media("text/plain", "txt", &[]),
    media("text/csv", "csv", &[]),
    media("text/markdown", "md", &[]),
    media("application/json", "json", &[]),
    PNG,
    JPEG,
    GIF,
    WEBP,
    media("application/pdf", "pdf", &[(0, b"%PDF-")]),
    media("application/zip", "zip", ZIP),
    media(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        ZIP,
    ),
    media(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        ZIP,
    ),
    media(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "pptx",
        ZIP,
    ),
    media("application/vnd.oasis.opendocument.text", "odt", ZIP),
    media("application/vnd.oasis.opendocument.spreadsheet", "ods", ZIP),
    media("video/mp4", "mp4", &[(4, b"ftyp")]),
];

impl Media {
    /// The one that a `Content-Type` names, whatever its parameters are.
    pub(super) fn find(allowed: &[Self], content_type: &ContentType) -> Option<Self> {
        let named = |media: &&Self| {
            media
                .name
                .split_once('/')
                .is_some_and(|(top, sub)| content_type.top() == top && content_type.sub() == sub)
        };
        allowed.iter().find(named).copied()
    }

    /// The one that is stored under this name. An instance of a later version may have stored one
    /// that this one doesn't know: that is bytes.
    pub(crate) fn stored(name: &str) -> Self {
        let known = ATTACHMENTS.iter().find(|media| media.name == name);
        known
            .copied()
            .unwrap_or(media("application/octet-stream", "bin", &[]))
    }

    /// Whether a content that begins so can be of this type.
    pub(super) fn fits(self, start: &[u8]) -> bool {
        self.signatures.is_empty()
            || self
                .signatures
                .iter()
                .any(|(at, bytes)| start.get(*at..).is_some_and(|rest| rest.starts_with(bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_told_by_its_first_bytes() {
        assert!(PNG.fits(b"\x89PNG\r\n\x1a\n..."));
        assert!(WEBP.fits(b"RIFF\0\0\0\0WEBPVP8 "));
        assert!(!PNG.fits(b"<html>"));
        assert!(!WEBP.fits(b"RIFF"));
        assert!(!PNG.fits(b""));
        assert!(Media::stored("text/plain").fits(b""));
    }

    #[test]
    fn parameters_and_case_tell_no_types_apart() {
        for text in ["text/plain; charset=utf-8", "TEXT/Plain"] {
            let found = Media::find(ATTACHMENTS, &text.parse().unwrap());
            assert_eq!(found, Some(Media::stored("text/plain")), "{text}");
        }
        for text in ["text/html", "image/svg+xml", "application/octet-stream"] {
            assert_eq!(Media::find(ATTACHMENTS, &text.parse().unwrap()), None);
        }
    }

    #[test]
    fn an_image_may_be_attached_too() {
        assert!(IMAGES.iter().all(|media| ATTACHMENTS.contains(media)));
    }
}
