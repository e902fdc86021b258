//! `[worker.mailer]`: writes to the customer. The mails lie in a bucket, from which a mail server would take them.

use crate::order::{OrderPlaced, money};
use crate::stack::mailer::Environment;
use crate::{Failure, aws, queue, told_to_end};

/// Works until it is told to end.
///
/// # Errors
///
/// Where it lacks something that it needs before the first message.
pub async fn run() -> Result<(), Failure> {
    let environment = Environment::from_env()?;
    let aws = aws::config().await;
    let (s3, sqs) = (aws::s3(&aws), aws_sdk_sqs::Client::new(&aws));
    let mails = environment.mails();
    let outbox = environment.outbox();
    let work = queue::work(&sqs, mails.receive().queue_url(), async |message| {
        let order: OrderPlaced = serde_json::from_str(message)?;
        // A message that comes twice writes the same mail to the same place.
        s3.put_object()
            .bucket(outbox.write().bucket())
            .key(format!("mails/{}.txt", order.id))
            .content_type("text/plain; charset=utf-8")
            .body(mail(&order).into_bytes().into())
            .send()
            .await?;
        tracing::info!(order = %order.id, "wrote a mail");
        Ok(())
    });
    tokio::select! {
        worked = work => worked,
        () = told_to_end() => Ok(()),
    }
}

fn mail(order: &OrderPlaced) -> String {
    let mut text = format!(
        "To: {}\nSubject: Your order {}\n\nThank you for your order:\n",
        order.email, order.id
    );
    for item in &order.items {
        text.push_str(&format!("{:>5} x {}\n", item.quantity, item.sku));
    }
    text + &format!("Together: {}\n", money(order.total_cents))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{OrderPlaced, mail};
    use crate::order::Item;

    #[test]
    fn a_mail_names_what_was_ordered() {
        let order = OrderPlaced {
            id: Uuid::nil(),
            customer: "ada".to_owned(),
            email: "ada@example.com".to_owned(),
            items: vec![Item {
                sku: "tea".to_owned(),
                quantity: 2,
            }],
            total_cents: 500,
            day: "2026-11-28".to_owned(),
        };
        let expected = "To: ada@example.com\n\
                        Subject: Your order 00000000-0000-0000-0000-000000000000\n\n\
                        Thank you for your order:\n    2 x tea\nTogether: 5.00\n";
        assert_eq!(mail(&order), expected);
    }
}
