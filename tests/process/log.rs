//! What the log says, and of whom.

use super::{Service, parse, port, request, tenant};

/// The log answers who did what from where, in lines that all say which request they are about.
#[test]
fn the_log_says_who_and_from_where() {
    let _port = port();
    let mut service = Service::start(&tenant());
    service.wait_until_ready();
    let agent = format!("User-Agent: {}", "a".repeat(300));
    let hops = "X-Forwarded-For: 203.0.113.66, 192.0.2.1\r\nX-Forwarded-For: 203.0.113.7";
    let refused = request(&format!(
        "GET /api/v1/tasks HTTP/1.1\r\nHost: x\r\n{hops}\r\n{agent}\r\nX-Request-Id: 018f6b1e-7d0c-7cc0-98f0-2f1f0d9be111\r\nX: "
    ));
    assert!(refused.starts_with("HTTP/1.1 401 "), "{refused}");
    // Rocket knows no such method: no guard and no fairing sees it.
    let unknown = request("QUERY /api/v1/tasks").to_lowercase();
    assert!(unknown.starts_with("http/1.1 400 "), "{unknown}");
    for header in [
        "x-request-id: ",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
    ] {
        assert!(unknown.contains(header), "{unknown}");
    }
    assert!(unknown.contains("/problems/malformed-request"), "{unknown}");
    assert!(unknown.contains("\"detail\""), "{unknown}");
    service.terminate();
    let (_, log) = service.wait();

    let lines = parse(&log);
    let answered: Vec<_> = lines
        .iter()
        .filter(|line| line["message"] == "answered" && line["path"] != "/ready")
        .collect();
    let [refused, unknown] = answered[..] else {
        panic!("{log}");
    };
    assert_eq!(refused["client_address"], "203.0.113.7");
    assert_eq!(refused["user_agent"], "a".repeat(256));
    assert_eq!(
        refused["client_request_id"],
        "018f6b1e-7d0c-7cc0-98f0-2f1f0d9be111"
    );
    assert!(
        refused["bytes"].as_u64().is_some_and(|bytes| bytes > 100),
        "{refused}"
    );
    assert_eq!(unknown["status"], 400);
    assert_eq!(unknown["client_address"], "127.0.0.1");
    // Rocket's own line of each guard that refuses says nothing more.
    assert!(!log.contains("guard"), "{log}");
    assert!(!log.contains("log.file") && !log.contains(".rs"), "{log}");
    let listening = lines
        .iter()
        .position(|line| line["message"] == "the schema is ready");
    for line in &lines[listening.expect("it is ready") + 1..] {
        let is_an_end = ["shutting down", "stopped"].iter().any(|end| {
            line["message"]
                .as_str()
                .is_some_and(|message| message.starts_with(end))
        });
        assert!(is_an_end || line["request_id"].is_string(), "{line}");
    }
}
