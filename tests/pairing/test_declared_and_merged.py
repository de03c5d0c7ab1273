"""Which statement counts: declared against read, native against raw, and never the order of files."""

from __future__ import annotations

import copy
import itertools
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.model.values import Basis, Sourced, Unknown
from tests.entra_samples import (
    ACS,
    APP_ID,
    BETA,
    GRAPH,
    JOB_ID,
    OBJECT_ID,
    OTHER_ID,
    Estate,
    auth0_connection,
    auth0_scim,
    bundle,
    claims_policy,
    configuration,
    job,
    jobs_of,
    lines_of,
    mapping_policy,
    name_id_of,
    schema,
    service_principal,
    text_of,
)

if TYPE_CHECKING:
    from idplint.findings import Report

ENTRA = f"entra:{OBJECT_ID}"


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def auth0_estate(estate: Estate) -> None:
    estate.add("app.json", bundle(servicePrincipal=service_principal(replyUrls=[ACS])))
    estate.add("connection.json", auth0_connection())
    estate.add("scim.json", auth0_scim())


def declare(*entries: dict[str, Any]) -> str:
    return json.dumps({"applications": [*entries]})


# --- declared facts ---------------------------------------------------------------------------------------------------


def test_a_declared_fact_fills_a_gap(estate: Estate) -> None:
    auth0_estate(estate)
    estate.configure(declare({"match": {"id": "auth0:con_ENTRA1"}, "jit": "disabled"}))
    creates = estate.application().service_provider.creates
    assert isinstance(creates, Sourced)
    assert (creates.value, creates.basis) == ("disabled", Basis.DECLARED)
    assert estate.findings("IDP903") == []


def test_a_declared_fact_that_contradicts_is_said_and_does_not_count(estate: Estate) -> None:
    auth0_estate(estate)
    estate.configure(declare({"match": {"name": "quill*"}, "link": {"scim": "userName"}}))
    (finding,) = estate.findings("IDP903")
    assert "userName".lower() in finding.message.lower()
    assert {location.path.rpartition("/")[2] for location in finding.locations} == {"idplint.yaml", "scim.json"}
    key = estate.application().service_provider.scim_key
    assert isinstance(key, Sourced)
    assert key.value == "externalId"


def test_an_override_counts(estate: Estate) -> None:
    auth0_estate(estate)
    entry = {"match": {"acs_url": "*contoso.eu.auth0.com*"}, "link": {"scim": "userName"}, "override": "read last year"}
    estate.configure(declare(entry))
    key = estate.application().service_provider.scim_key
    assert isinstance(key, Sourced)
    assert (key.value, key.basis) == ("userName", Basis.DECLARED)
    assert estate.findings("IDP903") == []


def test_the_same_in_other_letters_is_no_contradiction(estate: Estate) -> None:
    auth0_estate(estate)
    estate.configure(declare({"match": {"id": ENTRA}, "link": {"scim": "externalid"}}))
    assert estate.findings("IDP903") == []


def test_what_is_only_usual_gives_way_to_a_persons_word(estate: Estate) -> None:
    auth0_estate(estate)
    estate.configure(declare({"match": {"id": ENTRA}, "link": {"login": "attribute:uid"}}))
    assert estate.findings("IDP903") == []
    keys = estate.application().service_provider.login_keys
    assert isinstance(keys, tuple)
    assert [key.value for key in keys] == ["attribute:uid"]


def test_later_entries_fill_what_earlier_ones_left(estate: Estate) -> None:
    auth0_estate(estate)
    special = {"match": {"id": ENTRA}, "jit": "disabled"}
    general = {"match": {"name": "*"}, "jit": "enabled", "accounts_before_scim": "none"}
    estate.configure(declare(special, general))
    facts = estate.application().service_provider
    assert isinstance(facts.creates, Sourced)
    assert facts.creates.value == "disabled"
    assert facts.accounts_before_scim is not None
    assert estate.findings("IDP903") == []


def test_an_entry_that_matches_nothing_is_said(estate: Estate) -> None:
    auth0_estate(estate)
    estate.configure(declare({"match": {"name": "Qill"}, "jit": "disabled"}))
    (finding,) = estate.findings("IDP902")
    assert "name: Qill" in finding.message


# --- native against raw -----------------------------------------------------------------------------------------------


def native(**sections: Any) -> str:
    application = {"name": "Quill, by hand", "id": f"entra:contoso.com/{OBJECT_ID}"}
    return json.dumps({"idplint": 1, "application": application, **sections})


