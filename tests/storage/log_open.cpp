// What opening a file for writing costs on the disk.
#include <helios/storage/log.hpp>

#include <catch2/catch.hpp>
#include <tests/support/log_script.hpp>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

TEST_CASE("opening a file that was closed in order waits for one sync", "[storage][log]") {
  plain_memory_vfs world;
  {
    session s(world, "a.helios", true);
    append_commit(*s.log, 1, 100);
    s.log->close(s.log->newest_anchor());
  }
  int const before = world.disk("a.helios").syncs;
  session s(world, "a.helios");
  CHECK(s.log->state() == log_state::writing);
  CHECK(world.disk("a.helios").syncs == before + 1);
  // The anchor of this opening may not be durable yet: none is written over the one before.
  s.log->write_anchor(s.log->newest_anchor());
  CHECK(world.disk("a.helios").syncs == before + 3);
  s.log->write_anchor(s.log->newest_anchor());
  CHECK(world.disk("a.helios").syncs == before + 4);
}
