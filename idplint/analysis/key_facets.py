"""The sources of an application's keys, ready to be asked what can be said of each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.analysis.judgement import PLAUSIBLE_KEYS
from idplint.analysis.link import Link
from idplint.analysis.sources import Audience, audiences, mapping_of, resolved
from idplint.expressions.facets import Key, emptiness
from idplint.expressions.normal_forms.forms import Text
from idplint.expressions.normal_forms.reading import form_of
from idplint.model.application import AttributeMapping, IdpKind, Protocol, SourceExpression
from idplint.model.values import Origin, Sourced, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.model.application import Claim


PAIRWISE = "a pairwise identifier that only Entra can compute"
"""What a witness shows where Entra replaces a NameID without a value (Microsoft, "Customize SAML token claims")."""


def sends_pairwise(analysis: ApplicationAnalysis, key: str) -> bool:
    """Whether a login key without a value is replaced by a pairwise identifier: Entra does so with a SAML NameID."""
    protocol = analysis.application.protocol
    saml = isinstance(protocol, Sourced) and protocol.value is Protocol.SAML
    return key == "name_id" and saml and analysis.application.idp.kind is IdpKind.ENTRA


class LoginKey(msgspec.Struct, frozen=True):
    """What a login key is made of for one class of users."""

    source: Sourced[SourceExpression]
    audience: Audience
    key: Key


def login_keys(analysis: ApplicationAnalysis, claim: Claim) -> Iterator[LoginKey | Unknown]:
    """The sources of a claim, each once, for every class of users that counts."""
    application, scope = analysis.application, analysis.scope
    username = _username(analysis)
    seen: set[SourceExpression] = set()
    for audience, source in audiences(
        claim, guests_in_scope=scope.guests_in_scope, guests_excluded=scope.guests_excluded
    ):
        found = resolved(application, source)
        if isinstance(found, Unknown):
            yield found
        elif found.value not in seen:
            seen.add(found.value)
            yield LoginKey(found, audience, Key(found.value, scope.directory, audience.user_class, username))


def _username(analysis: ApplicationAnalysis) -> SourceExpression | None:
    stated = analysis.application.application_username
    return stated.value if isinstance(stated, Sourced) else None


def scim_constants(analysis: ApplicationAnalysis) -> Iterator[tuple[str, str, str, Origin]]:
    """Constants in what fills the SCIM key: attribute, `scim-constant` or `mapping-default`, the text, its place."""
    jobs, link = analysis.provisioning, analysis.link
    attributes = link.scim[:1] if isinstance(link, Link) else PLAUSIBLE_KEYS[:2] if link is None else ()
    for job in jobs if isinstance(jobs, tuple) else ():
        for attribute in attributes:
            mapping = mapping_of(job, attribute)
            if not isinstance(mapping, AttributeMapping):
                continue
            source = resolved(analysis.application, mapping.source)
            if isinstance(source, Unknown):
                continue
            form = form_of(source.value, analysis.application.idp.kind, username=_username(analysis))
            if isinstance(form, Text):
                yield attribute, "scim-constant", form.text, source.origin
            elif mapping.default_value and _may_be_empty(analysis, source.value):
                yield attribute, "mapping-default", mapping.default_value, mapping.origin


def _may_be_empty(analysis: ApplicationAnalysis, source: SourceExpression) -> bool:
    return emptiness(Key(source, analysis.scope.directory, username=_username(analysis))).verdict == "sometimes"
