//! The lectures' figures beside this machine's.

use racecourse_commands::lecture;

use crate::lab::Findings;
use crate::lab::findings::Facts;

/// The lectures' figures beside this machine's, as a table that says which lectures these are; none if they have none.
pub fn beside(findings: &Findings) -> Option<Facts> {
    if findings.lecture.is_empty() {
        return None;
    }
    let rows = findings.lecture.iter().map(|one| vec![one.what.clone(), one.lecture.clone(), one.here.clone()]);
    Some(Facts {
        title: title(&lecture::that_show(&findings.lab)),
        columns: ["", "lecture", "here"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    })
}

/// The heading, if these are the headings of the lectures.
fn title(lectures: &[&str]) -> String {
    let numbers: Vec<&str> = lectures.iter().filter_map(|one| one.split(' ').next()).collect();
    match &numbers[..] {
        [] => "Beside the lecture".to_owned(),
        [one] => format!("Beside lecture {one}"),
        [before @ .., last] => format!("Beside lectures {} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn the_heading_names_the_lectures() {
        assert_eq!(title(&[]), "Beside the lecture");
        assert_eq!(title(&["4 · 17.1–17.4: multiprocessing"]), "Beside lecture 4");
        assert_eq!(title(&["1 · Notes", "3 · x", "4 · y"]), "Beside lectures 1, 3 and 4");
    }
}
