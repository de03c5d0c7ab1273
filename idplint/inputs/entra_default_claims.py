"""What Entra sends where no policy says otherwise, and how NameID and attributes are unknown together.

Source: Microsoft, "Customize SAML token claims" (default NameID and claims).
"""

from __future__ import annotations

import msgspec

from idplint.model.application import Claim, ClaimBranch, Dialect, SourceExpression
from idplint.model.values import Basis, Origin, Sourced, Unknown

_CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"

_DEFAULT_NAME_ID = SourceExpression("user.userprincipalname", Dialect.ENTRA_CLAIMS)
_DEFAULT_ATTRIBUTES = (
    ("emailaddress", "user.mail"),
    ("givenname", "user.givenname"),
    ("name", "user.userprincipalname"),
    ("surname", "user.surname"),
)
_DEFAULT_NOTE = "Entra's default, since no claims policy sets another"


def both_unknown(reason: str, remedy: str, origin: Origin | None = None) -> tuple[Unknown, Unknown]:
    """Return the statements that neither the NameID nor the login attributes are known, and why."""
    return of_both(Unknown("NameID", reason, remedy, origin))


def of_both(name_id: Unknown) -> tuple[Unknown, Unknown]:
    """Why the NameID is not known, and that the login attributes are not for the same reason."""
    return name_id, msgspec.structs.replace(name_id, fact="login attributes")


def with_default_attributes(attributes: tuple[Claim, ...], origin: Origin) -> tuple[Claim, ...]:
    """What a policy maps, and of the basic claim set, which it keeps, what it does not map itself."""
    mapped = {claim.name.lower() for claim in attributes}
    return attributes + tuple(claim for claim in default_attributes(origin) if claim.name not in mapped)


def default_attributes(origin: Origin) -> tuple[Claim, ...]:
    """Return the basic claim set of a SAML application, at the place that tells that nothing else is set."""
    return tuple(
        Claim(_CLAIMS + name, (ClaimBranch(_default(text, origin)),), origin) for name, text in _DEFAULT_ATTRIBUTES
    )


def _default(text: str, origin: Origin) -> Sourced[SourceExpression]:
    return Sourced(SourceExpression(text, Dialect.ENTRA_CLAIMS), origin, Basis.IDP_DEFAULT, _DEFAULT_NOTE)


def default_name_id(origin: Origin) -> Claim:
    """Return the NameID of an application of which nobody set it, at the place that tells so."""
    source = Sourced(_DEFAULT_NAME_ID, origin, Basis.IDP_DEFAULT, _DEFAULT_NOTE)
    return Claim("NameID", (ClaimBranch(source),), origin)
