// Operations are put in key order, and the last one on a key wins: few of them or many, whatever
// their keys look like.
#include <helios/storage/replay.hpp>

#include <helios/storage/timeline.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <deque>
#include <map>
#include <string>

using namespace helios;
using namespace helios::storage;

namespace {

/// Operations whose row is their number, and what has to be left of them.
template <class Key, class MakeView>
void sorts_and_keeps_the_last(key_kind kind, std::vector<Key> const& keys, MakeView view_of) {
  std::deque<bytes> images;
  tree_ops ops;
  std::map<Key, std::size_t> last;
  for (std::size_t i = 0; i != keys.size(); ++i) {
    bytes& image = images.emplace_back(sizeof(std::size_t));
    store(image.data(), i);
    ops.push_back({view_of(keys[i]), image, i % 3 == 0});
    last[keys[i]] = i;
  }
  last_writer_wins(kind, ops);
  REQUIRE(ops.size() == last.size());
  std::size_t at = 0;
  for (auto const& [key, number] : last) {
    REQUIRE(order(kind, ops[at].key, view_of(key)) == 0);
    REQUIRE(load<std::size_t>(ops[at].row.data()) == number);
    REQUIRE(ops[at].erase == (number % 3 == 0));
    ++at;
  }
}

}  // namespace

TEST_CASE("the last operation on each key is left, in key order") {
  test::random_source random;
  CAPTURE(random.seed);
  auto const number_view = [](std::int64_t k) { return key_view(k); };
  // std::string compares its characters as unsigned ones, as memcmp does.
  auto const text_view = [](std::string const& k) { return key_view(std::string_view(k)); };
  for (std::size_t const n : {0U, 1U, 2U, 40U, 511U, 512U, 513U, 5000U}) {
    for (std::uint64_t const span :
         {std::uint64_t{1}, std::uint64_t{50}, std::uint64_t{1} << 20, ~std::uint64_t{0}}) {
      CAPTURE(n, span);
      std::vector<std::int64_t> numbers;
      std::vector<std::string> texts;
      for (std::size_t i = 0; i != n; ++i) {
        numbers.push_back(static_cast<std::int64_t>(random.engine() % span) - 7);
        std::string text = "table:";
        // Keys that differ early, late, by zero bytes, and in length alone.
        for (std::uint64_t left = random.below(span); left != 0; left /= 5)
          text.push_back(static_cast<char>(left % 5 == 0 ? 0 : 125 + left % 5));
        texts.push_back(text);
      }
      sorts_and_keeps_the_last(key_kind::int64, numbers, number_view);
      sorts_and_keeps_the_last(key_kind::bytes, texts, text_view);
      std::sort(numbers.begin(), numbers.end());
      sorts_and_keeps_the_last(key_kind::int64, numbers, number_view);
    }
  }
}

TEST_CASE("a commit says how the rows of a tree lie that it makes or reshapes") {
  shape const first{key_kind::int64, {{column_id{1}, physical_type::int64}}};
  shape const second{key_kind::int64, {{column_id{2}, physical_type::bytes}}};
  bytes const one = first.encode();
  bytes const two = second.encode();
  tree_space space{tree_limits{}};
  commit_record record;
  CHECK(form_made_by(record, tree_id{1}, space) == nullptr);
  record.definitions = {{tree_change::create, tree_id{1}, one},
                        {tree_change::reshape, tree_id{1}, two},
                        {tree_change::drop, tree_id{1}, {}},
                        {tree_change::create, tree_id{2}, one},
                        {tree_change::drop, tree_id{3}, {}}};
  CHECK(form_made_by(record, tree_id{1}, space)->fingerprint() == second.fingerprint());
  CHECK(form_made_by(record, tree_id{2}, space)->fingerprint() == first.fingerprint());
  CHECK(form_made_by(record, tree_id{3}, space) == nullptr);
  CHECK(form_made_by(record, tree_id{4}, space) == nullptr);
}

TEST_CASE("operations that take much memory are applied before more are gathered") {
  constexpr tree_id id{1};
  shape const form{key_kind::int64, {{column_id{1}, physical_type::bytes}}};
  bytes const encoded_form = form.encode();
  auto const space = std::make_shared<tree_space>(tree_limits{});
  auto const line = timeline::make(space);
  replayer replay(*space, line->owner(), database_root{});
  auto const add = [&](std::vector<std::int64_t> const& keys, std::string const& text,
                       std::int64_t more) {
    row_builder b(form);
    b.add(cell_of(std::string_view(text)));
    commit_record record;
    if (keys.front() == 1) record.definitions.push_back({tree_change::create, id, encoded_form});
    tree_operations t{id, key_kind::int64, {}, more};
    for (std::int64_t const key : keys) t.ops.push_back({key, b.image(), false});
    record.trees.push_back(std::move(t));
    bytes payload;
    encode(record, payload);
    replay.add(payload);
  };
  add({1, 2}, "small", 2);
  CHECK(space->pool().used() < 1000);  // gathered
  std::string const large(std::size_t{65} << 20, 'x');
  add({2, 3}, large, 1);
  CHECK(space->pool().used() > large.size());  // applied
  add({3, 4}, "last", 1);
  database_root const root = replay.finish();
  version_ptr const state = line->publish(root, scn{1}, replay.keep(), {});
  tree const made = *open_tree(state->root(), id, *space);
  CHECK(made.rows() == 4);
  auto const length = [&](std::int64_t key) { return made.find(key)->at(0).data.size(); };
  CHECK(length(1) == 5);
  CHECK(length(2) == large.size());
  CHECK(length(3) == 4);
  CHECK(length(4) == 4);
}
