"""Signs a file while it is copied, block by block, so that its size does not matter.

The library reads a whole WAV file into memory to sign it, three times over. It can also sign a hash
that was made elsewhere, and give the manifest out for somebody else to put in its place; Python's
wrapper has no methods for that, so the functions of the library are called here. Free of Django.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
from typing import Any, BinaryIO

import c2pa
from c2pa import c2pa as wrapper

from synthesis.content_credentials.places import NoPlace, Place, place_in

BLOCK = 1 << 20
_ALONE = b"application/c2pa"
"""The type of a manifest that is in no file yet."""
_Bytes = ctypes.POINTER(ctypes.c_ubyte)
_library: Any = wrapper._lib
_library.c2pa_builder_data_hashed_placeholder.argtypes = [
    ctypes.POINTER(wrapper.C2paBuilder),
    ctypes.c_size_t,
    ctypes.c_char_p,
    ctypes.POINTER(_Bytes),
]
_library.c2pa_builder_data_hashed_placeholder.restype = ctypes.c_int64
_library.c2pa_builder_sign_data_hashed_embeddable.argtypes = [
    ctypes.POINTER(wrapper.C2paBuilder),
    ctypes.POINTER(wrapper.C2paSigner),
    ctypes.c_char_p,
    ctypes.c_char_p,
    ctypes.c_void_p,
    ctypes.POINTER(_Bytes),
]
_library.c2pa_builder_sign_data_hashed_embeddable.restype = ctypes.c_int64


def sign(
    builder: c2pa.Builder, signer: c2pa.Signer, file: BinaryIO, media_type: str, out: BinaryIO
) -> None:
    """Copy `file` to the empty `out`, with the manifest of `builder`. Raises C2paError."""
    size = len(_called("data_hashed_placeholder", builder, signer.reserve_size(), _ALONE))
    try:
        place = place_in(file, media_type, size)
    except NoPlace as error:
        raise c2pa.C2paError(str(error)) from error
    digest, begins = _copied(file, place, size, out)
    hashed = {
        "name": "jumbf manifest",
        "alg": "sha256",
        "exclusions": [{"start": begins, "length": len(place.header) + size}],
        "hash": list(digest),
        "pad": "",
    }
    given = json.dumps(hashed).encode()
    manifest = _called("sign_data_hashed_embeddable", builder, signer._handle, given, _ALONE, None)
    if len(manifest) != size:
        raise c2pa.C2paError(f"a manifest of {len(manifest)} bytes for {size}")
    out.seek(begins + len(place.header))
    out.write(manifest)


def _copied(file: BinaryIO, place: Place, size: int, out: BinaryIO) -> tuple[bytes, int]:
    """Copy all but the manifest; returns the sha256 of all but its place, and where that begins."""
    digest = hashlib.sha256()
    for piece in place.before:
        _copy(piece, file, out, digest)
    begins = out.tell()
    out.write(place.header + bytes(size))
    for piece in place.after:
        _copy(piece, file, out, digest)
    return digest.digest(), begins


def _copy(piece: bytes | range, file: BinaryIO, out: BinaryIO, digest: Any) -> None:
    if isinstance(piece, bytes):
        digest.update(piece)
        out.write(piece)
        return
    file.seek(piece.start)
    left = len(piece)
    while left:
        block = file.read(min(BLOCK, left))
        if not block:
            raise c2pa.C2paError("the file is shorter than it was")
        digest.update(block)
        out.write(block)
        left -= len(block)


def _called(name: str, builder: c2pa.Builder, *arguments: object) -> bytes:
    """What a function of the library gives for the builder. Raises C2paError."""
    given = _Bytes()
    function = getattr(_library, f"c2pa_builder_{name}")
    length = function(builder._handle, *arguments, ctypes.byref(given))
    if length < 0:
        raise c2pa.C2paError(wrapper._read_native_error() or name)
    try:
        return ctypes.string_at(given, length)
    finally:
        _library.c2pa_free(given)
