//! A terminal that hands over each key as it is pressed, and is as it was when that ends.

use std::io::{self, Read, Write};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use nix::sys::termios::{self, SetArg, Termios};

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Char(char),
    Enter,
    Up,
    Down,
    PageUp,
    PageDown,
    Quit,
}

/// The terminal while keys are read from it.
pub(super) struct Raw {
    before: Termios,
}

impl Raw {
    /// Takes the terminal: its other screen, without a cursor, without echo.
    ///
    /// # Errors
    ///
    /// If standard input is no terminal.
    pub(super) fn enter(out: &mut dyn Write) -> io::Result<Self> {
        let before = termios::tcgetattr(io::stdin())?;
        let raw = Self { before };
        raw.take(out)?;
        Ok(raw)
    }

    fn take(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut raw = self.before.clone();
        termios::cfmakeraw(&mut raw);
        // Lines that are printed still begin at the left.
        raw.output_flags.insert(termios::OutputFlags::OPOST);
        termios::tcsetattr(io::stdin(), SetArg::TCSADRAIN, &raw)?;
        out.write_all(b"\x1b[?1049h\x1b[?25l")?;
        out.flush()
    }

    /// Gives it back for as long as `work` takes.
    ///
    /// # Errors
    ///
    /// If it cannot be taken again.
    pub(super) fn lend<R>(&self, out: &mut dyn Write, work: impl FnOnce() -> R) -> io::Result<R> {
        self.give_back(out);
        let done = work();
        self.take(out)?;
        Ok(done)
    }

    fn give_back(&self, out: &mut dyn Write) {
        let _ = out.write_all(b"\x1b[?25h\x1b[?1049l");
        let _ = out.flush();
        let _ = termios::tcsetattr(io::stdin(), SetArg::TCSADRAIN, &self.before);
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.give_back(&mut io::stdout());
    }
}

/// Bytes of standard input, as they come.
pub(super) fn bytes() -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut input = io::stdin();
        let mut chunk = [0; 256];
        while let Ok(count @ 1..) = input.read(&mut chunk) {
            if sender.send(chunk[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}

/// The keys that these bytes stand for. What is none is passed over.
pub(super) fn read(bytes: &[u8]) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = bytes;
    while let [first, ..] = rest {
        let (key, length) = match rest {
            [0x1b, b'[' | b'O', b'A', ..] => (Some(Key::Up), 3),
            [0x1b, b'[' | b'O', b'B', ..] => (Some(Key::Down), 3),
            [0x1b, b'[', b'5', b'~', ..] => (Some(Key::PageUp), 4),
            [0x1b, b'[', b'6', b'~', ..] => (Some(Key::PageDown), 4),
            [0x1b, b'[' | b'O', ..] => {
                let end = rest[2..].iter().position(u8::is_ascii_alphabetic).map_or(rest.len(), |at| at + 3);
                (None, end)
            }
            [b'\r' | b'\n', ..] => (Some(Key::Enter), 1),
            // Ctrl-C and Ctrl-D.
            [3 | 4, ..] => (Some(Key::Quit), 1),
            _ if first.is_ascii_graphic() || *first == b' ' => (Some(Key::Char(char::from(*first))), 1),
            _ => (None, 1),
        };
        keys.extend(key);
        rest = &rest[length.min(rest.len())..];
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_keys() {
        use Key::{Char, Down, Enter, PageDown, Quit, Up};
        assert_eq!(read(b"q\x1b[A\x1bOB\r"), [Char('q'), Up, Down, Enter]);
        assert_eq!(read(b"\x1b[6~\x1b[1;5Ch\x03"), [PageDown, Char('h'), Quit]);
        assert_eq!(read("é\x1b".as_bytes()), []);
        assert_eq!(read(b"\x1b["), []);
    }
}
