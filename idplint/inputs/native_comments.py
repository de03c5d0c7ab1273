"""Comments of a native document: where in the vendors' consoles stands what a section says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.model.application import IdpKind

if TYPE_CHECKING:
    from idplint.model.application import Application

_LONGEST = 120
_SIGN_ON = {
    IdpKind.ENTRA: "Entra admin center > Enterprise applications > {} > Single sign-on",
    IdpKind.OKTA: "Okta Admin Console > Applications > Applications > {} > Sign On",
}
_PROVISIONING = {
    IdpKind.ENTRA: "Entra admin center > Enterprise applications > {} > Provisioning",
    IdpKind.OKTA: "Okta Admin Console > Applications > Applications > {} > Provisioning > To App",
}
_PROVIDERS = {
    "auth0": "Auth0 Dashboard > Authentication > Enterprise",
    "okta": "Okta Admin Console > Security > Identity Providers",
}
_STRATEGIES = {"samlp": "SAML", "waad": "Microsoft Azure AD", "oidc": "OpenID Connect", "okta": "Okta Workforce"}
"""Auth0's kinds of enterprise connections by their names in the dashboard."""


def comments_of(application: Application) -> dict[str, str]:
    """Return the comment before each section; none where it is not known whose console it would be."""
    name = _one_line(application.name or application.id)
    kind = application.idp.kind
    found = {
        section: path.format(name)
        for section, path in (("sign_on", _SIGN_ON.get(kind)), ("provisioning", _PROVISIONING.get(kind)))
        if path is not None
    }
    facts = application.service_provider
    base = _PROVIDERS.get(facts.id.value) if facts.id is not None else None
    if base is not None:
        variant = facts.variant.value if facts.variant is not None else ""
        steps = [base, _STRATEGIES.get(variant, "")] if base == _PROVIDERS["auth0"] else [base]
        if application.connection is not None:
            # Joined with an application, the connection has that application's name here.
            steps.append(name)
        found["service_provider"] = " > ".join(step for step in steps if step)
    return found


def _one_line(name: str) -> str:
    """A name that cannot end the comment: without line breaks, control characters and marks of direction."""
    plain = " ".join("".join(each if each.isprintable() else " " for each in name).split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST].rstrip()}..."
