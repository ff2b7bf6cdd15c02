//! Log lines as JSON on standard output, where Lambda takes them from. `RUST_LOG` says how much.

use tracing_subscriber::EnvFilter;

/// Starts it. Each line carries the spans it was written in, and with them request, run, account and product.
pub(crate) fn start() {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_env_filter(EnvFilter::from_default_env())
        .init();
}
