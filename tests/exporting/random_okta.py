"""Okta applications and identity providers, and Auth0 connections, drawn at random, with parts that are missing.

Source: Okta management API 2026.06 (Applications, Profile Mappings, Schemas, Identity Providers, Federated Claims); Auth0
Management API v2 (connections, SCIM configurations).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.exporting.random_entra import CLAIMS, CLIENT_IDS, ENTITY_IDS, NAMES, REFUSED

if TYPE_CHECKING:
    from random import Random

Body = dict[str, Any]

_CLASSIC = (
    "user.email",
    "user.login",
    "user.id",
    "user.employeeNumber",
    "String.toLowerCase(user.email)",
    "user.nope(",
    "fixed",
)
_TEMPLATES = ("${user.userName}", "${user.email}", "${fn:substringBefore(user.login, '@')}", "${source.login}", "x", "")
_ACS = (
    "https://contoso.eu.auth0.com/login/callback?connection=a",
    "https://contoso.eu.auth0.com/login/callback?connection=b",
    "https://login.docker.com/login/callback?connection=contoso-saml",
    "https://payroll.example/acs",
    "https://acme.okta.com/sso/saml2/0oaINBOUND0000000901",
)
_CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
_PROPERTIES = ("email", "givenName", "familyName", "userName", "staff", "ext", "displayName", "nickName")


def okta_bundle(random: Random, number: int) -> Body:
    """An application with what lies beside it."""
    ident = f"0oaAPP{number:04d}0000000001d7"
    bundle: Body = {"app": _app(random, ident)}
    parts = {
        "profileMappings": [_mapping(random, ident, index) for index in range(random.choice((0, 1, 1, 1, 2)))],
        "userSchema": random.choice((None, _schema(random, ident), _schema(random, ident))),
        "features": random.choice(([], [_feature(random)])),
        "connection": random.choice((None, _connection(random))),
        "federatedClaims": [
            {"id": f"ofc{index}", "name": random.choice(NAMES), "expression": random.choice(("user.profile.email", ""))}
            for index in range(random.choice((0, 0, 1, 2)))
        ],
        "inlineHooks": [{"id": "cal1", "name": random.choice(("Payroll claims", "a; b"))}],
    }
    for key, body in parts.items():
        fate = random.random()
        if fate < 0.1:
            bundle.setdefault("notRead", {})[key] = REFUSED
        elif fate > 0.2:
            bundle[key] = body
    return bundle


def _app(random: Random, ident: str) -> Body:
    push = ["PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES", "SCIM_PROVISIONING", "GROUP_PUSH", "IMPORT_NEW_USERS"]
    mode = random.choice(("SAML_2_0",) * 6 + ("OPENID_CONNECT", "BOOKMARK", "WS_FEDERATION", "NEW_MODE", None))
    app: Body = {
        "id": ident,
        "name": random.choice(("acme_payroll_1", "slack", "docker", "auth0", "datadog")),
        "label": random.choice(("Payroll", "Docker Business", f"App {ident[-6:]}", None)),
        "status": random.choice(("ACTIVE", "ACTIVE", "ACTIVE", "INACTIVE", None)),
        "features": random.sample(push, random.randrange(4)),
        "signOnMode": mode,
        "credentials": {
            "userNameTemplate": random.choice(
                (
                    {"template": "${source.login}", "type": "BUILT_IN"},
                    {"template": "${source.email}", "type": "BUILT_IN"},
                    {"template": "user.email", "type": "CUSTOM", "pushStatus": random.choice(("PUSH", "DONT_PUSH"))},
                    {"template": "fixed", "type": "BUILT_IN"},
                    {"template": "${source.login}", "type": "CUSTOM"},
                    {"template": None, "type": "NONE"},
                    {"template": "String.toLowerCase(user.login)", "type": "NEW"},
                )
            ),
            "oauthClient": {"client_id": random.choice(CLIENT_IDS)},
        },
        "settings": {
            "signOn": _sign_on(random),
            "oauthClient": {"redirect_uris": random.sample(_ACS, random.randrange(2))},
        },
        "_links": {"users": {"href": f"https://acme.okta.com/api/v1/apps/{ident}/users"}},
    }
    return {key: each for key, each in app.items() if key in {"id", "signOnMode", "label"} or random.random() > 0.03}


def _sign_on(random: Random) -> Body:
    statement = {
        "type": random.choice(("EXPRESSION", "EXPRESSION", "GROUP")),
        "name": random.choice(NAMES),
        "values": random.choice(([random.choice(_CLASSIC)], [random.choice(_CLASSIC)], [], ["user.id", "user.email"])),
    }
    signed: Body = {
        "ssoAcsUrl": random.choice(_ACS),
        "audience": random.choice(ENTITY_IDS),
        "subjectNameIdTemplate": random.choice(_TEMPLATES),
        "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:"
        + random.choice(("emailAddress", "unspecified")),
        "acsEndpoints": [{"url": random.choice(_ACS), "index": 0}] if random.random() < 0.2 else [],
        "inlineHooks": [{"id": "cal1"}] if random.random() < 0.2 else [],
        "attributeStatements": random.choice(([], [statement], [statement, {**statement, "name": "uid"}])),
        "configuredAttributeStatements": random.choice((None, [], [{**statement, "name": f"{CLAIMS}/emailaddress"}])),
        "ssoAcsUrlOverride": random.choice((None, None, random.choice(_ACS))),
        "audienceOverride": random.choice((None, None, random.choice(ENTITY_IDS))),
    }
    return {key: each for key, each in signed.items() if random.random() > 0.08}


def _mapping(random: Random, ident: str, index: int) -> Body:
    header: Body = {
        "id": f"prm{index}",
        "source": {"id": f"oty{index}", "name": random.choice(("user", "contractor")), "type": "user"},
        "target": {"id": ident, "name": "app", "type": "appuser"},
    }
    if random.random() < 0.1:
        return {**header, "notRead": {"properties": REFUSED}} if random.random() < 0.5 else header
    chosen = random.sample(_PROPERTIES, random.randrange(5))
    return {
        **header,
        "properties": {
            name: {
                "expression": random.choice((*_CLASSIC, "", None)),
                "pushStatus": random.choice(("PUSH", "DONT_PUSH")),
            }
            for name in chosen
        },
    }


def _schema(random: Random, ident: str) -> Body:
    external = random.choice(("externalId", "employeeNumber", "nickName", "emails.^[type==work].value"))
    custom = {
        "staff": {"type": "string", "externalName": external, "externalNamespace": _CORE},
        "ext": {
            "type": "string",
            "externalName": random.choice(("userName", "externalId", "title")),
            "externalNamespace": _CORE,
        },
    }
    base = {
        "userName": {"type": "string"},
        "email": {"type": "string", "externalName": "email", "externalNamespace": _CORE},
    }
    return {
        "id": f"https://acme.okta.com/meta/schemas/apps/{ident}/default",
        "definitions": {"base": {"properties": base}, "custom": {"properties": random.choice((custom, {}))}},
    }


def _feature(random: Random) -> Body:
    switch = {"status": random.choice(("ENABLED", "DISABLED"))}
    return {
        "name": random.choice(("USER_PROVISIONING", "INBOUND_PROVISIONING")),
        "status": random.choice(("ENABLED", "DISABLED")),
        "capabilities": {
            "create": {"lifecycleCreate": switch},
            "update": {"profile": switch, "lifecycleDeactivate": switch},
        },
    }


def _connection(random: Random) -> Body:
    return {
        "status": random.choice(("ENABLED", "DISABLED", "UNKNOWN")),
        "baseUrl": random.choice(
            ("https://contoso.eu.auth0.com/scim/v2/connections/con_A000000000001", "https://scim.example/v2", None)
        ),
    }


def okta_idp(random: Random, number: int) -> Body:
    """An identity provider of an Okta org, where Okta is what people sign in to."""
    kind = random.choice(("SAML2", "SAML2", "OIDC"))
    body: Body = {
        "id": f"0oaINBOUND000000090{number}",
        "type": kind,
        "name": random.choice(("Entra people", "Partners", None)),
        "status": random.choice(("ACTIVE", "ACTIVE", "INACTIVE", None)),
        "protocol": {
            "type": kind,
            "credentials": {
                "trust": {"audience": random.choice((ENTITY_IDS[2], None))},
                "client": {"client_id": random.choice(CLIENT_IDS)} if kind == "OIDC" else None,
            },
            "settings": {"honorPersistentNameId": random.choice((True, False, None))},
        },
        "policy": {
            "provisioning": {
                "action": random.choice(("AUTO", "DISABLED", "CALLOUT", None)),
                "profileMaster": random.choice((True, False, None)),
            },
            "subject": {
                "userNameTemplate": {
                    "template": random.choice(("idpuser.subjectNameId", "idpuser.email", "idpuser.externalId", "f(x)"))
                },
                "matchType": random.choice(("USERNAME", "EMAIL", "USERNAME_OR_EMAIL", "CUSTOM_ATTRIBUTE", None)),
                "matchAttribute": random.choice((None, "staff")),
                "filter": random.choice((None, None, ".*@contoso.com")),
            },
            "accountLink": {
                "action": random.choice(("AUTO", "DISABLED", "NEW")),
                "filter": random.choice((None, {"groups": {"include": ["00g1"]}}, {"users": {"excludeAdmins": True}})),
            },
        },
    }
    return {
        key: each for key, each in body.items() if key in {"id", "type", "protocol", "policy"} or random.random() > 0.05
    }


# --- Auth0 -----------------------------------------------------------------------------------------------------------


def auth0_bundle(random: Random, number: int) -> Body:
    """A connection with its SCIM configuration, as which the halves above may be received."""
    ident = f"con_{'ABCD'[number % 4]}00000000000{number}"
    strategy = random.choice(("samlp", "samlp", "samlp", "waad", "oidc", "okta"))
    options: Body = {
        "client_id": random.choice(CLIENT_IDS),
        "user_id_attribute": random.choice((None, "uid", f"{CLAIMS}/nameidentifier", "oid", "")),
        "userid_attribute": random.choice((None, "oid", "sub", "upn")),
        "fieldsMap": random.choice((None, {"user_id": ["uid", f"{CLAIMS}/nameidentifier"], "email": "email"}, {})),
        "set_user_root_attributes": random.choice((None, "on_each_login", "on_first_login", "never_on_login", "new")),
        "waad_protocol": random.choice((None, "openid-connect", "ws-federation")),
    }
    connection: Body = {
        "id": ident,
        "name": random.choice("ab") if random.random() < 0.9 else f"c{number}",
        "strategy": strategy,
        "options": {key: each for key, each in options.items() if random.random() > 0.4},
    }
    if random.random() < 0.1:
        connection.pop("options")
        connection["notRead"] = {"options": REFUSED}
    bundle: Body = {
        "connection": connection,
        "domain": random.choice(("contoso.eu.auth0.com", "fabrikam.us.auth0.com", "login.contoso.example")),
    }
    fate = random.random()
    if fate < 0.1:
        bundle["notRead"] = {"scimConfiguration": REFUSED}
    elif fate < 0.3:
        bundle["scimConfiguration"] = None
    elif fate > 0.35:
        configuration: Body = {
            "connection_id": ident,
            "connection_name": connection["name"],
            "strategy": strategy,
            "tenant_name": "contoso",
            "user_id_attribute": random.choice((None, "externalId", "userName", "emails[primary eq true].value")),
            "mapping": random.choice(
                (
                    [{"auth0": "email", "scim": 'emails[type eq "work"].value'}],
                    [],
                    None,
                )
            ),
        }
        bundle["scimConfiguration"] = {key: each for key, each in configuration.items() if random.random() > 0.1}
        bundle["scimConfiguration"]["connection_id"] = ident
    return bundle
