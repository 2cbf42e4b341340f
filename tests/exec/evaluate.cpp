#include <helios/exec/evaluate.hpp>

#include <helios/types/cast.hpp>
#include <helios/types/value_text.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::exec;

namespace {

template <class Call>
error thrown(Call&& call) {
  auto const e = test::thrown_by(call);
  REQUIRE(e.has_value());
  return *e;
}

expression_ptr text(std::string_view s) { return make_constant(value::text(s, type_id::unknown)); }
expression_ptr number(std::int32_t n) { return make_constant(value(n)); }

std::string shown(expression_ptr const& e) {
  session const s;
  value const v = evaluate_constant(*e, s);
  return v.is_null() ? "NULL" : types::to_text(v);
}
std::string called(std::string_view name, expressions arguments) {
  return shown(make_call(name, std::move(arguments)));
}
expression_ptr typed(std::string_view s, type_id t) { return make_cast(text(s), t); }

}  // namespace

TEST_CASE("calls choose PostgreSQL's overloads", "[exec][functions]") {
  auto const type = [](std::string_view name, expressions a) {
    return types::to_string(make_call(name, std::move(a))->type);
  };
  auto const big = make_constant(value(std::int64_t{1}));
  auto const small = make_constant(value(std::int16_t{1}));
  auto const real = make_constant(value(1.0F));
  auto const twice = make_constant(value(1.0));
  auto const exact = typed("1.5", type_id::numeric);
  CHECK(type("+", {number(1), big}) == "bigint");
  CHECK(type("+", {small, number(1)}) == "integer");
  CHECK(type("+", {small, small}) == "smallint");
  CHECK(type("+", {real, number(1)}) == "double precision");
  CHECK(type("+", {real, real}) == "real");
  CHECK(type("+", {exact, number(1)}) == "numeric");
  CHECK(type("+", {exact, twice}) == "double precision");
  CHECK(type("^", {number(2), number(3)}) == "double precision");
  CHECK(type("sqrt", {exact}) == "numeric");
  CHECK(type("||", {text("a"), text("b")}) == "text");
  CHECK(type("-", {typed("2026-01-02", type_id::date), typed("2026-01-01", type_id::date)}) ==
        "integer");
  CHECK(type("+", {number(1), text("2")}) == "integer");
  CHECK(type("=", {typed("2026-01-02", type_id::timestamp), text("2026-01-01")}) == "boolean");
}

TEST_CASE("calls that fit nothing, or too much, say so as PostgreSQL does", "[exec][functions]") {
  error const none = thrown([] { return make_call("lower", {make_constant(value(true))}); });
  CHECK(none.sqlstate() == "42883");
  CHECK(none.message() == "function lower(boolean) does not exist");
  CHECK(none.hint().starts_with("No function matches the given name and argument types."));
  error const op = thrown([] { return make_call("+", {make_constant(value(true)), number(1)}); });
  CHECK(op.message() == "operator does not exist: boolean + integer");
  error const several = thrown([] { return make_call("+", {text("1"), text("2")}); });
  CHECK(several.sqlstate() == "42725");
  CHECK(several.message() == "operator is not unique: unknown + unknown");
}

TEST_CASE("arithmetic is exact or refuses", "[exec][functions]") {
  CHECK(called("+", {number(2), number(3)}) == "5");
  CHECK(called("/", {number(-7), number(2)}) == "-3");
  CHECK(called("%", {number(-7), number(2)}) == "-1");
  CHECK(called("/", {typed("1", type_id::numeric), number(3)}) == "0.33333333333333333333");
  auto const fails = [](std::string_view name, expressions a) {
    error const e = thrown([&] { return called(name, a); });
    return std::string(e.sqlstate()) + ' ' + e.message();
  };
  CHECK(fails("+", {number(2147483647), number(1)}) == "22003 integer out of range");
  CHECK(fails("/", {number(1), number(0)}) == "22012 division by zero");
  CHECK(fails("/", {number(1), make_constant(value(0.0))}) == "22012 division by zero");
  CHECK(fails("sqrt", {make_constant(value(-1.0))}) ==
        "2201F cannot take square root of a negative number");
  CHECK(fails("ln", {make_constant(value(0.0))}) == "2201E cannot take logarithm of zero");
}

