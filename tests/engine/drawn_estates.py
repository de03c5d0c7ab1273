"""Estates of invented applications: what code says of them, and the snapshots and settings beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.engine.written_estates import AUTH0, ENTRA, OKTA, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.engine.written_estates import App, Vendor

    Draw = Callable[..., Any]
    Estate = tuple[Vendor, list[App], dict[str, str]]

NAMES = ("Ledger", "Tide Charts", "Wölfe & Söhne")
EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
NAME_ID = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"
_SWITCH = st.none() | st.booleans()
JIT_AND_LINK: dict[str, dict[str, Any]] = {
    "userName": {"link": {"login": "name_id", "scim": "userName", "case": "fold"}, "jit": "disabled"},
    "externalId": {"link": {"login": "name_id", "scim": "externalId"}, "jit": "enabled"},
    "e-mail": {"link": {"login": "name_id", "scim": "emails[primary eq true].value"}, "jit": "disabled"},
    "attribute": {"link": {"login": "attribute:mail", "scim": "userName"}},
    "nothing": {},
}


def some(draw: Draw, *values: object) -> Any:
    return draw(st.sampled_from(values))


def settled_facts(draw: Draw, names: Sequence[str]) -> str:
    declared = [{"match": {"name": name}, **some(draw, *JIT_AND_LINK.values())} for name in names]
    return json.dumps({"applications": declared})


def slug(name: str) -> str:
    return f"app{NAMES.index(name)}"


def acs(name: str) -> str:
    return f"https://{slug(name)}.example/saml/acs"


def drawn_estate(vendor: str, draw: Draw) -> Estate:
    """How a vendor is written, one or two applications, and the other files."""
    names = NAMES[: some(draw, 1, 2)]
    return {"okta": _okta, "entra": _entra, "auth0": _auth0}[vendor](draw, names)


def _okta(draw: Draw, names: Sequence[str]) -> Estate:
    apps = [
        {
            "name": name,
            "acs": acs(name),
            "status": some(draw, None, "ACTIVE", "ACTIVE", "INACTIVE"),
            "name_id": some(
                draw,
                "${user.userName}",
                "${user.email}",
                "${user.login}",
                "${user.employeeNumber}",
                '${fn:substringBefore(user.email, "@")}',
                "user.email",
                None,
            ),
            "format": some(draw, None, EMAIL_FORMAT),
            "username": some(draw, None, "${source.login}", "${source.email}"),
            "attributes": [
                {"name": "mail", "values": [some(draw, "user.email", "user.secondEmail")]},
                {"name": "login", "values": ["user.login"]},
            ][: some(draw, 0, 1, 2)],
            "wanted": draw(st.booleans()),
            "complete": draw(_SWITCH),
            "mappings": [
                {
                    "id": some(draw, "email", "userName", "externalId"),
                    "expression": some(draw, "user.email", "user.login", "String.toLowerCase(user.email)"),
                    "push_status": some(draw, None, "PUSH", "DONT_PUSH"),
                },
                {"id": "displayName", "expression": "user.displayName", "push_status": None},
            ][: some(draw, 1, 2)],
        }
        for name in names
    ]
    others = {"idplint.yaml": settled_facts(draw, names)}
    for name in names:
        others[f"{slug(name)}.yaml"] = snapshot(
            {
                "name": name,
                "id": f"okta:contoso/0oa{slug(name)}",
                "username": {"source": some(draw, "${source.login}", "${source.email}")},
            },
            {"name_id": {"source": "${user.userName}"}, "acs_urls": [acs(name)]},
            [
                {
                    "target": "userName",
                    "source": some(draw, "${source.login}", "${source.email}"),
                    "dialect": "okta-template",
                    "matching_precedence": 1,
                },
                {"target": "externalId", "source": 'user.getInternalProperty("id")'},
                {"target": "emails[primary eq true].value", "source": "user.email", "flow": "always"},
            ],
        )
    return OKTA, apps, others


def claims_policy(*entries: dict[str, Any], basic: object = "false") -> dict[str, Any]:
    return {
        "ClaimsMappingPolicy": {"Version": 1, "IncludeBasicClaimSet": basic, "ClaimsSchema": list(entries)},
    }


def _entra(draw: Draw, names: Sequence[str]) -> Estate:
    apps = [
        {
            "name": name,
            "acs": acs(name),
            "enabled": draw(_SWITCH),
            "mode": "saml",
            "wanted": draw(st.booleans()),
            "policy": claims_policy(
                {
                    "Source": "user",
                    "ID": some(draw, "mail", "userprincipalname", "employeeid", "objectid", "nonsense"),
                    "SamlClaimType": NAME_ID,
                },
                {"Source": "user", "ID": some(draw, "mail", "userprincipalname"), "SamlClaimType": "mail"},
                basic=some(draw, "false", "true"),
            ),
            "job_enabled": draw(_SWITCH),
        }
        for name in names
    ]
    others = {"idplint.yaml": settled_facts(draw, names)}
    for name in names:
        others[f"{slug(name)}.yaml"] = snapshot(
            {"name": name, "id": f"entra:contoso.onmicrosoft.com/b6a0f0a2-93a1-5b53-9a55-2f2ad6b8a30{slug(name)[-1]}"},
            {"name_id": {"source": "user.mail"}, "attributes": [], "acs_urls": [acs(name)]},
            [
                {"target": "userName", "source": "[userPrincipalName]", "matching_precedence": 1},
                {"target": 'emails[type eq "work"].value', "source": "[mail]"},
                {"target": "externalId", "source": "[objectId]"},
            ],
        )
    return ENTRA, apps, others


def _auth0(draw: Draw, names: Sequence[str]) -> Estate:
    apps = [
        {
            "connection": slug(name),
            "strategy": some(draw, "samlp", "samlp", "oidc", "waad", "okta"),
            "login": some(draw, None, "email", "upn", "oid"),
            "updates": some(draw, None, "never_on_login", "on_each_login", "on_first_login"),
            "wanted": draw(st.booleans()),
            "scim": some(draw, None, "userName", "externalId"),
            "pairs": [
                {"auth0": some(draw, "email", "username"), "scim": 'emails[type eq "work"].value'},
                {"auth0": "app_metadata.external_id", "scim": "externalId"},
            ][: some(draw, 1, 2)],
        }
        for name in names
    ]
    others = {
        f"{slug(name)}.yaml": snapshot(
            {"name": name, "id": f"entra:contoso.com/6f0c0000-0000-4000-8000-00000000000{slug(name)[-1]}"},
            {
                "name_id": {"source": some(draw, "user.userprincipalname", "user.objectid")},
                "attributes": [{"name": "email", "source": some(draw, "user.mail", "user.objectid")}],
                "acs_urls": [f"https://contoso.eu.auth0.com/login/callback?connection={slug(name)}"],
            },
            [
                {"target": "userName", "source": "[userPrincipalName]", "matching_precedence": 1},
                {"target": "externalId", "source": "[objectId]"},
                {"target": 'emails[type eq "work"].value', "source": "[mail]"},
            ],
        )
        for name in names
    }
    return AUTH0, apps, others
