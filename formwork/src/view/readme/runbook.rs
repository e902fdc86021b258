//! What people do with the stack, in the order of its life. Each entry tells its own part.

use serde::Serialize;

use crate::kind::{Runbook, Site};
use crate::stack::{Backend, Stack, Zone};
use crate::view::cluster::has_exec;
use crate::view::dns::certificate_names;
use crate::wiring::Wiring;

/// A part of the runbook.
#[derive(Debug, Serialize)]
pub(super) struct Chapter {
    title: &'static str,
    /// What is true of the whole stack, a paragraph each.
    texts: Vec<String>,
    steps: Vec<Step>,
}

/// A step, and whose it is.
#[derive(Debug, Serialize)]
struct Step {
    whose: String,
    text: String,
}

/// The chapters; one that has nothing to say is left out.
pub(super) fn chapters(stack: &Stack, wiring: &Wiring) -> Vec<Chapter> {
    let books: Vec<(String, Runbook)> = stack
        .entries
        .iter()
        .map(|entry| {
            let id = entry.id;
            (entry.title(), entry.runbook(&Site { stack, id, wiring }))
        })
        .collect();
    let chapter = |title, texts, steps_of: fn(&Runbook) -> &[String]| {
        let steps = books.iter().flat_map(|(whose, book)| {
            let steps = steps_of(book).iter();
            steps.map(|text| Step {
                whose: whose.clone(),
                text: text.replace('|', "\\|"),
            })
        });
        Chapter {
            title,
            texts,
            steps: steps.collect(),
        }
    };
    let chapters = [
        chapter("What must be there first", needed(stack), |book| {
            &book.before
        }),
        chapter("First apply", first_apply(stack), |_| &[]),
        chapter("Deploy", vec![deploy()], |book| &book.deploy),
        chapter("Roll back", vec![back(stack)], |book| &book.back),
        chapter("Restore", Vec::new(), |book| &book.restore),
        chapter("Rotate", rotate(stack), |book| &book.rotate),
        chapter("Destroy", destroy(stack), |book| &book.destroy),
        chapter("Leave production", leave_production(stack), |_| &[]),
    ];
    let says_something = |chapter: &Chapter| !chapter.texts.is_empty() || !chapter.steps.is_empty();
    chapters.into_iter().filter(says_something).collect()
}

fn needed(stack: &Stack) -> Vec<String> {
    let offline = stack.offline.then(|| {
        "`[provider] offline = true` plans without an account, and nothing can be deployed with it: take it out first."
            .to_owned()
    });
    let state = match &stack.backend {
        Backend::Local => {
            "The state is a file beside this one, with secrets in it and no lock: keep it."
                .to_owned()
        }
        Backend::S3 { bucket, .. } => format!(
            "The bucket `{bucket}` of the state, versioned: {}",
            stack.command(&format!("s3api get-bucket-versioning --bucket {bucket}"))
        ),
    };
    let lock = "`terraform providers lock -platform=linux_amd64 -platform=linux_arm64 -platform=darwin_arm64` writes the \
                hashes of the provider to `.terraform.lock.hcl`: commit that file.";
    offline
        .into_iter()
        .chain([state, lock.to_owned()])
        .chain(many_names(stack))
        .collect()
}

/// AWS Certificate Manager, "Quotas": ten names.
fn many_names(stack: &Stack) -> Option<String> {
    let count = certificate_names(stack);
    (count > 10).then(|| {
        format!(
            "The certificate has {count} names, and an account gets 10 unless it asks for more: the quota \"Domain names per ACM \
             certificate\" in Service Quotas."
        )
    })
}

fn first_apply(stack: &Stack) -> Vec<String> {
    let zone = stack.domain.as_ref().and_then(|domain| match &domain.zone {
        Zone::Created(name) => Some(format!(
            "`terraform apply -target=aws_route53_zone.main` makes the hosted zone. Delegate `{name}` at its registrar to the \
             servers that `terraform output name_servers` lists: before that no certificate becomes valid, and an apply \
             waits 75 minutes for it in vain."
        )),
        Zone::Existing(_) | Zone::Elsewhere => None,
    });
    let apply = "`terraform apply` takes about 20 minutes, most of which go into databases and the load balancer. It ends \
                 when the tasks serve.";
    ["`terraform init`, in this directory, as all that follows.".to_owned()]
        .into_iter()
        .chain(zone)
        .chain([apply.to_owned()])
        .collect()
}

