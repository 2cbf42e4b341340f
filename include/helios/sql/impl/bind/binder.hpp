// helios/sql/impl/bind/binder.hpp -- the parts of the binder, as they call each other.
//
// Shape     names.ipp       columns and FROM items by name; values from outer queries
//           expression.ipp  literals, operators, casts      predicate.ipp  IN, BETWEEN, IS, rows
//           call.ipp        functions and aggregates        subquery.ipp   queries in expressions
//           table.ipp       tables, views, time travel      from.ipp       FROM items; join.ipp
//           query.ipp       any query; with.ipp             set_operation.ipp, values.ipp
//           select.ipp      SELECT; target.ipp, grouping.ipp, order.ipp
//           insert.ipp, change.ipp, assignment.ipp          conflict.ipp   ON CONFLICT
//           type.ipp        types
#pragma once

#include <helios/sql/impl/bind/scope.hpp>
#include <helios/sql/print.hpp>

namespace helios::sql::binding {

[[nodiscard]] HELIOS_DECL context new_context(std::string_view text, surroundings* of,
                                              plan::query* query);

// ---- errors -------------------------------------------------------------------------------------

/// Where an expression begins: `a + 1` at a.
[[nodiscard]] HELIOS_DECL ast::position start_of(ast::expression const& e) noexcept;
/// Throws the error with a place: that of the literal it is about if there is one, else `at`.
[[noreturn]] HELIOS_DECL void rethrow_at(context const& of, error const& e, ast::position at,
                                         std::span<expression_ptr const> operands);

/// make(), whose errors get a place if they have none.
template <class Make>
auto written_at(context const& of, ast::position at, Make&& make) {
  try {
    return make();
  } catch (error const& e) {
    rethrow_at(of, e, at, {});
  }
}
/// The same; an error about a literal among the operands stands at that.
template <class Make>
auto written_at(context const& of, ast::position at, std::span<expression_ptr const> operands,
                Make&& make) {
  try {
    return make();
  } catch (error const& e) {
    rethrow_at(of, e, at, operands);
  }
}
/// 0A000
[[noreturn]] HELIOS_DECL void not_supported(scope const& in, std::string_view what,
                                            ast::position at);
/// 54001
HELIOS_DECL void check_depth(scope const& in, ast::position at);

// ---- names --------------------------------------------------------------------------------------

[[nodiscard]] HELIOS_DECL expression_ptr bind_column(scope& in, ast::column const& e);
/// A value of the scope `owner`, as it is read in `in`; `at`: where.
[[nodiscard]] HELIOS_DECL expression_ptr carry(scope& in, scope& owner, expression_ptr value,
                                               ast::position at);
/// The FROM item that t.*, s.t.* or branch.s.t.* means, and its scope.
[[nodiscard]] HELIOS_DECL std::pair<scope*, relation*> find_relation(scope& in,
                                                                     ast::list<ast::name> name,
                                                                     ast::position at);
/// What to write in front of a column of the item in `in`, where `owner` is it or around it: the
/// item's name where another item has columns, too, and the name leads to the item.
[[nodiscard]] HELIOS_DECL std::string qualifier_of(scope const& in, scope const& owner,
                                                   relation const& r, field const& f);
/// Adds a slot to a list in ascending order, once.
HELIOS_DECL void add_slot(std::vector<std::uint32_t>& to, std::uint32_t slot);

/// An enumeration by name; nothing: there is none.
[[nodiscard]] HELIOS_DECL std::optional<data_type> find_type(
    catalog::catalog_reader const& in, ast::qualified_name const& name,
    std::span<std::string const> search_path);
/// The type that is written in an expression.
[[nodiscard]] HELIOS_DECL data_type bind_type(scope& in, ast::data_type const& tree);

// ---- expressions --------------------------------------------------------------------------------

[[nodiscard]] HELIOS_DECL expression_ptr bind(scope& in, ast::expression const& e);
[[nodiscard]] HELIOS_DECL expression_ptr bind_literal(scope& in, ast::literal const& e,
                                                      bool negative = false);
[[nodiscard]] HELIOS_DECL expression_ptr bind_in(scope& in, ast::in const& e);
[[nodiscard]] HELIOS_DECL expression_ptr bind_between(scope& in, ast::between const& e);
[[nodiscard]] HELIOS_DECL expression_ptr bind_like(scope& in, ast::like const& e);
[[nodiscard]] HELIOS_DECL expression_ptr bind_is(scope& in, ast::is const& e);
[[nodiscard]] HELIOS_DECL expression_ptr bind_quantified(scope& in, ast::quantified const& e);
[[nodiscard]] HELIOS_DECL expression_ptr bind_call(scope& in, ast::call const& e);
[[nodiscard]] HELIOS_DECL expression_ptr bind_current(scope& in, ast::current const& e);
[[nodiscard]] HELIOS_DECL expression_ptr bind_subquery(scope& in, ast::subquery const& e);
/// left op ANY (query), left op ALL (query); `left` may be a row.
[[nodiscard]] HELIOS_DECL expression_ptr bind_membership(scope& in, ast::expression const& left,
                                                         std::string_view op, bool all,
                                                         ast::query const& query, ast::position at);
/// One operator over two values, or over two rows of as many values.
[[nodiscard]] HELIOS_DECL expression_ptr compare(scope& in, std::string_view op,
                                                 ast::expression const& left,
                                                 ast::expression const& right, ast::position at);
[[nodiscard]] HELIOS_DECL expression_ptr call_operator(scope& in, std::string_view op,
                                                       expressions operands, ast::position at);
/// (a, b) op (c, d), fields bound.
[[nodiscard]] HELIOS_DECL expression_ptr compare_rows(scope& in, std::string_view op,
                                                      expressions const& left,
                                                      expressions const& right, ast::position at);
/// The fields of (a, b) or ROW(a); nothing: no row.
[[nodiscard]] HELIOS_DECL std::optional<expressions> bind_row(scope& in, ast::expression const& e);
[[nodiscard]] HELIOS_DECL expression_ptr bind_condition(scope& in, ast::expression const& e,
                                                        std::string_view construct);
/// Casts all to the one type they have in common. 42804 `UNION types .. cannot be matched`, at the
/// one that does not fit.
HELIOS_DECL data_type unify(scope& in, std::string_view what, expressions& all,
                            std::span<ast::position const> places);
/// A literal or NULL without a type becomes text.
[[nodiscard]] HELIOS_DECL expression_ptr settle(expression_ptr e);
/// Rebuilt with other operands; itself if none changes.
template <class Change>
[[nodiscard]] expression_ptr with_operands(expression_ptr const& e, Change&& change) {
  std::shared_ptr<exec::expression> changed;
  for (std::size_t i = 0; i != e->operands.size(); ++i) {
    expression_ptr operand = change(e->operands[i]);
    if (operand == e->operands[i]) continue;
    if (!changed) changed = std::make_shared<exec::expression>(*e);
    changed->operands[i] = std::move(operand);
  }
  return changed ? expression_ptr(std::move(changed)) : e;
}
[[nodiscard]] HELIOS_DECL bool same(exec::expression const& a, exec::expression const& b);
/// As PostgreSQL names a column of a result: ?column?, count, case.
[[nodiscard]] HELIOS_DECL std::string label_of(ast::expression const& e);

// ---- tables and FROM ----------------------------------------------------------------------------

/// What a name in FROM or of a change leads to.
struct found_table {
  std::uint32_t state = 0;
  std::string branch;
  std::string schema;  // as it is found
  std::optional<scn> at;
  catalog::table_ptr table;  // one of the three
  catalog::view_ptr view;
  std::shared_ptr<plan::row_source const> rows;
  std::vector<plan::column> columns;  // of `rows`
};
/// Throws 42P01.
[[nodiscard]] HELIOS_DECL found_table find_table(scope& in, ast::qualified_name const& name,
                                                 ast::period const& when);
[[nodiscard]] HELIOS_DECL std::unique_ptr<plan::scan> make_scan(scope& in, found_table const& of,
                                                                std::string alias);
/// Columns of a node as a FROM item.
[[nodiscard]] HELIOS_DECL relation relation_over(std::span<plan::column const> columns,
                                                 std::string name);
/// Gives the names of AS t (a, b). 42P10 for more names than columns.
HELIOS_DECL void rename(scope const& in, relation& of, ast::alias const& alias, ast::position at);

/// A FROM item: what it reads, the names it brings, and what its LATERAL parts need from the left.
struct from_part {
  node_ptr node;
  std::vector<relation> relations;
  std::vector<frame::crossing> needs;
};
[[nodiscard]] HELIOS_DECL from_part bind_from(scope& in, ast::from_item const& item,
                                              ast::period const* when = nullptr);
[[nodiscard]] HELIOS_DECL from_part bind_table(scope& in, ast::table const& item,
                                               ast::period const* when);
[[nodiscard]] HELIOS_DECL from_part bind_join(scope& in, ast::join const& item);
/// 42712: no two items of one FROM have one name. Tables of two schemas may. 54000: too many.
HELIOS_DECL void check_unique_names(scope const& in, std::span<relation const> left,
                                    std::span<relation const> right, ast::position at);
/// All items of FROM, crossed; their names are in scope afterwards. No items: one row.
[[nodiscard]] HELIOS_DECL node_ptr bind_from_list(scope& in,
                                                  ast::list<ast::ref<ast::from_item>> items,
                                                  ast::period const* when = nullptr,
                                                  node_ptr first = nullptr);
/// The join of two; needs of the right that the left can fulfil become its slots.
[[nodiscard]] HELIOS_DECL node_ptr join_nodes(exec::join_kind how, node_ptr left, node_ptr right,
                                              std::vector<frame::crossing>& needs);
[[nodiscard]] HELIOS_DECL node_ptr filter_by(node_ptr in, expression_ptr condition);
/// One row without columns.
[[nodiscard]] HELIOS_DECL node_ptr one_row();

// ---- queries ------------------------------------------------------------------------------------

struct query_wish {
  /// Columns of literals keep the type unknown: what is around the query gives them one.
  bool keep_unknown = false;
};
[[nodiscard]] HELIOS_DECL node_ptr bind_query(context& of, scope* outer, frame* boundary,
                                              ast::query const& tree, query_wish wish = {});
/// The same without WITH.
[[nodiscard]] HELIOS_DECL node_ptr bind_query_body(context& of, scope* outer, frame* boundary,
                                                   ast::query const& tree, query_wish wish);
[[nodiscard]] HELIOS_DECL node_ptr bind_select(context& of, scope* outer, frame* boundary,
                                               ast::select const& tree, query_wish wish);
[[nodiscard]] HELIOS_DECL node_ptr bind_values(context& of, scope* outer, frame* boundary,
                                               ast::values const& tree, query_wish wish);
[[nodiscard]] HELIOS_DECL node_ptr bind_set_operation(context& of, scope* outer, frame* boundary,
                                                      ast::set_operation const& tree);
/// Two queries of as many columns: types made one.
[[nodiscard]] HELIOS_DECL node_ptr combine(scope& in, ast::set_operation const& tree, node_ptr left,
                                           node_ptr right);
/// Brings the tables of a WITH into the scope.
HELIOS_DECL void bind_with(scope& level, ast::with_clause const& with);
/// Puts each table of WITH that is read once in the place where it is read.
HELIOS_DECL void inline_tables(scope& level, node_ptr& root);
/// A table of WITH by name; nothing: there is none.
[[nodiscard]] HELIOS_DECL std::optional<from_part> bind_common_table(scope& in,
                                                                     ast::table const& item);
/// ORDER BY and LIMIT over a query whose columns alone can be named.
[[nodiscard]] HELIOS_DECL node_ptr add_tail(scope& in, node_ptr node, ast::query const& tree);
[[nodiscard]] HELIOS_DECL node_ptr add_limit(scope& in, node_ptr node, ast::query_tail const& tail);
/// Gives column i of a query another type, where its value is made.  Requires type unknown there.
HELIOS_DECL void retype(context const& of, plan::node& in, std::size_t i, data_type to);
/// A projection that casts columns; the node itself if all have their types.
[[nodiscard]] HELIOS_DECL node_ptr
cast_columns(scope& in, node_ptr node, std::span<data_type const> to,
             types::cast_context context = types::cast_context::implicit);
/// The first target's place, for errors about a query's columns.
[[nodiscard]] HELIOS_DECL ast::position column_place(ast::query const& tree, std::size_t i);

/// One column of a SELECT's list or of RETURNING.
struct target {
  expression_ptr value;
  std::string label;
  ast::expression const* tree = nullptr;  // nullptr: a part of *
};
[[nodiscard]] HELIOS_DECL std::vector<target> bind_targets(scope& in,
                                                           ast::list<ast::target> targets);

/// GROUP BY, with aggregates: expressions over its input become expressions over its columns.
class grouped {
 public:
  HELIOS_DECL grouped(scope& in, aggregation of, expressions by);
  /// Throws 42803 for a column that is neither grouped nor determined by what is.
  [[nodiscard]] HELIOS_DECL expression_ptr over(expression_ptr const& e, bool in_subquery = false);
  [[nodiscard]] HELIOS_DECL node_ptr node(node_ptr input);

