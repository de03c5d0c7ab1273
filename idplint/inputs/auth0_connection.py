"""One Auth0 connection as the service provider's side of an application.

What becomes the identifier at login stands in the connection's options, what SCIM joins on in the SCIM configuration. Whether a
login may create an account stands nowhere: no field of the API says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import UNSET

from idplint.inputs import auth0_wire as wire
from idplint.inputs.auth0_attributes import attribute_pairs
from idplint.inputs.not_read import is_reported, unread
from idplint.inputs.pairing_keys import auth0_tenant
from idplint.model.application import Creation, Layer, PairingKey, PartialApplication, ServiceProviderFacts, UpdateTime
from idplint.model.values import Basis, Fact, Origin, Sourced, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.inputs.part import Passage

STRATEGIES = frozenset({"samlp", "waad", "oidc", "okta"})
"""The kinds of connection that take part in SCIM."""

_NAME_ID_CLAIM = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"
_DEFAULT_LOGIN_NOTE = "Auth0 falls back to the SAML claims nameidentifier, then upn, then name"
_SUB_NOTE = "Auth0 identifies users of this kind of connection by the ID token's sub"
_DEFAULT_KEY_NOTE = "Auth0's default user_id_attribute for this kind of connection"
_UPDATES = {
    "on_each_login": UpdateTime.EVERY_LOGIN,
    "on_first_login": UpdateTime.FIRST_LOGIN,
    "never_on_login": UpdateTime.NEVER,
}
_NO_JIT_NOTE = "logins never write the profile and SCIM is configured, which is how Auth0 leaves creation to SCIM"


def is_id(text: object) -> bool:
    """Whether a text is the id of a connection."""
    return isinstance(text, str) and text.startswith("con_")


@dataclass(frozen=True, slots=True)
class ConnectionParts:
    """A connection and its SCIM configuration, of which at least one was read."""

    id: str
    """As in `auth0:<id>`: the connection's id, else `<tenant>/<name>` or the name alone."""
    connection: Passage[wire.Connection] | None
    configurations: Sequence[Passage[wire.ScimConfiguration]]
    layer: Layer = Layer.RAW
    ident: str = ""
    """The id of the application, if that is another than `auth0:<id>`."""
    bundle: Passage[wire.Bundle] | None = None
    """The bundle the connection came in."""

    @property
    def application_id(self) -> str:
        """The id of what idplint makes of the connection."""
        return self.ident or f"auth0:{self.id}"

    @property
    def bodies(self) -> list[Passage[wire.Connection] | Passage[wire.ScimConfiguration]]:
        """Everything that was read, the connection first."""
        return [*([self.connection] if self.connection else []), *self.configurations]

    @property
    def strategy(self) -> str | None:
        """The kind of connection."""
        return next((part.value.strategy for part in self.bodies if isinstance(part.value.strategy, str)), None)

    @property
    def strategy_at(self) -> Origin:
        """Where the kind of connection is written; without it, the connection."""
        places = (part.at("strategy") for part in self.bodies if isinstance(part.value.strategy, str))
        return next(places, self.bodies[0].origin)

    @property
    def options(self) -> Passage[wire.Options] | None:
        """The connection's options; None where they were not read."""
        if self.connection and isinstance(self.connection.value.options, wire.Options):
            return self.connection.below(self.connection.value.options, "options")
        return None


def assemble(parts: ConnectionParts) -> PartialApplication:
    """One partial application, service provider side, of a connection.

    Args:
        parts: Its strategy is one of `STRATEGIES`, or not known.
    """
    strategy = parts.strategy or ""
    name = _name(parts)
    return PartialApplication(
        id=parts.application_id,
        layer=parts.layer,
        origin=parts.bodies[0].origin,
        side="sp",
        name=name,
        service_provider=ServiceProviderFacts(
            id=Sourced("auth0", parts.strategy_at),
            variant=Sourced(strategy, parts.strategy_at) if strategy else None,
            login_keys=_login_keys(parts, strategy),
            scim_key=_scim_key(parts, strategy),
            creates=creates(parts, scim=bool(parts.configurations)),
            updates=_updates(parts),
            scim_configured=_scim_configured(parts),
            attribute_pairs=attribute_pairs(parts.options, parts.configurations) if strategy == "samlp" else None,
        ),
        keys=_keys(parts, strategy, name),
    )


def _scim_configured(parts: ConnectionParts) -> Sourced[bool] | None:
    """Whether SCIM is set up at the connection, whichever application provisions through it."""
    if not parts.configurations:
        if parts.bundle and parts.bundle.value.scim_configuration is None:
            return Sourced(value=False, origin=parts.bundle.at("scimConfiguration"))
        return None
    return Sourced(
        value=True, origin=parts.configurations[0].origin, basis=Basis.INFERRED, note="a SCIM configuration was read"
    )


