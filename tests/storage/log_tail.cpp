#include <helios/storage/log_tail.hpp>

#include <catch2/catch.hpp>
#include <tests/support/forged_log.hpp>
#include <tests/support/inverting_codec.hpp>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

namespace {

using numbers = std::vector<std::uint64_t>;

numbers up_to(std::uint64_t n) {
  numbers all;
  for (std::uint64_t i = 1; i <= n; ++i) all.push_back(i);
  return all;
}

}  // namespace

TEST_CASE("a stale frame behind an overwritten torn tail never comes back", "[storage][log_tail]") {
  // Frames 1, 2, 3 are on disk, 2 is torn. Recovery ends after 1, and the next writer's 2 is as
  // long as the old one: without epochs and links the old 3 would follow it.
  plain_memory_vfs world;
  std::uint64_t second = 0;
  {
    session s(world, "a", true);
    append_commit(*s.log, 1, 100);
    s.log->sync();
    second = append_commit(*s.log, 2, 56);
    append_commit(*s.log, 3, 100);
    append_commit(*s.log, 4, 100);
  }
  world.disk("a").cache[second + 50] ^= std::byte{1};
  std::uint64_t end = 0;
  {
    session s(world, "a");
    CHECK(s.commits() == up_to(1));
    append_commit(*s.log, 12, 0);  // with the epoch frame before it, exactly where 3 begins
    s.log->sync();
    end = s.log->end();
  }
  session s(world, "a");
  CHECK(s.commits() == numbers{1, 12});
  CHECK(s.replayed.back().end <= end);
}

TEST_CASE("stale frames line up with new ones of every length, and stay dead",
          "[storage][log_tail]") {
  for (std::size_t length = 0; length != 400; length += 8) {
    plain_memory_vfs world;
    std::uint64_t second = 0;
    {
      session s(world, "a", true);
      append_commit(*s.log, 1, 100);
      s.log->sync();
      second = append_commit(*s.log, 2, 40);
      for (std::uint64_t i = 3; i != 20; ++i) {
        // Value frames are keyed with the file's id: their epoch and link alone tell that they are
        // stale.
        bytes const payload = payload_for(i, 0);
        frame_to_write value{.type = i % 2 == 0 ? frame_type::value : frame_type::commit,
                             .scn = scn{i},
                             .payload = payload};
        s.log->append({&value, 1});
      }
    }
    world.disk("a").cache[second] ^= std::byte{1};
    {
      session s(world, "a");
      append_commit(*s.log, 100, length);
      s.log->sync();
    }
    session s(world, "a");
    CHECK(s.commits() == numbers{1, 100});
    for (auto const& f : s.replayed) CHECK(f.type != frame_type::value);
  }
}

TEST_CASE("rot in the middle of synced commits is damage, and nothing is written",
          "[storage][log_tail]") {
  plain_memory_vfs world;
  std::vector<std::uint64_t> offsets;
  std::vector<std::byte> image;
  {
    session s(world, "a", true);
    for (std::uint64_t i = 1; i <= 12; ++i) {
      offsets.push_back(append_commit(*s.log, i, i * 20));
      s.log->sync();
    }
    offsets.push_back(s.log->end());
    image = world.disk("a").image();  // as after kill -9: no close, no later anchor
  }
  world.disk("b").put(image);
  { CHECK(session(world, "b").commits() == up_to(12)); }

  auto const opens = [&](std::vector<std::byte> const& bad, std::string* text = nullptr) {
    world.disk("x").put(bad);
    int const writes = world.disk("x").writes;
    std::string code;
    try {
      session s(world, "x");
      return std::to_string(s.commits().size());
    } catch (error const& e) {
      code = std::string(e.sqlstate());
      if (text != nullptr) *text = e.message();
    }
    CHECK(world.disk("x").writes == writes);
    CHECK(world.disk("x").image() == bad);
    return code;
  };
  for (std::size_t victim = 0; victim != 12; ++victim)
    for (std::uint64_t byte = offsets[victim]; byte < offsets[victim] + 48; byte += 5) {
      auto bad = image;
      bad[byte] ^= std::byte{0x10};
      std::string text;
      std::string const result = opens(bad, &text);
      // The last commit has no later witness: only the durable mark would know, and it was not
      // published.
      CHECK(result == (victim == 11 ? "11" : "XX001"));
      if (victim != 11)
        CHECK(text == "\"x\" is damaged at offset " + std::to_string(offsets[victim]));
    }

  SECTION("a whole sector of zeros is damage as well") {
    auto bad = image;
    std::fill(bad.begin() + std::ptrdiff_t(offsets[4]), bad.begin() + std::ptrdiff_t(offsets[5]),
              std::byte{0});
    CHECK(opens(bad) == "XX001");
  }
  SECTION("so is a file cut below the anchor's end") {
    auto bad = image;
    bad.resize(offsets[0] - 8);
    CHECK(opens(bad) == "XX001");
  }
}

