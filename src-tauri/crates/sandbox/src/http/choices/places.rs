//! Places that targeting can name.

use serde_json::json;

use super::{Element, element};

/// The kinds of place that can be asked for.
pub(super) const KINDS: [&str; 4] = ["country", "region", "city", "zip"];

struct Country {
    code: &'static str,
    name: &'static str,
    /// Key and name.
    regions: &'static [(&'static str, &'static str)],
    /// Key, name, and place of the region in the list above.
    cities: &'static [(&'static str, &'static str, usize)],
    /// Postcode and the place of its city in the list above.
    zips: &'static [(&'static str, usize)],
}

const COUNTRIES: &[Country] = &[
    Country {
        code: "US",
        name: "United States",
        regions: &[("3847", "California"), ("3875", "New York"), ("3886", "Texas"), ("3890", "Washington")],
        cities: &[
            ("2420605", "Los Angeles", 0),
            ("2421836", "San Francisco", 0),
            ("2490299", "New York", 1),
            ("2519179", "Austin", 2),
            ("2552115", "Seattle", 3),
        ],
        zips: &[("90001", 0), ("94103", 1), ("10001", 2), ("98101", 4)],
    },
    Country {
        code: "DE",
        name: "Germany",
        regions: &[("529", "Berlin"), ("527", "Bavaria"), ("532", "Hamburg")],
        cities: &[("600803", "Berlin", 0), ("563829", "Munich", 1), ("587205", "Hamburg", 2)],
        zips: &[("10115", 0), ("80331", 1)],
    },
    Country {
        code: "FR",
        name: "France",
        regions: &[("4045", "Île-de-France"), ("4057", "Provence-Alpes-Côte d'Azur")],
        cities: &[("777934", "Paris", 0), ("752491", "Marseille", 1)],
        zips: &[("75001", 0)],
    },
    Country {
        code: "NO",
        name: "Norway",
        regions: &[("2737", "Oslo"), ("2727", "Vestland")],
        cities: &[("1633850", "Oslo", 0), ("1620871", "Bergen", 1)],
        zips: &[("0150", 0)],
    },
    Country {
        code: "GB",
        name: "United Kingdom",
        regions: &[("4079", "England"), ("4080", "Scotland")],
        cities: &[("2643743", "London", 0), ("2650225", "Edinburgh", 1)],
        zips: &[("SW1A", 0)],
    },
    Country {
        code: "JP",
        name: "Japan",
        regions: &[("1846", "Tokyo"), ("1836", "Osaka")],
        cities: &[("1850147", "Tokyo", 0), ("1853908", "Osaka", 1)],
        zips: &[("100-0001", 0)],
    },
    Country {
        code: "SE",
        name: "Sweden",
        regions: &[("3344", "Stockholm County")],
        cities: &[("2673730", "Stockholm", 0)],
        zips: &[],
    },
    Country {
        code: "DK",
        name: "Denmark",
        regions: &[("770", "Capital Region")],
        cities: &[("2618425", "Copenhagen", 0)],
        zips: &[],
    },
    Country {
        code: "IT",
        name: "Italy",
        regions: &[("1757", "Lombardy")],
        cities: &[("3173435", "Milan", 0)],
        zips: &[],
    },
    Country {
        code: "ES",
        name: "Spain",
        regions: &[("3287", "Community of Madrid")],
        cities: &[("3117735", "Madrid", 0)],
        zips: &[],
    },
    Country {
        code: "IN",
        name: "India",
        regions: &[("1735", "Maharashtra")],
        cities: &[("1275339", "Mumbai", 0)],
        zips: &[],
    },
    Country {
        code: "BR",
        name: "Brazil",
        regions: &[("460", "São Paulo")],
        cities: &[("3448439", "São Paulo", 0)],
        zips: &[],
    },
];

/// Every place of these kinds (all of them when none is named) whose name or code begins with `text`.
pub(super) fn search(text: &str, kinds: &[String]) -> Vec<Element> {
    let wanted = text.trim().to_lowercase();
    let is_asked = |kind: &str| kinds.is_empty() || kinds.iter().any(|one| one == kind);
    let fits = |name: &str| name.to_lowercase().starts_with(&wanted);
    let mut found = Vec::new();
    for country in COUNTRIES {
        let place = |kind: &str, key: String, name: &str, region: Option<&(&str, &str)>| {
            element(json!({
                "key": key,
                "name": name,
                "type": kind,
                "country_code": country.code,
                "country_name": country.name,
                "region": region.map(|region| region.1),
                "region_id": region.and_then(|region| region.0.parse::<i64>().ok()),
                "supports_region": true,
                "supports_city": true,
            }))
        };
        if is_asked("country") && (fits(country.name) || fits(country.code)) {
            found.push(place("country", country.code.to_owned(), country.name, None));
        }
        if is_asked("region") {
            let own = country.regions.iter().filter(|region| fits(region.1));
            found.extend(own.map(|region| place("region", region.0.to_owned(), region.1, None)));
        }
        if is_asked("city") {
            let own = country.cities.iter().filter(|city| fits(city.1));
            found.extend(own.map(|city| place("city", city.0.to_owned(), city.1, country.regions.get(city.2))));
        }
        if is_asked("zip") {
            let own = country.zips.iter().filter(|zip| fits(zip.0));
            found.extend(own.map(|zip| {
                let city = country.cities.get(zip.1);
                let region = city.and_then(|city| country.regions.get(city.2));
                place("zip", format!("{}:{}", country.code, zip.0), zip.0, region)
            }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_the_beginning_of_their_name() {
        let keys = |text: &str, kinds: &[&str]| -> Vec<String> {
            let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
            search(text, &kinds).iter().map(|it| it["key"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(keys("new", &["region", "city"]), ["3875", "2490299"]);
        assert_eq!(keys("ber", &[]), ["529", "600803", "1620871"]);
        assert_eq!(keys("de", &["country"]), ["DE", "DK"]);
        assert_eq!(keys("941", &["zip"]), ["US:94103"]);
    }

    #[test]
    fn every_city_and_postcode_names_a_place_that_exists() {
        for country in COUNTRIES {
            assert!(country.cities.iter().all(|city| city.2 < country.regions.len()), "{}", country.name);
            assert!(country.zips.iter().all(|zip| zip.1 < country.cities.len()), "{}", country.name);
        }
    }
}
