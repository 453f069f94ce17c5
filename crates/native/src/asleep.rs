//! How a thread of this process sleeps, as far as the system says.
//!
//! A thread that is asleep in one wait from one look to the next has done nothing in between: it has used no processor and was not
//! even woken. A machine that does other things does not look like that, so no patience is needed for it.

/// A thread that is asleep. Two looks find the same one if it has slept all the time between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asleep {
    /// Hundredths of a second of a processor that it has used.
    used: u64,
    /// How often it has gone to sleep.
    fell_asleep: u64,
    /// What it sleeps in.
    pub wait: Wait,
}

/// What a thread sleeps in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Until somebody wakes those who wait for a word at this address: a lock, a condition, the end of a thread.
    Word(usize),
    /// For some time at most.
    Timed,
    /// In another call of the system.
    Other,
}

impl Asleep {
    /// How the thread with this number sleeps; `None` if it does not, or the system does not say.
    #[cfg(target_os = "linux")]
    pub fn of(thread: i32) -> Option<Self> {
        use std::fs;
        let of = |what: &str| fs::read_to_string(format!("/proc/self/task/{thread}/{what}")).ok();
        let used = used(&of("stat")?)?;
        let fell_asleep = fell_asleep(&of("status")?)?;
        Some(Self { used, fell_asleep, wait: wait(&of("syscall")?)? })
    }

    /// The system does not say.
    #[cfg(not(target_os = "linux"))]
    pub fn of(_thread: i32) -> Option<Self> {
        None
    }
}

/// How many bytes each thread has of its own, for what is in `thread_local!` in this program and the libraries that it was linked
/// with: as far from each other two of its variables may be.
#[cfg(target_os = "linux")]
pub fn own_memory() -> usize {
    use nix::libc;
    extern "C" fn add(object: *mut libc::dl_phdr_info, _: libc::size_t, sum: *mut libc::c_void) -> libc::c_int {
        // SAFETY: the linker hands over what it knows of an object, which stays while this runs.
        #[expect(unsafe_code, reason = "what the linker knows is handed over by addresses")]
        let headers = unsafe { std::slice::from_raw_parts((*object).dlpi_phdr, (*object).dlpi_phnum.into()) };
        for header in headers.iter().filter(|header| header.p_type == libc::PT_TLS) {
            let size = usize::try_from(header.p_memsz + header.p_align).unwrap_or(0);
            // SAFETY: it is the number below, and nobody else has it meanwhile.
            #[expect(unsafe_code, reason = "what the linker knows is handed over by addresses")]
            unsafe {
                *sum.cast::<usize>() += size;
            }
        }
        0
    }
    let mut sum = 0_usize;
    // SAFETY: the function takes what the linker hands over, and the address of a number.
    #[expect(unsafe_code, reason = "there is no safe call that asks the linker")]
    unsafe {
        libc::dl_iterate_phdr(Some(add), std::ptr::from_mut(&mut sum).cast());
    }
    sum
}

/// How much the thread that the text of its `stat` is about has used, if it sleeps.
#[cfg(target_os = "linux")]
fn used(text: &str) -> Option<u64> {
    // Its name, in brackets, may have anything in it.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace();
    if fields.next()? != "S" {
        return None;
    }
    let mut ticks = fields.skip(10).take(2).map(str::parse::<u64>);
    Some(ticks.next()?.ok()? + ticks.next()?.ok()?)
}

/// How often the thread that the text of its `status` is about has gone to sleep.
#[cfg(target_os = "linux")]
fn fell_asleep(text: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?.trim().parse().ok()
}

