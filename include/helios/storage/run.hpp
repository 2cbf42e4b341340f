// helios/storage/run.hpp -- a run: rows in key order, stored by column; a leaf's base or its cold
// delta.
//
// Shape     one position-independent block, the same bytes in memory and in the file; offsets from
//           its start
//
//             0   node_prefix             kind = run; flags bit 0: this run is a delta
//             8   run_header              40 bytes
//            48   column directory        run_column per column, 64 bytes each
//                 keys                    int64[rows], or u32 ends[rows] and the keys' bytes
//                 fences                  int64 keys: every 32nd key; byte keys: the 8 bytes
//                                         after the common prefix of every 32nd key as a
//                                         big-endian number
//                 columns                 validity bitmap (absent without NULLs), values or
//                                         u32 ends[rows] and heap; fixed-width values begin at
//                                         multiples of 64
//                 delta part              base position u16[rows] (0xffff: not in the base),
//                                         erase bitmap[rows], keep bitmap over the base's rows
//                                         (0 = overridden or erased here)
//
//           bit 31 of a bytes column's end marks an out-of-line value (storage/row.hpp).
// Holds     (R1) keys ascend strictly; there are at most longest_run
//           (R2) ends ascend and stay inside the block; a value out of line has the length of its
//                reference; a boolean is 0 or 1
//           (R3) in a delta, base positions ascend, and bit p of the keep bitmap is clear exactly
//                when some row has base position p
//           (R4) fences and prefix are those of the keys
// Threads   immutable once built
// Errors    run_fault() tells what is wrong with bytes from a file; the views trust what was
//           checked
// Cost      find: 35-135 ns at 1024 rows; build: about 20 ns per row and column
// Source    PAX (Ailamaki et al., VLDB 2001); the fence array is measured in docs/decisions.md
#pragma once

#include <helios/storage/key.hpp>
#include <helios/storage/node.hpp>
#include <helios/storage/row.hpp>
#include <helios/storage/shape.hpp>

#include <span>
#include <vector>

namespace helios::storage {

inline constexpr std::uint16_t no_base_position = 0xffff;
inline constexpr std::uint32_t fence_stride = 32;
inline constexpr std::uint8_t run_is_delta = 1;
/// Positions are 16 bits, and a delta takes in what is hot beside it.
inline constexpr std::uint32_t longest_run = 0x8000;

/// Of bytes: offsets are 32 bits, and ends 31.
inline constexpr std::uint64_t longest_leaf = std::uint64_t{1} << 31;
/// 54000.  Long values lie out of line: only rows of a file that somebody forged come so far.
[[noreturn]] HELIOS_DECL void throw_too_long_leaf();

struct run_header {
  std::uint32_t rows;
  std::uint32_t columns;
  std::uint64_t fingerprint;  // of the shape it was written under
  std::uint32_t keys;         // offsets
  std::uint32_t key_heap;     // byte keys only
  std::uint32_t fences;
  std::uint32_t delta;      // 0: a base
  std::uint32_t base_rows;  // of the base a delta belongs to
  std::uint32_t prefix;     // byte keys: length of the common prefix of all keys
};
static_assert(sizeof(run_header) == 40);

/// Smallest and largest value of a column: as int128, or as double for floating columns.
struct zone {
  std::uint64_t words[2];
};

struct run_column {
  std::uint32_t id;
  physical_type type;
  std::uint8_t encoding;  // 0: plain
  std::uint8_t has_zone;
  std::uint8_t unused;
  std::uint32_t validity;  // offset; 0: no NULLs
  std::uint32_t values;    // offset of the values, or of the ends
  std::uint32_t heap;      // bytes columns: offset
  std::uint32_t heap_bytes;
  zone low, high;
  std::uint64_t unused2;
};
static_assert(sizeof(run_column) == 64);

class run_view {
 public:
  run_view() = default;
  explicit run_view(std::byte const* block) noexcept
      : block_(block), header_(load<run_header>(block + 8)) {}

  [[nodiscard]] explicit operator bool() const noexcept { return block_ != nullptr; }
  [[nodiscard]] std::byte const* block() const noexcept { return block_; }
  [[nodiscard]] std::uint32_t bytes_used() const noexcept {
    return load<node_prefix>(block_).bytes;
  }
  [[nodiscard]] std::uint32_t rows() const noexcept { return header_.rows; }
  [[nodiscard]] std::uint32_t base_rows() const noexcept { return header_.base_rows; }
  [[nodiscard]] std::uint64_t fingerprint() const noexcept { return header_.fingerprint; }
  [[nodiscard]] std::uint32_t columns() const noexcept { return header_.columns; }
  [[nodiscard]] run_column column(std::uint32_t i) const noexcept {
    return load<run_column>(block_ + 48 + sizeof(run_column) * i);
  }

