//! What can go wrong, by what the caller can do.

use crate::Refusal;
use crate::compose::Obstacle;
use crate::placement::Placement;
use crate::template::Fault;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The picture is not taken: show the words, ask for another.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The worker could not be started: the installation is incomplete.
    #[error("The program that reads pictures could not be started.")]
    Worker {
        /// Why.
        source: std::io::Error,
    },
    /// The template is wrong: show the place.
    #[error(transparent)]
    Template(#[from] Fault),
    /// This text cannot be set on this picture with this template: change one of them.
    #[error("{}: {obstacle}", .placement.name())]
    CannotSet {
        /// Where.
        placement: Placement,
        /// Why, with a way out.
        obstacle: Obstacle,
    },
    /// The picture could not be written in the wanted format: choose another.
    #[error("The picture could not be saved as {format}.")]
    Encode {
        /// The format.
        format: &'static str,
    },
    /// The note about where the picture comes from is longer than a file of this format can carry: shorten the prompt.
    #[error("The note about the picture's origin has {bytes} bytes, and a file can carry {most}. Shorten the prompt.")]
    OriginTooLong {
        /// Its length.
        bytes: usize,
        /// The limit.
        most: usize,
    },
    /// Stopped on request.
    #[error("Stopped.")]
    Cancelled,
}
