//! Spending limits of campaigns: one that has spent its limit stops until the limit is raised or taken away.

use super::World;
use super::model::{Issue, ObjectId};

/// Meta looks at spending every so often, and what is spent in between goes over the limit.
const LOOK_MS: i64 = 900_000;

const SUMMARY: &str = "Campaign spending limit reached";

impl World {
    /// Stops what went over its limit in a stretch of time. Looks at fixed instants, so that one long stretch and many
    /// short ones stop the same campaigns at the same time.
    pub(crate) fn stop_at_spend_caps(&mut self, from_ms: i64, to_ms: i64) {
        let (first, last) = (from_ms.div_euclid(LOOK_MS) + 1, to_ms.div_euclid(LOOK_MS));
        if first > last {
            return;
        }
        let open = self.campaigns.iter().filter(|it| it.spend_cap.is_some() && stopped_since(&it.issues).is_none());
        let open: Vec<(ObjectId, i64)> = open.filter_map(|it| Some((it.id, it.spend_cap?))).collect();
        for (id, cap) in open {
            let reached = |look: i64| self.lifetime_spend(id, look * LOOK_MS) >= cap;
            if !reached(last) {
                continue;
            }
            // Spend never falls, so the first look that sees the limit reached can be searched for by halving.
            let (mut low, mut high) = (first, last);
            while low < high {
                let middle = low + (high - low) / 2;
                if reached(middle) { high = middle } else { low = middle + 1 }
            }
            if let Some(campaign) = self.campaign_mut(id) {
                campaign.issues.push(Issue {
                    level: "CAMPAIGN".to_owned(),
                    // Meta documents no code for it; programs may only show the text.
                    error_code: 0,
                    error_type: "HARD_ERROR".to_owned(),
                    error_summary: SUMMARY.to_owned(),
                    error_message: "Raise or remove the campaign spending limit to go on.".to_owned(),
                    since_ms: low * LOOK_MS,
                    until_ms: None,
                });
            }
        }
    }

    /// After a limit was changed: lets a campaign go on that is below it again.
    pub(crate) fn review_spend_cap(&mut self, id: ObjectId, at_ms: i64) {
        let Some(cap) = self.campaign(id).map(|it| it.spend_cap) else { return };
        if cap.is_some_and(|cap| self.lifetime_spend(id, at_ms) >= cap) {
            return;
        }
        let issues = self.campaign_mut(id).map(|it| &mut it.issues);
        for issue in issues.into_iter().flatten().filter(|issue| issue.error_summary == SUMMARY) {
            issue.until_ms.get_or_insert(at_ms);
        }
    }
}

fn stopped_since(issues: &[Issue]) -> Option<i64> {
    issues.iter().find(|issue| issue.error_summary == SUMMARY && issue.until_ms.is_none()).map(|issue| issue.since_ms)
}
