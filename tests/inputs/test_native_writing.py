from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idplint.documents.reading import read_document
from idplint.inputs import native
from idplint.inputs.adapter import Fragment
from idplint.inputs.native_writer import native_text
from idplint.model.application import (
    Application,
    AttributeMapping,
    Claim,
    ClaimBranch,
    Creation,
    Dialect,
    IdentityProvider,
    IdpKind,
    Layer,
    PartialApplication,
    Protocol,
    Provisioning,
    ProvisioningState,
    ServiceProviderFacts,
    SourceExpression,
)
from idplint.model.values import Basis, Origin, Sourced, Unknown

AT = Origin("x.json", ("a",))
TRIM = '{"@odata.type":"#microsoft.graph.trim","value":"é"}'
CONFIGURATION = f'{{"attribute":{{"source":"user","id":"mail"}},"transformations":[{TRIM}]}}'


def claim(text: str, dialect: Dialect, **more: Any) -> Sourced[SourceExpression]:
    return Sourced(SourceExpression(text, dialect), AT, **more)


def ledger(**changes: object) -> Application:
    application = Application(
        id="entra:6f0c",
        other_ids=(),
        name="Ledger: production",
        idp=IdentityProvider(IdpKind.ENTRA, "contoso.onmicrosoft.com"),
        origin=AT,
        layers={"x.json": Layer.RAW},
        enabled=Sourced(value=True, origin=AT),
        protocol=Sourced(Protocol.SAML, AT),
        name_id=Claim(
            "NameID",
            (
                ClaimBranch(
                    claim("user.userprincipalname", Dialect.ENTRA_CLAIMS, basis=Basis.IDP_DEFAULT, note="default")
                ),
                ClaimBranch(claim(CONFIGURATION, Dialect.ENTRA_CLAIMS), "entra_guests"),
                ClaimBranch(Unknown("NameID", "no configuration covers them", "add one"), "external_guests+groups:a,b"),
            ),
            AT,
            Sourced("emailAddress", AT),
        ),
        attributes=(Claim("email", (ClaimBranch(claim("user.mail", Dialect.ENTRA_CLAIMS)),), AT),),
        acs_urls=(Sourced("https://contoso.eu.auth0.com/login/callback?connection=entra", AT),),
        entity_ids=(Sourced("urn:auth0:contoso:entra", AT),),
        application_username=None,
        provisioning=(
            Provisioning(
                Sourced(ProvisioningState.QUARANTINED, AT),
                (
                    AttributeMapping(
                        target='emails[type eq "work"].value',
                        source=claim("[mail]", Dialect.ENTRA_PROVISIONING),
                        origin=AT,
                        chosen=False,
                    ),
                    AttributeMapping(
                        target="externalId",
                        source=claim("[objectId]", Dialect.ENTRA_PROVISIONING),
                        origin=AT,
                        matching_precedence=2,
                        flow="create_only",
                        default_value="none",
                    ),
                    AttributeMapping(
                        target="userName",
                        source=claim("[userPrincipalName]", Dialect.ENTRA_PROVISIONING),
                        origin=AT,
                        matching_precedence=1,
                        chosen=False,
                    ),
                ),
                AT,
                "job-1",
                Sourced("https://contoso.eu.auth0.com/scim/v2/connections/con_1", AT),
            ),
        ),
        service_provider=ServiceProviderFacts(
            id=Sourced("auth0", AT, Basis.INFERRED),
            variant=Sourced("samlp", AT),
            login_keys=(Sourced("attribute:uid", AT), Sourced("name_id", AT, Basis.CATALOGUE)),
            scim_key=Sourced("externalId", AT),
            creates=Sourced(Creation.DISABLED, AT, Basis.INFERRED),
            updates=Unknown("profile updates at login", "idplint does not know the value", "look it up"),
        ),
        guests=Sourced(value=True, origin=AT),
        catalogue_hints=("8adf8e6e",),
    )
    return msgspec.structs.replace(application, **changes)


