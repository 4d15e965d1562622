//! What the demo model can say, in some languages.

/// Phrases of one language.
pub(super) struct Table {
    pub(super) openings: &'static [&'static str],
    pub(super) bodies: &'static [&'static str],
    pub(super) headlines: &'static [&'static str],
    pub(super) details: &'static [&'static str],
}

/// The table of a language by its tag, such as `de` or `pt-BR`; English for languages it cannot write.
pub(super) fn of(language: &str) -> Table {
    match language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "de" => GERMAN,
        "fr" => FRENCH,
        "es" => SPANISH,
        "nb" | "no" | "nn" => NORWEGIAN,
        "ja" => JAPANESE,
        "ar" => ARABIC,
        _ => ENGLISH,
    }
}

const ENGLISH: Table = Table {
    openings: &[
        "Rain all week? Good.",
        "Made for the days that do not go to plan.",
        "Packed in five minutes, out for the weekend.",
        "The one thing you will not leave at home.",
        "Tested where it matters, and then again.",
        "Small change, better mornings.",
        "Ask the people who wear it every day.",
    ],
    bodies: &[
        "It does one thing and does it well.",
        "Light to carry, quick to dry, easy to mend.",
        "Built to be used, not to be looked after.",
        "Try it for sixty days and send it back if it is not yours.",
        "The details are on the page.",
    ],
    headlines: &["Ready for anything", "Out in all weather", "Made to last", "Start here", "Your next favourite"],
    details: &["Free returns for 60 days", "Ships in two days", "Sizes for everyone", "See how it is made"],
};

const GERMAN: Table = Table {
    openings: &[
        "Regen die ganze Woche? Gut so.",
        "Gemacht für Tage, die anders kommen als gedacht.",
        "In fünf Minuten gepackt, das Wochenende draußen.",
        "Das eine Teil, das nicht zu Hause bleibt.",
        "Dort geprüft, wo es darauf ankommt.",
        "Eine kleine Änderung, bessere Morgen.",
    ],
    bodies: &[
        "Es kann eine Sache, und die richtig.",
        "Leicht zu tragen, schnell trocken, einfach zu flicken.",
        "Gebaut zum Benutzen, nicht zum Schonen.",
        "Sechzig Tage testen und bei Nichtgefallen zurückschicken.",
    ],
    headlines: &["Bereit für alles", "Draußen bei jedem Wetter", "Gemacht für lange", "Hier geht es los"],
    details: &["60 Tage Rückgabe", "In zwei Tagen bei dir", "Größen für alle", "So wird es gemacht"],
};

const FRENCH: Table = Table {
    openings: &[
        "De la pluie toute la semaine ? Tant mieux.",
        "Pensé pour les journées qui ne se passent pas comme prévu.",
        "Prêt en cinq minutes, dehors tout le week-end.",
        "Celui que vous ne laisserez pas à la maison.",
        "Essayé là où ça compte, puis encore une fois.",
    ],
    bodies: &[
        "Une seule chose, mais bien faite.",
        "Léger à porter, rapide à sécher, simple à réparer.",
        "Fait pour servir, pas pour rester au placard.",
        "Essayez-le soixante jours et renvoyez-le s’il ne vous plaît pas.",
    ],
    headlines: &["Prêt à tout", "Dehors par tous les temps", "Fait pour durer", "Commencez ici"],
    details: &["Retours gratuits 60 jours", "Chez vous en deux jours", "Des tailles pour tous"],
};

const SPANISH: Table = Table {
    openings: &[
        "¿Lluvia toda la semana? Perfecto.",
        "Hecho para los días que no salen como esperabas.",
        "La mochila en cinco minutos y el fin de semana fuera.",
        "Lo único que no vas a dejar en casa.",
        "Probado donde importa, y otra vez más.",
    ],
    bodies: &[
        "Hace una sola cosa y la hace bien.",
        "Ligero de llevar, rápido de secar, fácil de arreglar.",
        "Hecho para usarse, no para guardarse.",
        "Pruébalo sesenta días y devuélvelo si no es para ti.",
    ],
    headlines: &["Listo para todo", "Fuera con cualquier tiempo", "Hecho para durar", "Empieza aquí"],
    details: &["Devolución gratis 60 días", "En casa en dos días", "Tallas para todos"],
};

const NORWEGIAN: Table = Table {
    openings: &[
        "Regn hele uken? Helt fint.",
        "Laget for dagene som ikke går etter planen.",
        "Pakket på fem minutter, ute hele helgen.",
        "Det ene du ikke lar ligge hjemme.",
        "Prøvd der det gjelder, og så en gang til.",
    ],
    bodies: &[
        "Den gjør én ting, og gjør den godt.",
        "Lett å bære, rask å tørke, enkel å reparere.",
        "Bygget for å brukes, ikke for å spares.",
        "Prøv i seksti dager, og send den tilbake hvis den ikke passer.",
    ],
    headlines: &["Klar for alt", "Ute i all slags vær", "Laget for å vare", "Begynn her"],
    details: &["60 dagers fri retur", "Hjemme på to dager", "Størrelser for alle"],
};

const JAPANESE: Table = Table {
    openings: &[
        "一週間ずっと雨でも大丈夫。",
        "予定どおりにいかない日のために。",
        "五分で荷造り、週末は外へ。",
        "これだけは家に置いていけません。",
        "大切な場所で、何度も試しました。",
    ],
    bodies: &[
        "ひとつのことを、きちんと。",
        "軽くて、すぐ乾いて、直しやすい。",
        "しまっておくためではなく、使うために作りました。",
        "六十日間お試しいただけます。",
    ],
    headlines: &["どんな日にも", "雨の日も外へ", "長く使えるように", "ここから始めよう"],
    details: &["六十日間返品無料", "二日でお届け", "サイズいろいろ"],
};

const ARABIC: Table = Table {
    openings: &[
        "مطر طوال الأسبوع؟ لا بأس.",
        "صُنع للأيام التي لا تسير كما خططت لها.",
        "حقيبتك جاهزة في خمس دقائق.",
        "الشيء الوحيد الذي لن تتركه في البيت.",
    ],
    bodies: &["يفعل شيئًا واحدًا ويتقنه.", "خفيف الحمل وسريع الجفاف.", "صُنع ليُستخدم كل يوم.", "جرّبه ستين يومًا."],
    headlines: &["جاهز لكل شيء", "في كل الأجواء", "صُنع ليدوم"],
    details: &["إرجاع مجاني 60 يومًا", "يصل خلال يومين", "مقاسات للجميع"],
};
