#include <helios/base/checksum.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace helios;

TEST_CASE("checksums are the same on every machine: they are in files") {
  CHECK(checksum({}) == 0x2d06800538d394c2);  // XXH3's published value for no input
  CHECK(checksum(as_bytes("helios")) == checksum(as_bytes("helios"), 0));
}

TEST_CASE("a checksum is a function of the bytes and the seed, not of their address") {
  test::random_source random;
  CAPTURE(random.seed);
  for (int i = 0; i != 300; ++i) {
    bytes const data = random.some_bytes(1000);
    std::uint64_t const seed = random.number();
    std::uint64_t const sum = checksum(data, seed);

    bytes moved(data.size() + 1);
    std::copy(data.begin(), data.end(), moved.begin() + 1);
    REQUIRE(checksum(byte_view(moved).subspan(1), seed) == sum);
    REQUIRE(checksum(data, seed + 1) != sum);
  }
}

TEST_CASE("one changed bit, one byte more or less, changes the checksum") {
  test::random_source random;
  CAPTURE(random.seed);
  for (int i = 0; i != 300; ++i) {
    bytes data = random.some_bytes(500);
    data.push_back(std::byte{1});
    std::uint64_t const sum = checksum(data);
    REQUIRE(checksum(byte_view(data).first(data.size() - 1)) != sum);
    data[random.below(data.size())] ^= static_cast<std::byte>(1U << random.below(8));
    REQUIRE(checksum(data) != sum);
  }
}
