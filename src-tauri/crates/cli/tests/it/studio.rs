//! Copy from a terminal: a service added, asked, paid for, checked.

use serde_json::{Value, json};

use crate::terminal::{EXACT, Terminal};

fn brief(account: &str, link: &str) -> Value {
    json!({
        "id": null, "name": "Storm", "accountId": account, "product": "Storm, a rain jacket", "offer": "",
        "audience": "Hikers", "angles": [], "tone": "", "language": "en", "mustSay": ["28,000 mm"], "neverSay": [],
        "link": link, "pageText": "", "count": 3, "placements": ["feed"], "callsToAction": ["SHOP_NOW"],
        "specialCategory": null, "learnFrom": 0,
        "brand": {"name": "", "voice": "", "mustSay": [], "neverSay": []},
    })
}

#[test]
fn a_service_is_added_tested_asked_and_what_it_wrote_is_checked() {
    let terminal = Terminal::new(EXACT);
    terminal.connect();
    let url = format!("{}/v1", terminal.server.base_url());
    let add = ["studio", "add-provider", "--name", "Own", "--format", "compatible", "--url", &url, "--model"];
    let add: Vec<&str> = add.into_iter().chain(["sextant-demo-text", "--key", "-", "--json"]).collect();
    let added = terminal.run_with(&add, &terminal.server.ai_key()).ok();
    assert!(!added.out.contains(&terminal.server.ai_key()), "a key is never shown");
    let provider = added.rows()[0]["id"].as_str().unwrap().to_owned();
    let tested = terminal.run(&["studio", "test", &provider, "--json"]).ok();
    assert_eq!(tested.json()["knows_model"], true);
    let accounts = terminal.run(&["accounts", "--json"]).ok().rows();
    let file = terminal.path("brief.json");
    let text = brief(accounts[0]["id"].as_str().unwrap(), "").to_string();
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let copy = terminal.run(&["studio", "copy", file, "--provider", &provider, "--json"]).ok();
    assert_eq!(copy.rows().len(), 3, "{copy:?}");
    assert!(copy.rows().iter().all(|row| row["primary_text"].as_str().unwrap().contains("28,000 mm")));
    assert!(copy.json()["cost_usd"].as_f64() > Some(0.0));
    let kept = terminal.run(&["studio", "briefs", "--json"]).ok().rows();
    let id = kept[0]["id"].as_str().unwrap().to_owned();
    // Without a link nothing may go out; scripts see that by the code.
    let checked = terminal.run(&["studio", "check", &id, "--json"]);
    assert_eq!(checked.code, 4, "{checked:?}");
    assert!(checked.rows().iter().any(|row| row["about"] == "link" && row["severity"] == "stop"));
    terminal.run(&["studio", "budget", "0", "--json"]).ok();
    let refused = terminal.run(&["studio", "copy", &id, "--provider", &provider, "--json"]);
    assert!(refused.code != 0 && refused.err.contains("budget"), "{refused:?}");
    terminal.run(&["studio", "remove-provider", &provider, "--json"]).ok();
    assert!(terminal.run(&["studio", "providers", "--json"]).ok().rows().is_empty());
}

