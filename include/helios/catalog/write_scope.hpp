// helios/catalog/write_scope.hpp -- a transaction that keeps the catalog's promises: what its
// writers share, and what is checked when a statement and the transaction end.
//
// Shape     rows of one statement may lean on each other, so foreign keys are looked at at its end:
//
//             writer.insert, update, erase ... -> end_statement -> commit
//                                                  actions (CASCADE, SET NULL, SET DEFAULT)
//                                                  checks of children and parents
//             the tip moved meanwhile: the same checks again, on the merged state
//
// Holds     (W1) a concurrent change of a table's definition makes a transaction that writes the
//           table lose: each writer relies on the table's row in the catalog
//           (W2) no commit leaves a child without its parent, whoever committed first
// Threads   one, as the transaction
// Errors    23503; 40001 when children or rows appeared that this transaction did not see
// Requires  it outlives the transaction's commit, which goes through here. Who takes the
//           transaction back to a savepoint says so (went_back); what ended statements have seen
//           since is checked in vain, never wrongly.
#pragma once

#include <helios/catalog/catalog_reader.hpp>
#include <helios/catalog/expression_source.hpp>
#include <helios/catalog/foreign_key.hpp>
#include <helios/catalog/sequence_session.hpp>

#include <map>
#include <memory>
#include <set>

namespace helios::catalog {

class table_writer;

class write_scope {
 public:
  HELIOS_DECL write_scope(std::shared_ptr<history::engine> in, history::transaction& tx,
                          definition_cache& cache, expression_source* expressions = nullptr);
  write_scope(write_scope const&) = delete;
  write_scope& operator=(write_scope const&) = delete;
  HELIOS_DECL ~write_scope();

  [[nodiscard]] history::engine& engine() const noexcept { return *engine_; }
  [[nodiscard]] history::transaction& tx() const noexcept { return *tx_; }
  [[nodiscard]] catalog_reader catalog() const noexcept { return {*tx_, *cache_}; }
  [[nodiscard]] expression_source* expressions() const noexcept { return expressions_; }

  /// Sequences hand out their values through the session that currval asks.
  void draw_through(sequence_session& session) noexcept { session_ = &session; }
  [[nodiscard]] std::int64_t next_value(sequence_definition const& sequence) {
    return session_->next(*engine_, sequence);
  }

  /// Its transaction has begun anew: what writers know of their tables is looked at again when they
  /// are asked for.
  HELIOS_DECL void begin() noexcept;

  /// The writer of a table as it is defined now.  Requires a table.
  [[nodiscard]] HELIOS_DECL table_writer& writer(object_id table);
  /// Requires the table as it is defined now.
  [[nodiscard]] HELIOS_DECL table_writer& writer(table_ptr const& table);

  HELIOS_DECL void end_statement();
  /// The transaction went back to a savepoint: forgets the statement at hand, and writers with
  /// what they made the transaction rely on.
  HELIOS_DECL void went_back();
  /// Ends the statement and commits.
  HELIOS_DECL std::optional<history::commit_result> commit(std::string_view message = {},
                                                           std::string_view author = {});

  /// An error tells what lies in a table, and may outlive the statement: a serializable
  /// transaction has read it.
  void told_of(tree_id rows) const {
    if (history::read_set* const reads = tx_->reads()) reads->whole(rows);
  }
  /// The commit is refused if a concurrent one wrote to this tree: DDL that has looked at all rows.
  void scanned(tree_id rows) { scanned_.insert(rows); }

 private:
  friend class table_writer;
  /// A row that was written and needs its parent.
  struct child_check {
    object_id child, constraint;
    storage::key row;
  };
  /// A row that went away or changed its key: nothing may reference it.
  struct parent_check {
    object_id parent, child, constraint;
    row_values row;
  };
  struct parent_event {
    parent_check old;
    std::optional<row_values> now;
  };
  struct pending_checks {
    std::vector<child_check> children;
    std::vector<parent_check> parents;
  };

  HELIOS_DECL void act(parent_event const& event);
  HELIOS_DECL void verify(catalog_reader const& in, tree_source const& open,
                          pending_checks const& checks, bool concurrent) const;
  HELIOS_DECL void verify_tip(storage::draft& tip) const;

  std::shared_ptr<history::engine> engine_;
  history::transaction* tx_;
  definition_cache* cache_;
  expression_source* expressions_;
  sequence_session own_session_;
  sequence_session* session_ = &own_session_;
  std::map<object_id, std::unique_ptr<table_writer>> writers_;
  table_writer* last_writer_ = nullptr;  // that was asked for last
  std::uint64_t transactions_ = 0;       // that have begun
  std::vector<parent_event> events_;     // in order
  pending_checks pending_, settled_;     // of this statement; of those that ended
  std::set<tree_id> scanned_;
};

}  // namespace helios::catalog

// Its definitions need table_writer, whose header brings them.
