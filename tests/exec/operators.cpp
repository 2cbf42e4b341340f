#include <helios/exec/exec.hpp>

#include <tests/exec/random_rows.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <functional>
#include <map>
#include <set>

using namespace helios;
using namespace helios::exec;
using test::all_rows;
using test::row;
using test::rows;
using test::sorted;
using test::table;
using test::text_of;
using test::texts_of;

namespace {

expression_ptr a() { return make_column(0, type_id::int4, "a"); }
expression_ptr number(std::int64_t n) { return make_constant(value(n)); }
expression_ptr b() { return make_column(1, type_id::text, "b"); }

/// Runs a law on random tables for batches of 1, 2 and 2048 rows.
void with_tables(std::function<void(run_context const&, rows const&, rows const&)> const& law) {
  unsigned const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 rng(seed);
  for (std::uint32_t const capacity : {1U, 2U, 2048U}) {
    for (std::size_t const n : {0U, 1U, 7U, 60U}) {
      run_context run;
      run.capacity = capacity;
      rows const left = test::random_rows(rng, n);
      rows const right = test::random_rows(rng, rng() % 5 == 0 ? 0 : n);
      CAPTURE(capacity, n);
      law(run, left, right);
    }
  }
}

/// Of two operators that restart, the second run says the same.
rows twice(operation& op) {
  rows const first = all_rows(op);
  op.restart();
  CHECK(sorted(all_rows(op)) == sorted(first));
  return first;
}

bool equal(value const& x, value const& y) { return !x.is_null() && !y.is_null() && x == y; }

rows naive_join(join_kind kind, rows const& left, rows const& right, bool keys, bool condition) {
  auto const pairs = [&](row const& l, row const& r) {
    if (keys && !equal(l[0], r[0])) return false;
    return !condition ||
           (!l[1].is_null() && !r[1].is_null() && l[1].as_string() < r[1].as_string());
  };
  auto const beside = [](row l, row const& r) {
    l.insert(l.end(), r.begin(), r.end());
    return l;
  };
  rows out;
  std::set<std::size_t> matched_right;
  bool const pairs_shown = kind <= join_kind::full;
  for (row const& l : left) {
    bool any = false, unknown = false;
    for (std::size_t i = 0; i != right.size(); ++i) {
      if (keys && (l[0].is_null() || right[i][0].is_null())) unknown = true;
      if (!pairs(l, right[i])) continue;
      any = true;
      matched_right.insert(i);
      if (pairs_shown) out.push_back(beside(l, right[i]));
    }
    if (!any && (kind == join_kind::left || kind == join_kind::full))
      out.push_back(beside(l, row(2)));
    if ((kind == join_kind::semi && any) || (kind == join_kind::anti && !any) ||
        (kind == join_kind::not_in && !any && !unknown))
      out.push_back(l);
  }
  if (kind == join_kind::right || kind == join_kind::full)
    for (std::size_t i = 0; i != right.size(); ++i)
      if (!matched_right.contains(i)) out.push_back(beside(row(2), right[i]));
  return out;
}

}  // namespace

TEST_CASE("joins of every kind equal the naive ones", "[exec][join]") {
  with_tables([](run_context const& run, rows const& left, rows const& right) {
    for (int k = 0; k <= static_cast<int>(join_kind::not_in); ++k) {
      auto const kind = static_cast<join_kind>(k);
      for (bool const keys : {true, false}) {
        for (bool const condition : {true, false}) {
          if (kind == join_kind::not_in && (!keys || condition)) continue;
          CAPTURE(k, keys, condition);
          join_plan plan;
          plan.kind = kind;
          if (keys) plan.left_keys = plan.right_keys = {a()};
          if (condition) plan.condition = make_call("<", {b(), make_column(3, type_id::text)});
          join op(run, table(run, left), table(run, right), plan);
          REQUIRE(sorted(twice(op)) == sorted(naive_join(kind, left, right, keys, condition)));
        }
      }
    }
  });
}

TEST_CASE("sorting is stable and puts NULLs where it is told", "[exec][sort]") {
  with_tables([](run_context const& run, rows const& left, rows const&) {
    for (types::key_order const order :
         {types::key_order{}, types::descending, types::key_order{true, false},
          types::key_order{false, true}}) {
      rows expected = left;
      std::stable_sort(expected.begin(), expected.end(), [&](row const& x, row const& y) {
        bool const nx = x[0].is_null(), ny = y[0].is_null();
        if (nx || ny) return nx != ny && nx == order.nulls_first;
        auto const c = types::compare(x[0], y[0]);
        return order.descending ? c > 0 : c < 0;
      });
      sort op(run, table(run, left), {{a(), order}});
      REQUIRE(texts_of(twice(op)) == texts_of(expected));
      for (std::size_t const n : {0U, 1U, 3U, 100U}) {
        sort top(run, table(run, left), {{a(), order}}, {number(n), nullptr});
        rows first(expected.begin(),
                   expected.begin() + static_cast<std::ptrdiff_t>(std::min(n, expected.size())));
        REQUIRE(texts_of(all_rows(top)) == texts_of(first));
      }
    }
  });
}

