"""What stands between this machine and a vendor, and does not go away when it is asked again."""

from __future__ import annotations

from idplint.errors import ConnectorError

REFUSALS_OF_PROXIES = frozenset({401, 403, 407})
"""Answers of a proxy to CONNECT with which it refuses (RFC 9110, section 15.5); others are about the way behind it."""


def distrusted(whom: str) -> ConnectorError:
    """A certificate by an authority that this machine does not know.

    Args:
        whom: The host or vendor that was asked.
    """
    return ConnectorError(
        f"this machine does not trust the certificate of {whom}",
        help="where a proxy opens TLS, name the file with its authority's certificate in SSL_CERT_FILE",
    )


def kept_by_proxy(whom: str, status: int) -> ConnectorError:
    """A proxy that lets nobody through, or not with this user and password.

    Args:
        whom: The host or vendor that was to be asked.
        status: What the proxy answered.
    """
    return ConnectorError(
        f"the proxy does not let {whom} be asked ({status})",
        help="check user and password in HTTPS_PROXY, and what the proxy allows",
    )


def unknown_host(variable: str, *, proxied: bool) -> ConnectorError:
    """A host name that nobody knows.

    Args:
        variable: The environment variable that names the vendor's host.
        proxied: Whether a proxy looks that name up, so that it is the proxy's own which is not known.
    """
    if proxied:
        return ConnectorError("no host of the proxy's name is known", help="check HTTPS_PROXY, and the network")
    return ConnectorError(f"no host of the name in {variable} is known", help="check the spelling, and the network")


def unusable_way(why: str) -> ConnectorError:
    """Proxies or certificates of the environment with which no connection can be made.

    Args:
        why: One clause, without any address: passwords stand in those of proxies.
    """
    return ConnectorError(
        f"the environment's proxies or certificates cannot be used: {why}",
        help="see HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR",
    )
