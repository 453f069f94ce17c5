//! How a scenario is declared: [`scenario!`](crate::scenario!) says what only its author knows, and the rest is read from
//! its files.

/// Declares the scenario of a folder, in the folder's `mod.rs`.
///
/// It makes a `pub static SCENARIO` of type [`Scenario`](crate::scenario::Scenario). What the files say already is taken
/// from them while the program is compiled:
///
/// | field | where it is taken from |
/// |---|---|
/// | name, family | the folder, `…/FAMILY/NAME/mod.rs` |
/// | title | the first line of `README.md`: `# Lost update` |
/// | hints | the items under `## Hints` in `README.md`, two or more |
/// | references | the items under `## Read on` there, one or more |
/// | lesson | `README.md` up to the first of these two sections, which come last |
/// | a variant's summary | the first line of its file: `//! One sentence.` |
/// | the scenario's summary | that of its first variant, which is a broken one |
/// | a variant's role | its name: `broken…` or `fixed…` |
///
/// The `mod.rs` declares the variants as modules, so that `cargo fmt` finds them, and has the lesson for its
/// documentation. Two lines of outcomes are enough for most; this example has one of each kind:
///
/// ```text
#[doc = include_str!("example/mod.rs")]
/// ```
///
/// ```
/// mod example;
/// # fn main() {
/// use racecourse::scenario::Role;
///
/// let scenario = &example::SCENARIO;
/// assert_eq!((scenario.family, scenario.name), ("scenario", "example"));
/// assert_eq!((scenario.title, scenario.hints.len()), ("Two additions", 2));
/// assert_eq!(scenario.summary, "Two actors each add 1 by reading and then writing, and one addition can vanish.");
/// assert!(!scenario.lesson.contains(scenario.hints[1]));
/// assert_eq!(scenario.variants[1].role, Role::Fixed);
/// # }
/// ```
///
/// # What can be said
///
/// The head is `id`, `hazard` (a [`Hazard`](crate::hazard::Hazard)), `actors` if they are `Processes`, and `variants`,
/// broken ones first. Then, in any order, one or more each:
///
/// | | |
/// |---|---|
/// | `works "label" => "why"`, `allowed "label" => "why"`, `must_see "label" => "why"`, `forbidden "label" => "why"` | how an [outcome](crate::scenario::Graded) is [graded](crate::scenario::Grade); each fix has to be seen to come to all that is `works` |
/// | `of fixed_lock: { allowed "label" => "why" }` | how this variant's outcomes are graded, where that is otherwise |
/// | `budget: { steps: 600 }`, `budget [fixed_lock]: { steps: 600 }` | a [`Budget`](crate::budget::Budget) other than the usual one, for all variants or for these; the first that fits is taken |
/// | `blind [Explorer, Pct] to "label" => "why"` | which [engines](crate::engine::EngineId) [cannot see](crate::scenario::Blind) an outcome |
/// | `concurrent ["read", "write"]`, `concurrent ["read", "write"] except { fixed_lock => "why" }` | [sections](crate::scenario::Concurrent) that must be seen to overlap, and the variants that give it up |
///
/// # Errors
///
/// What is missing or contradicts itself does not compile, and the message names the file that has to change:
/// `scenarios/races/lost_update/README.md: has no section `## Hints``.
#[macro_export]
macro_rules! scenario {
    (
        id: $id:literal, hazard: $hazard:ident, variants: [$($variant:ident),+ $(,)?], $($statements:tt)+
    ) => {
        $crate::scenario! {
            id: $id, hazard: $hazard, actors: Threads, variants: [$($variant),+], $($statements)+
        }
    };
    (
        id: $id:literal, hazard: $hazard:ident, actors: $actors:ident, variants: [$($variant:ident),+ $(,)?],
        $($statements:tt)+
    ) => {
        $crate::__scenario! {
            { $id, $hazard, $actors, [$($variant)+] } outcomes [] own [] budgets [] blind [] concurrent []
            $($statements)+
        }
    };
    ($($other:tt)*) => {
        ::core::compile_error! {
            "a scenario begins with `id: \"…\", hazard: …, variants: [broken, …],`, with `actors: Processes,` before \
             `variants` where that is so, and goes on with its outcomes"
        }
    };
}

