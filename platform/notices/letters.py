"""The mail of a notice."""

from django.conf import settings
from django.urls import reverse

from accounts.mails.order import Letter, Order
from accounts.models import Membership, User
from notices.kinds import kinds
from notices.reading import about_of, path_of
from notices.switches import stop_link
from tenants.letters import letter


def written(order: Order) -> Letter | None:
    """The mail, or None where the person has no account any more.

    One that may be switched off says so in its header, too, where mail programs have a button for
    it (RFC 2369, RFC 8058).
    """
    given, membership = order.context, order.membership
    user = User.objects.filter(id=given["user"], is_active=True).first()
    kind = kinds().get(given["kind"])
    if user is None or kind is None:
        return None
    about = about_of(given["details"], membership, in_mail=True)
    path = path_of(kind, membership)
    stop = "" if kind.fixed else settings.PUBLIC_URL + stop_link(user, kind)
    # Templates call what can be called: in each language in turn.
    context = {
        "user": user,
        "title": lambda: kind.title(about),
        "text": lambda: kind.text(about),
        "link": settings.PUBLIC_URL + path if path else "",
        "stop": stop,
        "switches": settings.PUBLIC_URL + reverse("notices:switches"),
    }
    subject, body = letter(
        "notices/mail_subject.txt",
        "notices/mail.txt",
        context,
        language=user.language or _of_workspace(membership) or order.language,
    )
    headers = {}
    if stop:
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return Letter(subject, body, headers)


def _of_workspace(membership: Membership | None) -> str:
    return membership.tenant.language if membership else ""