TEST_CASE("functions of everyday use", "[exec][functions]") {
  using S = type_id;
  CHECK(called("abs", {number(-5)}) == "5");
  CHECK(called("round", {typed("2.345", S::numeric), number(2)}) == "2.35");
  CHECK(called("ceil", {typed("-1.5", S::numeric)}) == "-1");
  CHECK(called("sqrt", {typed("2", S::numeric)}) == "1.414213562373095");
  CHECK(called("power", {number(2), number(10)}) == "1024");
  CHECK(called("length", {text("häh")}) == "3");
  CHECK(called("upper", {text("abc")}) == "ABC");
  CHECK(called("substr", {text("hello"), number(2), number(3)}) == "ell");
  CHECK(called("left", {text("hello"), number(-2)}) == "hel");
  CHECK(called("right", {text("hello"), number(2)}) == "lo");
  CHECK(called("btrim", {text("xxhixx"), text("x")}) == "hi");
  CHECK(called("replace", {text("aXbX"), text("X"), text("--")}) == "a--b--");
  CHECK(called("strpos", {text("hello"), text("l")}) == "3");
  CHECK(called("lpad", {text("7"), number(3), text("0")}) == "007");
  CHECK(called("concat", {text("a"), make_constant({}, S::text), number(3)}) == "a3");
  CHECK(called("concat_ws", {text(", "), text("a"), make_constant({}, S::text), text("b")}) ==
        "a, b");
  CHECK(called("||", {text("n"), number(3)}) == "n3");
  CHECK(called("repeat", {text("ab"), number(3)}) == "ababab");
  CHECK(called("reverse", {text("aäb")}) == "bäa");
  CHECK(called("split_part", {text("a,b,c"), text(","), number(-1)}) == "c");
  CHECK(called("initcap", {text("hELLO wORLD")}) == "Hello World");
  CHECK(called("chr", {number(228)}) == "ä");
  CHECK(called("ascii", {text("ä")}) == "228");
  CHECK(called("md5", {text("abc")}) == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(called("md5", {text("")}) == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(called("to_hex", {number(255)}) == "ff");
  CHECK(called("format", {text("%s is %L and %I"), text("x"), text("it's"), text("a b")}) ==
        "x is 'it''s' and \"a b\"");
  CHECK(called("starts_with", {text("hello"), text("he")}) == "t");
  CHECK(called("pg_size_pretty", {make_constant(value(std::int64_t{10'240}))}) == "10 kB");
  CHECK(called("pg_size_pretty", {make_constant(value(std::int64_t{10'239}))}) == "10239 bytes");
  CHECK(called("date_trunc", {text("month"), typed("2026-03-14 15:09", S::timestamp)}) ==
        "2026-03-01 00:00:00");
  CHECK(called("extract", {text("year"), typed("2026-03-14", S::date)}) == "2026");
  CHECK(called("year", {typed("2026-03-14", S::date)}) == "2026");
  CHECK(called("date", {typed("2026-03-14 15:09", S::timestamp)}) == "2026-03-14");
  CHECK(called("make_date", {number(2026), number(2), number(28)}) == "2026-02-28");
  CHECK(called("age", {typed("2026-03-14", S::timestamp), typed("2025-01-31", S::timestamp)}) ==
        "1 year 1 mon 14 days");
  CHECK(called("to_char", {typed("2026-03-14 15:09:26", S::timestamp),
                           text("YYYY-MM-DD HH24:MI:SS Mon FMDay")}) ==
        "2026-03-14 15:09:26 Mar Saturday");
  CHECK(called("to_char", {typed("1234.5", S::numeric), text("FM9,999.00")}) == "1,234.50");
  CHECK(called("to_char", {number(5), text("099")}) == " 005");
  CHECK(called("to_date", {text("14 Mar 2026"), text("DD Mon YYYY")}) == "2026-03-14");
}

TEST_CASE("NULL logic, and operands that must not be evaluated", "[exec][evaluate]") {
  auto const yes = make_constant(value(true));
  auto const no = make_constant(value(false));
  auto const null = make_constant({}, type_id::boolean);
  auto const fails = make_call("=", {make_call("/", {number(1), number(0)}), number(1)});
  auto const both = [&](expressions o) { return shown(make_logical(expression_kind::and_, o)); };
  auto const either = [&](expressions o) { return shown(make_logical(expression_kind::or_, o)); };
  CHECK(both({yes, null}) == "NULL");
  CHECK(both({null, no}) == "f");
  CHECK(both({no, fails}) == "f");
  CHECK(either({null, yes}) == "t");
  CHECK(either({no, null}) == "NULL");
  CHECK(either({yes, fails}) == "t");
  CHECK_THROWS_AS(both({null, fails}), error);
  CHECK(shown(make_case({yes, number(1), make_call("/", {number(1), number(0)})})) == "1");
  CHECK(shown(make_choice(expression_kind::coalesce, {make_constant({}, type_id::int4), number(2),
                                                      make_call("/", {number(1), number(0)})})) ==
        "2");
  CHECK(shown(make_choice(expression_kind::greatest,
                          {number(1), make_constant({}, type_id::int4), number(3)})) == "3");
  CHECK(shown(make_nullif(number(1), number(1))) == "NULL");
  CHECK(shown(make_in(number(1), {number(2), make_constant({}, type_id::int4)})) == "NULL");
  CHECK(shown(make_in(number(2), {number(2), make_constant({}, type_id::int4)}, true)) == "f");
  CHECK(shown(make_distinct(number(1), make_constant({}, type_id::int4))) == "t");
  CHECK(shown(make_between(number(2), number(1), number(3))) == "t");
  CHECK(shown(make_test(expression_kind::is_true, null, true)) == "t");
  CHECK(shown(make_not(null)) == "NULL");
}

TEST_CASE("LIKE and its escapes", "[exec][like]") {
  auto const like = [](std::string_view s, std::string_view p) {
    return called("~~", {text(s), text(p)});
  };
  CHECK(like("hello", "h%o") == "t");
  CHECK(like("hello", "h_llo") == "t");
  CHECK(like("hällo", "h_llo") == "t");
  CHECK(like("hello", "%l%l%") == "t");
  CHECK(like("hello", "h") == "f");
  CHECK(like("", "%") == "t");
  CHECK(like("a%c", "a\\%c") == "t");
  CHECK(like("abc", "a\\%c") == "f");
  CHECK(called("~~*", {text("HeLLo"), text("hEl%")}) == "t");
  CHECK(thrown([&] { return like("a", "a\\"); }).sqlstate() == "22025");
}

TEST_CASE("trees print for EXPLAIN and fold", "[exec][expression]") {
  auto const a = make_column(0, type_id::int4, "a");
  auto const e =
      make_call(">", {make_call("+", {a, make_call("*", {number(2), number(3)})}), number(5)});
  CHECK(to_string(*e) == "((a + (2 * 3)) > 5)");
  CHECK(to_string(*fold(e, session{})) == "((a + 6) > 5)");
  CHECK(to_string(*make_in(a, {number(1), number(2)}, true)) == "(a NOT IN (1, 2))");
  auto const bad = make_call("/", {number(1), number(0)});
  CHECK(to_string(*fold(bad, session{})) == "(1 / 0)");
}
