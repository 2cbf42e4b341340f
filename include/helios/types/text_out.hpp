// helios/types/text_out.hpp -- digits into a caller's buffer: what print functions are built from.
//
// Shape     print(value, out) writes the characters that PostgreSQL would show, no terminator, and
//           returns their end. Values of fixed size never need more than text_capacity bytes.
// Cost      no allocation
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace helios::types {

/// Room for the text of any boolean, number, date, time, interval or uuid (the longest interval has
/// 66).
inline constexpr std::size_t text_capacity = 80;

namespace detail {

inline char* put(char* out, std::string_view text) noexcept {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

inline char* put_digits(char* out, std::uint64_t v, int width) noexcept {
  for (int i = width; i-- != 0; v /= 10) out[i] = static_cast<char>('0' + v % 10);
  return out + width;
}

inline char* put_two(char* out, unsigned v) noexcept {
  out[0] = static_cast<char>('0' + v / 10);
  out[1] = static_cast<char>('0' + v % 10);
  return out + 2;
}

/// v without leading zeros, at least `width` digits.
inline char* put_number(char* out, std::uint64_t v, int width = 1) noexcept {
  int digits = 1;
  for (std::uint64_t rest = v; rest >= 10; rest /= 10) ++digits;
  return put_digits(out, v, digits < width ? width : digits);
}

/// Microseconds below a second: `.5`, `.000001`, or nothing.
inline char* put_fraction(char* out, unsigned microseconds) noexcept {
  if (microseconds == 0) return out;
  *out++ = '.';
  out = put_digits(out, microseconds, 6);
  while (out[-1] == '0') --out;
  return out;
}

}  // namespace detail

/// The text of a value of fixed size, as a string; types/number_text.hpp has the one for plain
/// numbers.
template <class T>
  requires(!std::is_arithmetic_v<T>)
[[nodiscard]] std::string to_text(T const& v) {
  char text[text_capacity];
  return {text, print(v, text)};
}

}  // namespace helios::types
