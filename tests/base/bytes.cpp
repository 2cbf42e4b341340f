#include <helios/base/bytes.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <limits>
#include <tuple>

using namespace helios;

namespace {

bytes varint(std::uint64_t v) {
  bytes out;
  byte_writer(out).put_varint(v);
  return out;
}

bool cut_short(byte_view record, auto&& read) {
  byte_reader reader(record);
  try {
    read(reader);
  } catch (error const& e) {
    return e.code() == errc::data_corrupted;
  }
  return false;
}

}  // namespace

TEST_CASE("zigzag is the order 0, -1, 1, -2, ... and unzigzag its inverse") {
  for (std::int64_t v : {0, 1, 2, 1000}) {
    CHECK(zigzag(v) == static_cast<std::uint64_t>(2 * v));
    CHECK(zigzag(-v - 1) == static_cast<std::uint64_t>(2 * v + 1));
  }
  CHECK(zigzag(std::numeric_limits<std::int64_t>::min()) == ~std::uint64_t{0});

  test::random_source random;
  CAPTURE(random.seed);
  for (int i = 0; i != 10'000; ++i) {
    std::uint64_t const n = random.number();
    auto const v = static_cast<std::int64_t>(n);
    REQUIRE(unzigzag(zigzag(v)) == v);
    REQUIRE(zigzag(unzigzag(n)) == n);
  }
}

TEST_CASE("a varint is as long as its number and reads back as it") {
  CHECK(varint(0).size() == 1);
  CHECK(varint(127).size() == 1);
  CHECK(varint(128).size() == 2);
  CHECK(varint(~std::uint64_t{0}).size() == 10);

  test::random_source random;
  CAPTURE(random.seed);
  for (int i = 0; i != 10'000; ++i) {
    std::uint64_t const n = random.number();
    bytes const written = varint(n);
    byte_reader reader(written);
    REQUIRE(reader.get_varint() == n);
    REQUIRE(reader.done());
  }
}

TEST_CASE("a number of more than 64 bits is damage") {
  bytes endless(11, std::byte{0x80});
  CHECK(cut_short(endless, [](byte_reader& r) { (void)r.get_varint(); }));
}

TEST_CASE("what a writer wrote a reader reads, and every shorter record is damage") {
  enum class colour : std::uint16_t { red = 1, blue = 0x1234 };

  test::random_source random;
  CAPTURE(random.seed);
  for (int round = 0; round != 200; ++round) {
    auto const a = static_cast<std::int64_t>(random.number());
    auto const b = static_cast<std::uint8_t>(random.number());
    double const c = static_cast<double>(a) / 3;
    std::uint64_t const d = random.number();
    bytes const e = random.some_bytes(300);

    bytes record;
    byte_writer writer(record);
    writer.put(a);
    writer.put(b);
    writer.put(c);
    writer.put(colour::blue);
    writer.put_varint(d);
    writer.put_sized(e);
    REQUIRE(writer.size() == record.size());

    auto const read_all = [](byte_reader& r) {
      return std::tuple{r.get<std::int64_t>(), r.get<std::uint8_t>(), r.get<double>(),
                        r.get<colour>(),       r.get_varint(),        as_text(r.get_sized())};
    };
    byte_reader reader(record);
    REQUIRE(read_all(reader) == std::tuple{a, b, c, colour::blue, d, as_text(e)});
    REQUIRE(reader.done());
    REQUIRE(reader.left() == 0);

    for (std::size_t n = 0; n != record.size(); ++n) {
      CAPTURE(n);
      REQUIRE(cut_short(byte_view(record).first(n), [&](byte_reader& r) { (void)read_all(r); }));
    }
  }
}

TEST_CASE("a length that passes the end is damage, however large") {
  for (std::uint64_t claimed : {std::uint64_t{4}, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
    bytes record = varint(claimed);
    record.resize(record.size() + 3);
    CHECK(cut_short(record, [](byte_reader& r) { (void)r.get_sized(); }));
  }
}

TEST_CASE("numbers lie in the file little end first, at any address") {
  bytes out;
  byte_writer writer(out);
  writer.put(std::uint8_t{0xff});
  writer.put(std::uint32_t{0x01020304});
  CHECK(out == bytes{std::byte{0xff}, std::byte{4}, std::byte{3}, std::byte{2}, std::byte{1}});
  CHECK(load<std::uint32_t>(out.data() + 1) == 0x01020304);

  std::array<std::byte, 9> room{};
  store(room.data() + 1, std::int64_t{-2});
  CHECK(load<std::int64_t>(room.data() + 1) == -2);
}

TEST_CASE("compare orders byte strings as unsigned, a prefix before what it begins") {
  CHECK(compare(as_bytes("a"), as_bytes("b")) < 0);
  CHECK(compare(as_bytes("a"), as_bytes("ab")) < 0);
  CHECK(compare(as_bytes(""), as_bytes("")) == 0);
  CHECK(compare(as_bytes("\x7f"), as_bytes("\x80")) < 0);

  test::random_source random;
  CAPTURE(random.seed);
  auto const sign = [](int c) { return (c > 0) - (c < 0); };
  for (int i = 0; i != 2'000; ++i) {
    bytes const a = random.some_bytes(3);
    bytes const b = random.some_bytes(3);
    REQUIRE(sign(compare(a, b)) == -sign(compare(b, a)));
    REQUIRE((compare(a, b) == 0) == (a == b));
    REQUIRE((compare(a, b) < 0) == (a < b));
  }
}

TEST_CASE("text and bytes are two views of the same memory") {
  std::string_view const text = "gr\xc3\xbcn";
  CHECK(as_text(as_bytes(text)) == text);
  CHECK(as_text(as_bytes(text)).data() == text.data());
}

TEST_CASE("align_up is the next multiple") {
  CHECK(align_up(0, 64) == 0);
  CHECK(align_up(1, 64) == 64);
  CHECK(align_up(64, 64) == 64);
  CHECK(align_up(65, 8) == 72);
}
