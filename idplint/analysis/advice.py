"""What to change, where in the identity provider's console, and what that does to accounts that exist.

Sources: Microsoft, "Customize SAML token claims", "Customize user provisioning attribute-mappings", "How provisioning works"
(matching and object ids); Okta, "Application usernames", "Map profile attributes".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.analysis.link import key_words
from idplint.analysis.scim_paths import same_path
from idplint.directory.attributes import Shape
from idplint.expressions.terms import Constant, Reference, term_of
from idplint.model.application import Dialect, IdpKind, Layer

if TYPE_CHECKING:
    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.model.application import SourceExpression

_CLIP = 72
_ENTRA = "Entra admin center > Enterprise applications"
_OKTA = "Okta Admin Console > Applications"

_OIDC_WORDS = {
    "oid": "the object id",
    "sub": "the identity provider's own subject id",
    "preferred_username": "the sign-in name",
}
_KEEPS = "The service provider keeps the value it was given until the account is updated"
_ENTRA_RELINK = (
    "Entra keeps the account it matched first, so existing people are not linked anew by a new mapping: "
    "restart provisioning with resetScope Full, after a test with one person"
)


def source_words(expression: SourceExpression) -> str:
    """A source expression for messages, short: `user.mail`, `a claim transformation`, `"constant"`."""
    if expression.dialect is Dialect.CONSTANT:
        return f'the constant "{_clip(expression.text)}"'
    if expression.dialect is Dialect.OIDC_CLAIM:
        return _OIDC_WORDS.get(expression.text, f"the directory's own {expression.text}")
    if expression.dialect is Dialect.ENTRA_CLAIMS and expression.text.lstrip().startswith("{"):
        return "a claim transformation"
    return _clip(expression.text)


def _clip(text: str) -> str:
    return text if len(text) <= _CLIP else f"{text[: _CLIP - 1]}…"


def where_login(analysis: ApplicationAnalysis, key: str) -> str:
    """The place in the console where the login key's source is set."""
    name = analysis.application.name
    if analysis.application.idp.kind is IdpKind.ENTRA:
        what = "Unique User Identifier (Name ID)" if key == "name_id" else key_words(key)
        return f"{_ENTRA} > {name} > Single sign-on > Attributes & Claims > {what}"
    if analysis.application.idp.kind is IdpKind.OKTA:
        if key == "name_id":
            return f"{_OKTA} > {name} > General > SAML Settings > Name ID, and Sign On > Application username"
        return f"{_OKTA} > {name} > General > SAML Settings > Attribute Statements"
    return f"the sign-on settings of {name} at its identity provider"


def where_scim(analysis: ApplicationAnalysis, attribute: str) -> str:
    """The place in the console where a SCIM attribute's source is set."""
    name = analysis.application.name
    if analysis.application.idp.kind is IdpKind.ENTRA:
        return f"{_ENTRA} > {name} > Provisioning > Mappings > Provision Microsoft Entra ID Users > {attribute}"
    if analysis.application.idp.kind is IdpKind.OKTA:
        if same_path(attribute, "userName"):
            return f"{_OKTA} > {name} > Sign On > Application username format"
        return f"{_OKTA} > {name} > Provisioning > To App > Attribute Mappings > {attribute}"
    return f"the provisioning settings of {name} at its identity provider"


def align(
    analysis: ApplicationAnalysis,
    key: str,
    login: SourceExpression,
    attribute: str,
    scim: SourceExpression,
    *,
    only_login: bool = False,
) -> str:
    """How to make login and SCIM key agree: a line a way, each with the place and what happens to existing accounts.

    Args:
        analysis: The application.
        key: The login key.
        login: What it carries.
        attribute: The SCIM attribute.
        scim: What fills it.
        only_login: The difference is one branch of the claim's, so that a change of the mapping would break the others.
    """
    if _same_attribute(analysis, login, scim):
        return _guest_way(analysis, key, attribute)
    ways = []
    scim_is_fixed = analysis.application.idp.kind is IdpKind.OKTA and same_path(attribute, "externalId")
    if only_login or scim_is_fixed or not _shared(analysis, scim):
        ways.append(_login_way(analysis, key, attribute, scim))
    if not only_login and not scim_is_fixed:
        ways.append(_scim_way(analysis, key, login, attribute))
    if equivalence := _equivalence(analysis, login, scim):
        ways.append(equivalence)
    return "\nor ".join(ways)


def _shared(analysis: ApplicationAnalysis, source: SourceExpression) -> bool:
    """Whether two people can have one value: as a NameID that would sign one in as the other."""
    term = term_of(source, analysis.application.idp.kind)
    if isinstance(term, Constant):
        return True
    # E-mail addresses are not promised to be unique either, but every provider that joins on e-mail lives with that.
    return isinstance(term, Reference) and not term.attribute.unique and term.attribute.shape is not Shape.ADDRESS


