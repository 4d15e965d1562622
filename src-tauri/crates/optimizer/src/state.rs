//! States of looks and decisions, with their names in the ledger.

/// A closed set of names.
macro_rules! names {
    ($(#[$enum_doc:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$enum_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// Its name in the ledger.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The one of that name.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

names! {
    /// What became of a rule's look at an account.
    RunOutcome {
        /// Nothing met the conditions.
        Quiet = "quiet",
        /// Somebody was told.
        Told = "told",
        /// What it would have done was recorded.
        Shadowed = "shadowed",
        /// A person is asked.
        Asked = "asked",
        /// It acted.
        Acted = "acted",
        /// Everything that met the conditions was refused by a guard.
        Refused = "refused",
        /// Its time had passed when the program looked, or the machine slept.
        Missed = "missed",
        /// It could not be told of any object.
        Blind = "blind",
        /// Something held all rules back.
        Held = "held",
        /// It failed.
        Failed = "failed",
    }
}

names! {
    /// What became of what a rule decided about one object.
    DecisionState {
        /// Somebody was told.
        Told = "told",
        /// It was only recorded.
        Shadowed = "shadowed",
        /// A guard refused it.
        Refused = "refused",
        /// It waits for a person.
        Waiting = "waiting",
        /// A person said no.
        Declined = "declined",
        /// Nobody answered in time.
        Expired = "expired",
        /// It was not so any more when it was to be done.
        Stale = "stale",
        /// It is being sent.
        Sending = "sending",
        /// It was done and read back.
        Done = "done",
        /// It was sent and did not come to be as it was asked for.
        Failed = "failed",
    }
}
