"""Which addresses are called: those of the internet, and of no network inside. Pure.

Whoever may name an address could else make us knock at what only we can reach: our own machine, the neighbours, the
server that tells a machine its passwords. The networks are those of the IANA registries of special-purpose addresses
for IPv4 and IPv6 (RFC 6890 and what was added since), written out, for Python's own list differs by its version.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from services.errors import Fault, InvalidInput

Network = IPv4Network | IPv6Network

_IPV4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by carriers
            "127.0.0.0/8",  # this machine
            "169.254.0.0/16",  # this link, and what clouds tell their machines
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocols
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays, deprecated
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
_IPV6_OF_THE_INTERNET = IPv6Network("2000::/3")
_IPV6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocols, with Teredo and ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which holds an IPv4 address
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)


def is_reached(address: str, allowed: Iterable[Network] = ()) -> bool:
    """Whether a message may be sent to this numeric address; what lies in a network of `allowed` may always.

    An IPv4 address that is written as an IPv6 one is judged as what it is. `ValueError` for what is no address.
    """
    found = _as_it_is(ip_address(address.partition("%")[0]))
    if any(found.version == network.version and found in network for network in allowed):
        return True
    if isinstance(found, IPv4Address):
        return not any(found in network for network in _IPV4)
    return found in _IPV6_OF_THE_INTERNET and not any(found in network for network in _IPV6)


def read_networks(text: str) -> tuple[Network, ...]:
    """Networks as a setting names them, separated by commas; `InvalidInput` with each that is none."""
    networks: list[Network] = []
    faults: list[Fault] = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        try:
            networks.append(ip_network(part))
        except ValueError:
            faults.append(Fault("", f"‘{part}’ is no network", "write it as in 10.1.0.0/16"))
    if faults:
        raise InvalidInput(faults)
    return tuple(networks)


def _as_it_is(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
