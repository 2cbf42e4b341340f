// helios/storage/shape.hpp -- the physical form of a tree's rows: key kind, columns, and what
// absent columns read as.
//
// Shape     columns are listed in the order of the row image (storage/row.hpp); ADD COLUMN appends,
//           DROP COLUMN removes; a column is known by its id, so a leaf written before the change
//           still reads rightly
// Holds     (S1) no two columns have one id
//           (S2) the absent row is a row image of this very shape
//           (S3) no column is also dropped; dropped ids ascend
//           (S4) two shapes with one fingerprint have equal keys, columns and absent rows
// Threads   immutable
// Errors    decode, check_row: XX001
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/base/ids.hpp>
#include <helios/config.hpp>
#include <helios/types/physical.hpp>

#include <cstdint>
#include <vector>

namespace helios::storage {

/// What orders a tree: one number (the fast path), or a byte string in memcmp order (anything
/// else).
enum class key_kind : std::uint8_t { int64, bytes };

/// Marks the end of a bytes column's part when the part is a value_ref (storage/row.hpp).
inline constexpr std::uint32_t out_of_line_bit = 0x8000'0000;
inline constexpr std::uint32_t value_ref_bytes = 24;
/// A longer value of a row that a transaction writes lies out of line.
inline constexpr std::uint32_t longest_inline_value = 256;
/// Of a row image, all values inline. Ends are 31 bits, and no value is longer than a frame.
inline constexpr std::uint64_t longest_row = std::uint64_t{1} << 30;

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

/// Of the tree that says where a state's trees are (storage/directory.hpp). Its first column holds
/// references to nodes, in memory their addresses. A page may hold an address too, in a base's row
/// that a delta hides.
[[nodiscard]] HELIOS_DECL shape const& directory_shape();

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/shape.ipp>
#endif
