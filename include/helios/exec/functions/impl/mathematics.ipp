// helios/exec/functions/impl/mathematics.ipp -- kernels of the functions of numbers.
#pragma once

#include <helios/exec/functions/mathematics.hpp>

#include <helios/exec/functions/impl/long_decimal.hpp>
#include <helios/types/decimal_text.hpp>
#include <helios/types/text_in.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace helios::exec {

namespace detail {

template <std::integral Int>
[[nodiscard]] constexpr std::string_view integer_name() noexcept {
  return sizeof(Int) == 2 ? "smallint" : sizeof(Int) == 4 ? "integer" : "bigint";
}

template <std::integral Int>
Int absolute(Int v) {
  if (v == std::numeric_limits<Int>::min()) types::detail::throw_out_of_range(integer_name<Int>());
  return static_cast<Int>(v < 0 ? -v : v);
}

inline void check_logarithm(bool zero, bool negative) {
  if (zero) throw error(errc::invalid_argument_for_logarithm, "cannot take logarithm of zero");
  if (negative)
    throw error(errc::invalid_argument_for_logarithm, "cannot take logarithm of a negative number");
}
inline double logarithm(double v, double (*f)(double)) {
  check_logarithm(v == 0, v < 0);
  return f(v);
}
/// ln(v), exact near 1 too.
inline long double natural_logarithm(types::decimal v) {
  check_logarithm(v.zero(), v.negative());
  types::decimal const beyond_one = v - types::decimal(std::int64_t{1});
  return types::abs(beyond_one) < types::decimal(1, 1) ? log1pl(to_long(beyond_one))
                                                       : logl(to_long(v));
}
/// The weight of ln(v), as PostgreSQL estimates it: cut towards zero.
inline int logarithm_weight(types::decimal v) {
  types::decimal const beyond_one = v - types::decimal(std::int64_t{1});
  if (types::abs(beyond_one) <= types::decimal(1, 1)) return decimal_weight(beyond_one);
  return static_cast<int>(log10l(fabsl(natural_logarithm(v))));
}
inline types::decimal logarithm(types::decimal v) {
  long double const r = natural_logarithm(v);
  return from_long(r, decimals_for(logarithm_weight(v), v.scale()));
}
inline types::decimal logarithm(types::decimal base, types::decimal v) {
  long double const divisor = natural_logarithm(base);
  long double const dividend = natural_logarithm(v);
  if (divisor == 0) types::detail::throw_division_by_zero();
  int const weight = logarithm_weight(v) - logarithm_weight(base);
  return from_long(dividend / divisor, decimals_for(weight, std::max(base.scale(), v.scale())));
}
inline types::decimal exponential(types::decimal v) {
  constexpr long double log10_of_e = 0.434294481903252L;
  long double const r = expl(to_long(v));
  if (!(r < 1e38L)) types::detail::throw_numeric_overflow();
  return from_long(r, decimals_for(static_cast<int>(to_long(v) * log10_of_e), v.scale()));
}

/// Newton's step on the double's root doubles its 15 digits.
inline types::decimal square_root(types::decimal a) {
  if (a.negative())
    throw error(errc::invalid_argument_for_power_function,
                "cannot take square root of a negative number");
  // PostgreSQL counts the digits of a in groups of four.
  int const groups = (decimal_weight(a) + 400) / 4 - 100;
  int const decimals = decimals_for((groups + 1) * 2 - 1, a.scale());
  if (a.zero()) return {0, decimals};
  types::decimal x = types::to_decimal(std::sqrt(types::to_double(a)));
  x = (x + a / x) * types::decimal(5, 1);
  return types::apply_precision(x, types::decimal::max_digits, decimals);
}

inline double domain_checked(double v, bool fine) {
  if (!fine) throw error(errc::numeric_value_out_of_range, "input is out of range");
  return v;
}

template <std::integral Int>
Int common_divisor(Int a, Int b) {
  using whole = std::make_unsigned_t<Int>;
  auto const size = [](Int v) {
    return v < 0 ? whole{0} - static_cast<whole>(v) : static_cast<whole>(v);
  };
  whole const r = std::gcd(size(a), size(b));
  if (r > static_cast<whole>(std::numeric_limits<Int>::max()))
    types::detail::throw_out_of_range(integer_name<Int>());
  return static_cast<Int>(r);
}
inline types::decimal common_divisor(types::decimal a, types::decimal b) {
  int const scale = std::max(a.scale(), b.scale());
  while (!b.zero()) a = std::exchange(b, a % b);
  return types::apply_precision(types::abs(a), types::decimal::max_digits, scale);
}

template <std::integral Int>
Int common_multiple(Int a, Int b) {
  if (a == 0 || b == 0) return 0;
  Int r = 0;
  if (__builtin_mul_overflow(a / common_divisor(a, b), b, &r) ||
      r == std::numeric_limits<Int>::min())
    types::detail::throw_out_of_range(integer_name<Int>());
  return r < 0 ? -r : r;
}
inline types::decimal common_multiple(types::decimal a, types::decimal b) {
  int const scale = std::max(a.scale(), b.scale());
  types::decimal const r = a.zero() || b.zero()
                               ? types::decimal()
                               : types::abs(types::whole_quotient(a, common_divisor(a, b)) * b);
  return types::apply_precision(r, types::decimal::max_digits, scale);
}

inline std::int32_t bucket(double v, double low, double high, std::int32_t count) {
  if (count <= 0)
    throw error(errc::invalid_argument_for_width_bucket, "count must be greater than zero");
  if (std::isnan(v) || std::isnan(low) || std::isnan(high))
    throw error(errc::invalid_argument_for_width_bucket,
                "operand, lower bound, and upper bound cannot be NaN");
  if (std::isinf(low) || std::isinf(high))
    throw error(errc::invalid_argument_for_width_bucket, "lower and upper bounds must be finite");
  if (low == high)
    throw error(errc::invalid_argument_for_width_bucket, "lower bound cannot equal upper bound");
  double const part = (v - low) / (high - low);
  if (part < 0) return 0;
  if (part >= 1) return count + 1;
  return static_cast<std::int32_t>(part * count) + 1;
}

[[nodiscard]] inline types::decimal rounded(std::int64_t v, std::int32_t decimals) {
  return types::round(types::decimal(v), decimals);
}

inline void add_rounding(function_list& to) {
  using types::decimal;
  to.push_back(define<[](double v) { return std::rint(v); }>("round"));
  to.push_back(define<[](decimal v) { return types::round(v); }>("round"));
  to.push_back(define<[](decimal v, std::int32_t n) { return types::round(v, n); }>("round"));
  // SELECT round(x, 2) of a double is what people write; PostgreSQL would ask for a cast.
  to.push_back(define<[](double v, std::int32_t n) {
    if (!std::isfinite(v) || n < -300 || 300 < n) return v;
    double const power = std::pow(10.0, n);
    double const scaled = v * power;
    constexpr double whole = 9007199254740992.0;  // 2^53: from here on doubles have no fraction
    if (!(std::fabs(scaled) < whole)) return v;
    return std::round(scaled) / power;
  }>("round"));
  // An integer rounds as a number, not as a double.
  to.push_back(define<[](std::int16_t v, std::int32_t n) { return rounded(v, n); }>("round"));
  to.push_back(define<[](std::int32_t v, std::int32_t n) { return rounded(v, n); }>("round"));
  to.push_back(define<[](std::int64_t v, std::int32_t n) { return rounded(v, n); }>("round"));
  to.push_back(define<[](double v) { return std::trunc(v); }>("trunc"));
  to.push_back(define<[](decimal v) { return types::trunc(v); }>("trunc"));
  to.push_back(define<[](decimal v, std::int32_t n) { return types::trunc(v, n); }>("trunc"));
  for (std::string_view const name : {"ceil", "ceiling"}) {
    to.push_back(define<[](double v) { return std::ceil(v); }>(name));
    to.push_back(define<[](decimal v) { return types::ceil(v); }>(name));
  }
  to.push_back(define<[](double v) { return std::floor(v); }>("floor"));
  to.push_back(define<[](decimal v) { return types::floor(v); }>("floor"));
  to.push_back(define<[](decimal v) { return types::trim_scale(v); }>("trim_scale"));
  to.push_back(define<[](decimal v) { return std::int32_t{v.scale()}; }>("scale"));
  to.push_back(
      define<[](decimal v) { return std::int32_t{types::trim_scale(v).scale()}; }>("min_scale"));
  to.push_back(define<[](decimal a, decimal b) { return types::whole_quotient(a, b); }>("div"));
}

inline void add_signs(function_list& to) {
  using types::decimal;
  for (std::string_view const name : {"abs", "@"}) {
    to.push_back(define<[](std::int16_t v) { return absolute(v); }>(name));
    to.push_back(define<[](std::int32_t v) { return absolute(v); }>(name));
    to.push_back(define<[](std::int64_t v) { return absolute(v); }>(name));
    to.push_back(define<[](float v) { return std::fabs(v); }>(name));
    to.push_back(define<[](double v) { return std::fabs(v); }>(name));
    to.push_back(define<[](decimal v) { return types::abs(v); }>(name));
  }
  to.push_back(define<[](double v) { return v < 0 ? -1.0 : 0 < v ? 1.0 : 0.0; }>("sign"));
  to.push_back(define<[](decimal v) { return types::sign(v); }>("sign"));
  to.push_back(define<[](std::int32_t a, std::int32_t b) { return common_divisor(a, b); }>("gcd"));
  to.push_back(define<[](std::int64_t a, std::int64_t b) { return common_divisor(a, b); }>("gcd"));
  to.push_back(define<[](decimal a, decimal b) { return common_divisor(a, b); }>("gcd"));
  to.push_back(define<[](std::int32_t a, std::int32_t b) { return common_multiple(a, b); }>("lcm"));
  to.push_back(define<[](std::int64_t a, std::int64_t b) { return common_multiple(a, b); }>("lcm"));
  to.push_back(define<[](decimal a, decimal b) { return common_multiple(a, b); }>("lcm"));
  to.push_back(define<[](std::int64_t n) {
    if (n < 0)
      throw error(errc::numeric_value_out_of_range, "factorial of a negative number is undefined");
    decimal r(std::int64_t{1});
    for (std::int64_t i = 2; i <= n; ++i) r = r * decimal(i);
    return r;
  }>("factorial"));
}

inline void add_powers(function_list& to) {
  using types::decimal;
  for (std::string_view const name : {"sqrt", "|/"}) {
    to.push_back(define<[](double v) {
      if (v < 0)
        throw error(errc::invalid_argument_for_power_function,
                    "cannot take square root of a negative number");
      return std::sqrt(v);
    }>(name));
  }
  to.push_back(define<[](decimal v) { return square_root(v); }>("sqrt"));
  for (std::string_view const name : {"cbrt", "||/"})
    to.push_back(define<[](double v) { return std::cbrt(v); }>(name));
  to.push_back(define<[](double v) {
    double const r = std::exp(v);
    if (std::isinf(r) && std::isfinite(v))
      throw error(errc::numeric_value_out_of_range, "value out of range: overflow");
    if (r == 0 && std::isfinite(v))
      throw error(errc::numeric_value_out_of_range, "value out of range: underflow");
    return r;
  }>("exp"));
  to.push_back(define<[](decimal v) { return exponential(v); }>("exp"));
  to.push_back(define<[](double v) { return logarithm(v, std::log); }>("ln"));
  to.push_back(define<[](decimal v) { return logarithm(v); }>("ln"));
  for (std::string_view const name : {"log", "log10"}) {
    to.push_back(define<[](double v) { return logarithm(v, std::log10); }>(name));
    to.push_back(define<[](decimal v) { return logarithm(decimal(std::int64_t{10}), v); }>(name));
  }
  to.push_back(define<[](decimal base, decimal v) { return logarithm(base, v); }>("log"));
}

inline void add_circles(function_list& to) {
  static constexpr double radians_per_degree = 0.0174532925199432957692;
  to.push_back(define<[](double v) { return domain_checked(std::sin(v), !std::isinf(v)); }>("sin"));
  to.push_back(define<[](double v) { return domain_checked(std::cos(v), !std::isinf(v)); }>("cos"));
  to.push_back(define<[](double v) { return domain_checked(std::tan(v), !std::isinf(v)); }>("tan"));
  to.push_back(
      define<[](double v) { return domain_checked(1 / std::tan(v), !std::isinf(v)); }>("cot"));
  to.push_back(
      define<[](double v) { return domain_checked(std::asin(v), !(std::fabs(v) > 1)); }>("asin"));
  to.push_back(
      define<[](double v) { return domain_checked(std::acos(v), !(std::fabs(v) > 1)); }>("acos"));
  to.push_back(define<[](double v) { return std::atan(v); }>("atan"));
  to.push_back(define<[](double y, double x) { return std::atan2(y, x); }>("atan2"));
  to.push_back(define<[](double v) { return std::sinh(v); }>("sinh"));
  to.push_back(define<[](double v) { return std::cosh(v); }>("cosh"));
  to.push_back(define<[](double v) { return std::tanh(v); }>("tanh"));
  to.push_back(define<[](double v) { return v / radians_per_degree; }>("degrees"));
  to.push_back(define<[](double v) { return v * radians_per_degree; }>("radians"));
  to.push_back(define<[]() { return std::numbers::pi; }>("pi"));
  to.push_back(define<[](environment& with) {
    return static_cast<double>(with.random_bits() / 2048) * 0x1p-53;
  }>("random", volatility::volatile_));
  to.push_back(define<[](double v, double low, double high, std::int32_t count) {
    return bucket(v, low, high, count);
  }>("width_bucket"));
}

}  // namespace detail

void add_mathematics(function_list& to) {
  detail::add_rounding(to);
  detail::add_signs(to);
  detail::add_powers(to);
  detail::add_circles(to);
}

}  // namespace helios::exec
