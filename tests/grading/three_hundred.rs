//! A folder as large as a lecture, if somebody asks for it: `RACECOURSE_GRADES=300 cargo test -p racecourse-cli --test grading -- all_of_a_lecture
//! --nocapture`. Otherwise it is a small one.

use std::fs;
use std::time::Instant;

use crate::folder::{EXERCISE, Folder, exercises};

#[test]
fn all_of_a_lecture_get_what_the_author_says() {
    let many: usize = std::env::var("RACECOURSE_GRADES").ok().and_then(|it| it.parse().ok()).unwrap_or(6);
    let author = ["right", "wrong"].map(|below| {
        let entries = fs::read_dir(exercises().join(EXERCISE).join(below)).expect("it is there");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
        files.sort();
        files.into_iter().map(|file| (below, fs::read_to_string(file).expect("a text"))).collect::<Vec<_>>()
    });
    let author = author.concat();
    let all: Vec<(String, &str, String)> = (0..many)
        .map(|nth| {
            let (below, text) = &author[nth * author.len() / many.max(author.len()) % author.len()];
            // No two are the same file.
            (format!("student{nth:03}"), *below, format!("{text}\n// {nth}\n"))
        })
        .collect();
    let folder = Folder::with(all.iter().map(|(student, _, text)| (student.as_str(), text.as_str())));
    let began = Instant::now();
    folder.graded(&[]);
    eprintln!("{many} submissions in {:.0} s", began.elapsed().as_secs_f64());
    let table = folder.table();
    for (student, below, _) in &all {
        let verdict = table[student].split(' ').nth(1);
        assert_eq!(verdict, Some(*below), "{student}: {}", table[student]);
    }
    assert_eq!(table.len(), many);
}
