//! A piece of work: how many primes there are among some numbers, found by trying all divisors.

/// How many numbers make a piece.
pub const PIECE: u64 = 10_000;

/// How many primes there are among the numbers of the piece: [`PIECE`] of them, from so many pieces above 0 on.
pub fn primes_in(piece: &u64) -> u64 {
    let numbers = piece * PIECE..(piece + 1) * PIECE;
    numbers.filter(|&number| is_prime(number)).count() as u64
}

fn is_prime(number: u64) -> bool {
    number >= 2
        && (2..).take_while(|divisor| divisor * divisor <= number).all(|divisor| !number.is_multiple_of(divisor))
}
