//! The Marketplace Catalog over REST: the credential scope names the service, verb and path the operation, and the
//! parameters of the query are members of the request as those of a body are (AWS-FACTS 9.1).

use hyper::{Method, Uri};
use serde_json::{Map, Value};

use crate::services::{Operation, Service};
use crate::wire::caller::Scope;

/// The name under which requests for it are signed. Others are signed under it as well, but have other paths.
const SIGNING_NAME: &str = "aws-marketplace";

/// Every path with its verb.
const PATHS: [(&str, Method); 10] = [
    ("StartChangeSet", Method::POST),
    ("DescribeChangeSet", Method::GET),
    ("CancelChangeSet", Method::PATCH),
    ("ListChangeSets", Method::POST),
    ("ListEntities", Method::POST),
    ("DescribeEntity", Method::GET),
    ("BatchDescribeEntities", Method::POST),
    ("TagResource", Method::POST),
    ("UntagResource", Method::POST),
    ("ListTagsForResource", Method::POST),
];

/// The operation of a request to the Marketplace Catalog; its body, where the request is all in its query.
pub(super) fn operation(scope: &Scope, method: &Method, uri: &Uri) -> Option<(Operation, Option<String>)> {
    if scope.service != SIGNING_NAME {
        return None;
    }
    let name = uri.path().strip_prefix('/')?;
    let (name, verb) = PATHS.iter().find(|(path, _)| *path == name)?;
    let known = if verb == method { (*name).to_owned() } else { format!("{method} /{name}") };
    let operation = Operation { service: Service::Catalog, name: known };
    Some((operation, (verb != Method::POST).then(|| members(uri.query().unwrap_or_default()))))
}

/// `catalog=AWSMarketplace&entityId=exp-1` as `{"Catalog": "AWSMarketplace", "EntityId": "exp-1"}`.
fn members(query: &str) -> String {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let members: Map<String, Value> = pairs
        .map(|(name, value)| {
            let mut letters = name.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            (first.into_iter().chain(letters).collect(), Value::String(value.into_owned()))
        })
        .collect();
    Value::Object(members).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(method: &Method, uri: &str, service: &str) -> Option<(String, Option<String>)> {
        let header = format!(
            "AWS4-HMAC-SHA256 Credential=1/20261122/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
        );
        let scope = Scope::parse(&header, None).unwrap();
        operation(&scope, method, &uri.parse().unwrap()).map(|(operation, body)| (operation.path(), body))
    }

    #[test]
    fn the_query_of_a_read_becomes_its_request() {
        let (path, body) =
            read(&Method::GET, "/DescribeEntity?catalog=AWSMarketplace&entityId=exp-1%402", SIGNING_NAME)
                .unwrap();
        assert_eq!(path, "marketplace-catalog.DescribeEntity");
        assert_eq!(body.unwrap(), r#"{"Catalog":"AWSMarketplace","EntityId":"exp-1@2"}"#);
        let (path, body) = read(&Method::POST, "/StartChangeSet", SIGNING_NAME).unwrap();
        assert_eq!((path.as_str(), body), ("marketplace-catalog.StartChangeSet", None));
    }

    #[test]
    fn the_same_path_of_another_service_or_another_path_is_not_its_business() {
        assert_eq!(read(&Method::GET, "/DescribeEntity", "s3"), None);
        assert_eq!(read(&Method::POST, "/", SIGNING_NAME), None);
    }

    #[test]
    fn a_wrong_verb_names_no_operation() {
        let (path, _) = read(&Method::POST, "/CancelChangeSet", SIGNING_NAME).unwrap();
        assert_eq!(path, "marketplace-catalog.POST /CancelChangeSet");
    }
}
