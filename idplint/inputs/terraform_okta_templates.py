"""Okta expressions in Terraform arguments, and those that Terraform takes for expressions of its own.

Okta and Terraform both write `${...}`. Code has to double the dollar sign for what Terraform should hand on to Okta:
`$${user.email}`. Without it Terraform looks for an object of its own, and refuses what it does not find.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from idplint.inputs.terraform_values import not_known, settled, written_at
from idplint.model.application import Dialect, SourceExpression
from idplint.model.values import Basis, Sourced, Unknown
from idplint.terraform import Known, Unset, alternatives, referenced

if TYPE_CHECKING:
    from idplint.model.values import Fact
    from idplint.terraform import Estate, Reference, Value

_ROOTS = frozenset({"user", "source", "appuser", "idpuser", "org", "instance"})
"""What Okta's expressions begin with; no Terraform provider is called so."""
_BARE = re.compile(r"\s*(?:user|appuser|source|org)\.\w+[\w.]*\s*|\s*String\.\w+\(.*", re.DOTALL)
_MODULES = re.compile(r"\A(?:module\.[^.\[]+(?:\[[^\]]*\])?\.)+")


def expressions(value: Value, fact: str, dialect: Dialect, estate: Estate) -> tuple[Fact[SourceExpression], ...]:
    """Every expression that an argument may hold; none where it is unset or empty.

    Args:
        value: Of the argument.
        fact: What the expression tells, in the field's words.
        dialect: The language of the argument.
        estate: Where references lead.
    """
    found: list[Fact[SourceExpression]] = []
    for alternative in alternatives(value):
        for each in alternatives(settled(alternative, estate)):
            match each:
                case Unset() | Known(value=""):
                    continue
                case Known(value=str() as text, written=written) if text.strip():
                    found.append(Sourced(SourceExpression(text, dialect), written))
                case Known(value=str()):
                    continue
                case _:
                    found.append(_misread(each, fact, dialect) or not_known(each, fact))
    return tuple(found)


def one_expression(value: Value, fact: str, dialect: Dialect, estate: Estate) -> Fact[SourceExpression] | None:
    """The expression that an argument holds; None where it is unset; unknown where it may be one of several."""
    found = expressions(value, fact, dialect, estate)
    if len(found) < 2:  # noqa: PLR2004 - one, or none
        return next(iter(found), None)
    shown = " or ".join(f"`{each.value.text}`" for each in found if isinstance(each, Sourced))
    reason = f"the code leaves open which it is: {shown}" if shown else "the code leaves open which it is"
    return Unknown(fact, reason, "check the plan instead", written_at(value))


def with_note(source: Fact[SourceExpression], note: str, basis: Basis | None = None) -> Fact[SourceExpression]:
    """A source with a note, and another basis at wish; what is not known stays so."""
    if isinstance(source, Unknown):
        return source
    return msgspec.structs.replace(source, note=note, basis=basis or source.basis)


def bare(template: str) -> bool:
    """Whether a template looks like an expression without its `${}`, of which Okta documents no meaning."""
    return "${" not in template and _BARE.fullmatch(template) is not None


def misread_text(reference: Reference) -> str | None:
    """The Okta expression that a reference was meant to be: `user.email`; None where it is Terraform's own."""
    if reference.declared:
        return None
    address = in_module(reference.address)
    text = ".".join(map(str, (address, *reference.path)))
    return text if address.partition(".")[0] in _ROOTS else None


def in_module(address: str) -> str:
    """An address as the module itself writes it."""
    return _MODULES.sub("", address, count=1)


def _misread(value: Value, fact: str, dialect: Dialect) -> Unknown | None:
    found = [text for each in referenced(value) if (text := misread_text(each)) is not None]
    if not found:
        return None
    text = found[0]
    meant = f'"$${{{text}}}"' if dialect is Dialect.OKTA_TEMPLATE else f'"{text}", without `${{}}`'
    return Unknown(
        fact,
        f"Terraform takes `{text}` for a reference to an object of its own, and there is none",
        f"write {meant}",
        written_at(value),
        text,
    )
