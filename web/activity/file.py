"""Entries of the activity log as a file, which is sent while it is read."""

import asyncio
from collections.abc import AsyncIterator

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from activity.models import Entry
from web.activity.presentation import FILES, CsvFile, JsonFile

AT_ONCE = 1_000
"""Entries in memory."""
MOST_IN_A_FILE = 200_000


def file_of(kind: str, entries: QuerySet[Entry], *, name: str) -> StreamingHttpResponse:
    """The newest MOST_IN_A_FILE of the entries as a file of this kind, `csv` or `json`. The query
    must be in the order of activity.reading."""
    file = FILES[kind]
    response = StreamingHttpResponse(_body(file, entries), content_type=file.content_type)
    called = f"{name}-activity-{timezone.now():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{called}"'
    response["X-Accel-Buffering"] = "no"
    return response


async def _body(file: CsvFile | JsonFile, entries: QuerySet[Entry]) -> AsyncIterator[bytes]:
    yield file.begin
    last: Entry | None = None
    left = MOST_IN_A_FILE
    while left > 0:
        batch = await asyncio.to_thread(_read, entries, last, min(AT_ONCE, left))
        if not batch:
            break
        yield file.block(batch, first=last is None)
        last, left = batch[-1], left - len(batch)
    yield file.end


def _read(entries: QuerySet[Entry], last: Entry | None, count: int) -> list[Entry]:
    """The next entries after `last`. The connection goes with the thread, so that none is open
    while the client takes its time."""
    if last is not None:
        at = last.created_at
        entries = entries.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=last.id))
    try:
        return list(entries[:count])
    finally:
        connection.close()
