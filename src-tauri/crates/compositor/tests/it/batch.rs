//! Pictures × texts × placements.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use compositor::{Batch, Error, Focus, Placement, compose, compose_all};

use crate::{NO_BRAND, fonts, piece, source, template, words};

#[test]
fn everything_meets_everything_once_whatever_the_number_of_threads() {
    let template = template("band");
    let texts = [words("One"), words("Two"), words(&"too long ".repeat(60))];
    let sources = [(source(false), None), (source(true), Some(Focus::new(0.2, 0.2)))];
    let placements = [Placement::Square, Placement::Landscape];
    let batch =
        Batch { sources: &sources, words: &texts, placements: &placements, template: &template, brand: NO_BRAND };
    assert_eq!(batch.len(), 12);
    for threads in [1, 3] {
        let (mut seen, mut refused, mut last) = (BTreeSet::new(), 0, 0);
        let done = batch.run(fonts(), threads, &AtomicBool::new(false), |at, result, progress| {
            assert!(seen.insert(at));
            assert_eq!((progress.done, progress.all), (last + 1, 12));
            last = progress.done;
            match result {
                Ok(made) => assert_eq!(made.placement, placements[at[2]]),
                Err(error) => {
                    assert_eq!(at[1], 2, "{error}");
                    refused += 1;
                }
            }
        });
        assert!(done.is_ok());
        assert_eq!((seen.len(), refused), (12, 4));
    }
}

#[test]
fn a_cancelled_batch_ends_after_what_it_has_begun() {
    let template = template("band");
    let texts: Vec<_> = (0..40).map(|it| words(&format!("Text {it}"))).collect();
    let sources = [(source(false), None)];
    let batch =
        Batch { sources: &sources, words: &texts, placements: &Placement::FOUR, template: &template, brand: NO_BRAND };
    let cancelled = AtomicBool::new(false);
    let mut taken = 0;
    let ended = batch.run(fonts(), 2, &cancelled, |_, _, _| {
        taken += 1;
        cancelled.store(true, Ordering::Relaxed);
    });
    assert!(matches!(ended, Err(Error::Cancelled)));
    assert!(taken < batch.len(), "{taken}");
}

#[test]
fn threads_change_nothing_about_the_pixels() {
    let (template, words) = (template("scrim"), words("Dry at 1,400 metres"));
    let piece = piece(source(false), &words, &template);
    let together = compose_all(fonts(), &piece, &Placement::ALL, 4);
    for (placement, made) in Placement::ALL.into_iter().zip(together) {
        let alone = compose(fonts(), &piece, placement).expect("readable");
        assert_eq!(made.expect("readable"), alone);
    }
}
