use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use proptest::prelude::*;
use tempfile::TempDir;

use super::document::{self, Counted};
use super::documents::documents;
use super::words::{LONGEST, Words};
use super::*;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

/// Writes a file into `folder`.
fn write(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("it is in a folder")).expect("folders can be made");
    fs::write(&path, bytes).expect("a file can be written");
    path
}

fn counts<const N: usize>(all: [(&str, u64); N]) -> HashMap<String, u64> {
    all.into_iter().map(|(word, count)| (word.to_owned(), count)).collect()
}

fn in_pieces(bytes: &[u8], length: usize) -> (HashMap<String, u64>, u64) {
    let mut words = Words::default();
    bytes.chunks(length).for_each(|piece| words.piece(piece));
    words.end()
}

/// What is said about files, each with the last part of its name.
fn said(notes: &[Note]) -> Vec<(String, String)> {
    let name = |note: &Note| note.file.rsplit('/').next().unwrap_or_default().to_owned();
    let mut all: Vec<(String, String)> = notes.iter().map(|note| (name(note), in_words(&note.what))).collect();
    all.sort();
    all
}

#[test]
fn words_are_letters_and_digits_in_small_letters() {
    let text = "The cat's 'hat', THE hat; route66 — don’t, don't! Äpfel ÄPFEL x";
    let expected = [("the", 2), ("cat's", 1), ("hat", 2), ("route66", 1), ("don't", 2), ("äpfel", 2), ("x", 1)];
    assert_eq!(in_pieces(text.as_bytes(), 1000), (counts(expected), 0));
    assert_eq!(in_pieces(b" \n,.'' ", 1000), (HashMap::new(), 0));
}

#[test]
fn words_that_lie_across_pieces_are_counted_once() {
    let text = "straddling wörter über 日本語 naïve 🏇 straddling".as_bytes();
    let whole = in_pieces(text, text.len());
    assert_eq!((whole.0["straddling"], whole.0["日本語"], whole.1), (2, 1, 0));
    for length in 1..text.len() {
        assert_eq!(in_pieces(text, length), whole, "pieces of {length}");
        let Counted { tally, note } = document::read(text, length);
        assert_eq!((tally.words, tally.documents, note), (whole.0.clone(), 1, None), "pieces of {length}");
    }
}

#[test]
fn what_is_no_utf8_divides_words_and_is_counted() {
    assert_eq!(in_pieces(b"caf\xe9 tea\xff\xfetime", 100), (counts([("caf", 1), ("tea", 1), ("time", 1)]), 3));
    // A character that is cut off by the end.
    assert_eq!(in_pieces(b"tea \xf0\x9f\x8f", 3), (counts([("tea", 1)]), 1));
    let folder = folder();
    let tally = document::count(&write(&folder, "latin1.txt", b"na\xefve tea"));
    assert_eq!((tally.documents, tally.total()), (1, 3));
    assert_eq!(tally.notes[0].what, What::InvalidText(1));
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_give_what_reading_them_lossily_gives(
        bytes in prop::collection::vec(prop_oneof![Just(b'a'), Just(b' '), Just(0xc3), Just(0xa9), Just(0xf0), any::<u8>()], 0..60),
        length in 1_usize..10,
    ) {
        let lossy = String::from_utf8_lossy(&bytes).into_owned();
        let (words, invalid) = in_pieces(&bytes, length);
        prop_assert_eq!(&words, &in_pieces(lossy.as_bytes(), lossy.len().max(1)).0);
        let there_already = bytes.windows(3).filter(|three| *three == "\u{fffd}".as_bytes()).count();
        let replaced = lossy.matches('\u{fffd}').count() - there_already;
        prop_assert_eq!(invalid, replaced as u64);
    }
}

#[test]
fn a_very_large_document_takes_no_more_memory_than_a_small_one() {
    let mut words = Words::default();
    let piece = [b"word ".repeat(13_000), "ä".repeat(8_000).into_bytes()].concat();
    for _ in 0..100 {
        words.piece(&piece);
        assert!(words.kept() < 4 * LONGEST + 4, "{} bytes are kept from piece to piece", words.kept());
    }
    let (counts, invalid) = words.end();
    assert_eq!((counts["word"], invalid), (99 * 12_999 + 13_000, 0));
    // What is left are the long ones: each goes on into the first word of the next piece, and all begin alike.
    assert!(counts.keys().all(|word| word.chars().count() <= LONGEST), "words are cut");
    assert_eq!(counts.values().sum::<u64>(), 100 * 13_000 + 1);
}

