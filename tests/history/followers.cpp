// Followers, second writers, and files that are not what they should be.
#include <helios/history/engine.hpp>

#include <tests/support/forked_child.hpp>
#include <tests/support/numbers_table.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/posix_vfs.hpp>
#include <helios/storage/testing/forgetful_vfs.hpp>

#include <catch2/catch.hpp>

#include <array>

using namespace helios;
using namespace helios::testing;
using history::engine;
using history::engine_options;
using history::main_branch;

namespace {

using numbers = std::map<std::int64_t, std::int64_t>;

engine_options following() {
  engine_options o;
  o.read_only = true;
  return o;
}

bytes content(storage::vfs& world, std::string const& path) {
  auto const f = world.open(path, storage::open_mode::read_only);
  bytes all(static_cast<std::size_t>(f->size()));
  REQUIRE(f->read(0, all) == all.size());
  return all;
}

}  // namespace

TEST_CASE("review A19: a follower in another process follows, and refuses to write") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "f.helios";
  storage::posix_vfs world;
  auto const db = engine::open(world, path);
  tree_id const t = make_numbers(db);
  set_number(db, main_branch, t, 1, 1);
  int ready[2];
  int go[2];
  REQUIRE(::pipe(ready) == 0);
  REQUIRE(::pipe(go) == 0);
  ::pid_t const child = ::fork();
  if (child == 0) {
    int result = 1;
    try {
      storage::posix_vfs own;
      auto const follower = engine::open(own, path, following());
      auto const seen = [&] { return all_numbers(*follower, follower->head(main_branch), t); };
      bool const before = seen() == numbers{{1, 1}};
      char byte = 0;
      bool const told = ::write(ready[1], &byte, 1) == 1 && ::read(go[0], &byte, 1) == 1;
      bool const unmoved = seen() == numbers{{1, 1}};
      bool const moved = follower->refresh() && seen() == numbers{{1, 1}, {2, 2}};
      bool const branch = follower->find_branch("dev").parent == main_branch;
      bool const refused =
          test::state_of([&] { return set_number(follower, main_branch, t, 3, 3); }) == "25006" &&
          test::state_of([&] { return follower->create_branch("x", main_branch); }) == "25006";
      bool const second = test::state_of([&] { return engine::open(own, path); }) == "55P03";
      result = before && told && unmoved && moved && branch && refused && second ? 0 : 2;
    } catch (...) {
      result = 3;
    }
    ::_exit(result);
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  set_number(db, main_branch, t, 2, 2);
  static_cast<void>(db->create_branch("dev", main_branch));
  db->checkpoint();
  REQUIRE(::write(go[1], &byte, 1) == 1);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  for (int const end : {ready[0], ready[1], go[0], go[1]}) ::close(end);
}

TEST_CASE("review A19: one writer at a time, also within a process, with a hint") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "f.helios";
  storage::posix_vfs world;
  auto db = engine::open(world, path);
  auto const refused = test::thrown_by([&] { return engine::open(world, path); });
  REQUIRE(refused);
  CHECK(refused->sqlstate() == "55P03");
  CHECK(refused->message().find(path) != std::string::npos);
  CHECK(refused->hint().find("connect()") != std::string::npos);
  CHECK(test::in_forked_child([&] {
          storage::posix_vfs own;
          return test::state_of([&] { return engine::open(own, path); }) == "55P03" ? 0 : 1;
        }) == 0);
  db.reset();
  CHECK(engine::open(world, path) != nullptr);
}

TEST_CASE("review A19: a follower sees durable commits only, and all of a closed database") {
  storage::memory_vfs world;
  engine_options options;
  options.durability = durability::off;
  auto db = engine::open(world, "f.helios", options);
  tree_id const t = make_numbers(db);
  set_number(db, main_branch, t, 1, 1);
  {
    auto const follower = engine::open(world, "f.helios", following());
    CHECK(all_numbers(*follower, follower->head(main_branch), t).empty());
  }
  db.reset();
  auto const follower = engine::open(world, "f.helios", following());
  CHECK(all_numbers(*follower, follower->head(main_branch), t) == numbers{{1, 1}});
}

TEST_CASE("after a power loss a follower that comes first sees all commits but the last") {
  storage::testing::forgetful_vfs world;
  tree_id t{};
  {
    auto const db = engine::open(world, "f.helios");
    t = make_numbers(db);
    for (std::int64_t n = 1; n <= 20; ++n) set_number(db, main_branch, t, n, n);
    world.crash(storage::testing::survivors::nothing);
  }
  {
    auto const follower = engine::open(world, "f.helios", following());
    CHECK(all_numbers(*follower, follower->head(main_branch), t).size() >= 19);
  }
  auto const db = engine::open(world, "f.helios");
  CHECK(all_numbers(*db, db->head(main_branch), t).size() == 20);
}

TEST_CASE("a follower's backup has what the newest anchor relies on") {
  storage::memory_vfs world;
  auto const db = engine::open(world, "f.helios");
  tree_id const t = make_numbers(db);
  set_number(db, main_branch, t, 1, 1);
  auto const follower = engine::open(world, "f.helios", following());
  db->checkpoint();  // its anchor is newer than the last durable mark
  follower->backup("copy.helios", {});
  auto const copy = engine::open(world, "copy.helios");
  CHECK(all_numbers(*copy, copy->head(main_branch), t) == numbers{{1, 1}});
  copy->check();
}

TEST_CASE("what is not a database is named, refused, and left as it was") {
  storage::memory_vfs world;
  {
    auto const db = engine::open(world, "good");
    tree_id const t = make_numbers(db);
    set_number(db, main_branch, t, 1, 1);
  }
  bytes const good = content(world, "good");
  auto const damaged = [&](std::size_t at, std::byte flip) {
    bytes b = good;
    b[at] ^= flip;
    return b;
  };
  bytes text(300);
  for (std::size_t i = 0; i != text.size(); ++i) text[i] = static_cast<std::byte>('a' + i % 26);
  std::vector<std::pair<std::string, bytes>> const cases{
      {"text", text},
      {"damaged in its first bytes", damaged(0, std::byte{1})},
      {"damaged in its version", damaged(16, std::byte{0x40})},
      {"damaged in its id", damaged(30, std::byte{1})},
      {"cut in its log",
       bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(storage::log_begin + 96))},
  };
  for (auto const& [name, image] : cases) {
    INFO(name);
    {
      auto const f = world.open(name, storage::open_mode::create);
      f->write(0, image);
    }
    for (bool const read_only : {false, true}) {
      auto const refused = test::thrown_by([&, &file = name] {
        return engine::open(world, file, read_only ? following() : engine_options{});
      });
      REQUIRE(refused);
      INFO(refused->sqlstate() << " " << refused->message() << " " << refused->detail());
      CHECK(refused->message().find(name) != std::string::npos);
      CHECK(content(world, name) == image);
    }
  }
}
