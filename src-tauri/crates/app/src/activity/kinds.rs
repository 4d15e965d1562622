//! Kinds of changes: one bit each in the timeline.

use changes::Field;

use crate::dto::ActivityKind;

const ALL: [ActivityKind; 11] = [
    ActivityKind::Status,
    ActivityKind::Budget,
    ActivityKind::Bid,
    ActivityKind::Schedule,
    ActivityKind::Name,
    ActivityKind::Targeting,
    ActivityKind::Creative,
    ActivityKind::Created,
    ActivityKind::Feature,
    ActivityKind::Review,
    ActivityKind::Other,
];

/// The bit of a kind. The order is that of [`ALL`] for good: the numbers are in people's files.
pub(super) fn bit(kind: ActivityKind) -> u32 {
    ALL.iter().position(|one| *one == kind).map_or(0, |place| 1 << place)
}

/// The kinds of some bits.
pub(super) fn of_bits(bits: u32) -> Vec<ActivityKind> {
    ALL.into_iter().filter(|kind| bits & bit(*kind) != 0).collect()
}

/// The kind of a field.
pub(super) fn of_field(field: Field) -> ActivityKind {
    match field {
        Field::Name => ActivityKind::Name,
        Field::Status => ActivityKind::Status,
        Field::DailyBudget | Field::LifetimeBudget | Field::SpendCap => ActivityKind::Budget,
        Field::BidStrategy | Field::BidAmount | Field::BidConstraints => ActivityKind::Bid,
        Field::StartTime | Field::EndTime | Field::AdSchedule => ActivityKind::Schedule,
        Field::Targeting => ActivityKind::Targeting,
        Field::Creative => ActivityKind::Creative,
        _ => ActivityKind::Other,
    }
}

/// The kind of an entry of Meta's log, by its word for it.
pub(super) fn of_event(event: &str) -> ActivityKind {
    let has = |part: &str| event.contains(part);
    match () {
        () if event.starts_with("create_") => ActivityKind::Created,
        () if has("review") => ActivityKind::Review,
        () if has("budget") || has("spend_cap") || has("spending_limit") => ActivityKind::Budget,
        () if has("learning") => ActivityKind::Other,
        () if has("status") || event.starts_with("delete_") => ActivityKind::Status,
        () if has("bid") => ActivityKind::Bid,
        () if has("schedule") || has("duration") || has("start_time") || has("end_time") => ActivityKind::Schedule,
        () if has("target") => ActivityKind::Targeting,
        () if has("creative") => ActivityKind::Creative,
        () if has("name") => ActivityKind::Name,
        () => ActivityKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_bit_of_its_own_and_comes_back_from_it() {
        let together = ALL.iter().fold(0, |bits, kind| bits | bit(*kind));
        assert_eq!(together.count_ones() as usize, ALL.len());
        assert_eq!(of_bits(together), ALL);
        assert_eq!(of_bits(bit(ActivityKind::Bid)), [ActivityKind::Bid]);
    }

    #[test]
    fn words_of_metas_log_have_their_kind() {
        for (event, expected) in [
            ("update_campaign_budget", ActivityKind::Budget),
            ("update_ad_set_run_status", ActivityKind::Status),
            ("update_ad_set_bidding", ActivityKind::Bid),
            ("update_ad_friendly_name", ActivityKind::Name),
            ("update_ad_set_target_spec", ActivityKind::Targeting),
            ("update_ad_creative", ActivityKind::Creative),
            ("create_ad", ActivityKind::Created),
            ("ad_review_declined", ActivityKind::Review),
            ("di_ad_set_learning_stage_exit", ActivityKind::Other),
            ("something_of_2027", ActivityKind::Other),
        ] {
            assert_eq!(of_event(event), expected, "{event}");
        }
    }
}
