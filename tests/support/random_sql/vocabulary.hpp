// tests/support/random_sql/vocabulary.hpp -- what random expressions are made of: types, literals,
// and forms with places for smaller expressions.
//
// Shape     {i} in a form is a place for an expression of the type with that letter; {a} for one of
//           a type that is the same at all {a} of the form; {k} for a small number
//           tame forms do not fail on tame values; wild ones may overflow, divide by zero, or refuse
#pragma once

#include <helios/types/data_type.hpp>

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace helios::test::random_sql {

using types::type_id;

struct known_type {
  char letter;
  type_id id;
  std::string_view name;
  std::span<std::string_view const> tame, wild;  // literals without their quotes
};

namespace words {
using list = std::string_view const[];
inline constexpr list truths = {"true", "false"};
inline constexpr list small = {"0", "1", "2", "3", "-1", "5", "7", "10", "-10", "42", "100"};
inline constexpr list int2s = {"32767", "-32768", "0", "1", "-1", "181", "-181", "182", "300"};
inline constexpr list int4s = {"2147483647", "-2147483648", "0", "1", "-1", "46340", "46341",
                               "65536", "100000", "-7", "3", "12", "31", "32", "64"};
inline constexpr list int8s = {"9223372036854775807", "-9223372036854775808", "0", "1", "-1",
                               "3037000500", "4294967296", "2147483648", "-2147483649", "20", "63",
                               "1000000000000"};
inline constexpr list money = {"0", "0.5", "1.25", "-1.25", "2.5", "10", "99.99", "-0.01", "3.5"};
inline constexpr list numerics = {"0", "0.00", "1", "-1.5", "2.5", "3.5", "0.1", "-0.000001",
    "99999999999999999999999999999.999", "1e-20", "1e30",
    "123456789.987654321", "0.333333333333333333333", "-12345.678", "1.10", "100.000", "9.995",
    "79228162514264337593543950336", "4.35", "32767.5", "-32768.5", "2147483647.5"};
inline constexpr list quarters = {"0", "0.25", "0.5", "-0.75", "1", "2.5", "-3", "10", "42.75"};
inline constexpr list floats = {"0", "-0", "0.1", "NaN", "Infinity", "-Infinity", "1e308",
    "-1e308", "1e-308", "5e-324", "1e15", "1e16", "123456789012345680", "0.5", "1.5", "2.5",
    "-2.5", "1e-5", "0.0001", "3.141592653589793", "2147483648", "9223372036854775807", "32767.5",
    "1e20", "100", "4.35"};
inline constexpr list reals = {"0", "-0", "0.1", "NaN", "Infinity", "-Infinity", "3e38", "-3e38",
    "1e-38", "1e-45", "16777217", "1.5", "2.5", "1e6", "1e7", "123456.7", "0.3", "1e-5"};
inline constexpr list names = {"", "a", "b", "A", "ab", "abc", "xyz", "Hello", "a b", "%", "a_c"};
inline constexpr list texts = {"", " ", "a", "A", "ab", "abc", "Hello World", "a b", "%", "_", "a%c",
    "\\", "a\\b", "\xc3\xa9", "\xc3\x9f", "\xe6\x97\xa5\xe6\x9c\xac", "\xf0\x9f\x98\x80", "  x  ",
    "it''s", "0", "12", "-3.5", "1e5", "true", "2024-02-29", "1 day", "aaaa", "abcabc", "x,y,z",
    "NaN", "\\x41", "ZZ", "a\tb", "null", "1_000", "xxAxx"};
inline constexpr list days = {"2024-01-01", "2024-02-29", "1999-12-31", "2000-01-01", "2023-06-15"};
inline constexpr list dates = {"2024-02-29", "1900-02-28", "infinity", "-infinity", "0001-01-01",
    "4713-01-01 BC", "5874897-12-31", "1582-10-15", "0044-03-15 BC", "1999-12-31", "2000-01-01",
    "1970-01-01", "2024-12-30", "10000-01-01", "2023-01-31"};
inline constexpr list hours = {"00:00", "12:30", "23:59:59", "06:00:00.5"};
inline constexpr list times = {"00:00", "24:00", "23:59:59.999999", "12:34:56.789", "00:00:00.000001",
                               "12:00"};
inline constexpr list moments = {"2024-01-01 00:00", "2024-02-29 12:30:15.25", "1999-12-31 23:59:59"};
inline constexpr list timestamps = {"2024-02-29 12:34:56.789", "infinity", "-infinity",
    "0001-01-01 00:00", "4713-11-24 BC", "294276-12-31 23:59:59.999999", "1970-01-01",
    "1999-12-31 23:59:59.999999", "2000-01-01", "0044-03-15 12:00 BC", "2024-01-31 24:00",
    "2023-03-26 02:30"};
inline constexpr list spans = {"0", "1 day", "-1 day", "1 month", "2 hours", "1 year 2 mons",
                               "30 days"};
inline constexpr list intervals = {"0", "1 day", "1 month", "-1 month", "1 year -1 day",
    "30 days", "24:00:00", "-00:00:00.000001", "1 mon -30 days", "178000000 years",
    "-178000000 years", "2562047788:00:54.775807", "1.5 months", "P1Y2M3DT4H5M6S", "1-2 3 4:05:06",
    "0.1 s", "-1 day +02:03:04", "2147483647 days", "1 week", "15 days 36:00"};
inline constexpr list uuids = {"00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"};
inline constexpr list raws = {"", "\\x00", "\\x41", "\\x4142", "\\xff", "\\xdeadbeef"};
}  // namespace words

inline constexpr known_type known_types[] = {
    {'b', type_id::boolean, "boolean", words::truths, words::truths},
    {'s', type_id::int2, "smallint", words::small, words::int2s},
    {'i', type_id::int4, "integer", words::small, words::int4s},
    {'l', type_id::int8, "bigint", words::small, words::int8s},
    {'n', type_id::numeric, "numeric", words::money, words::numerics},
    {'r', type_id::float4, "real", words::quarters, words::reals},
    {'f', type_id::float8, "double precision", words::quarters, words::floats},
    {'t', type_id::text, "text", words::names, words::texts},
    {'v', type_id::varchar, "character varying", words::names, words::texts},
    {'c', type_id::bpchar, "bpchar", words::names, words::texts},
    {'d', type_id::date, "date", words::days, words::dates},
    {'m', type_id::time, "time", words::hours, words::times},
    {'T', type_id::timestamp, "timestamp", words::moments, words::timestamps},
    {'z', type_id::timestamptz, "timestamptz", words::moments, words::timestamps},
    {'I', type_id::interval, "interval", words::spans, words::intervals},
    {'u', type_id::uuid, "uuid", words::uuids, words::uuids},
    {'y', type_id::bytea, "bytea", words::raws, words::raws},
};

[[nodiscard]] constexpr known_type const& type_of_letter(char letter) {
  for (known_type const& t : known_types) {
    if (t.letter == letter) return t;
  }
  return known_types[0];
}

struct form {
  char result;
  std::string_view pattern;
};

inline constexpr form tame_forms[] = {
    {'b', "({a} = {a})"}, {'b', "({a} <> {a})"}, {'b', "({a} < {a})"}, {'b', "({a} <= {a})"},
    {'b', "({a} > {a})"}, {'b', "({a} >= {a})"}, {'b', "({a} IS NULL)"},
    {'b', "({a} IS NOT NULL)"}, {'b', "({a} IS DISTINCT FROM {a})"},
    {'b', "({a} IS NOT DISTINCT FROM {a})"}, {'b', "({a} BETWEEN {a} AND {a})"},
    {'b', "({a} NOT BETWEEN {a} AND {a})"}, {'b', "({a} BETWEEN SYMMETRIC {a} AND {a})"},
    {'b', "({a} IN ({a}, {a}, {a}))"}, {'b', "({a} NOT IN ({a}, {a}))"},
    {'b', "(({a}, {i}) = ({a}, {i}))"}, {'b', "(({i}, {a}) < ({i}, {a}))"},
    {'b', "({b} AND {b})"}, {'b', "({b} OR {b})"}, {'b', "(NOT {b})"}, {'b', "({b} IS TRUE)"},
    {'b', "({b} IS NOT TRUE)"}, {'b', "({b} IS FALSE)"}, {'b', "({b} IS NOT FALSE)"},
    {'b', "({b} IS UNKNOWN)"}, {'b', "({b} AND {b} AND {b})"}, {'b', "({b} OR {b} OR {b})"},
    {'b', "({i} = {l})"}, {'b', "({s} < {i})"}, {'b', "({i} < {n})"}, {'b', "({f} >= {i})"},
    {'b', "({n} <> {f})"}, {'b', "({r} = {f})"}, {'b', "({d} < {T})"}, {'b', "({t} = {v})"},
    {'b', "({t} LIKE '%a%')"}, {'b', "({t} NOT LIKE 'a_')"}, {'b', "({t} ILIKE 'A%')"},
    {'b', "({t} LIKE {t} || '%')"}, {'b', "starts_with({t}, {t})"},
    {'s', "(- {s})"}, {'s', "({s} % 7::smallint)"}, {'s', "abs({s})"},
    {'i', "({i} + {k})"}, {'i', "({i} - {i})"}, {'i', "({i} * {k})"}, {'i', "({s} + {i})"},
    {'i', "({i} / nullif({i}, 0))"}, {'i', "({i} % nullif({i}, 0))"}, {'i', "(- {i})"},
    {'i', "length({t})"}, {'i', "abs({i})"}, {'i', "({i} & {i})"}, {'i', "({i} | {i})"},
    {'i', "({d} - {d})"}, {'i', "{b}::int"}, {'i', "position({t} in {t})"}, {'i', "{s}::int"},
    {'l', "({l} + {i})"}, {'l', "({l} - {l})"}, {'l', "({i}::bigint * {k})"},
    {'l', "({l} / nullif({l}, 0))"}, {'l', "abs({l})"}, {'l', "{i}::bigint"},
    {'n', "({n} + {n})"}, {'n', "({n} - {i})"}, {'n', "({n} * {k})"}, {'n', "(- {n})"},
    {'n', "round({n}::numeric, 1)"}, {'n', "abs({n})"}, {'n', "{i}::numeric"}, {'n', "floor({n})"},
    {'n', "({n} / nullif({n}, 0))"}, {'n', "trunc({n})"}, {'n', "({n} % nullif({n}, 0))"},
    {'r', "{s}::real"}, {'r', "(- {r})"}, {'r', "abs({r})"},
    {'f', "({f} + {f})"}, {'f', "({f} - {i})"}, {'f', "({f} * {k})"}, {'f', "abs({f})"},
    {'f', "floor({f})"}, {'f', "{i}::float8"}, {'f', "{r}::float8"}, {'f', "sign({f})"},
    {'t', "({t} || {t})"}, {'t', "upper({t})"}, {'t', "lower({t})"}, {'t', "substr({t}, {k})"},
    {'t', "left({t}, {k})"}, {'t', "right({t}, {k})"}, {'t', "reverse({t})"}, {'t', "{i}::text"},
    {'t', "concat({t}, {i}, {b})"}, {'t', "replace({t}, 'a', {t})"}, {'t', "({t} || {i})"},
    {'t', "trim({t})"}, {'t', "{d}::text"}, {'t', "{v}::text"}, {'t', "{b}::text"},
    {'v', "{t}::varchar"}, {'v', "{t}::varchar(2)"}, {'d', "({d} + {k})"}, {'d', "({d} - {k})"},
    {'d', "{T}::date"}, {'m', "{T}::time"}, {'T', "{d}::timestamp"},
    {'T', "date_trunc('month', {T})"}, {'T', "({T} + interval '1 day')"},
    {'I', "({T} - {T})"}, {'I', "({I} + {I})"}, {'I', "(- {I})"}, {'I', "({I} * {k})"},
    {'z', "{T}::timestamptz"}, {'z', "({z} + interval '1 hour')"},
    {'u', "{u}"}, {'y', "({y} || {y})"}, {'c', "{t}::char(3)"}, {'c', "{t}::bpchar"},
};

/// Of every type: `?` stands for its letter.
inline constexpr std::string_view forms_of_any_type[] = {
    "CASE WHEN {b} THEN {?} ELSE {?} END",
    "CASE WHEN {b} THEN {?} END",
    "CASE WHEN {b} THEN {?} WHEN {b} THEN {?} ELSE {?} END",
    "CASE {a} WHEN {a} THEN {?} WHEN {a} THEN {?} ELSE {?} END",
    "coalesce({?}, {?})",
    "coalesce({?}, {?}, {?})",
    "nullif({?}, {?})",
    "greatest({?}, {?})",
    "least({?}, {?}, {?})",
};

}  // namespace helios::test::random_sql
