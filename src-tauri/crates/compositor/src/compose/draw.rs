//! Painting a placement, layer by layer.

use super::{Ground, Laid, Obstacle, Piece, PlacedText, Rendered, shorter};
use crate::Error;
use crate::contrast::{self, LEAST, Spot};
use crate::fonts::Engine;
use crate::geometry::{Area, Focus, contain, cover};
use crate::lettering::Ink;
use crate::paint::{Canvas, Gradient, edge_colour, softened};
use crate::picture::{Crop, Kernel, Picture};
use crate::placement::Placement;
use crate::template::{
    Align, Colour, Edge, Extend, FillLayer, Fit, Layer, LogoLayer, Paint, Palette, PictureLayer, ScrimLayer, TextItem,
    Vertical,
};

/// How large and how carefully.
pub(super) struct Look<'a> {
    pub(super) scale: f32,
    pub(super) pixels: &'a Picture,
    pub(super) kernel: Kernel,
}

struct Painter<'a> {
    piece: &'a Piece<'a>,
    placement: Placement,
    ground: Ground,
    look: Look<'a>,
    palette: Palette,
    focus: Focus,
    canvas: Canvas,
    focus_at: (f32, f32),
    scrim: f32,
}

/// A text with its ink, and the colour it has or will get.
struct Inked {
    laid: Laid,
    ink: Ink,
    colour: Option<[u8; 3]>,
}

pub(super) fn paint(
    engine: &mut Engine,
    piece: &Piece<'_>,
    placement: Placement,
    texts: Vec<Laid>,
    look: Look<'_>,
) -> Result<Rendered, Error> {
    let own = piece.template.palette;
    let palette = Palette {
        ground: piece.brand.ground.unwrap_or(own.ground),
        ink: piece.brand.ink.unwrap_or(own.ink),
        accent: piece.brand.accent.unwrap_or(own.accent),
    };
    let scale = look.scale;
    let mut painter = Painter {
        piece,
        placement,
        ground: Ground::of(piece.words, placement),
        palette,
        focus: piece.focus.unwrap_or_else(|| piece.source.focus()),
        canvas: Canvas::new(placement.size(), scale, palette.ground.0),
        focus_at: Area::canvas(placement.size()).middle(),
        scrim: 0.0,
        look,
    };
    let mut inked: Vec<Inked> =
        texts.into_iter().map(|laid| Inked { ink: Ink::of(engine, &laid.text, scale), colour: None, laid }).collect();
    for text in &mut inked {
        text.colour = painter.colour_by_backing(&text.laid);
    }
    let mut placed = Vec::with_capacity(inked.len());
    for (at, layer) in piece.template.layers.iter().enumerate().filter(|(_, layer)| layer.is_for(placement)) {
        match layer {
            Layer::Picture(layer) => painter.picture(layer, at, &inked),
            Layer::Fill(layer) => painter.fill(layer),
            Layer::Scrim(layer) => painter.scrim(layer, at, &inked),
            Layer::Logo(layer) => painter.logo(layer),
            Layer::Text(_) => {
                for text in inked.iter().filter(|text| text.laid.layer == at) {
                    placed.push(painter.text(text)?);
                }
            }
        }
    }
    Ok(Rendered {
        placement,
        picture: painter.canvas.picture,
        scale,
        texts: placed,
        focus_at: painter.focus_at,
        scrim: painter.scrim,
    })
}

