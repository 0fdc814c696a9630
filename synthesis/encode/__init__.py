"""Encodes s16le mono PCM in the output formats. Free of Django.

`StreamEncoder` encodes audio while it is being synthesised, `encode_file` a whole file.
"""

from synthesis.encode.compressed import Chapter
from synthesis.encode.encoders import StreamEncoder, encode_file
from synthesis.encode.formats import FORMATS, M4A, AudioFormat, format_named

__all__ = [
    "FORMATS",
    "M4A",
    "AudioFormat",
    "Chapter",
    "StreamEncoder",
    "encode_file",
    "format_named",
]
