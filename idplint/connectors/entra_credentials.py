"""Which credential an Entra export signs in with: the environment's, by Microsoft's own conventions.

Sources: azure-identity, `DefaultAzureCredential` (order: environment, workload identity, managed identity, developer tools) and
`EnvironmentCredential` (names of variables); Microsoft, "Configure an app to trust an external identity provider" (GitHub).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from idplint.connectors.entra_github import GitHubAssertion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from idplint.connectors.entra_clouds import Cloud
    from idplint.connectors.hiding import Hidden

OWN = (
    "AZURE_TENANT_ID",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_CLIENT_CERTIFICATE_PATH",
    "AZURE_FEDERATED_TOKEN_FILE",
)
"""The variables that make a credential of a program."""
_SECRETS = (
    "AZURE_CLIENT_SECRET",
    "AZURE_CLIENT_CERTIFICATE_PASSWORD",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "IDENTITY_HEADER",
    "MSI_SECRET",
)
_SECRET_FILES = ("AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE")
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
_LARGEST_FILE = 65536
_TOOL_SECONDS = 30
"""`az account get-access-token` can take ten seconds on a busy runner."""


def hide_credentials(environ: Mapping[str, str], hidden: Hidden) -> None:
    """Hide every credential that the environment holds, or a file that it names."""
    for name in _SECRETS:
        hidden.keep(environ.get(name, ""))
    for name in _SECRET_FILES:
        hidden.keep(_text_of(environ.get(name, "")))
    for name in _PROXIES:
        for proxy in (environ.get(name, ""), environ.get(name.lower(), "")):
            hidden.keep(_password_in(proxy))


def github_assertion(environ: Mapping[str, str], cloud: Cloud, hidden: Hidden, within: float) -> GitHubAssertion | None:
    """Return the way to a workflow's ID token; None unless a GitHub workflow runs with no other credential set."""
    url, bearer = environ.get("ACTIONS_ID_TOKEN_REQUEST_URL"), environ.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
    named = environ.get("AZURE_TENANT_ID") and environ.get("AZURE_CLIENT_ID")
    others = (*OWN[2:], "AZURE_TOKEN_CREDENTIALS")
    if not (url and bearer and named) or any(environ.get(name) for name in others):
        return None
    return GitHubAssertion(url, bearer, cloud.federation_audience, hidden, within)


def make_credential(
    environ: Mapping[str, str], cloud: Cloud, assertion: GitHubAssertion | None, options: dict[str, Any]
) -> Any:  # noqa: ANN401 - the SDK's protocol
    """Make an asynchronous credential of azure-identity.

    Args:
        environ: The environment of the process, which azure-identity reads as well.
        cloud: Where to sign in.
        assertion: The way to a workflow's ID token, if that is the credential.
        options: For the credential's requests, as azure-core names them.

    Raises:
        OSError: A file that the environment names cannot be read.
        ValueError: A file or a variable holds something that is no credential.
    """
    from azure.identity import aio

    tenant, client = environ.get("AZURE_TENANT_ID", ""), environ.get("AZURE_CLIENT_ID", "")
    if assertion is not None:
        return aio.ClientAssertionCredential(tenant, client, assertion.current, authority=cloud.authority, **options)
    federated = environ.get("AZURE_FEDERATED_TOKEN_FILE")
    others = ("AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_TOKEN_CREDENTIALS")
    if federated and tenant and client and not any(environ.get(name) for name in others):
        # The chain would take it as well, but sign in at the global service whatever the cloud.
        return aio.WorkloadIdentityCredential(
            tenant_id=tenant, client_id=client, token_file_path=federated, authority=cloud.authority, **options
        )
    return aio.DefaultAzureCredential(authority=cloud.authority, process_timeout=_TOOL_SECONDS, **options)


def _text_of(path: str) -> str:
    if not path:
        return ""
    try:
        with Path(path).open("rb") as file:
            return file.read(_LARGEST_FILE).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def _password_in(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""
