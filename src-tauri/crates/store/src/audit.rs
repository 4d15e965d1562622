//! The chain that makes the audit log's entries hold each other in place. The format is told in `AUDIT-FORMAT.md`.

pub(crate) mod chain;
pub(crate) mod encoding;
mod export;

pub(crate) use chain::AuditKeys;
