// helios/catalog/catalog_editor.hpp -- DDL: changing what the catalog holds, and its trees.
//
// Shape     every function is a change of the scope's transaction; a statement that fails in the
//           middle is undone by the caller's savepoint
//           ADD COLUMN is O(1): rows that are there read the new column from the shape's absent
//           row; DROP COLUMN too: the shape lists the column as dropped
//           What changes the rows themselves (ALTER TYPE, a primary key) makes new trees
// Threads   one, as the transaction
// Errors    42P01, 42P06, 42P07, 42701, 42703, 42704, 42710, 42804, 42830, 42P16, 2BP01; what the
//           rows do not keep: 23502, 23503, 23505, 23514. PostgreSQL's words.
#pragma once

#include <helios/catalog/table_writer.hpp>

#include <functional>

namespace helios::catalog {

enum class drop_behaviour : std::uint8_t { restrict, cascade };

/// Gives an empty database its catalog, with schema `public`. False: it has one.
HELIOS_DECL bool bootstrap(history::transaction& tx);
/// The same for the first branch of a database, committed; a database whose first branch has been
/// dropped is not new.
HELIOS_DECL void bootstrap(std::shared_ptr<history::engine> const& in);

class catalog_editor {
 public:
  explicit catalog_editor(write_scope& scope) noexcept : scope_(&scope) {}

  /// A number for a new object, tree or column; each is handed out once per database.
  [[nodiscard]] HELIOS_DECL object_id new_id();
  /// A column with a number of its own, as create_table and add_column want it.
  [[nodiscard]] HELIOS_DECL column_definition new_column(std::string name, types::data_type type);

  using view_test = std::function<bool(view_definition const&, column_definition const& column)>;

  // Schemas, views, sequences, types.
  HELIOS_DECL object_id create_schema(std::string const& name);
  HELIOS_DECL void drop_schema(std::string_view name, drop_behaviour how);
  /// `id` is given here.  Requires `reads` to name tables and views.
  HELIOS_DECL object_id create_view(view_definition view);
  /// Gives a view that is there another query; its name, schema and dependents stay.
  HELIOS_DECL void replace_view(view_definition view);
  HELIOS_DECL void drop_view(object_id id, drop_behaviour how);
  /// `id` and `counter` are given here.
  HELIOS_DECL object_id create_sequence(sequence_definition sequence);
  /// Another range, step or owner; nextval goes on behind the last value, or begins with `restart`.
  HELIOS_DECL void alter_sequence(sequence_definition sequence,
                                  std::optional<std::int64_t> restart = {});
  HELIOS_DECL void drop_sequence(object_id id, drop_behaviour how);
  using sequence_group = catalog_reader::sequence_group;
  /// `known`: what the catalog has of it, before this or other drops.
  HELIOS_DECL void drop_sequence(object_id id, drop_behaviour how, sequence_group const& known);
  /// setval(sequence, value, is_called): nextval goes on behind the value, or begins with it.
  HELIOS_DECL void set_value(object_id sequence, std::int64_t value, bool is_called);
  /// `id` is given here.
  HELIOS_DECL object_id create_enumeration(enumeration_definition enumeration);
  /// Other labels; the numbers of those that stay are what they were.
  HELIOS_DECL void replace_labels(object_id id, std::vector<types::enumeration_label> labels);
  /// `reads`: as drop_column() wants it; columns of the type go with it.
  HELIOS_DECL void drop_enumeration(object_id id, drop_behaviour how, view_test const& reads = {});
  /// Any schema, table, index, view, sequence or type.
  HELIOS_DECL void rename(object_id id, std::string const& name);
  /// SET SCHEMA: a table takes its indexes and the sequences of its columns along.
  HELIOS_DECL void move(object_id id, object_id schema);

  // Tables. Constraints may name only columns of `columns`; ids are given here.
  HELIOS_DECL object_id create_table(object_id schema, std::string const& name,
                                     std::vector<column_definition> columns,
                                     std::vector<constraint_definition> constraints = {});
  HELIOS_DECL void drop_table(object_id id, drop_behaviour how);
  HELIOS_DECL void drop_table(object_id id, drop_behaviour how, sequence_group const& known);

