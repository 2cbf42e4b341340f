// helios/sql/impl/define/definer.hpp -- one statement that defines, at work.
//
// Shape     a table is drafted as syntax says it, then bound, then handed to the editor:
//             columns of all elements -> expressions and keys over them -> sequences, table,
//             foreign keys, indexes
//           so that expressions may name columns that come later
// Threads   as the transaction
#pragma once

#include <helios/sql/define.hpp>
#include <helios/sql/impl/define/text_edit.hpp>
#include <helios/sql/parse.hpp>
#include <helios/sql/print.hpp>
#include <helios/sql/token.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace helios::sql::defining {

using catalog::column_definition;
using catalog::constraint_definition;
using catalog::constraint_kind;
using catalog::drop_behaviour;
using catalog::identity_kind;
using catalog::object_id;
using catalog::object_kind;
using catalog::table_definition;
using catalog::table_ptr;
/// By what is dropped.
using sequence_groups = std::map<object_id, catalog::catalog_reader::sequence_group>;

/// A table whose columns or constraints are being added to.
struct table_draft {
  /// A constraint and the column behind which it was written; npos: it is the table's.
  struct written_constraint {
    ast::constraint const* source;
    std::size_t column;
  };
  struct foreign_key {
    ast::constraint const* source;
    std::vector<column_id> columns;
  };
  struct owned_sequence {
    std::size_t column;
    catalog::sequence_definition sequence;
  };
  table_definition table;  // expressions are bound over its columns
  std::vector<written_constraint> written;
  std::vector<constraint_definition> constraints;
  std::vector<foreign_key> foreign_keys;
  std::vector<owned_sequence> sequences;
  std::vector<catalog::index_definition> indexes;  // of LIKE .. INCLUDING INDEXES
  std::set<std::size_t> numbered;                  // AUTOINCREMENT columns
};

/// An expression of a definition: how the catalog keeps it, and what it is.
struct checked_expression {
  std::string text;
  exec::expression_ptr bound;
};

class definer {
 public:
  definer(std::string_view text, catalog::write_scope& scope, surroundings& of)
      : text_(text), scope_(&scope), editor_(scope), of_(&of) {}

  HELIOS_DECL void define(ast::create_table const& tree);
  HELIOS_DECL void define(ast::alter_table const& tree);
  HELIOS_DECL void define(ast::create_index const& tree);
  HELIOS_DECL void define(ast::create_view const& tree);
  HELIOS_DECL void define(ast::create_schema const& tree);
  HELIOS_DECL void define(ast::create_sequence const& tree);
  HELIOS_DECL void define(ast::alter_sequence const& tree);
  HELIOS_DECL void define(ast::create_type const& tree);
  HELIOS_DECL void define(ast::alter_type const& tree);
  HELIOS_DECL void define(ast::create_extension const& tree);
  HELIOS_DECL void define(ast::drop const& tree);
  HELIOS_DECL void define(ast::rename const& tree);
  HELIOS_DECL void define(ast::set_schema const& tree);
  HELIOS_DECL void define(ast::comment const& tree);

  /// The columns of CREATE TABLE .. AS; nothing: the table is there and need not be made.
  [[nodiscard]] HELIOS_DECL std::optional<object_id> define_as(
      ast::create_table const& tree, std::span<plan::column const> columns);

  [[nodiscard]] std::vector<std::string> take_notices() { return std::move(notices_); }

