// helios/exec/impl/evaluate_cast.ipp -- loops for the casts that cannot fail, the rest by value.
#pragma once

#include <helios/exec/impl/evaluate_cast.hpp>
#include <helios/types/cast.hpp>
#include <helios/types/decimal_text.hpp>
#include <helios/types/text.hpp>

#include <optional>
#include <span>
#include <vector>

namespace helios::exec::detail {

template <class From, class To, class F>
[[nodiscard]] column converted(column const& from, data_type to, selection const& rows,
                               environment& with, F f) {
  From const* const in = from.as<From>();
  To* const out = allocate<To>(with.memory(), rows.extent());
  if (from.nulls == nullptr) {
    each(rows, [&](std::uint32_t i) { out[i] = f(in[i]); });
  } else {
    each(rows, [&](std::uint32_t i) { out[i] = from.nulls[i] != 0 ? To{} : f(in[i]); });
  }
  return {to, out, from.nulls};
}

/// Widening: every value has an image. nullopt: the pair is not one of them.
[[nodiscard]] inline std::optional<column> widened(column const& from, data_type to,
                                                   selection const& rows, environment& with) {
  auto const is_integer = [](type_id t) { return t >= type_id::int2 && t <= type_id::int8; };
  if (!is_integer(from.type.id) && from.type.id != type_id::float4) return std::nullopt;
  return with_element(from.type.id, [&](auto as) -> std::optional<column> {
    using From = typename decltype(as)::type;
    if constexpr (std::is_arithmetic_v<From>) {
      auto const number = [&](auto to_as) {
        using To = typename decltype(to_as)::type;
        return converted<From, To>(from, to, rows, with, [](From v) { return static_cast<To>(v); });
      };
      if (to.id == type_id::float8) return number(as_type<double>{});
      if constexpr (std::integral<From>) {
        if (to.id == type_id::float4) return number(as_type<float>{});
        if (to.id == type_id::int4 && sizeof(From) <= 4) return number(as_type<std::int32_t>{});
        if (to.id == type_id::int8) return number(as_type<std::int64_t>{});
        if (to.id == type_id::numeric && !to.constrained())
          return converted<From, types::decimal>(
              from, to, rows, with, [](From v) { return types::decimal(std::int64_t{v}); });
      }
    }
    return std::nullopt;
  });
}

column cast_column(column const& from, data_type to, types::cast_context context,
                   selection const& rows, environment& with) {
  bool const strings = types::category(from.type.id) == types::type_category::string &&
                       types::category(to.id) == types::type_category::string;
  // Strings share one element, and a bpchar's blanks are not kept.
  if (strings && !to.constrained() && to.id != type_id::bpchar)
    return {to, from.elements, from.nulls};
  if (auto const wide = widened(from, to, rows, with)) return *wide;
  std::vector<value> values(rows.extent());
  each(rows, [&](std::uint32_t i) {
    if (!from.is_null(i)) values[i] = types::cast(value_at(from, i), to, context, with.time());
  });
  return make_column(with.memory(), to, values);
}

column cast_for_all(value const& v, data_type to, types::cast_context context,
                    selection const& rows, environment& with) {
  value const made = types::cast(v, to, context, with.time());
  column const one = make_column(with.memory(), to, std::span(&made, 1));
  auto* const places = allocate<std::uint32_t>(with.memory(), rows.extent());
  each(rows, [&](std::uint32_t i) { places[i] = 0; });
  return gather(with.memory(), one, places, rows);
}

}  // namespace helios::exec::detail
