"""From where a request comes."""

import ipaddress
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(request: HttpRequest) -> Address | None:
    """The address of the client; None where it is unknown.

    `X-Forwarded-For` is read from its end, as far as settings.TRUSTED_PROXIES goes: what stands
    before the last address that we don't trust was written by somebody we don't know.
    """
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    forwarded = [hop.strip() for hop in hops if hop.strip()]
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    while forwarded and address is not None and lies_in(address, settings.TRUSTED_PROXIES):
        address = _parsed(forwarded.pop())
    return address


def lies_in(address: Address, networks: Iterable[str]) -> bool:
    """True when the address is of one of the networks, written as CIDR (`192.0.2.0/24`)."""
    return any(address in ipaddress.ip_network(network) for network in networks)


def _parsed(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # A server that listens on both writes 192.0.2.1 as ::ffff:192.0.2.1.
    return getattr(address, "ipv4_mapped", None) or address
