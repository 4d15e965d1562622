//! Interests, behaviours and employers that targeting can name. The interests of the world's own ads are among them.

use serde_json::{Value, json};

use super::{Element, element};
use crate::world::generate::brands;
use crate::world::random::{join, unit};

/// The kinds that can be asked for apart.
pub(super) const KINDS: [&str; 4] = ["interests", "behaviors", "work_employers", "life_events"];

/// Kind, id, name, and where it stands in the tree.
type Row = (&'static str, &'static str, &'static str, &'static [&'static str]);

const ROWS: &[Row] = &[
    ("interests", "6003107902433", "Football", &["Interests", "Sports and outdoors", "Sports"]),
    ("interests", "6003384248805", "Fitness and wellness", &["Interests", "Fitness and wellness"]),
    ("interests", "6003277229371", "Physical fitness", &["Interests", "Fitness and wellness"]),
    ("interests", "6003306084421", "Yoga", &["Interests", "Fitness and wellness"]),
    ("interests", "6003397496347", "Running", &["Interests", "Fitness and wellness"]),
    ("interests", "6003139266461", "Films", &["Interests", "Entertainment"]),
    ("interests", "6003020834693", "Music", &["Interests", "Entertainment"]),
    ("interests", "6003659420716", "Cooking", &["Interests", "Food and drink"]),
    ("interests", "6003626773307", "Coffee", &["Interests", "Food and drink"]),
    ("interests", "6004160395895", "Travel", &["Interests", "Hobbies and activities"]),
    ("interests", "6003470511564", "DIY", &["Interests", "Hobbies and activities"]),
    ("interests", "6003140913387", "Gardening", &["Interests", "Hobbies and activities", "Home and garden"]),
    ("interests", "6003263791114", "Shopping", &["Interests", "Shopping and fashion"]),
    ("interests", "6003346311730", "Shoes", &["Interests", "Shopping and fashion", "Fashion accessories"]),
    ("interests", "6003127206524", "Digital marketing", &["Interests", "Business and industry"]),
    ("interests", "6003074954515", "Small business", &["Interests", "Business and industry"]),
    ("interests", "6003085807231", "Science", &["Interests", "Business and industry"]),
    ("behaviors", "6002714895372", "Frequent travellers", &["Behaviours", "Travel"]),
    ("behaviors", "6071631541183", "Engaged shoppers", &["Behaviours", "Purchase behaviour"]),
    ("behaviors", "6004386044572", "Facebook access (mobile): Android devices", &["Behaviours", "Mobile device user"]),
    (
        "behaviors",
        "6004384041172",
        "Facebook access (mobile): Apple (iOS) devices",
        &["Behaviours", "Mobile device user"],
    ),
    ("behaviors", "6002714898572", "Small business owners", &["Behaviours", "Digital activities"]),
    ("work_employers", "100300490018318", "Self-employed", &["Demographics", "Work", "Employers"]),
    ("work_employers", "106085509422567", "Hospital", &["Demographics", "Work", "Employers"]),
    ("life_events", "6002714398172", "Newlywed (1 year)", &["Demographics", "Life events"]),
    ("life_events", "6003053860372", "Recently moved", &["Demographics", "Life events"]),
];

/// Every trait with `text` in its name, those that begin with it first.
pub(super) fn search(text: &str, only: Option<&str>) -> Vec<Element> {
    let wanted = text.trim().to_lowercase();
    let mut found: Vec<(bool, &str, Element)> = Vec::new();
    for (kind, id, name, path) in rows().filter(|row| only.is_none_or(|only| row.0 == only)) {
        let lower = name.to_lowercase();
        if lower.contains(&wanted) && !found.iter().any(|(_, known, _)| *known == id) {
            found.push((!lower.starts_with(&wanted), id, trait_of(kind, id, name, path)));
        }
    }
    found.sort_by_key(|(later, id, _)| (*later, *id));
    found.into_iter().map(|(.., element)| element).collect()
}

fn rows() -> impl Iterator<Item = Row> {
    let own = brands::BRANDS.iter().flat_map(|brand| brand.words.interests);
    let own = own.map(|(id, name)| ("interests", *id, *name, &["Interests", "Additional interests"] as &[_]));
    ROWS.iter().copied().chain(own)
}

fn trait_of(kind: &str, id: &str, name: &str, path: &[&str]) -> Element {
    let seed = id.bytes().fold(17, |sum, byte| join(sum, u64::from(byte)));
    let people = 400_000 + (unit(seed) * 600_000_000.0) as i64;
    let path: Vec<Value> = path.iter().map(|part| json!(part)).chain([json!(name)]).collect();
    element(json!({
        "id": id,
        "name": name,
        "raw_name": name,
        "type": kind,
        "path": path,
        "audience_size_lower_bound": people,
        "audience_size_upper_bound": people * 118 / 100,
        "description": "",
        "valid": true,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_with_the_text_come_first_and_kinds_are_kept_apart() {
        let names = |text: &str, only| -> Vec<String> {
            search(text, only).iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names("fitness", None), ["Fitness and wellness", "Physical fitness"]);
        assert!(names("HIK", Some("interests")).contains(&"Hiking".to_owned()), "an interest of the world's ads");
        assert!(names("hik", Some("behaviors")).is_empty());
    }
}
