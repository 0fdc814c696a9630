"""Django settings. All that an operator may change comes from environment variables."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import ROOT, tables
from config.accounts import *  # noqa: F403  (settings, all of them)
from config.content_security import DIRECTIVES
from config.databases import databases, processes, request_threads
from config.environment import choice, contacts, data_folder, flag, integer, networks, words
from config.hooks import *  # noqa: F403  (settings, all of them)
from config.log_lines import log_lines
from config.mail import *  # noqa: F403  (settings, all of them)
from config.schedule import SCHEDULE
from runtime import services_file
from runtime.demo import is_loopback
from runtime.roles import priority
from tenants.sealing import first_key, master_keys
from tenants.sealing.keys import derive

# --- Folders --------------------------------------------------------------------------------
DATA = data_folder(ROOT)
MODELS = Path(os.environ.get("LECTERN_MODELS") or DATA / "models").resolve()
# Where tenants' files are: a folder, or s3://bucket/prefix (tenants.files). boto3 reads keys,
# region and endpoint from its own variables, AWS_….
FILES = os.environ.get("LECTERN_FILES", "").strip() or str(DATA)
_own_endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
FILES_PATH_STYLE = flag("LECTERN_FILES_PATH_STYLE", default=bool(_own_endpoint))

# Where both are given, the file of another Lectern that runs on the folder is nothing to us.
_given = os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")
_services = {} if _given else services_file.read(DATA)
DATABASE_URL = os.environ.get("DATABASE_URL") or _services.get("DATABASE_URL", "")
REDIS_URL = os.environ.get("REDIS_URL") or _services.get("REDIS_URL", "")

# Below so much free space, nothing is accepted that would be stored (tenants.free_space); 0: never.
LOW_DISK_MB = integer("LECTERN_LOW_DISK_MB", 512)

# How far processes with models step back behind the pages (runtime.roles.priority).
WORKER_NICE = integer("LECTERN_WORKER_NICE", priority.NICE)
if not 0 <= WORKER_NICE <= 19:
    raise ImproperlyConfigured(f"LECTERN_WORKER_NICE={WORKER_NICE}: write 0 to 19.")

# --- Secrets --------------------------------------------------------------------------------
KEYS_FOLDER = DATA / "keys"
LOCAL_KEY_WRAPPER = "tenants.sealing.local_key_wrapper.LocalKeyWrapper"
# The class that wraps the tenants' keys (tenants.sealing.key_wrapping.KeyWrapper).
KEY_WRAPPER = os.environ.get("LECTERN_KEY_WRAPPER") or LOCAL_KEY_WRAPPER
# Signs sessions and links, and seals nothing. A key management service doesn't hand its master key
# out, so that with one this key has to be given.
SECRET_KEY = os.environ.get("LECTERN_SECRET_KEY", "")
if KEY_WRAPPER == LOCAL_KEY_WRAPPER:
    first_key.make_if_first(KEYS_FOLDER, DATABASE_URL)
    MASTER_KEYS = master_keys.read(KEYS_FOLDER)
    if not SECRET_KEY:
        SECRET_KEY = derive(MASTER_KEYS.current, "django-secret").hex()
        # People stay signed in while the master key is rotated.
        SECRET_KEY_FALLBACKS = [derive(k, "django-secret").hex() for k in MASTER_KEYS.previous]
elif not SECRET_KEY:
    raise ImproperlyConfigured("LECTERN_KEY_WRAPPER needs a LECTERN_SECRET_KEY beside it.")

# --- Web ------------------------------------------------------------------------------------
# The page that a 402 response links to.
PLAN_PAGE = "workspace:plans"
DEBUG = flag("DEBUG")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
PUBLIC_URL = (os.environ.get("PUBLIC_URL") or f"http://localhost:{integer('PORT', 8000)}").rstrip(
    "/"
)
# For tests whose microphone is a synthetic voice: a voice may be made of what a machine spoke.
ACCEPT_SYNTHETIC_CONSENT = flag("LECTERN_ACCEPT_SYNTHETIC_CONSENT")
if ACCEPT_SYNTHETIC_CONSENT and not is_loopback(urlsplit(PUBLIC_URL).hostname or ""):
    raise ImproperlyConfigured(
        "LECTERN_ACCEPT_SYNTHETIC_CONSENT is for tests on one machine: with it anybody's voice can "
        f"be had from synthetic speech. PUBLIC_URL={PUBLIC_URL} is open to others."
    )
BEHIND_TLS = flag("BEHIND_TLS")
# By which a person's browsers are known (accounts.sign_in.known_browsers).
BROWSER_COOKIE_NAME = "browser"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    # With this prefix no other host of the domain can set them. Browsers want TLS for it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    BROWSER_COOKIE_NAME = "__Host-browser"
    # Pages work over TLS alone, because of the cookies. Programs beside us may do without.
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$", r"^v[12]/", r"^hooks/"]
    SECURE_HSTS_SECONDS = 31_536_000
# HSTS is for our host alone: whether all hosts of the domain have TLS, only its owner knows.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Networks (CIDR) of the proxies in front, whose `X-Forwarded-For` is trusted. By default, if TLS is
# terminated by a proxy, one on this machine.
TRUSTED_PROXIES = networks("TRUSTED_PROXIES", "127.0.0.1,::1" if BEHIND_TLS else "")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": DIRECTIVES}
# /.well-known/security.txt; by starting Lectern, the operator vouches for it for half a year.
SECURITY_CONTACTS = contacts("SECURITY_CONTACT")
SECURITY_TXT_EXPIRES = datetime.now(UTC) + timedelta(days=180)
# Whose installation this is, in its privacy statement and terms; or own texts in this folder.
OPERATOR = {
    field: os.environ.get(f"LECTERN_OPERATOR_{field.upper()}", "").strip()
    for field in ("name", "address", "email", "law")
}
LEGAL_TEXTS = DATA / "legal"
# For the pages that schools read before they buy.
DATA_LOCATION = os.environ.get("LECTERN_DATA_LOCATION", "").strip()
SUB_PROCESSORS = words("LECTERN_SUB_PROCESSORS")
# No script of ours reads a cookie.
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# Large enough for texts of 1 MB, so that a too long text gets an error message.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
MAX_CLIP_BYTES = 25 * 1024 * 1024

# What clients may take of the web server; explained in runtime.web_server.limits.
WEB_SERVER_LIMITS = {
    "header_bytes": integer("WEB_HEADER_BYTES", 32 * 1024),
    "read_seconds": integer("WEB_READ_SECONDS", 15),
    "body_bytes_per_second": integer("WEB_BODY_BYTES_PER_SECOND", 1024),
    "send_seconds": integer("WEB_SEND_SECONDS", 60),
    "idle_seconds": integer("WEB_IDLE_SECONDS", 15),
    "connections": integer("WEB_CONNECTIONS", 4000),
    "connections_per_address": integer("WEB_CONNECTIONS_PER_ADDRESS", 1000),
}

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Apps: SHARED have tables in schema `public`, TENANT in each workspace's own ---------------
SHARED_APPS = [
    # Before django_tenants, to override its command create_tenant and its admin templates.
    "accounts",
    "activity",
    "django.contrib.admin",
    "django_tenants",
    "tenants",
    "telemetry",
    "announcements",
    "notices",
    "abuse_reports",
    "workspace_exports",
    "runtime",
    "billing",
    "webhooks",
    "synthesis.dispatch",
    "voices.enrolment",
    "lessons.links",
    "web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "single_sign_on",
    "lti",
    "allauth.mfa",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
TENANT_APPS = [
    "idempotency",
    "billing.usage",
    "voices",
    "voices.tone",
    "voices.dictionary",
    "synthesis",
    "lessons",
]
INSTALLED_APPS = SHARED_APPS + TENANT_APPS
TENANT_MODEL = "tenants.Tenant"
TENANT_LIMIT_SET_CALLS = True
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
# What backups make of rows that belong to no workspace, and of people's ids in texts.
INSTALLATION_TABLES, USER_IDS_IN_TEXTS = tables.INSTALLATION_TABLES, tables.USER_IDS_IN_TEXTS

MIDDLEWARE = [
    "telemetry.middleware.request_id",
    # Before all that may answer with a page, be it one of an error.
    "config.content_security.ContentSecurityPolicy",
    "config.middleware.permissions_policy",
    "config.middleware.not_stored",
    "django.middleware.security.SecurityMiddleware",
    "config.static_files.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.refuse_null_bytes",
    "config.middleware.explain_refused_methods",
    "accounts.sign_in.sessions.sessions_end",
    "accounts.people.language.of_account",
    "accounts.web_pages.cross_origin.cross_origin",
    "accounts.middleware.tenant_of_request",
    "accounts.rate_limits.rate_limited",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.ShowRefusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Tags of nearly every page, which need no {% load %}.
            "builtins": ["web.templatetags.icons", "web.templatetags.moments"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.workspaces",
            ],
        },
    },
]

# --- Database and Valkey ----------------------------------------------------------------------
DATABASES = databases(DATABASE_URL, DATA)
# PostgreSQL ends transactions that idle this long: a frozen process would hold locks that claims
# need.
IDLE_TRANSACTION_SECONDS = integer("LECTERN_IDLE_TRANSACTION_SECONDS", 30)
# In the web process, PostgreSQL ends statements that take this long.
STATEMENT_SECONDS = integer("LECTERN_STATEMENT_SECONDS", 30)
# How long the activity log goes back. The database lets nothing younger than 90 days be deleted.
ACTIVITY_DAYS = integer("LECTERN_ACTIVITY_DAYS", 400)
if ACTIVITY_DAYS < 90:
    raise ImproperlyConfigured("LECTERN_ACTIVITY_DAYS must be 90 or more.")
# Longer ones are counted and logged (telemetry.slow_queries).
SLOW_QUERY_SECONDS = integer("LECTERN_SLOW_QUERY_MS", 1000) / 1000

# --- How much the web processes do at once --------------------------------------------------------
# Web processes on the same port, which share all these limits. `manage.py up` tells its own.
WEB_PROCESSES = processes(integer("LECTERN_WEB_PROCESSES", 1))
DB_CONNECTIONS = integer("LECTERN_DB_CONNECTIONS", max(20, 10 * WEB_PROCESSES))
REQUEST_THREADS = request_threads(DB_CONNECTIONS, WEB_PROCESSES)
# How long requests and streams may go on after SIGTERM.
DRAIN_SECONDS = integer("LECTERN_DRAIN_SECONDS", 30)
REQUEST_WAIT_SECONDS = integer("LECTERN_REQUEST_WAIT_SECONDS", 10)
# Open streams: of all, and within that of a workspace, of a token and of a member. A stream takes
# two of the process's file descriptors, of which it often has 1024.
STREAMS = integer("LECTERN_STREAMS", 1000)
TENANT_STREAMS = integer("LECTERN_TENANT_STREAMS", 100)
TOKEN_STREAMS = integer("LECTERN_TOKEN_STREAMS", 50)
MEMBER_STREAMS = integer("LECTERN_MEMBER_STREAMS", 20)
# Lessons that are being made into files, each by a child process: of all, and of a workspace.
EXPORTS = integer("LECTERN_EXPORTS", max(4, 2 * (os.cpu_count() or 1)))
TENANT_EXPORTS = integer("LECTERN_TENANT_EXPORTS", 2)
# Where several web processes of a machine tell each other which streams they have open.
STREAMS_FOLDER = DATA / "tmp" / "streams" if WEB_PROCESSES > 1 else None

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
        "KEY_FUNCTION": "django_tenants.cache.make_key",
    }
}

# --- Celery: only ticks; all work is recorded in PostgreSQL ------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "general"
CELERY_TASK_DEFAULT_DELIVERY_MODE = "transient"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_keepalive": True,
    "health_check_interval": 10,
    # A request that can't send its tick must not wait: the sweeper will find the work.
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = SCHEDULE

# --- Workspaces: days between the closing of one by an owner and its deletion --------------------
CLOSING_DAYS = integer("LECTERN_CLOSING_DAYS", 14)
if not 1 <= CLOSING_DAYS <= 365:
    raise ImproperlyConfigured(f"LECTERN_CLOSING_DAYS={CLOSING_DAYS}: write 1 to 365.")

# --- Consent: how long statements are valid, and how many are given within an hour ----------------
# See voices.enrolment.draws.
_minutes = integer("LECTERN_STATEMENT_MINUTES", 15)
if not 2 <= _minutes <= 60:
    raise ImproperlyConfigured(f"LECTERN_STATEMENT_MINUTES={_minutes}: write 2 to 60.")
STATEMENT_LIFETIME = timedelta(minutes=_minutes)
STATEMENTS_PER_PERSON = integer("LECTERN_STATEMENTS_PER_PERSON", 10)
STATEMENTS_PER_WORKSPACE = integer("LECTERN_STATEMENTS_PER_WORKSPACE", 100)
if not 1 <= STATEMENTS_PER_PERSON <= STATEMENTS_PER_WORKSPACE:
    raise ImproperlyConfigured(
        "LECTERN_STATEMENTS_PER_PERSON must be 1 or more, and no more than "
        "LECTERN_STATEMENTS_PER_WORKSPACE."
    )
# How long landmarks of recordings are kept to know copies (voices.enrolment.copies).
LANDMARKS_DAYS = integer("LECTERN_LANDMARKS_DAYS", 1095)
if LANDMARKS_DAYS < 30:
    raise ImproperlyConfigured(f"LECTERN_LANDMARKS_DAYS={LANDMARKS_DAYS}: write 30 or more.")

# How long a voice that nobody uses is kept (voices.unused); no law that we know allows more.
VOICE_UNUSED_DAYS = integer("LECTERN_VOICE_UNUSED_DAYS", 1095)
if not 60 <= VOICE_UNUSED_DAYS <= 1095:
    raise ImproperlyConfigured(f"LECTERN_VOICE_UNUSED_DAYS={VOICE_UNUSED_DAYS}: write 60 to 1095.")

# --- Language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files: ours, and the npm packages pinned in package-lock.json -------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("LECTERN_STATIC") or DATA / "static").resolve()
STATICFILES_DIRS = [
    ROOT / "static",
    ROOT / "build",
    ("vendor/htmx", ROOT / "node_modules/htmx.org/dist"),
    ("vendor/pico", ROOT / "node_modules/@picocss/pico/css"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- REST -----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest.parsers.UnicodeJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "rest.negotiation.IgnoreAccept",
    "EXCEPTION_HANDLER": "rest.errors.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Lectern",
    "DESCRIPTION": "Text to speech in your own people's voices. OpenAI's and ElevenLabs' clients "
    "work with this address and your token.",
    # Of the REST API, not of Lectern (runtime.version).
    "VERSION": "1",
    "LICENSE": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/v1",
    "SCHEMA_PATH_PREFIX_INSERT": "",
    "AUTHENTICATION_WHITELIST": [],
    "ENUM_NAME_OVERRIDES": {
        "WordTiming": ["aligned", "estimated"],
        "LineKind": ["sentence", "heading", "pause"],
        "PlacedReadingKind": ["pinyin", "ipa", "respelling", "say_as"],
        "WordReadingKind": ["", "pinyin", "ipa", "respelling"],
        "WorkspaceLanguage": ["", "en", "zh-hans"],
        "DoubtKind": ["polyphone", "heteronym", "unknown", "given"],
        "UnheardKind": ["letters", "emoji", "signs", "address"],
        "VoiceCategory": ["premade", "cloned"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.openapi.complete",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Webhooks out ---------------------------------------------------------------------------------
# Private networks (CIDR) to which workspaces may have events sent, even without TLS.
WEBHOOK_NETWORKS = networks("WEBHOOK_NETWORKS")
# Listed here because `webhooks` knows nothing of jobs and voices.
WEBHOOK_EVENTS = {
    "job.completed": _("A job is done"),
    "job.failed": _("A job has failed"),
    "voice.ready": _("A voice is ready"),
    "voice.rejected": _("A voice can't be made"),
    "activity.recorded": _("Somebody did something that the activity log tells"),
}

# --- Metrics --------------------------------------------------------------------------------------
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
METRICS_FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")

# --- Labels of synthetic speech -------------------------------------------------------------------
CONTENT_PRODUCER = os.environ.get("LECTERN_CONTENT_PRODUCER", "Lectern")
# Of a file that is checked: a label is looked for at both its ends, credentials need all of it.
MAX_LABEL_BYTES, MAX_CHECKED_BYTES = 2 << 20, 25 << 20
# The operator's own certificate for content credentials, with the chain to its root, and its key,
# as paths of PEM files; and the certificates of before.
CREDENTIALS_CERTIFICATE = os.environ.get("LECTERN_CREDENTIALS_CERTIFICATE", "").strip()
CREDENTIALS_KEY = os.environ.get("LECTERN_CREDENTIALS_KEY", "").strip()
CREDENTIALS_FORMER = os.environ.get("LECTERN_CREDENTIALS_FORMER", "").strip()
# Stamps signatures with the time (RFC 3161).
TIME_STAMP_AUTHORITY = os.environ.get("LECTERN_TIME_STAMP_AUTHORITY", "").strip()
# What marks the sound itself, one of `watermark.WATERMARKS`. Empty for tests whose engine hums.
WATERMARK = "perth"

# --- Synthesis ----------------------------------------------------------------------------------
DEFAULT_ENGINE = "kokoro"
# Named here because `runtime`, which starts a worker, may not import synthesis.
SYNTHESIS_ENGINES = "synthesis.engines.ENGINES"
LEASE_SECONDS = integer("LECTERN_LEASE_SECONDS", 30)
MAX_ATTEMPTS = 3
# Interactive work that would wait longer for its turn is refused.
INTERACTIVE_WAIT_SECONDS = integer("LECTERN_INTERACTIVE_WAIT_SECONDS", 60)
STEP_SECONDS = integer("LECTERN_STEP_SECONDS", 120)

# --- Payment: without a key, the operator sets the plans ------------------------------------------
STRIPE_SECRET_KEY = os.environ.get("STRIPE_SECRET_KEY", "")
# One per webhook endpoint, and two while its secret is being rolled.
STRIPE_WEBHOOK_SECRETS = words("STRIPE_WEBHOOK_SECRET")
# Where the provider lets people pay; another one with a domain of your own at Stripe.
STRIPE_PAGES = words("STRIPE_PAGES", "https://checkout.stripe.com,https://billing.stripe.com")
STRIPE_API_BASE = os.environ.get("STRIPE_API_BASE", "https://api.stripe.com")
# The plan of a tenant whose subscription ended.
FREE_PLAN = "trial"
# The operator's cost of an hour of audio, in minor units; 0 if unknown.
COST_OF_AUDIO_HOUR = integer("LECTERN_COST_OF_AUDIO_HOUR", 0)

# --- Logs: one line per event, to stderr; the supervisor writes them to files ---------------------
LOG_FORMAT = choice("LOG_FORMAT", "text", ("text", "json"))
LOGGING = log_lines(LOG_FORMAT, os.environ.get("LOG_LEVEL", "INFO"))
