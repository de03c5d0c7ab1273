"""Whatever a tenant holds, and whatever of it is refused, its export says what its bodies say: neither less nor more."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any, Literal

import pytest

from idplint.connectors.harvest import Harvested
from idplint.documents.reading import read_document
from idplint.engine import check
from idplint.exporting.native_documents import draft
from idplint.inputs.native_writer import native_text
from idplint.inputs.recognition import Recognised
from idplint.pairing.joining import join
from tests.entra_bundles import bundle
from tests.exporting.random_entra import REFUSED, entra_bundle
from tests.exporting.random_okta import auth0_bundle, okta_bundle, okta_idp
from tests.inputs import vendor_samples as okta

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Report

Idp = Literal["entra", "okta", "auth0"]
Bodies = list[tuple[Idp, dict[str, Any]]]

ESTATES = 200
_BATCH = 20


def bodies_of(random: Random) -> Bodies:
    """The applications of one or several tenants, some of which are halves of each other."""
    entra: Bodies = [("entra", entra_bundle(random, number)) for number in range(random.choice((1, 1, 2, 3)))]
    okta: Bodies = [("okta", okta_bundle(random, number)) for number in range(random.choice((0, 0, 1, 2)))]
    idps: Bodies = [("okta", okta_idp(random, 1))] * random.choice((0, 0, 1))
    auth0: Bodies = [("auth0", auth0_bundle(random, number)) for number in range(random.choice((0, 1, 1, 2)))]
    return [*entra, *okta, *idps, *auth0]


def ident_of(idp: Idp, body: dict[str, Any]) -> str:
    held = body.get("servicePrincipal") or body.get("app") or body.get("connection") or body
    return f"{idp}:{held['id']}"


def declared(random: Random, bodies: Bodies) -> str:
    """An `idplint.yaml`, as JSON: now and then with facts that people declare."""
    idents = [ident_of(idp, body) for idp, body in bodies]
    facts: dict[str, Any] = {}
    if random.random() < 0.3:
        facts["jit"] = random.choice(("enabled", "disabled"))
    if random.random() < 0.3:
        login = random.choice(("name_id", "attribute:uid", "oidc:oid"))
        facts["link"] = {"login": login, "scim": random.choice(("externalId", "userName"))}
    if random.random() < 0.3:
        facts["service_provider"] = random.choice(("docker", "auth0", "okta", "grafana"))
    if random.random() < 0.2 and len(idents) > 1:
        facts["pair"] = random.sample(idents, 2)
    match = random.choice(({"id": random.choice(idents)}, {"name": "*"}, {"acs_url": "https://contoso.eu.auth0.com/*"}))
    directory = random.choice(({}, {"equivalent": [["user.mail", "user.userPrincipalName"]]}, {"guests": "present"}))
    return json.dumps({"applications": [{"match": match, **facts}] if facts else [], "directory": directory})


def document_of(idp: Idp, body: dict[str, Any]) -> str:
    """What an export writes of one body, of which it understands all."""
    drafted = draft(Harvested("id", "name", body), idp)
    assert drafted.document is not None, body
    assert drafted.unread == ()
    return drafted.document.decode()


def said(folder: Path, config: str, files: list[str]) -> object:
    (folder / ".git").mkdir(parents=True)
    (folder / "idplint.yaml").write_text(config, encoding="utf-8")
    for number, text in enumerate(files):
        # YAML holds JSON too, and so both forms lie in files of one name, which findings may mention.
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    return answer(check([folder]))


def answer(report: Report) -> object:
    """All but the places it stands at, and how often: two user types may share one line of a body."""
    findings = {
        (each.code, each.application, each.outcome, each.severity, each.confidence, str(each.witness))
        for each in report.findings
    }
    undecided = {(each.application, each.fact, each.reason, each.codes) for each in report.undecided}
    return findings, undecided, report.errors, report.summary.applications


@pytest.mark.parametrize("batch", range(ESTATES // _BATCH))
def test_documents_of_any_estate_say_what_its_bodies_say(
    batch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = 0
    for seed in range(batch * _BATCH, (batch + 1) * _BATCH):
        random = Random(seed)  # noqa: S311 - no secret is drawn
        bodies = bodies_of(random)
        config = declared(random, bodies)
        answers = []
        for form, files in (
            ("bodies", [json.dumps(body) for _, body in bodies]),
            ("documents", [document_of(idp, body) for idp, body in bodies]),
        ):
            folder = tmp_path / str(seed) / form
            folder.mkdir(parents=True)
            monkeypatch.chdir(folder)
            answers.append(said(folder, config, files))
        assert answers[1] == answers[0], f"estate {seed}"
        decided += answers[0] != (set(), set(), (), len(bodies))
    assert decided


def test_a_document_that_is_read_and_written_again_is_the_same_document() -> None:
    for seed in range(ESTATES):
        for idp, body in bodies_of(Random(seed)):  # noqa: S311
            text = document_of(idp, body)
            recognised = Recognised()
            recognised.add(read_document("application.yaml", text.encode()))
            (application,) = join(recognised.read().applications, ()).applications
            assert native_text(application) == text, f"estate {seed}"


@pytest.mark.parametrize(
    "text", ['{"ClaimsMappingPolicy": ', "[]", '{"ClaimsMappingPolicy": {}, "ClaimsMappingPolicy": {}}']
)
def test_a_policy_that_nobody_can_read_keeps_an_export_from_passing_for_complete(text: str) -> None:
    body = bundle() | {"claimsMappingPolicies": [{"id": "p1", "definition": [text]}]}
    drafted = draft(Harvested("id", "name", body), "entra")
    assert [each.part for each in drafted.unread] == ["claimsMappingPolicies.definition"]
    assert drafted.document is not None
    assert b"its text is no JSON" in drafted.document


CODE = """\
provider "okta" {
  org_name = "acme"
}

