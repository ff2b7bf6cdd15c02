//! Cutting lists into pages with opaque tokens. Pages are small by default and some are empty with a token, because AWS
//! allows both and code that does not walk to the end must fail here (AWS-FACTS 7.1, 15.10).

use crate::options::Options;
use crate::random;

use super::ServiceError;

/// One page and the token of the next one.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next_token: Option<String>,
}

/// What a caller asked of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageRequest<'a> {
    /// The operation and the parameters that must not change along a walk.
    pub(crate) walk: &'a str,
    pub(crate) token: Option<&'a str>,
    pub(crate) items: Option<usize>,
    /// The most items the service puts on a page.
    pub(crate) items_max: usize,
}

/// Cuts the page out of items that are in the order of their keys.
///
/// A token says after which key to go on, so a list that changes between two pages neither repeats nor skips an item.
///
/// # Errors
///
/// A message when the token was not given out for this walk.
pub(crate) fn page<T>(
    options: &Options,
    request: PageRequest<'_>,
    items: impl IntoIterator<Item = (String, T)>,
    invalid_token: impl Fn() -> ServiceError,
) -> Result<Page<T>, ServiceError> {
    let PageRequest { walk, token, items: asked, items_max } = request;
    let (ordinal, after) = match token {
        None => (0, None),
        Some(token) => {
            let (ordinal, after) = open(options.seed, walk, token).ok_or_else(invalid_token)?;
            (ordinal, Some(after))
        }
    };
    let paging = options.paging;
    let every = paging.empty_page_every;
    // The first page is never the empty one: a client that stops there would be right by luck.
    let is_empty = every > 0 && ordinal % every == every - 1;
    let size =
        asked.unwrap_or(paging.default_items).min(items_max).min(paging.items_max.unwrap_or(usize::MAX));
    let mut left =
        items.into_iter().filter(|(key, _)| after.as_ref().is_none_or(|after| key > after)).peekable();
    let mut last = after.clone().unwrap_or_default();
    let mut taken = Vec::new();
    while !is_empty && taken.len() < size {
        let Some((key, item)) = left.next() else { break };
        last = key;
        taken.push(item);
    }
    let next_token = left.peek().is_some().then(|| seal(options.seed, walk, ordinal + 1, &last));
    Ok(Page { items: taken, next_token })
}

/// A token that says nothing to a client and is good for one walk only.
fn seal(seed: u64, walk: &str, ordinal: usize, after: &str) -> String {
    let plain = format!("{ordinal}|{after}");
    let check = random::hex(seed, &[walk, &plain], 16);
    let hidden = plain.bytes().map(|byte| format!("{:02x}", byte ^ 0x5a));
    check + &hidden.collect::<String>()
}

fn open(seed: u64, walk: &str, token: &str) -> Option<(usize, String)> {
    let (check, hidden) = token.split_at_checked(16)?;
    let digits: Vec<char> = hidden.chars().collect();
    let bytes: Option<Vec<u8>> = digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok().map(|byte| byte ^ 0x5a))
        .collect();
    let plain = String::from_utf8(bytes?).ok()?;
    if random::hex(seed, &[walk, &plain], 16) != check {
        return None;
    }
    let (ordinal, after) = plain.split_once('|')?;
    Some((ordinal.parse().ok()?, after.to_owned()))
}
