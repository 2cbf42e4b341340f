// helios/types/impl/uuid.ipp -- uuids from and to text.
#pragma once

#include <helios/types/text_in.hpp>
#include <helios/types/uuid.hpp>

namespace helios::types {

uuid parse_uuid(std::string_view text) {
  using namespace detail;
  std::string_view s = text;
  if (s.size() >= 2 && s.front() == '{' && s.back() == '}') s = s.substr(1, s.size() - 2);
  uuid u;
  std::size_t at = 0;
  for (std::size_t i = 0; i != 16; ++i) {
    if (i != 0 && i % 2 == 0 && at != s.size() && s[at] == '-') ++at;
    if (s.size() - at < 2) throw_invalid_syntax("uuid", text);
    int const high = hex_digit(s[at]), low = hex_digit(s[at + 1]);
    if (high < 0 || low < 0) throw_invalid_syntax("uuid", text);
    u.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    at += 2;
  }
  if (at != s.size()) throw_invalid_syntax("uuid", text);
  return u;
}

char* print(uuid const& u, char* out) noexcept {
  constexpr char const* digits = "0123456789abcdef";
  for (std::size_t i = 0; i != 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
    *out++ = digits[u.bytes[i] >> 4];
    *out++ = digits[u.bytes[i] & 15];
  }
  return out;
}

}  // namespace helios::types
