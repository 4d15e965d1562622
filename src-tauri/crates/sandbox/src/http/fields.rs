//! The `fields` parameter: names, parameters in parentheses, sub-fields in braces.

use super::error::{GraphError, Result};

/// One asked-for field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// `.as(alias)`.
    pub(crate) alias: Option<String>,
    /// `.limit(5).effective_status(["ACTIVE"])`.
    pub(crate) params: Vec<(String, String)>,
    /// `{id,name}`; none when no braces were written.
    pub(crate) sub: Option<Vec<Field>>,
}

impl Field {
    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// The key in the answer.
    pub(crate) fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }
}

/// Deeper nesting than this is refused, as it would only serve to exhaust the server.
const MAX_DEPTH: usize = 8;

/// Reads a `fields` parameter: comma separated text, or a JSON list of such texts.
pub(crate) fn parse(text: &str) -> Result<Vec<Field>> {
    let text = text.trim();
    if text.starts_with('[') {
        let list: Vec<String> =
            serde_json::from_str(text).map_err(|_| syntax_error("expected a list of field names", 0))?;
        let mut all = Vec::with_capacity(list.len());
        for one in list {
            all.extend(parse_text(&one)?);
        }
        return Ok(all);
    }
    parse_text(text)
}

fn parse_text(text: &str) -> Result<Vec<Field>> {
    let mut parser = Parser { rest: text, start: text.len() };
    let fields = parser.list(0)?;
    if parser.rest.is_empty() { Ok(fields) } else { Err(parser.error("expected end of string")) }
}

struct Parser<'a> {
    rest: &'a str,
    start: usize,
}

impl<'a> Parser<'a> {
    fn list(&mut self, depth: usize) -> Result<Vec<Field>> {
        if depth > MAX_DEPTH {
            return Err(self.error("fields are nested too deeply"));
        }
        let mut fields: Vec<Field> = Vec::new();
        loop {
            self.space();
            if self.rest.is_empty() || self.rest.starts_with('}') {
                return Ok(fields);
            }
            let field = self.field(depth)?;
            if !fields.iter().any(|known| known.key() == field.key()) {
                fields.push(field);
            }
            self.space();
            if !self.eat(',') {
                return Ok(fields);
            }
        }
    }

    fn field(&mut self, depth: usize) -> Result<Field> {
        let mut field = Field::named(self.name()?);
        loop {
            self.space();
            if self.eat('.') {
                let name = self.name()?.to_owned();
                let argument = self.argument()?;
                if name == "as" { field.alias = Some(argument) } else { field.params.push((name, argument)) }
            } else if field.sub.is_none() && self.eat('{') {
                field.sub = Some(self.list(depth + 1)?);
                if !self.eat('}') {
                    return Err(self.error("expected }"));
                }
            } else {
                return Ok(field);
            }
        }
    }

    fn name(&mut self) -> Result<&'a str> {
        self.space();
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '-')))
            .unwrap_or(self.rest.len());
        if end == 0 {
            return Err(self.error("expected string"));
        }
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(name)
    }

    /// The text between balanced parentheses; quotation marks protect what is inside them.
    fn argument(&mut self) -> Result<String> {
        if !self.eat('(') {
            return Err(self.error("expected ("));
        }
        let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
        for (at, c) in self.rest.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted && depth == 0 => {
                    let (argument, rest) = self.rest.split_at(at);
                    self.rest = rest;
                    self.eat(')');
                    return Ok(argument.trim().to_owned());
                }
                ')' if !quoted => depth -= 1,
                _ => {}
            }
        }
        Err(self.error("expected )"))
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, c: char) -> bool {
        self.rest.strip_prefix(c).is_some_and(|rest| {
            self.rest = rest;
            true
        })
    }

    fn error(&self, what: &str) -> GraphError {
        syntax_error(what, self.start - self.rest.len())
    }
}

fn syntax_error(what: &str, at: usize) -> GraphError {
    GraphError::new(400, 2500, &format!("Syntax error \"{what}\" at character {at}: fields"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn expansion_with_parameters_is_read() {
        let fields = parse(
            r#"id, name,adsets.limit(50).effective_status(["ACTIVE",")"]){id,insights.date_preset(last_7d){spend,actions}},creative{}"#,
        )
        .unwrap();
        let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["id", "name", "adsets", "creative"]);
        assert_eq!(fields[2].params[1], ("effective_status".to_owned(), r#"["ACTIVE",")"]"#.to_owned()));
        let insights = &fields[2].sub.as_ref().unwrap()[1];
        assert_eq!(insights.params, [("date_preset".to_owned(), "last_7d".to_owned())]);
        assert_eq!(insights.sub.as_ref().unwrap().len(), 2);
    }

    #[test]
    fn json_list_alias_and_repeats() {
        let fields = parse(r#"["id","id","campaigns.as(all){id}"]"#).unwrap();
        assert_eq!(fields.iter().map(Field::key).collect::<Vec<_>>(), ["id", "id", "all"]);
        assert_eq!(parse("id,id").unwrap().len(), 1);
    }

    #[test]
    fn broken_text_is_a_syntax_error() {
        for broken in ["a{", "a}", "a.limit", "a.limit(", "{a}", "a b", "[1]", "a.(x)"] {
            assert_eq!(parse(broken).unwrap_err().code, 2500, "{broken}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,80}") {
            let _ = parse(&text);
        }
    }
}
