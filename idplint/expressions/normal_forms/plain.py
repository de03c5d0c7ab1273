"""Expressions that are a bare attribute or a constant, read without any parser: nearly all that estates hold."""

from __future__ import annotations

import re

from idplint.directory.attributes import (
    Attribute,
    entra_claim_attribute,
    entra_provisioning_attribute,
    oidc_attribute,
    okta_attribute,
    okta_source_attribute,
)
from idplint.model.application import Dialect, IdpKind, SourceExpression

_ENTRA_ATTRIBUTE = re.compile(r"\[([^\[\]]+)\]")
_OKTA_PATH = re.compile(r"(user|source)\.([A-Za-z_][A-Za-z0-9_]*)")
_PROFILE_PATH = re.compile(r"user\.profile\.([A-Za-z_][A-Za-z0-9_]*)")
_OKTA_HOLE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_OKTA_USER_ID = re.compile(r"user\.getInternalProperty\(\s*(['\"])id\1\s*\)")


def plain_attribute(expression: SourceExpression, idp: IdpKind) -> Attribute | None:
    """The attribute that an expression is the plain value of; None for everything else, also for unknown attributes."""
    text = expression.text.strip()
    match expression.dialect:
        case Dialect.ENTRA_CLAIMS:
            return entra_claim_attribute(text[5:]) if text.lower().startswith("user.") else None
        case Dialect.ENTRA_PROVISIONING:
            match = _ENTRA_ATTRIBUTE.fullmatch(text)
            return entra_provisioning_attribute(match.group(1).strip()) if match else None
        case Dialect.OKTA_TEMPLATE:
            match = _OKTA_HOLE.fullmatch(text)
            return _okta(match.group(1), template=True) if match else None
        case Dialect.OKTA_CLASSIC:
            return _okta(text)
        case Dialect.OKTA_IDENTITY_ENGINE:
            return _identity_engine(text)
        case Dialect.OIDC_CLAIM:
            return oidc_attribute(idp, text)
        case Dialect.CONSTANT:
            return None


def _identity_engine(text: str) -> Attribute | None:
    match = _PROFILE_PATH.fullmatch(text)
    if match is not None and match.group(1) != "id":
        return okta_attribute(match.group(1))
    return _okta(text) if text == "user.id" or _OKTA_USER_ID.fullmatch(text) else None


def _okta(text: str, *, template: bool = False) -> Attribute | None:
    if _OKTA_USER_ID.fullmatch(text) or text == "user.id":
        # `${user.id}` in a template is accepted nowhere in Okta's documentation.
        return None if template else okta_attribute("id")
    match = _OKTA_PATH.fullmatch(text)
    if match is None:
        return None
    root, name = match.groups()
    if root == "user":
        # The application username of a template is no attribute of the user.
        return None if name == "userName" else okta_attribute(name)
    return okta_source_attribute(name)
