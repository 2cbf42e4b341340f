#include <helios/base/memory_budget.hpp>

#include <helios/base/arena.hpp>

#include <catch2/catch.hpp>

#include <numeric>
#include <string>

using helios::arena;
using helios::budget_vector;
using helios::memory_budget;

namespace {

struct refused {};
struct stopped {};

class small_budget final : public memory_budget {
 public:
  explicit small_budget(std::size_t most) { set_limit(most); }
  bool stop = false;
  mutable unsigned looks = 0;

  void look() const override {
    ++looks;
    if (stop) throw stopped();
  }

 private:
  [[noreturn]] void refuse(std::size_t) const override { throw refused(); }
};

}  // namespace

TEST_CASE("vectors count what they hold, growing both their old and their new memory") {
  small_budget budget(1000);
  {
    budget_vector<int> numbers(&budget);
    CHECK(budget.used() == 0);
    numbers.resize(100);
    CHECK(budget.used() == 400);
    CHECK_THROWS_AS(numbers.reserve(200), refused);  // 400 more are free, 800 are wanted
    CHECK(numbers.size() == 100);
    CHECK(budget.used() == 400);
    budget_vector<int> other = std::move(numbers);
    CHECK(budget.used() == 400);
    numbers = budget_vector<int>(other);
    CHECK(budget.used() == 800);
    std::swap(numbers, other);
    numbers = std::move(other);
    CHECK(budget.used() == 400);
  }
  CHECK(budget.used() == 0);
}

TEST_CASE("an arena counts its blocks, and one that is used again is looked at") {
  small_budget budget(100'000);
  {
    arena memory(&budget);
    CHECK(budget.used() == 0);
    for (int i = 0; i != 30; ++i) static_cast<void>(memory.allocate(1000));
    CHECK(budget.used() == memory.capacity());
    CHECK(memory.capacity() >= 30'000);
    std::size_t const held = memory.capacity();
    CHECK_THROWS_AS(memory.allocate(200'000), refused);
    CHECK(memory.capacity() <= held);
    CHECK(budget.used() == memory.capacity());
    memory.clear();
    unsigned const looks = budget.looks;
    static_cast<void>(memory.allocate(1000));
    CHECK(budget.looks > looks);
    budget.stop = true;
    CHECK_THROWS_AS(
        [&] {
          for (int i = 0; i != 30; ++i) static_cast<void>(memory.allocate(1000));
        }(),
        stopped);
    budget.stop = false;
    arena to(std::move(memory));
    CHECK(budget.used() == to.capacity());
    to.charge(nullptr);
    CHECK(budget.used() == 0);
    to.charge(&budget);
    CHECK(budget.used() == to.capacity());
    small_budget none(10);
    CHECK_THROWS_AS(to.charge(&none), refused);
    CHECK(budget.used() == to.capacity());
  }
  CHECK(budget.used() == 0);
}

TEST_CASE("a spare block that is too small gives way to a larger one") {
  arena memory;
  for (int round = 0; round != 50; ++round) {
    memory.clear();
    for (int i = 0; i != 8; ++i)
      static_cast<void>(memory.allocate(std::size_t{1000} * static_cast<std::size_t>(round + i)));
  }
  CHECK(memory.capacity() < 8 * 57'000 * 2);
}
