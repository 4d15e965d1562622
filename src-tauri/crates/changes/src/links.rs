//! Where ads lead and how visits are told apart: a template of UTM parameters, and what is wrong with a link.

use serde::{Deserialize, Serialize};
use url::Url;

/// Texts in double braces that Meta fills in when an ad is clicked.
pub const MACROS: &[&str] =
    &["ad.id", "ad.name", "adset.id", "adset.name", "campaign.id", "campaign.name", "placement", "site_source_name"];

/// Longest link Meta takes.
pub const LONGEST_LINK: usize = 1_000;

/// Asked of every link where a workspace has no template.
const USUAL: &[&str] = &["utm_source", "utm_medium", "utm_campaign"];

/// Name of the setting that keeps the template of a workspace.
pub const KEY: &str = "utm_template";

/// What is wrong with a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum LinkFault {
    /// It is no address.
    #[error("{0:?} is no web address")]
    NotALink(String),
    /// It is not encrypted.
    #[error("it begins with http:// and not with https://")]
    NotSecure,
    /// Longer than Meta takes.
    #[error("it is longer than {LONGEST_LINK} characters")]
    TooLong,
    /// A parameter is not there.
    #[error("{0} is missing")]
    Missing(String),
    /// A parameter is there more than once.
    #[error("{0} is there more than once")]
    Doubled(String),
    /// A macro Meta does not know stays as it is written.
    #[error("Meta does not fill in {{{{{0}}}}}")]
    UnknownMacro(String),
    /// A space cuts a link off.
    #[error("there is a space in {0}")]
    Space(String),
    /// Analytics tell upper and lower case apart.
    #[error("{0} is not written in lower case")]
    WrongCase(String),
    /// It has another value than the template.
    #[error("{name} is {found:?}; the template says {expected:?}")]
    Differs {
        /// Which parameter.
        name: String,
        /// What the template says.
        expected: String,
        /// What it is.
        found: String,
    },
    /// A parameter without a value.
    #[error("{0} is empty")]
    Empty(String),
}

/// UTM parameters that every link of a workspace is to have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UtmTemplate {
    parameters: Vec<(String, String)>,
}

impl UtmTemplate {
    /// Reads a template such as `utm_source=facebook&utm_campaign={{campaign.name}}`. An empty one asks for nothing of
    /// its own.
    ///
    /// # Errors
    /// What is wrong with it, the first thing first.
    pub fn parse(text: &str) -> Result<Self, LinkFault> {
        let text = text.trim().trim_start_matches('?');
        if text.chars().count() > LONGEST_LINK {
            return Err(LinkFault::TooLong);
        }
        let parameters = pairs(text);
        match faults_of(&parameters).into_iter().next() {
            Some(fault) => Err(fault),
            None => Ok(Self { parameters }),
        }
    }

    /// As Meta's `url_tags` has it.
    pub fn url_tags(&self) -> String {
        self.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    /// Whether it asks for anything.
    pub fn is_empty(&self) -> bool {
        self.parameters.is_empty()
    }
}

/// Everything wrong with an ad's link and the tags Meta puts on it. An ad that leads nowhere has nothing wrong.
pub fn lint(link: Option<&str>, url_tags: Option<&str>, template: &UtmTemplate) -> Vec<LinkFault> {
    let (link, tags) = (link.map(str::trim).unwrap_or_default(), url_tags.map(str::trim).unwrap_or_default());
    if link.is_empty() {
        return Vec::new();
    }
    let mut found = address(link);
    if found.iter().any(|fault| matches!(fault, LinkFault::NotALink(_))) {
        return found;
    }
    let query = link.split_once('?').map_or("", |(_, query)| query);
    let query = query.split_once('#').map_or(query, |(query, _)| query);
    let mut parameters = pairs(query);
    parameters.extend(pairs(tags.trim_start_matches('?')));
    found.extend(faults_of(&parameters));
    found.extend(against(&parameters, template));
    if link.len() + tags.len() > LONGEST_LINK {
        found.push(LinkFault::TooLong);
    }
    found
}

fn address(link: &str) -> Vec<LinkFault> {
    let short = || link.chars().take(80).collect::<String>();
    let mut found = Vec::new();
    match Url::parse(link) {
        Ok(url) if url.scheme() == "https" && url.has_host() => {}
        Ok(url) if url.scheme() == "http" && url.has_host() => found.push(LinkFault::NotSecure),
        // Links into apps and shops have schemes of their own.
        Ok(url) if !matches!(url.scheme(), "http" | "https" | "javascript" | "data" | "file") && url.has_host() => {}
        _ => return vec![LinkFault::NotALink(short())],
    }
    let place = link.split_once('?').map_or(link, |(place, _)| place);
    if place.contains(char::is_whitespace) {
        found.push(LinkFault::Space("the address".to_owned()));
    }
    found
}

/// Names and values of a query, as they are written.
fn pairs(query: &str) -> Vec<(String, String)> {
    let parts = query.split('&').filter(|part| !part.trim().is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, ""))).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

fn is_utm(name: &str) -> bool {
    name.to_lowercase().starts_with("utm_")
}

