"""Words for sources, and the places in the identity providers' consoles where they are set.

Sources: Microsoft, "Customize SAML token claims", "Customize user provisioning attribute-mappings"; Okta, "Application
usernames", "Map profile attributes".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.analysis.link import key_words
from idplint.analysis.scim_paths import same_path
from idplint.analysis.sources import mapping_of
from idplint.model.application import AttributeMapping, Dialect, IdpKind, Layer

if TYPE_CHECKING:
    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.model.application import SourceExpression
    from idplint.model.values import Origin

_CLIP = 72
_CODE = (".tf", ".tofu", ".tfvars")
_ENTRA = "Entra admin center > Enterprise applications"
_OKTA = "Okta Admin Console > Applications"

_OIDC_WORDS = {
    "oid": "the object id",
    "sub": "the identity provider's own subject id",
    "preferred_username": "the sign-in name",
}


def source_words(expression: SourceExpression) -> str:
    """A source expression for messages, short: `user.mail`, `toLowercase(user.mail)`, `"constant"`."""
    if expression.dialect is Dialect.CONSTANT:
        return f'the constant "{_clip(expression.text)}"'
    if expression.dialect is Dialect.OIDC_CLAIM:
        return _OIDC_WORDS.get(expression.text, f"the directory's own {expression.text}")
    if expression.dialect is Dialect.ENTRA_CLAIMS and expression.text.lstrip().startswith("{"):
        from idplint.expressions.entra_claims.words import in_words

        return _clip(in_words(expression.text))
    return _clip(expression.text)


def _clip(text: str) -> str:
    return text if len(text) <= _CLIP else f"{text[: _CLIP - 1]}…"


def _in_code(analysis: ApplicationAnalysis, origin: Origin) -> str:
    """The file to change where code sets a value; empty elsewhere."""
    if editability(analysis, origin.path):
        return ""
    return f"{origin.path} (what is changed in the console only, the next apply undoes)"


def where_login(analysis: ApplicationAnalysis, key: str) -> str:
    """The place where the login key's source is set: the code that sets it, else the place in the console."""
    login = analysis.login
    if isinstance(login, tuple) and login[0] == key:
        sources = [branch.source for branch in login[1].branches]
        in_code = next((found for each in sources if each.origin and (found := _in_code(analysis, each.origin))), "")
        if in_code:
            return in_code
    name = analysis.application.name
    if analysis.application.idp.kind is IdpKind.ENTRA:
        what = "Unique User Identifier (Name ID)" if key == "name_id" else key_words(key)
        return f"{_ENTRA} > {name} > Single sign-on > Attributes & Claims > {what}"
    if analysis.application.idp.kind is IdpKind.OKTA:
        if key == "name_id":
            return f"{_OKTA} > {name} > General > SAML Settings > Name ID, and Sign On > Application username"
        if key.startswith("oidc:"):
            return f"{_OKTA} > {name} > Sign On > OpenID Connect ID Token"
        return f"{_OKTA} > {name} > General > SAML Settings > Attribute Statements"
    return f"the sign-on settings of {name} at its identity provider"


def where_scim(analysis: ApplicationAnalysis, attribute: str) -> str:
    """The place where a SCIM attribute's source is set: the code that sets it, else the place in the console."""
    for job in analysis.provisioning if isinstance(analysis.provisioning, tuple) else ():
        mapping = mapping_of(job, attribute)
        if isinstance(mapping, AttributeMapping) and (in_code := _in_code(analysis, mapping.origin)):
            return in_code
    name = analysis.application.name
    if analysis.application.idp.kind is IdpKind.ENTRA:
        return f"{_ENTRA} > {name} > Provisioning > Mappings > Provision Microsoft Entra ID Users > {attribute}"
    if analysis.application.idp.kind is IdpKind.OKTA:
        if same_path(attribute, "userName"):
            return f"{_OKTA} > {name} > Sign On > Application username format"
        return f"{_OKTA} > {name} > Provisioning > To App > Attribute Mappings > {attribute}"
    return f"the provisioning settings of {name} at its identity provider"


def editability(analysis: ApplicationAnalysis, path: str) -> int:
    """How readily an author edits a file: code 0, declared facts 1, native documents 2, raw bodies 3."""
    code = path.endswith(_CODE)  # a value may stand in another file than the resource that it is handed to
    layer = Layer.CODE if code else analysis.application.layers.get(path, Layer.DECLARED)
    return (Layer.CODE, Layer.DECLARED, Layer.NATIVE, Layer.RAW).index(layer)
