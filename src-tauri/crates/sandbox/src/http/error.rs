//! Meta's one error shape.

use super::json::Json;

/// An error as the API answers it.
#[derive(Debug, Clone)]
pub(crate) struct GraphError {
    pub(crate) status: u16,
    pub(crate) code: i64,
    pub(crate) subcode: Option<i64>,
    kind: &'static str,
    detail: Box<Detail>,
}

/// The longer part, apart so that results stay small.
#[derive(Debug, Clone)]
struct Detail {
    message: String,
    user: Option<(String, String)>,
    blame: Vec<Vec<String>>,
    is_transient: bool,
    headers: Vec<(&'static str, String)>,
}

pub(crate) type Result<T> = std::result::Result<T, GraphError>;

impl GraphError {
    pub(crate) fn new(status: u16, code: i64, message: &str) -> Self {
        Self {
            status,
            code,
            subcode: None,
            kind: "OAuthException",
            detail: Box::new(Detail {
                message: message.to_owned(),
                user: None,
                blame: Vec::new(),
                is_transient: false,
                headers: Vec::new(),
            }),
        }
    }

    /// Code 100, the usual invalid parameter.
    pub(crate) fn invalid(message: &str) -> Self {
        Self::new(400, 100, &format!("(#100) {message}"))
    }

    /// Code 100 with the general text, a subcode and what Ads Manager would tell the person.
    pub(crate) fn refused(subcode: i64, title: &str, text: &str) -> Self {
        Self::new(400, 100, "Invalid parameter").sub(subcode).user(title, text)
    }

    pub(crate) fn missing(param: &str) -> Self {
        Self::invalid(&format!("The parameter {param} is required")).blame(&[param])
    }

    pub(crate) fn not_one_of(param: &str, values: &[&str]) -> Self {
        Self::invalid(&format!("Param {param} must be one of {{{}}}", values.join(", "))).blame(&[param])
    }

    pub(crate) fn unknown_field(field: &str, node: &str) -> Self {
        Self::invalid(&format!("Tried accessing nonexisting field ({field}) on node type ({node})"))
    }

    /// The object is not there, or the token may not see it; the API does not say which.
    pub(crate) fn no_object(method: &str, id: &str) -> Self {
        let mut error = Self::new(
            400,
            100,
            &format!(
                "Unsupported {} request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api",
                method.to_ascii_lowercase()
            ),
        )
        .sub(33);
        error.kind = "GraphMethodException";
        error
    }

    pub(crate) fn unknown_path(path: &str) -> Self {
        Self::new(400, 2500, &format!("Unknown path components: /{path}"))
    }

    pub(crate) fn token(subcode: Option<i64>, message: &str) -> Self {
        let mut error = Self::new(if subcode.is_some() { 400 } else { 401 }, 190, message);
        error.subcode = subcode;
        error
    }

    pub(crate) fn too_much_data() -> Self {
        Self::new(500, 1, "Please reduce the amount of data you're asking for, then retry your request")
    }

    /// What a person would be told, or the developer's message.
    pub(crate) fn message(&self) -> &str {
        self.detail.user.as_ref().map_or(&self.detail.message, |(_, text)| text)
    }

    pub(crate) fn sub(mut self, subcode: i64) -> Self {
        self.subcode = Some(subcode);
        self
    }

    pub(crate) fn user(mut self, title: &str, text: &str) -> Self {
        self.detail.user = Some((title.to_owned(), text.to_owned()));
        self
    }

    /// Adds one blamed path, from the outer parameter inwards.
    pub(crate) fn blame(mut self, path: &[&str]) -> Self {
        self.detail.blame.push(path.iter().map(|part| (*part).to_owned()).collect());
        self
    }

    pub(crate) fn transient(mut self) -> Self {
        self.detail.is_transient = true;
        self
    }

    pub(crate) fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// Headers the error brings along, such as the usage of a blocked account.
    pub(crate) fn with_headers(mut self, headers: Vec<(&'static str, String)>) -> Self {
        self.detail.headers = headers;
        self
    }

    pub(crate) fn headers(&self) -> &[(&'static str, String)] {
        &self.detail.headers
    }

    /// The body; `trace` becomes `fbtrace_id`.
    pub(crate) fn body(&self, trace: &str) -> Vec<u8> {
        let mut out = Json::with_capacity(512);
        out.begin();
        out.key("error");
        out.begin();
        out.text("message", &self.detail.message);
        out.text("type", self.kind);
        out.int("code", self.code);
        if !self.detail.blame.is_empty() {
            // Meta writes this object as text inside the JSON, and clients have to parse it once more.
            let blame = serde_json::json!({ "blame_field_specs": self.detail.blame });
            out.text("error_data", &blame.to_string());
        }
        if let Some(subcode) = self.subcode {
            out.int("error_subcode", subcode);
        }
        if self.subcode.is_some() || self.detail.is_transient {
            out.boolean("is_transient", self.detail.is_transient);
        }
        if let Some((title, text)) = &self.detail.user {
            out.text("error_user_title", title);
            out.text("error_user_msg", text);
        }
        out.text("fbtrace_id", trace);
        out.end();
        out.end();
        out.into_bytes()
    }
}
