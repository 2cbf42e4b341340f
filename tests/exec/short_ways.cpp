// Operators that leave work out say what they would say without.
#include <helios/exec/exec.hpp>

#include <tests/exec/random_column.hpp>
#include <tests/exec/random_rows.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::exec;
using test::all_rows;
using test::all_types;
using test::random_column;
using test::sorted;
using test::texts_of;

namespace {

/// (a random value, its row's number)
operation_ptr table_of(run_context const& run, type_id t, std::vector<value> const& of) {
  std::vector<data_type> const types{t, type_id::int8};
  std::vector<expressions> all;
  for (value const& v : of)
    all.push_back({make_constant(v, types[0]),
                   make_constant(value(static_cast<std::int64_t>(all.size())), types[1])});
  return std::make_unique<values>(run, types, std::move(all));
}

std::vector<value> without_nulls(std::vector<value> of) {
  std::erase_if(of, [](value const& v) { return v.is_null(); });
  return of;
}

}  // namespace

TEST_CASE("the best rows are the first of all rows in order", "[exec][sort]") {
  std::uint64_t const seed = std::random_device{}();
  INFO("seed " << seed);
  tests::random r{seed};
  for (type_id const t : all_types) {
    for (bool const nulls : {false, true}) {
      auto drawn = random_column(r, t, 400);
      if (!nulls) drawn = without_nulls(std::move(drawn));
      for (types::key_order const order :
           {types::ascending, types::descending, types::key_order{true, false},
            types::key_order{false, true}}) {
        for (std::uint32_t const capacity : {2U, 16U, 2048U}) {
          run_context run;
          run.capacity = capacity;
          std::vector<sort_key> const keys{{make_column(0, t), order}};
          sort all(run, table_of(run, t, drawn), keys);
          auto const expected = texts_of(all_rows(all));
          for (std::int64_t const n : {1, 9, 150}) {
            CAPTURE(types::name(t), nulls, order.descending, order.nulls_first, capacity, n);
            sort best(run, table_of(run, t, drawn), keys, {make_constant(value(n)), nullptr});
            REQUIRE(texts_of(all_rows(best)) ==
                    std::vector(expected.begin(), expected.begin() + n));
          }
        }
      }
    }
  }
}

TEST_CASE("aggregates of all rows are those of one group", "[exec][aggregate]") {
  std::uint64_t const seed = std::random_device{}();
  INFO("seed " << seed);
  tests::random r{seed};
  for (type_id const t : all_types) {
    CAPTURE(types::name(t));
    auto const drawn = random_column(r, t, 300);
    auto const aggregates = [&] {
      std::vector<aggregate> all;
      expression_ptr const x = make_column(0, t);
      expression_ptr const third = make_call(
          "=",
          {make_call("%", {make_column(1, type_id::int8), make_constant(value(std::int64_t{3}))}),
           make_constant(value(std::int64_t{0}))});
      if (t == type_id::int2 || t == type_id::int4 || t == type_id::float4)
        for (char const* const name : {"sum", "avg"}) all.push_back(make_aggregate(name, {x}));
      if (t == type_id::jsonb) all.push_back(make_aggregate("jsonb_agg", {x}));
      if (t != type_id::boolean && t != type_id::jsonb)
        for (char const* const name : {"min", "max"}) {
          all.push_back(make_aggregate(name, {x}));
          all.push_back(make_aggregate(name, {x}, false, third));
        }
      if (t == type_id::text)
        all.push_back(make_aggregate("string_agg", {x, make_constant(value::text(","))}));
      all.push_back(make_aggregate("count", {x}));
      all.push_back(make_aggregate("count", {x}, true));
      all.push_back(make_aggregate("count", {}));
      all.push_back(make_aggregate("count", {}, false, third));
      return all;
    };
    for (std::uint32_t const capacity : {2U, 64U}) {
      run_context run;
      run.capacity = capacity;
      hash_aggregate without(run, table_of(run, t, drawn), {}, aggregates());
      hash_aggregate grouped(run, table_of(run, t, drawn), {make_constant(value(std::int64_t{1}))},
                             aggregates());
      auto const got = texts_of(all_rows(without));
      REQUIRE(texts_of(all_rows(grouped)) == std::vector<std::string>{"1|" + got.at(0)});
      grouped.restart();
      REQUIRE(texts_of(all_rows(grouped)) == std::vector<std::string>{"1|" + got.at(0)});
    }
  }
}

TEST_CASE("joins by keys are joins by conditions", "[exec][join]") {
  std::uint64_t const seed = std::random_device{}();
  INFO("seed " << seed);
  tests::random r{seed};
  for (type_id const t : all_types) {
    for (bool const unique : {false, true}) {
      auto left = random_column(r, t, 60), right = random_column(r, t, 40);
      left.insert(left.end(), right.begin(), right.end());  // so that some meet
      if (unique) {
        std::vector<value> once;
        for (value const& v : right)
          if (std::find(once.begin(), once.end(), v) == once.end()) once.push_back(v);
        right = std::move(once);
      }
      for (int k = 0; k != static_cast<int>(join_kind::not_in); ++k) {
        for (bool const more : {false, true}) {
          for (std::uint32_t const capacity : {2U, 2048U}) {
            CAPTURE(types::name(t), unique, k, more, capacity);
            run_context run;
            run.capacity = capacity;
            expression_ptr const x = make_column(0, t), y = make_column(2, t),
                                 later = make_call("<", {make_column(1, type_id::int8),
                                                         make_column(3, type_id::int8)});
            join_plan by_keys, by_condition;
            by_keys.kind = by_condition.kind = static_cast<join_kind>(k);
            by_keys.left_keys = by_keys.right_keys = {x};
            if (more) by_keys.condition = later;
            by_condition.condition = make_call("=", {x, y});
            if (more)
              by_condition.condition =
                  make_logical(expression_kind::and_, {by_condition.condition, later});
            join a(run, table_of(run, t, left), table_of(run, t, right), by_keys);
            join b(run, table_of(run, t, left), table_of(run, t, right), by_condition);
            auto const expected = all_rows(b);
            REQUIRE(sorted(all_rows(a)) == sorted(expected));
            a.restart();
            REQUIRE(sorted(all_rows(a)) == sorted(expected));
            // Without some of the columns it says the same of the others.
            std::size_t const width = a.types().size();
            std::vector<std::uint32_t> kept;
            for (std::uint32_t i = 0; i != width; ++i)
              (r.coin() ? by_keys.dropped : kept).push_back(i);
            test::rows narrow(expected.size());
            for (std::size_t i = 0; i != expected.size(); ++i)
              for (std::uint32_t const c : kept) narrow[i].push_back(expected[i][c]);
            join some(run, table_of(run, t, left), table_of(run, t, right), by_keys);
            REQUIRE(some.types().size() == kept.size());
            REQUIRE(sorted(all_rows(some)) == sorted(narrow));
          }
        }
      }
    }
  }
}
