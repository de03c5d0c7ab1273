"""An application as a native document: stable to compare, without time stamps, without secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from idplint.inputs.native_comments import comments_of
from idplint.inputs.native_service_provider import connection_section
from idplint.inputs.native_sources import USERNAME, Place, default_dialect, presumed_chosen, sent_username
from idplint.inputs.native_yaml import yaml_text
from idplint.inputs.secrets import names_secret, url_without_secrets
from idplint.model.application import Dialect, IdpKind, Protocol
from idplint.model.values import Basis, Sourced, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from idplint.model.application import (
        Application,
        AttributeMapping,
        Claim,
        Connection,
        Provisioning,
        ServiceProviderFacts,
        SourceExpression,
    )
    from idplint.model.values import Fact

_LONGEST_KEY = 80
_LEFT_OUT = {"unknown": "left out because it may be a secret"}


def native_text(application: Application) -> str:
    """Return an application as the YAML text of a native document.

    Facts keep their order where it means something; attributes are sorted by name and mapping lines by target. Passwords
    in URLs, values of URL parameters that look like credentials, and what fills password-like attributes are left out.
    Comments say where in the vendors' consoles each section stands.
    """
    return yaml_text(native_tree(application), comments_of(application))


def native_tree(application: Application) -> dict[str, Any]:
    """Return an application as the plain values of a native document; see `native_text`.

    Of a service provider's connection that nothing of an identity provider was joined to, the document says nothing but what that
    connection knows: it is then one half of an application, whose other half may stand in another document.
    """
    service_provider = _service_provider(application.service_provider)
    connection = connection_section(application.connection.keys) if application.connection is not None else {}
    if application.connection is not None and connection:
        return {
            "idplint": 1,
            "application": _half(application, application.connection),
            "service_provider": _with_connection(service_provider, connection),
        }
    tree: dict[str, Any] = {
        "idplint": 1,
        "application": _application(application),
        "sign_on": _sign_on(application),
        "provisioning": _provisioning(application),
    }
    if service_provider:
        tree["service_provider"] = service_provider
    return tree


def _half(application: Application, connection: Connection) -> dict[str, Any]:
    section: dict[str, Any] = {"name": application.name or application.id}
    if not application.id.startswith("native:"):
        section["id"] = application.id
    if isinstance(connection.enabled, Sourced):
        section["enabled"] = connection.enabled.value
    return section


def _with_connection(section: dict[str, Any], connection: dict[str, str]) -> dict[str, Any]:
    """The section with the connection behind what says whose it is."""
    head: dict[str, Any] = {key: section[key] for key in ("id", "variant") if key in section}
    return {**head, "connection": connection, **{key: held for key, held in section.items() if key not in head}}


def _application(application: Application) -> dict[str, Any]:
    section: dict[str, Any] = {"name": application.name or application.id}
    if not application.id.startswith("native:"):
        section["id"] = application.id
    section["idp"] = {"kind": application.idp.kind.value}
    if application.idp.tenant:
        section["idp"]["tenant"] = application.idp.tenant
    if application.app_id is not None:
        section["app_id"] = application.app_id
    section["enabled"] = _value(application.enabled)
    if application.assignment is not None:
        stated = {"required": application.assignment.required, "assigned": application.assignment.assigned}
        # What was just not read goes without saying; a reason that stands somewhere is worth keeping.
        held = {key: _value(fact) for key, fact in stated.items() if fact.origin is not None}
        section |= {"assignment": held} if held else {}
    username = application.application_username
    if isinstance(username, Unknown):
        section["username"] = _unknown(username)
    elif username is not None:
        section["username"] = _source(username, application.idp.kind, "username")
    if application.guests is not None:
        section["guests"] = "present" if application.guests.value else "none"
    hints = [hint for hint in application.catalogue_hints if hint]
    if hints:
        section["catalogue_name"] = hints[0] if len(hints) == 1 else hints
    return section


def _sign_on(application: Application) -> Any:  # noqa: ANN401 - `none` or a mapping
    section: dict[str, Any] = {"protocol": _value(application.protocol)}
    protocol = application.protocol.value if isinstance(application.protocol, Sourced) else None
    if application.name_id is None:
        if protocol not in (Protocol.OIDC, Protocol.NONE):
            section["name_id"] = "none"
    elif isinstance(application.name_id, Unknown):
        section["name_id"] = _unknown(application.name_id)
    else:
        section["name_id"] = _name_id(application.name_id, application.idp.kind)
    if isinstance(application.attributes, Unknown):
        section["attributes"] = _unknown(application.attributes)
    else:
        section["attributes"] = [
            entry
            for claim in sorted(application.attributes, key=lambda claim: claim.name)
            for entry in _attribute(claim, application.idp.kind)
        ]
        if application.other_attributes is not None:
            section["other_attributes"] = _unknown(application.other_attributes)
    if application.acs_urls:
        section["acs_urls"] = [url_without_secrets(url.value) for url in application.acs_urls]
    if application.entity_ids:
        section["entity_ids"] = [url_without_secrets(entity.value) for entity in application.entity_ids]
    if section == {"protocol": "none", "attributes": []}:
        return "none"
    return section


def _name_id(claim: Claim, kind: IdpKind) -> Any:  # noqa: ANN401 - an entry or a list of them
    entries = []
    for branch in claim.branches:
        entry: dict[str, Any] = {"users": branch.users} if branch.users else {}
        entry |= _source(branch.source, kind, "name_id")
        entries.append(entry)
    if claim.format is not None and claim.format.value and entries:
        entries[0]["format"] = claim.format.value
    if not entries:
        return {"unknown": "the claim has no source"}
    return entries[0] if len(entries) == 1 and "users" not in entries[0] else entries


def _attribute(claim: Claim, kind: IdpKind) -> Iterator[dict[str, Any]]:
    for branch in claim.branches:
        users = {"users": branch.users} if branch.users else {}
        secret = names_secret(claim.name)
        yield {"name": claim.name, **users, **_source(branch.source, kind, "attribute", secret=secret)}


def _provisioning(application: Application) -> Any:  # noqa: ANN401 - `none`, a mapping or a list
    if isinstance(application.provisioning, Unknown):
        return _unknown(application.provisioning)
    jobs = [_job(job, application) for job in application.provisioning]
    if not jobs:
        return "none"
    return jobs[0] if len(jobs) == 1 else jobs


def _job(job: Provisioning, application: Application) -> dict[str, Any]:
    kind = application.idp.kind
    section: dict[str, Any] = {"name": job.name} if job.name else {}
    section["state"] = _value(job.state)
    if job.endpoint is not None:
        section["endpoint"] = url_without_secrets(job.endpoint.value)
    if isinstance(job.mappings, Unknown):
        section["mappings"] = _unknown(job.mappings)
    else:
        lines = [line for line in job.mappings if not _goes_without_saying(line, job.mappings, application)]
        section["mappings"] = [_mapping(line, kind) for line in sorted(lines, key=lambda line: line.target.lower())]
    if job.rest is not None:
        section["other_mappings"] = _unknown(job.rest)
    return section


def _goes_without_saying(line: AttributeMapping, lines: Sequence[AttributeMapping], application: Application) -> bool:
    """Whether a line is the userName that a reader takes from Okta's application username where no line fills it.

    Written out in the job of each user type, that one fact would be several.
    """
    username = application.application_username
    if application.idp.kind is not IdpKind.OKTA or username is None:
        return False
    if [each.target for each in lines if each.target.casefold() == USERNAME.casefold()] != [line.target]:
        return False
    filled = sent_username(username, line.origin)
    return msgspec.structs.replace(line, source=username) == filled and _says(line.source) == _says(username)


def _says(fact: Fact[SourceExpression]) -> tuple[object, ...]:
    """What a document holds of a fact."""
    if isinstance(fact, Unknown):
        return fact.reason, fact.remedy
    return fact.value, fact.basis, fact.note


def _mapping(line: AttributeMapping, kind: IdpKind) -> dict[str, Any]:
    secret = names_secret(line.target)
    entry: dict[str, Any] = {"target": line.target, **_source(line.source, kind, "mapping", secret=secret)}
    if line.matching_precedence is not None:
        entry["matching_precedence"] = line.matching_precedence
    if line.flow is not None:
        entry["flow"] = line.flow
    if line.default_value is not None and not secret:
        entry["default_value"] = line.default_value
    if line.chosen != presumed_chosen(line.source, line.target, kind) and not secret:
        entry["chosen"] = line.chosen
    return entry


def _source(source: Fact[SourceExpression], kind: IdpKind, place: Place, *, secret: bool = False) -> dict[str, Any]:
    if secret:
        return {"source": dict(_LEFT_OUT)}
    if isinstance(source, Unknown):
        return {"source": _unknown(source)}
    text, dialect = source.value.text, source.value.dialect
    entry: dict[str, Any]
    if dialect is Dialect.CONSTANT:
        entry = {"source": {"constant": text}}
    elif not text:
        return {"source": {"unknown": "the source is empty"}}
    elif dialect is Dialect.ENTRA_CLAIMS and (structure := _structure(text)) is not None:
        entry = {"source": structure}
    else:
        entry = {"source": text}
        if dialect is not default_dialect(kind, place, text):
            entry["dialect"] = dialect.value
    if source.basis is not Basis.READ:
        entry["basis"] = source.basis.value
    if source.note:
        entry["note"] = source.note
    return entry


def _structure(text: str) -> dict[str, Any] | None:
    """The customClaimsPolicy configuration that a source is the compact JSON of; None for every other text."""
    if not text.startswith("{"):
        return None
    try:
        structure = json.loads(text)
    except ValueError:
        return None
    known = {"@odata.type", "attribute", "transformations"}
    if not structure.keys() <= known or not structure.keys() & {"attribute", "transformations"}:
        return None
    same = json.dumps(structure, separators=(",", ":"), ensure_ascii=False) == text
    return structure if same and _has_short_keys(structure) else None


def _has_short_keys(value: object) -> bool:
    """Whether every key can stand before a colon: YAML wants it to follow within 1,024 characters."""
    if isinstance(value, list):
        return all(map(_has_short_keys, value))
    if not isinstance(value, dict):
        return True
    return all(len(key) <= _LONGEST_KEY and _has_short_keys(each) for key, each in value.items())


def _service_provider(facts: ServiceProviderFacts) -> dict[str, Any]:
    section: dict[str, Any] = {}
    link: dict[str, Any] = {}
    login: dict[str, Any] = {}
    for key, fact in (("id", facts.id), ("variant", facts.variant)):
        if fact is not None:
            section[key] = fact.value
    if isinstance(facts.login_keys, Unknown):
        link["login"] = _unknown(facts.login_keys)
    elif facts.login_keys:
        keys = [key.value for key in facts.login_keys]
        link["login"] = keys[0] if len(keys) == 1 else keys
    for mapping, key, value in (
        (link, "scim", facts.scim_key),
        (link, "case", facts.case),
        (login, "creates", facts.creates),
        (login, "updates", facts.updates),
        (login, "links", facts.links),
    ):
        if value is not None:
            mapping[key] = _value(value)
    section |= {key: mapping for key, mapping in (("link", link), ("login", login)) if mapping}
    if facts.accounts_before_scim is not None:
        section["accounts_before_scim"] = facts.accounts_before_scim.value
    if facts.scim_configured is not None:
        section["scim_configured"] = facts.scim_configured.value
    if facts.attribute_pairs is not None:
        section["attribute_pairs"] = [
            {"says": pair.says, "login": list(pair.login), "scim": list(pair.scim)} for pair in facts.attribute_pairs
        ]
    bases = dict(_bases(facts))
    different = sorted(set(bases.values()))
    if len(different) == 1 and different != [Basis.DECLARED]:
        section["basis"] = different[0].value
    elif len(different) > 1:
        section["basis"] = {place: basis.value for place, basis in bases.items() if basis is not Basis.DECLARED}
    return section


def _bases(facts: ServiceProviderFacts) -> Iterator[tuple[str, Basis]]:
    for place, fact in (
        ("id", facts.id),
        ("variant", facts.variant),
        *_login_places(facts.login_keys if isinstance(facts.login_keys, tuple) else ()),
        ("link.scim", facts.scim_key),
        ("link.case", facts.case),
        ("login.creates", facts.creates),
        ("login.updates", facts.updates),
        ("login.links", facts.links),
        ("accounts_before_scim", facts.accounts_before_scim),
        ("scim_configured", facts.scim_configured),
    ):
        if isinstance(fact, Sourced):
            yield place, fact.basis


def _login_places(keys: Sequence[Sourced[str]]) -> Iterator[tuple[str, Sourced[str]]]:
    if len({key.basis for key in keys}) == 1:
        yield "link.login", keys[0]
    else:
        yield from ((f"link.login.{index}", key) for index, key in enumerate(keys))


def _value(fact: Fact[Any]) -> Any:  # noqa: ANN401 - whatever the fact is about
    return _unknown(fact) if isinstance(fact, Unknown) else fact.value


def _unknown(unknown: Unknown) -> dict[str, Any]:
    remedy = {"remedy": unknown.remedy} if unknown.remedy else {}
    return {"unknown": unknown.reason or "not read", **remedy}
