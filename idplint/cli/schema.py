"""`idplint schema`: the JSON Schemas of what idplint reads and writes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from idplint.cli.output import write


class Kind(StrEnum):
    """A document that has a schema."""

    CONFIG = "config"
    NATIVE = "native"
    REPORT = "report"


_FILES = {
    Kind.CONFIG: "config/config.schema.json",
    Kind.NATIVE: "inputs/native.schema.json",
    Kind.REPORT: "reports/report.schema.json",
}


def schema(
    kind: Annotated[Kind, typer.Argument(help="config: idplint.yaml; native: native documents; report: JSON output.")],
) -> int:
    """Print a JSON Schema."""
    package = Path(__file__).parent.parent
    write((package / _FILES[kind]).read_text(encoding="utf-8"))
    return 0
