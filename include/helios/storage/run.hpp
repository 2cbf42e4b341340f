// helios/storage/run.hpp -- a run: rows in key order, stored by column; a leaf's base or its cold
// delta.
//
// Shape     one position-independent block, the same bytes in memory and in the file; offsets from
//           its start
//
//             0   node_prefix             kind = run; flags bit 0: this run is a delta
//             8   run_header              40 bytes
//            48   column directory        run_column per column, 64 bytes each
//                 fences                  int64 keys: every 32nd key; byte keys: the 8 bytes
//                                         after the common prefix of every 32nd key as a
//                                         big-endian number. Beside what a search reads first
//                 keys                    int64[rows], or u32 ends[rows] and the keys' bytes
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
/// Where in a run its columns are described.
inline constexpr std::size_t run_columns_at = sizeof(node_prefix) + sizeof(run_header);

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
  [[nodiscard]] run_column const& column(std::uint32_t i) const noexcept {
    return reinterpret_cast<run_column const*>(block_ + run_columns_at)[i];
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

  /// The row with a key; rows() if there is none. K is int_keys or byte_keys.
  template <class K>
  [[nodiscard]] std::uint32_t find(typename K::view key) const noexcept;
  /// The first row whose key is not below the given one; rows() if none.
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
  [[nodiscard]] std::uint32_t strides() const noexcept {
    return (header_.rows + fence_stride - 1) / fence_stride;
  }
  [[nodiscard]] std::uint32_t strides_up_to(std::int64_t key) const noexcept {
    return first_not(0, strides(),
                     [&](std::uint32_t i) { return static_cast<std::int64_t>(fence(i)) <= key; });
  }
  [[nodiscard]] inline std::uint32_t lower_bound_in(std::uint32_t stride,
                                                    std::int64_t key) const noexcept;
  // g++ leaves out calls of a function that does nothing but prefetch.
  [[gnu::always_inline]] inline void expect_row(std::uint32_t stride,
                                                std::int64_t key) const noexcept;
  [[gnu::always_inline]] inline void expect_texts(std::uint32_t row) const noexcept;

  static constexpr std::uint32_t columns_expected = 8;  // more would wait for each other

  std::byte const* block_ = nullptr;
  run_header header_{};
};

/// Brings what a search of a run reads first: header, columns and fences, where a thousand rows of
/// three columns have them. Asked for one after the other, each would wait for memory.
[[gnu::always_inline]] inline void expect_run(std::byte const* block) noexcept {
  for (std::size_t at = 64; at != 512; at += 64) __builtin_prefetch(block + at);
}

/// What is wrong with a page's run, or nullptr: (R2), (R3) and the rest of what keeps its readers
/// inside. Costs 0.3 ns per row and column of texts.
[[nodiscard]] HELIOS_DECL char const* run_fault(byte_view payload);
/// Which of (R1) and (R4) a run breaks that passed run_fault(): who walks it meets each row once,
/// but may not find it. nullptr: none.
[[nodiscard]] HELIOS_DECL char const* order_fault(run_view const& run) noexcept;

/// The first row of a stride whose key is not below the given one, or the stride's end.
std::uint32_t run_view::lower_bound_in(std::uint32_t stride, std::int64_t key) const noexcept {
  std::uint32_t const begin = stride * fence_stride;
  // All lines of the stride at once, not one after the other as the search gets there.
  for (std::uint32_t i = 0; i != fence_stride; i += 8) __builtin_prefetch(int_keys() + begin + i);
  return first_not(begin, std::min(header_.rows - begin, fence_stride),
                   [&](std::uint32_t i) { return int_key(i) < key; });
}

/// Brings the lines in which a row's values probably lie, by how far its key is from one fence to
/// the next: they come while the key is looked for, and not after it.
void run_view::expect_row(std::uint32_t stride, std::int64_t key) const noexcept {
  constexpr double last = fence_stride - 1;
  double place = last / 2;
  if (stride + 1 != strides()) {
    std::uint64_t const from = fence(stride);
    place = static_cast<double>(static_cast<std::uint64_t>(key) - from) /
            static_cast<double>(fence(stride + 1) - from) * fence_stride;
    if (!(place < last)) place = last;  // of a file that somebody forged: any number, or none
  }
  std::uint32_t const row = stride * fence_stride + static_cast<std::uint32_t>(place);
  for (std::uint32_t i = 0; i != std::min(header_.columns, columns_expected); ++i) {
    run_column const& c = column(i);
    std::size_t const w = c.type == physical_type::bytes ? 4 : width(c.type);
    __builtin_prefetch(block_ + c.values + w * row);
  }
}

/// Brings the texts of a row that was found: they come while what leads to them is read.
void run_view::expect_texts(std::uint32_t row) const noexcept {
  for (std::uint32_t i = 0; i != std::min(header_.columns, columns_expected); ++i) {
    run_column const& c = column(i);
    if (c.type != physical_type::bytes) continue;
    std::uint32_t const begin = row == 0 ? 0 : value_end(c, row - 1) & ~out_of_line_bit;
    __builtin_prefetch(block_ + c.heap + begin);
  }
}

template <class K>
std::uint32_t run_view::find(typename K::view wanted) const noexcept {
  std::uint32_t row = 0;
  if constexpr (K::kind == key_kind::int64) {
    std::uint32_t const up_to = strides_up_to(wanted);
    if (up_to == 0) return rows();
    expect_row(up_to - 1, wanted);
    row = lower_bound_in(up_to - 1, wanted);
  } else {
    row = lower_bound<K>(wanted);
  }
  if (row == rows() || K::order(key<K>(row), wanted) != 0) return rows();
  expect_texts(row);
  return row;
}

template <class K>
std::uint32_t run_view::lower_bound(typename K::view wanted) const noexcept {
  std::uint32_t const n = header_.rows;
  if (n == 0) return 0;
  if constexpr (K::kind == key_kind::int64) {
    std::uint32_t const up_to = strides_up_to(wanted);
    return up_to == 0 ? 0 : lower_bound_in(up_to - 1, wanted);
  } else {
    // Which stride of 32 rows: the last whose first key is below or at the wanted one.
    std::uint32_t low = 0;
    std::uint32_t high = n;
    std::uint32_t const prefix = header_.prefix;
    byte_view const common = byte_key(0).first(prefix);
    int const c = compare(wanted.first(std::min<std::size_t>(prefix, wanted.size())), common);
    if (c != 0) return c < 0 ? 0 : n;
    std::uint64_t const normal = normalised(wanted, prefix);
    std::uint32_t below = 0;
    std::uint32_t up_to = 0;
    for (std::uint32_t i = 0; i != strides(); ++i) {
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
