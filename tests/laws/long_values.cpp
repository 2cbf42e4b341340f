// The law of long values: whatever is written, rolled back, branched, merged, checkpointed, loaded
// and re-opened, every state has the values it was given, byte by byte, through a mapping and
// through eight pages that are poisoned when they go.
#include <helios/history/merge.hpp>

#include <tests/support/crash_points.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/texts_table.hpp>

#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/testing/forgetful_vfs.hpp>

#include <catch2/catch.hpp>

#include <cstring>
#include <random>

using namespace helios;
using namespace helios::testing;
using history::engine;
using history::engine_options;
using history::main_branch;
using history::transaction;

namespace {

/// A text by its length and what it is made of: states stay small, however long their texts are.
struct recipe {
  std::uint32_t length = 0;
  std::uint32_t seed = 0;
  friend bool operator==(recipe const&, recipe const&) = default;

  [[nodiscard]] std::string text() const {
    std::string s(length, '\0');
    std::uint64_t word = seed * 0x9e3779b97f4a7c15U + 1;
    for (std::size_t i = 0; i < s.size(); i += 8) {
      word = word * 6364136223846793005U + 1442695040888963407U;
      std::memcpy(s.data() + i, &word, std::min<std::size_t>(8, s.size() - i));
    }
    return s;
  }
};
struct recipe_row {
  std::int64_t number = 0;
  recipe a, b;
  friend bool operator==(recipe_row const&, recipe_row const&) = default;
};
using state = std::map<std::int64_t, recipe_row>;

class model {
 public:
  /// One text in `rare` is up to 3 MiB long.
  model(unsigned seed, unsigned rare) : rng_(seed), rare_(rare) {}

  void open(storage::vfs& world, engine_options const& options) {
    db_.reset();
    db_ = engine::open(world, "law.helios", options);
    if (states_.empty()) {
      table_ = make_texts(db_);
      states_[main_branch][db_->last_commit()] = {};
    }
  }
  [[nodiscard]] engine& db() { return *db_; }

  void step() {
    unsigned const dice = rng_() % 100;
    if (dice < 3 && states_.size() < 8) return fork();
    if (dice < 7) return merge();
    commit();
  }

  /// What is wrong with a state; nothing is best.
  [[nodiscard]] std::string compare(engine& db, storage::version_ptr const& in,
                                    state const& expected) const {
    auto const t = *storage::open_tree(in->root(), table_, db.space());
    if (t.rows() != expected.size()) return "it has " + std::to_string(t.rows()) + " rows";
    storage::cursor c(t);
    for (auto const& [key, row] : expected) {
      if (!c.next() || c.key().number != key) return "key " + std::to_string(key) + " is missing";
      if (!(read_texts(c.row()) == texts_row{row.number, row.a.text(), row.b.text()}))
        return "key " + std::to_string(key) + " is wrong";
    }
    return {};
  }
  [[nodiscard]] std::string compare_heads(engine& db) const {
    for (auto const& [branch, states] : states_) {
      auto wrong = compare(db, db.head(branch), states.rbegin()->second);
      if (!wrong.empty()) return "head of " + std::to_string(raw(branch)) + ": " + wrong;
    }
    return {};
  }
  /// Heads as a power loss left them: of commits that returned, those are there; of the one that
  /// was under way all values, if it counts.
  [[nodiscard]] std::string compare_recovered(engine& db) const {
    db.check();
    for (auto const& [branch, states] : states_) {
      auto const head = db.head(branch);
      if (head->at() < states.rbegin()->first) return "a commit is lost";
      auto const known = states.find(head->at());
      auto wrong = known == states.end() ? std::string() : compare(db, head, known->second);
      if (!wrong.empty()) return wrong;
    }
    return {};
  }
  [[nodiscard]] std::string compare_past(engine& db, unsigned every) {
    for (auto const& [branch, states] : states_) {
      for (auto const& [at, expected] : states) {
        if (rng_() % every != 0) continue;
        auto wrong = compare(db, db.as_of(branch, at), expected);
        if (!wrong.empty())
          return "branch " + std::to_string(raw(branch)) + " at " + std::to_string(raw(at)) + ": " +
                 wrong;
      }
    }
    return {};
  }

 private:
  [[nodiscard]] branch_id some_branch() {
    return std::next(states_.begin(), static_cast<std::ptrdiff_t>(rng_() % states_.size()))->first;
  }
  [[nodiscard]] recipe some_text() {
    unsigned const dice = rng_() % 40;
    std::uint32_t const most = rng_() % rare_ == 0 ? 3 << 20
                               : dice == 0         ? 60'000
                               : dice < 20         ? 2000
                                                   : 300;
    // Few seeds and lengths: the same text is often written again.
    return rng_() % 4 == 0 ? recipe{900, static_cast<std::uint32_t>(rng_() % 3)}
                           : recipe{static_cast<std::uint32_t>(rng_() % most),
                                    static_cast<std::uint32_t>(rng_())};
  }

  void fork() {
    branch_id const parent = some_branch();
    auto const& known = states_.at(parent);
    auto const from = std::next(known.begin(), static_cast<std::ptrdiff_t>(rng_() % known.size()));
    auto const born = db_->create_branch("b" + std::to_string(states_.size()), parent, from->first);
    states_[born.id][from->first] = from->second;
  }

