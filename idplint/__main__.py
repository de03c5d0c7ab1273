"""The program: answers `--version` at once, hands everything else to the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Run idplint; ends the process with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from idplint import __version__

        print(f"idplint {__version__}")  # noqa: T201 - the program's answer
        return
    try:
        from idplint.cli.app import run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
