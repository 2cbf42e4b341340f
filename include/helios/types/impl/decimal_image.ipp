// helios/types/impl/decimal_image.ipp -- base-100 digits, most significant first.
#pragma once

#include <helios/types/decimal_image.hpp>

#include <algorithm>

namespace helios::types {

namespace detail {
inline constexpr int key_zero = 0x80;
inline constexpr int key_bias = 20;  // exponents run from -18 (10^-38) to 19 (10^38 - 1)
inline constexpr int key_digits = 20;

[[noreturn]] inline void throw_damaged_numeric() {
  throw error(errc::data_corrupted, "a stored numeric is damaged");
}
}  // namespace detail

void append_order_key(bytes& out, decimal d) {
  using namespace detail;
  if (d.zero()) return out.push_back(std::byte{key_zero});

  uint128 rest = magnitude(d.mantissa());
  unsigned char digits[key_digits + 1];  // least significant first
  int count = 0;
  if (d.scale() % 2 != 0) {  // digits pair up around the point
    digits[count++] = static_cast<unsigned char>(static_cast<unsigned>(rest % 10) * 10);
    rest /= 10;
  }
  // Nine digits at a time with 64-bit divisions.
  constexpr std::uint64_t chunk = 1'000'000'000'000'000'000;
  while (rest >= chunk) {
    auto low = static_cast<std::uint64_t>(rest % chunk);
    rest /= chunk;
    for (int i = 0; i != 9; ++i, low /= 100)
      digits[count++] = static_cast<unsigned char>(low % 100);
  }
  for (auto low = static_cast<std::uint64_t>(rest); low != 0; low /= 100)
    digits[count++] = static_cast<unsigned char>(low % 100);

  int const exponent = count - (d.scale() + 1) / 2;
  int last = 0;
  while (digits[last] == 0) ++last;
  unsigned char const flip = d.negative() ? 0xff : 0;
  out.push_back(static_cast<std::byte>(d.negative() ? key_zero - key_bias - exponent
                                                    : key_zero + key_bias + exponent));
  for (int i = count; i-- != last;)
    out.push_back(static_cast<std::byte>((2 * digits[i] + (i != last)) ^ flip));
}

decimal read_order_key(byte_reader& in) {
  using namespace detail;
  int const head = in.get<std::uint8_t>();
  if (head == key_zero) return {};
  bool const negative = head < key_zero;
  int const exponent = (negative ? key_zero - head : head - key_zero) - key_bias;
  if (exponent < -18 || exponent > 19) throw_damaged_numeric();

  uint128 size = 0;
  int scale = 0;
  for (int count = 1;; ++count) {
    int const byte = in.get<std::uint8_t>() ^ (negative ? 0xff : 0);
    int const digit = byte >> 1;
    bool const more = (byte & 1) != 0;
    if (count > key_digits || digit > 99) throw_damaged_numeric();
    bool const in_fraction = count > exponent;
    // The last pair is one digit and a filler.
    bool const half = !more && in_fraction && digit % 10 == 0;
    // 38 digits at an odd scale pair up as 39: the filler is left out before it could overflow.
    if (size >= power_of_ten(decimal::max_digits - (half ? 1 : 2))) throw_damaged_numeric();
    size = half ? size * 10 + static_cast<unsigned>(digit / 10)
                : size * 100 + static_cast<unsigned>(digit);
    if (more) continue;
    if (count < exponent) {
      if (2 * exponent > decimal::max_digits + 1) throw_damaged_numeric();
      size *= power_of_ten(2 * (exponent - count));
    }
    scale = std::max(0, 2 * (count - exponent) - (half ? 1 : 0));
    break;
  }
  if (size >= power_of_ten(decimal::max_digits) || scale > decimal::max_digits)
    throw_damaged_numeric();
  auto const mantissa = static_cast<int128>(size);
  return {negative ? -mantissa : mantissa, scale};
}

void append_image(bytes& out, decimal d) {
  append_order_key(out, d);
  out.push_back(static_cast<std::byte>(d.scale()));
}

decimal read_image(byte_view image) {
  byte_reader in(image);
  decimal const value = read_order_key(in);
  int const scale = in.get<std::uint8_t>();
  if (!in.done() || scale > decimal::max_digits || scale < value.scale())
    detail::throw_damaged_numeric();
  return round(value, scale);
}

}  // namespace helios::types
