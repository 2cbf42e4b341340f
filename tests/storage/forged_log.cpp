// What recovery answers to logs whose sums are right and whose contents contradict each other, and
// to a path that does not stay what it names.
#include <helios/storage/log.hpp>
#include <helios/storage/testing/forwarding_vfs.hpp>

#include <catch2/catch.hpp>
#include <tests/support/forged_log.hpp>
#include <tests/support/inverting_codec.hpp>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

namespace {

/// Whoever asks which file the path names hears of another one, so many times.
class replaced_vfs final : public storage::testing::forwarding_vfs {
 public:
  replaced_vfs(vfs& inner, int times) : forwarding_vfs(inner), left_(times) {}
  std::optional<file_identity> identify(std::string const& path) override {
    auto named = forwarding_vfs::identify(path);
    if (named && left_ > 0) {
      --left_;
      ++named->inode;
    }
    return named;
  }

 private:
  int left_;
};

}  // namespace

TEST_CASE("headers of frames are equal in all fields or not", "[storage][frame]") {
  frame_header const same{8, frame_type::commit, 1, branch_id{2}, 3, scn{4}, 5, 6, 7};
  CHECK(same == frame_header{8, frame_type::commit, 1, branch_id{2}, 3, scn{4}, 5, 6, 7});
  for (int field = 0; field != 9; ++field) {
    CAPTURE(field);
    frame_header other = same;
    if (field == 0) other.length = 9;
    if (field == 1) other.type = frame_type::page;
    if (field == 2) other.flags = 0;
    if (field == 3) other.branch = branch_id{0};
    if (field == 4) other.epoch = 0;
    if (field == 5) other.scn = scn{0};
    if (field == 6) other.payload_sum = 0;
    if (field == 7) other.link = 0;
    if (field == 8) other.head_sum = 0;
    CHECK_FALSE(same == other);
  }
}

TEST_CASE("an epoch frame that contradicts itself is damage", "[storage][log_reader]") {
  for (int fault = 0; fault != 3; ++fault) {
    CAPTURE(fault);
    forged_log log;
    std::uint32_t const next = log.start.epoch + 1;
    epoch_record const record =
        record_of(fault == 0 ? next + 1 : next, fault == 1 ? log.start.offset : log_begin);
    auto const payload = encode(record);
    log.put_first(frame_type::epoch, next, byte_view(payload).first(fault == 2 ? 40 : 48));
    CHECK(log.reading() == "XX001");
    CHECK(log.opening() == "XX001");
  }
  forged_log honest;
  honest.put_first(frame_type::epoch, honest.start.epoch + 1,
                   encode(record_of(honest.start.epoch + 1, log_begin)));
  CHECK(honest.reading() == "");
}

TEST_CASE("a commit that says later ones were durable is damage", "[storage][log_reader]") {
  forged_log log;
  bytes payload = payload_for(1, 40);
  store(payload.data(), log.start.offset + 8);
  log.put_first(frame_type::commit, log.start.epoch, payload);
  CHECK(log.reading() == "XX001");
  store(payload.data(), log.start.offset);
  log.put_first(frame_type::commit, log.start.epoch, payload);
  CHECK(log.reading() == "");
  // Too short to say it at all.
  log.put_first(frame_type::commit, log.start.epoch, byte_view(payload).first(7));
  CHECK(log.reading() == "XX001");
}

TEST_CASE("a chain of epochs that does not lead where it should is damage", "[storage][epoch]") {
  constexpr std::uint64_t one = 32768, three = 33024, seven = 33280, other = 33536;
  auto const found = [](auto const& change, std::uint32_t wanted) {
    forged_log log;
    log.put_epoch(one, 1, record_of(1, 0));
    log.put_epoch(three, 3, record_of(3, one, one));
    log.put_epoch(seven, 7, record_of(7, three, three));
    change(log);
    frame_file f = log.file();
    epoch_history history(f);
    history.set_newest(seven);
    return code_of([&] {
      if (!history.find(wanted)) throw error(errc::undefined_object, "none");
    });
  };
  auto const nothing = [](forged_log&) {};
  CHECK(found(nothing, 7) == "");
  CHECK(found(nothing, 1) == "");
  CHECK(found(nothing, 0) == "42704");
  CHECK(found(nothing, 8) == "42704");
  CHECK(found(nothing, 2) == "XX001");  // the walk comes to an older one
  CHECK(found([](auto& log) { log.put_epoch(three, 3, record_of(3, 0, 0)); }, 1) == "XX001");
  CHECK(found([](auto& log) { log.put_epoch(three, 3, record_of(4, one, one)); }, 1) == "XX001");
  CHECK(found([](auto& log) { log.put_epoch(seven, 7, record_of(7, other, other)); }, 1) ==
        "XX001");
  CHECK(found(
            [](auto& log) {
              frame_header page;
              page.type = frame_type::page;
              log.put(three, page, encode(record_of(3, one, one)));
            },
            1) == "XX001");
  CHECK(found([](auto& log) { log.image.resize(three + 8); }, 7) == "XX001");
}

