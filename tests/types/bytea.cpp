// Byte strings from and to text.
#include <helios/types/bytea.hpp>

#include "random.hpp"

using namespace helios;
using namespace helios::types;

namespace {
std::string shown(bytes const& b) {
  std::string out;
  print_bytea(b, out);
  return out;
}
}  // namespace

TEST_CASE("bytea: parse undoes print, and both input forms agree", "[types]") {
  HELIOS_RANDOM(random, 70);
  for (int i = 0; i != 2000; ++i) {
    bytes data(static_cast<std::size_t>(random.between(0, 40)));
    std::string escaped;
    for (auto& b : data) {
      b = static_cast<std::byte>(random.bits());
      auto const v = static_cast<unsigned>(b);
      if (v == '\\') {
        escaped += "\\\\";
      } else if (v < 32 || v > 126) {
        for (char const c :
             {'\\', char('0' + (v >> 6)), char('0' + (v >> 3 & 7)), char('0' + (v & 7))})
          escaped += c;
      } else {
        escaped += static_cast<char>(v);
      }
    }
    CHECK(parse_bytea(shown(data)) == data);
    CHECK(parse_bytea(escaped) == data);
  }
}

TEST_CASE("bytea input", "[types]") {
  CHECK(shown(parse_bytea("\\xDEAD beef")) == "\\xdeadbeef");
  CHECK(shown(parse_bytea("")) == "\\x");
  CHECK(shown(parse_bytea("abc")) == "\\x616263");
  HELIOS_CHECK_ERROR("22023", "invalid hexadecimal digit: \"g\"", parse_bytea("\\xg0"));
  HELIOS_CHECK_ERROR("22023", "invalid hexadecimal digit: \"\xc3\xa9\"",
                     parse_bytea("\\x0\xc3\xa9"));
  HELIOS_CHECK_ERROR("22023", "invalid hexadecimal data: odd number of digits",
                     parse_bytea("\\x123"));
  HELIOS_CHECK_ERROR("22P02", "invalid input syntax for type bytea", parse_bytea("a\\b"));
  HELIOS_CHECK_ERROR("22P02", "invalid input syntax for type bytea", parse_bytea("a\\"));
  HELIOS_CHECK_ERROR("22P02", "invalid input syntax for type bytea", parse_bytea("\\400"));
}
