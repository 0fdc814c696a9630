"""Origins of web addresses: scheme, host and port."""

import re
from urllib.parse import urlsplit

HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
PORTS = {"https": 443, "http": 80}


def origin_of(address: str) -> str:
    """The origin of a web address, as browsers write it; empty for what is none.

    Safe to stand in a Content-Security-Policy: nothing but a scheme, a host and a port is in it.
    """
    if not address.isascii() or not address.isprintable() or "\\" in address or " " in address:
        return ""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    if parts.scheme not in PORTS or not HOST.fullmatch(host) or "@" in parts.netloc:
        return ""
    ending = f":{port}" if port is not None and port != PORTS[parts.scheme] else ""
    return f"{parts.scheme}://{host}{ending}"
