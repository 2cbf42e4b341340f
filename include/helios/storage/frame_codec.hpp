// helios/storage/frame_codec.hpp -- what a frame header says, and the door of its payload.
//
// Shape     a sealed payload is as long as the plain one, then a tag of overhead() bytes; `length`
//           counts both
// Models    plain_codec; for sealed files one that encrypts. A codec takes its nonce from the
//           frame's offset and its key from the frame's epoch, so nothing has to be stored for it.
// Threads   seal and open may run on any number of threads at once
// Errors    open: XX001 when the payload does not open
#pragma once

#include <helios/base/ids.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

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
