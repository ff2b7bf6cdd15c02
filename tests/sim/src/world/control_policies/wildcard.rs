//! `*` for any text and `?` for any letter, as policies use them.

/// Whether a text is as a pattern says.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut in_text) = (0, 0);
    // Where the last star stands, and from where in the text it may still take one letter more.
    let mut retry: Option<(usize, usize)> = None;
    while in_text < text.len() {
        match pattern.get(at) {
            Some('*') => {
                retry = Some((at, in_text));
                at += 1;
            }
            Some(letter) if *letter == '?' || *letter == text[in_text] => {
                at += 1;
                in_text += 1;
            }
            Some(_) | None => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    at = star + 1;
                    in_text = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}

/// Whether an ARN is as a pattern says, part by part: a star never reaches over a colon before the resource.
pub(super) fn matches_arn(pattern: &str, arn: &str) -> bool {
    let (patterns, parts): (Vec<&str>, Vec<&str>) =
        (pattern.splitn(6, ':').collect(), arn.splitn(6, ':').collect());
    patterns.len() == 6
        && parts.len() == 6
        && patterns.iter().zip(&parts).all(|(pattern, part)| matches(pattern, part))
}

#[cfg(test)]
mod tests {
    use super::{matches, matches_arn};

    #[test]
    fn a_star_is_any_text_and_a_question_mark_any_letter() {
        assert!(matches("aws-marketplace:*Agreement*", "aws-marketplace:AcceptAgreementRequest"));
        assert!(matches("*", ""));
        assert!(matches("a?c*d", "abcxxcd"));
        assert!(!matches("a?c", "ac"));
        assert!(!matches("${RolePrefix}*", "Purchase-1"));
    }

    #[test]
    fn a_star_in_an_arn_stays_within_its_part() {
        let arn = "arn:aws:iam::202000000002:role/purchase/Buyer";
        assert!(matches_arn("arn:aws:iam::*:role/purchase/*", arn));
        assert!(!matches_arn("arn:aws:iam::*", arn));
    }
}
