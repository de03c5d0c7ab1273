"""The transformations applied: inputs resolved, one value or every value of a list taken, results kept within bounds."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from idplint.expressions.entra_claims import text_functions
from idplint.expressions.entra_claims.letter_case import lower_case, upper_case
from idplint.expressions.entra_claims.mapping_policy import BEYOND_LIMITS, VERIFIED_DOMAIN
from idplint.expressions.entra_claims.regex_replacement import LONGEST_OUTPUT, NoMatch, replace
from idplint.expressions.entra_claims.sources import all_values_of_source, value_of_source
from idplint.expressions.entra_claims.transformations import ALL_VALUES, DROPS_DOMAIN, MAY_DROP_DOMAIN
from idplint.expressions.outcomes import Failed, Outcome, Undecided
from idplint.expressions.syntax import Attribute, Call, Literal, Node, Operation, Unsupported

if TYPE_CHECKING:
    from idplint.expressions.users import UserAttributes

_SECONDS = 1.0
"""All regular expressions of one evaluation together."""
_MOST_VALUES = 10_000


class Passed(msgspec.Struct, frozen=True):
    """The input of a skipped `regexReplace`, passed on."""

    value: Outcome
    is_last: bool = True
    """Whether the skipped transformation was the last one."""


Result: TypeAlias = "Outcome | Passed"


class _Input(msgspec.Struct, frozen=True):
    """What a transformation works on."""

    texts: list[str | None]
    is_list: bool
    after_skip: bool = False


class Transformer:
    """Evaluates sources and transformations for one user."""

    def __init__(self, user: UserAttributes) -> None:
        self._user = user
        self._deadline = time.monotonic() + _SECONDS

    def value(self, node: Node) -> Result:
        """What a source or a transformation yields."""
        match node:
            case Literal(value=value):
                return value if isinstance(value, str) else Undecided("a constant of a claim is text")
            case Attribute(path=(source, name)):
                return value_of_source(self._user, source, name)
            case Unsupported(reason=reason):
                return Undecided(reason)
            case Operation(operator="?:", operands=(transformed, attribute)):
                return self._with_fallback(transformed, attribute)
            case Call():
                return self._call(node)
            case _:
                return Undecided("the claim cannot be read")

    def _with_fallback(self, transformed: Node, attribute: Node) -> Result:
        found = self.value(transformed)
        if isinstance(found, Passed) and found.is_last:
            return self.value(attribute)
        if isinstance(found, Passed):
            other = self.value(attribute)
            if found.value == other or isinstance(found.value, Undecided | Failed):
                return found.value
            return Undecided(
                "what follows a transformation that was skipped is not documented where an output is set for no match"
            )
        return self.value(attribute) if found is None or found in ("", []) else found

    # --- calls -------------------------------------------------------------------------------------------------------

    def _call(self, node: Call) -> Result:
        first, *rest = node.arguments or (None,)
        if first is None:
            return Undecided("the transformation has no input")
        if node.name == BEYOND_LIMITS:
            return Undecided(
                "the documentation does not list this source or method for the NameID of a claims mapping policy; "
                "Entra may reject the policy or send a persistent pairwise identifier"
            )
        if node.name == VERIFIED_DOMAIN:
            return self._verified(first)
        given = self._input(first)
        if isinstance(given, Undecided | Failed):
            return given
        found = self._applied(node.name, given, rest)
        if not given.after_skip or isinstance(found, Undecided | Failed):
            return found
        return Passed(found.value if isinstance(found, Passed) else found, is_last=False)

    def _verified(self, node: Node) -> Result:
        found = self._single(node)
        if isinstance(found, str) and "." not in found:
            return Undecided(
                "what a claims mapping policy joins to a NameID must be a verified domain of the tenant, and this is no domain"
            )
        return found

    def _applied(self, name: str, given: _Input, rest: list[Node | None]) -> Result:
        arguments: list[str | int | None] = []
        named: dict[str, Outcome] = {}
        for node in rest:
            if isinstance(node, Call) and node.name == "named":
                label, source = node.arguments
                if isinstance(label, Literal) and source:
                    named[str(label.value)] = self._single(source)
            elif isinstance(node, Literal) and isinstance(node.value, str | int):
                arguments.append(node.value)
            elif node is None:
                arguments.append(None)
            elif name in _OUTPUTS:
                continue
            else:
                other = self._single(node)
                if not isinstance(other, str):
                    return other if isinstance(other, Undecided | Failed) else _joined_nothing()
                arguments.append(other)
        if name in _OUTPUTS:
            return self._output(name, given, rest)
        results: list[str | NoMatch | None] = []
        size = 0
        for text in given.texts:
            found = self._one(name, text, arguments, named)
            if isinstance(found, Undecided | Failed):
                return found
            size += len(found) if isinstance(found, str) else 0
            if size > LONGEST_OUTPUT:
                return Undecided("the result is too long")
            results.append(found)
        return _gathered(given, results)

    def _output(self, name: str, given: _Input, rest: list[Node | None]) -> Result:
        """A predicate: its output where it holds, else nothing."""
        if given.is_list and len(given.texts) > 1:
            return Undecided(f"how {name} treats several values is not documented")
        text = given.texts[0] if given.texts else None
        output = rest[-1]
        if output is None:
            return Undecided("the transformation has no output")
        if name in {"ifEmpty", "ifNotEmpty"}:
            return self._single(output) if (not text) == (name == "ifEmpty") else None
        value = rest[0]
        if not isinstance(value, Literal) or not isinstance(value.value, str):
            return Undecided("the transformation has no value to look for")
        holds = text_functions.matches(name, text or "", value.value)
        if isinstance(holds, Undecided):
            return holds
        return self._single(output) if holds else None

    def _one(
        self, name: str, text: str | None, arguments: list[str | int | None], named: dict[str, Outcome]
    ) -> str | NoMatch | Undecided | Failed | None:
        if not text:
            return _joined_nothing() if name == "join" else text
        if name in _UNARY:
            return _UNARY[name](text)
        match name, arguments:
            case "join", [str(separator), str(second)] if second:
                return f"{text}{separator}{second}"
            case "regexReplace", [str(pattern), str(template)]:
                return replace(text, pattern, template, named, self._deadline - time.monotonic())
            case "extractAlpha" | "extractNumber" | "extract", [str(kind), *values]:
                return text_functions.part(name, kind, text, tuple(str(each) for each in values))
            case "substring", [int(index), int() | None as length]:
                return text_functions.substring(text, index, length)
            case "trim", [str(ends), str(value)]:
                return text_functions.trim(ends, text, value)
            case _:
                return _joined_nothing() if name == "join" else Undecided(f"idplint does not know {name}")

    # --- inputs ------------------------------------------------------------------------------------------------------

    def _input(self, node: Node) -> _Input | Undecided | Failed:
        wrapped = node
        if isinstance(node, Call) and node.name in {DROPS_DOMAIN, MAY_DROP_DOMAIN} and node.arguments[0]:
            wrapped = node.arguments[0]
        every = isinstance(wrapped, Call) and wrapped.name == ALL_VALUES
        inner = wrapped.arguments[0] if isinstance(wrapped, Call) and every else wrapped
        if inner is None:
            return Undecided("the transformation has no input")
        if isinstance(inner, Attribute):
            found: Result = all_values_of_source(self._user, inner.path[0], inner.path[1])
        else:
            found = self.value(inner)
        skipped = isinstance(found, Passed)
        held = found.value if isinstance(found, Passed) else found
        if isinstance(held, Undecided | Failed):
            return held
        texts: list[str | None] = [held if isinstance(held, str) else None]
        if isinstance(held, list):
            texts = [str(each) for each in held]
        if isinstance(held, list) and not every:
            if len(texts) > 1 and not isinstance(inner, Attribute):
                return Undecided("whether a second transformation takes all values of the first is not documented")
            texts = texts[:1] or [None]
        if len(texts) > _MOST_VALUES:
            return Undecided("the attribute has too many values")
        return self._without_domains(node, _Input(texts, isinstance(held, list) and every, skipped))

    def _without_domains(self, node: Node, given: _Input) -> _Input | Undecided:
        if not isinstance(node, Call) or node.name not in {DROPS_DOMAIN, MAY_DROP_DOMAIN}:
            return given
        texts: list[str | None] = []
        for text in given.texts:
            if node.name == MAY_DROP_DOMAIN and "@" in (text or ""):
                return Undecided(
                    "a Join drops the domain of its first input where the claim is a NameID; here nothing settles whether it does"
                )
            shortened = text_functions.without_domain(text) if text else text
            if isinstance(shortened, Undecided):
                return shortened
            texts.append(shortened)
        return msgspec.structs.replace(given, texts=texts)

    def _single(self, node: Node) -> Outcome:
        """One value of an output or of a second input: the first one, as for inputs."""
        if isinstance(node, Call) and node.name == VERIFIED_DOMAIN:
            found = self.value(node)
            return found.value if isinstance(found, Passed) else found
        given = self._input(node)
        if isinstance(given, Undecided | Failed):
            return given
        if given.is_list and len(given.texts) > 1:
            return Undecided("how several values of an output or a second input are treated is not documented")
        return given.texts[0] if given.texts else None


_OUTPUTS = frozenset({"contains", "startsWith", "endsWith", "ifEmpty", "ifNotEmpty"})
_UNARY = {
    "toLowercase": lower_case,
    "toUppercase": upper_case,
    "extractMailPrefix": text_functions.mail_prefix,
}


def _joined_nothing() -> Undecided:
    return Undecided("what Join yields where one of its inputs is empty is not documented")


def _gathered(given: _Input, results: list[str | NoMatch | None]) -> Result:
    if results and all(isinstance(each, NoMatch) for each in results):
        return Passed([each or "" for each in given.texts] if given.is_list else given.texts[0])
    texts = [each for each in results if isinstance(each, str)]
    if not given.is_list:
        return texts[0] if texts else None
    if len(texts) < len(results):
        return Undecided("what becomes of values that a transformation yields nothing for is not documented")
    return list(texts)
