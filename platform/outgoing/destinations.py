"""Where events may be sent: never into the network that Lectern itself is in.

A name is resolved once, and the connection goes to exactly those addresses (outgoing.pinned), so
that a name which resolves to something else a moment later is no way in.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from tenants.refusal import Refused
from throttle.client_address import Address, lies_in

MAX_URL = 2000
# Addresses that look public and are not the internet: metadata services of clouds, and IPv6
# addresses that hold an IPv4 address to which a gateway may translate them.
NOT_THE_INTERNET = (
    "168.63.129.16/32",  # Azure
    "192.0.0.0/24",  # IETF protocol assignments; Oracle's metadata
    "64:ff9b::/96",  # NAT64, RFC 6052
    "64:ff9b:1::/48",  # NAT64, RFC 8215
    "2001::/32",  # Teredo
    "2002::/16",  # 6to4
    "::/96",  # IPv4-compatible
)


class Forbidden(Exception):
    """Events may not be sent to this address."""


@dataclass(frozen=True, slots=True)
class Destination:
    """The parts of a URL that a connection needs."""

    tls: bool
    host: str
    port: int
    host_header: str
    target: str
    """Path and query, as in the request line."""


def check_url(url: str) -> str:
    """Return the URL if events may be sent to it. Raises Refused.

    What its host's name resolves to is checked whenever something is sent, as that may change.
    """
    try:
        target = destination(url)
        check_address(_literal(target.host), tls=target.tls)
    except (ValueError, Forbidden):
        message = _("Give the address of a server on the internet, such as https://example.org/x.")
        raise Refused("invalid_webhook_url", message, param="url") from None
    return url


def destination(url: str) -> Destination:
    """Parse a URL. Raises ValueError if events can't be sent to a URL like this."""
    parts = urlsplit(url)
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("not an ASCII URL")
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("not an http URL with a host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("a URL with a password")
    tls = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = parts.port or (443 if tls else 80)
    return Destination(tls, parts.hostname, port, parts.netloc, target)


def resolve(to: Destination) -> list[str]:
    """All addresses of the host. Raises Forbidden unless events may be sent to every one of them.

    Raises OSError if the host has no address.
    """
    rows = socket.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(row[4][0]) for row in rows))
    for address in addresses:
        check_address(ipaddress.ip_address(address), tls=to.tls)
    return addresses


def check_address(address: Address | None, *, tls: bool) -> None:
    """Raises Forbidden unless events may be sent there. None: a name that is not resolved yet."""
    ours = settings.WEBHOOK_NETWORKS
    if address is None:
        if not tls and not ours:
            raise Forbidden("without TLS")
        return
    address = getattr(address, "ipv4_mapped", None) or address
    if lies_in(address, ours):
        return
    # To ipaddress, multicast is global; an address with a scope (fe80::1%eth0) never is.
    public = address.is_global and not address.is_multicast
    if not public or not tls or lies_in(address, NOT_THE_INTERNET):
        raise Forbidden(str(address))


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        # To getaddrinfo, 127.1, 0x7f000001 and 2130706433 are 127.0.0.1.
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None
