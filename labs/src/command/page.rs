//! What labs have found as a page: one file that opens by itself, with all tables and charts in it.

use std::fs;
use std::path::{Path, PathBuf};

use racecourse_commands::Error;

use super::plot;
use crate::lab::findings::{Exhibit, Facts};
use crate::lab::{Findings, Lab};
use crate::report::{beside, cells, day, of_figures};

/// A page has letters and lines only, and reads in grey as well.
const STYLE: &str = "\
body { font: 16px/1.5 sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
h1, h2 { line-height: 1.2 } h2 { margin-top: 3.5rem; border-top: 2px solid #111; padding-top: 1rem }
table { border-collapse: collapse; margin: 1.5rem 0; font-size: 0.92rem } caption { text-align: left; font-weight: bold }
th, td { padding: 0.2rem 0.9rem 0.2rem 0; text-align: right; vertical-align: top; border-bottom: 1px solid #ccc }
th.words, td.words { text-align: left } pre { line-height: 1.15; overflow-x: auto }
svg { width: 100%; height: auto; margin: 1rem 0 } .learned { border-left: 4px solid #111; padding-left: 1rem }
.faint { color: #555 } nav a { margin-right: 0.8rem } @media print { h2 { break-before: page } }
";

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
    pub(super) fn write(&self, labs: &[&Lab], all: &[Findings]) -> Result<PathBuf, Error> {
        let file = self.folder.join("index.html");
        let text = page(labs, all)
            .map_err(|error| Error::Usage(format!("failed to draw the page {}: {error}", file.display())))?;
        fs::write(&file, text).map_err(|error| Error::Io(format!("write {}", file.display()), error))?;
        Ok(file)
    }
}

/// The whole page.
fn page(labs: &[&Lab], all: &[Findings]) -> Result<String, plot::Failure> {
    let mut body = String::from("<h1>What the labs have found</h1>\n");
    if let Some(first) = all.first() {
        let machine = &first.machine;
        let about = format!("{}, {} cores, {}", machine.processor, machine.cores, day(first.when));
        body += &format!("<p class=\"faint\">{}</p>\n", escaped(&about));
    }
    let links: String = labs.iter().map(|lab| format!("<a href=\"#{0}\">{0}</a>\n", lab.name)).collect();
    body += &format!("<nav>\n{links}</nav>\n");
    for (lab, findings) in labs.iter().zip(all) {
        body += &section(lab, findings)?;
    }
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>What the labs have found</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         {body}</body>\n</html>\n"
    ))
}

fn section(lab: &Lab, findings: &Findings) -> Result<String, plot::Failure> {
    let mut text = format!("<h2 id=\"{}\">{}</h2>\n<p>{}</p>\n", lab.name, escaped(lab.title), escaped(lab.question));
    for exhibit in &findings.exhibits {
        text += &match exhibit {
            Exhibit::Measured(measured) => table(&cells(measured)),
            Exhibit::Facts(facts) => table(facts),
            Exhibit::Chart(chart) => plot::svg(findings, chart)?,
            Exhibit::Remark { text } => format!("<p>{}</p>\n", with_code(text)),
            Exhibit::Drawing { lines } => format!("<pre>{}</pre>\n", escaped(&lines.join("\n"))),
        };
    }
    text += &beside(findings).map_or_else(String::new, |beside| table(&beside));
    for what in &findings.cannot {
        text += &format!("<p class=\"faint\">Not shown here: {}.</p>\n", with_code(what));
    }
    for sentence in findings.answer.iter().chain([&findings.learned]) {
        text += &format!("<p class=\"learned\">{}</p>\n", with_code(sentence));
    }
    Ok(text)
}

fn table(facts: &Facts) -> String {
    let figures = of_figures(facts.columns.len(), &facts.rows);
    let cells = |tag: &str, cells: &[String]| -> String {
        let of_words =
            |column| if figures.get(column).is_some_and(|figures| *figures) { "" } else { " class=\"words\"" };
        let cell = |(column, cell): (usize, &String)| format!("<{tag}{}>{}</{tag}>", of_words(column), escaped(cell));
        cells.iter().enumerate().map(cell).collect()
    };
    let heads = cells("th", &facts.columns);
    let rows: String = facts.rows.iter().map(|row| format!("<tr>{}</tr>\n", cells("td", row))).collect();
    format!("<table>\n<caption>{}</caption>\n<tr>{heads}</tr>\n{rows}</table>\n", escaped(&facts.title))
}

/// A paragraph, in which what stands between backticks is code.
fn with_code(text: &str) -> String {
    let parts: Vec<String> = text.split('`').map(escaped).collect();
    // An odd backtick has nothing to end it, and stays what it is.
    if parts.len().is_multiple_of(2) {
        return escaped(text);
    }
    let part = |(at, part): (usize, &String)| if at % 2 == 1 { format!("<code>{part}</code>") } else { part.clone() };
    parts.iter().enumerate().map(part).collect()
}

/// Text that means nothing to a browser but itself.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_text_and_nothing_else() {
        assert_eq!(escaped("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
        assert_eq!(with_code("try `a < b` now"), "try <code>a &lt; b</code> now");
        assert_eq!(with_code("an odd ` one"), "an odd ` one");
        let facts = Facts {
            title: "<T>".to_owned(),
            columns: ["", "x"].map(str::to_owned).to_vec(),
            rows: vec![["<script>", "1.2x"].map(str::to_owned).to_vec()],
        };
        let text = table(&facts);
        assert!(!text.contains("<script>") && text.contains("<td class=\"words\">&lt;script&gt;</td>"), "{text}");
        assert!(text.contains("<td>1.2x</td>"), "{text}");
    }
}
