// tests/support/random_sql/vocabulary.hpp -- what random expressions are made of: types, literals,
// and forms with places for smaller expressions.
//
// Shape     {i} in a form is a place for an expression of the type with that letter; {a} for one of
//           a type that is the same at all {a} of the form; {k} for a small number
//           lists are texts with ; between their members
//           tame forms do not fail on tame values; wild ones may overflow or refuse
#pragma once

#include <helios/types/data_type.hpp>

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace helios::test::random_sql {

using types::type_id;

/// The members of a list; `spaced`: without blanks and line ends around them.
[[nodiscard]] inline std::vector<std::string_view> members(std::string_view list,
                                                           bool spaced = false) {
  std::vector<std::string_view> all;
  for (std::size_t end = 0; end != list.npos;) {
    end = list.find(';');
    std::string_view one = list.substr(0, end);
    list.remove_prefix(end == list.npos ? list.size() : end + 1);
    if (spaced) {
      one.remove_prefix(std::min(one.find_first_not_of(" \n"), one.size()));
      one = one.substr(0, one.find_last_not_of(" \n") + 1);
    }
    all.push_back(one);
  }
  return all;
}

struct known_type {
  char letter;
  type_id id;
  std::string_view name;
  std::string_view tame, wild;  // lists of literals, without their quotes
};

namespace words {
inline constexpr std::string_view truths = R"~(true;false)~";
inline constexpr std::string_view small = R"~(0;1;2;3;-1;5;7;10;-10;42;100)~";
inline constexpr std::string_view int2s = R"~(32767;-32768;0;1;-1;181;-181;182;300)~";
inline constexpr std::string_view int4s =
    R"~(2147483647;-2147483648;0;1;-1;46340;46341;65536;100000;-7;3;12;31;32;64)~";
inline constexpr std::string_view int8s =
    R"~(9223372036854775807;-9223372036854775808;0;1;-1;3037000500;4294967296;2147483648;)~"
    R"~(-2147483649;20;63;1000000000000)~";
inline constexpr std::string_view money = R"~(0;0.5;1.25;-1.25;2.5;10;99.99;-0.01;3.5)~";
inline constexpr std::string_view numerics =
    R"~(0;0.00;1;-1.5;2.5;3.5;0.1;-0.000001;99999999999999999999999999999.999;1e-20;1e30;)~"
    R"~(123456789.987654321;0.333333333333333333333;-12345.678;1.10;100.000;9.995;)~"
    R"~(79228162514264337593543950336;4.35;32767.5;-32768.5;2147483647.5)~";
inline constexpr std::string_view quarters = R"~(0;0.25;0.5;-0.75;1;2.5;-3;10;42.75)~";
inline constexpr std::string_view floats =
    R"~(0;-0;0.1;NaN;Infinity;-Infinity;1e308;-1e308;1e-308;5e-324;1e15;1e16;)~"
    R"~(123456789012345680;0.5;1.5;2.5;-2.5;1e-5;0.0001;3.141592653589793;2147483648;)~"
    R"~(9223372036854775807;32767.5;1e20;100;4.35)~";
inline constexpr std::string_view reals =
    R"~(0;-0;0.1;NaN;Infinity;-Infinity;3e38;-3e38;1e-38;1e-45;16777217;1.5;2.5;1e6;1e7;)~"
    R"~(123456.7;0.3;1e-5)~";
inline constexpr std::string_view names = R"~(;a;b;A;ab;abc;xyz;Hello;a b;%;a_c)~";
inline constexpr std::string_view texts =
    R"~(; ;a;A;ab;abc;Hello World;a b;%;_;a%c;\;a\b;é;ß;日本;😀;  x  ;it''s;0;12;-3.5;1e5;)~"
    R"~(true;2024-02-29;1 day;aaaa;abcabc;x,y,z;NaN;\x41;ZZ;a  b;null;1_000;xxAxx)~";
inline constexpr std::string_view days =
    R"~(2024-01-01;2024-02-29;1999-12-31;2000-01-01;2023-06-15)~";
inline constexpr std::string_view dates =
    R"~(2024-02-29;1900-02-28;infinity;-infinity;0001-01-01;4713-01-01 BC;5874897-12-31;)~"
    R"~(1582-10-15;0044-03-15 BC;1999-12-31;2000-01-01;1970-01-01;2024-12-30;10000-01-01;)~"
    R"~(2023-01-31)~";
inline constexpr std::string_view hours = R"~(00:00;12:30;23:59:59;06:00:00.5)~";
inline constexpr std::string_view times =
    R"~(00:00;24:00;23:59:59.999999;12:34:56.789;00:00:00.000001;12:00)~";
inline constexpr std::string_view moments =
    R"~(2024-01-01 00:00;2024-02-29 12:30:15.25;1999-12-31 23:59:59)~";
inline constexpr std::string_view timestamps =
    R"~(2024-02-29 12:34:56.789;infinity;-infinity;0001-01-01 00:00;4713-11-24 BC;)~"
    R"~(294276-12-31 23:59:59.999999;1970-01-01;1999-12-31 23:59:59.999999;2000-01-01;)~"
    R"~(0044-03-15 12:00 BC;2024-01-31 24:00;2023-03-26 02:30)~";
inline constexpr std::string_view spans =
    R"~(0;1 day;-1 day;1 month;2 hours;1 year 2 mons;30 days)~";
inline constexpr std::string_view intervals =
    R"~(0;1 day;1 month;-1 month;1 year -1 day;30 days;24:00:00;-00:00:00.000001;)~"
    R"~(1 mon -30 days;178000000 years;-178000000 years;2562047788:00:54.775807;)~"
    R"~(1.5 months;P1Y2M3DT4H5M6S;1-2 3 4:05:06;0.1 s;-1 day +02:03:04;2147483647 days;)~"
    R"~(1 week;15 days 36:00)~";
inline constexpr std::string_view uuids =
    R"~(00000000-0000-0000-0000-000000000000;ffffffff-ffff-ffff-ffff-ffffffffffff;)~"
    R"~(a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11)~";
inline constexpr std::string_view raws = R"~(;\x00;\x41;\x4142;\xff;\xdeadbeef)~";
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

struct forms {
  char result;
  std::string_view patterns;  // a list
};

/// The patterns of one type.
[[nodiscard]] inline std::vector<std::string_view> patterns_of(char type,
                                                               std::span<forms const> all) {
  for (forms const& each : all) {
    if (each.result == type) return members(each.patterns, true);
  }
  return {};
}

inline constexpr forms tame_forms[] = {
    {'b', R"~(
({a} = {a}); ({a} <> {a}); ({a} < {a}); ({a} <= {a}); ({a} > {a}); ({a} >= {a}); ({a} IS NULL);
({a} IS NOT NULL); ({a} IS DISTINCT FROM {a}); ({a} IS NOT DISTINCT FROM {a});
({a} BETWEEN {a} AND {a}); ({a} NOT BETWEEN {a} AND {a}); ({a} BETWEEN SYMMETRIC {a} AND {a});
({a} IN ({a}, {a}, {a})); ({a} NOT IN ({a}, {a})); (({a}, {i}) = ({a}, {i}));
(({i}, {a}) < ({i}, {a})); ({b} AND {b}); ({b} OR {b}); (NOT {b}); ({b} IS TRUE);
({b} IS NOT TRUE); ({b} IS FALSE); ({b} IS NOT FALSE); ({b} IS UNKNOWN); ({b} AND {b} AND {b});
({b} OR {b} OR {b}); ({i} = {l}); ({s} < {i}); ({i} < {n}); ({f} >= {i}); ({n} <> {f});
({r} = {f}); ({d} < {T}); ({t} = {v}); ({t} LIKE '%a%'); ({t} NOT LIKE 'a_'); ({t} ILIKE 'A%');
({t} LIKE {t} || '%'); starts_with({t}, {t})
)~"},
    {'s', R"~(
(- {s}); ({s} % 7::smallint); abs({s})
)~"},
    {'i', R"~(
({i} + {k}); ({i} - {i}); ({i} * {k}); ({s} + {i}); ({i} / nullif({i}, 0));
({i} % nullif({i}, 0)); (- {i}); length({t}); abs({i}); ({i} & {i}); ({i} | {i}); ({d} - {d});
{b}::int; position({t} in {t}); {s}::int
)~"},
    {'l', R"~(
({l} + {i}); ({l} - {l}); ({i}::bigint * {k}); ({l} / nullif({l}, 0)); abs({l}); {i}::bigint
)~"},
    {'n', R"~(
({n} + {n}); ({n} - {i}); ({n} * {k}); (- {n}); round({n}::numeric, 1); abs({n}); {i}::numeric;
floor({n}); ({n} / nullif({n}, 0)); trunc({n}); ({n} % nullif({n}, 0))
)~"},
    {'r', R"~(
{s}::real; (- {r}); abs({r})
)~"},
    {'f', R"~(
({f} + {f}); ({f} - {i}); ({f} * {k}); abs({f}); floor({f}); {i}::float8; {r}::float8; sign({f})
)~"},
    {'t', R"~(
({t} || {t}); upper({t}); lower({t}); substr({t}, {k}); left({t}, {k}); right({t}, {k});
reverse({t}); {i}::text; concat({t}, {i}, {b}); replace({t}, 'a', {t}); ({t} || {i}); trim({t});
{d}::text; {v}::text; {b}::text
)~"},
    {'v', R"~(
{t}::varchar; {t}::varchar(2)
)~"},
    {'d', R"~(
({d} + {k}); ({d} - {k}); {T}::date
)~"},
    {'m', R"~(
{T}::time
)~"},
    {'T', R"~(
{d}::timestamp; date_trunc('month', {T}); ({T} + interval '1 day')
)~"},
    {'I', R"~(
({T} - {T}); ({I} + {I}); (- {I}); ({I} * {k})
)~"},
    {'z', R"~(
{T}::timestamptz; ({z} + interval '1 hour')
)~"},
    {'u', R"~(
{u}
)~"},
    {'y', R"~(
({y} || {y})
)~"},
    {'c', R"~(
{t}::char(3); {t}::bpchar
)~"},
};

inline constexpr forms aggregate_forms[] = {
    {'l', R"~(
count(*); count({a}); count(DISTINCT {a}); sum({i}); sum({s}); count(*) FILTER (WHERE {b});
sum(DISTINCT {i}); max({l})
)~"},
    {'n', R"~(
sum({l}); avg({i}); avg({n}); sum({n}); sum(DISTINCT {n}); avg({s}); min({n});
sum({n}) FILTER (WHERE {b})
)~"},
    {'f', R"~(
sum({f}); avg({f}); min({f}); avg({r})
)~"},
    {'r', R"~(
sum({r}); max({r})
)~"},
    {'b', R"~(
bool_and({b}); bool_or({b}); every({b}); (count({a}) > {k})
)~"},
    {'i', R"~(
min({i}); max({i})
)~"},
    {'s', R"~(
min({s}); max({s})
)~"},
    {'t', R"~(
min({t}); max({t}); max({v}); min({d})::text
)~"},
    {'d', R"~(
min({d}); max({d})
)~"},
    {'m', R"~(
max({m})
)~"},
    {'T', R"~(
min({T}); max({T})
)~"},
    {'z', R"~(
max({z})
)~"},
    {'I', R"~(
max({I}); sum({I})
)~"},
    {'c', R"~(
min({c})
)~"},
    {'v', R"~(
max({v})::varchar
)~"},
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
