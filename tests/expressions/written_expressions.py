"""Expressions that are made up at random, for properties of the comparison.

One *meaning* (an attribute, cut, joined, in small letters, with a fallback) is written in any dialect, each time in one of
several ways. Some of these ways are not quite the same: that is for the comparison to find out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from idplint.model.application import Dialect, IdpKind, SourceExpression

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENTRA = {
    "mail": "mail",
    "userprincipalname": "userPrincipalName",
    "objectid": "objectId",
    "mailnickname": "mailNickname",
    "employeeid": "employeeId",
    "onpremisesuserprincipalname": "onPremisesUserPrincipalName",
    "givenname": "givenName",
    "surname": "surname",
    "displayname": "displayName",
    "department": "department",
    "extensionattribute1": "extensionAttribute1",
}
"""Claim id to provisioning name."""
OKTA = (
    "login",
    "email",
    "secondEmail",
    "firstName",
    "lastName",
    "displayName",
    "employeeNumber",
    "department",
    "badge",
)
_AFFIXES = ("eu-", ".eu", "@contoso.com", "@fabrikam.com", "@", "", "Sales", "-")
_MOST_STEPS = 2


# --- meanings ----------------------------------------------------------------------------------------------------------

Meaning = tuple[Any, ...]
"""`("attribute", name)`, or the name of a step, what it is done to, and constants."""


def meanings(names: tuple[str, ...]) -> st.SearchStrategy[Meaning]:
    attribute = st.tuples(st.just("attribute"), st.sampled_from(names))
    text = st.sampled_from(_AFFIXES)
    return st.recursive(
        attribute,
        lambda inner: st.one_of(
            st.tuples(st.sampled_from(("lower", "upper", "prefix", "prefix", "as it is", "start")), inner),
            st.tuples(st.just("before"), inner, text),
            st.tuples(st.just("after"), inner, text),
            st.tuples(st.just("two"), inner, st.sampled_from(("-", "@", "", " ")), inner),
            st.tuples(st.just("first"), inner, inner),
            st.tuples(st.just("if sales"), inner, inner),
        ),
        max_leaves=3,
    )


_TWINS = {
    "mail": "userprincipalname",
    "userprincipalname": "mail",
    "department": "extensionattribute1",
    "login": "email",
    "email": "login",
}


def _neighbour(draw: Any, meaning: Meaning, names: tuple[str, ...]) -> Meaning:
    """Nearly the same meaning: one step more, one less, or another attribute that some directories keep equal."""
    changed: list[Meaning] = [
        ("lower", meaning),
        ("after", ("prefix", meaning), draw(st.sampled_from(_AFFIXES))),
        ("first", meaning, ("attribute", draw(st.sampled_from(names)))),
    ]
    match meaning:
        case ("attribute", name):
            changed += [("attribute", _TWINS.get(name, name))] * 3
        case (kind, inner, *rest):
            changed += [inner, (kind, _neighbour(draw, inner, names), *rest)]
            changed += [("as it is", inner)] if rest == [""] else []
    found: Meaning = draw(st.sampled_from(changed))
    return found


def _quoted(text: str) -> str:
    return json.dumps(text)


# --- Entra -------------------------------------------------------------------------------------------------------------


def _one_of(draw: Any, *ways: str) -> str:
    found: str = draw(st.sampled_from(ways))
    return found


def provisioning(draw: Any, meaning: Meaning) -> str:
    """In one of the ways of a provisioning expression."""
    match meaning:
        case ("attribute", name):
            ways = [f"[{ENTRA[name]}]"]
        case ("lower" | "upper" as case, inner):
            x = provisioning(draw, inner)
            name = "ToLower" if case == "lower" else "ToUpper"
            ways = [f"{name}({x})", f"{name}({x}, )", f"{name}(CStr({x}))", f"PCase({x})"]
        case ("prefix", inner):
            x = provisioning(draw, inner)
            cut = f'Replace({x}, , "(?<Suffix>@(.)*)", "Suffix", "", , )'
            away = f'Replace({x}, "@contoso.com", , , "", , )'
            ways = [f'Word({x}, 1, "@")', f'Item(Split({x}, "@"), 1)', cut, away]
        case ("as it is", inner):
            x = provisioning(draw, inner)
            calls = ("Redact", "CStr", "IgnoreFlowIfNullOrEmpty", "StripSpaces", "NormalizeDiacritics", "Coalesce")
            ways = [*(f"{call}({x})" for call in calls), f'Append({x}, "")', f'Join("-", {x}, "")']
        case ("start", inner):
            x = provisioning(draw, inner)
            ways = [f"Left({x}, 8)", f"Mid({x}, 1, 8)", f"Left({x}, 60)"]
        case ("before", inner, text):
            x = provisioning(draw, inner)
            ways = [f'Join("", {_quoted(text)}, {x})', f"Append({_quoted(text)}, {x})"]
        case ("after", inner, text):
            x = provisioning(draw, inner)
            ways = [
                f"Append({x}, {_quoted(text)})",
                f'Join("", {x}, {_quoted(text)})',
                f'Join({_quoted(text)}, {x}, "")',
            ]
        case ("two", one, separator, other):
            x, y = provisioning(draw, one), provisioning(draw, other)
            ways = [f"Join({_quoted(separator)}, {x}, {y})", f"Append(Append({x}, {_quoted(separator)}), {y})"]
            ways += [f'Join({_quoted(separator)}, {x}, "", {y})']
        case ("first", one, other):
            x, y = provisioning(draw, one), provisioning(draw, other)
            ways = [f"Coalesce({x}, {y})", f"IIF(IsPresent({x}), {x}, {y})", f'Switch({x}, {x}, "", {y})']
            ways += [f"IIF(IsNullOrEmpty({x}), {y}, {x})", f"Coalesce({x}, Guid())"]
        case (_, one, other):
            x, y = provisioning(draw, one), provisioning(draw, other)
            ways = [f'IIF([department] = "Sales", {x}, {y})', f'Switch([department], {y}, "Sales", {x})']
            ways += [f'IIF([extensionAttribute1] = "Sales", {x}, {y})']
        case _:
            raise AssertionError(meaning)
    return _one_of(draw, *ways)


def _sourced(name: str) -> dict[str, Any]:
    return {"@odata.type": "#microsoft.graph.sourcedAttribute", "id": name, "source": "user"}


def _steps(meaning: Meaning) -> tuple[str, list[dict[str, Any]], str | None] | None:
    """Attribute, transformations and fallback of a claim; None where claims cannot say it."""
    match meaning:
        case ("attribute", name):
            return name, [], None
        case ("as it is", inner):
            return _steps(inner)
        case ("first", inner, ("attribute", fallback)):
            found = _steps(inner)
            return (found[0], found[1], fallback) if found and found[1] and not found[2] else None
        case ("two", ("attribute", name), separator, ("attribute", second)):
            more = {"separator": separator, "input2": {"attribute": _sourced(second)}}
            return name, [{"@odata.type": "#microsoft.graph.joinTransformation", **more}], None
    kinds = {"lower": "toLowercase", "upper": "toUppercase", "prefix": "extractMailPrefix", "start": "substring"}
    kind = "join" if meaning[0] == "after" else kinds.get(meaning[0])
    found = _steps(meaning[1])
    if kind is None or found is None or found[2] or len(found[1]) >= _MOST_STEPS:
        return None
    step: dict[str, Any] = {"@odata.type": f"#microsoft.graph.{kind}Transformation"}
    if kind == "join":
        constant = {"@odata.type": "#microsoft.graph.valueBasedAttribute", "value": meaning[2][1:]}
        step |= {"separator": meaning[2][:1], "input2": {"attribute": constant}}
    elif kind == "substring":
        step |= {"index": 0, "length": 8}
    return found[0], [*found[1], step], None


def claims(draw: Any, meaning: Meaning) -> str:
    """A claim, or a NameID, or a claim mapping policy's NameID; the plain attribute where claims cannot say it."""
    name, steps, fallback = _steps(meaning) or ("userprincipalname", [], None)
    if not steps and draw(st.booleans()):
        return f"user.{name}"
    if steps:
        steps = [{**steps[0], "input": {"attribute": _sourced(name), "treatAsMultiValue": False}}, *steps[1:]]
    attribute = _sourced(fallback) if fallback else (None if steps else _sourced(name))
    whole: dict[str, Any] = {"condition": None, "attribute": attribute, "transformations": steps}
    kind = draw(st.sampled_from(("bare", "name id", "claim", "for members", "persistent")))
    if kind == "bare":
        return json.dumps(whole)
    branches = [whole]
    if kind == "for members":
        condition = {"userType": draw(st.sampled_from(("members", "externalGuests", "allGuests"))), "memberOf": []}
        branches.append({"condition": condition, "attribute": _sourced("mail"), "transformations": []})
    if kind == "claim":
        return json.dumps({"@odata.type": "#microsoft.graph.customClaim", "name": "key", "configurations": branches})
    form = "persistent" if kind == "persistent" else "emailAddress"
    return json.dumps(
        {"@odata.type": "#microsoft.graph.samlNameIdClaim", "nameIdFormat": form, "configurations": branches}
    )


