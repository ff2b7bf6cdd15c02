//! What the management side publishes, whom it tells, and what a member refuses to read.

use super::samples::{SOURCE, TARGET, experience_id, observed, products, source};
use domain::experience::plan::Counts;
use domain::experience::record::{ExperienceRecord, MemberRecord, Notice, notice};
use domain::experience::skip::Skip;
use domain::experience::snapshot::{Content, Head, Part, Publication, Source, SourceState, join};

fn content(sources: Vec<Source>) -> Content {
    Content::new(sources).unwrap()
}

fn publish(previous: Option<&Head>, content: &Content, bytes: usize) -> (Head, Vec<Part>) {
    match Publication::of(previous, content, bytes).unwrap() {
        Publication::New { head, parts } => (head, parts),
        Publication::Unchanged => panic!("nothing new"),
    }
}

#[test]
fn the_same_content_is_no_new_revision_and_another_one_is_the_next() {
    let one = content(vec![source(products([1, 2]), products([3]))]);
    let (first, _) = publish(None, &one, 1_000);
    assert_eq!((first.revision, first.counts.approved, first.counts.rejected), (1, 2, 1));
    assert_eq!(Publication::of(Some(&first), &one, 10).unwrap(), Publication::Unchanged);
    let other = content(vec![source(products([1]), products([3]))]);
    assert_eq!(publish(Some(&first), &other, 1_000).0.revision, 2);
    // Another form of the same content is to be written anew.
    let older = Head { v: 0, ..first };
    assert_eq!(publish(Some(&older), &one, 1_000).0.revision, 2);
}

/// A change of the description raises the revision of an experience; nobody needs to be told.
#[test]
fn a_revision_of_the_catalog_is_no_new_content() {
    let mut again = observed(SOURCE, products([1]), products([]));
    again.experience.revision = Some(77);
    assert_eq!(Source::of(&again), source(products([1]), products([])));
}

/// Seed defects P1 and P3: a cut list, and two lists that are not of one moment.
#[test]
fn a_snapshot_that_is_replaced_while_it_is_read_is_never_mixed() {
    let (first, old) = publish(None, &content(vec![source(products(0..50), products([]))]), 100);
    let (second, new) = publish(Some(&first), &content(vec![source(products(0..50), products([60]))]), 100);
    assert!(first.parts > 3 && second.parts >= first.parts);
    for count in 1..old.len() {
        let mixed: Vec<Part> = old[..count].iter().chain(&new[count..]).cloned().collect();
        for head in [&first, &second] {
            let error = join(head, mixed.clone()).unwrap_err();
            assert!(error.may_be_replaced() && error.to_string().contains("nothing is written"), "{error}");
        }
        assert!(join(&first, old[..count].to_vec()).unwrap_err().may_be_replaced());
    }
    assert_eq!(join(&second, new).unwrap().revision, 2);
}

#[test]
fn a_publisher_that_died_half_way_lends_no_part_to_the_next() {
    let (died, _) = publish(None, &content(vec![source(products([1]), products([]))]), 10);
    let (next, _) = publish(None, &content(vec![source(products([2]), products([]))]), 10);
    assert_eq!(died.revision, next.revision);
    assert_ne!(Part::sort_key(&died, 1), Part::sort_key(&next, 1));
    assert!(Part::sort_key(&next, 2) < Part::sort_key(&next, 10), "in order");
}

#[test]
fn a_form_that_is_not_known_is_refused_and_not_tried_again() {
    let (head, parts) = publish(None, &content(vec![source(products([1]), products([]))]), 1_000);
    let error = join(&Head { v: 2, ..head }, parts).unwrap_err();
    assert!(!error.may_be_replaced() && error.to_string().contains("same release"), "{error}");
}

#[test]
fn a_part_that_is_missing_is_named() {
    let (head, mut parts) = publish(None, &content(vec![source(products(0..50), products([]))]), 100);
    parts.remove(1);
    assert!(join(&head, parts).unwrap_err().to_string().starts_with("part 2 of"));
    assert!(join(&head, Vec::new()).unwrap_err().to_string().starts_with("part 1 of"));
}

#[test]
fn a_snapshot_that_contradicts_itself_is_refused() {
    let mut both = source(products([1]), products([2]));
    let SourceState::Published(published) = &mut both.state else { panic!("not published") };
    published.products.denied.extend(products([1]));
    let (head, parts) = publish(None, &content(vec![both]), 1_000);
    let error = join(&head, parts).unwrap_err().to_string();
    assert!(error.contains("approves and rejects the product prod-0001"), "{error}");
}

#[test]
fn an_experience_that_cannot_be_read_is_published_as_such() {
    let lost = Source::skipped(experience_id("exp-lost"), Skip::Unreadable("`Status` is missing".into()));
    let (head, parts) =
        publish(None, &content(vec![source(products([1]), products([])), lost.clone()]), 1_000);
    let snapshot = join(&head, parts).unwrap();
    assert_eq!(snapshot.content.source(&experience_id("exp-lost")), Some(&lost));
    assert!(Content::new(vec![lost.clone(), lost]).unwrap_err().to_string().contains("exp-lost"));
}

fn record(member: &str, revision: u64, settled: bool) -> MemberRecord {
    MemberRecord {
        member: member.into(),
        revision,
        at: "2026-11-22T01:00:00Z".into(),
        experiences: vec![ExperienceRecord {
            experience: experience_id(TARGET),
            follows: experience_id(SOURCE),
            skipped: None,
            counts: Counts::default(),
            settled,
            failures: Vec::new(),
            logo_applied: None,
        }],
    }
}

/// Seed defect P14: a notification every hour, changed or not.
#[test]
fn members_are_told_when_it_changed_or_one_is_behind_and_not_otherwise() {
    let (head, _) = publish(None, &content(vec![source(products([1]), products([]))]), 1_000);
    let members = ["b".to_owned(), "a".to_owned()];
    let told = |changed, records: &[MemberRecord]| notice(changed, &head, &members, records);
    assert_eq!(told(true, &[]), Notice::Changed);
    assert_eq!(told(false, &[]), Notice::Behind(vec!["a".into(), "b".into()]));
    assert_eq!(
        told(false, &[record("a", 1, true), record("b", 1, true), record("c", 0, false)]),
        Notice::None
    );
    assert_eq!(told(false, &[record("a", 1, false), record("b", 1, true)]), Notice::Behind(vec!["a".into()]));
    assert_eq!(told(false, &[record("a", 0, true), record("b", 1, true)]), Notice::Behind(vec!["a".into()]));
    let mut skipped = record("a", 1, false);
    skipped.experiences[0].skipped = Some(Skip::Disabled);
    assert_eq!(told(false, &[skipped, record("b", 1, true)]), Notice::None);
}
