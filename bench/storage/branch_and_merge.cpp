// Making a branch, and merging one that changed 100 rows while its parent changed 100 others.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/rounds.hpp>

#include <helios/history/merge.hpp>

#include <stdexcept>

namespace helios::bench {

void branch_and_merge(settings const& s, figures& out) {
  helios_store store(s.fresh("branch.helios"), commits::unsynced);
  store.load(s.rows);
  store.settle();
  history::engine& db = *store.engine();
  std::uint64_t names = 0;
  auto const make = [&] {
    return db.create_branch("b" + std::to_string(++names), history::main_branch).id;
  };
  /// 100 rows in one commit: even places on one branch, odd ones on the other.
  auto const change = [&](branch_id on, std::uint64_t odd, std::uint64_t seed) {
    history::transaction t(store.engine(), on);
    storage::row_builder image(store.form());
    for (std::uint64_t const p : random_places(100, s.rows / 2, seed))
      store.put(t, image, 2 * p + odd, row_at(2 * p + odd, seed));
    t.commit();
  };

  constexpr int branches = 50;
  auto const create = [&](int) {
    std::vector<branch_id> made;
    double const taken = seconds([&] {
      for (int i = 0; i != branches; ++i) made.push_back(make());
    });
    for (branch_id const b : made) db.drop_branch(b);
    return taken * 1e6 / branches;
  };
  auto const merge = [&](int) {
    branch_id const b = make();
    change(b, 0, names);
    change(history::main_branch, 1, names + 1'000'000);
    double const taken = seconds([&] {
      auto const result = history::merge(store.engine(), b, history::main_branch);
      if (result.updated < 90) throw std::runtime_error("merge: rows were not taken over");
    });
    db.drop_branch(b);
    return taken * 1e3;
  };
  compare(s, out, {.name = "create a branch, not synced", .unit = "us"},
          {{"helios", create}, budget(200)}, warm_up::yes);
  compare(s, out, {.name = "merge 100 changed rows, not synced", .unit = "ms"},
          {{"helios", merge}, budget(10)}, warm_up::yes);
}

}  // namespace helios::bench
