// helios/history/transaction.hpp -- one transaction on one branch: reads a snapshot and its own
// changes, commits or leaves no trace.
//
// Shape     operations are kept in the order they came and applied to a private draft when somebody
// reads;
//           a commit sorts them, the last one of a key wins
//           Values longer than 256 bytes go to the file at once (storage/value_writer.hpp): rolled
//           back, they leave no trace but garbage in the file.
// Holds     (T1) until commit() returned nobody else sees a change
//           (T2) roots read before a savepoint stay whole when the transaction goes back to it
// Threads   one at a time
// Errors    40001 (serialization_failure): a concurrent transaction committed first to a row this
// one writes;
//           25P02 after commit or rollback; 3B001 for a savepoint that is gone; 54000 a value
//           that no frame holds; else as the engine
#pragma once

#include <helios/base/arena.hpp>
#include <helios/history/engine.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace helios::history {

class transaction {
 public:
  /// Begins on the head of a branch.
  HELIOS_DECL transaction(std::shared_ptr<engine> in, branch_id branch);
  /// Begins on a state the caller has read.
  HELIOS_DECL transaction(std::shared_ptr<engine> in, branch_id branch, version_ptr base);

  [[nodiscard]] branch_id branch() const noexcept { return branch_; }
  [[nodiscard]] version_ptr const& base() const noexcept { return base_; }
  /// Given at the first call; AS OF TRANSACTION finds the commit by it.
  [[nodiscard]] HELIOS_DECL transaction_id id();

  // Reading: with this transaction's changes.
  [[nodiscard]] HELIOS_DECL bool has(tree_id id);
  [[nodiscard]] HELIOS_DECL storage::tree read(tree_id id);

  // Writing. Images and keys are copied.
  HELIOS_DECL void put(tree_id id, storage::key_view const& key, byte_view image);
  /// `old`: the row that is there, as an image; the log keeps it.
  HELIOS_DECL void erase(tree_id id, storage::key_view const& key, byte_view old);
  HELIOS_DECL void create(tree_id id, storage::shape const& form);
  HELIOS_DECL void reshape(tree_id id, storage::shape const& form);
  HELIOS_DECL void drop(tree_id id);
  /// The commit is refused if a concurrent one changed this row: what a statement relied on without
  /// writing it.
  HELIOS_DECL void rely_on(tree_id id, storage::key_view const& key);
  /// The commit's other parent: it takes over what another branch's commit did (history/merge.hpp).
  void merges(storage::merge_parent const& parent) { merged_ = parent; }
  /// Called with the merged state when a concurrent commit came first (commit_request::check).
  void check_with(std::function<void(storage::draft&)> check) { check_ = std::move(check); }

  class savepoint {
    friend class transaction;
    std::size_t operations, definitions, relied;
    storage::draft::mark_point mark;
  };
  [[nodiscard]] HELIOS_DECL savepoint save();
  HELIOS_DECL void rollback_to(savepoint const& to);

  [[nodiscard]] bool wrote() const noexcept {
    return !operations_.empty() || !definitions_.empty();
  }
  /// Returns the commit, or nothing if there was nothing to commit.
  HELIOS_DECL std::optional<commit_result> commit(std::string_view message = {},
                                                  std::string_view author = {});
  HELIOS_DECL void rollback() noexcept;
  [[nodiscard]] bool ended() const noexcept { return draft_ == nullptr; }

 private:
  struct operation {
    tree_id id;
    storage::tree_op op;
    storage::shape const* form;  // of its image
  };
  HELIOS_DECL void refuse_if_ended() const;
  HELIOS_DECL void flush();
  [[nodiscard]] HELIOS_DECL byte_view keep(byte_view data);
  [[nodiscard]] storage::shape const& form_of(tree_id id) { return draft_->open(id).form(); }

  std::shared_ptr<engine> engine_;
  branch_id branch_;
  version_ptr base_;
  std::unique_ptr<storage::draft> draft_;
  arena kept_;
  storage::value_writer values_;
  std::vector<operation> operations_;
  std::size_t applied_ = 0;  // of operations_, to the draft
  std::vector<storage::tree_definition> definitions_;
  std::vector<std::pair<tree_id, storage::key>> relied_on_;
  std::function<void(storage::draft&)> check_;
  std::optional<transaction_id> id_;
  std::optional<storage::merge_parent> merged_;
  std::vector<bytes> converted_;  // images that a later change of shape made old
};

}  // namespace helios::history

#if HELIOS_HEADER_ONLY
#include <helios/history/impl/transaction.ipp>
#endif
