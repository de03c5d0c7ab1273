"""How to make login key and SCIM key agree: which side to change, where, and what that does to accounts that exist.

A way is offered only if it is safe: never a key that two people can share, never a source of a shape that the provider refuses,
never a claim that nobody can set. Sources: Microsoft, "How provisioning works" (matching, object ids), "B2B collaboration user
claims mapping", "ID token claims reference"; Okta, "Application usernames".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.analysis.advice import source_words, where_login, where_scim
from idplint.analysis.link import key_words
from idplint.analysis.scim_paths import same_path
from idplint.analysis.sources import Audience
from idplint.directory.attributes import Shape
from idplint.directory.samples import UserClass
from idplint.expressions.facets import Key, shared_default, sharing
from idplint.expressions.normal_forms.building import is_address
from idplint.expressions.normal_forms.forms import Source, sources
from idplint.expressions.normal_forms.reading import form_of
from idplint.expressions.normal_forms.writing import written
from idplint.model.application import Dialect, IdpKind, SourceExpression

if TYPE_CHECKING:
    from idplint.analysis.application_analysis import ApplicationAnalysis

_UPN = "entra.userPrincipalName"
_PAIRWISE = "entra.pairwiseId"
_NO_PROVISIONING_SOURCE = frozenset({"entra.onPremisesSamAccountName", _PAIRWISE})
"""What a claim can carry and a mapping cannot be filled from (Microsoft, "Known issues for provisioning": on-premises
sAMAccountName)."""
_KEEPS = "The service provider keeps the value it was given until the account is updated"
_STRANGERS = "People whose value changes may arrive as strangers"
_ENTRA_RELINK = (
    "Entra keeps the account it matched first, so existing people are not linked anew by a new mapping: "
    "restart provisioning with resetScope Full, after a test with one person"
)


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """A login key and a SCIM key that differ."""

    key: str
    """The login key."""
    login: SourceExpression
    attribute: str
    """The SCIM attribute."""
    scim: SourceExpression
    audience: Audience
    """For whom they differ. Where that is one branch of the claim, changing the mapping would break the others."""
    agrees_with: str | None = None
    """A SCIM attribute that the login agrees with, though the provider does not join on it."""


def align(analysis: ApplicationAnalysis, found: Disagreement) -> str:
    """The ways to make the two agree, a line each; how to choose a new source where no way is safe as it stands."""
    if analysis.application.idp.kind is IdpKind.ENTRA and _guests_matter(analysis, found):
        return _guest_way(analysis, found)
    ways = []
    branch_only = not found.audience.is_everyone
    fixed = analysis.application.idp.kind is IdpKind.OKTA and same_path(found.attribute, "externalId")
    settable = not found.key.startswith("oidc:")
    if settable and fit_for_key(analysis, found.scim):
        ways.append(_login_way(analysis, found, fixed=fixed))
    if not branch_only and not fixed and fit_for_key(analysis, found.login) and _mappable(analysis, found.login):
        ways.append(_scim_way(analysis, found, _as_mapping(analysis, found.login)))
    if _is(analysis, found.login, _PAIRWISE):
        ways.append(_object_id_way(analysis, found))
    setting = analysis.profile.advice.join_setting
    if setting and found.agrees_with is not None and not branch_only:
        ways.append(f"let {analysis.profile.name} join on {found.agrees_with}, which already agrees: {setting}")
    if not ways:
        ways.append(_other_source(analysis, found, fixed=fixed))
    if equivalence := _equivalence(analysis, found):
        ways.append(equivalence)
    return "\nor ".join(ways)


def fit_for_key(analysis: ApplicationAnalysis, source: SourceExpression) -> bool:
    """Whether a source may fill the other side of a key: no two people share a value, and the provider takes its shape."""
    form = form_of(source, analysis.application.idp.kind)
    if not isinstance(form, Source):
        unique = sharing(Key(source, analysis.scope.directory)).verdict == "unique" and shared_default(form) is None
        return unique and (analysis.profile.advice.key_shape != "address" or is_address(form))
    if form.attribute.name == _PAIRWISE:
        return False
    shape = form.attribute.shape
    if analysis.profile.advice.key_shape == "address" and shape not in (Shape.ADDRESS, Shape.FREE):
        return False
    # E-mail addresses are not promised to be unique either, but every provider that joins on e-mail lives with that.
    return form.attribute.unique or shape is Shape.ADDRESS


def _mappable(analysis: ApplicationAnalysis, source: SourceExpression) -> bool:
    """Whether a mapping can be filled from all that a claim is made of."""
    form = form_of(source, analysis.application.idp.kind)
    return not any(each.attribute.name in _NO_PROVISIONING_SOURCE for each in sources(form))


def _is(analysis: ApplicationAnalysis, source: SourceExpression, name: str) -> bool:
    form = form_of(source, analysis.application.idp.kind)
    return isinstance(form, Source) and form.attribute.name == name


def _guests_matter(analysis: ApplicationAnalysis, found: Disagreement) -> bool:
    """Whether only guests differ and one end is the user principal name, which reads differently for them in each place."""
    guests = found.audience.user_class is not UserClass.MEMBERS
    return guests and (_is(analysis, found.login, _UPN) or _is(analysis, found.scim, _UPN))


def _login_way(analysis: ApplicationAnalysis, found: Disagreement, *, fixed: bool) -> str:
    way = (
        f"make {key_words(found.key)} carry {_as_claim(analysis, found.key, found.scim)}, from which {found.attribute} is "
        f"filled: {where_login(analysis, found.key)}. {analysis.profile.advice.login_side or _STRANGERS}"
    )
    if fixed:
        # Okta documents no way to send another externalId for every connector.
        way += (
            ". Okta fills externalId with its user id, which only the sign-on side can follow; "
            "the application username is also what SCIM sends as userName"
        )
    return way


def _scim_way(analysis: ApplicationAnalysis, found: Disagreement, source: str) -> str:
    way = (
        f"fill {found.attribute} from {source}, which {key_words(found.key)} carries: "
        f"{where_scim(analysis, found.attribute)}. {analysis.profile.advice.scim_side or _KEEPS}"
    )
    return f"{way}. {_ENTRA_RELINK}" if analysis.application.idp.kind is IdpKind.ENTRA else way


def _object_id_way(analysis: ApplicationAnalysis, found: Disagreement) -> str:
    """Entra makes `sub` anew for every application, so that SCIM can send it nowhere; `oid` is the object id everywhere."""
    return (
        f"let {analysis.profile.name} look people up by the claim oid, which carries the object id (at an Auth0 "
        f"waad connection: options.userid_attribute: oid), and fill {found.attribute} from objectId: "
        f"{where_scim(analysis, found.attribute)}. {analysis.profile.advice.scim_side or _KEEPS}. {_ENTRA_RELINK}"
    )


def _other_source(analysis: ApplicationAnalysis, found: Disagreement, *, fixed: bool) -> str:
    address = analysis.profile.advice.key_shape == "address"
    what = "the e-mail address that the person signs in with" if address else "an attribute that no two people share"
    places = (
        []
        if found.key.startswith("oidc:")
        else [f"{key_words(found.key)} is set at {where_login(analysis, found.key)}"]
    )
    places += [] if fixed else [f"{found.attribute} is set at {where_scim(analysis, found.attribute)}"]
    advice = analysis.profile.advice
    return (
        f"let both sides carry {what}; neither source is fit for it as it stands. {'; '.join(places)}. "
        f"{advice.scim_side or advice.login_side or _KEEPS}"
    )


def _guest_way(analysis: ApplicationAnalysis, found: Disagreement) -> str:
    """A guest's user principal name reads differently in a claim and in provisioning; these pairs do not."""
    advice = analysis.profile.advice
    return (
        "take a pair that is the same for guests: user.objectid with objectId, user.mail with mail, or "
        f"user.localuserprincipalname with originalUserPrincipalName. {key_words(found.key)} is set at "
        f"{where_login(analysis, found.key)}. {advice.login_side or _STRANGERS}\n"
        f"{found.attribute} is set at {where_scim(analysis, found.attribute)}. {_ENTRA_RELINK}\n"
        "or keep guests out of the application and say so in idplint.yaml: directory: {guests: none}"
    )