def _name(parts: ConnectionParts) -> Sourced[str] | None:
    if parts.connection and isinstance(parts.connection.value.name, str):
        return Sourced(parts.connection.value.name, parts.connection.at("name"))
    return next(
        (
            Sourced(part.value.connection_name, part.at("connection_name"))
            for part in parts.configurations
            if isinstance(part.value.connection_name, str)
        ),
        None,
    )


def _keys(parts: ConnectionParts, strategy: str, name: Sourced[str] | None) -> tuple[PairingKey, ...]:
    keys = [PairingKey("auth0-connection-id", parts.id)] if is_id(parts.id) else []
    if name:
        tenants = (part.value.tenant_name for part in parts.configurations)
        tenant = next((each.lower() for each in tenants if isinstance(each, str)), "") or _tenant(parts.bundle)
        keys.append(PairingKey("auth0-connection", name.value, tenant))
    client_id = parts.options.value.client_id if parts.options else None
    if strategy not in {"samlp", ""} and isinstance(client_id, str) and client_id:
        keys.append(PairingKey("app-id", client_id))
    return tuple(keys)


def _tenant(bundle: Passage[wire.Bundle] | None) -> str:
    """The tenant that a bundle names by its host; "" where that is a domain of the tenant's own, or is not there."""
    domain = bundle.value.domain if bundle else None
    return (auth0_tenant(domain.strip().rstrip(".").lower()) if isinstance(domain, str) else None) or ""


# --- what identifies people at login ---------------------------------------------------------------------------------


def _login_keys(parts: ConnectionParts, strategy: str) -> tuple[Sourced[str], ...] | Unknown | None:
    options = parts.options
    if not strategy:
        return _strategy_unknown(parts, "login key")
    if options is None:
        return _unread_options(parts, "login key") if strategy in {"samlp", "waad"} else None
    if strategy == "samlp":
        return _saml_login_keys(options)
    if strategy == "waad":
        return _waad_login_keys(options)
    return (Sourced("oidc:sub", parts.strategy_at, Basis.CATALOGUE, _SUB_NOTE),)


def _unread_options(parts: ConnectionParts, fact: str) -> Unknown | None:
    """Why the options are not known, where the file tells."""
    connection = parts.connection
    if connection is None:
        return None
    if broken := connection.unknown_if_broken(fact, "options"):
        return broken
    if not is_reported(connection, "options"):
        return None
    return unread(connection, "options", Unknown(fact, "", f"GET /api/v2/connections/{parts.id}"))


def _unread_configuration(parts: ConnectionParts, fact: str) -> Unknown | None:
    """Why the SCIM configuration is not known, where a bundle tells."""
    bundle = parts.bundle
    if bundle is None or parts.configurations:
        return None
    if broken := bundle.unknown_if_broken(fact, "scimConfiguration"):
        return broken
    if bundle.value.scim_configuration is not UNSET or not is_reported(bundle, "scimConfiguration"):
        return None
    call = f"GET /api/v2/connections/{parts.id}/scim-configuration"
    return unread(bundle, "scimConfiguration", Unknown(fact, "", call))


def _strategy_unknown(parts: ConnectionParts, fact: str) -> Unknown:
    stated = (part.unknown_if_broken(fact, "strategy") for part in parts.bodies)
    return next((unknown for unknown in stated if unknown), None) or Unknown(
        fact,
        "it depends on the kind of connection (its strategy), which was not read",
        f"check it together with the connection {parts.id}",
    )


def _saml_login_keys(options: Passage[wire.Options]) -> tuple[Sourced[str], ...] | Unknown:
    wired = options.value
    if broken := options.unknown_if_broken("login key", "user_id_attribute"):
        return broken
    written: list[tuple[str, Origin]] = []
    if isinstance(wired.user_id_attribute, str) and wired.user_id_attribute:
        written = [(wired.user_id_attribute, options.at("user_id_attribute"))]
    elif broken := options.unknown_if_broken("login key", "fieldsMap", "user_id"):
        return broken
    elif isinstance(wired.fields_map, wire.FieldsMap):
        held = wired.fields_map.user_id
        if isinstance(held, str) and held:
            written = [(held, options.at("fieldsMap", "user_id"))]
        elif isinstance(held, list):
            written = [(each, options.at("fieldsMap", "user_id", index)) for index, each in enumerate(held)]
    keys: dict[str, Sourced[str]] = {}
    for attribute, at in written:
        key = "name_id" if attribute == _NAME_ID_CLAIM else f"attribute:{attribute}"
        keys.setdefault(key, Sourced(key, at))
    keys.setdefault("name_id", Sourced("name_id", options.origin, Basis.CATALOGUE, _DEFAULT_LOGIN_NOTE))
    return tuple(keys.values())


