from django.db import migrations, models
from django.utils import timezone


def follow_those_who_are_no_admins(apps, schema_editor):
    """Only admins could make tokens. What one made who is an admin still, or the operator's command,
    is the workspace's from now on, so that no integration stops. A token of somebody who was demoted
    or has left follows them: it loses what they lost.
    """
    ApiToken = apps.get_model("accounts", "ApiToken")
    Membership = apps.get_model("accounts", "Membership")
    theirs = Membership.objects.filter(
        tenant=models.OuterRef("tenant"), user=models.OuterRef("created_by")
    )
    made = ApiToken.objects.exclude(created_by=None)
    made.exclude(models.Exists(theirs.filter(role__in=("owner", "admin")))).update(kind="person")
    gone = made.exclude(models.Exists(theirs)).filter(revoked_at=None)
    gone.update(revoked_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_first_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="kind",
            field=models.CharField(
                choices=[("person", "Personal"), ("workspace", "Service")],
                db_default="workspace",
                default="workspace",
                max_length=10,
            ),
        ),
        migrations.RunPython(follow_those_who_are_no_admins, migrations.RunPython.noop),
    ]
