import os
import pwd
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from synthesis import storage
from synthesis.aigc.producer import tags_for
from synthesis.content_credentials.files import credentials_for, origin_of, with_credentials
from synthesis.encode import encode_file
from synthesis.jobs.order import Order
from synthesis.jobs.outcomes.ending import cancel
from synthesis.jobs.submit import submit
from synthesis.models import Job
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.refusal import Refused
from tenants.sealing.encrypted_scratch import encrypted_scratch
from web.audio.response import chosen_format
from web.jobs.presentation import error_sentence


class Command(BaseCommand):
    help = "Speak a text in a voice of a workspace, by the running workers, and save it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("voice")
        parser.add_argument("text")
        parser.add_argument("-o", "--out", type=Path, required=True, help="out.wav, .flac, .mp3, …")

    def handle(self, *, slug: str, voice: str, text: str, out: Path, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"There is no workspace {slug!r}.")
        if not os.access(out.absolute().parent, os.W_OK):
            user = pwd.getpwuid(os.geteuid()).pw_name
            raise CommandError(f"{out} can't be written by the user {user}: name another folder.")
        with in_tenant(tenant):
            try:
                audio_format = chosen_format(out.suffix.lstrip("."))
                job = submit(tenant=tenant, order=Order(text=text, voice=voice))
                job = self._wait(tenant, job)
            except Refused as refusal:
                raise CommandError(str(refusal)) from None
            if job.status != Job.Status.COMPLETED:
                raise CommandError(f"The job is {job.status}. {error_sentence(job.error_code)}")
            audio = storage.job_audio(tenant, job)
            pcm = (storage.read_segment(audio, index) for index in range(audio.segments))
            credentials = credentials_for(origin_of(job.id, [(job, None)]))
            with encrypted_scratch() as plain:
                encode_file(
                    audio_format,
                    pcm,
                    sample_rate=job.sample_rate,
                    out=plain,
                    tags=tags_for(job.id, audio_format),
                )
                with with_credentials(plain, audio_format, credentials) as signed:
                    signed.seek(0)
                    out.write_bytes(signed.read())
        self.stdout.write(f"{out}: {job.audio_ms / 1000:.1f} s in {job.segments_total} segments")

    def _wait(self, tenant: Tenant, job: Job) -> Job:
        try:
            while job.is_open:
                time.sleep(0.2)
                job.refresh_from_db()
        except KeyboardInterrupt:
            cancel(tenant=tenant, job_id=job.id)
            raise CommandError("Stopped.") from None
        return job
