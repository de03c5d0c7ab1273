"""An Okta org of invented applications, as its management API and its authorization server answer."""

from __future__ import annotations

import copy
import json
import re
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from tests.connectors.loopback import Reply, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HOST = "acme.okta.com"
API_TOKEN = "00planted-api-token_0123456789abcdefghijklm"  # noqa: S105 - it opens nothing
CLIENT_ID = "0oaServiceAppOfTests"
PLANTED = "planted-in-a-body-"
"""How everything begins that a body holds and nothing may show."""
ALL_SCOPES = frozenset(
    {
        "okta.apps.read",
        "okta.profileMappings.read",
        "okta.schemas.read",
        "okta.idps.read",
        "okta.inlineHooks.read",
    }
)
_SCOPES = (
    (re.compile(r"/api/v1/apps(/.*)?"), "okta.apps.read"),
    (re.compile(r"/api/v1/mappings(/.*)?"), "okta.profileMappings.read"),
    (re.compile(r"/api/v1/meta/schemas/.*"), "okta.schemas.read"),
    (re.compile(r"/api/v1/idps"), "okta.idps.read"),
    (re.compile(r"/api/v1/inlineHooks"), "okta.inlineHooks.read"),
)
PUSH = ["PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES", "PUSH_USER_DEACTIVATION"]
HOOK = "calHookOfTests000001"
OTHER_HOOK = "calHookOfTests000002"


def app_id(number: int) -> str:
    return f"0oaApp{number:014d}"


def trouble(status: int, code: str, summary: str = "") -> Reply:
    """An error body of the management API's."""
    body = {"errorCode": code, "errorSummary": summary, "errorLink": code, "errorId": "oae1", "errorCauses": []}
    return Reply(status, json.dumps(body).encode())


def application(number: int, name: str, label: Any, mode: Any, **more: Any) -> dict[str, Any]:
    """The body of an application; `more` replaces keys."""
    ident = app_id(number)
    body: dict[str, Any] = {
        "id": ident,
        "orn": f"orn:okta:idp:00oOrg:apps:{name}:{ident}",
        "name": name,
        "label": label,
        "status": "ACTIVE",
        "lastUpdated": "2026-01-02T03:04:05.000Z",
        "features": [],
        "signOnMode": mode,
        "visibility": {"autoSubmitToolbar": False},
        "credentials": {
            "userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"},
            "signing": {"kid": "k"},
        },
        "settings": {"app": {}, "manualProvisioning": False, "implicitAssignment": False},
        "_links": {"users": {"href": f"https://{HOST}/api/v1/apps/{ident}/users"}},
    }
    return body | more


def custom_saml(acs: str, template: str = "${user.userName}", **sign_on: Any) -> dict[str, Any]:
    """The settings of an application that was made with the wizard."""
    return {
        "app": {},
        "signOn": {
            "ssoAcsUrl": acs,
            "audience": f"urn:{acs}",
            "recipient": acs,
            "destination": acs,
            "subjectNameIdTemplate": template,
            "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
            "attributeStatements": [{"type": "EXPRESSION", "name": "uid", "values": ["user.id"]}],
            "inlineHooks": [],
            "a_field_of_next_year": None,
            **sign_on,
        },
    }


def catalogue_saml() -> dict[str, Any]:
    """The settings of an application from the catalogue."""
    return {
        "app": {"domain": "acme", "password": f"{PLANTED}app-password"},
        "signOn": {"defaultRelayState": None, "ssoAcsUrlOverride": None, "attributeStatements": []},
    }


