"""Speech out: s16le mono PCM to the formats that Lectern gives away. No Django in here.

`StreamEncoder` for what is heard while it is being made, `encode_file` for whole files.
"""

from synthesis.encode.encoders import StreamEncoder, encode_file
from synthesis.encode.formats import FORMATS, AudioFormat, format_named

__all__ = ["FORMATS", "AudioFormat", "StreamEncoder", "encode_file", "format_named"]
