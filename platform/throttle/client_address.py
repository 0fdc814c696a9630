"""The address that a request comes from."""

import ipaddress
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(request: HttpRequest) -> Address | None:
    """The address of the client; None if it is not known.

    `X-Forwarded-For` is read from its end, for as long as the addresses are TRUSTED_PROXIES (in the
    settings). The first other one is the client; what is before it, the client may have made up.
    """
    forwarded_for = request.headers.get("X-Forwarded-For", "")
    return address_behind(request.META.get("REMOTE_ADDR", ""), forwarded_for)


def address_behind(remote: str, forwarded_for: str) -> Address | None:
    """The client's address, from that of the connection and the header `X-Forwarded-For`."""
    forwarded = [hop for text in forwarded_for.split(",") if (hop := text.strip())]
    address = parsed_address(remote)
    while forwarded and address is not None and lies_in(address, settings.TRUSTED_PROXIES):
        address = parsed_address(forwarded.pop())
    return address


def network_of(address: Address | None) -> str:
    """What counts as one sender: an IPv4 address, or the IPv6 network (/64) of a household."""
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def lies_in(address: Address, networks: Iterable[str]) -> bool:
    """Whether the address is in one of the networks, which are CIDRs (`192.0.2.0/24`)."""
    return any(address in ipaddress.ip_network(network) for network in networks)


def parsed_address(text: str) -> Address | None:
    """The address that is written there, IPv4 where it is IPv4 in IPv6's form; None if none is."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # A server that listens on IPv6 and IPv4 reports 192.0.2.1 as ::ffff:192.0.2.1.
    return getattr(address, "ipv4_mapped", None) or address
