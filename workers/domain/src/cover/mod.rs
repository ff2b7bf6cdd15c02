//! The cover: with which principals one license is shared so that exactly the selected accounts have it, by the fewest
//! grants. Pure; it reads no policy and writes no grant, and is asked once for each license.
//!
//! # What AWS promises, and what it does not
//!
//! A grant for an account reaches that account. A grant for an organizational unit *that is not nested* reaches all
//! accounts in it and in the OUs below it, a grant for the organization all accounts, each with those that join later
//! (AWS-FACTS 3.2 and 6; License Manager user guide, "Distribute entitlements"). We read "not nested" as "directly below
//! the root" and make no grant for any other OU; where one is found it counts for what it reaches, like every other.
//! Nothing leaves a single account out of a distribution.
//!
//! # Exact
//!
//! Every account is one of three ([`Standing`] tells them from what the policy says): *wanted*, *barred*, or *indifferent*
//! (suspended, closed, the hub, mostly one with its own license: reaching it gives the license to nobody). A cover is exact
//! when every wanted account is reached by exactly one grant of ours and no barred one by any. Where `share_as` forces OU or organization grants and that
//! cannot be exact, nothing is made there and [`Obstacle`] names who would be too many; it is never silently widened.
//!
//! # Fewest, by one walk from the top
//!
//! The sets of accounts that grants can reach are a *laminar family*: of two that meet, one holds the other, for they are the
//! organization, its first-level OUs (which do not meet), and accounts. So walk down and take each set that has something
//! wanted and nothing barred; below it take nothing. The result is the smallest exact cover: call a set *clean* if nothing
//! in it is barred. An exact cover has clean sets only, and each lies in exactly one *maximal* clean set, since the sets
//! that hold it form a chain. Maximal clean sets do not meet, and each that has a wanted account needs at least one set
//! of the cover inside it: so no exact cover has fewer sets than the walk takes, which are exactly these. As they do not
//! meet, no grant overlaps another. Of two covers of the same size the finer is taken (one account of an OU: an account
//! grant), since it reaches nobody who joins later; that changes the kind of a set, not their number.
//!
//! # No change of mode without a person
//!
//! To exchange grants that are there may interrupt who uses them. So the lines of a [`Cover`] keep every grant that serves a
//! wanted account (but for one below another that stays), add only kinds of grants that the license has already, and never
//! add one that would take the place of another. What would be better, or what the policy asks for, or what a grant that
//! became too wide calls for, is a [`Change`]: a question, with what would be exchanged for what. Answered with yes
//! ([`Terms::change_approved`]) the lines are those of the change. One that was begun and not ended goes on: when the wider
//! grant is there, the finer ones below it are taken back; when it was to be split up, what was made stays and the question
//! is asked again.
//!
//! # Caveats
//!
//! It needs the accounts of the *whole* organization: what was not looked at cannot be known to be reached by right. The
//! organization, as of a run about a few accounts, must not be made of those. The lines say what should be; in which order
//! grants are made, seen ACTIVE and deleted is the planner's matter (P2). One line may take a license from thousands of
//! accounts: whoever guards revocations counts accounts ([`Tree::reached_by`]), not grants.

mod answer;
mod change;
mod decide;
mod ideal;
mod present;
mod quota;
mod standing;
mod steady;
mod tree;
mod usable;

pub use answer::{Cover, Decision, Line, Obstacle, Reason, Unserved};
pub use change::{Change, Swap, Why};
pub use decide::{Terms, cover};
pub use present::{Mode, Present};
pub use quota::{Level, Quota, WayOut};
pub use standing::{Barred, Standing};
pub use tree::Tree;
pub use usable::Usable;
