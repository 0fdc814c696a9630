"""The Prometheus metrics of the synthesis workers and of the sweeper."""

from prometheus_client import Counter, Gauge, Histogram, Summary

BY = ["tenant", "engine"]

AUDIO_SECONDS = Counter("lectern_audio_seconds_total", "Audio made and counted, in seconds.", BY)
SEGMENTS = Counter("lectern_segments_total", "Segments made and counted.", BY)
ENGINE_SECONDS = Counter(
    "lectern_engine_seconds_total",
    "Time in the engine; over the audio's seconds it is the real-time factor.",
    BY,
)
DEMANDED_SECONDS = Counter(
    "lectern_audio_demanded_seconds_total",
    "Audio that was put into the queue, estimated, in seconds; over that made, what is asked of "
    "the machines.",
    ["engine"],
)
BROKEN_STREAMS = Counter(
    "lectern_streams_broken_total",
    "Streams that ended before their audio: the job's status, stalled, unreadable, or "
    "made_differently.",
    ["reason"],
)
for _reason in ("failed", "cancelled", "deleted", "stalled", "unreadable", "made_differently"):
    BROKEN_STREAMS.labels(_reason)  # a rate needs a value from before the first one
REJECTED_TAKES = Counter(
    "lectern_takes_rejected_total",
    "Takes that were thrown away and not counted: too long or short (length), silent, stuck "
    "(repetition), or heard back with words skipped or repeated.",
    ["engine", "reason"],
)
HEARD_TAKES = Counter(
    "lectern_takes_heard_total",
    "Takes that were heard back: good, drawn again, or kept after the last try (doubtful).",
    ["engine", "result"],
)
HEARING_SECONDS = Counter(
    "lectern_hearing_seconds_total", "Processor seconds of hearing takes back.", ["engine"]
)
REJECTIONS = ("length", "silence", "repetition", "skipped", "repeated")
HEARD_RESULTS = ("good", "drawn_again", "doubtful")
QUEUE_WAIT = Summary(
    "lectern_queue_wait_seconds", "From a job's submission to its first claim, in seconds.", BY
)
FIRST_BYTE = Summary(
    "lectern_first_byte_seconds", "From a job's submission to its first sound, in seconds.", BY
)
FIRST_BYTE_OF_ALL = Histogram(
    "lectern_first_byte_all_seconds",
    "From a job's submission to its first sound, over all tenants.",
    ["engine"],
    buckets=(0.1, 0.3, 0.5, 1, 2, 5, 10, 30, 60),
)
STAGE_SECONDS = Counter(
    "lectern_engine_stage_seconds_total",
    "Time of an engine's steps, and of each stage in them where it tells them apart.",
    ["engine", "stage"],
)
WHOLE_STEP = "step"
UNDERRUNS = Counter(
    "lectern_stream_underruns_total",
    "Times that somebody who hears a job as it is made had heard all that there was, and waited.",
    ["engine"],
)
STEPS = Counter("lectern_engine_steps_total", "Steps of the engine.", ["engine"])
SLOTS = Gauge("lectern_worker_slots", "Segments in work.", ["engine"], multiprocess_mode="liveall")
BUCKETS = Gauge(
    "lectern_worker_slots_by_bucket",
    "Segments in work, by the kind of slot that they are in.",
    ["engine", "bucket"],
    multiprocess_mode="liveall",
)
MEMORY = Gauge(
    "lectern_worker_memory_bytes",
    "Resident memory of a synthesis worker.",
    ["engine"],
    multiprocess_mode="liveall",
)
SWEPT = Gauge(
    "lectern_swept_timestamp_seconds", "When the sweeper ran last.", multiprocess_mode="mostrecent"
)
