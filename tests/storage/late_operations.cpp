// A state whose trees and leaves are made when somebody opens them is the state that would have
// been made at once: whatever the commits did, whoever opens what first, and in every order.
#include <helios/storage/late_operations.hpp>

#include <helios/storage/replay.hpp>
#include <helios/storage/timeline.hpp>
#include <helios/storage/tree_walk.hpp>

#include <tests/support/log_script.hpp>
#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <deque>
#include <latch>
#include <map>
#include <string>
#include <thread>

using namespace helios;
using namespace helios::storage;

namespace {

constexpr tree_id numbers{1};
constexpr tree_id texts{2};

physical_type type_of(std::uint32_t column) {
  return column % 2 == 0 ? physical_type::int64 : physical_type::bytes;
}

shape form_of(tree_id id, std::vector<std::uint32_t> const& columns) {
  std::vector<column_shape> all;
  for (std::uint32_t const c : columns) all.push_back({column_id{c}, type_of(c)});
  return {id == numbers ? key_kind::int64 : key_kind::bytes, all};
}

/// Commits on two trees, made one by one on a line of versions.
class story {
 public:
  story(tree_limits const& limits, test::random_source& random)
      : space(std::make_shared<tree_space>(limits)), line(timeline::make(space)), random_(&random) {
    commit_record record;
    for (tree_id const id : {numbers, texts})
      record.definitions.push_back({tree_change::create, id, encoded(id)});
    commit(record);
  }

