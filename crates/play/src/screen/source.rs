//! The program's lines, with who is where.

use std::collections::BTreeSet;

use racecourse_layout::{Style, columns_of, shorten};
use racecourse_trace::failure::Site;
use racecourse_trace::state_graph::Status;

use super::{Line, key, plain, styled};
use crate::session::Session;
use crate::text::code_of;

/// As many lines as there is room for: those with steps on them, and what stands around them. They stay where they are while the game
/// goes on, unless there is no room for all.
pub(super) fn lines(session: &Session<'_>, width: usize, height: usize) -> Vec<Line> {
    let here = standing_at(session);
    // Each file has a row with its name.
    let rows = chosen(session, &here, height.saturating_sub(session.level().texts.len().max(1)));
    let indent = rows.iter().flatten().filter_map(|site| indentation(text(session, site)?)).min().unwrap_or(0);
    let first = rows.iter().flatten().next().map(|site| site.file.as_str());
    let first = first.or(session.level().texts.first().map(|text| text.file.as_str())).unwrap_or_default().to_owned();
    let mut lines = vec![heading(session, &first)];
    let mut file = first;
    let mut left_out = false;
    for row in rows {
        let Some(site) = row else {
            left_out = true;
            continue;
        };
        if site.file != file {
            lines.push(heading(session, &site.file));
            file.clone_from(&site.file);
        } else if left_out {
            lines.push(vec![styled(Style::Faint, "    …")]);
        }
        left_out = false;
        let at: Vec<&(Site, char, bool)> = here.iter().filter(|(it, ..)| *it == site).collect();
        let mut marks: String = at.iter().map(|(_, key, _)| *key).take(2).collect();
        if let Some(sign) = at.iter().map(|(.., able)| if *able { '▶' } else { '·' }).min_by_key(|sign| *sign != '▶')
        {
            marks.push(sign);
        }
        let code = squeezed(text(session, &site).unwrap_or_default(), indent, width.saturating_sub(7));
        let row = shorten(&format!("{marks:>3}{:>3} {code}", site.line), width);
        let style = if at.iter().any(|(.., able)| *able) { Some(Style::Strong) } else { None };
        lines.push(vec![super::Piece { text: row, style }]);
    }
    lines
}

/// The name of a file above its lines. In an open level it would tell.
fn heading(session: &Session<'_>, file: &str) -> Line {
    let name = file.rsplit('/').next().unwrap_or(file);
    let name = if session.level().kind == crate::level::Kind::Open { "program" } else { name };
    vec![plain(format!(" {name}"))]
}

/// Where everybody stands who has something to do: the place, the key, and whether it can go on.
fn standing_at(session: &Session<'_>) -> Vec<(Site, char, bool)> {
    let graph = &session.level().graph;
    let state = session.game().state();
    let place = |actor: usize| {
        let standing = graph.standing(state, actor)?;
        let site = standing.next.as_ref()?.site.clone();
        let number = session.players().iter().position(|it| *it == actor);
        Some((site, number.map_or(' ', key), standing.status == Status::Enabled))
    };
    (0..graph.actors.len()).filter_map(place).collect()
}

/// The lines to show, with `None` where some are left out.
fn chosen(session: &Session<'_>, here: &[(Site, char, bool)], most: usize) -> Vec<Option<Site>> {
    let graph = &session.level().graph;
    let is_known = |site: &Site| text(session, site).is_some();
    let standings = graph.actors.iter().flat_map(|actor| &actor.standings);
    let steps: BTreeSet<Site> = standings.filter_map(|it| it.next.as_ref()).map(|next| next.site.clone()).collect();
    let steps: BTreeSet<Site> = steps.into_iter().filter(is_known).collect();
    let around = |sites: &BTreeSet<Site>, by: u32| -> BTreeSet<Site> {
        let near = sites.iter().flat_map(|site| {
            let from = site.line.saturating_sub(by);
            (from..=site.line + by).map(|line| Site { line, ..site.clone() })
        });
        near.filter(|site| text(session, site).is_some_and(|text| !code_of(text).trim().is_empty())).collect()
    };
    let mut all: Vec<Vec<Option<Site>>> = [3, 2, 1, 0].map(|by| with_gaps(&around(&steps, by))).into();
    all.push(steps.iter().cloned().map(Some).collect());
    if let Some(rows) = all.into_iter().find(|rows| rows.len() <= most) {
        return rows;
    }
    // Where nobody is anywhere, as at the end, the first of them will do.
    let now: BTreeSet<Site> =
        if here.is_empty() { steps } else { here.iter().map(|(site, ..)| site.clone()).filter(is_known).collect() };
    let some = [2, 1, 0].map(|by| with_gaps(&around(&now, by)));
    let last = some[2].clone();
    let rows = some.into_iter().find(|rows| rows.len() <= most).unwrap_or(last);
    rows.into_iter().take(most).collect()
}

fn with_gaps(sites: &BTreeSet<Site>) -> Vec<Option<Site>> {
    let mut rows: Vec<Option<Site>> = Vec::new();
    let mut before: Option<&Site> = None;
    for site in sites {
        if before.is_some_and(|it| it.file != site.file || it.line + 1 != site.line) {
            rows.push(None);
        }
        rows.push(Some(site.clone()));
        before = Some(site);
    }
    rows
}

fn text<'a>(session: &Session<'a>, site: &Site) -> Option<&'a str> {
    let texts = &session.level().texts;
    let text = texts.iter().find(|text| text.file == site.file)?;
    text.lines.get(usize::try_from(site.line).ok()?.checked_sub(1)?).map(String::as_str)
}

/// A line with half of its indentation, as much of it as fits: first its comment goes, then what every access to an atomic says.
fn squeezed(line: &str, indent: usize, width: usize) -> String {
    let code = line.trim();
    let deep = indentation(line).unwrap_or(indent).saturating_sub(indent) / 2;
    let fits = |code: &str| deep + columns_of(code) <= width;
    let code = if fits(code) { code.to_owned() } else { code_of(code).to_owned() };
    let code = if fits(&code) { code } else { code.replace("SeqCst", "…") };
    format!("{}{code}", " ".repeat(deep))
}

fn indentation(line: &str) -> Option<usize> {
    (!line.trim().is_empty()).then(|| line.len() - line.trim_start().len())
}