impl Painter<'_> {
    /// The palette's colour; `None` for one that is chosen by what is behind.
    fn colour(&self, paint: Paint) -> Option<[u8; 3]> {
        match paint {
            Paint::Ground => Some(self.palette.ground.0),
            Paint::Ink => Some(self.palette.ink.0),
            Paint::Accent => Some(self.palette.accent.0),
            Paint::Own(colour) => Some(colour.0),
            Paint::Auto => None,
        }
    }

    fn solid(&self, paint: Paint) -> [u8; 3] {
        self.colour(paint).unwrap_or(self.palette.ground.0)
    }

    fn item(&self, laid: &Laid) -> Option<&TextItem> {
        match self.piece.template.layers.get(laid.layer) {
            Some(Layer::Text(layer)) => layer.items.get(laid.item),
            _ => None,
        }
    }

    /// A text's colour where it is known before anything is painted: its own, or the best on its plate or scrim.
    fn colour_by_backing(&self, laid: &Laid) -> Option<[u8; 3]> {
        let item = self.item(laid)?;
        if let Some(colour) = self.colour(item.colour) {
            return Some(colour);
        }
        if let Some(plate) = &item.plate {
            return Some(self.best_on(&[self.solid(plate.colour)]));
        }
        let below = self.piece.template.layers.iter().take(laid.layer).rev().filter(|it| it.is_for(self.placement));
        for layer in below {
            match layer {
                Layer::Fill(fill)
                    if fill.opacity >= 100.0
                        && self.ground.place_of(fill.within, fill.place).holds(&laid.text.bounds, 0.0) =>
                {
                    return Some(self.best_on(&[self.solid(fill.colour)]));
                }
                Layer::Scrim(scrim) if self.is_on(scrim, laid) => {
                    return Some(self.best_on(&[self.solid(scrim.colour)]));
                }
                Layer::Picture(picture)
                    if self.ground.place_of(picture.within, picture.place).meets(&laid.text.bounds) =>
                {
                    return None;
                }
                _ => {}
            }
        }
        None
    }

    fn is_on(&self, scrim: &ScrimLayer, laid: &Laid) -> bool {
        self.ground.place_of(scrim.within, scrim.place).meets(&laid.text.bounds)
    }

    /// Of ink, ground, white and black the first that reads on all of these, or the one that reads best.
    fn best_on(&self, behind: &[[u8; 3]]) -> [u8; 3] {
        let weakest = |colour: [u8; 3]| behind.iter().map(|it| contrast::ratio(colour, *it)).fold(21.0, f32::min);
        let candidates = [self.palette.ink.0, self.palette.ground.0, Colour::WHITE.0, Colour::BLACK.0];
        let enough = candidates.into_iter().find(|it| weakest(*it) >= contrast::AIM);
        enough.unwrap_or_else(|| {
            let better = |a: [u8; 3], b: [u8; 3]| if weakest(b) > weakest(a) { b } else { a };
            candidates.into_iter().reduce(better).unwrap_or(Colour::WHITE.0)
        })
    }

    fn picture(&mut self, layer: &PictureLayer, at: usize, inked: &[Inked]) {
        let area = self.ground.place_of(layer.within, layer.place);
        let pixels = self.look.pixels;
        let size = (pixels.width(), pixels.height());
        let room = (area.width(), area.height());
        let (x, y) = self.free_part(area, at, inked).middle();
        let crop = cover(size, self.focus, room, (x - area.left, y - area.top));
        let target = match self.piece.fit.unwrap_or(layer.fit) {
            Fit::Cover => {
                self.canvas.picture(pixels, crop, area, self.look.kernel);
                self.focus_at = lies_at(self.focus, size, crop, area);
                return;
            }
            Fit::Contain => contain(size, area),
        };
        self.extend(layer, crop, area);
        let whole = Crop::whole(pixels);
        self.canvas.picture(pixels, whole, target, self.look.kernel);
        self.focus_at = lies_at(self.focus, size, whole, target);
    }

    /// Where the focus belongs: of what Meta's buttons leave free, the tallest part that no later panel and no text covers.
    fn free_part(&self, area: Area, picture_at: usize, inked: &[Inked]) -> Area {
        let seen = area.common(&self.placement.safe());
        let seen = if seen.size() > 0.0 { seen } else { area };
        let later = self.piece.template.layers.iter().skip(picture_at + 1).filter(|it| it.is_for(self.placement));
        let panels = later.filter_map(|layer| match layer {
            Layer::Fill(fill) if fill.opacity >= 50.0 => Some(self.ground.place_of(fill.within, fill.place)),
            _ => None,
        });
        let mut covered: Vec<Area> = panels
            .chain(inked.iter().map(|text| text.laid.text.outer))
            .filter(|it| it.meets(&seen) && it.common(&seen).width() > seen.width() * 0.35)
            .collect();
        covered.sort_by(|a, b| a.top.total_cmp(&b.top));
        let (mut from, mut best) = (seen.top, Area::new(seen.left, seen.top, seen.right, seen.top));
        for (top, bottom) in covered.iter().map(|it| (it.top, it.bottom)).chain([(seen.bottom, seen.bottom)]) {
            if top - from > best.height() {
                best = Area::new(seen.left, from, seen.right, top);
            }
            from = from.max(bottom);
        }
        // Less than a sliver is no place for anything.
        if best.height() < seen.height() * 0.1 { seen } else { best }
    }

    fn extend(&mut self, layer: &PictureLayer, crop: Crop, area: Area) {
        match self.piece.extend.unwrap_or(layer.extend) {
            Extend::Ground => self.canvas.fill(area, self.palette.ground.0, 1.0, 0.0),
            Extend::Edge => self.canvas.fill(area, edge_colour(self.look.pixels), 1.0, 0.0),
            Extend::Blur => {
                let soft = softened(self.look.pixels, crop);
                self.canvas.picture(&soft, Crop::whole(&soft), area, Kernel::Quick);
                // A little darker, so that the picture itself stays in front.
                self.canvas.fill(area, [0; 3], 0.18, 0.0);
            }
        }
    }

    fn fill(&mut self, layer: &FillLayer) {
        let area = self.ground.place_of(layer.within, layer.place);
        let radius = layer.radius * shorter(self.placement) / 100.0;
        self.canvas.fill(area, self.solid(layer.colour), layer.opacity / 100.0, radius);
    }

    fn scrim(&mut self, layer: &ScrimLayer, at: usize, inked: &[Inked]) {
        let area = self.ground.place_of(layer.within, layer.place).scaled(self.canvas.scale);
        let from = match layer.from {
            Edge::Left if self.ground.mirrored => Edge::Right,
            Edge::Right if self.ground.mirrored => Edge::Left,
            edge => edge,
        };
        let gradient = Gradient { area, from, colour: self.solid(layer.colour) };
        let on_it: Vec<([u8; 3], Vec<Spot>)> = inked
            .iter()
            .filter(|text| text.laid.layer > at && self.is_on(layer, &text.laid))
            .filter(|text| self.item(&text.laid).is_some_and(|item| item.plate.is_none()))
            .filter_map(|text| {
                Some((text.colour?, contrast::spots(&self.canvas.picture, &text.ink, self.canvas.scale)))
            })
            .collect();
        let strength = contrast::strength(&gradient, &on_it, layer.least / 100.0, layer.most / 100.0);
        self.canvas.gradient(&gradient, strength);
        self.scrim = self.scrim.max(strength);
    }

    fn logo(&mut self, layer: &LogoLayer) {
        let Some(logo) = &self.piece.brand.logo else { return };
        let room = self.ground.place_of(layer.within, layer.place);
        let fitted = contain((logo.width(), logo.height()), room);
        let shrink = (logo.width() as f32 / fitted.width().max(1.0)).min(1.0);
        let (width, height) = (fitted.width() * shrink, fitted.height() * shrink);
        let left = match (layer.align, self.ground.mirrored) {
            (Align::Center, _) => room.middle().0 - width / 2.0,
            (Align::Start, false) | (Align::End, true) => room.left,
            (Align::Start, true) | (Align::End, false) => room.right - width,
        };
        let top = match layer.vertical {
            Vertical::Top => room.top,
            Vertical::Middle => room.middle().1 - height / 2.0,
            Vertical::Bottom => room.bottom - height,
        };
        let area = Area::new(left, top, left + width, top + height);
        self.canvas.picture(logo, Crop::whole(logo), area, self.look.kernel);
    }

    fn text(&mut self, text: &Inked) -> Result<PlacedText, Error> {
        let laid = &text.laid;
        let plate = self.item(laid).and_then(|item| item.plate.clone());
        if let Some(plate) = plate {
            let radius = plate.radius * shorter(self.placement) / 100.0;
            self.canvas.fill(laid.text.outer, self.solid(plate.colour), 1.0, radius);
        }
        let spots = contrast::spots(&self.canvas.picture, &text.ink, self.canvas.scale);
        let behind: Vec<[u8; 3]> = spots.iter().map(|spot| spot.colour).collect();
        let colour = text.colour.unwrap_or_else(|| self.best_on(&behind));
        let weakest = contrast::weakest(colour, &spots);
        let role = laid.text.role;
        if weakest < LEAST {
            let obstacle = Obstacle::TooLittleContrast { role, contrast: weakest };
            return Err(Error::CannotSet { placement: self.placement, obstacle });
        }
        text.ink.draw(&mut self.canvas, colour);
        Ok(PlacedText {
            role,
            room: laid.room,
            bounds: laid.text.bounds,
            size: laid.text.size,
            lines: laid.text.lines,
            right_to_left: laid.text.right_to_left,
            colour: Colour(colour),
            contrast: weakest,
        })
    }
}

/// Where a point of the picture comes to lie.
fn lies_at(focus: Focus, size: (u32, u32), crop: Crop, area: Area) -> (f32, f32) {
    let x = (f64::from(focus.x) * f64::from(size.0) - crop.left) / crop.width;
    let y = (f64::from(focus.y) * f64::from(size.1) - crop.top) / crop.height;
    (area.left + x as f32 * area.width(), area.top + y as f32 * area.height())
}
