"""Writing a normal form in a vendor's own words, so that one side of a key can be made from the other.

What is written reads back as the same form. Sources: Microsoft, "Reference for writing expressions for attribute mappings",
"Customize SAML token claims"; Okta, "Okta Expression Language overview".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.directory.attributes import AD_NAMES, entra_names
from idplint.expressions.normal_forms.forms import (
    BEFORE_AT,
    FIRST,
    JOIN,
    LOWER,
    UPPER,
    Applied,
    Form,
    Open,
    Source,
    Text,
)
from idplint.model.application import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from idplint.directory.attributes import Attribute

_PROVISIONING = {
    LOWER: "ToLower(…)",
    UPPER: "ToUpper(…)",
    BEFORE_AT: 'Word(…, 1, "@")',
    JOIN: 'Join("", …)',
    FIRST: "Coalesce(…)",
}
_CLASSIC = {LOWER: "String.toLowerCase(…)", UPPER: "String.toUpperCase(…)", BEFORE_AT: 'String.substringBefore(…, "@")'}
_TEMPLATE = {LOWER: "fn:toLowerCase(…)", UPPER: "fn:toUpperCase(…)", BEFORE_AT: 'fn:substringBefore(…, "@")'}


def written(form: Form, dialect: Dialect) -> str | None:
    """An expression of a dialect that carries the form's value; None where none is known.

    For `entra-claims` that is the source, or what to choose in the portal: `ToLowercase() of user.mail`.
    """
    match dialect:
        case Dialect.ENTRA_PROVISIONING:
            return _provisioning(form)
        case Dialect.ENTRA_CLAIMS:
            return _claim(form)
        case Dialect.OKTA_CLASSIC:
            return _classic(form)
        case Dialect.OKTA_TEMPLATE:
            return _template(form)
        case _:
            return None


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _names(attribute: Attribute) -> tuple[str, ...]:
    """The claim id and the provisioning name of an Entra attribute; empty where it has none of them."""
    if attribute.name.startswith("entra.extension_"):
        return attribute.label, attribute.label
    for known, claim_ids, provisioning_names in entra_names():
        if known.name == attribute.name:
            return (*claim_ids[:1], *provisioning_names[:1]) if claim_ids and provisioning_names else ()
    return ()


# --- Entra provisioning ----------------------------------------------------------------------------------------------


def _provisioning(form: Form) -> str | None:
    match form:
        case Source(attribute=attribute):
            names = _names(attribute)
            return f"[{names[1]}]" if names else None
        case Text(text):
            return _quoted(text)
        case Open():
            return None
        case Applied(function, (inner,)) if function in {LOWER, UPPER, BEFORE_AT} and inner is not None:
            return _filled(_PROVISIONING[function], _provisioning(inner))
        case Applied(function, operands) if function in {JOIN, FIRST}:
            below = _all(operands, _provisioning)
            return _filled(_PROVISIONING[function], None if below is None else ", ".join(below))
        case Applied():
            return None


def _filled(pattern: str, inner: str | None) -> str | None:
    return None if inner is None else pattern.replace("…", inner)


def _all(operands: Sequence[Form | None], write: Callable[[Form], str | None]) -> list[str] | None:
    parts = [None if operand is None else write(operand) for operand in operands]
    found = [part for part in parts if part is not None]
    return found if len(found) == len(parts) else None


# --- Entra claims ----------------------------------------------------------------------------------------------------


def _claim(form: Form) -> str | None:
    match form:
        case Source(attribute=attribute):
            names = _names(attribute)
            return f"user.{names[0]}" if names else None
        case Applied(function, (inner,)) if function in {LOWER, UPPER, BEFORE_AT} and inner is not None:
            below = _claim(inner)
            # Two transformations in a row are the most that a claim can have, and their order is to be seen.
            if below is None or below.count("() of ") > 1:
                return None
            name = {LOWER: "ToLowercase", UPPER: "ToUppercase", BEFORE_AT: "ExtractMailPrefix"}[function]
            return f"{name}() of {below}"
        case _:
            return None


# --- Okta ------------------------------------------------------------------------------------------------------------


def _okta_path(attribute: Attribute) -> str | None:
    if attribute.name == "okta.id":
        return 'user.getInternalProperty("id")'
    if attribute.name.startswith("ad."):
        return f"source.{next(word for word, meant in AD_NAMES.items() if meant == attribute.name)}"
    return f"user.{attribute.name.removeprefix('okta.')}" if attribute.name.startswith("okta.") else None


def _classic(form: Form) -> str | None:
    match form:
        case Source(attribute=attribute):
            return _okta_path(attribute)
        case Text(text):
            return _quoted(text)
        case Applied(function, (inner,)) if function in {LOWER, UPPER, BEFORE_AT} and inner is not None:
            return _filled(_CLASSIC[function], _classic(inner))
        case Applied(function, operands) if function == JOIN:
            below_all = _all(operands, _classic)
            return " + ".join(below_all) if below_all is not None else None
        case _:
            return None


def _template(form: Form) -> str | None:
    operands = form.operands if isinstance(form, Applied) and form.function == JOIN else (form,)
    pieces = []
    for operand in operands:
        if isinstance(operand, Text):
            if any(mark in operand.text for mark in "${}\\"):
                return None
            pieces.append(operand.text)
            continue
        hole = None if operand is None else _hole(operand)
        if hole is None:
            return None
        pieces.append(f"${{{hole}}}")
    return "".join(pieces)


def _hole(form: Form) -> str | None:
    match form:
        case Source(attribute=attribute):
            # Whether a template resolves the user id is documented nowhere.
            return None if attribute.name == "okta.id" else _okta_path(attribute)
        case Applied(function, (inner,)) if function in {LOWER, UPPER, BEFORE_AT} and inner is not None:
            return _filled(_TEMPLATE[function], _hole(inner))
        case _:
            return None
