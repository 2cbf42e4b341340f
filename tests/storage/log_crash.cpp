// Power loss at random, again and again on one file: of unsynced writes any sectors may be kept.
#include <helios/storage/log.hpp>

#include <catch2/catch.hpp>
#include <tests/support/log_script.hpp>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

namespace {

/// One file through several lives; each ends by power loss. `acknowledged` commits must be found in
/// the next.
void live_and_die(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  auto const chance = [&](unsigned percent) { return random() % 100 < percent; };
  plain_memory_vfs world(seed);
  static_cast<void>(world.open("a", open_mode::create));

  std::vector<std::uint64_t> acknowledged;  // the commits that must be there
  std::vector<std::uint64_t> attempted;     // those that may be, in order
  std::uint64_t number = 0;
  for (int life = 0; life != 8; ++life) {
    world.disk("a").stop_after = -1;
    std::optional<session> s;
    if (chance(20) && life != 0) {  // die during recovery, first
      world.disk("a").stop_after = 1 + int(random() % 6);
      static_cast<void>(code_of([&] { session dying(world, "a"); }));
      world.lose_power("a", [&] { return chance(50); });
    }
    INFO("seed " << seed << ", life " << life);
    try {
      s.emplace(world, "a", life == 0);
    } catch (error const& e) {
      FAIL("seed " << seed << ", life " << life << ": " << e.message() << ": " << e.detail());
    }
    if (life != 0) {
      auto const found = s->commits();
      if (found.size() < acknowledged.size() || found.size() > attempted.size() ||
          !std::equal(found.begin(), found.end(), attempted.begin()))
        FAIL("seed " << seed << ", life " << life << ": found " << found.size() << ", acknowledged "
                     << acknowledged.size() << ", attempted " << attempted.size());
      acknowledged = attempted = found;
    }
    world.disk("a").stop_after = 1 + int(random() % 50);
    static_cast<void>(code_of([&] {
      for (int step = 0; step != 40; ++step) {
        if (chance(20)) {  // a value before its commit, as long as the shortest of those
          bytes const payload = payload_for(number, 0);
          frame_to_write value{.type = frame_type::value, .scn = scn{number}, .payload = payload};
          s->log->append({&value, 1});
        }
        if (chance(15)) {
          bytes const payload = payload_for(number, random() % 2000);
          frame_to_write page{.type = frame_type::page, .payload = payload};
          extent where = s->log->reserve_extent(extent_room(payload.size()));
          s->log->write_in_extent(where, {&page, 1});
        }
        attempted.push_back(++number);
        // Few lengths, so that new frames often end where old ones did.
        append_commit(*s->log, number, random() % 3 * 40);
        if (chance(40)) {
          if (chance(10)) world.disk("a").fail_syncs = 1;
          s->log->sync();
          acknowledged = attempted;
          if (chance(70)) s->log->publish_durable({s->log->synced_end(), scn{number}});
        }
        if (chance(10)) {
          s->log->write_anchor(s->log->newest_anchor());
          acknowledged = attempted;
        }
      }
      if (chance(30)) s->log->close(s->log->newest_anchor());
    }));
    s.reset();
    world.disk("a").fail_syncs = 0;
    if (chance(80)) {
      world.lose_power("a", [&] { return chance(50); });
    }  // else the process alone was killed, and the system's memory stays
  }
}

}  // namespace

TEST_CASE("reliability 7: acknowledged commits survive any power loss, others are a prefix",
          "[storage][log_crash]") {
  for (std::uint64_t seed = 1; seed != 300; ++seed) live_and_die(seed);
}
