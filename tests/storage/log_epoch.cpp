#include <helios/storage/log_epoch.hpp>

#include <catch2/catch.hpp>
#include <tests/support/log_script.hpp>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

TEST_CASE("an epoch record is read back as it was written", "[storage][epoch]") {
  epoch_record const r{0xabc, 7, microseconds{5}, microseconds{6}, 16384, 8192};
  CHECK(decode_epoch(encode(r), 20000) == r);
  CHECK_FALSE(decode_epoch(encode(r), 16384));  // (E1)
  CHECK_FALSE(decode_epoch(byte_view(encode(r)).first(47), 20000));
}

TEST_CASE("every epoch is found by its number", "[storage][epoch]") {
  plain_memory_vfs world;
  std::vector<epoch_history::entry> written{{}};
  for (int opening = 0; opening != 100; ++opening) {
    session s(world, "a.helios", opening == 0);
    written.push_back({s.log->newest_anchor().epoch_frame, s.log->position().salt});
    CHECK(s.log->position().epoch == std::uint32_t(opening) + 1);
  }
  frame_file f(world.open("a.helios", open_mode::read_only), "a.helios");
  epoch_history history(f);
  CHECK_FALSE(history.find(1));
  history.set_newest(written.back().offset);
  for (std::uint32_t n = 1; n <= 100; ++n) {
    auto const e = history.find(n);
    REQUIRE(e);
    CHECK(e->offset == written[n].offset);
    CHECK(e->salt == written[n].salt);
  }
  CHECK_FALSE(history.find(0));
  CHECK_FALSE(history.find(101));
  history.set_newest(16392);
  CHECK(code_of([&] { static_cast<void>(history.find(1)); }) == "XX001");
}
