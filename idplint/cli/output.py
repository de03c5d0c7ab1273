"""Writing a report to the terminal or a pipe."""

from __future__ import annotations

import os
import sys
from enum import StrEnum


class Format(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"


class ColourChoice(StrEnum):
    """When to colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def write(text: str) -> None:
    """Print to standard output, with exactly one line end."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def environment() -> dict[str, str]:
    """The environment variables that decide about colour."""
    return dict(os.environ)
