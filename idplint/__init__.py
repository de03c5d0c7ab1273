"""idplint: a linter for identity-provider configuration.

Public names: `check`, `evaluate`, `Report`, `IdplintError`, `__version__`. They are loaded when first used, so that importing the
package, and `idplint --version`, cost nothing.
"""

from __future__ import annotations

# Type checkers know the name; `import typing` alone would cost a third of the time that --version takes.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from idplint.engine import check
    from idplint.errors import IdplintError
    from idplint.expressions.evaluation import evaluate
    from idplint.findings import Report

__version__ = "0.1.0"
__all__ = ["IdplintError", "Report", "__version__", "check", "evaluate"]


def __getattr__(name: str) -> object:
    if name == "check":
        from idplint.engine import check

        return check
    if name == "evaluate":
        from idplint.expressions.evaluation import evaluate

        return evaluate
    if name == "Report":
        from idplint.findings import Report

        return Report
    if name == "IdplintError":
        from idplint.errors import IdplintError

        return IdplintError
    raise AttributeError(f"module 'idplint' has no attribute {name!r}")
