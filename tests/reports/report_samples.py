"""A realistic report, built by hand, and the files it speaks of."""

from __future__ import annotations

import json

import msgspec

from idplint.findings import (
    ApplicationName,
    Confidence,
    Finding,
    Location,
    Report,
    RunError,
    Severity,
    Summary,
    UndecidedFact,
    Witness,
)
from idplint.reports.style import Style

PLAIN = Style(colour=False, width=None, unicode=True)


class Files:
    """The sources of a test: whole texts by path."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def line(self, path: str, number: int) -> str | None:
        if path not in self.texts:
            return None
        lines = self.texts[path].split("\n")
        return lines[number - 1] if number <= len(lines) else None


TERRAFORM = """\
resource "auth0_connection" "contoso" {
  name     = "contoso-saml"
  strategy = "samlp"
  options {
    user_id_attribute = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
  }
}
"""

SCHEMA = json.dumps(
    {
        "value": [
            {"id": str(number), "mapping": {"source": {"expression": f"[extensionAttribute{number}]"}}}
            for number in range(6)
        ],
    },
)

FILES = Files({"infra/auth0.tf": TERRAFORM, "export/schema.json": SCHEMA})

DOCS_APP = ApplicationName(id="8f3c", name="Contoso Docs", idp="entra")


def at(path: str, text: str, label: str, *, pointer: str = "", primary: bool = False, files: Files = FILES) -> Location:
    """The first place where the text stands in the file; it must be on one line."""
    before, found, _ = files.texts[path].partition(text)
    assert found, f"{text!r} is not in {path}"
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    return Location(path, pointer, line, column, line, column + len(text), label, primary)


EMAIL = '"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"'

MISMATCH = Finding(
    code="IDP101",
    name="join-key-mismatch",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    application=DOCS_APP,
    message="the login carries user.mail, but SCIM fills externalId from extensionAttribute3: they differ for everyone",
    # The primary one is not in front: the reporter has to bring it there.
    locations=(
        at(
            "export/schema.json",
            '"[extensionAttribute3]"',
            "SCIM fills externalId from here",
            pointer="/value/3/mapping/source/expression",
        ),
        at(
            "infra/auth0.tf",
            EMAIL,
            "the login key",
            pointer="/resource/auth0_connection/contoso/options/0/user_id_attribute",
            primary=True,
        ),
    ),
    witness=Witness(
        user="Ada Marsh, a member",
        user_class="members",
        login_value="ada.marsh@contoso.com",
        scim_value="3f0e77a1",
        outcome="sign-in is refused: no account has this key",
    ),
    help="map externalId from `mail` in the provisioning job. Accounts that exist keep the id they have.",
    docs="idplint explain IDP101",
    fingerprint="a1b2c3",
    outcome="everyone",
)

JIT = Finding(
    code="IDP301",
    name="jit-and-scim",
    severity=Severity.WARNING,
    confidence=Confidence.HIGH,
    application=DOCS_APP,
    message="logins and SCIM both create accounts",
    locations=(
        at("infra/auth0.tf", "name", "created here", primary=True),
        at("infra/auth0.tf", '"samlp"', "signs in by SAML"),
    ),
    witness=None,
    help="",
    docs="idplint explain IDP301",
    fingerprint="d4e5f6",
)


def default_note(number: int) -> Finding:
    """A note that an identity provider's untouched default gives rise to."""
    return Finding(
        code="IDP102",
        name="nameid-is-not-externalid",
        severity=Severity.NOTE,
        confidence=Confidence.LOW,
        application=ApplicationName(id=f"app-{number}", name=f"App {number}", idp="entra"),
        message="NameID agrees with userName, not with externalId, which is mailNickname by default",
        locations=(at("infra/auth0.tf", "resource", "the default", primary=True),),
        witness=None,
        help=f'state what it joins on: `applications: [{{name: "App {number}", scim_key: userName}}]`',
        docs="idplint explain IDP102",
        fingerprint=f"n{number}",
        outcome="default-mapping",
    )


UNDECIDED = UndecidedFact(
    fact="NameID",
    application=ApplicationName(id="77aa", name="Northwind Wiki", idp="entra"),
    codes=("IDP101", "IDP104"),
    reason="the Graph API answered 403 for its claims policy",
    remedy="GET /servicePrincipals/77aa/claimsPolicy with Policy.Read.All",
)

BROKEN = RunError(message="the file ends inside a string", path="export/users.json", line=9, help="export it again")


def report_of(
    *findings: Finding,
    undecided: tuple[UndecidedFact, ...] = (),
    errors: tuple[RunError, ...] = (),
    **counts: int,
) -> Report:
    """A report over two applications in three files, with counts that fit what is in it."""

    def of(severity: Severity) -> int:
        return sum(finding.severity is severity for finding in findings)

    summary = Summary(
        errors=of(Severity.ERROR),
        warnings=of(Severity.WARNING),
        notes=of(Severity.NOTE),
        undecided=len(undecided),
        ignored=0,
        applications=2,
        files=3,
        skipped=0,
        skipped_broken=0,
    )
    return Report(
        summary=msgspec.structs.replace(summary, **counts),
        findings=findings,
        undecided=undecided,
        errors=errors,
    )


FULL = report_of(MISMATCH, JIT, default_note(1), undecided=(UNDECIDED,), errors=(BROKEN,), skipped=2, skipped_broken=1)
