// The laws of page sources, run against every model.
#include <helios/storage/page_source.hpp>

#include <helios/storage/page_source_cached.hpp>
#include <helios/storage/page_source_mapped.hpp>

#include <catch2/catch.hpp>
#include <tests/support/page_script.hpp>

#include <atomic>
#include <thread>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

namespace {

enum class model { mapped, cached, tiny };

std::unique_ptr<page_source> make(model m, frame_file& f) {
  page_options options;
  options.buffered = m != model::mapped;
  options.mapping = 1 << 20;
  if (m == model::tiny) options.cache = {.max_pages = 8, .max_bytes = 1 << 30, .poison = true};
  return make_pages(f, options);
}

bool same(byte_view a, bytes const& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

TEST_CASE("pages and values are read back as they were written", "[storage][page_source]") {
  page_file file;
  for (model const m : {model::mapped, model::cached, model::tiny}) {
    auto const source = make(m, file.log->source());
    CHECK((dynamic_cast<mapped_pages*>(source.get()) != nullptr) == (m == model::mapped));
    for (int round = 0; round != 2; ++round)
      for (auto const& page : file.pages) {
        pin const p = source->fetch(page.offset);
        CHECK(page.offset % 64 == 0);
        CHECK(reinterpret_cast<std::uintptr_t>(p.payload().data()) % 64 == 0);
        CHECK(same(p.payload(), page.payload));
      }
    for (int round = 0; round != 2; ++round)
      for (auto const& value : file.values)
        CHECK(same(source->fetch_values(value.offset).payload(), value.payload));
  }
}

TEST_CASE("a pinned page stays, whatever else is read", "[storage][page_source]") {
  page_file file;
  for (model const m : {model::mapped, model::cached, model::tiny}) {
    auto const source = make(m, file.log->source());
    std::vector<pin> pins;
    for (std::size_t i = 0; i < file.pages.size(); i += 5)
      pins.push_back(source->fetch(file.pages[i].offset));
    for (auto const& page : file.pages) static_cast<void>(source->fetch(page.offset));
    std::vector<pin> copies = pins;
    pins.clear();
    for (auto const& page : file.pages) static_cast<void>(source->fetch(page.offset));
    for (std::size_t i = 0; i != copies.size(); ++i)
      CHECK(same(copies[i].payload(), file.pages[5 * i].payload));
  }
}

TEST_CASE("damage and wild references are errors", "[storage][page_source]") {
  page_file file(20);
  auto& disk = file.world.disk("a");
  for (model const m : {model::mapped, model::cached, model::tiny}) {
    auto const fetch_code = [&](std::uint64_t offset) {
      auto const source = make(m, file.log->source());
      std::string const code = code_of([&] { static_cast<void>(source->fetch(offset)); });
      CHECK(code_of([&] { static_cast<void>(source->fetch(offset)); }) == code);  // and stays one
      return code;
    };
    for (std::uint64_t const offset :
         {std::uint64_t{0}, std::uint64_t{8}, std::uint64_t{64}, log_begin, log_begin + 64,
          file.pages[0].offset + 8, file.pages[0].offset + 64, disk.size, disk.size - 8,
          std::uint64_t{1} << 40, (std::uint64_t{1} << 63) + 64, ~std::uint64_t{0} - 63,
          ~std::uint64_t{0}})
      CHECK(fetch_code(offset) == "XX001");

    auto const& victim = file.pages[3];
    std::uint64_t const begin = (victim.offset - frame_header_bytes) * 8;
    std::uint64_t const end = (victim.offset + victim.payload.size()) * 8;
    for (std::uint64_t bit = begin; bit < end; bit += bit < begin + 320 ? 1 : 37) {
      disk.cache[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
      std::string const code = fetch_code(victim.offset);
      disk.cache[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
      if (code != "XX001") FAIL("bit " << bit - begin << " of a page: " << code);
    }
    CHECK(fetch_code(victim.offset).empty());
  }
}

TEST_CASE("values are not taken for pages, nor pages for values", "[storage][page_source]") {
  page_file file(20);
  for (model const m : {model::mapped, model::cached, model::tiny}) {
    auto const source = make(m, file.log->source());
    CHECK(code_of([&] { static_cast<void>(source->fetch_values(file.pages[0].offset)); }) ==
          "XX001");
    CHECK(code_of([&] { static_cast<void>(source->fetch(file.values[0].offset)); }) == "XX001");
    // Where it was read as what it is, too.
    CHECK(same(source->fetch_values(file.values[0].offset).payload(), file.values[0].payload));
    CHECK(same(source->fetch(file.pages[0].offset).payload(), file.pages[0].payload));
    CHECK(code_of([&] { static_cast<void>(source->fetch_values(file.pages[0].offset)); }) ==
          "XX001");
    CHECK(code_of([&] { static_cast<void>(source->fetch(file.values[0].offset)); }) == "XX001");
    // A bit that says "read before" may be another value's: places are shared.
    for (std::uint64_t step = 8; step <= 64; step += 8)
      CHECK(code_of([&] {
              static_cast<void>(source->fetch_values(file.values[0].offset + step));
            }) == "XX001");
  }
}

TEST_CASE("values past the mapping are read", "[storage][page_source]") {
  page_file file(10);
  std::uint64_t const mapping = align_up(file.world.disk("a").size, 4096);
  mapped_pages pages(file.log->source(), file.log->source().io().map(mapping), mapping, {});
  bytes const payload = payload_for(1, 100'000);
  for (int i = 0; i != 5; ++i) {
    frame_to_write value{.type = frame_type::value, .payload = payload};
    file.log->append({&value, 1});
    CHECK(same(pages.fetch_values(value.payload_offset()).payload(), payload));
  }
}

TEST_CASE("a page at a place where none may be is damage", "[storage][page_source]") {
  page_file file(10);
  bytes const payload = payload_for(1, 200);
  // In the log itself frames are laid at any multiple of 8.
  for (int i = 0; i != 16; ++i) {
    frame_to_write page{.type = frame_type::page, .payload = payload};
    file.log->append({&page, 1});
    auto const source = make(model::mapped, file.log->source());
    std::string const code =
        code_of([&] { static_cast<void>(source->fetch(page.payload_offset())); });
    CHECK(code == (page.payload_offset() % 64 == 0 ? "" : "XX001"));
  }
}

TEST_CASE("pages of a file that grows are read, past the mapping too", "[storage][page_source]") {
  page_file file(10);
  page_options options;
  options.mapping = align_up(file.world.disk("a").size, 4096);
  mapped_pages pages(file.log->source(), file.log->source().io().map(options.mapping),
                     options.mapping, {});
  bytes const payload = payload_for(1, 100'000);
  for (int i = 0; i != 20; ++i) {
    frame_to_write page{.type = frame_type::page, .payload = payload};
    extent where = file.log->reserve_extent(extent_room(payload.size()));
    file.log->write_in_extent(where, {&page, 1});
    CHECK(same(pages.fetch(page.payload_offset()).payload(), payload));
  }
}

TEST_CASE("any number of threads read at once", "[storage][page_source]") {
  page_file file;
  for (model const m : {model::mapped, model::cached, model::tiny}) {
    auto const source = make(m, file.log->source());
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (unsigned t = 0; t != 4; ++t)
      threads.emplace_back([&, t] {
        std::minstd_rand random(t + 1);
        std::vector<std::pair<pin, std::size_t>> held(5);
        for (int i = 0; i != 3000; ++i) {
          std::size_t const n = random() % file.pages.size();
          held[random() % held.size()] = {source->fetch(file.pages[n].offset), n};
          auto const& [p, of] = held[random() % held.size()];
          if (p.payload().data() != nullptr && !same(p.payload(), file.pages[of].payload)) ++wrong;
        }
      });
    for (auto& t : threads) t.join();
    CHECK(wrong == 0);
  }
}

TEST_CASE("what is numbered below the file is read where a file of those numbers is held",
          "[storage][page_source]") {
  page_file file(10);
  auto const next = log::create_after(file.world, "b", *file.log);
  for (model const m : {model::mapped, model::cached}) {
    std::shared_ptr<page_source> older = make(m, file.log->source());
    auto const source = make(m, next->source());
    source->continue_from({{file.log->source().first(), older}});
    auto const codes = [&](std::uint64_t offset) {
      return code_of([&] { static_cast<void>(source->fetch(offset)); }) +
             code_of([&] { static_cast<void>(source->fetch_values(offset)); });
    };
    CHECK(same(source->fetch(file.pages[3].offset).payload(), file.pages[3].payload));
    CHECK(same(source->fetch_values(file.values[0].offset).payload(), file.values[0].payload));
    CHECK(codes(file.log->source().first() - 64) == "XX001XX001");  // before all files
    older.reset();
    CHECK(codes(file.pages[3].offset) == "XX001XX001");  // nobody holds it any more
  }
}
