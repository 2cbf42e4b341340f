// Reliability 13: a file opened twice, forked with, unlinked, renamed, replaced, linked, locked by
// the dead: refused or right, never two writers.
#include <tests/support/killed_child.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/sql_database.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

using namespace helios;
using namespace helios::testing;
namespace fs = std::filesystem;

namespace {

std::string state_of_opening(std::string const& path, open_options const& how = {}) {
  return test::state_of([&] { return helios::open(path, how); });
}

database make(std::string const& path) {
  database db = helios::open(path);
  db.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
  return db;
}

std::int64_t rows(database& db) { return db.query_value<std::int64_t>("SELECT count(*) FROM t"); }

}  // namespace

TEST_CASE("reliability 13: a second opening for writing is refused, here and in another process") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "m.helios";
  database db = make(path);
  CHECK(state_of_opening(path) == "55P03");
  CHECK(test::in_forked_child([&] { return state_of_opening(path) == "55P03" ? 0 : 1; }) == 0);
  database other = db.connect();
  other.execute("INSERT INTO t VALUES (2)");
  CHECK(rows(db) == 2);
  CHECK(helios::open(path, {.read_only = true}).query_value<int>("SELECT count(*)::int FROM t") ==
        2);
}

TEST_CASE("reliability 13: a link to a file is the file: hard or symbolic, it is opened once") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "m.helios";
  {
    database const db = make(path);
    fs::create_hard_link(path, folder.path() + "hard");
    fs::create_symlink(path, folder.path() + "soft");
    CHECK(state_of_opening(folder.path() + "hard") == "55P03");
    CHECK(state_of_opening(folder.path() + "soft") == "55P03");
  }
  for (char const* name : {"hard", "soft"}) {
    database db = helios::open(folder.path() + name);
    CHECK(state_of_opening(path) == "55P03");
    db.execute("INSERT INTO t VALUES (2)");
  }
  database db = helios::open(path);
  CHECK(rows(db) == 3);
  // VACUUM through a symbolic link replaces the file, not the link.
  db = helios::open(":memory:");
  db = helios::open(folder.path() + "soft");
  db.vacuum();
  CHECK(fs::is_symlink(folder.path() + "soft"));
  CHECK(rows(db) == 3);
  db = helios::open(":memory:");
  CHECK(helios::open(path).query_value<int>("SELECT count(*)::int FROM t") == 3);
}

TEST_CASE("reliability 13: a forked child may not write with its parent's handle, nor harm it") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "m.helios";
  {
    database db = make(path);
    int const child = test::in_forked_child([&] {
      std::string const state =
          test::state_of([&] { return db.execute("INSERT INTO t VALUES (666)"); });
      if (state.empty()) return 1;
      if (state_of_opening(path) != "55P03") return 2;
      return 0;
    });
    CHECK(child == 0);
    db.execute("INSERT INTO t VALUES (2)");
    CHECK(rows(db) == 2);
    CHECK(state_of_opening(path) == "55P03");  // the child's end has not unlocked it
  }
  database db = helios::open(path);
  CHECK(answer(db, "SELECT * FROM t ORDER BY a") == "1|\n2|\n");
  CHECK(db.check().empty());
}

TEST_CASE("reliability 13: a child that closes its parent's handle does not end the log") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "m.helios";
  auto db = std::make_unique<database>(make(path));
  CHECK(test::in_forked_child([&] { return db.reset(), 0; }) == 0);
  db->execute("INSERT INTO t VALUES (2)");
  db.reset();
  database again = helios::open(path);
  CHECK(rows(again) == 2);
  CHECK(again.check().empty());
}

TEST_CASE("reliability 13: a renamed file stays locked, is written on, and is found by its name") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "m.helios";
  std::string const moved = folder.path() + "moved.helios";
  {
    database db = make(path);
    fs::rename(path, moved);
    db.execute("INSERT INTO t VALUES (2)");
    CHECK(rows(db) == 2);
    CHECK(state_of_opening(moved) == "55P03");
    // Its name is free: VACUUM must not put the file back under it in secret.
    CHECK_FALSE(test::state_of([&] { db.vacuum(); }).empty());
    CHECK_FALSE(fs::exists(path));
  }
  database db = helios::open(moved);
  CHECK(rows(db) == 2);
}

TEST_CASE("reliability 13: another file at the path is left alone") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "m.helios";
  std::string const next = folder.path() + "next.helios";
  { static_cast<void>(make(next).execute("INSERT INTO t VALUES (7), (8), (9)")); }
  {
    database db = make(path);
    fs::rename(next, path);
    db.execute("INSERT INTO t VALUES (2)");
    CHECK(rows(db) == 2);
    CHECK_FALSE(test::state_of([&] { db.vacuum(); }).empty());
    database other = helios::open(path);  // another file, so another writer
    CHECK(rows(other) == 4);
    other.execute("INSERT INTO t VALUES (10)");
    CHECK(rows(db) == 2);
  }
  database db = helios::open(path);
  CHECK(rows(db) == 5);
  CHECK(db.check().empty());
}

