// helios/storage/late_node.hpp -- nodes that stand for what is made when somebody first opens it:
// what a state of the past consists of where nobody has looked yet.
//
// Shape     a node in memory, in place of a leaf or, in the directory, of a tree's root:
//
//             0   node_prefix      kind = late
//             8   late_header      who makes it; of a leaf: what it is made from, and itself, once
//                                  it is made
// Holds     (A1) `made` is set once, and what it names lives as long as its maker
// Threads   any number may open one at once
// Errors    as the page source's, and those of a commit that does not fit its state: nothing is
//           made then, and the next who opens it tries again
#pragma once

#include <helios/storage/node.hpp>

#include <cstddef>

namespace helios::storage {

struct tree_root;

/// Makes trees and leaves from operations that it keeps.
class late_maker {
 public:
  late_maker() = default;
  late_maker(late_maker const&) = delete;
  late_maker& operator=(late_maker const&) = delete;
  virtual ~late_maker() = default;
  /// The root of its tree.
  [[nodiscard]] virtual tree_root make_tree() = 0;
  /// Makes the leaf of a late node, unless somebody else just did.
  [[nodiscard]] virtual node_ref make_leaf(node_ref late) = 0;
};

struct late_header {
  late_maker* maker;
  node_ref under;            // the leaf before the operations
  std::uint64_t begin, end;  // of the maker's operations
  node_ref made;             // empty: nobody has opened it
};
static_assert(sizeof(late_header) == 40);

inline constexpr std::uint32_t late_header_at = 8;
inline constexpr std::uint32_t late_made_at = late_header_at + offsetof(late_header, made);
inline constexpr std::uint32_t late_bytes = late_header_at + sizeof(late_header);

[[nodiscard]] inline bool is_late(node_ref node) noexcept {
  return node.in_heap() && load<node_prefix>(node.address()).kind == node_kind::late;
}
[[nodiscard]] inline late_maker& maker_of(node_ref late) noexcept {
  return *load<late_header>(late.address() + late_header_at).maker;
}

/// The leaf that a late node stands for.
[[nodiscard]] inline node_ref made_leaf(node_ref late) {
  if (!late.in_heap())
    throw error(errc::data_corrupted, "a page holds a node that is never written");
  node_ref const made = load_ref(late.address() + late_made_at);
  return made.empty() ? maker_of(late).make_leaf(late) : made;
}

}  // namespace helios::storage
