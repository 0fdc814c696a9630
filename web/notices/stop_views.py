"""What the link in a mail leads to: no more mails of its kind, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notices.switches import read_link
from notices.switches import stop_mails as stop


@csrf_exempt
@require_http_methods(["GET", "POST"])
@never_cache
def stop_mails(request: HttpRequest) -> HttpResponse:
    """Say which mails the link stops, and stop them by POST.

    Mail programs send that POST by themselves when somebody presses their button (RFC 8058):
    without a cookie, so there is no CSRF token, and the signed token in the link is all the proof.
    To open the link changes nothing, as programs that scan mails do so, too.
    """
    user, kind = read_link(request.GET.get("token", ""))
    if request.method == "POST":
        stop(user, kind)
    context = {"kind": kind, "stopped": request.method == "POST"}
    return render(request, "notices/stop.html", context)
