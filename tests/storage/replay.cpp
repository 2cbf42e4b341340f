// Operations are put in key order, and the last one on a key wins: few of them or many, whatever
// their keys look like.
#include <helios/storage/replay.hpp>

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
  std::vector<tree_op> ops;
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
