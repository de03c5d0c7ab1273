"""The recipes of docs/getting-input.md, run as printed: real bash, jq and curl against a server that answers like the vendor.

The Azure CLI cannot be pointed at another server. A stand-in takes its place that asks the same server and refuses as `az`
does.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Recipe = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "getting-input.md"

needs_tools = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("bash", "jq", "curl")), reason="the recipes need bash, jq and curl"
)
pytestmark = needs_tools

OBJECT_ID = "5d1c0f6e-0001-4a00-9000-0000000000a1"
APP_ID = "9d000000-0000-4000-8000-000000000001"
JOB_ID = "customappsso.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.3c000000-0000-4000-8000-000000000010"
GRAPH = "https://graph.microsoft.com/v1.0/$metadata#"

AZ = """\
#!/usr/bin/env bash
# az rest --method get --url URL
url=${5/https:\\/\\/graph.microsoft.com/$SERVER}
status=$(curl --silent --globoff --output "$0.body" --write-out '%{http_code}' "${url// /%20}")
case $status in
  200) cat "$0.body" ;;
  404) echo "ERROR: Not Found($(cat "$0.body"))" >&2; exit 1 ;;
  *) echo "ERROR: Forbidden($(cat "$0.body"))" >&2; exit 1 ;;
esac
"""

Answers = dict[str, Any]
"""Path and query to the body; a number is a refusal with that status."""


class Vendor(ThreadingHTTPServer):
    """A server that gives the answers it was told, and remembers who asked."""

    answers: Answers
    authorizations: set[str]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Vendor)
        server.authorizations.add(self.headers.get("Authorization", ""))
        answer = server.answers.get(self.path, 404)
        refused = isinstance(answer, int)
        body = json.dumps({"error": {"code": "refused"}} if refused else answer).encode()
        self.send_response(answer if refused else 200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Say nothing."""


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    server = Vendor(("127.0.0.1", 0), Handler)
    server.answers, server.authorizations = {}, set()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def run_recipe(tmp_path: Path, vendor: Vendor) -> Recipe:
    """Run a recipe of the page by its name."""

    def run(name: str, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
        printed = re.search(rf"<!-- recipe: {name} -->\n```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        assert printed, f"{PAGE.name} has no recipe {name}"
        tools = tmp_path / "tools"
        tools.mkdir()
        # Auth0's recipe writes https itself, which the server of a test does not speak.
        script = printed[1].replace("https://$AUTH0_DOMAIN", "http://$AUTH0_DOMAIN")
        for file, text in ((tools / name, script), (tools / "az", AZ)):
            file.write_text(text, encoding="utf-8")
            file.chmod(0o755)
        address = f"127.0.0.1:{vendor.server_address[1]}"
        return subprocess.run(
            ["bash", str(tools / name), *args],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={
                **os.environ,
                "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
                "SERVER": f"http://{address}",
                **{key: value.replace("ADDRESS", address) for key, value in environment.items()},
            },
        )

    return run


def report(tmp_path: Path, name: str, text: str) -> Any:
    """What idplint says about what a recipe printed."""
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / name).write_text(text, encoding="utf-8")
    finished = subprocess.run(
        [sys.executable, "-m", "idplint", "check", "--format", "json", "exports"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert finished.returncode in {0, 1}, finished.stderr
    return json.loads(finished.stdout)


def graph_answers(*, name_id: str) -> Answers:
    principal = f"/v1.0/servicePrincipals/{OBJECT_ID}"
    line = {"targetAttributeName": "userName", "matchingPriority": 1, "flowType": "Always"}
    source = {"type": "Attribute", "name": "userPrincipalName", "expression": "[userPrincipalName]"}
    padding = [{"name": f"extensionAttribute{number:05}", "type": "String"} for number in range(4000)]
    return {
        f"{principal}?$expand=claimsMappingPolicies": {
            "@odata.context": f"{GRAPH}servicePrincipals(claimsMappingPolicies())/$entity",
            "id": OBJECT_ID,
            "appId": APP_ID,
            "displayName": "Ledger",
            "accountEnabled": True,
            "preferredSingleSignOnMode": "saml",
            "replyUrls": ["https://contoso.eu.auth0.com/login/callback?connection=entra"],
            "servicePrincipalNames": ["urn:auth0:contoso:entra"],
            "servicePrincipalType": "Application",
            "claimsMappingPolicies": [],
        },
        f"/beta/servicePrincipals/{OBJECT_ID}/claimsPolicy": {
            "includeBasicClaimSet": True,
            "claims": [
                {
                    "@odata.type": "#microsoft.graph.samlNameIdClaim",
                    "nameIdFormat": "emailAddress",
                    "configurations": [
                        {
                            "condition": None,
                            "attribute": {
                                "@odata.type": "#microsoft.graph.sourcedAttribute",
                                "id": name_id,
                                "source": "user",
                                "isExtensionAttribute": False,
                            },
                            "transformations": [],
                        }
                    ],
                }
            ],
        },
        f"{principal}/synchronization/jobs": {
            "@odata.context": f"{GRAPH}servicePrincipals('{OBJECT_ID}')/synchronization/jobs",
            "value": [
                {
                    "id": JOB_ID,
                    "templateId": "customappsso",
                    "schedule": {"state": "Active"},
                    "status": {"code": "Active"},
                }
            ],
        },
        # Larger than one argument of a command may be (128 KiB).
        f"{principal}/synchronization/jobs/{JOB_ID}/schema": {
            "id": JOB_ID,
            "directories": [{"name": "Azure Active Directory", "objects": [{"name": "User", "attributes": padding}]}],
            "synchronizationRules": [
                {
                    "name": "USER_OUTBOUND_USER",
                    "sourceDirectoryName": "Azure Active Directory",
                    "targetDirectoryName": "customappsso",
                    "objectMappings": [
                        {
                            "enabled": True,
                            "sourceObjectName": "User",
                            "targetObjectName": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                            "attributeMappings": [{**line, "source": source}],
                        }
                    ],
                }
            ],
        },
    }


def test_entra_recipe_gives_a_bundle_that_is_read_to_the_end(
    vendor: Vendor, run_recipe: Recipe, tmp_path: Path
) -> None:
    vendor.answers = graph_answers(name_id="objectid")
    finished = run_recipe("entra-bundle", OBJECT_ID)
    assert finished.returncode == 0, finished.stderr
    bundle = json.loads(finished.stdout)
    assert bundle["application"] is None, "an application of another tenant is not found, which is an answer"
    assert [job["schema"]["id"] for job in bundle["synchronizationJobs"]] == [JOB_ID]
    findings = report(tmp_path, "ledger.json", finished.stdout)["findings"]
    assert [finding["code"] for finding in findings] == ["IDP101"]


def test_entra_recipe_takes_a_missing_claims_policy_for_the_default(
    vendor: Vendor, run_recipe: Recipe, tmp_path: Path
) -> None:
    vendor.answers = graph_answers(name_id="objectid")
    del vendor.answers[f"/beta/servicePrincipals/{OBJECT_ID}/claimsPolicy"]
    finished = run_recipe("entra-bundle", OBJECT_ID)
    assert json.loads(finished.stdout)["claimsPolicy"] is None
    assert report(tmp_path, "ledger.json", finished.stdout)["findings"] == []


def test_entra_recipe_leaves_out_what_was_refused(vendor: Vendor, run_recipe: Recipe, tmp_path: Path) -> None:
    vendor.answers = graph_answers(name_id="objectid")
    vendor.answers[f"/beta/servicePrincipals/{OBJECT_ID}/claimsPolicy"] = 403
    finished = run_recipe("entra-bundle", OBJECT_ID)
    assert finished.returncode == 0
    assert "Forbidden" in finished.stderr
    assert "claimsPolicy" not in json.loads(finished.stdout)
    undecided = report(tmp_path, "ledger.json", finished.stdout)["undecided"]
    assert "NameID" in [fact["fact"] for fact in undecided]


def test_entra_recipe_without_provisioning(vendor: Vendor, run_recipe: Recipe) -> None:
    vendor.answers = graph_answers(name_id="objectid")
    vendor.answers[f"/v1.0/servicePrincipals/{OBJECT_ID}/synchronization/jobs"] = {"value": []}
    finished = run_recipe("entra-bundle", OBJECT_ID)
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)["synchronizationJobs"] == []


def test_entra_recipe_fails_where_the_schema_is_refused(vendor: Vendor, run_recipe: Recipe) -> None:
    vendor.answers = graph_answers(name_id="objectid")
    vendor.answers[f"/v1.0/servicePrincipals/{OBJECT_ID}/synchronization/jobs/{JOB_ID}/schema"] = 403
    finished = run_recipe("entra-bundle", OBJECT_ID)
    assert finished.returncode != 0
    assert finished.stdout == ""


def okta_answers(bundle: Any) -> Answers:
    app = bundle["app"]["id"]
    headers = [{key: mapping[key] for key in ("id", "source", "target")} for mapping in bundle["profileMappings"]]
    return {
        f"/api/v1/apps/{app}": bundle["app"],
        f"/api/v1/meta/schemas/apps/{app}/default": bundle["userSchema"],
        f"/api/v1/mappings?targetId={app}&limit=200": headers,
        **{f"/api/v1/mappings/{mapping['id']}": mapping for mapping in bundle["profileMappings"]},
        f"/api/v1/apps/{app}/features": 400,
        f"/api/v1/apps/{app}/connections/default": bundle.get("connection", 404),
    }


def test_okta_recipe_gives_the_bundle_back_without_the_client_secret(
    vendor: Vendor, run_recipe: Recipe, tmp_path: Path
) -> None:
    example = ROOT / "examples" / "docker-okta" / "broken"
    bundle = json.loads((example / "docker-business.json").read_text(encoding="utf-8"))
    vendor.answers = okta_answers(bundle)
    app = json.loads(json.dumps(bundle["app"]))
    app.setdefault("credentials", {})["oauthClient"] = {"client_id": "0oa", "client_secret": "not for a file"}
    vendor.answers[f"/api/v1/apps/{app['id']}"] = app
    finished = run_recipe("okta-bundle", app["id"], OKTA_ORG_URL="http://ADDRESS", OKTA_AUTHORIZATION="SSWS invented")
    assert finished.returncode == 0, finished.stderr
    assert vendor.authorizations == {"SSWS invented"}
    assert "not for a file" not in finished.stdout
    printed = json.loads(finished.stdout)
    assert printed["profileMappings"] == bundle["profileMappings"]
    assert "features" not in printed, "what Okta refuses was not read"
    shutil.copy(example / "idplint.yaml", tmp_path)
    codes = {finding["code"] for finding in report(tmp_path, "docker.json", finished.stdout)["findings"]}
    assert "IDP301" in codes


def test_okta_recipe_fails_without_permission(vendor: Vendor, run_recipe: Recipe) -> None:
    vendor.answers = {"/api/v1/apps/0oa1": 403}
    finished = run_recipe("okta-bundle", "0oa1", OKTA_ORG_URL="http://ADDRESS", OKTA_AUTHORIZATION="SSWS invented")
    assert finished.returncode != 0
    assert "403" in finished.stderr
    assert finished.stdout == ""


@pytest.mark.parametrize("scim", [True, False], ids=["with SCIM", "without SCIM"])
def test_auth0_recipe_keeps_only_what_is_read(
    vendor: Vendor, run_recipe: Recipe, tmp_path: Path, *, scim: bool
) -> None:
    folder = ROOT / "examples" / "auth0-entra" / "broken" / "auth0"
    connection = json.loads((folder / "connection.json").read_text(encoding="utf-8"))
    ident = connection["id"]
    connection["options"]["client_secret"] = "not for a file"  # noqa: S105 - the point is that it goes
    vendor.answers = {f"/api/v2/connections/{ident}": connection}
    if scim:
        configuration = json.loads((folder / "scim-configuration.json").read_text(encoding="utf-8"))
        vendor.answers[f"/api/v2/connections/{ident}/scim-configuration"] = configuration
    finished = run_recipe("auth0-connection", ident, AUTH0_DOMAIN="ADDRESS", AUTH0_TOKEN="invented")  # noqa: S106
    assert finished.returncode == 0, finished.stderr
    assert vendor.authorizations == {"Bearer invented"}
    assert "not for a file" not in finished.stdout
    printed = [json.loads(line) for line in finished.stdout.splitlines()]
    assert printed[0]["options"]["set_user_root_attributes"] == connection["options"]["set_user_root_attributes"]
    assert len(printed) == (2 if scim else 1)
    assert report(tmp_path, "auth0.jsonl", finished.stdout)["summary"]["applications"] == 1


def test_auth0_recipe_leaves_options_out_that_auth0_leaves_out(
    vendor: Vendor, run_recipe: Recipe, tmp_path: Path
) -> None:
    ident = "con_c0nt0s0Entra01"
    vendor.answers = {f"/api/v2/connections/{ident}": {"id": ident, "name": "contoso-entra", "strategy": "samlp"}}
    finished = run_recipe("auth0-connection", ident, AUTH0_DOMAIN="ADDRESS", AUTH0_TOKEN="invented")  # noqa: S106
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout) == {"id": ident, "name": "contoso-entra", "strategy": "samlp"}
    assert report(tmp_path, "auth0.jsonl", finished.stdout)["summary"]["applications"] == 1
