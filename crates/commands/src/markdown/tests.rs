use racecourse_layout::{Invocation, Layout, columns_of};

use super::{plain, rendered};

fn at(width: usize, markdown: &str) -> String {
    rendered(markdown, &Layout::plain(width), &|name| name == "lost_update")
}

const LESSON: &str = "\
Each `load` is *atomic*,
and the **pair** is not.
See [`lost_update`](super::lost_update), [`RacyCell`](racecourse::cell::RacyCell) and [loom](https://docs.rs/loom).

## What to do

1. Lock it, and keep the lock until the value has been written, or else somebody comes between.
2. Or:
   - one step
   - nothing shared

> Seeing no failure
> proves nothing.

| fix | cost |
|---|---|
| `fetch_add` | the counter's cache line moves from core to core |
| lock<br>`racecourse list` | `n` waits |

```rust
# use std::sync::Mutex;
let x = 1;
```

```console
$ racecourse run lost_update
```

`racecourse run lost_update` tries.
";

#[test]
fn everything_that_a_lesson_has() {
    let layout = Layout { invocation: Invocation::new("cargo run --"), ..Layout::plain(60) };
    let text = rendered(LESSON, &layout, &|name| name == "lost_update");
    let expected = "\
Each `load` is *atomic*, and the **pair** is not. See
`lost_update` (`cargo run -- show lost_update`), `RacyCell`
and loom <https://docs.rs/loom>.

What to do

1. Lock it, and keep the lock until the value has been
   written, or else somebody comes between.
2. Or:
   • one step
   • nothing shared

│ Seeing no failure proves nothing.

fix                cost
─────────────────  ─────────────────────────────────────────
fetch_add          the counter's cache line moves from core
                   to core
lock               `n` waits
cargo run -- list

    let x = 1;

    $ cargo run -- run lost_update

`cargo run -- run lost_update` tries.
";
    assert_eq!(text, expected, "{text}");
}

#[test]
fn commands_in_a_table_are_not_broken_where_there_is_room_for_them() {
    let table = "| what it shows | here |\n|---|---|\n| a race between two threads, and its cure | `racecourse check lost_update` |\n";
    let text = at(50, table);
    assert!(text.contains("racecourse check lost_update\n"), "{text}");
    assert!(text.lines().all(|line| columns_of(line) <= 50), "{text}");
    let narrow = at(30, table);
    assert!(narrow.lines().all(|line| columns_of(line) <= 30), "{narrow}");
}

#[test]
fn no_line_is_wider_than_the_page() {
    for width in [30, 50, 72, 100] {
        let text = at(width, LESSON);
        let long = text.lines().find(|line| columns_of(line) > width && !line.starts_with("    "));
        assert_eq!(long, None, "{width} columns:\n{text}");
    }
}

#[test]
fn colours_take_the_place_of_signs() {
    let layout = Layout { colour: true, ..Layout::plain(60) };
    let text = plain(&rendered("A *race* in `x`.", &layout, &|_| false));
    assert_eq!(text, "A race in `x`.\n");
}

#[test]
fn anything_is_rendered() {
    for odd in [
        "",
        "|",
        "| a |\n|--|\n",
        "```",
        "- ",
        "> ",
        "[a](",
        "<b>x</b>",
        "1. a\n\n   b\n2. c",
        "***",
        "# ",
        "\u{1b}[31m",
    ] {
        at(10, odd);
    }
}
