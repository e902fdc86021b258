//! `cidrsubnet()` and its like.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{Outcome, fails, gives, text, text_of, whole};
use crate::check::value::Value;

pub(super) fn call(name: &str, arguments: &[Value]) -> Outcome {
    if !matches!(
        name,
        "cidrsubnet" | "cidrsubnets" | "cidrhost" | "cidrnetmask"
    ) {
        return None;
    }
    let prefix = text_of(arguments.first()?)?;
    let Ok(network) = prefix.parse::<IpNet>() else {
        return fails(format!("`{prefix}` is no network: write it as 10.0.0.0/16"));
    };
    match name {
        "cidrsubnet" => subnet(
            network,
            whole(arguments.get(1)?)?,
            whole(arguments.get(2)?)?,
        ),
        "cidrsubnets" => subnets(network, &arguments[1..]),
        "cidrhost" => host(network, whole(arguments.get(1)?)?),
        _ => match network {
            IpNet::V4(network) => gives(text(network.netmask().to_string())),
            IpNet::V6(_) => fails("a network of IPv6 has no mask"),
        },
    }
}

fn subnet(network: IpNet, bits: i64, number: i64) -> Outcome {
    let length = i64::from(network.prefix_len()) + bits;
    if bits < 0 || length > i64::from(network.max_prefix_len()) {
        return fails(format!("`{network}` has no room for {bits} more bits"));
    }
    let most = 1_i64.checked_shl(u32::try_from(bits).ok()?);
    if number < 0 || most.is_some_and(|most| bits < 63 && number >= most) {
        return fails(format!("{bits} bits hold no number {number}"));
    }
    let shift = u32::try_from(i64::from(network.max_prefix_len()) - length).ok()?;
    let number = u128::try_from(number).ok()?.checked_shl(shift)?;
    let address = moved(network.network(), number)?;
    gives(text(format!("{address}/{length}")))
}

fn subnets(network: IpNet, bits: &[Value]) -> Outcome {
    let mut next = as_number(network.network());
    let mut made = Vec::new();
    for bits in bits {
        let bits = whole(bits)?;
        let length = i64::from(network.prefix_len()) + bits;
        if bits < 1 || length > i64::from(network.max_prefix_len()) {
            return fails(format!("`{network}` has no room for {bits} more bits"));
        }
        let shift = u32::try_from(i64::from(network.max_prefix_len()) - length).ok()?;
        let size = 1_u128.checked_shl(shift)?;
        next = next.checked_add(size - 1)? / size * size;
        let end = as_number(network.broadcast());
        if next.checked_add(size - 1).is_none_or(|last| last > end) {
            return fails(format!("`{network}` has no room for so many subnets"));
        }
        made.push(text(format!("{}/{length}", as_address(network, next)?)));
        next = next.checked_add(size)?;
    }
    gives(Value::Tuple(made))
}

fn host(network: IpNet, number: i64) -> Outcome {
    let bits = u32::from(network.max_prefix_len() - network.prefix_len());
    let count = 1_u128.checked_shl(bits);
    let offset = if number < 0 {
        count.and_then(|count| count.checked_sub(u128::from(number.unsigned_abs())))
    } else {
        let number = u128::try_from(number).ok()?;
        (count.is_none_or(|count| number < count)).then_some(number)
    };
    match offset {
        Some(offset) => gives(text(moved(network.network(), offset)?.to_string())),
        None => fails(format!("`{network}` has no address {number}")),
    }
}

fn moved(address: IpAddr, by: u128) -> Option<IpAddr> {
    let number = as_number(address).checked_add(by)?;
    Some(match address {
        IpAddr::V4(_) => IpAddr::V4(u32::try_from(number).ok()?.into()),
        IpAddr::V6(_) => IpAddr::V6(number.into()),
    })
}

fn as_address(network: IpNet, number: u128) -> Option<IpAddr> {
    Some(match network {
        IpNet::V4(_) => IpAddr::V4(u32::try_from(number).ok()?.into()),
        IpNet::V6(_) => IpAddr::V6(number.into()),
    })
}

fn as_number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u32::from(address).into(),
        IpAddr::V6(address) => address.into(),
    }
}