#[test]
fn all_programs_find_the_same() {
    let folder = folder();
    let mut written = 0;
    let mut paths = Vec::new();
    for number in 0..5 {
        let path = folder.path().join(number.to_string());
        written += invent::write(&path, number).expect("a document can be written");
        paths.push(path);
    }
    paths.push(write(&folder, "binary", b"GIF89a\0\0"));
    paths.push(write(&folder, "not utf8", b"one \xff"));
    paths.push(folder.path().join("not there"));
    for documents in [&paths[..], &paths[..1], &[]] {
        let right = sequential::count(documents, 1);
        for workers in [1, 2, 3, 20] {
            for pool in [Pool::threads(workers), Pool::processes(workers)] {
                let tally = pool::count(documents, pool.expect("somebody works"), workers);
                assert_eq!(tally.as_ref(), Ok(&right), "{} documents, {workers} workers", documents.len());
            }
        }
    }
    let all = sequential::count(&paths, 1);
    assert_eq!((all.total(), all.documents, all.notes.len()), (written + 1, 6, 3));
}

#[test]
fn an_invented_document_is_always_the_same() {
    let folder = folder();
    let paths = ["one", "two", "other"].map(|name| folder.path().join(name));
    for (path, number) in paths.iter().zip([7, 7, 8]) {
        invent::write(path, number).expect("a document can be written");
    }
    let [one, two, other] = paths.map(|path| fs::read(path).expect("it can be read"));
    assert_eq!(one, two);
    assert_ne!(one, other);
    assert!(one.len() as u64 <= 10 * invent::BYTES, "{} bytes", one.len());
}

#[test]
fn an_empty_folder_has_no_documents() {
    let folder = folder();
    assert_eq!(documents(folder.path()), (Vec::new(), Vec::new()));
    assert_eq!(sequential::count(&[], 1), Tally::default());
    let empty = document::count(&write(&folder, "empty", b""));
    assert_eq!((empty.documents, empty.total(), empty.notes), (1, 0, Vec::new()));
}

#[test]
fn a_folder_is_searched_with_all_folders_in_it_and_a_file_is_itself() {
    let folder = folder();
    let deep = write(&folder, "a/b/c/deep.txt", b"x");
    let flat = write(&folder, "flat.txt", b"x");
    assert_eq!(documents(folder.path()), (vec![deep, flat.clone()], Vec::new()));
    assert_eq!(documents(&flat), (vec![flat], Vec::new()));
}

#[test]
fn links_are_not_followed_so_that_none_leads_in_a_circle() {
    let folder = folder();
    let file = write(&folder, "a/file", b"x");
    symlink(folder.path(), folder.path().join("a/up")).expect("a link can be made");
    symlink(&file, folder.path().join("again")).expect("a link can be made");
    symlink("itself", folder.path().join("itself")).expect("a link can be made");
    let (found, notes) = documents(folder.path());
    assert_eq!(found, [file]);
    let link = |name: &str| (name.to_owned(), "a link, not counted".to_owned());
    assert_eq!(said(&notes), [link("again"), link("itself"), link("up")]);
    // The learner's own word is followed.
    assert_eq!(documents(&folder.path().join("a/up")).0.len(), 1);
}

#[test]
fn fifos_sockets_and_devices_are_passed_over_and_never_waited_for() {
    let folder = folder();
    let fifo = folder.path().join("fifo");
    mkfifo(&fifo, Mode::S_IRWXU).expect("a fifo can be made");
    let _socket = UnixListener::bind(folder.path().join("socket")).expect("a socket can be made");
    let (found, notes) = documents(folder.path());
    assert!(found.is_empty());
    let expected = [("fifo", "a fifo, not counted"), ("socket", "a socket, not counted")];
    assert_eq!(said(&notes), expected.map(|(name, what)| (name.to_owned(), what.to_owned())));
    assert_eq!(documents(Path::new("/dev/zero")).1[0].what, What::Special("a device".to_owned()));
    // As if they had come in the place of documents after the folder was listed.
    assert_eq!(document::count(&fifo).notes[0].what, What::Special("a fifo".to_owned()));
    assert_eq!(document::count(Path::new("/dev/zero")).notes[0].what, What::Special("a device".to_owned()));
    assert_eq!(document::count(folder.path()).notes[0].what, What::Special("a folder".to_owned()));
}