def _applications() -> list[dict[str, Any]]:
    secrets = {"oauthClient": {"client_id": "0oaClientOfTests", "client_secret": f"{PLANTED}client-secret"}}
    custom_username = {
        "userNameTemplate": {"template": "user.employeeNumber", "type": "CUSTOM", "pushStatus": "DONT_PUSH"}
    }
    scim = [*PUSH, "SCIM_PROVISIONING", "AUTO_CONFIRM_IMPORTS", "A_FEATURE_OF_NEXT_YEAR"]
    return [
        application(
            1,
            "acme_payroll_1",
            "Payroll",
            "SAML_2_0",
            features=scim,
            credentials=custom_username,
            settings=custom_saml("https://payroll.example/acs", "${user.email}"),
        ),
        application(
            2,
            "acme_hooked_1",
            "Hooked [beta] *",
            "SAML_2_0",
            settings=custom_saml("https://hooked.example/acs", inlineHooks=[{"id": HOOK}]),
        ),
        application(3, "zendesk", "Zendesk", "SAML_2_0", features=PUSH, settings=catalogue_saml()),
        application(4, "slack", "Slack", "SAML_2_0", features=[*PUSH, "GROUP_PUSH"], settings=catalogue_saml()),
        application(5, "okta_org2org", "Other org", "SAML_2_0", features=PUSH, settings=catalogue_saml()),
        application(6, "oidc_client", "Portal", "OPENID_CONNECT", credentials=secrets, settings={"oauthClient": {}}),
        application(7, "okta_flow_sso", "Workflows", "OPENID_CONNECT", features=["SCIM_PROVISIONING"]),
        application(8, "office365", "Microsoft 365", "WS_FEDERATION", features=PUSH),
        application(9, "old_catalogue", "Old", "SAML_1_1"),
        application(10, "bookmark", "Bookmark", "BOOKMARK"),
        application(
            11,
            "template_swa",
            "Shared password",
            "BROWSER_PLUGIN",
            credentials={"password": {"value": f"{PLANTED}swa-password"}},
        ),
        application(12, "active_directory", "corp.example", None, features=["IMPORT_NEW_USERS", "PROFILE_MASTERING"]),
        application(13, "scim2headerauth", "Directory feed", "AUTO_LOGIN", features=["PUSH_NEW_USERS"]),
        application(
            14, "acme_unicode_1", "../Grüße-東京\n\u202e", "SAML_2_0", settings=custom_saml("https://u.example/acs")
        ),
        application(15, "newcomer", None, "A_MODE_OF_NEXT_YEAR", features=["A_FEATURE_OF_NEXT_YEAR"]),
        {"id": app_id(16), "label": "Bare", "signOnMode": "SAML_2_0", "features": None, "settings": None},
    ]


def mapping(number: int, target: str, source: str = "otyDefault", properties: Any = None) -> dict[str, Any]:
    """An outbound profile mapping."""
    return {
        "id": f"prm{number:017d}",
        "source": {"id": source, "name": "user", "type": "user", "_links": {}},
        "target": {"id": target, "name": "app", "type": "appuser", "_links": {}},
        "properties": {"email": {"expression": "user.email", "pushStatus": "PUSH"}}
        if properties is None
        else properties,
        "_links": {},
    }


def _mappings() -> list[dict[str, Any]]:
    outbound = [mapping(number, app_id(number)) for number in (2, 3, 4, 5, 6, 7, 8, 13, 14)]
    inbound = mapping(90, app_id(12))
    inbound["source"], inbound["target"] = inbound["target"], inbound["source"]
    return [
        mapping(
            1, app_id(1), properties={"extId": {"expression": "user.employeeNumber", "pushStatus": "A_WORD_OF_2027"}}
        ),
        mapping(91, app_id(1), "otyContractor", {}),
        *outbound,
        inbound,
        mapping(92, "0oaOfAnAppThatIsNotListed"),
    ]


def user_schema(ident: str) -> dict[str, Any]:
    """An app user schema with one property of its own."""
    custom = {"externalName": "externalId", "externalNamespace": "urn:ietf:params:scim:schemas:core:2.0:User"}
    return {
        "id": f"https://{HOST}/meta/schemas/apps/{ident}/default",
        "definitions": {
            "base": {"properties": {"userName": {"title": "Username", "unique": "UNIQUE_VALIDATED"}}},
            "custom": {"properties": {"extId": custom}},
        },
    }


def _identity_providers() -> list[dict[str, Any]]:
    def provider(number: int, kind: Any, name: Any) -> dict[str, Any]:
        return {
            "id": f"0oaIdp{number:014d}",
            "type": kind,
            "name": name,
            "status": "ACTIVE",
            "protocol": {
                "type": kind,
                "credentials": {"client": {"client_id": "c", "client_secret": f"{PLANTED}idp-secret"}},
                "settings": {"honorPersistentNameId": True},
            },
            "policy": {
                "provisioning": {"action": "AUTO"},
                "accountLink": {"action": "AUTO", "filter": None},
                "subject": {"userNameTemplate": {"template": "idpuser.email"}, "matchType": "USERNAME"},
            },
        }

    return [
        provider(1, "SAML2", "Partner"),
        provider(2, "OIDC", "Payroll"),
        provider(3, "GOOGLE", "Google"),
        provider(4, None, None),
    ]


