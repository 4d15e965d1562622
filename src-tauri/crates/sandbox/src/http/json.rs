//! JSON written straight into bytes: a page of 5,000 insight rows never becomes a tree.

use serde_json::Value;

/// A JSON text under construction. Commas are put in by looking at the last byte, so callers only open, write and close.
#[derive(Debug, Default)]
pub(crate) struct Json {
    out: Vec<u8>,
}

impl Json {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes) }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    pub(crate) fn len(&self) -> usize {
        self.out.len()
    }

    /// Takes back everything written after `len`.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.out.truncate(len);
    }

    fn separate(&mut self) {
        // Nothing but structure ends in these bytes: a string always ends in a quotation mark.
        if !matches!(self.out.last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(b',');
        }
    }

    pub(crate) fn begin(&mut self) {
        self.separate();
        self.out.push(b'{');
    }

    pub(crate) fn end(&mut self) {
        self.out.push(b'}');
    }

    pub(crate) fn begin_list(&mut self) {
        self.separate();
        self.out.push(b'[');
    }

    pub(crate) fn end_list(&mut self) {
        self.out.push(b']');
    }

    pub(crate) fn key(&mut self, name: &str) {
        self.separate();
        write_string(&mut self.out, name);
        self.out.push(b':');
    }

    /// A text element of a list.
    pub(crate) fn string(&mut self, value: &str) {
        self.separate();
        write_string(&mut self.out, value);
    }

    pub(crate) fn number(&mut self, value: i64) {
        self.separate();
        self.out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
    }

    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.key(name);
        write_string(&mut self.out, value);
    }

    pub(crate) fn opt_text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    pub(crate) fn int(&mut self, name: &str, value: i64) {
        self.key(name);
        self.number(value);
    }

    /// An integer written as text, as the API writes ids and money.
    pub(crate) fn int_text(&mut self, name: &str, value: i64) {
        self.key(name);
        self.out.push(b'"');
        self.out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
        self.out.push(b'"');
    }

    pub(crate) fn id(&mut self, name: &str, value: u64) {
        self.key(name);
        self.out.push(b'"');
        self.out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
        self.out.push(b'"');
    }

    pub(crate) fn boolean(&mut self, name: &str, value: bool) {
        self.key(name);
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    pub(crate) fn texts<'a>(&mut self, name: &str, values: impl IntoIterator<Item = &'a str>) {
        self.key(name);
        self.begin_list();
        for value in values {
            self.string(value);
        }
        self.end_list();
    }

    pub(crate) fn value(&mut self, name: &str, value: &Value) {
        self.key(name);
        self.element(value);
    }

    /// A whole value as an element.
    pub(crate) fn element(&mut self, value: &Value) {
        match value {
            Value::Null => self.raw(b"null"),
            Value::Bool(flag) => self.raw(if *flag { b"true" } else { b"false" }),
            Value::Number(number) => self.raw(number.to_string().as_bytes()),
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.begin_list();
                items.iter().for_each(|item| self.element(item));
                self.end_list();
            }
            Value::Object(map) => {
                self.begin();
                for (key, item) in map {
                    self.value(key, item);
                }
                self.end();
            }
        }
    }

    /// Ready JSON as an element or as the value of the key just written.
    pub(crate) fn raw(&mut self, json: &[u8]) {
        self.separate();
        self.out.extend_from_slice(json);
    }

    /// A key that was written out beforehand, quotation marks and colon included.
    pub(crate) fn ready_key(&mut self, key: &[u8]) {
        self.separate();
        self.out.extend_from_slice(key);
    }

    /// A text, after a key.
    pub(crate) fn push_text(&mut self, value: &str) {
        write_string(&mut self.out, value);
    }

    /// Ready JSON, after a key.
    pub(crate) fn push_value(&mut self, json: &[u8]) {
        self.out.extend_from_slice(json);
    }

    /// An integer as text, after a key.
    pub(crate) fn text_number(&mut self, value: i64) {
        self.out.push(b'"');
        self.out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
        self.out.push(b'"');
    }

    /// A fraction as text with up to six decimals, rounded half up, trailing zeros left out.
    pub(crate) fn text_fraction(&mut self, numerator: i128, denominator: i128) {
        const SCALE: i128 = 1_000_000;
        let negative = (numerator < 0) != (denominator < 0) && numerator != 0;
        let (top, bottom) = (numerator.abs(), denominator.abs().max(1));
        let scaled = (top * SCALE + bottom / 2) / bottom;
        let whole = i64::try_from(scaled / SCALE).unwrap_or(i64::MAX);
        let mut rest = (scaled % SCALE) as u32;
        self.out.push(b'"');
        if negative {
            self.out.push(b'-');
        }
        self.out.extend_from_slice(itoa::Buffer::new().format(whole).as_bytes());
        if rest > 0 {
            self.out.push(b'.');
            let mut digit = 100_000;
            while rest > 0 {
                self.out.push(b'0' + (rest / digit) as u8);
                rest %= digit;
                digit /= 10;
            }
        }
        self.out.push(b'"');
    }

    /// Minor units as text in whole units with the currency's decimals.
    pub(crate) fn text_money(&mut self, minor: i64, offset: i64) {
        self.out.push(b'"');
        let mut buffer = itoa::Buffer::new();
        if offset <= 1 {
            self.out.extend_from_slice(buffer.format(minor).as_bytes());
        } else {
            if minor < 0 {
                self.out.push(b'-');
            }
            let (whole, rest) = (minor.unsigned_abs() / 100, (minor.unsigned_abs() % 100) as u8);
            self.out.extend_from_slice(buffer.format(whole).as_bytes());
            self.out.extend_from_slice(&[b'.', b'0' + rest / 10, b'0' + rest % 10]);
        }
        self.out.push(b'"');
    }
}

