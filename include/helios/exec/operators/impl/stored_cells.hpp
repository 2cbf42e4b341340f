// helios/exec/operators/impl/stored_cells.hpp -- columns of batches out of cells and keys of trees.
#pragma once

#include <helios/exec/operators/scan.hpp>
#include <helios/storage/long_value.hpp>
#include <helios/types/decimal_image.hpp>
#include <helios/types/json_text.hpp>

namespace helios::exec {

namespace detail {

/// The bytes of a cell, copied into `in` if they lie out of line.
[[nodiscard]] inline byte_view lasting_content(storage::cell const& c,
                                               storage::value_reader& values, arena& in) {
  if (!c.out_of_line) return c.data;
  return as_bytes(in.copy(as_text(values.read(c))));
}

template <class T>
[[nodiscard]] T element_in(byte_view image, data_type type) {
  if constexpr (std::same_as<T, std::string_view>) {
    return as_text(image);
  } else if constexpr (std::same_as<T, types::jsonb_view>) {
    types::check_stored_json(as_text(image));
    return {as_text(image)};
  } else if constexpr (std::same_as<T, types::array_view>) {
    return {image, types::element_of(type)};
  } else if constexpr (std::same_as<T, types::vector_view>) {
    return {image, type};
  } else if constexpr (std::same_as<T, types::decimal>) {
    if (!type.constrained()) return types::read_image(image);
    auto const mantissa = load<int128>(image.data());
    if (types::magnitude(mantissa) >= types::power_of_ten(types::decimal::max_digits))
      throw error(errc::data_corrupted, "a stored numeric is damaged");
    return {mantissa, std::max<int>(type.scale, 0)};
  } else if constexpr (std::same_as<T, types::uuid>) {
    return types::to_uuid(load<int128>(image.data()));
  } else if constexpr (std::same_as<T, types::interval>) {
    return types::to_interval(load<int128>(image.data()));
  } else if constexpr (std::same_as<T, types::enumerator>) {
    return {load<std::int32_t>(image.data()), type.precision};
  } else if constexpr (std::same_as<T, types::time_of_day>) {
    auto const time = load<types::time_of_day>(image.data());
    if (!types::is_valid(time)) throw error(errc::data_corrupted, "a stored time is damaged");
    return time;
  } else {
    return load<T>(image.data());
  }
}

/// A column whose row i is the cell that cell_at(i) names.
template <class CellAt>
[[nodiscard]] column read_cells(data_type type, std::uint32_t n, storage::page_source* pages,
                                arena& in, CellAt cell_at) {
  return with_element(type.id, [&](auto as) -> column {
    using T = typename decltype(as)::type;
    T* const to = allocate<T>(in, n);
    std::uint8_t* nulls = nullptr;
    storage::value_reader values(pages);
    for (std::uint32_t i = 0; i != n; ++i) {
      storage::cell const c = cell_at(i);
      if (c.null) {
        if (nulls == nullptr) nulls = allocate_nulls(in, n);
        nulls[i] = 1;
        to[i] = T{};
      } else {
        to[i] = element_in<T>(lasting_content(c, values, in), type);
      }
    }
    return {type, to, nulls};
  });
}

/// A column out of byte keys: row i is the part of the key that key_at(i) gives.
template <class KeyAt>
[[nodiscard]] column read_key_part(scan_column const& c, std::vector<key_part> const& key,
                                   std::uint32_t n, arena& in, KeyAt key_at) {
  std::vector<value> values(n);
  for (std::uint32_t i = 0; i != n; ++i) {
    byte_reader reader(key_at(i));
    for (std::uint32_t part = 0; part <= c.position; ++part)
      values[i] = types::read_key(reader, key[part].type, key[part].order);
  }
  return make_column(in, c.type, values);
}

/// A column out of the keys of rows, of either kind.
template <class KeyAt>
[[nodiscard]] column read_row_key(scan_column const& c, storage::key_kind kind,
                                  std::vector<key_part> const& key, std::uint32_t n, arena& in,
                                  KeyAt key_at) {
  if (kind == storage::key_kind::bytes)
    return read_key_part(c, key, n, in, [&](std::uint32_t i) { return key_at(i).text; });
  return with_element(c.type.id, [&](auto as) -> column {
    using T = typename decltype(as)::type;
    if constexpr (std::integral<T> || std::same_as<T, types::date> ||
                  std::same_as<T, types::time_of_day> || std::same_as<T, types::timestamp> ||
                  std::same_as<T, types::timestamp_tz>) {
      T* const to = allocate<T>(in, n);
      for (std::uint32_t i = 0; i != n; ++i) {
        std::int64_t const number = key_at(i).number;
        if constexpr (std::integral<T>) {
          to[i] = static_cast<T>(number);
        } else {
          to[i].count = static_cast<decltype(to[i].count)>(number);
        }
      }
      return {c.type, to, nullptr};
    } else {
      HELIOS_UNREACHABLE();
    }
  });
}

}  // namespace detail

}  // namespace helios::exec