 private:
  // Names (names.ipp).
  [[nodiscard]] catalog::catalog_reader in() const { return scope_->catalog(); }
  [[nodiscard]] std::size_t place(ast::position at) const noexcept {
    return character_position(text_, at.offset);
  }
  void notice(std::string text) { notices_.push_back(std::move(text)); }
  /// Where an object of this name is to be made.
  [[nodiscard]] HELIOS_DECL object_id schema_for(ast::qualified_name const& name) const;
  /// Nothing: the object is not there. Throws 3F000 if the schema that the name gives is not,
  /// unless that does not matter.
  [[nodiscard]] HELIOS_DECL std::optional<object_id> find(ast::qualified_name const& name,
                                                          bool if_exists = false) const;
  /// Throws 42P01.
  [[nodiscard]] HELIOS_DECL object_id relation(ast::qualified_name const& name) const;
  /// The same with look(schema, name), which finds in one schema.
  template <class Look>
  [[nodiscard]] std::optional<object_id> find_in_schemas(ast::qualified_name const& name,
                                                         bool if_exists, Look look) const;
  /// The same of types.
  [[nodiscard]] HELIOS_DECL std::optional<object_id> find_type(ast::qualified_name const& name,
                                                               bool if_exists = false) const;
  /// Throws 42704.
  [[nodiscard]] HELIOS_DECL catalog::enumeration_ptr enumeration(
      ast::qualified_name const& name) const;
  /// What the names of types in the statement mean.
  [[nodiscard]] types_by_name type_finder() const {
    return [this](ast::qualified_name const& name) -> std::optional<types::data_type> {
      auto const id = find_type(name, true);
      if (!id) return {};
      return catalog::type_of(*in().find_enumeration(*id));
    };
  }
  /// Throws 42P01, 42809.
  [[nodiscard]] HELIOS_DECL table_ptr table(ast::qualified_name const& name) const;
  [[nodiscard]] HELIOS_DECL std::string free_relation_name(object_id schema,
                                                           std::string const& wanted) const;
  /// True, with a notice: a relation of this name is there and IF NOT EXISTS was said.
  [[nodiscard]] HELIOS_DECL bool skips(bool if_not_exists, object_id schema, std::string_view name);
  /// schema.name, as a view's text has it.
  [[nodiscard]] HELIOS_DECL std::string full_name(object_id relation) const;

  // Columns and constraints of tables (columns.ipp, constraints.ipp).
  HELIOS_DECL void refuse_options(ast::list<ast::option> const& options);
  HELIOS_DECL void refuse_collation(ast::qualified_name const& name) const;
  /// 42704 if values of the type have no order, which a key needs.
  HELIOS_DECL static void require_order(types::data_type t, std::size_t position);
  [[nodiscard]] HELIOS_DECL table_draft draft(ast::create_table const& tree, object_id schema);
  HELIOS_DECL void add_column(table_draft& to, ast::column_definition const& tree);
  HELIOS_DECL void add_like(table_draft& to, ast::table_element const& tree);
  /// Binds what was written behind columns and as constraints.
  HELIOS_DECL void settle(table_draft& d);
  HELIOS_DECL void settle(table_draft& d, table_draft::written_constraint const& written);
  HELIOS_DECL void set_default(table_draft& d, std::size_t column, ast::expression const& value);
  HELIOS_DECL void set_generated(table_draft& d, std::size_t column, ast::expression const& value);
  HELIOS_DECL void set_identity(table_draft& d, std::size_t column, ast::constraint const& tree);
  HELIOS_DECL void add_sequence(table_draft& d, std::size_t column, types::type_id type,
                                ast::list<ast::sequence_option> const& options);
  HELIOS_DECL void add_key(table_draft& d, table_draft::written_constraint const& written);
  HELIOS_DECL void add_check(table_draft& d, table_draft::written_constraint const& written);
  HELIOS_DECL void make_sequences(table_draft& d);
  HELIOS_DECL void own_sequences(table_draft const& d, object_id table);
  HELIOS_DECL void make_foreign_key(object_id table, table_draft::foreign_key const& key);
  HELIOS_DECL object_id make(table_draft& d);

  // Expressions (expressions.ipp).
  [[nodiscard]] HELIOS_DECL checked_expression over(table_definition const& table,
                                                    ast::expression const& tree,
                                                    types::data_type wanted = {}) const;
  /// Text that the catalog holds, bound again.
  [[nodiscard]] HELIOS_DECL exec::expression_ptr stored(table_definition const& table,
                                                        std::string_view text) const;
  [[nodiscard]] HELIOS_DECL checked_expression condition(table_definition const& table,
                                                         ast::expression const& tree,
                                                         std::string_view construct) const;
  [[nodiscard]] HELIOS_DECL checked_expression default_for(table_definition const& table,
                                                           column_definition const& column,
                                                           ast::expression const& tree) const;
  /// The sequence of DEFAULT nextval('s').
  [[nodiscard]] HELIOS_DECL std::optional<object_id> drawn_from(ast::expression const& tree) const;
  HELIOS_DECL void require_assignable(exec::expression const& value,
                                      column_definition const& column, std::string_view what) const;

