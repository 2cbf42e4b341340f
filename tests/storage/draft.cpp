#include <helios/storage/draft.hpp>

#include <helios/storage/row.hpp>
#include <helios/storage/timeline.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

namespace helios::test {

using namespace storage;

namespace {

[[nodiscard]] database_root knowing_nothing(database_root root) {
  root.written = root.relied_on = {};
  return root;
}

}  // namespace

TEST_CASE("what a state says of trees without a look into its directory is what stands there") {
  random_source random;
  CAPTURE(random.seed);
  auto const space = std::make_shared<tree_space>(tree_limits{16, 4096, 4, 25, 8});
  auto const line = timeline::make(space);
  shape const forms[] = {
      {key_kind::int64, {{column_id{1}, physical_type::int64}}},
      {key_kind::int64,
       {{column_id{1}, physical_type::int64}, {column_id{2}, physical_type::bytes}}}};
  version_ptr tip;
  std::size_t known = 0;
  for (std::uint64_t at = 1; at != 400; ++at) {
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
    database_root const root = d.finish();
    tip = line->publish(root, scn{at}, d.keep(), {});

    for (database_root::known_tree const& k : {root.written, root.relied_on}) {
      if (k.tree.form == nullptr) continue;
      ++known;
      auto const stored = find_stored(knowing_nothing(root), k.id, *space);
      REQUIRE(stored);
      CHECK(stored->root == k.tree.root);
      CHECK(stored->form == k.tree.form);
      CHECK(find_stored(root, k.id, *space)->root == k.tree.root);
    }
  }
  CHECK(known > 300);
}

}  // namespace helios::test