# --- Okta --------------------------------------------------------------------------------------------------------------


def classic(draw: Any, meaning: Meaning, root: str = "user") -> str:
    """In one of the ways of the classic language, or of the Identity Engine's."""
    methods = root == "user.profile"

    def call(name: str, x: str, *rest: str) -> str:
        return f"{x}.{name}({', '.join(rest)})" if methods else f"String.{name}({', '.join((x, *rest))})"

    match meaning:
        case ("attribute", name):
            ways = [f"{root}.{name}"]
        case ("lower" | "upper" as case, inner):
            ways = [call("toLowerCase" if case == "lower" else "toUpperCase", f"({classic(draw, inner, root)})")]
        case ("prefix", inner):
            x = classic(draw, inner, root)
            more = [
                call("substringBefore", f"({x})", _one_of(draw, '"@"', "'@'")),
                call("replace", f"({x})", '"@contoso.com"', '""'),
            ]
            ways = [*more]
        case ("as it is", inner):
            x = classic(draw, inner, root)
            ways = [f"({x})", f'({x}) + ""', call("removeSpaces", f"({x})")]
        case ("start", inner):
            ways = [call("substring", f"({classic(draw, inner, root)})", "0", "4")]
        case ("before", inner, text):
            x = classic(draw, inner, root)
            ways = [f"{_quoted(text)} + ({x})", f'String.join("", {_quoted(text)}, {x})']
        case ("after", inner, text):
            x = classic(draw, inner, root)
            ways = [f"({x}) + {_quoted(text)}", f"String.append({x}, {_quoted(text)})"]
        case ("two", one, separator, other):
            x, y = classic(draw, one, root), classic(draw, other, root)
            ways = [
                _one_of(draw, f"({x}) + {_quoted(separator)} + ({y})", f"String.join({_quoted(separator)}, {x}, {y})")
            ]
        case ("first", one, other):
            x, y = classic(draw, one, root), classic(draw, other, root)
            asked = f'({x} == null || {x} == "") ? ({y}) : ({x})'
            ways = [f"({x}) ?: ({y})", asked, f"({x} != null) ? ({x}) : ({y})", f"({x}) ?: Time.now()"]
        case (_, one, other):
            x, y = classic(draw, one, root), classic(draw, other, root)
            ways = [
                _one_of(
                    draw, f'({root}.department == "Sales") ? ({x}) : ({y})', f'isMemberOfGroupName("g") ? ({x}) : ({y})'
                )
            ]
        case _:
            raise AssertionError(meaning)
    return _one_of(draw, *ways)


