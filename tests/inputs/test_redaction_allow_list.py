"""Nothing gets through redaction but what the wire types name, and of that everything does."""

from __future__ import annotations

import copy
import json
import types
from typing import Any, Union, get_args, get_origin

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idplint.inputs import auth0_wire, entra_wire, okta_wire
from idplint.inputs.redaction import redacted
from idplint.inputs.redaction_shapes import IN_PLACE_OF, NESTED
from tests.inputs.redaction_bodies import MARKER, WHOLE, Idp, places, put, text_of, value_at

BODIES: list[tuple[Idp, Any]] = [
    ("entra", entra_wire.Bundle),
    ("okta", okta_wire.Bundle),
    ("okta", okta_wire.InboundIdp),
    ("auth0", auth0_wire.Bundle),
]

TEXTS = st.text('abcdefgh xyz-/:.[]"{}äß', max_size=8).map(lambda text: f"v{text}")
STRANGE_KEYS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=6).map(lambda text: f"zz{text}")
SCALARS = st.one_of(st.booleans(), st.integers(-5, 5))
MARKED = st.recursive(
    st.just(MARKER),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=2),
        st.dictionaries(st.sampled_from(["id", "name", "value", "secret", MARKER]), inner, min_size=1, max_size=2),
    ),
    max_leaves=4,
)


def values(wanted: Any, depth: int, planted: bool, key: tuple[type, str] | None = None) -> st.SearchStrategy[Any]:
    """Values of a type as a service sends them; `planted` puts the marker under keys that no type has."""
    origin = get_origin(wanted)
    if key in NESTED:
        inner = values(NESTED[key], depth, planted).map(
            lambda tree: json.dumps(tree, separators=(",", ":"), ensure_ascii=False)
        )
        return st.lists(inner, max_size=1)
    if origin in (Union, types.UnionType):
        members = [each for each in get_args(wanted) if each is not msgspec.UnsetType]
        return st.one_of([values(each, depth, planted) for each in members])
    if wanted is type(None):
        return st.none()
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return objects(wanted, depth, planted)
    if (origin or wanted) is dict:
        return st.dictionaries(TEXTS, values(get_args(wanted)[1], depth - 1, planted), max_size=2)
    if (origin or wanted) is list:
        return st.lists(values(get_args(wanted)[0], depth - 1, planted), max_size=2)
    return TEXTS if wanted is str else SCALARS


def objects(wanted: Any, depth: int, planted: bool) -> st.SearchStrategy[dict[str, Any]]:
    if depth <= 0:
        return strange(st.just({}), planted)
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field in msgspec.structs.fields(wanted):
        owner = next((base for base in wanted.__mro__ if (base, field.name) in {*IN_PLACE_OF, *NESTED}), wanted)
        if field.encode_name != "notRead":
            place = (owner, field.name)
            optional[field.encode_name] = values(IN_PLACE_OF.get(place, field.type), depth - 1, planted, place)
    return strange(st.fixed_dictionaries({}, optional=optional), planted)


def strange(made: st.SearchStrategy[dict[str, Any]], planted: bool) -> st.SearchStrategy[dict[str, Any]]:
    if not planted:
        return made
    extra = st.dictionaries(STRANGE_KEYS, MARKED, max_size=2)
    return st.tuples(extra, made).map(lambda pair: {**pair[0], **pair[1]})


def without_strange_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_strange_keys(each) for key, each in value.items() if not key.startswith("zz")}
    if isinstance(value, list):
        return [without_strange_keys(each) for each in value]
    if isinstance(value, str) and value.startswith("{"):
        return json.dumps(without_strange_keys(json.loads(value)), separators=(",", ":"), ensure_ascii=False)
    return value


@pytest.mark.parametrize(("idp", "wanted"), BODIES, ids=lambda value: getattr(value, "__qualname__", value))
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
def test_what_is_read_stays_word_for_word_and_in_order(data: st.DataObject, idp: Idp, wanted: Any) -> None:
    body = data.draw(objects(wanted, 7, planted=False))
    if wanted is okta_wire.Bundle:
        body = {"app": {}, **body}

    assert text_of(redacted(body, idp)) == text_of(body)


@pytest.mark.parametrize(("idp", "wanted"), BODIES, ids=lambda value: getattr(value, "__qualname__", value))
@given(data=st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
def test_nothing_under_a_key_that_is_not_read_comes_out(data: st.DataObject, idp: Idp, wanted: Any) -> None:
    body = data.draw(objects(wanted, 7, planted=True))
    if wanted is okta_wire.Bundle:
        body = {"app": {}, **body}
    before = copy.deepcopy(body)

    kept = redacted(body, idp)

    assert MARKER not in text_of(kept)
    assert kept == without_strange_keys(body)
    assert body == before


@pytest.mark.parametrize(("idp", "body"), WHOLE, ids=[idp for idp, _ in WHOLE])
@pytest.mark.parametrize(
    "unexpected", [{"zz": MARKER}, {"id": {"value": MARKER}}, [{"zz": MARKER}], [[MARKER]]], ids=str
)
def test_an_object_or_list_where_another_was_expected_loses_its_content(
    idp: Idp, body: dict[str, Any], unexpected: object
) -> None:
    tried = places(body)

    leaks = [place for place in tried if MARKER in text_of(redacted(put(body, place, unexpected), idp))]

    assert len(tried) > 10
    assert leaks == []


@pytest.mark.parametrize(("idp", "body"), WHOLE, ids=[idp for idp, _ in WHOLE])
def test_text_where_an_object_or_a_list_was_expected_loses_its_content(idp: Idp, body: dict[str, Any]) -> None:
    holders = [place for place in places(body) if isinstance(value_at(body, place), dict | list)]

    assert holders
    for place in holders:
        assert MARKER not in text_of(redacted(put(body, place, MARKER), idp))


def test_every_place_of_a_wire_type_has_a_shape_of_its_own() -> None:
    waiting: list[Any] = [wanted for _, wanted in BODIES]
    met: set[Any] = set()
    open_places = []
    while waiting:
        wanted = waiting.pop()
        if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
            if wanted not in met:
                met.add(wanted)
                waiting += [
                    IN_PLACE_OF.get((wanted, field.name), (field.type, wanted, field.name))
                    for field in msgspec.structs.fields(wanted)
                ]
            continue
        held, *place = wanted if isinstance(wanted, tuple) else (wanted,)
        if held in (Any, object, dict, list, msgspec.Raw):
            open_places.append(place)
        waiting += [(each, *place) if get_args(each) or not _is_struct(each) else each for each in get_args(held)]
        if _is_struct(held):
            waiting.append(held)

    assert len(met) > 40
    assert open_places == []


def _is_struct(wanted: Any) -> bool:
    return isinstance(wanted, type) and issubclass(wanted, msgspec.Struct)
