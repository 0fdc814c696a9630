"""Where events may be sent: never into the network that Lectern itself stands in.

A name is resolved once, and the connection goes to exactly what was found (webhooks.post): what
it resolves to a moment later changes nothing.
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
# Public by their number, and yet not the internet: metadata services of clouds, and IPv6 that
# carries an IPv4 address which something on the way takes out again.
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
    """Nothing is sent to this address."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A URL taken apart."""

    tls: bool
    host: str
    port: int
    host_header: str
    target: str
    """Path and query, as the request line has them."""


def check_url(url: str) -> str:
    """The URL, fit to be kept. Raises Refused.

    What its name resolves to is looked at when something is sent: it may change any time.
    """
    try:
        found = destination(url)
        may_be_sent_to(_literal(found.host), tls=found.tls)
    except (ValueError, Forbidden):
        message = _("Give the address of a server on the internet, such as https://example.org/x.")
        raise Refused("invalid_webhook_url", message, param="url") from None
    return url


def destination(url: str) -> Destination:
    """Take a URL apart. Raises ValueError: it is none that events can be sent to."""
    parts = urlsplit(url)
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("not an ASCII URL")
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("no http URL with a host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("a URL is no place for a password")
    tls = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = parts.port or (443 if tls else 80)
    return Destination(tls, parts.hostname, port, parts.netloc, target)


def resolve(found: Destination) -> list[str]:
    """The addresses of its host, every one of which may be sent to.

    Raises Forbidden when one may not, and OSError when there are none.
    """
    rows = socket.getaddrinfo(found.host, found.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(row[4][0]) for row in rows))
    for address in addresses:
        may_be_sent_to(ipaddress.ip_address(address), tls=found.tls)
    return addresses


def may_be_sent_to(address: Address | None, *, tls: bool) -> None:
    """Raises Forbidden. An address of None is a name that is not resolved yet."""
    ours = settings.WEBHOOK_NETWORKS
    if address is None:
        if not tls and not ours:
            raise Forbidden("without TLS")
        return
    address = getattr(address, "ipv4_mapped", None) or address
    if lies_in(address, ours):
        return
    # Multicast counts as global in ipaddress; a scoped address (fe80::1%eth0) never is.
    public = address.is_global and not address.is_multicast
    if not public or not tls or lies_in(address, NOT_THE_INTERNET):
        raise Forbidden(str(address))


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        # 127.1, 0x7f000001 and 2130706433 are 127.0.0.1 to getaddrinfo.
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None