TEST_CASE("grouping equals the naive one", "[exec][aggregate]") {
  with_tables([](run_context const& run, rows const& left, rows const&) {
    struct group {
      std::int64_t rows = 0, counted = 0, sum = 0, filtered = 0;
      std::optional<std::int32_t> least;
      std::set<std::int32_t> distinct;
      std::string joined;
    };
    std::map<std::string, group> expected;
    std::map<std::string, std::string> shown;
    for (row const& r : left) {
      std::string const key = r[1].is_null() ? "NULL" : types::to_text(r[1]);
      group& g = expected[key];
      ++g.rows;
      if (!r[1].is_null()) g.joined += (g.joined.empty() ? "" : ",") + types::to_text(r[1]);
      if (r[0].is_null()) continue;
      auto const v = r[0].as<std::int32_t>();
      ++g.counted;
      g.sum += v;
      if (v > 2) ++g.filtered;
      g.least = std::min(g.least.value_or(v), v);
      g.distinct.insert(v);
    }
    std::vector<std::string> wanted;
    for (auto const& [key, g] : expected) {
      bool const some = g.counted != 0;
      wanted.push_back(key + '|' + std::to_string(g.rows) + '|' + std::to_string(g.counted) + '|' +
                       (some ? std::to_string(g.sum) : "NULL") + '|' +
                       (some ? std::to_string(*g.least) : "NULL") + '|' +
                       std::to_string(g.distinct.size()) + '|' + std::to_string(g.filtered) + '|' +
                       (g.joined.empty() ? "NULL" : g.joined) + '|');
    }
    std::sort(wanted.begin(), wanted.end());
    std::vector<aggregate> aggregates;
    aggregates.push_back(make_aggregate("count", {}));
    aggregates.push_back(make_aggregate("count", {a()}));
    aggregates.push_back(make_aggregate("sum", {a()}));
    aggregates.push_back(make_aggregate("min", {a()}));
    aggregates.push_back(make_aggregate("count", {a()}, true));
    aggregates.push_back(
        make_aggregate("count", {}, false, make_call(">", {a(), make_constant(value(2))})));
    aggregates.push_back(
        make_aggregate("string_agg", {b(), make_constant(value::text(",", type_id::unknown))}));
    hash_aggregate op(run, table(run, left), {b()}, aggregates);
    REQUIRE(sorted(twice(op)) == wanted);
  });
}

TEST_CASE("aggregates without groups answer for no rows too", "[exec][aggregate]") {
  run_context run;
  std::vector<aggregate> aggregates;
  aggregates.push_back(make_aggregate("count", {}));
  for (char const* name : {"sum", "avg", "min", "stddev"})
    aggregates.push_back(make_aggregate(name, {a()}));
  hash_aggregate none(run, table(run, {}), {}, aggregates);
  CHECK(texts_of(all_rows(none)) == std::vector<std::string>{"0|NULL|NULL|NULL|NULL|"});
  rows const some{{value(1), {}}, {value(2), {}}, {value(), {}}, {value(3), {}}};
  hash_aggregate op(run, table(run, some), {}, aggregates);
  CHECK(texts_of(all_rows(op)) == std::vector<std::string>{"4|6|2.0000000000000000|1|1|"});
  CHECK(test::state_of([&] { return make_aggregate("sum", {b()}); }) == "42883");
  CHECK(test::message_of([&] { return make_aggregate("sum", {b()}); }) ==
        "function sum(text) does not exist");
}

TEST_CASE("states merge", "[exec][aggregate]") {
  unsigned const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 rng(seed);
  for (char const* name : {"sum", "avg", "min", "max", "count", "var_pop"}) {
    aggregate_function const& f = *make_aggregate(name, {make_column(0, type_id::int8)}).function;
    std::vector<std::byte> memory(3 * f.state_size);
    std::byte* const s[] = {memory.data(), memory.data() + f.state_size,
                            memory.data() + 2 * f.state_size};
    for (std::byte* const state : s) f.begin(state, nullptr);
    arena texts;
    for (int i = 0; i != 50; ++i) {
      value const v(static_cast<std::int64_t>(rng() % 1000));
      column const c = f.parameter == type_id::float8
                           ? make_column(texts, type_id::float8,
                                         std::vector{value(double(v.as<std::int64_t>()))})
                           : make_column(texts, type_id::int8, std::vector{v});
      f.add(&s[i % 2], 0, {&c, 1}, {nullptr, 1});
      f.add(s, 2 * f.state_size, {&c, 1}, {nullptr, 1});
    }
    f.merge(s[0], s[1]);
    value const merged = f.finish(s[0]), whole = f.finish(s[2]);
    if (merged.type() == type_id::float8) {
      CHECK(merged.as<double>() == Approx(whole.as<double>()));
    } else {
      CHECK(merged == whole);
    }
    for (std::byte* const state : s) f.end(state);
  }
}

