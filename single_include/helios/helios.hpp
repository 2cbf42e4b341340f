// helios 0.1.0 -- the whole library in one header, made by tools/amalgamate from include/.
// SPDX-License-Identifier: MIT
#pragma once

#ifdef HELIOS_SEPARATE_COMPILATION
#error "the single header is header-only; include/helios/src.hpp is for separate compilation"
#endif

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <bitset>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <compare>
#include <concepts>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <exception>
#include <functional>
#include <initializer_list>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <set>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>
#include <boost/spirit/home/x3/support/traits/tuple_traits.hpp>
#include <boost/spirit/home/x3/operator.hpp>
#include <sys/mman.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <sys/random.h>

// helios/helios.hpp -- the whole embedded library in one include.

// helios/base/base.hpp -- the ground every other folder stands on.
//
//   assert.hpp      HELIOS_EXPECTS: the programmer's contract
//   error.hpp       helios::error: what the user or the world did wrong, with its SQLSTATE
//   bytes.hpp       little-endian numbers in byte ranges, and readers that never pass their end
//   checksum.hpp    64-bit checksums of byte ranges
//   ids.hpp         numbers that name things and do not convert to each other

// helios/base/assert.hpp -- checks of the programmer's contract: a broken one stops the program.
//
// Errors    none: the user's and the world's mistakes are helios::error (base/error.hpp)

// helios/config.hpp -- how a translation unit uses helios: header-only or compiled once.
//
// Header-only (default)          x.hpp pulls in impl/x.ipp; every function is inline.
// HELIOS_SEPARATE_COMPILATION    x.hpp only declares; one source of the program includes
//                                <helios/src.hpp>, which defines everything, or it links the
//                                static library `helios::compiled`.
// HELIOS_CHECK_LEVEL             0: no checks of the programmer's contract; 1: cheap ones (the
//                                default without NDEBUG); 2: whole structures after each change.

#if defined(HELIOS_SEPARATE_COMPILATION)
#define HELIOS_DECL
#else
#define HELIOS_HEADER_ONLY 1
#define HELIOS_DECL inline
#endif

#ifndef HELIOS_CHECK_LEVEL
#ifdef NDEBUG
#define HELIOS_CHECK_LEVEL 0
#else
#define HELIOS_CHECK_LEVEL 1
#endif
#endif

namespace helios::detail {

[[noreturn]] inline void contract_broken(char const* what, char const* file, int line) noexcept {
  std::fprintf(stderr, "helios: contract broken: %s (%s:%d)\n", what, file, line);
  std::abort();
}

}  // namespace helios::detail

#if HELIOS_CHECK_LEVEL >= 1
#define HELIOS_EXPECTS(...)       \
  (static_cast<bool>(__VA_ARGS__) \
       ? void(0)                  \
       : ::helios::detail::contract_broken(#__VA_ARGS__, __FILE__, __LINE__))
#else
#define HELIOS_EXPECTS(...) static_cast<void>(0)
#endif

/// Marks a point that no input reaches; reaching it is a bug of helios at every check level.
#define HELIOS_UNREACHABLE() ::helios::detail::contract_broken("unreachable", __FILE__, __LINE__)

// helios/base/bytes.hpp -- little-endian numbers in byte ranges: what files and rows are made of.
//
// Shape     integers little-endian; varints are LEB128, at most 10 bytes
// Errors    byte_reader throws XX001 (data_corrupted) when it would read past its end

// helios/base/error.hpp -- the one exception of helios: what went wrong, where, what to do.
//
// Shape     a five-character SQLSTATE (PostgreSQL's, see its manual, appendix A) and texts
// Errors    helios::error is the only exception that leaves a helios function, std::bad_alloc apart

namespace helios {

/// A SQLSTATE: five characters, compared as text, checked when compiled: `sqlstate_code("40001")`.
class sqlstate_code {
 public:
  consteval sqlstate_code(char const (&text)[6]) noexcept
      : text_{text[0], text[1], text[2], text[3], text[4], 0} {}
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text_, 5}; }
  friend constexpr bool operator==(sqlstate_code a, sqlstate_code b) noexcept {
    return a.view() == b.view();
  }

 private:
  char text_[6];
};

/// The codes that helios raises, by PostgreSQL's condition names.
namespace errc {
inline constexpr sqlstate_code feature_not_supported{"0A000"};
inline constexpr sqlstate_code string_data_right_truncation{"22001"};
inline constexpr sqlstate_code numeric_value_out_of_range{"22003"};
inline constexpr sqlstate_code invalid_datetime_format{"22007"};
inline constexpr sqlstate_code datetime_field_overflow{"22008"};
inline constexpr sqlstate_code division_by_zero{"22012"};
inline constexpr sqlstate_code invalid_parameter_value{"22023"};
inline constexpr sqlstate_code invalid_text_representation{"22P02"};
inline constexpr sqlstate_code invalid_binary_representation{"22P03"};
inline constexpr sqlstate_code invalid_byte_sequence{"22021"};
inline constexpr sqlstate_code invalid_escape_sequence{"22025"};
inline constexpr sqlstate_code integrity_constraint_violation{"23000"};
inline constexpr sqlstate_code not_null_violation{"23502"};
inline constexpr sqlstate_code foreign_key_violation{"23503"};
inline constexpr sqlstate_code unique_violation{"23505"};
inline constexpr sqlstate_code check_violation{"23514"};
inline constexpr sqlstate_code active_sql_transaction{"25001"};
inline constexpr sqlstate_code read_only_sql_transaction{"25006"};
inline constexpr sqlstate_code no_active_sql_transaction{"25P01"};
inline constexpr sqlstate_code in_failed_sql_transaction{"25P02"};
inline constexpr sqlstate_code invalid_savepoint{"3B001"};
inline constexpr sqlstate_code serialization_failure{"40001"};
inline constexpr sqlstate_code syntax_error{"42601"};
inline constexpr sqlstate_code undefined_column{"42703"};
inline constexpr sqlstate_code undefined_table{"42P01"};
inline constexpr sqlstate_code undefined_object{"42704"};
inline constexpr sqlstate_code undefined_function{"42883"};
inline constexpr sqlstate_code duplicate_column{"42701"};
inline constexpr sqlstate_code duplicate_object{"42710"};
inline constexpr sqlstate_code duplicate_table{"42P07"};
inline constexpr sqlstate_code datatype_mismatch{"42804"};
inline constexpr sqlstate_code disk_full{"53100"};
inline constexpr sqlstate_code out_of_memory{"53200"};
inline constexpr sqlstate_code program_limit_exceeded{"54000"};
inline constexpr sqlstate_code statement_too_complex{"54001"};
inline constexpr sqlstate_code object_not_in_prerequisite_state{"55000"};
inline constexpr sqlstate_code object_in_use{"55006"};
inline constexpr sqlstate_code lock_not_available{"55P03"};
inline constexpr sqlstate_code query_canceled{"57014"};
inline constexpr sqlstate_code io_error{"58030"};
inline constexpr sqlstate_code undefined_file{"58P01"};
inline constexpr sqlstate_code internal_error{"XX000"};
inline constexpr sqlstate_code data_corrupted{"XX001"};
inline constexpr sqlstate_code cannot_coerce{"42846"};
inline constexpr sqlstate_code invalid_time_zone_displacement{"22009"};
inline constexpr sqlstate_code substring_error{"22011"};
inline constexpr sqlstate_code interval_field_overflow{"22015"};
inline constexpr sqlstate_code sequence_generator_limit_exceeded{"2200H"};
inline constexpr sqlstate_code dependent_objects_still_exist{"2BP01"};
inline constexpr sqlstate_code generated_always{"428C9"};
inline constexpr sqlstate_code wrong_object_type{"42809"};
inline constexpr sqlstate_code invalid_foreign_key{"42830"};
inline constexpr sqlstate_code duplicate_schema{"42P06"};
inline constexpr sqlstate_code invalid_table_definition{"42P16"};
inline constexpr sqlstate_code invalid_schema_name{"3F000"};
}  // namespace errc

/// What every failing helios call throws. Copies share their texts, so copying never throws.
class error : public std::exception {
 public:
  error(sqlstate_code code, std::string message) : code_(code), texts_(std::make_shared<texts>()) {
    texts_->message = std::move(message);
  }

  /// Builders, used where the error is raised: `throw error(...).detail(...).hint(...)`.
  error&& detail(std::string text) && { return texts_->detail = std::move(text), std::move(*this); }
  error&& hint(std::string text) && { return texts_->hint = std::move(text), std::move(*this); }
  error&& at(std::size_t position) && { return position_ = position, std::move(*this); }

  [[nodiscard]] sqlstate_code code() const noexcept { return code_; }
  [[nodiscard]] std::string_view sqlstate() const noexcept { return code_.view(); }
  [[nodiscard]] std::string const& message() const noexcept { return texts_->message; }
  [[nodiscard]] std::string const& detail() const& noexcept { return texts_->detail; }
  [[nodiscard]] std::string const& hint() const& noexcept { return texts_->hint; }
  /// 1-based character position in the SQL text; 0: not about a place in a text.
  [[nodiscard]] std::size_t position() const noexcept { return position_; }
  /// Running the same transaction again may succeed.
  [[nodiscard]] bool retryable() const noexcept { return code_ == errc::serialization_failure; }
  [[nodiscard]] char const* what() const noexcept override { return texts_->message.c_str(); }

 private:
  struct texts {
    std::string message, detail, hint;
  };
  sqlstate_code code_;
  std::shared_ptr<texts> texts_;
  std::size_t position_ = 0;
};

}  // namespace helios

namespace helios {

static_assert(std::endian::native == std::endian::little,
              "the file format is read in place: little-endian only");

using bytes = std::vector<std::byte>;
using byte_view = std::span<std::byte const>;

/// An unaligned load or store of a trivially copyable value.
template <class T>
[[nodiscard]] T load(std::byte const* from) noexcept {
  static_assert(std::is_trivially_copyable_v<T>);
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
template <class T>
void store(std::byte* to, T const& value) noexcept {
  static_assert(std::is_trivially_copyable_v<T>);
  std::memcpy(to, &value, sizeof value);
}

[[nodiscard]] inline std::string_view as_text(byte_view b) noexcept {
  return {reinterpret_cast<char const*>(b.data()), b.size()};
}
[[nodiscard]] inline byte_view as_bytes(std::string_view s) noexcept {
  return {reinterpret_cast<std::byte const*>(s.data()), s.size()};
}

/// memcmp order: what byte-string keys are sorted by.
[[nodiscard]] inline int compare(byte_view a, byte_view b) noexcept {
  std::size_t const n = a.size() < b.size() ? a.size() : b.size();
  int const c = n == 0 ? 0 : std::memcmp(a.data(), b.data(), n);
  return c != 0 ? c : (a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0);
}

[[nodiscard]] constexpr std::uint64_t align_up(std::uint64_t n, std::uint64_t to) noexcept {
  return (n + to - 1) & ~(to - 1);
}

/// Signed numbers as small unsigned ones: 0, -1, 1, -2 become 0, 1, 2, 3.
[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t v) noexcept {
  return (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63);
}
[[nodiscard]] constexpr std::int64_t unzigzag(std::uint64_t v) noexcept {
  return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1);
}

/// Appends to a byte vector.
class byte_writer {
 public:
  explicit byte_writer(bytes& out) noexcept : out_(&out) {}

  template <class T>
    requires std::integral<T> || std::floating_point<T> || std::is_enum_v<T>
  void put(T value) {
    std::size_t const at = out_->size();
    out_->resize(at + sizeof(T));
    store(out_->data() + at, value);
  }
  void put_varint(std::uint64_t v) {
    while (v >= 0x80) {
      out_->push_back(static_cast<std::byte>(v | 0x80));
      v >>= 7;
    }
    out_->push_back(static_cast<std::byte>(v));
  }
  void put_bytes(byte_view b) { out_->insert(out_->end(), b.begin(), b.end()); }
  /// A varint length, then the bytes.
  void put_sized(byte_view b) {
    put_varint(b.size());
    put_bytes(b);
  }
  [[nodiscard]] std::size_t size() const noexcept { return out_->size(); }

 private:
  bytes* out_;
};

/// Reads a byte range from front to back; never past its end.
class byte_reader {
 public:
  explicit byte_reader(byte_view in) noexcept : at_(in.data()), end_(in.data() + in.size()) {}

  template <class T>
  [[nodiscard]] T get() {
    need(sizeof(T));
    T const value = load<T>(at_);
    at_ += sizeof(T);
    return value;
  }
  [[nodiscard]] std::uint64_t get_varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      need(1);
      auto const b = static_cast<std::uint64_t>(*at_++);
      value |= (b & 0x7f) << shift;
      if (b < 0x80) return value;
    }
    throw error(errc::data_corrupted, "a number in a record is longer than 64 bits");
  }
  [[nodiscard]] byte_view get_bytes(std::uint64_t n) {
    need(n);
    byte_view const b(at_, static_cast<std::size_t>(n));
    at_ += n;
    return b;
  }
  [[nodiscard]] byte_view get_sized() { return get_bytes(get_varint()); }
  [[nodiscard]] std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  [[nodiscard]] bool done() const noexcept { return at_ == end_; }

 private:
  void need(std::uint64_t n) const {
    if (n > left()) throw error(errc::data_corrupted, "a record ends before its last field");
  }
  std::byte const* at_;
  std::byte const* end_;
};

}  // namespace helios

// helios/base/checksum.hpp -- 64-bit checksums of byte ranges; the one door to xxHash.
//
// Cost      about 0.1 ns per byte for long ranges, 10 ns for a short one
// Source    XXH3 (Y. Collet, xxHash 0.8). Finds accidents, not attacks: sealed files have GCM tags.

namespace helios {

/// The same bytes and seed give the same sum on every machine.
[[nodiscard]] HELIOS_DECL std::uint64_t checksum(byte_view data, std::uint64_t seed = 0) noexcept;

}  // namespace helios

// helios/base/impl/checksum.ipp -- checksums through xxHash.

namespace helios {

std::uint64_t checksum(byte_view data, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(data.data(), data.size(), seed);
}

}  // namespace helios

// helios/base/ids.hpp -- numbers that name things; none converts to another or to an integer.
//
// All ids come from database-wide counters shared by every branch: none is ever handed out twice.

namespace helios {

/// Commit number: the position of a commit in the one order of all commits of a database, 1, 2, ...
/// scn{0} is the empty database before its first commit.
enum class scn : std::uint64_t {};
/// Transaction number, given when a transaction first writes; mapped to the SCN of its commit.
enum class transaction_id : std::uint64_t {};
/// Branch number; branch_id{0} is the one every database is born with, `main`.
enum class branch_id : std::uint32_t {};
/// Number of a tree: a table's rows or one of its indexes.
enum class tree_id : std::uint64_t {};
/// Number of a column of a tree; it survives renames and identifies the column across branches.
enum class column_id : std::uint32_t {};
/// Microseconds since 1970-01-01 00:00:00 UTC.
enum class microseconds : std::int64_t {};

/// The number inside an id, for arithmetic, printing and the file.
template <class Id>
  requires std::is_enum_v<Id>
[[nodiscard]] constexpr auto raw(Id id) noexcept {
  return static_cast<std::underlying_type_t<Id>>(id);
}

}  // namespace helios

// helios/history/history.hpp -- commits, branches and the past: one engine of versions over one
// file.
//
//   engine.hpp        the engine: heads, AS OF, commits, branches, tags, checkpoints
//   transaction.hpp  one transaction: snapshot, changes, savepoints
//   diff.hpp         the rows in which two states differ
//   merge.hpp        three-way merge, reset
//   versions.hpp     every version a table's rows had: VERSIONS BETWEEN
//   registry.hpp     what belongs to the database and to no branch
//   commit_queue.hpp group commit
//   options.hpp      how a database is opened

// helios/history/diff.hpp -- the rows in which two database states differ.
//
// Threads   as a reader of both states
// Errors    XX001 and 58030 from the page source
// Cost      what the states share is not read (storage/tree_diff.hpp)

// helios/storage/directory.hpp -- which trees a database state has: tree id to root and shape,
// itself kept in two trees.
//
// Shape     trees   int64 tree id -> reference word int64, rows int64, height int16, shape
// fingerprint int64
//           shapes  int64 tree id -> encoded shape bytes, written only by DDL
// Threads   stateless
// Errors    XX001 when a directory row does not make sense

// helios/storage/tree.hpp -- reading a persistent tree: find one row, walk rows in key order.
//
// Shape     a tree is a root reference, its height (0: the root is a leaf) and its number of rows;
// values copy freely Threads   any number of readers on any root; whoever reads holds what keeps
// the root's nodes (storage/timeline.hpp) Errors    XX001 and 58030 from the page source Cost find:
// one inner_view::find per level and one leaf_view::find; a cursor's step: a few ns

// helios/storage/inner.hpp -- inner nodes: which child holds a key.
//
// Shape       0   node_prefix      kind = inner, level >= 1
//             8   inner_header     16 bytes
//            24   references       node_ref[count]
//                 separators       int64[count], or u32 ends[count] and their bytes
// Holds     (I1) separators ascend strictly; child i holds keys k with separator[i] <= k <
// separator[i + 1];
//                separator 0 stands for "no lower bound" and is not compared
//           (I2) children of a node of level l are of level l - 1; leaves are level 0
// Threads   references may be swung while others read (node.hpp, N1)

// helios/storage/key.hpp -- keys of trees: one int64, or a byte string in memcmp order.
//
// Shape     key_view names a key without owning it, key owns it; which member counts is the tree's
// key_kind Errors    54000 (program_limit_exceeded) for byte keys longer than key_limit

// helios/storage/shape.hpp -- the physical form of a tree's rows: key kind, columns, and what
// absent columns read as.
//
// Shape     columns are listed in the order of the row image (storage/row.hpp); ADD COLUMN appends,
// DROP COLUMN
//           removes; a column is known by its id, so a leaf written before the change still reads
//           rightly
// Holds     (S1) no two columns have one id
//           (S2) the absent row is a row image of this very shape
//           (S3) no column is also dropped; dropped ids ascend
//           (S4) two shapes with one fingerprint have equal keys, columns and absent rows
// Threads   immutable
// Errors    decode: XX001

// helios/types/physical.hpp -- the eight forms of a column's values, in memory and in the file.
//
// Shape     boolean 1 byte | int16 2 | int32 4 | int64 8 | int128 16 | float32 4 | float64 8 |
//           bytes: any length

namespace helios {

__extension__ using int128 = __int128;
__extension__ using uint128 = unsigned __int128;

// g++ takes these enumerators for ones that hide helios::int128 and helios::bytes; a scoped
// enumeration's cannot.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
enum class physical_type : std::uint8_t {
  boolean,
  int16,
  int32,
  int64,
  int128,
  float32,
  float64,
  bytes,
};
#pragma GCC diagnostic pop

/// Bytes of one value; 0 for `bytes`, whose values differ in length.
[[nodiscard]] constexpr std::size_t width(physical_type t) noexcept {
  constexpr std::uint8_t widths[] = {1, 2, 4, 8, 16, 4, 8, 0};
  return widths[static_cast<std::size_t>(t)];
}

/// Carries a C++ type to a generic lambda, which finds it as `typename decltype(as)::type`.
template <class T>
struct as_type {
  using type = T;
};

/// Calls f once with the C++ type that a batch holds for this form; `bytes` are seen as byte_view.
template <class F>
constexpr decltype(auto) visit(physical_type t, F&& f) {
  switch (t) {
    case physical_type::boolean: return std::forward<F>(f)(as_type<bool>{});
    case physical_type::int16: return std::forward<F>(f)(as_type<std::int16_t>{});
    case physical_type::int32: return std::forward<F>(f)(as_type<std::int32_t>{});
    case physical_type::int64: return std::forward<F>(f)(as_type<std::int64_t>{});
    case physical_type::int128: return std::forward<F>(f)(as_type<int128>{});
    case physical_type::float32: return std::forward<F>(f)(as_type<float>{});
    case physical_type::float64: return std::forward<F>(f)(as_type<double>{});
    case physical_type::bytes: return std::forward<F>(f)(as_type<byte_view>{});
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios

namespace helios::storage {

/// What orders a tree: one number (the fast path), or a byte string in memcmp order (anything
/// else).
enum class key_kind : std::uint8_t { int64, bytes };

/// Marks the end of a bytes column's part when the part is a value_ref (storage/row.hpp).
inline constexpr std::uint32_t out_of_line_bit = 0x8000'0000;
inline constexpr std::uint32_t value_ref_bytes = 24;

struct column_shape {
  column_id id;
  physical_type type;
  friend bool operator==(column_shape const&, column_shape const&) = default;
};

class shape {
 public:
  /// Without an absent row every absent column reads as NULL.
  HELIOS_DECL shape(key_kind keys, std::vector<column_shape> columns, byte_view absent_row = {},
                    std::vector<column_id> dropped = {});

  [[nodiscard]] key_kind keys() const noexcept { return keys_; }
  [[nodiscard]] std::vector<column_shape> const& columns() const noexcept { return columns_; }
  /// Where the fixed part of column i begins in a row image.
  [[nodiscard]] std::uint32_t offset(std::size_t i) const noexcept { return offsets_[i]; }
  /// The bytes column before column i, or npos: where its heap part begins.
  [[nodiscard]] std::uint32_t previous_bytes(std::size_t i) const noexcept { return previous_[i]; }
  /// Where a row image's heap begins: the size of the bitmap and the fixed parts.
  [[nodiscard]] std::uint32_t fixed_size() const noexcept { return fixed_size_; }
  [[nodiscard]] bool has_bytes() const noexcept { return has_bytes_; }
  [[nodiscard]] byte_view absent_row() const noexcept { return absent_; }
  /// Columns that were dropped, ascending: leaves may still hold them, and no merge brings them
  /// back.
  [[nodiscard]] std::vector<column_id> const& dropped() const noexcept { return dropped_; }
  /// This shape as the successor of another: what the other has or had and this has not is dropped.
  [[nodiscard]] HELIOS_DECL shape after(shape const& before) const;
  [[nodiscard]] std::uint64_t fingerprint() const noexcept { return fingerprint_; }
  /// The position of a column, or npos.
  [[nodiscard]] HELIOS_DECL std::size_t find(column_id id) const noexcept;

  /// Throws XX001 unless the bytes are a row image of this shape: the one door for bytes from a
  /// file.
  HELIOS_DECL void check_row(byte_view image) const;

  [[nodiscard]] HELIOS_DECL bytes encode() const;
  [[nodiscard]] HELIOS_DECL static shape decode(byte_view in);

  static constexpr std::uint32_t npos = 0xffff'ffff;

 private:
  key_kind keys_;
  bool has_bytes_ = false;
  std::uint32_t fixed_size_ = 0;
  std::uint64_t fingerprint_ = 0;
  std::vector<column_shape> columns_;
  std::vector<std::uint32_t> offsets_, previous_;
  bytes absent_;
  std::vector<column_id> dropped_;
};

}  // namespace helios::storage

// helios/storage/impl/shape.ipp -- shapes: offsets, fingerprint, encoding.

namespace helios::storage {

shape::shape(key_kind keys, std::vector<column_shape> columns, byte_view absent_row,
             std::vector<column_id> dropped)
    : keys_(keys), columns_(std::move(columns)), dropped_(std::move(dropped)) {
  std::uint32_t at = static_cast<std::uint32_t>((columns_.size() + 7) / 8);
  std::uint32_t last_bytes = npos;
  for (std::size_t i = 0; i != columns_.size(); ++i) {
    offsets_.push_back(at);
    previous_.push_back(last_bytes);
    bool const variable = columns_[i].type == physical_type::bytes;
    at += variable ? 4 : static_cast<std::uint32_t>(width(columns_[i].type));
    if (variable) last_bytes = static_cast<std::uint32_t>(i);
    has_bytes_ |= variable;
  }
  fixed_size_ = at;
  if (absent_row.empty()) {
    absent_.assign(fixed_size_, std::byte{0});
    for (std::size_t i = 0; i != columns_.size(); ++i) {
      absent_[i / 8] |= static_cast<std::byte>(1U << (i % 8));
    }
  } else {
    absent_.assign(absent_row.begin(), absent_row.end());
  }
  fingerprint_ = checksum(encode());
}

shape shape::after(shape const& before) const {
  std::vector<column_id> gone = dropped_;
  gone.insert(gone.end(), before.dropped_.begin(), before.dropped_.end());
  for (column_shape const& c : before.columns_) gone.push_back(c.id);
  std::erase_if(gone, [&](column_id id) { return find(id) != npos; });
  std::sort(gone.begin(), gone.end());
  gone.erase(std::unique(gone.begin(), gone.end()), gone.end());
  return {keys_, columns_, absent_, std::move(gone)};
}

std::size_t shape::find(column_id id) const noexcept {
  for (std::size_t i = 0; i != columns_.size(); ++i) {
    if (columns_[i].id == id) return i;
  }
  return npos;
}

void shape::check_row(byte_view image) const {
  bool good = image.size() >= fixed_size_;
  std::uint32_t before = 0;
  for (std::size_t i = 0; good && i != columns_.size(); ++i) {
    if (columns_[i].type != physical_type::bytes) continue;
    auto const word = load<std::uint32_t>(image.data() + offsets_[i]);
    std::uint32_t const end = word & ~out_of_line_bit;
    good = end >= before && end <= image.size() - fixed_size_ &&
           ((word & out_of_line_bit) == 0 || end - before == value_ref_bytes);
    before = end;
  }
  if (!good || before != image.size() - fixed_size_) {
    throw error(errc::data_corrupted,
                "a row in the log or a page does not fit its table's columns");
  }
}

bytes shape::encode() const {
  bytes out;
  byte_writer w(out);
  w.put(keys_);
  w.put_varint(columns_.size());
  for (column_shape const& c : columns_) {
    w.put_varint(raw(c.id));
    w.put(c.type);
  }
  w.put_sized(absent_);
  w.put_varint(dropped_.size());
  for (column_id const id : dropped_) w.put_varint(raw(id));
  return out;
}

shape shape::decode(byte_view in) {
  byte_reader r(in);
  auto const keys = r.get<key_kind>();
  std::uint64_t const n = r.get_varint();
  if (keys > key_kind::bytes || n > r.left())
    throw error(errc::data_corrupted, "a tree's shape is damaged");
  std::vector<column_shape> columns;
  for (std::uint64_t i = 0; i != n; ++i) {
    auto const id = static_cast<column_id>(r.get_varint());
    auto const type = r.get<physical_type>();
    if (type > physical_type::bytes)
      throw error(errc::data_corrupted, "a tree's shape names an unknown column type");
    columns.push_back({id, type});
  }
  byte_view const absent = r.get_sized();
  std::vector<column_id> dropped;
  for (std::uint64_t left = r.get_varint(); left != 0; --left)
    dropped.push_back(static_cast<column_id>(r.get_varint()));
  shape const plain(keys, columns);
  plain.check_row(absent);
  return {keys, std::move(columns), absent, std::move(dropped)};
}

}  // namespace helios::storage

namespace helios::storage {

inline constexpr std::size_t key_limit = 2048;

struct key_view {
  std::int64_t number = 0;
  byte_view text;

  key_view() = default;
  key_view(std::int64_t n) noexcept : number(n) {}              // NOLINT: a number is a key
  key_view(byte_view b) noexcept : text(b) {}                   // NOLINT
  key_view(std::string_view s) noexcept : text(as_bytes(s)) {}  // NOLINT
};

class key {
 public:
  key() = default;
  key(key_kind kind, key_view v) : number_(v.number) {
    if (kind == key_kind::bytes) text_.assign(v.text.begin(), v.text.end());
  }
  [[nodiscard]] key_view view() const noexcept {
    key_view v(number_);
    v.text = text_;
    return v;
  }

 private:
  std::int64_t number_ = 0;
  bytes text_;
};

/// A key policy is what tree code is a template over, so that the int64 path carries no byte
/// strings.
struct int_keys {
  using view = std::int64_t;
  static constexpr key_kind kind = key_kind::int64;
  [[nodiscard]] static view of(key_view const& k) noexcept { return k.number; }
  [[nodiscard]] static int order(view a, view b) noexcept { return a < b ? -1 : a > b ? 1 : 0; }
};
struct byte_keys {
  using view = byte_view;
  static constexpr key_kind kind = key_kind::bytes;
  [[nodiscard]] static view of(key_view const& k) noexcept { return k.text; }
  [[nodiscard]] static int order(view a, view b) noexcept { return compare(a, b); }
};

/// Calls f with the policy of a kind.
template <class F>
decltype(auto) with_keys(key_kind kind, F&& f) {
  return kind == key_kind::int64 ? f(int_keys{}) : f(byte_keys{});
}

[[nodiscard]] inline int order(key_kind kind, key_view const& a, key_view const& b) noexcept {
  return kind == key_kind::int64 ? int_keys::order(a.number, b.number) : compare(a.text, b.text);
}

/// The 8 bytes of a key after its first `skip`, as a number that sorts like them; short keys are
/// padded with zeros.
[[nodiscard]] inline std::uint64_t normalised(byte_view k, std::size_t skip) noexcept {
  std::byte eight[8] = {};
  if (k.size() > skip)
    std::memcpy(eight, k.data() + skip, std::min<std::size_t>(8, k.size() - skip));
  return __builtin_bswap64(load<std::uint64_t>(eight));
}

inline void check_key(key_kind kind, key_view const& k) {
  if (kind == key_kind::bytes && k.text.size() > key_limit) {
    throw error(errc::program_limit_exceeded,
                "a key of " + std::to_string(k.text.size()) + " bytes is too long")
        .detail("The columns of a primary key or an index may take " + std::to_string(key_limit) +
                " bytes together.")
        .hint("Index a shorter expression, for example its md5.");
  }
}

}  // namespace helios::storage

// helios/storage/node.hpp -- what trees are made of: references, the two places a node can live,
// and its memory.
//
// Shape     A reference is one 64-bit word:
//             0                 no node (an empty tree)
//             bit 0 clear       the address of a heap node's payload
//             bit 0 set         the file offset of a page frame's payload, plus one (payloads begin
//             at multiples of 64)
//           A payload begins with node_prefix in both places. A heap node has a node_header before
//           its payload:
//             birth   the era in which it was made
//             owner   the timeline that may supersede it (storage/timeline.hpp)
//             twin    the reference of its image in the file, 0 until a checkpoint wrote one
// Holds     (N1) a published node never changes, except that a reference in it may be swung from a
// heap node to
//                that node's twin
// Threads   references in published nodes are read and swung atomically; a pool may be used by any
// thread

// helios/storage/page_source.hpp -- where nodes come from: an offset in, a pinned payload out.
//
// Shape     offsets are those of payloads (multiples of 64 for fetch, of 8 for read)
// Models    mapped_pages (one mapping, read in place), cached_pages (a bounded cache: sealed files,
//           no mapping)
// Holds     (P1) no byte is handed out before its frame's header and payload were verified
//           (P2) the payload of a pin stays where it is, unchanged, while the pin lives
// Threads   fetch and read: any number at once; a pin is used by one thread, and may be handed to
//           another
// Errors    XX001 naming file and offset: no verifying page or value frame is there; 58030

// helios/storage/frame_file.hpp -- an open file of ours, and its frames read by offset.
//
// Threads   reading: any number at once; use_codec: before the first frame is read
// Errors    opening: see storage/format.hpp; reading: XX001 naming file and offset, 58030
// Cost      nothing is allocated for a length before a checksum has vouched for it

// helios/storage/format.hpp -- the fixed pages at the front of the file.
//
// Shape     offset     bytes  what
//           0          4096   header page: written once at creation, never again
//           4096       4096   anchor slot 0 (storage/anchor.hpp)
//           8192       4096   anchor slot 1
//           12288      4096   durable mark in its first 24 bytes, the rest zero
//           16384      ...    frames (storage/frame.hpp), each at a multiple of 8
// Errors    58030 not a helios database; 0A000 written by a newer helios; XX001 damaged: all name
//           the file
// Source    docs/format.md describes every byte

// helios/storage/vfs.hpp -- everything helios asks of the world: files, locks, the clock,
// randomness.
//
// Shape     offsets and sizes in bytes; times in microseconds since 1970-01-01 UTC
// Models    posix_vfs (the machine), memory_vfs (no disk), and for tests faulty_vfs (fails the n-th
// call),
//           forgetful_vfs (loses what was not synced), slow_vfs (a sync takes as long as asked)
// Threads   a vfs and a file may be used by any number of threads at once
// Errors    58030 (io_error) with the path and the system's reason; 53100 (disk_full) when space is
// missing;
//           58P01 (undefined_file) when a file to be opened is not there

namespace helios::storage {

/// Names one file whatever its path: a renamed file keeps it, a replaced one does not.
struct file_identity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  friend bool operator==(file_identity const&, file_identity const&) = default;
};

/// One open file. Closing (destruction) releases its lock and unmaps it.
/// Opened read_only: write, sync, reserve and try_lock throw 58030.
/// Requires its vfs to outlive it.
class file {
 public:
  virtual ~file() = default;

  /// Reads up to into.size() bytes; fewer only where the file ends.
  [[nodiscard]] virtual std::size_t read(std::uint64_t offset, std::span<std::byte> into) = 0;
  /// Writes all of it or throws; after a throw any part of it may have been written.
  virtual void write(std::uint64_t offset, byte_view data) = 0;
  /// Returns when everything written before the call is durable (fdatasync).
  /// After a failure nothing written since the last success may be believed.
  virtual void sync() = 0;
  /// Makes room so that later writes below `size` do not run out of space where the system can
  /// promise that; grows the file to at least `size`, new bytes read as zero. Never shrinks.
  virtual void reserve(std::uint64_t size) = 0;
  [[nodiscard]] virtual std::uint64_t size() = 0;
  [[nodiscard]] virtual file_identity identity() = 0;

  /// A read-only view of the file at one fixed address, at least `capacity` bytes long, growing
  /// with the file: bytes written through write() appear in it, earlier addresses stay valid.
  /// nullptr: not to be had here (use read()); only then it may be asked for again, with a smaller
  /// capacity. Requires page-aligned capacity.
  [[nodiscard]] virtual std::byte const* map(std::uint64_t capacity) = 0;
  /// Makes [offset, offset + length) of the mapping readable without a signal, or throws 58030: the
  /// disk failed, or the range ends past the page of the file's last byte.  Requires a mapping.
  virtual void populate(std::uint64_t offset, std::uint64_t length) = 0;

  /// The writer's lock: exclusive between processes and between opens of one process, released by
  /// closing and by the death of the process. false: somebody else holds it; the holder gets true.
  [[nodiscard]] virtual bool try_lock() = 0;
};

enum class open_mode : std::uint8_t {
  read_only,
  read_write,
  create
};  // create: 58030 if it exists

class vfs {
 public:
  virtual ~vfs() = default;

  [[nodiscard]] virtual std::unique_ptr<file> open(std::string const& path, open_mode mode) = 0;
  /// The file a path names now; nullopt: none. Throws 58030 if the path names something that is no
  /// file.
  [[nodiscard]] virtual std::optional<file_identity> identify(std::string const& path) = 0;
  virtual void remove(std::string const& path) = 0;
  /// Atomically gives `from` the name `to`, replacing what had it.
  virtual void rename(std::string const& from, std::string const& to) = 0;
  /// Returns when creations, removals and renames in the folder of `path` are durable.
  virtual void sync_directory(std::string const& path) = 0;

  [[nodiscard]] virtual microseconds now() = 0;
  virtual void random(std::span<std::byte> into) = 0;
};

}  // namespace helios::storage

namespace helios::storage {

inline constexpr std::uint32_t format_version = 1;
/// Power loss tears a write between sectors: of at least sector_bytes, at most page_bytes, so two
/// things on two pages never tear together.
inline constexpr std::size_t sector_bytes = 512;
inline constexpr std::uint64_t page_bytes = 4096;
inline constexpr std::array<std::uint64_t, 2> anchor_offsets{4096, 8192};
inline constexpr std::uint64_t durable_offset = 12288;
inline constexpr std::uint64_t log_begin = 16384;

using page_image = std::array<std::byte, page_bytes>;
using file_id = std::array<std::byte, 16>;

/// What the header page says.
struct file_header {
  std::uint32_t version = format_version;
  std::uint32_t flags = 0;  // features a reader must know; none in version 1
  file_id id{};
  microseconds created{};

  /// Seeds the sums of everything that must belong to this file.
  [[nodiscard]] HELIOS_DECL std::uint64_t key() const noexcept;
  friend bool operator==(file_header const&, file_header const&) = default;
};

[[nodiscard]] HELIOS_DECL page_image encode(file_header const& header) noexcept;
/// `path` is for messages. Errors: see above.
[[nodiscard]] HELIOS_DECL file_header decode_header(page_image const& page, std::string_view path);

/// How far the log was known to be durable when the writer last said so: what followers read up to.
/// Written after each successful sync, itself not synced: it may lag, it never runs ahead.
struct durable_mark {
  std::uint64_t end = log_begin;
  helios::scn scn{};
  friend bool operator==(durable_mark const&, durable_mark const&) = default;
};

using durable_image = std::array<std::byte, 24>;
[[nodiscard]] HELIOS_DECL durable_image encode(durable_mark const& mark,
                                               std::uint64_t key) noexcept;
/// nullopt: being written at this moment, or damaged.
[[nodiscard]] HELIOS_DECL std::optional<durable_mark> decode_durable(durable_image const& image,
                                                                     std::uint64_t key) noexcept;

/// The seed of a sum at one place of the file: bytes that were moved do not verify there.
[[nodiscard]] HELIOS_DECL std::uint64_t place_seed(std::uint64_t key,
                                                   std::uint64_t offset) noexcept;

/// Puts the sum of a page into its last 8 bytes; tells whether it stands there.
HELIOS_DECL void seal_page(page_image& page, std::uint64_t seed) noexcept;
[[nodiscard]] HELIOS_DECL bool verify_page(page_image const& page, std::uint64_t seed) noexcept;

/// A page of the file; bytes past its end read as zero.
[[nodiscard]] HELIOS_DECL page_image read_page(file& from, std::uint64_t offset);

/// XX001 that names the file and the place: `"app.helios" is damaged at offset 16384`.
[[nodiscard]] HELIOS_DECL error damaged(std::string_view path, std::uint64_t offset,
                                        std::string detail);

}  // namespace helios::storage

// helios/storage/impl/format.ipp -- the header page and the durable mark as bytes.

namespace helios::storage {

namespace format_detail {

inline constexpr std::array<char, 8> magic{'h', 'e', 'l', 'i', 'o', 's', '\0', '\1'};
inline constexpr std::size_t sum_at = page_bytes - 8;
// The header page is summed under a constant of its own, for its key is not known before it is
// read.
inline constexpr std::uint64_t header_seed = 0x68656c696f730001;

}  // namespace format_detail

std::uint64_t file_header::key() const noexcept { return checksum(id); }

page_image encode(file_header const& header) noexcept {
  page_image page{};
  store(page.data(), format_detail::magic);
  store(page.data() + 8, header.version);
  store(page.data() + 12, header.flags);
  store(page.data() + 16, static_cast<std::uint32_t>(page_bytes));
  store(page.data() + 24, header.id);
  store(page.data() + 40, header.created);
  seal_page(page, format_detail::header_seed);
  return page;
}

file_header decode_header(page_image const& page, std::string_view path) {
  std::string const name = '"' + std::string(path) + '"';
  if (load<std::array<char, 8>>(page.data()) != format_detail::magic)
    throw error(errc::io_error, name + " is not a helios database")
        .detail("Its first bytes are not those of a helios file. It was not changed.");
  // The sum comes first: formats to come keep it where it is, so that a flipped bit in the version
  // does not pass for a newer file.
  if (!verify_page(page, format_detail::header_seed))
    throw damaged(path, 0, "The header page does not match its checksum.");
  file_header header;
  header.version = load<std::uint32_t>(page.data() + 8);
  header.flags = load<std::uint32_t>(page.data() + 12);
  header.id = load<file_id>(page.data() + 24);
  header.created = load<microseconds>(page.data() + 40);
  if (header.version != format_version)
    throw error(errc::feature_not_supported,
                name + " was written in file format " + std::to_string(header.version))
        .detail("This helios reads file format " + std::to_string(format_version) + ".")
        .hint("Open it with a newer helios.");
  if (header.flags != 0 || load<std::uint32_t>(page.data() + 16) != page_bytes)
    throw error(errc::feature_not_supported, name + " uses features that this helios does not know")
        .hint("Open it with a newer helios.");
  return header;
}

durable_image encode(durable_mark const& mark, std::uint64_t key) noexcept {
  durable_image image{};
  store(image.data(), mark.end);
  store(image.data() + 8, mark.scn);
  store(image.data() + 16, checksum({image.data(), 16}, place_seed(key, durable_offset)));
  return image;
}

std::optional<durable_mark> decode_durable(durable_image const& image, std::uint64_t key) noexcept {
  if (load<std::uint64_t>(image.data() + 16) !=
      checksum({image.data(), 16}, place_seed(key, durable_offset)))
    return std::nullopt;
  return durable_mark{load<std::uint64_t>(image.data()), load<scn>(image.data() + 8)};
}

std::uint64_t place_seed(std::uint64_t key, std::uint64_t offset) noexcept {
  // The finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection, so two offsets never share
  // a seed.
  std::uint64_t z = offset + 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return key ^ z ^ (z >> 31);
}

void seal_page(page_image& page, std::uint64_t seed) noexcept {
  store(page.data() + format_detail::sum_at, checksum({page.data(), format_detail::sum_at}, seed));
}

bool verify_page(page_image const& page, std::uint64_t seed) noexcept {
  return load<std::uint64_t>(page.data() + format_detail::sum_at) ==
         checksum({page.data(), format_detail::sum_at}, seed);
}

page_image read_page(file& from, std::uint64_t offset) {
  page_image page{};
  static_cast<void>(from.read(offset, page));  // a short read leaves zeros, which no sum accepts
  return page;
}

error damaged(std::string_view path, std::uint64_t offset, std::string detail) {
  return error(errc::data_corrupted,
               '"' + std::string(path) + "\" is damaged at offset " + std::to_string(offset))
      .detail(std::move(detail))
      .hint("Nothing was changed. Restore the file from a backup.");
}

}  // namespace helios::storage

// helios/storage/frame.hpp -- one frame: a header that verifies by itself, and a payload.
//
// Shape     offset bytes  header field
//           0      8      length of the stored payload (48 bits) | type (8) | flags (8)
//           8      4      branch
//           12     4      epoch: the opening for writing that wrote it
//           16     8      scn
//           24     8      payload_sum: of the stored payload; 0 for extents
//           32     4      link: head_sum of the log frame before it; 0 inside extents
//           36     4      head_sum: low half of checksum(bytes 0..36), seeded with key and offset
//           40     length the stored payload, then zeros up to a multiple of 8
// Holds     (F1) a frame starts at a multiple of 8
//           (F2) frames inside extents have payloads at multiples of 64, headers directly before
//           (F3) frames that are found by their offset (epoch, value, page) are keyed with the
//                file's id; those found by walking the log with the salt of their epoch, so that a
//                frame of a lost epoch never verifies, wherever it stands
//           (F4) the first 8 bytes of a commit's and a checkpoint's payload are `synced_to`:
//                everything below that offset was durable when the frame was written
// Cost      verifying a header about 10 ns

// helios/storage/frame_codec.hpp -- what a frame header says, and the door of its payload.
//
// Shape     a sealed payload is as long as the plain one, then a tag of overhead() bytes; `length`
//           counts both
// Models    plain_codec; for sealed files one that encrypts. A codec takes its nonce from the
//           frame's offset and its key from the frame's epoch, so nothing has to be stored for it.
// Threads   seal and open may run on any number of threads at once
// Errors    open: XX001 when the payload does not open

namespace helios::storage {

/// What a frame holds. Open: the log treats numbers it does not know like those it has no rule for.
enum class frame_type : std::uint8_t {
  none = 0,        // with length 0: the log ends here
  epoch = 1,       // an opening for writing
  commit = 2,      // the redo of one transaction
  value = 3,       // an out-of-line value
  extent = 4,      // a stretch for page and value frames; skipped by its length
  checkpoint = 5,  // the roots of all branches
  page = 6,        // one tree node
  branch = 7,      // a branch was made, renamed or dropped
  registry = 8,    // another change of the registry
};

/// Bits of frame_header::flags.
namespace frame_flags {
inline constexpr std::uint8_t sealed = 1;  // the payload is encrypted, its last bytes are the tag
}  // namespace frame_flags

inline constexpr std::size_t frame_header_bytes = 40;
inline constexpr std::uint64_t page_alignment = 64;
/// What the length field can say.
inline constexpr std::uint64_t max_frame_length = (std::uint64_t{1} << 48) - 1;
/// The longest payload but for extents: PostgreSQL's longest value. More is an attack or damage.
inline constexpr std::uint64_t max_payload = std::uint64_t{1} << 30;

struct frame_header {
  std::uint64_t length = 0;  // of the stored payload
  frame_type type = frame_type::none;
  std::uint8_t flags = 0;
  branch_id branch{};
  std::uint32_t epoch = 0;
  helios::scn scn{};
  std::uint64_t payload_sum = 0;
  std::uint32_t link = 0;
  std::uint32_t head_sum = 0;
  friend bool operator==(frame_header const&, frame_header const&) = default;
};

class payload_codec {
 public:
  virtual ~payload_codec() = default;

  /// Bytes that sealing adds behind every payload, the same for all.
  [[nodiscard]] virtual std::uint32_t overhead() const noexcept = 0;
  /// What it sets in frame_header::flags.
  [[nodiscard]] virtual std::uint8_t flags() const noexcept = 0;
  /// Seals in place: `room` is the plain payload and overhead() bytes behind it. The header's sums
  /// and link are not known yet and no part of what is authenticated.
  virtual void seal(frame_header const& header, std::uint64_t offset,
                    std::span<std::byte> room) const = 0;
  /// Opens in place and returns the plain payload, a front part of `stored`.
  [[nodiscard]] virtual std::span<std::byte> open(frame_header const& header, std::uint64_t offset,
                                                  std::span<std::byte> stored) const = 0;
};

/// A file that is not encrypted: payloads are stored as they are.
class plain_codec final : public payload_codec {
 public:
  [[nodiscard]] std::uint32_t overhead() const noexcept override { return 0; }
  [[nodiscard]] std::uint8_t flags() const noexcept override { return 0; }
  void seal(frame_header const&, std::uint64_t, std::span<std::byte>) const override {}
  [[nodiscard]] std::span<std::byte> open(frame_header const&, std::uint64_t,
                                          std::span<std::byte> stored) const override {
    return stored;
  }
};

}  // namespace helios::storage

namespace helios::storage {

/// A place from which the log can be read on: what the frame there links to, and its epoch.
/// Stored in 24 bytes, in this order.
struct log_position {
  std::uint64_t offset = 0;
  std::uint32_t link = 0;
  std::uint32_t epoch = 0;
  std::uint64_t salt = 0;
  friend bool operator==(log_position const&, log_position const&) = default;
};
HELIOS_DECL void encode(log_position const& position, std::byte* to) noexcept;
[[nodiscard]] HELIOS_DECL log_position decode_position(std::byte const* from) noexcept;

/// (F3): such a frame is read by whoever knows its offset, without the epoch it was written in.
[[nodiscard]] constexpr bool found_by_offset(frame_type type) noexcept {
  return type == frame_type::epoch || type == frame_type::value || type == frame_type::page;
}
/// (F4)
[[nodiscard]] constexpr bool carries_synced_to(frame_type type) noexcept {
  return type == frame_type::commit || type == frame_type::checkpoint;
}

/// The two keys a header may be seeded with (F3).
struct frame_keys {
  std::uint64_t file = 0;
  std::uint64_t epoch = 0;
  [[nodiscard]] constexpr std::uint64_t of(frame_type type) const noexcept {
    return found_by_offset(type) ? file : epoch;
  }
};

using header_span = std::span<std::byte const, frame_header_bytes>;

/// Computes head_sum, stores the header, and returns the sum. Requires length <= max_frame_length.
HELIOS_DECL std::uint32_t encode(frame_header& header, frame_keys const& keys, std::uint64_t offset,
                                 std::byte* to) noexcept;
/// The fields as they stand there, believed by nobody yet.
[[nodiscard]] HELIOS_DECL frame_header peek_header(header_span from) noexcept;
/// nullopt: not a frame of this file at this offset under these keys.
[[nodiscard]] HELIOS_DECL std::optional<frame_header> decode_frame(header_span from,
                                                                   frame_keys const& keys,
                                                                   std::uint64_t offset) noexcept;

/// The sum of a payload, in pieces so that a long one can be verified without being held whole:
/// s(0) = 0, s(i) = checksum(piece i, seed s(i - 1)), pieces of 1 MiB; an empty one is
/// one empty piece.
inline constexpr std::size_t sum_piece = std::size_t{1} << 20;
[[nodiscard]] HELIOS_DECL std::uint64_t payload_sum(byte_view stored) noexcept;

/// A frame to be written. The log fills in what stands below the line.
struct frame_to_write {
  frame_type type = frame_type::none;
  branch_id branch{};
  helios::scn scn{};
  byte_view
      payload{};  // (F4): the first 8 bytes of a commit or checkpoint are overwritten by the log

  std::uint64_t offset = 0;  // of the header
  log_position next{};       // of the frame after it: where a replay of what follows begins

  [[nodiscard]] std::uint64_t payload_offset() const noexcept {
    return offset + frame_header_bytes;
  }
};

/// Bytes a log frame takes, padding included.
[[nodiscard]] constexpr std::uint64_t frame_room(std::uint64_t stored_length) noexcept {
  return align_up(frame_header_bytes + stored_length, 8);
}
/// Bytes a frame takes inside an extent, up to the next header's place (F2).
[[nodiscard]] constexpr std::uint64_t extent_room(std::uint64_t stored_length) noexcept {
  return align_up(frame_header_bytes + stored_length, page_alignment);
}

/// Lays header, sealed payload and padding at `to` (frame_room bytes) and returns the header.
/// `synced_to` is stored where (F4) wants it.
HELIOS_DECL frame_header lay_frame(frame_to_write const& frame, frame_keys const& keys,
                                   std::uint32_t epoch, std::uint32_t link, std::uint64_t synced_to,
                                   payload_codec const& codec, std::byte* to);

}  // namespace helios::storage

// helios/storage/impl/frame.ipp -- frame headers and payloads as bytes.

namespace helios::storage {

namespace frame_detail {

inline constexpr std::size_t summed = frame_header_bytes - 4;

[[nodiscard]] inline std::uint32_t head_sum(std::byte const* header, frame_keys const& keys,
                                            frame_type type, std::uint64_t offset) noexcept {
  return static_cast<std::uint32_t>(checksum({header, summed}, place_seed(keys.of(type), offset)));
}

}  // namespace frame_detail

void encode(log_position const& position, std::byte* to) noexcept {
  store(to, position.offset);
  store(to + 8, position.link);
  store(to + 12, position.epoch);
  store(to + 16, position.salt);
}

log_position decode_position(std::byte const* from) noexcept {
  return {load<std::uint64_t>(from), load<std::uint32_t>(from + 8), load<std::uint32_t>(from + 12),
          load<std::uint64_t>(from + 16)};
}

std::uint32_t encode(frame_header& header, frame_keys const& keys, std::uint64_t offset,
                     std::byte* to) noexcept {
  HELIOS_EXPECTS(header.length <= max_frame_length);
  store(to, header.length | static_cast<std::uint64_t>(header.type) << 48 |
                static_cast<std::uint64_t>(header.flags) << 56);
  store(to + 8, header.branch);
  store(to + 12, header.epoch);
  store(to + 16, header.scn);
  store(to + 24, header.payload_sum);
  store(to + 32, header.link);
  header.head_sum = frame_detail::head_sum(to, keys, header.type, offset);
  store(to + frame_detail::summed, header.head_sum);
  return header.head_sum;
}

frame_header peek_header(header_span from) noexcept {
  auto const word = load<std::uint64_t>(from.data());
  frame_header header;
  header.length = word & max_frame_length;
  header.type = static_cast<frame_type>(word >> 48 & 0xff);
  header.flags = static_cast<std::uint8_t>(word >> 56);
  header.branch = load<branch_id>(from.data() + 8);
  header.epoch = load<std::uint32_t>(from.data() + 12);
  header.scn = load<scn>(from.data() + 16);
  header.payload_sum = load<std::uint64_t>(from.data() + 24);
  header.link = load<std::uint32_t>(from.data() + 32);
  header.head_sum = load<std::uint32_t>(from.data() + frame_detail::summed);
  return header;
}

std::optional<frame_header> decode_frame(header_span from, frame_keys const& keys,
                                         std::uint64_t offset) noexcept {
  frame_header const header = peek_header(from);
  if (header.type == frame_type::none) return std::nullopt;
  if (header.head_sum != frame_detail::head_sum(from.data(), keys, header.type, offset))
    return std::nullopt;
  if (header.type != frame_type::extent && header.length > max_payload) return std::nullopt;
  return header;
}

std::uint64_t payload_sum(byte_view stored) noexcept {
  std::uint64_t sum = 0;
  do {
    byte_view const piece = stored.first(std::min(stored.size(), sum_piece));
    sum = checksum(piece, sum);
    stored = stored.subspan(piece.size());
  } while (!stored.empty());
  return sum;
}

frame_header lay_frame(frame_to_write const& frame, frame_keys const& keys, std::uint32_t epoch,
                       std::uint32_t link, std::uint64_t synced_to, payload_codec const& codec,
                       std::byte* to) {
  HELIOS_EXPECTS(frame.type != frame_type::none && frame.type != frame_type::extent);
  HELIOS_EXPECTS(frame.offset % 8 == 0);
  std::byte* const payload = to + frame_header_bytes;
  std::size_t const plain = frame.payload.size();
  std::size_t const stored = plain + codec.overhead();

  if (plain != 0) std::memcpy(payload, frame.payload.data(), plain);
  if (carries_synced_to(frame.type)) {
    HELIOS_EXPECTS(plain >= 8);
    store(payload, synced_to);
  }
  std::fill(payload + stored, to + frame_room(stored), std::byte{0});

  frame_header header;
  header.length = stored;
  header.type = frame.type;
  header.flags = codec.flags();
  header.branch = frame.branch;
  header.epoch = epoch;
  header.scn = frame.scn;
  header.link = link;
  codec.seal(header, frame.offset, {payload, stored});
  header.payload_sum = payload_sum({payload, stored});
  encode(header, keys, frame.offset, to);
  return header;
}

}  // namespace helios::storage

namespace helios::storage {

class frame_file {
 public:
  /// Reads and checks the header page.
  HELIOS_DECL frame_file(std::unique_ptr<file> handle, std::string path);

  [[nodiscard]] file& io() noexcept { return *handle_; }
  [[nodiscard]] std::string const& path() const noexcept { return path_; }
  [[nodiscard]] file_header const& header() const noexcept { return header_; }
  [[nodiscard]] std::uint64_t key() const noexcept { return key_; }

  [[nodiscard]] payload_codec const& codec() const noexcept { return *codec_; }
  void use_codec(std::shared_ptr<payload_codec const> codec) noexcept { codec_ = std::move(codec); }

  /// The header at `offset` when it verifies and its frame lies within the file; else nullopt.
  [[nodiscard]] HELIOS_DECL std::optional<frame_header> header_at(std::uint64_t offset,
                                                                  frame_keys const& keys);
  /// Whether the stored payload matches its sum; reads it in pieces of 1 MiB.
  [[nodiscard]] HELIOS_DECL bool payload_verifies(std::uint64_t offset, frame_header const& header);
  /// Reads, verifies and opens the payload of the frame at `offset`; the plain payload is a front
  /// part of `into`. Requires into.size() == header.length.
  [[nodiscard]] HELIOS_DECL std::span<std::byte> read_payload(std::uint64_t offset,
                                                              frame_header const& header,
                                                              std::span<std::byte> into);

  /// Opens a verified payload in place. XX001 when frame and file are not sealed alike.
  [[nodiscard]] HELIOS_DECL std::span<std::byte> open_payload(std::uint64_t offset,
                                                              frame_header const& header,
                                                              std::span<std::byte> stored) const;

  /// The header of the page or value frame whose payload is at `payload_offset`; XX001 when there
  /// is none. Its length may be allocated: a long payload has been verified as well.
  [[nodiscard]] HELIOS_DECL frame_header find_frame(std::uint64_t payload_offset);

  /// The durable mark; nullopt when it does not verify at this moment.
  [[nodiscard]] HELIOS_DECL std::optional<durable_mark> read_durable();

 private:
  std::unique_ptr<file> handle_;
  std::string path_;
  file_header header_;
  std::uint64_t key_;
  std::shared_ptr<payload_codec const> codec_;
};

}  // namespace helios::storage

// helios/storage/impl/frame_file.ipp -- reading single frames.

namespace helios::storage {

frame_file::frame_file(std::unique_ptr<file> handle, std::string path)
    : handle_(std::move(handle)),
      path_(std::move(path)),
      header_(decode_header(read_page(*handle_, 0), path_)),
      key_(header_.key()),
      codec_(std::make_shared<plain_codec>()) {}

std::optional<frame_header> frame_file::header_at(std::uint64_t offset, frame_keys const& keys) {
  if (offset % 8 != 0 || offset < log_begin) return std::nullopt;
  std::uint64_t const size = handle_->size();
  if (size < frame_header_bytes || offset > size - frame_header_bytes) return std::nullopt;
  std::array<std::byte, frame_header_bytes> image;
  if (handle_->read(offset, image) != image.size()) return std::nullopt;
  auto const header = decode_frame(image, keys, offset);
  if (!header || header->length > size - offset - frame_header_bytes) return std::nullopt;
  return header;
}

bool frame_file::payload_verifies(std::uint64_t offset, frame_header const& header) {
  std::uint64_t at = offset + frame_header_bytes;
  std::uint64_t left = header.length;
  bytes piece(static_cast<std::size_t>(std::min<std::uint64_t>(left, sum_piece)));
  std::uint64_t sum = 0;
  do {
    std::span<std::byte> const part =
        std::span(piece).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, sum_piece)));
    if (handle_->read(at, part) != part.size()) return false;
    sum = checksum(part, sum);
    at += part.size();
    left -= part.size();
  } while (left != 0);
  return sum == header.payload_sum;
}

std::span<std::byte> frame_file::read_payload(std::uint64_t offset, frame_header const& header,
                                              std::span<std::byte> into) {
  HELIOS_EXPECTS(into.size() == header.length);
  if (handle_->read(offset + frame_header_bytes, into) != into.size() ||
      payload_sum(into) != header.payload_sum)
    throw damaged(path_, offset, "The payload of a frame does not match its checksum.");
  return open_payload(offset, header, into);
}

std::span<std::byte> frame_file::open_payload(std::uint64_t offset, frame_header const& header,
                                              std::span<std::byte> stored) const {
  if (header.flags != codec_->flags() || stored.size() < codec_->overhead())
    throw damaged(path_, offset, "A frame is sealed in another way than the file.");
  return codec_->open(header, offset, stored);
}

frame_header frame_file::find_frame(std::uint64_t payload_offset) {
  std::uint64_t const offset = payload_offset - frame_header_bytes;
  auto const header = payload_offset < log_begin + frame_header_bytes
                          ? std::nullopt
                          : header_at(offset, {.file = key_, .epoch = 0});
  if (!header || (header->type != frame_type::page && header->type != frame_type::value))
    throw damaged(path_, payload_offset,
                  "A page or value is referred to there, but no frame of one is found.");
  if (header->length > sum_piece && !payload_verifies(offset, *header))
    throw damaged(path_, offset, "The payload of a frame does not match its checksum.");
  return *header;
}

std::optional<durable_mark> frame_file::read_durable() {
  durable_image image{};
  static_cast<void>(
      handle_->read(durable_offset, image));  // a short read leaves zeros, which do not verify
  return decode_durable(image, key_);
}

}  // namespace helios::storage

namespace helios::storage {

/// Holds a payload in place. Copies are cheap.  Requires that the page source outlives it.
class pin {
 public:
  pin() = default;
  /// `count`, where there is one, has been raised for this pin already.
  explicit pin(byte_view payload, std::atomic<std::uint32_t>* count = nullptr) noexcept
      : payload_(payload), count_(count) {}
  pin(pin const& other) noexcept : payload_(other.payload_), count_(other.count_) {
    if (count_ != nullptr) count_->fetch_add(1, std::memory_order_relaxed);
  }
  pin(pin&& other) noexcept
      : payload_(std::exchange(other.payload_, {})), count_(std::exchange(other.count_, nullptr)) {}
  pin& operator=(pin other) noexcept {
    std::swap(payload_, other.payload_);
    std::swap(count_, other.count_);
    return *this;
  }
  ~pin() {
    // Release: what was read through the pin happens before the page is reused.
    if (count_ != nullptr) count_->fetch_sub(1, std::memory_order_release);
  }

  [[nodiscard]] byte_view payload() const noexcept { return payload_; }

 private:
  byte_view payload_;
  std::atomic<std::uint32_t>* count_ = nullptr;
};

class page_source {
 public:
  explicit page_source(frame_file& from) noexcept : file_(&from) {}
  page_source(page_source const&) = delete;
  page_source& operator=(page_source const&) = delete;
  virtual ~page_source() = default;

  /// The page or value whose payload begins at `payload_offset`.
  [[nodiscard]] virtual pin fetch(std::uint64_t payload_offset) = 0;
  /// The same bytes in the caller's buffer, past any cache: for long values and those that lie in
  /// the log itself. Returns a front part of `into`.
  [[nodiscard]] HELIOS_DECL byte_view read(std::uint64_t payload_offset, bytes& into);

 protected:
  [[nodiscard]] frame_file& source() const noexcept { return *file_; }
  /// References to pages are multiples of 64; another number comes from damage.
  HELIOS_DECL void check_reference(std::uint64_t payload_offset) const;

 private:
  frame_file* file_;
};

}  // namespace helios::storage

// helios/storage/impl/page_source.ipp -- what all page sources share.

namespace helios::storage {

byte_view page_source::read(std::uint64_t payload_offset, bytes& into) {
  frame_header const header = file_->find_frame(payload_offset);
  into.resize(static_cast<std::size_t>(header.length));
  return file_->read_payload(payload_offset - frame_header_bytes, header, into);
}

void page_source::check_reference(std::uint64_t payload_offset) const {
  if (payload_offset % page_alignment != 0)
    throw damaged(file_->path(), payload_offset,
                  "A page is referred to there, but pages begin at multiples of 64.");
}

}  // namespace helios::storage

namespace helios::storage {

/// Engine-wide time of the heap: grows by one at each mark and each published root.
enum class era : std::uint64_t {};
/// Names a timeline: a branch's, or one materialised snapshot's.
enum class owner_id : std::uint32_t {};

enum class node_kind : std::uint8_t { inner = 1, leaf = 2, run = 3 };

struct node_prefix {
  node_kind kind;
  std::uint8_t keys;    // key_kind
  std::uint8_t level;   // inner: height above the leaves, 1 or more; else 0
  std::uint8_t flags;   // by kind
  std::uint32_t bytes;  // of the whole payload
};
static_assert(sizeof(node_prefix) == 8);

class node_ref {
 public:
  constexpr node_ref() noexcept = default;
  explicit constexpr node_ref(std::uint64_t word) noexcept : word_(word) {}
  [[nodiscard]] static node_ref heap(std::byte const* payload) noexcept {
    return node_ref(reinterpret_cast<std::uint64_t>(payload));
  }
  [[nodiscard]] static constexpr node_ref file(std::uint64_t offset) noexcept {
    return node_ref(offset | 1);
  }

  [[nodiscard]] constexpr std::uint64_t word() const noexcept { return word_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return word_ == 0; }
  [[nodiscard]] constexpr bool in_file() const noexcept { return (word_ & 1) != 0; }
  [[nodiscard]] constexpr bool in_heap() const noexcept { return word_ != 0 && (word_ & 1) == 0; }
  [[nodiscard]] constexpr std::uint64_t offset() const noexcept {
    return word_ & ~std::uint64_t{1};
  }
  [[nodiscard]] std::byte* address() const noexcept { return reinterpret_cast<std::byte*>(word_); }
  friend constexpr bool operator==(node_ref, node_ref) noexcept = default;

 private:
  std::uint64_t word_ = 0;
};
static_assert(sizeof(node_ref) == 8);

struct node_header {
  era birth;
  owner_id owner;
  std::uint32_t size_class;
  std::atomic<std::uint64_t> twin;
  std::uint64_t allocated;  // bytes, header included
  std::uint64_t unused[4];
};
static_assert(sizeof(node_header) == 64);

[[nodiscard]] inline node_header& header_of(node_ref r) noexcept {
  HELIOS_EXPECTS(r.in_heap());
  return *reinterpret_cast<node_header*>(r.address() - sizeof(node_header));
}

/// The same for two references to one node, whether in memory or in the file.
[[nodiscard]] inline std::uint64_t identity(node_ref r) noexcept {
  if (!r.in_heap()) return r.word();
  std::uint64_t const twin = header_of(r).twin.load(std::memory_order_acquire);
  return twin != 0 ? twin : r.word();
}

/// Reads or swings a reference inside a published node.
[[nodiscard]] inline node_ref load_ref(std::byte const* at) noexcept {
  auto* const word = reinterpret_cast<std::uint64_t*>(const_cast<std::byte*>(at));
  return node_ref(std::atomic_ref<std::uint64_t>(*word).load(std::memory_order_acquire));
}
inline void swing_ref(std::byte* at, node_ref to) noexcept {
  std::atomic_ref<std::uint64_t>(*reinterpret_cast<std::uint64_t*>(at))
      .store(to.word(), std::memory_order_release);
}

/// A node's payload, held in memory while this lives.
struct node_pin {
  std::byte const* data = nullptr;
  pin page;

  [[nodiscard]] node_prefix prefix() const noexcept { return load<node_prefix>(data); }
  [[nodiscard]] byte_view payload() const noexcept { return {data, prefix().bytes}; }
};

/// Reaches a node wherever it lives. Errors: XX001, 58030 from the page source.
[[nodiscard]] inline node_pin fetch(node_ref r, page_source* pages) {
  HELIOS_EXPECTS(!r.empty());
  if (r.in_heap()) return {r.address(), {}};
  pin page = pages->fetch(r.offset());
  byte_view const payload = page.payload();
  if (payload.size() < sizeof(node_prefix) ||
      load<node_prefix>(payload.data()).bytes > payload.size()) {
    throw error(errc::data_corrupted,
                "the page at offset " + std::to_string(r.offset()) + " is not a tree node");
  }
  return {payload.data(), std::move(page)};
}

/// Memory for heap nodes, in size classes. glibc would trim and refault blocks of this size (2x
/// slower commits).
class node_pool {
 public:
  node_pool() = default;
  node_pool(node_pool const&) = delete;
  node_pool& operator=(node_pool const&) = delete;
  HELIOS_DECL ~node_pool();

  /// A node with `payload` bytes of room, its header filled, its payload not. Throws 53200.
  [[nodiscard]] HELIOS_DECL node_ref allocate(std::uint32_t payload, era birth, owner_id owner);
  HELIOS_DECL void release(node_ref node) noexcept;
  /// Bytes of all nodes now allocated, headers and rounding included.
  [[nodiscard]] std::uint64_t used() const noexcept {
    return used_.load(std::memory_order_relaxed);
  }

 private:
  static constexpr std::size_t classes = 48;
  struct bin {
    std::mutex lock;
    std::byte* free = nullptr;  // a list through the blocks' first words
  };
  std::array<bin, classes> bins_;
  std::mutex chunks_lock_;
  std::vector<std::byte*> chunks_;
  std::atomic<std::uint64_t> used_{0};
};

}  // namespace helios::storage

// helios/storage/impl/node.ipp -- the pool of heap nodes.

namespace helios::storage {

namespace detail {

// Four classes per doubling: 128, 160, 192, 224, 256, 320, ... Waste is at most a fifth.
inline constexpr std::uint64_t smallest_class = 128;
inline constexpr std::uint32_t no_class = 0xffff'ffff;
inline constexpr std::uint64_t chunk_bytes = 1U << 20;

[[nodiscard]] inline std::uint32_t class_of(std::uint64_t n) noexcept {
  if (n <= smallest_class) return 0;
  unsigned const top = 63U - static_cast<unsigned>(std::countl_zero(n - 1));
  std::uint64_t const quarter = std::uint64_t{1} << (top - 2);
  return static_cast<std::uint32_t>((top - 7) * 4 +
                                    ((n - 1 - (std::uint64_t{1} << top)) / quarter) + 1);
}
[[nodiscard]] inline std::uint64_t size_of_class(std::uint32_t c) noexcept {
  return (std::uint64_t{128} << (c / 4)) + (std::uint64_t{32} << (c / 4)) * (c % 4);
}
[[nodiscard]] inline std::byte* aligned_new(std::uint64_t n) {
  void* const p = ::operator new (n, std::align_val_t{64}, std::nothrow);
  if (p == nullptr) {
    throw error(errc::out_of_memory, "out of memory")
        .detail("A tree node of " + std::to_string(n) + " bytes was wanted.");
  }
  return static_cast<std::byte*>(p);
}
inline void aligned_delete(std::byte* p) noexcept { ::operator delete (p, std::align_val_t{64}); }

// With address sanitizer each node is its own allocation, so that a use after release is seen.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool pooled = false;
#else
inline constexpr bool pooled = true;
#endif

}  // namespace detail

node_pool::~node_pool() {
  for (std::byte* chunk : chunks_) detail::aligned_delete(chunk);
}

node_ref node_pool::allocate(std::uint32_t payload, era birth, owner_id owner) {
  std::uint64_t const wanted = sizeof(node_header) + payload;
  std::uint32_t size_class = detail::class_of(wanted);
  std::uint64_t size = wanted;
  std::byte* block = nullptr;
  if (!detail::pooled || size_class >= classes) {
    size_class = detail::no_class;
    block = detail::aligned_new(size);
  } else {
    size = align_up(detail::size_of_class(size_class), 64);
    bin& from = bins_[size_class];
    std::lock_guard const hold(from.lock);
    if (from.free == nullptr) {
      std::uint64_t const bytes = size * 4 > detail::chunk_bytes ? size : detail::chunk_bytes;
      std::byte* const chunk = detail::aligned_new(bytes);
      {
        std::lock_guard const hold_chunks(chunks_lock_);
        chunks_.push_back(chunk);
      }
      for (std::uint64_t at = 0; at + size <= bytes; at += size) {
        store(chunk + at, from.free);
        from.free = chunk + at;
      }
    }
    block = from.free;
    from.free = load<std::byte*>(block);
  }
  used_.fetch_add(size, std::memory_order_relaxed);
  auto* const header = new (block) node_header{birth, owner, size_class, {0}, size, {}};
  return node_ref::heap(reinterpret_cast<std::byte*>(header + 1));
}

void node_pool::release(node_ref node) noexcept {
  node_header& header = header_of(node);
  std::uint32_t const size_class = header.size_class;
  used_.fetch_sub(header.allocated, std::memory_order_relaxed);
  auto* const block = reinterpret_cast<std::byte*>(&header);
  if (size_class == detail::no_class) return detail::aligned_delete(block);
  bin& to = bins_[size_class];
  std::lock_guard const hold(to.lock);
  store(block, to.free);
  to.free = block;
}

}  // namespace helios::storage

namespace helios::storage {

struct inner_header {
  std::uint32_t count;
  std::uint32_t keys;
  std::uint32_t key_heap;
  std::uint32_t unused;
};
static_assert(sizeof(inner_header) == 16);

inline constexpr std::uint32_t inner_refs_at = 24;

/// A child on its way into an inner node. The separator's bytes live in an open or new node.
template <class View>
struct child_entry {
  View separator{};
  node_ref ref;
  bool small = false;  // so few rows or children that it should join a neighbour
};

class inner_view {
 public:
  explicit inner_view(std::byte const* node) noexcept
      : node_(node), header_(load<inner_header>(node + 8)) {}

  /// Throws XX001 unless the payload is a well-formed inner node.
  HELIOS_DECL static void check(byte_view payload);

  [[nodiscard]] std::uint32_t count() const noexcept { return header_.count; }
  [[nodiscard]] std::uint8_t level() const noexcept { return load<node_prefix>(node_).level; }
  [[nodiscard]] node_ref child(std::uint32_t i) const noexcept { return load_ref(ref_at(i)); }
  [[nodiscard]] std::byte const* ref_at(std::uint32_t i) const noexcept {
    return node_ + inner_refs_at + sizeof(node_ref) * std::size_t{i};
  }
  template <class K>
  [[nodiscard]] typename K::view separator(std::uint32_t i) const noexcept {
    if constexpr (K::kind == key_kind::int64) {
      return load<std::int64_t>(node_ + header_.keys + 8 * std::size_t{i});
    } else {
      std::uint32_t const begin = i == 0 ? 0 : end(i - 1);
      return {node_ + header_.key_heap + begin, end(i) - begin};
    }
  }
  /// The child that holds the key.
  template <class K>
  [[nodiscard]] std::uint32_t find(typename K::view key) const noexcept {
    std::uint32_t low = 1;
    std::uint32_t high = count();
    while (low < high) {
      std::uint32_t const middle = low + (high - low) / 2;
      if (K::order(separator<K>(middle), key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

 private:
  [[nodiscard]] std::uint32_t end(std::uint32_t i) const noexcept {
    return load<std::uint32_t>(node_ + header_.keys + 4 * std::size_t{i});
  }
  std::byte const* node_;
  inner_header header_;
};

template <class K>
[[nodiscard]] node_ref build_inner(std::uint8_t level,
                                   std::span<child_entry<typename K::view> const> children,
                                   node_pool& pool, era birth, owner_id owner) {
  std::uint64_t const n = children.size();
  inner_header h{static_cast<std::uint32_t>(n),
                 static_cast<std::uint32_t>(inner_refs_at + sizeof(node_ref) * n), 0, 0};
  std::uint64_t size = h.keys + (K::kind == key_kind::int64 ? 8 : 4) * n;
  h.key_heap = static_cast<std::uint32_t>(size);
  if constexpr (K::kind == key_kind::bytes) {
    for (auto const& c : children.subspan(1)) size += c.separator.size();
  }
  size = align_up(size, 8);
  node_ref const result = pool.allocate(static_cast<std::uint32_t>(size), birth, owner);
  std::byte* const node = result.address();
  store(node, node_prefix{node_kind::inner, static_cast<std::uint8_t>(K::kind), level, 0,
                          static_cast<std::uint32_t>(size)});
  store(node + 8, h);
  std::uint32_t end = 0;
  for (std::size_t i = 0; i != n; ++i) {
    store(node + inner_refs_at + sizeof(node_ref) * i, children[i].ref);
    if constexpr (K::kind == key_kind::int64) {
      store(node + h.keys + 8 * i, i == 0 ? std::int64_t{0} : children[i].separator);
    } else {
      if (i != 0 && !children[i].separator.empty()) {
        std::memcpy(node + h.key_heap + end, children[i].separator.data(),
                    children[i].separator.size());
        end += static_cast<std::uint32_t>(children[i].separator.size());
      }
      store(node + h.keys + 4 * i, end);
    }
  }
  return result;
}

/// A heap node that differs from another in one child's reference.
[[nodiscard]] inline node_ref copy_inner(node_pin const& from, std::uint32_t child, node_ref to,
                                         node_pool& pool, era birth, owner_id owner) {
  inner_view const inner(from.data);
  std::uint32_t const size = from.prefix().bytes;
  node_ref const result = pool.allocate(size, birth, owner);
  std::byte* const node = result.address();
  std::memcpy(node, from.data, inner_refs_at);
  // One by one: references may be swung meanwhile (node.hpp, N1).
  std::size_t at = inner_refs_at;
  for (std::uint32_t i = 0; i != inner.count(); ++i, at += sizeof(node_ref))
    store(node + at, i == child ? to : inner.child(i));
  std::memcpy(node + at, from.data + at, size - at);
  return result;
}

}  // namespace helios::storage

// helios/storage/impl/inner.ipp -- the check that makes a page an inner node.

namespace helios::storage {

void inner_view::check(byte_view payload) {
  auto const bad = [](char const* what) {
    throw error(errc::data_corrupted, std::string("an inner node is damaged: ") + what);
  };
  if (payload.size() < inner_refs_at) bad("too short");
  auto const p = load<node_prefix>(payload.data());
  if (p.kind != node_kind::inner || p.bytes > payload.size() || p.keys > 1 || p.level == 0)
    bad("not an inner node");
  auto const h = load<inner_header>(payload.data() + 8);
  std::uint64_t const n = h.count;
  bool const numbers = p.keys == static_cast<std::uint8_t>(key_kind::int64);
  if (n == 0 || inner_refs_at + 8 * n > p.bytes) bad("references");
  if (h.keys > p.bytes || (numbers ? 8 : 4) * n > p.bytes - h.keys || h.key_heap > p.bytes)
    bad("separators");
  inner_view const view(payload.data());
  if (!numbers) {
    std::uint32_t before = 0;
    for (std::uint64_t i = 0; i != n; ++i) {
      auto const end = load<std::uint32_t>(payload.data() + h.keys + 4 * i);
      if (end < before || end > p.bytes - h.key_heap) bad("separators");
      before = end;
    }
  }
  for (std::uint32_t i = 0; i != n; ++i) {
    if (!view.child(i).in_file()) bad("a reference that is not to a page");
    if (i < 2) continue;
    bool const ascends =
        numbers ? view.separator<int_keys>(i - 1) < view.separator<int_keys>(i)
                : compare(view.separator<byte_keys>(i - 1), view.separator<byte_keys>(i)) < 0;
    if (!ascends) bad("separators do not ascend");
  }
}

}  // namespace helios::storage

// helios/storage/leaf.hpp -- a leaf: an immutable base, a cold delta over it, a small hot delta
// over both.
//
// Shape     A child of the lowest inner level is either a base run alone (clean) or a leaf node:
//
//             0   node_prefix      kind = leaf
//             8   leaf_header      40 bytes
//            48   in memory: hot_entry[hot_count] in key order, then the hot arena (keys and row
//            images)
//                 in the file: the cold run (at leaf_header.inline_cold); there is no hot delta in
//                 the file
//
//           For one key the hot delta decides before the cold one, and the cold one before the
//           base.
// Holds     (L1) hot keys ascend strictly; at most limits.hot_rows of them
//           (L2) a hot entry's positions name the cold and base rows of the same key, if there are
//           any (L3) an erased entry hides a cold or base row
// Threads   immutable once published
// Errors    opening a leaf: XX001 and 58030 from the page source
// Cost      find: 60 ns for the hot and cold parts over run_view::lower_bound of the base
// Source    measured in docs/decisions.md: one delta level rewrites every touched base at each
// checkpoint

// helios/storage/run.hpp -- a run: rows in key order, stored by column; a leaf's base or its cold
// delta.
//
// Shape     one position-independent block, the same bytes in memory and in the file; offsets from
// its start
//
//             0   node_prefix             kind = run; flags bit 0: this run is a delta
//             8   run_header              40 bytes
//            48   column directory        run_column per column, 64 bytes each
//                 keys                    int64[rows], or u32 ends[rows] and the keys' bytes
//                 fences                  int64 keys: every 32nd key; byte keys: the 8 bytes after
//                 the common
//                                         prefix of every 32nd key as a big-endian number
//                 columns                 validity bitmap (absent without NULLs), values or u32
//                 ends[rows] and heap;
//                                         fixed-width values begin at multiples of 64
//                 delta part              base position u16[rows] (0xffff: not in the base), erase
//                 bitmap[rows],
//                                         keep bitmap over the base's rows (0 = overridden or
//                                         erased here)
//
//           bit 31 of a bytes column's end marks an out-of-line value (storage/row.hpp).
// Holds     (R1) keys ascend strictly
//           (R2) ends ascend and stay inside the block
//           (R3) in a delta, bit p of the keep bitmap is clear exactly when some row has base
//           position p
// Threads   immutable once built
// Errors    check() throws XX001 for bytes from a file; the views trust what was checked
// Cost      find: 35-135 ns at 1024 rows; build: about 20 ns per row and column
// Source    PAX (Ailamaki et al., VLDB 2001); the fence array is measured in docs/decisions.md

// helios/storage/row.hpp -- the row image: one row as a byte string, as the log, hot deltas and
// callers hold it.
//
// Shape     offset                 field
//           0                      NULL bitmap, one bit per column, 1 = NULL, padded to bytes
//           shape.offset(i)        column i: its value, or for bytes columns u32 end of its part of
//           the heap;
//                                  bit 31 set: the part is a value_ref, the value itself is out of
//                                  line
//           shape.fixed_size()     heap: the bytes columns' parts, in column order
//           A NULL column's fixed part is zero and its heap part empty.
// Threads   stateless
// Errors    none: shape::check_row has answered bytes from a file

namespace helios::storage {

/// Names an out-of-line value: a value frame, by its payload's place in the file.
struct value_ref {
  std::uint64_t offset;
  std::uint64_t length;
  std::uint64_t sum;
  friend bool operator==(value_ref const&, value_ref const&) = default;
};
static_assert(sizeof(value_ref) == value_ref_bytes);

/// One value as bytes: its little-endian number, or its content, or a value_ref.
struct cell {
  byte_view data;
  bool null = true;
  bool out_of_line = false;

  template <class T>
  [[nodiscard]] T as() const noexcept {
    HELIOS_EXPECTS(data.size() == sizeof(T));
    return load<T>(data.data());
  }
  friend bool operator==(cell const& a, cell const& b) noexcept {
    return a.null == b.null && a.out_of_line == b.out_of_line && compare(a.data, b.data) == 0;
  }
};

template <class T>
  requires std::is_arithmetic_v<T> || std::same_as<T, int128>
[[nodiscard]] cell cell_of(T const& value) noexcept {
  return {std::as_bytes(std::span(&value, 1)), false, false};
}
[[nodiscard]] inline cell cell_of(std::string_view text) noexcept {
  return {as_bytes(text), false, false};
}
[[nodiscard]] inline cell cell_of(byte_view data) noexcept { return {data, false, false}; }

/// Reads a row image. Requires an image of that shape; both must outlive the view.
class row_view {
 public:
  row_view(shape const& s, byte_view image) noexcept : shape_(&s), image_(image) {}

  [[nodiscard]] shape const& form() const noexcept { return *shape_; }
  [[nodiscard]] byte_view image() const noexcept { return image_; }
  [[nodiscard]] bool is_null(std::size_t i) const noexcept {
    return (static_cast<unsigned>(image_[i / 8]) >> (i % 8) & 1U) != 0;
  }
  [[nodiscard]] cell at(std::size_t i) const noexcept {
    if (is_null(i)) return {};
    std::byte const* const p = image_.data() + shape_->offset(i);
    physical_type const t = shape_->columns()[i].type;
    if (t != physical_type::bytes) return {{p, width(t)}, false, false};
    std::uint32_t const before = shape_->previous_bytes(i);
    std::uint32_t const begin =
        before == shape::npos
            ? 0
            : load<std::uint32_t>(image_.data() + shape_->offset(before)) & ~out_of_line_bit;
    std::uint32_t const end = load<std::uint32_t>(p);
    return {{image_.data() + shape_->fixed_size() + begin, (end & ~out_of_line_bit) - begin},
            false,
            (end & out_of_line_bit) != 0};
  }

 private:
  shape const* shape_;
  byte_view image_;
};

/// Makes row images, column by column from the first to the last; reusable.
class row_builder {
 public:
  explicit row_builder(shape const& s) : shape_(&s) { clear(); }

  void clear() {
    image_.assign(shape_->fixed_size(), std::byte{0});
    next_ = 0;
  }
  row_builder& add(cell const& c) {
    HELIOS_EXPECTS(next_ < shape_->columns().size());
    std::size_t const i = next_++;
    physical_type const t = shape_->columns()[i].type;
    if (c.null) image_[i / 8] |= static_cast<std::byte>(1U << (i % 8));
    if (t == physical_type::bytes) {
      image_.insert(image_.end(), c.data.begin(), c.data.end());
      auto const end = static_cast<std::uint32_t>(image_.size() - shape_->fixed_size());
      store(image_.data() + shape_->offset(i), end | (c.out_of_line ? out_of_line_bit : 0));
    } else if (!c.null) {
      HELIOS_EXPECTS(c.data.size() == width(t));
      std::memcpy(image_.data() + shape_->offset(i), c.data.data(), width(t));
    }
    return *this;
  }
  template <class T>
  row_builder& add_value(T const& value) {
    return add(cell_of(value));
  }
  row_builder& add_null() { return add(cell{}); }
  /// Requires every column was added.
  [[nodiscard]] byte_view image() const noexcept {
    HELIOS_EXPECTS(next_ == shape_->columns().size());
    return image_;
  }

 private:
  shape const* shape_;
  bytes image_;
  std::size_t next_ = 0;
};

[[nodiscard]] inline bytes null_row(shape const& s) {
  row_builder b(s);
  for (std::size_t i = 0; i != s.columns().size(); ++i) b.add_null();
  return {b.image().begin(), b.image().end()};
}

/// The same row under another shape: columns by id, absent ones as the new shape says.
[[nodiscard]] inline bytes convert_row(row_view const& from, shape const& to) {
  row_builder b(to);
  row_view const absent(to, to.absent_row());
  for (std::size_t i = 0; i != to.columns().size(); ++i) {
    std::size_t const at = from.form().find(to.columns()[i].id);
    b.add(at == shape::npos ? absent.at(i) : from.at(at));
  }
  return {b.image().begin(), b.image().end()};
}

}  // namespace helios::storage

namespace helios::storage {

inline constexpr std::uint16_t no_base_position = 0xffff;
inline constexpr std::uint32_t fence_stride = 32;
inline constexpr std::uint8_t run_is_delta = 1;

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

  /// Throws XX001 unless the payload is a well-formed run; for bytes from a file, once at first
  /// touch.
  HELIOS_DECL static void check(byte_view payload);

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
  [[nodiscard]] std::uint64_t fence(std::uint32_t i) const noexcept {
    return load<std::uint64_t>(block_ + header_.fences + 8 * std::size_t{i});
  }

  std::byte const* block_ = nullptr;
  run_header header_{};
};

template <class K>
std::uint32_t run_view::lower_bound(typename K::view wanted) const noexcept {
  std::uint32_t const n = header_.rows;
  if (n == 0) return 0;
  // Which stride of 32 rows: the last whose first key is below or at the wanted one.
  std::uint32_t const strides = (n + fence_stride - 1) / fence_stride;
  std::uint32_t low = 0;
  std::uint32_t high = n;
  if constexpr (K::kind == key_kind::int64) {
    std::uint32_t below = 0;
    for (std::uint32_t i = 0; i != strides; ++i)
      below += static_cast<std::int64_t>(fence(i)) <= wanted ? 1U : 0U;
    low = below == 0 ? 0 : (below - 1) * fence_stride;
    high = below == 0 ? 0 : std::min(n, below * fence_stride);
    std::uint32_t at = low;
    for (std::uint32_t i = low; i != high; ++i) at += int_key(i) < wanted ? 1U : 0U;
    return at;
  } else {
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
};

/// One row to be put into a run: where its cells are.
template <class View>
struct picked {
  View key;
  std::byte const* image = nullptr;  // source.images: the row image
  std::uint32_t image_bytes = 0;
  std::uint16_t source = 0;
  std::uint16_t position = 0;                      // source.run: the row
  std::uint16_t base_position = no_base_position;  // for deltas
  bool erased = false;
};

/// Builds a run of the shape from rows in key order. A base ignores base positions; a delta wants
/// its base's rows.
template <class K>
[[nodiscard]] node_ref build_run(shape const& form, std::span<picked<typename K::view> const> rows,
                                 std::span<row_source const> sources, bool delta,
                                 std::uint32_t base_rows, node_pool& pool, era birth,
                                 owner_id owner);

/// The bytes a row would take in a base, roughly: what decides where leaves split.
template <class View>
[[nodiscard]] std::uint32_t row_cost(shape const& form, picked<View> const& row,
                                     std::span<row_source const> sources);

}  // namespace helios::storage

// helios/storage/impl/run_build.hpp -- how runs are built: sizes first, then one pass per column.

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

// helios/storage/impl/run.ipp -- the check of runs from a file, zones, column maps.

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

namespace helios::storage {

struct leaf_header {
  node_ref base;  // a run; empty: none
  node_ref cold;  // a heap run, or the file leaf that holds it inline; empty: none, or inline here
  std::uint32_t inline_cold;  // offset in this payload; 0: not here
  std::uint32_t hot_count;
  std::uint32_t hot_bytes;  // of the arena
  std::uint32_t unused;
  shape const* hot_shape;  // in memory only: what the hot images are written in
};
static_assert(sizeof(leaf_header) == 40);

struct hot_entry {
  std::int64_t number;  // int64 key; byte keys: low half place in the arena, high half length
  std::uint32_t row;    // place of the image in the arena
  std::uint32_t row_bytes;
  std::uint16_t base_position;
  std::uint16_t cold_position;
  std::uint32_t erased;
};
static_assert(sizeof(hot_entry) == 24);

inline constexpr std::uint32_t leaf_header_at = 8;
inline constexpr std::uint32_t leaf_base_at =
    8;  // the references, which may be swung (node.hpp, N1)
inline constexpr std::uint32_t leaf_cold_at = 16;
inline constexpr std::uint32_t hot_entries_at = 48;

/// Where a leaf's row is.
enum class row_origin : std::uint8_t { base = 0, cold = 1, hot = 2 };
struct row_place {
  row_origin origin = row_origin::base;
  std::uint16_t position = 0;
};

/// An open leaf: its parts, held in memory while this lives, and where the wanted columns are in
/// each.
class leaf_view {
 public:
  leaf_view() = default;
  /// Opens the leaf that a reference names, to be read under a shape.
  HELIOS_DECL leaf_view(node_ref leaf, shape const& wanted, page_source* pages);

  [[nodiscard]] shape const& form() const noexcept { return *shape_; }
  [[nodiscard]] run_view const& base() const noexcept { return base_; }
  [[nodiscard]] run_view const& cold() const noexcept { return cold_; }
  [[nodiscard]] node_ref base_ref() const noexcept { return base_ref_; }
  [[nodiscard]] node_ref cold_ref() const noexcept { return cold_ref_; }
  [[nodiscard]] std::uint32_t base_rows() const noexcept { return base_ ? base_.rows() : 0; }
  [[nodiscard]] std::uint32_t cold_rows() const noexcept { return cold_ ? cold_.rows() : 0; }
  [[nodiscard]] std::uint32_t hot_rows() const noexcept { return hot_count_; }
  [[nodiscard]] bool clean() const noexcept { return !cold_ && hot_count_ == 0; }
  [[nodiscard]] column_map const& base_map() const noexcept { return maps_[0]; }

  [[nodiscard]] hot_entry hot(std::uint32_t i) const noexcept {
    return load<hot_entry>(hot_ + sizeof(hot_entry) * std::size_t{i});
  }
  [[nodiscard]] byte_view hot_image(hot_entry const& e) const noexcept {
    return {arena() + e.row, e.row_bytes};
  }
  [[nodiscard]] std::byte const* arena() const noexcept {
    return hot_ + sizeof(hot_entry) * std::size_t{hot_count_};
  }
  [[nodiscard]] std::uint32_t arena_bytes() const noexcept { return hot_bytes_; }
  [[nodiscard]] shape const& hot_shape() const noexcept { return *hot_shape_; }

  template <class K>
  [[nodiscard]] typename K::view hot_key(std::uint32_t i) const noexcept {
    hot_entry const e = hot(i);
    if constexpr (K::kind == key_kind::int64) {
      return e.number;
    } else {
      auto const word = static_cast<std::uint64_t>(e.number);
      return {arena() + static_cast<std::uint32_t>(word), static_cast<std::size_t>(word >> 32)};
    }
  }
  template <class K>
  [[nodiscard]] std::uint32_t hot_lower_bound(typename K::view key) const noexcept {
    std::uint32_t low = 0;
    std::uint32_t high = hot_count_;
    while (low < high) {
      std::uint32_t const middle = low + (high - low) / 2;
      if (K::order(hot_key<K>(middle), key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Where a key's live row is; false: there is none.
  template <class K>
  [[nodiscard]] bool find(typename K::view key, row_place& out) const noexcept;
  /// The places of all live rows in key order.
  template <class K>
  void order(std::vector<row_place>& out) const;
  template <class K>
  [[nodiscard]] typename K::view key(row_place at) const noexcept {
    switch (at.origin) {
      case row_origin::base: return base_.template key<K>(at.position);
      case row_origin::cold: return cold_.template key<K>(at.position);
      case row_origin::hot: return hot_key<K>(at.position);
    }
    HELIOS_UNREACHABLE();
  }
  /// A cell of the row at a place, by the wanted shape's column number.
  [[nodiscard]] HELIOS_DECL cell at(row_place place, std::uint32_t column) const noexcept;

  /// The parts as sources for build_run: 0 base, 1 cold, 2 hot.
  HELIOS_DECL void sources(std::vector<row_source>& out) const;

 private:
  shape const* shape_ = nullptr;
  run_view base_, cold_;
  node_ref base_ref_, cold_ref_;
  std::byte const* hot_ = nullptr;
  std::uint32_t hot_count_ = 0;
  std::uint32_t hot_bytes_ = 0;
  shape const* hot_shape_ = nullptr;
  std::array<column_map, 3> maps_;
  std::array<node_pin, 3> pins_;
};

/// A live row of a leaf. Requires the leaf to outlive it.
class stored_row {
 public:
  stored_row(leaf_view const& leaf, row_place place) noexcept : leaf_(&leaf), place_(place) {}
  [[nodiscard]] cell at(std::size_t column) const noexcept {
    return leaf_->at(place_, static_cast<std::uint32_t>(column));
  }
  [[nodiscard]] shape const& form() const noexcept { return leaf_->form(); }
  [[nodiscard]] row_place place() const noexcept { return place_; }
  /// The row as an image of the wanted shape.
  [[nodiscard]] bytes image() const {
    row_builder b(form());
    for (std::size_t i = 0; i != form().columns().size(); ++i) b.add(at(i));
    return {b.image().begin(), b.image().end()};
  }

 private:
  leaf_view const* leaf_;
  row_place place_;
};

template <class K>
bool leaf_view::find(typename K::view key, row_place& out) const noexcept {
  if (hot_count_ != 0) {
    std::uint32_t const h = hot_lower_bound<K>(key);
    if (h != hot_count_ && K::order(hot_key<K>(h), key) == 0) {
      out = {row_origin::hot, static_cast<std::uint16_t>(h)};
      return hot(h).erased == 0;
    }
  }
  if (cold_) {
    std::uint32_t const c = cold_.lower_bound<K>(key);
    if (c != cold_.rows() && K::order(cold_.template key<K>(c), key) == 0) {
      out = {row_origin::cold, static_cast<std::uint16_t>(c)};
      return !cold_.erased(c);
    }
  }
  if (!base_) return false;
  std::uint32_t const b = base_.lower_bound<K>(key);
  out = {row_origin::base, static_cast<std::uint16_t>(b)};
  return b != base_.rows() && K::order(base_.template key<K>(b), key) == 0;
}

template <class K>
void leaf_view::order(std::vector<row_place>& out) const {
  out.clear();
  std::uint32_t const n = base_rows();
  std::uint32_t const nc = cold_rows();
  out.reserve(n + nc + hot_count_);
  std::uint32_t b = 0;
  std::uint32_t c = 0;
  std::uint32_t h = 0;
  while (true) {
    // The smallest key among the three; on a tie the newest part decides and the older ones are
    // passed over.
    bool const has_b = b != n;
    bool const has_c = c != nc;
    bool const has_h = h != hot_count_;
    if (!has_c && !has_h) {
      for (; b != n; ++b) out.push_back({row_origin::base, static_cast<std::uint16_t>(b)});
      return;
    }
    bool const cold_first =
        has_c && (!has_h || K::order(cold_.template key<K>(c), hot_key<K>(h)) < 0);
    typename K::view const next = cold_first ? cold_.template key<K>(c) : hot_key<K>(h);
    while (b != n && K::order(base_.template key<K>(b), next) < 0) {
      out.push_back({row_origin::base, static_cast<std::uint16_t>(b)});
      ++b;
    }
    if (has_b && b != n && K::order(base_.template key<K>(b), next) == 0) ++b;
    if (cold_first) {
      if (!cold_.erased(c)) out.push_back({row_origin::cold, static_cast<std::uint16_t>(c)});
      ++c;
    } else {
      if (has_c && K::order(cold_.template key<K>(c), next) == 0) ++c;
      if (hot(h).erased == 0) out.push_back({row_origin::hot, static_cast<std::uint16_t>(h)});
      ++h;
    }
  }
}

}  // namespace helios::storage

// helios/storage/impl/leaf.ipp -- opening a leaf and reading its cells.

namespace helios::storage {

leaf_view::leaf_view(node_ref leaf, shape const& wanted, page_source* pages) : shape_(&wanted) {
  node_pin node = fetch(leaf, pages);
  if (node.prefix().kind == node_kind::run) {
    base_ref_ = leaf;
    pins_[0] = std::move(node);
  } else {
    auto h = load<leaf_header>(node.data + leaf_header_at);
    h.base = load_ref(node.data + leaf_base_at);
    h.cold = load_ref(node.data + leaf_cold_at);
    base_ref_ = h.base;
    if (!h.base.empty()) pins_[0] = fetch(h.base, pages);
    if (h.inline_cold != 0) {
      cold_ = run_view(node.data + h.inline_cold);
      cold_ref_ = leaf;
    } else if (!h.cold.empty()) {
      cold_ref_ = h.cold;
      pins_[1] = fetch(h.cold, pages);
      std::uint32_t at = 0;
      if (pins_[1].prefix().kind == node_kind::leaf) {
        at = load<leaf_header>(pins_[1].data + leaf_header_at).inline_cold;
      }
      cold_ = run_view(pins_[1].data + at);
    }
    hot_ = node.data + hot_entries_at;
    hot_count_ = h.hot_count;
    hot_bytes_ = h.hot_bytes;
    if (hot_count_ != 0) {
      hot_shape_ = h.hot_shape;
      maps_[2] = column_map(wanted, *hot_shape_);
    }
    pins_[2] = std::move(node);
  }
  if (pins_[0].data != nullptr) {
    base_ = run_view(pins_[0].data);
    maps_[0] = column_map(wanted, base_);
  }
  if (cold_) maps_[1] = column_map(wanted, cold_);
}

cell leaf_view::at(row_place place, std::uint32_t column) const noexcept {
  std::uint32_t const from = maps_[static_cast<std::size_t>(place.origin)][column];
  if (from == shape::npos) return row_view(*shape_, shape_->absent_row()).at(column);
  switch (place.origin) {
    case row_origin::base: return base_.at(base_.column(from), place.position);
    case row_origin::cold: return cold_.at(cold_.column(from), place.position);
    case row_origin::hot: return row_view(*hot_shape_, hot_image(hot(place.position))).at(from);
  }
  HELIOS_UNREACHABLE();
}

void leaf_view::sources(std::vector<row_source>& out) const {
  out.push_back({base_, nullptr, maps_[0]});
  out.push_back({cold_, nullptr, maps_[1]});
  out.push_back({run_view{}, hot_shape_, maps_[2]});
}

}  // namespace helios::storage

namespace helios::storage {

struct tree_root {
  node_ref ref;
  std::uint64_t rows = 0;
  std::uint8_t height = 0;
  [[nodiscard]] bool empty() const noexcept { return ref.empty(); }
  friend bool operator==(tree_root const&, tree_root const&) = default;
};

/// A row that was found, with all that keeps it in memory.
class found_row {
 public:
  found_row(leaf_view leaf, row_place place) : leaf_(std::move(leaf)), place_(place) {}
  [[nodiscard]] cell at(std::size_t column) const noexcept {
    return leaf_.at(place_, static_cast<std::uint32_t>(column));
  }
  [[nodiscard]] stored_row row() const noexcept { return {leaf_, place_}; }
  [[nodiscard]] bytes image() const { return row().image(); }
  [[nodiscard]] key_view key() const noexcept {
    return with_keys(leaf_.form().keys(),
                     [&](auto k) -> key_view { return leaf_.template key<decltype(k)>(place_); });
  }

 private:
  leaf_view leaf_;
  row_place place_;
};

/// A tree as readers see it. Requires the shape and the pages to outlive it.
class tree {
 public:
  tree(tree_root root, shape const& form, page_source* pages) noexcept
      : root_(root), form_(&form), pages_(pages) {}

  [[nodiscard]] tree_root const& root() const noexcept { return root_; }
  [[nodiscard]] shape const& form() const noexcept { return *form_; }
  [[nodiscard]] page_source* pages() const noexcept { return pages_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return root_.rows; }
  [[nodiscard]] HELIOS_DECL std::optional<found_row> find(key_view const& key) const;
  /// The row with the greatest key at or below the given one.
  [[nodiscard]] HELIOS_DECL std::optional<found_row> floor(key_view const& key) const;

 private:
  tree_root root_;
  shape const* form_;
  page_source* pages_;
};

namespace detail {

/// The leaf that would hold a key. Requires a tree that is not empty.
template <class K>
[[nodiscard]] node_ref leaf_for(tree_root const& root, typename K::view key, page_source* pages) {
  node_ref at = root.ref;
  for (std::uint8_t level = root.height; level != 0; --level) {
    node_pin const node = fetch(at, pages);
    if (node.prefix().kind != node_kind::inner) {
      throw error(errc::data_corrupted, "a tree ends above its leaves");
    }
    inner_view const inner(node.data);
    at = inner.child(inner.find<K>(key));
  }
  return at;
}

}  // namespace detail

/// Walks a tree's leaves, and rows within them, in key order.
class cursor {
 public:
  /// Stands before the first row at or after `from`, or before the first row of all.
  HELIOS_DECL explicit cursor(tree const& in, std::optional<key_view> from = {});

  /// Steps to the next row; false at the end.
  [[nodiscard]] bool next() {
    while (true) {
      if (++at_ < order_.size()) return true;
      if (!advance_leaf()) return false;
    }
  }
  /// Steps to the next leaf that has rows, skipping what is left of this one; false at the end.
  /// Does not put the leaf's rows in order: whoever reads columns does not pay for it.
  [[nodiscard]] HELIOS_DECL bool next_leaf();

  [[nodiscard]] stored_row row() const noexcept { return {leaf_, order_[at_]}; }
  [[nodiscard]] key_view key() const noexcept {
    return with_keys(tree_.form().keys(), [&](auto k) -> key_view {
      return leaf_.template key<decltype(k)>(order_[at_]);
    });
  }
  [[nodiscard]] leaf_view const& leaf() const noexcept { return leaf_; }
  /// Leaves opened so far.
  [[nodiscard]] std::uint64_t leaves() const noexcept { return leaves_; }

 private:
  struct step {
    node_pin node;
    std::uint32_t child;
  };
  template <class K>
  void descend(node_ref ref, std::uint8_t height, std::optional<typename K::view> from);
  [[nodiscard]] HELIOS_DECL bool advance_leaf();
  [[nodiscard]] HELIOS_DECL bool step_leaf();
  HELIOS_DECL void open_leaf(node_ref ref);
  HELIOS_DECL void order_leaf();

  tree tree_;
  std::vector<step> path_;
  leaf_view leaf_;
  std::vector<row_place> order_;  // of leaf_'s rows; empty while nobody walks them
  std::size_t at_ = static_cast<std::size_t>(-1);
  std::uint64_t leaves_ = 0;
};

}  // namespace helios::storage

// helios/storage/impl/tree.ipp -- descending to a leaf, and from leaf to leaf.

namespace helios::storage {

std::optional<found_row> tree::find(key_view const& key) const {
  if (root_.empty()) return {};
  return with_keys(form_->keys(), [&](auto k) -> std::optional<found_row> {
    using K = decltype(k);
    leaf_view leaf(detail::leaf_for<K>(root_, K::of(key), pages_), *form_, pages_);
    row_place place;
    if (!leaf.template find<K>(K::of(key), place)) return {};
    return found_row(std::move(leaf), place);
  });
}

namespace detail {

template <class K>
[[nodiscard]] std::optional<found_row> floor_below(node_ref at, std::uint8_t height,
                                                   typename K::view const* key, tree const& t) {
  if (height == 0) {
    leaf_view leaf(at, t.form(), t.pages());
    std::vector<row_place> places;
    leaf.template order<K>(places);
    auto const end = key == nullptr
                         ? places.end()
                         : std::upper_bound(places.begin(), places.end(), *key,
                                            [&](typename K::view const& wanted, row_place p) {
                                              return K::order(wanted, leaf.template key<K>(p)) < 0;
                                            });
    if (end == places.begin()) return {};
    row_place const place = *(end - 1);
    return found_row(std::move(leaf), place);
  }
  node_pin const node = fetch(at, t.pages());
  inner_view const inner(node.data);
  std::uint32_t const start = key == nullptr ? inner.count() - 1 : inner.template find<K>(*key);
  for (std::uint32_t i = start + 1; i-- != 0;) {
    // Left of the first child, every key is below the wanted one.
    auto found = floor_below<K>(inner.child(i), static_cast<std::uint8_t>(height - 1),
                                i == start ? key : nullptr, t);
    if (found) return found;
  }
  return {};
}

}  // namespace detail

std::optional<found_row> tree::floor(key_view const& key) const {
  if (root_.empty()) return {};
  return with_keys(form_->keys(), [&](auto k) {
    using K = decltype(k);
    typename K::view const wanted = K::of(key);
    return detail::floor_below<K>(root_.ref, root_.height, &wanted, *this);
  });
}

cursor::cursor(tree const& in, std::optional<key_view> from) : tree_(in) {
  if (in.root().empty()) return;
  with_keys(in.form().keys(), [&](auto k) {
    using K = decltype(k);
    std::optional<typename K::view> start;
    if (from) start = K::of(*from);
    descend<K>(in.root().ref, in.root().height, start);
    order_leaf();
    if (!start) return;
    // Stand before the first row that is not below the start.
    auto const first = std::lower_bound(order_.begin(), order_.end(), *start,
                                        [&](row_place p, typename K::view wanted) {
                                          return K::order(leaf_.template key<K>(p), wanted) < 0;
                                        });
    at_ = static_cast<std::size_t>(first - order_.begin()) - 1;
  });
}

template <class K>
void cursor::descend(node_ref ref, std::uint8_t height, std::optional<typename K::view> from) {
  for (; height != 0; --height) {
    node_pin node = fetch(ref, tree_.pages());
    inner_view const inner(node.data);
    std::uint32_t const i = from ? inner.find<K>(*from) : 0;
    ref = inner.child(i);
    path_.push_back({std::move(node), i});
  }
  open_leaf(ref);
}

void cursor::open_leaf(node_ref ref) {
  leaf_ = leaf_view(ref, tree_.form(), tree_.pages());
  order_.clear();
  at_ = static_cast<std::size_t>(-1);
  ++leaves_;
}

void cursor::order_leaf() {
  with_keys(tree_.form().keys(), [&](auto k) { leaf_.template order<decltype(k)>(order_); });
}

bool cursor::advance_leaf() {
  if (!step_leaf()) return false;
  order_leaf();
  return true;
}

bool cursor::step_leaf() {
  std::uint8_t climbed = 0;
  while (!path_.empty()) {
    step& top = path_.back();
    inner_view const inner(top.node.data);
    if (++top.child == inner.count()) {
      path_.pop_back();
      ++climbed;
      continue;
    }
    node_ref const next = inner.child(top.child);
    with_keys(tree_.form().keys(), [&](auto k) { descend<decltype(k)>(next, climbed, {}); });
    return true;
  }
  at_ = order_.size();
  return false;
}

bool cursor::next_leaf() {
  if (at_ == static_cast<std::size_t>(-1) && leaves_ == 1 && !order_.empty()) {
    at_ = order_.size();  // the first leaf, opened by the constructor
    return true;
  }
  while (step_leaf()) {
    // A delta's row hides at most one of the base: mostly counting shows that rows are left.
    bool rows_left = leaf_.base_rows() > leaf_.cold_rows() + leaf_.hot_rows();
    if (!rows_left) {
      order_leaf();
      rows_left = !order_.empty();
    }
    if (rows_left) {
      at_ = order_.size();
      return true;
    }
  }
  return false;
}

}  // namespace helios::storage

// helios/storage/tree_space.hpp -- where an engine's trees live: heap nodes, pages, shapes, and the
// counters they share.
//
// Threads   any

namespace helios::storage {

/// Where leaves and inner nodes split and merge. Tests shrink them to see every case with few rows.
struct tree_limits {
  std::uint32_t base_rows = 1024;
  std::uint32_t base_bytes = 128 * 1024;
  std::uint32_t hot_rows = 32;
  std::uint32_t cold_percent = 25;  // of the base's rows
  std::uint32_t fanout = 128;
};

/// Shapes by fingerprint, each once per engine and for its lifetime, so that leaves may point to
/// them.
class shape_cache {
 public:
  HELIOS_DECL shape_cache();
  [[nodiscard]] HELIOS_DECL shape const* find(std::uint64_t fingerprint) const;
  HELIOS_DECL shape const& add(shape s);

  /// The shapes of the directory's own two trees (storage/directory.hpp).
  [[nodiscard]] shape const& trees() const noexcept { return trees_; }
  [[nodiscard]] shape const& shapes() const noexcept { return shapes_; }

 private:
  shape trees_, shapes_;
  mutable std::shared_mutex lock_;
  std::map<std::uint64_t, std::unique_ptr<shape const>> known_;
};

class tree_space {
 public:
  explicit tree_space(tree_limits const& l) : limits_(l) {}

  [[nodiscard]] node_pool& pool() noexcept { return pool_; }
  [[nodiscard]] shape_cache& shapes() noexcept { return shapes_; }
  [[nodiscard]] tree_limits const& limits() const noexcept { return limits_; }
  /// Where file references lead; nullptr while nothing is in a file.
  [[nodiscard]] page_source* pages() const noexcept { return pages_; }
  void read_from(page_source* pages) noexcept { pages_ = pages; }

  [[nodiscard]] era tick() noexcept {
    return era{clock_.fetch_add(1, std::memory_order_relaxed) + 1};
  }
  [[nodiscard]] owner_id new_owner() noexcept {
    return owner_id{owners_.fetch_add(1, std::memory_order_relaxed) + 1};
  }

 private:
  tree_limits limits_;
  node_pool pool_;
  shape_cache shapes_;
  page_source* pages_ = nullptr;
  std::atomic<std::uint64_t> clock_{0};
  std::atomic<std::uint32_t> owners_{0};
};

}  // namespace helios::storage

// helios/storage/impl/tree_space.ipp -- the shapes an engine knows.

namespace helios::storage {

shape_cache::shape_cache()
    : trees_(key_kind::int64, {{column_id{1}, physical_type::int64},
                               {column_id{2}, physical_type::int64},
                               {column_id{3}, physical_type::int16},
                               {column_id{4}, physical_type::int64}}),
      shapes_(key_kind::int64, {{column_id{1}, physical_type::bytes}}) {}

shape const* shape_cache::find(std::uint64_t fingerprint) const {
  std::shared_lock const hold(lock_);
  auto const at = known_.find(fingerprint);
  return at == known_.end() ? nullptr : at->second.get();
}

shape const& shape_cache::add(shape s) {
  std::lock_guard const hold(lock_);
  auto& slot = known_[s.fingerprint()];
  if (!slot) slot = std::make_unique<shape const>(std::move(s));
  return *slot;
}

}  // namespace helios::storage

namespace helios::storage {

/// The roots of a database state.
struct database_root {
  tree_root trees;
  tree_root shapes;
  friend bool operator==(database_root const&, database_root const&) = default;
};

struct directory_entry {
  tree_root root;
  std::uint64_t fingerprint = 0;
};

/// A row of the directory as an image, and back.
[[nodiscard]] HELIOS_DECL bytes encode_entry(shape_cache const& shapes, directory_entry const& e);
[[nodiscard]] HELIOS_DECL directory_entry decode_entry(stored_row const& row);

/// A tree of a database state, or nothing if the state has no such tree.
[[nodiscard]] HELIOS_DECL std::optional<tree> open_tree(database_root const& root, tree_id id,
                                                        tree_space& in);
/// Calls `visit` for every tree of a state, in order of their ids.
HELIOS_DECL void each_tree(database_root const& root, tree_space& in,
                           std::function<void(tree_id, tree const&)> const& visit);

}  // namespace helios::storage

// helios/storage/impl/directory.ipp -- directory rows and opening trees by id.

namespace helios::storage {

bytes encode_entry(shape_cache const& shapes, directory_entry const& e) {
  row_builder b(shapes.trees());
  b.add_value(static_cast<std::int64_t>(e.root.ref.word()))
      .add_value(static_cast<std::int64_t>(e.root.rows))
      .add_value(static_cast<std::int16_t>(e.root.height))
      .add_value(static_cast<std::int64_t>(e.fingerprint));
  return {b.image().begin(), b.image().end()};
}

directory_entry decode_entry(stored_row const& row) {
  for (std::size_t i = 0; i != 4; ++i) {
    if (row.at(i).null)
      throw error(errc::data_corrupted, "the directory of trees has an incomplete row");
  }
  directory_entry e;
  e.root.ref = node_ref(row.at(0).as<std::uint64_t>());
  e.root.rows = row.at(1).as<std::uint64_t>();
  e.root.height = static_cast<std::uint8_t>(row.at(2).as<std::int16_t>());
  e.fingerprint = row.at(3).as<std::uint64_t>();
  return e;
}

namespace detail {

[[nodiscard]] inline shape const& shape_of(database_root const& root, tree_id id,
                                           std::uint64_t fingerprint, tree_space& in) {
  if (shape const* known = in.shapes().find(fingerprint)) return *known;
  tree const shapes(root.shapes, in.shapes().shapes(), in.pages());
  auto const row = shapes.find(static_cast<std::int64_t>(raw(id)));
  if (!row || row->at(0).null) {
    throw error(errc::data_corrupted,
                "tree " + std::to_string(raw(id)) + " has no shape in the directory");
  }
  shape s = shape::decode(row->at(0).data);
  if (s.fingerprint() != fingerprint) {
    throw error(errc::data_corrupted,
                "tree " + std::to_string(raw(id)) + " does not fit its shape in the directory");
  }
  return in.shapes().add(std::move(s));
}

}  // namespace detail

std::optional<tree> open_tree(database_root const& root, tree_id id, tree_space& in) {
  tree const trees(root.trees, in.shapes().trees(), in.pages());
  auto const row = trees.find(static_cast<std::int64_t>(raw(id)));
  if (!row) return {};
  directory_entry const e = decode_entry(row->row());
  return tree(e.root, detail::shape_of(root, id, e.fingerprint, in), in.pages());
}

void each_tree(database_root const& root, tree_space& in,
               std::function<void(tree_id, tree const&)> const& visit) {
  cursor c(tree(root.trees, in.shapes().trees(), in.pages()));
  while (c.next()) {
    auto const id = static_cast<tree_id>(c.key().number);
    directory_entry const e = decode_entry(c.row());
    visit(id, tree(e.root, detail::shape_of(root, id, e.fingerprint, in), in.pages()));
  }
}

}  // namespace helios::storage

// helios/storage/tree_diff.hpp -- the rows in which two versions of a tree differ, without reading
// what they share.
//
// Shape     a pull iterator: next() steps to the next differing key in key order; old_row() and
// new_row() are its
//           row on each side, at most one of them absent
// Threads   as readers of both trees
// Errors    XX001 and 58030 from the page source
// Cost      subtrees that both trees share are skipped unread; leaves that share their base compare
// their deltas only.
//           nodes() counts the nodes that were opened: about height x changed rows.
// Requires  both trees are read under one shape

namespace helios::storage {

class tree_diff {
 public:
  HELIOS_DECL tree_diff(tree const& before, tree const& after);

  [[nodiscard]] HELIOS_DECL bool next();
  [[nodiscard]] key_view key() const noexcept { return old_ ? sides_[0].key() : sides_[1].key(); }
  [[nodiscard]] std::optional<stored_row> old_row() const noexcept { return row(0, old_); }
  [[nodiscard]] std::optional<stored_row> new_row() const noexcept { return row(1, new_); }
  [[nodiscard]] std::uint64_t nodes() const noexcept { return nodes_; }

 private:
  // One tree's way through its nodes: either before a subtree that is not open yet, or inside an
  // open leaf.
  struct side {
    struct step {
      node_pin node;
      std::uint32_t child;
    };
    explicit side(tree const& t)
        : in(t), ref(t.root().ref), height(t.root().height), ended(t.root().empty()) {}

    [[nodiscard]] key_view key() const noexcept {
      return with_keys(in.form().keys(), [&](auto k) -> key_view {
        return leaf.template key<decltype(k)>(rows[at]);
      });
    }
    [[nodiscard]] bool unopened() const noexcept { return !ended && !open; }
    HELIOS_DECL void descend();    // an inner node: to its first child
    HELIOS_DECL void open_leaf();  // a leaf: its rows are not listed yet
    HELIOS_DECL void list_all();
    HELIOS_DECL void advance();  // past the subtree or leaf

    tree in;
    node_ref ref;
    std::uint8_t height;
    bool ended;
    bool open = false;
    leaf_view leaf;
    std::vector<row_place> rows;
    std::size_t at = 0;
    std::vector<step> path;
  };

  [[nodiscard]] std::optional<stored_row> row(std::size_t s, bool there) const noexcept {
    if (!there) return {};
    return stored_row(sides_[s].leaf, sides_[s].rows[sides_[s].at]);
  }
  HELIOS_DECL void open_both();
  [[nodiscard]] HELIOS_DECL bool align();
  [[nodiscard]] HELIOS_DECL bool same_rows() const noexcept;

  side sides_[2];
  bool old_ = false;
  bool new_ = false;
  std::uint64_t nodes_ = 0;
};

/// Whether two rows hold the same cells.
[[nodiscard]] HELIOS_DECL bool equal_rows(stored_row const& a, stored_row const& b) noexcept;

}  // namespace helios::storage

// helios/storage/impl/tree_diff.ipp -- walking two trees side by side.

namespace helios::storage {

bool equal_rows(stored_row const& a, stored_row const& b) noexcept {
  for (std::size_t i = 0; i != a.form().columns().size(); ++i) {
    if (!(a.at(i) == b.at(i))) return false;
  }
  return true;
}

namespace detail {

template <class K>
void append_delta_keys(leaf_view const& leaf, std::vector<typename K::view>& out) {
  for (std::uint32_t i = 0; i != leaf.cold_rows(); ++i)
    out.push_back(leaf.cold().template key<K>(i));
  for (std::uint32_t i = 0; i != leaf.hot_rows(); ++i) out.push_back(leaf.template hot_key<K>(i));
}

}  // namespace detail

void tree_diff::side::descend() {
  node_pin node = fetch(ref, in.pages());
  if (node.prefix().kind != node_kind::inner)
    throw error(errc::data_corrupted, "a tree ends above its leaves");
  ref = inner_view(node.data).child(0);
  --height;
  path.push_back({std::move(node), 0});
}

void tree_diff::side::open_leaf() {
  leaf = leaf_view(ref, in.form(), in.pages());
  open = true;
  at = 0;
}

void tree_diff::side::list_all() {
  with_keys(in.form().keys(), [&](auto k) { leaf.template order<decltype(k)>(rows); });
}

void tree_diff::side::advance() {
  open = false;
  while (!path.empty()) {
    inner_view const inner(path.back().node.data);
    if (++path.back().child != inner.count()) {
      ref = inner.child(path.back().child);
      height = static_cast<std::uint8_t>(inner.level() - 1);
      return;
    }
    path.pop_back();
  }
  ended = true;
}

tree_diff::tree_diff(tree const& before, tree const& after) : sides_{side(before), side(after)} {
  HELIOS_EXPECTS(before.form().fingerprint() == after.form().fingerprint());
}

/// Opens a leaf on both sides. Leaves over one base differ only in rows that some delta mentions.
void tree_diff::open_both() {
  side& a = sides_[0];
  side& b = sides_[1];
  a.open_leaf();
  b.open_leaf();
  nodes_ += 2;
  if (identity(a.leaf.base_ref()) != identity(b.leaf.base_ref())) {
    a.list_all();
    b.list_all();
    return;
  }
  with_keys(a.in.form().keys(), [&](auto k) {
    using K = decltype(k);
    std::vector<typename K::view> keys;
    detail::append_delta_keys<K>(a.leaf, keys);
    detail::append_delta_keys<K>(b.leaf, keys);
    auto const below = [](auto const& x, auto const& y) { return K::order(x, y) < 0; };
    std::sort(keys.begin(), keys.end(), below);
    keys.erase(std::unique(keys.begin(), keys.end(),
                           [](auto const& x, auto const& y) { return K::order(x, y) == 0; }),
               keys.end());
    for (side& s : sides_) {
      s.rows.clear();
      row_place place;
      for (typename K::view const& wanted : keys) {
        if (s.leaf.template find<K>(wanted, place)) s.rows.push_back(place);
      }
    }
  });
}

/// Brings both sides to a row to compare, skipping what is shared; false at the end of both.
bool tree_diff::align() {
  side& a = sides_[0];
  side& b = sides_[1];
  while (true) {
    for (side& s : sides_) {
      if (s.open && s.at == s.rows.size()) s.advance();
    }
    if (a.ended && b.ended) return false;
    // An unopened subtree may be the one the other side is about to read, or the leaf it has just
    // opened.
    bool const a_whole = a.unopened() || (a.open && a.at == 0);
    bool const b_whole = b.unopened() || (b.open && b.at == 0);
    bool const some_unopened = a.unopened() || b.unopened();
    if (some_unopened && a_whole && b_whole && identity(a.ref) == identity(b.ref)) {
      a.advance();
      b.advance();
      continue;
    }
    if (a.unopened() && b.unopened()) {
      if (a.height == 0 && b.height == 0) {
        open_both();
        continue;
      }
      std::uint8_t const top = std::max(a.height, b.height);
      for (side& s : sides_) {
        if (s.height != top) continue;
        s.descend();
        ++nodes_;
      }
      continue;
    }
    side* const waiting = a.unopened() ? &a : b.unopened() ? &b : nullptr;
    if (waiting == nullptr) return true;
    ++nodes_;
    if (waiting->height != 0) {
      waiting->descend();
    } else {
      waiting->open_leaf();
      waiting->list_all();
    }
  }
}

bool tree_diff::same_rows() const noexcept {
  return equal_rows({sides_[0].leaf, sides_[0].rows[sides_[0].at]},
                    {sides_[1].leaf, sides_[1].rows[sides_[1].at]});
}

bool tree_diff::next() {
  if (old_) ++sides_[0].at;
  if (new_) ++sides_[1].at;
  old_ = new_ = false;
  while (align()) {
    if (sides_[0].ended || sides_[1].ended) {
      old_ = !sides_[0].ended;
      new_ = !sides_[1].ended;
      return true;
    }
    int const c = order(sides_[0].in.form().keys(), sides_[0].key(), sides_[1].key());
    if (c != 0 || !same_rows()) {
      old_ = c <= 0;
      new_ = c >= 0;
      return true;
    }
    ++sides_[0].at;
    ++sides_[1].at;
  }
  return false;
}

}  // namespace helios::storage

namespace helios::history {

struct row_change {
  tree_id tree{};
  storage::key_view key;
  std::optional<storage::stored_row> before, after;
};

/// Calls visit for every row in which two states differ, tree by tree, in key order; rows are read
/// under the second state's shapes. Returns the number of nodes opened.
HELIOS_DECL std::uint64_t diff(storage::tree_space& space, storage::database_root const& before,
                               storage::database_root const& after,
                               std::function<void(row_change const&)> const& visit);

namespace detail {

using tree_map = std::map<tree_id, storage::tree>;

[[nodiscard]] inline tree_map trees_of(storage::tree_space& space,
                                       storage::database_root const& root) {
  tree_map all;
  storage::each_tree(root, space, [&](tree_id id, storage::tree const& t) { all.emplace(id, t); });
  return all;
}

/// Visits the rows in which two versions of a tree differ, both read under one shape; either may be
/// absent.
template <class F>
std::uint64_t diff_tree(tree_id id, storage::tree const* before, storage::tree const* after,
                        storage::shape const& form, storage::tree_space& space, F&& visit) {
  auto const under = [&](storage::tree const* t) {
    return storage::tree(t == nullptr ? storage::tree_root{} : t->root(), form, space.pages());
  };
  storage::tree_diff d(under(before), under(after));
  while (d.next()) visit(row_change{id, d.key(), d.old_row(), d.new_row()});
  return d.nodes();
}

}  // namespace detail

}  // namespace helios::history

// helios/history/impl/diff.ipp -- the rows in which two states differ, and going back to one of
// them.

namespace helios::history {

std::uint64_t diff(storage::tree_space& space, storage::database_root const& before,
                   storage::database_root const& after,
                   std::function<void(row_change const&)> const& visit) {
  detail::tree_map const old_trees = detail::trees_of(space, before);
  detail::tree_map const new_trees = detail::trees_of(space, after);
  std::set<tree_id> ids;
  for (auto const& [id, t] : old_trees) ids.insert(id);
  for (auto const& [id, t] : new_trees) ids.insert(id);
  std::uint64_t nodes = 0;
  for (tree_id const id : ids) {
    auto const o = old_trees.find(id);
    auto const n = new_trees.find(id);
    storage::tree const* const was = o == old_trees.end() ? nullptr : &o->second;
    storage::tree const* const is = n == new_trees.end() ? nullptr : &n->second;
    nodes += detail::diff_tree(id, was, is, is != nullptr ? is->form() : was->form(), space, visit);
  }
  return nodes;
}

}  // namespace helios::history

// helios/history/engine.hpp -- a database: branches of versions over one file, changed by commits,
// readable as of any of them.
//
// Shape     engine        the shared, thread-safe engine of one open file or of one database in
// memory
//           branch_line  a branch in memory: its timeline, its tip (sequenced) and its head
//           (durable, visible) version      a state that somebody reads (storage/timeline.hpp)
//
//           commit:      check against the tip -> apply -> SCN, time -> tip  | under the sequencer
//           lock
//                        append and sync with all who wait -> head           | commit_queue
// Holds     (H1) a head's commits are durable (or as durable as options.durability says)
//           (H2) SCNs are handed out in the order of the log; commit times rise strictly with them
//           (H3) as_of(b, s) is the same for ever, whether it comes from memory, a checkpoint or
//           replay
// Threads   any
// Errors    40001 a commit lost to a concurrent one; 42704 no such branch or tag; 42710 the name is
// taken;
//           22023 a commit or time in the future; 25006 read-only; 53100, 58030, XX001 from the
//           file
// Cost      see docs/decisions.md and bench/

// helios/history/commit_queue.hpp -- group commit: what was sequenced becomes durable, many frames
// at a time.
//
// Shape     sequenced --- enqueue ---> waiting --- the leader appends all, syncs once ---> durable,
// or failed Holds     (Q1) frames reach the file in the order in which they were enqueued
//           (Q2) when a write or sync fails, every entry past the last durable one is undone,
//           newest first
// Threads   enqueue: under the engine's sequencer lock; wait: any
// Errors    wait: what the log threw: 53100 (nothing was written, the log goes on), 58030
// Source    leader/follower group commit (DeWitt et al., SIGMOD 1984)

// helios/storage/log.hpp -- the file of a database: opened, recovered, appended to, closed.
//
// Shape     auto log = log::open(world, path, open_mode::read_write);      or log::create
//           auto reader = log->read(log->newest_anchor().replay);
//           while (auto frame = reader.next()) replay(*frame);
//           log->resume(reader, clock);                                   appending begins
//
//                        resume              close
//           recovering ----------> writing ---------> closed
//                |                    |
//                +---> poisoned <-----+   a write or sync failed: reopening recovers
//           reading                       opened read-only: for ever
//
// Holds     (J1) frames lie between log_begin and end() without a gap, each linked to the one
//                before it
//           (J2) synced_end() <= end(), and every log frame below synced_end() is durable
//           (J3) an anchor is written over the older slot, and only when the newer is durable
//           (J4) nothing is appended before all that replay accepted is durable, in a new epoch
//           (J5) a file that is refused (not ours, newer, damaged, locked) is not changed
// Threads   append and reserve_extent: one at a time, under the caller's log mutex; all else: any
// Errors    55P03 locked by another writer; 53100 no space: nothing of the batch was written, the
//           log goes on; 58030 the system failed, or the log is poisoned; 25006 opened read-only;
//           XX001 damaged
// Cost      append: one write call for the whole batch; reserve_extent: one of 40 bytes

// helios/storage/anchor.hpp -- where to begin reading: two alternating pages name a state.
//
// Shape     one 4 KiB page per slot, sum in its last 8 bytes, seeded with the file's key and the
//           slot's offset; the valid one with the higher sequence counts, the next is written over
//           the other
// Holds     (A1) replay.offset and synced_end are multiples of 8, and
//                log_begin <= replay.offset <= synced_end
//           (A2) checkpoint and epoch_frame are 0 (none) or the offset of a frame below synced_end
//           (A3) a clean anchor ends where everything is synced: log_end == synced_end
//           (A4) everything below synced_end was durable before the anchor was written
// Errors    decode gives nullopt for a page that does not verify or breaks (A1) to (A3)

namespace helios::storage {

/// Ids up to these may have been handed out: after an unclean end the counters go on from here.
struct reserved_counters {
  helios::scn scn{};
  transaction_id transaction{};
  std::uint64_t row = 0;
  std::uint64_t object = 0;
  friend bool operator==(reserved_counters const&, reserved_counters const&) = default;
};

struct anchor {
  std::uint64_t sequence = 0;            // set by the log
  std::uint64_t checkpoint = 0;          // offset of a checkpoint frame; 0: none
  log_position replay{};                 // the first frame the checkpoint does not contain
  helios::scn scn{};                     // of the checkpoint's state
  std::uint64_t synced_end = log_begin;  // set by the log
  std::uint64_t epoch_frame = 0;         // the newest epoch frame; set by the log
  reserved_counters reserved{};
  bool clean = false;                       // closed in order: the log ends at log_end exactly
  std::uint64_t log_end = 0;                // meaningful when clean
  std::array<std::uint64_t, 8> registry{};  // the registry's root; opaque here
  friend bool operator==(anchor const&, anchor const&) = default;

  /// The number of the first rule of (A1) to (A3) that is broken, 0 if none is.
  [[nodiscard]] HELIOS_DECL int check() const noexcept;
};

[[nodiscard]] HELIOS_DECL page_image encode(anchor const& a, std::uint64_t key,
                                            unsigned slot) noexcept;
[[nodiscard]] HELIOS_DECL std::optional<anchor> decode_anchor(page_image const& page,
                                                              std::uint64_t key,
                                                              unsigned slot) noexcept;

/// The newest valid anchor and the slot it stands in.
struct found_anchor {
  anchor value;
  unsigned slot = 0;
};
/// XX001 when neither slot verifies: a crash tears at most one.
[[nodiscard]] HELIOS_DECL found_anchor find_anchor(file& from, std::uint64_t key,
                                                   std::string_view path);

}  // namespace helios::storage

// helios/storage/impl/anchor.ipp -- anchors as bytes, and the choice between two.

namespace helios::storage {

int anchor::check() const noexcept {
  if (replay.offset % 8 != 0 || synced_end % 8 != 0 || replay.offset < log_begin ||
      replay.offset > synced_end)
    return 1;
  for (std::uint64_t const frame : {checkpoint, epoch_frame})
    if (frame != 0 && (frame % 8 != 0 || frame < log_begin || frame >= synced_end)) return 2;
  if (clean && log_end != synced_end) return 3;
  return 0;
}

page_image encode(anchor const& a, std::uint64_t key, unsigned slot) noexcept {
  HELIOS_EXPECTS(slot < anchor_offsets.size() && a.check() == 0);
  page_image page{};
  std::byte* const at = page.data();
  store(at, a.sequence);
  store(at + 8, a.checkpoint);
  encode(a.replay, at + 16);
  store(at + 40, a.scn);
  store(at + 48, a.synced_end);
  store(at + 56, a.epoch_frame);
  store(at + 64, a.reserved.scn);
  store(at + 72, a.reserved.transaction);
  store(at + 80, a.reserved.row);
  store(at + 88, a.reserved.object);
  store(at + 96, static_cast<std::uint64_t>(a.clean));
  store(at + 104, a.log_end);
  store(at + 112, a.registry);
  seal_page(page, place_seed(key, anchor_offsets[slot]));
  return page;
}

std::optional<anchor> decode_anchor(page_image const& page, std::uint64_t key,
                                    unsigned slot) noexcept {
  HELIOS_EXPECTS(slot < anchor_offsets.size());
  if (!verify_page(page, place_seed(key, anchor_offsets[slot]))) return std::nullopt;
  std::byte const* const at = page.data();
  anchor a;
  a.sequence = load<std::uint64_t>(at);
  a.checkpoint = load<std::uint64_t>(at + 8);
  a.replay = decode_position(at + 16);
  a.scn = load<scn>(at + 40);
  a.synced_end = load<std::uint64_t>(at + 48);
  a.epoch_frame = load<std::uint64_t>(at + 56);
  a.reserved.scn = load<scn>(at + 64);
  a.reserved.transaction = load<transaction_id>(at + 72);
  a.reserved.row = load<std::uint64_t>(at + 80);
  a.reserved.object = load<std::uint64_t>(at + 88);
  a.clean = (load<std::uint64_t>(at + 96) & 1) != 0;
  a.log_end = load<std::uint64_t>(at + 104);
  a.registry = load<std::array<std::uint64_t, 8>>(at + 112);
  if (a.check() != 0) return std::nullopt;
  return a;
}

found_anchor find_anchor(file& from, std::uint64_t key, std::string_view path) {
  auto const first = decode_anchor(read_page(from, anchor_offsets[0]), key, 0);
  auto const second = decode_anchor(read_page(from, anchor_offsets[1]), key, 1);
  if (!first && !second)
    throw damaged(path, anchor_offsets[0], "Neither of the two anchor pages matches its checksum.");
  if (!second || (first && first->sequence >= second->sequence)) return {*first, 0};
  return {*second, 1};
}

}  // namespace helios::storage

// helios/storage/log_epoch.hpp -- the openings for writing: a number, a salt, and a frame each.
//
// Shape     payload of an epoch frame, 48 bytes
//           0   u64  salt: keys the headers of the epoch's log frames
//           8   u32  number: 1, 2, ...; one more than that of the epoch before
//           12  u32  zero
//           16  i64  clock: commits of this epoch are later than this
//           24  i64  wall: what the machine's clock said
//           32  u64  previous: frame of epoch number - 1; 0: none
//           40  u64  skip: frame of epoch number & (number - 1); 0: none
// Holds     (E1) previous and skip lie before the frame
// Cost      epoch_history::find reads O(log^2 n) frames for n epochs
// Source    `skip` clears the lowest set bit, the step of a Fenwick tree (Fenwick 1994) used as a
//           skip list

namespace helios::storage {

struct epoch_record {
  std::uint64_t salt = 0;
  std::uint32_t number = 0;
  microseconds clock{};
  microseconds wall{};
  std::uint64_t previous = 0;
  std::uint64_t skip = 0;
  friend bool operator==(epoch_record const&, epoch_record const&) = default;
};

inline constexpr std::size_t epoch_record_bytes = 48;
[[nodiscard]] HELIOS_DECL std::array<std::byte, epoch_record_bytes> encode(
    epoch_record const& record) noexcept;
/// nullopt: too short, or breaks (E1) for a frame at `offset`. Longer ones are read.
[[nodiscard]] HELIOS_DECL std::optional<epoch_record> decode_epoch(byte_view payload,
                                                                   std::uint64_t offset) noexcept;

/// Finds epochs by number. Thread-safe.
class epoch_history {
 public:
  struct entry {
    std::uint64_t offset = 0;
    std::uint64_t salt = 0;
  };

  explicit epoch_history(frame_file& from) noexcept : file_(&from) {}

  /// Where searches begin. `frame_offset` 0: the file has no epoch.
  HELIOS_DECL void set_newest(std::uint64_t frame_offset);
  /// nullopt: an epoch newer than the newest known, or 0. XX001 when the chain of epochs is broken.
  [[nodiscard]] HELIOS_DECL std::optional<entry> find(std::uint32_t number);

 private:
  [[nodiscard]] HELIOS_DECL epoch_record read(std::uint64_t offset);

  frame_file* file_;
  std::mutex mutex_;
  std::uint64_t newest_ = 0;
  std::unordered_map<std::uint32_t, entry> found_;
};

}  // namespace helios::storage

// helios/storage/impl/log_epoch.ipp -- epoch records as bytes, and the walk from epoch to epoch.

namespace helios::storage {

std::array<std::byte, epoch_record_bytes> encode(epoch_record const& record) noexcept {
  std::array<std::byte, epoch_record_bytes> image{};
  store(image.data(), record.salt);
  store(image.data() + 8, record.number);
  store(image.data() + 16, record.clock);
  store(image.data() + 24, record.wall);
  store(image.data() + 32, record.previous);
  store(image.data() + 40, record.skip);
  return image;
}

std::optional<epoch_record> decode_epoch(byte_view payload, std::uint64_t offset) noexcept {
  if (payload.size() < epoch_record_bytes) return std::nullopt;
  epoch_record record;
  record.salt = load<std::uint64_t>(payload.data());
  record.number = load<std::uint32_t>(payload.data() + 8);
  record.clock = load<microseconds>(payload.data() + 16);
  record.wall = load<microseconds>(payload.data() + 24);
  record.previous = load<std::uint64_t>(payload.data() + 32);
  record.skip = load<std::uint64_t>(payload.data() + 40);
  if (record.previous >= offset || record.skip >= offset) return std::nullopt;
  return record;
}

void epoch_history::set_newest(std::uint64_t frame_offset) {
  std::scoped_lock const lock(mutex_);
  newest_ = frame_offset;
  found_.clear();
}

std::optional<epoch_history::entry> epoch_history::find(std::uint32_t number) {
  std::scoped_lock const lock(mutex_);
  if (auto const known = found_.find(number); known != found_.end()) return known->second;
  if (newest_ == 0 || number == 0) return std::nullopt;
  std::uint64_t offset = newest_;
  epoch_record record = read(offset);
  if (record.number < number) return std::nullopt;
  while (record.number != number) {
    bool const far = (record.number & (record.number - 1)) >= number;
    std::uint64_t const next = far ? record.skip : record.previous;
    if (next == 0) throw damaged(file_->path(), offset, "The chain of epochs is broken.");
    offset = next;  // (E1): the walk ends
    record = read(offset);
    if (record.number < number)
      throw damaged(file_->path(), offset, "The chain of epochs is broken.");
  }
  constexpr std::size_t enough = 4096;  // a bound on memory; a search again costs microseconds
  if (found_.size() >= enough) found_.clear();
  return found_.emplace(number, entry{offset, record.salt}).first->second;
}

epoch_record epoch_history::read(std::uint64_t offset) {
  auto const header = file_->header_at(offset, {.file = file_->key(), .epoch = 0});
  if (header && header->type == frame_type::epoch && header->length <= sum_piece) {
    bytes payload(static_cast<std::size_t>(header->length));
    if (auto const record = decode_epoch(file_->read_payload(offset, *header, payload), offset);
        record && record->number == header->epoch)
      return *record;
  }
  throw damaged(file_->path(), offset, "An epoch frame is expected there.");
}

}  // namespace helios::storage

// helios/storage/log_reader.hpp -- the frames of the log in order, each linked to the one before.
//
// Shape     while (auto frame = reader.next()) use(*frame);   reader.reason(): why it ended
// Holds     (R1) a frame is handed out only when its header and payload verify, it links to its
//                predecessor, and it belongs to the epoch of the position (an epoch frame: to the
//                next one)
//           (R2) after next() returned a frame, position() is that of the frame after it
// Threads   one at a time
// Errors    XX001 for a frame that verifies but cannot have been written by helios; 58030
// Cost      reads up to 256 KiB at a time, about 45 ns per short frame; skips extents unread

namespace helios::storage {

struct log_frame {
  std::uint64_t offset = 0;
  frame_header header;
  byte_view payload;  // empty for extents; valid until the reader moves

  [[nodiscard]] std::uint64_t payload_offset() const noexcept {
    return offset + frame_header_bytes;
  }
};

enum class log_stop : std::uint8_t {
  running,
  end,      // a zero word, or the end of the file: nothing was ever written there
  torn,     // something stands there that is no frame of this log
  reached,  // the position at which reading was to stop
};

struct byte_range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  friend bool operator==(byte_range const&, byte_range const&) = default;
};

class log_reader {
 public:
  static constexpr std::uint64_t everything = std::numeric_limits<std::uint64_t>::max();

  /// Reads from `start` on and no byte at or past `stop`.
  HELIOS_DECL log_reader(frame_file& from, log_position const& start,
                         std::uint64_t stop = everything);

  [[nodiscard]] HELIOS_DECL std::optional<log_frame> next();

  [[nodiscard]] log_stop reason() const noexcept { return reason_; }
  /// Of the next frame: after the end, where it is missing.
  [[nodiscard]] log_position const& position() const noexcept { return position_; }
  /// Goes on after the end, for followers whose durable end has moved.
  HELIOS_DECL void extend(std::uint64_t stop) noexcept;

  /// The highest `synced_to` that a frame told.
  [[nodiscard]] std::uint64_t synced_to() const noexcept { return synced_to_; }
  /// The payloads of extents that end above synced_to(): nobody vouches for what stands in them.
  [[nodiscard]] std::span<byte_range const> unsynced_extents() const noexcept { return extents_; }
  /// The last epoch frame that was read; 0: none.
  [[nodiscard]] std::uint64_t epoch_frame() const noexcept { return epoch_frame_; }

 private:
  [[nodiscard]] HELIOS_DECL std::optional<log_frame> stop(log_stop reason) noexcept;
  [[nodiscard]] HELIOS_DECL bool belongs(frame_header const& header) const noexcept;
  [[nodiscard]] HELIOS_DECL std::optional<std::span<std::byte>> payload(frame_header const& header);
  HELIOS_DECL void note(frame_header const& header, byte_view payload);
  [[nodiscard]] HELIOS_DECL std::span<std::byte> window(std::uint64_t offset, std::uint64_t length);

  frame_file* file_;
  log_position position_;
  std::uint64_t stop_;
  log_stop reason_ = log_stop::running;
  std::uint64_t synced_to_ = 0;
  std::uint64_t epoch_frame_ = 0;
  std::vector<byte_range> extents_;
  static constexpr std::size_t shortest_chunk = std::size_t{4} << 10;
  static constexpr std::size_t longest_chunk = std::size_t{256} << 10;

  bytes window_;
  std::size_t chunk_ = shortest_chunk;
  std::uint64_t window_begin_ = 0;
  std::size_t window_size_ = 0;
};

}  // namespace helios::storage

// helios/storage/impl/log_reader.ipp -- walking the chain.

namespace helios::storage {

log_reader::log_reader(frame_file& from, log_position const& start, std::uint64_t stop)
    : file_(&from), position_(start), stop_(stop) {
  HELIOS_EXPECTS(start.offset % 8 == 0 && start.offset >= log_begin);
}

void log_reader::extend(std::uint64_t stop) noexcept {
  stop_ = stop;
  reason_ = log_stop::running;
  window_size_ = 0;  // what was behind the old end may have changed
}

std::optional<log_frame> log_reader::next() {
  if (reason_ != log_stop::running) return std::nullopt;
  std::uint64_t const offset = position_.offset;
  if (offset >= stop_) return stop(log_stop::reached);
  std::span<std::byte> const head = window(offset, frame_header_bytes);
  auto const zero = [](std::byte b) { return b == std::byte{0}; };
  if (std::all_of(head.begin(), head.begin() + std::min<std::ptrdiff_t>(8, std::ssize(head)), zero))
    return stop(log_stop::end);
  if (head.size() < frame_header_bytes) return stop(log_stop::torn);

  auto const header = decode_frame(header_span(head), {file_->key(), position_.salt}, offset);
  if (!header || !belongs(*header)) return stop(log_stop::torn);
  std::uint64_t const readable = std::min(stop_, file_->io().size());
  if (header->length > readable - std::min(readable, offset + frame_header_bytes))
    return stop(log_stop::torn);

  byte_view plain;
  if (header->type != frame_type::extent) {
    auto const opened = payload(*header);
    if (!opened) return stop(log_stop::torn);
    plain = *opened;
  }
  note(*header, plain);
  position_.offset = offset + frame_room(header->length);
  position_.link = header->head_sum;
  return log_frame{offset, *header, plain};
}

std::optional<log_frame> log_reader::stop(log_stop reason) noexcept {
  reason_ = reason;
  return std::nullopt;
}

bool log_reader::belongs(frame_header const& header) const noexcept {
  std::uint32_t const expected = position_.epoch + (header.type == frame_type::epoch ? 1 : 0);
  return header.link == position_.link && header.epoch == expected;
}

std::optional<std::span<std::byte>> log_reader::payload(frame_header const& header) {
  std::uint64_t const offset = position_.offset;
  // A long payload is summed before memory is taken for it: the length alone proves nothing.
  if (header.length > sum_piece && !file_->payload_verifies(offset, header)) return std::nullopt;
  std::span<std::byte> const stored = window(offset + frame_header_bytes, header.length);
  if (stored.size() != header.length || payload_sum(stored) != header.payload_sum)
    return std::nullopt;
  return file_->open_payload(offset, header, stored);
}

void log_reader::note(frame_header const& header, byte_view payload) {
  std::uint64_t const offset = position_.offset;
  if (header.type == frame_type::epoch) {
    auto const record = decode_epoch(payload, offset);
    if (!record || record->number != header.epoch)
      throw damaged(file_->path(), offset, "An epoch frame contradicts itself.");
    position_.epoch = record->number;
    position_.salt = record->salt;
    epoch_frame_ = offset;
  } else if (header.type == frame_type::extent) {
    extents_.push_back({offset + frame_header_bytes, offset + frame_room(header.length)});
  } else if (carries_synced_to(header.type)) {
    std::uint64_t const told =
        payload.size() < 8 ? log_reader::everything : load<std::uint64_t>(payload.data());
    if (told > offset)
      throw damaged(file_->path(), offset, "A frame claims that later ones were durable.");
    if (told > synced_to_) {
      synced_to_ = told;
      std::erase_if(extents_, [told](byte_range const& e) { return e.end <= told; });
    }
  }
}

std::span<std::byte> log_reader::window(std::uint64_t offset, std::uint64_t length) {
  std::uint64_t const window_end = window_begin_ + window_size_;
  if (offset < window_begin_ || offset + length > window_end) {
    // Behind an extent there is often just the next one: long reads are for frames in a row.
    chunk_ = offset <= window_end ? std::min(2 * chunk_, longest_chunk) : shortest_chunk;
    std::size_t const want = std::max(chunk_, static_cast<std::size_t>(length));
    if (window_.size() < want || window_.size() > 8 * longest_chunk) window_.resize(want);
    window_begin_ = offset;
    window_size_ = file_->io().read(offset, std::span(window_).first(want));
  }
  auto const from = static_cast<std::size_t>(offset - window_begin_);
  auto const have = static_cast<std::size_t>(std::min<std::uint64_t>(length, window_size_ - from));
  return std::span(window_).subspan(from, have);
}

}  // namespace helios::storage

namespace helios::storage {

struct log_options {
  /// The file is made longer in steps that double from the first to the last: small databases stay
  /// small, and large ones seldom stop to grow.
  std::uint64_t first_step = std::uint64_t{64} << 10;
  std::uint64_t last_step = std::uint64_t{16} << 20;
  /// Kept free behind the end for what must succeed on a full disk (room::emergency).
  std::uint64_t emergency = std::uint64_t{64} << 10;
};

enum class log_state : std::uint8_t { reading, recovering, writing, poisoned, closed };

/// Which space a frame may use: the emergency one is for rollback, DROP BRANCH, and opening.
enum class room : std::uint8_t { usual, emergency };

/// A stretch of the log for page and value frames, being filled from the front.
struct extent {
  std::uint64_t next = 0;  // where the next header goes: 64 k + 24
  std::uint64_t end = 0;
  [[nodiscard]] std::uint64_t left() const noexcept { return end - next; }
};

class log {
 public:
  /// Makes a database file, in place if it is empty or its creation was cut short.
  [[nodiscard]] HELIOS_DECL static std::unique_ptr<log> create(vfs& world, std::string path,
                                                               log_options const& options = {});
  [[nodiscard]] HELIOS_DECL static std::unique_ptr<log> open(vfs& world, std::string path,
                                                             open_mode mode,
                                                             log_options const& options = {});
  /// Whether a path names nothing, an empty file, or one whose creation was cut short: what
  /// create() takes.
  [[nodiscard]] HELIOS_DECL static bool is_creatable(vfs& world, std::string const& path,
                                                     log_options const& options = {});
  log(log const&) = delete;
  log& operator=(log const&) = delete;

  [[nodiscard]] frame_file& source() noexcept { return file_; }
  [[nodiscard]] log_state state() const noexcept { return state_.load(std::memory_order_acquire); }
  /// Both ends mean something once the log is writing; read-only, see read_durable().
  [[nodiscard]] std::uint64_t end() const noexcept { return end_.load(std::memory_order_acquire); }
  [[nodiscard]] std::uint64_t synced_end() const noexcept {
    return synced_end_.load(std::memory_order_acquire);
  }
  /// Of the next frame to be appended.  Requires the caller's log mutex.
  [[nodiscard]] log_position const& position() const noexcept { return position_; }
  [[nodiscard]] HELIOS_DECL anchor newest_anchor() const;

  // Reading.
  [[nodiscard]] log_reader read(log_position const& from,
                                std::uint64_t stop = log_reader::everything) {
    return log_reader(file_, from, stop);
  }
  /// The frame whose header is at `offset`; its payload is put into `scratch`. XX001: none.
  [[nodiscard]] HELIOS_DECL log_frame read_frame(std::uint64_t offset, bytes& scratch);
  /// What the writer last published. Retries while it is being written; XX001: never verifies.
  [[nodiscard]] HELIOS_DECL durable_mark read_durable();
  /// Reads the anchors again: for followers.
  HELIOS_DECL void refresh_anchor();
  /// Whether the path still names this file: VACUUM puts another in its place.
  [[nodiscard]] HELIOS_DECL bool still_named();

  // Recovery.
  /// Ends it where `replayed` stopped: refuses damage, makes durable what replay accepted, opens an
  /// epoch. `clock`: the time of the last commit.  Requires recovering, and a reader that read to
  /// the end.
  HELIOS_DECL void resume(log_reader const& replayed, microseconds clock);

  // Writing.
  /// Writes the frames one behind the other, sets their `offset` and `next`, returns the new end.
  HELIOS_DECL std::uint64_t append(std::span<frame_to_write> frames, room from = room::usual);
  /// Appends an extent with `length` bytes for frames; sum extent_room() over the payloads to get
  /// it. What is written there is trusted through an anchor or a splice only, both written after
  /// its sync.
  [[nodiscard]] HELIOS_DECL extent reserve_extent(std::uint64_t length);
  /// Writes page and value frames into an extent, up to 1 MiB per call to the system, and moves its
  /// `next`. Requires room for them.
  HELIOS_DECL void write_in_extent(extent& where, std::span<frame_to_write> frames);

  /// Makes all that was written before the call durable. A failure poisons: the system may have
  /// dropped what it could not write, and would call the next sync a success.
  HELIOS_DECL void sync();
  /// Tells followers.  Requires end <= synced_end().
  HELIOS_DECL void publish_durable(durable_mark const& mark);
  /// Writes the anchor over the older slot and syncs. sequence, synced_end, epoch_frame, clean are
  /// set here. Requires that replay and checkpoint lie below synced_end().
  HELIOS_DECL void write_anchor(anchor a);
  /// Syncs and writes an anchor: the log ends here.  Requires that nobody else writes.
  HELIOS_DECL void close(anchor a);

 private:
  HELIOS_DECL log(vfs& world, std::unique_ptr<file> handle, std::string path, log_state state,
                  log_options const& options);

  HELIOS_DECL void become(log_state to) noexcept;
  HELIOS_DECL void refuse_unless_writing() const;
  HELIOS_DECL void write_or_poison(std::uint64_t offset, byte_view data);
  HELIOS_DECL void make_room(std::uint64_t length, room from);
  HELIOS_DECL std::uint64_t append_laid(std::span<frame_to_write> frames, room from);
  HELIOS_DECL void rewrite_unsynced(std::uint64_t from, std::uint64_t to,
                                    std::span<byte_range const> but);
  HELIOS_DECL void open_epoch(std::uint64_t previous, microseconds clock);
  HELIOS_DECL void sync_file();
  HELIOS_DECL void write_next_anchor(anchor a);

  vfs* world_;
  frame_file file_;
  epoch_history epochs_;
  log_options options_;
  std::atomic<log_state> state_;

  log_position position_;       // written under the caller's log mutex, as are the two below
  std::uint64_t reserved_ = 0;  // the file has room up to here
  bytes batch_;
  std::atomic<std::uint64_t> end_{log_begin};
  std::atomic<std::uint64_t> synced_end_{log_begin};

  std::mutex sync_mutex_;  // one sync at a time: a failure is told to one caller only
  durable_mark published_;
  mutable std::mutex anchor_mutex_;  // taken before sync_mutex_
  found_anchor newest_;
  std::uint64_t epoch_frame_ = 0;  // set by resume, as is the next
  std::uint32_t epoch_ = 0;
};

}  // namespace helios::storage

// helios/storage/impl/log.ipp -- appending, syncing, anchoring.

namespace helios::storage {

void log::become(log_state to) noexcept {
  log_state from = state();
  do {
    if (from == log_state::poisoned)
      return;  // a close that overlaps with a failure must not hide it
    HELIOS_EXPECTS(from == log_state::recovering || from == log_state::writing);
  } while (!state_.compare_exchange_weak(from, to, std::memory_order_acq_rel));
}

void log::refuse_unless_writing() const {
  log_state const now = state();
  if (now == log_state::writing) return;
  if (now == log_state::poisoned)
    throw error(errc::io_error,
                '"' + file_.path() + "\" takes no more writes: an earlier write or sync failed")
        .detail("What the system holds of the file can no longer be believed.")
        .hint("Close the database and open it again: it recovers all that was committed.");
  if (now == log_state::reading)
    throw error(errc::read_only_sql_transaction, '"' + file_.path() + "\" is open read-only");
  throw error(errc::object_not_in_prerequisite_state,
              '"' + file_.path() + "\" is not open for writing");
}

anchor log::newest_anchor() const {
  std::scoped_lock const lock(anchor_mutex_);
  return newest_.value;
}

void log::refresh_anchor() {
  std::scoped_lock const lock(anchor_mutex_);
  newest_ = find_anchor(file_.io(), file_.key(), file_.path());
  epochs_.set_newest(newest_.value.epoch_frame);
}

bool log::still_named() { return world_->identify(file_.path()) == file_.io().identity(); }

durable_mark log::read_durable() {
  // Its 24 bytes are written in one call; a reader that overlaps with it needs a moment, not a
  // lock.
  for (int attempt = 0; attempt != 1000; ++attempt) {
    if (auto const mark = file_.read_durable()) return *mark;
    std::this_thread::yield();
  }
  throw damaged(file_.path(), durable_offset, "The durable mark does not match its checksum.");
}

log_frame log::read_frame(std::uint64_t offset, bytes& scratch) {
  frame_keys keys{.file = file_.key(), .epoch = 0};
  std::array<std::byte, frame_header_bytes> image{};
  static_cast<void>(file_.io().read(offset, image));  // a short read leaves zeros: no frame
  frame_header const claimed = peek_header(image);
  if (!found_by_offset(claimed.type)) {
    auto epoch = epochs_.find(claimed.epoch);
    if (!epoch && state() == log_state::reading) {
      refresh_anchor();  // the writer may have been opened anew since
      epoch = epochs_.find(claimed.epoch);
    }
    if (!epoch) throw damaged(file_.path(), offset, "No frame is found there.");
    keys.epoch = epoch->salt;
  }
  auto const header = file_.header_at(offset, keys);
  if (!header) throw damaged(file_.path(), offset, "No frame is found there.");
  if (header->type == frame_type::extent) return {offset, *header, {}};
  if (header->length > sum_piece && !file_.payload_verifies(offset, *header))
    throw damaged(file_.path(), offset, "The payload of a frame does not match its checksum.");
  scratch.resize(static_cast<std::size_t>(header->length));
  return {offset, *header, file_.read_payload(offset, *header, scratch)};
}

void log::write_or_poison(std::uint64_t offset, byte_view data) {
  try {
    file_.io().write(offset, data);
  } catch (...) {
    become(log_state::poisoned);
    throw;
  }
}

void log::make_room(std::uint64_t length, room from) {
  std::uint64_t const kept = from == room::usual ? options_.emergency : 0;
  std::uint64_t const need = position_.offset + length + kept;
  if (need <= reserved_) return;
  // As long as the file itself, within bounds: so it doubles.
  std::uint64_t const grown = std::bit_floor(reserved_ > log_begin ? reserved_ - log_begin : 1);
  std::uint64_t const step = std::clamp(grown, options_.first_step, options_.last_step);
  std::uint64_t const ahead = log_begin + (need - log_begin + step - 1) / step * step;
  try {
    file_.io().reserve(ahead);
    reserved_ = ahead;
  } catch (error const& e) {
    if (e.code() != errc::disk_full) throw;
    file_.io().reserve(need);  // a nearly full disk may still have what this batch needs
    reserved_ = need;
  }
}

std::uint64_t log::append(std::span<frame_to_write> frames, room from) {
  refuse_unless_writing();
  return append_laid(frames, from);
}

std::uint64_t log::append_laid(std::span<frame_to_write> frames, room from) {
  payload_codec const& codec = file_.codec();
  std::uint64_t total = 0;
  for (frame_to_write const& frame : frames) {
    if (frame.payload.size() > max_payload - codec.overhead())
      throw error(errc::program_limit_exceeded, "a record of the log would be longer than 1 GiB")
          .hint("Split the transaction.");
    total += frame_room(frame.payload.size() + codec.overhead());
  }
  make_room(total, from);

  frame_keys const keys{file_.key(), position_.salt};
  std::uint64_t const synced_to = synced_end();
  log_position next = position_;
  batch_.resize(static_cast<std::size_t>(total));
  for (frame_to_write& frame : frames) {
    frame.offset = next.offset;
    // An epoch's frame already bears its number; its salt holds from the next frame on.
    std::uint32_t const epoch = next.epoch + (frame.type == frame_type::epoch ? 1 : 0);
    std::byte* const to = batch_.data() + (frame.offset - position_.offset);
    frame_header const header = lay_frame(frame, keys, epoch, next.link, synced_to, codec, to);
    next.offset += frame_room(header.length);
    next.link = header.head_sum;
    frame.next = next;
  }
  write_or_poison(position_.offset, batch_);
  position_ = next;
  end_.store(next.offset, std::memory_order_release);
  constexpr std::size_t worth_keeping = std::size_t{4} << 20;
  if (batch_.capacity() > worth_keeping) batch_ = bytes();
  return next.offset;
}

extent log::reserve_extent(std::uint64_t length) {
  refuse_unless_writing();
  std::uint64_t const offset = position_.offset;
  std::uint64_t const first =
      align_up(offset + 2 * frame_header_bytes, page_alignment) - frame_header_bytes;
  if (length > max_frame_length - page_alignment - frame_header_bytes)
    throw error(errc::program_limit_exceeded,
                "an extent of the log would be longer than 2^48 bytes");
  extent const where{first, first + align_up(length, page_alignment)};
  frame_header header;
  header.type = frame_type::extent;
  header.length = where.end - offset - frame_header_bytes;
  header.epoch = position_.epoch;
  header.link = position_.link;
  make_room(frame_room(header.length), room::usual);

  std::array<std::byte, frame_header_bytes> image;
  encode(header, {file_.key(), position_.salt}, offset, image.data());
  write_or_poison(offset, image);
  position_.offset = offset + frame_room(header.length);
  position_.link = header.head_sum;
  end_.store(position_.offset, std::memory_order_release);
  return where;
}

void log::write_in_extent(extent& where, std::span<frame_to_write> frames) {
  refuse_unless_writing();
  payload_codec const& codec = file_.codec();
  frame_keys const keys{file_.key(), 0};
  std::uint64_t begin = where.next;
  std::uint64_t next = begin;
  bytes slice;
  auto const flush = [&] {
    // A failed write here is not poison: nothing refers to the extent yet.
    for (byte_view rest = slice; !rest.empty();) {
      byte_view const part = rest.first(std::min(rest.size(), sum_piece));
      file_.io().write(begin, part);
      begin += part.size();
      rest = rest.subspan(part.size());
    }
    slice.clear();
  };
  for (frame_to_write& frame : frames) {
    HELIOS_EXPECTS(frame.type == frame_type::page || frame.type == frame_type::value);
    std::uint64_t const stored = frame.payload.size() + codec.overhead();
    if (stored > max_payload)
      throw error(errc::program_limit_exceeded, "a value would be longer than 1 GiB");
    std::uint64_t const taken = extent_room(stored);
    HELIOS_EXPECTS(taken <= where.end - next);
    if (!slice.empty() && slice.size() + taken > sum_piece) flush();
    std::size_t const at = slice.size();
    slice.resize(at + static_cast<std::size_t>(taken));
    frame.offset = next;
    lay_frame(frame, keys, epoch_, 0, 0, codec, slice.data() + at);
    next += taken;
    frame.next = {};
  }
  flush();
  where.next = next;
}

void log::sync() {
  std::scoped_lock const lock(sync_mutex_);
  refuse_unless_writing();
  sync_file();
}

void log::sync_file() {
  std::uint64_t const written = end();  // before: what is appended meanwhile may miss this sync
  try {
    file_.io().sync();
  } catch (...) {
    become(log_state::poisoned);
    throw;
  }
  synced_end_.store(written, std::memory_order_release);
}

void log::publish_durable(durable_mark const& mark) {
  std::scoped_lock const lock(sync_mutex_);
  refuse_unless_writing();
  HELIOS_EXPECTS(mark.end <= synced_end());
  if (mark.end < published_.end) return;  // a later leader was faster
  write_or_poison(durable_offset, encode(mark, file_.key()));
  published_ = mark;
}

void log::write_anchor(anchor a) {
  std::scoped_lock const lock(anchor_mutex_, sync_mutex_);
  refuse_unless_writing();
  a.clean = false;
  a.log_end = 0;
  write_next_anchor(a);
}

void log::close(anchor a) {
  std::scoped_lock const lock(anchor_mutex_, sync_mutex_);
  refuse_unless_writing();
  sync_file();
  a.clean = true;
  a.log_end = synced_end();
  write_next_anchor(a);
  become(log_state::closed);
}

void log::write_next_anchor(anchor a) {
  unsigned const slot = 1 - newest_.slot;
  a.sequence = newest_.value.sequence + 1;
  a.synced_end = synced_end();
  a.epoch_frame = epoch_frame_;
  HELIOS_EXPECTS(a.check() == 0);
  write_or_poison(anchor_offsets[slot], encode(a, file_.key(), slot));
  sync_file();
  newest_ = {a, slot};
}

}  // namespace helios::storage

// helios/storage/impl/log_open.ipp -- creation, opening, and the end of recovery.

// helios/storage/log_tail.hpp -- where the log stops: the end, a torn tail, or damage?
//
// A frame that does not verify at X is damage when X is known to have been durable: it lies below
// what the anchor or the durable mark call synced, or below the `synced_to` of a later commit or
// checkpoint frame of the same epoch (searched for up to the end of the file). Otherwise a crash
// left it, and it is overwritten.
//
// Errors    XX001 naming file and offset: damage. The file is only read.
// Cost      reads the file from X to its end once, 4 to 5 GB/s from memory

namespace helios::storage {

/// Throws if what is missing at `position`, where a reader stopped, was durable once.
/// `known_synced`: the end of what the anchor and the durable mark vouch for.
HELIOS_DECL void check_tail(frame_file& from, log_position const& position,
                            std::uint64_t known_synced);

}  // namespace helios::storage

// helios/storage/impl/log_tail.ipp -- the search for a later witness.

namespace helios::storage {

namespace tail_detail {

/// Looks at every place behind `position` for a commit or checkpoint that calls it durable.
class witness_search {
 public:
  witness_search(frame_file& from, log_position const& position)
      : file_(&from), position_(position) {}

  void run() {
    std::uint64_t const size = file_->io().size();
    if (size <= position_.offset) return;
    // Frames do not overlap, so an honest file never costs more than itself. One made to cost the
    // square of its length is refused.
    budget_ = 2 * (size - position_.offset) + sum_piece;
    bytes chunk(
        static_cast<std::size_t>(std::min<std::uint64_t>(size - position_.offset, sum_piece)));
    for (std::uint64_t at = position_.offset; at < size;) {
      std::size_t const got = file_->io().read(at, chunk);
      if (got < frame_header_bytes) return;
      std::size_t const places = (got - frame_header_bytes) / 8 + 1;
      for (std::size_t i = 0; i != places; ++i)
        look(header_span(chunk.data() + 8 * i, frame_header_bytes), at + 8 * i);
      at += 8 * places;
    }
  }

 private:
  void look(header_span image, std::uint64_t offset) {
    // The cheap questions first: most places hold zeros or the inside of a payload.
    auto const type = static_cast<frame_type>(image[6]);
    if (!carries_synced_to(type) || load<std::uint32_t>(image.data() + 12) != position_.epoch)
      return;
    auto const header = file_->header_at(offset, {file_->key(), position_.salt});
    if (!header || header->length < 8) return;
    if (header->length > budget_)
      throw damage("A frame there does not verify, and frames behind it overlap.");
    budget_ -= header->length;
    if (!file_->payload_verifies(offset, *header)) return;
    if (synced_to(*header, offset) > position_.offset)
      throw damage("A frame there does not verify, but the commit at offset " +
                   std::to_string(offset) + " was written after it had been synced.");
  }

  [[nodiscard]] std::uint64_t synced_to(frame_header const& header, std::uint64_t offset) {
    if (file_->codec().overhead() == 0) {
      std::array<std::byte, 8> first{};
      static_cast<void>(
          file_->io().read(offset + frame_header_bytes, first));  // within a verified payload
      return load<std::uint64_t>(first.data());
    }
    bytes stored(static_cast<std::size_t>(header.length));
    byte_view const plain = file_->read_payload(offset, header, stored);
    return plain.size() < 8 ? 0 : load<std::uint64_t>(plain.data());
  }

  [[nodiscard]] error damage(std::string detail) const {
    return damaged(file_->path(), position_.offset, std::move(detail));
  }

  frame_file* file_;
  log_position position_;
  std::uint64_t budget_ = 0;
};

}  // namespace tail_detail

void check_tail(frame_file& from, log_position const& position, std::uint64_t known_synced) {
  if (position.offset < known_synced)
    throw damaged(
        from.path(), position.offset,
        "A frame is missing there, but the log is known to have been durable up to offset " +
            std::to_string(known_synced) + '.');
  // log_begin: no frame was ever synced, and a creation cut short may have left less than that.
  if (known_synced > log_begin && from.io().size() < known_synced)
    throw damaged(from.path(), from.io().size(),
                  "The file ends there, but the log is known to have been durable up to offset " +
                      std::to_string(known_synced) + '.');
  tail_detail::witness_search(from, position).run();
}

}  // namespace helios::storage

namespace helios::storage {

namespace log_detail {

/// Opens `path`, takes the writer's lock where `mode` writes, and makes sure that the path still
/// names what was opened: between the two somebody may have renamed another file over it.
[[nodiscard]] inline std::unique_ptr<file> open_locked(vfs& world, std::string const& path,
                                                       open_mode mode) {
  for (int attempt = 0; attempt != 8; ++attempt) {
    auto handle = world.open(path, mode);
    if (mode != open_mode::read_only && !handle->try_lock())
      throw error(errc::lock_not_available, '"' + path + "\" is being written by another process")
          .detail("One process at a time opens a database for writing.")
          .hint(
              "Open it read-only, or, if this process has it open already, use connect() on that "
              "database.");
    if (world.identify(path) == handle->identity()) return handle;
    if (mode == open_mode::create) mode = open_mode::read_write;
  }
  throw error(errc::object_in_use, '"' + path + "\" is being replaced again and again")
      .hint("Try again when the program that renames it has finished.");
}

/// The header that fills a page, sums and all.
[[nodiscard]] inline std::optional<file_header> whole_header(page_image const& front) {
  file_header header;
  header.id = load<file_id>(front.data() + 24);
  header.created = load<microseconds>(front.data() + 40);
  if (front != encode(header)) return std::nullopt;
  return header;
}

/// Creation writes the header page, syncs, writes the first anchor, syncs, and only then frames.
/// While there has never been a frame the file may be made anew, whatever power loss left of its
/// pages.
[[nodiscard]] inline bool is_unfinished(file& f, log_options const& options) {
  constexpr page_image zeros{};
  auto const all_zero = [&](std::uint64_t from, std::uint64_t to) {
    for (; from < to; from += page_bytes)
      if (read_page(f, from) != zeros) return false;
    return true;
  };
  std::uint64_t const size = f.size();
  if (size > log_begin + options.last_step || !all_zero(log_begin, size)) return false;

  page_image const front = read_page(f, 0);
  if (auto const header = whole_header(front))
    return !decode_anchor(read_page(f, anchor_offsets[0]), header->key(), 0) &&
           !decode_anchor(read_page(f, anchor_offsets[1]), header->key(), 1);
  file_header written;
  written.id = load<file_id>(front.data() + 24);
  written.created = load<microseconds>(front.data() + 40);
  page_image const whole = encode(written);
  // The header was being written: nothing follows it, and each of its sectors is there or zero.
  for (std::size_t at = 0; at != page_bytes; at += sector_bytes) {
    bool const is_zero =
        std::equal(front.begin() + at, front.begin() + at + sector_bytes, zeros.begin());
    bool const is_there =
        std::equal(front.begin() + at, front.begin() + at + sector_bytes, whole.begin() + at);
    bool const is_sum = at + sector_bytes == page_bytes;  // sums an id that may be lost
    if (!is_zero && !is_there && !is_sum) return false;
  }
  return all_zero(page_bytes, log_begin);
}

}  // namespace log_detail

bool log::is_creatable(vfs& world, std::string const& path, log_options const& options) {
  if (!world.identify(path)) return true;
  return log_detail::is_unfinished(*world.open(path, open_mode::read_only), options);
}

std::unique_ptr<log> log::create(vfs& world, std::string path, log_options const& options) {
  bool const exists = world.identify(path).has_value();
  auto handle =
      log_detail::open_locked(world, path, exists ? open_mode::read_write : open_mode::create);
  if (exists && !log_detail::is_unfinished(*handle, options))
    throw error(errc::io_error, '"' + path + "\" exists already")
        .detail("A database is created in a new or empty file.")
        .hint("Open it, or choose another path.");

  // A header that stands is kept: another one over it, cut short, would be followed by what the
  // first creation left, and then this could not be told from a damaged database.
  auto const standing = exists ? log_detail::whole_header(read_page(*handle, 0)) : std::nullopt;
  file_header header = standing.value_or(file_header{});
  if (!standing) {
    world.random(header.id);
    header.created = world.now();
    handle->write(0, encode(header));
  }
  std::uint64_t const key = header.key();
  handle->sync();  // see is_unfinished
  handle->reserve(log_begin + options.first_step);
  handle->write(durable_offset, encode(durable_mark{}, key));
  anchor first;
  first.sequence = 1;
  first.replay.offset = log_begin;
  handle->write(anchor_offsets[0], encode(first, key, 0));
  handle->sync();
  world.sync_directory(path);
  return std::unique_ptr<log>(
      new log(world, std::move(handle), std::move(path), log_state::recovering, options));
}

std::unique_ptr<log> log::open(vfs& world, std::string path, open_mode mode,
                               log_options const& options) {
  if (mode == open_mode::create) return create(world, std::move(path), options);
  auto handle = log_detail::open_locked(world, path, mode);
  if (log_detail::is_unfinished(*handle, options))
    throw error(errc::io_error, '"' + path + "\" is empty")
        .detail(handle->size() == 0 ? "It has no bytes."
                                    : "Its creation was cut short before it held anything.")
        .hint("Create the database in it, or remove it.");
  auto const state = mode == open_mode::read_only ? log_state::reading : log_state::recovering;
  return std::unique_ptr<log>(new log(world, std::move(handle), std::move(path), state, options));
}

log::log(vfs& world, std::unique_ptr<file> handle, std::string path, log_state state,
         log_options const& options)
    : world_(&world),
      file_(std::move(handle), std::move(path)),
      epochs_(file_),
      options_(options),
      state_(state) {
  refresh_anchor();
}

void log::resume(log_reader const& replayed, microseconds clock) {
  HELIOS_EXPECTS(state() == log_state::recovering);
  HELIOS_EXPECTS(replayed.reason() == log_stop::end || replayed.reason() == log_stop::torn);
  std::scoped_lock const lock(anchor_mutex_, sync_mutex_);
  position_ = replayed.position();
  std::uint64_t known = newest_.value.synced_end;
  if (auto const mark = file_.read_durable()) known = std::max(known, mark->end);
  bool const closed_here = newest_.value.clean && newest_.value.log_end == position_.offset &&
                           known == position_.offset && replayed.reason() == log_stop::end;
  if (!closed_here) check_tail(file_, position_, known);

  epoch_frame_ = replayed.epoch_frame() != 0 ? replayed.epoch_frame() : newest_.value.epoch_frame;
  epochs_.set_newest(epoch_frame_);
  if (position_.epoch != 0) {
    auto const current = epochs_.find(position_.epoch);
    if (!current || current->offset != epoch_frame_ || current->salt != position_.salt)
      throw damaged(file_.path(), epoch_frame_,
                    "The anchor and the epoch frame contradict each other.");
  }

  end_ = position_.offset;
  reserved_ = file_.io().size();
  rewrite_unsynced(std::max(known, replayed.synced_to()), position_.offset,
                   replayed.unsynced_extents());
  open_epoch(epoch_frame_, clock);
  become(log_state::writing);
}

void log::rewrite_unsynced(std::uint64_t from, std::uint64_t to, std::span<byte_range const> but) {
  // After a failed sync the system shows bytes that it will never write. Writing them again makes
  // it try.
  bytes slice(
      static_cast<std::size_t>(std::min<std::uint64_t>(to - std::min(from, to), sum_piece)));
  auto const again = [&](std::uint64_t begin, std::uint64_t end) {
    while (begin < end) {
      auto const part = std::span(slice).first(
          static_cast<std::size_t>(std::min<std::uint64_t>(end - begin, slice.size())));
      if (file_.io().read(begin, part) != part.size())
        throw damaged(file_.path(), begin, "The file became shorter while it was being recovered.");
      write_or_poison(begin, part);
      begin += part.size();
    }
  };
  bool const any = from < to;
  for (byte_range const& hole : but) {
    again(from, std::min(hole.begin, to));
    from = std::max(from, hole.end);
  }
  again(from, to);
  if (any) sync_file();
  synced_end_ = to;
}

void log::open_epoch(std::uint64_t previous, microseconds clock) {
  epoch_record record;
  record.number = position_.epoch + 1;
  if (record.number == 0)
    throw error(errc::program_limit_exceeded,
                '"' + file_.path() + "\" has been opened for writing too often")
        .hint("VACUUM writes a new file.");
  std::array<std::byte, sizeof record.salt> salt;
  world_->random(salt);
  record.salt = load<std::uint64_t>(salt.data());
  record.clock = clock;
  record.wall = world_->now();
  record.previous = previous;
  if (std::uint32_t const far = record.number & (record.number - 1); far != 0) {
    auto const found = epochs_.find(far);
    if (!found) throw damaged(file_.path(), previous, "The chain of epochs is broken.");
    record.skip = found->offset;
  }

  auto const payload = encode(record);
  frame_to_write frame{.type = frame_type::epoch, .payload = payload};
  append_laid({&frame, 1}, room::emergency);
  position_.epoch = record.number;
  position_.salt = record.salt;
  epoch_ = record.number;
  epoch_frame_ = frame.offset;
  epochs_.set_newest(epoch_frame_);
  // Two syncs: an anchor that calls the epoch frame synced must not reach the disk before it.
  sync_file();
  anchor a = newest_.value;
  a.clean = false;
  a.log_end = 0;
  write_next_anchor(a);
}

}  // namespace helios::storage

namespace helios::history {

class registry;

/// One frame on its way into the log. Its functions run under the sequencer lock.
struct queued_frame {
  storage::frame_type type{};
  branch_id branch{};
  scn at{};
  bytes payload;
  bool always_synced = false;  // whatever the mode: a promise that outlives a power loss
  std::function<void(std::uint64_t offset)> durable;  // with the frame's offset
  std::function<void(registry&)> forget;              // takes what it did back from a registry
  std::function<void()> undo;                         // and from the lines

  bool done = false;
  std::exception_ptr failed;
};
using queued_frame_ptr = std::shared_ptr<queued_frame>;

class commit_queue {
 public:
  /// `sync`: whether a batch is synced. `sequencer`: the lock under which durable and undo run.
  commit_queue(storage::log& to, std::mutex& sequencer, registry& known, std::function<bool()> sync)
      : log_(&to), sequencer_(&sequencer), registry_(&known), sync_(std::move(sync)) {}

  void enqueue(queued_frame_ptr frame) {
    std::lock_guard const hold(lock_);
    newest_ = frame;
    waiting_.push_back(std::move(frame));
  }
  /// Returns when the frame is durable, leading a batch if nobody else does; throws what made it
  /// fail.
  HELIOS_DECL void wait(queued_frame_ptr const& frame);
  /// Returns when all that was enqueued before the call is durable or has failed.
  HELIOS_DECL void settle();
  /// Takes what still waits back from a registry's copy. Requires the sequencer lock, between
  /// batches.
  HELIOS_DECL void forget_waiting(registry& in);
  /// Runs f while no batch is under way: all frames in the file are applied to the heads.
  template <class F>
  decltype(auto) between_batches(F&& f) {
    std::lock_guard const hold(leading_);
    return f();
  }
  /// Serialises what appends to the log: batches and extents.
  [[nodiscard]] std::mutex& append_lock() noexcept { return append_; }
  /// Syncs done for batches; what a test divides by commits.
  [[nodiscard]] std::uint64_t syncs() const noexcept {
    return syncs_.load(std::memory_order_relaxed);
  }

 private:
  HELIOS_DECL void decide(std::unique_lock<std::mutex>& hold, queued_frame const& frame);
  HELIOS_DECL void lead(std::vector<queued_frame_ptr> const& batch);
  HELIOS_DECL void fail_all(std::vector<queued_frame_ptr> const& batch, std::exception_ptr why);

  storage::log* log_;
  std::mutex* sequencer_;
  registry* registry_;
  std::function<bool()> sync_;
  std::mutex leading_;  // held while a batch is under way; taken before all others
  std::mutex append_;
  std::mutex lock_;  // of what follows
  std::condition_variable changed_;
  bool led_ = false;
  std::deque<queued_frame_ptr> waiting_;
  queued_frame_ptr newest_;  // nullptr: all are decided
  std::atomic<std::uint64_t> syncs_{0};
};

}  // namespace helios::history

// helios/history/impl/commit_queue.ipp -- the leader's round.

namespace helios::history {

void commit_queue::wait(queued_frame_ptr const& frame) {
  std::unique_lock hold(lock_);
  decide(hold, *frame);
  if (frame->failed) std::rethrow_exception(frame->failed);
}

void commit_queue::settle() {
  std::unique_lock hold(lock_);
  if (queued_frame_ptr const last = newest_) decide(hold, *last);
}

void commit_queue::forget_waiting(registry& in) {
  std::lock_guard const hold(lock_);
  for (auto q = waiting_.rbegin(); q != waiting_.rend(); ++q) (*q)->forget(in);
}

/// Returns when a frame is durable or has failed. Holds lock_ at both ends.
void commit_queue::decide(std::unique_lock<std::mutex>& hold, queued_frame const& frame) {
  while (!frame.done) {
    if (led_) {
      changed_.wait(hold);
      continue;
    }
    led_ = true;
    hold.unlock();
    {
      std::lock_guard const lead_one(leading_);
      std::vector<queued_frame_ptr> batch;
      {
        std::lock_guard const take(lock_);
        batch.assign(waiting_.begin(), waiting_.end());
        waiting_.clear();
      }
      if (!batch.empty()) lead(batch);
    }
    hold.lock();
    led_ = false;
    changed_.notify_all();
  }
}

void commit_queue::lead(std::vector<queued_frame_ptr> const& batch) {
  std::vector<storage::frame_to_write> frames;
  frames.reserve(batch.size());
  for (queued_frame_ptr const& q : batch) {
    storage::frame_to_write f;
    f.type = q->type;
    f.branch = q->branch;
    f.scn = q->at;
    f.payload = q->payload;
    frames.push_back(f);
  }
  try {
    std::uint64_t end = 0;
    {
      std::lock_guard const append(append_);
      end = log_->append(frames);
    }
    bool const must = std::any_of(batch.begin(), batch.end(),
                                  [](queued_frame_ptr const& q) { return q->always_synced; });
    if (sync_() || must) {
      log_->sync();
      syncs_.fetch_add(1, std::memory_order_relaxed);
    }
    if (log_->synced_end() >= end) log_->publish_durable({end, batch.back()->at});
  } catch (...) {
    return fail_all(batch, std::current_exception());
  }
  std::lock_guard const sequence(*sequencer_);
  for (std::size_t i = 0; i != batch.size(); ++i) batch[i]->durable(frames[i].offset);
  std::lock_guard const hold(lock_);
  for (queued_frame_ptr const& q : batch) q->done = true;
  if (newest_->done) newest_.reset();  // its functions hold versions
}

void commit_queue::fail_all(std::vector<queued_frame_ptr> const& batch, std::exception_ptr why) {
  // What was sequenced since grew from what has failed: it fails too.
  std::lock_guard const sequence(*sequencer_);
  std::lock_guard const hold(lock_);
  std::vector<queued_frame_ptr> all(batch);
  all.insert(all.end(), waiting_.begin(), waiting_.end());
  waiting_.clear();
  for (auto q = all.rbegin(); q != all.rend(); ++q) {
    (*q)->forget(*registry_);
    (*q)->undo();
  }
  for (queued_frame_ptr const& q : all) {
    q->failed = why;
    q->done = true;
  }
  newest_.reset();
}

}  // namespace helios::history

// helios/history/options.hpp -- how a database is opened.

// helios/storage/page_source_mapped.hpp -- pages read in place from one mapping of the file.
//
// Shape     one bit per 64 bytes of file says that the frame whose payload begins there was
//           verified; bits come in segments of 32 KiB for 16 MiB of file, made at the first touch
// Threads   no lock: setting a bit twice is harmless, and the bytes of a published frame never
//           change
// Errors    the first touch populates the mapping, so an unreadable sector is 58030 and not a
//           signal
// Cost      fetch: two loads and a bit test, 3 ns; first touch: a read of the header, populate, and
//           the checksum

// helios/storage/page_source_cached.hpp -- pages in a bounded cache, least recently used out first.
//
// Shape     payloads in memory at multiples of 64, opened by the file's codec
// Holds     (K1) a pinned page stays; the bound may be exceeded while more is pinned than it allows
//           (K2) after a fetch, unpinned pages fit into what the pinned ones leave of the bound
// Threads   one mutex around the index, never held while the file is read
// Cost      hit: a lock and a hash lookup, 14 ns; miss: a read of the header, one of the payload,
//           and its checksum

namespace helios::storage {

struct cache_options {
  std::size_t max_pages = std::numeric_limits<std::size_t>::max();
  std::uint64_t max_bytes = std::uint64_t{64} << 20;
  /// Overwrites what is evicted with 0xDB and keeps it for a while, so that who reads on finds out.
  bool poison = false;
};

class cached_pages final : public page_source {
 public:
  explicit cached_pages(frame_file& from, cache_options const& options = {})
      : page_source(from), options_(options) {}

  [[nodiscard]] HELIOS_DECL pin fetch(std::uint64_t payload_offset) override;

  [[nodiscard]] HELIOS_DECL std::size_t pages() const;
  [[nodiscard]] HELIOS_DECL std::uint64_t held_bytes() const;

 private:
  struct release {
    void operator()(std::byte* memory) const noexcept {
      ::operator delete (memory, std::align_val_t{page_alignment});
    }
  };
  using memory = std::unique_ptr<std::byte, release>;
  struct page {
    std::uint64_t offset = 0;
    std::size_t size = 0;  // of the memory
    memory stored;
    byte_view plain;
    std::atomic<std::uint32_t> pins{0};
  };
  using page_list = std::list<page>;

  [[nodiscard]] HELIOS_DECL page_list load(std::uint64_t payload_offset);
  HELIOS_DECL void trim();
  HELIOS_DECL void evict(page_list::iterator victim);
  [[nodiscard]] bool over() const noexcept {
    return index_.size() > options_.max_pages || bytes_ > options_.max_bytes;
  }

  cache_options options_;
  mutable std::mutex mutex_;
  page_list recent_;  // newest use first
  std::unordered_map<std::uint64_t, page_list::iterator> index_;
  std::uint64_t bytes_ = 0;
  std::deque<memory> poisoned_;
};

}  // namespace helios::storage

// helios/storage/impl/page_source_cached.ipp -- the cache.

namespace helios::storage {

pin cached_pages::fetch(std::uint64_t payload_offset) {
  check_reference(payload_offset);
  std::unique_lock lock(mutex_);
  auto found = index_.find(payload_offset);
  if (found == index_.end()) {
    lock.unlock();
    page_list fresh = load(payload_offset);
    lock.lock();
    // Another thread may have loaded it meanwhile: then its copy is the one.
    auto const [at, is_new] = index_.try_emplace(payload_offset, fresh.begin());
    if (is_new) {
      bytes_ += fresh.front().size;
      recent_.splice(recent_.begin(), fresh);
    }
    found = at;
  }
  auto const hit = found->second;
  recent_.splice(recent_.begin(), recent_, hit);
  hit->pins.fetch_add(1, std::memory_order_relaxed);
  trim();
  return pin(hit->plain, &hit->pins);
}

std::size_t cached_pages::pages() const {
  std::scoped_lock const lock(mutex_);
  return index_.size();
}

std::uint64_t cached_pages::held_bytes() const {
  std::scoped_lock const lock(mutex_);
  return bytes_;
}

cached_pages::page_list cached_pages::load(std::uint64_t payload_offset) {
  frame_header const header = source().find_frame(payload_offset);
  page_list one(1);
  page& p = one.front();
  p.offset = payload_offset;
  p.size = static_cast<std::size_t>(header.length);
  p.stored.reset(static_cast<std::byte*>(
      ::operator new (std::max<std::size_t>(p.size, 1), std::align_val_t{page_alignment})));
  p.plain =
      source().read_payload(payload_offset - frame_header_bytes, header, {p.stored.get(), p.size});
  return one;
}

void cached_pages::trim() {
  for (auto at = recent_.end(); over() && at != recent_.begin();) {
    --at;
    // Acquire: pairs with the release of the last pin. Nobody can pin it anew: that takes the
    // mutex.
    if (at->pins.load(std::memory_order_acquire) == 0) evict(at++);
  }
}

void cached_pages::evict(page_list::iterator victim) {
  index_.erase(victim->offset);
  bytes_ -= victim->size;
  if (options_.poison) {
    constexpr std::size_t kept = 16;
    std::memset(victim->stored.get(), 0xDB, victim->size);
    poisoned_.push_back(std::move(victim->stored));
    if (poisoned_.size() > kept) poisoned_.pop_front();
  }
  recent_.erase(victim);
}

}  // namespace helios::storage

namespace helios::storage {

struct page_options {
  /// Read through the cache although a mapping could be had: a failing disk
  /// then raises no signal.
  bool buffered = false;
  /// Address space reserved for the mapping; a file that outgrows it is read through the cache from
  /// there on.
  std::uint64_t mapping = std::uint64_t{64} << 30;
  cache_options cache{};
};

class mapped_pages final : public page_source {
 public:
  /// `base`: the file's mapping of `capacity` bytes.  Requires a plain file.
  HELIOS_DECL mapped_pages(frame_file& from, std::byte const* base, std::uint64_t capacity,
                           cache_options const& beyond);
  HELIOS_DECL ~mapped_pages() override;

  [[nodiscard]] pin fetch(std::uint64_t payload_offset) override {
    if (!is_verified(payload_offset)) return first_touch(payload_offset);
    std::byte const* const payload = base_ + payload_offset;
    auto const word = load<std::uint64_t>(payload - frame_header_bytes);
    return pin(byte_view(payload, static_cast<std::size_t>(word & max_frame_length)));
  }

 private:
  static constexpr std::uint64_t segment_span = std::uint64_t{16} << 20;
  static constexpr std::size_t segment_words = segment_span / page_alignment / 64;
  using segment = std::array<std::atomic<std::uint64_t>, segment_words>;

  [[nodiscard]] bool is_verified(std::uint64_t payload_offset) const noexcept {
    if (payload_offset % page_alignment != 0 || payload_offset >= capacity_) return false;
    segment const* const s =
        segments_[payload_offset / segment_span].load(std::memory_order_acquire);
    if (s == nullptr) return false;
    std::uint64_t const bit = payload_offset % segment_span / page_alignment;
    return ((*s)[bit / 64].load(std::memory_order_acquire) >> bit % 64 & 1) != 0;
  }
  [[nodiscard]] HELIOS_DECL pin first_touch(std::uint64_t payload_offset);
  HELIOS_DECL void set_verified(std::uint64_t payload_offset);

  std::byte const* base_;
  std::uint64_t capacity_;
  std::vector<std::atomic<segment*>> segments_;
  cached_pages beyond_;  // what lies past the mapping
};

/// The mapping where it is wanted and to be had, the cache elsewhere.
[[nodiscard]] HELIOS_DECL std::unique_ptr<page_source> make_pages(frame_file& from,
                                                                  page_options const& options = {});

}  // namespace helios::storage

// helios/storage/impl/page_source_mapped.ipp -- the first touch of a mapped page.

namespace helios::storage {

mapped_pages::mapped_pages(frame_file& from, std::byte const* base, std::uint64_t capacity,
                           cache_options const& beyond)
    : page_source(from),
      base_(base),
      capacity_(capacity),
      segments_(static_cast<std::size_t>((capacity + segment_span - 1) / segment_span)),
      beyond_(from, beyond) {
  HELIOS_EXPECTS(base != nullptr && from.codec().overhead() == 0);
}

mapped_pages::~mapped_pages() {
  for (auto& s : segments_) delete s.load(std::memory_order_relaxed);
}

pin mapped_pages::first_touch(std::uint64_t payload_offset) {
  check_reference(payload_offset);
  frame_header const header = source().find_frame(payload_offset);
  if (header.length > capacity_ - std::min(capacity_, payload_offset))
    return beyond_.fetch(payload_offset);
  std::uint64_t const offset = payload_offset - frame_header_bytes;
  source().io().populate(offset, frame_header_bytes + header.length);
  byte_view const payload(base_ + payload_offset, static_cast<std::size_t>(header.length));
  if (header.flags != source().codec().flags() ||
      peek_header(header_span(base_ + offset, frame_header_bytes)) != header ||
      payload_sum(payload) != header.payload_sum)
    throw damaged(source().path(), offset, "The payload of a frame does not match its checksum.");
  set_verified(payload_offset);
  return pin(payload);
}

void mapped_pages::set_verified(std::uint64_t payload_offset) {
  std::atomic<segment*>& slot = segments_[payload_offset / segment_span];
  segment* s = slot.load(std::memory_order_acquire);
  if (s == nullptr) {
    auto fresh = std::make_unique<segment>();
    // The thread that comes second takes the first one's.
    if (slot.compare_exchange_strong(s, fresh.get(), std::memory_order_acq_rel))
      s = fresh.release();
  }
  std::uint64_t const bit = payload_offset % segment_span / page_alignment;
  (*s)[bit / 64].fetch_or(std::uint64_t{1} << bit % 64, std::memory_order_acq_rel);
}

std::unique_ptr<page_source> make_pages(frame_file& from, page_options const& options) {
  if (!options.buffered && from.codec().overhead() == 0) {
    std::uint64_t const capacity =
        std::max(align_up(options.mapping, page_bytes), align_up(2 * from.io().size(), page_bytes));
    if (std::byte const* const base = from.io().map(capacity))
      return std::make_unique<mapped_pages>(from, base, capacity, options.cache);
  }
  return std::make_unique<cached_pages>(from, options.cache);
}

}  // namespace helios::storage

namespace helios {

/// What a returned commit promises after a power loss. After the death of the process alone, every
/// mode keeps it.
enum class durability : std::uint8_t {
  full,    // it is there
  normal,  // it is there if it is older than options.sync_interval
  off,     // the operating system decides
};

}  // namespace helios

namespace helios::history {

struct engine_options {
  helios::durability durability = helios::durability::full;
  bool read_only = false;
  bool create = true;
  std::chrono::microseconds sync_interval = std::chrono::milliseconds(100);
  std::uint64_t checkpoint_bytes = std::uint64_t{32} << 20;  // of log between checkpoints
  std::uint64_t checkpoint_slice = std::uint64_t{1} << 20;   // written by one commit on its way
  std::size_t bulk_rows =
      4096;  // a commit that puts as many rows into a tree may log leaves instead
  std::size_t cached_states = 16;  // materialised AS OF states kept
  /// Of tree nodes in memory, states kept for AS OF included. Above it states are dropped and
  /// checkpoints come early; what readers hold stays.
  std::uint64_t memory_limit = std::uint64_t{1} << 30;
  storage::tree_limits limits{};
  storage::page_options pages{};
  storage::log_options log{};
};

}  // namespace helios::history

// helios/history/registry.hpp -- what belongs to the database and to no branch: branches, tags,
// timeline, counters, settings.
//
// Shape     in memory: branches, tags, counters, settings, and the commits since the last
// checkpoint. In the file: a
//           database of its own (storage/directory.hpp), rewritten in part by each checkpoint:
//             tree 1 branches     id -> name, parent, fork point, where it stood (branch_image)
//             tree 2 tags         name -> tag
//             tree 3 commits      scn -> branch, time, transaction, frame
//             tree 4 transactions transaction id -> scn
//             tree 5 checkpoints  scn -> frame of the checkpoint; all but the newest, which the
//             anchor names tree 6 counters     id -> value tree 7 settings     name -> value tree 8
//             merges       scn of the merge commit -> into, from, the commit that was merged
// Holds     (G1) commits are in SCN order and their times never fall
//           (G2) no two branches that are not dropped have one name
// Threads   under the engine's sequencer lock, but for find_* on a registry_view
// Errors    XX001 for a registry in the file that does not make sense

// helios/history/branch_info.hpp -- what the registry knows of branches and tags, and the events
// that change it.
//
// Shape     an event is the payload of a branch or registry frame: u8 kind, then its fields
// (impl/branch_info.ipp);
//           events set, they do not add: applying the end of a sequence of events twice gives the
//           same registry
// Errors    decode: XX001

namespace helios::history {

inline constexpr branch_id main_branch{0};

struct branch_info {
  branch_id id{};
  std::string name;
  branch_id parent{};  // of main: itself
  scn forked_at{};     // the last commit of the parent that it contains
  microseconds created{};
  bool dropped = false;
  std::vector<std::pair<std::string, std::string>>
      options;  // WITH (...), stored as they were given

  scn last{};  // its newest commit; its fork point before the first
};

struct tag_info {
  std::string name;
  branch_id branch{};
  scn at{};
  microseconds created{};
};

/// One commit, as the timeline lists it.
struct commit_info {
  scn at{};
  branch_id branch{};
  microseconds time{};
  transaction_id transaction{};
  std::uint64_t frame = 0;
};

/// An edge of the commit graph beside the branches' own lines.
struct merge_info {
  scn at{};  // the merge commit
  branch_id into{};
  branch_id from{};
  scn from_at{};  // the commit that was merged
};

/// Where a branch stood at a checkpoint.
struct branch_image {
  branch_info info;
  storage::database_root root;  // its pages
  scn at{};
  bool written = false;  // false: it was forked and dropped between two checkpoints
};

enum class event_kind : std::uint8_t { branch = 1, tag = 2, untag = 3, setting = 4, counter = 5 };

[[nodiscard]] HELIOS_DECL bytes encode_branch(branch_info const& b);
[[nodiscard]] HELIOS_DECL branch_info decode_branch(byte_reader& r);
[[nodiscard]] HELIOS_DECL bytes encode_image(branch_image const& b);
[[nodiscard]] HELIOS_DECL branch_image decode_image(byte_view in);
[[nodiscard]] HELIOS_DECL bytes encode_tag(tag_info const& t);
[[nodiscard]] HELIOS_DECL tag_info decode_tag(byte_reader& r);

}  // namespace helios::history

// helios/history/impl/branch_info.ipp -- branches and tags as bytes.

// helios/history/impl/fields.hpp -- fields that the registry's records share.

namespace helios::history {

namespace detail {

inline void put_text(byte_writer& w, std::string_view s) { w.put_sized(as_bytes(s)); }
[[nodiscard]] inline std::string get_text(byte_reader& r) {
  return std::string(as_text(r.get_sized()));
}

inline void put_root(byte_writer& w, storage::tree_root const& t) {
  w.put(t.ref.word());
  w.put(t.rows);
  w.put(t.height);
}
[[nodiscard]] inline storage::tree_root get_root(byte_reader& r) {
  storage::tree_root t;
  t.ref = storage::node_ref(r.get<std::uint64_t>());
  t.rows = r.get<std::uint64_t>();
  t.height = r.get<std::uint8_t>();
  if (t.ref.in_heap())
    throw error(errc::data_corrupted, "the registry names a tree that is not in the file");
  return t;
}

}  // namespace detail

}  // namespace helios::history

namespace helios::history {

bytes encode_branch(branch_info const& b) {
  bytes out;
  byte_writer w(out);
  w.put_varint(raw(b.id));
  detail::put_text(w, b.name);
  w.put_varint(raw(b.parent));
  w.put_varint(raw(b.forked_at));
  w.put(raw(b.created));
  w.put(static_cast<std::uint8_t>(b.dropped ? 1 : 0));
  w.put_varint(b.options.size());
  for (auto const& [name, value] : b.options) {
    detail::put_text(w, name);
    detail::put_text(w, value);
  }
  w.put_varint(raw(b.last));
  return out;
}

branch_info decode_branch(byte_reader& r) {
  branch_info b;
  b.id = static_cast<branch_id>(r.get_varint());
  b.name = detail::get_text(r);
  b.parent = static_cast<branch_id>(r.get_varint());
  b.forked_at = static_cast<scn>(r.get_varint());
  b.created = r.get<microseconds>();
  b.dropped = r.get<std::uint8_t>() != 0;
  for (std::uint64_t n = r.get_varint(); n != 0; --n) {
    std::string name = detail::get_text(r);
    b.options.emplace_back(std::move(name), detail::get_text(r));
  }
  b.last = static_cast<scn>(r.get_varint());
  return b;
}

bytes encode_image(branch_image const& b) {
  bytes out = encode_branch(b.info);
  byte_writer w(out);
  detail::put_root(w, b.root.trees);
  detail::put_root(w, b.root.shapes);
  w.put_varint(raw(b.at));
  w.put(static_cast<std::uint8_t>(b.written ? 1 : 0));
  return out;
}

branch_image decode_image(byte_view in) {
  byte_reader r(in);
  branch_image b;
  b.info = decode_branch(r);
  b.root.trees = detail::get_root(r);
  b.root.shapes = detail::get_root(r);
  b.at = static_cast<scn>(r.get_varint());
  b.written = r.get<std::uint8_t>() != 0;
  return b;
}

bytes encode_tag(tag_info const& t) {
  bytes out;
  byte_writer w(out);
  detail::put_text(w, t.name);
  w.put_varint(raw(t.branch));
  w.put_varint(raw(t.at));
  w.put(raw(t.created));
  return out;
}

tag_info decode_tag(byte_reader& r) {
  tag_info t;
  t.name = detail::get_text(r);
  t.branch = static_cast<branch_id>(r.get_varint());
  t.at = static_cast<scn>(r.get_varint());
  t.created = r.get<microseconds>();
  return t;
}

}  // namespace helios::history

// helios/storage/draft.hpp -- a database state on its way to becoming a version: trees changed,
// made and dropped.
//
// Shape     a draft grows from a published root; finish() writes the changed roots into the
// directory and returns
//           the new root. Transactions, replay, merges and checkpoints all change a database
//           through a draft.
// Threads   one at a time
// Errors    42704 (undefined_object) for a tree that is not there; else as tree_editor

// helios/storage/tree_edit.hpp -- changing a persistent tree: from one root to the next, sharing
// what did not change.
//
// Shape     a change is a batch of operations in key order; one row is a batch of one, so inserting
// a row, replaying
//           a stretch of log and merging a branch are the same code
// Holds     (E1) a node that was published, or made before the newest mark, is never written
//           (E2) every node made is in fresh() until the edit is kept or undone
//           (E3) a published node that the new root no longer reaches is in superseded(), if this
//           owner may retire it
// Threads   one thread per editor; the roots it reads may be read by anybody
// Errors    53200; XX001 and 58030 from the page source. After a throw undo() leaves every earlier
// root intact. Cost      one row: the path to the root and a hot delta, about 1.5 us; a batch:
// about 120 ns per row Source    copy-on-write trees (Rodeh, ACM TOS 2008); the two-level delta is
// measured in docs/decisions.md

// helios/storage/splice.hpp -- whole leaves in place of all rows of a key range.
//
// Shape     a view: keys lie in the commit's payload or wherever the writer has them
// Holds     (X1) leaves ascend by their first key; all their rows lie in [low, high)

namespace helios::storage {

/// Leaves that replace all of a tree's rows in [low, high): what a bulk load logs instead of rows.
struct splice {
  struct leaf {
    key_view first;  // every key in the leaf is at or above it
    std::uint64_t page = 0;
    std::uint64_t rows = 0;
  };
  tree_id id{};
  key_kind keys{};
  bool from_start = false;  // low is below every key
  bool to_end = false;      // high is above every key
  key_view low, high;
  std::vector<leaf> leaves;
};

}  // namespace helios::storage

namespace helios::storage {

/// One operation on a tree: a row put under a key, or the key's row erased.
struct tree_op {
  key_view key;
  byte_view row;  // an image of the tree's shape; unused when erasing
  bool erase = false;
};

/// A point of an edit to which it can be undone.
struct edit_mark {
  era at;
  std::size_t abandoned;
  std::size_t superseded;
};

class tree_editor {
 public:
  /// Nodes it makes are born in its newest mark and belong to `owner`.
  tree_editor(tree_space& space, owner_id owner, era mark) noexcept
      : space_(&space), owner_(owner), first_(mark), mark_(mark) {}
  tree_editor(tree_editor const&) = delete;
  tree_editor& operator=(tree_editor const&) = delete;
  ~tree_editor() { undo(); }

  /// The tree after the operations. Requires keys in strictly ascending order and `root` from this
  /// editor or published.
  [[nodiscard]] HELIOS_DECL tree_root apply(tree_root const& root, shape const& form,
                                            std::span<tree_op const> ops);

  /// The tree with the splice's leaves in place of what it had in the range.
  /// Errors: XX001 when the leaves are not what the splice says.
  [[nodiscard]] HELIOS_DECL tree_root replace(tree_root const& root, shape const& form,
                                              splice const& with);
  /// Supersedes every node of a tree: it is dropped.
  HELIOS_DECL void abandon(tree_root const& root);

  /// From here on, nodes made so far are not changed in place: roots taken so far stay what they
  /// are. Requires a later era than every earlier one.
  edit_mark mark(era now) noexcept {
    return mark_ = now, edit_mark{now, abandoned_.size(), superseded_.size()};
  }
  /// Releases what was made since a mark. Roots taken before it are whole, later ones are gone.
  HELIOS_DECL void undo_to(edit_mark const& m) noexcept;

  /// Keeps what was made: fresh nodes that are still reachable now belong to the published tree.
  /// Moves out the published nodes that were superseded, for the timeline to retire.
  [[nodiscard]] HELIOS_DECL std::vector<node_ref> keep();
  /// Releases everything made since the editor began. Published roots are untouched.
  HELIOS_DECL void undo() noexcept;

  [[nodiscard]] std::vector<node_ref> const& fresh() const noexcept { return fresh_; }
  [[nodiscard]] tree_space& space() const noexcept { return *space_; }
  [[nodiscard]] owner_id owner() const noexcept { return owner_; }

 private:
  template <class K>
  struct work;
  template <class K, class Entries>
  [[nodiscard]] tree_root grow(work<K>& w, Entries level, std::uint8_t height,
                               std::uint64_t rows_before);

  HELIOS_DECL node_ref adopt(node_ref made);
  HELIOS_DECL void supersede(node_ref old);
  [[nodiscard]] HELIOS_DECL bool in_place(node_ref r) const noexcept;

  tree_space* space_;
  owner_id owner_;
  era first_, mark_;
  std::vector<node_ref> fresh_;       // made here; header.unused[0] is the place in this list
  std::vector<node_ref> abandoned_;   // made here before a mark, superseded after it
  std::vector<node_ref> superseded_;  // published
};

}  // namespace helios::storage

// helios/storage/impl/tree_edit.ipp -- the editor: roots, and the nodes it makes and supersedes.

// helios/storage/impl/tree_work.hpp -- the recursion that changes trees: inner nodes.

// helios/storage/tree_walk.hpp -- visiting a tree's nodes themselves: to count, to release, to
// check them.
//
// Threads   as readers of the tree
// Errors    check_tree: XX001 with what is wrong and where; XX001 and 58030 from the page source

namespace helios::storage {

/// Calls `visit` for each node of the tree that lives in memory, children first. Nodes below one in
/// the file are there too.
HELIOS_DECL void each_heap_node(tree_root const& root, std::function<void(node_ref)> const& visit);

/// The same for the nodes of one owner. Below another owner's node there is none: a node refers to
/// what was there when it was made.
HELIOS_DECL void each_owned_node(node_ref below, owner_id owner,
                                 std::function<void(node_ref)> const& visit);

/// Reads every node and row of a tree and throws XX001 unless the invariants of run.hpp, leaf.hpp
/// and inner.hpp hold, all keys ascend, lie between their separators, and the number of rows is the
/// root's.
HELIOS_DECL void check_tree(tree const& t);

}  // namespace helios::storage

// helios/storage/impl/tree_walk.ipp -- visiting nodes, checking trees.

namespace helios::storage {

namespace detail {

template <class Wanted>
void each_heap_node_below(node_ref at, Wanted const& wanted,
                          std::function<void(node_ref)> const& visit) {
  if (!at.in_heap() || !wanted(at)) return;
  switch (load<node_prefix>(at.address()).kind) {
    case node_kind::inner: {
      inner_view const inner(at.address());
      for (std::uint32_t i = 0; i != inner.count(); ++i)
        each_heap_node_below(inner.child(i), wanted, visit);
      break;
    }
    case node_kind::leaf:
      each_heap_node_below(load_ref(at.address() + leaf_base_at), wanted, visit);
      each_heap_node_below(load_ref(at.address() + leaf_cold_at), wanted, visit);
      break;
    case node_kind::run: break;
  }
  visit(at);
}

template <class K>
struct tree_checker {
  using view = typename K::view;
  tree const& t;
  std::uint64_t rows = 0;
  key last{};
  bool any = false;

  [[noreturn]] static void broken(std::string what) {
    throw error(errc::data_corrupted, "a tree is damaged: " + std::move(what));
  }
  void node(node_ref at, std::uint8_t height, view const* low, view const* high) {
    node_pin const pin = fetch(at, t.pages());
    node_prefix const p = pin.prefix();
    if (height == 0) return leaf(at, low, high);
    if (p.kind != node_kind::inner || p.level != height)
      broken("a node stands at the wrong height (I2)");
    if (at.in_file()) inner_view::check(pin.payload());
    inner_view const inner(pin.data);
    for (std::uint32_t i = 0; i != inner.count(); ++i) {
      view const from = inner.template separator<K>(i);
      view const to = i + 1 == inner.count() ? view{} : inner.template separator<K>(i + 1);
      if (i != 0 && i + 1 != inner.count() && K::order(from, to) >= 0)
        broken("separators do not ascend (I1)");
      node(inner.child(i), static_cast<std::uint8_t>(height - 1), i == 0 ? low : &from,
           i + 1 == inner.count() ? high : &to);
    }
  }
  void leaf(node_ref at, view const* low, view const* high) {
    leaf_view const leaf(at, t.form(), t.pages());
    if (leaf.base_ref().in_file())
      run_view::check(byte_view(leaf.base().block(), leaf.base().bytes_used()));
    if (leaf.cold() && leaf.cold_ref().in_file()) {
      run_view::check(byte_view(leaf.cold().block(), leaf.cold().bytes_used()));
    }
    for (std::uint32_t i = 0; i != leaf.hot_rows(); ++i) {
      hot_entry const e = leaf.hot(i);
      if (i != 0 && K::order(leaf.template hot_key<K>(i - 1), leaf.template hot_key<K>(i)) >= 0) {
        broken("hot keys do not ascend (L1)");
      }
      if (e.base_position != no_base_position &&
          (e.base_position >= leaf.base_rows() ||
           K::order(leaf.base().template key<K>(e.base_position), leaf.template hot_key<K>(i)) !=
               0)) {
        broken("a hot entry names another key's base row (L2)");
      }
    }
    for (std::uint32_t i = 0; i != leaf.cold_rows(); ++i) {
      std::uint16_t const b = leaf.cold().base_position(i);
      if (b != no_base_position &&
          (b >= leaf.base_rows() ||
           K::order(leaf.base().template key<K>(b), leaf.cold().template key<K>(i)) != 0)) {
        broken("a cold row names another key's base row (L2)");
      }
    }
    std::vector<row_place> order;
    leaf.template order<K>(order);
    for (row_place const place : order) {
      view const k = leaf.template key<K>(place);
      if (low != nullptr && K::order(k, *low) < 0)
        broken("a key lies below its leaf's separator (I1)");
      if (high != nullptr && K::order(k, *high) >= 0)
        broken("a key lies above its leaf's separator (I1)");
      if (any && K::order(K::of(last.view()), k) >= 0)
        broken("keys do not ascend from leaf to leaf");
      last = key(K::kind, k);
      any = true;
      ++rows;
    }
  }
};

}  // namespace detail

void each_heap_node(tree_root const& root, std::function<void(node_ref)> const& visit) {
  detail::each_heap_node_below(
      root.ref, [](node_ref) { return true; }, visit);
}

void each_owned_node(node_ref below, owner_id owner, std::function<void(node_ref)> const& visit) {
  detail::each_heap_node_below(
      below, [&](node_ref n) { return header_of(n).owner == owner; }, visit);
}

void check_tree(tree const& t) {
  with_keys(t.form().keys(), [&](auto k) {
    using K = decltype(k);
    detail::tree_checker<K> checker{t};
    if (!t.root().empty()) checker.node(t.root().ref, t.root().height, nullptr, nullptr);
    if (checker.rows != t.rows()) {
      checker.broken("it has " + std::to_string(checker.rows) + " rows, its root says " +
                     std::to_string(t.rows()));
    }
  });
}

}  // namespace helios::storage

namespace helios::storage {

/// What a splice replaces, and by what.
template <class View>
struct splice_range {
  View const* low;   // nullptr: from the first key on
  View const* high;  // nullptr: to the last key
  bool inserts;      // the new leaves go into the subtree in hand
  std::span<child_entry<View> const> leaves;
};

// An apply descends with the operations cut at the separators, makes new leaves, and returns each
// level's new children to the level above, where too small ones join a neighbour and too many
// split.
template <class K>
struct tree_editor::work {
  using view = typename K::view;
  using entry = child_entry<view>;
  using pick = picked<view>;
  using ops_span = std::span<tree_op const>;

  tree_editor& edit;
  shape const& form;
  std::int64_t row_change = 0;
  std::deque<bytes> separators{};  // of new nodes, while they climb to the node that will hold them

  void apply(node_ref ref, std::uint8_t height, view separator, ops_span ops,
             std::vector<entry>& out);
  void apply_inner(node_ref ref, std::uint8_t height, view separator, ops_span ops,
                   std::vector<entry>& out);
  void apply_leaf(node_ref ref, view separator, ops_span ops, std::vector<entry>& out);
  [[nodiscard]] node_ref add_hot(leaf_view const& leaf, ops_span ops);
  void collect_delta(leaf_view const& leaf, ops_span ops, std::vector<pick>& out);
  void rebuild(leaf_view const& leaf, std::span<pick const> delta,
               std::span<row_source const> sources, view separator, std::vector<entry>& out);
  void make_runs(std::span<pick const> rows, std::span<row_source const> sources, bool at_end,
                 view separator, std::vector<entry>& out);
  void join_small(std::vector<entry>& children, std::uint8_t child_height);
  void join(entry const& left, entry const& right, std::uint8_t height, std::vector<entry>& out);
  void supersede_parts(leaf_view const& leaf, node_ref ref);
  void make_inner(std::span<entry const> children, std::uint8_t height, bool at_end, view separator,
                  std::vector<entry>& out);
  void splice(node_ref ref, std::uint8_t height, view separator, splice_range<view> const& range,
              std::vector<entry>& out);
  void splice_leaf(node_ref ref, view separator, splice_range<view> const& range,
                   std::vector<entry>& out);
  [[nodiscard]] std::vector<pick> pick_rows(leaf_view const& leaf,
                                            std::span<row_place const> places,
                                            std::size_t first_source) const;
  [[nodiscard]] view lasting(view separator) {
    if constexpr (K::kind == key_kind::int64) {
      return separator;
    } else {
      return separators.emplace_back(separator.begin(), separator.end());
    }
  }
  [[nodiscard]] std::uint32_t small_leaf() const noexcept {
    return edit.space_->limits().base_rows / 4;
  }
};

template <class K>
void tree_editor::work<K>::apply(node_ref ref, std::uint8_t height, view separator, ops_span ops,
                                 std::vector<entry>& out) {
  if (height == 0) {
    apply_leaf(ref, separator, ops, out);
  } else {
    apply_inner(ref, height, separator, ops, out);
  }
}

template <class K>
void tree_editor::work<K>::apply_inner(node_ref ref, std::uint8_t height, view separator,
                                       ops_span ops, std::vector<entry>& out) {
  node_pin const node = fetch(ref, edit.space_->pages());
  if (node.prefix().kind != node_kind::inner)
    throw error(errc::data_corrupted, "a tree ends above its leaves");
  inner_view const inner(node.data);
  std::uint32_t const n = inner.count();
  std::vector<entry> made;
  std::uint32_t const first = inner.template find<K>(K::of(ops.front().key));
  auto const end_of = [&](std::uint32_t child, ops_span rest) {
    if (child + 1 == n) return rest.size();
    view const limit = inner.template separator<K>(child + 1);
    if (K::order(K::of(rest.back().key), limit) < 0) return rest.size();
    auto const cut =
        std::lower_bound(rest.begin(), rest.end(), limit,
                         [](tree_op const& o, view k) { return K::order(K::of(o.key), k) < 0; });
    return static_cast<std::size_t>(cut - rest.begin());
  };

  std::size_t const first_end = end_of(first, ops);
  apply(inner.child(first), static_cast<std::uint8_t>(height - 1),
        inner.template separator<K>(first), ops.first(first_end), made);
  bool const one = first_end == ops.size() && made.size() == 1 && !made.front().small;
  if (one && edit.in_place(ref)) {
    swing_ref(const_cast<std::byte*>(inner.ref_at(first)), made.front().ref);
    out.push_back({separator, ref, false});
    return;
  }

  bool const at_end =
      K::order(K::of(ops.back().key), inner.template separator<K>(n - 1)) >= 0 && n > 1;
  if (one && n <= edit.space_->limits().fanout) {
    node_ref const copy = edit.adopt(copy_inner(node, first, made.front().ref, edit.space_->pool(),
                                                edit.mark_, edit.owner_));
    out.push_back({separator, copy, !at_end && n < edit.space_->limits().fanout / 4});
    edit.supersede(ref);
    return;
  }

  std::vector<entry> children;
  children.reserve(n + made.size());
  for (std::uint32_t i = 0; i != first; ++i)
    children.push_back({inner.template separator<K>(i), inner.child(i), false});
  children.insert(children.end(), made.begin(), made.end());
  ops_span rest = ops.subspan(first_end);
  for (std::uint32_t i = first + 1; i != n; ++i) {
    view const at = inner.template separator<K>(i);
    std::size_t const mine = rest.empty() ? 0 : end_of(i, rest);
    if (mine == 0) {
      children.push_back({at, inner.child(i), false});
    } else {
      apply(inner.child(i), static_cast<std::uint8_t>(height - 1), at, rest.first(mine), children);
      rest = rest.subspan(mine);
    }
  }
  if (!one) join_small(children, static_cast<std::uint8_t>(height - 1));
  make_inner(children, height, at_end, separator, out);
  edit.supersede(ref);
}

template <class K>
void tree_editor::work<K>::make_inner(std::span<entry const> children, std::uint8_t height,
                                      bool at_end, view separator, std::vector<entry>& out) {
  std::size_t const limit = edit.space_->limits().fanout;
  std::size_t const n = children.size();
  std::size_t const parts = (n + limit - 1) / limit;
  std::size_t begin = 0;
  for (std::size_t p = 0; p != parts; ++p) {
    std::size_t const end = at_end ? std::min(n, begin + limit) : n * (p + 1) / parts;
    node_ref const made = edit.adopt(build_inner<K>(height, children.subspan(begin, end - begin),
                                                    edit.space_->pool(), edit.mark_, edit.owner_));
    bool const small = !at_end && end - begin < limit / 4;
    out.push_back({p == 0 ? separator : lasting(children[begin].separator), made, small});
    begin = end;
  }
}

template <class K>
void tree_editor::work<K>::join_small(std::vector<entry>& children, std::uint8_t child_height) {
  for (std::size_t i = 0; i < children.size() && children.size() > 1;) {
    if (!children[i].small) {
      ++i;
      continue;
    }
    std::size_t const left = i == 0 ? 0 : i - 1;
    std::vector<entry> joined;
    join(children[left], children[left + 1], child_height, joined);
    for (entry& e : joined) e.small = e.small && joined.size() == 1 && children.size() > 2;
    auto const at = children.begin() + static_cast<std::ptrdiff_t>(left);
    children.insert(children.erase(at, at + 2), joined.begin(), joined.end());
    i = left + joined.size();
    if (!joined.empty() && joined.size() == 1 && joined.front().small) i = left;
  }
}

template <class K>
void tree_editor::work<K>::join(entry const& left, entry const& right, std::uint8_t height,
                                std::vector<entry>& out) {
  if (height != 0) {
    std::vector<entry> all;
    node_pin const pins[] = {fetch(left.ref, edit.space_->pages()),
                             fetch(right.ref, edit.space_->pages())};
    for (node_pin const& pin : pins) {
      inner_view const inner(pin.data);
      for (std::uint32_t i = 0; i != inner.count(); ++i) {
        all.push_back({inner.template separator<K>(i), inner.child(i), false});
      }
    }
    all[inner_view(pins[0].data).count()].separator = right.separator;
    make_inner(all, height, false, left.separator, out);
    edit.supersede(left.ref);
    edit.supersede(right.ref);
  } else {
    leaf_view const leaves[] = {{left.ref, form, edit.space_->pages()},
                                {right.ref, form, edit.space_->pages()}};
    std::vector<row_source> sources;
    std::vector<pick> rows;
    std::vector<row_place> order;
    for (leaf_view const& leaf : leaves) {
      std::size_t const first_source = sources.size();
      leaf.sources(sources);
      leaf.template order<K>(order);
      std::vector<pick> const more = pick_rows(leaf, order, first_source);
      rows.insert(rows.end(), more.begin(), more.end());
    }
    make_runs(rows, sources, false, left.separator, out);
    for (std::size_t i : {0, 1}) {
      node_ref const ref = i == 0 ? left.ref : right.ref;
      supersede_parts(leaves[i], ref);
      edit.supersede(leaves[i].base_ref());
    }
  }
}

/// Supersedes a leaf's node and its cold run, not its base.
template <class K>
void tree_editor::work<K>::supersede_parts(leaf_view const& leaf, node_ref ref) {
  if (leaf.base_ref() == ref) return;  // a clean leaf is its base
  if (!leaf.cold_ref().empty() && leaf.cold_ref() != ref) edit.supersede(leaf.cold_ref());
  edit.supersede(ref);
}

}  // namespace helios::storage

// helios/storage/impl/tree_work_leaf.hpp -- the recursion that changes trees: leaves.

// A part of tree_work.hpp, which includes it after the declarations.

namespace helios::storage {

template <class K>
void tree_editor::work<K>::apply_leaf(node_ref ref, view separator, ops_span ops,
                                      std::vector<entry>& out) {
  leaf_view const leaf(ref, form, edit.space_->pages());
  std::size_t const limit = edit.space_->limits().hot_rows;
  std::size_t hot = leaf.hot_rows() + ops.size();
  if (hot > limit && ops.size() <= limit) {
    for (tree_op const& o : ops) {
      std::uint32_t const h = leaf.template hot_lower_bound<K>(K::of(o.key));
      if (h != leaf.hot_rows() && K::order(leaf.template hot_key<K>(h), K::of(o.key)) == 0) --hot;
    }
  }
  if (hot <= limit) {
    out.push_back({separator, add_hot(leaf, ops), false});
    if (leaf.base_ref() != ref) edit.supersede(ref);
    return;
  }

  std::vector<row_source> sources;
  leaf.sources(sources);
  sources.push_back({run_view{}, &form, column_map{}});
  std::vector<pick> delta;
  collect_delta(leaf, ops, delta);
  std::uint64_t const cold_limit =
      std::uint64_t{leaf.base_rows()} * edit.space_->limits().cold_percent / 100;
  if (delta.size() <= cold_limit) {
    node_ref result = leaf.base_ref();
    if (!delta.empty()) {
      node_ref const cold = edit.adopt(build_run<K>(form, delta, sources, true, leaf.base_rows(),
                                                    edit.space_->pool(), edit.mark_, edit.owner_));
      result = edit.adopt(edit.space_->pool().allocate(hot_entries_at, edit.mark_, edit.owner_));
      store(result.address(),
            node_prefix{node_kind::leaf, static_cast<std::uint8_t>(K::kind), 0, 0, hot_entries_at});
      store(result.address() + leaf_header_at,
            leaf_header{leaf.base_ref(), cold, 0, 0, 0, 0, nullptr});
    }
    out.push_back({separator, result, false});
  } else {
    rebuild(leaf, delta, sources, separator, out);
  }
  supersede_parts(leaf, ref);
}

/// The leaf with the operations merged into its hot delta.
template <class K>
node_ref tree_editor::work<K>::add_hot(leaf_view const& leaf, ops_span ops) {
  struct item {
    hot_entry entry;
    view key;
    byte_view image;
  };
  std::vector<item> items;
  items.reserve(leaf.hot_rows() + ops.size());
  std::uint32_t h = 0;
  bool const same_shape =
      leaf.hot_rows() == 0 || leaf.hot_shape().fingerprint() == form.fingerprint();
  std::vector<bytes> converted;
  converted.reserve(leaf.hot_rows());
  auto const take_old = [&] {
    hot_entry const e = leaf.hot(h);
    byte_view image = leaf.hot_image(e);
    if (!same_shape && e.erased == 0) {
      converted.push_back(convert_row(row_view(leaf.hot_shape(), image), form));
      image = converted.back();
    }
    items.push_back({e, leaf.template hot_key<K>(h), image});
    ++h;
  };
  std::uint64_t arena = 0;
  for (tree_op const& o : ops) {
    view const k = K::of(o.key);
    while (h != leaf.hot_rows() && K::order(leaf.template hot_key<K>(h), k) < 0) take_old();
    hot_entry e{};
    e.base_position = no_base_position;
    e.cold_position = no_base_position;
    e.erased = o.erase ? 1 : 0;
    bool live = false;
    if (h != leaf.hot_rows() && K::order(leaf.template hot_key<K>(h), k) == 0) {
      hot_entry const before = leaf.hot(h++);
      e.base_position = before.base_position;
      e.cold_position = before.cold_position;
      live = before.erased == 0;
    } else {
      if (leaf.base()) {
        std::uint32_t const b = leaf.base().template lower_bound<K>(k);
        if (b != leaf.base_rows() && K::order(leaf.base().template key<K>(b), k) == 0) {
          e.base_position = static_cast<std::uint16_t>(b);
          live = true;
        }
      }
      if (leaf.cold()) {
        std::uint32_t const c = leaf.cold().template lower_bound<K>(k);
        if (c != leaf.cold_rows() && K::order(leaf.cold().template key<K>(c), k) == 0) {
          e.cold_position = static_cast<std::uint16_t>(c);
          live = !leaf.cold().erased(c);
        }
      }
    }
    row_change += (o.erase ? 0 : 1) - (live ? 1 : 0);
    bool const hides = e.base_position != no_base_position || e.cold_position != no_base_position;
    if (o.erase && !hides) continue;  // nothing to hide: the key simply is not there
    items.push_back({e, k, o.erase ? byte_view{} : o.row});
  }
  while (h != leaf.hot_rows()) take_old();

  for (item const& i : items) {
    arena += i.image.size();
    if constexpr (K::kind == key_kind::bytes) arena += i.key.size();
  }
  std::uint64_t const entries = sizeof(hot_entry) * items.size();
  auto const size = static_cast<std::uint32_t>(align_up(hot_entries_at + entries + arena, 8));
  node_ref const result = edit.adopt(edit.space_->pool().allocate(size, edit.mark_, edit.owner_));
  std::byte* const node = result.address();
  leaf_header header{leaf.base_ref(),
                     leaf.cold_ref(),
                     0,
                     static_cast<std::uint32_t>(items.size()),
                     static_cast<std::uint32_t>(arena),
                     0,
                     &form};
  store(node, node_prefix{node_kind::leaf, static_cast<std::uint8_t>(K::kind), 0, 0, size});
  store(node + leaf_header_at, header);
  std::byte* const to = node + hot_entries_at + entries;
  std::uint32_t at = 0;
  for (std::size_t i = 0; i != items.size(); ++i) {
    hot_entry e = items[i].entry;
    if constexpr (K::kind == key_kind::int64) {
      e.number = items[i].key;
    } else {
      e.number =
          static_cast<std::int64_t>(static_cast<std::uint64_t>(items[i].key.size()) << 32 | at);
      if (!items[i].key.empty()) std::memcpy(to + at, items[i].key.data(), items[i].key.size());
      at += static_cast<std::uint32_t>(items[i].key.size());
    }
    e.row = at;
    e.row_bytes = static_cast<std::uint32_t>(items[i].image.size());
    if (!items[i].image.empty()) std::memcpy(to + at, items[i].image.data(), items[i].image.size());
    at += e.row_bytes;
    store(node + hot_entries_at + sizeof(hot_entry) * i, e);
  }
  return result;
}

/// All rows over the base, newest part first: the leaf's cold and hot deltas and the operations, in
/// key order. Erased keys that the base does not hold vanish. Counts the rows that come and go.
template <class K>
void tree_editor::work<K>::collect_delta(leaf_view const& leaf, ops_span ops,
                                         std::vector<pick>& out) {
  constexpr std::uint16_t ops_source = 3;
  std::uint32_t c = 0;
  std::uint32_t h = 0;
  std::size_t o = 0;
  std::uint32_t const nc = leaf.cold_rows();
  std::uint32_t const nh = leaf.hot_rows();
  out.reserve(nc + nh + ops.size());
  bool const past_base =
      leaf.base_rows() == 0 ||
      (!ops.empty() &&
       K::order(leaf.base().template key<K>(leaf.base_rows() - 1), K::of(ops.front().key)) < 0);
  while (c != nc || h != nh || o != ops.size()) {
    // The smallest key of the three parts.
    view next{};
    bool any = false;
    auto const consider = [&](view k) {
      if (!any || K::order(k, next) < 0) next = k;
      any = true;
    };
    if (c != nc) consider(leaf.cold().template key<K>(c));
    if (h != nh) consider(leaf.template hot_key<K>(h));
    if (o != ops.size()) consider(K::of(ops[o].key));

    pick row{next, nullptr, 0, 0, 0, no_base_position, false};
    bool known = false;  // the base position, by an older part
    bool live = false;
    if (c != nc && K::order(leaf.cold().template key<K>(c), next) == 0) {
      row.base_position = leaf.cold().base_position(c);
      row.source = 1;
      row.position = static_cast<std::uint16_t>(c);
      row.erased = leaf.cold().erased(c);
      live = !row.erased;
      known = true;
      ++c;
    }
    if (h != nh && K::order(leaf.template hot_key<K>(h), next) == 0) {
      hot_entry const e = leaf.hot(h);
      byte_view const image = leaf.hot_image(e);
      row.base_position = e.base_position;
      row.source = 2;
      row.image = image.data();
      row.image_bytes = static_cast<std::uint32_t>(image.size());
      row.erased = e.erased != 0;
      live = !row.erased;
      known = true;
      ++h;
    }
    if (o != ops.size() && K::order(K::of(ops[o].key), next) == 0) {
      tree_op const& op = ops[o++];
      if (!known && !past_base) {
        std::uint32_t const b = leaf.base().template lower_bound<K>(next);
        if (b != leaf.base_rows() && K::order(leaf.base().template key<K>(b), next) == 0) {
          row.base_position = static_cast<std::uint16_t>(b);
          live = true;
        }
      }
      row_change += (op.erase ? 0 : 1) - (live ? 1 : 0);
      row.source = ops_source;
      row.image = op.row.data();
      row.image_bytes = static_cast<std::uint32_t>(op.row.size());
      row.erased = op.erase;
    }
    if (!row.erased || row.base_position != no_base_position) out.push_back(row);
  }
}

/// Rows of a leaf, for build_run: its sources stand at `first_source` and after.
template <class K>
auto tree_editor::work<K>::pick_rows(leaf_view const& leaf, std::span<row_place const> places,
                                     std::size_t first_source) const -> std::vector<pick> {
  std::vector<pick> rows;
  rows.reserve(places.size());
  for (row_place const p : places) {
    pick r{leaf.template key<K>(p), nullptr, 0, 0, p.position, no_base_position, false};
    r.source = static_cast<std::uint16_t>(first_source + static_cast<std::size_t>(p.origin));
    if (p.origin == row_origin::hot) {
      byte_view const image = leaf.hot_image(leaf.hot(p.position));
      r.image = image.data();
      r.image_bytes = static_cast<std::uint32_t>(image.size());
    }
    rows.push_back(r);
  }
  return rows;
}

/// New bases for the leaf's base under a delta that has grown too large.
template <class K>
void tree_editor::work<K>::rebuild(leaf_view const& leaf, std::span<pick const> delta,
                                   std::span<row_source const> sources, view separator,
                                   std::vector<entry>& out) {
  std::uint32_t const n = leaf.base_rows();
  bool const at_end = !delta.empty() && (n == 0 || K::order(leaf.base().template key<K>(n - 1),
                                                            delta.front().key) < 0);
  if (at_end && n >= edit.space_->limits().base_rows) {
    // Rows after a full base: it stays, they become the next leaves.
    out.push_back({separator, leaf.base_ref(), false});
    view at = delta.front().key;
    if constexpr (K::kind == key_kind::bytes) {
      at = at.first(detail::common_prefix(leaf.base().byte_key(n - 1), at) + 1);
    }
    make_runs(delta, sources, true, lasting(at), out);
    return;
  }
  std::vector<pick> rows;
  rows.reserve(n + delta.size());
  std::size_t d = 0;
  auto const take_delta = [&] {
    if (!delta[d].erased) rows.push_back(delta[d]);
    ++d;
  };
  for (std::uint32_t b = 0; b != n; ++b) {
    view const k = leaf.base().template key<K>(b);
    while (d != delta.size() && K::order(delta[d].key, k) < 0) take_delta();
    if (d != delta.size() && delta[d].base_position == b) {
      take_delta();
    } else {
      rows.push_back({k, nullptr, 0, 0, static_cast<std::uint16_t>(b), no_base_position, false});
    }
  }
  while (d != delta.size()) take_delta();
  make_runs(rows, sources, at_end, separator, out);
  if (!leaf.base_ref().empty()) edit.supersede(leaf.base_ref());
}

/// Bases for rows in key order: full ones with the rest in the last (ascending loads), or equal
/// shares.
template <class K>
void tree_editor::work<K>::make_runs(std::span<pick const> rows,
                                     std::span<row_source const> sources, bool at_end,
                                     view separator, std::vector<entry>& out) {
  if (rows.empty()) return;
  std::vector<std::uint32_t> costs;
  std::uint64_t total = 0;
  std::uint32_t const fixed = form.fixed_size() + 8;
  bool const varied = form.has_bytes() || K::kind == key_kind::bytes;
  if (varied) {
    costs.reserve(rows.size());
    for (pick const& r : rows) total += costs.emplace_back(row_cost<view>(form, r, sources));
  } else {
    total = std::uint64_t{fixed} * rows.size();
  }
  std::uint64_t const by_rows =
      (rows.size() + edit.space_->limits().base_rows - 1) / edit.space_->limits().base_rows;
  std::uint64_t const by_bytes =
      (total + edit.space_->limits().base_bytes - 1) / edit.space_->limits().base_bytes;
  std::uint64_t const parts = std::max(by_rows, by_bytes);
  std::uint64_t const share =
      at_end ? edit.space_->limits().base_rows : (rows.size() + parts - 1) / parts;
  std::size_t begin = 0;
  while (begin != rows.size()) {
    std::size_t end = begin;
    std::uint64_t cost = 0;
    while (end != rows.size() && end - begin < share &&
           (end == begin || cost < edit.space_->limits().base_bytes)) {
      cost += varied ? costs[end] : fixed;
      ++end;
    }
    std::span<pick const> const part = rows.subspan(begin, end - begin);
    node_ref const run = edit.adopt(
        build_run<K>(form, part, sources, false, 0, edit.space_->pool(), edit.mark_, edit.owner_));
    // A first leaf keeps its separator; later ones get the shortest one below their first key.
    view at = separator;
    if (begin != 0) {
      at = run_view(run.address()).template key<K>(0);
      if constexpr (K::kind == key_kind::bytes)
        at = at.first(detail::common_prefix(rows[begin - 1].key, at) + 1);
      at = lasting(at);
    }
    bool const small = end - begin < small_leaf() && cost < edit.space_->limits().base_bytes / 4;
    out.push_back({at, run, small && !at_end});
    begin = end;
  }
}

}  // namespace helios::storage

// helios/storage/impl/tree_work_splice.hpp -- the recursion that changes trees: whole leaves put in
// place of a key range.

// A part of tree_work.hpp, which includes it after the declarations.

namespace helios::storage {

template <class K>
void tree_editor::work<K>::splice(node_ref ref, std::uint8_t height, view separator,
                                  splice_range<view> const& range, std::vector<entry>& out) {
  if (height == 0) return splice_leaf(ref, separator, range, out);
  node_pin const node = fetch(ref, edit.space_->pages());
  if (node.prefix().kind != node_kind::inner)
    throw error(errc::data_corrupted, "a tree ends above its leaves");
  inner_view const inner(node.data);
  std::uint32_t const n = inner.count();
  std::uint32_t const first = range.low == nullptr ? 0 : inner.template find<K>(*range.low);
  std::vector<entry> children;
  for (std::uint32_t i = 0; i != n; ++i) {
    view const at = inner.template separator<K>(i);
    bool const before = i < first;
    bool const after = i > first && range.high != nullptr && K::order(at, *range.high) >= 0;
    if (before || after) {
      children.push_back({at, inner.child(i), false});
      continue;
    }
    splice_range<view> below = range;
    below.inserts = range.inserts && i == first;
    splice(inner.child(i), static_cast<std::uint8_t>(height - 1), at, below, children);
  }
  join_small(children, static_cast<std::uint8_t>(height - 1));
  make_inner(children, height, range.high == nullptr, separator, out);
  edit.supersede(ref);
}

template <class K>
void tree_editor::work<K>::splice_leaf(node_ref ref, view separator,
                                       splice_range<view> const& range, std::vector<entry>& out) {
  leaf_view const leaf(ref, form, edit.space_->pages());
  std::vector<row_place> places;
  leaf.template order<K>(places);
  auto const below = [&](row_place p, view k) { return K::order(leaf.template key<K>(p), k) < 0; };
  auto const cut = [&](view const* at, std::vector<row_place>::iterator otherwise) {
    return at == nullptr ? otherwise : std::lower_bound(places.begin(), places.end(), *at, below);
  };
  auto const left_end = cut(range.low, places.begin());
  auto const right_begin = std::max(left_end, cut(range.high, places.end()));
  auto const removed = right_begin - left_end;
  row_change -= removed;
  if (removed == 0 && (!range.inserts || right_begin == places.end())) {
    out.push_back({separator, ref, false});
    if (range.inserts) out.insert(out.end(), range.leaves.begin(), range.leaves.end());
    return;
  }
  std::vector<row_source> sources;
  leaf.sources(sources);
  std::size_t const begin = out.size();
  if (left_end != places.begin()) {
    make_runs(pick_rows(leaf, {places.begin(), left_end}, 0), sources, false, separator, out);
  }
  if (range.inserts) {
    for (entry e : range.leaves) {
      if (out.size() == begin) e.separator = separator;
      out.push_back(e);
    }
  }
  if (right_begin != places.end()) {
    view const at = out.size() == begin ? separator : lasting(leaf.template key<K>(*right_begin));
    make_runs(pick_rows(leaf, {right_begin, places.end()}, 0), sources, false, at, out);
  }
  supersede_parts(leaf, ref);
  edit.supersede(leaf.base_ref());
}

}  // namespace helios::storage

namespace helios::storage {

node_ref tree_editor::adopt(node_ref made) {
  try {
    header_of(made).unused[0] = fresh_.size();
    fresh_.push_back(made);
  } catch (...) {
    space_->pool().release(made);
    throw;
  }
  return made;
}

bool tree_editor::in_place(node_ref r) const noexcept {
  if (!r.in_heap()) return false;
  node_header const& h = header_of(r);
  return h.owner == owner_ && h.birth >= mark_;
}

void tree_editor::supersede(node_ref old) {
  if (!old.in_heap()) return;
  node_header& h = header_of(old);
  if (h.owner != owner_) return;  // a fork's parent: its own timeline retires it
  if (h.birth < first_) {
    superseded_.push_back(old);
  } else if (h.birth < mark_) {
    abandoned_.push_back(old);
  } else {
    std::uint64_t const at = h.unused[0];
    fresh_[at] = fresh_.back();
    header_of(fresh_[at]).unused[0] = at;
    fresh_.pop_back();
    space_->pool().release(old);
  }
}

tree_root tree_editor::apply(tree_root const& root, shape const& form,
                             std::span<tree_op const> ops) {
  if (ops.empty()) return root;
  return with_keys(form.keys(), [&](auto k) {
    using K = decltype(k);
    work<K> w{*this, form};
    std::vector<child_entry<typename K::view>> level;
    std::uint8_t height = root.height;
    if (root.empty()) {
      std::vector<row_source> const sources{{run_view{}, &form, column_map{}}};
      std::vector<picked<typename K::view>> rows;
      for (tree_op const& o : ops) {
        if (o.erase) continue;
        rows.push_back({K::of(o.key), o.row.data(), static_cast<std::uint32_t>(o.row.size()), 0, 0,
                        no_base_position, false});
      }
      w.row_change = static_cast<std::int64_t>(rows.size());
      w.make_runs(rows, sources, true, {}, level);
    } else {
      w.apply(root.ref, height, {}, ops, level);
    }
    return grow(w, std::move(level), height, root.rows);
  });
}

tree_root tree_editor::replace(tree_root const& root, shape const& form, splice const& with) {
  return with_keys(form.keys(), [&](auto k) {
    using K = decltype(k);
    using view = typename K::view;
    work<K> w{*this, form};
    std::vector<child_entry<view>> leaves;
    for (splice::leaf const& l : with.leaves) {
      leaves.push_back({K::of(l.first), node_ref::file(l.page), false});
      w.row_change += static_cast<std::int64_t>(l.rows);
    }
    if (root.empty()) return grow(w, std::move(leaves), 0, 0);
    view const low = K::of(with.low);
    view const high = K::of(with.high);
    std::vector<child_entry<view>> level;
    w.splice(root.ref, root.height, {},
             {with.from_start ? nullptr : &low, with.to_end ? nullptr : &high, true, leaves},
             level);
    return grow(w, std::move(level), root.height, root.rows);
  });
}

/// A root above the children that a change left of the top level.
template <class K, class Entries>
tree_root tree_editor::grow(work<K>& w, Entries level, std::uint8_t height,
                            std::uint64_t rows_before) {
  if (level.empty()) return tree_root{};
  while (level.size() > 1) {
    Entries above;
    ++height;
    w.make_inner(level, height, true, {}, above);
    level = std::move(above);
  }
  node_ref top = level.front().ref;
  while (height != 0) {  // a root with one child is no root
    node_pin const node = fetch(top, space_->pages());
    inner_view const inner(node.data);
    if (inner.count() != 1) break;
    node_ref const only = inner.child(0);
    supersede(top);
    top = only;
    --height;
  }
  return tree_root{top, rows_before + static_cast<std::uint64_t>(w.row_change), height};
}

void tree_editor::abandon(tree_root const& root) {
  std::vector<node_ref> nodes;
  each_heap_node(root, [&](node_ref n) { nodes.push_back(n); });
  for (node_ref const n : nodes) supersede(n);
}

std::vector<node_ref> tree_editor::keep() {
  for (node_ref const n : abandoned_) {
    std::uint64_t const at = header_of(n).unused[0];
    fresh_[at] = fresh_.back();
    header_of(fresh_[at]).unused[0] = at;
    fresh_.pop_back();
    space_->pool().release(n);
  }
  abandoned_.clear();
  fresh_.clear();
  return std::exchange(superseded_, {});
}

void tree_editor::undo_to(edit_mark const& m) noexcept {
  for (std::size_t i = fresh_.size(); i-- != 0;) {
    node_ref const n = fresh_[i];
    if (header_of(n).birth < m.at) continue;
    fresh_[i] = fresh_.back();
    header_of(fresh_[i]).unused[0] = i;
    fresh_.pop_back();
    space_->pool().release(n);
  }
  abandoned_.resize(m.abandoned);
  superseded_.resize(m.superseded);
}

void tree_editor::undo() noexcept {
  for (node_ref const n : fresh_) space_->pool().release(n);
  fresh_.clear();
  abandoned_.clear();
  superseded_.clear();
}

}  // namespace helios::storage

namespace helios::storage {

class draft {
 public:
  draft(tree_space& space, owner_id owner, era mark, database_root const& base)
      : editor_(space, owner, mark), base_(base), shapes_(base.shapes) {}

  [[nodiscard]] tree_space& space() const noexcept { return editor_.space(); }
  [[nodiscard]] database_root const& base() const noexcept { return base_; }

  /// A tree as this draft has it; throws 42704 if there is none.
  [[nodiscard]] HELIOS_DECL tree open(tree_id id);
  [[nodiscard]] HELIOS_DECL bool has(tree_id id);

  /// Applies operations in strictly ascending key order.
  HELIOS_DECL void apply(tree_id id, std::span<tree_op const> ops);
  /// Makes an empty tree. Throws 42710 if the id is taken.
  HELIOS_DECL void create(tree_id id, shape const& form);
  /// Gives a tree another shape; its leaves are read by column id from now on.
  HELIOS_DECL void reshape(tree_id id, shape const& form);
  HELIOS_DECL void drop(tree_id id);
  HELIOS_DECL void replace(splice const& with);
  /// Replaces a tree's root by one made elsewhere: its image in the file.
  HELIOS_DECL void set_root(tree_id id, tree_root const& root);

  /// A point to which the draft can be undone; roots read before it stay whole.
  struct mark_point {
    edit_mark edit;
    tree_root shapes;
    std::size_t log;
  };
  [[nodiscard]] HELIOS_DECL mark_point mark();
  HELIOS_DECL void undo_to(mark_point const& m);

  /// The trees changed so far, with their roots.
  [[nodiscard]] bool changed() const noexcept { return !undo_log_.empty(); }
  /// Writes the directory. The draft may be read but not changed any more.
  [[nodiscard]] HELIOS_DECL database_root finish();
  /// After finish: keeps the new nodes and returns the superseded published ones
  /// (tree_editor::keep).
  [[nodiscard]] std::vector<node_ref> keep() { return editor_.keep(); }
  [[nodiscard]] tree_editor& editor() noexcept { return editor_; }

 private:
  struct state {
    tree_root root;
    shape const* form = nullptr;  // nullptr: no such tree
    friend bool operator==(state const&, state const&) = default;
  };
  struct undo_step {
    tree_id id;
    state before;
  };
  [[nodiscard]] HELIOS_DECL state& at(tree_id id);
  [[nodiscard]] HELIOS_DECL state& existing(tree_id id);
  HELIOS_DECL void change(tree_id id, state& s, state const& to);
  HELIOS_DECL void put_shape(tree_id id, shape const* form);

  tree_editor editor_;
  database_root base_;
  tree_root shapes_;
  std::map<tree_id, state> open_;  // trees read or changed
  std::map<tree_id, state> original_;
  std::vector<undo_step> undo_log_;
};

}  // namespace helios::storage

// helios/storage/impl/draft.ipp -- changing a database state.

namespace helios::storage {

draft::state& draft::at(tree_id id) {
  auto const known = open_.find(id);
  if (known != open_.end()) return known->second;
  state s;
  if (auto const t = open_tree(base_, id, space())) s = {t->root(), &t->form()};
  original_.emplace(id, s);
  return open_.emplace(id, s).first->second;
}

draft::state& draft::existing(tree_id id) {
  state& s = at(id);
  if (s.form == nullptr)
    throw error(errc::undefined_object, "tree " + std::to_string(raw(id)) + " does not exist");
  return s;
}

void draft::change(tree_id id, state& s, state const& to) {
  undo_log_.push_back({id, s});
  s = to;
}

tree draft::open(tree_id id) {
  state const& s = existing(id);
  return {s.root, *s.form, space().pages()};
}

bool draft::has(tree_id id) { return at(id).form != nullptr; }

void draft::apply(tree_id id, std::span<tree_op const> ops) {
  state& s = existing(id);
  change(id, s, {editor_.apply(s.root, *s.form, ops), s.form});
}

void draft::replace(splice const& with) {
  state& s = existing(with.id);
  change(with.id, s, {editor_.replace(s.root, *s.form, with), s.form});
}

void draft::put_shape(tree_id id, shape const* form) {
  shape const& of_shapes = space().shapes().shapes();
  tree_op op{static_cast<std::int64_t>(raw(id)), {}, form == nullptr};
  bytes image;
  if (form != nullptr) {
    row_builder b(of_shapes);
    bytes const encoded = form->encode();
    b.add(cell_of(byte_view(encoded)));
    image.assign(b.image().begin(), b.image().end());
    op.row = image;
  }
  shapes_ = editor_.apply(shapes_, of_shapes, {&op, 1});
}

void draft::create(tree_id id, shape const& form) {
  state& s = at(id);
  if (s.form != nullptr)
    throw error(errc::duplicate_object, "tree " + std::to_string(raw(id)) + " already exists");
  shape const& kept = space().shapes().add(form);
  put_shape(id, &kept);
  change(id, s, {tree_root{}, &kept});
}

void draft::reshape(tree_id id, shape const& form) {
  state& s = existing(id);
  HELIOS_EXPECTS(s.form->keys() == form.keys());
  shape const& kept = space().shapes().add(form);
  put_shape(id, &kept);
  change(id, s, {s.root, &kept});
}

void draft::drop(tree_id id) {
  state& s = existing(id);
  put_shape(id, nullptr);
  editor_.abandon(s.root);
  change(id, s, {});
}

void draft::set_root(tree_id id, tree_root const& root) {
  state& s = existing(id);
  change(id, s, {root, s.form});
}

draft::mark_point draft::mark() {
  return {editor_.mark(space().tick()), shapes_, undo_log_.size()};
}

void draft::undo_to(mark_point const& m) {
  while (undo_log_.size() > m.log) {
    open_[undo_log_.back().id] = undo_log_.back().before;
    undo_log_.pop_back();
  }
  shapes_ = m.shapes;
  editor_.undo_to(m.edit);
}

database_root draft::finish() {
  shape_cache const& shapes = space().shapes();
  std::vector<bytes> images;
  images.reserve(open_.size());
  std::vector<tree_op> ops;
  for (auto const& [id, s] : open_) {
    if (s == original_.at(id)) continue;
    tree_op op{static_cast<std::int64_t>(raw(id)), {}, s.form == nullptr};
    if (s.form != nullptr)
      op.row = images.emplace_back(encode_entry(shapes, {s.root, s.form->fingerprint()}));
    ops.push_back(op);
  }
  return {editor_.apply(base_.trees, shapes.trees(), ops), shapes_};
}

}  // namespace helios::storage

namespace helios::history {

namespace registry_tree {
inline constexpr tree_id branches{1}, tags{2}, commits{3}, transactions{4}, checkpoints{5},
    counters{6}, settings{7}, merges{8};
}  // namespace registry_tree

/// The part of a registry that a checkpoint wrote; commits and checkpoints are looked up in it.
class registry_view {
 public:
  registry_view(storage::tree_space& space, storage::database_root const& root)
      : space_(&space), root_(root) {}

  [[nodiscard]] HELIOS_DECL std::optional<commit_info> commit_at_or_before(scn at) const;
  [[nodiscard]] HELIOS_DECL std::optional<scn> commit_of(transaction_id id) const;
  /// The checkpoint frame of the newest checkpoint at or before an SCN, of those listed.
  [[nodiscard]] HELIOS_DECL std::optional<std::uint64_t> checkpoint_at_or_before(scn at) const;
  [[nodiscard]] HELIOS_DECL std::optional<branch_image> branch(branch_id id) const;
  [[nodiscard]] storage::database_root const& root() const noexcept { return root_; }

 private:
  [[nodiscard]] HELIOS_DECL storage::tree open(tree_id id) const;
  storage::tree_space* space_;
  storage::database_root root_;
};

class registry {
 public:
  /// An empty registry: the branch main and no commit.
  HELIOS_DECL registry(storage::tree_space& space, microseconds now);
  /// The registry that a checkpoint wrote. `images` receives where each branch stood.
  HELIOS_DECL registry(storage::tree_space& space, storage::database_root const& root,
                       std::map<branch_id, branch_image>& images);

  [[nodiscard]] std::map<branch_id, branch_info> const& branches() const noexcept {
    return branches_;
  }
  [[nodiscard]] HELIOS_DECL branch_info const* find_branch(std::string_view name) const;
  [[nodiscard]] HELIOS_DECL branch_info const& branch(branch_id id) const;
  [[nodiscard]] std::map<std::string, tag_info> const& tags() const noexcept { return tags_; }
  [[nodiscard]] std::map<std::uint64_t, std::uint64_t> const& counters() const noexcept {
    return counters_;
  }
  [[nodiscard]] std::map<std::string, std::string> const& settings() const noexcept {
    return settings_;
  }
  [[nodiscard]] scn last() const noexcept { return last_; }
  [[nodiscard]] microseconds last_time() const noexcept { return last_time_; }

  HELIOS_DECL void add_commit(commit_info const& c);
  HELIOS_DECL void add_merge(merge_info const& m);
  [[nodiscard]] std::vector<merge_info> const& merges() const noexcept { return merges_; }
  /// Takes back the newest commit: it was sequenced and did not become durable. `branch`: as it was
  /// before.
  HELIOS_DECL void take_back(scn at, branch_info const& branch);
  /// Takes back a branch that was never durable.
  HELIOS_DECL void take_back_branch(branch_id id);
  HELIOS_DECL void set_frame(scn at, std::uint64_t frame);
  HELIOS_DECL void set_branch(branch_info const& b);
  HELIOS_DECL void set_tag(tag_info const& t);
  HELIOS_DECL void remove_tag(std::string const& name);
  HELIOS_DECL void set_counter(std::uint64_t counter, std::uint64_t value);
  /// At an orderly end: a counter goes back from what was reserved to what was handed out.
  HELIOS_DECL void settle_counter(std::uint64_t counter, std::uint64_t value);
  HELIOS_DECL void set_setting(std::string const& name, std::string const& value);
  /// Applies an event of the log.
  HELIOS_DECL void apply(byte_view event);

  /// The last commit at or before an SCN, of any branch.
  [[nodiscard]] HELIOS_DECL std::optional<commit_info> commit_at_or_before(scn at) const;
  [[nodiscard]] HELIOS_DECL std::optional<scn> commit_of(transaction_id id) const;
  /// The last commit whose time is at or before t; scn{0} if there is none.
  [[nodiscard]] HELIOS_DECL scn at_time(microseconds t) const;
  /// Calls visit for the commits in [from, to], oldest first.
  template <class F>
  void each_commit(scn from, scn to, F&& visit) const;
  [[nodiscard]] registry_view written() const noexcept { return {*space_, root_}; }

  /// What a checkpoint adds: everything changed since the last one. `images`: the branches whose
  /// place changed. The new registry is in the draft; after its pages are written, `wrote` makes it
  /// the written one.
  HELIOS_DECL void write(storage::draft& to, std::map<branch_id, branch_image> const& images,
                         std::optional<std::pair<scn, std::uint64_t>> previous_checkpoint,
                         scn up_to) const;
  HELIOS_DECL void wrote(storage::database_root const& root, scn up_to);
  [[nodiscard]] storage::database_root const& root() const noexcept { return root_; }

 private:
  storage::tree_space* space_;
  storage::database_root root_;
  std::map<branch_id, branch_info> branches_;
  std::map<std::string, branch_id, std::less<>> names_;
  std::map<std::string, tag_info> tags_;
  std::map<std::uint64_t, std::uint64_t> counters_;
  std::map<std::string, std::string> settings_;
  std::vector<commit_info> recent_;
  std::vector<merge_info> merges_;
  scn last_{};
  microseconds last_time_{};
};

/// Events, as payloads of branch and registry frames behind their 8 bytes of synced_to.
[[nodiscard]] HELIOS_DECL bytes branch_event(branch_info const& b);
[[nodiscard]] HELIOS_DECL bytes tag_event(tag_info const& t);
[[nodiscard]] HELIOS_DECL bytes untag_event(std::string const& name);
[[nodiscard]] HELIOS_DECL bytes setting_event(std::string const& name, std::string const& value);
[[nodiscard]] HELIOS_DECL bytes counter_event(std::uint64_t counter, std::uint64_t value);

}  // namespace helios::history

// helios/history/impl/registry_scan.hpp -- walking the timeline: what was written, then what is
// recent.

namespace helios::history {

namespace detail {
[[nodiscard]] HELIOS_DECL commit_info commit_of_row(std::int64_t at,
                                                    storage::stored_row const& row);
}  // namespace detail

template <class F>
void registry::each_commit(scn from, scn to, F&& visit) const {
  if (auto const commits = storage::open_tree(root_, registry_tree::commits, *space_)) {
    storage::cursor c(*commits, storage::key_view(static_cast<std::int64_t>(raw(from))));
    while (c.next()) {
      commit_info const info = detail::commit_of_row(c.key().number, c.row());
      if (info.at > to) return;
      visit(info);
    }
  }
  for (commit_info const& info : recent_) {
    if (info.at >= from && info.at <= to) visit(info);
  }
}

}  // namespace helios::history

// helios/history/impl/registry.ipp -- the registry in memory.

namespace helios::history {

registry::registry(storage::tree_space& space, microseconds now) : space_(&space) {
  branch_info b;
  b.name = "main";
  b.created = now;
  set_branch(b);
  last_time_ = now;
}

branch_info const* registry::find_branch(std::string_view name) const {
  auto const at = names_.find(name);
  return at == names_.end() ? nullptr : &branches_.at(at->second);
}

branch_info const& registry::branch(branch_id id) const {
  auto const at = branches_.find(id);
  if (at == branches_.end())
    throw error(errc::undefined_object, "branch " + std::to_string(raw(id)) + " does not exist");
  return at->second;
}

void registry::add_commit(commit_info const& c) {
  HELIOS_EXPECTS(recent_.empty() || recent_.back().at < c.at);
  recent_.push_back(c);
  last_ = std::max(last_, c.at);
  last_time_ = std::max(last_time_, c.time);
  branches_.at(c.branch).last = c.at;
}

void registry::add_merge(merge_info const& m) {
  if (merges_.empty() || merges_.back().at < m.at) merges_.push_back(m);
}

void registry::take_back(scn at, branch_info const& branch) {
  while (!recent_.empty() && recent_.back().at >= at) recent_.pop_back();
  while (!merges_.empty() && merges_.back().at >= at) merges_.pop_back();
  set_branch(branch);
}

void registry::take_back_branch(branch_id id) {
  auto const at = branches_.find(id);
  names_.erase(at->second.name);
  branches_.erase(at);
}

void registry::set_frame(scn at, std::uint64_t frame) {
  auto const c = std::lower_bound(recent_.begin(), recent_.end(), at,
                                  [](commit_info const& i, scn wanted) { return i.at < wanted; });
  if (c != recent_.end() && c->at == at) c->frame = frame;
}

void registry::set_branch(branch_info const& b) {
  auto const known = branches_.find(b.id);
  if (known != branches_.end() && !known->second.dropped) names_.erase(known->second.name);
  branches_[b.id] = b;
  if (!b.dropped) names_[b.name] = b.id;
}

void registry::set_tag(tag_info const& t) { tags_[t.name] = t; }
void registry::remove_tag(std::string const& name) { tags_.erase(name); }
void registry::set_counter(std::uint64_t counter, std::uint64_t value) {
  std::uint64_t& known = counters_[counter];
  known = std::max(known, value);
}
void registry::settle_counter(std::uint64_t counter, std::uint64_t value) {
  counters_[counter] = value;
}
void registry::set_setting(std::string const& name, std::string const& value) {
  settings_[name] = value;
}

void registry::apply(byte_view event) {
  byte_reader r(event);
  static_cast<void>(r.get<std::uint64_t>());
  switch (r.get<event_kind>()) {
    case event_kind::branch: {
      branch_info b = decode_branch(r);
      auto const known = branches_.find(b.id);
      if (known !=
          branches_
              .end()) {  // the event says what was decided, not how far the branch has come since
        b.last = std::max(b.last, known->second.last);
      }
      return set_branch(b);
    }
    case event_kind::tag: return set_tag(decode_tag(r));
    case event_kind::untag: return remove_tag(detail::get_text(r));
    case event_kind::setting: {
      std::string const name = detail::get_text(r);
      return set_setting(name, detail::get_text(r));
    }
    case event_kind::counter: {
      std::uint64_t const counter = r.get_varint();
      return set_counter(counter, r.get_varint());
    }
  }
  throw error(errc::data_corrupted, "the log holds an unknown registry event");
}

std::optional<commit_info> registry::commit_at_or_before(scn at) const {
  auto const end = std::upper_bound(recent_.begin(), recent_.end(), at,
                                    [](scn wanted, commit_info const& c) { return wanted < c.at; });
  if (end != recent_.begin()) return *(end - 1);
  return written().commit_at_or_before(at);
}

std::optional<scn> registry::commit_of(transaction_id id) const {
  for (std::size_t i = recent_.size(); i-- != 0;) {
    if (recent_[i].transaction == id) return recent_[i].at;
  }
  return written().commit_of(id);
}

scn registry::at_time(microseconds t) const {
  // Times rise with SCNs (G1): look for the first SCN whose commit is later.
  std::uint64_t low = 0;
  std::uint64_t high = raw(last_);
  while (low < high) {
    std::uint64_t const middle = low + (high - low + 1) / 2;
    auto const c = commit_at_or_before(scn{middle});
    if (!c || c->time <= t) {
      low = middle;
    } else {
      high = raw(c->at) - 1;
    }
  }
  auto const c = commit_at_or_before(scn{low});
  return c ? c->at : scn{0};
}

namespace detail {

[[nodiscard]] inline bytes event(event_kind kind) {
  bytes out;
  byte_writer w(out);
  w.put(std::uint64_t{0});
  w.put(kind);
  return out;
}

}  // namespace detail

bytes branch_event(branch_info const& b) {
  bytes out = detail::event(event_kind::branch);
  byte_writer(out).put_bytes(encode_branch(b));
  return out;
}
bytes tag_event(tag_info const& t) {
  bytes out = detail::event(event_kind::tag);
  byte_writer(out).put_bytes(encode_tag(t));
  return out;
}
bytes untag_event(std::string const& name) {
  bytes out = detail::event(event_kind::untag);
  byte_writer w(out);
  detail::put_text(w, name);
  return out;
}
bytes setting_event(std::string const& name, std::string const& value) {
  bytes out = detail::event(event_kind::setting);
  byte_writer w(out);
  detail::put_text(w, name);
  detail::put_text(w, value);
  return out;
}
bytes counter_event(std::uint64_t counter, std::uint64_t value) {
  bytes out = detail::event(event_kind::counter);
  byte_writer w(out);
  w.put_varint(counter);
  w.put_varint(value);
  return out;
}

}  // namespace helios::history

// helios/history/impl/registry_file.ipp -- the registry in the file.

namespace helios::history {

namespace detail {

[[nodiscard]] inline storage::shape commits_shape() {
  return {storage::key_kind::int64,
          {{column_id{1}, physical_type::int32},
           {column_id{2}, physical_type::int64},
           {column_id{3}, physical_type::int64},
           {column_id{4}, physical_type::int64}}};
}
[[nodiscard]] inline storage::shape number_shape() {
  return {storage::key_kind::int64, {{column_id{1}, physical_type::int64}}};
}
[[nodiscard]] inline storage::shape merges_shape() {
  return {storage::key_kind::int64,
          {{column_id{1}, physical_type::int32},
           {column_id{2}, physical_type::int32},
           {column_id{3}, physical_type::int64}}};
}
[[nodiscard]] inline storage::shape record_shape(storage::key_kind keys) {
  return {keys, {{column_id{1}, physical_type::bytes}}};
}

commit_info commit_of_row(std::int64_t at, storage::stored_row const& row) {
  commit_info c;
  c.at = scn{static_cast<std::uint64_t>(at)};
  c.branch = static_cast<branch_id>(row.at(0).as<std::uint32_t>());
  c.time = microseconds{row.at(1).as<std::int64_t>()};
  c.transaction = transaction_id{row.at(2).as<std::uint64_t>()};
  c.frame = row.at(3).as<std::uint64_t>();
  return c;
}

/// Rows on their way into one registry tree.
class registry_rows {
 public:
  explicit registry_rows(storage::shape form) : form_(std::move(form)), builder_(form_) {}
  storage::row_builder& row() {
    builder_.clear();
    return builder_;
  }
  void put(storage::key_view const& key) {
    keys_.emplace_back(form_.keys(), key);
    images_.emplace_back(builder_.image().begin(), builder_.image().end());
  }
  void erase(storage::key_view const& key) {
    keys_.emplace_back(form_.keys(), key);
    images_.emplace_back();
  }
  void apply(storage::draft& to, tree_id id) const {
    if (!to.has(id)) to.create(id, form_);
    std::vector<storage::tree_op> ops;
    for (std::size_t i = 0; i != keys_.size(); ++i)
      ops.push_back({keys_[i].view(), images_[i], images_[i].empty()});
    if (!ops.empty()) to.apply(id, ops);
  }

 private:
  storage::shape form_;
  storage::row_builder builder_;
  std::vector<storage::key> keys_;
  std::vector<bytes> images_;
};

}  // namespace detail

registry::registry(storage::tree_space& space, storage::database_root const& root,
                   std::map<branch_id, branch_image>& images)
    : space_(&space), root_(root) {
  using storage::cursor;
  auto const each = [&](tree_id id, auto&& visit) {
    auto const t = storage::open_tree(root_, id, space);
    if (!t) throw error(errc::data_corrupted, "the registry lacks tree " + std::to_string(raw(id)));
    cursor c(*t);
    while (c.next()) visit(c);
  };
  each(registry_tree::branches, [&](cursor const& c) {
    branch_image image = decode_image(c.row().at(0).data);
    set_branch(image.info);
    images[image.info.id] = image;
  });
  each(registry_tree::tags, [&](cursor const& c) {
    byte_reader r(c.row().at(0).data);
    set_tag(decode_tag(r));
  });
  each(registry_tree::counters, [&](cursor const& c) {
    set_counter(static_cast<std::uint64_t>(c.key().number), c.row().at(0).as<std::uint64_t>());
  });
  each(registry_tree::settings, [&](cursor const& c) {
    set_setting(std::string(as_text(c.key().text)), std::string(as_text(c.row().at(0).data)));
  });
  each(registry_tree::merges, [&](cursor const& c) {
    storage::stored_row const row = c.row();
    add_merge({scn{static_cast<std::uint64_t>(c.key().number)},
               static_cast<branch_id>(row.at(0).as<std::uint32_t>()),
               static_cast<branch_id>(row.at(1).as<std::uint32_t>()),
               scn{row.at(2).as<std::uint64_t>()}});
  });
  if (auto const last = written().commit_at_or_before(scn{std::uint64_t{INT64_MAX}})) {
    last_ = last->at;
    last_time_ = last->time;
  }
}

void registry::write(storage::draft& to, std::map<branch_id, branch_image> const& images,
                     std::optional<std::pair<scn, std::uint64_t>> previous_checkpoint,
                     scn up_to) const {
  using namespace storage;
  auto const signed_key = [](std::uint64_t n) { return key_view(static_cast<std::int64_t>(n)); };
  detail::registry_rows branches(detail::record_shape(key_kind::int64));
  for (auto const& [id, image] : images) {
    bytes const encoded = encode_image(image);
    branches.row().add(cell_of(byte_view(encoded)));
    branches.put(signed_key(raw(id)));
  }
  branches.apply(to, registry_tree::branches);

  detail::registry_rows commits(detail::commits_shape());
  std::map<std::uint64_t, std::uint64_t> by_transaction;
  for (commit_info const& c : recent_) {
    if (c.at > up_to) break;
    commits.row()
        .add_value(static_cast<std::int32_t>(raw(c.branch)))
        .add_value(static_cast<std::int64_t>(raw(c.time)))
        .add_value(static_cast<std::int64_t>(raw(c.transaction)))
        .add_value(static_cast<std::int64_t>(c.frame));
    commits.put(signed_key(raw(c.at)));
    by_transaction[raw(c.transaction)] = raw(c.at);
  }
  commits.apply(to, registry_tree::commits);
  detail::registry_rows transactions(detail::number_shape());
  for (auto const& [id, at] : by_transaction) {
    transactions.row().add_value(static_cast<std::int64_t>(at));
    transactions.put(signed_key(id));
  }
  transactions.apply(to, registry_tree::transactions);

  detail::registry_rows merges(detail::merges_shape());
  for (merge_info const& m : merges_) {
    if (m.at > up_to || (!recent_.empty() && m.at < recent_.front().at))
      continue;  // written before
    merges.row()
        .add_value(static_cast<std::int32_t>(raw(m.into)))
        .add_value(static_cast<std::int32_t>(raw(m.from)))
        .add_value(static_cast<std::int64_t>(raw(m.from_at)));
    merges.put(signed_key(raw(m.at)));
  }
  merges.apply(to, registry_tree::merges);

  detail::registry_rows checkpoints(detail::number_shape());
  if (previous_checkpoint) {
    checkpoints.row().add_value(static_cast<std::int64_t>(previous_checkpoint->second));
    checkpoints.put(signed_key(raw(previous_checkpoint->first)));
  }
  checkpoints.apply(to, registry_tree::checkpoints);

  detail::registry_rows counters(detail::number_shape());
  for (auto const& [id, value] : counters_) {
    counters.row().add_value(static_cast<std::int64_t>(value));
    counters.put(signed_key(id));
  }
  counters.apply(to, registry_tree::counters);

  // Tags and settings are few: those that went are erased, the others put again where they changed.
  auto const replace_all = [&](tree_id id, std::map<std::string, bytes> const& wanted) {
    detail::registry_rows rows(detail::record_shape(key_kind::bytes));
    std::map<std::string, bool> there;
    if (to.has(id)) {
      cursor c(to.open(id));
      while (c.next()) there[std::string(as_text(c.key().text))] = true;
    }
    for (auto const& [name, value] : wanted) there[name] = false;
    for (auto const& [name, gone] : there) {
      if (gone) {
        rows.erase(std::string_view(name));
      } else {
        rows.row().add(cell_of(byte_view(wanted.at(name))));
        rows.put(std::string_view(name));
      }
    }
    rows.apply(to, id);
  };
  std::map<std::string, bytes> encoded;
  for (auto const& [name, tag] : tags_) encoded[name] = encode_tag(tag);
  replace_all(registry_tree::tags, encoded);
  encoded.clear();
  for (auto const& [name, value] : settings_) {
    byte_view const v = as_bytes(value);
    encoded[name] = bytes(v.begin(), v.end());
  }
  replace_all(registry_tree::settings, encoded);
}

void registry::wrote(storage::database_root const& root, scn up_to) {
  root_ = root;
  auto const end = std::find_if(recent_.begin(), recent_.end(),
                                [&](commit_info const& c) { return c.at > up_to; });
  recent_.erase(recent_.begin(), end);
}

storage::tree registry_view::open(tree_id id) const {
  auto t = storage::open_tree(root_, id, *space_);
  if (!t) throw error(errc::data_corrupted, "the registry lacks tree " + std::to_string(raw(id)));
  return *t;
}

std::optional<commit_info> registry_view::commit_at_or_before(scn at) const {
  if (root_.trees.empty()) return {};
  auto const row = open(registry_tree::commits).floor(static_cast<std::int64_t>(raw(at)));
  if (!row) return {};
  return detail::commit_of_row(row->key().number, row->row());
}

std::optional<scn> registry_view::commit_of(transaction_id id) const {
  if (root_.trees.empty()) return {};
  auto const row = open(registry_tree::transactions).find(static_cast<std::int64_t>(raw(id)));
  if (!row) return {};
  return scn{row->at(0).as<std::uint64_t>()};
}

std::optional<std::uint64_t> registry_view::checkpoint_at_or_before(scn at) const {
  if (root_.trees.empty()) return {};
  auto const row = open(registry_tree::checkpoints).floor(static_cast<std::int64_t>(raw(at)));
  if (!row) return {};
  return row->at(0).as<std::uint64_t>();
}

std::optional<branch_image> registry_view::branch(branch_id id) const {
  if (root_.trees.empty()) return {};
  auto const row = open(registry_tree::branches).find(static_cast<std::int64_t>(raw(id)));
  if (!row) return {};
  return decode_image(row->at(0).data);
}

}  // namespace helios::history

// helios/storage/commit_record.hpp -- what one transaction did, as its commit frame says it:
// logical redo.
//
// Shape     payload of a commit frame (storage/frame.hpp); varints unless said
//             0   u64 synced_to           set by the log (F4)
//             8   i64 time                microseconds since 1970 UTC
//            16   u64 previous            the SCN of the branch's previous commit
//                 transaction id, flags
//                 [merge]     the other parent: branch, scn
//                 [message]   author, message: length and text
//                 [counters]  n, then counter and value: how far ids were handed out
//                 [trees]     n, then tree id, kind (create, reshape, drop), shape: length and
//                 bytes [values]    n, then payload offset and length of out-of-line values this
//                 commit relies on [splices]   n, then a splice each n, then per tree: id, key
//                 kind, number of operations, operations in key order:
//                   u8 (1 = erase), key (zigzag varint, or length and bytes), row image: length and
//                   bytes; an erase carries the row that was there
// Threads   stateless
// Errors    decode: XX001
// Cost      a one-row commit: its image and about 30 bytes beside the frame header

namespace helios::storage {

/// How far an id counter has been used; counters are database-wide and shared by all branches.
struct counter_mark {
  std::uint64_t counter;
  std::uint64_t value;
  friend bool operator==(counter_mark const&, counter_mark const&) = default;
};

enum class tree_change : std::uint8_t { create = 1, reshape = 2, drop = 3 };

struct tree_definition {
  tree_change kind;
  tree_id id;
  byte_view shape;  // encoded; empty for drop
};

struct value_mark {
  std::uint64_t offset;
  std::uint64_t length;
};

struct tree_operations {
  tree_id id;
  key_kind keys;
  std::vector<tree_op> ops;
};

struct merge_parent {
  branch_id branch;
  scn at;
};

/// A view: texts, keys and images lie in the frame's payload, or wherever the writer has them.
struct commit_record {
  microseconds time{};
  transaction_id transaction{};
  scn previous{};
  std::optional<merge_parent> merged;
  std::string_view author, message;
  std::vector<counter_mark> counters;
  std::vector<tree_definition> definitions;
  std::vector<value_mark> values;
  std::vector<splice> splices;
  std::vector<tree_operations> trees;
};

/// Where in the payload the time and the previous commit stand: they are known only when the commit
/// is sequenced.
inline constexpr std::size_t commit_time_at = 8;
inline constexpr std::size_t commit_previous_at = 16;

HELIOS_DECL void encode(commit_record const& record, bytes& out);
[[nodiscard]] HELIOS_DECL commit_record decode_commit(byte_view payload);

}  // namespace helios::storage

// helios/storage/impl/commit_record.ipp -- commit frames, written and read.

namespace helios::storage {

namespace detail {

inline constexpr std::uint64_t has_merge = 1;
inline constexpr std::uint64_t has_message = 2;
inline constexpr std::uint64_t has_counters = 4;
inline constexpr std::uint64_t has_definitions = 8;
inline constexpr std::uint64_t has_values = 16;
inline constexpr std::uint64_t has_splices = 32;

inline void put_key(byte_writer& w, key_kind kind, key_view const& k) {
  if (kind == key_kind::int64) {
    w.put_varint(zigzag(k.number));
  } else {
    w.put_sized(k.text);
  }
}
[[nodiscard]] inline key_view get_key(byte_reader& r, key_kind kind) {
  if (kind == key_kind::int64) return unzigzag(r.get_varint());
  return r.get_sized();
}
[[nodiscard]] inline key_kind get_key_kind(byte_reader& r) {
  auto const kind = r.get<key_kind>();
  if (kind > key_kind::bytes)
    throw error(errc::data_corrupted, "a commit names an unknown kind of key");
  return kind;
}
/// A count of things that take at least a byte each.
[[nodiscard]] inline std::size_t get_count(byte_reader& r) {
  std::uint64_t const n = r.get_varint();
  if (n > r.left()) throw error(errc::data_corrupted, "a commit announces more than it holds");
  return static_cast<std::size_t>(n);
}

inline void put_splice(byte_writer& w, splice const& s) {
  w.put_varint(raw(s.id));
  w.put(s.keys);
  w.put(static_cast<std::uint8_t>((s.from_start ? 1 : 0) | (s.to_end ? 2 : 0)));
  if (!s.from_start) put_key(w, s.keys, s.low);
  if (!s.to_end) put_key(w, s.keys, s.high);
  w.put_varint(s.leaves.size());
  for (splice::leaf const& l : s.leaves) {
    put_key(w, s.keys, l.first);
    w.put_varint(l.page);
    w.put_varint(l.rows);
  }
}

[[nodiscard]] inline splice get_splice(byte_reader& r) {
  splice s{};
  s.id = static_cast<tree_id>(r.get_varint());
  s.keys = get_key_kind(r);
  auto const flags = r.get<std::uint8_t>();
  s.from_start = (flags & 1) != 0;
  s.to_end = (flags & 2) != 0;
  if (!s.from_start) s.low = get_key(r, s.keys);
  if (!s.to_end) s.high = get_key(r, s.keys);
  for (std::size_t n = get_count(r); n != 0; --n) {
    splice::leaf l;
    l.first = get_key(r, s.keys);
    l.page = r.get_varint();
    l.rows = r.get_varint();
    s.leaves.push_back(l);
  }
  return s;
}

}  // namespace detail

void encode(commit_record const& c, bytes& out) {
  using namespace detail;
  byte_writer w(out);
  w.put(std::uint64_t{0});
  w.put(raw(c.time));
  w.put(raw(c.previous));
  w.put_varint(raw(c.transaction));
  w.put_varint(
      (c.merged ? has_merge : 0) | (c.author.empty() && c.message.empty() ? 0 : has_message) |
      (c.counters.empty() ? 0 : has_counters) | (c.definitions.empty() ? 0 : has_definitions) |
      (c.values.empty() ? 0 : has_values) | (c.splices.empty() ? 0 : has_splices));
  if (c.merged) {
    w.put_varint(raw(c.merged->branch));
    w.put_varint(raw(c.merged->at));
  }
  if (!c.author.empty() || !c.message.empty()) {
    w.put_sized(as_bytes(c.author));
    w.put_sized(as_bytes(c.message));
  }
  if (!c.counters.empty()) {
    w.put_varint(c.counters.size());
    for (counter_mark const& m : c.counters) {
      w.put_varint(m.counter);
      w.put_varint(m.value);
    }
  }
  if (!c.definitions.empty()) {
    w.put_varint(c.definitions.size());
    for (tree_definition const& d : c.definitions) {
      w.put_varint(raw(d.id));
      w.put(d.kind);
      w.put_sized(d.shape);
    }
  }
  if (!c.values.empty()) {
    w.put_varint(c.values.size());
    for (value_mark const& v : c.values) {
      w.put_varint(v.offset);
      w.put_varint(v.length);
    }
  }
  if (!c.splices.empty()) {
    w.put_varint(c.splices.size());
    for (splice const& s : c.splices) put_splice(w, s);
  }
  w.put_varint(c.trees.size());
  for (tree_operations const& t : c.trees) {
    w.put_varint(raw(t.id));
    w.put(t.keys);
    w.put_varint(t.ops.size());
    for (tree_op const& o : t.ops) {
      w.put(static_cast<std::uint8_t>(o.erase ? 1 : 0));
      put_key(w, t.keys, o.key);
      w.put_sized(o.row);
    }
  }
}

commit_record decode_commit(byte_view payload) {
  using namespace detail;
  byte_reader r(payload);
  commit_record c;
  static_cast<void>(r.get<std::uint64_t>());
  c.time = r.get<microseconds>();
  c.previous = r.get<scn>();
  c.transaction = static_cast<transaction_id>(r.get_varint());
  std::uint64_t const flags = r.get_varint();
  if ((flags & has_merge) != 0) {
    auto const branch = static_cast<branch_id>(r.get_varint());
    c.merged = merge_parent{branch, static_cast<scn>(r.get_varint())};
  }
  if ((flags & has_message) != 0) {
    c.author = as_text(r.get_sized());
    c.message = as_text(r.get_sized());
  }
  if ((flags & has_counters) != 0) {
    for (std::size_t n = get_count(r); n != 0; --n) {
      std::uint64_t const counter = r.get_varint();
      c.counters.push_back({counter, r.get_varint()});
    }
  }
  if ((flags & has_definitions) != 0) {
    for (std::size_t n = get_count(r); n != 0; --n) {
      auto const id = static_cast<tree_id>(r.get_varint());
      auto const kind = r.get<tree_change>();
      c.definitions.push_back({kind, id, r.get_sized()});
    }
  }
  if ((flags & has_values) != 0) {
    for (std::size_t n = get_count(r); n != 0; --n) {
      std::uint64_t const offset = r.get_varint();
      c.values.push_back({offset, r.get_varint()});
    }
  }
  if ((flags & has_splices) != 0) {
    for (std::size_t n = get_count(r); n != 0; --n) c.splices.push_back(get_splice(r));
  }
  for (std::size_t n = get_count(r); n != 0; --n) {
    tree_operations t{static_cast<tree_id>(r.get_varint()), get_key_kind(r), {}};
    std::size_t const ops = get_count(r);
    t.ops.reserve(ops);
    for (std::size_t i = 0; i != ops; ++i) {
      bool const erase = r.get<std::uint8_t>() != 0;
      key_view const k = get_key(r, t.keys);
      t.ops.push_back({k, r.get_sized(), erase});
    }
    c.trees.push_back(std::move(t));
  }
  return c;
}

}  // namespace helios::storage

// helios/storage/page_writer.hpp -- writing tree nodes to the file: what a checkpoint and a bulk
// load do.
//
// Shape     nodes go bottom-up into extents, each once; a node that was written has its page as its
// twin (node.hpp).
//           A heap leaf becomes one page: its cold and hot deltas merged into one inline run over
//           its base's page.
// Holds     (W1) a twin is set only when its page's bytes are on their way into an extent; when the
// extent cannot be
//               had, the twins of what was not written are taken back
// Threads   one at a time; `reserve` is called to get extents (it takes the log's mutex)
// Errors    53100, 58030 from the log
// Cost      a page per changed node; slices of the caller's size, so that commits do not wait long

namespace helios::storage {

class page_writer {
 public:
  using reserve_function = std::function<extent(std::uint64_t)>;

  /// `expected`: about how many bytes will be written; extents are reserved in steps up to 4 MiB.
  page_writer(log& to, tree_space& space, scn at, std::uint64_t expected, reserve_function reserve)
      : log_(&to), space_(&space), at_(at), expected_(expected), reserve_(std::move(reserve)) {}
  page_writer(page_writer const&) = delete;
  page_writer& operator=(page_writer const&) = delete;
  /// Takes back the twins of what was not flushed. Requires that the nodes written are still there.
  ~page_writer() { take_back(); }

  /// Writes nodes of the tree that have no page yet, until about `budget` bytes are written.
  /// True: all are written (but for flush()); the tree's image in the file is image_of(tree).
  [[nodiscard]] HELIOS_DECL bool write(tree const& t, std::uint64_t& budget);
  /// Hands everything to the file. It is not synced.
  HELIOS_DECL void flush();

  /// The root of a written tree by its pages. Requires that write() returned true for it.
  [[nodiscard]] static tree_root image_of(tree_root const& root) noexcept {
    return {node_ref(root.empty() ? 0 : identity(root.ref)), root.rows, root.height};
  }
  /// Bytes handed to the file so far, frame headers and padding included.
  [[nodiscard]] std::uint64_t written() const noexcept { return written_; }

 private:
  [[nodiscard]] HELIOS_DECL bool write_node(node_ref at, shape const& form, std::uint64_t& budget);
  HELIOS_DECL void put(node_ref of, bytes image);
  HELIOS_DECL void take_back() noexcept;
  HELIOS_DECL void put_copy(node_ref of);
  HELIOS_DECL void put_inner(node_ref of);
  HELIOS_DECL void put_leaf(node_ref of, shape const& form);

  log* log_;
  tree_space* space_;
  scn at_;
  std::uint64_t expected_;
  reserve_function reserve_;
  extent extent_{};
  std::uint64_t next_ = 0;  // where the next header will go
  std::uint64_t written_ = 0;
  std::deque<bytes> images_;
  std::vector<node_ref> nodes_;  // of the images, and leaves that share theirs
};

/// Swings references below published roots from heap nodes that have pages to those pages.
/// Requires the pages to be durable.
class swinger {
 public:
  explicit swinger(owner_id owner) noexcept : owner_(owner) {}
  /// Returns the root, swung.
  [[nodiscard]] HELIOS_DECL tree_root swing(tree_root const& root);
  /// A subtree is reached no more, because the file has it.
  HELIOS_DECL void let_go(node_ref subtree);
  /// The owner's heap nodes that are thereby no longer reached.
  [[nodiscard]] std::vector<node_ref>& unreached() noexcept { return unreached_; }
  /// Whether a heap node of another owner is still reached: a cold run that a changed leaf shares.
  [[nodiscard]] bool reaches_foreign() const noexcept { return foreign_; }

 private:
  HELIOS_DECL void below(node_ref at);
  owner_id owner_;
  std::vector<node_ref> unreached_;
  bool foreign_ = false;
};

}  // namespace helios::storage

// helios/storage/impl/page_writer.ipp -- nodes into pages, references from memory to the file.

namespace helios::storage {

namespace detail {

inline constexpr std::uint64_t largest_extent = std::uint64_t{4} << 20;
inline constexpr std::uint64_t smallest_extent = std::uint64_t{8} << 10;
inline constexpr std::uint64_t flush_at = std::uint64_t{1} << 20;

/// The cold run that a leaf's cold and hot deltas make together; as in the recursion that changes
/// trees.
template <class K>
[[nodiscard]] node_ref merge_deltas(leaf_view const& leaf, node_pool& pool) {
  using pick = picked<typename K::view>;
  std::vector<row_source> sources;
  leaf.sources(sources);
  std::vector<pick> rows;
  std::uint32_t c = 0;
  auto const take_cold = [&] {
    pick r{leaf.cold().template key<K>(c),
           nullptr,
           0,
           1,
           static_cast<std::uint16_t>(c),
           leaf.cold().base_position(c),
           leaf.cold().erased(c)};
    rows.push_back(r);
    ++c;
  };
  for (std::uint32_t h = 0; h != leaf.hot_rows(); ++h) {
    typename K::view const k = leaf.template hot_key<K>(h);
    while (c != leaf.cold_rows() && K::order(leaf.cold().template key<K>(c), k) < 0) take_cold();
    if (c != leaf.cold_rows() && K::order(leaf.cold().template key<K>(c), k) == 0) ++c;
    hot_entry const e = leaf.hot(h);
    byte_view const image = leaf.hot_image(e);
    if (e.erased != 0 && e.base_position == no_base_position) continue;
    rows.push_back({k, image.data(), static_cast<std::uint32_t>(image.size()), 2, 0,
                    e.base_position, e.erased != 0});
  }
  while (c != leaf.cold_rows()) take_cold();
  if (rows.empty()) return {};
  return build_run<K>(leaf.form(), rows, sources, true, leaf.base_rows(), pool, era{}, owner_id{});
}

}  // namespace detail

bool page_writer::write(tree const& t, std::uint64_t& budget) {
  return t.root().empty() || write_node(t.root().ref, t.form(), budget);
}

bool page_writer::write_node(node_ref at, shape const& form, std::uint64_t& budget) {
  if (!at.in_heap() || identity(at) != at.word()) return true;
  if (budget == 0) return false;
  std::uint64_t const before = written_;
  switch (load<node_prefix>(at.address()).kind) {
    case node_kind::inner: {
      inner_view const inner(at.address());
      for (std::uint32_t i = 0; i != inner.count(); ++i) {
        if (!write_node(inner.child(i), form, budget)) return false;
      }
      put_inner(at);
      break;
    }
    case node_kind::leaf:
      if (!write_node(load_ref(at.address() + leaf_base_at), form, budget)) return false;
      put_leaf(at, form);
      break;
    case node_kind::run: put_copy(at); break;
  }
  budget -= std::min(budget, written_ - before);
  return true;
}

void page_writer::put_copy(node_ref of) {
  byte_view const payload(of.address(), load<node_prefix>(of.address()).bytes);
  put(of, bytes(payload.begin(), payload.end()));
}

void page_writer::put_inner(node_ref of) {
  byte_view const payload(of.address(), load<node_prefix>(of.address()).bytes);
  bytes image(payload.begin(), payload.end());
  inner_view const inner(of.address());
  for (std::uint32_t i = 0; i != inner.count(); ++i) {
    store(image.data() + inner_refs_at + sizeof(node_ref) * i, identity(inner.child(i)));
  }
  put(of, std::move(image));
}

void page_writer::put_leaf(node_ref of, shape const& form) {
  leaf_view const leaf(of, form, space_->pages());
  node_ref const base(identity(leaf.base_ref()));
  node_ref const cold = with_keys(
      form.keys(), [&](auto k) { return detail::merge_deltas<decltype(k)>(leaf, space_->pool()); });
  if (cold.empty()) {  // the deltas undid each other: the leaf is its base again
    header_of(of).twin.store(base.word(), std::memory_order_release);
    if (!images_.empty()) nodes_.push_back(of);  // the base's page may be among them
    return;
  }
  constexpr std::uint32_t cold_at = 64;
  std::uint32_t const cold_bytes = load<node_prefix>(cold.address()).bytes;
  bytes image(cold_at + cold_bytes);
  store(image.data(), node_prefix{node_kind::leaf, static_cast<std::uint8_t>(form.keys()), 0, 0,
                                  cold_at + cold_bytes});
  store(image.data() + leaf_header_at, leaf_header{base, {}, cold_at, 0, 0, 0, nullptr});
  std::memcpy(image.data() + cold_at, cold.address(), cold_bytes);
  space_->pool().release(cold);
  put(of, std::move(image));
}

void page_writer::put(node_ref of, bytes image) {
  std::uint64_t const room = extent_room(image.size() + log_->source().codec().overhead());
  if (extent_.end - next_ < room) {
    flush();
    std::uint64_t const left = expected_ > written_ ? expected_ - written_ : 0;
    std::uint64_t const wanted = std::clamp(left, detail::smallest_extent, detail::largest_extent);
    extent_ = reserve_(std::max(wanted, room));
    next_ = extent_.next;
  }
  std::uint64_t const payload = next_ + frame_header_bytes;
  images_.push_back(std::move(image));
  nodes_.push_back(of);
  next_ += room;
  written_ += room;
  header_of(of).twin.store(node_ref::file(payload).word(), std::memory_order_release);
  if (next_ - extent_.next >= detail::flush_at) flush();
}

void page_writer::take_back() noexcept {
  for (node_ref const n : nodes_) header_of(n).twin.store(0, std::memory_order_release);
  images_.clear();
  nodes_.clear();
}

void page_writer::flush() {
  if (images_.empty()) return;
  std::vector<frame_to_write> frames;
  frames.reserve(images_.size());
  for (bytes const& image : images_) {
    frame_to_write f;
    f.type = frame_type::page;
    f.scn = at_;
    f.payload = image;
    frames.push_back(f);
  }
  try {
    log_->write_in_extent(extent_, frames);
  } catch (...) {
    take_back();
    throw;
  }
  HELIOS_EXPECTS(extent_.next == next_);
  images_.clear();
  nodes_.clear();
}

void swinger::let_go(node_ref subtree) {
  each_owned_node(subtree, owner_, [&](node_ref n) { unreached_.push_back(n); });
}

/// Swings what is below a heap node that stays.
void swinger::below(node_ref at) {
  if (header_of(at).owner != owner_) {
    foreign_ = true;
    return;
  }
  auto const swing_at = [&](std::byte* place) {
    node_ref const child = load_ref(place);
    if (!child.in_heap()) return;
    std::uint64_t const page = identity(child);
    if (page == child.word()) return below(child);
    swing_ref(place, node_ref(page));
    let_go(child);
  };
  switch (load<node_prefix>(at.address()).kind) {
    case node_kind::inner: {
      inner_view const inner(at.address());
      for (std::uint32_t i = 0; i != inner.count(); ++i)
        swing_at(const_cast<std::byte*>(inner.ref_at(i)));
      break;
    }
    case node_kind::leaf: {
      swing_at(at.address() + leaf_base_at);
      node_ref const cold = load_ref(at.address() + leaf_cold_at);
      foreign_ |= cold.in_heap() && header_of(cold).owner != owner_;
      break;
    }
    case node_kind::run: break;
  }
}

tree_root swinger::swing(tree_root const& root) {
  if (!root.ref.in_heap()) return root;
  std::uint64_t const page = identity(root.ref);
  if (page == root.ref.word()) {
    below(root.ref);
    return root;
  }
  let_go(root.ref);
  return {node_ref(page), root.rows, root.height};
}

}  // namespace helios::storage

// helios/storage/replay.hpp -- commits applied again, many at a time: how open, AS OF and followers
// reach a state.
//
// Shape     commits are gathered; at a flush each tree's operations are sorted, the last one of a
// key wins, and one
//           batch changes the tree. Definitions and splices cut a batch: what came before them is
//           applied first.
// Threads   one at a time
// Errors    XX001 for a commit that does not fit the state; else as draft
// Cost      about 120 ns per row

namespace helios::storage {

class replayer {
 public:
  replayer(tree_space& space, owner_id owner, database_root const& from)
      : draft_(space, owner, space.tick(), from) {}

  /// Adds the commit whose frame has this payload, which is copied. Requires commits in the
  /// branch's order.
  HELIOS_DECL void add(byte_view payload);
  /// The state after all commits added.
  [[nodiscard]] HELIOS_DECL database_root finish();
  /// After finish: keeps the nodes made, returns those superseded (tree_editor::keep).
  [[nodiscard]] std::vector<node_ref> keep() { return draft_.keep(); }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

 private:
  HELIOS_DECL void flush();

  static constexpr std::uint64_t flush_bytes = std::uint64_t{32} << 20;
  draft draft_;
  std::deque<bytes> payloads_;  // what the gathered operations point into
  std::uint64_t gathered_ = 0;
  std::map<tree_id, std::vector<tree_op>> ops_;
  std::uint64_t rows_ = 0;
};

/// Applies one commit to a draft: definitions, then splices, then operations.
HELIOS_DECL void apply_commit(draft& to, commit_record const& record);

/// Sorts operations by key and keeps the last one of each key.
HELIOS_DECL void last_writer_wins(key_kind keys, std::vector<tree_op>& ops);

}  // namespace helios::storage

// helios/storage/impl/replay.ipp -- batched replay.

namespace helios::storage {

void last_writer_wins(key_kind keys, std::vector<tree_op>& ops) {
  with_keys(keys, [&](auto k) {
    using K = decltype(k);
    auto const below = [](tree_op const& a, tree_op const& b) {
      return K::order(K::of(a.key), K::of(b.key)) < 0;
    };
    if (!std::is_sorted(ops.begin(), ops.end(), below))
      std::stable_sort(ops.begin(), ops.end(), below);
    std::size_t kept = 0;
    for (std::size_t i = 0; i != ops.size(); ++i) {
      bool const last =
          i + 1 == ops.size() || K::order(K::of(ops[i].key), K::of(ops[i + 1].key)) != 0;
      if (last) ops[kept++] = ops[i];
    }
    ops.resize(kept);
  });
}

namespace detail {

inline void apply_definitions(draft& to, commit_record const& record) {
  for (tree_definition const& d : record.definitions) {
    switch (d.kind) {
      case tree_change::create: to.create(d.id, shape::decode(d.shape)); break;
      case tree_change::reshape: to.reshape(d.id, shape::decode(d.shape)); break;
      case tree_change::drop: to.drop(d.id); break;
    }
  }
}

inline void check_rows(shape const& form, std::vector<tree_op> const& ops) {
  for (tree_op const& o : ops) {
    if (!o.erase) form.check_row(o.row);
  }
}

}  // namespace detail

void apply_commit(draft& to, commit_record const& record) {
  detail::apply_definitions(to, record);
  for (splice const& s : record.splices) to.replace(s);
  for (tree_operations const& t : record.trees) to.apply(t.id, t.ops);
}

void replayer::add(byte_view payload) {
  bytes copy(payload.begin(), payload.end());
  commit_record record = decode_commit(copy);
  if (!record.definitions.empty() || !record.splices.empty()) {
    flush();
    detail::apply_definitions(draft_, record);
    for (splice const& s : record.splices) {
      if (draft_.open(s.id).form().keys() != s.keys) {
        throw error(errc::data_corrupted, "a commit's splice does not fit its tree");
      }
      draft_.replace(s);
    }
  }
  for (tree_operations& t : record.trees) {
    tree const target = draft_.open(t.id);
    if (target.form().keys() != t.keys)
      throw error(errc::data_corrupted, "a commit's keys do not fit its tree");
    detail::check_rows(target.form(), t.ops);
    rows_ += t.ops.size();
    std::vector<tree_op>& all = ops_[t.id];
    all.insert(all.end(), t.ops.begin(), t.ops.end());
  }
  gathered_ += copy.size();
  payloads_.push_back(std::move(copy));  // moving a vector keeps its bytes where they are
  if (gathered_ >= flush_bytes) flush();
}

void replayer::flush() {
  for (auto& [id, ops] : ops_) {
    if (ops.empty()) continue;
    last_writer_wins(draft_.open(id).form().keys(), ops);
    draft_.apply(id, ops);
  }
  ops_.clear();
  payloads_.clear();
  gathered_ = 0;
}

database_root replayer::finish() {
  flush();
  return draft_.finish();
}

}  // namespace helios::storage

// helios/storage/timeline.hpp -- versions of a database in order of time, and when their nodes'
// memory is released.
//
// Shape     A version is a published, immutable state: the roots of its trees. A timeline orders
// the versions of one
//           branch, or holds the one version of a materialised snapshot. Every heap node belongs to
//           one timeline.
//
//             versions that somebody holds, by era      v1 ------ v4 ---------- v9 (head)
//             nodes superseded since, by the last        d1        d4            d9
//             held version that still reaches them
//
// Holds     (T1) a node is released only when no held version of its timeline has an era in [birth,
// death)
//           (T2) a version that reaches another timeline's nodes holds a version of that timeline
//           (holds()) (T3) when the last version of a timeline goes, every node of the timeline is
//           gone
// Threads   versions may be held, copied and dropped by any thread; publishing is for one thread at
// a time Cost      a publish and a death are one lock each; a superseded node moves to an older
// version's list at most once
//           per held version
// Source    birth and death intervals instead of reference counts: +110 % per commit saved
// (docs/decisions.md);
//           the lists are the dead lists of ZFS snapshots

namespace helios::storage {

class timeline;
class version;
using version_ptr = std::shared_ptr<version const>;

class version {
 public:
  [[nodiscard]] database_root const& root() const noexcept { return root_; }
  [[nodiscard]] era born() const noexcept { return born_; }
  /// The last commit in it.
  [[nodiscard]] scn at() const noexcept { return at_; }
  [[nodiscard]] timeline const& line() const noexcept { return *line_; }
  /// Versions of other timelines whose nodes this one reaches.
  [[nodiscard]] std::vector<version_ptr> const& holds() const noexcept { return holds_; }

 private:
  friend class timeline;
  database_root root_;
  era born_{};
  scn at_{};
  std::shared_ptr<timeline> line_;
  std::vector<version_ptr> holds_;
  version* older_ = nullptr;  // held versions of the timeline, under its lock
  version* newer_ = nullptr;
  std::vector<node_ref> dead_;
  bool retracted_ = false;  // not in the list any more; dead_ are the nodes it alone reaches
};

class timeline : public std::enable_shared_from_this<timeline> {
 public:
  [[nodiscard]] static std::shared_ptr<timeline> make(std::shared_ptr<tree_space> space) {
    return std::shared_ptr<timeline>(new timeline(std::move(space)));
  }

  [[nodiscard]] owner_id owner() const noexcept { return owner_; }
  [[nodiscard]] tree_space& space() const noexcept { return *space_; }

  /// Makes a root the timeline's newest version. `superseded` are nodes of this timeline that its
  /// newest version reaches and this one does not.  Requires the newest version to be held by the
  /// caller, if there is one.
  [[nodiscard]] HELIOS_DECL version_ptr publish(database_root const& root, scn at,
                                                std::vector<node_ref> superseded,
                                                std::vector<version_ptr> holds);
  /// Takes back every version newer than one: they never became durable. Their nodes go when their
  /// last holders do.
  HELIOS_DECL void retract_to(version_ptr const& last);
  /// Versions held now; for tests and storage reports.
  [[nodiscard]] HELIOS_DECL std::size_t held() const;

 private:
  explicit timeline(std::shared_ptr<tree_space> space)
      : space_(std::move(space)), owner_(space_->new_owner()) {}
  HELIOS_DECL void died(version* v) noexcept;
  [[nodiscard]] HELIOS_DECL std::vector<node_ref> made_since(database_root const& root,
                                                             era after) const;

  std::shared_ptr<tree_space> space_;
  owner_id owner_;
  mutable std::mutex lock_;
  version* newest_ = nullptr;
};

}  // namespace helios::storage

// helios/storage/impl/timeline.ipp -- publishing versions and releasing what no version reaches.

namespace helios::storage {

version_ptr timeline::publish(database_root const& root, scn at, std::vector<node_ref> superseded,
                              std::vector<version_ptr> holds) {
  auto made = std::make_unique<version>();
  made->root_ = root;
  made->at_ = at;
  made->born_ = space_->tick();
  made->holds_ = std::move(holds);
  made->line_ = shared_from_this();
  version* const v = made.get();
  version_ptr const result(made.release(), [](version const* dying) {
    auto* const d = const_cast<version*>(dying);
    std::shared_ptr<timeline> const line = d->line_;
    line->died(d);
    delete d;
  });
  std::lock_guard const hold(lock_);
  if (newest_ != nullptr) {
    HELIOS_EXPECTS(newest_->dead_.empty());
    newest_->dead_ = std::move(superseded);
    newest_->newer_ = v;
  }
  v->older_ = newest_;
  newest_ = v;
  return result;
}

void timeline::retract_to(version_ptr const& last) {
  std::lock_guard const hold(lock_);
  while (newest_ != nullptr && newest_ != last.get()) {
    version* const v = newest_;
    version* const older = v->older_;
    HELIOS_EXPECTS(older != nullptr);
    // What v was about to retire is alive again; what it made is its own.
    v->dead_ = made_since(v->root_, older->born_);
    v->retracted_ = true;
    older->dead_.clear();
    older->newer_ = nullptr;
    newest_ = older;
  }
}

/// The nodes of this timeline that a root reaches and that were born after an era.
std::vector<node_ref> timeline::made_since(database_root const& root, era after) const {
  std::vector<node_ref> made;
  auto const collect = [&](node_ref n) {
    if (header_of(n).birth > after) made.push_back(n);
  };
  try {
    each_tree(root, *space_,
              [&](tree_id, tree const& t) { each_owned_node(t.root().ref, owner_, collect); });
    each_owned_node(root.trees.ref, owner_, collect);
    each_owned_node(root.shapes.ref, owner_, collect);
  } catch (error const&) {
    // A page of the directory cannot be read: these nodes' memory returns with the pool.
  }
  return made;
}

void timeline::died(version* v) noexcept {
  std::vector<node_ref> gone;
  std::unique_lock hold(lock_);
  // Only now is v's list its last one: a newer version that died meanwhile handed nodes down to it.
  gone = std::move(v->dead_);
  if (!v->retracted_) {
    version* const older = v->older_;
    if (older != nullptr) older->newer_ = v->newer_;
    bool const was_newest = v->newer_ == nullptr;
    if (was_newest) {
      newest_ = older;
    } else {
      v->newer_->older_ = older;
    }
    // What v was the last to reach goes, unless an older version reaches it too.
    era const kept_until = older == nullptr ? era{0} : older->born_;
    if (older != nullptr) {
      auto const reached = std::partition(
          gone.begin(), gone.end(), [&](node_ref n) { return header_of(n).birth > kept_until; });
      older->dead_.insert(older->dead_.end(), reached, gone.end());
      gone.erase(reached, gone.end());
    }
    if (was_newest) {
      // Nothing came after it that would have retired its nodes.
      std::vector<node_ref> const own = made_since(v->root_, kept_until);
      gone.insert(gone.end(), own.begin(), own.end());
      auto const by_address = [](node_ref a, node_ref b) { return a.word() < b.word(); };
      std::sort(gone.begin(), gone.end(), by_address);
      gone.erase(std::unique(gone.begin(), gone.end()), gone.end());
    }
  }
  hold.unlock();
  for (node_ref const n : gone) space_->pool().release(n);
}

std::size_t timeline::held() const {
  std::lock_guard const hold(lock_);
  std::size_t n = 0;
  for (version const* v = newest_; v != nullptr; v = v->older_) ++n;
  return n;
}

}  // namespace helios::storage

namespace helios::history {

using storage::version_ptr;

/// What a transaction asks to be committed. Operations are sorted, one per key.
struct commit_request {
  branch_id branch{};
  version_ptr base;  // what it read
  storage::commit_record record;
  /// Keys that must be in the tip what they were in the base, beside those written.
  std::vector<std::pair<tree_id, storage::key>> unchanged;
  /// Called under the sequencer lock with the draft after the operations, when the tip was not the
  /// base: constraints that a concurrent commit may have broken. Throws to refuse.
  std::function<void(storage::draft&)> check;
  /// A commit that was worked out from another branch's commit.
  std::optional<merge_info> merge;
};

struct commit_result {
  scn at{};
  microseconds time{};
};

/// Where a database's bytes are.
struct storage_report {
  std::uint64_t file_bytes = 0;     // all frames, pages and records
  std::uint64_t live_bytes = 0;     // pages that some branch's newest state reaches
  std::uint64_t history_bytes = 0;  // everything else that the past needs: commits, older pages
  std::uint64_t log_bytes = 0;      // of file_bytes: commits since the last checkpoint
  std::uint64_t heap_bytes = 0;     // memory of tree nodes
  std::uint64_t commits = 0;
  std::uint64_t branches = 0;
};

class checkpoint_run;

class engine {
 public:
  [[nodiscard]] HELIOS_DECL static std::shared_ptr<engine> open(storage::vfs& world,
                                                                std::string const& path,
                                                                engine_options const& options = {});
  engine(engine const&) = delete;
  engine& operator=(engine const&) = delete;
  HELIOS_DECL ~engine();

  /// Writes what is not in a checkpoint and closes the file in order. Throws what that throws; the
  /// file is whole.
  HELIOS_DECL void close();

  // Reading.
  /// The newest durable state of a branch.
  [[nodiscard]] HELIOS_DECL version_ptr head(branch_id branch) const;
  /// The state of a branch after its last commit at or before an SCN; before its fork, its
  /// parent's.
  [[nodiscard]] HELIOS_DECL version_ptr as_of(branch_id branch, scn at);
  /// The last SCN whose commit time is at or before t, of any branch. Closes t: later commits have
  /// later times.
  [[nodiscard]] HELIOS_DECL scn at_time(microseconds t);
  [[nodiscard]] HELIOS_DECL scn at_transaction(transaction_id id) const;
  /// The newest durable commit of the database.
  [[nodiscard]] HELIOS_DECL scn last_commit() const;
  [[nodiscard]] HELIOS_DECL std::optional<commit_info> commit_at_or_before(scn at) const;
  /// Calls visit for each commit of a branch in (from, to], oldest first, with its record.
  HELIOS_DECL void each_commit(
      branch_id branch, scn from, scn to,
      std::function<void(commit_info const&, storage::commit_record const&)> const& visit);
  /// Drops every state kept for AS OF that nobody reads.
  HELIOS_DECL void drop_caches();

  // Writing.
  [[nodiscard]] HELIOS_DECL commit_result commit(commit_request request);
  [[nodiscard]] transaction_id new_transaction() {
    return transaction_id{next_id(counter_transactions)};
  }
  /// A fresh value of a database-wide counter; never handed out twice, whatever is rolled back or
  /// lost.
  [[nodiscard]] HELIOS_DECL std::uint64_t next_id(std::uint64_t counter, std::uint64_t count = 1);
  static constexpr std::uint64_t counter_transactions = 1;
  static constexpr std::uint64_t counter_objects = 2;  // trees, columns, branches
  static constexpr std::uint64_t counter_rows = 3;     // hidden row ids
  static constexpr std::uint64_t first_free_counter = 1024;

  // Branches and tags.
  [[nodiscard]] HELIOS_DECL std::vector<branch_info> branches() const;
  /// Throws 42704.
  [[nodiscard]] HELIOS_DECL branch_info find_branch(std::string_view name) const;
  /// From a branch's state as of an SCN; without one, from its head.
  HELIOS_DECL branch_info
  create_branch(std::string const& name, branch_id parent, std::optional<scn> at = {},
                std::vector<std::pair<std::string, std::string>> options = {});
  HELIOS_DECL void rename_branch(branch_id branch, std::string const& name);
  HELIOS_DECL void drop_branch(branch_id branch);
  [[nodiscard]] HELIOS_DECL std::vector<tag_info> tags() const;
  HELIOS_DECL void create_tag(std::string const& name, branch_id branch,
                              std::optional<scn> at = {});
  HELIOS_DECL void drop_tag(std::string const& name);
  /// The newest commits of two branches' states that both contain: where a merge begins.
  [[nodiscard]] HELIOS_DECL std::pair<branch_id, scn> common_ancestor(branch_id a, scn a_at,
                                                                      branch_id b, scn b_at) const;

  // Upkeep.
  /// Writes everything changed since the last checkpoint to the file.
  HELIOS_DECL void checkpoint();
  /// Read-only stores: takes over what the writer has made durable since. True: there was
  /// something.
  HELIOS_DECL bool refresh();
  /// Copies the database as it is now, durable commits and history, to a new file that opens by
  /// itself. `progress` is called with bytes done and bytes in all, and stops the copy by returning
  /// false (57014).
  HELIOS_DECL void backup(std::string const& path,
                          std::function<bool(std::uint64_t, std::uint64_t)> const& progress = {});
  [[nodiscard]] HELIOS_DECL storage_report report();
  /// Reads every page and row of every branch and throws XX001 at the first that is wrong.
  HELIOS_DECL void check();

  [[nodiscard]] storage::tree_space& space() noexcept { return *space_; }
  [[nodiscard]] storage::log& file() noexcept { return *log_; }
  [[nodiscard]] storage::vfs& world() noexcept { return *world_; }
  [[nodiscard]] std::uint64_t syncs() const noexcept { return queue_.syncs(); }
  [[nodiscard]] bool read_only() const noexcept { return options_.read_only; }
  [[nodiscard]] std::uint64_t checkpoints() const noexcept {
    return checkpoints_.load(std::memory_order_relaxed);
  }

 private:
  friend class checkpoint_run;

  struct branch_line {
    branch_id id{};
    std::shared_ptr<storage::timeline> line;
    version_ptr tip;
    version_ptr head;
    std::unique_ptr<storage::replayer> replay;  // while reading the log
    branch_image image;                         // at the last checkpoint
  };
  /// A materialised past state, kept while the cache has room.
  struct cached_state {
    branch_id branch;
    scn at;
    version_ptr state;
  };
  struct id_block {
    std::uint64_t next = 0;
    std::uint64_t end = 0;  // reserved durably below
  };

  HELIOS_DECL engine(storage::vfs& world, engine_options const& options,
                     std::unique_ptr<storage::log> log);

  HELIOS_DECL void recover();
  HELIOS_DECL void ingest(storage::log_frame const& frame);
  HELIOS_DECL void ingest_commit(storage::log_frame const& frame);
  HELIOS_DECL void ingest_event(storage::log_frame const& frame);
  HELIOS_DECL void settle(branch_line& b);
  HELIOS_DECL void settle_all();
  [[nodiscard]] HELIOS_DECL branch_line& line_of(branch_id id);
  [[nodiscard]] HELIOS_DECL branch_line const& line_of(branch_id id) const;
  /// The line of a branch that nobody has dropped, not even in a drop that awaits its sync.
  [[nodiscard]] HELIOS_DECL branch_line& writable_line(branch_id id);
  HELIOS_DECL branch_line& add_line(branch_id id, storage::database_root const& root, scn at,
                                    std::vector<version_ptr> holds);

  [[nodiscard]] HELIOS_DECL version_ptr materialise(branch_id branch, scn at);
  [[nodiscard]] HELIOS_DECL version_ptr known_state(branch_id branch, scn at);
  [[nodiscard]] HELIOS_DECL std::pair<branch_id, scn> resolve(branch_id branch, scn at) const;
  [[nodiscard]] HELIOS_DECL std::optional<std::uint64_t> checkpoint_before(scn at) const;

  HELIOS_DECL void validate(commit_request const& request, version_ptr const& from,
                            version_ptr const& to);
  [[nodiscard]] HELIOS_DECL queued_frame_ptr sequence(commit_request& request, bytes&& payload,
                                                      commit_result& result);
  [[nodiscard]] HELIOS_DECL queued_frame_ptr publish(commit_request const& request,
                                                     storage::draft& d, bytes&& payload,
                                                     commit_result& result);
  [[nodiscard]] HELIOS_DECL queued_frame_ptr load(commit_request& request, version_ptr& seen,
                                                  commit_result& result);
  HELIOS_DECL void refuse_unless_writable() const;
  [[nodiscard]] HELIOS_DECL microseconds next_time();
  HELIOS_DECL queued_frame_ptr enqueue_event(storage::frame_type type, branch_id branch,
                                             bytes payload, std::function<void(registry&)> forget);
  HELIOS_DECL void upkeep();
  HELIOS_DECL void trim_cache();
  /// How page writers get room: extents are appended like frames.
  [[nodiscard]] HELIOS_DECL storage::page_writer::reserve_function extents();
  [[nodiscard]] HELIOS_DECL bool sync_now();
  [[nodiscard]] HELIOS_DECL scn reserved_from(scn last) const noexcept;

  storage::vfs* world_;
  engine_options options_;
  std::shared_ptr<storage::tree_space> space_;
  std::unique_ptr<storage::log> log_;
  std::unique_ptr<storage::page_source> pages_;

  mutable std::mutex sequencer_;  // tips, heads, the registry, SCNs and times
  std::map<branch_id, branch_line> lines_;
  registry registry_;
  scn last_scn_{};     // sequenced
  scn durable_scn_{};  // visible
  microseconds last_time_{};
  commit_queue queue_;

  std::mutex ids_lock_;
  std::map<std::uint64_t, id_block> ids_;

  std::mutex cache_lock_;
  std::list<cached_state> cache_;  // newest use first

  std::mutex checkpoint_lock_;
  std::unique_ptr<checkpoint_run> run_;  // a checkpoint under way
  std::uint64_t checkpoint_end_ = 0;     // where the log stood when the last one began
  std::atomic<std::uint64_t> checkpoints_{0};
  std::optional<std::pair<scn, std::uint64_t>> last_checkpoint_;  // its SCN and frame
  std::unique_ptr<storage::log_reader> follower_;
  std::atomic<std::int64_t> synced_at_{0};
  bool closed_ = false;
};

}  // namespace helios::history

// helios/history/impl/engine.ipp -- opening, recovering, following, closing.

// helios/history/impl/checkpoint_record.hpp -- the payload of a checkpoint frame.
//
// Shape     0   u64 synced_to      set by the log
//           8   u64 scn            everything up to it is in the checkpoint
//          16   24 bytes           position in the log from which later commits are replayed
//          40   i64 time           of the last commit in it
//          48   17 bytes           root of the registry's directory: reference, rows, height
//          65   17 bytes           root of the registry's shapes

namespace helios::history::detail {

struct checkpoint_record {
  scn at{};
  storage::log_position replay;
  microseconds time{};
  storage::database_root registry;
};

[[nodiscard]] inline bytes encode_checkpoint(checkpoint_record const& c) {
  bytes out;
  byte_writer w(out);
  w.put(std::uint64_t{0});
  w.put(raw(c.at));
  std::byte position[24];
  storage::encode(c.replay, position);
  w.put_bytes(position);
  w.put(raw(c.time));
  put_root(w, c.registry.trees);
  put_root(w, c.registry.shapes);
  return out;
}

[[nodiscard]] inline checkpoint_record read_checkpoint(storage::log& from, std::uint64_t frame) {
  bytes scratch;
  storage::log_frame const f = from.read_frame(frame, scratch);
  if (f.header.type != storage::frame_type::checkpoint) {
    throw error(errc::data_corrupted, "no checkpoint stands at offset " + std::to_string(frame));
  }
  byte_reader r(f.payload);
  static_cast<void>(r.get<std::uint64_t>());
  checkpoint_record c;
  c.at = r.get<scn>();
  c.replay = storage::decode_position(r.get_bytes(24).data());
  c.time = r.get<microseconds>();
  c.registry.trees = get_root(r);
  c.registry.shapes = get_root(r);
  return c;
}

}  // namespace helios::history::detail

// helios/history/impl/checkpoint_run.hpp -- one checkpoint under way, in slices.
//
//   capture ----> trees ----> registry ----> anchored ----> swung
//      |            | written bottom-up, a slice at a time, beside commits
//      | between two batches: heads, registry and log position agree
//
// Threads   one slice at a time (engine::checkpoint_lock_); capture and swing take the sequencer
// lock briefly

namespace helios::history {

class checkpoint_run {
 public:
  HELIOS_DECL explicit checkpoint_run(engine& of);
  /// Writes about `budget` bytes more. True: the checkpoint is complete.
  [[nodiscard]] HELIOS_DECL bool step(std::uint64_t budget);

 private:
  struct captured {
    branch_id id{};
    version_ptr state;
    storage::database_root image;  // its pages, when they are written
  };

  [[nodiscard]] HELIOS_DECL bool write_trees(std::uint64_t& budget);
  [[nodiscard]] HELIOS_DECL storage::database_root write_directory(
      storage::database_root const& root);
  HELIOS_DECL void write_registry();
  HELIOS_DECL void anchor();
  HELIOS_DECL void swing();
  HELIOS_DECL void swing_branch(captured const& c);

  engine* engine_;
  std::vector<captured> branches_;
  std::map<branch_id, branch_image> unchanged_;  // of all branches, by the last checkpoint
  registry registry_;                            // as it was
  storage::log_position replay_;
  scn at_{};
  microseconds time_{};
  std::deque<storage::draft> drafts_;  // of directories: their nodes outlive the writer's interest
  storage::page_writer writer_;
  storage::database_root registry_image_;
  std::size_t next_ = 0;  // of branches_
};

}  // namespace helios::history

namespace helios::history {

using storage::log;

std::shared_ptr<engine> engine::open(storage::vfs& world, std::string const& path,
                                     engine_options const& options) {
  std::unique_ptr<log> file;
  if (options.read_only) {
    file = log::open(world, path, storage::open_mode::read_only, options.log);
  } else if (options.create && log::is_creatable(world, path, options.log)) {
    file = log::create(world, path, options.log);
  } else {
    file = log::open(world, path, storage::open_mode::read_write, options.log);
  }
  std::shared_ptr<engine> opened(new engine(world, options, std::move(file)));
  opened->recover();
  return opened;
}

engine::engine(storage::vfs& world, engine_options const& options, std::unique_ptr<log> file)
    : world_(&world),
      options_(options),
      space_(std::make_shared<storage::tree_space>(options.limits)),
      log_(std::move(file)),
      pages_(storage::make_pages(log_->source(), options.pages)),
      registry_(*space_, log_->source().header().created),
      queue_(*log_, sequencer_, registry_, [this] { return sync_now(); }) {
  space_->read_from(pages_.get());
}

engine::~engine() {
  try {
    close();
  } catch (error const&) {
    // The log has all that was committed: the next open replays it.
  }
  drop_caches();
}

engine::branch_line& engine::line_of(branch_id id) {
  auto const at = lines_.find(id);
  if (at == lines_.end() || !at->second.head) {
    throw error(errc::undefined_object,
                "branch \"" + registry_.branch(id).name + "\" does not exist")
        .hint("It was dropped, or is still being created.");
  }
  return at->second;
}
engine::branch_line const& engine::line_of(branch_id id) const {
  return const_cast<engine*>(this)->line_of(id);
}

engine::branch_line& engine::writable_line(branch_id id) {
  if (registry_.branch(id).dropped) {
    throw error(errc::undefined_object,
                "branch \"" + registry_.branch(id).name + "\" does not exist")
        .hint("It was dropped.");
  }
  return line_of(id);
}

engine::branch_line& engine::add_line(branch_id id, storage::database_root const& root, scn at,
                                      std::vector<version_ptr> holds) {
  branch_line& b = lines_[id];
  b.id = id;
  b.line = storage::timeline::make(space_);
  b.tip = b.line->publish(root, at, {}, std::move(holds));
  b.head = b.tip;
  return b;
}

void engine::recover() {
  storage::anchor const start = log_->newest_anchor();
  std::map<branch_id, branch_image> images;
  if (start.checkpoint != 0) {
    detail::checkpoint_record const c = detail::read_checkpoint(*log_, start.checkpoint);
    registry_ = registry(*space_, c.registry, images);
    last_checkpoint_ = {c.at, start.checkpoint};
  }
  for (auto const& [id, info] : registry_.branches()) {
    if (info.dropped) continue;
    branch_image const image =
        images.contains(id) ? images.at(id) : branch_image{info, {}, {}, false};
    add_line(id, image.root, image.at, {}).image = image;
  }
  last_scn_ = durable_scn_ = registry_.last();
  last_time_ = registry_.last_time();

  std::uint64_t const stop =
      options_.read_only ? log_->read_durable().end : storage::log_reader::everything;
  auto reader = std::make_unique<storage::log_reader>(log_->read(start.replay, stop));
  while (auto const frame = reader->next()) ingest(*frame);
  settle_all();
  if (options_.read_only) {
    follower_ = std::move(reader);
    return;
  }
  log_->resume(*reader, last_time_);
  checkpoint_end_ = start.replay.offset;
  last_scn_ = std::max(last_scn_, start.reserved.scn);
  if (options_.durability != durability::full) {
    storage::anchor a = log_->newest_anchor();
    a.reserved.scn = reserved_from(last_scn_);
    log_->write_anchor(a);
  }
  log_->publish_durable({log_->synced_end(), durable_scn_});
  synced_at_ = raw(world_->now());
}

/// Takes over one frame of the log. A head moves when its line is settled.
void engine::ingest(storage::log_frame const& frame) {
  switch (frame.header.type) {
    case storage::frame_type::commit: return ingest_commit(frame);
    case storage::frame_type::branch:
    case storage::frame_type::registry: return ingest_event(frame);
    case storage::frame_type::none:
    case storage::frame_type::epoch:
    case storage::frame_type::value:
    case storage::frame_type::extent:
    case storage::frame_type::checkpoint:
    case storage::frame_type::page: return;
  }
  throw error(errc::data_corrupted, "the log holds a frame of an unknown type")
      .detail("At offset " + std::to_string(frame.offset) + ".")
      .hint("A newer version of helios may have written it.");
}

void engine::ingest_commit(storage::log_frame const& frame) {
  std::lock_guard const sequence(sequencer_);
  scn const at = frame.header.scn;
  if (at <= registry_.last()) return;  // the checkpoint has it
  storage::commit_record const record = storage::decode_commit(frame.payload);
  registry_.add_commit({at, frame.header.branch, record.time, record.transaction, frame.offset});
  if (record.merged)
    registry_.add_merge({at, frame.header.branch, record.merged->branch, record.merged->at});
  for (storage::counter_mark const& c : record.counters) registry_.set_counter(c.counter, c.value);
  last_scn_ = at;
  last_time_ = record.time;
  branch_line& b = line_of(frame.header.branch);
  if (!b.replay)
    b.replay = std::make_unique<storage::replayer>(*space_, b.line->owner(), b.tip->root());
  b.replay->add(frame.payload);
}

void engine::ingest_event(storage::log_frame const& frame) {
  std::unique_lock sequence(sequencer_);
  registry_.apply(frame.payload);
  std::vector<branch_info> born;
  for (auto const& [id, info] : registry_.branches()) {
    if (info.dropped) {
      lines_.erase(id);
    } else if (!lines_.contains(id)) {
      born.push_back(info);
    }
  }
  for (branch_info const& info : born) {
    // A fork of the present shares the parent's nodes; one of the past is replayed for itself.
    version_ptr from;
    auto const parent = lines_.find(info.parent);
    if (parent != lines_.end()) {
      settle(parent->second);
      if (parent->second.tip->at() <= info.forked_at) from = parent->second.tip;
    }
    if (!from) {
      sequence.unlock();
      from = materialise(info.parent, info.forked_at);
      sequence.lock();
    }
    add_line(info.id, from->root(), info.forked_at, {from});
  }
}

/// Turns what was replayed on a branch into its newest version.
void engine::settle(branch_line& b) {
  if (!b.replay) return;
  storage::database_root const root = b.replay->finish();
  b.tip = b.line->publish(root, registry_.branch(b.id).last, b.replay->keep(), b.tip->holds());
  b.head = b.tip;
  b.replay.reset();
}

/// Makes all that was ingested visible.
void engine::settle_all() {
  std::lock_guard const sequence(sequencer_);
  for (auto& [id, b] : lines_) settle(b);
  durable_scn_ = last_scn_;
}

bool engine::refresh() {
  if (!options_.read_only) return false;
  if (!log_->still_named()) {
    throw error(errc::object_not_in_prerequisite_state, "the database file was replaced by VACUUM")
        .hint("Open \"" + log_->source().path() + "\" again.");
  }
  std::lock_guard const one(checkpoint_lock_);
  scn const before = last_commit();
  follower_->extend(log_->read_durable().end);
  while (auto const frame = follower_->next()) ingest(*frame);
  settle_all();
  return last_commit() != before;
}

void engine::refuse_unless_writable() const {
  if (options_.read_only) {
    throw error(errc::read_only_sql_transaction, "the database was opened read-only")
        .hint("Open it without options.read_only to write.");
  }
}

bool engine::sync_now() {
  if (options_.durability == durability::full) return true;
  if (options_.durability == durability::off) return false;
  std::int64_t const now = raw(world_->now());
  if (now - synced_at_.load(std::memory_order_relaxed) < options_.sync_interval.count())
    return false;
  synced_at_.store(now, std::memory_order_relaxed);
  return true;
}

/// SCNs up to this one may be handed out before the next anchor says more. Without a sync per
/// commit a power loss takes commits whose SCNs were seen: they are never given to others.
scn engine::reserved_from(scn last) const noexcept {
  if (options_.durability == durability::full) return last;
  constexpr std::uint64_t ahead = std::uint64_t{1} << 24;
  return scn{raw(last) + ahead};
}

void engine::close() {
  if (std::exchange(closed_, true)) return;
  if (options_.read_only || log_->state() != storage::log_state::writing) return;
  {
    // The counters go back to what was handed out: an orderly end leaves no gaps.
    std::scoped_lock const hold(ids_lock_, sequencer_);
    for (auto const& [counter, block] : ids_) registry_.settle_counter(counter, block.next);
  }
  checkpoint();
  log_->sync();
  log_->publish_durable({log_->synced_end(), durable_scn_});
  storage::anchor a = log_->newest_anchor();
  a.reserved.scn = last_scn_;  // an orderly end leaves no gap
  log_->close(a);
}

void engine::check() {
  std::vector<version_ptr> heads;
  {
    std::lock_guard const sequence(sequencer_);
    for (auto const& [id, b] : lines_) {
      if (b.head) heads.push_back(b.head);
    }
  }
  for (version_ptr const& v : heads) {
    storage::check_tree({v->root().trees, space_->shapes().trees(), space_->pages()});
    storage::check_tree({v->root().shapes, space_->shapes().shapes(), space_->pages()});
    storage::each_tree(v->root(), *space_,
                       [](tree_id, storage::tree const& t) { storage::check_tree(t); });
  }
}

}  // namespace helios::history

// helios/history/impl/engine_as_of.ipp -- states of the past: found in memory, or replayed from the
// nearest checkpoint.

namespace helios::history {

version_ptr engine::head(branch_id branch) const {
  std::lock_guard const sequence(sequencer_);
  return line_of(branch).head;
}

scn engine::last_commit() const {
  std::lock_guard const sequence(sequencer_);
  return durable_scn_;
}

std::optional<commit_info> engine::commit_at_or_before(scn at) const {
  std::lock_guard const sequence(sequencer_);
  return registry_.commit_at_or_before(std::min(at, durable_scn_));
}

scn engine::at_time(microseconds t) {
  while (true) {
    {
      std::lock_guard const sequence(sequencer_);
      if (t > world_->now() && t > last_time_) {
        throw error(errc::invalid_parameter_value, "AS OF a time in the future")
            .hint("Use a time up to now.");
      }
      last_time_ = std::max(last_time_, t);
      scn const found = registry_.at_time(t);
      if (found <= durable_scn_ || options_.read_only) return std::min(found, durable_scn_);
    }
    queue_.settle();  // a commit of that time awaits its sync: it will be there, or never was
  }
}

scn engine::at_transaction(transaction_id id) const {
  std::lock_guard const sequence(sequencer_);
  auto const at = registry_.commit_of(id);
  if (!at || *at > durable_scn_) {
    throw error(errc::undefined_object,
                "transaction " + std::to_string(raw(id)) + " has not committed")
        .hint("It changed nothing, was rolled back, is still running, or never was.");
  }
  return *at;
}

/// The branch whose line holds a branch's state at an SCN: before a fork it is the parent's.
std::pair<branch_id, scn> engine::resolve(branch_id branch, scn at) const {
  while (branch != main_branch) {
    branch_info const& info = registry_.branch(branch);
    if (at > info.forked_at) break;
    branch = info.parent;
  }
  return {branch, at};
}

version_ptr engine::as_of(branch_id branch, scn at) {
  {
    std::lock_guard const sequence(sequencer_);
    if (at > durable_scn_) {
      throw error(errc::invalid_parameter_value,
                  "AS OF SCN " + std::to_string(raw(at)) + " lies in the future")
          .detail("The newest commit is SCN " + std::to_string(raw(durable_scn_)) + ".");
    }
    auto const asked = lines_.find(branch);
    if (asked != lines_.end() && asked->second.head && asked->second.head->at() <= at)
      return asked->second.head;
    std::tie(branch, at) = resolve(branch, at);
  }
  if (version_ptr known = known_state(branch, at)) return known;
  version_ptr made = materialise(branch, at);
  std::lock_guard const hold(cache_lock_);
  cache_.push_front({branch, at, made});
  while (cache_.size() > options_.cached_states) cache_.pop_back();
  return made;
}

/// Drops the states used longest ago while memory is short.
void engine::trim_cache() {
  std::list<cached_state> dropped;
  std::lock_guard const hold(cache_lock_);
  while (!cache_.empty() && space_->pool().used() > options_.memory_limit) {
    dropped.splice(dropped.begin(), cache_, std::prev(cache_.end()));
    dropped.clear();
  }
}

version_ptr engine::known_state(branch_id branch, scn at) {
  {
    std::lock_guard const sequence(sequencer_);
    auto const line = lines_.find(branch);
    if (line != lines_.end()) {
      settle(line->second);  // while the log is read its head stands behind
      if (line->second.head->at() <= at) return line->second.head;
    }
  }
  std::lock_guard const hold(cache_lock_);
  for (auto c = cache_.begin(); c != cache_.end(); ++c) {
    if (c->branch == branch && c->at == at) {
      cache_.splice(cache_.begin(), cache_, c);
      return cache_.front().state;
    }
  }
  return nullptr;
}

std::optional<std::uint64_t> engine::checkpoint_before(scn at) const {
  if (last_checkpoint_ && last_checkpoint_->first <= at) return last_checkpoint_->second;
  return registry_.written().checkpoint_at_or_before(at);
}

version_ptr engine::materialise(branch_id branch, scn at) {
  branch_info info;
  std::pair<branch_id, scn> fork;
  std::optional<std::uint64_t> checkpoint;
  {
    std::lock_guard const sequence(sequencer_);
    info = registry_.branch(branch);
    fork = resolve(info.parent, info.forked_at);
    checkpoint = checkpoint_before(at);
  }
  storage::database_root root;
  scn from{};
  storage::log_position position{storage::log_begin, 0, 0, 0};
  std::vector<version_ptr> holds;
  bool found = branch == main_branch;
  while (checkpoint) {
    detail::checkpoint_record const c = detail::read_checkpoint(*log_, *checkpoint);
    registry_view const then(*space_, c.registry);
    auto const image = then.branch(branch);
    if (!image || image->written) {
      position = c.replay;
      found = image.has_value();
      if (found) {
        root = image->root;
        from = image->at;
      }
      break;
    }
    // It was dropped before that checkpoint, which may not have seen all of it: an older one.
    checkpoint = then.checkpoint_at_or_before(scn{raw(c.at) - 1});
  }
  if (!found) {
    version_ptr start = known_state(fork.first, fork.second);
    holds.push_back(start ? start : materialise(fork.first, fork.second));
    root = holds.front()->root();
    from = info.forked_at;
  }
  auto const line = storage::timeline::make(space_);
  storage::replayer replay(*space_, line->owner(), root);
  bool const writing = log_->state() == storage::log_state::writing;
  storage::log_reader reader =
      log_->read(position, writing ? log_->end() : storage::log_reader::everything);
  while (auto const frame = reader.next()) {
    if (frame->header.type != storage::frame_type::commit) continue;
    if (frame->header.scn > at) break;
    if (frame->header.branch == branch && frame->header.scn > from) replay.add(frame->payload);
  }
  storage::database_root const made = replay.finish();
  return line->publish(made, at, replay.keep(), std::move(holds));
}

void engine::drop_caches() {
  std::list<cached_state> dropped;
  std::lock_guard const hold(cache_lock_);
  dropped.swap(cache_);
}

void engine::each_commit(
    branch_id branch, scn from, scn to,
    std::function<void(commit_info const&, storage::commit_record const&)> const& visit) {
  std::vector<commit_info> commits;
  {
    std::lock_guard const sequence(sequencer_);
    to = std::min(to, durable_scn_);
    // Before the fork, the line is the parent's.
    std::vector<std::pair<branch_id, scn>> parts;
    for (branch_id b = branch; true; b = registry_.branch(b).parent) {
      parts.emplace_back(b, to);
      if (b == main_branch || registry_.branch(b).forked_at <= from) break;
      to = std::min(to, registry_.branch(b).forked_at);
    }
    scn below = from;
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      registry_.each_commit(scn{raw(below) + 1}, part->second, [&](commit_info const& c) {
        if (c.branch == part->first) commits.push_back(c);
      });
      below = std::max(below, part->second);
    }
  }
  bytes scratch;
  for (commit_info const& c : commits) {
    storage::log_frame const frame = log_->read_frame(c.frame, scratch);
    visit(c, storage::decode_commit(frame.payload));
  }
}

}  // namespace helios::history

// helios/history/impl/engine_backup.ipp -- copying the file while it is in use, and saying where
// its bytes are.

namespace helios::history {

void engine::backup(std::string const& path,
                    std::function<bool(std::uint64_t, std::uint64_t)> const& progress) {
  using namespace storage;
  frame_file& from = log_->source();
  // The front pages and the durable end belong together: an anchor written later may name pages
  // past this end.
  bytes front(log_begin);
  durable_mark mark;
  queue_.between_batches([&] {
    std::scoped_lock const hold(sequencer_, queue_.append_lock());
    if (options_.read_only) {
      mark = log_->read_durable();
    } else {
      log_->sync();
      mark = {log_->synced_end(), durable_scn_};
    }
    if (from.io().read(0, front) != front.size()) {
      throw error(errc::data_corrupted, "\"" + from.path() + "\" is shorter than its first pages");
    }
  });
  durable_image const durable = encode(mark, from.key());
  std::copy(durable.begin(), durable.end(), front.begin() + durable_offset);

  std::unique_ptr<storage::file> const to = world_->open(path, open_mode::create);
  to->reserve(mark.end);
  bytes piece(std::size_t{1} << 20);
  for (std::uint64_t at = log_begin; at < mark.end;) {
    std::size_t const wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), mark.end - at));
    std::size_t const got = from.io().read(at, std::span(piece).first(wanted));
    if (got == 0)
      throw error(errc::data_corrupted, "\"" + from.path() + "\" ends before its durable end");
    to->write(at, byte_view(piece).first(got));
    at += got;
    if (progress && !progress(at, mark.end)) {
      world_->remove(path);
      throw error(errc::query_canceled, "the backup was canceled")
          .detail("\"" + path + "\" was removed again.");
    }
  }
  // The first pages come last: until then the copy is no database.
  to->write(0, front);
  to->sync();
  world_->sync_directory(path);
}

namespace detail {

/// Adds the bytes of the pages below a node that are not in `seen` yet.
inline void count_pages(storage::node_ref at, storage::tree_space& space,
                        std::set<std::uint64_t>& seen, std::uint64_t& sum) {
  using namespace storage;
  if (at.empty() || (at.in_file() && !seen.insert(at.offset()).second)) return;
  node_pin const node = fetch(at, space.pages());
  node_prefix const p = node.prefix();
  if (at.in_file()) sum += extent_room(p.bytes);
  switch (p.kind) {
    case node_kind::inner: {
      inner_view const inner(node.data);
      for (std::uint32_t i = 0; i != inner.count(); ++i)
        count_pages(inner.child(i), space, seen, sum);
      break;
    }
    case node_kind::leaf: count_pages(load_ref(node.data + leaf_base_at), space, seen, sum); break;
    case node_kind::run: break;
  }
}

}  // namespace detail

storage_report engine::report() {
  storage_report r;
  std::vector<version_ptr> heads;
  {
    std::lock_guard const sequence(sequencer_);
    for (auto const& [id, b] : lines_) heads.push_back(b.head);
    r.commits = raw(durable_scn_);
    r.branches = lines_.size();
    r.file_bytes = options_.read_only ? log_->read_durable().end : log_->end();
    r.log_bytes = r.file_bytes - std::min(r.file_bytes, checkpoint_end_);
  }
  std::set<std::uint64_t> seen;
  for (version_ptr const& v : heads) {
    detail::count_pages(v->root().trees.ref, *space_, seen, r.live_bytes);
    detail::count_pages(v->root().shapes.ref, *space_, seen, r.live_bytes);
    storage::each_tree(v->root(), *space_, [&](tree_id, storage::tree const& t) {
      detail::count_pages(t.root().ref, *space_, seen, r.live_bytes);
    });
  }
  r.history_bytes = r.file_bytes - std::min(r.file_bytes, r.live_bytes);
  r.heap_bytes = space_->pool().used();
  return r;
}

}  // namespace helios::history

// helios/history/impl/engine_branches.ipp -- branches and tags: names in the registry, lines in
// memory.

namespace helios::history {

namespace detail {

inline void check_name(std::string_view what, std::string const& name) {
  if (name.empty() || name.size() > 255) {
    throw error(errc::invalid_parameter_value,
                "the name of a " + std::string(what) + " has 1 to 255 characters");
  }
}

}  // namespace detail

std::vector<branch_info> engine::branches() const {
  std::lock_guard const sequence(sequencer_);
  std::vector<branch_info> all;
  for (auto const& [id, info] : registry_.branches()) {
    if (!info.dropped && lines_.at(id).head) all.push_back(info);
  }
  return all;
}

branch_info engine::find_branch(std::string_view name) const {
  std::lock_guard const sequence(sequencer_);
  branch_info const* const found = registry_.find_branch(name);
  if (found != nullptr && lines_.at(found->id).head) return *found;
  throw error(errc::undefined_object, "branch \"" + std::string(name) + "\" does not exist");
}

queued_frame_ptr engine::enqueue_event(storage::frame_type type, branch_id branch, bytes payload,
                                       std::function<void(registry&)> forget) {
  auto queued = std::make_shared<queued_frame>();
  queued->type = type;
  queued->branch = branch;
  queued->at = last_scn_;
  queued->payload = std::move(payload);
  queued->durable = [](std::uint64_t) {};
  queued->forget = std::move(forget);
  queued->undo = [] {};
  queue_.enqueue(queued);
  return queued;
}

branch_info engine::create_branch(std::string const& name, branch_id parent, std::optional<scn> at,
                                  std::vector<std::pair<std::string, std::string>> options) {
  refuse_unless_writable();
  detail::check_name("branch", name);
  version_ptr past = at ? as_of(parent, *at) : nullptr;
  auto const id = static_cast<branch_id>(next_id(counter_objects));
  branch_info info;
  queued_frame_ptr queued;
  {
    std::lock_guard const sequence(sequencer_);
    if (registry_.find_branch(name) != nullptr) {
      throw error(errc::duplicate_object, "branch \"" + name + "\" already exists");
    }
    branch_line const& from = writable_line(parent);
    if (past == from.head && from.tip == from.head) past = nullptr;
    info.id = id;
    info.name = name;
    info.created = next_time();
    info.options = std::move(options);
    if (past) {
      std::tie(info.parent, info.forked_at) = resolve(parent, *at);
    } else {
      info.parent = parent;
      info.forked_at = registry_.branch(parent).last;
      past = from.tip;
    }
    info.last = info.forked_at;
    registry_.set_branch(info);
    // Nobody sees it before it is durable: it may begin with commits that are not.
    add_line(id, past->root(), info.forked_at, {past}).head.reset();
    queued = enqueue_event(storage::frame_type::branch, id, branch_event(info),
                           [id](registry& in) { in.take_back_branch(id); });
    queued->durable = [this, id](std::uint64_t) {
      branch_line& born = lines_.at(id);
      born.head = born.tip;
    };
    queued->undo = [this, id] { lines_.erase(id); };
  }
  queue_.wait(queued);
  return info;
}

void engine::rename_branch(branch_id branch, std::string const& name) {
  refuse_unless_writable();
  detail::check_name("branch", name);
  queued_frame_ptr queued;
  {
    std::lock_guard const sequence(sequencer_);
    branch_info const before = registry_.branch(branch);
    if (before.name == name) return;
    if (registry_.find_branch(name) != nullptr) {
      throw error(errc::duplicate_object, "branch \"" + name + "\" already exists");
    }
    branch_info after = before;
    after.name = name;
    registry_.set_branch(after);
    queued = enqueue_event(storage::frame_type::branch, branch, branch_event(after),
                           [before](registry& in) {
                             branch_info back = in.branch(before.id);
                             back.name = before.name;
                             in.set_branch(back);
                           });
  }
  queue_.wait(queued);
}

void engine::drop_branch(branch_id branch) {
  refuse_unless_writable();
  queued_frame_ptr queued;
  {
    std::lock_guard const sequence(sequencer_);
    static_cast<void>(writable_line(branch));
    auto const& all = registry_.branches();
    if (std::count_if(all.begin(), all.end(), [](auto const& b) { return !b.second.dropped; }) ==
        1) {
      throw error(errc::object_in_use, "the last branch cannot be dropped")
          .hint("Create or rename another branch first.");
    }
    branch_info after = registry_.branch(branch);
    after.dropped = true;
    registry_.set_branch(after);
    queued = enqueue_event(storage::frame_type::branch, branch, branch_event(after),
                           [branch](registry& in) {
                             branch_info back = in.branch(branch);
                             back.dropped = false;
                             in.set_branch(back);
                           });
    // Its line stays until then: commits before the drop may await their sync too.
    queued->durable = [this, branch](std::uint64_t) { lines_.erase(branch); };
  }
  queue_.wait(queued);
}

std::vector<tag_info> engine::tags() const {
  std::lock_guard const sequence(sequencer_);
  std::vector<tag_info> all;
  for (auto const& [name, tag] : registry_.tags()) all.push_back(tag);
  return all;
}

void engine::create_tag(std::string const& name, branch_id branch, std::optional<scn> at) {
  refuse_unless_writable();
  detail::check_name("tag", name);
  queued_frame_ptr queued;
  {
    std::lock_guard const sequence(sequencer_);
    if (registry_.tags().contains(name))
      throw error(errc::duplicate_object, "tag \"" + name + "\" already exists");
    if (at && *at > durable_scn_)
      throw error(errc::invalid_parameter_value, "a tag cannot name a future commit");
    tag_info tag{name, branch, at.value_or(line_of(branch).tip->at()), next_time()};
    registry_.set_tag(tag);
    queued = enqueue_event(storage::frame_type::registry, branch, tag_event(tag),
                           [name](registry& in) { in.remove_tag(name); });
  }
  queue_.wait(queued);
}

void engine::drop_tag(std::string const& name) {
  refuse_unless_writable();
  queued_frame_ptr queued;
  {
    std::lock_guard const sequence(sequencer_);
    auto const found = registry_.tags().find(name);
    if (found == registry_.tags().end()) {
      throw error(errc::undefined_object, "tag \"" + name + "\" does not exist");
    }
    tag_info const before = found->second;
    registry_.remove_tag(name);
    queued = enqueue_event(storage::frame_type::registry, before.branch, untag_event(name),
                           [before](registry& in) { in.set_tag(before); });
  }
  queue_.wait(queued);
}

namespace detail {

/// The newest commit of each branch's line that a commit's history contains.
[[nodiscard]] inline std::map<branch_id, scn> reached(registry const& in, branch_id branch,
                                                      scn at) {
  std::map<branch_id, scn> reach;
  std::vector<std::pair<branch_id, scn>> open{{branch, at}};
  while (!open.empty()) {
    auto const [b, s] = open.back();
    open.pop_back();
    auto const known = reach.find(b);
    if (known != reach.end() && known->second >= s) continue;
    scn const done = known == reach.end() ? scn{0} : known->second;
    reach[b] = s;
    branch_info const& info = in.branch(b);
    if (b != main_branch) open.emplace_back(info.parent, std::min(s, info.forked_at));
    for (merge_info const& m : in.merges()) {
      if (m.into == b && m.at <= s && m.at > done) open.emplace_back(m.from, m.from_at);
    }
  }
  return reach;
}

}  // namespace detail

std::pair<branch_id, scn> engine::common_ancestor(branch_id a, scn a_at, branch_id b,
                                                  scn b_at) const {
  std::lock_guard const sequence(sequencer_);
  std::map<branch_id, scn> const from_a = detail::reached(registry_, a, a_at);
  std::map<branch_id, scn> const from_b = detail::reached(registry_, b, b_at);
  // Of the commits that both contain, the newest: with criss-cross merges several are nearest, and
  // the highest SCN is taken. A branch's line begins after its fork point: up to there the commit
  // is its parent's.
  std::pair<branch_id, scn> best{main_branch, scn{0}};
  for (auto const& [branch, at] : from_a) {
    auto const other = from_b.find(branch);
    if (other == from_b.end()) continue;
    scn const both = std::min(at, other->second);
    if (branch != main_branch && both <= registry_.branch(branch).forked_at) continue;
    if (both > best.second) best = {branch, both};
  }
  return best;
}

}  // namespace helios::history

// helios/history/impl/engine_checkpoint.ipp -- checkpoints: captured, written, anchored, swung.

namespace helios::history {

checkpoint_run::checkpoint_run(engine& of)
    : engine_(&of),
      registry_(*of.space_, microseconds{}),
      writer_(*of.log_, *of.space_, scn{}, of.space_->pool().used(), of.extents()) {
  engine_->queue_.between_batches([this] {
    std::scoped_lock const hold(engine_->sequencer_, engine_->queue_.append_lock());
    // What waits for its sync may still fail: it belongs to the log behind the checkpoint.
    registry_ = engine_->registry_;
    engine_->queue_.forget_waiting(registry_);
    replay_ = engine_->log_->position();
    at_ = engine_->durable_scn_;
    auto const last = registry_.commit_at_or_before(at_);
    time_ = last ? last->time : microseconds{};
    for (auto const& [id, line] : engine_->lines_) {
      if (!line.head) continue;
      unchanged_[id] = line.image;
      bool const same = line.image.written && line.image.at == line.head->at() &&
                        !line.head->root().trees.ref.in_heap() &&
                        !line.head->root().shapes.ref.in_heap();
      if (!same) branches_.push_back({id, line.head, {}});
    }
    engine_->checkpoint_end_ = replay_.offset;
  });
}

bool checkpoint_run::step(std::uint64_t budget) {
  if (!write_trees(budget)) return false;
  write_registry();
  anchor();
  swing();
  return true;
}

bool checkpoint_run::write_trees(std::uint64_t& budget) {
  for (; next_ != branches_.size(); ++next_) {
    captured& c = branches_[next_];
    bool complete = true;
    storage::each_tree(c.state->root(), *engine_->space_, [&](tree_id, storage::tree const& t) {
      if (complete) complete = writer_.write(t, budget);
    });
    if (!complete) return false;
    c.image = write_directory(c.state->root());
  }
  return true;
}

/// The directory of a state whose trees are written, naming their pages, itself written.
storage::database_root checkpoint_run::write_directory(storage::database_root const& root) {
  storage::tree_space& space = *engine_->space_;
  storage::draft& d = drafts_.emplace_back(space, space.new_owner(), space.tick(), root);
  storage::each_tree(root, space, [&](tree_id id, storage::tree const& t) {
    if (t.root().ref.in_heap()) {
      static_cast<void>(d.open(id));
      d.set_root(id, storage::page_writer::image_of(t.root()));
    }
  });
  storage::database_root const named = d.finish();
  std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();
  static_cast<void>(writer_.write({named.trees, space.shapes().trees(), space.pages()}, unbounded));
  static_cast<void>(
      writer_.write({named.shapes, space.shapes().shapes(), space.pages()}, unbounded));
  return {storage::page_writer::image_of(named.trees),
          storage::page_writer::image_of(named.shapes)};
}

void checkpoint_run::write_registry() {
  storage::tree_space& space = *engine_->space_;
  std::map<branch_id, branch_image> images;
  for (auto const& [id, info] : registry_.branches()) {
    // Those that did not move are where they were.
    auto const was = unchanged_.find(id);
    branch_image image{info, {}, info.forked_at, false};
    if (was != unchanged_.end())
      image = {info, was->second.root, was->second.at, was->second.written};
    images[id] = image;
  }
  for (captured const& c : branches_)
    images[c.id] = {registry_.branch(c.id), c.image, c.state->at(), true};
  storage::draft& d =
      drafts_.emplace_back(space, space.new_owner(), space.tick(), registry_.root());
  registry_.write(d, images, engine_->last_checkpoint_, at_);
  storage::database_root const root = d.finish();
  std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();
  storage::each_tree(root, space, [&](tree_id, storage::tree const& t) {
    static_cast<void>(writer_.write(t, unbounded));
  });
  registry_image_ = write_directory(root);
  writer_.flush();
}

void checkpoint_run::anchor() {
  storage::log& log = *engine_->log_;
  log.sync();
  detail::checkpoint_record const record{at_, replay_, time_, registry_image_};
  bytes const payload = detail::encode_checkpoint(record);
  storage::frame_to_write frame;
  frame.type = storage::frame_type::checkpoint;
  frame.scn = at_;
  frame.payload = payload;
  {
    std::lock_guard const append(engine_->queue_.append_lock());
    log.append({&frame, 1});
  }
  log.sync();
  storage::anchor a = log.newest_anchor();
  a.checkpoint = frame.offset;
  a.replay = replay_;
  a.scn = at_;
  {
    std::lock_guard const sequence(engine_->sequencer_);
    a.reserved.scn = engine_->reserved_from(engine_->last_scn_);
  }
  log.write_anchor(a);
  std::lock_guard const sequence(engine_->sequencer_);
  engine_->last_checkpoint_ = {at_, frame.offset};
}

void checkpoint_run::swing() {
  std::lock_guard const sequence(engine_->sequencer_);
  for (captured const& c : branches_) swing_branch(c);
  engine_->registry_.wrote(registry_image_, at_);
}

/// Puts a version over the branch's tip that has the same rows and reaches pages where the
/// checkpoint wrote some.
void checkpoint_run::swing_branch(captured const& c) {
  auto const found = engine_->lines_.find(c.id);
  if (found == engine_->lines_.end()) return;
  engine::branch_line& line = found->second;
  storage::tree_space& space = *engine_->space_;
  storage::owner_id const owner = line.line->owner();
  version_ptr const tip = line.tip;
  storage::database_root const& before = c.state->root();
  storage::swinger swing(owner);

  // Trees that did not change since the capture are in the file whole; the others are swung where
  // they share.
  storage::draft d(space, owner, space.tick(), c.image);
  std::map<tree_id, storage::tree> now;
  storage::each_tree(tip->root(), space,
                     [&](tree_id id, storage::tree const& t) { now.emplace(id, t); });
  storage::each_tree(before, space, [&](tree_id id, storage::tree const&) {
    if (!now.contains(id)) d.drop(id);
  });
  for (auto const& [id, t] : now) {
    auto const was = storage::open_tree(before, id, space);
    if (was && was->root() == t.root() && was->form().fingerprint() == t.form().fingerprint()) {
      swing.let_go(t.root().ref);
      continue;
    }
    if (!was) {
      d.create(id, t.form());
    } else if (was->form().fingerprint() != t.form().fingerprint()) {
      d.reshape(id, t.form());
    }
    static_cast<void>(d.open(id));
    d.set_root(id, swing.swing(t.root()));
  }
  swing.let_go(tip->root().trees.ref);
  swing.let_go(tip->root().shapes.ref);
  storage::database_root const root = d.finish();
  static_cast<void>(d.keep());
  bool const settled = line.head == tip;
  std::vector<version_ptr> holds;
  if (swing.reaches_foreign()) holds = tip->holds();
  line.tip = line.line->publish(root, tip->at(), std::move(swing.unreached()), std::move(holds));
  if (settled) line.head = line.tip;
  line.image = {engine_->registry_.branch(c.id), c.image, c.state->at(), true};
}

storage::page_writer::reserve_function engine::extents() {
  return [this](std::uint64_t length) {
    std::lock_guard const append(queue_.append_lock());
    return log_->reserve_extent(length);
  };
}

void engine::upkeep() {
  std::uint64_t log_since = options_.checkpoint_bytes;
  if (space_->pool().used() > options_.memory_limit) {
    // Nodes that a checkpoint wrote leave memory; a little log has to have come for it to be worth
    // it.
    trim_cache();
    log_since /= 16;
  }
  if (log_->end() < checkpoint_end_ + log_since) return;
  std::unique_lock const one(checkpoint_lock_, std::try_to_lock);
  if (!one.owns_lock()) return;
  try {
    if (!run_) run_ = std::make_unique<checkpoint_run>(*this);
    if (run_->step(options_.checkpoint_slice)) {
      run_.reset();
      checkpoints_.fetch_add(1, std::memory_order_relaxed);
    }
  } catch (error const&) {
    // The commit that came here is durable and must not be told that it failed. A checkpoint begins
    // anew after as much log again; what stops this one meets checkpoint() and close() too, and a
    // poisoned log the next commit.
    run_.reset();
  }
}

void engine::checkpoint() {
  refuse_unless_writable();
  std::lock_guard const one(checkpoint_lock_);
  // One that is under way lacks what was committed since it began: it is given up, the pages that
  // it wrote are used by the next.
  run_.reset();
  checkpoint_run run(*this);
  while (!run.step(std::numeric_limits<std::uint64_t>::max())) {
  }
  checkpoints_.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace helios::history

// helios/history/impl/engine_commit.ipp -- commits: checked against the tip, applied, sequenced,
// made durable; and ids.

// helios/storage/fresh_leaves.hpp -- what a bulk load logs: its new leaves as splices over the tree
// it grew from.
//
// Holds     (X2) for a change that only put rows, the splices over the old tree give the new tree's
// rows Threads   as a reader of the tree Cost      one visit per new node; subtrees that the old
// tree has are passed by

namespace helios::storage {

struct fresh_part {
  std::vector<splice> splices;  // pages are filled in from the leaves' twins (node.hpp)
  std::uint64_t rows = 0;       // in all of them
};

/// The leaves born at or after an era, grouped by neighbourhood. Keys point into `keys`.
/// Requires that every such leaf has a page.
[[nodiscard]] HELIOS_DECL fresh_part fresh_leaves(tree_id id, tree const& t, era since,
                                                  std::deque<bytes>& keys);

/// How many rows the leaves born at or after an era hold.
[[nodiscard]] HELIOS_DECL std::uint64_t fresh_rows(tree const& t, era since);

}  // namespace helios::storage

// helios/storage/impl/fresh_leaves.ipp -- walking the new part of a tree.

namespace helios::storage {

namespace detail {

[[nodiscard]] inline bool born_since(node_ref n, era since) noexcept {
  return n.in_heap() && header_of(n).birth >= since;
}

[[nodiscard]] inline std::uint64_t live_rows(node_ref leaf, tree const& t) {
  return with_keys(t.form().keys(), [&](auto k) {
    std::vector<row_place> places;
    leaf_view(leaf, t.form(), t.pages()).template order<decltype(k)>(places);
    return std::uint64_t{places.size()};
  });
}

template <class K>
struct fresh_walk {
  using view = typename K::view;
  tree_id id;
  tree const& t;
  era since;
  std::deque<bytes>& keys;
  fresh_part out{};
  bool open = false;

  [[nodiscard]] key_view lasting(view k) {
    if constexpr (K::kind == key_kind::int64) {
      return k;
    } else {
      return byte_view(keys.emplace_back(k.begin(), k.end()));
    }
  }
  /// low: nullptr at the tree's left edge.
  void visit(node_ref at, std::uint8_t height, view const* low) {
    if (!born_since(at, since)) {
      if (open) {
        out.splices.back().to_end = false;
        out.splices.back().high = lasting(*low);
      }
      open = false;
      return;
    }
    if (height != 0) {
      inner_view const inner(at.address());
      for (std::uint32_t i = 0; i != inner.count(); ++i) {
        view const separator = inner.template separator<K>(i);
        visit(inner.child(i), static_cast<std::uint8_t>(height - 1), i == 0 ? low : &separator);
      }
      return;
    }
    if (!open) {
      splice s;
      s.id = id;
      s.keys = K::kind;
      s.from_start = low == nullptr;
      s.to_end = true;
      if (low != nullptr) s.low = lasting(*low);
      out.splices.push_back(std::move(s));
      open = true;
    }
    splice::leaf leaf;
    leaf.first = low == nullptr ? key_view() : lasting(*low);
    leaf.page = node_ref(identity(at)).offset();
    leaf.rows = live_rows(at, t);
    out.rows += leaf.rows;
    out.splices.back().leaves.push_back(leaf);
  }
};

inline void count_fresh(node_ref at, std::uint8_t height, tree const& t, era since,
                        std::uint64_t& rows) {
  if (!born_since(at, since)) return;
  if (height == 0) {
    rows += live_rows(at, t);
    return;
  }
  inner_view const inner(at.address());
  for (std::uint32_t i = 0; i != inner.count(); ++i) {
    count_fresh(inner.child(i), static_cast<std::uint8_t>(height - 1), t, since, rows);
  }
}

}  // namespace detail

fresh_part fresh_leaves(tree_id id, tree const& t, era since, std::deque<bytes>& keys) {
  if (t.root().empty()) return {};
  return with_keys(t.form().keys(), [&](auto k) {
    detail::fresh_walk<decltype(k)> walk{id, t, since, keys};
    walk.visit(t.root().ref, t.root().height, nullptr);
    return std::move(walk.out);
  });
}

std::uint64_t fresh_rows(tree const& t, era since) {
  std::uint64_t rows = 0;
  if (!t.root().empty()) detail::count_fresh(t.root().ref, t.root().height, t, since, rows);
  return rows;
}

}  // namespace helios::storage

namespace helios::history {

namespace detail {

/// Whether a key's row is the same in two versions of a tree. Leaves that both share are not
/// opened.
[[nodiscard]] inline bool same_row(storage::tree const& a, storage::tree const& b,
                                   storage::key_view const& key) {
  if (a.root().empty() || b.root().empty()) {
    return !a.find(key) && !b.find(key);
  }
  bool const shared = storage::with_keys(a.form().keys(), [&](auto k) {
    using K = decltype(k);
    storage::node_ref const x = storage::detail::leaf_for<K>(a.root(), K::of(key), a.pages());
    storage::node_ref const y = storage::detail::leaf_for<K>(b.root(), K::of(key), b.pages());
    return storage::identity(x) == storage::identity(y);
  });
  if (shared) return true;
  auto const x = a.find(key);
  auto const y = b.find(key);
  if (!x || !y) return !x && !y;
  return storage::equal_rows(x->row(), y->row());
}

[[noreturn]] inline void lost(std::string detail) {
  throw error(errc::serialization_failure, "could not serialize access due to concurrent update")
      .detail(std::move(detail))
      .hint("Run the transaction again.");
}

}  // namespace detail

void engine::validate(commit_request const& request, version_ptr const& from,
                      version_ptr const& to) {
  auto const open_both = [&](tree_id id) {
    auto const before = storage::open_tree(from->root(), id, *space_);
    auto const now = storage::open_tree(to->root(), id, *space_);
    if (before.has_value() != now.has_value() ||
        (before && before->form().fingerprint() != now->form().fingerprint())) {
      detail::lost(
          "A concurrent transaction changed the definition of a table that this one writes.");
    }
    return std::pair(before, now);
  };
  for (storage::tree_operations const& t : request.record.trees) {
    auto const [before, now] = open_both(t.id);
    if (!before || storage::identity(before->root().ref) == storage::identity(now->root().ref))
      continue;
    for (storage::tree_op const& o : t.ops) {
      if (!detail::same_row(*before, *now, o.key)) {
        detail::lost("A concurrent transaction wrote a row that this one writes.");
      }
    }
  }
  for (storage::tree_definition const& d : request.record.definitions) {
    if (d.kind != storage::tree_change::create) static_cast<void>(open_both(d.id));
  }
  for (storage::splice const& s : request.record.splices) {
    auto const [before, now] = open_both(s.id);
    if (before && storage::identity(before->root().ref) != storage::identity(now->root().ref)) {
      detail::lost("A concurrent transaction wrote to a table that this one loads.");
    }
  }
  for (auto const& [id, key] : request.unchanged) {
    auto const [before, now] = open_both(id);
    if (before && !detail::same_row(*before, *now, key.view())) {
      detail::lost("A concurrent transaction changed a row that this one relies on.");
    }
  }
}

/// Commit times rise strictly, so that a time names one commit.
microseconds engine::next_time() {
  last_time_ = microseconds{std::max(raw(world_->now()), raw(last_time_) + 1)};
  return last_time_;
}

commit_result engine::commit(commit_request request) {
  refuse_unless_writable();
  // Rounds outside the lock, so that only what was committed since the last one is left for inside.
  version_ptr seen = request.base;
  for (int round = 0; round != 2; ++round) {
    version_ptr tip;
    {
      std::lock_guard const sequence(sequencer_);
      tip = writable_line(request.branch).tip;
    }
    if (tip == seen) break;
    validate(request, seen, tip);
    seen = tip;
  }
  commit_result result;
  queued_frame_ptr queued = load(request, seen, result);
  if (!queued) {
    bytes payload;
    storage::encode(request.record, payload);
    std::lock_guard const sequence_lock(sequencer_);
    version_ptr const tip = writable_line(request.branch).tip;
    if (tip != seen) validate(request, seen, tip);
    queued = sequence(request, std::move(payload), result);
  }
  queue_.wait(queued);
  upkeep();
  return result;
}

/// A commit that puts many rows: its leaves are written and synced first, the frame names them.
/// Nothing when the commit is not of that kind, or others were faster three times: then its rows
/// are logged.
queued_frame_ptr engine::load(commit_request& request, version_ptr& seen, commit_result& result) {
  std::vector<tree_id> bulk;
  for (storage::tree_operations const& t : request.record.trees) {
    bool const puts_only =
        std::none_of(t.ops.begin(), t.ops.end(), [](storage::tree_op const& o) { return o.erase; });
    if (t.ops.size() >= options_.bulk_rows && puts_only) bulk.push_back(t.id);
  }
  if (bulk.empty()) return nullptr;
  for (int round = 0; round != 3; ++round) {
    storage::owner_id owner;
    {
      std::lock_guard const sequence(sequencer_);
      branch_line const& line = line_of(request.branch);
      if (line.tip != seen) validate(request, seen, line.tip);
      seen = line.tip;
      owner = line.line->owner();
    }
    storage::era const since = space_->tick();
    storage::draft made(*space_, owner, since, seen->root());
    storage::apply_commit(made, request.record);
    if (seen != request.base && request.check) request.check(made);

    storage::commit_record record = request.record;
    record.trees.clear();
    std::deque<bytes> keys;
    {
      // Nobody else gives nodes their pages meanwhile: a page counts once it is synced.
      std::lock_guard const one(checkpoint_lock_);
      storage::page_writer writer(*log_, *space_, seen->at(), space_->pool().used(), extents());
      std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();
      for (storage::tree_operations& t : request.record.trees) {
        storage::tree const tree = made.open(t.id);
        // Leaves pay off when the commit put at least a quarter of the rows they hold.
        bool const pays = std::find(bulk.begin(), bulk.end(), t.id) != bulk.end() &&
                          storage::fresh_rows(tree, since) <= 4 * t.ops.size();
        if (!pays) {
          record.trees.push_back(t);
          continue;
        }
        static_cast<void>(writer.write(tree, unbounded));
        for (storage::splice& s : storage::fresh_leaves(t.id, tree, since, keys).splices) {
          record.splices.push_back(std::move(s));
        }
      }
      if (record.splices.empty()) return nullptr;
      writer.flush();
      log_->sync();
    }
    bytes payload;
    storage::encode(record, payload);
    std::lock_guard const sequence(sequencer_);
    if (line_of(request.branch).tip == seen)
      return publish(request, made, std::move(payload), result);
  }
  return nullptr;
}

queued_frame_ptr engine::sequence(commit_request& request, bytes&& payload, commit_result& result) {
  branch_line& b = line_of(request.branch);
  storage::draft d(*space_, b.line->owner(), space_->tick(), b.tip->root());
  storage::apply_commit(d, request.record);
  if (b.tip != request.base && request.check) request.check(d);
  return publish(request, d, std::move(payload), result);
}

/// Makes a draft on the tip the new tip, and queues its frame.
queued_frame_ptr engine::publish(commit_request const& request, storage::draft& d, bytes&& payload,
                                 commit_result& result) {
  branch_line& b = line_of(request.branch);
  version_ptr const tip = b.tip;
  storage::database_root const root = d.finish();
  branch_info const before = registry_.branch(b.id);
  result.at = scn{raw(last_scn_) + 1};
  result.time = next_time();
  store(payload.data() + storage::commit_time_at, raw(result.time));
  store(payload.data() + storage::commit_previous_at, raw(before.last));
  auto queued = std::make_shared<queued_frame>();
  queued->type = storage::frame_type::commit;
  queued->branch = b.id;
  queued->at = result.at;
  queued->payload = std::move(payload);

  std::vector<storage::node_ref> superseded = d.keep();
  version_ptr const made = b.line->publish(root, result.at, std::move(superseded), tip->holds());
  b.tip = made;
  last_scn_ = result.at;
  registry_.add_commit({result.at, b.id, result.time, request.record.transaction, 0});
  if (request.record.merged) {
    registry_.add_merge(
        {result.at, b.id, request.record.merged->branch, request.record.merged->at});
  }
  queued->durable = [this, id = b.id, made, at = result.at](std::uint64_t offset) {
    durable_scn_ = at;
    registry_.set_frame(at, offset);
    auto const line = lines_.find(id);
    if (line == lines_.end()) return;
    // A checkpoint may have put a version with the same commits over it.
    line->second.head = line->second.tip->at() == at ? line->second.tip : made;
  };
  queued->forget = [before, at = result.at](registry& in) { in.take_back(at, before); };
  queued->undo = [this, id = b.id, tip] {
    auto const line = lines_.find(id);
    if (line == lines_.end()) return;
    line->second.line->retract_to(tip);
    line->second.tip = tip;
  };
  queue_.enqueue(queued);
  return queued;
}

std::uint64_t engine::next_id(std::uint64_t counter, std::uint64_t count) {
  refuse_unless_writable();
  std::lock_guard const hold(ids_lock_);
  id_block& block = ids_[counter];
  if (block.end - block.next < count) {
    std::uint64_t end = 0;
    queued_frame_ptr queued;
    {
      std::lock_guard const sequence(sequencer_);
      if (block.end == 0) {
        auto const known = registry_.counters().find(counter);
        block.next = block.end = known == registry_.counters().end() ? 0 : known->second;
      }
      // Blocks double, so that a busy counter seldom waits for the log.
      std::uint64_t const step = std::clamp<std::uint64_t>(block.end, 256, 65536);
      end = block.next + count + step;
      registry_.set_counter(counter, end);
      queued = enqueue_event(storage::frame_type::registry, main_branch,
                             counter_event(counter, end), [](registry&) {});
      queued->always_synced = true;
    }
    queue_.wait(queued);
    block.end = end;
  }
  std::uint64_t const first = block.next + 1;
  block.next += count;
  return first;
}

}  // namespace helios::history

// helios/history/merge.hpp -- taking over into one branch what another did: three-way, row by row,
// cell by cell.
//
// Shape     base    the newest commit that both branches' histories contain
// (engine::common_ancestor)
//           theirs  the source branch; ours: the target
//           a row   changed on one side only: taken; on both: its cells are merged by column id
// Holds     (M1) merge(x, x) changes nothing; merging again what is merged changes nothing
//           (M2) a cell is in conflict exactly when both sides differ from the base and from each
//           other there (M3) with `fail` and a conflict nothing is changed
// Threads   as a transaction on the target
// Errors    40001 when the target moves while merging; 25006. Conflicts are rows of the result, not
// errors. Cost      the differing rows of the source, found without reading what the branches
// share, and a lookup each Source    cell-wise three-way merge as in Dolt; what is a conflict is
// written down in docs/decisions.md

// helios/history/transaction.hpp -- one transaction on one branch: reads a snapshot and its own
// changes, commits or leaves no trace.
//
// Shape     operations are kept in the order they came and applied to a private draft when somebody
// reads;
//           a commit sorts them, the last one of a key wins
// Holds     (T1) until commit() returned nobody else sees a change
//           (T2) roots read before a savepoint stay whole when the transaction goes back to it
// Threads   one at a time
// Errors    40001 (serialization_failure): a concurrent transaction committed first to a row this
// one writes;
//           25P02 after commit or rollback; 3B001 for a savepoint that is gone; else as the engine

// helios/base/arena.hpp -- memory that is given out in order and taken back all at once.
//
// Holds     (A1) every block lies on one chain; the blocks up to `current_` are in use, later ones
//           are spare
//           (A2) begin of the current block <= at_ <= end_
// Threads   one at a time
// Errors    std::bad_alloc
// Cost      a few instructions per allocation; blocks double from 4 KiB to 1 MiB

namespace helios {

class arena {
  struct block {
    block* next;
    std::size_t size;  // of the bytes behind this header
    [[nodiscard]] std::byte* begin() noexcept { return reinterpret_cast<std::byte*>(this + 1); }
  };

 public:
  arena() = default;
  arena(arena const&) = delete;
  arena& operator=(arena const&) = delete;
  arena(arena&& other) noexcept
      : first_(std::exchange(other.first_, nullptr)),
        current_(std::exchange(other.current_, nullptr)),
        at_(std::exchange(other.at_, nullptr)),
        end_(std::exchange(other.end_, nullptr)) {}
  arena& operator=(arena&& other) noexcept {
    arena taken(std::move(other));
    std::swap(first_, taken.first_);
    std::swap(current_, taken.current_);
    std::swap(at_, taken.at_);
    std::swap(end_, taken.end_);
    return *this;
  }
  ~arena() {
    while (first_ != nullptr) ::operator delete(std::exchange(first_, first_->next));
  }

  /// Uninitialised bytes. Requires align to be a power of two, at most that of std::max_align_t.
  [[nodiscard]] void* allocate(std::size_t size, std::size_t align = alignof(std::max_align_t)) {
    HELIOS_EXPECTS(align != 0 && (align & (align - 1)) == 0 && align <= alignof(std::max_align_t));
    auto const gap = static_cast<std::size_t>(-reinterpret_cast<std::uintptr_t>(at_)) & (align - 1);
    auto const left = static_cast<std::size_t>(end_ - at_);
    if (left < gap || left - gap < size) return allocate_elsewhere(size);
    std::byte* const result = at_ + gap;
    at_ = result + size;
    return result;
  }

  /// An object that nobody destroys.
  template <class T, class... Args>
  [[nodiscard]] T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena runs no destructors");
    return ::new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  /// The bytes of a text, kept as long as the arena.
  [[nodiscard]] std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    auto* const to = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

  /// Makes the newest allocation, which ends at `end`, longer by `more` bytes. false: something
  /// was allocated after it, or its block is full.
  [[nodiscard]] bool extend(void const* end, std::size_t more) noexcept {
    if (end != at_ || static_cast<std::size_t>(end_ - at_) < more) return false;
    at_ += more;
    return true;
  }

  class mark {
    friend class arena;
    block* current_ = nullptr;
    std::byte* at_ = nullptr;
  };
  [[nodiscard]] mark here() const noexcept {
    mark m;
    m.current_ = current_;
    m.at_ = at_;
    return m;
  }
  /// Takes back everything allocated since the mark; the memory is reused, not freed.
  void rewind(mark m) noexcept {
    current_ = m.current_;
    at_ = m.at_;
    end_ = current_ == nullptr ? nullptr : current_->begin() + current_->size;
  }
  void clear() noexcept { rewind({}); }

  /// Bytes held from the system.
  [[nodiscard]] std::size_t capacity() const noexcept {
    std::size_t sum = 0;
    for (block* b = first_; b != nullptr; b = b->next) sum += b->size;
    return sum;
  }

 private:
  static constexpr std::size_t smallest_block = 4096 - sizeof(block);
  static constexpr std::size_t largest_step = std::size_t{1} << 20;

  // Blocks begin aligned for everything, so a fresh one needs no gap.
  void* allocate_elsewhere(std::size_t size) {
    block*& next = current_ == nullptr ? first_ : current_->next;
    if (next == nullptr || next->size < size) {
      std::size_t const wanted =
          current_ == nullptr ? smallest_block : std::min(2 * current_->size, largest_step);
      std::size_t const room = std::max(size, wanted);
      next = ::new (::operator new(sizeof(block) + room)) block{next, room};
    }
    current_ = next;
    at_ = current_->begin() + size;
    end_ = current_->begin() + current_->size;
    return current_->begin();
  }
  static_assert(sizeof(block) % alignof(std::max_align_t) == 0);

  block* first_ = nullptr;
  block* current_ = nullptr;
  std::byte* at_ = nullptr;
  std::byte* end_ = nullptr;
};

}  // namespace helios

namespace helios::history {

class transaction {
 public:
  /// Begins on the head of a branch.
  HELIOS_DECL transaction(std::shared_ptr<engine> in, branch_id branch);
  /// Begins on a state the caller has read.
  HELIOS_DECL transaction(std::shared_ptr<engine> in, branch_id branch, version_ptr base);

  [[nodiscard]] branch_id branch() const noexcept { return branch_; }
  [[nodiscard]] version_ptr const& base() const noexcept { return base_; }
  /// Given at the first call; AS OF TRANSACTION finds the commit by it.
  [[nodiscard]] HELIOS_DECL transaction_id id();

  // Reading: with this transaction's changes.
  [[nodiscard]] HELIOS_DECL bool has(tree_id id);
  [[nodiscard]] HELIOS_DECL storage::tree read(tree_id id);

  // Writing. Images and keys are copied.
  HELIOS_DECL void put(tree_id id, storage::key_view const& key, byte_view image);
  /// `old`: the row that is there, as an image; the log keeps it.
  HELIOS_DECL void erase(tree_id id, storage::key_view const& key, byte_view old);
  HELIOS_DECL void create(tree_id id, storage::shape const& form);
  HELIOS_DECL void reshape(tree_id id, storage::shape const& form);
  HELIOS_DECL void drop(tree_id id);
  /// The commit is refused if a concurrent one changed this row: what a statement relied on without
  /// writing it.
  HELIOS_DECL void rely_on(tree_id id, storage::key_view const& key);
  /// The commit's other parent: it takes over what another branch's commit did (history/merge.hpp).
  void merges(storage::merge_parent const& parent) { merged_ = parent; }
  /// Called with the merged state when a concurrent commit came first (commit_request::check).
  void check_with(std::function<void(storage::draft&)> check) { check_ = std::move(check); }

  class savepoint {
    friend class transaction;
    std::size_t operations, definitions, relied;
    storage::draft::mark_point mark;
  };
  [[nodiscard]] HELIOS_DECL savepoint save();
  HELIOS_DECL void rollback_to(savepoint const& to);

  [[nodiscard]] bool wrote() const noexcept {
    return !operations_.empty() || !definitions_.empty();
  }
  /// Returns the commit, or nothing if there was nothing to commit.
  HELIOS_DECL std::optional<commit_result> commit(std::string_view message = {},
                                                  std::string_view author = {});
  HELIOS_DECL void rollback() noexcept;
  [[nodiscard]] bool ended() const noexcept { return draft_ == nullptr; }

 private:
  struct operation {
    tree_id id;
    storage::tree_op op;
    storage::shape const* form;  // of its image
  };
  HELIOS_DECL void refuse_if_ended() const;
  HELIOS_DECL void flush();
  [[nodiscard]] HELIOS_DECL byte_view keep(byte_view data);
  [[nodiscard]] storage::shape const& form_of(tree_id id) { return draft_->open(id).form(); }

  std::shared_ptr<engine> engine_;
  branch_id branch_;
  version_ptr base_;
  std::unique_ptr<storage::draft> draft_;
  arena kept_;
  std::vector<operation> operations_;
  std::size_t applied_ = 0;  // of operations_, to the draft
  std::vector<storage::tree_definition> definitions_;
  std::vector<std::pair<tree_id, storage::key>> relied_on_;
  std::function<void(storage::draft&)> check_;
  std::optional<transaction_id> id_;
  std::optional<storage::merge_parent> merged_;
  std::vector<bytes> converted_;  // images that a later change of shape made old
};

}  // namespace helios::history

// helios/history/impl/transaction.ipp -- operations gathered, applied when read, sorted when
// committed.

namespace helios::history {

transaction::transaction(std::shared_ptr<engine> in, branch_id branch)
    : transaction(in, branch, in->head(branch)) {}

transaction::transaction(std::shared_ptr<engine> in, branch_id branch, version_ptr base)
    : engine_(std::move(in)), branch_(branch), base_(std::move(base)) {
  // A draft of its own owner: what it makes is never published, the commit applies the operations
  // to the tip.
  storage::tree_space& space = engine_->space();
  draft_ = std::make_unique<storage::draft>(space, space.new_owner(), space.tick(), base_->root());
}

void transaction::refuse_if_ended() const {
  if (ended()) throw error(errc::in_failed_sql_transaction, "the transaction has ended");
}

transaction_id transaction::id() {
  if (!id_) id_ = engine_->new_transaction();
  return *id_;
}

byte_view transaction::keep(byte_view data) { return as_bytes(kept_.copy(as_text(data))); }

bool transaction::has(tree_id id) {
  refuse_if_ended();
  return draft_->has(id);
}

storage::tree transaction::read(tree_id id) {
  refuse_if_ended();
  flush();
  return draft_->open(id);
}

void transaction::put(tree_id id, storage::key_view const& key, byte_view image) {
  refuse_if_ended();
  storage::shape const& form = form_of(id);
  storage::check_key(form.keys(), key);
  storage::key_view kept = key;
  if (form.keys() == storage::key_kind::bytes) kept.text = keep(key.text);
  operations_.push_back({id, {kept, keep(image), false}, &form});
}

void transaction::erase(tree_id id, storage::key_view const& key, byte_view old) {
  refuse_if_ended();
  storage::shape const& form = form_of(id);
  storage::key_view kept = key;
  if (form.keys() == storage::key_kind::bytes) kept.text = keep(key.text);
  operations_.push_back({id, {kept, keep(old), true}, &form});
}

void transaction::create(tree_id id, storage::shape const& form) {
  refuse_if_ended();
  flush();
  draft_->create(id, form);
  definitions_.push_back({storage::tree_change::create, id, keep(form.encode())});
}

void transaction::reshape(tree_id id, storage::shape const& form) {
  refuse_if_ended();
  flush();
  storage::shape const successor = form.after(form_of(id));
  draft_->reshape(id, successor);
  definitions_.push_back({storage::tree_change::reshape, id, keep(successor.encode())});
}

void transaction::drop(tree_id id) {
  refuse_if_ended();
  flush();
  draft_->drop(id);
  definitions_.push_back({storage::tree_change::drop, id, {}});
}

void transaction::rely_on(tree_id id, storage::key_view const& key) {
  relied_on_.emplace_back(id, storage::key(form_of(id).keys(), key));
}

void transaction::flush() {
  if (applied_ == operations_.size()) return;
  std::map<tree_id, std::vector<storage::tree_op>> by_tree;
  for (; applied_ != operations_.size(); ++applied_) {
    by_tree[operations_[applied_].id].push_back(operations_[applied_].op);
  }
  for (auto& [id, ops] : by_tree) {
    storage::last_writer_wins(form_of(id).keys(), ops);
    draft_->apply(id, ops);
  }
}

transaction::savepoint transaction::save() {
  refuse_if_ended();
  flush();
  savepoint s;
  s.operations = operations_.size();
  s.definitions = definitions_.size();
  s.relied = relied_on_.size();
  s.mark = draft_->mark();
  return s;
}

void transaction::rollback_to(savepoint const& to) {
  refuse_if_ended();
  if (to.operations > operations_.size() || to.definitions > definitions_.size()) {
    throw error(errc::invalid_savepoint, "the savepoint is gone")
        .hint("The transaction went back to an earlier one.");
  }
  draft_->undo_to(to.mark);
  operations_.resize(to.operations);
  definitions_.resize(to.definitions);
  relied_on_.resize(to.relied);
  applied_ = to.operations;
}

void transaction::rollback() noexcept {
  draft_.reset();
  operations_.clear();
  definitions_.clear();
}

std::optional<commit_result> transaction::commit(std::string_view message,
                                                 std::string_view author) {
  refuse_if_ended();
  if (!wrote() && !merged_) {
    rollback();
    return {};
  }
  commit_request request;
  request.branch = branch_;
  request.base = base_;
  request.record.transaction = id();
  request.record.message = message;
  request.record.author = author;
  request.record.merged = merged_;
  request.check = check_;
  request.unchanged = relied_on_;
  request.record.definitions = definitions_;
  // Definitions are replayed before operations: every image has to be in the tree's last shape.
  std::map<tree_id, std::vector<storage::tree_op>> by_tree;
  converted_.reserve(operations_.size());
  for (operation const& o : operations_) {
    if (!draft_->has(o.id)) continue;  // dropped here
    storage::shape const& form = form_of(o.id);
    storage::tree_op op = o.op;
    if (!op.row.empty() && o.form->fingerprint() != form.fingerprint()) {
      op.row =
          converted_.emplace_back(storage::convert_row(storage::row_view(*o.form, op.row), form));
    }
    by_tree[o.id].push_back(op);
  }
  for (auto& [id, ops] : by_tree) {
    storage::key_kind const kind = form_of(id).keys();
    storage::last_writer_wins(kind, ops);
    request.record.trees.push_back({id, kind, std::move(ops)});
  }
  std::unique_ptr<storage::draft> const last = std::move(draft_);
  return engine_->commit(std::move(request));
}

}  // namespace helios::history

namespace helios::history {

/// What to do where both branches changed the same thing.
enum class on_conflict : std::uint8_t { fail, branch_wins, target_wins };

enum class conflict_kind : std::uint8_t {
  cell,
  delete_modify,
  insert_insert,
  schema,
  unique,
  foreign_key,
  check
};

struct merge_conflict {
  conflict_kind kind{};
  tree_id tree{};
  storage::key key;
  std::optional<column_id> column;  // of a cell
  std::optional<bytes> base, ours,
      theirs;  // the cell's bytes, or the row's image; nothing: NULL or no row
};

struct merge_result {
  scn base{};
  std::optional<commit_result>
      commit;  // nothing: there was nothing to take over, or it was a dry run
  std::uint64_t inserted = 0, updated = 0, erased = 0;
  std::vector<merge_conflict> conflicts;  // with fail: why nothing was done; else: what was decided
  std::uint64_t nodes = 0;                // opened to find the differences
};

/// What the layers above know of trees: which are tables, and how a change of a table's row changes
/// its indexes.
class merge_follower {
 public:
  virtual ~merge_follower() = default;
  /// Trees that are derived from others (indexes): they are not merged, their tables' changes are
  /// followed.
  [[nodiscard]] virtual bool derived(tree_id id) const = 0;
  /// A row of a table changes in the merge: add what follows from it. Images are of the merged
  /// shape.
  virtual void changed(transaction& in, tree_id table, storage::key_view const& key,
                       byte_view before, byte_view after) = 0;
  /// A derived tree came over empty from the source: fill it from its table as merged so far.
  virtual void build(transaction& in, tree_id derived) = 0;
  /// The merged state is complete: constraints may add conflicts.
  virtual void check(transaction& in, std::vector<merge_conflict>& conflicts) = 0;
};

struct merge_options {
  on_conflict policy = on_conflict::fail;
  bool dry_run = false;
  std::string message, author;
};

[[nodiscard]] HELIOS_DECL merge_result merge(std::shared_ptr<engine> const& in, branch_id source,
                                             branch_id target,
                                             merge_options const& options = merge_options(),
                                             merge_follower* follower = nullptr);

/// Makes a branch's state what it was at an SCN, by a commit that undoes what came since.
HELIOS_DECL std::optional<commit_result> reset(std::shared_ptr<engine> const& in, branch_id branch,
                                               scn to);

}  // namespace helios::history

// helios/history/impl/merge.ipp -- the three-way merge.

// helios/history/impl/merge_run.hpp -- one merge under way.

namespace helios::history {

class merge_run {
 public:
  merge_run(storage::tree_space& space, transaction& tx, on_conflict policy,
            merge_follower* follower, merge_result& result)
      : space_(space), tx_(tx), policy_(policy), follower_(follower), result_(result) {}
  HELIOS_DECL void trees(storage::database_root const& base, storage::database_root const& ours,
                         storage::database_root const& theirs);

 private:
  struct tree_versions {
    tree_id id;
    storage::tree const *base, *ours, *theirs;
  };
  HELIOS_DECL void dropped_there(tree_versions const& v, bool derived);
  HELIOS_DECL void missing_here(tree_versions const& v, bool derived);
  [[nodiscard]] HELIOS_DECL storage::shape merged_shape(tree_versions const& v) const;
  HELIOS_DECL void both(tree_versions const& v);
  HELIOS_DECL void row(storage::shape const& form, row_change const& c,
                       std::optional<storage::stored_row> const& mine);
  HELIOS_DECL void take(row_change const& c, std::optional<storage::stored_row> const& mine);
  HELIOS_DECL void put(tree_id id, storage::key_view const& key, byte_view before, byte_view after);
  [[nodiscard]] HELIOS_DECL bool changed(storage::tree const* before,
                                         storage::tree const* after) const;
  HELIOS_DECL void schema_conflict(tree_id id);
  HELIOS_DECL void row_conflict(conflict_kind kind, storage::shape const& form,
                                row_change const& change,
                                std::optional<storage::stored_row> const& mine);
  HELIOS_DECL void cell_conflict(storage::shape const& form, std::size_t column,
                                 row_change const& change, storage::cell const& was,
                                 storage::cell const& here, storage::cell const& there);

  storage::tree_space& space_;
  transaction& tx_;
  on_conflict policy_;
  merge_follower* follower_;
  merge_result& result_;
};

}  // namespace helios::history

namespace helios::history {

merge_result merge(std::shared_ptr<engine> const& in, branch_id source, branch_id target,
                   merge_options const& options, merge_follower* follower) {
  merge_result result;
  if (source == target) return result;
  version_ptr const theirs = in->head(source);
  transaction tx(in, target);
  auto const [base_branch, base_at] =
      in->common_ancestor(source, theirs->at(), target, tx.base()->at());
  result.base = base_at;
  if (base_at == theirs->at()) return result;  // all of it is there already
  version_ptr const base = in->as_of(base_branch, base_at);

  merge_run run(in->space(), tx, options.policy, follower, result);
  run.trees(base->root(), tx.base()->root(), theirs->root());
  if (follower != nullptr) follower->check(tx, result.conflicts);
  if (options.dry_run || (options.policy == on_conflict::fail && !result.conflicts.empty())) {
    tx.rollback();
    return result;
  }
  tx.merges({source, theirs->at()});
  result.commit = tx.commit(options.message, options.author);
  return result;
}

void merge_run::trees(storage::database_root const& base, storage::database_root const& ours,
                      storage::database_root const& theirs) {
  detail::tree_map const b = detail::trees_of(space_, base);
  detail::tree_map const o = detail::trees_of(space_, ours);
  detail::tree_map const t = detail::trees_of(space_, theirs);
  auto const in = [](detail::tree_map const& m, tree_id id) {
    auto const at = m.find(id);
    return at == m.end() ? nullptr : &at->second;
  };
  std::set<tree_id> ids;
  for (detail::tree_map const* m : {&b, &o, &t}) {
    for (auto const& [id, tree] : *m) ids.insert(id);
  }
  for (tree_id const id : ids) {
    bool const derived = follower_ != nullptr && follower_->derived(id);
    tree_versions const v{id, in(b, id), in(o, id), in(t, id)};
    if (v.theirs == nullptr) {
      if (v.base != nullptr && v.ours != nullptr) dropped_there(v, derived);
    } else if (v.ours == nullptr) {
      missing_here(v, derived);
    } else if (!derived) {
      both(v);
    }
  }
}

/// The source dropped a tree that the target has.
void merge_run::dropped_there(tree_versions const& v, bool derived) {
  if (!derived && changed(v.base, v.ours)) {
    schema_conflict(v.id);
    if (policy_ == on_conflict::target_wins) return;
  }
  tx_.drop(v.id);
}

/// The source has a tree that the target has not: it is new there, or the target dropped it.
void merge_run::missing_here(tree_versions const& v, bool derived) {
  if (v.base != nullptr) {
    if (derived || !changed(v.base, v.theirs)) return;
    schema_conflict(v.id);
    if (policy_ != on_conflict::branch_wins) return;
  }
  tx_.create(v.id, v.theirs->form());
  if (derived) return follower_->build(tx_, v.id);
  result_.nodes += detail::diff_tree(v.id, nullptr, v.theirs, v.theirs->form(), space_,
                                     [&](row_change const& c) {
                                       put(v.id, c.key, {}, c.after->image());
                                       ++result_.inserted;
                                     });
}

/// Columns by id: those of both sides, without what either dropped.
storage::shape merge_run::merged_shape(tree_versions const& v) const {
  storage::shape const& ours = v.ours->form();
  storage::shape const& theirs = v.theirs->form();
  auto const was_dropped = [](storage::shape const& form, column_id id) {
    return std::binary_search(form.dropped().begin(), form.dropped().end(), id);
  };
  std::vector<storage::column_shape> columns;
  std::vector<storage::shape const*> from;
  for (storage::column_shape const& c : ours.columns()) {
    if (was_dropped(theirs, c.id)) continue;
    columns.push_back(c);
    from.push_back(&ours);
  }
  for (storage::column_shape const& c : theirs.columns()) {
    if (was_dropped(ours, c.id) || ours.find(c.id) != storage::shape::npos) continue;
    columns.push_back(c);
    from.push_back(&theirs);
  }
  storage::shape const plain(ours.keys(), columns);
  storage::row_builder absent(plain);
  for (std::size_t i = 0; i != columns.size(); ++i) {
    absent.add(storage::row_view(*from[i], from[i]->absent_row()).at(from[i]->find(columns[i].id)));
  }
  storage::shape const merged(ours.keys(), columns, columns.empty() ? byte_view{} : absent.image());
  return merged.after(theirs).after(ours);
}

void merge_run::both(tree_versions const& v) {
  if (!changed(v.base, v.theirs)) return;
  storage::shape const wanted = merged_shape(v);
  if (wanted.fingerprint() != v.ours->form().fingerprint()) tx_.reshape(v.id, wanted);
  storage::shape const& form = space_.shapes().add(wanted);
  storage::tree const ours(v.ours->root(), form, space_.pages());
  result_.nodes +=
      detail::diff_tree(v.id, v.base, v.theirs, form, space_, [&](row_change const& c) {
        auto const found = ours.find(c.key);
        std::optional<storage::stored_row> mine;
        if (found) mine = found->row();
        row(form, c, mine);
      });
}

void merge_run::row(storage::shape const& form, row_change const& c,
                    std::optional<storage::stored_row> const& mine) {
  // Read under the merged shape on all three sides, so columns that one side lacks compare as their
  // default.
  bool const mine_changed =
      c.before.has_value() != mine.has_value() || (mine && !storage::equal_rows(*mine, *c.before));
  if (!mine_changed) return take(c, mine);
  if (mine.has_value() == c.after.has_value() && (!mine || storage::equal_rows(*mine, *c.after)))
    return;
  if (!mine || !c.after || !c.before) {
    conflict_kind const kind =
        c.before ? conflict_kind::delete_modify : conflict_kind::insert_insert;
    row_conflict(kind, form, c, mine);
    if (policy_ == on_conflict::branch_wins) take(c, mine);
    return;
  }
  storage::row_builder merged(form);
  for (std::size_t i = 0; i != form.columns().size(); ++i) {
    storage::cell const was = c.before->at(i);
    storage::cell const here = mine->at(i);
    storage::cell const there = c.after->at(i);
    if (there == was || here == there) {
      merged.add(here);
    } else if (here == was) {
      merged.add(there);
    } else {
      cell_conflict(form, i, c, was, here, there);
      merged.add(policy_ == on_conflict::branch_wins ? there : here);
    }
  }
  bytes const before = mine->image();
  bytes const after(merged.image().begin(), merged.image().end());
  if (before == after) return;
  put(c.tree, c.key, before, after);
  ++result_.updated;
}

/// The target's row becomes the source's.
void merge_run::take(row_change const& c, std::optional<storage::stored_row> const& mine) {
  bytes const before = mine ? mine->image() : bytes{};
  if (c.after) {
    put(c.tree, c.key, before, c.after->image());
    ++(mine ? result_.updated : result_.inserted);
  } else if (mine) {
    tx_.erase(c.tree, c.key, before);
    if (follower_ != nullptr) follower_->changed(tx_, c.tree, c.key, before, {});
    ++result_.erased;
  }
}

void merge_run::put(tree_id id, storage::key_view const& key, byte_view before, byte_view after) {
  tx_.put(id, key, after);
  if (follower_ != nullptr) follower_->changed(tx_, id, key, before, after);
}

bool merge_run::changed(storage::tree const* before, storage::tree const* after) const {
  if (before == nullptr) return true;
  return before->form().fingerprint() != after->form().fingerprint() ||
         storage::identity(before->root().ref) != storage::identity(after->root().ref);
}

void merge_run::schema_conflict(tree_id id) {
  merge_conflict c;
  c.kind = conflict_kind::schema;
  c.tree = id;
  result_.conflicts.push_back(std::move(c));
}

void merge_run::row_conflict(conflict_kind kind, storage::shape const& form,
                             row_change const& change,
                             std::optional<storage::stored_row> const& mine) {
  merge_conflict c;
  c.kind = kind;
  c.tree = change.tree;
  c.key = storage::key(form.keys(), change.key);
  if (change.before) c.base = change.before->image();
  if (mine) c.ours = mine->image();
  if (change.after) c.theirs = change.after->image();
  result_.conflicts.push_back(std::move(c));
}

void merge_run::cell_conflict(storage::shape const& form, std::size_t column,
                              row_change const& change, storage::cell const& was,
                              storage::cell const& here, storage::cell const& there) {
  auto const copy = [](storage::cell const& cell) {
    return cell.null ? std::optional<bytes>()
                     : std::optional<bytes>(bytes(cell.data.begin(), cell.data.end()));
  };
  merge_conflict c;
  c.kind = conflict_kind::cell;
  c.tree = change.tree;
  c.key = storage::key(form.keys(), change.key);
  c.column = form.columns()[column].id;
  c.base = copy(was);
  c.ours = copy(here);
  c.theirs = copy(there);
  result_.conflicts.push_back(std::move(c));
}

}  // namespace helios::history

// helios/history/impl/reset.ipp -- going back to an older state by a commit.

namespace helios::history {

std::optional<commit_result> reset(std::shared_ptr<engine> const& in, branch_id branch, scn to) {
  storage::tree_space& space = in->space();
  version_ptr const wanted = in->as_of(branch, to);
  transaction tx(in, branch);
  detail::tree_map const now = detail::trees_of(space, tx.base()->root());
  detail::tree_map const then = detail::trees_of(space, wanted->root());
  for (auto const& [id, t] : now) {
    if (!then.contains(id)) tx.drop(id);
  }
  for (auto const& [id, t] : then) {
    auto const is = now.find(id);
    if (is == now.end()) {
      tx.create(id, t.form());
    } else if (is->second.form().fingerprint() != t.form().fingerprint()) {
      tx.reshape(id, t.form());
    }
    detail::diff_tree(id, is == now.end() ? nullptr : &is->second, &t, t.form(), space,
                      [&](row_change const& c) {
                        if (c.after) {
                          tx.put(id, c.key, c.after->image());
                        } else {
                          tx.erase(id, c.key, c.before->image());
                        }
                      });
  }
  return tx.commit("reset to SCN " + std::to_string(raw(to)));
}

}  // namespace helios::history

// helios/history/versions.hpp -- every version that a table's rows had in a range of commits:
// VERSIONS BETWEEN.
//
// Shape     a version is a row as one commit left it, until the next commit that changed its key:
//             operation  I put where there was no row, U put over one, D erased (with the row that
//             went) start      the commit that made it; absent for what was there at the start of
//             the range already end        the commit that ended it; absent for what is there at
//             the end of the range
// Holds     (V1) versions of one key follow each other without a gap: end of one = start of the
// next Threads   any Errors    42704 when the tree is not there at the end of the range; 22023;
// XX001 Cost      the state as of `from`, and the commit frames in (from, to]

namespace helios::history {

struct version_moment {
  scn at{};
  microseconds time{};
  transaction_id transaction{};
};

struct row_version {
  storage::key key;
  bytes image;  // under the tree's shape at the end of the range
  char operation = 'I';
  std::optional<version_moment> start, end;
};

/// The versions of a tree's rows alive at some time in [from, to], by key and then by start; of one
/// key if given.
[[nodiscard]] HELIOS_DECL std::vector<row_version> versions_between(
    engine& in, branch_id branch, tree_id tree, scn from, scn to,
    std::optional<storage::key_view> only = {});

}  // namespace helios::history

// helios/history/impl/versions.ipp -- the state at the start, then what each commit did.

namespace helios::history {

namespace detail {

class version_collector {
 public:
  version_collector(storage::shape const& wanted, std::optional<storage::key_view> only)
      : wanted_(&wanted), only_(only) {}

  [[nodiscard]] bool concerns(storage::key_view const& k) const {
    return !only_ || storage::order(wanted_->keys(), *only_, k) == 0;
  }
  void put(storage::key_view const& k, bytes image, std::optional<version_moment> const& when) {
    std::vector<row_version>& of_key = versions_[sortable(k)];
    bool const there = !of_key.empty() && of_key.back().operation != 'D';
    close(of_key, when);
    of_key.push_back(
        {storage::key(wanted_->keys(), k), std::move(image), there ? 'U' : 'I', when, {}});
  }
  void erase(storage::key_view const& k, bytes image, version_moment const& when) {
    std::vector<row_version>& of_key = versions_[sortable(k)];
    if (of_key.empty() || of_key.back().operation == 'D') return;
    close(of_key, when);
    of_key.push_back({storage::key(wanted_->keys(), k), std::move(image), 'D', when, {}});
  }
  [[nodiscard]] std::vector<row_version> finish() {
    std::vector<row_version> all;
    for (auto& [k, of_key] : versions_)
      std::move(of_key.begin(), of_key.end(), std::back_inserter(all));
    return all;
  }

 private:
  static void close(std::vector<row_version>& of_key, std::optional<version_moment> const& when) {
    if (!of_key.empty() && !of_key.back().end) of_key.back().end = when;
  }
  /// Keys of either kind as bytes in the tree's order.
  [[nodiscard]] std::string sortable(storage::key_view const& k) const {
    if (wanted_->keys() == storage::key_kind::bytes) return std::string(as_text(k.text));
    std::string out;
    std::uint64_t const word = static_cast<std::uint64_t>(k.number) ^ (std::uint64_t{1} << 63);
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(word >> shift));
    return out;
  }

  storage::shape const* wanted_;
  std::optional<storage::key_view> only_;
  std::map<std::string, std::vector<row_version>> versions_;
};

}  // namespace detail

std::vector<row_version> versions_between(engine& in, branch_id branch, tree_id id, scn from,
                                          scn to, std::optional<storage::key_view> only) {
  storage::tree_space& space = in.space();
  version_ptr const last = in.as_of(branch, to);
  auto const at_end = storage::open_tree(last->root(), id, space);
  if (!at_end)
    throw error(errc::undefined_object, "tree " + std::to_string(raw(id)) + " does not exist then");
  storage::shape const& wanted = at_end->form();
  detail::version_collector found(wanted, only);

  version_ptr const first = in.as_of(branch, from);
  storage::shape const* form = nullptr;  // of the images in the commit at hand
  if (auto const start = storage::open_tree(first->root(), id, space)) {
    form = &start->form();
    storage::tree const under(start->root(), wanted, space.pages());
    if (only) {
      if (auto const row = under.find(*only)) found.put(*only, row->image(), {});
    } else {
      storage::cursor c(under);
      while (c.next()) found.put(c.key(), c.row().image(), {});
    }
  }
  in.each_commit(
      branch, from, to, [&](commit_info const& info, storage::commit_record const& record) {
        version_moment const when{info.at, info.time, info.transaction};
        for (storage::tree_definition const& d : record.definitions) {
          if (d.id == id && d.kind != storage::tree_change::drop)
            form = &space.shapes().add(storage::shape::decode(d.shape));
        }
        auto const convert = [&](byte_view image) {
          if (image.empty() || form == nullptr) return bytes(image.begin(), image.end());
          return storage::convert_row(storage::row_view(*form, image), wanted);
        };
        bool const loaded = std::any_of(record.splices.begin(), record.splices.end(),
                                        [&](storage::splice const& s) { return s.id == id; });
        if (loaded) {  // a bulk load has no row list: what it did is the difference of two states
          version_ptr const before = in.as_of(branch, scn{raw(info.at) - 1});
          version_ptr const after = in.as_of(branch, info.at);
          auto const was = storage::open_tree(before->root(), id, space);
          auto const is = storage::open_tree(after->root(), id, space);
          detail::diff_tree(id, was ? &*was : nullptr, is ? &*is : nullptr, wanted, space,
                            [&](row_change const& c) {
                              if (!found.concerns(c.key)) return;
                              if (c.after) {
                                found.put(c.key, c.after->image(), when);
                              } else {
                                found.erase(c.key, c.before->image(), when);
                              }
                            });
        }
        for (storage::tree_operations const& t : record.trees) {
          if (t.id != id) continue;
          for (storage::tree_op const& o : t.ops) {
            if (!found.concerns(o.key)) continue;
            if (o.erase) {
              found.erase(o.key, convert(o.row), when);
            } else {
              found.put(o.key, convert(o.row), when);
            }
          }
        }
      });
  return found.finish();
}

}  // namespace helios::history

// helios/sql/sql.hpp -- the SQL front end: text -> tokens -> syntax trees -> text.
//
// token.hpp   the scanner          ast/        the trees
// parse.hpp   text to trees        print.hpp   trees to text
// impl/       the grammar: vocabulary.hpp (what rules are written in), grammar/ (the rules, by
//             families), operand.ipp and operators.hpp (precedence climbing). Nothing outside
//             impl/ includes Boost.Spirit X3

// helios/sql/ast/visit.hpp -- from a node's kind to its type: f(node) with the node as what it is.

// helios/sql/ast/branch.hpp -- the statements about branches and tags.

// helios/sql/ast/session.hpp -- transactions, settings, prepared statements, maintenance.

// helios/sql/ast/ddl.hpp -- the statements that change the schema.

// helios/sql/ast/dml.hpp -- the statements that change rows.

// helios/sql/ast/query.hpp -- what yields rows: SELECT, VALUES, set operations; and what FROM
// reads.

// helios/sql/ast/statement.hpp -- the kinds of statements, and what they have in common.

// helios/sql/ast/expression.hpp -- the values of SQL.
//
// Shape     PostgreSQL's special forms are calls, as in PostgreSQL: EXTRACT(year FROM x) is
//           pg_catalog.extract('year', x); DATE '2026-01-01' and x::date are casts

// helios/sql/ast/node.hpp -- what every syntax tree is made of: references, lists, names, places.
//
// Shape     nodes lie in an arena, are trivially destructible, and never change after parse()
//           returns them Holds (N1) trees are compared by what they say: `position` is equal to any
//           other, references and lists compare what they lead to. So == is the law
//           parse(print(tree)) == tree
// Threads   a finished tree may be read by any number of threads

namespace helios::sql::ast {

/// Where a node stands in the text, as a byte offset; character_position() makes it a position for
/// an error.
struct position {
  std::uint32_t offset = 0;
  friend constexpr bool operator==(position, position) noexcept { return true; }
};

/// An identifier after folding and unquoting. Empty: none was written.
struct name {
  std::string_view text;
  [[nodiscard]] constexpr bool empty() const noexcept { return text.empty(); }
  friend constexpr bool operator==(name, name) noexcept = default;
  friend constexpr bool operator==(name a, std::string_view b) noexcept { return a.text == b; }
};

/// A node somewhere in the arena, or nothing.
template <class T>
class ref {
 public:
  constexpr ref() = default;
  constexpr ref(T* node) noexcept : node_(node) {}
  template <class U>
    requires std::is_convertible_v<U*, T*>
  constexpr ref(ref<U> other) noexcept : node_(other.unlocked()) {}

  [[nodiscard]] constexpr explicit operator bool() const noexcept { return node_ != nullptr; }
  [[nodiscard]] constexpr T const& operator*() const noexcept { return *node_; }
  [[nodiscard]] constexpr T const* operator->() const noexcept { return node_; }
  [[nodiscard]] constexpr T const* get() const noexcept { return node_; }
  /// For the parser, while the tree grows.
  [[nodiscard]] constexpr T* unlocked() const noexcept { return node_; }

  friend bool operator==(ref a, ref b) {
    if (!a || !b) return !a && !b;
    if constexpr (requires { same(*a, *b); })
      return same(*a, *b);
    else
      return *a == *b;
  }

 private:
  T* node_ = nullptr;
};

/// Values side by side in the arena.
template <class T>
class list {
 public:
  using value_type = T;

  [[nodiscard]] constexpr T const* begin() const noexcept { return data_; }
  [[nodiscard]] constexpr T const* end() const noexcept { return data_ + size_; }
  [[nodiscard]] constexpr std::uint32_t size() const noexcept { return size_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] constexpr T const& operator[](std::size_t i) const noexcept { return data_[i]; }
  [[nodiscard]] constexpr T const& front() const noexcept { return data_[0]; }
  [[nodiscard]] constexpr T const& back() const noexcept { return data_[size_ - 1]; }

  /// For the parser. Room is for powers of two, so the size alone tells when it is full.
  void append(arena& memory, T const& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if ((size_ & (size_ - 1)) == 0) {
      std::size_t const more = (size_ == 0 ? 1 : size_) * sizeof(T);
      if (size_ == 0 || !memory.extend(data_ + size_, more)) {
        auto* const wider = static_cast<T*>(memory.allocate(size_ * sizeof(T) + more, alignof(T)));
        if (size_ != 0) std::memcpy(static_cast<void*>(wider), data_, size_ * sizeof(T));
        data_ = wider;
      }
    }
    ::new (static_cast<void*>(data_ + size_)) T(value);
    ++size_;
  }

  friend bool operator==(list a, list b) {
    if (a.size_ != b.size_) return false;
    for (std::uint32_t i = 0; i != a.size_; ++i)
      if (!(a[i] == b[i])) return false;
    return true;
  }

 private:
  T* data_ = nullptr;
  std::uint32_t size_ = 0;
};

/// a, b.a or c.b.a: an object, its schema, its branch. With two parts a schema of that name wins
/// over a branch.
struct qualified_name {
  list<name> parts;
  position at;
  [[nodiscard]] name object() const noexcept { return parts.empty() ? name{} : parts.back(); }
  friend bool operator==(qualified_name const&, qualified_name const&) = default;
};

struct expression;
struct query;
struct statement;
struct from_item;

/// Equality of a whole tree, whatever its kinds.
[[nodiscard]] HELIOS_DECL bool same(expression const& a, expression const& b);
[[nodiscard]] HELIOS_DECL bool same(statement const& a, statement const& b);
[[nodiscard]] HELIOS_DECL bool same(from_item const& a, from_item const& b);

/// A type as it was written; PostgreSQL's synonyms are resolved: `int` is int4, `char` is
/// bpchar(1).
struct data_type {
  enum : std::uint8_t { year = 1, month = 2, day = 4, hour = 8, minute = 16, second = 32 };
  qualified_name name;
  list<ref<expression>> modifiers;  // numeric(10, 2), vector(3)
  list<std::int64_t> array_bounds;  // int[3][]: 3, -1
  bool set_of = false;
  std::uint8_t interval_fields = 0;  // interval hour to second
  friend bool operator==(data_type const&, data_type const&) = default;
};

/// fillfactor = 70, auto_refresh, toast.autovacuum_enabled = false
struct option {
  list<name> key;
  ref<expression> value;
  position at;
  friend bool operator==(option const&, option const&) = default;
};

}  // namespace helios::sql::ast

namespace helios::sql::ast {

#define HELIOS_SQL_EXPRESSIONS(X)                                                                \
  X(literal)                                                                                     \
  X(parameter)                                                                                   \
  X(column) X(star) X(unary) X(binary) X(logical) X(quantified) X(in) X(between) X(like) X(is)   \
      X(case_) X(cast) X(collate) X(at_time_zone) X(call) X(current) X(subquery) X(array) X(row) \
          X(subscript) X(field) X(default_) X(grouping)

enum class expression_kind : std::uint8_t {
#define HELIOS_SQL_KIND(node) node,
  HELIOS_SQL_EXPRESSIONS(HELIOS_SQL_KIND)
#undef HELIOS_SQL_KIND
};

struct expression {
  expression_kind kind;
  position at;
  friend bool operator==(expression const& a, expression const& b) noexcept {
    return a.kind == b.kind;
  }
};

template <expression_kind Kind>
struct expression_of : expression {
  constexpr expression_of() noexcept : expression{Kind, {}} {}
};

using expressions = list<ref<expression>>;

struct literal : expression_of<expression_kind::literal> {
  enum class type : std::uint8_t { null, true_, false_, integer, decimal, string, bits, hex };
  type what = type::null;
  std::string_view text;  // decoded; of null, true_ and false_: empty
  friend bool operator==(literal const&, literal const&) = default;
};

struct parameter : expression_of<expression_kind::parameter> {
  std::uint32_t index = 0;  // from 1; a `?` has its place among those of its statement
  friend bool operator==(parameter const&, parameter const&) = default;
};

struct column : expression_of<expression_kind::column> {
  list<name> parts;  // a, t.a, s.t.a, branch.s.t.a
  friend bool operator==(column const&, column const&) = default;
};

struct star : expression_of<expression_kind::star> {
  list<name> table;     // of t.*
  ref<expression> row;  // of (e).*
  friend bool operator==(star const&, star const&) = default;
};

/// An operator as it was written, <> for !=; its schema is that of OPERATOR(schema.+).
struct operation {
  std::string_view symbol;
  name schema;
  friend bool operator==(operation const&, operation const&) = default;
};

struct unary : expression_of<expression_kind::unary> {
  operation op;  // + - not, or any
  ref<expression> operand;
  friend bool operator==(unary const&, unary const&) = default;
};

struct binary : expression_of<expression_kind::binary> {
  operation op;
  ref<expression> left, right;
  friend bool operator==(binary const&, binary const&) = default;
};

struct logical : expression_of<expression_kind::logical> {
  enum class type : std::uint8_t { and_, or_ };
  type what = type::and_;
  expressions operands;  // at least two; a chain without brackets is one node
  friend bool operator==(logical const&, logical const&) = default;
};

/// left op ANY (..), left op ALL (..)
struct quantified : expression_of<expression_kind::quantified> {
  operation op;  // also [not ]like, [not ]ilike
  bool all = false;
  ref<expression> left;
  ref<ast::query> query;  // or
  ref<expression> array;
  friend bool operator==(quantified const&, quantified const&) = default;
};

struct in : expression_of<expression_kind::in> {
  bool negated = false;
  ref<expression> operand;
  expressions values;  // or
  ref<ast::query> query;
  friend bool operator==(in const&, in const&) = default;
};

struct between : expression_of<expression_kind::between> {
  bool negated = false, symmetric = false;
  ref<expression> operand, low, high;
  friend bool operator==(between const&, between const&) = default;
};

struct like : expression_of<expression_kind::like> {
  enum class type : std::uint8_t { like, ilike, similar };
  type what = type::like;
  bool negated = false;
  ref<expression> operand, pattern, escape;
  friend bool operator==(like const&, like const&) = default;
};

struct is : expression_of<expression_kind::is> {
  enum class type : std::uint8_t { null, true_, false_, unknown, distinct_from };
  type what = type::null;
  bool negated = false;
  ref<expression> operand, other;  // other: of distinct_from
  friend bool operator==(is const&, is const&) = default;
};

struct when {
  ref<expression> condition, result;
  friend bool operator==(when const&, when const&) = default;
};
struct case_ : expression_of<expression_kind::case_> {
  ref<expression> operand, otherwise;
  list<when> whens;
  friend bool operator==(case_ const&, case_ const&) = default;
};

struct cast : expression_of<expression_kind::cast> {
  ref<expression> operand;
  data_type type;
  friend bool operator==(cast const&, cast const&) = default;
};

struct collate : expression_of<expression_kind::collate> {
  ref<expression> operand;
  qualified_name collation;
  friend bool operator==(collate const&, collate const&) = default;
};

struct at_time_zone : expression_of<expression_kind::at_time_zone> {
  ref<expression> operand, zone;
  friend bool operator==(at_time_zone const&, at_time_zone const&) = default;
};

struct order_item {
  enum class direction : std::uint8_t { unsaid, ascending, descending };
  enum class nulls : std::uint8_t { unsaid, first, last };
  ref<expression> key;
  direction order = direction::unsaid;
  nulls null_order = nulls::unsaid;
  operation using_;
  friend bool operator==(order_item const&, order_item const&) = default;
};

struct frame_bound {
  enum class type : std::uint8_t {
    current_row,
    unbounded_preceding,
    preceding,
    following,
    unbounded_following
  };
  type what = type::current_row;
  ref<expression> distance;
  friend bool operator==(frame_bound const&, frame_bound const&) = default;
};
struct window_frame {
  enum class units : std::uint8_t { none, rows, range, groups };
  enum class exclusion : std::uint8_t { none, current_row, group, ties };
  units unit = units::none;
  frame_bound from, to;  // to: CURRENT ROW if only one bound was written
  exclusion exclude = exclusion::none;
  friend bool operator==(window_frame const&, window_frame const&) = default;
};
struct window {
  name base;           // OVER base, or OVER (base ORDER BY ..)
  bool whole = false;  // OVER base
  expressions partition;
  list<order_item> order;
  window_frame frame;
  friend bool operator==(window const&, window const&) = default;
};

struct argument {
  name label;  // label => value
  ref<expression> value;
  friend bool operator==(argument const&, argument const&) = default;
};
struct call : expression_of<expression_kind::call> {
  qualified_name function;
  list<argument> arguments;
  bool star = false;  // count(*)
  bool distinct = false;
  bool variadic = false;      // the last argument is VARIADIC
  bool within_group = false;  // the order is that of WITHIN GROUP
  list<order_item> order;
  ref<expression> filter;
  ref<window> over;
  friend bool operator==(call const&, call const&) = default;
};

/// Functions that are key words: called without brackets.
struct current : expression_of<expression_kind::current> {
  enum class type : std::uint8_t {
    date,
    time,
    timestamp,
    localtime,
    localtimestamp,
    role,
    user,
    session_user,
    plain_user,
    catalog,
    schema
  };
  type what = type::date;
  ref<expression> precision;
  friend bool operator==(current const&, current const&) = default;
};

struct subquery : expression_of<expression_kind::subquery> {
  enum class type : std::uint8_t { scalar, exists, array };
  type what = type::scalar;
  ref<ast::query> query;
  friend bool operator==(subquery const&, subquery const&) = default;
};

struct array : expression_of<expression_kind::array> {
  expressions elements;  // [..] inside ARRAY[..] is an array too
  friend bool operator==(array const&, array const&) = default;
};

struct row : expression_of<expression_kind::row> {
  expressions fields;
  bool word = false;  // ROW(..), which may have one field or none
  friend bool operator==(row const&, row const&) = default;
};

struct subscript : expression_of<expression_kind::subscript> {
  ref<expression> operand, index, upper;  // a[index], a[index:upper]
  bool slice = false;
  friend bool operator==(subscript const&, subscript const&) = default;
};

struct field : expression_of<expression_kind::field> {
  ref<expression> operand;
  ast::name name;
  friend bool operator==(field const&, field const&) = default;
};

/// DEFAULT, in VALUES of an INSERT and in SET.
struct default_ : expression_of<expression_kind::default_> {
  friend bool operator==(default_ const&, default_ const&) = default;
};

/// What only GROUP BY has: (), ROLLUP(..), CUBE(..), GROUPING SETS(..)
struct grouping : expression_of<expression_kind::grouping> {
  enum class type : std::uint8_t { empty, rollup, cube, sets };
  type what = type::empty;
  expressions elements;
  friend bool operator==(grouping const&, grouping const&) = default;
};

}  // namespace helios::sql::ast

namespace helios::sql::ast {

#define HELIOS_SQL_STATEMENTS(X)                                                                 \
  X(select)                                                                                      \
  X(values)                                                                                      \
  X(set_operation) X(insert) X(update) X(delete_) X(merge) X(truncate) X(copy) X(create_table)   \
      X(alter_table) X(create_index) X(create_view) X(create_schema) X(create_sequence)          \
          X(alter_sequence) X(create_type) X(create_domain) X(create_database) X(create_policy)  \
              X(create_extension) X(drop) X(rename) X(set_schema) X(comment) X(refresh) X(begin) \
                  X(end) X(savepoint) X(set) X(set_transaction) X(show) X(reset) X(prepare)      \
                      X(execute) X(deallocate) X(explain) X(vacuum) X(reindex) X(pragma) X(do_)  \
                          X(backup) X(create_branch) X(drop_branch) X(merge_branch)              \
                              X(alter_branch) X(use_branch) X(show_branches) X(create_tag)       \
                                  X(drop_tag)

enum class statement_kind : std::uint8_t {
#define HELIOS_SQL_KIND(node) node,
  HELIOS_SQL_STATEMENTS(HELIOS_SQL_KIND)
#undef HELIOS_SQL_KIND
};

struct statement {
  statement_kind kind;
  std::uint16_t parameters = 0;  // the greatest number of a parameter; set for whole statements
  position at, end;              // its bytes in the text, without the semicolon
  friend bool operator==(statement const& a, statement const& b) noexcept {
    return a.kind == b.kind;
  }
};

template <statement_kind Kind>
struct statement_of : statement {
  constexpr statement_of() noexcept : statement{Kind, 0, {}, {}} {}
};

/// name [(columns)] AS [NOT MATERIALIZED] (statement)
struct common_table {
  enum class materialize : std::uint8_t { unsaid, yes, no };
  ast::name name;
  list<ast::name> columns;
  materialize how = materialize::unsaid;
  ref<statement> body;
  position at;
  friend bool operator==(common_table const&, common_table const&) = default;
};
struct with_clause {
  bool recursive = false;
  list<common_table> tables;
  friend bool operator==(with_clause const&, with_clause const&) = default;
};

/// What may begin with WITH: queries and the statements that change rows.
struct with_statement : statement {
  with_clause with;
  friend bool operator==(with_statement const&, with_statement const&) = default;
};
template <statement_kind Kind>
struct with_statement_of : with_statement {
  constexpr with_statement_of() noexcept : with_statement{{Kind, 0, {}, {}}, {}} {}
};

}  // namespace helios::sql::ast

namespace helios::sql::ast {

/// A moment in the history of the database.
struct moment {
  enum class type : std::uint8_t { now, timestamp, scn, transaction, tag };
  type what = type::now;
  ref<expression> value;  // none for now
  friend bool operator==(moment const&, moment const&) = default;
};

/// Which states of a table are read. VERSIONS BETWEEN and FOR SYSTEM_TIME BETWEEN are one form.
struct period {
  enum class type : std::uint8_t { none, as_of, between, from_to, all };
  type what = type::none;
  moment from, to;
  position at;
  friend bool operator==(period const&, period const&) = default;
};

struct locking {
  enum class strength : std::uint8_t { update, no_key_update, share, key_share };
  enum class wait : std::uint8_t { block, nowait, skip_locked };
  strength how = strength::update;
  wait waiting = wait::block;
  list<qualified_name> tables;
  friend bool operator==(locking const&, locking const&) = default;
};

/// ORDER BY, LIMIT and the like: what may follow any query.
struct query_tail {
  list<order_item> order;
  ref<expression> limit, offset;
  bool with_ties = false;
  list<locking> locks;
  friend bool operator==(query_tail const&, query_tail const&) = default;
};

struct query : with_statement {
  query_tail tail;
  friend bool operator==(query const&, query const&) = default;
};
template <statement_kind Kind>
struct query_of : query {
  constexpr query_of() noexcept : query{{{Kind, 0, {}, {}}, {}}, {}} {}
};

struct target {
  ref<expression> value;
  name label;
  friend bool operator==(target const&, target const&) = default;
};

struct window_definition {
  ast::name name;
  ast::window window;
  friend bool operator==(window_definition const&, window_definition const&) = default;
};

struct select : query_of<statement_kind::select> {
  bool distinct = false;
  bool group_distinct = false;
  expressions distinct_on;
  list<target> targets;
  list<ref<from_item>> from;
  ref<expression> where;
  period time;  // written after WHERE; meant for the one table of FROM
  expressions group_by;
  ref<expression> having;
  list<window_definition> windows;
  friend bool operator==(select const&, select const&) = default;
};

struct values : query_of<statement_kind::values> {
  list<expressions> rows;
  friend bool operator==(values const&, values const&) = default;
};

struct set_operation : query_of<statement_kind::set_operation> {
  enum class type : std::uint8_t { unite, intersect, except };
  type what = type::unite;
  bool all = false;
  ref<query> left, right;
  friend bool operator==(set_operation const&, set_operation const&) = default;
};

#define HELIOS_SQL_FROM_ITEMS(X) X(table) X(derived_table) X(function_table) X(join)

enum class from_kind : std::uint8_t {
#define HELIOS_SQL_KIND(node) node,
  HELIOS_SQL_FROM_ITEMS(HELIOS_SQL_KIND)
#undef HELIOS_SQL_KIND
};

struct from_item {
  from_kind kind;
  position at;
  friend bool operator==(from_item const& a, from_item const& b) noexcept {
    return a.kind == b.kind;
  }
};
template <from_kind Kind>
struct from_item_of : from_item {
  constexpr from_item_of() noexcept : from_item{Kind, {}} {}
};

/// AS name (column [type], ..)
struct column_alias {
  ast::name name;
  ref<data_type> type;  // of a function that returns records
  friend bool operator==(column_alias const&, column_alias const&) = default;
};
struct alias {
  ast::name name;
  list<column_alias> columns;
  friend bool operator==(alias const&, alias const&) = default;
};

struct sample {
  qualified_name method;
  expressions arguments;
  ref<expression> seed;
  friend bool operator==(sample const&, sample const&) = default;
};

struct table : from_item_of<from_kind::table> {
  qualified_name name;
  bool only = false;
  period time;
  ast::alias alias;
  ast::sample sample;
  friend bool operator==(table const&, table const&) = default;
};

struct derived_table : from_item_of<from_kind::derived_table> {
  bool lateral = false;
  ref<ast::query> query;
  ast::alias alias;
  friend bool operator==(derived_table const&, derived_table const&) = default;
};

/// f(x), or ROWS FROM (f(x), g(y))
struct function_table : from_item_of<from_kind::function_table> {
  bool lateral = false, rows_from = false, ordinality = false;
  expressions calls;
  ast::alias alias;
  friend bool operator==(function_table const&, function_table const&) = default;
};

struct join : from_item_of<from_kind::join> {
  enum class type : std::uint8_t { inner, left, right, full, cross };
  type what = type::inner;
  bool natural = false;
  ref<from_item> left, right;
  ref<expression> on;
  list<ast::name> using_;
  ast::name using_alias;
  ast::alias alias;  // of a join in brackets
  friend bool operator==(join const&, join const&) = default;
};

}  // namespace helios::sql::ast

namespace helios::sql::ast {

/// What INSERT, UPDATE and DELETE change.
struct change_target {
  qualified_name name;
  bool only = false;
  ast::name alias;
  friend bool operator==(change_target const&, change_target const&) = default;
};

/// column = value, or (columns) = row or subquery. A column may go on with subscripts and fields.
struct assignment {
  expressions columns;
  bool several = false;  // in brackets
  ref<expression> value;
  friend bool operator==(assignment const&, assignment const&) = default;
};

/// A column or an expression of an index, with how it is ordered.
struct index_element {
  ref<expression> key;
  qualified_name collation;
  qualified_name operators;  // its operator class
  list<option> operator_options;
  order_item::direction order = order_item::direction::unsaid;
  order_item::nulls null_order = order_item::nulls::unsaid;
  friend bool operator==(index_element const&, index_element const&) = default;
};

struct on_conflict {
  enum class type : std::uint8_t { none, nothing, update };
  type action = type::none;
  list<index_element> columns;
  ref<expression> index_where;
  ast::name constraint;
  list<assignment> set;
  ref<expression> where;
  friend bool operator==(on_conflict const&, on_conflict const&) = default;
};

struct insert : with_statement_of<statement_kind::insert> {
  enum class otherwise : std::uint8_t { unsaid, replace, ignore };  // SQLite's INSERT OR ..
  enum class overriding : std::uint8_t { unsaid, system, user };
  otherwise or_ = otherwise::unsaid;
  change_target table;
  expressions columns;
  overriding override_ = overriding::unsaid;
  ref<query> source;  // none: DEFAULT VALUES
  on_conflict conflict;
  list<target> returning;
  friend bool operator==(insert const&, insert const&) = default;
};

struct update : with_statement_of<statement_kind::update> {
  change_target table;
  list<assignment> set;
  list<ref<from_item>> from;
  ref<expression> where;
  list<target> returning;
  friend bool operator==(update const&, update const&) = default;
};

struct delete_ : with_statement_of<statement_kind::delete_> {
  change_target table;
  list<ref<from_item>> using_;
  ref<expression> where;
  list<target> returning;
  friend bool operator==(delete_ const&, delete_ const&) = default;
};

struct merge_when {
  enum class type : std::uint8_t { nothing, update, delete_, insert };
  bool matched = true;
  ref<expression> condition;
  type action = type::nothing;
  list<assignment> set;
  expressions columns, values;  // of insert; no values: DEFAULT VALUES
  insert::overriding override_ = insert::overriding::unsaid;
  friend bool operator==(merge_when const&, merge_when const&) = default;
};
struct merge : with_statement_of<statement_kind::merge> {
  change_target table;
  ref<from_item> source;
  ref<expression> on;
  list<merge_when> whens;
  friend bool operator==(merge const&, merge const&) = default;
};

struct truncate : statement_of<statement_kind::truncate> {
  list<qualified_name> tables;
  bool only = false, restart_identity = false, cascade = false;
  friend bool operator==(truncate const&, truncate const&) = default;
};

struct copy : statement_of<statement_kind::copy> {
  qualified_name table;
  list<ast::name> columns;
  ref<statement> source;  // instead of a table
  bool from = false;      // else TO
  bool program = false;
  std::string_view path;  // empty: STDIN or STDOUT
  list<option> options;
  ref<expression> where;
  friend bool operator==(copy const&, copy const&) = default;
};

}  // namespace helios::sql::ast

namespace helios::sql::ast {

enum class object_kind : std::uint8_t {
  table,
  view,
  materialized_view,
  index,
  sequence,
  schema,
  type,
  domain,
  database,
  column,
  constraint,
  policy,
  extension,
  function
};

/// One clause of a sequence: INCREMENT BY 2, NO MAXVALUE, OWNED BY t.c, CYCLE, RESTART.
struct sequence_option {
  enum class type : std::uint8_t {
    as,
    increment,
    minvalue,
    no_minvalue,
    maxvalue,
    no_maxvalue,
    start,
    restart,
    cache,
    cycle,
    no_cycle,
    owned_by,
    sequence_name
  };
  type what = type::as;
  ref<expression> value;
  ref<data_type> data;
  qualified_name name;
  friend bool operator==(sequence_option const&, sequence_option const&) = default;
};

struct foreign_action {
  enum class type : std::uint8_t { unsaid, no_action, restrict, cascade, set_null, set_default };
  type what = type::unsaid;
  list<ast::name> columns;  // SET NULL (a, b)
  friend bool operator==(foreign_action const&, foreign_action const&) = default;
};

/// A constraint of a column (then `columns` is empty) or of a table.
struct constraint {
  enum class type : std::uint8_t {
    null,
    not_null,
    default_,
    check,
    primary_key,
    unique,
    foreign_key,
    generated,
    identity,
    autoincrement
  };
  enum class matching : std::uint8_t { unsaid, simple, full, partial };
  enum class defer : std::uint8_t { unsaid, yes, no };
  ast::name name;
  type what = type::null;
  ref<expression> value;  // of default_, check, generated
  list<ast::name> columns, include;
  bool nulls_not_distinct = false, no_inherit = false, not_valid = false;
  bool always = false;  // GENERATED ALWAYS AS IDENTITY, else BY DEFAULT
  ast::name index;      // USING INDEX
  list<option> options;
  qualified_name references;
  list<ast::name> referenced;
  matching match = matching::unsaid;
  foreign_action on_delete, on_update;
  defer deferrable = defer::unsaid, initially_deferred = defer::unsaid;
  list<sequence_option> sequence;
  position at;
  friend bool operator==(constraint const&, constraint const&) = default;
};

struct column_definition {
  ast::name name;
  data_type type;
  qualified_name collation;
  list<constraint> constraints;
  bool encrypted = false;
  ast::name storage, compression;
  position at;
  friend bool operator==(column_definition const&, column_definition const&) = default;
};

/// A line of CREATE TABLE: one of the three is there.
struct table_element {
  ref<column_definition> column;
  ref<ast::constraint> constraint;
  qualified_name like;
  list<ast::name> including, excluding;  // LIKE t INCLUDING defaults
  friend bool operator==(table_element const&, table_element const&) = default;
};

struct create_table : statement_of<statement_kind::create_table> {
  enum class lifetime : std::uint8_t { permanent, temporary, unlogged };
  enum class at_commit : std::uint8_t { unsaid, preserve_rows, delete_rows, drop };
  lifetime life = lifetime::permanent;
  bool if_not_exists = false;
  qualified_name name;
  list<table_element> elements;
  list<qualified_name> inherits;
  list<option> options;
  at_commit on_commit = at_commit::unsaid;
  list<ast::name> columns;  // of CREATE TABLE .. AS
  ref<statement> source;    // a query or EXECUTE
  bool with_no_data = false;
  friend bool operator==(create_table const&, create_table const&) = default;
};

struct alter_action {
  enum class type : std::uint8_t {
    add_column,
    drop_column,
    set_type,
    set_default,
    drop_default,
    set_not_null,
    drop_not_null,
    drop_expression,
    add_generated,
    drop_identity,
    set_statistics,
    set_storage,
    set_encrypted,
    add_constraint,
    drop_constraint,
    validate_constraint,
    set_options,
    reset_options,
    owner_to,
    enable_row_security,
    disable_row_security,
    force_row_security,
    no_force_row_security,
    add_versioning,
    drop_versioning,
    set_logged,
    set_unlogged
  };
  type what = type::add_column;
  bool if_exists = false;  // IF NOT EXISTS where something is added
  bool cascade = false;
  ast::name name;  // of a column, constraint or owner
  ast::name storage;
  ref<column_definition> column;
  ref<ast::constraint> constraint;
  ref<data_type> data;
  qualified_name collation;
  ref<expression> value;  // a default, USING, statistics
  list<option> options;
  friend bool operator==(alter_action const&, alter_action const&) = default;
};
struct alter_table : statement_of<statement_kind::alter_table> {
  object_kind what = object_kind::table;
  bool if_exists = false, only = false;
  qualified_name name;
  list<alter_action> actions;
  friend bool operator==(alter_table const&, alter_table const&) = default;
};

/// ALTER .. RENAME [COLUMN c] TO n
struct rename : statement_of<statement_kind::rename> {
  object_kind what = object_kind::table;
  bool if_exists = false, only = false;
  qualified_name name;
  object_kind part = object_kind::table;  // column or constraint; table: the object itself
  ast::name from, to;
  friend bool operator==(rename const&, rename const&) = default;
};

struct set_schema : statement_of<statement_kind::set_schema> {
  object_kind what = object_kind::table;
  bool if_exists = false;
  qualified_name name;
  ast::name schema;
  friend bool operator==(set_schema const&, set_schema const&) = default;
};

struct create_index : statement_of<statement_kind::create_index> {
  bool unique = false, concurrently = false, if_not_exists = false, only = false,
       nulls_not_distinct = false;
  ast::name name;  // may be missing
  qualified_name table;
  ast::name method;
  list<index_element> elements;
  list<ast::name> include;
  list<option> options;
  ref<expression> where;
  friend bool operator==(create_index const&, create_index const&) = default;
};

struct create_view : statement_of<statement_kind::create_view> {
  enum class check : std::uint8_t { none, local, cascaded };
  bool or_replace = false, temporary = false, recursive = false, materialized = false,
       if_not_exists = false;
  qualified_name name;
  list<ast::name> columns;
  list<option> options;
  ref<ast::query> query;
  check check_option = check::none;
  bool with_no_data = false;
  friend bool operator==(create_view const&, create_view const&) = default;
};

struct create_schema : statement_of<statement_kind::create_schema> {
  bool if_not_exists = false;
  ast::name name, owner;
  friend bool operator==(create_schema const&, create_schema const&) = default;
};

struct create_sequence : statement_of<statement_kind::create_sequence> {
  bool temporary = false, if_not_exists = false;
  qualified_name name;
  list<sequence_option> options;
  friend bool operator==(create_sequence const&, create_sequence const&) = default;
};

struct alter_sequence : statement_of<statement_kind::alter_sequence> {
  bool if_exists = false;
  qualified_name name;
  list<sequence_option> options;
  friend bool operator==(alter_sequence const&, alter_sequence const&) = default;
};

struct create_type : statement_of<statement_kind::create_type> {
  qualified_name name;
  bool enumeration = false;  // else composite
  list<std::string_view> labels;
  list<column_definition> fields;
  friend bool operator==(create_type const&, create_type const&) = default;
};

struct create_domain : statement_of<statement_kind::create_domain> {
  qualified_name name;
  data_type type;
  qualified_name collation;
  list<constraint> constraints;
  friend bool operator==(create_domain const&, create_domain const&) = default;
};

struct create_database : statement_of<statement_kind::create_database> {
  bool if_not_exists = false;
  ast::name name;
  list<option> options;
  friend bool operator==(create_database const&, create_database const&) = default;
};

struct create_policy : statement_of<statement_kind::create_policy> {
  enum class command : std::uint8_t { all, select, insert, update, delete_ };
  ast::name name;
  qualified_name table;
  bool restrictive = false;
  command what = command::all;
  list<ast::name> roles;
  ref<expression> using_, check;
  friend bool operator==(create_policy const&, create_policy const&) = default;
};

struct create_extension : statement_of<statement_kind::create_extension> {
  bool if_not_exists = false;
  ast::name name;
  friend bool operator==(create_extension const&, create_extension const&) = default;
};

struct drop : statement_of<statement_kind::drop> {
  object_kind what = object_kind::table;
  bool if_exists = false, concurrently = false, cascade = false;
  list<qualified_name> names;
  qualified_name on;  // the table of a policy
  friend bool operator==(drop const&, drop const&) = default;
};

struct comment : statement_of<statement_kind::comment> {
  object_kind what = object_kind::table;
  qualified_name name;
  qualified_name on;  // the table of a constraint or policy
  ref<literal> text;  // NULL removes the comment
  friend bool operator==(comment const&, comment const&) = default;
};

struct refresh : statement_of<statement_kind::refresh> {
  bool concurrently = false, incrementally = false, with_no_data = false;
  qualified_name name;
  friend bool operator==(refresh const&, refresh const&) = default;
};

}  // namespace helios::sql::ast

namespace helios::sql::ast {

struct transaction_modes {
  enum class level : std::uint8_t {
    unsaid,
    read_uncommitted,
    read_committed,
    repeatable_read,
    serializable
  };
  enum class choice : std::uint8_t { unsaid, yes, no };
  level isolation = level::unsaid;
  choice read_only = choice::unsaid, deferrable = choice::unsaid;
  friend bool operator==(transaction_modes const&, transaction_modes const&) = default;
};

struct begin : statement_of<statement_kind::begin> {
  transaction_modes modes;
  friend bool operator==(begin const&, begin const&) = default;
};

struct end : statement_of<statement_kind::end> {
  enum class type : std::uint8_t { commit, rollback };
  type what = type::commit;
  bool chain = false;
  friend bool operator==(end const&, end const&) = default;
};

struct savepoint : statement_of<statement_kind::savepoint> {
  enum class type : std::uint8_t { set, release, rollback_to };
  type what = type::set;
  ast::name name;
  friend bool operator==(savepoint const&, savepoint const&) = default;
};

struct set : statement_of<statement_kind::set> {
  enum class scope : std::uint8_t { session, local };
  scope where = scope::session;
  list<ast::name> setting;
  expressions values;  // empty: DEFAULT
  bool from_current = false;
  friend bool operator==(set const&, set const&) = default;
};

/// SET TRANSACTION, SET SESSION CHARACTERISTICS AS TRANSACTION
struct set_transaction : statement_of<statement_kind::set_transaction> {
  bool session = false;
  transaction_modes modes;
  ref<expression> snapshot;
  friend bool operator==(set_transaction const&, set_transaction const&) = default;
};

struct show : statement_of<statement_kind::show> {
  list<ast::name> setting;  // empty: ALL
  friend bool operator==(show const&, show const&) = default;
};

struct reset : statement_of<statement_kind::reset> {
  list<ast::name> setting;  // empty: ALL
  friend bool operator==(reset const&, reset const&) = default;
};

struct prepare : statement_of<statement_kind::prepare> {
  ast::name name;
  list<data_type> types;
  ref<statement> body;
  friend bool operator==(prepare const&, prepare const&) = default;
};

struct execute : statement_of<statement_kind::execute> {
  ast::name name;
  expressions arguments;
  friend bool operator==(execute const&, execute const&) = default;
};

struct deallocate : statement_of<statement_kind::deallocate> {
  ast::name name;  // empty: ALL
  friend bool operator==(deallocate const&, deallocate const&) = default;
};

struct explain : statement_of<statement_kind::explain> {
  list<option> options;  // EXPLAIN ANALYZE VERBOSE is (analyze, verbose)
  ref<statement> body;
  friend bool operator==(explain const&, explain const&) = default;
};

struct vacuum_table {
  qualified_name name;
  list<ast::name> columns;
  friend bool operator==(vacuum_table const&, vacuum_table const&) = default;
};
/// VACUUM and ANALYZE
struct vacuum : statement_of<statement_kind::vacuum> {
  bool analyze_only = false;
  list<option> options;  // VACUUM FULL ANALYZE is (full, analyze)
  list<vacuum_table> tables;
  friend bool operator==(vacuum const&, vacuum const&) = default;
};

struct reindex : statement_of<statement_kind::reindex> {
  object_kind what = object_kind::table;
  bool concurrently = false;
  list<option> options;
  qualified_name name;  // may be missing for a database
  friend bool operator==(reindex const&, reindex const&) = default;
};

/// SQLite's PRAGMA name, PRAGMA name = value, PRAGMA name(value)
struct pragma : statement_of<statement_kind::pragma> {
  qualified_name name;
  ref<expression> value;
  friend bool operator==(pragma const&, pragma const&) = default;
};

struct do_ : statement_of<statement_kind::do_> {
  ast::name language;
  std::string_view body;
  friend bool operator==(do_ const&, do_ const&) = default;
};

/// BACKUP TO 'where', RESTORE FROM 'where'
struct backup : statement_of<statement_kind::backup> {
  bool restore = false;
  std::string_view place;
  friend bool operator==(backup const&, backup const&) = default;
};

}  // namespace helios::sql::ast

namespace helios::sql::ast {

struct create_branch : statement_of<statement_kind::create_branch> {
  bool if_not_exists = false;
  ast::name name;
  ast::name parent;  // empty: the current branch
  moment when;
  list<option> options;
  friend bool operator==(create_branch const&, create_branch const&) = default;
};

struct drop_branch : statement_of<statement_kind::drop_branch> {
  bool if_exists = false, force = false;
  ast::name name;
  friend bool operator==(drop_branch const&, drop_branch const&) = default;
};

struct merge_branch : statement_of<statement_kind::merge_branch> {
  ast::name source;
  ast::name target;  // empty: the current branch
  list<option> options;
  friend bool operator==(merge_branch const&, merge_branch const&) = default;
};

struct alter_branch : statement_of<statement_kind::alter_branch> {
  enum class type : std::uint8_t { rename, reset, set_options };
  type what = type::rename;
  ast::name name, new_name;
  moment when;  // of reset
  list<option> options;
  friend bool operator==(alter_branch const&, alter_branch const&) = default;
};

struct use_branch : statement_of<statement_kind::use_branch> {
  ast::name name;
  friend bool operator==(use_branch const&, use_branch const&) = default;
};

struct show_branches : statement_of<statement_kind::show_branches> {
  friend bool operator==(show_branches const&, show_branches const&) = default;
};

struct create_tag : statement_of<statement_kind::create_tag> {
  bool if_not_exists = false;
  ast::name name;
  ast::name branch;  // empty: the current one
  moment when;
  friend bool operator==(create_tag const&, create_tag const&) = default;
};

struct drop_tag : statement_of<statement_kind::drop_tag> {
  bool if_exists = false;
  ast::name name;
  friend bool operator==(drop_tag const&, drop_tag const&) = default;
};

}  // namespace helios::sql::ast

namespace helios::sql::ast {

template <class F>
decltype(auto) visit(expression const& node, F&& f) {
  switch (node.kind) {
#define HELIOS_SQL_CASE(type) \
  case expression_kind::type: return f(static_cast<type const&>(node));
    HELIOS_SQL_EXPRESSIONS(HELIOS_SQL_CASE)
#undef HELIOS_SQL_CASE
  }
  HELIOS_UNREACHABLE();
}

template <class F>
decltype(auto) visit(statement const& node, F&& f) {
  switch (node.kind) {
#define HELIOS_SQL_CASE(type) \
  case statement_kind::type: return f(static_cast<type const&>(node));
    HELIOS_SQL_STATEMENTS(HELIOS_SQL_CASE)
#undef HELIOS_SQL_CASE
  }
  HELIOS_UNREACHABLE();
}

template <class F>
decltype(auto) visit(from_item const& node, F&& f) {
  switch (node.kind) {
#define HELIOS_SQL_CASE(type) \
  case from_kind::type: return f(static_cast<type const&>(node));
    HELIOS_SQL_FROM_ITEMS(HELIOS_SQL_CASE)
#undef HELIOS_SQL_CASE
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::sql::ast

// helios/sql/ast/impl/same.ipp -- equality of trees: each node compares its members, the kinds are
// found here.

namespace helios::sql::ast {

bool same(expression const& a, expression const& b) {
  return a.kind == b.kind &&
         visit(a, [&b](auto const& node) { return node == static_cast<decltype(node)>(b); });
}
bool same(statement const& a, statement const& b) {
  return a.kind == b.kind &&
         visit(a, [&b](auto const& node) { return node == static_cast<decltype(node)>(b); });
}
bool same(from_item const& a, from_item const& b) {
  return a.kind == b.kind &&
         visit(a, [&b](auto const& node) { return node == static_cast<decltype(node)>(b); });
}

}  // namespace helios::sql::ast

// helios/sql/parse.hpp -- SQL text to syntax trees.
//
// Shape     a text is any number of statements separated by semicolons; the trees and their texts
//           lie in the arena, which alone must outlive them
// Errors    42601 `syntax error at or near "x"`, `syntax error at end of input`: PostgreSQL's
//           wording, with the position of the first token that fits nothing and a hint of what
//           would; 22025, 22021 from escapes in strings; 54001 when the text is nested deeper than
//           the limits
// Threads   stateless
// Cost      a point SELECT about 0.6 us, long texts about 80 MB/s (-O2)

namespace helios::sql {

struct parse_limits {
  /// Bytes of stack that parsing may take. A thread's stack is seldom smaller than 512 KiB; this
  /// lets 1,000 brackets through even without optimisation (404 bytes each).
  std::size_t stack = 416 * 1024;
  /// Levels of the tree, and of brackets. What walks a tree later recurses as deep.
  std::uint32_t levels = 2000;
};

/// All statements of a text, empty ones left out. Nothing of the text is kept by reference.
[[nodiscard]] HELIOS_DECL std::span<ast::statement* const> parse(std::string_view text,
                                                                 arena& memory,
                                                                 parse_limits limits = {});

/// One expression and nothing behind it: a stored default or check.
[[nodiscard]] HELIOS_DECL ast::expression* parse_expression(std::string_view text, arena& memory,
                                                            parse_limits limits = {});

}  // namespace helios::sql

// helios/sql/impl/grammar/call.ipp -- function calls, the ones that look otherwise, aggregates,
// windows.
//
// Source    PostgreSQL 15's manual, sections 4.2.6 to 4.2.8 and chapter 9

// helios/sql/impl/grammar/rules.hpp -- the rules that more than one file of the grammar uses, by
// declaration.

// helios/sql/impl/vocabulary.hpp -- the words the grammar is written in: X3 parsers over tokens
// that place what they find into the node being filled.
//
// Shape     a parser's rcontext is its *place*: the node or value being filled. Nothing has an
//           attribute, so X3 instantiates no Fusion; only its operators >> | - * % are used
// Laws      (V1) a rule touches only its own value until it has succeeded. So its memory can be
//           taken back, and the alternatives within one rule must differ in their first token
// Cost      about 50 ms of compile time per rule at -O2

// helios/sql/impl/state.hpp -- what the parser carries through the grammar: memory, limits, the
// furthest failure.
//
// Holds     (S1) furthest is the last token at which anything failed: all tokens before it begin
//           some statement, so it is where the error is
//           (S2) height is that of the tallest tree completed since the node being parsed began
// Errors    54001 when the text is nested deeper than the limits say

// helios/sql/token.hpp -- SQL text as tokens: what the grammar reads instead of characters.
//
// Shape     16 bytes per token; the last one is `end`
// Errors    none: a text that is no token becomes `invalid`, and the parser reports it if nothing
//           before it was wrong. A text of 4 GiB or more: 54000
// Cost      one pass, about 3 ns per character
// Source    PostgreSQL 15's manual, section 4.1

namespace helios::sql {

enum class token_kind : std::uint16_t {
  end,
  invalid,     // aux: lexical_error
  other,       // a character that begins nothing
  name,        // an identifier that is no key word, or any in double quotes
  string,      // '..' $$..$$ E'..' U&'..' N'..'
  bits,        // B'0101'
  hex,         // X'1F'
  integer,     // digits only
  decimal,     // with a point or an exponent
  parameter,   // $1; aux: its number
  question,    // ?; aux: how many stand before it in the text
  open,        // (
  open_query,  // ( that encloses a query
  close,
  open_square,
  close_square,
  comma,
  semicolon,
  dot,
  dots,  // ..
  colon,
  casts,    // ::
  becomes,  // :=
  arrow,    // =>
  equal,
  less,
  greater,
  less_equal,
  greater_equal,
  not_equal,  // <> or !=
  plus,
  minus,
  star,
  slash,
  percent,
  caret,
  op,  // any other operator
#define HELIOS_KEYWORD(word, class_, label) kw_##word,
// helios/sql/keywords.def -- every key word in order, with its class and its use as a label.
//
// Shape     HELIOS_KEYWORD(word, class, label): the including file defines the macro
//           unreserved  a name of anything
//           column      a column or table, not a function or type
//           type        a function or type, not a column or table
//           reserved    only a label
//           bare        a label without AS, labelled: only behind AS
// Long      one line per word
// Source    PostgreSQL 15's manual, appendix C. Words marked `helios` are ours, all unreserved: so
//           none of them takes a name away from anybody.
HELIOS_KEYWORD(abort, unreserved, bare)
HELIOS_KEYWORD(absolute, unreserved, bare)
HELIOS_KEYWORD(access, unreserved, bare)
HELIOS_KEYWORD(action, unreserved, bare)
HELIOS_KEYWORD(add, unreserved, bare)
HELIOS_KEYWORD(admin, unreserved, bare)
HELIOS_KEYWORD(after, unreserved, bare)
HELIOS_KEYWORD(aggregate, unreserved, bare)
HELIOS_KEYWORD(all, reserved, bare)
HELIOS_KEYWORD(also, unreserved, bare)
HELIOS_KEYWORD(alter, unreserved, bare)
HELIOS_KEYWORD(always, unreserved, bare)
HELIOS_KEYWORD(analyse, reserved, bare)
HELIOS_KEYWORD(analyze, reserved, bare)
HELIOS_KEYWORD(and, reserved, bare)
HELIOS_KEYWORD(any, reserved, bare)
HELIOS_KEYWORD(array, reserved, labelled)
HELIOS_KEYWORD(as, reserved, labelled)
HELIOS_KEYWORD(asc, reserved, bare)
HELIOS_KEYWORD(asensitive, unreserved, bare)
HELIOS_KEYWORD(assertion, unreserved, bare)
HELIOS_KEYWORD(assignment, unreserved, bare)
HELIOS_KEYWORD(asymmetric, reserved, bare)
HELIOS_KEYWORD(at, unreserved, bare)
HELIOS_KEYWORD(atomic, unreserved, bare)
HELIOS_KEYWORD(attach, unreserved, bare)
HELIOS_KEYWORD(attribute, unreserved, bare)
HELIOS_KEYWORD(authorization, type, bare)
HELIOS_KEYWORD(autoincrement, unreserved, bare)  // helios
HELIOS_KEYWORD(backup, unreserved, bare)  // helios
HELIOS_KEYWORD(backward, unreserved, bare)
HELIOS_KEYWORD(before, unreserved, bare)
HELIOS_KEYWORD(begin, unreserved, bare)
HELIOS_KEYWORD(between, column, bare)
HELIOS_KEYWORD(bigint, column, bare)
HELIOS_KEYWORD(binary, type, bare)
HELIOS_KEYWORD(bit, column, bare)
HELIOS_KEYWORD(boolean, column, bare)
HELIOS_KEYWORD(both, reserved, bare)
HELIOS_KEYWORD(branch, unreserved, bare)  // helios
HELIOS_KEYWORD(branches, unreserved, bare)  // helios
HELIOS_KEYWORD(breadth, unreserved, bare)
HELIOS_KEYWORD(by, unreserved, bare)
HELIOS_KEYWORD(cache, unreserved, bare)
HELIOS_KEYWORD(call, unreserved, bare)
HELIOS_KEYWORD(called, unreserved, bare)
HELIOS_KEYWORD(cascade, unreserved, bare)
HELIOS_KEYWORD(cascaded, unreserved, bare)
HELIOS_KEYWORD(case, reserved, bare)
HELIOS_KEYWORD(cast, reserved, bare)
HELIOS_KEYWORD(catalog, unreserved, bare)
HELIOS_KEYWORD(chain, unreserved, bare)
HELIOS_KEYWORD(char, column, labelled)
HELIOS_KEYWORD(character, column, labelled)
HELIOS_KEYWORD(characteristics, unreserved, bare)
HELIOS_KEYWORD(check, reserved, bare)
HELIOS_KEYWORD(checkpoint, unreserved, bare)
HELIOS_KEYWORD(class, unreserved, bare)
HELIOS_KEYWORD(close, unreserved, bare)
HELIOS_KEYWORD(cluster, unreserved, bare)
HELIOS_KEYWORD(coalesce, column, bare)
HELIOS_KEYWORD(collate, reserved, bare)
HELIOS_KEYWORD(collation, type, bare)
HELIOS_KEYWORD(column, reserved, bare)
HELIOS_KEYWORD(columns, unreserved, bare)
HELIOS_KEYWORD(comment, unreserved, bare)
HELIOS_KEYWORD(comments, unreserved, bare)
HELIOS_KEYWORD(commit, unreserved, bare)
HELIOS_KEYWORD(committed, unreserved, bare)
HELIOS_KEYWORD(compression, unreserved, bare)
HELIOS_KEYWORD(concurrently, type, bare)
HELIOS_KEYWORD(configuration, unreserved, bare)
HELIOS_KEYWORD(conflict, unreserved, bare)
HELIOS_KEYWORD(connection, unreserved, bare)
HELIOS_KEYWORD(constraint, reserved, bare)
HELIOS_KEYWORD(constraints, unreserved, bare)
HELIOS_KEYWORD(content, unreserved, bare)
HELIOS_KEYWORD(continue, unreserved, bare)
HELIOS_KEYWORD(conversion, unreserved, bare)
HELIOS_KEYWORD(copy, unreserved, bare)
HELIOS_KEYWORD(cost, unreserved, bare)
HELIOS_KEYWORD(create, reserved, labelled)
HELIOS_KEYWORD(cross, type, bare)
HELIOS_KEYWORD(csv, unreserved, bare)
HELIOS_KEYWORD(cube, unreserved, bare)
HELIOS_KEYWORD(current, unreserved, bare)
HELIOS_KEYWORD(current_catalog, reserved, bare)
HELIOS_KEYWORD(current_date, reserved, bare)
HELIOS_KEYWORD(current_role, reserved, bare)
HELIOS_KEYWORD(current_schema, type, bare)
HELIOS_KEYWORD(current_time, reserved, bare)
HELIOS_KEYWORD(current_timestamp, reserved, bare)
HELIOS_KEYWORD(current_user, reserved, bare)
HELIOS_KEYWORD(cursor, unreserved, bare)
HELIOS_KEYWORD(cycle, unreserved, bare)
HELIOS_KEYWORD(data, unreserved, bare)
HELIOS_KEYWORD(database, unreserved, bare)
HELIOS_KEYWORD(day, unreserved, labelled)
HELIOS_KEYWORD(deallocate, unreserved, bare)
HELIOS_KEYWORD(dec, column, bare)
HELIOS_KEYWORD(decimal, column, bare)
HELIOS_KEYWORD(declare, unreserved, bare)
HELIOS_KEYWORD(default, reserved, bare)
HELIOS_KEYWORD(defaults, unreserved, bare)
HELIOS_KEYWORD(deferrable, reserved, bare)
HELIOS_KEYWORD(deferred, unreserved, bare)
HELIOS_KEYWORD(definer, unreserved, bare)
HELIOS_KEYWORD(delete, unreserved, bare)
HELIOS_KEYWORD(delimiter, unreserved, bare)
HELIOS_KEYWORD(delimiters, unreserved, bare)
HELIOS_KEYWORD(depends, unreserved, bare)
HELIOS_KEYWORD(depth, unreserved, bare)
HELIOS_KEYWORD(desc, reserved, bare)
HELIOS_KEYWORD(detach, unreserved, bare)
HELIOS_KEYWORD(dictionary, unreserved, bare)
HELIOS_KEYWORD(disable, unreserved, bare)
HELIOS_KEYWORD(discard, unreserved, bare)
HELIOS_KEYWORD(distinct, reserved, bare)
HELIOS_KEYWORD(do, reserved, bare)
HELIOS_KEYWORD(document, unreserved, bare)
HELIOS_KEYWORD(domain, unreserved, bare)
HELIOS_KEYWORD(double, unreserved, bare)
HELIOS_KEYWORD(drop, unreserved, bare)
HELIOS_KEYWORD(each, unreserved, bare)
HELIOS_KEYWORD(else, reserved, bare)
HELIOS_KEYWORD(enable, unreserved, bare)
HELIOS_KEYWORD(encoding, unreserved, bare)
HELIOS_KEYWORD(encrypted, unreserved, bare)  // helios
HELIOS_KEYWORD(end, reserved, bare)
HELIOS_KEYWORD(enum, unreserved, bare)
HELIOS_KEYWORD(escape, unreserved, bare)
HELIOS_KEYWORD(event, unreserved, bare)
HELIOS_KEYWORD(except, reserved, labelled)
HELIOS_KEYWORD(exclude, unreserved, bare)
HELIOS_KEYWORD(excluding, unreserved, bare)
HELIOS_KEYWORD(exclusive, unreserved, bare)
HELIOS_KEYWORD(execute, unreserved, bare)
HELIOS_KEYWORD(exists, column, bare)
HELIOS_KEYWORD(explain, unreserved, bare)
HELIOS_KEYWORD(expression, unreserved, bare)
HELIOS_KEYWORD(extension, unreserved, bare)
HELIOS_KEYWORD(external, unreserved, bare)
HELIOS_KEYWORD(extract, column, bare)
HELIOS_KEYWORD(false, reserved, bare)
HELIOS_KEYWORD(family, unreserved, bare)
HELIOS_KEYWORD(fetch, reserved, labelled)
HELIOS_KEYWORD(filter, unreserved, labelled)
HELIOS_KEYWORD(finalize, unreserved, bare)
HELIOS_KEYWORD(first, unreserved, bare)
HELIOS_KEYWORD(float, column, bare)
HELIOS_KEYWORD(following, unreserved, bare)
HELIOS_KEYWORD(for, reserved, labelled)
HELIOS_KEYWORD(force, unreserved, bare)
HELIOS_KEYWORD(foreign, reserved, bare)
HELIOS_KEYWORD(forward, unreserved, bare)
HELIOS_KEYWORD(freeze, type, bare)
HELIOS_KEYWORD(from, reserved, labelled)
HELIOS_KEYWORD(full, type, bare)
HELIOS_KEYWORD(function, unreserved, bare)
HELIOS_KEYWORD(functions, unreserved, bare)
HELIOS_KEYWORD(generated, unreserved, bare)
HELIOS_KEYWORD(global, unreserved, bare)
HELIOS_KEYWORD(grant, reserved, labelled)
HELIOS_KEYWORD(granted, unreserved, bare)
HELIOS_KEYWORD(greatest, column, bare)
HELIOS_KEYWORD(group, reserved, labelled)
HELIOS_KEYWORD(grouping, column, bare)
HELIOS_KEYWORD(groups, unreserved, bare)
HELIOS_KEYWORD(handler, unreserved, bare)
HELIOS_KEYWORD(having, reserved, labelled)
HELIOS_KEYWORD(header, unreserved, bare)
HELIOS_KEYWORD(hold, unreserved, bare)
HELIOS_KEYWORD(hour, unreserved, labelled)
HELIOS_KEYWORD(identity, unreserved, bare)
HELIOS_KEYWORD(if, unreserved, bare)
HELIOS_KEYWORD(ignore, unreserved, bare)  // helios
HELIOS_KEYWORD(ilike, type, bare)
HELIOS_KEYWORD(immediate, unreserved, bare)
HELIOS_KEYWORD(immutable, unreserved, bare)
HELIOS_KEYWORD(implicit, unreserved, bare)
HELIOS_KEYWORD(import, unreserved, bare)
HELIOS_KEYWORD(in, reserved, bare)
HELIOS_KEYWORD(include, unreserved, bare)
HELIOS_KEYWORD(including, unreserved, bare)
HELIOS_KEYWORD(increment, unreserved, bare)
HELIOS_KEYWORD(incrementally, unreserved, bare)  // helios
HELIOS_KEYWORD(index, unreserved, bare)
HELIOS_KEYWORD(indexes, unreserved, bare)
HELIOS_KEYWORD(inherit, unreserved, bare)
HELIOS_KEYWORD(inherits, unreserved, bare)
HELIOS_KEYWORD(initially, reserved, bare)
HELIOS_KEYWORD(inline, unreserved, bare)
HELIOS_KEYWORD(inner, type, bare)
HELIOS_KEYWORD(inout, column, bare)
HELIOS_KEYWORD(input, unreserved, bare)
HELIOS_KEYWORD(insensitive, unreserved, bare)
HELIOS_KEYWORD(insert, unreserved, bare)
HELIOS_KEYWORD(instead, unreserved, bare)
HELIOS_KEYWORD(int, column, bare)
HELIOS_KEYWORD(integer, column, bare)
HELIOS_KEYWORD(intersect, reserved, labelled)
HELIOS_KEYWORD(interval, column, bare)
HELIOS_KEYWORD(into, reserved, labelled)
HELIOS_KEYWORD(invoker, unreserved, bare)
HELIOS_KEYWORD(is, type, bare)
HELIOS_KEYWORD(isnull, type, labelled)
HELIOS_KEYWORD(isolation, unreserved, bare)
HELIOS_KEYWORD(join, type, bare)
HELIOS_KEYWORD(key, unreserved, bare)
HELIOS_KEYWORD(label, unreserved, bare)
HELIOS_KEYWORD(language, unreserved, bare)
HELIOS_KEYWORD(large, unreserved, bare)
HELIOS_KEYWORD(last, unreserved, bare)
HELIOS_KEYWORD(lateral, reserved, bare)
HELIOS_KEYWORD(leading, reserved, bare)
HELIOS_KEYWORD(leakproof, unreserved, bare)
HELIOS_KEYWORD(least, column, bare)
HELIOS_KEYWORD(left, type, bare)
HELIOS_KEYWORD(level, unreserved, bare)
HELIOS_KEYWORD(like, type, bare)
HELIOS_KEYWORD(limit, reserved, labelled)
HELIOS_KEYWORD(listen, unreserved, bare)
HELIOS_KEYWORD(load, unreserved, bare)
HELIOS_KEYWORD(local, unreserved, bare)
HELIOS_KEYWORD(localtime, reserved, bare)
HELIOS_KEYWORD(localtimestamp, reserved, bare)
HELIOS_KEYWORD(location, unreserved, bare)
HELIOS_KEYWORD(lock, unreserved, bare)
HELIOS_KEYWORD(locked, unreserved, bare)
HELIOS_KEYWORD(logged, unreserved, bare)
HELIOS_KEYWORD(mapping, unreserved, bare)
HELIOS_KEYWORD(match, unreserved, bare)
HELIOS_KEYWORD(matched, unreserved, bare)
HELIOS_KEYWORD(materialized, unreserved, bare)
HELIOS_KEYWORD(maxvalue, unreserved, bare)
HELIOS_KEYWORD(merge, unreserved, bare)
HELIOS_KEYWORD(method, unreserved, bare)
HELIOS_KEYWORD(minute, unreserved, labelled)
HELIOS_KEYWORD(minvalue, unreserved, bare)
HELIOS_KEYWORD(mode, unreserved, bare)
HELIOS_KEYWORD(month, unreserved, labelled)
HELIOS_KEYWORD(move, unreserved, bare)
HELIOS_KEYWORD(name, unreserved, bare)
HELIOS_KEYWORD(names, unreserved, bare)
HELIOS_KEYWORD(national, column, bare)
HELIOS_KEYWORD(natural, type, bare)
HELIOS_KEYWORD(nchar, column, bare)
HELIOS_KEYWORD(new, unreserved, bare)
HELIOS_KEYWORD(next, unreserved, bare)
HELIOS_KEYWORD(nfc, unreserved, bare)
HELIOS_KEYWORD(nfd, unreserved, bare)
HELIOS_KEYWORD(nfkc, unreserved, bare)
HELIOS_KEYWORD(nfkd, unreserved, bare)
HELIOS_KEYWORD(no, unreserved, bare)
HELIOS_KEYWORD(none, column, bare)
HELIOS_KEYWORD(normalize, column, bare)
HELIOS_KEYWORD(normalized, unreserved, bare)
HELIOS_KEYWORD(not, reserved, bare)
HELIOS_KEYWORD(nothing, unreserved, bare)
HELIOS_KEYWORD(notify, unreserved, bare)
HELIOS_KEYWORD(notnull, type, labelled)
HELIOS_KEYWORD(now, unreserved, bare)  // helios
HELIOS_KEYWORD(nowait, unreserved, bare)
HELIOS_KEYWORD(null, reserved, bare)
HELIOS_KEYWORD(nullif, column, bare)
HELIOS_KEYWORD(nulls, unreserved, bare)
HELIOS_KEYWORD(numeric, column, bare)
HELIOS_KEYWORD(object, unreserved, bare)
HELIOS_KEYWORD(of, unreserved, bare)
HELIOS_KEYWORD(off, unreserved, bare)
HELIOS_KEYWORD(offset, reserved, labelled)
HELIOS_KEYWORD(oids, unreserved, bare)
HELIOS_KEYWORD(old, unreserved, bare)
HELIOS_KEYWORD(on, reserved, labelled)
HELIOS_KEYWORD(only, reserved, bare)
HELIOS_KEYWORD(operator, unreserved, bare)
HELIOS_KEYWORD(option, unreserved, bare)
HELIOS_KEYWORD(options, unreserved, bare)
HELIOS_KEYWORD(or, reserved, bare)
HELIOS_KEYWORD(order, reserved, labelled)
HELIOS_KEYWORD(ordinality, unreserved, bare)
HELIOS_KEYWORD(others, unreserved, bare)
HELIOS_KEYWORD(out, column, bare)
HELIOS_KEYWORD(outer, type, bare)
HELIOS_KEYWORD(over, unreserved, labelled)
HELIOS_KEYWORD(overlaps, type, labelled)
HELIOS_KEYWORD(overlay, column, bare)
HELIOS_KEYWORD(overriding, unreserved, bare)
HELIOS_KEYWORD(owned, unreserved, bare)
HELIOS_KEYWORD(owner, unreserved, bare)
HELIOS_KEYWORD(parallel, unreserved, bare)
HELIOS_KEYWORD(parameter, unreserved, bare)
HELIOS_KEYWORD(parent, unreserved, bare)  // helios
HELIOS_KEYWORD(parser, unreserved, bare)
HELIOS_KEYWORD(partial, unreserved, bare)
HELIOS_KEYWORD(partition, unreserved, bare)
HELIOS_KEYWORD(passing, unreserved, bare)
HELIOS_KEYWORD(password, unreserved, bare)
HELIOS_KEYWORD(permissive, unreserved, bare)  // helios
HELIOS_KEYWORD(placing, reserved, bare)
HELIOS_KEYWORD(plans, unreserved, bare)
HELIOS_KEYWORD(policy, unreserved, bare)
HELIOS_KEYWORD(position, column, bare)
HELIOS_KEYWORD(pragma, unreserved, bare)  // helios
HELIOS_KEYWORD(preceding, unreserved, bare)
HELIOS_KEYWORD(precision, column, labelled)
HELIOS_KEYWORD(prepare, unreserved, bare)
HELIOS_KEYWORD(prepared, unreserved, bare)
HELIOS_KEYWORD(preserve, unreserved, bare)
HELIOS_KEYWORD(primary, reserved, bare)
HELIOS_KEYWORD(prior, unreserved, bare)
HELIOS_KEYWORD(privileges, unreserved, bare)
HELIOS_KEYWORD(procedural, unreserved, bare)
HELIOS_KEYWORD(procedure, unreserved, bare)
HELIOS_KEYWORD(procedures, unreserved, bare)
HELIOS_KEYWORD(program, unreserved, bare)
HELIOS_KEYWORD(publication, unreserved, bare)
HELIOS_KEYWORD(quote, unreserved, bare)
HELIOS_KEYWORD(range, unreserved, bare)
HELIOS_KEYWORD(read, unreserved, bare)
HELIOS_KEYWORD(real, column, bare)
HELIOS_KEYWORD(reassign, unreserved, bare)
HELIOS_KEYWORD(recheck, unreserved, bare)
HELIOS_KEYWORD(recursive, unreserved, bare)
HELIOS_KEYWORD(ref, unreserved, bare)
HELIOS_KEYWORD(references, reserved, bare)
HELIOS_KEYWORD(referencing, unreserved, bare)
HELIOS_KEYWORD(refresh, unreserved, bare)
HELIOS_KEYWORD(reindex, unreserved, bare)
HELIOS_KEYWORD(relative, unreserved, bare)
HELIOS_KEYWORD(release, unreserved, bare)
HELIOS_KEYWORD(rename, unreserved, bare)
HELIOS_KEYWORD(repeatable, unreserved, bare)
HELIOS_KEYWORD(replace, unreserved, bare)
HELIOS_KEYWORD(replica, unreserved, bare)
HELIOS_KEYWORD(reset, unreserved, bare)
HELIOS_KEYWORD(restart, unreserved, bare)
HELIOS_KEYWORD(restore, unreserved, bare)  // helios
HELIOS_KEYWORD(restrict, unreserved, bare)
HELIOS_KEYWORD(restrictive, unreserved, bare)  // helios
HELIOS_KEYWORD(return, unreserved, bare)
HELIOS_KEYWORD(returning, reserved, labelled)
HELIOS_KEYWORD(returns, unreserved, bare)
HELIOS_KEYWORD(revoke, unreserved, bare)
HELIOS_KEYWORD(right, type, bare)
HELIOS_KEYWORD(role, unreserved, bare)
HELIOS_KEYWORD(rollback, unreserved, bare)
HELIOS_KEYWORD(rollup, unreserved, bare)
HELIOS_KEYWORD(routine, unreserved, bare)
HELIOS_KEYWORD(routines, unreserved, bare)
HELIOS_KEYWORD(row, column, bare)
HELIOS_KEYWORD(rows, unreserved, bare)
HELIOS_KEYWORD(rule, unreserved, bare)
HELIOS_KEYWORD(savepoint, unreserved, bare)
HELIOS_KEYWORD(schema, unreserved, bare)
HELIOS_KEYWORD(schemas, unreserved, bare)
HELIOS_KEYWORD(scn, unreserved, bare)  // helios
HELIOS_KEYWORD(scroll, unreserved, bare)
HELIOS_KEYWORD(search, unreserved, bare)
HELIOS_KEYWORD(second, unreserved, labelled)
HELIOS_KEYWORD(security, unreserved, bare)
HELIOS_KEYWORD(select, reserved, bare)
HELIOS_KEYWORD(sequence, unreserved, bare)
HELIOS_KEYWORD(sequences, unreserved, bare)
HELIOS_KEYWORD(serializable, unreserved, bare)
HELIOS_KEYWORD(server, unreserved, bare)
HELIOS_KEYWORD(session, unreserved, bare)
HELIOS_KEYWORD(session_user, reserved, bare)
HELIOS_KEYWORD(set, unreserved, bare)
HELIOS_KEYWORD(setof, column, bare)
HELIOS_KEYWORD(sets, unreserved, bare)
HELIOS_KEYWORD(share, unreserved, bare)
HELIOS_KEYWORD(show, unreserved, bare)
HELIOS_KEYWORD(similar, type, bare)
HELIOS_KEYWORD(simple, unreserved, bare)
HELIOS_KEYWORD(skip, unreserved, bare)
HELIOS_KEYWORD(smallint, column, bare)
HELIOS_KEYWORD(snapshot, unreserved, bare)
HELIOS_KEYWORD(some, reserved, bare)
HELIOS_KEYWORD(sql, unreserved, bare)
HELIOS_KEYWORD(stable, unreserved, bare)
HELIOS_KEYWORD(standalone, unreserved, bare)
HELIOS_KEYWORD(start, unreserved, bare)
HELIOS_KEYWORD(statement, unreserved, bare)
HELIOS_KEYWORD(statistics, unreserved, bare)
HELIOS_KEYWORD(stdin, unreserved, bare)
HELIOS_KEYWORD(stdout, unreserved, bare)
HELIOS_KEYWORD(storage, unreserved, bare)
HELIOS_KEYWORD(stored, unreserved, bare)
HELIOS_KEYWORD(strict, unreserved, bare)
HELIOS_KEYWORD(strip, unreserved, bare)
HELIOS_KEYWORD(subscription, unreserved, bare)
HELIOS_KEYWORD(substring, column, bare)
HELIOS_KEYWORD(support, unreserved, bare)
HELIOS_KEYWORD(symmetric, reserved, bare)
HELIOS_KEYWORD(sysid, unreserved, bare)
HELIOS_KEYWORD(system, unreserved, bare)
HELIOS_KEYWORD(system_time, unreserved, bare)  // helios
HELIOS_KEYWORD(table, reserved, bare)
HELIOS_KEYWORD(tables, unreserved, bare)
HELIOS_KEYWORD(tablesample, type, bare)
HELIOS_KEYWORD(tablespace, unreserved, bare)
HELIOS_KEYWORD(tag, unreserved, bare)  // helios
HELIOS_KEYWORD(temp, unreserved, bare)
HELIOS_KEYWORD(template, unreserved, bare)
HELIOS_KEYWORD(temporary, unreserved, bare)
HELIOS_KEYWORD(text, unreserved, bare)
HELIOS_KEYWORD(then, reserved, bare)
HELIOS_KEYWORD(ties, unreserved, bare)
HELIOS_KEYWORD(time, column, bare)
HELIOS_KEYWORD(timestamp, column, bare)
HELIOS_KEYWORD(to, reserved, labelled)
HELIOS_KEYWORD(trailing, reserved, bare)
HELIOS_KEYWORD(transaction, unreserved, bare)
HELIOS_KEYWORD(transform, unreserved, bare)
HELIOS_KEYWORD(treat, column, bare)
HELIOS_KEYWORD(trigger, unreserved, bare)
HELIOS_KEYWORD(trim, column, bare)
HELIOS_KEYWORD(true, reserved, bare)
HELIOS_KEYWORD(truncate, unreserved, bare)
HELIOS_KEYWORD(trusted, unreserved, bare)
HELIOS_KEYWORD(type, unreserved, bare)
HELIOS_KEYWORD(types, unreserved, bare)
HELIOS_KEYWORD(uescape, unreserved, bare)
HELIOS_KEYWORD(unbounded, unreserved, bare)
HELIOS_KEYWORD(uncommitted, unreserved, bare)
HELIOS_KEYWORD(unencrypted, unreserved, bare)
HELIOS_KEYWORD(union, reserved, labelled)
HELIOS_KEYWORD(unique, reserved, bare)
HELIOS_KEYWORD(unknown, unreserved, bare)
HELIOS_KEYWORD(unlisten, unreserved, bare)
HELIOS_KEYWORD(unlogged, unreserved, bare)
HELIOS_KEYWORD(until, unreserved, bare)
HELIOS_KEYWORD(update, unreserved, bare)
HELIOS_KEYWORD(use, unreserved, bare)  // helios
HELIOS_KEYWORD(user, reserved, bare)
HELIOS_KEYWORD(using, reserved, bare)
HELIOS_KEYWORD(vacuum, unreserved, bare)
HELIOS_KEYWORD(valid, unreserved, bare)
HELIOS_KEYWORD(validate, unreserved, bare)
HELIOS_KEYWORD(validator, unreserved, bare)
HELIOS_KEYWORD(value, unreserved, bare)
HELIOS_KEYWORD(values, column, bare)
HELIOS_KEYWORD(varchar, column, bare)
HELIOS_KEYWORD(variadic, reserved, bare)
HELIOS_KEYWORD(varying, unreserved, labelled)
HELIOS_KEYWORD(verbose, type, bare)
HELIOS_KEYWORD(version, unreserved, bare)
HELIOS_KEYWORD(versioning, unreserved, bare)  // helios
HELIOS_KEYWORD(versions, unreserved, bare)  // helios
HELIOS_KEYWORD(view, unreserved, bare)
HELIOS_KEYWORD(views, unreserved, bare)
HELIOS_KEYWORD(volatile, unreserved, bare)
HELIOS_KEYWORD(when, reserved, bare)
HELIOS_KEYWORD(where, reserved, labelled)
HELIOS_KEYWORD(whitespace, unreserved, bare)
HELIOS_KEYWORD(window, reserved, labelled)
HELIOS_KEYWORD(with, reserved, labelled)
HELIOS_KEYWORD(within, unreserved, labelled)
HELIOS_KEYWORD(without, unreserved, labelled)
HELIOS_KEYWORD(work, unreserved, bare)
HELIOS_KEYWORD(wrapper, unreserved, bare)
HELIOS_KEYWORD(write, unreserved, bare)
HELIOS_KEYWORD(xml, unreserved, bare)
HELIOS_KEYWORD(xmlattributes, column, bare)
HELIOS_KEYWORD(xmlconcat, column, bare)
HELIOS_KEYWORD(xmlelement, column, bare)
HELIOS_KEYWORD(xmlexists, column, bare)
HELIOS_KEYWORD(xmlforest, column, bare)
HELIOS_KEYWORD(xmlnamespaces, column, bare)
HELIOS_KEYWORD(xmlparse, column, bare)
HELIOS_KEYWORD(xmlpi, column, bare)
HELIOS_KEYWORD(xmlroot, column, bare)
HELIOS_KEYWORD(xmlserialize, column, bare)
HELIOS_KEYWORD(xmltable, column, bare)
HELIOS_KEYWORD(year, unreserved, labelled)
HELIOS_KEYWORD(yes, unreserved, bare)
HELIOS_KEYWORD(zone, unreserved, bare)
#undef HELIOS_KEYWORD
};
inline constexpr token_kind first_keyword = token_kind::kw_abort;

enum class lexical_error : std::uint8_t {
  unterminated_string,
  unterminated_name,
  unterminated_dollar_string,
  unterminated_comment,
  unterminated_bits,
  unterminated_hex,
  empty_name,
  junk_after_number,
  junk_after_parameter,
  parameter_out_of_range,
};

/// Where a word may stand: the bits of token::classes.
namespace word_class {
inline constexpr std::uint8_t unreserved = 1, column = 2, type = 4, reserved = 8, plain = 16,
                              bare = 32;
}

struct token {
  token_kind kind = token_kind::end;
  std::uint8_t classes = 0;  // word_class bits; `plain` is a name
  bool decode =
      false;  // the text between the quotes is not the value: letters to fold, quotes to undo
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  std::uint32_t aux = 0;  // of an open bracket: index of the bracket that closes it, 0 if none does

  [[nodiscard]] constexpr std::uint32_t end() const noexcept { return offset + length; }
};
static_assert(sizeof(token) == 16);

struct keyword {
  std::string_view text;
  std::uint8_t classes;
};

inline constexpr auto keywords = [] {
  using namespace word_class;
  constexpr std::uint8_t labelled = 0;
  return std::to_array<keyword>({
#define HELIOS_KEYWORD(word, class_, label) {#word, class_ | label},
// helios/sql/keywords.def -- every key word in order, with its class and its use as a label.
//
// Shape     HELIOS_KEYWORD(word, class, label): the including file defines the macro
//           unreserved  a name of anything
//           column      a column or table, not a function or type
//           type        a function or type, not a column or table
//           reserved    only a label
//           bare        a label without AS, labelled: only behind AS
// Long      one line per word
// Source    PostgreSQL 15's manual, appendix C. Words marked `helios` are ours, all unreserved: so
//           none of them takes a name away from anybody.
HELIOS_KEYWORD(abort, unreserved, bare)
HELIOS_KEYWORD(absolute, unreserved, bare)
HELIOS_KEYWORD(access, unreserved, bare)
HELIOS_KEYWORD(action, unreserved, bare)
HELIOS_KEYWORD(add, unreserved, bare)
HELIOS_KEYWORD(admin, unreserved, bare)
HELIOS_KEYWORD(after, unreserved, bare)
HELIOS_KEYWORD(aggregate, unreserved, bare)
HELIOS_KEYWORD(all, reserved, bare)
HELIOS_KEYWORD(also, unreserved, bare)
HELIOS_KEYWORD(alter, unreserved, bare)
HELIOS_KEYWORD(always, unreserved, bare)
HELIOS_KEYWORD(analyse, reserved, bare)
HELIOS_KEYWORD(analyze, reserved, bare)
HELIOS_KEYWORD(and, reserved, bare)
HELIOS_KEYWORD(any, reserved, bare)
HELIOS_KEYWORD(array, reserved, labelled)
HELIOS_KEYWORD(as, reserved, labelled)
HELIOS_KEYWORD(asc, reserved, bare)
HELIOS_KEYWORD(asensitive, unreserved, bare)
HELIOS_KEYWORD(assertion, unreserved, bare)
HELIOS_KEYWORD(assignment, unreserved, bare)
HELIOS_KEYWORD(asymmetric, reserved, bare)
HELIOS_KEYWORD(at, unreserved, bare)
HELIOS_KEYWORD(atomic, unreserved, bare)
HELIOS_KEYWORD(attach, unreserved, bare)
HELIOS_KEYWORD(attribute, unreserved, bare)
HELIOS_KEYWORD(authorization, type, bare)
HELIOS_KEYWORD(autoincrement, unreserved, bare)  // helios
HELIOS_KEYWORD(backup, unreserved, bare)  // helios
HELIOS_KEYWORD(backward, unreserved, bare)
HELIOS_KEYWORD(before, unreserved, bare)
HELIOS_KEYWORD(begin, unreserved, bare)
HELIOS_KEYWORD(between, column, bare)
HELIOS_KEYWORD(bigint, column, bare)
HELIOS_KEYWORD(binary, type, bare)
HELIOS_KEYWORD(bit, column, bare)
HELIOS_KEYWORD(boolean, column, bare)
HELIOS_KEYWORD(both, reserved, bare)
HELIOS_KEYWORD(branch, unreserved, bare)  // helios
HELIOS_KEYWORD(branches, unreserved, bare)  // helios
HELIOS_KEYWORD(breadth, unreserved, bare)
HELIOS_KEYWORD(by, unreserved, bare)
HELIOS_KEYWORD(cache, unreserved, bare)
HELIOS_KEYWORD(call, unreserved, bare)
HELIOS_KEYWORD(called, unreserved, bare)
HELIOS_KEYWORD(cascade, unreserved, bare)
HELIOS_KEYWORD(cascaded, unreserved, bare)
HELIOS_KEYWORD(case, reserved, bare)
HELIOS_KEYWORD(cast, reserved, bare)
HELIOS_KEYWORD(catalog, unreserved, bare)
HELIOS_KEYWORD(chain, unreserved, bare)
HELIOS_KEYWORD(char, column, labelled)
HELIOS_KEYWORD(character, column, labelled)
HELIOS_KEYWORD(characteristics, unreserved, bare)
HELIOS_KEYWORD(check, reserved, bare)
HELIOS_KEYWORD(checkpoint, unreserved, bare)
HELIOS_KEYWORD(class, unreserved, bare)
HELIOS_KEYWORD(close, unreserved, bare)
HELIOS_KEYWORD(cluster, unreserved, bare)
HELIOS_KEYWORD(coalesce, column, bare)
HELIOS_KEYWORD(collate, reserved, bare)
HELIOS_KEYWORD(collation, type, bare)
HELIOS_KEYWORD(column, reserved, bare)
HELIOS_KEYWORD(columns, unreserved, bare)
HELIOS_KEYWORD(comment, unreserved, bare)
HELIOS_KEYWORD(comments, unreserved, bare)
HELIOS_KEYWORD(commit, unreserved, bare)
HELIOS_KEYWORD(committed, unreserved, bare)
HELIOS_KEYWORD(compression, unreserved, bare)
HELIOS_KEYWORD(concurrently, type, bare)
HELIOS_KEYWORD(configuration, unreserved, bare)
HELIOS_KEYWORD(conflict, unreserved, bare)
HELIOS_KEYWORD(connection, unreserved, bare)
HELIOS_KEYWORD(constraint, reserved, bare)
HELIOS_KEYWORD(constraints, unreserved, bare)
HELIOS_KEYWORD(content, unreserved, bare)
HELIOS_KEYWORD(continue, unreserved, bare)
HELIOS_KEYWORD(conversion, unreserved, bare)
HELIOS_KEYWORD(copy, unreserved, bare)
HELIOS_KEYWORD(cost, unreserved, bare)
HELIOS_KEYWORD(create, reserved, labelled)
HELIOS_KEYWORD(cross, type, bare)
HELIOS_KEYWORD(csv, unreserved, bare)
HELIOS_KEYWORD(cube, unreserved, bare)
HELIOS_KEYWORD(current, unreserved, bare)
HELIOS_KEYWORD(current_catalog, reserved, bare)
HELIOS_KEYWORD(current_date, reserved, bare)
HELIOS_KEYWORD(current_role, reserved, bare)
HELIOS_KEYWORD(current_schema, type, bare)
HELIOS_KEYWORD(current_time, reserved, bare)
HELIOS_KEYWORD(current_timestamp, reserved, bare)
HELIOS_KEYWORD(current_user, reserved, bare)
HELIOS_KEYWORD(cursor, unreserved, bare)
HELIOS_KEYWORD(cycle, unreserved, bare)
HELIOS_KEYWORD(data, unreserved, bare)
HELIOS_KEYWORD(database, unreserved, bare)
HELIOS_KEYWORD(day, unreserved, labelled)
HELIOS_KEYWORD(deallocate, unreserved, bare)
HELIOS_KEYWORD(dec, column, bare)
HELIOS_KEYWORD(decimal, column, bare)
HELIOS_KEYWORD(declare, unreserved, bare)
HELIOS_KEYWORD(default, reserved, bare)
HELIOS_KEYWORD(defaults, unreserved, bare)
HELIOS_KEYWORD(deferrable, reserved, bare)
HELIOS_KEYWORD(deferred, unreserved, bare)
HELIOS_KEYWORD(definer, unreserved, bare)
HELIOS_KEYWORD(delete, unreserved, bare)
HELIOS_KEYWORD(delimiter, unreserved, bare)
HELIOS_KEYWORD(delimiters, unreserved, bare)
HELIOS_KEYWORD(depends, unreserved, bare)
HELIOS_KEYWORD(depth, unreserved, bare)
HELIOS_KEYWORD(desc, reserved, bare)
HELIOS_KEYWORD(detach, unreserved, bare)
HELIOS_KEYWORD(dictionary, unreserved, bare)
HELIOS_KEYWORD(disable, unreserved, bare)
HELIOS_KEYWORD(discard, unreserved, bare)
HELIOS_KEYWORD(distinct, reserved, bare)
HELIOS_KEYWORD(do, reserved, bare)
HELIOS_KEYWORD(document, unreserved, bare)
HELIOS_KEYWORD(domain, unreserved, bare)
HELIOS_KEYWORD(double, unreserved, bare)
HELIOS_KEYWORD(drop, unreserved, bare)
HELIOS_KEYWORD(each, unreserved, bare)
HELIOS_KEYWORD(else, reserved, bare)
HELIOS_KEYWORD(enable, unreserved, bare)
HELIOS_KEYWORD(encoding, unreserved, bare)
HELIOS_KEYWORD(encrypted, unreserved, bare)  // helios
HELIOS_KEYWORD(end, reserved, bare)
HELIOS_KEYWORD(enum, unreserved, bare)
HELIOS_KEYWORD(escape, unreserved, bare)
HELIOS_KEYWORD(event, unreserved, bare)
HELIOS_KEYWORD(except, reserved, labelled)
HELIOS_KEYWORD(exclude, unreserved, bare)
HELIOS_KEYWORD(excluding, unreserved, bare)
HELIOS_KEYWORD(exclusive, unreserved, bare)
HELIOS_KEYWORD(execute, unreserved, bare)
HELIOS_KEYWORD(exists, column, bare)
HELIOS_KEYWORD(explain, unreserved, bare)
HELIOS_KEYWORD(expression, unreserved, bare)
HELIOS_KEYWORD(extension, unreserved, bare)
HELIOS_KEYWORD(external, unreserved, bare)
HELIOS_KEYWORD(extract, column, bare)
HELIOS_KEYWORD(false, reserved, bare)
HELIOS_KEYWORD(family, unreserved, bare)
HELIOS_KEYWORD(fetch, reserved, labelled)
HELIOS_KEYWORD(filter, unreserved, labelled)
HELIOS_KEYWORD(finalize, unreserved, bare)
HELIOS_KEYWORD(first, unreserved, bare)
HELIOS_KEYWORD(float, column, bare)
HELIOS_KEYWORD(following, unreserved, bare)
HELIOS_KEYWORD(for, reserved, labelled)
HELIOS_KEYWORD(force, unreserved, bare)
HELIOS_KEYWORD(foreign, reserved, bare)
HELIOS_KEYWORD(forward, unreserved, bare)
HELIOS_KEYWORD(freeze, type, bare)
HELIOS_KEYWORD(from, reserved, labelled)
HELIOS_KEYWORD(full, type, bare)
HELIOS_KEYWORD(function, unreserved, bare)
HELIOS_KEYWORD(functions, unreserved, bare)
HELIOS_KEYWORD(generated, unreserved, bare)
HELIOS_KEYWORD(global, unreserved, bare)
HELIOS_KEYWORD(grant, reserved, labelled)
HELIOS_KEYWORD(granted, unreserved, bare)
HELIOS_KEYWORD(greatest, column, bare)
HELIOS_KEYWORD(group, reserved, labelled)
HELIOS_KEYWORD(grouping, column, bare)
HELIOS_KEYWORD(groups, unreserved, bare)
HELIOS_KEYWORD(handler, unreserved, bare)
HELIOS_KEYWORD(having, reserved, labelled)
HELIOS_KEYWORD(header, unreserved, bare)
HELIOS_KEYWORD(hold, unreserved, bare)
HELIOS_KEYWORD(hour, unreserved, labelled)
HELIOS_KEYWORD(identity, unreserved, bare)
HELIOS_KEYWORD(if, unreserved, bare)
HELIOS_KEYWORD(ignore, unreserved, bare)  // helios
HELIOS_KEYWORD(ilike, type, bare)
HELIOS_KEYWORD(immediate, unreserved, bare)
HELIOS_KEYWORD(immutable, unreserved, bare)
HELIOS_KEYWORD(implicit, unreserved, bare)
HELIOS_KEYWORD(import, unreserved, bare)
HELIOS_KEYWORD(in, reserved, bare)
HELIOS_KEYWORD(include, unreserved, bare)
HELIOS_KEYWORD(including, unreserved, bare)
HELIOS_KEYWORD(increment, unreserved, bare)
HELIOS_KEYWORD(incrementally, unreserved, bare)  // helios
HELIOS_KEYWORD(index, unreserved, bare)
HELIOS_KEYWORD(indexes, unreserved, bare)
HELIOS_KEYWORD(inherit, unreserved, bare)
HELIOS_KEYWORD(inherits, unreserved, bare)
HELIOS_KEYWORD(initially, reserved, bare)
HELIOS_KEYWORD(inline, unreserved, bare)
HELIOS_KEYWORD(inner, type, bare)
HELIOS_KEYWORD(inout, column, bare)
HELIOS_KEYWORD(input, unreserved, bare)
HELIOS_KEYWORD(insensitive, unreserved, bare)
HELIOS_KEYWORD(insert, unreserved, bare)
HELIOS_KEYWORD(instead, unreserved, bare)
HELIOS_KEYWORD(int, column, bare)
HELIOS_KEYWORD(integer, column, bare)
HELIOS_KEYWORD(intersect, reserved, labelled)
HELIOS_KEYWORD(interval, column, bare)
HELIOS_KEYWORD(into, reserved, labelled)
HELIOS_KEYWORD(invoker, unreserved, bare)
HELIOS_KEYWORD(is, type, bare)
HELIOS_KEYWORD(isnull, type, labelled)
HELIOS_KEYWORD(isolation, unreserved, bare)
HELIOS_KEYWORD(join, type, bare)
HELIOS_KEYWORD(key, unreserved, bare)
HELIOS_KEYWORD(label, unreserved, bare)
HELIOS_KEYWORD(language, unreserved, bare)
HELIOS_KEYWORD(large, unreserved, bare)
HELIOS_KEYWORD(last, unreserved, bare)
HELIOS_KEYWORD(lateral, reserved, bare)
HELIOS_KEYWORD(leading, reserved, bare)
HELIOS_KEYWORD(leakproof, unreserved, bare)
HELIOS_KEYWORD(least, column, bare)
HELIOS_KEYWORD(left, type, bare)
HELIOS_KEYWORD(level, unreserved, bare)
HELIOS_KEYWORD(like, type, bare)
HELIOS_KEYWORD(limit, reserved, labelled)
HELIOS_KEYWORD(listen, unreserved, bare)
HELIOS_KEYWORD(load, unreserved, bare)
HELIOS_KEYWORD(local, unreserved, bare)
HELIOS_KEYWORD(localtime, reserved, bare)
HELIOS_KEYWORD(localtimestamp, reserved, bare)
HELIOS_KEYWORD(location, unreserved, bare)
HELIOS_KEYWORD(lock, unreserved, bare)
HELIOS_KEYWORD(locked, unreserved, bare)
HELIOS_KEYWORD(logged, unreserved, bare)
HELIOS_KEYWORD(mapping, unreserved, bare)
HELIOS_KEYWORD(match, unreserved, bare)
HELIOS_KEYWORD(matched, unreserved, bare)
HELIOS_KEYWORD(materialized, unreserved, bare)
HELIOS_KEYWORD(maxvalue, unreserved, bare)
HELIOS_KEYWORD(merge, unreserved, bare)
HELIOS_KEYWORD(method, unreserved, bare)
HELIOS_KEYWORD(minute, unreserved, labelled)
HELIOS_KEYWORD(minvalue, unreserved, bare)
HELIOS_KEYWORD(mode, unreserved, bare)
HELIOS_KEYWORD(month, unreserved, labelled)
HELIOS_KEYWORD(move, unreserved, bare)
HELIOS_KEYWORD(name, unreserved, bare)
HELIOS_KEYWORD(names, unreserved, bare)
HELIOS_KEYWORD(national, column, bare)
HELIOS_KEYWORD(natural, type, bare)
HELIOS_KEYWORD(nchar, column, bare)
HELIOS_KEYWORD(new, unreserved, bare)
HELIOS_KEYWORD(next, unreserved, bare)
HELIOS_KEYWORD(nfc, unreserved, bare)
HELIOS_KEYWORD(nfd, unreserved, bare)
HELIOS_KEYWORD(nfkc, unreserved, bare)
HELIOS_KEYWORD(nfkd, unreserved, bare)
HELIOS_KEYWORD(no, unreserved, bare)
HELIOS_KEYWORD(none, column, bare)
HELIOS_KEYWORD(normalize, column, bare)
HELIOS_KEYWORD(normalized, unreserved, bare)
HELIOS_KEYWORD(not, reserved, bare)
HELIOS_KEYWORD(nothing, unreserved, bare)
HELIOS_KEYWORD(notify, unreserved, bare)
HELIOS_KEYWORD(notnull, type, labelled)
HELIOS_KEYWORD(now, unreserved, bare)  // helios
HELIOS_KEYWORD(nowait, unreserved, bare)
HELIOS_KEYWORD(null, reserved, bare)
HELIOS_KEYWORD(nullif, column, bare)
HELIOS_KEYWORD(nulls, unreserved, bare)
HELIOS_KEYWORD(numeric, column, bare)
HELIOS_KEYWORD(object, unreserved, bare)
HELIOS_KEYWORD(of, unreserved, bare)
HELIOS_KEYWORD(off, unreserved, bare)
HELIOS_KEYWORD(offset, reserved, labelled)
HELIOS_KEYWORD(oids, unreserved, bare)
HELIOS_KEYWORD(old, unreserved, bare)
HELIOS_KEYWORD(on, reserved, labelled)
HELIOS_KEYWORD(only, reserved, bare)
HELIOS_KEYWORD(operator, unreserved, bare)
HELIOS_KEYWORD(option, unreserved, bare)
HELIOS_KEYWORD(options, unreserved, bare)
HELIOS_KEYWORD(or, reserved, bare)
HELIOS_KEYWORD(order, reserved, labelled)
HELIOS_KEYWORD(ordinality, unreserved, bare)
HELIOS_KEYWORD(others, unreserved, bare)
HELIOS_KEYWORD(out, column, bare)
HELIOS_KEYWORD(outer, type, bare)
HELIOS_KEYWORD(over, unreserved, labelled)
HELIOS_KEYWORD(overlaps, type, labelled)
HELIOS_KEYWORD(overlay, column, bare)
HELIOS_KEYWORD(overriding, unreserved, bare)
HELIOS_KEYWORD(owned, unreserved, bare)
HELIOS_KEYWORD(owner, unreserved, bare)
HELIOS_KEYWORD(parallel, unreserved, bare)
HELIOS_KEYWORD(parameter, unreserved, bare)
HELIOS_KEYWORD(parent, unreserved, bare)  // helios
HELIOS_KEYWORD(parser, unreserved, bare)
HELIOS_KEYWORD(partial, unreserved, bare)
HELIOS_KEYWORD(partition, unreserved, bare)
HELIOS_KEYWORD(passing, unreserved, bare)
HELIOS_KEYWORD(password, unreserved, bare)
HELIOS_KEYWORD(permissive, unreserved, bare)  // helios
HELIOS_KEYWORD(placing, reserved, bare)
HELIOS_KEYWORD(plans, unreserved, bare)
HELIOS_KEYWORD(policy, unreserved, bare)
HELIOS_KEYWORD(position, column, bare)
HELIOS_KEYWORD(pragma, unreserved, bare)  // helios
HELIOS_KEYWORD(preceding, unreserved, bare)
HELIOS_KEYWORD(precision, column, labelled)
HELIOS_KEYWORD(prepare, unreserved, bare)
HELIOS_KEYWORD(prepared, unreserved, bare)
HELIOS_KEYWORD(preserve, unreserved, bare)
HELIOS_KEYWORD(primary, reserved, bare)
HELIOS_KEYWORD(prior, unreserved, bare)
HELIOS_KEYWORD(privileges, unreserved, bare)
HELIOS_KEYWORD(procedural, unreserved, bare)
HELIOS_KEYWORD(procedure, unreserved, bare)
HELIOS_KEYWORD(procedures, unreserved, bare)
HELIOS_KEYWORD(program, unreserved, bare)
HELIOS_KEYWORD(publication, unreserved, bare)
HELIOS_KEYWORD(quote, unreserved, bare)
HELIOS_KEYWORD(range, unreserved, bare)
HELIOS_KEYWORD(read, unreserved, bare)
HELIOS_KEYWORD(real, column, bare)
HELIOS_KEYWORD(reassign, unreserved, bare)
HELIOS_KEYWORD(recheck, unreserved, bare)
HELIOS_KEYWORD(recursive, unreserved, bare)
HELIOS_KEYWORD(ref, unreserved, bare)
HELIOS_KEYWORD(references, reserved, bare)
HELIOS_KEYWORD(referencing, unreserved, bare)
HELIOS_KEYWORD(refresh, unreserved, bare)
HELIOS_KEYWORD(reindex, unreserved, bare)
HELIOS_KEYWORD(relative, unreserved, bare)
HELIOS_KEYWORD(release, unreserved, bare)
HELIOS_KEYWORD(rename, unreserved, bare)
HELIOS_KEYWORD(repeatable, unreserved, bare)
HELIOS_KEYWORD(replace, unreserved, bare)
HELIOS_KEYWORD(replica, unreserved, bare)
HELIOS_KEYWORD(reset, unreserved, bare)
HELIOS_KEYWORD(restart, unreserved, bare)
HELIOS_KEYWORD(restore, unreserved, bare)  // helios
HELIOS_KEYWORD(restrict, unreserved, bare)
HELIOS_KEYWORD(restrictive, unreserved, bare)  // helios
HELIOS_KEYWORD(return, unreserved, bare)
HELIOS_KEYWORD(returning, reserved, labelled)
HELIOS_KEYWORD(returns, unreserved, bare)
HELIOS_KEYWORD(revoke, unreserved, bare)
HELIOS_KEYWORD(right, type, bare)
HELIOS_KEYWORD(role, unreserved, bare)
HELIOS_KEYWORD(rollback, unreserved, bare)
HELIOS_KEYWORD(rollup, unreserved, bare)
HELIOS_KEYWORD(routine, unreserved, bare)
HELIOS_KEYWORD(routines, unreserved, bare)
HELIOS_KEYWORD(row, column, bare)
HELIOS_KEYWORD(rows, unreserved, bare)
HELIOS_KEYWORD(rule, unreserved, bare)
HELIOS_KEYWORD(savepoint, unreserved, bare)
HELIOS_KEYWORD(schema, unreserved, bare)
HELIOS_KEYWORD(schemas, unreserved, bare)
HELIOS_KEYWORD(scn, unreserved, bare)  // helios
HELIOS_KEYWORD(scroll, unreserved, bare)
HELIOS_KEYWORD(search, unreserved, bare)
HELIOS_KEYWORD(second, unreserved, labelled)
HELIOS_KEYWORD(security, unreserved, bare)
HELIOS_KEYWORD(select, reserved, bare)
HELIOS_KEYWORD(sequence, unreserved, bare)
HELIOS_KEYWORD(sequences, unreserved, bare)
HELIOS_KEYWORD(serializable, unreserved, bare)
HELIOS_KEYWORD(server, unreserved, bare)
HELIOS_KEYWORD(session, unreserved, bare)
HELIOS_KEYWORD(session_user, reserved, bare)
HELIOS_KEYWORD(set, unreserved, bare)
HELIOS_KEYWORD(setof, column, bare)
HELIOS_KEYWORD(sets, unreserved, bare)
HELIOS_KEYWORD(share, unreserved, bare)
HELIOS_KEYWORD(show, unreserved, bare)
HELIOS_KEYWORD(similar, type, bare)
HELIOS_KEYWORD(simple, unreserved, bare)
HELIOS_KEYWORD(skip, unreserved, bare)
HELIOS_KEYWORD(smallint, column, bare)
HELIOS_KEYWORD(snapshot, unreserved, bare)
HELIOS_KEYWORD(some, reserved, bare)
HELIOS_KEYWORD(sql, unreserved, bare)
HELIOS_KEYWORD(stable, unreserved, bare)
HELIOS_KEYWORD(standalone, unreserved, bare)
HELIOS_KEYWORD(start, unreserved, bare)
HELIOS_KEYWORD(statement, unreserved, bare)
HELIOS_KEYWORD(statistics, unreserved, bare)
HELIOS_KEYWORD(stdin, unreserved, bare)
HELIOS_KEYWORD(stdout, unreserved, bare)
HELIOS_KEYWORD(storage, unreserved, bare)
HELIOS_KEYWORD(stored, unreserved, bare)
HELIOS_KEYWORD(strict, unreserved, bare)
HELIOS_KEYWORD(strip, unreserved, bare)
HELIOS_KEYWORD(subscription, unreserved, bare)
HELIOS_KEYWORD(substring, column, bare)
HELIOS_KEYWORD(support, unreserved, bare)
HELIOS_KEYWORD(symmetric, reserved, bare)
HELIOS_KEYWORD(sysid, unreserved, bare)
HELIOS_KEYWORD(system, unreserved, bare)
HELIOS_KEYWORD(system_time, unreserved, bare)  // helios
HELIOS_KEYWORD(table, reserved, bare)
HELIOS_KEYWORD(tables, unreserved, bare)
HELIOS_KEYWORD(tablesample, type, bare)
HELIOS_KEYWORD(tablespace, unreserved, bare)
HELIOS_KEYWORD(tag, unreserved, bare)  // helios
HELIOS_KEYWORD(temp, unreserved, bare)
HELIOS_KEYWORD(template, unreserved, bare)
HELIOS_KEYWORD(temporary, unreserved, bare)
HELIOS_KEYWORD(text, unreserved, bare)
HELIOS_KEYWORD(then, reserved, bare)
HELIOS_KEYWORD(ties, unreserved, bare)
HELIOS_KEYWORD(time, column, bare)
HELIOS_KEYWORD(timestamp, column, bare)
HELIOS_KEYWORD(to, reserved, labelled)
HELIOS_KEYWORD(trailing, reserved, bare)
HELIOS_KEYWORD(transaction, unreserved, bare)
HELIOS_KEYWORD(transform, unreserved, bare)
HELIOS_KEYWORD(treat, column, bare)
HELIOS_KEYWORD(trigger, unreserved, bare)
HELIOS_KEYWORD(trim, column, bare)
HELIOS_KEYWORD(true, reserved, bare)
HELIOS_KEYWORD(truncate, unreserved, bare)
HELIOS_KEYWORD(trusted, unreserved, bare)
HELIOS_KEYWORD(type, unreserved, bare)
HELIOS_KEYWORD(types, unreserved, bare)
HELIOS_KEYWORD(uescape, unreserved, bare)
HELIOS_KEYWORD(unbounded, unreserved, bare)
HELIOS_KEYWORD(uncommitted, unreserved, bare)
HELIOS_KEYWORD(unencrypted, unreserved, bare)
HELIOS_KEYWORD(union, reserved, labelled)
HELIOS_KEYWORD(unique, reserved, bare)
HELIOS_KEYWORD(unknown, unreserved, bare)
HELIOS_KEYWORD(unlisten, unreserved, bare)
HELIOS_KEYWORD(unlogged, unreserved, bare)
HELIOS_KEYWORD(until, unreserved, bare)
HELIOS_KEYWORD(update, unreserved, bare)
HELIOS_KEYWORD(use, unreserved, bare)  // helios
HELIOS_KEYWORD(user, reserved, bare)
HELIOS_KEYWORD(using, reserved, bare)
HELIOS_KEYWORD(vacuum, unreserved, bare)
HELIOS_KEYWORD(valid, unreserved, bare)
HELIOS_KEYWORD(validate, unreserved, bare)
HELIOS_KEYWORD(validator, unreserved, bare)
HELIOS_KEYWORD(value, unreserved, bare)
HELIOS_KEYWORD(values, column, bare)
HELIOS_KEYWORD(varchar, column, bare)
HELIOS_KEYWORD(variadic, reserved, bare)
HELIOS_KEYWORD(varying, unreserved, labelled)
HELIOS_KEYWORD(verbose, type, bare)
HELIOS_KEYWORD(version, unreserved, bare)
HELIOS_KEYWORD(versioning, unreserved, bare)  // helios
HELIOS_KEYWORD(versions, unreserved, bare)  // helios
HELIOS_KEYWORD(view, unreserved, bare)
HELIOS_KEYWORD(views, unreserved, bare)
HELIOS_KEYWORD(volatile, unreserved, bare)
HELIOS_KEYWORD(when, reserved, bare)
HELIOS_KEYWORD(where, reserved, labelled)
HELIOS_KEYWORD(whitespace, unreserved, bare)
HELIOS_KEYWORD(window, reserved, labelled)
HELIOS_KEYWORD(with, reserved, labelled)
HELIOS_KEYWORD(within, unreserved, labelled)
HELIOS_KEYWORD(without, unreserved, labelled)
HELIOS_KEYWORD(work, unreserved, bare)
HELIOS_KEYWORD(wrapper, unreserved, bare)
HELIOS_KEYWORD(write, unreserved, bare)
HELIOS_KEYWORD(xml, unreserved, bare)
HELIOS_KEYWORD(xmlattributes, column, bare)
HELIOS_KEYWORD(xmlconcat, column, bare)
HELIOS_KEYWORD(xmlelement, column, bare)
HELIOS_KEYWORD(xmlexists, column, bare)
HELIOS_KEYWORD(xmlforest, column, bare)
HELIOS_KEYWORD(xmlnamespaces, column, bare)
HELIOS_KEYWORD(xmlparse, column, bare)
HELIOS_KEYWORD(xmlpi, column, bare)
HELIOS_KEYWORD(xmlroot, column, bare)
HELIOS_KEYWORD(xmlserialize, column, bare)
HELIOS_KEYWORD(xmltable, column, bare)
HELIOS_KEYWORD(year, unreserved, labelled)
HELIOS_KEYWORD(yes, unreserved, bare)
HELIOS_KEYWORD(zone, unreserved, bare)
#undef HELIOS_KEYWORD
  });
}();

static_assert(std::is_sorted(keywords.begin(), keywords.end(),
                             [](auto& a, auto& b) { return a.text < b.text; }));

/// The kind of a key word in lower case; token_kind::name if it is none.
[[nodiscard]] constexpr token_kind find_keyword(std::string_view lower) noexcept {
  std::size_t low = 0;
  for (std::size_t high = keywords.size(); low != high;) {
    std::size_t const middle = low + (high - low) / 2;
    if (keywords[middle].text < lower)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == keywords.size() || keywords[low].text != lower) return token_kind::name;
  return static_cast<token_kind>(static_cast<std::size_t>(first_keyword) + low);
}

[[nodiscard]] constexpr bool is_keyword(token_kind kind) noexcept { return kind >= first_keyword; }
/// Requires is_keyword(kind).
[[nodiscard]] constexpr keyword const& keyword_of(token_kind kind) noexcept {
  return keywords[static_cast<std::size_t>(kind) - static_cast<std::size_t>(first_keyword)];
}

/// The character class of names: letters, _ and everything beyond ASCII; then also digits and $.
[[nodiscard]] constexpr bool begins_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
[[nodiscard]] constexpr bool continues_name(char c) noexcept {
  return begins_name(c) || (c >= '0' && c <= '9') || c == '$';
}
[[nodiscard]] constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Replaces the contents of `out`; the texts of the tokens are parts of `text`.
HELIOS_DECL void tokenize(std::string_view text, std::vector<token>& out);

/// The number, from 1, of the character that begins at a byte of a UTF-8 text.
[[nodiscard]] HELIOS_DECL std::size_t character_position(std::string_view text,
                                                         std::size_t offset) noexcept;

}  // namespace helios::sql

// helios/sql/impl/lexer.ipp -- the scanner: one pass over the text, brackets matched on the way.

// helios/sql/impl/characters.ipp -- the scanner's tables: key words by hash, characters by class.

namespace helios::sql::lexing {

// Open addressing over the key words: a word is found by about one comparison.
inline constexpr std::size_t slots = 2048;
inline constexpr std::uint32_t hash_seed = 2166136261U;
[[nodiscard]] constexpr std::uint32_t hash_step(std::uint32_t hash, char c) noexcept {
  return (hash ^ static_cast<unsigned char>(c)) * 16777619U;
}
[[nodiscard]] constexpr std::size_t hash_slot(std::uint32_t hash) noexcept {
  return (hash ^ (hash >> 13)) % slots;
}

inline constexpr auto keyword_slots = [] {
  std::array<std::uint16_t, slots> table{};  // index + 1, 0: free
  for (std::size_t i = 0; i != keywords.size(); ++i) {
    std::uint32_t hash = hash_seed;
    for (char const c : keywords[i].text) hash = hash_step(hash, c);
    std::size_t at = hash_slot(hash);
    while (table[at] != 0) at = (at + 1) % slots;
    table[at] = static_cast<std::uint16_t>(i + 1);
  }
  return table;
}();

enum : std::uint8_t { space = 1, begin = 2, inside = 4, digit = 8, sign = 16 };
inline constexpr auto classes = [] {
  std::array<std::uint8_t, 256> table{};
  for (int i = 0; i != 256; ++i) {
    auto const c = static_cast<char>(i);
    std::uint8_t bits = 0;
    if (c == ' ' || (c >= '\t' && c <= '\r')) bits |= space;
    if (begins_name(c)) bits |= begin;
    if (continues_name(c)) bits |= inside;
    if (c >= '0' && c <= '9') bits |= digit;
    // `?` is no operator character: `id=?` is an equality with a parameter (see scanner::question).
    if (c != 0 && std::string_view("~!@#%^&|`+-*/<>=").find(c) != std::string_view::npos)
      bits |= sign;
    table[static_cast<std::size_t>(i)] = bits;
  }
  return table;
}();

}  // namespace helios::sql::lexing

namespace helios::sql {
namespace lexing {

class scanner {
 public:
  scanner(std::string_view text, std::vector<token>& out)
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()), out_(out) {}

  void run() {
    out_.clear();
    out_.reserve(static_cast<std::size_t>(end_ - begin_) / 4 + 2);
    while (skip_blanks() && at_ != end_ && next()) {
    }
    token last;
    last.offset = static_cast<std::uint32_t>(end_ - begin_);
    out_.push_back(last);
    // A bracket still open is classified too: the place of a later error depends on it.
    while (!open_.empty()) close_bracket(0);
  }

 private:
  [[nodiscard]] bool is(char const* p, std::uint8_t bits) const noexcept {
    return p != end_ && (classes[static_cast<unsigned char>(*p)] & bits) != 0;
  }
  [[nodiscard]] char peek(std::size_t n) const noexcept {
    return static_cast<std::size_t>(end_ - at_) > n ? at_[n] : '\0';
  }

  token& push(token_kind kind, char const* to) {
    token& t = out_.emplace_back();
    t.kind = kind;
    t.offset = static_cast<std::uint32_t>(at_ - begin_);
    t.length = static_cast<std::uint32_t>(to - at_);
    at_ = to;
    return t;
  }
  bool fail(lexical_error what, char const* to) {
    push(token_kind::invalid, to).aux = static_cast<std::uint32_t>(what);
    return to != end_;
  }

  // false: the text ended inside a comment, which is a token of its own then.
  bool skip_blanks() {
    for (;;) {
      while (is(at_, space)) ++at_;
      if (peek(0) == '-' && peek(1) == '-') {
        while (at_ != end_ && *at_ != '\n' && *at_ != '\r') ++at_;
      } else if (peek(0) == '/' && peek(1) == '*') {
        if (!skip_comment()) return false;
      } else {
        return true;
      }
    }
  }
  bool skip_comment() {
    std::size_t depth = 0;
    for (char const* p = at_; end_ - p >= 2;) {
      if (p[0] == '/' && p[1] == '*')
        ++depth, p += 2;
      else if (p[0] == '*' && p[1] == '/') {
        p += 2;
        if (--depth == 0) return at_ = p, true;
      } else
        ++p;
    }
    return fail(lexical_error::unterminated_comment, end_);
  }

  // One token; false: the rest of the text is part of an invalid one.
  bool next() {
    char const c = *at_;
    if (is(at_, begin)) return word();
    if (is(at_, digit)) return number();
    switch (c) {
      case '\'': return string(1, token_kind::string, lexical_error::unterminated_string, false);
      case '"': return quoted_name(1);
      case '$': return dollar();
      case '?': return question();
      case '(': return open();
      case ')': return close();
      case '[': return push(token_kind::open_square, at_ + 1), true;
      case ']': return push(token_kind::close_square, at_ + 1), true;
      case ',': return push(token_kind::comma, at_ + 1), true;
      case ';': return push(token_kind::semicolon, at_ + 1), true;
      case '.':
        if (is(at_ + 1, digit)) return number();
        return peek(1) == '.' ? push(token_kind::dots, at_ + 2) : push(token_kind::dot, at_ + 1),
               true;
      case ':':
        if (peek(1) == ':') return push(token_kind::casts, at_ + 2), true;
        if (peek(1) == '=') return push(token_kind::becomes, at_ + 2), true;
        return push(token_kind::colon, at_ + 1), true;
      default:
        if (is(at_, sign)) return operation();
        return push(token_kind::other, at_ + 1), true;
    }
  }

  bool word() {
    char const first = to_lower(*at_);
    if (peek(1) == '\'') {
      if (first == 'e')
        return string(2, token_kind::string, lexical_error::unterminated_string, true);
      if (first == 'n')
        return string(2, token_kind::string, lexical_error::unterminated_string, false);
      if (first == 'b') return string(2, token_kind::bits, lexical_error::unterminated_bits, false);
      if (first == 'x') return string(2, token_kind::hex, lexical_error::unterminated_hex, false);
    }
    if (first == 'u' && peek(1) == '&') {
      if (peek(2) == '\'')
        return unicode(string(3, token_kind::string, lexical_error::unterminated_string, false));
      if (peek(2) == '"') return unicode(quoted_name(3));
    }
    std::uint32_t hash = hash_seed;
    bool upper = false;
    char const* p = at_;
    for (; is(p, inside); ++p) {
      char const lower = to_lower(*p);
      upper |= lower != *p;
      hash = hash_step(hash, lower);
    }
    token& t = push(token_kind::name, p);
    t.decode = upper;
    t.classes = word_class::plain | word_class::bare;
    std::string_view const text(begin_ + t.offset, t.length);
    for (std::size_t at = hash_slot(hash); keyword_slots[at] != 0; at = (at + 1) % slots) {
      keyword const& k = keywords[keyword_slots[at] - 1U];
      if (!same_word(k.text, text)) continue;
      t.kind =
          static_cast<token_kind>(static_cast<unsigned>(first_keyword) + keyword_slots[at] - 1U);
      t.classes = k.classes;
      break;
    }
    return true;
  }
  [[nodiscard]] static bool same_word(std::string_view lower, std::string_view text) noexcept {
    if (lower.size() != text.size()) return false;
    for (std::size_t i = 0; i != lower.size(); ++i)
      if (lower[i] != to_lower(text[i])) return false;
    return true;
  }

  // The end of a quoted text whose opening quote stands before p; nullptr: the text ends first.
  [[nodiscard]] char const* skip_quoted(char const* p, char quote, bool escapes,
                                        bool& decode) const noexcept {
    for (; p != end_; ++p) {
      if (escapes && *p == '\\' && p + 1 != end_)
        ++p;
      else if (*p == quote) {
        if (p + 1 == end_ || p[1] != quote) return p + 1;
        decode = true;
        ++p;
      }
    }
    return nullptr;
  }
  // 'a' <newline> 'b' is one string: the place after the next opening quote; nullptr if there is
  // none.
  [[nodiscard]] char const* continuation(char const* p) const noexcept {
    bool line = false;
    for (;; ++p) {
      while (is(p, space)) line |= *p == '\n' || *p == '\r', ++p;
      if (end_ - p < 2 || p[0] != '-' || p[1] != '-') break;
      while (p != end_ && *p != '\n' && *p != '\r') ++p;
      if (p == end_) break;
      line = true;
    }
    return line && p != end_ && *p == '\'' ? p + 1 : nullptr;
  }
  bool string(std::size_t prefix, token_kind kind, lexical_error unterminated, bool escapes) {
    bool decode = prefix != 1;
    char const* p = at_ + prefix;
    for (;;) {
      p = skip_quoted(p, '\'', escapes, decode);
      if (p == nullptr) return fail(unterminated, end_);
      char const* const more = continuation(p);
      if (more == nullptr) break;
      decode = true;
      p = more;
    }
    push(kind, p).decode = decode;
    return true;
  }
  bool quoted_name(std::size_t prefix) {
    bool decode = prefix != 1;
    char const* const p = skip_quoted(at_ + prefix, '"', false, decode);
    if (p == nullptr) return fail(lexical_error::unterminated_name, end_);
    if (p == at_ + prefix + 1) return fail(lexical_error::empty_name, p);
    token& t = push(token_kind::name, p);
    t.decode = decode;
    t.classes = word_class::plain | word_class::bare;
    return true;
  }
  // U&'..' and U&".." own the UESCAPE '!' that may follow them.
  bool unicode(bool scanned) {
    if (!scanned || out_.back().kind == token_kind::invalid) return scanned;
    char const* p = at_;
    while (is(p, space)) ++p;
    if (static_cast<std::size_t>(end_ - p) < 7 || !same_word("uescape", {p, 7})) return true;
    p += 7;
    while (is(p, space)) ++p;
    if (end_ - p < 3 || p[0] != '\'' || p[2] != '\'') return true;
    at_ = p + 3;
    out_.back().length = static_cast<std::uint32_t>(at_ - begin_) - out_.back().offset;
    return true;
  }

  // $1, $$text$$, $tag$text$tag$
  bool dollar() {
    char const* p = at_ + 1;
    if (is(p, digit)) {
      std::uint64_t n = 0;
      for (; is(p, digit); ++p)
        n = n > 0xffffffff ? n : n * 10 + static_cast<std::uint64_t>(*p - '0');
      if (is(p, begin)) return fail(lexical_error::junk_after_parameter, skip_word(p));
      if (n == 0 || n > 65535) return fail(lexical_error::parameter_out_of_range, p);
      push(token_kind::parameter, p).aux = static_cast<std::uint32_t>(n);
      return true;
    }
    if (is(p, begin))
      while (is(p, inside) && *p != '$') ++p;
    if (p == end_ || *p != '$') return push(token_kind::other, at_ + 1), true;
    std::string_view const tag(at_, static_cast<std::size_t>(p + 1 - at_));
    std::string_view const rest(p + 1, static_cast<std::size_t>(end_ - p - 1));
    std::size_t const found = rest.find(tag);
    if (found == std::string_view::npos)
      return fail(lexical_error::unterminated_dollar_string, end_);
    push(token_kind::string, p + 1 + found + tag.size()).decode = true;
    return true;
  }

  [[nodiscard]] char const* skip_word(char const* p) const noexcept {
    while (is(p, inside)) ++p;
    return p;
  }
  bool number() {
    char const* p = at_;
    bool whole = true;
    while (is(p, digit)) ++p;
    if (p != end_ && *p == '.' && (p + 1 == end_ || p[1] != '.')) {
      whole = false;
      ++p;
      while (is(p, digit)) ++p;
    }
    if (p != end_ && to_lower(*p) == 'e') {
      char const* q = p + 1;
      if (q != end_ && (*q == '+' || *q == '-')) ++q;
      if (is(q, digit)) {
        whole = false;
        p = q;
        while (is(p, digit)) ++p;
      }
    }
    // Scanning goes on behind it: `dev-2025a` is the name of a branch.
    if (is(p, begin)) return fail(lexical_error::junk_after_number, skip_word(p)), true;
    push(whole ? token_kind::integer : token_kind::decimal, p);
    return true;
  }

  // `?` joins no operator but jsonb's ?| ?& and @?; the parser tells a parameter from an operator.
  bool question() {
    char const after = peek(1);
    if ((after == '|' && peek(2) != '|') || after == '&')
      return push(token_kind::op, at_ + 2), true;
    push(token_kind::question, at_ + 1).aux = questions_++;
    return true;
  }

  bool operation() {
    char const* p = at_;
    bool special = false;  // one of these lets an operator end in + or -
    for (; is(p, sign); ++p) {
      if (end_ - p >= 2 && ((p[0] == '-' && p[1] == '-') || (p[0] == '/' && p[1] == '*'))) break;
      special |= std::string_view("~!@#%^&|`").find(*p) != std::string_view::npos;
    }
    if (!special)
      while (p - at_ > 1 && (p[-1] == '+' || p[-1] == '-')) --p;
    std::size_t const length = static_cast<std::size_t>(p - at_);
    if (length == 1) {
      if (*at_ == '@' && p != end_ && *p == '?') return push(token_kind::op, p + 1), true;
      return push(single(*at_), p), true;
    }
    token_kind kind = token_kind::op;
    if (length == 2) {
      if (at_[0] == '<' && at_[1] == '=')
        kind = token_kind::less_equal;
      else if (at_[0] == '>' && at_[1] == '=')
        kind = token_kind::greater_equal;
      else if ((at_[0] == '<' && at_[1] == '>') || (at_[0] == '!' && at_[1] == '='))
        kind = token_kind::not_equal;
      else if (at_[0] == '=' && at_[1] == '>')
        kind = token_kind::arrow;
    }
    push(kind, p);
    return true;
  }
  [[nodiscard]] static token_kind single(char c) noexcept {
    switch (c) {
      case '=': return token_kind::equal;
      case '<': return token_kind::less;
      case '>': return token_kind::greater;
      case '+': return token_kind::plus;
      case '-': return token_kind::minus;
      case '*': return token_kind::star;
      case '/': return token_kind::slash;
      case '%': return token_kind::percent;
      case '^': return token_kind::caret;
      default: return token_kind::op;
    }
  }

  bool open() {
    open_.push_back(static_cast<std::uint32_t>(out_.size()));
    push(token_kind::open, at_ + 1);
    return true;
  }
  bool close() {
    auto const index = static_cast<std::uint32_t>(out_.size());
    push(token_kind::close, at_ + 1);
    if (!open_.empty()) close_bracket(index);
    return true;
  }

  // Whether the newest open bracket encloses a query shows in what follows it: a query's first
  // word, or an inner query that goes on as only a query does.
  void close_bracket(std::uint32_t index) {
    std::uint32_t const at = open_.back();
    open_.pop_back();
    out_[at].aux = index;
    token const* const first = &out_[at] + 1;
    if (first >= out_.data() + out_.size()) return;
    bool query = first->kind == token_kind::kw_select || first->kind == token_kind::kw_with ||
                 first->kind == token_kind::kw_table ||
                 (first->kind == token_kind::kw_values && first + 1 < out_.data() + out_.size() &&
                  first[1].kind == token_kind::open);
    if (first->kind == token_kind::open_query && first->aux != 0)
      query = continues_query(out_[first->aux + 1].kind);
    if (query) out_[at].kind = token_kind::open_query;
  }
  [[nodiscard]] static bool continues_query(token_kind kind) noexcept {
    static constexpr token_kind words[] = {
        token_kind::kw_union, token_kind::kw_intersect, token_kind::kw_except, token_kind::kw_order,
        token_kind::kw_limit, token_kind::kw_offset,    token_kind::kw_fetch,  token_kind::kw_for};
    if (kind == token_kind::close) return true;
    for (token_kind const w : words)
      if (kind == w) return true;
    return false;
  }

  char const* begin_;
  char const* at_;
  char const* end_;
  std::vector<token>& out_;
  std::vector<std::uint32_t> open_;
  std::uint32_t questions_ = 0;
};

}  // namespace lexing

void tokenize(std::string_view text, std::vector<token>& out) {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max())
    throw error(errc::program_limit_exceeded, "the SQL text is longer than 4 GiB");
  lexing::scanner(text, out).run();
}

std::size_t character_position(std::string_view text, std::size_t offset) noexcept {
  std::size_t position = 1;
  for (char const c : text.substr(0, offset))
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++position;
  return position;
}

}  // namespace helios::sql

namespace helios::sql::grammar {

using iterator = token const*;

/// What could have stood at a place: a token kind, or a part of the language that many tokens
/// begin.
enum class expected : std::uint16_t {
  name = static_cast<std::uint16_t>(first_keyword) + static_cast<std::uint16_t>(keywords.size()),
  expression,
  type,
  count
};
using expected_set = std::bitset<static_cast<std::size_t>(expected::count)>;

struct state {
  std::string_view text;
  arena& memory;
  token const* begin = nullptr;
  iterator furthest = nullptr;

  // The second parse of a wrong text: what was expected at `goal`.
  iterator goal = nullptr;
  unsigned silent = 0;
  expected_set could_follow{};

  std::uintptr_t stack_end = 0;
  std::uint32_t level = 0, height = 0, max_levels = 0;

  // For each ? of the text, how many of those up to it are parameters; `questions` of them precede
  // the statement.
  std::uint32_t* parameters_through = nullptr;
  std::uint32_t questions_before = 0;

  [[nodiscard]] std::string_view text_of(token const& t) const noexcept {
    return text.substr(t.offset, t.length);
  }
};

/// What X3 hands from parser to parser.
using context = state*;

inline bool fail_at(context c, iterator at, std::size_t what) noexcept {
  if (at > c->furthest) c->furthest = at;
  if (at == c->goal && c->silent == 0) c->could_follow.set(what);
  return false;
}
inline bool fail_at(context c, iterator at, token_kind what) noexcept {
  return fail_at(c, at, static_cast<std::size_t>(what));
}
inline bool fail_at(context c, iterator at, expected what) noexcept {
  return fail_at(c, at, static_cast<std::size_t>(what));
}

[[noreturn]] HELIOS_DECL void too_deep(context c, iterator at);

/// The address of the caller's frame. Addresses of locals would mislead: a sanitizer moves them to
/// the heap.
[[nodiscard]] inline std::uintptr_t stack_pointer() noexcept {
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}
inline void check_stack(context c, iterator at) {
  if (stack_pointer() < c->stack_end) too_deep(c, at);
}

/// One level of nesting, for as long as the object lives.
class nested {
 public:
  nested(context c, iterator at) : context_(c) {
    check_stack(c, at);
    if (++c->level > c->max_levels) too_deep(c, at);
  }
  nested(nested const&) = delete;
  nested& operator=(nested const&) = delete;
  ~nested() { --context_->level; }

 private:
  context context_;
};

/// Called when a node on top of everything completed since `before` was noted is complete itself.
inline void grown(context c, iterator at, std::uint32_t before) {
  std::uint32_t const own = c->height + 1;
  if (own > c->max_levels) too_deep(c, at);
  c->height = own > before ? own : before;
}

/// The value of a token, decoded into the arena. Throws what PostgreSQL's scanner would.
[[nodiscard]] HELIOS_DECL ast::name decode_name(context c, token const& t);
[[nodiscard]] HELIOS_DECL std::string_view decode_string(context c, token const& t);

}  // namespace helios::sql::grammar

// helios/sql/impl/literal.ipp -- what stands between the quotes: names folded, escapes undone.
//
// Errors    PostgreSQL's: 22025 invalid_escape_sequence, 22021 invalid byte sequence, 42601 for a
//           \u that is no character
// Source    PostgreSQL 15's manual, section 4.1.2

namespace helios::sql::grammar {
namespace decoding {

[[noreturn]] inline void fail(context c, std::size_t at, sqlstate_code code, char const* message,
                              char const* hint) {
  throw error(code, message).hint(hint).at(character_position(c->text, at));
}

[[nodiscard]] inline int hex_digit(char x) noexcept {
  if (x >= '0' && x <= '9') return x - '0';
  char const lower = to_lower(x);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

inline void append_utf8(std::string& out, std::uint32_t code) {
  auto const put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80)
    put(code);
  else if (code < 0x800)
    put(0xc0 | (code >> 6)), put(0x80 | (code & 0x3f));
  else if (code < 0x10000)
    put(0xe0 | (code >> 12)), put(0x80 | ((code >> 6) & 0x3f)), put(0x80 | (code & 0x3f));
  else {
    put(0xf0 | (code >> 18)), put(0x80 | ((code >> 12) & 0x3f));
    put(0x80 | ((code >> 6) & 0x3f)), put(0x80 | (code & 0x3f));
  }
}

// Undoes one quoted text; `at` is a byte offset in the whole text, so that errors know their place.
class decoder {
 public:
  decoder(context c, token const& t, std::size_t prefix, char quote)
      : c_(c), at_(t.offset + prefix), end_(t.end()), quote_(quote) {}

  // Calls take(character) at each character that is not the quoting itself, until the token ends.
  template <class Take>
  void each(Take take) {
    while (at_ < end_) {
      if (peek() != quote_) {
        take();
      } else if (at_ + 1 < end_ && peek(1) == quote_) {
        out_.push_back(quote_);
        at_ += 2;
      } else if (quote_ == '"' || !next_segment()) {
        return;
      }
    }
  }

  void plain() {
    if (high_ != 0) broken_pair(at_);
    out_.push_back(c_->text[at_++]);
  }

  // E'..': \n \t \x41 \101 \u0041
  void escaped() {
    if (peek() != '\\') return plain();
    std::size_t const begin = at_++;
    char const kind = c_->text[at_++];
    if (high_ != 0 && kind != 'u' && kind != 'U') broken_pair(begin);
    switch (kind) {
      case 'b': return out_.push_back('\b');
      case 'f': return out_.push_back('\f');
      case 'n': return out_.push_back('\n');
      case 'r': return out_.push_back('\r');
      case 't': return out_.push_back('\t');
      case 'v': return out_.push_back('\v');
      case 'u': return code_point(begin, 4, true);
      case 'U': return code_point(begin, 8, true);
      case 'x': {
        int value = 0, digits = 0;
        for (; digits != 2 && hex_digit(peek()) >= 0; ++digits)
          value = value * 16 + hex_digit(c_->text[at_++]);
        if (digits == 0) return out_.push_back('x');
        return byte(begin, value);
      }
      default: break;
    }
    if (kind < '0' || kind > '7') return out_.push_back(kind);
    int value = kind - '0';
    for (int digits = 1; digits != 3 && peek() >= '0' && peek() <= '7'; ++digits)
      value = value * 8 + c_->text[at_++] - '0';
    byte(begin, value & 0xff);
  }

  // U&'..': \0041 \+000041 \\, with any escape character
  void unicode(char escape) {
    if (peek() != escape) return plain();
    std::size_t const begin = at_++;
    if (peek() == escape) return plain();
    if (peek() == '+') return ++at_, code_point(begin, 6, false);
    code_point(begin, 4, false);
  }

  [[nodiscard]] std::string_view finish() {
    if (high_ != 0) broken_pair(end_ - 1);
    if (raw_) check_utf8();
    return c_->memory.copy(out_);
  }

 private:
  [[nodiscard]] char peek(std::size_t n = 0) const noexcept {
    return at_ + n < end_ ? c_->text[at_ + n] : '\0';
  }
  // After a closing quote: the next opening one, which only blanks and comments precede (the
  // scanner has seen to that), or the end of the token.
  bool next_segment() {
    static constexpr std::string_view blanks = " \t\n\r\f\v";
    for (std::size_t p = at_ + 1; p < end_; ++p) {
      if (c_->text[p] == quote_) return at_ = p + 1, true;
      if (blanks.find(c_->text[p]) == std::string_view::npos)
        while (p < end_ && c_->text[p] != '\n' && c_->text[p] != '\r') ++p;
    }
    return at_ = end_, false;
  }

  void byte(std::size_t begin, int value) {
    if (value == 0)
      fail(c_, begin, errc::invalid_byte_sequence,
           "invalid byte sequence for encoding \"UTF8\": 0x00", "");
    raw_ |= value >= 0x80;
    out_.push_back(static_cast<char>(value));
  }
  [[noreturn]] void broken_pair(std::size_t begin) const {
    fail(c_, begin, errc::syntax_error, "invalid Unicode surrogate pair", "");
  }
  void code_point(std::size_t begin, int digits, bool escape_string) {
    std::uint32_t code = 0;
    for (int i = 0; i != digits; ++i) {
      int const digit = hex_digit(peek());
      if (digit < 0)
        fail(c_, begin, escape_string ? errc::invalid_escape_sequence : errc::syntax_error,
             "invalid Unicode escape",
             escape_string ? "Unicode escapes must be \\uXXXX or \\UXXXXXXXX."
                           : "Unicode escapes must be \\XXXX or \\+XXXXXX.");
      code = code * 16 + static_cast<std::uint32_t>(digit);
      ++at_;
    }
    bool const low = code >= 0xdc00 && code < 0xe000;
    if (low != (high_ != 0)) broken_pair(begin);
    if (low) code = 0x10000 + ((std::exchange(high_, 0U) - 0xd800) << 10) + (code - 0xdc00);
    if (code >= 0xd800 && code < 0xdc00) {
      high_ = code;
      return;
    }
    if (code == 0 || code > 0x10ffff)
      fail(c_, begin, errc::syntax_error, "invalid Unicode escape value", "");
    append_utf8(out_, code);
  }
  // \xNN can build bytes that are no UTF-8.
  void check_utf8() const {
    auto const byte_at = [this](std::size_t i) {
      return i < out_.size() ? static_cast<unsigned char>(out_[i]) : 0U;
    };
    for (std::size_t i = 0; i < out_.size();) {
      unsigned const lead = byte_at(i);
      std::size_t const n = lead < 0x80                   ? 1
                            : lead >= 0xc2 && lead < 0xe0 ? 2
                            : lead >= 0xe0 && lead < 0xf0 ? 3
                            : lead >= 0xf0 && lead < 0xf5 ? 4
                                                          : 0;
      bool good = n != 0;
      for (std::size_t k = 1; good && k < n; ++k) good = (byte_at(i + k) & 0xc0) == 0x80;
      unsigned const second = byte_at(i + 1);
      good = good && !(lead == 0xe0 && second < 0xa0) && !(lead == 0xed && second > 0x9f) &&
             !(lead == 0xf0 && second < 0x90) && !(lead == 0xf4 && second > 0x8f);
      if (!good)
        fail(c_, at_ < end_ ? at_ : end_ - 1, errc::invalid_byte_sequence,
             "invalid byte sequence for encoding \"UTF8\"", "");
      i += n;
    }
  }

  context c_;
  std::size_t at_, end_;
  char quote_;
  std::uint32_t high_ = 0;  // the first half of a surrogate pair
  bool raw_ = false;
  std::string out_;
};

[[nodiscard]] inline std::string_view decode_unicode(context c, token const& t, char quote) {
  std::string_view const raw = c->text_of(t);
  char escape = '\\';
  token quoted = t;
  // UESCAPE '!' is the token's tail when it ends in a quote that the quoted text does not reach.
  if (raw.size() > 12 && raw[raw.size() - 3] == '\'' && raw.back() == '\'') {
    std::size_t const end = raw.find_last_not_of(" \t\n\r\f\v", raw.size() - 4);
    std::string_view const before = raw.substr(0, end + 1);
    auto const same_tail = [&] {
      if (before.size() < 7) return false;
      std::string_view const tail = before.substr(before.size() - 7);
      for (std::size_t i = 0; i != 7; ++i)
        if (to_lower(tail[i]) != "uescape"[i]) return false;
      std::size_t const last = before.substr(0, before.size() - 7).find_last_not_of(" \t\n\r\f\v");
      return last != std::string_view::npos && last > 2 && before[last] == quote;
    };
    if (same_tail()) {
      escape = raw[raw.size() - 2];
      if (hex_digit(escape) >= 0 ||
          std::string_view("+'\" \t\n\r\f\v").find(escape) != std::string_view::npos)
        fail(c, t.offset + raw.size() - 3, errc::syntax_error, "invalid Unicode escape character",
             "");
      quoted.length = static_cast<std::uint32_t>(before.size() - 7);
    }
  }
  decoder d(c, quoted, 3, quote);
  d.each([&] { d.unicode(escape); });
  return d.finish();
}

}  // namespace decoding

ast::name decode_name(context c, token const& t) {
  std::string_view const raw = c->text_of(t);
  if (raw.front() == '"') {
    if (!t.decode) return {raw.substr(1, raw.size() - 2)};
    decoding::decoder d(c, t, 1, '"');
    d.each([&] { d.plain(); });
    return {d.finish()};
  }
  if (!t.decode) return {raw};
  if (raw.size() > 3 && raw[1] == '&' && raw[2] == '"')
    return {decoding::decode_unicode(c, t, '"')};
  auto* const folded = static_cast<char*>(c->memory.allocate(raw.size(), 1));
  for (std::size_t i = 0; i != raw.size(); ++i) folded[i] = to_lower(raw[i]);
  return {{folded, raw.size()}};
}

std::string_view decode_string(context c, token const& t) {
  std::string_view const raw = c->text_of(t);
  if (raw.front() == '\'' && !t.decode) return raw.substr(1, raw.size() - 2);
  if (raw.front() == '$') {
    std::size_t const tag = raw.find('$', 1) + 1;
    return raw.substr(tag, raw.size() - 2 * tag);
  }
  if (raw.size() > 2 && raw[1] == '&') return decoding::decode_unicode(c, t, '\'');
  bool const prefixed = raw.front() != '\'';
  bool const escapes = to_lower(raw.front()) == 'e';
  decoding::decoder d(c, t, prefixed ? 2 : 1, '\'');
  if (escapes)
    d.each([&] { d.escaped(); });
  else
    d.each([&] { d.plain(); });
  return d.finish();
}

}  // namespace helios::sql::grammar

// helios/sql/impl/state.ipp -- what happens at the limits.

namespace helios::sql::grammar {

void too_deep(context c, iterator at) {
  throw error(errc::statement_too_complex, "stack depth limit exceeded")
      .detail("The statement is nested deeper than " + std::to_string(c->max_levels) +
              " levels, or than the stack allows.")
      .at(character_position(c->text, at->offset));
}

}  // namespace helios::sql::grammar

// X3's operators use these traits without including them.

namespace helios::sql::grammar {

namespace x3 = boost::spirit::x3;

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<ast::list<T>> = true;

/// Puts a value where it belongs: appended to a list, or assigned.
template <class Place, class Value>
void store(context c, Place& place, Value const& value) {
  if constexpr (std::is_convertible_v<Value const&, Place>) {
    place = value;
  } else if constexpr (is_list<Place>) {
    static_assert(std::is_convertible_v<Value const&, typename Place::value_type>,
                  "what this rule yields is no element of the list it is put into");
    place.append(c->memory, value);
  } else {
    static_assert(is_list<Place>, "what this rule yields does not fit the place it is put into");
  }
}

template <class Derived>
struct leaf : x3::parser<Derived> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
};
template <class Subject, class Derived>
struct branch_parser : x3::unary_parser<Subject, Derived> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  constexpr explicit branch_parser(Subject const& s) : x3::unary_parser<Subject, Derived>(s) {}
};
template <class P>
using parser_of = std::remove_cvref_t<decltype(x3::as_parser(std::declval<P const&>()))>;

// ---- words and signs ----------------------------------------------------------------------------

/// "ORDER BY"_kw: key words in a row. A word that is none does not compile.
struct phrase : leaf<phrase> {
  static constexpr std::size_t longest = 6;
  token_kind words[longest]{};
  std::uint8_t size = 0;

  consteval explicit phrase(std::string_view text) {
    char word[32]{};
    for (std::size_t i = 0, n = 0; i <= text.size(); ++i) {
      if (i != text.size() && text[i] != ' ') {
        word[n++] = to_lower(text[i]);
      } else {
        token_kind const kind = find_keyword({word, n});
        if (kind == token_kind::name) throw "not in keywords.def";
        words[size++] = kind;
        n = 0;
      }
    }
  }
  bool parse(iterator& f, iterator const&, context const& c, auto&, auto&) const {
    if (f->kind != words[0]) return fail_at(c, f, words[0]);
    for (std::size_t i = 1; i != size; ++i)
      if (f[i].kind != words[i]) return fail_at(c, f + i, words[i]);
    f += size;
    return true;
  }
};
consteval phrase operator""_kw(char const* text, std::size_t size) {
  return phrase(std::string_view(text, size));
}

struct sign : leaf<sign> {
  token_kind kind;
  constexpr explicit sign(token_kind k) noexcept : kind(k) {}
  bool parse(iterator& f, iterator const&, context const& c, auto&, auto&) const {
    if (f->kind != kind) return fail_at(c, f, kind);
    ++f;
    return true;
  }
};
inline constexpr sign comma{token_kind::comma}, dot{token_kind::dot},
    semicolon{token_kind::semicolon}, close{token_kind::close},
    open_square{token_kind::open_square}, close_square{token_kind::close_square},
    star_sign{token_kind::star}, equal_sign{token_kind::equal}, colon{token_kind::colon},
    arrow{token_kind::arrow}, becomes{token_kind::becomes}, end_of_text{token_kind::end},
    minus_sign{token_kind::minus}, plus_sign{token_kind::plus};

/// Any opening bracket, or only one that encloses a query.
struct bracket : leaf<bracket> {
  bool query;
  constexpr explicit bracket(bool q) noexcept : query(q) {}
  bool parse(iterator& f, iterator const&, context const& c, auto&, auto&) const {
    if (f->kind != token_kind::open_query && (query || f->kind != token_kind::open))
      return fail_at(c, f, token_kind::open);
    ++f;
    return true;
  }
};
inline constexpr bracket open{false}, open_query{true};

/// A name: a word of one of the classes, or anything in double quotes.
struct word : leaf<word> {
  std::uint8_t classes;
  constexpr explicit word(unsigned of) noexcept
      : classes(static_cast<std::uint8_t>(of | word_class::plain)) {}
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if ((f->classes & classes) == 0) return fail_at(c, f, expected::name);
    store(c, place, decode_name(c, *f));
    ++f;
    return true;
  }
};
inline constexpr word name{word_class::unreserved | word_class::column};     // PostgreSQL's ColId
inline constexpr word type_name{word_class::unreserved | word_class::type};  // type_function_name
inline constexpr word nonreserved{word_class::unreserved | word_class::column | word_class::type};
inline constexpr word label{word_class::unreserved | word_class::column | word_class::type |
                            word_class::reserved};
inline constexpr word bare_label{word_class::bare};

/// A string constant, decoded.
struct text_parser : leaf<text_parser> {
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if (f->kind != token_kind::string) return fail_at(c, f, token_kind::string);
    store(c, place, decode_string(c, *f));
    ++f;
    return true;
  }
};
inline constexpr text_parser text{};

/// A word as a text value, folded to lower case.
struct spelling : leaf<spelling> {
  std::uint8_t classes;
  constexpr explicit spelling(word const& w) noexcept : classes(w.classes) {}
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if ((f->classes & classes) == 0) return fail_at(c, f, expected::name);
    store(c, place, decode_name(c, *f).text);
    ++f;
    return true;
  }
};

/// a + or an = as a name: what an operator is called between OPERATOR( and ).
struct symbol_parser : leaf<symbol_parser> {
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if (f->kind < token_kind::equal || f->kind > token_kind::op)
      return fail_at(c, f, token_kind::op);
    store(c, place, f->kind == token_kind::not_equal ? std::string_view("<>") : c->text_of(*f));
    ++f;
    return true;
  }
};
inline constexpr symbol_parser symbol{};

/// Always there.
struct nothing_parser : leaf<nothing_parser> {
  bool parse(iterator&, iterator const&, context const&, auto&, auto&) const { return true; }
};
inline constexpr nothing_parser nothing{};

// ---- places -------------------------------------------------------------------------------------

/// at<&node::part>[p]: what p finds goes to that member of the node being filled.
template <auto Member, class Subject>
struct placed : branch_parser<Subject, placed<Member, Subject>> {
  using branch_parser<Subject, placed>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto& unused) const {
    return this->subject.parse(f, l, c, place.*Member, unused);
  }
};
template <auto Member>
struct placing {
  template <class P>
  constexpr placed<Member, parser_of<P>> operator[](P const& p) const {
    return placed<Member, parser_of<P>>(x3::as_parser(p));
  }
};
template <auto Member>
inline constexpr placing<Member> at{};

/// is<&node::part, value>[p], flag<&node::part>[p]: p succeeding is what is to be known.
template <auto Member, auto Value, class Subject>
struct marked : branch_parser<Subject, marked<Member, Value, Subject>> {
  using branch_parser<Subject, marked>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto& unused) const {
    if (!this->subject.parse(f, l, c, place, unused)) return false;
    place.*Member = Value;
    return true;
  }
};
template <auto Member, auto Value>
struct marking {
  template <class P>
  constexpr marked<Member, Value, parser_of<P>> operator[](P const& p) const {
    return marked<Member, Value, parser_of<P>>(x3::as_parser(p));
  }
};
template <auto Member, auto Value>
inline constexpr marking<Member, Value> is{};
template <auto Member>
inline constexpr marking<Member, true> flag{};

/// gives<value>[p]: the value of a rule that yields no node.
template <auto Value, class Subject>
struct given : branch_parser<Subject, given<Value, Subject>> {
  using branch_parser<Subject, given>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto& unused) const {
    if (!this->subject.parse(f, l, c, place, unused)) return false;
    store(c, place, Value);
    return true;
  }
};
template <auto Value>
struct giving {
  template <class P>
  constexpr given<Value, parser_of<P>> operator[](P const& p) const {
    return given<Value, parser_of<P>>(x3::as_parser(p));
  }
};
template <auto Value>
inline constexpr giving<Value> gives{};

/// ahead[p], unless[p]: looks without consuming. A look is no attempt, so its failures are not
/// recorded. Requires that p places nothing.
template <bool Wanted, class Subject>
struct look : branch_parser<Subject, look<Wanted, Subject>> {
  using branch_parser<Subject, look>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, auto&, auto& unused) const {
    iterator at = f;
    iterator const furthest = c->furthest;
    ++c->silent;
    bool const found = this->subject.parse(at, l, c, unused, unused);
    --c->silent;
    c->furthest = furthest;
    return found == Wanted;
  }
};
template <bool Wanted>
struct looking {
  template <class P>
  constexpr look<Wanted, parser_of<P>> operator[](P const& p) const {
    return look<Wanted, parser_of<P>>(x3::as_parser(p));
  }
};
inline constexpr looking<true> ahead{};
inline constexpr looking<false> unless{};

/// Any name and anything that is one token, for looking ahead.
struct any_word : leaf<any_word> {
  std::uint8_t classes;
  constexpr explicit any_word(word const& w) noexcept : classes(w.classes) {}
  bool parse(iterator& f, iterator const&, context const& c, auto&, auto&) const {
    if ((f->classes & classes) == 0) return fail_at(c, f, expected::name);
    ++f;
    return true;
  }
};

// ---- rules --------------------------------------------------------------------------------------

/// A rule behind a plain function: its right-hand side is instantiated once, in one file, and may
/// recurse.
template <class Rule>
struct nonterminal : leaf<nonterminal<Rule>> {
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto&) const {
    if constexpr (requires { typename Rule::part; }) {
      return Rule::parse(f, l, c, place);
    } else {
      typename Rule::value v{};
      if (!Rule::parse(f, l, c, v)) return false;
      store(c, place, v);
      return true;
    }
  }
};

template <class Rule, class Rhs, class Value>
bool apply(Rhs const& rhs, iterator& f, iterator const& l, context const& c, Value& value) {
  check_stack(c, f);
  auto const note_place = [&](auto& n) {
    if constexpr (requires { n.at.offset; }) n.at.offset = f->offset;
  };
  if constexpr (requires { typename Rule::node; }) {
    arena::mark const before = c->memory.here();
    std::uint32_t const height = c->height;
    iterator const begin = f;
    auto* const n = c->memory.template make<typename Rule::node>();
    note_place(*n);
    c->height = 0;
    if (!rhs.parse(f, l, c, *n, x3::unused)) {
      c->memory.rewind(before);
      c->height = height;
      return false;
    }
    grown(c, begin, height);
    value = n;
    return true;
  } else {
    if constexpr (!requires { typename Rule::part; }) note_place(value);
    return rhs.parse(f, l, c, value, x3::unused);
  }
}

// A node is allocated; a value is built where it is used; a part fills the node of whoever uses it.
#define HELIOS_NODE(name, type)                                                        \
  struct name##_rule {                                                                 \
    using node = type;                                                                 \
    using value = ast::ref<type>;                                                      \
    HELIOS_DECL static bool parse(iterator&, iterator const&, context const&, value&); \
  };                                                                                   \
  inline constexpr nonterminal<name##_rule> name {}
#define HELIOS_VALUE(name, type)                                                       \
  struct name##_rule {                                                                 \
    using value = type;                                                                \
    HELIOS_DECL static bool parse(iterator&, iterator const&, context const&, value&); \
  };                                                                                   \
  inline constexpr nonterminal<name##_rule> name {}
#define HELIOS_PART(name, type)                                                        \
  struct name##_rule {                                                                 \
    using part = type;                                                                 \
    using value = type;                                                                \
    HELIOS_DECL static bool parse(iterator&, iterator const&, context const&, value&); \
  };                                                                                   \
  inline constexpr nonterminal<name##_rule> name {}
#define HELIOS_DEFINE(name, ...)                                                        \
  bool name##_rule::parse(iterator& f, iterator const& l, context const& c, value& v) { \
    static constexpr auto rhs = x3::as_parser(__VA_ARGS__);                             \
    return apply<name##_rule>(rhs, f, l, c, v);                                         \
  }

/// Phrases that many statements share.
namespace phrases {
inline constexpr auto if_not_exists = "IF NOT EXISTS"_kw;
inline constexpr auto if_exists = "IF EXISTS"_kw;
inline constexpr auto temporary = "TEMPORARY"_kw | "TEMP"_kw |
                                  ("LOCAL"_kw | "GLOBAL"_kw) >> ("TEMPORARY"_kw | "TEMP"_kw);
template <auto Cascade>
inline constexpr auto behaviour = -(flag<Cascade>["CASCADE"_kw] | "RESTRICT"_kw);
}  // namespace phrases

/// A name in a template argument.
struct canonical_name {
  char text[24]{};
  consteval canonical_name(auto const& literal) {
    std::copy(literal, literal + sizeof literal, text);
  }
};

/// p, p, ..
template <class P>
constexpr auto several(P const& p) {
  return x3::as_parser(p) % comma;
}
/// ( p )
template <class P>
constexpr auto bracketed(P const& p) {
  return open >> p >> close;
}

}  // namespace helios::sql::grammar

namespace helios::sql::grammar {

/// Binding strengths, weakest first. Source: PostgreSQL 15's manual, section 4.1.6.
enum class strength : std::uint8_t {
  or_ = 1,
  and_,
  not_,
  is,
  comparison,
  membership,
  other,
  additive,
  multiplicative,
  power,
  zone,
  collate,
  sign,
  cast,
  none
};
[[nodiscard]] constexpr strength tighter(strength s) noexcept {
  return static_cast<strength>(static_cast<std::uint8_t>(s) + 1);
}

/// An expression of operators that bind at least as tight as the floor, by precedence climbing.
/// `restricted`: PostgreSQL's b_expr, without the operators that are words (but brackets lift
/// that).
struct operators : leaf<operators> {
  strength floor;
  bool restricted;
  constexpr explicit operators(strength s, bool r = false) noexcept : floor(s), restricted(r) {}
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto&) const {
    ast::ref<ast::expression> v;
    if (!climb(f, l, c, v)) return false;
    store(c, place, v);
    return true;
  }
  HELIOS_DECL bool climb(iterator& f, iterator const& l, context c,
                         ast::ref<ast::expression>& out) const;
};
inline constexpr operators expression{strength::or_};
inline constexpr operators simple_expression{strength::comparison, true};

// ---- expression.ipp
HELIOS_VALUE(any_name, ast::qualified_name);  // one to three parts
HELIOS_VALUE(function_name, ast::qualified_name);
HELIOS_VALUE(dotted, ast::list<ast::name>);       // setting.of.someone
HELIOS_VALUE(names, ast::list<ast::name>);        // (a, b)
HELIOS_VALUE(expressions, ast::expressions);      // a, b
HELIOS_VALUE(expression_list, ast::expressions);  // (a, b)
HELIOS_VALUE(integer, std::int64_t);
HELIOS_NODE(string_literal, ast::literal);
HELIOS_NODE(null_literal, ast::literal);
HELIOS_NODE(number_literal, ast::literal);
HELIOS_NODE(signed_number, ast::unary);
HELIOS_VALUE(number, ast::ref<ast::expression>);  // 1, -1.5
HELIOS_VALUE(primary, ast::ref<ast::expression>);
HELIOS_NODE(current, ast::current);
HELIOS_NODE(interval_literal, ast::cast);
HELIOS_NODE(target_column, ast::column);
HELIOS_VALUE(option, ast::option);
HELIOS_VALUE(options, ast::list<ast::option>);  // (a = 1, b)

/// What follows an operand: is (not null), in (..), between, like, over; each fills a node that has
/// its operand.
HELIOS_PART(is_tail, ast::is);
HELIOS_PART(in_tail, ast::in);
HELIOS_PART(between_tail, ast::between);
HELIOS_PART(like_tail, ast::like);
HELIOS_PART(any_tail, ast::quantified);
HELIOS_PART(subscript_tail, ast::subscript);
HELIOS_VALUE(operator_name, ast::operation);  // OPERATOR(s.+), after its first word

// ---- type.ipp
HELIOS_VALUE(type, ast::data_type);
HELIOS_NODE(type_node, ast::data_type);
HELIOS_PART(plain_interval, ast::data_type);  // without fields, which stand behind a constant
HELIOS_PART(interval_fields, ast::data_type);
HELIOS_PART(built_in_type, ast::data_type);
HELIOS_PART(named_type, ast::data_type);

// ---- call.ipp
HELIOS_NODE(plain_call, ast::call);
HELIOS_NODE(special_call, ast::call);
HELIOS_VALUE(window_value, ast::window);
HELIOS_VALUE(direction, ast::order_item::direction);
HELIOS_VALUE(null_order, ast::order_item::nulls);
HELIOS_VALUE(order_by, ast::list<ast::order_item>);
HELIOS_VALUE(function_call, ast::ref<ast::expression>);

// ---- query.ipp, from.ipp
namespace times {
inline constexpr auto words = "TIMESTAMP"_kw | "SCN"_kw | "TRANSACTION"_kw | "NOW"_kw | "TAG"_kw;
inline constexpr auto begins = "AS OF"_kw >> words | "VERSIONS BETWEEN"_kw | "FOR SYSTEM_TIME"_kw;
}  // namespace times
HELIOS_VALUE(query, ast::ref<ast::query>);
HELIOS_VALUE(query_in_brackets, ast::ref<ast::query>);
HELIOS_VALUE(with_clause, ast::with_clause);
HELIOS_VALUE(table_expression, ast::ref<ast::from_item>);
HELIOS_VALUE(from_list, ast::list<ast::ref<ast::from_item>>);
HELIOS_VALUE(targets, ast::list<ast::target>);
HELIOS_VALUE(moment, ast::moment);
HELIOS_VALUE(period, ast::period);

// ---- dml.ipp
HELIOS_NODE(insert, ast::insert);
HELIOS_NODE(update, ast::update);
HELIOS_NODE(delete_, ast::delete_);
HELIOS_NODE(merge, ast::merge);
HELIOS_NODE(truncate, ast::truncate);
HELIOS_NODE(copy, ast::copy);
HELIOS_VALUE(change, ast::ref<ast::statement>);  // what WITH, EXPLAIN and PREPARE may hold
HELIOS_VALUE(index_element, ast::index_element);
HELIOS_VALUE(index_elements, ast::list<ast::index_element>);

// ---- table.ipp
HELIOS_VALUE(sequence_option, ast::sequence_option);
HELIOS_PART(identity, ast::constraint);
HELIOS_VALUE(column_constraint, ast::constraint);
HELIOS_NODE(table_constraint, ast::constraint);
HELIOS_NODE(column_definition, ast::column_definition);
HELIOS_NODE(create_table, ast::create_table);
HELIOS_NODE(create_table_as, ast::create_table);
HELIOS_VALUE(field_definition, ast::column_definition);

// ---- ddl.ipp
HELIOS_VALUE(definition, ast::ref<ast::statement>);
HELIOS_VALUE(object, ast::object_kind);

// ---- session.ipp
HELIOS_VALUE(session, ast::ref<ast::statement>);
HELIOS_VALUE(branch_statement, ast::ref<ast::statement>);
HELIOS_NODE(execute, ast::execute);
HELIOS_VALUE(statement, ast::ref<ast::statement>);

}  // namespace helios::sql::grammar

// helios/sql/impl/operand.ipp -- operands as far as one token decides: constants, columns,
// brackets, prefixes.
//
// Source    PostgreSQL 15's manual, section 4.2. A prefix operator may stand wherever an operand
//           may

namespace helios::sql::grammar::climbing {

using operand = ast::ref<ast::expression>;

template <class Node>
Node* make(context c, iterator at) {
  auto* const node = c->memory.make<Node>();
  node->at.offset = at->offset;
  return node;
}
template <class Node>
bool done(context c, iterator at, Node* node, operand& out) {
  grown(c, at, 0);
  out = node;
  return true;
}

inline bool literal(iterator& f, context c, ast::literal::type what, std::string_view value,
                    operand& out) {
  auto* const node = make<ast::literal>(c, f);
  node->what = what;
  node->text = value;
  return done(c, f++, node, out);
}

inline bool parameter(iterator& f, context c, operand& out) {
  auto* const node = make<ast::parameter>(c, f);
  node->index = f->aux;
  if (f->kind == token_kind::question) {
    std::uint32_t& through = c->parameters_through[f->aux];
    through = (f->aux == 0 ? 0 : c->parameters_through[f->aux - 1]) + 1;
    node->index = through - c->questions_before;
  }
  return done(c, f++, node, out);
}

// .name .* [1] [1:2] behind an operand in brackets, a parameter or a column
inline bool indirections(iterator& f, iterator const& l, context c, operand& value) {
  for (;;) {
    if (f->kind == token_kind::open_square) {
      auto* const node = make<ast::subscript>(c, f);
      std::uint32_t const height = std::exchange(c->height, 0);
      node->operand = value;
      if (!subscript_tail_rule::parse(f, l, c, *node)) return false;
      c->height = std::max(c->height, height);
      done(c, f, node, value);
    } else if (f->kind == token_kind::dot) {
      iterator const at = f++;
      if (f->kind == token_kind::star) {
        auto* const node = make<ast::star>(c, at);
        node->row = value;
        ++f;
        return done(c, at, node, value);
      }
      auto* const node = make<ast::field>(c, at);
      node->operand = value;
      if (!label.parse(f, l, c, node->name, x3::unused)) return false;
      done(c, at, node, value);
    } else {
      return true;
    }
  }
}

inline bool column(iterator& f, iterator const& l, context c, operand& out) {
  auto* const node = make<ast::column>(c, f);
  if (!name.parse(f, l, c, node->parts, x3::unused)) return false;
  while (f->kind == token_kind::dot) {
    if (f[1].kind == token_kind::star) {
      auto* const all = make<ast::star>(c, f - 1);
      all->table = node->parts;
      f += 2;
      return done(c, f, all, out);
    }
    ++f;
    if (!label.parse(f, l, c, node->parts, x3::unused)) return false;
  }
  done(c, f, node, out);
  return f->kind != token_kind::open_square || indirections(f, l, c, out);
}

// ( e ), ( e, e ), ( query )
inline bool brackets(iterator& f, iterator const& l, context c, operand& out) {
  iterator const begin = f;
  nested const level(c, f);
  if (f->kind == token_kind::open_query) {
    auto* const node = make<ast::subquery>(c, f);
    if (!query_in_brackets_rule::parse(f, l, c, node->query)) return false;
    done(c, begin, node, out);
    return indirections(f, l, c, out);
  }
  ++f;
  if (!expression.climb(f, l, c, out)) return false;
  if (f->kind == token_kind::comma) {
    auto* const node = make<ast::row>(c, begin);
    node->fields.append(c->memory, out);
    while (f->kind == token_kind::comma) {
      std::uint32_t const height = std::exchange(c->height, 0);
      ++f;
      if (!expression.climb(f, l, c, out)) return false;
      node->fields.append(c->memory, out);
      c->height = std::max(c->height, height);
    }
    done(c, begin, node, out);
  }
  if (!close.parse(f, l, c, x3::unused, x3::unused)) return false;
  return indirections(f, l, c, out);
}

inline bool prefix(iterator& f, iterator const& l, context c, strength floor, bool restricted,
                   operand& out) {
  auto* const node = make<ast::unary>(c, f);
  iterator const at = f++;
  if (at->kind == token_kind::kw_operator) {
    if (!operator_name_rule::parse(f, l, c, node->op)) return false;
  } else {
    node->op.symbol = at->kind == token_kind::kw_not ? std::string_view("not") : c->text_of(*at);
  }
  nested const level(c, at);
  if (!operators(floor, restricted).climb(f, l, c, out)) return false;
  node->operand = out;
  return done(c, at, node, out);
}

// a, t.a, s.t.*: seen from what follows, which for a call is a bracket and for a typed constant a
// string. Words that begin types of several words take the long way.
[[nodiscard]] inline bool is_column(iterator f) noexcept {
  if ((f->classes & name.classes) == 0) return false;
  for (++f; f->kind == token_kind::dot; f += 2)
    if ((f[1].classes & label.classes) == 0) return f[1].kind == token_kind::star;
  switch (f->kind) {
    case token_kind::open:
    case token_kind::open_query:
    case token_kind::string:
    case token_kind::kw_with:
    case token_kind::kw_without:
    case token_kind::kw_precision:
    case token_kind::kw_varying: return false;
    default: return true;
  }
}

inline bool first(iterator& f, iterator const& l, context c, bool restricted, operand& out) {
  using type = ast::literal::type;
  switch (f->kind) {
    case token_kind::integer: return literal(f, c, type::integer, c->text_of(*f), out);
    case token_kind::decimal: return literal(f, c, type::decimal, c->text_of(*f), out);
    case token_kind::string: return literal(f, c, type::string, decode_string(c, *f), out);
    case token_kind::bits: return literal(f, c, type::bits, decode_string(c, *f), out);
    case token_kind::hex: return literal(f, c, type::hex, decode_string(c, *f), out);
    case token_kind::kw_null: return literal(f, c, type::null, {}, out);
    case token_kind::kw_true: return literal(f, c, type::true_, {}, out);
    case token_kind::kw_false: return literal(f, c, type::false_, {}, out);
    case token_kind::parameter:
    case token_kind::question: return parameter(f, c, out) && indirections(f, l, c, out);
    case token_kind::open:
    case token_kind::open_query: return brackets(f, l, c, out);
    case token_kind::plus:
    case token_kind::minus: return prefix(f, l, c, strength::sign, restricted, out);
    case token_kind::op: return prefix(f, l, c, tighter(strength::other), restricted, out);
    case token_kind::kw_not:
      if (restricted) return fail_at(c, f, expected::expression);
      return prefix(f, l, c, strength::not_, restricted, out);
    case token_kind::kw_operator:
      if (f[1].kind == token_kind::open)
        return prefix(f, l, c, tighter(strength::other), restricted, out);
      break;
    default: break;
  }
  if (is_column(f)) return column(f, l, c, out);
  // What could begin an expression is one expectation, not the twenty of `primary`.
  iterator const begin = f;
  bool const here = c->goal == begin;
  c->silent += here ? 1 : 0;
  bool const found = primary_rule::parse(f, l, c, out);
  c->silent -= here ? 1 : 0;
  return found || (c->furthest <= begin && fail_at(c, begin, expected::expression));
}

}  // namespace helios::sql::grammar::climbing

namespace helios::sql::grammar {

// ---- calls --------------------------------------------------------------------------------------

HELIOS_DEFINE(direction, gives<ast::order_item::direction::ascending>["ASC"_kw] |
                             gives<ast::order_item::direction::descending>["DESC"_kw])
HELIOS_DEFINE(null_order, ahead["NULLS FIRST"_kw | "NULLS LAST"_kw] >>
                              (gives<ast::order_item::nulls::first>["NULLS FIRST"_kw] |
                               gives<ast::order_item::nulls::last>["NULLS LAST"_kw]))
HELIOS_VALUE(using_operator, ast::operation);
HELIOS_DEFINE(using_operator, at<&ast::operation::symbol>[symbol] | "OPERATOR"_kw >> operator_name)
HELIOS_VALUE(order_item, ast::order_item);
HELIOS_DEFINE(order_item, at<&ast::order_item::key>[expression] >>
                              -("USING"_kw >> at<&ast::order_item::using_>[using_operator] |
                                at<&ast::order_item::order>[direction]) >>
                              -at<&ast::order_item::null_order>[null_order])
HELIOS_DEFINE(order_by, "ORDER BY"_kw >> several(order_item))

namespace frames {
using ast::frame_bound;
using ast::window_frame;
using type = frame_bound::type;
using unit = window_frame::units;
template <type What>
inline constexpr auto bound = is<&frame_bound::what, What>;
template <unit Unit>
inline constexpr auto in = is<&window_frame::unit, Unit>;
template <window_frame::exclusion What>
inline constexpr auto without = is<&window_frame::exclude, What>;
using exclusion = window_frame::exclusion;
}  // namespace frames
HELIOS_VALUE(frame_bound, ast::frame_bound);
HELIOS_DEFINE(frame_bound,
              frames::bound<frames::type::unbounded_preceding>["UNBOUNDED PRECEDING"_kw] |
                  frames::bound<frames::type::unbounded_following>["UNBOUNDED FOLLOWING"_kw] |
                  frames::bound<frames::type::current_row>["CURRENT ROW"_kw] |
                  at<&ast::frame_bound::distance>[expression] >>
                      (frames::bound<frames::type::preceding>["PRECEDING"_kw] |
                       frames::bound<frames::type::following>["FOLLOWING"_kw]))
HELIOS_VALUE(window_frame, ast::window_frame);
HELIOS_DEFINE(window_frame,
              (frames::in<frames::unit::rows>["ROWS"_kw] |
               frames::in<frames::unit::range>["RANGE"_kw] |
               frames::in<frames::unit::groups>["GROUPS"_kw]) >>
                  ("BETWEEN"_kw >> at<&ast::window_frame::from>[frame_bound] >> "AND"_kw >>
                       at<&ast::window_frame::to>[frame_bound] |
                   at<&ast::window_frame::from>[frame_bound]) >>
                  -("EXCLUDE"_kw >>
                    (frames::without<frames::exclusion::none>["NO OTHERS"_kw] |
                     frames::without<frames::exclusion::current_row>["CURRENT ROW"_kw] |
                     frames::without<frames::exclusion::group>["GROUP"_kw] |
                     frames::without<frames::exclusion::ties>["TIES"_kw])))
HELIOS_PART(window_parts, ast::window);
HELIOS_DEFINE(window_parts, open >>
                                -(unless["PARTITION"_kw | "ROWS"_kw | "RANGE"_kw | "GROUPS"_kw] >>
                                  at<&ast::window::base>[name]) >>
                                -("PARTITION BY"_kw >> at<&ast::window::partition>[expressions]) >>
                                -at<&ast::window::order>[order_by] >>
                                -at<&ast::window::frame>[window_frame] >> close)
HELIOS_DEFINE(window_value, window_parts)
HELIOS_NODE(window_reference, ast::window);
HELIOS_DEFINE(window_reference,
              flag<&ast::window::whole>[at<&ast::window::base>[name]] | window_parts)

HELIOS_PART(call_tail, ast::call);
HELIOS_DEFINE(call_tail, -("WITHIN GROUP"_kw >> flag<&ast::call::within_group>[open] >>
                           at<&ast::call::order>[order_by] >> close) >>
                             -("FILTER"_kw >> open >> "WHERE"_kw >>
                               at<&ast::call::filter>[expression] >> close) >>
                             -("OVER"_kw >> at<&ast::call::over>[window_reference]))
HELIOS_VALUE(argument, ast::argument);
HELIOS_DEFINE(argument, -(ahead[any_word(type_name) >> (arrow | becomes)] >>
                          at<&ast::argument::label>[type_name] >> (arrow | becomes)) >>
                            at<&ast::argument::value>[expression])
HELIOS_PART(arguments, ast::call);
HELIOS_DEFINE(arguments, several(at<&ast::call::arguments>[argument]))
HELIOS_PART(variadic_argument, ast::call);
HELIOS_DEFINE(variadic_argument,
              flag<&ast::call::variadic>["VARIADIC"_kw] >> at<&ast::call::arguments>[argument])
HELIOS_DEFINE(plain_call,
              at<&ast::call::function>[function_name] >> open >>
                  (flag<&ast::call::star>[star_sign] |
                   flag<&ast::call::distinct>["DISTINCT"_kw] >> arguments >>
                       -at<&ast::call::order>[order_by] |
                   "ALL"_kw >> arguments >> -at<&ast::call::order>[order_by] |
                   variadic_argument >> -at<&ast::call::order>[order_by] | ahead[close] |
                   arguments >> -(comma >> variadic_argument) >>
                       -at<&ast::call::order>[order_by]) >>
                  close >> call_tail)

/// system<"extract">: the call is one of pg_catalog's; spoken<..>: of a function whose name is a
/// key word.
template <canonical_name Name, bool System>
struct function_named : leaf<function_named<Name, System>> {
  bool parse(iterator& f, iterator const&, context const& c, ast::call& place, auto&) const {
    place.function.at = place.at;
    if (System) place.function.parts.append(c->memory, {"pg_catalog"});
    place.function.parts.append(c->memory, {Name.text});
    static_cast<void>(f);
    return true;
  }
};
template <canonical_name Name>
inline constexpr function_named<Name, true> system{};
template <canonical_name Name>
inline constexpr function_named<Name, false> spoken{};

/// The argument at a place moves to the end: POSITION(part IN whole) is position(whole, part).
struct move_last : leaf<move_last> {
  std::uint32_t from;
  constexpr explicit move_last(std::uint32_t i) noexcept : from(i) {}
  bool parse(iterator&, iterator const&, context const& c, ast::call& place, auto&) const {
    ast::list<ast::argument> moved;
    for (std::uint32_t i = 0; i != place.arguments.size(); ++i)
      if (i != from) moved.append(c->memory, place.arguments[i]);
    moved.append(c->memory, place.arguments[from]);
    place.arguments = moved;
    return true;
  }
};
/// SUBSTRING(text FOR n) begins at 1.
struct from_one : leaf<from_one> {
  bool parse(iterator& f, iterator const&, context const& c, ast::call& place, auto&) const {
    auto* const one = climbing::make<ast::literal>(c, f);
    one->what = ast::literal::type::integer;
    one->text = "1";
    place.arguments.append(c->memory, {{}, one});
    return true;
  }
};

HELIOS_VALUE(value_argument, ast::argument);
HELIOS_DEFINE(value_argument, at<&ast::argument::value>[expression])
HELIOS_VALUE(narrow_argument, ast::argument);
HELIOS_DEFINE(narrow_argument, at<&ast::argument::value>[simple_expression])
HELIOS_NODE(field_literal, ast::literal);
HELIOS_DEFINE(field_literal,
              is<&ast::literal::what,
                 ast::literal::type::string>[at<&ast::literal::text>[spelling(nonreserved) | text]])
HELIOS_VALUE(field_argument, ast::argument);
HELIOS_DEFINE(field_argument, at<&ast::argument::value>[field_literal])
namespace calls {
using ast::argument;
using ast::call;
inline constexpr auto one = at<&call::arguments>[value_argument];
inline constexpr auto narrow = at<&call::arguments>[narrow_argument];
inline constexpr auto field = at<&call::arguments>[field_argument];
}  // namespace calls

HELIOS_PART(substring, ast::call);
HELIOS_DEFINE(substring,
              "SUBSTRING"_kw >> open >>
                  (ahead[close] >> spoken<"substring"> |
                   calls::one >> ("FROM"_kw >> system<"substring"> >> calls::one >>
                                      -("FOR"_kw >> calls::one) |
                                  "FOR"_kw >> system<"substring"> >>
                                      (calls::one >> ("FROM"_kw >> calls::one >> move_last(1) |
                                                      from_one{} >> move_last(1))) |
                                  "SIMILAR"_kw >> system<"substring"> >> calls::one >>
                                      "ESCAPE"_kw >> calls::one |
                                  spoken<"substring"> >> *(comma >> calls::one))) >>
                  close)
HELIOS_PART(trim, ast::call);
HELIOS_DEFINE(trim, "TRIM"_kw >> open >>
                        ("LEADING"_kw >> system<"ltrim"> | "TRAILING"_kw >> system<"rtrim"> |
                         -"BOTH"_kw >> system<"btrim">) >>
                        ("FROM"_kw >> several(calls::one) |
                         calls::one >> ("FROM"_kw >> several(calls::one) >> move_last(0) |
                                        *(comma >> calls::one))) >>
                        close)
HELIOS_DEFINE(special_call,
              "COALESCE"_kw >> spoken<"coalesce"> >> bracketed(several(calls::one)) |
                  "EXTRACT"_kw >> system<"extract"> >> open >> calls::field >> "FROM"_kw >>
                      calls::one >> close |
                  "NULLIF"_kw >> spoken<"nullif"> >> open >> calls::one >> comma >> calls::one >>
                      close |
                  "GREATEST"_kw >> spoken<"greatest"> >> bracketed(several(calls::one)) |
                  "LEAST"_kw >> spoken<"least"> >> bracketed(several(calls::one)) | substring |
                  trim |
                  "POSITION"_kw >> system<"position"> >> open >> calls::narrow >> "IN"_kw >>
                      calls::narrow >> close >> move_last(0) |
                  "OVERLAY"_kw >> open >>
                      (calls::one >> ("PLACING"_kw >> system<"overlay"> >> calls::one >>
                                          "FROM"_kw >> calls::one >> -("FOR"_kw >> calls::one) |
                                      spoken<"overlay"> >> *(comma >> calls::one))) >>
                      close |
                  "GROUPING"_kw >> spoken<"grouping"> >> bracketed(several(calls::one)) |
                  "NORMALIZE"_kw >> system<"normalize"> >> open >> calls::one >>
                      -(comma >> calls::field) >> close |
                  "COLLATION FOR"_kw >> system<"pg_collation_for"> >> bracketed(calls::one))
HELIOS_DEFINE(function_call, plain_call | special_call)

}  // namespace helios::sql::grammar

// helios/sql/impl/grammar/ddl.ipp -- CREATE, ALTER, DROP, COMMENT, REFRESH.
//
// Source    PostgreSQL 15's manual, reference of SQL commands; ENCRYPTED, SYSTEM VERSIONING,
//           AUTOINCREMENT and options behind a materialized view's query are ours

namespace helios::sql::grammar {

// ---- ALTER --------------------------------------------------------------------------------------

HELIOS_DEFINE(object, gives<ast::object_kind::table>["TABLE"_kw] |
                          gives<ast::object_kind::view>["VIEW"_kw] |
                          gives<ast::object_kind::materialized_view>["MATERIALIZED VIEW"_kw] |
                          gives<ast::object_kind::index>["INDEX"_kw] |
                          gives<ast::object_kind::sequence>["SEQUENCE"_kw] |
                          gives<ast::object_kind::schema>["SCHEMA"_kw] |
                          gives<ast::object_kind::type>["TYPE"_kw] |
                          gives<ast::object_kind::domain>["DOMAIN"_kw] |
                          gives<ast::object_kind::database>["DATABASE"_kw] |
                          gives<ast::object_kind::extension>["EXTENSION"_kw])

namespace alters {
using ast::alter_action;
using type = alter_action::type;
template <type What>
inline constexpr auto does = is<&alter_action::what, What>;
inline constexpr auto exists = -flag<&alter_action::if_exists>[phrases::if_exists];
inline constexpr auto behaviour = phrases::behaviour<&alter_action::cascade>;
inline constexpr auto named = at<&alter_action::name>[name];
}  // namespace alters
HELIOS_NODE(identity_constraint, ast::constraint);
HELIOS_DEFINE(identity_constraint, identity)
HELIOS_PART(alter_column, ast::alter_action);
HELIOS_DEFINE(alter_column,
              alters::does<alters::type::set_type>["SET DATA TYPE"_kw | "TYPE"_kw] >>
                      at<&ast::alter_action::data>[type_node] >>
                      -("COLLATE"_kw >> at<&ast::alter_action::collation>[any_name]) >>
                      -("USING"_kw >> at<&ast::alter_action::value>[expression]) |
                  "SET"_kw >> (alters::does<alters::type::set_default>["DEFAULT"_kw] >>
                                   at<&ast::alter_action::value>[expression] |
                               alters::does<alters::type::set_not_null>["NOT NULL"_kw] |
                               alters::does<alters::type::set_statistics>["STATISTICS"_kw] >>
                                   at<&ast::alter_action::value>[number] |
                               alters::does<alters::type::set_storage>["STORAGE"_kw] >>
                                   at<&ast::alter_action::storage>[label] |
                               alters::does<alters::type::set_encrypted>["ENCRYPTED"_kw]) |
                  "DROP"_kw >>
                      (alters::does<alters::type::drop_default>["DEFAULT"_kw] |
                       alters::does<alters::type::drop_not_null>["NOT NULL"_kw] |
                       alters::does<alters::type::drop_expression>["EXPRESSION"_kw] >>
                           alters::exists |
                       alters::does<alters::type::drop_identity>["IDENTITY"_kw] >> alters::exists) |
                  alters::does<alters::type::add_generated>["ADD GENERATED"_kw] >>
                      at<&ast::alter_action::constraint>[identity_constraint])
HELIOS_VALUE(alter_action, ast::alter_action);
HELIOS_DEFINE(
    alter_action,
    "ADD"_kw >> (alters::does<alters::type::add_versioning>["SYSTEM VERSIONING"_kw] |
                 alters::does<alters::type::add_constraint>[at<
                     &ast::alter_action::constraint>[table_constraint]] |
                 alters::does<alters::type::add_column>[-"COLUMN"_kw] >>
                     -flag<&ast::alter_action::if_exists>[phrases::if_not_exists] >>
                     at<&ast::alter_action::column>[column_definition]) |
        "DROP"_kw >> (alters::does<alters::type::drop_versioning>["SYSTEM VERSIONING"_kw] |
                      alters::does<alters::type::drop_constraint>["CONSTRAINT"_kw] >>
                          alters::exists >> alters::named >> alters::behaviour |
                      alters::does<alters::type::drop_column>[-"COLUMN"_kw] >> alters::exists >>
                          alters::named >> alters::behaviour) |
        "ALTER"_kw >> -"COLUMN"_kw >> alters::named >> alter_column |
        alters::does<alters::type::validate_constraint>["VALIDATE CONSTRAINT"_kw] >> alters::named |
        "SET"_kw >>
            (alters::does<alters::type::set_options>[at<&ast::alter_action::options>[options]] |
             alters::does<alters::type::set_logged>["LOGGED"_kw] |
             alters::does<alters::type::set_unlogged>["UNLOGGED"_kw]) |
        alters::does<alters::type::reset_options>["RESET"_kw] >>
            at<&ast::alter_action::options>[options] |
        alters::does<alters::type::owner_to>["OWNER TO"_kw] >>
            at<&ast::alter_action::name>[nonreserved] |
        alters::does<alters::type::enable_row_security>["ENABLE ROW LEVEL SECURITY"_kw] |
        alters::does<alters::type::disable_row_security>["DISABLE ROW LEVEL SECURITY"_kw] |
        alters::does<alters::type::force_row_security>["FORCE ROW LEVEL SECURITY"_kw] |
        alters::does<alters::type::no_force_row_security>["NO FORCE ROW LEVEL SECURITY"_kw])
HELIOS_NODE(alter_table, ast::alter_table);
HELIOS_DEFINE(alter_table, "ALTER"_kw >> at<&ast::alter_table::what>[object] >>
                               -flag<&ast::alter_table::if_exists>[phrases::if_exists] >>
                               -flag<&ast::alter_table::only>["ONLY"_kw] >>
                               at<&ast::alter_table::name>[any_name] >> -star_sign >>
                               several(at<&ast::alter_table::actions>[alter_action]))
HELIOS_NODE(rename, ast::rename);
HELIOS_DEFINE(rename,
              "ALTER"_kw >> at<&ast::rename::what>[object] >>
                  -flag<&ast::rename::if_exists>[phrases::if_exists] >>
                  -flag<&ast::rename::only>["ONLY"_kw] >> at<&ast::rename::name>[any_name] >>
                  -star_sign >> "RENAME"_kw >>
                  ("TO"_kw >> at<&ast::rename::to>[name] |
                   is<&ast::rename::part, ast::object_kind::constraint>["CONSTRAINT"_kw] >>
                       at<&ast::rename::from>[name] >> "TO"_kw >> at<&ast::rename::to>[name] |
                   is<&ast::rename::part, ast::object_kind::column>[-"COLUMN"_kw] >>
                       at<&ast::rename::from>[name] >> "TO"_kw >> at<&ast::rename::to>[name]))
HELIOS_NODE(set_schema, ast::set_schema);
HELIOS_DEFINE(set_schema, "ALTER"_kw >> at<&ast::set_schema::what>[object] >>
                              -flag<&ast::set_schema::if_exists>[phrases::if_exists] >>
                              -"ONLY"_kw >> at<&ast::set_schema::name>[any_name] >>
                              "SET SCHEMA"_kw >> at<&ast::set_schema::schema>[name])
HELIOS_NODE(alter_sequence, ast::alter_sequence);
HELIOS_DEFINE(alter_sequence, "ALTER SEQUENCE"_kw >>
                                  -flag<&ast::alter_sequence::if_exists>[phrases::if_exists] >>
                                  at<&ast::alter_sequence::name>[any_name] >>
                                  +at<&ast::alter_sequence::options>[sequence_option])

// ---- other CREATE -------------------------------------------------------------------------------

HELIOS_NODE(create_index, ast::create_index);
HELIOS_DEFINE(create_index,
              "CREATE"_kw >> -flag<&ast::create_index::unique>["UNIQUE"_kw] >> "INDEX"_kw >>
                  -flag<&ast::create_index::concurrently>["CONCURRENTLY"_kw] >>
                  -(flag<&ast::create_index::if_not_exists>[phrases::if_not_exists] >>
                        at<&ast::create_index::name>[name] |
                    at<&ast::create_index::name>[name]) >>
                  "ON"_kw >> -flag<&ast::create_index::only>["ONLY"_kw] >>
                  at<&ast::create_index::table>[any_name] >>
                  -("USING"_kw >> at<&ast::create_index::method>[name]) >>
                  at<&ast::create_index::elements>[index_elements] >>
                  -("USING"_kw >> at<&ast::create_index::method>[name]) >>
                  -("INCLUDE"_kw >> at<&ast::create_index::include>[names]) >>
                  -(flag<&ast::create_index::nulls_not_distinct>["NULLS NOT DISTINCT"_kw] |
                    "NULLS DISTINCT"_kw) >>
                  -("WITH"_kw >> at<&ast::create_index::options>[options]) >>
                  -("WHERE"_kw >> at<&ast::create_index::where>[expression]))

namespace views {
using ast::create_view;
inline constexpr auto named = -flag<&create_view::if_not_exists>[phrases::if_not_exists] >>
                              at<&create_view::name>[any_name] >>
                              -at<&create_view::columns>[names] >>
                              -("WITH"_kw >> at<&create_view::options>[options]) >>
                              "AS"_kw >> at<&create_view::query>[query];
template <create_view::check What>
inline constexpr auto checks = is<&create_view::check_option, What>;
using check = create_view::check;
}  // namespace views
HELIOS_NODE(create_view, ast::create_view);
HELIOS_DEFINE(create_view,
              "CREATE"_kw >> -flag<&ast::create_view::or_replace>["OR REPLACE"_kw] >>
                  -flag<&ast::create_view::temporary>[phrases::temporary] >>
                  -flag<&ast::create_view::recursive>["RECURSIVE"_kw] >> "VIEW"_kw >>
                  views::named >>
                  -(views::checks<views::check::cascaded>["WITH CHECK OPTION"_kw |
                                                          "WITH CASCADED CHECK OPTION"_kw] |
                    views::checks<views::check::local>["WITH LOCAL CHECK OPTION"_kw]))
HELIOS_NODE(create_materialized_view, ast::create_view);
HELIOS_DEFINE(create_materialized_view,
              "CREATE"_kw >> flag<&ast::create_view::materialized>["MATERIALIZED VIEW"_kw] >>
                  views::named >>
                  -("WITH DATA"_kw | flag<&ast::create_view::with_no_data>["WITH NO DATA"_kw] |
                    "WITH"_kw >> at<&ast::create_view::options>[options]))
HELIOS_NODE(create_schema, ast::create_schema);
HELIOS_DEFINE(create_schema,
              "CREATE SCHEMA"_kw >>
                  -flag<&ast::create_schema::if_not_exists>[phrases::if_not_exists] >>
                  ("AUTHORIZATION"_kw >> at<&ast::create_schema::owner>[nonreserved] |
                   at<&ast::create_schema::name>[name] >>
                       -("AUTHORIZATION"_kw >> at<&ast::create_schema::owner>[nonreserved])))
HELIOS_NODE(create_sequence, ast::create_sequence);
HELIOS_DEFINE(create_sequence,
              "CREATE"_kw >> -flag<&ast::create_sequence::temporary>[phrases::temporary] >>
                  "SEQUENCE"_kw >>
                  -flag<&ast::create_sequence::if_not_exists>[phrases::if_not_exists] >>
                  at<&ast::create_sequence::name>[any_name] >>
                  *at<&ast::create_sequence::options>[sequence_option])
HELIOS_NODE(create_type, ast::create_type);
HELIOS_DEFINE(create_type,
              "CREATE TYPE"_kw >> at<&ast::create_type::name>[any_name] >> "AS"_kw >>
                  (flag<&ast::create_type::enumeration>["ENUM"_kw] >> open >>
                       -several(at<&ast::create_type::labels>[text]) >> close |
                   open >> -several(at<&ast::create_type::fields>[field_definition]) >> close))
HELIOS_NODE(create_domain, ast::create_domain);
HELIOS_DEFINE(create_domain, "CREATE DOMAIN"_kw >> at<&ast::create_domain::name>[any_name] >>
                                 -"AS"_kw >> at<&ast::create_domain::type>[type] >>
                                 *("COLLATE"_kw >> at<&ast::create_domain::collation>[any_name] |
                                   at<&ast::create_domain::constraints>[column_constraint]))
HELIOS_VALUE(database_option, ast::option);
HELIOS_VALUE(database_value, ast::ref<ast::expression>);
HELIOS_DEFINE(database_value, number | string_literal | target_column)
HELIOS_DEFINE(database_option, at<&ast::option::key>[nonreserved] >> -equal_sign >>
                                   at<&ast::option::value>[database_value])
HELIOS_NODE(create_database, ast::create_database);
HELIOS_DEFINE(create_database,
              "CREATE DATABASE"_kw >>
                  -flag<&ast::create_database::if_not_exists>[phrases::if_not_exists] >>
                  at<&ast::create_database::name>[name] >> -"WITH"_kw >>
                  (ahead[open] >> at<&ast::create_database::options>[options] |
                   *at<&ast::create_database::options>[database_option]))
namespace policies {
using ast::create_policy;
template <create_policy::command What>
inline constexpr auto command = is<&create_policy::what, What>;
using commands = create_policy::command;
}  // namespace policies
HELIOS_NODE(create_policy, ast::create_policy);
HELIOS_DEFINE(create_policy,
              "CREATE POLICY"_kw >> at<&ast::create_policy::name>[name] >> "ON"_kw >>
                  at<&ast::create_policy::table>[any_name] >>
                  -("AS"_kw >>
                    ("PERMISSIVE"_kw | flag<&ast::create_policy::restrictive>["RESTRICTIVE"_kw])) >>
                  -("FOR"_kw >> (policies::command<policies::commands::all>["ALL"_kw] |
                                 policies::command<policies::commands::select>["SELECT"_kw] |
                                 policies::command<policies::commands::insert>["INSERT"_kw] |
                                 policies::command<policies::commands::update>["UPDATE"_kw] |
                                 policies::command<policies::commands::delete_>["DELETE"_kw])) >>
                  -("TO"_kw >> several(at<&ast::create_policy::roles>[label])) >>
                  -("USING"_kw >> open >> at<&ast::create_policy::using_>[expression] >> close) >>
                  -("WITH CHECK"_kw >> open >> at<&ast::create_policy::check>[expression] >> close))
HELIOS_NODE(create_extension, ast::create_extension);
HELIOS_DEFINE(create_extension,
              "CREATE EXTENSION"_kw >>
                  -flag<&ast::create_extension::if_not_exists>[phrases::if_not_exists] >>
                  at<&ast::create_extension::name>[name])

// ---- DROP, COMMENT, REFRESH ---------------------------------------------------------------------

HELIOS_NODE(drop, ast::drop);
HELIOS_NODE(drop_policy, ast::drop);
HELIOS_DEFINE(drop, "DROP"_kw >> at<&ast::drop::what>[object] >>
                        -flag<&ast::drop::concurrently>["CONCURRENTLY"_kw] >>
                        -flag<&ast::drop::if_exists>[phrases::if_exists] >>
                        several(at<&ast::drop::names>[any_name]) >>
                        phrases::behaviour<&ast::drop::cascade>)
HELIOS_DEFINE(drop_policy,
              "DROP"_kw >> is<&ast::drop::what, ast::object_kind::policy>["POLICY"_kw] >>
                  -flag<&ast::drop::if_exists>[phrases::if_exists] >>
                  at<&ast::drop::names>[any_name] >> "ON"_kw >> at<&ast::drop::on>[any_name] >>
                  phrases::behaviour<&ast::drop::cascade>)
HELIOS_NODE(comment, ast::comment);
HELIOS_DEFINE(comment,
              "COMMENT ON"_kw >>
                  ((is<&ast::comment::what, ast::object_kind::constraint>["CONSTRAINT"_kw] |
                    is<&ast::comment::what, ast::object_kind::policy>["POLICY"_kw]) >>
                       at<&ast::comment::name>[any_name] >> "ON"_kw >>
                       at<&ast::comment::on>[any_name] |
                   (is<&ast::comment::what, ast::object_kind::column>["COLUMN"_kw] |
                    at<&ast::comment::what>[object]) >>
                       at<&ast::comment::name>[any_name]) >>
                  "IS"_kw >> at<&ast::comment::text>[string_literal | null_literal])
HELIOS_NODE(refresh, ast::refresh);
HELIOS_DEFINE(refresh, "REFRESH MATERIALIZED VIEW"_kw >>
                           -flag<&ast::refresh::concurrently>["CONCURRENTLY"_kw] >>
                           at<&ast::refresh::name>[any_name] >>
                           -flag<&ast::refresh::incrementally>["INCREMENTALLY"_kw] >>
                           -("WITH DATA"_kw | flag<&ast::refresh::with_no_data>["WITH NO DATA"_kw]))

HELIOS_VALUE(create, ast::ref<ast::statement>);
HELIOS_VALUE(alter, ast::ref<ast::statement>);
HELIOS_DEFINE(create, create_table | create_table_as | create_index | create_view |
                          create_materialized_view | create_schema | create_sequence | create_type |
                          create_domain | create_database | create_policy | create_extension)
HELIOS_DEFINE(alter, rename | set_schema | alter_sequence | alter_table)
HELIOS_DEFINE(definition, ahead["CREATE"_kw] >> create | ahead["ALTER"_kw] >> alter | drop |
                              drop_policy | comment | refresh)

}  // namespace helios::sql::grammar

// helios/sql/impl/grammar/dml.ipp -- INSERT, UPDATE, DELETE, MERGE, TRUNCATE, COPY.
//
// Source    PostgreSQL 15's manual, reference of SQL commands; INSERT OR REPLACE and OR IGNORE are
//           SQLite's

namespace helios::sql::grammar {

// A column, perhaps with a part of it: a, a[1], a.field. The tail of subscripts is that of any
// operand.
HELIOS_VALUE(assigned_column, ast::ref<ast::expression>);
struct assigned_parser : leaf<assigned_parser> {
  HELIOS_DECL static bool read(iterator& f, iterator const& l, context c,
                               ast::ref<ast::expression>& out);
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto&) const {
    ast::ref<ast::expression> v;
    if (!read(f, l, c, v)) return false;
    store(c, place, v);
    return true;
  }
};
HELIOS_DEFINE(target_column, at<&ast::column::parts>[name])
HELIOS_DEFINE(assigned_column, assigned_parser{})

bool assigned_parser::read(iterator& f, iterator const& l, context c,
                           ast::ref<ast::expression>& out) {
  if (!target_column.parse(f, l, c, out, x3::unused)) return false;
  while (f->kind == token_kind::open_square || f->kind == token_kind::dot) {
    std::uint32_t const left = std::exchange(c->height, 0);
    iterator const begin = f;
    if (f->kind == token_kind::open_square) {
      auto* const node = c->memory.make<ast::subscript>();
      node->at.offset = begin->offset;
      node->operand = out;
      if (!subscript_tail_rule::parse(f, l, c, *node)) return false;
      out = node;
    } else {
      auto* const node = c->memory.make<ast::field>();
      node->at.offset = f++->offset;
      node->operand = out;
      if (!label.parse(f, l, c, node->name, x3::unused)) return false;
      out = node;
    }
    c->height = std::max(c->height, left);
    grown(c, begin, 0);
  }
  return true;
}

HELIOS_VALUE(assignment, ast::assignment);
HELIOS_DEFINE(assignment, (flag<&ast::assignment::several>[open] >>
                               several(at<&ast::assignment::columns>[assigned_column]) >> close |
                           at<&ast::assignment::columns>[assigned_column]) >>
                              equal_sign >> at<&ast::assignment::value>[expression])
HELIOS_VALUE(assignments, ast::list<ast::assignment>);
HELIOS_DEFINE(assignments, several(assignment))

HELIOS_VALUE(insert_target, ast::change_target);
HELIOS_DEFINE(insert_target, at<&ast::change_target::name>[any_name] >>
                                 -("AS"_kw >> at<&ast::change_target::alias>[name]))
HELIOS_VALUE(change_target, ast::change_target);
HELIOS_DEFINE(change_target, ("ONLY"_kw >> flag<&ast::change_target::only>[open] >>
                                  at<&ast::change_target::name>[any_name] >> close |
                              -flag<&ast::change_target::only>["ONLY"_kw] >>
                                  at<&ast::change_target::name>[any_name] >> -star_sign) >>
                                 -("AS"_kw >> at<&ast::change_target::alias>[name] |
                                   unless["SET"_kw] >> at<&ast::change_target::alias>[name]))
HELIOS_VALUE(returning, ast::list<ast::target>);
HELIOS_DEFINE(returning, "RETURNING"_kw >> targets)

// ---- indexes are spoken of in ON CONFLICT too ---------------------------------------------------

namespace elements {
using ast::index_element;
using direction = ast::order_item::direction;
using nulls = ast::order_item::nulls;
}  // namespace elements
HELIOS_VALUE(index_key, ast::ref<ast::expression>);
HELIOS_DEFINE(index_key,
              ahead[any_word(name) >> (comma | close | any_word(label))] >> target_column |
                  ahead[open | open_query] >> operators(strength::none) | function_call)
HELIOS_DEFINE(index_element, at<&ast::index_element::key>[index_key] >>
                                 -("COLLATE"_kw >> at<&ast::index_element::collation>[any_name]) >>
                                 -(unless["NULLS FIRST"_kw | "NULLS LAST"_kw] >>
                                   at<&ast::index_element::operators>[any_name] >>
                                   -at<&ast::index_element::operator_options>[options]) >>
                                 -at<&ast::index_element::order>[direction] >>
                                 -at<&ast::index_element::null_order>[null_order])
HELIOS_DEFINE(index_elements, bracketed(several(index_element)))

// ---- INSERT -------------------------------------------------------------------------------------

namespace conflicts {
using ast::insert;
using ast::on_conflict;
template <on_conflict::type What>
inline constexpr auto does = is<&on_conflict::action, What>;
template <insert::otherwise What>
inline constexpr auto or_else = is<&insert::or_, What>;
template <insert::overriding What>
inline constexpr auto overrides = is<&insert::override_, What>;
using type = on_conflict::type;
using otherwise = insert::otherwise;
using overriding = insert::overriding;
}  // namespace conflicts
HELIOS_VALUE(on_conflict, ast::on_conflict);
HELIOS_DEFINE(on_conflict,
              "ON CONFLICT"_kw >>
                  -(at<&ast::on_conflict::columns>[index_elements] >>
                        -("WHERE"_kw >> at<&ast::on_conflict::index_where>[expression]) |
                    "ON CONSTRAINT"_kw >> at<&ast::on_conflict::constraint>[name]) >>
                  "DO"_kw >> (conflicts::does<conflicts::type::nothing>["NOTHING"_kw] |
                              conflicts::does<conflicts::type::update>["UPDATE"_kw] >> "SET"_kw >>
                                  at<&ast::on_conflict::set>[assignments] >>
                                  -("WHERE"_kw >> at<&ast::on_conflict::where>[expression])))
HELIOS_VALUE(insert_columns, ast::expressions);
HELIOS_DEFINE(insert_columns, bracketed(several(assigned_column)))
HELIOS_DEFINE(
    insert,
    "INSERT"_kw >> -(conflicts::or_else<conflicts::otherwise::replace>["OR REPLACE"_kw] |
                     conflicts::or_else<conflicts::otherwise::ignore>["OR IGNORE"_kw]) >>
        "INTO"_kw >> at<&ast::insert::table>[insert_target] >>
        -(unless[open_query] >> at<&ast::insert::columns>[insert_columns]) >>
        -(conflicts::overrides<conflicts::overriding::system>["OVERRIDING SYSTEM VALUE"_kw] |
          conflicts::overrides<conflicts::overriding::user>["OVERRIDING USER VALUE"_kw]) >>
        ("DEFAULT VALUES"_kw | at<&ast::insert::source>[query]) >>
        -at<&ast::insert::conflict>[on_conflict] >> -at<&ast::insert::returning>[returning])

// ---- UPDATE, DELETE, MERGE ----------------------------------------------------------------------

HELIOS_DEFINE(update, "UPDATE"_kw >> at<&ast::update::table>[change_target] >> "SET"_kw >>
                          at<&ast::update::set>[assignments] >>
                          -("FROM"_kw >> at<&ast::update::from>[from_list]) >>
                          -("WHERE"_kw >> at<&ast::update::where>[expression]) >>
                          -at<&ast::update::returning>[returning])
HELIOS_DEFINE(delete_, "DELETE FROM"_kw >> at<&ast::delete_::table>[change_target] >>
                           -("USING"_kw >> at<&ast::delete_::using_>[from_list]) >>
                           -("WHERE"_kw >> at<&ast::delete_::where>[expression]) >>
                           -at<&ast::delete_::returning>[returning])

namespace merges {
using ast::merge_when;
template <merge_when::type What>
inline constexpr auto does = is<&merge_when::action, What>;
template <ast::insert::overriding What>
inline constexpr auto overrides = is<&merge_when::override_, What>;
using type = merge_when::type;
}  // namespace merges
HELIOS_PART(merge_insert, ast::merge_when);
HELIOS_DEFINE(merge_insert,
              merges::does<merges::type::insert>["INSERT"_kw] >>
                  -at<&ast::merge_when::columns>[insert_columns] >>
                  -(merges::overrides<conflicts::overriding::system>["OVERRIDING SYSTEM VALUE"_kw] |
                    merges::overrides<conflicts::overriding::user>["OVERRIDING USER VALUE"_kw]) >>
                  ("DEFAULT VALUES"_kw |
                   "VALUES"_kw >> at<&ast::merge_when::values>[expression_list]))
HELIOS_VALUE(merge_when, ast::merge_when);
HELIOS_DEFINE(merge_when,
              "WHEN"_kw >>
                  ("MATCHED"_kw | is<&ast::merge_when::matched, false>["NOT MATCHED"_kw]) >>
                  -("AND"_kw >> at<&ast::merge_when::condition>[expression]) >> "THEN"_kw >>
                  (merges::does<merges::type::update>["UPDATE SET"_kw] >>
                       at<&ast::merge_when::set>[assignments] |
                   merges::does<merges::type::delete_>["DELETE"_kw] | merge_insert |
                   merges::does<merges::type::nothing>["DO NOTHING"_kw]))
HELIOS_DEFINE(merge, "MERGE INTO"_kw >> at<&ast::merge::table>[change_target] >> "USING"_kw >>
                         at<&ast::merge::source>[table_expression] >> "ON"_kw >>
                         at<&ast::merge::on>[expression] >> +at<&ast::merge::whens>[merge_when])

// ---- TRUNCATE, COPY -----------------------------------------------------------------------------

HELIOS_DEFINE(truncate, "TRUNCATE"_kw >> -"TABLE"_kw >> -flag<&ast::truncate::only>["ONLY"_kw] >>
                            several(at<&ast::truncate::tables>[any_name] >> -star_sign) >>
                            -(flag<&ast::truncate::restart_identity>["RESTART IDENTITY"_kw] |
                              "CONTINUE IDENTITY"_kw) >>
                            -(flag<&ast::truncate::cascade>["CASCADE"_kw] | "RESTRICT"_kw))

// (FORMAT csv, HEADER, DELIMITER ';')
HELIOS_VALUE(copy_option_value, ast::ref<ast::expression>);
HELIOS_NODE(copy_word, ast::column);
HELIOS_NODE(copy_row, ast::row);
HELIOS_NODE(copy_star, ast::star);
HELIOS_DEFINE(copy_star, star_sign)
HELIOS_DEFINE(
    copy_word,
    at<&ast::column::parts>[nonreserved | ahead["ON"_kw | "TRUE"_kw | "FALSE"_kw] >> label])
HELIOS_DEFINE(copy_row,
              ahead[open >> star_sign] >> open >> at<&ast::row::fields>[copy_star] >> close |
                  open >> several(at<&ast::row::fields>[copy_word]) >> close)
HELIOS_DEFINE(copy_option_value, string_literal | number | copy_row | copy_word)
HELIOS_VALUE(copy_option, ast::option);
HELIOS_DEFINE(copy_option,
              at<&ast::option::key>[label] >> -at<&ast::option::value>[copy_option_value])
HELIOS_DEFINE(copy, "COPY"_kw >>
                        (open_query >> at<&ast::copy::source>[change] >> close |
                         open >> at<&ast::copy::source>[change] >> close |
                         at<&ast::copy::table>[any_name] >> -at<&ast::copy::columns>[names]) >>
                        (flag<&ast::copy::from>["FROM"_kw] | "TO"_kw) >>
                        (-flag<&ast::copy::program>["PROGRAM"_kw] >> at<&ast::copy::path>[text] |
                         "STDIN"_kw | "STDOUT"_kw) >>
                        -"WITH"_kw >> -bracketed(several(at<&ast::copy::options>[copy_option])) >>
                        -("WHERE"_kw >> at<&ast::copy::where>[expression]))

}  // namespace helios::sql::grammar

// helios/sql/impl/grammar/expression.ipp -- operands: constants, columns, calls, CASE, casts; names
// and types.
//
// Source    PostgreSQL 15's manual, sections 4.1 and 4.2, chapters 8 and 9

// helios/sql/impl/operators.hpp -- operators by precedence climbing.
//
// Source    binding and associativity: PostgreSQL 15's manual, section 4.1.6. A comparison binds no
//           further comparison: `a < b < c` is an error

namespace helios::sql::grammar {
namespace climbing {

enum class shape : std::uint8_t {
  none,
  binary,
  logical,
  is,
  negated,
  in,
  between,
  like,
  collate,
  zone,
  cast,
  named,
  overlaps
};
struct infix {
  shape what = shape::none;
  strength binds = strength::none;
};

[[nodiscard]] inline infix infix_at(iterator f, bool restricted) noexcept {
  switch (f->kind) {
    case token_kind::equal:
    case token_kind::less:
    case token_kind::greater:
    case token_kind::less_equal:
    case token_kind::greater_equal:
    case token_kind::not_equal: return {shape::binary, strength::comparison};
    case token_kind::op:
    case token_kind::question: return {shape::binary, strength::other};
    case token_kind::plus:
    case token_kind::minus: return {shape::binary, strength::additive};
    case token_kind::star:
    case token_kind::slash:
    case token_kind::percent: return {shape::binary, strength::multiplicative};
    case token_kind::caret: return {shape::binary, strength::power};
    case token_kind::casts: return {shape::cast, strength::cast};
    case token_kind::kw_operator:
      if (f[1].kind == token_kind::open) return {shape::named, strength::other};
      return {};
    case token_kind::kw_is: {
      bool const distinct =
          f[f[1].kind == token_kind::kw_not ? 2 : 1].kind == token_kind::kw_distinct;
      if (restricted && !distinct) return {};
      return {shape::is, strength::is};
    }
    default: break;
  }
  if (restricted) return {};
  switch (f->kind) {
    case token_kind::kw_or: return {shape::logical, strength::or_};
    case token_kind::kw_and: return {shape::logical, strength::and_};
    case token_kind::kw_isnull:
    case token_kind::kw_notnull: return {shape::is, strength::is};
    case token_kind::kw_in: return {shape::in, strength::membership};
    case token_kind::kw_between: return {shape::between, strength::membership};
    case token_kind::kw_like:
    case token_kind::kw_ilike: return {shape::like, strength::membership};
    case token_kind::kw_similar:
      if (f[1].kind == token_kind::kw_to) return {shape::like, strength::membership};
      return {};
    case token_kind::kw_overlaps: return {shape::overlaps, strength::membership};
    case token_kind::kw_not: {
      infix const positive = infix_at(f + 1, false);
      if (positive.what != shape::in && positive.what != shape::between &&
          positive.what != shape::like)
        return {};
      return {shape::negated, strength::membership};
    }
    case token_kind::kw_at:
      if (f[1].kind == token_kind::kw_time && f[2].kind == token_kind::kw_zone)
        return {shape::zone, strength::zone};
      return {};
    case token_kind::kw_collate: return {shape::collate, strength::collate};
    default: return {};
  }
}

[[nodiscard]] inline bool is_quantifier(iterator f) noexcept {
  return (f->kind == token_kind::kw_any || f->kind == token_kind::kw_some ||
          f->kind == token_kind::kw_all) &&
         (f[1].kind == token_kind::open || f[1].kind == token_kind::open_query);
}

// The name of the operator at f; a question mark turns out to be none of the parameters.
inline ast::operation operation_at(iterator f, context c) noexcept {
  if (f->kind == token_kind::question)
    c->parameters_through[f->aux] = f->aux == 0 ? 0 : c->parameters_through[f->aux - 1];
  return {f->kind == token_kind::not_equal ? std::string_view("<>") : c->text_of(*f), {}};
}

// One climb: `out_` holds the operand so far and is replaced by what an operator makes of it.
class climber {
 public:
  climber(iterator& first, iterator const& last, context to, bool b_expr, operand& left)
      : f_(first), l_(last), c_(to), restricted_(b_expr), out_(left) {}

  // A comparison's result takes no other comparison.
  [[nodiscard]] bool takes(infix op) const noexcept { return op.binds <= ceiling_; }

  bool step(infix op) {
    iterator const at = f_;
    auto* const growing = std::exchange(chain_, nullptr);
    ceiling_ = strength::none;
    bool negated = false;
    if (op.what == shape::negated) {
      negated = true;
      op = infix_at(++f_, false);
    }
    switch (op.what) {
      case shape::logical: return logical(at, op.binds, growing);
      case shape::binary: {
        ast::operation const name = operation_at(f_++, c_);
        return is_quantifier(f_) ? quantified(at, name) : binary(at, name, op.binds);
      }
      case shape::named: {
        ast::operation name;
        ++f_;
        if (!operator_name_rule::parse(f_, l_, c_, name)) return false;
        return is_quantifier(f_) ? quantified(at, name) : binary(at, name, op.binds);
      }
      case shape::is: {
        auto* const node = begin<ast::is>(at);
        if (!is_tail_rule::parse(f_, l_, c_, *node)) return false;
        if (node->other) no_more(strength::is);
        return finish(at, node);
      }
      case shape::in: return tail<ast::in, in_tail_rule>(at, negated);
      case shape::between:
        no_more(op.binds);
        return tail<ast::between, between_tail_rule>(at, negated);
      case shape::like: {
        if (is_quantifier(f_ + 1)) {
          bool const any_case = f_++->kind == token_kind::kw_ilike;
          return quantified(
              at,
              {any_case ? (negated ? "not ilike" : "ilike") : (negated ? "not like" : "like"), {}});
        }
        no_more(op.binds);
        return tail<ast::like, like_tail_rule>(at, negated);
      }
      case shape::collate: {
        auto* const node = begin<ast::collate>(at);
        ++f_;
        return any_name_rule::parse(f_, l_, c_, node->collation) && finish(at, node);
      }
      case shape::zone: {
        auto* const node = begin<ast::at_time_zone>(at);
        f_ += 3;
        return right(tighter(op.binds), node->zone) && finish(at, node);
      }
      case shape::cast: {
        auto* const node = begin<ast::cast>(at);
        ++f_;
        return type_rule::parse(f_, l_, c_, node->type) && finish(at, node);
      }
      case shape::overlaps: no_more(op.binds); return overlaps(at);
      case shape::negated:
      case shape::none: break;
    }
    HELIOS_UNREACHABLE();
  }

 private:
  iterator& f_;
  iterator const& l_;
  context c_;
  bool restricted_;
  operand& out_;
  strength ceiling_ = strength::none;
  ast::logical* chain_ = nullptr;  // out_, while it may still grow: `a AND b AND c_` is one node
  std::uint32_t left_height_ = 0;

  bool right(strength floor, operand& to) {
    return operators(floor, restricted_).climb(f_, l_, c_, to);
  }
  void no_more(strength s) noexcept {
    ceiling_ = static_cast<strength>(static_cast<std::uint8_t>(s) - 1);
  }

  template <class Node>
  Node* begin(iterator at) {
    auto* const node = make<Node>(c_, at);
    node->operand = out_;
    left_height_ = std::exchange(c_->height, 0);
    return node;
  }
  template <class Node>
  bool finish(iterator at, Node* node) {
    c_->height = std::max(c_->height, left_height_);
    return done(c_, at, node, out_);
  }
  template <class Node, class Tail>
  bool tail(iterator at, bool negated) {
    auto* const node = begin<Node>(at);
    node->negated = negated;
    return Tail::parse(f_, l_, c_, *node) && finish(at, node);
  }

  bool logical(iterator at, strength binds, ast::logical* growing) {
    auto const what = binds == strength::or_ ? ast::logical::type::or_ : ast::logical::type::and_;
    ++f_;
    std::uint32_t const left = std::exchange(c_->height, 0);
    operand next;
    if (!right(tighter(binds), next)) return false;
    if (growing != nullptr && growing->what == what) {
      growing->operands.append(c_->memory, next);
      ++c_->height;  // that of the node, did this operand alone make it
      if (c_->height > c_->max_levels) too_deep(c_, at);
      c_->height = std::max(c_->height, left);
      chain_ = growing;
      return true;
    }
    auto* const node = make<ast::logical>(c_, at);
    node->what = what;
    node->operands.append(c_->memory, out_);
    node->operands.append(c_->memory, next);
    chain_ = node;
    c_->height = std::max(c_->height, left);
    return done(c_, at, node, out_);
  }

  bool binary(iterator at, ast::operation op, strength binds) {
    auto* const node = make<ast::binary>(c_, at);
    node->op = op;
    node->left = out_;
    left_height_ = std::exchange(c_->height, 0);
    if (binds == strength::comparison) no_more(binds);
    return right(tighter(binds), node->right) && finish(at, node);
  }

  bool quantified(iterator at, ast::operation op) {
    auto* const node = make<ast::quantified>(c_, at);
    node->op = op;
    node->left = out_;
    left_height_ = std::exchange(c_->height, 0);
    return any_tail_rule::parse(f_, l_, c_, *node) && finish(at, node);
  }

  // (a, b) OVERLAPS (c_, d) is the call overlaps(a, b, c_, d), as in PostgreSQL.
  bool overlaps(iterator at) {
    auto* const node = make<ast::call>(c_, at);
    ast::name const parts[] = {{"pg_catalog"}, {"overlaps"}};
    for (ast::name const part : parts) node->function.parts.append(c_->memory, part);
    node->function.at.offset = at->offset;
    operand sides[2]{out_, {}};
    left_height_ = std::exchange(c_->height, 0);
    ++f_;
    if (!right(tighter(strength::membership), sides[1])) return false;
    for (operand const& side : sides) {
      auto const* const row = side->kind == ast::expression_kind::row
                                  ? static_cast<ast::row const*>(side.get())
                                  : nullptr;
      if (row == nullptr || row->fields.size() != 2) {
        char const* const message =
            &side == sides ? "wrong number of parameters on left side of OVERLAPS expression"
                           : "wrong number of parameters on right side of OVERLAPS expression";
        throw error(errc::syntax_error, message).at(character_position(c_->text, side->at.offset));
      }
      for (auto const& field : row->fields) node->arguments.append(c_->memory, {{}, field});
    }
    return finish(at, node);
  }
};

}  // namespace climbing

bool operators::climb(iterator& f, iterator const& l, context c,
                      ast::ref<ast::expression>& out) const {
  check_stack(c, f);
  std::uint32_t const outer = std::exchange(c->height, 0);
  if (!climbing::first(f, l, c, restricted, out)) return false;
  for (climbing::climber at(f, l, c, restricted, out);;) {
    climbing::infix const op = climbing::infix_at(f, restricted);
    if (op.what == climbing::shape::none || op.binds < floor) break;
    if (!at.takes(op)) return fail_at(c, f, token_kind::end);
    if (!at.step(op)) return false;
  }
  c->height = std::max(c->height, outer);
  return true;
}

}  // namespace helios::sql::grammar

namespace helios::sql::grammar {

// ---- names --------------------------------------------------------------------------------------

HELIOS_VALUE(name_parts, ast::list<ast::name>);
HELIOS_DEFINE(name_parts, name >> -(dot >> label) >> -(dot >> label))
HELIOS_DEFINE(any_name, at<&ast::qualified_name::parts>[name_parts])
HELIOS_DEFINE(dotted, name % dot)
HELIOS_DEFINE(names, bracketed(several(name)))

// One word may be of those that name functions; the first of several is a schema's.
HELIOS_VALUE(function_parts, ast::list<ast::name>);
HELIOS_DEFINE(function_parts, ahead[any_word(name) >> dot] >> name >> +(dot >> label) | type_name)
HELIOS_DEFINE(function_name, at<&ast::qualified_name::parts>[function_parts])

HELIOS_DEFINE(expressions, several(expression))
HELIOS_DEFINE(expression_list, bracketed(several(expression)))

HELIOS_DEFINE(operator_name, open >> -(at<&ast::operation::schema>[name] >> dot) >>
                                 at<&ast::operation::symbol>[symbol] >> close)

// ---- constants ----------------------------------------------------------------------------------

template <token_kind Kind>
struct spelled : leaf<spelled<Kind>> {
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if (f->kind != Kind) return fail_at(c, f, Kind);
    store(c, place, c->text_of(*f));
    ++f;
    return true;
  }
};
struct integer_parser : leaf<integer_parser> {
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if (f->kind != token_kind::integer) return fail_at(c, f, token_kind::integer);
    std::int64_t n = 0;
    for (char const digit : c->text_of(*f)) {
      if (n > (INT32_MAX - (digit - '0')) / 10) return fail_at(c, f, token_kind::integer);
      n = n * 10 + (digit - '0');
    }
    store(c, place, n);
    ++f;
    return true;
  }
};
HELIOS_DEFINE(integer, integer_parser{})

namespace constants {
using ast::literal;
using type = literal::type;
inline constexpr auto integer =
    is<&literal::what, type::integer>[at<&literal::text>[spelled<token_kind::integer>{}]];
inline constexpr auto decimal =
    is<&literal::what, type::decimal>[at<&literal::text>[spelled<token_kind::decimal>{}]];
inline constexpr auto string = is<&literal::what, type::string>[at<&literal::text>[text]];
}  // namespace constants

HELIOS_DEFINE(string_literal, constants::string)
HELIOS_DEFINE(null_literal, "NULL"_kw)
HELIOS_DEFINE(number_literal, constants::integer | constants::decimal)
HELIOS_DEFINE(signed_number,
              at<&ast::unary::op>[at<&ast::operation::symbol>[spelled<token_kind::minus>{}]] >>
                  at<&ast::unary::operand>[number_literal])
HELIOS_DEFINE(number, number_literal | plus_sign >> number_literal | signed_number)

// DATE '2026-01-01', INTERVAL '1' DAY
HELIOS_DEFINE(interval_literal, at<&ast::cast::type>[plain_interval] >>
                                    at<&ast::cast::operand>[string_literal] >>
                                    -at<&ast::cast::type>[interval_fields])
HELIOS_NODE(typed_literal, ast::cast);
HELIOS_DEFINE(
    typed_literal,
    at<&ast::cast::type>[built_in_type] >> at<&ast::cast::operand>[string_literal] |
        ahead[any_word(type_name) >> *(dot >> any_word(label)) >> sign(token_kind::string)] >>
            at<&ast::cast::type>[named_type] >> at<&ast::cast::operand>[string_literal])

// ---- CASE, CAST, ARRAY, ROW ---------------------------------------------------------------------

HELIOS_NODE(case_expression, ast::case_);
HELIOS_VALUE(when, ast::when);
HELIOS_DEFINE(when, "WHEN"_kw >> at<&ast::when::condition>[expression] >> "THEN"_kw >>
                        at<&ast::when::result>[expression])
HELIOS_DEFINE(case_expression,
              "CASE"_kw >> (ahead["WHEN"_kw] | at<&ast::case_::operand>[expression]) >>
                  +at<&ast::case_::whens>[when] >>
                  -("ELSE"_kw >> at<&ast::case_::otherwise>[expression]) >> "END"_kw)
HELIOS_NODE(cast_expression, ast::cast);
HELIOS_DEFINE(cast_expression, "CAST"_kw >> open >> at<&ast::cast::operand>[expression] >>
                                   "AS"_kw >> at<&ast::cast::type>[type] >> close)

namespace subqueries {
using ast::subquery;
inline constexpr auto exists = is<&subquery::what, subquery::type::exists>["EXISTS"_kw];
inline constexpr auto array = is<&subquery::what, subquery::type::array>["ARRAY"_kw];
}  // namespace subqueries
HELIOS_NODE(query_expression, ast::subquery);
HELIOS_DEFINE(query_expression, (subqueries::exists | subqueries::array) >>
                                    at<&ast::subquery::query>[query_in_brackets])

HELIOS_NODE(array_elements, ast::array);
HELIOS_DEFINE(array_elements,
              open_square >> -several(at<&ast::array::elements>[array_elements | expression]) >>
                  close_square)
HELIOS_NODE(row_expression, ast::row);
HELIOS_DEFINE(row_expression, flag<&ast::row::word>["ROW"_kw] >> open >>
                                  -at<&ast::row::fields>[expressions] >> close)

namespace currents {
using ast::current;
using type = current::type;
template <type What>
inline constexpr auto word = is<&current::what, What>;
inline constexpr auto precision = -(open >> at<&current::precision>[number_literal] >> close);
}  // namespace currents
HELIOS_DEFINE(current,
              currents::word<currents::type::timestamp>["CURRENT_TIMESTAMP"_kw] >>
                      currents::precision |
                  currents::word<currents::type::date>["CURRENT_DATE"_kw] |
                  currents::word<currents::type::time>["CURRENT_TIME"_kw] >> currents::precision |
                  currents::word<currents::type::localtimestamp>["LOCALTIMESTAMP"_kw] >>
                      currents::precision |
                  currents::word<currents::type::localtime>["LOCALTIME"_kw] >> currents::precision |
                  currents::word<currents::type::user>["CURRENT_USER"_kw] |
                  currents::word<currents::type::role>["CURRENT_ROLE"_kw] |
                  currents::word<currents::type::session_user>["SESSION_USER"_kw] |
                  currents::word<currents::type::plain_user>["USER"_kw] |
                  currents::word<currents::type::catalog>["CURRENT_CATALOG"_kw] |
                  currents::word<currents::type::schema>["CURRENT_SCHEMA"_kw >> unless[open]])

// ---- any operand --------------------------------------------------------------------------------

HELIOS_NODE(default_value, ast::default_);
HELIOS_DEFINE(default_value, "DEFAULT"_kw)

/// The last resort: a column, perhaps of many parts.
struct column_parser : leaf<column_parser> {
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto&) const {
    ast::ref<ast::expression> v;
    if (!climbing::column(f, l, c, v)) return false;
    store(c, place, v);
    return true;
  }
};
HELIOS_DEFINE(primary, plain_call | case_expression | cast_expression | special_call |
                           query_expression | "ARRAY"_kw >> array_elements | row_expression |
                           current | interval_literal | typed_literal | default_value |
                           column_parser{})

// ---- what follows an operand --------------------------------------------------------------------

namespace tests {
template <ast::is::type What>
inline constexpr auto what = is<&ast::is::what, What>;
using type = ast::is::type;
}  // namespace tests
HELIOS_DEFINE(is_tail, tests::what<tests::type::null>["ISNULL"_kw] |
                           flag<&ast::is::negated>["NOTNULL"_kw] |
                           "IS"_kw >> -flag<&ast::is::negated>["NOT"_kw] >>
                               (tests::what<tests::type::null>["NULL"_kw] |
                                tests::what<tests::type::true_>["TRUE"_kw] |
                                tests::what<tests::type::false_>["FALSE"_kw] |
                                tests::what<tests::type::unknown>["UNKNOWN"_kw] |
                                tests::what<tests::type::distinct_from>["DISTINCT FROM"_kw] >>
                                    at<&ast::is::other>[operators(tighter(strength::is))]))
HELIOS_DEFINE(in_tail, "IN"_kw >> (ahead[open_query] >> at<&ast::in::query>[query_in_brackets] |
                                   at<&ast::in::values>[expression_list]))
HELIOS_DEFINE(between_tail,
              "BETWEEN"_kw >> -(flag<&ast::between::symmetric>["SYMMETRIC"_kw] | "ASYMMETRIC"_kw) >>
                  at<&ast::between::low>[simple_expression] >> "AND"_kw >>
                  at<&ast::between::high>[operators(tighter(strength::membership))])
HELIOS_DEFINE(like_tail, (is<&ast::like::what, ast::like::type::like>["LIKE"_kw] |
                          is<&ast::like::what, ast::like::type::ilike>["ILIKE"_kw] |
                          is<&ast::like::what, ast::like::type::similar>["SIMILAR TO"_kw]) >>
                             at<&ast::like::pattern>[operators(tighter(strength::membership))] >>
                             -("ESCAPE"_kw >>
                               at<&ast::like::escape>[operators(tighter(strength::membership))]))
HELIOS_DEFINE(any_tail, ("ANY"_kw | "SOME"_kw | flag<&ast::quantified::all>["ALL"_kw]) >>
                            (ahead[open_query] >> at<&ast::quantified::query>[query_in_brackets] |
                             open >> at<&ast::quantified::array>[expression] >> close))
HELIOS_DEFINE(subscript_tail, open_square >> -at<&ast::subscript::index>[expression] >>
                                  -(flag<&ast::subscript::slice>[colon] >>
                                    -at<&ast::subscript::upper>[expression]) >>
                                  close_square)

// ---- a column that is given a value; options ----------------------------------------------------

HELIOS_VALUE(option_value, ast::ref<ast::expression>);
HELIOS_NODE(word_value, ast::column);
HELIOS_NODE(truth, ast::literal);
HELIOS_DEFINE(truth, is<&ast::literal::what, ast::literal::type::true_>["TRUE"_kw] |
                         is<&ast::literal::what, ast::literal::type::false_>["FALSE"_kw])
HELIOS_DEFINE(word_value, at<&ast::column::parts>[label])
HELIOS_DEFINE(option_value, number | string_literal | truth | word_value)
HELIOS_DEFINE(option, at<&ast::option::key>[label % dot] >>
                          -(equal_sign >> at<&ast::option::value>[option_value]))
HELIOS_DEFINE(options, bracketed(several(option)))

}  // namespace helios::sql::grammar

// helios/sql/impl/grammar/from.ipp -- what FROM reads: tables in time, joins, functions.
//
// Source    PostgreSQL 15's manual, section 7.2.1; moments and periods are ours (and SQL:2011's FOR
//           SYSTEM_TIME)

namespace helios::sql::grammar {

// ---- time travel --------------------------------------------------------------------------------

namespace times {
using ast::moment;
using ast::period;
inline constexpr operators value{strength::other};  // AND and comparisons stay outside
template <moment::type What>
inline constexpr auto unit = is<&moment::what, What>;
template <period::type What>
inline constexpr auto range = is<&period::what, What>;
using type = moment::type;
using kind = period::type;
}  // namespace times

HELIOS_DEFINE(moment, times::unit<times::type::now>["NOW"_kw] |
                          (times::unit<times::type::timestamp>["TIMESTAMP"_kw] |
                           times::unit<times::type::scn>["SCN"_kw] |
                           times::unit<times::type::transaction>["TRANSACTION"_kw] |
                           times::unit<times::type::tag>["TAG"_kw]) >>
                              at<&ast::moment::value>[times::value])
// SQL:2011 writes a plain time.
HELIOS_VALUE(system_moment, ast::moment);
HELIOS_DEFINE(system_moment,
              ahead[times::words] >> unless["NOW"_kw >> open] >> moment |
                  times::unit<times::type::timestamp>[at<&ast::moment::value>[times::value]])
HELIOS_DEFINE(period,
              times::range<times::kind::as_of>["AS OF"_kw] >> at<&ast::period::from>[moment] |
                  times::range<times::kind::between>["VERSIONS BETWEEN"_kw] >>
                      at<&ast::period::from>[moment] >> "AND"_kw >> at<&ast::period::to>[moment] |
                  "FOR SYSTEM_TIME"_kw >> (times::range<times::kind::as_of>["AS OF"_kw] >>
                                               at<&ast::period::from>[system_moment] |
                                           times::range<times::kind::between>["BETWEEN"_kw] >>
                                               at<&ast::period::from>[system_moment] >> "AND"_kw >>
                                               at<&ast::period::to>[system_moment] |
                                           times::range<times::kind::from_to>["FROM"_kw] >>
                                               at<&ast::period::from>[system_moment] >> "TO"_kw >>
                                               at<&ast::period::to>[system_moment] |
                                           times::range<times::kind::all>["ALL"_kw]))

// ---- FROM ---------------------------------------------------------------------------------------

HELIOS_VALUE(column_alias, ast::column_alias);
HELIOS_DEFINE(column_alias,
              at<&ast::column_alias::name>[name] >> at<&ast::column_alias::type>[type_node])
HELIOS_VALUE(column_name, ast::column_alias);
HELIOS_DEFINE(column_name, at<&ast::column_alias::name>[name])
HELIOS_VALUE(alias_columns, ast::list<ast::column_alias>);
HELIOS_DEFINE(alias_columns, bracketed(several(column_name)))
HELIOS_VALUE(alias, ast::alias);
HELIOS_DEFINE(alias, unless[times::begins] >> -"AS"_kw >> at<&ast::alias::name>[name] >>
                         -at<&ast::alias::columns>[alias_columns])

// What a function yields may be named with types: all columns or none.
HELIOS_VALUE(record_columns, ast::list<ast::column_alias>);
HELIOS_DEFINE(record_columns, bracketed(several(column_alias)))
HELIOS_VALUE(function_alias, ast::alias);
namespace aliases {
using ast::alias;
inline constexpr auto untyped = open >> any_word(grammar::name) >> (comma | close);
inline constexpr auto columns =
    -(ahead[untyped] >> at<&alias::columns>[alias_columns] | at<&alias::columns>[record_columns]);
}  // namespace aliases
HELIOS_DEFINE(function_alias, unless[times::begins] >>
                                  ("AS"_kw >> (at<&ast::alias::name>[name] >> aliases::columns |
                                               at<&ast::alias::columns>[record_columns]) |
                                   at<&ast::alias::name>[name] >> aliases::columns))
HELIOS_VALUE(sample, ast::sample);
HELIOS_DEFINE(sample, "TABLESAMPLE"_kw >> at<&ast::sample::method>[function_name] >>
                          at<&ast::sample::arguments>[expression_list] >>
                          -("REPEATABLE"_kw >> open >> at<&ast::sample::seed>[expression] >> close))

HELIOS_NODE(table, ast::table);
HELIOS_DEFINE(table, ("ONLY"_kw >> flag<&ast::table::only>[open] >>
                          at<&ast::table::name>[any_name] >> close |
                      -flag<&ast::table::only>["ONLY"_kw] >> at<&ast::table::name>[any_name] >>
                          unless[open] >> -star_sign) >>
                         -(ahead[times::begins] >> at<&ast::table::time>[period]) >>
                         -at<&ast::table::alias>[alias] >> -at<&ast::table::sample>[sample])
HELIOS_NODE(derived_table, ast::derived_table);
HELIOS_DEFINE(derived_table, -flag<&ast::derived_table::lateral>["LATERAL"_kw] >>
                                 at<&ast::derived_table::query>[query_in_brackets] >>
                                 -at<&ast::derived_table::alias>[alias])
HELIOS_NODE(function_table, ast::function_table);
HELIOS_DEFINE(function_table,
              -flag<&ast::function_table::lateral>["LATERAL"_kw] >>
                  (ahead["ROWS FROM"_kw >> open] >>
                       flag<&ast::function_table::rows_from>["ROWS FROM"_kw] >>
                       bracketed(several(at<&ast::function_table::calls>[function_call])) |
                   at<&ast::function_table::calls>[function_call | current]) >>
                  -flag<&ast::function_table::ordinality>["WITH ORDINALITY"_kw] >>
                  -at<&ast::function_table::alias>[function_alias])
HELIOS_VALUE(joined_in_brackets, ast::ref<ast::from_item>);
HELIOS_VALUE(table_primary, ast::ref<ast::from_item>);
HELIOS_DEFINE(table_primary, unless["ROWS FROM"_kw] >> table |
                                 ahead[-"LATERAL"_kw >> open_query] >> derived_table |
                                 joined_in_brackets | function_table)

// The join's own words, before its right side is read; then its condition.
namespace joins {
using ast::join;
template <join::type What>
inline constexpr auto kind = is<&join::what, What>;
using type = join::type;
}  // namespace joins
HELIOS_PART(join_words, ast::join);
HELIOS_DEFINE(join_words, joins::kind<joins::type::cross>["CROSS JOIN"_kw] |
                              -flag<&ast::join::natural>["NATURAL"_kw] >>
                                  ("JOIN"_kw | "INNER JOIN"_kw |
                                   (joins::kind<joins::type::left>["LEFT"_kw] |
                                    joins::kind<joins::type::right>["RIGHT"_kw] |
                                    joins::kind<joins::type::full>["FULL"_kw]) >>
                                       -"OUTER"_kw >> "JOIN"_kw))
HELIOS_PART(join_condition, ast::join);
HELIOS_DEFINE(join_condition, "ON"_kw >> at<&ast::join::on>[expression] |
                                  "USING"_kw >> at<&ast::join::using_>[names] >>
                                      -("AS"_kw >> at<&ast::join::using_alias>[name]))

// Joins bind to the left, but `a JOIN b JOIN c ON x ON y` is a JOIN (b JOIN c ON x) ON y: the right
// side of a join that waits for its condition is read until that comes.
bool table_expression_rule::parse(iterator& f, iterator const& l, context const& c, value& v) {
  nested const level(c, f);
  std::uint32_t const outer = std::exchange(c->height, 0);
  if (!table_primary_rule::parse(f, l, c, v)) return false;
  for (;;) {
    switch (f->kind) {
      case token_kind::kw_join:
      case token_kind::kw_inner:
      case token_kind::kw_cross:
      case token_kind::kw_natural:
      case token_kind::kw_left:
      case token_kind::kw_right:
      case token_kind::kw_full: break;
      default: c->height = std::max(c->height, outer); return true;
    }
    auto* const node = c->memory.make<ast::join>();
    node->at.offset = f->offset;
    node->left = v;
    iterator const at = f;
    std::uint32_t const left = std::exchange(c->height, 0);
    if (!join_words_rule::parse(f, l, c, *node)) return false;
    bool const free = node->natural || node->what == ast::join::type::cross;
    if (free ? !table_primary_rule::parse(f, l, c, node->right)
             : !table_expression_rule::parse(f, l, c, node->right) ||
                   !join_condition_rule::parse(f, l, c, *node))
      return false;
    c->height = std::max(c->height, left);
    grown(c, at, 0);
    v = node;
  }
}
bool joined_in_brackets_rule::parse(iterator& f, iterator const& l, context const& c, value& v) {
  iterator const begin = f;
  if (!open.parse(f, l, c, x3::unused, x3::unused) || !table_expression_rule::parse(f, l, c, v))
    return false;
  // ((a JOIN b)) is fine, (a) is not: brackets enclose joins.
  if (v->kind != ast::from_kind::join) return f = begin, fail_at(c, begin + 1, expected::name);
  if (!close.parse(f, l, c, x3::unused, x3::unused)) return false;
  auto* const join = static_cast<ast::join*>(v.unlocked());
  if (!join->alias.name.empty()) return true;
  ast::alias given;
  if (alias_rule::parse(f, l, c, given)) join->alias = given;
  return true;
}
HELIOS_DEFINE(from_list, several(table_expression))

}  // namespace helios::sql::grammar

// helios/sql/impl/grammar/query.ipp -- SELECT, VALUES, set operations, WITH, FROM and time travel.
//
// Source    PostgreSQL 15's manual, SELECT; the moments and periods are ours (and SQL:2011's FOR
//           SYSTEM_TIME)

namespace helios::sql::grammar {

// ---- SELECT -------------------------------------------------------------------------------------

HELIOS_NODE(all_columns, ast::star);
HELIOS_DEFINE(all_columns, star_sign)
HELIOS_VALUE(target, ast::target);
HELIOS_DEFINE(target, at<&ast::target::value>[all_columns] |
                          at<&ast::target::value>[expression] >>
                              -("AS"_kw >> at<&ast::target::label>[label] |
                                at<&ast::target::label>[bare_label]))
HELIOS_DEFINE(targets, several(target))

HELIOS_NODE(grouping_set, ast::grouping);
HELIOS_VALUE(group_item, ast::ref<ast::expression>);
namespace groups {
using ast::grouping;
template <grouping::type What>
inline constexpr auto kind = is<&grouping::what, What>;
inline constexpr auto elements = bracketed(several(at<&grouping::elements>[expression]));
using type = grouping::type;
}  // namespace groups
HELIOS_DEFINE(grouping_set,
              groups::kind<groups::type::empty>[open >> close] |
                  groups::kind<groups::type::rollup>["ROLLUP"_kw] >> groups::elements |
                  groups::kind<groups::type::cube>["CUBE"_kw] >> groups::elements |
                  groups::kind<groups::type::sets>["GROUPING SETS"_kw] >>
                      bracketed(several(at<&ast::grouping::elements>[group_item])))
HELIOS_DEFINE(group_item,
              ahead[open >> close | ("ROLLUP"_kw | "CUBE"_kw) >> open | "GROUPING SETS"_kw] >>
                      grouping_set |
                  expression)

HELIOS_VALUE(window_definition, ast::window_definition);
HELIOS_DEFINE(window_definition, at<&ast::window_definition::name>[name] >> "AS"_kw >>
                                     at<&ast::window_definition::window>[window_value])

HELIOS_NODE(select, ast::select);
HELIOS_DEFINE(select, "SELECT"_kw >>
                          (flag<&ast::select::distinct>["DISTINCT"_kw] >>
                               -("ON"_kw >> at<&ast::select::distinct_on>[expression_list]) >>
                               at<&ast::select::targets>[targets] |
                           -"ALL"_kw >> -at<&ast::select::targets>[targets]) >>
                          -("FROM"_kw >> at<&ast::select::from>[from_list]) >>
                          -("WHERE"_kw >> at<&ast::select::where>[expression]) >>
                          -(ahead[times::begins] >> at<&ast::select::time>[period]) >>
                          -("GROUP BY"_kw >>
                            -(flag<&ast::select::group_distinct>["DISTINCT"_kw] | "ALL"_kw) >>
                            several(at<&ast::select::group_by>[group_item])) >>
                          -("HAVING"_kw >> at<&ast::select::having>[expression]) >>
                          -("WINDOW"_kw >> several(at<&ast::select::windows>[window_definition])))
HELIOS_NODE(values, ast::values);
HELIOS_DEFINE(values, "VALUES"_kw >> several(at<&ast::values::rows>[expression_list]))

// TABLE t is SELECT * FROM t.
HELIOS_NODE(table_query, ast::select);
HELIOS_NODE(plain_table, ast::table);
HELIOS_VALUE(all_targets, ast::target);
HELIOS_DEFINE(plain_table, -flag<&ast::table::only>["ONLY"_kw] >> at<&ast::table::name>[any_name])
HELIOS_NODE(implied_star, ast::star);
HELIOS_DEFINE(implied_star, nothing)
HELIOS_DEFINE(all_targets, at<&ast::target::value>[implied_star])
HELIOS_DEFINE(table_query, "TABLE"_kw >> at<&ast::select::targets>[all_targets] >>
                               at<&ast::select::from>[plain_table])

// ---- what may follow any query ------------------------------------------------------------------

HELIOS_VALUE(limit_count, ast::ref<ast::expression>);
HELIOS_NODE(no_limit, ast::literal);
HELIOS_DEFINE(no_limit, "ALL"_kw)
HELIOS_DEFINE(limit_count, no_limit | expression)
HELIOS_VALUE(fetch_count, ast::ref<ast::expression>);
HELIOS_NODE(one_row, ast::literal);
struct digit_one : leaf<digit_one> {
  bool parse(iterator&, iterator const&, context const&, ast::literal& place, auto&) const {
    place.what = ast::literal::type::integer;
    place.text = "1";
    return true;
  }
};
HELIOS_DEFINE(one_row, digit_one{})
HELIOS_DEFINE(fetch_count, ahead["ROW"_kw | "ROWS"_kw] >> one_row | operators(strength::none))
HELIOS_VALUE(locking, ast::locking);
namespace locks {
using ast::locking;
template <locking::strength How>
inline constexpr auto how = is<&locking::how, How>;
template <locking::wait How>
inline constexpr auto waits = is<&locking::waiting, How>;
using strength = locking::strength;
using wait = locking::wait;
}  // namespace locks
HELIOS_DEFINE(locking, (locks::how<locks::strength::update>["FOR UPDATE"_kw] |
                        locks::how<locks::strength::no_key_update>["FOR NO KEY UPDATE"_kw] |
                        locks::how<locks::strength::share>["FOR SHARE"_kw] |
                        locks::how<locks::strength::key_share>["FOR KEY SHARE"_kw]) >>
                           -("OF"_kw >> several(at<&ast::locking::tables>[any_name])) >>
                           -(locks::waits<locks::wait::nowait>["NOWAIT"_kw] |
                             locks::waits<locks::wait::skip_locked>["SKIP LOCKED"_kw]))

HELIOS_VALUE(query_tail, ast::query_tail);
namespace tails {
using ast::query_tail;
inline constexpr auto rows = "ROW"_kw | "ROWS"_kw;
inline constexpr auto limit =
    "LIMIT"_kw >> at<&query_tail::limit>[limit_count] |
    "FETCH"_kw >> ("FIRST"_kw | "NEXT"_kw) >> at<&query_tail::limit>[fetch_count] >> rows >>
        ("ONLY"_kw | flag<&query_tail::with_ties>["WITH TIES"_kw]);
inline constexpr auto offset = "OFFSET"_kw >> at<&query_tail::offset>[expression] >> -rows;
}  // namespace tails
HELIOS_DEFINE(query_tail, -at<&ast::query_tail::order>[order_by] >>
                              *at<&ast::query_tail::locks>[locking] >>
                              -(tails::limit >> -tails::offset | tails::offset >> -tails::limit) >>
                              *at<&ast::query_tail::locks>[locking])

// ---- WITH and set operations --------------------------------------------------------------------

HELIOS_VALUE(common_table, ast::common_table);
HELIOS_DEFINE(
    common_table,
    at<&ast::common_table::name>[name] >> -at<&ast::common_table::columns>[names] >> "AS"_kw >>
        -(is<&ast::common_table::how, ast::common_table::materialize::yes>["MATERIALIZED"_kw] |
          is<&ast::common_table::how, ast::common_table::materialize::no>["NOT MATERIALIZED"_kw]) >>
        open >> at<&ast::common_table::body>[change] >> close)
HELIOS_DEFINE(with_clause, "WITH"_kw >> -flag<&ast::with_clause::recursive>["RECURSIVE"_kw] >>
                               several(at<&ast::with_clause::tables>[common_table]))
HELIOS_VALUE(simple_query, ast::ref<ast::query>);
HELIOS_DEFINE(simple_query, select | values | table_query | query_in_brackets)

namespace queries {

[[nodiscard]] inline int binds(token_kind kind) noexcept {
  if (kind == token_kind::kw_intersect) return 2;
  return kind == token_kind::kw_union || kind == token_kind::kw_except ? 1 : 0;
}

// INTERSECT binds tighter than UNION and EXCEPT; all bind to the left.
inline bool climb(iterator& f, iterator const& l, context c, int floor, ast::ref<ast::query>& out) {
  using type = ast::set_operation::type;
  std::uint32_t const outer = std::exchange(c->height, 0);
  if (!simple_query_rule::parse(f, l, c, out)) return false;
  for (int strength = binds(f->kind); strength != 0 && strength >= floor;
       strength = binds(f->kind)) {
    iterator const at = f++;
    auto* const node = c->memory.make<ast::set_operation>();
    node->at.offset = at->offset;
    node->what = strength == 2                      ? type::intersect
                 : at->kind == token_kind::kw_union ? type::unite
                                                    : type::except;
    if (f->kind == token_kind::kw_all)
      node->all = true, ++f;
    else if (f->kind == token_kind::kw_distinct)
      ++f;
    node->left = out;
    std::uint32_t const left = std::exchange(c->height, 0);
    if (!climb(f, l, c, strength + 1, node->right)) return false;
    c->height = std::max(c->height, left);
    grown(c, at, 0);
    out = node;
  }
  c->height = std::max(c->height, outer);
  return true;
}

inline void once(context c, iterator at, bool again, char const* message) {
  if (again) throw error(errc::syntax_error, message).at(character_position(c->text, at->offset));
}

// A query in brackets may be the whole query: then what follows it belongs to it, and nothing may
// come twice.
inline void attach(context c, iterator at, ast::query& to, ast::query_tail const& tail) {
  once(c, at, !to.tail.order.empty() && !tail.order.empty(),
       "multiple ORDER BY clauses not allowed");
  once(c, at, to.tail.offset && tail.offset, "multiple OFFSET clauses not allowed");
  once(c, at, to.tail.limit && tail.limit, "multiple LIMIT clauses not allowed");
  if (!tail.order.empty()) to.tail.order = tail.order;
  if (tail.offset) to.tail.offset = tail.offset;
  if (tail.limit) to.tail.limit = tail.limit, to.tail.with_ties = tail.with_ties;
  for (ast::locking const& lock : tail.locks) to.tail.locks.append(c->memory, lock);
}
inline void attach(context c, iterator at, ast::with_statement& to, ast::with_clause const& with) {
  if (with.tables.empty()) return;
  once(c, at, !to.with.tables.empty(), "multiple WITH clauses not allowed");
  to.with = with;
  to.at.offset = at->offset;
}

inline bool body(iterator& f, iterator const& l, context c, ast::ref<ast::query>& out) {
  if (!climb(f, l, c, 1, out)) return false;
  iterator const at = f;
  ast::query_tail tail;
  if (!query_tail_rule::parse(f, l, c, tail)) return false;
  if (f != at) attach(c, at, *out.unlocked(), tail);
  return true;
}
[[nodiscard]] inline bool begins(iterator f) noexcept {
  return f->kind == token_kind::kw_select || f->kind == token_kind::kw_values ||
         f->kind == token_kind::kw_table || f->kind == token_kind::open_query ||
         f->kind == token_kind::open;
}

}  // namespace queries

bool query_rule::parse(iterator& f, iterator const& l, context const& c, value& v) {
  nested const level(c, f);
  iterator const begin = f;
  ast::with_clause with;
  if (f->kind == token_kind::kw_with && !with_clause_rule::parse(f, l, c, with)) return false;
  if (!queries::body(f, l, c, v)) return false;
  queries::attach(c, begin, *v.unlocked(), with);
  return true;
}
HELIOS_DEFINE(query_in_brackets, open >> query >> close)

// WITH is read once, whatever statement it turns out to begin.
HELIOS_VALUE(row_change, ast::ref<ast::with_statement>);
HELIOS_DEFINE(row_change, insert | update | delete_ | merge)
bool change_rule::parse(iterator& f, iterator const& l, context const& c, value& v) {
  nested const level(c, f);
  iterator const begin = f;
  ast::with_clause with;
  if (f->kind == token_kind::kw_with && !with_clause_rule::parse(f, l, c, with)) return false;
  ast::ref<ast::with_statement> found;
  if (queries::begins(f)) {
    ast::ref<ast::query> q;
    if (!queries::body(f, l, c, q)) return false;
    found = q;
  } else if (!row_change_rule::parse(f, l, c, found)) {
    fail_at(c, f, token_kind::kw_select);
    return fail_at(c, f, token_kind::kw_values);
  }
  queries::attach(c, begin, *found.unlocked(), with);
  v = found;
  return true;
}

}  // namespace helios::sql::grammar

// helios/sql/impl/grammar/session.ipp -- transactions, settings, prepared statements, maintenance,
// branches, tags; and what a statement is.
//
// Source    PostgreSQL 15's manual, reference of SQL commands; PRAGMA is SQLite's; branches and
//           tags are ours

namespace helios::sql::grammar {

// ---- transactions -------------------------------------------------------------------------------

namespace modes {
using ast::transaction_modes;
using level = transaction_modes::level;
using choice = transaction_modes::choice;
template <level Level>
inline constexpr auto isolation = is<&transaction_modes::isolation, Level>;
template <choice Choice>
inline constexpr auto read_only = is<&transaction_modes::read_only, Choice>;
template <choice Choice>
inline constexpr auto deferrable = is<&transaction_modes::deferrable, Choice>;
}  // namespace modes
HELIOS_PART(transaction_mode, ast::transaction_modes);
HELIOS_DEFINE(transaction_mode,
              "ISOLATION LEVEL"_kw >>
                      (modes::isolation<modes::level::serializable>["SERIALIZABLE"_kw] |
                       modes::isolation<modes::level::repeatable_read>["REPEATABLE READ"_kw] |
                       modes::isolation<modes::level::read_committed>["READ COMMITTED"_kw] |
                       modes::isolation<modes::level::read_uncommitted>["READ UNCOMMITTED"_kw]) |
                  modes::read_only<modes::choice::yes>["READ ONLY"_kw] |
                  modes::read_only<modes::choice::no>["READ WRITE"_kw] |
                  modes::deferrable<modes::choice::yes>["DEFERRABLE"_kw] |
                  modes::deferrable<modes::choice::no>["NOT DEFERRABLE"_kw])
HELIOS_VALUE(transaction_modes, ast::transaction_modes);
HELIOS_DEFINE(transaction_modes, transaction_mode >> *(-comma >> transaction_mode))

namespace transactions {
using ast::end;
using ast::savepoint;
template <end::type What>
inline constexpr auto ends = is<&end::what, What>;
template <savepoint::type What>
inline constexpr auto mark = is<&savepoint::what, What>;
inline constexpr auto words = -("WORK"_kw | "TRANSACTION"_kw);
inline constexpr auto chain = -("AND"_kw >> ("NO CHAIN"_kw | flag<&end::chain>["CHAIN"_kw]));
}  // namespace transactions
HELIOS_NODE(begin_transaction, ast::begin);
HELIOS_DEFINE(begin_transaction, ("START TRANSACTION"_kw | "BEGIN"_kw >> transactions::words) >>
                                     -at<&ast::begin::modes>[transaction_modes])
HELIOS_NODE(end_transaction, ast::end);
HELIOS_DEFINE(end_transaction,
              (transactions::ends<ast::end::type::commit>["COMMIT"_kw | "END"_kw] |
               transactions::ends<ast::end::type::rollback>["ROLLBACK"_kw | "ABORT"_kw]) >>
                  transactions::words >> transactions::chain)
HELIOS_NODE(savepoint, ast::savepoint);
HELIOS_DEFINE(
    savepoint,
    (transactions::mark<ast::savepoint::type::set>["SAVEPOINT"_kw] |
     transactions::mark<ast::savepoint::type::release>["RELEASE"_kw >> -"SAVEPOINT"_kw] |
     transactions::mark<ast::savepoint::type::rollback_to>["ROLLBACK"_kw >> transactions::words >>
                                                           "TO"_kw >> -"SAVEPOINT"_kw]) >>
        at<&ast::savepoint::name>[name])

// ---- settings -----------------------------------------------------------------------------------

HELIOS_NODE(set, ast::set);
HELIOS_VALUE(setting_value, ast::ref<ast::expression>);
HELIOS_NODE(truth_word, ast::literal);
HELIOS_NODE(setting_word, ast::column);
HELIOS_DEFINE(truth_word, is<&ast::literal::what, ast::literal::type::true_>["TRUE"_kw] |
                              is<&ast::literal::what, ast::literal::type::false_>["FALSE"_kw])
HELIOS_DEFINE(setting_word, at<&ast::column::parts>[nonreserved | ahead["ON"_kw] >> label])
HELIOS_DEFINE(setting_value, number | string_literal | truth_word | setting_word)
HELIOS_VALUE(zone_value, ast::ref<ast::expression>);
/// SET TIME ZONE is SET timezone, and so on: the setting's name where the statement says it
/// otherwise.
template <std::size_t N>
struct setting_name : leaf<setting_name<N>> {
  char text[N]{};
  consteval explicit setting_name(char const (&literal)[N]) {
    std::copy(literal, literal + N, text);
  }
  bool parse(iterator&, iterator const&, context const& c, ast::list<ast::name>& place,
             auto&) const {
    place.append(c->memory, {c->memory.copy(std::string_view(text, N - 1))});
    return true;
  }
};
HELIOS_DEFINE(zone_value, interval_literal | unless["INTERVAL"_kw] >> setting_value)
namespace settings {
using ast::set;
inline constexpr auto values = at<&set::values>[setting_value] % comma;
inline constexpr auto to = ("TO"_kw | equal_sign) >> ("DEFAULT"_kw | values);
}  // namespace settings
HELIOS_DEFINE(set, "SET"_kw >> -(ahead["LOCAL"_kw >> any_word(label)] >>
                                     is<&ast::set::where, ast::set::scope::local>["LOCAL"_kw] |
                                 ahead["SESSION"_kw >> any_word(label)] >> "SESSION"_kw) >>
                       ("TIME ZONE"_kw >> at<&ast::set::setting>[setting_name("timezone")] >>
                            ("DEFAULT"_kw | "LOCAL"_kw | at<&ast::set::values>[zone_value]) |
                        "SCHEMA"_kw >> at<&ast::set::setting>[setting_name("search_path")] >>
                            at<&ast::set::values>[string_literal] |
                        "NAMES"_kw >> at<&ast::set::setting>[setting_name("client_encoding")] >>
                            ("DEFAULT"_kw | at<&ast::set::values>[string_literal] | nothing) |
                        "ROLE"_kw >> at<&ast::set::setting>[setting_name("role")] >>
                            at<&ast::set::values>[setting_value] |
                        at<&ast::set::setting>[dotted] >>
                            (settings::to | flag<&ast::set::from_current>["FROM CURRENT"_kw])))
HELIOS_NODE(set_transaction, ast::set_transaction);
HELIOS_DEFINE(
    set_transaction,
    "SET"_kw >>
        ("TRANSACTION"_kw >> ("SNAPSHOT"_kw >> at<&ast::set_transaction::snapshot>[string_literal] |
                              at<&ast::set_transaction::modes>[transaction_modes]) |
         flag<&ast::set_transaction::session>["SESSION CHARACTERISTICS AS TRANSACTION"_kw] >>
             at<&ast::set_transaction::modes>[transaction_modes]))
HELIOS_PART(setting_parts, ast::list<ast::name>);
HELIOS_DEFINE(setting_parts, name % dot)
HELIOS_VALUE(setting, ast::list<ast::name>);
HELIOS_DEFINE(setting,
              "TIME ZONE"_kw >> setting_name("timezone") |
                  "TRANSACTION ISOLATION LEVEL"_kw >> setting_name("transaction_isolation") |
                  "SESSION AUTHORIZATION"_kw >> setting_name("session_authorization") |
                  setting_parts)
HELIOS_NODE(show, ast::show);
HELIOS_DEFINE(show, "SHOW"_kw >> ("ALL"_kw | at<&ast::show::setting>[setting]))
HELIOS_NODE(reset, ast::reset);
HELIOS_DEFINE(reset, "RESET"_kw >> ("ALL"_kw | at<&ast::reset::setting>[setting]))

// ---- prepared statements ------------------------------------------------------------------------

HELIOS_NODE(prepare, ast::prepare);
HELIOS_DEFINE(prepare, "PREPARE"_kw >> at<&ast::prepare::name>[name] >>
                           -bracketed(several(at<&ast::prepare::types>[type])) >> "AS"_kw >>
                           at<&ast::prepare::body>[change])
HELIOS_DEFINE(execute, "EXECUTE"_kw >> at<&ast::execute::name>[name] >>
                           -at<&ast::execute::arguments>[expression_list])
HELIOS_NODE(deallocate, ast::deallocate);
HELIOS_DEFINE(deallocate,
              "DEALLOCATE"_kw >> -"PREPARE"_kw >> ("ALL"_kw | at<&ast::deallocate::name>[name]))

// ---- EXPLAIN, VACUUM and other upkeep -----------------------------------------------------------

// EXPLAIN ANALYZE and EXPLAIN (ANALYZE) are one: a word becomes an option without a value.
HELIOS_VALUE(word_option, ast::option);
struct word_key : leaf<word_key> {
  token_kind a, b;
  constexpr explicit word_key(token_kind first, token_kind second = token_kind::end) noexcept
      : a(first), b(second) {}
  bool parse(iterator& f, iterator const&, context const& c, ast::option& place, auto&) const {
    if (f->kind != a && (b == token_kind::end || f->kind != b)) return fail_at(c, f, a);
    place.key.append(c->memory, {keyword_of(a).text});
    ++f;
    return true;
  }
};
inline constexpr word_key analyze_word{token_kind::kw_analyze, token_kind::kw_analyse};
HELIOS_VALUE(analyze_option, ast::option);
HELIOS_VALUE(verbose_option, ast::option);
HELIOS_VALUE(full_option, ast::option);
HELIOS_VALUE(freeze_option, ast::option);
HELIOS_VALUE(utility_option, ast::option);
HELIOS_DEFINE(analyze_option, analyze_word)
HELIOS_DEFINE(verbose_option, word_key(token_kind::kw_verbose))
HELIOS_DEFINE(full_option, word_key(token_kind::kw_full))
HELIOS_DEFINE(freeze_option, word_key(token_kind::kw_freeze))
HELIOS_DEFINE(utility_option, (analyze_word | at<&ast::option::key>[nonreserved]) >>
                                  -at<&ast::option::value>[setting_value])
HELIOS_VALUE(utility_options, ast::list<ast::option>);
HELIOS_DEFINE(utility_options, bracketed(several(utility_option)))

HELIOS_VALUE(explainable, ast::ref<ast::statement>);
HELIOS_DEFINE(explainable, definition | execute | change)
HELIOS_NODE(explain, ast::explain);
HELIOS_DEFINE(explain, "EXPLAIN"_kw >>
                           (unless[open_query] >> at<&ast::explain::options>[utility_options] |
                            -at<&ast::explain::options>[analyze_option] >>
                                -at<&ast::explain::options>[verbose_option]) >>
                           at<&ast::explain::body>[explainable])
HELIOS_VALUE(vacuum_table, ast::vacuum_table);
HELIOS_DEFINE(vacuum_table,
              at<&ast::vacuum_table::name>[any_name] >> -at<&ast::vacuum_table::columns>[names])
HELIOS_NODE(vacuum, ast::vacuum);
HELIOS_DEFINE(vacuum, "VACUUM"_kw >> (at<&ast::vacuum::options>[utility_options] |
                                      -at<&ast::vacuum::options>[full_option] >>
                                          -at<&ast::vacuum::options>[freeze_option] >>
                                          -at<&ast::vacuum::options>[verbose_option] >>
                                          -at<&ast::vacuum::options>[analyze_option]) >>
                              -several(at<&ast::vacuum::tables>[vacuum_table]) |
                          flag<&ast::vacuum::analyze_only>["ANALYZE"_kw | "ANALYSE"_kw] >>
                              (at<&ast::vacuum::options>[utility_options] |
                               -at<&ast::vacuum::options>[verbose_option]) >>
                              -several(at<&ast::vacuum::tables>[vacuum_table]))
namespace reindexing {
using ast::object_kind;
using ast::reindex;
template <object_kind What>
inline constexpr auto what = is<&reindex::what, What>;
}  // namespace reindexing
HELIOS_NODE(reindex, ast::reindex);
HELIOS_DEFINE(reindex,
              "REINDEX"_kw >> -at<&ast::reindex::options>[utility_options] >>
                  (reindexing::what<ast::object_kind::index>["INDEX"_kw] |
                   reindexing::what<ast::object_kind::table>["TABLE"_kw] |
                   reindexing::what<ast::object_kind::schema>["SCHEMA"_kw] |
                   ahead["DATABASE"_kw | "SYSTEM"_kw]) >>
                  (reindexing::what<ast::object_kind::database>["DATABASE"_kw | "SYSTEM"_kw] >>
                       -flag<&ast::reindex::concurrently>["CONCURRENTLY"_kw] >>
                       -at<&ast::reindex::name>[any_name] |
                   -flag<&ast::reindex::concurrently>["CONCURRENTLY"_kw] >>
                       at<&ast::reindex::name>[any_name]))
HELIOS_NODE(pragma, ast::pragma);
HELIOS_DEFINE(pragma, "PRAGMA"_kw >> at<&ast::pragma::name>[any_name] >>
                          -(equal_sign >> at<&ast::pragma::value>[setting_value] |
                            open >> at<&ast::pragma::value>[setting_value] >> close))
HELIOS_NODE(do_, ast::do_);
HELIOS_DEFINE(do_, "DO"_kw >> -("LANGUAGE"_kw >> at<&ast::do_::language>[nonreserved]) >>
                       at<&ast::do_::body>[text] >>
                       -("LANGUAGE"_kw >> at<&ast::do_::language>[nonreserved]))
HELIOS_NODE(backup, ast::backup);
HELIOS_DEFINE(backup, ("BACKUP TO"_kw | flag<&ast::backup::restore>["RESTORE FROM"_kw]) >>
                          at<&ast::backup::place>[text])

// ---- branches and tags --------------------------------------------------------------------------

/// dev, "any text", 'any text', and unquoted dev-20251121, staging-v2.1: one name although it is
/// many tokens.
struct branch_name_parser : leaf<branch_name_parser> {
  HELIOS_DECL static bool read(iterator& f, context c, ast::name& out);
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    ast::name v;
    if (!read(f, c, v)) return false;
    store(c, place, v);
    return true;
  }
};
inline constexpr branch_name_parser branch_name{};

bool branch_name_parser::read(iterator& f, context c, ast::name& out) {
  if (f->kind == token_kind::string) return out = {decode_string(c, *f++)}, true;
  if ((f->classes & nonreserved.classes) == 0) return fail_at(c, f, expected::name);
  if (c->text[f->offset] == '"' || (f->decode && c->text[f->end() - 1] == '"'))
    return out = decode_name(c, *f++), true;
  // As far as letters and digits go on, over - and . between them; -- begins a comment.
  std::size_t const begin = f->offset;
  std::size_t end = f->end();
  for (std::size_t p = end; p < c->text.size();) {
    if (continues_name(c->text[p]))
      end = ++p;
    else if ((c->text[p] == '-' || c->text[p] == '.') && p == end)
      ++p;
    else
      break;
  }
  while (f->kind != token_kind::end && f->offset < end) ++f;
  auto* const folded = static_cast<char*>(c->memory.allocate(end - begin, 1));
  for (std::size_t i = begin; i != end; ++i) folded[i - begin] = to_lower(c->text[i]);
  out = {{folded, end - begin}};
  return true;
}

namespace branches {
inline constexpr auto branch = -"DATABASE"_kw >> "BRANCH"_kw;
}  // namespace branches
HELIOS_VALUE(branch_options, ast::list<ast::option>);
HELIOS_DEFINE(branch_options, "WITH"_kw >> (ahead[open] >> options | several(option)))
HELIOS_NODE(create_branch, ast::create_branch);
HELIOS_DEFINE(create_branch,
              "CREATE"_kw >> branches::branch >>
                  -flag<&ast::create_branch::if_not_exists>["IF NOT EXISTS"_kw] >>
                  at<&ast::create_branch::name>[branch_name] >>
                  *(("FROM"_kw | "PARENT"_kw) >>
                        ("CURRENT"_kw | at<&ast::create_branch::parent>[branch_name]) |
                    "AS OF"_kw >> at<&ast::create_branch::when>[moment]) >>
                  -at<&ast::create_branch::options>[branch_options])
HELIOS_NODE(drop_branch, ast::drop_branch);
HELIOS_DEFINE(drop_branch, "DROP"_kw >> branches::branch >>
                               -flag<&ast::drop_branch::if_exists>["IF EXISTS"_kw] >>
                               at<&ast::drop_branch::name>[branch_name] >>
                               -flag<&ast::drop_branch::force>["FORCE"_kw])
HELIOS_NODE(merge_branch, ast::merge_branch);
HELIOS_DEFINE(merge_branch,
              "MERGE"_kw >> branches::branch >> at<&ast::merge_branch::source>[branch_name] >>
                  -("INTO"_kw >> ("CURRENT"_kw | at<&ast::merge_branch::target>[branch_name])) >>
                  -at<&ast::merge_branch::options>[branch_options])
namespace branches {
template <ast::alter_branch::type What>
inline constexpr auto alters = is<&ast::alter_branch::what, What>;
using type = ast::alter_branch::type;
}  // namespace branches
HELIOS_NODE(alter_branch, ast::alter_branch);
HELIOS_DEFINE(alter_branch, "ALTER"_kw >> branches::branch >>
                                at<&ast::alter_branch::name>[branch_name] >>
                                (branches::alters<branches::type::rename>["RENAME TO"_kw] >>
                                     at<&ast::alter_branch::new_name>[branch_name] |
                                 branches::alters<branches::type::reset>["RESET TO"_kw] >>
                                     at<&ast::alter_branch::when>[moment] |
                                 branches::alters<branches::type::set_options>["SET"_kw] >>
                                     at<&ast::alter_branch::options>[options]))
HELIOS_NODE(use_branch, ast::use_branch);
HELIOS_DEFINE(use_branch, "USE"_kw >> branches::branch >> at<&ast::use_branch::name>[branch_name])
HELIOS_NODE(show_branches, ast::show_branches);
HELIOS_DEFINE(show_branches, "SHOW"_kw >> -"DATABASE"_kw >> "BRANCHES"_kw)
HELIOS_NODE(create_tag, ast::create_tag);
HELIOS_DEFINE(create_tag, "CREATE TAG"_kw >>
                              -flag<&ast::create_tag::if_not_exists>["IF NOT EXISTS"_kw] >>
                              at<&ast::create_tag::name>[branch_name] >>
                              *(("ON BRANCH"_kw | "FROM"_kw) >>
                                    ("CURRENT"_kw | at<&ast::create_tag::branch>[branch_name]) |
                                "AS OF"_kw >> at<&ast::create_tag::when>[moment]))
HELIOS_NODE(drop_tag, ast::drop_tag);
HELIOS_DEFINE(drop_tag, "DROP TAG"_kw >> -flag<&ast::drop_tag::if_exists>["IF EXISTS"_kw] >>
                            at<&ast::drop_tag::name>[branch_name])

// ---- a statement --------------------------------------------------------------------------------

HELIOS_DEFINE(branch_statement,
              ahead["CREATE"_kw >> branches::branch] >> create_branch |
                  ahead["DROP"_kw >> branches::branch] >> drop_branch |
                  ahead["ALTER"_kw >> branches::branch] >> alter_branch |
                  ahead["MERGE"_kw >> branches::branch] >> merge_branch |
                  ahead["SHOW"_kw >> -"DATABASE"_kw >> "BRANCHES"_kw] >> show_branches |
                  use_branch | ahead["CREATE TAG"_kw] >> create_tag |
                  ahead["DROP TAG"_kw] >> drop_tag)
HELIOS_DEFINE(session, begin_transaction |
                           ahead["ROLLBACK"_kw >> transactions::words >> "TO"_kw] >> savepoint |
                           end_transaction | savepoint |
                           ahead["SET TRANSACTION"_kw | "SET SESSION CHARACTERISTICS"_kw] >>
                               set_transaction |
                           set | show | reset | prepare | execute | deallocate | explain | vacuum |
                           reindex | pragma | do_ | backup)
HELIOS_DEFINE(statement, change | branch_statement | definition | truncate | copy | session)

}  // namespace helios::sql::grammar

// helios/sql/impl/grammar/table.ipp -- columns, constraints, sequences; CREATE TABLE.
//
// Source    PostgreSQL 15's manual, CREATE TABLE, CREATE SEQUENCE; ENCRYPTED and AUTOINCREMENT are
//           ours

namespace helios::sql::grammar {

// ---- sequences ----------------------------------------------------------------------------------

namespace sequences {
using ast::sequence_option;
using type = sequence_option::type;
template <type What>
inline constexpr auto sets = is<&sequence_option::what, What>;
inline constexpr auto value = at<&sequence_option::value>[number];
}  // namespace sequences
HELIOS_DEFINE(
    sequence_option,
    sequences::sets<sequences::type::as>["AS"_kw] >> at<&ast::sequence_option::data>[type_node] |
        sequences::sets<sequences::type::increment>["INCREMENT"_kw] >> -"BY"_kw >>
            sequences::value |
        sequences::sets<sequences::type::minvalue>["MINVALUE"_kw] >> sequences::value |
        sequences::sets<sequences::type::maxvalue>["MAXVALUE"_kw] >> sequences::value |
        "NO"_kw >> (sequences::sets<sequences::type::no_minvalue>["MINVALUE"_kw] |
                    sequences::sets<sequences::type::no_maxvalue>["MAXVALUE"_kw] |
                    sequences::sets<sequences::type::no_cycle>["CYCLE"_kw]) |
        sequences::sets<sequences::type::start>["START"_kw] >> -"WITH"_kw >> sequences::value |
        sequences::sets<sequences::type::restart>["RESTART"_kw] >> -"WITH"_kw >> -sequences::value |
        sequences::sets<sequences::type::cache>["CACHE"_kw] >> sequences::value |
        sequences::sets<sequences::type::cycle>["CYCLE"_kw] |
        sequences::sets<sequences::type::owned_by>["OWNED BY"_kw] >>
            at<&ast::sequence_option::name>[any_name] |
        sequences::sets<sequences::type::sequence_name>["SEQUENCE NAME"_kw] >>
            at<&ast::sequence_option::name>[any_name])

// ---- constraints --------------------------------------------------------------------------------

namespace constraints {
using ast::constraint;
using ast::foreign_action;
using type = constraint::type;
using defer = constraint::defer;
using matching = constraint::matching;
template <type What>
inline constexpr auto what = is<&constraint::what, What>;
template <foreign_action::type What>
inline constexpr auto acts = is<&foreign_action::what, What>;
using action = foreign_action::type;
inline constexpr auto value = open >> at<&constraint::value>[expression] >> close;
inline constexpr auto sequence = -(open >> +at<&constraint::sequence>[sequence_option] >> close);
}  // namespace constraints
HELIOS_VALUE(foreign_action, ast::foreign_action);
HELIOS_DEFINE(foreign_action,
              constraints::acts<constraints::action::no_action>["NO ACTION"_kw] |
                  constraints::acts<constraints::action::restrict>["RESTRICT"_kw] |
                  constraints::acts<constraints::action::cascade>["CASCADE"_kw] |
                  "SET"_kw >> (constraints::acts<constraints::action::set_null>["NULL"_kw] |
                               constraints::acts<constraints::action::set_default>["DEFAULT"_kw]) >>
                      -at<&ast::foreign_action::columns>[names])
HELIOS_PART(references, ast::constraint);
HELIOS_DEFINE(references,
              "REFERENCES"_kw >> at<&ast::constraint::references>[any_name] >>
                  -at<&ast::constraint::referenced>[names] >>
                  -("MATCH"_kw >>
                    (is<&ast::constraint::match, constraints::matching::full>["FULL"_kw] |
                     is<&ast::constraint::match, constraints::matching::partial>["PARTIAL"_kw] |
                     is<&ast::constraint::match, constraints::matching::simple>["SIMPLE"_kw])) >>
                  *("ON DELETE"_kw >> at<&ast::constraint::on_delete>[foreign_action] |
                    "ON UPDATE"_kw >> at<&ast::constraint::on_update>[foreign_action]))
HELIOS_PART(deferral, ast::constraint);
HELIOS_DEFINE(
    deferral,
    is<&ast::constraint::deferrable, constraints::defer::yes>["DEFERRABLE"_kw] |
        is<&ast::constraint::deferrable, constraints::defer::no>["NOT DEFERRABLE"_kw] |
        is<&ast::constraint::initially_deferred, constraints::defer::yes>["INITIALLY DEFERRED"_kw] |
        is<&ast::constraint::initially_deferred, constraints::defer::no>["INITIALLY IMMEDIATE"_kw] |
        flag<&ast::constraint::not_valid>["NOT VALID"_kw] |
        flag<&ast::constraint::no_inherit>["NO INHERIT"_kw])
HELIOS_PART(unique_nulls, ast::constraint);
HELIOS_DEFINE(unique_nulls, -(flag<&ast::constraint::nulls_not_distinct>["NULLS NOT DISTINCT"_kw] |
                              "NULLS DISTINCT"_kw))
HELIOS_PART(index_options, ast::constraint);
HELIOS_DEFINE(index_options, -("WITH"_kw >> at<&ast::constraint::options>[options]))

HELIOS_DEFINE(identity, (flag<&ast::constraint::always>["ALWAYS AS IDENTITY"_kw] |
                         "BY DEFAULT AS IDENTITY"_kw) >>
                            constraints::what<constraints::type::identity>[nothing] >>
                            constraints::sequence)
HELIOS_DEFINE(
    column_constraint,
    -("CONSTRAINT"_kw >> at<&ast::constraint::name>[name]) >>
        (constraints::what<constraints::type::not_null>["NOT NULL"_kw] |
         constraints::what<constraints::type::null>["NULL"_kw] |
         constraints::what<constraints::type::default_>["DEFAULT"_kw] >>
             at<&ast::constraint::value>[simple_expression] |
         constraints::what<constraints::type::primary_key>["PRIMARY KEY"_kw] >> index_options |
         constraints::what<constraints::type::unique>["UNIQUE"_kw] >> unique_nulls >>
             index_options |
         constraints::what<constraints::type::check>["CHECK"_kw] >> constraints::value |
         constraints::what<constraints::type::foreign_key>[ahead["REFERENCES"_kw]] >> references |
         "GENERATED"_kw >>
             (identity | constraints::what<constraints::type::generated>["ALWAYS AS"_kw] >>
                             constraints::value >> "STORED"_kw) |
         constraints::what<constraints::type::autoincrement>["AUTOINCREMENT"_kw]) >>
        *deferral)
HELIOS_PART(table_constraint_parts, ast::constraint);
HELIOS_DEFINE(
    table_constraint_parts,
    -("CONSTRAINT"_kw >> at<&ast::constraint::name>[name]) >>
        (constraints::what<constraints::type::primary_key>["PRIMARY KEY"_kw] >>
             ("USING INDEX"_kw >> at<&ast::constraint::index>[name] |
              at<&ast::constraint::columns>[names] >>
                  -("INCLUDE"_kw >> at<&ast::constraint::include>[names]) >> index_options) |
         constraints::what<constraints::type::unique>["UNIQUE"_kw] >>
             ("USING INDEX"_kw >> at<&ast::constraint::index>[name] |
              unique_nulls >> at<&ast::constraint::columns>[names] >>
                  -("INCLUDE"_kw >> at<&ast::constraint::include>[names]) >> index_options) |
         constraints::what<constraints::type::check>["CHECK"_kw] >> constraints::value |
         constraints::what<constraints::type::foreign_key>["FOREIGN KEY"_kw] >>
             at<&ast::constraint::columns>[names] >> references) >>
        *deferral)
HELIOS_DEFINE(table_constraint, table_constraint_parts)

// ---- CREATE TABLE -------------------------------------------------------------------------------

namespace tables {
using ast::column_definition;
using ast::create_table;
template <create_table::lifetime Life>
inline constexpr auto lives = is<&create_table::life, Life>;
template <create_table::at_commit What>
inline constexpr auto at_end = is<&create_table::on_commit, What>;
using life = create_table::lifetime;
using commit = create_table::at_commit;
}  // namespace tables
HELIOS_PART(column_parts, ast::column_definition);
HELIOS_DEFINE(column_parts,
              at<&ast::column_definition::name>[name] >> at<&ast::column_definition::type>[type] >>
                  *(flag<&ast::column_definition::encrypted>["ENCRYPTED"_kw] |
                    "COLLATE"_kw >> at<&ast::column_definition::collation>[any_name] |
                    "STORAGE"_kw >> at<&ast::column_definition::storage>[label] |
                    "COMPRESSION"_kw >> at<&ast::column_definition::compression>[label] |
                    at<&ast::column_definition::constraints>[column_constraint]))
HELIOS_DEFINE(column_definition, column_parts)
HELIOS_DEFINE(field_definition,
              at<&ast::column_definition::name>[name] >> at<&ast::column_definition::type>[type] >>
                  -("COLLATE"_kw >> at<&ast::column_definition::collation>[any_name]))
HELIOS_VALUE(like_part, ast::name);
HELIOS_DEFINE(like_part, nonreserved | ahead["ALL"_kw] >> label)
HELIOS_VALUE(table_element, ast::table_element);
HELIOS_DEFINE(table_element,
              at<&ast::table_element::constraint>[table_constraint] |
                  "LIKE"_kw >> at<&ast::table_element::like>[any_name] >>
                      *("INCLUDING"_kw >> at<&ast::table_element::including>[like_part] |
                        "EXCLUDING"_kw >> at<&ast::table_element::excluding>[like_part]) |
                  at<&ast::table_element::column>[column_definition])
HELIOS_PART(create_table_head, ast::create_table);
HELIOS_DEFINE(create_table_head,
              "CREATE"_kw >> -(tables::lives<tables::life::temporary>[phrases::temporary] |
                               tables::lives<tables::life::unlogged>["UNLOGGED"_kw]) >>
                  "TABLE"_kw >> -flag<&ast::create_table::if_not_exists>[phrases::if_not_exists] >>
                  at<&ast::create_table::name>[any_name])
HELIOS_PART(create_table_tail, ast::create_table);
HELIOS_DEFINE(create_table_tail,
              -("WITH"_kw >> at<&ast::create_table::options>[options] | "WITHOUT OIDS"_kw) >>
                  -("ON COMMIT"_kw >>
                    (tables::at_end<tables::commit::preserve_rows>["PRESERVE ROWS"_kw] |
                     tables::at_end<tables::commit::delete_rows>["DELETE ROWS"_kw] |
                     tables::at_end<tables::commit::drop>["DROP"_kw])))
HELIOS_DEFINE(create_table, create_table_head >> open >>
                                -several(at<&ast::create_table::elements>[table_element]) >>
                                close >>
                                -("INHERITS"_kw >>
                                  bracketed(several(at<&ast::create_table::inherits>[any_name]))) >>
                                create_table_tail)
HELIOS_VALUE(table_source, ast::ref<ast::statement>);
HELIOS_DEFINE(table_source, execute | query)
HELIOS_DEFINE(create_table_as,
              create_table_head >> -at<&ast::create_table::columns>[names] >> create_table_tail >>
                  "AS"_kw >> at<&ast::create_table::source>[table_source] >>
                  -("WITH DATA"_kw | flag<&ast::create_table::with_no_data>["WITH NO DATA"_kw]))

}  // namespace helios::sql::grammar

// helios/sql/impl/grammar/type.ipp -- types: PostgreSQL's spellings, each to its one name.
//
// Source    PostgreSQL 15's manual, chapter 8; section 9.9 for the fields of intervals

namespace helios::sql::grammar {

// ---- types --------------------------------------------------------------------------------------

/// canonical<"int4">[p]: the name PostgreSQL gives to a type that has several.
template <canonical_name Name, class Subject>
struct canonically : branch_parser<Subject, canonically<Name, Subject>> {
  using branch_parser<Subject, canonically>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, ast::data_type& place,
             auto& unused) const {
    iterator const begin = f;
    if (!this->subject.parse(f, l, c, place, unused)) return false;
    place.name.parts = {};
    place.name.parts.append(c->memory, {Name.text});
    place.name.at.offset = begin->offset;
    return true;
  }
};
template <canonical_name Name>
struct naming {
  template <class P>
  constexpr canonically<Name, parser_of<P>> operator[](P const& p) const {
    return canonically<Name, parser_of<P>>(x3::as_parser(p));
  }
};
template <canonical_name Name>
inline constexpr naming<Name> canonical{};

/// BIT and CHAR without a length have length 1.
struct length_one_parser : leaf<length_one_parser> {
  bool parse(iterator& f, iterator const&, context const& c, ast::data_type& place, auto&) const {
    ast::ref<ast::expression> one;
    auto* const node = climbing::make<ast::literal>(c, f);
    node->what = ast::literal::type::integer;
    node->text = "1";
    place.modifiers.append(c->memory, node);
    return true;
  }
};
inline constexpr length_one_parser length_one{};

/// FLOAT(p) is a type of 4 or 8 bytes.
struct float_parser : leaf<float_parser> {
  bool parse(iterator& f, iterator const& l, context const& c, ast::data_type& place,
             auto& unused) const {
    iterator const begin = f++;
    std::int64_t bits = 53;
    if (f->kind == token_kind::open) {
      iterator const digits = ++f;
      if (!integer_rule::parse(f, l, c, bits) || !close.parse(f, l, c, unused, unused))
        return false;
      if (bits < 1)
        throw error(errc::invalid_parameter_value,
                    "precision for type float must be at least 1 bit")
            .at(character_position(c->text, digits->offset));
      if (bits > 53)
        throw error(errc::invalid_parameter_value,
                    "precision for type float must be less than 54 bits")
            .at(character_position(c->text, digits->offset));
    }
    place.name.at.offset = begin->offset;
    place.name.parts.append(c->memory, {bits <= 24 ? "float4" : "float8"});
    return true;
  }
};

namespace types {
using ast::data_type;
inline constexpr auto modifiers = at<&data_type::modifiers>[expression_list];
inline constexpr auto with_zone = "WITH TIME ZONE"_kw;
inline constexpr auto without_zone = -("WITHOUT TIME ZONE"_kw);
inline constexpr auto character =
    "CHARACTER"_kw | "CHAR"_kw | "NCHAR"_kw | "NATIONAL CHARACTER"_kw | "NATIONAL CHAR"_kw;
}  // namespace types

template <std::uint8_t Fields, class Subject>
struct interval_fields_parser : branch_parser<Subject, interval_fields_parser<Fields, Subject>> {
  using branch_parser<Subject, interval_fields_parser>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, ast::data_type& place,
             auto& unused) const {
    if (!this->subject.parse(f, l, c, place, unused)) return false;
    place.interval_fields = Fields;
    return true;
  }
};
template <unsigned Fields, class P>
constexpr auto fields(P const& p) {
  return interval_fields_parser<static_cast<std::uint8_t>(Fields), parser_of<P>>(x3::as_parser(p));
}
HELIOS_DEFINE(interval_fields,
              fields<3>("YEAR TO MONTH"_kw) | fields<1>("YEAR"_kw) | fields<2>("MONTH"_kw) |
                  fields<12>("DAY TO HOUR"_kw) | fields<28>("DAY TO MINUTE"_kw) |
                  fields<60>("DAY TO SECOND"_kw >> -types::modifiers) | fields<4>("DAY"_kw) |
                  fields<24>("HOUR TO MINUTE"_kw) |
                  fields<56>("HOUR TO SECOND"_kw >> -types::modifiers) | fields<8>("HOUR"_kw) |
                  fields<48>("MINUTE TO SECOND"_kw >> -types::modifiers) | fields<16>("MINUTE"_kw) |
                  fields<32>("SECOND"_kw >> -types::modifiers))
HELIOS_DEFINE(plain_interval, canonical<"interval">["INTERVAL"_kw] >> -types::modifiers)
HELIOS_PART(interval_type, ast::data_type);
HELIOS_DEFINE(interval_type,
              canonical<"interval">["INTERVAL"_kw] >> (types::modifiers | -interval_fields))

HELIOS_DEFINE(
    built_in_type,
    canonical<"int4">["INTEGER"_kw | "INT"_kw] | canonical<"int8">["BIGINT"_kw] |
        canonical<"int2">["SMALLINT"_kw] | canonical<"bool">["BOOLEAN"_kw] |
        canonical<"varchar">["VARCHAR"_kw >> -types::modifiers] |
        canonical<"numeric">[("NUMERIC"_kw | "DECIMAL"_kw | "DEC"_kw) >> -types::modifiers] |
        canonical<"float4">["REAL"_kw] | ahead["FLOAT"_kw] >> float_parser{} |
        canonical<"float8">["DOUBLE PRECISION"_kw] |
        "TIMESTAMP"_kw >> -types::modifiers >> (canonical<"timestamptz">[types::with_zone] |
                                                canonical<"timestamp">[types::without_zone]) |
        "TIME"_kw >> -types::modifiers >>
            (canonical<"timetz">[types::with_zone] | canonical<"time">[types::without_zone]) |
        interval_type |
        types::character >> (canonical<"varchar">["VARYING"_kw >> -types::modifiers] |
                             canonical<"bpchar">[types::modifiers | length_one]) |
        "BIT"_kw >> (canonical<"varbit">["VARYING"_kw >> -types::modifiers] |
                     canonical<"bit">[types::modifiers | length_one]))
HELIOS_DEFINE(named_type, at<&ast::data_type::name>[function_name] >> -types::modifiers)

struct unbounded_parser : leaf<unbounded_parser> {
  bool parse(iterator&, iterator const&, context const& c, ast::data_type& place, auto&) const {
    place.array_bounds.append(c->memory, -1);
    return true;
  }
};
namespace types {
inline constexpr auto bound = at<&data_type::array_bounds>[integer];
inline constexpr auto dimension = open_square >>
                                  (bound >> close_square | close_square >> unbounded_parser{});
}  // namespace types
HELIOS_PART(simple_type, ast::data_type);
HELIOS_DEFINE(simple_type, built_in_type | named_type)
HELIOS_PART(whole_type, ast::data_type);
HELIOS_DEFINE(whole_type,
              "ARRAY"_kw >> open_square >> simple_type >> close_square >> unbounded_parser{} |
                  -flag<&ast::data_type::set_of>["SETOF"_kw] >> simple_type >>
                      ("ARRAY"_kw >>
                           (open_square >> types::bound >> close_square | unbounded_parser{}) |
                       *types::dimension))
HELIOS_DEFINE(type, whole_type)
HELIOS_DEFINE(type_node, whole_type)

}  // namespace helios::sql::grammar

// helios/sql/impl/parse.ipp -- from text to statements, and from the furthest failure to an error.

namespace helios::sql {
namespace parsing {

using grammar::context;
using grammar::iterator;
using grammar::state;

[[nodiscard]] inline std::string describe(std::size_t what) {
  if (what == static_cast<std::size_t>(grammar::expected::name)) return "a name";
  if (what == static_cast<std::size_t>(grammar::expected::expression)) return "an expression";
  if (what == static_cast<std::size_t>(grammar::expected::type)) return "a type";
  auto const kind = static_cast<token_kind>(what);
  if (is_keyword(kind)) {
    std::string word(keyword_of(kind).text);
    for (char& c : word) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return word;
  }
  switch (kind) {
    case token_kind::end:
    case token_kind::semicolon: return "the end of the statement";
    case token_kind::string: return "a string";
    case token_kind::integer: return "an integer";
    case token_kind::decimal: return "a number";
    case token_kind::open: return "\"(\"";
    case token_kind::close: return "\")\"";
    case token_kind::open_square: return "\"[\"";
    case token_kind::close_square: return "\"]\"";
    case token_kind::comma: return "\",\"";
    case token_kind::dot: return "\".\"";
    case token_kind::colon: return "\":\"";
    case token_kind::equal: return "\"=\"";
    case token_kind::star: return "\"*\"";
    case token_kind::op: return "an operator";
    default: return "";
  }
}

/// The number of letters to change, add, drop or swap; more than 2 counts as 3.
[[nodiscard]] inline std::size_t distance(std::string_view a, std::string_view b) {
  std::size_t const longest = 24;
  if (a.size() > longest || b.size() > longest) return 3;
  std::size_t rows[3][longest + 1]{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    auto const& above = rows[(i + 2) % 3];
    auto const& before = rows[(i + 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      bool const equal = to_lower(a[i - 1]) == to_lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (equal ? 0 : 1)});
      if (i > 1 && j > 1 && to_lower(a[i - 1]) == to_lower(b[j - 2]) &&
          to_lower(a[i - 2]) == to_lower(b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return std::min<std::size_t>(rows[a.size() % 3][b.size()], 3);
}

[[nodiscard]] inline std::string hint_from(grammar::expected_set const& could_follow,
                                           std::string_view found) {
  std::vector<std::string> all;
  std::string nearest;
  std::size_t near = 3;
  for (std::size_t i = 0; i != could_follow.size(); ++i) {
    std::string what = could_follow[i] ? describe(i) : std::string();
    if (what.empty()) continue;
    std::size_t const d =
        found.size() < 3 || !is_keyword(static_cast<token_kind>(i)) ? 3 : distance(found, what);
    if (d < near && d < what.size() / 2) near = d, nearest = what;
    if (std::find(all.begin(), all.end(), what) == all.end()) all.push_back(std::move(what));
  }
  if (!nearest.empty()) return "Perhaps you meant " + nearest + ".";
  std::size_t const readable = 10;
  if (all.empty() || all.size() > readable) return {};
  std::string out = "Expected: " + all.front();
  for (std::size_t i = 1; i != all.size(); ++i)
    out += (i + 1 == all.size() ? " or " : ", ") + all[i];
  return out += '.';
}

[[nodiscard]] inline char const* message_of(lexical_error what) noexcept {
  switch (what) {
    case lexical_error::unterminated_string: return "unterminated quoted string";
    case lexical_error::unterminated_name: return "unterminated quoted identifier";
    case lexical_error::unterminated_dollar_string: return "unterminated dollar-quoted string";
    case lexical_error::unterminated_comment: return "unterminated /* comment";
    case lexical_error::unterminated_bits: return "unterminated bit string literal";
    case lexical_error::unterminated_hex: return "unterminated hexadecimal string literal";
    case lexical_error::empty_name: return "zero-length delimited identifier";
    case lexical_error::junk_after_number: return "trailing junk after numeric literal";
    case lexical_error::junk_after_parameter: return "trailing junk after parameter";
    case lexical_error::parameter_out_of_range: return "parameter number out of range";
  }
  HELIOS_UNREACHABLE();
}

[[noreturn]] inline void raise(state const& in) {
  token const& t = *in.furthest;
  std::size_t const position = character_position(in.text, t.offset);
  std::string_view const found = in.text_of(t);
  if (t.kind == token_kind::end) {
    throw error(errc::syntax_error, "syntax error at end of input")
        .hint(hint_from(in.could_follow, {}))
        .at(position);
  }
  std::string const near = " at or near \"" + std::string(found) + "\"";
  if (t.kind == token_kind::invalid) {
    throw error(errc::syntax_error, message_of(static_cast<lexical_error>(t.aux)) + near)
        .at(position);
  }
  throw error(errc::syntax_error, "syntax error" + near)
      .hint(hint_from(in.could_follow, found))
      .at(position);
}

// One parse of the whole text: tokens once, and if the grammar refuses them, a second time for the
// hint.
class run {
 public:
  run(std::string_view text, arena& memory, parse_limits const& limits)
      : in_{memory.copy(text), memory}, stack_(limits.stack) {
    in_.max_levels = limits.levels;
    tokenize(in_.text, tokens_);
    in_.begin = in_.furthest = tokens_.data();
    std::size_t questions = 0;
    for (token const& t : tokens_) questions += t.kind == token_kind::question ? 1 : 0;
    if (questions != 0) {
      in_.parameters_through = static_cast<std::uint32_t*>(
          memory.allocate(questions * sizeof(std::uint32_t), alignof(std::uint32_t)));
      std::fill_n(in_.parameters_through, questions, 0U);
    }
  }

  template <class Parse>
  void operator()(Parse parse) {
    std::uintptr_t const here = grammar::stack_pointer();
    in_.stack_end = here > stack_ ? here - stack_ : 0;
    arena::mark const before = in_.memory.here();
    if (parse(&in_, tokens_.data(), &tokens_.back())) return;
    in_.memory.rewind(before);
    in_.goal = in_.furthest;
    in_.level = in_.height = 0;
    in_.questions_before = 0;
    static_cast<void>(parse(&in_, tokens_.data(), &tokens_.back()));
    raise(in_);
  }

 private:
  state in_;
  std::size_t stack_;
  std::vector<token> tokens_;
};

// What the binder asks of a statement: its text and how many parameters it has.
inline void finish(context c, ast::statement& s, iterator begin, iterator end) {
  s.at.offset = begin->offset;
  s.end.offset = (end - 1)->end();
  std::uint32_t most = 0;
  for (iterator t = begin; t != end; ++t) {
    if (t->kind == token_kind::parameter) most = std::max(most, t->aux);
    if (t->kind == token_kind::question)
      most = std::max(most, c->parameters_through[t->aux] - c->questions_before);
  }
  s.parameters = static_cast<std::uint16_t>(std::min<std::uint32_t>(most, 65535));
  for (iterator t = end; t-- != begin;) {
    if (t->kind != token_kind::question) continue;
    c->questions_before = c->parameters_through[t->aux];
    break;
  }
}

}  // namespace parsing

std::span<ast::statement* const> parse(std::string_view text, arena& memory, parse_limits limits) {
  ast::list<ast::statement*> found;
  parsing::run(text, memory,
               limits)([&](grammar::context c, grammar::iterator f, grammar::iterator l) {
    found = {};
    while (f != l) {
      if (f->kind == token_kind::semicolon) {
        ++f;
        continue;
      }
      grammar::iterator const begin = f;
      ast::ref<ast::statement> s;
      c->height = 0;
      if (!grammar::statement_rule::parse(f, l, c, s)) return false;
      if (f != l && f->kind != token_kind::semicolon)
        return grammar::fail_at(c, f, token_kind::semicolon);
      parsing::finish(c, *s.unlocked(), begin, f);
      found.append(c->memory, s.unlocked());
    }
    return true;
  });
  return {found.begin(), found.size()};
}

ast::expression* parse_expression(std::string_view text, arena& memory, parse_limits limits) {
  ast::ref<ast::expression> found;
  parsing::run(text, memory,
               limits)([&](grammar::context c, grammar::iterator f, grammar::iterator l) {
    return grammar::expression.climb(f, l, c, found) &&
           (f == l || grammar::fail_at(c, f, token_kind::end));
  });
  return found.unlocked();
}

}  // namespace helios::sql

// helios/sql/print.hpp -- syntax trees to SQL text.
//
// Laws      same(parse(print(tree)), tree) for every tree that parse() returns;
//           print(parse(print(tree))) == print(tree): the text is canonical
// Threads   stateless

namespace helios::sql {

[[nodiscard]] HELIOS_DECL std::string print(ast::statement const& tree);
[[nodiscard]] HELIOS_DECL std::string print(ast::expression const& tree);
[[nodiscard]] HELIOS_DECL std::string print(ast::data_type const& tree);
[[nodiscard]] HELIOS_DECL std::string print(ast::qualified_name const& tree);
/// A name as it must be written: in double quotes where it would not be read as itself.
[[nodiscard]] HELIOS_DECL std::string quote_name(std::string_view name);
[[nodiscard]] HELIOS_DECL std::string quote_string(std::string_view value);

}  // namespace helios::sql

// helios/sql/impl/print.ipp -- the printer's front: one text per tree.

// helios/sql/impl/print/ddl.ipp -- statements about the schema, as text.

// helios/sql/impl/print/writer.ipp -- the printer's output: words with the spaces between them.

namespace helios::sql::printing {

/// p("WHERE", tree, ..) writes each part after the other: texts as they are, trees by their put().
class writer {
 public:
  template <class... Parts>
  writer& operator()(Parts const&... parts) {
    (put(*this, parts), ...);
    return *this;
  }

  /// The next word follows without a space.
  writer& glued() {
    glued_ = true;
    return *this;
  }

  void text(std::string_view word) {
    if (word.empty()) return;
    bool const closing = word == ")" || word == "]" || word == "," || word == ".";
    if (!glued_ && !closing && !out_.empty()) out_.push_back(' ');
    out_.append(word);
    glued_ = word == "(" || word == "[" || word == ".";
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
  bool glued_ = false;
};

inline void put(writer& p, char const* word) { p.text(word); }
inline void put(writer& p, ast::name const& n) {
  p.text(n.empty() ? std::string() : quote_name(n.text));
}

HELIOS_DECL void put(writer& p, ast::qualified_name const& n);
HELIOS_DECL void put(writer& p, ast::expression const& e);
HELIOS_DECL void put(writer& p, ast::data_type const& t);
HELIOS_DECL void put(writer& p, ast::argument const& a);
HELIOS_DECL void put(writer& p, ast::order_item const& o);
HELIOS_DECL void put(writer& p, ast::window const& w);
HELIOS_DECL void put(writer& p, ast::option const& o);

HELIOS_DECL void put(writer& p, ast::statement const& s);
HELIOS_DECL void put(writer& p, ast::from_item const& f);
HELIOS_DECL void put(writer& p, ast::alias const& a);
HELIOS_DECL void put(writer& p, ast::target const& t);
HELIOS_DECL void put(writer& p, ast::moment const& m);
HELIOS_DECL void put(writer& p, ast::with_clause const& w);
HELIOS_DECL void put(writer& p, ast::assignment const& a);
HELIOS_DECL void put(writer& p, ast::index_element const& e);

/// Writes a binding of at least this strength: in brackets if the expression's own is weaker.
HELIOS_DECL void put_operand(writer& p, ast::expression const& e, int floor);

/// A value that needs no brackets of its own behind a word.
struct tight {
  ast::ref<ast::expression> value;
};
inline void put(writer& p, tight t) { put_operand(p, *t.value, 100); }

template <class T>
void put(writer& p, ast::ref<T> const& r) {
  if (r) put(p, *r);
}

/// a, b, c
template <class T>
void put(writer& p, ast::list<T> const& items) {
  bool first = true;
  for (T const& item : items) {
    if (!std::exchange(first, false)) p.text(",");
    put(p, item);
  }
}
/// (a, b, c); nothing if there are none
template <class T>
struct in_brackets {
  ast::list<T> const& items;
  bool always = false;
};
template <class T>
in_brackets(ast::list<T> const&) -> in_brackets<T>;
template <class T>
in_brackets(ast::list<T> const&, bool) -> in_brackets<T>;
template <class T>
void put(writer& p, in_brackets<T> const& b) {
  if (!b.items.empty() || b.always) p("(", b.items, ")");
}
/// WORD part; nothing if there is no part
template <class T>
struct clause {
  char const* word;
  T const& part;
};
template <class T>
clause(char const*, T const&) -> clause<T>;
template <class T>
void put(writer& p, clause<T> const& c) {
  if constexpr (requires { c.part.empty(); }) {
    if (!c.part.empty()) p(c.word, c.part);
  } else if constexpr (requires { c.part.parts; }) {
    if (!c.part.parts.empty()) p(c.word, c.part);
  } else {
    if (c.part) p(c.word, c.part);
  }
}
template <class T>
struct bracketed_clause {
  char const* word;
  ast::list<T> const& items;
};
template <class T>
bracketed_clause(char const*, ast::list<T> const&) -> bracketed_clause<T>;
template <class T>
void put(writer& p, bracketed_clause<T> const& c) {
  if (!c.items.empty()) p(c.word, "(", c.items, ")");
}

/// A dotted list of names.
struct dotted {
  ast::list<ast::name> const& parts;
};
inline void put(writer& p, dotted d) {
  bool first = true;
  for (ast::name const& n : d.parts) {
    if (!std::exchange(first, false)) p.text(".");
    put(p, n);
  }
}

/// A word of a table that an enumerator indexes.
template <std::size_t N, class Enum>
[[nodiscard]] char const* word_of(char const* const (&words)[N], Enum value) {
  HELIOS_EXPECTS(static_cast<std::size_t>(value) < N);
  return words[static_cast<std::size_t>(value)];
}

}  // namespace helios::sql::printing

namespace helios::sql::printing {

[[nodiscard]] inline char const* words_of(ast::object_kind what) {
  static constexpr char const* words[] = {
      "TABLE",    "VIEW",   "MATERIALIZED VIEW", "INDEX",  "SEQUENCE",  "SCHEMA",  "TYPE", "DOMAIN",
      "DATABASE", "COLUMN", "CONSTRAINT",        "POLICY", "EXTENSION", "FUNCTION"};
  return word_of(words, what);
}
[[nodiscard]] inline char const* if_exists(bool said) { return said ? "IF EXISTS" : ""; }
[[nodiscard]] inline char const* if_not_exists(bool said) { return said ? "IF NOT EXISTS" : ""; }
[[nodiscard]] inline char const* cascade(bool said) { return said ? "CASCADE" : ""; }

inline void put(writer& p, ast::sequence_option const& o) {
  static constexpr char const* words[] = {
      "AS",          "INCREMENT BY", "MINVALUE",     "NO MINVALUE", "MAXVALUE",
      "NO MAXVALUE", "START WITH",   "RESTART",      "CACHE",       "CYCLE",
      "NO CYCLE",    "OWNED BY",     "SEQUENCE NAME"};
  p(word_of(words, o.what), o.value, o.data, o.name);
}
// Clauses of a sequence stand side by side, without commas.
inline void put_side_by_side(writer& p, ast::list<ast::sequence_option> const& options) {
  for (ast::sequence_option const& o : options) p(o);
}

// ---- constraints and columns --------------------------------------------------------------------

inline void put_action(writer& p, char const* event, ast::foreign_action const& a) {
  static constexpr char const* words[] = {"",        "NO ACTION", "RESTRICT",
                                          "CASCADE", "SET NULL",  "SET DEFAULT"};
  if (a.what != ast::foreign_action::type::unsaid)
    p(event, word_of(words, a.what), in_brackets{a.columns});
}
inline void put(writer& p, ast::constraint const& c) {
  using type = ast::constraint::type;
  static constexpr char const* matches[] = {"", "MATCH SIMPLE", "MATCH FULL", "MATCH PARTIAL"};
  static constexpr char const* deferrables[] = {"", "DEFERRABLE", "NOT DEFERRABLE"};
  static constexpr char const* initials[] = {"", "INITIALLY DEFERRED", "INITIALLY IMMEDIATE"};
  p(clause{"CONSTRAINT", c.name});
  switch (c.what) {
    case type::null: p("NULL"); break;
    case type::not_null: p("NOT NULL"); break;
    case type::default_: p("DEFAULT", tight{c.value}); break;
    case type::check: p("CHECK (", c.value, ")"); break;
    case type::primary_key: p("PRIMARY KEY"); break;
    case type::unique: p("UNIQUE", c.nulls_not_distinct ? "NULLS NOT DISTINCT" : ""); break;
    case type::foreign_key: p(c.columns.empty() ? "" : "FOREIGN KEY"); break;
    case type::generated: p("GENERATED ALWAYS AS (", c.value, ") STORED"); break;
    case type::identity:
      p(c.always ? "GENERATED ALWAYS AS IDENTITY" : "GENERATED BY DEFAULT AS IDENTITY");
      if (!c.sequence.empty()) p("("), put_side_by_side(p, c.sequence), p(")");
      break;
    case type::autoincrement: p("AUTOINCREMENT"); break;
  }
  p(in_brackets{c.columns}, bracketed_clause{"INCLUDE", c.include}, clause{"USING INDEX", c.index},
    bracketed_clause{"WITH", c.options});
  p(clause{"REFERENCES", c.references}, in_brackets{c.referenced}, word_of(matches, c.match));
  put_action(p, "ON DELETE", c.on_delete);
  put_action(p, "ON UPDATE", c.on_update);
  p(word_of(deferrables, c.deferrable), word_of(initials, c.initially_deferred),
    c.not_valid ? "NOT VALID" : "", c.no_inherit ? "NO INHERIT" : "");
}
inline void put(writer& p, ast::column_definition const& c) {
  p(c.name, c.type, c.encrypted ? "ENCRYPTED" : "", clause{"STORAGE", c.storage},
    clause{"COMPRESSION", c.compression}, clause{"COLLATE", c.collation});
  for (ast::constraint const& each : c.constraints) p(each);
}
inline void put(writer& p, ast::table_element const& e) {
  p(e.column, e.constraint, clause{"LIKE", e.like});
  for (ast::name const& n : e.including) p("INCLUDING", n);
  for (ast::name const& n : e.excluding) p("EXCLUDING", n);
}

// ---- CREATE -------------------------------------------------------------------------------------

inline void put(writer& p, ast::create_table const& s) {
  static constexpr char const* lives[] = {"", "TEMPORARY", "UNLOGGED"};
  static constexpr char const* commits[] = {"", "ON COMMIT PRESERVE ROWS", "ON COMMIT DELETE ROWS",
                                            "ON COMMIT DROP"};
  p("CREATE", word_of(lives, s.life), "TABLE", if_not_exists(s.if_not_exists), s.name);
  if (s.source)
    p(in_brackets{s.columns});
  else
    p(in_brackets{s.elements, true}, bracketed_clause{"INHERITS", s.inherits});
  p(bracketed_clause{"WITH", s.options}, word_of(commits, s.on_commit), clause{"AS", s.source},
    s.with_no_data ? "WITH NO DATA" : "");
}
inline void put(writer& p, ast::create_index const& s) {
  p("CREATE", s.unique ? "UNIQUE" : "", "INDEX", s.concurrently ? "CONCURRENTLY" : "",
    if_not_exists(s.if_not_exists), s.name, "ON", s.only ? "ONLY" : "", s.table,
    clause{"USING", s.method}, in_brackets{s.elements}, bracketed_clause{"INCLUDE", s.include},
    s.nulls_not_distinct ? "NULLS NOT DISTINCT" : "", bracketed_clause{"WITH", s.options},
    clause{"WHERE", s.where});
}
inline void put(writer& p, ast::create_view const& s) {
  static constexpr char const* checks[] = {"", "WITH LOCAL CHECK OPTION",
                                           "WITH CASCADED CHECK OPTION"};
  p("CREATE", s.or_replace ? "OR REPLACE" : "", s.temporary ? "TEMPORARY" : "",
    s.recursive ? "RECURSIVE" : "", s.materialized ? "MATERIALIZED" : "", "VIEW",
    if_not_exists(s.if_not_exists), s.name, in_brackets{s.columns},
    bracketed_clause{"WITH", s.options}, "AS", s.query, word_of(checks, s.check_option),
    s.with_no_data ? "WITH NO DATA" : "");
}
inline void put(writer& p, ast::create_schema const& s) {
  p("CREATE SCHEMA", if_not_exists(s.if_not_exists), s.name, clause{"AUTHORIZATION", s.owner});
}
inline void put(writer& p, ast::create_sequence const& s) {
  p("CREATE", s.temporary ? "TEMPORARY" : "", "SEQUENCE", if_not_exists(s.if_not_exists), s.name);
  put_side_by_side(p, s.options);
}
inline void put(writer& p, ast::create_type const& s) {
  p("CREATE TYPE", s.name, "AS", s.enumeration ? "ENUM" : "", "(");
  for (std::uint32_t i = 0; i != s.labels.size(); ++i) {
    p(i == 0 ? "" : ",");
    p.text(quote_string(s.labels[i]));
  }
  p(s.fields, ")");
}
inline void put(writer& p, ast::create_domain const& s) {
  p("CREATE DOMAIN", s.name, "AS", s.type, clause{"COLLATE", s.collation});
  for (ast::constraint const& each : s.constraints) p(each);
}
inline void put(writer& p, ast::create_database const& s) {
  p("CREATE DATABASE", if_not_exists(s.if_not_exists), s.name, bracketed_clause{"WITH", s.options});
}
inline void put(writer& p, ast::create_policy const& s) {
  static constexpr char const* commands[] = {"", "FOR SELECT", "FOR INSERT", "FOR UPDATE",
                                             "FOR DELETE"};
  p("CREATE POLICY", s.name, "ON", s.table, s.restrictive ? "AS RESTRICTIVE" : "",
    word_of(commands, s.what), clause{"TO", s.roles});
  if (s.using_) p("USING (", s.using_, ")");
  if (s.check) p("WITH CHECK (", s.check, ")");
}
inline void put(writer& p, ast::create_extension const& s) {
  p("CREATE EXTENSION", if_not_exists(s.if_not_exists), s.name);
}

// ---- ALTER --------------------------------------------------------------------------------------

inline void put(writer& p, ast::alter_action const& a) {
  using type = ast::alter_action::type;
  auto const column = [&]() -> writer& { return p("ALTER COLUMN", a.name); };
  switch (a.what) {
    case type::add_column: p("ADD COLUMN", if_not_exists(a.if_exists), a.column); return;
    case type::drop_column:
      p("DROP COLUMN", if_exists(a.if_exists), a.name, cascade(a.cascade));
      return;
    case type::set_type:
      column()("TYPE", a.data, clause{"COLLATE", a.collation}, clause{"USING", a.value});
      return;
    case type::set_default: column()("SET DEFAULT", a.value); return;
    case type::drop_default: column()("DROP DEFAULT"); return;
    case type::set_not_null: column()("SET NOT NULL"); return;
    case type::drop_not_null: column()("DROP NOT NULL"); return;
    case type::drop_expression: column()("DROP EXPRESSION", if_exists(a.if_exists)); return;
    case type::add_generated: column()("ADD", a.constraint); return;
    case type::drop_identity: column()("DROP IDENTITY", if_exists(a.if_exists)); return;
    case type::set_statistics: column()("SET STATISTICS", a.value); return;
    case type::set_storage: column()("SET STORAGE", a.storage); return;
    case type::set_encrypted: column()("SET ENCRYPTED"); return;
    case type::add_constraint: p("ADD", a.constraint); return;
    case type::drop_constraint:
      p("DROP CONSTRAINT", if_exists(a.if_exists), a.name, cascade(a.cascade));
      return;
    case type::validate_constraint: p("VALIDATE CONSTRAINT", a.name); return;
    case type::set_options: p("SET", in_brackets{a.options}); return;
    case type::reset_options: p("RESET", in_brackets{a.options}); return;
    case type::owner_to: p("OWNER TO", a.name); return;
    case type::enable_row_security: p("ENABLE ROW LEVEL SECURITY"); return;
    case type::disable_row_security: p("DISABLE ROW LEVEL SECURITY"); return;
    case type::force_row_security: p("FORCE ROW LEVEL SECURITY"); return;
    case type::no_force_row_security: p("NO FORCE ROW LEVEL SECURITY"); return;
    case type::add_versioning: p("ADD SYSTEM VERSIONING"); return;
    case type::drop_versioning: p("DROP SYSTEM VERSIONING"); return;
    case type::set_logged: p("SET LOGGED"); return;
    case type::set_unlogged: p("SET UNLOGGED"); return;
  }
}
inline void put(writer& p, ast::alter_table const& s) {
  p("ALTER", words_of(s.what), if_exists(s.if_exists), s.only ? "ONLY" : "", s.name, s.actions);
}
inline void put(writer& p, ast::rename const& s) {
  bool const part = s.part != ast::object_kind::table;
  p("ALTER", words_of(s.what), if_exists(s.if_exists), s.only ? "ONLY" : "", s.name, "RENAME",
    part ? words_of(s.part) : "", s.from, "TO", s.to);
}
inline void put(writer& p, ast::set_schema const& s) {
  p("ALTER", words_of(s.what), if_exists(s.if_exists), s.name, "SET SCHEMA", s.schema);
}
inline void put(writer& p, ast::alter_sequence const& s) {
  p("ALTER SEQUENCE", if_exists(s.if_exists), s.name);
  put_side_by_side(p, s.options);
}

// ---- DROP, COMMENT, REFRESH ---------------------------------------------------------------------

inline void put(writer& p, ast::drop const& s) {
  p("DROP", words_of(s.what), s.concurrently ? "CONCURRENTLY" : "", if_exists(s.if_exists), s.names,
    clause{"ON", s.on}, cascade(s.cascade));
}
inline void put(writer& p, ast::comment const& s) {
  p("COMMENT ON", words_of(s.what), s.name, clause{"ON", s.on}, "IS", s.text);
}
inline void put(writer& p, ast::refresh const& s) {
  p("REFRESH MATERIALIZED VIEW", s.concurrently ? "CONCURRENTLY" : "", s.name,
    s.incrementally ? "INCREMENTALLY" : "", s.with_no_data ? "WITH NO DATA" : "");
}

}  // namespace helios::sql::printing

// helios/sql/impl/print/expression.ipp -- expressions as text, with the brackets that precedence
// asks for.

namespace helios::sql {
namespace printing {

// The strengths of the grammar (impl/grammar/rules.hpp), without its includes.
enum binding : int {
  binds_or = 1,
  binds_and,
  binds_not,
  binds_is,
  binds_comparison,
  binds_membership,
  binds_other,
  binds_additive,
  binds_multiplicative,
  binds_power,
  binds_zone,
  binds_collate,
  binds_sign,
  binds_cast,
  binds_none
};

[[nodiscard]] inline int strength_of(ast::operation const& op) {
  if (!op.schema.empty()) return binds_other;
  std::string_view const s = op.symbol;
  if (s == "=" || s == "<" || s == ">" || s == "<=" || s == ">=" || s == "<>")
    return binds_comparison;
  if (s == "+" || s == "-") return binds_additive;
  if (s == "*" || s == "/" || s == "%") return binds_multiplicative;
  return s == "^" ? binds_power : binds_other;
}

[[nodiscard]] inline int strength_of(ast::expression const& e) {
  using kind = ast::expression_kind;
  switch (e.kind) {
    case kind::unary: {
      auto const& op = static_cast<ast::unary const&>(e).op;
      if (op.symbol == "not") return binds_not;
      return op.schema.empty() && (op.symbol == "+" || op.symbol == "-") ? binds_sign : binds_other;
    }
    case kind::binary: return strength_of(static_cast<ast::binary const&>(e).op);
    case kind::logical:
      return static_cast<ast::logical const&>(e).what == ast::logical::type::or_ ? binds_or
                                                                                 : binds_and;
    case kind::quantified: return binds_comparison;
    case kind::in:
    case kind::between:
    case kind::like: return binds_membership;
    case kind::is: return binds_is;
    case kind::collate: return binds_collate;
    case kind::at_time_zone: return binds_zone;
    case kind::literal:
    case kind::parameter:
    case kind::column:
    case kind::star:
    case kind::case_:
    case kind::cast:
    case kind::call:
    case kind::current:
    case kind::subquery:
    case kind::array:
    case kind::row:
    case kind::subscript:
    case kind::field:
    case kind::default_:
    case kind::grouping: return binds_none;
  }
  HELIOS_UNREACHABLE();
}

inline void put(writer& p, ast::operation const& op) {
  if (op.schema.empty())
    p.text(op.symbol == "not" ? "NOT" : op.symbol);
  else
    p("OPERATOR", "(", op.schema, ".").text(op.symbol), p(")");
}

inline void put(writer& p, ast::literal const& n) {
  switch (n.what) {
    case ast::literal::type::null: return p.text("NULL");
    case ast::literal::type::true_: return p.text("TRUE");
    case ast::literal::type::false_: return p.text("FALSE");
    case ast::literal::type::integer:
    case ast::literal::type::decimal: return p.text(n.text);
    case ast::literal::type::string: return p.text(quote_string(n.text));
    case ast::literal::type::bits: return p.text("B" + quote_string(n.text));
    case ast::literal::type::hex: return p.text("X" + quote_string(n.text));
  }
}
inline void put(writer& p, ast::parameter const& n) { p.text("$" + std::to_string(n.index)); }
inline void put(writer& p, ast::column const& n) { p(dotted{n.parts}); }
inline void put(writer& p, ast::default_ const&) { p("DEFAULT"); }

// What may carry a subscript or a field without brackets around it.
inline void put_owner(writer& p, ast::expression const& e, bool column_is_fine) {
  using kind = ast::expression_kind;
  bool const bare = (e.kind == kind::column && column_is_fine) || e.kind == kind::parameter ||
                    e.kind == kind::subscript || e.kind == kind::field ||
                    (e.kind == kind::subquery &&
                     static_cast<ast::subquery const&>(e).what == ast::subquery::type::scalar);
  if (bare)
    p(e);
  else
    p("(", e, ")");
}
inline void put(writer& p, ast::star const& n) {
  if (n.row)
    put_owner(p, *n.row, false), p(".");
  else if (!n.table.empty())
    p(dotted{n.table}, ".");
  p("*");
}
inline void put(writer& p, ast::subscript const& n) {
  put_owner(p, *n.operand, true);
  p.glued()("[", n.index);
  if (n.slice) p(":", n.upper);
  p("]");
}
inline void put(writer& p, ast::field const& n) {
  put_owner(p, *n.operand, false);
  p(".", n.name);
}

inline void put(writer& p, ast::unary const& n) {
  p(n.op);
  if (n.op.symbol != "not" && n.operand->kind == ast::expression_kind::literal) p.glued();
  put_operand(
      p, *n.operand,
      n.op.symbol == "not" ? binds_not : strength_of(n) + (strength_of(n) == binds_other ? 1 : 0));
}
inline void put(writer& p, ast::binary const& n) {
  int const own = strength_of(n.op);
  put_operand(p, *n.left, own == binds_comparison ? own + 1 : own);
  p(n.op);
  put_operand(p, *n.right, own + 1);
}
inline void put(writer& p, ast::logical const& n) {
  bool const conjunction = n.what == ast::logical::type::and_;
  bool first = true;
  for (auto const& operand : n.operands) {
    if (!std::exchange(first, false)) p(conjunction ? "AND" : "OR");
    put_operand(p, *operand, (conjunction ? binds_and : binds_or) + 1);
  }
}
inline void put(writer& p, ast::quantified const& n) {
  put_operand(p, *n.left, std::max<int>(binds_other, strength_of(n.op)));
  if (n.op.symbol == "not like")
    p("NOT LIKE");
  else if (n.op.symbol == "not ilike")
    p("NOT ILIKE");
  else if (n.op.symbol == "like")
    p("LIKE");
  else if (n.op.symbol == "ilike")
    p("ILIKE");
  else
    p(n.op);
  p(n.all ? "ALL" : "ANY", "(", n.query, n.array, ")");
}
inline void put(writer& p, ast::in const& n) {
  put_operand(p, *n.operand, binds_other);
  p(n.negated ? "NOT IN" : "IN", "(", n.query, n.values, ")");
}
inline void put(writer& p, ast::between const& n) {
  put_operand(p, *n.operand, binds_other);
  p(n.negated ? "NOT BETWEEN" : "BETWEEN", n.symmetric ? "SYMMETRIC" : "", tight{n.low}, "AND");
  put_operand(p, *n.high, binds_other);
}
inline void put(writer& p, ast::like const& n) {
  static constexpr char const* words[] = {"LIKE", "ILIKE", "SIMILAR TO"};
  put_operand(p, *n.operand, binds_other);
  p(n.negated ? "NOT" : "", word_of(words, n.what));
  put_operand(p, *n.pattern, binds_other);
  if (n.escape) p("ESCAPE"), put_operand(p, *n.escape, binds_other);
}
inline void put(writer& p, ast::is const& n) {
  static constexpr char const* words[] = {"NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT FROM"};
  put_operand(p, *n.operand, binds_is + 1);
  p("IS", n.negated ? "NOT" : "", word_of(words, n.what));
  if (n.other) put_operand(p, *n.other, binds_is + 1);
}
inline void put(writer& p, ast::when const& w) { p("WHEN", w.condition, "THEN", w.result); }
inline void put(writer& p, ast::case_ const& n) {
  p("CASE", n.operand);
  for (ast::when const& w : n.whens) p(w);
  p(clause{"ELSE", n.otherwise}, "END");
}
inline void put(writer& p, ast::cast const& n) { p("CAST", "(", n.operand, "AS", n.type, ")"); }
inline void put(writer& p, ast::collate const& n) {
  put_operand(p, *n.operand, binds_collate);
  p("COLLATE", n.collation);
}
inline void put(writer& p, ast::at_time_zone const& n) {
  put_operand(p, *n.operand, binds_zone);
  p("AT TIME ZONE");
  put_operand(p, *n.zone, binds_zone + 1);
}

inline void put(writer& p, ast::frame_bound const& b) {
  static constexpr char const* words[] = {"CURRENT ROW", "UNBOUNDED PRECEDING", "PRECEDING",
                                          "FOLLOWING", "UNBOUNDED FOLLOWING"};
  p(b.distance, word_of(words, b.what));
}
inline void put(writer& p, ast::window_frame const& f) {
  static constexpr char const* units[] = {"", "ROWS", "RANGE", "GROUPS"};
  static constexpr char const* exclusions[] = {"", "EXCLUDE CURRENT ROW", "EXCLUDE GROUP",
                                               "EXCLUDE TIES"};
  if (f.unit == ast::window_frame::units::none) return;
  p(word_of(units, f.unit), "BETWEEN", f.from, "AND", f.to, word_of(exclusions, f.exclude));
}

// Functions whose names are key words that only the grammar calls.
[[nodiscard]] inline bool is_spoken(ast::qualified_name const& f) {
  static constexpr std::string_view words[] = {"coalesce",  "nullif",  "greatest", "least",
                                               "substring", "overlay", "grouping"};
  if (f.parts.size() != 1) return false;
  for (std::string_view const w : words)
    if (f.parts[0] == w) return true;
  return false;
}
inline void put(writer& p, ast::call const& n) {
  if (is_spoken(n.function))
    p.text(n.function.parts[0].text);
  else
    p(n.function);
  p.glued()("(", n.star ? "*" : "", n.distinct ? "DISTINCT" : "");
  for (std::uint32_t i = 0; i != n.arguments.size(); ++i) {
    if (i != 0) p(",");
    if (n.variadic && i + 1 == n.arguments.size()) p("VARIADIC");
    p(n.arguments[i]);
  }
  if (!n.within_group) p(clause{"ORDER BY", n.order});
  p(")");
  if (n.within_group) p("WITHIN GROUP (", clause{"ORDER BY", n.order}, ")");
  if (n.filter) p("FILTER (WHERE", n.filter, ")");
  if (n.over) {
    p("OVER");
    if (n.over->whole)
      p(n.over->base);
    else
      p(*n.over);
  }
}
inline void put(writer& p, ast::current const& n) {
  static constexpr char const* words[] = {"CURRENT_DATE",    "CURRENT_TIME",   "CURRENT_TIMESTAMP",
                                          "LOCALTIME",       "LOCALTIMESTAMP", "CURRENT_ROLE",
                                          "CURRENT_USER",    "SESSION_USER",   "USER",
                                          "CURRENT_CATALOG", "CURRENT_SCHEMA"};
  p(word_of(words, n.what));
  if (n.precision) p("(", n.precision, ")");
}
inline void put(writer& p, ast::subquery const& n) {
  static constexpr char const* words[] = {"", "EXISTS", "ARRAY"};
  p(word_of(words, n.what), "(", n.query, ")");
}
inline void put(writer& p, ast::array const& n) { p("ARRAY", "[", n.elements, "]"); }
inline void put(writer& p, ast::row const& n) {
  p(n.word ? "ROW" : "", in_brackets{n.fields, true});
}
inline void put(writer& p, ast::grouping const& n) {
  static constexpr char const* words[] = {"", "ROLLUP", "CUBE", "GROUPING SETS"};
  p(word_of(words, n.what), in_brackets{n.elements, true});
}

void put(writer& p, ast::expression const& e) {
  ast::visit(e, [&p](auto const& node) { put(p, node); });
}
void put_operand(writer& p, ast::expression const& e, int floor) {
  if (strength_of(e) < std::min<int>(floor, binds_none))
    p("(", e, ")");
  else
    p(e);
}

// ---- parts that other trees share ---------------------------------------------------------------

void put(writer& p, ast::qualified_name const& n) { p(dotted{n.parts}); }
void put(writer& p, ast::argument const& a) { p(a.label, a.label.empty() ? "" : "=>", a.value); }
void put(writer& p, ast::order_item const& o) {
  static constexpr char const* directions[] = {"", "ASC", "DESC"};
  static constexpr char const* nulls[] = {"", "NULLS FIRST", "NULLS LAST"};
  p(o.key);
  if (!o.using_.schema.empty())
    p("USING", o.using_);
  else if (!o.using_.symbol.empty())
    p("USING").text(o.using_.symbol);
  p(word_of(directions, o.order), word_of(nulls, o.null_order));
}
void put(writer& p, ast::window const& w) {
  p("(", w.base, clause{"PARTITION BY", w.partition}, clause{"ORDER BY", w.order}, w.frame, ")");
}
void put(writer& p, ast::option const& o) {
  p(dotted{o.key});
  if (o.value) p("=", o.value);
}

void put(writer& p, ast::data_type const& t) {
  static constexpr std::string_view spoken[] = {"varchar", "numeric", "timestamp", "time",
                                                "interval"};
  if (t.set_of) p("SETOF");
  bool bare = false;
  for (std::string_view const word : spoken)
    bare |= t.name.parts.size() == 1 && t.name.parts[0] == word;
  if (bare)
    p.text(t.name.parts[0].text);
  else
    p(t.name);
  struct {
    std::uint8_t fields;
    char const* words;
  } static constexpr intervals[] = {{3, "YEAR TO MONTH"},
                                    {1, "YEAR"},
                                    {2, "MONTH"},
                                    {12, "DAY TO HOUR"},
                                    {28, "DAY TO MINUTE"},
                                    {60, "DAY TO SECOND"},
                                    {4, "DAY"},
                                    {24, "HOUR TO MINUTE"},
                                    {56, "HOUR TO SECOND"},
                                    {8, "HOUR"},
                                    {48, "MINUTE TO SECOND"},
                                    {16, "MINUTE"},
                                    {32, "SECOND"}};
  for (auto const& i : intervals)
    if (i.fields == t.interval_fields) p(i.words);
  if (!t.modifiers.empty()) p.glued()(in_brackets{t.modifiers});
  for (std::int64_t const bound : t.array_bounds) {
    p.glued()("[");
    if (bound >= 0) p.text(std::to_string(bound));
    p("]");
  }
}

}  // namespace printing

std::string quote_string(std::string_view value) {
  std::string out = "'";
  for (char const c : value) {
    if (c == '\'') out.push_back('\'');
    out.push_back(c);
  }
  return out += '\'';
}

std::string quote_name(std::string_view name) {
  bool plain = !name.empty() && begins_name(name.front());
  for (char const c : name) plain = plain && continues_name(c) && to_lower(c) == c;
  if (plain) {
    token_kind const word = find_keyword(name);
    if (word == token_kind::name || (keyword_of(word).classes & word_class::unreserved) != 0)
      return std::string(name);
  }
  std::string out = "\"";
  for (char const c : name) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  return out += '"';
}

}  // namespace helios::sql

// helios/sql/impl/print/query.ipp -- queries and the statements that change rows, as text.

namespace helios::sql::printing {

// ---- time travel, FROM --------------------------------------------------------------------------

void put(writer& p, ast::moment const& m) {
  static constexpr char const* words[] = {"NOW", "TIMESTAMP", "SCN", "TRANSACTION", "TAG"};
  p(word_of(words, m.what));
  if (m.value) p(tight{m.value});
}
inline void put(writer& p, ast::period const& t) {
  switch (t.what) {
    case ast::period::type::none: return;
    case ast::period::type::as_of: p("AS OF", t.from); return;
    case ast::period::type::between: p("VERSIONS BETWEEN", t.from, "AND", t.to); return;
    case ast::period::type::from_to: p("FOR SYSTEM_TIME FROM", t.from, "TO", t.to); return;
    case ast::period::type::all: p("FOR SYSTEM_TIME ALL"); return;
  }
}
inline void put(writer& p, ast::column_alias const& c) { p(c.name, c.type); }
void put(writer& p, ast::alias const& a) {
  if (!a.name.empty() || !a.columns.empty()) p("AS", a.name, in_brackets{a.columns});
}
inline void put(writer& p, ast::table const& t) {
  p(t.only ? "ONLY" : "", t.name, t.time, t.alias);
  if (!t.sample.method.parts.empty()) {
    p("TABLESAMPLE", t.sample.method, in_brackets{t.sample.arguments});
    if (t.sample.seed) p("REPEATABLE (", t.sample.seed, ")");
  }
}
inline void put(writer& p, ast::derived_table const& t) {
  p(t.lateral ? "LATERAL" : "", "(", t.query, ")", t.alias);
}
inline void put(writer& p, ast::function_table const& t) {
  p(t.lateral ? "LATERAL" : "", t.rows_from ? "ROWS FROM (" : "", t.calls, t.rows_from ? ")" : "",
    t.ordinality ? "WITH ORDINALITY" : "", t.alias);
}
inline void put_joined(writer& p, ast::from_item const& item, bool left) {
  bool const join = item.kind == ast::from_kind::join;
  bool const aliased = join && !static_cast<ast::join const&>(item).alias.name.empty();
  if (join && !left && !aliased)
    p("(", item, ")");
  else
    p(item);
}
inline void put(writer& p, ast::join const& j) {
  static constexpr char const* words[] = {"JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN",
                                          "CROSS JOIN"};
  bool const aliased = !j.alias.name.empty();
  p(aliased ? "(" : "");
  put_joined(p, *j.left, true);
  p(j.natural ? "NATURAL" : "", word_of(words, j.what));
  put_joined(p, *j.right, false);
  p(clause{"ON", j.on}, bracketed_clause{"USING", j.using_}, clause{"AS", j.using_alias});
  if (aliased) p(")", j.alias);
}
void put(writer& p, ast::from_item const& f) {
  ast::visit(f, [&p](auto const& node) { put(p, node); });
}

// ---- queries ------------------------------------------------------------------------------------

void put(writer& p, ast::target const& t) { p(t.value, clause{"AS", t.label}); }
inline void put(writer& p, ast::common_table const& t) {
  static constexpr char const* words[] = {"", "MATERIALIZED", "NOT MATERIALIZED"};
  p(t.name, in_brackets{t.columns}, "AS", word_of(words, t.how), "(", t.body, ")");
}
void put(writer& p, ast::with_clause const& w) {
  if (!w.tables.empty()) p("WITH", w.recursive ? "RECURSIVE" : "", w.tables);
}
inline void put(writer& p, ast::locking const& l) {
  static constexpr char const* words[] = {"FOR UPDATE", "FOR NO KEY UPDATE", "FOR SHARE",
                                          "FOR KEY SHARE"};
  static constexpr char const* waits[] = {"", "NOWAIT", "SKIP LOCKED"};
  p(word_of(words, l.how), clause{"OF", l.tables}, word_of(waits, l.waiting));
}
inline void put(writer& p, ast::query_tail const& t) {
  p(clause{"ORDER BY", t.order}, clause{"OFFSET", t.offset});
  if (t.with_ties)
    p("FETCH FIRST", tight{t.limit}, "ROWS WITH TIES");
  else if (t.limit && t.limit->kind == ast::expression_kind::literal &&
           static_cast<ast::literal const&>(*t.limit).what == ast::literal::type::null)
    p("LIMIT ALL");
  else
    p(clause{"LIMIT", t.limit});
  for (ast::locking const& l : t.locks) p(l);
}
inline void put(writer& p, ast::window_definition const& w) { p(w.name, "AS", w.window); }
inline void put(writer& p, ast::select const& s) {
  p(s.with, "SELECT", s.distinct ? "DISTINCT" : "", bracketed_clause{"ON", s.distinct_on},
    s.targets, clause{"FROM", s.from}, clause{"WHERE", s.where}, s.time);
  if (!s.group_by.empty()) p("GROUP BY", s.group_distinct ? "DISTINCT" : "", s.group_by);
  p(clause{"HAVING", s.having}, clause{"WINDOW", s.windows}, s.tail);
}
struct value_row {
  ast::expressions const& fields;
};
inline void put(writer& p, ast::values const& v) {
  p(v.with, "VALUES");
  for (std::uint32_t i = 0; i != v.rows.size(); ++i) p(i == 0 ? "" : ",", in_brackets{v.rows[i]});
  p(v.tail);
}
[[nodiscard]] inline bool intersects(ast::query const& q) {
  return q.kind == ast::statement_kind::set_operation &&
         static_cast<ast::set_operation const&>(q).what == ast::set_operation::type::intersect;
}
inline void put_side(writer& p, ast::set_operation const& of, ast::query const& side, bool left) {
  bool const operation = side.kind == ast::statement_kind::set_operation;
  bool const weaker = operation && (!left || (intersects(of) && !intersects(side)));
  bool const own_clauses = !side.with.tables.empty() || !(side.tail == ast::query_tail{});
  if (weaker || own_clauses)
    p("(", side, ")");
  else
    p(side);
}
inline void put(writer& p, ast::set_operation const& s) {
  static constexpr char const* words[] = {"UNION", "INTERSECT", "EXCEPT"};
  p(s.with);
  put_side(p, s, *s.left, true);
  p(word_of(words, s.what), s.all ? "ALL" : "");
  put_side(p, s, *s.right, false);
  p(s.tail);
}

// ---- changes of rows ----------------------------------------------------------------------------

inline void put(writer& p, ast::change_target const& t) {
  p(t.only ? "ONLY" : "", t.name, clause{"AS", t.alias});
}
// A column that is given a value, or a part of it: here a.field needs no brackets around a.
inline void put_assigned(writer& p, ast::expression const& e) {
  if (e.kind == ast::expression_kind::field) {
    auto const& n = static_cast<ast::field const&>(e);
    put_assigned(p, *n.operand);
    p(".", n.name);
  } else if (e.kind == ast::expression_kind::subscript) {
    auto const& n = static_cast<ast::subscript const&>(e);
    put_assigned(p, *n.operand);
    p.glued()("[", n.index, n.slice ? ":" : "", n.upper, "]");
  } else {
    p(e);
  }
}
inline void put_assigned(writer& p, ast::expressions const& columns) {
  bool first = true;
  for (auto const& c : columns) {
    p(std::exchange(first, false) ? "" : ",");
    put_assigned(p, *c);
  }
}
inline void put_insert_columns(writer& p, ast::expressions const& columns) {
  if (columns.empty()) return;
  p("(");
  put_assigned(p, columns);
  p(")");
}
void put(writer& p, ast::assignment const& a) {
  p(a.several ? "(" : "");
  put_assigned(p, a.columns);
  p(a.several ? ")" : "", "=", a.value);
}
void put(writer& p, ast::index_element const& e) {
  static constexpr char const* directions[] = {"", "ASC", "DESC"};
  static constexpr char const* nulls[] = {"", "NULLS FIRST", "NULLS LAST"};
  if (e.key->kind == ast::expression_kind::column)
    p(e.key);
  else
    p("(", e.key, ")");
  p(clause{"COLLATE", e.collation}, e.operators, in_brackets{e.operator_options},
    word_of(directions, e.order), word_of(nulls, e.null_order));
}
inline void put(writer& p, ast::on_conflict const& c) {
  if (c.action == ast::on_conflict::type::none) return;
  p("ON CONFLICT", in_brackets{c.columns}, clause{"WHERE", c.index_where},
    clause{"ON CONSTRAINT", c.constraint}, "DO");
  if (c.action == ast::on_conflict::type::nothing)
    p("NOTHING");
  else
    p("UPDATE SET", c.set, clause{"WHERE", c.where});
}
[[nodiscard]] inline char const* words_of(ast::insert::overriding o) {
  static constexpr char const* words[] = {"", "OVERRIDING SYSTEM VALUE", "OVERRIDING USER VALUE"};
  return word_of(words, o);
}
inline void put(writer& p, ast::insert const& s) {
  static constexpr char const* alternatives[] = {"", "OR REPLACE", "OR IGNORE"};
  p(s.with, "INSERT", word_of(alternatives, s.or_), "INTO", s.table);
  put_insert_columns(p, s.columns);
  p(words_of(s.override_));
  if (s.source)
    p(s.source);
  else
    p("DEFAULT VALUES");
  p(s.conflict, clause{"RETURNING", s.returning});
}
inline void put(writer& p, ast::update const& s) {
  p(s.with, "UPDATE", s.table, "SET", s.set, clause{"FROM", s.from}, clause{"WHERE", s.where},
    clause{"RETURNING", s.returning});
}
inline void put(writer& p, ast::delete_ const& s) {
  p(s.with, "DELETE FROM", s.table, clause{"USING", s.using_}, clause{"WHERE", s.where},
    clause{"RETURNING", s.returning});
}
inline void put(writer& p, ast::merge_when const& w) {
  p(w.matched ? "WHEN MATCHED" : "WHEN NOT MATCHED", clause{"AND", w.condition}, "THEN");
  switch (w.action) {
    case ast::merge_when::type::nothing: p("DO NOTHING"); return;
    case ast::merge_when::type::delete_: p("DELETE"); return;
    case ast::merge_when::type::update: p("UPDATE SET", w.set); return;
    case ast::merge_when::type::insert:
      p("INSERT");
      put_insert_columns(p, w.columns);
      p(words_of(w.override_));
      if (w.values.empty())
        p("DEFAULT VALUES");
      else
        p("VALUES", in_brackets{w.values});
  }
}
inline void put(writer& p, ast::merge const& s) {
  p(s.with, "MERGE INTO", s.table, "USING", s.source, "ON", s.on);
  for (ast::merge_when const& w : s.whens) p(w);
}
inline void put(writer& p, ast::truncate const& s) {
  p("TRUNCATE", s.only ? "ONLY" : "", s.tables, s.restart_identity ? "RESTART IDENTITY" : "",
    s.cascade ? "CASCADE" : "");
}
inline void put(writer& p, ast::copy const& s) {
  p("COPY");
  if (s.source)
    p("(", s.source, ")");
  else
    p(s.table, in_brackets{s.columns});
  p(s.from ? "FROM" : "TO", s.program ? "PROGRAM" : "");
  if (s.path.data() == nullptr)
    p(s.from ? "STDIN" : "STDOUT");
  else
    p.text(quote_string(s.path));
  if (!s.options.empty()) {
    p("(");
    for (std::uint32_t i = 0; i != s.options.size(); ++i)
      p(i == 0 ? "" : ",", dotted{s.options[i].key}, s.options[i].value);
    p(")");
  }
  p(clause{"WHERE", s.where});
}

}  // namespace helios::sql::printing

// helios/sql/impl/print/session.ipp -- transactions, settings, upkeep, branches and tags, as text.

namespace helios::sql::printing {

inline void put(writer& p, ast::transaction_modes const& m) {
  static constexpr char const* levels[] = {
      "", "ISOLATION LEVEL READ UNCOMMITTED", "ISOLATION LEVEL READ COMMITTED",
      "ISOLATION LEVEL REPEATABLE READ", "ISOLATION LEVEL SERIALIZABLE"};
  static constexpr char const* accesses[] = {"", "READ ONLY", "READ WRITE"};
  static constexpr char const* deferrables[] = {"", "DEFERRABLE", "NOT DEFERRABLE"};
  p(word_of(levels, m.isolation), word_of(accesses, m.read_only),
    word_of(deferrables, m.deferrable));
}
inline void put(writer& p, ast::begin const& s) { p("BEGIN", s.modes); }
inline void put(writer& p, ast::end const& s) {
  p(s.what == ast::end::type::commit ? "COMMIT" : "ROLLBACK", s.chain ? "AND CHAIN" : "");
}
inline void put(writer& p, ast::savepoint const& s) {
  static constexpr char const* words[] = {"SAVEPOINT", "RELEASE SAVEPOINT",
                                          "ROLLBACK TO SAVEPOINT"};
  p(word_of(words, s.what), s.name);
}

inline void put(writer& p, ast::set const& s) {
  p("SET", s.where == ast::set::scope::local ? "LOCAL" : "");
  // Only SET TIME ZONE takes an interval.
  if (!s.values.empty() && s.values[0]->kind == ast::expression_kind::cast) {
    auto const& value = static_cast<ast::cast const&>(*s.values[0]);
    ast::data_type fields = value.type;
    fields.name.parts = {};
    p("TIME ZONE INTERVAL");
    if (value.type.interval_fields == 0)
      p(in_brackets{value.type.modifiers}, value.operand);
    else
      p(value.operand, fields);
    return;
  }
  p(dotted{s.setting});
  if (s.from_current)
    p("FROM CURRENT");
  else if (s.values.empty())
    p("TO DEFAULT");
  else
    p("=", s.values);
}
inline void put(writer& p, ast::set_transaction const& s) {
  p(s.session ? "SET SESSION CHARACTERISTICS AS TRANSACTION" : "SET TRANSACTION", s.modes,
    clause{"SNAPSHOT", s.snapshot});
}
inline void put(writer& p, ast::show const& s) {
  p("SHOW", s.setting.empty() ? "ALL" : "", dotted{s.setting});
}
inline void put(writer& p, ast::reset const& s) {
  p("RESET", s.setting.empty() ? "ALL" : "", dotted{s.setting});
}
inline void put(writer& p, ast::prepare const& s) {
  p("PREPARE", s.name, in_brackets{s.types}, "AS", s.body);
}
inline void put(writer& p, ast::execute const& s) {
  p("EXECUTE", s.name, in_brackets{s.arguments});
}
inline void put(writer& p, ast::deallocate const& s) {
  p("DEALLOCATE", s.name.empty() ? "ALL" : "", s.name);
}

// An option of a utility statement and its value stand side by side, without `=`.
inline void put_utility_options(writer& p, ast::list<ast::option> const& options) {
  if (options.empty()) return;
  p("(");
  for (std::uint32_t i = 0; i != options.size(); ++i)
    p(i == 0 ? "" : ",", dotted{options[i].key}, options[i].value);
  p(")");
}
inline void put(writer& p, ast::explain const& s) {
  p("EXPLAIN");
  put_utility_options(p, s.options);
  p(s.body);
}
inline void put(writer& p, ast::vacuum_table const& t) { p(t.name, in_brackets{t.columns}); }
inline void put(writer& p, ast::vacuum const& s) {
  p(s.analyze_only ? "ANALYZE" : "VACUUM");
  put_utility_options(p, s.options);
  p(s.tables);
}
inline void put(writer& p, ast::reindex const& s) {
  static constexpr char const* words[] = {"TABLE",  "", "", "INDEX",   "",
                                          "SCHEMA", "", "", "DATABASE"};
  p("REINDEX");
  put_utility_options(p, s.options);
  p(word_of(words, s.what), s.concurrently ? "CONCURRENTLY" : "", s.name);
}
inline void put(writer& p, ast::pragma const& s) { p("PRAGMA", s.name, clause{"=", s.value}); }
inline void put(writer& p, ast::do_ const& s) {
  p("DO", clause{"LANGUAGE", s.language}).text(quote_string(s.body));
}
inline void put(writer& p, ast::backup const& s) {
  p(s.restore ? "RESTORE FROM" : "BACKUP TO").text(quote_string(s.place));
}

// ---- branches and tags --------------------------------------------------------------------------

inline void put_point(writer& p, ast::moment const& m) {
  if (m.what != ast::moment::type::now) p("AS OF", m);
}
inline void put(writer& p, ast::create_branch const& s) {
  p("CREATE DATABASE BRANCH", s.if_not_exists ? "IF NOT EXISTS" : "", s.name,
    clause{"FROM", s.parent});
  put_point(p, s.when);
  p(bracketed_clause{"WITH", s.options});
}
inline void put(writer& p, ast::drop_branch const& s) {
  p("DROP DATABASE BRANCH", s.if_exists ? "IF EXISTS" : "", s.name, s.force ? "FORCE" : "");
}
inline void put(writer& p, ast::merge_branch const& s) {
  p("MERGE DATABASE BRANCH", s.source, clause{"INTO", s.target},
    bracketed_clause{"WITH", s.options});
}
inline void put(writer& p, ast::alter_branch const& s) {
  p("ALTER DATABASE BRANCH", s.name);
  switch (s.what) {
    case ast::alter_branch::type::rename: p("RENAME TO", s.new_name); return;
    case ast::alter_branch::type::reset: p("RESET TO", s.when); return;
    case ast::alter_branch::type::set_options: p("SET", in_brackets{s.options}); return;
  }
}
inline void put(writer& p, ast::use_branch const& s) { p("USE BRANCH", s.name); }
inline void put(writer& p, ast::show_branches const&) { p("SHOW BRANCHES"); }
inline void put(writer& p, ast::create_tag const& s) {
  p("CREATE TAG", s.if_not_exists ? "IF NOT EXISTS" : "", s.name, clause{"FROM", s.branch});
  put_point(p, s.when);
}
inline void put(writer& p, ast::drop_tag const& s) {
  p("DROP TAG", s.if_exists ? "IF EXISTS" : "", s.name);
}

}  // namespace helios::sql::printing

namespace helios::sql {
namespace printing {

void put(writer& p, ast::statement const& s) {
  ast::visit(s, [&p](auto const& node) { put(p, node); });
}
template <class Tree>
[[nodiscard]] std::string text_of(Tree const& tree) {
  writer p;
  put(p, tree);
  return p.take();
}

}  // namespace printing

std::string print(ast::statement const& tree) { return printing::text_of(tree); }
std::string print(ast::expression const& tree) { return printing::text_of(tree); }
std::string print(ast::data_type const& tree) { return printing::text_of(tree); }
std::string print(ast::qualified_name const& tree) { return printing::text_of(tree); }

}  // namespace helios::sql

// helios/storage/storage.hpp -- from a file of frames to persistent trees, and back.
//
//   the world    vfs.hpp, posix_vfs.hpp, memory_vfs.hpp; for tests: testing/
//   the file     format.hpp, anchor.hpp, frame.hpp, log.hpp, log_reader.hpp, page_source.hpp
//   rows         shape.hpp, row.hpp, key.hpp
//   nodes        node.hpp, run.hpp, leaf.hpp, inner.hpp
//   trees        tree.hpp (read), tree_edit.hpp (change), tree_diff.hpp (compare), tree_walk.hpp
//   (check) states       directory.hpp, draft.hpp (change), timeline.hpp (keep and release),
//   page_writer.hpp (write) commits      commit_record.hpp (what one did), replay.hpp (doing it
//   again)

// helios/storage/memory_vfs.hpp -- files in memory: what ":memory:" databases are made of.
//
// Holds     (V1) a removed or replaced file lives on until its last open ends
//           (V2) no two files of one vfs ever share an identity
// Threads   as storage/memory_image.hpp; names take a lock, open files do not
// Errors    as storage/vfs.hpp. There are no folders, but a name that ends in '/' or that begins
//           other files' names up to a '/' is refused as one.
// Cost      read and write: a memcpy; sync and sync_directory: nothing

// helios/storage/settable_world.hpp -- a clock that can be stopped, randomness that repeats.
//
// Until they are set, both come from the vfs that is asked in their place.
// Threads   any number at once
// Source    splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014

namespace helios::storage {

/// The same seed gives the same numbers on every machine. Not for secrets.
class seeded_random {
 public:
  explicit seeded_random(std::uint64_t seed) noexcept : state_(seed) {}

  [[nodiscard]] std::uint64_t next() noexcept {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// 0 to n - 1; the bias of the remainder does not matter to tests.  Requires n != 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t n) noexcept { return next() % n; }

 private:
  std::uint64_t state_;
};

class settable_world {
 public:
  /// now() is exactly `at` until the clock is set again or runs again.
  void stop_clock(microseconds at) {
    std::lock_guard const hold(mutex_);
    clock_ = at;
  }
  void run_clock() {
    std::lock_guard const hold(mutex_);
    clock_.reset();
  }
  /// random() depends from here on only on the seed and on what was asked for since.
  void seed_random(std::uint64_t seed) {
    std::lock_guard const hold(mutex_);
    random_.emplace(seed);
  }

  [[nodiscard]] microseconds now(vfs& otherwise) {
    std::unique_lock hold(mutex_);
    if (clock_) return *clock_;
    hold.unlock();
    return otherwise.now();
  }

  void random(vfs& otherwise, std::span<std::byte> into) {
    std::unique_lock hold(mutex_);
    if (!random_) {
      hold.unlock();
      return otherwise.random(into);
    }
    while (!into.empty()) {
      std::uint64_t const word = random_->next();
      std::size_t const n = into.size() < sizeof word ? into.size() : sizeof word;
      std::memcpy(into.data(), &word, n);
      into = into.subspan(n);
    }
  }

 private:
  std::mutex mutex_;
  std::optional<microseconds> clock_;
  std::optional<seeded_random> random_;
};

}  // namespace helios::storage

namespace helios::storage {

namespace detail {
struct memory_node;
}

class memory_vfs final : public vfs {
 public:
  /// `capacity`: the addresses that each file reserves, unless map() asks for more first.
  HELIOS_DECL explicit memory_vfs(std::uint64_t capacity = std::uint64_t{1} << 36);
  HELIOS_DECL ~memory_vfs() override;

  [[nodiscard]] HELIOS_DECL std::unique_ptr<file> open(std::string const& path,
                                                       open_mode mode) override;
  [[nodiscard]] HELIOS_DECL std::optional<file_identity> identify(std::string const& path) override;
  HELIOS_DECL void remove(std::string const& path) override;
  HELIOS_DECL void rename(std::string const& from, std::string const& to) override;
  void sync_directory(std::string const&) override {}
  [[nodiscard]] HELIOS_DECL microseconds now() override;
  HELIOS_DECL void random(std::span<std::byte> into) override;

  /// Clock and randomness are the machine's until they are set here.
  [[nodiscard]] settable_world& world() noexcept { return world_; }

 private:
  using name_map = std::map<std::string, std::shared_ptr<detail::memory_node>>;
  [[nodiscard]] HELIOS_DECL name_map::iterator find(char const* verb, std::string const& path);

  std::uint64_t const capacity_;
  settable_world world_;
  std::mutex naming_;
  name_map names_;
  std::uint64_t last_inode_ = 0;
};

}  // namespace helios::storage

// helios/storage/impl/memory_vfs.ipp -- files that live in memory.

// helios/storage/memory_image.hpp -- the bytes of a file in memory: at one fixed address, growing.
//
// Shape     base                         usable                          capacity
//           | pages that hold the bytes  | reserved addresses, no access |
// Holds     (M1) size <= usable <= capacity, and none of them ever becomes smaller
//           (M2) bytes between what was written and `usable` are zero
//           (M3) base is set before usable leaves 0 and never changes
// Threads   reads and writes of disjoint ranges need no order between them; a reader that sees a
//           size sees the bytes of the write that made it. Only growth takes a lock.
// Errors    could_not (storage/os_error.hpp) with ENOMEM: the machine's memory or the capacity ends
// Cost      a memcpy and one atomic load; each growth one mprotect

namespace helios::storage {

class memory_image {
 public:
  /// `path` is what errors name. Addresses are taken at the first write, reserve or map.
  HELIOS_DECL memory_image(std::string path, std::uint64_t capacity);
  HELIOS_DECL ~memory_image();
  memory_image(memory_image const&) = delete;
  memory_image& operator=(memory_image const&) = delete;

  [[nodiscard]] HELIOS_DECL std::size_t read(std::uint64_t offset,
                                             std::span<std::byte> into) const noexcept;
  HELIOS_DECL void write(std::uint64_t offset, byte_view data);
  HELIOS_DECL void reserve(std::uint64_t size);
  [[nodiscard]] std::uint64_t size() const noexcept {
    return size_.load(std::memory_order_acquire);
  }

  /// The fixed address; before any other use the capacity is raised to what is asked for.
  /// nullptr: that many addresses are not to be had.
  [[nodiscard]] HELIOS_DECL std::byte const* map(std::uint64_t capacity);

 private:
  HELIOS_DECL void make_usable(std::uint64_t end, char const* verb);
  HELIOS_DECL bool take_addresses(std::uint64_t at_least);
  HELIOS_DECL void grow_to(std::uint64_t end) noexcept;

  std::string const path_;
  std::uint64_t capacity_;
  std::byte* base_ = nullptr;
  std::atomic<std::uint64_t> usable_ = 0;
  std::atomic<std::uint64_t> size_ = 0;
  std::mutex growing_;
};

}  // namespace helios::storage

// helios/storage/impl/memory_image.ipp -- anonymous memory that grows inside reserved addresses.

// helios/storage/os_error.hpp -- what the operating system refused, as a helios::error.
//
// Shape     could not <verb> "<path>" [at offset N]: <reason>
// Errors    ENOSPC, EDQUOT, EFBIG -> 53100; ENOENT -> 58P01; ENOMEM -> 53200; all others -> 58030

namespace helios::storage {

/// The SQLSTATE that stands for an errno.
[[nodiscard]] HELIOS_DECL sqlstate_code sqlstate_of(int os_error) noexcept;

/// Written where it is thrown: `throw could_not("sync", path, errno)`.
[[nodiscard]] HELIOS_DECL error could_not(std::string_view verb, std::string_view path,
                                          int os_error);
[[nodiscard]] HELIOS_DECL error could_not(std::string_view verb, std::string_view path,
                                          std::uint64_t offset, int os_error);
/// For reasons that have no errno: 58030.
[[nodiscard]] HELIOS_DECL error could_not(std::string_view verb, std::string_view path,
                                          std::string_view reason);

}  // namespace helios::storage

// helios/storage/impl/os_error.ipp -- errno as SQLSTATE and as a sentence.

namespace helios::storage {

namespace detail {

// strerror() may share one buffer between threads; of strerror_r() there are two, told apart by
// what they return: the text (GNU) or a status with the text in the buffer (POSIX).
inline char const* reason_text(char const* text, char const*) noexcept { return text; }
inline char const* reason_text(int status, char const* buffer) noexcept {
  return status == 0 ? buffer : "unknown reason";
}

inline std::string reason_of(int os_error) {
  char buffer[128] = "";
  return reason_text(::strerror_r(os_error, buffer, sizeof buffer), buffer);
}

inline std::string could_not_text(std::string_view verb, std::string_view path) {
  std::string text = "could not ";
  text.append(verb).append(" \"").append(path).append("\"");
  return text;
}

}  // namespace detail

sqlstate_code sqlstate_of(int os_error) noexcept {
  switch (os_error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return errc::disk_full;
    case ENOENT: return errc::undefined_file;
    case ENOMEM: return errc::out_of_memory;
    default:  // errno is an open set
      return errc::io_error;
  }
}

error could_not(std::string_view verb, std::string_view path, int os_error) {
  return {sqlstate_of(os_error),
          detail::could_not_text(verb, path) + ": " + detail::reason_of(os_error)};
}

error could_not(std::string_view verb, std::string_view path, std::uint64_t offset, int os_error) {
  return {sqlstate_of(os_error), detail::could_not_text(verb, path) + " at offset " +
                                     std::to_string(offset) + ": " + detail::reason_of(os_error)};
}

error could_not(std::string_view verb, std::string_view path, std::string_view reason) {
  return {errc::io_error, detail::could_not_text(verb, path).append(": ").append(reason)};
}

}  // namespace helios::storage

namespace helios::storage {

namespace detail {

// Multiples of every page size in use (4, 16 and 64 KiB).
inline constexpr std::uint64_t memory_step = std::uint64_t{1} << 16;

}  // namespace detail

memory_image::memory_image(std::string path, std::uint64_t capacity)
    : path_(std::move(path)), capacity_(align_up(capacity, detail::memory_step)) {}

memory_image::~memory_image() {
  if (base_ != nullptr) ::munmap(base_, static_cast<std::size_t>(capacity_));
}

std::size_t memory_image::read(std::uint64_t offset, std::span<std::byte> into) const noexcept {
  std::uint64_t const end = size();
  if (offset >= end || into.empty()) return 0;
  auto const n = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), end - offset));
  std::memcpy(into.data(), base_ + offset, n);
  return n;
}

void memory_image::write(std::uint64_t offset, byte_view data) {
  if (data.empty()) return;
  if (data.size() > std::numeric_limits<std::uint64_t>::max() - offset) {
    throw could_not("write", path_, offset, EFBIG);
  }
  std::uint64_t const end = offset + data.size();
  if (end > usable_.load(std::memory_order_acquire)) make_usable(end, "write");
  std::memcpy(base_ + offset, data.data(), data.size());
  grow_to(end);
}

void memory_image::reserve(std::uint64_t wanted) {
  if (wanted > usable_.load(std::memory_order_acquire)) make_usable(wanted, "reserve space in");
  grow_to(wanted);
}

std::byte const* memory_image::map(std::uint64_t capacity) {
  std::lock_guard const hold(growing_);
  if (base_ == nullptr) return take_addresses(capacity) ? base_ : nullptr;
  return capacity <= capacity_ ? base_ : nullptr;
}

// Addresses are no memory, but a limit (ulimit -v) may count them: then fewer will do.
bool memory_image::take_addresses(std::uint64_t at_least) {
  if (at_least > std::numeric_limits<std::size_t>::max() / 2) return false;
  at_least = align_up(at_least, detail::memory_step);
  for (std::uint64_t ask = std::max(capacity_, at_least);; ask = std::max(ask / 2, at_least)) {
    ask = align_up(ask, detail::memory_step);
    // Without access: a system that promises only memory it has (overcommit off) counts these as
    // none.
    void* const at = ::mmap(nullptr, static_cast<std::size_t>(ask), PROT_NONE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at != MAP_FAILED) {
      base_ = static_cast<std::byte*>(at);
      capacity_ = ask;
      return true;
    }
    if (ask <= at_least) return false;
  }
}

void memory_image::make_usable(std::uint64_t end, char const* verb) {
  std::lock_guard const hold(growing_);
  std::uint64_t const usable = usable_.load(std::memory_order_relaxed);
  if (end <= usable) return;  // another thread was here first
  if (base_ == nullptr && !take_addresses(end)) throw could_not(verb, path_, ENOMEM);
  if (end > capacity_) {
    throw could_not(verb, path_, ENOMEM)
        .detail("A file in memory has room for " + std::to_string(capacity_) + " bytes here.");
  }
  // In proportion to the size, so that appends cost few system calls; exactly, where memory is
  // short.
  std::uint64_t const exact = align_up(end, detail::memory_step);
  for (std::uint64_t ask : {std::min(capacity_, align_up(end + end / 4, 1 << 20)), exact}) {
    if (::mprotect(base_ + usable, static_cast<std::size_t>(ask - usable),
                   PROT_READ | PROT_WRITE) == 0) {
      usable_.store(ask, std::memory_order_release);
      return;
    }
  }
  throw could_not(verb, path_, errno);
}

void memory_image::grow_to(std::uint64_t end) noexcept {
  std::uint64_t now = size_.load(std::memory_order_relaxed);
  while (now < end && !size_.compare_exchange_weak(now, end, std::memory_order_acq_rel)) {
  }
}

}  // namespace helios::storage

// helios/storage/posix_vfs.hpp -- the machine: its files (Linux), clock and randomness.
//
// Threads   stateless
// Errors    as storage/vfs.hpp; reasons from errno (storage/os_error.hpp)

namespace helios::storage {

class posix_vfs final : public vfs {
 public:
  /// Directories, pipes, sockets and devices are refused by name (58030) and never opened.
  [[nodiscard]] HELIOS_DECL std::unique_ptr<file> open(std::string const& path,
                                                       open_mode mode) override;
  [[nodiscard]] HELIOS_DECL std::optional<file_identity> identify(std::string const& path) override;
  HELIOS_DECL void remove(std::string const& path) override;
  HELIOS_DECL void rename(std::string const& from, std::string const& to) override;
  HELIOS_DECL void sync_directory(std::string const& path) override;
  [[nodiscard]] HELIOS_DECL microseconds now() override;
  HELIOS_DECL void random(std::span<std::byte> into) override;
};

/// The one every database uses unless told otherwise.
[[nodiscard]] HELIOS_DECL posix_vfs& system_vfs() noexcept;

}  // namespace helios::storage

// helios/storage/impl/posix_vfs.ipp -- names, clock and randomness of a POSIX system (Linux).

// helios/storage/posix_descriptor.hpp -- an open descriptor, and what a name stands for.
//
// Holds     (P1) the number is above 2 and closes on exec
// Errors    58P01, 58030 and so on as storage/os_error.hpp; `verb` is what the caller was about to
//           do

namespace helios::storage {

class posix_descriptor {
 public:
  /// open(2) with these O_ flags.
  HELIOS_DECL posix_descriptor(char const* verb, std::string const& path, int flags);
  HELIOS_DECL ~posix_descriptor();
  posix_descriptor(posix_descriptor const&) = delete;
  posix_descriptor& operator=(posix_descriptor const&) = delete;

  [[nodiscard]] int operator*() const noexcept { return number_; }

 private:
  int number_;
};

/// The regular file that a path names now; nullopt: nothing has this name.
/// 58030: it is a directory, a pipe, a socket or a device, which the message says.
[[nodiscard]] HELIOS_DECL std::optional<file_identity> regular_file(char const* verb,
                                                                    std::string const& path);
/// The same of what is already open.
[[nodiscard]] HELIOS_DECL file_identity regular_file(char const* verb, std::string const& path,
                                                     posix_descriptor const& opened);

/// The path for a system call. 58030: it contains a zero byte, so it would name another file.
[[nodiscard]] HELIOS_DECL char const* system_path(char const* verb, std::string const& path);

}  // namespace helios::storage

// helios/storage/impl/posix_descriptor.ipp -- open, stat and fstat of a POSIX system.

namespace helios::storage {

namespace detail {

// A host that closed its standard streams would print into the database: so never 0, 1 or 2.
inline int open_above_standard_streams(char const* path, int flags) noexcept {
  int number = -1;
  do {
    number = ::open(path, flags | O_CLOEXEC | O_NOCTTY, 0644);
  } while (number < 0 && errno == EINTR);
  if (number < 0 || number > STDERR_FILENO) return number;
  int const above = ::fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  int const reason = errno;
  ::close(number);
  errno = reason;
  return above;
}

inline file_identity identity_of(char const* verb, std::string const& path,
                                 struct ::stat const& status) {
  if (S_ISREG(status.st_mode)) return {status.st_dev, status.st_ino};
  throw could_not(verb, path,
                  S_ISDIR(status.st_mode)    ? "it is a directory"
                  : S_ISFIFO(status.st_mode) ? "it is a pipe"
                  : S_ISSOCK(status.st_mode) ? "it is a socket"
                                             : "it is a device");
}

}  // namespace detail

posix_descriptor::posix_descriptor(char const* verb, std::string const& path, int flags)
    : number_(detail::open_above_standard_streams(system_path(verb, path), flags)) {
  if (number_ < 0) throw could_not(verb, path, errno);
}

posix_descriptor::~posix_descriptor() {
  // What close() may still report belongs to writes that no sync() covered: nothing was promised.
  ::close(number_);
}

std::optional<file_identity> regular_file(char const* verb, std::string const& path) {
  struct ::stat status {};
  if (::stat(system_path(verb, path), &status) == 0) return detail::identity_of(verb, path, status);
  if (errno == ENOENT) return std::nullopt;
  throw could_not(verb, path, errno);
}

file_identity regular_file(char const* verb, std::string const& path,
                           posix_descriptor const& opened) {
  struct ::stat status {};
  if (::fstat(*opened, &status) != 0) throw could_not(verb, path, errno);
  return detail::identity_of(verb, path, status);
}

char const* system_path(char const* verb, std::string const& path) {
  if (path.find('\0') == std::string::npos) return path.c_str();
  throw could_not(verb, path.c_str(), "the path contains a zero byte");
}

}  // namespace helios::storage

// helios/storage/posix_file.hpp -- one open file of a POSIX system: lock, mapping, transfers.
//
// Holds     (P1) the descriptor names a regular file
//           (P2) a process that inherited the file through fork() can read it, nothing else
// Threads   any number at once; writes and reservations do not wait for each other, except where
//           the file system has no fallocate
// Errors    as storage/vfs.hpp; reasons from errno (storage/os_error.hpp)
// Cost      read and write: one system call when nothing interrupts; populate: about 3 us per 4 KiB
//           page

namespace helios::storage {

class posix_file final : public file {
 public:
  /// Opens or creates it. Anything but a regular file is refused (58030) without being opened.
  HELIOS_DECL posix_file(std::string path, open_mode mode);
  HELIOS_DECL ~posix_file() override;
  posix_file(posix_file const&) = delete;
  posix_file& operator=(posix_file const&) = delete;

  [[nodiscard]] HELIOS_DECL std::size_t read(std::uint64_t offset,
                                             std::span<std::byte> into) override;
  HELIOS_DECL void write(std::uint64_t offset, byte_view data) override;
  HELIOS_DECL void sync() override;
  HELIOS_DECL void reserve(std::uint64_t size) override;
  [[nodiscard]] HELIOS_DECL std::uint64_t size() override;
  [[nodiscard]] HELIOS_DECL file_identity identity() override;
  [[nodiscard]] HELIOS_DECL std::byte const* map(std::uint64_t capacity) override;
  HELIOS_DECL void populate(std::uint64_t offset, std::uint64_t length) override;
  [[nodiscard]] HELIOS_DECL bool try_lock() override;

 private:
  HELIOS_DECL void require_writable(char const* verb) const;
  HELIOS_DECL void grow_sparsely(std::uint64_t size);
  HELIOS_DECL void populate_by_reading(std::uint64_t offset, std::uint64_t length);

  std::string path_;
  open_mode mode_;
  posix_descriptor descriptor_;
  std::int64_t owner_;  // the process that opened the file
  file_identity identity_;
  bool locked_ = false;
  std::byte const* view_ = nullptr;
  std::uint64_t capacity_ = 0;
  std::shared_mutex growing_;  // shared: writes; exclusive: an ftruncate, which could cut them off
};

}  // namespace helios::storage

// helios/storage/impl/posix_file.ipp -- one open file of a POSIX system (Linux).

// helios/storage/transfer.hpp -- one whole transfer out of system calls that may stop early.
//
// Requires  call(done) moves bytes from position `done` on and returns how many it moved, 0 when
//           there are no more, or -1 with the reason in errno (the convention of pread, pwrite and
//           getrandom)
// Source    POSIX.1-2017: a transfer may be short for any reason, and EINTR moved nothing

namespace helios::storage {

struct transferred {
  std::size_t bytes = 0;  // moved before the end or the failure
  int os_error = 0;       // 0: none
};

template <class Call>
[[nodiscard]] transferred transfer_all(std::size_t total, Call call) {
  std::size_t done = 0;
  while (done != total) {
    auto const moved = call(done);
    if (moved > 0) {
      done += static_cast<std::size_t>(moved);
    } else if (moved == 0) {
      break;
    } else if (errno != EINTR) {
      return {done, errno};
    }
  }
  return {done, 0};
}

}  // namespace helios::storage

namespace helios::storage {

namespace detail {

inline constexpr auto last_offset = static_cast<std::uint64_t>(std::numeric_limits<::off_t>::max());

// MADV_POPULATE_READ, which C libraries older than Linux 5.14 do not name.
inline constexpr int populate_read = 22;

inline posix_descriptor open_file(std::string const& path, open_mode mode) {
  if (mode == open_mode::create) return {"create", path, O_RDWR | O_CREAT | O_EXCL};
  // Looked at before it is opened, since opening a device can have effects; O_NONBLOCK in case it
  // becomes a pipe in between, which the look at the open descriptor then finds.
  static_cast<void>(regular_file("open", path));
  return {"open", path, (mode == open_mode::read_only ? O_RDONLY : O_RDWR) | O_NONBLOCK};
}

}  // namespace detail

posix_file::posix_file(std::string path, open_mode mode)
    : path_(std::move(path)),
      mode_(mode),
      descriptor_(detail::open_file(path_, mode)),
      owner_(::getpid()),
      identity_(regular_file("open", path_, descriptor_)) {}

posix_file::~posix_file() {
  if (view_ != nullptr) {
    ::munmap(const_cast<std::byte*>(view_), static_cast<std::size_t>(capacity_));
  }
  // A child made by fork() shares the lock and would keep it alive after this close; and when the
  // child closes, the lock must stay.
  if (locked_ && owner_ == ::getpid()) {
    struct ::flock whole {};
    whole.l_type = F_UNLCK;
    whole.l_whence = SEEK_SET;
    ::fcntl(*descriptor_, F_OFD_SETLK, &whole);
  }
}

void posix_file::require_writable(char const* verb) const {
  if (mode_ == open_mode::read_only) throw could_not(verb, path_, "it was opened read-only");
  if (owner_ != ::getpid()) {
    throw could_not(verb, path_, "it was opened by the process this one was forked from")
        .hint("Open the file anew after fork().");
  }
}

std::size_t posix_file::read(std::uint64_t offset, std::span<std::byte> into) {
  if (offset > detail::last_offset) return 0;
  auto const room = std::min<std::uint64_t>(into.size(), detail::last_offset - offset);
  auto const [bytes, os_error] =
      transfer_all(static_cast<std::size_t>(room), [&](std::size_t done) {
        return ::pread(*descriptor_, into.data() + done, room - done,
                       static_cast<::off_t>(offset + done));
      });
  if (os_error != 0) throw could_not("read", path_, offset + bytes, os_error);
  return bytes;
}

void posix_file::write(std::uint64_t offset, byte_view data) {
  require_writable("write");
  if (offset > detail::last_offset || data.size() > detail::last_offset - offset) {
    throw could_not("write", path_, offset, EFBIG);
  }
  std::shared_lock const no_truncation(growing_);
  auto const [bytes, os_error] = transfer_all(data.size(), [&](std::size_t done) {
    return ::pwrite(*descriptor_, data.data() + done, data.size() - done,
                    static_cast<::off_t>(offset + done));
  });
  if (bytes == data.size()) return;
  // A system that takes nothing and gives no reason would be asked for ever.
  throw could_not("write", path_, offset + bytes, os_error != 0 ? os_error : EIO);
}

void posix_file::sync() {
  require_writable("sync");
  // Only an interrupted call may be repeated: after any other failure the kernel has marked the
  // pages clean, and the next call would report a success that never happened.
  while (::fdatasync(*descriptor_) != 0) {
    if (errno != EINTR) throw could_not("sync", path_, errno);
  }
}

void posix_file::reserve(std::uint64_t size) {
  require_writable("reserve space in");
  if (size == 0) return;
  if (size > detail::last_offset) throw could_not("reserve space in", path_, EFBIG);
  // posix_fallocate() would emulate what is missing by writing into the file.
  while (::fallocate(*descriptor_, 0, 0, static_cast<::off_t>(size)) != 0) {
    if (errno == EINTR) continue;
    if (errno == EOPNOTSUPP || errno == ENOSYS) return grow_sparsely(size);
    throw could_not("reserve space in", path_, errno);
  }
}

void posix_file::grow_sparsely(std::uint64_t wanted) {
  std::unique_lock const no_writes(growing_);
  if (size() >= wanted) return;
  while (::ftruncate(*descriptor_, static_cast<::off_t>(wanted)) != 0) {
    if (errno != EINTR) throw could_not("reserve space in", path_, errno);
  }
}

std::uint64_t posix_file::size() {
  auto const end = ::lseek(*descriptor_, 0, SEEK_END);  // the position it moves is used by nobody
  if (end < 0) throw could_not("examine", path_, errno);
  return static_cast<std::uint64_t>(end);
}

file_identity posix_file::identity() { return identity_; }

std::byte const* posix_file::map(std::uint64_t capacity) {
  HELIOS_EXPECTS(view_ == nullptr && capacity != 0);
  if (capacity > std::numeric_limits<std::size_t>::max()) return nullptr;
  // The whole capacity at once: pages past the end become readable when the file grows.
  void* const at = ::mmap(nullptr, static_cast<std::size_t>(capacity), PROT_READ,
                          MAP_SHARED | MAP_NORESERVE, *descriptor_, 0);
  // Whatever the reason (address space, a limit, a file system without mappings), read() still
  // works.
  if (at == MAP_FAILED) return nullptr;
  // A wish only: a core dump should not hold a second copy of the database.
  ::madvise(at, static_cast<std::size_t>(capacity), MADV_DONTDUMP);
  capacity_ = capacity;
  return view_ = static_cast<std::byte const*>(at);
}

void posix_file::populate(std::uint64_t offset, std::uint64_t length) {
  HELIOS_EXPECTS(view_ != nullptr);
  if (length == 0) return;
  if (offset > capacity_ || length > capacity_ - offset) {
    throw could_not("read", path_, "the range lies outside of the mapping");
  }
  auto const page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  auto const begin = offset / page * page;
  auto* const at = const_cast<std::byte*>(view_ + begin);
  while (::madvise(at, static_cast<std::size_t>(offset + length - begin), detail::populate_read) !=
         0) {
    switch (errno) {
      case EINTR:
      case EAGAIN: continue;
      case EINVAL: return populate_by_reading(offset, length);
      case EFAULT:  // where a plain access would be a SIGBUS: past the end, or the disk failed
        throw could_not("read", path_, offset, EIO);
      default:  // errno is an open set
        throw could_not("read", path_, offset, errno);
    }
  }
}

// Brings the pages into the page cache, where the mapping finds them: a failing disk is met by
// pread(), which has a way to say so.
void posix_file::populate_by_reading(std::uint64_t offset, std::uint64_t length) {
  auto const page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (offset + length > align_up(size(), page)) throw could_not("read", path_, offset, EIO);
  bytes scratch(static_cast<std::size_t>(std::min<std::uint64_t>(length, 1 << 18)));
  for (std::uint64_t done = 0; done < length; done += scratch.size()) {
    auto const part = std::min<std::uint64_t>(length - done, scratch.size());
    static_cast<void>(
        read(offset + done, std::span(scratch).first(static_cast<std::size_t>(part))));
  }
}

bool posix_file::try_lock() {
  require_writable("lock");
  // Owned by this open file, not by the process: a second open() here is refused as well, and
  // closing some other descriptor of the file does not drop the lock.
  struct ::flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  while (::fcntl(*descriptor_, F_OFD_SETLK, &whole) != 0) {
    if (errno == EAGAIN || errno == EACCES) return false;
    if (errno != EINTR) throw could_not("lock", path_, errno);
  }
  return locked_ = true;
}

}  // namespace helios::storage

namespace helios::storage {

std::unique_ptr<file> posix_vfs::open(std::string const& path, open_mode mode) {
  return std::make_unique<posix_file>(path, mode);
}

std::optional<file_identity> posix_vfs::identify(std::string const& path) {
  return regular_file("examine", path);
}

void posix_vfs::remove(std::string const& path) {
  if (::unlink(system_path("remove", path)) != 0) throw could_not("remove", path, errno);
}

void posix_vfs::rename(std::string const& from, std::string const& to) {
  char const* const old_name = system_path("rename", from);
  if (::rename(old_name, system_path("rename to", to)) != 0) {
    throw could_not("rename", from, errno).detail("The new name is \"" + to + "\".");
  }
}

void posix_vfs::sync_directory(std::string const& path) {
  auto const slash = path.rfind('/');
  std::string const folder =
      slash == std::string::npos ? "." : path.substr(0, slash == 0 ? 1 : slash);
  posix_descriptor const opened("open folder", folder, O_RDONLY | O_DIRECTORY);
  while (::fsync(*opened) != 0) {
    // This file system has no fsync for folders (some network ones): it keeps names durable by
    // itself or not at all, and nobody can ask it for more.
    if (errno == EINVAL) return;
    if (errno != EINTR) throw could_not("sync folder", folder, errno);
  }
}

microseconds posix_vfs::now() {
  auto const since = std::chrono::system_clock::now().time_since_epoch();
  return microseconds{std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

void posix_vfs::random(std::span<std::byte> into) {
  auto const [bytes, os_error] = transfer_all(into.size(), [&](std::size_t done) {
    return ::getrandom(into.data() + done, into.size() - done, 0);
  });
  if (bytes != into.size()) throw could_not("read", "getrandom", os_error != 0 ? os_error : EIO);
}

posix_vfs& system_vfs() noexcept {
  static posix_vfs machine;  // global: it holds no state
  return machine;
}

}  // namespace helios::storage

namespace helios::storage {

namespace detail {

struct memory_node {
  memory_node(std::string const& path, std::uint64_t capacity, file_identity id)
      : image(path, capacity), identity(id) {}

  memory_image image;
  file_identity const identity;
  std::atomic<bool> locked = false;
};

class memory_file final : public file {
 public:
  memory_file(std::shared_ptr<memory_node> node, std::string path, open_mode mode)
      : node_(std::move(node)), path_(std::move(path)), mode_(mode) {}
  ~memory_file() override {
    if (holds_lock_) node_->locked.store(false, std::memory_order_release);
  }

  std::size_t read(std::uint64_t offset, std::span<std::byte> into) override {
    return node_->image.read(offset, into);
  }
  void write(std::uint64_t offset, byte_view data) override {
    require_writable("write");
    node_->image.write(offset, data);
  }
  void sync() override { require_writable("sync"); }
  void reserve(std::uint64_t size) override {
    require_writable("reserve space in");
    node_->image.reserve(size);
  }
  std::uint64_t size() override { return node_->image.size(); }
  file_identity identity() override { return node_->identity; }

  std::byte const* map(std::uint64_t capacity) override {
    HELIOS_EXPECTS(capacity_ == 0 && capacity != 0);
    std::byte const* const view = node_->image.map(capacity);
    if (view != nullptr) capacity_ = capacity;
    return view;
  }
  void populate(std::uint64_t offset, std::uint64_t length) override {
    HELIOS_EXPECTS(capacity_ != 0);
    if (offset > capacity_ || length > capacity_ - offset) {
      throw could_not("read", path_, "the range lies outside of the mapping");
    }
    // The page of the last byte is whole, as on a disk; behind it there is nothing.
    if (length != 0 && offset + length > align_up(size(), 4096)) {
      throw could_not("read", path_, offset, EIO);
    }
  }
  bool try_lock() override {
    require_writable("lock");
    if (!holds_lock_) holds_lock_ = !node_->locked.exchange(true, std::memory_order_acquire);
    return holds_lock_;
  }

 private:
  void require_writable(char const* verb) const {
    if (mode_ == open_mode::read_only) throw could_not(verb, path_, "it was opened read-only");
  }

  std::shared_ptr<memory_node> node_;
  std::string path_;
  open_mode mode_;
  bool holds_lock_ = false;
  std::uint64_t capacity_ = 0;
};

}  // namespace detail

memory_vfs::memory_vfs(std::uint64_t capacity) : capacity_(capacity) {}

memory_vfs::~memory_vfs() = default;

memory_vfs::name_map::iterator memory_vfs::find(char const* verb, std::string const& path) {
  if (auto const at = names_.find(path); at != names_.end()) return at;
  if (path.empty()) return names_.end();
  std::string const folder = path.ends_with('/') ? path : path + '/';
  auto const below = names_.lower_bound(folder);
  if (folder == path || (below != names_.end() && below->first.starts_with(folder))) {
    throw could_not(verb, path, "it is a directory");
  }
  return names_.end();
}

std::unique_ptr<file> memory_vfs::open(std::string const& path, open_mode mode) {
  bool const creates = mode == open_mode::create;
  char const* const verb = creates ? "create" : "open";
  std::lock_guard const hold(naming_);
  auto at = find(verb, path);
  if (creates) {
    if (at != names_.end()) throw could_not(verb, path, EEXIST);
    if (path.empty()) throw could_not(verb, path, ENOENT);
    // The address of the vfs tells its files from those of every other one alive.
    file_identity const id{reinterpret_cast<std::uintptr_t>(this), ++last_inode_};
    at = names_.emplace(path, std::make_shared<detail::memory_node>(path, capacity_, id)).first;
  }
  if (at == names_.end()) throw could_not(verb, path, ENOENT);
  return std::make_unique<detail::memory_file>(at->second, path, mode);
}

std::optional<file_identity> memory_vfs::identify(std::string const& path) {
  std::lock_guard const hold(naming_);
  auto const at = find("examine", path);
  if (at == names_.end()) return std::nullopt;
  return at->second->identity;
}

void memory_vfs::remove(std::string const& path) {
  std::lock_guard const hold(naming_);
  auto const at = find("remove", path);
  if (at == names_.end()) throw could_not("remove", path, ENOENT);
  names_.erase(at);
}

void memory_vfs::rename(std::string const& from, std::string const& to) {
  std::lock_guard const hold(naming_);
  auto const at = find("rename", from);
  if (at == names_.end()) throw could_not("rename", from, ENOENT);
  if (find("rename to", to) == names_.end() && to.empty()) throw could_not("rename to", to, ENOENT);
  if (from == to) return;
  names_.insert_or_assign(to, at->second);
  names_.erase(from);
}

microseconds memory_vfs::now() { return world_.now(system_vfs()); }

void memory_vfs::random(std::span<std::byte> into) { world_.random(system_vfs(), into); }

}  // namespace helios::storage

// helios/types/types.hpp -- SQL types: what values are, how they read, compare, convert, lie in
// columns.
//
//   physical.hpp        the eight forms of columns
//   data_type.hpp       names, modifiers, the numbers of PostgreSQL
//   cast_rules.hpp      which type becomes which, and when unasked
//   wide.hpp            powers of ten, 256-bit products
//   decimal.hpp         numeric; decimal_text.hpp, decimal_sum.hpp, decimal_image.hpp beside it
//   calendar.hpp        days and civil dates
//   temporal.hpp        date, time, timestamps, interval
//     temporal_text.hpp, interval_text.hpp          from and to text
//     temporal_arithmetic.hpp                       sums, differences, conversions
//     time_part.hpp, temporal_parts.hpp, date_trunc.hpp    extract, date_part, date_trunc
//   number_text.hpp     booleans, integers and floats in text
//   float_order.hpp     the total order of floats
//   uuid.hpp, bytea.hpp, text.hpp
//   value.hpp           one value of any type; value_text.hpp, cast.hpp beside it
//   value_image.hpp     values as columns hold them
//   order_key.hpp       rows of values as byte strings that memcmp orders
//   text_in.hpp, text_out.hpp    what parsers and printers share

// helios/types/bytea.hpp -- byte strings in text: \x6869 out; \x6869 or hi\\there\000 in.
//
// Errors    22023 a bad hexadecimal digit, an odd number of them; 22P02 a bad escape

namespace helios::types {

[[nodiscard]] HELIOS_DECL bytes parse_bytea(std::string_view text);
/// Appends to out.
HELIOS_DECL void print_bytea(byte_view data, std::string& out);

}  // namespace helios::types

// helios/types/impl/bytea.ipp -- the two input forms of bytea and the one output form.

// helios/types/text_in.hpp -- classes of characters and errors that all parsers share.
//
// Shape     ASCII only: the classes do not depend on a locale
// Errors    22P02 the text is not of the type; 22003 it is, but too large

namespace helios::types::detail {

[[nodiscard]] constexpr bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
[[nodiscard]] constexpr bool is_alpha(char c) noexcept {
  return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}
/// -1: not a hexadecimal digit.
[[nodiscard]] constexpr int hex_digit(char c) noexcept {
  return is_digit(c)                                ? c - '0'
         : to_lower(c) >= 'a' && to_lower(c) <= 'f' ? to_lower(c) - 'a' + 10
                                                    : -1;
}

[[nodiscard]] constexpr std::string_view trim(std::string_view s) noexcept {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

/// ASCII letters compare without case.  Requires `lower` in lower case.
[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view s,
                                                 std::string_view lower) noexcept {
  if (s.size() != lower.size()) return false;
  for (std::size_t i = 0; i != s.size(); ++i)
    if (to_lower(s[i]) != lower[i]) return false;
  return true;
}

[[noreturn]] inline void throw_invalid_syntax(std::string_view type, std::string_view text) {
  throw error(
      errc::invalid_text_representation,
      "invalid input syntax for type " + std::string(type) + ": \"" + std::string(text) + '"');
}
[[noreturn]] inline void throw_value_out_of_range(std::string_view type, std::string_view text) {
  throw error(errc::numeric_value_out_of_range,
              "value \"" + std::string(text) + "\" is out of range for type " + std::string(type));
}
[[noreturn]] inline void throw_out_of_range(std::string_view type) {
  throw error(errc::numeric_value_out_of_range, std::string(type) + " out of range");
}

}  // namespace helios::types::detail

namespace helios::types {

namespace detail {

inline bytes parse_hex_bytea(std::string_view s) {
  bytes out;
  out.reserve(s.size() / 2);
  auto const digit = [&](std::size_t i) {
    int const d = hex_digit(s[i]);
    if (d >= 0) return d;
    std::size_t length = 1;  // a whole character in the message, not its first byte
    while (i + length != s.size() && (static_cast<unsigned char>(s[i + length]) & 0xc0) == 0x80)
      ++length;
    throw error(errc::invalid_parameter_value,
                "invalid hexadecimal digit: \"" + std::string(s.substr(i, length)) + '"');
  };
  for (std::size_t i = 0; i != s.size();) {
    if (is_space(s[i])) {  // between pairs only
      ++i;
      continue;
    }
    int const high = digit(i);
    if (i + 1 == s.size())
      throw error(errc::invalid_parameter_value, "invalid hexadecimal data: odd number of digits");
    out.push_back(static_cast<std::byte>(high << 4 | digit(i + 1)));
    i += 2;
  }
  return out;
}

}  // namespace detail

bytes parse_bytea(std::string_view s) {
  if (s.starts_with("\\x")) return detail::parse_hex_bytea(s.substr(2));
  bytes out;
  out.reserve(s.size());
  auto const octal = [&](std::size_t i, int most) {
    return i < s.size() && s[i] >= '0' && s[i] <= '0' + most;
  };
  for (std::size_t i = 0; i != s.size();) {
    if (s[i] != '\\') {
      out.push_back(static_cast<std::byte>(s[i++]));
    } else if (octal(i + 1, 3) && octal(i + 2, 7) && octal(i + 3, 7)) {
      out.push_back(
          static_cast<std::byte>((s[i + 1] - '0') << 6 | (s[i + 2] - '0') << 3 | (s[i + 3] - '0')));
      i += 4;
    } else if (i + 1 != s.size() && s[i + 1] == '\\') {
      out.push_back(std::byte{'\\'});
      i += 2;
    } else {
      throw error(errc::invalid_text_representation, "invalid input syntax for type bytea");
    }
  }
  return out;
}

void print_bytea(byte_view data, std::string& out) {
  constexpr char const* digits = "0123456789abcdef";
  out.reserve(out.size() + 2 + 2 * data.size());
  out += "\\x";
  for (std::byte const b : data) {
    out += digits[static_cast<unsigned>(b) >> 4];
    out += digits[static_cast<unsigned>(b) & 15];
  }
}

}  // namespace helios::types

// helios/types/calendar.hpp -- the proleptic Gregorian calendar: days to civil dates and back.
//
// Shape     days count from 2000-01-01, PostgreSQL's zero: only so does an int64 of microseconds
//           reach 294276 AD. Years are astronomical: 0 is 1 BC, -1 is 2 BC.
// Cost      no loop, no table
// Source    the era arithmetic of H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"

namespace helios::types {

struct civil_date {
  std::int32_t year = 2000;
  std::int32_t month = 1;  // 1 .. 12
  std::int32_t day = 1;    // 1 .. 31
  friend constexpr bool operator==(civil_date const&, civil_date const&) = default;
};

/// Days from 1970-01-01 to 2000-01-01: between helios::microseconds and the types here.
inline constexpr std::int64_t unix_to_2000_days = 10'957;
/// Julian day number of 2000-01-01 (at noon, as astronomers count; extract(julian) uses midnight).
inline constexpr std::int64_t julian_day_of_2000 = 2'451'545;

[[nodiscard]] constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

[[nodiscard]] constexpr bool is_leap_year(std::int64_t year) noexcept {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
[[nodiscard]] constexpr std::int32_t days_in_month(std::int64_t year, std::int32_t month) noexcept {
  return month == 2 ? 28 + (is_leap_year(year) ? 1 : 0) : 30 + ((month + (month >> 3)) & 1);
}

// Both count years from March, so that the leap day comes last, in eras of 400 years, all alike.
inline constexpr std::int64_t days_per_era = 146'097;
inline constexpr std::int64_t days_from_era_zero = 730'425;  // 0000-03-01 to 2000-01-01

/// Requires 1 <= month <= 12; day may lie outside its month.
[[nodiscard]] constexpr std::int64_t days_from_civil(std::int64_t year, std::int32_t month,
                                                     std::int64_t day) noexcept {
  std::int64_t const y = month <= 2 ? year - 1 : year;
  std::int64_t const era = floor_div(y, 400), year_of_era = y - era * 400;
  std::int64_t const day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  std::int64_t const day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * days_per_era + day_of_era - days_from_era_zero;
}

[[nodiscard]] constexpr civil_date civil_from_days(std::int64_t days) noexcept {
  std::int64_t const z = days + days_from_era_zero;
  std::int64_t const era = floor_div(z, days_per_era), day_of_era = z - era * days_per_era;
  std::int64_t const year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  std::int64_t const day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  auto const shifted = static_cast<std::int32_t>((5 * day_of_year + 2) / 153);  // 0 is March
  std::int32_t const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {static_cast<std::int32_t>(year_of_era + era * 400 + (month <= 2 ? 1 : 0)), month,
          static_cast<std::int32_t>(day_of_year - (153 * shifted + 2) / 5 + 1)};
}

/// 0 is Sunday.
[[nodiscard]] constexpr std::int32_t day_of_week(std::int64_t days) noexcept {
  std::int64_t const d = (days + 6) % 7;  // 2000-01-01 was a Saturday
  return static_cast<std::int32_t>(d < 0 ? d + 7 : d);
}
/// 1 .. 366.
[[nodiscard]] constexpr std::int32_t day_of_year(std::int64_t days) noexcept {
  return static_cast<std::int32_t>(days - days_from_civil(civil_from_days(days).year, 1, 1)) + 1;
}

/// ISO 8601: weeks begin on Monday; the first of a year holds its first Thursday.
struct iso_week {
  std::int32_t year = 0;
  std::int32_t week = 0;
};
[[nodiscard]] constexpr iso_week iso_week_of(std::int64_t days) noexcept {
  std::int64_t const thursday = days + 3 - (day_of_week(days) + 6) % 7;
  return {civil_from_days(thursday).year, (day_of_year(thursday) - 1) / 7 + 1};
}
/// The Monday that begins the first ISO week of a year.
[[nodiscard]] constexpr std::int64_t iso_year_start(std::int64_t year) noexcept {
  std::int64_t const fourth = days_from_civil(year, 1, 4);
  return fourth - (day_of_week(fourth) + 6) % 7;
}

}  // namespace helios::types

// helios/types/cast.hpp -- CAST(v AS t): a value made one of another type, its modifiers applied.
//
// Errors    42846 no such cast in this context (types/cast_rules.hpp); 22003 the number does not
//           fit; 22001 the string does not; those of the target's parser when text is read

// helios/types/cast_rules.hpp -- which type becomes which, and when the binder may do it unasked.
//
// Shape     PostgreSQL's pg_cast for these types, and its rule for text: every type becomes a
//           string on assignment and is read from one explicitly; `unknown` literals become
//           anything implicitly
// Source    pg_cast of PostgreSQL 15; tests/types/cast_rules.cpp holds it as a table

// helios/types/data_type.hpp -- SQL types: names, modifiers, numbers in PostgreSQL, physical forms.
//
// Shape     a data_type is 8 bytes: a type_id and its modifiers, numeric(10,2), timestamp(3)
//
//             id           PostgreSQL's name            also                        physical
//             boolean      boolean                      bool                        boolean
//             int2         smallint                     int2                        int16
//             int4         integer                      int int4                    int32
//             int8         bigint                       int8                        int64
//             float4       real                         float4 float(1..24)         float32
//             float8       double precision             float8 float double         float64
//             numeric      numeric(p,s)                 decimal dec                 int128
//             numeric      numeric                      decimal dec                 bytes
//             text         text                         string                      bytes
//             varchar      character varying(n)         varchar, char varying       bytes
//             bpchar       character(n)                 char nchar bpchar           bytes
//             bytea        bytea                        blob                        bytes
//             date         date                                                     int32
//             time         time without time zone       time                        int64
//             timestamp    timestamp without time zone  timestamp datetime          int64
//             timestamptz  timestamp with time zone     timestamptz                 int64
//             interval     interval                                                 int128
//             uuid         uuid                                                     int128
//
// Errors    42704 no such type; 22023 a modifier out of range; 42601 a modifier the type does not
//           take; 0A000 time with time zone and restricted intervals

namespace helios::types {

/// The numbers are part of the file format: new types are appended.
enum class type_id : std::uint8_t {
  unknown,  // a literal or NULL whose type is still to be found; never a column's type
  boolean,
  int2,
  int4,
  int8,
  float4,
  float8,
  numeric,
  text,
  varchar,
  bpchar,
  bytea,
  date,
  time,
  timestamp,
  timestamptz,
  interval,
  uuid,
};
inline constexpr int type_count = static_cast<int>(type_id::uuid) + 1;

/// PostgreSQL's classes: an overload is chosen by them when several functions would do.
enum class type_category : char {
  boolean = 'B',
  numeric = 'N',
  string = 'S',
  date_time = 'D',
  time_span = 'T',
  user = 'U',
  unknown = 'X',
};

struct data_type {
  type_id id = type_id::unknown;
  std::int8_t scale = 0;  ///< numeric only, -38 .. 38; 0 elsewhere
  /// Digits of numeric, characters of varchar and bpchar, decimals of seconds; -1: none given.
  std::int32_t precision = -1;

  constexpr data_type() noexcept = default;
  /// A type without modifiers, which is why it converts by itself.
  constexpr data_type(type_id t) noexcept : id(t) {}  // NOLINT(google-explicit-constructor)
  constexpr data_type(type_id t, std::int32_t p, int s = 0) noexcept
      : id(t), scale(static_cast<std::int8_t>(s)), precision(p) {}

  [[nodiscard]] constexpr bool constrained() const noexcept { return precision >= 0; }
  friend constexpr bool operator==(data_type, data_type) noexcept = default;
};
static_assert(sizeof(data_type) == 8);

[[nodiscard]] HELIOS_DECL physical_type physical(data_type t) noexcept;
[[nodiscard]] HELIOS_DECL type_category category(type_id t) noexcept;
/// The type of its category that wins when nothing else decides.
[[nodiscard]] HELIOS_DECL bool is_preferred(type_id t) noexcept;
/// "integer", "timestamp with time zone".
[[nodiscard]] HELIOS_DECL std::string_view name(type_id t) noexcept;
/// PostgreSQL's format_type: "numeric(10,2)", "timestamp(3) without time zone".
[[nodiscard]] HELIOS_DECL std::string to_string(data_type t);

/// pg_type.oid, pg_type.typlen and pg_attribute.atttypmod, as the wire protocol sends them.
[[nodiscard]] HELIOS_DECL std::uint32_t postgres_oid(type_id t) noexcept;
[[nodiscard]] HELIOS_DECL std::int16_t postgres_length(type_id t) noexcept;
[[nodiscard]] HELIOS_DECL std::int32_t postgres_modifier(data_type t) noexcept;
/// type_id::unknown if helios has no type of this number.
[[nodiscard]] HELIOS_DECL type_id type_of_oid(std::uint32_t oid) noexcept;

/// The type of a name and its modifiers as the parser found them: ("decimal", {10, 2}).
/// Letters of either case, words separated by single spaces.
[[nodiscard]] HELIOS_DECL data_type make_type(std::string_view name,
                                              std::span<std::int64_t const> modifiers = {});
/// A whole type in text: "decimal(10, 2)", "timestamp(3) with time zone".
[[nodiscard]] HELIOS_DECL data_type parse_type_name(std::string_view text);

}  // namespace helios::types

// helios/types/impl/data_type.ipp -- the table of types and the one of their names.

namespace helios::types {

namespace detail {

struct type_row {
  std::string_view name, internal;  // as format_type shows it; as pg_type.typname
  type_category category;
  bool preferred;
  physical_type physical;
  std::uint32_t oid;
  std::int16_t length;
};

// In the order of type_id.
inline constexpr std::array<type_row, type_count> type_rows{{
    {"unknown", "unknown", type_category::unknown, false, physical_type::bytes, 705, -2},
    {"boolean", "bool", type_category::boolean, true, physical_type::boolean, 16, 1},
    {"smallint", "int2", type_category::numeric, false, physical_type::int16, 21, 2},
    {"integer", "int4", type_category::numeric, false, physical_type::int32, 23, 4},
    {"bigint", "int8", type_category::numeric, false, physical_type::int64, 20, 8},
    {"real", "float4", type_category::numeric, false, physical_type::float32, 700, 4},
    {"double precision", "float8", type_category::numeric, true, physical_type::float64, 701, 8},
    {"numeric", "numeric", type_category::numeric, false, physical_type::bytes, 1700, -1},
    {"text", "text", type_category::string, true, physical_type::bytes, 25, -1},
    {"character varying", "varchar", type_category::string, false, physical_type::bytes, 1043, -1},
    {"character", "bpchar", type_category::string, false, physical_type::bytes, 1042, -1},
    {"bytea", "bytea", type_category::user, false, physical_type::bytes, 17, -1},
    {"date", "date", type_category::date_time, false, physical_type::int32, 1082, 4},
    {"time without time zone", "time", type_category::date_time, false, physical_type::int64, 1083,
     8},
    {"timestamp without time zone", "timestamp", type_category::date_time, false,
     physical_type::int64, 1114, 8},
    {"timestamp with time zone", "timestamptz", type_category::date_time, true,
     physical_type::int64, 1184, 8},
    {"interval", "interval", type_category::time_span, true, physical_type::int128, 1186, 16},
    {"uuid", "uuid", type_category::user, false, physical_type::int128, 2950, 16},
}};

[[nodiscard]] inline type_row const& row(type_id t) noexcept {
  return type_rows[static_cast<std::size_t>(t)];
}

struct type_alias {
  std::string_view name;
  type_id id;
};
// Sorted by name. `char` and `character` alone mean one character, `bpchar` alone any number.
inline constexpr std::array type_aliases{
    type_alias{"bigint", type_id::int8},
    type_alias{"blob", type_id::bytea},
    type_alias{"bool", type_id::boolean},
    type_alias{"boolean", type_id::boolean},
    type_alias{"bpchar", type_id::bpchar},
    type_alias{"bytea", type_id::bytea},
    type_alias{"char", type_id::bpchar},
    type_alias{"char varying", type_id::varchar},
    type_alias{"character", type_id::bpchar},
    type_alias{"character varying", type_id::varchar},
    type_alias{"date", type_id::date},
    type_alias{"datetime", type_id::timestamp},
    type_alias{"dec", type_id::numeric},
    type_alias{"decimal", type_id::numeric},
    type_alias{"double", type_id::float8},
    type_alias{"double precision", type_id::float8},
    type_alias{"float", type_id::float8},
    type_alias{"float4", type_id::float4},
    type_alias{"float8", type_id::float8},
    type_alias{"int", type_id::int4},
    type_alias{"int2", type_id::int2},
    type_alias{"int4", type_id::int4},
    type_alias{"int8", type_id::int8},
    type_alias{"integer", type_id::int4},
    type_alias{"interval", type_id::interval},
    type_alias{"national char", type_id::bpchar},
    type_alias{"national char varying", type_id::varchar},
    type_alias{"national character", type_id::bpchar},
    type_alias{"national character varying", type_id::varchar},
    type_alias{"nchar", type_id::bpchar},
    type_alias{"nchar varying", type_id::varchar},
    type_alias{"numeric", type_id::numeric},
    type_alias{"real", type_id::float4},
    type_alias{"smallint", type_id::int2},
    type_alias{"string", type_id::text},
    type_alias{"text", type_id::text},
    type_alias{"time", type_id::time},
    type_alias{"time without time zone", type_id::time},
    type_alias{"timestamp", type_id::timestamp},
    type_alias{"timestamp with time zone", type_id::timestamptz},
    type_alias{"timestamp without time zone", type_id::timestamp},
    type_alias{"timestamptz", type_id::timestamptz},
    type_alias{"uuid", type_id::uuid},
    type_alias{"varchar", type_id::varchar},
};
static_assert(std::is_sorted(type_aliases.begin(), type_aliases.end(),
                             [](type_alias const& a, type_alias const& b) {
                               return a.name < b.name;
                             }));

[[noreturn]] inline void throw_modifier(std::string message) {
  throw error(errc::invalid_parameter_value, std::move(message));
}

inline data_type numeric_type(std::span<std::int64_t const> modifiers) {
  if (modifiers.empty()) return type_id::numeric;
  if (modifiers.size() > 2) throw_modifier("invalid NUMERIC type modifier");
  std::int64_t const p = modifiers[0], s = modifiers.size() == 2 ? modifiers[1] : 0;
  if (p < 1 || p > 38)
    throw_modifier("NUMERIC precision " + std::to_string(p) + " must be between 1 and 38");
  if (s < -38 || s > 38)
    throw_modifier("NUMERIC scale " + std::to_string(s) + " must be between -38 and 38");
  if (p - s > 38)
    throw_modifier("NUMERIC precision " + std::to_string(p) + " and scale " + std::to_string(s) +
                   " ask for more than 38 digits before the point");
  return {type_id::numeric, static_cast<std::int32_t>(p), static_cast<int>(s)};
}

inline data_type character_type(type_id id, std::span<std::int64_t const> modifiers,
                                std::int32_t absent) {
  constexpr std::int64_t most = 10'485'760;  // PostgreSQL's limit
  std::string const shown = id == type_id::varchar ? "varchar" : "char";
  if (modifiers.empty()) return {id, absent};
  if (modifiers.size() > 1) throw_modifier("invalid type modifier");
  if (modifiers[0] < 1) throw_modifier("length for type " + shown + " must be at least 1");
  if (modifiers[0] > most)
    throw_modifier("length for type " + shown + " cannot exceed " + std::to_string(most));
  return {id, static_cast<std::int32_t>(modifiers[0])};
}

inline data_type seconds_type(type_id id, std::span<std::int64_t const> modifiers,
                              std::string_view shown) {
  if (modifiers.empty()) return id;
  if (modifiers.size() > 1) throw_modifier("invalid type modifier");
  if (modifiers[0] < 0)
    throw_modifier(std::string(shown) + "(" + std::to_string(modifiers[0]) +
                   ") precision must not be negative");
  // More than microseconds is cut, as in PostgreSQL.
  return {id, static_cast<std::int32_t>(std::min<std::int64_t>(modifiers[0], 6))};
}

inline data_type float_type(std::span<std::int64_t const> modifiers) {
  if (modifiers.empty()) return type_id::float8;
  if (modifiers.size() > 1) throw_modifier("invalid type modifier");
  if (modifiers[0] < 1) throw_modifier("precision for type float must be at least 1 bit");
  if (modifiers[0] > 53) throw_modifier("precision for type float must be less than 54 bits");
  return modifiers[0] <= 24 ? type_id::float4 : type_id::float8;
}

}  // namespace detail

physical_type physical(data_type t) noexcept {
  return t.id == type_id::numeric && t.constrained() ? physical_type::int128
                                                     : detail::row(t.id).physical;
}
type_category category(type_id t) noexcept { return detail::row(t).category; }
bool is_preferred(type_id t) noexcept { return detail::row(t).preferred; }
std::string_view name(type_id t) noexcept { return detail::row(t).name; }
std::uint32_t postgres_oid(type_id t) noexcept { return detail::row(t).oid; }
std::int16_t postgres_length(type_id t) noexcept { return detail::row(t).length; }

std::int32_t postgres_modifier(data_type t) noexcept {
  constexpr std::int32_t header = 4;  // PostgreSQL counts its length word in
  if (!t.constrained()) return -1;
  switch (t.id) {
    case type_id::numeric: return ((t.precision << 16) | (t.scale & 0x7ff)) + header;
    case type_id::varchar:
    case type_id::bpchar: return t.precision + header;
    case type_id::interval: return 0x7fff << 16 | t.precision;  // all fields, this precision
    case type_id::time:
    case type_id::timestamp:
    case type_id::timestamptz: return t.precision;
    case type_id::unknown:
    case type_id::boolean:
    case type_id::int2:
    case type_id::int4:
    case type_id::int8:
    case type_id::float4:
    case type_id::float8:
    case type_id::text:
    case type_id::bytea:
    case type_id::date:
    case type_id::uuid: return -1;
  }
  HELIOS_UNREACHABLE();
}

type_id type_of_oid(std::uint32_t oid) noexcept {
  for (std::size_t i = 0; i != detail::type_rows.size(); ++i)
    if (detail::type_rows[i].oid == oid) return static_cast<type_id>(i);
  return type_id::unknown;
}

std::string to_string(data_type t) {
  std::string text(name(t.id));
  if (!t.constrained()) return t.id == type_id::bpchar ? "bpchar" : text;
  std::string modifier = '(' + std::to_string(t.precision);
  if (t.id == type_id::numeric) modifier += ',' + std::to_string(t.scale);
  return text.insert(std::min(text.size(), text.find(" with")), modifier + ')');
}

data_type make_type(std::string_view type_name, std::span<std::int64_t const> modifiers) {
  using namespace detail;
  std::string lower(type_name);
  for (char& c : lower) c = to_lower(c);
  if (lower.starts_with("pg_catalog.")) lower.erase(0, 11);
  if (lower == "timetz" || lower == "time with time zone")
    throw error(errc::feature_not_supported, "type time with time zone is not supported")
        .hint("Use timestamp with time zone, or time and an offset of its own.");
  auto const found =
      std::lower_bound(type_aliases.begin(), type_aliases.end(), lower,
                       [](type_alias const& a, std::string const& n) { return a.name < n; });
  if (found == type_aliases.end() || found->name != lower) {
    if (lower.starts_with("interval "))
      throw error(errc::feature_not_supported,
                  "an interval restricted to some fields is not supported")
          .hint("Use interval, and date_trunc or make_interval for the fields.");
    throw error(errc::undefined_object, "type \"" + lower + "\" does not exist");
  }
  switch (found->id) {
    case type_id::numeric: return numeric_type(modifiers);
    case type_id::varchar: return character_type(found->id, modifiers, -1);
    case type_id::bpchar: return character_type(found->id, modifiers, lower == "bpchar" ? -1 : 1);
    case type_id::time: return seconds_type(found->id, modifiers, "TIME");
    case type_id::timestamp:
    case type_id::timestamptz: return seconds_type(found->id, modifiers, "TIMESTAMP");
    case type_id::interval: return seconds_type(found->id, modifiers, "INTERVAL");
    case type_id::float8:
      if (lower == "float") return float_type(modifiers);
      break;
    case type_id::unknown:
    case type_id::boolean:
    case type_id::int2:
    case type_id::int4:
    case type_id::int8:
    case type_id::float4:
    case type_id::text:
    case type_id::bytea:
    case type_id::date:
    case type_id::uuid: break;
  }
  if (!modifiers.empty())
    throw error(errc::syntax_error, "type modifier is not allowed for type \"" +
                                        std::string(row(found->id).internal) + '"');
  return found->id;
}

data_type parse_type_name(std::string_view text) {
  using namespace detail;
  std::string words;  // the name, its words separated by single spaces
  std::vector<std::int64_t> modifiers;
  auto const bad = [&] {
    return error(errc::syntax_error, "invalid type name \"" + std::string(text) + '"');
  };
  for (std::string_view rest = trim(text); !rest.empty(); rest = trim(rest)) {
    if (rest.front() == '(') {
      if (words.empty() || !modifiers.empty()) throw bad();
      do {
        rest = trim(rest.substr(1));
        std::int64_t modifier = 0;
        auto const [end, failure] =
            std::from_chars(rest.data(), rest.data() + rest.size(), modifier);
        if (failure != std::errc{}) throw bad();
        modifiers.push_back(modifier);
        rest = trim(rest.substr(static_cast<std::size_t>(end - rest.data())));
      } while (!rest.empty() && rest.front() == ',');
      if (rest.empty() || rest.front() != ')') throw bad();
      rest.remove_prefix(1);
      continue;
    }
    std::size_t length = 0;
    while (length != rest.size() && !is_space(rest[length]) && rest[length] != '(') ++length;
    if (!words.empty()) words += ' ';
    words += rest.substr(0, length);
    rest.remove_prefix(length);
  }
  if (words.empty()) throw bad();
  return make_type(words, modifiers);
}

}  // namespace helios::types

namespace helios::types {

/// Where a conversion stands; an earlier one permits fewer.
enum class cast_context : std::uint8_t {
  implicit,    // an operand or argument, unasked
  assignment,  // the value of a column in INSERT, UPDATE, DEFAULT
  explicit_,   // CAST(x AS t), x::t
};

/// What a pair of types permits. A permission includes those before it.
enum class cast_rule : std::uint8_t { none, on_request, on_assignment, always };

[[nodiscard]] HELIOS_DECL cast_rule find_cast(type_id from, type_id to) noexcept;

[[nodiscard]] constexpr bool permits(cast_rule rule, cast_context context) noexcept {
  switch (context) {
    case cast_context::implicit: return rule == cast_rule::always;
    case cast_context::assignment: return rule >= cast_rule::on_assignment;
    case cast_context::explicit_: return rule >= cast_rule::on_request;
  }
  HELIOS_UNREACHABLE();
}

/// 42846 "cannot cast type uuid to integer".
[[noreturn]] HELIOS_DECL void throw_cannot_cast(type_id from, type_id to);

/// The type that UNION, CASE, VALUES, COALESCE and arrays give two of their members: nothing found
/// is type_id::unknown. Applied from left to right (PostgreSQL manual, 10.5).
[[nodiscard]] HELIOS_DECL type_id common_type(type_id a, type_id b) noexcept;

}  // namespace helios::types

// helios/types/impl/cast_rules.ipp -- pg_cast as a square.

namespace helios::types {

namespace detail {

// One row per source, one column per target, both in the order of type_id; the diagonal is always.
//   i always   a on assignment   e on request   . none
inline constexpr std::array<std::string_view, type_count> cast_square{
    // unknown boolean | int2 int4 int8 float4 float8 numeric | text varchar bpchar | bytea |
    // date time timestamp timestamptz interval | uuid
    /* unknown     */ "iiiiiiiiiiiiiiiiii",
    /* boolean     */ ".i.e....aaa.......",
    /* int2        */ "..iiiiiiaaa.......",
    /* int4        */ ".eaiiiiiaaa.......",
    /* int8        */ "..aaiiiiaaa.......",
    /* float4      */ "..aaaiiaaaa.......",
    /* float8      */ "..aaaaiaaaa.......",
    /* numeric     */ "..aaaiiiaaa.......",
    /* text        */ ".eeeeeeeiiieeeeeee",
    /* varchar     */ ".eeeeeeeiiieeeeeee",
    /* bpchar      */ ".eeeeeeeiiieeeeeee",
    /* bytea       */ "........aaai......",
    /* date        */ "........aaa.i.ii..",
    /* time        */ "........aaa..i..i.",
    /* timestamp   */ "........aaa.aaii..",
    /* timestamptz */ "........aaa.aaai..",
    /* interval    */ "........aaa..a..i.",
    /* uuid        */ "........aaa......i",
};

}  // namespace detail

cast_rule find_cast(type_id from, type_id to) noexcept {
  switch (detail::cast_square[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)]) {
    case 'i': return cast_rule::always;
    case 'a': return cast_rule::on_assignment;
    case 'e': return cast_rule::on_request;
  }
  return cast_rule::none;
}

void throw_cannot_cast(type_id from, type_id to) {
  throw error(errc::cannot_coerce,
              "cannot cast type " + std::string(name(from)) + " to " + std::string(name(to)));
}

type_id common_type(type_id a, type_id b) noexcept {
  if (a == b || b == type_id::unknown) return a;
  if (a == type_id::unknown) return b;
  if (category(a) != category(b)) return type_id::unknown;
  // The newcomer wins where a converts to it unasked and not the other way, unless a is the
  // preferred type.
  if (!is_preferred(a) && find_cast(a, b) == cast_rule::always &&
      find_cast(b, a) != cast_rule::always)
    return b;
  return find_cast(b, a) == cast_rule::always ? a : type_id::unknown;
}

}  // namespace helios::types

// helios/types/value.hpp -- one SQL value of any type, or NULL: parameters, results, literals.
//
// Shape     24 bytes
//             0   22   the value; strings and byte strings up to 22 bytes; else pointer 8, length 8
//             22   1   type_id
//             23   1   numeric: scale; strings: length, 255 if on the heap
//           NULL has type_id::unknown; a string of that type is a literal still without one.
// Threads   like std::string
// Cost      moving: 24 bytes copied; copying: an allocation for strings longer than 22 bytes

// helios/types/decimal.hpp -- numeric: exact decimal numbers of up to 38 digits.
//
// Shape     value = mantissa / 10^scale, |mantissa| < 10^38, 0 <= scale <= 38. The scale is what is
//           shown ("display scale" in PostgreSQL): 1.0 and 1.00 are equal and print differently.
// Errors    22003 the integer part needs more than 38 digits, or numeric(p,s) is overflown
//           22012 division by zero
//           A fraction that does not fit beside the integer part is rounded, half away from zero:
//           the one place where helios keeps fewer digits than PostgreSQL, which has room for more.
// Source    PostgreSQL 15's rules for the scale of a result. There is no NaN and no infinity.

// helios/types/wide.hpp -- powers of ten, and 256-bit products and quotients for exact decimals.
//
// Cost      multiply: four 64-bit products. divide: one or four 128-bit divisions, 10 to 60 ns,
//           where the dividend has 128 bits or the divisor 64; else 128 shift-and-subtract steps,
//           0.3 us

namespace helios::types {

/// 10^0 .. 10^38, all that fit 127 bits.
inline constexpr std::array<uint128, 39> powers_of_ten = [] {
  std::array<uint128, 39> p{};
  p[0] = 1;
  for (std::size_t i = 1; i != p.size(); ++i) p[i] = p[i - 1] * 10;
  return p;
}();

/// 10^n.  Requires 0 <= n <= 38.
[[nodiscard]] constexpr uint128 power_of_ten(int n) noexcept {
  HELIOS_EXPECTS(n >= 0 && n <= 38);
  return powers_of_ten[static_cast<std::size_t>(n)];
}

[[nodiscard]] constexpr int bit_width(uint128 v) noexcept {
  auto const high = static_cast<std::uint64_t>(v >> 64);
  return high != 0 ? 64 + static_cast<int>(std::bit_width(high))
                   : static_cast<int>(std::bit_width(static_cast<std::uint64_t>(v)));
}

/// Decimal digits of v; 0 has none.
[[nodiscard]] constexpr int digit_count(uint128 v) noexcept {
  if (v == 0) return 0;
  // 1233 / 4096 is log10(2) to within what 128 bits can tell.
  int const guess = (bit_width(v) * 1233) >> 12;
  return v >= (guess == 39 ? ~uint128{0} : power_of_ten(guess)) ? guess + 1 : guess;
}

[[nodiscard]] constexpr uint128 magnitude(int128 v) noexcept {
  return v < 0 ? uint128{0} - static_cast<uint128>(v) : static_cast<uint128>(v);
}

struct uint256 {
  uint128 low = 0;
  uint128 high = 0;

  friend constexpr bool operator==(uint256 const&, uint256 const&) = default;
  friend constexpr bool operator<(uint256 const& a, uint256 const& b) noexcept {
    return a.high != b.high ? a.high < b.high : a.low < b.low;
  }
  /// Modulo 2^256, like the built-in unsigned types.
  friend constexpr uint256 operator+(uint256 const& a, uint256 const& b) noexcept {
    uint128 const low = a.low + b.low;
    return {low, a.high + b.high + (low < a.low ? 1U : 0U)};
  }
  friend constexpr uint256 operator-(uint256 const& a, uint256 const& b) noexcept {
    return {a.low - b.low, a.high - b.high - (a.low < b.low ? 1U : 0U)};
  }
};

[[nodiscard]] constexpr uint256 multiply(uint128 a, uint128 b) noexcept {
  constexpr uint128 half = ~std::uint64_t{0};
  uint128 const a0 = a & half, a1 = a >> 64, b0 = b & half, b1 = b >> 64;
  uint128 const low = a0 * b0, mid = a1 * b0 + (low >> 64), cross = a0 * b1 + (mid & half);
  return {(cross << 64) | (low & half), a1 * b1 + (mid >> 64) + (cross >> 64)};
}

/// The product modulo 2^256.
[[nodiscard]] constexpr uint256 multiply(uint256 const& a, uint128 b) noexcept {
  uint256 const low = multiply(a.low, b);
  return {low.low, low.high + a.high * b};
}

struct wide_quotient {
  uint256 quotient;
  uint128 remainder = 0;
};

namespace detail {

/// By a divisor of 64 bits, limb by limb.
[[nodiscard]] constexpr wide_quotient divide_short(uint256 const& n, std::uint64_t d) noexcept {
  uint128 rest = 0;
  auto const step = [&](std::uint64_t limb) {
    uint128 const part = rest << 64 | limb;
    uint128 const quotient = part / d;
    rest = part - quotient * d;
    return quotient;
  };
  uint256 q;
  q.high = step(static_cast<std::uint64_t>(n.high >> 64)) << 64;
  q.high |= step(static_cast<std::uint64_t>(n.high));
  q.low = step(static_cast<std::uint64_t>(n.low >> 64)) << 64;
  q.low |= step(static_cast<std::uint64_t>(n.low));
  return {q, rest};
}

}  // namespace detail

/// Requires d != 0.
[[nodiscard]] constexpr wide_quotient divide(uint256 const& n, uint128 d) noexcept {
  HELIOS_EXPECTS(d != 0);
  if (n.high == 0) return {{n.low / d, 0}, n.low % d};
  if (d >> 64 == 0) return detail::divide_short(n, static_cast<std::uint64_t>(d));
  uint128 const high = n.high / d;
  uint128 rest = n.high % d, low = 0;
  for (int bit = 127; bit >= 0; --bit) {
    bool const carry = (rest >> 127) != 0;  // the 129th bit of the shifted remainder
    rest = (rest << 1) | ((n.low >> bit) & 1);
    low <<= 1;
    if (carry || rest >= d) {
      rest -= d;
      low |= 1;
    }
  }
  return {{low, high}, rest};
}

}  // namespace helios::types

namespace helios::types {

class decimal {
 public:
  static constexpr int max_digits = 38;

  constexpr decimal() noexcept = default;
  /// mantissa / 10^scale.  Requires |mantissa| < 10^38 and 0 <= scale <= 38.
  constexpr decimal(int128 mantissa, int scale) noexcept
      : mantissa_(mantissa), scale_(static_cast<std::uint8_t>(scale)) {
    HELIOS_EXPECTS(scale >= 0 && scale <= max_digits &&
                   magnitude(mantissa) < power_of_ten(max_digits));
  }
  explicit constexpr decimal(std::int64_t v) noexcept : mantissa_(v) {}

  [[nodiscard]] constexpr int128 mantissa() const noexcept { return mantissa_; }
  [[nodiscard]] constexpr int scale() const noexcept { return scale_; }
  [[nodiscard]] constexpr bool negative() const noexcept { return mantissa_ < 0; }
  [[nodiscard]] constexpr bool zero() const noexcept { return mantissa_ == 0; }

  /// By value, whatever the scales.
  friend constexpr std::weak_ordering operator<=>(decimal a, decimal b) noexcept {
    if (a.scale_ == b.scale_) return order(a.mantissa_, b.mantissa_);
    if (a.scale_ > b.scale_) return 0 <=> (b <=> a);
    int128 raised = 0;  // past 127 bits a is beyond any b
    auto const factor = static_cast<int128>(power_of_ten(b.scale_ - a.scale_));
    return __builtin_mul_overflow(a.mantissa_, factor, &raised) ? order(a.mantissa_, 0)
                                                                : order(raised, b.mantissa_);
  }
  friend constexpr bool operator==(decimal a, decimal b) noexcept { return (a <=> b) == 0; }

  friend constexpr decimal operator-(decimal a) noexcept { return {-a.mantissa_, a.scale_}; }
  HELIOS_DECL friend decimal operator+(decimal a, decimal b);
  HELIOS_DECL friend decimal operator-(decimal a, decimal b);
  HELIOS_DECL friend decimal operator*(decimal a, decimal b);
  /// At least 16 significant digits and no fewer decimals than either operand.
  HELIOS_DECL friend decimal operator/(decimal a, decimal b);
  /// The sign of a, as in C++ and SQL.
  HELIOS_DECL friend decimal operator%(decimal a, decimal b);

 private:
  static constexpr std::weak_ordering order(int128 a, int128 b) noexcept {
    return a < b   ? std::weak_ordering::less
           : a > b ? std::weak_ordering::greater
                   : std::weak_ordering::equivalent;
  }
  int128 mantissa_ = 0;
  std::uint8_t scale_ = 0;
};

[[nodiscard]] constexpr decimal abs(decimal a) noexcept { return a.negative() ? -a : a; }
/// -1, 0 or 1.
[[nodiscard]] constexpr decimal sign(decimal a) noexcept {
  return decimal(a.zero() ? std::int64_t{0} : a.negative() ? -1 : 1);
}
/// The whole number of times b goes into a, cut towards zero: SQL's div(a, b).
[[nodiscard]] HELIOS_DECL decimal whole_quotient(decimal a, decimal b);

/// To `digits` decimals, half away from zero; negative digits round tens, hundreds, ...
[[nodiscard]] HELIOS_DECL decimal round(decimal a, int digits = 0);
[[nodiscard]] HELIOS_DECL decimal trunc(decimal a, int digits = 0);
[[nodiscard]] HELIOS_DECL decimal ceil(decimal a);
[[nodiscard]] HELIOS_DECL decimal floor(decimal a);
/// Without the trailing zeros of its fraction: SQL's trim_scale.
[[nodiscard]] HELIOS_DECL decimal trim_scale(decimal a) noexcept;

/// As a column numeric(precision, scale) takes it: rounded to `scale`, 22003 with PostgreSQL's
/// detail if the integer part is too long.  Requires a data_type that was made (types/data_type.hpp
/// checks the ranges).
[[nodiscard]] HELIOS_DECL decimal apply_precision(decimal a, int precision, int scale);

[[nodiscard]] HELIOS_DECL decimal to_decimal(int128 v);
/// Rounded half away from zero; 22003 "bigint out of range" and the like.
[[nodiscard]] HELIOS_DECL std::int64_t to_int64(decimal a);
[[nodiscard]] HELIOS_DECL std::int32_t to_int32(decimal a);
[[nodiscard]] HELIOS_DECL std::int16_t to_int16(decimal a);

namespace detail {
/// The decimal nearest to +-size / 10^scale whose digits fit: the one place that rounds and
/// overflows. Requires 0 <= scale <= 76.
[[nodiscard]] HELIOS_DECL decimal fit(bool negative, uint256 size, int scale);
/// size / 10^digits, half away from zero.
[[nodiscard]] HELIOS_DECL uint256 drop_digits(uint256 size, int digits) noexcept;
[[noreturn]] HELIOS_DECL void throw_numeric_overflow();
[[noreturn]] HELIOS_DECL void throw_division_by_zero();
}  // namespace detail

}  // namespace helios::types

// helios/types/impl/decimal.ipp -- decimal arithmetic: 128 bits where they do, 256 where they must.

namespace helios::types {

namespace detail {

void throw_numeric_overflow() {
  throw error(errc::numeric_value_out_of_range, "value overflows numeric format")
      .detail("A numeric holds up to 38 digits.");
}

void throw_division_by_zero() { throw error(errc::division_by_zero, "division by zero"); }

uint256 drop_digits(uint256 size, int digits) noexcept {
  constexpr int step = 19;  // 10^19 fits 64 bits, by which division is cheap
  for (; digits > step; digits -= step) size = divide(size, power_of_ten(step)).quotient;
  if (digits <= 0) return size;
  auto const [quotient, rest] = divide(size, power_of_ten(digits));  // only this one rounds
  return rest >= power_of_ten(digits) / 2 ? quotient + uint256{1, 0} : quotient;
}

/// Requires v below 2^255, which every product and sum here is.
inline int digit_count(uint256 const& v) noexcept {
  if (v.high == 0) return types::digit_count(v.low);
  // As for 128 bits: right or one short.
  int const guess = ((128 + bit_width(v.high)) * 1233) >> 12;
  bool const reached =
      !(v < multiply(power_of_ten(decimal::max_digits), power_of_ten(guess - decimal::max_digits)));
  return reached ? guess + 1 : guess;
}

decimal fit(bool negative, uint256 size, int scale) {
  int drop = std::max({0, digit_count(size) - decimal::max_digits, scale - decimal::max_digits});
  uint256 kept = drop_digits(size, drop);
  if (kept.high != 0 || kept.low >= power_of_ten(decimal::max_digits)) {
    ++drop;  // rounding made it 10^38
    kept = drop_digits(size, drop);
  }
  if (drop > scale) throw_numeric_overflow();
  auto const mantissa = static_cast<int128>(kept.low);
  return {negative ? -mantissa : mantissa, scale - drop};
}

inline decimal add(decimal a, decimal b) {
  if (a.scale() == b.scale()) {
    int128 const sum = a.mantissa() + b.mantissa();  // below 2 * 10^38: it cannot wrap
    if (magnitude(sum) < power_of_ten(decimal::max_digits)) return {sum, a.scale()};
    return fit(sum < 0, {magnitude(sum), 0}, a.scale());
  }
  if (a.scale() > b.scale()) std::swap(a, b);
  int128 raised = 0;
  int128 const factor = static_cast<int128>(power_of_ten(b.scale() - a.scale()));
  if (!__builtin_mul_overflow(a.mantissa(), factor, &raised)) {
    int128 sum = 0;
    if (!__builtin_add_overflow(raised, b.mantissa(), &sum))
      return fit(sum < 0, {magnitude(sum), 0}, b.scale());
  }
  uint256 const wide = multiply(magnitude(a.mantissa()), magnitude(factor)),
                other{magnitude(b.mantissa()), 0};
  // What did not fit 127 bits is larger than b: the difference has the sign of a.
  return fit(a.negative(), a.negative() == b.negative() ? wide + other : wide - other, b.scale());
}

/// Leading base-10000 digit and its weight: PostgreSQL's form, which decides the scale of a
/// quotient.
struct leading {
  int weight = 0;
  int digit = 0;
};
inline leading leading_of(decimal a) noexcept {
  if (a.zero()) return {};
  uint128 const size = magnitude(a.mantissa());
  int const exponent = types::digit_count(size) - 1 - a.scale();
  int const weight = exponent >= 0 ? exponent / 4 : -((3 - exponent) / 4);
  int const shift = 4 * weight + a.scale();
  return {weight,
          static_cast<int>(shift >= 0 ? size / power_of_ten(shift) : size * power_of_ten(-shift))};
}

inline int quotient_scale(decimal a, decimal b) noexcept {
  leading const x = leading_of(a), y = leading_of(b);
  int const weight = x.weight - y.weight - (x.digit <= y.digit ? 1 : 0);
  return std::min(std::max({16 - 4 * weight, a.scale(), b.scale()}), decimal::max_digits);
}

template <class Int>
Int to_int(decimal a, char const* name) {
  int128 const whole = round(a).mantissa();
  if (whole < std::numeric_limits<Int>::min() || whole > std::numeric_limits<Int>::max())
    throw error(errc::numeric_value_out_of_range, std::string(name) + " out of range");
  return static_cast<Int>(whole);
}

}  // namespace detail

decimal operator+(decimal a, decimal b) { return detail::add(a, b); }
decimal operator-(decimal a, decimal b) { return detail::add(a, -b); }

decimal operator*(decimal a, decimal b) {
  return detail::fit(a.negative() != b.negative(),
                     multiply(magnitude(a.mantissa()), magnitude(b.mantissa())),
                     a.scale() + b.scale());
}

decimal operator/(decimal a, decimal b) {
  if (b.zero()) detail::throw_division_by_zero();
  int const scale = detail::quotient_scale(a, b);
  if (a.zero()) return {0, scale};
  uint128 const n = magnitude(a.mantissa()), d = magnitude(b.mantissa());
  // The quotient is below 10^whole, so that many digits go before the point and the rest may follow
  // it.
  int const whole = digit_count(n) - a.scale() - digit_count(d) + b.scale() + 1;
  if (whole > decimal::max_digits + 1) detail::throw_numeric_overflow();
  int const kept = std::min(scale, std::max(0, decimal::max_digits - whole));
  // >= 0: kept is at least a.scale() or fills 38 digits.
  int const shift = kept + b.scale() - a.scale();
  HELIOS_EXPECTS(shift >= 0);
  int const first = std::min(shift, decimal::max_digits);
  auto const [quotient, rest] =
      divide(multiply(multiply(n, power_of_ten(first)), power_of_ten(shift - first)), d);
  bool const up = rest >= d - rest;
  return detail::fit(a.negative() != b.negative(), up ? quotient + uint256{1, 0} : quotient, kept);
}

decimal operator%(decimal a, decimal b) {
  if (b.zero()) detail::throw_division_by_zero();
  int const scale = std::max(a.scale(), b.scale());
  uint128 const n = magnitude(a.mantissa()), d = magnitude(b.mantissa());
  uint128 rest = 0;
  if (a.scale() >= b.scale()) {
    uint256 const raised = multiply(d, power_of_ten(scale - b.scale()));
    rest = raised.high != 0 ? n : n % raised.low;  // a divisor past 128 bits exceeds n
  } else {
    rest = divide(multiply(n, power_of_ten(scale - a.scale())), d).remainder;
  }
  return detail::fit(a.negative(), {rest, 0}, scale);
}

decimal whole_quotient(decimal a, decimal b) {
  if (b.zero()) detail::throw_division_by_zero();
  uint128 const n = magnitude(a.mantissa()), d = magnitude(b.mantissa());
  uint256 whole;
  if (a.scale() >= b.scale()) {
    uint256 const raised = multiply(d, power_of_ten(a.scale() - b.scale()));
    if (raised.high == 0) whole = {n / raised.low, 0};
  } else {
    whole = divide(multiply(n, power_of_ten(b.scale() - a.scale())), d).quotient;
  }
  return detail::fit(a.negative() != b.negative(), whole, 0);
}

decimal round(decimal a, int digits) {
  int const scale = std::clamp(digits, 0, decimal::max_digits);
  if (digits >= a.scale()) {  // more zeros, as many as there is room for
    int const room = decimal::max_digits - digit_count(magnitude(a.mantissa()));
    int const more = std::min(scale - a.scale(), room);
    return {a.mantissa() * static_cast<int128>(power_of_ten(more)), a.scale() + more};
  }
  int const drop = a.scale() - std::max(digits, -decimal::max_digits - 1);
  uint256 kept = detail::drop_digits({magnitude(a.mantissa()), 0}, drop);
  if (digits < 0 && kept.low != 0) kept = multiply(kept.low, power_of_ten(-digits));
  return detail::fit(a.negative(), kept, scale);
}

decimal trunc(decimal a, int digits) {
  if (digits >= a.scale()) return round(a, digits);
  int const drop = a.scale() - digits;
  if (drop > decimal::max_digits) return {};
  auto const unit = static_cast<int128>(power_of_ten(drop));
  int128 const kept = a.mantissa() / unit;
  return digits >= 0 ? decimal(kept, digits)
                     : decimal(kept * static_cast<int128>(power_of_ten(-digits)), 0);
}

decimal ceil(decimal a) {
  decimal const whole = trunc(a);
  return whole < a ? whole + decimal(1) : whole;
}

decimal floor(decimal a) {
  decimal const whole = trunc(a);
  return whole > a ? whole - decimal(1) : whole;
}

decimal trim_scale(decimal a) noexcept {
  int128 mantissa = a.mantissa();
  int scale = a.scale();
  if (mantissa == 0) return {};
  while (scale != 0) {
    // Most numbers fit 64 bits, where a division by ten is a multiplication.
    bool const small = magnitude(mantissa) >> 63 == 0;
    if ((small ? static_cast<std::int64_t>(mantissa) % 10
               : static_cast<std::int64_t>(mantissa % 10)) != 0)
      break;
    mantissa = small ? int128{static_cast<std::int64_t>(mantissa) / 10} : mantissa / 10;
    --scale;
  }
  return {mantissa, scale};
}

decimal apply_precision(decimal a, int precision, int scale) {
  int const whole = precision - scale;  // the value must stay below 10^whole
  uint256 kept{magnitude(a.mantissa()), 0};
  if (scale < a.scale()) {
    kept = detail::drop_digits(kept, a.scale() - scale);
  } else if (scale > a.scale()) {
    kept = multiply(kept.low, power_of_ten(scale - a.scale()));
  }
  if (kept.high != 0 || kept.low >= power_of_ten(precision))
    throw error(errc::numeric_value_out_of_range, "numeric field overflow")
        .detail("A field with precision " + std::to_string(precision) + ", scale " +
                std::to_string(scale) + " must round to an absolute value less than " +
                (whole == 0 ? std::string("1") : "10^" + std::to_string(whole)) + ".");
  if (scale < 0) kept = multiply(kept.low, power_of_ten(-scale));
  auto const mantissa = static_cast<int128>(kept.low);
  return {a.negative() ? -mantissa : mantissa, std::max(scale, 0)};
}

decimal to_decimal(int128 v) { return detail::fit(v < 0, {magnitude(v), 0}, 0); }

std::int64_t to_int64(decimal a) { return detail::to_int<std::int64_t>(a, "bigint"); }
std::int32_t to_int32(decimal a) { return detail::to_int<std::int32_t>(a, "integer"); }
std::int16_t to_int16(decimal a) { return detail::to_int<std::int16_t>(a, "smallint"); }

}  // namespace helios::types

// helios/types/temporal.hpp -- date, time, timestamps and interval: the values.
//
// Shape     date          int32 days since 2000-01-01       4714-11-24 BC .. 5874897-12-31 AD
//           time_of_day   int64 microseconds                00:00:00 .. 24:00:00
//           timestamp     int64 microseconds since          4714-11-24 BC .. 294276-12-31 AD
//                         2000-01-01 00:00:00 on some clock
//           timestamp_tz  the same, UTC
//           interval      int64 microseconds, int32 days, int32 months, each with its own sign
//           The smallest and largest numbers of dates and timestamps are -infinity and infinity.
// Source    PostgreSQL's limits and zero: helios::microseconds (since 1970) convert below

namespace helios::types {

inline constexpr std::int64_t microseconds_per_second = 1'000'000;
inline constexpr std::int64_t microseconds_per_minute = 60 * microseconds_per_second;
inline constexpr std::int64_t microseconds_per_hour = 60 * microseconds_per_minute;
inline constexpr std::int64_t microseconds_per_day = 24 * microseconds_per_hour;
inline constexpr std::int32_t days_per_month = 30;  // where a month must be a number of days
inline constexpr std::int32_t months_per_year = 12;

/// What dates and the two timestamps share: a number, its order and its two infinities.
template <class Self, class Number>
struct time_point {
  Number count = 0;

  [[nodiscard]] static constexpr Self infinity() noexcept {
    return {std::numeric_limits<Number>::max()};
  }
  [[nodiscard]] static constexpr Self minus_infinity() noexcept {
    return {std::numeric_limits<Number>::min()};
  }
  [[nodiscard]] constexpr bool finite() const noexcept {
    return count != std::numeric_limits<Number>::max() &&
           count != std::numeric_limits<Number>::min();
  }
};

struct date : time_point<date, std::int32_t> {
  friend constexpr auto operator<=>(date a, date b) noexcept { return a.count <=> b.count; }
  friend constexpr bool operator==(date a, date b) noexcept { return a.count == b.count; }
};
struct timestamp : time_point<timestamp, std::int64_t> {
  friend constexpr auto operator<=>(timestamp a, timestamp b) noexcept {
    return a.count <=> b.count;
  }
  friend constexpr bool operator==(timestamp a, timestamp b) noexcept { return a.count == b.count; }
};
struct timestamp_tz : time_point<timestamp_tz, std::int64_t> {
  friend constexpr auto operator<=>(timestamp_tz a, timestamp_tz b) noexcept {
    return a.count <=> b.count;
  }
  friend constexpr bool operator==(timestamp_tz a, timestamp_tz b) noexcept {
    return a.count == b.count;
  }
};
struct time_of_day {
  std::int64_t count = 0;
  friend constexpr auto operator<=>(time_of_day, time_of_day) noexcept = default;
};

/// Equality and order take a month for 30 days and a day for 24 hours: '1 month' = '30 days'.
struct interval {
  std::int64_t microseconds = 0;
  std::int32_t days = 0;
  std::int32_t months = 0;

  /// All of it in microseconds: what is compared.
  [[nodiscard]] constexpr int128 span() const noexcept {
    return (int128{months} * days_per_month + days) * microseconds_per_day + microseconds;
  }
  friend constexpr std::weak_ordering operator<=>(interval a, interval b) noexcept {
    int128 const x = a.span(), y = b.span();
    return x < y   ? std::weak_ordering::less
           : x > y ? std::weak_ordering::greater
                   : std::weak_ordering::equivalent;
  }
  friend constexpr bool operator==(interval a, interval b) noexcept { return a.span() == b.span(); }
  [[nodiscard]] constexpr bool same_fields(interval b) const noexcept {
    return microseconds == b.microseconds && days == b.days && months == b.months;
  }
};
static_assert(sizeof(interval) == 16);

/// How a column holds an interval: months, days and microseconds from the top down; its order means
/// nothing.
[[nodiscard]] constexpr int128 to_int128(interval v) noexcept {
  return static_cast<int128>(uint128{static_cast<std::uint32_t>(v.months)} << 96 |
                             uint128{static_cast<std::uint32_t>(v.days)} << 64 |
                             static_cast<std::uint64_t>(v.microseconds));
}
[[nodiscard]] constexpr interval to_interval(int128 v) noexcept {
  auto const bits = static_cast<uint128>(v);
  return {static_cast<std::int64_t>(bits), static_cast<std::int32_t>(bits >> 64),
          static_cast<std::int32_t>(bits >> 96)};
}

/// The first instant and the first one beyond.
inline constexpr std::int64_t first_day = -julian_day_of_2000;
inline constexpr std::int64_t end_of_dates = days_from_civil(5'874'898, 1, 1);
inline constexpr std::int64_t first_instant = first_day * microseconds_per_day;
inline constexpr std::int64_t end_of_instants =
    days_from_civil(294'277, 1, 1) * microseconds_per_day;

[[nodiscard]] constexpr bool in_date_range(std::int64_t days) noexcept {
  return days >= first_day && days < end_of_dates;
}
[[nodiscard]] constexpr bool in_timestamp_range(std::int64_t count) noexcept {
  return count >= first_instant && count < end_of_instants;
}

/// From 294247 AD on an int64 of microseconds since 1970 is full: the largest stands for all later
/// ones.
[[nodiscard]] constexpr helios::microseconds to_unix(timestamp_tz t) noexcept {
  std::int64_t count = 0;
  if (__builtin_add_overflow(t.count, unix_to_2000_days * microseconds_per_day, &count))
    count = std::numeric_limits<std::int64_t>::max();
  return helios::microseconds{count};
}
[[nodiscard]] constexpr timestamp_tz from_unix(helios::microseconds t) noexcept {
  return {raw(t) - unix_to_2000_days * microseconds_per_day};
}

/// What the meaning of a text or a conversion depends on besides itself.
struct time_context {
  std::int32_t utc_offset = 0;  ///< of the session's time zone, in seconds, east positive
  /// start of the transaction; -infinity: no clock to read
  timestamp_tz now{timestamp_tz::minus_infinity()};
};

}  // namespace helios::types

// helios/types/uuid.hpp -- universally unique identifiers: 16 bytes, their text, their number.
//
// Shape     bytes in the order they are printed; columns hold to_int128(), whose numeric order is
//           the byte order
// Errors    22P02 `invalid input syntax for type uuid: "x"`

// helios/types/text_out.hpp -- digits into a caller's buffer: what print functions are built from.
//
// Shape     print(value, out) writes the characters that PostgreSQL would show, no terminator, and
//           returns their end. Values of fixed size never need more than text_capacity bytes.
// Cost      no allocation

namespace helios::types {

/// Room for the text of any boolean, number, date, time, interval or uuid (the longest interval has
/// 66).
inline constexpr std::size_t text_capacity = 80;

namespace detail {

inline char* put(char* out, std::string_view text) noexcept {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

inline char* put_digits(char* out, std::uint64_t v, int width) noexcept {
  for (int i = width; i-- != 0; v /= 10) out[i] = static_cast<char>('0' + v % 10);
  return out + width;
}

inline char* put_two(char* out, unsigned v) noexcept {
  out[0] = static_cast<char>('0' + v / 10);
  out[1] = static_cast<char>('0' + v % 10);
  return out + 2;
}

/// v without leading zeros, at least `width` digits.
inline char* put_number(char* out, std::uint64_t v, int width = 1) noexcept {
  int digits = 1;
  for (std::uint64_t rest = v; rest >= 10; rest /= 10) ++digits;
  return put_digits(out, v, digits < width ? width : digits);
}

/// Microseconds below a second: `.5`, `.000001`, or nothing.
inline char* put_fraction(char* out, unsigned microseconds) noexcept {
  if (microseconds == 0) return out;
  *out++ = '.';
  out = put_digits(out, microseconds, 6);
  while (out[-1] == '0') --out;
  return out;
}

}  // namespace detail

/// The text of a value of fixed size, as a string; types/number_text.hpp has the one for plain
/// numbers.
template <class T>
  requires(!std::is_arithmetic_v<T>)
[[nodiscard]] std::string to_text(T const& v) {
  char text[text_capacity];
  return {text, print(v, text)};
}

}  // namespace helios::types

namespace helios::types {

struct uuid {
  std::array<std::uint8_t, 16> bytes{};
  friend auto operator<=>(uuid const&, uuid const&) = default;
};

/// Big-endian, top bit flipped: a < b as uuids iff to_int128(a) < to_int128(b).
[[nodiscard]] constexpr int128 to_int128(uuid const& u) noexcept {
  uint128 v = 0;
  for (auto const b : u.bytes) v = v << 8 | b;
  return static_cast<int128>(v ^ uint128{1} << 127);
}
[[nodiscard]] constexpr uuid to_uuid(int128 number) noexcept {
  uuid u;
  auto v = static_cast<uint128>(number) ^ uint128 { 1 } << 127;
  for (std::size_t i = 16; i-- != 0; v >>= 8) u.bytes[i] = static_cast<std::uint8_t>(v);
  return u;
}

/// Random bytes with version 4 and the variant of RFC 9562 set: gen_random_uuid().
[[nodiscard]] constexpr uuid make_random_uuid(std::array<std::uint8_t, 16> random) noexcept {
  random[6] = static_cast<std::uint8_t>((random[6] & 0x0f) | 0x40);
  random[8] = static_cast<std::uint8_t>((random[8] & 0x3f) | 0x80);
  return {random};
}

/// 32 hexadecimal digits, hyphens after any group of four, braces around all of it.
[[nodiscard]] HELIOS_DECL uuid parse_uuid(std::string_view text);
HELIOS_DECL char* print(uuid const& u, char* out) noexcept;

}  // namespace helios::types

// helios/types/impl/uuid.ipp -- uuids from and to text.

namespace helios::types {

uuid parse_uuid(std::string_view text) {
  using namespace detail;
  std::string_view s = text;
  if (s.size() >= 2 && s.front() == '{' && s.back() == '}') s = s.substr(1, s.size() - 2);
  uuid u;
  std::size_t at = 0;
  for (std::size_t i = 0; i != 16; ++i) {
    if (i != 0 && i % 2 == 0 && at != s.size() && s[at] == '-') ++at;
    if (s.size() - at < 2) throw_invalid_syntax("uuid", text);
    int const high = hex_digit(s[at]), low = hex_digit(s[at + 1]);
    if (high < 0 || low < 0) throw_invalid_syntax("uuid", text);
    u.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    at += 2;
  }
  if (at != s.size()) throw_invalid_syntax("uuid", text);
  return u;
}

char* print(uuid const& u, char* out) noexcept {
  constexpr char const* digits = "0123456789abcdef";
  for (std::size_t i = 0; i != 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
    *out++ = digits[u.bytes[i] >> 4];
    *out++ = digits[u.bytes[i] & 15];
  }
  return out;
}

}  // namespace helios::types

namespace helios::types {

namespace detail {
// Strings are made by name: several types share them.
template <class T>
inline constexpr type_id type_id_of = type_id::unknown;
template <>
inline constexpr type_id type_id_of<bool> = type_id::boolean;
template <>
inline constexpr type_id type_id_of<std::int16_t> = type_id::int2;
template <>
inline constexpr type_id type_id_of<std::int32_t> = type_id::int4;
template <>
inline constexpr type_id type_id_of<std::int64_t> = type_id::int8;
template <>
inline constexpr type_id type_id_of<float> = type_id::float4;
template <>
inline constexpr type_id type_id_of<double> = type_id::float8;
template <>
inline constexpr type_id type_id_of<date> = type_id::date;
template <>
inline constexpr type_id type_id_of<time_of_day> = type_id::time;
template <>
inline constexpr type_id type_id_of<timestamp> = type_id::timestamp;
template <>
inline constexpr type_id type_id_of<timestamp_tz> = type_id::timestamptz;
template <>
inline constexpr type_id type_id_of<interval> = type_id::interval;
template <>
inline constexpr type_id type_id_of<uuid> = type_id::uuid;
}  // namespace detail

/// A C++ type that is one SQL type of fixed size; decimal apart, whose scale is kept beside it.
template <class T>
concept fixed_value = detail::type_id_of<T>
!= type_id::unknown;

class value {
 public:
  /// NULL.
  value() noexcept = default;
  template <fixed_value T>
  explicit value(T const& v) noexcept : type_(detail::type_id_of<T>) {
    std::memcpy(storage_, &v, sizeof v);
  }
  explicit value(decimal v) noexcept
      : type_(type_id::numeric), extra_(static_cast<std::uint8_t>(v.scale())) {
    int128 const mantissa = v.mantissa();
    std::memcpy(storage_, &mantissa, sizeof mantissa);
  }
  /// Requires a string type or unknown, and valid UTF-8.
  [[nodiscard]] static value text(std::string_view s, type_id type = type_id::text) {
    HELIOS_EXPECTS(category(type) == type_category::string || type == type_id::unknown);
    return {type, s.data(), s.size()};
  }
  [[nodiscard]] static value bytea(byte_view b) { return {type_id::bytea, b.data(), b.size()}; }

  value(value const& other) : value(other.type_, other) {}
  value(value&& other) noexcept { take(other); }
  value& operator=(value const& other) { return *this = value(other); }
  value& operator=(value&& other) noexcept {
    if (this == &other) return *this;
    release();
    take(other);
    return *this;
  }
  ~value() { release(); }

  [[nodiscard]] type_id type() const noexcept { return type_; }
  [[nodiscard]] bool is_null() const noexcept {
    return type_ == type_id::unknown && extra_ == null_mark;
  }

  /// Requires a value of exactly this type.
  template <fixed_value T>
  [[nodiscard]] T as() const noexcept {
    HELIOS_EXPECTS(type_ == detail::type_id_of<T>);
    T v;
    std::memcpy(static_cast<void*>(&v), storage_, sizeof v);
    return v;
  }
  [[nodiscard]] decimal as_decimal() const noexcept {
    HELIOS_EXPECTS(type_ == type_id::numeric);
    return {load<int128>(storage_), extra_};
  }
  /// The characters of any string type or literal; valid until the value changes or moves.
  [[nodiscard]] std::string_view as_string() const noexcept {
    HELIOS_EXPECTS(holds_string() && type_ != type_id::bytea);
    return as_text(content());
  }
  [[nodiscard]] byte_view as_bytea() const noexcept {
    HELIOS_EXPECTS(type_ == type_id::bytea);
    return content();
  }

  /// IS NOT DISTINCT FROM: NULL equals NULL; otherwise of types that compare (text and varchar do)
  /// and equal.
  friend bool operator==(value const& a, value const& b) noexcept { return a.same_as(b); }

 private:
  static constexpr std::size_t inline_capacity = 22;
  static constexpr std::uint8_t heap_mark = 255, null_mark = 254;

  HELIOS_DECL value(type_id type, void const* data, std::size_t size);
  /// A copy; the type is a parameter only to tell it from the other constructors.
  value(type_id type, value const& other) : type_(type), extra_(other.extra_) {
    std::memcpy(storage_, other.storage_, sizeof storage_);
    if (other.on_heap()) copy_heap();
  }

  [[nodiscard]] HELIOS_DECL bool same_as(value const& other) const noexcept;
  [[nodiscard]] bool holds_string() const noexcept {
    return type_ == type_id::bytea || type_ == type_id::text || type_ == type_id::varchar ||
           type_ == type_id::bpchar || (type_ == type_id::unknown && extra_ != null_mark);
  }
  [[nodiscard]] bool on_heap() const noexcept { return extra_ == heap_mark; }
  [[nodiscard]] byte_view content() const noexcept {
    return on_heap()
               ? byte_view(load<std::byte const*>(storage_), load<std::uint64_t>(storage_ + 8))
               : byte_view(storage_, extra_);
  }
  void take(value& other) noexcept {
    std::memcpy(storage_, other.storage_, sizeof storage_);
    type_ = std::exchange(other.type_, type_id::unknown);
    extra_ = std::exchange(other.extra_, null_mark);
  }
  void release() noexcept {
    if (on_heap()) delete[] load<std::byte*>(storage_);
  }
  HELIOS_DECL void copy_heap();

  alignas(8) std::byte storage_[inline_capacity]{};
  type_id type_ = type_id::unknown;
  std::uint8_t extra_ = null_mark;
};
static_assert(sizeof(value) == 24);

/// a and b may be compared: same type, or both text or varchar.
[[nodiscard]] constexpr bool comparable(type_id a, type_id b) noexcept {
  auto const plain = [](type_id t) { return t == type_id::varchar ? type_id::text : t; };
  return plain(a) == plain(b);
}

/// SQL's order. NaN equals itself and follows all numbers, -0 equals 0, blanks behind a bpchar do
/// not count, strings compare by bytes.  Requires comparable types, neither NULL.
[[nodiscard]] HELIOS_DECL std::weak_ordering compare(value const& a, value const& b) noexcept;
/// Equal values have equal hashes.
[[nodiscard]] HELIOS_DECL std::uint64_t hash(value const& v) noexcept;

}  // namespace helios::types

// helios/types/impl/value.ipp -- keeping, comparing and hashing values.

// helios/types/float_order.hpp -- SQL's total order of floating point: NaN is last, -0 equals 0.

namespace helios::types {

/// One representative of equal values: +0 for both zeros, one NaN.
template <std::floating_point Float>
[[nodiscard]] constexpr Float canonical(Float v) noexcept {
  return v != v ? std::numeric_limits<Float>::quiet_NaN() : v == 0 ? Float{0} : v;
}

/// Unsigned numbers in the order of the floats.
template <std::floating_point Float>
[[nodiscard]] constexpr auto to_ordered(Float v) noexcept {
  using bits = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
  constexpr bits top = bits{1} << (8 * sizeof(bits) - 1);
  bits const b = std::bit_cast<bits>(canonical(v));
  return (b & top) != 0 ? static_cast<bits>(~b) : static_cast<bits>(b | top);
}
template <std::floating_point Float, class Bits>
[[nodiscard]] constexpr Float from_ordered(Bits b) noexcept {
  static_assert(sizeof(Bits) == sizeof(Float));
  constexpr Bits top = Bits{1} << (8 * sizeof(Bits) - 1);
  return std::bit_cast<Float>((b & top) != 0 ? static_cast<Bits>(b & ~top) : static_cast<Bits>(~b));
}

template <std::floating_point Float>
[[nodiscard]] constexpr std::weak_ordering compare_floats(Float a, Float b) noexcept {
  if (a < b) return std::weak_ordering::less;
  if (a > b) return std::weak_ordering::greater;
  if (a == b) return std::weak_ordering::equivalent;
  return static_cast<int>(a != a) <=> static_cast<int>(b != b);
}

}  // namespace helios::types

// helios/types/text.hpp -- character strings: UTF-8, in characters, for varchar(n) and char(n).
//
// Shape     valid UTF-8 without the character 0; a character is a code point. Collation is "C":
//           strings compare byte by byte, which is the order of their code points.
// Errors    22021 bytes that are not UTF-8; 22001 a string too long for its column; 22011 a
//           negative length
// Cost      ASCII is checked and counted eight bytes at a time

namespace helios::types {

[[nodiscard]] HELIOS_DECL bool is_utf8(std::string_view s) noexcept;
/// 22021 with the first offending bytes, as PostgreSQL shows them.
HELIOS_DECL void check_utf8(std::string_view s);

/// Characters in s.  Requires check_utf8(s), like everything below.
[[nodiscard]] HELIOS_DECL std::size_t length(std::string_view s) noexcept;
/// Bytes of the first n characters; all of s if it has fewer.
[[nodiscard]] HELIOS_DECL std::size_t prefix_bytes(std::string_view s, std::size_t n) noexcept;

/// SQL's substring(s from start for count): characters are numbered from 1, and `start` may lie
/// before them.
[[nodiscard]] HELIOS_DECL std::string_view substring(std::string_view s, std::int64_t start);
[[nodiscard]] HELIOS_DECL std::string_view substring(std::string_view s, std::int64_t start,
                                                     std::int64_t count);

/// What char(n) ignores when it is compared, measured or becomes another string type.
[[nodiscard]] constexpr std::string_view without_padding(std::string_view s) noexcept {
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

/// s as a varchar(limit) takes it. Blanks past the limit are dropped; anything else there is 22001,
/// or dropped as well by an explicit cast.
[[nodiscard]] HELIOS_DECL std::string_view fit_varchar(std::string_view s, std::int32_t limit,
                                                       bool explicit_cast);
/// The same for char(limit), then padded with blanks to `limit` characters.
[[nodiscard]] HELIOS_DECL std::string fit_bpchar(std::string_view s, std::int32_t limit,
                                                 bool explicit_cast);

}  // namespace helios::types

// helios/types/impl/text.ipp -- UTF-8 checked and counted.

namespace helios::types {

namespace detail {

/// Bytes that the first one announces; 1 for bytes that begin nothing.
[[nodiscard]] inline std::size_t announced_length(unsigned char lead) noexcept {
  return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 1;
}

/// Position of the first byte of the first character that is not UTF-8; s.size() if there is none.
[[nodiscard]] inline std::size_t first_invalid(std::string_view s) noexcept {
  auto const* const p = reinterpret_cast<unsigned char const*>(s.data());
  std::size_t const n = s.size();
  std::size_t i = 0;
  while (i != n) {
    if (n - i >= 8) {
      std::uint64_t word;
      std::memcpy(&word, p + i, 8);
      // No byte with its high bit set and none that is zero.
      if (((word | (word - 0x0101010101010101U)) & 0x8080808080808080U) == 0) {
        i += 8;
        continue;
      }
    }
    unsigned char const lead = p[i];
    if (lead < 0x80) {
      if (lead == 0) return i;
      ++i;
      continue;
    }
    std::size_t const length = announced_length(lead);
    if (lead < 0xc2 || lead > 0xf4 || n - i < length) return i;  // c0 and c1 would be overlong
    // The second byte rules out what is overlong, a surrogate or above U+10FFFF.
    unsigned char const low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char const high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (p[i + 1] < low || p[i + 1] > high) return i;
    for (std::size_t k = 2; k < length; ++k)
      if ((p[i + k] & 0xc0) != 0x80) return i;
    i += length;
  }
  return n;
}

[[noreturn]] inline void throw_too_long(std::string type, std::int32_t limit) {
  throw error(errc::string_data_right_truncation,
              "value too long for type " + std::move(type) + '(' + std::to_string(limit) + ')');
}

}  // namespace detail

bool is_utf8(std::string_view s) noexcept { return detail::first_invalid(s) == s.size(); }

void check_utf8(std::string_view s) {
  std::size_t const at = detail::first_invalid(s);
  if (at == s.size()) return;
  constexpr char const* digits = "0123456789abcdef";
  std::string shown;
  for (unsigned char const c :
       s.substr(at, detail::announced_length(static_cast<unsigned char>(s[at])))) {
    shown += " 0x";
    shown += digits[c >> 4];
    shown += digits[c & 15];
  }
  throw error(errc::invalid_byte_sequence, "invalid byte sequence for encoding \"UTF8\":" + shown);
}

std::size_t length(std::string_view s) noexcept {
  std::size_t continued = 0;  // bytes 10xxxxxx
  std::size_t i = 0;
  while (s.size() - i >= 8) {
    std::uint64_t counts = 0;  // one per byte position, added up before any passes 255
    for (int words = 255; words != 0 && s.size() - i >= 8; --words, i += 8) {
      std::uint64_t word;
      std::memcpy(&word, s.data() + i, 8);
      counts += (word >> 7) & (~word >> 6) & 0x0101010101010101U;
    }
    std::uint64_t const pairs =
        (counts & 0x00ff00ff00ff00ffU) + (counts >> 8 & 0x00ff00ff00ff00ffU);
    continued += static_cast<std::size_t>(pairs * 0x0001000100010001U >> 48);
  }
  for (; i != s.size(); ++i) continued += (static_cast<unsigned char>(s[i]) & 0xc0) == 0x80;
  return s.size() - continued;
}

std::size_t prefix_bytes(std::string_view s, std::size_t n) noexcept {
  if (n >= s.size()) return s.size();
  std::size_t at = 0;
  for (; n != 0 && at < s.size(); --n)
    at += detail::announced_length(static_cast<unsigned char>(s[at]));
  return at;
}

std::string_view substring(std::string_view s, std::int64_t start) {
  return start <= 1 ? s : s.substr(prefix_bytes(s, static_cast<std::size_t>(start - 1)));
}

std::string_view substring(std::string_view s, std::int64_t start, std::int64_t count) {
  if (count < 0) throw error(errc::substring_error, "negative substring length not allowed");
  std::int64_t end = 0;
  if (__builtin_add_overflow(start, count, &end)) return substring(s, start);
  if (end <= 1) return {};
  std::string_view const rest = substring(s, start);
  return rest.substr(0,
                     prefix_bytes(rest, static_cast<std::size_t>(end - (start < 1 ? 1 : start))));
}

std::string_view fit_varchar(std::string_view s, std::int32_t limit, bool explicit_cast) {
  HELIOS_EXPECTS(limit >= 0);
  std::size_t const kept = prefix_bytes(s, static_cast<std::size_t>(limit));
  if (!explicit_cast && !without_padding(s.substr(kept)).empty())
    detail::throw_too_long("character varying", limit);
  return s.substr(0, kept);
}

std::string fit_bpchar(std::string_view s, std::int32_t limit, bool explicit_cast) {
  HELIOS_EXPECTS(limit >= 0);
  std::size_t const kept = prefix_bytes(s, static_cast<std::size_t>(limit));
  if (!explicit_cast && !without_padding(s.substr(kept)).empty())
    detail::throw_too_long("character", limit);
  std::string out(s.substr(0, kept));
  return out.append(static_cast<std::size_t>(limit) - length(out), ' ');
}

}  // namespace helios::types

namespace helios::types {

value::value(type_id type, void const* data, std::size_t size) : type_(type) {
  if (size <= inline_capacity) {
    if (size != 0) std::memcpy(storage_, data, size);
    extra_ = static_cast<std::uint8_t>(size);
    return;
  }
  auto* const heap = new std::byte[size];
  std::memcpy(heap, data, size);
  store(storage_, heap);
  store(storage_ + 8, static_cast<std::uint64_t>(size));
  extra_ = heap_mark;
}

void value::copy_heap() {
  byte_view const source = content();
  extra_ = null_mark;  // should the allocation fail, there is nothing to release
  auto* const heap = new std::byte[source.size()];
  std::memcpy(heap, source.data(), source.size());
  store(storage_, heap);
  extra_ = heap_mark;
}

bool value::same_as(value const& other) const noexcept {
  if (is_null() || other.is_null()) return is_null() && other.is_null();
  return comparable(type(), other.type()) && compare(*this, other) == 0;
}

std::weak_ordering compare(value const& a, value const& b) noexcept {
  HELIOS_EXPECTS(!a.is_null() && !b.is_null() && comparable(a.type(), b.type()));
  switch (a.type()) {
    case type_id::boolean: return a.as<bool>() <=> b.as<bool>();
    case type_id::int2: return a.as<std::int16_t>() <=> b.as<std::int16_t>();
    case type_id::int4: return a.as<std::int32_t>() <=> b.as<std::int32_t>();
    case type_id::int8: return a.as<std::int64_t>() <=> b.as<std::int64_t>();
    case type_id::float4: return compare_floats(a.as<float>(), b.as<float>());
    case type_id::float8: return compare_floats(a.as<double>(), b.as<double>());
    case type_id::numeric: return a.as_decimal() <=> b.as_decimal();
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar: return a.as_string() <=> b.as_string();
    case type_id::bpchar: return without_padding(a.as_string()) <=> without_padding(b.as_string());
    case type_id::bytea: return helios::compare(a.as_bytea(), b.as_bytea()) <=> 0;
    case type_id::date: return a.as<date>() <=> b.as<date>();
    case type_id::time: return a.as<time_of_day>() <=> b.as<time_of_day>();
    case type_id::timestamp: return a.as<timestamp>() <=> b.as<timestamp>();
    case type_id::timestamptz: return a.as<timestamp_tz>() <=> b.as<timestamp_tz>();
    case type_id::interval: return a.as<interval>() <=> b.as<interval>();
    case type_id::uuid: return a.as<uuid>() <=> b.as<uuid>();
  }
  HELIOS_UNREACHABLE();
}

namespace detail {
template <class T>
std::uint64_t hash_bytes_of(T const& v) noexcept {
  return checksum(byte_view(reinterpret_cast<std::byte const*>(&v), sizeof v));
}
inline std::uint64_t hash_decimal(decimal d) noexcept {
  decimal const t = trim_scale(d);
  return hash_bytes_of(t.mantissa()) + static_cast<std::uint64_t>(t.scale()) * 0x9e3779b97f4a7c15U;
}
}  // namespace detail

std::uint64_t hash(value const& v) noexcept {
  using namespace detail;
  if (v.is_null()) return 0x6e756c6cU;  // any fixed number does
  switch (v.type()) {
    case type_id::boolean: return hash_bytes_of(v.as<bool>());
    case type_id::int2: return hash_bytes_of(v.as<std::int16_t>());
    case type_id::int4: return hash_bytes_of(v.as<std::int32_t>());
    case type_id::int8: return hash_bytes_of(v.as<std::int64_t>());
    case type_id::float4: return hash_bytes_of(canonical(v.as<float>()));
    case type_id::float8: return hash_bytes_of(canonical(v.as<double>()));
    case type_id::numeric: return hash_decimal(v.as_decimal());
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar: return checksum(as_bytes(v.as_string()));
    case type_id::bpchar: return checksum(as_bytes(without_padding(v.as_string())));
    case type_id::bytea: return checksum(v.as_bytea());
    case type_id::date: return hash_bytes_of(v.as<date>().count);
    case type_id::time: return hash_bytes_of(v.as<time_of_day>().count);
    case type_id::timestamp: return hash_bytes_of(v.as<timestamp>().count);
    case type_id::timestamptz: return hash_bytes_of(v.as<timestamp_tz>().count);
    case type_id::interval: return hash_bytes_of(v.as<interval>().span());
    case type_id::uuid: return hash_bytes_of(v.as<uuid>().bytes);
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::types

namespace helios::types {

/// NULL stays NULL. An infinite timestamp has no time of day: NULL, as in PostgreSQL.
[[nodiscard]] HELIOS_DECL value cast(value const& v, data_type to,
                                     cast_context context = cast_context::explicit_,
                                     time_context const& time = {});

/// Gives a value of the type already what the modifiers ask: rounds, cuts, pads, or refuses.
[[nodiscard]] HELIOS_DECL value apply_modifiers(value v, data_type to, cast_context context);

}  // namespace helios::types

// helios/types/impl/cast.ipp -- one function per target; the cast table says which sources reach
// it.

// helios/types/decimal_text.hpp -- numeric from and to text and binary floating point.
//
// Shape     [space] [sign] digits [. digits] [e [sign] digits] [space]
// Errors    22P02 not a number; 22003 more than 38 digits before the point; 0A000 NaN and the
//           infinities. Digits of the fraction that do not fit are rounded away
//           (types/decimal.hpp).

namespace helios::types {

[[nodiscard]] HELIOS_DECL decimal parse_decimal(std::string_view text);
/// At most 41 characters.
[[nodiscard]] HELIOS_DECL char* print(decimal d, char* out) noexcept;

/// PostgreSQL's conversion keeps 15 digits of a double and 6 of a float. NaN, infinity: 0A000.
[[nodiscard]] HELIOS_DECL decimal to_decimal(double v);
[[nodiscard]] HELIOS_DECL decimal to_decimal(float v);
/// The nearest double.
[[nodiscard]] HELIOS_DECL double to_double(decimal a) noexcept;

}  // namespace helios::types

// helios/types/impl/decimal_text.ipp -- digits to mantissa and back, 19 at a time.

namespace helios::types {

namespace detail {

/// 0.DIGITS * 10^point. More digits than are kept never matter: rounding looks at one more than
/// fit.
struct decimal_digits {
  char digits[decimal::max_digits + 2];
  int count = 0;
  std::int64_t point = 0;
};

inline decimal assemble(decimal_digits const& d, bool negative, std::int64_t fraction) {
  std::int64_t const whole = d.count == 0 ? 0 : std::max<std::int64_t>(d.point, 0);
  if (whole > decimal::max_digits) throw_numeric_overflow();
  int scale = static_cast<int>(std::clamp<std::int64_t>(fraction, 0, decimal::max_digits - whole));
  std::int64_t const kept = d.count == 0 ? 0 : d.point + scale;
  uint128 mantissa = 0;
  for (std::int64_t i = 0; i < kept; ++i)
    mantissa = mantissa * 10 + (i < d.count ? unsigned(d.digits[i] - '0') : 0U);
  if (kept >= 0 && kept < d.count && d.digits[kept] >= '5') ++mantissa;
  if (mantissa == power_of_ten(decimal::max_digits)) {
    if (scale == 0) throw_numeric_overflow();
    mantissa /= 10;
    --scale;
  }
  auto const signed_mantissa = static_cast<int128>(mantissa);
  return {negative ? -signed_mantissa : signed_mantissa, scale};
}

[[noreturn]] inline void throw_not_a_number(std::string_view text) {
  std::string_view rest = trim(text);
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) rest.remove_prefix(1);
  for (std::string_view const word : {"nan", "inf", "infinity"})
    if (equal_ignoring_case(rest, word))
      throw error(errc::feature_not_supported,
                  "numeric does not support \"" + std::string(trim(text)) + '"')
          .detail("A numeric is always a finite number.")
          .hint("Use double precision for NaN and the infinities.");
  throw_invalid_syntax("numeric", text);
}

}  // namespace detail

decimal parse_decimal(std::string_view text) {
  using namespace detail;
  std::string_view const s = trim(text);
  char const* at = s.data();
  char const* const end = at + s.size();
  bool const negative = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) ++at;

  decimal_digits d;
  bool any = false, after_point = false;
  std::int64_t fraction = 0;
  std::uint64_t small = 0;  // exact while there are at most 18 digits
  char const* const first = at;
  for (; at != end; ++at) {
    if (*at == '.' && !after_point) {
      after_point = true;
      continue;
    }
    if (!is_digit(*at)) break;
    any = true;
    fraction += after_point;
    if (d.count == 0 && *at == '0') {
      d.point -= after_point;
      continue;
    }
    d.point += !after_point;
    small = small * 10 + static_cast<unsigned>(*at - '0');
    if (d.count < static_cast<int>(sizeof d.digits)) d.digits[d.count++] = *at;
  }
  if (!any) throw_not_a_number(text);
  if (at == end && end - first <= 18)
    return {negative ? -static_cast<int128>(small) : static_cast<int128>(small),
            static_cast<int>(fraction)};

  if (at != end && to_lower(*at) == 'e') {
    ++at;
    bool const down = at != end && *at == '-';
    if (at != end && (*at == '-' || *at == '+')) ++at;
    if (at == end) throw_not_a_number(text);
    std::int64_t exponent = 0;
    for (; at != end && is_digit(*at); ++at)
      // The cap lies beyond any text's length.
      exponent = std::min<std::int64_t>(exponent * 10 + (*at - '0'), 1'000'000'000);
    if (down) exponent = -exponent;
    d.point += exponent;
    fraction -= exponent;
  }
  if (at != end) throw_not_a_number(text);
  return assemble(d, negative, fraction);
}

char* print(decimal d, char* out) noexcept {
  using namespace detail;
  char digits[decimal::max_digits + 2];
  if (d.negative()) *out++ = '-';
  uint128 const size = magnitude(d.mantissa());
  constexpr std::uint64_t chunk = 10'000'000'000'000'000'000U;  // 10^19, the most that 64 bits hold
  int count = 0;
  if (size < chunk) {
    count = static_cast<int>(put_number(digits, static_cast<std::uint64_t>(size)) - digits);
  } else {
    char* const upper = put_number(digits, static_cast<std::uint64_t>(size / chunk));
    count =
        static_cast<int>(put_digits(upper, static_cast<std::uint64_t>(size % chunk), 19) - digits);
  }
  int const whole = count - d.scale();
  if (whole <= 0) {
    out = put(out, "0.");
    for (int i = whole; i != 0; ++i) *out++ = '0';
    return put(out, {digits, static_cast<std::size_t>(count)});
  }
  out = put(out, {digits, static_cast<std::size_t>(whole)});
  if (d.scale() == 0) return out;
  *out++ = '.';
  return put(out, {digits + whole, static_cast<std::size_t>(d.scale())});
}

namespace detail {

inline decimal float_to_decimal(double v, int digits) {
  if (!std::isfinite(v))
    throw error(errc::feature_not_supported, std::isnan(v) ? "cannot convert NaN to numeric"
                                                           : "cannot convert infinity to numeric")
        .detail("A numeric is always a finite number.");
  char text[32];
  auto const end = std::to_chars(text, text + sizeof text, v, std::chars_format::general, digits);
  return parse_decimal({text, end.ptr});
}

}  // namespace detail

decimal to_decimal(double v) { return detail::float_to_decimal(v, 15); }
decimal to_decimal(float v) { return detail::float_to_decimal(double{v}, 6); }

double to_double(decimal a) noexcept {
  constexpr uint128 exact = uint128{1} << 53;
  // Both exact in a double: one correct rounding.
  if (magnitude(a.mantissa()) <= exact && a.scale() <= 22)
    return static_cast<double>(a.mantissa()) / static_cast<double>(power_of_ten(a.scale()));
  char text[text_capacity];
  double v = 0;
  std::from_chars(text, print(a, text), v);
  return v;
}

}  // namespace helios::types

// helios/types/number_text.hpp -- booleans, integers, floating point from and to text.
//
// Shape     integers: [space] [sign] digits [space]
//           floats: also a point, an exponent, Infinity, inf, NaN; printed with the fewest digits
//           that read back to the same number, in scientific form from 10^15 (real: 10^6) and below
//           10^-4 boolean: t, true, y, yes, on, 1 and their opposites or any unambiguous beginning;
//           printed t or f
// Errors    22P02 not of the type; 22003 out of its range
// Cost      no allocation

namespace helios::types {

[[nodiscard]] HELIOS_DECL bool parse_boolean(std::string_view text);
[[nodiscard]] HELIOS_DECL std::int16_t parse_int2(std::string_view text);
[[nodiscard]] HELIOS_DECL std::int32_t parse_int4(std::string_view text);
[[nodiscard]] HELIOS_DECL std::int64_t parse_int8(std::string_view text);
[[nodiscard]] HELIOS_DECL float parse_float4(std::string_view text);
[[nodiscard]] HELIOS_DECL double parse_float8(std::string_view text);

inline char* print(bool v, char* out) noexcept { return *out = v ? 't' : 'f', out + 1; }
HELIOS_DECL char* print(std::int16_t v, char* out) noexcept;
HELIOS_DECL char* print(std::int32_t v, char* out) noexcept;
HELIOS_DECL char* print(std::int64_t v, char* out) noexcept;
HELIOS_DECL char* print(float v, char* out) noexcept;
HELIOS_DECL char* print(double v, char* out) noexcept;

template <class T>
  requires std::is_arithmetic_v<T>
[[nodiscard]] std::string to_text(T v) {
  char text[text_capacity];
  return {text, print(v, text)};
}

}  // namespace helios::types

// helios/types/impl/number_text.ipp -- std::from_chars and std::to_chars, dressed as PostgreSQL.

namespace helios::types {

namespace detail {

template <std::integral Int>
Int parse_integer(std::string_view text, std::string_view type) {
  std::string_view s = trim(text);
  if (s.size() > 1 && s[0] == '+' && is_digit(s[1])) s.remove_prefix(1);
  Int v = 0;
  auto const [end, failure] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (failure == std::errc::result_out_of_range) throw_value_out_of_range(type, text);
  if (failure != std::errc{} || end != s.data() + s.size()) throw_invalid_syntax(type, text);
  return v;
}

template <std::floating_point Float>
Float parse_float(std::string_view text, std::string_view type) {
  std::string_view s = trim(text);
  bool const sign = !s.empty() && (s[0] == '+' || s[0] == '-');
  bool const negative = sign && s[0] == '-';
  if (sign) s.remove_prefix(1);
  Float v = 0;
  if (equal_ignoring_case(s, "nan")) {
    v = std::numeric_limits<Float>::quiet_NaN();
  } else if (equal_ignoring_case(s, "infinity") || equal_ignoring_case(s, "inf")) {
    v = std::numeric_limits<Float>::infinity();
  } else {
    // from_chars would take a second sign and words such as nan(x).
    if (s.empty() || !(is_digit(s[0]) || s[0] == '.')) throw_invalid_syntax(type, text);
    auto const [end, failure] = std::from_chars(s.data(), s.data() + s.size(), v);
    if (failure == std::errc::invalid_argument) throw_invalid_syntax(type, text);
    // Some libraries return 0 or infinity in place of the error.
    std::string_view const read(s.data(), static_cast<std::size_t>(end - s.data()));
    bool const vanished =
        v == 0 && read.substr(0, read.find_first_of("eE")).find_first_of("123456789") != read.npos;
    if (failure != std::errc{} || vanished || std::isinf(v))
      throw error(errc::numeric_value_out_of_range, '"' + std::string(s.data() - sign, end) +
                                                        "\" is out of range for type " +
                                                        std::string(type));
    if (end != s.data() + s.size()) throw_invalid_syntax(type, text);
  }
  return negative ? -v : v;
}

/// digits * 10^power without rounding, as far as 127 bits go.  Requires digits of one number in
/// scientific form.
struct scientific {
  char digits[24];
  int count = 0;
  int exponent = 0;  // of the first digit
};

inline scientific read_scientific(char const* text, char const* end) noexcept {
  scientific s;
  for (; text != end && *text != 'e'; ++text)
    if (*text != '.') s.digits[s.count++] = *text;
  if (text != end) {
    char const* const number = text[1] == '+' ? text + 2 : text + 1;
    std::from_chars(number, end, s.exponent);
  }
  return s;
}

/// The text lies exactly half way between v and a neighbour: it reads back as v only by the rule of
/// ties. PostgreSQL wants to depend on no such rule. Only integers past the precision have ties
/// with so few digits.
template <std::floating_point Float>
bool on_a_tie(scientific const& s, Float v) noexcept {
  constexpr Float exact = Float{1} * (std::uint64_t{1} << std::numeric_limits<Float>::digits);
  if (v < exact || v > Float{1e37F} || s.exponent + 1 < s.count) return false;
  uint128 decimal = 0;
  for (int i = 0; i <= s.exponent; ++i)
    decimal = decimal * 10 + (i < s.count ? unsigned(s.digits[i] - '0') : 0U);
  auto const value = static_cast<uint128>(v);
  if (decimal == value) return false;
  auto const toward = decimal > value ? std::numeric_limits<Float>::infinity() : Float{0};
  return 2 * decimal == value + static_cast<uint128>(std::nextafter(v, toward));
}

template <std::floating_point Float>
char* print_float(Float v, char* out, int fixed_below) noexcept {
  if (std::isnan(v)) return put(out, "NaN");
  if (std::signbit(v)) {
    *out++ = '-';
    v = -v;
  }
  if (std::isinf(v)) return put(out, "Infinity");
  if (v == 0) return put(out, "0");

  char text[32];
  auto end = std::to_chars(text, text + sizeof text, v, std::chars_format::scientific).ptr;
  scientific s = read_scientific(text, end);
  for (int digits = s.count; on_a_tie(s, v) && digits < std::numeric_limits<Float>::max_digits10;
       ++digits) {
    end = std::to_chars(text, text + sizeof text, v, std::chars_format::scientific, digits).ptr;
    s = read_scientific(text, end);
  }

  auto const count = static_cast<std::size_t>(s.count);
  if (s.exponent < -4 || s.exponent >= fixed_below) {
    *out++ = s.digits[0];
    if (count > 1) {
      *out++ = '.';
      out = put(out, {s.digits + 1, count - 1});
    }
    *out++ = 'e';
    *out++ = s.exponent < 0 ? '-' : '+';
    return put_number(out, static_cast<unsigned>(s.exponent < 0 ? -s.exponent : s.exponent), 2);
  }
  if (s.exponent < 0) {
    out = put(out, "0.");
    for (int i = -1; i != s.exponent; --i) *out++ = '0';
    return put(out, {s.digits, count});
  }
  for (int i = 0; i <= s.exponent; ++i) *out++ = i < s.count ? s.digits[i] : '0';
  if (s.count <= s.exponent + 1) return out;
  *out++ = '.';
  std::size_t const whole = static_cast<std::size_t>(s.exponent) + 1;
  return put(out, {s.digits + whole, count - whole});
}

}  // namespace detail

bool parse_boolean(std::string_view text) {
  using namespace detail;
  std::string_view const s = trim(text);
  auto const begins = [s](std::string_view word, std::size_t least) {
    return s.size() >= least && s.size() <= word.size() &&
           equal_ignoring_case(s, word.substr(0, s.size()));
  };
  if (begins("true", 1) || begins("yes", 1) || begins("on", 2) || s == "1") return true;
  if (begins("false", 1) || begins("no", 1) || begins("off", 2) || s == "0") return false;
  throw_invalid_syntax("boolean", text);
}

std::int16_t parse_int2(std::string_view text) {
  return detail::parse_integer<std::int16_t>(text, "smallint");
}
std::int32_t parse_int4(std::string_view text) {
  return detail::parse_integer<std::int32_t>(text, "integer");
}
std::int64_t parse_int8(std::string_view text) {
  return detail::parse_integer<std::int64_t>(text, "bigint");
}
float parse_float4(std::string_view text) { return detail::parse_float<float>(text, "real"); }
double parse_float8(std::string_view text) {
  return detail::parse_float<double>(text, "double precision");
}

char* print(std::int16_t v, char* out) noexcept { return std::to_chars(out, out + 8, v).ptr; }
char* print(std::int32_t v, char* out) noexcept { return std::to_chars(out, out + 16, v).ptr; }
char* print(std::int64_t v, char* out) noexcept { return std::to_chars(out, out + 24, v).ptr; }
char* print(float v, char* out) noexcept { return detail::print_float(v, out, 6); }
char* print(double v, char* out) noexcept { return detail::print_float(v, out, 15); }

}  // namespace helios::types

// helios/types/temporal_arithmetic.hpp -- adding, subtracting, scaling dates, times, intervals.
//
// Shape     an interval is added months first, then days, then microseconds; a day past the end of
//           the month reached becomes its last: 2025-01-31 + 1 month = 2025-02-28
//           timestamptz arithmetic runs on the session's clock (time_context::utc_offset, a fixed
//           offset)
// Errors    22008 "timestamp out of range", "date out of range", "interval out of range",
//           "cannot subtract infinite timestamps"; 22012 division by zero

namespace helios::types {

[[nodiscard]] HELIOS_DECL date operator+(date d, std::int32_t days);
[[nodiscard]] HELIOS_DECL date operator-(date d, std::int32_t days);
/// Days between two finite dates.
[[nodiscard]] HELIOS_DECL std::int32_t operator-(date a, date b);
[[nodiscard]] HELIOS_DECL timestamp operator+(date d, time_of_day t);
[[nodiscard]] HELIOS_DECL timestamp operator+(date d, interval v);
[[nodiscard]] HELIOS_DECL timestamp operator-(date d, interval v);

[[nodiscard]] HELIOS_DECL timestamp operator+(timestamp t, interval v);
[[nodiscard]] HELIOS_DECL timestamp operator-(timestamp t, interval v);
[[nodiscard]] HELIOS_DECL timestamp_tz add(timestamp_tz t, interval v,
                                           time_context const& context = {});
[[nodiscard]] HELIOS_DECL timestamp_tz subtract(timestamp_tz t, interval v,
                                                time_context const& context = {});
/// Whole days and the rest of one: never months.
[[nodiscard]] HELIOS_DECL interval operator-(timestamp a, timestamp b);
[[nodiscard]] HELIOS_DECL interval operator-(timestamp_tz a, timestamp_tz b);

/// Round the clock: 23:00 + 2 hours = 01:00. Days and months of the interval do not count.
[[nodiscard]] HELIOS_DECL time_of_day operator+(time_of_day t, interval v) noexcept;
[[nodiscard]] HELIOS_DECL time_of_day operator-(time_of_day t, interval v) noexcept;
[[nodiscard]] constexpr interval operator-(time_of_day a, time_of_day b) noexcept {
  return {a.count - b.count, 0, 0};
}

[[nodiscard]] HELIOS_DECL interval operator-(interval v);
[[nodiscard]] HELIOS_DECL interval operator+(interval a, interval b);
[[nodiscard]] HELIOS_DECL interval operator-(interval a, interval b);
/// Fractions of months become days, those of days become time.
[[nodiscard]] HELIOS_DECL interval operator*(interval v, double factor);
[[nodiscard]] HELIOS_DECL interval operator/(interval v, double divisor);

/// 24 hours become a day, 30 days a month, or both and all signs alike.
[[nodiscard]] HELIOS_DECL interval justify_hours(interval v);
[[nodiscard]] HELIOS_DECL interval justify_days(interval v);
[[nodiscard]] HELIOS_DECL interval justify_interval(interval v);

/// Years, months, days and time between two moments, as one would count them on a calendar.
[[nodiscard]] HELIOS_DECL interval age(timestamp a, timestamp b);

// Between the types. Infinities stay infinite.
[[nodiscard]] HELIOS_DECL timestamp to_timestamp(date d);
[[nodiscard]] HELIOS_DECL timestamp_tz to_timestamp_tz(date d, time_context const& context = {});
[[nodiscard]] HELIOS_DECL date to_date(timestamp t) noexcept;
/// The moment at which the session's clock shows t, and what it shows at a moment.
[[nodiscard]] HELIOS_DECL timestamp_tz to_timestamp_tz(timestamp t,
                                                       time_context const& context = {});
[[nodiscard]] HELIOS_DECL timestamp to_timestamp(timestamp_tz t, time_context const& context = {});
/// Requires a finite t.
[[nodiscard]] HELIOS_DECL time_of_day to_time(timestamp t) noexcept;
[[nodiscard]] HELIOS_DECL time_of_day to_time(interval v) noexcept;

/// Half away from zero to `digits` decimals of a second, as timestamp(p), time(p) and interval(p)
/// ask. Requires 0 <= digits <= 6.
[[nodiscard]] HELIOS_DECL std::int64_t round_microseconds(std::int64_t count,
                                                          std::int32_t digits) noexcept;

}  // namespace helios::types

// helios/types/impl/temporal_arithmetic.ipp -- every sum is checked where it is made.

// helios/types/impl/instant_range.hpp -- sums of microseconds within the range of timestamps.

namespace helios::types::detail {

[[noreturn]] inline void throw_timestamp_range() {
  throw error(errc::datetime_field_overflow, "timestamp out of range");
}

inline std::int64_t checked_sum(std::int64_t a, std::int64_t b) {
  if (__builtin_add_overflow(a, b, &a) || !in_timestamp_range(a)) throw_timestamp_range();
  return a;
}

}  // namespace helios::types::detail

namespace helios::types {

namespace detail {

[[noreturn]] inline void throw_date_range() {
  throw error(errc::datetime_field_overflow, "date out of range");
}
[[noreturn]] inline void throw_interval_range() {
  throw error(errc::datetime_field_overflow, "interval out of range");
}

inline date checked_date(std::int64_t days) {
  if (!in_date_range(days)) throw_date_range();
  return {static_cast<std::int32_t>(days)};
}
inline std::int64_t add_to_instant(std::int64_t count, interval v) {
  if (v.months != 0) {
    std::int64_t const days = floor_div(count, microseconds_per_day);
    civil_date const c = civil_from_days(days);
    std::int64_t const months = std::int64_t{c.year} * months_per_year + c.month - 1 + v.months;
    std::int64_t const year = floor_div(months, months_per_year);
    auto const month = static_cast<std::int32_t>(months - year * months_per_year) + 1;
    std::int64_t const reached =
        days_from_civil(year, month, std::min(c.day, days_in_month(year, month)));
    std::int64_t moved = 0;
    if (__builtin_mul_overflow(reached, microseconds_per_day, &moved)) throw_timestamp_range();
    count = checked_sum(moved, count - days * microseconds_per_day);
  }
  if (v.days != 0) count = checked_sum(count, v.days * microseconds_per_day);
  return checked_sum(count, v.microseconds);
}

/// The interval with its sign turned, where subtracting must not fail for the least numbers.
inline std::int64_t subtract_from_instant(std::int64_t count, interval v) {
  return add_to_instant(count, -v);
}

inline std::int64_t offset_of(time_context const& context) noexcept {
  return context.utc_offset * microseconds_per_second;
}

inline interval difference(std::int64_t a, std::int64_t b, bool finite) {
  if (!finite) throw error(errc::datetime_field_overflow, "cannot subtract infinite timestamps");
  std::int64_t count = 0;
  if (__builtin_sub_overflow(a, b, &count)) throw_interval_range();
  return justify_hours({count, 0, 0});
}

template <class T>
T checked(double v, double limit) {
  if (!(v > -limit && v < limit)) throw_interval_range();  // NaN is not inside either
  return static_cast<T>(v);
}

/// v * factor or v / factor: `scaled` maps one field. PostgreSQL's cascade, to the microsecond.
template <class Scale>
interval scale_interval(interval v, Scale scaled) {
  auto const to_microsecond = [](double x) { return std::rint(x * 1e6) / 1e6; };
  constexpr double most = 2147483648.0, seconds_per_day = 86400;
  interval r;
  double const months = scaled(v.months), days = scaled(v.days);
  r.months = checked<std::int32_t>(months, most);
  r.days = checked<std::int32_t>(days, most);
  double const month_days = to_microsecond((months - r.months) * days_per_month);
  double const whole_month_days = std::trunc(month_days);
  double seconds =
      to_microsecond((days - r.days + month_days - whole_month_days) * seconds_per_day);
  double carried = 0;
  if (std::abs(seconds) >= seconds_per_day) {  // 1.9999999 days make two
    carried = std::trunc(seconds / seconds_per_day);
    seconds -= carried * seconds_per_day;
  }
  r.days = checked<std::int32_t>(r.days + carried + whole_month_days, most);
  r.microseconds = checked<std::int64_t>(
      std::rint(scaled(static_cast<double>(v.microseconds)) + seconds * 1e6), 0x1p63);
  return r;
}

}  // namespace detail

date operator+(date d, std::int32_t days) {
  return d.finite() ? detail::checked_date(std::int64_t{d.count} + days) : d;
}
date operator-(date d, std::int32_t days) {
  return d.finite() ? detail::checked_date(std::int64_t{d.count} - days) : d;
}

std::int32_t operator-(date a, date b) {
  if (!a.finite() || !b.finite())
    throw error(errc::datetime_field_overflow, "cannot subtract infinite dates");
  std::int32_t days = 0;  // the whole range of dates is less than 2^31 days wide
  if (__builtin_sub_overflow(a.count, b.count, &days)) detail::throw_date_range();
  return days;
}

timestamp operator+(date d, time_of_day t) {
  timestamp const midnight = to_timestamp(d);
  return midnight.finite() ? timestamp{detail::checked_sum(midnight.count, t.count)} : midnight;
}
timestamp operator+(date d, interval v) { return to_timestamp(d) + v; }
timestamp operator-(date d, interval v) { return to_timestamp(d) - v; }

timestamp operator+(timestamp t, interval v) {
  return t.finite() ? timestamp{detail::add_to_instant(t.count, v)} : t;
}
timestamp operator-(timestamp t, interval v) {
  return t.finite() ? timestamp{detail::subtract_from_instant(t.count, v)} : t;
}

timestamp_tz add(timestamp_tz t, interval v, time_context const& context) {
  if (!t.finite()) return t;
  if (v.months == 0) return {detail::add_to_instant(t.count, v)};  // no calendar, so no clock
  std::int64_t const offset = detail::offset_of(context);
  std::int64_t local = 0;
  if (__builtin_add_overflow(t.count, offset, &local)) detail::throw_timestamp_range();
  return {detail::checked_sum(detail::add_to_instant(local, v), -offset)};
}
timestamp_tz subtract(timestamp_tz t, interval v, time_context const& context) {
  return add(t, -v, context);
}

interval operator-(timestamp a, timestamp b) {
  return detail::difference(a.count, b.count, a.finite() && b.finite());
}
interval operator-(timestamp_tz a, timestamp_tz b) {
  return detail::difference(a.count, b.count, a.finite() && b.finite());
}

time_of_day operator+(time_of_day t, interval v) noexcept {
  std::int64_t const sum = t.count + v.microseconds % microseconds_per_day;
  return {sum - floor_div(sum, microseconds_per_day) * microseconds_per_day};
}
time_of_day operator-(time_of_day t, interval v) noexcept {
  std::int64_t const sum = t.count - v.microseconds % microseconds_per_day;
  return {sum - floor_div(sum, microseconds_per_day) * microseconds_per_day};
}

interval operator-(interval v) { return interval{} - v; }

interval operator+(interval a, interval b) {
  interval r;
  if (__builtin_add_overflow(a.months, b.months, &r.months) ||
      __builtin_add_overflow(a.days, b.days, &r.days) ||
      __builtin_add_overflow(a.microseconds, b.microseconds, &r.microseconds))
    detail::throw_interval_range();
  return r;
}

interval operator-(interval a, interval b) {
  interval r;
  if (__builtin_sub_overflow(a.months, b.months, &r.months) ||
      __builtin_sub_overflow(a.days, b.days, &r.days) ||
      __builtin_sub_overflow(a.microseconds, b.microseconds, &r.microseconds))
    detail::throw_interval_range();
  return r;
}

interval operator*(interval v, double factor) {
  return detail::scale_interval(v, [factor](double field) { return field * factor; });
}

interval operator/(interval v, double divisor) {
  if (divisor == 0) throw error(errc::division_by_zero, "division by zero");
  return detail::scale_interval(v, [divisor](double field) { return field / divisor; });
}

interval justify_hours(interval v) {
  std::int64_t const whole = v.microseconds / microseconds_per_day;
  v.microseconds -= whole * microseconds_per_day;
  if (__builtin_add_overflow(v.days, whole, &v.days)) detail::throw_interval_range();
  if (v.days > 0 && v.microseconds < 0) {
    v.microseconds += microseconds_per_day;
    --v.days;
  } else if (v.days < 0 && v.microseconds > 0) {
    v.microseconds -= microseconds_per_day;
    ++v.days;
  }
  return v;
}

interval justify_days(interval v) {
  std::int32_t const whole = v.days / days_per_month;
  v.days -= whole * days_per_month;
  if (__builtin_add_overflow(v.months, whole, &v.months)) detail::throw_interval_range();
  if (v.months > 0 && v.days < 0) {
    v.days += days_per_month;
    --v.months;
  } else if (v.months < 0 && v.days > 0) {
    v.days -= days_per_month;
    ++v.months;
  }
  return v;
}

interval justify_interval(interval v) {
  std::int64_t days = v.days + v.microseconds / microseconds_per_day;
  std::int64_t time = v.microseconds % microseconds_per_day;
  std::int64_t months = v.months + days / days_per_month;
  days %= days_per_month;
  if (months > 0 && (days < 0 || (days == 0 && time < 0))) {
    days += days_per_month;
    --months;
  } else if (months < 0 && (days > 0 || (days == 0 && time > 0))) {
    days -= days_per_month;
    ++months;
  }
  if (days > 0 && time < 0) {
    time += microseconds_per_day;
    --days;
  } else if (days < 0 && time > 0) {
    time -= microseconds_per_day;
    ++days;
  }
  if (months != static_cast<std::int32_t>(months)) detail::throw_interval_range();
  return {time, static_cast<std::int32_t>(days), static_cast<std::int32_t>(months)};
}

interval age(timestamp a, timestamp b) {
  if (!a.finite() || !b.finite())
    throw error(errc::datetime_field_overflow, "timestamp out of range");
  if (a < b) return -age(b, a);
  std::int64_t const day_a = floor_div(a.count, microseconds_per_day),
                     day_b = floor_div(b.count, microseconds_per_day);
  civil_date const x = civil_from_days(day_a), y = civil_from_days(day_b);
  std::int64_t time =
      (a.count - day_a * microseconds_per_day) - (b.count - day_b * microseconds_per_day);
  std::int32_t days = x.day - y.day;
  std::int32_t months = (x.year - y.year) * months_per_year + x.month - y.month;
  if (time < 0) {
    time += microseconds_per_day;
    --days;
  }
  if (days < 0) {  // the month that began at the earlier moment lends its days
    days += days_in_month(y.year, y.month);
    --months;
  }
  return {time, days, months};
}

timestamp to_timestamp(date d) {
  if (!d.finite()) return d.count < 0 ? timestamp::minus_infinity() : timestamp::infinity();
  if (d.count >= end_of_instants / microseconds_per_day)
    throw error(errc::datetime_field_overflow, "date out of range for timestamp");
  return {d.count * microseconds_per_day};
}

timestamp_tz to_timestamp_tz(date d, time_context const& context) {
  return to_timestamp_tz(to_timestamp(d), context);
}

date to_date(timestamp t) noexcept {
  if (!t.finite()) return t.count < 0 ? date::minus_infinity() : date::infinity();
  return {static_cast<std::int32_t>(floor_div(t.count, microseconds_per_day))};
}

timestamp_tz to_timestamp_tz(timestamp t, time_context const& context) {
  if (!t.finite()) return {t.count};
  return {detail::checked_sum(t.count, -detail::offset_of(context))};
}

timestamp to_timestamp(timestamp_tz t, time_context const& context) {
  if (!t.finite()) return {t.count};
  return {detail::checked_sum(t.count, detail::offset_of(context))};
}

time_of_day to_time(timestamp t) noexcept {
  return {t.count - floor_div(t.count, microseconds_per_day) * microseconds_per_day};
}
time_of_day to_time(interval v) noexcept { return to_time(timestamp{v.microseconds}); }

std::int64_t round_microseconds(std::int64_t count, std::int32_t digits) noexcept {
  HELIOS_EXPECTS(digits >= 0 && digits <= 6);
  std::int64_t unit = 1;
  for (; digits != 6; ++digits) unit *= 10;
  std::int64_t const rest = count % unit;
  std::int64_t const cut = count - rest;
  if (rest >= unit - rest && rest != 0) return cut + unit;
  if (-rest >= unit + rest && rest != 0) return cut - unit;
  return cut;
}

}  // namespace helios::types

// helios/types/value_text.hpp -- any value from and to text: literals, COPY, text results.
//
// Shape     PostgreSQL's output functions: t, 12.50, \x6869, 2025-01-15 12:00:00+00
// Errors    those of the type's own parser; 22021 text that is not UTF-8

namespace helios::types {

/// Appends to out.  Requires a value that is not NULL.
HELIOS_DECL void print(value const& v, std::string& out, time_context const& context = {});
[[nodiscard]] HELIOS_DECL std::string to_text(value const& v, time_context const& context = {});

/// The input function of a type without its modifiers (types/cast.hpp applies those).
/// type_id::unknown makes a literal.
[[nodiscard]] HELIOS_DECL value parse_value(std::string_view text, type_id type,
                                            time_context const& context = {});

}  // namespace helios::types

// helios/types/impl/value_text.ipp -- each type to its own parser and printer.

// helios/types/interval_text.hpp -- intervals from and to text.
//
// Shape     out  1 year 2 mons -3 days +04:05:06.7: PostgreSQL's style `postgres`
//           in   that; units long, short and attached (2h, 1 wk, 3 centuries); 1-2 (years-months);
//                3 04:05 (days and a time); 4.5 (seconds); P1Y2M3DT4H5M6S, P0001-02-03T04:05:06;
//                `ago` behind
// Errors    22007 not of the form; 22015 a field out of range; 22008 the whole out of range
// Cost      no allocation

namespace helios::types {

[[nodiscard]] HELIOS_DECL interval parse_interval(std::string_view text);
HELIOS_DECL char* print(interval v, char* out) noexcept;

}  // namespace helios::types

// helios/types/impl/interval_text.ipp -- amounts and units, added up field by field.

// helios/types/impl/temporal_fields.hpp -- the scan: text to date, time and zone fields, unjudged.

namespace helios::types::detail {

enum class instant_word : std::uint8_t { none, infinity, minus_infinity, epoch, now };
enum class day_word : std::uint8_t { none, yesterday, today, tomorrow };
enum class day_half : std::uint8_t { none, am, pm };

struct datetime_fields {
  std::optional<std::int64_t> year, month, day, ordinal, julian;
  int year_digits = 0;
  std::int64_t hour = 0, minute = 0, second = 0, microsecond = 0;
  std::optional<std::int32_t> zone;  // seconds east
  instant_word word = instant_word::none;
  enum day_word day_word = day_word::none;
  day_half half = day_half::none;
  bool has_time = false, before_christ = false;

  [[nodiscard]] bool has_date() const noexcept {
    return julian || day_word != day_word::none || (year && (ordinal || (month && day)));
  }
};

/// The text with the names its errors use.
struct datetime_source {
  std::string_view text, type, range_type;
  time_context const& context;

  [[noreturn]] void fail_format() const {
    throw error(
        errc::invalid_datetime_format,
        "invalid input syntax for type " + std::string(type) + ": \"" + std::string(text) + '"');
  }
  [[noreturn]] void fail_field() const { throw field_error(); }
  [[noreturn]] void fail_month_or_day() const {
    throw field_error().hint("Perhaps you need a different \"datestyle\" setting.");
  }
  [[noreturn]] void fail_range() const {
    throw error(errc::datetime_field_overflow,
                std::string(range_type) + " out of range: \"" + std::string(text) + '"');
  }
  [[noreturn]] void fail_zone() const {
    throw error(errc::invalid_time_zone_displacement,
                "time zone displacement out of range: \"" + std::string(text) + '"');
  }

 private:
  [[nodiscard]] error field_error() const {
    return {errc::datetime_field_overflow,
            "date/time field value out of range: \"" + std::string(text) + '"'};
  }
};

struct zone_abbreviation {
  std::string_view name;
  std::int32_t minutes;
};
inline constexpr zone_abbreviation zone_abbreviations[] = {
    {"utc", 0},    {"gmt", 0},    {"z", 0},      {"zulu", 0},    {"uct", 0},     {"ut", 0},
    {"wet", 0},    {"west", 60},  {"bst", 60},   {"cet", 60},    {"met", 60},    {"cest", 120},
    {"mest", 120}, {"eet", 120},  {"eest", 180}, {"sast", 120},  {"pkt", 300},   {"hkt", 480},
    {"awst", 480}, {"jst", 540},  {"kst", 540},  {"acst", 570},  {"aest", 600},  {"acdt", 630},
    {"aedt", 660}, {"nzst", 720}, {"nzdt", 780}, {"nst", -210},  {"ndt", -150},  {"ast", -240},
    {"adt", -180}, {"est", -300}, {"edt", -240}, {"cst", -360},  {"cdt", -300},  {"mst", -420},
    {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"akst", -540}, {"akdt", -480}, {"hst", -600},
};

/// 1 .. 12; 0: no month. Three letters or the whole name, and `sept`.
[[nodiscard]] constexpr int month_of(std::string_view word) noexcept {
  constexpr std::array<std::string_view, 12> names{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
  if (word == "sept") return 9;
  for (std::size_t i = 0; i != names.size(); ++i)
    if (word == names[i] || word == names[i].substr(0, 3)) return static_cast<int>(i) + 1;
  return 0;
}

[[nodiscard]] constexpr bool is_weekday(std::string_view word) noexcept {
  for (std::string_view const w :
       {"sun", "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sunday",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"})
    if (word == w) return true;
  return false;
}

/// Microseconds of the digits behind a point; past six they round as PostgreSQL's doubles do.
[[nodiscard]] inline std::int64_t fraction_of_second(std::string_view digits) {
  if (digits.size() <= 6) {
    std::int64_t v = 0;
    for (std::size_t i = 0; i != 6; ++i) v = v * 10 + (i < digits.size() ? digits[i] - '0' : 0);
    return v;
  }
  char text[40] = "0.";
  std::size_t const kept = std::min<std::size_t>(digits.size(), 30);
  std::copy_n(digits.data(), kept, text + 2);
  double v = 0;
  std::from_chars(text, text + 2 + kept, v);
  return static_cast<std::int64_t>(std::rint(v * 1e6));
}

class datetime_scanner {
 public:
  explicit datetime_scanner(datetime_source const& source) noexcept
      : source_(source), at_(source.text.data()), end_(at_ + source.text.size()) {}

  datetime_fields scan() {
    while (skip_separators()) {
      if (is_digit(*at_)) {
        number();
      } else if (is_alpha(*at_)) {
        word();
      } else if (*at_ == '+' || *at_ == '-') {
        sign();
      } else {
        source_.fail_format();
      }
    }
    place_loose_numbers();
    bool const empty = !f_.has_date() && !f_.has_time && f_.word == instant_word::none;
    bool const mixed =
        f_.word != instant_word::none && (f_.year || f_.month || f_.has_time || f_.zone);
    if (empty || mixed) source_.fail_format();
    return f_;
  }

 private:
  bool skip_separators() noexcept {
    while (at_ != end_ && (is_space(*at_) || *at_ == ',')) ++at_;
    return at_ != end_;
  }
  [[nodiscard]] char peek(std::size_t n = 0) const noexcept {
    return static_cast<std::size_t>(end_ - at_) > n ? at_[n] : '\0';
  }
  /// All parts of a date have been read, placed or not.
  [[nodiscard]] bool date_told() const noexcept {
    return f_.has_date() || (f_.month && loose_count_ == 2);
  }

  std::string_view digits() noexcept {
    char const* const first = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return {first, static_cast<std::size_t>(at_ - first)};
  }
  /// The digits as a number; longer ones than any field needs become a value that no range admits.
  static std::int64_t number_of(std::string_view digits) noexcept {
    std::int64_t v = 0;
    for (char const c : digits) v = std::min<std::int64_t>(v * 10 + (c - '0'), 1'000'000'000);
    return v;
  }
  std::string_view lower_word() noexcept {
    std::size_t n = 0;
    for (; at_ != end_ && is_alpha(*at_); ++at_)
      if (n != sizeof word_) word_[n++] = to_lower(*at_);
    return {word_, n};
  }

  void number() {
    char const* const first = at_;
    std::string_view const d = digits();
    char const next = peek();
    bool const date_open = !f_.has_date() && !f_.month && loose_count_ == 0;
    if (next == ':') return clock(d);
    if (date_open && !after_t_ && (next == '-' || next == '/' || (next == '.' && dotted_date())))
      return triplet(d, next);
    bool const clock_expected = after_t_ || date_told() || (date_open && source_.type == "time");
    bool const compact_time = (d.size() == 4 || d.size() == 6) && !f_.has_time && clock_expected;
    if (compact_time) return compact_clock(d);
    if (date_open && (d.size() == 8 || d.size() == 6)) {
      std::size_t const y = d.size() - 4;
      set_year(d.substr(0, y));
      f_.month = number_of(d.substr(y, 2));
      f_.day = number_of(d.substr(y + 2));
      return;
    }
    if (loose_count_ == loose_.size() || f_.has_date()) source_.fail_format();
    loose_[loose_count_++] = {first, d.size()};
  }

  /// `15.1.2025` and `2025.015`, but not the seconds of `040506.789`.
  [[nodiscard]] bool dotted_date() const noexcept {
    char const* p = at_ + 1;
    while (p != end_ && is_digit(*p)) ++p;
    return (p != end_ && *p == '.') || p - at_ == 4;
  }

  void set_year(std::string_view d) {
    f_.year = number_of(d);
    f_.year_digits = static_cast<int>(d.size());
  }

  /// Three parts with a separator, the second perhaps a month's name; or a year and the number of
  /// its day.
  void triplet(std::string_view first, char separator) {
    ++at_;
    if (is_alpha(peek())) {
      int const month = month_of(lower_word());
      if (month == 0 || peek() != separator) source_.fail_format();
      ++at_;
      std::string_view const last = digits();
      if (last.empty()) source_.fail_format();
      set_year(first.size() >= 3 ? first : last);
      f_.month = month;
      f_.day = number_of(first.size() >= 3 ? last : first);
      return;
    }
    std::string_view const second = digits();
    if (second.empty()) source_.fail_format();
    if (peek() != separator) {
      if (first.size() < 3 || second.size() != 3 || separator == '/') source_.fail_format();
      set_year(first);
      f_.ordinal = number_of(second);
      return;
    }
    ++at_;
    std::string_view const third = digits();
    if (third.empty()) source_.fail_format();
    bool const year_first = first.size() >= 3;
    set_year(year_first ? first : third);
    f_.month = number_of(year_first ? second : first);
    f_.day = number_of(year_first ? third : second);
  }

  void clock(std::string_view hours) {
    if (f_.has_time) source_.fail_format();
    f_.has_time = true;
    ++at_;
    std::string_view const minutes = digits();
    if (minutes.empty()) source_.fail_format();
    f_.hour = number_of(hours);
    f_.minute = number_of(minutes);
    if (peek() == ':') {
      ++at_;
      std::string_view const seconds = digits();
      if (seconds.empty()) source_.fail_format();
      f_.second = number_of(seconds);
    } else if (peek() == '.') {  // minutes and seconds
      f_.second = f_.minute;
      f_.minute = f_.hour;
      f_.hour = 0;
    }
    fraction();
  }

  void compact_clock(std::string_view d) {
    f_.has_time = true;
    f_.hour = number_of(d.substr(0, 2));
    f_.minute = number_of(d.substr(2, 2));
    f_.second = number_of(d.substr(4));
    if (d.size() == 6) fraction();
  }

  void fraction() {
    if (peek() != '.') return;
    ++at_;
    f_.microsecond = fraction_of_second(digits());
  }

  void word() {
    char const* const first = at_;
    std::string_view const w = lower_word();
    if (w == "t" && is_digit(peek())) {
      after_t_ = true;
    } else if ((w == "j" || w == "julian") && is_digit(peek())) {
      f_.julian = number_of(digits());
    } else if (int const month = month_of(w); month != 0) {
      if (f_.month) source_.fail_format();
      f_.month = month;
    } else if (w == "am" || w == "pm") {
      if (!f_.has_time || f_.half != day_half::none) source_.fail_format();
      f_.half = w == "am" ? day_half::am : day_half::pm;
    } else if (w == "bc" || w == "ad") {
      f_.before_christ = w == "bc";
    } else if (w == "allballs") {
      if (f_.has_time) source_.fail_format();
      f_.has_time = true;
      f_.zone = 0;
    } else if (w == "infinity" || w == "epoch" || w == "now") {
      instant(w == "infinity" ? instant_word::infinity
              : w == "epoch"  ? instant_word::epoch
                              : instant_word::now);
    } else if (w == "today" || w == "tomorrow" || w == "yesterday") {
      if (f_.has_date()) source_.fail_format();
      f_.day_word = w == "today"      ? day_word::today
                    : w == "tomorrow" ? day_word::tomorrow
                                      : day_word::yesterday;
    } else if (!is_weekday(w) && w != "at" && w != "on") {
      zone_word(first, w);
    }
  }

  void instant(instant_word which) {
    if (f_.word != instant_word::none) source_.fail_format();
    if (which == instant_word::now && !source_.context.now.finite()) source_.fail_format();
    f_.word = which;
  }

  void zone_word(char const* first, std::string_view w) {
    if (peek() == '/' || peek() == '_') {
      while (at_ != end_ && !is_space(*at_)) ++at_;
      std::string name(first, at_);
      for (char& c : name) c = to_lower(c);
      throw error(errc::invalid_parameter_value, "time zone \"" + name + "\" not recognized")
          .hint("Use an offset such as +02:00, or an abbreviation such as UTC.");
    }
    if (f_.zone) source_.fail_format();
    for (auto const& z : zone_abbreviations)
      if (z.name == w) return void(f_.zone = z.minutes * 60);
    source_.fail_format();
  }

  void sign() {
    bool const west = *at_++ == '-';
    if (is_alpha(peek()) && f_.month.has_value() == false && lower_word() == "infinity")
      return instant(west ? instant_word::minus_infinity : instant_word::infinity);
    if (!is_digit(peek())) source_.fail_format();
    // Between the parts of Jan-15-2025 it is no sign.
    if (west && !f_.has_time && !date_told() && (f_.month || loose_count_ != 0)) return;
    if (f_.zone || !(f_.has_time || date_told())) source_.fail_format();
    std::string_view const d = digits();
    std::int64_t hour = number_of(d), minute = 0, second = 0;
    if (peek() == ':') {
      ++at_;
      minute = number_of(digits());
      if (peek() == ':') {
        ++at_;
        second = number_of(digits());
      }
    } else if (d.size() > 2) {
      minute = hour % 100;
      hour /= 100;
    }
    if (hour > 15 || minute > 59 || second > 59) source_.fail_zone();
    auto const offset = static_cast<std::int32_t>(hour * 3600 + minute * 60 + second);
    f_.zone = west ? -offset : offset;
  }

  /// Numbers that stood alone: beside a month's name the day and the year; else month, day, year.
  void place_loose_numbers() {
    if (loose_count_ == 0) return;
    if (loose_count_ != (f_.month ? 2U : 3U) || f_.year) source_.fail_format();
    bool const year_first = loose_[0].size() >= 3;
    std::size_t const last = loose_count_ - 1;
    set_year(loose_[year_first ? 0 : last]);
    if (!f_.month) f_.month = number_of(loose_[year_first ? 1 : 0]);
    f_.day = number_of(loose_[year_first ? last : last - 1]);
  }

  datetime_source const& source_;
  char const* at_;
  char const* end_;
  datetime_fields f_;
  std::array<std::string_view, 3> loose_;
  std::size_t loose_count_ = 0;
  bool after_t_ = false;
  char word_[12];
};

[[nodiscard]] inline datetime_fields scan_datetime(datetime_source const& source) {
  return datetime_scanner(source).scan();
}

}  // namespace helios::types::detail

// helios/types/impl/time_units.hpp -- names of units of time, for intervals, extract, date_trunc.

namespace helios::types::detail {

enum class interval_unit : std::uint8_t {
  microsecond,
  millisecond,
  second,
  minute,
  hour,
  day,
  week,
  month,
  year,
  decade,
  century,
  millennium
};

struct unit_name {
  std::string_view name;
  interval_unit unit;
};
inline constexpr unit_name unit_names[] = {
    {"microsecond", interval_unit::microsecond},
    {"us", interval_unit::microsecond},
    {"usec", interval_unit::microsecond},
    {"usecond", interval_unit::microsecond},
    {"millisecond", interval_unit::millisecond},
    {"ms", interval_unit::millisecond},
    {"msec", interval_unit::millisecond},
    {"msecond", interval_unit::millisecond},
    {"second", interval_unit::second},
    {"s", interval_unit::second},
    {"sec", interval_unit::second},
    {"minute", interval_unit::minute},
    {"m", interval_unit::minute},
    {"min", interval_unit::minute},
    {"hour", interval_unit::hour},
    {"h", interval_unit::hour},
    {"hr", interval_unit::hour},
    {"day", interval_unit::day},
    {"d", interval_unit::day},
    {"week", interval_unit::week},
    {"w", interval_unit::week},
    {"month", interval_unit::month},
    {"mon", interval_unit::month},
    {"year", interval_unit::year},
    {"y", interval_unit::year},
    {"yr", interval_unit::year},
    {"decade", interval_unit::decade},
    {"dec", interval_unit::decade},
    {"century", interval_unit::century},
    {"c", interval_unit::century},
    {"cent", interval_unit::century},
    {"centurie", interval_unit::century},
    {"millennium", interval_unit::millennium},
    {"millennia", interval_unit::millennium},
    {"mil", interval_unit::millennium},
};

/// Singular, plural, short; PostgreSQL knows the letters alone only in the singular.
[[nodiscard]] inline std::optional<interval_unit> unit_of(std::string_view word) noexcept {
  std::string_view const singular =
      word.size() > 2 && word.back() == 's' ? word.substr(0, word.size() - 1) : word;
  for (auto const& u : unit_names)
    if (u.name == word || (u.name == singular && u.name.size() > 1)) return u.unit;
  return {};
}

}  // namespace helios::types::detail

namespace helios::types {

namespace detail {

class interval_scanner {
 public:
  explicit interval_scanner(std::string_view text) noexcept
      : text_(text), at_(text.data()), end_(text.data() + text.size()) {}

  interval scan() {
    skip_spaces();
    if (peek() == 'P' || peek() == 'p') {
      ++at_;
      iso();
    } else {
      verbose();
    }
    if (seen_ == 0) fail_format();
    return total();
  }

 private:
  [[noreturn]] void fail_format() const {
    throw error(errc::invalid_datetime_format,
                "invalid input syntax for type interval: \"" + std::string(text_) + '"');
  }
  [[noreturn]] void fail_field() const {
    throw error(errc::interval_field_overflow,
                "interval field value out of range: \"" + std::string(text_) + '"');
  }

  struct amount {
    std::int64_t whole = 0;
    double fraction = 0;  // with the sign of the whole
    bool negative = false;
  };

  void skip_spaces() noexcept {
    while (at_ != end_ && is_space(*at_)) ++at_;
  }
  [[nodiscard]] char peek(std::size_t n = 0) const noexcept {
    return static_cast<std::size_t>(end_ - at_) > n ? at_[n] : '\0';
  }

  std::int64_t whole_number(bool negative) {
    std::int64_t v = 0;
    for (; is_digit(peek()); ++at_)
      if (__builtin_mul_overflow(v, 10, &v) ||
          __builtin_add_overflow(v, negative ? '0' - *at_ : *at_ - '0', &v))
        fail_field();
    return v;
  }
  double fraction(bool negative) {
    if (peek() != '.') return 0;
    char const* const first = at_++;
    while (is_digit(peek())) ++at_;
    double v = 0;
    if (at_ - first > 1) std::from_chars(first, at_, v);
    return negative ? -v : v;
  }
  amount number() {
    amount a;
    a.negative = peek() == '-';
    if (a.negative || peek() == '+') ++at_;
    if (!is_digit(peek()) && !(peek() == '.' && is_digit(peek(1)))) fail_format();
    a.whole = whole_number(a.negative);
    a.fraction = fraction(a.negative);
    return a;
  }

  void verbose() {
    bool ago = false;
    for (skip_spaces(); at_ != end_; skip_spaces()) {
      if (*at_ == '@') {
        ++at_;
        continue;
      }
      if (is_alpha(*at_)) {
        if (lower_word() != "ago" || seen_ == 0) fail_format();
        ago = true;
        continue;
      }
      amount const a = number();
      if (peek() == ':') {
        if (a.fraction != 0) fail_format();
        clock(a);
      } else if (peek() == '-' && is_digit(peek(1)) && a.fraction == 0) {
        ++at_;
        std::int64_t const months = whole_number(a.negative);
        if (months > 11 || months < -11) fail_field();
        add({a.whole, 0, a.negative}, interval_unit::year);
        add({months, 0, a.negative}, interval_unit::month);
        if (at_ != end_ && !is_space(*at_)) fail_format();  // 2025-01-15 is a date
      } else {
        skip_spaces();
        add(a, unit_behind());
      }
    }
    if (ago) negate();
  }

  std::string_view lower_word() noexcept {
    std::size_t n = 0;
    for (; is_alpha(peek()); ++at_)
      if (n != sizeof word_) word_[n++] = to_lower(*at_);
    return {word_, n};
  }

  /// Without a unit a number counts days before a time of day, seconds at the end.
  interval_unit unit_behind() {
    char const* const before = at_;
    if (is_alpha(peek())) {
      std::string_view const word = lower_word();
      if (auto const unit = unit_of(word)) return *unit;
      if (word != "ago") fail_format();
      at_ = before;
      return interval_unit::second;
    }
    if (at_ == end_) return interval_unit::second;
    char const* p = at_;
    if (*p == '+' || *p == '-') ++p;
    while (p != end_ && is_digit(*p)) ++p;
    if (p == end_ || *p != ':') fail_format();
    return interval_unit::day;
  }

  /// [h]h:mm[:ss[.f]], or mm:ss.f; the sign of the first part is that of all.
  void clock(amount first) {
    once(interval_unit::hour);
    once(interval_unit::minute);
    once_seconds();
    ++at_;
    if (!is_digit(peek())) fail_format();
    std::int64_t hours = first.whole, minutes = whole_number(first.negative), seconds = 0;
    bool const has_seconds = peek() == ':';
    if (has_seconds) {
      ++at_;
      if (!is_digit(peek())) fail_format();
      seconds = whole_number(first.negative);
    } else if (peek() == '.') {
      seconds = minutes;
      minutes = hours;
      hours = 0;
    }
    std::int64_t micro = 0;
    if (peek() == '.') {
      char const* const begin = ++at_;
      while (is_digit(peek())) ++at_;
      micro = fraction_of_second({begin, static_cast<std::size_t>(at_ - begin)});
    }
    auto const size = [](std::int64_t v) { return v < 0 ? -v : v; };
    if (size(minutes) > 59 || size(seconds) > 60) fail_field();
    add_time(hours, microseconds_per_hour);
    add_time(minutes, microseconds_per_minute);
    add_time(seconds, microseconds_per_second);
    add_time(first.negative ? -micro : micro, 1);
  }

  void iso() {
    bool in_time = false;
    while (at_ != end_) {
      if (*at_ == 'T' || *at_ == 't') {
        if (in_time) fail_format();
        in_time = true;
        ++at_;
        if (is_digit(peek()) && peek(1) != '\0' &&
            std::string_view(at_, end_).find(':') != std::string_view::npos) {
          clock(number());
          if (at_ != end_) fail_format();
          return;
        }
        continue;
      }
      amount const a = number();
      if (!in_time && peek() == '-' && is_digit(peek(1)) && seen_ == 0) {
        iso_date(a);
        continue;
      }
      char const designator = to_lower(peek());
      if (at_ != end_) ++at_;
      switch (designator) {
        case 'y': add_iso(a, interval_unit::year, !in_time); break;
        case 'm': add_iso(a, in_time ? interval_unit::minute : interval_unit::month, true); break;
        case 'w': add_iso(a, interval_unit::week, !in_time); break;
        case 'd': add_iso(a, interval_unit::day, !in_time); break;
        case 'h': add_iso(a, interval_unit::hour, in_time); break;
        case 's': add_iso(a, interval_unit::second, in_time); break;
        default: fail_format();
      }
    }
  }
  void add_iso(amount const& a, interval_unit unit, bool in_place) {
    if (!in_place) fail_format();
    add(a, unit);
  }
  void iso_date(amount const& years) {
    add(years, interval_unit::year);
    ++at_;
    add({whole_number(false), 0, false}, interval_unit::month);
    if (peek() != '-') return;
    ++at_;
    if (!is_digit(peek())) fail_format();
    add({whole_number(false), 0, false}, interval_unit::day);
  }

  void once(interval_unit unit) {
    unsigned const bit = 1U << static_cast<unsigned>(unit);
    if ((seen_ & bit) != 0) fail_format();
    seen_ |= bit;
  }
  void once_seconds() {
    once(interval_unit::second);
    once(interval_unit::millisecond);
    once(interval_unit::microsecond);
  }

  void add(amount const& a, interval_unit unit) {
    if (unit == interval_unit::second && a.fraction != 0) {
      once_seconds();
    } else {
      once(unit);
    }
    switch (unit) {
      case interval_unit::microsecond: return add_seconds(a, 1);
      case interval_unit::millisecond: return add_seconds(a, 1000);
      case interval_unit::second: return add_seconds(a, microseconds_per_second);
      case interval_unit::minute: return add_seconds(a, microseconds_per_minute);
      case interval_unit::hour: return add_seconds(a, microseconds_per_hour);
      case interval_unit::day: return add_days(a, 1);
      case interval_unit::week: return add_days(a, 7);
      case interval_unit::month:
        add_to(months_, a.whole, 1);
        return add_days({0, a.fraction, a.negative}, days_per_month);
      case interval_unit::year: return add_years(a, 1);
      case interval_unit::decade: return add_years(a, 10);
      case interval_unit::century: return add_years(a, 100);
      case interval_unit::millennium: return add_years(a, 1000);
    }
    HELIOS_UNREACHABLE();
  }

  // Fractions move down: of years to months, of months to days, of days to the time.
  void add_years(amount const& a, std::int64_t scale) {
    add_to(years_, a.whole, scale);
    add_to(months_,
           static_cast<std::int64_t>(
               std::rint(a.fraction * static_cast<double>(scale) * months_per_year)),
           1);
  }
  void add_days(amount const& a, std::int64_t scale) {
    add_to(days_, a.whole, scale);
    double const scaled = a.fraction * static_cast<double>(scale);
    auto const extra = static_cast<std::int64_t>(scaled);
    add_to(days_, extra, 1);
    add_fraction(scaled - static_cast<double>(extra), microseconds_per_day);
  }
  void add_seconds(amount const& a, std::int64_t scale) {
    add_time(a.whole, scale);
    add_fraction(a.fraction, scale);
  }
  void add_fraction(double fraction, std::int64_t scale) {
    double const scaled = fraction * static_cast<double>(scale);
    auto count = static_cast<std::int64_t>(scaled);
    double const rest = scaled - static_cast<double>(count);
    add_time(count + (rest > 0.5 ? 1 : rest < -0.5 ? -1 : 0), 1);
  }
  void add_time(std::int64_t v, std::int64_t scale) {
    if (__builtin_mul_overflow(v, scale, &v) || __builtin_add_overflow(time_, v, &time_))
      fail_field();
  }
  void add_to(std::int32_t& field, std::int64_t v, std::int64_t scale) {
    if (__builtin_mul_overflow(v, scale, &v) || __builtin_add_overflow(field, v, &field))
      fail_field();
  }

  void negate() {
    constexpr auto least = std::numeric_limits<std::int32_t>::min();
    if (years_ == least || months_ == least || days_ == least ||
        time_ == std::numeric_limits<std::int64_t>::min())
      fail_field();
    years_ = -years_;
    months_ = -months_;
    days_ = -days_;
    time_ = -time_;
  }

  [[nodiscard]] interval total() const {
    std::int32_t months = 0;
    if (__builtin_add_overflow(std::int64_t{years_} * months_per_year, months_, &months))
      throw error(errc::datetime_field_overflow, "interval out of range");
    return {time_, days_, months};
  }

  std::string_view text_;
  char const* at_;
  char const* end_;
  std::int64_t time_ = 0;
  std::int32_t years_ = 0, months_ = 0, days_ = 0;
  unsigned seen_ = 0;
  char word_[16];
};

}  // namespace detail

interval parse_interval(std::string_view text) { return detail::interval_scanner(text).scan(); }

char* print(interval v, char* out) noexcept {
  using namespace detail;
  bool first = true, negative_before = false;
  auto const put_part = [&](std::int64_t n, std::string_view unit) {
    if (n == 0) return;
    if (!first) *out++ = ' ';
    if (n < 0)
      *out++ = '-';
    else if (negative_before)
      *out++ = '+';
    out = put(put_number(out, static_cast<std::uint64_t>(n < 0 ? -n : n)), unit);
    if (n != 1) *out++ = 's';
    negative_before = n < 0;
    first = false;
  };
  put_part(v.months / months_per_year, " year");
  put_part(v.months % months_per_year, " mon");
  put_part(v.days, " day");
  if (v.microseconds == 0 && !first) return out;

  if (!first) *out++ = ' ';
  if (v.microseconds < 0)
    *out++ = '-';
  else if (negative_before)
    *out++ = '+';
  std::uint64_t const size = v.microseconds < 0 ? 0 - static_cast<std::uint64_t>(v.microseconds)
                                                : static_cast<std::uint64_t>(v.microseconds);
  std::uint64_t const seconds = size / microseconds_per_second;
  out = put_number(out, seconds / 3600, 2);
  *out++ = ':';
  out = put_two(out, static_cast<unsigned>(seconds / 60 % 60));
  *out++ = ':';
  out = put_two(out, static_cast<unsigned>(seconds % 60));
  return put_fraction(out, static_cast<unsigned>(size % microseconds_per_second));
}

}  // namespace helios::types

// helios/types/temporal_text.hpp -- dates, times and timestamps from and to text.
//
// Shape     out  2025-01-15 | 12:00:00.5 | 2025-01-15 12:00:00.5 | 2025-01-15 12:00:00.5+05:30,
//                ` BC` behind; infinity, -infinity: PostgreSQL's ISO style
//           in   ISO 8601 and what PostgreSQL reads with DateStyle ISO, MDY: 20250115, 1/15/2025,
//                15 Jan 2025, 2025.015, J2460691, 04:05 PM, T040506, Z, +02, -05:30, EST, BC,
//                epoch, infinity, allballs, and with a clock now, today, tomorrow, yesterday
//           Zones are offsets and some 40 abbreviations; names such as Europe/Paris are 22023.
// Errors    22007 not of the form; 22008 a field or the result out of range; 22009 an offset of 16
//           h or more
// Cost      no allocation

namespace helios::types {

[[nodiscard]] HELIOS_DECL date parse_date(std::string_view text, time_context const& context = {});
[[nodiscard]] HELIOS_DECL time_of_day parse_time(std::string_view text,
                                                 time_context const& context = {});
/// A zone in the text is read and ignored, as in PostgreSQL.
[[nodiscard]] HELIOS_DECL timestamp parse_timestamp(std::string_view text,
                                                    time_context const& context = {});
[[nodiscard]] HELIOS_DECL timestamp_tz parse_timestamp_tz(std::string_view text,
                                                          time_context const& context = {});

HELIOS_DECL char* print(date d, char* out) noexcept;
HELIOS_DECL char* print(time_of_day t, char* out) noexcept;
HELIOS_DECL char* print(timestamp t, char* out) noexcept;
/// On the clock that is `utc_offset` seconds east of Greenwich.
HELIOS_DECL char* print(timestamp_tz t, char* out, std::int32_t utc_offset = 0) noexcept;

/// Seconds east of Greenwich of an abbreviation in lower case: "utc", "est"; nothing if it is none
/// of ours.
[[nodiscard]] HELIOS_DECL std::optional<std::int32_t> zone_offset(
    std::string_view abbreviation) noexcept;

}  // namespace helios::types

// helios/types/impl/temporal_parse.ipp -- a date, a time and a zone in the orders people write
// them.
//
// One scan sorts the text into fields; what the type asked for then picks from them.

namespace helios::types {

namespace detail {

inline std::int64_t local_now(time_context const& context) noexcept {
  return context.now.count + context.utc_offset * microseconds_per_second;
}

/// The day that the fields name, before any check against a type's range.
inline std::int64_t day_of(datetime_fields const& f, datetime_source const& source) {
  switch (f.day_word) {
    case day_word::none: break;
    case day_word::yesterday:
    case day_word::today:
    case day_word::tomorrow:
      if (!source.context.now.finite()) source.fail_format();
      return floor_div(local_now(source.context), microseconds_per_day) +
             static_cast<int>(f.day_word) - static_cast<int>(day_word::today);
  }
  if (f.julian) return *f.julian - julian_day_of_2000;
  if (!f.year || (!f.ordinal && !(f.month && f.day))) source.fail_format();
  std::int64_t year = *f.year;
  if (f.before_christ) {
    if (year <= 0) source.fail_field();
    year = 1 - year;
  } else if (f.year_digits <= 2) {
    year += year < 70 ? 2000 : 1900;
  } else if (year <= 0) {
    source.fail_field();
  }
  if (f.ordinal) {
    if (*f.ordinal < 1 || *f.ordinal > 365 + is_leap_year(year)) source.fail_field();
    return days_from_civil(year, 1, *f.ordinal);
  }
  if (*f.month < 1 || *f.month > 12 || *f.day < 1 || *f.day > 31) source.fail_month_or_day();
  auto const month = static_cast<std::int32_t>(*f.month);
  if (*f.day > days_in_month(year, month)) source.fail_field();
  return days_from_civil(year, month, *f.day);
}

inline std::int64_t time_of(datetime_fields const& f, datetime_source const& source) {
  std::int64_t hour = f.hour;
  if (f.half != day_half::none) {
    if (hour > 12) source.fail_field();
    hour = hour % 12 + (f.half == day_half::pm ? 12 : 0);
  }
  if (hour > 24 || f.minute > 59 || f.second > 60) source.fail_field();
  std::int64_t const count = hour * microseconds_per_hour + f.minute * microseconds_per_minute +
                             f.second * microseconds_per_second + f.microsecond;
  if (count > microseconds_per_day) source.fail_field();
  return count;
}

/// Microseconds since 2000 on the clock of the text; infinities apart.
inline std::int64_t instant_of(datetime_fields const& f, datetime_source const& source) {
  std::int64_t const days = day_of(f, source), time = f.has_time ? time_of(f, source) : 0;
  std::int64_t count = 0;
  if (__builtin_mul_overflow(days, microseconds_per_day, &count) ||
      __builtin_add_overflow(count, time, &count) || !in_timestamp_range(count))
    source.fail_range();
  return count;
}

template <class Point>
std::optional<Point> infinity_of(datetime_fields const& f) noexcept {
  if (f.word == instant_word::infinity) return Point::infinity();
  if (f.word == instant_word::minus_infinity) return Point::minus_infinity();
  return {};
}

}  // namespace detail

date parse_date(std::string_view text, time_context const& context) {
  using namespace detail;
  datetime_source const source{text, "date", "date", context};
  datetime_fields const f = scan_datetime(source);
  if (auto const infinite = infinity_of<date>(f)) return *infinite;
  std::int64_t days = 0;
  if (f.word == instant_word::epoch) {
    days = -unix_to_2000_days;
  } else if (f.word == instant_word::now) {
    days = floor_div(local_now(context), microseconds_per_day);
  } else {
    days = day_of(f, source);
    if (f.has_time) static_cast<void>(time_of(f, source));
  }
  if (!in_date_range(days)) source.fail_range();
  return {static_cast<std::int32_t>(days)};
}

time_of_day parse_time(std::string_view text, time_context const& context) {
  using namespace detail;
  datetime_source const source{text, "time", "time", context};
  datetime_fields const f = scan_datetime(source);
  if (f.word == instant_word::now) {
    std::int64_t const now = local_now(context);
    return {now - floor_div(now, microseconds_per_day) * microseconds_per_day};
  }
  if (f.word != instant_word::none || !f.has_time) source.fail_format();
  if (f.year || f.julian) static_cast<void>(day_of(f, source));
  return {time_of(f, source)};
}

timestamp parse_timestamp(std::string_view text, time_context const& context) {
  using namespace detail;
  datetime_source const source{text, "timestamp", "timestamp", context};
  datetime_fields const f = scan_datetime(source);
  if (auto const infinite = infinity_of<timestamp>(f)) return *infinite;
  if (f.word == instant_word::epoch) return {-unix_to_2000_days * microseconds_per_day};
  if (f.word == instant_word::now) return {local_now(context)};
  return {instant_of(f, source)};
}

timestamp_tz parse_timestamp_tz(std::string_view text, time_context const& context) {
  using namespace detail;
  datetime_source const source{text, "timestamp with time zone", "timestamp", context};
  datetime_fields const f = scan_datetime(source);
  if (auto const infinite = infinity_of<timestamp_tz>(f)) return *infinite;
  if (f.word == instant_word::epoch) return {-unix_to_2000_days * microseconds_per_day};
  if (f.word == instant_word::now) return context.now;
  std::int64_t const offset = f.zone ? *f.zone : context.utc_offset;
  std::int64_t const local = instant_of(f, source);
  std::int64_t count = 0;
  if (__builtin_sub_overflow(local, offset * microseconds_per_second, &count) ||
      !in_timestamp_range(count))
    source.fail_range();
  return {count};
}

std::optional<std::int32_t> zone_offset(std::string_view abbreviation) noexcept {
  for (auto const& z : detail::zone_abbreviations)
    if (z.name == abbreviation) return z.minutes * 60;
  return {};
}

}  // namespace helios::types

// helios/types/impl/temporal_print.ipp -- PostgreSQL's ISO style.

namespace helios::types {

namespace detail {

inline char* put_date(char* out, civil_date d) noexcept {
  out = put_number(out, static_cast<std::uint64_t>(d.year > 0 ? d.year : 1 - std::int64_t{d.year}),
                   4);
  *out++ = '-';
  out = put_two(out, static_cast<unsigned>(d.month));
  *out++ = '-';
  return put_two(out, static_cast<unsigned>(d.day));
}
inline char* put_era(char* out, civil_date d) noexcept {
  return d.year > 0 ? out : put(out, " BC");
}

inline char* put_time(char* out, std::int64_t count) noexcept {
  auto const seconds = static_cast<unsigned>(count / microseconds_per_second);
  out = put_two(out, seconds / 3600);
  *out++ = ':';
  out = put_two(out, seconds / 60 % 60);
  *out++ = ':';
  out = put_two(out, seconds % 60);
  return put_fraction(out, static_cast<unsigned>(count % microseconds_per_second));
}

inline char* put_offset(char* out, std::int32_t seconds) noexcept {
  *out++ = seconds < 0 ? '-' : '+';
  auto const size = static_cast<unsigned>(seconds < 0 ? -seconds : seconds);
  out = put_two(out, size / 3600);
  if (size % 3600 == 0) return out;
  *out++ = ':';
  out = put_two(out, size / 60 % 60);
  if (size % 60 == 0) return out;
  *out++ = ':';
  return put_two(out, size % 60);
}

inline char* put_infinity(char* out, bool positive) noexcept {
  return put(out, positive ? "infinity" : "-infinity");
}

}  // namespace detail

char* print(date d, char* out) noexcept {
  if (!d.finite()) return detail::put_infinity(out, d.count > 0);
  civil_date const c = civil_from_days(d.count);
  return detail::put_era(detail::put_date(out, c), c);
}

char* print(time_of_day t, char* out) noexcept { return detail::put_time(out, t.count); }

char* print(timestamp t, char* out) noexcept {
  using namespace detail;
  if (!t.finite()) return put_infinity(out, t.count > 0);
  std::int64_t const days = floor_div(t.count, microseconds_per_day);
  civil_date const c = civil_from_days(days);
  out = put_date(out, c);
  *out++ = ' ';
  return put_era(put_time(out, t.count - days * microseconds_per_day), c);
}

char* print(timestamp_tz t, char* out, std::int32_t utc_offset) noexcept {
  using namespace detail;
  if (!t.finite()) return put_infinity(out, t.count > 0);
  // The offset may lead past what an int64 holds: days and the time of day are moved apart from
  // each other.
  std::int64_t days = floor_div(t.count, microseconds_per_day);
  std::int64_t time = t.count - days * microseconds_per_day + utc_offset * microseconds_per_second;
  std::int64_t const carried = floor_div(time, microseconds_per_day);
  days += carried;
  time -= carried * microseconds_per_day;
  civil_date const c = civil_from_days(days);
  out = put_date(out, c);
  *out++ = ' ';
  return put_era(put_offset(put_time(out, time), utc_offset), c);
}

}  // namespace helios::types

namespace helios::types {

namespace detail {

/// Types whose text has a limit go through one buffer; returns its end.
inline char* print_fixed(value const& v, char* out, time_context const& context) noexcept {
  switch (v.type()) {
    case type_id::boolean: return print(v.as<bool>(), out);
    case type_id::int2: return print(v.as<std::int16_t>(), out);
    case type_id::int4: return print(v.as<std::int32_t>(), out);
    case type_id::int8: return print(v.as<std::int64_t>(), out);
    case type_id::float4: return print(v.as<float>(), out);
    case type_id::float8: return print(v.as<double>(), out);
    case type_id::numeric: return print(v.as_decimal(), out);
    case type_id::date: return print(v.as<date>(), out);
    case type_id::time: return print(v.as<time_of_day>(), out);
    case type_id::timestamp: return print(v.as<timestamp>(), out);
    case type_id::timestamptz: return print(v.as<timestamp_tz>(), out, context.utc_offset);
    case type_id::interval: return print(v.as<interval>(), out);
    case type_id::uuid: return print(v.as<uuid>(), out);
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar:
    case type_id::bytea: break;
  }
  HELIOS_UNREACHABLE();
}

}  // namespace detail

void print(value const& v, std::string& out, time_context const& context) {
  HELIOS_EXPECTS(!v.is_null());
  if (v.type() == type_id::bytea) return print_bytea(v.as_bytea(), out);
  if (category(v.type()) == type_category::string || v.type() == type_id::unknown) {
    out += v.as_string();
    return;
  }
  char text[text_capacity];
  out.append(text, detail::print_fixed(v, text, context));
}

std::string to_text(value const& v, time_context const& context) {
  std::string out;
  print(v, out, context);
  return out;
}

value parse_value(std::string_view text, type_id type, time_context const& context) {
  switch (type) {
    case type_id::boolean: return value(parse_boolean(text));
    case type_id::int2: return value(parse_int2(text));
    case type_id::int4: return value(parse_int4(text));
    case type_id::int8: return value(parse_int8(text));
    case type_id::float4: return value(parse_float4(text));
    case type_id::float8: return value(parse_float8(text));
    case type_id::numeric: return value(parse_decimal(text));
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar: check_utf8(text); return value::text(text, type);
    case type_id::bytea: return value::bytea(parse_bytea(text));
    case type_id::date: return value(parse_date(text, context));
    case type_id::time: return value(parse_time(text, context));
    case type_id::timestamp: return value(parse_timestamp(text, context));
    case type_id::timestamptz: return value(parse_timestamp_tz(text, context));
    case type_id::interval: return value(parse_interval(text));
    case type_id::uuid: return value(parse_uuid(text));
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::types

namespace helios::types {

namespace detail {

template <class Int>
constexpr std::string_view integer_name = sizeof(Int) == 2   ? "smallint"
                                          : sizeof(Int) == 4 ? "integer"
                                                             : "bigint";

template <class Int>
Int narrow(std::int64_t v) {
  if (v < std::numeric_limits<Int>::min() || v > std::numeric_limits<Int>::max())
    throw_out_of_range(integer_name<Int>);
  return static_cast<Int>(v);
}

/// To the nearest integer, ties to even.
template <class Int>
Int round_to(double v) {
  v = std::rint(v);
  constexpr auto limit = static_cast<double>(std::uint64_t{1} << (8 * sizeof(Int) - 1));
  if (!(v >= -limit && v < limit)) throw_out_of_range(integer_name<Int>);
  return static_cast<Int>(v);
}

inline float narrow_float(double v) {
  auto const f = static_cast<float>(v);
  if (std::isinf(f) && !std::isinf(v))
    throw error(errc::numeric_value_out_of_range, "value out of range: overflow");
  if (f == 0 && v != 0)
    throw error(errc::numeric_value_out_of_range, "value out of range: underflow");
  return f;
}

/// Calls f with the number inside.
template <class F>
auto with_number(value const& v, F f) {
  switch (v.type()) {
    case type_id::int2: return f(v.as<std::int16_t>());
    case type_id::int4: return f(v.as<std::int32_t>());
    case type_id::int8: return f(v.as<std::int64_t>());
    case type_id::float4: return f(v.as<float>());
    case type_id::float8: return f(v.as<double>());
    case type_id::numeric: return f(v.as_decimal());
    case type_id::boolean: return f(static_cast<std::int16_t>(v.as<bool>()));
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar:
    case type_id::bytea:
    case type_id::date:
    case type_id::time:
    case type_id::timestamp:
    case type_id::timestamptz:
    case type_id::interval:
    case type_id::uuid: break;
  }
  HELIOS_UNREACHABLE();
}

template <std::integral Int>
value cast_to_integer(value const& v) {
  return value(with_number(v, [](auto n) -> Int {
    using number = decltype(n);
    if constexpr (std::integral<number>)
      return narrow<Int>(n);
    else if constexpr (std::floating_point<number>)
      return round_to<Int>(double{n});
    else if constexpr (sizeof(Int) == 2)
      return to_int16(n);
    else if constexpr (sizeof(Int) == 4)
      return to_int32(n);
    else
      return to_int64(n);
  }));
}

inline float cast_to_float4(value const& v) {
  return with_number(v, [](auto n) -> float {
    using number = decltype(n);
    if constexpr (std::integral<number>)
      return static_cast<float>(n);
    else if constexpr (std::floating_point<number>)
      return narrow_float(double{n});
    else
      return parse_float4(to_text(n));  // one rounding, not two
  });
}

inline double cast_to_float8(value const& v) {
  return with_number(v, [](auto n) -> double {
    if constexpr (std::is_arithmetic_v<decltype(n)>)
      return static_cast<double>(n);
    else
      return to_double(n);
  });
}

inline decimal cast_to_numeric(value const& v) {
  return with_number(v, [](auto n) -> decimal {
    using number = decltype(n);
    if constexpr (std::integral<number>)
      return decimal(std::int64_t{n});
    else if constexpr (std::floating_point<number>)
      return to_decimal(n);
    else
      return n;
  });
}

inline value cast_to_string(value const& v, type_id to, time_context const& time) {
  if (v.type() == type_id::boolean) return value::text(v.as<bool>() ? "true" : "false", to);
  if (v.type() == type_id::bpchar) return value::text(without_padding(v.as_string()), to);
  if (category(v.type()) == type_category::string) return value::text(v.as_string(), to);
  return value::text(to_text(v, time), to);
}

inline value cast_to_time(value const& v, time_context const& time) {
  if (v.type() == type_id::interval) return value(to_time(v.as<interval>()));
  timestamp const t =
      v.type() == type_id::timestamp ? v.as<timestamp>() : to_timestamp(v.as<timestamp_tz>(), time);
  return t.finite() ? value(to_time(t)) : value();
}

/// Between two different types, neither side NULL, the source not a string.
inline value convert(value const& v, type_id to, time_context const& time) {
  switch (to) {
    case type_id::boolean: return value(v.as<std::int32_t>() != 0);
    case type_id::int2: return cast_to_integer<std::int16_t>(v);
    case type_id::int4: return cast_to_integer<std::int32_t>(v);
    case type_id::int8: return cast_to_integer<std::int64_t>(v);
    case type_id::float4: return value(cast_to_float4(v));
    case type_id::float8: return value(cast_to_float8(v));
    case type_id::numeric: return value(cast_to_numeric(v));
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar: return cast_to_string(v, to, time);
    case type_id::date:
      return value(to_date(v.type() == type_id::timestamp
                               ? v.as<timestamp>()
                               : to_timestamp(v.as<timestamp_tz>(), time)));
    case type_id::time: return cast_to_time(v, time);
    case type_id::timestamp:
      return value(v.type() == type_id::date ? to_timestamp(v.as<date>())
                                             : to_timestamp(v.as<timestamp_tz>(), time));
    case type_id::timestamptz:
      return value(v.type() == type_id::date ? to_timestamp_tz(v.as<date>(), time)
                                             : to_timestamp_tz(v.as<timestamp>(), time));
    case type_id::interval: return value(interval{v.as<time_of_day>().count, 0, 0});
    case type_id::unknown:
    case type_id::bytea:
    case type_id::uuid: break;
  }
  HELIOS_UNREACHABLE();
}

template <class Instant>
value round_instant(value const& v, std::int32_t digits) {
  auto const t = v.as<Instant>();
  if (!t.finite()) return v;
  std::int64_t const count = round_microseconds(t.count, digits);
  if (!in_timestamp_range(count))
    throw error(errc::datetime_field_overflow, "timestamp out of range");
  return value(Instant{count});
}

}  // namespace detail

value apply_modifiers(value v, data_type to, cast_context context) {
  if (v.is_null() || !to.constrained()) return v;
  bool const explicit_cast = context == cast_context::explicit_;
  switch (to.id) {
    case type_id::numeric: return value(apply_precision(v.as_decimal(), to.precision, to.scale));
    case type_id::varchar:
      return value::text(fit_varchar(v.as_string(), to.precision, explicit_cast), to.id);
    case type_id::bpchar:
      return value::text(fit_bpchar(v.as_string(), to.precision, explicit_cast), to.id);
    case type_id::time:
      return value(time_of_day{round_microseconds(v.as<time_of_day>().count, to.precision)});
    case type_id::timestamp: return detail::round_instant<timestamp>(v, to.precision);
    case type_id::timestamptz: return detail::round_instant<timestamp_tz>(v, to.precision);
    case type_id::interval: {
      auto i = v.as<interval>();
      i.microseconds = round_microseconds(i.microseconds, to.precision);
      return value(i);
    }
    case type_id::unknown:
    case type_id::boolean:
    case type_id::int2:
    case type_id::int4:
    case type_id::int8:
    case type_id::float4:
    case type_id::float8:
    case type_id::text:
    case type_id::bytea:
    case type_id::date:
    case type_id::uuid: return v;
  }
  HELIOS_UNREACHABLE();
}

value cast(value const& v, data_type to, cast_context context, time_context const& time) {
  if (v.is_null()) return v;
  if (v.type() == to.id) return apply_modifiers(v, to, context);
  if (!permits(find_cast(v.type(), to.id), context)) throw_cannot_cast(v.type(), to.id);
  bool const from_string =
      category(v.type()) == type_category::string || v.type() == type_id::unknown;
  bool const to_string = category(to.id) == type_category::string;
  if (from_string && !to_string)
    return apply_modifiers(parse_value(v.as_string(), to.id, time), to, context);
  if (v.type() == type_id::unknown)
    return apply_modifiers(value::text(v.as_string(), to.id), to, context);
  return apply_modifiers(detail::convert(v, to.id, time), to, context);
}

}  // namespace helios::types

// helios/types/date_trunc.hpp -- moments and intervals cut down to a unit of time.
//
// Shape     units: microseconds, milliseconds, second, minute, hour, day, week (from Monday),
//           month, quarter, year, decade, century, millennium, and their short names
// Errors    22023 no such unit; 0A000 a unit that the type does not have; 22008 the start of the
//           unit lies before the first timestamp

namespace helios::types {

/// The start of the unit that holds t.
[[nodiscard]] HELIOS_DECL timestamp date_trunc(std::string_view unit, timestamp t);
[[nodiscard]] HELIOS_DECL timestamp_tz date_trunc(std::string_view unit, timestamp_tz t,
                                                  time_context const& context = {});
[[nodiscard]] HELIOS_DECL interval date_trunc(std::string_view unit, interval v);

}  // namespace helios::types

// helios/types/impl/date_trunc.ipp -- the start of a unit of time.

// helios/types/impl/part_names.hpp -- the unit that a text names, or the error that says: none.

// helios/types/time_part.hpp -- the parts of a moment that SQL can name.
//
// Shape     names as PostgreSQL takes them, in any case: year years y yr, month mon, ... dow, epoch

namespace helios::types {

/// Up to millennium they are also units to which date_trunc cuts.
enum class time_part : std::uint8_t {
  microseconds,
  milliseconds,
  second,
  minute,
  hour,
  day,
  week,
  month,
  quarter,
  year,
  decade,
  century,
  millennium,
  day_of_week,
  iso_day_of_week,
  day_of_year,
  iso_year,
  julian,
  epoch,
  timezone,
  timezone_hour,
  timezone_minute,
};

/// Nothing: no such unit.
[[nodiscard]] HELIOS_DECL std::optional<time_part> find_time_part(std::string_view name) noexcept;

}  // namespace helios::types

// helios/types/impl/time_part.ipp -- the names of parts: those of intervals' units and a few more.

namespace helios::types {

std::optional<time_part> find_time_part(std::string_view unit) noexcept {
  using namespace detail;
  char lower[16];
  if (unit.size() > sizeof lower) return {};
  std::size_t n = 0;
  for (char const c : unit) lower[n++] = to_lower(c);
  std::string_view const name(lower, n);
  struct {
    std::string_view name;
    time_part part;
  } constexpr others[] = {
      {"quarter", time_part::quarter},
      {"qtr", time_part::quarter},
      {"dow", time_part::day_of_week},
      {"isodow", time_part::iso_day_of_week},
      {"doy", time_part::day_of_year},
      {"isoyear", time_part::iso_year},
      {"julian", time_part::julian},
      {"jd", time_part::julian},
      {"j", time_part::julian},
      {"epoch", time_part::epoch},
      {"timezone", time_part::timezone},
      {"timezone_hour", time_part::timezone_hour},
      {"timezone_h", time_part::timezone_hour},
      {"timezone_minute", time_part::timezone_minute},
      {"timezone_m", time_part::timezone_minute},
  };
  for (auto const& o : others)
    if (o.name == name) return o.part;
  auto const shared = unit_of(name);
  if (!shared) return {};
  switch (*shared) {
    case interval_unit::microsecond: return time_part::microseconds;
    case interval_unit::millisecond: return time_part::milliseconds;
    case interval_unit::second: return time_part::second;
    case interval_unit::minute: return time_part::minute;
    case interval_unit::hour: return time_part::hour;
    case interval_unit::day: return time_part::day;
    case interval_unit::week: return time_part::week;
    case interval_unit::month: return time_part::month;
    case interval_unit::year: return time_part::year;
    case interval_unit::decade: return time_part::decade;
    case interval_unit::century: return time_part::century;
    case interval_unit::millennium: return time_part::millennium;
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::types

namespace helios::types::detail {

[[noreturn]] inline void throw_unit(std::string_view unit, std::string_view type, bool known) {
  std::string lower(unit);
  for (char& c : lower) c = to_lower(c);
  throw error(known ? errc::feature_not_supported : errc::invalid_parameter_value,
              "unit \"" + lower +
                  (known ? "\" not supported for type " : "\" not recognized for type ") +
                  std::string(type));
}

inline time_part part_named(std::string_view unit, std::string_view type) {
  auto const part = find_time_part(unit);
  if (!part) throw_unit(unit, type, false);
  return *part;
}

inline bool is_zone_part(time_part part) noexcept {
  return part == time_part::timezone || part == time_part::timezone_hour ||
         part == time_part::timezone_minute;
}

}  // namespace helios::types::detail

namespace helios::types {

namespace detail {

/// Units that moments are cut to; a part such as the weekday is none.
inline time_part unit_named(std::string_view unit, std::string_view type) {
  time_part const part = part_named(unit, type);
  if (is_zone_part(part)) throw_unit(unit, type, true);
  if (part > time_part::millennium) throw_unit(unit, type, false);
  return part;
}

inline std::int64_t time_unit(time_part part) noexcept {
  switch (part) {
    case time_part::microseconds: return 1;
    case time_part::milliseconds: return 1000;
    case time_part::second: return microseconds_per_second;
    case time_part::minute: return microseconds_per_minute;
    case time_part::hour: return microseconds_per_hour;
    case time_part::day: return microseconds_per_day;
    case time_part::week:
    case time_part::month:
    case time_part::quarter:
    case time_part::year:
    case time_part::decade:
    case time_part::century:
    case time_part::millennium:
    case time_part::day_of_week:
    case time_part::iso_day_of_week:
    case time_part::day_of_year:
    case time_part::iso_year:
    case time_part::julian:
    case time_part::epoch:
    case time_part::timezone:
    case time_part::timezone_hour:
    case time_part::timezone_minute: return 0;
  }
  HELIOS_UNREACHABLE();
}

/// Years of a unit of years; 0 for the others.
inline std::int32_t year_unit(time_part part) noexcept {
  return part == time_part::year         ? 1
         : part == time_part::decade     ? 10
         : part == time_part::century    ? 100
         : part == time_part::millennium ? 1000
                                         : 0;
}

inline std::int64_t trunc_moment(time_part part, std::int64_t count) {
  std::int64_t const unit = time_unit(part);
  if (unit != 0) return checked_sum(floor_div(count, unit) * unit, 0);
  std::int64_t const days = floor_div(count, microseconds_per_day);
  civil_date const c = civil_from_days(days);
  std::int64_t first = 0;
  if (part == time_part::week) {
    first = days - (day_of_week(days) + 6) % 7;
  } else if (part == time_part::month || part == time_part::quarter) {
    first =
        days_from_civil(c.year, part == time_part::month ? c.month : (c.month - 1) / 3 * 3 + 1, 1);
  } else if (std::int64_t const years = year_unit(part); years <= 10) {
    first = days_from_civil(floor_div(c.year, years) * years, 1, 1);
  } else {  // centuries and millennia begin with a year 1
    first = days_from_civil(floor_div(c.year - 1, years) * years + 1, 1, 1);
  }
  std::int64_t moved = 0;
  if (__builtin_mul_overflow(first, microseconds_per_day, &moved)) throw_timestamp_range();
  return checked_sum(moved, 0);
}

}  // namespace detail

timestamp date_trunc(std::string_view unit, timestamp t) {
  time_part const part = detail::unit_named(unit, "timestamp without time zone");
  return t.finite() ? timestamp{detail::trunc_moment(part, t.count)} : t;
}

timestamp_tz date_trunc(std::string_view unit, timestamp_tz t, time_context const& context) {
  time_part const part = detail::unit_named(unit, "timestamp with time zone");
  if (!t.finite()) return t;
  return to_timestamp_tz(timestamp{detail::trunc_moment(part, to_timestamp(t, context).count)},
                         context);
}

interval date_trunc(std::string_view unit, interval v) {
  time_part const part = detail::unit_named(unit, "interval");
  if (part == time_part::week)
    throw error(errc::feature_not_supported, "unit \"week\" not supported for type interval")
        .detail("Months usually have fractional weeks.");
  if (part == time_part::day) return {0, v.days, v.months};
  if (std::int64_t const time = detail::time_unit(part); time != 0)
    return {v.microseconds / time * time, v.days, v.months};
  std::int32_t const years = detail::year_unit(part);
  std::int32_t const months = years != 0                   ? years * months_per_year
                              : part == time_part::quarter ? 3
                                                           : 1;
  return {0, 0, v.months / months * months};
}

}  // namespace helios::types

// helios/types/decimal_image.hpp -- decimals as bytes: ordered for keys, and as columns hold them.
//
// Shape     numeric(p, s) columns hold the bare mantissa at their scale in an int128 (mantissa_at).
//           numeric columns keep each value's own scale, in the physical type bytes:
//
//             | head 1 | base-100 digits, 0 to 20 bytes | scale 1 |
//
//             head    0x80 zero | 0x80 + 20 + e positive | 0x80 - 20 - e negative;
//                     |v| = 0.DD.. * 100^e
//             digit   2 * d + (another follows), d in 0..99, no zeros behind;
//                     all complemented for a negative value
//             scale   what is shown: 0 .. 38
//
//           Without the last byte it is the order key: memcmp order is numeric order, and 1.0 and
//           1.00 share it. So equality, hashes, min/max and sorting of a column work on the bytes
//           less the last.
// Errors    XX001 bytes that no append wrote

namespace helios::types {

/// The mantissa of d at another scale.  Requires d == apply_precision(d, p, scale) for some p.
[[nodiscard]] constexpr int128 mantissa_at(decimal d, int scale) noexcept {
  HELIOS_EXPECTS(scale >= d.scale());
  return d.mantissa() * static_cast<int128>(power_of_ten(scale - d.scale()));
}

/// At most 21 bytes.
HELIOS_DECL void append_order_key(bytes& out, decimal d);
/// Without trailing zeros: a key does not tell 1.0 from 1.00.
[[nodiscard]] HELIOS_DECL decimal read_order_key(byte_reader& in);

HELIOS_DECL void append_image(bytes& out, decimal d);
[[nodiscard]] HELIOS_DECL decimal read_image(byte_view image);

}  // namespace helios::types

// helios/types/impl/decimal_image.ipp -- base-100 digits, most significant first.

namespace helios::types {

namespace detail {
inline constexpr int key_zero = 0x80;
inline constexpr int key_bias = 20;  // exponents run from -18 (10^-38) to 19 (10^38 - 1)
inline constexpr int key_digits = 20;

[[noreturn]] inline void throw_damaged_numeric() {
  throw error(errc::data_corrupted, "a stored numeric is damaged");
}
}  // namespace detail

void append_order_key(bytes& out, decimal d) {
  using namespace detail;
  if (d.zero()) return out.push_back(std::byte{key_zero});

  uint128 rest = magnitude(d.mantissa());
  unsigned char digits[key_digits + 1];  // least significant first
  int count = 0;
  if (d.scale() % 2 != 0) {  // digits pair up around the point
    digits[count++] = static_cast<unsigned char>(static_cast<unsigned>(rest % 10) * 10);
    rest /= 10;
  }
  // Nine digits at a time with 64-bit divisions.
  constexpr std::uint64_t chunk = 1'000'000'000'000'000'000;
  while (rest >= chunk) {
    auto low = static_cast<std::uint64_t>(rest % chunk);
    rest /= chunk;
    for (int i = 0; i != 9; ++i, low /= 100)
      digits[count++] = static_cast<unsigned char>(low % 100);
  }
  for (auto low = static_cast<std::uint64_t>(rest); low != 0; low /= 100)
    digits[count++] = static_cast<unsigned char>(low % 100);

  int const exponent = count - (d.scale() + 1) / 2;
  int last = 0;
  while (digits[last] == 0) ++last;
  unsigned char const flip = d.negative() ? 0xff : 0;
  out.push_back(static_cast<std::byte>(d.negative() ? key_zero - key_bias - exponent
                                                    : key_zero + key_bias + exponent));
  for (int i = count; i-- != last;)
    out.push_back(static_cast<std::byte>((2 * digits[i] + (i != last)) ^ flip));
}

decimal read_order_key(byte_reader& in) {
  using namespace detail;
  int const head = in.get<std::uint8_t>();
  if (head == key_zero) return {};
  bool const negative = head < key_zero;
  int const exponent = (negative ? key_zero - head : head - key_zero) - key_bias;
  if (exponent < -18 || exponent > 19) throw_damaged_numeric();

  uint128 size = 0;
  int scale = 0;
  for (int count = 1;; ++count) {
    int const byte = in.get<std::uint8_t>() ^ (negative ? 0xff : 0);
    int const digit = byte >> 1;
    bool const more = (byte & 1) != 0;
    if (count > key_digits || digit > 99) throw_damaged_numeric();
    bool const in_fraction = count > exponent;
    // The last pair is one digit and a filler.
    bool const half = !more && in_fraction && digit % 10 == 0;
    // 38 digits at an odd scale pair up as 39: the filler is left out before it could overflow.
    if (size >= power_of_ten(decimal::max_digits - (half ? 1 : 2))) throw_damaged_numeric();
    size = half ? size * 10 + static_cast<unsigned>(digit / 10)
                : size * 100 + static_cast<unsigned>(digit);
    if (more) continue;
    if (count < exponent) {
      if (2 * exponent > decimal::max_digits + 1) throw_damaged_numeric();
      size *= power_of_ten(2 * (exponent - count));
    }
    scale = std::max(0, 2 * (count - exponent) - (half ? 1 : 0));
    break;
  }
  if (size >= power_of_ten(decimal::max_digits) || scale > decimal::max_digits)
    throw_damaged_numeric();
  auto const mantissa = static_cast<int128>(size);
  return {negative ? -mantissa : mantissa, scale};
}

void append_image(bytes& out, decimal d) {
  append_order_key(out, d);
  out.push_back(static_cast<std::byte>(d.scale()));
}

decimal read_image(byte_view image) {
  byte_reader in(image);
  decimal const value = read_order_key(in);
  int const scale = in.get<std::uint8_t>();
  if (!in.done() || scale > decimal::max_digits || scale < value.scale())
    detail::throw_damaged_numeric();
  return round(value, scale);
}

}  // namespace helios::types

// helios/types/decimal_sum.hpp -- exact sums of decimals, however many: sum() and avg() of numeric.
//
// Shape     256-bit two's complement at the largest scale seen so far
// Errors    22003 when the exact sum leaves 255 bits: 10^20 addends of 38 digits at scales up to
//           18; only totals that no numeric could hold, or sums that mix 38-digit integers with
//           38-digit fractions
// Cost      add: about 2 ns while the scale stays

namespace helios::types {

class decimal_sum {
 public:
  void add(decimal d) {
    if (d.scale() > scale_) raise(d.scale());
    uint256 addend{magnitude(d.mantissa()), 0};
    if (d.scale() < scale_) addend = multiply(addend.low, power_of_ten(scale_ - d.scale()));
    accumulate(d.negative() ? uint256{} - addend : addend);
    ++count_;
  }
  /// Takes a value back out: moving window frames.
  void subtract(decimal d) {
    add(-d);
    count_ -= 2;
  }
  /// The sum of both: partial sums of parallel pipelines.
  void merge(decimal_sum const& other) {
    decimal_sum o = other;
    if (o.scale_ > scale_) raise(o.scale_);
    if (o.scale_ < scale_) o.raise(scale_);
    accumulate(o.total_);
    count_ += o.count_;
  }

  [[nodiscard]] std::int64_t count() const noexcept { return count_; }
  /// Rounded only where a decimal has no room for all digits of the fraction.
  [[nodiscard]] decimal sum() const { return detail::fit(negative(total_), size(), scale_); }
  /// Requires count() != 0.
  [[nodiscard]] decimal average() const { return sum() / decimal(count_); }

 private:
  static bool negative(uint256 const& v) noexcept { return v.high >> 127 != 0; }
  uint256 size() const noexcept { return negative(total_) ? uint256{} - total_ : total_; }

  void accumulate(uint256 const& addend) {
    uint256 const sum = total_ + addend;
    if (negative(total_) == negative(addend) && negative(sum) != negative(total_))
      detail::throw_numeric_overflow();
    total_ = sum;
  }
  void raise(int scale) {
    auto const factor = power_of_ten(scale - scale_);
    bool const below = negative(total_);
    uint256 const before = size(), after = multiply(before, factor);
    if (negative(after) || divide(after, factor).quotient != before)
      detail::throw_numeric_overflow();
    total_ = below ? uint256{} - after : after;
    scale_ = scale;
  }

  uint256 total_;
  std::int64_t count_ = 0;
  int scale_ = 0;
};

}  // namespace helios::types

// helios/types/order_key.hpp -- rows of values as byte strings whose memcmp order is SQL order.
//
// Shape     a key is its values' parts, one behind the other; each begins with a mark
//             0x00 NULL before all values | 0x01 a value | 0x02 NULL behind all values
//           and, for a value, goes on with (descending: all of it complemented)
//             boolean      1 byte
//             integers     big-endian, sign bit flipped; date, time, timestamps the same
//             floats       bits big-endian, sign bit flipped, negatives complemented;
//                          -0 is 0, NaN is last
//             numeric      types/decimal_image.hpp
//             strings      the bytes, then 00 (no string holds one); bpchar without its padding
//             bytea        the bytes, 00 as 00 ff; then 00 01
//             interval     its span in microseconds, 16 bytes
//             uuid         its bytes
//           No part is the beginning of another, so keys of several values order and read back part
//           by part.
// Laws      append_key(a) < append_key(b) iff a comes before b;  read_key(append_key(v)) == v
//           What SQL calls equal has one key: read_key gives 1.0 for 1.00, '30 days' as '1 mon'.
//           Strings order by bytes, collation "C".
// Errors    read_key: XX001 bytes that no append_key wrote

namespace helios::types {

/// ASC NULLS LAST and DESC NULLS FIRST are what SQL means by ASC and DESC alone.
struct key_order {
  bool descending = false;
  bool nulls_first = false;
  friend bool operator==(key_order, key_order) = default;
};
inline constexpr key_order ascending{};
inline constexpr key_order descending{true, true};

HELIOS_DECL void append_key(bytes& out, value const& v, key_order order = {});
HELIOS_DECL void append_null_key(bytes& out, key_order order = {});
/// The value of the next part. Strings come back as `type`; NULL as NULL.
[[nodiscard]] HELIOS_DECL value read_key(byte_reader& in, type_id type, key_order order = {});

// The same parts for values that are known by their C++ types, as kernels over columns have them.
HELIOS_DECL void append_key(bytes& out, std::string_view text, key_order order = {});
HELIOS_DECL void append_bytea_key(bytes& out, byte_view data, key_order order = {});
HELIOS_DECL void append_key(bytes& out, decimal v, key_order order = {});
HELIOS_DECL void append_key(bytes& out, interval v, key_order order = {});
HELIOS_DECL void append_key(bytes& out, uuid const& v, key_order order = {});

namespace detail {

/// Value mark, then the number big-endian.
template <std::unsigned_integral Bits>
void append_ordered(bytes& out, Bits v, key_order order) {
  if (order.descending) v = static_cast<Bits>(~v);
  std::byte part[1 + sizeof(Bits)];
  part[0] = std::byte{1};
  for (std::size_t i = sizeof(Bits); i != 0; --i) {
    part[i] = static_cast<std::byte>(v & 0xff);
    if constexpr (sizeof(Bits) > 1) v = static_cast<Bits>(v >> 8);
  }
  out.insert(out.end(), part, part + sizeof part);
}

}  // namespace detail

inline void append_key(bytes& out, std::same_as<bool> auto v, key_order order = {}) {
  detail::append_ordered(out, static_cast<std::uint8_t>(v), order);
}
template <std::signed_integral Int>
void append_key(bytes& out, Int v, key_order order = {}) {
  using bits = std::make_unsigned_t<Int>;
  detail::append_ordered(
      out, static_cast<bits>(static_cast<bits>(v) ^ bits{1} << (8 * sizeof(Int) - 1)), order);
}
template <std::floating_point Float>
void append_key(bytes& out, Float v, key_order order = {}) {
  detail::append_ordered(out, to_ordered(v), order);
}

}  // namespace helios::types

// helios/types/impl/order_key.ipp -- keys written and read part by part.

namespace helios::types {

namespace detail {

inline constexpr std::byte null_first{0x00}, has_value{0x01}, null_last{0x02};

[[noreturn]] inline void throw_damaged_key() {
  throw error(errc::data_corrupted, "a stored key is damaged");
}

/// Complements everything from `start` on if the order asks for it.
inline void finish_part(bytes& out, std::size_t start, key_order order) noexcept {
  if (order.descending)
    for (std::size_t i = start; i != out.size(); ++i) out[i] = ~out[i];
}

inline void append_wide(bytes& out, uint128 v) {
  std::byte part[16];
  for (std::size_t i = 16; i-- != 0; v >>= 8)
    part[i] = static_cast<std::byte>(static_cast<unsigned>(v) & 0xff);
  out.insert(out.end(), part, part + sizeof part);
}

inline constexpr uint128 wide_sign = uint128{1} << 127;

/// Reads parts, complementing them where they are descending.
class part_reader {
 public:
  part_reader(byte_reader& in, key_order order) noexcept
      : in_(in), flip_(order.descending ? 0xff : 0) {}

  [[nodiscard]] unsigned next() { return in_.get<std::uint8_t>() ^ flip_; }

  template <class Bits>
  [[nodiscard]] Bits number() {
    byte_view const part = in_.get_bytes(sizeof(Bits));
    Bits v = 0;
    for (std::byte const b : part)
      v = static_cast<Bits>(static_cast<Bits>(v << 7 << 1) | (static_cast<unsigned>(b) ^ flip_));
    return v;
  }
  template <class Int>
  [[nodiscard]] Int integer() {
    using bits = std::make_unsigned_t<Int>;
    return static_cast<Int>(number<bits>() ^ bits{1} << (8 * sizeof(Int) - 1));
  }

  /// Up to the byte 00, which is read and left out.
  [[nodiscard]] std::string string() {
    byte_reader ahead = in_;
    std::string_view const rest = as_text(ahead.get_bytes(in_.left()));
    std::size_t const length = rest.find(static_cast<char>(flip_));
    if (length == rest.npos) throw_damaged_key();
    std::string s(rest.substr(0, length));
    if (flip_ != 0)
      for (char& c : s) c = static_cast<char>(~c);
    static_cast<void>(in_.get_bytes(length + 1));
    return s;
  }
  [[nodiscard]] bytes escaped_bytes() {
    bytes b;
    for (;;) {
      unsigned const c = next();
      if (c != 0) {
        b.push_back(static_cast<std::byte>(c));
        continue;
      }
      unsigned const mark = next();
      if (mark == 0x01) return b;
      if (mark != 0xff) throw_damaged_key();
      b.push_back(std::byte{0});
    }
  }
  [[nodiscard]] decimal numeric() {
    std::array<std::byte, 22> part;  // longer than any
    byte_reader ahead = in_;
    byte_view const rest = ahead.get_bytes(std::min(part.size(), in_.left()));
    std::transform(rest.begin(), rest.end(), part.begin(),
                   [this](std::byte b) { return b ^ static_cast<std::byte>(flip_); });
    byte_reader straight(byte_view(part.data(), rest.size()));
    decimal const d = read_order_key(straight);
    static_cast<void>(in_.get_bytes(rest.size() - straight.left()));
    return d;
  }

 private:
  byte_reader& in_;
  unsigned flip_;
};

/// An interval of that span with as many months, then days, as fit: any text of it is equal, this
/// one is short.
inline interval interval_of_span(int128 span) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  int128 const all_days = span / microseconds_per_day;
  auto const time = static_cast<std::int64_t>(span % microseconds_per_day);
  int128 const months = std::clamp<int128>(all_days / days_per_month, -most - 1, most);
  int128 const days = std::clamp<int128>(all_days - months * days_per_month, -most - 1, most);
  int128 const rest = (all_days - months * days_per_month - days) * microseconds_per_day + time;
  if (rest != static_cast<std::int64_t>(rest)) throw_damaged_key();
  return {static_cast<std::int64_t>(rest), static_cast<std::int32_t>(days),
          static_cast<std::int32_t>(months)};
}

template <class Point>
value point_of(decltype(Point::count) count) noexcept {
  Point p;
  p.count = count;
  return value(p);
}

}  // namespace detail

void append_null_key(bytes& out, key_order order) {
  out.push_back(order.nulls_first ? detail::null_first : detail::null_last);
}

void append_key(bytes& out, std::string_view text, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  out.resize(start + text.size() + 1);  // the 00 behind it is there already
  std::transform(text.begin(), text.end(), out.begin() + static_cast<std::ptrdiff_t>(start),
                 [](char c) { return static_cast<std::byte>(c); });
  detail::finish_part(out, start, order);
}

void append_bytea_key(bytes& out, byte_view data, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  for (std::byte const b : data) {
    out.push_back(b);
    if (b == std::byte{0}) out.push_back(std::byte{0xff});
  }
  out.push_back(std::byte{0});
  out.push_back(std::byte{1});
  detail::finish_part(out, start, order);
}

void append_key(bytes& out, decimal v, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  append_order_key(out, v);
  detail::finish_part(out, start, order);
}

void append_key(bytes& out, interval v, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  detail::append_wide(out, static_cast<uint128>(v.span()) ^ detail::wide_sign);
  detail::finish_part(out, start, order);
}

void append_key(bytes& out, uuid const& v, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  for (auto const b : v.bytes) out.push_back(static_cast<std::byte>(b));
  detail::finish_part(out, start, order);
}

void append_key(bytes& out, value const& v, key_order order) {
  if (v.is_null()) return append_null_key(out, order);
  switch (v.type()) {
    case type_id::boolean: return append_key(out, v.as<bool>(), order);
    case type_id::int2: return append_key(out, v.as<std::int16_t>(), order);
    case type_id::int4: return append_key(out, v.as<std::int32_t>(), order);
    case type_id::int8: return append_key(out, v.as<std::int64_t>(), order);
    case type_id::float4: return append_key(out, v.as<float>(), order);
    case type_id::float8: return append_key(out, v.as<double>(), order);
    case type_id::numeric: return append_key(out, v.as_decimal(), order);
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar: return append_key(out, v.as_string(), order);
    case type_id::bpchar: return append_key(out, without_padding(v.as_string()), order);
    case type_id::bytea: return append_bytea_key(out, v.as_bytea(), order);
    case type_id::date: return append_key(out, v.as<date>().count, order);
    case type_id::time: return append_key(out, v.as<time_of_day>().count, order);
    case type_id::timestamp: return append_key(out, v.as<timestamp>().count, order);
    case type_id::timestamptz: return append_key(out, v.as<timestamp_tz>().count, order);
    case type_id::interval: return append_key(out, v.as<interval>(), order);
    case type_id::uuid: return append_key(out, v.as<uuid>(), order);
  }
  HELIOS_UNREACHABLE();
}

value read_key(byte_reader& in, type_id type, key_order order) {
  using namespace detail;
  std::byte const mark = in.get<std::byte>();
  if (mark == (order.nulls_first ? null_first : null_last)) return {};
  if (mark != has_value) throw_damaged_key();
  part_reader part(in, order);
  switch (type) {
    case type_id::boolean: {
      unsigned const v = part.next();
      if (v > 1) throw_damaged_key();
      return value(v == 1);
    }
    case type_id::int2: return value(part.integer<std::int16_t>());
    case type_id::int4: return value(part.integer<std::int32_t>());
    case type_id::int8: return value(part.integer<std::int64_t>());
    case type_id::float4: return value(from_ordered<float>(part.number<std::uint32_t>()));
    case type_id::float8: return value(from_ordered<double>(part.number<std::uint64_t>()));
    case type_id::numeric: return value(part.numeric());
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar: {
      std::string const s = part.string();
      if (!is_utf8(s)) throw_damaged_key();
      return value::text(s, type);
    }
    case type_id::bytea: return value::bytea(part.escaped_bytes());
    case type_id::date: return point_of<date>(part.integer<std::int32_t>());
    case type_id::time: return point_of<time_of_day>(part.integer<std::int64_t>());
    case type_id::timestamp: return point_of<timestamp>(part.integer<std::int64_t>());
    case type_id::timestamptz: return point_of<timestamp_tz>(part.integer<std::int64_t>());
    case type_id::interval:
      return value(interval_of_span(static_cast<int128>(part.number<uint128>() ^ wide_sign)));
    case type_id::uuid: {
      uuid u;
      for (auto& b : u.bytes) b = static_cast<std::uint8_t>(part.next());
      return value(u);
    }
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::types

// helios/types/temporal_parts.hpp -- extract, date_part, date_trunc: parts of moments and
// intervals.
//
// Shape     extract gives numeric with PostgreSQL's scale; date_part the same as a double.
//           An infinite moment has infinite years and epoch, and NULL for months and hours.
// Errors    22023 `unit "x" not recognized for type timestamp without time zone`; 0A000 a unit that
//           the type does not have; 22003 extract of an infinity, which no numeric can hold

namespace helios::types {

[[nodiscard]] HELIOS_DECL std::optional<decimal> extract(std::string_view unit, date d);
[[nodiscard]] HELIOS_DECL std::optional<decimal> extract(std::string_view unit, timestamp t);
[[nodiscard]] HELIOS_DECL std::optional<decimal> extract(std::string_view unit, timestamp_tz t,
                                                         time_context const& context = {});
[[nodiscard]] HELIOS_DECL std::optional<decimal> extract(std::string_view unit, time_of_day t);
[[nodiscard]] HELIOS_DECL std::optional<decimal> extract(std::string_view unit, interval v);

[[nodiscard]] HELIOS_DECL std::optional<double> date_part(std::string_view unit, date d);
[[nodiscard]] HELIOS_DECL std::optional<double> date_part(std::string_view unit, timestamp t);
[[nodiscard]] HELIOS_DECL std::optional<double> date_part(std::string_view unit, timestamp_tz t,
                                                          time_context const& context = {});
[[nodiscard]] HELIOS_DECL std::optional<double> date_part(std::string_view unit, time_of_day t);
[[nodiscard]] HELIOS_DECL std::optional<double> date_part(std::string_view unit, interval v);

}  // namespace helios::types

// helios/types/impl/temporal_parts.ipp -- one answer per part, dressed by extract and date_part.

namespace helios::types {

namespace detail {

/// A part of a moment: a number, nothing, or as far away as the moment itself.
struct part_value {
  enum kind : std::uint8_t { number, null, infinity, minus_infinity } kind = number;
  decimal value;
};

// Years count without a year 0: 1 BC is -1. So do centuries and millennia; decades do not.
inline std::int64_t shown_year(std::int64_t year) noexcept { return year > 0 ? year : year - 1; }
inline std::int64_t decade_of(std::int64_t year) noexcept { return floor_div(year, 10); }
inline std::int64_t century_of(std::int64_t year) noexcept {
  return year > 0 ? (year + 99) / 100 : -((100 - year) / 100);
}
inline std::int64_t millennium_of(std::int64_t year) noexcept {
  return year > 0 ? (year + 999) / 1000 : -((1000 - year) / 1000);
}

/// The parts that only a day has; nothing for those of a time.
inline std::optional<decimal> part_of_day(time_part part, std::int64_t days) noexcept {
  civil_date const c = civil_from_days(days);
  switch (part) {
    case time_part::day: return decimal(c.day);
    case time_part::week: return decimal(iso_week_of(days).week);
    case time_part::month: return decimal(c.month);
    case time_part::quarter: return decimal((c.month - 1) / 3 + 1);
    case time_part::year: return decimal(shown_year(c.year));
    case time_part::decade: return decimal(decade_of(c.year));
    case time_part::century: return decimal(century_of(c.year));
    case time_part::millennium: return decimal(millennium_of(c.year));
    case time_part::day_of_week: return decimal(day_of_week(days));
    case time_part::iso_day_of_week: return decimal((day_of_week(days) + 6) % 7 + 1);
    case time_part::day_of_year: return decimal(day_of_year(days));
    case time_part::iso_year: return decimal(shown_year(iso_week_of(days).year));
    case time_part::julian: return decimal(days + julian_day_of_2000);
    case time_part::epoch: return decimal((days + unix_to_2000_days) * 86400);
    case time_part::microseconds:
    case time_part::milliseconds:
    case time_part::second:
    case time_part::minute:
    case time_part::hour:
    case time_part::timezone:
    case time_part::timezone_hour:
    case time_part::timezone_minute: return {};
  }
  HELIOS_UNREACHABLE();
}

/// The parts of a time of day, or of an interval's time, whose hours do not end.
inline std::optional<decimal> part_of_time(time_part part, std::int64_t count) noexcept {
  std::int64_t const in_minute = count % microseconds_per_minute;
  if (part == time_part::microseconds) return decimal(in_minute);
  if (part == time_part::milliseconds) return decimal(in_minute, 3);
  if (part == time_part::second) return decimal(in_minute, 6);
  if (part == time_part::minute) return decimal(count / microseconds_per_minute % 60);
  if (part == time_part::hour) return decimal(count / microseconds_per_hour);
  return {};
}

/// What remains of a moment without an end: what grows with time is infinite, what repeats is
/// nothing.
inline part_value part_of_infinity(time_part part, bool positive) noexcept {
  switch (part) {
    case time_part::year:
    case time_part::decade:
    case time_part::century:
    case time_part::millennium:
    case time_part::iso_year:
    case time_part::julian:
    case time_part::epoch:
      return {positive ? part_value::infinity : part_value::minus_infinity, {}};
    case time_part::microseconds:
    case time_part::milliseconds:
    case time_part::second:
    case time_part::minute:
    case time_part::hour:
    case time_part::day:
    case time_part::week:
    case time_part::month:
    case time_part::quarter:
    case time_part::day_of_week:
    case time_part::iso_day_of_week:
    case time_part::day_of_year:
    case time_part::timezone:
    case time_part::timezone_hour:
    case time_part::timezone_minute: return {part_value::null, {}};
  }
  HELIOS_UNREACHABLE();
}

inline part_value part_of(std::string_view unit, date d) {
  time_part const part = part_named(unit, "date");
  auto const value = part_of_day(part, 0);
  if (!value) throw_unit(unit, "date", true);
  if (!d.finite()) return part_of_infinity(part, d.count > 0);
  return {part_value::number, *part_of_day(part, d.count)};
}

/// `utc` is the moment for the epoch; `local` what the clock shows.
inline part_value part_of_moment(time_part part, std::int64_t local, std::int64_t utc) {
  std::int64_t const days = floor_div(local, microseconds_per_day),
                     time = local - days * microseconds_per_day;
  if (auto const value = part_of_time(part, time)) return {part_value::number, *value};
  if (part == time_part::epoch)
    return {part_value::number,
            decimal(int128{utc} + int128{unix_to_2000_days} * microseconds_per_day, 6)};
  if (part == time_part::julian)
    return {part_value::number,
            decimal(days + julian_day_of_2000) + decimal(time) / decimal(microseconds_per_day)};
  return {part_value::number, *part_of_day(part, days)};
}

inline part_value part_of(std::string_view unit, timestamp t) {
  constexpr std::string_view type = "timestamp without time zone";
  time_part const part = part_named(unit, type);
  if (is_zone_part(part)) throw_unit(unit, type, true);
  return t.finite() ? part_of_moment(part, t.count, t.count) : part_of_infinity(part, t.count > 0);
}

inline part_value part_of(std::string_view unit, timestamp_tz t, time_context const& context) {
  time_part const part = part_named(unit, "timestamp with time zone");
  if (!t.finite()) return part_of_infinity(part, t.count > 0);
  std::int64_t const offset = context.utc_offset;
  if (part == time_part::timezone) return {part_value::number, decimal(offset)};
  if (part == time_part::timezone_hour) return {part_value::number, decimal(offset / 3600)};
  if (part == time_part::timezone_minute) return {part_value::number, decimal(offset / 60 % 60)};
  return part_of_moment(part, to_timestamp(t, context).count, t.count);
}

inline part_value part_of(std::string_view unit, time_of_day t) {
  constexpr std::string_view type = "time without time zone";
  time_part const part = part_named(unit, type);
  if (part == time_part::epoch) return {part_value::number, decimal(t.count, 6)};
  auto const value = part_of_time(part, t.count);
  if (!value) throw_unit(unit, type, true);
  return {part_value::number, *value};
}

inline decimal part_of_interval(time_part part, std::string_view unit, interval v) {
  if (auto const value = part_of_time(part, v.microseconds)) return *value;
  std::int64_t const years = v.months / months_per_year;
  switch (part) {
    case time_part::day: return decimal(v.days);
    case time_part::month: return decimal(v.months % months_per_year);
    case time_part::quarter: return decimal(v.months % months_per_year / 3 + 1);
    case time_part::year: return decimal(years);
    case time_part::decade: return decimal(years / 10);
    case time_part::century: return decimal(years / 100);
    case time_part::millennium: return decimal(years / 1000);
    case time_part::epoch: {  // a year is 365.25 days here, a month 30
      int128 const quarter_days =
          int128{years} * 1461 + (v.months % months_per_year * days_per_month + int128{v.days}) * 4;
      return {quarter_days * (microseconds_per_day / 4) + v.microseconds, 6};
    }
    case time_part::microseconds:
    case time_part::milliseconds:
    case time_part::second:
    case time_part::minute:
    case time_part::hour:
    case time_part::week:
    case time_part::day_of_week:
    case time_part::iso_day_of_week:
    case time_part::day_of_year:
    case time_part::iso_year:
    case time_part::julian:
    case time_part::timezone:
    case time_part::timezone_hour:
    case time_part::timezone_minute: break;
  }
  throw_unit(unit, "interval", true);
}
inline part_value part_of(std::string_view unit, interval v) {
  return {part_value::number, part_of_interval(part_named(unit, "interval"), unit, v)};
}

inline std::optional<decimal> as_decimal(part_value const& p) {
  if (p.kind == part_value::null) return {};
  if (p.kind != part_value::number)
    throw error(errc::numeric_value_out_of_range, "an infinite moment has no such number")
        .detail("A numeric is always a finite number.")
        .hint("date_part returns double precision, which has infinities.");
  return p.value;
}

inline std::optional<double> as_double(part_value const& p) noexcept {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (p.kind) {
    case part_value::null: return {};
    case part_value::infinity: return infinity;
    case part_value::minus_infinity: return -infinity;
    case part_value::number: return to_double(p.value);
  }
  HELIOS_UNREACHABLE();
}

}  // namespace detail

std::optional<decimal> extract(std::string_view unit, date d) {
  return detail::as_decimal(detail::part_of(unit, d));
}
std::optional<decimal> extract(std::string_view unit, timestamp t) {
  return detail::as_decimal(detail::part_of(unit, t));
}
std::optional<decimal> extract(std::string_view unit, timestamp_tz t, time_context const& context) {
  return detail::as_decimal(detail::part_of(unit, t, context));
}
std::optional<decimal> extract(std::string_view unit, time_of_day t) {
  return detail::as_decimal(detail::part_of(unit, t));
}
std::optional<decimal> extract(std::string_view unit, interval v) {
  return detail::as_decimal(detail::part_of(unit, v));
}

std::optional<double> date_part(std::string_view unit, date d) {
  return date_part(unit, to_timestamp(d));
}
std::optional<double> date_part(std::string_view unit, timestamp t) {
  return detail::as_double(detail::part_of(unit, t));
}
std::optional<double> date_part(std::string_view unit, timestamp_tz t,
                                time_context const& context) {
  return detail::as_double(detail::part_of(unit, t, context));
}
std::optional<double> date_part(std::string_view unit, time_of_day t) {
  return detail::as_double(detail::part_of(unit, t));
}
std::optional<double> date_part(std::string_view unit, interval v) {
  return detail::as_double(detail::part_of(unit, v));
}

}  // namespace helios::types

// helios/types/value_image.hpp -- a value as a row image or a column holds it: physical bytes.
//
// Shape     physical(type) says the form; numbers little-endian
//             boolean       0 or 1
//             integers, floats, date, time, timestamps    their number
//             numeric(p,s)  int128: the mantissa at max(s, 0) decimals
//             numeric       bytes: types/decimal_image.hpp, which keeps each value's scale
//             interval      int128: months, days, microseconds from the top
//             uuid          int128: ordered as its bytes
//             strings       their bytes, a bpchar's without the blanks at its end
//           Equal values have equal images, except 1.0 and 1.00 in a column numeric (their last
//           byte differs) and '1 mon' and '30 days' (group and join those by types/order_key.hpp).
// Errors    XX001 bytes that are no image of the type

namespace helios::types {

/// Appends the image.  Requires a value that cast() made for this type, not NULL.
HELIOS_DECL void append_image(bytes& out, value const& v, data_type type);
[[nodiscard]] HELIOS_DECL value read_image(byte_view image, data_type type);

}  // namespace helios::types

// helios/types/impl/value_image.ipp -- values as columns hold them.

namespace helios::types {

namespace detail {

[[noreturn]] inline void throw_damaged_value() {
  throw error(errc::data_corrupted, "a stored value is damaged");
}

template <class T>
T number_in(byte_view image) {
  if (image.size() != sizeof(T)) throw_damaged_value();
  return load<T>(image.data());
}

template <class T>
void append_number(bytes& out, T const& v) {
  byte_view const b(reinterpret_cast<std::byte const*>(&v), sizeof v);
  out.insert(out.end(), b.begin(), b.end());
}

inline value numeric_in(byte_view image, data_type type) {
  if (!type.constrained()) return value(read_image(image));
  auto const mantissa = number_in<int128>(image);
  // Digits, the zeros of a negative scale included.
  int const whole = type.precision - std::min<int>(type.scale, 0);
  if (magnitude(mantissa) >= power_of_ten(whole)) throw_damaged_value();
  return value(decimal(mantissa, std::max<int>(type.scale, 0)));
}

inline value bpchar_in(byte_view image, data_type type) {
  std::string padded(as_text(image));
  std::size_t const characters = length(padded);
  auto const wanted = static_cast<std::size_t>(type.constrained() ? type.precision : 0);
  if (characters < wanted) padded.append(wanted - characters, ' ');
  return value::text(padded, type_id::bpchar);
}

}  // namespace detail

void append_image(bytes& out, value const& v, data_type type) {
  using namespace detail;
  HELIOS_EXPECTS(!v.is_null() && v.type() == type.id);
  switch (type.id) {
    case type_id::boolean: return append_number(out, v.as<bool>());
    case type_id::int2: return append_number(out, v.as<std::int16_t>());
    case type_id::int4: return append_number(out, v.as<std::int32_t>());
    case type_id::int8: return append_number(out, v.as<std::int64_t>());
    case type_id::float4: return append_number(out, v.as<float>());
    case type_id::float8: return append_number(out, v.as<double>());
    case type_id::numeric:
      if (!type.constrained()) return append_image(out, v.as_decimal());
      return append_number(out, mantissa_at(v.as_decimal(), std::max<int>(type.scale, 0)));
    case type_id::text:
    case type_id::varchar: {
      byte_view const b = as_bytes(v.as_string());
      out.insert(out.end(), b.begin(), b.end());
      return;
    }
    case type_id::bpchar: {
      byte_view const b = as_bytes(without_padding(v.as_string()));
      out.insert(out.end(), b.begin(), b.end());
      return;
    }
    case type_id::bytea: {
      byte_view const b = v.as_bytea();
      out.insert(out.end(), b.begin(), b.end());
      return;
    }
    case type_id::date: return append_number(out, v.as<date>().count);
    case type_id::time: return append_number(out, v.as<time_of_day>().count);
    case type_id::timestamp: return append_number(out, v.as<timestamp>().count);
    case type_id::timestamptz: return append_number(out, v.as<timestamp_tz>().count);
    case type_id::interval: return append_number(out, to_int128(v.as<interval>()));
    case type_id::uuid: return append_number(out, to_int128(v.as<uuid>()));
    case type_id::unknown: break;
  }
  HELIOS_UNREACHABLE();
}

value read_image(byte_view image, data_type type) {
  using namespace detail;
  switch (type.id) {
    case type_id::boolean: {
      auto const v = number_in<std::uint8_t>(image);
      if (v > 1) throw_damaged_value();
      return value(v == 1);
    }
    case type_id::int2: return value(number_in<std::int16_t>(image));
    case type_id::int4: return value(number_in<std::int32_t>(image));
    case type_id::int8: return value(number_in<std::int64_t>(image));
    case type_id::float4: return value(number_in<float>(image));
    case type_id::float8: return value(number_in<double>(image));
    case type_id::numeric: return numeric_in(image, type);
    case type_id::text:
    case type_id::varchar: return value::text(as_text(image), type.id);
    case type_id::bpchar: return bpchar_in(image, type);
    case type_id::bytea: return value::bytea(image);
    case type_id::date: return value(date{number_in<std::int32_t>(image)});
    case type_id::time: return value(time_of_day{number_in<std::int64_t>(image)});
    case type_id::timestamp: return value(timestamp{number_in<std::int64_t>(image)});
    case type_id::timestamptz: return value(timestamp_tz{number_in<std::int64_t>(image)});
    case type_id::interval: return value(to_interval(number_in<int128>(image)));
    case type_id::uuid: return value(to_uuid(number_in<int128>(image)));
    case type_id::unknown: break;
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::types

// helios/version.hpp -- the version of the library; the build and the packages read it from here.

#define HELIOS_VERSION_MAJOR 0
#define HELIOS_VERSION_MINOR 1
#define HELIOS_VERSION_PATCH 0
#define HELIOS_VERSION_STRING "0.1.0"
