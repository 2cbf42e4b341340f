// helios/sql/bind.hpp -- from syntax to plans: names become columns, operators become functions,
// and every implicit cast is written out.
//
// Shape     bind_query        SELECT, VALUES, set operations  -> plan::query
//           bind_change       INSERT, UPDATE, DELETE          -> plan::change
//           bind_expression   one expression over the columns of one table (CHECK, DEFAULT, index
//                             expressions), or over none
//           Names resolve as in PostgreSQL: FROM items of the query, then of the enclosing ones;
//           ORDER BY and GROUP BY also know output columns by name and number.
// Threads   one binding at a time per `surroundings`
// Errors    PostgreSQL's, with the position in the text: 42P01, 42703, 42702 ambiguous, 42803
//           ungrouped, 42883, 42804, 42P10, 42712, 0A000 for what is parsed but not yet done
// Source    PostgreSQL manual, chapters 7 and 10
#pragma once

#include <helios/catalog/catalog_reader.hpp>
#include <helios/exec/environment.hpp>
#include <helios/plan/query.hpp>
#include <helios/sql/ast/visit.hpp>

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace helios::sql {

/// What a binder asks of the session it works for.
class surroundings {
 public:
  virtual ~surroundings() = default;
  /// The number of the state of a branch (empty: the session's own) as of an SCN (none: now, or
  /// the transaction's snapshot). The same question has the same answer during one binding; 0 is
  /// the session's own present. Throws 42704: no such branch.
  [[nodiscard]] virtual std::uint32_t state(std::string_view branch, std::optional<scn> at) = 0;
  [[nodiscard]] virtual catalog::catalog_reader const& catalog(std::uint32_t state) = 0;
  [[nodiscard]] virtual bool is_branch(std::string_view name) = 0;
  /// When a moment is; its expression is evaluated here, before binding: it chooses the schema.
  [[nodiscard]] virtual scn when(ast::moment const& m) = 0;
  /// The last SCN of the state of a branch that this session reads: the end of VERSIONS.
  [[nodiscard]] virtual scn newest(std::string_view branch) = 0;
  /// The schemas in which unqualified names are looked for, in order.
  [[nodiscard]] virtual std::span<std::string const> search_path() const = 0;
  /// System tables and table functions by name (helios_storage, pg_database_branches,
  /// information_schema.tables); nothing: there is none. `columns` gets their names and types.
  [[nodiscard]] virtual std::shared_ptr<plan::row_source const> find_rows(
      std::string_view schema, std::string_view name, std::vector<plan::column>& columns) = 0;
  /// Types of $1, $2, ...; unknown: a text that takes the type its place wants.
  [[nodiscard]] virtual std::span<types::data_type const> parameters() const = 0;
  [[nodiscard]] virtual exec::session const& session() const = 0;
};

/// `text`: the statement's, for positions in errors.
[[nodiscard]] HELIOS_DECL plan::query bind_query(ast::query const& tree, std::string_view text,
                                                 surroundings& of);
[[nodiscard]] HELIOS_DECL plan::change bind_change(ast::statement const& tree,
                                                   std::string_view text, surroundings& of);

/// Columns are numbered by their positions in the table; nullptr: no columns at all. Subqueries
/// and aggregates are 0A000 and 42803 here. A literal keeps the type unknown: who wants the value
/// knows its type. Without a session, the enumerations that can be named are those of the columns
/// and `wanted`, the type of what the value is for.
[[nodiscard]] HELIOS_DECL exec::expression_ptr bind_expression(
    ast::expression const& tree, std::string_view text, catalog::table_definition const* table,
    surroundings* of = nullptr, types::data_type wanted = {});

/// Enumerations by their names; nothing: there is none.
using types_by_name =
    std::function<std::optional<types::data_type>(ast::qualified_name const& name)>;
/// int4, varchar(20), numeric(10, 2) as written; SERIAL and the like are not types: 42704.
[[nodiscard]] HELIOS_DECL types::data_type bind_type(ast::data_type const& tree,
                                                     std::string_view text,
                                                     types_by_name const& find);
/// Enumerations as a session finds them.
[[nodiscard]] HELIOS_DECL types_by_name types_of(surroundings& of);

/// Ids of the tables and views that a query reads by name: what a view depends on.
[[nodiscard]] HELIOS_DECL std::vector<catalog::object_id> relations_of(ast::query const& tree,
                                                                       std::string_view text,
                                                                       surroundings& of);

/// What the names of columns in a query come to where a new column of one of its tables might come
/// between: by where they are written.
struct resolved_names {
  std::map<std::size_t, std::string> qualifiers;          // of columns written without one
  std::map<std::size_t, std::vector<std::string>> stars;  // the columns that a * stands for
};
[[nodiscard]] HELIOS_DECL resolved_names resolve_names(ast::query const& tree,
                                                       std::string_view text, surroundings& of);

}  // namespace helios::sql

#if HELIOS_HEADER_ONLY
#include <helios/sql/impl/bind.ipp>
#include <helios/sql/impl/bind/assignment.ipp>
#include <helios/sql/impl/bind/call.ipp>
#include <helios/sql/impl/bind/change.ipp>
#include <helios/sql/impl/bind/conflict.ipp>
#include <helios/sql/impl/bind/expression.ipp>
#include <helios/sql/impl/bind/from.ipp>
#include <helios/sql/impl/bind/grouping.ipp>
#include <helios/sql/impl/bind/insert.ipp>
#include <helios/sql/impl/bind/join.ipp>
#include <helios/sql/impl/bind/names.ipp>
#include <helios/sql/impl/bind/order.ipp>
#include <helios/sql/impl/bind/predicate.ipp>
#include <helios/sql/impl/bind/query.ipp>
#include <helios/sql/impl/bind/relations.ipp>
#include <helios/sql/impl/bind/select.ipp>
#include <helios/sql/impl/bind/subquery.ipp>
#include <helios/sql/impl/bind/table.ipp>
#include <helios/sql/impl/bind/target.ipp>
#include <helios/sql/impl/bind/type.ipp>
#include <helios/sql/impl/bind/with.ipp>
#endif
