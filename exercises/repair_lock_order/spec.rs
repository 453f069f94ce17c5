use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::exercise::vary;
use racecourse::sync::Barrier;
use racecourse::thread;
use racecourse::{progress, thread::JoinHandle};
use submission::Bank;

/// A bank, and what its accounts hold in plain memory beside it: who uses an account without being alone shows.
struct Branch {
    bank: Bank,
    held: Vec<RacyCell<i32>>,
}

impl Branch {
    fn new(accounts: usize) -> Arc<Self> {
        Arc::new(Self { bank: Bank::new(accounts, 100), held: (0..accounts).map(|_| RacyCell::new(100)).collect() })
    }

    /// Starts a transfer.
    fn start(branch: &Arc<Self>, name: &str, from: usize, to: usize, amount: i32) -> JoinHandle<()> {
        let branch = Arc::clone(branch);
        thread::spawn_named(name, move || {
            branch.bank.transfer(from, to, |leaves, arrives| {
                let _work = progress::section("transfer");
                *leaves -= amount;
                *arrives += amount;
                branch.held[from].set(branch.held[from].get() - amount);
                branch.held[to].set(branch.held[to].get() + amount);
            })
        })
    }

    /// Whether each account holds so much, by a transfer of nothing out of it, and beside it.
    fn holds(&self, money: &[i32]) -> bool {
        (0..money.len()).all(|account| {
            let mut here = 0;
            self.bank.transfer(account, (account + 1) % money.len(), |leaves, _| here = *leaves);
            here == money[account] && self.held[account].get() == money[account]
        })
    }
}

/// Two transfers between the same accounts, one in each direction, and somebody who looks.
pub fn there_and_back() -> Outcome {
    let (there, back) = vary(&[(10, 5), (3, 120)]);
    let branch = Branch::new(2);
    let transfers = [Branch::start(&branch, "there", 0, 1, there), Branch::start(&branch, "back", 1, 0, back)];
    let meanwhile = branch.bank.total();
    for transfer in transfers {
        transfer.join().unwrap();
    }
    if meanwhile != 200 || branch.bank.total() != 200 {
        return Outcome::new("money is missing");
    }
    let moved = there - back;
    // It is the money that is counted, and not remembered how much there was.
    branch.bank.transfer(1, 0, |_, arrives| *arrives += 7);
    if branch.bank.total() != 207 {
        return Outcome::new("money is missing");
    }
    branch.bank.transfer(0, 1, |leaves, _| *leaves -= 7);
    Outcome::new(if branch.holds(&[100 - moved, 100 + moved]) { "both are booked" } else { "a transfer is missing" })
}

/// Three transfers, each from the account that another one goes to.
pub fn in_a_circle() -> Outcome {
    let [ann, ben, cleo] = vary(&[[0, 1, 2], [2, 1, 0]]);
    let branch = Branch::new(3);
    let transfers =
        [Branch::start(&branch, "ann", ann, ben, 1), Branch::start(&branch, "ben", ben, cleo, 2), Branch::start(&branch, "cleo", cleo, ann, 4)];
    for transfer in transfers {
        transfer.join().unwrap();
    }
    let mut money = [0; 3];
    (money[ann], money[ben], money[cleo]) = (100 - 1 + 4, 100 - 2 + 1, 100 - 4 + 2);
    Outcome::new(if branch.holds(&money) && branch.bank.total() == 300 { "all are booked" } else { "a transfer is missing" })
}

/// Two transfers between the same accounts, one in each direction, in a bank with many: alike whatever their numbers are
/// divided by.
pub fn far_apart() -> Outcome {
    there_and_back_over(vary(&[3, 60]))
}

/// From the first account to one so far behind it, and back.
fn there_and_back_over(far: usize) -> Outcome {
    let branch = Branch::new(far + 1);
    let transfers = [Branch::start(&branch, "there", 0, far, 10), Branch::start(&branch, "back", far, 0, 5)];
    for transfer in transfers {
        transfer.join().unwrap();
    }
    let mut held = (0, 0);
    branch.bank.transfer(0, far, |here, there| held = (*here, *there));
    Outcome::new(if held == (95, 105) { "both are booked" } else { "a transfer is missing" })
}

/// A transfer between two of three accounts while main looks, and two who look afterwards.
pub fn three_accounts() -> Outcome {
    let (from, to) = vary(&[(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)]);
    let branch = Branch::new(3);
    let transfer = Branch::start(&branch, "ann", from, to, 10);
    let meanwhile = branch.bank.total();
    transfer.join().unwrap();
    let ben = {
        let branch = Arc::clone(&branch);
        thread::spawn_named("ben", move || branch.bank.total())
    };
    let main = branch.bank.total();
    if [meanwhile, main, ben.join().unwrap()] != [300; 3] {
        return Outcome::new("money is missing");
    }
    let mut money = [100; 3];
    (money[from], money[to]) = (90, 110);
    Outcome::new(if branch.holds(&money) { "it is booked" } else { "a transfer is missing" })
}

/// Two transfers that have nothing to do with each other.
pub fn between_others() -> Outcome {
    let (accounts, anns, bens) =
        vary(&[(4, (0, 1), (3, 2)), (4, (0, 2), (1, 3)), (4, (0, 3), (2, 1)), (14, (0, 1), (12, 13))]);
    let branch = Branch::new(accounts);
    let transfers =
        [Branch::start(&branch, "ann", anns.0, anns.1, 10), Branch::start(&branch, "ben", bens.0, bens.1, 5)];
    for transfer in transfers {
        transfer.join().unwrap();
    }
    let mut money = vec![100; accounts];
    for ((from, to), amount) in [(anns, 10), (bens, 5)] {
        money[from] -= amount;
        money[to] += amount;
    }
    Outcome::new(if branch.holds(&money) { "both are booked" } else { "a transfer is missing" })
}

/// The same between accounts that are alike whatever number up to ten theirs are divided by.
pub fn farther_apart() -> Outcome {
    there_and_back_over(2520)
}

/// Four transfers that share nothing, none of which is over before all are being booked.
pub fn four_meet() -> Outcome {
    let (branch, meeting) = (Branch::new(8), Arc::new(Barrier::new(4)));
    let transfers = [(0, 5), (4, 1), (2, 7), (6, 3)].map(|(from, to)| {
        let (branch, meeting) = (Arc::clone(&branch), Arc::clone(&meeting));
        thread::spawn(move || {
            branch.bank.transfer(from, to, |leaves, arrives| {
                meeting.wait();
                *leaves -= 10;
                *arrives += 10;
            });
        })
    });
    for transfer in transfers {
        transfer.join().unwrap();
    }
    Outcome::new(if branch.bank.total() == 800 { "all are booked" } else { "money is missing" })
}
