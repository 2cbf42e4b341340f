#include <helios/storage/page_source_cached.hpp>

#include <catch2/catch.hpp>
#include <tests/support/page_script.hpp>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

TEST_CASE("the cache keeps to its bound and poisons what it evicts",
          "[storage][page_source_cached]") {
  page_file file;
  cached_pages cache(file.log->source(), {.max_pages = 8, .max_bytes = 1 << 30, .poison = true});
  byte_view stale;
  {
    pin const first = cache.fetch(file.pages[1].offset);
    stale = first.payload();
  }
  for (std::size_t i = 2; i != 12; ++i) {
    static_cast<void>(cache.fetch(file.pages[i].offset));
    CHECK(cache.pages() <= 8);
  }
  REQUIRE_FALSE(stale.empty());
  for (std::byte const b : stale) CHECK(b == std::byte{0xDB});

  std::vector<pin> pins;
  for (auto const& page : file.pages) pins.push_back(cache.fetch(page.offset));
  CHECK(cache.pages() == file.pages.size());  // (K1)
  pins.resize(3);
  static_cast<void>(cache.fetch(file.pages[50].offset));
  CHECK(cache.pages() <= 8);  // (K2)
}

TEST_CASE("the cache is bounded in bytes, and what was used last stays",
          "[storage][page_source_cached]") {
  page_file file;
  cached_pages cache(file.log->source(), {.max_bytes = 20'000});
  for (auto const& page : file.pages) {
    static_cast<void>(cache.fetch(page.offset));
    CHECK(cache.held_bytes() <= 20'000);
  }
  int const before = int(cache.pages());
  static_cast<void>(cache.fetch(file.pages.back().offset));
  CHECK(int(cache.pages()) == before);
}

namespace {

/// Of a page that its own check fetches, as another thread might meanwhile.
std::uint64_t fetched_meanwhile = 0;
std::byte const* its_bytes = nullptr;

char const* fetch_it_first(byte_view, page_source& from) {
  its_bytes = from.fetch_with(fetched_meanwhile, nullptr).payload().data();
  return nullptr;
}

}  // namespace

TEST_CASE("of a page that two load at once, one copy is kept", "[storage][page_source_cached]") {
  page_file file(10);
  cached_pages cache(file.log->source(), {});
  auto const& page = file.pages[3];
  fetched_meanwhile = page.offset;
  byte_view const got = cache.fetch_with(page.offset, fetch_it_first).payload();
  CHECK(got.data() == its_bytes);
  CHECK(std::equal(got.begin(), got.end(), page.payload.begin(), page.payload.end()));
  CHECK(cache.pages() == 1);
  CHECK(cache.held_bytes() == page.payload.size());
}
