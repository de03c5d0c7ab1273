"""Parts of an Entra application that are not answered: named, and never taken for empty."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("msgraph")

from idplint.connectors.harvest import Wanted
from tests.connectors.entra_bodies import job_id, principal_id
from tests.connectors.entra_run import ALL, PARTS, export, quick, when
from tests.connectors.entra_server import body, entra_estate, error
from tests.connectors.loopback import Reply, Request

PLANTED = "planted-Value-Of-The-Tests"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


class TestUnread:
    """Parts that are not answered."""

    @pytest.mark.parametrize("part", PARTS)
    def test_a_refused_part_is_named_with_its_permission_and_the_run_goes_on(self, part: str) -> None:
        pattern, permission = PARTS[part]
        some = export(fault=when(pattern, error(403, "Authorization_RequestDenied", PLANTED)))
        assert {*some.found} == ALL
        assert {*some.unread} == {"01"}
        (lack,) = some.of(1).unread
        assert (lack.part, lack.permission, lack.offered) == (part, permission, True)
        assert lack.reason == "Microsoft Graph refused it (403 Authorization_RequestDenied)"
        assert lack.remedy.startswith(f"grant {permission}")
        bundle = some.of(1).bundle
        holder, _, key = part.rpartition(".")
        for place in bundle[holder] if holder else [bundle]:
            assert key not in place
            assert place["notRead"] == {key: {"reason": lack.reason, "remedy": lack.remedy}}

    @pytest.mark.parametrize("part", PARTS)
    @pytest.mark.parametrize(
        ("reply", "reason"),
        [
            (Reply(404, b"<h1>nginx</h1>"), "Microsoft Graph failed (404)"),
            (error(404, "UnknownError"), "Microsoft Graph failed (404 UnknownError)"),
            (error(409, "Conflict"), "Microsoft Graph failed (409 Conflict)"),
            (error(401, "Unauthorized"), "Microsoft Graph refused it (401 Unauthorized)"),
            (error(400, "BadRequest"), "Microsoft Graph failed (400 BadRequest)"),
            (Reply(500), "Microsoft Graph failed (500)"),
            (error(503, "serviceNotAvailable"), "Microsoft Graph failed (503 serviceNotAvailable)"),
            (Reply(429), "Microsoft Graph was asked too often (429)"),
            (Reply(302, headers=[("Location", "/elsewhere")]), "Microsoft Graph failed (302)"),
            (Reply(200, b"{"), "Microsoft Graph answered with something else than was asked for"),
            (Reply(200, b"null"), "Microsoft Graph answered with something else than was asked for"),
            (body({"value": "x"}), "Microsoft Graph answered with something else than was asked for"),
            (body({"error": {"code": "x"}}), "Microsoft Graph answered with something else than was asked for"),
            (Reply(cut_after=0), "Microsoft Graph gave no answer: the connection was cut"),
        ],
        ids=[
            "proxy",
            "unknown",
            "409",
            "401",
            "400",
            "500",
            "503",
            "429",
            "302",
            "half",
            "null",
            "shape",
            "error",
            "cut",
        ],
    )
    def test_a_part_that_fails_is_unknown_and_never_empty(self, part: str, reply: Reply, reason: str) -> None:
        some = export(fault=when(PARTS[part][0], reply), wanted=Wanted(("Quill CRM",)), manners=quick(attempts=2))
        assert {*some.found} == {principal_id(1), principal_id(12)}
        (lack,) = some.of(1).unread
        assert (lack.part, lack.reason) == (part, reason)
        assert some.of(12).unread == ()

    def test_a_part_that_does_not_come_in_time_is_unknown(self) -> None:
        slow = when("000001/claimsPolicy", Reply(delay=0.6))
        some = export(fault=slow, wanted=Wanted(("Portal", "Quill*")), manners=quick(attempts=2, answer_within=0.3))
        (lack,) = some.of(1).unread
        assert "Microsoft Graph gave no answer: " in lack.reason

    @pytest.mark.parametrize(
        ("pattern", "reply"),
        [
            (r"/claimsMappingPolicies", error(403, "Authorization_RequestDenied")),
            (r"000000000004/appliesTo", error(403, "Authorization_RequestDenied")),
            (r"000000000002/appliesTo\?\$?.*skiptoken", error(403, "Authorization_RequestDenied")),
        ],
        ids=["list", "one policy", "one page"],
    )
    def test_mapping_policies_are_unknown_everywhere_unless_all_are_known(self, pattern: str, reply: Reply) -> None:
        some = export(fault=when(pattern, reply))
        assert {*some.found} == ALL
        for each in some.found.values():
            (lack,) = each.unread
            assert (lack.part, lack.permission) == ("claimsMappingPolicies", "Policy.Read.All")
            assert "claimsMappingPolicies" not in each.bundle

    def test_a_mapping_policy_that_was_deleted_meanwhile_applies_to_nothing(self) -> None:
        some = export(fault=when("000000000002/appliesTo", error(404, "Request_ResourceNotFound")))
        assert some.unread == {}
        assert [policy["displayName"] for policy in some.of(5).bundle["claimsMappingPolicies"]] == ["policy 1"]

    def test_registrations_that_were_read_before_the_list_broke_still_count(self) -> None:
        some = export(fault=when(r"/applications\?.*skiptoken=6", Reply(500)), manners=quick(attempts=1))
        assert "application" in some.of(1).bundle
        assert {each.part for each in some.of(9).unread} == {"application"}
        assert some.of(9).unread[0].reason == "Microsoft Graph failed (500)"

    def test_a_registration_that_is_refused_is_unknown(self) -> None:
        refused = when(r"/applications\(", error(403, "Authorization_RequestDenied"))
        (lack,) = export(wanted=Wanted(("Portal",)), fault=refused).of(6).unread
        assert (lack.part, lack.permission) == ("application", "Application.Read.All")

    def test_nothing_is_known_of_an_application_that_was_deleted_meanwhile(self) -> None:
        estate = entra_estate()
        # Pages of this server are counted from the start of what is left.
        estate.page = 999
        listing = list(estate.principals)

        def fault(_: int, request: Request) -> Reply | None:
            if "appRoleAssignedTo" in request.path:
                estate.principals = [each for each in listing if each["id"] != principal_id(2)]
            return None

        some = export(estate, fault=fault)
        (lack,) = some.of(2).unread
        assert (some.of(2).bundle, lack.part) == ({}, "application")
        assert lack.reason == "Microsoft Graph listed it, and then had no such application"

    @pytest.mark.parametrize("part", ["synchronizationJobs", "appRoleAssignedTo"])
    def test_an_application_is_only_gone_where_graph_says_so_of_itself(self, part: str) -> None:
        some = export(fault=when(PARTS[part][0], error(404, "ResourceNotFound")))
        assert {*some.found} == ALL
        assert [each.part for each in some.of(1).unread] == [part]


def test_every_job_keeps_its_own_schema() -> None:
    some = export(fault=when(re.escape(job_id(8, 2)) + "/schema", error(403, "Authorization_RequestDenied")))
    first, second = some.of(8).bundle["synchronizationJobs"]
    assert first["schema"]["id"] == job_id(8, 1)
    assert "schema" not in second
    assert [each.part for each in some.of(8).unread] == ["synchronizationJobs.schema"]
