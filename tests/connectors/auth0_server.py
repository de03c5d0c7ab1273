"""An Auth0 tenant of invented connections, as the Management API v2 answers for it."""

from __future__ import annotations

import base64
import copy
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from tests.connectors.loopback import Reply, Request

if TYPE_CHECKING:
    from collections.abc import Iterable

DOMAIN = "contoso.eu.auth0.com"
CLIENT_ID = "m2mClientOfTheTests"
CLIENT_SECRET = "planted-client-secret/with+signs=0123456789"  # noqa: S105 - it opens nothing
PLANTED = "planted-in-a-body-"
"""How everything begins that a body holds and nothing may show."""

SCOPES = frozenset({"read:connections", "read:connections_options", "read:scim_config"})
"""What an export asks for, and all that it needs."""

SAML = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"


def token(number: int = 0, domain: str = DOMAIN) -> str:
    """A token that nobody signed, as the tenant's token endpoint gives it."""
    header = {"alg": "none", "typ": "JWT"}
    claims = {"aud": f"https://{domain}/api/v2/", "gty": "client-credentials", "jti": f"planted-token-{number}"}
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims))
    return ".".join((*parts, f"planted-signature-{number}"))


def trouble(status: int, error: str, message: str, code: str | None = None) -> Reply:
    """An error body of the Management API's."""
    body = {"statusCode": status, "error": error, "message": message} | ({"errorCode": code} if code else {})
    return Reply(status, json.dumps(body).encode())


def connection(number: int, name: str, strategy: Any, **options: Any) -> dict[str, Any]:
    return {
        "id": f"con_{number:016d}",
        "name": name,
        "display_name": f"{name} sign-on",
        "strategy": strategy,
        "options": options,
        "provisioning_ticket_url": f"https://{DOMAIN}/p/samlp/{PLANTED}ticket",
        "enabled_clients": ["client1"],
        "realms": [name],
        "is_domain_connection": False,
        "a_field_of_next_year": {"nested": [1, None, "kept"]},
    }


def _connections() -> list[dict[str, Any]]:
    secret = {
        "client_secret": f"{PLANTED}client-secret",
        "app_secret": f"{PLANTED}app-secret",
        "api_token": f"{PLANTED}api-token",
        "signing_key": {"key": f"{PLANTED}signing-key", "cert": "public"},
        "decryptionKey": f"{PLANTED}decryption-key",
        "gateway_authentication": {"method": "bearer", "secret": f"{PLANTED}gateway"},
        "token_endpoint": "https://idp.contoso.com/token",
    }
    return [
        connection(1, "adatum-saml", "samlp", set_user_root_attributes="never_on_login", signingCert="MII", **secret),
        connection(
            2,
            "fabrikam-saml",
            "samlp",
            user_id_attribute=f"{SAML}upn",
            fieldsMap={"user_id": [f"{SAML}nameidentifier"], "email": f"{SAML}emailaddress"},
        ),
        connection(
            3,
            "contoso-entra",
            "waad",
            client_id="11111111-1111-4111-8111-111111111111",
            userid_attribute="oid",
            **secret,
        ),
        connection(
            4, "Contoso Okta", "okta", client_id="0oaOktaClient", set_user_root_attributes="on_first_login", **secret
        ),
        connection(
            5, "northwind oidc [EU] *", "oidc", client_id="northwind", attribute_map={"mapping_mode": "bind_all"}
        ),
        connection(6, "litware-adfs", "adfs", adfs_server="https://adfs.litware.com"),
        connection(7, "tailspin", "google-apps", client_id="tailspin", domain="tailspin.com", **secret),
        connection(8, "wingtip-ping", "pingfederate", pingFederateBaseUrl="https://ping.wingtip.com"),
        connection(9, "Username-Password-Authentication", "auth0", configuration={"key": f"{PLANTED}configuration"}),
        connection(10, "google", "google-oauth2", client_id="google", **secret),
        connection(11, "sms", "sms", twilio_token=f"{PLANTED}twilio"),
        connection(12, "newcomer", "a-kind-of-next-year", whatever=1),
        connection(13, "Ünïcode-Grüße-東京", "samlp", set_user_root_attributes="a_value_of_next_year"),
        {"id": "con_without_options", "name": "bare", "strategy": "samlp", "options": {}},
        {"id": "con_only_an_id", "name": None, "strategy": "oidc", "options": {}},
        {"id": "con_no_strategy", "name": "odd", "strategy": None},
        connection(15, "Contoso Okta", "okta", client_id="0oaSecondOfTheSameName"),
        connection(16, "CON", "samlp", user_id_attribute=None, fieldsMap=None),
        connection(17, "long " * 80, "oidc", client_id="long"),
        connection(14, "../../etc/passwd", "waad", client_id=None, waad_protocol="openid-connect"),
    ]


def configuration(of: dict[str, Any], key: str, *mapping: tuple[str, str]) -> dict[str, Any]:
    return {
        "connection_id": of["id"],
        "connection_name": of["name"],
        "strategy": of["strategy"],
        "tenant_name": "contoso",
        "user_id_attribute": key,
        "mapping": [{"scim": scim, "auth0": auth0} for scim, auth0 in mapping],
        "created_at": "2024-07-17T18:27:44.297Z",
        "updated_on": "2024-07-17T18:27:44.297Z",
        "a_field_of_next_year": None,
    }


