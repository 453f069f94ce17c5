//! The whole terminal, key by key: for what is played or watched on a screen.
//!
//! It takes a second screen, so that what was there comes back, and it gives the terminal back as it was whatever happens: when it is
//! dropped, in a panic before that is printed, and by a signal that ends the process, which is an [event](Event::Ended) here.
//! Ctrl-C is a key; Ctrl-Z stops the process and brings the screen back when that goes on.

mod keys;
mod signals;

use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, raise};
use nix::sys::termios::{SetArg, Termios, cfmakeraw, tcgetattr, tcsetattr};
use nix::unistd::read;

pub(crate) use keys::Key;

use signals::Signals;

/// Takes the second screen, and hides the cursor.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l";
/// Gives them back, in the usual style.
const LEAVE: &[u8] = b"\x1b[0m\x1b[?25h\x1b[?1049l";
/// How long the rest of a key's bytes may take, in milliseconds: an escape alone is a key too.
const REST_OF_A_KEY: u16 = 30;

/// How the terminal was before, as long as it is taken.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Something that has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A key was pressed.
    Key(Key),
    /// The terminal has another size now, or the screen has to be drawn again.
    Resized,
    /// The process is to end: by this signal, or because nobody is at the terminal any more.
    Ended(Option<Signal>),
}

/// The terminal, as long as this lives.
pub(crate) struct RawTerminal {
    signals: Signals,
    keys: keys::Decoder,
}

/// Whether standard input and output are a terminal on which a screen can be drawn.
pub(crate) fn is_possible() -> bool {
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb" || term.is_empty());
    io::stdin().is_terminal() && io::stdout().is_terminal() && !dumb && std::env::var_os("TERM").is_some()
}

impl RawTerminal {
    /// Takes the terminal.
    ///
    /// # Errors
    ///
    /// If it cannot be set up.
    pub(crate) fn take() -> io::Result<Self> {
        restore_in_panics();
        let signals = Signals::heard()?;
        enter()?;
        Ok(Self { signals, keys: keys::Decoder::default() })
    }

    /// Columns and rows.
    pub(crate) fn size() -> (usize, usize) {
        let size = terminal_size::terminal_size_of(io::stdout());
        size.map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)))
    }

    /// Draws `lines` from the top, each at its row.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn draw(&self, lines: &[String]) -> io::Result<()> {
        let mut text = String::new();
        for (row, line) in lines.iter().enumerate() {
            // Cleared before it is written: behind its last column the cursor stands on that.
            text += &format!("\x1b[{};1H\x1b[2K{line}", row + 1);
        }
        text += "\x1b[0m\x1b[J";
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Has the terminal itself take `text` for what is pasted next, where it can.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn copy(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        write!(out, "\x1b]52;c;{}\x07", base64(text.as_bytes()))?;
        out.flush()
    }

    /// Waits for what happens next.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be read.
    pub(crate) fn event(&mut self) -> io::Result<Event> {
        loop {
            if let Some(event) = self.event_before(None)? {
                return Ok(event);
            }
        }
    }

    /// The same, for so long at most; none if nothing has happened by then.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be read.
    pub(crate) fn event_within(&mut self, patience: Duration) -> io::Result<Option<Event>> {
        self.event_before(Some(Instant::now() + patience))
    }

    fn event_before(&mut self, end: Option<Instant>) -> io::Result<Option<Event>> {
        loop {
            if let Some(key) = self.keys.next() {
                match key {
                    Key::Stop => {
                        stop()?;
                        return Ok(Some(Event::Resized));
                    }
                    key => return Ok(Some(Event::Key(key))),
                }
            }
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            let patience = match left {
                _ if self.keys.is_in_the_middle() => REST_OF_A_KEY.into(),
                None => PollTimeout::NONE,
                Some(Duration::ZERO) => return Ok(None),
                // A moment more, and not less: else it would be asked again and again at the end.
                Some(left) => PollTimeout::try_from(left + Duration::from_millis(1)).unwrap_or(PollTimeout::MAX),
            };
            let [typed, signal] = ready([io::stdin().as_fd(), self.signals.as_fd()], patience)?;
            if signal {
                match self.signals.next() {
                    Some(Signal::SIGWINCH | Signal::SIGCONT) => return Ok(Some(Event::Resized)),
                    Some(signal) => return Ok(Some(Event::Ended(Some(signal)))),
                    None => {}
                }
            }
            if typed {
                let mut bytes = [0; 256];
                match read(io::stdin().as_fd(), &mut bytes) {
                    Ok(0) => return Ok(Some(Event::Ended(None))),
                    Ok(count) => self.keys.add(&bytes[..count]),
                    Err(Errno::EINTR | Errno::EAGAIN) => {}
                    // Whoever was at the terminal is gone.
                    Err(Errno::EIO) => return Ok(Some(Event::Ended(None))),
                    Err(error) => return Err(error.into()),
                }
            } else if !signal {
                self.keys.nothing_follows();
            }
        }
    }
}

impl Drop for RawTerminal {
    fn drop(&mut self) {
        leave();
    }
}

/// Which of the two can be read, as soon as one can or so much time has passed.
fn ready(from: [BorrowedFd<'_>; 2], patience: PollTimeout) -> io::Result<[bool; 2]> {
    let mut both = from.map(|fd| PollFd::new(fd, PollFlags::POLLIN));
    match poll(&mut both, patience) {
        Ok(_) => Ok(both.map(|fd| fd.any().unwrap_or(false))),
        Err(Errno::EINTR) => Ok([false, true]),
        Err(error) => Err(error.into()),
    }
}

fn enter() -> io::Result<()> {
    let before = tcgetattr(io::stdin())?;
    let mut raw = before.clone();
    cfmakeraw(&mut raw);
    tcsetattr(io::stdin(), SetArg::TCSADRAIN, &raw)?;
    *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
    let mut out = io::stdout().lock();
    out.write_all(ENTER)?;
    out.flush()
}

/// Gives the terminal back, if it is taken.
fn leave() {
    // A panic may come while this is held: then the terminal is being given back already.
    let Ok(mut before) = BEFORE.try_lock() else { return };
    if let Some(before) = before.take() {
        let mut out = io::stdout().lock();
        let _ = out.write_all(LEAVE).and_then(|()| out.flush());
        let _ = tcsetattr(io::stdin(), SetArg::TCSADRAIN, &before);
    }
}

/// Stops this process, as Ctrl-Z does elsewhere, and takes the terminal again when it goes on.
fn stop() -> io::Result<()> {
    leave();
    raise(Signal::SIGTSTP)?;
    enter()
}

/// From now on a panic gives the terminal back before it is printed.
fn restore_in_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            leave();
            print(panic);
        }));
    });
}

/// `bytes` in base 64, as RFC 4648 has it.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let all = three.iter().chain([0, 0].iter()).take(3).fold(0_u32, |all, byte| all << 8 | u32::from(*byte));
        for place in 0..4_usize {
            let sign = SIGNS[(all >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= three.len() { char::from(sign) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base_64_is_as_its_standard_has_it() {
        let table = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"), ("×", "w5c=")];
        for (text, expected) in table {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }
}
