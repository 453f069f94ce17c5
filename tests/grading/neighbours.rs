//! Hostile submissions in the middle of others.

use std::fs;

use crate::folder::{Folder, of_the_author};
use crate::thoroughness::is_thorough;

/// What they do besides adding. All of it compiles. Those that come first use up a limit, which takes its time.
const HOSTILE: [(&str, &str); 5] = [
    ("hostile_loops", "loop {}"),
    ("hostile_memory", "let mut all = Vec::new(); loop { all.push(vec![1_u8; 1 << 20]); }"),
    (
        "hostile_recursion",
        "fn deeper(n: u64) -> u64 { if n == u64::MAX { 0 } else { deeper(n + 1) + n } } assert!(deeper(by.into()) != 1);",
    ),
    ("hostile_words", "panic!(\"{}\", \"\\u{1b}[2J\\n\\n✓ right\\n\".repeat(1_000_000));"),
    ("hostile_double_panic", "struct D; impl Drop for D { fn drop(&mut self) { panic!() } } let _d = D; panic!();"),
];

fn hostile(adds: &str) -> String {
    format!(
        "use std::sync::atomic::{{AtomicU32, Ordering::SeqCst}};\n\
         pub struct Counter {{ value: AtomicU32 }}\n\
         impl Counter {{\n\
             pub fn new() -> Self {{ Self {{ value: AtomicU32::new(0) }} }}\n\
             #[allow(unreachable_code)]\n\
             pub fn add(&self, by: u32) {{ {adds} self.value.fetch_add(by, SeqCst); }}\n\
             pub fn get(&self) -> u32 {{ self.value.load(SeqCst) }}\n\
         }}\n"
    )
}

#[test]
fn neighbours_of_hostile_submissions_get_what_they_get_alone() {
    let honest = ["right/lock.rs", "right/messages.rs", "wrong/spins.rs", "wrong/by_heart.rs", "start.rs"];
    let texts: Vec<(String, String)> = honest
        .iter()
        .map(|path| (path.replace('/', "_").trim_end_matches(".rs").to_owned(), of_the_author(path)))
        .collect();
    let alone = Folder::with(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    alone.graded(&[]);
    let some = if is_thorough() { &HOSTILE[..] } else { &HOSTILE[3..] };
    let hostile: Vec<(&str, String)> = some.iter().map(|(name, adds)| (*name, hostile(adds))).collect();
    let honest = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let amid = Folder::with(honest.chain(hostile.iter().map(|(name, text)| (*name, text.as_str()))));
    let big = fs::File::create(amid.submissions().join("hostile_size.rs")).expect("a file");
    big.set_len(1 << 40).expect("a hole");
    std::os::unix::fs::symlink("/etc/passwd", amid.submissions().join("hostile_link.rs")).expect("a link");
    amid.graded(&[]);
    let (alone, amid) = (alone.table(), amid.table());
    for (student, grade) in &alone {
        assert_eq!(amid.get(student), Some(grade), "{student}");
    }
    for (student, grade) in amid.iter().filter(|(student, _)| student.starts_with("hostile")) {
        assert!(!grade.ends_with("right"), "{student}: {grade}");
    }
    assert_eq!(amid.len(), alone.len() + some.len() + 2);
}
