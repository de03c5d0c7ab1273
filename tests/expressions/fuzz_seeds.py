"""What the fuzzer begins with: every worked example, hostile texts, and the words of each language."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from idplint.expressions.entra_provisioning import parse
from idplint.expressions.entra_provisioning.catalogue import SIGNATURES
from idplint.expressions.okta import classic, identity_engine, template
from idplint.expressions.syntax import Attribute, Call, Literal, Node
from tests.expressions import test_auth0_mapping, test_scim_filter
from tests.expressions.test_entra_claims_examples import EXAMPLES, UNDECIDED_EXAMPLES
from tests.expressions.test_entra_claims_samples import attribute, configuration, constant, transformation
from tests.expressions.test_entra_provisioning_examples import BY_RULE, PUBLISHED, UNDECIDED
from tests.expressions.test_entra_provisioning_guides import BY_RULE as GUIDE_BY_RULE
from tests.expressions.test_entra_provisioning_guides import OTHERWISE_PRINTED
from tests.expressions.test_entra_provisioning_guides import PUBLISHED as GUIDE_PUBLISHED
from tests.expressions.test_entra_provisioning_hostile import SEEDS
from tests.expressions.test_okta_classic_examples import CLASSIC
from tests.expressions.test_okta_examples import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OKTA = {module.LANGUAGE.name: module.LANGUAGE for module in (classic, identity_engine, template)}
_TOKEN = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[A-Za-z_][\w.:@]*\(?|\d+|[^\w\s]{1,3}")
_MOST_ARGUMENTS = 6
_ENTRA_ARGUMENTS: Final = (
    "[mail]",
    "1",
    '"a"',
    "[date]",
    "[many]",
    '"yyyy-MM-dd HH:mm:ss.fff zzz"',
    "",
    "CDate([date])",
)
_OKTA_ARGUMENTS: Final = (
    "user.firstName",
    "1",
    "'a,b'",
    "{'a', 'b'}",
    "'2015-07-30T23:58:32.123Z'",
    "'dd MMM yyyy HH:mm:ss.SSS'",
)
_REGEXES: Final = (
    "(?<a>.*)",
    "^(?<a>[^@]+)@(?<b>.+)$",
    "(?'a'[a-z]+)",
    "(?<a>.)(?<b>x?)",
    "^.+$",
    "(?i)\\w(?<a>\\s|$)*?",
)
_REPLACEMENTS: Final = ("{a}", "{a}.{country}", "x{b}{a}y", "{proxyaddresses}-", "{0}")
_MOST_PIECES = 600
# fmt: off
_ANYWHERE: Final = (
    '"', "'", "\\", "(", ")", "[", "]", "{", "}", "${", "?:", "?", ":", ",", ".", "!", " ", "\t", "\n", "\x00", "//",
    "==", "!=", "<=", "&", "&&", "||", " AND ", " OR ", " and ", " not ", "null", "true", "false", "+", "-", "$1",
    "0", "-1", "1e999", "1.5", "2147483648", "9223372036854775808", "9" * 310, "&HFF", "0x10", "\u0661", "\u00b2",
    "\ud800", "\U0001f600", "\u0130", "\u0345", "\ufeff", "\u2028", "\u202e", "é\u0301", "''", '""', "[mail]", "user.",
    "(?<a>.)", "(a+)+$", "(?i)", "[^a-z]", "\\\\d{2,}", "(.*)*", "\\p{L}", "(?=x)", "{1000}", "yyyy-MM-dd", "'T'HH:mm",
    ".SSS", ".fff", "ss", "MMM", "EEEE", "dddd", "zzz", "K", "tt", "a", "h", "$ref", "(?<b>x*)", "{b}", "${b}", "$&", "\\1",
)
# fmt: on
HOSTILE: Final = (
    *("", " ", "\ud800", "(" * 150, "[" * 150, "{" * 150, "!" * 150, "-" * 150 + "1", "user.x" + ".y" * 150, '"' * 9),
    *("${" * 50, "String.len(" * 120, "Not(" * 120, "not (" * 120, "a[" * 120, '{"a":' * 120, "1" * 400, "\\" * 99),
    *("true ? 1 : " * 120 + "2", "x eq 1 or " * 120 + "x pr", ",".join(["'a'"] * 300), "'a' matches '(a+)+(a+)+$'"),
)


@cache
def seeds(target: str) -> tuple[str, ...]:
    """The texts that the fuzzer of a target begins with."""
    return tuple(dict.fromkeys((*_worked(target), *_calls(target), *HOSTILE)))


def _calls(target: str) -> Iterator[str]:
    """Every function of a language with every number of arguments that it takes, up to a few more than it needs."""
    if target == "entra-provisioning":
        for name, signature in SIGNATURES.items():
            for size in range(len(signature.required), min(signature.longest or _MOST_ARGUMENTS, _MOST_ARGUMENTS) + 1):
                yield from (f"{name}({', '.join(given)})" for given in _arguments(_ENTRA_ARGUMENTS, size))
    elif target == "entra-stored-tree":
        trees = (_stored(parse(text)) for text in _calls("entra-provisioning"))
        yield from (json.dumps(tree) for tree in trees if tree is not None)
    elif target == "entra-claims":
        yield from _claims()
    elif target in _OKTA:
        opening, closing = ("${", "}") if target == "okta-template" else ("", "")
        for name, function in _OKTA[target].functions.items():
            for size in range(function.least, min(function.most or _MOST_ARGUMENTS, _MOST_ARGUMENTS) + 1):
                yield from (
                    f"{opening}{name}({', '.join(given)}){closing}" for given in _arguments(_OKTA_ARGUMENTS, size)
                )
        for name, function in _OKTA[target].methods.items():
            for size in range(function.least, min(function.most or _MOST_ARGUMENTS, _MOST_ARGUMENTS) + 1):
                yield from (f"{of}.{name}({', '.join(given)})" for of, *given in _arguments(_OKTA_ARGUMENTS, size))


def _claims() -> Iterator[str]:
    """The worked examples with their person's values written into them, and regular expressions that match."""
    for _, claim, user, *_ in (*EXAMPLES, *UNDECIDED_EXAMPLES):
        if not isinstance(claim, str):
            yield json.dumps(_with_constants(claim, user))
    for regex in _REGEXES:
        for replacement in _REPLACEMENTS:
            for name in ("mail", "displayname"):
                more = [attribute("country"), attribute("proxyaddresses")]
                fields = {"regex": regex, "replacement": replacement, "additionalAttributes": more}
                yield json.dumps(configuration(transformation("regexReplace", name, every=name == "mail", **fields)))