/// Writes a text the way Meta's servers do: slashes escaped, everything outside ASCII as `\uXXXX`.
pub(crate) fn write_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    if text.bytes().all(|b| (0x20..0x7f).contains(&b) && b != b'"' && b != b'\\' && b != b'/') {
        out.extend_from_slice(text.as_bytes());
    } else {
        text.chars().for_each(|c| write_char(out, c));
    }
    out.push(b'"');
}

fn write_char(out: &mut Vec<u8>, c: char) {
    match c {
        '"' => out.extend_from_slice(b"\\\""),
        '\\' => out.extend_from_slice(b"\\\\"),
        '/' => out.extend_from_slice(b"\\/"),
        '\n' => out.extend_from_slice(b"\\n"),
        '\r' => out.extend_from_slice(b"\\r"),
        '\t' => out.extend_from_slice(b"\\t"),
        ' '..='~' => out.push(c as u8),
        _ => {
            let mut units = [0u16; 2];
            for unit in c.encode_utf16(&mut units) {
                out.extend_from_slice(b"\\u");
                for shift in [12, 8, 4, 0] {
                    let digit = (*unit >> shift) & 0xf;
                    out.push(char::from_digit(u32::from(digit), 16).map_or(b'0', |d| d as u8));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let nasty = "a\"b\\c/d\ne\u{1}é→😀";
        let value = serde_json::json!({"a": [1, -2.5, nasty, null, true, {"k": []}], "b": {"c": "x"}});
        let mut json = Json::default();
        json.element(&value);
        let bytes = json.into_bytes();
        assert!(bytes.is_ascii());
        assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value);
    }

    #[test]
    fn numbers_are_written_as_text() {
        let cases: [(i128, i128, &str); 7] = [
            (1, 3, "0.333333"),
            (2, 3, "0.666667"),
            (100, 4, "25"),
            (1, 8, "0.125"),
            (0, 7, "0"),
            (-1, 2, "-0.5"),
            (1_000_001, 1_000_000, "1.000001"),
        ];
        for (top, bottom, expected) in cases {
            let mut json = Json::default();
            json.text_fraction(top, bottom);
            assert_eq!(String::from_utf8(json.into_bytes()).unwrap(), format!("\"{expected}\""));
        }
        for (minor, offset, expected) in [(1205, 100, "12.05"), (7, 100, "0.07"), (1205, 1, "1205"), (0, 100, "0.00")] {
            let mut json = Json::default();
            json.text_money(minor, offset);
            assert_eq!(String::from_utf8(json.into_bytes()).unwrap(), format!("\"{expected}\""));
        }
    }

    #[test]
    fn commas_stand_only_between() {
        let mut json = Json::default();
        json.begin();
        json.int_text("a", 5);
        json.texts("b", ["{", "["]);
        json.key("c");
        json.begin();
        json.end();
        json.boolean("d", false);
        json.end();
        assert_eq!(String::from_utf8(json.into_bytes()).unwrap(), r#"{"a":"5","b":["{","["],"c":{},"d":false}"#);
    }
}
