// helios/storage/impl/run.ipp -- the check of runs from a file, zones, column maps.
#pragma once

#include <helios/storage/run.hpp>

#include <limits>

namespace helios::storage {

namespace detail {

template <class T>
[[nodiscard]] zone zone_word(T value) noexcept {
  zone z{};
  if constexpr (std::is_floating_point_v<T>) {
    z.words[0] = std::bit_cast<std::uint64_t>(static_cast<double>(value));
  } else {
    auto const wide = static_cast<uint128>(static_cast<int128>(value));
    z.words[0] = static_cast<std::uint64_t>(wide);
    z.words[1] = static_cast<std::uint64_t>(wide >> 64);
  }
  return z;
}

template <class T>
void find_zone_of(std::byte* block, run_column& c, std::uint32_t rows) noexcept {
  run_view const view(block);
  bool any = false;
  T low{};
  T high{};
  for (std::uint32_t i = 0; i != rows; ++i) {
    if (view.is_null(c, i)) continue;
    T const v = load<T>(block + c.values + sizeof(T) * i);
    if (v != v) return;  // a NaN has no place between a low and a high
    low = !any || v < low ? v : low;
    high = !any || high < v ? v : high;
    any = true;
  }
  if (!any) return;
  c.has_zone = 1;
  c.low = zone_word(low);
  c.high = zone_word(high);
}

}  // namespace detail

void detail::find_zone(std::byte* block, run_column& c, std::uint32_t rows) {
  switch (c.type) {
    case physical_type::boolean: return find_zone_of<std::uint8_t>(block, c, rows);
    case physical_type::int16: return find_zone_of<std::int16_t>(block, c, rows);
    case physical_type::int32: return find_zone_of<std::int32_t>(block, c, rows);
    case physical_type::int64: return find_zone_of<std::int64_t>(block, c, rows);
    case physical_type::int128: return find_zone_of<int128>(block, c, rows);
    case physical_type::float32: return find_zone_of<float>(block, c, rows);
    case physical_type::float64: return find_zone_of<double>(block, c, rows);
    case physical_type::bytes: return;
  }
}

void run_view::check(byte_view payload) {
  auto const bad = [](char const* what) {
    throw error(errc::data_corrupted, std::string("a run of rows is damaged: ") + what);
  };
  if (payload.size() < 48) bad("too short");
  auto const p = load<node_prefix>(payload.data());
  if (p.kind != node_kind::run || p.bytes > payload.size() || p.keys > 1) bad("not a run");
  auto const h = load<run_header>(payload.data() + 8);
  std::uint64_t const size = p.bytes;
  auto const inside = [&](std::uint64_t at, std::uint64_t n) {
    return at <= size && n <= size - at;
  };
  std::uint64_t const n = h.rows;
  std::uint64_t const bitmap = (n + 7) / 8;
  if (n > no_base_position || h.base_rows > no_base_position) bad("too many rows");
  if (!inside(48, std::uint64_t{h.columns} * sizeof(run_column))) bad("column directory");
  if (!inside(h.fences, 8 * ((n + fence_stride - 1) / fence_stride))) bad("fences");
  run_view const view(payload.data());

  auto const ends = [&](std::uint32_t at, std::uint32_t heap, char const* what, bool values) {
    if (!inside(at, 4 * n)) bad(what);
    std::uint32_t before = 0;
    for (std::uint64_t i = 0; i != n; ++i) {
      auto const word = load<std::uint32_t>(payload.data() + at + 4 * i);
      std::uint32_t const end = values ? word & ~out_of_line_bit : word;
      if (end < before || (word != end && end - before != sizeof(value_ref))) bad(what);
      before = end;
    }
    if (!inside(heap, before)) bad(what);
  };
  if (p.keys == static_cast<std::uint8_t>(key_kind::int64)) {
    if (!inside(h.keys, 8 * n)) bad("keys");
    for (std::uint32_t i = 1; i < n; ++i) {
      if (view.int_key(i - 1) >= view.int_key(i)) bad("keys do not ascend");
    }
  } else {
    ends(h.keys, h.key_heap, "keys", false);
    for (std::uint32_t i = 1; i < n; ++i) {
      if (compare(view.byte_key(i - 1), view.byte_key(i)) >= 0) bad("keys do not ascend");
    }
    if (n != 0 && h.prefix > std::min(view.byte_key(0).size(), view.byte_key(h.rows - 1).size()))
      bad("key prefix");
  }
  for (std::uint32_t i = 0; i != h.columns; ++i) {
    run_column const c = view.column(i);
    if (c.type > physical_type::bytes || c.encoding != 0) bad("unknown column type or encoding");
    if (c.validity != 0 && !inside(c.validity, bitmap)) bad("validity");
    if (c.type == physical_type::bytes) {
      ends(c.values, c.heap, "values", true);
    } else if (!inside(c.values, width(c.type) * n)) {
      bad("values");
    }
  }
  if ((p.flags & run_is_delta) != 0) {
    std::uint64_t const need =
        align_up(2 * n, 8) + align_up(bitmap, 8) + align_up((h.base_rows + 7) / 8, 8);
    if (h.delta == 0 || !inside(h.delta, need)) bad("delta");
    for (std::uint32_t i = 0; i != n; ++i) {
      std::uint16_t const at = view.base_position(i);
      if (at != no_base_position && (at >= h.base_rows || view.keeps(at))) bad("base positions");
    }
  }
}

column_map::column_map(shape const& wanted, run_view const& in) {
  if (in.fingerprint() == wanted.fingerprint()) return;
  for (column_shape const& column : wanted.columns()) {
    std::uint32_t place = shape::npos;
    for (std::uint32_t i = 0; i != in.columns(); ++i) {
      if (in.column(i).id == raw(column.id) && in.column(i).type == column.type) place = i;
    }
    places_.push_back(place);
  }
}

column_map::column_map(shape const& wanted, shape const& in) {
  if (in.fingerprint() == wanted.fingerprint()) return;
  for (column_shape const& column : wanted.columns()) {
    std::size_t const at = in.find(column.id);
    places_.push_back(at != shape::npos && in.columns()[at].type == column.type
                          ? static_cast<std::uint32_t>(at)
                          : shape::npos);
  }
}

}  // namespace helios::storage
