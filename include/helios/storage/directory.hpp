// helios/storage/directory.hpp -- which trees a database state has: tree id to root and shape,
// itself kept in two trees.
//
// Shape     trees   int64 tree id -> reference word int64, rows int64, height int16, shape
//                   fingerprint int64
//           shapes  int64 tree id -> encoded shape bytes, written only by DDL
//           In memory a state may name one tree beside its directory (database_root::lags), so that
//           changes of one table alone do not each copy a path of the directory as well.
// Threads   stateless
// Errors    XX001 when a directory row does not make sense
#pragma once

#include <helios/storage/tree.hpp>
#include <helios/storage/tree_space.hpp>

#include <functional>
#include <optional>

namespace helios::storage {

/// A tree as the directory has it: its root may be a late node (storage/late_node.hpp).
struct stored_tree {
  tree_root root;
  shape const* form = nullptr;
};

/// The roots of a database state.
struct database_root {
  tree_root trees;
  tree_root shapes;
  /// A tree that the last change wrote, and one that it relied on: who goes on with those does not
  /// have to look them up. Without a form: nothing is known.
  struct known_tree {
    tree_id id{};
    stored_tree tree;
  } written{}, relied_on{};
  /// The directory's row of `written` is an older one, whose root may be gone: it is written with
  /// the next change of another tree, and whenever a state leaves memory. Never true in a file.
  bool lags = false;

  [[nodiscard]] bool lags_for(tree_id id) const noexcept { return lags && written.id == id; }
  friend bool operator==(database_root const& a, database_root const& b) noexcept {
    bool const same_row =
        a.lags == b.lags &&
        (!a.lags || (a.written.id == b.written.id && a.written.tree.root == b.written.tree.root));
    return a.trees == b.trees && a.shapes == b.shapes && same_row;
  }
};

struct directory_entry {
  tree_root root;
  std::uint64_t fingerprint = 0;
};
[[nodiscard]] inline directory_entry entry_of(stored_tree const& t) {
  return {t.root, t.form->fingerprint()};
}

/// A row of the directory as an image, and back.
[[nodiscard]] HELIOS_DECL bytes encode_entry(shape_cache const& shapes, directory_entry const& e);
[[nodiscard]] HELIOS_DECL directory_entry decode_entry(stored_row const& row);

[[nodiscard]] HELIOS_DECL std::optional<stored_tree> find_stored(database_root const& root,
                                                                 tree_id id, tree_space& in);
/// The root itself, made if it has to be.
[[nodiscard]] HELIOS_DECL tree_root made_root(tree_root const& stored);
/// Calls `visit` for what the directory says of each tree, in order of their ids.
HELIOS_DECL void each_entry(database_root const& root, tree_space& in,
                            std::function<void(tree_id, directory_entry const&)> const& visit);

/// A tree of a database state, or nothing if the state has no such tree.
[[nodiscard]] HELIOS_DECL std::optional<tree> open_tree(database_root const& root, tree_id id,
                                                        tree_space& in);
/// Calls `visit` for every tree of a state, in order of their ids.
HELIOS_DECL void each_tree(database_root const& root, tree_space& in,
                           std::function<void(tree_id, tree const&)> const& visit);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/directory.ipp>
#endif
