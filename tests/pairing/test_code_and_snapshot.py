"""An application in code and the same one in a snapshot: when they are one."""

from __future__ import annotations

import datetime
import itertools
import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.config.load import load_settings
from idplint.config.settings import Ignore
from idplint.findings import ApplicationName, Confidence, Severity
from idplint.model.application import (
    IdentityProvider,
    IdpKind,
    Layer,
    PairingKey,
    PartialApplication,
    Protocol,
    ProvisioningState,
)
from idplint.model.values import Origin, Sourced, Unknown
from idplint.pairing.identifiers import same_id
from idplint.pairing.joining import Joined, join
from idplint.review.ignoring import Ignores
from idplint.ruleset.registry import rules
from idplint.ruleset.running import RawFinding
from idplint.ruleset.selection import find_rule
from tests.pairing.handmade import (
    ACS,
    at_code,
    code,
    computed,
    connection,
    entry,
    ids,
    job,
    joined,
    line,
    name_id,
    only,
    snapshot,
)

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Problem

CODE = "terraform:prod#okta_app_saml.ledger"
STAGE = "terraform:stage#okta_app_saml.ledger"
VENDOR = "okta:0oaLEDGER"
OTHER = "okta:0oaOTHER"
ONE = {(VENDOR, CODE)}
APART = {(VENDOR,), (CODE,)}


def ambiguous(result: Joined) -> list[Problem]:
    return [problem for problem in result.problems if problem.predicate == "ambiguous-pairing"]


# --- by which keys ----------------------------------------------------------------------------------------------------


