//! A rule as text: read with the place of what is wrong, written in one form.

use serde::Deserialize;

use crate::check::faults;
use crate::error::{Error, Fault};
use crate::rule::{FORMAT, Rule};

/// No rule a person wrote is longer than this many bytes.
const LONGEST: usize = 256 << 10;

#[derive(Deserialize)]
struct Version {
    format: u64,
}

impl Rule {
    /// Reads a rule and checks it as a whole.
    ///
    /// # Errors
    /// [`Error::Faults`] with the place and the remedy of each fault, [`Error::Newer`] for a format that is not known.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        if text.len() > LONGEST {
            return Err(one("", "it is longer than 256 KiB", "Split it into several rules."));
        }
        if let Ok(Version { format }) = serde_json::from_str(text)
            && format > u64::from(FORMAT)
        {
            return Err(Error::Newer(format));
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let rule: Self = serde_path_to_error::deserialize(&mut reader).map_err(|error| misread(&error))?;
        reader.end().map_err(|_| one("", "something follows after the rule", "Write one rule only."))?;
        let faults = faults(&rule);
        if faults.is_empty() { Ok(rule) } else { Err(Error::Faults(faults)) }
    }

    /// The rule as text. The same rule always gives the same text.
    pub fn to_json(&self) -> String {
        // Its types have only string keys and finite numbers, which JSON has.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

fn one(place: &str, what: &str, remedy: &str) -> Error {
    Error::Faults(vec![Fault { place: place.to_owned(), what: what.to_owned(), remedy: remedy.to_owned() }])
}

fn misread(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let what = error.inner().to_string();
    let mut place = error.path().to_string();
    if place == "." {
        place.clear();
    }
    let named = what.split('`').nth(1).unwrap_or_default();
    let remedy = if what.starts_with("missing field") {
        let dot = if place.is_empty() { "" } else { "." };
        place = format!("{place}{dot}{named}");
        format!("Add `{named}`.")
    } else if what.starts_with("unknown field") {
        "Take it out, or check how it is spelled.".to_owned()
    } else if what.starts_with("unknown variant") {
        "Use one of the words that are expected there.".to_owned()
    } else if error.inner().is_syntax() || error.inner().is_eof() {
        "Check the brackets, quotes and commas there.".to_owned()
    } else {
        "Write what is expected there.".to_owned()
    };
    Error::Faults(vec![Fault { place, what, remedy }])
}
