//! Reading a template, with the place of what is wrong.

use super::{Layer, Paint, TextItem, TextLayer, VERSION};
use super::{Role, Template};
use crate::placement::Placement;

/// More layers than any picture needs.
const MOST_LAYERS: usize = 40;

/// What is wrong with a template, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Fault {
    /// The path to the value, for example `layers[2].text.items[0].size`; `template` for the whole.
    pub place: String,
    /// What is wrong with it.
    pub what: String,
}

impl Template {
    /// Reads a template and checks all of it.
    ///
    /// # Errors
    /// The first [`Fault`] with its place.
    pub fn parse(json: &str) -> Result<Self, Fault> {
        let mut reader = serde_json::Deserializer::from_str(json);
        let template: Self = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let place = error.path().to_string();
            let place = if place == "." { "template".to_owned() } else { place };
            Fault { place, what: error.inner().to_string() }
        })?;
        reader.end().map_err(|error| fault("template", &error.to_string()))?;
        template.check()?;
        Ok(template)
    }

    /// Checks a template that was made or changed by a program.
    ///
    /// # Errors
    /// The first [`Fault`] with its place.
    pub fn check(&self) -> Result<(), Fault> {
        if self.version != VERSION {
            return Err(fault("version", &format!("is {}, and only version {VERSION} is read", self.version)));
        }
        let known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if self.id.is_empty() || self.id.len() > 64 || !self.id.bytes().all(known) {
            return Err(fault("id", "takes 1 to 64 lower-case letters, digits and hyphens"));
        }
        if self.name.trim().is_empty() || self.name.chars().count() > 80 {
            return Err(fault("name", "takes 1 to 80 characters"));
        }
        if self.layers.len() > MOST_LAYERS {
            return Err(fault("layers", &format!("has more than {MOST_LAYERS}")));
        }
        for (at, layer) in self.layers.iter().enumerate() {
            check_layer(at, layer)?;
        }
        Placement::ALL.into_iter().try_for_each(|placement| self.check_placement(placement))
    }

    fn check_placement(&self, placement: Placement) -> Result<(), Fault> {
        let layers = || self.layers.iter().filter(|it| it.is_for(placement));
        let lacks = |what: &str| Err(fault("layers", &format!("has no {what} for {}", placement.name())));
        if !layers().any(|it| matches!(it, Layer::Picture(_))) {
            return lacks("picture");
        }
        let has = |role| {
            layers().any(|it| matches!(it, Layer::Text(text) if text.items.iter().any(|item| item.role == role)))
        };
        if !has(Role::Headline) {
            return lacks("headline");
        }
        Ok(())
    }
}

fn fault(place: &str, what: &str) -> Fault {
    Fault { place: place.to_owned(), what: what.to_owned() }
}

fn check_layer(at: usize, layer: &Layer) -> Result<(), Fault> {
    let (kind, place) = match layer {
        Layer::Picture(it) => ("picture", it.place),
        Layer::Fill(it) => ("fill", it.place),
        Layer::Scrim(it) => ("scrim", it.place),
        Layer::Text(it) => ("text", it.place),
        Layer::Logo(it) => ("logo", it.place),
    };
    let here = format!("layers[{at}].{kind}");
    let [left, top, right, bottom] = place;
    let inside = place.iter().all(|it| (0.0..=100.0).contains(it));
    // Less than a percent is no room for anything.
    if !inside || right - left < 1.0 || bottom - top < 1.0 {
        return Err(fault(&format!("{here}.box"), "takes left, top, right and bottom in percent, from 0 to 100"));
    }
    let within = |name: &str, value: f32, most: f32| {
        let fits = (0.0..=most).contains(&value);
        if fits { Ok(()) } else { Err(fault(&format!("{here}.{name}"), &format!("goes from 0 to {most}"))) }
    };
    let plain = |paint: Paint, name: &str| {
        let auto = paint == Paint::Auto;
        if auto {
            Err(fault(&format!("{here}.{name}"), "cannot be auto: only text chooses its colour"))
        } else {
            Ok(())
        }
    };
    match layer {
        Layer::Fill(it) => {
            plain(it.colour, "colour")?;
            within("opacity", it.opacity, 100.0)?;
            within("radius", it.radius, 50.0)
        }
        Layer::Scrim(it) => {
            plain(it.colour, "colour")?;
            within("most", it.most, 100.0)?;
            within("least", it.least, it.most)
        }
        Layer::Text(it) => check_text(&here, it),
        Layer::Picture(_) | Layer::Logo(_) => Ok(()),
    }
}

fn check_text(here: &str, text: &TextLayer) -> Result<(), Fault> {
    if !(0.0..=20.0).contains(&text.gap) {
        return Err(fault(&format!("{here}.gap"), "goes from 0 to 20"));
    }
    if text.items.is_empty() || text.items.len() > 3 {
        return Err(fault(&format!("{here}.items"), "takes 1 to 3 texts"));
    }
    text.items.iter().enumerate().try_for_each(|(at, item)| check_item(&format!("{here}.items[{at}]"), item))
}

fn check_item(here: &str, item: &TextItem) -> Result<(), Fault> {
    let [least, most] = item.size;
    // Letters below two percent of the shorter side cannot be read on a phone.
    if !(2.0..=40.0).contains(&least) || !(least..=40.0).contains(&most) {
        return Err(fault(&format!("{here}.size"), "takes the smallest and the largest size, from 2 to 40"));
    }
    if !(1..=8).contains(&item.lines) {
        return Err(fault(&format!("{here}.lines"), "goes from 1 to 8"));
    }
    let Some(plate) = &item.plate else { return Ok(()) };
    if plate.colour == Paint::Auto {
        return Err(fault(&format!("{here}.plate.colour"), "cannot be auto: only text chooses its colour"));
    }
    if !(0.0..=20.0).contains(&plate.padding) || !(0.0..=50.0).contains(&plate.radius) {
        return Err(fault(&format!("{here}.plate"), "has a padding from 0 to 20 and a radius from 0 to 50"));
    }
    Ok(())
}
