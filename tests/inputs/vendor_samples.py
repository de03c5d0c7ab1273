"""Invented Okta and Auth0 bodies, and the way from files on disk to what an input makes of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from idplint.documents.reading import read_document
from idplint.inputs.adapter import Fragment, Reading
from idplint.model.application import AttributeMapping, PartialApplication, Provisioning, SourceExpression
from idplint.model.values import Basis, Sourced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from idplint.documents.document import Document
    from idplint.inputs.adapter import Adapter

APP_ID = "0oaPAYROLL00000001d7"
MAPPING_ID = "prmPAYROLL00000001d7"
SCHEMA_ID = f"https://acme.okta.com/meta/schemas/apps/{APP_ID}/default"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PUSH = ["PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES", "PUSH_USER_DEACTIVATION", "SCIM_PROVISIONING"]


class Estate:
    """A folder of files, and the documents that were read from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents: dict[str, Document] = {}

    def add(self, name: str, body: object) -> None:
        """Write a body as JSON (text as it is) and read it back."""
        file = self.folder / name
        file.write_text(body if isinstance(body, str) else json.dumps(body, indent=2), encoding="utf-8")
        self.documents[name] = read_document(name, file.read_bytes())

    def read(self, adapter: Adapter) -> Reading:
        """Give every record that the input recognises to it."""
        records = [record for document in self.documents.values() for record in document.records]
        fragments = [Fragment(record, kind) for record in records if (kind := adapter.recognise(record))]
        return adapter.read(fragments, [])

    def written(self, sourced: Sourced[Any] | Any) -> object:
        """Return what stands in the file where a value says it came from."""
        return self.documents[sourced.origin.path].value_at(sourced.origin.pointer)


def app(**changes: object) -> dict[str, Any]:
    """A custom SAML app with SCIM, as the API answers."""
    return {
        "id": APP_ID,
        "orn": f"orn:okta:idp:00oEXAMPLE:apps:acme_payroll_1:{APP_ID}",
        "name": "acme_payroll_1",
        "label": "Payroll",
        "status": "ACTIVE",
        "created": "2025-02-03T04:05:06.000Z",
        "features": [*PUSH, "AUTO_CONFIRM_IMPORTS"],
        "signOnMode": "SAML_2_0",
        "visibility": {"autoSubmitToolbar": False, "appLinks": {}},
        "credentials": {
            "userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"},
            "signing": {"kid": "kAbC"},
        },
        "settings": {"app": {}, "manualProvisioning": False, "signOn": sign_on()},
        "_links": {
            "logo": [{"name": "medium", "href": "https://ok1static.oktacdn.com/logo.png"}],
            "users": {"href": f"https://acme.okta.com/api/v1/apps/{APP_ID}/users"},
        },
        **changes,
    }


def sign_on(**changes: object) -> dict[str, Any]:
    """`settings.signOn` of a custom SAML app."""
    return {
        "ssoAcsUrl": "https://contoso.eu.auth0.com/login/callback?connection=payroll",
        "audience": "urn:auth0:contoso:payroll",
        "subjectNameIdTemplate": "${user.email}",
        "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        "acsEndpoints": [],
        "inlineHooks": [],
        "attributeStatements": [
            {"type": "EXPRESSION", "name": "uid", "namespace": None, "values": ["user.id"]},
            {"type": "GROUP", "name": "groups", "filterType": "REGEX", "filterValue": ".*"},
        ],
        **changes,
    }


def catalog_app(**changes: object) -> dict[str, Any]:
    """An app from the catalog: its NameID is nowhere in the body."""
    signed: dict[str, Any] = {
        "defaultRelayState": None,
        "ssoAcsUrlOverride": None,
        "audienceOverride": None,
        "attributeStatements": [],
    }
    return app(name="slack", label="Slack", settings={"app": {"domain": "acme"}, "signOn": {**signed, **changes}})


def mapping(properties: dict[str, tuple[str, str]] | None, **source: str) -> dict[str, Any]:
    """A profile mapping from a user type to the app; without properties a header of the list call."""
    header: dict[str, Any] = {
        "id": source.pop("mapping_id", MAPPING_ID),
        "source": {"id": "otyDEFAULT", "name": "user", "type": "user", **source},
        "target": {"id": APP_ID, "name": "acme_payroll_1", "type": "appuser"},
        "_links": {"self": {"href": f"https://acme.okta.com/api/v1/mappings/{MAPPING_ID}"}},
    }
    if properties is None:
        return header
    lines = {name: {"expression": text, "pushStatus": status} for name, (text, status) in properties.items()}
    return {**header, "properties": lines}


def schema(**custom: tuple[str, str | None]) -> dict[str, Any]:
    """The app user schema: externalName and externalNamespace by variable name."""
    properties = {
        name: {"type": "string", "externalName": external} | ({"externalNamespace": namespace} if namespace else {})
        for name, (external, namespace) in custom.items()
    }
    return {
        "id": SCHEMA_ID,
        "name": "acme_payroll_1",
        "definitions": {
            "base": {"id": "#base", "type": "object", "properties": {"userName": {"type": "string", "required": True}}},
            "custom": {"id": "#custom", "type": "object", "properties": properties},
        },
    }


def provisioning_of(application: PartialApplication) -> Provisioning:
    """Return the only provisioning entry of an application."""
    assert isinstance(application.provisioning, tuple)
    (entry,) = application.provisioning
    return entry


def mappings_of(entry: Provisioning) -> dict[str, AttributeMapping]:
    """Return the mappings of an entry by target; no target stands twice."""
    assert isinstance(entry.mappings, tuple)
    by_target = {line.target: line for line in entry.mappings}
    assert len(by_target) == len(entry.mappings)
    return by_target


def text_of(fact: object) -> str:
    """Return the expression text of a fact that is known."""
    assert isinstance(fact, Sourced), fact
    assert isinstance(fact.value, SourceExpression)
    return fact.value.text


def sourced_in(value: object) -> Iterator[Sourced[Any]]:
    """Yield every value with an origin, however deep."""
    if isinstance(value, Sourced):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from sourced_in(getattr(value, name))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from sourced_in(each)


def assert_origins_hold(estate: Estate, reading: Reading) -> None:
    """Everything that claims to be read stands in its file: text as it is, other values somewhere that exists."""
    found = list(sourced_in(reading.applications))
    assert found
    for sourced in found:
        written = estate.written(sourced)
        if sourced.basis is not Basis.READ:
            continue
        value = sourced.value
        if isinstance(value, SourceExpression):
            assert written == value.text
        elif type(value) is str and isinstance(written, str) and value not in {"auth0", "okta", "name_id"}:
            assert written == value.removeprefix("attribute:").removeprefix("oidc:")
