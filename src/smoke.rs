#![cfg(test)]
use std::sync::Arc;
use crate::{Outcome, thread, channel, cell::RacyCell, sync::{Mutex, Condvar, RwLock, Barrier, Semaphore, atomic::{AtomicU32, AtomicBool, Ordering::*}}};
use crate::engine::{EngineId, Program, explore};
use crate::budget::Budget;

fn lost_update() -> Outcome {
    let counter = Arc::new(AtomicU32::new(0));
    let w: Vec<_> = (0..2).map(|i| { let counter = Arc::clone(&counter); thread::spawn_named(&format!("w{i}"), move || {
        let v = counter.load(SeqCst); counter.store(v + 1, SeqCst); }) }).collect();
    for w in w { w.join().unwrap(); }
    Outcome::new(format!("counter={}", counter.load(SeqCst)))
}
fn abba() -> Outcome {
    let a = Arc::new(Mutex::new(0)); let b = Arc::new(Mutex::new(0));
    let (a2, b2) = (Arc::clone(&a), Arc::clone(&b));
    let t = thread::spawn(move || { let _x = a2.lock(); let _y = b2.lock(); });
    { let _x = b.lock(); let _y = a.lock(); }
    t.join().unwrap();
    Outcome::new("ok")
}
fn race() -> Outcome {
    let c = Arc::new(RacyCell::new(0));
    let c2 = Arc::clone(&c);
    let t = thread::spawn(move || c2.set(c2.get() + 1));
    c.set(c.get() + 1);
    t.join().unwrap();
    Outcome::new(c.get())
}
fn norace() -> Outcome {
    let c = Arc::new(RacyCell::new(0));
    let c2 = Arc::clone(&c);
    let t = thread::spawn(move || c2.set(c2.get() + 1));
    t.join().unwrap();
    c.set(c.get() + 1);
    Outcome::new(c.get())
}
fn sb() -> Outcome { sb_with(Relaxed) }
fn sb_sc() -> Outcome { sb_with(SeqCst) }
fn sb_with(o: std::sync::atomic::Ordering) -> Outcome {
    let x = Arc::new(AtomicU32::new(0)); let y = Arc::new(AtomicU32::new(0));
    let (x2, y2) = (Arc::clone(&x), Arc::clone(&y));
    let t = thread::spawn(move || { x2.store(1, o); y2.load(o) });
    y.store(1, o); let r2 = x.load(o);
    let r1 = t.join().unwrap();
    Outcome::new(format!("{r1}{r2}"))
}
fn livelock() -> Outcome {
    let a = Arc::new(Mutex::new(0)); let b = Arc::new(Mutex::new(0));
    let (a2, b2) = (Arc::clone(&a), Arc::clone(&b));
    let go = |x: Arc<Mutex<i32>>, y: Arc<Mutex<i32>>| move || loop { let g = x.lock(); if let Some(_h) = y.try_lock() { break; } drop(g); thread::yield_now(); };
    let t = thread::spawn_named("left", go(a2, b2));
    let u = thread::spawn_named("right", go(b, a));
    t.join().unwrap(); u.join().unwrap();
    Outcome::new("ok")
}
fn trylock() -> Outcome {
    let a = Arc::new(Mutex::new(0));
    let a2 = Arc::clone(&a);
    let t = thread::spawn(move || { drop(a2.lock()); });
    let r = a.try_lock().is_some();
    t.join().unwrap();
    Outcome::new(r)
}
fn condvar_() -> Outcome {
    let m = Arc::new((Mutex::new(false), Condvar::new()));
    let m2 = Arc::clone(&m);
    let t = thread::spawn(move || { let mut g = m2.0.lock(); m2.1.wait_while(&mut g, |f| !*f); });
    *m.0.lock() = true; m.1.notify_one();
    t.join().unwrap();
    Outcome::new("ok")
}
fn chan() -> Outcome {
    let (tx, rx) = channel::bounded(1);
    let t = thread::spawn(move || { for i in 0..3 { tx.send(i).unwrap(); } });
    let s: i32 = rx.iter().sum();
    t.join().unwrap();
    Outcome::new(s)
}
fn chan_bad() -> Outcome {
    let (tx, rx) = channel::bounded(1);
    let t = thread::spawn(move || { for i in 0..3 { tx.send(i).unwrap(); } });
    t.join().unwrap();
    Outcome::new(rx.iter().sum::<i32>())
}
fn rendez() -> Outcome {
    let (tx, rx) = channel::bounded(0);
    let t = thread::spawn(move || { for i in 0..2 { tx.send(i).unwrap(); } });
    let s: i32 = rx.iter().sum();
    t.join().unwrap();
    Outcome::new(s)
}
fn scoped() -> Outcome {
    let m = Mutex::new(0);
    thread::scope(|s| { s.spawn(|| *m.lock() += 1); s.spawn(|| *m.lock() += 1); });
    Outcome::new(m.into_inner())
}
fn scoped_deadlock() -> Outcome {
    let m = Mutex::new(0);
    thread::scope(|s| { s.spawn(|| { let _g = m.lock(); let _h = m.lock(); }); s.spawn(|| *m.lock() += 1); });
    Outcome::new(m.into_inner())
}
fn panics() -> Outcome {
    let t = thread::spawn(|| panic!("boom"));
    t.join().unwrap();
    Outcome::new("no")
}
fn leak() -> Outcome { let m = Arc::new(Mutex::new(0)); let m2 = Arc::clone(&m); thread::spawn(move || *m2.lock() += 1); Outcome::new("x") }
fn barrier() -> Outcome {
    let b = Arc::new(Barrier::new(2)); let b2 = Arc::clone(&b);
    let t = thread::spawn(move || b2.wait().is_leader());
    let l = b.wait().is_leader(); let r = t.join().unwrap();
    Outcome::new(format!("{}", l ^ r))
}
fn rw() -> Outcome {
    let b = Arc::new(RwLock::new(0)); let b2 = Arc::clone(&b);
    let t = thread::spawn(move || *b2.write() += 1);
    let r = { let g = b.read(); *g };
    t.join().unwrap(); let f = *b.read();
    Outcome::new(format!("{r}{f}"))
}
fn sem() -> Outcome {
    let s = Arc::new(Semaphore::new(0)); let s2 = Arc::clone(&s);
    let t = thread::spawn(move || s2.release());
    std::mem::forget(s.acquire());
    t.join().unwrap();
    Outcome::new("ok")
}
fn parked() -> Outcome {
    let f = Arc::new(AtomicBool::new(false)); let f2 = Arc::clone(&f);
    let t = thread::spawn(move || { while !f2.load(Acquire) { thread::park(); } });
    f.store(true, Release); t.thread().unpark();
    t.join().unwrap();
    Outcome::new("ok")
}
fn spin() -> Outcome {
    let f = Arc::new(AtomicBool::new(false)); let f2 = Arc::clone(&f);
    let t = thread::spawn(move || { while !f2.load(Acquire) { crate::hint::spin_loop(); } });
    f.store(true, Release);
    t.join().unwrap();
    Outcome::new("ok")
}

