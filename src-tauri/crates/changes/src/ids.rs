//! Ids of acts and requests.

/// Where new ids come from, so that tests can foresee them.
pub trait Ids: Send + Sync + std::fmt::Debug {
    /// An id that was never given out, of small letters and digits.
    fn fresh(&self) -> String;
}

/// Ids from the system's randomness, 96 bits each.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    fn fresh(&self) -> String {
        let mut bytes = [0_u8; 12];
        if let Err(error) = getrandom::fill(&mut bytes) {
            // An id of zeros is refused by the ledger the second time, so nothing is sent under it twice.
            tracing::error!(%error, "the system gives no randomness");
        }
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
