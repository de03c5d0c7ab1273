"""The calls that an Entra export makes, all GET: addresses, and the shape of what comes back.

Source: Microsoft Graph REST reference, v1.0 and (claimsPolicy) beta. `$top` is 999 at most for directory objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import msgspec

from idplint.connectors.paging import pages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from idplint.connectors.session import Body, Session

_PRINCIPAL = (
    "id,appId,displayName,appDisplayName,accountEnabled,servicePrincipalType,preferredSingleSignOnMode,loginUrl,replyUrls,"
    "servicePrincipalNames,samlSingleSignOnSettings,appRoleAssignmentRequired,applicationTemplateId,tags,signInAudience,"
    "preferredTokenSigningKeyThumbprint,appOwnerOrganizationId"
)
_APPLICATION = "id,appId,identifierUris,optionalClaims,groupMembershipClaims,api"


class Calls:
    """Addresses at one Graph host."""

    def __init__(self, graph: str) -> None:
        """Take the origin of Microsoft Graph."""
        self._v1 = f"{graph}/v1.0"
        self._beta = f"{graph}/beta"

    def organization(self) -> str:
        """The tenant itself."""
        return f"{self._v1}/organization?{_query(select='id')}"

    def principals(self) -> str:
        """Every application's service principal. Not filtered by tag: what Terraform makes often has none."""
        query = _query(filter="servicePrincipalType eq 'Application'", select=_PRINCIPAL, top="999")
        return f"{self._v1}/servicePrincipals?{query}"

    def principal(self, ident: str) -> str:
        """Whether one service principal still exists."""
        return f"{self._v1}/servicePrincipals/{_segment(ident)}?{_query(select='id')}"

    def applications(self) -> str:
        """Every registration of this tenant."""
        return f"{self._v1}/applications?{_query(select=_APPLICATION, top='999')}"

    def application(self, app_id: str) -> str:
        """One registration, by client id."""
        return f"{self._v1}/applications(appId='{_segment(app_id)}')?{_query(select=_APPLICATION)}"

    def mapping_policies(self) -> str:
        """Every claims mapping policy. Listing one principal's would take a permission to write."""
        return f"{self._v1}/policies/claimsMappingPolicies"

    def applies_to(self, policy: str) -> str:
        """What a claims mapping policy is assigned to."""
        return f"{self.mapping_policies()}/{_segment(policy)}/appliesTo"

    def claims_policy(self, ident: str) -> str:
        """What the portal's Attributes & Claims page shows; beta alone has it."""
        return f"{self._beta}/servicePrincipals/{_segment(ident)}/claimsPolicy"

    def jobs(self, ident: str) -> str:
        """Provisioning jobs."""
        return f"{self._v1}/servicePrincipals/{_segment(ident)}/synchronization/jobs"

    def schema(self, ident: str, job: str) -> str:
        """A job's mappings, without the directories' attribute lists, which are large and not used."""
        return f"{self.jobs(ident)}/{_segment(job)}/schema?{_query(select='id,version,synchronizationRules')}"

    def assigned_to(self, ident: str) -> str:
        """Who is assigned: the kind of each, and neither name nor id of anybody."""
        path = f"{self._v1}/servicePrincipals/{_segment(ident)}/appRoleAssignedTo"
        return f"{path}?{_query(select='id,principalType,resourceId', top='100')}"


def is_object(tree: object) -> bool:
    """Whether a document is an object."""
    return isinstance(tree, dict)


def is_claims_policy(tree: object) -> bool:
    """Whether a document is a claims policy, alone or in the list that the API reference shows."""
    return isinstance(tree, dict) and (isinstance(tree.get("claims", 0), list | None) or _is_list(tree.get("value")))


def is_schema(tree: object) -> bool:
    """Whether a document is a synchronization schema."""
    return isinstance(tree, dict) and isinstance(tree.get("synchronizationRules"), list)


def is_page(tree: object) -> bool:
    """Whether a document is a page of objects that have ids."""
    if not isinstance(tree, dict) or not _is_list(tree.get("value")):
        return False
    if not isinstance(tree.get("@odata.nextLink"), str | None):
        return False
    return all(isinstance(item.get("id"), str) and item["id"] for item in tree["value"])


async def listed(session: Session, url: str) -> AsyncIterator[list[dict[str, Any]]]:
    """Yield the new objects of each page of a list; one that stands on several pages comes once.

    Raises:
        ListNotRead: A page is missing, or the list leads back to itself or goes on with nothing new.
        ConnectorError: The credential is refused, or a page stands at another host.
    """
    seen: set[str] = set()

    def new(tree: dict[str, Any]) -> list[dict[str, Any]]:
        fresh = {item["id"].lower(): item for item in tree["value"] if item["id"].lower() not in seen}
        seen.update(fresh)
        return [*fresh.values()]

    async for page in pages(session, url, is_page, new, _next_page):
        yield page


def packed(tree: dict[str, Any]) -> bytes | dict[str, Any]:
    """A document as it is kept until it is needed: a tenant's registrations as objects take several times the room."""
    try:
        return msgspec.json.encode(tree)
    except RecursionError:
        return tree


def unpacked(content: object) -> object:
    """The document that was packed; anything else as it is."""
    return msgspec.json.decode(content) if isinstance(content, bytes) else content


def _next_page(body: Body) -> str | None:
    link = body.tree.get("@odata.nextLink")
    return link if isinstance(link, str) and link else None


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _segment(text: str) -> str:
    return quote(text, safe="")


def _query(**options: str) -> str:
    named = {f"${name}": value for name, value in options.items()}
    return urlencode(named, safe="$,'", quote_via=quote)
