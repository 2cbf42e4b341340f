#include <helios/storage/tree_edit.hpp>

#include <helios/storage/tree_walk.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <random>

using namespace helios;
using namespace helios::storage;

namespace {

struct model_op {
  std::int64_t k;
  std::string text;
  bool erase;
};

template <class K>
std::string key_text(std::int64_t k) {
  if constexpr (K::kind == key_kind::int64) {
    return {};
  } else {
    return "user:" + std::to_string(k * 7919 % 100003) + ":" + std::to_string(k);
  }
}

template <class K>
void random_law(unsigned seed, tree_limits limits, int rounds, int span_of_keys) {
  std::mt19937 rng(seed);
  INFO("seed " << seed << " base " << limits.base_rows << " hot " << limits.hot_rows);
  tree_space space(limits);
  node_pool& pool = space.pool();
  shape const form(K::kind,
                   {{column_id{1}, physical_type::int64}, {column_id{2}, physical_type::bytes}});
  using model_key = std::conditional_t<K::kind == key_kind::int64, std::int64_t, std::string>;
  std::map<model_key, std::string> model;
  std::uint64_t now = 1;
  tree_root root;
  row_guess like;
  auto const model_key_of = [](std::int64_t k) {
    if constexpr (K::kind == key_kind::int64) {
      return k;
    } else {
      return key_text<K>(k);
    }
  };
  auto const view_of = [](model_key const& k) { return key_view(k); };
  for (int round = 0; round != rounds; ++round) {
    tree_editor edit(space, owner_id{1}, era{++now});
    int const size = rng() % 3 == 0 ? 1 : static_cast<int>(rng() % 200);
    std::map<model_key, std::pair<std::int64_t, std::optional<std::string>>> batch;
    bool const ascending = rng() % 4 == 0;
    for (int i = 0; i != size; ++i) {
      std::int64_t const k =
          ascending ? span_of_keys + round * 200 + i
                    : static_cast<std::int64_t>(rng() % static_cast<unsigned>(span_of_keys));
      bool const erase = rng() % 3 == 0;
      batch[model_key_of(k)] = {
          k, erase ? std::nullopt : std::optional<std::string>("v" + std::to_string(rng() % 1000))};
    }
    std::vector<bytes> rows;
    tree_ops ops;
    rows.reserve(batch.size());
    for (auto const& [k, v] : batch) {
      tree_op o;
      o.key = view_of(k);
      o.erase = !v.second;
      if (v.second) {
        row_builder b(form);
        b.add_value(v.first).add(v.first % 5 == 0 ? cell{} : cell_of(*v.second));
        rows.emplace_back(b.image().begin(), b.image().end());
        o.row = rows.back();
      }
      ops.push_back(o);
    }
    bool const first = root.empty();
    tree_root const changed = edit.apply(root, form, ops);
    if (rng() % 10 == 0) continue;  // undone: as if it had not been
    root = changed;
    for (auto const& [k, v] : batch) {
      if (v.second) {
        model[k] = v.first % 5 == 0 ? "NULL" : *v.second;
      } else {
        model.erase(k);
      }
    }
    for (node_ref const n : edit.keep()) pool.release(n);
    tree const t(root, form, nullptr);
    REQUIRE(t.rows() == model.size());
    check_tree(t);
    cursor c(t);
    auto expected = model.begin();
    while (c.next()) {
      REQUIRE(expected != model.end());
      REQUIRE(order(K::kind, c.key(), view_of(expected->first)) == 0);
      cell const text = c.row().at(1);
      REQUIRE((text.null ? "NULL" : std::string(as_text(text.data))) == expected->second);
      ++expected;
    }
    REQUIRE(expected == model.end());
    // Leaves that were made at once are bases alone: there the cursor sees the next one.
    cursor leaves(t);
    std::uintptr_t place = 0;
    while (first && leaves.next_leaf()) {
      auto const base = reinterpret_cast<std::uintptr_t>(leaves.leaf().base().block());
      if (place != 0) REQUIRE(base == place);
      place = leaves.ahead() == 0 ? 0 : base + leaves.ahead();
    }
    for (int i = 0; i != 20; ++i) {
      model_key const k =
          model_key_of(static_cast<std::int64_t>(rng() % static_cast<unsigned>(span_of_keys + 50)));
      auto const found = t.find(view_of(k));
      REQUIRE(found.has_value() == model.contains(k));
      auto const guessed = t.find(view_of(k), like);
      REQUIRE(guessed.has_value() == found.has_value());
      if (found) REQUIRE(guessed->image() == found->image());
      cursor from(t, view_of(k));
      auto const at = model.lower_bound(k);
      REQUIRE(from.next() == (at != model.end()));
      if (at != model.end()) REQUIRE(order(K::kind, from.key(), view_of(at->first)) == 0);
      auto const below = model.upper_bound(k);
      auto const floor = t.floor(view_of(k));
      REQUIRE(floor.has_value() == (below != model.begin()));
      if (floor) REQUIRE(order(K::kind, floor->key(), view_of(std::prev(below)->first)) == 0);
    }
  }
  std::vector<node_ref> all;
  each_heap_node(root, [&](node_ref n) { all.push_back(n); });
  for (node_ref const n : all) pool.release(n);
  REQUIRE(pool.used() == 0);  // every node was either reachable or released
}

}  // namespace

TEST_CASE("a tree equals a map under random batches", "[tree]") {
  unsigned const seed = std::random_device{}();
  tree_limits const tiny{4, 400, 2, 25, 4};
  tree_limits const small{16, 128 * 1024, 4, 50, 8};
  for (tree_limits const& l : {tiny, small, tree_limits{}}) {
    random_law<int_keys>(seed, l, 150, 300);
    random_law<byte_keys>(seed, l, 150, 300);
    random_law<int_keys>(seed + 1, l, 60, 20000);
    random_law<byte_keys>(seed + 1, l, 60, 20000);
  }
}
