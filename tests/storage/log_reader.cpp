#include <helios/storage/log_reader.hpp>

#include <catch2/catch.hpp>
#include <tests/support/log_script.hpp>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

namespace {

/// A log of frames of many sizes and types that nothing calls synced; its image ends with its last
/// frame.
struct unsynced_log {
  std::vector<std::byte> image;
  log_position start;
  std::vector<seen_frame> frames;

  explicit unsynced_log(std::uint64_t seed, int frames_wanted = 24, std::size_t longest = 700) {
    plain_memory_vfs world(seed);  // so two logs have different ids and salts
    session s(world, "a", true);
    start = s.log->position();
    std::mt19937_64 random(seed);
    for (int i = 1; i <= frames_wanted; ++i) {
      std::size_t const length = random() % 4 == 0 ? random() % longest : random() % 60;
      bytes const payload = payload_for(std::uint64_t(i), length);
      if (i % 7 == 3) {
        extent where = s.log->reserve_extent(extent_room(length) + 128);
        frame_to_write page{.type = frame_type::page, .payload = payload};
        s.log->write_in_extent(where, {&page, 1});
      } else {
        frame_to_write f{.type = i % 5 == 0 ? frame_type::value : frame_type::commit,
                         .scn = scn{std::uint64_t(i)},
                         .payload = payload};
        s.log->append({&f, 1});
      }
    }
    auto reader = s.log->read(start);
    frames = read_all(reader);
    image = world.disk("a").image();
    image.resize(s.log->end());
  }
};

std::vector<seen_frame> read_image(std::vector<std::byte> const& image, log_position const& start,
                                   log_stop* why = nullptr) {
  plain_memory_vfs world;
  world.disk("a").put(image);
  frame_file f(world.open("a", open_mode::read_only), "a");
  log_reader reader(f, start);
  auto all = read_all(reader);
  if (why != nullptr) *why = reader.reason();
  return all;
}

}  // namespace

TEST_CASE("a log cut at every byte gives the frames that are wholly inside",
          "[storage][log_reader]") {
  unsynced_log const log(1);
  REQUIRE(log.frames.size() == 24);
  plain_memory_vfs world;
  std::size_t last = 0;
  for (std::size_t cut = log.start.offset; cut <= log.image.size(); ++cut) {
    plain_disk& disk = world.disk("a");
    if (cut == log.start.offset) disk.put(log.image);
    disk.size = cut;
    frame_file f(world.open("a", open_mode::read_only), "a");
    log_reader reader(f, log.start);
    auto const found = read_all(reader);
    std::size_t whole = 0;
    // The padding behind a payload is no part of the frame.
    while (whole != log.frames.size() && log.frames[whole].end - 7 <= cut &&
           (log.frames[whole].type == frame_type::extent
                ? log.frames[whole].end
                : log.frames[whole].offset + frame_header_bytes + log.frames[whole].payload.size() +
                      (carries_synced_to(log.frames[whole].type) ? 8 : 0)) <= cut)
      ++whole;
    if (found.size() != whole || found.size() < last ||
        !std::equal(found.begin(), found.end(), log.frames.begin()))
      FAIL("cut at " << cut << ": " << found.size() << " frames, not " << whole);
    last = found.size();
  }
  CHECK(last == log.frames.size());
}

TEST_CASE("a tail of wrong bytes is never taken for frames", "[storage][log_reader]") {
  unsynced_log const log(2);
  unsynced_log const other(3);  // a valid log: of another file
  for (std::size_t keep = log.start.offset; keep < log.image.size(); keep += 13) {
    for (int kind = 0; kind != 5; ++kind) {
      auto bad = log.image;
      std::mt19937_64 random(keep);
      for (std::size_t i = keep; i != bad.size(); ++i)
        bad[i] = kind == 0   ? std::byte{0}
                 : kind == 1 ? std::byte{0xff}
                 : kind == 2 ? static_cast<std::byte>(random())
                 : kind == 3
                     ? (i < other.image.size() ? other.image[i] : std::byte{0})
                     : log.image[log.start.offset + (i - keep)];  // older bytes of the same log
      auto const found = read_image(bad, log.start);
      std::size_t sound = 0;
      while (sound != log.frames.size() &&
             std::equal(bad.begin() + std::ptrdiff_t(log.frames[sound].offset),
                        bad.begin() + std::ptrdiff_t(log.frames[sound].end),
                        log.image.begin() + std::ptrdiff_t(log.frames[sound].offset)))
        ++sound;
      // A frame cut in its padding, or in an extent's payload, which is not read, is whole all the
      // same.
      if (found.size() < sound || found.size() > sound + 1 ||
          !std::equal(found.begin(), found.end(), log.frames.begin()))
        FAIL("kept " << keep << ", kind " << kind << ": " << found.size() << " frames of "
                     << sound);
    }
  }
}

