//! From sheets to the bytes of a PDF.

use chrono::{Datelike, Timelike};
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag};
use krilla::{Document, SerializeSettings};

use crate::Error;
use crate::colour::Colour;
use crate::flow::{Ink, Role, Sheets};
use crate::model::Report;
use crate::tags::Reading;
use crate::words;

pub(crate) fn document(sheets: Sheets, report: &Report) -> Result<Vec<u8>, Error> {
    let mut document = Document::new_with(SerializeSettings { enable_tagging: true, ..SerializeSettings::default() });
    document.set_metadata(metadata(report));
    let logo = report.look.logo.as_ref().map(|logo| Image::from_rgba8(logo.rgba.clone(), logo.width, logo.height));
    let mut reading = Reading::new(&sheets.figures);
    for sheet in &sheets.sheets {
        let settings = PageSettings::from_wh(sheets.size.0, sheets.size.1);
        let settings = settings.ok_or_else(|| Error::NotWritten("the paper has no size".into()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for item in sheet {
            if item.role == Role::Ornament {
                let ornament = Artifact::with_kind(ArtifactType::Other);
                surface.start_tagged(ContentTag::Artifact(ornament));
            } else {
                reading.add(item.role, surface.start_tagged(ContentTag::Other));
            }
            draw(&mut surface, &item.ink, logo.as_ref());
            surface.end_tagged();
        }
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(reading.tree());
    document.finish().map_err(|error| Error::NotWritten(format!("{error:?}")))
}

fn metadata(report: &Report) -> Metadata {
    let title = format!("{}: Meta ads, {}", words::clean(&report.client, words::NAME), words::days(report.range));
    let metadata = Metadata::new().title(title).language("en".to_owned()).creator("Sextant".to_owned());
    let Some(at) = report.made_at.to_utc() else { return metadata };
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    let made = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    metadata.creation_date(made)
}

fn fill(colour: Colour) -> Fill {
    let [red, green, blue] = colour.0;
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn draw(surface: &mut Surface<'_>, ink: &Ink, logo: Option<&Image>) {
    match ink {
        Ink::Text { laid, x, y, colour } => {
            surface.set_stroke(None);
            surface.set_fill(Some(fill(*colour)));
            for part in &laid.parts {
                let at = Point::from_xy(x + part.x, y + part.y);
                surface.draw_glyphs(at, &part.glyphs, part.font.clone(), &part.text, part.size, false);
            }
        }
        Ink::Area { x, y, width, height, colour } => {
            let mut path = PathBuilder::new();
            let Some(area) = Rect::from_xywh(*x, *y, *width, *height) else { return };
            path.push_rect(area);
            surface.set_stroke(None);
            surface.set_fill(Some(fill(*colour)));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
        Ink::Line { points, width, colour, dashed } => line(surface, points, *width, *colour, *dashed),
        Ink::Logo { x, y, width, height } => {
            if let (Some(logo), Some(size)) = (logo, Size::from_wh(*width, *height)) {
                surface.push_transform(&Transform::from_translate(*x, *y));
                surface.draw_image(logo.clone(), size);
                surface.pop();
            }
        }
    }
}

fn line(surface: &mut Surface<'_>, points: &[(f32, f32)], width: f32, colour: Colour, dashed: bool) {
    let [red, green, blue] = colour.0;
    let mut path = PathBuilder::new();
    for (at, (x, y)) in points.iter().enumerate() {
        if at == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
    }
    let dash = dashed.then(|| StrokeDash { array: vec![3.0, 2.0], offset: 0.0 });
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: rgb::Color::new(red, green, blue).into(),
        width,
        line_cap: LineCap::Butt,
        line_join: LineJoin::Round,
        dash,
        ..Stroke::default()
    }));
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}
