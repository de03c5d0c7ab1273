"""Okta as service provider in Terraform code."""

from __future__ import annotations

import pytest

from idplint.model.application import (
    AccountLink,
    Creation,
    PairingKey,
    PartialApplication,
    UpdateTime,
)
from idplint.model.values import Basis, Sourced
from tests.inputs.terraform_okta_samples import read


def idp(arguments: str = "", kind: str = "okta_idp_saml", rest: str = "") -> PartialApplication:
    (found,) = [
        each
        for each in read(f'resource "{kind}" "partner" {{\n  name = "Partner"\n{arguments}\n}}\n{rest}').applications
        if each.side == "sp"
    ]
    return found


def test_an_identity_provider_creates_and_links_unless_told_otherwise() -> None:
    facts = idp().service_provider
    assert facts is not None
    assert isinstance(facts.creates, Sourced)
    assert isinstance(facts.links, Sourced)
    assert isinstance(facts.scim_key, Sourced)
    assert isinstance(facts.login_keys, tuple)
    assert (facts.creates.value, facts.creates.basis) == (Creation.ENABLED, Basis.IDP_DEFAULT)
    assert (facts.links.value, facts.links.basis) == (AccountLink.ANYBODY, Basis.IDP_DEFAULT)
    assert (facts.scim_key.value, facts.scim_key.basis) == ("userName", Basis.IDP_DEFAULT)
    assert [key.value for key in facts.login_keys] == ["attribute:email"]
    assert facts.updates is None


def test_an_openid_connect_identity_provider_reads_claims() -> None:
    facts = idp('client_id = "at-partner"', "okta_idp_oidc").service_provider
    assert facts is not None
    assert isinstance(facts.login_keys, tuple)
    assert [key.value for key in facts.login_keys] == ["oidc:email"]
    assert PairingKey("app-id", "at-partner") in idp('client_id = "at-partner"', "okta_idp_oidc").keys


@pytest.mark.parametrize(
    ("arguments", "link"),
    [
        ('account_link_action = "DISABLED"', AccountLink.NOBODY),
        ('account_link_group_include = ["00g1"]', AccountLink.SOME),
        ("account_link_group_include = [okta_group.partners.id]", AccountLink.SOME),
        ("account_link_group_include = []", AccountLink.ANYBODY),
        ('subject_filter = "(\\\\S+@partner\\\\.example)"', AccountLink.SOME),
        ('subject_filter = ""', AccountLink.ANYBODY),
    ],
)
def test_who_is_linked(arguments: str, link: AccountLink) -> None:
    facts = idp(arguments, rest='resource "okta_group" "partners" {}').service_provider
    assert facts is not None
    assert isinstance(facts.links, Sourced)
    assert facts.links.value is link


def test_what_is_written_on_an_identity_provider_is_read() -> None:
    found = idp(
        'username_template = "idpuser.subjectNameId"\nprovisioning_action = "DISABLED"\nprofile_master = true\n'
        'subject_match_type = "EMAIL"\nhonor_persistent_name_id = true\nstatus = "INACTIVE"'
    )
    facts = found.service_provider
    assert facts is not None
    assert isinstance(facts.creates, Sourced)
    assert isinstance(facts.updates, Sourced)
    assert isinstance(facts.scim_key, Sourced)
    assert isinstance(facts.login_keys, tuple)
    assert facts.creates.value is Creation.DISABLED
    assert facts.updates.value is UpdateTime.EVERY_LOGIN
    assert facts.scim_key.value == "emails[primary eq true].value"
    assert [key.value for key in facts.login_keys] == ["name_id"]
    assert "persistent" in facts.login_keys[0].note
    assert isinstance(found.enabled, Sourced)
    assert found.enabled.value is False


def test_an_identity_provider_names_the_app_that_signs_people_in_to_it() -> None:
    rest = 'resource "okta_app_saml" "hub" {\n  label = "Hub"\n}'
    found = idp("issuer = okta_app_saml.hub.entity_url", rest=rest)
    assert PairingKey("terraform-address", "okta_app_saml.hub", "terraform:.") in found.keys