def _configurations(connections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_number = {each["id"]: each for each in connections}
    lines = (
        ("userName", "username"),
        ("externalId", "app_metadata.external_id"),
        ('emails[type eq "work"].value', "email"),
    )
    return [
        configuration(by_number[f"con_{1:016d}"], "userName", *lines),
        configuration(by_number[f"con_{3:016d}"], "externalId", *lines),
        configuration(by_number[f"con_{4:016d}"], "externalId", ("userName", "preferred_username")),
        configuration(by_number[f"con_{13:016d}"], "userName"),
    ]


@dataclass
class Auth0Estate:
    """The tenant; `handler` answers for it."""

    connections: list[dict[str, Any]] = field(default_factory=_connections)
    configurations: list[dict[str, Any]] = field(default_factory=list)
    page: int = 5
    """At most so many items a page, however many are asked for."""
    lists_configurations: bool = True
    scopes: frozenset[str] = SCOPES
    vanished: frozenset[str] = frozenset()
    """Ids that the list still holds."""
    tokens: list[str] = field(default_factory=list)
    static: str = ""
    """A token that was given out beforehand."""
    expired: set[str] = field(default_factory=set)

    @property
    def exported(self) -> list[dict[str, Any]]:
        """The connections of kinds that are exported."""
        return [each for each in self.connections if each["strategy"] in {"samlp", "waad", "okta", "oidc"}]

    @property
    def _listed(self) -> list[dict[str, Any]]:
        if "read:connections_options" in self.scopes:
            return self.connections
        return [{key: value for key, value in each.items() if key != "options"} for each in self.connections]

    def handler(self, request: Request) -> Reply:
        if request.path == "/oauth/token" and request.method == "POST":
            return self._give_token(request)
        if request.method != "GET":
            return trouble(405, "Method Not Allowed", "no")
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if bearer not in {*self.tokens, self.static} - {"", *self.expired}:
            return trouble(401, "Unauthorized", "Invalid token", "invalid_token")
        if request.path == "/api/v2/connections":
            return self._list(request, "connections", self._listed, "read:connections")
        if request.path == "/api/v2/connections-scim-configurations" and self.lists_configurations:
            return self._list(request, "scim_configurations", self.configurations, "read:scim_config")
        before, _, ident = request.path.removesuffix("/scim-configuration").rpartition("/")
        if before == "/api/v2/connections" and request.path.endswith("/scim-configuration"):
            return self._configuration(unquote(ident))
        return trouble(404, "Not Found", "Not Found")

    def _give_token(self, request: Request) -> Reply:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return Reply(401, b'{"error":"access_denied","error_description":"Unauthorized"}')
        if form.get("audience") != f"https://{DOMAIN}/api/v2/" or form.get("grant_type") != "client_credentials":
            return Reply(403, b'{"error":"access_denied","error_description":"Service not found"}')
        self.tokens.append(token(len(self.tokens)))
        return _json({"access_token": self.tokens[-1], "expires_in": 86400, "token_type": "Bearer"})

    def _list(self, request: Request, key: str, items: list[dict[str, Any]], scope: str) -> Reply:
        if scope not in self.scopes:
            return _forbidden(scope)
        take = int(request.query.get("take", "0"))
        if not 1 <= take <= 100:
            return trouble(400, "Bad Request", "Query validation error", "invalid_query_string")
        begin = int(request.query.get("from", "cursor+/=0").removeprefix("cursor+/="))
        end = begin + min(take, self.page)
        body: dict[str, Any] = {key: items[begin:end]}
        if end < len(items):
            body["next"] = f"cursor+/={end}"
        return _json(body)

    def _configuration(self, ident: str) -> Reply:
        if "read:scim_config" not in self.scopes:
            return _forbidden("read:scim_config")
        if ident in self.vanished or all(each["id"] != ident for each in self.connections):
            return trouble(404, "Not Found", "The connection does not exist", "inexistent_connection")
        found = next((each for each in self.configurations if each["connection_id"] == ident), None)
        return _json(found) if found else trouble(404, "Not Found", "scim strategy not enabled")


def auth0_estate(page: int = 5) -> Auth0Estate:
    """A tenant of twenty connections, of which twelve are exported."""
    estate = Auth0Estate(page=page)
    estate.configurations = _configurations(estate.connections)
    return copy.deepcopy(estate)


def large_estate(connections: int, page: int = 100) -> Auth0Estate:
    """A tenant of many connections, every second one with SCIM."""
    listed = [
        connection(number, f"customer-{number}", "samlp", signingCert="MII" * 400) for number in range(connections)
    ]
    configured = [configuration(each, "userName", ("userName", "username")) for each in listed[::2]]
    return Auth0Estate(connections=listed, configurations=configured, page=page)


def planted(estate: Auth0Estate) -> Iterable[str]:
    """Everything that nothing may show."""
    return (
        CLIENT_SECRET,
        PLANTED,
        "planted-token",
        "planted-signature",
        *estate.tokens,
        *filter(None, [estate.static]),
    )


def _forbidden(scope: str) -> Reply:
    return trouble(403, "Forbidden", f"Insufficient scope, expected any of: {scope}", "insufficient_scope")


def _json(body: Any) -> Reply:
    return Reply(200, json.dumps(body).encode())
