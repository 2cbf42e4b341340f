// helios/storage/anchor.hpp -- where to begin reading: two alternating pages name a state.
//
// Shape     one 4 KiB page per slot, sum in its last 8 bytes, seeded with the file's key and the
//           slot's offset; the valid one with the higher sequence counts, the next is written over
//           the other
// Holds     (A1) replay.offset and synced_end are multiples of 8, and
//                log_begin <= replay.offset <= synced_end
//           (A2) checkpoint and epoch_frame are 0 (none) or the offset of a frame below synced_end
//           (A3) a clean anchor ends where everything is synced: log_end == synced_end
//           (A4) no SCN is above highest_scn
//           (A5) everything below synced_end was durable before the anchor was written
// Errors    decode gives nullopt for a page that does not verify or breaks (A1) to (A4)
#pragma once

#include <helios/base/ids.hpp>
#include <helios/config.hpp>
#include <helios/storage/format.hpp>
#include <helios/storage/frame.hpp>

#include <array>
#include <cstdint>
#include <optional>

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

  /// The number of the first rule of (A1) to (A4) that is broken, 0 if none is.
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
/// Retries while a writer is at work; XX001 when neither slot verifies: a crash tears at most one.
[[nodiscard]] HELIOS_DECL found_anchor find_anchor(file& from, std::uint64_t key,
                                                   std::string_view path);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/anchor.ipp>
#endif
