//! `actions` and `action_values`: long lists of which one entry is wanted.
//!
//! They are most of a row's text. They stay text until somebody asks, and then only the wanted entry is looked up.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::row::text;

/// One entry of `actions` or `action_values`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action<'a> {
    /// Meta's `action_type`.
    pub kind: Cow<'a, str>,
    /// Decimal text, under the ad set's own attribution setting. Borrowed as it stands: should Meta ever escape a
    /// digit, this is no number and is refused as such, rather than taken for nothing.
    pub value: &'a str,
}

/// The entries of a row, as text.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(transparent)]
pub struct ActionList<'a>(#[serde(borrow)] Option<&'a RawValue>);

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow, default, deserialize_with = "text")]
    action_type: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    value: Option<&'a RawValue>,
}

impl<'a> ActionList<'a> {
    /// Every entry, in Meta's order; entries of an unknown shape are left out.
    pub fn entries(&self) -> Vec<Action<'a>> {
        let raw = self.0.map_or("[]", RawValue::get);
        let entries: Vec<&'a RawValue> = serde_json::from_str(raw).unwrap_or_default();
        let entries = entries.into_iter().filter_map(|raw| serde_json::from_str::<Entry<'a>>(raw.get()).ok());
        let action = |entry: Entry<'a>| {
            let value = entry.value.map(RawValue::get)?;
            let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
            Some(Action { kind: entry.action_type?, value })
        };
        entries.filter_map(action).collect()
    }

    /// The value of the first of these action types that is present, as decimal text.
    pub fn first_of(&self, types: &[&str]) -> Option<&'a str> {
        if types.is_empty() {
            return None;
        }
        match scan(self.0?.get(), types) {
            Scan::Found(value) => value,
            Scan::NotPlain => {
                let entries = self.entries();
                types.iter().find_map(|kind| entries.iter().find(|e| e.kind == *kind)).map(|e| e.value)
            }
        }
    }
}

/// What a look through plain entries gave.
#[derive(Debug, PartialEq, Eq)]
enum Scan<'a> {
    Found(Option<&'a str>),
    /// Something other than objects of text in a list: to be read properly.
    NotPlain,
}

/// Looks for the best of `types` in a list of flat objects with text values. The text is valid JSON already.
fn scan<'a>(list: &'a str, types: &[&str]) -> Scan<'a> {
    let mut best: Option<(usize, &'a str)> = None;
    let (mut kind, mut value) = (None, None);
    let mut inside = false;
    let mut rest = list.trim_start().strip_prefix('[').unwrap_or("?");
    loop {
        let Some(first) = rest.bytes().next() else { return Scan::Found(best.map(|(_, value)| value)) };
        match first {
            b'"' if inside => {
                let Some((key, word, behind)) = pair(rest) else { return Scan::NotPlain };
                match key {
                    "action_type" => kind = types.iter().position(|wanted| *wanted == word),
                    "value" => value = Some(word),
                    _ => {}
                }
                rest = behind;
                continue;
            }
            b'{' if !inside => inside = true,
            b'}' if inside => {
                inside = false;
                if let (Some(rank), Some(value)) = (kind.take(), value.take())
                    && best.is_none_or(|(known, _)| rank < known)
                {
                    best = Some((rank, value));
                }
                value = None;
            }
            b',' | b']' | b' ' | b'\n' | b'\r' | b'\t' => {}
            _ => return Scan::NotPlain,
        }
        rest = rest.get(1..).unwrap_or_default();
    }
}

/// Reads `"key":"word"` from the start of `rest`, and what is behind it. `None` for a value that is not text, and for
/// text with escapes.
fn pair(rest: &str) -> Option<(&str, &str, &str)> {
    let (key, behind) = quoted(rest)?;
    let (word, behind) = quoted(behind.trim_start().strip_prefix(':')?.trim_start())?;
    Some((key, word, behind))
}

fn quoted(rest: &str) -> Option<(&str, &str)> {
    let inside = rest.strip_prefix('"')?;
    // Words are short: one look at each byte is less than setting up a search.
    let end = inside.bytes().position(|byte| matches!(byte, b'"' | b'\\'))?;
    let (word, behind) = inside.split_at_checked(end)?;
    Some((word, behind.strip_prefix('"')?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(json: &str) -> ActionList<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_best_type_wins_wherever_it_stands() {
        let json = r#"[ {"action_type":"purchase","value":"3","1d_view":"1"},
            {"value" : "4" , "action_type" : "omni_purchase"}, {"action_type":"lead","value":"2"} ]"#;
        let first = |types: &[&str]| list(json).first_of(types);
        assert_eq!(first(&["omni_purchase", "purchase"]), Some("4"));
        assert_eq!(first(&["purchase", "omni_purchase"]), Some("3"));
        assert_eq!(first(&["absent", "lead"]), Some("2"));
        assert_eq!(first(&["absent"]), None);
        assert_eq!(first(&[]), None);
        assert_eq!(list("null").first_of(&["lead"]), None);
    }

    #[test]
    fn numbers_escapes_and_odd_entries_are_read_properly() {
        for json in [
            r#"[{"action_type":"lead","value":2}]"#,
            r#"["odd",{"action_type":"lead"},{"action_type":"lead","value":"2"}]"#,
            r#"[{"action_type":"l\u0065ad","value":"2"}]"#,
            r#"[{"action_type":"x","value":{"a":[{"action_type":"lead","value":"9"}]}},{"action_type":"lead","value":"2"}]"#,
        ] {
            assert_eq!(list(json).first_of(&["lead"]), Some("2"), "{json}");
        }
        for json in [r#"{"action_type":"lead","value":"2"}"#, "7", "\"lead\"", "[]", "[null]"] {
            assert_eq!(list(json).first_of(&["lead"]), None, "{json}");
        }
    }

    proptest! {
        #[test]
        fn a_look_finds_what_reading_everything_finds(
            entries in prop::collection::vec(("[a-c]|.{0,3}", ".{0,4}", prop::option::of("[a-z\"\\\\]{0,3}")), 0..6),
            pretty in any::<bool>(),
        ) {
            let json: Vec<_> = entries.iter().map(|(kind, value, window)| {
                let mut entry = serde_json::json!({"action_type": kind, "value": value});
                if let Some(window) = window {
                    entry["1d_view"] = serde_json::json!(window);
                }
                entry
            }).collect();
            let json = if pretty { serde_json::to_string_pretty(&json) } else { serde_json::to_string(&json) }.unwrap();
            let list = list(&json);
            let read = list.entries();
            let types = ["b", "a", "c"];
            let expected = types.iter().find_map(|kind| read.iter().find(|e| e.kind == *kind)).map(|e| e.value);
            prop_assert_eq!(read.len(), entries.len());
            prop_assert_eq!(list.first_of(&types), expected);
        }
    }
}