def _hooks() -> list[dict[str, Any]]:
    def hook(ident: str, name: str) -> dict[str, Any]:
        config = {
            "uri": f"https://hook.example/{PLANTED}path",
            "headers": [{"key": "X-Key", "value": f"{PLANTED}header"}],
            "authScheme": {"type": "HEADER", "key": "Authorization", "value": f"{PLANTED}scheme"},
        }
        channel = {"type": "HTTP", "version": "1.0.0", "config": config}
        return {
            "id": ident,
            "name": name,
            "status": "ACTIVE",
            "type": "com.okta.saml.tokens.transform",
            "channel": channel,
        }

    return [hook(HOOK, "Adds the cost centre"), hook(OTHER_HOOK, "Nobody uses this")]


def _features() -> dict[str, Any]:
    capabilities = {"create": {"lifecycleCreate": {"status": "ENABLED"}}, "update": {"profile": {"status": "DISABLED"}}}
    feature = {"name": "USER_PROVISIONING", "status": "ENABLED", "capabilities": capabilities}
    return {app_id(4): [feature], app_id(8): [feature, {"name": "A_FEATURE_OF_2027"}]}


@dataclass
class OktaEstate:
    """The org; `handler` answers for it."""

    applications: list[dict[str, Any]] = field(default_factory=_applications)
    mappings: list[dict[str, Any]] = field(default_factory=_mappings)
    schemas: dict[str, dict[str, Any]] = field(default_factory=dict)
    features: dict[str, Any] = field(default_factory=_features)
    connections: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    hooks: list[dict[str, Any]] = field(default_factory=_hooks)
    identity_providers: list[dict[str, Any]] = field(default_factory=_identity_providers)
    page: int = 5
    """At most so many items a page, however many are asked for."""
    scheme: str = "http"
    vanished: set[str] = field(default_factory=set)
    """Applications that the list still holds."""
    has_federated_claims: bool = True
    scopes: frozenset[str] = ALL_SCOPES
    """What the service app was granted, and what the API token may read."""
    check_assertion: Callable[[str, str], str | None] = lambda _assertion, _audience: "invalid_client"
    """Given an assertion and the address of the token endpoint: what is wrong with it; None: nothing."""
    tokens: list[str] = field(default_factory=list)
    expired: set[str] = field(default_factory=set)
    lifetime: Any = 3600
    by_ident: dict[str, dict[str, Any]] = field(default_factory=dict)

    def handler(self, request: Request) -> Reply:
        """Answer a request."""
        reply = self._answer(request)
        now = time.time()
        limits = [
            ("X-Rate-Limit-Limit", "600"),
            ("X-Rate-Limit-Remaining", "599"),
            ("X-Rate-Limit-Reset", str(int(now) + 40)),
        ]
        named = {name.lower() for name, _ in reply.headers}
        more = [
            (name, value)
            for name, value in [("Date", formatdate(now, usegmt=True)), *limits]
            if name.lower() not in named
        ]
        return Reply(
            reply.status, reply.body, [*reply.headers, *more], reply.content_type, reply.delay, reply.cut_after
        )

    def _answer(self, request: Request) -> Reply:
        if request.path == "/oauth2/v1/token" and request.method == "POST":
            return self._give_token(request)
        if request.method != "GET":
            return trouble(405, "E0000022")
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not self._knows(scheme, token):
            return trouble(401, "E0000011", "Invalid token provided")
        scope = next((scope for pattern, scope in _SCOPES if pattern.fullmatch(request.path)), None)
        if scope is None:
            return trouble(404, "E0000022")
        if scope not in self.scopes:
            return trouble(403, "E0000006", "You do not have permission to perform the requested action")
        return self._read(request)

    def _knows(self, scheme: str, token: str) -> bool:
        if scheme == "SSWS":
            return token == API_TOKEN
        return scheme == "Bearer" and token in self.tokens and token not in self.expired

    def _read(self, request: Request) -> Reply:
        path = request.path.removeprefix("/api/v1")
        match path.strip("/").split("/"):
            case ["apps"]:
                return self._list(request, self.applications)
            case ["mappings"]:
                target = request.query.get("targetId")
                listed = [each for each in self.mappings if target in (None, each["target"]["id"])]
                return self._list(request, [{key: each[key] for key in each if key != "properties"} for each in listed])
            case ["mappings", ident]:
                return self._one(next((each for each in self.mappings if each["id"] == ident), None))
            case ["idps"]:
                return self._list(request, self.identity_providers)
            case ["inlineHooks"]:
                return Reply(body=_json(self.hooks))
            case ["meta", "schemas", "apps", ident, "default"]:
                return self._one(None if ident in self.vanished else self.schemas.get(ident))
            case ["apps", ident, *rest]:
                return self._detail(ident, rest)
        return trouble(404, "E0000022")

    def _detail(self, ident: str, rest: list[str]) -> Reply:
        app = self.by_ident.get(ident)
        if app is None or ident in self.vanished:
            return trouble(404, "E0000007", f"Not found: Resource not found: {ident} (AppInstance)")
        match rest:
            case []:
                return self._one(app)
            case ["federated-claims"]:
                if not self.has_federated_claims:
                    return trouble(
                        401, "E0000015", "You do not have permission to access the feature you are requesting"
                    )
                return Reply(body=_json(self.claims.get(ident, [])))
            case ["features"]:
                if ident not in self.features:
                    return trouble(400, "E0000001", "Api validation failed: feature")
                return Reply(body=_json(self.features[ident]))
            case ["connections", "default"]:
                unknown = {"status": "UNKNOWN", "profile": {"authScheme": "UNKNOWN"}}
                return self._one(self.connections.get(ident, unknown))
        return trouble(404, "E0000022")

    def _list(self, request: Request, items: list[dict[str, Any]]) -> Reply:
        limit = int(request.query.get("limit", "20"))
        if not 1 <= limit <= 200:
            return trouble(400, "E0000001", "limit")
        begin = int(request.query.get("after", "cursor+/=:0").removeprefix("cursor+/=:"))
        end = begin + min(limit, self.page)
        base = f"{self.scheme}://{request.headers['host']}"
        links = [("Link", f'<{base}{request.target}>; rel="self"')]
        if end < len(items):
            rest = "&".join(f"{key}={value}" for key, value in request.query.items() if key != "after")
            links.append(("Link", f'<{base}{request.path}?after=cursor%2B%2F%3D%3A{end}&{rest}>; rel="next"'))
        return Reply(body=_json(items[begin:end]), headers=links)

    def _one(self, body: dict[str, Any] | None) -> Reply:
        return trouble(404, "E0000007", "Not found") if body is None else Reply(body=_json(body))

    def _give_token(self, request: Request) -> Reply:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        audience = f"{self.scheme}://{request.headers['host']}/oauth2/v1/token"
        wrong = self.check_assertion(form.get("client_assertion", ""), audience)
        if wrong is None and form.get("grant_type") != "client_credentials":
            wrong = "unsupported_grant_type"
        if wrong is None and not set(form.get("scope", "").split()) <= self.scopes:
            wrong = "invalid_scope"
        if wrong is not None:
            body = {"error": wrong, "error_description": f"The server says {wrong}."}
            return Reply(401 if wrong == "invalid_client" else 400, _json(body))
        self.tokens.append(f"planted-access-token-{len(self.tokens)}")
        return Reply(
            body=_json(
                {"token_type": "Bearer", "expires_in": self.lifetime, "access_token": self.tokens[-1], "scope": "x"}
            )
        )


