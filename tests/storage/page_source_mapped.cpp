#include <helios/storage/page_source_mapped.hpp>

#include <catch2/catch.hpp>
#include <tests/support/inverting_codec.hpp>
#include <tests/support/page_script.hpp>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

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
