// helios/catalog/table_writer.hpp -- writing rows of one table: types, NOT NULL, CHECK, keys,
// uniqueness, indexes, foreign keys.
//
// Shape     a row is a value per column, in the table's order; generated columns are computed here
//           Every check of a row comes before its first write, foreign keys apart: those are
//           looked at when the statement ends (catalog/write_scope.hpp).
// Threads   one, as the transaction
// Errors    23502, 23503, 23505, 23514 with PostgreSQL's words; 22001, 22003 and others from casts;
//           54000 keys that are too long; 0A000 an expression without a source
// Requires  the scope outlives it; a definition that is still the transaction's
//           (write_scope::writer sees to it)
// Cost      the rows tree and each index: a lookup and a change, a few us together
#pragma once

#include <helios/catalog/index_key.hpp>
#include <helios/catalog/table_key.hpp>
#include <helios/catalog/write_scope.hpp>

namespace helios::catalog {

class table_writer {
 public:
  HELIOS_DECL table_writer(write_scope& scope, table_ptr table);
  table_writer(table_writer const&) = delete;
  table_writer& operator=(table_writer const&) = delete;

  [[nodiscard]] table_ptr const& definition() const noexcept { return table_; }
  [[nodiscard]] row_layout const& layout() const noexcept { return layout_; }

  /// What a column holds when none is given: its sequence's next value, the next row id, its
  /// default, or NULL.
  [[nodiscard]] HELIOS_DECL types::value default_of(std::size_t column);
  [[nodiscard]] HELIOS_DECL std::optional<row_values> find(storage::key_view const& key) const;

  /// Returns the row's key.
  HELIOS_DECL storage::key insert(std::span<types::value const> values);
  /// The same of a row that becomes what is stored.
  HELIOS_DECL storage::key insert(row_values&& row);
  /// Nothing: there is no such row. The key it returns differs when the primary key changed.
  HELIOS_DECL std::optional<storage::key> update(storage::key_view const& key,
                                                 std::span<types::value const> values);
  /// The same of a row that becomes what is stored.
  HELIOS_DECL std::optional<storage::key> update(storage::key_view const& key, row_values&& row);
  /// The same of a row that the caller has just read in this transaction.
  HELIOS_DECL storage::key update_known(storage::key_view const& key, row_values&& row);
  /// Whether other values in these columns are nobody's business but theirs: they are no key, and
  /// there is no CHECK, generated column, index or foreign key that might look at them.
  [[nodiscard]] HELIOS_DECL bool stand_alone(std::span<std::size_t const> columns) const noexcept;
  /// The same as update_known() of a row that changes in such columns; all else of it stays as it
  /// lies there, unread. The values are cast in place.
  HELIOS_DECL void update_columns(storage::key_view const& key, history::seen_row const& before,
                                  std::span<std::size_t const> columns,
                                  std::span<types::value> values);
  /// False: there is no such row.
  HELIOS_DECL bool erase(storage::key_view const& key);

  /// A row that stands in the way of another, and the constraint or index that says so.
  struct duplicate {
    std::string constraint;
    storage::key row;
    std::string key;  // as messages show it
  };
  /// What insert() would refuse with 23505: ON CONFLICT asks first. `only`: the constraint or index
  /// that counts. Requires a row that finished() made.
  [[nodiscard]] HELIOS_DECL std::optional<duplicate> find_duplicate(
      std::span<types::value const> row, std::optional<object_id> only = {}) const;
  /// A row as it will be stored: cast, AUTOINCREMENT's NULL filled, generated columns computed, NOT
  /// NULL and CHECK tested.
  [[nodiscard]] HELIOS_DECL row_values finished(std::span<types::value const> values);

 private:
  friend class write_scope;
  /// Makes it one of the scope's transaction of this number. False: the tables' trees are not as
  /// they were, so it takes another.
  [[nodiscard]] HELIOS_DECL bool serves(std::uint64_t transaction);
  /// What holds for one transaction: it relies on the definition, and on who references it.
  HELIOS_DECL void enter();
  HELIOS_DECL void finish(row_values& row);
  class stored_row;
  [[nodiscard]] HELIOS_DECL storage::key replace(stored_row& old, row_values&& row);
  /// Of a kind that identity_kind names, while the column still is the table's integer key.
  [[nodiscard]] bool numbers_rows(std::size_t column, identity_kind least) const noexcept {
    return table_->columns[column].identity >= least &&
           layout_.cell_of(column) == row_layout::in_key;
  }
  [[nodiscard]] HELIOS_DECL types::value next_row_id(column_definition const& column);
  [[nodiscard]] HELIOS_DECL std::optional<duplicate> find_duplicate(
      std::span<types::value const> row, storage::key const* key, storage::key const* replaced,
      std::optional<object_id> only = {}) const;
  HELIOS_DECL void write_index(index_definition const& index,
                               std::optional<index_entry> const& before,
                               storage::key_view const& old_key,
                               std::optional<index_entry> const& after,
                               storage::key_view const& new_key);
  HELIOS_DECL void expect_parents(storage::key const& key, std::span<types::value const> row,
                                  row_values const* before);
  HELIOS_DECL void leave_children(std::span<types::value const> row, row_values const* now);

  write_scope* scope_;
  table_ptr table_;
  row_layout layout_;
  row_images images_;
  row_values at_hand_;  // the row that is written
  // Of the definition, what each row is asked: positions of columns, and constraints.
  std::vector<std::size_t> generated_, required_;
  std::vector<constraint_definition const*> checks_, references_;
  bool related_ = false;  // what a row was matters to indexes or to other tables
  std::vector<std::pair<table_ptr, constraint_definition const*>> referencing_;
  std::uint64_t entered_;  // the scope's transaction that it is of
};

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/table_writer.ipp>
#include <helios/catalog/impl/write_scope.ipp>
#endif
