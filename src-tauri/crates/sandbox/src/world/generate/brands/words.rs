//! What each brand sells and how it talks.

use super::Words;

pub(super) const OUTDOOR: Words = Words {
    products: &[
        "Rondane shell jacket",
        "Merino base layer",
        "Jotun 3-season tent",
        "Trail runner GTX",
        "Dunjakke Vinter",
        "Wool socks 3-pack",
        "Ryggsekk 38 L",
        "Headlamp 600",
    ],
    hooks: &[
        "Built for −15°",
        "Ut på tur, aldri sur",
        "Last winter's bestseller",
        "Guide approved",
        "Lifetime repair",
        "Free returns until January",
    ],
    bodies: &[
        "Made in small batches, tested above the tree line. Free repairs for life.",
        "Three layers, 410 grams, zero excuses. See why 12,000 hikers gave it five stars.",
        "Vinteren kommer tidlig i år. Få 20 % på hele vinterkolleksjonen til søndag.",
        "Our guides wore it for 61 nights in Jotunheimen. Here is what survived.",
        "Order before Thursday and have it for the weekend ⛰️",
    ],
    audiences: &["Hikers", "Broad 25-54", "LAL 1% purchasers", "Skiers", "Site visitors 30d", "Cart 14d", "Newsletter"],
    interests: &[("6003384912200", "Hiking"), ("6003092882217", "Skiing"), ("6003348604581", "Camping")],
};

pub(super) const PETS: Words = Words {
    products: &[
        "無添加チキン",
        "シニア犬ごはん",
        "グレインフリー",
        "子猫スターター",
        "歯みがきガム",
        "お試しセット",
        "鹿肉ジャーキー",
        "腎臓ケア",
    ],
    hooks: &["初回50%OFF", "獣医師監修", "食いつき97%", "国産素材だけ", "送料無料", "定期便でお得"],
    bodies: &[
        "毎日のごはんを、もっと安心に。獣医師と一緒につくった国産フードです。",
        "うちの子、今日も完食。まずは1週間お試しください🐶",
        "年齢に合わせた栄養バランス。初回は半額、いつでも解約できます。",
        "材料はすべて公開。人工保存料・着色料は使いません。",
    ],
    audiences: &["犬オーナー 25-54", "猫オーナー", "類似 1% 購入者", "リターゲティング30日", "カート放棄", "広域"],
    interests: &[("6003332344237", "Dogs"), ("6003159378782", "Cats"), ("6004037400009", "Pet food")],
};

pub(super) const SKINCARE: Words = Words {
    products: &[
        "Vitamin C serum",
        "Barrier cream",
        "Overnight mask",
        "SPF 50 fluid",
        "Retinal 0.1",
        "Cleansing oil",
        "Starter kit",
        "Eye cream",
    ],
    hooks: &["Derm tested", "Glow in 14 days*", "Fragrance free", "UGC – Maya", "Before / after hands", "Buy 2 get 1"],
    bodies: &[
        "Your skin barrier called. It wants ceramides, not twelve steps.",
        "Two pumps in the morning, SPF on top. That's the whole routine.",
        "“I stopped wearing foundation after week three.” – Maya, 34",
        "Fragrance-free, vegan, refillable. Free shipping over $40.",
        "The serum that sold out four times is back in stock ✨",
    ],
    audiences: &[
        "Women 25-44",
        "LAL 2% high AOV",
        "Broad Advantage+",
        "IG engagers 90d",
        "ATC 7d",
        "Skincare interest",
    ],
    interests: &[("6003482636102", "Skin care"), ("6002839660079", "Cosmetics"), ("6003456388203", "Beauty salons")],
};

pub(super) const SHOP: Words = Words {
    products: &[
        "Bestsellers",
        "New season",
        "Gift box",
        "Classic line",
        "Travel size",
        "Limited edition",
        "Bundle",
        "Sale",
    ],
    hooks: &[
        "Only this week",
        "As seen in press",
        "5★ reviews",
        "Free shipping",
        "Behind the scenes",
        "Customer story",
    ],
    bodies: &[
        "Made by people who care about the small things. See the new season.",
        "Over 9,000 five-star reviews can't be wrong. Try it for 30 days.",
        "Your favourites, back in stock. First come, first served.",
        "Order today, enjoy tomorrow. Returns are free.",
    ],
    audiences: &["Broad", "LAL 1%", "Retargeting 30d", "Engagers 90d", "Interest stack A", "Customers 180d"],
    interests: &[("6003346592981", "Online shopping"), ("6003167425934", "Shopping"), ("6002867432822", "Gifts")],
};

pub(super) const SOFTWARE: Words = Words {
    products: &[
        "Taktplan",
        "Free trial",
        "Webinar",
        "Dienstplan-App",
        "Whitepaper",
        "Demo",
        "Enterprise",
        "Integrations",
    ],
    hooks: &["Schichtplan in 4 Minuten", "Ohne Excel", "DSGVO-konform", "Kundenstimme", "Vergleich", "ROI Rechner"],
    bodies: &[
        "Schluss mit Excel: Dienstpläne, die sich selbst schreiben. 30 Tage kostenlos testen.",
        "Über 2.400 Betriebe planen mit Taktplan – vom Café bis zur Klinik.",
        "In 4 Minuten zum fertigen Wochenplan. Server in Frankfurt, AV-Vertrag inklusive.",
    ],
    audiences: &["HR Leiter:innen", "Gastro-Inhaber", "LAL Leads 1%", "Website 60d", "Job title stack"],
    interests: &[("6003370250981", "Human resources"), ("6003371567474", "Entrepreneurship")],
};

pub(super) const PERFUME: Words = Words {
    products: &["عود ملكي", "ورد الطائف", "مسك أبيض", "Gift set", "Oud Royale", "عينات مجانية"],
    hooks: &["خصم ٢٥٪", "توصيل مجاني", "الأكثر مبيعًا", "Ramadan edition", "إصدار محدود"],
    bodies: &[
        "رائحة تبقى في الذاكرة. اطلب الآن واحصل على عينتين مجانًا.",
        "من قلب الورد إلى بابك خلال ٢٤ ساعة.",
        "Hand-blended in Dubai from Taif roses. Free samples with every order 🌹",
    ],
    audiences: &["UAE 25-45", "KSA women", "LAL purchasers", "زوار الموقع", "Broad"],
    interests: &[("6003088846792", "Perfume"), ("6003443805331", "Luxury goods")],
};

pub(super) const GAME: Words = Words {
    products: &["판다 퍼즐", "Season 7", "길드 전쟁", "신규 캐릭터", "Pre-register", "Starter pack"],
    hooks: &["지금 다운로드", "무료 뽑기 100회", "Gameplay 15s", "Fail ad", "Streamer cut", "Playable"],
    bodies: &[
        "판다를 구하세요! 3분이면 중독됩니다 🐼",
        "신규 유저 전원에게 무료 뽑기 100회.",
        "Can you beat level 43? Only 2% can.",
    ],
    audiences: &["Puzzle players", "LAL payers 1%", "Broad 18-34", "Lapsed 30d", "iOS 17+"],
    interests: &[("6003582500438", "Puzzle video games"), ("6003940339466", "Mobile games")],
};
