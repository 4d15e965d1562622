//! How a row of figures can be split.

use serde::{Deserialize, Serialize};

/// A breakdown that Meta allows, of the closed list of combinations. Their figures cannot be joined with one another: each
/// splits the whole anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breakdown {
    /// By age.
    Age,
    /// By gender.
    Gender,
    /// By age and gender.
    AgeGender,
    /// By country.
    Country,
    /// By platform, such as Instagram.
    PublisherPlatform,
    /// By platform and the place on it, such as stories.
    PlatformPosition,
    /// By platform and device.
    ImpressionDevice,
    /// By kind of device.
    DevicePlatform,
    /// By hour of the day in the ad account's time zone.
    Hour,
}

impl Breakdown {
    /// Every breakdown.
    pub const ALL: [Self; 9] = [
        Self::Age,
        Self::Gender,
        Self::AgeGender,
        Self::Country,
        Self::PublisherPlatform,
        Self::PlatformPosition,
        Self::ImpressionDevice,
        Self::DevicePlatform,
        Self::Hour,
    ];

    /// The name in files and answers, `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Gender => "gender",
            Self::AgeGender => "age_gender",
            Self::Country => "country",
            Self::PublisherPlatform => "publisher_platform",
            Self::PlatformPosition => "platform_position",
            Self::ImpressionDevice => "impression_device",
            Self::DevicePlatform => "device_platform",
            Self::Hour => "hour",
        }
    }

    /// The breakdown of that name; none for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// Meta's names of what it splits by. A row carries a value for each.
    pub fn dimensions(self) -> &'static [&'static str] {
        match self {
            Self::Age => &["age"],
            Self::Gender => &["gender"],
            Self::AgeGender => &["age", "gender"],
            Self::Country => &["country"],
            Self::PublisherPlatform => &["publisher_platform"],
            Self::PlatformPosition => &["publisher_platform", "platform_position"],
            Self::ImpressionDevice => &["publisher_platform", "impression_device"],
            Self::DevicePlatform => &["device_platform"],
            Self::Hour => &["hourly_stats_aggregated_by_advertiser_time_zone"],
        }
    }

    /// Whether Meta silently leaves out conversions that happen outside of it, so that they do not add up to the whole.
    pub fn leaves_out_conversions(self) -> bool {
        self == Self::Hour
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_and_no_two_split_alike() {
        for one in Breakdown::ALL {
            assert_eq!(Breakdown::parse(one.as_str()), Some(one));
            assert_eq!(serde_json::to_value(one).unwrap(), one.as_str());
            assert_eq!(Breakdown::ALL.iter().filter(|other| other.dimensions() == one.dimensions()).count(), 1);
        }
        assert_eq!(Breakdown::parse("region"), None);
    }

    #[test]
    fn the_device_never_stands_alone() {
        assert_eq!(Breakdown::ImpressionDevice.dimensions(), ["publisher_platform", "impression_device"]);
    }
}
