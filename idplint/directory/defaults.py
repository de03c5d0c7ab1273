"""The identity providers' untouched attribute mappings, so that a default is not taken for somebody's decision.

Source: Microsoft, "Customize user provisioning attribute-mappings" (non-gallery SCIM application); Okta, "SCIM protocol".
"""

from __future__ import annotations

from idplint.model.application import IdpKind

_ENTRA = {
    "username": "[userPrincipalName]",
    "externalid": "[mailNickname]",
    'emails[type eq "work"].value': "[mail]",
    "displayname": "[displayName]",
    "title": "[jobTitle]",
    "preferredlanguage": "[preferredLanguage]",
    "name.givenname": "[givenName]",
    "name.familyname": "[surname]",
}
_OKTA = {
    "username": "${source.login}",
    "externalid": 'user.getInternalProperty("id")',
    "emails[primary eq true].value": "user.email",
    "name.givenname": "user.firstName",
    "name.familyname": "user.lastName",
}


def is_untouched_default(idp: IdpKind, target: str, source_text: str) -> bool:
    """Whether `source_text` is what the identity provider maps to a SCIM attribute when nobody changes it."""
    table = {IdpKind.ENTRA: _ENTRA, IdpKind.OKTA: _OKTA}.get(idp, {})
    return table.get(target.lower()) == source_text
