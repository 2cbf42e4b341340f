// helios/storage/late_leaf.hpp -- a leaf that is made when somebody first opens it: what a state of
// the past consists of where nobody has looked yet.
//
// Shape     a node in memory that stands where a leaf would:
//
//             0   node_prefix      kind = late
//             8   late_header      the leaf before the operations, who makes the leaf after them,
//                                  and of which of its operations; then the leaf, once it is made
// Holds     (A1) `made` is set once, and what it names lives as long as its maker
// Threads   any number may open one at once
// Errors    as the page source's, and those of a commit that does not fit its state: nothing is
//           made then, and the next who opens it tries again
#pragma once

#include <helios/storage/node.hpp>

namespace helios::storage {

/// Makes leaves from operations that it keeps.
class leaf_maker {
 public:
  leaf_maker() = default;
  leaf_maker(leaf_maker const&) = delete;
  leaf_maker& operator=(leaf_maker const&) = delete;
  virtual ~leaf_maker() = default;
  /// Makes the leaf of a late node, unless somebody else just did.
  [[nodiscard]] virtual node_ref make(node_ref late) = 0;
};

struct late_header {
  node_ref under;
  leaf_maker* maker;
  std::uint64_t begin, end;  // of the maker's operations
  node_ref made;             // empty: nobody has opened it
};
static_assert(sizeof(late_header) == 40);

inline constexpr std::uint32_t late_header_at = 8;
inline constexpr std::uint32_t late_made_at = late_header_at + offsetof(late_header, made);
inline constexpr std::uint32_t late_bytes = late_header_at + sizeof(late_header);

[[nodiscard]] inline node_ref leaf_under(node_ref late) noexcept {
  return load<late_header>(late.address() + late_header_at).under;
}

/// The leaf that a late node stands for.
[[nodiscard]] inline node_ref made_leaf(node_ref late) {
  if (!late.in_heap())
    throw error(errc::data_corrupted, "a page holds a node that is never written");
  node_ref const made = load_ref(late.address() + late_made_at);
  if (!made.empty()) return made;
  return load<late_header>(late.address() + late_header_at).maker->make(late);
}

}  // namespace helios::storage
