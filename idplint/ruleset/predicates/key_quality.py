"""Predicates on a key by itself: is it the same for two people, a constant, or empty for somebody?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.analysis.advice import source_words, where_login, where_scim
from idplint.analysis.judgement import judge_keys
from idplint.analysis.key_facets import PAIRWISE, login_keys, scim_constants, sends_pairwise
from idplint.analysis.link import Link, key_words
from idplint.analysis.scim_paths import WORK_EMAIL, same_path
from idplint.directory.samples import UserClass
from idplint.expressions.comparison import NO_VALUE, Reach
from idplint.expressions.facets import emptiness, shared_constant, sharing
from idplint.findings import Label, Witness
from idplint.model.values import Unknown
from idplint.ruleset.answers import Answer, Fine, NotApplicable, Undecided, Violation
from idplint.ruleset.predicate import Predicate
from idplint.ruleset.predicates.gates import caution_of, needs_login_and_scim

if TYPE_CHECKING:
    from collections.abc import Iterator

    import msgspec

    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.analysis.key_facets import LoginKey
    from idplint.directory.attributes import Attribute
    from idplint.expressions.facets import Sharing
    from idplint.model.application import Claim

_KEY = frozenset({"login_key", "login_source", "provider", "where"})


def _keys(analysis: ApplicationAnalysis) -> Answer | tuple[str, Claim, list[LoginKey | Unknown]]:
    """The sources of the login key, one for each class of users that counts; or what settles the rule beforehand."""
    gate = needs_login_and_scim(analysis)
    if gate is not None:
        return gate
    if isinstance(analysis.link, Unknown):
        return Undecided(analysis.link)
    login = analysis.login
    if isinstance(login, Unknown):
        return Undecided(login)
    key, claim = login
    return key, claim, list(login_keys(analysis, claim))


def _differ(analysis: ApplicationAnalysis, claim: Claim) -> bool:
    """Whether the keys differ for more than the edge: then that is to be put right first."""
    return any(
        judged.verdict == "mismatch" and judged.reach is not Reach.EDGE for judged in judge_keys(analysis, claim)
    )


def _differ_where_empty(analysis: ApplicationAnalysis, claim: Claim) -> bool:
    """Whether the keys differ just for people without a value at the login: IDP101 shows one of them."""
    differences = (
        judged.comparison.difference
        for judged in judge_keys(analysis, claim)
        if judged.verdict == "mismatch" and judged.comparison is not None
    )
    examples = (held.agreement.witness for held in differences if held is not None)
    return any(example is not None and example.login_value == NO_VALUE for example in examples)


def _slots(analysis: ApplicationAnalysis, key: str, found: LoginKey) -> dict[str, str]:
    return {
        "login_key": key_words(key),
        "login_source": source_words(found.source.value),
        "provider": analysis.profile.name,
        "where": where_login(analysis, key),
    }


def _label(key: str, found: LoginKey) -> Label:
    return Label(found.source.origin, f"{key_words(key)} carries {source_words(found.source.value)}", primary=True)


# --- two people, one value -------------------------------------------------------------------------------------------


def key_not_unique(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """Two people may arrive with one value of the login key, so that one signs in to the other's account."""
    keys = _keys(analysis)
    if not isinstance(keys, tuple):
        yield keys
        return
    name, claim, sources = keys
    if _differ(analysis, claim):
        yield NotApplicable("login key and SCIM key are not the same yet (IDP101)")
        return
    for found in sources:
        if isinstance(found, Unknown):
            yield Undecided(found)
            continue
        shared = sharing(found.key)
        if shared.verdict in {"unique", "constant"}:
            yield Fine()
        elif shared.verdict == "unknown":
            yield Undecided(_sharing_unread(name, found))
        elif shared.verdict == "depends_on_domains":
            yield Undecided(_domains_unread(name, found))
        else:
            yield _shared(analysis, name, found, shared)


def _sharing_unread(name: str, found: LoginKey) -> Unknown:
    return Unknown(
        f"uniqueness of {key_words(name)}",
        f"whether two people can have one value of {source_words(found.source.value)} cannot be told from the expression",
        "make the key from an attribute that no two people share, or describe two people under `directory: samples` in "
        "idplint.yaml whom it must tell apart",
        found.source.origin,
    )


def _domains_unread(name: str, found: LoginKey) -> Unknown:
    return Unknown(
        "domains of the directory",
        f"{key_words(name)} leaves out what stands after the @, which tells two people apart only if there is one domain",
        "list them in idplint.yaml: directory: {domains: [contoso.com]}",
        found.source.origin,
    )


def _shared(analysis: ApplicationAnalysis, name: str, found: LoginKey, shared: Sharing) -> Violation:
    slots = _slots(analysis, name, found)
    if shared.pair is None:
        return Violation(outcome="shared-attribute", slots=slots, labels=(_label(name, found),))
    one, other = shared.pair
    witness = Witness(
        f"{one.name} and {other.name}",
        one.user_class.value,
        shared.value,
        shared.value,
        f"{other.name} signs in to the account of {one.name}",
    )
    by_nature = "shared-attribute" if shared.by_nature else "lossy"
    return Violation(
        outcome="across-domains" if shared.verdict == "across_domains" else by_nature,
        slots=slots,
        labels=(_label(name, found),),
        witness=witness,
        caution=caution_of(found.source),
    )