def _as_claim(analysis: ApplicationAnalysis, key: str, scim: SourceExpression) -> str:
    """A SCIM source in the words of the sign-on settings."""
    idp = analysis.application.idp.kind
    form = form_of(scim, idp)
    if idp is IdpKind.OKTA:
        if isinstance(form, Source) and form.attribute.name == "okta.id":
            return 'the Okta user id (application username: Custom, user.getInternalProperty("id"))'
        found = written(form, Dialect.OKTA_TEMPLATE if key == "name_id" else Dialect.OKTA_CLASSIC)
    else:
        found = written(form, Dialect.ENTRA_CLAIMS)
    return found or f"what {source_words(scim)} yields"


def _as_mapping(analysis: ApplicationAnalysis, login: SourceExpression) -> str:
    """A login's source in the words of the provisioning settings."""
    idp = analysis.application.idp.kind
    form = form_of(login, idp)
    if isinstance(form, Source) and idp is IdpKind.ENTRA:
        return form.attribute.label
    if isinstance(form, Source) and form.attribute.name == "okta.id":
        return 'the Okta user id (Custom: user.getInternalProperty("id"))'
    found = written(form, Dialect.ENTRA_PROVISIONING if idp is IdpKind.ENTRA else Dialect.OKTA_CLASSIC)
    return found or f"what {source_words(login)} yields"


def _equivalence(analysis: ApplicationAnalysis, found: Disagreement) -> str:
    """The line that says that two attributes always hold the same value; empty where they never can."""
    idp = analysis.application.idp.kind
    one, other = form_of(found.login, idp), form_of(found.scim, idp)
    if not (isinstance(one, Source) and isinstance(other, Source)) or one.attribute == other.attribute:
        return ""
    shapes = {one.attribute.shape, other.attribute.shape}
    if len(shapes) > 1 and Shape.FREE not in shapes:
        return ""
    pair = f"[{one.attribute.written}, {other.attribute.written}]"
    return f"if the two are always the same here, say so in idplint.yaml: directory: {{equivalent: [{pair}]}}"
