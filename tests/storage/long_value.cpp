// Values out of line, one after the other.
#include <helios/storage/long_value.hpp>

#include <helios/storage/page_source_mapped.hpp>

#include <helios/storage/frame.hpp>

#include <catch2/catch.hpp>
#include <tests/support/page_script.hpp>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

namespace {

/// Says how often values were fetched.
class counting_pages : public page_source {
 public:
  counting_pages(frame_file& file, page_source& of) : page_source(file), of_(&of) {}
  int fetched = 0;

  [[nodiscard]] pin fetch(std::uint64_t offset) override { return of_->fetch(offset); }
  [[nodiscard]] pin fetch_values(std::uint64_t offset) override {
    ++fetched;
    return of_->fetch_values(offset);
  }
  [[nodiscard]] pin fetch_with(std::uint64_t offset, page_check how) override {
    return of_->fetch_with(offset, how);
  }

 private:
  page_source* of_;
};

/// A cell that refers to a part of a frame.
class far_cell {
 public:
  far_cell(std::uint64_t offset, byte_view payload, std::uint32_t begin, std::uint32_t length)
      : ref_{offset, begin, length, payload_sum(payload.subspan(begin, length))} {}
  [[nodiscard]] cell get() const {
    return {{reinterpret_cast<std::byte const*>(&ref_), sizeof ref_}, false, true};
  }
  value_ref& ref() { return ref_; }

 private:
  value_ref ref_;
};

}  // namespace

TEST_CASE("values that share a frame fetch it once", "[storage][long_value]") {
  page_file file(20);
  auto const pages = make_pages(file.log->source(), page_options{});
  counting_pages counted(file.log->source(), *pages);
  value_reader reader(&counted);
  auto const& one = file.values[0];
  auto const& other = file.values[1];
  auto const same = [](byte_view a, byte_view b) { return as_text(a) == as_text(b); };
  std::uint32_t const half = static_cast<std::uint32_t>(one.payload.size()) / 2;
  far_cell const first(one.offset, one.payload, 0, half), second(one.offset, one.payload, half, 1);
  far_cell const third(other.offset, other.payload, 0, 1);
  for (int i = 0; i != 3; ++i) {
    CHECK(same(reader.read(first.get()), byte_view(one.payload).subspan(0, half)));
    CHECK(same(reader.read(second.get()), byte_view(one.payload).subspan(half, 1)));
  }
  CHECK(counted.fetched == 1);
  CHECK(same(reader.read(third.get()), byte_view(other.payload).subspan(0, 1)));
  CHECK(same(reader.read(first.get()), byte_view(one.payload).subspan(0, half)));
  CHECK(counted.fetched == 3);
}

TEST_CASE("a reader checks each value, and goes on after one that is damaged",
          "[storage][long_value]") {
  page_file file(20);
  auto const pages = make_pages(file.log->source(), page_options{});
  value_reader reader(pages.get());
  auto const& one = file.values[0];
  far_cell const good(one.offset, one.payload, 0, 1);
  far_cell wrong_sum = good, too_long = good, nowhere = good;
  wrong_sum.ref().sum ^= 1;
  too_long.ref().length = static_cast<std::uint32_t>(one.payload.size()) + 1;
  nowhere.ref().offset += 8;
  for (far_cell const& bad : {wrong_sum, too_long, nowhere}) {
    CHECK(reader.read(good.get()).size() == 1);
    CHECK(code_of([&] { static_cast<void>(reader.read(bad.get())); }) == "XX001");
  }
  CHECK(reader.read(good.get()).size() == 1);
}
