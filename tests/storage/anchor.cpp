#include <helios/storage/anchor.hpp>

#include <catch2/catch.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/testing/forwarding_vfs.hpp>
#include <tests/support/plain_memory_vfs.hpp>

using namespace helios;
using namespace helios::storage;

namespace {

constexpr std::uint64_t key = 0x1234;

anchor some_anchor(std::uint64_t sequence) {
  anchor a;
  a.sequence = sequence;
  a.checkpoint = 20000;
  a.replay = {20480, 7, 3, 0xabcdef};
  a.scn = scn{99 + sequence};
  a.synced_end = 32768;
  a.epoch_frame = 16384;
  a.reserved = {scn{1000}, transaction_id{2000}, 3000, 4000};
  a.registry = {1, 2, 3, 4, 5, 6, 7, 8};
  return a;
}

/// A file whose writer is always where one reads: it is halfway through an anchor's page then, and
/// has finished it when the next page is read.
class busy_file final : public storage::testing::forwarding_file {
 public:
  busy_file(std::unique_ptr<file> inner, int anchors)
      : forwarding_file(std::move(inner)), left_(anchors) {}

  std::size_t read(std::uint64_t offset, std::span<std::byte> into) override {
    if (half_written_) write(anchor_offsets[*half_written_], page_);
    half_written_.reset();
    unsigned const slot = offset == anchor_offsets[0] ? 0 : 1;
    if (left_ != 0) {
      --left_;
      half_written_ = slot;
      page_ = encode(some_anchor(++sequence_), key, slot);
      write(offset, byte_view(page_).first(page_bytes / 2));
    }
    return forwarding_file::read(offset, into);
  }

 private:
  int left_;
  std::uint64_t sequence_ = 100;
  std::optional<unsigned> half_written_;
  page_image page_{};
};

std::uint64_t found_in(file& f) {
  try {
    return find_anchor(f, key, "a.helios").value.sequence;
  } catch (error const& e) {
    CHECK(e.code() == errc::data_corrupted);
    return 0;
  }
}

}  // namespace

TEST_CASE("an anchor is read back as it was written, in its slot and file only",
          "[storage][anchor]") {
  page_image const page = encode(some_anchor(5), key, 1);
  CHECK(decode_anchor(page, key, 1) == some_anchor(5));
  CHECK_FALSE(decode_anchor(page, key, 0));
  CHECK_FALSE(decode_anchor(page, key + 1, 1));
  anchor clean = some_anchor(6);
  clean.clean = true;
  clean.log_end = clean.synced_end;
  CHECK(decode_anchor(encode(clean, key, 0), key, 0) == clean);
}

TEST_CASE("each rule of an anchor is checked", "[storage][anchor]") {
  CHECK(some_anchor(1).check() == 0);
  auto const broken = [](auto change) {
    anchor a = some_anchor(1);
    change(a);
    return a.check();
  };
  CHECK(broken([](anchor& a) { a.replay.offset = 20481; }) == 1);
  CHECK(broken([](anchor& a) { a.replay.offset = 8192; }) == 1);
  CHECK(broken([](anchor& a) { a.replay.offset = a.synced_end + 8; }) == 1);
  CHECK(broken([](anchor& a) { a.checkpoint = a.synced_end; }) == 2);
  CHECK(broken([](anchor& a) { a.epoch_frame = 8; }) == 2);
  CHECK(broken([](anchor& a) { a.clean = true; }) == 3);
}

TEST_CASE("anchors are equal in all fields or not", "[storage][anchor]") {
  anchor const same = some_anchor(1);
  CHECK(same == some_anchor(1));
  for (int field = 0; field != 13; ++field) {
    CAPTURE(field);
    anchor other = same;
    if (field == 0) other.sequence = 2;
    if (field == 1) other.checkpoint = 0;
    if (field == 2) other.replay.offset = 0;
    if (field == 3) other.scn = scn{0};
    if (field == 4) other.synced_end = 0;
    if (field == 5) other.epoch_frame = 0;
    if (field == 6) other.reserved.scn = scn{0};
    if (field == 7) other.reserved.transaction = transaction_id{0};
    if (field == 8) other.reserved.row = 0;
    if (field == 9) other.reserved.object = 0;
    if (field == 10) other.clean = true;
    if (field == 11) other.log_end = 8;
    if (field == 12) other.registry[7] = 0;
    CHECK_FALSE(same == other);
  }
}

TEST_CASE("a page whose sum is right holds no anchor if a rule is broken", "[storage][anchor]") {
  auto const decoded = [](std::size_t at, std::uint64_t value) {
    page_image page = encode(some_anchor(1), key, 0);
    store(page.data() + at, value);
    seal_page(page, place_seed(key, anchor_offsets[0]));
    return decode_anchor(page, key, 0).has_value();
  };
  CHECK(decoded(0, 77));  // any sequence will do
  CHECK_FALSE(decoded(8, 32768));
  CHECK_FALSE(decoded(16, 20481));
  CHECK_FALSE(decoded(40, ~std::uint64_t{0}));
  CHECK_FALSE(decoded(48, 20479));
  CHECK_FALSE(decoded(56, 8));
  CHECK_FALSE(decoded(96, 1));
}

TEST_CASE("an anchor torn at any byte leaves the other one", "[storage][anchor]") {
  helios::testing::plain_memory_vfs world;
  auto f = world.open("a.helios", open_mode::create);
  for (unsigned slot : {0u, 1u}) {
    f->write(anchor_offsets[1 - slot], encode(some_anchor(8), key, 1 - slot));
    page_image const before = encode(some_anchor(7), key, slot);
    page_image const after = encode(some_anchor(9), key, slot);
    for (std::size_t cut = 0; cut <= page_bytes; ++cut) {
      page_image torn = before;
      std::copy_n(after.begin(), cut, torn.begin());
      f->write(anchor_offsets[slot], torn);
      std::uint64_t const found = found_in(*f);
      if (found != (torn == after ? 9u : 8u))
        FAIL("slot " << slot << " cut at " << cut << ": " << found);
    }
  }
  f->write(anchor_offsets[0], page_image{});
  f->write(anchor_offsets[1], page_image{});
  CHECK(found_in(*f) == 0);
}

TEST_CASE("a reader that meets the writer at both slots reads again", "[storage][anchor]") {
  memory_vfs world;
  auto f = world.open("a.helios", open_mode::create);
  f->write(anchor_offsets[0], encode(some_anchor(7), key, 0));
  f->write(anchor_offsets[1], encode(some_anchor(8), key, 1));
  busy_file busy(std::move(f), 6);
  CHECK(found_in(busy) == 106);
}

TEST_CASE("every flipped bit of an anchor is detected", "[storage][anchor]") {
  page_image const good = encode(some_anchor(5), key, 0);
  for (std::size_t bit = 0; bit != page_bytes * 8; ++bit) {
    page_image bad = good;
    bad[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
    if (decode_anchor(bad, key, 0)) FAIL("bit " << bit);
  }
}