def okta_estate(page: int = 5) -> OktaEstate:
    """An org of sixteen applications and four identity providers, of which two are exported."""
    estate = OktaEstate(page=page)
    estate.schemas = {app_id(number): user_schema(app_id(number)) for number in (1, 3, 4, 5, 7, 8, 13, 16)}
    estate.connections = {
        app_id(4): {"status": "ENABLED", "profile": {"authScheme": "OAUTH2", "clientSecret": f"{PLANTED}connection"}},
        app_id(5): {"status": "DISABLED", "baseUrl": "https://other.okta.com", "profile": {"authScheme": "TOKEN"}},
    }
    estate.claims = {app_id(1): [{"id": "ofc1", "name": "employeeId", "expression": "user.profile.employeeNumber"}]}
    estate.by_ident = {each["id"]: each for each in estate.applications}
    return copy.deepcopy(estate)


def large_estate(applications: int, page: int = 200) -> OktaEstate:
    """An org of many applications with a mapping each, every second one with provisioning."""
    listed = [
        application(
            number,
            f"acme_{number}",
            f"Customer {number}",
            "SAML_2_0",
            features=PUSH if number % 2 == 0 else [],
            settings=custom_saml(f"https://c{number}.example/acs"),
        )
        for number in range(applications)
    ]
    mapped = [mapping(number, app_id(number)) for number in range(applications)]
    schemas = {each["id"]: user_schema(each["id"]) for each in listed[::2]}
    return OktaEstate(
        applications=listed,
        mappings=mapped,
        schemas=schemas,
        hooks=[],
        identity_providers=[],
        page=page,
        by_ident={each["id"]: each for each in listed},
    )


def planted(estate: OktaEstate) -> Iterable[str]:
    """Everything that nothing may show."""
    return (API_TOKEN, PLANTED, "planted-access-token", *estate.tokens)


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()
