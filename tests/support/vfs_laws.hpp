// tests/support/vfs_laws.hpp -- the laws of storage/vfs.hpp, for every model of it.
#pragma once

#include "forked_child.hpp"
#include "thrown_error.hpp"

#include <helios/storage/settable_world.hpp>
#include <helios/storage/vfs.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

namespace helios::test {

[[nodiscard]] inline std::string content_of(storage::file& f, std::uint64_t offset,
                                            std::size_t length) {
  std::string text(length, '?');
  auto const got = f.read(offset, std::as_writable_bytes(std::span(text)));
  text.resize(got);
  return text;
}

inline void put(storage::file& f, std::uint64_t offset, std::string_view text) {
  f.write(offset, as_bytes(text));
}

/// Requires a fresh vfs. `folder` ends in '/'; the vfs has it, or learns of it by the first file in
/// it.
inline void check_vfs_laws(storage::vfs& files, std::string const& folder) {
  using storage::open_mode;
  using namespace std::string_literals;
  constexpr std::uint64_t capacity = std::uint64_t{1} << 26;
  std::string const a = folder + "a";
  std::string const b = folder + "b";
  auto const f = files.open(a, open_mode::create);

  SECTION("what is written is read, from every open of the file") {
    put(*f, 0, "hello, world");
    put(*f, 7, "there");
    CHECK(content_of(*f, 0, 12) == "hello, there");
    auto const again = files.open(a, open_mode::read_only);
    CHECK(content_of(*again, 7, 5) == "there");
    put(*f, 0, "HELLO");
    CHECK(content_of(*again, 0, 12) == "HELLO, there");
    put(*f, 3, "");
    CHECK(f->size() == 12);
  }

  SECTION("a read is short only where the file ends") {
    put(*f, 0, "0123456789");
    CHECK(content_of(*f, 8, 100) == "89");
    CHECK(content_of(*f, 10, 100).empty());
    CHECK(content_of(*f, 1'000'000, 100).empty());
    CHECK(content_of(*f, ~std::uint64_t{0}, 100).empty());
    CHECK(content_of(*f, 3, 0).empty());
  }

  SECTION("what was skipped reads as zero") {
    put(*f, 100'000, "end");
    CHECK(f->size() == 100'003);
    CHECK(content_of(*f, 50'000, 3) == "\0\0\0"s);
    CHECK(content_of(*f, 99'999, 4) == "\0end"s);
  }

  SECTION("random writes agree with a string") {
    std::uint64_t const seed = 20'240'611;
    CAPTURE(seed);
    storage::seeded_random random(seed);
    std::string model;
    std::byte const* const view = f->map(capacity);
    REQUIRE(view != nullptr);
    for (int round = 0; round != 300; ++round) {
      auto const offset = random.below(40'000);
      std::string const text(random.below(5'000), static_cast<char>('a' + random.below(26)));
      put(*f, offset, text);
      if (!text.empty()) model.resize(std::max<std::size_t>(model.size(), offset + text.size()));
      std::copy(
          text.begin(), text.end(),
          model.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(offset, model.size())));
      if (round % 7 == 0) f->sync();
    }
    REQUIRE(f->size() == model.size());
    CHECK(content_of(*f, 0, model.size() + 1) == model);
    CHECK(as_text(byte_view(view, model.size())) == model);
  }

  SECTION("a map sees writes before and after it, at one address") {
    put(*f, 0, "before");
    std::byte const* const view = f->map(capacity);
    REQUIRE(view != nullptr);
    CHECK(as_text(byte_view(view, 6)) == "before");
    put(*f, 6, " and after");
    CHECK(as_text(byte_view(view, 16)) == "before and after");
    put(*f, 3'000'000, "far away");
    CHECK(as_text(byte_view(view + 3'000'000, 8)) == "far away");
    auto const other = files.open(a, open_mode::read_only);
    std::byte const* const other_view = other->map(capacity);
    REQUIRE(other_view != nullptr);
    put(*f, 0, "BEFORE");
    CHECK(as_text(byte_view(view, 6)) == "BEFORE");
    CHECK(as_text(byte_view(other_view, 6)) == "BEFORE");
    put(*f, capacity - 4, "last");
    CHECK(as_text(byte_view(view + capacity - 4, 4)) == "last");
  }

  SECTION("populate throws where there is nothing to be read") {
    put(*f, 0, std::string(10'000, 'x'));
    REQUIRE(f->map(capacity) != nullptr);
    f->populate(0, 10'000);
    f->populate(9'999, 1);
    f->populate(4'097, 1);
    f->populate(0, 0);
    CHECK(state_of([&] { f->populate(1'000'000, 1); }) == "58030");
    CHECK(state_of([&] { f->populate(5'000, 1'000'000); }) == "58030");
    CHECK(state_of([&] { f->populate(capacity, 1); }) == "58030");
    CHECK(state_of([&] { f->populate(~std::uint64_t{0}, 2); }) == "58030");
    CHECK(message_of([&] { f->populate(1'000'000, 1); }).find(a) != std::string::npos);
    put(*f, 999'999, "xyz");
    f->populate(1'000'000, 1);
  }

  SECTION("reserve grows with zeros and never shrinks") {
    put(*f, 0, "abc");
    f->reserve(100'000);
    CHECK(f->size() == 100'000);
    CHECK(content_of(*f, 0, 5) == "abc\0\0"s);
    CHECK(content_of(*f, 99'999, 5) == "\0"s);
    f->reserve(10);
    f->reserve(0);
    CHECK(f->size() == 100'000);
    put(*f, 99'998, "xyz");
    CHECK(f->size() == 100'001);
  }

  SECTION("sync succeeds") {
    put(*f, 0, "abc");
    f->sync();
    f->sync_range(0, 1);
    f->sync_range(5'000, 100'000);  // also where the file has no bytes
    files.sync_directory(a);
    f->sync();
  }

  SECTION("one open holds the lock, until it is closed") {
    auto second = files.open(a, open_mode::read_write);
    CHECK(f->try_lock());
    CHECK(f->try_lock());
    CHECK_FALSE(second->try_lock());
    auto const reader = files.open(a, open_mode::read_only);
    CHECK(content_of(*reader, 0, 1).empty());
    // Closing another open of the file must not drop the lock, as it would with fcntl's older
    // locks.
    second.reset();
    second = files.open(a, open_mode::read_write);
    CHECK_FALSE(second->try_lock());
    auto const other = files.open(b, open_mode::create);
    CHECK(other->try_lock());
  }

  SECTION("closing releases the lock") {
    auto first = files.open(a, open_mode::read_write);
    REQUIRE(first->try_lock());
    CHECK_FALSE(f->try_lock());
    first.reset();
    CHECK(f->try_lock());
  }

  SECTION("the lock keeps a forked child out") {
    REQUIRE(f->try_lock());
    CHECK(in_forked_child(
              [&] { return files.open(a, open_mode::read_write)->try_lock() ? 1 : 0; }) == 0);
    auto const second = files.open(a, open_mode::read_write);
    CHECK_FALSE(second->try_lock());
  }

  SECTION("what was opened read-only refuses changes") {
    auto const reader = files.open(a, open_mode::read_only);
    CHECK(state_of([&] { put(*reader, 0, "x"); }) == "58030");
    CHECK(state_of([&] { reader->sync(); }) == "58030");
    CHECK(state_of([&] { reader->sync_range(0, 1); }) == "58030");
    CHECK(state_of([&] { reader->reserve(100); }) == "58030");
    CHECK(state_of([&] { return reader->try_lock(); }) == "58030");
    CHECK(message_of([&] { put(*reader, 0, "x"); }) ==
          "could not write \"" + a + "\": it was opened read-only");
    CHECK(f->size() == 0);
  }

  SECTION("opening says what is missing or in the way") {
    CHECK(state_of([&] { return files.open(b, open_mode::read_only); }) == "58P01");
    CHECK(state_of([&] { return files.open(b, open_mode::read_write); }) == "58P01");
    CHECK_FALSE(files.identify(b));
    CHECK(message_of([&] { return files.open(b, open_mode::read_write); }) ==
          "could not open \"" + b + "\": No such file or directory");
    CHECK(state_of([&] { return files.open(a, open_mode::create); }) == "58030");
    CHECK(message_of([&] { return files.open(a, open_mode::create); }) ==
          "could not create \"" + a + "\": File exists");
    CHECK(state_of([&] { return files.open("", open_mode::create); }) == "58P01");
    CHECK(state_of([&] { return files.open("", open_mode::read_only); }) == "58P01");
  }

  SECTION("a directory is refused by name") {
    for (std::string const& path : {folder, folder.substr(0, folder.size() - 1)}) {
      CAPTURE(path);
      for (auto const mode : {open_mode::read_only, open_mode::read_write}) {
        CHECK(state_of([&] { return files.open(path, mode); }) == "58030");
        CHECK(message_of([&] { return files.open(path, mode); }) ==
              "could not open \"" + path + "\": it is a directory");
      }
      CHECK(state_of([&] { return files.open(path, open_mode::create); }) == "58030");
      CHECK(state_of([&] { return files.identify(path); }) == "58030");
      CHECK(state_of([&] { files.remove(path); }) == "58030");
    }
  }

  SECTION("renaming replaces, and an open file keeps its bytes") {
    put(*f, 0, "new");
    auto const old = files.open(b, open_mode::create);
    put(*old, 0, "old");
    files.rename(a, b);
    CHECK_FALSE(files.identify(a));
    CHECK(content_of(*files.open(b, open_mode::read_only), 0, 9) == "new");
    CHECK(content_of(*old, 0, 9) == "old");
    put(*old, 3, " one");
    CHECK(content_of(*old, 0, 9) == "old one");
    put(*f, 3, "er");
    CHECK(content_of(*files.open(b, open_mode::read_only), 0, 9) == "newer");
    files.rename(b, b);
    CHECK(files.identify(b) == f->identity());
    CHECK(state_of([&] { files.rename(a, b); }) == "58P01");
  }

  SECTION("identity follows the file, not the name") {
    auto const id = f->identity();
    CHECK(files.identify(a) == id);
    CHECK(files.open(a, open_mode::read_only)->identity() == id);
    auto const other = files.open(b, open_mode::create);
    CHECK_FALSE(other->identity() == id);
    files.rename(a, b);
    CHECK(files.identify(b) == id);
    CHECK(f->identity() == id);
    CHECK_FALSE(files.identify(b) == other->identity());
  }

  SECTION("the lock stays with the file that was locked when its name is replaced") {
    REQUIRE(f->try_lock());
    auto const next = files.open(b, open_mode::create);
    REQUIRE(next->try_lock());
    files.rename(b, a);
    CHECK_FALSE(files.open(a, open_mode::read_write)->try_lock());
    CHECK_FALSE(f->identity() == files.identify(a));
  }

  SECTION("removing ends the name, not the open file") {
    put(*f, 0, "still here");
    files.remove(a);
    CHECK_FALSE(files.identify(a));
    CHECK(state_of([&] { return files.open(a, open_mode::read_only); }) == "58P01");
    CHECK(state_of([&] { files.remove(a); }) == "58P01");
    CHECK(content_of(*f, 0, 99) == "still here");
    auto const next = files.open(a, open_mode::create);
    CHECK(next->size() == 0);
    CHECK_FALSE(next->identity() == f->identity());
  }

  SECTION("the clock runs and randomness differs") {
    auto const before = files.now();
    CHECK(raw(before) > 1'600'000'000'000'000);
    CHECK(raw(files.now()) >= raw(before));
    std::string one(300, '\0');
    std::string two(300, '\0');
    files.random(std::as_writable_bytes(std::span(one)));
    files.random(std::as_writable_bytes(std::span(two)));
    CHECK(one != two);
    CHECK(one.substr(one.size() - 16) != std::string(16, '\0'));
    files.random({});
  }
}

}  // namespace helios::test
