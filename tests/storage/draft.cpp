#include <helios/storage/draft.hpp>

#include <helios/storage/row.hpp>
#include <helios/storage/timeline.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <utility>

namespace helios::test {

using namespace storage;

namespace {

[[nodiscard]] database_root knowing_nothing(database_root root) {
  root.written = root.relied_on = {};
  root.lags = false;
  return root;
}

using named_trees = std::map<tree_id, std::pair<tree_root, std::uint64_t>>;
[[nodiscard]] named_trees all_of(database_root const& root, tree_space& space) {
  named_trees all;
  each_entry(root, space, [&](tree_id id, directory_entry const& e) {
    all.emplace(id, std::pair(e.root, e.fingerprint));
  });
  return all;
}

}  // namespace

TEST_CASE("a state names its trees, in its directory or beside it") {
  random_source random;
  CAPTURE(random.seed);
  auto const space = std::make_shared<tree_space>(tree_limits{16, 4096, 4, 25, 8});
  auto const line = timeline::make(space);
  shape const forms[] = {
      {key_kind::int64, {{column_id{1}, physical_type::int64}}},
      {key_kind::int64,
       {{column_id{1}, physical_type::int64}, {column_id{2}, physical_type::bytes}}}};
  version_ptr tip;
  std::size_t known = 0, lagged = 0;
  for (std::uint64_t at = 1; at != 400; ++at) {
    version_ptr const before = tip;  // which the draft reads
    draft d(*space, line->owner(), space->tick(), tip ? tip->root() : database_root{});
    for (std::uint64_t changes = random.below(3); changes != 0; --changes) {
      tree_id const id{static_cast<std::uint32_t>(1 + random.below(6))};
      if (!d.has(id)) {
        d.create(id, forms[0]);
      } else if (random.below(8) == 0) {
        d.drop(id);
        continue;
      } else if (random.below(8) == 0) {
        d.reshape(id, forms[1].after(d.form(id)));
      }
      row_builder row(d.form(id));
      row.add_value(static_cast<std::int64_t>(at));
      if (d.form(id).columns().size() == 2) row.add_null();
      tree_op const put{static_cast<std::int64_t>(random.below(100)), row.image(), false};
      d.apply(id, {&put, 1});
    }
    // Asked for, and left as they are.
    for (std::uint64_t asked = random.below(3); asked != 0; --asked)
      static_cast<void>(d.has(tree_id{static_cast<std::uint32_t>(1 + random.below(6))}));
    database_root const root = random.below(3) == 0 ? d.finish() : d.finish_in_memory();
    tip = line->publish(root, scn{at}, d.keep(), {});
    named_trees expected;
    for (std::uint32_t i = 1; i != 7; ++i) {
      if (d.has(tree_id{i}))
        expected[tree_id{i}] = {d.open(tree_id{i}).root(), d.form(tree_id{i}).fingerprint()};
    }
    CHECK(all_of(root, *space) == expected);
    lagged += root.lags ? 1 : 0;

    for (database_root::known_tree const& k : {root.written, root.relied_on}) {
      if (k.tree.form == nullptr) continue;
      ++known;
      CHECK(find_stored(root, k.id, *space)->root == k.tree.root);
      auto const stored = find_stored(knowing_nothing(root), k.id, *space);
      REQUIRE(stored);
      CHECK(stored->form == k.tree.form);
      if (!root.lags_for(k.id)) CHECK(stored->root == k.tree.root);
    }
  }
  CHECK(lagged > 50);
  CHECK(known > 300);
}

TEST_CASE("a change of one tree leaves the directory, a change of another writes both") {
  auto const space = std::make_shared<tree_space>(tree_limits{});
  auto const line = timeline::make(space);
  shape const form{key_kind::int64, {{column_id{1}, physical_type::int64}}};
  tree_id const a{1}, b{2};
  version_ptr tip;
  std::uint64_t at = 0;
  auto const change = [&](auto&& make) {
    draft d(*space, line->owner(), space->tick(), tip ? tip->root() : database_root{});
    make(d);
    database_root const root = d.finish_in_memory();
    tip = line->publish(root, scn{++at}, d.keep(), {});
    return root;
  };
  auto const put = [&](draft& d, tree_id id) {
    row_builder row(form);
    row.add_value(static_cast<std::int64_t>(at));
    tree_op const one{static_cast<std::int64_t>(at), row.image(), false};
    d.apply(id, {&one, 1});
  };
  database_root const made = change([&](draft& d) { d.create(a, form), d.create(b, form); });
  CHECK_FALSE(made.lags);
  database_root const first = change([&](draft& d) { put(d, a); });
  CHECK(first.lags_for(a));
  CHECK(first.trees == made.trees);
  CHECK_FALSE(first == made);
  database_root const second = change([&](draft& d) { put(d, a); });
  CHECK(second.trees == made.trees);
  database_root const other = change([&](draft& d) { put(d, b); });
  CHECK_FALSE(other.lags);
  CHECK(find_stored(knowing_nothing(other), a, *space)->root == second.written.tree.root);
  database_root const again = change([&](draft& d) { put(d, b); });
  CHECK(again.lags_for(b));
  // Nothing but what is written into the directory goes into a file.
  draft whole(*space, line->owner(), space->tick(), again);
  database_root const written = whole.finish();
  CHECK_FALSE(written.lags);
  CHECK(find_stored(knowing_nothing(written), b, *space)->root == again.written.tree.root);
  tip = line->publish(written, scn{++at}, whole.keep(), {});
  database_root const without = change([&](draft& d) { d.drop(b); });
  CHECK_FALSE(without.lags);
  CHECK_FALSE(find_stored(without, b, *space));
}

}  // namespace helios::test