  // ALTER TABLE (alter.ipp).
  HELIOS_DECL void alter(object_id id, ast::alter_action const& a);
  HELIOS_DECL void alter_add_column(object_id id, ast::alter_action const& a);
  HELIOS_DECL void alter_add_constraint(object_id id, ast::alter_action const& a);
  HELIOS_DECL void alter_drop_column(object_id id, ast::alter_action const& a);
  HELIOS_DECL void drop_column(object_id id, column_definition const& gone, bool cascade);
  HELIOS_DECL void alter_type(object_id id, ast::alter_action const& a);
  HELIOS_DECL void alter_default(object_id id, ast::alter_action const& a);
  HELIOS_DECL void alter_identity(object_id id, ast::alter_action const& a);
  [[nodiscard]] HELIOS_DECL table_definition definition(object_id id) const;

  // Indexes, sequences, views.
  [[nodiscard]] HELIOS_DECL catalog::index_definition index_of(table_definition const& t,
                                                               ast::create_index const& tree);
  HELIOS_DECL void read_options(catalog::sequence_definition& s, types::type_id type,
                                ast::list<ast::sequence_option> const& options,
                                std::optional<std::int64_t>* restart) const;
  [[nodiscard]] HELIOS_DECL std::int64_t number(ast::expression const& tree) const;
  HELIOS_DECL void own(catalog::sequence_definition& s, ast::qualified_name const& column) const;
  /// The text of a view's query: tables with their schemas, columns with their tables where there
  /// are several, * as the columns it stands for.
  /// The text of a query, which has these columns, as a view keeps it.
  [[nodiscard]] HELIOS_DECL std::string view_text(ast::query const& tree,
                                                  std::span<plan::column const> columns) const;
  /// A query's text with full names of tables and those that were found for columns.
  [[nodiscard]] HELIOS_DECL std::string resolved_text(ast::query const& tree, std::string_view text,
                                                      resolved_names const& names) const;

  [[nodiscard]] HELIOS_DECL static bool view_uses(catalog::view_definition const& view,
                                                  std::string_view column);
  [[nodiscard]] static bool view_reads(catalog::view_definition const& view,
                                       column_definition const& column) {
    return view_uses(view, column.name);
  }
  // What views say of the things that a statement is about to change.
  HELIOS_DECL void refuse_if_views_use(table_definition const& t, std::string_view column,
                                       error const& refusal) const;
  /// Views that read a relation get its new name; `alias` is how they may still call it.
  HELIOS_DECL void follow_rename(object_id relation, std::string const& old_name,
                                 std::string const& alias);
  HELIOS_DECL void rename_column(table_definition const& t, ast::rename const& tree);
  HELIOS_DECL void rename_view_column(catalog::view_ptr const& v, ast::rename const& tree);

  // Types (type.ipp).
  /// Expressions that are kept must mean something under a type's new name and labels, or without
  /// it. Throws 2BP01 `cannot rename ..` for the first that does not.
  HELIOS_DECL void require_expressions(std::string const& refusal) const;
  /// The same of one table's.
  HELIOS_DECL void require_expressions(table_definition const& t, std::string const& refusal) const;
  HELIOS_DECL void add_label(catalog::enumeration_definition const& e, ast::alter_type const& tree);
  HELIOS_DECL void rename_label(catalog::enumeration_definition const& e,
                                ast::alter_type const& tree);
  HELIOS_DECL void drop_types(ast::drop const& tree);
  HELIOS_DECL void rename_type(ast::rename const& tree);

  HELIOS_DECL void drop_schemas(ast::drop const& tree);
  HELIOS_DECL void drop_relations(ast::drop const& tree, object_kind kind);
  /// What goes with the objects: descriptions as messages have them.
  HELIOS_DECL void collect_dependents(object_id of, sequence_groups const& groups,
                                      std::set<object_id>& seen,
                                      std::vector<std::string>& out) const;
  /// CASCADE or not, an identity column keeps its sequence.
  HELIOS_DECL void refuse_if_identity(sequence_groups const& groups) const;
  HELIOS_DECL void cascade_notice(std::vector<std::string> const& dependents);

  std::string_view text_;
  catalog::write_scope* scope_;
  catalog::catalog_editor editor_;
  surroundings* of_;
  std::vector<std::string> notices_;
};

/// The positions of the table's columns that a bound expression names.
[[nodiscard]] HELIOS_DECL std::set<std::size_t> columns_of(exec::expression const& e);

/// The query in a view's text.
[[nodiscard]] inline ast::query const& parse_query(std::string_view text, arena& memory) {
  return static_cast<ast::query const&>(*parse(text, memory).front());
}

/// What a statement that helios does not do yet says.
[[nodiscard]] inline error not_supported(std::string_view what) {
  return error(errc::feature_not_supported, std::string(what) + " not supported yet");
}

}  // namespace helios::sql::defining
