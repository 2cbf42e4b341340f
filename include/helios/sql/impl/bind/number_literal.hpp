// helios/sql/impl/bind/number_literal.hpp -- the value of 1, 1.5, 2e38.
//
// Shape     integer, bigint or numeric, the first that holds it; else double precision
// Errors    22003 beyond a double
#pragma once

#include <helios/exec/expression.hpp>
#include <helios/types/cast.hpp>
#include <helios/types/decimal_text.hpp>

#include <charconv>
#include <string>

namespace helios::sql::binding {

namespace detail {

/// A number is a double where a decimal has no room for it, or for fewer of its digits than a
/// double: 2e38, 1e-300.
[[nodiscard]] inline types::value decimal_or_double(std::string const& text) {
  auto const as = [&](types::type_id t) {
    return types::cast(types::value::text(text, types::type_id::unknown), t);
  };
  constexpr int128 digits_of_double = 100'000'000'000'000'000;  // 17
  try {
    types::value exact = as(types::type_id::numeric);
    types::decimal const d = exact.as_decimal();
    if (d.scale() != types::decimal::max_digits || types::abs(d).mantissa() >= digits_of_double)
      return exact;
    types::value near = as(types::type_id::float8);
    return types::to_double(d) == near.as<double>() ? exact : near;
  } catch (error const& e) {
    if (e.code() != errc::numeric_value_out_of_range) throw;
    return as(types::type_id::float8);
  }
}

[[nodiscard]] inline exec::expression_ptr number(std::string const& text, bool integer) {
  if (integer) {
    std::int64_t n = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (failed == std::errc() && end == text.data() + text.size()) {
      return n == static_cast<std::int32_t>(n)
                 ? exec::make_constant(types::value(static_cast<std::int32_t>(n)))
                 : exec::make_constant(types::value(n));
    }
  }
  return exec::make_constant(decimal_or_double(text));
}

}  // namespace detail

}  // namespace helios::sql::binding
