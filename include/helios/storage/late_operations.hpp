// helios/storage/late_operations.hpp -- operations on a tree that are applied leaf by leaf, when
// somebody opens the leaf.
//
// Shape     put_off() gives the tree whose touched leaves are late nodes (storage/late_leaf.hpp):
//           inner nodes are copied, no leaf is opened. A leaf becomes one leaf, however many rows
//           it gets; where that would be too many, the operations are applied at once instead.
//           Operations may have been written under older shapes of the tree: their rows are turned
//           into the newest when they are applied.
// Holds     (P1) the leaves made belong to an owner of their own, so that no editor retires them;
//                they go with this
// Threads   put_off: one; the leaves may be opened by any number
// Errors    opening a leaf: XX001 for operations that do not fit the tree; else as tree_editor
// Cost      put_off: about 10 ns per operation and 200 ns per touched leaf; a leaf: as an apply
#pragma once

#include <helios/storage/draft.hpp>
#include <helios/storage/late_leaf.hpp>
#include <helios/storage/operation_list.hpp>

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace helios::storage {

/// The shape in which operations were written, up to those of a commit.
struct form_until {
  std::uint32_t commit;  // the first with another shape
  shape const* form;
};

/// The newest operations on a tree, gathered from commits.
struct gathered_operations {
  operation_list list;
  std::vector<form_until> older_forms;
  std::int64_t row_change = 0;  // of all together
};

class late_operations final : public leaf_maker {
 public:
  /// Requires settled operations, and `form` and `space` to outlive this.
  HELIOS_DECL late_operations(tree_space& space, shape const& form, gathered_operations gathered,
                              std::shared_ptr<payload_list const> payloads);
  HELIOS_DECL ~late_operations() override;

  /// Applies to a draft's tree what cannot wait, and puts the rest off. The operations may be put
  /// off once. Requires this to outlive every use of the tree.
  HELIOS_DECL void put_off(draft& to, tree_id id);
  /// Applies all at once; XX001 when they do to the number of rows what their commits do not say.
  HELIOS_DECL void apply_all(draft& to, tree_id id);

  [[nodiscard]] HELIOS_DECL node_ref make(node_ref late) override;

 private:
  using range = std::pair<std::size_t, std::size_t>;

  [[nodiscard]] HELIOS_DECL std::vector<tree_op> operations(range which,
                                                            std::deque<bytes>& converted) const;
  template <class K, class F>
  void each_leaf(node_ref at, std::uint8_t height, range which, F const& f) const;
  template <class K>
  [[nodiscard]] std::size_t end_of(inner_view const& in, std::uint32_t child, range rest) const;
  template <class K>
  [[nodiscard]] node_ref copy(tree_editor& edit, node_ref at, std::uint8_t height, range which);

  tree_space* space_;
  shape const* form_;
  owner_id owner_;  // of the leaves made
  gathered_operations gathered_;
  std::shared_ptr<payload_list const> payloads_;
  std::uint64_t charged_ = 0;
  std::mutex lock_;
  std::vector<node_ref> made_;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/late_operations.ipp>
#endif
