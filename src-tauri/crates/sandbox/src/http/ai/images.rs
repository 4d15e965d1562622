//! OpenAI's images: painted from the hash of the prompt and marked as a demo's by a hatched band along their foot.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{Rgb, RgbImage};
use serde_json::{Value, json};

use super::demo::{hash_of, tokens};
use crate::faults::ModelFault;
use crate::http::answer::Answer;
use crate::http::request::Call;
use crate::world::paint;

const MOST_PICTURES: usize = 10;

/// Answers `POST /v1/images/generations`.
pub(super) fn generate(call: &Call, how: Option<ModelFault>) -> Result<Answer, String> {
    made(call, how, "")
}

/// Answers `POST /v1/images/edits`: the pictures that were sent take part in what comes out.
pub(super) fn edit(call: &Call, how: Option<ModelFault>) -> Result<Answer, String> {
    let sent: Vec<_> = call.files.iter().filter(|file| matches!(&*file.part, "image" | "image[]")).collect();
    if sent.is_empty() {
        return Err("image: at least one picture is required".to_owned());
    }
    let mut seed = String::new();
    for file in sent {
        let format = image::guess_format(&file.bytes).map_err(|_| "image: the file is no picture".to_owned())?;
        seed.push_str(&format!("{format:?}{:x}", hash_of(&STANDARD.encode(&file.bytes))));
    }
    made(call, how, &seed)
}

fn made(call: &Call, how: Option<ModelFault>, seed: &str) -> Result<Answer, String> {
    call.params.filled("model").ok_or("model is required")?;
    let prompt = call.params.filled("prompt").ok_or("prompt is required")?;
    if how == Some(ModelFault::Refuses) {
        return Err("Your request was rejected by the safety system".to_owned());
    }
    let (width, height) = size(call.params.filled("size").unwrap_or("auto"))?;
    let count = call.params.filled("n").map_or(Ok(1), str::parse::<usize>).map_err(|_| "n must be a number")?;
    if !(1..=MOST_PICTURES).contains(&count) {
        return Err(format!("n must lie between 1 and {MOST_PICTURES}"));
    }
    let mut data = Vec::new();
    for number in 0..count {
        let png = picture(&format!("{prompt}{seed}{number}"), width, height)?;
        let body = match how {
            Some(ModelFault::WrongShape) => "bm90IGEgcGljdHVyZQ==".to_owned(),
            _ => STANDARD.encode(png),
        };
        data.push(json!({ "b64_json": body }));
    }
    let (input, output) = (tokens(prompt), 1_056 * count);
    let body = json!({
        "created": 1_767_225_600, "data": data, "size": format!("{width}x{height}"), "output_format": "png",
        "usage": {"input_tokens": input, "output_tokens": output, "total_tokens": input + output,
            "input_tokens_details": {"text_tokens": input, "image_tokens": 0}},
    });
    let body = match how {
        Some(ModelFault::Prose) => Value::String("Here is your picture".to_owned()),
        _ => body,
    };
    Ok(Answer::json(body.to_string().into_bytes()))
}

fn size(text: &str) -> Result<(u32, u32), String> {
    match text {
        "auto" | "1024x1024" => Ok((1_024, 1_024)),
        "1024x1536" => Ok((1_024, 1_536)),
        "1536x1024" => Ok((1_536, 1_024)),
        other => Err(format!("size: `{other}` is not supported. Use 1024x1024, 1024x1536, 1536x1024 or auto")),
    }
}

/// The painting with the band that marks it.
fn picture(key: &str, width: u32, height: u32) -> Result<Vec<u8>, String> {
    let broken = |_| "the picture could not be made".to_owned();
    let painted = paint::image_png(key, width, height).map_err(broken)?;
    let mut picture: RgbImage = image::load_from_memory(&painted).map_err(broken)?.to_rgb8();
    let band = (height / 32).max(1);
    for y in height.saturating_sub(band)..height {
        for x in 0..width {
            let dark = ((x + y) / band).is_multiple_of(2);
            picture.put_pixel(x, y, if dark { Rgb([40, 40, 40]) } else { Rgb([255, 208, 64]) });
        }
    }
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Sub);
    picture.write_with_encoder(encoder).map_err(broken)?;
    Ok(bytes)
}
