// helios/storage/impl/run_build.hpp -- how runs are built: sizes first, then one pass per column.
#pragma once

#include <helios/storage/run.hpp>

namespace helios::storage {

namespace detail {

template <class View>
[[nodiscard]] cell picked_cell(shape const& form, picked<View> const& row, std::uint32_t column,
                               std::span<row_source const> sources) noexcept {
  if (row.erased) return {};
  row_source const& from = sources[row.source];
  std::uint32_t const at = from.map[column];
  if (at == shape::npos) return row_view(form, form.absent_row()).at(column);
  if (from.images != nullptr) return row_view(*from.images, {row.image, row.image_bytes}).at(at);
  return from.run.at(from.run.column(at), row.position);
}

inline void set_bit(std::byte* bitmap, std::size_t i) noexcept {
  bitmap[i / 8] |= static_cast<std::byte>(1U << (i % 8));
}
inline void clear_bit(std::byte* bitmap, std::size_t i) noexcept {
  bitmap[i / 8] &= static_cast<std::byte>(~(1U << (i % 8)));
}

/// The zone of a finished column of fixed width.
HELIOS_DECL void find_zone(std::byte* block, run_column& c, std::uint32_t rows);

/// Where the parts of a run go; filled front to back.
struct run_plan {
  std::uint32_t at;
  std::uint32_t take(std::uint64_t n, std::uint64_t alignment) noexcept {
    at = static_cast<std::uint32_t>(align_up(at, alignment));
    std::uint32_t const begin = at;
    at += static_cast<std::uint32_t>(n);
    return begin;
  }
};

template <class View>
void fill_fixed(std::byte* block, shape const& form, std::uint32_t column, run_column const& c,
                std::span<picked<View> const> rows, std::span<row_source const> sources) {
  std::size_t const w = width(c.type);
  std::byte* const values = block + c.values;
  std::size_t i = 0;
  while (i != rows.size()) {
    picked<View> const& first = rows[i];
    row_source const& from = sources[first.source];
    std::uint32_t const at = from.map[column];
    if (from.images == nullptr && at != shape::npos && !first.erased) {
      // Neighbours in a run are copied together.
      run_column const source = from.run.column(at);
      std::size_t n = 1;
      while (i + n != rows.size() && rows[i + n].source == first.source && !rows[i + n].erased &&
             rows[i + n].position == first.position + n) {
        ++n;
      }
      std::memcpy(values + w * i, from.run.block() + source.values + w * first.position, w * n);
      if (source.validity != 0) {
        for (std::size_t k = 0; k != n; ++k) {
          if (from.run.is_null(source, static_cast<std::uint32_t>(first.position + k))) {
            clear_bit(block + c.validity, i + k);
          }
        }
      }
      i += n;
      continue;
    }
    cell const value = picked_cell(form, first, column, sources);
    if (value.null) {
      std::memset(values + w * i, 0, w);
      clear_bit(block + c.validity, i);
    } else {
      std::memcpy(values + w * i, value.data.data(), w);
    }
    ++i;
  }
}

template <class View>
void fill_bytes(std::byte* block, shape const& form, std::uint32_t column, run_column const& c,
                std::span<picked<View> const> rows, std::span<row_source const> sources) {
  std::uint32_t end = 0;
  for (std::size_t i = 0; i != rows.size(); ++i) {
    cell const value = picked_cell(form, rows[i], column, sources);
    if (value.null) {
      clear_bit(block + c.validity, i);
    } else if (!value.data.empty()) {
      std::memcpy(block + c.heap + end, value.data.data(), value.data.size());
      end += static_cast<std::uint32_t>(value.data.size());
    }
    store(block + c.values + 4 * i, end | (value.out_of_line ? out_of_line_bit : 0));
  }
}

template <class K>
void fill_keys(std::byte* block, run_header const& h,
               std::span<picked<typename K::view> const> rows) {
  if constexpr (K::kind == key_kind::int64) {
    for (std::size_t i = 0; i != rows.size(); ++i) store(block + h.keys + 8 * i, rows[i].key);
    for (std::size_t i = 0; i < rows.size(); i += fence_stride) {
      store(block + h.fences + 8 * (i / fence_stride), rows[i].key);
    }
  } else {
    std::uint32_t end = 0;
    for (std::size_t i = 0; i != rows.size(); ++i) {
      byte_view const k = rows[i].key;
      if (!k.empty()) std::memcpy(block + h.key_heap + end, k.data(), k.size());
      end += static_cast<std::uint32_t>(k.size());
      store(block + h.keys + 4 * i, end);
    }
    for (std::size_t i = 0; i < rows.size(); i += fence_stride) {
      store(block + h.fences + 8 * (i / fence_stride), normalised(rows[i].key, h.prefix));
    }
  }
}

template <class View>
void fill_delta(std::byte* block, run_header const& h, std::span<picked<View> const> rows) {
  run_view const view(block);
  std::byte* const erased = block + view.erase_at();
  std::byte* const keep = block + view.keep_at();
  std::memset(erased, 0, align_up((rows.size() + 7) / 8, 8));
  std::memset(keep, 0xff, align_up((h.base_rows + 7) / 8, 8));
  for (std::size_t i = 0; i != rows.size(); ++i) {
    store(block + h.delta + 2 * i, rows[i].base_position);
    if (rows[i].erased) set_bit(erased, i);
    if (rows[i].base_position != no_base_position) clear_bit(keep, rows[i].base_position);
  }
}

[[nodiscard]] inline std::uint32_t common_prefix(byte_view a, byte_view b) noexcept {
  auto const [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::uint32_t>(x - a.begin());
}

}  // namespace detail

template <class View>
std::uint32_t row_cost(shape const& form, picked<View> const& row,
                       std::span<row_source const> sources) {
  std::uint64_t cost = form.fixed_size() + 8;
  if constexpr (std::same_as<View, byte_view>) cost += row.key.size();
  if (form.has_bytes()) {
    for (std::uint32_t c = 0; c != form.columns().size(); ++c) {
      if (form.columns()[c].type == physical_type::bytes) {
        cost += detail::picked_cell(form, row, c, sources).data.size();
      }
    }
  }
  return static_cast<std::uint32_t>(cost);
}

template <class K>
node_ref build_run(shape const& form, std::span<picked<typename K::view> const> rows,
                   std::span<row_source const> sources, bool delta, std::uint32_t base_rows,
                   node_pool& pool, era birth, owner_id owner) {
  using view = typename K::view;
  std::uint64_t const n = rows.size();
  auto const column_count = static_cast<std::uint32_t>(form.columns().size());
  run_header h{};
  h.rows = static_cast<std::uint32_t>(n);
  h.columns = column_count;
  h.fingerprint = form.fingerprint();
  h.base_rows = base_rows;

  detail::run_plan plan{static_cast<std::uint32_t>(48 + sizeof(run_column) * column_count)};
  if constexpr (K::kind == key_kind::int64) {
    h.keys = plan.take(8 * n, 64);
  } else {
    h.keys = plan.take(4 * n, 8);
    std::uint64_t heap = 0;
    for (picked<view> const& r : rows) heap += r.key.size();
    h.key_heap = plan.take(heap, 1);
    h.prefix = n == 0 ? 0 : detail::common_prefix(rows.front().key, rows.back().key);
  }
  h.fences = plan.take(8 * ((n + fence_stride - 1) / fence_stride), 8);

  std::vector<run_column> columns(column_count);
  for (std::uint32_t i = 0; i != column_count; ++i) {
    run_column& c = columns[i];
    c = {};
    c.id = raw(form.columns()[i].id);
    c.type = form.columns()[i].type;
    c.validity = plan.take(align_up((n + 7) / 8, 8), 8);
    if (c.type == physical_type::bytes) {
      std::uint64_t heap = 0;
      for (picked<view> const& r : rows)
        heap += detail::picked_cell(form, r, i, sources).data.size();
      c.values = plan.take(4 * n, 8);
      c.heap = plan.take(heap, 1);
      c.heap_bytes = static_cast<std::uint32_t>(heap);
    } else {
      c.values = plan.take(width(c.type) * n, 64);
    }
  }
  if (delta) {
    h.delta = plan.take(
        align_up(2 * n, 8) + align_up((n + 7) / 8, 8) + align_up((base_rows + 7) / 8, 8), 8);
  }
  std::uint32_t const bytes = static_cast<std::uint32_t>(align_up(plan.at, 8));

  node_ref const result = pool.allocate(bytes, birth, owner);
  std::byte* const block = result.address();
  // Pages are runs as they stand: no stale memory between their parts, and the same rows make the
  // same bytes.
  std::memset(block, 0, bytes);
  store(block, node_prefix{node_kind::run, static_cast<std::uint8_t>(K::kind), 0,
                           delta ? run_is_delta : std::uint8_t{0}, bytes});
  store(block + 8, h);
  detail::fill_keys<K>(block, h, rows);
  for (std::uint32_t i = 0; i != column_count; ++i) {
    run_column& c = columns[i];
    std::size_t const bitmap = align_up((n + 7) / 8, 8);
    std::memset(block + c.validity, 0xff, bitmap);
    if (c.type == physical_type::bytes) {
      detail::fill_bytes<view>(block, form, i, c, rows, sources);
    } else {
      detail::fill_fixed<view>(block, form, i, c, rows, sources);
    }
    bool complete = true;
    for (std::size_t k = 0; complete && k != bitmap; ++k)
      complete = block[c.validity + k] == std::byte{0xff};
    if (complete) c.validity = 0;
    if (!delta && c.type != physical_type::bytes) detail::find_zone(block, c, h.rows);
    store(block + 48 + sizeof(run_column) * i, c);
  }
  if (delta) detail::fill_delta<view>(block, h, rows);
  return result;
}

}  // namespace helios::storage
