//! The real thing: what the native arms of the facade are made of where no library provides it, and the record from
//! which a hang on real threads and processes is explained.

pub(crate) mod gates;
pub(crate) mod hang;
pub(crate) mod record;
pub(crate) mod supervision;

pub(crate) mod file_lock;
pub(crate) mod frames;
pub(crate) mod pipe;
pub(crate) mod private_directory;
pub(crate) mod process;
pub(crate) mod rendezvous;
pub(crate) mod shared_words;
