use crate::world::delivery::calendar;
use crate::world::delivery::figures::*;
use crate::world::delivery::rows::*;
use crate::world::model::*;
use crate::world::*;

#[test]
fn look() {
    let now = 1_795_400_000_000 + 0;
    for size in [
        Size::Tiny,
        Size::Small,
        Size::Agency,
        Size::Huge,
        Size::Exact { accounts: 3, campaigns: 100, adsets: 5, ads: 5 },
    ] {
        let t = std::time::Instant::now();
        let world = World::generate(7, size, now);
        let took = t.elapsed();
        println!(
            "{size:?}: {} campaigns {} adsets {} ads {} creatives {} activities {:?}",
            world.campaigns.len(),
            world.adsets.len(),
            world.ads.len(),
            world.creatives.len(),
            world.activities.len(),
            took
        );
        for account in world.accounts().iter().take(3) {
            let zone = calendar::zone(&account.timezone_name);
            let today = calendar::day_of(zone, now);
            let since = today - chrono::Days::new(29);
            let t = std::time::Instant::now();
            let q = RowQuery {
                scope: account.id,
                level: Level::Ad,
                slices: Slice::days(since, today),
                as_of_ms: now,
                breakdown: None,
                statuses: None,
            };
            let n = world.rows(q.clone()).unwrap().count();
            let took = t.elapsed();
            println!(
                "  {} {} ads: {} rows in {:?} = {:.0}/s",
                account.name,
                world.ads_of_account(account.id).count(),
                n,
                took,
                n as f64 / took.as_secs_f64()
            );
            let f = world.figures(account.id, Slice { since, until: today }, now).unwrap();
            println!(
                "   imp {} reach {} clicks {} link {} spend {:.2} {} lpv {} purch {} value {:.2} roas {:.2} leads {}/{} inst {} conv {}",
                f.impressions,
                f.reach,
                f.clicks,
                f.inline_link_clicks,
                f.spend as f64 / account.currency_offset as f64,
                account.currency,
                f.event(Event::LandingPageView),
                f.event(Event::Purchase),
                f.purchase_value as f64 / account.currency_offset as f64,
                f.purchase_value as f64 / f.spend as f64,
                f.event(Event::FormLead),
                f.event(Event::PixelLead),
                f.event(Event::AppInstall),
                f.event(Event::Conversation)
            );
            let t = std::time::Instant::now();
            let spent = world.amount_spent(account.id, now);
            println!("   amount spent {spent} in {:?}", t.elapsed());
            if size == Size::Small {
                for c in world.campaigns_of(account.id) {
                    let f = world.figures(c.id, Slice { since, until: today }, now).unwrap_or_default();
                    println!(
                        "     {:14} {:<45} {:?} b {:?} sets {} spend {} imp {} link {} purch {} ",
                        world.campaign_status(c, now).as_str(),
                        c.name,
                        c.objective,
                        c.budget.last(),
                        world.adsets_of(c.id).count(),
                        f.spend,
                        f.impressions,
                        f.inline_link_clicks,
                        f.event(Event::Purchase)
                    );
                }
            }
        }
        if size == Size::Small {
            let mut by = std::collections::BTreeMap::new();
            for a in world.activities() {
                *by.entry(a.event_type.clone()).or_insert(0) += 1;
            }
            println!("{by:?}");
            let mut st = std::collections::BTreeMap::new();
            for a in &world.ads {
                *st.entry(world.ad_status(a, now)).or_insert(0) += 1;
            }
            println!("{st:?}");
            let mut st = std::collections::BTreeMap::new();
            for a in &world.adsets {
                *st.entry(format!("{:?}", a.learning.at(now))).or_insert(0) += 1;
            }
            println!("{st:?}");
            println!("{}", world.image_demo());
        }
    }
}
impl World {
    fn image_demo(&self) -> String {
        let i = &self.images[0];
        let t = std::time::Instant::now();
        for (k, i) in self.images.iter().take(8).enumerate() {
            let b = paint::image_png(&i.hash, 256, 256 * i.height / i.width).unwrap();
            std::fs::write(format!("/tmp/sandworld/{k}.png"), b).unwrap();
        }
        let a = t.elapsed();
        let b = paint::image_png(&i.hash, 1080, 1080).unwrap();
        format!("{:?} {:?} {}", a, t.elapsed(), b.len())
    }
}
