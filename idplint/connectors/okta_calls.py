"""The calls of Okta's management API that an export makes, and the shapes of their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard
from urllib.parse import quote, urlencode

from idplint.connectors.paging import ListNotRead, pages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from idplint.connectors.session import Body, Refusal, Session

API_VERSION = "v1"
_PAGE = 200
"""The most that Okta gives at once (Applications, Profile Mappings and Identity Providers API: `limit`)."""


class OktaCalls:
    """Reads one org."""

    def __init__(self, session: Session, origin: str) -> None:
        """Make the calls of an org.

        Args:
            session: Reads.
            origin: Scheme, host and port.
        """
        self._session = session
        self._api = f"{origin}/api/{API_VERSION}"

    def applications(self) -> AsyncIterator[list[dict[str, Any]]]:
        """The pages of the list of applications, whole: `useOptimization` would leave properties out.

        Raises:
            ListNotRead: A page is missing.
        """
        return self._pages("/apps", limit=_PAGE)

    def mapping_headers(self, target: str | None = None) -> AsyncIterator[list[dict[str, Any]]]:
        """The pages of the list of profile mappings, without their expressions.

        Args:
            target: The application they lead to; None: all.

        Raises:
            ListNotRead: A page is missing.
        """
        if target is None:
            return self._pages("/mappings", limit=_PAGE)
        return self._pages("/mappings", targetId=target, limit=_PAGE)

    def identity_providers(self) -> AsyncIterator[list[dict[str, Any]]]:
        """The pages of the list of identity providers.

        Raises:
            ListNotRead: A page is missing.
        """
        return self._pages("/idps", limit=_PAGE)

    async def inline_hooks(self) -> list[dict[str, Any]] | Refusal:
        """Every inline hook of the org."""
        return await self._whole(self._pages("/inlineHooks"))

    async def application(self, ident: str) -> Body | Refusal:
        """One application."""
        return await self._session.read(f"{self._api}/apps/{_segment(ident)}", _is_identified)

    async def mapping(self, ident: str) -> Body | Refusal:
        """One profile mapping, with its expressions."""
        return await self._session.read(f"{self._api}/mappings/{_segment(ident)}", _is_identified)

    async def user_schema(self, app: str) -> Body | Refusal:
        """The app user schema of an application."""
        return await self._session.read(f"{self._api}/meta/schemas/apps/{_segment(app)}/default", _is_schema)

    async def connection(self, app: str) -> Body | Refusal:
        """The provisioning connection of an application."""
        return await self._session.read(f"{self._api}/apps/{_segment(app)}/connections/default", _is_connection)

    async def features(self, app: str) -> list[dict[str, Any]] | Refusal:
        """The features of an application."""
        address = f"{self._api}/apps/{_segment(app)}/features"
        return await self._whole(pages(self._session, address, _is_objects, _items, _following))

    async def federated_claims(self, app: str) -> list[dict[str, Any]] | Refusal:
        """The federated claims of an application."""
        return await self._whole(self._pages(f"/apps/{_segment(app)}/federated-claims"))

    def _pages(self, path: str, **query: str | int) -> AsyncIterator[list[dict[str, Any]]]:
        address = f"{self._api}{path}" + (f"?{urlencode(query)}" if query else "")
        return pages(self._session, address, _is_list, _items, _following)

    async def _whole(self, read: AsyncIterator[list[dict[str, Any]]]) -> list[dict[str, Any]] | Refusal:
        found: list[dict[str, Any]] = []
        try:
            async for page in read:
                found += page
        except ListNotRead as error:
            return error.refusal
        return found


def _segment(ident: str) -> str:
    # What Okta calls an id becomes one step of a path, whatever stands in it.
    return quote(ident, safe="")


def _is_identified(tree: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(tree, dict) and isinstance(tree.get("id"), str) and bool(tree["id"])


def _is_list(tree: object) -> bool:
    return isinstance(tree, list) and all(_is_identified(each) for each in tree)


def _is_objects(tree: object) -> bool:
    return isinstance(tree, list) and all(isinstance(each, dict) for each in tree)


def _is_schema(tree: object) -> bool:
    return isinstance(tree, dict) and "definitions" in tree


def _is_connection(tree: object) -> bool:
    return isinstance(tree, dict) and "status" in tree


def _items(tree: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    return list(tree)


def _following(body: Body) -> str | None:
    return body.next_link
