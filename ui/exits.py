"""Which error ends the `rag` command with which exit code, and as which line on standard error.

0 answered, 3 not found in the articles, 2 bad input (a question, an option, a folder or an index that is not
there), 130 stopped by Ctrl-C (128 + SIGINT, as shells count), 1 any other error raised on purpose. Only a bug shows a traceback. Knows no command.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from rag import ConfigError, IndexMissing, QuestionError, RagError, SourceError
from rag.printing import visible
from ui.commands.table import CommandTable

OTHER_ERROR = 1
BAD_INPUT = 2
NOT_IN_ARTICLES = 3
INTERRUPTED = 130

REFUSALS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)
"""What a disk or its owner may answer to any program: no bug, hence no traceback."""

BAD_INPUTS = (ConfigError, IndexMissing, QuestionError, SourceError)


class Commands(TyperGroup):
    """The commands of `rag`; here every error raised on purpose becomes one line and an exit code."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = CommandTable()

    def main(self, *args: Any, **settings: Any) -> NoReturn:
        """Run the command of the given arguments and exit with its code."""
        try:
            code = super().main(*args, **settings | {"standalone_mode": False, "prog_name": "rag"})
        except TyperException as error:
            context = getattr(error, "ctx", None)  # usage errors have one; their class is private to Typer
            command = context.command_path if context else "rag"
            _fail(f"{error.format_message().rstrip('.')}; see: {command} --help", BAD_INPUT)
        except RagError as error:
            _fail(str(error), BAD_INPUT if isinstance(error, BAD_INPUTS) else OTHER_ERROR)
        except OSError as error:
            if error.errno not in REFUSALS:
                raise
            _fail(f"{error.strerror}: {error.filename or 'standard output'}", OTHER_ERROR)
        sys.exit(code or 0)


@contextmanager
def sigterm_as_ctrl_c() -> Iterator[None]:
    """Within it SIGTERM, which is how a container or systemd ends a program, does what Ctrl-C does.

    Without it the first process of a container would not end at all: the kernel keeps from it what it has no handler for.
    """
    if threading.current_thread() is not threading.main_thread():  # only there may handlers be set
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def leave(code: str | int | None) -> NoReturn:
    """End the process.

    One that has loaded a model, or was interrupted while it may be loading one, is ended as it is: taking its libraries down
    costs 0.15 s, and a model that is still being compiled by a thread cannot be stopped. Everything a command writes is closed
    by now but the streams. From here on Ctrl-C is not heard: it could only interrupt the ending, and show as an error.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if isinstance(code, str) or ("openvino" not in sys.modules and code != INTERRUPTED):
        sys.exit(code)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody reads any more
        code = code or OTHER_ERROR
    os._exit(code or 0)


def _fail(message: str, code: int) -> NoReturn:
    typer.echo("error: " + visible(message), err=True)
    sys.exit(code)