#[test]
fn a_document_that_vanishes_is_reported() {
    let folder = folder();
    let (stays, goes) = (write(&folder, "stays", b"one two"), write(&folder, "goes", b"three"));
    fs::remove_file(&goes).expect("it can be removed");
    let tally = sequential::count(&[goes, stays], 1);
    assert_eq!((tally.documents, tally.total()), (1, 2));
    assert!(
        matches!(&said(&tally.notes)[..], [(name, what)] if name == "goes" && what.starts_with("could not be read"))
    );
    assert!(matches!(documents(&folder.path().join("nowhere")).1[..], [Note { what: What::Unreadable(_), .. }]));
}

#[test]
fn what_this_user_may_not_read_is_reported() {
    let folder = folder();
    let secret = write(&folder, "secret", b"one");
    write(&folder, "locked/inside", b"two");
    let locked = folder.path().join("locked");
    for path in [&secret, &locked] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o000)).expect("permissions can be changed");
    }
    // A privileged user may read everything.
    let may_read = fs::File::open(&secret).is_ok();
    let (found, mut notes) = documents(folder.path());
    let tally = sequential::count(&found, 1);
    notes.extend(tally.notes.iter().cloned());
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).expect("permissions can be changed");
    if may_read {
        assert_eq!((tally.total(), notes.len()), (2, 0));
    } else {
        assert_eq!(tally.total(), 0);
        let what = "could not be read: Permission denied (os error 13)".to_owned();
        assert_eq!(said(&notes), [("locked".to_owned(), what.clone()), ("secret".to_owned(), what)]);
    }
}

#[test]
fn what_cannot_be_read_to_its_end_is_counted_as_far_as_it_goes() {
    struct Breaks(bool);
    impl std::io::Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if std::mem::replace(&mut self.0, true) {
                return Err(std::io::Error::other("the disk is gone"));
            }
            buffer[..8].copy_from_slice(b"one two ");
            Ok(8)
        }
    }
    let Counted { tally, note } = document::read(Breaks(false), 100);
    assert_eq!((tally.total(), tally.documents), (2, 0));
    assert_eq!(note, Some(What::Unreadable("the disk is gone".to_owned())));
}

#[test]
fn what_is_no_text_is_passed_over() {
    let folder = folder();
    let tally = document::count(&write(&folder, "program", b"\x7fELF\x02\x01\x01\0\0 words words"));
    assert_eq!((tally.documents, tally.total(), tally.notes[0].what.clone()), (0, 0, What::Binary));
}

#[test]
fn file_names_do_nothing_to_the_terminal() {
    assert_eq!(printable("a\u{1b}[31m\nb"), "a\u{fffd}[31m\u{fffd}b");
}

#[test]
fn the_sentence_follows_from_the_figures() {
    let mut all = Tally::default();
    all.words.insert("word".to_owned(), 5);
    all.bytes = 30_000_000;
    let names = ["2 processes", "2 threads"].map(str::to_owned);
    let judged = |speed_up, verdict| Judgement { speed_up, possible: 2, verdict };
    let good = judged(1.9, Verdict::NearlyAll);
    let text = sentence(&all, 1.0, &names, &[judged(1.8, Verdict::NearlyAll), good]);
    let right = "One thread counts 5 words at 30 MB a second; 2 processes 1.80 times, 2 threads 1.90 times as fast: nearly \
                 all is gained that 2 cores can give.";
    assert_eq!(text, right);
    let partly = sentence(&all, 1.0, &names, &[judged(1.5, Verdict::Partly), good]);
    assert!(partly.contains("added up by one alone"), "{partly}");
    let busy = sentence(&all, 1.0, &names, &[good, judged(1.2, Verdict::Disturbed { free: Some(0.9) })]);
    assert!(busy.contains("other programs were at work") && !busy.contains("nearly all"), "{busy}");
    let one_core = sentence(
        &all,
        1.0,
        &names,
        &[judged(1.0, Verdict::OneCore { shared: false }), judged(1.01, Verdict::OneCore { shared: false })],
    );
    assert!(one_core.contains("only one of them can run at a time"), "{one_core}");
}