  void commit() {
    branch_id const branch = some_branch();
    state now = states_.at(branch).rbegin()->second;
    transaction tx(db_, branch);
    bool const load = rng_() % 50 == 0;
    change(tx, now, load ? 150 : 1 + rng_() % 4);
    if (rng_() % 4 == 0) {
      auto const point = tx.save();
      state undone = now;
      change(tx, undone, 2);
      tx.rollback_to(point);
    }
    if (rng_() % 10 == 0) return tx.rollback();
    if (auto const done = tx.commit()) states_[branch][done->at] = now;
  }

  void change(transaction& tx, state& now, std::size_t operations) {
    for (; operations != 0; --operations) {
      std::int64_t const key = static_cast<std::int64_t>(rng_() % 120);
      auto const old = now.find(key);
      unsigned const dice = rng_() % 10;
      if (old != now.end() && dice < 2) {
        tx.erase(table_, key, tx.read(table_).find(key)->image());
        now.erase(old);
      } else if (old != now.end() && dice < 5) {
        old->second.number = static_cast<std::int64_t>(rng_());
        set_texts_number(tx, table_, key, old->second.number);
      } else {
        recipe_row const row{static_cast<std::int64_t>(rng_()), some_text(), some_text()};
        put_texts(tx, table_, key, {row.number, row.a.text(), row.b.text()});
        now[key] = row;
      }
    }
  }

  /// The newest state of a branch's line at or before an SCN.
  [[nodiscard]] state const& state_at(branch_id branch, scn at) const {
    return std::prev(states_.at(branch).upper_bound(at))->second;
  }

  void merge() {
    branch_id const source = some_branch();
    branch_id const target = some_branch();
    if (source == target) return;
    state const theirs = states_.at(source).rbegin()->second;
    state now = states_.at(target).rbegin()->second;
    auto const [base_branch, base_at] =
        db_->common_ancestor(source, db_->head(source)->at(), target, db_->head(target)->at());
    state const base = state_at(base_branch, base_at);
    history::merge_options options;
    options.policy = history::on_conflict::branch_wins;
    auto const result = history::merge(db_, source, target, options);
    if (!result.commit) return;
    auto const in = [](state const& s, std::int64_t k) {
      auto const found = s.find(k);
      return found == s.end() ? std::optional<recipe_row>() : found->second;
    };
    for (std::int64_t k = 0; k != 120; ++k) {
      auto const was = in(base, k), here = in(now, k), there = in(theirs, k);
      if (there == was || there == here) continue;
      if (here == was || !here || !there || !was) {
        if (there) now[k] = *there;
        if (!there) now.erase(k);
        continue;
      }
      auto const cell = [](auto const& w, auto const& h, auto const& t) { return t == w ? h : t; };
      now[k] = {cell(was->number, here->number, there->number), cell(was->a, here->a, there->a),
                cell(was->b, here->b, there->b)};
    }
    states_[target][result.commit->at] = now;
  }

  std::mt19937 rng_;
  unsigned rare_;
  std::shared_ptr<engine> db_;
  tree_id table_{};
  std::map<branch_id, std::map<scn, state>> states_;
};

engine_options small(bool eight_pages) {
  engine_options o;
  o.durability = durability::off;
  o.limits = {16, 2000, 4, 25, 4};
  o.checkpoint_bytes = 16 << 10;
  o.checkpoint_slice = 4096;
  o.bulk_rows = 60;
  o.cached_states = 4;
  if (eight_pages) {
    o.pages.buffered = true;
    o.pages.cache.max_pages = 8;
    o.pages.cache.poison = true;
  }
  return o;
}

}  // namespace

TEST_CASE("reliability 32: every state has the long values it was given", "[law]") {
  unsigned const seed = test::new_seed();
  for (bool const eight_pages : {false, true}) {
    INFO("seed " << seed << (eight_pages ? ", eight pages" : ", mapped"));
    engine_options const options = small(eight_pages);
    storage::memory_vfs world;
    model m(seed, 120);
    m.open(world, options);
    for (int i = 0; i != 600; ++i) {
      m.step();
      if (i % 37 == 0) REQUIRE(m.compare_past(m.db(), 40) == "");
      if (i % 151 == 150) m.open(world, options);
      if (i == 400) {
        m.db().backup("copy.helios");
        REQUIRE(m.compare_heads(*engine::open(world, "copy.helios", options)) == "");
      }
    }
    REQUIRE(m.compare_heads(m.db()) == "");
    engine_options follow = options;
    follow.read_only = true;
    m.db().checkpoint();
    REQUIRE(m.compare_heads(*engine::open(world, "law.helios", follow)) == "");
    m.db().check();
    m.open(world, options);
    m.db().check();
    REQUIRE(m.compare_heads(m.db()) == "");
    REQUIRE(m.compare_past(m.db(), 3) == "");
  }
}

TEST_CASE("reliability 7: power lost at any moment leaves no commit without its long values",
          "[law]") {
  using namespace storage::testing;
  unsigned const seed = test::new_seed();
  INFO("seed " << seed);
  engine_options options;
  options.checkpoint_bytes = 64 << 10;
  forgetful_vfs disk;
  std::uint64_t moment = 0;
  std::string wrong;
  model* watched = nullptr;
  crash_points world(disk, [&] {
    if (watched == nullptr || !wrong.empty() || ++moment % 7 != 0) return;
    for (survivors const how : {survivors::nothing, survivors::random, survivors::everything}) {
      auto const left = disk.crashed_copy(how, seed + moment);
      wrong += watched->compare_recovered(*engine::open(*left, "law.helios", options));
    }
  });
  model m(seed, 40);
  m.open(world, options);
  watched = &m;
  for (int i = 0; i != 25; ++i) m.step();
  watched = nullptr;
  INFO(moment << " moments");
  REQUIRE(wrong == "");
}
