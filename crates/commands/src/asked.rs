//! Questions that are answered line by line.

use std::io::{self, BufRead, IsTerminal, Read, Write};

use crate::Error;

/// Bytes of a line that are read at most.
const LONGEST: u64 = 1 << 18;

/// A line that somebody has typed.
pub(crate) enum Typed {
    /// This, without the spaces around it.
    Line(String),
    /// Something that cannot be read, with the reason.
    Wrong(String),
    /// Nothing more will come.
    Nothing,
}

/// Asks for a line. What does not come from a terminal is written out behind the sign, for who reads the whole afterwards.
pub(crate) fn line(out: &mut dyn Write) -> Result<Typed, Error> {
    write!(out, "> ")?;
    out.flush()?;
    let typed = next_line().map_err(|error| Error::Io("read what is typed".to_owned(), error))?;
    if matches!(typed, Typed::Nothing) {
        writeln!(out)?;
    } else if !io::stdin().is_terminal() {
        let text = if let Typed::Line(text) = &typed { text.as_str() } else { "" };
        writeln!(out, "{}", racecourse_layout::shown(text, 200))?;
    }
    Ok(typed)
}

fn next_line() -> io::Result<Typed> {
    let mut bytes = Vec::new();
    let mut input = io::stdin().lock();
    if (&mut input).take(LONGEST).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(Typed::Nothing);
    }
    if bytes.len() as u64 == LONGEST && bytes.last() != Some(&b'\n') {
        // The rest of it is no line of its own.
        while !bytes.is_empty() && bytes.last() != Some(&b'\n') {
            bytes.clear();
            (&mut input).take(LONGEST).read_until(b'\n', &mut bytes)?;
        }
        return Ok(Typed::Wrong(format!("the line is longer than {LONGEST} bytes")));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Typed::Line(text.trim().to_owned()),
        Err(_) => Typed::Wrong("the line is no text: it is not UTF-8".to_owned()),
    })
}
