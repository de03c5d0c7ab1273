"""The grammar of application ids: `entra:<tenant>/<id>`, `okta:<org>/<id>`, `auth0:<tenant>/<id>`."""

from __future__ import annotations


def split_id(ident: str) -> tuple[str, str, str]:
    """Kind, tenant ("" where left out) and the id proper, case folded."""
    kind, _, rest = ident.partition(":")
    tenant, slash, proper = rest.rpartition("/")
    return kind.lower(), tenant.lower() if slash else "", proper.lower()


def same_id(one: str, other: str) -> bool:
    """Whether two ids name one application; the tenant part may be left out of either."""
    kind, tenant, proper = split_id(one)
    other_kind, other_tenant, other_proper = split_id(other)
    tenants_agree = not tenant or not other_tenant or tenant == other_tenant
    return kind == other_kind and proper == other_proper and tenants_agree
