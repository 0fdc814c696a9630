"""Whose lessons have lines in a voice (settings.LESSONS_WITH_VOICE), and in which one has them."""

from django.db.models import Count, Exists, F, OuterRef, Q

from lessons.models import Lesson, LineTake, Sound
from synthesis.models import Segment
from voices.models import Voice


def lessons_with(voice: str) -> dict[int, int]:
    """How many lessons of each author have, or had lately, a line that was made in the voice; by
    the author's id. Without those in the bin.

    What is only set in a lesson, and was never made, is not looked for: it is sealed.
    """
    segments = Segment.objects.filter(
        Q(voice=voice) | Q(voice="", job__voice=voice),
        job=OuterRef("job"),
        index__gte=OuterRef("first_segment"),
        index__lt=OuterRef("first_segment") + OuterRef("segment_count"),
    )
    sounds = Sound.objects.filter(Exists(segments)).values("digest")
    with_lines = LineTake.objects.filter(digest__in=sounds).values("lesson")
    lessons = Lesson.objects.filter(id__in=with_lines, binned_at=None, author__isnull=False)
    counted = lessons.order_by().values(person=F("author_id")).annotate(count=Count("id"))
    return {each["person"]: each["count"] for each in counted}


def own_voices_of(lesson_id: str) -> list[str]:
    """The ids of the workspace's own voices in which lines of a lesson were made, in order."""
    digests = LineTake.objects.filter(lesson=lesson_id).values("digest")
    segments = Segment.objects.filter(
        Exists(
            Sound.objects.filter(
                digest__in=digests,
                job=OuterRef("job"),
                first_segment__lte=OuterRef("index"),
                first_segment__gt=OuterRef("index") - F("segment_count"),
            )
        )
    )
    spoken = {voice or of_job for voice, of_job in segments.values_list("voice", "job__voice")}
    return sorted(Voice.objects.filter(id__in=spoken).values_list("id", flat=True))
