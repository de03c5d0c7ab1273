"""Okta's and Auth0's applications go the same way as Entra's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from idplint.connectors.harvest import Harvested
from idplint.engine import check
from tests.exporting.conftest import listing
from tests.exporting.memory_connector import Memory

if TYPE_CHECKING:
    from tests.exporting.conftest import Snapshot

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def read(path: str) -> dict[str, object]:
    tree: dict[str, object] = json.loads((EXAMPLES / path).read_text(encoding="utf-8"))
    return tree


CONNECTION = {
    "connection": read("auth0-entra/broken/auth0/connection.json"),
    "scimConfiguration": read("auth0-entra/broken/auth0/scim-configuration.json"),
    "domain": "contoso.eu.auth0.com",
}
INBOUND = {
    "id": "0oa1inboundAbc123",
    "name": "Inbound",
    "type": "SAML2",
    "status": "ACTIVE",
    "protocol": {"type": "SAML2"},
    "policy": {"subject": {"matchType": "USERNAME"}, "provisioning": {"action": "AUTO"}},
}


@pytest.mark.parametrize(
    ("idp", "ident", "ending", "bundle"),
    [
        ("auth0", "con_c0nt0s0Entra01", "0entra01", CONNECTION),
        ("okta", "0oa7dockerContoso01d7", "toso01d7", read("docker-okta/broken/docker-business.json")),
        ("okta", "0oa1inboundAbc123", "ndabc123", INBOUND),
    ],
    ids=["connection", "app", "identity provider"],
)
def test_documents_are_told_apart_by_the_id_whatever_the_name(
    snapshot: Snapshot, tmp_path: Path, idp: str, ident: str, ending: str, bundle: dict[str, object]
) -> None:
    raw = tmp_path / "raw"
    for name in ("before", "before", "after"):
        outcome = snapshot.export(Memory(applications=[Harvested(ident, name, bundle)], idp=idp, tenant="t"), raw=raw)
        assert outcome.complete
        assert listing(snapshot.out / idp) == sorted([f"{name}-{ending}.yaml", "manifest.json"])
        assert listing(raw / idp) == sorted([f"{name}-{ending}.json", "manifest.json"])
    # An id that ends in the same letters is another application: the document of neither is overwritten.
    twin = f"{ident[:4]}X{ident[5:]}"
    its_own = json.loads(json.dumps(bundle).replace(ident, twin))
    snapshot.export(Memory(applications=[Harvested(twin, "after", its_own)], idp=idp, tenant="t"), names=["after"])
    assert len(listing(snapshot.out / idp)) == 3
    report = check(snapshot.out)
    assert not report.errors
    assert "IDP901" not in {found.code for found in report.findings}
