//! A picture, known by what is in it: type, size and name all come from the bytes, never from what somebody says.

use kernel::{Arg, ToArg};
use sha2::{Digest, Sha256};

use crate::Error;

/// SHA-256 of the bytes, in 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MediaId(String);
impl MediaId {
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let is_hash = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_hash.then_some(MediaId(text))
    }
    pub fn of(bytes: &[u8]) -> Self {
        MediaId(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl std::fmt::Display for MediaId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::str::FromStr for MediaId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::new(text).ok_or_else(|| "a picture is named by 64 hexadecimal digits".to_owned())
    }
}
impl TryFrom<String> for MediaId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
impl From<MediaId> for String {
    fn from(id: MediaId) -> String {
        id.0
    }
}
impl ToArg for MediaId {
    const NULL: Arg = Arg::Text(None);
    fn to_arg(&self) -> Arg {
        self.0.to_arg()
    }
}
kernel::sql_scalar!(MediaId as String, |raw| Ok(MediaId(raw)));

kernel::text_enum! {
    pub enum MediaKind {
        Image = "image",
        /// A drawing; serve it with a policy that lets nothing in it run.
        Vector = "vector",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow, serde::Serialize)]
pub struct Media {
    pub id: MediaId,
    pub kind: MediaKind,
    pub mime: String,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub bytes: i64,
}

/// More than any picture of a shop needs.
pub const LARGEST: usize = 10 * 1024 * 1024;

impl Media {
    /// Looks at the bytes; refuses what is no picture, is too large, or could run in somebody's browser.
    pub fn inspect(bytes: &[u8]) -> Result<Media, Error> {
        if bytes.len() > LARGEST {
            return Err(Error::InvalidMedia("it is larger than 10 MB"));
        }
        let mime = sniff(bytes).ok_or(Error::InvalidMedia("only PNG, JPEG, WebP, AVIF and SVG are known"))?;
        let kind = if mime == "image/svg+xml" { MediaKind::Vector } else { MediaKind::Image };
        if kind == MediaKind::Vector && is_active(bytes) {
            return Err(Error::InvalidMedia("the drawing holds a script or a link to somewhere else"));
        }
        let size = size(mime, bytes).filter(|(width, height)| *width > 0 && *height > 0);
        Ok(Media {
            id: MediaId::of(bytes),
            kind,
            mime: mime.to_owned(),
            width: size.map(|size| size.0),
            height: size.map(|size| size.1),
            bytes: bytes.len() as i64,
        })
    }
}

/// The content type by its first bytes.
pub fn sniff(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some("image/jpeg");
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("image/webp");
    }
    if bytes.get(4..8) == Some(b"ftyp") && matches!(bytes.get(8..12), Some(b"avif" | b"avis")) {
        return Some("image/avif");
    }
    let head =
        String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).trim_start_matches('\u{feff}').to_owned();
    let is_markup = head.trim_start().starts_with("<svg")
        || head.trim_start().starts_with("<?xml")
        || head.trim_start().starts_with("<!--");
    (is_markup && head.contains("<svg")).then_some("image/svg+xml")
}

/// Scripts, event handlers, embedded pages and links to the outside.
fn is_active(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return true };
    let text: String = text.to_ascii_lowercase();
    let words = [
        "<script",
        "<foreignobject",
        "<iframe",
        "<embed",
        "<object",
        "<!entity",
        "javascript:",
        "href=\"http",
        "href='http",
    ];
    let mut attributes = text.split(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'');
    words.iter().any(|word| text.contains(word))
        || attributes.any(|piece| {
            piece.strip_prefix("on").is_some_and(|rest| {
                let name = rest.split('=').next().unwrap_or("");
                rest.len() > name.len() && name.len() > 2 && name.bytes().all(|b| b.is_ascii_lowercase())
            })
        })
}

/// Width and height in pixels.
fn size(mime: &str, bytes: &[u8]) -> Option<(i64, i64)> {
    match mime {
        "image/png" => Some((be32(bytes, 16)?, be32(bytes, 20)?)),
        "image/jpeg" => jpeg(bytes),
        "image/webp" => webp(bytes),
        "image/avif" => {
            // The first "image spatial extents" box; the primary picture's comes first in what cameras and tools write.
            let at = bytes.windows(4).position(|four| four == b"ispe")?;
            Some((be32(bytes, at + 8)?, be32(bytes, at + 12)?))
        }
        _ => svg(bytes),
    }
}