TEST_CASE("reliability 13: an unlinked file is read and written on, and a new one is another") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "m.helios";
  database db = make(path);
  fs::remove(path);
  db.execute("INSERT INTO t VALUES (2)");
  CHECK(rows(db) == 2);
  CHECK_FALSE(test::state_of([&] { db.vacuum(); }).empty());
  CHECK_FALSE(fs::exists(path));
  database fresh = make(path);
  fresh.execute("INSERT INTO t VALUES (5)");
  CHECK(answer(fresh, "SELECT * FROM t ORDER BY a") == "1|\n5|\n");
  CHECK(answer(db, "SELECT * FROM t ORDER BY a") == "1|\n2|\n");
}

TEST_CASE("reliability 13: a folder that may not be written in") {
  if (::geteuid() != 0) {
    WARN("skipped: only root can become somebody whom access rights bind");
    return;
  }
  test::temporary_folder const folder;
  std::string const path = folder.path() + "m.helios";
  static_cast<void>(make(path));
  ::chmod(path.c_str(), 0666);
  ::chmod(folder.path().c_str(), 0555);
  CHECK(test::in_forked_child([&] {
          if (::setuid(65534) != 0) return 9;
          {
            database db = helios::open(path);
            db.execute("INSERT INTO t VALUES (2)");
            if (rows(db) != 2) return 1;
            if (test::state_of([&] { db.vacuum(); }) != "58030") return 2;
            db.execute("INSERT INTO t VALUES (3)");
            if (rows(db) != 3) return 3;
          }
          if (state_of_opening(folder.path() + "new.helios") != "58030") return 4;
          return 0;
        }) == 0);
  ::chmod(path.c_str(), 0444);
  CHECK(test::in_forked_child([&] {
          if (::setuid(65534) != 0) return 9;
          if (state_of_opening(path) != "58030") return 1;
          database db = helios::open(path, {.read_only = true});
          return rows(db) == 3 ? 0 : 2;
        }) == 0);
  ::chmod(folder.path().c_str(), 0700);
}

TEST_CASE("reliability 13: the lock of a killed writer is free at once, and kept while it lives") {
  std::uint64_t const rounds = test::run_size("LOCK_KILLS", 30);
  test::temporary_folder const folder;
  std::string const path = folder.path() + "m.helios";
  static_cast<void>(make(path));
  for (std::uint64_t n = 0; n != rounds; ++n) {
    INFO("round " << n);
    test::shared_value<std::atomic<bool>> const open, checked;
    ::pid_t const child = ::fork();
    if (child == 0) {
      database db = helios::open(path);
      db.execute("INSERT INTO t VALUES (2)");
      open->store(true);
      for (;;) ::pause();
    }
    while (!open->load()) std::this_thread::sleep_for(std::chrono::microseconds(100));
    CHECK(state_of_opening(path) == "55P03");
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    database db = helios::open(path);
    CHECK(rows(db) == static_cast<std::int64_t>(n) + 2);
  }
}

TEST_CASE("reliability 13: a copy of a file in use opens as a whole state, or is refused") {
  std::uint64_t const rounds = test::run_size("COPIES", 20);
  test::temporary_folder const folder;
  std::string const path = folder.path() + "m.helios";
  database db = make(path);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    database own = db.connect();
    for (int n = 2; !stop; ++n) own.execute("INSERT INTO t VALUES (" + std::to_string(n) + ")");
  });
  for (std::uint64_t n = 0; n != rounds; ++n) {
    std::string const copy = folder.path() + "copy.helios";
    fs::copy_file(path, copy, fs::copy_options::overwrite_existing);
    auto opened = try_open(copy);
    if (!opened) {
      CHECK(opened.error().sqlstate() == "XX001");
      continue;
    }
    CHECK(opened->check().empty());
    CHECK(opened->query_value<bool>("SELECT count(*) = max(a) FROM t"));
  }
  stop = true;
  writer.join();
}

TEST_CASE("reliability 13: a file cut off or overwritten under an open database is an error") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "m.helios";
  {
    database db = make(path);
    db.execute("INSERT INTO t SELECT i FROM generate_series(2, 20000) AS s (i)");
  }
  for (bool const emptied : {false, true}) {
    std::string const copy = folder.path() + "c.helios";
    fs::copy_file(path, copy, fs::copy_options::overwrite_existing);
    CHECK(test::in_forked_child([&] {
            database db = helios::open(copy, {.read_only = true});
            if (emptied)
              fs::resize_file(copy, 0);
            else
              std::ofstream(copy, std::ios::binary) << "something else altogether";
            std::string const state =
                test::state_of([&] { return answer(db, "SELECT sum(a) FROM t"); });
            return state == "58030" || state == "XX001" ? 0 : 1;
          }) == 0);
  }
}
