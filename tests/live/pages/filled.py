"""Fills a workspace with what its pages can show: `python manage.py shell -c` runs `fill` beside a
running Lectern (Stack.console)."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from abuse_reports.models import AbuseReport
from accounts import tokens
from accounts.actor import Actor
from accounts.joining import invitations
from accounts.models import Invitation, Membership, SupportVisit, User
from lessons.access import Role, Viewer
from lessons.material import from_text
from lessons.models import Lesson, LineTake, Sound
from lessons.services import documents
from lessons.services.states import overview
from notices.models import Notice
from notices.services import notify
from synthesis import pronouncing, storage
from synthesis.models import Job, Segment
from synthesis.storage import job_audio
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.services import close_workspace
from voices import confirmation, consent_records, consents
from voices.confirmation import Speaker
from voices.consent.passed import Passed
from voices.dictionary import services as dictionary
from voices.dictionary.entry import Entry
from voices.enrolment.models import BlockedSpeaker
from voices.models import Consent, Take, Voice
from voices.screening.wording import WORDINGS
from webhooks import services as webhooks
from workspace_exports.models import WorkspaceExport

LESSON = "\n".join(
    [
        "The heron",
        "我去重庆。重庆的银行很大。",
        "It stands still. It waits. It is quiet. It has seen a fish. It has it.",
    ]
)


def fill(slug: str, password: str) -> None:
    """Fill the workspace; prints as JSON which pages it has now, and who else can sign in."""
    tenant = Tenant.objects.get(slug=slug)
    owner = User.objects.get(memberships__tenant=tenant)
    member = User.objects.create_user(f"member@{slug}.example", password, name="Carol")
    Membership.objects.create(user=member, tenant=tenant)
    operator = User.objects.create_superuser(f"operator@{slug}.example", password, name="Olga")
    _invite(tenant, owner)
    visits = {"tenant": tenant, "asked_by": operator, "reason": "A lesson won’t open."}
    SupportVisit.objects.create(**visits, decided_by=owner, decided_at=timezone.now())
    SupportVisit.objects.create(**visits)
    report = AbuseReport.objects.create(what="voice", text="My voice.", tenant=tenant, about="/s/x")
    _block(report)
    _tell(tenant, owner)
    in_a_week = timezone.now() + timedelta(days=7)
    WorkspaceExport.objects.create(
        tenant=tenant,
        asked_by=owner,
        language="en",
        state="ready",
        size=241_172_480,
        finished_at=timezone.now(),
        expires_at=in_a_week,
    )
    token, _text = tokens.issue(tenant=tenant, name="Importer")
    with in_tenant(tenant):
        _teach(owner)
        job = _job(tenant, owner, "completed", done=3)
        Job.objects.filter(id=job.id).update(created_by=None, api_token=token.id)
        mine, mailed = _asked(tenant, owner)
        of_mine = [f"consents/{mine.id}", f"consents/{mine.id}/release"]
        pages = [*_voices(owner), *_lessons(tenant, owner), *of_mine]
        confirm = urlsplit(confirmation.link_of(tenant, mailed))
    # Nobody listens there.
    webhooks.add_endpoint(tenant=tenant, url="http://127.0.0.1:9/", events=["voice.ready"])
    webhooks.enqueue(tenant=tenant, event="voice.ready", data={"id": "voice_1"})
    print(
        json.dumps(
            {
                "pages": pages,
                "member": member.email,
                "operator": operator.email,
                "report": report.id,
                "confirm": f"{confirm.path}?{confirm.query}",
            }
        )
    )


def close(slug: str) -> None:
    """Delete the workspace and all that is in it."""
    close_workspace(tenant=Tenant.objects.get(slug=slug))


def _invite(tenant: Tenant, owner: User) -> None:
    for email in ("new@example.org", "late@example.org"):
        invitations.invite(tenant=tenant, email=email, role="member", by=owner)
    Invitation.objects.filter(email="late@example.org").update(expires_at=timezone.now())


def _block(report: AbuseReport) -> None:
    """Speakers who are blocked, were, or could not be."""
    asked = {"reason": "She has asked us herself.", "report_id": report.id, "blocked_by": "Olga"}
    of_voice = {"workspace_slug": "egret", "source_id": "voice_2rGkxQ0aLmZpVbNcTyHeWuJs"}
    BlockedSpeaker.objects.create(status="holds", **asked, **of_voice)
    BlockedSpeaker.objects.create(
        status="failed", problem="recording_gone", **(asked | {"report_id": ""}), **of_voice
    )
    BlockedSpeaker.objects.create(
        status="ended",
        ended_at=timezone.now(),
        ended_by="Olga",
        ended_reason="It was somebody else.",
        **asked,
    )


def _tell(tenant: Tenant, owner: User) -> None:
    """Notices of two days, one of them read."""
    firefox = {"browser": "Firefox, Windows", "address": "192.0.2.7"}
    notify(kind="account.new_browser", to=[owner], details=firefox)
    Notice.objects.filter(user=owner).update(
        created_at=timezone.now() - timedelta(days=2), read_at=timezone.now()
    )
    for kind, details in (
        ("invitation.accepted", {"name": "Carol"}),
        ("quota.reached", {"scope": "day", "begins": "2026-11-30", "percent": 80}),
        ("voice.gone", {"voice": "Ms Lin", "lessons": 2}),
    ):
        notify(kind=kind, to=[owner], tenant=tenant, details=details)


def _teach(owner: User) -> None:
    """Two entries of the dictionary, in two versions."""
    for word, value in (("大夫", "dài fu"), ("朝阳", "zhāo yáng")):
        entry = Entry(word, "pinyin", value)
        dictionary.put(entry=entry, check=pronouncing.check, by=Actor(user=owner))


def _job(
    tenant: Tenant, owner: User, status: str, *, done: int, error: str = "", purpose: str = "text"
) -> Job:
    now = timezone.now()
    sentences = ["Good morning.", "同学们好！", "Open your books."]
    job = Job.objects.create(
        status=status,
        engine="kokoro",
        voice="af_heart",
        input=" ".join(sentences),
        purpose=purpose,
        sample_rate=24_000,
        segments_total=len(sentences),
        segments_done=done,
        audio_ms=done * 2_000,
        usage_day=now.date(),
        error_code=error,
        created_by=owner,
        finished_at=now if done == len(sentences) or error else None,
    )
    audio = job_audio(tenant, job)
    storage.prepare(audio)
    for index, text in enumerate(sentences):
        made = {"audio_ms": 2_000, "finished_at": now} if index < done else {}
        Segment.objects.create(
            job=job, index=index, text=text, language="en", estimate_ms=2_000, **made
        )
        if made:
            storage.write_segment(audio, index, b"\1\0" * 24 * 2_000)
    return job


PASSED = (
    Passed("statement", "whisper base int8", 0.061, 0.35),
    Passed("words", "sha256:9f31c0d2a7be", 4.0, 3.0),
    Passed("synthetic", "sha256:1f0c9e7b5d3a", -1.204, 0.113),
    Passed("copies", "landmarks 1", 3.0, 18.0),
    Passed("blocklist", "ge2e+campp-1"),
)


def _asked(tenant: Tenant, owner: User) -> tuple[Consent, Consent]:
    """Consents that wait: for the owner, and for somebody without an account."""
    made = []
    for speaker, email in ((owner, owner.email), (None, "emily@example.org")):
        consent = consents.issue(
            tenant=tenant,
            person="Emily Carter",
            language="en",
            by=Actor(),
            speaker=Speaker(email=email),
        )
        Consent.objects.filter(id=consent.id).update(
            status="verified", seconds=12, recorded_at=timezone.now(), speaker=speaker
        )
        consent_records.note(consent_id=consent.id, of=consent.id, passed=PASSED)
        made.append(consent)
    return made[0], made[1]


def _voices(owner: User) -> list[str]:
    now = timezone.now()
    consent = Consent.objects.create(
        name="Ms. Lin",
        person="Lin Wei",
        organisation="Heron",
        language="en",
        language_tag="en",
        statement="My name is Lin Wei. I agree.",
        number="4711",
        status="verified",
        heard="My name is Lin Wei. I agree.",
        seconds=6,
        recorded_by=owner,
        recorded_at=now,
        checked_at=now,
    )
    voices = []
    for name, status, error, step in [
        ("Ms. Lin", "ready", "", "done"),
        ("Mr. Wu", "processing", "", "screening"),
        ("Mr. Li", "failed", "clip_refused", "screening"),
        ("Ms. Hu", "revoked", "consent_revoked", "done"),
    ]:
        voice = Voice.objects.create(
            name=name,
            status=status,
            progress=100 if status == "ready" else 40,
            error_code=error,
            clip_seconds=8,
            consent=consent if status in ("ready", "revoked") else None,
            speaker=owner,
            created_by=owner,
        )
        taken = {"ready": "ready", "processing": "processing"}.get(status, "refused")
        accepted = taken == "ready"
        wording = WORDINGS["noise.warning" if accepted else "noise"]
        finding = {
            "code": "noise",
            "sentence": wording.sentence,
            "tip": wording.tip,
            "figures": {"snr": 8},
            "spans": [[0.5, 2.0]],
        }
        Take.objects.create(
            voice=voice,
            status=taken,
            step=step,
            progress=40,
            error_code=error,
            language="en",
            transcript="My name is Lin Wei.",
            transcript_source="statement",
            screening={
                "accepted": accepted,
                "reasons": [] if accepted else [finding],
                "warnings": [finding] if accepted else [],
            },
            seconds=8,
            clip_kept=False,
            created_by=owner,
        )
        voices.append(voice)
    pages = [f"voices/{voice.id}" for voice in voices]
    own = voices[0].id
    return [
        *pages,
        f"voices/{own}/takes/new",
        f"tone/{own}",
        "consents/",
        f"consents/{consent.id}",
    ]


def _lessons(tenant: Tenant, owner: User) -> list[str]:
    viewer = Viewer(tenant, Role.ADMIN, user=owner.id)
    binned = documents.create(viewer=viewer, material=from_text("Old\nGone."), folder="Class 3")
    Lesson.objects.filter(id=binned.lesson.id).update(binned_at=timezone.now())
    lesson = documents.create(
        viewer=viewer, material=from_text(LESSON), folder="Class 3", access="read"
    ).lesson
    now = overview(tenant=tenant, lesson=lesson)
    jobs = [
        _job(tenant, owner, "completed", done=3, purpose="lesson"),
        _job(tenant, owner, "running", done=1, purpose="lesson"),
        _job(tenant, owner, "failed", done=0, error="synthesis_failed", purpose="lesson"),
    ]
    # Each line in another state: made, being made, waiting, failed, changed; the rest is not made.
    places = [(jobs[0], 0), (jobs[1], 0), (jobs[1], 1), (jobs[2], 0)]
    lines = now.document.lines
    for line, (job, index) in zip(lines, places, strict=False):
        _sound(lesson, line.key, now.sounds[line.key].digest, job, index)
    _sound(lesson, lines[4].key, "0" * 64, jobs[0], 1)
    return [
        f"lessons/{lesson.id}",
        f"lessons/{binned.lesson.id}",
        "lessons/?q=heron",
        "lessons/?q=nowhere",
    ]


def _sound(lesson: Lesson, key: str, digest: str, job: Job, index: int) -> None:
    Sound.objects.create(digest=digest, job=job, first_segment=index, segment_count=1)
    LineTake.objects.create(lesson=lesson, key=key, digest=digest, asked=digest)
