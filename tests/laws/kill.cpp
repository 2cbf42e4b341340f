// The law of kill -9: a child commits to a real file and acknowledges in shared memory until it is
// killed; after each cycle everything acknowledged is there, in both tables alike, and nothing that
// was not attempted.
#include <tests/support/numbers_table.hpp>
#include <tests/support/temporary_folder.hpp>

#include <helios/storage/posix_vfs.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <random>
#include <thread>

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace helios;
using namespace helios::testing;
using history::engine;
using history::engine_options;
using history::main_branch;

namespace {

struct shared_words {
  std::atomic<std::int64_t> attempted, acknowledged;
};

/// Row 0 counts; row n of either table says n. One transaction writes all three.
void commit_on(std::shared_ptr<engine> const& db, tree_id first, tree_id second,
               shared_words& told) {
  for (;;) {
    history::transaction t(db, main_branch);
    std::int64_t const n = read_number(t.read(first), 0).value_or(0) + 1;
    put_number(t, first, 0, n);
    put_number(t, first, n, n);
    put_number(t, second, n, n);
    told.attempted = n;
    t.commit();
    told.acknowledged = n;
  }
}

}  // namespace

TEST_CASE("kill -9 at any moment loses nothing that was acknowledged", "[law]") {
  char const* const asked = std::getenv("HELIOS_LAW_KILLS");
  int const cycles = asked == nullptr ? 40 : std::atoi(asked);
  char const* const given = std::getenv("HELIOS_SEED");
  unsigned const seed = given == nullptr ? std::random_device{}()
                                         : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
  INFO("seed " << seed);
  std::mt19937 rng(seed);
  test::temporary_folder const folder;
  std::string const path = folder.path() + "k.helios";
  storage::posix_vfs world;
  void* const memory = ::mmap(nullptr, sizeof(shared_words), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  auto& told = *new (memory) shared_words{};
  engine_options options;
  options.checkpoint_bytes = 64 << 10;
  options.checkpoint_slice = 4096;
  tree_id first{};
  tree_id second{};
  {
    auto const db = engine::open(world, path, options);
    first = make_numbers(db);
    second = make_numbers(db);
  }
  for (int cycle = 0; cycle != cycles; ++cycle) {
    INFO("cycle " << cycle);
    constexpr durability modes[] = {durability::full, durability::normal, durability::off};
    options.durability = modes[rng() % 3];
    options.pages.buffered = rng() % 4 == 0;
    ::pid_t const child = ::fork();
    if (child == 0) {
      try {
        commit_on(engine::open(world, path, options), first, second, told);
      } catch (...) {
      }
      ::_exit(1);  // it ends by a signal only
    }
    std::this_thread::sleep_for(std::chrono::microseconds(rng() % 30'000));
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));

    auto const db = engine::open(world, path, options);
    auto const head = db->head(main_branch);
    auto a = all_numbers(*db, head, first);
    auto const b = all_numbers(*db, head, second);
    std::int64_t const found = a.contains(0) ? a.at(0) : 0;
    CHECK(found >= told.acknowledged);
    CHECK(found <= told.attempted);
    a.erase(0);
    CHECK(a == b);
    CHECK(a.size() == static_cast<std::size_t>(found));
    told.attempted = told.acknowledged = found;
    if (cycle % 10 == 0) db->check();
  }
  ::munmap(memory, sizeof(shared_words));
}
