// What opening a file for writing costs on the disk, and what it refuses.
#include <helios/storage/log.hpp>

#include <catch2/catch.hpp>
#include <tests/support/forged_log.hpp>

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

TEST_CASE("a file whose first anchor alone was lost is opened by the second", "[storage][log]") {
  plain_memory_vfs world;
  static_cast<void>(log::create(world, "a"));
  std::vector<std::byte> image = world.disk("a").image();
  file_header header;
  header.id = load<file_id>(image.data() + 24);
  page_image page;
  auto const slot = [&](unsigned n) {
    return image.begin() + static_cast<std::ptrdiff_t>(anchor_offsets[n]);
  };
  std::copy_n(slot(0), page.size(), page.begin());
  page = encode(*decode_anchor(page, header.key(), 0), header.key(), 1);
  std::copy(page.begin(), page.end(), slot(1));
  std::fill_n(slot(0), page.size(), std::byte{0});
  world.disk("x").put(image);
  CHECK(code_of([&] { static_cast<void>(log::create(world, "x")); }) == "58030");  // exists
  CHECK(session(world, "x").commits().empty());
}

TEST_CASE("a header page that a creation did not leave is somebody's", "[storage][log]") {
  plain_memory_vfs world;
  static_cast<void>(log::create(world, "a"));
  std::vector<std::byte> torn = world.disk("a").image();
  std::fill(torn.begin() + page_bytes, torn.end(), std::byte{0});
  std::fill_n(torn.begin(), sector_bytes, std::byte{0});
  world.disk("x").put(torn);
  CHECK(code_of([&] { static_cast<void>(log::create(world, "x")); }) == "");
  std::fill_n(torn.begin() + 3 * sector_bytes, sector_bytes, std::byte{0xee});
  world.disk("y").put(torn);
  CHECK(code_of([&] { static_cast<void>(log::create(world, "y")); }) == "58030");
  CHECK(world.disk("y").image() == torn);
}

TEST_CASE("a log that was closed in order ends there, whatever lies behind", "[storage][log]") {
  forged_log log;
  std::uint64_t end = 0;
  {
    session s(log.world, "a");
    s.log->close(s.log->newest_anchor());
    end = s.log->end();
  }
  log.image = log.world.disk("a").image();
  REQUIRE(log.image.size() > end + 8);
  log.image[end + 6] = std::byte{0xee};
  CHECK(log.opening() == "");
  // But for the durable mark, if that has seen more.
  durable_image const mark = encode(durable_mark{end + 8, scn{9}}, log.key);
  std::copy(mark.begin(), mark.end(),
            log.image.begin() + static_cast<std::ptrdiff_t>(durable_offset));
  CHECK(log.opening() == "XX001");
  log.image[end + 6] = std::byte{0};
  CHECK(log.opening() == "XX001");
}

TEST_CASE("a file is opened for writing as often as its epochs have numbers", "[storage][log]") {
  forged_log log;
  {
    session s(log.world, "a");
    anchor last = s.log->newest_anchor();
    last.replay = s.log->position();
    s.log->close(last);
  }
  log.image = log.world.disk("a").image();
  // In the place of a commit that is not read again.
  auto const with_last_epoch = [&](std::uint32_t number) {
    log.put_epoch(log.start.offset, number, record_of(number, log_begin, log_begin));
    log.change_anchors([&](anchor& a) {
      a.replay.epoch = number;
      a.replay.salt = record_of(number, 0).salt;
      a.epoch_frame = log.start.offset;
    });
    return log.opening();
  };
  CHECK(with_last_epoch(~std::uint32_t{0} - 1) == "");
  CHECK(with_last_epoch(~std::uint32_t{0}) == "54000");
  try {
    session const s(log.world, "x");
  } catch (error const& e) {
    CHECK(e.message() == "\"x\" has been opened for writing too often");
    CHECK(e.hint() == "VACUUM writes a new file.");
  }
}
