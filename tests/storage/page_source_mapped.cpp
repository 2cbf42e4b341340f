#include <helios/storage/page_source_mapped.hpp>

#include <helios/storage/testing/forwarding_vfs.hpp>

#include <catch2/catch.hpp>
#include <tests/support/forged_log.hpp>
#include <tests/support/inverting_codec.hpp>
#include <tests/support/page_script.hpp>

#include <atomic>
#include <functional>
#include <thread>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

namespace {

/// Payloads that begin in one stretch of 64 bytes, whose reading is noted together.
constexpr std::uint64_t first_payload = 65536;
constexpr std::uint64_t second_payload = first_payload + 48;

void put_frame(forged_log& log, std::uint64_t payload, frame_type type, byte_view content,
               std::uint8_t flags = 0) {
  frame_header header;
  header.type = type;
  header.flags = flags;
  log.put(payload - frame_header_bytes, header, content);
}

/// A file with which something happens before it is read through its mapping.
class watched_file final : public storage::testing::forwarding_file {
 public:
  watched_file(std::unique_ptr<file> inner, std::function<void()> before)
      : forwarding_file(std::move(inner)), before_(std::move(before)) {}
  void populate(std::uint64_t, std::uint64_t) override { before_(); }

 private:
  std::function<void()> before_;
};

}  // namespace

TEST_CASE("a page is verified at its first touch only", "[storage][page_source_mapped]") {
  page_file file(10);
  auto const pages = make_pages(file.log->source(), {.mapping = 1 << 20});
  auto const& page = file.pages[2];
  auto const where = pages->fetch(page.offset).payload().data();
  file.world.disk("a").cache[page.offset] ^= std::byte{1};
  CHECK(pages->fetch(page.offset).payload().data() == where);  // in place, and trusted
}

TEST_CASE("a sealed file goes through the same doors", "[storage][page_source_mapped]") {
  plain_memory_vfs world;
  auto const codec = std::make_shared<inverting_codec>();
  std::uint64_t page_offset = 0;
  std::uint64_t commit = 0;
  bytes const payload = payload_for(3, 1000);
  {
    auto log = log::create(world, "a");
    log->source().use_codec(codec);
    auto reader = log->read(log->newest_anchor().replay);
    CHECK(read_all(reader).empty());
    log->resume(reader, microseconds{1});
    extent where = log->reserve_extent(extent_room(payload.size() + codec->overhead()));
    frame_to_write page{.type = frame_type::page, .payload = payload};
    log->write_in_extent(where, {&page, 1});
    page_offset = page.payload_offset();
    commit = append_commit(*log, 1, 100);
    log->sync();
    append_commit(*log, 2, 100);
  }
  auto const image = world.disk("a").image();
  std::string_view const text = as_text(image);
  CHECK(text.find(as_text(byte_view(payload).subspan(8, 32))) == std::string_view::npos);

  auto log = log::open(world, "a", open_mode::read_write);
  log->source().use_codec(codec);
  auto reader = log->read(log->newest_anchor().replay);
  CHECK(commits_in(read_all(reader)) == std::vector<std::uint64_t>{1, 2});
  log->resume(reader, microseconds{1});
  auto const pages = make_pages(log->source(), {.mapping = 1 << 20});
  CHECK(dynamic_cast<cached_pages*>(pages.get()) != nullptr);  // nothing to be read in place
  auto const pin = pages->fetch(page_offset);
  CHECK(std::equal(pin.payload().begin(), pin.payload().end(), payload.begin(), payload.end()));
  log.reset();

  // The witness of damage is found behind the seal.
  world.disk("a").cache[commit + 60] ^= std::byte{1};
  auto damaged = log::open(world, "a", open_mode::read_write);
  damaged->source().use_codec(codec);
  auto again = damaged->read(damaged->newest_anchor().replay);
  static_cast<void>(read_all(again));
  CHECK(code_of([&] { damaged->resume(again, microseconds{1}); }) == "XX001");
  // Without the key nothing is read.
  damaged.reset();
  world.disk("a").put(image);
  auto keyless = log::open(world, "a", open_mode::read_only);
  auto blind = keyless->read(keyless->newest_anchor().replay);
  CHECK(code_of([&] { static_cast<void>(read_all(blind)); }) == "XX001");
}

