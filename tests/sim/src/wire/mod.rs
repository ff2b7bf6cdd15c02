//! The wire protocols: AWS JSON 1.1 by `X-Amz-Target`, REST with JSON, the query protocol with XML for STS and IAM, and who signed a request.

pub(crate) mod answer;
pub(crate) mod caller;
pub(crate) mod xml;
