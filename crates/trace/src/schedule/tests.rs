use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Vec<String> {
    let schedule: Schedule = text.parse().unwrap_or_else(|error| panic!("{error}"));
    schedule.iter().map(str::to_owned).collect()
}

#[track_caller]
fn refused(text: &str) -> ScheduleError {
    text.parse::<Schedule>().expect_err("it is no schedule")
}

#[track_caller]
fn miswritten(error: &ScheduleError) -> Miswritten {
    match error.wrong() {
        Wrong::Written(how) => *how,
        Wrong::Refused(why) => panic!("it is {why:?}"),
    }
}

#[test]
fn repeats_rounds_and_quotes_are_read() {
    assert_eq!(read("left right×2 left"), ["left", "right", "right", "left"]);
    assert_eq!(read("a*3 'consumer 1' \"it's\""), ["a", "a", "a", "consumer 1", "it's"]);
    assert_eq!(read("main (left right*2)×2"), ["main", "left", "right", "right", "left", "right", "right"]);
    assert_eq!(read("((a)×2 b)×2"), ["a", "a", "b", "a", "a", "b"]);
    assert_eq!(read(" \n reader-1\tworker#2 \n"), ["reader-1", "worker#2"]);
    assert_eq!(read(""), [""; 0]);
}

#[test]
fn repeats_and_rounds_are_written_in_short() {
    let written = |text: &str| text.parse::<Schedule>().map(|schedule| schedule.to_string());
    assert_eq!(written("a a b a").as_deref(), Ok("a×2 b a"));
    assert_eq!(written("a b a b").as_deref(), Ok("a b a b"));
    assert_eq!(written("m a b b a b b a b b").as_deref(), Ok("m (a b×2)×3"));
    assert_eq!(written("main (left right×2)×20 left").as_deref(), Ok("main (left right×2)×20 left"));
    assert_eq!(written("'consumer 1'").as_deref(), Ok("'consumer 1'"));
    assert_eq!(written(r"'--on' 'it\'s' 'a\u{1b}b\nc\u'").as_deref(), Ok(r"'--on' 'it\'s' 'a\u{1b}b\ncu'"));
    assert_eq!(read(r"'a\u{1b}b'"), ["a\u{1b}b"]);
}

#[test]
fn mistakes_are_pointed_at() {
    let table = [
        ("left ×3", Miswritten::NothingToRepeat, "     ^"),
        ("left×", Miswritten::NoNumber('×'), "    ^"),
        ("left*", Miswritten::NoNumber('*'), "    ^"),
        ("left×0", Miswritten::NoTimes, "    ^^"),
        ("(left", Miswritten::NeverClosed, "^"),
        ("left)", Miswritten::NeverOpened, "    ^"),
        ("()", Miswritten::NothingInBrackets, "^^"),
        ("'left", Miswritten::QuoteNeverClosed, "^"),
        ("le\\ft", Miswritten::NeedsQuotes('\\'), "  ^"),
        ("a (b c)×1000000000", Miswritten::TooManySteps { most: 100_000 }, "  ^^^^^^^^^^^^^^^^"),
        ("a×99999999999999999999999", Miswritten::TooManySteps { most: 100_000 }, "^^^^^^^^^^^^^^^^^^^^^^^^^"),
    ];
    for (text, how, marks) in table {
        let error = refused(text);
        assert_eq!((miswritten(&error), error.shown()), (how, Some((text, marks))));
    }
    assert_eq!(refused("left×0").to_string(), "the text is no schedule\n  left×0\n      ^^");
}

#[test]
fn garbage_of_any_length_is_refused_at_once() {
    let too_long = refused(&"left ".repeat(1_000_000));
    assert_eq!(miswritten(&too_long), Miswritten::TooLong { bytes: 5_000_000, most: 262_144 });
    assert_eq!(miswritten(&refused(&"(".repeat(100_000))), Miswritten::TooDeep { most: 16 });
    let many = format!("{}{}", "(".repeat(16), "a)×999".repeat(16));
    assert_eq!(miswritten(&refused(&many)), Miswritten::TooManySteps { most: 100_000 });
    let long = refused(&format!("{} ×", "left ".repeat(10_000))).to_string();
    assert!(long.len() < 400 && long.contains('…'), "{long}");
}

#[test]
fn words_mean_one_actor_each_even_if_names_are_equal() {
    let names = ["main", "worker", "worker", "worker#2"].map(str::to_owned);
    assert_eq!(unambiguous(&names), ["main", "worker#1", "@2", "worker#2"]);
    assert_eq!(
        ["worker", "worker#1", "@2", "worker#2", "@9"].map(|word| meant(word, &names)),
        [Some(1), Some(1), Some(2), Some(3), None]
    );
}

#[test]
fn an_x_is_a_times_where_no_actor_is_called_so() {
    let actors = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let read = |text: &str, names: &[&str]| {
        let schedule: Schedule = text.parse().expect("it is a schedule");
        schedule.with_x_for_times(&actors(names)).map(|schedule| schedule.to_string())
    };
    let both = ["main", "left", "right"];
    assert_eq!(read("left rightx2 left", &both).as_deref(), Some("left right×2 left"));
    // The name first, and quotes keep a name a name.
    assert_eq!(read("left rightx2", &["main", "left", "right", "rightx2"]), None);
    assert_eq!(read("left 'rightx2'", &both), None);
    // What is no repeat stays what it is.
    assert_eq!(read("box1 x2 leftx rightx2x3", &both), None);
    assert_eq!("(left right)x3".parse::<Schedule>(), "(left right)×3".parse());
    assert!("(left right)x0".parse::<Schedule>().is_err());
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same(names in prop::collection::vec("[abc]|left|a b|it's|\\PC{0,3}|\n", 0..60)) {
        let schedule = Schedule::of(names.iter().map(String::as_str));
        prop_assert_eq!(schedule.iter().collect::<Vec<_>>(), names.iter().map(String::as_str).collect::<Vec<_>>());
        let again: Schedule = schedule.to_string().parse().expect("it is a schedule");
        prop_assert_eq!(&again, &schedule);
        prop_assert_eq!(again.to_string(), schedule.to_string());
    }

    #[test]
    fn rounds_are_written_as_rounds(round in prop::collection::vec("[ab]", 2..6), times in 3_usize..40) {
        let names: Vec<&str> = (0..times).flat_map(|_| round.iter().map(String::as_str)).collect();
        let schedule = Schedule::of(names.iter().copied());
        prop_assert!(schedule.to_string().len() < 40, "{}", schedule);
        prop_assert_eq!(schedule.iter().collect::<Vec<_>>(), names);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[ab()×*'\"0-9 \\\\]{0,40}|\\PC{0,40}") {
        if let Err(error) = text.parse::<Schedule>() {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn unambiguous_words_mean_their_actors(names in prop::collection::vec("[ab](#[12])?|@[0-3]", 1..8)) {
        let words = unambiguous(&names);
        for (id, word) in words.iter().enumerate() {
            // Nobody calls an actor `@1`; if somebody does, the number is what cannot be had.
            if !names.iter().any(|name| name.starts_with('@')) {
                prop_assert_eq!(meant(word, &names), Some(id));
            }
        }
    }
}
