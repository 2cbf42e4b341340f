// helios/types/impl/decimal_text.ipp -- digits to mantissa and back, 19 at a time.
#pragma once

#include <helios/types/decimal_text.hpp>
#include <helios/types/text_in.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>

namespace helios::types {

namespace detail {

/// 0.DIGITS * 10^point. More digits than are kept never matter: rounding looks at one more than
/// fit.
struct decimal_digits {
  char digits[decimal::max_digits + 2];
  int count = 0;
  std::int64_t point = 0;
};

inline decimal assemble(decimal_digits const& d, bool negative, std::int64_t fraction) {
  std::int64_t const whole = d.count == 0 ? 0 : std::max<std::int64_t>(d.point, 0);
  if (whole > decimal::max_digits) throw_numeric_overflow();
  int scale = static_cast<int>(std::clamp<std::int64_t>(fraction, 0, decimal::max_digits - whole));
  std::int64_t const kept = d.count == 0 ? 0 : d.point + scale;
  uint128 mantissa = 0;
  for (std::int64_t i = 0; i < kept; ++i)
    mantissa = mantissa * 10 + (i < d.count ? unsigned(d.digits[i] - '0') : 0U);
  if (kept >= 0 && kept < d.count && d.digits[kept] >= '5') ++mantissa;
  if (mantissa == power_of_ten(decimal::max_digits)) {
    if (scale == 0) throw_numeric_overflow();
    mantissa /= 10;
    --scale;
  }
  auto const signed_mantissa = static_cast<int128>(mantissa);
  return {negative ? -signed_mantissa : signed_mantissa, scale};
}

[[noreturn]] inline void throw_not_a_number(std::string_view text) {
  std::string_view rest = trim(text);
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) rest.remove_prefix(1);
  for (std::string_view const word : {"nan", "inf", "infinity"})
    if (equal_ignoring_case(rest, word))
      throw error(errc::feature_not_supported,
                  "numeric does not support \"" + std::string(trim(text)) + '"')
          .detail("A numeric is always a finite number.")
          .hint("Use double precision for NaN and the infinities.");
  throw_invalid_syntax("numeric", text);
}

}  // namespace detail

decimal parse_decimal(std::string_view text) {
  using namespace detail;
  std::string_view const s = trim(text);
  char const* at = s.data();
  char const* const end = at + s.size();
  bool const negative = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) ++at;

  decimal_digits d;
  bool any = false, after_point = false;
  std::int64_t fraction = 0;
  std::uint64_t small = 0;  // exact while there are at most 18 digits
  char const* const first = at;
  for (; at != end; ++at) {
    if (*at == '.' && !after_point) {
      after_point = true;
      continue;
    }
    if (!is_digit(*at)) break;
    any = true;
    fraction += after_point;
    if (d.count == 0 && *at == '0') {
      d.point -= after_point;
      continue;
    }
    d.point += !after_point;
    small = small * 10 + static_cast<unsigned>(*at - '0');
    if (d.count < static_cast<int>(sizeof d.digits)) d.digits[d.count++] = *at;
  }
  if (!any) throw_not_a_number(text);
  if (at == end && end - first <= 18)
    return {negative ? -static_cast<int128>(small) : static_cast<int128>(small),
            static_cast<int>(fraction)};

  if (at != end && to_lower(*at) == 'e') {
    ++at;
    bool const down = at != end && *at == '-';
    if (at != end && (*at == '-' || *at == '+')) ++at;
    if (at == end) throw_not_a_number(text);
    std::int64_t exponent = 0;
    for (; at != end && is_digit(*at); ++at)
      // The cap lies beyond any text's length.
      exponent = std::min<std::int64_t>(exponent * 10 + (*at - '0'), 1'000'000'000);
    if (down) exponent = -exponent;
    d.point += exponent;
    fraction -= exponent;
  }
  if (at != end) throw_not_a_number(text);
  return assemble(d, negative, fraction);
}

char* print(decimal d, char* out) noexcept {
  using namespace detail;
  char digits[decimal::max_digits + 2];
  if (d.negative()) *out++ = '-';
  uint128 const size = magnitude(d.mantissa());
  constexpr std::uint64_t chunk = 10'000'000'000'000'000'000U;  // 10^19, the most that 64 bits hold
  int count = 0;
  if (size < chunk) {
    count = static_cast<int>(put_number(digits, static_cast<std::uint64_t>(size)) - digits);
  } else {
    char* const upper = put_number(digits, static_cast<std::uint64_t>(size / chunk));
    count =
        static_cast<int>(put_digits(upper, static_cast<std::uint64_t>(size % chunk), 19) - digits);
  }
  int const whole = count - d.scale();
  if (whole <= 0) {
    out = put(out, "0.");
    for (int i = whole; i != 0; ++i) *out++ = '0';
    return put(out, {digits, static_cast<std::size_t>(count)});
  }
  out = put(out, {digits, static_cast<std::size_t>(whole)});
  if (d.scale() == 0) return out;
  *out++ = '.';
  return put(out, {digits + whole, static_cast<std::size_t>(d.scale())});
}

namespace detail {

inline decimal float_to_decimal(double v, int digits) {
  if (!std::isfinite(v))
    throw error(errc::feature_not_supported, std::isnan(v) ? "cannot convert NaN to numeric"
                                                           : "cannot convert infinity to numeric")
        .detail("A numeric is always a finite number.");
  char text[32];
  auto const end = std::to_chars(text, text + sizeof text, v, std::chars_format::general, digits);
  return parse_decimal({text, end.ptr});
}

}  // namespace detail

decimal to_decimal(double v) { return detail::float_to_decimal(v, 15); }
decimal to_decimal(float v) { return detail::float_to_decimal(double{v}, 6); }

double to_double(decimal a) noexcept {
  constexpr uint128 exact = uint128{1} << 53;
  // Both exact in a double: one correct rounding.
  if (magnitude(a.mantissa()) <= exact && a.scale() <= 22)
    return static_cast<double>(a.mantissa()) / static_cast<double>(power_of_ten(a.scale()));
  char text[text_capacity];
  double v = 0;
  std::from_chars(text, print(a, text), v);
  return v;
}

}  // namespace helios::types
