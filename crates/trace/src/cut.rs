//! Texts of a program that are too long for anybody to read.
//!
//! A label, or what a panic says, may have any length, and is kept, compared, sent to another process and printed. What is
//! longer than many pages is cut, once, where it comes in: its middle goes. In its place stand how long all of it was and a
//! number made from all of it, so that two texts that differ are still two, wherever they differ.

/// The longest text that is kept as it is, in bytes.
pub const LONGEST: usize = 256 << 10;

/// Bytes that are left for what is said of the rest.
const REMARK: usize = 96;

/// `text`, or if it is longer than [`LONGEST`] its beginning and its end, with how long it was and a number made from all of it.
pub fn cut(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let (bytes, number) = (text.len(), number(text));
    let half = (LONGEST - REMARK) / 2;
    let (beginning, end) = (&text[..text.floor_char_boundary(half)], &text[text.ceil_char_boundary(bytes - half)..]);
    format!("{beginning}… [cut: {bytes} bytes in all, whose number is {number:016x}] …{end}")
}

/// The same for every process and machine (FNV-1a).
fn number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |number, byte| (number ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_is_kept_as_it_is() {
        for text in ["", "counter=2", &"é".repeat(LONGEST / 2)] {
            assert_eq!(cut(text), text);
        }
    }

    #[test]
    fn what_is_cut_says_so_and_is_still_told_apart() {
        let long = |middle: &str| cut(&format!("{0}{middle}{0}", "é".repeat(500_000)));
        let [one, other] = ["1", "2"].map(long);
        assert!(one.len() <= LONGEST && one.contains("… [cut: 2000001 bytes in all") && one.ends_with("éé"));
        assert_ne!(one, other);
        assert_eq!(cut(&one), one);
    }
}
