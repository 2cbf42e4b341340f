// helios/storage/frame_file.hpp -- an open file of ours, and its frames read by offset.
//
// Threads   reading: any number at once; use_codec: before the first frame is read
// Errors    opening: see storage/format.hpp; reading: XX001 naming file and offset, 58030
// Cost      nothing is allocated for a length before a checksum has vouched for it
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/config.hpp>
#include <helios/storage/format.hpp>
#include <helios/storage/frame.hpp>
#include <helios/storage/vfs.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace helios::storage {

class frame_file {
 public:
  /// Reads and checks the header page.
  HELIOS_DECL frame_file(std::unique_ptr<file> handle, std::string path);

  [[nodiscard]] file& io() noexcept { return *handle_; }
  [[nodiscard]] std::string const& path() const noexcept { return path_; }
  /// The file was given another name.  Requires that nobody else uses it yet.
  void renamed(std::string path) noexcept { path_ = std::move(path); }
  [[nodiscard]] file_header const& header() const noexcept { return header_; }
  [[nodiscard]] std::uint64_t key() const noexcept { return key_; }
  /// The offset of the first frame: log_begin, but for what VACUUM wrote.
  [[nodiscard]] std::uint64_t first() const noexcept { return header_.first(); }

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

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/frame_file.ipp>
#endif
