// helios/types/impl/number_text.ipp -- std::from_chars and std::to_chars, dressed as PostgreSQL.
#pragma once

#include <helios/types/number_text.hpp>
#include <helios/types/physical.hpp>
#include <helios/types/text_in.hpp>

#include <charconv>
#include <cmath>
#include <concepts>
#include <limits>

namespace helios::types {

namespace detail {

template <std::integral Int>
Int parse_integer(std::string_view text, std::string_view type) {
  std::string_view s = trim(text);
  if (s.size() > 1 && s[0] == '+' && is_digit(s[1])) s.remove_prefix(1);
  Int v = 0;
  auto const [end, failure] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (failure == std::errc::result_out_of_range) throw_value_out_of_range(type, text);
  if (failure != std::errc{} || end != s.data() + s.size()) throw_invalid_syntax(type, text);
  return v;
}

template <std::floating_point Float>
Float parse_float(std::string_view text, std::string_view type) {
  std::string_view s = trim(text);
  bool const sign = !s.empty() && (s[0] == '+' || s[0] == '-');
  bool const negative = sign && s[0] == '-';
  if (sign) s.remove_prefix(1);
  Float v = 0;
  if (equal_ignoring_case(s, "nan")) {
    v = std::numeric_limits<Float>::quiet_NaN();
  } else if (equal_ignoring_case(s, "infinity") || equal_ignoring_case(s, "inf")) {
    v = std::numeric_limits<Float>::infinity();
  } else {
    // from_chars would take a second sign and words such as nan(x).
    if (s.empty() || !(is_digit(s[0]) || s[0] == '.')) throw_invalid_syntax(type, text);
    auto const [end, failure] = std::from_chars(s.data(), s.data() + s.size(), v);
    if (failure == std::errc::invalid_argument) throw_invalid_syntax(type, text);
    // Some libraries return 0 or infinity in place of the error.
    std::string_view const read(s.data(), static_cast<std::size_t>(end - s.data()));
    bool const vanished =
        v == 0 && read.substr(0, read.find_first_of("eE")).find_first_of("123456789") != read.npos;
    if (failure != std::errc{} || vanished || std::isinf(v))
      throw error(errc::numeric_value_out_of_range, '"' + std::string(s.data() - sign, end) +
                                                        "\" is out of range for type " +
                                                        std::string(type));
    if (end != s.data() + s.size()) throw_invalid_syntax(type, text);
  }
  return negative ? -v : v;
}

/// digits * 10^power without rounding, as far as 127 bits go.  Requires digits of one number in
/// scientific form.
struct scientific {
  char digits[24];
  int count = 0;
  int exponent = 0;  // of the first digit
};

inline scientific read_scientific(char const* text, char const* end) noexcept {
  scientific s;
  for (; text != end && *text != 'e'; ++text)
    if (*text != '.') s.digits[s.count++] = *text;
  if (text != end) {
    char const* const number = text[1] == '+' ? text + 2 : text + 1;
    std::from_chars(number, end, s.exponent);
  }
  return s;
}

/// The text lies exactly half way between v and a neighbour: it reads back as v only by the rule of
/// ties. PostgreSQL wants to depend on no such rule. Only integers past the precision have ties
/// with so few digits.
template <std::floating_point Float>
bool on_a_tie(scientific const& s, Float v) noexcept {
  constexpr Float exact = Float{1} * (std::uint64_t{1} << std::numeric_limits<Float>::digits);
  if (v < exact || v > Float{1e37F} || s.exponent + 1 < s.count) return false;
  uint128 decimal = 0;
  for (int i = 0; i <= s.exponent; ++i)
    decimal = decimal * 10 + (i < s.count ? unsigned(s.digits[i] - '0') : 0U);
  auto const value = static_cast<uint128>(v);
  if (decimal == value) return false;
  auto const toward = decimal > value ? std::numeric_limits<Float>::infinity() : Float{0};
  return 2 * decimal == value + static_cast<uint128>(std::nextafter(v, toward));
}

template <std::floating_point Float>
char* print_float(Float v, char* out, int fixed_below) noexcept {
  if (std::isnan(v)) return put(out, "NaN");
  if (std::signbit(v)) {
    *out++ = '-';
    v = -v;
  }
  if (std::isinf(v)) return put(out, "Infinity");
  if (v == 0) return put(out, "0");

  char text[32];
  auto end = std::to_chars(text, text + sizeof text, v, std::chars_format::scientific).ptr;
  scientific s = read_scientific(text, end);
  for (int digits = s.count; on_a_tie(s, v) && digits < std::numeric_limits<Float>::max_digits10;
       ++digits) {
    end = std::to_chars(text, text + sizeof text, v, std::chars_format::scientific, digits).ptr;
    s = read_scientific(text, end);
  }

  auto const count = static_cast<std::size_t>(s.count);
  if (s.exponent < -4 || s.exponent >= fixed_below) {
    *out++ = s.digits[0];
    if (count > 1) {
      *out++ = '.';
      out = put(out, {s.digits + 1, count - 1});
    }
    *out++ = 'e';
    *out++ = s.exponent < 0 ? '-' : '+';
    return put_number(out, static_cast<unsigned>(s.exponent < 0 ? -s.exponent : s.exponent), 2);
  }
  if (s.exponent < 0) {
    out = put(out, "0.");
    for (int i = -1; i != s.exponent; --i) *out++ = '0';
    return put(out, {s.digits, count});
  }
  for (int i = 0; i <= s.exponent; ++i) *out++ = i < s.count ? s.digits[i] : '0';
  if (s.count <= s.exponent + 1) return out;
  *out++ = '.';
  std::size_t const whole = static_cast<std::size_t>(s.exponent) + 1;
  return put(out, {s.digits + whole, count - whole});
}

}  // namespace detail

bool parse_boolean(std::string_view text) {
  using namespace detail;
  std::string_view const s = trim(text);
  auto const begins = [s](std::string_view word, std::size_t least) {
    return s.size() >= least && s.size() <= word.size() &&
           equal_ignoring_case(s, word.substr(0, s.size()));
  };
  if (begins("true", 1) || begins("yes", 1) || begins("on", 2) || s == "1") return true;
  if (begins("false", 1) || begins("no", 1) || begins("off", 2) || s == "0") return false;
  throw_invalid_syntax("boolean", text);
}

std::int16_t parse_int2(std::string_view text) {
  return detail::parse_integer<std::int16_t>(text, "smallint");
}
std::int32_t parse_int4(std::string_view text) {
  return detail::parse_integer<std::int32_t>(text, "integer");
}
std::int64_t parse_int8(std::string_view text) {
  return detail::parse_integer<std::int64_t>(text, "bigint");
}
float parse_float4(std::string_view text) { return detail::parse_float<float>(text, "real"); }
double parse_float8(std::string_view text) {
  return detail::parse_float<double>(text, "double precision");
}

char* print(std::int16_t v, char* out) noexcept { return std::to_chars(out, out + 8, v).ptr; }
char* print(std::int32_t v, char* out) noexcept { return std::to_chars(out, out + 16, v).ptr; }
char* print(std::int64_t v, char* out) noexcept { return std::to_chars(out, out + 24, v).ptr; }
char* print(float v, char* out) noexcept { return detail::print_float(v, out, 6); }
char* print(double v, char* out) noexcept { return detail::print_float(v, out, 15); }

}  // namespace helios::types
