"""Native documents: `idplint: 1`, one application each, written by hand or by `idplint convert`."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from idplint.config.explanation import explain
from idplint.config.statements import Unstated, not_known
from idplint.findings import Label, Problem
from idplint.inputs.adapter import Reading
from idplint.inputs.native_document import (
    ApplicationSection,
    JobSection,
    NativeDocument,
    SignOnSection,
)
from idplint.inputs.native_identity import identity_provider, is_providers_record, pairing_keys
from idplint.inputs.native_service_provider import connection_keys, service_provider_facts
from idplint.inputs.native_sources import (
    MisstatedError,
    attribute_claims,
    example_source,
    lone_unknown,
    mapping_line,
    name_id_claim,
    sent_username,
    source_fact,
)
from idplint.model.application import (
    Assignment,
    AttributeMapping,
    IdpKind,
    Layer,
    PartialApplication,
    Protocol,
    Provisioning,
    ProvisioningState,
)
from idplint.model.values import Origin, Sourced, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgspec import UnsetType

    from idplint.documents.document import Collection, Record
    from idplint.inputs.adapter import EmptyCollection, Fragment
    from idplint.model.application import Claim, SourceExpression
    from idplint.model.values import Fact

# With the version, so that a comment such as `# idplint: ignore[...]` in a stranger's file is no mark.
MARKS: tuple[bytes, ...] = (b"idplint: 1", b'"idplint": 1', b'"idplint":1')
"""Byte strings which show that a broken file was meant to be a native document."""

KIND = "native document"

_NO_NAME_ID = frozenset({Protocol.OIDC, Protocol.NONE})


def recognise(record: Record) -> str | None:
    """Return KIND where the record has a top-level key `idplint` with a whole number."""
    if record.keys.get("idplint") != "idplint":
        return None
    try:
        version = record.document.value_at((*record.pointer, "idplint"))
    except KeyError:
        return None
    return KIND if isinstance(version, int) and not isinstance(version, bool) else None


def recognise_collection(collection: Collection) -> str | None:  # noqa: ARG001 - the contract of an input format
    """Return None: native documents do not come in lists that may be empty."""
    return None


def read(fragments: Sequence[Fragment], empties: Sequence[EmptyCollection]) -> Reading:  # noqa: ARG001
    """Read each document; one that does not fit its form gives problems and no application."""
    applications: list[PartialApplication] = []
    problems: list[Problem] = []
    for fragment in fragments:
        record = fragment.record
        at = Origin(record.document.path, record.pointer)
        tree = record.tree()
        try:
            document = msgspec.convert(tree, NativeDocument)
            applications.append(_Reader(document, at).application())
        except msgspec.ValidationError as error:
            problems += _misfits(tree, at, str(error))
        except MisstatedError as error:
            problems.append(_problem(error.origin, error.detail, error.help))
    return Reading(tuple(applications), tuple(problems))


def _misfits(tree: object, at: Origin, otherwise: str) -> list[Problem]:
    schema = json.loads(resources.files("idplint.inputs").joinpath("native.schema.json").read_bytes())
    return [
        _problem(Origin(at.path, at.pointer + mistake.pointer, mistake.part), mistake.message, mistake.help)
        for mistake in explain(tree, schema)
    ] or [_problem(at, otherwise, "compare the document with its schema")]


def _problem(origin: Origin, detail: str, help: str) -> Problem:  # noqa: A002 - the slot's name
    return Problem(
        predicate="unreadable",
        outcome="invalid-native",
        slots={"path": origin.path, "detail": detail, "help": help},
        labels=(Label(origin, detail, primary=True),),
    )


def _sign_on_unknown(unknown: Unknown) -> tuple[Unknown, Unknown, Unknown]:
    protocol, name_id, attributes = (
        msgspec.structs.replace(unknown, fact=fact) for fact in ("sign-on protocol", "NameID", "login attributes")
    )
    return protocol, name_id, attributes


class _Reader:
    """Turns one document of the right form into what it says of its application."""

    def __init__(self, document: NativeDocument, at: Origin) -> None:
        self._document = document
        self._at = at
        self._section = document.application
        self._idp = identity_provider(self._section)
        self._facts = service_provider_facts(document.service_provider, at.at("service_provider"))

    def application(self) -> PartialApplication:
        """Raises MisstatedError where something has no meaning."""
        if is_providers_record(self._document):
            return self._providers_record()
        section, at = self._section, self._at.at("application")
        ident = section.id if section.id is not UNSET else self._path_id()
        from_sp = self._idp.kind is IdpKind.UNKNOWN and ident.startswith("auth0:")
        protocol, name_id, attributes = self._sign_on()
        sign_on = self._document.sign_on
        section_at = self._at.at("sign_on")
        provisioning = self._provisioning()
        partial = PartialApplication(
            id=ident,
            layer=Layer.NATIVE,
            origin=self._at,
            side="sp" if from_sp else "idp",
            name=self._name(ident),
            idp=self._idp,
            enabled=self._enabled(),
            protocol=protocol,
            name_id=name_id,
            attributes=attributes,
            other_attributes=self._other_attributes(),
            acs_urls=_texts(sign_on.acs_urls, section_at.at("acs_urls"))
            if isinstance(sign_on, SignOnSection)
            else None,
            entity_ids=_texts(sign_on.entity_ids, section_at.at("entity_ids"))
            if isinstance(sign_on, SignOnSection)
            else None,
            application_username=self._username(),
            provisioning=provisioning,
            service_provider=self._facts,
            guests=None if section.guests is UNSET else Sourced(section.guests == "present", at.at("guests")),
            assignment=self._assignment(),
            catalogue_hints=_hints(section),
        )
        return self._with_keys(partial)

    def _providers_record(self) -> PartialApplication:
        ident = self._section.id if self._section.id is not UNSET else self._path_id()
        partial = PartialApplication(
            id=ident,
            layer=Layer.NATIVE,
            origin=self._at,
            side="sp",
            name=self._name(ident),
            enabled=self._enabled(),
            service_provider=self._facts,
        )
        return self._with_keys(partial)

    def _with_keys(self, partial: PartialApplication) -> PartialApplication:
        at = self._at.at("service_provider")
        keys = (*pairing_keys(partial, self._section), *connection_keys(self._document.service_provider, at))
        return msgspec.structs.replace(partial, keys=tuple(dict.fromkeys(keys)))

    def _name(self, ident: str) -> Sourced[str] | None:
        """The name; one that only repeats the id, since a document needs one, is none."""
        name = self._section.name
        return None if name == ident else Sourced(name, self._at.at("application", "name"))

    def _assignment(self) -> Assignment | None:
        section, at = self._section.assignment, self._at.at("application", "assignment")
        if section is UNSET:
            return None

        def fact(key: str, name: str) -> Fact[bool]:
            held: bool | Unstated | UnsetType = getattr(section, key)
            if held is UNSET:
                # Without a place: what is just not said is not written again either.
                return Unknown(name, f"`assignment` does not say `{key}`", f"state it: `{key}: true`")
            if isinstance(held, Unstated):
                return not_known(held, name, at.at(key), f"{key}: true")
            return Sourced(held, at.at(key))

        return Assignment(
            fact("required", "assignment requirement"),
            fact("assigned", "assignments"),
        )

    def _path_id(self) -> str:
        # Without an id nothing else can be about the same application, so the file itself is the name.
        number = "".join(f"#{step}" for step in self._at.pointer)
        return f"native:{self._at.path}{number}"

    def _enabled(self) -> Fact[bool] | None:
        enabled, at = self._section.enabled, self._at.at("application", "enabled")
        if enabled is UNSET:
            return None
        if isinstance(enabled, Unstated):
            return not_known(enabled, "application state", at, "enabled: true")
        return Sourced(enabled, at)

    def _username(self) -> Fact[SourceExpression] | None:
        section, at = self._section.username, self._at.at("application", "username")
        if section is UNSET:
            return None
        fact = "application username"
        stated = lone_unknown(section, at)
        if stated:
            return not_known(stated, fact, at, f"username: {{source: {example_source(self._idp.kind, 'username')}}}")
        return source_fact(section, at, self._idp.kind, "username", fact)

    # --- sign-on -----------------------------------------------------------------------------------------------------

    def _sign_on(
        self,
    ) -> tuple[Fact[Protocol], Claim | Unknown | None, tuple[Claim, ...] | Unknown]:
        section, at = self._document.sign_on, self._at.at("sign_on")
        if section == "none":
            return Sourced(Protocol.NONE, at), None, ()
        source = example_source(self._idp.kind, "name_id")
        line = f"sign_on: {{protocol: saml, name_id: {{source: {source}}}, attributes: []}}"
        if section is UNSET:
            return _sign_on_unknown(self._missing("the document has no `sign_on` section", line))
        stated = lone_unknown(section, at)
        if stated:
            return _sign_on_unknown(not_known(stated, "", at, line))
        protocol_fact = self._protocol(section, at)
        return protocol_fact, self._name_id(section, at, protocol_fact), self._attributes(section, at)

    def _missing(self, reason: str, line: str, fact: str = "", *, under: str = "") -> Unknown:
        where = f" under `{under}`" if under else ""
        return Unknown(fact, reason, f"add to {self._at.path}{where}: `{line}`", self._at)

    def _protocol(self, section: SignOnSection, at: Origin) -> Fact[Protocol]:
        if section.protocol is UNSET:
            return self._missing(
                "`sign_on` does not name the protocol", "protocol: saml", "sign-on protocol", under="sign_on"
            )
        if isinstance(section.protocol, Unstated):
            return not_known(section.protocol, "sign-on protocol", at.at("protocol"), "protocol: saml")
        return Sourced(Protocol(section.protocol), at.at("protocol"))

    def _name_id(self, section: SignOnSection, at: Origin, protocol: Fact[Protocol]) -> Claim | Unknown | None:
        held, at = section.name_id, at.at("name_id")
        line = f"name_id: {{source: {example_source(self._idp.kind, 'name_id')}}}"
        if held == "none":
            return None
        if held is UNSET:
            if isinstance(protocol, Sourced) and protocol.value in _NO_NAME_ID:
                return None
            return self._missing("`sign_on` has no `name_id`", line, "NameID", under="sign_on")
        if isinstance(held, tuple):
            return name_id_claim(held, at, self._idp.kind, listed=True)
        if held.users is UNSET and (stated := lone_unknown(held, at)):
            return not_known(stated, "NameID", at, line)
        return name_id_claim([held], at, self._idp.kind, listed=False)

    def _attributes(self, section: SignOnSection, at: Origin) -> tuple[Claim, ...] | Unknown:
        line = "attributes: []"
        fact = "login attributes"
        if section.attributes is UNSET:
            return self._missing("`sign_on` has no `attributes`", line, fact, under="sign_on")
        if isinstance(section.attributes, Unstated):
            return not_known(section.attributes, fact, at.at("attributes"), line)
        return attribute_claims(section.attributes, at.at("attributes"), self._idp.kind)

    def _other_attributes(self) -> Unknown | None:
        section, at = self._document.sign_on, self._at.at("sign_on", "other_attributes")
        if isinstance(section, SignOnSection) and isinstance(section.other_attributes, Unstated):
            return not_known(section.other_attributes, "login attributes", at, "attributes: []")
        return None

    # --- provisioning ------------------------------------------------------------------------------------------------

    def _provisioning(self) -> tuple[Provisioning, ...] | Unknown:
        section, at = self._document.provisioning, self._at.at("provisioning")
        if section == "none":
            return ()
        source = example_source(self._idp.kind, "mapping")
        line = f"provisioning: {{state: active, mappings: [{{target: userName, source: {source}}}]}}"
        if section is UNSET:
            return self._missing("the document has no `provisioning` section", line, "SCIM state")
        if isinstance(section, JobSection):
            if section.name is UNSET and (stated := lone_unknown(section, at)):
                return not_known(stated, "SCIM state", at, line)
            return (self._job(section, at),)
        return tuple(self._job(job, at.at(index)) for index, job in enumerate(section))

    def _job(self, job: JobSection, at: Origin) -> Provisioning:
        name = "" if job.name is UNSET else job.name
        source = example_source(self._idp.kind, "mapping")
        line = f"mappings: [{{target: userName, source: {source}}}]"
        stated = lone_unknown(job, at, "name")
        if stated:
            state = not_known(stated, "SCIM state", at, "state: active")
            return Provisioning(state, not_known(stated, "SCIM mapping", at, line), at, name)
        mappings: tuple[AttributeMapping, ...] | Unknown
        if job.mappings is UNSET:
            mappings = self._missing("`provisioning` has no `mappings`", line, "SCIM mapping", under="provisioning")
        elif isinstance(job.mappings, Unstated):
            mappings = not_known(job.mappings, "SCIM mapping", at.at("mappings"), line)
        else:
            mappings = tuple(
                mapping_line(entry, at.at("mappings", index), self._idp.kind)
                for index, entry in enumerate(job.mappings)
            )
            mappings += self._sent_username(mappings)
        endpoint = None if job.endpoint is UNSET else Sourced(job.endpoint, at.at("endpoint"))
        rest = None
        if isinstance(job.other_mappings, Unstated):
            rest = not_known(job.other_mappings, "SCIM mapping", at.at("other_mappings"), line)
        return Provisioning(self._state(job, at), mappings, at, name, endpoint, rest=rest)

    def _sent_username(self, mappings: tuple[AttributeMapping, ...]) -> tuple[AttributeMapping, ...]:
        """Okta's own userName, which it always sends: the application username, where no line says otherwise."""
        username = self._username()
        if self._idp.kind is not IdpKind.OKTA or username is None:
            return ()
        if any(line.target.casefold() == "username" for line in mappings):
            return ()
        return (sent_username(username, self._at.at("application", "username")),)

    def _state(self, job: JobSection, at: Origin) -> Fact[ProvisioningState]:
        line, place = "state: active", at.at("state")
        if job.state is UNSET:
            return self._missing("`provisioning` has no `state`", line, "SCIM state", under="provisioning")
        if isinstance(job.state, Unstated):
            return not_known(job.state, "SCIM state", place, line)
        if job.state == "unknown":
            return Unknown("SCIM state", "it is stated as unknown", f"state it: `{line}`", place)
        return Sourced(ProvisioningState(job.state), place)


def _texts(values: tuple[str, ...] | Any, at: Origin) -> tuple[Sourced[str], ...] | None:  # noqa: ANN401 - or UNSET
    return None if values is UNSET else tuple(Sourced(value, at.at(index)) for index, value in enumerate(values))


def _hints(section: ApplicationSection) -> tuple[str, ...]:
    names = section.catalogue_name
    if names is UNSET:
        return ()
    return (names,) if isinstance(names, str) else names
