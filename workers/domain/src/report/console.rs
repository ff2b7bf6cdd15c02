//! Where a person sees a run in the AWS console.
//!
//! Region and partition come from the ARN. AWS publishes neither form: the page of an execution is the one that its own
//! console opens; that of a map run goes through the console's way from an ARN to its page, which outlives a page's name.

/// The console page of an execution (a run or a child of a map run) or of a map run.
///
/// `None` for anything else, and where the partition's console is not known: then the ARN is all there is to tell.
pub fn page(arn: &str) -> Option<String> {
    let mut fields = arn.split(':');
    let ("arn", partition, "states", region) =
        (fields.next()?, fields.next()?, fields.next()?, fields.next()?)
    else {
        return None;
    };
    let _account = fields.next()?;
    let kind = fields.next()?;
    let host = match partition {
        "aws" => "console.aws.amazon.com",
        "aws-cn" => "console.amazonaws.cn",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        _ => return None,
    };
    match kind {
        "execution" => {
            Some(format!("https://{region}.{host}/states/home?region={region}#/v2/executions/details/{arn}"))
        }
        "mapRun" => Some(format!("https://{region}.{host}/go/view?arn={}", in_query(arn))),
        _ => None,
    }
}

/// An ARN as the value of a query: its colons and slashes are the only signs in it that would mean something there.
fn in_query(arn: &str) -> String {
    arn.replace(':', "%3A").replace('/', "%2F")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: &str = "marketplace-steward-share-licenses";

    #[test]
    fn a_run_and_its_children_have_the_page_of_an_execution() {
        for name in [format!("{MACHINE}:tag-1"), format!("{MACHINE}/Apply:3c39a231")] {
            let arn = format!("arn:aws:states:us-east-1:111111111111:execution:{name}");
            let expected = "https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/";
            assert_eq!(page(&arn), Some(format!("{expected}{arn}")));
        }
    }

    #[test]
    fn a_map_run_is_found_by_its_arn() {
        let arn = format!("arn:aws:states:us-east-1:111111111111:mapRun:{MACHINE}/Apply:3c39a231");
        let expected = "https://us-east-1.console.aws.amazon.com/go/view?arn=arn%3Aaws%3Astates%3Aus-east-1%3A111111111111\
                        %3AmapRun%3Amarketplace-steward-share-licenses%2FApply%3A3c39a231";
        assert_eq!(page(&arn).as_deref(), Some(expected));
    }

    #[test]
    fn every_partition_has_its_own_console() {
        for (partition, region, host) in [
            ("aws-cn", "cn-north-1", "cn-north-1.console.amazonaws.cn"),
            ("aws-us-gov", "us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
        ] {
            let page = page(&format!("arn:{partition}:states:{region}:111111111111:execution:m:r")).unwrap();
            assert!(page.starts_with(&format!("https://{host}/states/home?region={region}#/")), "{page}");
        }
    }

    #[test]
    fn what_has_no_known_page_gets_no_link() {
        for arn in [
            "arn:aws-iso:states:us-iso-east-1:111111111111:execution:m:r",
            "arn:aws:states:us-east-1:111111111111:stateMachine:m",
            "arn:aws:lambda:us-east-1:111111111111:function:f",
            "somewhere",
            "",
        ] {
            assert_eq!(page(arn), None, "{arn}");
        }
    }
}
