from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts import signing_keys
from accounts.models import ApiToken
from activity.log import record
from activity.who import Thing, command
from tenants.refusal import Refused


class Command(BaseCommand):
    help = (
        "Sign new tokens with a new key. Older keys verify until their tokens expire, or until "
        "--retire ends one and every token signed with it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retire", metavar="KID", help="End this key instead of rotating.")
        parser.add_argument("--list", action="store_true", help="Only list the keys in use.")

    def handle(self, *, retire: str | None, list: bool, **options: Any) -> None:
        try:
            if retire:
                signing_keys.retire(retire)
            elif not list:
                with transaction.atomic():
                    key = signing_keys.rotate()
                    record(
                        action="token.key_rotated",
                        by=command("rotate_token_key"),
                        tenant=None,
                        thing=Thing("token_key", key.kid),
                    )
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        for key in signing_keys.in_use():
            tokens = ApiToken.objects.filter(signing_key=key, revoked_at=None).count()
            self.stdout.write(f"{key.kid}  since {key.created_at:%Y-%m-%d}  tokens: {tokens}")