/// Puts one statement after the other into its list; when none is left, writes them all down.
#[doc(hidden)]
#[macro_export]
macro_rules! __scenario {
    (
        $head:tt outcomes [$($outcomes:tt)*] own $own:tt budgets $budgets:tt blind $blind:tt concurrent $concurrent:tt
        works $label:literal => $why:literal $(, $($rest:tt)*)?
    ) => {
        $crate::__scenario! {
            $head outcomes [$($outcomes)* (Works, $label, $why)]
            own $own budgets $budgets blind $blind concurrent $concurrent $($($rest)*)?
        }
    };
    (
        $head:tt outcomes [$($outcomes:tt)*] own $own:tt budgets $budgets:tt blind $blind:tt concurrent $concurrent:tt
        allowed $label:literal => $why:literal $(, $($rest:tt)*)?
    ) => {
        $crate::__scenario! {
            $head outcomes [$($outcomes)* (Allowed, $label, $why)]
            own $own budgets $budgets blind $blind concurrent $concurrent $($($rest)*)?
        }
    };
    (
        $head:tt outcomes [$($outcomes:tt)*] own $own:tt budgets $budgets:tt blind $blind:tt concurrent $concurrent:tt
        must_see $label:literal => $why:literal $(, $($rest:tt)*)?
    ) => {
        $crate::__scenario! {
            $head outcomes [$($outcomes)* (MustSee, $label, $why)]
            own $own budgets $budgets blind $blind concurrent $concurrent $($($rest)*)?
        }
    };
    (
        $head:tt outcomes [$($outcomes:tt)*] own $own:tt budgets $budgets:tt blind $blind:tt concurrent $concurrent:tt
        forbidden $label:literal => $why:literal $(, $($rest:tt)*)?
    ) => {
        $crate::__scenario! {
            $head outcomes [$($outcomes)* (Forbidden, $label, $why)]
            own $own budgets $budgets blind $blind concurrent $concurrent $($($rest)*)?
        }
    };
    (
        $head:tt outcomes $outcomes:tt own [$($own:tt)*] budgets $budgets:tt blind $blind:tt concurrent $concurrent:tt
        of $variant:ident: { $($grade:ident $label:literal => $why:literal),+ $(,)? } $(, $($rest:tt)*)?
    ) => {
        $crate::__scenario! {
            $head outcomes $outcomes own [$($own)* ($variant, $($grade, $label, $why),+)]
            budgets $budgets blind $blind concurrent $concurrent $($($rest)*)?
        }
    };
    (
        $head:tt outcomes $outcomes:tt own $own:tt budgets [$($budgets:tt)*] blind $blind:tt concurrent $concurrent:tt
        budget $([$($variant:ident),+ $(,)?])?: { $($limit:ident: $value:expr),+ $(,)? } $(, $($rest:tt)*)?
    ) => {
        $crate::__scenario! {
            $head outcomes $outcomes own $own budgets [$($budgets)* ([$($($variant),+)?], $($limit: $value),+)]
            blind $blind concurrent $concurrent $($($rest)*)?
        }
    };
    (
        $head:tt outcomes $outcomes:tt own $own:tt budgets $budgets:tt blind [$($blind:tt)*] concurrent $concurrent:tt
        blind [$($engine:ident),+ $(,)?] to $label:literal => $why:literal $(, $($rest:tt)*)?
    ) => {
        $crate::__scenario! {
            $head outcomes $outcomes own $own budgets $budgets blind [$($blind)* $(($engine, $label, $why))+]
            concurrent $concurrent $($($rest)*)?
        }
    };
    (
        $head:tt outcomes $outcomes:tt own $own:tt budgets $budgets:tt blind $blind:tt concurrent [$($concurrent:tt)*]
        concurrent [$one:literal, $other:literal] $(except { $($variant:ident => $why:literal),+ $(,)? })?
        $(, $($rest:tt)*)?
    ) => {
        $crate::__scenario! {
            $head outcomes $outcomes own $own budgets $budgets blind $blind
            concurrent [$($concurrent)* ($one, $other, $($($variant, $why),+)?)] $($($rest)*)?
        }
    };
    (
        { $id:literal, $hazard:ident, $actors:ident, [$($variant:ident)+] }
        outcomes [$(($grade:ident, $label:literal, $meaning:literal))*]
        own [$(($of:ident, $($own_grade:ident, $own_label:literal, $own_meaning:literal),+))*]
        budgets [$(([$($for:ident),*], $($limit:ident: $value:expr),+))*]
        blind [$(($engine:ident, $unseen:literal, $reason:literal))*]
        concurrent [$(($one:literal, $other:literal, $($serial:ident, $price:literal),*))*]
    ) => {
        /// The scenario: what is declared here, and what its files say.
        pub static SCENARIO: $crate::scenario::Scenario = {
            use $crate::scenario::derive;

            const FOLDER: &str = derive::folder(::core::file!(), ::core::module_path!());
            const README: &str = ::core::include_str!("README.md");
            const HINTS: usize = derive::count(README, derive::HINTS, 2, FOLDER);
            const READ_ON: usize = derive::count(README, derive::READ_ON, 1, FOLDER);
            const BUDGETS: &[(&[&str], $crate::budget::Budget)] = &[$((
                &[$(::core::stringify!($for)),*],
                $crate::budget::Budget { $($limit: $value,)+ ..$crate::budget::Budget::DEFAULT },
            )),*];
            const OWN: &[(&str, &[$crate::scenario::Graded])] = &[$((
                ::core::stringify!($of),
                &[$($crate::scenario::Graded {
                    outcome: $own_label,
                    grade: $crate::__grade!($own_grade),
                    why: $own_meaning,
                }),+],
            )),*];
            const VARIANTS: &[$crate::scenario::Variant] = &[$({
                const NAME: &str = ::core::stringify!($variant);
                const SOURCE: &str = ::core::include_str!(::core::concat!(::core::stringify!($variant), ".rs"));
                const PARTS: &[&str] = &[FOLDER, NAME, ".rs"];
                const FILE: &[u8; derive::length(PARTS)] = &derive::joined(PARTS);
                $crate::scenario::Variant {
                    name: NAME,
                    role: derive::role(NAME, FOLDER),
                    summary: derive::summary(SOURCE, derive::text(FILE)),
                    run: $variant::run,
                    source: SOURCE,
                    file: derive::text(FILE),
                    outcomes: derive::own_outcomes(NAME, OWN),
                    budget: derive::budget(NAME, BUDGETS),
                }
            }),+];
            derive::check_names(BUDGETS, OWN, &[$(::core::stringify!($variant)),+], FOLDER);
            let scenario = $crate::scenario::Scenario {
                id: $id,
                name: derive::name(FOLDER),
                family: derive::family(FOLDER),
                title: derive::title(README, FOLDER),
                summary: VARIANTS[0].summary,
                hazard: $crate::hazard::Hazard::$hazard,
                lesson: derive::body(README, FOLDER),
                actors: $crate::scenario::Actors::$actors,
                variants: VARIANTS,
                outcomes: &[$($crate::scenario::Graded {
                    outcome: $label,
                    grade: $crate::scenario::Grade::$grade,
                    why: $meaning,
                }),*],
                blind: &[$($crate::scenario::Blind {
                    engine: $crate::engine::EngineId::$engine,
                    outcome: $unseen,
                    why: $reason,
                }),*],
                concurrent: &[$($crate::scenario::Concurrent {
                    sections: [$one, $other],
                    serialised: &[$((::core::stringify!($serial), $price)),*],
                }),*],
                hints: const { &derive::items::<HINTS>(README, derive::HINTS, FOLDER) },
                references: const { &derive::items::<READ_ON>(README, derive::READ_ON, FOLDER) },
            };
            derive::checked(scenario, FOLDER)
        };
    };
    // No statement fits.
    (
        $head:tt outcomes $outcomes:tt own $own:tt budgets $budgets:tt blind $blind:tt concurrent $concurrent:tt
        $($rest:tt)*
    ) => {
        ::core::compile_error! {
            ::core::concat!(
                ::core::file!(),
                ": a statement about a scenario is `works`, `allowed`, `must_see` or `forbidden \"label\" => \"why\"`, `of`, ",
                "`budget`, `blind` or `concurrent`, and has a comma at its end; this is none: ",
                ::core::stringify!($($rest)*),
            )
        }
    };
}

/// The grade that a word stands for.
#[doc(hidden)]
#[macro_export]
macro_rules! __grade {
    (works) => {
        $crate::scenario::Grade::Works
    };
    (allowed) => {
        $crate::scenario::Grade::Allowed
    };
    (must_see) => {
        $crate::scenario::Grade::MustSee
    };
    (forbidden) => {
        $crate::scenario::Grade::Forbidden
    };
    ($other:ident) => {
        ::core::compile_error!(::core::concat!(
            "`",
            ::core::stringify!($other),
            "` is no grade: one is `works`, `allowed`, `must_see` or `forbidden`"
        ))
    };
}
