// Reliability 11: the system calls themselves come back early: some of the bytes, or none and
// EINTR. At whichever call that happens, the run ends as a clean one does.
//
// The calls are defined here, in front of the C library's, and passed on to the kernel.
#include <tests/support/run_size.hpp>
#include <tests/support/sql_database.hpp>
#include <tests/support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <sstream>

#include <sys/syscall.h>
#include <unistd.h>

namespace {

enum class interruption { none, partial, eintr };

/// What becomes of the calls; of the counted ones the n-th and each `every`-th after it is hit.
struct plan {
  std::atomic<interruption> what{interruption::none};
  std::atomic<std::uint64_t> calls{0}, nth{0}, every{0};

  [[nodiscard]] bool strikes() noexcept {
    std::uint64_t const n = calls++;
    if (what == interruption::none || n < nth) return false;
    return n == nth || (every != 0 && (n - nth) % every == 0);
  }
};
plan calls;

/// How many of `wanted` bytes a call moves; nothing: it is interrupted before the first.
std::size_t moved(std::size_t wanted) noexcept {
  if (!calls.strikes()) return wanted;
  if (calls.what == interruption::eintr || wanted < 2) {
    errno = EINTR;
    return 0;
  }
  return std::max<std::size_t>(wanted / 3, 1);
}

bool interrupted() noexcept {
  if (!calls.strikes()) return false;
  errno = EINTR;
  return true;
}

}  // namespace

extern "C" {
::ssize_t pread(int file, void* to, std::size_t size, ::off_t at) {
  std::size_t const n = size == 0 ? 0 : moved(size);
  if (n == 0 && size != 0) return -1;
  return ::syscall(SYS_pread64, file, to, n, at);
}
::ssize_t pwrite(int file, void const* from, std::size_t size, ::off_t at) {
  std::size_t const n = size == 0 ? 0 : moved(size);
  if (n == 0 && size != 0) return -1;
  return ::syscall(SYS_pwrite64, file, from, n, at);
}
int fdatasync(int file) {
  return interrupted() ? -1 : static_cast<int>(::syscall(SYS_fdatasync, file));
}
int msync(void* at, std::size_t length, int how) {
  return interrupted() ? -1 : static_cast<int>(::syscall(SYS_msync, at, length, how));
}
int fsync(int file) { return interrupted() ? -1 : static_cast<int>(::syscall(SYS_fsync, file)); }
int fallocate(int file, int mode, ::off_t at, ::off_t length) {
  return interrupted() ? -1 : static_cast<int>(::syscall(SYS_fallocate, file, mode, at, length));
}
}

using namespace helios;
using namespace helios::testing;

namespace {

/// A script that calls everything; its end as text.
std::string run_script() {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "i.helios";
  {
    database db = helios::open(path);
    db.execute(
        "CREATE TABLE t (id int PRIMARY KEY, v text);"
        "INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, 300) AS s (i)");
    static_cast<void>(db.create_branch("dev"));
    db.execute("UPDATE t SET v = repeat('long ', 100) WHERE id % 50 = 0");
    db.checkpoint();
    db.execute("DELETE FROM t WHERE id % 7 = 0");
    db.vacuum({.keep_from = db.newest(), .progress = {}});
  }
  database db = helios::open(path);
  db.execute("INSERT INTO t VALUES (1000, 'last')");
  std::ostringstream text;
  db.dump(text);
  if (!db.check().empty()) text << "with problems";
  return text.str();
}

}  // namespace

TEST_CASE("reliability 11: short and interrupted calls make no difference") {
  calls.calls = 0;
  std::string const clean = run_script();
  std::uint64_t const all = calls.calls;
  INFO(all << " calls");
  REQUIRE(all > 50);
  std::uint64_t const stride = test::run_size("INTERRUPTION_STRIDE", 9);
  for (interruption const what : {interruption::partial, interruption::eintr}) {
    for (std::uint64_t n = 0; n < all; n += stride) {
      INFO("call " << n << (what == interruption::eintr ? ": EINTR" : ": some of the bytes"));
      calls.nth = n;
      calls.every = 0;
      calls.calls = 0;
      calls.what = what;
      std::string const found = run_script();
      calls.what = interruption::none;
      REQUIRE(found == clean);
    }
    for (std::uint64_t const every : {2U, 7U}) {
      INFO("every call number " << every);
      calls.nth = 0;
      calls.every = every;
      calls.calls = 0;
      calls.what = what;
      std::string const found = run_script();
      calls.what = interruption::none;
      REQUIRE(found == clean);
    }
  }
}
