"""The problems that reading, configuration and pairing report; rules give them severity and words."""

from __future__ import annotations

from idplint.ruleset.predicate import Predicate

PREDICATES = (
    Predicate(
        "unreadable",
        {
            "broken": frozenset({"path", "detail", "help"}),
            "record": frozenset({"path", "detail", "help"}),
            "wrong-type": frozenset({"path", "expected", "found"}),
            "truncated": frozenset({"path", "expected", "found"}),
            "invalid-native": frozenset({"path", "detail", "help"}),
        },
    ),
    Predicate(
        "configuration",
        {
            "matches-nothing": frozenset({"match"}),
            "unknown-provider": frozenset({"provider", "known"}),
            "unknown-attribute": frozenset({"attribute", "directory"}),
            "declared-twice": frozenset({"fact", "first", "second", "name"}),
            "unused-ignore": frozenset({"rule", "application"}),
            "expired-ignore": frozenset({"rule", "application", "until", "reason"}),
        },
    ),
    Predicate("declared-contradicts-read", {"contradiction": frozenset({"fact", "declared", "read"})}),
    Predicate(
        "ambiguous-pairing",
        {
            "several": frozenset({"what", "candidates", "remedy"}),
            "orphan": frozenset({"what", "candidates", "remedy"}),
            "copies": frozenset({"fact", "one", "other"}),
        },
    ),
    Predicate(
        "code-differs-from-snapshot",
        {"differs": frozenset({"fact", "code", "snapshot", "age"})},
    ),
    Predicate(
        "incomplete-export",
        {
            "incomplete": frozenset({"tenant", "what", "remedy"}),
            "missing-file": frozenset({"tenant", "number", "files"}),
        },
    ),
)
