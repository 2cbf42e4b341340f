// tests/storage/slow_vfs.cpp -- the vfs whose syncs last: it is a vfs, it waits, it counts.
#include <helios/storage/testing/slow_vfs.hpp>

#include <helios/storage/memory_vfs.hpp>

#include <tests/support/vfs_laws.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <thread>

namespace {

using namespace helios;
using namespace helios::storage;
using namespace helios::test;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

TEST_CASE("slow_vfs obeys the laws of a vfs", "[slow_vfs]") {
  memory_vfs memory;
  storage::testing::slow_vfs files(memory);
  check_vfs_laws(files, "folder/");
}

TEST_CASE("slow_vfs: a sync lasts as long as asked", "[slow_vfs]") {
  memory_vfs memory;
  storage::testing::slow_vfs files(memory, 20ms);
  auto const f = files.open("a", open_mode::create);
  auto const lasting = [](auto call) {
    auto const begin = clock_type::now();
    call();
    return clock_type::now() - begin;
  };
  CHECK(lasting([&] { f->sync(); }) >= 20ms);
  CHECK(lasting([&] { files.sync_directory("a"); }) >= 20ms);
  files.set_delay(40ms);
  CHECK(lasting([&] { f->sync(); }) >= 40ms);
  files.set_delay(300ms);
  CHECK(lasting([&] {
          std::thread other([&] { f->sync(); });
          f->sync();
          other.join();
        }) < 590ms);
  files.set_delay(0ms);
  CHECK(lasting([&] { f->sync(); }) < 300ms);
}

TEST_CASE("slow_vfs: counts what it was asked for", "[slow_vfs]") {
  memory_vfs memory;
  storage::testing::slow_vfs files(memory);
  auto const f = files.open("a", open_mode::create);
  put(*f, 0, "abc");
  put(*f, 3, "defg");
  f->sync();
  files.sync_directory("a");
  files.sync_directory("a");
  CHECK(files.counted().writes == 2);
  CHECK(files.counted().bytes_written == 7);
  CHECK(files.counted().syncs == 1);
  CHECK(files.counted().directory_syncs == 2);
}

TEST_CASE("slow_vfs: clock and randomness come from below until they are set", "[slow_vfs]") {
  memory_vfs memory;
  storage::testing::slow_vfs files(memory);
  memory.world().stop_clock(microseconds{5});
  CHECK(files.now() == microseconds{5});
  files.world().stop_clock(microseconds{6});
  CHECK(files.now() == microseconds{6});
  files.world().run_clock();
  CHECK(files.now() == microseconds{5});
}

}  // namespace
