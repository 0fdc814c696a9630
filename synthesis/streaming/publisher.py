"""The worker's side of a stream: what it says of a job, and the audio that it is making.

A job's Redis Stream holds the chunks of segments in work as `segment, revision, attempt, offset,
sealed`: the PCM, sealed with the job's key, so that Valkey never holds it in the clear. Once a
segment is finished its chunks are taken out, as its file has it all. Each time, a short message on
one channel wakes those who listen (synthesis.streaming.wakes).
"""

import logging
import time
from collections.abc import Sequence

import redis
from django.conf import settings

from synthesis.models import Job
from synthesis.storage import JobAudio, seal_chunk, stream_prefix
from synthesis.streaming.wakes import CHANNEL, Made, Wake, message
from tenants.models import Tenant

log = logging.getLogger(__name__)

EXPIRY_SECONDS = 3600
SILENT_SECONDS = 10
MOST_ENTRIES = 2000

# A late worker must not bring a deleted stream back, so both are asked at once.
ADD_CHUNK = """
if redis.call('exists', KEYS[2], KEYS[3]) > 0 then return false end
local id = redis.call('xadd', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'segment', ARGV[2],
    'revision', ARGV[3], 'attempt', ARGV[4], 'offset', ARGV[5], 'sealed', ARGV[6])
redis.call('expire', KEYS[1], ARGV[7])
redis.call('publish', ARGV[8], ARGV[9])
return id
"""


class Publisher:
    """Losing Valkey loses no audio, so errors are logged and ignored.

    A Valkey that hangs would cost its timeout at every chunk: nothing is sent to it for a while.
    """

    def __init__(self) -> None:
        self._silent_until = 0.0
        self._redis = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2
        )
        self._add_chunk = self._redis.register_script(ADD_CHUNK)

    def chunk(
        self, audio: JobAudio, *, segment: int, attempt: str, offset: int, pcm: bytes
    ) -> bytes | None:
        """Publish what an attempt has made of a segment; `offset` counts bytes from its beginning.

        Returns the entry's id for `made`; None where the stream was deleted or Valkey is away.
        """
        if self._is_silent():
            return None
        sealed = seal_chunk(audio, segment, attempt, offset, pcm)
        try:
            added: bytes | None = self._add_chunk(
                keys=[audio.stream, _gone(audio.stream), _all_gone(audio.stream)],
                args=[
                    *(MOST_ENTRIES, segment, audio.revisions.get(segment, 0), attempt, offset),
                    *(sealed, EXPIRY_SECONDS, CHANNEL, message(audio.stream, Wake(chunk=True))),
                ],
            )
        except redis.RedisError as error:
            self._failed(audio, error)
            return None
        return added

    def made(
        self, audio: JobAudio, job: Job, *, segment: int, entries: Sequence[bytes] = ()
    ) -> None:
        """Say that a segment is finished, and the job with it if that has ended. `entries` are the
        ids of its chunks."""
        made = Made(
            segment=segment,
            revision=audio.revisions.get(segment, 0),
            done=job.segments_done,
            audio_ms=job.audio_ms,
            remade=sum(job.revisions.values()),
        )
        # A paused job has said so itself, once nothing more of it is in work.
        ended = None if job.may_go_on else str(job.status)
        self._tell(audio, Wake(made=made, ended=ended), entries)

    def ended(self, audio: JobAudio, status: str) -> None:
        """Say that no more segments will come for now, or that the job is "deleted"."""
        self._tell(audio, Wake(ended=status))

    def changed(self, audio: JobAudio) -> None:
        """Have listeners look for themselves."""
        self._tell(audio, Wake())

    def forget(self, audio: JobAudio) -> None:
        """Delete the stream, and keep late workers from adding to it. Raises redis.RedisError."""
        self._redis.set(_gone(audio.stream), b"", ex=EXPIRY_SECONDS)
        self._redis.delete(audio.stream)

    def forget_all(self, tenant: Tenant) -> None:
        """The same for all jobs of a tenant. Raises redis.RedisError."""
        prefix = stream_prefix(tenant)
        self._redis.set(_all_gone(prefix), b"", ex=EXPIRY_SECONDS)
        for name in self._redis.scan_iter(match=f"{prefix}job_*", count=1000):
            self._redis.delete(name)

    def _tell(self, audio: JobAudio, wake: Wake, entries: Sequence[bytes] = ()) -> None:
        if self._is_silent():
            return
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                if entries:
                    pipe.xdel(audio.stream, *entries)
                pipe.publish(CHANNEL, message(audio.stream, wake))
                pipe.execute()
        except redis.RedisError as error:
            self._failed(audio, error)

    def _is_silent(self) -> bool:
        return time.monotonic() < self._silent_until

    def _failed(self, audio: JobAudio, error: redis.RedisError) -> None:
        log.warning("stream of %s not published: %s", audio.job_id, error)
        if isinstance(error, redis.TimeoutError):
            self._silent_until = time.monotonic() + SILENT_SECONDS


def _gone(stream: str) -> str:
    return f"{stream}:gone"


def _all_gone(stream: str) -> str:
    """What says that all streams of the tenant of this one are gone."""
    return f"{stream.rpartition(':')[0]}:gone"
