"""What a source expression comes to: an attribute, a constant, or something idplint does not evaluate."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

import msgspec

from idplint.directory.attributes import (
    Attribute,
    entra_claim_attribute,
    entra_provisioning_attribute,
    oidc_attribute,
    okta_attribute,
    okta_source_attribute,
)
from idplint.model.application import Dialect, IdpKind, SourceExpression


class Reference(msgspec.Struct, frozen=True, gc=False):
    """The plain value of one directory attribute."""

    attribute: Attribute
    dialect: Dialect


class Constant(msgspec.Struct, frozen=True, gc=False):
    """The same text for everybody."""

    text: str


class Unsupported(msgspec.Struct, frozen=True, gc=False):
    """An expression idplint does not evaluate; whatever depends on it is undecided."""

    reason: str


Term: TypeAlias = Reference | Constant | Unsupported

_ENTRA_ATTRIBUTE = re.compile(r"\[([^\[\]]+)\]")
_OKTA_PATH = re.compile(r"(user|source)\.([A-Za-z_][A-Za-z0-9_]*)")
_OKTA_HOLE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_OKTA_USER_ID = re.compile(r"user\.getInternalProperty\(\s*(['\"])id\1\s*\)")
_CLIP = 60


@lru_cache(maxsize=4096)
def term_of(expression: SourceExpression, idp: IdpKind) -> Term:
    """What an expression of a directory comes to. Never raises: what cannot be read is `Unsupported`."""
    text = expression.text.strip()
    match expression.dialect:
        case Dialect.CONSTANT:
            return Constant(expression.text)
        case Dialect.ENTRA_CLAIMS:
            return _entra_claim(text, expression.dialect)
        case Dialect.ENTRA_PROVISIONING:
            return _entra_provisioning(text, expression.dialect)
        case Dialect.OKTA_TEMPLATE:
            return _okta_template(text, expression.dialect)
        case Dialect.OKTA_CLASSIC:
            return _okta_classic(text, expression.dialect)
        case Dialect.OKTA_IDENTITY_ENGINE:
            return _okta_classic(text.replace("user.profile.", "user.", 1), expression.dialect)
        case Dialect.OIDC_CLAIM:
            found = oidc_attribute(idp, text)
            return Reference(found, expression.dialect) if found else _unsupported(text)


def _unsupported(text: str) -> Unsupported:
    shown = text if len(text) <= _CLIP else f"{text[: _CLIP - 1]}…"
    return Unsupported(f"idplint does not evaluate the expression `{shown}`")


def _entra_claim(text: str, dialect: Dialect) -> Term:
    if text.startswith("{"):
        return Unsupported("idplint does not evaluate claim transformations")
    if text.lower().startswith("user."):
        found = entra_claim_attribute(text[5:])
        if found:
            return Reference(found, dialect)
    return _unsupported(text)


def _entra_provisioning(text: str, dialect: Dialect) -> Term:
    match = _ENTRA_ATTRIBUTE.fullmatch(text)
    if match:
        found = entra_provisioning_attribute(match.group(1).strip())
        if found:
            return Reference(found, dialect)
    return _unsupported(text)


def _okta_template(text: str, dialect: Dialect) -> Term:
    match = _OKTA_HOLE.fullmatch(text)
    if match:
        return _okta_classic(match.group(1), dialect)
    return _unsupported(text) if "${" in text else Constant(text)


def _okta_classic(text: str, dialect: Dialect) -> Term:
    if _OKTA_USER_ID.fullmatch(text) or text == "user.id":
        # `${user.id}` in a template is accepted nowhere in Okta's documentation.
        if dialect is Dialect.OKTA_TEMPLATE:
            return Unsupported("whether Okta resolves the user id in a template is not documented")
        return Reference(okta_attribute("id"), dialect)
    match = _OKTA_PATH.fullmatch(text)
    if match:
        root, name = match.groups()
        if root == "user" and name == "userName":
            return Unsupported("the application username could not be resolved")
        return Reference(okta_attribute(name) if root == "user" else okta_source_attribute(name), dialect)
    return _unsupported(text)