#[test]
fn a_service_of_any_kind_is_added_by_its_template_and_paints() {
    let terminal = Terminal::new(EXACT);
    terminal.connect();
    let url = format!("{}/v1/images/generations", terminal.server.base_url());
    let (brief_file, template) = (terminal.path("brief.json"), terminal.path("template.json"));
    let add = ["studio", "add-provider", "--name", "Own", "--format", "http", "--url", &url, "--key", "-", "--json"];
    let rest = ["--model", "sextant-demo-picture", "--template", template.to_str().unwrap(), "--picture-price", "0.04"];
    let add: Vec<&str> = add.into_iter().chain(rest).collect();
    let key = terminal.server.ai_key();
    assert_eq!(terminal.run_with(&add, &key).code, 2, "there is no such file");
    std::fs::write(&template, json!({"headers": [], "body": {}, "picture_at": ""}).to_string()).unwrap();
    let refused = terminal.run_with(&add, &key);
    assert!(refused.code != 0 && refused.err.contains("{{prompt}}"), "{refused:?}");
    let body = json!({"model": "{{model}}", "prompt": "{{prompt}}", "size": "{{width}}x{{height}}"});
    let headers = json!([["Authorization", "Bearer {{key}}"]]);
    let whole = json!({"headers": headers, "body": body, "picture_at": "/data/0/b64_json"});
    std::fs::write(&template, whole.to_string()).unwrap();
    let added = terminal.run_with(&add, &key).ok();
    assert!(!added.out.contains(&key));
    let provider = added.rows()[0]["id"].as_str().unwrap().to_owned();

    let accounts = terminal.run(&["accounts", "--json"]).ok().rows();
    std::fs::write(&brief_file, brief(accounts[0]["id"].as_str().unwrap(), "").to_string()).unwrap();
    // Keeping a brief from a file goes on to writing, which this service does not do.
    let refused = terminal.run(&["studio", "copy", brief_file.to_str().unwrap(), "--provider", &provider, "--json"]);
    assert_ne!(refused.code, 0, "{refused:?}");
    let brief = terminal.run(&["studio", "briefs", "--json"]).ok().rows()[0]["id"].as_str().unwrap().to_owned();
    let paint = ["studio", "image", "generate", &brief, "A red jacket on a ridge", "--provider", &provider, "--json"];
    let dry: Vec<&str> = paint.into_iter().chain(["--dry-run"]).collect();
    assert_eq!(terminal.run(&dry).ok().json()["cost_usd"].as_f64(), Some(0.04));
    let made = terminal.run(&paint).ok().rows();
    assert_eq!((made[0]["origin"].as_str(), made[0]["width"].as_u64()), (Some("generated"), Some(1_024)));
}

#[test]
fn a_picture_is_painted_listed_composed_written_and_recognised() {
    let terminal = Terminal::new(EXACT);
    terminal.connect();
    let url = format!("{}/v1", terminal.server.base_url());
    let add = ["studio", "add-provider", "--name", "Painter", "--format", "openai-images", "--url", &url, "--model"];
    let add: Vec<&str> = add.into_iter().chain(["sextant-demo-picture", "--key", "-", "--json"]).collect();
    let added = terminal.run_with(&add, &terminal.server.ai_key()).ok();
    let provider = added.rows()[0]["id"].as_str().unwrap().to_owned();
    let accounts = terminal.run(&["accounts", "--json"]).ok().rows();
    let text = brief(accounts[0]["id"].as_str().unwrap(), "").to_string();
    let file = terminal.path("brief.json");
    std::fs::write(&file, text).unwrap();
    // Keeping a brief from a file goes on to writing, which this service does not do.
    let refused = terminal.run(&["studio", "copy", file.to_str().unwrap(), "--provider", &provider, "--json"]);
    assert_ne!(refused.code, 0, "{refused:?}");
    let brief = terminal.run(&["studio", "briefs", "--json"]).ok().rows()[0]["id"].as_str().unwrap().to_owned();
    let paint = ["studio", "image", "generate", &brief, "A red jacket on a ridge", "--provider", &provider, "--json"];
    let dry: Vec<&str> = paint.into_iter().chain(["--dry-run"]).collect();
    assert!(terminal.run(&dry).ok().json()["cost_usd"].as_f64() > Some(0.0));
    let made = terminal.run(&paint).ok().rows();
    assert_eq!((made[0]["origin"].as_str(), made[0]["width"].as_u64()), (Some("generated"), Some(1_024)));
    let hash = made[0]["hash"].as_str().unwrap();
    let compose = ["studio", "compose", hash, "--headline", "Dry at 1,400 metres", "--focus", "0.5,0.4", "--json"];
    let composed = terminal.run(&compose).ok().rows();
    let sizes: Vec<_> = composed.iter().map(|row| (row["width"].as_u64(), row["height"].as_u64())).collect();
    let expected = [(1_080, 1_080), (1_080, 1_350), (1_080, 1_920), (1_200, 628)];
    assert_eq!(sizes, expected.map(|(width, height)| (Some(width), Some(height))));
    let listed = terminal.run(&["studio", "image", "list", "--json"]).ok().rows();
    assert_eq!(listed.len(), 5, "{listed:?}");
    let out = terminal.path("ridge.png");
    let out = out.to_str().unwrap();
    terminal.run(&["studio", "image", "export", hash, out]).ok();
    assert_ne!(terminal.run(&["studio", "image", "export", hash, out]).code, 0, "a file that is there is left alone");
    let again = terminal.run(&["studio", "image", "import", out, "--json"]).ok().rows();
    assert_eq!((again[0]["known"].as_bool(), again[0]["hash"].as_str()), (Some(true), Some(hash)));
    assert_ne!(terminal.run(&["studio", "image", "import", file.to_str().unwrap()]).code, 0);
}

