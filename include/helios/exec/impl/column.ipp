// helios/exec/impl/column.ipp -- values in and out of columns.
#pragma once

#include <helios/exec/column.hpp>
#include <helios/exec/impl/element_of.hpp>
#include <helios/types/text.hpp>

#include <algorithm>
#include <string>

namespace helios::exec {

value value_at(column const& c, std::uint32_t row) {
  if (c.is_null(row)) return {};
  return with_element(c.type.id, [&](auto as) -> value {
    using T = typename decltype(as)::type;
    T const& v = c.as<T>()[row];
    if constexpr (std::same_as<T, std::string_view>) {
      if (c.type.id == type_id::bytea) return value::bytea(as_bytes(v));
      if (c.type.id == type_id::json) return value::json(v, c.type.id);
      if (c.type.id != type_id::bpchar || !c.type.constrained()) return value::text(v, c.type.id);
      std::string padded(v);
      std::size_t const characters = types::length(v);
      auto const wanted = static_cast<std::size_t>(c.type.precision);
      if (characters < wanted) padded.append(wanted - characters, ' ');
      return value::text(padded, c.type.id);
    } else if constexpr (std::same_as<T, types::jsonb_view>) {
      return value::json(v.text, c.type.id);
    } else if constexpr (std::same_as<T, types::array_view>) {
      return value::array(v);
    } else if constexpr (std::same_as<T, types::vector_view>) {
      return value::vector(v);
    } else {
      return value(v);
    }
  });
}

column constant_column(arena& in, value const& v, data_type type, std::uint32_t n) {
  return with_element(type.id, [&](auto as) -> column {
    using T = typename decltype(as)::type;
    T* const to = allocate<T>(in, n);
    if (n != 0) to[0] = v.is_null() ? T{} : detail::element_of<T>(v, type.id);
    // What is filled, once more: copies of long ranges are the fastest stores there are.
    for (std::uint32_t filled = 1; filled < n; filled *= 2)
      std::copy_n(to, std::min(filled, n - filled), to + filled);
    return {type, to, v.is_null() ? allocate_nulls(in, n, 1) : nullptr};
  });
}

namespace detail {

/// value_of(i): a value, or a reference to one.
template <class F>
[[nodiscard]] column column_of(arena& in, data_type type, std::size_t n, F&& value_of) {
  return with_element(type.id, [&](auto as) -> column {
    using T = typename decltype(as)::type;
    T* const to = allocate<T>(in, n);
    std::uint8_t* nulls = nullptr;
    for (std::size_t i = 0; i != n; ++i) {
      to[i] = T{};
      auto const& v = value_of(i);
      if (v.is_null()) {
        if (nulls == nullptr) nulls = allocate_nulls(in, n);
        nulls[i] = 1;
        continue;
      }
      to[i] = element_of<T>(v, type.id);
      if constexpr (far_element<T>) to[i] = copied(in, to[i]);
    }
    return {type, to, nulls};
  });
}

}  // namespace detail

column make_column(arena& in, data_type type, std::span<value const> values) {
  return detail::column_of(in, type, values.size(),
                           [&](std::size_t i) -> value const& { return values[i]; });
}
column make_column(arena& in, data_type type, std::size_t n,
                   std::function<value(std::size_t)> const& make) {
  return detail::column_of(in, type, n, make);
}

column_builder::column_builder(arena& in, data_type type, std::uint32_t capacity)
    : memory_(&in),
      type_(type),
      capacity_(capacity),
      elements_(in.allocate(capacity * element_size(type.id))) {}

std::uint8_t* column_builder::nulls() {
  if (nulls_ == nullptr) nulls_ = allocate_nulls(*memory_, capacity_);
  return nulls_;
}

void column_builder::copy(column const& from, selection const& rows) {
  with_element(type_.id, [&](auto as) {
    using T = typename decltype(as)::type;
    T const* const in = from.as<T>();
    auto* const out = static_cast<T*>(elements_);
    each(rows, [&](std::uint32_t i) { out[i] = in[i]; });
  });
  if (from.nulls == nullptr && nulls_ == nullptr) return;
  std::uint8_t* const marks = nulls();
  each(rows, [&](std::uint32_t i) { marks[i] = from.is_null(i) ? 1 : 0; });
}

void column_builder::set_nulls(selection const& rows) {
  with_element(type_.id, [&](auto as) {
    using T = typename decltype(as)::type;
    auto* const out = static_cast<T*>(elements_);
    each(rows, [&](std::uint32_t i) { out[i] = T{}; });
  });
  std::uint8_t* const marks = nulls();
  each(rows, [&](std::uint32_t i) { marks[i] = 1; });
}

column gather(arena& in, column const& from, std::uint32_t const* places, selection const& rows) {
  std::uint32_t const n = rows.extent();
  bool absent = false;
  each(rows, [&](std::uint32_t i) { absent |= places[i] == no_row; });
  std::uint8_t* nulls = nullptr;
  if (absent || from.nulls != nullptr) {
    nulls = allocate<std::uint8_t>(in, n);
    each(rows, [&](std::uint32_t i) {
      nulls[i] = places[i] == no_row || from.is_null(places[i]) ? 1 : 0;
    });
  }
  return with_element(from.type.id, [&](auto as) -> column {
    using T = typename decltype(as)::type;
    T* const to = allocate<T>(in, n);
    T const* const values = from.as<T>();
    if (absent) {
      each(rows, [&](std::uint32_t i) { to[i] = places[i] == no_row ? T{} : values[places[i]]; });
    } else {
      each(rows, [&](std::uint32_t i) { to[i] = values[places[i]]; });
    }
    return {from.type, to, nulls};
  });
}

}  // namespace helios::exec
