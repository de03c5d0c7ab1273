"""How Auth0 words its answers, and which kinds of connection it has."""

from __future__ import annotations

NOT_FOUND = "not_found"
"""What stands for Auth0's 404 without an `errorCode`, such as `scim strategy not enabled`."""
NO_CONNECTION = "inexistent_connection"
NO_SCOPE = "insufficient_scope"

WITH_SCIM = frozenset({"oidc", "okta", "samlp", "waad"})
"""Kinds of connection that can have a SCIM configuration.

Source: Auth0 Docs, "Inbound SCIM for Enterprise Connections".
"""

WITHOUT_SCIM = frozenset(
    {"ad", "adfs", "auth0-adldap", "auth0-oidc", "google-apps", "ip", "office365", "pingfederate", "sharepoint"}
)
"""The other kinds through which a company's own people sign on; idplint has nothing to compare their settings with."""

_PASSWORDLESS = frozenset({"email", "sms"})

_SOCIAL = frozenset(
    {
        *("amazon", "apple", "baidu", "bitbucket", "bitly", "box", "custom", "daccount", "dropbox", "dwolla"),
        *("evernote", "evernote-sandbox", "exact", "facebook", "fitbit", "github", "google-oauth2", "instagram"),
        *("line", "linkedin", "oauth1", "oauth2", "paypal", "paypal-sandbox", "planningcenter", "salesforce"),
        *("salesforce-community", "salesforce-sandbox", "shop", "shopify", "soundcloud", "thirtysevensignals"),
        *("twitter", "untappd", "vkontakte", "weibo", "windowslive", "wordpress", "yahoo", "yandex"),
    }
)


def why_left_out(strategy: object) -> str | None:
    """Why a connection of a kind is not exported; None where it is.

    Args:
        strategy: The kind, as the connection's body has it.
    """
    if not isinstance(strategy, str):
        return "connection without a strategy"
    if strategy in WITH_SCIM:
        return None
    if strategy in WITHOUT_SCIM:
        return "enterprise connection of a kind without SCIM"
    if strategy == "auth0":
        return "database connection"
    if strategy in _PASSWORDLESS:
        return "passwordless connection"
    if strategy in _SOCIAL:
        return "social connection"
    # Auth0 adds kinds every year, and none of late were for a company's own people; yet to say so would be a guess.
    return "connection of a kind that idplint does not know"


class Auth0:
    """The wording of the Management API.

    Source: Auth0 Management API v2; an error body is `{"statusCode", "error", "message", "errorCode"?}`.
    """

    name = "Auth0"

    def error_code(self, tree: object) -> str | None:
        """The `errorCode`; `not_found` for a 404 without one; None where the body is not the Management API's."""
        if not isinstance(tree, dict) or "statusCode" not in tree:
            return None
        code = tree.get("errorCode")
        if isinstance(code, str) and code:
            return code
        return NOT_FOUND if tree.get("error") == "Not Found" else None

    def says_there_is_none(self, code: str | None) -> bool:
        """Whether a 404 came from the Management API, and not from something in between."""
        return code is not None

    def refuses_credential(self, code: str | None) -> bool:  # noqa: ARG002 - the shape every vendor has
        """True: a call that the token's scopes do not cover is answered 403."""
        return True

    def help_credential(self) -> str:
        """Where tokens come from."""
        return (
            "a token from the dashboard is valid for 24 hours: make another one for AUTH0_API_TOKEN, "
            "or set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET of a machine-to-machine application instead"
        )