#[test]
fn texts_and_pictures_are_shown_as_a_matrix_and_become_paused_ads() {
    let terminal = Terminal::new(EXACT);
    terminal.connect();
    terminal.run(&["sync", "--json"]).ok();
    let adsets = terminal.run(&["list", "adsets", "--json"]).ok().rows();
    let alive = |row: &&Value| matches!(row["effective_status"].as_str(), Some("ACTIVE" | "PAUSED"));
    let adset = adsets.iter().find(alive).unwrap_or_else(|| panic!("no ad set: {adsets:?}"));
    let (account, adset) = (adset["account_id"].as_str().unwrap(), adset["id"].as_str().unwrap());
    let file = |name: &str, width, height| {
        let path = terminal.path(name);
        image::RgbImage::new(width, height).save(&path).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (square, story) = (file("storm-1x1.png", 1080, 1080), file("storm-9x16.png", 1080, 1920));
    let texts = terminal.path("texts.json");
    let text = |headline: &str| json!({"primaryText": format!("{headline} and dry at 1,400 metres."), "headline": headline, "callToAction": "SHOP_NOW"});
    std::fs::write(&texts, json!([text("Storm"), text("Out in all weather")]).to_string()).unwrap();
    let link = "https://shop.example/storm?utm_source=facebook&utm_medium=paid&utm_campaign=storm";
    let publish = ["studio", "publish", "--texts", texts.to_str().unwrap(), "--account", account, "--link", link];
    let publish = [&publish[..], &["--ad-set", adset, "--picture", &square, "--picture", &story, "--json"]].concat();
    // Which page has to be said where there are several.
    let asked = terminal.run(&[&publish[..], &["--dry-run"]].concat());
    let page: String = match asked.code {
        0 => String::new(),
        _ => asked.err.chars().skip_while(|one| !one.is_ascii_digit()).take_while(char::is_ascii_digit).collect(),
    };
    let publish = if page.is_empty() { publish } else { [&publish[..], &["--page", page.as_str()]].concat() };
    let dry = terminal.run(&[&publish[..], &["--dry-run"]].concat()).ok();
    let rows = dry.rows();
    let told: Vec<_> = rows.iter().map(|row| (&row["text"], &row["picture"], &row["outcome"])).collect();
    let (planned, storm) = (json!("planned"), json!("storm"));
    assert_eq!(told, [(&json!("A"), &storm, &planned), (&json!("B"), &storm, &planned)]);
    assert!(terminal.server.journal().writes().is_empty());
    let sent = terminal.run(&[&publish[..], &["--yes"]].concat()).ok();
    assert!(sent.rows().iter().all(|row| row["outcome"] == "confirmed"), "{sent:?}");
    let writes = terminal.server.journal().writes();
    let count = |kind| writes.iter().filter(|write| write.kind == kind && write.action != "update").count();
    assert_eq!((count("adimage"), count("ad")), (2, 2));
    // A picture that is none is left out, which a script sees by the code.
    let notes = terminal.path("notes.png");
    std::fs::write(&notes, "no picture").unwrap();
    let with = [&publish[..], &["--picture", notes.to_str().unwrap(), "--dry-run"]].concat();
    let refused = terminal.run(&with);
    assert_eq!((refused.code, &refused.json()["left_out"]), (5, &json!(2)), "{refused:?}");
}
