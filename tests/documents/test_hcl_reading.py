"""HCL files as documents: what they hold, where it stands, and what is said of broken ones."""

from __future__ import annotations

import subprocess
import sys

import pytest

from idplint.documents.document import Document, DocumentBroken
from idplint.documents.hcl_expressions import DEPTH_LIMIT
from idplint.documents.hcl_reading import SIZE_LIMIT
from idplint.documents.hcl_syntax import Unreadable
from idplint.documents.reading import read_document


def read(text: str | bytes, path: str = "main.tf") -> Document:
    return read_document(path, text.encode() if isinstance(text, str) else text)


def shown(document: Document, *pointer: str | int, part: str = "value") -> str:
    """The text at a pointer; it must stand on one line."""
    span = document.span(pointer, "key" if part == "key" else "value")
    line = document.line(span.line)
    assert line is not None
    assert span.end_line == span.line
    return line[span.column - 1 : span.end_column - 1]


APP = """\
# ünï before
resource "okta_app_saml" "ledger" {
  label = "Lédger" # é
  subject_name_id_template = "$${user.login}"
  attribute_statements {
    name = "first"
  }
  attribute_statements {
    name   = "second"
    values = ["user.email", "user.id"]
  }
  settings = jsonencode({ deep = { "key" = 7 } })
}
"""


def test_a_pointer_of_type_labels_and_argument_leads_to_the_value_and_the_key() -> None:
    document = read(APP)
    app = ("resource", "okta_app_saml", "ledger")
    assert document.format == "hcl"
    assert shown(document, *app, "label") == '"Lédger"'
    assert shown(document, *app, "label", part="key") == "label"
    assert document.value_at((*app, "label")) == "Lédger"
    assert document.value_at((*app, "subject_name_id_template")) == "${user.login}"


def test_repeated_blocks_are_told_apart_by_their_index() -> None:
    document = read(APP)
    app = ("resource", "okta_app_saml", "ledger", "attribute_statements")
    assert document.value_at((*app, 0, "name")) == "first"
    assert document.value_at((*app, 1, "values")) == ["user.email", "user.id"]
    assert shown(document, *app, 1, "values", 1) == '"user.id"'


def test_a_pointer_goes_on_into_what_jsonencode_is_given() -> None:
    document = read(APP)
    app = ("resource", "okta_app_saml", "ledger", "settings")
    assert document.value_at((*app, "deep", "key")) == 7
    assert shown(document, *app, "jsonencode()", 0, "deep", "key", part="key") == '"key"'


def test_columns_count_characters_not_bytes() -> None:
    span = read('a = "ééé"\nb = ["é", 12]\n').span(("b", 1))
    assert (span.line, span.column, span.end_column) == (2, 11, 13)


def test_where_a_pointer_ends_early_the_deepest_block_is_shown() -> None:
    document = read(APP)
    span = document.span(("resource", "okta_app_saml", "ledger", "nothing", "here"))
    assert (span.line, span.end_line) == (2, 13)
    with pytest.raises(KeyError):
        document.value_at(("resource", "okta_app_saml", "ledger", "nothing"))


def test_a_local_is_found_in_whichever_locals_block_has_it() -> None:
    document = read("locals {\n  a = 1\n}\nlocals {\n  b = 2\n}\n")
    assert document.value_at(("locals", "b")) == 2


def test_crlf_and_a_byte_order_mark_change_nothing() -> None:
    document = read(b'\xef\xbb\xbfa = "x"\r\nb = "y"\r\n', "x.tfvars")
    assert not document.problems
    assert document.value_at(("b",)) == "y"
    assert document.line(1) == 'a = "x"'


@pytest.mark.parametrize("name", ["x.tf", "x.tofu", "x.tfvars", "x.auto.tfvars", "X.TF"])
def test_hcl_is_known_by_its_suffix(name: str) -> None:
    assert read("a = 1\n", name).format == "hcl"


def test_an_empty_hcl_file_is_sound() -> None:
    assert not read("").problems
    assert not read("# only a comment\n").problems


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a = 1\nb = = 2\n", 2, 1, "not expected"),
        ('resource "a" "b" {\n  c = 1\n', 1, 18, "never closed"),
        ('resource "a" "b" {\n  c = 1\n  c = 2\n}\n', 3, 3, "given twice"),
        ('resource "${a}" "b" {\n}\n', 1, 10, "label"),
        ('{"a": 1}\n', 1, 1, "JSON"),
        ('a = "x\\qy"\n', 1, 6, "not expected"),
        ('a = "x\ny"\n', 1, 5, "end of its line"),
        ("a = { b = 1 c = 2 }\n", 1, 13, "separates"),
        ("a = 1 b = 2\n", 1, 7, "line of another"),
        ("a =\n1\n", 1, 3, "another line"),
    ],
)
def test_what_terraform_refuses_is_told_at_its_place(text: str, line: int, column: int, words: str) -> None:
    (problem, *_) = read(text).problems
    assert (problem.span.line, problem.span.column) == (line, column)
    assert words in problem.message


def test_the_rest_of_a_broken_file_is_still_read() -> None:
    text = 'resource "a" "one" {\n  x = 1\n}\nresource "a" "two" {\n  y = = 3\n}\nresource "a" "three" {\n  z = 5\n}\n'
    document = read(text)
    assert document.problems
    assert document.hcl is not None
    blocks = {block.labels[-1]: block for block in document.hcl.body.blocks}
    assert document.value_at(("resource", "a", "one", "x")) == 1
    assert document.value_at(("resource", "a", "three", "z")) == 5
    assert [name for name, block in blocks.items() if block.broken] == ["two"]


def test_blocks_inside_an_unclosed_block_are_not_taken_for_blocks_of_the_file() -> None:
    document = read('resource "a" "b" {\n  settings {\n    x = 1\n  }\n')
    assert document.hcl is not None
    assert [block.type for block in document.hcl.body.blocks if block.type == "settings"] == []


def test_a_file_beyond_the_limit_is_refused() -> None:
    with pytest.raises(DocumentBroken, match="MiB"):
        read(b"#" * (SIZE_LIMIT + 1))


@pytest.mark.parametrize(
    "value",
    ["(" * 400 + "1" + ")" * 400, "[" * 400 + "]" * 400, "!" * 3000 + "true", "a" + ".b" * 3000, "1" + "+1" * 3000],
)
def test_absurd_nesting_is_unreadable_and_nothing_worse(value: str) -> None:
    document = read(f"a = {value}\n")
    assert document.hcl is not None
    expression = document.hcl.body.attributes["a"].expression
    depth = 0
    while not isinstance(expression, Unreadable):
        inner = getattr(expression, "items", None) or [
            getattr(expression, "base", getattr(expression, "operand", None))
        ]
        expression = getattr(expression, "left", inner[0])
        depth += 1
        assert depth <= DEPTH_LIMIT + 5


def test_a_file_made_to_hold_up_the_parser_is_given_up() -> None:
    with pytest.raises(DocumentBroken, match="not HCL"):
        read('"a" ' * 200_000)


def test_the_parser_is_loaded_only_where_hcl_is_met() -> None:
    program = (
        "import sys; from idplint.documents.reading import read_document;"
        "read_document('a.json', b'{}'); before = 'tree_sitter' in sys.modules;"
        "read_document('a.tf', b''); print(before, 'tree_sitter' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]
