from __future__ import annotations

import pytest

from idplint.documents.reading import read_document
from idplint.inputs import native
from idplint.inputs.adapter import Fragment

HEADER = "idplint: 1\napplication: {name: Ledger, idp: {kind: entra}}\n"
OTHER = "idplint: 1\napplication: {name: Ledger, idp: {kind: other}}\n"


def complaints(text: str) -> list[tuple[int, int, str, str]]:
    """Line, column, detail and help of every problem; there must be no application."""
    document = read_document("ledger.yaml", text.encode())
    reading = native.read([Fragment(record, native.KIND) for record in document.records], [])
    assert reading.applications == ()
    found = []
    for problem in reading.problems:
        assert (problem.predicate, problem.outcome) == ("unreadable", "invalid-native")
        assert problem.slots["path"] == "ledger.yaml"
        (label,) = problem.labels
        assert label.primary
        span = document.span(label.origin.pointer, label.origin.part)
        found.append((span.line, span.column, problem.slots["detail"], problem.slots["help"]))
    return found


@pytest.mark.parametrize(
    ("text", "place", "detail", "help_"),
    [
        (
            f"{HEADER}sign_on: {{protocl: saml}}\n",
            (3, 11),
            "unknown key `protocl` in `sign_on`",
            "did you mean `protocol`? allowed here: `protocol`, `name_id`, `attributes`, ",
        ),
        (
            f"{HEADER}provisioning:\n  state: activ\n",
            (4, 10),
            "`state` must be `active`, `disabled`, `not_yet_run`, `paused`, `quarantined` or `unknown`, not `activ`",
            "did you mean `active`?",
        ),
        (
            f"{HEADER}sign_on: saml\n",
            (3, 10),
            "`sign_on` must be `none` or a mapping, not `saml`",
            "How people sign in",
        ),
        (
            f"{HEADER}provisioning:\n  mappings:\n    - {{target: externalId, sorce: mail}}\n",
            (5, 28),
            "unknown key `sorce` in item 1 of `mappings`",
            "did you mean `source`?",
        ),
        (
            f"{HEADER}sign_on: {{name_id: {{source: mail, users: guests}}}}\n",
            (3, 42),
            "`users` cannot be `guests`",
            "Whom this entry is for",
        ),
        (
            f"{HEADER}provisioning: {{mappings: [{{target: a, source: b, matching_precedence: 0}}]}}\n",
            (3, 71),
            "`matching_precedence` must be at least 1",
            "Place among",
        ),
        (
            "idplint: 2\napplication: {name: A}\n",
            (1, 10),
            "`idplint` must be `1`, not `2`",
            "Version of this form.",
        ),
        ("idplint: 1\n", (1, 1), "`application` is missing", "Which application this is."),
        ("idplint: 1\napplication: {id: okta:0oa1}\n", (2, 14), "`name` is missing in `application`", ""),
        ("idplint: 1\napplication: {name: 7}\n", (2, 21), "`name` must be text, but is a number", "put it in quotes"),
        (
            f"{HEADER}service_provider: {{login: {{creates: true}}}}\n",
            (3, 37),
            "`creates` must be `disabled`, `enabled` or `unknown` or a mapping, but is true",
            "write `disabled`, `enabled` or `unknown`",
        ),
        (
            f"{HEADER}sign_on: {{unknown: not read, protocol: saml}}\n",
            (3, 20),
            "`unknown` stands beside `protocol`",
            "keep either",
        ),
        (
            f"{HEADER}sign_on: {{name_id: {{source: mail, remedy: call}}}}\n",
            (3, 43),
            "`remedy` stands without `unknown`",
            "say why it is unknown",
        ),
        (
            f"{HEADER}sign_on: {{name_id: [{{source: a}}, {{source: b}}]}}\n",
            (3, 34),
            "a second entry for everyone else",
            "keep one entry for each class of users",
        ),
        (
            f"{HEADER}sign_on: {{name_id: [{{source: a, format: x}}, {{users: members, source: b, format: y}}]}}\n",
            (3, 81),
            "`format` differs from entry to entry",
            "state one format",
        ),
        (
            f"{HEADER}sign_on: {{name_id: {{format: persistent}}}}\n",
            (3, 20),
            "`source` is missing",
            "add `source: user.userprincipalname`",
        ),
        (
            f"{OTHER}sign_on: {{name_id: {{source: user.mail}}}}\n",
            (3, 20),
            "`dialect` is missing, and the identity provider does not tell it",
            "add `dialect:` with one of `entra-claims`, ",
        ),
        (
            f"{HEADER}sign_on: {{name_id: {{source: {{constant: a}}, dialect: entra-claims}}}}\n",
            (3, 29),
            "a constant has no dialect entra-claims",
            "remove `dialect`",
        ),
        (
            f"{HEADER}sign_on: {{name_id: {{source: {{constant: a, attribute: {{id: mail}}}}}}}}\n",
            (3, 29),
            "`constant` stands beside another source",
            "keep either",
        ),
        (f"{HEADER}sign_on: {{name_id: {{source: {{}}}}}}\n", (3, 29), "`source` says nothing", "write text, "),
        (
            f"{HEADER}service_provider: {{id: auth0, basis: {{link.skim: read}}}}\n",
            (3, 39),
            "unknown place `link.skim` in `basis`",
            "did you mean `link.scim`?",
        ),
    ],
)
def test_mistakes_and_their_places(text: str, place: tuple[int, int], detail: str, help_: str) -> None:
    ((line, column, said, advice),) = complaints(text)
    assert (line, column) == place
    assert said == detail
    assert advice.startswith(help_)


def test_every_mistake_of_a_document_is_reported() -> None:
    found = complaints(f"{HEADER}sign_on: {{protocol: smal}}\nprovisoning: none\n")
    assert [(line, detail) for line, _, detail, _ in found] == [
        (4, "unknown key `provisoning`"),
        (3, "`protocol` must be `none`, `oidc`, `saml` or `ws-fed`, not `smal`"),
    ]


def test_a_mistake_leaves_the_other_documents_alone() -> None:
    document = read_document("two.yaml", f"{HEADER}---\nidplint: 1\napplication: {{nam: B}}\n".encode())
    reading = native.read([Fragment(record, native.KIND) for record in document.records], [])
    assert [one.id for one in reading.applications] == ["native:two.yaml#0"]
    assert reading.problems[0].labels[0].origin.pointer == (1, "application", "nam")
    assert document.span((1, "application", "nam"), "key").line == 5
