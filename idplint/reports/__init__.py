"""Reporters: one module per output format, each loaded only when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from idplint.errors import UsageError

if TYPE_CHECKING:
    from idplint.findings import Report
    from idplint.reports.sources import Sources
    from idplint.reports.style import Style

REPORTERS = {
    "text": "idplint.reports.text:render",
    "concise": "idplint.reports.concise:render",
    "json": "idplint.reports.json_report:render",
    "github": "idplint.reports.github:render",
}
"""Format name to the function that renders it, as `module:function`."""


class Reporter(Protocol):
    """A function that turns a report into the text of one format."""

    def __call__(self, report: Report, sources: Sources, style: Style) -> str:
        """The finished text, ending in a line feed unless it is empty."""


def reporter(name: str) -> Reporter:
    """The reporter of a format.

    Raises:
        UsageError: There is no such format.
    """
    from importlib import import_module

    if name not in REPORTERS:
        raise UsageError(f"there is no output format {name!r}", help=f"Formats: {', '.join(REPORTERS)}.")
    module, _, function = REPORTERS[name].partition(":")
    return cast("Reporter", getattr(import_module(module), function))


def render(name: str, report: Report, sources: Sources, style: Style) -> str:
    """The report in the named format.

    Raises:
        UsageError: There is no such format.
    """
    return reporter(name)(report, sources, style)
