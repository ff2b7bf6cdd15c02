//! Reproducible chance: the same seed draws the same.

/// Tries part `number` of `parts` of all seeds, so that the cores share the work. There are `usually` of them; after a change to
/// a step try more, with `STEWARD_SEEDS=3000`.
pub(crate) async fn try_part(number: u64, parts: u64, usually: u64, test: impl AsyncFn(u64)) {
    let seeds: u64 = std::env::var("STEWARD_SEEDS").map_or(usually, |text| text.parse().unwrap());
    for seed in seeds * number / parts..seeds * (number + 1) / parts {
        println!("seed {seed}");
        test(seed).await;
    }
}

/// SplitMix64.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// One of these.
    pub(crate) fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        let index = usize::try_from(self.below(choices.len() as u64)).unwrap();
        choices[index].clone()
    }

    /// Whether it happens, `in_hundred` times out of a hundred.
    pub(crate) fn happens(&mut self, in_hundred: u64) -> bool {
        self.below(100) < in_hundred
    }
}
