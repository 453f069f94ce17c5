//! The function of the loop: it counts primes, and takes its time.

/// How many numbers are looked at for one input.
const BLOCK: u64 = 15_000;

/// How many primes there are among the numbers of a block.
pub fn primes_in(block: &u64) -> u64 {
    let numbers = block * BLOCK..(block + 1) * BLOCK;
    numbers.filter(|&number| is_prime(number)).count() as u64
}

/// Whether nothing divides `number`. All candidates are tried: there are quicker ways, but this is to be work.
fn is_prime(number: u64) -> bool {
    number >= 2
        && !(2..number).take_while(|candidate| candidate * candidate <= number).any(|it| number.is_multiple_of(it))
}
