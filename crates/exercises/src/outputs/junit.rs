//! JUnit's XML: a suite for each student, and in it a case for each layer that is asked for.
//!
//! A layer that is not passed has failed; one that is not known is an error, which no build server counts as the student's; and one
//! that was not come to is skipped. The form is that of Jenkins' schema for it (`junit-10.xsd` in `jenkinsci/xunit-plugin`).

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use racecourse_layout::shown;

use crate::grade::{Graded, Value};
use crate::layer::Layer;

/// All of them as one document.
pub fn document(all: &[Graded]) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Nothing can go wrong with memory, and what is written is text.
    match write(all, &mut xml) {
        Ok(()) => String::from_utf8_lossy(&xml.into_inner()).into_owned() + "\n",
        Err(error) => format!("<!-- {error} -->\n"),
    }
}

/// What has become of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Passed,
    Failed,
    /// It is not known.
    Undecided,
    /// It was not come to.
    Skipped,
}

/// The cases of a submission. One that could not be read has none of its layers, and is undecided as a whole.
fn cases(one: &Graded) -> Vec<(&'static str, Case)> {
    if one.layers.is_empty() {
        return vec![("submission", Case::Undecided)];
    }
    let undecided = one.verdict == Value::Undecided;
    let mut is_first = true;
    let case = |(layer, passed): &(Layer, Option<bool>)| {
        let case = match passed {
            Some(true) => Case::Passed,
            Some(false) => Case::Failed,
            None if undecided && std::mem::take(&mut is_first) => Case::Undecided,
            None => Case::Skipped,
        };
        (layer.name(), case)
    };
    one.layers.iter().map(case).collect()
}

fn write(all: &[Graded], xml: &mut Writer<Vec<u8>>) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let of_all: Vec<Case> = all.iter().flat_map(cases).map(|(_, case)| case).collect();
    let mut suites = xml.create_element("testsuites").with_attribute(("name", "racecourse"));
    for (name, number) in counted(&of_all).into_iter().filter(|(name, _)| *name != "skipped") {
        suites = suites.with_attribute((name, number.to_string().as_str()));
    }
    suites.write_inner_content(|xml| all.iter().try_for_each(|one| suite(one, xml)))?;
    Ok(())
}

fn counted(cases: &[Case]) -> [(&'static str, usize); 4] {
    let of = |wanted: Case| cases.iter().filter(|case| **case == wanted).count();
    let (failures, errors, skipped) = (of(Case::Failed), of(Case::Undecided), of(Case::Skipped));
    [("tests", cases.len()), ("failures", failures), ("errors", errors), ("skipped", skipped)]
}

fn suite(one: &Graded, xml: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let cases = cases(one);
    let only: Vec<Case> = cases.iter().map(|(_, case)| *case).collect();
    let time = seconds(one.took_ms);
    let student = shown(&one.student, usize::MAX);
    let mut suite = xml.create_element("testsuite").with_attribute(("name", student.as_str()));
    for (name, number) in counted(&only) {
        suite = suite.with_attribute((name, number.to_string().as_str()));
    }
    suite = suite.with_attribute(("time", time.as_str()));
    if let Some(file) = &one.file {
        suite = suite.with_attribute(("file", shown(file, usize::MAX).as_str()));
    }
    suite.write_inner_content(|xml| {
        xml.create_element("properties").write_inner_content(|xml| {
            let points = format!("{} of {}", one.points, one.of);
            let (walls, flags) = (one.walls.join(" "), one.flags.join("; "));
            for (name, value) in [("points", &points), ("verdict", &one.says), ("walls", &walls), ("flags", &flags)] {
                let property = xml.create_element("property").with_attribute(("name", name));
                property.with_attribute(("value", shown(value, usize::MAX).as_str())).write_empty()?;
            }
            Ok(())
        })?;
        for (nth, (name, case)) in cases.iter().enumerate() {
            let took = if nth == 0 { time.as_str() } else { "0.000" };
            let element = xml.create_element("testcase").with_attribute(("name", *name));
            let element = element.with_attribute(("classname", one.exercise.as_str())).with_attribute(("time", took));
            let inner = match case {
                Case::Passed => None,
                Case::Failed => Some("failure"),
                Case::Undecided => Some("error"),
                Case::Skipped => Some("skipped"),
            };
            let Some(inner) = inner else {
                element.write_empty()?;
                continue;
            };
            element.write_inner_content(|xml| {
                let says = shown(&one.says, usize::MAX);
                xml.create_element(inner).with_attribute(("message", says.as_str())).write_empty()?;
                Ok(())
            })?;
        }
        let text = one.text.lines().map(|line| shown(line, usize::MAX)).collect::<Vec<_>>().join("\n");
        xml.create_element("system-out").write_text_content(BytesText::new(&text))?;
        Ok(())
    })?;
    Ok(())
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(student: &str, verdict: Value, layers: Vec<(Layer, Option<bool>)>) -> Graded {
        let exercise = crate::exercise::all().remove(0);
        let unread = Graded::unread(student, &exercise, "why");
        Graded { verdict, layers, took_ms: 1234, file: Some("a/b.rs".to_owned()), ..unread }
    }

    #[test]
    fn what_is_not_known_is_an_error_and_no_failure() {
        let layers = |right| vec![(Layer::Builds, Some(true)), (Layer::Right, right), (Layer::Live, None)];
        let of =
            |verdict, right| cases(&one("ada", verdict, layers(right))).into_iter().map(|(_, case)| case).collect();
        let wrong: Vec<Case> = of(Value::Wrong, Some(false));
        assert_eq!(wrong, [Case::Passed, Case::Failed, Case::Skipped]);
        let undecided: Vec<Case> = of(Value::Undecided, None);
        assert_eq!(undecided, [Case::Passed, Case::Undecided, Case::Skipped]);
        assert_eq!(cases(&one("ada", Value::Undecided, Vec::new())), [("submission", Case::Undecided)]);
    }

    #[test]
    fn a_parser_reads_it_whatever_a_student_is_called() {
        let layers = vec![(Layer::Builds, Some(true)), (Layer::Right, Some(false))];
        let all = [one("<a&\u{1b}\"b", Value::Wrong, layers), one("ben", Value::Undecided, Vec::new())];
        let text = document(&all);
        let report = quick_junit::Report::deserialize_from_str(&text).unwrap();
        let told: Vec<(usize, usize, usize)> =
            report.test_suites.iter().map(|suite| (suite.tests, suite.failures, suite.errors)).collect();
        assert_eq!(told, [(2, 1, 0), (1, 0, 1)]);
        assert_eq!((report.tests, report.failures, report.errors), (3, 1, 1));
        assert!(!text.contains('\u{1b}') && text.contains("time=\"1.234\""), "{text}");
    }
}
