"""What idplint understood of an application, for `idplint show`: every value with its place, and what was assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from idplint.analysis.advice import source_words
from idplint.analysis.judgement import judge_keys
from idplint.analysis.key_facets import login_keys
from idplint.analysis.link import Link, key_words
from idplint.analysis.sources import resolved
from idplint.expressions.facets import changes, emptiness, sharing
from idplint.expressions.normal_forms.forms import Open
from idplint.expressions.normal_forms.reading import form_of
from idplint.model.values import Basis, Origin, Sourced, Unknown
from idplint.reports.escaping import defuse_line, neutralise
from idplint.reports.wording import one_line, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.documents.spans import Span
    from idplint.model.application import Claim, Provisioning, SourceExpression
    from idplint.model.values import Fact

T = TypeVar("T")

_BASIS = {
    Basis.READ: "",
    Basis.DECLARED: "declared",
    Basis.IDP_DEFAULT: "the identity provider's default",
    Basis.CATALOGUE: "usual for this service provider",
    Basis.INFERRED: "inferred",
}


_EMPTY = {"never": "never empty", "sometimes": "empty for some", "unknown": "empty for whom is unknown"}
_SHARED = {
    "unique": "no two people are known to share a value",
    "shared": "two people may share a value",
    "across_domains": "two people in two domains may share a value",
    "depends_on_domains": "two people may share a value if there are two domains",
    "constant": "the same for everybody",
    "unknown": "whether two people may share a value is unknown",
}


class Places(Protocol):
    """Finds regions of text for origins."""

    def span(self, origin: Origin) -> Span:
        """The region an origin stands for."""


def understanding(analysis: ApplicationAnalysis, places: Places) -> str:
    """A readable account of one application; no value in it can break its line, or be taken for a command."""
    return "\n".join(defuse_line(line) for line in _Account(analysis, places).lines())


class _Account:
    def __init__(self, analysis: ApplicationAnalysis, places: Places) -> None:
        self._analysis = analysis
        self._application = analysis.application
        self._places = places

    def lines(self) -> Iterator[str]:
        application = self._application
        idp = application.idp
        tenant = f", tenant {shown(idp.tenant)}" if idp.tenant else ""
        yield shown(application.name)
        yield f"  id                {shown(application.id)}{self._other_ids()}"
        yield f"  identity provider {idp.kind.value}{tenant}"
        yield f"  read at           {self._place(application.origin)}"
        yield from self._fact("  enabled           ", application.enabled, lambda value: "yes" if value else "no")
        yield from self._assignment()
        yield f"  service provider  {self._provider()}"
        yield from self._fact("  protocol          ", application.protocol, lambda value: value.value)
        yield from self._claims()
        yield from self._provisioning()
        yield from self._keys()
        yield from self._fact("  JIT               ", self._analysis.jit, lambda value: value.value)
        yield from self._fact("  login updates     ", self._analysis.updates, lambda value: value.value)
        yield from self._assumptions()
        for contested in application.contested:
            losers = ", ".join(self._place(loser) for loser in contested.losers)
            winner = self._place(contested.winner)
            reason = one_line(contested.reason)
            yield f"  contested         {shown(contested.fact)}: {winner} counts, not {losers} ({reason})"

    def _other_ids(self) -> str:
        others = self._application.other_ids
        return f" (with {', '.join(map(shown, others))})" if others else ""

    def _provider(self) -> str:
        profile, facts = self._analysis.profile, self._application.service_provider
        variant = f" ({self._analysis.variant})" if self._analysis.variant else ""
        if facts.id is not None:
            return f"{profile.name}{variant}  [{self._place(facts.id.origin)}{self._basis(facts.id)}]"
        if self._analysis.recognised is not None:
            found = self._analysis.recognised
            return f"{profile.name}{variant}  [{one_line(found.because)}: {self._place(found.origin)}]"
        return "not in the catalogue"

    def _assignment(self) -> Iterator[str]:
        assignment = self._application.assignment
        if assignment is not None:
            required = {True: "only people who were assigned", False: "everybody of the tenant"}
            assigned = {True: "somebody is assigned", False: "nobody is assigned"}
            yield from self._fact("  let in            ", assignment.required, lambda value: required[value])
            yield from self._fact("  assigned          ", assignment.assigned, lambda value: assigned[value])

    def _claims(self) -> Iterator[str]:
        application = self._application
        if isinstance(application.name_id, Unknown):
            yield from self._unknown("  NameID            ", application.name_id)
        elif application.name_id is not None:
            yield from self._claim("NameID", application.name_id)
        if isinstance(application.attributes, Unknown):
            yield from self._unknown("  login attributes  ", application.attributes)
            return
        for claim in application.attributes:
            yield from self._claim(claim.name, claim)
        if application.other_attributes is not None:
            yield from self._unknown("  other attributes  ", application.other_attributes)
        if application.application_username is not None:
            yield from self._fact("  app username      ", application.application_username, source_words)

    def _claim(self, name: str, claim: Claim) -> Iterator[str]:
        for branch in claim.branches:
            users = f" for {shown(branch.users)}" if branch.users else ""
            label = f"{shown(name)}{users}"
            yield from self._source(f"  {label:<17} <- ", branch.source)

    def _source(self, head: str, source: Fact[SourceExpression], tail: str = "") -> Iterator[str]:
        """A source after the words that lead to it; `tail` is what else is to be said of it."""
        if isinstance(source, Unknown):
            yield from self._unknown(head, source, tail)
            return
        text = f"{head}{self._sourced(source, source_words)}"
        unread = form_of(source.value, self._application.idp.kind)
        tail = f"{f' (not evaluated: {one_line(unread.reason)})' if isinstance(unread, Open) else ''}{tail}"
        meant = resolved(self._application, source)
        if isinstance(meant, Unknown):
            yield from self._unknown(f"{text}, which is ", meant, tail)
            return
        which = f", which is {shown(source_words(meant.value))}" if meant.value != source.value else ""
        yield f"{text}{which}{tail}"

    def _provisioning(self) -> Iterator[str]:
        stated = self._application.provisioning
        if isinstance(stated, Unknown):
            yield from self._unknown("  SCIM              ", stated)
            return
        if not stated:
            yield "  SCIM              none"
        for job in stated:
            name = f" {shown(job.name)}" if job.name else ""
            yield from self._fact(f"  SCIM{name}: ", job.state, lambda value: value.value)
            if job.endpoint is not None:
                yield from self._fact("    endpoint ", job.endpoint, str)
            yield from self._mappings(job)

    def _mappings(self, job: Provisioning) -> Iterator[str]:
        if isinstance(job.mappings, Unknown):
            yield from self._unknown("    mappings        ", job.mappings)
            return
        for mapping in job.mappings:
            precedence = f", matching {mapping.matching_precedence}" if mapping.matching_precedence else ""
            once = ", only on creation" if mapping.flow == "create_only" else ""
            yield from self._source(f"    {shown(mapping.target):<15} <- ", mapping.source, f"{precedence}{once}")

    def _keys(self) -> Iterator[str]:
        analysis, link = self._analysis, self._analysis.link
        if isinstance(link, Unknown):
            yield from self._unknown("  joins on          ", link)
            return
        if link is None:
            yield "  joins on          not known: NameID is compared with externalId, userName and work e-mail"
        else:
            where = f"  [{self._place(link.scim_origin)}]" if link.scim_origin else ""
            login = " or ".join(shown(key_words(key)) for key in link.login)
            yield f"  joins on          {login} = {' or '.join(map(shown, link.scim))}{where}"
        if analysis.federated is not True or analysis.scim_on is not True or isinstance(analysis.login, Unknown):
            return
        _, claim = analysis.login
        for judgement in judge_keys(analysis, claim):
            comparison = judgement.comparison
            against = f" (against {shown(comparison.attribute)})" if comparison else ""
            given = f", given {one_line(comparison.given)}" if comparison and comparison.given else ""
            why = f": {one_line(judgement.missing.reason)}" if judgement.missing else ""
            yield f"  keys              {judgement.verdict.replace('_', ' ')}{against}{given}{why}"
        yield from self._facets(claim)

    def _facets(self, claim: Claim) -> Iterator[str]:
        """What can be said of the login key by itself."""
        for found in login_keys(self._analysis, claim):
            if isinstance(found, Unknown):
                continue
            whose = "" if found.audience.is_everyone else f" for {shown(found.audience.words)}"
            empty, shared = emptiness(found.key), sharing(found.key)
            attribute = f", without {shown(empty.attribute.label)}" if empty.attribute else ""
            facts = dict.fromkeys((*empty.given, *shared.given))
            given = f", given {one_line('; '.join(facts))}" if facts else ""
            changed = ", ".join(each.name.replace("_", " ") for each in changes(found.key))
            yield f"  login key{whose:<9}{_EMPTY[empty.verdict]}{attribute}; {_SHARED[shared.verdict]}{given}"
            yield f"                    {f'changes when: {changed}' if changed else 'no change that idplint knows of'}"

    def _assumptions(self) -> Iterator[str]:
        link = self._analysis.link
        for text in link.assumptions if isinstance(link, Link) else ():
            yield f"  assumed           {one_line(text)}"
        scope = self._analysis.scope
        if scope.guests_excluded:
            yield "  given             no guest is given access (declared)"
        elif not scope.guests_in_scope:
            yield "  assumed           no guest signs in, unless a claim's condition names guests (declare directory: guests)"

    def _fact(self, head: str, fact: Fact[T], words: Callable[[T], str]) -> Iterator[str]:
        if isinstance(fact, Unknown):
            yield from self._unknown(head, fact)
        else:
            yield f"{head}{self._sourced(fact, words)}"

    def _sourced(self, fact: Sourced[T], words: Callable[[T], str]) -> str:
        note = f"; {one_line(fact.note)}" if fact.note else ""
        return f"{shown(words(fact.value))}  [{self._place(fact.origin)}{self._basis(fact)}{note}]"

    def _unknown(self, head: str, unknown: Unknown, tail: str = "") -> Iterator[str]:
        where = f"  [{self._place(unknown.origin)}]" if unknown.origin else ""
        yield f"{head}unknown: {one_line(unknown.reason)}{where}{tail}"
        yield f"                      to supply it: {one_line(unknown.remedy)}"

    def _basis(self, fact: Sourced[T]) -> str:
        words = _BASIS[fact.basis]
        return f", {words}" if words else ""

    def _place(self, origin: Origin) -> str:
        span = self._places.span(origin)
        return f"{neutralise(origin.path)}:{span.line}:{span.column}"
