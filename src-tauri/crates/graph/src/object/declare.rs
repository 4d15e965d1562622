//! One way to declare what Meta answers, so that every field is read with the same tolerance.

/// Declares an object of Meta's. The word before a field says how it is read, and with that its type:
///
/// | word | what Meta sends | type |
/// |---|---|---|
/// | `must name: T` | always there | `T` |
/// | `word` | text that is always there, such as an id | `String` |
/// | `text`, `int`, `flag`, `time` | a scalar in any spelling, or nothing | `Option` of it |
/// | `some name: T` | an object, or nothing | `Option<T>` |
/// | `list name: T` | a list, whose odd elements are left out | `Vec<T>` |
/// | `json` | kept as it is, because nothing here looks inside | `Option<RawJson>` |
///
/// `as "…"` names the field at Meta where it has another name here. `shared` stands for what campaigns, ad sets and
/// ads have in common.
macro_rules! object {
    ($(#[$attr:meta])* $name:ident { $($fields:tt)* }) => {
        $crate::object::object!(@next [$(#[$attr])* $name] {} $($fields)*);
    };
    (@next [$(#[$attr:meta])* $name:ident] { $($done:tt)* }) => {
        $(#[$attr])*
        pub struct $name { $($done)* }
    };
    (@next $head:tt { $($done:tt)* } shared; $($rest:tt)*) => {
        $crate::object::object!(@next $head { $($done)* }
            /// Its id.
            must id: domain::ObjectId;
            /// Its name.
            text name;
            /// What a person set.
            text status;
            /// What Meta computed.
            text effective_status;
            /// Problems Meta reports.
            list issues_info: $crate::Issue;
            /// Its labels.
            list adlabels: $crate::AdLabel;
            /// When it was made.
            time created_time;
            /// When it changed last. That of a campaign does not move when only its budget or spend cap changes.
            time updated_time;
            $($rest)*);
    };
    (@next $head:tt { $($done:tt)* } $(#[$doc:meta])* must $field:ident: $ty:ty; $($rest:tt)*) => {
        $crate::object::object!(@next $head { $($done)* $(#[$doc])* pub $field: $ty, } $($rest)*);
    };
    (@next $head:tt { $($done:tt)* } $(#[$doc:meta])* word $field:ident; $($rest:tt)*) => {
        $crate::object::object!(@next $head { $($done)* $(#[$doc])*
            #[serde(deserialize_with = "crate::lenient::required_text")]
            pub $field: String, } $($rest)*);
    };
    (@next $head:tt { $($done:tt)* } $(#[$doc:meta])* text $field:ident $(as $at_meta:literal)?; $($rest:tt)*) => {
        $crate::object::object!(@next $head { $($done)* $(#[$doc])*
            #[serde(default, $(rename = $at_meta,)? deserialize_with = "crate::lenient::text")]
            pub $field: Option<String>, } $($rest)*);
    };
    (@next $head:tt { $($done:tt)* } $(#[$doc:meta])* int $field:ident $(as $at_meta:literal)?; $($rest:tt)*) => {
        $crate::object::object!(@next $head { $($done)* $(#[$doc])*
            #[serde(default, $(rename = $at_meta,)? deserialize_with = "crate::lenient::int")]
            pub $field: Option<i64>, } $($rest)*);
    };
    (@next $head:tt { $($done:tt)* } $(#[$doc:meta])* flag $field:ident; $($rest:tt)*) => {
        $crate::object::object!(@next $head { $($done)* $(#[$doc])*
            #[serde(default, deserialize_with = "crate::lenient::boolean")]
            pub $field: Option<bool>, } $($rest)*);
    };
    (@next $head:tt { $($done:tt)* } $(#[$doc:meta])* time $field:ident $(as $at_meta:literal)?; $($rest:tt)*) => {
        $crate::object::object!(@next $head { $($done)* $(#[$doc])*
            #[serde(default, $(rename = $at_meta,)? deserialize_with = "crate::lenient::instant")]
            pub $field: Option<domain::TimestampMillis>, } $($rest)*);
    };
    (@next $head:tt { $($done:tt)* } $(#[$doc:meta])* some $field:ident: $ty:ty; $($rest:tt)*) => {
        $crate::object::object!(@next $head { $($done)* $(#[$doc])*
            #[serde(default, deserialize_with = "crate::lenient::maybe")]
            pub $field: Option<$ty>, } $($rest)*);
    };
    (@next $head:tt { $($done:tt)* } $(#[$doc:meta])* list $field:ident: $ty:ty; $($rest:tt)*) => {
        $crate::object::object!(@next $head { $($done)* $(#[$doc])*
            #[serde(default, deserialize_with = "crate::lenient::list")]
            pub $field: Vec<$ty>, } $($rest)*);
    };
    (@next $head:tt { $($done:tt)* } $(#[$doc:meta])* json $field:ident; $($rest:tt)*) => {
        $crate::object::object!(@next $head { $($done)* $(#[$doc])*
            #[serde(default)]
            pub $field: Option<$crate::RawJson>, } $($rest)*);
    };
}
pub(crate) use object;
