// helios/exec/functions/impl/arithmetic.ipp -- kernels of the arithmetic operators.
#pragma once

#include <helios/exec/functions/arithmetic.hpp>

#include <helios/exec/functions/impl/long_decimal.hpp>
#include <helios/types/decimal_text.hpp>
#include <helios/types/text_in.hpp>

#include <cmath>
#include <limits>

namespace helios::exec {

namespace detail {

template <class Int>
[[noreturn]] void throw_integer_range() {
  types::detail::throw_out_of_range(sizeof(Int) == 2   ? "smallint"
                                    : sizeof(Int) == 4 ? "integer"
                                                       : "bigint");
}

inline double checked(double r, bool inputs_finite, bool zero_expected) {
  if (std::isinf(r) && inputs_finite)
    throw error(errc::numeric_value_out_of_range, "value out of range: overflow");
  if (r == 0 && !zero_expected)
    throw error(errc::numeric_value_out_of_range, "value out of range: underflow");
  return r;
}
template <std::floating_point F>
F narrowed(double r, bool inputs_finite, bool zero_expected) {
  return static_cast<F>(checked(static_cast<F>(r), inputs_finite, zero_expected));
}

template <class T>
struct add {
  T operator()(T a, T b) const {
    if constexpr (std::integral<T>) {
      T r{};
      if (__builtin_add_overflow(a, b, &r)) throw_integer_range<T>();
      return r;
    } else if constexpr (std::floating_point<T>) {
      return narrowed<T>(double{a} + double{b}, std::isfinite(a) && std::isfinite(b), true);
    } else {
      return a + b;
    }
  }
};
template <class T>
struct subtract {
  T operator()(T a, T b) const {
    if constexpr (std::integral<T>) {
      T r{};
      if (__builtin_sub_overflow(a, b, &r)) throw_integer_range<T>();
      return r;
    } else if constexpr (std::floating_point<T>) {
      return narrowed<T>(double{a} - double{b}, std::isfinite(a) && std::isfinite(b), true);
    } else {
      return a - b;
    }
  }
};
template <class T>
struct multiply {
  T operator()(T a, T b) const {
    if constexpr (std::integral<T>) {
      T r{};
      if (__builtin_mul_overflow(a, b, &r)) throw_integer_range<T>();
      return r;
    } else if constexpr (std::floating_point<T>) {
      return narrowed<T>(double{a} * double{b}, std::isfinite(a) && std::isfinite(b),
                         a == 0 || b == 0);
    } else {
      return a * b;
    }
  }
};
template <class T>
struct divide {
  T operator()(T a, T b) const {
    if constexpr (std::is_arithmetic_v<T>) {
      if (b == 0) types::detail::throw_division_by_zero();
    }
    if constexpr (std::integral<T>) {
      if (b == -1 && a == std::numeric_limits<T>::min()) throw_integer_range<T>();
      return static_cast<T>(a / b);
    } else if constexpr (std::floating_point<T>) {
      return narrowed<T>(double{a} / double{b}, std::isfinite(a), a == 0 || std::isinf(b));
    } else {
      return a / b;
    }
  }
};
template <class T>
struct modulo {
  T operator()(T a, T b) const {
    if constexpr (std::integral<T>) {
      if (b == 0) types::detail::throw_division_by_zero();
      return b == -1 ? T{0} : static_cast<T>(a % b);  // the smallest % -1 traps on x86
    } else {
      return a % b;
    }
  }
};
template <class T>
struct negate {
  T operator()(T a) const {
    if constexpr (std::integral<T>) {
      if (a == std::numeric_limits<T>::min()) throw_integer_range<T>();
      return static_cast<T>(-a);
    } else {
      return -a;
    }
  }
};
template <class T>
struct same {
  T operator()(T a) const { return a; }
};

template <class T>
void add_numbers(function_list& to) {
  to.push_back(define<add<T>{}>("+"));
  to.push_back(define<subtract<T>{}>("-"));
  to.push_back(define<multiply<T>{}>("*"));
  to.push_back(define<divide<T>{}>("/"));
  to.push_back(define<negate<T>{}>("-"));
  to.push_back(define<same<T>{}>("+"));
}

template <class T>
void add_bits(function_list& to) {
  to.push_back(define<[](T a, T b) { return static_cast<T>(a & b); }>("&"));
  to.push_back(define<[](T a, T b) { return static_cast<T>(a | b); }>("|"));
  to.push_back(define<[](T a, T b) { return static_cast<T>(a ^ b); }>("#"));
  to.push_back(define<[](T a) { return static_cast<T>(~a); }>("~"));
  // As C shifts in PostgreSQL: smallint as an integer, by the number's last five or six bits.
  using shifted = std::conditional_t<sizeof(T) == 8, std::int64_t, std::int32_t>;
  constexpr unsigned bits = 8 * sizeof(shifted);
  to.push_back(define<[](T a, std::int32_t n) {
    return static_cast<T>(static_cast<std::make_unsigned_t<shifted>>(shifted{a})
                          << (static_cast<unsigned>(n) % bits));
  }>("<<"));
  to.push_back(define<[](T a, std::int32_t n) {
    return static_cast<T>(shifted{a} >> (static_cast<unsigned>(n) % bits));
  }>(">>"));
}

/// PostgreSQL's power of doubles, errors included.
inline double power(double a, double b) {
  if (a == 0 && b < 0)
    throw error(errc::invalid_argument_for_power_function,
                "zero raised to a negative power is undefined");
  if (a < 0 && std::isfinite(b) && b != std::floor(b))
    throw error(errc::invalid_argument_for_power_function,
                "a negative number raised to a non-integer power yields a complex result");
  bool const infinite = std::isinf(a) || std::isinf(b);
  return checked(std::pow(a, b), std::isfinite(a) && std::isfinite(b), a == 0 || infinite);
}

/// Whole exponents by squaring, exact while the digits fit; others through long doubles.
inline types::decimal power(types::decimal a, types::decimal b) {
  using types::decimal;
  decimal const whole = types::trunc(b);
  if (whole != b || types::abs(b) > decimal(std::int64_t{1000})) {
    static_cast<void>(power(types::to_double(a), types::to_double(b)));  // refuses what it must
    if (a.zero()) return {0, 16};
    long double const exponent = to_long(b) * log10l(fabsl(to_long(a)));
    return from_long(powl(to_long(a), to_long(b)),
                     decimals_for(static_cast<int>(exponent), std::max(a.scale(), b.scale())));
  }
  std::int64_t n = types::to_int64(whole);
  if (a.zero() && n < 0)
    throw error(errc::invalid_argument_for_power_function,
                "zero raised to a negative power is undefined");
  bool const inverse = n < 0;
  decimal result(std::int64_t{1}), square = a;
  for (n = inverse ? -n : n; n != 0; n >>= 1) {
    if ((n & 1) != 0) result = result * square;
    if (n > 1) square = square * square;
  }
  if (inverse) result = decimal(std::int64_t{1}) / result;
  int const room = decimal::max_digits - std::max(decimal_weight(result) + 1, 0);
  int const decimals = std::min(std::max(16, a.scale()), room);
  return types::apply_precision(result, decimal::max_digits, decimals);
}

}  // namespace detail

void add_arithmetic(function_list& to) {
  using types::decimal;
  detail::add_numbers<std::int16_t>(to);
  detail::add_numbers<std::int32_t>(to);
  detail::add_numbers<std::int64_t>(to);
  detail::add_numbers<float>(to);
  detail::add_numbers<double>(to);
  detail::add_numbers<decimal>(to);
  for (std::string_view const name : {"%", "mod"}) {
    to.push_back(define<detail::modulo<std::int16_t>{}>(name));
    to.push_back(define<detail::modulo<std::int32_t>{}>(name));
    to.push_back(define<detail::modulo<std::int64_t>{}>(name));
    to.push_back(define<detail::modulo<decimal>{}>(name));
  }
  // A real and a double meet as doubles.
  to.push_back(define<[](float a, double b) { return detail::add<double>{}(a, b); }>("+"));
  to.push_back(define<[](double a, float b) { return detail::add<double>{}(a, b); }>("+"));
  to.push_back(define<[](float a, double b) { return detail::subtract<double>{}(a, b); }>("-"));
  to.push_back(define<[](double a, float b) { return detail::subtract<double>{}(a, b); }>("-"));
  to.push_back(define<[](float a, double b) { return detail::multiply<double>{}(a, b); }>("*"));
  to.push_back(define<[](double a, float b) { return detail::multiply<double>{}(a, b); }>("*"));
  to.push_back(define<[](float a, double b) { return detail::divide<double>{}(a, b); }>("/"));
  to.push_back(define<[](double a, float b) { return detail::divide<double>{}(a, b); }>("/"));
  detail::add_bits<std::int16_t>(to);
  detail::add_bits<std::int32_t>(to);
  detail::add_bits<std::int64_t>(to);
  for (std::string_view const name : {"^", "power", "pow"}) {
    to.push_back(define<[](double a, double b) { return detail::power(a, b); }>(name));
    to.push_back(define<[](decimal a, decimal b) { return detail::power(a, b); }>(name));
  }
}

}  // namespace helios::exec
