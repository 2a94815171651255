"""Views of a week: terminal, SVG, PNG, HTML, comparisons and charts. Pure: data in, text or bytes out."""

from equipoise.views.build import hints_from_rulebooks, resolve, week_view
from equipoise.views.charts import ChartAxis, Series, line_chart
from equipoise.views.compare import compare_svg, compare_text
from equipoise.views.html import week_html
from equipoise.views.model import Band, Day, Entry, Hints, Kept, Piece, WeekView
from equipoise.views.palette import style_sheet
from equipoise.views.png import svg_to_png
from equipoise.views.scores import CompareColumn, ScoreRow
from equipoise.views.svg import week_svg
from equipoise.views.terminal import TextOptions, TextStyle, agenda_text, text_options, week_text
from equipoise.views.today import Today, today, today_text

__all__ = [
    "Band",
    "ChartAxis",
    "CompareColumn",
    "Day",
    "Entry",
    "Hints",
    "Kept",
    "Piece",
    "ScoreRow",
    "Series",
    "TextOptions",
    "TextStyle",
    "Today",
    "WeekView",
    "agenda_text",
    "compare_svg",
    "compare_text",
    "hints_from_rulebooks",
    "line_chart",
    "resolve",
    "style_sheet",
    "svg_to_png",
    "text_options",
    "today",
    "today_text",
    "week_html",
    "week_svg",
    "week_text",
    "week_view",
]
