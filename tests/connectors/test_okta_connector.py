"""Reading an Okta org through the real SDK over real HTTP: what comes out, and what is asked for it."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("okta")

from idplint.connectors.harvest import Wanted
from idplint.errors import ConnectorError, UsageError
from tests.connectors.loopback import Reply, Request
from tests.connectors.okta_runs import Run, export, on
from tests.connectors.okta_server import HOOK, app_id, application, large_estate, mapping, okta_estate, trouble

EXPORTED = 18


@pytest.fixture(scope="module")
def whole() -> Run:
    return export(okta_estate())


def test_every_application_and_every_federated_identity_provider_comes_out_once(whole: Run) -> None:
    assert whole.error is None
    assert not whole.lacking
    assert not whole.unread
    assert len(whole.harvested) == len(whole.bundles) == EXPORTED
    assert whole.left_out == {"identity provider of a type other than SAML2 and OIDC": 2}


def test_bodies_stay_as_okta_sent_them_unknown_words_and_fields_included(whole: Run) -> None:
    estate = okta_estate()
    for app in estate.applications:
        assert whole.bundles[app["id"]]["app"] == app
    provider = estate.identity_providers[0]
    assert whole.bundles[provider["id"]] == provider
    assert whole.bundles[app_id(8)]["features"] == estate.features[app_id(8)]
    assert whole.bundles[app_id(1)]["userSchema"] == estate.schemas[app_id(1)]
    assert whole.bundles[app_id(1)]["federatedClaims"] == estate.claims[app_id(1)]


def test_every_outbound_mapping_of_an_application_comes_with_its_expressions(whole: Run) -> None:
    estate = okta_estate()
    expected = [each for each in estate.mappings if each["target"]["id"] == app_id(1)]
    assert whole.bundles[app_id(1)]["profileMappings"] == expected
    assert whole.bundles[app_id(9)]["profileMappings"] == []
    assert whole.asked("prm00000000000000090") == 0
    assert whole.asked("prm00000000000000092") == 0


def test_an_application_without_sign_on_or_provisioning_is_its_body_alone(whole: Run) -> None:
    for number in (10, 11, 12, 15):
        assert set(whole.bundles[app_id(number)]) == {"app"}


def test_features_and_connection_are_asked_only_where_okta_shows_them(whole: Run) -> None:
    asked = {target.split("/")[4] for target in whole.targets if "/features" in target}
    assert asked == {app_id(4), app_id(5), app_id(8)}
    assert whole.bundles[app_id(5)]["connection"]["status"] == "DISABLED"
    assert whole.bundles[app_id(8)]["connection"]["status"] == "UNKNOWN"


def test_provisioning_that_is_not_enabled_means_that_there_are_no_features(whole: Run) -> None:
    assert whole.bundles[app_id(5)]["features"] == []


def test_a_schema_that_is_not_there_is_unknown_since_whoever_provisions_has_one() -> None:
    estate = okta_estate()
    del estate.schemas[app_id(13)]
    run = export(estate)
    assert run.lacking == {app_id(13): ["userSchema"]}
    assert run.bundles[app_id(13)]["notRead"]["userSchema"]["reason"] == "Okta has no such thing (404 E0000007)"


def test_of_a_hook_only_its_name_and_kind_are_kept(whole: Run) -> None:
    [hook] = whole.bundles[app_id(2)]["inlineHooks"]
    assert hook == {
        "id": HOOK,
        "name": "Adds the cost centre",
        "status": "ACTIVE",
        "type": "com.okta.saml.tokens.transform",
    }


def test_hooks_are_not_listed_where_no_application_has_one() -> None:
    estate = okta_estate()
    del estate.applications[1]
    run = export(estate)
    assert run.asked("inlineHooks") == 0
    assert run.error is None


def test_names_are_those_people_see_and_ids_where_there_are_none(whole: Run) -> None:
    names = {each.ident: each.name for each in whole.harvested}
    assert names[app_id(2)] == "Hooked [beta] *"
    assert names[app_id(14)] == "../Grüße-東京\n\u202e"
    assert names[app_id(15)] == "newcomer"
    assert names["0oaIdp00000000000001"] == "Partner"


def test_nothing_but_reads_leaves(whole: Run) -> None:
    assert whole.server.methods == {"GET"}
    assert whole.requests == len(whole.server.seen)


def test_two_runs_give_the_same(whole: Run) -> None:
    again = export(okta_estate(page=2))
    assert again.bundles == whole.bundles


def test_addresses_of_further_pages_are_followed_letter_by_letter(whole: Run) -> None:
    assert "/api/v1/apps?after=cursor%2B%2F%3D%3A5&limit=200" in whole.targets


def test_an_org_without_federated_claims_is_asked_about_them_once_or_so_and_is_not_incomplete() -> None:
    estate = okta_estate()
    estate.has_federated_claims = False
    run = export(estate)
    assert run.error is None
    assert run.asked("federated-claims") <= 16  # those already on their way when the first answer came
    [unread] = {unread for each in run.harvested for unread in each.unread}
    assert unread.part == "federatedClaims"
    assert not unread.offered
    assert unread.reason == "Okta refused it (401 E0000015)"
    assert run.bundles[app_id(1)]["notRead"] == {"federatedClaims": {"reason": unread.reason, "remedy": unread.remedy}}


def test_nothing_is_known_of_an_application_that_vanished_in_between() -> None:
    estate = okta_estate()
    estate.vanished = {app_id(1), app_id(6)}
    run = export(estate)
    assert run.error is None
    assert run.lacking == {app_id(1): ["application"], app_id(6): ["application"]}
    assert run.bundles[app_id(1)] == run.bundles[app_id(6)] == {}


def test_a_mapping_that_vanished_in_between_makes_its_list_a_stale_one() -> None:
    run = export(okta_estate(), fault=on("prm00000000000000091", trouble(404, "E0000007")))
    assert run.lacking == {app_id(1): ["profileMappings.properties"]}
    assert len(run.bundles[app_id(1)]["profileMappings"]) == 2


def test_nothing_is_known_of_an_application_that_vanished_with_its_mappings() -> None:
    estate = okta_estate()
    estate.mappings.append(mapping(50, app_id(9)))
    estate.vanished = {app_id(9)}
    run = export(estate, fault=on("prm00000000000000050", trouble(404, "E0000007")))
    assert run.lacking == {app_id(9): ["application"]}


def test_an_application_named_on_two_pages_comes_out_once() -> None:
    estate = okta_estate()
    estate.applications.insert(7, estate.applications[2])
    assert len(export(estate).harvested) == EXPORTED


# --- in part ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ((app_id(3),), {app_id(3)}),
        ((app_id(3).upper(),), {app_id(3)}),
        (("0oaClientOfTests",), {app_id(6)}),
        (("hooked [beta] *",), {app_id(2)}),
        (("PAY*",), {app_id(1), "0oaIdp00000000000002"}),
        (("zend?sk", "partner"), {app_id(3), "0oaIdp00000000000001"}),
    ],
)
def test_applications_are_chosen_by_id_client_id_or_name(names: tuple[str, ...], found: set[str]) -> None:
    run = export(okta_estate(), Wanted(names))
    assert run.error is None
    assert run.bundles.keys() == found


def test_a_few_applications_are_asked_for_their_own_mappings_only(whole: Run) -> None:
    run = export(okta_estate(), Wanted((app_id(1),)))
    assert run.bundles[app_id(1)] == whole.bundles[app_id(1)]
    assert [target for target in run.targets if "/mappings?" in target] == [
        f"/api/v1/mappings?targetId={app_id(1)}&limit=200"
    ]


def test_when_many_turn_out_to_be_asked_for_the_mappings_are_listed_after_all() -> None:
    run = export(large_estate(100), Wanted(("customer*",)))
    assert run.error is None
    assert len(run.harvested) == 100
    assert run.asked("targetId") == 20
    assert run.asked("/mappings?limit") == 1
    assert all(len(bundle["profileMappings"]) == 1 for bundle in run.bundles.values())


def test_a_name_that_nobody_has_is_an_error() -> None:
    run = export(okta_estate(), Wanted(("payroll", "nobody*")))
    assert isinstance(run.error, UsageError)
    assert "'nobody*'" in run.error.message
    assert "'payroll'" not in run.error.message


def test_a_name_that_an_unread_identity_provider_may_have_is_not_said_to_be_nobodys() -> None:
    estate = okta_estate()
    estate.scopes -= {"okta.idps.read"}
    run = export(estate, Wanted(("partner",)))
    assert isinstance(run.error, ConnectorError)
    assert "403 E0000006" in run.error.message
    assert "okta.idps.read" in (run.error.help or "")


def test_a_limit_is_kept_and_nothing_beyond_it_is_asked() -> None:
    run = export(okta_estate(), Wanted(limit=3))
    assert len(run.harvested) == 3
    assert run.asked("/idps") == 0
    assert run.asked("after=") == 0


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "part", "lacking"),
    [
        ("okta.profileMappings.read", "profileMappings", set(range(1, 10)) | {13, 14, 16}),
        ("okta.schemas.read", "userSchema", {1, 3, 4, 5, 7, 8, 13, 16}),
        ("okta.inlineHooks.read", "inlineHooks", {2}),
    ],
)
def test_a_permission_that_is_missing_leaves_its_part_out_and_is_named(
    scope: str, part: str, lacking: set[int]
) -> None:
    estate = okta_estate()
    estate.scopes -= {scope}
    run = export(estate)
    assert run.error is None
    assert run.lacking == {app_id(number): [part] for number in lacking}
    for each in run.harvested:
        for unread in each.unread:
            assert unread.reason == "Okta refused it (403 E0000006)"
            assert unread.permission == scope
            assert unread.offered
            assert part not in each.bundle
            assert each.bundle["notRead"][part]["remedy"] == unread.remedy


def test_identity_providers_that_may_not_be_listed_leave_the_run_incomplete() -> None:
    estate = okta_estate()
    estate.scopes -= {"okta.idps.read"}
    run = export(estate)
    assert run.error is None
    [unread] = run.unread
    assert (unread.part, unread.permission, unread.offered) == ("identityProviders", "okta.idps.read", True)
    assert run.lacking == {"identity-providers": ["application"]}
    assert run.bundles["identity-providers"] == {}


def test_a_list_of_mappings_that_is_not_there_does_not_mean_that_there_are_none() -> None:
    run = export(okta_estate(), fault=on("/mappings?limit", trouble(404, "E0000007")))
    assert run.error is None
    assert run.lacking[app_id(1)] == ["profileMappings"]
    assert not any("profileMappings" in bundle for bundle in run.bundles.values())


def test_hooks_that_are_none_are_passed_over() -> None:
    estate = okta_estate()
    estate.applications[1]["settings"]["signOn"]["inlineHooks"] = [None, {"id": 7}, "x", {"id": HOOK}]
    assert [each["id"] for each in export(estate).bundles[app_id(2)]["inlineHooks"]] == [HOOK]


def test_applications_that_may_not_be_listed_end_the_run() -> None:
    estate = okta_estate()
    estate.scopes = frozenset({"okta.idps.read"})
    run = export(estate)
    assert isinstance(run.error, ConnectorError)
    assert "list of applications at 127.0.0.1 cannot be read: Okta refused it (403 E0000006)" in run.error.message
    assert "okta.apps.read" in (run.error.help or "")
    assert not run.harvested


def test_one_mapping_that_is_refused_is_a_header_that_says_so() -> None:
    run = export(okta_estate(), fault=on("prm00000000000000091", trouble(403, "E0000006")))
    first, second = run.bundles[app_id(1)]["profileMappings"]
    assert "properties" in first
    assert "properties" not in second
    assert second["target"] == {"id": app_id(1), "name": "app", "type": "appuser"}
    assert second["notRead"]["properties"]["reason"] == "Okta refused it (403 E0000006)"
    assert run.lacking == {app_id(1): ["profileMappings.properties"]}


def test_a_mapping_without_properties_is_not_taken_for_one_that_maps_nothing() -> None:
    estate = okta_estate()
    del estate.mappings[0]["properties"]
    run = export(estate)
    assert run.lacking == {app_id(1): ["profileMappings.properties"]}


PARTS: dict[str, tuple[str, str, Any]] = {
    "federatedClaims": (f"{app_id(1)}/federated-claims", app_id(1), []),
    "userSchema": (f"/meta/schemas/apps/{app_id(1)}/", app_id(1), None),
    "features": (f"{app_id(4)}/features", app_id(4), []),
    "connection": (f"{app_id(4)}/connections/default", app_id(4), None),
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "reply",
    [trouble(403, "E0000006"), trouble(409, "E0000038"), Reply(404), Reply(500), Reply(503), Reply(302), Reply(400)],
    ids=["403", "409", "bare-404", "500", "503", "302", "400"],
)
def test_a_part_that_is_refused_is_unknown_for_its_application_alone(part: str, reply: Reply, whole: Run) -> None:
    place, ident, _ = PARTS[part]
    run = export(okta_estate(), fault=on(place, reply))
    assert run.error is None
    assert run.lacking == {ident: [part]}
    assert part not in run.bundles[ident]
    assert str(reply.status) in run.bundles[ident]["notRead"][part]["reason"]
    kept = {key: value for key, value in run.bundles[ident].items() if key != "notRead"}
    assert kept == {key: value for key, value in whole.bundles[ident].items() if key != part}
    others = {key: value for key, value in run.bundles.items() if key != ident}
    assert others == {key: value for key, value in whole.bundles.items() if key != ident}


@pytest.mark.parametrize("part", [part for part in PARTS if part != "userSchema"])
def test_what_okta_itself_says_is_not_there_is_none(part: str) -> None:
    place, ident, none = PARTS[part]
    run = export(okta_estate(), fault=on(place, trouble(404, "E0000007")))
    assert run.bundles[ident][part] == none
    assert not run.lacking


def test_what_is_not_there_is_unknown_where_the_application_cannot_be_looked_at_either() -> None:
    estate = okta_estate()

    def handler(request: Request) -> Reply:
        if request.path.endswith(f"/{app_id(1)}"):
            return trouble(403, "E0000006")
        if f"{app_id(1)}/federated-claims" in request.path:
            return trouble(404, "E0000007")
        return estate.handler(request)

    run = export(estate, handler=handler)
    assert run.lacking == {app_id(1): ["federatedClaims"]}
    reason = run.bundles[app_id(1)]["notRead"]["federatedClaims"]["reason"]
    assert reason == "Okta has no such thing (404 E0000007), and then: Okta refused it (403 E0000006)"


@pytest.mark.parametrize(
    "body",
    [
        b"null",
        b"{}",
        b"[]",
        b'"text"',
        b"[null]",
        b'[{"id": 7}]',
        b'[{"label": "x"}]',
        b"[1",
        b"\xff\xfe[]",
        b"[" * 9999,
    ],
)
def test_a_list_of_applications_of_another_shape_ends_the_run(body: bytes) -> None:
    run = export(okta_estate(), fault=on("/apps?after", Reply(body=body)))
    if body == b"[]":  # an empty page is one
        assert run.error is None
        return
    assert isinstance(run.error, ConnectorError)
    assert "something else than was asked for" in run.error.message


def test_ids_of_any_letters_stay_one_step_of_a_path() -> None:
    estate = okta_estate()
    odd = application(1, "x", "Odd", "SAML_2_0", features=["PUSH_X"]) | {"id": "../../oauth2?x=1#y/é"}
    estate.applications.append(odd)
    run = export(estate)
    assert run.error is None
    asked = [target for target in run.targets if "oauth2" in target]
    assert asked
    assert all("..%2F..%2Foauth2%3Fx%3D1%23y%2F%C3%A9" in target for target in asked)


def test_an_org_without_anything_is_read_to_its_end() -> None:
    run = export(large_estate(0))
    assert (run.error, run.harvested, run.left_out) == (None, [], {})


def test_a_large_org_costs_one_request_a_mapping_and_claim_and_schema() -> None:
    run = export(large_estate(400))
    assert run.error is None
    pages = 2 + 2 + 1
    assert run.requests == pages + 400 + 400 + 200
    assert json.dumps(run.bundles)  # plain values throughout
