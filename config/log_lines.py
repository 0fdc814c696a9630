"""What is logged, and how: Django's LOGGING."""

from typing import Any


def log_lines(log_format: str, level: str) -> dict[str, Any]:
    """Lines of one event each in `log_format` ("text" or "json"), from `level` on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "context": {"()": "telemetry.logs.ContextFilter"},
            "paths": {"()": "telemetry.logs.PathFilter"},
        },
        "formatters": {
            "text": {
                "()": "telemetry.logs.TextFormatter",
                "fmt": "{asctime} {levelname} [Tenant: {tenant}] [{request}] [{job}] {name}: "
                "{message}",
                "style": "{",
            },
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": [
                    *("asctime", "levelname", "version"),
                    *("tenant", "request", "trace", "job", "name", "message"),
                ],
                "rename_fields": {"asctime": "@timestamp", "levelname": "level", "name": "logger"},
                "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            },
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": log_format,
                "filters": ["context"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": "INFO", "propagate": True, "handlers": []},
            # The two that log paths. On the logger, so that every handler gets them masked.
            "django.request": {"filters": ["paths"]},
            "django.security.csrf": {"filters": ["paths"]},
            # Replaces the server's own handlers, so that its lines look like all others.
            "uvicorn": {"level": "INFO", "propagate": True, "handlers": []},
            "uvicorn.error": {"level": "INFO", "propagate": True, "handlers": []},
            # Request lines hold the tokens of links; telemetry.middleware logs requests without
            # them. Both are named although nothing is to be written: `access_log=False` is undone
            # for a child of a logger that is configured here ("uvicorn"), and runserver's has
            # handlers of its own.
            "uvicorn.access": {"level": "CRITICAL", "propagate": False, "handlers": []},
            "django.server": {"level": "CRITICAL", "propagate": False, "handlers": []},
            # Ticks come every few seconds; three lines each would bury everything else.
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            # It would log two lines per request, with customers' ids.
            "stripe": {"level": "WARNING"},
        },
    }
