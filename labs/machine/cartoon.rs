//! A machine as a cartoon: boxes of cores with their caches in them, shared caches below, memory at the bottom.

use super::tree::{Node, bytes, tree};
use crate::lab::machine::Machine;

/// A line of the cartoon takes no more columns than this: two less than the narrowest page, where it is indented.
const WIDTH: usize = 70;

/// Lines of equal width.
type Block = Vec<String>;

/// The cartoon of `machine`. Cores that do not fit are left out, and counted.
pub fn cartoon(machine: &Machine) -> Vec<String> {
    let tree = tree(machine);
    let told = !machine.caches.is_empty();
    let parts = picture(&tree, told);
    let memory = if machine.memory == 0 { "memory: ?".to_owned() } else { format!("memory {}", bytes(machine.memory)) };
    under(parts, &[memory])
}

/// The parts of `tree` side by side, as many of them as fit.
fn picture(tree: &Node, told: bool) -> Block {
    let mut best: Option<(usize, Block)> = None;
    let mut least: Option<Block> = None;
    for keep in choices(tree.depth()) {
        let (shown, block) = parts(tree, &keep, told);
        let fits = width(&block) <= WIDTH;
        if fits && best.as_ref().is_none_or(|(most, _)| shown > *most) {
            best = Some((shown, block));
        } else if least.as_ref().is_none_or(|narrow| width(&block) < width(narrow)) {
            least = Some(block);
        }
    }
    best.map(|(_, block)| block).or(least).unwrap_or_default()
}

/// For each level of sharing how many parts may be shown, in all combinations.
fn choices(levels: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..levels {
        let longer = |keep: &Vec<usize>| (1..=6).map(|most| [&keep[..], &[most]].concat()).collect::<Vec<_>>();
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// The parts of `node` side by side, no more than `keep` says for each level, and how many cores are seen.
fn parts(node: &Node, keep: &[usize], told: bool) -> (usize, Block) {
    let (most, below) = keep.split_first().map_or((usize::MAX, keep), |(most, below)| (*most, below));
    let mut shown = 0;
    let mut blocks = Vec::new();
    for part in node.parts.iter().take(most) {
        let (cores, block) = draw(part, below, told);
        shown += cores;
        blocks.push(block);
    }
    let left = &node.parts[node.parts.len().min(most)..];
    if let Some(first) = node.parts.first().filter(|_| !left.is_empty()) {
        blocks.push(more(left, left.iter().all(|part| part.is_like(first))));
    }
    (shown, beside(blocks))
}

fn draw(node: &Node, keep: &[usize], told: bool) -> (usize, Block) {
    if !node.parts.is_empty() {
        let (shown, block) = parts(node, keep, told);
        return (shown, under(block, &node.caches));
    }
    let numbers: Vec<String> = node.processors.iter().map(usize::to_string).collect();
    let mut lines = vec![format!("core {}", numbers.join("/"))];
    if told {
        lines.extend(node.caches.iter().cloned());
    } else {
        lines.push("caches: ?".to_owned());
    }
    let room = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    (1, framed(&lines, room))
}

/// What stands for parts that are not shown.
fn more(left: &[Node], alike: bool) -> Block {
    let groups = left.iter().any(|part| !part.parts.is_empty());
    let first = format!("… {} more", left.len());
    let second = match (groups, alike) {
        (true, true) => "such groups",
        (true, false) => "groups",
        (false, true) => "like these",
        (false, false) => "cores",
    };
    let lines = [String::new(), first, second.to_owned()];
    let room = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    lines.iter().map(|line| centred(line, room)).collect()
}

/// Blocks in a row, with their tops at the same height.
fn beside(blocks: Vec<Block>) -> Block {
    let height = blocks.iter().map(Vec::len).max().unwrap_or(0);
    let line = |at: usize| {
        let cells: Vec<String> =
            blocks.iter().map(|block| block.get(at).cloned().unwrap_or_else(|| " ".repeat(width(block)))).collect();
        cells.join(" ")
    };
    (0..height).map(line).collect()
}

/// A block, and below it boxes that are as wide, or wider if their text is.
fn under(block: Block, texts: &[String]) -> Block {
    let text = texts.iter().map(|text| text.chars().count() + 4).max().unwrap_or(0);
    let whole = width(&block).max(text);
    let mut lines: Block = block.iter().map(|line| centred(line, whole)).collect();
    for text in texts {
        lines.extend(framed(std::slice::from_ref(text), whole - 4));
    }
    lines
}

fn framed(lines: &[String], room: usize) -> Block {
    let edge = "─".repeat(room + 2);
    let mut block = vec![format!("┌{edge}┐")];
    block.extend(lines.iter().map(|line| format!("│ {} │", centred(line, room))));
    block.push(format!("└{edge}┘"));
    block
}

fn centred(text: &str, room: usize) -> String {
    format!("{text:^room$}")
}

fn width(block: &Block) -> usize {
    block.first().map_or(0, |line| line.chars().count())
}
