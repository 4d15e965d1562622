//! Words that reviewers refuse: promises, remarks about the reader, shouting, and offers that nobody made.

use std::sync::LazyLock;

use regex::Regex;

use super::{Finding, Severity, SpecialCategory, Subject};
use crate::{Brief, Field};

/// A pattern with what it means.
struct Pattern {
    words: &'static str,
    subject: Subject,
    severity: Severity,
    reason: &'static str,
    remedy: &'static str,
}

const NO_PROMISE: &str = "Say what it is or does instead of promising a result";
const NOT_THE_READER: &str = "Speak about the product, or about people in general, not about the reader";

/// English, German, French and Spanish, Norwegian where it differs.
const PATTERNS: &[Pattern] = &[
    Pattern {
        words: r"guarante\w+|garantiert\w*|garanti\w*|garantizad\w+|risk[- ]free|risikofrei\w*|sans risque|sin riesgo",
        subject: Subject::Claim,
        severity: Severity::Look,
        reason: "A guarantee has to be one that the page gives in the same words",
        remedy: NO_PROMISE,
    },
    Pattern {
        words: r"cures?|heals?|heilt|guérit|cura|miracle|wunder(?:mittel|kur)|milagro|clinically proven|klinisch bewiesen|detox(?:ify|ifies)?|no side effects|ohne nebenwirkungen",
        subject: Subject::Claim,
        severity: Severity::Stop,
        reason: "Claims of healing are refused",
        remedy: NO_PROMISE,
    },
    Pattern {
        words: r"(?:lose|drop|shed) (?:up to )?\d+ ?(?:kg|kilos?|lbs?|pounds|stone)|\d+ ?(?:kg|kilo) (?:abnehmen|weniger)|before (?:and|&|/) after|vorher[ -]nachher|avant[ /-]après|antes y después|før og etter",
        subject: Subject::Claim,
        severity: Severity::Stop,
        reason: "Results on a body, and before and after, are refused",
        remedy: NO_PROMISE,
    },
    Pattern {
        words: r"get rich|make money fast|earn (?:up to )?[$€£]? ?\d[\d.,]* (?:a|per) (?:day|week|month)|double your money|passive income|schnell reich|financial freedom|guaranteed returns?",
        subject: Subject::Claim,
        severity: Severity::Stop,
        reason: "Promises of income are refused",
        remedy: NO_PROMISE,
    },
    Pattern {
        words: r"never|always|the best|number one|no\. ?1|#1|world'?s best|die besten?|nummer 1|le meilleur|el mejor|100 ?%|aldri|best i test",
        subject: Subject::Claim,
        severity: Severity::Look,
        reason: "An absolute claim needs proof on the page",
        remedy: "Say it with the figure or the source it comes from",
    },
    Pattern {
        words: r"are you (?:\w+ )?(?:fat|overweight|obese|single|lonely|divorced|gay|lesbian|trans\w*|bisexual|black|asian|white|latino|latina|muslim|christian|jewish|hindu|disabled|depressed|anxious|diabetic|bald|broke|in debt|bankrupt|unemployed|pregnant|an? (?:addict|alcoholic|immigrant|felon|smoker))|(?:bist du|sind sie) (?:\w+ )?(?:übergewichtig|dick|single|schwul|lesbisch|arbeitslos|verschuldet|depressiv|schwanger|krank)|êtes-vous (?:\w+ )?(?:célibataire|en surpoids|endetté\w*|au chômage|enceinte)|¿?(?:eres|estás|está) (?:\w+ )?(?:gord[oa]|solter[oa]|desemplead[oa]|endeudad[oa]|embarazada)",
        subject: Subject::PersonalAttribute,
        severity: Severity::Stop,
        reason: "An ad must not ask for or assert what a reader is",
        remedy: NOT_THE_READER,
    },
    Pattern {
        words: r"your (?:\w+ )?(?:acne|diabetes|depression|anxiety|debts?|bankruptcy|disability|weight problem|belly fat|religion|criminal record|arrest|disease|illness|erectile dysfunction|hair loss)|(?:deine?|ihre?) (?:akne|diabetes|depressionen?|schulden|krankheit|behinderung)|votre (?:acné|diabète|dépression|dette|maladie)|tus? (?:acné|diabetes|depresión|deudas?|enfermedad)",
        subject: Subject::PersonalAttribute,
        severity: Severity::Stop,
        reason: "An ad must not assert a reader's health or money troubles",
        remedy: NOT_THE_READER,
    },
    Pattern {
        words: r"(?:meet|join|other) (?:\w+ )?(?:singles|seniors|christians|muslims|jews|black people|gay men|lesbians)",
        subject: Subject::PersonalAttribute,
        severity: Severity::Look,
        reason: "“Other …” tells a reader what they are",
        remedy: NOT_THE_READER,
    },
];

