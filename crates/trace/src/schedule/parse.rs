//! Reading the text of a schedule.

use std::collections::HashMap;
use std::ops::Range;

use super::{MAX_STEPS, MAX_TEXT, Mark, Miswritten, Schedule, ScheduleError, Step};

/// How deep brackets may be nested.
const DEEPEST: usize = 16;

/// Reads `text`.
pub(super) fn parse(text: &str) -> Result<Schedule, ScheduleError> {
    if text.len() > MAX_TEXT {
        return Err(ScheduleError::written(Miswritten::TooLong { bytes: text.len(), most: MAX_TEXT }));
    }
    Parser::new(text, MAX_STEPS).schedule()
}

/// Reads `text`, which an execution has written and which is as long as that was.
pub(super) fn parse_unlimited(text: &str) -> Result<Schedule, ScheduleError> {
    Parser::new(text, usize::MAX).schedule()
}

/// Whether a name with this character in it needs no quotes.
pub(super) fn is_bare(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !matches!(c, '(' | ')' | '×' | '*' | '\'' | '"' | '\\' | '~' | '!')
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    most: usize,
    names: Vec<String>,
    known: HashMap<String, usize>,
    words: Vec<Range<usize>>,
    steps: Vec<Step>,
    /// For each open bracket, where it stands and how many steps there were before it.
    open: Vec<(usize, usize)>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, most: usize) -> Self {
        let (names, words, steps, open) = Default::default();
        Self { text, at: 0, most, names, known: HashMap::new(), words, steps, open }
    }

    fn schedule(mut self) -> Result<Schedule, ScheduleError> {
        while let Some(c) = self.peek() {
            let start = self.at;
            match c {
                _ if c.is_whitespace() => self.skip(c),
                '(' if self.open.len() == DEEPEST => {
                    return Err(self.error(Miswritten::TooDeep { most: DEEPEST }, start..start + 1));
                }
                '(' => {
                    self.skip(c);
                    self.open.push((start, self.steps.len()));
                }
                ')' => self.close()?,
                '×' | '*' => {
                    return Err(self.error(Miswritten::NothingToRepeat, start..start + c.len_utf8()));
                }
                '\'' | '"' => {
                    let name = self.quoted(c)?;
                    self.word(name, start)?;
                }
                _ if is_bare(c) => {
                    let length = self.rest().find(|c| !is_bare(c)).unwrap_or(self.rest().len());
                    self.at += length;
                    self.word(self.text[start..self.at].to_owned(), start)?;
                }
                _ => {
                    return Err(self.error(Miswritten::NeedsQuotes(c), start..start + c.len_utf8()));
                }
            }
        }
        if let Some((start, _)) = self.open.last() {
            return Err(self.error(Miswritten::NeverClosed, *start..start + 1));
        }
        Ok(Schedule { text: self.text.to_owned(), names: self.names, words: self.words, steps: self.steps })
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, c: char) {
        self.at += c.len_utf8();
    }

    fn error(&self, wrong: Miswritten, place: Range<usize>) -> ScheduleError {
        ScheduleError::at(wrong, self.text, place)
    }

    /// The name in quotes that begins here.
    fn quoted(&mut self, quote: char) -> Result<String, ScheduleError> {
        let start = self.at;
        self.skip(quote);
        let mut name = String::new();
        while let Some(c) = self.peek() {
            self.skip(c);
            match c {
                _ if c == quote => return Ok(name),
                '\\' => match self.peek() {
                    Some(escaped) => {
                        self.skip(escaped);
                        name.push(match escaped {
                            'n' => '\n',
                            'u' => self.by_number().unwrap_or('u'),
                            _ => escaped,
                        });
                    }
                    None => break,
                },
                _ => name.push(c),
            }
        }
        Err(self.error(Miswritten::QuoteNeverClosed, start..start + 1))
    }

    /// The character whose number stands here in braces, as in `\u{1b}`.
    fn by_number(&mut self) -> Option<char> {
        let (number, _) = self.rest().strip_prefix('{')?.split_once('}')?;
        let c = char::from_u32(u32::from_str_radix(number, 16).ok()?)?;
        self.at += number.len() + 2;
        Some(c)
    }

    /// Takes a name that began at `start`, with its repeat if there is one.
    fn word(&mut self, name: String, start: usize) -> Result<(), ScheduleError> {
        let place = start..self.at;
        let names = &mut self.names;
        let name = *self.known.entry(name).or_insert_with_key(|name| {
            names.push(name.clone());
            names.len() - 1
        });
        self.words.push(place.clone());
        let mark = self.mark()?;
        self.steps.push(Step { name, word: self.words.len() - 1, mark });
        self.repeat(self.steps.len() - 1, place)
    }

    /// The marks that stand behind a name.
    fn mark(&mut self) -> Result<Mark, ScheduleError> {
        let mut mark = Mark::default();
        if self.peek() == Some('~') {
            let start = self.at;
            self.skip('~');
            let digits = self.rest().find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest().len());
            let number = &self.rest()[..digits];
            self.at += digits;
            mark.back = match number.parse() {
                Ok(back) => back,
                Err(_) if digits > 0 => return Err(self.error(Miswritten::TooFarBack, start..self.at)),
                Err(_) => return Err(self.error(Miswritten::NoNumber('~'), start..self.at)),
            };
        }
        if self.peek() == Some('!') {
            self.skip('!');
            mark.fails = true;
        }
        Ok(mark)
    }

    /// A closing bracket, with its repeat if there is one.
    fn close(&mut self) -> Result<(), ScheduleError> {
        let here = self.at;
        self.at += 1;
        let Some((start, from)) = self.open.pop() else {
            return Err(self.error(Miswritten::NeverOpened, here..here + 1));
        };
        if from == self.steps.len() {
            return Err(self.error(Miswritten::NothingInBrackets, start..here + 1));
        }
        // Behind a bracket no name can stand, so `x` is what it looks like.
        if self.rest().strip_prefix('x').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            return self.repeat_by('x', from, start..here + 1);
        }
        self.repeat(from, start..here + 1)
    }

    /// Repeats the steps from `from` on as often as the text says that follows here; `what` is what they stand for.
    fn repeat(&mut self, from: usize, what: Range<usize>) -> Result<(), ScheduleError> {
        match self.peek() {
            Some(sign @ ('×' | '*')) => self.repeat_by(sign, from, what),
            _ => self.repeated(from, 1, what),
        }
    }

    /// The same, where `sign` stands in front of the number.
    fn repeat_by(&mut self, sign: char, from: usize, what: Range<usize>) -> Result<(), ScheduleError> {
        let start = self.at;
        self.skip(sign);
        let digits = self.rest().find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest().len());
        let number = &self.rest()[..digits];
        self.at += digits;
        let times = match number.parse::<usize>() {
            Ok(0) => return Err(self.error(Miswritten::NoTimes, start..self.at)),
            Ok(times) => times,
            Err(_) if digits > 0 => usize::MAX,
            Err(_) => return Err(self.error(Miswritten::NoNumber(sign), start..self.at)),
        };
        self.repeated(from, times, what)
    }

    /// Has the steps from `from` on `times` times.
    fn repeated(&mut self, from: usize, times: usize, what: Range<usize>) -> Result<(), ScheduleError> {
        let round = self.steps.len() - from;
        let total = round.checked_mul(times).and_then(|steps| steps.checked_add(from));
        if total.is_none_or(|total| total > self.most) {
            return Err(self.error(Miswritten::TooManySteps { most: self.most }, what.start..self.at));
        }
        for _ in 1..times {
            self.steps.extend_from_within(from..from + round);
        }
        Ok(())
    }
}
