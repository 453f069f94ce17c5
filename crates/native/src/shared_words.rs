//! Memory that a process shares with those it forks.

use std::io;
use std::num::NonZeroUsize;
use std::ops::Index;
use std::ptr::NonNull;
use std::sync::atomic::AtomicU64;

use nix::errno::Errno;
use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous, munmap};

/// A row of atomic words, zero at first, in memory that is the same in this process and in all it forks.
#[derive(Debug)]
pub struct SharedWords {
    words: NonNull<AtomicU64>,
    count: usize,
}

// SAFETY: the words are atomics, in a mapping that lives as long as this does.
#[expect(unsafe_code, reason = "a pointer is neither Send nor Sync by itself")]
unsafe impl Send for SharedWords {}
// SAFETY: as above.
#[expect(unsafe_code, reason = "a pointer is neither Send nor Sync by itself")]
unsafe impl Sync for SharedWords {}

impl SharedWords {
    /// So many words.
    pub fn new(count: usize) -> io::Result<Self> {
        let access = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        let length = Self::length(count).ok_or(Errno::ENOMEM)?;
        // SAFETY: a new mapping at an address of the kernel's choice touches nothing that exists.
        #[expect(unsafe_code, reason = "memory that forked children share comes from mmap alone")]
        let memory = unsafe { mmap_anonymous(None, length, access, MapFlags::MAP_SHARED) }?;
        Ok(Self { words: memory.cast(), count })
    }

    /// The size of the mapping; a mapping cannot be empty.
    fn length(count: usize) -> Option<NonZeroUsize> {
        count.max(1).checked_mul(size_of::<AtomicU64>()).and_then(NonZeroUsize::new)
    }

    /// All words.
    pub fn words(&self) -> &[AtomicU64] {
        // SAFETY: the mapping holds `count` words, is aligned to a page and zero at first, which is a valid atomic.
        #[expect(unsafe_code, reason = "the words live in a mapping, not in Rust's own memory")]
        unsafe {
            std::slice::from_raw_parts(self.words.as_ptr(), self.count)
        }
    }
}

impl Index<usize> for SharedWords {
    type Output = AtomicU64;

    #[track_caller]
    fn index(&self, at: usize) -> &AtomicU64 {
        &self.words()[at]
    }
}

impl Drop for SharedWords {
    fn drop(&mut self) {
        if let Some(length) = Self::length(self.count) {
            // SAFETY: the mapping is ours, and nobody borrows from it while it is dropped.
            #[expect(unsafe_code, reason = "what mmap gave is given back by munmap")]
            let _ = unsafe { munmap(self.words.cast(), length.get()) };
        }
    }
}
