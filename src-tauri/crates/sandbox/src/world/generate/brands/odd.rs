//! Names that programs stumble over.

/// Names people really type, and some nobody should: programs must show all of them as they are.
pub(crate) const ODD_CAMPAIGN_NAMES: [&str; 6] = [
    "🔥 Black Week 2026 🔥 – ALT",
    "حملة الشتاء – عروض خاصة",
    "<script>alert('campaign')</script> – test, don't delete",
    "\"Always on\" / Prospecting \\ v2 {{product}}",
    "冬のキャンペーン【本番】",
    "'; DROP TABLE campaigns; -- Q4",
];

/// The same for ads.
pub(crate) const ODD_AD_NAMES: [&str; 6] = [
    "UGC 👩🏽‍🦱 Maya – 9:16",
    "<img src=x onerror=alert(1)> static",
    "مقطع فيديو قصير ١٥ ثانية",
    "犬の笑顔_動画15秒_最終版(2)",
    "a\u{301}e\u{308} – combining, \u{200b}zero\u{200b}width",
    "=HYPERLINK(\"https://example.com\",\"csv\")",
];
