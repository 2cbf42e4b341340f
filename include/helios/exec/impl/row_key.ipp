// helios/exec/impl/row_key.ipp -- elements to key parts.
#pragma once

#include <helios/exec/row_key.hpp>

namespace helios::exec {

void append_key(bytes& out, column const& c, std::uint32_t row, types::key_order order) {
  if (c.is_null(row)) return types::append_null_key(out, order);
  with_element(c.type.id, [&](auto as) {
    using T = typename decltype(as)::type;
    T const& v = c.as<T>()[row];
    if constexpr (std::same_as<T, std::string_view>) {
      if (c.type.id == type_id::bytea) {
        types::append_bytea_key(out, as_bytes(v), order);
      } else {
        types::append_key(out, v, order);
      }
    } else if constexpr (std::same_as<T, types::date> || std::same_as<T, types::time_of_day> ||
                         std::same_as<T, types::timestamp> ||
                         std::same_as<T, types::timestamp_tz>) {
      types::append_key(out, v.count, order);
    } else if constexpr (std::same_as<T, types::enumerator>) {
      types::append_key(out, v.number, order);
    } else {
      types::append_key(out, v, order);
    }
  });
}

void row_keys::build(std::span<column const> columns, selection const& rows,
                     std::span<types::key_order const> orders) {
  bytes_.clear();
  ends_.clear();
  each(rows, [&](std::uint32_t row) {
    for (std::size_t i = 0; i != columns.size(); ++i)
      append_key(bytes_, columns[i], row, orders.empty() ? types::key_order{} : orders[i]);
    ends_.push_back(bytes_.size());
  });
}

}  // namespace helios::exec
