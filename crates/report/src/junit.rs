//! The report for build servers: JUnit's XML.
//!
//! A scenario is a test suite, and each of its variants is a test case: it passes or fails as a whole, so nothing is
//! counted twice. What each engine says, and how long it took, stands in the output of the case.

use std::time::Duration;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::ElementWriter;

use super::{Checked, Repair, sentences};
use crate::verdict::{Standing, Verdict};

/// `checked` as one XML document. Variants of the same scenario must stand next to each other.
pub fn document(checked: &[Checked]) -> String {
    let checked: &[Checked] = &checked.iter().map(Checked::printable).collect::<Vec<_>>();
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Nothing can go wrong with memory, and what is written is text.
    match write(checked, &mut xml) {
        Ok(()) => String::from_utf8_lossy(&xml.into_inner()).into_owned() + "\n",
        Err(error) => format!("<!-- {error} -->\n"),
    }
}

type Written = std::io::Result<()>;

fn write(checked: &[Checked], xml: &mut Writer<Vec<u8>>) -> Written {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all = counted(xml.create_element("testsuites").with_attribute(("name", "racecourse")), checked);
    all.write_inner_content(|xml| {
        checked.chunk_by(|one, next| one.scenario.id == next.scenario.id).try_for_each(|group| suite(group, xml))
    })?;
    Ok(())
}

fn suite(group: &[Checked], xml: &mut Writer<Vec<u8>>) -> Written {
    let scenario = group[0].scenario;
    let suite = counted(xml.create_element("testsuite").with_attribute(("name", scenario.name)), group);
    suite.write_inner_content(|xml| {
        xml.create_element("properties").write_inner_content(|xml| {
            for (name, value) in [("id", scenario.id), ("hazard", scenario.hazard.name())] {
                let property = xml.create_element("property").with_attribute(("name", name));
                property.with_attribute(("value", value)).write_empty()?;
            }
            Ok(())
        })?;
        group.iter().try_for_each(|one| case(one, xml))
    })?;
    Ok(())
}

/// An element with how many cases there are in it, how they ended, and how long they took together.
fn counted<'a>(element: ElementWriter<'a, Vec<u8>>, checked: &[Checked]) -> ElementWriter<'a, Vec<u8>> {
    let of = |standing| checked.iter().filter(|one| one.verdict.standing == standing).count();
    let skipped = checked.iter().filter(|one| is_skipped(one)).count();
    let numbers = [
        ("tests", checked.len()),
        ("failures", of(Standing::Differs)),
        ("errors", of(Standing::Undecided) - skipped),
        ("skipped", skipped),
    ];
    let element = numbers
        .iter()
        .fold(element, |element, (name, number)| element.with_attribute((*name, number.to_string().as_str())));
    let time: Duration = checked.iter().map(Checked::time).sum();
    element.with_attribute(("time", seconds(time).as_str()))
}

/// Whether none of the engines that were asked can run it.
fn is_skipped(checked: &Checked) -> bool {
    let mut engines = checked.verdict.engines.iter();
    checked.verdict.standing == Standing::Undecided && engines.all(|one| one.verdict == Verdict::NotApplicable)
}

fn case(checked: &Checked, xml: &mut Writer<Vec<u8>>) -> Written {
    let class = format!("racecourse.{}.{}", checked.scenario.family, checked.scenario.name);
    let case = xml
        .create_element("testcase")
        .with_attribute(("name", checked.variant.name))
        .with_attribute(("classname", class.as_str()))
        .with_attribute(("file", checked.variant.file))
        .with_attribute(("time", seconds(checked.time()).as_str()));
    case.write_inner_content(|xml| {
        let headline = allowed(&checked.headline());
        // What could not be decided is an error of the check, not a failure of what was checked.
        let trouble = match checked.verdict.standing {
            Standing::AsExpected => None,
            Standing::Undecided if is_skipped(checked) => Some("skipped"),
            Standing::Undecided => Some("error"),
            Standing::Differs => Some("failure"),
        };
        if let Some(trouble) = trouble {
            let message = match checked.repair() {
                // The headline says what is good about it.
                Repair::Done => allowed(&format!("{}, and the course's own tests want it broken", headline)),
                _ => headline,
            };
            let element = xml.create_element(trouble).with_attribute(("message", message.as_str()));
            if trouble == "skipped" {
                element.write_empty()?;
            } else {
                let reasons = allowed(&sentences::complaints(&checked.verdict.reasons).join("\n"));
                let kind = checked.conclusion();
                element.with_attribute(("type", kind.as_str())).write_text_content(BytesText::new(&reasons))?;
            }
        }
        xml.create_element("system-out").write_text_content(BytesText::new(&allowed(&told(checked))))?;
        Ok(())
    })?;
    Ok(())
}

/// What was found, and a line for each engine.
fn told(checked: &Checked) -> String {
    let mut text = format!("{}\n", checked.headline());
    for (at, one) in checked.verdict.engines.iter().enumerate() {
        let time = checked.times.get(at).map_or_else(String::new, |time| format!(" ({} s)", seconds(*time)));
        text += &format!("{}: {}{time}: {}\n", one.engine, one.verdict, sentences::grounds(&one.reason));
    }
    text
}

fn seconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64())
}

/// `text` without what XML has no way to write: control characters, which a panic's message may have in it.
fn allowed(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\t' | '\n') || !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}
