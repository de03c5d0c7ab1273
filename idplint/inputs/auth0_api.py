"""Auth0 Management API bodies: enterprise connections and SCIM configurations, recognised by content, joined by id.

Auth0 is the service provider here. What becomes the identifier at login stands in the connection's options, what SCIM
joins on in the SCIM configuration. Whether a login may create an account stands nowhere: no field of the API says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from msgspec import UNSET

from idplint.inputs import auth0_wire as wire
from idplint.inputs.adapter import Reading
from idplint.inputs.auth0_attributes import attribute_pairs
from idplint.inputs.part import Part, Passage
from idplint.inputs.reading_problems import problems_of
from idplint.model.application import Creation, Layer, PairingKey, PartialApplication, ServiceProviderFacts, UpdateTime
from idplint.model.values import Basis, Fact, Origin, Sourced, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.documents.document import Collection, Record
    from idplint.findings import Problem
    from idplint.inputs.adapter import EmptyCollection, Fragment

    W = TypeVar("W")

MARKS: tuple[bytes, ...] = (
    b'"con_',
    b'"user_id_attribute"',
    b'"userid_attribute"',
    b'"set_user_root_attributes"',
    b'"fieldsMap"',
)

_CONNECTION = "connection"
_CONNECTIONS = "connections"
_CONFIGURATION = "scim-configuration"
_CONFIGURATIONS = "scim-configurations"

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


def recognise(record: Record) -> str | None:
    """Return the kind of Auth0 body a record is, judged by its content, or None.

    Kinds: `connection`, `scim-configuration`, and a page of either, `connections` and `scim-configurations`.
    """
    keys = record.keys
    if "connection_id" in keys:
        # A directory provisioning configuration looks alike, but it pulls users and is no SCIM.
        if "synchronize_automatically" in keys or keys.keys().isdisjoint(
            {"user_id_attribute", "mapping", "tenant_name"}
        ):
            return None
        return _CONFIGURATION if _is_id(record.decode(wire.ScimConfiguration).value.connection_id) else None
    if {"id", "name", "strategy"} <= keys.keys():
        return _CONNECTION if _is_id(record.decode(wire.Connection).value.id) else None
    if "connections" in keys:
        listed = record.decode(wire.ConnectionPage).value.connections
        return _CONNECTIONS if listed and all(_is_id(each.id) for each in listed) else None
    if "scim_configurations" in keys:
        found = record.decode(wire.ScimConfigurationPage).value.scim_configurations
        return _CONFIGURATIONS if found and all(_is_id(each.connection_id) for each in found) else None
    return None


def recognise_collection(collection: Collection) -> str | None:  # noqa: ARG001 - the shape every adapter has
    """Return None: an empty list of Auth0's does not tell what it would hold."""
    return None


def read(fragments: Sequence[Fragment], empties: Sequence[EmptyCollection]) -> Reading:  # noqa: ARG001
    """Join connections and SCIM configurations into one partial application, service provider side, per connection."""
    problems: list[Problem] = []
    connections: list[Part[wire.Connection]] = []
    configurations: dict[str, list[Part[wire.ScimConfiguration]]] = {}
    for fragment in fragments:
        record = fragment.record
        if fragment.kind == _CONNECTION:
            connections.append(_decode(record, wire.Connection, problems))
        elif fragment.kind == _CONNECTIONS:
            connection_page = _decode(record, wire.ConnectionPage, problems)
            listed = connection_page.value.connections or []
            connections += [connection_page.below(each, "connections", index) for index, each in enumerate(listed)]
        else:
            for part in _configurations(record, fragment.kind, problems):
                configurations.setdefault(str(part.value.connection_id), []).append(part)
    both = [
        ConnectionParts(part.value.id, part, configurations.get(part.value.id, []))
        for part in connections
        if isinstance(part.value.id, str)
    ]
    with_connection = {parts.id for parts in both}
    both += [
        ConnectionParts(ident, None, held) for ident, held in configurations.items() if ident not in with_connection
    ]
    return Reading(tuple(assemble(parts) for parts in both if parts.strategy in STRATEGIES), tuple(problems))


def _is_id(text: object) -> bool:
    return isinstance(text, str) and text.startswith("con_")


def _decode(record: Record, of: type[W], problems: list[Problem]) -> Part[W]:
    part = Part.of(record, of)
    if part.decoded.malformed:
        problems += problems_of(part.origin.path, part.decoded)
    return part


def _configurations(record: Record, kind: str, problems: list[Problem]) -> list[Part[wire.ScimConfiguration]]:
    if kind == _CONFIGURATION:
        return [_decode(record, wire.ScimConfiguration, problems)]
    page = _decode(record, wire.ScimConfigurationPage, problems)
    listed = page.value.scim_configurations or []
    return [page.below(each, "scim_configurations", index) for index, each in enumerate(listed)]


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
    """That SCIM is set up at the connection, whichever application provisions through it."""
    if not parts.configurations:
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
    keys = [PairingKey("auth0-connection-id", parts.id)] if _is_id(parts.id) else []
    if name:
        tenants = (part.value.tenant_name for part in parts.configurations)
        tenant = next((each.lower() for each in tenants if isinstance(each, str)), "")
        keys.append(PairingKey("auth0-connection", name.value, tenant))
    client_id = parts.options.value.client_id if parts.options else None
    if strategy not in {"samlp", ""} and isinstance(client_id, str) and client_id:
        keys.append(PairingKey("app-id", client_id))
    return tuple(keys)


# --- what identifies people at login ---------------------------------------------------------------------------------


def _login_keys(parts: ConnectionParts, strategy: str) -> tuple[Sourced[str], ...] | Unknown | None:
    options = parts.options
    if not strategy:
        return _strategy_unknown(parts, "login key")
    if options is None:
        by_options = parts.connection if strategy in {"samlp", "waad"} else None
        return by_options.unknown_if_broken("login key", "options") if by_options else None
    if strategy == "samlp":
        return _saml_login_keys(options)
    if strategy == "waad":
        return _waad_login_keys(options)
    return (Sourced("oidc:sub", parts.strategy_at, Basis.CATALOGUE, _SUB_NOTE),)


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
        return None
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
    if options and options.value.set_user_root_attributes == "never_on_login" and scim:
        at = options.at("set_user_root_attributes")
        return Sourced(Creation.DISABLED, at, Basis.INFERRED, _NO_JIT_NOTE)
    return Unknown(
        "JIT",
        "Auth0 has no readable JIT switch",
        f"- {{match: {{id: {_quoted(parts.application_id)}}}, jit: disabled}}   "
        "# or enabled; under `applications:` in idplint.yaml",
    )


def _quoted(ident: str) -> str:
    """An id as it can stand in a YAML flow mapping; addresses in Terraform code may bring quotes."""
    return f'"{ident}"' if '"' not in ident else "'" + ident.replace("'", "''") + "'"


def _updates(parts: ConnectionParts) -> Fact[UpdateTime] | None:
    options = parts.options
    if options is None:
        return parts.connection.unknown_if_broken("profile updates at login", "options") if parts.connection else None
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
