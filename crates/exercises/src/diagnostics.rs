//! What the compiler says of a submission.

use serde::Deserialize;

use crate::workshop::ROOT;

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
    /// The first error that is about what was built once, before the submission came, in a line: no judgement on the submission.
    pub of_library: Option<String>,
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
        let rendered = said.rendered.clone().unwrap_or_else(|| format!("{}: {}\n", said.level, said.message));
        match said.level.as_str() {
            // How many errors there were is counted here.
            "error" if said.spans.is_empty() && said.message.starts_with("aborting due to") => continue,
            "failure-note" => continue,
            "error" | "error: internal compiler error" => {
                if is_about_the_library(&said) && complaints.of_library.is_none() {
                    complaints.of_library = Some(said.message.lines().next().unwrap_or_default().to_owned());
                }
                if complaints.errors == 0 {
                    complaints.first.clone_from(&rendered);
                    complaints.code = said.code.as_ref().map(|code| code.code.clone());
                }
                complaints.errors += 1;
            }
            // Nor is what is around a submission anything that its author could change.
            "warning" if said.spans.iter().all(|span| span.file_name.is_empty() || span.file_name == ROOT) => continue,
            "warning" => complaints.warnings += 1,
            _ => {}
        }
        complaints.all += &rendered;
    }
    complaints
}

/// Crates that do not fit each other, or cannot be read: <https://doc.rust-lang.org/error_codes/>.
const OF_CRATES: [&str; 8] = ["E0460", "E0461", "E0462", "E0464", "E0514", "E0519", "E0523", "E0786"];

/// Whether the compiler complains of the library, which somebody may have taken away or be building anew, or cannot put together what
/// it has compiled. A submission has no words for either.
fn is_about_the_library(said: &Diagnostic) -> bool {
    let message = &said.message;
    match said.code.as_ref().map(|it| it.code.as_str()) {
        Some("E0463") => {
            message.contains("which `")
                || ["std", "exercise"].iter().any(|it| message.contains(&format!("`racecourse_{it}`")))
        }
        Some(code) => OF_CRATES.contains(&code),
        // That something lacks or cannot be linked has no place; what a submission says itself by `compile_error!` has one.
        None => said.spans.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_library(message: &str, code: &str, spans: &str) -> Option<String> {
        let rendered = serde_json::to_string(&format!("error: {message}\n")).unwrap();
        let message = serde_json::to_string(message).unwrap();
        read(&format!(r#"{{"level":"error","message":{message},"code":{code},"rendered":{rendered},"spans":{spans}}}"#))
            .of_library
    }

    #[test]
    fn that_a_crate_of_the_library_is_gone_or_another_one_is_no_fault_of_the_submission() {
        let here = r#"[{"file_name":"exercise.rs"}]"#;
        let of_machine = [
            (
                "found possibly newer version of crate `racecourse_kernel` which `racecourse_std` depends on",
                r#"{"code":"E0460"}"#,
            ),
            ("can't find crate for `racecourse_kernel` which `racecourse_std` depends on", r#"{"code":"E0463"}"#),
            ("can't find crate for `racecourse_std`", r#"{"code":"E0463"}"#),
            ("linking with `cc` failed: exit status: 1", "null"),
            (
                "crate `racecourse_kernel` required to be available in rlib format, but was not found in this form",
                "null",
            ),
        ];
        for (message, code) in of_machine {
            let spans = if code == "null" { "[]" } else { here };
            assert_eq!(of_library(message, code, spans).as_deref(), Some(message));
        }
        let own = [
            ("can't find crate for `rand`", r#"{"code":"E0463"}"#),
            ("linking with `cc` failed", "null"),
            ("mismatched types", r#"{"code":"E0308"}"#),
        ];
        for (message, code) in own {
            assert_eq!(of_library(message, code, here), None, "{message}");
        }
    }

    #[test]
    fn the_first_error_is_told_and_the_others_are_counted() {
        let text = concat!(
            r#"{"level":"warning","message":"unused","code":null,"rendered":"warning: unused\n","spans":[{"file_name":"exercise.rs"}]}"#,
            "\n",
            r#"{"level":"warning","message":"unused","code":null,"rendered":"warning: of the root\n","spans":[{"file_name":".root.rs"}]}"#,
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
        assert!(!read.all.contains("aborting") && !read.all.contains("root"), "{}", read.all);
    }
}