resource "okta_app_saml" "payroll" {
  label                    = "Payroll"
  sso_url                  = "https://contoso.eu.auth0.com/login/callback?connection=payroll"
  recipient                = "https://contoso.eu.auth0.com/login/callback?connection=payroll"
  destination              = "https://contoso.eu.auth0.com/login/callback?connection=payroll"
  audience                 = "urn:auth0:contoso:payroll"
  subject_name_id_template = "$${user.userName}"
  user_name_template       = "user.employeeNumber"
  user_name_template_type  = "CUSTOM"
}
"""


def test_a_mapping_of_the_username_wins_over_the_template_in_code_from_a_document_as_from_the_bodies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = okta.app(settings={"signOn": okta.sign_on(subjectNameIdTemplate="${user.userName}", attributeStatements=[])})
    mapping = okta.mapping({"userName": ("user.login", "PUSH")})
    payroll = {"app": app, "profileMappings": [mapping], "userSchema": None}
    connection = {"id": "con_A1", "name": "payroll", "strategy": "samlp", "options": {}}
    configuration = {"connection_id": "con_A1", "user_id_attribute": "externalId", "tenant_name": "contoso"}
    receiving = {"connection": connection, "scimConfiguration": configuration, "domain": "contoso.eu.auth0.com"}
    bodies: Bodies = [("okta", payroll), ("auth0", receiving)]
    answers = []
    for form, files in (
        ("bodies", [json.dumps(body) for _, body in bodies]),
        ("documents", [document_of(idp, body) for idp, body in bodies]),
    ):
        folder = tmp_path / form
        folder.mkdir()
        (folder / "main.tf").write_text(CODE, encoding="utf-8")
        monkeypatch.chdir(folder)
        answers.append(said(folder, "{}", files))
    assert answers[1] == answers[0]
    assert "1042" not in str(answers[1]), "nobody signs in with the employee number of the template"
    assert "ada.marsh@contoso.com" in str(answers[1])


def test_a_refused_scim_configuration_does_not_say_that_nobody_is_provisioned(tmp_path: Path) -> None:
    ledger = bundle(acs="https://contoso.eu.auth0.com/login/callback?connection=entra", name_id="mail")
    connection = {"id": "con_A1", "name": "entra", "strategy": "samlp", "options": {}}
    receiving = {"connection": connection, "notRead": {"scimConfiguration": REFUSED}, "domain": "contoso.eu.auth0.com"}
    bodies: Bodies = [("entra", ledger | {"synchronizationJobs": []}), ("auth0", receiving)]
    (tmp_path / ".git").mkdir()
    for number, (idp, body) in enumerate(bodies):
        (tmp_path / f"{number}.yaml").write_text(document_of(idp, body), encoding="utf-8")
    report = check([tmp_path])
    assert report.findings == ()
    assert [each.fact for each in report.undecided if "IDP101" in each.codes] == ["SCIM state"]
