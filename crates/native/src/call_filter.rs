//! Rules for the system calls of this process, which it puts up for itself and can never take down again.
//!
//! What the rules are is decided by whoever starts this process, and crosses to it as numbers: an instruction of the system's own
//! small machine (`seccomp(2)`) is eight bytes.

use std::io;

/// A program of the system's: an instruction is a number, whose first bytes are its code.
pub type CallFilter = [u64];

/// In an instruction: the number of the process that puts it up, which nobody knows before.
pub const OWN_NUMBER: u32 = 0xfffe_fffe;

/// Puts up `filter`, for this thread and all that it starts. What it forbids does not come back.
///
/// # Errors
///
/// If the system does not know such rules, or does not take these.
#[cfg(target_os = "linux")]
pub fn put_up(filter: &CallFilter) -> io::Result<()> {
    use nix::libc;

    let mut instructions: Vec<libc::sock_filter> = filter.iter().map(|&packed| unpacked(packed)).collect();
    let program = libc::sock_fprog {
        len: u16::try_from(instructions.len()).map_err(io::Error::other)?,
        filter: instructions.as_mut_ptr(),
    };
    // SAFETY: the program is there for the time of both calls, with as many instructions as it says.
    #[expect(unsafe_code, reason = "the system is told by an address")]
    let taken = unsafe {
        libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
            && libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const program) == 0
    };
    if taken { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// There are no such rules on this system.
///
/// # Errors
///
/// Always.
#[cfg(not(target_os = "linux"))]
pub fn put_up(_: &CallFilter) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(target_os = "linux")]
fn unpacked(packed: u64) -> nix::libc::sock_filter {
    let [one, two, jt, jf, k @ ..] = packed.to_le_bytes();
    let k = match u32::from_le_bytes(k) {
        OWN_NUMBER => std::process::id(),
        k => k,
    };
    nix::libc::sock_filter { code: u16::from_le_bytes([one, two]), jt, jf, k }
}

/// An instruction as one number.
pub const fn packed(code: u16, jt: u8, jf: u8, k: u32) -> u64 {
    code as u64 | (jt as u64) << 16 | (jf as u64) << 24 | (k as u64) << 32
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn an_instruction_comes_out_of_its_number_as_it_went_in() {
        let read = unpacked(packed(0x1234, 5, 6, 0x789a_bcde));
        assert_eq!((read.code, read.jt, read.jf, read.k), (0x1234, 5, 6, 0x789a_bcde));
        assert_eq!(unpacked(packed(0, 0, 0, OWN_NUMBER)).k, std::process::id());
    }
}
