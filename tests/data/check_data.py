#!/usr/bin/env python3
"""Checks that the tables in examples/data are what their README says.

Prints each broken rule with its row and exits with 1 if there is any.
"""
import csv
import io
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "examples/data"
CONTINENTS = {"Africa", "Asia", "Europe", "North America", "South America", "Oceania"}
TEXT = r"\S(.*\S)?"
INTEGER = r"0|-?[1-9][0-9]*"
COUNT = r"[1-9][0-9]*"
CITIES = {"id": COUNT, "name": TEXT, "country": r"[A-Z]{2}", "latitude": r"-?[0-9]+\.[0-9]{2}",
          "longitude": r"-?[0-9]+\.[0-9]{2}", "population": f"({COUNT})?",
          "elevation_m": f"({INTEGER})?", "is_capital": r"true|false"}
COUNTRIES = {"iso2": r"[A-Z]{2}", "name": TEXT, "capital": f"({TEXT})?",
             "continent": "|".join(sorted(CONTINENTS)),
             "area_km2": r"[0-9]+(\.[0-9]{1,2})?", "population": COUNT}
RANGES = {"latitude": (-90, 90), "longitude": (-180, 180), "population": (100, 1_500_000_000),
          "elevation_m": (-430, 5_200), "area_km2": (0.01, 18_000_000)}  # Dead Sea to La Rinconada


def read(path, columns, problems):
    """The rows of a file as dicts; what is malformed goes to `problems`."""
    try:
        text = path.read_bytes().decode("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(f"{path.name}: {error}")
        return []
    # Writing back what was read finds CR, needless quotes, blank lines and a missing last LF.
    again = io.StringIO(newline="")
    csv.writer(again, lineterminator="\n").writerows(rows)
    if again.getvalue() != text:
        problems.append(f"{path.name}: not in the plain form: LF, quotes only where needed")
    if unicodedata.normalize("NFC", text) != text or text.startswith("\ufeff"):
        problems.append(f"{path.name}: not in NFC, or opens with a byte order mark")
    if not rows or rows[0] != list(columns):
        problems.append(f"{path.name}: the header is not {','.join(columns)}")
        return []
    for number, row in enumerate(rows[1:], 1):
        if len(row) != len(columns):
            problems.append(f"{path.name}: row {number} has {len(row)} cells")
    return [dict(zip(columns, row)) for row in rows[1:] if len(row) == len(columns)]


def check_cells(name, rows, columns, problems):
    for number, row in enumerate(rows, 1):
        for column, pattern in columns.items():
            cell = row[column]
            if not re.fullmatch(pattern, cell):
                problems.append(f"{name}: row {number}: {column} is {cell!r}")
            elif cell and column in RANGES:
                low, high = RANGES[column]
                if not low <= float(cell) <= high:
                    problems.append(f"{name}: row {number}: {column} {cell} is out of range")


def check_unique(name, rows, key, problems):
    for value, times in Counter(tuple(row[column] for column in key) for row in rows).items():
        if times > 1:
            problems.append(f"{name}: {key} {value} occurs {times} times")


def check_references(cities, countries, problems):
    """Each city's country exists; each country has a city; capitals agree both ways."""
    by_code = {country["iso2"]: country for country in countries}
    named = {(country["capital"], country["iso2"]) for country in countries if country["capital"]}
    flagged = {(city["name"], city["country"]) for city in cities if city["is_capital"] == "true"}
    used = {city["country"] for city in cities}
    for code in sorted(used - set(by_code)):
        problems.append(f"cities.csv: country {code} is not in countries.csv")
    for code in sorted(set(by_code) - used):
        problems.append(f"countries.csv: {code} has no city")
    for capital in sorted(named - flagged):
        problems.append(f"countries.csv: {capital} is not a capital in cities.csv")
    for capital in sorted(flagged - named):
        problems.append(f"cities.csv: {capital} is not the capital in countries.csv")
    for city in cities:
        country = by_code.get(city["country"])
        if country and city["population"] and int(city["population"]) > int(country["population"]):
            problems.append(f"cities.csv: more people in {city['name']} than in its country")


def check_readme(cities, countries, problems):
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for claim in (f"{len(cities)} cities", f"{len(countries)} countries and territories"):
        if not re.search(rf"\b{claim}\b", text):
            problems.append(f"README.md: does not say '{claim}'")
    for column in [*CITIES, *COUNTRIES]:
        if f"| `{column}` |" not in text:
            problems.append(f"README.md: the column {column} is not described")


def main():
    problems = []
    cities = read(DATA / "cities.csv", CITIES, problems)
    countries = read(DATA / "countries.csv", COUNTRIES, problems)
    check_cells("cities.csv", cities, CITIES, problems)
    check_cells("countries.csv", countries, COUNTRIES, problems)
    if not problems:  # the rules between rows take well-formed cells for granted
        check_unique("cities.csv", cities, ("id",), problems)
        check_unique("cities.csv", cities, ("name", "country"), problems)
        check_unique("countries.csv", countries, ("iso2",), problems)
        check_unique("countries.csv", countries, ("name",), problems)
        check_references(cities, countries, problems)
        check_readme(cities, countries, problems)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
