//! What `sextant-cli` writes into the sandbox, for Meta's own SDK to read back.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::shell::{output, root, target};
use crate::tally::Tally;

/// A command line with a home of its own, and a sandbox for Meta.
struct Terminal {
    home: PathBuf,
    greeting: Value,
}

/// Has the command line change and make objects of every level, and the SDK read them.
///
/// # Errors
/// When a program does not start or the command line does not do what it is told.
pub(crate) fn read_back(tally: &mut Tally, python: &Path, greeting: &str) -> Result<()> {
    let home = target().join("fidelity-home");
    if home.exists() {
        std::fs::remove_dir_all(&home)?;
    }
    std::fs::create_dir_all(&home)?;
    let terminal = Terminal { home, greeting: serde_json::from_str(greeting)? };
    let script = || {
        let mut command = Command::new(python);
        command.arg(root().join("tests/fidelity/written.py")).arg(greeting).current_dir(root());
        command
    };
    let token = terminal.greeting["system_user_token"].as_str().context("the sandbox gave no token")?;
    terminal.run(&["connect", "--system-user-token", "-"], token)?;
    terminal.run(&["sync"], "")?;
    let mut written = terminal.edits()?;
    let account = terminal.rows(&["accounts"])?.into_iter().next().context("there is no account")?;
    let account = text(&account, "id")?;
    let mut ask = script();
    ask.args(["--creative", &account]);
    let creative = output(ask).context("the SDK finds no creative")?;
    written.extend(terminal.tree(&account, &creative)?);
    let expected = terminal.home.join("written.json");
    std::fs::write(&expected, Value::Array(written).to_string())?;
    let mut judge = script();
    judge.arg(&expected);
    tally.runner("fidelity of what was written", judge)?;
    Ok(std::fs::remove_dir_all(&terminal.home)?)
}

impl Terminal {
    /// Runs the command line and answers its object.
    fn run(&self, arguments: &[&str], input: &str) -> Result<Value> {
        let mut child = Command::new(target().join("debug/sextant-cli"))
            .args(arguments)
            .arg("--json")
            .env("SEXTANT_HOME", &self.home)
            .env("SEXTANT_PASSPHRASE", "a passphrase for tests only")
            .env("SEXTANT_GRAPH_URL", text(&self.greeting, "base_url")?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("sextant-cli could not be started")?;
        // One that reads nothing has closed its end.
        drop(child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes())));
        let ended = child.wait_with_output()?;
        let told = String::from_utf8_lossy(&ended.stdout).into_owned();
        ensure!(ended.status.success(), "sextant-cli {} ended with {}: {told}", arguments.join(" "), ended.status);
        serde_json::from_str(&told).with_context(|| format!("sextant-cli {} said {told:?}", arguments.join(" ")))
    }

    fn rows(&self, arguments: &[&str]) -> Result<Vec<Value>> {
        let mut told = self.run(arguments, "")?;
        let Value::Array(rows) = told["rows"].take() else { bail!("sextant-cli {} has no rows", arguments.join(" ")) };
        Ok(rows)
    }

    /// Sends a change and answers the object's id.
    fn send(&self, arguments: &[&str]) -> Result<String> {
        let told = self.run(&[arguments, &["--yes"]].concat(), "")?;
        let rows = told["rows"].as_array().context("a change has rows")?;
        ensure!(rows.iter().all(|row| row["outcome"] == "confirmed"), "{} was not done: {told}", arguments.join(" "));
        text(rows.first().context("nothing was changed")?, "id")
    }

    /// Changes what is there.
    fn edits(&self) -> Result<Vec<Value>> {
        let alive = |row: &Value| matches!(row["status"].as_str(), Some("ACTIVE" | "PAUSED"));
        let find = |kind: &str, fits: &dyn Fn(&Value) -> bool| -> Result<Value> {
            let found = self.rows(&["list", kind])?.into_iter().find(|row| alive(row) && fits(row));
            found.with_context(|| format!("there are no {kind} to change"))
        };
        let name = "Written by Sextant <b>&amp; 50 %</b> – ü 日本 \"'\\";
        let has_budget = |row: &Value| row["daily_budget_minor"].is_i64() && row["currency"] != "JPY";
        let (campaign, adset, ad) =
            (find("campaigns", &|_| true)?, find("adsets", &has_budget)?, find("ads", &|_| true)?);
        let (campaign, adset, ad) = (text(&campaign, "id")?, (text(&adset, "id")?, adset), (text(&ad, "id")?, ad));
        self.send(&["set", &campaign, "--name", name])?;
        let minor = adset.1["daily_budget_minor"].as_i64().unwrap_or_default() + 1_234;
        self.send(&["set", &adset.0, "--daily-budget", &format!("{}.{:02}", minor / 100, minor % 100)])?;
        let status = if ad.1["status"] == "ACTIVE" { "PAUSED" } else { "ACTIVE" };
        self.send(&["set", &ad.0, "--status", &status.to_lowercase()])?;
        Ok(vec![
            json!({ "kind": "campaign", "id": campaign, "fields": { "name": name } }),
            json!({ "kind": "adset", "id": adset.0, "fields": { "daily_budget": minor } }),
            json!({ "kind": "ad", "id": ad.0, "fields": { "status": status } }),
        ])
    }

    /// Makes a campaign, an ad set in it and an ad in that.
    fn tree(&self, account: &str, creative: &str) -> Result<Vec<Value>> {
        let mut written = Vec::new();
        let mut make = |kind: &str, above: Option<(&str, &str)>, fields: Value| -> Result<String> {
            let mut file = fields.clone();
            file["account_id"] = account.into();
            if let Some((name, id)) = above {
                file[name] = id.into();
            }
            let path = self.home.join(format!("{kind}.json"));
            std::fs::write(&path, file.to_string())?;
            let id = self.send(&["create", kind, "--from", &path.to_string_lossy()])?;
            let mut fields = fields;
            // The SDK reads what an ad shows by its id, and no category as one of that name.
            if let Some(creative) = fields.pointer("/creative/creative_id").cloned() {
                fields["creative"] = json!({ "id": creative });
            }
            drop(fields.as_object_mut().and_then(|fields| fields.remove("special_ad_categories")));
            fields["status"] = "PAUSED".into();
            if let Some((name, above)) = above {
                fields[name] = above.into();
            }
            written.push(json!({ "kind": kind, "id": id, "fields": fields }));
            Ok(id)
        };
        let campaign = json!({
            "name": "Made by Sextant", "objective": "OUTCOME_TRAFFIC", "buying_type": "AUCTION",
            "daily_budget": 50_000, "bid_strategy": "LOWEST_COST_WITHOUT_CAP", "special_ad_categories": [],
        });
        let campaign = make("campaign", None, campaign)?;
        let adset = json!({
            "name": "Made by Sextant US", "optimization_goal": "LINK_CLICKS", "billing_event": "IMPRESSIONS",
            "targeting": { "geo_locations": { "countries": ["US"] }, "age_min": 25, "age_max": 45,
                           "targeting_automation": { "advantage_audience": 0 } },
        });
        let adset = make("adset", Some(("campaign_id", &campaign)), adset)?;
        let ad = json!({ "name": "Made by Sextant 1", "creative": { "creative_id": creative } });
        make("ad", Some(("adset_id", &adset)), ad)?;
        Ok(written)
    }
}

fn text(row: &Value, name: &str) -> Result<String> {
    row[name].as_str().map(str::to_owned).with_context(|| format!("no {name} in {row}"))
}
