// helios/history/transaction.hpp -- one transaction on one branch: reads a snapshot and its own
// changes, commits or leaves no trace.
//
// Shape     operations are kept in the order they came; find() looks among them and then in the
//           private draft, to which read() applies them first; a commit sorts them, the last one of
//           a key wins
//           Values longer than 256 bytes go to the file at once (storage/value_writer.hpp): rolled
//           back, they leave no trace but garbage in the file.
//           Serializable: what is read is noted, and the commit is refused if a concurrent one
//           changed any of it. So each commit is what it would be if the transaction had run
//           alone at its moment; one that writes nothing is, at its base, and is not refused.
// Holds     (T1) until commit() returned nobody else sees a change
//           (T2) roots read before a savepoint stay whole when the transaction goes back to it;
//           what was read stays noted
// Threads   one at a time
// Errors    40001 (serialization_failure): a concurrent transaction committed first to a row this
//           one writes, locked, or, serializable, read; 25P02 after commit or rollback; 3B001 for a
//           savepoint that is gone; 54000 a value that no frame holds; else as the engine
#pragma once

#include <helios/base/arena.hpp>
#include <helios/history/engine.hpp>
#include <helios/history/written_rows.hpp>
#include <helios/storage/leaf_load.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace helios::history {

/// A row as a transaction sees it: in a tree, or written and not applied yet.
class seen_row {
 public:
  explicit seen_row(storage::found_row&& in_tree) : at_(std::move(in_tree)) {}
  explicit seen_row(storage::row_view written) : at_(written) {}
  [[nodiscard]] storage::cell at(std::size_t column) const noexcept {
    return std::visit([column](auto const& row) { return row.at(column); }, at_);
  }
  [[nodiscard]] storage::page_source* pages() const noexcept {
    return std::visit([](auto const& row) { return row.pages(); }, at_);
  }
  [[nodiscard]] bytes image() const {
    if (auto const* const row = std::get_if<storage::found_row>(&at_)) return row->image();
    byte_view const image = std::get<storage::row_view>(at_).image();
    return {image.begin(), image.end()};
  }

 private:
  std::variant<storage::found_row, storage::row_view> at_;
};

class transaction {
 public:
  /// Begins on the head of a branch.
  HELIOS_DECL transaction(std::shared_ptr<engine> in, branch_id branch);
  /// Begins on a state the caller has read.
  HELIOS_DECL transaction(std::shared_ptr<engine> in, branch_id branch, version_ptr base);
  /// Forgets all but its memory and what check_with() was given, for the next to begin with. False:
  /// it is too much memory to be kept, or it defined trees.  Requires ended().
  [[nodiscard]] HELIOS_DECL bool let_go() noexcept;
  /// The next one, on the same engine.  Requires let_go() before.
  HELIOS_DECL void begin(std::shared_ptr<engine> in, branch_id branch, version_ptr base);

  [[nodiscard]] branch_id branch() const noexcept { return branch_; }
  [[nodiscard]] version_ptr const& base() const noexcept { return base_; }
  /// Given at the first call; AS OF TRANSACTION finds the commit by it.
  [[nodiscard]] HELIOS_DECL transaction_id id();

  /// Makes it serializable. What was read before counts as not read.
  void note_reads() { reads_.emplace(); }
  /// Makes it one that is not serializable.
  void forget_reads() { reads_.reset(); }
  /// Where whoever reads trees notes what it read of them; nullptr: not serializable.
  [[nodiscard]] read_set* reads() noexcept { return reads_ ? &*reads_ : nullptr; }

  // Reading: with this transaction's changes.
  [[nodiscard]] HELIOS_DECL bool has(tree_id id);
  /// The whole tree: what is read of it is for the reader to note (reads()). Applies what was
  /// written to it since it was read last, about 1 us per row.
  [[nodiscard]] HELIOS_DECL storage::tree read(tree_id id);
  /// One row, valid until the next change; noted. Applies nothing: a lookup or two.
  /// `like`: of who looks up many keys of one tree, what its leaves were found to be.
  [[nodiscard]] HELIOS_DECL std::optional<seen_row> find(tree_id id, storage::key_view const& key,
                                                         storage::row_guess* like = nullptr);
  /// No row has a greater key; one that this transaction erased may have this one. Applies nothing.
  /// It is not noted: keys are drawn by it, and any other would have done.  Requires int64 keys.
  [[nodiscard]] HELIOS_DECL std::optional<std::int64_t> greatest(tree_id id);
  [[nodiscard]] HELIOS_DECL storage::shape const& form(tree_id id);

