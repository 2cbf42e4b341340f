// tests/storage/random_rows.hpp -- rows of every physical type, and the bytes of the run they make.
#pragma once

#include <helios/storage/run.hpp>

#include <tests/support/random.hpp>

namespace helios::test {

inline constexpr physical_type all_types[] = {
    physical_type::boolean, physical_type::bytes,   physical_type::int16,  physical_type::int32,
    physical_type::bytes,   physical_type::int64,   physical_type::int128, physical_type::float32,
    physical_type::float64, physical_type::boolean, physical_type::bytes};

[[nodiscard]] inline storage::shape shape_of(std::size_t from, std::size_t to) {
  std::vector<storage::column_shape> columns;
  for (std::size_t i = from; i != to; ++i)
    columns.push_back({column_id{static_cast<std::uint32_t>(i + 1)}, all_types[i]});
  return {storage::key_kind::int64, columns};
}

/// `references`: some values lie out of line, nowhere.
[[nodiscard]] inline bytes random_image(random_source& random, storage::shape const& form,
                                        bool nulls, bool references = true) {
  storage::row_builder b(form);
  for (storage::column_shape const& c : form.columns()) {
    std::size_t const w = width(c.type);
    bytes value = w == 0 ? random.some_bytes(40) : bytes(w);
    if (w != 0 && c.type != physical_type::float32 && c.type != physical_type::float64) {
      std::uint32_t const most = c.type == physical_type::boolean ? 2 : 256;
      for (std::byte& each : value) each = static_cast<std::byte>(random.below(most));
    }
    if (nulls && random.below(4) == 0) {
      b.add_null();
    } else if (references && w == 0 && random.below(5) == 0) {
      value.resize(sizeof(storage::value_ref));
      b.add({value, false, true});
    } else {
      b.add(storage::cell_of(byte_view(value)));
    }
  }
  return {b.image().begin(), b.image().end()};
}

[[nodiscard]] inline bytes block_of(storage::node_ref run) {
  std::byte const* const at = run.address();
  return {at, at + load<storage::node_prefix>(at).bytes};
}

}  // namespace helios::test
