//! What can go wrong.

/// Why there is no report or no logo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A file is no picture that can be used; another one helps.
    #[error("This file is no PNG, JPEG or WebP picture of at most 8,000 pixels a side. Choose another one")]
    NoPicture,
    /// The PDF could not be put together.
    #[error("The report could not be written: {0}")]
    NotWritten(String),
}
