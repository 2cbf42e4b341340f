// Single frames where there are none, where they are not what they should be, and in a file that
// becomes shorter while it is read.
#include <helios/storage/frame_file.hpp>

#include <catch2/catch.hpp>
#include <tests/support/cut_vfs.hpp>
#include <tests/support/forged_log.hpp>
#include <tests/support/inverting_codec.hpp>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

namespace {

constexpr std::uint64_t place = 65536;

frame_header header_of(frame_type type) {
  frame_header header;
  header.type = type;
  return header;
}

}  // namespace

TEST_CASE("a header is looked for only where a frame can begin", "[storage][frame_file]") {
  forged_log log;
  frame_file f = log.file();
  frame_keys const keys{log.key, log.start.salt};
  REQUIRE(f.header_at(log.start.offset, keys));
  CHECK(f.header_at(log.start.offset, keys)->type == frame_type::commit);
  for (std::uint64_t const nowhere :
       {log.start.offset + 4, f.first() - 8, std::uint64_t{0}, log.image.size() - 8,
        log.image.size(), ~std::uint64_t{0} - 7})
    CHECK_FALSE(f.header_at(nowhere, keys));
}

TEST_CASE("what a reference leads to is a page or a value, or damage", "[storage][frame_file]") {
  forged_log log;
  bytes const payload = payload_for(1, 50);
  log.put(place, header_of(frame_type::page), payload);
  log.put(place + 128, header_of(frame_type::value), payload);
  log.put_epoch(place + 256, 1, record_of(1, 0));
  frame_file f = log.file();
  auto const found = [&](std::uint64_t at) {
    return code_of([&] { static_cast<void>(f.find_frame(at)); });
  };
  CHECK(f.find_frame(place + frame_header_bytes).type == frame_type::page);
  CHECK(f.find_frame(place + 128 + frame_header_bytes).type == frame_type::value);
  CHECK(found(place + 256 + frame_header_bytes) == "XX001");  // an epoch's
  CHECK(found(log.start.offset + frame_header_bytes) == "XX001");
  CHECK(found(f.first()) == "XX001");
  CHECK(found(0) == "XX001");
}

TEST_CASE("a sealed payload is longer than what sealing adds", "[storage][frame_file]") {
  forged_log log;
  auto const codec = std::make_shared<inverting_codec>();
  frame_header sealed = header_of(frame_type::page);
  sealed.flags = codec->flags();
  log.put(place, sealed, bytes(codec->overhead() - 1));
  bytes whole(codec->overhead() + 3);
  codec->seal(sealed, place + 256, whole);
  log.put(place + 256, sealed, whole);
  frame_file f = log.file();
  f.use_codec(codec);
  auto const read = [&](std::uint64_t at) {
    frame_header const header = f.find_frame(at + frame_header_bytes);
    bytes into(header.length);
    return f.read_payload(at, header, into).size();
  };
  CHECK(code_of([&] { static_cast<void>(read(place)); }) == "XX001");
  CHECK(read(place + 256) == 3);
}

TEST_CASE("a frame of which the end is cut off while it is read is none", "[storage][frame_file]") {
  forged_log log;
  log.put(place, header_of(frame_type::page), payload_for(1, 2 << 20));
  log.world.disk("x").put(log.image);
  cut_plan plan;
  cut_vfs world(log.world, plan);
  frame_file f(world.open("x", open_mode::read_only), "x");
  frame_keys const keys{log.key, 0};
  auto const header = f.header_at(place, keys);
  REQUIRE(header);
  REQUIRE(f.payload_verifies(place, *header));
  bytes into(header->length);
  auto const cut = [&](std::uint64_t end, int calls_left = 0) { plan = {end, calls_left, false}; };
  for (int const before : {0, 1}) {  // it knows the new size, or the old one
    cut(place + 8, before);
    CHECK_FALSE(f.header_at(place, keys));
  }
  cut(place + frame_header_bytes + (1 << 20));
  CHECK_FALSE(f.payload_verifies(place, *header));
  cut(log.image.size() - 9);
  CHECK(code_of([&] { static_cast<void>(f.read_payload(place, *header, into)); }) == "XX001");
}

TEST_CASE("a file that is cut while it is opened gives a beginning of its commits, or an error",
          "[storage][frame_file]") {
  plain_memory_vfs disks;
  std::vector<std::uint64_t> ends;
  {
    session s(disks, "a", true);
    for (std::uint64_t n = 1; n != 9; ++n) {
      ends.push_back(append_commit(*s.log, n, n == 5 ? 1'500'000 : n * 30));
      if (n == 2) s.log->sync();
    }
    ends.push_back(s.log->end());
  }
  std::vector<std::byte> const image = disks.disk("a").image();
  bool refused = false;
  bool shortened = false;
  for (std::uint64_t const end : ends) {
    for (int calls = 0;; ++calls) {
      CAPTURE(end, calls);
      disks.disk("x").put(image);
      cut_plan plan{end + 20, calls, false};
      cut_vfs world(disks, plan);
      std::size_t commits = 0;
      std::string const code = code_of([&] {
        session const s(world, "x");
        commits = s.commits().size();
        REQUIRE(s.log->state() == log_state::writing);
      });
      if (!plan.is_cut) {  // the opening was done before
        REQUIRE(commits == 8);
        break;
      }
      REQUIRE((code.empty() || code == "XX001" || code == "58030"));
      refused = refused || code == "XX001";
      shortened = shortened || (code.empty() && commits < 8);
    }
  }
  CHECK(refused);
  CHECK(shortened);
}
