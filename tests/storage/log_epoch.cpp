#include <helios/storage/log_epoch.hpp>

#include <catch2/catch.hpp>
#include <tests/support/forged_log.hpp>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

TEST_CASE("an epoch record is read back as it was written", "[storage][epoch]") {
  epoch_record const r{0xabc, 7, microseconds{5}, microseconds{6}, 16384, 8192};
  CHECK(decode_epoch(encode(r), 20000) == r);
  CHECK_FALSE(decode_epoch(encode(r), 16384));  // (E1)
  epoch_record skipping = r;
  skipping.skip = 20000;
  CHECK_FALSE(decode_epoch(encode(skipping), 20000));
  CHECK_FALSE(decode_epoch(byte_view(encode(r)).first(47), 20000));
}

TEST_CASE("epoch records are equal in all fields or not", "[storage][epoch]") {
  epoch_record const same{1, 2, microseconds{3}, microseconds{4}, 5, 6};
  CHECK(same == epoch_record{1, 2, microseconds{3}, microseconds{4}, 5, 6});
  for (int field = 0; field != 6; ++field) {
    CAPTURE(field);
    epoch_record other = same;
    if (field == 0) other.salt = 0;
    if (field == 1) other.number = 0;
    if (field == 2) other.clock = microseconds{0};
    if (field == 3) other.wall = microseconds{0};
    if (field == 4) other.previous = 0;
    if (field == 5) other.skip = 0;
    CHECK_FALSE(same == other);
  }
}

TEST_CASE("more epochs than are kept in memory are found, and found again", "[storage][epoch]") {
  constexpr std::uint32_t epochs = 5000;
  auto const place_of = [](std::uint32_t number) -> std::uint64_t {
    return number == 0 ? 0 : 32768 + std::uint64_t{96} * number;
  };
  forged_log log;
  for (std::uint32_t n = 1; n <= epochs; ++n)
    log.put_epoch(place_of(n), n, record_of(n, place_of(n - 1), place_of(n & (n - 1))));
  frame_file f = log.file();
  epoch_history history(f);
  history.set_newest(place_of(epochs));
  for (std::uint32_t n = 1; n <= epochs; ++n) REQUIRE(history.find(n)->offset == place_of(n));
  for (std::uint32_t n = epochs; n != 0; n -= 100) REQUIRE(history.find(n)->offset == place_of(n));
}

TEST_CASE("an epoch frame longer than any is damage", "[storage][epoch]") {
  forged_log log;
  bytes payload(sum_piece + 1);
  auto const record = encode(record_of(1, 0));
  std::copy(record.begin(), record.end(), payload.begin());
  frame_header header;
  header.type = frame_type::epoch;
  header.epoch = 1;
  log.put(32768, header, payload);
  frame_file f = log.file();
  epoch_history history(f);
  history.set_newest(32768);
  CHECK(code_of([&] { static_cast<void>(history.find(1)); }) == "XX001");
  log.put(32768, header, byte_view(payload).first(sum_piece));  // longer ones of later versions
  frame_file readable = log.file();
  epoch_history other(readable);
  other.set_newest(32768);
  CHECK(other.find(1)->offset == 32768);
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
