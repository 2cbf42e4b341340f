// helios/storage/impl/run.ipp -- the check of runs from a file, zones, column maps.
#pragma once

#include <helios/storage/run.hpp>

#include <bit>

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

void throw_too_long_leaf() {
  throw error(errc::program_limit_exceeded, "a leaf of a tree would be longer than 2 GiB");
}

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

namespace detail {

/// Looks at the bytes of one run. What it reads it has found to lie inside.
class run_inspection {
 public:
  explicit run_inspection(byte_view payload) noexcept
      : from_(payload.data()),
        prefix_(load<node_prefix>(from_)),
        head_(load<run_header>(from_ + 8)),
        rows_(head_.rows) {}

  [[nodiscard]] char const* keys() const noexcept {
    if (!inside(head_.fences, 8 * strides())) return "a run's fences";
    bool const numbers = prefix_.keys == static_cast<std::uint8_t>(key_kind::int64);
    return numbers ? number_keys() : byte_keys();
  }

  [[nodiscard]] char const* columns() const noexcept {
    if (!inside(48, std::uint64_t{head_.columns} * sizeof(run_column))) return "a run's columns";
    run_view const view(from_);
    for (std::uint32_t i = 0; i != head_.columns; ++i) {
      run_column const c = view.column(i);
      if (c.type > physical_type::bytes || c.encoding != 0) return "an unknown type of column";
      if (c.validity != 0 && !inside(c.validity, (rows_ + 7) / 8)) return "a column's NULLs";
      if (c.type == physical_type::bytes) {
        if (!ends(c.values, c.heap, true)) return "the ends of a column's values";
      } else if (c.values % 64 != 0 || !inside(c.values, width(c.type) * rows_)) {
        return "a column's values";
      } else if (c.type == physical_type::boolean && !booleans(c.values)) {
        return "a boolean that is neither true nor false";
      }
    }
    return nullptr;
  }

  [[nodiscard]] char const* delta() const noexcept {
    if ((prefix_.flags & run_is_delta) == 0)
      return head_.delta == 0 ? nullptr : "a base with a delta's parts";
    std::uint64_t const kept = align_up((std::uint64_t{head_.base_rows} + 7) / 8, 8);
    std::uint64_t const need = align_up(2 * rows_, 8) + align_up((rows_ + 7) / 8, 8) + kept;
    if (head_.delta == 0 || !inside(head_.delta, need)) return "a delta's parts";
    run_view const view(from_);
    std::uint64_t placed = 0;
    std::uint32_t next = 0;  // the lowest position that may follow
    for (std::uint32_t i = 0; i != rows_; ++i) {
      std::uint16_t const at = view.base_position(i);
      if (at == no_base_position) continue;
      if (at < next || at >= head_.base_rows || view.keeps(at)) return "a delta's base positions";
      next = at + 1U;
      ++placed;
    }
    for (std::uint64_t i = 0; i != kept; i += 8)
      placed -= static_cast<std::uint64_t>(
          std::popcount(~load<std::uint64_t>(from_ + view.keep_at() + i)));
    return placed == 0 ? nullptr : "a delta hides rows that it does not have";
  }

 private:
  [[nodiscard]] bool inside(std::uint64_t at, std::uint64_t n) const noexcept {
    return at <= prefix_.bytes && n <= prefix_.bytes - at;
  }
  [[nodiscard]] std::uint64_t strides() const noexcept {
    return (rows_ + fence_stride - 1) / fence_stride;
  }
  template <class F>
  [[nodiscard]] bool fences_are(F const& of_row) const noexcept {
    for (std::uint32_t i = 0; i != strides(); ++i)
      if (load<std::uint64_t>(from_ + head_.fences + 8 * std::size_t{i}) != of_row(i * fence_stride))
        return false;
    return true;
  }

  /// Without a branch per row: these loops are most of what a page's check costs.
  [[nodiscard]] bool ends(std::uint32_t at, std::uint32_t heap, bool marks) const noexcept {
    if (!inside(at, 4 * rows_)) return false;
    std::uint32_t before = 0, falls = 0, marked = 0;
    for (std::uint64_t i = 0; i != rows_; ++i) {
      auto const word = load<std::uint32_t>(from_ + at + 4 * i);
      std::uint32_t const end = word & ~out_of_line_bit;
      falls |= end - before;  // of two numbers of 31 bits: below zero sets the highest bit
      marked |= word;
      before = end;
    }
    if ((falls & out_of_line_bit) != 0 || !inside(heap, before)) return false;
    if ((marked & out_of_line_bit) == 0) return true;
    before = 0;
    for (std::uint64_t i = 0; marks && i != rows_; ++i) {
      auto const word = load<std::uint32_t>(from_ + at + 4 * i);
      std::uint32_t const end = word & ~out_of_line_bit;
      if (word != end && end - before != sizeof(value_ref)) return false;
      before = end;
    }
    return marks;
  }

