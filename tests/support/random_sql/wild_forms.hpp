// tests/support/random_sql/wild_forms.hpp -- forms that may fail: overflow, text that is no number,
// arguments out of a function's domain.
#pragma once

#include <tests/support/random_sql/vocabulary.hpp>

namespace helios::test::random_sql {

inline constexpr forms wild_forms[] = {
    {'b', R"~(
{t}::boolean; {i}::boolean; ({t} LIKE {t}); ({t} ILIKE {t}); ({t} NOT LIKE {t} ESCAPE '!');
({t} = {v}); ({c} = {v}); ({c} = {t}); ({c} = {c}); ({c} < {c}); isfinite({d}); isfinite({T});
isfinite({I}); ({d} = {T}); ({d} < {z}); ({T} >= {z}); ({I} = {I}); ({m} < {m}); ({n} = {f});
({r} < {n}); ({l} > {f}); ({a} IN ({a}, NULL)); (ROW({a}, {i}) IS NULL);
(ROW({a}, {i}) IS NOT NULL); (({a}, {t}) >= ({a}, {t})); (({a}, {t}) IS DISTINCT FROM ({a}, {t}))
)~"},
    {'s', R"~(
({s} + {s}); ({s} * {s}); ({s} / {s}); ({s} % {s}); ({s} - {s}); (- {s}); (~ {s}); ({s} & {s});
({s} << {i}); {i}::smallint; {n}::smallint; {f}::smallint; {t}::smallint; {l}::int2; {r}::int2;
abs({s})
)~"},
    {'i', R"~(
({i} + {i}); ({i} * {i}); ({i} / {i}); ({i} % {i}); ({i} - {i}); mod({i}, {i}); gcd({i}, {i});
lcm({i}, {i}); ({i} << {i}); ({i} >> {i}); ({i} # {i}); (~ {i}); abs({i}); (- {i}); {l}::int;
{n}::int; {f}::int; {r}::int; {t}::int; {b}::int; octet_length({t}); length({t});
char_length({c}); bit_length({t}); ascii({t}); strpos({t}, {t}); position({t} IN {t});
length({y}); ({d} - {d}); width_bucket({n}, {n}, {n}, {k}); width_bucket({f}, {f}, {f}, {i});
scale({n} + {n}); min_scale({n}); num_nulls({a}, {i}, {t}); num_nonnulls({a}, {a}); ({i} / {s});
sign({i})::int; octet_length({y}); length({c})
)~"},
    {'l', R"~(
({l} + {l}); ({l} * {l}); ({l} / {l}); ({l} % {l}); ({l} - {i}); mod({l}, {l}); gcd({l}, {l});
lcm({l}, {l}); ({l} << {i}); ({l} >> {i}); ({l} & {l}); (~ {l}); abs({l}); (- {l}); {n}::bigint;
{f}::bigint; {t}::bigint; {r}::bigint; ({s} * {l}); (@ {l})
)~"},
    {'n', R"~(
({n} + {n}); ({n} - {n}); ({n} * {n}); ({n} / {n}); ({n} % {n}); (- {n}); (@ {n}); ({n} ^ {n});
power({n}, {k}); round({n}::numeric); round({n}::numeric, {k}); round({n}::numeric, - {k});
trunc({n}, {k}); trunc({n}, -1); ceil({n}); floor({n}); abs({n}); sign({n}); sqrt({n});
exp({n} % 20); ln({n}); log({n}); log({n}, {n}); div({n}, {n}); mod({n}, {n}); gcd({n}, {n});
lcm({n}, {n}); factorial({k}); trim_scale({n}); {l}::numeric; {f}::numeric; {r}::numeric;
{t}::numeric; {n}::numeric(5, 2); {n}::numeric(10); {n}::numeric(20, 10); {t}::numeric(6, 3);
{f}::numeric(8, 4); ({i} * {n}); ({n} / {i}); extract(epoch FROM {T}); extract(year FROM {d});
extract(second FROM {T}); extract(dow FROM {d}); extract(week FROM {d});
extract(isoyear FROM {d}); extract(epoch FROM {I}); extract(day FROM {I}); extract(hour FROM {m});
extract(julian FROM {T}); extract(doy FROM {z}); extract(century FROM {d});
extract(decade FROM {T}); extract(millennium FROM {T}); extract(milliseconds FROM {m});
extract(quarter FROM {T}); extract(month FROM {I}); extract(epoch FROM {d});
extract(microseconds FROM {I}); extract(isodow FROM {T});
to_number(to_char({i}, '99G999D99'), '99G999D99')
)~"},
    {'r', R"~(
({r} + {r}); ({r} * {r}); ({r} / {r}); (- {r}); {f}::real; {t}::real; {n}::real; {i}::real;
{l}::float4; abs({r}); ({r} - {r})
)~"},
    {'f', R"~(
({f} + {f}); ({f} - {f}); ({f} * {f}); ({f} / {f}); ({f} ^ {f}); power({f}, {f}); (- {f});
(@ {f}); round({f}); trunc({f}); ceil({f}); floor({f}); sqrt({f}); cbrt({f}); (|/ {f}); (||/ {f});
exp({f}); ln({f}); log({f}); sign({f}); sin({f}); cos({f}); tan({f}); asin({f}); acos({f});
atan({f}); atan2({f}, {f}); sinh({f}); cosh({f}); tanh({f}); degrees({f}); radians({f});
{n}::float8; {t}::float8; {l}::float8; {r}::float8; ({r} + {f}); ({i} / {f}); cot({f});
date_part('epoch', {T}); date_part('hour', {I}); ({n} * {f}); pi()
)~"},
    {'t', R"~(
{i}::text; {l}::text; {n}::text; {f}::text; {r}::text; {b}::text; {d}::text; {m}::text; {T}::text;
{z}::text; {I}::text; {u}::text; {y}::text; {c}::text; ({t} || {t}); ({t} || {a}); ({c} || {t});
upper({t}); lower({t}); initcap({t}); substr({t}, {i}); substr({t}, {k}, {k});
substring({t} FROM {k} FOR {i}); substring({t} FROM {i}); left({t}, {k}); left({t}, - {k});
right({t}, - {k}); right({t}, {k}); lpad({t}, {k}); lpad({t}, {k}, {t}); rpad({t}, {k}, {t});
repeat({t}, {k}); repeat({t}, - {k}); replace({t}, {t}, {t}); reverse({t});
translate({t}, {t}, {t}); split_part({t}, {t}, {k}); split_part({t}, {t}, - {k}); trim({t});
btrim({t}, {t}); ltrim({t}, {t}); rtrim({t}); trim(both {t} from {t}); trim(leading from {t});
overlay({t} placing {t} from {k}); overlay({t} placing {t} from {k} for {k}); chr({i});
to_hex({i}); to_hex({l}); md5({t}); md5({y}); quote_ident({t} || 'x'); quote_literal({t});
quote_nullable({t}); concat({t}, {a}, {a}); concat_ws({t}, {a}, {t}, {a});
format('%s-%s', {a}, {t}); format('%L %I', {t}, {t} || 'x'); format('%5s|%-5s|%2$s', {t}, {a});
format({t}, {t}); encode({y}, 'hex'); encode({y}, 'base64'); encode({y}, 'escape');
to_char({T}, 'YYYY-MM-DD HH24:MI:SS.US'); to_char({T}, 'Day, DDth FMMonth YYYY');
to_char({d}, 'DY IYYY-IW-ID J Q CC'); to_char({n}, '999,999.99'); to_char({n}, 'FM9990.00');
to_char({i}, 'S0000'); to_char({i}, '9999MI'); to_char({f}, '9.99EEEE');
to_char({f}, '99999.99PR'); to_char({i}, 'RN'); to_char({I}, 'HH24:MI:SS'); to_char({i}, '99th');
to_char({l}, '9G999L'); to_char({z}, 'HH12:MI:SS AM TZ BC'); to_char({n}, '9.99EEEE');
to_char({n}, 'S999D99'); to_char({n}, '999.99S'); to_char({n}, 'MI9,999.9');
to_char({n}, '0999.90'); to_char({n}, 'FM999.99PR'); to_char({n}, 'FM99.0099');
to_char({l}, '99V9'); to_char({i}, 'FMRN'); to_char({f}, 'FM9999.999'); to_char({f}, '0.000');
to_char({r}, '9999.9999'); to_char({r}, 'SG99999'); to_char({i}, '99999PL');
to_char({n}, 'B99.9'); to_char({i}, 'FM999G999th');
to_char({I}, 'YYYY MM DDD DD HH24 MI SS MS US FF3 CC Q W'); to_char({I}, 'FMYYYY FMMM RM AM');
to_char({T}, 'Y,YYY YYY YY Y IYYY IYY IY I IDDD ID D');
to_char({T}, 'HH MI SSSS SSSSS MS FF1 FF4 FF6');
to_char({T}, 'FMHH12 FMMI MONTH Mon mon DAY Dy dy RM rm');
to_char({z}, 'OF TZH TZM tz A.M. p.m. B.C. ad');
to_char({T}, 'DDD WW W DDTH FMDDth "at" HH24hMI WW CCth'); to_char({d}, {t}); to_char({n}, {t})
)~"},
    {'v', R"~(
{t}::varchar(3); {i}::varchar(2); {t}::varchar; {c}::varchar; {T}::varchar(10)
)~"},
    {'c', R"~(
{t}::char(3); {t}::char; {i}::char(4); {v}::bpchar; {b}::char(2)
)~"},
    {'d', R"~(
({d} + {i}); ({d} - {i}); {T}::date; {t}::date; {z}::date; make_date({i}, {k}, {k});
to_date(to_char({d}, 'YYYY-MM-DD'), 'YYYY-MM-DD'); make_date({k}, {k}, {k})
)~"},
    {'m', R"~(
({m} + {I}); ({m} - {I}); {T}::time; {I}::time; {t}::time; {m}::time(2); make_time({k}, {k}, {f});
{z}::time
)~"},
    {'T', R"~(
({T} + {I}); ({T} - {I}); ({d} + {I}); ({d} + {m}); ({d} - {I}); {d}::timestamp; {z}::timestamp;
{t}::timestamp; date_trunc('month', {T}); date_trunc('week', {T}); date_trunc('quarter', {T});
date_trunc('century', {T}); date_trunc('decade', {T}); date_trunc('milliseconds', {T});
date_trunc({t}, {T}); {T}::timestamp(0); {T}::timestamp(2); ({z} AT TIME ZONE 'UTC');
make_timestamp({k}, {k}, {k}, {k}, {k}, {f});
to_timestamp(to_char({T}, 'YYYY-MM-DD HH24:MI:SS'), 'YYYY-MM-DD HH24:MI:SS')::timestamp
)~"},
    {'z', R"~(
{T}::timestamptz; {d}::timestamptz; {t}::timestamptz; ({z} + {I}); ({z} - {I});
({T} AT TIME ZONE 'UTC'); to_timestamp({f}); date_trunc('year', {z}); {z}::timestamptz(1)
)~"},
    {'I', R"~(
({T} - {T}); ({z} - {z}); ({m} - {m}); ({I} + {I}); ({I} - {I}); ({I} * {f}); ({f} * {I});
({I} / {f}); (- {I}); {m}::interval; {t}::interval; age({T}, {T}); age({z}, {z});
justify_days({I}); justify_hours({I}); justify_interval({I}); date_trunc('day', {I});
date_trunc('month', {I}); {I}::interval(1); date_trunc({t}, {I}); date_trunc('hour', {I});
({d} - {T})
)~"},
    {'u', R"~(
{t}::uuid
)~"},
    {'y', R"~(
{t}::bytea; ({y} || {y}); decode({t}, 'hex'); decode({t}, 'base64'); decode({t}, 'escape')
)~"},
};

}  // namespace helios::test::random_sql
