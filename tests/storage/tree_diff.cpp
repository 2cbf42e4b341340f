#include <helios/storage/tree_diff.hpp>

#include <tests/support/tree_model.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::storage;
using helios::testing::text_of;
using helios::testing::tree_model;

namespace {

void diff_equals_model(tree_model const& before, tree_model const& after) {
  tree_diff d(tree(before.root, before.form, nullptr), tree(after.root, after.form, nullptr));
  tree_model::rows seen_old;
  tree_model::rows seen_new;
  std::string last;
  while (d.next()) {
    std::string found;
    for (auto const& side :
         {std::pair(d.old_row(), &seen_old), std::pair(d.new_row(), &seen_new)}) {
      if (!side.first) continue;
      std::int64_t const k = side.first->at(0).as<std::int64_t>();
      found = before.key_of(k);
      REQUIRE(order(before.kind, before.view_of(found), d.key()) == 0);
      (*side.second)[found] = {k, text_of(side.first->at(1))};
    }
    REQUIRE((last.empty() || last < found));
    last = found;
  }
  tree_model::rows expected_old;
  tree_model::rows expected_new;
  for (auto const& [k, v] : before.content) {
    auto const at = after.content.find(k);
    if (at == after.content.end() || at->second != v) expected_old[k] = v;
  }
  for (auto const& [k, v] : after.content) {
    auto const at = before.content.find(k);
    if (at == before.content.end() || at->second != v) expected_new[k] = v;
  }
  REQUIRE(seen_old == expected_old);
  REQUIRE(seen_new == expected_new);
}

/// With bounds a diff is what it is without, as far as it lies within them.
void bounds_cut(tree_model const& before, tree_model const& after, std::mt19937& rng) {
  tree const a(before.root, before.form, nullptr), b(after.root, after.form, nullptr);
  std::vector<key> all;
  for (tree_diff d(a, b); d.next();) all.emplace_back(before.kind, d.key());
  std::string first = before.key_of(static_cast<std::int64_t>(rng() % 4000));
  std::string last = before.key_of(static_cast<std::int64_t>(rng() % 4000));
  if (last < first) std::swap(first, last);
  std::optional<key_view> from, to;
  if (rng() % 4 != 0) from = before.view_of(first);
  if (rng() % 4 != 0) to = before.view_of(last);
  std::vector<key> expected;
  for (key const& k : all) {
    bool const within = (!from || order(before.kind, k.view(), *from) >= 0) &&
                        (!to || order(before.kind, k.view(), *to) < 0);
    if (within) expected.push_back(k);
  }
  std::size_t seen = 0;
  for (tree_diff d(a, b, from, to); d.next(); ++seen) {
    REQUIRE(seen < expected.size());
    REQUIRE(order(before.kind, d.key(), expected[seen].view()) == 0);
  }
  REQUIRE(seen == expected.size());
}

}  // namespace

TEST_CASE("a diff is what the two models differ in", "[tree_diff]") {
  unsigned const seed = std::random_device{}();
  std::mt19937 rng(seed);
  INFO("seed " << seed);
  for (tree_limits const& limits :
       {tree_limits{4, 400, 2, 25, 4}, tree_limits{16, 4096, 4, 50, 8}, tree_limits{}}) {
    for (key_kind const kind : {key_kind::int64, key_kind::bytes}) {
      tree_space space(limits);
      std::vector<tree_model> versions{tree_model{kind}};
      std::uint64_t now = 1;
      for (int i = 0; i != 40; ++i) {
        tree_model next = versions[rng() % versions.size()];
        tree_editor edit(space, owner_id{1}, era{++now});
        int const size = i < 3 ? 3000 : static_cast<int>(rng() % (rng() % 4 == 0 ? 2000 : 10));
        next.apply(edit, tree_model::random_batch(rng, size, 4000));
        static_cast<void>(edit.keep());  // older versions still read what was superseded
        versions.push_back(next);
        tree_model const& other = versions[rng() % versions.size()];
        diff_equals_model(other, next);
        for (int k = 0; k != 4; ++k) bounds_cut(other, next, rng);
      }
    }
  }
}

TEST_CASE("a diff opens a number of nodes that follows the changes, not the tree", "[tree_diff]") {
  std::mt19937 rng(7);
  tree_space space({});
  tree_model base{key_kind::int64};
  std::map<std::int64_t, std::optional<std::string>> all;
  for (std::int64_t k = 0; k != 200'000; ++k) all[k] = "v";
  tree_editor load(space, owner_id{1}, era{1});
  base.apply(load, all);
  static_cast<void>(load.keep());
  for (int const changes : {1, 10, 100, 1000}) {
    tree_model changed = base;
    std::map<std::int64_t, std::optional<std::string>> batch;
    while (static_cast<int>(batch.size()) != changes)
      batch[static_cast<std::int64_t>(rng() % 200'000)] = "w";
    tree_editor edit(space, owner_id{1}, era{2});
    changed.apply(edit, batch);
    static_cast<void>(edit.keep());
    tree_diff d(tree(base.root, base.form, nullptr), tree(changed.root, base.form, nullptr));
    int rows = 0;
    while (d.next()) ++rows;
    REQUIRE(rows == changes);
    REQUIRE(d.nodes() <= 20U * static_cast<unsigned>(changes) * (base.root.height + 1U));
  }
}
