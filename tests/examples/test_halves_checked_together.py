"""An export writes each connection and each application by itself: together the documents say what the bodies said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from idplint.documents.document import DocumentBroken
from idplint.documents.reading import read_document
from idplint.engine import check
from idplint.inputs.native_writer import native_text
from idplint.inputs.recognition import Recognised
from idplint.inputs.registry import ADAPTERS
from idplint.model.application import Layer
from idplint.pairing.joining import join
from tests.entra_bundles import bundle
from tests.examples.example_files import copy_estate, estates, files_of, name_of
from tests.examples.test_same_answer_in_every_form import UNREADABLE, Answer, answer, answer_of_estate
from tests.inputs import vendor_samples as okta

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.documents.document import Document
    from idplint.model.application import Application, PartialApplication

ORPHAN = "orphan"


def document_of(path: Path) -> Document | None:
    try:
        return read_document(str(path), path.read_bytes())
    except DocumentBroken:
        return None


def is_body(document: Document) -> bool:
    """Whether a file holds what a vendor's API answers, rather than code, native documents or configuration."""
    if document.format == "hcl":
        return False
    for record in document.records:
        kind = next((kind for adapter in ADAPTERS if (kind := adapter.recognise(record)) is not None), None)
        if kind is not None:
            return kind != "native document" and not kind.startswith(("deploy-", "export"))
    return any(adapter.recognise_collection(each) for each in document.collections for adapter in ADAPTERS)


def exported(folder: Path) -> list[str]:
    """The text of each document that an export of the tenants would write; their bodies go."""
    recognised = Recognised()
    for file in files_of(folder):
        document = document_of(file)
        if document is not None and is_body(document):
            recognised.add(document)
            file.unlink()
    return [native_text(by_itself(partial)) for partial in recognised.read().applications]


def by_itself(partial: PartialApplication) -> Application:
    assert partial.layer is Layer.RAW
    (application,) = join([partial], ()).applications
    return application


def without_orphans(whole: Answer) -> Answer:
    """A body that belongs to no application is in no export."""
    found, undecided = whole
    return frozenset(each for each in found if each[2] != ORPHAN), undecided


