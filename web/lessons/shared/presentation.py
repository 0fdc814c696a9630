"""Share links as JSON, for REST and the editor alike."""

from html import escape
from typing import Any

import segno

from lessons.links.models import ShareLink
from lessons.links.services import address_of

FRAME = '<iframe src="{address}" width="100%" height="480" loading="lazy" title="{title}"></iframe>'


def share_json(link: ShareLink) -> dict[str, Any]:
    """A share link with its addresses; times are seconds since 1970."""
    address = address_of(link)
    return {
        "id": link.id,
        "object": "lesson.share",
        "url": address,
        "embed_url": f"{address}/embed",
        "has_password": bool(link.password),
        "plays": link.plays,
        "expired": link.has_expired,
        "created_at": int(link.created_at.timestamp()),
        "expires_at": int(link.expires_at.timestamp()),
    }


def panel_json(link: ShareLink, title: str) -> dict[str, Any]:
    """The same with what the editor offers to copy: a frame for other pages, and a QR code as an
    image in a data: address."""
    shown = share_json(link)
    code = segno.make(shown["url"], error="m")
    frame = FRAME.format(address=escape(shown["embed_url"]), title=escape(title))
    return {**shown, "frame": frame, "qr": code.svg_data_uri(scale=4, border=4, light="white")}
