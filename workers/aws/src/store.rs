//! The state bucket. Encryption is the bucket's own default.

use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::primitives::ByteStream;
use steps::ports::{self, ApiError, ApiResult, Page};

use crate::actions::{GET_OBJECT, LIST_BUCKET, PUT_OBJECT};
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::session::Session;

/// The state bucket.
#[derive(Debug, Clone)]
pub struct Store {
    client: aws_sdk_s3::Client,
    bucket: String,
}

impl Store {
    /// Its client.
    pub fn new(session: &Session, bucket: String) -> Self {
        Self { client: aws_sdk_s3::Client::new(session.reading()), bucket }
    }
}

impl ports::Store for Store {
    async fn get(&self, key: &str) -> ApiResult<Option<Vec<u8>>> {
        match self.client.get_object().bucket(&self.bucket).key(key).send().await {
            Ok(object) => {
                // The body comes after the answer; one that breaks off is no answer.
                let body = object.body.collect().await.map_err(|error| ApiError {
                    operation: GET_OBJECT,
                    code: ApiError::NO_ANSWER.to_owned(),
                    message: format!("{key} broke off: {error}"),
                    status: 0,
                })?;
                Ok(Some(body.to_vec()))
            }
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => Ok(None),
            Err(error) => Err(api_error(GET_OBJECT, &error)),
        }
    }

    async fn put(&self, key: &str, body: Vec<u8>, content_type: &'static str) -> ApiResult<()> {
        self.client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type(content_type)
            .body(ByteStream::from(body))
            .send()
            .await
            .map_err(|error| api_error(PUT_OBJECT, &error))?;
        Ok(())
    }

    async fn keys(&self, prefix: &str, token: Option<String>) -> ApiResult<Page<String>> {
        let page = self
            .client
            .list_objects_v2()
            .bucket(&self.bucket)
            .prefix(prefix)
            .set_continuation_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_BUCKET, &error))?;
        let key = |object: &aws_sdk_s3::types::Object| {
            Answer(LIST_BUCKET).required("Key", object.key()).map(ToOwned::to_owned)
        };
        let items = page.contents().iter().map(key).collect::<ApiResult<_>>()?;
        Ok(Page { items, next: page.next_continuation_token })
    }
}