@pytest.mark.parametrize("estate", [pytest.param(estate, id=name_of(estate)) for estate in estates()])
def test_halves_that_were_exported_one_by_one_find_each_other(
    estate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = answer_of_estate(estate, monkeypatch)
    if any(code == UNREADABLE for code, *_ in expected[0]):
        pytest.skip("a body that cannot be read is in no export")
    other = tmp_path / "estate"
    copy_estate(estate, other)
    texts = exported(other)
    if not texts:
        pytest.skip("no body of an API lies here")
    save(other / "native", texts)
    assert answer_of_estate(other, monkeypatch) == without_orphans(expected)


def save(folder: Path, texts: list[str]) -> None:
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")


# --- what no example holds -------------------------------------------------------------------------------------------

CONNECTION = {
    "id": "con_0000000000000901",
    "name": "entra",
    "strategy": "samlp",
    "options": {"set_user_root_attributes": "never_on_login"},
}
CONFIGURATION = {
    "connection_id": CONNECTION["id"],
    "user_id_attribute": "externalId",
    "mapping": [{"auth0": "email", "scim": "emails[primary eq true].value"}],
}
SPOKE = "https://www.okta.com/saml2/service-provider/spacme0000000901"
CLIENT_ID = "5d1c0f6e-0002-4a00-9000-0000000000a1"
REFUSED = {"reason": "the vendor refused it (403)", "remedy": "grant the permission, then export again"}


def auth0(*, options: dict[str, Any] | None = None, **changes: object) -> dict[str, Any]:
    connection = {**CONNECTION, "options": {**CONNECTION["options"], **(options or {})}}  # type: ignore[dict-item]
    return {
        "connection": connection,
        "scimConfiguration": CONFIGURATION,
        "domain": "contoso.eu.auth0.com",
        **changes,
    }


def other_tenant() -> dict[str, Any]:
    body = auth0(domain="fabrikam.eu.auth0.com")
    body["connection"]["id"] = body["scimConfiguration"]["connection_id"] = "con_0000000000000902"
    return json.loads(json.dumps(body).replace("con_0000000000000901", "con_0000000000000902"))  # type: ignore[no-any-return]


def inbound(**changes: object) -> dict[str, Any]:
    """An identity provider of an Okta org to which people of Entra sign in by OpenID Connect."""
    return {
        "id": "0oaINBOUND0000000901",
        "type": "OIDC",
        "name": "Entra people",
        "status": "ACTIVE",
        "protocol": {"type": "OIDC", "credentials": {"client": {"client_id": CLIENT_ID}}},
        "policy": {
            "provisioning": {"action": "AUTO", "profileMaster": True},
            "subject": {"userNameTemplate": {"template": "idpuser.email"}, "matchType": "USERNAME"},
            "accountLink": {"action": "AUTO", "filter": None},
        },
        **changes,
    }


def entra(**changes: object) -> dict[str, Any]:
    return {**bundle(acs="https://contoso.eu.auth0.com/login/callback?connection=entra", name_id="mail"), **changes}


def entra_oidc() -> dict[str, Any]:
    body = bundle(acs="https://acme.okta.com/oauth2/v1/authorize/callback")
    body["servicePrincipal"] |= {"appId": CLIENT_ID, "preferredSingleSignOnMode": None}
    return body


OWN_DOMAIN = bundle(acs="https://login.contoso.example/login/callback?connection=entra", name_id="mail")
BLIND = {
    "claimsMappingPolicies": REFUSED,
    "claimsPolicy": REFUSED,
    "synchronizationJobs": REFUSED,
    "appRoleAssignedTo": REFUSED,
}
ESTATES: dict[str, list[object]] = {
    "a connection of a bundle": [entra(), auth0()],
    "a connection where nothing tells the tenant": [entra(), {**auth0(), "domain": None}],
    "a connection behind the tenant's own domain": [OWN_DOMAIN, auth0(domain="login.contoso.example")],
    "a connection without SCIM": [entra(), auth0(scimConfiguration=None)],
    "a connection without SCIM, and an application without jobs": [
        entra(synchronizationJobs=[]),
        auth0(scimConfiguration=None),
    ],
    "an application without jobs at a connection with SCIM": [entra(synchronizationJobs=[]), auth0()],
    "a SCIM configuration that was refused": [
        entra(),
        {"connection": CONNECTION, "notRead": {"scimConfiguration": REFUSED}},
    ],
    "options that were refused": [
        entra(),
        {"connection": {"id": CONNECTION["id"], "name": "entra", "strategy": "samlp", "notRead": {"options": REFUSED}}},
    ],
    "logins that write the profile": [entra(), auth0(options={"set_user_root_attributes": "on_each_login"})],
    "logins looked up by an attribute": [entra(), auth0(options={"user_id_attribute": "uid"})],
    "connections of one name in two tenants": [entra(), auth0(), other_tenant()],
    "nothing of Entra but the principal": [
        {"servicePrincipal": entra()["servicePrincipal"], "tenant": "0f0f", "notRead": BLIND},
        auth0(),
    ],
    "an Okta org as service provider": [entra_oidc(), inbound()],
    "an Okta org that is told by its entity id": [
        bundle(acs="https://login.acme.example/saml") | {"application": {"identifierUris": [SPOKE]}},
        inbound(type="SAML2", protocol={"credentials": {"trust": {"audience": SPOKE}}}),
    ],
    "an Okta org whose identity provider is off": [entra_oidc(), inbound(status="INACTIVE")],
    "an Okta org whose identity provider does not say its state": [entra_oidc(), inbound(status=None)],
    "an Okta app without a label": [
        {"app": okta.app(label=None, name=None), "profileMappings": [], "userSchema": None},
        auth0(),
    ],
    "an Okta app of which nothing else was read": [
        {"app": okta.app(), "notRead": {"profileMappings": REFUSED, "userSchema": REFUSED, "federatedClaims": REFUSED}},
        {**auth0(), "connection": {**CONNECTION, "name": "payroll", "strategy": "samlp"}},
    ],
    "an Okta app whose login may carry more than was read": [
        {"app": okta.app(), "profileMappings": [], "userSchema": None, "notRead": {"federatedClaims": REFUSED}},
        {
            **auth0(options={"user_id_attribute": "staff"}),
            "connection": {**auth0(options={"user_id_attribute": "staff"})["connection"], "name": "payroll"},
        },
    ],
    "an Okta app with federated claims": [
        {
            "app": okta.app(),
            "profileMappings": [okta.mapping({"email": ("user.email", "PUSH")})],
            "userSchema": okta.schema(),
            "federatedClaims": [{"id": "ofc1", "name": "staff", "expression": "user.profile.employeeNumber"}],
        },
        {**auth0(options={"user_id_attribute": "staff"})},
    ],
    "two applications for one connection": [
        entra(),
        {**bundle(object_id="5d1c0f6e-0001-4a00-9000-0000000000b2", acs=entra()["servicePrincipal"]["replyUrls"][0])},
        auth0(),
    ],
    "a connection alone": [auth0()],
    "an identity provider of an Okta org alone": [inbound()],
    "an Okta app that does not say its state": [
        {"app": okta.app(status=None), "profileMappings": [], "userSchema": None},
        {**auth0(), "connection": {**CONNECTION, "name": "payroll", "strategy": "samlp"}},
    ],
    "an Okta app whose inline hook has a name": [
        {
            "app": okta.app(settings={"signOn": okta.sign_on(inlineHooks=[{"id": "cal1"}])}),
            "profileMappings": [],
            "userSchema": None,
            "inlineHooks": [{"id": "cal1", "name": "Payroll claims"}],
        },
        {**auth0(), "connection": {**CONNECTION, "name": "payroll", "strategy": "samlp"}},
    ],
    "two copies that disagree": [entra(), entra(claimsPolicy=None), auth0()],
}


@pytest.mark.parametrize("bodies", [pytest.param(bodies, id=name) for name, bodies in ESTATES.items()])
def test_halves_of_other_kinds_find_each_other(
    bodies: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = tmp_path / "bodies"
    (estate / ".git").mkdir(parents=True)
    for number, body in enumerate(bodies):
        (estate / f"{number}.json").write_text(json.dumps(body), encoding="utf-8")
    monkeypatch.chdir(estate)
    raw = check([estate])
    save(estate / "native", exported(estate))
    halves = check([estate])
    assert answer(halves) == answer(raw)
    assert halves.summary.applications == raw.summary.applications


CODE = """\
connections:
  - name: entra
    strategy: samlp
    options:
      set_user_root_attributes: {updates}
"""


@pytest.mark.parametrize("then", ["on_each_login", "never_on_login"])
@pytest.mark.parametrize("updates", ["on_each_login", "never_on_login"])
def test_code_of_a_connection_beside_halves_counts_as_beside_bodies(
    updates: str, then: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = tmp_path / "bodies"
    (estate / ".git").mkdir(parents=True)
    (estate / "tenant.yaml").write_text(CODE.format(updates=updates), encoding="utf-8")
    for number, body in enumerate([entra(), auth0(options={"set_user_root_attributes": then})]):
        (estate / f"{number}.json").write_text(json.dumps(body), encoding="utf-8")
    expected = answer_of_estate(estate, monkeypatch)
    save(estate / "native", exported(estate))
    assert answer_of_estate(estate, monkeypatch) == expected
