// tests/storage/posix_vfs.cpp -- files of the machine: the laws, and what the kernel may answer.
#include <helios/storage/posix_vfs.hpp>

#include <helios/storage/os_error.hpp>
#include <helios/storage/transfer.hpp>

#include <tests/support/refused_call.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/vfs_laws.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace helios;
using namespace helios::storage;
using namespace helios::test;

// In a child no assertion is made; it gives 0 for "as expected" and the number of what was not.
#define EXPECT_IN_CHILD(number, ...) \
  if (!(__VA_ARGS__)) return number

TEST_CASE("posix_vfs obeys the laws of a vfs", "[posix_vfs]") {
  temporary_folder const folder;
  check_vfs_laws(system_vfs(), folder.path());
}

TEST_CASE("posix_vfs obeys the laws without fallocate and MADV_POPULATE_READ", "[posix_vfs]") {
  temporary_folder const folder;
  auto& files = system_vfs();
  CHECK(in_forked_child([&] {
          refuse_call(SYS_fallocate, EOPNOTSUPP);
          refuse_call(SYS_madvise, EINVAL, 2, 22);
          auto const f = files.open(folder.path() + "a", open_mode::create);
          f->reserve(100'000);
          EXPECT_IN_CHILD(1, f->size() == 100'000);
          f->reserve(10);
          EXPECT_IN_CHILD(2, f->size() == 100'000);
          put(*f, 99'999, "x");
          EXPECT_IN_CHILD(3, content_of(*f, 99'998, 9) == std::string("\0x", 2));
          EXPECT_IN_CHILD(4, f->map(1 << 26) != nullptr);
          f->populate(0, 100'000);
          EXPECT_IN_CHILD(5, state_of([&] { f->populate(1'000'000, 1); }) == "58030");
          EXPECT_IN_CHILD(6, state_of([&] { f->populate(5'000, 1'000'000); }) == "58030");
          return 0;
        }) == 0);
}

TEST_CASE("posix_vfs: growing without fallocate never cuts off a concurrent write", "[posix_vfs]") {
  temporary_folder const folder;
  auto& files = system_vfs();
  CHECK(in_forked_child([&] {
          refuse_call(SYS_fallocate, EOPNOTSUPP);
          auto const f = files.open(folder.path() + "a", open_mode::create);
          std::atomic<bool> done = false;
          // One byte more than there is: an append between the look and the truncation is lost.
          std::thread grower([&] {
            while (!done) f->reserve(f->size() + 1);
          });
          constexpr std::size_t length = 20'000'000;
          for (std::uint64_t at = 0; at < length; at += 1'000) {
            put(*f, at, std::string(1'000, 'x'));
          }
          done = true;
          grower.join();
          EXPECT_IN_CHILD(1, content_of(*f, 0, length) == std::string(length, 'x'));
          return 0;
        }) == 0);
}

TEST_CASE("posix_vfs: what the kernel refuses is an error with path, place and reason",
          "[posix_vfs]") {
  temporary_folder const folder;
  auto& files = system_vfs();
  auto const a = folder.path() + "a";
  auto const f = files.open(a, open_mode::create);
  put(*f, 0, "abc");
  struct refusal {
    long call;
    int os_error;
    char const* state;
    char const* message;  // after could not ... "<path>"
  };
  auto const refused = [&](refusal const& r, auto use) {
    return in_forked_child([&] {
      auto const mine = files.open(a, open_mode::read_write);
      bool const mapped = mine->map(1 << 20) != nullptr;
      EXPECT_IN_CHILD(1, mapped);
      refuse_call(r.call, r.os_error);
      auto const thrown = thrown_by([&] { use(*mine); });
      EXPECT_IN_CHILD(2, thrown.has_value());
      EXPECT_IN_CHILD(3, thrown->sqlstate() == r.state);
      EXPECT_IN_CHILD(4, thrown->message().find('"' + a + '"' + r.message) != std::string::npos);
      return 0;
    });
  };
  auto const writing = [](file& it) { put(it, 7, "x"); };
  auto const reading = [](file& it) { static_cast<void>(content_of(it, 1, 2)); };
  auto const syncing = [](file& it) { it.sync(); };
  auto const syncing_a_part = [](file& it) { it.sync_range(7, 1); };
  auto const syncing_past_the_map = [](file& it) { it.sync_range((1 << 20) - 1, 2); };
  auto const reserving = [](file& it) { it.reserve(1 << 20); };
  auto const populating = [](file& it) { it.populate(1, 1); };
  auto const locking = [](file& it) { static_cast<void>(it.try_lock()); };
  CHECK(refused({SYS_pwrite64, ENOSPC, "53100", " at offset 7: No space left on device"},
                writing) == 0);
  CHECK(refused({SYS_pwrite64, EDQUOT, "53100", " at offset 7: "}, writing) == 0);
  CHECK(refused({SYS_pwrite64, EIO, "58030", " at offset 7: Input/output error"}, writing) == 0);
  CHECK(refused({SYS_pwrite64, 0, "58030", " at offset 7: Input/output error"}, writing) == 0);
  CHECK(refused({SYS_pread64, EIO, "58030", " at offset 1: Input/output error"}, reading) == 0);
  CHECK(refused({SYS_fdatasync, EIO, "58030", ": Input/output error"}, syncing) == 0);
  CHECK(refused({SYS_fdatasync, ENOSPC, "53100", ": No space left on device"}, syncing) == 0);
  CHECK(refused({SYS_msync, EIO, "58030", " at offset 7: Input/output error"}, syncing_a_part) ==
        0);
  CHECK(refused({SYS_fdatasync, EIO, "58030", ": Input/output error"}, syncing_past_the_map) == 0);
  CHECK(refused({SYS_fallocate, ENOSPC, "53100", ": No space left on device"}, reserving) == 0);
  CHECK(refused({SYS_madvise, EFAULT, "58030", " at offset 1: Input/output error"}, populating) ==
        0);
  CHECK(refused({SYS_madvise, ENOMEM, "53200", " at offset 1: Cannot allocate memory"},
                populating) == 0);
  CHECK(refused({SYS_fcntl, ENOLCK, "58030", ": No locks available"}, locking) == 0);
  CHECK(content_of(*f, 0, 9) == "abc");
}

TEST_CASE("posix_vfs: without address space there is no map, and reading still works",
          "[posix_vfs]") {
  temporary_folder const folder;
  CHECK(in_forked_child([&] {
          auto const f = system_vfs().open(folder.path() + "a", open_mode::create);
          put(*f, 0, "abc");
          EXPECT_IN_CHILD(1, f->map(std::uint64_t{1} << 60) == nullptr);
          EXPECT_IN_CHILD(2, content_of(*f, 0, 9) == "abc");
          EXPECT_IN_CHILD(3, f->map(1 << 20) != nullptr);
          return 0;
        }) == 0);
}

TEST_CASE("posix_vfs: a write that meets a limit half-way says where", "[posix_vfs]") {
  temporary_folder const folder;
  auto const a = folder.path() + "a";
  CHECK(in_forked_child([&] {
          std::signal(SIGXFSZ, SIG_IGN);
          ::rlimit const limit{10'000, 10'000};
          EXPECT_IN_CHILD(1, ::setrlimit(RLIMIT_FSIZE, &limit) == 0);
          auto const f = system_vfs().open(a, open_mode::create);
          auto const thrown = thrown_by([&] { put(*f, 9'000, std::string(3'000, 'x')); });
          EXPECT_IN_CHILD(2, thrown && thrown->sqlstate() == "53100");
          EXPECT_IN_CHILD(3, thrown->message() ==
                                 "could not write \"" + a + "\" at offset 10000: File too large");
          EXPECT_IN_CHILD(4, state_of([&] { f->reserve(20'000); }) == "53100");
          return 0;
        }) == 0);
  auto const f = system_vfs().open(a, open_mode::read_only);
  CHECK(f->size() == 10'000);
}

TEST_CASE("posix_vfs refuses what is no file, and does not wait for it", "[posix_vfs]") {
  temporary_folder const folder;
  auto& files = system_vfs();
  auto const fifo = folder.path() + "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(message_of([&] { return files.open(fifo, open_mode::read_only); }) ==
        "could not open \"" + fifo + "\": it is a pipe");
  CHECK(state_of([&] { return files.open(fifo, open_mode::read_write); }) == "58030");
  CHECK(message_of([&] { return files.open("/dev/null", open_mode::read_write); }) ==
        "could not open \"/dev/null\": it is a device");
  CHECK(state_of([&] { return files.identify("/dev/null"); }) == "58030");
  auto const a = folder.path() + "a";
  static_cast<void>(files.open(a, open_mode::create));
  CHECK(state_of([&] { return files.open(a + "/b", open_mode::read_only); }) == "58030");
  CHECK(state_of([&] { return files.open(folder.path() + "none/b", open_mode::create); }) ==
        "58P01");
  std::string const cut = a + std::string("\0.db", 4);
  CHECK(state_of([&] { return files.open(cut, open_mode::read_only); }) == "58030");
  CHECK(state_of([&] { files.remove(cut); }) == "58030");
  CHECK(files.identify(a));
}

TEST_CASE("posix_vfs follows links: two names of a file are one identity and one lock",
          "[posix_vfs]") {
  temporary_folder const folder;
  auto& files = system_vfs();
  auto const a = folder.path() + "a";
  auto const f = files.open(a, open_mode::create);
  REQUIRE(f->try_lock());
  std::filesystem::create_symlink(a, folder.path() + "soft");
  std::filesystem::create_hard_link(a, folder.path() + "hard");
  for (auto const* name : {"soft", "hard"}) {
    CAPTURE(name);
    CHECK(files.identify(folder.path() + name) == f->identity());
    CHECK_FALSE(files.open(folder.path() + name, open_mode::read_write)->try_lock());
  }
  std::filesystem::create_symlink(folder.path() + "nowhere", folder.path() + "dangling");
  CHECK_FALSE(files.identify(folder.path() + "dangling"));
  CHECK(state_of([&] { return files.open(folder.path() + "dangling", open_mode::create); }) ==
        "58030");
}

TEST_CASE("posix_vfs: a forked child may read an inherited file, and neither change nor unlock it",
          "[posix_vfs]") {
  temporary_folder const folder;
  auto& files = system_vfs();
  auto const a = folder.path() + "a";
  auto f = files.open(a, open_mode::create);
  put(*f, 0, "abc");
  REQUIRE(f->try_lock());
  CHECK(in_forked_child([&] {
          EXPECT_IN_CHILD(1, content_of(*f, 0, 9) == "abc");
          EXPECT_IN_CHILD(2, state_of([&] { put(*f, 0, "x"); }) == "58030");
          EXPECT_IN_CHILD(3, state_of([&] { f->sync(); }) == "58030");
          EXPECT_IN_CHILD(4, state_of([&] { f->reserve(100); }) == "58030");
          EXPECT_IN_CHILD(5, state_of([&] { return f->try_lock(); }) == "58030");
          f.reset();
          EXPECT_IN_CHILD(6, !files.open(a, open_mode::read_write)->try_lock());
          return 0;
        }) == 0);
  CHECK_FALSE(files.open(a, open_mode::read_write)->try_lock());
  CHECK(content_of(*f, 0, 9) == "abc");
}

TEST_CASE("posix_vfs: closing unlocks although a forked child still has the descriptor",
          "[posix_vfs]") {
  temporary_folder const folder;
  auto& files = system_vfs();
  auto const a = folder.path() + "a";
  auto f = files.open(a, open_mode::create);
  REQUIRE(f->try_lock());
  int hold[2];
  REQUIRE(::pipe(hold) == 0);
  ::pid_t const child = ::fork();
  if (child == 0) {
    char nothing;
    ::close(hold[1]);
    ::_exit(::read(hold[0], &nothing, 1) == 0 ? 0 : 1);
  }
  ::close(hold[0]);
  f.reset();
  CHECK(files.open(a, open_mode::read_write)->try_lock());
  ::close(hold[1]);
  int status = 0;
  CHECK(::waitpid(child, &status, 0) == child);
}

TEST_CASE("posix_vfs: the lock of a killed process is free at once", "[posix_vfs]") {
  temporary_folder const folder;
  auto& files = system_vfs();
  auto const a = folder.path() + "a";
  static_cast<void>(files.open(a, open_mode::create));
  for (int round = 0; round != 20; ++round) {
    CHECK(in_forked_child([&] {
            auto const mine = files.open(a, open_mode::read_write);
            EXPECT_IN_CHILD(1, mine->try_lock());
            ::kill(::getpid(), SIGKILL);
            return 2;
          }) == 200 + SIGKILL);
    CHECK(files.open(a, open_mode::read_write)->try_lock());
  }
}

TEST_CASE("posix_vfs never uses the standard streams' numbers, and closes on exec", "[posix_vfs]") {
  temporary_folder const folder;
  CHECK(in_forked_child([&] {
          ::close(0);
          ::close(1);
          ::close(2);
          auto const f = system_vfs().open(folder.path() + "a", open_mode::create);
          EXPECT_IN_CHILD(
              1, ::fcntl(0, F_GETFD) < 0 && ::fcntl(1, F_GETFD) < 0 && ::fcntl(2, F_GETFD) < 0);
          int number = 3;
          struct ::stat status {};
          while (::fstat(number, &status) != 0 || status.st_ino != f->identity().inode) ++number;
          EXPECT_IN_CHILD(2, (::fcntl(number, F_GETFD) & FD_CLOEXEC) != 0);
          put(*f, 0, "abc");
          EXPECT_IN_CHILD(3, content_of(*f, 0, 9) == "abc");
          return 0;
        }) == 0);
}

TEST_CASE("posix_vfs: no descriptor is lost, whether opening succeeds or fails", "[posix_vfs]") {
  temporary_folder const folder;
  auto& files = system_vfs();
  auto const open_descriptors = [] {
    std::size_t n = 0;
    for (auto const& entry : std::filesystem::directory_iterator("/proc/self/fd"))
      n += entry.exists() ? 1 : 0;
    return n;
  };
  auto const a = folder.path() + "a";
  static_cast<void>(files.open(a, open_mode::create));
  auto const before = open_descriptors();
  for (int round = 0; round != 10; ++round) {
    static_cast<void>(state_of([&] { return files.open(a, open_mode::create); }));
    static_cast<void>(state_of([&] { return files.open(folder.path(), open_mode::read_only); }));
    auto const f = files.open(a, open_mode::read_write);
    REQUIRE(f->map(1 << 20) != nullptr);
    files.sync_directory(a);
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("posix_vfs: sync_directory finds the folder of a path", "[posix_vfs]") {
  temporary_folder const folder;
  auto& files = system_vfs();
  files.sync_directory(folder.path() + "x");
  files.sync_directory("name");
  files.sync_directory("/name");
  CHECK(state_of([&] { files.sync_directory(folder.path() + "none/x"); }) == "58P01");
  CHECK(in_forked_child([&] {
          refuse_call(SYS_fsync, EIO);
          return state_of([&] { files.sync_directory(folder.path() + "x"); }) == "58030" ? 0 : 1;
        }) == 0);
  CHECK(in_forked_child([&] {
          refuse_call(SYS_fsync, EINVAL);
          return state_of([&] { files.sync_directory(folder.path() + "x"); }).empty() ? 0 : 1;
        }) == 0);
}

TEST_CASE("posix_vfs: threads write and read disjoint ranges", "[posix_vfs]") {
  temporary_folder const folder;
  auto const f = system_vfs().open(folder.path() + "a", open_mode::create);
  std::byte const* const view = f->map(1 << 24);
  REQUIRE(view != nullptr);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> team;
  for (std::size_t t = 0; t != 4; ++t) {
    team.emplace_back([&, t] {
      std::string const mine(3'000, static_cast<char>('a' + t));
      for (std::size_t r = 0; r != 100; ++r) {
        auto const offset = (r * 4 + t) * mine.size();
        if (r % 20 == 0) f->reserve(offset + 100'000);
        put(*f, offset, mine);
        f->populate(offset, mine.size());
        if (as_text(byte_view(view + offset, mine.size())) != mine) ++wrong;
      }
    });
  }
  for (auto& member : team) member.join();
  CHECK(wrong == 0);
}

TEST_CASE("sqlstate_of: what an errno means", "[os_error]") {
  CHECK(sqlstate_of(ENOSPC) == errc::disk_full);
  CHECK(sqlstate_of(EDQUOT) == errc::disk_full);
  CHECK(sqlstate_of(EFBIG) == errc::disk_full);
  CHECK(sqlstate_of(ENOENT) == errc::undefined_file);
  CHECK(sqlstate_of(ENOMEM) == errc::out_of_memory);
  for (int const other : {EIO, EACCES, EROFS, ENOTDIR, EMFILE, EEXIST, 0, 99'999}) {
    CHECK(sqlstate_of(other) == errc::io_error);
  }
  CHECK(could_not("write", "x", 5, ENOSPC).message() ==
        "could not write \"x\" at offset 5: No space left on device");
}

TEST_CASE("transfer_all makes short and interrupted calls whole", "[transfer]") {
  for (std::uint64_t seed = 0; seed != 200; ++seed) {
    CAPTURE(seed);
    seeded_random random(seed);
    std::size_t const total = random.below(50);
    std::size_t const stops_at = random.below(60);
    int const ends_with = static_cast<int>(random.below(2)) * EIO;
    std::size_t moved = 0;
    auto const result = transfer_all(total, [&](std::size_t done) -> std::ptrdiff_t {
      REQUIRE(done == moved);
      if (random.below(3) == 0) {
        errno = EINTR;
        return -1;
      }
      std::size_t const left = std::min(total, stops_at) - done;
      if (left == 0) {
        errno = ends_with;
        return ends_with == 0 ? 0 : -1;
      }
      std::size_t const n = 1 + random.below(left);
      moved += n;
      return static_cast<std::ptrdiff_t>(n);
    });
    CHECK(result.bytes == std::min(total, stops_at));
    CHECK(result.os_error == (stops_at < total ? ends_with : 0));
  }
}

}  // namespace
