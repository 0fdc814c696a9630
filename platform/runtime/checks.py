"""What an operator should change: `manage.py up` and `manage.py check` print it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.utils import OperationalError

from runtime.demo import is_loopback

TAG = "deployment"
CONSOLE_BACKEND = "django.core.mail.backends.console.EmailBackend"


@register(TAG)
def mail_goes_out(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Warn where others sign in, but mails are written to the log: the links in them are keys."""
    is_public = not is_loopback(urlsplit(settings.PUBLIC_URL).hostname or "")
    if settings.EMAIL_BACKEND != CONSOLE_BACKEND or not (is_public or settings.BEHIND_TLS):
        return []
    return [
        Warning(
            "Mails are not sent but written to the log, with the links that reset passwords and "
            "accept invitations. Whoever reads the log can use them. And nobody has to prove an "
            "e-mail address: anybody gets a workspace for any number of invented ones.",
            hint="Set EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend and EMAIL_HOST.",
            id="runtime.W001",
        )
    ]


@register("legal", deploy=True)
def operator_is_named(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Warn where the privacy statement and the terms have blanks for the operator to fill."""
    texts = {path.name for path in settings.LEGAL_TEXTS.glob("*.txt")}
    languages = [code for code, _name in settings.LANGUAGES]
    own = {f"{page}.{code}.txt" for page in ("privacy", "terms") for code in languages}
    blank = [name for name, value in settings.OPERATOR.items() if not value]
    if not blank or own <= texts:
        return []
    variables = ", ".join(f"LECTERN_OPERATOR_{name.upper()}" for name in blank)
    return [
        Warning(
            "The privacy statement and the terms don't say who runs this installation: they show "
            "where something is not filled in.",
            hint=f"Set {variables}, or write texts of your own to {settings.LEGAL_TEXTS}.",
            id="runtime.W003",
        )
    ]


@register("legal")
def own_texts_are_utf8(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Refuse texts of the operator's own that are not in UTF-8: pages would show � for letters."""
    wrong = []
    for path in sorted(settings.LEGAL_TEXTS.glob("*.txt")):
        try:
            path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            wrong.append(path)
    return [
        Error(f"{path} is not in UTF-8.", hint="Save it in that encoding.", id="runtime.E001")
        for path in wrong
    ]


@register(TAG, Tags.database)
def role_is_no_superuser(
    app_configs: Any = None, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """Warn where Lectern works as a role of PostgreSQL that may do more than it has to."""
    if not databases or not settings.DATABASE_URL:
        return []
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
                " FROM pg_roles WHERE rolname = current_user"
            )
            role, *rights = cursor.fetchone()
    except OperationalError:
        return []  # whoever needs the database says so, and why
    words = ("SUPERUSER", "CREATEDB", "CREATEROLE", "REPLICATION", "BYPASSRLS")
    held = [word for word, has in zip(words, rights, strict=True) if has]
    if not held:
        return []
    return [
        Warning(
            f"The role {role} of DATABASE_URL has rights that Lectern does not need: "
            f"{', '.join(held)}. Whoever takes over a process of Lectern has them too.",
            hint="README.md, section “Operate it”, has the SQL of a role with fewer rights.",
            id="runtime.W002",
        )
    ]
