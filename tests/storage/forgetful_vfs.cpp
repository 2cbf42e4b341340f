// tests/storage/forgetful_vfs.cpp -- loses what was not synced: exactly that, in every way.
#include <helios/storage/testing/forgetful_vfs.hpp>

#include <tests/support/vfs_laws.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace helios;
using namespace helios::storage;
using namespace helios::test;
using storage::testing::forgetful_vfs;
using storage::testing::survivors;

std::string all_of(vfs& files, std::string const& path) {
  if (!files.identify(path)) return "none";
  auto const f = files.open(path, open_mode::read_only);
  return content_of(*f, 0, static_cast<std::size_t>(f->size()));
}

std::unique_ptr<file> durable_file(vfs& files, std::string const& path, std::string_view text) {
  auto f = files.open(path, open_mode::create);
  put(*f, 0, text);
  f->sync();
  files.sync_directory(path);
  return f;
}

/// What a path holds in each of the states that a power loss now can leave.
std::set<std::string> outcomes(forgetful_vfs& files, std::vector<std::string> const& paths) {
  REQUIRE(files.undecided() <= 16);
  std::set<std::string> seen;
  for (std::uint64_t mask = 0; mask >> files.undecided() == 0; ++mask) {
    auto const left = files.crashed_copy(survivors::subset, mask);
    std::string state;
    for (auto const& path : paths) state += all_of(*left, path) + ',';
    state.pop_back();
    seen.insert(state);
  }
  return seen;
}

using states = std::set<std::string>;

TEST_CASE("forgetful_vfs obeys the laws of a vfs", "[forgetful_vfs]") {
  forgetful_vfs files;
  check_vfs_laws(files, "folder/");
}

