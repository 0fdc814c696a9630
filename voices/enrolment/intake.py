"""Decodes uploaded recordings, and refuses those that are silent, too short or too long."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from tenants.free_space import check_room
from tenants.refusal import Refused
from voices.decode import ClipRefused, DecodedClip, decode

MIN_SECONDS = 3.0
MAX_SECONDS = 30.0
SILENCE_DBFS = -55.0


def read_upload(upload: "UploadedFile[bytes]", *, param: str) -> bytes:
    """The bytes of an uploaded recording. Raises Refused when there are too many, or no
    room for it."""
    check_room()
    if (upload.size or 0) > settings.MAX_CLIP_BYTES:
        message = _("The file is larger than %(max)s MB.") % {"max": settings.MAX_CLIP_BYTES >> 20}
        raise Refused("too_large", message, param=param, status=413)
    return upload.read()


def read_recording(recording: bytes, *, param: str) -> DecodedClip:
    """Decode a recording in a confined process. Raises Refused if it can't be used."""
    if not settings.ACCEPT_SYNTHETIC_CONSENT and import_string(settings.SAYS_SYNTHETIC)(recording):
        message = _("This file says of itself that a machine made its sound. Record the person.")
        raise Refused("recording_marked", message, param=param)
    try:
        clip = decode(recording)
    except ClipRefused as refusal:
        message = _(refusal.message).format(**refusal.figures)
        raise Refused(refusal.code, message, param=param) from None
    figures = {"seconds": clip.seconds, "min": int(MIN_SECONDS), "max": int(MAX_SECONDS)}
    if clip.rms_dbfs < SILENCE_DBFS:
        message = _("The recording is silent. Check that the right microphone is on.")
        raise Refused("clip_silent", message, param=param)
    if clip.seconds < MIN_SECONDS:
        message = _(
            "The recording holds %(seconds).1f seconds of sound and %(min)d are needed. "
            "Read a sentence or two."
        )
        raise Refused("clip_too_short", message % figures, param=param)
    if clip.seconds > MAX_SECONDS:
        message = _(
            "The recording is %(seconds)d seconds long and at most %(max)d are taken. "
            "Cut out its best part."
        )
        raise Refused("clip_too_long", message % figures, param=param)
    return clip
