// helios/storage/late_operations.hpp -- operations on a tree that are applied when somebody looks:
// sorted when the tree is opened, and applied leaf by leaf.
//
// Shape     stand_in() is a late node (storage/late_node.hpp) that the directory has for the tree's
//           root. When it is opened the inner nodes are copied, with late nodes in place of the
//           leaves that operations touch; no leaf is opened. A leaf becomes one leaf, however many
//           rows it gets; where those would be too many, its operations are applied with the copy.
// Holds     (P1) the nodes made belong to an owner of their own, so that no editor retires them;
//                they go with this
// Threads   any number
// Errors    opening: XX001 for operations that do not fit the tree; else as tree_editor
// Cost      opening the tree: about 10 ns per operation and 200 ns per touched leaf; a leaf: as an
//           apply
#pragma once

#include <helios/storage/gathered_operations.hpp>
#include <helios/storage/late_node.hpp>
#include <helios/storage/tree_edit.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace helios::storage {

class late_operations final : public late_maker {
 public:
  /// Requires the space, the shape and the nodes of `before` to outlive this.
  HELIOS_DECL late_operations(tree_space& space, tree_root const& before, shape const& form,
                              gathered_operations gathered,
                              std::shared_ptr<payload_list const> payloads);
  HELIOS_DECL ~late_operations() override;

  /// What stands for the tree's root; its number of rows is right.
  [[nodiscard]] HELIOS_DECL tree_root stand_in();
  [[nodiscard]] HELIOS_DECL tree_root make_tree() override;
  [[nodiscard]] HELIOS_DECL node_ref make_leaf(node_ref late) override;

 private:
  using range = operation_range;

  template <class K>
  [[nodiscard]] tree_root put_off();
  template <class K>
  [[nodiscard]] static std::size_t end_of(operation_list const& list, inner_view const& in,
                                          std::uint32_t child, range rest);
  template <class K, class F>
  static void each_child(operation_list const& list, inner_view const& in, range which, F const& f);
  template <class K, class F>
  void each_leaf(node_ref at, std::uint8_t height, range which, F const& f) const;
  template <class K>
  [[nodiscard]] node_ref copy(tree_editor& edit, operation_list const& list, node_ref at,
                              std::uint8_t height, range which);
  [[nodiscard]] HELIOS_DECL node_ref add_late(tree_editor& edit, late_header const& header);
  HELIOS_DECL void keep(tree_editor& edit);

  tree_space* space_;
  tree_root before_;
  shape const* form_;
  gathered_operations gathered_;
  std::shared_ptr<payload_list const> payloads_;
  owner_id owner_;
  std::uint64_t charged_;
  std::mutex lock_;  // of gathered_ and what follows
  std::optional<tree_root> made_;
  std::vector<node_ref> nodes_;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/late_operations.ipp>
#endif
