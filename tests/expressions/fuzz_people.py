"""The people whom every text of the fuzzer is evaluated for: documented ones, odd ones, and some of great length."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zlib import crc32

from tests.expressions import test_auth0_mapping, test_entra_provisioning_hostile, test_scim_filter
from tests.expressions.test_entra_claims_examples import EXAMPLES as CLAIMS
from tests.expressions.test_entra_provisioning_examples import BY_RULE, PUBLISHED
from tests.expressions.test_entra_provisioning_guides import BY_RULE as GUIDE_BY_RULE
from tests.expressions.test_entra_provisioning_guides import PUBLISHED as GUIDE_PUBLISHED
from tests.expressions.test_okta_classic_examples import CLASSIC
from tests.expressions.test_okta_examples import JOHN, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

Person: TypeAlias = Mapping[str, object]

ODD: Final[tuple[object, ...]] = (
    *(None, "", " ", "a", "İß😀\ud800é\u0301", "\udc80", "Ada.O'Hara@contoso.com", "a,b;c|d", "\x00\x1b[0m\n\u202e"),
    *(True, False, 0, -1, 17, 129699324000000000, 2**63, 2**200, 1.5, -0.0, 1e308, float("inf"), float("nan")),
    *("17", "-9223372036854775808", "1,5", "true", "9" * 400),
    *("2020-12-31-08:00", "2015-07-30T23:58:32.000Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999-14:00"),
    *([], [""], ["a", "B", ""], [None, 1, ["x"]], ["a"] * 50, ("a", "b"), {}, {"value": "x", "type": "work"}),
    *([{"value": None, "type": "work"}, {"VALUE": "y", "Type": "work", "type": 1}], {"a": object()}, b"\xff", object()),
)
LONG: Final[tuple[object, ...]] = ("a" * 100_000, "aB1@." * 20_000, "İ" * 60_000, ["a", "b@c", ""] * 3_000, "1" * 5_000)
_ORDERS = 8
_ONE_IN = 16
"""How many texts share one whose person has values of great length: they are slow."""


def people(target: str, text: str) -> Iterator[Person]:
    """Whom a text is evaluated for. The text alone decides, so that a replay asks about the same people."""
    chosen = crc32(text.encode("utf-8", "surrogatepass"))
    yield _documented(target, 0)
    yield _documented(target, 1 + chosen % (_ORDERS - 1))
    yield _filled(target, chosen % len(ODD))
    yield _filled(target, chosen // len(ODD) % len(ODD))
    if chosen % _ONE_IN == 0:
        yield _long(target)


@cache
def _documented(target: str, order: int) -> Person:
    """The people of the worked examples as one person; the first example that has an attribute gives its value.

    Args:
        target: Whose examples.
        order: Less than `_ORDERS`; says with which example to begin.
    """
    merged: dict[str, Any] = {}
    examples = _examples(target)
    first = order * len(examples) // _ORDERS
    for each in (*examples[first:], *examples[:first]):
        _merge(merged, each)
    return merged


def _examples(target: str) -> tuple[Person, ...]:
    if target in {"entra-provisioning", "entra-stored-tree"}:
        rows = (*PUBLISHED, *GUIDE_PUBLISHED, *BY_RULE, *GUIDE_BY_RULE)
        return (*(row[2] for row in rows), test_entra_provisioning_hostile.PERSON)
    if target == "entra-claims":
        return (*(row[2] for row in CLAIMS), {"user.class": "members", "user.groups": ["g1"]})
    if target.startswith("okta-"):
        return (JOHN, *(row[3] for row in ROWS), *(row[2] for row in CLASSIC))
    return (test_auth0_mapping.USER,) if target == "auth0-mapping" else (test_scim_filter.USER,)


def _merge(into: dict[str, Any], person: Person) -> None:
    for name, value in person.items():
        if isinstance(value, Mapping):
            held = into.setdefault(name, {})
            if isinstance(held, dict):
                _merge(held, value)
        else:
            into.setdefault(name, value)


@cache
def _filled(target: str, first: int) -> Person:
    """The same names with odd values, beginning with one of them."""
    return _replaced(_documented(target, 0), ODD, count(first))


@cache
def _long(target: str) -> Person:
    return _replaced(_documented(target, 0), LONG, count())


def _replaced(person: Person, values: tuple[object, ...], turns: Iterator[int]) -> dict[str, object]:
    return {name: _replacement(value, values, turns) for name, value in person.items()}


def _replacement(value: object, values: tuple[object, ...], turns: Iterator[int]) -> object:
    if isinstance(value, Mapping):
        return _replaced(value, values, turns)
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        return [_replaced(each, values, turns) for each in value]
    return values[next(turns) % len(values)]
