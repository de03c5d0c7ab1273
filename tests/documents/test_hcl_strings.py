"""Text in HCL: escapes, heredocs, templates, and the shape of expressions."""

from __future__ import annotations

import pytest

from idplint.documents.hcl_reading import read_template
from idplint.documents.hcl_syntax import (
    Binary,
    Conditional,
    Expression,
    GetAttribute,
    Index,
    Literal,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    Variable,
)
from idplint.documents.reading import read_document


def expression(text: str) -> Expression:
    document = read_document("x.tf", f"a = {text}\n".encode())
    assert not document.problems
    assert document.hcl is not None
    return document.hcl.body.attributes["a"].expression


def literal(text: str) -> object:
    found = expression(text)
    assert isinstance(found, Literal)
    return found.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"$${user.login}"', "${user.login}"),
        ('"%%{if}"', "%{if}"),
        ('"$$x 100%% $"', "$$x 100%% $"),
        (r'"a\n\t\"\\\u00e9\U0001F600"', 'a\n\t"\\é😀'),
        ('""', ""),
        ('"  spaces  "', "  spaces  "),
        ('"# no comment // /* none"', "# no comment // /* none"),
        ("12", 12),
        ("1.5", 1.5),
        ("1.0e3", 1000),
        ("true", True),
        ("null", None),
        (r'"\uD800"', "\ufffd"),
    ],
)
def test_a_literal_means_what_terraform_takes_it_for(text: str, value: object) -> None:
    assert literal(text) == value


def test_a_heredoc_keeps_its_lines_and_its_backslashes() -> None:
    assert literal("<<EOT\n  a\\n $${x}\n\n b\nEOT") == "  a\\n ${x}\n\n b\n"


def test_an_indented_heredoc_loses_the_smallest_indentation() -> None:
    assert literal("<<-EOT\n      a\n    b\n\n      c\n    EOT") == "  a\nb\n\n  c\n"


def test_white_space_around_interpolations_is_kept() -> None:
    found = expression('" ${var.a}  b ${var.c} "')
    assert isinstance(found, Template)
    assert [part if isinstance(part, str) else "?" for part in found.parts] == [" ", "?", "  b ", "?", " "]


def test_strip_markers_take_the_white_space_beside_them() -> None:
    found = expression('"a  ${~ var.b ~}  c"')
    assert isinstance(found, Template)
    assert [part if isinstance(part, str) else "?" for part in found.parts] == ["a", "?", "c"]


def test_an_interpolation_in_an_indented_heredoc_counts_as_a_line() -> None:
    found = expression("<<-EOT\n    x ${var.a}\n      y\n  EOT")
    assert isinstance(found, Template)
    assert [part if isinstance(part, str) else "?" for part in found.parts] == ["x ", "?", "\n  y\n"]


def test_directives_are_read_with_their_branches() -> None:
    found = expression('"%{ if a }yes%{ else }no%{ endif }%{ for x in y }${x},%{ endfor }"')
    assert isinstance(found, Template)
    choice, loop = found.parts
    assert isinstance(choice, TemplateIf)
    assert (choice.yes, choice.no) == (("yes",), ("no",))
    assert isinstance(loop, TemplateFor)
    assert loop.value_name == "x"


def test_a_chain_of_conditionals_groups_to_the_right() -> None:
    found = expression("a ? b : c ? d : e")
    assert isinstance(found, Conditional)
    assert isinstance(found.test, Variable)
    assert isinstance(found.no, Conditional)
    assert isinstance(found.no.test, Variable)
    assert found.no.test.name == "c"


def test_parentheses_keep_a_conditional_in_the_condition() -> None:
    found = expression("(a ? b : c) ? d : e")
    assert isinstance(found, Conditional)
    assert isinstance(found.test, Conditional)


def test_operators_bind_as_in_terraform() -> None:
    found = expression("a || b && c == d + e * f")
    assert isinstance(found, Binary)
    assert found.operator == "||"
    assert isinstance(found.right, Binary)
    assert found.right.operator == "&&"


def test_traversals_are_read_step_by_step() -> None:
    found = expression('a.b[0].c["d"].0')
    assert isinstance(found, Index)
    assert isinstance(found.base, Index)
    assert isinstance(found.base.base, GetAttribute)


def test_an_index_after_an_attribute_splat_belongs_to_the_list() -> None:
    found = expression("a.*.b[0]")
    assert isinstance(found, Index)
    assert isinstance(found.base, Splat)
    full = expression("a[*].b[0]")
    assert isinstance(full, Splat)


def test_comments_inside_expressions_are_passed_over() -> None:
    found = expression("[ # one\n 1, /* two */ 2\n // three\n]")
    assert [getattr(item, "value", None) for item in getattr(found, "items", ())] == [1, 2]


def test_a_template_file_is_read_without_an_extra_line() -> None:
    assert getattr(read_template("plain"), "value", None) == "plain"
    found = read_template("a ${b}\n")
    assert isinstance(found, Template)
    assert found.parts[-1] == "\n"


def test_a_sign_before_an_escaped_sequence_is_plain_text() -> None:
    text = 'a = "$$${b} %%%{c} $$$${d}"\n'
    document = read_document("main.tf", text.encode())
    assert document.problems == ()
    assert document.value_at(("a",)) == "$${b} %%{c} $$${d}"
