"""Settings of service providers in Terraform code: JIT, SCIM and the attribute that accounts are found by.

Which resource carries what stands in the catalogue (`terraform:` of an entry in `idplint/providers/catalogue/`). What belongs to
one service provider is what one module states with one configuration of its Terraform provider.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.inputs.adapter import Reading
from idplint.inputs.terraform_values import boolean_fact, items, resource_id, text_fact
from idplint.model.application import Creation, Layer, PartialApplication, Protocol, ServiceProviderFacts
from idplint.model.values import Basis, Fact, Sourced, Unknown
from idplint.providers.catalogue import profiles
from idplint.terraform import Resource
from idplint.terraform import Unknown as UnknownValue
from idplint.terraform.values import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from idplint.model.values import Origin
    from idplint.providers.profile import Profile, Switch, TerraformSettings
    from idplint.terraform import Body, Estate, Value

_BY_TYPE = {settings.resource: held for held in profiles().values() for settings in held.terraform}

TYPES = frozenset(_BY_TYPE)
"""Resource types that are read."""

_JIT = "JIT"
_DEFAULT_NOTE = "the default of the Terraform provider"


class _Said(msgspec.Struct, frozen=True):
    """What one resource says."""

    resource: Resource
    protocol: str
    """`saml`, `oidc`, or empty where it speaks of every way to sign in."""
    creates: Fact[Creation] | None = None
    overrides: bool = False
    scim: Sourced[bool] | None = None
    login_keys: tuple[Sourced[str], ...] | Unknown | None = None


def read(estate: Estate, resources: Sequence[Resource]) -> Reading:
    """Give one partial application, service provider side, per service provider and way to sign in."""
    instances: dict[tuple[str, ...], list[_Said]] = {}
    for resource in resources:
        if resource.mode == "data":
            continue
        profile = _BY_TYPE[resource.type]
        module = resource.address.rpartition(f"{resource.type}.{resource.name}")[0]
        alias = resource.provider or resource.type.partition("_")[0]
        instance = instances.setdefault((profile.id, resource.root_directory, module, alias), [])
        instance += [each for settings in profile.terraform for each in _said(estate, resource, settings)]
    applications = [
        application for (ident, *_), said in instances.items() for application in _applications(profiles()[ident], said)
    ]
    return Reading(tuple(applications))


def _applications(profile: Profile, said: Sequence[_Said]) -> Iterator[PartialApplication]:
    """What one instance of a service provider says, by way to sign in."""
    everywhere = [each for each in said if not each.protocol]
    protocols = list(dict.fromkeys(each.protocol for each in said if each.protocol))
    for protocol in protocols or ([""] if everywhere else []):
        heard = [*(each for each in said if each.protocol == protocol and protocol), *everywhere]
        main = heard[0].resource
        login = [each.login_keys for each in heard if each.login_keys is not None]
        yield PartialApplication(
            id=resource_id(main),
            layer=Layer.CODE,
            origin=main.origin,
            side="sp",
            protocol=Sourced(Protocol(protocol), main.origin, Basis.INFERRED) if protocol else None,
            service_provider=ServiceProviderFacts(
                id=Sourced(profile.id, main.origin),
                creates=_together(heard),
                login_keys=login[0] if login else None,
                scim_configured=next((each.scim for each in heard if each.scim is not None), None),
            ),
        )


def _together(heard: Sequence[_Said]) -> Fact[Creation] | None:
    """What several resources say of JIT: what overrides counts, else what they agree on."""
    stated = [(each.creates, each.overrides) for each in heard if each.creates is not None]
    counts = [fact for fact, overrides in stated if overrides] or [fact for fact, _ in stated]
    if not counts:
        return None
    unknown = next((fact for fact in counts if isinstance(fact, Unknown)), None)
    known = [fact for fact in counts if isinstance(fact, Sourced)]
    if unknown is not None or not known:
        return unknown
    other = next((fact for fact in known if fact.value is not known[0].value), None)
    if other is None:
        return known[0]
    return Unknown(
        _JIT,
        "sign-on is set up more than once, and not all of it lets a login create accounts",
        "declare `jit: enabled` or `jit: disabled` under `applications:` in idplint.yaml",
        other.origin,
    )


def _said(estate: Estate, resource: Resource, settings: TerraformSettings) -> Iterator[_Said]:
    """What a resource says by one entry of the catalogue; nothing where the entry speaks of others, or sign-on is off."""
    if resource.type != settings.resource or not _applies(estate, resource, settings):
        return
    counts = _counts(estate, resource, settings)
    if counts is False:
        return
    doubt = counts if isinstance(counts, Unknown) else None
    yield _Said(
        resource,
        settings.protocol,
        scim=None if doubt else _scim(estate, resource, settings),
        login_keys=_login_keys(estate, resource, settings),
    )
    for switch in settings.creates:
        creates = _creates(estate, resource, switch)
        if creates is not None:
            yield _Said(resource, settings.protocol, creates=doubt or creates, overrides=switch.overrides)


def _applies(estate: Estate, resource: Resource, settings: TerraformSettings) -> bool:
    for name, wanted in settings.when.items():
        stated = text_fact(resource.argument(name), name, estate)
        if not isinstance(stated, Sourced) or stated.value not in wanted:
            return False
    return True


def _counts(estate: Estate, resource: Resource, settings: TerraformSettings) -> Unknown | bool:
    """True where what a resource says counts, False where it does not, or why that is not known."""
    if resource.exists is not None:
        return resource.exists.fact(_JIT)
    if not settings.sign_on:
        return True
    value = _at(resource, settings.sign_on)
    if value is None:
        return False
    stated = boolean_fact(value, _JIT, estate)
    if isinstance(stated, Unknown):
        return stated
    return settings.sign_on_default if stated is None else stated.value


def _creates(estate: Estate, resource: Resource, switch: Switch) -> Fact[Creation] | None:
    value = _at(resource, switch.path)
    if value is None:
        return None
    stated = boolean_fact(value, _JIT, estate)
    if isinstance(stated, Unknown):
        return stated if switch.when_true or switch.when_false else None
    if stated is None:
        if not switch.when_unset:
            return None
        return Sourced(Creation(switch.when_unset), origin_of(value), Basis.IDP_DEFAULT, _DEFAULT_NOTE)
    says = switch.when_true if stated.value else switch.when_false
    if not says:
        return None
    if stated.value and switch.needs and (missing := _missing(estate, resource, switch.needs, stated.origin)):
        return missing
    return Sourced(Creation(says), stated.origin)


def _missing(estate: Estate, resource: Resource, path: str, origin: Origin) -> Unknown | None:
    """Why a switch that is on may create nobody: the list that it needs is empty, or not known."""
    value = _at(resource, path)
    held = () if value is None else items(value, _JIT, estate)
    if isinstance(held, Unknown):
        return held
    if held:
        return None
    name = path.rpartition(".")[2]
    return Unknown(_JIT, f"it is on, but `{name}` names none", f"set `{name}`, or turn it off", origin)


def _at(resource: Resource, path: str) -> Value | None:
    """The argument at a path; None where a block on the way is absent, or where Terraform leaves it alone."""
    *blocks, name = path.split(".")
    if resource.ignores(blocks[0] if blocks else name):
        return None
    body: Body = resource.body
    for step in blocks:
        found = body.blocks(step)
        if not found:
            return None
        doubt = next((each.exists for each in found if each.exists is not None), None)
        if doubt is not None:
            return doubt
        if len(found) > 1:
            return UnknownValue(f"`{step}` is given more than once", "keep one of them", found[1].origin)
        body = found[0]
    return body.argument(name)


def _scim(estate: Estate, resource: Resource, settings: TerraformSettings) -> Sourced[bool] | None:
    value = _at(resource, settings.scim) if settings.scim else None
    stated = boolean_fact(value, "SCIM", estate) if value is not None else None
    return stated if isinstance(stated, Sourced) else None


def _login_keys(
    estate: Estate, resource: Resource, settings: TerraformSettings
) -> tuple[Sourced[str], ...] | Unknown | None:
    value = _at(resource, settings.login_attribute) if settings.login_attribute else None
    stated = text_fact(value, "login key", estate) if value is not None else None
    if isinstance(stated, Sourced):
        return (Sourced(f"attribute:{stated.value}", stated.origin),) if stated.value else None
    return stated