TEST_CASE("an anchor that contradicts the epoch it stands in is damage", "[storage][log]") {
  forged_log log;
  {
    session s(log.world, "a");
    anchor last = s.log->newest_anchor();
    last.replay = s.log->position();  // nothing is left to be replayed
    s.log->close(last);
  }
  log.image = log.world.disk("a").image();
  CHECK(log.opening() == "");
  std::vector<std::byte> const honest = log.image;
  auto const with_anchor = [&](auto const& change) {
    log.image = honest;
    log.change_anchors(change);
    return log.opening();
  };
  CHECK(with_anchor([](anchor&) {}) == "");
  CHECK(with_anchor([](anchor& a) { a.replay.salt ^= 1; }) == "XX001");
  CHECK(with_anchor([](anchor& a) { a.epoch_frame = log_begin; }) == "XX001");
  CHECK(with_anchor([](anchor& a) { a.replay.epoch += 1; }) == "XX001");
  CHECK(with_anchor([](anchor& a) { a.replay.epoch -= 1; }) == "XX001");
}

TEST_CASE("a path that is replaced while it is opened is opened again, not for ever",
          "[storage][log]") {
  forged_log log;
  for (int const times : {1, 7}) {
    replaced_vfs world(log.world, times);
    CHECK(code_of([&] { static_cast<void>(log::open(world, "a", open_mode::read_write)); }) == "");
  }
  replaced_vfs never(log.world, 1000);
  for (open_mode const mode : {open_mode::read_only, open_mode::read_write})
    CHECK(code_of([&] { static_cast<void>(log::open(never, "a", mode)); }) == "55006");
  // What was made is somebody else's file now: it is not written into.
  CHECK(code_of([&] { static_cast<void>(log::create(never, "fresh")); }) == "55006");
  CHECK(log.world.disk("fresh").image().empty());
}

TEST_CASE("each rule of an anchor has more than one way to be broken", "[storage][anchor]") {
  anchor good;
  good.checkpoint = 20000;
  good.replay.offset = 20480;
  good.synced_end = 32768;
  good.epoch_frame = 16384;
  CHECK(good.check() == 0);
  auto const broken = [&](auto const& change) {
    anchor a = good;
    change(a);
    return a.check();
  };
  CHECK(broken([](anchor& a) { a.replay.offset += 4; }) == 1);
  CHECK(broken([](anchor& a) { a.synced_end += 4; }) == 1);
  CHECK(broken([](anchor& a) { a.replay.offset = 8; }) == 1);
  CHECK(broken([](anchor& a) { a.replay.offset = 40960; }) == 1);
  for (bool const epoch : {false, true}) {
    auto const frame = [epoch](anchor& a) -> std::uint64_t& {
      return epoch ? a.epoch_frame : a.checkpoint;
    };
    CHECK(broken([&](anchor& a) { frame(a) += 4; }) == 2);
    CHECK(broken([&](anchor& a) { frame(a) = 8; }) == 2);
    CHECK(broken([&](anchor& a) { frame(a) = a.synced_end; }) == 2);
  }
  CHECK(broken([](anchor& a) { a.clean = true; }) == 3);
  CHECK(broken([](anchor& a) { a.scn = scn{raw(highest_scn) + 1}; }) == 4);
  CHECK(broken([](anchor& a) { a.reserved.scn = scn{raw(highest_scn) + 1}; }) == 4);
}

TEST_CASE("a file cut in the padding of its last frame lost nothing, unless that was durable",
          "[storage][log_tail]") {
  for (bool const durable : {false, true}) {
    CAPTURE(durable);
    plain_memory_vfs world;
    std::uint64_t end = 0;
    std::vector<std::byte> image;
    {
      session s(world, "a", true);
      append_commit(*s.log, 1, 1);  // 7 bytes of padding
      if (durable) {
        s.log->sync();
        s.log->publish_durable({s.log->end(), scn{1}});
      }
      end = s.log->end();
      image = world.disk("a").image();
    }
    image.resize(end - 3);
    world.disk("x").put(image);
    auto const open = [&] {
      session s(world, "x");
      CHECK(s.commits() == std::vector<std::uint64_t>{1});
      append_commit(*s.log, 2, 10);
    };
    CHECK(code_of(open) == (durable ? "XX001" : ""));
    if (!durable) CHECK(session(world, "x").commits() == std::vector<std::uint64_t>{1, 2});
  }
}

TEST_CASE("a sealed commit is a witness of those before it", "[storage][log_tail]") {
  auto const opened = [codec =
                           std::make_shared<inverting_codec>()](std::unique_ptr<storage::log> l) {
    l->source().use_codec(codec);
    auto reader = l->read(l->newest_anchor().replay);
    auto const commits = commits_in(read_all(reader));
    l->resume(reader, microseconds{1});
    return std::pair(std::move(l), commits.size());
  };
  plain_memory_vfs world;
  std::vector<std::uint64_t> offsets;
  std::vector<std::byte> image;
  {
    auto const made = opened(log::create(world, "a"));
    for (std::uint64_t n = 1; n != 6; ++n) {
      offsets.push_back(append_commit(*made.first, n, n * 20));
      made.first->sync();
    }
    image = world.disk("a").image();
  }
  auto const found = [&](std::vector<std::byte> const& in) {
    world.disk("x").put(in);
    std::string commits;
    std::string const code = code_of([&] {
      commits = std::to_string(opened(log::open(world, "x", open_mode::read_write)).second);
    });
    return code.empty() ? commits : code;
  };
  CHECK(found(image) == "5");
  for (std::size_t victim = 0; victim != 5; ++victim) {
    auto bad = image;
    bad[offsets[victim] + frame_header_bytes + 9] ^= std::byte{1};
    CHECK(found(bad) == (victim == 4 ? "4" : "XX001"));
  }
  // Who opens it without the codec does not take what is sealed for plain.
  world.disk("x").put(image);
  CHECK(code_of([&] { session const s(world, "x"); }) == "XX001");
}