fn deploy() -> String {
    "An apply without `-var` sets the image that `stack.toml` names, so a tag that is to stay belongs there or into \
     `terraform.tfvars`. An apply ends when the new tasks serve, and fails if ECS takes them back."
        .to_owned()
}

fn back(stack: &Stack) -> String {
    let events = stack.command(&format!(
        "ecs describe-services --cluster {} --services NAME --query 'services[0].[deployments,events[:5]]'",
        stack.name
    ));
    format!(
        "ECS goes back by itself where new tasks do not become healthy: {events} says why. Roles, rules and variables are the new ones \
         then, until the next apply."
    )
}

fn rotate(stack: &Stack) -> Vec<String> {
    let domain = stack.certified_domain();
    let certificate = domain.map(|domain| {
        format!(
            "ACM renews the certificate of `{}` by itself, as long as its records stay in the zone.",
            domain.name
        )
    });
    certificate.into_iter().collect()
}

fn destroy(stack: &Stack) -> Vec<String> {
    let mut texts =
        vec!["`terraform destroy` takes all of it away, but for what stands here.".to_owned()];
    if !stack.environment.is_production() {
        return texts;
    }
    if stack.makes_load_balancer() {
        let unprotect = stack.command(
            "elbv2 modify-load-balancer-attributes --attributes Key=deletion_protection.enabled,Value=false --load-balancer-arn ARN",
        );
        let arn = stack.command(&format!(
            "elbv2 describe-load-balancers --names {}",
            stack.name
        ));
        texts.push(format!(
            "AWS refuses to delete the load balancer until {unprotect}, with the ARN that {arn} gives."
        ));
    }
    texts.push(access_logs(stack));
    texts.extend(protected_logs(stack));
    texts.push("The key `main` goes 30 days after it was deleted, and until then it can be had back: what it encrypted is unreadable afterwards.".to_owned());
    texts
}

fn access_logs(stack: &Stack) -> String {
    let empty = stack.command("s3 rm --recursive s3://BUCKET");
    let name = "`terraform state show aws_s3_bucket.access_logs`";
    format!(
        "S3 deletes no bucket that has objects: {empty} empties that of the access logs, which {name} names."
    )
}

/// What is there in production alone, and goes with it.
fn leave_production(stack: &Stack) -> Vec<String> {
    if !stack.environment.is_production() {
        return Vec::new();
    }
    let keep = "To keep what was recorded, let Terraform forget it: `[[removed]]` in `stack.toml` with `from = \"aws_kms_key.main\"`, and one each for \
                `aws_cloudwatch_log_group.flow_logs` and `aws_s3_bucket.access_logs`.";
    vec![
        "Another `environment` takes away what only production has: the flow log and its group, the bucket of access logs, and the key `main`, without which the \
         logs that it encrypted are unreadable after 30 days. It turns the protection of data off as well."
            .to_owned(),
        access_logs(stack),
        keep.to_owned(),
    ]
    .into_iter()
    .chain(protected_logs(stack))
    .collect()
}

/// The records that CloudWatch refuses to delete, where the provider has an argument for it.
fn protected_logs(stack: &Stack) -> Option<String> {
    let name = &stack.name;
    let flow_log = stack.network.made().map(|_| format!("/vpc/{name}"));
    let exec = has_exec(stack).then(|| format!("/ecs/{name}/exec"));
    let groups: Vec<String> = flow_log.into_iter().chain(exec).collect();
    if groups.is_empty() || !stack.has_version_6() {
        return None;
    }
    let unprotect = stack.command(
        "logs put-log-group-deletion-protection --no-deletion-protection-enabled --log-group-identifier GROUP",
    );
    let groups: Vec<String> = groups.iter().map(|group| format!("`{group}`")).collect();
    Some(format!(
        "CloudWatch Logs refuses to delete {} until {unprotect}.",
        groups.join(" and ")
    ))
}
