//! The query protocol of IAM and STS: a form out, XML back.

use serde_json::Value;

/// A form. Letters and digits stand for themselves.
pub(super) fn form(members: &[(&str, &str)]) -> String {
    let encoded = |text: &str| -> String {
        let one = |byte: u8| match byte {
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        text.bytes().map(one).collect()
    };
    members.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

/// What is inside the first element of this name.
pub(super) fn inside<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(inside, _)| inside)
}

/// The text of the first element of this name.
pub(super) fn text(xml: &str, name: &str) -> Option<String> {
    let text = inside(xml, name)?;
    Some(text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

/// The members of a list that has no lists in it.
pub(super) fn members<'a>(xml: &'a str, list: &str) -> impl Iterator<Item = &'a str> {
    let list = inside(xml, list).unwrap_or_default();
    list.split("<member>").skip(1).map(|member| member.trim_end_matches("</member>"))
}

/// The marker of the next page.
pub(super) fn marker(xml: &str) -> Option<String> {
    let is_truncated = text(xml, "IsTruncated").as_deref() == Some("true");
    text(xml, "Marker").filter(|_| is_truncated)
}

/// The service principals that a trust policy, as IAM encodes it, names.
pub(super) fn trusted(encoded: &str) -> Vec<String> {
    let mut parts = encoded.split('%');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        decoded.push(char::from(u8::from_str_radix(&part[..2], 16).unwrap()));
        decoded.push_str(&part[2..]);
    }
    let document: Value = serde_json::from_str(&decoded).unwrap();
    let services = document["Statement"].as_array().unwrap().iter().map(|one| &one["Principal"]["Service"]);
    services.map(|service| service.as_str().unwrap().to_owned()).collect()
}
