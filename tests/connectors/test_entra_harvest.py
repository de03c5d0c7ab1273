"""Reading an Entra tenant in which every call is answered."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("msgraph")

from idplint.connectors.harvest import Tenancy, Wanted
from idplint.errors import ConnectorError, UsageError
from tests.connectors.entra_bodies import TENANT, client_id, principal_id
from tests.connectors.entra_run import ALL, export
from tests.connectors.entra_server import entra_estate

PLANTED = "planted-Value-Of-The-Tests"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


class TestWhole:
    """A tenant where everything is answered."""

    def test_every_application_comes_once_and_those_left_out_are_counted(self) -> None:
        whole = export()
        assert {*whole.found} == ALL
        assert whole.unread == {}
        assert whole.left_out == {"Microsoft's own, without sign-on settings": 2}
        assert whole.tenancy == Tenancy("entra", TENANT, "127.0.0.1", ("v1.0", "beta"))
        assert whole.requests == len(whole.seen)

    def test_the_bodies_are_the_vendors_with_fields_and_values_nobody_knows(self) -> None:
        whole = export()
        first = whole.of(1).bundle
        assert {*first} == {
            "servicePrincipal",
            "application",
            "claimsMappingPolicies",
            "claimsPolicy",
            "synchronizationJobs",
            "appRoleAssignedTo",
            "tenant",
        }
        lines = first["synchronizationJobs"][0]["schema"]["synchronizationRules"][0]["objectMappings"][0]
        assert lines["flowTypes"] == "Add, Update, Delete, Teleport"
        assert lines["attributeMappings"][1]["flowType"] == "WhenTheMoonIsFull"
        assert whole.of(9).bundle["servicePrincipal"]["preferredSingleSignOnMode"] == "telepathy"
        assert whole.of(9).bundle["servicePrincipal"]["samlSingleSignOnSettings"] == {"novel": [1, None]}
        assert whole.of(3).bundle["claimsPolicy"]["value"][0]["novel"] == {"x": None}
        assert whole.of(8).bundle["synchronizationJobs"][1]["status"]["quarantine"] == {"reason": "Boredom"}
        assert whole.of(13).bundle["servicePrincipal"]["replyUrls"] is None

    def test_what_is_read_and_absent_is_null_or_empty(self) -> None:
        whole = export()
        assert whole.of(1).bundle["claimsPolicy"] is None
        assert whole.of(4).bundle["claimsPolicy"] == {"value": []}
        assert whole.of(1).bundle["claimsMappingPolicies"] == []
        assert whole.of(2).bundle["synchronizationJobs"] == []
        assert whole.of(14).bundle["application"] is None

    def test_mapping_policies_reach_what_they_apply_to(self) -> None:
        whole = export()
        named = {
            ident[-2:]: [policy["displayName"] for policy in each.bundle["claimsMappingPolicies"]]
            for ident, each in whole.found.items()
            if each.bundle["claimsMappingPolicies"]
        }
        assert named == {
            "02": ["policy 2"],
            "03": ["policy 2"],
            "04": ["policy 2"],
            "05": ["policy 1", "policy 2"],
        }

    def test_assignments_are_read_until_a_person_is_met_and_name_nobody(self) -> None:
        whole = export()
        kinds = [each["principalType"] for each in whole.of(15).bundle["appRoleAssignedTo"]["value"]]
        assert kinds == ["ServicePrincipal"] * 4 + ["User"]
        assert "Ada Example" not in json.dumps([each.bundle for each in whole.found.values()])
        assert "66000000" not in json.dumps([each.bundle for each in whole.found.values()])

    def test_a_claims_policy_is_asked_for_only_where_saml_is_possible(self) -> None:
        whole = export()
        assert {ident[-2:] for ident, each in whole.found.items() if "claimsPolicy" not in each.bundle} == {
            "06",
            "07",
            "08",
        }
        assert whole.asked(r"/beta/.*/claimsPolicy$") == 12

    def test_a_name_that_is_missing_gives_way_to_the_id(self) -> None:
        assert export().of(10).name == principal_id(10)

    def test_two_exports_are_the_same(self) -> None:
        assert export().found == export().found

    def test_few_requests_are_made(self) -> None:
        estate = entra_estate()
        estate.page = 999
        whole = export(estate)
        # The tenant, three lists, five policies' targets; of each application its assignments and jobs; what they call for.
        assert len(whole.seen) == 1 + 3 + 5 + 15 * 2 + 12 + 4

    def test_the_organization_names_the_tenant_where_it_may_be_read(self) -> None:
        estate = entra_estate()
        estate.organization_is_readable = True
        assert export(estate, environ={}).tenancy == Tenancy("entra", TENANT, "127.0.0.1", ("v1.0", "beta"))

    @pytest.mark.parametrize("named", [{}, {"AZURE_TENANT_ID": "contoso.example"}])
    def test_a_tenant_that_nothing_names_is_an_error(self, named: dict[str, str]) -> None:
        with pytest.raises(ConnectorError, match="does not tell which tenant") as raised:
            export(environ=named)
        assert "AZURE_TENANT_ID" in str(raised.value.help)

    @pytest.mark.parametrize("cloud", ["usgov", "usgov-dod", "china"])
    def test_clouds_without_claims_policy_say_so_and_are_complete(self, cloud: str) -> None:
        whole = export(cloud=cloud)
        lack = whole.of(1).unread
        assert [(each.part, each.offered) for each in lack] == [("claimsPolicy", False)]
        assert whole.of(1).bundle["notRead"]["claimsPolicy"]["reason"] == (
            f"Microsoft Graph does not offer claimsPolicy in the cloud {cloud}"
        )
        assert whole.of(6).unread == ()
        assert whole.asked("/beta/") == 0
        assert whole.tenancy is not None
        assert whole.tenancy.api_versions == ("v1.0",)


class TestWanted:
    """Some applications of a tenant."""

    @pytest.mark.parametrize(
        ("names", "found"),
        [
            (("quill crm",), {1, 12}),
            (("*wiki",), {3, 4}),
            (("Payroll [EU]",), {5}),
            ((principal_id(7).upper(),), {7}),
            ((client_id(8).upper(), "F?x"), {7, 8}),
            ((principal_id(14),), {14}),
        ],
    )
    def test_names_ids_and_patterns_choose(self, names: tuple[str, ...], found: set[int]) -> None:
        assert {*export(wanted=Wanted(names)).found} == {principal_id(number) for number in found}

    def test_few_wanted_do_not_read_every_registration(self) -> None:
        some = export(wanted=Wanted(("Portal",)))
        assert some.asked(r"/applications\?") == 0
        assert some.of(6).bundle["application"]["optionalClaims"] == {
            "saml2Token": [{"name": "upn", "essential": False}]
        }
        assert export(wanted=Wanted((principal_id(14),))).of(14).bundle["application"] is None

    def test_one_registration_is_the_same_read_alone_and_in_the_list(self) -> None:
        assert export(wanted=Wanted(("portal",))).of(6) == export().of(6)

    def test_a_limit_ends_the_listing(self) -> None:
        some = export(wanted=Wanted(limit=2))
        assert len(some.found) == 2
        assert some.asked(r"/servicePrincipals\?") == 1

    def test_a_limit_counts_what_is_exported(self) -> None:
        assert len(export(wanted=Wanted(limit=15)).found) == 15
        assert len(export(wanted=Wanted(limit=99)).found) == 15

    def test_a_name_that_matches_nothing_is_an_error(self) -> None:
        with pytest.raises(UsageError, match="'Qill CRM'"):
            export(wanted=Wanted(("Portal", "Qill CRM")))