TEST_CASE("forgetful_vfs: what was synced survives, what was not is lost", "[forgetful_vfs]") {
  forgetful_vfs files;
  auto const f = durable_file(files, "a", "synced");
  CHECK(files.undecided() == 0);
  put(*f, 0, "SYNCED, not");
  put(*f, 5'000, "far");
  SECTION("nothing") {
    files.crash(survivors::nothing);
    CHECK(all_of(files, "a") == "synced");
    CHECK(files.undecided() == 0);
  }
  SECTION("everything") {
    files.crash(survivors::everything);
    CHECK(all_of(files, "a").substr(0, 11) == "SYNCED, not");
    CHECK(all_of(files, "a").substr(5'000) == "far");
    CHECK(files.undecided() == 0);
  }
  SECTION("a copy leaves the vfs as it is") {
    CHECK(all_of(*files.crashed_copy(survivors::nothing), "a") == "synced");
    CHECK(all_of(files, "a").size() == 5'003);
    CHECK(files.undecided() == 3);  // two sectors and the length
    put(*f, 0, "still");
  }
}

TEST_CASE("forgetful_vfs: after the power loss old files answer 58030, new ones work",
          "[forgetful_vfs]") {
  forgetful_vfs files;
  auto const f = durable_file(files, "a", "abc");
  std::byte const* const view = f->map(1 << 20);
  REQUIRE(f->try_lock());
  put(*f, 0, "xyz");
  files.crash(survivors::nothing);
  CHECK(message_of([&] { put(*f, 0, "x"); }) == "could not write \"a\": power lost");
  CHECK(state_of([&] { static_cast<void>(content_of(*f, 0, 3)); }) == "58030");
  CHECK(state_of([&] { f->sync(); }) == "58030");
  CHECK(state_of([&] { f->reserve(9); }) == "58030");
  CHECK(state_of([&] { return f->size(); }) == "58030");
  CHECK(state_of([&] { return f->identity(); }) == "58030");
  CHECK(state_of([&] { f->populate(0, 1); }) == "58030");
  CHECK(state_of([&] { return f->try_lock(); }) == "58030");
  CHECK(as_text(byte_view(view, 3)) == "xyz");
  auto const now = files.open("a", open_mode::read_write);
  CHECK(now->try_lock());
  CHECK(content_of(*now, 0, 9) == "abc");
  put(*now, 0, "new");
  now->sync();
  files.crash(survivors::nothing);
  CHECK(all_of(files, "a") == "new");
}

TEST_CASE("forgetful_vfs: sectors survive whole and each by itself", "[forgetful_vfs]") {
  forgetful_vfs files;
  auto const f = durable_file(files, "a", std::string(2'048, '.'));
  put(*f, 500, std::string(600, 'x'));  // 12 bytes of sector 0, all of 1, 76 bytes of 2
  CHECK(files.undecided() == 3);
  states expected;
  for (int mask = 0; mask != 8; ++mask) {
    std::string text(2'048, '.');
    auto const fill = [&](std::size_t from, std::size_t to) {
      std::fill(&text[from], &text[to], 'x');
    };
    if ((mask & 1) != 0) fill(500, 512);
    if ((mask & 2) != 0) fill(512, 1'024);
    if ((mask & 4) != 0) fill(1'024, 1'100);
    expected.insert(text);
  }
  CHECK(outcomes(files, {"a"}) == expected);
}

TEST_CASE("forgetful_vfs: a sync of a range makes its sectors durable, and no others",
          "[forgetful_vfs]") {
  forgetful_vfs files;
  auto const f = durable_file(files, "a", std::string(2'048, '.'));
  put(*f, 0, std::string(2'100, 'x'));
  SECTION("within the file") {
    f->sync_range(600, 500);                     // of sectors 1 and 2
    CHECK(outcomes(files, {"a"}).size() == 12);  // sectors 0 and 3; 4, or the length alone
    files.crash(survivors::nothing);
    CHECK(all_of(files, "a") ==
          std::string(512, '.') + std::string(1'024, 'x') + std::string(512, '.'));
  }
  SECTION("at its end: it is as long as what was synced") {
    f->sync_range(2'050, 1);
    files.crash(survivors::nothing);
    CHECK(all_of(files, "a") == std::string(2'048, '.') + std::string(52, 'x'));
  }
  SECTION("failed: what it covered stays behind, the rest is synced later") {
    files.fail_sync();
    CHECK(state_of([&] { f->sync_range(0, 512); }) == "58030");
    f->sync();
    files.crash(survivors::nothing);
    CHECK(all_of(files, "a") == std::string(512, '.') + std::string(1'588, 'x'));
  }
}

TEST_CASE("forgetful_vfs: random leaves any version of a sector and any sectors",
          "[forgetful_vfs]") {
  forgetful_vfs files;
  auto const f = durable_file(files, "a", std::string(1'024, '0'));
  for (char version : {'1', '2', '3'}) put(*f, 0, std::string(1'024, version));
  states seen;
  for (std::uint64_t seed = 0; seed != 500; ++seed) {
    auto const text = all_of(*files.crashed_copy(survivors::random, seed), "a");
    REQUIRE(text.size() == 1'024);
    CHECK(text == all_of(*files.crashed_copy(survivors::random, seed), "a"));
    CHECK(text == std::string(512, text[0]) + std::string(512, text[512]));
    seen.insert({text[0], text[512]});
  }
  CHECK(seen.size() == 16);
}

TEST_CASE("forgetful_vfs: the length may survive without the bytes, never the other way",
          "[forgetful_vfs]") {
  forgetful_vfs files;
  auto const f = durable_file(files, "a", "");
  SECTION("bytes") {
    put(*f, 0, "abc");
    CHECK(outcomes(files, {"a"}) == states{"", "abc", std::string(3, '\0')});
  }
  SECTION("reserved") {
    f->reserve(4);
    CHECK(outcomes(files, {"a"}) == states{"", std::string(4, '\0')});
    f->sync();
    CHECK(outcomes(files, {"a"}) == states{std::string(4, '\0')});
  }
}

TEST_CASE("forgetful_vfs: creations, removals and renamings need their folder synced",
          "[forgetful_vfs]") {
  forgetful_vfs files;
  auto const old = durable_file(files, "f/a", "old");
  SECTION("created") {
    auto const f = files.open("f/b", open_mode::create);
    put(*f, 0, "new");
    f->sync();
    CHECK(outcomes(files, {"f/b"}) == states{"none", "new"});
    files.sync_directory("g/other");
    CHECK(outcomes(files, {"f/b"}) == states{"none", "new"});
    files.sync_directory("f/other");
    CHECK(outcomes(files, {"f/b"}) == states{"new"});
  }
  SECTION("removed") {
    files.remove("f/a");
    CHECK(outcomes(files, {"f/a"}) == states{"none", "old"});
    files.sync_directory("f/a");
    CHECK(outcomes(files, {"f/a"}) == states{"none"});
  }
  SECTION("renamed: one name or the other, never both or none") {
    files.rename("f/a", "f/b");
    CHECK(outcomes(files, {"f/a", "f/b"}) == states{"none,old", "old,none"});
  }
  SECTION("replaced: the old bytes or the new ones, never nothing") {
    auto const f = files.open("f/new", open_mode::create);
    put(*f, 0, "new");
    f->sync();
    files.rename("f/new", "f/a");
    CHECK(outcomes(files, {"f/a", "f/new"}) == states{"old,none", "old,new", "new,none"});
    files.sync_directory("f/a");
    CHECK(outcomes(files, {"f/a", "f/new"}) == states{"new,none"});
  }
  SECTION("replaced by what was never synced: the new name may hold anything") {
    auto const f = files.open("f/new", open_mode::create);
    put(*f, 0, "new");
    files.rename("f/new", "f/a");
    files.sync_directory("f/a");
    CHECK(outcomes(files, {"f/a"}) == states{"", "new", std::string(3, '\0')});
  }
  SECTION("moved to another folder: either change may come first") {
    files.rename("f/a", "g/a");
    CHECK(outcomes(files, {"f/a", "g/a"}) ==
          states{"old,none", "none,old", "old,old", "none,none"});
    files.sync_directory("g/a");
    CHECK(outcomes(files, {"f/a", "g/a"}) == states{"old,old", "none,old"});
    files.sync_directory("f/a");
    CHECK(outcomes(files, {"f/a", "g/a"}) == states{"none,old"});
  }
  SECTION("a lost change of a name takes the later ones of that name with it") {
    files.rename("f/a", "f/b");
    auto const f = files.open("f/a", open_mode::create);
    CHECK(outcomes(files, {"f/a", "f/b"}) == states{"old,none", "none,old", ",old"});
  }
}

TEST_CASE("forgetful_vfs: a failed sync is not mended by the next one", "[forgetful_vfs]") {
  forgetful_vfs files;
  auto const f = durable_file(files, "a", "....");
  files.fail_sync(1);
  f->sync();
  put(*f, 0, "lost");
  CHECK(message_of([&] { f->sync(); }) == "could not sync \"a\": Input/output error");
  CHECK(all_of(files, "a") == "lost");
  put(*f, 512, "next");
  f->sync();
  CHECK(content_of(*f, 0, 4) == "lost");
  auto const left = all_of(*files.crashed_copy(survivors::nothing), "a");
  CHECK(left.substr(0, 4) == "....");
  CHECK(left.substr(512) == "next");
  CHECK(all_of(*files.crashed_copy(survivors::everything), "a").substr(0, 4) == "lost");
  put(*f, 1, "O");  // written again, its sector is synced again, all of it
  f->sync();
  CHECK(all_of(*files.crashed_copy(survivors::nothing), "a").substr(0, 4) == "lOst");
}

TEST_CASE("forgetful_vfs: a random life agrees with a model at every crash", "[forgetful_vfs]") {
  for (std::uint64_t seed = 0; seed != 60; ++seed) {
    CAPTURE(seed);
    seeded_random random(seed);
    forgetful_vfs files;
    std::string synced(4'096, '.');
    std::string live = synced;
    auto f = durable_file(files, "a", synced);
    for (int step = 0; step != 60; ++step) {
      auto const choice = random.below(10);
      if (choice < 7) {
        auto const offset = random.below(4'000);
        std::string const text(1 + random.below(4'096 - offset),
                               static_cast<char>('a' + random.below(26)));
        put(*f, offset, text);
        live.replace(offset, text.size(), text);
      } else if (choice < 9) {
        f->sync();
        synced = live;
      } else {
        CHECK(all_of(*files.crashed_copy(survivors::nothing), "a") == synced);
        CHECK(all_of(*files.crashed_copy(survivors::everything), "a") == live);
        files.crash(survivors::random, random.next());
        synced = live = all_of(files, "a");
        REQUIRE(live.size() == 4'096);
        f = files.open("a", open_mode::read_write);
      }
    }
  }
}

TEST_CASE("forgetful_vfs: clock and randomness are set once for many power losses",
          "[forgetful_vfs]") {
  forgetful_vfs files;
  files.world().stop_clock(microseconds{9});
  files.crash(survivors::nothing);
  CHECK(files.now() == microseconds{9});
}

}  // namespace
