// tests/storage/log_sync.cpp -- what a sync of the log makes durable.
#include <helios/storage/log.hpp>

#include <tests/support/log_script.hpp>
#include <tests/support/plain_memory_vfs.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

TEST_CASE("a sync leaves out the durable mark, for a while, and nothing else", "[storage][log]") {
  plain_memory_vfs world;
  std::uint64_t commits = 0;
  std::uint64_t marked = 0;
  {
    session s(world, "a.helios", true);
    auto const commit = [&] {
      append_commit(*s.log, ++commits, 100);
      s.log->sync();
      s.log->publish_durable({s.log->synced_end(), scn{commits}});
    };
    SECTION("commits alone") {
      for (int i = 0; i != 10; ++i) commit();
      marked = 1;  // by the sync of the first, which was one of all for the sake of the anchor
    }
    SECTION("much log") {
      while (s.log->end() - log_begin < 3 * log::mark_lag) commit();
      marked = commits - log::mark_lag / frame_room(100) - 1;
    }
    SECTION("pages and an anchor") {
      for (int i = 0; i != 10; ++i) commit();
      bytes const payload = payload_for(7, 500);
      frame_to_write page{.type = frame_type::page, .payload = payload};
      extent where = s.log->reserve_extent(extent_room(payload.size()));
      s.log->sync();
      s.log->write_in_extent(where, {&page, 1});
      s.log->sync();
      marked = commits;
      world.lose_power("a.helios");
      frame_file survived(world.open("a.helios", open_mode::read_only), "a.helios");
      CHECK(survived.find_frame(page.payload_offset()).scn == scn{});
    }
  }
  world.lose_power("a.helios");
  {
    auto const reader = log::open(world, "a.helios", open_mode::read_only);
    CHECK(raw(reader->read_durable().scn) + 1 >= marked);
    CHECK(reader->known_durable() <= reader->source().io().size());
  }
  session s(world, "a.helios");
  CHECK(s.commits().size() == commits);
}

TEST_CASE("the first sync after deferred ones makes all durable", "[storage][log]") {
  plain_memory_vfs world;
  {
    session s(world, "a.helios", true);
    append_commit(*s.log, 1, 100);
    s.log->sync();
    s.log->defer_syncs(true);
    append_commit(*s.log, 2, 100);
    s.log->sync();
    s.log->defer_syncs(false);
    append_commit(*s.log, 3, 100);
    s.log->sync();
  }
  world.lose_power("a.helios");
  session s(world, "a.helios");
  CHECK(s.commits() == std::vector<std::uint64_t>{1, 2, 3});
}
