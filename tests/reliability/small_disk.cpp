// Reliability 10: a real file system of 4 MiB is filled to its last byte.
#include <tests/support/forked_child.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/sql_database.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <fstream>
#include <iostream>
#include <random>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

using namespace helios;
using namespace helios::testing;

namespace {

/// Only this process, and those it forks, see what it mounts from here on.
bool mount_small_disk(std::string const& folder) {
  return ::unshare(CLONE_NEWNS) == 0 &&
         ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=4m") == 0;
}

/// Takes every byte that is left.
void fill(std::string const& path) {
  int const file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  std::string const piece(4096, 'f');
  while (::write(file, piece.data(), piece.size()) > 0) {
  }
  ::close(file);
}

/// For a child, where assertions would be reported twice: says what is wrong, once, and ends.
void expect(bool holds, char const* what) {
  if (holds) return;
  std::cerr << "on the full disk: " << what << '\n';
  throw std::runtime_error(what);
}

int fill_and_go_on(std::string const& folder, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string const path = folder + "s.helios";
  open_options how;
  how.durability = random() % 2 == 0 ? durability::full : durability::normal;
  how.checkpoint_every = std::uint64_t{64} << (10 + random() % 4);
  std::int64_t rows = 0;
  {
    database db = helios::open(path, how);
    db.execute("CREATE TABLE t (id bigint PRIMARY KEY, v text)");
    for (char const* name : {"spare", "other"}) static_cast<void>(db.create_branch(name));
    auto const insert = [&](std::size_t length) {
      return test::state_of([&] {
        db.execute("INSERT INTO t VALUES ($1, repeat('x', $2))", rows,
                   static_cast<std::int32_t>(length));
        ++rows;
      });
    };
    auto const count = [&] { return db.query_value<std::int64_t>("SELECT count(*) FROM t"); };
    std::string state;
    while (state.empty()) state = insert(random() % 3000);
    expect(state == "53100", "a commit without space is 53100");
    fill(folder + "filler");
    expect(insert(100'000) == "53100", "and again");
    expect(count() == rows, "what was committed is there, and nothing else");
    expect(db.as_of(scn{5}).query_value<std::int64_t>("SELECT count(*) FROM t") <= rows,
           "the past can be read");
    expect(test::state_of([&] {
             db.execute("BEGIN");
             static_cast<void>(test::state_of([&] {
               return db.execute(
                   "INSERT INTO t SELECT i, repeat('y', 900) FROM "
                   "generate_series(1000000, 1000400) AS s (i)");
             }));
             db.execute("ROLLBACK");
           }).empty(),
           "ROLLBACK works");
    expect(test::state_of([&] { db.drop_branch("spare"); }).empty(), "DROP BRANCH works");
    expect(count() == rows, "a reader still sees the same");
    expect(helios::open(path, {.read_only = true})
                   .query_value<std::int64_t>("SELECT count(*) FROM t") <= rows,
           "it opens read-only");
    ::unlink((folder + "filler").c_str());
    std::string const after = insert(10);
    expect(after.empty() || after == "53100", "with space it goes on, or is still short of it");
  }
  fill(folder + "filler");
  {
    database db = helios::open(path, how);
    expect(db.query_value<std::int64_t>("SELECT count(*) FROM t") == rows,
           "it opens on a full disk, with all that was committed");
    expect(db.check().empty(), "and is whole");
  }
  ::unlink((folder + "filler").c_str());
  database db = helios::open(path, how);
  expect(test::state_of([&] { db.vacuum({.keep_from = db.newest(), .progress = {}}); }) != "XX001",
         "VACUUM finds nothing wrong");
  expect(db.query_value<std::int64_t>("SELECT count(*) FROM t") == rows, "nothing is lost");
  return 0;
}

}  // namespace

TEST_CASE("reliability 10: a disk of 4 MiB is filled to the last byte") {
  std::uint64_t const fills = test::run_size("FILLS", 4);
  test::temporary_folder const folder;
  if (test::in_forked_child([&] { return mount_small_disk(folder.path()) ? 1 : 0; }) != 1) {
    WARN("skipped: this process may not mount a file system (it needs root)");
    return;
  }
  for (std::uint64_t n = 0; n != fills; ++n) {
    std::uint64_t const seed = test::run_seed() + n;
    INFO("seed " << seed);
    CHECK(test::in_forked_child([&] {
            if (!mount_small_disk(folder.path())) return 1;
            return fill_and_go_on(folder.path(), seed);
          }) == 0);
  }
}
