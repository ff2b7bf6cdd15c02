//! Log lines as JSON on standard output, where Lambda takes them from. `RUST_LOG` says how much.

use tracing_subscriber::EnvFilter;

/// The Lambda runtime writes every error of a step down once more, as an error even where Step Functions tries again, and
/// without saying which run it was.
const SAID_ALREADY: &str = "lambda_runtime::layers::panic=off";

/// Starts it. Each line carries the spans it was written in, and with them request, run, account and product.
pub(crate) fn start() {
    let wanted = std::env::var(EnvFilter::DEFAULT_ENV).unwrap_or_default();
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_env_filter(EnvFilter::new(format!("{wanted},{SAID_ALREADY}")))
        .init();
}