/// What a thread sleeps in, by the text of its `syscall`: the number of the call, and what it was given.
#[cfg(target_os = "linux")]
fn wait(text: &str) -> Option<Wait> {
    use nix::libc;
    let mut fields = text.split_whitespace();
    // One that runs says so in words.
    let call: libc::c_long = fields.next()?.parse().ok()?;
    let mut given = fields.map(|field| usize::from_str_radix(field.trim_start_matches("0x"), 16).ok());
    Some(match call {
        libc::SYS_futex => {
            let word = given.next()??;
            // The command, the value, and for how long; 0 for no time at all.
            match given.nth(2)?? {
                0 => Wait::Word(word),
                _ => Wait::Timed,
            }
        }
        libc::SYS_nanosleep | libc::SYS_clock_nanosleep => Wait::Timed,
        _ => Wait::Other,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;
    use std::sync::{Arc, Mutex};
    use std::thread;
    use std::time::Duration;

    /// How a thread sleeps that does `f`.
    fn asleep_in(f: impl FnOnce() + Send + 'static) -> Asleep {
        let (tell, told) = channel();
        thread::spawn(move || {
            tell.send(nix::unistd::gettid().as_raw()).expect("somebody listens");
            f();
        });
        let thread = told.recv().expect("it says who it is");
        let mut before = None;
        loop {
            // On its way to sleep it may be seen asleep for moments, in something else.
            thread::sleep(Duration::from_millis(20));
            match Asleep::of(thread) {
                Some(now) if before == Some(now) => return now,
                now => before = now,
            }
        }
    }

    #[test]
    fn a_thread_says_what_it_sleeps_in() {
        let lock = Arc::new(Mutex::new(()));
        let held = lock.lock().expect("nobody panics");
        let address = Arc::as_ptr(&lock).addr();
        let other = Arc::clone(&lock);
        let Wait::Word(word) = asleep_in(move || drop(other.lock())).wait else { panic!("it waits for a lock") };
        assert!((address..address + size_of::<Mutex<()>>()).contains(&word));
        drop(held);
        assert_eq!(asleep_in(|| thread::sleep(Duration::from_secs(3_600))).wait, Wait::Timed);
        let (nobody_writes, reader) = std::os::unix::net::UnixStream::pair().expect("there are descriptors");
        let read = move || drop(std::io::Read::read(&mut &reader, &mut [0]));
        assert_eq!(asleep_in(read).wait, Wait::Other);
        drop(nobody_writes);
    }

    #[test]
    fn a_thread_that_runs_is_not_asleep() {
        // Who looks, runs.
        assert_eq!(Asleep::of(nix::unistd::gettid().as_raw()), None);
        assert_eq!(Asleep::of(-1), None);
    }

    #[test]
    fn what_a_thread_has_of_its_own_is_in_one_place() {
        thread_local! {
            static MINE: std::cell::Cell<[u8; 300]> = const { std::cell::Cell::new([0; 300]) };
            static ANOTHER: std::cell::Cell<u8> = const { std::cell::Cell::new(0) };
        }
        let mine = MINE.with(|it| std::ptr::from_ref(it).addr());
        let another = ANOTHER.with(|it| std::ptr::from_ref(it).addr());
        assert!(own_memory() >= 300);
        assert!(mine.abs_diff(another) <= own_memory());
        let elsewhere = Box::new(0_u8);
        assert!(std::ptr::from_ref(&*elsewhere).addr().abs_diff(mine) > own_memory());
    }

    #[test]
    fn the_lines_of_the_system_are_read() {
        assert_eq!(used("7 (a) R 9) S 1 2 3 4 5 6 7 8 9 10 300 4 13 14"), Some(304));
        assert_eq!(used("7 (a) S 9) R 1 2 3 4 5 6 7 8 9 10 300 4 13 14"), None);
        assert_eq!(fell_asleep("Name:\ta\nvoluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\n"), Some(12));
        assert_eq!(wait("running"), None);
        let futex = nix::libc::SYS_futex;
        assert_eq!(wait(&format!("{futex} 0x7f10 0x89 0x2 0x0 0x0 0xffff 0x1 0x2")), Some(Wait::Word(0x7f10)));
        assert_eq!(wait(&format!("{futex} 0x7f10 0x89 0x2 0x7ffe 0x0 0xffff 0x1 0x2")), Some(Wait::Timed));
    }
}
