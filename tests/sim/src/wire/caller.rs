//! Who makes a call: read from the credential scope of the SigV4 signature, which names key, Region and service, and
//! from the session token. The signature itself is not checked; the sim listens on loopback and keeps no secrets.

use crate::random;

/// The identity behind a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) account: String,
    pub(crate) arn: String,
    /// The Region the request was signed for, which is the Region it was sent to.
    pub(crate) region: String,
    /// The id of the identity, as `GetCallerIdentity` shows it.
    pub(crate) user_id: String,
}

impl Caller {
    /// The administrator of an account, whom its 12-digit key stands for.
    pub(crate) fn root(account: &str, region: &str) -> Self {
        Self {
            account: account.to_owned(),
            arn: format!("arn:aws:iam::{account}:root"),
            region: region.to_owned(),
            user_id: account.to_owned(),
        }
    }

    /// A session of a role of this account, by the session's ARN; `None` when the ARN is not one.
    pub(crate) fn session(account: &str, arn: &str, region: &str) -> Option<Self> {
        let (role, name) = read_session(account, arn)?;
        Some(Self::of_role(account, role, name, region))
    }

    /// A session of this name of a role.
    pub(crate) fn of_role(account: &str, role: &str, name: &str, region: &str) -> Self {
        Self {
            account: account.to_owned(),
            arn: format!("arn:aws:sts::{account}:assumed-role/{role}/{name}"),
            region: region.to_owned(),
            user_id: format!("{}:{name}", role_id(account, role)),
        }
    }

    /// The caller as `aws:PrincipalArn` of a policy's condition shows it: for a session its role, without a path.
    pub(crate) fn principal_arn(&self) -> String {
        let account = &self.account;
        self.role().map_or_else(|| self.arn.clone(), |role| format!("arn:aws:iam::{account}:role/{role}"))
    }

    /// The name of the role, when it is a session of one.
    pub(crate) fn role(&self) -> Option<&str> {
        read_session(&self.account, &self.arn).map(|(role, _)| role)
    }
}

/// Role and session name of `arn:aws:sts::ACCOUNT:assumed-role/ROLE/NAME`.
fn read_session<'a>(account: &str, arn: &'a str) -> Option<(&'a str, &'a str)> {
    let (of_account, session) = arn.strip_prefix("arn:aws:sts::")?.split_once(":assumed-role/")?;
    if of_account == account { session.split_once('/') } else { None }
}

/// The id by which IAM knows a role, whatever its name is.
pub(crate) fn role_id(account: &str, role: &str) -> String {
    format!("AROA{}", random::hex(0, &["role", account, role], 17).to_uppercase())
}

/// What a signature says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) access_key_id: String,
    pub(crate) region: String,
    pub(crate) service: String,
    /// The session token that came with it.
    pub(crate) session_token: Option<String>,
}

impl Scope {
    /// Reads the scope out of an `Authorization` header:
    /// `AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, SignedHeaders=..., Signature=...`.
    pub(crate) fn parse(authorization: &str, session_token: Option<&str>) -> Option<Self> {
        let rest = authorization.strip_prefix("AWS4-HMAC-SHA256")?;
        let credential = rest.split(',').find_map(|part| part.trim().strip_prefix("Credential="))?;
        let parts: Vec<&str> = credential.split('/').collect();
        let [key, _date, region, service, "aws4_request"] = parts.as_slice() else { return None };
        Some(Self {
            access_key_id: (*key).to_owned(),
            region: (*region).to_owned(),
            service: (*service).to_owned(),
            session_token: session_token.map(str::to_owned),
        })
    }
}

/// Whether a text is an account id.
pub(crate) fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn reads_key_region_and_service_from_the_credential_scope() {
        let header = "AWS4-HMAC-SHA256 Credential=111111111111/20261122/us-east-1/license-manager/aws4_request, \
                      SignedHeaders=host;x-amz-date, Signature=0f";
        let scope = Scope::parse(header, None);
        assert_eq!(
            scope,
            Some(Scope {
                access_key_id: "111111111111".to_owned(),
                region: "us-east-1".to_owned(),
                service: "license-manager".to_owned(),
                session_token: None,
            })
        );
    }

    #[test]
    fn takes_no_scope_from_another_scheme() {
        assert_eq!(Scope::parse("Bearer abc", None), None);
    }
}