TEST_CASE("the durable mark is a witness of the last commit", "[storage][log_tail]") {
  plain_memory_vfs world;
  std::uint64_t last = 0;
  {
    session s(world, "a", true);
    append_commit(*s.log, 1, 20);
    last = append_commit(*s.log, 2, 20);
    s.log->sync();
    s.log->publish_durable({s.log->synced_end(), scn{2}});
  }
  auto const image = world.disk("a").image();
  auto bad = image;
  bad[last + 60] ^= std::byte{1};
  world.disk("a").put(bad);
  CHECK(code_of([&] { session s(world, "a"); }) == "XX001");
  CHECK(world.disk("a").image() == bad);
  // A mark that does not verify is no witness and no reason to refuse.
  auto torn = image;
  torn[durable_offset + 3] ^= std::byte{1};
  world.disk("a").put(torn);
  CHECK(session(world, "a").commits() == up_to(2));
}

TEST_CASE("a log closed in order lost nothing, or is damaged", "[storage][log_tail]") {
  plain_memory_vfs world;
  std::uint64_t last = 0;
  std::uint64_t end = 0;
  {
    session s(world, "a", true);
    for (std::uint64_t i = 1; i <= 5; ++i) last = append_commit(*s.log, i, 50);
    s.log->close(s.log->newest_anchor());
    end = s.log->end();
    CHECK(s.log->state() == log_state::closed);
    CHECK(code_of([&] { s.log->sync(); }) == "55000");
  }
  auto const image = world.disk("a").image();
  for (std::uint64_t byte = last; byte < end; byte += 3) {
    auto bad = image;
    bad[byte] ^= std::byte{4};
    if (byte >= last + frame_header_bytes + 58) continue;  // padding
    world.disk("a").put(bad);
    CHECK(code_of([&] { session s(world, "a"); }) == "XX001");
    CHECK(world.disk("a").image() == bad);
  }
  world.disk("a").put(image);
  CHECK(session(world, "a").commits() == up_to(5));
}

TEST_CASE("an unsynced tail is overwritten, never truncated", "[storage][log_tail]") {
  plain_memory_vfs world;
  std::vector<std::uint64_t> offsets;
  {
    session s(world, "a", true);
    append_commit(*s.log, 1, 50);
    s.log->sync();
    for (std::uint64_t i = 2; i <= 8; ++i) offsets.push_back(append_commit(*s.log, i, 50));
  }
  auto const image = world.disk("a").image();
  for (std::size_t victim = 0; victim != offsets.size(); ++victim) {
    auto bad = image;
    bad[offsets[victim] + 45] ^= std::byte{1};
    world.disk("a").put(bad);
    {
      session s(world, "a");
      CHECK(s.commits() == up_to(1 + victim));
      CHECK(world.disk("a").size >= image.size());
      append_commit(*s.log, 2 + victim, 3);
    }
    CHECK(session(world, "a").commits() == up_to(2 + victim));
  }
}

TEST_CASE("recovering twice changes nothing that was recovered", "[storage][log_tail]") {
  plain_memory_vfs world;
  {
    session s(world, "a", true);
    for (std::uint64_t i = 1; i <= 6; ++i) append_commit(*s.log, i, i * 11);
    CHECK(s.log->reserve_extent(4096).left() == 4096);
    append_commit(*s.log, 7, 5);
  }
  for (int n = 0; n != 40; ++n) {
    world.disk("a").stop_after = 1 + n % 9;
    static_cast<void>(code_of([&] { session s(world, "a"); }));
    world.disk("a").stop_after = -1;
    CHECK(session(world, "a").commits() == up_to(7));
  }
}

TEST_CASE("frames made to cost the square of the file are refused", "[storage][log_tail]") {
  plain_memory_vfs world;
  log_position torn;
  {
    session s(world, "a", true);
    torn = s.log->position();
  }
  auto image = world.disk("a").image();
  image.resize(torn.offset + (2 << 20));
  frame_file f(world.open("a", open_mode::read_only), "a");
  for (std::uint64_t at = torn.offset + 40; at + 80 < image.size(); at += 40) {
    frame_header h;
    h.type = frame_type::commit;
    h.epoch = torn.epoch;
    std::uint64_t const aligned = align_up(at, 8);
    h.length = image.size() - aligned - frame_header_bytes;
    encode(h, {f.key(), torn.salt}, aligned, image.data() + aligned);
  }
  world.disk("a").put(image);
  CHECK(code_of([&] { session s(world, "a"); }) == "XX001");
}

TEST_CASE("a commit too short to say what was durable is no witness", "[storage][log_tail]") {
  for (bool const sealed : {false, true}) {
    forged_log log;
    log_position end;
    {
      frame_file f = log.file();
      log_reader reader(f, log.start);
      REQUIRE(read_all(reader).size() == 3);
      end = reader.position();
    }
    std::shared_ptr<payload_codec const> codec = std::make_shared<plain_codec>();
    if (sealed) codec = std::make_shared<inverting_codec>();
    std::uint64_t const at = end.offset + 64;
    auto const checked = [&](std::size_t length) {
      frame_header header;
      header.type = frame_type::commit;
      header.epoch = end.epoch;
      header.flags = codec->flags();
      bytes payload(length + codec->overhead());
      if (length >= 8) store(payload.data(), at);  // all before it was durable
      codec->seal(header, at, payload);
      log.put(at, header, payload);
      frame_file f = log.file();
      f.use_codec(codec);
      return code_of([&] { check_tail(f, end, 0); });
    };
    CAPTURE(sealed);
    CHECK(checked(7) == "");
    CHECK(checked(0) == "");
    CHECK(checked(8) == "XX001");
  }
}