#[test]
fn smoke() {
    let all: &[(&str, fn() -> Outcome)] = &[("lost", lost_update), ("abba", abba), ("race", race), ("norace", norace), ("sb", sb), ("sb_sc", sb_sc), ("livelock", livelock), ("trylock", trylock),
      ("condvar", condvar_), ("chan", chan), ("chan_bad", chan_bad), ("rendez", rendez), ("scoped", scoped), ("scoped_deadlock", scoped_deadlock), ("panics", panics), ("leak", leak), ("barrier", barrier), ("rw", rw), ("sem", sem), ("parked", parked), ("spin", spin)];
    let only = std::env::var("ONLY").ok();
    for (name, run) in all {
        if only.as_deref().is_some_and(|o| o != *name) { continue; }
        for engine in &EngineId::ALL[..7] {
            let t = std::time::Instant::now();
            let e = explore(&Program::unnamed(*run), *engine, &Budget { executions: 3000, samples: 100, ..Budget::DEFAULT });
            let seen: Vec<_> = e.observations.iter().map(|(k, v)| format!("{k}:{}", v.count)).collect();
            println!("{name:10} {engine:12} {:?} {} {:?} {:?}", e.coverage, seen.join(" "), e.notes, t.elapsed());
            if std::env::var("EX").is_ok() { for (k, o) in &e.observations { println!("  {k}: {:#?}", o.example); } }
        }
    }
}
