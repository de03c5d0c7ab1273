"""Everything that Okta keeps about one application outside of the application's own body."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

from idplint.connectors.harvest import Harvested, Unread, not_read
from idplint.connectors.okta_vendor import NOT_ENABLED, VALIDATION
from idplint.connectors.session import Body, Refusal, Trouble

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from idplint.connectors.okta_calls import OktaCalls
    from idplint.connectors.okta_mappings import MappingHeaders
    from idplint.connectors.okta_vendor import OktaVendor

_SIGN_ON = frozenset({"SAML_2_0", "SAML_1_1", "OPENID_CONNECT", "WS_FEDERATION"})
_WITH_CLAIMS = frozenset({"SAML_2_0", "OPENID_CONNECT"})
_WITH_FEATURES = frozenset({"google", "office365", "okta_org2org", "slack", "zoomus", "zscalerbyz"})
"""The applications of the catalogue whose provisioning the API shows (tags ApplicationFeatures, ApplicationConnections)."""
_PROVISIONING = frozenset({"SCIM_PROVISIONING", "GROUP_PUSH", "REACTIVATE_USERS"})
_HOOK_KEYS = ("id", "name", "status", "type")
"""The channel of a hook holds its address and secret headers, and nothing that a login depends on."""
_BAD_REQUEST = 400


class Gone(Exception):  # noqa: N818 - what happened, not a mistake of anybody's
    """Okta itself says that the application no longer exists."""


class OktaDetails:
    """Completes the applications of one run."""

    def __init__(self, calls: OktaCalls, vendor: OktaVendor, mappings: MappingHeaders) -> None:
        """Make details of which nothing was read yet.

        Args:
            calls: Reads.
            vendor: Words refusals.
            mappings: Of every application.
        """
        self._calls = calls
        self._vendor = vendor
        self._mappings = mappings
        self._hooks: asyncio.Task[list[dict[str, Any]] | Refusal] | None = None
        self._no_claims: Refusal | None = None

    async def harvest(self, app: dict[str, Any]) -> Harvested:
        """Return an application with its parts.

        Raises:
            Gone: It does not exist any more.
            ConnectorError: The credential is refused.
        """
        draft = _Draft(app)
        provisions = _may_provision(app)
        if app.get("signOnMode") in _SIGN_ON or provisions:
            # One after the other: others are read meanwhile, and a vanished one is not asked about in vain.
            await self._add_mappings(draft)
            if provisions:
                await self._add_schema(draft)
            if provisions and app.get("name") in _WITH_FEATURES:
                await self._add_list(draft, "features", self._calls.features(draft.ident))
                await self._add_connection(draft)
            if app.get("signOnMode") in _WITH_CLAIMS:
                await self._add_list(draft, "federatedClaims", self._federated_claims(draft.ident))
            if hooks := _hooks_of(app):
                await self._add_hooks(draft, hooks)
        return draft.harvested()

    async def close(self) -> None:
        """Stop reading."""
        if self._hooks is not None:
            self._hooks.cancel()
            await asyncio.gather(self._hooks, return_exceptions=True)

    async def _add_mappings(self, draft: _Draft) -> None:
        headers = await self._mappings.of(draft.ident)
        if isinstance(headers, Refusal):
            # Also where it is a 404: a list is there, if only to be empty.
            draft.leave_out(self._vendor.unread("profileMappings", headers))
            return
        found = []
        for header in headers:
            reading = await self._calls.mapping(header["id"])
            if isinstance(reading, Refusal) and reading.trouble is Trouble.NOT_FOUND and await self._is_gone(draft):
                raise Gone
            if isinstance(reading, Body) and "properties" in reading.tree:
                found.append(reading.tree)
                continue
            if isinstance(reading, Body):
                missing = f"{self._vendor.name}'s answer has no properties"
                reading = Refusal(Trouble.MALFORMED, missing)
            unread = self._vendor.unread("profileMappings.properties", reading)
            draft.unread.append(unread)
            found.append({**header, "notRead": {"properties": not_read(unread)}})
        draft.bundle["profileMappings"] = found

    async def _add_schema(self, draft: _Draft) -> None:
        read = await self._calls.user_schema(draft.ident)
        if isinstance(read, Body):
            draft.bundle["userSchema"] = read.tree
            return
        if read.trouble is Trouble.NOT_FOUND and await self._is_gone(draft):
            raise Gone
        # Every application that provisions has a schema, if only with userName in it: that there is none is no answer.
        draft.leave_out(self._vendor.unread("userSchema", read))

    async def _add_connection(self, draft: _Draft) -> None:
        read = await self._calls.connection(draft.ident)
        if isinstance(read, Body):
            draft.bundle["connection"] = read.tree
        else:
            await self._refuse(draft, "connection", read, none=None)

    async def _add_list(self, draft: _Draft, part: str, reading: Awaitable[list[dict[str, Any]] | Refusal]) -> None:
        read = await reading
        if not isinstance(read, Refusal):
            draft.bundle[part] = read
        elif part == "features" and (read.status, read.code) == (_BAD_REQUEST, VALIDATION):
            # Documented for this call: provisioning is not enabled for the application.
            draft.bundle[part] = []
        else:
            await self._refuse(draft, part, read, none=[])

    async def _federated_claims(self, app: str) -> list[dict[str, Any]] | Refusal:
        if self._no_claims is not None:
            return self._no_claims
        read = await self._calls.federated_claims(app)
        if isinstance(read, Refusal) and read.code == NOT_ENABLED:
            # A feature of the org: another application gives no other answer.
            self._no_claims = read
        return read

    async def _add_hooks(self, draft: _Draft, wanted: frozenset[str]) -> None:
        if self._hooks is None:
            self._hooks = asyncio.ensure_future(self._calls.inline_hooks())
        listed = await asyncio.shield(self._hooks)
        if isinstance(listed, Refusal):
            # A 404 of this list is no word about the application.
            draft.leave_out(self._vendor.unread("inlineHooks", listed))
            return
        draft.bundle["inlineHooks"] = [
            {key: hook[key] for key in _HOOK_KEYS if isinstance(hook.get(key), str)}
            for hook in listed
            if hook["id"] in wanted
        ]

    async def _refuse(self, draft: _Draft, part: str, refusal: Refusal, none: list[Any] | None) -> None:
        """Note that a part was not read; where Okta says that there is none, find out whether it means the application."""
        if refusal.trouble is Trouble.NOT_FOUND:
            app = await self._calls.application(draft.ident)
            if isinstance(app, Body):
                draft.bundle[part] = none
                return
            if app.trouble is Trouble.NOT_FOUND:
                raise Gone
            refusal = msgspec.structs.replace(app, reason=f"{refusal.reason}, and then: {app.reason}")
        draft.leave_out(self._vendor.unread(part, refusal))

    async def _is_gone(self, draft: _Draft) -> bool:
        app = await self._calls.application(draft.ident)
        return isinstance(app, Refusal) and app.trouble is Trouble.NOT_FOUND


class _Draft:
    """An application while its parts are read."""

    def __init__(self, app: dict[str, Any]) -> None:
        self.ident: str = app["id"]
        self.bundle: dict[str, Any] = {"app": app}
        self.unread: list[Unread] = []

    def leave_out(self, unread: Unread) -> None:
        self.unread.append(unread)
        self.bundle.setdefault("notRead", {})[unread.part] = not_read(unread)

    def harvested(self) -> Harvested:
        return Harvested(self.ident, name_of(self.bundle["app"], "label", "name"), self.bundle, tuple(self.unread))


def name_of(body: dict[str, Any], *keys: str) -> str:
    """The first of these keys that holds text, else the id."""
    texts = (body.get(key) for key in (*keys, "id"))
    return next(text for text in texts if isinstance(text, str) and text)


def _may_provision(app: dict[str, Any]) -> bool:
    features = app.get("features")
    if not isinstance(features, list):
        return True
    return any(isinstance(each, str) and (each.startswith("PUSH_") or each in _PROVISIONING) for each in features)


def _hooks_of(app: dict[str, Any]) -> frozenset[str]:
    sign_on: object = app
    for key in ("settings", "signOn"):
        sign_on = sign_on.get(key) if isinstance(sign_on, dict) else None
    hooks = sign_on.get("inlineHooks") if isinstance(sign_on, dict) else None
    idents = (each.get("id") for each in hooks if isinstance(each, dict)) if isinstance(hooks, list) else ()
    return frozenset(ident for ident in idents if isinstance(ident, str))