def test_an_import_block_names_the_object() -> None:
    imported = code(keys=(PairingKey("object-id", "0oaLEDGER"),))
    assert ids(joined(imported, snapshot())) == ONE


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"keys": (PairingKey("app-id", "0oaCLIENT"),)}, {"keys": (PairingKey("app-id", "0oaCLIENT"),)}),
        ({"acs_urls": [ACS]}, {"acs_urls": [ACS, "https://contoso.eu.auth0.com/old"]}),
        ({"entity_ids": ["urn:auth0:contoso:ledger"]}, {"entity_ids": ["urn:auth0:contoso:ledger"]}),
        ({"keys": (PairingKey("acs-url", ACS),)}, {"acs_urls": [ACS]}),
    ],
)
def test_client_id_reply_url_and_entity_id_join(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    result = joined(code(**ours), snapshot(**theirs))
    assert ids(result) == ONE
    assert result.problems == ()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"name": Sourced("Ledger", at_code("prod", "x"))}, {"name": Sourced("Ledger", Origin("x"))}),
        ({"acs_urls": [ACS]}, {"acs_urls": [ACS.upper()]}),
        ({"acs_urls": ["http://localhost:3000/cb"]}, {"acs_urls": ["http://localhost:3000/cb"]}),
        ({"acs_urls": ["http://[::1"]}, {"acs_urls": ["http://[::2"]}),
        ({"acs_urls": [ACS], "idp": IdentityProvider(IdpKind.ENTRA)}, {"acs_urls": [ACS]}),
        ({"acs_urls": [ACS], "idp": None}, {"acs_urls": [ACS]}),
        ({"acs_urls": [ACS], "idp": IdentityProvider(IdpKind.OKTA, "fabrikam")}, {"acs_urls": [ACS]}),
        ({"acs_urls": [ACS], "keys": (PairingKey("object-id", "0oaELSEWHERE"),)}, {"acs_urls": [ACS]}),
        (
            {"keys": (PairingKey("app-id", "0oaC"),), "idp": IdentityProvider(IdpKind.OKTA, "fabrikam")},
            {"keys": (PairingKey("app-id", "0oaC"),)},
        ),
    ],
)
def test_equal_names_other_tenants_and_other_objects_join_nothing(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    result = joined(code(**ours), snapshot(**theirs))
    assert ids(result) == APART
    assert result.problems == ()


@pytest.mark.parametrize("tenant", ["contoso", "contoso.okta.com", None])
def test_an_org_may_be_spelled_as_its_host_or_left_out(tenant: str | None) -> None:
    ours = code(acs_urls=[ACS], idp=IdentityProvider(IdpKind.OKTA, "contoso"))
    assert ids(joined(ours, snapshot(tenant=tenant, acs_urls=[ACS]))) == ONE


def test_the_stronger_key_decides() -> None:
    ours = code(acs_urls=[ACS], keys=(PairingKey("object-id", "0oaOTHER"),))
    result = joined(ours, snapshot(acs_urls=[ACS]), snapshot("0oaOTHER"))
    assert ids(result) == {(OTHER, CODE), (VENDOR,)}
    assert result.problems == ()


def test_an_entity_id_that_two_applications_share_joins_nothing_and_is_no_problem() -> None:
    shared = ["https://slack.com"]
    result = joined(code(entity_ids=shared), snapshot(entity_ids=shared), snapshot("0oaOTHER", entity_ids=shared))
    assert ids(result) == {*APART, (OTHER,)}
    assert result.problems == ()
    twice = joined(code(entity_ids=shared), code("okta_app_saml.b", entity_ids=shared), snapshot(entity_ids=shared))
    assert len(twice.applications) == 3
    assert twice.problems == ()


# --- ambiguity --------------------------------------------------------------------------------------------------------


def pasted(problem: Problem, folder: Path) -> Any:
    found = re.search(r"`(- \{match: .*\})`", problem.slots["remedy"])
    assert found, problem.slots
    config = f"applications:\n  {found[1]}\n"
    assert yaml.safe_load(config)["applications"][0]["pair"]
    (folder / "idplint.yaml").write_text(config)
    return load_settings(folder / "idplint.yaml", "idplint.yaml").applications


def test_two_root_modules_that_fit_one_snapshot_are_settled_by_the_pasted_line(tmp_path: Path) -> None:
    records = [code(acs_urls=[ACS]), code(root="stage", acs_urls=[ACS]), snapshot(acs_urls=[ACS])]
    result = joined(*records)
    assert ids(result) == {*APART, (STAGE,)}
    (problem,) = ambiguous(result)
    assert problem.slots["what"].startswith(VENDOR)
    assert CODE in problem.slots["candidates"]
    assert STAGE in problem.slots["candidates"]
    settled = joined(*records, declared=pasted(problem, tmp_path))
    assert ids(settled) == {*ONE, (STAGE,)}
    assert settled.problems == ()


def test_code_that_fits_snapshots_of_two_tenants_is_settled_by_the_pasted_line(tmp_path: Path) -> None:
    records = [code(acs_urls=[ACS]), snapshot(acs_urls=[ACS]), snapshot("0oaOTHER", "contoso-dev", acs_urls=[ACS])]
    (problem,) = ambiguous(joined(*records))
    assert problem.slots["what"].startswith(CODE)
    settled = joined(*records, declared=pasted(problem, tmp_path))
    assert len(settled.applications) == 2
    assert settled.problems == ()


def test_a_reply_url_that_one_place_has_twice_is_said(tmp_path: Path) -> None:
    awkward = """okta_app_saml.app["o'brien, \\"x\\""]"""
    records = [code(acs_urls=[ACS]), code(awkward, acs_urls=[ACS]), snapshot(acs_urls=[ACS])]
    result = joined(*records)
    assert len(result.applications) == 3
    (problem,) = ambiguous(result)
    settled = joined(*records, declared=pasted(problem, tmp_path))
    assert len(settled.applications) == 2
    assert ambiguous(settled) == []


def test_a_reply_url_that_every_application_has_is_one_line_in_the_report() -> None:
    in_code = [code(f"okta_app_saml.account{index}", acs_urls=[ACS]) for index in range(200)]
    read = [snapshot(f"0oa{index}", acs_urls=[ACS]) for index in range(200)]
    result = joined(*in_code, *read)
    assert len(result.applications) == 400
    (problem,) = result.problems
    assert "199 more in code" in problem.slots["what"]
    assert problem.slots["candidates"].endswith("195 more")
    modules = [code(root=f"root{index}", acs_urls=[ACS]) for index in range(200)]
    orgs = [snapshot(f"0oa{index}", f"org{index}", acs_urls=[ACS]) for index in range(200)]
    assert len(joined(*modules, *orgs).problems) == 1


def test_a_copy_in_a_sibling_module_is_no_rival_of_what_an_id_joined() -> None:
    ours = code(acs_urls=[ACS], keys=(PairingKey("object-id", "0oaLEDGER"),))
    result = joined(ours, code(root="stage", acs_urls=[ACS]), snapshot(acs_urls=[ACS]))
    assert ids(result) == {*ONE, (STAGE,)}
    assert result.problems == ()


# --- the service provider's side --------------------------------------------------------------------------------------


def test_a_connection_in_code_is_that_of_the_snapshot_by_tenant_and_name() -> None:
    in_code = connection("terraform:prod#auth0_connection.ledger", Layer.CODE, "ledger", "")
    read = connection("auth0:con_1", Layer.RAW, "Ledger", "contoso")
    assert ids(joined(in_code, read)) == {("auth0:con_1", "terraform:prod#auth0_connection.ledger")}
    elsewhere = connection("terraform:prod#auth0_connection.ledger", Layer.CODE, "ledger", "fabrikam")
    assert len(joined(elsewhere, read).applications) == 2
    two = [read, connection("auth0:con_2", Layer.RAW, "ledger", "fabrikam")]
    result = joined(in_code, *two)
    assert len(result.applications) == 3
    assert len(ambiguous(result)) == 1
    known = msgspec.structs.replace(in_code, keys=(*in_code.keys, PairingKey("auth0-connection-id", "con_2")))
    assert ("auth0:con_2", "terraform:prod#auth0_connection.ledger") in ids(joined(known, *two))


def test_application_and_connection_in_code_and_snapshot_are_one_application() -> None:
    key = (PairingKey("auth0-connection", "ledger", "contoso"),)
    records = [
        code(acs_urls=[ACS], keys=key),
        snapshot(acs_urls=[ACS], keys=(*key, PairingKey("object-id", "0oaLEDGER"))),
        connection("terraform:prod#auth0_connection.ledger", Layer.CODE, "ledger", ""),
        connection("auth0:con_1", Layer.RAW, "ledger", "contoso"),
    ]
    result = joined(*records)
    assert ids(result) == {(VENDOR, "auth0:con_1", "terraform:prod#auth0_connection.ledger", CODE)}
    assert result.problems == ()


def test_two_trees_of_code_that_name_no_tenant_have_two_connections() -> None:
    trees = [
        connection("auth0:ledger", Layer.CODE, "ledger", "", origin=Origin(f"{folder}/tenant.yaml"))
        for folder in ("dev", "prod")
    ]
    assert ids(joined(*trees)) == {("auth0:ledger",)}
    assert len(joined(*trees).applications) == 2
    result = joined(*trees, connection("auth0:con_1", Layer.RAW, "ledger", "contoso"))
    assert len(result.applications) == 3
    assert len(ambiguous(result)) == 1


# --- references -------------------------------------------------------------------------------------------------------


def features(root: str = "prod", address: str = "okta_app_saml.ledger", scope: str = "prod") -> PartialApplication:
    at = at_code(root, "okta_app_features.ledger")
    on = job(at, state=ProvisioningState.ACTIVE)
    reference = PairingKey("terraform-address", address, f"terraform:{scope}")
    return code("okta_app_features.ledger", root, idp=None, keys=(reference,), provisioning=(on,))


def test_a_resource_that_refers_to_an_application_speaks_of_it() -> None:
    application = only(code(), features())
    assert application.id == CODE
    assert application.other_ids == ("terraform:prod#okta_app_features.ledger",)
    assert application.origin == at_code("prod", "okta_app_saml.ledger")
    assert isinstance(application.provisioning, tuple)
    assert only(code(), features(scope="./prod/")).id == CODE


def test_a_reference_counts_in_its_root_module_only() -> None:
    assert len(joined(code(root="stage"), features()).applications) == 2
    assert len(joined(code('okta_app_saml.ledger["a"]'), features()).applications) == 2


def test_a_reference_to_two_applications_joins_neither() -> None:
    both = features()
    second = PairingKey("terraform-address", "okta_app_saml.b", "terraform:prod")
    both = msgspec.structs.replace(both, keys=(*both.keys, second))
    result = joined(code(), code("okta_app_saml.b"), both)
    assert len(result.applications) == 3
    assert len(ambiguous(result)) == 1


# --- pair, match and ignores ------------------------------------------------------------------------------------------


def test_pair_says_that_code_and_snapshot_are_one_object() -> None:
    at = at_code("prod", "okta_app_saml.ledger")
    ours = code(name_id=name_id("${user.email}", at), protocol=Sourced(Protocol.SAML, at))
    theirs = snapshot(name_id=name_id("${user.login}", Origin("snapshots/0oaLEDGER.json", ("x",))))
    application = only(ours, theirs, declared=[entry({"id": VENDOR}, CODE)])
    assert [contested.fact for contested in application.contested] == ["NameID"]


def test_pair_of_two_halves_leaves_them_two_objects() -> None:
    at = at_code("prod", "okta_app_saml.ledger")
    scim = snapshot("0oaSCIM", protocol=Sourced(Protocol.NONE, Origin("snapshots/0oaSCIM.json")))
    ours = code(protocol=Sourced(Protocol.SAML, at), name_id=name_id("${user.email}", at))
    application = only(ours, scim, declared=[entry({"id": CODE}, "okta:0oaSCIM")])
    assert application.id == CODE
    assert application.name_id == name_id("${user.email}", at)
    assert application.contested == ()


def test_an_entry_that_matches_code_and_snapshot_by_name_pairs_what_it_names_with_both() -> None:
    at = at_code("prod", "okta_app_saml.ledger")
    records = [
        code(acs_urls=[ACS], name=Sourced("Ledger", at)),
        snapshot(acs_urls=[ACS], name=Sourced("Ledger", Origin("s"))),
        connection("auth0:con_1", Layer.RAW, "elsewhere", ""),
    ]
    result = joined(*records, declared=[entry({"name": "ledger"}, "auth0:con_1")])
    assert ids(result) == {(VENDOR, "auth0:con_1", CODE)}


@pytest.mark.parametrize(
    "ident", [VENDOR, CODE, "okta:0oaledger", "terraform:okta_app_saml.ledger", "terraform:prod#*"]
)
def test_match_and_ignores_take_every_id_of_a_joined_application(ident: str) -> None:
    records = [code(acs_urls=[ACS]), snapshot(acs_urls=[ACS])]
    result = joined(*records, declared=[entry({"id": ident})])
    assert result.problems == ()
    (application,) = result.applications
    rule = find_rule(rules(), "IDP101")
    ignores = Ignores([Ignore(rule="IDP101", reason="known", application=ident, origin=Origin("c"))], TODAY, [rule])
    name = ApplicationName(application.id, "Ledger", "okta")
    finding = RawFinding(
        rule=rule,
        outcome="some",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        message="",
        help="",
        labels=(),
        witness=None,
        application=name,
        aliases=application.other_ids,
    )
    assert ignores.covers(finding)


TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (CODE, "terraform:./prod/#okta_app_saml.ledger", True),
        (CODE, "TERRAFORM:prod#okta_app_saml.ledger", True),
        (CODE, "terraform:okta_app_saml.ledger", True),
        (CODE, "terraform:prod#okta_app_saml.Ledger", False),
        (CODE, STAGE, False),
        ('terraform:a/b#x.y["c/d"]', 'terraform:x.y["c/d"]', True),
        ('terraform:x.y["a#b"]', 'terraform:.#x.y["a#b"]', True),
        ("terraform:#x.y", "terraform:.#x.y", True),
    ],
)
def test_ids_of_code_are_compared_as_terraform_does(one: str, other: str, *, same: bool) -> None:
    assert same_id(one, other) is same
    assert same_id(other, one) is same


