//! OpenAI's images: made, and edited.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::retry::Problem;
use super::{NewPicture, Picture, Service, Usage, http};
use crate::Error;

/// Asks for one picture.
pub(super) async fn paint(
    client: &reqwest::Client,
    service: &Service,
    key: Option<&SecretString>,
    wanted: &NewPicture,
) -> Result<(Picture, Option<Usage>), Problem> {
    let headers = http::headers(service.format, key).map_err(Problem::Final)?;
    let size = size(wanted.width, wanted.height);
    let request = if wanted.from.is_empty() {
        let place = service.place("images/generations").map_err(Problem::Final)?;
        let body = json!({"model": service.model, "prompt": wanted.prompt, "n": 1, "size": size});
        client.post(place).json(&body)
    } else {
        let place = service.place("images/edits").map_err(Problem::Final)?;
        client.post(place).multipart(form(service, wanted, size)?)
    };
    let response = http::send(request.headers(headers)).await?;
    let body = http::read(response, http::MOST_BYTES).await?;
    let answer: Value = serde_json::from_slice(&body).map_err(|_| unusable("it is not JSON"))?;
    let text = answer["data"][0]["b64_json"].as_str().ok_or_else(|| unusable("there is no picture in it"))?;
    Ok((decode(text)?, usage(&answer["usage"])))
}

fn form(service: &Service, wanted: &NewPicture, size: &'static str) -> Result<Form, Problem> {
    let mut form = Form::new().text("model", service.model.clone()).text("prompt", wanted.prompt.clone());
    form = form.text("n", "1").text("size", size);
    for (number, picture) in wanted.from.iter().enumerate() {
        let kind = kind_of(&picture.bytes).ok_or_else(|| Problem::Final(Error::Invalid(NO_PICTURE.into())))?;
        let name = format!("{number}.{}", kind.trim_start_matches("image/"));
        let part = Part::stream(picture.bytes.clone()).file_name(name).mime_str(kind);
        form = form.part("image[]", part.map_err(|_| Problem::Final(Error::Invalid(NO_PICTURE.into())))?);
    }
    Ok(form)
}

const NO_PICTURE: &str = "Only PNG, JPEG and WebP pictures can be sent";

/// The nearest of the sizes the service can make.
fn size(width: u32, height: u32) -> &'static str {
    match (u64::from(width) * 5, u64::from(height) * 5) {
        (0, _) | (_, 0) => "auto",
        (wide, high) if wide > high / 5 * 6 => "1536x1024",
        (wide, high) if high > wide / 5 * 6 => "1024x1536",
        _ => "1024x1024",
    }
}

fn usage(value: &Value) -> Option<Usage> {
    Some(Usage { input: value["input_tokens"].as_u64()?, output: value["output_tokens"].as_u64()? })
}

pub(super) fn unusable(why: &str) -> Problem {
    // It was made and will be billed; asking again would be billed again.
    Problem::Final(Error::Unusable(why.to_owned()))
}

/// A picture from base64 text, told by its first bytes. It is not decoded here.
pub(super) fn decode(text: &str) -> Result<Picture, Problem> {
    let text = text.split_once(";base64,").map_or(text, |(_, data)| data);
    let bytes = STANDARD.decode(text.trim()).map_err(|_| unusable("its picture is not base64"))?;
    picture(bytes.into())
}

pub(super) fn picture(bytes: Bytes) -> Result<Picture, Problem> {
    let kind = kind_of(&bytes).ok_or_else(|| unusable("what it sent is no PNG, JPEG or WebP"))?;
    Ok(Picture { media_type: kind.to_owned(), bytes })
}

/// The media type by the first bytes.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_size_is_asked_for() {
        for (width, height, expected) in [
            (1_080, 1_080, "1024x1024"),
            (1_080, 1_350, "1024x1536"),
            (1_080, 1_920, "1024x1536"),
            (1_200, 628, "1536x1024"),
            (0, 0, "auto"),
        ] {
            assert_eq!(size(width, height), expected, "{width} x {height}");
        }
    }

    #[test]
    fn only_what_begins_like_a_picture_is_one() {
        assert!(decode("bm90IGEgcGljdHVyZQ==").is_err());
        assert!(decode("%%%").is_err());
        let png = STANDARD.encode(b"\x89PNG\r\n\x1a\nrest");
        assert_eq!(decode(&format!("data:image/png;base64,{png}")).unwrap().media_type, "image/png");
    }
}
