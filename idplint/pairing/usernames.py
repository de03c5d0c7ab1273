"""Okta's application username where code states it and a snapshot holds what follows from it.

`userName` of SCIM is the application username, unless a profile mapping fills it, which then wins over the template wherever
that stands (Okta help, "Override the app username").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.model.application import OVERRIDES_TEMPLATE, Contested, Dialect, Layer
from idplint.model.values import Fact, Sourced, Unknown
from idplint.pairing.choosing import Choosing, is_silent, origin_of
from idplint.pairing.disagreement import disagree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.model.application import AttributeMapping, PartialApplication, Provisioning, SourceExpression
    from idplint.pairing.code_over_snapshot import Layering

_FACT = "application username"
_TARGET = "username"
_OVERRIDE_AT = ("properties", "userName", "expression")
"""Where the expression stands in the body of a profile mapping; a native document says the same by a note."""


class Usernames:
    """The application username of one application at the identity provider.

    Args:
        records: Its records.
        choosing: Chooses among records of one layer.
        layering: Chooses between code and a snapshot.
    """

    def __init__(self, records: Sequence[PartialApplication], choosing: Choosing, layering: Layering) -> None:
        self._choosing = choosing
        self._layering = layering
        self._stated = [(record, record.application_username) for record in records]
        silent = Choosing()
        code = [(record, fact) for record, fact in self._stated if record.layer is Layer.CODE]
        lower = [(record, fact) for record, fact in self._stated if record.layer is not Layer.CODE]
        spoken = [(record, fact) for record, fact in code if not is_silent(fact, record.origin)]
        self._code = silent.choose(spoken, "")
        self._lower = silent.choose(lower, "")
        self._maps_in_code = any(
            line.target.casefold() == _TARGET
            for record, _ in code
            for job in (record.provisioning if isinstance(record.provisioning, tuple) else ())
            for line in (job.mappings if isinstance(job.mappings, tuple) else ())
        )

    def settled(self) -> Fact[SourceExpression] | None:
        """The application username."""
        lower = self._lower
        if self._code is not None and not self._maps_in_code and _is_override(lower) and isinstance(lower, Sourced):
            if not isinstance(self._code, Unknown) and disagree(self._code, lower, copies=False):
                loser = origin_of(self._code) or self._stated[0][0].origin
                reason = "a profile mapping of userName overrides the template in code"
                self._choosing.contested.append(Contested(_FACT, lower.origin, (loser,), reason))
            return lower
        found: Fact[SourceExpression] | None = self._layering.settle(self._stated, _FACT)
        return found

    def in_jobs(self, jobs: tuple[Provisioning, ...]) -> tuple[Provisioning, ...]:
        """The jobs, with a userName that a snapshot took from its template following the template in code."""
        if self._code is None or self._maps_in_code:
            return jobs
        return tuple(
            msgspec.structs.replace(job, mappings=tuple(self._followed(line) for line in job.mappings))
            if isinstance(job.mappings, tuple)
            else job
            for job in jobs
        )

    def _followed(self, line: AttributeMapping) -> AttributeMapping:
        if line.target.casefold() != _TARGET or self._code is None or not self._is_template(line.source):
            return line
        source = self._layering.over(self._code, line.source, "", (line.origin, line.origin))
        origin = origin_of(source) or line.origin
        return msgspec.structs.replace(line, source=source, origin=origin, chosen=True)

    def _is_template(self, source: Fact[SourceExpression]) -> bool:
        """Whether a snapshot's userName is the template's, not that of a mapping."""
        if isinstance(source, Unknown):
            return True
        if _is_override(source):
            return False
        same = isinstance(self._lower, Sourced) and source.value == self._lower.value
        return same or source.value.dialect is Dialect.OKTA_TEMPLATE


def _is_override(fact: object) -> bool:
    if not isinstance(fact, Sourced):
        return False
    return OVERRIDES_TEMPLATE in fact.note or fact.origin.pointer[-len(_OVERRIDE_AT) :] == _OVERRIDE_AT