def test_an_address_without_its_directory_that_two_modules_have_is_said() -> None:
    declared = [entry({"id": VENDOR}, "terraform:okta_app_saml.ledger")]
    result = joined(code(), code(root="stage"), snapshot(), declared=declared)
    assert len(result.applications) == 3
    (problem,) = ambiguous(result)
    assert problem.labels[0].origin.path == "idplint.yaml"


# --- for every estate -------------------------------------------------------------------------------------------------

POOL = st.sampled_from(["https://a.example/acs", "https://b.example/acs", "https://c.example/acs"])
ENTITIES = st.sampled_from(["https://slack.com", "urn:one", "urn:two"])
LAYERS = (Layer.RAW, Layer.NATIVE)


@st.composite
def estates(draw: st.DrawFn) -> list[PartialApplication]:
    """Applications in up to three root modules and two tenants, whose keys come out of small pools."""
    records = []
    for index in range(draw(st.integers(0, 4))):
        root, address = draw(st.sampled_from(["prod", "stage", "dev"])), f"okta_app_saml.app{index}"
        at = at_code(root, address)
        imported = draw(st.sampled_from(["", "", "0oa0", "0oa1"]))
        lines = draw(st.lists(st.sampled_from(["userName", "externalId", "emails"]), unique=True, max_size=2))
        records.append(
            code(
                address,
                root,
                acs_urls=draw(st.lists(POOL, max_size=2)),
                entity_ids=draw(st.lists(ENTITIES, max_size=1)),
                keys=(PairingKey("object-id", imported),) if imported else (),
                name_id=draw(st.sampled_from([None, name_id("${user.email}", at.at("name_id")), computed(at)])),
                provisioning=(job(at, *(line(target, "user.a", at.at(target)) for target in lines)),),
            )
        )
    for index in range(draw(st.integers(0, 4))):
        at = Origin(f"snapshots/{index}.json")
        records.append(
            snapshot(
                f"0oa{index}",
                draw(st.sampled_from(["contoso", "fabrikam", None])),
                origin=at,
                layer=draw(st.sampled_from(LAYERS)),
                acs_urls=draw(st.lists(POOL, max_size=2)),
                entity_ids=draw(st.lists(ENTITIES, max_size=1)),
                name_id=name_id("${user.login}", at.at("name_id")),
                provisioning=(job(at, line("userName", "user.b", at.at("userName")), state=ProvisioningState.ACTIVE),),
            )
        )
    return records


