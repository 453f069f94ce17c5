//! Numbers in ordinary memory made of large pages.

use std::io;
use std::num::NonZeroUsize;
use std::ops::Deref;
use std::ptr::NonNull;

use nix::errno::Errno;
use nix::libc::c_void;
use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous, munmap};

/// A large page of x86-64 and of most others; where they are of another size, this one does no harm.
const PAGE: usize = 2 << 20;

/// A row of numbers that nobody writes any more, in memory that the system was asked to make of large pages.
///
/// A fork enters every page of ordinary memory into the child's tables, and with pages of 4 KiB that takes a good part of
/// the time in which a core could add up what is on them. With pages of 2 MiB there are 512 times fewer. Where the system
/// has no large pages to give, these are pages like any others.
#[derive(Debug)]
pub struct LargePages {
    mapping: NonNull<c_void>,
    length: NonZeroUsize,
    first: NonNull<f64>,
    count: usize,
}

// SAFETY: the numbers are never written again, and the mapping lives as long as this does.
#[expect(unsafe_code, reason = "a pointer is neither Send nor Sync by itself")]
unsafe impl Send for LargePages {}
// SAFETY: as above.
#[expect(unsafe_code, reason = "a pointer is neither Send nor Sync by itself")]
unsafe impl Sync for LargePages {}

impl LargePages {
    /// So many numbers, each made from its index.
    ///
    /// # Errors
    ///
    /// If the system has no memory left.
    pub fn new(count: usize, number: impl Fn(usize) -> f64) -> io::Result<Self> {
        let bytes = count.checked_mul(size_of::<f64>()).and_then(|bytes| bytes.checked_add(2 * PAGE));
        let length = bytes.and_then(NonZeroUsize::new).ok_or(Errno::ENOMEM)?;
        let access = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        // SAFETY: a new mapping at an address of the kernel's choice touches nothing that exists.
        #[expect(unsafe_code, reason = "memory whose pages are to be chosen comes from mmap alone")]
        let mapping = unsafe { mmap_anonymous(None, length, access, MapFlags::MAP_PRIVATE) }?;
        let skipped = mapping.align_offset(PAGE);
        // SAFETY: at most a page is skipped, and the mapping is two pages longer than the numbers.
        #[expect(unsafe_code, reason = "large pages begin where their size divides the address")]
        let first = unsafe { mapping.byte_add(skipped) };
        ask_for_large_pages(first, length.get() - skipped);
        let numbers = first.cast::<f64>();
        for at in 0..count {
            // SAFETY: the mapping has room for all of them behind `first`, which is aligned to much more than a number.
            #[expect(unsafe_code, reason = "the numbers live in a mapping, not in Rust's own memory")]
            unsafe {
                numbers.add(at).write(number(at));
            }
        }
        Ok(Self { mapping, length, first: numbers, count })
    }
}

/// If the system does not heed it, everything works with small pages.
#[cfg(target_os = "linux")]
fn ask_for_large_pages(first: NonNull<c_void>, bytes: usize) {
    use nix::sys::mman::{MmapAdvise, madvise};
    // SAFETY: the range lies in a mapping of ours, and this advice changes nothing that it holds.
    #[expect(unsafe_code, reason = "other advice would throw memory away")]
    let _ = unsafe { madvise(first, bytes, MmapAdvise::MADV_HUGEPAGE) };
}

#[cfg(not(target_os = "linux"))]
fn ask_for_large_pages(_: NonNull<c_void>, _: usize) {}

impl Deref for LargePages {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        // SAFETY: `new` has written them all, and nobody writes them again.
        #[expect(unsafe_code, reason = "the numbers live in a mapping, not in Rust's own memory")]
        unsafe {
            std::slice::from_raw_parts(self.first.as_ptr(), self.count)
        }
    }
}

impl Drop for LargePages {
    fn drop(&mut self) {
        // SAFETY: it was mapped with this length, and no slice of it outlives this.
        #[expect(unsafe_code, reason = "what was mapped has to be unmapped by hand")]
        let _ = unsafe { munmap(self.mapping, self.length.get()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fork;

    #[test]
    fn numbers_are_what_they_were_made_and_children_read_them() {
        for count in [0, 1, 1000, 300_000] {
            let numbers = LargePages::new(count, |at| at as f64).expect("there is memory");
            assert_eq!(numbers.len(), count);
            let sum = (0..count).sum::<usize>() as f64;
            assert_eq!(fork("adder", || numbers.iter().sum::<f64>()).join(), Ok(sum));
        }
        assert!(LargePages::new(usize::MAX / 4, |_| 0.0).is_err());
    }
}
