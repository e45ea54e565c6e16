"""What goes wrong on a cluster, in words: of the worker, of its node, or of our own code there.

Knows Ray's errors; knows nothing of what was being done.
"""

from __future__ import annotations

from types import ModuleType

from index.errors import RagError

_LONGEST = 200


def words_of(error: BaseException) -> str:
    """The first line of what an error says, of the error below it where Ray only passes that on."""
    cause = getattr(error, "cause", None) or error
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()] or [type(cause).__name__]
    return lines[0][:_LONGEST].rstrip(".")


def reason_of(ray: ModuleType, error: BaseException) -> str:
    """What became of the process that did the work. Raises what our own code raised there."""
    faults = ray.exceptions
    cause = getattr(error, "cause", None)
    if isinstance(error, faults.OutOfMemoryError) or isinstance(cause, MemoryError):
        return "the process that read it ran out of memory"
    if isinstance(error, faults.RayTaskError) and not isinstance(cause, faults.RayError):
        if isinstance(cause, RagError):
            raise cause from error
        raise error
    if isinstance(error, faults.WorkerCrashedError | faults.NodeDiedError):
        return "the process that read it was killed or crashed"
    return f"the process that read it was lost: {words_of(error)}"
