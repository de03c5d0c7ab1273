"""The grammar of application ids.

`entra:<tenant>/<id>`, `okta:<org>/<id>`, `auth0:<tenant>/<id>`, and for what stands in Terraform code
`terraform:<directory of the root module>#<resource address>`. The part before the last separator may be left out.
"""

from __future__ import annotations

import posixpath

TERRAFORM = "terraform"


def split_id(ident: str) -> tuple[str, str, str]:
    """Kind, tenant ("" where left out) and the id proper.

    Letter case does not count, but in directories and addresses of Terraform it does. The tenant of a Terraform id is the root
    module's directory, `.` for the current one.
    """
    kind, _, rest = ident.partition(":")
    kind = kind.lower()
    if kind == TERRAFORM:
        return kind, *_split_address(rest)
    tenant, slash, proper = rest.rpartition("/")
    return kind, tenant.lower() if slash else "", proper.lower()


def same_id(one: str, other: str) -> bool:
    """Whether two ids name one application; the tenant part may be left out of either."""
    kind, tenant, proper = split_id(one)
    other_kind, other_tenant, other_proper = split_id(other)
    tenants_agree = not tenant or not other_tenant or tenant == other_tenant
    return kind == other_kind and proper == other_proper and tenants_agree


def root_module(text: str) -> str:
    """One spelling of a root module's directory, with or without `terraform:` before it."""
    return posixpath.normpath(text.removeprefix(f"{TERRAFORM}:") or ".")


def quoted(ident: str) -> str:
    """An id as it can stand in a YAML flow mapping: keys of `for_each` bring quotes and brackets."""
    if '"' in ident or "\\" in ident:
        return "'" + ident.replace("'", "''") + "'"
    return f'"{ident}"'


def _split_address(rest: str) -> tuple[str, str]:
    directory, separator, address = rest.partition("#")
    if not separator or '"' in directory:  # a `#` inside the key of an address separates nothing
        return "", rest
    return root_module(directory), address
