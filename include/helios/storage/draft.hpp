// helios/storage/draft.hpp -- a database state on its way to becoming a version: trees changed,
// made and dropped.
//
// Shape     a draft grows from a published root; finish() writes the changed roots into the
//           directory and returns the new root. Transactions, replay, merges and checkpoints all
//           change a database through a draft.
//           finish_in_memory() leaves the directory alone where one tree changed and kept its
//           shape: the root names it (database_root::lags), as most commits of a busy table do.
// Threads   one at a time
// Errors    42704 (undefined_object) for a tree that is not there; else as tree_editor
#pragma once

#include <helios/storage/directory.hpp>
#include <helios/storage/tree_edit.hpp>

#include <array>
#include <map>
#include <span>
#include <vector>

namespace helios::storage {

class draft {
 public:
  draft(tree_space& space, owner_id owner, era mark, database_root const& base)
      : editor_(space, owner, mark), base_(base), shapes_(base.shapes) {}

  [[nodiscard]] tree_space& space() const noexcept { return editor_.space(); }
  [[nodiscard]] database_root const& base() const noexcept { return base_; }

  /// A tree as this draft has it; throws 42704 if there is none.
  [[nodiscard]] tree open(tree_id id) {
    state const& s = existing(id);
    return {s.root, *s.form, space().pages()};
  }
  [[nodiscard]] shape const& form(tree_id id) { return *existing(id).form; }
  [[nodiscard]] HELIOS_DECL bool has(tree_id id);

  /// Applies operations in strictly ascending key order. Returns how many rows more there are.
  HELIOS_DECL std::int64_t apply(tree_id id, std::span<tree_op const> ops);
  /// Makes an empty tree. Throws 42710 if the id is taken.
  HELIOS_DECL void create(tree_id id, shape const& form);
  /// Gives a tree another shape; its leaves are read by column id from now on.
  HELIOS_DECL void reshape(tree_id id, shape const& form);
  HELIOS_DECL void drop(tree_id id);
  HELIOS_DECL void replace(splice const& with);
  /// Replaces a tree's root by one made elsewhere: its image in the file.
  HELIOS_DECL void set_root(tree_id id, tree_root const& root);

  /// A point to which the draft can be undone; roots read before it stay whole.
  struct mark_point {
    edit_mark edit;
    tree_root shapes;
    std::size_t log;
  };
  [[nodiscard]] HELIOS_DECL mark_point mark();
  HELIOS_DECL void undo_to(mark_point const& m);

  /// Writes the directory. The draft may be read but not changed any more.
  [[nodiscard]] HELIOS_DECL database_root finish();
  /// The same for a state that nobody writes to the file: its directory may lag.
  [[nodiscard]] HELIOS_DECL database_root finish_in_memory();
  /// After finish: keeps the new nodes and returns the superseded published ones
  /// (tree_editor::keep).
  [[nodiscard]] std::vector<node_ref> keep() { return editor_.keep(); }
  [[nodiscard]] tree_editor& editor() noexcept { return editor_; }

 private:
  struct state {
    tree_root root;
    shape const* form = nullptr;  // nullptr: no such tree
    friend bool operator==(state const&, state const&) = default;
  };
  struct undo_step {
    tree_id id;
    state before;
  };
  [[nodiscard]] state& at(tree_id id) {
    if (last_ == nullptr || last_->id != id) last_ = &find(id);
    return last_->now;
  }
  [[nodiscard]] state& existing(tree_id id) {
    state& s = at(id);
    if (s.form == nullptr) throw_missing(id);
    return s;
  }
  struct opened {
    tree_id id{};
    state now, stored;  // stored: as the base has it
    [[nodiscard]] bool changed() const noexcept { return !(now == stored); }
  };
  [[nodiscard]] HELIOS_DECL opened& find(tree_id id);
  template <class F>
  void each_opened(F&& f) const;
  [[nodiscard]] HELIOS_DECL database_root finish(bool may_lag);
  HELIOS_DECL void write_directory(database_root& made);
  [[noreturn]] HELIOS_DECL static void throw_missing(tree_id id);
  HELIOS_DECL void change(tree_id id, state& s, state const& to);
  HELIOS_DECL void put_shape(tree_id id, shape const* form);

  tree_editor editor_;
  database_root base_;
  tree_root shapes_;
  // Trees read or changed; none is ever taken out. The first ones lie in the draft: most changes
  // open no more, and ask for no memory.
  std::array<opened, 4> first_;
  std::size_t in_first_ = 0;
  std::map<tree_id, opened> others_;
  opened* last_ = nullptr;           // that was asked for last
  std::vector<undo_step> undo_log_;  // since the first mark
  bool marked_ = false;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/draft.ipp>
#endif
