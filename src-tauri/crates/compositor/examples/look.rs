//! Writes every template in every placement as one sheet: `cargo run -p compositor --release --example look -- sheet.jpg`.
#![allow(clippy::print_stdout, reason = "an example talks to its user")]

#[path = "../tests/it/scene.rs"]
mod scene;

use std::sync::Arc;

use compositor::{Brand, Fonts, Output, Picture, Piece, Placement, Source, Words, encode, preview, template};

const TEXTS: [(&str, &str, &str, &str); 5] = [
    ("en", "Dry at 1,400 metres 🏔️", "3-layer storm jacket · €149", "New"),
    ("ar", "جاف على ارتفاع ١٤٠٠ متر", "سترة للعواصف بثلاث طبقات", "جديد"),
    ("ja", "標高1400メートルでも濡れない", "三層構造のレインジャケット", "新発売"),
    (
        "de",
        "Wetterschutzjackenneuheit: trocken auf 1400 Metern",
        "Dreilagige Regenjacke, 60 Tage Rückgabe",
        "Neu: −30 €",
    ),
    ("hi", "१,४०० मीटर पर भी सूखा", "तीन परतों वाली जैकेट", "नया"),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = arguments.first().map_or("sheet.jpg", String::as_str);
    let language = arguments.get(1).map_or("en", String::as_str);
    let bright = arguments.iter().any(|it| it == "bright");
    let (language, headline, subline, tag) = *TEXTS.iter().find(|it| it.0 == language).unwrap_or(&TEXTS[0]);
    let words = Words {
        headline: headline.into(),
        subline: Some(subline.into()),
        tag: Some(tag.into()),
        language: Some(language.into()),
    };
    let fonts = Fonts::shipped();
    let source = Source::new(scene::scene(1800, 1400, bright));
    println!("focus {:?}, the figure is at {:?}", source.focus(), scene::FIGURE);
    let mut logo = Picture::plain(300, 90, [255, 255, 255]).into_pixels();
    logo.chunks_exact_mut(3).enumerate().filter(|(at, _)| (at % 300) / 30 % 2 == 0).for_each(|(_, p)| p.fill(20));
    let logo = Picture::new(300, 90, compositor::Channels::Rgb, logo)?;
    let brand = Brand { logo: Some(Arc::new(logo)), ..Brand::default() };
    let templates = template::shipped()?;
    let (cell_w, cell_h) = (330, 580);
    let (width, height) = (cell_w * 5, cell_h * templates.len());
    let mut sheet = vec![128u8; width * height * 3];
    for (row, template) in templates.iter().enumerate() {
        for (column, placement) in Placement::ALL.into_iter().enumerate() {
            let piece =
                Piece { source: &source, words: &words, template, brand: &brand, focus: None, fit: None, extend: None };
            match preview(&fonts, &piece, placement, 320) {
                Ok(made) => {
                    for text in &made.texts {
                        println!(
                            "{} {} {:?} {:.0}px {:.1}:1",
                            template.id,
                            placement.name(),
                            text.role,
                            text.size,
                            text.contrast
                        );
                    }
                    for y in 0..made.picture.height() {
                        let from = made.picture.row(y);
                        let at = ((row * cell_h + y as usize) * width + column * cell_w) * 3;
                        sheet[at..at + from.len()].copy_from_slice(from);
                    }
                }
                Err(error) => println!("{}: {error}", template.id),
            }
        }
    }
    let sheet = Picture::new(width as u32, height as u32, compositor::Channels::Rgb, sheet)?;
    std::fs::write(path, encode(&sheet, Output::default(), None)?)?;
    Ok(())
}
