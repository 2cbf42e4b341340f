// helios/types/impl/bytea.ipp -- the two input forms of bytea and the one output form.
#pragma once

#include <helios/types/bytea.hpp>
#include <helios/types/text_in.hpp>

namespace helios::types {

namespace detail {

inline bytes parse_hex_bytea(std::string_view s) {
  bytes out;
  out.reserve(s.size() / 2);
  auto const digit = [&](std::size_t i) {
    int const d = hex_digit(s[i]);
    if (d >= 0) return d;
    std::size_t length = 1;  // a whole character in the message, not its first byte
    while (i + length != s.size() && (static_cast<unsigned char>(s[i + length]) & 0xc0) == 0x80)
      ++length;
    throw error(errc::invalid_parameter_value,
                "invalid hexadecimal digit: \"" + std::string(s.substr(i, length)) + '"');
  };
  for (std::size_t i = 0; i != s.size();) {
    if (is_space(s[i])) {  // between pairs only
      ++i;
      continue;
    }
    int const high = digit(i);
    if (i + 1 == s.size())
      throw error(errc::invalid_parameter_value, "invalid hexadecimal data: odd number of digits");
    out.push_back(static_cast<std::byte>(high << 4 | digit(i + 1)));
    i += 2;
  }
  return out;
}

}  // namespace detail

bytes parse_bytea(std::string_view s) {
  if (s.starts_with("\\x")) return detail::parse_hex_bytea(s.substr(2));
  bytes out;
  out.reserve(s.size());
  auto const octal = [&](std::size_t i, int most) {
    return i < s.size() && s[i] >= '0' && s[i] <= '0' + most;
  };
  for (std::size_t i = 0; i != s.size();) {
    if (s[i] != '\\') {
      out.push_back(static_cast<std::byte>(s[i++]));
    } else if (octal(i + 1, 3) && octal(i + 2, 7) && octal(i + 3, 7)) {
      out.push_back(
          static_cast<std::byte>((s[i + 1] - '0') << 6 | (s[i + 2] - '0') << 3 | (s[i + 3] - '0')));
      i += 4;
    } else if (i + 1 != s.size() && s[i + 1] == '\\') {
      out.push_back(std::byte{'\\'});
      i += 2;
    } else {
      throw error(errc::invalid_text_representation, "invalid input syntax for type bytea");
    }
  }
  return out;
}

void print_bytea(byte_view data, std::string& out) {
  constexpr char const* digits = "0123456789abcdef";
  out.reserve(out.size() + 2 + 2 * data.size());
  out += "\\x";
  for (std::byte const b : data) {
    out += digits[static_cast<unsigned>(b) >> 4];
    out += digits[static_cast<unsigned>(b) & 15];
  }
}

}  // namespace helios::types
