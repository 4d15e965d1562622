//! The note about a picture's origin, as XMP with IPTC's properties for generated pictures.

use serde::{Deserialize, Serialize};

/// How a picture came to be, in the terms of IPTC's digital source types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Made by a model.
    Generated,
    /// A composition with something in it that a model made.
    CompositeWithGenerated,
    /// A composition of photos and text by people.
    Composite,
}

impl Kind {
    fn term(self) -> &'static str {
        match self {
            Self::Generated => "trainedAlgorithmicMedia",
            Self::CompositeWithGenerated => "compositeWithTrainedAlgorithmicMedia",
            Self::Composite => "composite",
        }
    }
}

/// Where a picture comes from. What is `None` is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// How it came to be.
    pub kind: Kind,
    /// Whose service made it, for example "OpenAI".
    pub provider: Option<String>,
    /// The model, as the provider calls it.
    pub model: Option<String>,
    /// What the model was asked for.
    pub prompt: Option<String>,
    /// The person who made or ordered it.
    pub who: Option<String>,
    /// When, as RFC 3339 with its offset, for example `2026-11-23T14:05:00+01:00`.
    pub when: Option<String>,
    /// The program that wrote the file.
    pub program: Option<String>,
}

impl Origin {
    /// The note as an XMP packet.
    pub fn to_xmp(&self) -> String {
        let mut properties = String::new();
        let mut text = |name: &str, value: &Option<String>| {
            if let Some(value) = value {
                properties.push_str(&format!("<{name}>{}</{name}>", escaped(value)));
            }
        };
        text("xmp:CreatorTool", &self.program);
        text("xmp:CreateDate", &self.when);
        text("Iptc4xmpExt:AISystemUsed", &self.provider);
        text("Iptc4xmpExt:AISystemVersionUsed", &self.model);
        text("Iptc4xmpExt:AIPromptInformation", &self.prompt);
        text("Iptc4xmpExt:AIPromptWriterName", &self.who.clone().filter(|_| self.prompt.is_some()));
        let creator = self.who.as_ref().map_or_else(String::new, |who| {
            format!("<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", escaped(who))
        });
        format!(
            concat!(
                "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>",
                "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">",
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">",
                "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" ",
                "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" ",
                "xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">",
                "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/{}</Iptc4xmpExt:DigitalSourceType>",
                "{}{}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>",
            ),
            self.kind.term(),
            properties,
            creator,
        )
    }
}

/// Text inside XML: marks are escaped, and characters that XML does not know are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(it),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if it < ' ' => {}
            _ => out.push(it),
        }
    }
    out
}
