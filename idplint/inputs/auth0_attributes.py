"""Which claim and which SCIM attribute fill one root attribute of an Auth0 profile.

Source: Auth0, "Configure Inbound SCIM" (mapping) and "SAML identity provider configuration settings" (fieldsMap).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.inputs import auth0_wire as wire
from idplint.model.application import PairedAttribute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.inputs.part import Passage

_CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
_ROOT_ATTRIBUTES = (
    ("email", "e-mail", (f"{_CLAIMS}emailaddress", "email", "mail")),
    ("given_name", "given name", (f"{_CLAIMS}givenname", "given_name", "givenName", "firstName")),
    ("family_name", "family name", (f"{_CLAIMS}surname", "family_name", "familyName", "surname", "lastName")),
)


def attribute_pairs(
    options: Passage[wire.Options] | None, configurations: Sequence[Passage[wire.ScimConfiguration]]
) -> tuple[PairedAttribute, ...] | None:
    """The root attributes that both a SAML login and SCIM write; None where one of the two maps was not read.

    A SCIM attribute that goes to app_metadata, as Auth0 advises where logins write the profile, meets no claim.
    """
    if options is None or options.broken("fieldsMap") or len(configurations) != 1:
        return None
    mapping = configurations[0].value.mapping
    if not isinstance(mapping, list) or configurations[0].broken("mapping"):
        return None
    fields = options.value.fields_map
    pairs = []
    for name, says, usual in _ROOT_ATTRIBUTES:
        paths = tuple(line.scim for line in mapping if line.auth0 == name and isinstance(line.scim, str))
        written = getattr(fields, name) if isinstance(fields, wire.FieldsMap) else None
        claims = (written,) if isinstance(written, str) else tuple(written) if isinstance(written, list) else usual
        if paths:
            pairs.append(PairedAttribute(says, claims, paths))
    return tuple(pairs)
