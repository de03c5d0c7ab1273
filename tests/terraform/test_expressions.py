"""What expressions give, and what stays unknown with which reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.terraform import Known, OneOf, Reference, Unknown, Unset, alternatives, as_structure, referenced
from tests.terraform.modules import argument_of, shown

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"$${user.login}"', "${user.login}"),
        ("1 + 2 * 3", 7),
        ("7 / 2", 3.5),
        ("-7 % 3", -1),
        ('1 == 1.0 && "1" != 1', True),
        ("!false || var.nothing", True),
        ('true ? "a" : var.nothing', "a"),
        ('"a${1 + 1}b${true}"', "a2btrue"),
        ('"%{ if 1 > 2 }a%{ else }b%{ endif }%{ for x in [1, 2] }${x};%{ endfor }"', "b1;2;"),
        ('[for i, x in ["a", "b"] : "${i}${x}" if x != "a"]', ["1b"]),
        ("{ for k, v in { a = 1, b = 2 } : upper(k) => v * 2 }", {"A": 2, "B": 4}),
        ('{ for x in ["aa", "ab", "b"] : substr(x, 0, 1) => x... }', {"a": ["aa", "ab"], "b": ["b"]}),
        ('[{ n = "x" }, { n = "y" }][*].n', ["x", "y"]),
        ("null[*]", []),
        ('coalesce(null, "", "c")', "c"),
        ('try({ a = 1 }.b, "fallback")', "fallback"),
        ("can([1][3])", False),
        ('lookup({ a = "1" }, "b", "c")', "c"),
        ('merge({ a = 1, b = 1 }, { b = 2 })["b"]', 2),
        ("concat([1], [2, 3])", [1, 2, 3]),
        ("flatten([[1, [2]], []])", [1, 2]),
        ('toset(["b", "a", "b"])', ["a", "b"]),
        ("keys({ b = 1, a = 2 })", ["a", "b"]),
        ("values({ b = 1, a = 2 })", [2, 1]),
        ('length("é") + length([1, 2])', 3),
        ("contains([1, 2], 2)", True),
        ('element(["a", "b"], 3)', "b"),
        ('join(",", split("-", "a-b"))', "a,b"),
        ('replace("a.b", ".", "_")', "a_b"),
        ('format("%s-%03d-%v%%", "a", 7, true)', "a-007-true%"),
        ('formatlist("%s!", ["a", "b"])', ["a!", "b!"]),
        ('title("hello world")', "Hello World"),
        ('trimspace(" a ")', "a"),
        ('trimprefix("xay", "x")', "ay"),
        ('substr("hello", -3, 2)', "ll"),
        ('jsonencode({ b = [1, null], a = "<" })', '{"a":"\\u003c","b":[1,null]}'),
        ('jsondecode("{\\"a\\": [1.5]}").a[0]', 1.5),
        ('yamldecode("a:\\n  - yes\\n  - 2").a', ["yes", 2]),
        ('base64encode("é")', "w6k="),
        ("one([])", None),
        ('one(["x"])', "x"),
        ('compact(["a", "", null])', ["a"]),
        ('distinct(["a", "b", "a"])', ["a", "b"]),
        ('zipmap(["a"], [1])', {"a": 1}),
        ("range(3)", [0, 1, 2]),
        ('setproduct(["a"], [1, 2])', [["a", 1], ["a", 2]]),
        ("tostring(1.0)", "1"),
        ("max([1, 3]...)", 3),
        ('lower("ÀB")', "àb"),
        ('core::upper("a")', "A"),
    ],
)
def test_an_expression_of_known_values_is_known(tmp_path: Path, expression: str, value: object) -> None:
    assert shown(argument_of(tmp_path, expression)) == value


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("timestamp()", "does not work out the function `timestamp`"),
        ('regex("a", "b")', "does not work out the function `regex`"),
        ("var.nothing", "declares no `var.nothing`"),
        ("terraform.workspace", "known only when Terraform runs"),
        ("{ a = 1 }.b", "no attribute `b`"),
        ('1 + "x"', "a number is needed"),
        ("1 / 0", "no result"),
        ("each.key", "means nothing here"),
        ('sensitive("x")', "marked sensitive"),
        ("range(100000)", "no result"),
        ('indent(10000000000000, "a\\nb")', "longer than"),
        ('[for x in range(1000) : upper(join("", [for y in range(1000) : "abcdefghijklmnopqrstuvwxyz"]))]', "steps"),
        ('format("%10s", timestamp())', "timestamp"),
        ('join("", [for x in range(1000) : join("", [for y in range(1000) : "abcdefgh"])])', "steps"),
    ],
)
def test_what_is_not_worked_out_is_unknown_with_its_reason(tmp_path: Path, expression: str, reason: str) -> None:
    value = argument_of(tmp_path, expression)
    assert isinstance(value, Unknown)
    assert reason in value.reason
    assert value.remedy


def test_a_condition_that_is_not_known_leaves_both_branches(tmp_path: Path) -> None:
    value = argument_of(tmp_path, 'var.x ? "a" : null', others='variable "x" {}')
    assert isinstance(value, OneOf)
    assert [type(item) for item in value.values] == [Known, Unset]


def test_a_text_around_alternatives_has_as_many(tmp_path: Path) -> None:
    value = argument_of(tmp_path, '"${var.x ? "a" : "b"}-${var.x ? 1 : 2}"', others='variable "x" {}')
    assert shown(value) == {"'a-1'", "'a-2'", "'b-1'", "'b-2'"}


def test_more_than_sixteen_alternatives_are_unknown(tmp_path: Path) -> None:
    value = argument_of(tmp_path, '"' + '${var.x ? "a" : "b"}' * 5 + '"', others='variable "x" {}')
    assert isinstance(value, Unknown)
    assert "16" in value.reason


def test_coalesce_keeps_what_may_turn_out_empty(tmp_path: Path) -> None:
    value = argument_of(tmp_path, 'coalesce(var.x, "b", "c")', others='variable "x" {}')
    assert [shown(item) for item in alternatives(value)][1] == "b"
    assert len(alternatives(value)) == 2


def test_an_unknown_key_of_a_known_map_gives_any_of_its_values(tmp_path: Path) -> None:
    value = argument_of(tmp_path, '{ a = "x", b = "y" }[var.k]', others='variable "k" {}')
    assert shown(value) == {"'x'", "'y'"}


def test_lists_keep_known_elements_beside_unknown_ones(tmp_path: Path) -> None:
    value = argument_of(tmp_path, 'concat(["a"], [var.x])', others='variable "x" {}')
    assert isinstance(value, Known)
    assert isinstance(value.value, tuple)
    assert shown(value.value[0]) == "a"
    assert isinstance(value.value[1], Unknown)


def test_a_resource_attribute_is_a_reference(tmp_path: Path) -> None:
    value = argument_of(
        tmp_path,
        "azuread_application.x.client_id",
        others='resource "azuread_application" "x" {\n  display_name = "X"\n}',
    )
    assert isinstance(value, Reference)
    assert (value.address, value.path, value.declared) == ("azuread_application.x", ("client_id",), True)


def test_a_text_with_a_reference_keeps_its_pieces(tmp_path: Path) -> None:
    value = argument_of(
        tmp_path, '"apps/${azuread_application.x.id}/p"', others='resource "azuread_application" "x" {}'
    )
    assert isinstance(value, Unknown)
    assert [shown(part) for part in value.parts] == ["apps/", ("reference", "azuread_application.x", ("id",)), "/p"]
    assert [met.address for met in referenced(value)] == ["azuread_application.x"]


def test_what_is_written_for_a_referenced_attribute_is_used_in_texts(tmp_path: Path) -> None:
    others = 'resource "azuread_application" "x" {\n  display_name = "X"\n}'
    assert shown(argument_of(tmp_path, '"${azuread_application.x.display_name} app"', others=others)) == "X app"


def test_an_unescaped_okta_template_is_a_reference_to_nothing(tmp_path: Path) -> None:
    value = argument_of(tmp_path, '"${user.login}"')
    assert isinstance(value, Reference)
    assert not value.declared
    assert value.address == "user.login"


def test_jsonencode_keeps_the_structure_also_where_a_part_is_not_known(tmp_path: Path) -> None:
    value = argument_of(tmp_path, 'jsonencode({ a = "x", b = var.x })', others='variable "x" {}')
    assert isinstance(value, Unknown)
    structure = as_structure(value)
    assert isinstance(structure, Known)
    assert not isinstance(structure.value, str | int | float | tuple)
    assert shown(structure.value["a"]) == "x"


def test_text_that_is_json_is_read_as_a_structure(tmp_path: Path) -> None:
    value = argument_of(tmp_path, '<<EOT\n{"a": {"b": 1}}\nEOT')
    assert shown(as_structure(value)) == {"a": {"b": 1}}


def test_locals_that_depend_on_each_other_in_a_circle_are_unknown(tmp_path: Path) -> None:
    value = argument_of(tmp_path, "local.a", others="locals {\n  a = local.b\n  b = local.a\n}")
    assert isinstance(value, Unknown)
    assert "depends on itself" in value.reason


@pytest.mark.parametrize("depth", [50, 5000])
def test_a_long_chain_of_locals_is_followed_or_given_up_with_a_reason(tmp_path: Path, depth: int) -> None:
    chain = "".join(f"  l{number} = local.l{number + 1}\n" for number in range(depth))
    value = argument_of(tmp_path, "local.l0", others=f'locals {{\n{chain}  l{depth} = "end"\n}}')
    if depth == 50:
        assert shown(value) == "end"
    else:
        assert isinstance(value, Unknown)
        assert "wait for one another" in value.reason


@pytest.mark.parametrize(
    "step",
    [
        '"${local.l%d}${local.l%d}"',
        "[local.l%d, local.l%d]",
        "concat(local.l%d, local.l%d)",
        "{ a = local.l%d, b = local.l%d }",
    ],
)
def test_values_that_double_forty_times_do_not_fill_the_memory(tmp_path: Path, step: str) -> None:
    lines = "".join(f"  l{number} = {step % (number - 1, number - 1)}\n" for number in range(1, 41))
    value = argument_of(tmp_path, "jsonencode(local.l40)", others=f'locals {{\n  l0 = ["abcdefgh"]\n{lines}}}')
    assert isinstance(value, Unknown)
