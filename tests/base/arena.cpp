#include <helios/base/arena.hpp>

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

using helios::arena;

TEST_CASE("an arena gives out aligned memory that does not overlap", "[arena]") {
  auto const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  arena memory;
  std::vector<std::pair<unsigned char*, std::size_t>> given;
  for (int i = 0; i != 2000; ++i) {
    std::size_t const size = random() % (i % 100 == 0 ? 20000 : 100);
    std::size_t const align = std::size_t{1} << (random() % 5);
    auto* const p = static_cast<unsigned char*>(memory.allocate(size, align));
    if (size == 0) continue;
    CHECK(reinterpret_cast<std::uintptr_t>(p) % align == 0);
    std::fill_n(p, size, static_cast<unsigned char>(i));
    given.emplace_back(p, size);
    if (given.size() > 50) given.erase(given.begin());
    for (auto const& [at, n] : given)
      REQUIRE(std::all_of(at, at + n, [first = at[0]](unsigned char c) { return c == first; }));
  }
}

TEST_CASE("a rewound arena gives out the same memory again", "[arena]") {
  arena memory;
  static_cast<void>(memory.allocate(100));
  auto const mark = memory.here();
  void* const first = memory.allocate(10);
  for (int i = 0; i != 100; ++i) static_cast<void>(memory.allocate(1000));
  std::size_t const held = memory.capacity();
  memory.rewind(mark);
  CHECK(memory.allocate(10) == first);
  for (int i = 0; i != 100; ++i) static_cast<void>(memory.allocate(1000));
  CHECK(memory.capacity() == held);
}

TEST_CASE("only the newest allocation can be extended, and only within its block", "[arena]") {
  arena memory;
  auto* const a = static_cast<char*>(memory.allocate(8));
  CHECK(memory.extend(a + 8, 8));
  CHECK_FALSE(memory.extend(a + 8, 8));
  auto* const b = static_cast<char*>(memory.allocate(8, 1));
  CHECK(b == a + 16);
  CHECK_FALSE(memory.extend(a + 16, 8));
  CHECK_FALSE(memory.extend(b + 8, std::size_t{1} << 40));
}

TEST_CASE("moving an arena leaves its memory where it is", "[arena]") {
  arena from;
  std::string_view const text = from.copy("hello");
  arena to = std::move(from);
  CHECK(text == "hello");
  CHECK(from.capacity() == 0);
  from = std::move(to);
  CHECK(text == "hello");
  CHECK(to.capacity() == 0);
}
