//! Reproducible chance: every draw is a function of the seed and of what it is drawn for, never of a hidden state, so
//! the order in which two callers arrive changes nobody else's luck.

/// A 64-bit draw for these words under this seed.
pub(crate) fn draw(seed: u64, words: &[&str]) -> u64 {
    let mut hash = mix(seed ^ 0x9e37_79b9_7f4a_7c15);
    for word in words {
        for byte in word.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        hash = mix(hash ^ 0xff);
    }
    mix(hash)
}

/// A draw in `0.0..1.0`.
pub(crate) fn fraction(seed: u64, words: &[&str]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exactly what a double holds")]
    let top = (draw(seed, words) >> 11) as f64;
    top / 9_007_199_254_740_992.0
}

/// A draw between the two bounds, both included.
pub(crate) fn between(seed: u64, words: &[&str], least: u64, most: u64) -> u64 {
    least + draw(seed, words) % (most.saturating_sub(least) + 1)
}

/// Lower-case hexadecimal digits, as many as asked.
pub(crate) fn hex(seed: u64, words: &[&str], digits: usize) -> String {
    let mut text = String::new();
    let mut round = 0u32;
    while text.len() < digits {
        text.push_str(&format!("{:016x}", draw(seed, &[&words.join("|"), &round.to_string()])));
        round += 1;
    }
    text.truncate(digits);
    text
}

/// A random-looking identifier in the form of a UUID.
pub(crate) fn uuid(seed: u64, words: &[&str]) -> String {
    let text = hex(seed, words, 32);
    format!("{}-{}-4{}-a{}-{}", &text[..8], &text[8..12], &text[13..16], &text[17..20], &text[20..])
}

/// The finalizer of SplitMix64: spreads every input bit over the whole word.
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
