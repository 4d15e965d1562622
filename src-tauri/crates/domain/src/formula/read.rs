//! From text to a formula: words, then parts by their precedence, each with its unit.

use super::unit::{Kind, together};
use super::{Formula, Name, Operation, Part};
use crate::ConversionAction;

/// Most characters of a formula.
pub const LONGEST_FORMULA: usize = 300;
/// Parentheses in parentheses.
const DEEPEST: usize = 24;

/// Why a text is no formula.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FormulaFault {
    /// Where it begins, in characters from the start.
    pub at: usize,
    /// How many characters it takes; zero where something is missing.
    pub len: usize,
    /// What is wrong and what helps.
    pub message: String,
}

/// What cannot be added up over days or objects, by the names people know it by.
const NOT_ADDITIVE: [&str; 6] =
    ["reach", "frequency", "unique_clicks", "unique_link_clicks", "unique_ctr", "estimated_ad_recallers"];

#[derive(Debug, Clone, PartialEq)]
enum Word {
    Number(f64),
    Name(String),
    Operation(Operation),
    Open,
    Close,
}

#[derive(Debug, Clone)]
struct Placed {
    word: Word,
    at: usize,
    len: usize,
}

pub(super) fn read(text: &str) -> Result<Formula, FormulaFault> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > LONGEST_FORMULA {
        let message = format!("A formula has at most {LONGEST_FORMULA} characters");
        return Err(FormulaFault { at: LONGEST_FORMULA, len: characters.len() - LONGEST_FORMULA, message });
    }
    let words = words(&characters)?;
    let mut reader = Reader {
        words,
        next: 0,
        end: characters.len(),
        depth: 0,
        conversions: false,
        counts_them: false,
        counts: None,
    };
    let (root, kind) = reader.sum()?;
    if let Some(extra) = reader.peek() {
        let (at, len) = (extra.at, extra.len);
        let message = match extra.word {
            Word::Close => "There is no parenthesis to close here",
            _ => "An operator is missing before this: + − × ÷",
        };
        return Err(fault(at, len, message));
    }
    let Kind::Of(unit) = kind else {
        return Err(fault(0, characters.len(), "Name at least one figure, such as spend"));
    };
    Ok(Formula { root, unit, conversions: reader.conversions, counts_them: reader.counts_them, counts: reader.counts })
}

fn fault(at: usize, len: usize, message: impl Into<String>) -> FormulaFault {
    FormulaFault { at, len, message: message.into() }
}

fn words(characters: &[char]) -> Result<Vec<Placed>, FormulaFault> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(first) = characters.get(at) {
        let run =
            |belongs: fn(&char) -> bool| characters.iter().skip(at).take_while(|one| belongs(one)).collect::<String>();
        let (word, len) = match first {
            one if one.is_whitespace() => {
                at += 1;
                continue;
            }
            '+' => (Word::Operation(Operation::Add), 1),
            '-' | '−' | '–' => (Word::Operation(Operation::Subtract), 1),
            '*' | '×' | '·' => (Word::Operation(Operation::Multiply), 1),
            '/' | '÷' | ':' => (Word::Operation(Operation::Divide), 1),
            '(' => (Word::Open, 1),
            ')' => (Word::Close, 1),
            one if one.is_ascii_digit() || *one == '.' => {
                let text = run(|one| one.is_ascii_digit() || *one == '.');
                let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
                let number =
                    number.ok_or_else(|| fault(at, text.len(), "This is no number; write it like 1000 or 0.5"))?;
                (Word::Number(number), text.len())
            }
            one if one.is_alphabetic() => {
                let text = run(|one| one.is_alphanumeric() || *one == '_');
                let len = text.chars().count();
                (Word::Name(text.to_lowercase()), len)
            }
            one => return Err(fault(at, 1, format!("{one} means nothing in a formula"))),
        };
        words.push(Placed { word, at, len });
        at += len;
    }
    Ok(words)
}

struct Reader {
    words: Vec<Placed>,
    next: usize,
    end: usize,
    depth: usize,
    conversions: bool,
    counts_them: bool,
    counts: Option<ConversionAction>,
}

impl Reader {
    fn peek(&self) -> Option<&Placed> {
        self.words.get(self.next)
    }

    fn take_operation(&mut self, wanted: &[Operation]) -> Option<(Operation, usize)> {
        let Placed { word: Word::Operation(operation), at, .. } = self.peek()? else { return None };
        let found = (*operation, *at);
        wanted.contains(&found.0).then(|| {
            self.next += 1;
            found
        })
    }

