//! Submissions that are not meant to be right: they try to get around the wall of names, to stop the engine, or to behave
//! otherwise while they are watched. None may be right, and none may keep anybody from judging the next one.

/// What has to become of a hostile submission.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fate {
    /// It is not built.
    NotBuilt,
    /// Nobody can tell, so it is undecided.
    Undecided,
    /// It is judged like this.
    Judged(&'static str),
    /// Anything but right.
    NotRight,
}

/// A name, what has to become of it, items at the beginning of the file, and what `Counter::add` does besides adding.
pub(crate) type Hostile = (&'static str, Fate, &'static str, &'static str);

pub(crate) const ALL: &[Hostile] = &[
    // Names.
    ("exits", Fate::NotBuilt, "", "std::process::exit(0);"),
    ("aborts", Fate::NotBuilt, "", "::std::process::abort();"),
    (
        "starts_processes",
        Fate::NotBuilt,
        "use std::process::Command;",
        "loop { let _ = Command::new(\"sh\").spawn(); }",
    ),
    ("reads_files", Fate::NotBuilt, "use std::fs;", "let _ = fs::read_to_string(\"spec.rs\");"),
    ("writes_to_descriptors", Fate::NotBuilt, "use std::os::fd::FromRawFd;", ""),
    ("writes_to_streams", Fate::NotBuilt, "use std::io::Write;", ""),
    ("real_atomics_of_core", Fate::NotBuilt, "use core::sync::atomic::AtomicPtr;", ""),
    ("real_locks", Fate::NotBuilt, "use std::sync::LazyLock;", ""),
    ("real_channels", Fate::NotBuilt, "use std::sync::mpsc;", ""),
    ("clocks", Fate::NotBuilt, "use std::time::Instant;", ""),
    ("random_numbers", Fate::NotBuilt, "use std::hash::RandomState;", ""),
    ("random_numbers_of_maps", Fate::NotBuilt, "use std::collections::hash_map::RandomState;", ""),
    ("catches_panics", Fate::NotBuilt, "use std::panic::catch_unwind;", ""),
    ("engines", Fate::NotBuilt, "use racecourse::engine;", ""),
    ("marks_its_own_sections", Fate::NotBuilt, "", "let _overlaps = racecourse::progress::section(\"read\");"),
    ("grants_itself_turns", Fate::NotBuilt, "", "racecourse::progress::granted(\"write\");"),
    ("the_child_s_wire", Fate::NotBuilt, "use racecourse::isolate;", ""),
    (
        "thread_locals",
        Fate::NotBuilt,
        "thread_local! { static N: std::cell::Cell<u32> = const { std::cell::Cell::new(0) }; }",
        "",
    ),
    ("a_hidden_static", Fate::NotBuilt, "static N: AtomicU32 = AtomicU32::new(0);", ""),
    ("a_hidden_static_of_a_cell", Fate::NotBuilt, "static N: std::cell::Cell<u32> = std::cell::Cell::new(0);", ""),
    ("includes_a_file", Fate::NotBuilt, "const S: &str = include_str!(\"/etc/passwd\");", ""),
    ("includes_a_file_by_path", Fate::NotBuilt, "const S: &str = ::std::include_str!(\"/etc/passwd\");", ""),
    (
        "includes_a_file_by_the_prelude",
        Fate::NotBuilt,
        "const S: &str = std::prelude::v1::include_str!(\"/etc/passwd\");",
        "",
    ),
    (
        "includes_a_file_by_another_name",
        Fate::NotBuilt,
        "use std::include_bytes as look; const S: &[u8] = look!(\"/etc/passwd\");",
        "",
    ),
    ("reads_the_environment", Fate::NotBuilt, "const S: &str = env!(\"PATH\");", ""),
    ("prints", Fate::NotBuilt, "", "println!(\"x\");"),
    ("debugs", Fate::NotBuilt, "", "dbg!(1);"),
    ("another_file", Fate::Judged("wrong: builds, names"), "#[path = \"../driver/spec.rs\"] mod spec;", ""),
    (
        "another_file_by_a_macro",
        Fate::Judged("wrong: builds, names"),
        "macro_rules! m { ($semi:tt) => { #[path = \"/etc/passwd\"] mod x $semi } } m!(;);",
        "",
    ),
    ("the_real_std", Fate::Judged("wrong: builds, names"), "extern crate std as real;", ""),
    (
        "the_real_std_by_a_macro",
        Fate::Judged("wrong: builds, names"),
        "macro_rules! m { ($($t:tt)*) => { $($t)* } } m! { extern crate std as real; }",
        "",
    ),
    ("functions_of_c", Fate::Judged("wrong: builds, names"), "unsafe extern \"C\" { safe fn getpid() -> i32; }", ""),
    ("unsafe_code", Fate::NotBuilt, "", "unsafe {}"),
    ("unsafe_code_allowed", Fate::NotBuilt, "#[allow(unsafe_code)] fn f() { unsafe {} }", ""),
    ("a_symbol", Fate::NotBuilt, "#[unsafe(no_mangle)] pub fn write() {}", ""),
    ("a_symbol_of_the_tripwire", Fate::NotBuilt, "#[unsafe(no_mangle)] pub fn __sanitizer_cov_load4(_: usize) {}", ""),
    ("a_section", Fate::NotBuilt, "#[unsafe(link_section = \".init_array\")] static F: fn() = f; fn f() {}", ""),
    ("assembly", Fate::NotBuilt, "use std::arch::asm;", ""),
    ("an_allocator", Fate::NotBuilt, "use std::alloc::System; #[global_allocator] static A: System = System;", ""),
    // What the wall does not stop.
    ("never_ends", Fate::Undecided, "", "loop {}"),
    ("never_ends_in_drop", Fate::Undecided, "struct D; impl Drop for D { fn drop(&mut self) { loop {} } }", "drop(D);"),
    ("takes_all_memory", Fate::Undecided, "", "let mut all = Vec::new(); loop { all.push(vec![1_u8; 1 << 20]); }"),
    (
        "takes_all_memory_at_once",
        Fate::Undecided,
        "",
        "let all = vec![1_u8; usize::MAX / 4]; assert!(all[by as usize] == 1);",
    ),
    (
        "recurses",
        Fate::Undecided,
        "fn deeper(n: u64) -> u64 { if n == u64::MAX { 0 } else { deeper(n + 1) + n } }",
        "assert!(deeper(by.into()) != 1);",
    ),
    ("panics", Fate::Judged("wrong: right, panic"), "", "panic!(\"{}\", 1);"),
    ("panics_at_length", Fate::Judged("wrong: right, panic"), "", "panic!(\"{}\", \"x\".repeat(50_000_000));"),
    (
        "panics_in_colour",
        Fate::Judged("wrong: right, panic"),
        "",
        "panic!(\"\\u{1b}[2J\\u{1b}]0;title\\u{7}\\u{202e}\");",
    ),
    (
        "panics_while_it_panics",
        Fate::Judged("wrong: right, abort"),
        "struct D; impl Drop for D { fn drop(&mut self) { panic!() } }",
        "let _d = D; panic!();",
    ),
    (
        "leaves_threads",
        Fate::Judged("wrong: live, leak"),
        "",
        "let n = ::std::sync::Arc::new(AtomicU32::new(0)); ::std::thread::spawn(move || n.load(SeqCst));",
    ),
    ("starts_threads_without_end", Fate::NotRight, "", "loop { std::thread::spawn(|| {}); }"),
    (
        "looks_at_addresses",
        Fate::NotRight,
        "",
        "let place = Box::leak(Box::new([0_u8; 4096])); if (place as *const _ as usize) >> 13 & 1 == 1 { self.value.fetch_sub(1, SeqCst); }",
    ),
    // And what is only unusual.
    (
        "extern_in_words",
        Fate::Judged("right"),
        "// extern crate std; mod x;\nconst WORDS: &str = \"extern mod x;\";",
        "let _ = WORDS;",
    ),
    (
        "shadows",
        Fate::Judged("right"),
        "mod std {} mod core {} mod racecourse {} macro_rules! panic { () => {} }",
        "panic!();",
    ),
];

/// The text of the submission.
pub(crate) fn text(items: &str, adds: &str) -> String {
    format!(
        "{items}\n\
         use ::std::sync::atomic::{{AtomicU32, Ordering::SeqCst}};\n\
         pub struct Counter {{ value: AtomicU32 }}\n\
         impl Counter {{\n\
             pub fn new() -> Self {{ Self {{ value: AtomicU32::new(0) }} }}\n\
             #[allow(unreachable_code)]\n\
             pub fn add(&self, by: u32) {{ {adds} self.value.fetch_add(by, SeqCst); }}\n\
             pub fn get(&self) -> u32 {{ self.value.load(SeqCst) }}\n\
         }}\n"
    )
}