static COMPILED: LazyLock<Vec<(Regex, &'static Pattern)>> = LazyLock::new(|| {
    let compile = |pattern: &'static Pattern| {
        // The ends are those of words, or of the text where a pattern ends with a sign.
        let whole = format!(r"(?i)(?:^|[^\p{{L}}\p{{N}}])({})(?:$|[^\p{{L}}\p{{N}}])", pattern.words);
        (Regex::new(&whole).expect("the patterns are fixed and tested"), pattern)
    };
    PATTERNS.iter().map(compile).collect()
});

/// Words of the special categories: who writes them without having chosen one, and who may not write them within one.
const CATEGORIES: &[(SpecialCategory, &str, &str)] = &[
    (
        SpecialCategory::Housing,
        "Homes",
        r"apartments? (?:for|to) (?:rent|let)|homes? for sale|mortgage|rent(?:al)? listings?|mietwohnung(?:en)?|eigentumswohnung(?:en)?|appartement à louer|piso en alquiler",
    ),
    (
        SpecialCategory::Employment,
        "Work",
        r"we(?:'re| are) hiring|job openings?|join our team|apply for (?:this|the) (?:job|position)|vacanc(?:y|ies)|wir stellen ein|stellenangebote?|jetzt bewerben|offres? d'emploi|ofertas? de empleo|ledige? stilling(?:er)?",
    ),
    (
        SpecialCategory::FinancialProducts,
        "Credit and insurance",
        r"(?:personal |payday |instant )?loans?|credit cards?|\d+ ?% apr|insurance quotes?|refinanc\w+|kredit(?:karte|e)?|darlehen|prêt personnel|préstamos?|forbrukslån",
    ),
    (
        SpecialCategory::Politics,
        "Politics",
        r"vote for|elect(?:ion)? (?:day|candidate)|our candidate|referendum|wählt?|volksentscheid|votez|vota por",
    ),
    (SpecialCategory::Gambling, "Gambling", r"casino|sports? betting|place your bets?|free spins|sportwetten|jackpot"),
];

static CATEGORY_WORDS: LazyLock<Vec<(Regex, SpecialCategory, &'static str)>> = LazyLock::new(|| {
    let compile = |(category, name, words): &(SpecialCategory, &'static str, &'static str)| {
        let whole = format!(r"(?i)(?:^|[^\p{{L}}\p{{N}}])({words})(?:$|[^\p{{L}}\p{{N}}])");
        (Regex::new(&whole).expect("the patterns are fixed and tested"), *category, *name)
    };
    CATEGORIES.iter().map(compile).collect()
});

static EXCLUDING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:men only|women only|no (?:kids|children|families)|young (?:professionals|people|team)|under \d\d|over \d\d|christian (?:home|family)|native speakers?|nur für (?:frauen|männer)|keine kinder)\b")
        .expect("the pattern is fixed and tested")
});
static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:%|€|kr\b|eur\b|usd\b|£|¥|円))")
        .expect("the pattern is fixed and tested")
});
static SHOUTING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[!?]{2,}|(?:\b\p{Lu}{3,}\b[ ]+){2,}\b\p{Lu}{3,}\b|(?:\b\p{Lu}{3,}\b[ ]+)\b\p{Lu}{3,}\b!")
        .expect("the pattern is fixed and tested")
});