    fn sum(&mut self) -> Result<(Part, Kind), FormulaFault> {
        self.chain(&[Operation::Add, Operation::Subtract], Self::product)
    }

    fn product(&mut self) -> Result<(Part, Kind), FormulaFault> {
        self.chain(&[Operation::Multiply, Operation::Divide], Self::signed)
    }

    /// Operands with operators of one precedence between them, from the left.
    fn chain(
        &mut self,
        operations: &[Operation],
        operand: fn(&mut Self) -> Result<(Part, Kind), FormulaFault>,
    ) -> Result<(Part, Kind), FormulaFault> {
        let (mut left, mut kind) = operand(self)?;
        while let Some((operation, at)) = self.take_operation(operations) {
            let (right, of_right) = operand(self)?;
            kind = together(operation, kind, of_right).map_err(|message| fault(at, 1, message))?;
            left = Part::Two(operation, Box::new([left, right]));
        }
        Ok((left, kind))
    }

    fn signed(&mut self) -> Result<(Part, Kind), FormulaFault> {
        if self.take_operation(&[Operation::Subtract]).is_none() {
            return self.operand();
        }
        let (part, kind) = self.operand()?;
        let kind = if let Kind::Plain(number) = kind { Kind::Plain(-number) } else { kind };
        Ok((Part::Less(Box::new(part)), kind))
    }

    fn operand(&mut self) -> Result<(Part, Kind), FormulaFault> {
        let Some(Placed { word, at, len }) = self.peek().cloned() else {
            return Err(fault(self.end, 0, "A figure or a number is missing here"));
        };
        self.next += 1;
        match word {
            Word::Number(number) => Ok((Part::Number(number), Kind::Plain(number))),
            Word::Name(name) => self.figure(&name, at, len),
            Word::Open => self.enclosed(at),
            Word::Close | Word::Operation(_) => Err(fault(at, len, "A figure or a number is missing before this")),
        }
    }

    fn enclosed(&mut self, at: usize) -> Result<(Part, Kind), FormulaFault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(fault(at, 1, format!("At most {DEEPEST} parentheses in each other")));
        }
        let inside = self.sum()?;
        if !matches!(self.peek(), Some(Placed { word: Word::Close, .. })) {
            return Err(fault(at, 1, "This parenthesis is not closed"));
        }
        self.next += 1;
        self.depth -= 1;
        Ok(inside)
    }

    fn figure(&mut self, word: &str, at: usize, len: usize) -> Result<(Part, Kind), FormulaFault> {
        let known = Name::ALL.iter().find(|(spelling, _)| *spelling == word).map(|(_, name)| *name);
        if let Some(name) = known {
            self.conversions |= name.of_conversions();
            self.counts_them |= name.counts_conversions();
            return Ok((Part::Figure(name), Kind::Of(name.unit())));
        }
        if let Some(kind) = kind_named(word) {
            if self.counts.is_some_and(|counted| counted != kind) {
                return Err(fault(at, len, "An object counts one kind of conversion: name only one in a formula"));
            }
            self.counts = Some(kind);
            (self.conversions, self.counts_them) = (true, true);
            return Ok((Part::Figure(Name::Conversions), Kind::Of(Name::Conversions.unit())));
        }
        if NOT_ADDITIVE.contains(&word) {
            let message = format!("{word} cannot be added up over days or objects, so no formula can stand on it");
            return Err(fault(at, len, message));
        }
        Err(fault(at, len, unknown(word)))
    }
}

/// A kind of conversion by its name or the plural of it.
fn kind_named(word: &str) -> Option<ConversionAction> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    let named = |kind: &ConversionAction| kind.as_str() == singular;
    ConversionAction::ALL.into_iter().filter(|kind| *kind != ConversionAction::None).find(named)
}

fn unknown(word: &str) -> String {
    let like = |spelling: &str| word.len() > 1 && (spelling.starts_with(word) || word.starts_with(spelling));
    let near = Name::ALL.iter().map(|(spelling, _)| *spelling).find(|spelling| like(spelling));
    match near {
        Some(near) => format!("There is no figure called {word}. Did you mean {near}?"),
        None => {
            format!("There is no figure called {word}. Write one of spend, impressions, clicks, conversions, value")
        }
    }
}
