from django.http import HttpRequest


def workspaces(request: HttpRequest) -> dict:
    """The workspace that is open, and the person's role in it, for every template."""
    return {
        "tenant": getattr(request, "tenant", None),
        "membership": getattr(request, "membership", None),
    }
