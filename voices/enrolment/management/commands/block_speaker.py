"""`manage.py block_speaker`: refuse all recordings of a person, list who is, or end it."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from activity.who import command
from speakers.voice_print import TooLittleSpeech, VoicePrint
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.consent.speaker import voice_print
from voices.decode import SAMPLE_RATE
from voices.enrolment import blocklist, instruments
from voices.enrolment.intake import read_recording
from voices.enrolment.models import BlockedSpeaker


class Command(BaseCommand):
    help = "Let no voice be made of a person: by a voice or consent, or by a recording of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", help="for operators alone")
        parser.add_argument("--workspace", metavar="SLUG", help="whose voice or consent it is")
        parser.add_argument("--source", metavar="ID", help="of the voice or the consent there")
        parser.add_argument(
            "--recording", type=Path, metavar="FILE", help="3 to 30 s of the person"
        )
        parser.add_argument("--end", metavar="ID", help="end this block")

    def handle(
        self,
        *,
        reason: str | None,
        workspace: str | None,
        source: str | None,
        recording: Path | None,
        end: str | None,
        **options: object,
    ) -> None:
        by = command("block_speaker")
        if not (end or source or recording):
            for each in BlockedSpeaker.objects.all():
                self.stdout.write(f"{each.id} {each.status} {each.blocked_at:%F} {each.reason}")
            return
        if not reason:
            raise CommandError("Say why, with --reason.")
        try:
            if end:
                blocklist.unblock(block_id=end, reason=reason, by=by)
                self.stdout.write(f"{end} ended")
                return
            if recording:
                made = blocklist.block_recording(voice=_voice(recording), reason=reason, by=by)
            else:
                tenant = Tenant.objects.filter(slug=workspace or "").first()
                if tenant is None:
                    raise CommandError(f"There is no workspace {workspace!r}.")
                made = blocklist.block(tenant=tenant, source_id=source or "", reason=reason, by=by)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{made.id} {made.status}")


def _voice(recording: Path) -> VoicePrint:
    """How the encoders hear the person. Raises Refused or CommandError."""
    try:
        samples = read_recording(recording.read_bytes(), param="recording").samples
        return voice_print(instruments.encoders(), samples, SAMPLE_RATE)
    except OSError as problem:
        raise CommandError(str(problem)) from None
    except TooLittleSpeech:
        raise CommandError("There is too little speech in this recording.") from None
