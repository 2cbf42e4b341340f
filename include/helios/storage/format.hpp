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
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/base/error.hpp>
#include <helios/base/ids.hpp>
#include <helios/config.hpp>
#include <helios/storage/vfs.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

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
  /// What is added to a frame's place in the file to get its offset. VACUUM numbers the frames of
  /// the file it writes on from where the old file's ended, so that a reference never means two
  /// things. Whole pages.
  std::uint64_t shift = 0;

  /// The offset of the first frame.
  [[nodiscard]] std::uint64_t first() const noexcept { return log_begin + shift; }
  /// Seeds the sums of everything that must belong to this file.
  [[nodiscard]] HELIOS_DECL std::uint64_t key() const noexcept;
  friend bool operator==(file_header const&, file_header const&) = default;
};

[[nodiscard]] HELIOS_DECL page_image encode(file_header const& header) noexcept;
/// `path` is for messages. Errors: see above.
[[nodiscard]] HELIOS_DECL file_header decode_header(page_image const& page, std::string_view path);

/// The header page of an open file. XX001 as well for a database that was cut off within the pages
/// at its front.
[[nodiscard]] HELIOS_DECL file_header read_header(file& from, std::string_view path);

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

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/format.ipp>
#endif
