// helios/types/text_in.hpp -- classes of characters and errors that all parsers share.
//
// Shape     ASCII only: the classes do not depend on a locale
// Errors    22P02 the text is not of the type; 22003 it is, but too large
#pragma once

#include <helios/base/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace helios::types::detail {

[[nodiscard]] constexpr bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
[[nodiscard]] constexpr bool is_alpha(char c) noexcept {
  return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}
/// -1: not a hexadecimal digit.
[[nodiscard]] constexpr int hex_digit(char c) noexcept {
  return is_digit(c)                                ? c - '0'
         : to_lower(c) >= 'a' && to_lower(c) <= 'f' ? to_lower(c) - 'a' + 10
                                                    : -1;
}

[[nodiscard]] constexpr std::string_view trim(std::string_view s) noexcept {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

/// ASCII letters compare without case.  Requires `lower` in lower case.
[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view s,
                                                 std::string_view lower) noexcept {
  if (s.size() != lower.size()) return false;
  for (std::size_t i = 0; i != s.size(); ++i)
    if (to_lower(s[i]) != lower[i]) return false;
  return true;
}

[[noreturn]] inline void throw_invalid_syntax(std::string_view type, std::string_view text) {
  throw error(
      errc::invalid_text_representation,
      "invalid input syntax for type " + std::string(type) + ": \"" + std::string(text) + '"');
}
[[noreturn]] inline void throw_value_out_of_range(std::string_view type, std::string_view text) {
  throw error(errc::numeric_value_out_of_range,
              "value \"" + std::string(text) + "\" is out of range for type " + std::string(type));
}
[[noreturn]] inline void throw_out_of_range(std::string_view type) {
  throw error(errc::numeric_value_out_of_range, std::string(type) + " out of range");
}

}  // namespace helios::types::detail
