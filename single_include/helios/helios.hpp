// helios 0.1.0 -- the whole library in one header, made by tools/amalgamate from include/.
// SPDX-License-Identifier: MIT
#pragma once

#ifdef HELIOS_SEPARATE_COMPILATION
#error "the single header is header-only; include/helios/src.hpp is for separate compilation"
#endif

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

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

// helios/storage/vfs.hpp -- all that helios asks of the world: files, locks, the clock, randomness.
//
// Shape     offsets and sizes in bytes; times in microseconds since 1970-01-01 UTC
// Models    posix_vfs (the machine), memory_vfs (no disk), and for tests faulty_vfs (fails the n-th
//           call), forgetful_vfs (loses what was not synced), slow_vfs (syncs as slowly as asked)
// Threads   a vfs and a file may be used by any number of threads at once
// Errors    58030 (io_error) with the path and the system's reason; 53100 (disk_full) when space is
//           missing; 58P01 (undefined_file) when a file to be opened is not there

namespace helios::storage {

/// Names one file whatever its path: a renamed file keeps it, a replaced one does not.
struct file_identity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  friend bool operator==(file_identity const&, file_identity const&) = default;
};

/// One open file. Closing (destruction) releases its lock and unmaps it.
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
  /// nullptr: not to be had here (use read()). Called at most once. Requires page-aligned capacity.
  [[nodiscard]] virtual std::byte const* map(std::uint64_t capacity) = 0;
  /// Makes [offset, offset + length) of the mapping readable without a signal, or throws 58030.
  virtual void populate(std::uint64_t offset, std::uint64_t length) = 0;

  /// The writer's lock: exclusive between processes and between opens of one process, released by
  /// closing and by the death of the process. false: somebody else holds it.
  [[nodiscard]] virtual bool try_lock() = 0;
};

/// create: 58030 if the file exists.
enum class open_mode : std::uint8_t { read_only, read_write, create };

class vfs {
 public:
  virtual ~vfs() = default;

  [[nodiscard]] virtual std::unique_ptr<file> open(std::string const& path, open_mode mode) = 0;
  /// The file a path names now; nullopt: none. Throws 58030 if it names something that is no file.
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

}  // namespace helios

// helios/version.hpp -- the version of the library; the build and the packages read it from here.

#define HELIOS_VERSION_MAJOR 0
#define HELIOS_VERSION_MINOR 1
#define HELIOS_VERSION_PATCH 0
#define HELIOS_VERSION_STRING "0.1.0"
