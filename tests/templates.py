"""
A test process compiles a template once for all its apps, as long as everything that goes into it is the same.

Each test has an app of its own, and compiling its templates anew was a third of what such tests cost. Beside
its source, a template is compiled of what is asked meanwhile: sentences, addresses, what the frame says. All
of it is asked again before what was compiled is taken a second time.
"""

from collections.abc import Callable
from threading import RLock
from types import CodeType

from werkzeug.routing import BuildError

from intake.page import translated
from intake.page.translated import PageEnvironment

Question = tuple[str, str]
compile_anew: Callable[..., CodeType] = PageEnvironment.compile
_asked_for = dict(translated._ADDRESSES)
_compiled: dict[tuple[str, str, str], list[tuple[dict[Question, object], CodeType]]] = {}
_answers: dict[Question, object] = {}
_one_at_a_time = RLock()


def compile_once() -> None:
    """From now on let the apps of this process share what they compile."""
    translated._ADDRESSES.update({kind: _noting(kind, address) for kind, address in _asked_for.items()})
    PageEnvironment.compile = _taken_or_compiled


def _taken_or_compiled(
    environment: PageEnvironment, source: str, name: str | None = None, filename: str | None = None
) -> CodeType:
    words = environment.words
    if words is None or name is None or filename is None:
        return compile_anew(environment, source, name, filename)
    with _one_at_a_time:
        known = _compiled.setdefault((source, name, filename), [])
        for answers, code in known:
            if all(_is_same(_answer(environment, *asked), before) for asked, before in answers.items()):
                return code
        _answers.clear()
        for of_frame in translated._OF_THE_FRAME:
            _answers["frame", of_frame] = _answer(environment, "frame", of_frame)
        environment.words = _Noting(words.ugettext)
        try:
            code = compile_anew(environment, source, name, filename)
        finally:
            environment.words = words
        known.append((dict(_answers), code))
        return code


def _is_same(one: object, other: object) -> bool:
    # What is HTML and what has still to be made so is compiled otherwise, be it the same letters.
    return type(one) is type(other) and one == other


def _answer(environment: PageEnvironment, kind: str, what: str) -> object:
    if kind == "words":
        return environment.words.ugettext(what)
    if kind == "frame":
        return getattr(environment.app.extensions["frame"](), what)
    try:
        return _asked_for[kind](what)
    except (KeyError, BuildError):
        return None  # There is no such page in this app, and one is compiled otherwise that has it.


def _noting(kind: str, ask: Callable[[str], object]) -> Callable[[str], object]:
    def asked(what: str) -> object:
        try:
            answer = ask(what)
        except (KeyError, BuildError):
            _answers.setdefault((kind, what), None)
            raise
        return _answers.setdefault((kind, what), answer)

    return asked


class _Noting:
    """The words of an environment."""

    def __init__(self, ugettext: Callable[[str], object]) -> None:
        self.ugettext = _noting("words", ugettext)
