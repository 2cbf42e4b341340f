#include <helios/storage/format.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::storage;

namespace {

file_header some_header() {
  file_header h;
  for (std::size_t i = 0; i != h.id.size(); ++i) h.id[i] = static_cast<std::byte>(i * 7 + 1);
  h.created = microseconds{1'700'000'000'000'000};
  return h;
}

std::string code_of(page_image const& page) {
  try {
    static_cast<void>(decode_header(page, "a.helios"));
  } catch (error const& e) {
    CHECK(e.message().find("a.helios") != std::string::npos);
    return std::string(e.sqlstate());
  }
  return "read";
}

}  // namespace

TEST_CASE("a header page is read back as it was written", "[storage][format]") {
  CHECK(decode_header(encode(some_header()), "a.helios") == some_header());
}

TEST_CASE("every flipped bit of a header page is detected", "[storage][format]") {
  page_image const good = encode(some_header());
  for (std::size_t bit = 0; bit != page_bytes * 8; ++bit) {
    page_image bad = good;
    bad[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
    if (code_of(bad) != (bit < 64 ? "58030" : "XX001")) FAIL("bit " << bit << ": " << code_of(bad));
  }
}

TEST_CASE("a header cut at any byte is refused", "[storage][format]") {
  page_image const good = encode(some_header());
  for (std::size_t cut = 0; cut != page_bytes; ++cut) {
    page_image bad{};
    std::copy_n(good.begin(), cut, bad.begin());
    if (code_of(bad) != (cut < 8 ? "58030" : "XX001")) FAIL("cut " << cut);
  }
}

TEST_CASE("what a newer helios wrote is refused by name", "[storage][format]") {
  file_header newer = some_header();
  newer.version = 2;
  CHECK(code_of(encode(newer)) == "0A000");
  file_header flagged = some_header();
  flagged.flags = 1;
  CHECK(code_of(encode(flagged)) == "0A000");
}

TEST_CASE("a durable mark verifies for its file only, whole only", "[storage][format]") {
  durable_mark const mark{123456, scn{77}};
  durable_image const image = encode(mark, 5);
  CHECK(decode_durable(image, 5) == mark);
  CHECK_FALSE(decode_durable(image, 6));
  CHECK_FALSE(decode_durable(durable_image{}, 5));
  durable_image const older = encode(durable_mark{123000, scn{76}}, 5);
  for (std::size_t cut = 1; cut != image.size(); ++cut) {
    durable_image torn = older;
    std::copy_n(image.begin(), cut, torn.begin());
    if (torn != image && torn != older) CHECK_FALSE(decode_durable(torn, 5));
  }
}
