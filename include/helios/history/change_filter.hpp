// helios/history/change_filter.hpp -- which keys of which trees a stretch of commits may have
// changed, in 12 bits for each.
//
// Shape     a change is a number that stands for a key of a tree on a branch, or for the whole tree
//           (it was defined anew, or loaded):
//             whole tree   checksum(branch u32, tree u64)
//             key          checksum(int64 or byte key, seeded with the tree's)
//           A filter is blocks of 32 bytes. A change sets, in the block that its high half picks,
//           one bit of each of the 8 words: bit (low half * odd constant i) >> 27 of word i.
// Holds     (F1) may_hold() is true of all that a filter was made of
//           (F2) and of 1 in 150 others; of all, if the filter is empty
// Threads   stateless
// Cost      making: 5 ns per change; asking: one cache line
// Source    split block Bloom filters (Apache Parquet), with constants of our own
#pragma once

#include <helios/base/ids.hpp>
#include <helios/storage/commit_record.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace helios::history {

enum class change : std::uint64_t {};

/// That of the tree itself.
[[nodiscard]] HELIOS_DECL change change_of(branch_id branch, tree_id tree) noexcept;
[[nodiscard]] HELIOS_DECL change change_of(change tree, storage::key_kind keys,
                                           storage::key_view const& key) noexcept;

/// All that a commit changes on a branch.
[[nodiscard]] HELIOS_DECL std::vector<change> changes_of(branch_id branch,
                                                         storage::commit_record const& record);
/// The same, of a commit that is read. Requires that none of its trees was.
[[nodiscard]] HELIOS_DECL std::vector<change> changes_of(branch_id branch,
                                                         storage::commit_reader& commit);

/// Empty when there are so many that it would be long.
[[nodiscard]] HELIOS_DECL bytes make_filter(std::span<change const> changes);
[[nodiscard]] HELIOS_DECL bool may_hold(byte_view filter, change wanted) noexcept;

}  // namespace helios::history

#if HELIOS_HEADER_ONLY
#include <helios/history/impl/change_filter.ipp>
#endif
