//! What the ads of a matrix are called.

use crate::Error;

/// Longest template, in characters.
const LONGEST: usize = 200;

/// What the words in braces stand for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) adset: &'a str,
    pub(super) campaign: &'a str,
    pub(super) text: &'a str,
    pub(super) headline: &'a str,
    pub(super) picture: &'a str,
    pub(super) date: &'a str,
    pub(super) number: usize,
}

/// A name by a template.
///
/// # Errors
/// [`Error::Invalid`] for a template that is none.
pub(super) fn named(template: &str, words: &Words<'_>) -> Result<String, Error> {
    let template = template.trim();
    if template.is_empty() || template.chars().count() > LONGEST {
        return Err(Error::Invalid("Give the ads a name of 1 to 200 characters".into()));
    }
    let mut name = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (word, behind) = after.split_once('}').ok_or_else(|| Error::Invalid("A brace has no partner".into()))?;
        name.push_str(before);
        match word.trim() {
            "adset" => name.push_str(words.adset),
            "campaign" => name.push_str(words.campaign),
            "text" => name.push_str(words.text),
            "headline" => name.push_str(words.headline),
            "picture" => name.push_str(words.picture),
            "date" => name.push_str(words.date),
            "n" => name.push_str(&words.number.to_string()),
            other => {
                let other: String = other.chars().take(40).collect();
                let known = "{adset}, {campaign}, {text}, {headline}, {picture}, {date} and {n}";
                return Err(Error::Invalid(format!("There is no {{{other}}}; names can have {known}")));
            }
        }
        rest = behind;
    }
    name.push_str(rest);
    let visible: String = name.chars().map(|one| if one.is_control() { ' ' } else { one }).collect();
    Ok(visible.trim().chars().take(changes::LONGEST_NAME).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_or_says_what_is_wrong_with_it() {
        let words = Words {
            adset: "DE 25-44",
            campaign: "Autumn",
            text: "A",
            headline: "Dry\nat last",
            picture: "storm",
            date: "2026-11-23",
            number: 3,
        };
        for (template, expected) in [
            ("{adset} · {text} · {picture}", Ok("DE 25-44 · A · storm")),
            ("{campaign} {n} {date} {headline}", Ok("Autumn 3 2026-11-23 Dry at last")),
            ("Same", Ok("Same")),
            ("{nobody}", Err("There is no {nobody}")),
            ("{adset", Err("A brace has no partner")),
            ("  ", Err("Give the ads a name")),
        ] {
            let name = named(template, &words);
            match (name, expected) {
                (Ok(name), Ok(expected)) => assert_eq!(name, expected),
                (Err(error), Err(expected)) => assert!(error.to_string().starts_with(expected), "{error}"),
                (name, _) => panic!("{template}: {name:?}"),
            }
        }
    }
}
