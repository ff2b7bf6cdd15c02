//! The one binary of all functions. The handler name says which function it is, and so which clients it builds; the
//! payload says which step is asked for; the step does the work.

mod environment;
mod functions;
mod invocation;
mod logging;

use std::process::ExitCode;

use aws::Session;
use functions::Function;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

/// One thread: a function serves one request at a time, and all it does in between is wait for AWS.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    logging::start();
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the function cannot start");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), lambda_runtime::Error> {
    let handler = environment::required("_HANDLER")?;
    let function = Function::new(&handler, &Session::from_environment().await)?;
    let function = &function;
    let answer = async |event: LambdaEvent<Value>| {
        function.answer(event.payload).await.map_err(|error| invocation::diagnostic(&error))
    };
    lambda_runtime::run(service_fn(answer)).await
}
