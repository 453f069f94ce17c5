//! Who has handed in what: nobody's submission is taken for another's, and nothing is passed over in silence.

use std::fs;

use crate::folder::{Folder, of_the_author};

#[test]
fn two_of_one_name_have_a_row_and_a_text_each() {
    let (right, wrong) = (of_the_author("right/one_operation.rs"), of_the_author("wrong/does_nothing.rs"));
    let folder = Folder::with([("anna", wrong.as_str())]);
    let place = folder.submissions();
    fs::create_dir(place.join("anna")).expect("a folder");
    fs::write(place.join("anna").join("exercise.rs"), &right).expect("a file");
    fs::write(place.join("LEA.RS"), &right).expect("a file");
    fs::write(place.join("tom.txt"), &right).expect("a file");
    let output = folder.graded(&[]);
    let table = folder.table();
    let rows: Vec<&str> = table.keys().map(String::as_str).collect();
    assert_eq!(rows, ["LEA", "anna", "anna (2)"], "{table:?}");
    assert!(table["anna"].ends_with("right") && table["anna (2)"].ends_with("wrong"), "{table:?}");
    for (student, says) in [("anna", "✓ right"), ("anna (2)", "✗ wrong"), ("LEA", "✓ right")] {
        let text = fs::read_to_string(folder.grades().join(format!("{student}.txt"))).expect("a text for each");
        assert!(text.contains(says), "{student}: {text}");
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let second = place.join("anna.rs");
    let tells_apart = format!("anna has more than one submission: {} is graded as anna (2)", second.display());
    assert!(said.contains(&tells_apart), "{said}");
    assert!(said.contains("tom.txt is passed over: it is neither a file of Rust nor a folder"), "{said}");
}
