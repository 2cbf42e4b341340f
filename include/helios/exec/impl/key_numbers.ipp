// helios/exec/impl/key_numbers.ipp -- which keys are integers.
#pragma once

#include <helios/exec/key_numbers.hpp>

namespace helios::exec {

namespace detail {

/// A column's elements as 64-bit integers, at the rows' places; nullptr: they do not count
/// anything.
[[nodiscard]] inline std::int64_t const* whole_numbers(column const& c, selection const& rows,
                                                       arena& in) {
  return with_element(c.type.id, [&](auto as) -> std::int64_t const* {
    using T = typename decltype(as)::type;
    auto const converted = [&](auto number_of) {
      T const* const from = c.as<T>();
      auto* const to = allocate<std::int64_t>(in, rows.extent());
      each(rows, [&](std::uint32_t i) { to[i] = number_of(from[i]); });
      return to;
    };
    if constexpr (std::same_as<T, std::int64_t>) {
      return c.as<std::int64_t>();
    } else if constexpr (std::signed_integral<T>) {
      return converted([](T v) { return std::int64_t{v}; });
    } else if constexpr (std::same_as<T, types::date> || std::same_as<T, types::time_of_day> ||
                         std::same_as<T, types::timestamp> ||
                         std::same_as<T, types::timestamp_tz>) {
      return converted([](T v) { return std::int64_t{v.count}; });
    } else if constexpr (std::same_as<T, types::enumerator>) {
      return converted([](T v) { return std::int64_t{v.number}; });
    } else {
      return nullptr;
    }
  });
}

}  // namespace detail

std::int64_t const* key_numbers::whole_keys(std::span<column const> keys, selection const& rows) {
  memory_.clear();
  std::int64_t const* const numbers =
      keys.size() == 1 ? detail::whole_numbers(keys[0], rows, memory_) : nullptr;
  if (numbers == nullptr) {
    built_.build(keys, rows);
  } else if (integers_.scattered()) {
    each(rows, [&](std::uint32_t i) { integers_.prefetch(numbers[i]); });
  }
  return numbers;
}

void key_numbers::clear() {
  integers_.clear();
  strings_.clear();
}

}  // namespace helios::exec
