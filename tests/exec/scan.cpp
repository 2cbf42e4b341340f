#include <helios/exec/operators/scan.hpp>

#include <tests/exec/random_rows.hpp>
#include <tests/support/thrown_error.hpp>
#include <tests/support/tree_model.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::exec;

namespace {

scan_plan both_columns(storage::key_kind kind) {
  scan_plan p;
  p.columns = {{0, type_id::int8, false}, {1, type_id::text, false}};
  if (kind == storage::key_kind::int64) {
    p.columns.push_back({0, type_id::int8, true});
    p.key = {{type_id::int8, {}}};
  }
  return p;
}

}  // namespace

TEST_CASE("a scan reads what a map holds, in key order", "[exec][scan]") {
  unsigned const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 rng(seed);
  for (auto const kind : {storage::key_kind::int64, storage::key_kind::bytes}) {
    for (std::uint32_t const capacity : {1U, 2U, 2048U}) {
      storage::tree_limits const limits{16, 128 * 1024, 4, 50, 8};
      storage::tree_space space(rng() % 2 == 0 ? limits : storage::tree_limits{});
      testing::tree_model model{kind};
      run_context run;
      run.capacity = capacity;
      for (std::uint64_t round = 1; round != 12; ++round) {
        storage::tree_editor edit(space, storage::owner_id{1}, storage::era{round});
        model.apply(edit, testing::tree_model::random_batch(rng, 60, 300));
        (void)edit.keep();
        storage::tree const tree(model.root, model.form, nullptr);
        std::vector<std::string> wanted;
        std::vector<std::int64_t> keys;
        for (auto const& [key, v] : model.content) {
          std::string text = std::to_string(v.first) + '|' + v.second.value_or("NULL") + '|';
          if (kind == storage::key_kind::int64) {
            keys.push_back(model.view_of(key).number);
            text += std::to_string(keys.back()) + '|';
          }
          wanted.push_back(std::move(text));
        }
        scan all(run, tree, both_columns(kind));
        REQUIRE(test::texts_of(test::all_rows(all)) == wanted);
        all.restart();
        REQUIRE(test::texts_of(test::all_rows(all)) == wanted);
        if (kind == storage::key_kind::bytes) continue;
        for (int bounds = 0; bounds != 8; ++bounds) {
          auto const low = static_cast<std::int64_t>(rng() % 310);
          auto const high = bounds == 0 ? low : static_cast<std::int64_t>(rng() % 310);
          scan_plan p = both_columns(kind);
          p.lower = {{make_constant(value(low))}, bounds == 0 || bounds % 2 == 1};
          p.upper = {{make_constant(value(high))}, bounds == 0 || bounds % 4 > 1};
          std::vector<std::string> between;
          for (std::size_t i = 0; i != keys.size(); ++i)
            if ((p.lower.inclusive ? keys[i] >= low : keys[i] > low) &&
                (p.upper.inclusive ? keys[i] <= high : keys[i] < high))
              between.push_back(wanted[i]);
          CAPTURE(low, high, bounds);
          scan part(run, tree, p);
          REQUIRE(test::texts_of(test::all_rows(part)) == between);
          if (low == high) REQUIRE(part.ended());
        }
      }
    }
  }
}

TEST_CASE("a scan does not believe a stored jsonb that is none", "[exec][scan]") {
  storage::tree_space space(storage::tree_limits{});
  testing::tree_model model{storage::key_kind::int64};
  storage::tree_editor edit(space, storage::owner_id{1}, storage::era{1});
  std::mt19937 rng(1);
  model.apply(edit, testing::tree_model::random_batch(rng, 60, 300));
  (void)edit.keep();
  scan_plan p;
  p.columns = {{1, type_id::jsonb, false}};
  run_context run;
  scan all(run, storage::tree(model.root, model.form, nullptr), p);
  CHECK(test::state_of([&] { return test::all_rows(all); }) == "XX001");
}