  void step(std::size_t most, std::uint64_t span, bool alters) {
    commit_record record;
    std::deque<std::string> keys;
    std::deque<bytes> rows;
    for (tree_id const id : {numbers, texts}) {
      if (alters && random_->below(12) == 0) {
        std::vector<std::uint32_t>& columns = columns_[id];
        if (columns.size() > 1 && random_->below(2) == 0) {
          columns.erase(columns.begin() +
                        static_cast<std::ptrdiff_t>(random_->below(columns.size())));
        } else {
          columns.push_back(next_column_++);  // what was dropped does not come back
        }
        record.definitions.push_back({tree_change::reshape, id, encoded(id)});
      }
      shape const form = form_of(id, columns_[id]);
      std::map<std::uint64_t, bool> changed;
      bool const grows = random_->below(8) == 0;  // rows behind all others: crowded leaves
      for (std::size_t i = random_->below(most) + 1; i != 0; --i)
        changed[grows ? next_++ : random_->below(span)] = !grows && random_->below(3) == 0;
      std::map<std::string, tree_op> by_text;
      tree_operations t{id, form.keys(), {}};
      for (auto const& [key, erase] : changed) {
        row_builder row(form);
        for (std::uint32_t const column : columns_[id]) {
          if (random_->below(6) == 0) {
            row.add_null();
          } else if (type_of(column) == physical_type::int64) {
            row.add_value(static_cast<std::int64_t>(random_->engine()));
          } else {
            keys.push_back(std::string(random_->below(30), 'x'));
            row.add(cell_of(std::string_view(keys.back())));
          }
        }
        rows.emplace_back(row.image().begin(), row.image().end());
        if (id == numbers) {
          t.ops.push_back({static_cast<std::int64_t>(key), rows.back(), erase});
        } else {
          std::string const text = "table:" + std::to_string(key * 7919 % 100'003);
          by_text[text] = {std::string_view(keys.emplace_back(text)), rows.back(), erase};
        }
      }
      for (auto const& [text, op] : by_text) t.ops.push_back(op);
      record.trees.push_back(std::move(t));
    }
    commit(record);
  }

  std::shared_ptr<tree_space> space;
  std::shared_ptr<timeline> line;
  std::vector<version_ptr> states;
  std::vector<bytes> payloads;  // payloads[i] leads to states[i]

 private:
  [[nodiscard]] byte_view encoded(tree_id id) {
    return shapes_.emplace_back(form_of(id, columns_[id]).encode());
  }
  void commit(commit_record& record) {
    draft d(*space, line->owner(), space->tick(),
            states.empty() ? database_root{} : states.back()->root());
    apply_commit(d, record);
    database_root const root = d.finish();
    states.push_back(line->publish(root, scn{states.size() + 1}, d.keep(), {}));
    encode(record, payloads.emplace_back());
  }

  test::random_source* random_;
  std::map<tree_id, std::vector<std::uint32_t>> columns_{{numbers, {1, 2}}, {texts, {3}}};
  std::uint32_t next_column_ = 4;
  std::uint64_t next_ = 1'000'000;
  std::deque<bytes> shapes_;
};

/// A state replayed from another, its leaves late.
version_ptr replayed(story const& s, std::size_t from, std::size_t to, bool in_place) {
  auto const line = timeline::make(s.space);
  replayer replay(*s.space, line->owner(), s.states[from]->root(), making::late);
  for (std::size_t i = from + 1; i <= to; ++i)
    replay.add(s.payloads[i], in_place ? s.payloads[i].data() : nullptr);
  database_root const root = replay.finish();
  return line->publish(root, scn{to + 1}, replay.keep(), {s.states[from]}, replay.makers());
}

bool same(story const& s, version_ptr const& a, version_ptr const& b, tree_id id) {
  tree const x = *open_tree(a->root(), id, *s.space);
  tree const y = *open_tree(b->root(), id, *s.space);
  if (x.rows() != y.rows() || x.form().fingerprint() != y.form().fingerprint()) return false;
  cursor c(x);
  cursor d(y);
  while (c.next()) {
    if (!d.next() || order(x.form().keys(), c.key(), d.key()) != 0) return false;
    if (c.row().image() != d.row().image()) return false;
  }
  return !d.next();
}

}  // namespace

TEST_CASE("a state made late is the state made at once") {
  test::random_source random;
  CAPTURE(random.seed);
  for (tree_limits const& limits :
       {tree_limits{4, 400, 2, 25, 4}, tree_limits{32, 4096, 4, 25, 8}, tree_limits{}}) {
    for (bool const alters : {false, true}) {
      CAPTURE(limits.base_rows, alters);
      story s(limits, random);
      for (int i = 0; i != 60; ++i) s.step(i % 10 == 0 ? 400 : 20, 600, alters);
      for (int i = 0; i != 30; ++i) {
        std::size_t const from = random.below(s.states.size() - 1);
        std::size_t const to = from + 1 + random.below(s.states.size() - from - 1);
        CAPTURE(from, to);
        version_ptr const state = replayed(s, from, to, i % 2 == 0);
        // One row first, then all: what was opened is not made again.
        for (std::int64_t const key : {7, 300, 1'000'001}) {
          auto const a = open_tree(state->root(), numbers, *s.space)->find(key);
          auto const b = open_tree(s.states[to]->root(), numbers, *s.space)->find(key);
          REQUIRE(a.has_value() == b.has_value());
          if (a) REQUIRE(a->image() == b->image());
        }
        for (tree_id const id : {numbers, texts}) {
          REQUIRE(same(s, state, s.states[to], id));
          check_tree(*open_tree(state->root(), id, *s.space));
        }
      }
      std::shared_ptr<tree_space> const space = s.space;
      s.states.clear();
      CHECK(space->pool().used() == 0);
    }
  }
}

TEST_CASE("threads that open the leaves of one late state see the same") {
  test::random_source random;
  CAPTURE(random.seed);
  story s({16, 4096, 4, 25, 8}, random);
  for (int i = 0; i != 40; ++i) s.step(200, 2000, i > 20);
  version_ptr const state = replayed(s, 20, 40, true);
  constexpr std::size_t threads = 4;
  std::latch ready(threads);
  std::array<bool, threads> right{};
  std::vector<std::thread> reading;
  for (std::size_t t = 0; t != threads; ++t) {
    reading.emplace_back([&, t] {
      ready.arrive_and_wait();
      right[t] = same(s, state, s.states[40], t % 2 == 0 ? numbers : texts) &&
                 same(s, state, s.states[40], t % 2 == 0 ? texts : numbers);
    });
  }
  for (std::thread& t : reading) t.join();
  for (bool const r : right) CHECK(r);
}

TEST_CASE("a commit that lies about its rows is damage") {
  test::random_source random;
  CAPTURE(random.seed);
  story s({}, random);
  s.step(20, 600, false);
  s.payloads[1].back() = std::byte{0x7e};  // the last number of rows
  replayer replay(*s.space, s.line->owner(), s.states[0]->root());
  replay.add(s.payloads[1]);
  CHECK_THROWS_AS(replay.finish(), error);
}

TEST_CASE("a commit whose keys are not those of its tree is damage") {
  test::random_source random;
  CAPTURE(random.seed);
  story s({}, random);
  commit_record operations;
  operations.trees.push_back(
      {numbers, key_kind::bytes, {{key_view(std::string_view("a")), {}, true}}});
  commit_record leaves;
  leaves.splices.push_back({numbers, key_kind::bytes, true, true, {}, {}, {}});
  for (commit_record const* const record : {&operations, &leaves}) {
    bytes payload;
    encode(*record, payload);
    replayer replay(*s.space, s.line->owner(), s.states[0]->root());
    CHECK(testing::code_of([&] { replay.add(payload); }) == "XX001");
  }
}
