"""An application that nobody touched after creating it must not raise an alarm."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from idplint.engine import Options, load
from tests.examples.example_files import REPOSITORY, records_of

if TYPE_CHECKING:
    from pathlib import Path

AUTH0 = "https://fabrikam.us.auth0.com/login/callback?connection=entra"
UNKNOWN = "https://sso.vendor.example/saml/acs"
DOCKER = "https://login.docker.com/login/callback?connection=fabrikam-saml"

Finding = dict[str, Any]


@pytest.fixture
def default_app(tmp_path: Path) -> Path:
    """Quill CRM of the example tenant: no claims policy, and the mapping that Entra makes."""
    (quill,) = (
        record
        for record in records_of(REPOSITORY / "examples/contoso-tenant/export.jsonl")
        if record["servicePrincipal"]["displayName"] == "Quill CRM"
    )
    sources = {
        line["targetAttributeName"]: line["source"]["name"]
        for line in quill["synchronizationJobs"][0]["schema"]["synchronizationRules"][0]["objectMappings"][0][
            "attributeMappings"
        ]
    }
    assert quill["claimsMappingPolicies"] == []
    assert quill["claimsPolicy"] is None
    assert sources["userName"] == "userPrincipalName"
    assert sources["externalId"] == "mailNickname"
    path = tmp_path / "default.json"
    path.write_text(json.dumps(quill, indent=2), encoding="utf-8")
    return path


def with_reply_url(path: Path, url: str, entity_id: str = "https://vendor.example/saml") -> None:
    bundle = json.loads(path.read_text(encoding="utf-8"))
    principal = bundle["servicePrincipal"]
    principal["replyUrls"] = [url]
    principal["servicePrincipalNames"] = [entity_id, principal["appId"]]
    bundle["application"]["identifierUris"] = [entity_id]
    bundle["application"]["web"]["redirectUris"] = [url]
    path.write_text(json.dumps(bundle, indent=2), encoding="utf-8")


def idplint(*arguments: str, folder: Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "idplint", *arguments],
        cwd=folder,
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"},
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def findings(folder: Path) -> list[Finding]:
    found: list[Finding] = json.loads(idplint("check", ".", "--format", "json", folder=folder))["findings"]
    return found


def profile_of(path: Path) -> str:
    (estate,) = load([path], Options()).estates
    (analysis,) = estate.analyses
    return analysis.profile.id


def test_at_auth0_the_defaults_fit_each_other(default_app: Path) -> None:
    with_reply_url(default_app, AUTH0, "urn:auth0:fabrikam:entra")
    assert profile_of(default_app) == "auth0"
    assert findings(default_app.parent) == []


def test_at_an_unknown_service_provider_there_is_one_note(default_app: Path) -> None:
    with_reply_url(default_app, UNKNOWN)
    assert profile_of(default_app) == "generic"
    (found,) = findings(default_app.parent)
    assert (found["code"], found["severity"], found["confidence"]) == ("IDP102", "note", "low")


def test_at_docker_it_is_docker_although_the_path_looks_like_auth0(default_app: Path) -> None:
    with_reply_url(default_app, DOCKER, "urn:auth0:fabrikam:entra")
    assert profile_of(default_app) == "docker"
    # The keys agree; that Docker creates accounts by default is all there is to say.
    assert [found["code"] for found in findings(default_app.parent)] == ["IDP301"]


def folded_note(folder: Path) -> str:
    lines = idplint("check", ".", folder=folder).splitlines()
    (note,) = (line for line in lines if "IDP102" in line)
    assert note.startswith("note[IDP102]: ")
    assert not any(line.startswith(("warning", "error")) for line in lines)
    # One line: the next one is blank, so no excerpt belongs to it.
    assert lines[lines.index(note) + 1] == ""
    return note


def test_the_note_is_folded_to_one_line_with_the_line_to_paste(default_app: Path) -> None:
    with_reply_url(default_app, UNKNOWN)
    note = folded_note(default_app.parent)
    assert "idplint.yaml" in note
    assert "`applications:`" in note


def pasted(note: str) -> str:
    found = re.search(r"- \{match: .*", note)
    assert found
    return f"applications:\n  {found[0]}\n"


def test_pasting_that_very_line_settles_the_note(default_app: Path) -> None:
    with_reply_url(default_app, UNKNOWN)
    config = default_app.with_name("idplint.yaml")
    config.write_text(pasted(folded_note(default_app.parent)), encoding="utf-8")
    assert findings(default_app.parent) == []


def test_many_default_apps_still_give_one_line(default_app: Path) -> None:
    for number in range(5):
        bundle = json.loads(default_app.read_text(encoding="utf-8"))
        bundle["servicePrincipal"]["id"] = f"5d1c0f6e-0001-4a00-9000-00000000000{number}"
        bundle["servicePrincipal"]["appId"] = f"5d1c0f6e-0002-4a00-9000-00000000000{number}"
        bundle["servicePrincipal"]["displayName"] = f"Default {number}"
        default_app.with_name(f"{number}.json").write_text(json.dumps(bundle), encoding="utf-8")
    default_app.unlink()
    note = folded_note(default_app.parent)
    assert "5 applications" in note
