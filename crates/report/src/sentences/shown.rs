//! What a step has read and written, and what an object was at first, in words.

use super::said::ended;
use racecourse_trace::exploration::{Event, MemoryOrder, Shown, Verb};

/// What `event` has read, for instance `7`, `4096 bytes` or `exit code 0`.
pub fn read(event: &Event) -> Option<String> {
    event.read.as_ref().map(shown)
}

/// What `event` has written; a mark that the program makes says what it is about, for instance `asks to write`.
pub fn written(event: &Event) -> Option<String> {
    let written = shown(event.written.as_ref()?);
    Some(match event.action {
        Verb::Request => format!("asks to {written}"),
        Verb::Granted => format!("may {written}"),
        _ => written,
    })
}

/// The words for it, for instance `1 byte`.
pub fn shown(shown: &Shown) -> String {
    match shown {
        Shown::Text(text) => text.clone(),
        Shown::Bytes(1) => "1 byte".to_owned(),
        Shown::Bytes(count) => format!("{count} bytes"),
        Shown::Permits(count) => count.to_string(),
        Shown::Ended(end) => ended(*end),
        Shown::Order(order) => ordering(*order).to_owned(),
    }
}

/// How a fence orders: unlike an access, it is there for nothing else, so the strongest ordering is said too.
const fn ordering(order: MemoryOrder) -> &'static str {
    match order {
        MemoryOrder::Relaxed => "Relaxed",
        MemoryOrder::Acquire => "Acquire",
        MemoryOrder::Release => "Release",
        MemoryOrder::AcqRel => "AcqRel",
        MemoryOrder::SeqCst => "SeqCst",
    }
}

#[cfg(test)]
mod tests {
    use racecourse_trace::exploration::{ProcessEnd, Remark};
    use racecourse_trace::failure::Site;

    use super::*;

    fn step(action: Verb, read: Option<Shown>, written: Option<Shown>) -> Event {
        let site = Site { file: "scenarios/x/y/broken.rs".to_owned(), line: 7 };
        let (actor, object, also, passed, remark) = (0, None, None, None, Remark::Nothing);
        Event { actor, action, object, also, read, written, passed, remark, site }
    }

    #[test]
    fn everything_that_is_read_or_written_has_its_words() {
        let table = [
            (Shown::from("a b"), "a b"),
            (Shown::Bytes(0), "0 bytes"),
            (Shown::Bytes(1), "1 byte"),
            (Shown::Bytes(4096), "4096 bytes"),
            (Shown::Permits(3), "3"),
            (Shown::Ended(ProcessEnd::Code(0)), "exit code 0"),
            (Shown::Ended(ProcessEnd::Code(-1)), "exit code -1"),
            (Shown::Ended(ProcessEnd::Signal(9)), "signal 9"),
            (Shown::Order(MemoryOrder::Relaxed), "Relaxed"),
            (Shown::Order(MemoryOrder::Acquire), "Acquire"),
            (Shown::Order(MemoryOrder::Release), "Release"),
            (Shown::Order(MemoryOrder::AcqRel), "AcqRel"),
            (Shown::Order(MemoryOrder::SeqCst), "SeqCst"),
        ];
        for (it, words) in table {
            let step = step(Verb::Read, Some(it.clone()), Some(it));
            assert_eq!((read(&step).as_deref(), written(&step).as_deref()), (Some(words), Some(words)));
        }
        let nothing = step(Verb::Read, None, None);
        assert_eq!((read(&nothing), written(&nothing)), (None, None));
    }

    #[test]
    fn a_mark_says_what_it_is_about() {
        for (action, words) in [
            (Verb::Request, "asks to write"),
            (Verb::Granted, "may write"),
            (Verb::Progress, "write"),
            (Verb::Store, "write"),
        ] {
            assert_eq!(written(&step(action, None, Some("write".into()))).as_deref(), Some(words));
        }
    }
}
