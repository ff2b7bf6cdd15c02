//! Log lines as JSON on standard output, where Lambda takes them from. `RUST_LOG` says how much.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The Lambda runtime writes every error of a step down once more, as an error even where Step Functions tries again, and
/// without saying which run it was.
const SAID_ALREADY: &str = "lambda_runtime::layers::panic";

/// Starts it. Each line carries the spans it was written in, and with them request, run, account and product.
///
/// `RUST_LOG` is a level, or levels by module; what cannot be read is taken for `info`. The filter with regular
/// expressions would make the binary larger by what they need.
pub(crate) fn start() {
    let wanted = std::env::var("RUST_LOG").ok().and_then(|text| text.parse::<Targets>().ok());
    let wanted = wanted.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    tracing_subscriber::registry()
        .with(fmt::layer().json().flatten_event(true).with_current_span(false))
        .with(wanted.with_target(SAID_ALREADY, LevelFilter::OFF))
        .init();
}
