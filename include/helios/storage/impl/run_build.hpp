// helios/storage/impl/run_build.hpp -- how runs are built: sizes first, then one pass per column.
#pragma once

#include <helios/storage/run.hpp>

#include <helios/storage/impl/run_gather.hpp>

#include <vector>

namespace helios::storage {

namespace detail {

/// The zone of a finished column; texts have none.
HELIOS_DECL void find_zone(std::byte* block, run_column& c, std::uint32_t rows);

/// Where the parts of a run go; filled front to back.
struct run_plan {
  std::uint64_t at;
  std::uint32_t take(std::uint64_t n, std::uint64_t alignment) noexcept {
    std::uint64_t const begin = align_up(at, alignment);
    at = begin + n;
    return static_cast<std::uint32_t>(begin);  // what is cut off here is refused in the end
  }
};

/// key_at(i): the key of row i.
template <class K, class Keys>
void fill_keys(std::byte* block, run_header const& h, Keys const& key_at) {
  if constexpr (K::kind == key_kind::int64) {
    for (std::uint32_t i = 0; i != h.rows; ++i)
      store(block + h.keys + 8 * std::size_t{i}, key_at(i));
    for (std::uint32_t i = 0; i < h.rows; i += fence_stride)
      store(block + h.fences + 8 * std::size_t{i / fence_stride}, key_at(i));
  } else {
    std::uint32_t end = 0;
    for (std::uint32_t i = 0; i != h.rows; ++i) {
      byte_view const k = key_at(i);
      if (!k.empty()) std::memcpy(block + h.key_heap + end, k.data(), k.size());
      end += static_cast<std::uint32_t>(k.size());
      store(block + h.keys + 4 * std::size_t{i}, end);
    }
    for (std::uint32_t i = 0; i < h.rows; i += fence_stride) {
      store(block + h.fences + 8 * std::size_t{i / fence_stride}, normalised(key_at(i), h.prefix));
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

/// What is taken from pages into memory: there a reference may be an address.
template <class View>
void check_references(std::span<picked<View> const> rows, std::span<row_source const> sources) {
  for (picked<View> const& r : rows) {
    row_source const& from = sources[r.source];
    if (r.erased || !from.in_file) continue;
    std::uint32_t const at = from.map[0];
    if (at == shape::npos) continue;
    cell const reference = from.run.at(from.run.column(at), r.position);
    if (!reference.null && node_ref(reference.as<std::uint64_t>()).in_heap())
      throw_wild_reference();
  }
}

[[nodiscard]] inline std::uint32_t common_prefix(byte_view a, byte_view b) noexcept {
  auto const [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::uint32_t>(x - a.begin());
}

}  // namespace detail

template <class View>
std::uint64_t rows_cost(shape const& form, std::span<picked<View> const> rows,
                        std::span<row_source const> sources) {
  std::uint64_t total = (std::uint64_t{form.fixed_size()} + 8) * rows.size();
  if constexpr (std::same_as<View, byte_view>) {
    for (picked<View> const& r : rows) total += r.key.size();
  }
  if (!form.has_bytes()) return total;
  detail::row_gather<View> gather(form, rows, sources);
  for (std::uint32_t c = 0; c != form.columns().size(); ++c) {
    if (form.columns()[c].type != physical_type::bytes) continue;
    gather.turn_to(c);
    total += gather.heap_bytes();
  }
  return total;
}

template <class View>
std::vector<std::uint32_t> row_costs(shape const& form, std::span<picked<View> const> rows,
                                     std::span<row_source const> sources) {
  std::vector<std::uint32_t> costs(rows.size(), form.fixed_size() + 8);
  if constexpr (std::same_as<View, byte_view>) {
    for (std::size_t i = 0; i != rows.size(); ++i)
      costs[i] += static_cast<std::uint32_t>(rows[i].key.size());
  }
  if (!form.has_bytes()) return costs;
  detail::row_gather<View> gather(form, rows, sources);
  for (std::uint32_t c = 0; c != form.columns().size(); ++c) {
    if (form.columns()[c].type != physical_type::bytes) continue;
    gather.turn_to(c);
    gather.add_sizes(costs);
  }
  return costs;
}

namespace detail {

/// A run of rows whose keys and columns are asked for: key_at(i), and what row_gather has to say of
/// the column it was turned to. Of a delta all but fill_delta().
template <class K, class Keys, class Columns>
[[nodiscard]] node_ref build_block(shape const& form, std::uint32_t rows, Keys const& key_at,
                                   Columns& gather, bool delta, std::uint32_t base_rows,
                                   node_pool& pool, era birth, owner_id owner) {
  std::uint64_t const n = rows;
  auto const column_count = static_cast<std::uint32_t>(form.columns().size());
  run_header h{};
  h.rows = rows;
  h.columns = column_count;
  h.fingerprint = form.fingerprint();
  h.base_rows = base_rows;

  run_plan plan{48 + sizeof(run_column) * std::uint64_t{column_count}};
  h.fences = plan.take(8 * ((n + fence_stride - 1) / fence_stride), 8);
  if constexpr (K::kind == key_kind::int64) {
    h.keys = plan.take(8 * n, 64);
  } else {
    h.keys = plan.take(4 * n, 8);
    std::uint64_t heap = 0;
    for (std::uint32_t i = 0; i != rows; ++i) heap += key_at(i).size();
    h.key_heap = plan.take(heap, 1);
    h.prefix = n == 0 ? 0 : common_prefix(key_at(0), key_at(rows - 1));
  }

  std::size_t const bitmap = align_up((n + 7) / 8, 8);
  std::vector<run_column> columns(column_count);
  for (std::uint32_t i = 0; i != column_count; ++i) {
    run_column& c = columns[i];
    c = {};
    c.id = raw(form.columns()[i].id);
    c.type = form.columns()[i].type;
    gather.turn_to(i);
    if (gather.any_null()) c.validity = plan.take(bitmap, 8);
    if (c.type == physical_type::bytes) {
      std::uint64_t const heap = gather.heap_bytes();
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
  if (plan.at > longest_leaf) throw_too_long_leaf();
  std::uint32_t const bytes = static_cast<std::uint32_t>(align_up(plan.at, 8));

  node_ref const result = pool.allocate(bytes, birth, owner);
  std::byte* const block = result.address();
  // Pages are runs as they stand: no stale memory between their parts, and the same rows make the
  // same bytes.
  std::memset(block, 0, bytes);
  store(block, node_prefix{node_kind::run, static_cast<std::uint8_t>(K::kind), 0,
                           delta ? run_is_delta : std::uint8_t{0}, bytes});
  store(block + 8, h);
  fill_keys<K>(block, h, key_at);
  for (std::uint32_t i = 0; i != column_count; ++i) {
    run_column& c = columns[i];
    gather.turn_to(i);
    if (c.validity != 0) {
      std::memset(block + c.validity, 0xff, bitmap);
      gather.put_validity(block + c.validity);
    }
    if (c.type == physical_type::bytes) {
      gather.put_bytes(block + c.values, block + c.heap);
    } else {
      gather.put_values(block + c.values, width(c.type));
    }
    if (!delta) find_zone(block, c, h.rows);
    store(block + run_columns_at + sizeof(run_column) * i, c);
  }
  return result;
}

}  // namespace detail

template <class K>
node_ref build_run(shape const& form, std::span<picked<typename K::view> const> rows,
                   std::span<row_source const> sources, bool delta, std::uint32_t base_rows,
                   node_pool& pool, era birth, owner_id owner) {
  using view = typename K::view;
  if (form.columns() == directory_shape().columns()) detail::check_references(rows, sources);
  detail::row_gather<view> gather(form, rows, sources);
  node_ref const result = detail::build_block<K>(
      form, static_cast<std::uint32_t>(rows.size()), [&](std::size_t i) { return rows[i].key; },
      gather, delta, base_rows, pool, birth, owner);
  if (delta)
    detail::fill_delta<view>(result.address(), load<run_header>(result.address() + 8), rows);
  return result;
}

}  // namespace helios::storage
