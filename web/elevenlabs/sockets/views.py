"""What a socket asks of Django: may it open, and the speech of a text. Nobody else's requests get
more than a sentence that says so."""

from collections.abc import AsyncIterator

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view

from accounts.access import needs_scope
from accounts.actor import actor_of
from accounts.request import TokenRequest
from synthesis import storage
from synthesis.jobs.draft import check_plan
from synthesis.jobs.submit import submit
from synthesis.voice_choice import check_use, choose, engine_spec
from tenants.limits import check_not_suspended
from tenants.refusal import Refused, refused_fields
from throttle.open_streams import Cap, Full, take_place
from web.audio.listener import listener_of
from web.audio.response import allowed_rate, cancelling, encoder_of
from web.audio.stream_caps import counted_stream
from web.elevenlabs import dialect
from web.elevenlabs.ordering import order_of
from web.elevenlabs.sockets import messages
from web.elevenlabs.sockets.speaking import Opening, Voiced
from web.elevenlabs.timed_audio import Piece, timed_pieces
from web.inner_request import told


@extend_schema(exclude=True)
@api_view(["GET", "POST"])
@needs_scope(GET="speech", POST="speech")
def stream_input(request: TokenRequest, voice: str) -> HttpResponseBase:
    """The address of a websocket. GET opens it, and POST speaks a text over it; both are the
    socket's own requests."""
    with refused_fields(**dialect.FIELDS):
        chosen = choose(voice)
        about = told(request)
        if isinstance(about, Opening):
            _open(request, chosen, about)
            return HttpResponse(status=204)
        if isinstance(about, Voiced):
            return _speak(request, chosen, about)
    message = _("Speech over this address needs a websocket.")
    raise Refused("websocket_only", message, status=426, headers={"Upgrade": "websocket"})


def _open(request: TokenRequest, voice: str, opening: Opening) -> None:
    """Check all that is known before the first text, and count the socket. Raises Refused."""
    check_not_suspended(request.limits)
    check_plan(request.limits, engine_spec(), streamed=True)
    check_use(voice, actor_of(request).user)
    output = dialect.output(opening.output_format)
    rate = allowed_rate(output.audio_format, output.rate, request.limits)
    opening.output = dialect.Output(output.audio_format, rate)
    opening.most_characters = request.limits.max_characters
    caps = [
        Cap(f"socket:token:{request.api_token.id.hex}", settings.TOKEN_STREAMS),
        Cap(f"socket:tenant:{request.tenant.id.hex}", settings.TENANT_STREAMS),
        Cap("sockets", settings.STREAMS),
    ]
    try:
        opening.place = take_place(caps)
    except Full as full:
        message = _("%(most)d sockets are open, and no more are allowed. Close one of them first.")
        figures = {"most": full.cap.most}
        raise Refused("too_many_sockets", message % figures, status=429) from None


@counted_stream
def _speak(request: TokenRequest, voice: str, voiced: Voiced) -> StreamingHttpResponse:
    job = submit(tenant=request.tenant, order=order_of(request, voice))
    if voiced.encoder is None:
        # Its file is labelled as the first of its jobs.
        voiced.encoder = encoder_of(job, voiced.output.audio_format, voiced.output.rate)
    pieces = timed_pieces(
        storage.job_audio(request.tenant, job),
        voiced.encoder,
        dialect.texts_of(list(job.segments.all())),
        close=False,
    )
    if listener := listener_of(request):
        listener.when_gone(cancelling(request.tenant, job))
    return StreamingHttpResponse(_messages(pieces, voiced), content_type="application/x-ndjson")


async def _messages(pieces: AsyncIterator[Piece], voiced: Voiced) -> AsyncIterator[bytes]:
    """Each piece as one message of the socket, on a line of its own."""
    async for piece in pieces:
        if piece.audio or piece.alignment:
            message = messages.audio(piece.audio, piece.alignment, voiced.context_id)
            yield message.encode() + b"\n"