TEST_CASE("set operations count equal rows", "[exec][set]") {
  with_tables([](run_context const& run, rows const& left, rows const& right) {
    auto const count = [](rows const& of) {
      std::map<std::string, std::int64_t> n;
      for (row const& r : of) ++n[text_of(r)];
      return n;
    };
    auto const l = count(left), r = count(right);
    auto const of = [](std::map<std::string, std::int64_t> const& m, std::string const& key) {
      auto const at = m.find(key);
      return at == m.end() ? std::int64_t{0} : at->second;
    };
    std::map<std::string, std::int64_t> all = l;
    all.insert(r.begin(), r.end());
    for (int k = 0; k <= static_cast<int>(set_kind::except_all); ++k) {
      CAPTURE(k);
      std::vector<std::string> wanted;
      for (auto const& [key, ignored] : all) {
        std::int64_t const x = of(l, key), y = of(r, key);
        std::int64_t const n[] = {1, x != 0 && y != 0 ? 1 : 0, std::min(x, y),
                                  x != 0 && y == 0 ? 1 : 0, std::max<std::int64_t>(x - y, 0)};
        wanted.insert(wanted.end(), static_cast<std::size_t>(n[k]), key);
      }
      set_operation op(run, table(run, left), table(run, right), static_cast<set_kind>(k));
      REQUIRE(sorted(twice(op)) == wanted);
    }
    std::vector<operation_ptr> both;
    both.push_back(table(run, left));
    both.push_back(table(run, right));
    append together(run, std::move(both));
    CHECK(all_rows(together).size() == left.size() + right.size());
  });
}

TEST_CASE("filter, project, distinct and limit", "[exec]") {
  with_tables([](run_context const& run, rows const& left, rows const&) {
    auto const big = make_call(">", {a(), make_constant(value(2))});
    auto const sum = make_call("+", {a(), make_constant(value(10))});
    project op(run, std::make_unique<filter>(run, table(run, left), big), {sum, b()});
    rows wanted, kept;
    for (row const& r : left) {
      if (r[0].is_null() || r[0].as<std::int32_t>() <= 2) continue;
      kept.push_back(r);
      wanted.push_back({value(r[0].as<std::int32_t>() + 10), r[1]});
    }
    REQUIRE(texts_of(twice(op)) == texts_of(wanted));
    limit some(run, std::make_unique<filter>(run, table(run, left), big), {number(4), number(3)});
    std::size_t const from = std::min<std::size_t>(3, kept.size());
    std::size_t const to = std::min<std::size_t>(7, kept.size());
    REQUIRE(texts_of(twice(some)) ==
            texts_of(rows(kept.begin() + static_cast<std::ptrdiff_t>(from),
                          kept.begin() + static_cast<std::ptrdiff_t>(to))));
    distinct unique(run, table(run, left));
    auto texts = texts_of(left);
    std::set<std::string> const different(texts.begin(), texts.end());
    REQUIRE(sorted(twice(unique)) == std::vector<std::string>(different.begin(), different.end()));
  });
}

TEST_CASE("series, cancelling", "[exec]") {
  run_context run;
  auto const big = [](std::int64_t n) { return make_constant(value(n)); };
  series numbers(run, {big(1), big(7), big(3)});
  CHECK(texts_of(all_rows(numbers)) == std::vector<std::string>{"1|", "4|", "7|"});
  CHECK(test::state_of([&] {
          series none(run, {big(1), big(7), big(0)});
          return all_rows(none);
        }) == "22023");
  std::stop_source stop;
  run_context stopped;
  stopped.stop = stop.get_token();
  stop.request_stop();
  series endless(stopped, {big(1), big(7), big(1)});
  CHECK(test::message_of([&] { return all_rows(endless); }) ==
        "canceling statement due to user request");
  run_context late;
  late.deadline = std::chrono::steady_clock::now();
  series slow(late, {big(1), big(7), big(1)});
  CHECK(test::state_of([&] { return all_rows(slow); }) == "57014");
}
