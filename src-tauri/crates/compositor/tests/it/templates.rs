//! Templates as data.

use compositor::template::{Layer, VERSION, shipped};
use compositor::{Placement, Template};

#[test]
fn five_templates_are_shipped_and_survive_being_written_and_read() {
    let shipped = shipped().expect("sound");
    let ids: Vec<&str> = shipped.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["band", "corner-tag", "scrim", "split", "frame"]);
    for template in shipped {
        assert_eq!(template.version, VERSION);
        let json = serde_json::to_string(&template).expect("plain data");
        assert_eq!(Template::parse(&json).expect("as it was"), template);
        for placement in Placement::ALL {
            let has_logo = template.layers.iter().any(|it| matches!(it, Layer::Logo(_)) && it.is_for(placement));
            assert!(has_logo, "{} {placement:?} has no room for a logo", template.id);
        }
    }
}

const SOUND: &str = r##"{"version":1,"id":"own","name":"Own","palette":{"ground":"#000000","ink":"#ffffff","accent":"#ff0000"},
"layers":[{"picture":{}},{"text":{"box":[5,5,95,50],"items":[{"role":"headline","size":[4,9],"lines":2,"colour":"auto"}]}}]}"##;

#[test]
fn a_fault_is_told_with_its_place() {
    assert!(Template::parse(SOUND).is_ok());
    let cases = [
        (r#""version":1"#, r#""version":2"#, "version"),
        (r#""id":"own""#, r#""id":"Own one""#, "id"),
        (r#""name":"Own""#, r#""name":" ""#, "name"),
        (r##""#ff0000""##, r##""#ff00""##, "palette.accent"),
        (r#"{"picture":{}},"#, "", "layers"),
        (r#"{"picture":{}}"#, r#"{"picture":{"fti":"cover"}}"#, "layers[0].picture.fti"),
        (r#"{"picture":{}}"#, r#"{"picture":{"only":["square"]}}"#, "layers"),
        (r#"{"picture":{}}"#, r#"{"photo":{}}"#, "layers[0]"),
        (r#""role":"headline""#, r#""role":"subline""#, "layers"),
        ("[5,5,95,50]", "[5,5,195,50]", "layers[1].text.box"),
        ("[5,5,95,50]", "[95,5,5,50]", "layers[1].text.box"),
        ("[4,9]", "[9,4]", "layers[1].text.items[0].size"),
        ("[4,9]", "[0.5,4]", "layers[1].text.items[0].size"),
        (r#""lines":2"#, r#""lines":0"#, "layers[1].text.items[0].lines"),
        (r#""colour":"auto""#, r#""colour":"red""#, "layers[1].text.items[0].colour"),
        (r#"{"picture":{}}"#, r#"{"picture":{}},{"fill":{"colour":"auto"}}"#, "layers[1].fill.colour"),
        (
            r#"{"picture":{}}"#,
            r#"{"picture":{}},{"scrim":{"from":"top","colour":"ground","most":120}}"#,
            "layers[1].scrim.most",
        ),
    ];
    for (from, to, place) in cases {
        let json = SOUND.replacen(from, to, 1);
        assert_ne!(json, SOUND, "{from}");
        let fault = Template::parse(&json).expect_err(to);
        assert!(fault.place.starts_with(place), "{to}: {fault}");
        assert!(!fault.what.is_empty());
    }
    for text in ["", "[]", "{", "null", &SOUND.replace("}]}", "")] {
        assert!(Template::parse(text).is_err(), "{text}");
    }
}
