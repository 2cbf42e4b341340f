#include <helios/base/large_memory.hpp>

#include <helios/base/arena.hpp>
#include <helios/base/memory_budget.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <numeric>
#include <vector>

using helios::large_page;

namespace {

[[nodiscard]] bool begins_a_large_page(void const* at) {
  return reinterpret_cast<std::uintptr_t>(at) % large_page == 0;
}

template <class T>
using large_vector = std::vector<T, helios::large_allocator<T>>;

}  // namespace

TEST_CASE("a large block begins where a large page does, and all of it can be written") {
  for (std::size_t const size : {std::size_t{1}, large_page - 1, large_page, 3 * large_page + 5}) {
    CAPTURE(size);
    auto* const at = static_cast<std::byte*>(helios::allocate_memory(size));
    REQUIRE(at != nullptr);
    if (size >= large_page) CHECK(begins_a_large_page(at));
    at[0] = at[size - 1] = std::byte{7};
    CHECK(at[0] == at[size - 1]);
    helios::free_memory(at, size);
  }
}

TEST_CASE("vectors grow into large memory and out of it, and keep what they hold") {
  large_vector<std::uint64_t> numbers;
  std::size_t const many = large_page / sizeof(std::uint64_t) * 3;
  for (std::uint64_t i = 0; i != many; ++i) numbers.push_back(i);
  CHECK(begins_a_large_page(numbers.data()));
  CHECK(std::accumulate(numbers.begin(), numbers.end(), std::uint64_t{0}) == many * (many - 1) / 2);
  numbers.resize(10);
  numbers.shrink_to_fit();
  CHECK(numbers == large_vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("more memory than there are addresses is refused") {
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  helios::large_allocator<std::uint64_t> memory;
  CHECK_THROWS_AS(static_cast<void>(memory.allocate(most / 2)), std::bad_array_new_length);
  CHECK_THROWS_AS(static_cast<void>(helios::allocate_memory(most / 4 * 3)), std::bad_alloc);
}

TEST_CASE("what counts memory counts large blocks, too, and gives them back") {
  struct open_budget final : helios::memory_budget {
    void look() const override {}

   private:
    [[noreturn]] void refuse(std::size_t) const override { throw std::bad_alloc(); }
  } budget;
  {
    helios::arena memory(&budget);
    for (int i = 0; i != 100; ++i) {
      auto* const part = static_cast<std::byte*>(memory.allocate(large_page / 10));
      part[0] = part[large_page / 10 - 1] = std::byte{1};
    }
    CHECK(budget.used() == memory.capacity());
    CHECK(budget.used() >= 10 * large_page);
    helios::budget_vector<std::byte> bytes(2 * large_page, std::byte{}, &budget);
    CHECK(begins_a_large_page(bytes.data()));
    CHECK(budget.used() == memory.capacity() + 2 * large_page);
    budget.set_limit(budget.used());
    CHECK_THROWS_AS(static_cast<void>(memory.allocate(4 * large_page)), std::bad_alloc);
    CHECK(budget.used() == memory.capacity() + 2 * large_page);
  }
  CHECK(budget.used() == 0);
}
