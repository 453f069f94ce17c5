//! What the compiler says of a submission.

use serde::Deserialize;

/// What the compiler complains of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaints {
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// The first error's number, if it has one: `E0308`.
    pub code: Option<String>,
    /// The first error, as the compiler shows it.
    pub first: String,
    /// All of them, and the warnings.
    pub all: String,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    message: String,
    code: Option<Code>,
    rendered: Option<String>,
    #[serde(default)]
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
}

/// Reads what the compiler has written with `--error-format=json`: a line for each thing that it says.
pub(crate) fn read(text: &str) -> Complaints {
    let mut complaints = Complaints::default();
    for line in text.lines() {
        let Ok(said) = serde_json::from_str::<Diagnostic>(line) else { continue };
        let rendered = said.rendered.unwrap_or_else(|| format!("{}: {}\n", said.level, said.message));
        match said.level.as_str() {
            // How many errors there were is counted here.
            "error" if said.spans.is_empty() && said.message.starts_with("aborting due to") => continue,
            "failure-note" => continue,
            "error" | "error: internal compiler error" => {
                if complaints.errors == 0 {
                    complaints.first.clone_from(&rendered);
                    complaints.code = said.code.map(|code| code.code);
                }
                complaints.errors += 1;
            }
            "warning" if said.spans.iter().all(|span| span.file_name.is_empty()) => continue,
            "warning" => complaints.warnings += 1,
            _ => {}
        }
        complaints.all += &rendered;
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_error_is_told_and_the_others_are_counted() {
        let text = concat!(
            r#"{"level":"warning","message":"unused","code":null,"rendered":"warning: unused\n","spans":[{"file_name":"exercise.rs"}]}"#,
            "\n",
            r#"{"level":"error","message":"mismatched","code":{"code":"E0308"},"rendered":"error[E0308]: mismatched\n","spans":[{"file_name":"exercise.rs"}]}"#,
            "\nno JSON\n",
            r#"{"level":"error","message":"another","code":null,"rendered":"error: another\n","spans":[{"file_name":"exercise.rs"}]}"#,
            "\n",
            r#"{"level":"error","message":"aborting due to 2 previous errors; 1 warning emitted","code":null,"rendered":"error: aborting\n","spans":[]}"#,
            "\n",
        );
        let read = read(text);
        assert_eq!((read.errors, read.warnings, read.code.as_deref()), (2, 1, Some("E0308")));
        assert_eq!(read.first, "error[E0308]: mismatched\n");
        assert!(!read.all.contains("aborting"));
    }
}
