"""Templates compiled once for each language, with its sentences and all that never changes in them."""

from collections.abc import Callable
from typing import Any

from babel.support import NullTranslations
from flask import current_app, url_for
from flask.sansio.app import App
from flask.templating import Environment
from flask_babel import get_translations
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup
from werkzeug.routing import BuildError

from intake.page import language
from intake.page.static import static_url

_OF_THE_FRAME = ("product", "organisation", "language", "home")
_ADDRESSES: dict[str, Callable[[str], str]] = {"static_url": static_url, "url_for": url_for}


class _Translator(NodeTransformer):
    """
    Puts the words of a language where a template calls ``_("...")`` or has ``{% trans %}``, and what is the
    same on every page in that language where it is named: addresses without values, the words of the frame.
    """

    def __init__(self, words: NullTranslations, frame: object) -> None:
        self._words = words
        self._frame = frame

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Replace what the frame says on every page."""
        self.generic_visit(node)
        if isinstance(node.node, nodes.Name) and node.node.name == "page" and node.attr in _OF_THE_FRAME:
            return nodes.Const(getattr(self._frame, node.attr))
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Replace the call by the sentence or the address; what a sentence names is put in when shown."""
        self.generic_visit(node)
        given = [each.value for each in node.args if isinstance(each, nodes.Const)]
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if len(given) != 1 or len(node.args) != 1 or node.dyn_kwargs is not None:
            return node
        if name in _ADDRESSES and not node.kwargs:
            try:
                return nodes.Const(_ADDRESSES[name](given[0]))
            except (KeyError, BuildError):
                return node  # A page that is not there: who runs one of the schemes never comes to it.
        if name not in ("_", "gettext"):
            return node
        sentence = self._words.ugettext(given[0])
        if not node.kwargs:
            return nodes.MarkSafeIfAutoescape(nodes.Const(sentence % {}))
        named = [nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs]
        return nodes.Mod(nodes.MarkSafeIfAutoescape(nodes.Const(sentence)), nodes.Dict(named))


class _Generator(CodeGenerator):
    """Translates a template before it is compiled, where its environment speaks a language."""

    environment: "PageEnvironment"

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's
        """Compile the translated template."""
        if self.environment.words is not None:
            _Translator(self.environment.words, self.environment.app.extensions["frame"]()).visit(node)
        super().visit_Template(node, frame)


class _PageTemplate(Template):
    """A template whose macros are read once: Jinja compares all globals at each import, ours are the same."""

    def _get_default_module(self, _context: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class PageEnvironment(Environment):
    """
    Jinja's environment of an app: for each language a set of compiled templates of its own, made anew when
    the organisation has other words.

    A template that is no file looks its sentences up when it is shown.
    """

    code_generator_class = _Generator
    template_class = _PageTemplate

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options)
        self.words: NullTranslations | None = None
        self._by_language: dict[str, PageEnvironment] = {}

    def get_or_select_template(self, *named: Any, **options: Any) -> Template:
        """Give a template in the language of the running request."""
        if self.words is not None:
            return super().get_or_select_template(*named, **options)
        here, words = language.current(), get_translations()
        spoken = self._by_language.get(here)
        if spoken is None or spoken.words is not words:
            spoken = self.overlay()
            spoken.words = words
            self._by_language[here] = spoken
        return spoken.get_or_select_template(*named, **options)


def macro(template: str, name: str) -> Callable[..., Markup]:
    """Give a macro of a template in the language of the running request (Flask's own way knows none)."""
    found: Callable[..., Markup] = getattr(
        current_app.jinja_env.get_or_select_template(template).module, name
    )
    return found
