use proptest::prelude::*;

use super::*;

const SUMS: MetricSums = MetricSums {
    impressions: 20_000,
    clicks: 400,
    link_clicks: 300,
    spend_minor: 12_000,
    conversions_milli: 24_000,
    value_minor: 48_000,
};

fn value(text: &str) -> Option<f64> {
    Formula::parse(text).unwrap().value(&SUMS, Some("purchase"))
}

#[test]
fn a_formula_is_worked_out_from_sums_with_the_usual_precedence() {
    for (text, expected) in [
        ("spend / purchases", Some(500.0)),
        ("Spend ÷ Conversions", Some(500.0)),
        ("spend / clicks + cpa", Some(530.0)),
        ("(value − spend) ÷ spend × 100", Some(300.0)),
        ("clicks - link_clicks - 50", Some(50.0)),
        ("clicks / 2 / 2", Some(100.0)),
        ("-clicks + 500", Some(100.0)),
        ("conversions / link_clicks * 100", Some(8.0)),
        ("ctr / 100 * impressions", Some(400.0)),
        ("roas", Some(4.0)),
        ("spend / (clicks - 400)", None),
        ("1 / (clicks - 400)", None),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn the_unit_of_a_formula_is_inferred() {
    for (text, unit) in [
        ("spend / purchases", FormulaUnit::Money),
        ("spend * 1.25", FormulaUnit::Money),
        ("cpc * link_clicks", FormulaUnit::Money),
        ("value / spend", FormulaUnit::Ratio),
        ("(value - spend) / spend * 100", FormulaUnit::Percent),
        ("clicks - link_clicks", FormulaUnit::Count),
        ("link_clicks / impressions", FormulaUnit::Ratio),
        ("100 * conversions / clicks", FormulaUnit::Ratio),
        ("100 * (conversions / clicks)", FormulaUnit::Percent),
        ("ctr", FormulaUnit::Percent),
        ("ctr / 100", FormulaUnit::Ratio),
        ("1000 * spend / impressions", FormulaUnit::Money),
        ("impressions / (clicks / link_clicks)", FormulaUnit::Count),
    ] {
        assert_eq!(Formula::parse(text).unwrap().unit(), unit, "{text}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (text, at, len, says) in [
        ("", 0, 0, "missing"),
        ("spend /", 7, 0, "missing"),
        ("spend / / clicks", 8, 1, "missing before"),
        ("spend clicks", 6, 6, "operator"),
        ("(spend", 0, 1, "not closed"),
        ("spend)", 5, 1, "no parenthesis"),
        ("spend / rech", 8, 4, "no figure called rech"),
        ("spend / imp", 8, 3, "impressions"),
        ("spend / reach", 8, 5, "cannot be added up"),
        ("frequency", 0, 9, "cannot be added up"),
        ("spend + clicks", 6, 1, "cannot be added"),
        ("spend + 5", 6, 1, "no currency"),
        ("spend * value", 6, 1, "money times money"),
        ("clicks / spend", 7, 1, "put the money on top"),
        ("spend / 0", 6, 1, "zero"),
        ("ctr * clicks", 4, 1, "by 100"),
        ("purchases + leads", 12, 5, "one kind"),
        ("1 + 2", 0, 5, "at least one figure"),
        ("spend ! 2", 6, 1, "means nothing"),
        ("größe / clicks", 0, 5, "no figure called größe"),
        ("1.2.3 * clicks", 0, 5, "no number"),
    ] {
        let fault = Formula::parse(text).unwrap_err();
        assert_eq!((fault.at, fault.len), (at, len), "{text}: {fault}");
        assert!(fault.message.to_lowercase().contains(says), "{text}: {fault}");
    }
}

#[test]
fn what_is_too_long_or_too_deep_is_refused() {
    assert!(Formula::parse(&"clicks+".repeat(60)).is_err());
    assert!(Formula::parse(&format!("{}clicks{}", "(".repeat(25), ")".repeat(25))).is_err());
    assert!(Formula::parse(&format!("{}clicks{}", "(".repeat(24), ")".repeat(24))).is_ok());
}

#[test]
fn a_named_kind_of_conversion_counts_only_where_it_is_the_one_counted() {
    let named = Formula::parse("spend / purchases").unwrap();
    let any = Formula::parse("spend / conversions").unwrap();
    let amounts = Formula::parse("value / spend").unwrap();
    let none_of_it = Formula::parse("spend / clicks").unwrap();
    for (counted, of_named, of_any) in [
        (Some("purchase"), Some(500.0), Some(500.0)),
        (Some("lead"), None, Some(500.0)),
        (Some("mixed"), None, None),
        (None, None, Some(500.0)),
    ] {
        assert_eq!(named.value(&SUMS, counted), of_named, "{counted:?}");
        assert_eq!(any.value(&SUMS, counted), of_any, "{counted:?}");
        // Amounts of money add up whatever they were paid for.
        assert_eq!(amounts.value(&SUMS, counted), Some(4.0), "{counted:?}");
        assert_eq!(none_of_it.value(&SUMS, counted), Some(30.0), "{counted:?}");
    }
}

/// Formulas as text, with their values worked out beside them the long way: fractions of whole numbers.
fn worked_out() -> impl Strategy<Value = (String, Option<f64>)> {
    let leaf = prop_oneof![
        Just(("clicks".to_owned(), Some(400.0))),
        Just(("link_clicks".to_owned(), Some(300.0))),
        Just(("impressions".to_owned(), Some(20_000.0))),
        (1_u32..9).prop_map(|number| (format!("(clicks * 0 + {number})"), Some(f64::from(number)))),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        (inner.clone(), 0_usize..2, inner).prop_map(|((a, x), operation, (b, y))| match operation {
            0 => (format!("({a} + {b})"), x.zip(y).map(|(x, y)| x + y)),
            _ => (format!("({a} - {b})"), x.zip(y).map(|(x, y)| x - y)),
        })
    })
}

proptest! {
    #[test]
    fn sums_and_differences_are_those_of_the_numbers((text, expected) in worked_out()) {
        if let Ok(formula) = Formula::parse(&text) {
            prop_assert_eq!(formula.value(&SUMS, None), expected);
        } else {
            prop_assert!(text.chars().count() > LONGEST_FORMULA);
        }
    }

    #[test]
    fn no_text_is_too_odd_to_be_judged(text in "(spend|clicks|reach|purchases|[-+*/() 0-9.a-zé×])*") {
        match Formula::parse(&text) {
            Ok(formula) => {
                let value = formula.value(&SUMS, Some("purchase"));
                prop_assert!(value.is_none_or(f64::is_finite));
            }
            Err(fault) => {
                prop_assert!(!fault.message.is_empty());
                prop_assert!(fault.at + fault.len <= text.chars().count());
            }
        }
    }
}
