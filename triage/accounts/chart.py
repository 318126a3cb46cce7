"""
A table as a drawing: bars, or a course over time, in SVG that needs no style, no script and no colour.

Nothing is told apart by colour alone, each number is printed beside its bar, and what is left out has no bar
but the words for it. The whole of it is one image to a screen reader, with title and description; the table
stands behind it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from intake.domain.translatable import N_
from triage.accounts.document import Chart, Grid, GridLine, NumberShown
from triage.accounts.shown import value_words
from triage.accounts.words import Translate

WIDTH = 480
SERIES = 3
"""So many columns can be told apart by their patterns; of a wider table the totals are drawn."""
BAR, GAP, LINE, NUMBER_ROOM = 16, 12, 20, 90
COURSE_HEIGHT, COURSE_TOP, COURSE_FOOT = 160, 30, 44
CROWDED = 14
"""From so many points on not each of them has room for its words."""
INK, PAPER = "#1a1a1a", "#ffffff"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: what a screen reader says of it, and the SVG itself, which a template takes as it is."""

    description: str
    svg: str

    def __html__(self) -> str:
        """Give the SVG; every word in it has been escaped."""
        return self.svg


def chart(grid: Grid, language: str, say: Translate) -> Drawing | None:
    """Draw a table; None where it asks for no drawing or has nothing that could be drawn."""
    rows = tuple(each for each in grid.rows if not each.is_total and not each.depth)
    columns = _drawn(grid)
    if grid.chart is None or not rows or not columns:
        return None
    pen = _Pen(grid, rows, columns, language, say)
    if not pen.longest:
        return None
    body, height = pen.course() if grid.chart is Chart.COURSE and len(columns) == 1 else pen.bars()
    return Drawing(pen.description(), pen.whole(body, height))


def _drawn(grid: Grid) -> tuple[GridLine, ...]:
    """Choose the columns: all, where they are few; else the one that all come together in."""
    parts = tuple(each for each in grid.columns if not each.is_total)
    if len(parts) <= (1 if grid.chart is Chart.COURSE else SERIES):
        return parts
    return tuple(each for each in grid.columns if each.is_total)[-1:]


class _Pen:
    """Draws one table."""

    def __init__(
        self,
        grid: Grid,
        rows: tuple[GridLine, ...],
        columns: tuple[GridLine, ...],
        language: str,
        say: Translate,
    ) -> None:
        self._grid, self._rows, self._columns = grid, rows, columns
        self._language, self._say, self._name = language, say, f"chart-{grid.code}"
        self.longest = max(_height(self._number(row, column)) for row in rows for column in columns)

    def description(self) -> str:
        """Say what there is to see, number by number."""
        return self._say(N_("A drawing of the table: %(numbers)s.")) % {
            "numbers": "; ".join(f"{row.words}: {self._told(row)}" for row in self._rows)
        }

    def whole(self, body: str, height: int) -> str:
        """Give the image with its name for a screen reader."""
        name = self._name
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img"'
            f' aria-labelledby="{name}-title {name}-description" viewBox="0 0 {WIDTH} {height}"'
            f' width="{WIDTH}" height="{height}" font-family="IBM Plex Sans, sans-serif" font-size="14"'
            f' fill="{INK}"><title id="{name}-title">{escape(self._grid.title)}</title>'
            f'<desc id="{name}-description">{escape(self.description())}</desc>{body}</svg>'
        )

    def bars(self) -> tuple[str, int]:
        """Draw a bar for each number, its row's name above."""
        parts, y = [_patterns(self._name)] if len(self._columns) > 1 else [], 0
        if len(self._columns) > 1:
            for place, column in enumerate(self._columns):
                parts += [self._bar(0, y + 3, 24, place), _text(32, y + 16, column.words)]
                y += LINE
            y += GAP
        for row in self._rows:
            parts.append(_text(0, y + 14, row.words))
            y += LINE
            for place, column in enumerate(self._columns):
                parts += self._bar_of(self._number(row, column), y, place)
                y += BAR + 2
            y += GAP
        return "".join(parts), y

    def course(self) -> tuple[str, int]:
        """Draw a point for each number, from left to right, and a line between those that stand together."""
        step = WIDTH / len(self._rows)
        foot = COURSE_TOP + COURSE_HEIGHT
        parts = [f'<path d="M0 {foot}H{WIDTH}" stroke="{INK}"/>']
        points: list[tuple[float, float] | None] = []
        for place, row in enumerate(self._rows):
            number, x = self._number(row, self._columns[0]), step * (place + 0.5)
            y = foot - COURSE_HEIGHT * _height(number) / self.longest
            is_drawn = number.value is not None
            points.append((x, y) if is_drawn else None)
            if is_drawn:
                parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
            parts += self._words_of_point(place, x, y - 9 if is_drawn else foot - 6, number)
        parts.append(f'<path d="{" ".join(_strokes(points))}" fill="none" stroke="{INK}" stroke-width="2"/>')
        return "".join(parts), foot + COURSE_FOOT

    def _words_of_point(self, place: int, x: float, y: float, number: NumberShown) -> Iterator[str]:
        row, foot = self._rows[place], COURSE_TOP + COURSE_HEIGHT
        if len(self._rows) <= CROWDED:
            # There is no room for the words of what is left out; table and description have them.
            yield _text(x, y, self._value(number) if number.value is not None else "?", anchor="middle")
            yield _text(x, foot + 18, row.words[:3], anchor="middle")
        year, month = row.key[:4], row.key[5:7]
        if not place or month == "01":
            yield _text(x, foot + 36, year, anchor="middle")

    def _bar_of(self, number: NumberShown, y: int, place: int) -> Iterator[str]:
        length = (WIDTH - NUMBER_ROOM) * _height(number) / self.longest
        if length:
            yield self._bar(0, y, length, place)
        yield _text(length + 6 if length else 0, y + 13, self._value(number))

    def _bar(self, x: float, y: float, length: float, place: int) -> str:
        fill = INK if not place else f"url(#{self._name}-{place})"
        return f'<rect x="{x:.1f}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{fill}" stroke="{INK}"/>'

    def _told(self, row: GridLine) -> str:
        if len(self._columns) == 1:
            return self._value(self._number(row, self._columns[0]))
        return ", ".join(f"{each.words} {self._value(self._number(row, each))}" for each in self._columns)

    def _number(self, row: GridLine, column: GridLine) -> NumberShown:
        return self._grid.cells[row.key, column.key]

    def _value(self, number: NumberShown) -> str:
        return value_words(number, self._language, self._say)


def _height(number: NumberShown) -> float:
    return max(0.0, float(number.value or 0))


def _patterns(name: str) -> str:
    """Give what the second and the third column are filled with: stripes, and nothing."""
    return (
        f'<defs><pattern id="{name}-1" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{PAPER}"/><path d="M-1 7L7 -1" stroke="{INK}" stroke-width="2"/>'
        f'</pattern><pattern id="{name}-2" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{PAPER}"/></pattern></defs>'
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _strokes(points: list[tuple[float, float] | None]) -> Iterator[str]:
    """Draw from point to point; over what is left out there is no line."""
    is_down = False
    for point in points:
        if point is not None:
            yield f"{'L' if is_down else 'M'}{point[0]:.1f} {point[1]:.1f}"
        is_down = point is not None
