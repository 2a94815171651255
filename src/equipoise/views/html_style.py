"""The style sheet of the page: both themes, phone, desktop and paper."""

from __future__ import annotations

from equipoise.views.metrics import FONT_STACK
from equipoise.views.palette import DARK, LIGHT, Theme, style_sheet

__all__ = ["page_style"]

_LAYOUT = """
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 %FONT%;-webkit-text-size-adjust:100%}
main{max-width:1240px;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.9rem;line-height:1.2;margin:0;letter-spacing:-.02em;font-weight:600}
h2{font-size:1.15rem;margin:2.5rem 0 .75rem;font-weight:600}
h3{font-size:1rem;margin:0;font-weight:600}
h3{display:flex;justify-content:space-between;align-items:baseline;gap:.2rem .75rem}
h3 small{flex:none}
small,.about,.note{color:var(--muted);font-size:.85rem;font-weight:400}
.about{margin:.35rem 0 0;font-size:.95rem}
.proof{margin:.75rem 0 0}.proof strong{color:var(--good);font-weight:600}
.quiet,.skip:not(:focus){
position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.skip:focus{position:absolute;left:1rem;top:1rem;background:var(--card);color:var(--ink);padding:.5rem 1rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.strip{overflow-x:auto;margin:1.25rem -1.25rem 0}
.strip>svg{display:block;width:100%;min-width:900px;height:auto}
.days{display:grid;gap:1rem;align-items:start}
.days{grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr))}
.day,.misfit{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem 1.1rem}
.day.today{border-color:var(--accent)}
.day ol{list-style:none;margin:.6rem 0 0;padding:0}
.item{border-left:4px solid var(--bar);border-radius:5px;margin:.3rem 0}
.item{background:var(--tint);color:var(--text)}
.item.fixed{background:var(--card);border:1px solid var(--bar);border-left-width:1px}
.item small{color:inherit;white-space:normal}
.line,.item summary{display:grid;grid-template-columns:6.1rem 1fr auto;column-gap:.4rem}
.line,.item summary{padding:.35rem .6rem;overflow-wrap:anywhere}
.item time{font-variant-numeric:tabular-nums;font-size:.85rem;padding-top:.1rem}
.item b{font-weight:600}
.icon{width:13px;height:13px;vertical-align:-1px;margin-right:.35rem}
summary{cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary::after{content:"why?";font-size:.8rem;text-decoration:underline}
details[open]>summary::after{content:"close"}
section>details>summary::after{content:""}
section>details>summary{text-decoration:underline;display:inline-block;padding:.25rem 0}
.why{margin:0;padding:0 .6rem .5rem;font-size:.9rem}
.misfit{margin:.75rem 0;border-left:4px solid var(--bad)}
.misfit p{margin:.35rem 0 0}.misfit ul{margin:.35rem 0 0}
ul{padding-left:1.2rem}
table{border-collapse:collapse;width:100%;max-width:46rem}
th,td{text-align:left;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--muted);font-size:.85rem}
td{font-variant-numeric:tabular-nums}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.25rem;margin:.75rem 0}
dt{color:var(--muted)}dd{margin:0}
@media (max-width:30rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
@media print{
:root{--page:#fff}.eq-page{fill:#fff!important}body{font-size:11px}main{max-width:none;padding:0}.skip{display:none}
.strip{overflow:visible;margin:1rem 0 0}.strip>svg{min-width:0;max-height:88vh}
.day,.misfit,.item,tr{break-inside:avoid}h2,h3{break-after:avoid}
.days{grid-template-columns:repeat(3,1fr)}summary::after{content:none!important}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
@page{margin:14mm}}
"""


def _variables(theme: Theme) -> str:
    names = ("page", "card", "ink", "muted", "line", "accent", "good", "bad")
    root = "".join(f"--{name}:{getattr(theme, name)};" for name in names)
    kinds = "".join(
        f".kind-{kind}{{--tint:{c.tint};--bar:{c.bar};--text:{c.text}}}" for kind, c in theme.kinds.items()
    )
    return f":root{{{root}}}{kinds}"


def page_style() -> str:
    """Return the page's whole style sheet, the pictures' classes included."""
    fonts = f".eq-week text{{font-family:{FONT_STACK}}}.eq-week .eq-strong{{font-weight:600}}"
    dark = f"@media screen and (prefers-color-scheme:dark){{{_variables(DARK)}}}"
    layout = _LAYOUT.replace("%FONT%", FONT_STACK).replace("\n", "")
    return f"{_variables(LIGHT)}{dark}{layout}{style_sheet('auto')}{fonts}"