def origins(value: object) -> set[Origin]:
    if isinstance(value, Origin):
        return {value}
    if isinstance(value, msgspec.Struct):
        return set().union(*(origins(getattr(value, field)) for field in value.__struct_fields__))
    if isinstance(value, tuple):
        return set().union(*map(origins, value))
    return set()


@settings(max_examples=100, deadline=None)
@given(records=estates(), data=st.data())
def test_the_order_of_records_never_changes_the_result(records: list[PartialApplication], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(records))
    assert join(shuffled, ()) == join(records, ())


@settings(max_examples=100, deadline=None)
@given(records=estates())
def test_code_of_two_root_modules_and_two_objects_of_a_tenant_are_never_one(records: list[PartialApplication]) -> None:
    for application in join(records, ()).applications:
        held = (application.id, *application.other_ids)
        assert sum(ident.startswith("terraform:") for ident in held) <= 1
        assert sum(ident.startswith("okta:") for ident in held) <= 1


@settings(max_examples=100, deadline=None)
@given(records=estates())
def test_every_value_of_an_application_stands_in_one_of_its_sources(records: list[PartialApplication]) -> None:
    for application in join(records, ()).applications:
        held = {application.id, *application.other_ids}
        sources = [record for record in records if record.id in held]
        assert origins(application) <= set().union(*map(origins, sources))


@settings(max_examples=100, deadline=None)
@given(records=estates())
def test_whoever_is_ambiguous_is_joined_with_none_of_its_candidates(records: list[PartialApplication]) -> None:
    result = join(records, ())
    together = {frozenset(pair) for held in ids(result) for pair in itertools.combinations(held, 2)}
    for problem in ambiguous(result):
        subject = problem.slots["what"].partition(" ")[0]
        for candidate in problem.slots["candidates"].split(", "):
            assert frozenset((subject, candidate)) not in together
            assert {subject.partition(":")[0], candidate.partition(":")[0]} == {"okta", "terraform"}


@settings(max_examples=100, deadline=None)
@given(records=estates())
def test_what_code_computes_is_never_known_from_a_snapshot(records: list[PartialApplication]) -> None:
    for application in join(records, ()).applications:
        sources = [record for record in records if record.id in (application.id, *application.other_ids)]
        stated = [record.name_id for record in sources if record.layer is Layer.CODE]
        if any(isinstance(held, Unknown) for held in stated):
            assert isinstance(application.name_id, Unknown)
