"""The Okta SDK as far as it carries requests: headers, tokens and their renewal are its own, bodies stay as they came.

Its models are not used: they drop keys, and one value they do not know loses a whole page (docs/dependencies.md).
"""

from __future__ import annotations

import time
import warnings
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from idplint.connectors.okta_wire import OktaWire, TokenRefused
from idplint.connectors.transport import Answer, Unreachable
from idplint.errors import ConnectorError

if TYPE_CHECKING:
    from idplint.connectors.hiding import Hidden
    from idplint.connectors.manners import Manners
    from idplint.connectors.okta_credentials import OktaCredential
    from idplint.connectors.okta_vendor import OktaVendor

_MAY_PASS = frozenset({408, 425, 429, 500, 502, 503, 504})
_SKEW = 300.0
"""Seconds by which a clock may be wrong before that is worth a word: Okta checks `iat` and `exp` of an assertion."""
_TOKEN_HELP = {
    "invalid_scope": "set OKTA_CLIENT_SCOPES to scopes that the service app was granted",
    "invalid_client": "check OKTA_CLIENT_CLIENTID, and that the service app knows the public half of OKTA_CLIENT_PRIVATEKEY",
    "invalid_dpop_proof": "switch off DPoP (Proof of possession) for the service app: idplint sends none",
    "unauthorized_client": "allow the grant type Client Credentials for the service app",
}


class OktaTransport:
    """The SDK's request executor, one for a run."""

    def __init__(self, credential: OktaCredential, vendor: OktaVendor, manners: Manners, hidden: Hidden) -> None:
        """Make a transport, which connects with the first request.

        Args:
            credential: For which org, and how.
            vendor: Reads error codes.
            manners: Limits.
            hidden: Keeps tokens out of messages.
        """
        self._credential = credential
        self._vendor = vendor
        self._manners = manners
        self._hidden = hidden
        self._executor: Any = None
        self._wire: OktaWire | None = None

    @property
    def token_calls(self) -> int:
        """How many calls for tokens were sent."""
        return self._wire.token_calls if self._wire else 0

    async def get(self, url: str) -> Answer:
        """Ask once, with a token of its own accord where one is needed.

        Raises:
            Unreachable: No whole answer came.
            ConnectorError: No token is to be had, or the server is not to be trusted.
        """
        parts = urlsplit(url)
        address = f"{self._credential.origin}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        try:
            executor = self._opened()
            request, error = await executor.create_request("GET", address)
            response = None
            if error is None:
                _, response, _, error = await executor.fire_request(request)
        except (ConnectorError, Unreachable):
            raise
        except TokenRefused as refused:
            return self._without_token(refused.answer)
        except Exception as error:  # noqa: BLE001 - what the SDK raises is not documented, and may quote a credential
            raise Unreachable(f"the Okta SDK failed ({type(error).__name__})") from None
        if error is not None or response is None:
            raise Unreachable(f"the Okta SDK failed ({type(error).__name__})")
        answer: Answer = response.answer
        return answer

    async def renew(self) -> None:
        """Have the next request fetch another access token; an API token is what it is."""
        if self._executor is not None and self._credential.mode == "PrivateKey":
            self._executor._oauth.clear_access_token()  # noqa: SLF001 - the SDK has no other way

    async def close(self) -> None:
        """Close connections."""
        if self._wire is not None:
            await self._wire.close()

    def _opened(self) -> Any:  # noqa: ANN401 - the SDK's
        if self._executor is None:
            from okta.cache.no_op_cache import NoOpCache
            from okta.request_executor import RequestExecutor

            self._check_key()
            manners = self._manners
            self._wire = OktaWire(self._credential.origin, manners.answer_within, manners.concurrency)
            executor = RequestExecutor(self._credential.config(manners.answer_within), NoOpCache())
            executor.set_session(self._wire)
            self._executor = executor
        return self._executor

    def _check_key(self) -> None:
        """Have the SDK read the private key once, so that a broken one is told from a broken connection."""
        if self._credential.mode != "PrivateKey":
            return
        from okta.jwt import JWT

        help_line = "give an RSA private key of at least 2048 bits, without a passphrase, in PEM or as a JWK"
        try:
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always")
                JWT.create_token(
                    self._credential.origin,
                    self._credential.client_id,
                    self._credential.private_key,
                    self._credential.kid,
                )
        except Exception:  # noqa: BLE001 - cryptography's errors may quote what they cannot read
            raise ConnectorError(
                "OKTA_CLIENT_PRIVATEKEY is not a key that the Okta SDK can use", help=help_line
            ) from None
        if any(warning.category.__name__ == "InsecureKeyLengthWarning" for warning in said):
            raise ConnectorError("OKTA_CLIENT_PRIVATEKEY is too short to be accepted", help=help_line)

    def _without_token(self, answer: Answer) -> Answer:
        """Pass on what may pass, and end the run where the authorization server refuses."""
        if answer.status in _MAY_PASS:
            return answer
        try:
            tree = msgspec.json.decode(answer.content)
        except (msgspec.DecodeError, RecursionError):
            tree = None
        code = self._vendor.error_code(tree)
        if answer.status == 200:  # noqa: PLR2004
            raise Unreachable("its authorization server answered with something else than an access token")
        said = tree.get("error_description", tree.get("errorSummary")) if isinstance(tree, dict) else None
        words = [str(answer.status), *([code] if code else []), *([said] if isinstance(said, str) else [])]
        skew = _clock_skew(answer)
        message = f"Okta gives no access token ({self._hidden.line(': '.join(words))})"
        if abs(skew) > _SKEW:
            direction = "ahead of" if skew > 0 else "behind"
            message += f"; this machine's clock is {abs(skew) / 60:.0f} min {direction} Okta's"
            raise ConnectorError(message, help="set the clock: Okta refuses assertions of another time")
        raise ConnectorError(message, help=_TOKEN_HELP.get(code or "", self._vendor.help_credential()))


def _clock_skew(answer: Answer) -> float:
    """Seconds by which this machine is ahead of the server; 0 where the server names no time."""
    try:
        return time.time() - parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0.0
