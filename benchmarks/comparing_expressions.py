"""Measure parsing and comparing 10,000 distinct pairs of source expressions, Entra's and Okta's, against plain yardsticks.

Two in five pairs are plain attributes, as most estates hold; the others have functions: case, the part before the `@`, joining,
fallbacks, branches, transformed claims. Nothing is cached when the clock starts. The yardsticks are measured in the same run, so
that the ratios mean something on any machine: `json.loads` of the same amount of text, and a loop of plain Python.

    python benchmarks/comparing_expressions.py                # 10,000 pairs, the best of three
    python benchmarks/comparing_expressions.py --profile      # also where the time goes
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import pstats
import random
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from idplint.directory import attributes
from idplint.expressions import comparison, population, trying
from idplint.expressions.evaluation import DIALECTS, language
from idplint.expressions.known_directory import bare_directory
from idplint.expressions.normal_forms import reading
from idplint.expressions.users import UserAttributes
from idplint.model.application import CaseRule, Dialect, IdpKind, SourceExpression

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN_SHARE = 0.4
_LOOP = 1_000_000
_DOMAINS = 40
"""A large group of companies has some dozens."""
_CASE_RULES: tuple[CaseRule, ...] = ("exact", "fold", "unknown")
_CLAIM_IDS = ("mail", "userprincipalname", "objectid", "mailnickname", "employeeid", "givenname", "department")
_ENTRA = ("mail", "userPrincipalName", "objectId", "mailNickname", "employeeId", "givenName", "department")
_OKTA = ("login", "email", "secondEmail", "employeeNumber", "firstName", "department")
_CACHES = (
    comparison.compare,
    reading.form_of,
    trying.tryable,
    population.people,
    population.coincident,
    attributes.entra_claim_attribute,
    attributes.entra_provisioning_attribute,
    attributes.okta_attribute,
)


class Pair(NamedTuple):
    """Two ends of one link, and how the service provider compares them."""

    login: SourceExpression
    scim: SourceExpression
    idp: IdpKind
    case: CaseRule


def main() -> None:
    """Run the measurement and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=10_000, help="distinct pairs (default 10000)")
    parser.add_argument("--repeat", type=int, default=3, help="repetitions, of which the best counts (default 3)")
    parser.add_argument("--profile", action="store_true", help="profile one run, by time within")
    asked = parser.parse_args()
    pairs = written(asked.pairs)
    for dialect in DIALECTS:
        language(dialect).evaluate(
            language(dialect).parse("user.login"), UserAttributes({})
        )  # modules are loaded once per run
    seconds = min(_timed(lambda: _compare_all(pairs)) for _ in range(asked.repeat))
    verdicts = _compare_all(pairs)
    again = _timed(lambda: _compare(pairs))
    hits = comparison.compare.cache_info()
    text = json.dumps([[pair.login.text, pair.scim.text] for pair in pairs])
    yardstick = min(_timed(lambda: json.loads(text)) for _ in range(asked.repeat))
    loop = min(_timed(_plain_loop) for _ in range(asked.repeat))
    print(f"{len(pairs):,} distinct pairs, {len(text) / 1e6:.2f} MB of text")
    print("verdicts: " + ", ".join(f"{count:,} {verdict}" for verdict, count in verdicts.most_common()))
    print(
        f"parsed and compared in {seconds:.2f} s of processor time, {seconds / len(pairs) * 1e6:.0f} microseconds a pair"
    )
    print(f"  {seconds / yardstick:,.0f} times json.loads of the same text ({yardstick * 1e3:.1f} ms)")
    print(f"  {seconds / loop:.1f} times a plain loop of {_LOOP:,} additions ({loop * 1e3:.0f} ms)")
    print(f"once more: {again * 1e3:.1f} ms; compared {hits.misses:,} times, answered from memory {hits.hits:,} times")
    if hits.misses != len(pairs):
        raise SystemExit(f"identical pairs were compared more than once: {hits.misses:,} for {len(pairs):,}")
    if asked.profile:
        _profile(pairs)


# --- the pairs ---------------------------------------------------------------------------------------------------------


def written(count: int) -> list[Pair]:
    """Distinct pairs, the same ones in every run."""
    chance = random.Random(20_260_101)  # noqa: S311 - repeatable, no secret
    found: dict[Pair, None] = {}
    while len(found) < count:
        idp = chance.choice((IdpKind.ENTRA, IdpKind.OKTA))
        if chance.random() < _PLAIN_SHARE:
            login, scim = _plain(chance, idp)
        else:
            make = _entra if idp is IdpKind.ENTRA else _okta
            login, scim = make(chance)
        found[Pair(login, scim, idp, chance.choice(_CASE_RULES))] = None
    return list(found)


def _plain(chance: random.Random, idp: IdpKind) -> tuple[SourceExpression, SourceExpression]:
    # Directory extensions and custom attributes are what makes plain sources of large estates distinct.
    number = chance.randrange(400)
    if idp is IdpKind.ENTRA:
        claim = chance.choice((*_CLAIM_IDS, f"extension_{number:032x}_badge"))
        source = chance.choice((*_ENTRA, f"extension_{number:032x}_badge", f"extension_{number + 1:032x}_badge"))
        return _claim(f"user.{claim}"), _provisioning(f"[{source}]")
    name = chance.choice((*_OKTA, f"badge{number}"))
    other = chance.choice((*_OKTA, f"badge{number}", f"badge{number + 1}"))
    return SourceExpression(f"${{user.{name}}}", Dialect.OKTA_TEMPLATE), _classic(f"user.{other}")