def _hole(draw: Any, meaning: Meaning) -> str:
    match meaning:
        case ("attribute", name):
            return (
                _one_of(draw, f"user.{name}", f"source.{name}", "user.userName") if name == "login" else f"user.{name}"
            )
        case ("lower" | "upper" as case, inner):
            return f"fn:{'toLowerCase' if case == 'lower' else 'toUpperCase'}({_hole(draw, inner)})"
        case ("prefix", inner):
            return f"fn:substringBefore({_hole(draw, inner)}, '@')"
        case ("start", inner):
            return f"fn:substring({_hole(draw, inner)}, 0, 4)"
        case ("as it is", inner):
            return _one_of(draw, "fn:trim({})", "{}").format(_hole(draw, inner))
        case ("first", one, other):
            x, y = _hole(draw, one), _hole(draw, other)
            return _one_of(draw, f"empty {x} ? {y} : {x}", f"not empty {x} ? {x} : {y}", f"{x} == null ? {y} : {x}")
        case ("if sales", one, other):
            return f'user.department == "Sales" ? {_hole(draw, one)} : {_hole(draw, other)}'
    return _hole(draw, meaning[1])


def template(draw: Any, meaning: Meaning) -> str:
    """As a template."""
    match meaning:
        case ("before", inner, text):
            return f"{text}{template(draw, inner)}"
        case ("after", inner, text):
            return f"{template(draw, inner)}{text}"
        case ("two", one, separator, other):
            return f"{template(draw, one)}{separator}{template(draw, other)}"
    return f"${{{_hole(draw, meaning)}}}"