EXPECTED = """\
idplint: 1
application:
  name: "Ledger: production"
  id: entra:6f0c
  idp: {kind: entra, tenant: contoso.onmicrosoft.com}
  enabled: true
  guests: present
  catalogue_name: "8adf8e6e"
# Entra admin center > Enterprise applications > Ledger: production > Single sign-on
sign_on:
  protocol: saml
  name_id:
    - {source: user.userprincipalname, basis: idp-default, note: default, format: emailAddress}
    - users: entra_guests
      source:
        attribute: {source: user, id: mail}
        transformations:
          - {"@odata.type": "#microsoft.graph.trim", value: "é"}
    - users: "external_guests+groups:a,b"
      source: {unknown: no configuration covers them, remedy: add one}
  attributes:
    - {name: email, source: user.mail}
  acs_urls:
    - https://contoso.eu.auth0.com/login/callback?connection=entra
  entity_ids:
    - urn:auth0:contoso:entra
# Entra admin center > Enterprise applications > Ledger: production > Provisioning
provisioning:
  name: job-1
  state: quarantined
  endpoint: https://contoso.eu.auth0.com/scim/v2/connections/con_1
  mappings:
    - {target: "emails[type eq \\"work\\"].value", source: "[mail]"}
    - {target: externalId, source: "[objectId]", matching_precedence: 2, flow: create_only, default_value: none}
    - {target: userName, source: "[userPrincipalName]", matching_precedence: 1}
# Auth0 Dashboard > Authentication > Enterprise > SAML
service_provider:
  id: auth0
  variant: samlp
  link:
    login:
      - attribute:uid
      - name_id
    scim: externalId
  login:
    creates: disabled
    updates: {unknown: idplint does not know the value, remedy: look it up}
  basis: {id: inferred, variant: read, link.login.0: read, link.login.1: catalogue, link.scim: read, login.creates: inferred}
"""


def facts(value: Any) -> Any:
    """A value without its places."""
    match value:
        case Origin():
            return None
        case Provisioning() | Claim() | ClaimBranch() | AttributeMapping() | ServiceProviderFacts() | Sourced():
            return {name: facts(getattr(value, name)) for name in value.__struct_fields__ if name != "origin"}
        case Unknown():
            return ("unknown", value.fact, value.reason)
        case tuple():
            return [facts(each) for each in value]
        case _:
            return value


def stated(application: Application | PartialApplication) -> dict[str, Any]:
    name = application.name.value if isinstance(application.name, Sourced) else application.name
    held = {
        field: facts(getattr(application, field))
        for field in (
            "id",
            "idp",
            "enabled",
            "protocol",
            "name_id",
            "attributes",
            "application_username",
            "provisioning",
            "guests",
            "catalogue_hints",
        )
    }
    held["acs_urls"] = facts(application.acs_urls or ())
    held["entity_ids"] = facts(application.entity_ids or ())
    held["service_provider"] = facts(application.service_provider or ServiceProviderFacts())
    # A service provider's values carry no notes in a native document.
    return {"name": name, **held}


def read_back(text: str) -> PartialApplication:
    document = read_document("written.yaml", text.encode())
    reading = native.read([Fragment(record, native.KIND) for record in document.records], [])
    assert reading.problems == (), text
    (one,) = reading.applications
    return one


def test_the_text_is_as_one_would_write_it() -> None:
    assert native_text(ledger()) == EXPECTED


def test_what_was_written_is_what_is_read() -> None:
    assert stated(read_back(native_text(ledger()))) == stated(ledger())


def test_okta_comes_back_too() -> None:
    okta = ledger(
        id="okta:0oa1",
        idp=IdentityProvider(IdpKind.OKTA, "acme"),
        application_username=claim("${source.login}", Dialect.OKTA_TEMPLATE),
        name_id=Claim("NameID", (ClaimBranch(claim("${user.userName}", Dialect.OKTA_TEMPLATE)),), AT),
        attributes=(Claim("email", (ClaimBranch(claim("user.email", Dialect.OKTA_CLASSIC)),), AT),),
        provisioning=(
            Provisioning(
                Sourced(ProvisioningState.ACTIVE, AT),
                (
                    AttributeMapping(
                        target="externalId",
                        source=claim('user.getInternalProperty("id")', Dialect.OKTA_CLASSIC, basis=Basis.IDP_DEFAULT),
                        origin=AT,
                        chosen=False,
                    ),
                    AttributeMapping(
                        target="userName",
                        source=claim("${source.login}", Dialect.OKTA_TEMPLATE),
                        origin=AT,
                        chosen=True,
                    ),
                ),
                AT,
            ),
        ),
        service_provider=ServiceProviderFacts(),
    )
    assert stated(read_back(native_text(okta))) == stated(okta)


