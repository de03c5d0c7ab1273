"""Every value that claims to have been read stands where its origin says, to the letter and to the column."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pytest
import yaml

from idplint.engine import Options, load, report_of
from idplint.model.application import (
    AccountLink,
    AttributeMapping,
    Creation,
    Dialect,
    IdpKind,
    Protocol,
    ProvisioningState,
    SourceExpression,
    UpdateTime,
)
from idplint.model.values import Basis, Sourced
from tests.examples.example_files import REPOSITORY, estates, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from idplint.documents.document import Document
    from idplint.documents.spans import Span
    from idplint.engine import Run
    from idplint.model.values import Origin, Pointer

NAME_ID_CLAIM = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"

WORDS_OF: dict[type, dict[str, frozenset[object]]] = {
    # The vendors' words for each member, beside the member's own value, which native documents and idplint.yaml use.
    Protocol: {
        Protocol.SAML: frozenset({"SAML_2_0", "SAML_1_1"}),
        Protocol.OIDC: frozenset({"OPENID_CONNECT"}),
        Protocol.WS_FED: frozenset({"WS_FEDERATION"}),
        Protocol.NONE: frozenset(
            {"password", "notSupported", "linked", "AUTO_LOGIN", "BASIC_AUTH", "BOOKMARK", "BROWSER_PLUGIN", None}
        ),
    },
    ProvisioningState: {
        ProvisioningState.ACTIVE: frozenset({"Active"}),
        ProvisioningState.NOT_YET_RUN: frozenset({"NotRun"}),
        ProvisioningState.QUARANTINED: frozenset({"Quarantine"}),
        ProvisioningState.PAUSED: frozenset({"Paused"}),
        ProvisioningState.DISABLED: frozenset({"Disabled", "NotConfigured", "DISABLED"}),
    },
    Creation: {
        Creation.ENABLED: frozenset({"AUTO"}),
        Creation.DISABLED: frozenset({"DISABLED"}),
    },
    AccountLink: {
        AccountLink.ANYBODY: frozenset({"AUTO"}),
        AccountLink.SOME: frozenset({"AUTO"}),
        AccountLink.NOBODY: frozenset({"DISABLED"}),
    },
    UpdateTime: {
        UpdateTime.EVERY_LOGIN: frozenset({"on_each_login", True}),
        UpdateTime.FIRST_LOGIN: frozenset({"on_first_login"}),
        UpdateTime.NEVER: frozenset({"never_on_login", False}),
    },
}
# Okta names no state: a feature that pushes users is what switches provisioning on.
OKTA_PUSHES_USERS = frozenset({"PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES", "PUSH_USER_DEACTIVATION", "SCIM_PROVISIONING"})
# An Auth0 connection and an Okta identity provider say by being one which service provider they are.
KINDS_OF_SERVICE_PROVIDER = {
    "auth0": frozenset({"samlp", "waad", "oidc", "okta"}),
    "okta": frozenset({"SAML2", "OIDC"}),
}
OKTA_MATCHES_ON = {"userName": "USERNAME", "emails[primary eq true].value": "EMAIL"}


class Reading(NamedTuple):
    """A value, the field it was found in, and where it says it stands."""

    field: str
    value: object
    origin: Origin


def sourced_in(value: object, field: str = "") -> Iterator[tuple[str, Sourced[Any]]]:
    """Every value with an origin, however deep, with the path of fields that leads to it."""
    if isinstance(value, Sourced):
        yield field, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from sourced_in(getattr(value, name), f"{field}.{name}".lstrip("."))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from sourced_in(each, field)


def readings(run: Run) -> list[Reading]:
    return [
        Reading(field, sourced.value, sourced.origin)
        for estate in run.estates
        for application in estate.applications
        for field, sourced in sourced_in(application)
        if sourced.basis is Basis.READ
    ]


def corresponds(reading: Reading, written: object) -> bool:
    """Whether a value follows from what is written, by one of the documented derivations and no other."""
    value = reading.value
    if isinstance(value, SourceExpression):
        return expression_corresponds(value, written)
    if isinstance(value, ProvisioningState) and value is ProvisioningState.ACTIVE and written in OKTA_PUSHES_USERS:
        return reading.origin.pointer[-2] == "features"
    if isinstance(value, Protocol | ProvisioningState | AccountLink | Creation | UpdateTime):
        return written == value.value or written in WORDS_OF[type(value)][value]
    if reading.field == "assignment.assigned":
        listed: list[Any] = written if isinstance(written, list) else [written]
        return value is any(each["principalType"] in {"User", "Group"} for each in listed)
    if isinstance(value, bool):
        of_guests = reading.field == "guests"
        return written is value or written == (
            ("present" if value else "none") if of_guests else ("ACTIVE" if value else "INACTIVE")
        )
    if reading.field == "service_provider.login_keys":
        return login_key_corresponds(str(value), written)
    if reading.field == "service_provider.id":
        return written == value or written in KINDS_OF_SERVICE_PROVIDER.get(str(value), ())
    if reading.field == "service_provider.scim_key":
        return written == value or written == OKTA_MATCHES_ON.get(str(value), value)
    return type(written) is type(value) and written == value


def login_key_corresponds(key: str, written: object) -> bool:
    if key == "name_id":
        return written in {"name_id", NAME_ID_CLAIM, "idpuser.subjectNameId"}
    kind, _, name = key.partition(":")
    if kind == "oidc" and written in {"idpuser.externalId", "idpuser.email"}:
        return {"idpuser.externalId": "sub", "idpuser.email": "email"}[str(written)] == name
    return written in {key, name, f"idpuser.{name}"}


def expression_corresponds(expression: SourceExpression, written: object) -> bool:
    text = expression.text
    if expression.dialect is Dialect.CONSTANT:
        # Entra writes a constant's expression as a quoted string.
        return isinstance(written, str) and written in {text, f'"{text}"'}
    if isinstance(written, str):
        if expression.dialect is Dialect.ENTRA_CLAIMS and text.startswith("user."):
            bare = written.strip()
            return text in {written, f"user.{bare}", f"user.{bare.lower()}"}
        if expression.dialect is Dialect.ENTRA_PROVISIONING:
            return text in {written, f"[{written}]"}
        return text == written
    if expression.dialect is not Dialect.ENTRA_CLAIMS or not isinstance(written, dict):
        return False
    held = json.loads(text)
    if held == written:
        return True
    # A configuration with transformations: a claim of its own, without condition and annotations.
    held = held["configurations"][0] if "configurations" in held else held
    folded = {key.lower(): each for key, each in written.items()}
    attribute = held["attribute"] or {}
    stated = folded.get("attribute") or {}
    return held["transformations"] == without_bags(folded["transformations"]) and all(
        stated.get(key) == each for key, each in attribute.items()
    )


def without_bags(value: Any) -> Any:
    if isinstance(value, list):
        return [without_bags(each) for each in value]
    if not isinstance(value, dict):
        return value
    flat = {key: without_bags(each) for key, each in value.items() if key != "AdditionalProperties"}
    bag = value.get("AdditionalProperties")
    return {**without_bags(bag), **flat} if bag else flat


def source_text(document: Document, span: Span) -> str:
    """The text between the ends of a span, from the document's own lines."""
    lines = [str(document.line(number)) for number in range(span.line, span.end_line + 1)]
    assert "None" not in lines, "the span leaves the file"
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def enters_text(document: Document, pointer: Pointer) -> bool:
    """Whether a pointer leads into JSON that stands inside a string; pointers into code end at the string."""
    return document.format != "hcl" and any(
        isinstance(document.value_at(pointer[:length]), str) for length in range(1, len(pointer))
    )


