"""A tenant of Microsoft Entra ID as Microsoft Graph shows it: seventeen invented applications, in small pages."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from idplint.connectors.entra_clouds import CLOUDS, GLOBAL, Cloud
from idplint.connectors.entra_opening import connect
from idplint.connectors.entra_sign_in import SignIn
from idplint.connectors.entra_vendor import Clock
from idplint.connectors.hiding import Hidden
from idplint.connectors.manners import Manners
from tests.connectors.entra_bodies import (
    MICROSOFT,
    TENANT,
    assigned,
    claims_policy,
    client_id,
    job,
    mapping_policy,
    principal,
    principal_id,
    schema,
)
from tests.connectors.loopback import Reply, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.connectors.entra_harvest import EntraConnector

FAST = Manners(first_wait=0.001, longest_wait=0.5, jitter=0.0, answer_within=2.0)
"""Manners of tests: nothing waits long."""


@dataclass
class Estate:
    """What the tenant holds; tests change it before they start the server."""

    principals: list[dict[str, Any]]
    applications: list[dict[str, Any]]
    policies: list[dict[str, Any]]
    applies_to: dict[str, list[str]]
    claims_policies: dict[str, Any]
    jobs: dict[str, list[dict[str, Any]]]
    schemas: dict[str, dict[str, Any]]
    assignments: dict[str, list[dict[str, Any]]]
    page: int = 3
    organization_is_readable: bool = False
    tokens: set[str] = field(default_factory=set)
    """Those that are accepted; empty: any."""

    def handler(self, request: Request) -> Reply:
        """Answer as Microsoft Graph does."""
        if request.method != "GET":
            return error(405, "Request_BadRequest")
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not token or (self.tokens and token not in self.tokens):
            return error(401, "InvalidAuthenticationToken")
        for pattern, answer in self._routes:
            found = re.fullmatch(pattern, request.path)
            if found:
                return answer(request, *found.groups())
        return error(400, "BadRequest")

    @property
    def _routes(self) -> list[tuple[str, Callable[..., Reply]]]:
        one = r"/v1\.0/servicePrincipals/([^/]+)"
        return [
            (r"/v1\.0/organization", self._organization),
            (r"/v1\.0/servicePrincipals", lambda request: self._list(request, self.principals)),
            (one, self._principal),
            (r"/v1\.0/applications", lambda request: self._list(request, self.applications)),
            (r"/v1\.0/applications\(appId='([^']+)'\)", self._application),
            (r"/v1\.0/policies/claimsMappingPolicies", lambda request: self._list(request, self.policies)),
            (r"/v1\.0/policies/claimsMappingPolicies/([^/]+)/appliesTo", self._applies_to),
            (r"/beta/servicePrincipals/([^/]+)/claimsPolicy", self._claims_policy),
            (one + "/synchronization/jobs", self._of(self.jobs)),
            (one + "/synchronization/jobs/([^/]+)/schema", self._schema),
            (one + "/appRoleAssignedTo", self._of(self.assignments)),
        ]

    def _list(self, request: Request, items: list[dict[str, Any]]) -> Reply:
        start = int(request.query.get("$skiptoken", "0"))
        stop = start + min(self.page, int(request.query.get("$top", "999")))
        tree: dict[str, Any] = {
            "@odata.context": "…",
            "value": [_selected(request, each) for each in items[start:stop]],
        }
        if stop < len(items):
            query = "&".join(f"{name}={value}" for name, value in request.query.items() if name != "$skiptoken")
            tree["@odata.nextLink"] = f"http://{request.headers['host']}{request.path}?{query}&$skiptoken={stop}"
        return body(tree)

    def _organization(self, _: Request) -> Reply:
        if not self.organization_is_readable:
            return error(403, "Authorization_RequestDenied")
        return body({"value": [{"id": TENANT.upper()}]})

    def _exists(self, ident: str) -> bool:
        return any(each["id"] == ident for each in self.principals)

    def _principal(self, request: Request, ident: str) -> Reply:
        return next(
            (body(_selected(request, each)) for each in self.principals if each["id"] == ident),
            error(404, "Request_ResourceNotFound"),
        )

    def _application(self, request: Request, client: str) -> Reply:
        return next(
            (body(_selected(request, each)) for each in self.applications if each["appId"] == client),
            error(404, "Request_ResourceNotFound"),
        )

    def _applies_to(self, request: Request, policy: str) -> Reply:
        return self._list(request, [{"id": ident} for ident in self.applies_to.get(policy, [])])

    def _claims_policy(self, _: Request, ident: str) -> Reply:
        policy = self.claims_policies.get(ident)
        return error(404, "Request_ResourceNotFound") if policy is None else body(policy)

    def _of(self, held: dict[str, list[dict[str, Any]]]) -> Callable[[Request, str], Reply]:
        def answer(request: Request, ident: str) -> Reply:
            if not self._exists(ident):
                return error(404, "Request_ResourceNotFound")
            return self._list(request, held.get(ident, []))

        return answer

    def _schema(self, request: Request, _: str, of_job: str) -> Reply:
        held = self.schemas.get(of_job)
        return error(404, "ResourceNotFound") if held is None else body(_selected(request, held))


def _selected(request: Request, tree: dict[str, Any]) -> dict[str, Any]:
    names = request.query.get("$select")
    return {key: value for key, value in tree.items() if key in names.split(",")} if names else tree


def body(tree: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(tree).encode())


def error(status: int, code: str, message: str = "…", **headers: str) -> Reply:
    tree = {"error": {"code": code, "message": message, "innerError": {"request-id": "…"}}}
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Reply(status, json.dumps(tree).encode(), named)


def entra_estate() -> Estate:
    """A fresh tenant: every part present and absent, odd names, no sign-on mode, values nobody has documented."""
    saml_by = {"preferredTokenSigningKeyThumbprint": "A1B2"}
    principals = [
        principal(1, "Quill CRM"),
        principal(2, "Nordlicht / ERP (prod) · Größe"),
        principal(3, "Old Wiki", preferredSingleSignOnMode=None, **saml_by),
        principal(4, "Older Wiki", preferredSingleSignOnMode=None, tags=[]),
        principal(5, "Payroll [EU]"),
        principal(6, "Portal", preferredSingleSignOnMode="oidc", applicationTemplateId=None),
        principal(7, "Fax", preferredSingleSignOnMode="password"),
        principal(8, "Warehouse SCIM", preferredSingleSignOnMode="notSupported", replyUrls=[]),
        principal(9, "Tomorrow", preferredSingleSignOnMode="telepathy", samlSingleSignOnSettings={"novel": [1, None]}),
        principal(10, None),
        principal(11, "../../etc\\passwd\n🦔", loginUrl="https://app11.example/?token=x"),
        principal(12, "Quill CRM", accountEnabled=False),
        principal(
            13,
            "Nulls",
            preferredSingleSignOnMode=None,
            accountEnabled=None,
            replyUrls=None,
            tags=None,
            servicePrincipalNames=None,
            appDisplayName=None,
            samlSingleSignOnSettings=None,
            appOwnerOrganizationId=None,
        ),
        principal(14, "Bought from Microsoft", appOwnerOrganizationId=MICROSOFT),
        principal(15, "Busy API"),
        principal(
            16,
            "Microsoft Own One",
            appOwnerOrganizationId=MICROSOFT,
            applicationTemplateId=None,
            preferredSingleSignOnMode=None,
        ),
        principal(
            17,
            "Microsoft Own Two",
            appOwnerOrganizationId=MICROSOFT.upper(),
            applicationTemplateId=None,
            preferredSingleSignOnMode="",
        ),
    ]
    applications: list[dict[str, Any]] = [
        {
            "id": f"5d1c0f6e-0003-4a00-9000-{number:012d}",
            "appId": client_id(number),
            "identifierUris": [f"https://app{number}.example/saml"],
            "optionalClaims": {"saml2Token": [{"name": "upn", "essential": False}]} if number == 6 else None,
            "groupMembershipClaims": None,
            "api": {"acceptMappedClaims": None},
            "web": {"redirectUris": []},
        }
        for number in (*range(1, 14), 15)
    ]
    jobs = {
        principal_id(1): [job(1)],
        principal_id(8): [job(8), job(8, 2, status={"code": "Quarantine", "quarantine": {"reason": "Boredom"}})],
        principal_id(13): [job(13, templateId=None, schedule=None, status=None)],
    }
    policies = [mapping_policy(number, f"policy {number}") for number in range(1, 6)]
    return Estate(
        principals,
        applications,
        policies,
        {
            policies[0]["id"]: [principal_id(5).upper()],
            policies[1]["id"]: [principal_id(number) for number in range(2, 6)],
        },
        {
            principal_id(2): claims_policy("objectid"),
            principal_id(3): {"value": [claims_policy("mail", novel={"x": None})]},
            principal_id(4): {"value": []},
        },
        jobs,
        {each["id"]: schema(each["id"]) for held in jobs.values() for each in held},
        {
            principal_id(1): [assigned(1, "User")],
            principal_id(2): [assigned(2, "Group")],
            principal_id(15): [*(assigned(15, "ServicePrincipal", each) for each in range(4)), assigned(15, "User", 9)],
        },
    )


class HandedToken:
    """A credential that hands over what it was given, one token after the other."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.claims: list[str | None] = []

    async def get_token(self, *_: str, claims: str | None = None, **__: Any) -> Any:
        from azure.core.credentials import AccessToken

        self.claims.append(claims)
        token = self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0]
        return AccessToken(token, int(time.time()) + 3600)

    async def close(self) -> None:
        return


def connector_at(
    url: str,
    manners: Manners = FAST,
    cloud: str = "global",
    environ: dict[str, str] | None = None,
    tokens: list[str] | None = None,
) -> EntraConnector:
    """The real connector, over the real SDK, at a test server; only the credential is handed to it."""
    place = at(url, cloud)
    clock = Clock()
    handed = HandedToken(tokens or ["opaque-token-of-the-tests"])
    sign_in = SignIn(
        {"AZURE_TENANT_ID": TENANT} if environ is None else environ,
        place,
        clock,
        Hidden(),
        manners.answer_within,
        make=lambda *_: handed,
    )
    return connect(place, sign_in, clock, manners)


def at(url: str, cloud: str = "global", authority: str | None = None) -> Cloud:
    """A cloud whose Graph is a test server."""
    changes = {"graph": url} if authority is None else {"graph": url, "authority": authority}
    return msgspec.structs.replace(CLOUDS.get(cloud, GLOBAL), **changes)