def _claim(text: str) -> SourceExpression:
    return SourceExpression(text, Dialect.ENTRA_CLAIMS)


def _provisioning(text: str) -> SourceExpression:
    return SourceExpression(text, Dialect.ENTRA_PROVISIONING)


def _classic(text: str) -> SourceExpression:
    return SourceExpression(text, Dialect.OKTA_CLASSIC)


def _entra(chance: random.Random) -> tuple[SourceExpression, SourceExpression]:
    index, other = chance.randrange(len(_ENTRA)), chance.randrange(len(_ENTRA))
    domain = f"unit{chance.randrange(_DOMAINS)}.example"
    name, second = f"[{_ENTRA[index]}]", f"[{_ENTRA[other]}]"
    scim = chance.choice(
        (
            f"ToLower({name})",
            f"ToLower({name}, )",
            f'Word({name}, 1, "@")',
            f'Item(Split({name}, "@"), 1)',
            f'Append({name}, "@{domain}")',
            f'Join("@", {second}, "{domain}")',
            f'Append(Word({name}, 1, "@"), "@{domain}")',
            f"Coalesce({name}, {second})",
            f"IIF(IsPresent({name}), {name}, {second})",
            f'IIF([department] = "{domain}", {name}, {second})',
            f'Switch([department], {name}, "{domain}", {second})',
            f'Replace({name}, "@{domain}", , , "", , )',
            f'Replace({name}, , "(?<Suffix>@(.)*)", "Suffix", "", , )',
            f"Left({name}, {chance.randrange(1, 40)})",
        )
    )
    login = _claim(f"user.{_CLAIM_IDS[index]}") if chance.random() < 0.5 else _transformed(chance, index, domain)  # noqa: PLR2004
    return login, _provisioning(scim)


def _transformed(chance: random.Random, index: int, domain: str) -> SourceExpression:
    """A claim as a claims policy writes it."""
    source = {
        "attribute": {"@odata.type": "#microsoft.graph.sourcedAttribute", "id": _CLAIM_IDS[index], "source": "user"}
    }
    constant = {"attribute": {"@odata.type": "#microsoft.graph.valueBasedAttribute", "value": domain}}
    kind, rest = chance.choice(
        (
            ("toLowercase", {}),
            ("extractMailPrefix", {}),
            ("join", {"separator": "@", "input2": constant}),
            ("endsWith", {"value": domain, "output": source}),
        )
    )
    step: dict[str, Any] = {"@odata.type": f"#microsoft.graph.{kind}Transformation", "input": source, **rest}
    claim = {"condition": None, "attribute": source["attribute"], "transformations": [step]}
    kind = "#microsoft.graph.samlNameIdClaim"
    return _claim(json.dumps({"@odata.type": kind, "nameIdFormat": "emailAddress", "configurations": [claim]}))


def _okta(chance: random.Random) -> tuple[SourceExpression, SourceExpression]:
    name, other = chance.choice(_OKTA), chance.choice(_OKTA)
    word = f"unit{chance.randrange(500)}"
    login = chance.choice(
        (
            f"${{fn:substringBefore(user.{name}, '@')}}",
            f"${{user.{name}}}.{word}",
            f"${{fn:toLowerCase(user.{name})}}",
            f"{word}-${{user.{name}}}",
            f"${{empty user.{name} ? user.{other} : user.{name}}}",
        )
    )
    scim = chance.choice(
        (
            f"String.substringBefore(user.{name}, '@')",
            f'String.append(user.{name}, ".{word}")',
            f"String.toLowerCase(user.{other})",
            f"user.{name} ?: user.{other}",
            f'user.department == "{word}" ? user.{name} : user.{other}',
            f'String.stringContains(user.{name}, "{word}") ? user.{name} : user.{other}',
            f"String.substringBefore(user.{name}, '@') + \"@{word}.example\"",
        )
    )
    return SourceExpression(login, Dialect.OKTA_TEMPLATE), _classic(scim)


# --- measuring ---------------------------------------------------------------------------------------------------------


def _compare_all(pairs: list[Pair]) -> Counter[str]:
    """Compare every pair, with nothing known from before."""
    for cache in _CACHES:
        cache.cache_clear()
    return _compare(pairs)


def _compare(pairs: list[Pair]) -> Counter[str]:
    directories = {idp: bare_directory(idp) for idp in IdpKind}
    found = (comparison.compare(pair.login, pair.scim, directories[pair.idp], case_rule=pair.case) for pair in pairs)
    return Counter(agreement.verdict for agreement in found)


def _plain_loop() -> int:
    total = 0
    for number in range(_LOOP):
        total += number & 7
    return total


def _timed(run: Callable[[], object]) -> float:
    gc.collect()
    # Of the processor, so that what else runs on the machine counts less.
    started = time.process_time()
    run()
    return time.process_time() - started


def _profile(pairs: list[Pair]) -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    _compare_all(pairs)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(35)


if __name__ == "__main__":
    main()