TEST_CASE("of two values that begin within 64 bytes each is verified", "[storage][page_source]") {
  bytes const small(8, std::byte{7});
  bytes const large(100, std::byte{9});
  auto const second_of = [](forged_log& log) {
    frame_file f = log.file();
    auto const pages = make_pages(f, {.mapping = 1 << 20});
    REQUIRE(dynamic_cast<mapped_pages*>(pages.get()) != nullptr);
    static_cast<void>(pages->fetch_values(first_payload));
    CHECK(code_of([&] { static_cast<void>(pages->fetch_values(first_payload + 4)); }) == "XX001");
    std::string result = code_of([&] {
      byte_view const got = pages->fetch_values(second_payload).payload();
      if (!std::all_of(got.begin(), got.end(), [&](std::byte b) { return b == got[0]; }))
        throw error(errc::internal_error, "other bytes");
    });
    return result;
  };
  {  // behind what was read
    forged_log log;
    put_frame(log, first_payload, frame_type::value, small);
    put_frame(log, second_payload, frame_type::value, large);
    CHECK(second_of(log) == "");
    log.image[second_payload + 50] ^= std::byte{1};
    CHECK(second_of(log) == "XX001");
  }
  {  // no value
    forged_log log;
    put_frame(log, first_payload, frame_type::value, small);
    log.put_epoch(second_payload - frame_header_bytes, 1, record_of(1, 0));
    CHECK(second_of(log) == "XX001");
  }
  {  // its beginning is the end of the first: what is behind that was not read
    forged_log log;
    put_frame(log, second_payload, frame_type::value, large);
    bytes const around(log.image.begin() + first_payload, log.image.begin() + first_payload + 56);
    put_frame(log, first_payload, frame_type::value, around);
    CHECK(second_of(log) == "");
    log.image[second_payload + 50] ^= std::byte{1};
    CHECK(second_of(log) == "XX001");
  }
}

TEST_CASE("a page that is sealed, or that changes while it is mapped, is damage",
          "[storage][page_source]") {
  forged_log log;
  put_frame(log, first_payload, frame_type::page, payload_for(1, 200));
  put_frame(log, first_payload + 512, frame_type::page, payload_for(1, 200), frame_flags::sealed);
  log.world.disk("x").put(log.image);
  bool changes = false;
  frame_file f(std::make_unique<watched_file>(log.world.open("x", open_mode::read_only),
                                              [&] {
                                                if (changes)
                                                  log.world.disk("x").cache[first_payload - 30] ^=
                                                      std::byte{1};
                                              }),
               "x");
  auto const fetched = [&](std::uint64_t at) {
    return code_of([&] { static_cast<void>(make_pages(f, {.mapping = 1 << 20})->fetch(at)); });
  };
  CHECK(fetched(first_payload + 512) == "XX001");
  CHECK(fetched(first_payload) == "");
  changes = true;
  CHECK(fetched(first_payload) == "XX001");
}

TEST_CASE("bytes are shown in place where the mapping has them", "[storage][page_source]") {
  page_file file(10);
  auto const next = log::create_after(file.world, "b", *file.log);
  std::uint64_t const shift = next->source().header().shift;
  REQUIRE(shift != 0);
  auto const before = make_pages(file.log->source(), {.mapping = 1 << 20});
  auto const after = make_pages(next->source(), {.mapping = 1 << 20});
  constexpr std::uint64_t capacity = 1 << 20;
  std::byte const* const base = before->in_place(0, capacity);
  CHECK(base == file.world.disk("a").cache.data());
  CHECK(before->in_place(capacity - 8, 8) == base + capacity - 8);
  CHECK(before->in_place(capacity - 8, 9) == nullptr);
  CHECK(before->in_place(capacity + 8, 0) == nullptr);
  CHECK(after->in_place(shift + 16, 8) == file.world.disk("b").cache.data() + 16);
  CHECK(after->in_place(shift - 16, 8) == nullptr);
}

TEST_CASE("marks that two threads set at once in a new stretch are both kept",
          "[storage][page_source]") {
  constexpr std::uint64_t stretch = std::uint64_t{16} << 20;
  constexpr std::uint64_t stretches = 100;
  verified_frames seen(stretch * stretches);
  std::atomic<std::uint64_t> arrivals{0};
  auto const mark = [&](std::uint64_t own) {
    for (std::uint64_t i = 0; i != stretches; ++i) {
      ++arrivals;
      while (arrivals.load() < 2 * (i + 1)) std::this_thread::yield();
      seen.add(i * stretch + own * page_alignment);
    }
  };
  std::thread other(mark, 1);
  mark(0);
  other.join();
  for (std::uint64_t i = 0; i != stretches; ++i) {
    REQUIRE(seen.has(i * stretch));
    REQUIRE(seen.has(i * stretch + page_alignment));
    REQUIRE_FALSE(seen.has(i * stretch + 2 * page_alignment));
  }
}