def _with_constants(claim: object, user: Mapping[str, object]) -> object:
    if isinstance(claim, list):
        return [_with_constants(each, user) for each in claim]
    if not isinstance(claim, dict):
        return claim
    held = user.get(str(claim.get("id")))
    return (
        constant(held) if isinstance(held, str) else {key: _with_constants(each, user) for key, each in claim.items()}
    )


def _arguments(values: tuple[str, ...], size: int) -> Iterator[tuple[str, ...]]:
    """Some rows of arguments, each value once in each place."""
    for first in range(len(values)):
        yield tuple(values[(first + each) % len(values)] for each in range(size))


def _worked(target: str) -> list[str]:
    if target == "entra-provisioning":
        tables = (PUBLISHED, BY_RULE, UNDECIDED, GUIDE_PUBLISHED, GUIDE_BY_RULE, OTHERWISE_PRINTED)
        return [row[1] for table in tables for row in table] + SEEDS
    if target == "entra-stored-tree":
        trees = (_stored(parse(text)) for text in _worked("entra-provisioning"))
        return [json.dumps(tree) for tree in trees if tree is not None]
    if target == "entra-claims":
        claims = [row[1] for row in (*EXAMPLES, *UNDECIDED_EXAMPLES)]
        return [claim if isinstance(claim, str) else json.dumps(claim) for claim in claims]
    if target.startswith("okta-"):
        return [row[2] for row in ROWS] + [row[1] for row in CLASSIC]
    paths = [row[0] for row in (*test_auth0_mapping.RESOLVED, *test_auth0_mapping.UNDECIDED)]
    return paths + [row[0] for row in test_scim_filter.RFC_EXAMPLES]


def _stored(node: Node) -> dict[str, object] | None:
    """A tree in the form that Entra stores; None where it has none, as comparisons have."""
    match node:
        case Attribute(path=path):
            return {"type": "Attribute", "name": ".".join(path), "parameters": []}
        case Literal(value=value):
            return {"type": "Constant", "name": str(value), "parameters": []}
        case Call(name=name, arguments=arguments) if name in SIGNATURES and SIGNATURES[name].parameters:
            names = SIGNATURES[name].parameters
            names += names[len(names) - SIGNATURES[name].repeating :] * len(arguments)
            given = [
                (key, None if each is None else _stored(each)) for key, each in zip(names, arguments, strict=False)
            ]
            parameters = [{"key": key, "value": value} for key, value in given if value is not None]
            return {"expression": name, "type": "Function", "name": name, "parameters": parameters}
        case _:
            return None


@cache
def pieces(target: str) -> tuple[str, ...]:
    """Words to mutate with: functions and operators of the language, tokens of its examples, odd characters."""
    words: list[str] = [f"{name}(" for name in SIGNATURES] if target == "entra-provisioning" else []
    if target == "entra-stored-tree":
        words = [f'"{name}"' for name in SIGNATURES]
    if target in _OKTA:
        known = _OKTA[target]
        words = [f"{name}(" for name in (*known.functions, *known.live)] + [f".{name}(" for name in known.methods]
    if target in {"scim-filter", "auth0-mapping"}:
        words = [f" {word} " for word in ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr")]
    found = [token for text in _worked(target) for token in _TOKEN.findall(text)]
    return tuple(dict.fromkeys((*words, *_ANYWHERE, *found)))[:_MOST_PIECES]