# --- the same for everybody ------------------------------------------------------------------------------------------


def constant_in_key(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """A key is, or falls back on, one text for everybody."""
    keys = _keys(analysis)
    if not isinstance(keys, tuple):
        yield keys
        return
    name, _, sources = keys
    for found in sources:
        if isinstance(found, Unknown):
            yield Undecided(found)
            continue
        slots = {**_slots(analysis, name, found), "constant": "", "scim_attribute": "", "scim_where": ""}
        if sharing(found.key).verdict == "constant":
            yield Violation(outcome="constant", slots=slots, labels=(_label(name, found),))
        elif (default := shared_constant(found.key)) is not None:
            yield Violation(
                outcome="shared-default", slots={**slots, "constant": default}, labels=(_label(name, found),)
            )
        else:
            yield Fine()
    for attribute, kind, text, origin in scim_constants(analysis):
        slots = {
            "login_key": key_words(name),
            "login_source": "",
            "provider": analysis.profile.name,
            "where": "",
            "constant": text,
            "scim_attribute": attribute,
            "scim_where": where_scim(analysis, attribute),
        }
        words = f'{attribute} is "{text}" for everybody' if kind == "scim-constant" else f'"{text}" where it is empty'
        yield Violation(outcome=kind, slots=slots, labels=(Label(origin, words, primary=True),))


# --- empty for somebody ----------------------------------------------------------------------------------------------


def key_may_be_empty(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """The login key comes from an attribute that not everybody has."""
    keys = _keys(analysis)
    if not isinstance(keys, tuple):
        yield keys
        return
    name, claim, sources = keys
    if _differ(analysis, claim) or _differ_where_empty(analysis, claim):
        yield NotApplicable("login key and SCIM key are not the same yet (IDP101)")
        return
    defaults = (text for _, kind, text, _ in scim_constants(analysis) if kind == "mapping-default")
    stored = next(defaults, NO_VALUE)
    for found in sources:
        if isinstance(found, Unknown):
            yield Undecided(found)
            continue
        empty = emptiness(found.key)
        if empty.verdict == "never":
            yield Fine("; ".join(empty.given))
        elif empty.verdict == "unknown":
            yield Undecided(_emptiness_unread(name, found, empty.attribute))
        elif empty.attribute is not None and empty.attribute.name == "entra.mail" and _wants_mail(analysis):
            yield Fine("who has no e-mail address cannot have an account there anyway")
        else:
            attribute = empty.attribute
            slots = _slots(analysis, name, found)
            slots["attribute"] = attribute.label if attribute else slots["login_source"]
            slots["line"] = _never_null(attribute) if attribute else "directory: {never_null: […]}"
            outcome = _what_is_sent(analysis, name, slots["attribute"])
            yield Violation(
                outcome=outcome,
                slots=slots,
                labels=(_label(name, found),),
                witness=Witness(
                    empty.user.words,
                    UserClass.MEMBERS.value,
                    NO_VALUE if outcome == "missing" else PAIRWISE,
                    stored,
                    "the login finds no account, or another one",
                )
                if empty.user
                else None,
                caution=caution_of(found.source),
            )


def _emptiness_unread(name: str, found: LoginKey, attribute: Attribute | None) -> Unknown:
    """What would settle it: that everybody has the attribute, or a look at what the expression makes of one who has not."""
    remedy = "`idplint eval` shows what the expression yields for one person; make the key from an attribute that is never empty"
    if attribute is not None:
        remedy = f"if everybody who uses the application has it, add to idplint.yaml: {_never_null(attribute)}"
    lacking = f" for people without {attribute.label}" if attribute else ""
    return Unknown(
        f"empty {key_words(name)}",
        f"whether {source_words(found.source.value)} has a value{lacking or ' for everybody'} cannot be told",
        remedy,
        found.source.origin,
    )


def _never_null(attribute: Attribute) -> str:
    return f"directory: {{never_null: [{attribute.written}]}}"


def _wants_mail(analysis: ApplicationAnalysis) -> bool:
    """Whether the provider knows people by their e-mail address."""
    joined = analysis.link.scim[0] if isinstance(analysis.link, Link) else ""
    return analysis.profile.advice.key_shape == "address" or same_path(joined, WORK_EMAIL)


def _what_is_sent(analysis: ApplicationAnalysis, name: str, attribute: str) -> str:
    """Entra puts a pairwise identifier where a NameID has no value; what others do is not documented."""
    if sends_pairwise(analysis, name):
        return "pairwise-without-mail" if attribute == "mail" else "pairwise"
    return "missing"


_CONSTANTS = _KEY | {"constant", "scim_attribute", "scim_where"}

PREDICATES = (
    Predicate("key-not-unique", dict.fromkeys(("across-domains", "lossy", "shared-attribute"), _KEY), key_not_unique),
    Predicate(
        "constant-in-key",
        dict.fromkeys(("constant", "shared-default", "scim-constant", "mapping-default"), _CONSTANTS),
        constant_in_key,
    ),
    Predicate(
        "key-may-be-empty",
        dict.fromkeys(("pairwise", "pairwise-without-mail", "missing"), _KEY | {"attribute", "line"}),
        key_may_be_empty,
    ),
)
