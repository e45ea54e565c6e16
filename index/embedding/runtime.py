"""OpenVINO without its telemetry: the one way it is imported here.

`import openvino` starts the package openvino_telemetry, which sends an event to an outside address unless
the user opted out. It is hidden before the import, for which openvino has a stub of its own; a process that imported openvino
itself, earlier, has made its own choice.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType


def openvino() -> ModuleType:
    """The module openvino, imported on first use with its telemetry hidden."""
    if "openvino" not in sys.modules:
        # None in sys.modules makes an import fail.
        sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    return importlib.import_module("openvino")
