"""How fast somebody may try: wrong passwords ever more slowly, questions so many a minute.

Knows names of people or machines and the time it is told; knows nothing of HTTP. Both keep a bounded number of names, for
names come from the network.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass

NAMES_KEPT = 10_000
FREE_FAILURES = 5
LONGEST_WAIT_SECONDS = 900.0
FAILURES_A_MINUTE = 100
"""Of everybody together: somebody with many addresses guesses no faster than this."""
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    last: float


class FailedLogins:
    """Counts failures by machine: five are free, then each doubles the wait, from one second up to fifteen minutes."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._recent: deque[float] = deque(maxlen=FAILURES_A_MINUTE)
        self._lock = threading.Lock()

    def wait(self, address: str, now: float) -> float:
        """Seconds until the machine at `address` may try again; 0 when it may now."""
        with self._lock:
            known = self._failures.get(network_of(address))
            own = known.last + _wait_after(known.count) - now if known else 0.0
            full = len(self._recent) == FAILURES_A_MINUTE
            return max(0.0, own, self._recent[0] + _MINUTE - now if full else 0.0)

    def failed(self, address: str, now: float) -> None:
        """Note a wrong password."""
        name = network_of(address)
        with self._lock:
            known = self._failures.pop(name, None)
            forgiven = known is None or now - known.last > 2 * LONGEST_WAIT_SECONDS
            self._failures[name] = _Failures(1 if forgiven or known is None else known.count + 1, now)
            self._recent.append(now)
            while len(self._failures) > NAMES_KEPT:
                self._failures.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """Forget the failures of a machine that came in."""
        with self._lock:
            self._failures.pop(network_of(address), None)


class QuestionPace:
    """Counts the questions of each person in the last minute."""

    def __init__(self, questions_per_minute: int) -> None:
        self._limit = questions_per_minute
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, person: str, now: float) -> float:
        """0, and the question counts; else the seconds until the person may ask again."""
        if not self._limit:
            return 0.0
        with self._lock:
            asked = self._asked.setdefault(person, deque(maxlen=self._limit))
            self._asked.move_to_end(person)
            while len(self._asked) > NAMES_KEPT:
                self._asked.popitem(last=False)
            if len(asked) == self._limit and now - asked[0] < _MINUTE:
                return asked[0] + _MINUTE - now
            asked.append(now)
            return 0.0


def network_of(address: str) -> str:
    """Whose address it is: an IPv6 address stands for its /64, which one household or machine has to itself."""
    try:
        parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return address[:100]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _wait_after(failures: int) -> float:
    if failures < FREE_FAILURES:
        return 0.0
    return float(min(LONGEST_WAIT_SECONDS, 2.0 ** min(failures - FREE_FAILURES, 20)))
