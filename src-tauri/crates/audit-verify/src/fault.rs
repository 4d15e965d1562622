//! What can be wrong with a log.

/// The kind of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// An entry was changed.
    Edited,
    /// An entry was put in that was never written.
    Inserted,
    /// An entry was taken out.
    Removed,
    /// An entry stands in another one's place.
    Swapped,
    /// The log ends before its own head says.
    CutOff,
    /// The log ends before, or differs from, what an earlier checkpoint had seen.
    RolledBack,
    /// The log has no head, so that nothing says where it should end.
    NoHead,
    /// The head's signature is wrong, or it is signed with another key than expected.
    BadSignature,
    /// The log, its head or a checkpoint belong to different workspaces.
    OtherLog,
}

impl FaultKind {
    /// The name for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::Inserted => "inserted",
            Self::Removed => "removed",
            Self::Swapped => "swapped",
            Self::CutOff => "cut_off",
            Self::RolledBack => "rolled_back",
            Self::NoHead => "no_head",
            Self::BadSignature => "bad_signature",
            Self::OtherLog => "other_log",
        }
    }
}

/// The first thing that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// Number of the entry.
    pub entry: Option<u64>,
    /// Whether it is this entry; otherwise it is this one or one before it.
    pub exact: bool,
    /// The line of the file, counted from 1, where there is one to look at.
    pub line: Option<usize>,
}

impl Fault {
    pub(crate) fn at(kind: FaultKind, entry: u64, line: Option<usize>) -> Self {
        Self { kind, entry: Some(entry), exact: true, line }
    }

    pub(crate) fn of_log(kind: FaultKind) -> Self {
        Self { kind, entry: None, exact: true, line: None }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let entry = self.entry.unwrap_or_default();
        match (self.kind, self.exact) {
            (FaultKind::Edited, true) => write!(f, "entry {entry} was changed after it was written")?,
            (FaultKind::Edited, false) => write!(f, "entry {entry} or one before it was changed after it was written")?,
            (FaultKind::Inserted, _) => write!(f, "an entry was put in at number {entry}")?,
            (FaultKind::Removed, _) => write!(f, "entry {entry} was taken out")?,
            (FaultKind::Swapped, _) => write!(f, "another entry stands in the place of entry {entry}")?,
            (FaultKind::CutOff, _) => write!(f, "the log was cut off: entry {entry} and what came after are missing")?,
            (FaultKind::RolledBack, true) => {
                write!(
                    f,
                    "the log is older than the checkpoint, or another one: entry {entry} is not the one it had seen"
                )?;
            }
            (FaultKind::RolledBack, false) => {
                write!(f, "the log differs from what the checkpoint had seen, at entry {entry} or before it")?;
            }
            (FaultKind::NoHead, _) => f.write_str("the log has no head, so nobody can say where it should end")?,
            (FaultKind::BadSignature, _) => f.write_str("the head is not signed with the expected key")?,
            (FaultKind::OtherLog, _) => {
                f.write_str("the log, its head and the checkpoints are not of one workspace")?
            }
        }
        match self.line {
            Some(line) => write!(f, " (line {line})"),
            None => Ok(()),
        }
    }
}
