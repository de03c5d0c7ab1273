"""The program: answers `--version` at once, hands everything else to the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Run idplint; ends the process with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from idplint import __version__

        print(f"idplint {__version__}")  # noqa: T201 - the program's answer
        return
    from idplint.cli.app import run

    sys.exit(run())


if __name__ == "__main__":
    main()
