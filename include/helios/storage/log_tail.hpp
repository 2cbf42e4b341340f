// helios/storage/log_tail.hpp -- where the log stops: the end, a torn tail, or damage?
//
// A frame that does not verify at X is damage when X is known to have been durable: it lies below
// what the anchor or the durable mark call synced, or below the `synced_to` of a later commit or
// checkpoint frame of the same epoch (searched for up to the end of the file). Otherwise a crash
// left it, and it is overwritten.
//
// Errors    XX001 naming file and offset: damage. The file is only read.
// Cost      reads the file from X to its end once, 4 to 5 GB/s from memory
#pragma once

#include <helios/config.hpp>
#include <helios/storage/frame_file.hpp>

#include <cstdint>

namespace helios::storage {

/// Throws if what is missing at `position`, where a reader stopped, was durable once.
/// `known_synced`: the end of what the anchor and the durable mark vouch for.
HELIOS_DECL void check_tail(frame_file& from, log_position const& position,
                            std::uint64_t known_synced);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/log_tail.ipp>
#endif
