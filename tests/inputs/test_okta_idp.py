"""Okta as the service provider: what an identity provider object says about logins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from idplint.inputs import okta_api
from idplint.inputs.pairing_keys import keys_from_acs
from idplint.model.application import Creation, PairingKey, PartialApplication, ServiceProviderFacts, UpdateTime
from idplint.model.values import Sourced, Unknown
from tests.inputs.vendor_samples import Estate, sourced_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def idp(**changes: object) -> dict[str, Any]:
    policy = {
        "provisioning": {
            "action": changes.pop("action", "AUTO"),
            "profileMaster": changes.pop("profile_master", True),
            "groups": {"action": "NONE"},
        },
        "accountLink": {"filter": None, "action": "AUTO"},
        "subject": {
            "userNameTemplate": {"template": changes.pop("template", "idpuser.email")},
            "filter": None,
            "matchType": changes.pop("match_type", "USERNAME"),
            "matchAttribute": None,
        },
        "maxClockSkew": 0,
    }
    protocol = {
        "type": "SAML2",
        "settings": {"honorPersistentNameId": changes.pop("persistent", False)},
        "credentials": {
            "trust": {
                "issuer": "https://sts.windows.net/contoso",
                "audience": "https://www.okta.com/saml2/service-provider/spabc1",
                "kid": "key-1",
            },
            "client": {"client_id": "client-1", "client_secret": "hush"},
        },
    }
    return {
        "id": "0oaPARTNER000000001d7",
        "type": "SAML2",
        "name": "Partner",
        "status": "ACTIVE",
        "protocol": protocol,
        "policy": policy,
        **changes,
    }


def read_idp(estate: Estate, body: object) -> PartialApplication:
    estate.add("idps.json", [body])
    reading = estate.read(okta_api)
    assert reading.problems == ()
    (application,) = reading.applications
    for sourced in sourced_in(application):
        estate.written(sourced)  # raises where nothing stands at the place a fact was read from
    assert "hush" not in repr(application)
    return application


def facts_of(application: PartialApplication) -> ServiceProviderFacts:
    assert application.service_provider is not None
    return application.service_provider


def test_identity_provider_is_the_service_provider_side(estate: Estate) -> None:
    application = read_idp(estate, idp())
    assert (application.id, application.side, application.idp) == ("okta:0oaPARTNER000000001d7", "sp", None)
    assert application.keys[0] == keys_from_acs("https://acme.okta.com/sso/saml2/0oaPARTNER000000001d7")[0]
    assert PairingKey("entity-id", "https://www.okta.com/saml2/service-provider/spabc1") in application.keys
    facts = facts_of(application)
    assert facts.id is not None
    assert facts.id.value == "okta"
    assert isinstance(facts.scim_key, Sourced)
    assert facts.scim_key.value == "userName"
    assert isinstance(facts.creates, Sourced)
    assert facts.creates.value is Creation.ENABLED
    assert isinstance(facts.updates, Sourced)
    assert facts.updates.value is UpdateTime.EVERY_LOGIN


@pytest.mark.parametrize(
    ("template", "keys"),
    [
        ("idpuser.subjectNameId", ["name_id"]),
        ("idpuser.email", ["attribute:email"]),
        ("idpuser.employeeNumber", ["attribute:employeeNumber"]),
        ('idpuser.email + ".partner"', None),
        ("String.toLowerCase(idpuser.email)", None),
        ("", None),
        (None, None),
    ],
)
def test_username_template_names_the_login_key(estate: Estate, template: str | None, keys: list[str] | None) -> None:
    found = facts_of(read_idp(estate, idp(template=template))).login_keys
    assert found is not None
    assert (None if isinstance(found, Unknown) else [key.value for key in found]) == keys


@pytest.mark.parametrize(
    ("template", "keys"), [("idpuser.email", ["oidc:email"]), ("idpuser.externalId", ["oidc:sub"]), ("idpuser.x", None)]
)
def test_oidc_identity_provider_reads_claims(estate: Estate, template: str, keys: list[str] | None) -> None:
    application = read_idp(estate, idp(type="OIDC", template=template))
    found = facts_of(application).login_keys
    assert found is not None
    assert (None if isinstance(found, Unknown) else [key.value for key in found]) == keys
    assert PairingKey("app-id", "client-1") in application.keys


@pytest.mark.parametrize(
    ("match_type", "key"),
    [("USERNAME", "userName"), ("EMAIL", "emails[primary eq true].value"), ("CUSTOM_ATTRIBUTE", None)],
)
def test_match_type_names_the_scim_key(estate: Estate, match_type: str, key: str | None) -> None:
    found = facts_of(read_idp(estate, idp(match_type=match_type))).scim_key
    if key is None:
        assert isinstance(found, Unknown)
        assert match_type in found.reason
    else:
        assert isinstance(found, Sourced)
        assert found.value == key


def test_jit_off_and_profile_not_mastered(estate: Estate) -> None:
    facts = facts_of(read_idp(estate, idp(action="DISABLED", profile_master=False)))
    assert isinstance(facts.creates, Sourced)
    assert facts.creates.value is Creation.DISABLED
    assert isinstance(facts.updates, Sourced)
    assert facts.updates.value is UpdateTime.NEVER


def test_historical_action_is_unknown(estate: Estate) -> None:
    creates = facts_of(read_idp(estate, idp(action="CALLOUT"))).creates
    assert isinstance(creates, Unknown)
    assert "jit: disabled" in creates.remedy


def test_persistent_name_id_is_noted(estate: Estate) -> None:
    keys = facts_of(read_idp(estate, idp(persistent=True))).login_keys
    assert isinstance(keys, tuple)
    assert "honorPersistentNameId" in keys[0].note


@pytest.mark.parametrize("kind", ["GOOGLE", "X509", "IDV_PERSONA"])
def test_social_and_other_kinds_are_left_out(estate: Estate, kind: str) -> None:
    estate.add("idps.json", [idp(type=kind)])
    assert estate.read(okta_api).applications == ()
