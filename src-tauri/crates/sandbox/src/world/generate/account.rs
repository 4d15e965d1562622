//! An account with its business, page, pixel, people, labels and pictures.

use super::Plan;
use super::brands::{BRANDS, Brand};
use super::campaign::Maker;
use crate::world::World;
use crate::world::delivery::calendar::DAY_MS;
use crate::world::delivery::market::minor_per_usd;
use crate::world::model::{Account, Actor, Business, Image, Label, ObjectId, Page, Timeline};
use crate::world::random::{Draws, join, mix};

/// Pixel sizes of the pictures, by use: feed, portrait, story, link preview.
const SIZES: [(u32, u32); 4] = [(1080, 1080), (1080, 1350), (1080, 1920), (1200, 628)];

impl World {
    pub(crate) fn make_account(&mut self, plan: &Plan, draws: &mut Draws) {
        let Some(brand) = BRANDS.get(plan.place % BRANDS.len()) else { return };
        let account = account(self, plan, brand, draws);
        let (id, created_ms) = (account.id, account.created_ms);
        self.insert_account(account);
        for name in ["Q4", "Always on", "Test"].into_iter().filter(|_| !plan.steady) {
            let label = self.new_id();
            let name = name.to_owned();
            self.insert_label(Label { id: label, account: id, name, created_ms, updated_ms: created_ms });
        }
        for number in 0..plan.images {
            self.insert_image(image(id, self.origin.seed, number, created_ms));
        }
        Maker::new(self, plan, brand, id, draws).make_campaigns();
    }
}

fn account(world: &mut World, plan: &Plan, brand: &Brand, draws: &mut Draws) -> Account {
    let now = world.origin.now_ms;
    let created_ms = now - draws.whole(700, 1_500) * DAY_MS;
    let digits = |draws: &mut Draws| ObjectId(100_000_000_000_000 + draws.bits() % 800_000_000_000_000);
    let european = matches!(brand.zone, "Europe/Oslo" | "Europe/Berlin" | "Europe/Budapest" | "Europe/London");
    let repeat = plan.place / BRANDS.len();
    let suffix = if repeat == 0 { String::new() } else { format!(" ({})", repeat + 1) };
    let page = Page {
        id: digits(draws),
        name: brand.page.to_owned(),
        instagram_user_id: Some(ObjectId(17_841_400_000_000_000 + draws.bits() % 99_999_999_999)),
    };
    let application = brand.app.map(|name| {
        let store = format!("https://apps.apple.com/app/id{}", 1_400_000_000 + draws.bits() % 99_999_999);
        (digits(draws), name.to_owned(), store)
    });
    let mut account = Account {
        id: digits(draws),
        name: format!("{}{suffix}", brand.name),
        currency: brand.currency.to_owned(),
        currency_offset: brand.offset,
        timezone_name: brand.zone.to_owned(),
        timezone_id: brand.zone_id,
        account_status: Timeline::new(created_ms, 1),
        disable_reason: 0,
        spend_cap: 0,
        balance: 0,
        spent_before_minor: 0,
        min_daily_budget: 0,
        min_campaign_group_spend_cap: 0,
        funding_source_display: format!("VISA *{:04}", draws.whole(0, 9_999)),
        funding_source: Some(digits(draws)),
        is_prepay_account: false,
        business: Business { id: digits(draws), name: brand.business.to_owned() },
        pages: vec![page],
        pixels: vec![(digits(draws), format!("{} Pixel", brand.page))],
        application,
        user_tasks: ["MANAGE", "ADVERTISE", "ANALYZE"].map(str::to_owned).to_vec(),
        default_dsa_payor: european.then(|| brand.business.to_owned()),
        default_dsa_beneficiary: european.then(|| brand.business.to_owned()),
        country: brand.countries.first().copied().unwrap_or("US").to_owned(),
        website: brand.website.to_owned(),
        created_ms,
    };
    let usd = minor_per_usd(&account);
    account.min_daily_budget = usd.ceil() as i64;
    account.min_campaign_group_spend_cap = (usd * 100.0).ceil() as i64;
    account.balance = (usd * draws.between(20.0, 400.0)) as i64;
    account.spent_before_minor = (usd * draws.between(60_000.0, 700_000.0)) as i64;
    if plan.disabled {
        account.account_status.set(now - 20 * DAY_MS, 2);
        account.disable_reason = 1;
    }
    account
}

fn image(account: ObjectId, seed: u64, number: u32, created_ms: i64) -> Image {
    let key = join(join(seed, account.0), u64::from(number));
    let (width, height) = SIZES[(key % SIZES.len() as u64) as usize];
    Image {
        account,
        hash: format!("{:016x}{:016x}", mix(key), mix(key ^ 1)),
        name: format!("creative_{:03}_{width}x{height}.png", number + 1),
        width,
        height,
        status: "ACTIVE".to_owned(),
        upload_base64: None,
        created_ms,
        updated_ms: created_ms,
    }
}

/// The people who work on an account, in Ads Manager.
pub(crate) fn staff(account: &Account) -> Vec<Actor> {
    let brand = BRANDS.iter().find(|brand| account.name.starts_with(brand.name));
    let person = |(place, name): (usize, &&str)| Actor {
        id: ObjectId(10_220_000_000_000_000 + mix(account.id.0 ^ place as u64) % 90_000_000_000_000),
        name: (*name).to_owned(),
        application_id: Some(ObjectId(119_211_728_144_504)),
        application_name: Some("Power Editor".to_owned()),
    };
    brand.map(|brand| brand.people).unwrap_or_default().iter().enumerate().map(person).collect()
}

/// Meta itself.
pub(crate) fn meta() -> Actor {
    Actor { id: ObjectId(0), name: "Meta".to_owned(), application_id: None, application_name: None }
}
