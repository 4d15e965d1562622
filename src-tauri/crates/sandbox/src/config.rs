//! What a sandbox is started with.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;

use crate::clock::ClockMode;
use crate::world::Size;

/// Settings of one sandbox; [`Config::default`] is the small demo on real time.
#[derive(Debug, Clone)]
pub struct Config {
    /// Port of the API on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Port of the control interface on 127.0.0.1 (0 takes a free one); none leaves it off.
    pub control_port: Option<u16>,
    /// The same seed gives the same world, app and system-user token.
    pub seed: u64,
    /// How much world to make.
    pub size: Size,
    /// How time passes.
    pub clock: ClockMode,
    /// Access tier of the app.
    pub tier: Tier,
    /// Whether the app is published; a development app cannot create page posts.
    pub app_mode: AppMode,
    /// Whether `appsecret_proof` is demanded on every call.
    pub require_proof: bool,
    /// Delay before every answer, wall milliseconds.
    pub latency_ms: u64,
    /// Most rows a synchronous insights page may have; more is the "reduce the amount of data" error.
    pub max_insights_rows: usize,
    /// Most objects times slices times cells a synchronous insights call may cover; more is error 100/1487534.
    pub max_insights_cells: usize,
    /// The same for a job; more makes it fail with -3/1504045.
    pub max_job_cells: usize,
    /// Most elements a page of an edge may have; more is the same error.
    pub max_edge_limit: usize,
    /// Redirect URIs the app has registered. `*` stands for any port and ends a path that may vary; everything else
    /// must match exactly. Meta accepts only exact https addresses; the loopback and custom-scheme forms here are a
    /// convenience of the sandbox, so that a desktop program can be tried without a public page.
    pub redirect_uris: Vec<String>,
    /// What each version does; versions missing here are unknown paths.
    pub versions: BTreeMap<String, VersionLife>,
    /// File the state is kept in across starts; none forgets everything at the end.
    pub state_file: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            control_port: None,
            seed: 1,
            size: Size::Small,
            clock: ClockMode::Real,
            tier: Tier::Standard,
            app_mode: AppMode::Live,
            require_proof: false,
            latency_ms: 0,
            max_insights_rows: 10_000,
            max_insights_cells: 40_000_000,
            max_job_cells: 200_000_000,
            max_edge_limit: 5_000,
            redirect_uris: [
                "sextant://oauth/callback",
                "http://127.0.0.1:*/*",
                "http://localhost:*/*",
                "http://[::1]:*/*",
                "https://bounce.sandbox.invalid/",
            ]
            .map(str::to_owned)
            .to_vec(),
            versions: default_versions(),
            state_file: None,
        }
    }
}

fn default_versions() -> BTreeMap<String, VersionLife> {
    let mut versions = BTreeMap::new();
    for alive in ["v25.0", "v26.0"] {
        versions.insert(alive.to_owned(), VersionLife::Alive);
    }
    versions.insert("v24.0".to_owned(), VersionLife::Upgraded { to: "v25.0".to_owned() });
    for dead in ["v19.0", "v20.0", "v21.0", "v22.0", "v23.0"] {
        versions.insert(dead.to_owned(), VersionLife::Dead);
    }
    versions
}

/// What calls to a version meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionLife {
    /// It answers.
    Alive,
    /// Error 2635.
    Dead,
    /// A newer version answers, and the headers say so.
    Upgraded {
        /// The version that answers.
        to: String,
    },
}

/// Access tier of the Marketing API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 60 points in five minutes.
    Development,
    /// 9,000 points in five minutes.
    Standard,
}

/// Whether the app is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppMode {
    /// Only people with a role; no page posts.
    Development,
    /// Published.
    Live,
}

/// A setting that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("expected `{expected}`, not `{found}`")]
pub struct SettingError {
    expected: &'static str,
    found: String,
}

impl FromStr for Tier {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "development" => Ok(Self::Development),
            "standard" => Ok(Self::Standard),
            _ => Err(SettingError { expected: "development` or `standard", found: text.to_owned() }),
        }
    }
}

impl FromStr for AppMode {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "development" => Ok(Self::Development),
            "live" => Ok(Self::Live),
            _ => Err(SettingError { expected: "development` or `live", found: text.to_owned() }),
        }
    }
}

/// Reads `tiny`, `small`, `agency`, `huge` or `AxCxSxD`: accounts, campaigns of each, ad sets of each, ads of each.
///
/// # Errors
/// When it is none of them, or would make more than two million ads.
pub fn parse_size(text: &str) -> Result<Size, SettingError> {
    let wrong = || SettingError { expected: "tiny`, `small`, `agency`, `huge` or `3x100x5x5", found: text.to_owned() };
    match text {
        "tiny" => return Ok(Size::Tiny),
        "small" => return Ok(Size::Small),
        "agency" => return Ok(Size::Agency),
        "huge" => return Ok(Size::Huge),
        _ => {}
    }
    let parts: Vec<u32> = text.split('x').map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
    let [accounts, campaigns, adsets, ads] = parts[..] else { return Err(wrong()) };
    let total = parts.iter().try_fold(1u64, |product, part| product.checked_mul(u64::from(*part)));
    match total {
        Some(1..=2_000_000) => Ok(Size::Exact { accounts, campaigns, adsets, ads }),
        _ => Err(wrong()),
    }
}

/// Whether a redirect URI is registered. Patterns are compared piece by piece, so that `http://127.0.0.1:*/*` cannot be
/// met by `http://127.0.0.1:80@elsewhere/`.
pub(crate) fn redirect_is_registered(patterns: &[String], uri: &str) -> bool {
    patterns.iter().any(|pattern| redirect_matches(pattern, uri))
}

fn redirect_matches(pattern: &str, uri: &str) -> bool {
    if pattern == uri {
        return true;
    }
    let Some((prefix, path)) = pattern.split_once(":*/") else { return false };
    let Some(rest) = uri.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(':')) else { return false };
    let Some((port, tail)) = rest.split_once('/') else { return false };
    let port_ok = port.parse::<u16>().is_ok_and(|port| port > 0);
    port_ok && !tail.contains('#') && path.strip_suffix('*').map_or(tail == path, |start| tail.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_or_refused() {
        let exact = Size::Exact { accounts: 3, campaigns: 100, adsets: 5, ads: 4 };
        assert_eq!(parse_size("3x100x5x4").unwrap(), exact);
        assert_eq!(parse_size("tiny").unwrap(), Size::Tiny);
        for wrong in ["", "big", "1x1x1", "0x1x1x1", "9999x9999x9999x9999", "1x1x1x1x1", "-1x1x1x1"] {
            assert!(parse_size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn redirects_match_exactly_but_for_the_port() {
        let patterns = Config::default().redirect_uris;
        for good in ["sextant://oauth/callback", "http://127.0.0.1:5123/callback", "http://localhost:80/x"] {
            assert!(redirect_is_registered(&patterns, good), "{good}");
        }
        for bad in [
            "sextant://oauth/callback2",
            "http://127.0.0.1:80@evil.example/",
            "http://127.0.0.1/",
            "https://evil.example/",
            "http://127.0.0.1:0/",
        ] {
            assert!(!redirect_is_registered(&patterns, bad), "{bad}");
        }
    }
}
