#include <helios/base/raise_to.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <thread>
#include <vector>

TEST_CASE("a number is raised and never lowered") {
  std::atomic<std::uint64_t> number{5};
  helios::raise_to(number, std::uint64_t{3});
  CHECK(number == 5);
  helios::raise_to(number, std::uint64_t{5});
  CHECK(number == 5);
  helios::raise_to(number, std::uint64_t{9});
  CHECK(number == 9);
}

TEST_CASE("of what many threads raise a number to, the highest is left") {
  constexpr std::uint64_t threads = 4;
  constexpr std::uint64_t steps = 100'000;
  std::atomic<std::uint64_t> number{0};
  std::atomic<bool> fell{false};
  std::vector<std::thread> raising;
  for (std::uint64_t t = 0; t != threads; ++t) {
    raising.emplace_back([&, t] {
      for (std::uint64_t i = 0; i != steps; ++i) {
        std::uint64_t const mine = i * threads + t;
        helios::raise_to(number, mine);
        if (number.load(std::memory_order_relaxed) < mine) fell = true;
      }
    });
  }
  for (std::thread& t : raising) t.join();
  CHECK(number == threads * steps - 1);
  CHECK_FALSE(fell);
}