def decoded_text(document: Document, pointer: Pointer, span: Span) -> object:
    """What the text of a span says, read by another decoder than idplint's."""
    text = source_text(document, span)
    if document.format == "yaml":
        return yaml.safe_load(text)
    if document.format == "hcl":
        return json.loads(text.replace("$${", "${").replace("%%{", "%{"))
    if enters_text(document, pointer):
        return json.loads(json.loads(f'"{text}"'))
    return json.loads(text)


# What follows from the type of a resource has no line of its own.
FACTS_OF_A_TYPE = frozenset({"protocol", "service_provider.id", "service_provider.variant"})


def stands_in_code(reading: Reading, document: Document) -> bool:
    """Whether the text at an origin in HCL is the value as a literal, an expression that yields it, or its resource."""
    text = source_text(document, document.span(reading.origin.pointer, reading.origin.part))
    if text.startswith(("resource ", "data ")):
        return reading.field in FACTS_OF_A_TYPE
    if not text.startswith('"'):
        return (text in {"true", "false"} and corresponds(reading, text == "true")) or not text.isalnum()
    if "${" in text.replace("$${", ""):
        return True
    return corresponds(reading, json.loads(text).replace("$${", "${"))


@pytest.fixture(autouse=True)
def in_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)


def loaded(estate: Path) -> Run:
    return load([name_of(estate)], Options())


EVERY_ESTATE = pytest.mark.parametrize("estate", [pytest.param(estate, id=name_of(estate)) for estate in estates()])


