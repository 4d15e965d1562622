//! A value with its history, so that the delivery of a past day follows what was set on that day.

use serde::{Deserialize, Serialize};

/// A value that changes at instants (UTC milliseconds), oldest first and never empty.
///
/// Entries may lie in the future: a review that will end is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline<T> {
    first: (i64, T),
    later: Vec<(i64, T)>,
}

impl<T> Timeline<T> {
    /// A value that holds from `at_ms` on (and before it, as far as anybody asks).
    pub fn new(at_ms: i64, value: T) -> Self {
        Self { first: (at_ms, value), later: Vec::new() }
    }

    /// The value in force at an instant; a change counts from its own millisecond on.
    #[inline]
    pub fn at(&self, at_ms: i64) -> &T {
        self.later.iter().rev().find(|(from, _)| *from <= at_ms).map_or(&self.first.1, |(_, value)| value)
    }

    /// The newest value, even when it lies in the future.
    #[inline]
    pub fn last(&self) -> &T {
        self.later.last().map_or(&self.first.1, |(_, value)| value)
    }

    /// When the newest value came or comes into force.
    #[inline]
    pub fn last_change_ms(&self) -> i64 {
        self.later.last().map_or(self.first.0, |(at, _)| *at)
    }

    /// When the history begins.
    #[inline]
    pub fn since_ms(&self) -> i64 {
        self.first.0
    }

    /// Sets the value from `at_ms` on. What was planned for that instant or later is dropped.
    pub fn set(&mut self, at_ms: i64, value: T) {
        self.later.retain(|(at, _)| *at < at_ms);
        if at_ms <= self.first.0 {
            self.first = (self.first.0, value);
        } else {
            self.later.push((at_ms, value));
        }
    }

    /// The changes after the first value, oldest first.
    #[inline]
    pub fn changes(&self) -> &[(i64, T)] {
        &self.later
    }

    /// Every entry, oldest first.
    pub fn entries(&self) -> impl Iterator<Item = (i64, &T)> {
        std::iter::once(&self.first).chain(&self.later).map(|(at, value)| (*at, value))
    }
}
