//! What is kept when the program ends.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_restart_does_not_forget_points_or_blocks() {
    let governors = governors();
    let before = governors.of(Some(&account(1)));
    for _ in 0..40 {
        before.acquire(ask(Lane::Background, 1), &Cancel::new()).await.unwrap();
    }
    tokio::time::advance(Duration::from_secs(100)).await;
    before.listen(&Usage { tier: Some(AccessTier::Limited), ..Usage::default() });
    before.throttled(Layer::AdsInsights, Kind::Insights, &Usage::default());
    let kept = serde_json::to_string(&before.memory()).unwrap();

    tokio::time::advance(Duration::from_secs(50)).await;
    let after = governors.of(Some(&account(2)));
    after.restore(&serde_json::from_str(&kept).unwrap());
    assert_eq!((after.state().usage_percent, after.state().tier), (66, Some(AccessTier::Limited)));
    let begin = Instant::now();
    let insights = Ask { kind: Kind::Insights, ..ask(Lane::Background, 1) };
    after.acquire(insights, &Cancel::new()).await.unwrap();
    assert!((250..252).contains(&begin.elapsed().as_secs()), "{:?}", begin.elapsed());
    assert!(after.state().usage_percent < 5, "the 40 points are over");
}
