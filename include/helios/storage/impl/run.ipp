// helios/storage/impl/run.ipp -- the check of runs from a file, zones, column maps.
#pragma once

#include <helios/storage/run.hpp>

#include <helios/types/physical.hpp>

#include <bit>
#include <concepts>

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
  visit(c.type, [&](auto as) {
    using type = typename decltype(as)::type;
    if constexpr (std::same_as<type, bool>) {
      find_zone_of<std::uint8_t>(block, c, rows);
    } else if constexpr (!std::same_as<type, byte_view>) {
      find_zone_of<type>(block, c, rows);
    }
  });
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
    if (!inside(head_.fences, 8 * ((rows_ + fence_stride - 1) / fence_stride)))
      return "a run's fences";
    if (prefix_.keys == static_cast<std::uint8_t>(key_kind::int64))
      return head_.keys % 64 == 0 && inside(head_.keys, 8 * rows_) ? nullptr : "a run's keys";
    if (!ends(head_.keys, head_.key_heap, false)) return "a run's keys";
    bool const prefixed = rows_ == 0 || head_.prefix <= run_view(from_).byte_key(0).size();
    return prefixed ? nullptr : "the prefix of a run's keys";
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

  /// These two are most of what a page's check costs: many rows at a time, and no branch.
  [[nodiscard]] bool ends(std::uint32_t at, std::uint32_t heap, bool marks) const noexcept {
    if (!inside(at, 4 * rows_)) return false;
    if (rows_ == 0) return true;
    using many = std::uint32_t __attribute__((vector_size(16)));
    constexpr std::uint64_t lanes = sizeof(many) / sizeof(std::uint32_t);
    std::byte const* const words = from_ + at;
    many falls{};  // of two numbers of 31 bits: a difference below zero has the highest bit
    many marked{};
    std::uint64_t i = 1;
    for (; i + lanes <= rows_; i += lanes) {
      many const before = load<many>(words + 4 * (i - 1)) & ~out_of_line_bit;
      many const word = load<many>(words + 4 * i);
      falls |= (word & ~out_of_line_bit) - before;
      marked |= word;
    }
    std::uint32_t fall = 0;
    std::uint32_t mark = load<std::uint32_t>(words);
    for (std::uint64_t k = 0; k != lanes; ++k) fall |= falls[k], mark |= marked[k];
    for (; i < rows_; ++i) {
      auto const word = load<std::uint32_t>(words + 4 * i);
      fall |=
          (word & ~out_of_line_bit) - (load<std::uint32_t>(words + 4 * (i - 1)) & ~out_of_line_bit);
      mark |= word;
    }
    std::uint32_t const last = load<std::uint32_t>(words + 4 * (rows_ - 1)) & ~out_of_line_bit;
    if ((fall & out_of_line_bit) != 0 || !inside(heap, last)) return false;
    return (mark & out_of_line_bit) == 0 || (marks && marks_fit(words));
  }
  /// What is marked has the length of a reference.
  [[nodiscard]] bool marks_fit(std::byte const* words) const noexcept {
    std::uint32_t before = 0;
    for (std::uint64_t i = 0; i != rows_; ++i) {
      auto const word = load<std::uint32_t>(words + 4 * i);
      std::uint32_t const end = word & ~out_of_line_bit;
      if (word != end && end - before != sizeof(value_ref)) return false;
      before = end;
    }
    return true;
  }

  [[nodiscard]] bool booleans(std::uint32_t at) const noexcept {
    std::uint64_t all = 0;
    std::uint64_t i = 0;
    for (; i + 8 <= rows_; i += 8) all |= load<std::uint64_t>(from_ + at + i);
    for (; i != rows_; ++i) all |= static_cast<std::uint64_t>(from_[at + i]);
    return (all & ~std::uint64_t{0x0101'0101'0101'0101}) == 0;
  }

  std::byte const* from_;
  node_prefix prefix_;
  run_header head_;
  std::uint64_t rows_;
};

template <class K>
[[nodiscard]] char const* order_fault_of(run_view const& run) noexcept {
  for (std::uint32_t i = 1; i < run.rows(); ++i)
    if (K::order(run.template key<K>(i - 1), run.template key<K>(i)) >= 0)
      return "keys do not ascend";
  for (std::uint32_t i = 0; i < run.rows(); i += fence_stride) {
    auto const fence = [&]() -> std::uint64_t {
      if constexpr (K::kind == key_kind::int64) {
        return static_cast<std::uint64_t>(run.int_key(i));
      } else {
        return normalised(run.byte_key(i), run.prefix());
      }
    };
    if (run.fence(i / fence_stride) != fence()) return "fences are not those of the keys";
  }
  if constexpr (K::kind == key_kind::bytes) {
    if (run.rows() == 0) return nullptr;
    byte_view const last = run.byte_key(run.rows() - 1);
    if (last.size() < run.prefix() ||
        compare(last.first(run.prefix()), run.byte_key(0).first(run.prefix())) != 0)
      return "the prefix is not that of the keys";
  }
  return nullptr;
}

}  // namespace detail

char const* order_fault(run_view const& run) noexcept {
  auto const keys = static_cast<key_kind>(load<node_prefix>(run.block()).keys);
  return with_keys(keys, [&](auto k) { return detail::order_fault_of<decltype(k)>(run); });
}

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
  if (run.columns() != wanted.columns().size()) return false;
  // Each time that a page's leaf is opened: the differences of all columns, and one branch.
  std::uint64_t differences = 0;
  std::byte const* at = run.block() + run_columns_at;
  for (column_shape const& column : wanted.columns()) {
    differences |= load<std::uint32_t>(at) ^ raw(column.id);
    differences |= load<std::uint8_t>(at + 4) ^ static_cast<std::uint8_t>(column.type);
    at += sizeof(run_column);
  }
  return differences == 0;
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
