//! Where an ad leads, and whether what comes of it can be counted.

use std::collections::BTreeMap;

use url::{Host, Url};

use super::{Finding, Severity, Subject};

/// Meta refuses longer addresses.
const LONGEST: usize = 1_000;
const SHORTENERS: [&str; 8] = ["bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "cutt.ly", "rb.gy"];
const NEEDED: [&str; 3] = ["utm_source", "utm_medium", "utm_campaign"];

/// What there is to say about a link and the tracking parameters beside it.
pub(super) fn look(link: &str, url_tags: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut put = |subject, severity, reason: &str, remedy: &str| {
        findings.push(Finding {
            subject,
            severity,
            field: None,
            excerpt: link.chars().take(120).collect(),
            reason: reason.to_owned(),
            remedy: remedy.to_owned(),
        });
    };
    if link.trim().is_empty() {
        put(Subject::Link, Severity::Stop, "There is no link", "Say where the ad leads");
        return findings;
    }
    // What people paste often lacks the beginning.
    let text = if link.contains("://") { link.trim().to_owned() } else { format!("https://{}", link.trim()) };
    let Ok(url) = Url::parse(&text) else {
        put(Subject::Link, Severity::Stop, "The link is no address", "Paste the address of the page");
        return findings;
    };
    if text.len() > LONGEST {
        put(Subject::Link, Severity::Stop, "The link is longer than 1,000 characters", "Shorten its parameters");
    }
    if url.scheme() != "https" {
        put(Subject::Link, Severity::Look, "The page is not encrypted", "Use its https address");
    }
    match url.host() {
        Some(Host::Domain(host)) if host.contains('.') => {
            if SHORTENERS.contains(&host) {
                put(
                    Subject::Link,
                    Severity::Look,
                    "Short links hide where they lead, and reviewers refuse them",
                    "Use the page's own address",
                );
            }
        }
        _ => put(Subject::Link, Severity::Stop, "The link leads to no public page", "Use the page's own address"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        put(Subject::Link, Severity::Stop, "The link holds a user or a password", "Take it out");
    }
    let tags = format!("?{}", url_tags.trim_start_matches(['?', '&']));
    let tags = Url::parse("https://tags.invalid").and_then(|base| base.join(&tags));
    let mut all: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    if let Ok(tags) = tags {
        all.extend(tags.query_pairs().into_owned());
    }
    let missing: Vec<&str> = NEEDED.into_iter().filter(|name| all.get(*name).is_none_or(String::is_empty)).collect();
    if !missing.is_empty() {
        let reason = format!("{} missing, so visits cannot be told apart", missing.join(", "));
        put(Subject::Utm, Severity::Look, &reason, "Add them to the link, or to the UTM template in Settings");
    } else if all.get("utm_content").is_none_or(String::is_empty) {
        put(
            Subject::Utm,
            Severity::Look,
            "utm_content is missing, so variants cannot be told apart",
            "Add utm_content={{ad.name}}",
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_judged_by_their_shape() {
        let tags = "utm_source=fb&utm_medium=paid&utm_campaign={{campaign.name}}&utm_content={{ad.name}}";
        for (link, expected) in [
            ("https://halden.example/storm", vec![]),
            ("halden.example/storm", vec![]),
            ("http://halden.example/storm", vec![Severity::Look]),
            ("", vec![Severity::Stop]),
            ("https://", vec![Severity::Stop]),
            ("https://10.0.0.1/x", vec![Severity::Stop]),
            ("https://localhost/x", vec![Severity::Stop]),
            ("https://bit.ly/abc", vec![Severity::Look]),
            ("https://me:pw@halden.example/", vec![Severity::Stop]),
        ] {
            let found: Vec<Severity> = look(link, tags).into_iter().map(|finding| finding.severity).collect();
            assert_eq!(found, expected, "{link}");
        }
    }

    #[test]
    fn what_counts_visits_may_stand_in_the_link_or_beside_it() {
        let subjects = |link: &str, tags: &str| look(link, tags).into_iter().map(|it| it.reason).collect::<Vec<_>>();
        assert_eq!(
            subjects("https://h.example/?utm_source=a&utm_medium=b", "?utm_campaign=c&utm_content=d"),
            [] as [&str; 0]
        );
        assert!(subjects("https://h.example/", "utm_source=a")[0].starts_with("utm_medium, utm_campaign missing"));
        assert!(
            subjects("https://h.example/", "utm_source=a&utm_medium=b&utm_campaign=c")[0].starts_with("utm_content")
        );
    }
}
