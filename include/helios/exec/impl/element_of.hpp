// helios/exec/impl/element_of.hpp -- values to elements.
#pragma once

#include <helios/base/arena.hpp>
#include <helios/exec/element.hpp>
#include <helios/types/text.hpp>

namespace helios::exec {

namespace detail {

/// The element inside a value that is not NULL; texts point into it.
template <class T>
[[nodiscard]] T element_of(value const& v, type_id type) {
  if constexpr (std::same_as<T, types::decimal>) {
    return v.as_decimal();
  } else if constexpr (std::same_as<T, std::string_view>) {
    if (v.type() == type_id::bytea) return as_text(v.as_bytea());
    return type == type_id::bpchar ? types::without_padding(v.as_string()) : v.as_string();
  } else if constexpr (std::same_as<T, types::jsonb_view>) {
    return {v.as_string()};
  } else if constexpr (std::same_as<T, types::array_view>) {
    return v.as_array();
  } else if constexpr (std::same_as<T, types::vector_view>) {
    return v.as_vector();
  } else {
    return v.as<T>();
  }
}

/// The same element, its bytes copied.
template <far_element T>
[[nodiscard]] T copied(arena& in, T const& v) {
  if constexpr (std::same_as<T, types::array_view>) {
    return {as_bytes(in.copy(as_text(v.image()))), v.element()};
  } else if constexpr (std::same_as<T, types::vector_view>) {
    return {as_bytes(in.copy(as_text(v.image()))), type_id::vector};
  } else if constexpr (std::same_as<T, types::jsonb_view>) {
    return {in.copy(v.text)};
  } else {
    return in.copy(v);
  }
}

}  // namespace detail

}  // namespace helios::exec
