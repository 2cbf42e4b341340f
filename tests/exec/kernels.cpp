#include <helios/exec/evaluate.hpp>

#include <helios/exec/key_table.hpp>
#include <helios/exec/row_key.hpp>
#include <helios/types/cast.hpp>

#include <tests/exec/random_column.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <random>

using namespace helios;
using namespace helios::exec;
using test::all_types;
using test::random_column;

namespace {

/// Evaluates over n rows at once and compares each row with what `oracle` says of its values; then
/// again over every other row.
template <class Oracle>
void differential(expression const& e, type_id left, type_id right, std::uint64_t seed,
                  Oracle oracle) {
  tests::random r{seed};
  for (std::size_t const n : {1U, 2U, 200U}) {
    session const s;
    batch b;
    environment with(b.memory, s);
    auto const x = random_column(r, left, n), y = random_column(r, right, n);
    b.columns = {make_column(b.memory, left, x), make_column(b.memory, right, y)};
    std::vector<std::uint16_t> half;
    for (std::size_t i = 0; i < n; i += 2) half.push_back(static_cast<std::uint16_t>(i));
    for (selection const rows : {selection{nullptr, static_cast<std::uint32_t>(n)},
                                 selection{half.data(), static_cast<std::uint32_t>(half.size())}}) {
      column const out = evaluate(e, b, rows, with);
      each(rows, [&](std::uint32_t i) { REQUIRE(value_at(out, i) == oracle(x[i], y[i])); });
    }
  }
}

}  // namespace

TEST_CASE("comparisons equal those of values", "[exec][kernels]") {
  std::uint64_t const seed = std::random_device{}();
  INFO("seed " << seed);
  for (type_id const t : all_types) {
    CAPTURE(types::name(t));
    for (std::string_view const name : {"=", "<>", "<", "<=", ">", ">="}) {
      auto const e = make_call(name, {make_column(0, t), make_column(1, t)});
      differential(*e, t, t, seed, [&](value const& x, value const& y) -> value {
        if (x.is_null() || y.is_null()) return {};
        auto const c = types::compare(x, y);
        return value(name == "="    ? c == 0
                     : name == "<>" ? c != 0
                     : name == "<"  ? c < 0
                     : name == "<=" ? c <= 0
                     : name == ">"  ? c > 0
                                    : c >= 0);
      });
    }
    auto const distinct = make_distinct(make_column(0, t), make_column(1, t));
    differential(*distinct, t, t, seed,
                 [](value const& x, value const& y) { return value(!(x == y)); });
    auto const least = make_choice(expression_kind::least, {make_column(0, t), make_column(1, t)});
    differential(*least, t, t, seed, [](value const& x, value const& y) {
      if (x.is_null() || y.is_null()) return x.is_null() ? y : x;
      return types::compare(y, x) < 0 ? y : x;
    });
  }
}

TEST_CASE("casts equal those of values", "[exec][kernels]") {
  std::uint64_t const seed = std::random_device{}();
  INFO("seed " << seed);
  for (type_id const from : all_types) {
    for (type_id const to : all_types) {
      if (types::find_cast(from, to) != types::cast_rule::always) continue;
      // Dates and timestamps at the ends of their ranges are refused.
      if (from != to && (from == type_id::date || from == type_id::timestamp)) continue;
      CAPTURE(types::name(from), types::name(to));
      auto const e = make_cast(make_column(0, from), to);
      differential(*e, from, from, seed, [&](value const& x, value const&) -> value {
        value const v = types::cast(x, to);
        return v;
      });
    }
  }
}

TEST_CASE("integer arithmetic equals that of 128 bits, overflow included", "[exec][kernels]") {
  std::uint64_t const seed = std::random_device{}();
  INFO("seed " << seed);
  tests::random r{seed};
  for (int i = 0; i != 3000; ++i) {
    std::int64_t const x = r.spread(), y = r.spread();
    for (char const op : {'+', '-', '*', '/', '%'}) {
      auto const e =
          make_call(std::string_view(&op, 1), {make_constant(value(x)), make_constant(value(y))});
      if ((op == '/' || op == '%') && y == 0) {
        CHECK(test::message_of([&] { return evaluate_constant(*e, session{}); }) ==
              "division by zero");
        continue;
      }
      int128 const a = x, b = y;
      int128 const exact = op == '+'   ? a + b
                           : op == '-' ? a - b
                           : op == '*' ? a * b
                           : op == '/' ? a / b
                                       : a % b;
      CAPTURE(x, op, y);
      if (exact == static_cast<std::int64_t>(exact)) {
        REQUIRE(evaluate_constant(*e, session{}) == value(static_cast<std::int64_t>(exact)));
      } else {
        REQUIRE(test::message_of([&] { return evaluate_constant(*e, session{}); }) ==
                "bigint out of range");
      }
    }
  }
}

TEST_CASE("row keys are equal exactly where rows are, and number them", "[exec][keys]") {
  std::uint64_t const seed = std::random_device{}();
  INFO("seed " << seed);
  tests::random r{seed};
  for (type_id const t : all_types) {
    CAPTURE(types::name(t));
    arena memory;
    auto const values = random_column(r, t, 120);
    column const c = make_column(memory, t, values);
    row_keys keys;
    keys.build({&c, 1}, {nullptr, 120});
    key_table table;
    std::vector<std::uint32_t> number;
    for (std::size_t i = 0; i != 120; ++i) number.push_back(table.find_or_insert(keys[i]).number);
    for (std::size_t i = 0; i != 120; ++i) {
      REQUIRE(table.find(keys[i]) == number[i]);
      for (std::size_t k = 0; k != i; ++k)
        REQUIRE((number[i] == number[k]) == (values[i] == values[k]));
    }
  }
}