  // Writing. Images and keys are copied.
  HELIOS_DECL void put(tree_id id, storage::key_view const& key, byte_view image);
  /// `old`: the row that is there, as an image; the log keeps it.
  HELIOS_DECL void erase(tree_id id, storage::key_view const& key, byte_view old);
  HELIOS_DECL void create(tree_id id, storage::shape const& form);
  HELIOS_DECL void reshape(tree_id id, storage::shape const& form);
  HELIOS_DECL void drop(tree_id id);
  /// Whether rows of a tree were put or erased here, or it was made.
  [[nodiscard]] bool wrote_to(tree_id id) const noexcept {
    auto const rows = written_.find(id);
    bool const changed = rows != written_.end() && !rows->second.empty();
    return changed || std::any_of(definitions_.begin(), definitions_.end(),
                                  [id](auto const& d) { return d.id == id; });
  }
  /// Rows on their way into a tree as whole leaves.
  /// Requires that this transaction goes on to write to the tree in no other way.
  [[nodiscard]] HELIOS_DECL std::unique_ptr<storage::leaf_load> begin_load(tree_id id);
  /// They are there once this has committed; reading here does not find them.
  HELIOS_DECL void add_load(std::unique_ptr<storage::leaf_load> rows);
  /// The commit is refused if a concurrent one changed this row: what a statement relied on without
  /// writing it.
  HELIOS_DECL void rely_on(tree_id id, storage::key_view const& key);
  /// The commit's other parent: it takes over what another branch's commit did (history/merge.hpp).
  void merges(storage::merge_parent const& parent) { merged_ = parent; }
  /// Called with the merged state when a concurrent commit came first (commit_request::check).
  void check_with(std::function<void(storage::draft&)> check) { check_ = std::move(check); }

  /// Copies are one savepoint; when the last is gone nothing is kept for it.
  class savepoint {
    friend class transaction;
    struct place {
      std::uint32_t operations;
      std::size_t definitions, relied, loads;
      std::optional<storage::draft::mark_point> mark{};  // none: nothing was applied since
    };
    std::shared_ptr<place> at;
  };
  [[nodiscard]] HELIOS_DECL savepoint save();
  HELIOS_DECL void rollback_to(savepoint const& to);

  [[nodiscard]] bool wrote() const noexcept {
    return operations_ != 0 || !definitions_.empty() || !loads_.empty();
  }
  /// Returns the commit, or nothing if there was nothing to commit.
  HELIOS_DECL std::optional<commit_result> commit(std::string_view message = {},
                                                  std::string_view author = {});
  HELIOS_DECL void rollback() noexcept;
  [[nodiscard]] bool ended() const noexcept { return !draft_; }

 private:
  void refuse_if_ended() const {
    if (ended()) throw_ended();
  }
  [[noreturn]] HELIOS_DECL static void throw_ended();
  HELIOS_DECL void add(tree_id id, storage::shape const& form, storage::tree_op const& op);
  using written_tree = std::map<tree_id, written_rows>::value_type;
  /// What was written to a tree and is not applied; nullptr: nothing.
  [[nodiscard]] written_rows* find_waiting(tree_id id) {
    if (last_written_ == nullptr || last_written_->first != id) {
      auto const at = written_.find(id);
      if (at == written_.end()) return nullptr;
      last_written_ = &*at;
    }
    return last_written_->second.waits() ? &last_written_->second : nullptr;
  }
  /// The greatest key of a tree as it is applied.  Requires int64 keys.
  [[nodiscard]] HELIOS_DECL std::optional<std::int64_t> applied_greatest(tree_id id);
  HELIOS_DECL void flush();
  HELIOS_DECL void apply_until(std::uint32_t end);
  [[nodiscard]] HELIOS_DECL byte_view keep(byte_view data);

  std::shared_ptr<engine> engine_;
  branch_id branch_;
  version_ptr base_;
  std::optional<storage::draft> draft_;
  arena kept_;
  storage::value_writer values_;
  std::map<tree_id, written_rows> written_;  // none is taken out before the end
  written_tree* last_written_ = nullptr;     // that was asked for last
  std::uint32_t operations_ = 0;             // on all trees
  /// Of one tree with int64 keys, until what is applied changes: rows that come in the order of
  /// their keys are behind its end, and nobody has to look for them.
  struct tree_end {
    tree_id of{};
    std::uint32_t missed = 0;  // keys that were looked for and not there
    bool known = false;
    std::optional<std::int64_t> greatest{};
  };
  tree_end end_;
  bool saved_ = false;  // since operations were applied last
  /// In order. One that is held here alone is gone, and the next takes its place.
  std::vector<std::shared_ptr<savepoint::place>> unmarked_;
  std::vector<storage::tree_definition> definitions_;
  std::vector<relied_row> relied_on_;
  std::vector<std::unique_ptr<storage::leaf_load>> loads_;
  std::optional<read_set> reads_;
  std::function<void(storage::draft&)> check_;
  std::optional<transaction_id> id_;
  std::optional<storage::merge_parent> merged_;
};

}  // namespace helios::history

#if HELIOS_HEADER_ONLY
#include <helios/history/impl/transaction.ipp>
#endif
