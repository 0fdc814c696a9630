"""`/.well-known/security.txt` (RFC 9116): whom to tell of a weakness in this installation."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The operator's contacts; 404 where the operator has named none."""
    if not settings.SECURITY_CONTACTS:
        raise Http404
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACTS),
        f"Expires: {settings.SECURITY_TXT_EXPIRES:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {settings.PUBLIC_URL}{reverse('security-txt')}",
    ]
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