/// What there is to say about one text.
pub(super) fn look(field: Field, text: &str, brief: &Brief) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut put = |subject, severity, excerpt: &str, reason: &str, remedy: &str| {
        findings.push(Finding {
            subject,
            severity,
            field: Some(field),
            excerpt: excerpt.trim().to_owned(),
            reason: reason.to_owned(),
            remedy: remedy.to_owned(),
        });
    };
    for (regex, pattern) in COMPILED.iter() {
        if let Some(found) = regex.captures(text).and_then(|found| found.get(1)) {
            put(pattern.subject, pattern.severity, found.as_str(), pattern.reason, pattern.remedy);
        }
    }
    for (regex, category, name) in CATEGORY_WORDS.iter() {
        let found = regex.captures(text).and_then(|found| found.get(1));
        if let Some(found) = found.filter(|_| brief.special_category != Some(*category)) {
            let reason = format!("{name} are a special ad category at Meta, and the brief names none");
            put(
                Subject::SpecialCategory,
                Severity::Look,
                found.as_str(),
                &reason,
                "Choose the category for the brief and its campaign, or say it differently",
            );
        }
    }
    if brief.special_category.is_some()
        && let Some(found) = EXCLUDING.find(text)
    {
        put(
            Subject::SpecialCategory,
            Severity::Stop,
            found.as_str(),
            "In a special ad category nobody may be left out by age, sex, family or belief",
            "Take it out",
        );
    }
    let known = format!("{} {} {} {}", brief.product, brief.offer, brief.page_text, brief.must_say.join(" "));
    let known = known.replace(char::is_whitespace, "");
    for found in FIGURE.find_iter(text) {
        let plain = found.as_str().replace(char::is_whitespace, "");
        if !known.contains(plain.trim_end_matches(['.', ','])) {
            put(
                Subject::Offer,
                Severity::Look,
                found.as_str(),
                "This figure is not in the brief",
                "The page has to show the same offer; put it into the brief or take it out",
            );
        }
    }
    if let Some(found) = SHOUTING.find(text) {
        put(
            Subject::Emphasis,
            Severity::Look,
            found.as_str(),
            "Capitals and rows of marks read as shouting",
            "Write it as a sentence",
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subjects(text: &str, brief: &Brief) -> Vec<Subject> {
        look(Field::PrimaryText, text, brief).into_iter().map(|finding| finding.subject).collect()
    }

    #[test]
    fn refused_words_are_found_in_several_languages_and_plain_ones_pass() {
        let brief = Brief { product: "Jacket, €149".into(), offer: "30 % off".into(), ..Brief::default() };
        let cases: &[(&str, &[Subject])] = &[
            ("Three layers, taped seams. From €149, now 30% off.", &[]),
            ("Are you wet? This keeps you dry.", &[]),
            ("Secure your seat today. Procure parts.", &[]),
            ("It cures everything", &[Subject::Claim]),
            ("Guaranteed dry", &[Subject::Claim]),
            ("Garantiert trocken", &[Subject::Claim]),
            ("The best jacket", &[Subject::Claim]),
            ("Lose 10 kg in a month", &[Subject::Claim]),
            ("Are you really overweight?", &[Subject::PersonalAttribute]),
            ("Bist du arbeitslos?", &[Subject::PersonalAttribute]),
            ("Êtes-vous célibataire ?", &[Subject::PersonalAttribute]),
            ("Say goodbye to your stubborn acne", &[Subject::PersonalAttribute]),
            ("Meet local singles", &[Subject::PersonalAttribute]),
            ("Low rates on loans", &[Subject::SpecialCategory]),
            ("Wir stellen ein", &[Subject::SpecialCategory]),
            ("Now only €99", &[Subject::Offer]),
            ("Take 50 % off", &[Subject::Offer]),
            ("Buy it now!!!", &[Subject::Emphasis]),
            ("BUY THIS JACKET today", &[Subject::Emphasis]),
        ];
        for (text, expected) in cases {
            assert_eq!(subjects(text, &brief), *expected, "{text}");
        }
    }

    #[test]
    fn within_a_special_category_nobody_is_left_out() {
        let brief = Brief { special_category: Some(SpecialCategory::Housing), ..Brief::default() };
        assert_eq!(subjects("Apartments for rent, no children", &brief), [Subject::SpecialCategory]);
        assert_eq!(subjects("Apartments for rent", &brief), []);
    }
}
