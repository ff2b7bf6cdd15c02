//! How a person names what is answered: a run, or one of its questions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, identifier};

identifier!(
    /// The name of a question in its run; it names a file as well.
    QuestionName,
    "the name of a question (1 to 255 letters, digits and -)",
    |text| (1..=255).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
);
identifier!(
    /// The name of an execution, as Step Functions takes it.
    RunName,
    "the name of an execution (1 to 80 characters, none of them a space or of <>{}[]?*\"#%\\^|~`$&,;:/)",
    |text| (1..=80).contains(&text.chars().count())
        && !text.contains(|letter: char| {
            letter.is_whitespace() || letter.is_control() || "<>{}[]?*\"#%\\^|~`$&,;:/".contains(letter)
        })
);

impl QuestionName {
    /// Where the record of the question lies in the state bucket.
    pub fn key(&self, run: &str) -> String {
        format!("{}{self}.json", records_of(run))
    }
}

/// How the keys of the records begin that a run left in the state bucket.
pub fn records_of(run: &str) -> String {
    format!("runs/{run}/questions/")
}

/// What an answer is about: `<run>` for all that the run asks, or `<run>/<question>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    /// The run that asks.
    pub run: RunName,
    /// One of its questions; `None`: all of them.
    pub question: Option<QuestionName>,
}

impl FromStr for Reference {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let refused = || IdentifierError {
            expected: "`<run>` or `<run>/<question>`, as the message of the question says it: the name of the execution \
                       that asks, not its ARN",
            found: text.to_owned(),
        };
        let (run, question) = match text.split_once('/') {
            Some((run, question)) => (run, Some(question.parse().map_err(|_| refused())?)),
            None => (text, None),
        };
        Ok(Self { run: run.parse().map_err(|_| refused())?, question })
    }
}

impl TryFrom<String> for Reference {
    type Error = IdentifierError;

    fn try_from(text: String) -> Result<Self, IdentifierError> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.question {
            Some(question) => write!(formatter, "{}/{question}", self.run),
            None => self.run.fmt(formatter),
        }
    }
}
