//! Changes in quick succession.

use super::*;

#[tokio::test(start_paused = true)]
async fn five_hundred_changes_never_come_as_a_hundred_in_one_second() {
    let governor = governors().of(Some(&account(1)));
    let memory = GovernorMemory { points: Vec::new(), blocked: Vec::new(), tier: Some(AccessTier::Full) };
    governor.restore(&memory);
    let began = Instant::now();
    let mut sent = VecDeque::new();
    for _ in 0..500 {
        let permit = governor.acquire(ask(Lane::Write, 3), &Cancel::new()).await.unwrap();
        drop(permit);
        sent.push_back(Instant::now());
        while sent.front().is_some_and(|at| at.elapsed() >= Duration::from_secs(1)) {
            sent.pop_front();
        }
        assert!(sent.len() < 100, "{} in a second", sent.len());
    }
    assert!(began.elapsed() < Duration::from_secs(20), "and they are not slowed down more than that");
    let reads = tokio::time::timeout(Duration::from_millis(1), async {
        for _ in 0..200 {
            drop(governor.acquire(ask(Lane::Interactive, 1), &Cancel::new()).await.unwrap());
        }
    });
    reads.await.expect("reads do not wait for it");
}

#[tokio::test(start_paused = true)]
async fn a_set_of_changes_larger_than_a_second_goes_alone() {
    let governor = governors().of(Some(&account(1)));
    let memory = GovernorMemory { points: Vec::new(), blocked: Vec::new(), tier: Some(AccessTier::Full) };
    governor.restore(&memory);
    drop(governor.acquire(ask(Lane::Write, 3), &Cancel::new()).await.unwrap());
    let began = Instant::now();
    drop(governor.acquire(ask(Lane::Write, 3_000), &Cancel::new()).await.unwrap());
    assert!(began.elapsed() >= Duration::from_secs(1), "it waits for the one before");
    drop(governor.acquire(ask(Lane::Write, 3), &Cancel::new()).await.unwrap());
    assert!(began.elapsed() >= Duration::from_secs(2), "and the next one waits for it");
}
