"""Logs as JSON lines on stderr: what happened, never to whom.

A line holds no body, id, key, address or query string; a fault is named by its class and the line
of code it came from, because its message may quote the data.
"""

import logging
import sys
from pathlib import Path
from typing import Any, TextIO

import msgspec
import structlog

_OURS = str(Path(__file__).parent.parent)
_encode = msgspec.json.Encoder(enc_hook=str).encode


def _rendered(_logger: object, _method: str, fields: Any) -> str:
    return _encode(dict(fields)).decode()


def set_up_logs(file: TextIO | None = None) -> None:
    """This process logs JSON lines to the file, else stderr, its libraries' warnings among them."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _rendered,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=file or sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Forward()], force=True)


class _Forward(logging.Handler):
    """What libraries log, as our lines: their unformatted words, without the values in them."""

    def emit(self, record: logging.LogRecord) -> None:
        fields: dict[str, str] = {"library": record.name, "said": str(record.msg)[:200]}
        if record.exc_info and record.exc_info[1] is not None:
            fields |= fault_fields(record.exc_info[1])
        structlog.get_logger().log(record.levelno, "library", **fields)


def fault_fields(fault: BaseException) -> dict[str, str]:
    """The fault's class, and the last line of our own code that it passed."""
    where = ""
    trace = fault.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename.startswith(_OURS) or not where:
            where = f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next
    return {"fault": type(fault).__name__, "at": where}
