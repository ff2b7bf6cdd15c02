//! The report as text, table and page.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

use super::plan_text::cell;
use super::{Report, Row, policy_told, word};

const MARKDOWN: &str = include_str!("report.md.jinja");
const HTML: &str = include_str!("report.html.jinja");
/// How our pages look, for whoever makes another one.
pub const STYLE: &str = include_str!("page.css");

/// A report that could not be written down: a defect of ours.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template failed.
    #[error("the report's template failed: {0}; this is a defect, report it with the run's report.json")]
    Template(#[from] minijinja::Error),
    /// The table failed.
    #[error("the report's table failed: {0}; this is a defect, report it with the run's report.json")]
    Table(#[from] csv::Error),
}

/// The report as Markdown, for terminals and mails.
///
/// # Errors
/// A defect in the template.
pub fn markdown(report: &Report) -> Result<String, RenderError> {
    Ok(environment()?.render_str(MARKDOWN, told(report))?)
}

/// The report as one self-contained page. `extra` is HTML that the caller vouches for (the demo's list of calls).
///
/// # Errors
/// A defect in the template.
pub fn html(report: &Report, extra: &str) -> Result<String, RenderError> {
    let environment = environment()?;
    Ok(environment.render_named_str(
        "report.html",
        HTML,
        context! { style => STYLE, extra, ..told(report) },
    )?)
}

/// What the templates tell.
fn told(report: &Report) -> Value {
    let rows: Vec<_> = report.outcomes.iter().map(|row| Told { row, receiver: row.receiver() }).collect();
    let sharing = !report.run.retires && !report.run.adopts;
    let policy = sharing.then(|| policy_told(report.policy.as_deref()));
    let stopped = match (report.asked || report.run.retires, report.run.plan_only) {
        (true, true) => "A person would be asked first",
        (true, false) => "Not approved",
        (false, _) => "Stopped by the guard, nothing was written",
    };
    context! { report => Serde(report), rows => Serde(rows), rerun => report.rerun(), policy, stopped }
}

/// A row, and for whom it is.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    row: &'a Row,
    receiver: String,
}

/// The report as a table for spreadsheets. A cell that a spreadsheet would take for a formula gets an apostrophe.
///
/// # Errors
/// A defect in the writer.
pub fn csv(report: &Report) -> Result<String, RenderError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "account",
        "account_name",
        "product",
        "product_name",
        "license",
        "action",
        "result",
        "class",
        "reason",
        "grant",
        "console",
        "principal",
    ])?;
    for row in &report.outcomes {
        writer.write_record(
            [
                row.account.to_string(),
                row.account_name.clone(),
                row.product.as_ref().map(ToString::to_string).unwrap_or_default(),
                row.product_name.clone(),
                row.license.to_string(),
                word(&row.action),
                word(&row.result),
                word(&row.class),
                row.reason.clone(),
                row.grant.as_ref().map(ToString::to_string).unwrap_or_default(),
                row.console
                    .clone()
                    .or_else(|| row.child.as_ref().map(ToString::to_string))
                    .unwrap_or_default(),
                row.share().principal.to_string(),
            ]
            .map(|text| {
                if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
            }),
        )?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The environment of all templates.
pub(crate) fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.add_filter("cell", |text: String| cell(&text));
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    Ok(environment)
}