TEST_CASE("every flipped bit of the log ends the reading at its frame or is in padding",
          "[storage][log_reader]") {
  unsynced_log const log(4, 10, 200);
  plain_memory_vfs world;
  world.disk("a").put(log.image);
  plain_disk& disk = world.disk("a");
  for (std::size_t bit = log.start.offset * 8; bit != log.image.size() * 8; ++bit) {
    disk.cache[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
    frame_file f(world.open("a", open_mode::read_only), "a");
    log_reader reader(f, log.start);
    auto const found = read_all(reader);
    disk.cache[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
    std::size_t hit = 0;
    while (log.frames[hit].end <= bit / 8) ++hit;
    auto const& frame = log.frames[hit];
    std::size_t const stored = frame.payload.size() + (carries_synced_to(frame.type) ? 8 : 0);
    bool const unread = bit / 8 >= frame.offset + frame_header_bytes +
                                       (frame.type == frame_type::extent ? 0 : stored);
    if (found.size() != (unread ? log.frames.size() : hit))
      FAIL("bit " << bit << ": " << found.size() << " of " << hit);
    if (!std::equal(found.begin(), found.end(), log.frames.begin())) FAIL("bit " << bit);
  }
}

TEST_CASE("a frame moved to another place, or exchanged with another, is none",
          "[storage][log_reader]") {
  plain_memory_vfs world;
  session s(world, "a", true);
  log_position const start = s.log->position();
  for (std::uint64_t i = 1; i <= 16; ++i) append_commit(*s.log, i, 40);
  std::size_t const room = frame_room(48);
  auto const image = world.disk("a").image();
  for (std::size_t a = 0; a != 16; ++a)
    for (std::size_t b = 0; b != 16; ++b) {
      if (a == b) continue;
      auto bad = image;
      std::copy_n(image.begin() + std::ptrdiff_t(start.offset + a * room), room,
                  bad.begin() + std::ptrdiff_t(start.offset + b * room));
      CHECK(read_image(bad, start).size() == b);
    }
}

TEST_CASE("a position that is wrong in any field gives no frame", "[storage][log_reader]") {
  unsynced_log const log(7);
  CHECK(read_image(log.image, log.start).size() == 24);
  for (int field = 0; field != 4; ++field) {
    log_position p = log.start;
    if (field == 0) p.offset += 8;
    if (field == 1) p.link ^= 1;
    if (field == 2) p.epoch += 1;
    if (field == 3) p.salt ^= 1;
    CHECK(read_image(log.image, p).empty());
  }
}

TEST_CASE("hostile lengths end the reading without taking memory", "[storage][log_reader]") {
  unsynced_log const log(5, 1, 10);
  plain_memory_vfs world;
  world.disk("a").put(log.image);
  frame_file f(world.open("a", open_mode::read_only), "a");
  for (auto const type :
       {frame_type::commit, frame_type::extent, frame_type::value, frame_type::epoch})
    for (std::uint64_t const length :
         {std::uint64_t{1} << 20, std::uint64_t{1} << 30, (std::uint64_t{1} << 31) - 1,
          std::uint64_t{1} << 32, max_frame_length - 7, max_frame_length}) {
      frame_header h;
      h.type = type;
      h.length = length;
      h.link = log.start.link;
      h.epoch = log.start.epoch + (type == frame_type::epoch ? 1 : 0);
      std::array<std::byte, frame_header_bytes> image;
      encode(h, {f.key(), log.start.salt}, log.start.offset, image.data());
      auto bad = log.image;
      std::copy(image.begin(), image.end(), bad.begin() + std::ptrdiff_t(log.start.offset));
      log_stop why{};
      CHECK(read_image(bad, log.start, &why).empty());
      CHECK(why == log_stop::torn);
    }
}

TEST_CASE("positions far outside the file are an end", "[storage][log_reader]") {
  unsynced_log const log(6, 1, 10);
  for (std::uint64_t const offset :
       {std::uint64_t{1} << 40, (std::uint64_t{1} << 63) - 8, ~std::uint64_t{0} - 7}) {
    log_position p = log.start;
    p.offset = offset;
    log_stop why{};
    CHECK(read_image(log.image, p, &why).empty());
    CHECK(why == log_stop::end);
  }
}

TEST_CASE("payloads longer than the window and than a piece are read", "[storage][log_reader]") {
  plain_memory_vfs world;
  session s(world, "a", true);
  log_position const start = s.log->position();
  for (std::uint64_t i = 1; i != 5; ++i) append_commit(*s.log, i, i * 600'000);
  append_commit(*s.log, 5, 1);
  auto reader = s.log->read(start);
  auto const found = read_all(reader);
  REQUIRE(found.size() == 5);
  for (auto const& f : found) {
    bytes const whole = payload_for(f.scn, f.scn == 5 ? 1 : f.scn * 600'000);
    CHECK(std::equal(f.payload.begin(), f.payload.end(), whole.begin() + 8, whole.end()));
  }
  CHECK(reader.reason() == log_stop::end);
  CHECK_FALSE(reader.next());  // and stays there
  CHECK(reader.reason() == log_stop::end);
  // One flipped bit deep inside a long one.
  world.disk("a").cache[found[3].offset + 1'300'000] ^= std::byte{1};
  auto again = s.log->read(start);
  CHECK(read_all(again).size() == 3);
  CHECK(again.reason() == log_stop::torn);
}
