//! What labs have found as a page: one file that opens by itself, with all tables and charts in it.

use std::fs;
use std::path::{Path, PathBuf};

use racecourse_commands::Error;
use racecourse_layout::{Layout, shown_lines};

use super::plot::{self, Shape};
use crate::lab::findings::{Chart, Exhibit, Facts};
use crate::lab::{Findings, Lab};
use crate::report::{Said, about, beside, cells, counted, day, of_figures, unbroken};

/// A page has letters and lines only, and reads in grey as well. On a narrow screen a table is moved sideways below its names, with a
/// shadow where it goes on, and there are pictures of another shape.
const STYLE: &str = "\
body { font: 16px/1.5 sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
h1, h2 { line-height: 1.2 } h2 { margin-top: 3.5rem; border-top: 2px solid #111; padding-top: 1rem }
h3 { font-size: 0.92rem; margin: 1.5rem 0 0 } h3 + .table { margin-top: 0 } .table { overflow-x: auto; margin: 1.5rem 0 }
table { border-collapse: collapse; font-size: 0.92rem }
th, td { padding: 0.2rem 0.9rem 0.2rem 0; text-align: right; vertical-align: top; border-bottom: 1px solid #ccc }
th.words, td.words { text-align: left } td.figures, td.short { white-space: nowrap } td.long { min-width: 7rem }
pre { line-height: 1.15; overflow-x: auto } code { overflow-wrap: anywhere } figure { margin: 1rem 0 }
svg { display: block; width: 100%; height: auto } .narrow { display: none }
.learned { border-left: 4px solid #111; padding-left: 1rem } .faint { color: #555 } nav a { margin-right: 0.8rem }
@media screen and (max-width: 40rem) {
  .wide { display: none } .narrow { display: block }
  th:first-child, td:first-child { position: sticky; left: 0; background: #fff }
  .table { background:
    linear-gradient(to left, #fff 2rem, #fff0) right / 4rem 100% no-repeat local,
    linear-gradient(to left, #0004, #0000) right / 0.9rem 100% no-repeat scroll }
}
@media print { h2 { break-before: page } }
";

/// Words of no more characters than this stand on one line.
const SHORT: usize = 16;

/// A folder for a page.
pub(super) struct Page<'a> {
    folder: &'a Path,
}

impl<'a> Page<'a> {
    /// Makes sure that it can be written before anybody waits for a lab.
    pub(super) fn open(folder: &'a Path) -> Result<Self, Error> {
        let failed = |error| Error::Io(format!("make the folder {}", folder.display()), error);
        fs::create_dir_all(folder).map_err(failed)?;
        let file = folder.join("index.html");
        let existed = file.exists();
        let failed = |error| Error::Io(format!("write {}", file.display()), error);
        fs::OpenOptions::new().append(true).create(true).open(&file).map_err(failed)?;
        if !existed {
            let _ = fs::remove_file(&file);
        }
        Ok(Self { folder })
    }

    /// Writes the page, and says which file it is.
    pub(super) fn write(&self, labs: &[&Lab], all: &[Findings], layout: &Layout) -> Result<PathBuf, Error> {
        let file = self.folder.join("index.html");
        let text = page(labs, all, layout)
            .map_err(|error| Error::Usage(format!("failed to draw the page {}: {error}", file.display())))?;
        fs::write(&file, text).map_err(|error| Error::Io(format!("write {}", file.display()), error))?;
        Ok(file)
    }
}

/// The whole page. Commands on it are as they can be given where it was made.
fn page(labs: &[&Lab], all: &[Findings], layout: &Layout) -> Result<String, plot::Failure> {
    let mut body = String::from("<h1>What the labs have found</h1>\n");
    if let Some(first) = all.first() {
        let machine = &first.machine;
        let processor = if machine.processor.is_empty() { "a processor without a name" } else { &machine.processor };
        let about = format!("{processor}, {}, {}", counted(machine.cores, "core"), day(first.when));
        body += &format!("<p class=\"faint\">{}</p>\n", escaped(&about));
    }
    let links: String = labs.iter().map(|lab| format!("<a href=\"#{0}\">{0}</a>\n", lab.name)).collect();
    body += &format!("<nav>\n{links}</nav>\n");
    body += "<p class=\"faint narrow\">A table that goes on to the right can be moved sideways.</p>\n";
    let mut said = Said::default();
    for (lab, findings) in labs.iter().zip(all) {
        body += &section(lab, findings, &mut said, layout)?;
    }
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>What the labs have found</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         {body}</body>\n</html>\n"
    ))
}

fn section(lab: &Lab, findings: &Findings, said: &mut Said, layout: &Layout) -> Result<String, plot::Failure> {
    let mut text = format!("<h2 id=\"{}\">{}</h2>\n", lab.name, escaped(lab.title));
    text += &format!(
        "<p class=\"faint\">{}</p>\n<p>{}</p>\n",
        unbroken(&escaped(&about(lab, findings))),
        escaped(lab.question)
    );
    let with_code = |text: &str| with_code(&layout.invocation.said_in(text));
    for exhibit in &findings.exhibits {
        text += &match exhibit {
            Exhibit::Measured(measured) => table(&cells(measured)),
            Exhibit::Facts(facts) => table(facts),
            Exhibit::Chart(chart) => picture(findings, chart)?,
            Exhibit::Remark { text } => format!("<p>{}</p>\n", with_code(text)),
            Exhibit::Drawing { lines } => format!("<pre>{}</pre>\n", escaped(&lines.join("\n"))),
        };
    }
    text += &beside(findings).map_or_else(String::new, |beside| table(&beside));
    for sentence in said.tell(&findings.cannot) {
        text += &format!("<p class=\"faint\">{}</p>\n", with_code(&sentence));
    }
    let answer = findings.answer.iter().map(|answer| ("Guess", answer));
    for (lead, sentence) in answer.chain([("Learned", &findings.learned)]) {
        text += &format!("<p class=\"learned\"><strong>{lead}</strong> {}</p>\n", with_code(sentence));
    }
    Ok(text)
}

/// A chart in both shapes, of which the width of the screen shows one.
fn picture(findings: &Findings, chart: &Chart) -> Result<String, plot::Failure> {
    let figure = |class: &str, shape| -> Result<String, plot::Failure> {
        let svg = plot::svg(findings, chart, shape)?;
        let title = escaped(&chart.title);
        Ok(format!("<figure class=\"{class}\" role=\"img\" aria-label=\"{title}\">\n{svg}</figure>\n"))
    };
    Ok(figure("wide", Shape::Wide)? + &figure("narrow", Shape::Narrow)?)
}

fn table(facts: &Facts) -> String {
    let figures = of_figures(facts.columns.len(), &facts.rows);
    let cells = |tag: &str, cells: &[String]| -> String {
        let class = |column| if figures.get(column).is_some_and(|figures| *figures) { "figures" } else { "words" };
        let length = |cell: &String| if cell.chars().count() <= SHORT { "short" } else { "long" };
        let cell = |(column, cell): (usize, &String)| {
            format!("<{tag} class=\"{} {}\">{}</{tag}>", class(column), length(cell), unbroken(&escaped(cell)))
        };
        cells.iter().enumerate().map(cell).collect()
    };
    let heads = cells("th", &facts.columns);
    let rows: String = facts.rows.iter().map(|row| format!("<tr>{}</tr>\n", cells("td", row))).collect();
    let title = escaped(&facts.title);
    // The heading stays where it is while the table is moved, and whoever has no mouse can move it too.
    format!(
        "<h3>{title}</h3>\n<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\">\n\
         <table>\n<tr>{heads}</tr>\n{rows}</table>\n</div>\n"
    )
}

/// A paragraph, in which what stands between backticks is code.
fn with_code(text: &str) -> String {
    let parts: Vec<String> = text.split('`').map(escaped).collect();
    // An odd backtick has nothing to end it, and stays what it is.
    if parts.len().is_multiple_of(2) {
        return unbroken(&escaped(text));
    }
    // A command is copied, with the spaces that it has.
    let part = |(at, part): (usize, &String)| if at % 2 == 1 { format!("<code>{part}</code>") } else { unbroken(part) };
    parts.iter().enumerate().map(part).collect()
}

/// Text that means nothing to a browser but itself.
fn escaped(text: &str) -> String {
    shown_lines(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_text_and_nothing_else() {
        assert_eq!(escaped("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
        assert_eq!(escaped("a\u{1b}[2J\u{202e}\0b\nc"), "a\\u{1b}[2J\\u{202e}\\u{0}b\nc");
        assert_eq!(with_code("try `a < b` now"), "try <code>a &lt; b</code> now");
        assert_eq!(with_code("an odd ` one"), "an odd ` one");
        let facts = Facts {
            title: "<T>".to_owned(),
            columns: ["", "x"].map(str::to_owned).to_vec(),
            rows: vec![["<script>", "1.2x"].map(str::to_owned).to_vec()],
        };
        let text = table(&facts);
        assert!(!text.contains("<script>") && text.contains("<td class=\"words short\">&lt;script&gt;</td>"), "{text}");
        assert!(text.contains("<td class=\"figures short\">1.2x</td>"), "{text}");
    }
}
