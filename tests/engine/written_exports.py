"""Documents and manifests as an export of an Okta org writes them."""

from __future__ import annotations

import datetime
from typing import Any

from idplint.inputs.export_manifest import Manifest, UnknownPart


def document(name: str, number: int) -> dict[str, Any]:
    return {
        "idplint": 1,
        "application": {"name": name, "id": f"okta:contoso/0oaexample000000000{number}"},
        "sign_on": {
            "protocol": "saml",
            "name_id": {"source": "${user.login}"},
            "attributes": [],
            "acs_urls": [f"https://{name.lower()}.example/acs"],
        },
        "provisioning": "none",
    }


DOCUMENTS = [document("Ledger", 1), document("Wiki", 2)]
FILES = ("ledger-00000001.yaml", "wiki-00000002.yaml")


def manifest(
    files: tuple[str, ...] = FILES,
    *,
    complete: bool = True,
    kept: tuple[str, ...] = (),
    unknown: tuple[UnknownPart, ...] = (),
    tenant: str = "contoso.okta.com",
) -> Manifest:
    return Manifest(
        idp="okta",
        tenant=tenant,
        host="contoso.okta.com",
        api_versions=("v1",),
        exported_on=datetime.date(2026, 5, 4),
        applications=len(files),
        files=files,
        kept=kept,
        left_out={},
        unknown=unknown,
        complete=complete,
    )
