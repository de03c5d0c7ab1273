"""Building forms: each function here drops what changes nothing, and orders what can be written in several ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.directory.attributes import Attribute, Shape
from idplint.directory.samples import UserClass, value_identity
from idplint.expressions.normal_forms.forms import (
    BEFORE_AT,
    FIRST,
    JOIN,
    LOWER,
    UPPER,
    Applied,
    Form,
    Open,
    Source,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.expressions.known_directory import KnownDirectory
    from idplint.model.application import Dialect

_WITHOUT_AT = frozenset({Shape.GUID, Shape.HANDLE, Shape.NUMBER})
_MEMBERS_DOMAIN = frozenset({"entra.userPrincipalName", "entra.mail", "okta.email"})


class Builder:
    """Makes forms for one class of users.

    Args:
        user_class: For whom the forms hold.
        facts: Declared facts to take into account; None for what holds in every directory.
    """

    def __init__(self, user_class: UserClass, facts: KnownDirectory | None = None) -> None:
        self.user_class = user_class
        self._facts = facts
        self.given: dict[str, None] = {}
        """The declared facts that were used, in words, in order."""

    def source(self, attribute: Attribute, dialect: Dialect) -> Form:
        """The value that an attribute has for this class of users where this dialect reads it."""
        identity = value_identity(attribute, dialect, self.user_class)
        if identity is None:
            reason = f"Microsoft's documentation disagrees on what {attribute.label} yields for {self.user_class.words}"
            return Open(f"{dialect}:{attribute.name}", reason)
        # A guest's #EXT# name is not what people mean who declare that mail and userPrincipalName are the same.
        if identity == attribute.name or self.user_class is UserClass.MEMBERS:
            equal = self._equivalent(identity)
            if equal and min(equal) != identity:
                names = sorted(name.partition(".")[2] for name in equal)
                self.given[f"declared equivalent: {' = '.join(names)}"] = None
                return Source(min(equal), attribute, dialect)
        if attribute.multivalued:
            # Which of the values is taken is up to the dialect, and not documented.
            identity = f"{identity}, as {dialect} reads it"
        return Source(identity, attribute, dialect)

    def _equivalent(self, identity: str) -> frozenset[str]:
        sets = self._facts.equivalences.sets if self._facts else ()
        return next((names for names in sets if identity in names), frozenset())

    # --- case --------------------------------------------------------------------------------------------------------

    def lower(self, form: Form) -> Form:
        """In small letters."""
        return self._in_case(LOWER, form)

    def upper(self, form: Form) -> Form:
        """In capitals."""
        return self._in_case(UPPER, form)

    def _in_case(self, case: str, form: Form) -> Form:
        match form:
            case Text(text) if text.isascii():
                return Text(text.lower() if case == LOWER else text.upper())
            case Source(attribute=attribute) if case == LOWER and attribute.shape is Shape.GUID:
                return form  # Entra writes GUIDs in small letters
            case Applied(function) if function == case:
                return form
            case Applied(function, (inner,)) if function in {LOWER, UPPER} and inner is not None and is_address(inner):
                return self._in_case(case, inner)
            case Applied(function, operands) if function == JOIN:
                return self.join(*(self._in_case(case, each) for each in operands if each is not None))
            case Applied(function, operands) if function == FIRST:
                return self.first(*(self._in_case(case, each) for each in operands if each is not None))
            case Applied(function, (inner,)) if function == BEFORE_AT and inner is not None:
                return self.before_at(self._in_case(case, inner))
            case _:
                return Applied(case, (form,))

    # --- joining and cutting -----------------------------------------------------------------------------------------

    def join(self, *operands: Form) -> Form:
        """Texts one after the other; joins inside joins are one, neighbouring constants too."""
        flat: list[Form] = []
        for operand in _flattened(JOIN, operands):
            if isinstance(operand, Text) and flat and isinstance(flat[-1], Text):
                flat[-1] = Text(flat[-1].text + operand.text)
            elif operand != Text(""):
                flat.append(operand)
        if not flat:
            return Text("")
        return self._whole_address(flat) or (flat[0] if len(flat) == 1 else Applied(JOIN, tuple(flat)))

    def _whole_address(self, flat: list[Form]) -> Form | None:
        """The address itself, where its own part before the `@` is joined with the only domain there is."""
        if self._facts is None or len(self._facts.domains) != 1 or self.user_class is not UserClass.MEMBERS:
            return None
        domain = self._facts.domains[0]
        match flat:
            case [Applied(function, (inner,)), Text(text)] if function == BEFORE_AT and inner is not None:
                source = _uncased(inner)
                in_capitals = isinstance(inner, Applied) and inner.function == UPPER
                if text != (f"@{domain}".upper() if in_capitals else f"@{domain}"):
                    return None
                # Who has no mail gets the bare domain: an empty text before the @ is no address again.
                if isinstance(source, Source) and source.identity in _MEMBERS_DOMAIN and self.never_empty(source):
                    self.given[f"declared: every address is at {domain}"] = None
                    return inner
        return None

    def before_at(self, form: Form) -> Form:
        """The part before the `@`; only for what is certain to be an address, as the vendors differ on everything else."""
        match form:
            case Text(text) if text.count("@") == 1 and not text.startswith("@"):
                return Text(text.partition("@")[0])
            case Applied(function, operands) if function == JOIN:
                kept: list[Form] = []
                for operand in operands:
                    if isinstance(operand, Text) and "@" in operand.text:
                        return self.join(*kept, Text(operand.text.partition("@")[0]))
                    if operand is None or not has_no_at(operand):
                        break
                    kept.append(operand)
            case Applied(function, operands) if function == FIRST and all(map(is_address, operands)):
                return self.first(*(self.before_at(each) for each in operands if each is not None))
        return Applied(BEFORE_AT, (form,))

    # --- choosing ----------------------------------------------------------------------------------------------------

    def first(self, *operands: Form) -> Form:
        """The first that is not empty; what comes after one that is never empty is never reached."""
        kept: dict[Form, None] = {}
        asked: set[Form] = set()
        for operand in _flattened(FIRST, operands):
            # Small letters of nothing are nothing: after the one, the other is empty too.
            if _core(operand) in asked or operand == Text(""):
                continue
            kept[operand] = None
            asked.add(_core(operand))
            if self.never_empty(operand):
                break
        if not kept:
            return Text("")
        return next(iter(kept)) if len(kept) == 1 else Applied(FIRST, tuple(kept))

    def never_empty(self, form: Form) -> bool:
        """Whether it has a value for everybody; a declared fact that this rests on counts as used."""
        match form:
            case Text(text):
                return bool(text)
            case Source(attribute=attribute):
                if not attribute.nullable:
                    return True
                fact = self._fact_of_being_filled(attribute)
                if fact is not None:
                    self.given[fact] = None
                return fact is not None
            case Applied(function, (inner,)) if function in {LOWER, UPPER, BEFORE_AT} and inner is not None:
                return self.never_empty(inner)
            case Applied(function, operands) if function == JOIN:
                return all(each is not None and self.never_empty(each) for each in operands)
            case Applied(function, operands) if function == FIRST:
                return any(each is not None and self.never_empty(each) for each in operands)
            case _:
                return False

    def _fact_of_being_filled(self, attribute: Attribute) -> str | None:
        if self._facts is None:
            return None
        if self.user_class is UserClass.MEMBERS:
            return self._facts.filled_as(attribute)
        return f"declared never null: {attribute.label}" if attribute.name in self._facts.never_null else None

    def may_be_passed_over(self, form: Form) -> bool:
        """Whether it is certain what a choice does with it: an attribute as it stands, or something never empty.

        What functions make of an empty attribute is documented for few of them.
        """
        if isinstance(form, Applied) and form.function == FIRST:
            return all(each is not None and self.may_be_passed_over(each) for each in form.operands)
        return isinstance(form, Source | Text) or self.never_empty(form)

    def if_present(self, tested: Form, then: Form, otherwise: Form) -> Form | None:
        """`otherwise` where `tested` is empty; None where `then` is something else than what was tested."""
        return self.first(then, otherwise) if _core(then) == _core(tested) else None


def is_address(form: Form | None) -> bool:
    """Whether every value of it is an address with one `@`, and text before it."""
    match form:
        case Source(attribute=attribute):
            # Okta's login is an address unless the org relaxed its format.
            return attribute.shape is Shape.ADDRESS and attribute.name != "okta.login" and not attribute.multivalued
        case Text(text):
            return text.count("@") == 1 and not text.startswith("@")
        case Applied(function, operands) if function in {LOWER, UPPER, FIRST}:
            return all(is_address(each) for each in operands)
        case _:
            return False


def folded(form: Form) -> Form:
    """The form where upper and lower case do not count."""
    builder = Builder(UserClass.MEMBERS)
    match form:
        case Text(text):
            return Text(text.lower() if text.isascii() else text)
        case Applied(function, (inner,)) if function in {LOWER, UPPER} and inner is not None:
            return folded(inner)
        case Applied(function, operands) if function in {JOIN, FIRST, BEFORE_AT}:
            inner_forms = tuple(folded(each) for each in operands if each is not None)
            if function == JOIN:
                return builder.join(*inner_forms)
            return builder.first(*inner_forms) if function == FIRST else builder.before_at(inner_forms[0])
        case _:
            return form


def _flattened(function: str, operands: Iterable[Form]) -> Iterable[Form]:
    for operand in operands:
        if isinstance(operand, Applied) and operand.function == function:
            yield from (each for each in operand.operands if each is not None)
        else:
            yield operand


def has_no_at(form: Form) -> bool:
    """Whether no value of it holds an `@`."""
    match form:
        case Text(text):
            return "@" not in text
        case Source(attribute=attribute):
            return attribute.shape in _WITHOUT_AT
        case Applied(function) if function == BEFORE_AT:
            return True
        case Applied(function, (inner,)) if function in {LOWER, UPPER} and inner is not None:
            return has_no_at(inner)
        case _:
            return False


def _uncased(form: Form) -> Form:
    while isinstance(form, Applied) and form.function in {LOWER, UPPER} and form.operands[0] is not None:
        form = form.operands[0]
    return form


def _core(form: Form) -> Form:
    """What decides whether a form is empty."""
    while isinstance(form, Applied) and form.function in {LOWER, UPPER, BEFORE_AT} and form.operands[0] is not None:
        form = form.operands[0]
    return form
