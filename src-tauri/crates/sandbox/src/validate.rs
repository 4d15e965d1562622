//! Meta's rules for what may be written.