  [[nodiscard]] bool booleans(std::uint32_t at) const noexcept {
    unsigned all = 0;
    for (std::uint64_t i = 0; i != rows_; ++i) all |= static_cast<unsigned>(from_[at + i]);
    return all <= 1;
  }

  [[nodiscard]] char const* number_keys() const noexcept {
    if (head_.keys % 64 != 0 || !inside(head_.keys, 8 * rows_)) return "a run's keys";
    run_view const view(from_);
    std::int64_t const* const keys = view.int_keys();
    unsigned falls = 0;
    for (std::uint64_t i = 1; i < rows_; ++i) falls |= keys[i - 1] >= keys[i] ? 1U : 0U;
    if (falls != 0) return "keys do not ascend";
    bool const fit = fences_are(
        [&](std::uint32_t row) { return static_cast<std::uint64_t>(view.int_key(row)); });
    return fit ? nullptr : "fences are not those of the keys";
  }

  [[nodiscard]] char const* byte_keys() const noexcept {
    if (!ends(head_.keys, head_.key_heap, false)) return "a run's keys";
    if (rows_ == 0) return nullptr;
    run_view const view(from_);
    byte_view const first = view.byte_key(0);
    std::uint32_t const common = head_.prefix;
    if (common > first.size()) return "the prefix of a run's keys";
    std::uint64_t const room = prefix_.bytes - head_.key_heap;
    // The prefix is that of all keys: mostly short, and compared in one load.
    bool const long_prefix = common > 8 || common + std::uint64_t{8} > room;
    auto const mask = common == 0 ? 0 : ~std::uint64_t{0} >> (64 - 8 * std::min(common, 8U));
    std::uint64_t const front = long_prefix ? 0 : load<std::uint64_t>(first.data()) & mask;
    std::uint32_t begin = 0;
    std::uint64_t before = 0;
    for (std::uint32_t i = 0; i != head_.rows; ++i) {
      std::uint32_t const end = view.key_end(i);
      if (end - begin < common || end - begin > key_limit) return "the length of a key";
      // As normalised(), but for keys at the very end with one load for all lengths.
      std::uint32_t const size = end - begin - common;
      std::uint64_t number = 0;
      byte_view const key = view.byte_key(i);
      bool const at_end = std::uint64_t{begin} + common + 8 > room;
      if (at_end) {
        number = normalised(key, common);
      } else if (size != 0) {
        number = __builtin_bswap64(load<std::uint64_t>(key.data() + common));
        if (size < 8) number &= ~std::uint64_t{0} << (64 - 8 * size);
      }
      bool const prefixed =
          long_prefix || at_end
              ? compare(key.first(common), first.first(common)) == 0
              : (load<std::uint64_t>(key.data()) & mask) == front;
      if (!prefixed) return "the prefix of a run's keys";
      bool const ascends = i == 0 || before < number ||
                           (before == number && compare(view.byte_key(i - 1), view.byte_key(i)) < 0);
      if (!ascends) return "keys do not ascend";
      if (i % fence_stride == 0 &&
          load<std::uint64_t>(from_ + head_.fences + 8 * std::size_t{i / fence_stride}) != number)
        return "fences are not those of the keys";
      before = number;
      begin = end;
    }
    return nullptr;
  }

  std::byte const* from_;
  node_prefix prefix_;
  run_header head_;
  std::uint64_t rows_;
};

}  // namespace detail

char const* run_fault(byte_view payload) {
  if (payload.size() < 48) return "a run is too short";
  auto const p = load<node_prefix>(payload.data());
  if (p.kind != node_kind::run || p.bytes < 48 || p.bytes > payload.size() || p.keys > 1 ||
      p.level != 0 || (p.flags & ~run_is_delta) != 0)
    return "a run's kind or length";
  auto const h = load<run_header>(payload.data() + 8);
  if (h.rows > longest_run || h.base_rows > longest_run) return "a run of too many rows";
  detail::run_inspection const run(payload);
  if (char const* const fault = run.keys()) return fault;
  if (char const* const fault = run.columns()) return fault;
  return run.delta();
}

void throw_wild_reference() {
  throw error(errc::data_corrupted, "the directory names a tree that is not in the file")
      .hint("Restore the file from a backup.");
}

bool readable_under(shape const& wanted, run_view const& run) noexcept {
  if (run.fingerprint() != wanted.fingerprint()) return true;
  auto const& columns = wanted.columns();
  bool fits = run.columns() == columns.size();
  for (std::uint32_t i = 0; fits && i != columns.size(); ++i) {
    std::byte const* const at = run.block() + 48 + sizeof(run_column) * i;
    fits = load<std::uint32_t>(at) == raw(columns[i].id) &&
           load<physical_type>(at + 4) == columns[i].type;
  }
  return fits;
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
