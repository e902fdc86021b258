//! Where a request comes from: for its line in the log, and for limits on what one client may do.

use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use rocket::Request;
use rocket::request::{FromRequest, Outcome};

/// What a proxy adds the address to that it was reached from.
const HEADER: &str = "X-Forwarded-For";

/// The address of the client that sent a request.
///
/// The load balancer, which alone reaches the tasks, appends the address that connected to it to
/// whatever `X-Forwarded-For` it was sent. So only the last entry of the last such header is true;
/// all before it is what the client wants to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Of any request, as a fairing needs it; `0.0.0.0` for one that came over no network.
    pub(crate) fn of(request: &Request<'_>) -> Self {
        let peer = request
            .remote()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip());
        let forwarded = request.headers().get(HEADER).last().and_then(last_hop);
        forwarded.unwrap_or(peer).into()
    }

    /// The network that one subscriber has, by which to count: changing the address within it is
    /// free. An IPv4 address is counted as it is, of an IPv6 address the first 64 bits.
    pub(crate) fn network(self) -> Network {
        Network(match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
        })
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Addresses that count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Network(IpAddr);

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(f),
            IpAddr::V6(address) => write!(f, "{address}/64"),
        }
    }
}

impl From<IpAddr> for ClientAddress {
    fn from(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for ClientAddress {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Self::of(request))
    }
}

/// The last entry of the header. A load balancer may be told to add the port.
fn last_hop(header: &str) -> Option<IpAddr> {
    let entry = header.rsplit(',').next()?.trim();
    let bare = entry.trim_start_matches('[').trim_end_matches(']');
    bare.parse()
        .ok()
        .or_else(|| Some(entry.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
mod tests {
    use rocket::http::Header;
    use rocket::local::blocking::Client;

    use super::*;

    #[track_caller]
    fn check(headers: &[&str], address: &str, network: &str) {
        let client = Client::untracked(rocket::build()).unwrap();
        let mut request = client.get("/").remote("192.0.2.1:1234".parse().unwrap());
        for header in headers {
            request.add_header(Header::new(HEADER, (*header).to_owned()));
        }
        let found = ClientAddress::of(request.inner());
        assert_eq!(found.to_string(), address, "{headers:?}");
        assert_eq!(found.network().to_string(), network, "{headers:?}");
    }

    #[test]
    fn it_is_what_the_load_balancer_saw() {
        check(&[], "192.0.2.1", "192.0.2.1");
        check(&["198.51.100.7"], "198.51.100.7", "198.51.100.7");
        check(
            &["203.0.113.9, 198.51.100.7"],
            "198.51.100.7",
            "198.51.100.7",
        );
        check(
            &["203.0.113.9", "198.51.100.7"],
            "198.51.100.7",
            "198.51.100.7",
        );
        check(&["198.51.100.7:40122"], "198.51.100.7", "198.51.100.7");
        check(
            &["2001:db8:1:2:3:4:5:6"],
            "2001:db8:1:2:3:4:5:6",
            "2001:db8:1:2::/64",
        );
        check(
            &["[2001:db8:1:2::9]:40122"],
            "2001:db8:1:2::9",
            "2001:db8:1:2::/64",
        );
        check(
            &["[2001:db8:1:2::9]"],
            "2001:db8:1:2::9",
            "2001:db8:1:2::/64",
        );
        check(&["::ffff:198.51.100.7"], "198.51.100.7", "198.51.100.7");
    }

    #[test]
    fn what_is_no_address_is_not_taken_for_one() {
        for header in ["", "unknown", "198.51.100.7,", "198.51.100.7, evil"] {
            check(&[header], "192.0.2.1", "192.0.2.1");
        }
    }
}
