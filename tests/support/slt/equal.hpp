// tests/support/slt/equal.hpp -- when DuckDB's files hold a value for the expected one.
//
//   expected        equal to
//   <REGEX>:e       what e matches fully; <!REGEX>:e: what it does not
//   true, 1         true; and false, 0 likewise
//   a number        a number within 1e-6 of the larger, 1e-4 for a 4-byte float; NaN = NaN
//   anything else   the same text
//
// Exact numbers without a fraction must be equal: a tolerance would hide an error in the last of
// seven digits.
#pragma once

#include <tests/support/slt/engine.hpp>
#include <tests/support/slt/letters.hpp>
#include <tests/support/slt/pattern.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace helios::test::slt {

namespace equal_detail {

/// An integer without + and leading zeros.
[[nodiscard]] inline std::optional<std::string> whole_number(std::string_view text) {
  bool const negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
  std::size_t const digits = text.find_first_not_of('0');
  if (digits == text.npos) return "0";
  return (negative ? "-" : "") + std::string(text.substr(digits));
}

[[nodiscard]] inline std::optional<double> number_in(std::string const& text) {
  // strtod also takes inf, infinity and nan in any case; hexadecimal, which is no number here, too
  if (text.empty() || text.find_first_of("xX ") != text.npos) return std::nullopt;
  char* end = nullptr;
  double const number = std::strtod(text.c_str(), &end);
  if (end != text.c_str() + text.size()) return std::nullopt;
  return number;
}

[[nodiscard]] inline bool near(double a, double b, double tolerance) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::fabs(a - b) <= tolerance * std::max(std::fabs(a), std::fabs(b));
}

}  // namespace equal_detail

[[nodiscard]] inline bool equal_duckdb(std::string const& expected, std::string const& shown,
                                       value const& v) {
  using namespace equal_detail;
  constexpr std::string_view must = "<REGEX>:";
  constexpr std::string_view must_not = "<!REGEX>:";
  if (expected.starts_with(must)) return matches_fully(shown, expected.substr(must.size()));
  if (expected.starts_with(must_not))
    return !matches_fully(shown, expected.substr(must_not.size()));
  if (expected == shown) return true;
  if (auto const* const b = std::get_if<bool>(&v)) {
    std::string const word = lower_case(expected);
    return *b ? word == "true" || word == "1" : word == "false" || word == "0";
  }
  auto const* const f = std::get_if<floating>(&v);
  bool const exact = std::holds_alternative<integer>(v) || std::holds_alternative<decimal>(v);
  if (f == nullptr && !exact) return false;
  if (exact) {
    std::optional<std::string> const whole = whole_number(expected);
    std::optional<std::string> const got = whole_number(shown);
    if (whole && got) return *whole == *got;
  }
  std::optional<double> const a = number_in(expected);
  std::optional<double> const b = f != nullptr ? f->number : number_in(shown);
  return a && b && near(*a, *b, f != nullptr && f->single ? 1e-4 : 1e-6);
}

}  // namespace helios::test::slt
