//! The compositor from outside: files in, pixels out.

mod batch;
mod checks;
mod compose;
mod encode;
mod hostile;
mod intake;
mod layout;
mod likeness;
mod scene;
mod snapshots;
mod templates;
mod worker;

use compositor::{Brand, Fonts, Piece, Source, Template, Words};

/// One set of fonts for all tests: what a thread has loaded serves the next.
pub(crate) fn fonts() -> &'static Fonts {
    static FONTS: std::sync::OnceLock<Fonts> = std::sync::OnceLock::new();
    FONTS.get_or_init(Fonts::shipped)
}

/// The scene, dark or bright, decoded once.
pub(crate) fn source(bright: bool) -> &'static Source {
    static SOURCES: [std::sync::OnceLock<Source>; 2] = [const { std::sync::OnceLock::new() }; 2];
    SOURCES[usize::from(bright)].get_or_init(|| Source::new(scene::scene(1500, 1200, bright)))
}

/// A shipped template by its id.
pub(crate) fn template(id: &str) -> Template {
    let mut shipped = compositor::template::shipped().expect("the shipped templates are sound");
    shipped.retain(|it| it.id == id);
    shipped.pop().unwrap_or_else(|| panic!("no template {id}"))
}

pub(crate) fn words(headline: &str) -> Words {
    Words { headline: headline.to_owned(), ..Words::default() }
}

pub(crate) const NO_BRAND: &Brand = &Brand { ground: None, ink: None, accent: None, logo: None, family: None };

pub(crate) fn piece<'a>(source: &'a Source, words: &'a Words, template: &'a Template) -> Piece<'a> {
    Piece { source, words, template, brand: NO_BRAND, focus: None, fit: None, extend: None }
}
