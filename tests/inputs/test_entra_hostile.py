"""Whatever stands in a Graph body, the run ends with a report, and every place it names exists."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idplint.engine import Options, load, report_of
from tests.entra_samples import (
    ACS,
    BETA,
    GRAPH,
    NAME_ID,
    OBJECT_ID,
    OTHER_ID,
    TODAY,
    Estate,
    auth0_connection,
    auth0_scim,
    bundle,
    claims_policy,
    configuration,
    custom_claim,
    job,
    mapping_policy,
    schema,
    service_principal,
    to_lower,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.findings import Location

JUNK: tuple[object, ...] = (
    None,
    True,
    -1,
    2**70,
    1.5,
    "",
    "\u0000\u202e'\"`{}[]: @{a=b}",
    "System.Object[]",
    [],
    {},
    [None],
    [[{}]],
    {"AdditionalProperties": {"id": [1]}},
    {"@odata.type": "#microsoft.graph.samlNameIdClaim", "value": [{"value": []}]},
    "x" * 3000,
)
OWN = f"servicePrincipals('{OBJECT_ID}')"
POLICY = claims_policy(
    configuration("userprincipalname"),
    configuration("mail", "allGuests", ("6d000000-0000-4000-8000-0000000000c1",)),
    configuration(None, "externalGuests", transformations=(to_lower("mail"),)),
)
POLICY["claims"].append(custom_claim("emailaddress", "mail"))
ESTATE: dict[str, Any] = {
    "bundle.json": bundle(
        servicePrincipal=service_principal(replyUrls=[ACS]),
        claimsPolicy=POLICY,
        claimsMappingPolicies={"value": []},
    ),
    "mapped.json": bundle(
        servicePrincipal=service_principal(id=OTHER_ID, claimsMappingPolicies=[]),
        claimsMappingPolicies=[mapping_policy({"Source": "user", "ID": "objectid", "SamlClaimType": NAME_ID})],
    ),
    "loose/sp.json": {"@odata.context": f"{GRAPH}servicePrincipals", "value": [service_principal(id="third")]},
    "loose/jobs.json": {"@odata.context": f"{GRAPH}servicePrincipals('third')/synchronization/jobs", "value": [job()]},
    "loose/schema.json": schema(),
    "loose/policy.json": {"@odata.context": f"{BETA}servicePrincipals('third')/claimsPolicy/$entity", **POLICY},
    "loose/more.json": {"@odata.context": f"{BETA}{OWN}/claimsPolicy", "value": []},
    "connection.json": auth0_connection(),
    "scim.json": auth0_scim(),
}


def places(value: object, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if above:
        yield above
    steps: list[Any] = [*value] if isinstance(value, dict) else [*range(len(value))] if isinstance(value, list) else []
    for step in steps:
        yield from places(value[step], (*above, step))  # type: ignore[index]


PLACES = tuple((name, place) for name, body in ESTATE.items() for place in places(body))


def changed(bodies: dict[str, Any], name: str, place: tuple[str | int, ...], change: str, junk: object) -> None:
    holder = bodies[name]
    for step in place[:-1]:
        if not isinstance(holder, dict | list) or (isinstance(holder, list) and not holder):
            return
        if isinstance(holder, dict) and step not in holder:
            return
        if isinstance(holder, list) and (not isinstance(step, int) or step >= len(holder)):
            return
        holder = holder[step]  # type: ignore[index]
    last = place[-1]
    if not (isinstance(holder, dict) and last in holder) and not (
        isinstance(holder, list) and isinstance(last, int) and last < len(holder)
    ):
        return
    if change == "replace":
        holder[last] = junk  # type: ignore[index]
    elif change == "drop":
        del holder[last]  # type: ignore[arg-type]
    elif change == "case" and isinstance(holder, dict) and isinstance(last, str):
        holder[last.swapcase()] = holder.pop(last)
    elif change == "bag" and isinstance(holder, dict):
        holder.setdefault("AdditionalProperties", {})
        if isinstance(holder["AdditionalProperties"], dict):
            holder["AdditionalProperties"][last] = holder.pop(last)
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[last]))  # type: ignore[index]


def assert_place(location: Location, folder: Path, line: str | None) -> None:
    assert (folder / location.path).is_file() or Path(location.path).is_file(), location
    assert location.line >= 1
    assert (location.line, location.column) <= (location.end_line, location.end_column)
    assert line is not None, location
    assert location.column <= len(line) + 1, location


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    changes=st.lists(
        st.tuples(
            st.sampled_from(PLACES),
            st.sampled_from(("replace", "replace", "drop", "case", "bag", "double")),
            st.sampled_from(JUNK),
        ),
        min_size=1,
        max_size=6,
    ),
    twice=st.sampled_from((None, *ESTATE)),
    as_yaml=st.booleans(),
)
def test_any_value_may_be_anything(changes: list[Any], twice: str | None, as_yaml: bool) -> None:
    bodies = copy.deepcopy(ESTATE)
    for (name, place), change, junk in changes:
        changed(bodies, name, place, change, copy.deepcopy(junk))
    if twice is not None:
        bodies[f"again-{twice.replace('/', '-')}"] = bodies[twice]
    with tempfile.TemporaryDirectory() as folder:
        estate = Estate(Path(folder))
        for name, body in bodies.items():
            # JSON is YAML: the same text under the other name takes the other reader.
            estate.add(name.replace(".json", ".yaml") if as_yaml else name, json.dumps(body, ensure_ascii=not as_yaml))
        run = load([Path(folder)], Options(today=TODAY))
        report = report_of(run, Options(today=TODAY))
        for finding in report.findings:
            assert finding.locations
            assert sum(location.primary for location in finding.locations) == 1
            for location in finding.locations:
                assert_place(location, Path(folder), run.documents.line(location.path, location.line))
        for undecided in report.undecided:
            assert undecided.reason
            assert undecided.remedy


def test_the_estate_that_is_changed_is_read_in_full(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    for name, body in ESTATE.items():
        estate.add(name, body)
    assert set(estate.applications()) == {f"entra:{OBJECT_ID}", f"entra:{OTHER_ID}", "entra:third"}
    assert [finding.code for finding in estate.report().findings if finding.code.startswith("IDP9")] == []
