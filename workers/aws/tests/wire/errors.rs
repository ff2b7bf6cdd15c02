//! What becomes of an answer that is not the one asked for.

use aws::{GrantWrites, Grants, Licenses, MemberRole, Organization};
use domain::grant::GrantStatus;
use domain::identifier::GrantArn;
use steps::error::StepError;
use steps::ports::{ApiError, GrantWrites as _, Grants as _, Licenses as _, LicensesOf, Organization as _};

use crate::canned::{Canned, Reply};
use crate::session::hub;

fn grant() -> GrantArn {
    "arn:aws:license-manager::111111111111:grant:g-0123456789abcdef0123456789abcdef".parse().unwrap()
}

fn role() -> MemberRole {
    MemberRole { name: "MarketplaceStewardMember".into(), external_id: "111111111111".into() }
}

/// The error of `GetGrant` for these replies, with the calls that it took.
async fn read_error(replies: Vec<Reply>) -> (ApiError, usize) {
    let server = Canned::start(replies).await;
    let error = Grants::new(&hub(&server.endpoint)).grant(&grant()).await.unwrap_err();
    (error, server.requests().len())
}

#[tokio::test]
async fn an_error_keeps_the_code_and_the_words_of_aws_with_the_capital_message_of_license_manager() {
    let body = r#"{"__type":"com.amazonaws.license-manager#ValidationException","Message":"no such grant"}"#;
    let (error, calls) = read_error(vec![Reply::Whole(400, body)]).await;
    assert_eq!(error.to_string(), "license-manager:GetGrant answered ValidationException: no such grant");
    assert_eq!((error.status, calls), (400, 1));
}

#[tokio::test]
async fn an_error_that_the_model_does_not_know_keeps_its_code_too() {
    let body = r#"{"__type":"BrandNewException","message":"surprise"}"#;
    let (error, _) = read_error(vec![Reply::Whole(400, body)]).await;
    assert_eq!((error.code.as_str(), error.message.as_str()), ("BrandNewException", "surprise"));
}

#[tokio::test]
async fn a_fault_of_something_in_between_is_no_answer() {
    let (error, _) = read_error(vec![Reply::Whole(503, "<html>Service Unavailable</html>")]).await;
    assert_eq!((error.code.as_str(), error.status), (ApiError::NO_ANSWER, 503));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    let (error, _) = read_error(vec![Reply::BreaksOff(r#"{"Grant":{"#)]).await;
    assert_eq!(error.code, ApiError::NO_ANSWER);
}

#[tokio::test]
async fn an_answer_that_is_not_json_is_unreadable() {
    let (error, _) = read_error(vec![Reply::Whole(200, "hello")]).await;
    assert_eq!((error.code.as_str(), error.status), (ApiError::UNREADABLE, 200));
    assert_eq!(StepError::from(error).name(), "Bug");
}

#[tokio::test]
async fn a_refused_connection_is_no_answer_and_says_why() {
    let error = Grants::new(&hub("http://127.0.0.1:9")).grant(&grant()).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.status), (ApiError::NO_ANSWER, 0));
    assert!(error.message.to_lowercase().contains("refused"), "{error}");
}

#[tokio::test]
async fn a_read_is_tried_five_times_before_the_step_hears_of_it() {
    let (error, calls) = read_error(vec![Reply::HangsUp]).await;
    assert_eq!((error.code.as_str(), calls), (ApiError::NO_ANSWER, 5));
}

/// Seed defect S6: a write that is blindly sent again answers for the grant that the first try made.
#[tokio::test]
async fn a_write_is_made_once_and_a_lost_answer_is_told() {
    let server = Canned::start(vec![Reply::HangsUp]).await;
    let writes = GrantWrites::new(&hub(&server.endpoint), role());
    let error = writes.delete(&grant(), "3").await.unwrap_err();
    assert_eq!((error.code.as_str(), error.operation), (ApiError::NO_ANSWER, "license-manager:DeleteGrant"));
    assert_eq!(server.requests().len(), 1);
    assert_eq!(StepError::from(error).name(), "Throttled");
}

#[tokio::test]
async fn a_status_that_nobody_knows_is_kept_and_a_missing_one_is_not_guessed() {
    let read = async |status: &str| {
        let body = format!(
            r#"{{"Grant":{{"GrantArn":"{grant}","GrantName":"n","ParentArn":"p",{status}"Version":"2",
            "LicenseArn":"arn:aws:license-manager::9:license:l-1","HomeRegion":"us-east-1","GrantedOperations":[],
            "GranteePrincipalArn":"arn:aws:iam::222222222222:root"}}}}"#,
            grant = grant()
        );
        let server = Canned::start(vec![Reply::Whole(200, body.leak())]).await;
        Grants::new(&hub(&server.endpoint)).grant(&grant()).await
    };
    let known_to_nobody = read(r#""GrantStatus":"FROZEN","#).await.unwrap();
    assert_eq!(known_to_nobody.status, GrantStatus::Unknown("FROZEN".to_owned()));
    let error = read("").await.unwrap_err();
    assert_eq!(error.code, ApiError::UNREADABLE);
    assert!(error.message.contains("grant_status"), "{error}");
}

#[tokio::test]
async fn a_value_of_the_wrong_form_is_unreadable_and_named() {
    let body =
        r#"{"Licenses":[{"LicenseArn":"arn:aws:license-manager::9:grant:g-1","ProductSKU":"prod-1"}]}"#;
    let server = Canned::start(vec![Reply::Whole(200, body)]).await;
    let error =
        Licenses::new(&hub(&server.endpoint)).received(LicensesOf::Everything, None).await.unwrap_err();
    assert_eq!(error.code, ApiError::UNREADABLE);
    assert!(error.message.contains("`LicenseArn`") && error.message.contains("grant:g-1"), "{error}");

    let server = Canned::start(vec![Reply::Whole(200, r#"{"Accounts":[{"Name":"No id"}]}"#)]).await;
    let error = Organization::new(&hub(&server.endpoint)).accounts(None).await.unwrap_err();
    assert!(error.message.contains("no `Id`"), "{error}");
}

#[tokio::test]
async fn an_old_endpoint_that_sends_only_the_retired_status_is_understood() {
    let body = r#"{"Accounts":[{"Id":"222222222222","Status":"SUSPENDED"},{"Id":"333333333333"}],"NextToken":"more"}"#;
    let server = Canned::start(vec![Reply::Whole(200, body)]).await;
    let page = Organization::new(&hub(&server.endpoint)).accounts(Some("begin".into())).await.unwrap();
    let states: Vec<_> = page.items.iter().map(|account| account.state.as_str()).collect();
    assert_eq!((states, page.next.as_deref()), (vec!["SUSPENDED", "(absent)"], Some("more")));
    let request = &server.requests()[0];
    assert!(
        request.contains(r#""MaxResults":20"#) && request.contains(r#""NextToken":"begin""#),
        "{request}"
    );
}

#[tokio::test]
async fn half_an_answer_of_sts_is_no_role_and_credentials_never_show_in_an_error() {
    let account = "222222222222".parse().unwrap();
    for body in [
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><SecretAccessKey>hush</SecretAccessKey>",
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><SecretAccessKey>hush</Secret>",
    ] {
        let server = Canned::start(vec![Reply::Whole(200, body)]).await;
        let writes = GrantWrites::new(&hub(&server.endpoint), role());
        let error = writes.accept(&account, &grant()).await.unwrap_err();
        assert_eq!((error.operation, error.code.as_str()), ("sts:AssumeRole", ApiError::UNREADABLE));
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}