/// What is wrong with parameters by themselves.
fn faults_of(parameters: &[(String, String)]) -> Vec<LinkFault> {
    let mut found = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in parameters {
        if name.contains(char::is_whitespace) || value.contains(char::is_whitespace) {
            found.push(LinkFault::Space(name.trim().to_owned()));
        }
        let name = name.trim();
        let small = name.to_lowercase();
        if is_utm(name) {
            if seen.contains(&small) {
                found.push(LinkFault::Doubled(small.clone()));
            }
            if name != small {
                found.push(LinkFault::WrongCase(name.to_owned()));
            }
            if value.trim().is_empty() {
                found.push(LinkFault::Empty(small.clone()));
            }
            let fixed = without_macros(value);
            let tells_apart = matches!(small.as_str(), "utm_source" | "utm_medium");
            if tells_apart && fixed != fixed.to_lowercase() {
                found.push(LinkFault::WrongCase(format!("{small}={value}")));
            }
        }
        seen.push(small);
        for unknown in macros(value).filter(|one| !MACROS.contains(one) && !one.starts_with("product.")) {
            found.push(LinkFault::UnknownMacro(unknown.chars().take(60).collect()));
        }
    }
    found
}

/// What the template or custom asks for and is not there.
fn against(parameters: &[(String, String)], template: &UtmTemplate) -> Vec<LinkFault> {
    let value = |name: &str| parameters.iter().find(|(known, _)| known.trim().eq_ignore_ascii_case(name));
    if template.is_empty() {
        let missing = USUAL.iter().filter(|name| value(name).is_none());
        return missing.map(|name| LinkFault::Missing((*name).to_owned())).collect();
    }
    let judge = |(name, expected): &(String, String)| match value(name) {
        None => Some(LinkFault::Missing(name.clone())),
        Some((_, found)) if found.trim() == expected => None,
        Some((_, found)) if found.trim().eq_ignore_ascii_case(expected) => {
            Some(LinkFault::WrongCase(format!("{name}={found}")))
        }
        Some((_, found)) => Some(LinkFault::Differs {
            name: name.clone(),
            expected: expected.clone(),
            found: found.chars().take(80).collect(),
        }),
    };
    template.parameters.iter().filter_map(judge).collect()
}

/// Names in double braces.
fn macros(value: &str) -> impl Iterator<Item = &str> {
    value.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap_or(rest).trim())
}

fn without_macros(value: &str) -> String {
    let mut kept = String::new();
    for (number, part) in value.split("{{").enumerate() {
        kept.push_str(if number == 0 { part } else { part.split_once("}}").map_or("", |(_, behind)| behind) });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(link: &str, tags: &str, template: &str) -> Vec<String> {
        let template = UtmTemplate::parse(template).expect("a template");
        let mut found: Vec<String> = lint(Some(link), Some(tags), &template).iter().map(ToString::to_string).collect();
        found.dedup();
        found
    }

    const GOOD: &str = "utm_source=facebook&utm_medium=paid&utm_campaign={{campaign.name}}";

    #[test]
    fn a_link_says_what_is_wrong_with_it() {
        for (link, tags, expected) in [
            ("https://shop.example/", GOOD, &[] as &[&str]),
            ("https://shop.example/?utm_source=facebook", "utm_medium=paid&utm_campaign=x", &[]),
            ("https://shop.example/#top", GOOD, &[]),
            ("fb://page/1", GOOD, &[]),
            ("", GOOD, &[]),
            ("http://shop.example/", GOOD, &["it begins with http:// and not with https://"]),
            ("shop", GOOD, &["\"shop\" is no web address"]),
            ("javascript:alert(1)", GOOD, &["\"javascript:alert(1)\" is no web address"]),
            ("https://shop.example/", "utm_source=facebook", &["utm_medium is missing", "utm_campaign is missing"]),
            ("https://shop.example/?utm_source=x", GOOD, &["utm_source is there more than once"]),
            (
                "https://shop.example/",
                "utm_source=facebook&utm_medium=paid&utm_campaign={{campaing.name}}",
                &["Meta does not fill in {{campaing.name}}"],
            ),
            (
                "https://shop.example/",
                "utm_source=facebook&utm_medium=paid&utm_campaign={{Campaign.name}}",
                &["Meta does not fill in {{Campaign.name}}"],
            ),
            (
                "https://shop.example/",
                "utm_source=facebook&utm_medium=paid social&utm_campaign=x",
                &["there is a space in utm_medium"],
            ),
            (
                "https://shop.example/",
                "UTM_Source=facebook&utm_medium=Paid&utm_campaign=Autumn",
                &["UTM_Source is not written in lower case", "utm_medium=Paid is not written in lower case"],
            ),
            ("https://shop.example/", "utm_source=&utm_medium=a&utm_campaign=b", &["utm_source is empty"]),
        ] {
            assert_eq!(words(link, tags, ""), expected, "{link} {tags}");
        }
    }

    #[test]
    fn a_template_is_what_every_link_is_compared_with() {
        let template = "utm_source=meta&utm_content={{ad.id}}";
        assert_eq!(words("https://a.example/", template, template), [] as [&str; 0]);
        assert_eq!(
            words("https://a.example/", "utm_source=facebook", template),
            ["utm_source is \"facebook\"; the template says \"meta\"", "utm_content is missing"]
        );
        assert_eq!(UtmTemplate::parse(&format!("?{template}")).unwrap().url_tags(), template);
        for (bad, why) in [
            ("utm_source={{ad.nme}}", LinkFault::UnknownMacro("ad.nme".into())),
            ("utm_source=a&utm_source=b", LinkFault::Doubled("utm_source".into())),
            ("utm_source=a b", LinkFault::Space("utm_source".into())),
        ] {
            assert_eq!(UtmTemplate::parse(bad), Err(why));
        }
    }
}
