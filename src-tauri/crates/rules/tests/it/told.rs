//! Decisions in words, and as they are kept.

use domain::Level;
use rules::Decision;

use crate::judged::{plain, why};
use crate::said::{pausing, rule};
use crate::world::euro;

#[test]
fn a_decision_is_told_in_words_and_survives_the_ledger() {
    let pausing = pausing();
    let decision = why(&plain(1), &pausing, Level::Adset, 0);
    let told = rules::why(&rule(&pausing), &decision, euro());
    let told: Vec<String> = told.iter().map(|line| format!("{:1$}{2}", "", line.depth * 2, line.text)).collect();
    expect_test::expect![[r#"
        The conditions are met, and a guard refuses.
          all of these: met
            spend in the last 7 days without today is above 50.00 EUR (140.00 EUR against 50.00 EUR): met
            ROAS in 7 matured days, the newest 3 left out is below 1 (0.5 against 1): met
          least spend (140.00 EUR against 20.00 EUR): lets it pass
          least age in hours (1440 against 72): lets it pass
          not while it is learning: lets it pass
          what stays active under its parent (0 against 1): refuses"#]]
    .assert_eq(&told.join("\n"));
    let kept = serde_json::to_string(&decision).unwrap();
    assert_eq!(serde_json::from_str::<Decision>(&kept).unwrap(), decision);
}