WRITERS: Mapping[Dialect, Callable[[Any, Meaning], str]] = {
    Dialect.ENTRA_CLAIMS: claims,
    Dialect.ENTRA_PROVISIONING: provisioning,
    Dialect.OKTA_TEMPLATE: template,
    Dialect.OKTA_CLASSIC: classic,
    Dialect.OKTA_IDENTITY_ENGINE: lambda draw, meaning: classic(draw, meaning, "user.profile"),
}
_SPOKEN = {
    IdpKind.ENTRA: (Dialect.ENTRA_CLAIMS, Dialect.ENTRA_PROVISIONING),
    IdpKind.OKTA: (Dialect.OKTA_TEMPLATE, Dialect.OKTA_CLASSIC, Dialect.OKTA_IDENTITY_ENGINE),
}
_PLAIN = {
    IdpKind.ENTRA: (("oid", Dialect.OIDC_CLAIM), ("upn", Dialect.OIDC_CLAIM), ("Sales", Dialect.CONSTANT)),
    IdpKind.OKTA: (("sub", Dialect.OIDC_CLAIM), ("email", Dialect.OIDC_CLAIM), ("Sales", Dialect.CONSTANT)),
}


def write(draw: Any, idp: IdpKind, meaning: Meaning) -> SourceExpression:
    """A meaning in one of the IdP's dialects."""
    dialect = draw(st.sampled_from(_SPOKEN[idp]))
    return SourceExpression(WRITERS[dialect](draw, meaning), dialect)


@st.composite
def pairs(draw: Any, idp: IdpKind) -> tuple[SourceExpression, SourceExpression]:
    """Two expressions of one IdP: one meaning written twice, two that are nearly the same, or any two."""
    names = tuple(ENTRA) if idp is IdpKind.ENTRA else OKTA
    meant = meanings(names)
    one = draw(meant)
    kind = draw(st.sampled_from(("same", "near", "near", "near", "any", "plain")))
    other = {"same": one, "near": _neighbour(draw, one, names)}.get(kind) or draw(meant)
    if kind == "plain":
        return write(draw, idp, one), SourceExpression(*draw(st.sampled_from(_PLAIN[idp])))
    return write(draw, idp, one), write(draw, idp, other)


@st.composite
def settled_pairs(draw: Any, idp: IdpKind) -> tuple[SourceExpression, SourceExpression]:
    """Two expressions that a declared fact may make the same: equal attributes, one always filled, one domain."""
    names = ("mail", "department", "employeeid") if idp is IdpKind.ENTRA else ("email", "department", "secondEmail")
    plain: Meaning = ("attribute", draw(st.sampled_from(names)))
    fallback: Meaning = ("attribute", draw(st.sampled_from((*names, names[0]))))
    joined: Meaning = ("two", plain, draw(st.sampled_from(("-", "@"))), ("attribute", names[0]))
    domain = draw(st.sampled_from(("@contoso.com", "@fabrikam.com")))
    ends: list[tuple[Meaning, Meaning]] = [
        (plain, ("attribute", _TWINS.get(plain[1], plain[1]))),
        (plain, ("first", plain, fallback)),
        (joined, joined),
        (("attribute", names[0]), ("after", ("prefix", ("attribute", names[0])), domain)),
    ]
    one, other = draw(st.sampled_from(ends))
    if draw(st.booleans()):
        one, other = ("lower", one), ("lower", other)
    return write(draw, idp, one), write(draw, idp, other)
