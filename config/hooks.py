"""Settings that name code which a lower layer calls in a higher one.

Imports point downwards only (pyproject.toml, [tool.importlinter]), so it is imported by its name.
"""

# `activity` lets what was recorded be sent to webhooks: fn(entry, tenant);
ON_ACTIVITY = ["webhooks.activity.send"]
# `notices` knows nothing of what the layers above tell people;
NOTICE_KINDS = [
    "accounts.notice_kinds.KINDS",
    "voices.notice_kinds.KINDS",
    "billing.notice_kinds.KINDS",
    "workspace_exports.notice_kinds.KINDS",
]
# `tenants` asks billing for a tenant's limits;
PLAN_PROVIDER = "billing.plans"
# `accounts` lets voices be deleted when a member leaves;
ON_MEMBER_LEAVES = ["voices.departures.member_leaves"]
# and drafts when somebody deletes their account, for each of their memberships;
ON_ACCOUNT_DELETED = ["lessons.departures.delete_drafts"]
# `voices` lets jobs be stopped when a voice is withdrawn or deleted;
ON_VOICE_GONE = "synthesis.jobs.outcomes.withdrawal.stop_jobs"
# and asks whether a file that is uploaded says that a machine made its sound: fn(bytes) -> bool;
SAYS_SYNTHETIC = "synthesis.aigc.says_synthetic.says_synthetic"
# and asks whose lessons have lines in one, to tell them: fn(voice) -> {person: lessons};
LESSONS_WITH_VOICE = "lessons.voice_users.lessons_with"
# and asks when voices were spoken with last: fn(ids) -> {voice: day};
LAST_USE_OF_VOICES = "billing.usage.last_use.of_voices"
# `accounts` lets the queue follow when an owner closes a workspace, or restores it;
ON_LIMITS_CHANGED = ["synthesis.jobs.limits_changed.follow"]
# `tenants` lets what is paid for be ended before a workspace is deleted;
BEFORE_WORKSPACE_CLOSED = ["billing.ending.end_now"]
# `tenants` lets streams be deleted when a workspace is closed;
ON_WORKSPACE_CLOSED = ["synthesis.jobs.outcomes.withdrawal.forget_streams"]
# a restored one is fitted into this installation: fn(tenant, tenants.backup.restoring.Wish);
ON_WORKSPACE_RESTORED = [
    "accounts.restored.revoke_tokens",
    "accounts.restored.end_visits",
    "accounts.restored.drop_mails",
    "workspace_exports.restored.drop",
    "billing.restored.settle_plan",
    "synthesis.jobs.restored.take_up_work",
]
# `accounts` lets tokens for web pages call these, and nothing else;
CALLS_OF_WEB_PAGES = [
    ("POST", "/v1/audio/speech"),
    ("GET", "/v1/audio/voices"),
    ("GET", "/v1/audio/models"),
    ("GET", "/v1/models"),
]
# `tenants` deletes what is older than it is kept: of no single workspace, and of each;
RETENTION_STEPS = [
    "accounts.sign_in.sessions.forget_ended",
    "accounts.services.forget_unverified",
    "accounts.web_pages.client_tokens.forget_expired",
    "accounts.joining.invitations.forget_old",
    "accounts.joining.invitation_mails.forget_old",
    "accounts.joining.trials.forget_old",
    "single_sign_on.saml.accepted.forget_old",
    "lti.launches.forget_old",
    "lti.tool_keys.forget_old",
    "accounts.sign_in.known_browsers.forget_old",
    "notices.services.forget_old",
    "tenants.profile.forget_former",
    "webhooks.outbox.forget_old",
    "workspace_exports.services.forget_old",
    "abuse_reports.services.forget_old",
    "activity.log.forget_old",
    "voices.enrolment.copies.forget_old",
    "billing.retention.forget_notices",
    "billing.retention.forget_provider_events",
]
RETENTION_STEPS_OF_TENANT = [
    "idempotency.once.forget_old",
    "lessons.services.upkeep.empty_bin",
    "lessons.services.upkeep.forget_old_takes",
    "lessons.services.upkeep.forget_sounds",
    "lessons.services.upkeep.forget_jobs",
    "lessons.services.kept_audio.forget_old",
    "lessons.links.services.tidy_up",
    "synthesis.jobs.history.forget_old",
    "synthesis.jobs.history.expire_audio",
    "synthesis.kept_files.forget_old",
    "voices.confirmation.end_unanswered",
    "voices.unused.forget_told",
    "voices.unused.tell",
    "voices.unused.delete",
    "billing.reporting.rolling_up.roll_up",
]
# `telemetry` asks the layers above whether they are ready: what each process needs,
READINESS_CHECKS = {
    "schemas": "tenants.schemas.readiness.check_schemas",
    "storage": "synthesis.monitoring.readiness.check_storage",
    "keys": "synthesis.monitoring.readiness.check_keys",
}
# what the installation needs beside, which makes no single process unfit,
INSTALLATION_CHECKS = {
    "engines": "synthesis.monitoring.readiness.check_engines",
    "watermark": "synthesis.monitoring.readiness.check_watermark",
}
# and what `/readyz` says beside: with these a process can still do most of its work.
READINESS_WARNINGS = {"disk": "tenants.free_space.check_for_operators"}
# Their figures are in `/metrics`, for the tenants that are active.
METRICS_COLLECTORS = [
    "telemetry.machine.DiskCollector",
    "telemetry.machine.LimitCollector",
    "telemetry.machine.CheckCollector",
    "telemetry.machine.DatabaseCollector",
    "synthesis.monitoring.collectors.WorkersCollector",
    "synthesis.monitoring.collectors.QueueCollector",
    "synthesis.monitoring.collectors.OutboxCollector",
]
METRICS_ACTIVE_TENANTS = "synthesis.monitoring.collectors.active_tenants"
