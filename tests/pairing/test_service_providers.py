"""Applications of Entra meet the connections of Auth0 and Okta that their users sign in to."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from idplint.model.values import Unknown
from tests.entra_samples import (
    ACS,
    APP_ID,
    OBJECT_ID,
    OTHER_ID,
    Estate,
    auth0_connection,
    auth0_scim,
    bundle,
    job,
    line,
    object_mapping,
    schema,
    service_principal,
)

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Finding

ENTRA = f"entra:{OBJECT_ID}"
OTHER = f"entra:{OTHER_ID}"


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def app(acs: str = ACS, ident: str = OBJECT_ID, **changes: Any) -> dict[str, Any]:
    principal = service_principal(id=ident, appId=ident.replace("0001", "0002"), replyUrls=[acs], **changes)
    return bundle(servicePrincipal=principal)


def pasted(finding: Finding) -> str:
    """The configuration that the finding tells people to paste."""
    found = re.search(r"`(- \{match: .*\})`", finding.help)
    assert found, finding.help
    config = "applications:\n  " + found[1] + "\n"
    assert yaml.safe_load(config)["applications"][0]["pair"]
    return config


@pytest.mark.parametrize(
    "acs",
    [
        ACS,
        ACS.replace("contoso.eu", "contoso"),
        ACS.upper().replace("HTTPS", "https").replace("/LOGIN/CALLBACK?CONNECTION", "/login/callback?connection"),
        "https://login.contoso.com/login/callback?connection=entra",
    ],
)
def test_an_acs_url_names_the_connection(estate: Estate, acs: str) -> None:
    estate.add("app.json", app(acs))
    estate.add("connection.json", auth0_connection())
    estate.add("scim.json", auth0_scim())
    application = estate.application()
    assert application.id == ENTRA
    assert application.other_ids == ("auth0:con_ENTRA1",)
    assert application.service_provider.id is not None
    assert application.service_provider.id.value == "auth0"


@pytest.mark.parametrize(
    "acs",
    [
        "https://login.docker.com/login/callback?connection=entra",
        "https://auth.docker.com/login/callback?connection=entra",
        "https://fabrikam.eu.auth0.com/login/callback?connection=entra",
        "https://contoso.eu.auth0.com/login/callback?connection=other",
    ],
)
def test_another_tenant_host_or_name_is_another_connection(estate: Estate, acs: str) -> None:
    estate.add("app.json", app(acs))
    estate.add("connection.json", auth0_connection())
    estate.add("scim.json", auth0_scim())
    applications = estate.applications()
    assert applications[ENTRA].other_ids == ()
    assert "auth0:con_ENTRA1" in applications
    assert estate.findings("IDP904") == []


def test_docker_stays_docker_beside_an_auth0_connection_of_the_same_name(estate: Estate) -> None:
    estate.add("docker.json", app("https://login.docker.com/login/callback?connection=entra", OTHER_ID))
    estate.add("app.json", app())
    estate.add("scim.json", auth0_scim())
    applications = estate.applications()
    assert applications[OTHER].other_ids == ()
    assert applications[ENTRA].other_ids == ("auth0:con_ENTRA1",)


def test_the_tenant_that_is_named_beats_a_host_that_may_be_anybodys(estate: Estate) -> None:
    estate.add("vendor.json", app("https://login.vendor.example/login/callback?connection=entra", OTHER_ID))
    estate.add("app.json", app())
    estate.add("scim.json", auth0_scim())
    applications = estate.applications()
    assert applications[ENTRA].other_ids == ("auth0:con_ENTRA1",)
    assert applications[OTHER].other_ids == ()
    assert estate.findings("IDP904") == []


def test_one_application_may_feed_a_connection_in_each_of_two_tenants(estate: Estate) -> None:
    body = app()
    body["servicePrincipal"]["replyUrls"].append(ACS.replace("contoso", "contoso-dev"))
    estate.add("app.json", body)
    estate.add("prod.json", auth0_scim())
    estate.add("dev.json", auth0_scim(connection_id="con_DEV", tenant_name="contoso-dev"))
    assert estate.application().other_ids == ("auth0:con_DEV", "auth0:con_ENTRA1")


def test_two_applications_with_one_acs_url_are_settled_by_the_pasted_line(estate: Estate) -> None:
    estate.add("a.json", app())
    estate.add("b.json", app(ident=OTHER_ID))
    estate.add("scim.json", auth0_scim())
    (finding,) = estate.findings("IDP904")
    assert finding.outcome == "several"
    assert ENTRA in finding.message
    assert OTHER in finding.message
    assert isinstance(estate.applications()["auth0:con_ENTRA1"].protocol, Unknown)
    estate.configure(pasted(finding))
    assert estate.findings("IDP904") == []
    assert sorted(len(found.other_ids) for found in estate.applications().values()) == [0, 1]


def test_two_connections_with_one_name_are_settled_by_either_pasted_line(estate: Estate) -> None:
    estate.add("app.json", app("https://login.contoso.com/login/callback?connection=entra"))
    estate.add("a.json", auth0_scim())
    estate.add("b.json", auth0_scim(connection_id="con_OTHER", tenant_name="fabrikam"))
    findings = estate.findings("IDP904")
    assert len(findings) == 2
    for finding in findings:
        estate.configure(pasted(finding))
        assert estate.findings("IDP904") == []
        (settled,) = [found for found in estate.applications().values() if found.other_ids]
        assert settled.id == ENTRA
        assert settled.other_ids[0] in finding.message


def test_a_waad_connection_is_joined_by_its_client_id(estate: Estate) -> None:
    estate.add("app.json", app("https://contoso.eu.auth0.com/login/callback", preferredSingleSignOnMode="oidc"))
    options = {"client_id": APP_ID.upper(), "userid_attribute": "oid"}
    estate.add("c.json", auth0_connection(strategy="waad", options=options))
    application = estate.application()
    assert application.other_ids == ("auth0:con_ENTRA1",)
    assert isinstance(application.service_provider.login_keys, tuple)
    assert application.service_provider.login_keys[0].value == "oidc:oid"


def test_a_client_id_settles_what_names_leave_open_in_whatever_order(estate: Estate) -> None:
    acs = "https://login.contoso.com/login/callback?connection=entra"
    estate.add("app.json", app(acs, preferredSingleSignOnMode="oidc"))
    estate.add("z.json", auth0_connection(strategy="waad", options={"client_id": APP_ID}))
    estate.add("a.json", auth0_connection(id="con_A", strategy="waad", options={"client_id": "elsewhere"}))
    assert estate.applications()[ENTRA].other_ids == ("auth0:con_ENTRA1",)
    assert estate.findings("IDP904") == []


def test_an_okta_identity_provider_is_named_by_the_acs_url(estate: Estate) -> None:
    estate.add("app.json", app("https://acme.okta.com/sso/saml2/0oaPARTNER1"))
    idp = {
        "id": "0oaPARTNER1",
        "type": "SAML2",
        "name": "Contoso",
        "status": "ACTIVE",
        "protocol": {"type": "SAML2", "credentials": {"trust": {"issuer": "x"}}},
        "policy": {
            "provisioning": {"action": "AUTO", "profileMaster": True},
            "subject": {"userNameTemplate": {"template": "idpuser.subjectNameId"}, "matchType": "USERNAME"},
        },
    }
    estate.add("idp.json", idp)
    application = estate.application()
    assert application.id == ENTRA
    assert len(application.other_ids) == 1


def native(ident: str, **sections: Any) -> str:
    name = {"name": "Quill CRM", "id": ident, "idp": {"kind": "entra", "tenant": "contoso.com"}}
    return json.dumps({"idplint": 1, "application": name, **sections})


def test_a_scim_endpoint_names_the_connection(estate: Estate) -> None:
    endpoint = "https://contoso.eu.auth0.com/scim/v2/connections/con_ENTRA1"
    provisioning = {"state": "active", "endpoint": endpoint, "mappings": [{"target": "userName", "source": "[mail]"}]}
    estate.add("app.json", native("entra:contoso.com/scim-only", sign_on="none", provisioning=provisioning))
    estate.add("scim.json", auth0_scim())
    assert estate.application().other_ids == ("auth0:con_ENTRA1",)


@pytest.mark.parametrize(
    "ident", [f"entra:contoso.com/{OBJECT_ID}", f"entra:{OBJECT_ID}", f"ENTRA:x/{OBJECT_ID.upper()}"]
)
def test_the_tenant_part_may_be_left_out(estate: Estate, ident: str) -> None:
    body = app("https://quill.example/acs")
    del body["claimsMappingPolicies"]
    estate.add("app.json", body)
    sign_on = {"protocol": "saml", "name_id": [{"source": "user.mail"}]}
    if ident.startswith("entra"):
        estate.add("native.json", native(ident, sign_on=sign_on))
        application = estate.application()
        assert application.name == "Quill CRM"
        assert not isinstance(application.name_id, Unknown)
    else:
        estate.configure(json.dumps({"applications": [{"match": {"id": ident}, "jit": "disabled"}]}))
        assert estate.application().service_provider.creates is not None


def test_made_up_ids_of_two_tenants_are_two_applications(estate: Estate) -> None:
    estate.add("a.json", native("entra:contoso.com/ledger"))
    estate.add("b.json", native("entra:fabrikam.com/ledger"))
    assert set(estate.applications()) == {"entra:contoso.com/ledger", "entra:fabrikam.com/ledger"}


def test_many_applications_on_one_vendors_host_are_not_a_wall_of_text(estate: Estate) -> None:
    acs = "https://login.vendor.example/login/callback?connection=entra"
    for number in range(40):
        estate.add(f"{number}.json", app(acs, f"5d1c0f6e-0001-4a00-9000-0000000000{number + 10}"))
    estate.add("scim.json", auth0_scim())
    (finding,) = estate.findings("IDP904")
    assert "35 more" in finding.message
    assert len(finding.message) < 500


# --- products made of two applications --------------------------------------------------------------------------------


def two_apps(estate: Estate, external_id: str, *, mode: str | None = "oidc") -> None:
    sso = service_principal(displayName="Ledger", preferredSingleSignOnMode=mode, replyUrls=[])
    estate.add("sso.json", bundle(servicePrincipal=sso, synchronizationJobs=[]))
    mapping = object_mapping(line("userName", "userPrincipalName", 1), line("externalId", external_id, 2))
    scim = service_principal(
        id=OTHER_ID,
        appId="5d1c0f6e-0002-4a00-9000-0000000000b2",
        displayName="Ledger SCIM",
        preferredSingleSignOnMode=None,
        replyUrls=[],
        tags=["WindowsAzureActiveDirectoryCustomSingleSignOnApplication"],
    )
    estate.add("scim.json", bundle(servicePrincipal=scim, synchronizationJobs=[job(schema=schema(mapping))]))
    estate.add(
        "connection.json", auth0_connection(strategy="waad", options={"client_id": APP_ID, "userid_attribute": "oid"})
    )
    estate.add("auth0.json", auth0_scim(strategy="waad", user_id_attribute="externalId"))


PAIRS = (
    f"applications: [{{match: {{id: '{ENTRA}'}}, pair: ['{OTHER}']}}]",
    f"applications: [{{match: {{id: '{OTHER}'}}, pair: ['{ENTRA}']}}]",
    f"applications: [{{match: {{name: 'Ledger'}}, pair: ['{OTHER}']}}]",
    f"applications: [{{match: {{name: 'Ledger*'}}, pair: ['{ENTRA}', '{OTHER}', 'auth0:con_ENTRA1']}}]",
    f"applications: [{{match: {{id: '{OTHER}'}}, pair: ['auth0:con_ENTRA1', '{ENTRA}']}}]",
)


@pytest.mark.parametrize("config", PAIRS, ids=range(len(PAIRS)))
def test_sign_on_here_and_provisioning_there(estate: Estate, config: str) -> None:
    two_apps(estate, "objectId")
    estate.configure(config)
    application = estate.application()
    assert application.id == ENTRA
    assert set(application.other_ids) == {OTHER, "auth0:con_ENTRA1"}
    report = estate.report()
    assert [finding.code for finding in report.findings if finding.code in {"IDP101", "IDP902", "IDP904"}] == []


@pytest.mark.parametrize("config", PAIRS, ids=range(len(PAIRS)))
def test_a_key_that_differs_across_two_applications(estate: Estate, config: str) -> None:
    two_apps(estate, "mailNickname")
    estate.configure(config)
    (finding,) = estate.findings("IDP101")
    assert finding.outcome == "everyone"
    assert finding.severity == "error"


def test_an_oidc_application_whose_mode_was_never_set_is_still_the_one_people_sign_in_to(estate: Estate) -> None:
    two_apps(estate, "mailNickname", mode=None)
    estate.configure(PAIRS[0])
    assert estate.application().id == ENTRA
    (finding,) = estate.findings("IDP101")
    assert finding.outcome == "everyone"


def test_a_saml_connection_proves_nothing_of_a_mode_that_was_never_set(estate: Estate) -> None:
    estate.add("app.json", app(preferredSingleSignOnMode=None))
    estate.add("scim.json", auth0_scim())
    application = estate.application()
    assert application.other_ids == ("auth0:con_ENTRA1",)
    assert isinstance(application.protocol, Unknown)


def test_without_the_pair_nothing_is_joined_by_name(estate: Estate) -> None:
    two_apps(estate, "objectId")
    assert set(estate.applications()) == {ENTRA, OTHER}


def test_a_pair_that_names_nothing_is_said(estate: Estate) -> None:
    two_apps(estate, "objectId")
    estate.configure(f"applications: [{{match: {{id: '{ENTRA}'}}, pair: ['entra:5d1c0f6e-typo']}}]")
    (finding,) = estate.findings("IDP902")
    assert "entra:5d1c0f6e-typo" in finding.message
    assert finding.locations[0].path.endswith("idplint.yaml")
