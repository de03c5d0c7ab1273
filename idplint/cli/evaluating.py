"""`idplint eval`: what an expression yields for a user."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from idplint.cli.output import write
from idplint.errors import UsageError
from idplint.expressions.evaluation import DIALECTS, evaluate
from idplint.expressions.outcomes import Failed, Undecided

_UNDECIDED = 1


def eval_(
    expression: Annotated[str, typer.Argument(help="The expression.", metavar="EXPR")],
    dialect: Annotated[str, typer.Option(help=f"One of {', '.join(DIALECTS)}.")],
    user: Annotated[str, typer.Option(help="The user's attributes: a JSON file, `-`, or JSON text.")],
) -> int:
    """Print what an expression yields for a user.

    Prints the value as JSON. Exit code 1 where idplint will not say, or where the vendor itself would fail.
    """
    outcome = evaluate(expression, dialect=dialect, user=_attributes(user))
    if isinstance(outcome, Undecided | Failed):
        kind = "undecided" if isinstance(outcome, Undecided) else "failed"
        write(f"{kind}: {outcome.reason}")
        return _UNDECIDED
    write(json.dumps(outcome, ensure_ascii=False))
    return 0


def _attributes(given: str) -> dict[str, object]:
    if given == "-":
        text, where = sys.stdin.read() if sys.stdin else "", "standard input"
    elif given.lstrip().startswith("{"):
        text, where = given, "--user"
    else:
        where = given
        try:
            text = Path(given).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{given}: cannot be read: {error}", help="name a JSON file, `-` or JSON text") from None
    try:
        attributes = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{where}: not JSON: {error}", help='for example --user \'{"mail": "ada@contoso.com"}\''
        ) from None
    if not isinstance(attributes, dict):
        raise UsageError(f"{where}: an object is needed", help='for example --user \'{"mail": "ada@contoso.com"}\'')
    return attributes
