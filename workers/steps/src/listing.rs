//! Following a listing to its end.

use domain::observation::{Complete, Pages};

use crate::error::StepError;
use crate::ports::Page;

/// Asks for page after page until there is none, or fails: half a listing is no listing (P5).
///
/// # Errors
/// The first page that could not be had, or a listing that turns in circles.
pub async fn whole<T, E>(
    mut page: impl AsyncFnMut(Option<String>) -> Result<Page<T>, E>,
) -> Result<Complete<T>, StepError>
where
    StepError: From<E>,
{
    let mut pages = Pages::default();
    let mut token = None;
    loop {
        let answer = page(token.take()).await?;
        token = pages.add(answer.items, answer.next)?;
        if token.is_none() {
            return Ok(pages.finish()?);
        }
    }
}