  [[nodiscard]] std::int64_t int_key(std::uint32_t row) const noexcept {
    return load<std::int64_t>(block_ + header_.keys + 8 * std::size_t{row});
  }
  [[nodiscard]] std::int64_t const* int_keys() const noexcept {
    return reinterpret_cast<std::int64_t const*>(block_ + header_.keys);
  }
  [[nodiscard]] byte_view byte_key(std::uint32_t row) const noexcept {
    std::uint32_t const begin = row == 0 ? 0 : key_end(row - 1);
    return {block_ + header_.key_heap + begin, key_end(row) - begin};
  }

  [[nodiscard]] bool is_null(run_column const& c, std::uint32_t row) const noexcept {
    return c.validity != 0 && !bit(c.validity, row);
  }
  [[nodiscard]] cell at(run_column const& c, std::uint32_t row) const noexcept {
    if (is_null(c, row)) return {};
    std::size_t const w = width(c.type);
    if (w != 0) return {{block_ + c.values + w * row, w}, false, false};
    std::uint32_t const end = value_end(c, row);
    std::uint32_t const begin = row == 0 ? 0 : value_end(c, row - 1) & ~out_of_line_bit;
    return {{block_ + c.heap + begin, (end & ~out_of_line_bit) - begin},
            false,
            (end & out_of_line_bit) != 0};
  }
  [[nodiscard]] std::uint32_t value_end(run_column const& c, std::uint32_t row) const noexcept {
    return load<std::uint32_t>(block_ + c.values + 4 * std::size_t{row});
  }

  [[nodiscard]] std::uint32_t prefix() const noexcept { return header_.prefix; }
  [[nodiscard]] std::uint64_t fence(std::uint32_t i) const noexcept {
    return load<std::uint64_t>(block_ + header_.fences + 8 * std::size_t{i});
  }

  // Deltas only.
  [[nodiscard]] std::uint16_t base_position(std::uint32_t row) const noexcept {
    return load<std::uint16_t>(block_ + header_.delta + 2 * std::size_t{row});
  }
  [[nodiscard]] bool erased(std::uint32_t row) const noexcept { return bit(erase_at(), row); }
  [[nodiscard]] bool keeps(std::uint32_t base_row) const noexcept {
    return bit(keep_at(), base_row);
  }

  /// The first row whose key is not below the given one; rows() if none. K is int_keys or
  /// byte_keys.
  template <class K>
  [[nodiscard]] std::uint32_t lower_bound(typename K::view key) const noexcept;
  /// The same, looking from a row on of which it is known that the answer is not before it: fast
  /// when the answer is near.
  template <class K>
  [[nodiscard]] std::uint32_t lower_bound_from(std::uint32_t row,
                                               typename K::view key) const noexcept;
  template <class K>
  [[nodiscard]] typename K::view key(std::uint32_t row) const noexcept {
    if constexpr (K::kind == key_kind::int64) {
      return int_key(row);
    } else {
      return byte_key(row);
    }
  }

  [[nodiscard]] std::uint32_t key_end(std::uint32_t row) const noexcept {
    return load<std::uint32_t>(block_ + header_.keys + 4 * std::size_t{row});
  }
  [[nodiscard]] std::uint32_t erase_at() const noexcept {
    return header_.delta + static_cast<std::uint32_t>(align_up(2 * std::uint64_t{header_.rows}, 8));
  }
  [[nodiscard]] std::uint32_t keep_at() const noexcept {
    return erase_at() + static_cast<std::uint32_t>(align_up((header_.rows + 7) / 8, 8));
  }

 private:
  [[nodiscard]] bool bit(std::uint32_t at, std::uint32_t i) const noexcept {
    return (static_cast<unsigned>(block_[at + i / 8]) >> (i % 8) & 1U) != 0;
  }

