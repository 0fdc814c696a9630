"""The answer with a workspace's zip, for pages and REST alike."""

import hmac

from django.http import HttpRequest, HttpResponseBase

from tenants.sealing.keys import derive
from web.audio.whole_file import ranged_file
from workspace_exports import services
from workspace_exports.models import WorkspaceExport


def zip_response(request: HttpRequest, export: WorkspaceExport) -> HttpResponseBase:
    """The zip, or the range of it that the client wants. Raises Refused: it is not ready, or gone.

    By its ETag a client that was interrupted goes on where it was (RFC 9110, 13.1.5).
    """
    file, tag = services.opened(export), _tag(export)
    condition = request.headers.get("If-Range", "")
    wanted = request.headers.get("Range", "") if condition in ("", tag) else ""
    response = ranged_file(file, "application/zip", wanted)
    # A body that nobody begins to read does not close it.
    response._resource_closers.append(file.close)  # type: ignore[attr-defined]
    name = f"{export.tenant.slug}-{export.created_at:%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["ETag"] = tag
    response["X-Accel-Buffering"] = "no"
    return response


def goes_on(request: HttpRequest, export: WorkspaceExport) -> bool:
    """Whether the request continues a download that this client had begun: it knows the ETag, which
    nobody can guess and only the answers to downloads have."""
    condition = request.headers.get("If-Range", "")
    return "Range" in request.headers and hmac.compare_digest(
        condition.encode(), _tag(export).encode()
    )


def _tag(export: WorkspaceExport) -> str:
    purpose = f"export-etag:{export.id}:{export.lease}"
    return f'"{derive(export.tenant.key, purpose).hex()[:32]}"'