def _login_way(analysis: ApplicationAnalysis, key: str, attribute: str, scim: SourceExpression) -> str:
    consequence = analysis.profile.advice.login_side or "People whose value changes may arrive as strangers"
    way = (
        f"make {key_words(key)} carry {_as_claim(analysis, key, scim)}, from which {attribute} is filled: "
        f"{where_login(analysis, key)}. {consequence}"
    )
    if analysis.application.idp.kind is IdpKind.OKTA and same_path(attribute, "externalId"):
        # Okta documents no way to send another externalId for every connector.
        way += ". Okta fills externalId with its user id, which only the sign-on side can follow"
    return way


def _scim_way(analysis: ApplicationAnalysis, key: str, login: SourceExpression, attribute: str) -> str:
    way = (
        f"fill {attribute} from {_as_mapping(analysis, login)}, which {key_words(key)} carries: "
        f"{where_scim(analysis, attribute)}. {analysis.profile.advice.scim_side or _KEEPS}"
    )
    return f"{way}. {_ENTRA_RELINK}" if analysis.application.idp.kind is IdpKind.ENTRA else way


def _same_attribute(analysis: ApplicationAnalysis, login: SourceExpression, scim: SourceExpression) -> bool:
    """Whether both ends read one attribute, and only guests make a difference."""
    one, other = term_of(login, analysis.application.idp.kind), term_of(scim, analysis.application.idp.kind)
    return isinstance(one, Reference) and isinstance(other, Reference) and one.attribute == other.attribute


def _guest_way(analysis: ApplicationAnalysis, key: str, attribute: str) -> str:
    """A guest's user principal name reads differently in a claim and in provisioning; these pairs do not."""
    advice = analysis.profile.advice
    return (
        "take a pair that is the same for guests: user.objectid with objectId, user.mail with mail, or "
        f"user.localuserprincipalname with originalUserPrincipalName. {key_words(key)} is set at "
        f"{where_login(analysis, key)}. {advice.login_side or _KEEPS}\n"
        f"{attribute} is set at {where_scim(analysis, attribute)}. {_ENTRA_RELINK}\n"
        "or keep guests out of the application and say so in idplint.yaml: directory: {guests: none}"
    )


def _as_claim(analysis: ApplicationAnalysis, key: str, scim: SourceExpression) -> str:
    """A SCIM source in the words of the sign-on settings."""
    idp = analysis.application.idp.kind
    term = term_of(scim, idp)
    if isinstance(term, Reference) and idp is IdpKind.ENTRA:
        return f"user.{term.attribute.label.lower()}"
    if isinstance(term, Reference) and idp is IdpKind.OKTA:
        if term.attribute.name == "okta.id":
            return 'the Okta user id (application username: Custom, user.getInternalProperty("id"))'
        if term.attribute.name.startswith("okta."):
            path = f"user.{term.attribute.label}"
            return f"${{{path}}}" if key == "name_id" else path
    return source_words(scim)


def _as_mapping(analysis: ApplicationAnalysis, login: SourceExpression) -> str:
    """A login's source in the words of the provisioning settings."""
    idp = analysis.application.idp.kind
    term = term_of(login, idp)
    if isinstance(term, Reference) and idp is IdpKind.ENTRA:
        return term.attribute.label
    if isinstance(term, Reference) and term.attribute.name.startswith("okta.") and term.attribute.name != "okta.id":
        return f"user.{term.attribute.label}"
    return source_words(login)


def _equivalence(analysis: ApplicationAnalysis, login: SourceExpression, scim: SourceExpression) -> str:
    idp = analysis.application.idp.kind
    one, other = term_of(login, idp), term_of(scim, idp)
    if isinstance(one, Constant) or isinstance(other, Constant):
        return ""
    if not (isinstance(one, Reference) and isinstance(other, Reference)):
        return ""
    if one.attribute.shape is not other.attribute.shape:
        return ""
    pair = f"[user.{one.attribute.label}, user.{other.attribute.label}]"
    return f"if the two are always the same here, say so in idplint.yaml: directory: {{equivalent: [{pair}]}}"


def editability(analysis: ApplicationAnalysis, path: str) -> int:
    """How readily an author edits a file: code 0, declared facts 1, native documents 2, raw bodies 3."""
    layer = analysis.application.layers.get(path, Layer.DECLARED)
    return (Layer.CODE, Layer.DECLARED, Layer.NATIVE, Layer.RAW).index(layer)
