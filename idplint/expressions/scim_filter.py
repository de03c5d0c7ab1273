"""Paths and filters of SCIM: `emails[type eq "work"].value`, `userType eq "Employee" and not (emails co "example.com")`.

Source: RFC 7644 sections 3.4.2.2 (filters), 3.5.2 (paths) and 3.10 (attribute notation); RFC 7643 section 4 (case of core
attributes). In the trees a comparison is an `Operation` named after its operator, `and` and `or` take any number of operands,
`[]` selects elements by a filter, and `.` takes a sub-attribute of what was selected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from json import JSONDecoder
from typing import Final

from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.syntax import MAX_DEPTH, MAX_LENGTH, Attribute, Literal, Node, Operation, Unsupported

CORE_USER: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE_USER: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_SCHEMAS = (CORE_USER.lower(), ENTERPRISE_USER.lower())

_SUB_NAME = r"\$?[A-Za-z][A-Za-z0-9_\-]*"
_PATH = re.compile(rf"(?:(?P<uri>urn:[A-Za-z0-9.\-_:]+):)?(?P<names>{_SUB_NAME}(?:\.{_SUB_NAME})*)", re.IGNORECASE)
_SUB = re.compile(rf"\.({_SUB_NAME})")
_WORD = re.compile(r"[A-Za-z]+")
_SPACE = re.compile(r"[ \t]*")
_LITERAL = re.compile(r"true|false|null|-?(?:0|[1-9][0-9]{0,300})(?:\.[0-9]{1,300})?(?:[eE][-+]?[0-9]{1,4})?")
_WORDS = {"true": True, "false": False, "null": None}
_COMPARISONS = frozenset({"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"})
_LONGEST_NAME = 2
_EXACT = frozenset({"id", "externalid", "profileurl", "$ref"})
_FOLDED = frozenset(
    """
    username displayname nickname title usertype preferredlanguage locale timezone formatted familyname givenname middlename
    honorificprefix honorificsuffix value type display streetaddress locality region postalcode country employeenumber costcenter
    organization division department
    """.split()  # noqa: SIM905 - a long list of names reads better so
) | {"emails", "phonenumbers", "ims", "photos", "addresses", "groups", "entitlements", "roles", "manager"}
_read_string = JSONDecoder().raw_decode


class _Unreadable(Exception):  # noqa: N818 - carries a reason and a place, is no error
    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.start = start
        self.end = end


def parse_path(text: str) -> Node:
    """Read an attribute path; what cannot be read is `Unsupported`. Never raises."""
    return _parsed(text, path=True)


def parse_filter(text: str) -> Node:
    """Read a filter; what cannot be read is `Unsupported`. Never raises."""
    return _parsed(text, path=False)


def _parsed(text: str, *, path: bool) -> Node:
    if len(text) > MAX_LENGTH:
        return Unsupported(f"the text is longer than {MAX_LENGTH} characters", (0, len(text)))
    try:
        parser = _Parser(text)
        node = parser.path() if path else parser.disjunction(0)
        parser.finish()
    except _Unreadable as found:
        return Unsupported(found.reason, (min(found.start, len(text)), min(found.end, len(text))))
    return node


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._space()

    def _space(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def finish(self) -> None:
        self._space()
        if self._at < len(self._text):
            raise _Unreadable("text stands after what could be read", self._at, len(self._text))

    def _fail(self, reason: str) -> _Unreadable:
        return _Unreadable(reason, self._at, self._at + 1)

    def _taken(self, sign: str) -> bool:
        self._space()
        if not self._text.startswith(sign, self._at):
            return False
        self._at += len(sign)
        return True

    def _word(self) -> str:
        self._space()
        found = _WORD.match(self._text, self._at)
        return found.group().lower() if found else ""

    def path(self) -> Node:
        start = self._at
        attribute = self._attribute()
        if not self._text.startswith("[", self._at):
            return attribute
        selected = self._selection(attribute, start, 0)
        found = _SUB.match(self._text, self._at)
        if not found:
            return selected
        self._at = found.end()
        return Operation(".", (selected, Attribute((found[1],), found.span(1))), (start, self._at))

    def _selection(self, attribute: Attribute, start: int, depth: int) -> Operation:
        self._at += 1
        chosen = self.disjunction(depth + 1)
        if not self._taken("]"):
            raise self._fail("a closing `]` was expected")
        return Operation("[]", (attribute, chosen), (start, self._at))

    def _attribute(self) -> Attribute:
        self._space()
        found = _PATH.match(self._text, self._at)
        if not found:
            raise self._fail("the name of an attribute was expected")
        path = _path_of(found["uri"], found["names"].split("."))
        if path is None:
            raise _Unreadable("SCIM knows attributes and sub-attributes, nothing deeper", *found.span())
        self._at = found.end()
        return Attribute(path, found.span())

    def disjunction(self, depth: int) -> Node:
        return self._chain("or", depth)

    def _chain(self, word: str, depth: int) -> Node:
        self._space()
        start = self._at
        operands = [self._chain("and", depth) if word == "or" else self._term(depth)]
        while self._word() == word:
            self._at += len(word)
            operands.append(self._chain("and", depth) if word == "or" else self._term(depth))
        return operands[0] if len(operands) == 1 else Operation(word, tuple(operands), (start, self._at))

    def _term(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._fail(f"the filter nests more than {MAX_DEPTH} deep")
        self._space()
        start = self._at
        negated = self._word() == "not" and _SPACE.sub("", self._text[start + 3 : start + 40]).startswith("(")
        if negated:
            self._at += 3
        if self._taken("("):
            inner = self.disjunction(depth + 1)
            if not self._taken(")"):
                raise self._fail("a closing `)` was expected")
            return Operation("not", (inner,), (start, self._at)) if negated else inner
        return self._comparison(start, depth)

    def _comparison(self, start: int, depth: int) -> Node:
        attribute = self._attribute()
        if self._text.startswith("[", self._at):
            return self._selection(attribute, start, depth)
        operator = self._word()
        if operator == "pr":
            self._at += 2
            return Operation("pr", (attribute,), (start, self._at))
        if operator not in _COMPARISONS:
            raise self._fail("one of the operators eq, ne, co, sw, ew, gt, ge, lt, le and pr was expected")
        self._at += 2
        literal = self._literal()
        return Operation(operator, (attribute, literal), (start, self._at))

    def _literal(self) -> Literal:
        self._space()
        start = self._at
        if self._text.startswith('"', start):
            try:
                value, self._at = _read_string(self._text, start)
            except ValueError as broken:
                raise _Unreadable("the text is not closed, or holds a wrong escape", start, len(self._text)) from broken
            return Literal(str(value), (start, self._at))
        found = _LITERAL.match(self._text, start)
        if not found:
            raise self._fail("a text in double quotes, a number, true, false or null was expected")
        self._at = found.end()
        written = found.group()
        if written in _WORDS:
            return Literal(_WORDS[written], found.span())
        return Literal(float(written) if set(written) & set(".eE") else int(written), found.span())


def _path_of(uri: str | None, names: list[str]) -> tuple[str, ...] | None:
    if uri is None:
        return tuple(names) if len(names) <= _LONGEST_NAME else None
    # RFC 7644 puts a colon between a schema and its attribute, Auth0's default mapping a dot.
    schema = f"{uri}:{names[0]}"
    if schema.lower() in _SCHEMAS:
        return (schema, *names[1:]) if len(names) <= _LONGEST_NAME + 1 else None
    return (uri, *names) if len(names) <= _LONGEST_NAME else None


# --- evaluation ------------------------------------------------------------------------------------------------------


def matches(node: Node, resource: object, *, folds: bool | None = None) -> bool | Undecided | Failed:
    """Whether a filter from `parse_filter` holds for a resource, or for one element of a multi-valued attribute. Never raises.

    Args:
        node: The filter.
        resource: A JSON object of SCIM; an absent attribute has no value.
        folds: Whether text is compared without regard to letter case; None leaves it to the schema (RFC 7643).
    """
    match node:
        case Operation(operator="and" | "or" as operator, operands=operands):
            return _combined(operator, [matches(each, resource, folds=folds) for each in operands])
        case Operation(operator="not", operands=(inner,)):
            found = matches(inner, resource, folds=folds)
            return not found if isinstance(found, bool) else found
        case Operation(operator="[]", operands=(Attribute(path=path), chosen)):
            elements = [each for each in values_at(resource, path) if isinstance(each, Mapping)]
            return _combined("or", [matches(chosen, each, folds=folds) for each in elements])
        case Operation(operator="pr", operands=(Attribute(path=path),)):
            return any(each not in (None, "", [], {}) for each in values_at(resource, path))
        case Operation(operator=operator, operands=(Attribute(path=path), Literal(value=value))):
            return _compared(operator, path, values_at(resource, path), value, folds=folds)
        case Unsupported(reason=reason):
            return Undecided(reason)
        case _:
            return Undecided("the filter cannot be read")


def _combined(operator: str, found: list[bool | Undecided | Failed]) -> bool | Undecided | Failed:
    decisive = operator == "or"
    if any(each is decisive for each in found):
        return decisive
    return next((each for each in found if not isinstance(each, bool)), not decisive)


def values_at(held: object, path: tuple[str, ...]) -> list[object]:
    """Every value at a path: elements of lists one by one, names whatever their case, absent ones left out."""
    if path and path[0].lower() == CORE_USER.lower():
        path = path[1:]
    found: list[object] = [held]
    for name in path:
        found = [value for each in found for value in _inside(each, name)]
    return found


def _inside(held: object, name: str) -> list[object]:
    if not isinstance(held, Mapping):
        return []
    keys = [name] if name in held else [key for key in held if isinstance(key, str) and key.lower() == name.lower()]
    return [value for key in keys for value in (held[key] if isinstance(held[key], list | tuple) else [held[key]])]


def _compared(
    operator: str, path: tuple[str, ...], held: list[object], value: object, *, folds: bool | None
) -> bool | Undecided | Failed:
    # A complex element stands for its `value`: the RFC's own example compares `emails`.
    plain = [values_at(each, ("value",)) if isinstance(each, Mapping) else [each] for each in held]
    texts = [each for inner in plain for each in inner if each is not None]
    if value is None and operator in {"eq", "ne"}:
        return (not texts) == (operator == "eq")
    if not texts:
        if operator == "ne" or value is False:
            return Undecided("whether an attribute without a value differs from this one is not documented")
        return False
    found = [_one(operator, path, each, value, folds=folds) for each in texts]
    if operator == "ne" and len({repr(each) for each in found}) > 1:
        return Undecided("whether `ne` asks for one or for all of several values is not documented")
    return _combined("or", found)


def _one(
    operator: str, path: tuple[str, ...], held: object, value: object, *, folds: bool | None
) -> bool | Undecided | Failed:
    if isinstance(held, bool) or isinstance(value, bool):
        if operator not in {"eq", "ne"}:
            return Failed(f"SCIM refuses `{operator}` for true and false")
        if not (isinstance(held, bool) and isinstance(value, bool)):
            return Undecided("how true and false compare with a text or a number is not documented")
        return (held == value) == (operator == "eq")
    if isinstance(held, str) and isinstance(value, str):
        return _texts(operator, path, held, value, folds=folds)
    if isinstance(held, int | float) and isinstance(value, int | float) and operator not in {"co", "sw", "ew"}:
        return _ordered(operator, held, value)
    return Undecided("how values of different types compare is not documented")


def _texts(operator: str, path: tuple[str, ...], held: str, value: str, *, folds: bool | None) -> bool | Undecided:
    if operator in {"gt", "ge", "lt", "le"}:
        moments = _moment(held), _moment(value)
        if moments[0] is not None and moments[1] is not None:
            return _ordered(operator, moments[0], moments[1])
    exact, folded = _text(operator, held, value), _text(operator, held.casefold(), _folded(value))
    if exact == folded:
        return exact
    last = path[-1].lower()
    if folds is None and path[0].lower() != "meta":
        folds = False if last in _EXACT else True if last in _FOLDED else None
    if folds is None:
        return Undecided(f"whether {path[-1]} compares letter case depends on a schema that was not given")
    return folded if folds else exact


@lru_cache(maxsize=4)
def _folded(value: str) -> str:
    # The same long constant is compared with every element of an attribute.
    return value.casefold()


def _text(operator: str, held: str, value: str) -> bool:
    match operator:
        case "co":
            return value in held
        case "sw":
            return held.startswith(value)
        case "ew":
            return held.endswith(value)
        case _:
            return _ordered(operator, held, value)


def _ordered(operator: str, held: str | float, value: str | float) -> bool:
    if operator in {"eq", "ne"}:
        return (held == value) == (operator == "eq")
    less, same = held < value, held == value  # type: ignore[operator]  # both text or both numbers
    return (same and operator in {"ge", "le"}) or (not same and less == operator.startswith("l"))


def _moment(text: str) -> float | None:
    from datetime import UTC, datetime

    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T", text):
        return None
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