  /// `fill`: what the rows that are there hold in it; nothing: each a default of its own.
  HELIOS_DECL void add_column(object_id table, column_definition column,
                              std::optional<types::value> const& fill = types::value());
  /// `reads`: whether a view that reads the table reads this column; without it any view may.
  HELIOS_DECL void drop_column(object_id table, std::string_view column, drop_behaviour how,
                               view_test const& reads = {});
  /// `rewritten`: an expression of the table with the column's new name in it. Views keep the text
  /// they have.
  using text_change = std::function<std::string(std::string const&)>;
  HELIOS_DECL void rename_column(object_id table, std::string_view column, std::string const& to,
                                 text_change const& rewritten);
  HELIOS_DECL void set_default(object_id table, std::string_view column,
                               std::optional<std::string> text);
  /// Where the column's values come from when none is given; no_object: from its default.
  HELIOS_DECL void set_sequence(object_id table, std::string_view column, object_id sequence,
                                identity_kind identity);
  /// DROP EXPRESSION: the values stay as they are, and may be changed.
  HELIOS_DECL void drop_generated(object_id table, std::string_view column);
  HELIOS_DECL void set_not_null(object_id table, std::string_view column, bool not_null);
  /// `using_text`: the new values; without it they are cast as on assignment.
  HELIOS_DECL void alter_type(object_id table, std::string_view column, types::data_type type,
                              std::string_view using_text = {});

  HELIOS_DECL object_id add_constraint(object_id table, constraint_definition constraint);
  HELIOS_DECL void drop_constraint(object_id table, std::string_view name, drop_behaviour how);
  HELIOS_DECL void rename_constraint(object_id table, std::string_view name, std::string const& to);
  HELIOS_DECL object_id create_index(object_id table, index_definition index);
  HELIOS_DECL void drop_index(object_id index);

 private:
  [[nodiscard]] catalog_reader in() const { return scope_->catalog(); }
  [[nodiscard]] history::transaction& tx() const noexcept { return scope_->tx(); }
  [[nodiscard]] HELIOS_DECL table_definition table(object_id id) const;
  /// A tree that stays as it is while the transaction goes on.
  [[nodiscard]] HELIOS_DECL storage::tree frozen(tree_id id) const;

  // Rows of the two catalog trees.
  HELIOS_DECL void store(object_row const& row);
  HELIOS_DECL void refuse_type_name(object_kind kind, object_id schema,
                                    std::string_view name) const;
  HELIOS_DECL void claim(object_kind kind, object_id schema, std::string_view name, object_id id);
  HELIOS_DECL void release(object_kind kind, object_id schema, std::string_view name);
  HELIOS_DECL void forget(object_id id);
  HELIOS_DECL void add_index_object(table_definition const& t, object_id id,
                                    std::string const& name);
  HELIOS_DECL void remove_index_object(table_definition const& t, object_id id,
                                       std::string_view name);
  [[nodiscard]] HELIOS_DECL std::string free_name(object_id schema,
                                                  std::string const& wanted) const;
  HELIOS_DECL void set_dependent(object_id on, object_id dependent, bool depends);
  HELIOS_DECL void drop_dependents(object_id id, drop_behaviour how);
  /// Drops sequences whose column is gone. `with`: what went, "table t", for the message.
  HELIOS_DECL void drop_sequences(sequence_group const& gone, std::string const& with,
                                  drop_behaviour how);
  /// (N2) for the enumerations that a table's columns were and are of.
  HELIOS_DECL void use_types(table_definition const& before, table_definition const& after);
  HELIOS_DECL void drop_object(object_id id, drop_behaviour how);

  // Constraints and rows.
  HELIOS_DECL void prepare(table_definition& t, constraint_definition& c);
  HELIOS_DECL void prepare_foreign_key(table_definition const& t, constraint_definition& c) const;
  HELIOS_DECL void take_away(table_definition& t, constraint_definition const& c,
                             drop_behaviour how);
  HELIOS_DECL void check_rows(table_definition const& t, constraint_definition const& c);
  HELIOS_DECL void check_not_null(table_definition const& t, std::size_t column);
  HELIOS_DECL void build(table_definition const& t, index_definition const& index);
  using row_change = std::function<row_values(row_values const&)>;
  HELIOS_DECL void rewrite(table_definition const& from, table_definition& to,
                           row_change const& change);
  HELIOS_DECL void reshape(table_definition const& to, column_id added = {},
                           types::value const& fill = {});

  write_scope* scope_;
};

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/editor_columns.ipp>
#include <helios/catalog/impl/editor_constraints.ipp>
#include <helios/catalog/impl/editor_objects.ipp>
#include <helios/catalog/impl/editor_rows.ipp>
#include <helios/catalog/impl/editor_tables.ipp>
#include <helios/catalog/impl/editor_types.ipp>
#endif
