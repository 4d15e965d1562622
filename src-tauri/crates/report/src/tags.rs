//! What is read aloud, in which order: headings, paragraphs, pictures in words, tables with rows and cells.

use std::num::NonZeroU16;

use krilla::tagging::{Identifier, Node, TableHeaderScope, Tag, TagGroup, TagTree};

use crate::flow::Role;

/// Collects pieces in the order they are drawn.
pub(crate) struct Reading<'a> {
    figures: &'a [String],
    pieces: Vec<(Role, Identifier)>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(figures: &'a [String]) -> Self {
        Self { figures, pieces: Vec::new() }
    }

    pub(crate) fn add(&mut self, role: Role, piece: Identifier) {
        self.pieces.push((role, piece));
    }

    pub(crate) fn tree(self) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some("en".to_owned()));
        for same in self.pieces.chunk_by(|a, b| whole(a.0) == whole(b.0) && whole(a.0).is_some()) {
            for node in group(same, self.figures) {
                tree.push(node);
            }
        }
        tree
    }
}

/// Which picture or table something is part of.
fn whole(role: Role) -> Option<(bool, usize)> {
    match role {
        Role::Figure(figure) => Some((true, figure)),
        Role::Cell { table, .. } => Some((false, table)),
        Role::Ornament | Role::Heading(_) | Role::Text => None,
    }
}

fn group(same: &[(Role, Identifier)], figures: &[String]) -> Vec<TagGroup> {
    let Some((first, _)) = same.first() else { return Vec::new() };
    let leaves = || same.iter().map(|(_, piece)| Node::from(*piece)).collect::<Vec<_>>();
    match *first {
        Role::Heading(level) => {
            let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
            vec![TagGroup::with_children(Tag::Hn(level, None), leaves())]
        }
        Role::Figure(figure) => {
            vec![TagGroup::with_children(Tag::Figure(figures.get(figure).cloned()), leaves())]
        }
        Role::Cell { .. } => vec![table(same)],
        Role::Text | Role::Ornament => {
            leaves().into_iter().map(|leaf| TagGroup::with_children(Tag::P, vec![leaf])).collect()
        }
    }
}

fn table(cells: &[(Role, Identifier)]) -> TagGroup {
    let row = |role: Role| match role {
        Role::Cell { row, .. } => row,
        _ => 0,
    };
    let mut table = TagGroup::new(Tag::Table);
    for cells in cells.chunk_by(|a, b| row(a.0) == row(b.0)) {
        let mut line = TagGroup::new(Tag::TR);
        for (role, piece) in cells {
            let is_head = matches!(role, Role::Cell { head: true, .. });
            let leaf = vec![Node::from(*piece)];
            line.push(if is_head {
                TagGroup::with_children(Tag::TH(TableHeaderScope::Column), leaf)
            } else {
                TagGroup::with_children(Tag::TD, leaf)
            });
        }
        table.push(line);
    }
    table
}
