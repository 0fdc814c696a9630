"""Somebody deletes their account: their drafts go (settings.ON_ACCOUNT_DELETED)."""

from accounts.models import Membership
from lessons.models import Lesson
from lessons.services import kept_audio
from tenants.context import in_tenant


def delete_drafts(membership: Membership) -> None:
    """Delete the lessons that only this member could read, those in the bin too.

    Lessons that are shared stay with the workspace, whose admins may take them over. One who is
    removed keeps their drafts there, as they may come back; a deleted account can't.
    """
    with in_tenant(membership.tenant) as tenant:
        drafts = Lesson.objects.filter(author=membership.user_id, access=Lesson.Access.PRIVATE)
        for lesson_id in drafts.values_list("id", flat=True):
            kept_audio.delete_with_audio(tenant=tenant, lesson_id=lesson_id)
