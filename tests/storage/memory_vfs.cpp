// tests/storage/memory_vfs.cpp -- files in memory: the laws, and threads that share a file.
#include <helios/storage/memory_vfs.hpp>

#include <tests/support/vfs_laws.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace helios;
using namespace helios::storage;
using namespace helios::test;
using namespace std::string_literals;

TEST_CASE("memory_vfs obeys the laws of a vfs", "[memory_vfs]") {
  memory_vfs files;
  check_vfs_laws(files, "folder/");
}

TEST_CASE("memory_vfs: threads write and read disjoint ranges of a growing file", "[memory_vfs]") {
  memory_vfs files;
  auto const f = files.open("a", open_mode::create);
  std::byte const* const view = f->map(1 << 26);
  REQUIRE(view != nullptr);
  constexpr std::size_t threads = 4;
  constexpr std::size_t rounds = 300;
  constexpr std::size_t chunk = 5'000;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> team;
  for (std::size_t t = 0; t != threads; ++t) {
    team.emplace_back([&, t] {
      std::string const mine(chunk, static_cast<char>('a' + t));
      for (std::size_t r = 0; r != rounds; ++r) {
        auto const offset = (r * threads + t) * chunk;
        put(*f, offset, mine);
        if (content_of(*f, offset, chunk) != mine) ++wrong;
        if (as_text(byte_view(view + offset, chunk)) != mine) ++wrong;
        if (r % 50 == 0) f->reserve(offset + 10 * chunk);
      }
    });
  }
  for (auto& member : team) member.join();
  CHECK(wrong == 0);
  CHECK(f->size() >= threads * rounds * chunk);
}

TEST_CASE("memory_vfs: who sees a size sees the bytes below it", "[memory_vfs]") {
  memory_vfs files;
  auto const f = files.open("a", open_mode::create);
  std::atomic<int> wrong = 0;
  constexpr std::size_t end = 3'000'000;
  std::thread reader([&] {
    for (std::uint64_t seen = 0; seen != end;) {
      seen = f->size();
      if (seen != 0 && content_of(*f, seen - 1, 1) != "x") ++wrong;
    }
  });
  for (std::size_t at = 0; at != end; at += 1'000) put(*f, at, std::string(1'000, 'x'));
  reader.join();
  CHECK(wrong == 0);
}

TEST_CASE("memory_vfs: who reads what is being written gets bytes of before and of after",
          "[memory_vfs]") {
  memory_vfs files;
  auto const f = files.open("a", open_mode::create);
  // Neither begins nor ends where a word does.
  constexpr std::size_t begin = 4'093;
  constexpr std::size_t length = 1'003;
  put(*f, begin, std::string(length, 'a'));
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (char c = 'a'; !stop; c = c == 'a' ? 'b' : 'a') put(*f, begin, std::string(length, c));
  });
  int wrong = 0;
  for (int i = 0; i != 2'000; ++i) {
    std::string const seen = content_of(*f, begin, length);
    if (seen.size() != length || seen.find_first_not_of("ab") != std::string::npos) ++wrong;
  }
  stop = true;
  writer.join();
  CHECK(wrong == 0);
}

TEST_CASE("memory_vfs: threads open, rename and remove names at once", "[memory_vfs]") {
  memory_vfs files;
  std::vector<std::thread> team;
  for (int t = 0; t != 4; ++t) {
    team.emplace_back([&, t] {
      auto const mine = "f" + std::to_string(t);
      for (int r = 0; r != 200; ++r) {
        auto const f = files.open(mine, open_mode::create);
        put(*f, 0, mine);
        files.rename(mine, mine + "x");
        files.rename(mine + "x", "shared");
        static_cast<void>(files.identify("shared"));
      }
    });
  }
  for (auto& member : team) member.join();
  CHECK(content_of(*files.open("shared", open_mode::read_only), 0, 9).substr(0, 1) == "f");
}

TEST_CASE("memory_vfs: past its capacity a file is out of memory and unharmed", "[memory_vfs]") {
  memory_vfs files(1 << 20);
  auto const f = files.open("a", open_mode::create);
  put(*f, 0, "abc");
  CHECK(state_of([&] { put(*f, (1 << 20) - 1, "xy"); }) == "53200");
  CHECK(state_of([&] { f->reserve((1 << 20) + 1); }) == "53200");
  CHECK(state_of([&] { put(*f, ~std::uint64_t{0}, "xy"); }) == "53100");
  CHECK(f->size() == 3);
  CHECK(f->map(1 << 21) == nullptr);
  CHECK(f->map(1 << 20) != nullptr);
  put(*f, (1 << 20) - 2, "xy");
  CHECK(f->size() == 1 << 20);
}

TEST_CASE("memory_vfs: a map that comes first decides the capacity", "[memory_vfs]") {
  memory_vfs files(1 << 16);
  auto const f = files.open("a", open_mode::create);
  std::byte const* const view = f->map(1 << 24);
  REQUIRE(view != nullptr);
  put(*f, (1 << 24) - 2, "xy");
  CHECK(as_text(byte_view(view + (1 << 24) - 2, 2)) == "xy");
  CHECK(files.open("b", open_mode::create)->map(std::uint64_t{1} << 60) == nullptr);
}

TEST_CASE("memory_vfs: names that end in '/' or begin others are folders", "[memory_vfs]") {
  memory_vfs files;
  CHECK(state_of([&] { return files.open("x/", open_mode::create); }) == "58030");
  static_cast<void>(files.open("x/y", open_mode::create));
  CHECK(state_of([&] { return files.open("x", open_mode::create); }) == "58030");
  CHECK(state_of([&] { files.rename("x/y", "x/"); }) == "58030");
  CHECK(state_of([&] { files.rename("x/y", ""); }) == "58P01");
  files.rename("x/y", "z");
  CHECK(state_of([&] { return files.open("x", open_mode::create); }).empty());
}

TEST_CASE("memory_vfs: the clock stops where it is told and randomness repeats", "[memory_vfs]") {
  memory_vfs files;
  files.world().stop_clock(microseconds{42});
  CHECK(files.now() == microseconds{42});
  CHECK(files.now() == microseconds{42});
  files.world().run_clock();
  CHECK(raw(files.now()) > 42);
  auto const drawn = [&](std::uint64_t seed) {
    files.world().seed_random(seed);
    std::string text(37, '\0');
    files.random(std::as_writable_bytes(std::span(text)));
    return text;
  };
  CHECK(drawn(7) == drawn(7));
  CHECK(drawn(7) != drawn(8));
}

}  // namespace
