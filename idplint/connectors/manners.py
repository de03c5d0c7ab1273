"""How hard a tenant may be asked, and how long to wait before asking again."""

from __future__ import annotations

import random
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping


class Manners(msgspec.Struct, frozen=True):
    """Limits of one run; waits are in seconds."""

    concurrency: int = 8
    """Requests on their way at one time."""
    attempts: int = 6
    """How often one thing is asked for in all."""
    first_wait: float = 1.0
    """The wait after the first failure, where the server names none; it doubles with each further one."""
    longest_wait: float = 120.0
    """A server that asks for more is not waited for."""
    jitter: float = 0.25
    """By which part of itself a wait is prolonged at most, so that requests do not come back all at once."""
    answer_within: float = 60.0
    """How long an answer may take."""

    def wait(self, attempt: int, asked: float | None) -> float | None:
        """Seconds to wait after failure number `attempt`; None where waiting that long is not worth it."""
        base = min(self.first_wait * 2.0 ** (attempt - 1), self.longest_wait)
        if asked is not None:
            if asked > self.longest_wait:
                return None
            base = max(asked, self.first_wait)
        return base * (1 + self.jitter * random.random())  # noqa: S311 - spreads load, protects nothing


def asked_wait(headers: Mapping[str, str], *, throttled: bool = True) -> float | None:
    """The wait that a server asks for, in seconds; None where it names none.

    `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3), `X-Rate-Limit-Reset` Okta's epoch second and
    `X-RateLimit-Reset` Auth0's. Dates are compared with the server's own `Date`, since this machine's clock may be wrong.

    Args:
        headers: Of the answer, by lower-case name.
        throttled: Whether the answer says that there were too many requests. Okta tells the state of its limits with
            every answer, which is no reason to wait for their reset after a failure of another kind.
    """
    retry_after = headers.get("retry-after", "").strip()
    if retry_after.isascii() and retry_after.replace(".", "", 1).isdigit():
        return float(retry_after)
    now = _epoch(headers.get("date"))
    if now is None:
        return None
    until = _epoch(retry_after)
    if until is None and not throttled:
        return None
    if until is None:
        reset = (headers.get("x-rate-limit-reset") or headers.get("x-ratelimit-reset") or "").strip()
        if not (reset.isascii() and reset.isdigit()):
            return None
        until = float(reset)
    # The second that was named has to be over.
    return max(until - now, 0.0) + 1


def rest_wait(headers: Mapping[str, str]) -> float:
    """Seconds for which Okta has nothing left to give, told by an answer that it did give; 0 where there is more.

    `X-Rate-Limit-Remaining: 0` holds until `X-Rate-Limit-Reset`; where `X-Rate-Limit-Limit` is 0 as well, it is the number of
    requests at one time that is meant (developer.okta.com, "Rate limits").
    """
    if headers.get("x-rate-limit-remaining") != "0" or headers.get("x-rate-limit-limit") == "0":
        return 0.0
    return asked_wait({name: headers.get(name, "") for name in ("date", "x-rate-limit-reset")}) or 0.0


def _epoch(date: str | None) -> float | None:
    if not date:
        return None
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return None