def _waad_login_keys(options: Passage[wire.Options]) -> tuple[Sourced[str], ...] | Unknown:
    """Return the claim that is chosen; the choice counts for OpenID Connect only, and its default is not documented."""
    wired = options.value
    if broken := options.unknown_if_broken("login key", "waad_protocol"):
        return broken
    if wired.waad_protocol not in {UNSET, None, "openid-connect"}:
        return Unknown(
            "login key",
            f"the connection speaks {wired.waad_protocol}, where userid_attribute does not count",
            "set options.waad_protocol to openid-connect, or declare `link: {login: …}` under `applications:` in idplint.yaml",
            options.at("waad_protocol"),
        )
    for key, claim in (("userid_attribute", wired.userid_attribute), ("user_id_attribute", wired.user_id_attribute)):
        if broken := options.unknown_if_broken("login key", key):
            return broken
        if isinstance(claim, str) and claim:
            if claim in {"oid", "sub"}:
                return (Sourced(f"oidc:{claim}", options.at(key)),)
            return _waad_unknown(f"{key} is {claim!r}, and only oid and sub are documented", options)
    return _waad_unknown("the connection has no userid_attribute, and its default is not documented", options)


def _waad_unknown(reason: str, options: Passage[wire.Options]) -> Unknown:
    remedy = "set options.userid_attribute to oid, or declare `link: {login: oidc:oid}` under `applications:` in idplint.yaml"
    return Unknown("login key", reason, remedy, options.origin)


# --- SCIM and JIT ----------------------------------------------------------------------------------------------------


def _scim_key(parts: ConnectionParts, strategy: str) -> Fact[str] | None:
    keys = [_configured_key(part, strategy) or _strategy_unknown(parts, "SCIM key") for part in parts.configurations]
    if not keys:
        return _unread_configuration(parts, "SCIM key")
    unknown = next((key for key in keys if isinstance(key, Unknown)), None)
    if unknown:
        return unknown
    if len({key.value for key in keys if isinstance(key, Sourced)}) > 1:
        return Unknown(
            "SCIM key",
            "the SCIM configurations that were read of this connection name different attributes",
            f"keep one SCIM configuration of the connection {parts.id}",
            parts.configurations[1].origin,
        )
    return keys[0]


def _configured_key(configuration: Passage[wire.ScimConfiguration], strategy: str) -> Fact[str] | None:
    """Return the attribute that was chosen, or the default of the kind of connection; None where that is not known."""
    broken = configuration.unknown_if_broken("SCIM key", "user_id_attribute")
    if broken:
        return broken
    attribute = configuration.value.user_id_attribute
    if isinstance(attribute, str) and attribute:
        return Sourced(attribute, configuration.at("user_id_attribute"))
    if not strategy:
        return None
    default = "userName" if strategy == "samlp" else "externalId"
    return Sourced(default, configuration.origin, Basis.CATALOGUE, _DEFAULT_KEY_NOTE)


def creates(parts: ConnectionParts, *, scim: bool) -> Fact[Creation]:
    """JIT: concluded to be off where logins never write the profile and `scim` is configured, else unknown.

    Source: Auth0, "Configure Inbound SCIM", which pairs the two settings; no field of the API is the switch itself.
    """
    options = parts.options
    if options and options.value.set_user_root_attributes == "never_on_login":
        at = options.at("set_user_root_attributes")
        if scim:
            return no_jit(at)
        if unknown := _unread_configuration(parts, "JIT"):
            return unknown
    return Unknown(
        "JIT",
        "Auth0 has no readable JIT switch",
        f"- {{match: {{id: {_quoted(parts.application_id)}}}, jit: disabled}}   "
        "# or enabled; under `applications:` in idplint.yaml",
    )


def no_jit(at: Origin) -> Sourced[Creation]:
    """JIT as concluded to be off, from the place which says that logins never write the profile."""
    return Sourced(Creation.DISABLED, at, Basis.INFERRED, _NO_JIT_NOTE)


def _quoted(ident: str) -> str:
    """An id as it can stand in a YAML flow mapping; addresses in Terraform code may bring quotes."""
    return f'"{ident}"' if '"' not in ident else "'" + ident.replace("'", "''") + "'"


def _updates(parts: ConnectionParts) -> Fact[UpdateTime] | None:
    options = parts.options
    if options is None:
        return _unread_options(parts, "profile updates at login")
    broken = options.unknown_if_broken("profile updates at login", "set_user_root_attributes")
    if broken:
        return broken
    written = options.value.set_user_root_attributes
    if not isinstance(written, str) or not written:
        note = "Auth0's default for set_user_root_attributes, on_each_login"
        return Sourced(UpdateTime.EVERY_LOGIN, options.origin, Basis.CATALOGUE, note)
    at = options.at("set_user_root_attributes")
    update = _UPDATES.get(written)
    if update is None:
        return Unknown(
            "profile updates at login",
            f"idplint does not know the value {written!r}",
            "set it to on_each_login, on_first_login or never_on_login",
            at,
        )
    return Sourced(update, at)