@pytest.mark.parametrize(
    "changes",
    [
        {"protocol": Sourced(Protocol.NONE, AT), "name_id": None, "attributes": (), "acs_urls": (), "entity_ids": ()},
        {"protocol": Sourced(Protocol.NONE, AT), "name_id": None, "attributes": Unknown("login attributes", "x", "y")},
        {"protocol": Sourced(Protocol.OIDC, AT), "name_id": None},
        {"protocol": Sourced(Protocol.WS_FED, AT), "name_id": None},
        {"protocol": Unknown("sign-on protocol", "403", "ask"), "name_id": Unknown("NameID", "403", "ask")},
        {"provisioning": ()},
        {"provisioning": Unknown("SCIM state", "403", "ask")},
        {"enabled": Unknown("application state", "403", "ask"), "guests": None, "catalogue_hints": ("a", "b")},
        {"application_username": Unknown("application username", "no template", "set one")},
        {"service_provider": ServiceProviderFacts(login_keys=Unknown("login key", "not documented", "ask"))},
        {"service_provider": ServiceProviderFacts(id=Sourced("docker", AT, Basis.DECLARED))},
    ],
)
def test_statements_and_unknowns_come_back(changes: dict[str, object]) -> None:
    application = ledger(**changes)
    assert stated(read_back(native_text(application))) == stated(application)


def test_writing_does_not_depend_on_the_order_of_lists_without_one() -> None:
    application = ledger()
    assert isinstance(application.provisioning, tuple)
    (job,) = application.provisioning
    assert isinstance(job.mappings, tuple)
    turned = msgspec.structs.replace(job, mappings=job.mappings[::-1])
    assert native_text(msgspec.structs.replace(application, provisioning=(turned,))) == EXPECTED


def test_no_secret_is_written() -> None:
    password = AttributeMapping(
        target="password", source=claim("Hunter2!", Dialect.CONSTANT), origin=AT, default_value="Hunter2!"
    )
    endpoint = Sourced("https://scim:Hunter2!@scim.example.com/v2?tenant=a&access_token=Hunter2!", AT)
    job = Provisioning(Sourced(ProvisioningState.ACTIVE, AT), (password,), AT, "", endpoint)
    text = native_text(ledger(provisioning=(job,)))
    assert "Hunter2" not in text
    assert "https://scim.example.com/v2?tenant=a&access_token=REDACTED" in text
    jobs = read_back(text).provisioning
    assert isinstance(jobs, tuple)
    assert isinstance(jobs[0].mappings, tuple)
    assert isinstance(jobs[0].mappings[0].source, Unknown)


AWKWARD = st.one_of(
    st.sampled_from(
        [
            "true",
            "TrUe",
            "no",
            "~",
            "null",
            "007",
            "1e5",
            "0x1F",
            "2027-01-31",
            "a: b",
            "a #b",
            "- a",
            "? x",
            "a:",
            "=",
            "*a",
            "&a",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30),
)


@given(
    name=AWKWARD,
    text=AWKWARD,
    tenant=AWKWARD,
    reason=AWKWARD,
    constant=st.text(st.characters(exclude_categories=["Cs"])),
)
def test_any_text_comes_back_as_it_was(name: str, text: str, tenant: str, reason: str, constant: str) -> None:
    application = ledger(
        name=name,
        idp=IdentityProvider(IdpKind.ENTRA, tenant),
        name_id=Claim("NameID", (ClaimBranch(claim(text, Dialect.OKTA_CLASSIC)),), AT),
        attributes=(
            Claim(f"a{name}", (ClaimBranch(claim(constant, Dialect.CONSTANT, note=reason)),), AT),
            Claim(f"b{name}", (ClaimBranch(Unknown(f"claim b{name}", reason, reason)),), AT),
        ),
    )
    assert stated(read_back(native_text(application))) == stated(application)


def test_reading_costs_no_ruamel() -> None:
    program = "import sys, idplint.inputs.native, idplint.inputs.native_writer; sys.exit('ruamel' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=root).returncode == 0
