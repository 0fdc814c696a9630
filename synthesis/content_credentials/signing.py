"""Signs files: writes a C2PA manifest into them. Free of Django."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import BinaryIO

import c2pa

from synthesis.content_credentials import in_passing, time_stamps
from synthesis.content_credentials.manifest import Origin, definition

log = logging.getLogger(__name__)

MOST_BYTES = {"audio/mp4": 96 << 20}
"""Of a file that is signed, where the library has it in memory, twice over: 3.4 hours of M4A. The
other types are signed while they are copied (`in_passing`)."""
SETTINGS = {
    "verify": {"verify_after_sign": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
    "builder": {
        "thumbnail": {"enabled": False},
        "actions": {
            "auto_created_action": {"enabled": False},
            "auto_opened_action": {"enabled": False},
            "auto_placed_action": {"enabled": False},
        },
    },
}
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What files are signed with: a `chain` of certificates and the private key of its first one,
    both as PEM, the key's algorithm by C2PA's name (`ed25519`, `es256` …), and the address of a
    time stamp authority (RFC 3161), or ""."""

    chain: str
    private_key: str = field(repr=False)
    algorithm: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a file is to say of itself, and what it is signed with."""

    origin: Origin
    signing: Signing

    def without_time(self) -> Credentials:
        """The same, without asking the authority: for many small files at once."""
        return replace(self, signing=replace(self.signing, authority=""))

    def given_to(
        self, file: BinaryIO, media_type: str, *, scratch: Callable[[], BinaryIO]
    ) -> BinaryIO:
        """A signed copy of a whole file, in what `scratch` makes; `file` itself where it can't be
        signed, which is logged."""
        try:
            return signed(file, media_type, self.origin, self.signing, scratch=scratch)
        except NotSigned as error:
            log.warning("%s has no content credentials: %s", self.origin.produce_id, error)
            return file


class NotSigned(Exception):
    """A file could not be signed; the message says why, for logs."""


def signed(
    file: BinaryIO,
    media_type: str,
    origin: Origin,
    signing: Signing,
    *,
    scratch: Callable[[], BinaryIO],
) -> BinaryIO:
    """A copy of `file` with a manifest, in what `scratch` makes: an empty temporary file.

    A process signs one file at a time. Where the authority gives no time stamp within
    time_stamps.TOTAL_SECONDS, there is none in the file, and it is logged. Nothing else is asked of
    the network. Raises NotSigned.
    """
    size = file.seek(0, 2)
    if size > MOST_BYTES.get(media_type, size):
        raise NotSigned(f"{size} bytes are more than {MOST_BYTES[media_type]}")
    with _one_at_a_time:
        if time_stamps.may_ask(signing.authority):
            with time_stamps.relay(signing.authority) as address:
                try:
                    return _signed(file, media_type, origin, signing, address, scratch)
                except NotSigned as error:
                    time_stamps.note_failure(signing.authority)
                    log.warning("signed without a time stamp: %s", error)
        return _signed(file, media_type, origin, signing, "", scratch)


def _signed(
    file: BinaryIO,
    media_type: str,
    origin: Origin,
    signing: Signing,
    authority: str,
    scratch: Callable[[], BinaryIO],
) -> BinaryIO:
    out = scratch()
    file.seek(0)
    try:
        info = c2pa.C2paSignerInfo(
            signing.algorithm,
            signing.chain.encode(),
            signing.private_key.encode(),
            authority or None,
        )
        with (
            c2pa.Context.from_dict(SETTINGS) as context,
            c2pa.Signer.from_info(info) as signer,
            c2pa.Builder(definition(origin, media_type), context) as builder,
        ):
            if media_type in MOST_BYTES:
                builder.sign(signer, media_type, file, out)
            else:
                in_passing.sign(builder, signer, file, media_type, out)
    except c2pa.C2paError as error:
        out.close()
        raise NotSigned(str(error)) from error
    except BaseException:
        out.close()
        raise
    return out
