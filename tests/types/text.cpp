// UTF-8 strings: validity against a plain decoder, characters, limits.
#include <helios/types/text.hpp>

#include "random.hpp"

#include <vector>

using namespace helios::types;

namespace {

std::string encode(std::uint32_t c) {
  std::string s;
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) {
    s += static_cast<char>(0xc0 | c >> 6);
  } else {
    s += c < 0x10000 ? static_cast<char>(0xe0 | c >> 12) : static_cast<char>(0xf0 | c >> 18);
    if (c >= 0x10000) s += static_cast<char>(0x80 | (c >> 12 & 63));
    s += static_cast<char>(0x80 | (c >> 6 & 63));
  }
  return s += static_cast<char>(0x80 | (c & 63));
}

std::uint32_t some_character(helios::tests::random& random) {
  auto const c = static_cast<std::uint32_t>(random.between(1, random.coin() ? 0x7f : 0x10ffff));
  return c >= 0xd800 && c <= 0xdfff ? 'x' : c;
}

}  // namespace

TEST_CASE("every code point is accepted, and nothing else", "[types]") {
  for (std::uint32_t c = 1; c <= 0x10ffff; ++c)
    if (is_utf8(encode(c)) == (c >= 0xd800 && c <= 0xdfff)) FAIL_CHECK("code point " << c);
  for (std::uint32_t c = 0x110000; c != 0x200000; ++c)
    if (is_utf8(encode(c))) FAIL_CHECK("code point " << c);
  for (unsigned a = 0x80; a != 0x100; ++a)
    for (unsigned b = 0; b != 0x100; ++b) {
      std::string const two{static_cast<char>(a), static_cast<char>(b)};
      if (is_utf8(two) != (a >= 0xc2 && a <= 0xdf && b >= 0x80 && b <= 0xbf))
        FAIL_CHECK(a << ' ' << b);
    }
  using std::string_literals::operator""s;
  for (auto const& bad :
       {"\0"s, "abcdefgh\0"s, "\xe0\x80\x80"s, "\xf0\x80\x80\x80"s, "\xe2\x82"s, "12345678\xff"s})
    CHECK_FALSE(is_utf8(bad));
}

TEST_CASE("errors show the offending bytes", "[types]") {
  HELIOS_CHECK_ERROR("22021", "invalid byte sequence for encoding \"UTF8\": 0xff",
                     (check_utf8("ab\xff"), 0));
  HELIOS_CHECK_ERROR("22021", "invalid byte sequence for encoding \"UTF8\": 0xe2 0x28 0xa1",
                     (check_utf8("\xe2\x28\xa1"), 0));
  HELIOS_CHECK_ERROR("22021", "invalid byte sequence for encoding \"UTF8\": 0x00",
                     (check_utf8(std::string_view("a\0b", 3)), 0));
}

TEST_CASE("lengths and substrings count characters", "[types]") {
  HELIOS_RANDOM(random, 80);
  for (int i = 0; i != 2000; ++i) {
    std::vector<std::string> characters(static_cast<std::size_t>(random.between(0, 30)));
    std::string s;
    for (auto& c : characters) s += c = encode(some_character(random));
    auto const n = static_cast<std::int64_t>(characters.size());
    CHECK(length(s) == characters.size());
    std::int64_t const start = random.between(-5, 35), count = random.between(0, 40);
    std::string expected, tail;
    for (std::int64_t k = 1; k <= n; ++k) {
      if (k >= start) tail += characters[static_cast<std::size_t>(k - 1)];
      if (k >= start && k < start + count) expected += characters[static_cast<std::size_t>(k - 1)];
    }
    CAPTURE(s, start, count);
    CHECK(substring(s, start, count) == expected);
    CHECK(substring(s, start) == tail);
  }
  std::string many;  // more words of eight than one count holds
  for (int i = 0; i != 5000; ++i) many += "\xe2\x82\xac";
  CHECK(length(many) == 5000);
  CHECK(substring("abc", 2, INT64_MAX) == "bc");
  CHECK(substring("abc", INT64_MIN, 5) == "");
  HELIOS_CHECK_ERROR("22011", "negative substring length not allowed", substring("abc", 1, -1));
}

TEST_CASE("varchar(n) and char(n)", "[types]") {
  CHECK(fit_varchar("abc", 3, false) == "abc");
  CHECK(fit_varchar("abc  ", 3, false) == "abc");
  CHECK(fit_varchar("abcd", 3, true) == "abc");
  CHECK(fit_varchar("äöü", 3, false) == "äöü");
  HELIOS_CHECK_ERROR("22001", "value too long for type character varying(3)",
                     fit_varchar("abcd", 3, false));
  CHECK(fit_bpchar("ä", 3, false) == "ä  ");
  CHECK(fit_bpchar("abc   ", 3, false) == "abc");
  CHECK(fit_bpchar("abcd", 3, true) == "abc");
  HELIOS_CHECK_ERROR("22001", "value too long for type character(3)", fit_bpchar("abcd", 3, false));
  CHECK(without_padding("a b  ") == "a b");
}