fn be32(bytes: &[u8], at: usize) -> Option<i64> {
    bytes.get(at..at + 4).map(|b| i64::from(u32::from_be_bytes([b[0], b[1], b[2], b[3]])))
}
fn be16(bytes: &[u8], at: usize) -> Option<i64> {
    bytes.get(at..at + 2).map(|b| i64::from(u16::from_be_bytes([b[0], b[1]])))
}
fn le(bytes: &[u8], at: usize, many: usize) -> Option<i64> {
    Some(bytes.get(at..at + many)?.iter().rev().fold(0, |number, byte| number << 8 | i64::from(*byte)))
}

fn jpeg(bytes: &[u8]) -> Option<(i64, i64)> {
    let mut at = 2;
    while *bytes.get(at)? == 0xff {
        let marker = *bytes.get(at + 1)?;
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            return Some((be16(bytes, at + 7)?, be16(bytes, at + 5)?));
        }
        at += if marker == 0xff { 1 } else { 2 + be16(bytes, at + 2)? as usize };
    }
    None
}

fn webp(bytes: &[u8]) -> Option<(i64, i64)> {
    match bytes.get(12..16)? {
        b"VP8X" => Some((1 + le(bytes, 24, 3)?, 1 + le(bytes, 27, 3)?)),
        b"VP8L" => {
            let bits = le(bytes, 21, 4)?;
            Some((1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff)))
        }
        b"VP8 " => Some((le(bytes, 26, 2)? & 0x3fff, le(bytes, 28, 2)? & 0x3fff)),
        _ => None,
    }
}

/// From `width` and `height`, else from the `viewBox`.
fn svg(bytes: &[u8]) -> Option<(i64, i64)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let tag = &text[text.find("<svg")?..];
    let tag = &tag[..tag.find('>')?];
    let value = |name: &str| {
        let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        tag[start..].split('"').next()
    };
    let number = |text: &str| text.trim_end_matches("px").parse::<f64>().ok().map(|n| n.round() as i64);
    if let (Some(width), Some(height)) = (value("width").and_then(number), value("height").and_then(number)) {
        return Some((width, height));
    }
    let sides: Vec<i64> =
        value("viewBox")?.split(|c: char| c == ',' || c.is_whitespace()).filter_map(number).collect();
    (sides.len() == 4).then(|| (sides[2], sides[3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8]) -> (String, Option<i64>, Option<i64>) {
        let media = Media::inspect(bytes).unwrap();
        (media.mime, media.width, media.height)
    }

    #[test]
    fn the_bytes_tell_type_and_size() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 2, 0x80, 0, 0, 1, 0xe0, 8, 6, 0, 0, 0]);
        assert_eq!(seen(&png), ("image/png".into(), Some(640), Some(480)));
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 200, 1, 44, 3];
        assert_eq!(seen(&jpeg), ("image/jpeg".into(), Some(300), Some(200)));
        let mut webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
        webp.extend([99, 0, 0, 49, 0, 0]);
        assert_eq!(seen(&webp), ("image/webp".into(), Some(100), Some(50)));
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 500\"><g/></svg>";
        assert_eq!(seen(svg), ("image/svg+xml".into(), Some(400), Some(500)));
    }

    #[test]
    fn what_is_no_picture_or_could_run_is_refused() {
        for bad in [
            &b"<html><svg></svg></html>"[..],
            b"",
            b"GIF89a",
            b"<svg><script>alert(1)</script></svg>",
            b"<svg onload=\"alert(1)\"></svg>",
            b"<svg><a href=\"javascript:x\"/></svg>",
        ] {
            assert!(Media::inspect(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
        // Cut off anywhere, a picture is an unknown size and never a panic.
        let whole = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 200, 1, 44, 3];
        for end in 0..whole.len() {
            let _ = Media::inspect(&whole[..end]);
        }
    }
}