  std::byte const* block_ = nullptr;
  run_header header_{};
};

/// What is wrong with a page's run, or nullptr: (R2), (R3) and the rest of what keeps its readers
/// inside. Costs 0.3 ns per row and column of texts.
[[nodiscard]] HELIOS_DECL char const* run_fault(byte_view payload);
/// Which of (R1) and (R4) a run breaks that passed run_fault(): who walks it meets each row once,
/// but may not find it. nullptr: none.
[[nodiscard]] HELIOS_DECL char const* order_fault(run_view const& run) noexcept;

template <class K>
std::uint32_t run_view::lower_bound(typename K::view wanted) const noexcept {
  std::uint32_t const n = header_.rows;
  if (n == 0) return 0;
  // Which stride of 32 rows: the last whose first key is below or at the wanted one.
  std::uint32_t const strides = (n + fence_stride - 1) / fence_stride;
  if constexpr (K::kind == key_kind::int64) {
    // Two searches without a branch that could be foreseen wrongly: in the fences, which lie in a
    // line or two of the cache, and in one stride.
    auto const count = [](std::uint32_t begin, std::uint32_t length, auto const& before) {
      std::uint32_t at = begin;
      for (; length > 1; length -= length / 2) at += before(at + length / 2 - 1) ? length / 2 : 0;
      return at + (length == 1 && before(at) ? 1U : 0U);
    };
    std::uint32_t const below = count(
        0, strides, [&](std::uint32_t i) { return static_cast<std::int64_t>(fence(i)) <= wanted; });
    if (below == 0) return 0;
    std::uint32_t const low = (below - 1) * fence_stride;
    return count(low, std::min(n - low, fence_stride),
                 [&](std::uint32_t i) { return int_key(i) < wanted; });
  } else {
    std::uint32_t low = 0;
    std::uint32_t high = n;
    std::uint32_t const prefix = header_.prefix;
    byte_view const common = byte_key(0).first(prefix);
    int const c = compare(wanted.first(std::min<std::size_t>(prefix, wanted.size())), common);
    if (c != 0) return c < 0 ? 0 : n;
    std::uint64_t const normal = normalised(wanted, prefix);
    std::uint32_t below = 0;
    std::uint32_t up_to = 0;
    for (std::uint32_t i = 0; i != strides; ++i) {
      below += fence(i) < normal ? 1U : 0U;
      up_to += fence(i) <= normal ? 1U : 0U;
    }
    low = below == 0 ? 0 : (below - 1) * fence_stride;
    high = std::min(n, up_to * fence_stride);
    while (low < high) {
      std::uint32_t const middle = low + (high - low) / 2;
      if (compare(byte_key(middle), wanted) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

template <class K>
std::uint32_t run_view::lower_bound_from(std::uint32_t row,
                                         typename K::view wanted) const noexcept {
  std::uint32_t const n = header_.rows;
  std::uint32_t step = 1;
  std::uint32_t low = row;  // every row before it is below
  while (low < n && K::order(key<K>(std::min(low + step, n) - 1), wanted) < 0) {
    low = std::min(low + step, n);
    step *= 2;
  }
  std::uint32_t high = std::min(low + step, n);
  while (low < high) {
    std::uint32_t const middle = low + (high - low) / 2;
    if (K::order(key<K>(middle), wanted) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/// XX001: a row of the directory (shape.hpp) that lies in a file names a node by an address.
[[noreturn]] HELIOS_DECL void throw_wild_reference();

/// Whether a run may be read under a shape: one that says that it was written under this very shape
/// has its columns.
[[nodiscard]] HELIOS_DECL bool readable_under(shape const& wanted, run_view const& run) noexcept;

/// Where the columns of a shape are found in a run or an image written under another shape.
class column_map {
 public:
  column_map() = default;
  HELIOS_DECL column_map(shape const& wanted, run_view const& in);
  HELIOS_DECL column_map(shape const& wanted, shape const& in);
  /// The place of wanted column i, or shape::npos if absent there.
  [[nodiscard]] std::uint32_t operator[](std::uint32_t i) const noexcept {
    return places_.empty() ? i : places_[i];
  }

 private:
  std::vector<std::uint32_t> places_;  // empty: the same columns in the same order
};

/// What rows are gathered from: a run, or images of a shape.
struct row_source {
  run_view run;
  shape const* images = nullptr;
  column_map map;
  bool in_file = false;  // the run is a page's: nobody vouches for what its rows say
};

/// One row to be put into a run: where its cells are.
template <class View>
struct picked {
  View key;
  std::byte const* image = nullptr;  // source.images: the row image
  std::uint16_t source = 0;
  std::uint16_t position = 0;                      // source.run: the row
  std::uint16_t base_position = no_base_position;  // for deltas
  bool erased = false;
};

/// Builds a run of the shape from rows in key order. A base ignores base positions; a delta wants
/// its base's rows. Errors: XX001 for rows of the directory, see throw_wild_reference().
template <class K>
[[nodiscard]] node_ref build_run(shape const& form, std::span<picked<typename K::view> const> rows,
                                 std::span<row_source const> sources, bool delta,
                                 std::uint32_t base_rows, node_pool& pool, era birth,
                                 owner_id owner);

/// The bytes that rows would take in a base, roughly: what decides where leaves split.
template <class View>
[[nodiscard]] std::uint64_t rows_cost(shape const& form, std::span<picked<View> const> rows,
                                      std::span<row_source const> sources);
/// The same of each row.
template <class View>
[[nodiscard]] std::vector<std::uint32_t> row_costs(shape const& form,
                                                   std::span<picked<View> const> rows,
                                                   std::span<row_source const> sources);

}  // namespace helios::storage

#include <helios/storage/impl/run_build.hpp>
#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/run.ipp>
#endif
