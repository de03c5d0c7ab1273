"""The bodies of one Entra application, part by part; what is not to be had is named with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from idplint.connectors.entra_calls import Calls, is_claims_policy, is_object, is_schema, listed
from idplint.connectors.entra_vendor import unread
from idplint.connectors.harvest import Harvested, Unread, gone, not_read
from idplint.connectors.paging import ListNotRead
from idplint.connectors.session import Body, Refusal, Session, Trouble

if TYPE_CHECKING:
    from idplint.connectors.entra_clouds import Cloud
    from idplint.connectors.entra_tenant_lists import Policies, Registrations

_NO_SAML = frozenset({"oidc", "password", "notsupported"})
_ASSIGNMENT = ("id", "principalType", "resourceId")
_PEOPLE = frozenset({"user", "group"})


class Gone(Exception):  # noqa: N818 - what happened, not a mistake of anybody's
    """An application that was listed no longer exists."""


class Reader:
    """Reads one application after the other."""

    def __init__(
        self, session: Session, cloud: Cloud, tenant: str, policies: Policies, registrations: Registrations
    ) -> None:
        """Make a reader.

        Args:
            session: Reads.
            cloud: Which Graph.
            tenant: Goes into every bundle.
            policies: The tenant's claims mapping policies, by what they apply to.
            registrations: The tenant's registrations, by client id.
        """
        self._session = session
        self._cloud = cloud
        self._calls = Calls(cloud.graph)
        self._tenant = tenant
        self._policies = policies
        self._registrations = registrations

    async def read(self, principal: dict[str, Any]) -> Harvested:
        """Return the bundle of a service principal, which may have been deleted since it was listed.

        Raises:
            ConnectorError: The credential is refused.
        """
        bundle = _Bundle({"servicePrincipal": principal, "tenant": self._tenant})
        ident = principal["id"]
        named = principal.get("displayName")
        name = named if isinstance(named, str) and named else ident
        bundle.take("application", await self._registrations.of(principal.get("appId")))
        bundle.take("claimsMappingPolicies", self._policies.of(ident))
        try:
            await self._assignments(ident, bundle)
            await self._jobs(ident, bundle)
        except Gone:
            return gone(ident, name, self._session.vendor.name)
        await self._claims_policy(principal, bundle)
        return Harvested(ident, name, bundle.tree, bundle.unread)

    async def _claims_policy(self, principal: dict[str, Any], bundle: _Bundle) -> None:
        mode = principal.get("preferredSingleSignOnMode")
        if isinstance(mode, str) and mode.lower() in _NO_SAML:
            return
        if not self._cloud.has_claims_policy:
            reason = f"Microsoft Graph does not offer claimsPolicy in the cloud {self._cloud.name}"
            remedy = "compare the Attributes & Claims page of the portal by hand"
            bundle.lack(Unread("claimsPolicy", reason, remedy, offered=False))
            return
        reading = await self._session.read(self._calls.claims_policy(principal["id"]), is_claims_policy)
        if isinstance(reading, Refusal) and reading.trouble is Trouble.NOT_FOUND:
            # Claims that were never customised: the defaults apply.
            bundle.take("claimsPolicy", None)
        else:
            bundle.take("claimsPolicy", reading.tree if isinstance(reading, Body) else reading)

    async def _assignments(self, ident: str, bundle: _Bundle) -> None:
        """Read until a person is met: whether there is any is all that is needed."""
        held: list[dict[str, Any]] = []
        try:
            async for page in listed(self._session, self._calls.assigned_to(ident)):
                held += [{key: each[key] for key in _ASSIGNMENT if key in each} for each in page]
                if any(str(each.get("principalType")).lower() in _PEOPLE for each in page):
                    break
        except ListNotRead as error:
            await self._object_if_gone(ident, error.refusal)
            bundle.take("appRoleAssignedTo", error.refusal)
        else:
            bundle.take("appRoleAssignedTo", {"value": held})

    async def _jobs(self, ident: str, bundle: _Bundle) -> None:
        jobs: list[dict[str, Any]] = []
        try:
            async for page in listed(self._session, self._calls.jobs(ident)):
                jobs += page
        except ListNotRead as error:
            await self._object_if_gone(ident, error.refusal)
            bundle.take("synchronizationJobs", error.refusal)
            return
        bundle.take("synchronizationJobs", jobs)
        for job in jobs:
            reading = await self._session.read(self._calls.schema(ident, job["id"]), is_schema)
            if isinstance(reading, Body):
                job["schema"] = reading.tree
            else:
                lack = unread("synchronizationJobs.schema", reading)
                job["notRead"] = {"schema": not_read(lack)}
                bundle.note(lack)

    async def _object_if_gone(self, ident: str, refusal: Refusal) -> None:
        if refusal.trouble is Trouble.NOT_FOUND:
            own = await self._session.read(self._calls.principal(ident), is_object)
            if isinstance(own, Refusal) and own.trouble is Trouble.NOT_FOUND:
                raise Gone


class _Bundle:
    """A bundle that is being put together."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.tree = tree
        self._unread: dict[str, Unread] = {}

    @property
    def unread(self) -> tuple[Unread, ...]:
        return tuple(self._unread.values())

    def take(self, part: str, body: object) -> None:
        """Put a body in, or why there is none."""
        if isinstance(body, Refusal):
            self.lack(unread(part, body))
        else:
            self.tree[part] = body

    def lack(self, lack: Unread) -> None:
        self.tree.setdefault("notRead", {})[lack.part] = not_read(lack)
        self.note(lack)

    def note(self, lack: Unread) -> None:
        """Report a part once, however many jobs lack it."""
        self._unread.setdefault(lack.part, lack)