@EVERY_ESTATE
def test_every_value_that_was_read_stands_at_its_origin(estate: Path) -> None:
    run = loaded(estate)
    for reading in readings(run):
        document = run.documents.get(reading.origin.path)
        assert document is not None, reading
        if document.format == "hcl":
            assert stands_in_code(reading, document), reading
            continue
        written = document.value_at(reading.origin.pointer)
        assert corresponds(reading, written), (reading, written)
        span = document.span(reading.origin.pointer, reading.origin.part)
        assert decoded_text(document, reading.origin.pointer, span) == written, (reading, span)


@EVERY_ESTATE
def test_every_mapping_line_of_entra_stands_at_its_origin(estate: Path) -> None:
    """Labels point at whole lines where a source is missing, or where a line agrees but does not count."""
    run = loaded(estate)
    for line in mapping_lines(run):
        document = run.documents.get(line.origin.path)
        assert document is not None
        written = document.value_at(line.origin.pointer)
        assert isinstance(written, dict), line
        folded = {key.lower(): each for key, each in written.items()}
        assert folded.get("targetattributename", folded.get("target")) == line.target


def mapping_lines(run: Run) -> list[AttributeMapping]:
    return [
        line
        for estate in run.estates
        for application in estate.applications
        if application.idp.kind is IdpKind.ENTRA and isinstance(application.provisioning, tuple)
        for job in application.provisioning
        if isinstance(job.mappings, tuple)
        for line in job.mappings
    ]


@EVERY_ESTATE
def test_every_label_lies_inside_its_file(estate: Path) -> None:
    report = report_of(loaded(estate), Options())
    for finding in report.findings:
        assert finding.locations
        assert sum(location.primary for location in finding.locations) == 1
        for location in finding.locations:
            content = (REPOSITORY / location.path).read_bytes()
            encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
            lines = content.decode(encoding).replace("\r\n", "\n").split("\n")
            begin, end = (location.line, location.column), (location.end_line, location.end_column)
            assert begin <= end, location
            for line, column in (begin, end):
                assert 1 <= line <= len(lines), location
                assert 1 <= column <= len(lines[line - 1]) + 1, location


def test_the_examples_hold_values_of_every_kind() -> None:
    """Else the test above would hold of nothing."""
    runs = [loaded(estate) for estate in estates()]
    fields = {reading.field for run in runs for reading in readings(run)}
    assert fields >= {
        "enabled",
        "protocol",
        "name_id.branches.source",
        "name_id.format",
        "attributes.branches.source",
        "acs_urls",
        "entity_ids",
        "application_username",
        "provisioning.state",
        "provisioning.mappings.source",
        "service_provider.id",
        "service_provider.variant",
        "service_provider.scim_key",
        "service_provider.updates",
    }
    formats, nested = set(), 0
    for run in runs:
        for reading in readings(run):
            document = run.documents.get(reading.origin.path)
            assert document is not None
            formats.add(document.format)
            nested += document.format != "hcl" and enters_text(document, reading.origin.pointer)
    assert formats == {"hcl", "json", "jsonl", "yaml"}
    assert nested >= 4, "values inside a claims mapping policy's definition"


@pytest.mark.parametrize(
    ("shift_column", "shift_line"),
    [(1, 0), (-1, 0), (0, 1), (0, -1)],
)
def test_a_span_that_is_off_by_one_would_be_noticed(shift_column: int, shift_line: int) -> None:
    run = loaded(REPOSITORY / "examples/auth0-entra/broken")
    checked = 0
    for reading in readings(run):
        document = run.documents.get(reading.origin.path)
        assert document is not None
        span = document.span(reading.origin.pointer)
        wrong = msgspec.structs.replace(
            span,
            line=span.line + shift_line,
            end_line=span.end_line + shift_line,
            column=span.column + shift_column,
            end_column=span.end_column + shift_column,
        )
        written = document.value_at(reading.origin.pointer)
        try:
            found = decoded_text(document, reading.origin.pointer, wrong)
        except ValueError:
            found = None
        assert found != written, reading
        checked += 1
    assert checked > 20


def test_a_pointer_to_the_neighbour_would_be_noticed() -> None:
    run = loaded(REPOSITORY / "examples/auth0-entra/broken")
    lines = [reading for reading in readings(run) if reading.field == "provisioning.mappings.source"]
    assert len(lines) > 5
    for reading in lines:
        document = run.documents.get(reading.origin.path)
        assert document is not None
        (*above, place, source, expression) = reading.origin.pointer
        assert isinstance(place, int)
        neighbour = (*above, place - 1 if place else 1, source, expression)
        assert not corresponds(reading, document.value_at(neighbour)), reading