 private:
  HELIOS_DECL bool determined(expression_ptr const& column);
  scope& in_;
  aggregation of_;
  expressions by_;
  std::vector<plan::column> columns_;
};
[[nodiscard]] HELIOS_DECL expressions bind_group_by(scope& in, ast::expressions items,
                                                    std::vector<target> const& targets);

/// The sort keys of ORDER BY: an output column each, perhaps one added to the targets.
struct ordering {
  std::size_t target = 0;
  types::key_order order;
};
[[nodiscard]] HELIOS_DECL std::size_t find_target(scope& in, ast::expression const& e,
                                                  std::string_view construct,
                                                  std::vector<target>& targets,
                                                  std::size_t visible);
[[nodiscard]] HELIOS_DECL types::key_order order_of(scope const& in, ast::order_item const& item);
/// 42883 if values of the type have no equality: for DISTINCT, GROUP BY, UNION.
HELIOS_DECL void require_equality(scope const& in, data_type t, ast::position at);
/// 42883 if they have no order: for ORDER BY.
HELIOS_DECL void require_order(scope const& in, data_type t, ast::position at);

// ---- changes ------------------------------------------------------------------------------------

namespace detail {
[[nodiscard]] HELIOS_DECL std::size_t target_column(scope const& in, found_table const& of,
                                                    ast::expression const& e);
/// The detail of 428C9.
[[nodiscard]] HELIOS_DECL std::string why_only_default(catalog::column_definition const& column);
/// Registers a subquery whose plan was bound inside `border`.
[[nodiscard]] HELIOS_DECL expression_ptr add_subquery(scope& in, plan::subquery s,
                                                      frame const& border, data_type type);
}  // namespace detail

/// What a change may write to. 42809, 25006.
[[nodiscard]] HELIOS_DECL found_table find_target_table(scope& in, ast::change_target const& to,
                                                        std::string_view verb);
/// The value as the column takes it: 42804 `column "a" is of type integer but expression is of type
/// text`.
[[nodiscard]] HELIOS_DECL expression_ptr assign(scope& in, catalog::column_definition const& to,
                                                expression_ptr value, ast::position at);
/// What DEFAULT means for a column.
[[nodiscard]] HELIOS_DECL expression_ptr default_of(scope& in, found_table const& of,
                                                    catalog::column_definition const& column);
HELIOS_DECL void bind_change(context& of, ast::statement const& tree, plan::change& to);
HELIOS_DECL void bind_insert(scope& in, ast::insert const& tree, plan::change& to);
HELIOS_DECL void bind_update(scope& in, ast::update const& tree, plan::change& to);
HELIOS_DECL void bind_delete(scope& in, ast::delete_ const& tree, plan::change& to);
HELIOS_DECL void bind_conflict(scope& in, ast::insert const& tree, found_table const& of,
                               plan::change& to);
/// SET a = 1, (b, c) = (2, 3).
struct new_value {
  std::size_t position = 0;  // of the table's column
  expression_ptr value;      // nullptr: DEFAULT of a generated column, which stays what it is
};
[[nodiscard]] HELIOS_DECL std::vector<new_value> bind_set(scope& in, found_table const& of,
                                                          ast::list<ast::assignment> set);
HELIOS_DECL void bind_returning(scope& in, ast::list<ast::target> targets, found_table const& of,
                                std::string_view alias, std::vector<relation> others,
                                plan::change& to);

}  // namespace helios::sql::binding
