"""How Huyula logs: one JSON line per event, without the long numbers by which people are known.

NIP, NIK and NPWP have 15 to 18 digits; wherever such a number would stand in a line (a message, a field, a
traceback) dots stand instead. Names and texts of people are never logged by our code.
"""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

LONG_NUMBER = re.compile(r"(?<!\d)\d{15,18}(?!\d)")


def hide_numbers(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put dots in the place of long numbers, however deep they stand."""
    return {key: _hidden(value) for key, value in event.items()}


def _hidden(value: Any) -> Any:
    if isinstance(value, str):
        return LONG_NUMBER.sub("…", value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _hidden(str(value)) if len(str(value)) >= 15 else value
    if isinstance(value, dict):
        return {key: _hidden(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(one) for one in value]
    return value


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def configured(level: str) -> dict[str, Any]:
    """Set structlog up and give the `LOGGING` of the settings."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    hide_numbers,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
    }
