"""What must hold before a rule about login and SCIM says anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.model.application import HOOK_REPLACES, Creation
from idplint.model.values import Unknown
from idplint.ruleset.answers import Answer, NotApplicable, Undecided

if TYPE_CHECKING:
    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.model.application import SourceExpression
    from idplint.model.values import Sourced


def needs_login_and_scim(analysis: ApplicationAnalysis) -> Answer | None:
    """None where people sign in by federation and SCIM is on; a fact known to be off settles it before one that is missing."""
    federated, scim = analysis.federated, analysis.scim_on
    if federated is False:
        return NotApplicable("nobody signs in by SAML or OIDC")
    if scim is False:
        return NotApplicable("SCIM is off")
    if isinstance(federated, Unknown):
        return Undecided(federated)
    if isinstance(scim, Unknown):
        return Undecided(scim)
    return None


def when_not_found(analysis: ApplicationAnalysis) -> str:
    """What happens to somebody whom the service provider does not find by the login key, in words."""
    jit, switch = analysis.jit, analysis.profile.jit
    if isinstance(jit, Unknown):
        return f"unknown: {switch.refused} where JIT is off, {switch.created} where it is on"
    return switch.refused if jit.value is Creation.DISABLED else switch.created


def caution_of(source: Sourced[SourceExpression]) -> str:
    """Why a value may not be what is sent, where something at the identity provider can replace it; else empty."""
    return next((remark for remark in source.note.split("; ") if remark.endswith(HOOK_REPLACES)), "")
