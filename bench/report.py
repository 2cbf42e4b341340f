"""Figures as a table, as JSON, and as a bar chart of their ratios."""
import json
import math
from html import escape


def number(value):
    """Three digits that count, without an exponent."""
    if value is None:
        return ""
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def table(figures):
    head = ("", "unit", "helios", "peer", "", "ratio", "required", "", "peak MB", "peer's")
    lines = [head]
    for f in figures:
        lines.append((f["name"], f["unit"], number(f["helios"]), number(f["peer"]),
                      f["peer_name"] or "", number(f["ratio"]), number(f["required"]),
                      "" if f["ok"] else "MISSED",
                      number(f.get("memory_mb")), number(f.get("peer_memory_mb"))))
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    right = {2, 3, 5, 6, 8, 9}
    return "\n".join(
        "  ".join(cell.rjust(w) if i in right else cell.ljust(w)
                  for i, (cell, w) in enumerate(zip(line, widths))).rstrip()
        for line in lines)


def write(figures, title, folder, group):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{group}.json").write_text(json.dumps(figures, indent=1) + "\n")
    (folder / f"{group}.svg").write_text(chart(figures, title))


ROW, TOP, LABEL, WIDTH, VALUE = 30, 84, 460, 520, 230
BETTER, WORSE, TEXT, FAINT = "#2a7f62", "#c0562f", "#222222", "#cccccc"


def chart(figures, title):
    """Horizontal bars from 1.0, to the right where helios is better; the axis is logarithmic, so
    that twice as good and half as good are equally long."""
    rated = [f for f in figures if f["ratio"]]
    reach = max([2.0] + [max(f["ratio"], 1 / f["ratio"]) for f in rated])
    decades = math.log10(reach)
    middle = LABEL + WIDTH / 2

    def place(ratio):
        return middle + math.log10(ratio) / decades * WIDTH / 2

    height = TOP + ROW * len(rated) + 30
    width = LABEL + WIDTH + VALUE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="DejaVu Sans, Arial, sans-serif" '
        f'font-size="14" fill="{TEXT}">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="16" y="28" font-size="18" font-weight="bold">{escape(title)}</text>',
        f'<text x="16" y="50">ratio, logarithmic; right of 1.0 helios is better</text>',
    ]
    for tick in ticks(reach):
        x = place(tick)
        colour, weight = (TEXT, 2) if tick == 1 else (FAINT, 1)
        parts.append(f'<line x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{height - 20}" '
                     f'stroke="{colour}" stroke-width="{weight}"/>')
        parts.append(f'<text x="{x:.1f}" y="{TOP - 14}" text-anchor="middle">{tick:g}</text>')
    for i, f in enumerate(rated):
        y = TOP + ROW * i
        x = place(f["ratio"])
        left, right = min(x, middle), max(x, middle)
        name = escape(f["name"])
        against = f'{number(f["helios"])} : {number(f["peer"])} {f["unit"]}'
        parts.append(f'<text x="{LABEL - 12}" y="{y + 19}" text-anchor="end">{name}</text>')
        parts.append(f'<rect x="{left:.1f}" y="{y + 4}" width="{max(right - left, 1):.1f}" '
                     f'height="{ROW - 10}" fill="{BETTER if f["ratio"] >= 1 else WORSE}"/>')
        parts.append(f'<text x="{LABEL + WIDTH + 10}" y="{y + 19}">'
                     f'{number(f["ratio"])}x  <tspan fill="#666666" font-size="12">'
                     f'{escape(against)}</tspan></text>')
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def ticks(reach):
    """1 and powers of ten or two to both sides, as far as the bars reach."""
    base = 10 if reach > 20 else 2
    up = [float(base ** i) for i in range(1, int(math.log(reach, base) + 1e-9) + 1)]
    return [1.0] + up + [1 / t for t in up]