@pytest.mark.parametrize("names", [("a.json", "b.json"), ("b.json", "a.json")])
def test_a_native_document_beats_raw_bodies_field_by_field(estate: Estate, names: tuple[str, str]) -> None:
    estate.add(names[0], native(sign_on={"protocol": "saml", "name_id": [{"source": "user.objectid"}]}))
    estate.add(names[1], bundle())
    application = estate.application()
    assert application.name == "Quill, by hand"
    assert name_id_of(application) == {None: "user.objectid"}
    (entry,) = jobs_of(application)
    assert text_of(lines_of(entry)["externalId"].source) == "[mailNickname]"
    (contested,) = [each for each in application.contested if each.fact == "NameID"]
    assert contested.winner.path.endswith(names[0])
    assert contested.losers[0].path.endswith(names[1])


def test_a_native_document_that_says_unknown_does_not_hide_what_was_read(estate: Estate) -> None:
    estate.add("native.json", native(sign_on={"protocol": "saml", "name_id": {"unknown": "not looked"}}))
    estate.add("app.json", bundle(claimsPolicy=claims_policy(configuration("mail"))))
    assert name_id_of(estate.application()) == {None: "user.mail"}


def test_a_native_none_is_a_statement(estate: Estate) -> None:
    estate.add("native.json", native(provisioning="none"))
    estate.add("app.json", bundle())
    assert estate.application().provisioning == ()


def test_only_the_service_providers_side(estate: Estate) -> None:
    estate.add("scim.json", auth0_scim())
    application = estate.application()
    assert application.id == "auth0:con_ENTRA1"
    assert isinstance(application.protocol, Unknown)
    assert "pair:" in application.protocol.remedy
    assert [finding for finding in estate.report().findings if finding.severity == "error"] == []


# --- order ------------------------------------------------------------------------------------------------------------

OWN = f"servicePrincipals('{OBJECT_ID}')"
SECOND = job("Paused", job_id=JOB_ID.replace("scim", "customappsso"))
POLICY = mapping_policy({"Source": "user", "ID": "mail", "SamlClaimType": "email"})
RECORDS: tuple[dict[str, Any], ...] = (
    service_principal(replyUrls=[ACS]),
    service_principal(id=OTHER_ID, appId="second", displayName="Quill SCIM", replyUrls=[ACS]),
    {**POLICY, "appliesTo": [{"id": OTHER_ID}]},
    {"@odata.context": f"{GRAPH}{OWN}/synchronization/jobs/$entity", **job()},
    {"@odata.context": f"{GRAPH}{OWN}/synchronization/jobs/$entity", **SECOND},
    {"@odata.context": f"{BETA}{OWN}/claimsPolicy/$entity", **claims_policy(configuration("objectid"))},
    {"@odata.context": f"{GRAPH}servicePrincipals('gone')/synchronization/jobs/$entity", **job(job_id="scim.x.y")},
    {**schema(), "@odata.context": f"{GRAPH}{OWN}/synchronization/jobs('{JOB_ID}')/schema/$entity"},
    auth0_connection(),
    auth0_scim(),
    auth0_scim(connection_id="con_TWIN", tenant_name="fabrikam"),
    {"id": "1", "appId": APP_ID, "displayName": "Quill", "identifierUris": ["api://quill"]},
)


def gist(report: Report) -> object:
    """What a report says, without the places that moving records moves."""
    return (
        sorted((found.code, found.outcome, found.severity, found.message, found.help) for found in report.findings),
        report.undecided,
    )


@settings(max_examples=40, deadline=None)
@given(order=st.permutations(range(len(RECORDS))), cuts=st.sets(st.integers(1, len(RECORDS) - 1), max_size=4))
def test_neither_the_order_of_files_nor_of_records_matters(order: list[int], cuts: set[int]) -> None:
    reports = []
    for sequence, bounds in ((range(len(RECORDS)), []), (order, sorted(cuts))):
        with tempfile.TemporaryDirectory() as folder:
            estate = Estate(Path(folder))
            shuffled = [copy.deepcopy(RECORDS[index]) for index in sequence]
            edges = [0, *bounds, len(shuffled)]
            for number, (start, end) in enumerate(itertools.pairwise(edges)):
                lines = "\n".join(json.dumps(record) for record in shuffled[start:end])
                estate.add(f"{number}.jsonl", lines)
            reports.append((gist(estate.report()), [repr_of(estate, ident) for ident in sorted(estate.applications())]))
    assert reports[0] == reports[1]


def repr_of(estate: Estate, ident: str) -> object:
    application = estate.applications()[ident]
    jobs = application.provisioning if isinstance(application.provisioning, tuple) else ()
    return (
        ident,
        application.other_ids,
        application.name,
        [entry.name for entry in jobs],
        application.entity_ids and [entity.value for entity in application.entity_ids],
    )
