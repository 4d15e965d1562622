//! Many compositions: pictures × texts × placements.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use super::{Brand, Piece, Rendered, Source, Words, compose};
use crate::Error;
use crate::fonts::Fonts;
use crate::geometry::Focus;
use crate::placement::Placement;
use crate::template::Template;

/// All that a batch is made of. Each picture meets each text in each placement.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// The pictures, each with the focus a person gave it, if any.
    pub sources: &'a [(&'a Source, Option<Focus>)],
    /// The texts.
    pub words: &'a [Words],
    /// The placements.
    pub placements: &'a [Placement],
    /// Where everything goes.
    pub template: &'a Template,
    /// Whose ads they are.
    pub brand: &'a Brand,
}

/// What a batch tells while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Compositions that are finished or refused.
    pub done: usize,
    /// All of them.
    pub all: usize,
}

impl Batch<'_> {
    /// How many compositions it is.
    pub fn len(&self) -> usize {
        self.sources.len() * self.words.len() * self.placements.len()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Composes everything on up to `threads` threads and hands over each result as it arrives, on this thread:
    /// its indexes in `sources`, `words` and `placements`, the result, and how far the batch is. Blocking.
    ///
    /// Nothing is kept, so that a batch takes no more memory than a few placements. When `cancelled` becomes true, what
    /// has begun is finished and handed over, and the rest is left out.
    ///
    /// # Errors
    /// [`Error::Cancelled`] when something was left out. What cannot be set is a result, not an error.
    pub fn run(
        &self,
        fonts: &Fonts,
        threads: usize,
        cancelled: &AtomicBool,
        mut take: impl FnMut([usize; 3], Result<Rendered, Error>, Progress),
    ) -> Result<(), Error> {
        let all = self.len();
        let (mut done, next) = (0, AtomicUsize::new(0));
        // As many may wait as are being made: a slow receiver holds the makers up and not the memory.
        let (send, receive) = mpsc::sync_channel(threads.max(1));
        std::thread::scope(|scope| {
            for _ in 0..threads.clamp(1, all.max(1)) {
                let (send, next) = (send.clone(), &next);
                scope.spawn(move || {
                    while !cancelled.load(Ordering::Relaxed) {
                        let Some(at) = self.place_of(next.fetch_add(1, Ordering::Relaxed)) else { break };
                        if send.send((at, self.one(fonts, at))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(send);
            for (at, result) in receive {
                done += 1;
                take(at, result, Progress { done, all });
            }
        });
        if done < all { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Placements change fastest, so that a picture is asked for while it is at hand.
    fn place_of(&self, number: usize) -> Option<[usize; 3]> {
        let (texts, placements) = (self.words.len(), self.placements.len());
        (number < self.len()).then(|| [number / placements / texts, number / placements % texts, number % placements])
    }

    fn one(&self, fonts: &Fonts, [source, words, placement]: [usize; 3]) -> Result<Rendered, Error> {
        let (source, focus) = self.sources[source];
        let piece = Piece {
            source,
            words: &self.words[words],
            template: self.template,
            brand: self.brand,
            focus,
            fit: None,
            extend: None,
        };
        compose(fonts, &piece, self.placements[placement])
    }
}

/// Does `work` for each item on up to `threads` threads; results in the order of the items.
pub(super) fn each<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads.clamp(1, items.len().max(1));
    if threads == 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let run = || {
        let mut mine = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return mine };
            mine.push((at, work(item)));
        }
    };
    let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mut results = run();
        for other in others {
            match other.join() {
                Ok(theirs) => results.extend(theirs),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
